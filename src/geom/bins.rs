//! Boxes sorted into square bins, so that those near a place are found without asking all.

use super::{Point, Rect};
use std::ops::Range;

/// An index over boxes by place. Boxes are known by their position in the input.
#[derive(Clone, Debug, Default)]
pub struct Bins {
    bounds: Rect,
    side: usize,
    /// Bins to the point, across and down.
    scale: Point,
    /// Where the boxes of each bin begin in `filed`, and where the last ones end.
    starts: Vec<u32>,
    /// The boxes bin by bin, ascending in each.
    filed: Vec<u32>,
    boxes: Vec<Rect>,
}

/// The bins that a box covers.
#[derive(Clone)]
struct Span {
    columns: Range<usize>,
    rows: Range<usize>,
}

impl Span {
    fn count(&self) -> usize {
        self.columns.len() * self.rows.len()
    }
}

impl Bins {
    /// Largest number of bins along an axis.
    const MAX_SIDE: usize = 128;
    /// A box is filed in so many bins at most, on the average: large boxes that lie on each other want fewer bins.
    const SHEETS: usize = 32;

    /// Sorts the boxes into bins; boxes that are not finite are never found.
    pub fn new(boxes: impl IntoIterator<Item = Rect>) -> Self {
        let boxes: Vec<Rect> = boxes.into_iter().collect();
        let sane = || boxes.iter().filter(|b| b.is_sane());
        let bounds = sane().copied().reduce(|a, b| a.union(&b)).unwrap_or_default();
        let side = (boxes.len() as f64).sqrt().ceil().clamp(1.0, Self::MAX_SIDE as f64) as usize;
        let mut index = Self { bounds, boxes, ..Self::default() };
        index.part(side);
        let mut spans = index.spans();
        while index.side > 1 && spans.iter().flatten().map(Span::count).sum::<usize>() > Self::SHEETS * spans.len() {
            index.part(index.side / 2);
            spans = index.spans();
        }
        index.file(&spans);
        index
    }

    /// Parts the bounds into so many bins across and down.
    fn part(&mut self, side: usize) {
        let scale = |length: f64| if length > 0.0 { side as f64 / length } else { 0.0 };
        self.side = side;
        self.scale = Point::new(scale(self.bounds.width()), scale(self.bounds.height()));
    }

    /// What bins each of the boxes covers; `None` where it is not finite.
    fn spans(&self) -> Vec<Option<Span>> {
        self.boxes.iter().map(|b| b.is_sane().then(|| self.span(b))).collect()
    }

    /// Sorts the boxes into their bins by counting.
    fn file(&mut self, spans: &[Option<Span>]) {
        self.starts = vec![0; self.side * self.side + 1];
        let (side, starts) = (self.side, &mut self.starts);
        let bins = |span: &Span, y: usize| y * side + span.columns.start..y * side + span.columns.end;
        for span in spans.iter().flatten() {
            for y in span.rows.clone() {
                starts.get_mut(bins(span, y)).into_iter().flatten().for_each(|count| *count += 1);
            }
        }
        let mut total = 0;
        for start in starts.iter_mut() {
            total += *start;
            *start = total;
        }
        self.filed = vec![0; total as usize];
        // From the last box to the first, each bin is filled from its end: what is left is where it begins.
        for (i, span) in spans.iter().enumerate().rev() {
            let Some(span) = span else { continue };
            for y in span.rows.clone() {
                for at in starts.get_mut(bins(span, y)).into_iter().flatten() {
                    *at -= 1;
                    self.filed.get_mut(*at as usize).into_iter().for_each(|slot| *slot = i as u32);
                }
            }
        }
    }

    /// The boxes of a bin, ascending.
    fn filed_in(&self, column: usize, row: usize) -> &[u32] {
        let bin = column + self.side * row;
        let ends = self.starts.get(bin).zip(self.starts.get(bin + 1));
        ends.and_then(|(from, to)| self.filed.get(*from as usize..*to as usize)).unwrap_or_default()
    }

