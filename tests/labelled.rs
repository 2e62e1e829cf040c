//! The general profile reads evaluation sheets of invented cities by their labels.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use kanrihyo::sheet::{Document, Sheet};
use kanrihyo::{Options, read};
use std::path::PathBuf;

fn fixture(name: &str) -> Document {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/forms").join(name);
    let document = read(std::fs::read(path).unwrap(), name, &Options::builtin()).unwrap();
    assert_eq!(document.form.profile.as_deref(), Some("jimujigyo-basic"));
    document
}

/// The figures of an indicator: year, role, number with its unit.
fn figures(sheet: &Sheet, label: &str) -> Vec<String> {
    let folded = |text: &str| text.split_whitespace().collect::<String>();
    let named = sheet.indicators.iter().filter(|i| folded(&i.label.printed) == label);
    named.flat_map(support::observed).collect()
}

#[test]
fn the_unit_of_a_title_within_the_grid_holds_for_the_figures_under_it() {
    let document = fixture("hoshimi-2021.pdf");
    let sheet = &document.sheets[0];
    assert_eq!(
        figures(sheet, "国庫支出金"),
        ["2019 Actual 120000円", "2020 Actual 130000円", "2021 Actual 140000円", "2022 Budget 150000円"]
    );
    assert_eq!(
        figures(sheet, "観察会開催回数")[..3],
        ["2019 Target 10回", "2019 Actual 9回", "2019 AchievementRate 90%"]
    );
}

#[test]
fn years_are_told_by_the_sheets_and_units_by_what_a_row_belongs_to() {
    let document = fixture("hoshimi-2022.pdf");
    let sheet = &document.sheets[0];
    assert_eq!(figures(sheet, "国庫支出金"), ["2021 Actual 100000円", "2022 Actual 150000円", "2023 Budget 200000円"]);
    assert_eq!(
        figures(sheet, "総事業費①＋②"),
        ["2021 Actual 1500000円", "2022 Actual 1610000円", "2023 Budget 1720000円"]
    );
    assert_eq!(figures(sheet, "職員数（人）")[..2], ["2021 Actual 1.5人", "2022 Actual 1.5人"]);
    assert_eq!(figures(sheet, "観察会開催日数")[..3], ["2020 Target 10日", "2020 Actual 9日", "2021 Target 10日"]);
    assert_eq!(figures(sheet, "参加者数（目標）")[0], "2021 Target 400");
    assert_eq!(figures(sheet, "参加者数（実績）")[0], "2021 Actual 371");
}

#[test]
fn indicators_go_on_over_a_page_break_without_heads() {
    let document = fixture("hoshimi-2023.pdf");
    assert_eq!(document.sheets.len(), 1);
    let sheet = &document.sheets[0];
    let wanted = ["2022 Target 400人", "2022 Actual 371人", "2023 Target 420人", "2023 Actual 425人"];
    assert_eq!(figures(sheet, "参加者数"), wanted);
    assert_eq!(figures(sheet, "支出済額（千円）Ｂ"), ["2022 Actual 1900000円", "2023 Actual 2000000円"]);
}

/// A sheet of an invented city with changes over the year before, and points without any for achievement.
fn sheet_with(change: &str, rate: &str, total: &str, points: &str) -> Vec<String> {
    let head = "<table><tr><th>事業番号</th><td>1-1</td><th>事務事業名</th><td>緑のカーテン事業</td></tr><tr><th>所管課</th><td>環境課</td><th>施策名</th><td>環境</td></tr></table>";
    let html = format!(
        "<!DOCTYPE html><h1>事務事業評価シート（令和4年度実績）</h1>{head}<h2>事業費（単位：千円）</h2><table>
<tr><th>区分</th><th>令和3年度決算</th><th>令和4年度決算</th><th>増減額</th><th>増減率（％）</th></tr>
<tr><td>国庫支出金</td><td>500</td><td>540</td><td>{change}</td><td>{rate}</td></tr>
<tr><td>県支出金</td><td>250</td><td>260</td><td>10</td><td>4.0</td></tr>
<tr><td>その他</td><td>55</td><td>60</td><td>5</td><td>9.1</td></tr>
<tr><td>一般財源</td><td>1,668</td><td>1,700</td><td>32</td><td>1.9</td></tr>
<tr><td>事業費計</td><td>2,473</td><td>{total}</td></tr></table>
<h2>評価</h2><table><tr><th>評価項目</th><th>点数</th></tr><tr><td>必要性</td><td>4</td></tr><tr><td>有効性</td><td>3</td></tr>
<tr><td>効率性</td><td>4</td></tr><tr><td>合計点</td><td>{points}</td></tr></table>"
    );
    let document = read(html.into_bytes(), "sheet.html", &Options::builtin()).unwrap();
    document.findings.iter().map(|f| format!("{} {}", f.rule, f.printed)).collect()
}

#[test]
fn changes_rates_totals_and_points_are_each_judged_by_their_own_figures() {
    assert_eq!(sheet_with("40", "8.0", "2,560</td><td>87</td><td>3.5", "11"), [""; 0]);
    assert_eq!(sheet_with("44", "8.0", "2,560</td><td>87</td><td>3.5", "11"), ["subtotal-not-sum 44"]);
    assert_eq!(sheet_with("40", "9.0", "2,560</td><td>87</td><td>3.5", "11"), ["rate-not-ratio 9.0"]);
    // The change follows from the total: what is wrong is told once.
    assert_eq!(sheet_with("40", "8.0", "2,650</td><td>177</td><td>7.2", "11"), ["subtotal-not-sum 2,650"]);
    assert_eq!(sheet_with("40", "8.0", "2,560</td><td>87</td><td>3.5", "12"), ["total-not-sum 12"]);
}
