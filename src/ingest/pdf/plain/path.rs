//! The path of a plain page, and what becomes of it.

use hayro_interpret::kurbo::{PathEl, Point, Rect, Shape, Vec2};

use super::Plain;

/// What is no farther apart than this is at one place.
const NEAR: f64 = 1.0 / 256.0;
/// How far a line of no length is made to reach, so that it has an end.
const DOT: f64 = 0.0001;

impl Plain<'_, '_, '_> {
    pub(super) fn move_to(&mut self, to: Point) {
        (self.last, self.start) = (to, to);
        self.path.move_to(to);
    }

    pub(super) fn line_to(&mut self, to: Point) {
        if self.path.elements().is_empty() {
            return;
        }
        let dot = if self.last == to { DOT } else { 0.0 };
        self.last = to;
        self.path.line_to(Point::new(to.x + dot, to.y));
    }

    /// From the point at hand, where no first one is given.
    pub(super) fn curve_to(&mut self, first: Option<Point>, second: Point, to: Point) {
        if !self.path.elements().is_empty() {
            self.path.curve_to(first.unwrap_or(self.last), second, to);
            self.last = to;
        }
    }

    pub(super) fn close(&mut self) {
        if self.path.elements().last() != Some(&PathEl::ClosePath) && !self.path.is_empty() {
            self.path.close_path();
            self.last = self.start;
        }
    }

    /// Paints the path.
    pub(super) fn paint(&mut self, fill: bool, stroke: bool) {
        if fill {
            self.fill();
        }
        if stroke {
            let (path, ctm) = (self.path.elements(), self.state.ctm);
            let (width, lightness) = (self.state.width.into(), self.state.stroke.lightness());
            match rectangle(path) {
                Some(rect) => self.to.stroke_rect(&rect, ctm, width, lightness),
                None => self.to.stroke(path, ctm, width, lightness),
            }
        }
        self.end();
    }

    fn fill(&mut self) {
        let (path, ctm, lightness) = (self.path.elements(), self.state.ctm, self.state.fill.lightness());
        let bounds = bounds(path);
        let [a, b, c, d, ..] = ctm.as_coeffs();
        let (across, upright) = (Vec2::new(a, b).length(), Vec2::new(c, d).length());
        let is_flat = |size: f64| f64::from((size as f32).abs()) <= NEAR;
        if is_flat(bounds.width() * across) || is_flat(bounds.height() * upright) {
            // An area without any is a line, a point wide as shown.
            let scale = across.max(upright) as f32;
            let width = if scale > 0.0 { 1.0 / scale } else { 0.001 };
            let ends = [PathEl::MoveTo(bounds.origin()), PathEl::LineTo(Point::new(bounds.x1, bounds.y1))];
            self.to.stroke(&ends, ctm, width.into(), lightness);
        } else if let Some(rect) = rectangle(path) {
            self.to.fill_rect(&rect, ctm, lightness);
        } else {
            self.to.fill(path, ctm, lightness);
        }
    }

    /// Ends the path; it may become a clip.
    pub(super) fn end(&mut self) {
        if std::mem::take(&mut self.clip) && !self.path.elements().is_empty() {
            let clip = self.state.ctm * self.path.clone();
            self.set_clip(clip.elements(), || clip.bounding_box());
        }
        self.path.truncate(0);
    }

    fn set_clip(&mut self, clip: &[PathEl], around: impl FnOnce() -> Rect) {
        let bounds = self.bounds.last().copied().unwrap_or_default();
        let inner = match rectangle(clip) {
            Some(rect) => {
                let (low, high) = (|a: f64, b: f64| near(a, b) || a > b, |a: f64, b: f64| near(a, b) || a < b);
                let is_all = low(bounds.min_x(), rect.min_x())
                    && low(bounds.min_y(), rect.min_y())
                    && high(bounds.max_x(), rect.max_x())
                    && high(bounds.max_y(), rect.max_y());
                if is_all {
                    self.clips.push(false);
                    return;
                }
                self.to.clip_to_rect(rect);
                rect
            }
            None => {
                let around = around();
                self.to.clip_to_path(around);
                around
            }
        };
        self.clips.push(true);
        self.bounds.push(bounds.intersect(inner));
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= NEAR
}

/// The upright rectangle that a path is.
fn rectangle(path: &[PathEl]) -> Option<Rect> {
    let corners = match *path {
        [PathEl::MoveTo(a), PathEl::LineTo(b), PathEl::LineTo(c), PathEl::LineTo(d), PathEl::ClosePath] => {
            [a, b, c, d, a]
        }
        [PathEl::MoveTo(a), PathEl::LineTo(b), PathEl::LineTo(c), PathEl::LineTo(d), PathEl::LineTo(e)]
            if near(a.x, e.x) && near(a.y, e.y) =>
        {
            [a, b, c, d, e]
        }
        _ => return None,
    };
    let mut before = None;
    for (from, to) in corners.iter().zip(corners.iter().skip(1)) {
        let (upright, level) = (near(from.x, to.x), near(from.y, to.y));
        if upright == level || before == Some(upright) {
            return None;
        }
        before = Some(upright);
    }
    Some(bounds(path))
}

/// The box around all points of a path.
fn bounds(path: &[PathEl]) -> Rect {
    let mut all: Option<[f64; 4]> = None;
    let mut include = |p: Point| {
        let [x0, y0, x1, y1] = all.unwrap_or([p.x, p.y, p.x, p.y]);
        all = Some([x0.min(p.x), y0.min(p.y), x1.max(p.x), y1.max(p.y)]);
    };
    for element in path {
        match *element {
            PathEl::MoveTo(a) | PathEl::LineTo(a) => include(a),
            PathEl::QuadTo(a, b) => [a, b].into_iter().for_each(&mut include),
            PathEl::CurveTo(a, b, c) => [a, b, c].into_iter().for_each(&mut include),
            PathEl::ClosePath => {}
        }
    }
    all.map_or(Rect::ZERO, |[x0, y0, x1, y1]| Rect::new(x0, y0, x1, y1))
}
