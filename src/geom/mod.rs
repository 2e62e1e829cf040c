//! Points, boxes and intervals on a page, and tolerant comparison of them.
//!
//! All lengths are points (1/72 inch); y grows downwards from the top left of the page
//! as it is shown. Nothing here knows what a PDF is.

mod bins;
mod cluster;
mod rect;

pub use bins::Bins;
pub use cluster::{Clusters, align};
pub use rect::{Point, Rect};
