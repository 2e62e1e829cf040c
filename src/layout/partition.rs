//! A frame of edges → a grid: its box cut into rectangles, each a cell with its span.
//!
//! The coordinates of all edges cut the frame into elementary rectangles. Where no edge separates two
//! of them they belong together; what grows together is a cell if it is a rectangle, and is cut into
//! rectangles along the lines that come nearest to crossing it if it is not. So a border that is
//! missing in part, or a line that ends in the middle of nowhere, costs at most one cell.

use super::edges::{Edge, Edges};
use super::{Cell, Grid};
use crate::geom::{Clusters, Rect};
use crate::ingest::{Limit, Limits};
use crate::sheet::Error;

/// Lines of one frame no further apart than this are one border (double lines, spacer rows): no text fits between.
const BORDER: f64 = 3.0;
/// Share of a stretch that must be drawn for it to separate.
const DRAWN: f64 = 0.6;
/// Longest hole in a line that still counts as drawn: no cell is that narrow.
const HOLE: f64 = 6.0;
/// Share of an outer boundary that may be open before an area counts as outside of the table.
const OPEN: f64 = 0.4;
/// Elementary rectangles that are looked at to cut one shape into rectangles.
const LOOKS: usize = 80_000_000;

/// Cuts a frame into cells. `None` where it bounds no area.
///
/// # Errors
/// `too-large` where it has more rows and columns than is allowed.
pub fn frame_to_grid(frame: &Edges, limits: &Limits) -> Result<Option<Grid>, Error> {
    let (xs, ys) = (axis(&frame.vertical), axis(&frame.horizontal));
    limits.check(Limit::PageCrossings, xs.len().saturating_mul(ys.len()))?;
    Ok(grid(frame, &xs, &ys))
}

/// Column or row lines.
fn axis(edges: &[Edge]) -> Clusters {
    Clusters::new(edges.iter().map(|e| (e.pos, e.len().max(0.1))), BORDER)
}

fn grid(frame: &Edges, xs: &Clusters, ys: &Clusters) -> Option<Grid> {
    if xs.len() < 2 || ys.len() < 2 {
        return None;
    }
    let walls = Walls::new(frame, xs, ys);
    let mut cells: Vec<Cell> = walls
        .blocks()
        .into_iter()
        .map(|b| walls.block_to_cell(b))
        .filter(|c| c.bbox.width() >= BORDER && c.bbox.height() >= BORDER)
        .collect();
    let (xs, ys) = keep_used_lines(&mut cells, &walls.xs, &walls.ys);
    cells.sort_by_key(|c| (c.row, c.col));
    cells.shrink_to_fit();
    let bbox = cells.iter().map(|c| c.bbox).reduce(|a, b| a.union(&b))?;
    Some(Grid { bbox, xs, ys, cells })
}

/// A rectangle of elementary rectangles: rows `r0..r1`, columns `c0..c1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    r0: usize,
    r1: usize,
    c0: usize,
    c1: usize,
}

impl Block {
    /// How many elementary rectangles it has.
    fn area(&self) -> usize {
        (self.r1 - self.r0) * (self.c1 - self.c0)
    }
}

/// A line of stretches between neighbouring crossings: what is drawn of each, and where exactly.
#[derive(Clone, Debug)]
struct Stretch {
    drawn: f64,
    first: f64,
    last: f64,
    wall: bool,
}

const BARE: Stretch = Stretch { drawn: 0.0, first: f64::INFINITY, last: f64::NEG_INFINITY, wall: false };

struct Walls {
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// `ys.len()` lines of `xs.len() - 1` stretches.
    horizontal: Vec<Stretch>,
    /// `xs.len()` lines of `ys.len() - 1` stretches.
    vertical: Vec<Stretch>,
}

impl Walls {
    fn new(frame: &Edges, xs: &Clusters, ys: &Clusters) -> Self {
        let horizontal = stretches(&frame.horizontal, ys, xs);
        let vertical = stretches(&frame.vertical, xs, ys);
        Self { xs: xs.positions(), ys: ys.positions(), horizontal, vertical }
    }

    fn cols(&self) -> usize {
        self.xs.len() - 1
    }

    fn rows(&self) -> usize {
        self.ys.len() - 1
    }

