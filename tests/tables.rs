//! A form that no profile describes gives tables whose figures have their labels, years, roles and units.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../examples/generate_form/sheet.rs"]
mod sheet;
#[path = "../examples/generate_form/variants.rs"]
mod variants;

use kanrihyo::sheet::{Cell, Document, Table, Verdict};
use kanrihyo::{Options, read};
use std::fmt::Write as _;
use std::path::PathBuf;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/forms").join(name)
}

/// The tables as lines of text.
fn shown(document: &Document) -> String {
    let mut out = String::new();
    for table in &document.tables {
        let caption = table.caption.as_ref().map(|c| c.printed.replace('\n', " / ")).unwrap_or_default();
        writeln!(out, "# {caption} {:?}", table.spans).unwrap();
        for row in &table.header {
            let cells: Vec<String> = row
                .iter()
                .map(|f| f.as_ref().map_or("^".into(), |f| f.as_text().unwrap_or("").replace('\n', " ")))
                .collect();
            writeln!(out, "| {} |", cells.join(" | ")).unwrap();
        }
        for row in 0..table.rows.len() {
            let cells: Vec<String> = (0..table.rows[row].len()).map(|c| cell(table, row, c)).collect();
            writeln!(out, "  {}", cells.join(" ; ")).unwrap();
        }
    }
    for finding in &document.findings {
        writeln!(out, "! {:?} {} {}", finding.verdict, finding.rule, finding.working.join(" ")).unwrap();
    }
    out
}

fn cell(table: &Table, row: usize, col: usize) -> String {
    match &table.rows[row][col] {
        None => "^".into(),
        Some(Cell::Field(f)) => f.printed.replace('\n', " "),
        Some(Cell::Quantity(m)) => {
            let q = &m.quantity;
            let number = q.number.map(|n| n.normalize().to_string()).or(q.missing.map(|m| m.to_string()));
            format!("{}{}", number.unwrap_or_default(), q.unit.as_deref().unwrap_or(""))
        }
    }
}

#[test]
fn the_committed_form_is_the_generated_one() {
    let committed = std::fs::read(fixture(sheet::NAME)).unwrap_or_default();
    assert!(committed == sheet::pdf(), "run `cargo run --example generate_form` and review the change");
    for (name, pdf) in variants::files() {
        assert!(std::fs::read(fixture(name)).unwrap_or_default() == pdf, "{name} differs");
    }
}

#[test]
fn an_unknown_form_gives_its_figures_and_its_contradictions() {
    let document = read(sheet::pdf(), sheet::NAME, &Options::default()).unwrap();
    let golden = fixture("hoshimi-2021.tables.txt");
    let shown = shown(&document);
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&golden, &shown).unwrap();
    }
    assert_eq!(shown, std::fs::read_to_string(&golden).unwrap_or_default());
    let confirmed: Vec<&str> =
        document.findings.iter().filter(|f| f.verdict == Verdict::Confirmed).map(|f| f.printed.as_str()).collect();
    assert_eq!(confirmed.len(), 2, "{confirmed:?}");
}

#[test]
fn the_unit_over_a_list_is_not_that_of_its_points() {
    let bytes = std::fs::read(fixture("hoshimi-list-2021.pdf")).unwrap();
    let document = read(bytes, "list.pdf", &Options::default()).unwrap();
    let cells: Vec<[String; 2]> = (0..3).map(|row| [3, 4].map(|col| cell(&document.tables[0], row, col))).collect();
    assert_eq!(cells, [["1050000円", "13"], ["3400000円", "16"], ["880000円", "9"]]);
}

/// The tables of a page that is nothing but them.
fn tables_of(html: &str) -> String {
    let page = format!("<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><body>{html}</body></html>");
    shown(&read(page.into_bytes(), "page.html", &Options::default()).unwrap())
}

#[test]
fn a_word_for_no_figure_may_be_a_head() {
    let shown = tables_of(
        "<table><tr><td rowspan=2>指標<td rowspan=2>単位<td rowspan=2>事業開始前（現時点）<td colspan=2>令和３年度（１年目）
         <tr><td>目標<td>実績<tr><td>相談件数<td>件<td>40<td>10<td>12<tr><td>売上額<td>千円<td>90<td>20<td>未公表</table>",
    );
    assert!(shown.contains("相談件数 ; 件 ; 40件 ; 10件 ; 12件"), "{shown}");
    assert!(shown.contains("売上額 ; 千円 ; 90000円 ; 20000円"), "{shown}");
    assert!(shown.contains("| 指標 | 単位 | 事業開始前（現時点）"), "{shown}");
}

