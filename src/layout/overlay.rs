//! What is stamped over a page: watermarks, seals, text hidden behind text. It is not the text of the cells
//! that it happens to cover.

use super::assign::At;
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
/// other. `cells` are the items' cells, `boxes` gives the box of a cell.
pub fn lift(items: &mut [Item], cells: &mut [Option<At>], boxes: impl Fn(At) -> Option<Rect>) {
    let mut order: Vec<(At, usize)> = cells.iter().enumerate().filter_map(|(i, at)| Some(((*at)?, i))).collect();
    order.sort_unstable();
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let Some(cell) = group.first().and_then(|(at, _)| boxes(*at)) else { continue };
        let inked: Vec<usize> =
            group.iter().map(|(_, i)| *i).filter(|i| items.get(*i).is_some_and(|item| !item.blank)).collect();
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
        let over = |o: &Item| {
            let least = item.bbox.area().min(o.bbox.area());
            item.bbox.shared_area(&o.bbox) >= COVERED * least.max(f64::MIN_POSITIVE)
        };
        // A sign may be set over its box; that is how it is ticked.
        let other = |k: usize| own.get(k).filter(|_| k != n).and_then(of).filter(|o| !o.drawn && !item.drawn);
        let covers = near.any(&item.bbox, |k| other(k).is_some_and(over));
        let outside = (item.bbox.height() - item.bbox.shared_y(cell)) > BEYOND * item.bbox.height();
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
            Self::Few(boxes) => boxes.iter().enumerate().any(|(i, b)| b.intersect(area).is_some() && holds(i)),
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