    /// Stretch of line `y` over column `col`.
    fn h(&self, y: usize, col: usize) -> &Stretch {
        self.horizontal.get(y * self.cols() + col).unwrap_or(&BARE)
    }

    /// Stretch of line `x` along row `row`.
    fn v(&self, x: usize, row: usize) -> &Stretch {
        self.vertical.get(x * self.rows() + row).unwrap_or(&BARE)
    }

    fn width(&self, col: usize) -> f64 {
        length(&self.xs, col)
    }

    fn height(&self, row: usize) -> f64 {
        length(&self.ys, row)
    }

    /// The rectangles of the frame: what grows together, without what lies open to the outside, cut into rectangles.
    fn blocks(&self) -> Vec<Block> {
        let whole = Block { r0: 0, r1: self.rows(), c0: 0, c1: self.cols() };
        let mut waiting = vec![true; whole.area()];
        let mut blocks = Vec::new();
        let mut region = Vec::new();
        for seed in (0..self.rows()).flat_map(|r| (0..self.cols()).map(move |c| (r, c))) {
            if !self.grow_from(seed, whole, &mut waiting, &mut region) {
                continue;
            }
            let Some(block) = block_around(&region) else { continue };
            let inner = block.r0 > 0 && block.c0 > 0 && block.r1 < whole.r1 && block.c1 < whole.c1;
            if !inner && self.is_outside(&region) {
                continue;
            }
            // Nearly all regions are rectangles already, and no more than a line or two of them need a look.
            if region.len() == block.area() && self.best_cut(&region, block).is_none_or(|(ratio, _)| ratio < DRAWN) {
                blocks.push(block);
            } else {
                blocks.extend(self.region_to_blocks(region.clone()));
            }
        }
        blocks
    }

    /// Splits a set of elementary rectangles within `block` into connected ones.
    fn grow(&self, set: &[(usize, usize)], block: Block) -> Vec<Vec<(usize, usize)>> {
        let columns = block.c1 - block.c0;
        let slot = |(r, c): (usize, usize)| (r - block.r0) * columns + (c - block.c0);
        let mut waiting = vec![false; columns * (block.r1 - block.r0)];
        for &at in set {
            if let Some(w) = waiting.get_mut(slot(at)) {
                *w = true;
            }
        }
        let mut regions = Vec::new();
        for &seed in set {
            let mut region = Vec::new();
            if self.grow_from(seed, block, &mut waiting, &mut region) {
                regions.push(region);
            }
        }
        regions
    }

    /// Gathers what grows together with one elementary rectangle, out of those of `block` that are waiting; says
    /// whether that one was.
    fn grow_from(
        &self,
        seed: (usize, usize),
        block: Block,
        waiting: &mut [bool],
        region: &mut Vec<(usize, usize)>,
    ) -> bool {
        let columns = block.c1 - block.c0;
        let mut take = |(r, c): (usize, usize)| {
            waiting.get_mut((r - block.r0) * columns + (c - block.c0)).is_some_and(std::mem::take)
        };
        region.clear();
        if !take(seed) {
            return false;
        }
        region.push(seed);
        let mut next = 0;
        while let Some(&(r, c)) = region.get(next) {
            next += 1;
            let neighbours = [
                (c + 1 < block.c1 && !self.v(c + 1, r).wall).then(|| (r, c + 1)),
                (r + 1 < block.r1 && !self.h(r + 1, c).wall).then(|| (r + 1, c)),
                (c > block.c0 && !self.v(c, r).wall).then(|| (r, c - 1)),
                (r > block.r0 && !self.h(r, c).wall).then(|| (r - 1, c)),
            ];
            for at in neighbours.into_iter().flatten() {
                if take(at) {
                    region.push(at);
                }
            }
        }
        true
    }

    /// Whether much of an area's boundary is missing: then it lies beside the table, not in it.
    fn is_outside(&self, region: &[(usize, usize)]) -> bool {
        let (mut open, mut around) = (0.0, 0.0);
        for &(r, c) in region {
            for (wall, border, length) in [
                (self.h(r, c).wall, r == 0, self.width(c)),
                (self.h(r + 1, c).wall, r + 1 == self.rows(), self.width(c)),
                (self.v(c, r).wall, c == 0, self.height(r)),
                (self.v(c + 1, r).wall, c + 1 == self.cols(), self.height(r)),
            ] {
                if wall || border {
                    around += length;
                }
                if border && !wall {
                    open += length;
                }
            }
        }
        open > OPEN * around
    }