    /// Boxes that touch `area`, ascending.
    pub fn touching(&self, area: &Rect) -> Vec<usize> {
        let mut found: Vec<usize> = self.around(area).collect();
        found.sort_unstable();
        found
    }

    /// Boxes that touch `area`, each once, in no order.
    pub fn around<'s>(&'s self, area: &'s Rect) -> impl Iterator<Item = usize> + 's {
        let span = self.span(area);
        let (left, top) = (span.columns.start, span.rows.start);
        span.rows.flat_map(move |row| span.columns.clone().map(move |column| (column, row))).flat_map(
            move |(column, row)| {
                let near = self.filed_in(column, row).iter().filter_map(|&i| Some((i, self.boxes.get(i as usize)?)));
                // One that lies in several of the bins is taken in the first of them.
                let first = move |b: &Rect| {
                    (column == left || self.column(b.x0) == column) && (row == top || self.row(b.y0) == row)
                };
                near.filter(move |(_, b)| b.touches(area) && first(b)).map(|(i, _)| i as usize)
            },
        )
    }

    /// Whether a box touches `area`.
    pub fn touches(&self, area: &Rect) -> bool {
        self.around(area).next().is_some()
    }

    /// The smallest box that holds the point.
    pub fn smallest_at(&self, p: Point) -> Option<usize> {
        let area = |i: usize| self.boxes.get(i).map_or(f64::INFINITY, Rect::area);
        self.at(p).min_by(|&a, &b| area(a).total_cmp(&area(b)).then(a.cmp(&b)))
    }

    /// The first box of the input that holds the point.
    pub fn first_at(&self, p: Point) -> Option<usize> {
        self.at(p).next()
    }

    /// The last box of the input that holds the point.
    pub fn last_at(&self, p: Point) -> Option<usize> {
        self.at(p).next_back()
    }

    /// The boxes that hold the point, ascending.
    fn at(&self, p: Point) -> impl DoubleEndedIterator<Item = usize> {
        let bin = self.filed_in(self.column(p.x), self.row(p.y));
        bin.iter().map(|&i| i as usize).filter(move |&i| self.boxes.get(i).is_some_and(|b| b.contains(p)))
    }

    fn column(&self, x: f64) -> usize {
        // `as` takes NaN and negative values to 0, which is the bin we want for them.
        (((x - self.bounds.x0) * self.scale.x) as usize).min(self.side.saturating_sub(1))
    }

    fn row(&self, y: f64) -> usize {
        (((y - self.bounds.y0) * self.scale.y) as usize).min(self.side.saturating_sub(1))
    }

    fn span(&self, b: &Rect) -> Span {
        Span { columns: self.column(b.x0)..self.column(b.x1) + 1, rows: self.row(b.y0)..self.row(b.y1) + 1 }
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
        assert_eq!(bins.first_at(Point::new(15.0, 15.0)), Some(0));
        assert_eq!(bins.last_at(Point::new(50.0, 15.0)), Some(0));
        assert_eq!(bins.touching(&Rect::new(19.0, 19.0, 30.0, 30.0)), vec![0, 1]);
        assert!(Bins::new([]).touching(&Rect::default()).is_empty());
    }

    #[test]
    fn boxes_that_lie_on_each_other_take_no_more_room_than_others() {
        let bins = Bins::new((0..5_000).map(|i| Rect::new(f64::from(i % 7), 0.0, 500.0, 300.0 + f64::from(i % 5))));
        assert!(bins.filed.len() <= Bins::SHEETS * 5_000, "{} are filed", bins.filed.len());
        assert_eq!(bins.touching(&Rect::new(0.0, 0.0, 1.0, 1.0)).len(), 1430);
        assert_eq!(bins.last_at(Point::new(400.0, 200.0)), Some(4_999));
    }
}
