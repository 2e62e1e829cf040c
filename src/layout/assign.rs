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

/// A cell by its number: the cells of all grids, the smallest first.
pub type Number = u32;

/// Where cells lie.
pub struct Places {
    /// The cells by number. The smaller comes first, so that the first around a point is the smallest.
    cells: Vec<(At, Rect)>,
    bins: Bins,
}

impl Places {
    /// Indexes the cells of all grids.
    pub fn new(grids: &[Grid]) -> Self {
        let of = |(g, grid): (usize, &Grid)| -> Vec<(At, Rect)> {
            grid.cells.iter().enumerate().map(|(c, cell)| ((g, c), cell.bbox)).collect()
        };
        let mut cells: Vec<(At, Rect)> = grids.iter().enumerate().flat_map(of).collect();
        cells.sort_by(|a, b| a.1.area().total_cmp(&b.1.area()));
        Self { bins: Bins::new(cells.iter().map(|(_, bbox)| *bbox)), cells }
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The position and the box of a cell.
    pub fn cell(&self, number: Number) -> Option<(At, Rect)> {
        self.cells.get(number as usize).copied()
    }

    /// The cell in which a box stands: the smallest around its centre, else the one that holds half of it.
    fn of(&self, b: &Rect) -> Option<Number> {
        let found = self.bins.first_at(b.center()).or_else(|| {
            let near = self.bins.around(b).filter_map(|i| Some((i, self.cells.get(i)?)));
            let shares = near.map(|(i, (at, cell))| (cell.shared_area(b), *at, i));
            shares
                .filter(|&(shared, ..)| shared > 0.0 && shared >= 0.5 * b.area())
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
                .map(|(.., i)| i)
        })?;
        Number::try_from(found).ok()
    }

    /// The smallest cell that holds the whole box.
    pub fn around(&self, b: &Rect) -> Option<At> {
        let holding =
            self.bins.around(b).filter(|i| self.cells.get(*i).is_some_and(|(_, c)| c != b && c.holds(b, 0.1)));
        self.cells.get(holding.min()?).map(|(at, _)| *at)
    }

    /// Whether a good part of the box lies outside of the cell, sideways.
    fn pierced(&self, b: &Rect, cell: Option<Number>) -> bool {
        let shared = |i: usize| self.cells.get(i).map_or(0.0, |(_, cell)| cell.shared_area(b));
        let inside = match cell {
            Some(cell) => shared(cell as usize),
            None => b.area() - self.bins.around(b).map(shared).fold(0.0, f64::max),
        };
        b.area() - inside > PIERCED * b.area()
    }
}

/// The cell of each item, in the order of `items`; `None` where it stands in none.
///
/// Lowers the trust in words that run over a border.
pub fn items_to_cells(items: &mut [Item], places: &Places) -> Vec<Option<Number>> {
    let mut cells: Vec<Option<Number>> = items.iter().map(|i| places.of(&i.bbox)).collect();
    let mut of_word = cells.as_mut_slice();
    for word in items.chunk_by_mut(together) {
        let (own, rest) = of_word.split_at_mut(word.len().min(of_word.len()));
        settle_word(word, own, places);
        of_word = rest;
    }
    cells
}

/// Whether two items are of one word: painted one after the other without a gap.
fn together(a: &Item, b: &Item) -> bool {
    let em = a.size.min(b.size);
    let gap = b.start - a.end;
    !a.blank
        && !b.blank
        && a.direction == b.direction
        && (a.size - b.size).abs() <= 0.2 * em
        && (a.base - b.base).abs() <= 0.15 * em
        && (-0.3 * em..=0.25 * em).contains(&gap)
}

fn settle_word(word: &mut [Item], cells: &mut [Option<Number>], places: &Places) {
    let Some(&first) = cells.first() else { return };
    if cells.iter().all(|&c| c == first) {
        return;
    }
    let mut seen: Vec<(Option<Number>, usize)> = Vec::new();
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
fn runs_on(word: &[Item], cells: &[Option<Number>]) -> bool {
    let (mut inner, mut border) = (0.0_f64, f64::INFINITY);
    for (pair, at) in word.windows(2).zip(cells.windows(2)) {
        let ([a, b], [c, d]) = (pair, at) else { continue };
        let gap = b.start - a.end;
        if c == d { inner = inner.max(gap) } else { border = border.min(gap) }
    }
    let em = word.first().map_or(1.0, |i| i.size);
    border <= inner + 0.05 * em
}

/// Items sorted by the cell that they stand in; within a cell they keep their order.
pub struct Filing {
    /// Where the items of each cell begin in `order`, and where the last ones end.
    starts: Vec<u32>,
    order: Vec<u32>,
}

impl Filing {
    /// Sorts by counting: there are no more cells than items can be asked of.
    pub fn new(cells: &[Option<Number>], count: usize) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for cell in cells.iter().flatten() {
            starts.get_mut(*cell as usize).into_iter().for_each(|n| *n += 1);
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut order = vec![0; total as usize];
        // From the last item to the first, each cell is filled from its end: what is left is where it begins.
        for (i, cell) in cells.iter().enumerate().rev() {
            let Some(at) = cell.and_then(|cell| starts.get_mut(cell as usize)) else { continue };
            *at -= 1;
            order.get_mut(*at as usize).into_iter().for_each(|slot| *slot = i as u32);
        }
        Self { starts, order }
    }

    /// The cells in which anything stands, and what does.
    pub fn cells(&self) -> impl Iterator<Item = (Number, &[u32])> {
        let ends = self.starts.windows(2).filter_map(|ends| match ends {
            [from, to] => self.order.get(*from as usize..*to as usize),
            _ => None,
        });
        (0..).zip(ends).filter(|(_, items)| !items.is_empty())
    }
}
