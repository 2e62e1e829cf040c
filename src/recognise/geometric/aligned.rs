//! Lines without rules around them → tables, where columns of figures stand in line.

use crate::geom::Rect;
use crate::layout::{Line, PageLayout};
use crate::normalise::{self, Context, Kind};
use crate::recognise::raw::Printed;
use crate::recognise::tables::{PlainCell, PlainTable};
use crate::sheet::Region;

/// Fewest rows of a table that has no rules.
const FEWEST: usize = 3;
/// Widest gap between two rows of a table, in heights of a line.
const APART: f64 = 2.2;
/// Narrowest gap between two columns, in points.
const GAP: f64 = 3.0;
/// Share of the cells behind the first column that must be figures.
const FIGURES: f64 = 0.6;

/// The tables that lines of a page make by their alignment alone, with the box of each.
pub(super) fn tables(layout: &PageLayout) -> Vec<(Rect, PlainTable)> {
    let rows = rows(layout);
    let mut out = Vec::new();
    let mut run: Vec<&[&Line]> = Vec::new();
    for row in &rows {
        let near = run.last().is_none_or(|above| gap(above, row) <= APART * height(row));
        if row.len() < 2 || !near {
            out.extend(table(&run, layout.page));
            run.clear();
        }
        if row.len() >= 2 {
            run.push(row);
        }
    }
    out.extend(table(&run, layout.page));
    out
}

/// The loose lines of a page row by row, each left to right.
fn rows(layout: &PageLayout) -> Vec<Vec<&Line>> {
    let mut lines: Vec<&Line> = layout.loose.iter().filter(|l| !l.vertical && !l.text.trim().is_empty()).collect();
    lines.sort_by(|a, b| a.bbox.center().y.total_cmp(&b.bbox.center().y).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut rows: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        let beside = |row: &&mut Vec<&Line>| {
            row.first().is_some_and(|f| {
                line.bbox.center().y - f.bbox.center().y <= 0.5 * f.bbox.height().min(line.bbox.height())
            })
        };
        match rows.last_mut().filter(beside) {
            Some(row) => row.push(line),
            None => rows.push(vec![line]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0)));
    rows
}

fn height(row: &[&Line]) -> f64 {
    row.iter().map(|l| l.bbox.height()).fold(1.0, f64::max)
}

fn gap(above: &[&Line], below: &[&Line]) -> f64 {
    let bottom = above.iter().map(|l| l.bbox.y1).fold(f64::NEG_INFINITY, f64::max);
    below.iter().map(|l| l.bbox.y0).fold(f64::INFINITY, f64::min) - bottom
}

/// The table of these rows, if they are one: their fullest rows stand in line, and figures fill the columns.
fn table(rows: &[&[&Line]], page: u32) -> Option<(Rect, PlainTable)> {
    let count = rows.iter().map(|r| r.len()).max().filter(|_| rows.len() >= FEWEST)?;
    let mut columns: Vec<(f64, f64)> = Vec::new();
    let full: Vec<&&[&Line]> = rows.iter().filter(|r| r.len() == count).collect();
    for at in 0..count {
        let boxes = || full.iter().filter_map(|r| r.get(at)).map(|l| l.bbox);
        columns.push((
            boxes().map(|b| b.x0).fold(f64::INFINITY, f64::min),
            boxes().map(|b| b.x1).fold(f64::NEG_INFINITY, f64::max),
        ));
    }
    let parted = columns.windows(2).all(|w| matches!(w, [a, b] if b.0 - a.1 >= GAP));
    if !parted || full.len() < 2 || count < 2 {
        return None;
    }
    let mut cells = Vec::new();
    for (row, lines) in rows.iter().enumerate() {
        let mut next = 0;
        for (printed, bbox) in lines.iter().flat_map(|l| pieces(l, page, &columns)) {
            let over = |c: &(f64, f64)| bbox.x0 < c.1 && bbox.x1 > c.0;
            let first = columns.iter().position(over)?;
            let last = columns.iter().rposition(over)?;
            // Figures that run over two columns are not told apart.
            if first < next || (first < last && printed.text.contains(|c: char| c.is_ascii_digit()) && row > 0) {
                return None;
            }
            cells.extend((next..first).map(|col| blank(row, col)));
            cells.push(PlainCell {
                row,
                col: first,
                rows: 1,
                cols: last - first + 1,
                printed,
                shaded: false,
                head: false,
            });
            next = last + 1;
        }
        cells.extend((next..count).map(|col| blank(row, col)));
    }
    let bbox = rows.iter().flat_map(|r| r.iter()).map(|l| l.bbox).reduce(|a, b| a.union(&b))?;
    let between = columns.windows(2).filter_map(|w| Some((w.first()?.1 + w.last()?.0) / 2.0));
    let edges: Vec<f64> = [bbox.x0].into_iter().chain(between).chain([bbox.x1]).collect();
    let table = PlainTable { page, rows: rows.len(), columns: count, cells, edges, ..PlainTable::default() };
    is_of_figures(&table).then_some((bbox, table))
}

fn is_of_figures(table: &PlainTable) -> bool {
    let behind = table.cells.iter().filter(|c| c.col > 0 && c.row > 0 && !c.is_blank());
    let figure = |c: &&PlainCell| {
        let quantity = normalise::quantity(&c.printed.text, &Context::default());
        matches!(quantity.kind, Kind::Number | Kind::Range | Kind::Missing)
    };
    let (all, figures) = (behind.clone().count(), behind.filter(figure).count());
    figures >= FEWEST - 1 && figures as f64 >= FIGURES * all as f64
}

/// A line, taken apart at the blanks that stand where one column ends and the next begins.
fn pieces(line: &Line, page: u32, columns: &[(f64, f64)]) -> Vec<(Printed, Rect)> {
    let chars: Vec<(char, &Rect)> = line.text.chars().zip(&line.boxes).collect();
    let column = |b: &Rect| columns.iter().position(|c| c.0 - GAP <= b.center().x && b.center().x <= c.1 + GAP);
    let mut cuts = vec![0];
    for (at, (c, _)) in chars.iter().enumerate() {
        let before = chars.get(..at).and_then(|s| s.iter().rev().find(|(c, _)| !c.is_whitespace()));
        let after = chars.get(at + 1);
        if let (true, Some((_, before)), Some((_, after))) = (c.is_whitespace(), before, after)
            && column(before) != column(after)
        {
            cuts.push(at);
        }
    }
    cuts.push(chars.len());
    let piece = |w: &[usize]| {
        let printed = super::block::part(line, *w.first()?, *w.last()?, page)?;
        let bbox = printed.places.iter().find_map(|p| match p.region {
            Region::Box(b) => Some(b),
            Region::Span(..) => None,
        })?;
        Some((printed, bbox))
    };
    cuts.windows(2).filter_map(piece).collect()
}

fn blank(row: usize, col: usize) -> PlainCell {
    PlainCell {
        row,
        col,
        rows: 1,
        cols: 1,
        printed: Printed { confidence: 0.9, ..Printed::default() },
        shaded: false,
        head: false,
    }
}
