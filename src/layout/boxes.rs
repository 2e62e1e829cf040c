//! Cells drawn as boxes of their own, a little apart, put together to the table that they are.

use super::{Cell, Grid};
use crate::geom::{Bins, Clusters, Rect};

/// Widest gap between the boxes of one table.
const GAP: f64 = 4.0;
/// Fewer boxes than this are no table.
const FEWEST: usize = 4;

/// Replaces grids of a single cell that stand in rows and columns by one grid; all others stay.
pub fn boxes_to_grids(grids: Vec<Grid>) -> Vec<Grid> {
    let (single, mut rest): (Vec<Grid>, Vec<Grid>) = grids.into_iter().partition(|g| g.cells.len() == 1);
    for group in neighbours(&single) {
        let members: Vec<&Grid> = group.iter().filter_map(|&i| single.get(i)).collect();
        match boxes_to_grid(&members) {
            Some(grid) => rest.push(grid),
            None => rest.extend(members.into_iter().cloned()),
        }
    }
    rest
}

/// Groups of boxes that stand next to each other.
fn neighbours(grids: &[Grid]) -> Vec<Vec<usize>> {
    let bins = Bins::new(grids.iter().map(|g| g.bbox));
    let mut waiting = vec![true; grids.len()];
    let mut groups = Vec::new();
    for seed in 0..grids.len() {
        if !std::mem::take(waiting.get_mut(seed).unwrap_or(&mut false)) {
            continue;
        }
        let mut group = vec![seed];
        let mut next = 0;
        while let Some(own) = group.get(next).and_then(|&i| grids.get(i)).map(|g| g.bbox) {
            next += 1;
            for i in bins.touching(&own.grown(GAP)) {
                let beside = grids.get(i).is_some_and(|g| stand_together(&own, &g.bbox));
                if beside && std::mem::take(waiting.get_mut(i).unwrap_or(&mut false)) {
                    group.push(i);
                }
            }
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// Whether two boxes stand beside or below each other, and neither in the other.
fn stand_together(a: &Rect, b: &Rect) -> bool {
    let row = a.shared_y(b) >= 0.5 * a.height().min(b.height());
    let column = a.shared_x(b) >= 0.5 * a.width().min(b.width());
    row != column
}

/// The grid of boxes of at least two rows and two columns; `None` where they do not line up.
fn boxes_to_grid(members: &[&Grid]) -> Option<Grid> {
    let boxes: Vec<Rect> = members.iter().map(|g| g.bbox).collect();
    let smallest = boxes.iter().map(|b| b.width().min(b.height())).fold(f64::INFINITY, f64::min);
    if boxes.len() < FEWEST || smallest <= 2.0 * GAP {
        return None;
    }
    let xs = Clusters::new(boxes.iter().flat_map(|b| [(b.x0, 1.0), (b.x1, 1.0)]), GAP);
    let ys = Clusters::new(boxes.iter().flat_map(|b| [(b.y0, 1.0), (b.y1, 1.0)]), GAP);
    if xs.len() < 3 || ys.len() < 3 {
        return None;
    }
    let mut cells: Vec<Cell> = members
        .iter()
        .flat_map(|g| &g.cells)
        .map(|cell| {
            let b = cell.bbox;
            let (col, row) = (xs.nearest(b.x0)?, ys.nearest(b.y0)?);
            let (right, below) = (xs.nearest(b.x1)?, ys.nearest(b.y1)?);
            let (rows, cols) = (below.checked_sub(row)?, right.checked_sub(col)?);
            (rows > 0 && cols > 0).then(|| Cell { row, col, rows, cols, ..cell.clone() })
        })
        .collect::<Option<_>>()?;
    cells.sort_by_key(|c| (c.row, c.col));
    let apart = |a: &Cell, b: &Cell| (a.row, a.col) != (b.row, b.col);
    let distinct = cells.windows(2).all(|w| matches!(w, [a, b] if apart(a, b)));
    let bbox = boxes.into_iter().reduce(|a, b| a.union(&b))?;
    distinct.then(|| Grid { bbox, xs: xs.positions(), ys: ys.positions(), cells })
}
