//! The rubric file: a publisher's printed rules as dated data.

use super::exact::Exact;
use super::scale::{Band, Ends, Scale};
use schemars::JsonSchema;
use serde::Deserialize;

/// One publisher's rules for one period. Letters never carry over to another rubric.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Name by which profiles and documents refer to it.
    pub id: String,
    /// What it is, for people.
    pub title: Title,
    /// The body that published the rules.
    pub publisher: Option<Publisher>,
    /// Fiscal years whose printed rules were seen.
    pub years: Years,
    /// Where the rules are printed.
    pub source: Source,
    /// The plan whose years the targets belong to.
    pub plan: Option<Plan>,
    /// How the achievement letter is given.
    pub achievement: Option<Scale>,
    /// Further scales of the same body, each with a name: its letters are its own.
    #[serde(default)]
    pub other_scales: Vec<Scale>,
    /// Criteria that an assessor marks on a scale.
    #[serde(default)]
    pub criteria: Vec<Criterion>,
    /// How the total becomes a letter.
    pub overall: Option<Overall>,
    /// How a letter may be adjusted afterwards.
    pub adjustment: Option<Adjustment>,
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

/// A public body.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Its name.
    pub name: String,
    /// Six-digit code of local governments (全国地方公共団体コード).
    pub local_government_code: Option<String>,
}

/// Western start years, both inclusive; a missing end is open.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// First fiscal year.
    pub first: Option<i32>,
    /// Last fiscal year.
    pub last: Option<i32>,
}

/// Where the rules are printed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title of the document.
    pub title: String,
    /// Its address.
    pub address: Option<String>,
    /// What a reader should know about it.
    pub note: Option<String>,
}

/// The years between which a plan runs: what "base value" and "final target" mean. Without them a rule that
/// compares with either decides nothing.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Fiscal year of the base value (基準値, 現状値): its actual is what progress starts from.
    pub base_year: Option<i32>,
    /// Fiscal year of the final target.
    pub last_year: Option<i32>,
    /// The rule as printed.
    pub clause: Option<String>,
}

/// A criterion that an assessor marks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// `effectiveness`, `employment`, or the printed label.
    pub name: String,
    /// Its printed label.
    pub label: String,
    /// Lowest and highest level.
    pub levels: [u32; 2],
    /// Whether the lowest level is the best one.
    #[serde(default)]
    pub lowest_is_best: bool,
    /// Points are level × weight.
    pub weight: u32,
    /// The rule as printed.
    pub clause: Option<String>,
}

/// Total → letter.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overall {
    /// What the bands are laid over.
    #[serde(default)]
    pub of: TotalOf,
    /// The most points there are to be had.
    pub full_points: Option<Exact>,
    /// Bands on the total; letters whose band was not seen say `when = "not-seen"` or are left out.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// Not all bands were seen: a total outside of those that are there may still have a letter.
    #[serde(default)]
    pub incomplete: bool,
    /// The rule as printed.
    pub clause: Option<String>,
}

/// What total bands are laid over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TotalOf {
    /// The points themselves.
    #[default]
    Points,
    /// The points in percent of `full_points`.
    Share,
}

/// How a letter may be raised afterwards.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// Only where the impact cell says 有.
    #[serde(default)]
    pub requires_impact: bool,
    /// Only from these letters.
    pub grades: Vec<String>,
    /// What the actual is compared with for it; any of them.
    pub bases: Vec<Basis>,
    /// Those of `bases` that a sheet prints.
    #[serde(default)]
    pub printed_bases: Vec<Basis>,
    /// Bands on actual ÷ basis in percent, and by how many letters they raise.
    pub steps: Vec<Step>,
    /// The rule as printed.
    pub clause: Option<String>,
}

/// What an adjustment compares the actual with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A target that was lowered afterwards.
    RestrictedTarget,
    /// The previous year's target.
    PreviousTarget,
}

/// A band of an adjustment.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Lower end; open where missing.
    pub low: Option<Exact>,
    /// Upper end; open where missing.
    pub high: Option<Exact>,
    /// Which ends belong to it.
    pub bounds: Option<Ends>,
    /// By how many letters it raises.
    pub raise: u32,
    /// The rule as printed.
    pub clause: Option<String>,
}
