//! What a document's fields hold of its pages, and why the rest is in none of them.

use crate::normalise;
use crate::profile::Lexicon;
use crate::sheet::{Cell, Document, Field, Measured, Place, Sheet, SummaryRow, Table, Why};

/// Text of less trust than this cannot be relied on.
const TRUST: f64 = 0.5;

/// Why a run is in no field. `trust` is that in its characters; `label`: it is part of a heading.
pub fn why_unread(text: &str, trust: f64, label: bool, lexicon: Option<&Lexicon>) -> Why {
    if text.contains('\u{FFFD}') || trust < TRUST {
        return Why::Unreadable;
    }
    let word = |c: char| c.is_alphanumeric() && normalise::mark(c).is_none();
    if !text.chars().any(word) || is_page_number(text) {
        return Why::Decoration;
    }
    if label || lexicon.is_some_and(|l| !l.read(text).0.is_empty()) {
        return Why::Label;
    }
    Why::Unrecognised
}

/// `- 3 -`, `3/24`, `3 ページ`.
fn is_page_number(text: &str) -> bool {
    let folded = normalise::fold(text);
    let bare = folded.trim_matches(|c: char| c == '-' || c == '―' || c == '〜');
    let dashed = bare.len() < folded.len() && !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit());
    let of = bare
        .split_once('/')
        .is_some_and(|(a, b)| [a, b].iter().all(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit())));
    dashed || of
}

/// The places of everything that has a printed form.
pub fn held_places(document: &Document) -> Vec<Place> {
    let mut fields: Vec<&Field> = Vec::new();
    let mut figures: Vec<&Measured> = Vec::new();
    fields.extend(&document.form.title);
    fields.extend(document.form.publisher.iter().map(|p| &p.name));
    fields.extend(document.form.bands.iter().map(|b| &b.label));
    for sheet in &document.sheets {
        of_sheet(sheet, &mut fields, &mut figures);
    }
    for row in &document.summary {
        of_row(row, &mut fields);
    }
    for table in &document.tables {
        of_table(table, &mut fields, &mut figures);
    }
    // An empty field's place is where it would stand: it holds nothing.
    let fields = fields.into_iter().filter(|f| !f.printed.is_empty()).flat_map(|f| &f.places);
    let figures = figures.into_iter().filter(|m| !m.quantity.printed.is_empty()).flat_map(|m| &m.places);
    fields.chain(figures).copied().collect()
}

fn of_sheet<'a>(sheet: &'a Sheet, fields: &mut Vec<&'a Field>, figures: &mut Vec<&'a Measured>) {
    let p = &sheet.project;
    fields.extend(
        [&p.number, &p.name, &p.department, &p.policy, &p.issue, &p.target_group, &p.description].into_iter().flatten(),
    );
    for indicator in &sheet.indicators {
        fields.push(&indicator.label);
        fields.extend([&indicator.unit, &indicator.status, &indicator.comparison].into_iter().flatten());
        figures.extend(indicator.observations.iter().map(|o| &o.value));
    }
    if let Some(a) = &sheet.assessment {
        fields.extend(
            [&a.covid_impact, &a.achievement, &a.adjustment, &a.rating, &a.status, &a.direction].into_iter().flatten(),
        );
        for panel in &a.panels {
            fields.extend([&panel.achievement_points, &panel.total, &panel.grade].into_iter().flatten());
            for criterion in &panel.criteria {
                fields.extend([&criterion.level, &criterion.points, &criterion.reason].into_iter().flatten());
            }
        }
    }
    fields.extend(sheet.narratives.iter().map(|n| &n.text));
}

fn of_row<'a>(row: &'a SummaryRow, fields: &mut Vec<&'a Field>) {
    let points = &row.points;
    let known = [&row.project_number, &row.name, &row.target_group, &row.department, &row.total];
    fields.extend(known.into_iter().chain([&points.achievement, &points.effectiveness, &points.employment]).flatten());
    fields.extend(row.grades.iter().flatten().map(|g| &g.grade));
}

fn of_table<'a>(table: &'a Table, fields: &mut Vec<&'a Field>, figures: &mut Vec<&'a Measured>) {
    fields.extend(&table.caption);
    fields.extend(table.header.iter().flatten().flatten());
    for cell in table.rows.iter().flatten().flatten() {
        match cell {
            Cell::Field(field) => fields.push(field),
            Cell::Quantity(figure) => figures.push(figure),
        }
    }
}
