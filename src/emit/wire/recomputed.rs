//! A sheet's scores, computed again.

use super::assessment::Assessor;
use super::mirror::mirror;
use super::number::Number;
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Recomputed scores and their working.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recomputed {
    /// The achievement grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Achievement {
    /// Whether it could be computed.
    pub status: AchievementStatus,
    /// Target used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Number>,
    /// Actual used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Number>,
    /// Exact ratio of actual to target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^-?[0-9]+(/[1-9][0-9]*)?$"))]
    pub ratio: Option<String>,
    /// Ratio in percent, rounded for display only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Number>,
    /// Actual of the previous year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_actual: Option<Number>,
    /// The letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Its points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Number>,
    /// How an adjustment moves the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjustment: Option<String>,
    /// Why it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

mirror! {
    /// Whether the achievement grade could be computed.
    AchievementStatus = sheet::AchievementStatus { Computed, NotApplicable, Unverifiable }
}

/// A panel's scores, computed again from its printed marks and letters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecomputedPanel {
    /// Whose panel.
    pub assessor: Assessor,
    /// Points of the achievement letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement_points: Option<Number>,
    /// Sum of its points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Number>,
    /// Letter of the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
}

/// A printed sum or rate beside the recomputed one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// JSON pointer of the printed value.
    #[schemars(regex(pattern = r"^(/([^/~]|~[01])*)*$"))]
    pub field: String,
    /// As printed.
    pub printed: String,
    /// As recomputed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recomputed: Option<String>,
    /// Whether they agree; null where that cannot be said.
    pub agrees: Option<bool>,
    /// The working.
    pub working: String,
}

impl From<&sheet::Recomputed> for Recomputed {
    fn from(recomputed: &sheet::Recomputed) -> Self {
        Self {
            achievement: recomputed.achievement.as_ref().map(Into::into),
            panels: recomputed.panels.iter().map(Into::into).collect(),
            sums: recomputed.sums.iter().map(Into::into).collect(),
            rates: recomputed.rates.iter().map(Into::into).collect(),
            working: recomputed.working.clone(),
        }
    }
}

impl From<&sheet::Achievement> for Achievement {
    fn from(achievement: &sheet::Achievement) -> Self {
        Self {
            status: achievement.status.into(),
            target: achievement.target.map(Into::into),
            actual: achievement.actual.map(Into::into),
            ratio: achievement.ratio.clone(),
            percent: achievement.percent.map(Into::into),
            previous_actual: achievement.previous_actual.map(Into::into),
            grade: achievement.grade.clone(),
            points: achievement.points.map(Into::into),
            adjustment: achievement.adjustment.clone(),
            reason: achievement.reason.clone(),
        }
    }
}

impl From<&sheet::RecomputedPanel> for RecomputedPanel {
    fn from(panel: &sheet::RecomputedPanel) -> Self {
        Self {
            assessor: panel.assessor.into(),
            achievement_points: panel.achievement_points.map(Into::into),
            total: panel.total.map(Into::into),
            grade: panel.grade.clone(),
        }
    }
}

impl From<&sheet::Agreement> for Agreement {
    fn from(agreement: &sheet::Agreement) -> Self {
        Self {
            field: agreement.field.clone(),
            printed: agreement.printed.clone(),
            recomputed: agreement.recomputed.clone(),
            agrees: agreement.agrees,
            working: agreement.working.clone(),
        }
    }
}
