//! Which column a head stands over.
//!
//! Programs that write the columns of a page give ideographs as much room as digits, so that heads of ideographs are
//! shifted against the figures under them; their order is not.

use super::fit::{Column, Columns, Kind};
use crate::layout::text::Run;

/// What it costs, in places, to leave a column of figures without a head, and a head without a column.
const SKIP: [usize; 2] = [12, 30];

/// The heads of a table: for each line the columns that each word stands over.
pub struct Heads {
    /// For each line, top to bottom, and each of its words: first column and one past the last.
    pub lines: Vec<Vec<(usize, usize)>>,
    /// Whether nothing else is possible.
    pub sure: bool,
}

/// Where the words of the head's lines stand. Columns in which only a head stands are made.
pub fn heads(lines: &[Vec<&Run>], columns: &mut Columns) -> Heads {
    let Some(main) = (0..lines.len()).max_by_key(|i| (lines.get(*i).map_or(0, Vec::len), *i)) else {
        return Heads { lines: Vec::new(), sure: true };
    };
    let mut sure = true;
    let first = columns.0.iter().position(|c| c.kind == Kind::Figures).unwrap_or(0);
    let words = lines.get(main).map(Vec::as_slice).unwrap_or_default();
    let mut matched = order(words, columns);
    let mut skipped = false;
    // A head under which nothing stands is that of an empty column.
    let mut at = 0;
    while at < matched.len() {
        if matched.get(at) == Some(&None) {
            let next = matched.iter().skip(at + 1).flatten().next().copied().unwrap_or(columns.0.len());
            let before = matched.iter().take(at).flatten().next_back().map_or(0, |b| b + 1);
            let Some(run) = words.get(at) else { break };
            let free = (before..=next).find(|i| columns.0.get(*i).is_none_or(|c| run.column < c.from)).unwrap_or(next);
            skipped |= free > first;
            let kind = if free > first { Kind::Figures } else { Kind::Text };
            columns.0.insert(free, Column { from: run.column, to: run.column_end, kind, filled: false });
            matched.iter_mut().flatten().filter(|m| **m >= free).for_each(|m| *m += 1);
            if let Some(slot) = matched.get_mut(at) {
                *slot = Some(free);
            }
        }
        at += 1;
    }
    // With as many heads as columns their order says all; where a column is empty it must be seen which one.
    let apart = |(run, m): (&&Run, &Option<usize>)| {
        let column = m.and_then(|m| columns.0.get(m));
        column.is_some_and(|c| run.column > c.to + 1 || c.from > run.column_end + 1)
    };
    sure &= !skipped || !words.iter().zip(&matched).any(apart);
    let columns = &*columns;
    let figures = |i: &usize| columns.0.get(*i).is_some_and(|c| c.kind == Kind::Figures);
    let headed = matched.iter().flatten().filter(|i| figures(i)).count();
    sure &= headed == columns.0.iter().filter(|c| c.kind == Kind::Figures).count();
    let place = |(number, line): (usize, &Vec<&Run>)| {
        // The lines of one head have as many words, or fewer where some words stand in one line.
        if line.len() == words.len() {
            return matched.iter().map(|m| m.map_or((0, 1), |m| (m, m + 1))).collect();
        }
        if number < main
            && let Some(over) = over(line, columns, first)
        {
            return over;
        }
        let own: Vec<(usize, usize)> = matched.iter().flatten().filter(|i| figures(i)).map(|i| (*i, i + 1)).collect();
        if own.len() == line.len() && own.len() > 1 {
            return own;
        }
        let found = order(line, columns);
        sure &= !line.iter().zip(&found).any(|(run, m)| is_open(run, *m, &found, columns));
        let nearest = |run: &Run| columns.place(run).map_or((0, 1), |r| (r.start, r.start + 1));
        line.iter().zip(found).map(|(run, m)| m.map_or_else(|| nearest(run), |m| (m, m + 1))).collect()
    };
    let lines = lines.iter().enumerate().map(place).collect();
    Heads { lines, sure }
}