    /// Cuts a region into rectangles.
    fn region_to_blocks(&self, region: Vec<(usize, usize)>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut work = vec![region];
        // Each cut looks at the whole region once; beyond this a shape is no table, and rows will do.
        let mut budget = LOOKS;
        while let Some(region) = work.pop() {
            let Some(block) = block_around(&region) else { continue };
            let area = block.area();
            budget = budget.saturating_sub(4 * area);
            let whole = region.len() == area;
            if whole && area == 1 {
                blocks.push(block);
            } else if budget == 0 {
                blocks.extend(rows_of(&region));
            } else {
                match self.best_cut(&region, block) {
                    Some((ratio, cut)) if !whole || ratio >= DRAWN => {
                        let (a, b): (Vec<_>, Vec<_>) = region.into_iter().partition(|&(r, c)| cut.before(r, c));
                        work.extend(
                            [a, b]
                                .iter()
                                .filter_map(|s| Some((s, block_around(s)?)))
                                .flat_map(|(s, b)| self.grow(s, b)),
                        );
                    }
                    _ if whole => blocks.push(block),
                    _ => blocks.extend(rows_of(&region)),
                }
            }
        }
        blocks
    }

    /// The line through a region of which most is drawn; among equals the one that shapes the region.
    fn best_cut(&self, region: &[(usize, usize)], block: Block) -> Option<(f64, Cut)> {
        let columns = block.c1 - block.c0;
        let whole = region.len() == block.area();
        let mut inside = vec![false; if whole { 0 } else { block.area() }];
        for &(r, c) in region.iter().filter(|_| !whole) {
            if let Some(slot) = inside.get_mut((r - block.r0) * columns + (c - block.c0)) {
                *slot = true;
            }
        }
        let has = |r: usize, c: usize| {
            whole || inside.get((r - block.r0) * columns + (c - block.c0)).copied().unwrap_or(false)
        };
        let mut best: Option<(f64, Cut)> = None;
        let mut offer = |drawn: f64, chord: f64, corner: bool, cut: Cut| {
            // A chord of no length separates nothing; a line through a corner of the shape is preferred.
            let score = if chord > 0.0 { drawn / chord + if corner { 0.01 } else { 0.0 } } else { return };
            if best.is_none_or(|(s, _)| score > s + 1e-9) {
                best = Some((score, cut));
            }
        };
        for y in block.r0 + 1..block.r1 {
            let (mut drawn, mut chord, mut corner) = (0.0, 0.0, false);
            for c in block.c0..block.c1 {
                let (up, down) = (has(y - 1, c), has(y, c));
                if up && down {
                    chord += self.width(c);
                    drawn += if self.h(y, c).wall { self.width(c) } else { 0.0 };
                }
                corner |= up != down;
            }
            offer(drawn, chord, corner, Cut::Row(y));
        }
        for x in block.c0 + 1..block.c1 {
            let (mut drawn, mut chord, mut corner) = (0.0, 0.0, false);
            for r in block.r0..block.r1 {
                let (left, right) = (has(r, x - 1), has(r, x));
                if left && right {
                    chord += self.height(r);
                    drawn += if self.v(x, r).wall { self.height(r) } else { 0.0 };
                }
                corner |= left != right;
            }
            offer(drawn, chord, corner, Cut::Column(x));
        }
        best
    }

    /// The cell of a block; its box lies on the lines as drawn, not on their common coordinate.
    fn block_to_cell(&self, b: Block) -> Cell {
        let at = |list: &[f64], i: usize| list.get(i).copied().unwrap_or_default();
        let h = |y: usize| (b.c0..b.c1).map(move |c| self.h(y, c));
        let v = |x: usize| (b.r0..b.r1).map(move |r| self.v(x, r));
        let bbox = Rect::new(
            inner(v(b.c0), at(&self.xs, b.c0), true),
            inner(h(b.r0), at(&self.ys, b.r0), true),
            inner(v(b.c1), at(&self.xs, b.c1), false),
            inner(h(b.r1), at(&self.ys, b.r1), false),
        );
        Cell { row: b.r0, col: b.c0, rows: b.r1 - b.r0, cols: b.c1 - b.c0, bbox, ..Cell::default() }
    }
}

