//! Text without rules around it → tables, where columns of figures stand in line.
//!
//! Rules may be missing, stand only below the rows or only below the heads, or be the edges of a ground that is
//! painted behind a row. So rows are what stands on one line, or between two rules, and columns are where the
//! figures of many rows stand in line. Where they do not, nothing is said; where the heads stand over their columns
//! less than clearly, no figure is called sure.

mod columns;
mod heads;
mod pieces;

use crate::geom::Rect;
use crate::layout::PageLayout;
use crate::normalise::Context;
use crate::recognise::labelled::is_unit_note;
use crate::recognise::raw::Printed;
use crate::recognise::tables::{PlainCell, PlainTable, Vocabulary};
use columns::{Column, columns, of};
use heads::{Heads, heads};
use pieces::{Piece, Row, below, rows};
use std::collections::BTreeSet;

/// Fewest rows of figures.
const FEWEST: usize = 2;
/// Widest gap between two rows of a table, in heights of a line.
const APART: f64 = 2.2;
/// Widest gap between two lines of one cell, in heights of a line.
const TIGHT: f64 = 0.45;
/// Share of the pieces behind the first column that must be figures.
const FIGURES: f64 = 0.5;
/// The most lines of heads.
const HEADS: usize = 4;
/// Trust in what stands under heads that are not clearly its own.
const UNSURE: f64 = 0.8;

/// The tables that the text of a page makes by its alignment alone, with the box of each, and the grids that are
/// but the grounds of their rows.
pub(super) fn tables(layout: &PageLayout) -> (Vec<(Rect, PlainTable)>, BTreeSet<usize>) {
    let (rows, opened) = rows(layout);
    let mut found: Vec<(Rect, PlainTable)> = Vec::new();
    for block in blocks(&rows) {
        found.extend(in_block(block, layout));
    }
    let used = |i: &usize| {
        let ground = layout.grids.get(*i).map(|g| g.bbox);
        ground.is_some_and(|g| found.iter().any(|(b, _)| b.shared_area(&g) >= 0.5 * g.area().min(b.area())))
    };
    let grounds = opened.into_iter().filter(used).collect();
    (found, grounds)
}

/// Runs of rows without a wide gap between them.
fn blocks(rows: &[Row]) -> Vec<&[Row]> {
    let near = |a: &Row, b: &Row| top(b) - bottom(a) <= APART * height(a).min(height(b));
    rows.chunk_by(near).collect()
}

fn height(row: &Row) -> f64 {
    row.iter().map(|p| p.bbox.height()).fold(1.0, f64::max)
}

/// The tables of a block, one below the other.
fn in_block(block: &[Row], layout: &PageLayout) -> Vec<(Rect, PlainTable)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(first) = (from..block.len()).find(|i| block.get(*i).is_some_and(is_of_figures)) {
        // The table ends where heads follow that name years or roles, or where nothing but a text stands for long.
        let ends = |i: &usize| block.get(*i).is_some_and(|r| is_head(r) || is_sentence(r));
        let end = (first + 1..block.len()).find(ends).unwrap_or(block.len());
        let body = block.get(first..end).unwrap_or_default();
        let over = block.get(from..first).unwrap_or_default();
        out.extend(table(over, body, layout));
        from = end.max(first + 1);
    }
    out
}

fn is_of_figures(row: &Row) -> bool {
    row.len() > 1 && row.iter().any(|p| p.figure)
}

fn is_head(row: &Row) -> bool {
    let said = |p: &Piece| Vocabulary::usual().said(p.text(), &Context::default()).pure;
    row.len() > 1 && !row.iter().any(|p| p.figure) && row.iter().any(said)
}

fn is_sentence(row: &Row) -> bool {
    matches!(row.as_slice(), [one] if one.text().contains('。'))
}

