//! Painted paths → ruling lines, areas and other shapes.

use hayro_interpret::kurbo::{Affine, PathEl, Point, Rect};

use crate::ingest::RuleSource;

/// The thickest line, in points; what is thicker is an area.
const MAX_THICKNESS: f64 = 3.0;
/// A line is at least this many times as long as thick.
const SLENDER: f64 = 3.0;
/// Dashes are shorter: at least this many times as long as thick, where they are no thicker than this.
const DASH_SLENDER: f64 = 1.9;
const DASH_THICKNESS: f64 = 2.5;
/// How far the ends of a line, or the sides of a rectangle, may be out of true, in points.
const SKEW: f64 = 0.35;

/// What a path turns out to be, on the page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// A ruling line.
    Rule { bbox: Rect, horizontal: bool, source: RuleSource },
    /// A filled rectangle.
    Area(Rect),
    /// Something else: its box.
    Shape(Rect),
}

/// The lines and areas of a filled path: one fill may hold many. Two rectangles, one closely
/// within the other, are a frame.
pub(super) fn filled(path: &[PathEl], transform: Affine, mut give: impl FnMut(Part)) {
    let mut held: Option<Rect> = None;
    for subpath in subpaths(path) {
        match rectangle(subpath, transform) {
            Ok(area) => {
                if let Some(outer) = held.take() {
                    match frame(outer, area) {
                        Some(edges) => {
                            edges.into_iter().for_each(&mut give);
                            continue;
                        }
                        None => give(line_or_area(outer)),
                    }
                }
                held = Some(area);
            }
            Err(bbox) => {
                held.take().map(line_or_area).into_iter().for_each(&mut give);
                if let Some(bbox) = bbox {
                    // A slightly uneven sliver is a line, too.
                    give(thin(bbox).unwrap_or(Part::Shape(bbox)));
                }
            }
        }
    }
    held.map(line_or_area).into_iter().for_each(give);
}

fn line_or_area(area: Rect) -> Part {
    thin(area).unwrap_or(Part::Area(area))
}

/// A line where the area is thin enough and much longer than wide.
pub(super) fn thin(area: Rect) -> Option<Part> {
    let (width, height) = (area.width(), area.height());
    let (short, long) = if width < height { (width, height) } else { (height, width) };
    let dash = short <= DASH_THICKNESS && long >= DASH_SLENDER * short;
    let slender = short <= MAX_THICKNESS && long > SLENDER * short;
    ((slender || dash) && long > 0.01).then_some(Part::Rule {
        bbox: area,
        horizontal: width >= height,
        source: RuleSource::ThinFill,
    })
}

/// The four sides between two rectangles where they are thin all round.
fn frame(a: Rect, b: Rect) -> Option<[Part; 4]> {
    let (outer, inner) = if a.width() >= b.width() { (a, b) } else { (b, a) };
    let sides = [
        Rect::new(outer.x0, outer.y0, outer.x1, inner.y0),
        Rect::new(outer.x0, inner.y1, outer.x1, outer.y1),
        Rect::new(outer.x0, outer.y0, inner.x0, outer.y1),
        Rect::new(inner.x1, outer.y0, outer.x1, outer.y1),
    ];
    let within = outer.contains_rect(inner) && inner.width() > MAX_THICKNESS && inner.height() > MAX_THICKNESS;
    let [Some(a), Some(b), Some(c), Some(d)] = sides.map(|side| thin(side).filter(|_| within)) else { return None };
    Some([a, b, c, d])
}

