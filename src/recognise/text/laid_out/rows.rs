//! Which lines of a table make up which row of cells.
//!
//! Cells wrap, and a wrapped cell stands a line higher than its neighbours that do not. The
//! division is right under which no cell holds two whole figures, half a bracket, or nothing.

use super::super::figure::{is_whole, open_brackets};
use super::columns::Token;
use std::ops::Range;

const TWO_FIGURES: usize = 12;
const OPEN_BRACKET: usize = 8;
const TEXT_BESIDE_FIGURE: usize = 6;
const BLANK_CELL: usize = 3;
const BLANK_ROW: usize = 12;
const ASYMMETRY: usize = 2;
const LABEL_OUTSIDE: usize = 30;
const SPLIT_WITHOUT_GAP: usize = 1;

/// A row of cells.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its lines, counted as they were given.
    pub lines: Range<usize>,
    /// A cell for each column or merged group of columns, left to right, blank ones included.
    pub cells: Vec<RowCell>,
}

/// A cell of a row.
#[derive(Clone, Debug)]
pub struct RowCell {
    /// Columns that it covers.
    pub columns: Range<usize>,
    /// Its words.
    pub words: Vec<usize>,
    /// Their text, a piece a line.
    pub pieces: Vec<String>,
    /// How sure its column is.
    pub confidence: f64,
}

/// Divides lines into two rows for each label; `labels` gives the first and last line of each.
pub fn divide(lines: &[Vec<Token>], labels: &[(usize, usize)], columns: usize) -> Vec<[Row; 2]> {
    let total = lines.len();
    // cheapest[end] after each row: cost and the ends of all rows so far.
    let mut cheapest: Vec<Option<(usize, Vec<usize>)>> = vec![None; total + 1];
    if let Some(start) = cheapest.first_mut() {
        *start = Some((0, Vec::new()));
    }
    let rows = labels.len() * 2;
    for row in 0..rows {
        let mut next: Vec<Option<(usize, Vec<usize>)>> = vec![None; total + 1];
        for (start, state) in cheapest.iter().enumerate() {
            let Some((cost, ends)) = state else { continue };
            for end in start..=total {
                if row + 1 == rows && end != total {
                    continue;
                }
                let mut cost = cost + row_cost(lines, start..end, columns);
                if row % 2 == 1 {
                    let first = ends.len().checked_sub(2).and_then(|i| ends.get(i)).copied().unwrap_or(0);
                    cost += labels.get(row / 2).map_or(0, |label| label_cost(lines, first, end, *label));
                }
                if let Some(slot) = next.get_mut(end)
                    && slot.as_ref().is_none_or(|(best, _)| cost < *best)
                {
                    let mut ends = ends.clone();
                    ends.push(end);
                    *slot = Some((cost, ends));
                }
            }
        }
        cheapest = next;
    }
    let Some(Some((_, ends))) = cheapest.pop() else { return Vec::new() };
    let mut start = 0;
    let mut rows = ends.into_iter().map(|end| {
        let range = start..end;
        start = end;
        Row { cells: cells(lines, range.clone(), columns), lines: range }
    });
    let mut divided = Vec::new();
    while let (Some(first), Some(second)) = (rows.next(), rows.next()) {
        divided.push([first, second]);
    }
    divided
}