/// The table of a body and what stands over it, if they are one.
fn table(over: &[Row], body: &[Row], layout: &PageLayout) -> Option<(Rect, PlainTable)> {
    let figures: Vec<&Row> = body.iter().filter(|r| is_of_figures(r)).collect();
    let columns = columns(&figures).filter(|_| figures.len() >= FEWEST)?;
    let behind = || figures.iter().flat_map(|r| r.iter()).filter(|p| of(&columns, p).is_some_and(|c| c > 0));
    let share = behind().filter(|p| p.figure).count() as f64;
    if share < FIGURES * behind().count() as f64 || behind().count() < FEWEST {
        return None;
    }
    let last = last_row(body, &columns);
    let records = records(body.get(..=last).unwrap_or_default(), &columns, layout);
    let lines = head_lines(over, figures.first().map_or(0.0, |r| top(r)));
    let heads = match heads(&lines, &columns) {
        Some(heads) => heads,
        // What heads there are say nothing of which column.
        None => Heads { leaf: vec![None; columns.len()], sure: lines.is_empty(), ..Heads::default() },
    };
    let pieces = || lines.iter().copied().chain(body.get(..=last).unwrap_or_default()).flat_map(|r| r.iter());
    let bbox = pieces().map(|p| p.bbox).reduce(|a, b| a.union(&b))?;
    Some((bbox, plain(&heads, &records, &columns, &bbox, layout.page)))
}

/// The last line of a body: the last one with figures, and those of the labels beside it that go on below it.
fn last_row(body: &[Row], columns: &[Column]) -> usize {
    let last = body.iter().rposition(is_of_figures).unwrap_or(0);
    let labels = |r: &Row| r.iter().all(|p| of(columns, p).and_then(|c| columns.get(c)).is_some_and(|c| !c.figures));
    let close = |w: &[Row]| matches!(w, [a, b] if top(b) - bottom(a) <= TIGHT * height(b) && labels(b));
    last + body.get(last..).unwrap_or_default().windows(2).take_while(|w| close(w)).count()
}

fn top(row: &Row) -> f64 {
    row.iter().map(|p| p.bbox.y0).fold(f64::INFINITY, f64::min)
}

fn bottom(row: &Row) -> f64 {
    row.iter().map(|p| p.bbox.y1).fold(f64::NEG_INFINITY, f64::max)
}

/// The lines right over a body that can be its heads, from the top.
fn head_lines(over: &[Row], first: f64) -> Vec<&Row> {
    let mut lines: Vec<&Row> = Vec::new();
    let mut below = first;
    let mut rest = over.iter().rev().take(HEADS).peekable();
    while let Some(row) = rest.next() {
        let gap = below - bottom(row);
        // A single piece is a line of a head only where it stands close to the other lines.
        let tight = |gap: f64| gap <= TIGHT * height(row);
        let beside = (!lines.is_empty() && tight(gap)) || rest.peek().is_some_and(|r| tight(top(row) - bottom(r)));
        let note = row.first().is_some_and(|p| is_unit_note(p.text()));
        if (row.len() == 1 && (note || !beside)) || is_sentence(row) || gap > APART * height(row) {
            break;
        }
        below = top(row);
        lines.push(row);
    }
    lines.reverse();
    let whole = lines.iter().position(|l| l.len() > 1);
    // Nothing but a title.
    if whole.is_none() { Vec::new() } else { lines }
}

/// A row of the table: what stands in each column, or a title across.
enum Record {
    Cells(Vec<Option<Printed>>),
    Title(Printed),
}

