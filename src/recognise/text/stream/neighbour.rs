//! What stands before or behind a piece of the table: how it is known again on other sheets, its place
//! on the form, and its kind.

use super::grid::{Grid, Stop};
use super::table::{Aside, Landmark};

/// What stands before or after a piece of the table, as one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point(u8);

/// First number of the year headings.
const HEADS: u8 = 80;
/// First number of the stops of the form.
const STOPS: u8 = 112;

impl Point {
    /// Something that does not belong to the table.
    pub fn aside(aside: Aside) -> Self {
        match aside {
            Aside::Edge => Self(0),
            Aside::Boxes => Self(1),
            Aside::Words => Self(2),
            Aside::Label(label) => Self((label as u8).saturating_add(3).min(HEADS - 1)),
        }
    }

    /// A place of the form.
    pub fn stop(stop: Stop) -> Self {
        Self(u8::try_from(stop).unwrap_or(u8::MAX).saturating_add(STOPS))
    }

    /// A label of the table.
    pub fn landmark(grid: &Grid, landmark: Landmark) -> Self {
        match landmark {
            Landmark::Heads(column) => Self(HEADS + u8::try_from(column).unwrap_or(u8::MAX).min(STOPS - HEADS - 1)),
            other => Self::stop(grid.landmark(other)),
        }
    }
}

/// What stands before the next piece, or behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Last {
    /// What it is.
    pub point: Point,
    /// Its place on the form; 0 for what is no part of the table.
    pub stop: Stop,
    /// Its kind.
    pub kind: Kind,
}

/// Kind of what stands before the next piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Cells that have not been put anywhere yet.
    Open,
    /// No part of the table.
    Aside,
    /// A label of the table.
    Landmark,
    /// Cells.
    Cells,
    /// A cell on a line of its own.
    Alone,
}

impl Last {
    /// Something that does not belong to the table.
    pub fn aside(aside: Aside) -> Self {
        Self { point: Point::aside(aside), stop: 0, kind: Kind::Aside }
    }

    /// A label of the table.
    pub fn landmark(grid: &Grid, landmark: Landmark) -> Self {
        Self { point: Point::landmark(grid, landmark), stop: grid.landmark(landmark), kind: Kind::Landmark }
    }

    /// Cells that stand at a place of the form.
    pub fn cells(stop: Stop, kind: Kind) -> Self {
        Self { point: Point::stop(stop), stop, kind }
    }
}
