//! One project's record.

use super::assessment::Assessment;
use super::field::Field;
use super::mirror::mirror;
use super::quantity::Quantity;
use super::recomputed::Recomputed;
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One project's record, be it a page, a few pages or a table row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Fiscal year (or `-`), `/`, normalised number or name; `~2` for a second one.
    pub id: String,
    /// First page, from 1.
    #[schemars(range(min = 1))]
    pub page: u32,
    /// Western start year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<i32>,
    /// Its head.
    pub project: Project,
    /// Its indicators in printed order.
    pub indicators: Vec<Indicator>,
    /// How it was rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Assessment>,
    /// Its texts.
    pub narratives: Vec<Narrative>,
    /// Sheet id of the original of a repeated row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<String>,
    /// Its scores, computed again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recomputed: Option<Recomputed>,
}

/// Head of a sheet; a key is left out only where the form has no such cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// 事業番号; the value is normalised to `1-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Field>,
    /// 事業名.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Field>,
    /// 所管課.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Field>,
    /// 基本方針.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Field>,
    /// Title of the 主要課題.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<Field>,
    /// 対象者.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_group: Option<Field>,
    /// 事業内容.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Field>,
}

/// One indicator with its figures by year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// What it measures.
    pub kind: IndicatorKind,
    /// Its name.
    pub label: Field,
    /// Its unit, where the form prints one for the whole indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Field>,
    /// Which way is better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["up", "down", "maintain"]))]
    pub direction: Option<String>,
    /// Indices of the indicators that it is the sum of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<usize>,
    /// 達成 or 未達成.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Field>,
    /// 前年度比較.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Field>,
    /// Its figures, by year, then role in printed order.
    pub observations: Vec<Observation>,
}

mirror! {
    /// What an indicator measures: 対象, 活動, 成果, 費用, anything else.
    IndicatorKind = sheet::IndicatorKind { Population, Activity, Outcome, Cost, Other }
}

/// One figure of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Western start year.
    pub fiscal_year: i32,
    /// What the figure is for that year.
    pub role: Role,
    /// The figure.
    pub value: Quantity,
}

mirror! {
    /// What a figure is for its year: 目標, 実績, 成り行き値, 見込み値, 予算, 達成率, 増減, 増減率.
    Role = sheet::Role { Target, Actual, Baseline, Forecast, Budget, AchievementRate, Delta, DeltaRate }
}

/// A text of a sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Narrative {
    /// What it is about.
    pub role: NarrativeRole,
    /// The label that it stands under, where its role does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Western start year, where it is for one year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<i32>,
    /// The text.
    pub text: Field,
}

mirror! {
    /// What a text is about.
    NarrativeRole = sheet::NarrativeRole {
        Issue, Purpose, Description, Results, Impact, Reason, Opinion, Future, CouncilOpinion, Other,
    }
}

impl From<&sheet::Sheet> for Sheet {
    fn from(sheet: &sheet::Sheet) -> Self {
        Self {
            id: sheet.id.clone(),
            page: sheet.page,
            fiscal_year: sheet.fiscal_year,
            project: (&sheet.project).into(),
            indicators: sheet.indicators.iter().map(Into::into).collect(),
            assessment: sheet.assessment.as_ref().map(Into::into),
            narratives: sheet.narratives.iter().map(Into::into).collect(),
            repeats: sheet.repeats.clone(),
            recomputed: sheet.recomputed.as_ref().map(Into::into),
        }
    }
}

impl From<&sheet::Project> for Project {
    fn from(project: &sheet::Project) -> Self {
        Self {
            number: project.number.as_ref().map(Into::into),
            name: project.name.as_ref().map(Into::into),
            department: project.department.as_ref().map(Into::into),
            policy: project.policy.as_ref().map(Into::into),
            issue: project.issue.as_ref().map(Into::into),
            target_group: project.target_group.as_ref().map(Into::into),
            description: project.description.as_ref().map(Into::into),
        }
    }
}

impl From<&sheet::Indicator> for Indicator {
    fn from(indicator: &sheet::Indicator) -> Self {
        Self {
            kind: indicator.kind.into(),
            label: (&indicator.label).into(),
            unit: indicator.unit.as_ref().map(Into::into),
            direction: indicator.direction.clone(),
            parts: indicator.parts.clone(),
            status: indicator.status.as_ref().map(Into::into),
            comparison: indicator.comparison.as_ref().map(Into::into),
            observations: indicator.observations.iter().map(Into::into).collect(),
        }
    }
}

impl From<&sheet::Observation> for Observation {
    fn from(observation: &sheet::Observation) -> Self {
        Self { fiscal_year: observation.fiscal_year, role: observation.role.into(), value: (&observation.value).into() }
    }
}

impl From<&sheet::Narrative> for Narrative {
    fn from(narrative: &sheet::Narrative) -> Self {
        Self {
            role: narrative.role.into(),
            label: narrative.label.clone(),
            fiscal_year: narrative.fiscal_year,
            text: (&narrative.text).into(),
        }
    }
}
