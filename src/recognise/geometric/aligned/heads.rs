//! The lines over the columns of a table without rules → its heads.

use super::columns::{Column, of};
use super::pieces::{Piece, Row, below};
use crate::recognise::raw::Printed;

/// Widest gap between two lines of one head, in heights of a line.
const TIGHT: f64 = 0.35;
/// Farthest that the middle of a head lies from that of its columns, in shares of their width.
const OFF: f64 = 0.2;

/// The heads of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads {
    /// The lower row, a head for each column, none where nothing stands.
    pub(super) leaf: Vec<Option<Printed>>,
    /// The upper row: first column, number of columns, head.
    pub(super) groups: Vec<(usize, usize, Printed)>,
    /// Whether each stands clearly over its columns.
    pub(super) sure: bool,
}

/// The heads of columns, from the lines over their first figures; `None` where they do not fit.
pub(super) fn heads(lines: &[&Row], columns: &[Column]) -> Option<Heads> {
    let lines = levels(lines);
    let middle = lines.iter().enumerate().max_by_key(|(i, l)| (l.len(), *i)).map(|(i, _)| i)?;
    let bounds = bounds(columns, lines.get(middle)?);
    let at = |p: &Piece| bounds.iter().rposition(|b| *b <= p.bbox.center().x);
    let mut found = Heads { leaf: vec![None; columns.len()], groups: Vec::new(), sure: true };
    let set = |found: &mut Heads, piece: &Piece| {
        let Some(slot) = at(piece).and_then(|c| found.leaf.get_mut(c)) else { return false };
        match slot {
            Some(upper) => below(upper, &piece.printed),
            None => *slot = Some(piece.printed.clone()),
        }
        true
    };
    for piece in lines.get(middle)?.iter() {
        if at(piece).and_then(|c| found.leaf.get(c)).is_none_or(Option::is_some) || !set(&mut found, piece) {
            return None;
        }
    }
    let own = found.leaf.iter().map(Option::is_some).collect::<Vec<bool>>();
    let mut upper: Vec<&Piece> = Vec::new();
    for (i, line) in lines.iter().enumerate().filter(|(i, _)| *i != middle) {
        // As many pieces as columns: the heads have two lines each.
        let alike = lines.get(middle).is_some_and(|l| l.len() == line.len());
        for piece in line.iter() {
            let free = at(piece).is_some_and(|c| own.get(c) == Some(&false));
            if free || (alike && i > middle) {
                found.sure &= set(&mut found, piece);
            } else if i < middle {
                upper.push(piece);
            } else {
                return None;
            }
        }
    }
    groups(&mut found, &upper, columns, &bounds, &own)?;
    found.sure &= found.leaf.iter().skip(1).all(Option::is_some);
    Some(found)
}

/// The lines with those made one that are set close together: heads of one row, of which some have several lines.
/// What stands between two lines of others is beside both.
fn levels(lines: &[&Row]) -> Vec<Row> {
    let mut levels: Vec<Row> = Vec::new();
    for line in lines {
        let goes_on = |level: &&mut Row| {
            let repeated = line.len() > level.len() && repeats(line);
            !repeated
                && line.iter().all(|p| level.iter().filter(|u| shares(u, p)).all(|u| p.bbox.y0 - u.bbox.y1 <= tight(p)))
                && line.iter().any(|p| level.iter().any(|u| p.bbox.y0 - u.bbox.y1 <= tight(p)))
        };
        match levels.last_mut().filter(goes_on) {
            Some(level) => line.iter().for_each(|piece| under(level, piece)),
            None => levels.push((*line).clone()),
        }
    }
    levels
}

/// Whether a head stands more than once in a line: under each of several heads.
fn repeats(line: &Row) -> bool {
    line.iter().enumerate().any(|(i, p)| line.iter().skip(i + 1).any(|q| q.text() == p.text()))
}

fn tight(piece: &Piece) -> f64 {
    TIGHT * piece.bbox.height()
}

/// Whether two pieces stand one above the other.
fn shares(a: &Piece, b: &Piece) -> bool {
    a.bbox.x0 < b.bbox.x1 && b.bbox.x0 < a.bbox.x1
}

