//! Boxes sorted into square bins, so that those near a place are found without asking all.

use super::{Point, Rect};

/// An index over boxes by place. Boxes are known by their position in the input.
#[derive(Clone, Debug, Default)]
pub struct Bins {
    bounds: Rect,
    side: usize,
    /// Where the boxes of each bin begin in `filed`, and where the last ones end.
    starts: Vec<u32>,
    /// The boxes bin by bin, ascending in each.
    filed: Vec<u32>,
    boxes: Vec<Rect>,
}

impl Bins {
    /// Largest number of bins along an axis.
    const MAX_SIDE: usize = 128;

    /// Sorts the boxes into bins; boxes that are not finite are never found.
    pub fn new(boxes: impl IntoIterator<Item = Rect>) -> Self {
        let boxes: Vec<Rect> = boxes.into_iter().collect();
        let sane = || boxes.iter().filter(|b| b.is_sane());
        let bounds = sane().copied().reduce(|a, b| a.union(&b)).unwrap_or_default();
        let side = (boxes.len() as f64).sqrt().ceil().clamp(1.0, Self::MAX_SIDE as f64) as usize;
        let mut index = Self { bounds, side, starts: vec![0; side * side + 1], filed: Vec::new(), boxes };
        index.file();
        index
    }

    /// Sorts the boxes into their bins by counting.
    fn file(&mut self) {
        let (mut starts, mut total) = (std::mem::take(&mut self.starts), 0);
        let each = |index: &Self, take: &mut dyn FnMut(u32, usize)| {
            for (i, b) in (0..).zip(&index.boxes).filter(|(_, b)| b.is_sane()) {
                index.bins_of(b).for_each(|bin| take(i, bin));
            }
        };
        each(self, &mut |_, bin| {
            if let Some(count) = starts.get_mut(bin) {
                *count += 1;
            }
        });
        for start in &mut starts {
            total += std::mem::replace(start, total);
        }
        let mut filed = vec![0; total as usize];
        let mut next = starts.clone();
        each(self, &mut |i, bin| {
            if let Some(at) = next.get_mut(bin) {
                if let Some(slot) = filed.get_mut(*at as usize) {
                    *slot = i;
                }
                *at += 1;
            }
        });
        (self.starts, self.filed) = (starts, filed);
    }

    /// The boxes of a bin, ascending.
    fn filed_in(&self, bin: usize) -> &[u32] {
        let ends = self.starts.get(bin).zip(self.starts.get(bin + 1));
        ends.and_then(|(from, to)| self.filed.get(*from as usize..*to as usize)).unwrap_or_default()
    }

    /// Boxes that touch `area`, ascending.
    pub fn touching(&self, area: &Rect) -> Vec<usize> {
        let mut found: Vec<usize> = self.around(area).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Boxes that touch `area`, in no order; one that lies in several bins comes several times.
    pub fn around<'s>(&'s self, area: &'s Rect) -> impl Iterator<Item = usize> + 's {
        let near = self.bins_of(area).flat_map(|bin| self.filed_in(bin)).map(|&i| i as usize);
        near.filter(|&i| self.boxes.get(i).is_some_and(|b| b.intersect(area).is_some()))
    }

    /// The smallest box that holds the point.
    pub fn smallest_at(&self, p: Point) -> Option<usize> {
        let bin = self.filed_in(self.bin(p.x, p.y));
        let area = |i: usize| self.boxes.get(i).map_or(f64::INFINITY, Rect::area);
        bin.iter()
            .map(|&i| i as usize)
            .filter(|&i| self.boxes.get(i).is_some_and(|b| b.contains(p)))
            .min_by(|&a, &b| area(a).total_cmp(&area(b)).then(a.cmp(&b)))
    }

    /// The last box of the input that holds the point.
    pub fn last_at(&self, p: Point) -> Option<usize> {
        let bin = self.filed_in(self.bin(p.x, p.y));
        let holds = |i: &usize| self.boxes.get(*i).is_some_and(|b| b.contains(p));
        bin.iter().rev().map(|&i| i as usize).find(holds)
    }

    fn bin(&self, x: f64, y: f64) -> usize {
        self.step(x, self.bounds.x0, self.bounds.width())
            + self.side * self.step(y, self.bounds.y0, self.bounds.height())
    }

    fn step(&self, value: f64, start: f64, length: f64) -> usize {
        if length <= 0.0 {
            return 0;
        }
        // `as` takes NaN and negative values to 0, which is the bin we want for them.
        (((value - start) / length * self.side as f64) as usize).min(self.side - 1)
    }

    fn bins_of(&self, b: &Rect) -> impl Iterator<Item = usize> + use<> {
        let (x0, x1) = (
            self.step(b.x0, self.bounds.x0, self.bounds.width()),
            self.step(b.x1, self.bounds.x0, self.bounds.width()),
        );
        let (y0, y1) = (
            self.step(b.y0, self.bounds.y0, self.bounds.height()),
            self.step(b.y1, self.bounds.y0, self.bounds.height()),
        );
        let side = self.side;
        (y0..=y1).flat_map(move |y| (x0..=x1).map(move |x| x + side * y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_touches_and_the_smallest_at_a_point() {
        let boxes =
            [Rect::new(0.0, 0.0, 100.0, 100.0), Rect::new(10.0, 10.0, 20.0, 20.0), Rect::new(f64::NAN, 0.0, 1.0, 1.0)];
        let bins = Bins::new(boxes);
        assert_eq!(bins.smallest_at(Point::new(15.0, 15.0)), Some(1));
        assert_eq!(bins.smallest_at(Point::new(50.0, 15.0)), Some(0));
        assert_eq!(bins.smallest_at(Point::new(500.0, 15.0)), None);
        assert_eq!(bins.last_at(Point::new(15.0, 15.0)), Some(1));
        assert_eq!(bins.last_at(Point::new(50.0, 15.0)), Some(0));
        assert_eq!(bins.touching(&Rect::new(19.0, 19.0, 30.0, 30.0)), vec![0, 1]);
        assert!(Bins::new([]).touching(&Rect::default()).is_empty());
    }
}