/// The rows of a body: each with the lines that belong to it, between two rules or right above or below it.
fn records(body: &[Row], columns: &[Column], layout: &PageLayout) -> Vec<Record> {
    let middle = |r: &Row| r.iter().map(|p| p.bbox.center().y).sum::<f64>() / r.len().max(1) as f64;
    let at: Vec<f64> = body.iter().filter(|r| is_of_figures(r)).map(middle).collect();
    let wide = columns.last().map_or(0.0, |c| c.x1) - columns.first().map_or(0.0, |c| c.x0);
    let (left, right) = (columns.first().map_or(0.0, |c| c.x0), columns.last().map_or(0.0, |c| c.x1));
    let crosses = |r: &&Rect| r.x1.min(right) - r.x0.max(left) >= 0.5 * wide;
    let rules: Vec<f64> = layout.rules.iter().filter(crosses).map(|r| r.center().y).collect();
    let parted = |a: f64, b: f64| rules.iter().any(|y| a.min(b) < *y && *y < a.max(b));
    let ruled = at.windows(2).all(|w| matches!(w, [a, b] if parted(*a, *b)));
    let mut out: Vec<(f64, Record)> = Vec::new();
    let mut rest: Vec<&Row> = Vec::new();
    for row in body {
        if is_of_figures(row) {
            out.push((middle(row), Record::Cells(cells(row, columns))));
        } else {
            rest.push(row);
        }
    }
    for row in rest {
        let y = middle(row);
        let near = out.iter().enumerate().filter(|(_, (_, r))| matches!(r, Record::Cells(_)));
        let near =
            near.min_by(|(_, a), (_, b)| (a.0 - y).abs().total_cmp(&(b.0 - y).abs())).map(|(i, (at, _))| (i, *at));
        let own = near.filter(|(_, at)| {
            if ruled && !rules.is_empty() { !parted(*at, y) } else { (at - y).abs() <= (1.0 + TIGHT) * height(row) }
        });
        let placed: Vec<Option<usize>> = row.iter().map(|p| of(columns, p)).collect();
        match (own, row.as_slice()) {
            (Some((i, at)), _) if placed.iter().all(Option::is_some) => {
                if let Some((_, Record::Cells(cells))) = out.get_mut(i) {
                    for (piece, col) in row.iter().zip(placed) {
                        let slot = col.and_then(|c| cells.get_mut(c));
                        slot.into_iter().for_each(|s| attach(s, &piece.printed, y < at));
                    }
                }
            }
            (_, [one]) => out.push((y, Record::Title(one.printed.clone()))),
            _ => out.push((y, Record::Cells(cells(row, columns)))),
        }
    }
    out.sort_by(|a, b| a.0.total_cmp(&b.0));
    out.into_iter().map(|(_, record)| record).collect()
}

/// Puts a line over or under what stands in a cell.
fn attach(slot: &mut Option<Printed>, line: &Printed, over: bool) {
    match slot {
        None => *slot = Some(line.clone()),
        Some(there) if over => {
            let mut upper = line.clone();
            below(&mut upper, there);
            *there = upper;
        }
        Some(there) => below(there, line),
    }
}

fn cells(row: &Row, columns: &[Column]) -> Vec<Option<Printed>> {
    let mut cells: Vec<Option<Printed>> = vec![None; columns.len()];
    for piece in row {
        if let Some(slot) = of(columns, piece).and_then(|c| cells.get_mut(c)) {
            attach(slot, &piece.printed, false);
        }
    }
    cells
}

/// The table of heads and rows.
fn plain(heads: &Heads, records: &[Record], columns: &[Column], bbox: &Rect, page: u32) -> PlainTable {
    let blank = || Printed { confidence: 0.9, ..Printed::default() };
    let cell = |row: usize, col: usize, rows: usize, cols: usize, printed: Printed| PlainCell {
        row,
        col,
        rows,
        cols,
        printed,
        shaded: false,
        head: false,
    };
    let mut table = PlainTable { page, columns: columns.len(), ..PlainTable::default() };
    let headed = heads.leaf.iter().any(Option::is_some);
    let top = usize::from(!heads.groups.is_empty());
    let grouped = |col: usize| heads.groups.iter().any(|(from, count, _)| (*from..from + count).contains(&col));
    for (from, count, printed) in &heads.groups {
        table.cells.push(PlainCell { head: true, ..cell(0, *from, 1, *count, printed.clone()) });
    }
    for (col, leaf) in heads.leaf.iter().enumerate().filter(|_| headed) {
        let (row, rows) = if grouped(col) { (top, 1) } else { (0, top + 1) };
        let mut made = cell(row, col, rows, 1, leaf.clone().unwrap_or_else(blank));
        made.head = true;
        table.cells.push(made);
    }
    let mut row = if headed { top + 1 } else { 0 };
    for record in records {
        match record {
            Record::Title(text) => table.cells.push(cell(row, 0, 1, columns.len(), text.clone())),
            Record::Cells(cells) => {
                for (col, printed) in cells.iter().enumerate() {
                    let mut printed = printed.clone().unwrap_or_else(blank);
                    if !heads.sure && !printed.text.is_empty() {
                        printed.confidence = printed.confidence.min(UNSURE);
                    }
                    table.cells.push(cell(row, col, 1, 1, printed));
                }
            }
        }
        row += 1;
    }
    table.rows = row;
    table.cells.sort_by_key(|c| (c.row, c.col));
    let between = columns.windows(2).filter_map(|w| Some((w.first()?.x1 + w.last()?.x0) / 2.0));
    table.edges = [bbox.x0].into_iter().chain(between).chain([bbox.x1]).collect();
    table
}
