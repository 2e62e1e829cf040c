//! Printed strings → quantities, fiscal years, grades, marks and project numbers.
//!
//! Pure functions that never lose the printed form. Every reader walks over the same folded
//! characters, which remember where they were printed; what no reader understands is a text that
//! says so, never a guess.

mod chars;
mod code;
mod context;
mod cursor;
mod era;
mod exact;
mod grade;
mod mark;
mod names;
mod quantity;
mod text;
mod warning;
mod year;

pub use code::project_number;
pub use context::Context;
pub use era::Era;
pub use grade::grade;
pub use mark::{Mark, Shape, mark};
pub use names::{As, Bound, Bounds, Kind, Leaning, Missing, Relation, Status};
pub use quantity::{Basis, Part, Per, Quantity};
pub use text::{Folded, fold, fold_map, text};
pub use year::{fiscal_year, fiscal_year_in, fiscal_years, fiscal_years_in};

/// What `printed` means when it is read as `as_` in these surroundings.
///
/// Every string has a reading: one that cannot be understood is a text with a warning.
pub fn normalise(printed: &str, as_: As, context: &Context) -> Quantity {
    match as_ {
        As::Code => code::normalise(printed),
        As::FiscalYear => year::normalise(printed, context),
        As::Quantity | As::Criteria | As::Grade | As::Date => quantity(printed, context),
    }
}

/// The reading of a figure cell.
pub fn quantity(printed: &str, context: &Context) -> Quantity {
    let _ = context.legend();
    if printed.trim().is_empty() {
        Quantity::missing(printed, Missing::Blank)
    } else {
        Quantity::text(printed, text(printed))
    }
}
