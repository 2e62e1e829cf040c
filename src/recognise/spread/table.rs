//! The columns and lines of a table of figures → its cells.

use super::labels::{Beside, beside, groups};
use super::rows::{Row, key, rows};
use crate::ingest::tabular::{TextCell, TextTable};
use crate::layout::columns::{Kind, Laid, Part, Placed, Table};
use crate::normalise::Context;
use crate::recognise::tables::{Said, Vocabulary};
use crate::sheet::Role;
use std::collections::BTreeSet;
use std::ops::Range;

/// The cells of a table; `None` where it has no row.
pub fn table(table: &Table, words: &Vocabulary) -> Option<TextTable> {
    let table = &Table { sure: table.sure && agrees(table, words), ..table.clone() };
    let key = key(table);
    let rows = rows(table, key, words);
    let groups = groups(&rows);
    if rows.is_empty() {
        return None;
    }
    let mut cells = heads(table);
    let top = cells.iter().map(|c| c.row + c.rows).max().unwrap_or(0);
    for (i, row) in rows.iter().enumerate() {
        cells.extend(of_row(table, row, key, top + i));
    }
    let outer = (0..table.columns.len()).filter(|c| table.columns.get(*c) == Some(&Kind::Text) && Some(*c) != key);
    for column in outer {
        for Beside { rows: over, lines } in beside(table, &rows, &groups, column) {
            let lines: Vec<(usize, usize)> =
                lines.iter().filter_map(|l| table.lines.get(*l)).flat_map(|l| at(l, &(column..column + 1))).collect();
            let cell = TextCell {
                row: top + over.start,
                col: column,
                rows: over.len(),
                cols: 1,
                lines,
                unsure: !table.sure,
                ..TextCell::default()
            };
            cells.push(cell);
        }
    }
    let mut laid = TextTable { page: table.page, rows: top + rows.len(), columns: table.columns.len(), cells };
    fill(&mut laid, !table.sure);
    Some(laid)
}

/// Whether the heads can stand where they do: none that names years or roles over names, and none that names two.
fn agrees(table: &Table, words: &Vocabulary) -> bool {
    let context = Context { sheet_year: Some(2020), ..Context::default() };
    let said = |text: &str| words.said(text, &context);
    let heads = |c: usize| {
        let lines = table.lines.iter().filter(|l| l.part == Part::Head);
        let over = lines.flat_map(|l| &l.words).filter(move |w| w.columns == (c..c + 1));
        over.map(|w| w.run.text.as_str()).collect::<Vec<&str>>()
    };
    let body = |c: usize| {
        let lines = table.lines.iter().filter(|l| l.part == Part::Body);
        let own = lines.flat_map(|l| &l.words).filter(move |w| w.columns == (c..c + 1));
        own.map(|w| w.run.text.as_str()).collect::<Vec<&str>>()
    };
    // A line of years within the table is the head of another one.
    let dated = |l: &&Laid| {
        l.words
            .iter()
            .filter(|w| {
                let s = said(&w.run.text);
                s.pure && !s.years.is_empty()
            })
            .count()
            > 1
    };
    let last = table.lines.iter().rposition(|l| l.part == Part::Body).unwrap_or(0);
    let within = table.lines.iter().take(last).filter(|l| l.part == Part::Between);
    let numbers = table.columns.first() == Some(&Kind::Figures) && table.columns.get(1) == Some(&Kind::Text);
    // A row whose number stands on a line of its own.
    let torn = |l: &&Laid| {
        let figures: Vec<usize> =
            l.words.iter().map(|w| w.columns.start).filter(|c| table.columns.get(*c) == Some(&Kind::Figures)).collect();
        figures == [0] || figures.first().is_some_and(|f| *f > 0)
    };
    if within.clone().any(|l| dated(&l))
        || (numbers && table.lines.iter().filter(|l| l.part == Part::Body).any(|l| torn(&l)))
    {
        return false;
    }
    (0..table.columns.len()).all(|c| {
        let pure: Vec<Said> = heads(c).into_iter().map(said).filter(|s| s.pure).collect();
        let roles: Vec<Role> = pure.iter().filter_map(|s| s.role).collect();
        let years: BTreeSet<_> = pure.iter().flat_map(|s| &s.years).collect();
        let names = table.columns.get(c) == Some(&Kind::Text) && body(c).iter().any(|t| !said(t).pure);
        roles.windows(2).all(|w| w.first() == w.last()) && years.len() < 2 && (!names || pure.is_empty())
    })
}