#[test]
fn names_of_classes_below_heads_are_heads() {
    let shown = tables_of(
        "<p>（単位：人）<table><tr><td rowspan=2>区分<td colspan=2>令和４年度<td colspan=2>令和５年度
         <tr><td>１号<td>２号<td>１号<td>２号<tr><td>量の見込み<td>574<td>467<td>506<td>629
         <tr><td>確保方策<td>580<td>470<td>510<td>630</table>",
    );
    assert!(shown.contains("| ^ | 1号 | 2号 | 1号 | 2号 |"), "{shown}");
    assert!(shown.contains("量の見込み ; 574人 ; 467人 ; 506人 ; 629人"), "{shown}");
}

#[test]
fn a_figure_above_another_is_told_by_the_note() {
    let page = "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><p>※上段：目標、下段：実績
         <table><tr><td>取組<td>指標<td>令和３年度<td>令和４年度<tr><td>寄附の推進<td>寄附額（千円）<td>657<br>433<td>264<br>536</table>";
    let document = read(page.as_bytes().to_vec(), "page.html", &Options::default()).unwrap();
    let Some(Cell::Field(both)) = &document.tables[0].rows[0][3] else { panic!("{}", shown(&document)) };
    let parts: Vec<String> =
        both.parts.iter().map(|p| format!("{} {} {:?}", p.label, p.number, p.unit.as_deref())).collect();
    assert_eq!(parts, ["目標 264000 Some(\"円\")", "実績 536000 Some(\"円\")"]);
}

#[test]
fn a_role_in_brackets_is_no_unit() {
    let shown = tables_of(
        "<table><tr><td>経営指標<td>R5（見込）<td>R6（計画）<tr><td>有収率（％）<td>91.2<td>92.5<tr><td>水源の数<td>4<td>5</table>",
    );
    assert!(shown.contains("有収率（％） ; 91.2% ; 92.5%"), "{shown}");
    assert!(shown.contains("水源の数 ; 4 ; 5"), "{shown}");
}

#[test]
fn an_amount_before_the_name_of_an_indicator_keeps_its_unit() {
    let shown = tables_of(
        "<table><tr><td>No.<td>事業名<td>総事業費（千円）<td>指標<td>R3<td>R4<tr><td>1<td>観光づくり<td>22,817<td>消費額（百万円）<td>696<td>745
         <tr><td>2<td>商社の設立<td>16,069<td>商品数（件）<td>222<td>324</table>",
    );
    assert!(shown.contains("観光づくり ; 22817000円 ; 消費額（百万円） ; 696000000円 ; 745000000円"), "{shown}");
    assert!(shown.contains("商社の設立 ; 16069000円 ; 商品数（件） ; 222件 ; 324件"), "{shown}");
}

#[test]
fn years_that_label_rows_and_comparisons_keep_their_words() {
    let shown = tables_of(
        "<p>令和4年度　相談事業<table><tr><td>年度<td>相談件数（件）<td>前年度比（％）<tr><td>令和3年度<td>821<td>101.2<tr><td>令和4年度<td>983<td>119.7</table>",
    );
    assert!(shown.contains("| 年度 | 相談件数（件） | 前年度比（%） |"), "{shown}");
    assert!(shown.contains("令和4年度 ; 983件 ; 119.7%"), "{shown}");
}

#[test]
fn years_that_count_on_down_a_column_are_years() {
    let years: Vec<String> = years_of_rows(
        "<table><tr><td rowspan=2>年度<td colspan=2>排出量（ｇ）<tr><td>計画<td>実績<tr><td>平成30<td>930<td>941
         <tr><td>令和元<td>925<td>938<tr><td>２<td>920<td>931<tr><td>３<td>915<td>929</table>",
    );
    assert_eq!(years, ["平成30", "2019年度", "2020年度", "2021年度"]);
}

