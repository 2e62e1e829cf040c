//! Tables of texts: cells of several lines, between which nothing stands on any line of the table.
//!
//! Only what the blanks say without doubt is a table: every head has its column, and every row its key between
//! blank lines. A row whose key is missing or shares its lines with another is given as unsure.

use super::words::{self, Line, Word};
use crate::ingest::tabular::{TextCell, TextTable};
use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::Metric;
use std::collections::BTreeSet;
use std::ops::Range;

/// Blank lines that may stand between two lines of a table.
const BLANKS: usize = 8;
/// Blank columns that part two heads.
const GAP: usize = 2;
/// Longest head, in characters.
const LONGEST: usize = 40;
/// Heads that a table must have, and columns.
const LEAST: usize = 3;

/// The tables of texts of a page, top to bottom; lines whose number is `taken` are none of theirs.
pub fn flows(document: &TextDocument, page: &TextPage, metric: Metric, taken: &BTreeSet<usize>) -> Vec<TextTable> {
    let lines = words::lines(document, page, metric);
    let mut out = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        // A head of two lines where one alone leaves a column without its head.
        let read = |count: usize| {
            let over = lines.get(at..at + count)?;
            let free = over.iter().all(|l| !taken.contains(&l.number) && is_head(l));
            let close = over.windows(2).all(|w| matches!(w, [a, b] if b.number == a.number + 1));
            let end = (free && close).then(|| end(&lines, at + count, over, taken))?;
            Some((end, table(over, lines.get(at + count..end)?, page.number)?))
        };
        match read(1).or_else(|| read(2)) {
            Some((end, table)) => {
                out.push(table);
                at = end;
            }
            None => at += 1,
        }
    }
    out
}

/// Pieces of a line between wide gaps.
fn chunks(line: &Line) -> impl Iterator<Item = &[Word]> {
    line.words.chunk_by(|a, b| b.run.column < a.run.column_end + GAP)
}

/// Whether a line may be one of heads: several short texts.
fn is_head(line: &Line) -> bool {
    let length = |words: &[Word]| words.iter().map(|w| w.run.text.chars().count()).sum::<usize>();
    let short = chunks(line).all(|words| length(words) <= LONGEST && !words.iter().any(|w| w.run.text.contains('。')));
    short && chunks(line).count() >= LEAST && !line.has_values()
}

/// One past the last line under these heads: sentences run across, other heads begin another table.
fn end(lines: &[Line], from: usize, over: &[Line], taken: &BTreeSet<usize>) -> usize {
    let middle = |words: &[Word]| Some(usize::midpoint(words.first()?.run.column, words.last()?.run.column_end));
    let widest = over.iter().max_by_key(|l| chunks(l).count());
    let middles: Vec<usize> = widest.map(|l| chunks(l).filter_map(middle).collect()).unwrap_or_default();
    let across = |w: &Word| {
        let crossed = middles.iter().filter(|m| w.run.column < **m && **m < w.run.column_end).count();
        crossed > 2 || (crossed > 1 && middles.first().is_some_and(|m| w.run.column < *m))
    };
    let mut end = from;
    while let (Some(before), Some(line)) = (lines.get(end - 1), lines.get(end)) {
        let far = line.number - before.number > BLANKS;
        if far || taken.contains(&line.number) || line.words.iter().any(across) {
            break;
        }
        end += 1;
    }
    end
}

/// A head: the column that it stands over, its place on the line, and its characters.
#[derive(Clone, Debug)]
struct Head {
    column: usize,
    from: usize,
    to: usize,
    chars: (usize, usize),
}

/// The heads on a line; `None` where a word stands over no column, or over two.
fn heads(line: &Line, columns: &[Range<usize>]) -> Option<Vec<Head>> {
    let mut heads: Vec<Head> = Vec::new();
    for word in &line.words {
        let run = &word.run;
        let under = |c: &Range<usize>| run.column < c.end && c.start < run.column_end;
        let mut found = columns.iter().enumerate().filter(|(_, c)| under(c)).map(|(i, _)| i);
        let (only, second) = (found.next(), found.next());
        let near = heads.last().filter(|h| run.column < h.to + GAP).map(|h| h.column);
        // What goes on right of its column is part of the head that began over it.
        let column = match (only, second) {
            (Some(only), None) => only,
            (None, None) => near?,
            _ => return None,
        };
        match heads.last_mut().filter(|h| h.column == column && run.column < h.to + GAP) {
            Some(head) => (head.to, head.chars.1) = (run.column_end, run.end),
            None => heads.push(Head { column, from: run.column, to: run.column_end, chars: (run.start, run.end) }),
        }
    }
    Some(heads)
}