/// The cells of the head: what stands over one column is one cell, over what stands over several another.
fn heads(table: &Table) -> Vec<TextCell> {
    let lines = || table.lines.iter().filter(|l| l.part == Part::Head);
    let mut cells: Vec<TextCell> = Vec::new();
    let mut placed: Vec<Range<usize>> = lines().flat_map(|l| l.words.iter().map(|w| w.columns.clone())).collect();
    placed.sort_by_key(|c| (c.start, c.end));
    placed.dedup();
    let wide = placed.iter().any(|c| c.len() > 1);
    for columns in placed {
        let under =
            wide && lines().any(|l| l.words.iter().any(|w| w.columns.len() > 1 && contains(&w.columns, &columns)));
        let (row, rows) = match (wide, columns.len() > 1, under) {
            (false, ..) | (true, true, _) => (0, 1),
            (true, false, true) => (1, 1),
            (true, false, false) => (0, 2),
        };
        let own = lines().flat_map(|l| at(l, &columns)).collect();
        cells.push(TextCell { row, rows, col: columns.start, cols: columns.len(), lines: own, ..TextCell::default() });
    }
    cells
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer != inner && outer.start <= inner.start && inner.end <= outer.end
}

/// The cells of a row: its key, and its values.
fn of_row(table: &Table, row: &Row, key: Option<usize>, at_row: usize) -> Vec<TextCell> {
    let mut cells = Vec::new();
    let unsure = row.unsure || !table.sure;
    if let Some(key) = key {
        let lines: Vec<_> =
            row.lines.iter().filter_map(|l| table.lines.get(*l)).flat_map(|l| at(l, &(key..key + 1))).collect();
        if !lines.is_empty() {
            let cell = TextCell { row: at_row, rows: 1, col: key, cols: 1, lines, unsure, ..TextCell::default() };
            cells.push(cell);
        }
    }
    let Some(main) = table.lines.get(row.main) else { return cells };
    let figures = |c: &Range<usize>| c.len() > 1 || table.columns.get(c.start) == Some(&Kind::Figures);
    let mut columns: Vec<Range<usize>> = main.words.iter().map(|w| w.columns.clone()).filter(figures).collect();
    columns.dedup();
    for columns in columns {
        let lines = at(main, &columns);
        let (col, cols) = (columns.start, columns.len());
        cells.push(TextCell { row: at_row, rows: 1, col, cols, lines, unsure, ..TextCell::default() });
    }
    cells
}

/// The characters of what a line holds in these columns: a stretch for what nothing else stands between.
fn at(line: &Laid, columns: &Range<usize>) -> Vec<(usize, usize)> {
    let own = |w: &Placed| w.columns == *columns;
    let stretches = line.words.chunk_by(|a, b| own(a) == own(b)).filter(|s| s.first().is_some_and(own));
    stretches.filter_map(|s| Some((s.first()?.run.start, s.last()?.run.end))).collect()
}

/// Adds the empty cells, and drops those that would stand in the place of another.
fn fill(table: &mut TextTable, unsure: bool) {
    let mut taken = vec![false; table.rows.saturating_mul(table.columns)];
    let columns = table.columns;
    let mut kept = Vec::new();
    for cell in std::mem::take(&mut table.cells) {
        let positions: Vec<usize> = (cell.row..cell.row + cell.rows)
            .flat_map(|r| (cell.col..cell.col + cell.cols).map(move |c| r * columns + c))
            .collect();
        if positions.iter().any(|p| taken.get(*p) != Some(&false)) {
            continue;
        }
        positions.iter().for_each(|p| taken.get_mut(*p).into_iter().for_each(|t| *t = true));
        kept.push(cell);
    }
    let free = (0..taken.len()).filter(|p| taken.get(*p) == Some(&false));
    let empty =
        |p: usize| TextCell { row: p / columns, rows: 1, col: p % columns, cols: 1, unsure, ..TextCell::default() };
    kept.extend(free.map(empty));
    kept.sort_by_key(|c| (c.row, c.col));
    table.cells = kept;
}
