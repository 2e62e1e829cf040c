//! A sheet's scores, computed again by its rubric.

use super::assessment::Assessor;
use rust_decimal::Decimal;

/// Recomputed scores and their working.
#[derive(Clone, Debug, Default)]
pub struct Recomputed {
    /// The achievement grade.
    pub achievement: Option<Achievement>,
    /// Points, totals and letters of the panels.
    pub panels: Vec<RecomputedPanel>,
    /// Printed sums.
    pub sums: Vec<Agreement>,
    /// Printed rates.
    pub rates: Vec<Agreement>,
    /// The working, a line a step.
    pub working: Vec<String>,
}

/// The achievement grade, computed again.
#[derive(Clone, Debug)]
pub struct Achievement {
    /// Whether it could be computed.
    pub status: AchievementStatus,
    /// Target used.
    pub target: Option<Decimal>,
    /// Actual used.
    pub actual: Option<Decimal>,
    /// Exact ratio, `55/60`.
    pub ratio: Option<String>,
    /// Ratio in percent, rounded half up to one decimal for display only.
    pub percent: Option<Decimal>,
    /// Actual of the previous year.
    pub previous_actual: Option<Decimal>,
    /// The letter.
    pub grade: Option<String>,
    /// Its points.
    pub points: Option<Decimal>,
    /// How an adjustment moves the letter, where it is derivable.
    pub adjustment: Option<String>,
    /// Why it is not computed.
    pub reason: Option<String>,
}

/// Whether the achievement grade could be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum AchievementStatus {
    Computed,
    NotApplicable,
    Unverifiable,
}

/// A panel's scores, computed again from its printed marks and letters.
#[derive(Clone, Debug)]
pub struct RecomputedPanel {
    /// Whose panel.
    pub assessor: Assessor,
    /// Points of the achievement letter.
    pub achievement_points: Option<Decimal>,
    /// Sum of its points.
    pub total: Option<Decimal>,
    /// Letter of the total.
    pub grade: Option<String>,
}

/// A printed sum or rate beside the recomputed one.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// JSON pointer of the printed value.
    pub field: String,
    /// As printed.
    pub printed: String,
    /// As recomputed.
    pub recomputed: Option<String>,
    /// Whether they agree; `None` where that cannot be said.
    pub agrees: Option<bool>,
    /// The working.
    pub working: String,
}
