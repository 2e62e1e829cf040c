//! Edges → connected frames: the edges that cross or touch each other, directly or through others.

use std::collections::BTreeSet;

use super::edges::{Edge, Edges};
use crate::geom::{Clusters, Point};
use crate::ingest::{Limit, Limits};
use crate::sheet::Error;

/// Two edges that come this close cross.
const CROSS: f64 = 0.1;

/// Where a horizontal and a vertical edge meet: their positions in [`Edges`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Index of the horizontal edge.
    pub horizontal: usize,
    /// Index of the vertical edge.
    pub vertical: usize,
}

/// Whether a horizontal and a vertical edge cross, with `slack` as in [`edges_to_crossings`].
pub fn cross(h: &Edge, v: &Edge, slack: f64) -> bool {
    (h.lo - slack..=h.hi + slack).contains(&v.pos) && (v.lo - slack..=v.hi + slack).contains(&h.pos)
}

/// So few pairs of edges are asked one by one: that is quicker than any order among them.
const FEW: usize = 20_000;

/// All crossings, by the vertical edges.
///
/// `slack` is how far apart the edges may be and still count as crossing.
///
/// # Errors
/// `too-large` where there are more than is allowed.
pub fn edges_to_crossings(edges: &Edges, slack: f64, limits: &Limits) -> Result<Vec<Crossing>, Error> {
    let slack = slack.max(CROSS);
    if edges.horizontal.len().saturating_mul(edges.vertical.len()) > FEW {
        return sweep(edges, slack, limits);
    }
    let mut crossings = Vec::new();
    for (vertical, v) in edges.vertical.iter().enumerate() {
        let (top, bottom) = (v.lo - slack, v.hi + slack + f64::EPSILON);
        let meets = |h: &Edge| top <= h.pos && h.pos < bottom && h.lo - slack <= v.pos && v.pos <= h.hi + slack;
        let met = edges.horizontal.iter().enumerate().filter(|(_, h)| meets(h));
        crossings.extend(met.map(|(horizontal, _)| Crossing { horizontal, vertical }));
    }
    limits.check(Limit::PageCrossings, crossings.len())?;
    Ok(crossings)
}

/// The crossings of many edges, by a sweep over x: the horizontal edges alive at a place are kept sorted by y.
fn sweep(edges: &Edges, slack: f64, limits: &Limits) -> Result<Vec<Crossing>, Error> {
    let most = limits.count(Limit::PageCrossings);
    let heights = Clusters::new(edges.horizontal.iter().map(|e| (e.pos, 1.0)), 0.0).positions();
    let rank = |y: f64| heights.partition_point(|&h| h < y);
    // At equal x: first begin, then ask, then end.
    let mut events: Vec<(f64, u8, usize)> = Vec::new();
    for (i, e) in edges.horizontal.iter().enumerate() {
        events.push((e.lo - slack, 0, i));
        events.push((e.hi + slack, 2, i));
    }
    events.extend(edges.vertical.iter().enumerate().map(|(i, e)| (e.pos, 1, i)));
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut alive: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut crossings = Vec::new();
    for (_, what, i) in events {
        match (what, edges.horizontal.get(i), edges.vertical.get(i)) {
            (0, Some(h), _) => {
                alive.insert((rank(h.pos), i));
            }
            (2, Some(h), _) => {
                alive.remove(&(rank(h.pos), i));
            }
            (1, _, Some(v)) => {
                let (from, to) = (rank(v.lo - slack), rank(v.hi + slack + f64::EPSILON));
                let room = most.saturating_sub(crossings.len()).saturating_add(1);
                let met = alive.range((from, 0)..(to, 0)).take(room);
                crossings.extend(met.map(|&(_, h)| Crossing { horizontal: h, vertical: i }));
                if crossings.len() > most {
                    return Err(limits.refusal(Limit::PageCrossings, None));
                }
            }
            _ => {}
        }
    }
    Ok(crossings)
}

/// The points where edges cross, for drawing.
pub fn crossings_to_points(edges: &Edges, crossings: &[Crossing]) -> Vec<Point> {
    crossings
        .iter()
        .filter_map(|c| Some(Point::new(edges.vertical.get(c.vertical)?.pos, edges.horizontal.get(c.horizontal)?.pos)))
        .collect()
}

