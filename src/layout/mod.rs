//! Geometry → lines of text, ruled grids with merged cells; text → runs and blocks.
//!
//! Nothing here knows a form. Each step is a function from one picture of the page to the next:
//! rules → edges → crossings → frames → grids; glyphs → items → cells → lines. [`trace`] keeps
//! the pictures in between, for those who want to see what the reader saw.

mod assign;
mod boxes;
mod chars;
mod edges;
mod frames;
mod item;
mod lines;
mod marks;
mod overflow;
mod overlay;
mod partition;
mod query;
mod shading;
mod steps;
mod turn;
mod unclosed;

pub use chars::CharBoxes;
pub use query::{CellId, Index};
pub use steps::{Trace, page, trace};
pub use turn::Turn;
pub use unclosed::unclosed;

pub mod columns;
pub mod text;

use crate::geom::Rect;

/// A page after layout: its ruled grids, and the lines that stand in none.
///
/// All places are those of the upright page: a page whose text runs sideways as shown is turned to be
/// read, and [`Turn::shown`] says where a box stands on the page as shown.
#[derive(Clone, Debug, Default)]
pub struct PageLayout {
    /// Number of the page, from 1.
    pub page: u32,
    /// Width of the upright page, in points.
    pub width: f64,
    /// Height of the upright page, in points.
    pub height: f64,
    /// How the page was turned to be read; nearly always not at all.
    pub turn: Turn,
    /// Whether its text was recognised in a picture: labels may be misread.
    pub recognised: bool,
    /// Ruled grids, top to bottom, then left to right.
    pub grids: Vec<Grid>,
    /// Those of the grids whose lower side is not drawn.
    pub open: Vec<usize>,
    /// Lines outside of every grid, top to bottom.
    pub loose: Vec<Line>,
    /// Horizontal rules outside of every grid, as thin boxes, top to bottom.
    pub rules: Vec<Rect>,
    /// Lines of text that is not seen: none of it is a value.
    pub unseen: Vec<Line>,
}

/// A ruled table: a partition of its box into cells.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Outer box.
    pub bbox: Rect,
    /// x of the column boundaries, ascending (`columns + 1` of them).
    pub xs: Vec<f64>,
    /// y of the row boundaries, ascending (`rows + 1` of them).
    pub ys: Vec<f64>,
    /// Cells in row order (top, then left); merged ones once.
    pub cells: Vec<Cell>,
}

/// One cell of a grid.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// First row it covers, from 0.
    pub row: usize,
    /// First column it covers, from 0.
    pub col: usize,
    /// Rows it covers.
    pub rows: usize,
    /// Columns it covers.
    pub cols: usize,
    /// Its rectangle, on the lines as drawn.
    pub bbox: Rect,
    /// Its lines of text, top to bottom (vertical ones right to left).
    pub lines: Vec<Line>,
    /// Whether the cell is shaded (form labels often are).
    pub shaded: bool,
}

/// A line of text: glyphs on one baseline without a column gap between them.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The text as printed, with a blank where a visible gap stands between glyphs.
    pub text: String,
    /// Box around the glyphs.
    pub bbox: Rect,
    /// Font size of most glyphs, in points.
    pub size: f64,
    /// Lowest trust in its glyphs, 0 to 1: in their decoding, and in their standing in this cell.
    pub trust: f64,
    /// Box of each character of `text` (blanks included), in order.
    pub boxes: CharBoxes,
    /// Whether it runs downwards or upwards: vertical writing, stacked characters, turned text.
    pub vertical: bool,
    /// Whether one of its characters is a shape that was drawn (a filled or empty square), not set as text.
    pub drawn: bool,
    /// Whether a word of it runs over the border of its cell; `trust` is lowered then.
    pub straddles: bool,
}
