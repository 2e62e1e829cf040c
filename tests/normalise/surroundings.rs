//! What headings, legends and eras settle, and what a reading keeps besides the number.

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
