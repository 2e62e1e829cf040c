//! Printed strings → quantities, fiscal years, grades, marks and project numbers.
//!
//! Pure functions that never lose the printed form. Every reader walks over the same folded
//! characters, which remember where they were printed; what no reader understands is a text that
//! says so, never a guess.

mod bare_year;
mod broken;
mod cell;
mod chars;
mod code;
mod context;
mod cursor;
mod date;
mod era;
mod exact;
mod figure;
mod grade;
mod header;
mod mark;
mod missing;
mod names;
mod numeral;
mod parts;
mod quantity;
mod tail;
mod term;
mod text;
mod undated;
mod unit;
mod warning;
mod words;
mod wrapped;
mod year;

pub use broken::is_broken_figure;
pub use code::project_number;
pub use context::Context;
pub use era::Era;
pub use grade::grade;
pub use mark::{Mark, Shape, mark};
pub use names::{As, Bound, Bounds, Kind, Leaning, Missing, Relation, Status};
pub use parts::{Figure, figures};
pub use quantity::{Basis, Part, Per, Quantity};
pub use text::{Folded, fold, fold_map, text};
pub use undated::undated;
pub use unit::is_unit;
pub use wrapped::breaks_number;
pub use year::{fiscal_year, fiscal_year_in, fiscal_years, fiscal_years_in};

/// What `printed` means when it is read as `as_` in these surroundings.
///
/// Every string has a reading: one that cannot be understood is a text with a warning.
///
/// ```
/// use kanrihyo::normalise::{As, Context, normalise};
/// let read = normalise("１，２３４千円", As::Quantity, &Context::default());
/// assert_eq!(read.number.map(|n| n.to_string()).as_deref(), Some("1234000"));
/// assert_eq!((read.unit.as_deref(), read.decimals), (Some("円"), Some(-3)));
/// ```
pub fn normalise(printed: &str, as_: As, context: &Context) -> Quantity {
    match as_ {
        As::Quantity | As::Criteria => match wrapped::rejoin(printed) {
            Some(joined) => Quantity { printed: printed.to_owned(), ..cell::figure(&joined, as_, context) },
            None => cell::figure(printed, as_, context),
        },
        As::Grade => cell::grade(printed, context),
        As::Code => code::normalise(printed),
        As::FiscalYear => year::normalise(printed, context),
        As::Date => date::normalise(printed, context),
    }
}

/// The reading of a figure cell.
pub fn quantity(printed: &str, context: &Context) -> Quantity {
    normalise(printed, As::Quantity, context)
}

/// The reading of a band of a scale (80％以上100％未満).
pub fn criteria(printed: &str, context: &Context) -> Quantity {
    normalise(printed, As::Criteria, context)
}