/// What the first cell of each row means.
fn years_of_rows(html: &str) -> Vec<String> {
    let page = format!("<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><body>{html}</body></html>");
    let document = read(page.into_bytes(), "page.html", &Options::default()).unwrap();
    let first = |row: &Vec<Option<Cell>>| match row.first() {
        Some(Some(Cell::Field(f))) => f.as_text().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    document.tables[0].rows.iter().map(first).collect()
}

#[test]
fn western_years_without_a_word_are_years() {
    let shown = tables_of(
        "<table><tr><td rowspan=2>施策<td rowspan=2>ＫＰＩ<td rowspan=2>単位<td rowspan=2>当初値<br>（2020）<td colspan=3>実績値
         <td rowspan=2>目標値<br>（2025）<tr><td>2021<td>2022<td>2023<tr><td>しごと<td>起業件数<td>件<td>12<td>15<td>18
         <td>集計中<td>30<tr><td>ひと<td>出生数<td>人<td>410<td>402<td>390<td>381<td>420</table>",
    );
    assert!(shown.contains("| ^ | ^ | ^ | ^ | 2021年度 | 2022年度 | 2023年度 | ^ |"), "{shown}");
    assert!(shown.contains("2020年度当初値") && shown.contains("2025年度目標値"), "{shown}");
}

#[test]
fn a_row_of_texts_names_the_table_below_it() {
    let block = |name: &str, unit: &str| {
        format!(
            "<tr><td>指標名<td colspan=2>{name}<td>単位<td>{unit}<tr><td>年度<td>R3<td>R4<td>R5<td>R8（最終）
             <tr><td>目標<td>31<td>32<td>33<td>40<tr><td>実績<td>30<td>28<td>31<td>"
        )
    };
    let shown = tables_of(&format!("<table>{}{}</table>", block("自治会の加入率", "％"), block("相談の件数", "件")));
    for (name, values) in [("# 指標名 / 自治会の加入率", "目標 ; 31%"), ("# 指標名 / 相談の件数", "目標 ; 31件")]
    {
        assert!(shown.contains(name) && shown.contains(values), "{shown}");
    }
}

#[test]
fn shares_of_amounts_are_percent_and_both_halves_have_the_title() {
    let shown = tables_of(
        "<table><caption>令和６年度　当初予算の概要<br>（単位：千円、％）</caption><tr><td colspan=3>歳入<td colspan=3>歳出
         <tr><td>款<td>予算額<td>構成比<td>款<td>予算額<td>構成比<tr><td>市税<td>24,728<td>60.1<td>議会費<td>1,200<td>2.9
         <tr><td>市債<td>16,400<td>39.9<td>民生費<td>39,928<td>97.1</table>",
    );
    assert!(shown.contains("市税 ; 24728000円 ; 60.1%"), "{shown}");
    assert!(shown.contains("民生費 ; 39928000円 ; 97.1%"), "{shown}");
    assert_eq!(shown.matches("# 令和６年度").count(), 2, "{shown}");
}

#[test]
fn ages_from_and_up_to_are_classes() {
    let shown = tables_of(
        "<table><tr><td rowspan=2>年次<td colspan=3>人口（人）<td rowspan=2>世帯数<br>（世帯）
         <tr><td>総数<td>０～14歳<td>65歳以上<tr><td>平成22年<td>9,400<td>1,200<td>2,900<td>3,400
         <tr><td>平成27年<td>9,100<td>1,100<td>3,000<td>3,500</table>",
    );
    assert!(shown.contains("| ^ | 総数 | 0〜14歳 | 65歳以上 | ^ |"), "{shown}");
}

#[test]
fn years_without_their_era_are_spelt_out() {
    let shown = tables_of(
        "<table><tr><td>指標<td>単位<td>基準値<br>（R元）<td>元年度<br>目標<td>２年度<br>目標<td>基準年度<br>2013
         <tr><td>利用者数<td>人<td>10<td>12<td>14<td>9<tr><td>開催数<td>回<td>3<td>4<td>5<td>2</table>",
    );
    for year in ["2019年度基準値", "2019年度目標", "2020年度目標", "2013年度"] {
        assert!(shown.contains(year), "{year}: {shown}");
    }
}

#[test]
fn sums_of_numbers_without_measure_stop_nothing() {
    let largest = "79,228,162,514,264,337,593,543,950,335円";
    let row = |label: &str, figure: &str| format!("<tr><td>{label}</td><td>{figure}</td><td>{figure}</td></tr>");
    let rows = [("事業費", largest), ("人件費", largest), ("物件費", "1円"), ("合計", largest)];
    let rows: String = rows.iter().map(|(label, figure)| row(label, figure)).collect();
    let heads = "<tr><th>区分</th><th>令和元年度</th><th>令和2年度</th></tr>";
    let html = format!("<html><body><table>{heads}{rows}</table></body></html>");
    let document = read(html.into_bytes(), "sums.html", &Options::default()).unwrap();
    assert!(shown(&document).contains(largest), "what is printed stays");
}
