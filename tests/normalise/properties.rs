//! What holds for every string: no panic, the printed form kept, the same number in every print.

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
    text.chars().map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c }).collect()
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
