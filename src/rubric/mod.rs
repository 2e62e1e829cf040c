//! How the publisher says sheets are scored, as dated data (`rubrics/*.toml`), applied to a sheet.
//!
//! [`Rubrics`] holds the rule files; a [`Rubric`] answers what its rules give for figures
//! ([`Rubric::grade_of`]), letters ([`Rubric::points_of`]) and totals ([`Rubric::overall_of`]);
//! [`recompute`] scores a whole document again, with the working. All arithmetic is exact.

mod apply;
mod band;
mod compare;
mod direction;
mod edition;
mod exact;
mod lint;
mod load;
mod measure;
mod model;
mod outcome;
mod pool;
mod printed;
mod reason;
mod recompute;
mod rounding;
mod scale;
mod score;

pub use direction::is_unwanted;
pub use edition::{Explained, explained};
pub use exact::{Exact, Rounding, display as display_fraction, percent, rational, rounds_to};
pub use load::{Rubrics, json_schema};
pub use measure::Inputs;
pub use model::{Adjustment, Basis, Criterion, Overall, Plan, Publisher, Rubric, Source, Step, Title, TotalOf, Years};
pub use outcome::{Certainty, Outcome};
pub use printed::{IndicatorRate, IndicatorSum, PrintedRate, Share, printed_rates, printed_sums};
pub use reason::Reason;
pub use recompute::{Figures, figures, recompute, recompute_printed};
pub use rounding::{RoundingMode, RoundingRule};
pub use scale::{
    Against, Band, Condition, Direction, Ends, Exception, IndicatorKind, LowerIsBetter, Measure, Overlap, Pool, Scale,
    Suffix, Test, Tolerance, ToleranceUnit, When,
};
pub use score::Derived;
