//! Tables of a text that keeps its columns by blanks.
//!
//! No rules part the cells of such a text: a column is where the values of several lines stand below one another,
//! and what stands over it, in the same order, is its head. Where the blanks leave that open, the table says so.

mod figures;
mod fit;
mod flow;
mod heads;
mod metric;
mod words;

pub use figures::{Kind, Laid, Part, Placed, Table, tables};
pub use flow::flows;
pub use metric::metric;

#[cfg(test)]
mod tests;