/// The lines of a stroked part of a path; curves and slanted lines are shapes.
pub(super) fn stroked(subpath: &[PathEl], transform: Affine, line_width: f64, mut give: impl FnMut(Part)) {
    let thickness = thickness(line_width, transform);
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    let mut other: Option<Rect> = None;
    for element in subpath {
        let to = match *element {
            PathEl::MoveTo(p) => {
                start = transform * p;
                last = start;
                continue;
            }
            PathEl::LineTo(p) => transform * p,
            PathEl::ClosePath => start,
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                for p in points(element).into_iter().flatten() {
                    grow(&mut other, transform * p);
                }
                grow(&mut other, last);
                last = transform * p;
                continue;
            }
        };
        match segment(last, to, thickness, RuleSource::Stroke) {
            Segment::Line(part) => give(part),
            Segment::Slanted => {
                grow(&mut other, last);
                grow(&mut other, to);
            }
            Segment::Nothing => {}
        }
        last = to;
    }
    other.map(Part::Shape).into_iter().for_each(&mut give);
}

/// The four edges of a stroked rectangle.
pub(super) fn outlined(rect: Rect, transform: Affine, line_width: f64, mut give: impl FnMut(Part)) {
    let [a, b, c, d] = [(rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1)]
        .map(|corner| transform * Point::from(corner));
    let thickness = thickness(line_width, transform);
    for (from, to) in [(a, b), (b, c), (c, d), (d, a)] {
        if let Segment::Line(part) = segment(from, to, thickness, RuleSource::RectangleEdge) {
            give(part);
        }
    }
}

fn thickness(line_width: f64, transform: Affine) -> f64 {
    line_width * transform.determinant().abs().sqrt()
}

/// What one straight stroke is.
enum Segment {
    Line(Part),
    Slanted,
    Nothing,
}

fn segment(from: Point, to: Point, thickness: f64, source: RuleSource) -> Segment {
    let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
    if !(dx.is_finite() && dy.is_finite()) || dx.max(dy) < 0.01 {
        return Segment::Nothing;
    }
    let half = thickness / 2.0;
    let bbox = Rect::from_points(from, to);
    let (bbox, horizontal) = if dy <= SKEW && dx > dy {
        (bbox.inflate(0.0, half), true)
    } else if dx <= SKEW && dy > dx {
        (bbox.inflate(half, 0.0), false)
    } else {
        return Segment::Slanted;
    };
    // A broad stroke paints an area.
    Segment::Line(if thickness > MAX_THICKNESS { Part::Area(bbox) } else { Part::Rule { bbox, horizontal, source } })
}

/// The parts of a path, each beginning with its move.
pub(super) fn subpaths(path: &[PathEl]) -> impl Iterator<Item = &[PathEl]> {
    path.chunk_by(|_, next| !matches!(next, PathEl::MoveTo(_)))
}

/// The rectangle that a subpath is on the page, else its box (none for an empty one).
fn rectangle(subpath: &[PathEl], transform: Affine) -> Result<Rect, Option<Rect>> {
    let mut bbox: Option<Rect> = None;
    let mut straight = true;
    for element in subpath {
        straight &= !matches!(element, PathEl::QuadTo(..) | PathEl::CurveTo(..));
        for p in points(element).into_iter().flatten() {
            grow(&mut bbox, transform * p);
        }
    }
    let Some(area) = bbox.filter(|b| b.is_finite()) else { return Err(None) };
    let at_corner = |p: Point| {
        let near = |v: f64, a: f64, b: f64| (v - a).abs() <= SKEW || (v - b).abs() <= SKEW;
        near(p.x, area.x0, area.x1) && near(p.y, area.y0, area.y1)
    };
    let corners = subpath.iter().flat_map(points).flatten().map(|p| transform * p);
    let (mut count, mut all) = (0, true);
    for corner in corners {
        count += 1;
        all &= at_corner(corner);
    }
    if straight && all && count >= 2 { Ok(area) } else { Err(Some(area)) }
}

fn grow(bbox: &mut Option<Rect>, p: Point) {
    let dot = Rect::from_points(p, p);
    *bbox = Some(bbox.map_or(dot, |b| b.union(dot)));
}

