//! Figures that have come away from their rows, put back: rows of targets go on as they begin, actuals stand in
//! the columns up to the evaluated year, and every figure is used once.

use super::group::{Group, placed};
use super::items::{Chunk, Lead};
use super::names::Name;
use super::{Columns, FITS, trends};
use crate::recognise::raw::Printed;
use crate::recognise::tries::Tries;
use crate::sheet::{Alternative, Role};

/// Row and first column of each chunk that has been placed.
type Spots = Vec<Option<(usize, usize)>>;

/// The indicators that were put back.
#[derive(Debug, Default)]
pub struct Fitted {
    /// Those with targets.
    pub outcome: Vec<Group>,
    /// Those without.
    pub population: Vec<Group>,
}

/// Puts the chunks of a table back into rows; nothing where they do not fit. `count` indicators have targets.
pub fn fit(chunks: &[Chunk], columns: &Columns, count: usize, tries: &Tries) -> Fitted {
    for targets in trends::rows(chunks, columns.count(), count) {
        let mut search = Search::new(chunks, targets, columns.past(), tries);
        search.place(0);
        if let Some(best) = search.best {
            return fitted(chunks, &search.targets, &best.1, columns);
        }
    }
    Fitted::default()
}

fn fitted(
    chunks: &[Chunk],
    targets: &[Vec<(usize, usize)>],
    spots: &[Option<(usize, usize)>],
    columns: &Columns,
) -> Fitted {
    let printed = |chunk: usize, figure: usize| chunks.get(chunk)?.figures.get(figure).map(|f| f.printed.clone());
    let open = |mut printed: Printed| {
        printed.confidence = printed.confidence.min(FITS);
        let reason = "the dump parts the figures from their rows".to_owned();
        printed.alternatives.push(Alternative { number: None, reason });
        printed
    };
    let mut outcome: Vec<Group> = Vec::new();
    for (row, cells) in targets.iter().enumerate() {
        let target = cells.iter().enumerate().filter_map(|(c, (i, k))| Some((c, open(printed(*i, *k)?)))).collect();
        let mut actual: Vec<(usize, Printed)> = Vec::new();
        for (i, spot) in spots.iter().enumerate() {
            let Some((_, col)) = spot.filter(|(r, _)| *r == row) else { continue };
            let figures = chunks.get(i).map_or(0, |c| c.figures.len());
            actual.extend((0..figures).filter_map(|k| Some((col + k, open(printed(i, k)?)))));
        }
        actual.sort_by_key(|(c, _)| *c);
        outcome.push(Group { rows: vec![(Role::Target, target), (Role::Actual, actual)], ..Group::default() });
    }
    Fitted { outcome, population: population(chunks, targets, spots, columns) }
}

/// What is left: rows of actuals of one length, in order.
fn population(
    chunks: &[Chunk],
    targets: &[Vec<(usize, usize)>],
    spots: &[Option<(usize, usize)>],
    columns: &Columns,
) -> Vec<Group> {
    let taken = |i: usize| spots.get(i).is_some_and(Option::is_some) || targets.iter().flatten().any(|(c, _)| *c == i);
    let left: Vec<&Chunk> =
        chunks.iter().enumerate().filter(|(i, c)| !taken(*i) && !c.figures.is_empty()).map(|(_, c)| c).collect();
    let length = left.iter().map(|c| c.figures.len()).max().unwrap_or(0);
    let mut rows: Vec<Vec<Printed>> = Vec::new();
    for chunk in left {
        let figures = chunk.figures.iter().map(|f| f.printed.clone());
        match rows.last_mut().filter(|r| r.len() + chunk.figures.len() <= length) {
            Some(row) => row.extend(figures),
            None => rows.push(figures.collect()),
        }
    }
    let group =
        |figures| Group { rows: vec![(Role::Actual, placed(Role::Actual, figures, columns))], ..Group::default() };
    rows.into_iter().map(group).collect()
}

/// The search for places of actuals.
struct Search<'a> {
    chunks: &'a [Chunk],
    /// Chunk and figure of each target, row by row.
    targets: Vec<Vec<(usize, usize)>>,
    past: usize,
    /// Chunks that hold no target, the most tied ones first.
    open: Vec<usize>,
    /// Row and first column of each chunk.
    spots: Spots,
    filled: Vec<Vec<bool>>,
    best: Option<(usize, Spots)>,
    looks: usize,
    tries: &'a Tries,
}

