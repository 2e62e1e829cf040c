//! A page-wide grid → the tables it is made of.
//!
//! Forms made with a spreadsheet are one grid from edge to edge. A table ends where the columns change, where
//! new heads begin, or where a title runs across; what stands at the left of several of them is their title.

use super::blocks;
use super::lattice::Lattice;
use super::piece::Piece;
use super::plain::PlainTable;
use super::reading::{Reading, What, is_unit};
use super::rows::{Row, View};
use super::sides;
use crate::recognise::raw::Printed;
use crate::sheet::Place;
use std::collections::BTreeSet;

/// The most tables side by side that are looked for inside one another.
const DEEPEST: usize = 8;

/// The tables of a grid with the number of their head rows.
///
/// The first `known` rows are heads in any case.
pub(super) fn split(
    table: &PlainTable,
    lattice: &Lattice,
    readings: &[Reading],
    known: usize,
) -> Vec<(PlainTable, usize)> {
    let mut pieces = Vec::new();
    let whole = View { table, lattice, readings, columns: (0, table.columns), known };
    region(&whole, (0, table.rows), 0, &mut pieces);
    pieces.sort_by_key(|p| (p.body.first().or(p.heads.first()).copied(), p.columns));
    name_below(&whole, &mut pieces);
    blocks::name(&whole, &mut pieces);
    let titled = pieces.iter().position(|p| !p.heads.is_empty() && p.titles.is_empty()).unwrap_or(0);
    let cut = |(at, piece): (usize, &Piece)| {
        let rows: Vec<usize> = piece.heads.iter().chain(&piece.body).copied().collect();
        let titles: BTreeSet<usize> = piece.titles.iter().copied().collect();
        let cells: BTreeSet<usize> =
            rows.iter().flat_map(|r| lattice.row(*r, piece.columns)).filter(|i| !titles.contains(i)).collect();
        let mut part = table.part(&cells, &rows, piece.columns);
        // What stands over tables side by side is the title of each.
        let beside = pieces.first().is_some_and(|p| !p.heads.is_empty() && p.heads == piece.heads);
        let over =
            table.caption.as_ref().and_then(|c| over(c, at == 0 || beside, at >= titled && !piece.heads.is_empty()));
        let own = piece.titles.iter().filter_map(|i| table.cells.get(*i)).map(|c| c.printed.clone());
        part.caption = over.into_iter().chain(own).filter(|t| !t.text.trim().is_empty()).reduce(below);
        let heads = part.cells.iter().filter(|c| c.row < piece.heads.len()).map(|c| c.row + 1).max().unwrap_or(0);
        (part, heads.min(piece.heads.len()))
    };
    pieces.iter().enumerate().map(cut).filter(|(t, _)| !t.is_blank() || t.caption.is_some()).collect()
}