/// The tokens of some lines, column by column.
fn cells(lines: &[Vec<Token>], range: Range<usize>, columns: usize) -> Vec<RowCell> {
    let lines = aligned(lines.get(range).unwrap_or_default(), columns);
    let mut cells: Vec<RowCell> = Vec::new();
    for token in lines.into_iter().flatten() {
        let overlap = |c: &RowCell| c.columns.start < token.columns.end && token.columns.start < c.columns.end;
        match cells.iter_mut().find(|c| overlap(c)) {
            Some(cell) => {
                cell.words.extend(&token.words);
                cell.pieces.push(token.text);
                cell.columns = cell.columns.start.min(token.columns.start)..cell.columns.end.max(token.columns.end);
                cell.confidence = cell.confidence.min(token.confidence);
            }
            None => cells.push(RowCell {
                columns: token.columns,
                words: token.words,
                pieces: vec![token.text],
                confidence: token.confidence,
            }),
        }
    }
    let full = (0..columns).all(|column| cells.iter().any(|c| c.columns == (column..column + 1)));
    if full {
        // A cell for each column leaves no choice, wherever the words stand.
        for cell in &mut cells {
            cell.confidence = 1.0;
        }
    }
    let sure = cells.iter().fold(1.0, |least: f64, c| least.min(c.confidence));
    for column in 0..columns {
        if !cells.iter().any(|c| c.columns.contains(&column)) {
            cells.push(RowCell {
                columns: column..column + 1,
                words: Vec::new(),
                pieces: Vec::new(),
                confidence: sure,
            });
        }
    }
    cells.sort_by_key(|c| c.columns.start);
    cells
}

/// The lines of a row, each helping to place the tokens of the others.
///
/// Under a merged text stands its continuation; and wide wrapped texts, which push each other
/// aside, fill the columns that whole figures on another line leave.
fn aligned(lines: &[Vec<Token>], columns: usize) -> Vec<Vec<Token>> {
    let mut lines = lines.to_vec();
    if let Some(merged) = lines.iter().find(|l| l.iter().any(|t| t.columns.len() > 1)).cloned() {
        for line in lines.iter_mut().filter(|l| l.len() == merged.len()) {
            for (token, above) in line.iter_mut().zip(&merged) {
                token.columns = above.columns.clone();
                token.confidence = above.confidence;
            }
        }
        return lines;
    }
    let taken: Vec<usize> =
        lines.iter().flatten().filter(|t| t.confidence >= 1.0 && is_whole(&t.text)).map(|t| t.columns.start).collect();
    let free: Vec<usize> = (0..columns).filter(|c| !taken.contains(c)).collect();
    for line in &mut lines {
        let wrapped = line.iter().all(|t| !is_whole(&t.text));
        if wrapped && line.len() == free.len() {
            for (token, column) in line.iter_mut().zip(&free) {
                token.columns = *column..*column + 1;
            }
        }
    }
    lines
}

fn row_cost(lines: &[Vec<Token>], range: Range<usize>, columns: usize) -> usize {
    if lines.get(range.clone()).unwrap_or_default().iter().all(Vec::is_empty) {
        return BLANK_ROW;
    }
    let mut cost = 0;
    for cell in cells(lines, range.clone(), columns) {
        if cell.pieces.is_empty() {
            cost += BLANK_CELL;
            continue;
        }
        let whole = cell.pieces.iter().filter(|p| is_whole(p)).count();
        let mut beside = cell.pieces.iter().filter(|p| !is_whole(p) && !p.starts_with(['（', '(', '※', '＊']));
        cost += TWO_FIGURES * whole.saturating_sub(1);
        cost += OPEN_BRACKET * open_brackets(&cell.pieces.concat());
        if whole > 0 && beside.next().is_some() {
            cost += TEXT_BESIDE_FIGURE;
        }
    }
    // A row starts where the one above ends: prefer to part them at a blank line.
    let starts_at_gap = range.start == 0
        || lines.get(range.start).is_some_and(Vec::is_empty)
        || lines.get(range.start - 1).is_some_and(Vec::is_empty);
    cost + if starts_at_gap { 0 } else { SPLIT_WITHOUT_GAP }
}

/// A label stands within its two rows and about in their middle.
fn label_cost(lines: &[Vec<Token>], first: usize, end: usize, label: (usize, usize)) -> usize {
    let filled = |l: usize| lines.get(l).is_some_and(|t| !t.is_empty());
    let outside = if label.0 < first || label.1 >= end { LABEL_OUTSIDE } else { 0 };
    let above = (first..label.0).filter(|&l| filled(l)).count();
    let below = (label.1 + 1..end).filter(|&l| filled(l)).count();
    outside + ASYMMETRY * above.abs_diff(below)
}
