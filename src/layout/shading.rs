//! Filled areas: which cells are shaded, and which borders show only as the edge of a shade.

use super::Grid;
use super::edges::{Edge, Edges};
use crate::geom::{Bins, Point, Rect};
use crate::ingest::Fill;
use std::cell::LazyCell;

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
/// Share of a fill that must be seen for its sides to mean anything.
const SEEN: f64 = 0.3;
/// Share of a cell that must be shaded.
const MOSTLY: f64 = 0.6;
/// Points of a box that are looked at, along each side.
const SAMPLES: usize = 7;
/// More fills than this are a picture, not a form.
const MOST: usize = 20_000;
/// Darker than this, a fill under white ones shows through as lines.
const DARK: f32 = 0.6;

/// Borders that are drawn by nothing but the edge of a fill.
///
/// A fill inside a ruled cell adds a border only where it runs across the whole cell; in the open it adds its
/// four sides. White counts where it lies on something dark.
pub fn fills_to_edges(ground: &Ground, grids: &[Grid], page: &Rect) -> Edges {
    let mut edges = Edges::default();
    let fills = ground.fills;
    if fills.is_empty() || fills.len() > MOST {
        return edges;
    }
    let cells: Vec<Rect> = grids.iter().flat_map(|g| g.cells.iter().map(|c| c.bbox)).collect();
    let index = Bins::new(cells.iter().copied());
    let dark: Vec<Rect> = fills.iter().filter(|f| f.bbox.is_sane() && f.lightness < DARK).map(|f| f.bbox).collect();
    let dark_index = LazyCell::new(|| Bins::new(dark.iter().copied()));
    for fill in fills.iter().filter(|f| f.bbox.is_sane()) {
        let b = fill.bbox;
        let too_big = page.area() > 0.0 && b.shared_area(page) >= BACKGROUND * page.area();
        if b.width() < SMALLEST || b.height() < SMALLEST || too_big {
            continue;
        }
        let on_dark = || {
            let mut under = dark_index.around(&b).filter_map(|i| dark.get(i));
            under.any(|d| *d != b && d.holds(&b, 0.1) && d.area() > 1.05 * b.area())
        };
        if fill.lightness >= WHITE && (dark.is_empty() || !on_dark()) {
            continue;
        }
        // Of an underlay little is seen, because other fills lie on it.
        if ground.patch(&b).share(&b, |lightness| (lightness - fill.lightness).abs() <= 0.01) < SEEN {
            continue;
        }
        let mut open = true;
        for cell in index.touching(&b).into_iter().filter_map(|i| cells.get(i)) {
            if cell.shared_x(&b) <= NEAR || cell.shared_y(&b) <= NEAR {
                continue;
            }
            open = false;
            if let Some(part) = b.intersect(cell) {
                let seen = Sides::new(&part, ground);
                add_division(&mut edges, &b, cell, &seen);
                add_borders(&mut edges, &b, cell, &part, &seen);
            }
        }
        if open {
            add_sides(&mut edges, &b, &Sides::new(&b, ground));
        }
    }
    edges
}

/// What is seen of the fills of a page: at each point the topmost.
pub struct Ground<'a> {
    fills: &'a [Fill],
    bins: Bins,
}

impl<'a> Ground<'a> {
    /// Indexes the fills.
    pub fn new(fills: &'a [Fill]) -> Self {
        Self { fills, bins: Bins::new(fills.iter().map(|f| f.bbox)) }
    }

    /// The fills that may be seen within an area.
    fn patch(&self, area: &Rect) -> Patch<'_> {
        let (mut fills, mut count) = ([0; Patch::FEW], 0);
        for i in self.bins.around(area).take(Patch::FEW + 1) {
            fills.get_mut(count).into_iter().for_each(|slot| *slot = i);
            count += 1;
        }
        fills.get_mut(..count).into_iter().for_each(|few| few.sort_unstable_by(|a, b| b.cmp(a)));
        Patch { ground: self, fills, count }
    }

    fn lightness(&self, p: Point) -> f32 {
        self.bins.last_at(p).and_then(|i| self.fills.get(i)).map_or(1.0, |f| f.lightness)
    }
}