/// Groups of edges connected by crossings, in order of their first edge; edges that cross nothing are left out.
pub fn crossings_to_frames(edges: &Edges, crossings: &[Crossing]) -> Vec<Edges> {
    let offset = edges.horizontal.len();
    let mut parent: Vec<usize> = (0..offset + edges.vertical.len()).collect();
    for c in crossings {
        let (a, b) = (root(&mut parent, c.horizontal), root(&mut parent, offset + c.vertical));
        if let Some(slot) = parent.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    let mut order: Vec<Option<usize>> = vec![None; parent.len()];
    let mut frames: Vec<Edges> = Vec::new();
    let all = edges.horizontal.iter().map(|e| (true, e)).chain(edges.vertical.iter().map(|e| (false, e)));
    for (i, (horizontal, edge)) in all.enumerate() {
        let top = root(&mut parent, i);
        let Some(slot) = order.get_mut(top) else { continue };
        let at = *slot.get_or_insert(frames.len());
        if at == frames.len() {
            frames.push(Edges::default());
        }
        if let Some(frame) = frames.get_mut(at) {
            if horizontal { frame.horizontal.push(*edge) } else { frame.vertical.push(*edge) }
        }
    }
    frames.retain(|f| !f.horizontal.is_empty() && !f.vertical.is_empty());
    frames
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while let Some(&up) = parent.get(i) {
        if up == i {
            break;
        }
        // Halve the path on the way up, so that long chains stay cheap.
        let over = parent.get(up).copied().unwrap_or(up);
        if let Some(slot) = parent.get_mut(i) {
            *slot = over;
        }
        i = over;
    }
    i
}

/// Closes the open sides of a frame whose inner lines run out beyond its outermost perpendicular.
///
/// Many printed tables have no line at their left and right (or top and bottom): where at least two
/// lines end together, an edge is added there.
pub fn close_frame(frame: &Edges) -> Edges {
    let mut closed = frame.clone();
    closed.vertical.extend(missing_sides(&frame.horizontal, &frame.vertical));
    closed.horizontal.extend(missing_sides(&frame.vertical, &frame.horizontal));
    closed
}

/// Shortest run-out that can hold a column of text.
const RUN_OUT: f64 = 8.0;

fn missing_sides(lines: &[Edge], across: &[Edge]) -> Vec<Edge> {
    let first = across.iter().map(|e| e.pos).fold(f64::INFINITY, f64::min);
    let last = across.iter().map(|e| e.pos).fold(f64::NEG_INFINITY, f64::max);
    let starts = lines.iter().filter(|e| e.lo < first - RUN_OUT).map(|e| (e.lo, *e));
    let ends = lines.iter().filter(|e| e.hi > last + RUN_OUT).map(|e| (e.hi, *e));
    let mut sides = Vec::new();
    for mut group in [starts.collect::<Vec<_>>(), ends.collect::<Vec<_>>()] {
        group.sort_by(|a, b| a.0.total_cmp(&b.0));
        for chunk in group.chunk_by(|a, b| b.0 - a.0 <= 1.5) {
            let lo = chunk.iter().map(|(_, e)| e.pos).fold(f64::INFINITY, f64::min);
            let hi = chunk.iter().map(|(_, e)| e.pos).fold(f64::NEG_INFINITY, f64::max);
            let pos = chunk.iter().map(|(at, _)| at).sum::<f64>() / chunk.len().max(1) as f64;
            if hi - lo >= 4.0 {
                sides.push(Edge { pos, lo, hi, width: 0.0 });
            }
        }
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(pos: f64, lo: f64, hi: f64) -> Edge {
        Edge { pos, lo, hi, width: 0.5 }
    }

    #[test]
    fn crossings_are_found_and_edges_apart_are_not_joined() {
        let edges = Edges {
            horizontal: vec![edge(0.0, 0.0, 10.0), edge(10.0, 0.0, 10.0), edge(20.0, 0.0, 10.0)],
            vertical: vec![edge(0.0, 0.0, 10.0), edge(10.0, 0.0, 10.0), edge(50.0, 0.0, 10.0)],
        };
        let crossings = edges_to_crossings(&edges, 0.0, &Limits::default()).unwrap();
        assert_eq!(crossings.len(), 4);
        assert_eq!(crossings_to_points(&edges, &crossings)[0], Point::new(0.0, 0.0));
        let frames = crossings_to_frames(&edges, &crossings);
        assert_eq!(frames.len(), 1);
        assert_eq!(frames[0].horizontal.len(), 2);
    }

    #[test]
    fn open_sides_are_closed_where_lines_end_together() {
        let frame = Edges {
            horizontal: vec![edge(0.0, 0.0, 100.0), edge(20.0, 0.0, 100.0)],
            vertical: vec![edge(50.0, 0.0, 20.0)],
        };
        let closed = close_frame(&frame);
        assert_eq!(closed.vertical.len(), 3);
        assert_eq!(closed.horizontal.len(), 2);
    }
}
