//! How records lie that are not pages of labels: a table row each, or a part of the document under a heading.

use super::names;
use super::sheets::SheetRule;
use crate::sheet::{NarrativeRole, Role};
use schemars::JsonSchema;
use serde::Deserialize;

/// How a kind of record lies.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RecordRule {
    /// A table row is a record.
    Row(TableRule),
    /// What stands under a heading, up to the next one, is a record; its tables hold its figures.
    Section(TableRule),
    /// A page is a record, or a few are: its values stand beside their labels.
    Sheet(SheetRule),
}

impl RecordRule {
    /// Its table, where it lies in one.
    pub fn table(&self) -> Option<&TableRule> {
        match self {
            Self::Row(table) | Self::Section(table) => Some(table),
            Self::Sheet(_) => None,
        }
    }

    /// How it is read by its labels, where it is a page.
    pub fn sheet(&self) -> Option<&SheetRule> {
        match self {
            Self::Sheet(sheet) => Some(sheet),
            Self::Row(_) | Self::Section(_) => None,
        }
    }
}

/// A table by the heads of its columns.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableRule {
    /// Regular expressions over a line: it opens a record (kind `section`) or says what the rows under it have in
    /// common (kind `row`). The group `name` is the section's name, `issue` the rows' issue.
    #[serde(default)]
    pub heading: Vec<String>,
    /// Labels that stand in the head of the table; most of them must.
    pub head: Vec<String>,
    /// Its columns by their heads; others are kept as texts of the record.
    pub columns: Vec<RecordColumn>,
    /// Rates whose part and whole stand beside them.
    #[serde(default)]
    pub rates: Vec<RateRule>,
    /// Words that begin figures of another year than the column's: 参考.
    #[serde(default)]
    pub reference: Vec<String>,
    /// How records are known in a text whose tables have come apart.
    #[serde(default)]
    pub outline: Option<OutlineRule>,
    /// Whether the first text of a section describes it.
    #[serde(default)]
    pub described: bool,
}

/// A column of a table of records.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordColumn {
    /// Label of its head; a fiscal year before or after it is the column's year.
    pub label: String,
    /// What stands in it.
    pub slot: RecordSlot,
    /// What its figures are, for `figures`.
    #[serde(default, deserialize_with = "names::some_role")]
    #[schemars(with = "Option<String>")]
    pub role: Option<Role>,
    /// Whether every figure of its sentences counts, or only those that are set apart (in brackets, at the end).
    #[serde(default)]
    pub running: bool,
    /// What its text is about, for `figures` and `narrative`.
    #[serde(default, deserialize_with = "names::some_narrative")]
    #[schemars(with = "Option<String>")]
    pub narrative: Option<NarrativeRole>,
}

/// What stands in a column of a table of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordSlot {
    /// The record's number.
    Number,
    /// Its name.
    Name,
    /// What it does.
    Description,
    /// For whom.
    TargetGroup,
    /// By whom.
    Department,
    /// The policy line it belongs to.
    Policy,
    /// The issue it answers.
    Issue,
    /// How far it came, in words.
    Status,
    /// A text.
    Narrative,
    /// What the figures of a row are about.
    Label,
    /// Texts with figures, by year and role.
    Figures,
}

/// Regular expressions over the lines of a text whose tables have come apart.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutlineRule {
    /// A line with the number of a record: groups `number` and `key`, the running number within it.
    pub number: String,
    /// An entry of the outline: groups `key` and `name`.
    pub entry: String,
    /// Who is in charge, after an entry: group `department`.
    pub department: String,
}

/// A rate that is printed with its part and its whole.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateRule {
    /// Label of the rate.
    pub rate: String,
    /// Label of what is divided.
    pub part: String,
    /// Label of what it is divided by.
    pub whole: String,
}
