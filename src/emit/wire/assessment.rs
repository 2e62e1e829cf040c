//! How a sheet was rated.

use super::field::Field;
use super::mirror::mirror;
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rating part of a sheet; a key is left out only where the form has no such cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// 新型コロナウイルスによる影響の有無.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covid_impact: Option<Field>,
    /// 指標に対する達成状況: the marked letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement: Option<Field>,
    /// 評価調整の有無.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjustment: Option<Field>,
    /// A rating in letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Field>,
    /// A status in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Field>,
    /// The assessors' panels.
    pub panels: Vec<Panel>,
    /// 今後の進め方: the marked choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Field>,
}

/// One assessor's panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Whose it is.
    pub assessor: Assessor,
    /// Its criteria in printed order.
    pub criteria: Vec<Criterion>,
    /// Points for the achievement letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement_points: Option<Field>,
    /// 総合評価点.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Field>,
    /// 総合評価.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Field>,
}

/// One rated criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// `effectiveness`, `employment`, else the printed label.
    pub name: String,
    /// The marked level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Field>,
    /// Its points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Field>,
    /// By what the level counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
    /// The reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Field>,
}

mirror! {
    /// Who assesses: 所管課 or 専門部会.
    Assessor = sheet::Assessor { Department, Committee }
}

impl From<&sheet::Assessment> for Assessment {
    fn from(assessment: &sheet::Assessment) -> Self {
        Self {
            covid_impact: assessment.covid_impact.as_ref().map(Into::into),
            achievement: assessment.achievement.as_ref().map(Into::into),
            adjustment: assessment.adjustment.as_ref().map(Into::into),
            rating: assessment.rating.as_ref().map(Into::into),
            status: assessment.status.as_ref().map(Into::into),
            panels: assessment.panels.iter().map(Into::into).collect(),
            direction: assessment.direction.as_ref().map(Into::into),
        }
    }
}

impl From<&sheet::Panel> for Panel {
    fn from(panel: &sheet::Panel) -> Self {
        Self {
            assessor: panel.assessor.into(),
            criteria: panel.criteria.iter().map(Into::into).collect(),
            achievement_points: panel.achievement_points.as_ref().map(Into::into),
            total: panel.total.as_ref().map(Into::into),
            grade: panel.grade.as_ref().map(Into::into),
        }
    }
}

impl From<&sheet::Criterion> for Criterion {
    fn from(criterion: &sheet::Criterion) -> Self {
        Self {
            name: criterion.name.clone(),
            level: criterion.level.as_ref().map(Into::into),
            points: criterion.points.as_ref().map(Into::into),
            weight: criterion.weight,
            reason: criterion.reason.as_ref().map(Into::into),
        }
    }
}
