//! Which cell each item stands in: by its centre, except where a word runs over a border.

use super::Grid;
use super::item::Item;
use crate::geom::{Bins, Rect};

/// A glyph of which this share lies beyond a border is cut by it.
const PIERCED: f64 = 0.2;
/// Share of a word that must stand in one cell for the whole word to be taken as that cell's.
const MOSTLY: f64 = 0.6;
/// Trust left to a word that runs over a border and is kept whole.
const KEPT: f64 = 0.7;
/// Trust left to a word that a border cuts in two.
const CUT: f64 = 0.5;

/// A cell by its position: (grid, cell).
pub type At = (usize, usize);

/// Where cells lie.
pub struct Places {
    at: Vec<At>,
    boxes: Vec<Rect>,
    bins: Bins,
}

impl Places {
    /// Indexes the cells of all grids.
    pub fn new(grids: &[Grid]) -> Self {
        let (at, boxes): (Vec<At>, Vec<Rect>) = grids
            .iter()
            .enumerate()
            .flat_map(|(g, grid)| grid.cells.iter().enumerate().map(move |(c, cell)| ((g, c), cell.bbox)))
            .unzip();
        Self { bins: Bins::new(boxes.iter().copied()), at, boxes }
    }

    /// The cell in which a box stands: the smallest around its centre, else the one that holds half of it.
    pub fn of(&self, b: &Rect) -> Option<At> {
        let found = self.bins.smallest_at(b.center()).or_else(|| {
            self.bins
                .touching(b)
                .into_iter()
                .map(|i| (self.boxes.get(i).map_or(0.0, |cell| cell.shared_area(b)), i))
                .filter(|&(shared, _)| shared > 0.0 && shared >= 0.5 * b.area())
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
                .map(|(_, i)| i)
        })?;
        self.at.get(found).copied()
    }

    /// The smallest cell that holds the whole box.
    pub fn around(&self, b: &Rect) -> Option<At> {
        let holds = |i: &usize| self.boxes.get(*i).is_some_and(|cell| cell != b && cell.holds(b, 0.1));
        let area = |i: usize| self.boxes.get(i).map_or(f64::INFINITY, Rect::area);
        let found = self.bins.touching(b).into_iter().filter(holds).min_by(|&i, &j| area(i).total_cmp(&area(j)))?;
        self.at.get(found).copied()
    }

    /// Whether a good part of the box lies outside of the cell, sideways.
    fn pierced(&self, b: &Rect, cell: Option<At>) -> bool {
        let inside = match cell.and_then(|at| self.at.binary_search(&at).ok()).and_then(|i| self.boxes.get(i)) {
            Some(cell) => cell.shared_area(b),
            None => {
                b.area()
                    - self
                        .bins
                        .touching(b)
                        .into_iter()
                        .filter_map(|i| self.boxes.get(i))
                        .map(|c| c.shared_area(b))
                        .fold(0.0, f64::max)
            }
        };
        b.area() - inside > PIERCED * b.area()
    }
}

/// The cell of each item, in the order of `items`; `None` where it stands in none.
///
/// Lowers the trust in words that run over a border.
pub fn items_to_cells(items: &mut [Item], places: &Places) -> Vec<Option<At>> {
    let mut cells: Vec<Option<At>> = items.iter().map(|i| places.of(&i.bbox)).collect();
    let mut from = 0;
    while from < items.len() {
        let word = items.get(from..).unwrap_or_default();
        let len = word_length(word);
        if let (Some(word), Some(own)) = (items.get_mut(from..from + len), cells.get_mut(from..from + len)) {
            settle_word(word, own, places);
        }
        from += len;
    }
    cells
}

/// How many items at the front are one word: painted one after the other without a gap.
fn word_length(items: &[Item]) -> usize {
    let together = |a: &Item, b: &Item| {
        let em = a.size.min(b.size);
        let gap = b.start - a.end;
        !a.blank
            && !b.blank
            && a.direction == b.direction
            && (a.size - b.size).abs() <= 0.2 * em
            && (a.base - b.base).abs() <= 0.15 * em
            && (-0.3 * em..=0.25 * em).contains(&gap)
    };
    1 + items.windows(2).take_while(|w| matches!(w, [a, b] if together(a, b))).count()
}

fn settle_word(word: &mut [Item], cells: &mut [Option<At>], places: &Places) {
    let Some(&first) = cells.first() else { return };
    if cells.iter().all(|&c| c == first) {
        return;
    }
    let mut seen: Vec<(Option<At>, usize)> = Vec::new();
    for &c in cells.iter() {
        match seen.iter_mut().find(|(at, _)| *at == c) {
            Some((_, n)) => *n += 1,
            None => seen.push((c, 1)),
        }
    }
    let Some(&(most, count)) = seen.iter().max_by_key(|(_, n)| *n) else { return };
    let pierced = word.iter().zip(cells.iter()).any(|(i, &c)| places.pierced(&i.bbox, c));
    // Without a pierced glyph the border runs through a gap: two cells' words that nearly touch, unless the
    // gap is no wider than those inside the word.
    if !pierced && !runs_on(word, cells) {
        return;
    }
    let whole = count as f64 >= MOSTLY * cells.len() as f64;
    for (item, cell) in word.iter_mut().zip(cells.iter_mut()) {
        item.straddles = true;
        item.trust *= if whole { KEPT } else { CUT };
        if whole {
            *cell = most;
        }
    }
}

/// Whether the gap at each change of cell is no wider than the word's other gaps.
fn runs_on(word: &[Item], cells: &[Option<At>]) -> bool {
    let (mut inner, mut border) = (0.0_f64, f64::INFINITY);
    for (pair, at) in word.windows(2).zip(cells.windows(2)) {
        let ([a, b], [c, d]) = (pair, at) else { continue };
        let gap = b.start - a.end;
        if c == d { inner = inner.max(gap) } else { border = border.min(gap) }
    }
    let em = word.first().map_or(1.0, |i| i.size);
    border <= inner + 0.05 * em
}
