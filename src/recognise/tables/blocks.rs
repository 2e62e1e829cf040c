//! Tables whose name stands right over them, within their own columns.

use super::piece::Piece;
use super::reading::What;
use super::rows::View;
use std::collections::BTreeSet;

/// Most rows of names over a table that has others beside it.
const DEEPEST: usize = 2;
/// Longest name; longer texts are sentences.
const LONGEST: usize = 60;

/// Makes titles of the cells over tables that print no name of their own: beside their figures stand roles or units
/// only, as in several such tables side by side, each with its indicator over it.
pub(super) fn name(view: &View, pieces: &mut Vec<Piece>) {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for at in 0..pieces.len() {
        let Some(names) = pieces.get(at).filter(|p| is_nameless(view, p)).map(|p| over(view, pieces, p)) else {
            continue;
        };
        taken.extend(&names);
        if let Some(piece) = pieces.get_mut(at) {
            piece.titles.extend(names);
        }
    }
    let left = |p: &Piece| {
        let cells = p.body.iter().flat_map(|r| view.lattice.row(*r, p.columns));
        cells.into_iter().any(|i| view.what(i) != What::Blank && !taken.contains(&i))
    };
    pieces.retain(|p| !p.heads.is_empty() || p.body.is_empty() || left(p));
}

/// Whether every row of a table begins with a role or a unit, and its heads name years.
fn is_nameless(view: &View, piece: &Piece) -> bool {
    let role = |i: usize| match view.what(i) {
        What::Head => view.readings.get(i).is_some_and(|r| r.said.years.is_empty()),
        What::Unit => true,
        _ => false,
    };
    let dated = |r: &usize| {
        let row = view.lattice.row(*r, piece.columns);
        row.iter().any(|i| view.readings.get(*i).is_some_and(|r| !r.said.years.is_empty()))
    };
    let first = |r: &usize| view.lattice.get(*r, piece.columns.0).is_some_and(role);
    piece.titles.is_empty() && !piece.body.is_empty() && piece.heads.iter().any(dated) && piece.body.iter().all(first)
}

/// The texts and units in the rows right over a table, outermost first, within its columns.
fn over(view: &View, pieces: &[Piece], piece: &Piece) -> Vec<usize> {
    let mut names = Vec::new();
    let Some(head) = piece.heads.first() else { return names };
    let deepest = if piece.columns == view.columns { 1 } else { DEEPEST };
    for row in (head.saturating_sub(deepest)..*head).rev() {
        let free = pieces.iter().any(|p| p.heads.is_empty() && p.body.contains(&row));
        let cells = view.lattice.row(row, piece.columns);
        let within = |i: &usize| {
            view.cell(*i).is_some_and(|c| {
                c.row == row
                    && c.col >= piece.columns.0
                    && c.col_end() <= piece.columns.1
                    && c.printed.text.chars().count() <= LONGEST
                    && !c.printed.text.contains('。')
            })
        };
        let plain = |i: &usize| matches!(view.what(*i), What::Text | What::Unit | What::Blank);
        if !free || !cells.iter().all(|i| within(i) && plain(i)) {
            break;
        }
        let filled: Vec<usize> = cells.into_iter().filter(|i| view.what(*i) != What::Blank).collect();
        names.splice(0..0, filled);
    }
    names
}