/// The ground of one place, of which many points are asked.
struct Patch<'g> {
    ground: &'g Ground<'g>,
    /// The fills there, the topmost first.
    fills: [usize; Patch::FEW],
    /// How many there are; more than [`Self::FEW`] are not listed.
    count: usize,
}

impl Patch<'_> {
    /// So few fills that to ask each is quickest.
    const FEW: usize = 16;

    /// The fills there, the topmost first; `None` where there are many.
    fn few(&self) -> Option<impl Iterator<Item = &Fill>> {
        let fills = self.fills.get(..self.count)?;
        Some(fills.iter().filter_map(|&i| self.ground.fills.get(i)))
    }

    fn lightness(&self, p: Point) -> f32 {
        match self.few() {
            Some(mut fills) => fills.find(|f| f.bbox.contains(p)).map_or(1.0, |f| f.lightness),
            None => self.ground.lightness(p),
        }
    }

    /// Share of a box over which the ground is as asked.
    fn share(&self, b: &Rect, asked: impl Fn(f32) -> bool) -> f64 {
        const ALL: usize = SAMPLES * SAMPLES;
        let samples = |lo: f64, hi: f64| -> [f64; SAMPLES] {
            std::array::from_fn(|i| lo + (hi - lo) * (i as f64 + 0.5) / SAMPLES as f64)
        };
        let (xs, ys) = (samples(b.x0, b.x1), samples(b.y0, b.y1));
        let Some(fills) = self.few() else {
            let points = xs.iter().flat_map(|&x| ys.iter().map(move |&y| Point::new(x, y)));
            return points.filter(|p| asked(self.lightness(*p))).count() as f64 / ALL as f64;
        };
        // A bit for each sample, row by row; a fill covers a run of them in a run of rows.
        let bits = |samples: &[f64], lo: f64, hi: f64, step: usize| {
            let within = samples.iter().enumerate().filter(|(_, v)| lo <= **v && **v <= hi);
            within.fold(0_u64, |bits, (i, _)| bits | 1 << (step * i))
        };
        let (mut bare, mut found) = ((1_u64 << ALL) - 1, 0);
        for Fill { bbox, lightness } in fills {
            let covered = bits(&xs, bbox.x0, bbox.x1, 1) * bits(&ys, bbox.y0, bbox.y1, SAMPLES);
            found += if asked(*lightness) { (bare & covered).count_ones() } else { 0 };
            bare &= !covered;
            if bare == 0 {
                break;
            }
        }
        found += if asked(1.0) { bare.count_ones() } else { 0 };
        f64::from(found) / ALL as f64
    }

    fn differs(&self, a: Point, b: Point) -> bool {
        (self.lightness(a) - self.lightness(b)).abs() > 0.01
    }
}

/// Which sides of a fill are seen: producers paint one ground in pieces, whose seams are no borders.
struct Sides {
    left: bool,
    top: bool,
    right: bool,
    bottom: bool,
}

impl Sides {
    /// How far from a side one looks on either hand, and at how many points of it.
    const BESIDE: f64 = 0.3;
    const POINTS: u32 = 5;

    fn new(b: &Rect, ground: &Ground) -> Self {
        let patch = ground.patch(&b.grown(Self::BESIDE));
        let differs = |a: Point, b: Point| patch.differs(a, b);
        let at = |lo: f64, hi: f64, i: u32| lo + (hi - lo) * (f64::from(i) + 0.5) / f64::from(Self::POINTS);
        let upright = |x: f64, out: f64| {
            let seen = |i: &u32| {
                let y = at(b.y0, b.y1, *i);
                differs(Point::new(x - out, y), Point::new(x + out, y))
            };
            (0..Self::POINTS).filter(seen).count() as u32 + 1 >= Self::POINTS
        };
        let level = |y: f64, out: f64| {
            let seen = |i: &u32| {
                let x = at(b.x0, b.x1, *i);
                differs(Point::new(x, y - out), Point::new(x, y + out))
            };
            (0..Self::POINTS).filter(seen).count() as u32 + 1 >= Self::POINTS
        };
        Self {
            left: upright(b.x0, -Self::BESIDE),
            top: level(b.y0, -Self::BESIDE),
            right: upright(b.x1, Self::BESIDE),
            bottom: level(b.y1, Self::BESIDE),
        }
    }
}

