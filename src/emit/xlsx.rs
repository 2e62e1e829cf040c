//! Findings and indicator tables as a workbook: one sheet a fiscal year, one row an indicator, a column for each year
//! and role, as people keep them.
//!
//! A figure that was read for sure is a number with its unit in the format; anything else is the printed text. What a
//! finding disputes or the reader is not sure of is shaded, and a note says why.

use super::language::Language;
use super::listed::{HEADINGS, cells};
use super::wire::{self, Document, FindingLine, IndicatorKind, Kind, Place, Quantity, Role, Severity};
use crate::sheet::{Error, ErrorKind, SURE};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most characters that a cell can hold.
const CELL: usize = 32_767;

/// Most rows of a worksheet, with room for the head.
const ROWS: usize = 1_048_000;

/// Digits that a spreadsheet keeps of a number.
const DIGITS: u32 = 15;

/// An indicator of a document.
#[derive(Clone, Debug)]
pub struct IndicatorRow {
    /// Fiscal year of the sheet.
    year: Option<i32>,
    source: String,
    sheet: String,
    page: u32,
    project: [String; 3],
    kind: IndicatorKind,
    label: String,
    unit: String,
    figures: Vec<Figure>,
}

#[derive(Clone, Debug)]
struct Figure {
    year: i32,
    role: Role,
    printed: String,
    number: Option<(Decimal, u32)>,
    unit: String,
    /// What a person should know, gravest first.
    remarks: Vec<(Option<Severity>, String)>,
}

/// The indicators of a document, in its order.
pub fn rows(document: &Document, language: Language) -> Vec<IndicatorRow> {
    let mut disputed: BTreeMap<&str, Vec<&wire::Finding>> = BTreeMap::new();
    for finding in &document.findings {
        disputed.entry(&finding.field).or_default().push(finding);
    }
    let printed = |field: &Option<wire::Field>| field.as_ref().map(|f| line(&f.printed)).unwrap_or_default();
    let mut rows = Vec::new();
    for (s, sheet) in document.sheets.iter().enumerate() {
        let project = [&sheet.project.number, &sheet.project.name, &sheet.project.department].map(printed);
        for (i, indicator) in sheet.indicators.iter().enumerate() {
            let figures = indicator.observations.iter().enumerate().map(|(o, observation)| {
                let pointer = format!("/sheets/{s}/indicators/{i}/observations/{o}/value");
                let findings = disputed.get(pointer.as_str()).map(Vec::as_slice).unwrap_or_default();
                figure(observation, findings, language)
            });
            rows.push(IndicatorRow {
                year: sheet.fiscal_year,
                source: document.source.name.clone(),
                sheet: sheet.id.clone(),
                page: indicator.label.places.first().map_or(sheet.page, Place::page),
                project: project.clone(),
                kind: indicator.kind,
                label: line(&indicator.label.printed),
                unit: printed(&indicator.unit),
                figures: figures.collect(),
            });
        }
    }
    rows
}

fn figure(observation: &wire::Observation, findings: &[&wire::Finding], language: Language) -> Figure {
    let value = &observation.value;
    let mut remarks: Vec<_> = findings
        .iter()
        .map(|finding| {
            let recomputed = finding.recomputed.as_deref().map(|it| format!(" → {it}")).unwrap_or_default();
            let message = format!("[{}] {}{recomputed}", finding.rule, language.of(&finding.message));
            (Some(finding.severity), message)
        })
        .collect();
    let confidence = f64::from(value.confidence);
    if confidence < SURE {
        remarks.push((None, format!("{} {confidence}", language.say("確信度", "confidence"))));
    }
    remarks.extend(value.warnings.iter().map(|warning| (None, warning.clone())));
    let number = plain_number(value);
    Figure {
        year: observation.fiscal_year,
        role: observation.role,
        printed: value.printed.clone(),
        unit: value.unit.clone().unwrap_or_default(),
        number,
        remarks,
    }
}

/// The number and its places after the point, where the figure is nothing more than a number.
fn plain_number(value: &Quantity) -> Option<(Decimal, u32)> {
    let plain = value.kind == Kind::Number
        && value.bound.is_none()
        && !value.approximate
        && value.leaning.is_none()
        && !value.below_unit
        && value.relation.is_none()
        && value.parts.is_empty();
    let number = value.number.filter(|_| plain)?.0;
    let digits = number.normalize().mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    let decimals = value.decimals.and_then(|d| u32::try_from(d).ok()).unwrap_or(0).max(number.normalize().scale());
    (digits <= DIGITS).then_some((number, decimals))
}