/// Words that each stand over as many columns of figures as the others (令和２年度 over 目標 and 実績).
fn over(words: &[&Run], columns: &Columns, first: usize) -> Option<Vec<(usize, usize)>> {
    let start = columns.0.get(first)?.from;
    let left = words.iter().filter(|w| w.column_end <= start).count();
    let (own, all) = (words.len().checked_sub(left)?, columns.0.len() - first);
    if own < 2 || all < 2 * own || all % own != 0 {
        return None;
    }
    let each = all / own;
    let mut out = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let Some(nth) = i.checked_sub(left) else {
            let at = columns.place(word)?;
            out.push((at.start, at.start + 1));
            continue;
        };
        let (from, to) = (first + nth * each, first + (nth + 1) * each);
        let middle = usize::midpoint(word.column, word.column_end);
        let (a, b) = (columns.0.get(from)?.from, columns.0.get(to - 1)?.to);
        if middle < a || b < middle {
            return None;
        }
        out.push((from, to));
    }
    Some(out)
}

/// Whether a word of a second line could as well stand over the column beside the one that it was given.
fn is_open(run: &Run, given: Option<usize>, found: &[Option<usize>], columns: &Columns) -> bool {
    let Some(at) = given else { return false };
    let far = |i: usize| columns.0.get(i).filter(|c| c.kind == Kind::Figures).map(|c| distance(run, c));
    let own = far(at);
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter(|i| !found.contains(&Some(*i)));
    beside.filter_map(far).any(|other| own.is_some_and(|own| other <= own + 1))
}

/// Matches words and columns in order, each word to at most one column, at the least distance in all.
fn order(words: &[&Run], columns: &Columns) -> Vec<Option<usize>> {
    let (n, m) = (words.len(), columns.0.len());
    let skip = |c: usize| match columns.0.get(c) {
        Some(column) if column.kind == Kind::Figures => SKIP[0],
        _ => 0,
    };
    // least[w][c]: what the words from `w` on cost with the columns from `c` on.
    let mut least = vec![vec![0_usize; m + 1]; n + 1];
    let at = |least: &Vec<Vec<usize>>, w: usize, c: usize| {
        least.get(w).and_then(|row| row.get(c)).copied().unwrap_or(usize::MAX / 4)
    };
    let cost = |w: usize, c: usize| match (words.get(w), columns.0.get(c)) {
        (Some(word), Some(column)) => distance(word, column),
        _ => usize::MAX / 4,
    };
    for w in (0..=n).rev() {
        for c in (0..=m).rev() {
            let mut best = if w == n && c == m { 0 } else { usize::MAX / 4 };
            if c < m {
                best = best.min(at(&least, w, c + 1) + skip(c));
            }
            if w < n {
                best = best.min(at(&least, w + 1, c) + SKIP[1]);
            }
            if w < n && c < m {
                best = best.min(at(&least, w + 1, c + 1).saturating_add(cost(w, c)));
            }
            if let Some(cell) = least.get_mut(w).and_then(|row| row.get_mut(c)) {
                *cell = best;
            }
        }
    }
    let (mut w, mut c) = (0, 0);
    let mut out = vec![None; n];
    while w < n {
        let here = at(&least, w, c);
        if c < m && here == at(&least, w + 1, c + 1).saturating_add(cost(w, c)) {
            out.get_mut(w).into_iter().for_each(|o| *o = Some(c));
            (w, c) = (w + 1, c + 1);
        } else if c < m && here == at(&least, w, c + 1) + skip(c) {
            c += 1;
        } else {
            w += 1;
        }
    }
    out
}

/// How far a word's left end, middle and right end are from a stretch's, whichever is nearest.
fn distance(word: &Run, column: &Column) -> usize {
    let (from, to) = (column.from, column.to);
    let middles = (word.column + word.column_end).abs_diff(from + to) / 2;
    word.column.abs_diff(from).min(word.column_end.abs_diff(to)).min(middles)
}