fn points(element: &PathEl) -> [Option<Point>; 3] {
    match *element {
        PathEl::MoveTo(p) | PathEl::LineTo(p) => [Some(p), None, None],
        PathEl::QuadTo(a, p) => [Some(a), Some(p), None],
        PathEl::CurveTo(a, b, p) => [Some(a), Some(b), Some(p)],
        PathEl::ClosePath => [None, None, None],
    }
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::{BezPath, Shape};

    use super::*;

    fn fill(path: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        filled(BezPath::from_svg(path).unwrap().elements(), Affine::IDENTITY, |part| parts.push(part));
        parts
    }

    fn rules(parts: &[Part]) -> Vec<(Rect, bool)> {
        let rule = |part: &Part| match part {
            Part::Rule { bbox, horizontal, .. } => Some((*bbox, *horizontal)),
            _ => None,
        };
        parts.iter().filter_map(rule).collect()
    }

    #[test]
    fn one_fill_may_hold_many_lines_and_areas() {
        let parts = fill("M0 0H100V0.5H0Z M0 10H100V10.5H0Z M50 0H50.7V90H50Z M0 20H40V50H0Z");
        assert_eq!(rules(&parts).len(), 3);
        assert!(!rules(&parts)[2].1, "the third is vertical");
        assert_eq!(parts[3], Part::Area(Rect::new(0.0, 20.0, 40.0, 50.0)));
    }

    #[test]
    fn dashes_painted_as_areas_are_lines() {
        let parts = fill("M0 0H2.25V0.75H0Z M3.4 0H5.65V0.75H3.4Z M0 10H3V11.5H0Z");
        assert_eq!(rules(&parts).len(), 3, "{parts:?}");
    }

    #[test]
    fn a_rectangle_in_a_rectangle_is_a_frame() {
        let parts = fill("M0 0H100V60H0Z M1 1V59H99V1Z");
        assert_eq!(rules(&parts).len(), 4);
        assert_eq!(fill("M0 0H100V60H0Z M30 20V40H70V20Z").len(), 2, "a wide rim is no frame");
    }

    #[test]
    fn a_filled_mark_is_an_area_and_a_disc_is_a_shape() {
        assert_eq!(fill("M0 0H3V3H0Z"), [Part::Area(Rect::new(0.0, 0.0, 3.0, 3.0))]);
        assert!(matches!(fill("M0 5C0 0 10 0 10 5C10 10 0 10 0 5Z")[..], [Part::Shape(_)]));
    }

    #[test]
    fn strokes_are_lines_slanted_ones_are_shapes() {
        let mut parts = Vec::new();
        let path = BezPath::from_svg("M0 0L100 0L100 50 M0 0L50 50").unwrap();
        subpaths(path.elements()).for_each(|sub| stroked(sub, Affine::scale(2.0), 0.5, |part| parts.push(part)));
        assert_eq!(
            rules(&parts),
            [(Rect::new(0.0, -0.5, 200.0, 0.5), true), (Rect::new(199.5, 0.0, 200.5, 100.0), false)]
        );
        assert!(matches!(parts[2], Part::Shape(_)));
    }

    #[test]
    fn an_outlined_rectangle_has_four_edges_on_a_turned_page_too() {
        let mut parts = Vec::new();
        outlined(Rect::new(0.0, 0.0, 30.0, 20.0), Affine::rotate(std::f64::consts::FRAC_PI_2), 1.0, |p| parts.push(p));
        let edges = rules(&parts);
        assert_eq!(edges.len(), 4);
        assert_eq!(edges.iter().map(|e| e.0).reduce(|a, b| a.union(b)).unwrap().area().round(), 21.0 * 31.0);
    }

    #[test]
    fn a_thick_stroke_is_an_area() {
        let mut parts = Vec::new();
        let line = Rect::new(0.0, 0.0, 10.0, 0.0).to_path(0.1);
        stroked(line.elements(), Affine::IDENTITY, 12.0, |part| parts.push(part));
        assert!(parts.iter().all(|part| matches!(part, Part::Area(_))));
    }
}
