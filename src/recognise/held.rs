//! What a document's fields hold of its pages, and why the rest is in none of them.

use crate::normalise;
use crate::sheet::{Cell, Document, Field, Measured, Place, Sheet, SummaryRow, Table, Why};
use std::collections::BTreeMap;

/// Text of less trust than this cannot be relied on.
const TRUST: f64 = 0.5;

/// Why a run is in no field. `trust` is that in its characters; `is_label`, asked only where that matters: whether it
/// is part of a heading, or what the form itself prints.
pub fn why_unread(text: &str, trust: f64, is_label: impl FnOnce() -> bool) -> Why {
    if text.contains('\u{FFFD}') || trust < TRUST {
        return Why::Unreadable;
    }
    let word = |c: char| c.is_alphanumeric() && normalise::mark(c).is_none();
    if !text.chars().any(word) || is_page_number(text) {
        return Why::Decoration;
    }
    if is_label() { Why::Label } else { Why::Unrecognised }
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
pub fn held_places(document: &mut Document) -> Vec<Place> {
    let mut held = Vec::new();
    // An empty field's place is where it would stand: it holds nothing.
    each(document, &mut |printed, places, _| {
        if !printed.is_empty() {
            held.extend_from_slice(places);
        }
    });
    held
}

/// The same, page by page.
pub fn held_by_page(document: &mut Document) -> BTreeMap<u32, Vec<Place>> {
    let mut held: BTreeMap<u32, Vec<Place>> = BTreeMap::new();
    held_places(document).into_iter().for_each(|place| held.entry(place.page).or_default().push(place));
    held
}

/// The printed form and the places of everything that has both.
pub fn held_texts(document: &mut Document) -> Vec<(&str, &[Place])> {
    let mut held: Vec<(&str, &[Place])> = Vec::new();
    each(document, &mut |printed, places, _| {
        if !printed.is_empty() && !places.is_empty() {
            held.push((printed, places));
        }
    });
    held
}

/// Moves every place of a document.
pub fn move_places(document: &mut Document, to: impl Fn(&mut Place)) {
    each(document, &mut |_, places, _| places.iter_mut().for_each(&to));
}

/// Lowers the trust in every value of a document of which a part stands at such a place, or nothing says where.
pub fn doubt(document: &mut Document, most: f64, is_meant: impl Fn(&Place) -> bool) {
    each(document, &mut |_, places, confidence| {
        if places.is_empty() || places.iter().any(&is_meant) {
            *confidence = confidence.min(most);
        }
    });
}

/// What is done with the printed form, the places and the confidence of a value.
type Visit<'a, 'd> = dyn FnMut(&'d str, &'d mut [Place], &'d mut f64) + 'a;

/// Visits every value of a document.
fn each<'d>(document: &'d mut Document, visit: &mut Visit<'_, 'd>) {
    let form = &mut document.form;
    let heads = form.title.iter_mut().chain(form.publisher.iter_mut().map(|p| &mut p.name));
    for field in heads.chain(form.bands.iter_mut().map(|b| &mut b.label)) {
        field_of(field, visit);
    }
    document.sheets.iter_mut().for_each(|sheet| of_sheet(sheet, visit));
    document.summary.iter_mut().for_each(|row| of_row(row, visit));
    document.tables.iter_mut().for_each(|table| of_table(table, visit));
}

fn field_of<'d>(field: &'d mut Field, visit: &mut Visit<'_, 'd>) {
    visit(&field.printed, &mut field.places, &mut field.confidence);
}

fn figure_of<'d>(figure: &'d mut Measured, visit: &mut Visit<'_, 'd>) {
    visit(&figure.quantity.printed, &mut figure.places, &mut figure.confidence);
}

fn of_sheet<'d>(sheet: &'d mut Sheet, visit: &mut Visit<'_, 'd>) {
    let p = &mut sheet.project;
    let head = [&mut p.number, &mut p.name, &mut p.department, &mut p.policy, &mut p.issue, &mut p.target_group];
    head.into_iter().chain([&mut p.description]).flatten().for_each(|f| field_of(f, visit));
    for indicator in &mut sheet.indicators {
        field_of(&mut indicator.label, visit);
        let own = [&mut indicator.unit, &mut indicator.status, &mut indicator.comparison];
        own.into_iter().flatten().for_each(|f| field_of(f, visit));
        indicator.observations.iter_mut().for_each(|o| figure_of(&mut o.value, visit));
    }
    if let Some(a) = &mut sheet.assessment {
        let own = [
            &mut a.covid_impact,
            &mut a.achievement,
            &mut a.adjustment,
            &mut a.rating,
            &mut a.status,
            &mut a.direction,
        ];
        own.into_iter().flatten().for_each(|f| field_of(f, visit));
        for panel in &mut a.panels {
            let own = [&mut panel.achievement_points, &mut panel.total, &mut panel.grade];
            own.into_iter().flatten().for_each(|f| field_of(f, visit));
            for c in &mut panel.criteria {
                [&mut c.level, &mut c.points, &mut c.reason].into_iter().flatten().for_each(|f| field_of(f, visit));
            }
        }
    }
    sheet.narratives.iter_mut().for_each(|n| field_of(&mut n.text, visit));
}

fn of_row<'d>(row: &'d mut SummaryRow, visit: &mut Visit<'_, 'd>) {
    let points = &mut row.points;
    let own = [&mut row.project_number, &mut row.name, &mut row.target_group, &mut row.department, &mut row.total];
    let points = [&mut points.achievement, &mut points.effectiveness, &mut points.employment];
    own.into_iter().chain(points).flatten().for_each(|f| field_of(f, visit));
    row.grades.iter_mut().flatten().for_each(|g| field_of(&mut g.grade, visit));
}

fn of_table<'d>(table: &'d mut Table, visit: &mut Visit<'_, 'd>) {
    table.caption.iter_mut().chain(table.header.iter_mut().flatten().flatten()).for_each(|f| field_of(f, visit));
    for cell in table.rows.iter_mut().flatten().flatten() {
        match cell {
            Cell::Field(field) => field_of(field, visit),
            Cell::Quantity(figure) => figure_of(figure, visit),
        }
    }
}
