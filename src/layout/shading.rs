//! Filled areas: which cells are shaded, and which borders show only as the edge of a shade.

use super::Grid;
use super::edges::{Edge, Edges, Ladder};
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
/// Darker than this, a fill under white ones shows through as lines.
const DARK: f32 = 0.6;

/// Borders that are drawn by nothing but the edge of a fill: none of them lies on one of the edges `drawn`.
///
/// A fill inside a ruled cell adds a border only where it runs across the whole cell; in the open it adds its
/// four sides. White counts where it lies on something dark.
pub fn fills_to_edges(ground: &Ground, grids: &[Grid], drawn: &Edges, page: &Rect) -> Edges {
    let mut edges = Edges::default();
    let fills = ground.fills;
    if fills.is_empty() {
        return edges;
    }
    let cells: Vec<Rect> = grids.iter().flat_map(|g| g.cells.iter().map(|c| c.bbox)).collect();
    let index = Bins::new(cells.iter().copied());
    let dark: Vec<Rect> = fills.iter().filter(|f| f.bbox.is_sane() && f.lightness < DARK).map(|f| f.bbox).collect();
    let dark_index = LazyCell::new(|| Bins::new(dark.iter().copied()));
    let (level, upright) = (Ladder::new(&drawn.horizontal), Ladder::new(&drawn.vertical));
    let mut borders: Vec<Border> = Vec::new();
    for fill in fills.iter().filter(|f| f.bbox.is_sane()) {
        let b = fill.bbox;
        let too_big = page.area() > 0.0 && b.shared_area(page) >= BACKGROUND * page.area();
        if b.width() < SMALLEST || b.height() < SMALLEST || too_big {
            continue;
        }
        borders.clear();
        let mut open = true;
        // A cell that shares more than this with the fill touches what is left of it.
        for cell in index.around(&b.grown(-NEAR)).filter_map(|i| cells.get(i)) {
            if cell.shared_x(&b) <= NEAR || cell.shared_y(&b) <= NEAR {
                continue;
            }
            open = false;
            if let Some(part) = b.intersect(cell) {
                add_division(&mut borders, &b, cell, &part);
                add_borders(&mut borders, &b, cell, &part);
            }
        }
        if open {
            borders.extend(Side::ALL.map(|side| Border { part: b, side, edge: side.of(&b) }));
        }
        // Most shades end at borders that are drawn as well: of those nothing need be seen.
        borders.retain(|border| !if border.side.is_level() { &level } else { &upright }.covers(&border.edge));
        if borders.is_empty() {
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
        for Border { side, edge, .. } in borders.iter().filter(|border| border.is_seen(ground)) {
            if side.is_level() { edges.horizontal.push(*edge) } else { edges.vertical.push(*edge) }
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
}

/// A side of a box.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Top,
    Right,
    Bottom,
}

impl Side {
    const ALL: [Self; 4] = [Self::Left, Self::Top, Self::Right, Self::Bottom];

    /// Whether it runs from left to right.
    fn is_level(self) -> bool {
        matches!(self, Self::Top | Self::Bottom)
    }

    /// Where it lies, across its direction.
    fn pos(self, b: &Rect) -> f64 {
        match self {
            Self::Left => b.x0,
            Self::Top => b.y0,
            Self::Right => b.x1,
            Self::Bottom => b.y1,
        }
    }

    /// The edge at `pos` that is as long as this side of a box.
    fn edge(self, pos: f64, b: &Rect) -> Edge {
        let (lo, hi) = if self.is_level() { (b.x0, b.x1) } else { (b.y0, b.y1) };
        Edge { pos, lo, hi, width: 0.0 }
    }

    /// This side of a box.
    fn of(self, b: &Rect) -> Edge {
        self.edge(self.pos(b), b)
    }
}

/// A border that a fill draws if its side is seen there.
struct Border {
    /// What of the fill it is about.
    part: Rect,
    side: Side,
    edge: Edge,
}

impl Border {
    /// Whether the ground differs on either hand of the side: producers paint one ground in pieces, whose seams are no
    /// borders.
    fn is_seen(&self, ground: &Ground) -> bool {
        const BESIDE: f64 = 0.3;
        const POINTS: u32 = 5;
        let patch = ground.patch(&self.part.grown(BESIDE));
        let Edge { pos, lo, hi, .. } = self.side.of(&self.part);
        let differs = |i: &u32| {
            let along = lo + (hi - lo) * (f64::from(*i) + 0.5) / f64::from(POINTS);
            let at =
                |across: f64| if self.side.is_level() { Point::new(along, across) } else { Point::new(across, along) };
            (patch.lightness(at(pos - BESIDE)) - patch.lightness(at(pos + BESIDE))).abs() > 0.01
        };
        (0..POINTS).filter(differs).count() as u32 + 1 >= POINTS
    }
}

/// Borders that a fill draws inside a cell which it crosses from side to side.
fn add_division(borders: &mut Vec<Border>, b: &Rect, cell: &Rect, part: &Rect) {
    let whole_height = b.y0 <= cell.y0 + NEAR && b.y1 >= cell.y1 - NEAR;
    let whole_width = b.x0 <= cell.x0 + NEAR && b.x1 >= cell.x1 - NEAR;
    for side in Side::ALL {
        let (across, lo, hi) = if side.is_level() {
            (whole_width && !whole_height, cell.y0, cell.y1)
        } else {
            (whole_height && !whole_width, cell.x0, cell.x1)
        };
        let pos = side.pos(b);
        if across && lo + REST <= pos && pos <= hi - REST {
            borders.push(Border { part: *part, side, edge: side.edge(pos, cell) });
        }
    }
}

/// Borders of a cell that the fill lies against: a cell may have been closed there only by guess.
fn add_borders(borders: &mut Vec<Border>, b: &Rect, cell: &Rect, part: &Rect) {
    for side in Side::ALL {
        let of_cell = side.pos(cell);
        if (of_cell - side.pos(b)).abs() <= NEAR {
            borders.push(Border { part: *part, side, edge: side.edge(of_cell, part) });
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
