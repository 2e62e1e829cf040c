//! Where things stand.

use super::number::points;
use crate::geom::Rect;
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Place {
    /// A part of a page as it is shown.
    Box(BoxPlace),
    /// A part of a text.
    Span(SpanPlace),
}

/// A box on a page as it is shown, crop box and rotation applied.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoxPlace {
    /// Page, from 1.
    #[schemars(range(min = 1))]
    pub page: u32,
    /// Left, top, right, bottom in points from the top left of the page.
    #[serde(rename = "box")]
    pub bbox: [f64; 4],
}

/// Characters of the whole decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanPlace {
    /// Page, from 1.
    #[schemars(range(min = 1))]
    pub page: u32,
    /// First character and the one past the last, in Unicode characters from 0.
    pub span: [usize; 2],
}

/// A box in the order and precision of the wire.
pub(super) fn corners(rect: &Rect) -> [f64; 4] {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(points)
}

impl Place {
    /// Page, from 1.
    pub fn page(&self) -> u32 {
        match self {
            Self::Box(place) => place.page,
            Self::Span(place) => place.page,
        }
    }
}

impl From<&sheet::Place> for Place {
    fn from(place: &sheet::Place) -> Self {
        match place.region {
            sheet::Region::Box(rect) => Self::Box(BoxPlace { page: place.page, bbox: corners(&rect) }),
            sheet::Region::Span(start, end) => Self::Span(SpanPlace { page: place.page, span: [start, end] }),
        }
    }
}

impl From<Place> for sheet::Place {
    fn from(place: Place) -> Self {
        match place {
            Place::Box(BoxPlace { page, bbox: [x0, y0, x1, y1] }) => {
                Self { page, region: sheet::Region::Box(Rect::new(x0, y0, x1, y1)) }
            }
            Place::Span(SpanPlace { page, span: [start, end] }) => {
                Self { page, region: sheet::Region::Span(start, end) }
            }
        }
    }
}

/// Places of the model as they are written.
pub(super) fn places(places: &[sheet::Place]) -> Vec<Place> {
    places.iter().map(Into::into).collect()
}
