//! Painted paths → ruling lines and areas.

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};

/// The thickest line, in points; what is thicker is an area.
const MAX_THICKNESS: f64 = 3.0;
/// How far the ends of a line may be out of true, in points.
const SKEW: f64 = 0.35;

/// What a path turns out to be.
pub(super) enum Part {
    /// A ruling line.
    Rule { bbox: Rect, horizontal: bool },
    /// An area.
    Area(Rect),
}

/// The lines and areas of a filled path: one fill may hold many.
pub(super) fn filled(path: &BezPath, transform: Affine, mut give: impl FnMut(Part)) {
    let mut bbox: Option<Rect> = None;
    let mut flush = |bbox: &mut Option<Rect>| {
        if let Some(area) = bbox.take() {
            give(thin(area).unwrap_or(Part::Area(area)));
        }
    };
    for element in path.elements() {
        if matches!(element, PathEl::MoveTo(_)) {
            flush(&mut bbox);
        }
        for point in points(element).into_iter().flatten() {
            let point = transform * point;
            let dot = Rect::from_points(point, point);
            bbox = Some(bbox.map_or(dot, |b| b.union(dot)));
        }
    }
    flush(&mut bbox);
}

/// A line where the area is thin enough and longer than wide.
fn thin(area: Rect) -> Option<Part> {
    let (width, height) = (area.width(), area.height());
    let (short, long) = if width < height { (width, height) } else { (height, width) };
    (short <= MAX_THICKNESS && long > 3.0 * short).then_some(Part::Rule { bbox: area, horizontal: width >= height })
}

/// The lines of a stroked path.
pub(super) fn stroked(path: &BezPath, transform: Affine, line_width: f64, mut give: impl FnMut(Part)) {
    let thickness = line_width * transform.determinant().abs().sqrt();
    let mut start = Point::ZERO;
    let mut last = Point::ZERO;
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) => {
                start = transform * p;
                last = start;
            }
            PathEl::LineTo(p) => {
                let p = transform * p;
                segment(last, p, thickness, &mut give);
                last = p;
            }
            PathEl::ClosePath => {
                segment(last, start, thickness, &mut give);
                last = start;
            }
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = transform * p,
        }
    }
}

/// The four edges of a stroked rectangle.
pub(super) fn outlined(rect: Rect, transform: Affine, line_width: f64, mut give: impl FnMut(Rect, bool)) {
    let corners = [
        Point::new(rect.x0, rect.y0),
        Point::new(rect.x1, rect.y0),
        Point::new(rect.x1, rect.y1),
        Point::new(rect.x0, rect.y1),
    ]
    .map(|p| transform * p);
    let [a, b, c, d] = corners;
    let thickness = line_width * transform.determinant().abs().sqrt();
    for (from, to) in [(a, b), (b, c), (c, d), (d, a)] {
        segment(from, to, thickness, &mut |part| {
            if let Part::Rule { bbox, horizontal } = part {
                give(bbox, horizontal);
            }
        });
    }
}

fn segment(from: Point, to: Point, thickness: f64, give: &mut impl FnMut(Part)) {
    let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
    if !(dx.is_finite() && dy.is_finite()) || dx.max(dy) < 0.01 {
        return;
    }
    let half = thickness / 2.0;
    let bbox = Rect::from_points(from, to);
    let (bbox, horizontal) = if dy <= SKEW && dx > dy {
        (bbox.inset((0.0, half)), true)
    } else if dx <= SKEW && dy > dx {
        (bbox.inset((half, 0.0)), false)
    } else {
        return;
    };
    if thickness > MAX_THICKNESS {
        give(Part::Area(bbox));
    } else {
        give(Part::Rule { bbox, horizontal });
    }
}

fn points(element: &PathEl) -> [Option<Point>; 3] {
    match *element {
        PathEl::MoveTo(p) | PathEl::LineTo(p) => [Some(p), None, None],
        PathEl::QuadTo(a, p) => [Some(a), Some(p), None],
        PathEl::CurveTo(a, b, p) => [Some(a), Some(b), Some(p)],
        PathEl::ClosePath => [None, None, None],
    }
}
