//! What is stamped over a page: watermarks, seals, text hidden behind text. It is not the text of the cells
//! that it happens to cover.

use super::assign::{Filing, Number, Places};
use super::item::{Direction, Item};
use crate::geom::{Bins, Rect};

/// A glyph so many times as large as the others of its cell may be stamped over them.
const LARGER: f64 = 1.3;
/// A glyph of which this share lies beyond the cell, upwards or downwards, does not stand in it.
const BEYOND: f64 = 0.15;
/// Two glyphs that share so much of the smaller one stand on top of each other.
const COVERED: f64 = 0.4;
/// Trust left to glyphs that stand on top of each other.
const MIXED: f64 = 0.5;

/// So many mixed glyphs of one cell are looked at one by one.
const MOST: usize = 500;

/// Takes what is stamped over the cells out of them, and lowers the trust in glyphs that stand on top of each
/// other. `cells` are the items' cells, and `filing` those items cell by cell.
pub fn lift(items: &mut [Item], cells: &mut [Option<Number>], filing: &Filing, places: &Places) {
    let mut inked: Vec<usize> = Vec::new();
    for (number, group) in filing.cells() {
        let Some((_, cell)) = places.cell(number) else { continue };
        inked.clear();
        inked.extend(group.iter().map(|i| *i as usize).filter(|i| items.get(*i).is_some_and(|item| !item.blank)));
        if is_plain(inked.iter().filter_map(|i| items.get(*i)), &cell) {
            continue;
        }
        let (stamped, mixed) = sort_out(&inked, items, &cell);
        for i in stamped {
            if let Some(slot) = cells.get_mut(i) {
                *slot = None;
            }
        }
        for i in mixed {
            if let Some(item) = items.get_mut(i) {
                item.trust *= MIXED;
            }
        }
    }
}

/// Glyphs of one line, one after the other.
struct Run {
    around: Rect,
    /// The right end of all but the last.
    before: f64,
    last: Rect,
    /// The smallest width and height of one of them.
    least: (f64, f64),
}

impl Run {
    /// Takes up a glyph that stands clear of all before.
    fn take(&mut self, b: &Rect) -> bool {
        let follows = b.x0 >= self.before && b.shared_y(&self.last) > 0.0 && !cover(b, &self.last);
        if follows {
            self.before = self.before.max(self.last.x1);
            (self.around, self.last) = (self.around.union(b), *b);
            self.least = (self.least.0.min(b.width()), self.least.1.min(b.height()));
        }
        follows
    }

    /// Whether no glyph of one run can cover one of the other.
    fn clear_of(&self, other: &Self) -> bool {
        // What two glyphs share is no more than what the runs share, across or down.
        let part = 0.9 * COVERED;
        let (width, height) = (self.least.0.min(other.least.0), self.least.1.min(other.least.1));
        self.around.shared_x(&other.around) <= part * width || self.around.shared_y(&other.around) <= part * height
    }
}

/// Whether nothing is stamped over a cell and no glyphs stand on top of each other, as far as a short look tells:
/// nearly all cells are so.
fn is_plain<'i>(inked: impl Iterator<Item = &'i Item>, cell: &Rect) -> bool {
    const MOST_RUNS: usize = 24;
    let mut runs: Vec<Run> = Vec::new();
    let (mut smallest, mut largest, mut within) = (f64::INFINITY, 0.0_f64, true);
    for item in inked {
        let b = &item.bbox;
        within &= !is_outside(b, cell);
        (smallest, largest) = (smallest.min(item.size), largest.max(item.size));
        if matches!(item.direction, Direction::Slanted(_)) || runs.len() > MOST_RUNS {
            return false;
        }
        if !runs.last_mut().is_some_and(|run| run.take(b)) {
            runs.push(Run { around: *b, before: f64::NEG_INFINITY, last: *b, least: (b.width(), b.height()) });
        }
    }
    // A stamp is larger than what is usual in the cell, and so than the smallest, and stands over something.
    (within || largest < LARGER * smallest)
        && runs.iter().enumerate().all(|(i, run)| runs.iter().skip(i + 1).all(|other| run.clear_of(other)))
}

/// Whether a glyph reaches out of the cell, upwards or downwards.
fn is_outside(b: &Rect, cell: &Rect) -> bool {
    (b.height() - b.shared_y(cell)) > BEYOND * b.height()
}

/// Whether two glyphs stand on top of each other.
fn cover(a: &Rect, b: &Rect) -> bool {
    let least = a.area().min(b.area());
    a.shared_area(b) >= COVERED * least.max(f64::MIN_POSITIVE)
}

/// The items of a cell that are stamped over it, and those that others of their size cover.
fn sort_out(inked: &[usize], items: &[Item], cell: &Rect) -> (Vec<usize>, Vec<usize>) {
    let of = |i: &usize| items.get(*i);
    let slanted = |i: &&usize| of(i).is_some_and(|item| matches!(item.direction, Direction::Slanted(_)));
    let (mut stamped, own): (Vec<usize>, Vec<usize>) = inked.iter().copied().partition(|i| slanted(&i));
    let usual = usual_size(&own, items);
    let near = Near::new(own.iter().filter_map(of).map(|item| item.bbox).collect());
    let mut mixed = Vec::new();
    for (n, i) in own.iter().enumerate() {
        let Some(item) = of(i) else { continue };
        let over = |o: &Item| cover(&item.bbox, &o.bbox);
        // A sign may be set over its box; that is how it is ticked.
        let other = |k: usize| own.get(k).filter(|_| k != n).and_then(of).filter(|o| !o.drawn && !item.drawn);
        let covers = near.any(&item.bbox, |k| other(k).is_some_and(over));
        let outside = is_outside(&item.bbox, cell);
        if item.size >= LARGER * usual && (covers || outside) && item.direction == Direction::Right {
            stamped.push(*i);
        } else if covers {
            mixed.push(*i);
        }
    }
    // What only a stamp covers is itself clean.
    let clean = |i: &usize| {
        let covered = |s: &usize| {
            let (Some(a), Some(b)) = (of(i), of(s)) else { return false };
            a.bbox.shared_area(&b.bbox) >= COVERED * a.bbox.area().min(b.bbox.area())
        };
        !mixed.iter().any(|o| o != i && covered(o))
    };
    let mixed = if stamped.is_empty() || mixed.len() > MOST {
        mixed
    } else {
        mixed.iter().copied().filter(|i| !clean(i)).collect()
    };
    (stamped, mixed)
}

/// The glyphs of a cell by their places.
enum Near {
    /// So few that to ask each is quickest.
    Few(Vec<Rect>),
    Many(Bins),
}

impl Near {
    /// More than this are filed.
    const FEW: usize = 24;

    fn new(boxes: Vec<Rect>) -> Self {
        if boxes.len() <= Self::FEW { Self::Few(boxes) } else { Self::Many(Bins::new(boxes)) }
    }

    /// Whether something holds for any of those that touch a box.
    fn any(&self, area: &Rect, mut holds: impl FnMut(usize) -> bool) -> bool {
        match self {
            Self::Few(boxes) => boxes.iter().enumerate().any(|(i, b)| b.touches(area) && holds(i)),
            Self::Many(bins) => bins.around(area).any(holds),
        }
    }
}

/// The size in the middle of a cell's sizes: a stamp has few glyphs in each cell.
fn usual_size(own: &[usize], items: &[Item]) -> f64 {
    let mut sizes: Vec<f64> = own.iter().filter_map(|i| items.get(*i)).map(|item| item.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len().saturating_sub(1) / 2).copied().unwrap_or(f64::INFINITY)
}
