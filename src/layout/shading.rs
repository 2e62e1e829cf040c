//! Filled areas: which cells are shaded, and which borders show only as the edge of a shade.

use super::Grid;
use super::edges::{Edge, Edges};
use crate::geom::{Bins, Rect};
use crate::ingest::Fill;

/// Smallest side of a fill that can be a cell's ground.
const SMALLEST: f64 = 6.0;
/// How near a fill must come to a border to reach it.
const NEAR: f64 = 1.5;
/// What is left of a cell beside a fill must be this wide to be a cell of its own.
const REST: f64 = 8.0;
/// Lighter than this is white paper.
const WHITE: f32 = 0.985;
/// Share of a page that only a background covers.
const BACKGROUND: f64 = 0.85;
/// Darker than this, a fill under white ones shows through as lines.
const DARK: f32 = 0.6;

/// Borders that are drawn by nothing but the edge of a fill.
///
/// A fill inside a ruled cell adds a border only where it runs across the whole cell; in the open it adds its
/// four sides. White counts where it lies on something dark.
pub fn fills_to_edges(fills: &[Fill], grids: &[Grid], page: &Rect) -> Edges {
    let cells: Vec<Rect> = grids.iter().flat_map(|g| g.cells.iter().map(|c| c.bbox)).collect();
    let index = Bins::new(cells.iter().copied());
    let dark: Vec<Rect> = fills.iter().filter(|f| f.bbox.is_sane() && f.lightness < DARK).map(|f| f.bbox).collect();
    let dark_index = Bins::new(dark.iter().copied());
    let mut edges = Edges::default();
    for fill in fills.iter().filter(|f| f.bbox.is_sane()) {
        let b = fill.bbox;
        let too_big = page.area() > 0.0 && b.shared_area(page) >= BACKGROUND * page.area();
        if b.width() < SMALLEST || b.height() < SMALLEST || too_big {
            continue;
        }
        let on_dark = || {
            let under = dark_index.touching(&b);
            under
                .into_iter()
                .filter_map(|i| dark.get(i))
                .any(|d| *d != b && d.holds(&b, 0.1) && d.area() > 1.05 * b.area())
        };
        if fill.lightness >= WHITE && !on_dark() {
            continue;
        }
        let around: Vec<&Rect> = index
            .touching(&b)
            .into_iter()
            .filter_map(|i| cells.get(i))
            .filter(|c| c.shared_x(&b) > NEAR && c.shared_y(&b) > NEAR)
            .collect();
        if around.is_empty() {
            add_sides(&mut edges, &b);
        }
        for cell in around {
            add_division(&mut edges, &b, cell);
        }
    }
    edges
}

fn add_sides(edges: &mut Edges, b: &Rect) {
    edges.horizontal.extend([b.y0, b.y1].map(|pos| Edge { pos, lo: b.x0, hi: b.x1, width: 0.0 }));
    edges.vertical.extend([b.x0, b.x1].map(|pos| Edge { pos, lo: b.y0, hi: b.y1, width: 0.0 }));
}

/// Borders that a fill draws inside a cell which it crosses from side to side.
fn add_division(edges: &mut Edges, b: &Rect, cell: &Rect) {
    let whole_height = b.y0 <= cell.y0 + NEAR && b.y1 >= cell.y1 - NEAR;
    let whole_width = b.x0 <= cell.x0 + NEAR && b.x1 >= cell.x1 - NEAR;
    let inside = |at: f64, lo: f64, hi: f64| lo + REST <= at && at <= hi - REST;
    if whole_height && !whole_width {
        let sides = [b.x0, b.x1].into_iter().filter(|&x| inside(x, cell.x0, cell.x1));
        edges.vertical.extend(sides.map(|pos| Edge { pos, lo: cell.y0, hi: cell.y1, width: 0.0 }));
    }
    if whole_width && !whole_height {
        let sides = [b.y0, b.y1].into_iter().filter(|&y| inside(y, cell.y0, cell.y1));
        edges.horizontal.extend(sides.map(|pos| Edge { pos, lo: cell.x0, hi: cell.x1, width: 0.0 }));
    }
}

/// Marks the cells whose ground is shaded: the topmost fill over most of the cell decides.
pub fn shade_cells(grids: &mut [Grid], fills: &[Fill]) {
    let index = Bins::new(fills.iter().map(|f| f.bbox));
    for cell in grids.iter_mut().flat_map(|g| g.cells.iter_mut()) {
        let ground = index
            .touching(&cell.bbox)
            .into_iter()
            .filter_map(|i| fills.get(i))
            .rfind(|f| f.bbox.shared_area(&cell.bbox) >= 0.6 * cell.bbox.area());
        cell.shaded = ground.is_some_and(|f| f.lightness < WHITE);
    }
}