/// Sets a piece of a further line under the one that it goes on with, or beside the others.
fn under(level: &mut Row, piece: &Piece) {
    let mut over = level.iter_mut().filter(|p| shares(p, piece));
    if let Some(upper) = over.next() {
        below(&mut upper.printed, &piece.printed);
        upper.bbox = upper.bbox.union(&piece.bbox);
        return;
    }
    let at = level.partition_point(|p| p.bbox.x0 < piece.bbox.x0);
    level.insert(at, piece.clone());
}

/// Where each column begins, as its head sees it: half way from the column before.
fn bounds(columns: &[Column], leaf: &Row) -> Vec<f64> {
    let wide = |i: usize, c: &Column| {
        // A head that stands over one column alone tells how wide that is.
        let heads = leaf.iter().filter(|p| of(columns, p) == Some(i));
        heads.fold((c.x0, c.x1), |(x0, x1), p| (x0.min(p.bbox.x0), x1.max(p.bbox.x1)))
    };
    let reach: Vec<(f64, f64)> = columns.iter().enumerate().map(|(i, c)| wide(i, c)).collect();
    let between = reach.windows(2).filter_map(|w| Some((w.first()?.1 + w.last()?.0) / 2.0));
    [f64::NEG_INFINITY].into_iter().chain(between).collect()
}

/// Heads over several columns each.
fn groups(found: &mut Heads, upper: &[&Piece], columns: &[Column], bounds: &[f64], own: &[bool]) -> Option<()> {
    let (Some(first), false) = (own.iter().position(|o| *o), upper.is_empty()) else { return Some(()) };
    let of_label = |c: &usize| found.leaf.get(*c).and_then(Option::as_ref).is_some();
    let from = upper.iter().filter_map(|p| bounds.iter().rposition(|b| *b <= p.bbox.center().x)).min()?;
    let leaves: Vec<usize> = (first..columns.len()).filter(|c| own.get(*c) == Some(&true)).collect();
    let text = |c: &usize| found.leaf.get(*c).and_then(Option::as_ref).map(|p| p.text.clone());
    // The same heads again and again, as often as there are groups.
    for skipped in 0..=from.saturating_sub(first) {
        let under: Vec<usize> = leaves.iter().copied().skip(skipped).collect();
        let size = under.len() / upper.len().max(1);
        let even = size > 1 && size * upper.len() == under.len();
        let same = |w: &[usize]| w.iter().map(text).eq(under.iter().take(size).map(text));
        if even && upper.len() > 1 && under.chunks(size).all(same) {
            for (piece, chunk) in upper.iter().zip(under.chunks(size)) {
                found.groups.push((*chunk.first()?, size, piece.printed.clone()));
            }
            return Some(());
        }
    }
    // Else each takes the columns that are nearer to it than to the next one, if it stands over their middle.
    let ends: Vec<f64> =
        upper.windows(2).filter_map(|w| Some((w.first()?.bbox.x1 + w.last()?.bbox.x0) / 2.0)).collect();
    for (i, piece) in upper.iter().enumerate() {
        let left = i.checked_sub(1).and_then(|i| ends.get(i)).copied().unwrap_or(f64::NEG_INFINITY);
        let right = ends.get(i).copied().unwrap_or(f64::INFINITY);
        let mid = |c: &usize| columns.get(*c).map_or(0.0, |c| (c.x0 + c.x1) / 2.0);
        let near: Vec<usize> =
            leaves.iter().copied().filter(|c| of_label(c) && left < mid(c) && mid(c) <= right).collect();
        let fitting = (0..near.len()).flat_map(|a| (a + 1..=near.len()).map(move |b| (a, b))).filter_map(|(a, b)| {
            let (x0, x1) = (columns.get(*near.get(a)?)?.x0, columns.get(*near.get(b - 1)?)?.x1);
            let off = ((x0 + x1) / 2.0 - piece.bbox.center().x).abs() / (x1 - x0).max(1.0);
            (b - a > 1 && off <= OFF && x0 <= piece.bbox.x0 && piece.bbox.x1 <= x1).then_some((b - a, a))
        });
        let (count, at) = fitting.max()?;
        found.groups.push((*near.get(at)?, count, piece.printed.clone()));
        found.sure = false;
    }
    Some(())
}