/// The workbook of an audit.
///
/// # Errors
/// `internal`, where the writer refuses what it is given.
pub fn book<'a>(
    rows: Vec<IndicatorRow>,
    findings: impl Iterator<Item = &'a FindingLine>,
    language: Language,
) -> Result<Vec<u8>, Error> {
    write(rows, findings, language).map_err(|e| {
        Error::new(
            ErrorKind::Internal,
            format!("Excel ブックを作れません: {e}"),
            format!("cannot make the workbook: {e}"),
        )
    })
}

fn write<'a>(
    rows: Vec<IndicatorRow>,
    findings: impl Iterator<Item = &'a FindingLine>,
    language: Language,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same bytes every time: no clock.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let styles = Styles::new();
    let mut years: BTreeMap<Option<i32>, Vec<IndicatorRow>> = BTreeMap::new();
    for row in rows {
        years.entry(row.year).or_default().push(row);
    }
    for (year, rows) in years {
        for (part, rows) in rows.chunks(ROWS).enumerate() {
            let name = match (year, language) {
                (Some(year), Language::Ja) => format!("{year}年度"),
                (Some(year), Language::En) => format!("FY{year}"),
                (None, _) => language.say("年度不明", "no year").to_owned(),
            };
            let name = if part == 0 { name } else { format!("{name} ({})", part + 1) };
            indicators(book.add_worksheet().set_name(name)?, rows, &styles, language)?;
        }
    }
    let found: Vec<&FindingLine> = findings.collect();
    for (part, found) in found.chunks(ROWS).enumerate().take(if found.is_empty() { 0 } else { usize::MAX }) {
        let name = language.say("指摘", "findings").to_owned();
        let name = if part == 0 { name } else { format!("{name} ({})", part + 1) };
        list(book.add_worksheet().set_name(name)?, found, &styles, language)?;
    }
    if book.worksheets().is_empty() {
        book.add_worksheet().set_name(language.say("指標なし", "no indicators"))?;
    }
    book.save_to_buffer()
}

struct Styles {
    head: Format,
    text: Format,
    error: Color,
    warning: Color,
    unsure: Color,
}

impl Styles {
    fn new() -> Self {
        let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Self {
            head: Format::new().set_bold().set_background_color(Color::RGB(0x00DD_E6EE)).set_border(FormatBorder::Thin),
            text,
            error: Color::RGB(0x00FF_C7CE),
            warning: Color::RGB(0x00FF_EB9C),
            unsure: Color::RGB(0x00DD_EBF7),
        }
    }

    fn shade(&self, format: Format, remarks: &[(Option<Severity>, String)]) -> Format {
        match remarks.first().map(|(severity, _)| severity) {
            None => format,
            Some(Some(Severity::Error)) => format.set_background_color(self.error),
            Some(Some(_)) => format.set_background_color(self.warning),
            Some(None) => format.set_background_color(self.unsure),
        }
    }
}

const FIXED: [(&str, &str, f64); 9] = [
    ("ファイル", "file", 22.0),
    ("管理票", "sheet", 14.0),
    ("ページ", "page", 7.0),
    ("事業番号", "project number", 10.0),
    ("事業名", "project", 32.0),
    ("所管課", "department", 18.0),
    ("種別", "kind", 9.0),
    ("指標", "indicator", 36.0),
    ("単位 (印字)", "unit (printed)", 10.0),
];

fn indicators(
    sheet: &mut Worksheet,
    rows: &[IndicatorRow],
    styles: &Styles,
    language: Language,
) -> Result<(), XlsxError> {
    let key = |figure: &Figure| (figure.year, figure.role as u8);
    let columns: BTreeSet<(i32, u8)> = rows.iter().flat_map(|row| row.figures.iter().map(key)).collect();
    let names: BTreeMap<(i32, u8), String> = rows
        .iter()
        .flat_map(|row| &row.figures)
        .map(|figure| (key(figure), format!("{} {}", figure.year, figure.role.word(language))))
        .collect();
    let fixed = FIXED.map(|(ja, en, width)| (language.say(ja, en), width));
    let figures = names.values().map(|name| (name.as_str(), 14.0));
    head(sheet, fixed.into_iter().chain(figures), styles)?;
    for (at, row) in (1..).zip(rows) {
        let page = row.page.to_string();
        let [number, name, department] = &row.project;
        let kind = row.kind.word(language);
        let cells = [&row.source, &row.sheet, &page, number, name, department, kind, &row.label, &row.unit];
        for (column, text) in (0..).zip(cells) {
            put_text(sheet, at, column, text, &styles.text)?;
        }
        for (column, key) in (FIXED.len()..).zip(&columns) {
            let Ok(column) = u16::try_from(column) else { break };
            let here: Vec<&Figure> =
                row.figures.iter().filter(|figure| (figure.year, figure.role as u8) == *key).collect();
            put_figures(sheet, at, column, &here, styles)?;
        }
    }
    sheet.set_freeze_panes(1, u16::try_from(FIXED.len()).unwrap_or(0))?;
    Ok(())
}

