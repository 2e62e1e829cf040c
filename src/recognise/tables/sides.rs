//! Tables that stand side by side in the same rows → one by one.

use super::piece::Piece;
use super::reading::What;
use super::rows::View;
use super::words::names_a_deadline;
use crate::normalise;
use std::collections::BTreeSet;

/// Hands on a piece, taken apart where a second column of labels begins.
pub(super) fn part(view: &View, piece: Piece, out: &mut Vec<Piece>) {
    match second_labels(view, &piece) {
        Some(cut) => {
            let right = Piece { columns: (cut, piece.columns.1), ..piece.clone() };
            let left = Piece { columns: (piece.columns.0, cut), ..piece };
            out.push(trimmed(view, left));
            part(view, trimmed(view, right), out);
        }
        None => out.push(piece),
    }
}

/// The column at which labels begin again behind figures.
fn second_labels(view: &View, piece: &Piece) -> Option<usize> {
    if piece.heads.is_empty() || piece.body.is_empty() {
        return None;
    }
    let rows: Vec<usize> = piece.heads.iter().chain(&piece.body).copied().collect();
    let dated = |columns: (usize, usize)| {
        let heads = piece.heads.iter().flat_map(|r| view.lattice.row(*r, columns));
        heads.into_iter().any(|i| view.what(i) == What::Head)
    };
    (piece.columns.0 + 2..piece.columns.1.saturating_sub(1)).find(|&col| {
        // Workbooks leave positions without a cell.
        let starts = |r: &usize| view.lattice.get(*r, col).and_then(|i| view.cell(i)).is_none_or(|c| c.col == col);
        let ends = |c: usize| {
            let parted = |r: &usize| {
                let here = view.lattice.get(*r, c);
                here.is_none() || here != view.lattice.get(*r, c.saturating_sub(1))
            };
            rows.iter().all(parted)
        };
        rows.iter().all(starts)
            && ends(col)
            && (repeats(view, piece, col)
                || (is_label_column(view, piece, col)
                    && begins_named(view, piece)
                    && has_figures(view, piece, (piece.columns.0, col), true)
                    // An amount before the name of an indicator and its years belongs to the same row.
                    && (dated((piece.columns.0, col)) || !dated((col, piece.columns.1)))))
    })
}

/// Whether a row begins with a label; one that begins with its unit has its name elsewhere, and what stands in the
/// midst of it (減少) is none.
fn begins_named(view: &View, piece: &Piece) -> bool {
    let first = |r: &usize| view.lattice.get(*r, piece.columns.0).map(|i| view.what(i));
    !piece.body.iter().all(|r| first(r) == Some(What::Unit))
}

/// Whether the heads of the piece, which begin with no year, begin again at the column: 区分 | R3 | R4 | 区分 | R3 | R4.
fn repeats(view: &View, piece: &Piece, col: usize) -> bool {
    let Some(row) = piece.heads.last() else { return false };
    let left = view.lattice.row(*row, (piece.columns.0, col));
    let right = view.lattice.row(*row, (col, piece.columns.1));
    let text = |i: &usize| view.cell(*i).map(|c| normalise::fold(&c.printed.text));
    let years = left.iter().filter(|i| view.readings.get(**i).is_some_and(|r| !r.said.years.is_empty())).count();
    let label = left.first().is_some_and(|i| view.what(*i) != What::Head);
    label && years > 0 && left.len() <= right.len() && left.iter().zip(&right).all(|(a, b)| text(a) == text(b))
}

/// Whether the column holds a different label, or year, in every row, and figures stand right of it.
fn is_label_column(view: &View, piece: &Piece, col: usize) -> bool {
    let cells: BTreeSet<usize> = piece.body.iter().filter_map(|r| view.lattice.get(*r, col)).collect();
    let Some(end) = cells.iter().filter_map(|i| view.cell(*i)).map(|c| c.col_end()).max() else { return false };
    let filled: Vec<usize> = cells.into_iter().filter(|i| view.what(*i) != What::Blank).collect();
    let labels = filled.iter().filter(|i| match view.what(**i) {
        What::Text => view.cell(**i).is_some_and(|c| normalise::grade(&c.printed.text).is_none()),
        What::Head => view.readings.get(**i).is_some_and(|r| !r.said.years.is_empty()),
        _ => false,
    });
    let head = piece.heads.last().and_then(|r| view.lattice.get(*r, col));
    let named = head.is_some_and(|i| {
        let deadline = view.cell(i).is_some_and(|c| names_a_deadline(&normalise::fold(&c.printed.text)));
        deadline || (view.what(i) == What::Head && !is_years_word(view, i))
    });
    let texts: BTreeSet<String> =
        filled.iter().filter_map(|i| view.cell(*i)).map(|c| normalise::fold(&c.printed.text)).collect();
    !named
        && !filled.is_empty()
        && labels.count() == filled.len()
        && texts.len() == filled.len()
        && has_figures(view, piece, (end, piece.columns.1), false)
}

/// 年度 over a column of years is no year itself.
fn is_years_word(view: &View, i: usize) -> bool {
    view.readings.get(i).is_some_and(|r| r.said.years.is_empty() && r.said.role.is_none())
}

/// Whether figures stand in these columns: in the last one that is not empty, or anywhere.
fn has_figures(view: &View, piece: &Piece, columns: (usize, usize), last: bool) -> bool {
    let rows = || piece.heads.iter().chain(&piece.body);
    let empty = |c: &usize| rows().filter_map(|r| view.lattice.get(*r, *c)).all(|i| view.what(i) == What::Blank);
    let end = (columns.0..columns.1).rev().find(|c| !empty(c)).map_or(columns.1, |c| c + 1);
    let from = if last { end.saturating_sub(1) } else { columns.0 };
    piece.body.iter().any(|r| {
        (from..end)
            .filter_map(|c| view.lattice.get(*r, c))
            .any(|i| matches!(view.what(i), What::Figure | What::Missing | What::Unit))
    })
}

/// A half without the body rows in which it has nothing, and without the first part of a head that it shares.
fn trimmed(view: &View, mut piece: Piece) -> Piece {
    let blank = |r: &usize| view.lattice.row(*r, piece.columns).into_iter().all(|i| view.what(i) == What::Blank);
    while piece.body.last().is_some_and(&blank) {
        piece.body.pop();
    }
    piece
}
