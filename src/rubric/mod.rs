//! How the publisher says sheets are scored, as dated data (`rubrics/*.toml`), applied to a sheet.
//!
//! [`Rubrics`] holds the rule files; a [`Rubric`] answers what its rules give for figures
//! ([`Rubric::grade_of`]), letters ([`Rubric::points_of`]) and totals ([`Rubric::overall_of`]);
//! [`recompute`] scores a whole document again, with the working. All arithmetic is exact.

mod band;
mod direction;
mod exact;
mod load;
mod model;
mod outcome;
mod printed;
mod recompute;
mod score;

pub use exact::{Exact, Rounding, display as display_fraction, percent, rational, rounds_to};
pub use load::{RubricError, Rubrics, json_schema};
pub use model::{
    Adjustment, Against, Band, Basis, Condition, Criterion, Direction, Ends, Exception, IndicatorKind, Measure,
    Overall, Publisher, RoundingMode, RoundingRule, Rubric, Scale, Source, Step, Title, When, Years,
};
pub use outcome::{Certainty, Outcome, Reason};
pub use printed::{IndicatorRate, IndicatorSum, PrintedRate, printed_rates, printed_sums};
pub use recompute::{Figures, figures, recompute};
pub use score::Derived;
