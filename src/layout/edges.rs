//! Ruling lines → edges: snapped, joined across dots and dashes, and brought to meet.

use crate::geom::{Rect, align};
use crate::ingest::{Fill, Rule};

/// Lines no further apart than this are one line drawn twice or unevenly.
const SNAP: f64 = 0.6;
/// Gap inside a line that is drawn in pieces.
const JOIN: f64 = 1.2;
/// Pieces up to this long are dashes, which may stand further apart.
const DASH: f64 = 6.0;
/// Largest gap between dashes.
const DASH_GAP: f64 = 4.0;
/// Marks up to this long and wide are dots of a dotted line, in either direction.
const DOT: f64 = 2.0;
/// Shortest line that can bound a cell.
const SHORTEST: f64 = 3.5;
/// How far a line may end short of, or beyond, the line it should meet.
const REACH: f64 = 3.0;
/// A line that ends this close to another meets it and need not look further.
const TOUCH: f64 = 1.0;
/// Edges no further apart than this are the same.
const SAME: f64 = 0.1;

/// A straight piece of a ruling line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// y of a horizontal edge, x of a vertical one.
    pub pos: f64,
    /// Where it begins on the other axis.
    pub lo: f64,
    /// Where it ends on the other axis.
    pub hi: f64,
    /// Thickness.
    pub width: f64,
}

impl Edge {
    /// Length in points.
    pub fn len(&self) -> f64 {
        self.hi - self.lo
    }

    /// The thin box of a horizontal edge.
    pub fn level(&self) -> Rect {
        Rect::new(self.lo, self.pos - self.width / 2.0, self.hi, self.pos + self.width / 2.0)
    }

    /// The thin box of a vertical edge.
    pub fn upright(&self) -> Rect {
        Rect::new(self.pos - self.width / 2.0, self.lo, self.pos + self.width / 2.0, self.hi)
    }
}

/// Horizontal and vertical edges of a page.
#[derive(Clone, Debug, Default)]
pub struct Edges {
    /// Horizontal ones: `pos` is y.
    pub horizontal: Vec<Edge>,
    /// Vertical ones: `pos` is x.
    pub vertical: Vec<Edge>,
}

impl Edges {
    /// Boxes of all edges, for drawing.
    pub fn boxes(&self) -> Vec<Rect> {
        self.horizontal.iter().map(Edge::level).chain(self.vertical.iter().map(Edge::upright)).collect()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.horizontal.is_empty() && self.vertical.is_empty()
    }
}

/// Edges as drawn, dots of dotted lines joined; nothing else is snapped yet.
///
/// A dot is as wide as it is high, so it may come as a rule of either direction or as a fill.
pub fn rules_to_edges(rules: &[Rule], fills: &[Fill]) -> Edges {
    let mut edges = Edges::default();
    let mut dots = Edges::default();
    for b in fills.iter().map(|f| f.bbox).filter(|b| b.is_sane() && b.width() <= DOT && b.height() <= DOT) {
        dots.horizontal.push(across(&b));
        dots.vertical.push(along(&b));
    }
    for rule in rules.iter().filter(|r| r.bbox.is_sane()) {
        let h = across(&rule.bbox);
        let v = along(&rule.bbox);
        if h.len() <= DOT && v.len() <= DOT {
            dots.horizontal.push(h);
            dots.vertical.push(v);
        } else if rule.horizontal {
            edges.horizontal.push(h);
        } else {
            edges.vertical.push(v);
        }
    }
    // A dotted line has at least three dots; a lone dot bounds nothing.
    let line = |e: &Edge| e.len() > 2.0 * DOT;
    edges.horizontal.extend(join_edges(snap_edges(dots.horizontal)).into_iter().filter(line));
    edges.vertical.extend(join_edges(snap_edges(dots.vertical)).into_iter().filter(line));
    edges
}

/// The horizontal edge that a thin box covers.
pub fn across(b: &Rect) -> Edge {
    Edge { pos: (b.y0 + b.y1) / 2.0, lo: b.x0, hi: b.x1, width: b.height() }
}

/// The vertical edge that a thin box covers.
pub fn along(b: &Rect) -> Edge {
    Edge { pos: (b.x0 + b.x1) / 2.0, lo: b.y0, hi: b.y1, width: b.width() }
}

/// Puts edges of nearly equal position onto one position, and sorts them by it.
pub fn snap_edges(mut edges: Vec<Edge>) -> Vec<Edge> {
    align(&mut edges, SNAP, |e| (e.pos, e.len().max(0.1)), |e, pos| e.pos = pos);
    edges
}

/// Joins pieces of equal position that overlap, touch, or are dashes of one line; edges of equal position follow each
/// other, as [`snap_edges`] leaves them.
pub fn join_edges(mut edges: Vec<Edge>) -> Vec<Edge> {
    for line in edges.chunk_by_mut(|a, b| a.pos == b.pos) {
        line.sort_by(|a, b| a.lo.total_cmp(&b.lo).then_with(|| a.hi.total_cmp(&b.hi)));
    }
    let mut last_len = edges.first().map_or(0.0, Edge::len);
    // `prev` is the edge kept last: it grows by what is joined to it.
    edges.dedup_by(|e, prev| {
        let len = e.len();
        let joined = prev.pos == e.pos && e.lo - prev.hi <= gap_allowed(last_len, len);
        if joined {
            prev.hi = prev.hi.max(e.hi);
            prev.width = prev.width.max(e.width);
        }
        last_len = len;
        joined
    });
    edges
}

fn gap_allowed(a: f64, b: f64) -> f64 {
    if a.max(b) <= DASH { (2.5 * a.max(b)).clamp(JOIN, DASH_GAP) } else { JOIN }
}

