//! Points and axis-parallel boxes.

/// A point on the page, in points from its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Distance from the left edge.
    pub x: f64,
    /// Distance from the top edge.
    pub y: f64,
}

impl Point {
    /// The point at `x`, `y`.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

/// An axis-parallel box with `x0 <= x1` and `y0 <= y1`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x0: f64,
    /// Top edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Bottom edge.
    pub y1: f64,
}

impl Rect {
    /// The box between two corners, given in any order.
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    /// Width, never negative.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height, never negative.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// The middle of the box.
    pub fn center(&self) -> Point {
        Point::new((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The common part, or `None` where the boxes are apart (touching edges share an empty box).
    #[must_use]
    pub fn intersect(&self, other: &Rect) -> Option<Rect> {
        let r = Rect {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        };
        (r.x0 <= r.x1 && r.y0 <= r.y1).then_some(r)
    }

    /// Whether the boxes have a point in common, be it on their edges.
    pub fn touches(&self, other: &Rect) -> bool {
        self.x0 <= other.x1 && other.x0 <= self.x1 && self.y0 <= other.y1 && other.y0 <= self.y1
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, p: Point) -> bool {
        self.x0 <= p.x && p.x <= self.x1 && self.y0 <= p.y && p.y <= self.y1
    }

    /// Area in square points.
    pub fn area(&self) -> f64 {
        self.width() * self.height()
    }

    /// The box grown by `by` on every side (shrunk if negative, but never inside out).
    #[must_use]
    pub fn grown(&self, by: f64) -> Rect {
        let (dx, dy) = (by.max(-self.width() / 2.0), by.max(-self.height() / 2.0));
        Rect { x0: self.x0 - dx, y0: self.y0 - dy, x1: self.x1 + dx, y1: self.y1 + dy }
    }

    /// Length that both share along x; 0 where they are apart.
    pub fn shared_x(&self, other: &Rect) -> f64 {
        (self.x1.min(other.x1) - self.x0.max(other.x0)).max(0.0)
    }

    /// Length that both share along y; 0 where they are apart.
    pub fn shared_y(&self, other: &Rect) -> f64 {
        (self.y1.min(other.y1) - self.y0.max(other.y0)).max(0.0)
    }

    /// Area that both share; 0 where they are apart.
    pub fn shared_area(&self, other: &Rect) -> f64 {
        self.shared_x(other) * self.shared_y(other)
    }

    /// Whether `other` lies inside, up to `slack` points outside of an edge.
    pub fn holds(&self, other: &Rect, slack: f64) -> bool {
        self.x0 - slack <= other.x0
            && self.y0 - slack <= other.y0
            && other.x1 <= self.x1 + slack
            && other.y1 <= self.y1 + slack
    }

    /// Whether all four coordinates are finite and no larger than any page can be.
    pub fn is_sane(&self) -> bool {
        const LIMIT: f64 = 1e6;
        [self.x0, self.y0, self.x1, self.y1].iter().all(|v| v.is_finite() && v.abs() <= LIMIT)
    }
}