#[derive(Clone, Copy, Debug)]
enum Cut {
    Row(usize),
    Column(usize),
}

impl Cut {
    fn before(self, r: usize, c: usize) -> bool {
        match self {
            Cut::Row(y) => r < y,
            Cut::Column(x) => c < x,
        }
    }
}

fn length(positions: &[f64], i: usize) -> f64 {
    positions.get(i + 1).copied().unwrap_or_default() - positions.get(i).copied().unwrap_or_default()
}

/// Of a double line the one that faces the cell.
fn inner<'a>(side: impl Iterator<Item = &'a Stretch>, fallback: f64, begins: bool) -> f64 {
    let at = side
        .filter(|s| s.wall && s.first <= s.last)
        .map(|s| if begins { s.last } else { s.first })
        .reduce(if begins { f64::max } else { f64::min });
    at.unwrap_or(fallback)
}

fn block_around(set: &[(usize, usize)]) -> Option<Block> {
    Some(Block {
        r0: set.iter().map(|s| s.0).min()?,
        r1: set.iter().map(|s| s.0).max()? + 1,
        c0: set.iter().map(|s| s.1).min()?,
        c1: set.iter().map(|s| s.1).max()? + 1,
    })
}

/// A shape as runs of its rows.
fn rows_of(region: &[(usize, usize)]) -> Vec<Block> {
    let mut sorted = region.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a.0 == b.0 && a.1 + 1 == b.1).filter_map(block_around).collect()
}

/// What is drawn of each stretch of each line, and whether that separates.
fn stretches(edges: &[Edge], lines: &Clusters, cuts: &Clusters) -> Vec<Stretch> {
    let positions = cuts.positions();
    let per_line = positions.len().saturating_sub(1);
    let mut all = vec![BARE; lines.len() * per_line];
    let mut by_line: Vec<Vec<(f64, f64, f64)>> = vec![Vec::new(); lines.len()];
    for e in edges {
        if let Some(line) = lines.nearest(e.pos).and_then(|i| by_line.get_mut(i)) {
            line.push((cuts.snap(e.lo, 0.2), cuts.snap(e.hi, 0.2), e.pos));
        }
    }
    for (spans, line) in by_line.iter_mut().zip(all.chunks_mut(per_line.max(1))) {
        spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
        let mut reached = f64::NEG_INFINITY;
        for &(lo, hi, pos) in spans.iter() {
            let from = positions.partition_point(|&p| p <= lo).saturating_sub(1);
            for (i, s) in line.iter_mut().enumerate().skip(from) {
                let (Some(&a), Some(&b)) = (positions.get(i), positions.get(i + 1)) else { break };
                if a >= hi {
                    break;
                }
                let shared = b.min(hi) - a.max(lo);
                if shared >= 0.5 * (b - a) {
                    s.first = s.first.min(pos);
                    s.last = s.last.max(pos);
                }
                s.drawn += (b.min(hi) - a.max(lo).max(reached)).max(0.0);
            }
            reached = reached.max(hi);
        }
        for (i, s) in line.iter_mut().enumerate() {
            s.wall = s.drawn >= DRAWN * length(&positions, i) && s.drawn > 0.0;
        }
        fill_holes(line, &positions);
    }
    all
}

/// A short hole between drawn stretches of one line is part of the line.
fn fill_holes(line: &mut [Stretch], positions: &[f64]) {
    let mut hole: Option<(usize, f64)> = None;
    let mut seen_wall = false;
    for i in 0..line.len() {
        let Some(s) = line.get(i) else { return };
        if s.wall {
            if let Some((from, missing)) = hole.take().filter(|_| seen_wall)
                && missing <= HOLE
            {
                line.iter_mut().take(i).skip(from).for_each(|s| s.wall = true);
            }
            seen_wall = true;
        } else {
            let missing = length(positions, i) - s.drawn;
            let (from, sum) = hole.unwrap_or((i, 0.0));
            hole = Some((from, sum + missing));
        }
    }
}

