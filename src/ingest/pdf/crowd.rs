//! How much of a page lies on each other: things are compared with what they touch, so that work grows with it.

use crate::geom::Rect;
use crate::ingest::{Limit, Limits, Page};
use crate::sheet::Error;
use std::cell::Cell;

/// A page is parted into so many parts across, and down: what lies in the same part touches, or nearly.
const PARTS: usize = 128;
/// Parts, and the borders between them.
const STEPS: usize = 2 * PARTS - 1;
/// Sums of them begin with none.
const SUMS: usize = STEPS + 1;

/// How many things of a page may yet be compared with each other one by one.
pub(super) struct Allowance(Cell<usize>);

impl Allowance {
    pub(super) fn new(limits: &Limits) -> Self {
        Self(Cell::new(limits.count(Limit::PagePairs)))
    }

    /// The first that is as asked; none where no more may be compared.
    pub(super) fn first<T>(&self, all: impl Iterator<Item = T>, is: impl Fn(&T) -> bool) -> Option<T> {
        let mut left = self.0.get();
        let found = all.take(left).inspect(|_| left -= 1).find(is);
        self.0.set(left);
        found
    }

    /// Whether nothing is left of it.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// Refuses a page on which too much lies on each other.
///
/// # Errors
/// `too-large`.
pub(super) fn check(page: &Page, limits: &Limits) -> Result<(), Error> {
    let characters = page.glyphs.iter().chain(&page.unseen).map(|g| g.bbox);
    let drawn = page.rules.iter().map(|r| r.bbox).chain(page.fills.iter().map(|f| f.bbox));
    let boxes = || characters.clone().chain(drawn.clone()).chain(page.shapes.iter().copied());
    // No need to look at them where they are few.
    let count = boxes().count();
    if limits.check(Limit::PagePairs, count.saturating_mul(count)).is_ok() {
        return Ok(());
    }
    limits.check(Limit::PagePairs, pairs(&boxes().filter(Rect::is_sane).collect::<Vec<_>>()))
}

/// Pairs of boxes that touch, or nearly.
fn pairs(boxes: &[Rect]) -> usize {
    let Some(around) = boxes.iter().copied().reduce(|a, b| a.union(&b)) else { return 0 };
    // The step that a part is; between two parts lies that of their border.
    let step = |v: f64, lo: f64, length: f64| 2 * (((v - lo) / length * PARTS as f64) as usize).min(PARTS - 1);
    let column = |x: f64| step(x, around.x0, around.width());
    let row = |y: f64| step(y, around.y0, around.height());
    let steps = |b: &Rect| [column(b.x0), row(b.y0), column(b.x1) + 1, row(b.y1) + 1];
    // How many boxes cover each step: a box adds one where it begins, and takes it off behind its end.
    let mut sums = vec![0_i64; SUMS * SUMS];
    let at = |x: usize, y: usize| y * SUMS + x;
    for b in boxes {
        let [x0, y0, x1, y1] = steps(b);
        for (place, one) in [(at(x0, y0), 1), (at(x1, y0), -1), (at(x0, y1), -1), (at(x1, y1), 1)] {
            sums.get_mut(place).into_iter().for_each(|sum| *sum += one);
        }
    }
    add_up(&mut sums);
    // What a box shares with an area is a rectangle, in which parts less borders plus corners are one: that adds up over
    // the boxes that touch the area.
    for (i, sum) in sums.iter_mut().enumerate() {
        *sum *= if (i % SUMS + i / SUMS).is_multiple_of(2) { 1 } else { -1 };
    }
    add_up(&mut sums);
    let sum = |x: usize, y: usize| match (x.checked_sub(1), y.checked_sub(1)) {
        (Some(x), Some(y)) => sums.get(at(x, y)).copied().unwrap_or(0),
        _ => 0,
    };
    let touching = |b: &Rect| {
        let [x0, y0, x1, y1] = steps(b);
        usize::try_from(sum(x1, y1) - sum(x0, y1) - sum(x1, y0) + sum(x0, y0)).unwrap_or(0)
    };
    // Each touches itself, and each pair is met twice.
    boxes.iter().map(|b| touching(b).saturating_sub(1)).fold(0_usize, usize::saturating_add) / 2
}

/// Makes of each value the sum of all those above and left of it.
fn add_up(values: &mut [i64]) {
    let mut above = [0_i64; SUMS];
    for row in values.chunks_mut(SUMS) {
        let mut left = 0;
        for (value, above) in row.iter_mut().zip(&mut above) {
            left += *value;
            *above += left;
            *value = *above;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_that_touch_are_counted() {
        let many = |of: &dyn Fn(f64) -> Rect| pairs(&(0..100).map(|i| of(f64::from(i))).collect::<Vec<_>>());
        let all = 100 * 99 / 2;
        assert_eq!(many(&|_| Rect::new(3.0, 3.0, 4.0, 4.0)), all);
        assert_eq!(many(&|i| Rect::new(0.0, 0.0, 640.0 + i, 640.0 - i)), all, "large ones");
        assert_eq!(many(&|i| Rect::new(i, 0.0, i + 0.1, 1.0)), 0, "side by side");
        let across = |i: f64| if i % 2.0 == 0.0 { (i, 0.0, i + 0.1, 200.0) } else { (0.0, i, 200.0, i + 0.1) };
        let cross = |i: f64| {
            let (x0, y0, x1, y1) = across(i);
            Rect::new(x0, y0, x1, y1)
        };
        assert_eq!(many(&cross), 2_500, "half of them across the others");
        assert_eq!(pairs(&[]), 0);
    }
}
