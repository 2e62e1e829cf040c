//! The normalised form of one printed value.

use super::names::{Bound, Bounds, Kind, Leaning, Missing, Relation, Status};
use rust_decimal::Decimal;

/// A printed value and what it means. Fields that do not apply are `None` or empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The text as printed.
    pub printed: String,
    /// What sort of value it is.
    pub kind: Kind,
    /// The number in the canonical unit, scale applied (1,234千円 → 1234000 円).
    pub number: Option<Decimal>,
    /// Upper end of a range.
    pub upper: Option<Decimal>,
    /// Normalised text of a grade, code or text; ISO date; western fiscal year.
    pub value: Option<String>,
    /// Upper end of a range of dates or years.
    pub value_upper: Option<String>,
    /// Which ends of a range belong to it.
    pub bounds: Option<Bounds>,
    /// Canonical Japanese unit.
    pub unit: Option<String>,
    /// Power of ten of the last printed digit in the canonical unit, negated.
    pub decimals: Option<i32>,
    /// Exact fraction, where the number does not end (三分の二 → 2/3).
    pub fraction: Option<String>,
    /// One-sided bound (20人以内).
    pub bound: Option<Bound>,
    /// 約, 程度, おおむね …
    pub approximate: bool,
    /// 強, 余り (above) or 弱 (below).
    pub leaning: Option<Leaning>,
    /// What is counted: 延べ, 実, 累計 …
    pub basis: Option<Basis>,
    /// The period or item that the number is for (月20件 → 月).
    pub per: Option<Per>,
    /// Relation to another value.
    pub relation: Option<Relation>,
    /// 見込み or 速報値.
    pub status: Option<Status>,
    /// 0.0 under a legend that says "less than one unit".
    pub below_unit: bool,
    /// Second figures in the same cell: 延べ, 点, numerator, denominator, 累計 …
    pub parts: Vec<Part>,
    /// Why there is no value.
    pub missing: Option<Missing>,
    /// Printed notes that were set apart (※1, ①).
    pub notes: Vec<String>,
    /// What a person should know about the reading.
    pub warnings: Vec<String>,
}

/// Count basis as printed in its canonical form: 延べ, 実, 累計 …
pub type Basis = String;

/// Period or item as printed in its canonical form: 月, 年 …
pub type Per = String;

/// A second figure in the same printed text.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What the figure is: 延べ, 点, numerator, denominator, or the printed label.
    pub label: String,
    /// The figure.
    pub number: Decimal,
    /// Its unit.
    pub unit: Option<String>,
}

impl Quantity {
    /// Whether it is counted from the beginning, not for a year (累計).
    pub fn is_running(&self) -> bool {
        self.basis.as_deref() == Some("累計")
    }

    /// A reading of `printed` with nothing in it but its kind.
    pub(super) fn bare(printed: &str, kind: Kind) -> Self {
        Self {
            printed: printed.to_owned(),
            kind,
            number: None,
            upper: None,
            value: None,
            value_upper: None,
            bounds: None,
            unit: None,
            decimals: None,
            fraction: None,
            bound: None,
            approximate: false,
            leaning: None,
            basis: None,
            per: None,
            relation: None,
            status: None,
            below_unit: false,
            parts: Vec::new(),
            missing: None,
            notes: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// A text whose normalised form is `value`.
    pub(super) fn text(printed: &str, value: String) -> Self {
        Self { value: Some(value), ..Self::bare(printed, Kind::Text) }
    }

    /// No value, and why.
    pub fn missing(printed: &str, why: Missing) -> Self {
        Self { missing: Some(why), ..Self::bare(printed, Kind::Missing) }
    }

    /// The same with one more warning.
    pub(super) fn warned(mut self, warning: impl Into<String>) -> Self {
        let warning = warning.into();
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
        self
    }
}
