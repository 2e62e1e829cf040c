//! `profiles new` → `profiles check` → `extract --profile`: the first profile of a form reads the document that it
//! was made from, and loses none of its figures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use kanrihyo::profile::{Profiles, skeleton};
use kanrihyo::sheet::{Cell, Document};
use kanrihyo::{Options, read};
use std::collections::BTreeSet;
use std::path::Path;

/// The same document without any profile, and by the skeleton that was made from it.
fn both(name: &str, bytes: &[u8]) -> (Document, Document) {
    let generic = read(bytes.to_vec(), name, &Options::default()).unwrap();
    let text = skeleton("mine", &generic);
    let mut profiles = Profiles::builtin();
    profiles.add("mine.toml", &text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    let options = Options { profiles, profile: Some("mine".to_owned()), ..Options::default() };
    (generic, read(bytes.to_vec(), name, &options).unwrap())
}

/// The figures of tables and records, as printed.
fn figures(document: &Document) -> BTreeSet<String> {
    let cells = document.tables.iter().flat_map(|t| t.rows.iter().flatten().flatten());
    let of_tables = cells.filter_map(|c| match c {
        Cell::Quantity(m) => m.quantity.number.map(|_| m.quantity.printed.clone()),
        Cell::Field(f) => f.parts.iter().any(|p| p.unit.is_some()).then(|| f.printed.clone()),
    });
    let indicators = document.sheets.iter().flat_map(|s| &s.indicators).flat_map(|i| &i.observations);
    let texts = document.sheets.iter().flat_map(|s| &s.narratives).map(|n| n.text.printed.clone());
    let of_sheets = indicators.map(|o| o.value.quantity.printed.clone()).chain(texts);
    of_tables.chain(of_sheets).collect()
}

fn nothing_is_lost(name: &str, bytes: &[u8]) -> Document {
    let (generic, own) = both(name, bytes);
    let held = figures(&own);
    let lost: Vec<String> = figures(&generic).into_iter().filter(|f| !held.contains(f)).collect();
    assert!(lost.is_empty(), "{name}: {lost:?}");
    own
}

const LIST: &str = "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><p>令和４年度　総合戦略　指標の進捗一覧表
    <table><tr><td rowspan=2>基本目標<td rowspan=2>指標<td rowspan=2>単位<td colspan=2>実績値<td rowspan=2>目標値（R6）
    <td rowspan=2>担当課<tr><td>R3<td>R4
    <tr><td rowspan=2>しごとをつくる<td>創業件数<td>件<td>12<td>15<td>20<td>商工課
    <tr><td>就農者数<td>人<td>3<td>4<td>10<td>農政課
    <tr><td>人の流れ<td>移住相談の件数<td>件<td>140<td>162<td>200<td>企画課</table>";

#[test]
fn a_list_of_indicators_gives_observations() {
    let own = nothing_is_lost("list.html", LIST.as_bytes());
    let seen: Vec<String> = own
        .sheets
        .iter()
        .flat_map(|s| &s.indicators)
        .flat_map(|i| {
            i.observations.iter().map(|o| {
                let number = o.value.quantity.number.map(|n| n.normalize().to_string()).unwrap_or_default();
                format!("{} {} {:?} {number}", i.label.printed, o.fiscal_year, o.role)
            })
        })
        .collect();
    for wanted in ["創業件数 2021 Actual 12", "創業件数 2024 Target 20", "移住相談の件数 2022 Actual 162"]
    {
        assert!(seen.iter().any(|s| s == wanted), "{wanted}: {seen:?}");
    }
}

#[test]
fn a_table_that_no_record_reads_stays() {
    let page = LIST.replace(
        "<p>令和４年度",
        "<table><tr><td>取組状況<td>相談は４月に94人、５月に120人であった</table><p>令和４年度",
    );
    nothing_is_lost("list.html", page.as_bytes());
}

#[test]
fn the_forms_of_the_invented_city_lose_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/forms");
    for name in ["hoshimi-2021.pdf", "hoshimi-2022.pdf", "hoshimi-2023.pdf", "hoshimi-list-2021.pdf"] {
        nothing_is_lost(name, &std::fs::read(folder.join(name)).unwrap());
    }
}

#[test]
fn a_document_of_many_bodies_loses_nothing() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/sheets/e_mhlw/e-true-cr_ipa.pdf");
    if let Ok(bytes) = std::fs::read(file) {
        nothing_is_lost("e.pdf", &bytes);
    }
}
