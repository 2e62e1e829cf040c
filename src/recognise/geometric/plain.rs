//! Pages → tables that no form explains: ruled grids with what stands over them.

use super::{aligned, stacked};
use crate::geom::Rect;
use crate::layout::{Grid, Line, PageLayout};
use crate::recognise::form_year;
use crate::recognise::labelled::is_unit_note;
use crate::recognise::raw::Printed;
use crate::recognise::tables::{self, PlainTable, Understood, Vocabulary};
use crate::recognise::trust::confidence_in;
use crate::sheet::{Place, Region, Table};
use rayon::prelude::*;

/// Farthest that a title stands over its table, in heights of its line.
const NEAR: f64 = 1.6;
/// Longest title; longer lines are sentences.
const LONGEST_TITLE: usize = 60;
/// Farthest that the tops of tables side by side lie apart, in points.
const LEVEL: f64 = 3.0;
/// Trust in a unit that stands over the table beside.
const SHARED: f64 = 0.85;

/// The tables of pages, as the document gives them.
pub fn tables<'a>(layouts: impl IntoParallelIterator<Item = &'a PageLayout>, year: Option<i32>) -> Vec<Table> {
    read(of_pages(layouts), year)
}

/// The tables of pages, as they stand.
pub fn of_pages<'a>(layouts: impl IntoParallelIterator<Item = &'a PageLayout>) -> Vec<PlainTable> {
    layouts.into_par_iter().flat_map_iter(of_page).collect()
}

/// Tables [of pages](of_pages), as the document gives them.
pub fn read(plain: Vec<PlainTable>, year: Option<i32>) -> Vec<Table> {
    tables::understand(plain, year, Vocabulary::usual()).par_iter().map(Understood::table).collect()
}

/// The tables of a page from top to bottom, ruled ones and those that stand in line without rules.
pub fn of_page(layout: &PageLayout) -> Vec<PlainTable> {
    let (aligned, grounds) = aligned::tables(layout);
    let ruled = layout.grids.iter().enumerate().filter(|(i, _)| !grounds.contains(i));
    let table = |g: &Grid| PlainTable::of_grid(stacked::parted(g).as_ref().unwrap_or(g), layout.page);
    let ruled = ruled.map(|(_, g)| (g.bbox, table(g)));
    let mut all: Vec<(Rect, PlainTable)> = ruled.chain(aligned).collect();
    all.sort_by(|a, b| a.0.y0.total_cmp(&b.0.y0).then(a.0.x0.total_cmp(&b.0.x0)));
    let levels = layout.loose.iter().find_map(|l| tables::levels(&l.text));
    let boxes: Vec<Rect> = all.iter().map(|(bbox, _)| *bbox).collect();
    let mut titled: Vec<PlainTable> = all
        .into_iter()
        .map(|(bbox, table)| PlainTable { caption: caption(layout, &bbox), levels: levels.clone(), ..table })
        .collect();
    share_units(&boxes, &mut titled);
    titled
}

/// Gives the unit that stands over the last of several tables side by side to those that have none: it stands at
/// the right end of them all.
fn share_units(boxes: &[Rect], tables: &mut [PlainTable]) {
    let only_unit = |t: &PlainTable| t.caption.clone().filter(|c| is_unit_note(&c.text));
    for at in 0..tables.len() {
        let Some((own, unit)) = boxes.get(at).zip(tables.get(at).and_then(only_unit)) else { continue };
        let beside = |b: &Rect| {
            (b.y0 - own.y0).abs() <= LEVEL && b.x1 <= own.x0 && b.shared_y(own) >= 0.5 * b.height().max(own.height())
        };
        for (other, table) in boxes.iter().zip(tables.iter_mut()) {
            if beside(other) && table.caption.is_none() {
                table.caption = Some(Printed { confidence: unit.confidence.min(SHARED), ..unit.clone() });
            }
        }
    }
}

/// The line right over a table, with what stands beside it (`（単位：千円）`).
fn caption(layout: &PageLayout, table: &Rect) -> Option<Printed> {
    // A unit at the right end of the page, beside which stands no other table.
    let is_for_all = |l: &Line| is_unit_note(&l.text) && !layout.grids.iter().any(|g| g.bbox.x0 > table.x1);
    let over = |l: &&Line| {
        !l.vertical
            && l.bbox.center().y < table.y0
            && table.y0 - l.bbox.y1 <= NEAR * l.bbox.height().max(1.0)
            && l.bbox.x1 > table.x0
            && (l.bbox.x0 < table.x1 || is_for_all(l))
    };
    let near: Vec<&Line> = layout.loose.iter().filter(over).collect();
    let lowest = near.iter().map(|l| l.bbox.center().y).fold(f64::NEG_INFINITY, f64::max);
    let beside = |l: &&&Line| lowest - l.bbox.center().y <= 0.6 * l.bbox.height();
    let mut line: Vec<&Line> = near.iter().filter(beside).copied().collect();
    line.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    // A line that is but a unit stands between a table and its title.
    let note = line.first().filter(|_| line.iter().all(|l| is_unit_note(&l.text)));
    let short = |l: &&Line| l.text.chars().count() <= LONGEST_TITLE / 2 && !l.text.contains('。');
    if let Some(title) = note.and_then(|unit| above(layout, &unit.bbox, table)).filter(short) {
        line.insert(0, title);
    }
    let text = line.iter().map(|l| l.text.trim()).collect::<Vec<_>>().join("\n");
    if text.is_empty() || text.chars().count() > LONGEST_TITLE || text.contains('。') {
        return None;
    }
    let places = line.iter().map(|l| Place { page: layout.page, region: Region::Box(l.bbox) }).collect();
    let trust = line.iter().map(|l| l.trust).fold(1.0, f64::min);
    Some(Printed { confidence: confidence_in(&text, trust), text, places, alternatives: Vec::new() })
}

/// The line right over a line that is but a unit.
fn above<'a>(layout: &'a PageLayout, unit: &Rect, table: &Rect) -> Option<&'a Line> {
    let over = |l: &&Line| {
        let gap = unit.y0 - l.bbox.y1;
        let height = l.bbox.height().max(1.0);
        !l.vertical && (-0.3 * height..=NEAR * height).contains(&gap) && l.bbox.x0 < table.x1 && l.bbox.x1 > table.x0
    };
    layout.loose.iter().filter(over).max_by(|a, b| a.bbox.y1.total_cmp(&b.bbox.y1))
}

/// The fiscal year that the document's title names.
pub fn year(layouts: &[PageLayout]) -> Option<i32> {
    let first = layouts.iter().take(2);
    let lines = first.flat_map(|l| {
        let cells = l.grids.iter().flat_map(|g| g.cells.iter().take(4)).map(|c| (c.bbox.y0, c.text()));
        let mut lines: Vec<(f64, String)> = l.loose.iter().map(|l| (l.bbox.y0, l.text.clone())).chain(cells).collect();
        lines.sort_by(|a, b| a.0.total_cmp(&b.0));
        lines
    });
    let texts: Vec<String> = lines.map(|(_, text)| text).collect();
    form_year(texts.iter().map(String::as_str))
}