fn table(over: &[Line], lines: &[Line], page: u32) -> Option<TextTable> {
    let columns = stretches(lines);
    // A label at the left may have no head; several heads may share what is merged under them.
    let found: Option<Vec<Vec<Head>>> = over.iter().map(|l| heads(l, &columns)).collect();
    let found = found?;
    let heads = || found.iter().flatten();
    let whole = (1..columns.len()).all(|c| heads().any(|h| h.column == c));
    let on_one = |c: usize| found.iter().map(|l| l.iter().filter(|h| h.column == c).count()).max().unwrap_or(0);
    if columns.len() < LEAST || !whole || (found.len() > 1 && (0..columns.len()).any(|c| on_one(c) > 1)) {
        return None;
    }
    // First column of the grid of each column of the text.
    let width = |c: usize| on_one(c).max(1);
    let first: Vec<usize> = (0..=columns.len()).map(|c| (0..c).map(width).sum()).collect();
    let count = *first.last()?;
    let mut cells: Vec<TextCell> = Vec::new();
    for column in 0..columns.len() {
        for nth in 0..width(column) {
            let own = found.iter().filter_map(|l| l.iter().filter(|h| h.column == column).nth(nth));
            let lines = own.map(|h| h.chars).collect();
            cells.push(TextCell { rows: 1, col: first.get(column)? + nth, cols: 1, lines, ..TextCell::default() });
        }
    }
    let mut row = 1;
    for (lines, sure) in rows(lines, &columns) {
        let filled = |c: &Range<usize>| lines.iter().any(|l| l.words.iter().any(|w| within(w, c)));
        if columns.iter().filter(|c| filled(c)).count() < 2 {
            continue;
        }
        for (i, column) in columns.iter().enumerate() {
            let pieces = lines.iter().filter_map(|l| piece(l, column)).collect();
            let (col, cols) = (*first.get(i)?, width(i));
            // What is merged runs under both of its heads; a short text may be of one of them.
            let reach = heads().filter(|h| h.column == i).map(|h| h.from).max().unwrap_or(0);
            let both = cols == 1
                || lines.iter().any(|l| l.words.iter().any(|w| within(w, column) && w.run.column_end > reach));
            let unsure = !sure || !both;
            cells.push(TextCell { row, rows: 1, col, cols, lines: pieces, unsure, ..TextCell::default() });
        }
        row += 1;
    }
    cells.sort_by_key(|c| (c.row, c.col));
    (row > 1).then_some(TextTable { page, rows: row, columns: count, cells })
}

/// The stretches of the line in which something stands on any line.
fn stretches(lines: &[Line]) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> =
        lines.iter().flat_map(|l| &l.words).map(|w| w.run.column..w.run.column_end).collect();
    all.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in all {
        match out.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => out.push(range),
        }
    }
    out
}

fn within(word: &Word, column: &Range<usize>) -> bool {
    column.start <= word.run.column && word.run.column < column.end
}

/// The characters of what a line holds in a column.
fn piece(line: &Line, column: &Range<usize>) -> Option<(usize, usize)> {
    let mut own = line.words.iter().filter(|w| within(w, column));
    let first = own.next()?;
    Some((first.run.start, own.next_back().unwrap_or(first).run.end))
}

/// The rows of a table: what stands between blank lines, if just one key stands in it.
fn rows<'a>(lines: &'a [Line], columns: &[Range<usize>]) -> Vec<(&'a [Line], bool)> {
    let Some(key) = columns.first() else { return Vec::new() };
    let keyed = |l: &Line| l.words.iter().any(|w| within(w, key));
    let next = |a: &Line, b: &Line| b.number == a.number + 1;
    let one = |rows: &[Line]| {
        let keys = rows.chunk_by(|a, b| keyed(a) == keyed(b)).filter(|s| s.first().is_some_and(keyed)).count();
        keys == 1
    };
    lines.chunk_by(next).map(|rows| (rows, one(rows))).collect()
}