/// All steps from drawn rules to edges that meet; `extra` are edges found elsewhere (fills).
pub fn settle(drawn: Edges) -> Edges {
    let joined = |edges: Vec<Edge>| {
        let mut edges = join_edges(snap_edges(edges));
        edges.retain(|e| e.len() >= SHORTEST);
        edges
    };
    reach_edges(&Edges { horizontal: joined(drawn.horizontal), vertical: joined(drawn.vertical) })
}

/// Moves the ends of edges that fall a little short of, or overshoot, the edge they should meet.
pub fn reach_edges(edges: &Edges) -> Edges {
    let (h, v) = (Ladder::new(&edges.horizontal), Ladder::new(&edges.vertical));
    let meet = |list: &[Edge], others: &Ladder| -> Vec<Edge> {
        list.iter()
            .map(|e| Edge { lo: others.meeting(e.lo, e.pos), hi: others.meeting(e.hi, e.pos), ..*e })
            .map(|e| Edge { lo: e.lo.min(e.hi), hi: e.lo.max(e.hi), ..e })
            .collect()
    };
    Edges { horizontal: meet(&edges.horizontal, &v), vertical: meet(&edges.vertical, &h) }
}

/// Edges of one direction, sorted by position, then by where they begin (disjoint within one position).
pub struct Ladder<'a> {
    edges: Vec<&'a Edge>,
}

impl<'a> Ladder<'a> {
    /// Sorts the edges.
    pub fn new(edges: &'a [Edge]) -> Self {
        let mut edges: Vec<&Edge> = edges.iter().collect();
        edges.sort_by(|a, b| a.pos.total_cmp(&b.pos).then(a.lo.total_cmp(&b.lo)));
        Self { edges }
    }

    /// The edges around `pos` by their positions, those of one position together.
    fn rungs(&self, pos: f64, reach: f64) -> impl Iterator<Item = &[&'a Edge]> {
        let from = self.edges.partition_point(|e| e.pos < pos - reach);
        let near = self.edges.get(from..).unwrap_or_default();
        let near = near.get(..near.partition_point(|e| e.pos <= pos + reach)).unwrap_or_default();
        near.chunk_by(|a, b| a.pos == b.pos)
    }

    /// Whether one of the edges has this one's position and is no shorter at either end.
    pub fn covers(&self, edge: &Edge) -> bool {
        self.rungs(edge.pos, SAME).any(|rung| {
            // Within a position the edges are disjoint: only the last that begins in time can reach the end.
            let last = rung.partition_point(|e| e.lo <= edge.lo + SAME).checked_sub(1);
            last.and_then(|i| rung.get(i)).is_some_and(|e| e.hi >= edge.hi - SAME)
        })
    }

    /// Position of the edge that a perpendicular one with this `end`, lying at `at`, should meet.
    fn meeting(&self, end: f64, at: f64) -> f64 {
        let mut best = (f64::INFINITY, end);
        for rung in self.rungs(end, REACH) {
            // Within a position the edges are disjoint: only the one at `at` and its neighbours can be near.
            let near = rung.partition_point(|e| e.lo <= at);
            for e in rung.get(near.saturating_sub(1)..(near + 1).min(rung.len())).unwrap_or_default() {
                let short = (e.lo - at).max(at - e.hi).max(0.0);
                let off = (e.pos - end).abs();
                let touch = if off <= TOUCH + e.width / 2.0 { off / 10.0 } else { off };
                if short <= REACH && touch + short < best.0 {
                    best = (touch + short, e.pos);
                }
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::RuleSource;

    fn edge(pos: f64, lo: f64, hi: f64) -> Edge {
        Edge { pos, lo, hi, width: 0.5 }
    }

    #[test]
    fn a_line_drawn_twice_or_in_pieces_is_one() {
        let joined = join_edges(snap_edges(vec![edge(10.0, 0.0, 50.0), edge(10.3, 0.0, 50.0), edge(10.1, 50.4, 90.0)]));
        assert_eq!(joined.len(), 1);
        assert_eq!((joined[0].lo, joined[0].hi), (0.0, 90.0));
    }

    #[test]
    fn dots_make_a_line_and_a_lone_dot_none() {
        let dot = |x: f64, y: f64| Rule {
            bbox: Rect::new(x, y, x + 0.7, y + 0.7),
            horizontal: false,
            source: RuleSource::ThinFill,
        };
        let mut rules: Vec<Rule> = (0..20).map(|i| dot(10.0 + 1.5 * f64::from(i), 40.0)).collect();
        rules.push(dot(200.0, 200.0));
        let edges = rules_to_edges(&rules, &[]);
        assert_eq!(edges.horizontal.len(), 1);
        assert!(edges.vertical.is_empty());
    }

    #[test]
    fn tables_three_points_apart_stay_apart() {
        let joined = join_edges(vec![edge(10.0, 0.0, 50.0), edge(10.0, 53.0, 90.0)]);
        assert_eq!(joined.len(), 2);
    }

    #[test]
    fn ends_that_fall_short_or_overshoot_meet() {
        let edges = Edges {
            horizontal: vec![edge(50.0, 0.0, 98.0)],
            vertical: vec![edge(100.0, 52.0, 90.0), edge(1.5, 20.0, 80.0)],
        };
        let met = reach_edges(&edges);
        assert_eq!((met.horizontal[0].lo, met.horizontal[0].hi), (1.5, 100.0));
        assert_eq!(met.vertical[0].lo, 50.0);
        assert_eq!(met.vertical[1].lo, 20.0);
    }
}