fn add_sides(edges: &mut Edges, b: &Rect, seen: &Sides) {
    let level = [(b.y0, seen.top), (b.y1, seen.bottom)].into_iter().filter(|(_, seen)| *seen);
    edges.horizontal.extend(level.map(|(pos, _)| Edge { pos, lo: b.x0, hi: b.x1, width: 0.0 }));
    let upright = [(b.x0, seen.left), (b.x1, seen.right)].into_iter().filter(|(_, seen)| *seen);
    edges.vertical.extend(upright.map(|(pos, _)| Edge { pos, lo: b.y0, hi: b.y1, width: 0.0 }));
}

/// Borders that a fill draws inside a cell which it crosses from side to side.
fn add_division(edges: &mut Edges, b: &Rect, cell: &Rect, seen: &Sides) {
    let whole_height = b.y0 <= cell.y0 + NEAR && b.y1 >= cell.y1 - NEAR;
    let whole_width = b.x0 <= cell.x0 + NEAR && b.x1 >= cell.x1 - NEAR;
    let inside = |at: f64, lo: f64, hi: f64| lo + REST <= at && at <= hi - REST;
    if whole_height && !whole_width {
        let sides = [(b.x0, seen.left), (b.x1, seen.right)].into_iter();
        let sides = sides.filter(|&(x, seen)| seen && inside(x, cell.x0, cell.x1)).map(|(x, _)| x);
        edges.vertical.extend(sides.map(|pos| Edge { pos, lo: cell.y0, hi: cell.y1, width: 0.0 }));
    }
    if whole_width && !whole_height {
        let sides = [(b.y0, seen.top), (b.y1, seen.bottom)].into_iter();
        let sides = sides.filter(|&(y, seen)| seen && inside(y, cell.y0, cell.y1)).map(|(y, _)| y);
        edges.horizontal.extend(sides.map(|pos| Edge { pos, lo: cell.x0, hi: cell.x1, width: 0.0 }));
    }
}

/// Borders of a cell that the fill lies against: a cell may have been closed there only by guess.
fn add_borders(edges: &mut Edges, b: &Rect, cell: &Rect, part: &Rect, seen: &Sides) {
    let against = |a: f64, b: f64, seen: bool| seen && (a - b).abs() <= NEAR;
    for (of_cell, of_fill, seen) in [(cell.x0, b.x0, seen.left), (cell.x1, b.x1, seen.right)] {
        if against(of_cell, of_fill, seen) {
            edges.vertical.push(Edge { pos: of_cell, lo: part.y0, hi: part.y1, width: 0.0 });
        }
    }
    for (of_cell, of_fill, seen) in [(cell.y0, b.y0, seen.top), (cell.y1, b.y1, seen.bottom)] {
        if against(of_cell, of_fill, seen) {
            edges.horizontal.push(Edge { pos: of_cell, lo: part.x0, hi: part.x1, width: 0.0 });
        }
    }
}

/// Marks the cells whose ground is shaded over most of their area, be it painted at once or in pieces.
pub fn shade_cells(grids: &mut [Grid], ground: &Ground) {
    if ground.fills.is_empty() {
        return;
    }
    for cell in grids.iter_mut().flat_map(|g| g.cells.iter_mut()) {
        cell.shaded = ground.patch(&cell.bbox).share(&cell.bbox, |lightness| lightness < WHITE) >= MOSTLY;
    }
}
