//! The types of a profile file.

use super::names;
use super::records::RecordRule;
use super::text_order::TextOrder;
use crate::sheet::{Assessor, IndicatorKind, NarrativeRole, Role};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A form: one file of `profiles/`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Stable id: letters, digits and hyphens; the file is named after it.
    pub id: String,
    /// The profile whose tables this one takes over where it says nothing itself (one level).
    #[serde(default)]
    pub extends: Option<String>,
    /// What the form is called.
    pub title: Title,
    /// Id of the rubric by which its sheets are scored.
    #[serde(default)]
    pub rubric: Option<String>,
    /// Fiscal years for which the form has been seen; it is tried for others too.
    #[serde(default)]
    pub years: Years,
    /// How the publisher's name is found.
    #[serde(default)]
    pub publisher: Option<Publisher>,
    /// The form's labels: a name for each, and all its wordings, the usual one first.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Labels that open a part of the sheet; what follows belongs to it.
    #[serde(default)]
    pub sections: Vec<String>,
    /// How the pages are told.
    #[serde(default)]
    pub pages: Vec<PageRule>,
    /// Labels with one value.
    #[serde(default)]
    pub fields: Vec<FieldRule>,
    /// The table of figures by year.
    #[serde(default)]
    pub indicators: Option<IndicatorTable>,
    /// Rows of boxes outside of panels.
    #[serde(default)]
    pub scales: Vec<Scale>,
    /// What panels rate.
    #[serde(default)]
    pub criteria: Vec<Criterion>,
    /// The panels of the assessors.
    #[serde(default)]
    pub panels: Vec<Panel>,
    /// Labels of the points of a panel.
    #[serde(default)]
    pub points: Option<PanelPoints>,
    /// The list of all sheets.
    #[serde(default)]
    pub list: Option<ListRule>,
    /// Records that are table rows, or parts of the document under a heading.
    #[serde(default)]
    pub records: Vec<RecordRule>,
    /// Whether it describes many forms loosely: a profile that describes one goes before it.
    #[serde(default)]
    pub general: bool,
    /// How a dump in content-stream order comes apart.
    #[serde(default)]
    #[schemars(skip)]
    pub text_order: Option<TextOrder>,
}

/// A title in both languages.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// Western start years.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// First fiscal year.
    #[serde(default)]
    pub first: Option<i32>,
    /// Last fiscal year.
    #[serde(default)]
    pub last: Option<i32>,
}

/// Where the publisher's name stands.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Regular expressions over the printed text of a line; the group `name` is the publisher.
    pub patterns: Vec<String>,
    /// Codes of local governments (全国地方公共団体コード, six digits) by name.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
}

/// What a page of the form can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// How sheets are scored.
    Rules,
    /// The list of all sheets.
    List,
    /// A sheet.
    Sheet,
}

/// How a kind of page is told.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageRule {
    /// Which kind.
    pub kind: PageKind,
    /// Labels that stand on it; most of them must.
    pub must: Vec<String>,
    /// Labels none of which stands on it.
    #[serde(default)]
    pub must_not: Vec<String>,
}

/// Where a value stands, seen from its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// In the next cell to the right.
    Right,
    /// In the next cell below.
    Below,
    /// In the label's own cell, on the lines under it.
    Inside,
    /// On the label's own line, after it.
    After,
}

/// A label with one value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// What the value is.
    pub slot: Slot,
    /// The label's name in `labels`.
    pub label: String,
    /// Where the value may stand; the first place that holds one counts. By default anywhere beside its label.
    #[serde(default = "anywhere")]
    pub value: Vec<Relation>,
    /// The section that the label must stand in.
    #[serde(default)]
    pub section: Option<String>,
}