/// Makes titles of rows that name what follows (指標１ | 開催回数 | 単位 | 回) where its own rows name roles only.
fn name_below(view: &View, pieces: &mut Vec<Piece>) {
    let mut at = 1;
    while at < pieces.len() {
        let names = match pieces.get(at - 1..=at) {
            Some([upper, lower]) if is_name_of(view, upper, lower) => {
                let cells = upper.body.iter().flat_map(|r| view.lattice.row(*r, upper.columns));
                cells.filter(|i| view.what(*i) != What::Blank).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        };
        if names.is_empty() {
            at += 1;
            continue;
        }
        let upper = pieces.remove(at - 1);
        if let Some(lower) = pieces.get_mut(at - 1) {
            lower.titles.retain(|t| !upper.titles.contains(t));
            let own = std::mem::take(&mut lower.titles);
            lower.titles = upper.titles.into_iter().chain(own).chain(names).collect();
        }
    }
}

fn is_name_of(view: &View, upper: &Piece, lower: &Piece) -> bool {
    let ([row], Some(head)) = (upper.body.as_slice(), lower.heads.first()) else { return false };
    let plain = view
        .lattice
        .row(*row, upper.columns)
        .iter()
        .all(|i| matches!(view.what(*i), What::Text | What::Unit | What::Blank));
    let role = |i: usize| view.readings.get(i).is_some_and(|r| r.what == What::Head && r.said.years.is_empty());
    let roles = lower.body.iter().all(|r| view.lattice.get(*r, lower.columns.0).is_some_and(role));
    upper.heads.is_empty()
        && plain
        && row + 1 == *head
        && upper.columns == lower.columns
        && roles
        && !lower.body.is_empty()
}

/// What of a grid's caption belongs to one of its tables: the title to the first, a unit to each with heads.
fn over(caption: &Printed, first: bool, headed: bool) -> Option<Printed> {
    let lines: Vec<&str> = caption.text.lines().collect();
    if lines.len() != caption.places.len() {
        return first.then(|| caption.clone());
    }
    let line =
        |(text, place): (&&str, &Place)| Printed { text: (*text).to_owned(), places: vec![*place], ..caption.clone() };
    let own = |(text, _): &(&&str, &Place)| if is_unit(text) { headed } else { first };
    lines.iter().zip(&caption.places).filter(own).map(line).reduce(below)
}

/// A title with another one below it.
fn below(mut upper: Printed, lower: Printed) -> Printed {
    upper.text.push('\n');
    upper.text.push_str(&lower.text);
    upper.places.extend(lower.places);
    upper.confidence = upper.confidence.min(lower.confidence);
    upper
}

/// Takes apart what stands side by side, then what stands one below the other.
fn region(view: &View, rows: (usize, usize), depth: usize, out: &mut Vec<Piece>) {
    let mut from = rows.0;
    for band in bands(view.table, view.lattice, rows, view.columns) {
        let deep = band.1 - band.0 <= 1 || depth >= DEEPEST;
        let Some(cut) = (if deep { None } else { side_by_side(view.table, view.lattice, band, view.columns) }) else {
            continue;
        };
        stacked(view, (from, band.0), out);
        region(&View { columns: (view.columns.0, cut), ..*view }, band, depth + 1, out);
        region(&View { columns: (cut, view.columns.1), ..*view }, band, depth + 1, out);
        from = band.1;
    }
    stacked(view, (from, rows.1), out);
}

/// Runs of rows that merged cells tie together.
fn bands(table: &PlainTable, lattice: &Lattice, rows: (usize, usize), columns: (usize, usize)) -> Vec<(usize, usize)> {
    let mut bands = Vec::new();
    let (mut start, mut reach) = (rows.0, rows.0);
    for row in rows.0..rows.1 {
        if row >= reach && row > start {
            bands.push((start, row));
            start = row;
        }
        let ends = lattice.row(row, columns).into_iter().filter_map(|i| table.cells.get(i)).map(|c| c.row_end());
        reach = ends.fold(reach.max(row + 1), usize::max).min(rows.1);
    }
    if start < rows.1 {
        bands.push((start, rows.1));
    }
    bands
}

/// The column that parts a band in two whose rows do not go together.
fn side_by_side(table: &PlainTable, lattice: &Lattice, rows: (usize, usize), columns: (usize, usize)) -> Option<usize> {
    // Row edges of the cells of each column, and whether a cell runs over its left side. Empty cells part nothing.
    let mut edges: Vec<BTreeSet<usize>> = Vec::new();
    let mut crossed = Vec::new();
    for col in columns.0..columns.1 {
        let cells: BTreeSet<usize> = (rows.0..rows.1).filter_map(|r| lattice.get(r, col)).collect();
        let cells = || cells.iter().filter_map(|i| table.cells.get(*i));
        edges.push(cells().filter(|c| !c.is_blank()).map(|c| c.row).filter(|r| *r > rows.0).collect());
        crossed.push(cells().any(|c| c.col < col));
    }
    let union = |sets: &[BTreeSet<usize>]| sets.iter().flatten().copied().collect::<BTreeSet<usize>>();
    (1..edges.len()).filter(|c| crossed.get(*c) == Some(&false)).find_map(|c| {
        let (left, right) = edges.split_at(c);
        let (left, right) = (union(left), union(right));
        (!left.is_subset(&right) && !right.is_subset(&left)).then_some(columns.0 + c)
    })
}

/// A table in the making.
#[derive(Default)]
struct Open {
    heads: Vec<usize>,
    body: Vec<usize>,
    starts: BTreeSet<usize>,
    value_from: Option<usize>,
    titles: Vec<usize>,
}

/// The tables of rows that stand one below the other.
fn stacked(view: &View, rows: (usize, usize), out: &mut Vec<Piece>) {
    let looked = view.rows(rows.0, rows.1);
    let mut open = Open::default();
    // The latest heads, under which a later row may go on.
    let mut latest: Option<(Vec<usize>, BTreeSet<usize>, Option<usize>)> = None;
    for (at, row) in looked.iter().enumerate() {
        let r = rows.0 + at;
        let tied = at > 0 && is_tied(view, row, r);
        if tied {
            if row.head && open.body.is_empty() {
                open.heads.push(r)
            } else {
                open.body.push(r)
            }
            if row.head && open.body.is_empty() {
                open.starts.clone_from(&row.starts);
                open.value_from =
                    view.value_from(looked.get(at + 1 - open.heads.len()..=at).unwrap_or_default(), looked.get(at + 1));
                latest = Some((open.heads.clone(), open.starts.clone(), open.value_from));
            }
            continue;
        }
        if row.head {
            let second = !open.heads.is_empty()
                && open.body.is_empty()
                && (open.starts.is_subset(&row.starts) || row.starts.is_subset(&open.starts));
            if !second {
                close(view, &mut open, out);
            }
            open.heads.push(r);
            open.starts.clone_from(&row.starts);
            let first = open.heads.first().map_or(at, |h| h - rows.0);
            open.value_from = view.value_from(looked.get(first..=at).unwrap_or_default(), looked.get(at + 1));
            latest = Some((open.heads.clone(), open.starts.clone(), open.value_from));
        } else if view.is_title(row, looked.get(at + 1)) {
            close(view, &mut open, out);
            open.titles.extend(row.own.last());
        } else if !open.body.is_empty() && names_next(view, row, looked.get(at + 1..).unwrap_or_default()) {
            close(view, &mut open, out);
            open.starts.clone_from(&row.starts);
            open.body.push(r);
        } else if !open.heads.is_empty() && fits(view, &open.starts, open.value_from, row) {
            open.body.push(r);
        } else if let Some((heads, starts, from)) =
            latest.as_ref().filter(|(_, starts, from)| open.heads.is_empty() && goes_on(view, starts, *from, row))
        {
            if !open.body.is_empty() {
                close(view, &mut open, out);
            }
            open.heads.clone_from(heads);
            open.starts.clone_from(starts);
            open.value_from = *from;
            open.body.push(r);
        } else if open.heads.is_empty() && !open.body.is_empty() && open.starts == row.starts {
            open.body.push(r);
        } else {
            if !open.heads.is_empty() || !open.body.is_empty() {
                close(view, &mut open, out);
            }
            open.starts.clone_from(&row.starts);
            open.body.push(r);
        }
    }
    close(view, &mut open, out);
}

/// Whether a row of texts names the table below it (指標名 | 加入率 | 単位 | ％), whose heads name years and whose own
/// rows begin with roles only.
fn names_next(view: &View, row: &Row, below: &[Row]) -> bool {
    let said = |i: &usize| view.readings.get(*i).filter(|r| r.what == What::Head).map(|r| &r.said);
    let plain = row.cells.iter().all(|i| matches!(view.what(*i), What::Text | What::Unit | What::Blank));
    let filled = row.own.iter().filter(|i| view.what(**i) != What::Blank).count();
    let Some([head, first, ..]) = below.get(..2) else { return false };
    let dated = head.own.iter().filter_map(said).any(|s| !s.years.is_empty());
    let role = first.own.first().and_then(said).is_some_and(|s| s.years.is_empty() && s.role.is_some());
    plain && filled > 1 && head.head && !first.head && dated && role
}

/// Whether cells other than those at the left run from the row above into this one.
fn is_tied(view: &View, row: &Row, r: usize) -> bool {
    let from_above = |i: &&usize| view.cell(**i).is_some_and(|c| c.row < r);
    let side = row.cells.iter().take_while(|i| from_above(i)).count();
    row.cells.iter().skip(side).any(|i| from_above(&i))
}

/// Whether a row's cells stand under these heads.
fn fits(view: &View, heads: &BTreeSet<usize>, value_from: Option<usize>, row: &Row) -> bool {
    let Some(from) = value_from else { return heads == &row.starts };
    let over: BTreeSet<usize> = heads.range(from..).copied().collect();
    let own: BTreeSet<usize> = row.starts.range(from..).copied().collect();
    own.contains(&from)
        && !is_paired(view, &over, row)
        && (over.is_subset(&own) || own.is_subset(&over))
        && (own.len() > 1 || over.len() == 1 || lone(view, from, row))
}

/// A single cell under all the heads: a value that is merged over them, not a sentence.
fn lone(view: &View, from: usize, row: &Row) -> bool {
    let cell = row.cells.iter().copied().find(|i| view.cell(*i).is_some_and(|c| c.col == from));
    cell.is_some_and(|i| matches!(view.what(i), What::Missing | What::Blank))
}

/// Whether a row goes on under the heads of an earlier table: figures in exactly their columns.
fn goes_on(view: &View, heads: &BTreeSet<usize>, value_from: Option<usize>, row: &Row) -> bool {
    let Some(from) = value_from else { return false };
    let over = heads.range(from..);
    let figures = row.cells.iter().filter(|i| view.what(**i) == What::Figure);
    let under = figures.filter(|i| view.cell(**i).is_some_and(|c| c.col >= from)).count();
    let all: BTreeSet<usize> = over.clone().copied().collect();
    over.clone().count() > 1 && over.clone().all(|s| row.starts.contains(s)) && under > 0 && !is_paired(view, &all, row)
}

/// Whether a row parts the columns of several heads into labels and values: 必要性 | A | 有効性 | B.
fn is_paired(view: &View, over: &BTreeSet<usize>, row: &Row) -> bool {
    let texts = row.cells.iter().filter(|i| view.what(**i) == What::Text);
    let texts: BTreeSet<usize> = texts.filter_map(|i| view.cell(*i)).map(|c| c.col).collect();
    let parted = over.iter().filter(|start| {
        let end = over.range(**start + 1..).next().copied().unwrap_or(view.columns.1);
        texts.contains(start) && row.starts.range(**start + 1..end).next().is_some()
    });
    parted.count() > 1
}

/// Ends the table in the making.
fn close(view: &View, open: &mut Open, out: &mut Vec<Piece>) {
    let ended = std::mem::take(open);
    if ended.heads.is_empty() && ended.body.is_empty() {
        if !ended.titles.is_empty() {
            // A title over a title: both stand over what follows.
            open.titles = ended.titles;
        }
        return;
    }
    let mut piece = Piece { heads: ended.heads, body: ended.body, columns: view.columns, titles: ended.titles };
    aside(view, &mut piece);
    sides::part(view, piece, out);
}

/// Makes titles of the cells at the left that run beyond the table.
fn aside(view: &View, piece: &mut Piece) {
    let rows: Vec<usize> = piece.heads.iter().chain(&piece.body).copied().collect();
    let (Some(first), Some(last)) = (rows.iter().min(), rows.iter().max()) else { return };
    let mut outer = Vec::new();
    while piece.columns.1 - piece.columns.0 > 1 {
        let cells: BTreeSet<Option<usize>> = rows.iter().map(|r| view.lattice.get(*r, piece.columns.0)).collect();
        let [Some(only)] = cells.into_iter().collect::<Vec<_>>()[..] else { break };
        let Some(cell) = view.cell(only) else { break };
        if (cell.row >= *first && cell.row_end() <= last + 1) || cell.col_end() >= piece.columns.1 {
            break;
        }
        outer.push(only);
        piece.columns.0 = cell.col_end();
    }
    outer.append(&mut piece.titles);
    piece.titles = outer;
}
