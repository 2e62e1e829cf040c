//! A part of a grid that is a table of its own.

/// One of the tables of a grid, by rows and columns of the grid.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    /// Head rows, ascending; those of an earlier table where this one goes on under its heads.
    pub(super) heads: Vec<usize>,
    /// Body rows, ascending.
    pub(super) body: Vec<usize>,
    /// First column, and one past the last.
    pub(super) columns: (usize, usize),
    /// Cells that are its title, outermost first.
    pub(super) titles: Vec<usize>,
}