fn anywhere() -> Vec<Relation> {
    vec![Relation::Right, Relation::Below, Relation::Inside, Relation::After]
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Slot {
    Number,
    Name,
    Department,
    Policy,
    /// The issue's title, and its text where a second cell or line holds one.
    Issue,
    TargetGroup,
    Description,
    CovidImpact,
    Adjustment,
    Purpose,
    Results,
    Impact,
    Future,
    CouncilOpinion,
    Reason,
    Opinion,
    /// A text that keeps its label.
    Other,
}

impl Slot {
    /// The narrative that the slot is, if it is one.
    pub fn narrative(self) -> Option<NarrativeRole> {
        match self {
            Self::Purpose => Some(NarrativeRole::Purpose),
            Self::Results => Some(NarrativeRole::Results),
            Self::Impact => Some(NarrativeRole::Impact),
            Self::Future => Some(NarrativeRole::Future),
            Self::CouncilOpinion => Some(NarrativeRole::CouncilOpinion),
            Self::Reason => Some(NarrativeRole::Reason),
            Self::Opinion => Some(NarrativeRole::Opinion),
            Self::Other => Some(NarrativeRole::Other),
            _ => None,
        }
    }
}

/// The table of indicators: a block of rows for each, a column (or more) for each year.
///
/// Years come from the heads; so does which row or column of an indicator is which.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorTable {
    /// Label over the kinds.
    pub head: String,
    /// Label over the indicators' names.
    pub name: String,
    /// Label over their units.
    #[serde(default)]
    pub unit: Option<String>,
    /// Label of each kind: population, activity, outcome, cost, other.
    #[serde(deserialize_with = "names::kinds")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub kinds: Vec<(IndicatorKind, String)>,
    /// Label of each role: target, actual, baseline, forecast, budget, achievement_rate, delta, delta_rate.
    #[serde(deserialize_with = "names::roles")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub roles: Vec<(Role, String)>,
}

/// Which row of boxes it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ScaleSlot {
    Achievement,
    Direction,
}

/// A row of boxes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// What it rates.
    pub slot: ScaleSlot,
    /// Its heading: the boxes stand below it or to its right.
    pub label: String,
    /// What a box can stand for; which box stands for what is read from the sheet.
    pub levels: Vec<Level>,
    /// Whether other choices than those listed may be printed.
    #[serde(default)]
    pub open: bool,
}

/// What a box stands for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The value.
    pub value: String,
    /// How it is printed, besides the value itself.
    #[serde(default)]
    pub words: Vec<String>,
}

/// What panels rate.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// `effectiveness`, `employment`, or another name.
    pub name: String,
    /// Label of its row of boxes.
    pub label: String,
    /// Label of its points.
    pub points: String,
    /// Levels that a box can stand for.
    pub levels: Vec<String>,
}

/// An assessor's panel.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Whose: department or committee.
    #[serde(deserialize_with = "names::assessor")]
    #[schemars(with = "String")]
    pub assessor: Assessor,
    /// Its heading.
    pub label: String,
    /// Label of its row of points.
    pub total: String,
    /// Heading over the reasons, one a criterion.
    #[serde(default)]
    pub reason: Option<String>,
    /// Heading over an opinion on the whole.
    #[serde(default)]
    pub opinion: Option<String>,
}

/// Labels of the points of a panel, besides those of the criteria.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PanelPoints {
    pub achievement: String,
    pub total: String,
    pub grade: String,
}

/// The list of all sheets.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRule {
    /// Its columns, from left to right; others are kept as a table.
    pub columns: Vec<Column>,
    /// Label of heads that give letters: a column under such a head, or with such a head, is a grade.
    pub grade: String,
}

/// A column of the list.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What stands in it.
    pub slot: ListSlot,
    /// Label of its head.
    pub label: String,
}

/// What stands in a column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ListSlot {
    Number,
    Name,
    TargetGroup,
    Department,
    Achievement,
    Effectiveness,
    Employment,
    Total,
}

impl Profile {
    /// The wordings of a label.
    pub fn wordings(&self, label: &str) -> &[String] {
        self.labels.get(label).map_or(&[], Vec::as_slice)
    }

    /// The rule for pages of a kind.
    pub fn page(&self, kind: PageKind) -> Option<&PageRule> {
        self.pages.iter().find(|p| p.kind == kind)
    }
}
