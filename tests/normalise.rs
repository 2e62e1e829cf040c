//! Printed strings and what they mean: the project's table, the shared one where it is present,
//! and properties that hold for every string.

#![allow(clippy::unwrap_used, clippy::panic)]

use kanrihyo::normalise::{As, Context, Kind, Quantity, normalise};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One row of a table.
struct Case {
    id: String,
    printed: String,
    as_: As,
    header: Option<String>,
    sheet_year: Option<i32>,
    context: String,
    value: String,
    value2: String,
    unit: String,
    decimals: String,
    meaning: String,
    warns: bool,
}

fn cases(path: &Path) -> Vec<Case> {
    let table = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let get = |name: &str| {
                names.iter().position(|n| *n == name).and_then(|i| cells.get(i)).copied().unwrap_or_default().to_owned()
            };
            let some = |text: String| (!text.is_empty()).then_some(text);
            Case {
                id: get("id"),
                printed: unescaped(&get("printed")),
                as_: As::from_name(&get("as")).unwrap_or_else(|| panic!("{}: as {:?}", get("id"), get("as"))),
                header: some(get("header")),
                sheet_year: get("sheet_year").parse().ok(),
                context: get("context"),
                value: get("value"),
                value2: get("value2"),
                unit: get("unit"),
                decimals: get("decimals"),
                meaning: get("meaning"),
                warns: get("warns") == "yes",
            }
        })
        .collect()
}

impl Case {
    fn read(&self) -> Quantity {
        let context = Context { header: self.header.as_deref(), sheet_year: self.sheet_year, ..Context::default() };
        normalise(&self.printed, self.as_, &context)
    }

    /// What differs from the row.
    fn differences(&self) -> Vec<String> {
        let read = self.read();
        let mut differences = Vec::new();
        let mut expect = |what: &str, wanted: &str, got: &str| {
            if wanted != got {
                differences.push(format!("{what} {got:?}, wanted {wanted:?}"));
            }
        };
        let value = read.number.map(|n| n.normalize().to_string()).or(read.fraction.clone());
        let value =
            if read.kind == Kind::Text || value.is_none() { read.value.clone() } else { value }.unwrap_or_default();
        let upper = read.upper.map(|n| n.normalize().to_string()).or(read.value_upper.clone());
        let named = !self.value.is_empty() || !matches!(read.kind, Kind::Text | Kind::Grade | Kind::Code);
        if named {
            expect("value", &unescaped(&self.value), &value);
        }
        match (&upper, read.parts.first(), self.value2.is_empty()) {
            (None, Some(part), false) => expect("value2", &self.value2, &part.number.normalize().to_string()),
            (upper, ..) => expect("value2", &self.value2, upper.as_deref().unwrap_or_default()),
        }
        expect("unit", &self.unit, read.unit.as_deref().unwrap_or_default());
        expect("decimals", &self.decimals, &read.decimals.map(|d| d.to_string()).unwrap_or_default());
        expect("meaning", &self.meaning, &meaning(&read));
        expect("warns", if self.warns { "yes" } else { "" }, if read.warnings.is_empty() { "" } else { "yes" });
        expect("printed", &self.printed, &read.printed);
        if !differences.is_empty() && !read.warnings.is_empty() {
            differences.push(format!("warnings {:?}", read.warnings));
        }
        differences
    }
}