impl<'a> Search<'a> {
    fn new(chunks: &'a [Chunk], targets: Vec<Vec<(usize, usize)>>, past: usize, tries: &'a Tries) -> Self {
        let free = |i: &usize| {
            chunks.get(*i).is_some_and(|c| !c.figures.is_empty()) && !targets.iter().flatten().any(|(c, _)| c == i)
        };
        let mut open: Vec<usize> = (0..chunks.len()).filter(free).collect();
        let filled = vec![vec![false; past]; targets.len()];
        let spots = vec![None; chunks.len()];
        let mut search = Self { chunks, targets, past, open: Vec::new(), spots, filled, best: None, looks: 0, tries };
        open.sort_by_key(|i| {
            let length = chunks.get(*i).map_or(0, |c| c.figures.len());
            (search.choices(*i).len(), usize::MAX - length, *i)
        });
        search.open = open;
        search
    }

    /// Row and column of a target.
    fn target(&self, chunk: usize, figure: usize) -> Option<(usize, usize)> {
        self.targets.iter().enumerate().find_map(|(r, row)| Some((r, row.iter().position(|f| *f == (chunk, figure))?)))
    }

    /// Where a chunk can stand, were nothing else there.
    fn choices(&self, i: usize) -> Vec<(usize, usize)> {
        let Some(chunk) = self.chunks.get(i) else { return Vec::new() };
        let led = chunk.lead == Lead::Role(Role::Actual);
        let fits = |col: usize| col + chunk.figures.len() <= self.past;
        let beside = |j: Option<usize>| {
            let j = j?;
            let other = self.chunks.get(j)?;
            let near = other.block == chunk.block && other.line.abs_diff(chunk.line) == 1;
            self.target(j, 0).filter(|_| near)
        };
        let near: Vec<(usize, usize)> = [beside(i.checked_sub(1)), beside(Some(i + 1))].into_iter().flatten().collect();
        let spots: Vec<(usize, usize)> = match near.as_slice() {
            [] if led => (0..self.targets.len()).map(|r| (r, 0)).collect(),
            [] => (0..self.targets.len()).flat_map(|r| (0..self.past).map(move |c| (r, c))).collect(),
            near if led => near.iter().map(|(r, _)| (*r, 0)).collect(),
            near => near.to_vec(),
        };
        spots.into_iter().filter(|(_, c)| fits(*c)).collect()
    }

    /// Whether a chunk may be of no indicator with targets: it holds whole numbers only.
    fn may_be_left(&self, i: usize) -> bool {
        self.chunks.get(i).is_some_and(|c| c.figures.iter().all(|f| f.number.is_some() && f.decimals == 0))
    }

    fn place(&mut self, at: usize) {
        self.looks += 1;
        if !self.tries.allow(self.looks) {
            return;
        }
        let Some(i) = self.open.get(at).copied() else {
            let empty = self.filled.iter().flatten().filter(|f| !**f).count();
            if self.best.as_ref().is_none_or(|(least, _)| empty < *least) {
                self.best = Some((empty, self.spots.clone()));
            }
            return;
        };
        let length = self.chunks.get(i).map_or(0, |c| c.figures.len());
        for (row, col) in self.choices(i) {
            let free =
                self.filled.get(row).and_then(|r| r.get(col..col + length)).is_some_and(|r| r.iter().all(|f| !f));
            if !free {
                continue;
            }
            self.set(i, row, col, length, true);
            self.place(at + 1);
            self.set(i, row, col, length, false);
        }
        if self.may_be_left(i) {
            self.place(at + 1);
        }
    }

    fn set(&mut self, i: usize, row: usize, col: usize, length: usize, on: bool) {
        if let Some(cells) = self.filled.get_mut(row).and_then(|r| r.get_mut(col..col + length)) {
            cells.fill(on);
        }
        if let Some(spot) = self.spots.get_mut(i) {
            *spot = on.then_some((row, col));
        }
    }
}

/// Groups in the order of their names: falling targets are those of a name that tells of a lack, the rest stand in
/// the order of the dump.
pub fn in_order_of_names(groups: Vec<Group>, names: &[Name]) -> Vec<Group> {
    let lacks = |n: &Name| ["ない", "待機", "苦情", "事故", "滞納", "犯罪"].iter().any(|w| n.printed.text.contains(w));
    let (falling, mut rest): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(trends::falls);
    if falling.len() != names.iter().filter(|n| lacks(n)).count() || falling.len() + rest.len() != names.len() {
        rest.extend(falling);
        return rest;
    }
    let (mut falling, mut rest) = (falling.into_iter(), rest.into_iter());
    names.iter().filter_map(|n| if lacks(n) { falling.next() } else { rest.next() }).collect()
}
