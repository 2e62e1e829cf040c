//! The general profile reads evaluation sheets of invented cities by their labels.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

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
    let shown = named.flat_map(|i| &i.observations).map(|o| {
        let quantity = &o.value.quantity;
        let number = quantity.number.map(|n| n.normalize().to_string()).unwrap_or_default();
        let unsure = if o.value.confidence < 0.9 { "?" } else { "" };
        format!("{} {:?} {number}{}{unsure}", o.fiscal_year, o.role, quantity.unit.as_deref().unwrap_or_default())
    });
    shown.collect()
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