fn list(sheet: &mut Worksheet, found: &[&FindingLine], styles: &Styles, language: Language) -> Result<(), XlsxError> {
    let headings = HEADINGS.map(|(ja, en, width)| (language.say(ja, en), width));
    head(sheet, headings.into_iter(), styles)?;
    for (at, line) in (1..).zip(found) {
        for (column, text) in (0..).zip(cells(line, language)) {
            put_text(sheet, at, column, &text, &styles.text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The head of a table that can be filtered.
fn head<'a>(
    sheet: &mut Worksheet,
    names: impl Iterator<Item = (&'a str, f64)>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut last = 0;
    for (column, (name, width)) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, name, &styles.head)?.set_column_width(column, width)?;
        last = column;
    }
    sheet.autofilter(0, 0, 0, last)?.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// The figures of one year and role: a number where there is just one, else what is printed.
fn put_figures(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    figures: &[&Figure],
    styles: &Styles,
) -> Result<(), XlsxError> {
    let remarks: Vec<_> = figures.iter().flat_map(|figure| figure.remarks.clone()).collect();
    match figures {
        [] => return Ok(()),
        [Figure { number: Some((number, decimals)), unit, .. }] => {
            let format = Format::new().set_align(FormatAlign::Top).set_num_format(number_format(*decimals, unit));
            // A worksheet holds binary numbers; up to fifteen digits they give back the decimal.
            let number = number.to_f64().unwrap_or_default();
            sheet.write_number_with_format(row, column, number, &styles.shade(format, &remarks))?;
        }
        _ => {
            let texts: Vec<&str> = figures.iter().map(|figure| figure.printed.as_str()).collect();
            put_text(sheet, row, column, &texts.join(" / "), &styles.shade(styles.text.clone(), &remarks))?;
        }
    }
    if !remarks.is_empty() {
        let printed = figures.iter().map(|figure| format!("「{}」", figure.printed)).collect::<String>();
        let lines: Vec<&str> =
            std::iter::once(printed.as_str()).chain(remarks.iter().map(|(_, text)| text.as_str())).collect();
        let note = cut(&lines.join("\n"));
        sheet.insert_note(row, column, &Note::new(note).set_author(env!("CARGO_PKG_NAME")).add_author_prefix(false))?;
    }
    Ok(())
}

/// A text is stored as a text: no spreadsheet takes it for a formula.
fn put_text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if !text.is_empty() {
        sheet.write_string_with_format(row, column, cut(text), format)?;
    }
    Ok(())
}

/// No more than a cell can hold; what is left out is told.
fn cut(text: &str) -> String {
    let units = |text: &str| text.encode_utf16().count();
    if units(text) <= CELL {
        return text.to_owned();
    }
    let more = " … (JSON)";
    let mut kept = String::new();
    let mut left = CELL - units(more);
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.len_utf16()) else { break };
        left = rest;
        kept.push(c);
    }
    kept + more
}

/// The format of a number with so many places after the point, and its unit.
fn number_format(decimals: u32, unit: &str) -> String {
    let places = "0".repeat(decimals.min(20) as usize);
    let point = if places.is_empty() { "" } else { "." };
    let unit: String = unit.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\')).collect();
    let unit = if unit.is_empty() { unit } else { format!("\"{unit}\"") };
    format!("#,##0{point}{places}{unit}")
}

/// A printed text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_places_and_their_unit() {
        for (decimals, unit, format) in
            [(0, "人", "#,##0\"人\""), (1, "%", "#,##0.0\"%\""), (2, "", "#,##0.00"), (0, "\"x\\", "#,##0\"x\"")]
        {
            assert_eq!(number_format(decimals, unit), format);
        }
    }

    #[test]
    fn a_cell_holds_no_more_than_it_can() {
        assert_eq!(cut("短い"), "短い");
        let long = cut(&"😀".repeat(CELL));
        assert!(long.encode_utf16().count() <= CELL && long.ends_with("… (JSON)"));
    }
}
