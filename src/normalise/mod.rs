//! Printed strings → quantities, fiscal years, grades, marks and project numbers.
//!
//! Pure functions that never lose the printed form.

mod quantity;

pub use quantity::{Basis, Bound, Bounds, Kind, Leaning, Missing, Part, Per, Quantity, Relation, Status};