fn meaning(read: &Quantity) -> String {
    if let Some(missing) = read.missing {
        return format!("missing:{missing}");
    }
    if let Some(bounds) = read.bounds {
        return format!("range{bounds}");
    }
    match read.kind {
        Kind::Text | Kind::Code => "text".to_owned(),
        Kind::Grade => "grade".to_owned(),
        _ if read.approximate => "approx".to_owned(),
        _ => match read.bound {
            Some(bound) => bound.to_string(),
            None if read.kind == Kind::Number && !read.notes.is_empty() => "footnote".to_owned(),
            None => "exact".to_owned(),
        },
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let code: String = chars.by_ref().take(4).collect();
                out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
            }
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

fn check(path: &Path) -> usize {
    let cases: Vec<Case> = cases(path).into_iter().filter(|case| case.context.is_empty()).collect();
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let differences = case.differences();
            (!differences.is_empty()).then(|| format!("{} {:?}: {}", case.id, case.printed, differences.join("; ")))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {} rows differ:\n{}", failures.len(), cases.len(), failures.join("\n"));
    cases.len()
}

#[test]
fn every_row_of_the_table_means_what_it_says() {
    assert!(check(&root().join("fixtures/normalise/cases.tsv")) > 300);
}

#[test]
fn every_row_of_the_shared_table_means_what_it_says() {
    let shared = root().join("../shared/normalise_cases.tsv");
    if shared.exists() {
        check(&shared);
    }
}

mod surroundings {
    use kanrihyo::normalise::{
        As, Context, Era, Kind, criteria, figures, fiscal_year, fiscal_year_in, fiscal_years, normalise, quantity,
    };

    fn number(printed: &str, context: &Context) -> Option<String> {
        quantity(printed, context).number.map(|n| n.to_string())
    }

    #[test]
    fn the_legend_settles_brackets_and_zeros() {
        let other = Context { legend: Some("（　）＝年間目標"), ..Context::default() };
        let negative = Context { legend: Some("( )は減少を示す"), ..Context::default() };
        assert_eq!(number("(120)", &other).as_deref(), Some("120"));
        assert!(quantity("(120)", &other).warnings.is_empty());
        assert_eq!(number("(120)", &negative).as_deref(), Some("-120"));
        let zero = Context { legend: Some("０．０＝単位未満"), ..Context::default() };
        assert!(quantity("0.0", &zero).below_unit);
        assert!(!quantity("0", &zero).below_unit);
        assert!(!quantity("0.0", &Context::default()).below_unit);
    }

    #[test]
    fn a_unit_column_goes_before_the_heading() {
        let context = Context { unit: Some("団体"), header: Some("実績（人）"), ..Context::default() };
        assert_eq!(quantity("5", &context).unit.as_deref(), Some("団体"));
        let context = Context { unit: Some("千円"), ..Context::default() };
        let read = quantity("1,234.5", &context);
        assert_eq!((read.number.unwrap().to_string(), read.decimals), ("1234500".to_owned(), Some(-2)));
    }

    #[test]
    fn years_without_an_era_follow_the_sheet() {
        let era = Context { era: Some(Era::Reiwa), ..Context::default() };
        assert_eq!(fiscal_year_in("元年度", &era), Some(2019));
        let years = Context { years: &[2018, 2019, 2020], ..Context::default() };
        assert_eq!(fiscal_year_in("２年度", &years), Some(2020));
        assert_eq!(fiscal_year_in("30年度", &years), Some(2018));
        let sheet = Context { sheet_year: Some(2020), ..Context::default() };
        assert_eq!(fiscal_year_in("就労支援事業進行管理票［対象：２年度］", &sheet), Some(2020));
        assert_eq!(fiscal_year_in("19年度", &sheet), None);
        assert_eq!(fiscal_year("２年度"), None);
    }

    #[test]
    fn headings_name_their_years() {
        for (printed, years) in [
            ("平成31\n(令和元)年度", &[2019][..]),
            ("平成27年度 平成28年度", &[2015, 2016]),
            ("平成30～令和2年度", &[2018, 2019, 2020]),
            ("平成27・28年度", &[2015, 2016]),
            ("新型コロナウイルスによる影響（令和２年度）", &[2020]),
            ("R2年度目標", &[2020]),
            ("第2次計画（2019～2021年度）", &[2019, 2020, 2021]),
            ("平成24年4月1日現在", &[]),
            ("CH27番 20人 5年計画", &[]),
            ("50(2000)", &[]),
            ("S5地区 M3 SDGs11", &[]),
            ("S63年度", &[1988]),
            ("", &[]),
        ] {
            assert_eq!(fiscal_years(printed), years, "{printed}");
        }
        assert_eq!(fiscal_year("平成31\n(令和元)年度"), Some(2019));
        assert_eq!(fiscal_year("平成27年度 平成28年度"), None);
    }

    #[test]
    fn figures_of_a_text_have_labels_and_places() {
        let read = |text: &str| -> Vec<(String, String, Option<String>)> {
            figures(text).into_iter().map(|f| (f.part.label, f.part.number.to_string(), f.part.unit)).collect()
        };
        let row = |label: &str, number: &str, unit: &str| (label.to_owned(), number.to_owned(), Some(unit.to_owned()));
        assert_eq!(
            read("◇支援対象者数 1,100人\n◇就職率：35.5％"),
            [row("支援対象者数", "1100", "人"), row("就職率", "35.5", "%")]
        );
        assert_eq!(read("【情報提供件数：124件】"), [row("情報提供件数", "124", "件")]);
        assert_eq!(read("セミナー（2回）を実施"), [row("セミナー", "2", "回")]);
        assert_eq!(read("平成24年4月1日に開始、第2次計画 1-1、10:30"), []);
        let text = "令和２年度は ８７件";
        let found = figures(text);
        let span: String = text.chars().skip(found[0].span.0).take(found[0].span.1 - found[0].span.0).collect();
        assert_eq!(span, "８７件");
    }

    #[test]
    fn parts_say_what_they_are() {
        let labels = |printed: &str| -> Vec<String> {
            quantity(printed, &Context::default()).parts.into_iter().map(|p| p.label).collect()
        };
        assert_eq!(labels("85.7％(6/7)"), ["numerator", "denominator"]);
        assert_eq!(labels("10人（延べ48人）"), ["延べ"]);
        assert_eq!(labels("36％(８事業)"), ["事業"]);
        assert_eq!(labels("動画再生124回"), ["動画再生"]);
        assert_eq!(labels("26箇所22箇所").len(), 2);
        assert_eq!(labels("42件（うち就労支援含む計画26件）"), ["うち就労支援含む計画"]);
    }

    #[test]
    fn bands_have_exact_ends() {
        let band = criteria("目標に対し90%以上100%未満", &Context::default());
        assert_eq!(band.bounds.map(|b| b.as_str()), Some("[)"));
        let grade = normalise("Ａ（4点）", As::Grade, &Context::default());
        assert_eq!((grade.kind, grade.parts[0].number.to_string()), (Kind::Grade, "4".to_owned()));
    }

    #[test]
    fn what_a_word_adds_is_kept() {
        let read = |printed: &str| quantity(printed, &Context::default());
        assert_eq!(read("月20件").per.as_deref(), Some("月"));
        assert_eq!(read("延べ1,200人").basis.as_deref(), Some("延べ"));
        assert_eq!(read("20人（見込み）").status.map(|s| s.as_str()), Some("forecast"));
        assert_eq!(read("20人（速報値）").status.map(|s| s.as_str()), Some("preliminary"));
        assert_eq!(read("20人弱").leaning.map(|l| l.as_str()), Some("below"));
        assert_eq!(read("20人余り").leaning.map(|l| l.as_str()), Some("above"));
        assert_eq!(read("対前年度比＋13.1％").relation.map(|r| r.as_str()), Some("yoy"));
        assert_eq!(read("前年度比98％").relation.map(|r| r.as_str()), Some("previous"));
        assert_eq!(read("5人増").relation.map(|r| r.as_str()), Some("delta"));
        assert_eq!(read("1,234①").notes, ["①"]);
        assert_eq!(read("0人\n※受付中:13人").notes, ["※受付中:13人"]);
    }
}

mod properties {
    use kanrihyo::normalise::{
        As, Context, Era, Kind, figures, fiscal_year, fiscal_years, fold, fold_map, grade, normalise, project_number,
        quantity, text,
    };
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    /// Strings of the characters that figure cells are made of.
    fn cell() -> impl Strategy<Value = String> {
        let pieces = vec![
            "0",
            "1",
            "5",
            "９",
            "３",
            "12",
            "1,234",
            "100",
            ".",
            ",",
            "、",
            "・",
            "．",
            "－",
            "-",
            "−",
            "ー",
            "―",
            "〜",
            "～",
            "±",
            "△",
            "▲",
            "+",
            "（",
            "）",
            "(",
            ")",
            "／",
            "/",
            "＝",
            "%",
            "％",
            "人",
            "名",
            "件",
            "回",
            "円",
            "千",
            "万",
            "億",
            "百",
            "十",
            "一",
            "二",
            "〇",
            "○",
            "□",
            "■",
            "☑",
            "年",
            "月",
            "日",
            "年度",
            "平成",
            "令和",
            "元",
            "H",
            "R",
            "以上",
            "未満",
            "約",
            "延べ",
            "うち",
            "前年度比",
            "増",
            "減",
            "割",
            "分の",
            "時間",
            "分",
            "※",
            "①",
            "¹",
            "²",
            "½",
            "㎡",
            "㍻",
            "㋿",
            "ﾊﾟ",
            "゛",
            " ",
            "　",
            "\n",
            "\u{200b}",
            "\u{a0}",
            "なし",
            "未定",
            "中止",
            "の",
            "ため",
            "x",
            "X",
            "*",
            "A",
            "Ａ",
            "→",
            "：",
            "単位",
            "…",
            "第",
            "四半期",
            "末",
            "から",
            "まで",
            "@",
            "é",
            "👍",
        ];
        prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat())
    }

    fn readings(printed: &str) {
        let contexts = [
            Context::default(),
            Context { header: Some("金額（千円）"), sheet_year: Some(2020), ..Context::default() },
            Context {
                header: Some(printed),
                legend: Some(printed),
                unit: Some(printed),
                years: &[2019],
                ..Context::default()
            },
        ];
        for &as_ in As::ALL {
            for context in &contexts {
                let read = normalise(printed, as_, context);
                assert_eq!(read.printed, printed);
                assert_eq!(read.kind == Kind::Missing, read.missing.is_some(), "{printed:?} {read:?}");
                if read.kind == Kind::Text {
                    assert!(read.number.is_none() && read.upper.is_none(), "{printed:?} {read:?}");
                }
                if read.kind == Kind::Number {
                    assert!(read.number.is_some() || read.fraction.is_some(), "{printed:?} {read:?}");
                }
                if let (Some(low), Some(high)) = (read.number, read.upper) {
                    assert!(low <= high, "{printed:?} {read:?}");
                }
            }
        }
    }

    fn full_width(text: &str) -> String {
        text.chars()
            .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c })
            .collect()
    }

    fn grouped(n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        out
    }

    fn in_kanji(n: u64) -> String {
        let digits: Vec<char> = "〇一二三四五六七八九".chars().collect();
        let section = |n: u64| {
            let mut out = String::new();
            for (power, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
                let digit = n / power % 10;
                if digit > 1 || (digit == 1 && power == 1) {
                    out.push(digits[digit as usize]);
                }
                if digit > 0 {
                    out.push_str(name);
                }
            }
            out
        };
        let mut out = String::new();
        for (power, name) in [(100_000_000, "億"), (10_000, "万"), (1, "")] {
            let part = n / power % 10_000;
            if part > 0 {
                out.push_str(&section(part));
                out.push_str(name);
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_string_has_a_reading(printed in any::<String>()) {
            readings(&printed);
        }

        #[test]
        fn any_cell_has_a_reading(printed in cell()) {
            readings(&printed);
        }

        #[test]
        fn folding_twice_is_folding_once(printed in prop_oneof![any::<String>(), cell()]) {
            let once = fold(&printed);
            prop_assert_eq!(fold(&once), once);
            let once = text(&printed);
            prop_assert_eq!(text(&once), once);
        }

        #[test]
        fn folded_characters_know_where_they_stood(printed in prop_oneof![any::<String>(), cell()]) {
            let folded = fold_map(&printed);
            prop_assert_eq!(folded.text.chars().count(), folded.sources.len());
            prop_assert!(folded.sources.windows(2).all(|w| w[0] <= w[1]));
            prop_assert!(folded.sources.iter().all(|&at| at < printed.chars().count()));
        }

        #[test]
        fn figures_stand_where_they_say(printed in cell()) {
            let length = printed.chars().count();
            for figure in figures(&printed) {
                prop_assert!(figure.span.0 < figure.span.1 && figure.span.1 <= length);
            }
        }

        #[test]
        fn a_number_is_the_same_in_every_print(n in 1..999_999_999_999_u64, digits in 0..4_usize) {
            let context = Context::default();
            for printed in [n.to_string(), grouped(n), full_width(&n.to_string()), full_width(&grouped(n)), in_kanji(n)] {
                let read = quantity(&format!("{printed}人"), &context);
                prop_assert_eq!(read.number.map(|x| x.to_string()), Some(n.to_string()), "{}", printed);
                prop_assert!(read.warnings.is_empty());
            }
            let decimals = format!("{}.{}", grouped(n), "7".repeat(digits + 1));
            let read = quantity(&decimals, &context);
            prop_assert_eq!(read.number.map(|x| x.to_string()), Some(decimals.replace(',', "")));
            prop_assert_eq!(read.decimals, Some(digits as i32 + 1));
        }

        #[test]
        fn a_scale_is_a_factor(n in 1..9_999_999_u64) {
            for (scale, factor) in [("千円", 1_000), ("万円", 10_000), ("百万円", 1_000_000), ("億円", 100_000_000)] {
                let header = format!("金額（{scale}）");
                let context = Context { header: Some(&header), ..Context::default() };
                let by_header = quantity(&grouped(n), &context);
                let by_cell = quantity(&format!("{}{scale}", grouped(n)), &Context::default());
                prop_assert_eq!(by_cell.number.map(|x| x.to_string()), Some((n * factor).to_string()));
                prop_assert_eq!((by_header.number, by_header.unit, by_header.decimals), (by_cell.number, by_cell.unit, by_cell.decimals));
            }
        }

        #[test]
        fn a_fiscal_year_is_the_same_in_every_print(year in 1990..2050_i32) {
            let (era, letter) = if year < 2019 { (Era::Heisei, 'H') } else { (Era::Reiwa, 'R') };
            let count = year - era.first_year() + 1;
            let mut prints = vec![
                format!("{}{count}年度", era.name()),
                format!("{letter}{count}年度"),
                format!("{letter}{count}"),
                format!("{year}年度"),
                format!("{year}({letter}{count})年度"),
                format!("{}{}年度", era.name(), in_kanji(count as u64)),
            ];
            if count == 1 {
                prints.push(format!("{}元年度", era.name()));
            }
            for printed in prints {
                prop_assert_eq!(fiscal_year(&printed), Some(year), "{}", &printed);
                prop_assert_eq!(fiscal_year(&full_width(&printed)), Some(year), "{}", &printed);
                let read = normalise(&printed, As::FiscalYear, &Context::default());
                prop_assert_eq!(read.value, Some(year.to_string()), "{}", &printed);
            }
        }

        #[test]
        fn a_project_number_is_the_same_with_every_dash(a in 1..99_u32, b in 1..99_u32) {
            for dash in "-－−‐‑–—―─ー".chars() {
                let printed = full_width(&format!("{a}{dash}{b}"));
                prop_assert_eq!(project_number(&printed), Some(format!("{a}-{b}")));
            }
        }

        #[test]
        fn a_letter_is_a_grade_in_both_widths(c in prop::char::range('A', 'F')) {
            prop_assert_eq!(grade(&full_width(&c.to_string())), Some(c.to_string()));
        }
    }

    #[test]
    fn huge_cells_are_read_in_linear_time() {
        let start = Instant::now();
        for piece in [
            "1",
            "1,",
            "(",
            "（1",
            "約",
            "一",
            "〇",
            "①",
            "※1",
            "-",
            "〜",
            "1人",
            "1／",
            "平成",
            "27・",
            "令和2年度",
            "□",
            "■あ",
            "うち1人",
            "1月",
            "前年度比",
            "年",
            "、延べ1人",
            "千",
            "( )",
            "A",
            "・",
            "\n1",
            "1\u{200b}",
            "か\u{3099}",
        ] {
            let huge = piece.repeat(5_000);
            for &as_ in As::ALL {
                let read = normalise(&huge, as_, &Context::default());
                assert_eq!(read.printed.len(), huge.len());
            }
            assert!(fiscal_years(&huge).len() < 100);
            figures(&huge);
            project_number(&huge);
            fold(&huge);
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    }
}
