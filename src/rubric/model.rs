//! The rubric file: a publisher's printed rules as dated data.

use super::exact::Exact;
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
    /// How the achievement letter is given.
    pub achievement: Option<Scale>,
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

/// Bands on a measure, in printed order; the first that holds counts (overlapping 以上 are read top-down).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// What is measured.
    pub measure: Measure,
    /// What it is measured against.
    #[serde(default)]
    pub against: Against,
    /// Kind of indicator that is rated.
    pub indicator: Option<IndicatorKind>,
    /// For which direction of the indicator the formula holds. Without `down` a lower-is-better
    /// indicator has no rate.
    #[serde(default)]
    pub direction: Direction,
    /// The measure is cut off here before it is compared (100 % where over-achievement does not count).
    pub cap: Option<Exact>,
    /// How the measure is rounded before it is compared; exact where nothing is said.
    pub rounding: Option<RoundingRule>,
    /// The bands.
    pub bands: Vec<Band>,
    /// Other bands where the target has a particular value (A = 100 where the target is itself 100 %).
    #[serde(default)]
    pub exceptions: Vec<Exception>,
    /// The rule as printed.
    pub clause: Option<String>,
}

/// What a scale measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Actual ÷ target, in percent.
    Ratio,
    /// Change, in percent of the value it is measured against.
    Change,
    /// A sum of points.
    Points,
    /// Words only; no figure decides.
    Judgement,
}

/// What an actual is measured against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Against {
    /// The same year's target.
    #[default]
    Target,
    /// The target of the last year of the plan.
    FinalTarget,
    /// A straight line from the base value to the final target.
    InterpolatedTarget,
    /// The previous year's actual.
    PreviousYear,
    /// The value before the project.
    Base,
}

/// Kind of indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum IndicatorKind {
    Population,
    Activity,
    Outcome,
    Cost,
}

/// Direction for which a formula holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    #[default]
    Up,
    /// Less is better; the rubric's formula covers it.
    Down,
    /// Both, each by its own sign.
    Both,
}

/// How a measure is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundingRule {
    /// In which direction.
    pub mode: RoundingMode,
    /// Decimals that remain.
    pub places: u32,
}

/// Direction of rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingMode {
    /// 四捨五入.
    HalfUp,
    /// 切捨て.
    Down,
    /// 切上げ.
    Up,
}

/// A letter and what earns it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The letter or mark.
    pub grade: String,
    /// Its words.
    pub label: Option<String>,
    /// Lower end; open where missing.
    pub low: Option<Exact>,
    /// Upper end; open where missing.
    pub high: Option<Exact>,
    /// Which ends belong to the band.
    pub bounds: Option<Ends>,
    /// An isolated value instead of an interval (A 100; B 80 …).
    pub at: Option<Exact>,
    /// Words that earn the letter instead of a figure.
    pub when: Option<When>,
    /// What must hold besides.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// The letter where the figure fits and a condition does not hold.
    pub otherwise: Option<String>,
    /// Points that the letter is worth.
    pub points: Option<Exact>,
    /// The points cell prints a dash, and no total or overall letter is given.
    #[serde(default)]
    pub dash: bool,
    /// The rule as printed.
    pub clause: Option<String>,
}

/// Which ends belong to an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Ends {
    /// Both.
    #[serde(rename = "[]")]
    Closed,
    /// The lower one (以上・未満).
    #[serde(rename = "[)")]
    ClosedOpen,
    /// The upper one (超・以下).
    #[serde(rename = "(]")]
    OpenClosed,
    /// None.
    #[serde(rename = "()")]
    Open,
}

/// Words that earn a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// 中止・延期: the project was not carried out.
    NotCarriedOut,
    /// 判断できない: it cannot be rated.
    Unrated,
    /// The assessor's judgement.
    Judgement,
}

/// A second condition of a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The actual is not below the previous year's.
    NotBelowPreviousYear,
    /// A remark on quality, which no figure gives.
    Quality,
    /// The assessor may decide otherwise.
    Judgement,
}

/// Other bands for a particular target.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The target's number.
    pub target: Exact,
    /// Its unit.
    pub unit: Option<String>,
    /// The bands that hold instead.
    pub bands: Vec<Band>,
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
    /// Bands on the total; letters whose band was not seen are left out.
    pub bands: Vec<Band>,
    /// The rule as printed.
    pub clause: Option<String>,
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
