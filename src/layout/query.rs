//! Questions that a recogniser asks of a laid-out page: what stands beside, below, at a place.

use super::{Cell, PageLayout};
use crate::geom::{Bins, Point, Rect};

/// Widest gap between cells that still stand next to each other: double lines, and tables set closely.
const NEXT: f64 = 6.0;
/// Share of the smaller side that two cells must have in common to stand in one row or column.
const BAND: f64 = 0.5;

/// A cell of a page: its grid and its place in it. Ordered as the page is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId {
    /// Index into [`PageLayout::grids`].
    pub grid: usize,
    /// Index into the grid's cells.
    pub cell: usize,
}

impl Cell {
    /// The text of the cell: its lines, one below the other.
    pub fn text(&self) -> String {
        self.lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Lowest trust in its lines; 1 for an empty cell.
    pub fn trust(&self) -> f64 {
        self.lines.iter().map(|l| l.trust).fold(1.0, f64::min)
    }

    /// Box around its text; `None` for an empty cell.
    pub fn text_box(&self) -> Option<Rect> {
        self.lines.iter().map(|l| l.bbox).reduce(|a, b| a.union(&b))
    }
}

impl PageLayout {
    /// The cell with this id.
    pub fn cell(&self, id: CellId) -> Option<&Cell> {
        self.grids.get(id.grid)?.cells.get(id.cell)
    }

    /// All cells in reading order.
    pub fn cells(&self) -> impl Iterator<Item = (CellId, &Cell)> {
        self.grids
            .iter()
            .enumerate()
            .flat_map(|(grid, g)| g.cells.iter().enumerate().map(move |(cell, c)| (CellId { grid, cell }, c)))
    }

    /// An index over the cells, for questions by place. Make it once a page.
    pub fn index(&self) -> Index<'_> {
        Index::new(self)
    }
}

/// The cells of a page by place. Neighbours are found by geometry, across grids with small gaps between them.
pub struct Index<'a> {
    cells: Vec<(CellId, &'a Cell)>,
    bins: Bins,
}

impl<'a> Index<'a> {
    fn new(layout: &'a PageLayout) -> Self {
        let cells: Vec<(CellId, &Cell)> = layout.cells().collect();
        Self { bins: Bins::new(cells.iter().map(|(_, c)| c.bbox)), cells }
    }

    /// Cells next to the right, top to bottom.
    pub fn right_of(&self, id: CellId) -> Vec<CellId> {
        self.beside(
            id,
            |b| Rect::new(b.x1 - 1.0, b.y0, b.x1 + NEXT, b.y1),
            |b, c| c.x0 >= b.x1 - 1.0 && c.x0 <= b.x1 + NEXT && same_row(b, c),
        )
    }

    /// Cells next to the left, top to bottom.
    pub fn left_of(&self, id: CellId) -> Vec<CellId> {
        self.beside(
            id,
            |b| Rect::new(b.x0 - NEXT, b.y0, b.x0 + 1.0, b.y1),
            |b, c| c.x1 <= b.x0 + 1.0 && c.x1 >= b.x0 - NEXT && same_row(b, c),
        )
    }

    /// Cells next below, left to right.
    pub fn below(&self, id: CellId) -> Vec<CellId> {
        self.beside(
            id,
            |b| Rect::new(b.x0, b.y1 - 1.0, b.x1, b.y1 + NEXT),
            |b, c| c.y0 >= b.y1 - 1.0 && c.y0 <= b.y1 + NEXT && same_column(b, c),
        )
    }

    /// Cells next above, left to right.
    pub fn above(&self, id: CellId) -> Vec<CellId> {
        self.beside(
            id,
            |b| Rect::new(b.x0, b.y0 - NEXT, b.x1, b.y0 + 1.0),
            |b, c| c.y1 <= b.y0 + 1.0 && c.y1 >= b.y0 - NEXT && same_column(b, c),
        )
    }

    /// The smallest cell around a point.
    pub fn at(&self, p: Point) -> Option<CellId> {
        self.bins.smallest_at(p).and_then(|i| self.cells.get(i)).map(|(id, _)| *id)
    }

    /// Cells that touch an area, in reading order.
    pub fn touching(&self, area: &Rect) -> Vec<CellId> {
        self.find(area, |_| true)
    }

    /// Cells that stand in the horizontal band `y0..y1`, left to right.
    pub fn in_rows(&self, y0: f64, y1: f64) -> Vec<CellId> {
        let band = Rect::new(-1e6, y0, 1e6, y1);
        let mut found = self.found(&band, |c| same_row(&band, c));
        found.sort_by(|a, b| a.1.bbox.x0.total_cmp(&b.1.bbox.x0).then(a.1.bbox.y0.total_cmp(&b.1.bbox.y0)));
        found.into_iter().map(|(id, _)| id).collect()
    }

    /// Cells that stand in the vertical band `x0..x1`, top to bottom.
    pub fn in_columns(&self, x0: f64, x1: f64) -> Vec<CellId> {
        let band = Rect::new(x0, -1e6, x1, 1e6);
        let mut found = self.found(&band, |c| same_column(&band, c));
        found.sort_by(|a, b| a.1.bbox.y0.total_cmp(&b.1.bbox.y0).then(a.1.bbox.x0.total_cmp(&b.1.bbox.x0)));
        found.into_iter().map(|(id, _)| id).collect()
    }

    fn beside(&self, id: CellId, area: impl Fn(&Rect) -> Rect, fits: impl Fn(&Rect, &Rect) -> bool) -> Vec<CellId> {
        let Some(own) = self.cells.binary_search_by_key(&id, |(id, _)| *id).ok().and_then(|i| self.cells.get(i)) else {
            return Vec::new();
        };
        let b = own.1.bbox;
        let mut found = self.found(&area(&b), |c| *c != b && fits(&b, c));
        found.sort_by(|p, q| {
            let (p, q) = (p.1.bbox, q.1.bbox);
            p.y0.total_cmp(&q.y0).then(p.x0.total_cmp(&q.x0))
        });
        found.into_iter().map(|(id, _)| id).collect()
    }

    fn find(&self, area: &Rect, fits: impl Fn(&Rect) -> bool) -> Vec<CellId> {
        self.found(area, fits).into_iter().map(|(id, _)| id).collect()
    }

    fn found(&self, area: &Rect, fits: impl Fn(&Rect) -> bool) -> Vec<(CellId, &'a Cell)> {
        let hits = self.bins.touching(area).into_iter();
        hits.filter_map(|i| self.cells.get(i).copied()).filter(|(_, c)| fits(&c.bbox)).collect()
    }
}

/// Whether two boxes share at least half of the lower one's height.
fn same_row(a: &Rect, b: &Rect) -> bool {
    a.shared_y(b) >= BAND * a.height().min(b.height())
}

/// Whether two boxes share at least half of the narrower one's width.
fn same_column(a: &Rect, b: &Rect) -> bool {
    a.shared_x(b) >= BAND * a.width().min(b.width())
}
