//! Raw slots → the typed model, the same for every reader.
//!
//! [`sheet`] and [`summary_row`] say what the printed texts mean; [`number_sheets`] and [`confirm`]
//! finish a document whose slots are all assembled: ids, weights, and the confidence that
//! arithmetic adds. [`correct`] reads what a person says should stand in a cell.

mod confirm;
mod correct;
mod elsewhere;
mod field;
mod figure;
mod laws;
mod recognised;
mod sheet;
mod summary;

pub use confirm::confirm;
pub use correct::{Wanted, correct};
pub use field::text as text_field;
pub use sheet::{number_sheets, sheet};
pub use summary::summary_row;