/// Drops lines at which no cell begins or ends and numbers rows and columns anew.
fn keep_used_lines(cells: &mut [Cell], xs: &[f64], ys: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let renumber = |used: Vec<usize>, positions: &[f64]| {
        let mut used = used;
        used.sort_unstable();
        used.dedup();
        let kept: Vec<f64> = used.iter().filter_map(|&i| positions.get(i).copied()).collect();
        (used, kept)
    };
    let (cols, new_xs) = renumber(cells.iter().flat_map(|c| [c.col, c.col + c.cols]).collect(), xs);
    let (rows, new_ys) = renumber(cells.iter().flat_map(|c| [c.row, c.row + c.rows]).collect(), ys);
    let place = |used: &[usize], i: usize| used.partition_point(|&u| u < i);
    for c in cells {
        let (right, below) = (place(&cols, c.col + c.cols), place(&rows, c.row + c.rows));
        c.col = place(&cols, c.col);
        c.row = place(&rows, c.row);
        c.cols = right - c.col;
        c.rows = below - c.row;
    }
    (new_xs, new_ys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(pos: f64, lo: f64, hi: f64) -> Edge {
        Edge { pos, lo, hi, width: 0.5 }
    }

    fn grid_of(frame: &Edges) -> Grid {
        frame_to_grid(frame, &Limits::default()).unwrap().unwrap()
    }

    fn spans(frame: &Edges) -> Vec<(usize, usize, usize, usize)> {
        grid_of(frame).cells.iter().map(|c| (c.row, c.col, c.rows, c.cols)).collect()
    }

    fn box_of(w: f64, h: f64) -> Edges {
        Edges {
            horizontal: vec![edge(0.0, 0.0, w), edge(h, 0.0, w)],
            vertical: vec![edge(0.0, 0.0, h), edge(w, 0.0, h)],
        }
    }

    #[test]
    fn merged_cells_have_spans() {
        let mut f = box_of(100.0, 40.0);
        f.horizontal.push(edge(20.0, 30.0, 100.0));
        f.vertical.push(edge(30.0, 0.0, 40.0));
        f.vertical.push(edge(60.0, 20.0, 40.0));
        assert_eq!(spans(&f), vec![(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]);
    }

    #[test]
    fn a_border_missing_in_part_still_separates() {
        let mut f = box_of(100.0, 40.0);
        f.vertical.push(edge(75.0, 0.0, 20.0));
        f.horizontal.push(edge(20.0, 0.0, 75.0));
        assert_eq!(spans(&f).len(), 3);
    }

    #[test]
    fn a_line_that_leads_nowhere_separates_nothing() {
        let mut f = box_of(100.0, 40.0);
        f.horizontal.push(edge(20.0, 0.0, 30.0));
        assert_eq!(spans(&f), vec![(0, 0, 1, 1)]);
    }

    #[test]
    fn double_lines_are_one_border_and_boxes_lie_on_the_nearer_line() {
        let mut f = box_of(100.0, 40.0);
        f.horizontal.push(edge(19.0, 0.0, 100.0));
        f.horizontal.push(edge(21.0, 0.0, 100.0));
        let grid = grid_of(&f);
        assert_eq!(grid.cells.len(), 2);
        assert_eq!((grid.cells[0].bbox.y1, grid.cells[1].bbox.y0), (19.0, 21.0));
    }

    #[test]
    fn the_place_beside_a_header_box_is_no_cell() {
        let mut f = box_of(100.0, 40.0);
        f.horizontal.push(edge(-20.0, 60.0, 100.0));
        f.vertical.push(edge(60.0, -20.0, 0.0));
        f.vertical[1].lo = -20.0;
        assert_eq!(spans(&f), vec![(0, 1, 1, 1), (1, 0, 1, 2)]);
    }

    #[test]
    fn a_shape_that_is_no_rectangle_is_cut_into_rectangles() {
        let mut f = box_of(100.0, 40.0);
        f.horizontal.push(edge(20.0, 0.0, 50.0));
        f.vertical.push(edge(50.0, 0.0, 20.0));
        let grid = grid_of(&f);
        let area: f64 = grid.cells.iter().map(|c| c.bbox.area()).sum();
        assert!((area - 4000.0).abs() < 1e-6);
        assert_eq!(grid.cells.len(), 3);
    }
}
