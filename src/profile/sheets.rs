//! Records of kind `sheet`: a page, or a few, whose values stand beside their labels.

use crate::sheet::IndicatorKind;
use schemars::JsonSchema;
use serde::Deserialize;

/// What of the form is one record, and what its tables and ratings hold. Texts are in `fields`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetRule {
    /// Labels all of which stand on the first page of a record; other pages go on with it.
    #[serde(default)]
    pub starts: Vec<String>,
    /// Labels one of which is enough on a page that also shows the title of the form (label `title`).
    #[serde(default)]
    pub titled: Vec<String>,
    /// Most pages of a record.
    #[serde(default = "one")]
    pub pages: u32,
    /// Which figures are which indicators: the first rule one of whose labels stands beside, over or above
    /// a figure says its kind.
    #[serde(default)]
    pub indicators: Vec<IndicatorRule>,
    /// What beside the figures of an indicator is none of them.
    #[serde(default)]
    pub beside: Vec<BesideRule>,
    /// Which indicators are sums of others.
    #[serde(default)]
    pub sums: Vec<SumRule>,
    /// How the record is rated.
    #[serde(default)]
    pub ratings: Vec<RatingRule>,
}

fn one() -> u32 {
    1
}

impl SheetRule {
    /// Every label that it refers to, with the key where it does.
    pub(super) fn used(&self) -> Vec<(String, &str)> {
        let mut used: Vec<(String, &str)> = Vec::new();
        used.extend(self.starts.iter().enumerate().map(|(i, l)| (format!("starts[{i}]"), l.as_str())));
        used.extend(self.titled.iter().enumerate().map(|(i, l)| (format!("titled[{i}]"), l.as_str())));
        for (i, rule) in self.indicators.iter().enumerate() {
            let labels = rule.labels.iter().enumerate();
            used.extend(labels.map(|(k, l)| (format!("indicators[{i}].labels[{k}]"), l.as_str())));
        }
        used.extend(self.beside.iter().enumerate().map(|(i, b)| (format!("beside[{i}].label"), b.label.as_str())));
        for (i, sum) in self.sums.iter().enumerate() {
            used.push((format!("sums[{i}].total"), &sum.total));
            let parts = sum.parts.iter().enumerate();
            used.extend(parts.map(|(k, l)| (format!("sums[{i}].parts[{k}]"), l.as_str())));
        }
        used.extend(self.ratings.iter().enumerate().map(|(i, r)| (format!("ratings[{i}].label"), r.label.as_str())));
        used
    }
}

/// Which figures are of a kind.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorRule {
    /// population, activity, outcome, cost or other.
    #[serde(deserialize_with = "super::names::kind")]
    #[schemars(with = "String")]
    pub kind: IndicatorKind,
    /// Labels that say so.
    pub labels: Vec<String>,
}

/// A column or row beside the figures that holds something else about the indicator.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BesideRule {
    /// What it holds.
    pub slot: BesideSlot,
    /// Its head.
    pub label: String,
}

/// What stands beside the figures of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BesideSlot {
    /// The name of the indicator.
    Name,
    /// 達成・未達成.
    Status,
    /// 前年度比較.
    Comparison,
    /// Whether more or less is better.
    Direction,
    /// What is neither a name nor a value: headings of columns, hints of the form where nobody wrote anything.
    Nothing,
    /// A column that says something about the indicator (計算式, 達成年度) and neither names it nor is its value.
    Note,
}

/// An indicator that is the sum of others.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SumRule {
    /// Label of the sum.
    pub total: String,
    /// Labels of its parts; those that a sheet does not have count nothing.
    pub parts: Vec<String>,
}

/// A rating: a letter, a mark, points or words beside or under their label.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingRule {
    /// What it rates.
    pub slot: RatingSlot,
    /// Its label.
    pub label: String,
}

/// What a rating is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RatingSlot {
    /// How far the goals were reached.
    Achievement,
    /// The rating of the whole, where no points lead to it.
    Rating,
    /// 達成/未達成 of the whole.
    Status,
    /// How the project goes on.
    Direction,
    /// One of several criteria, by its printed name: points, a letter or a mark.
    Criterion,
    /// The points of all criteria together.
    Total,
    /// The letter that the points lead to.
    Grade,
}
