//! A scale of letters: what is measured, against what, and which bands lie on it.

use super::exact::Exact;
use super::rounding::RoundingRule;
use schemars::JsonSchema;
use serde::Deserialize;

/// Bands on a measure, in printed order; the first that holds counts (overlapping 以上 are read top-down).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Its name, where a rubric has several.
    pub name: Option<String>,
    /// Its printed heading.
    pub label: Option<String>,
    /// What is measured.
    pub measure: Measure,
    /// What it is measured against.
    #[serde(default)]
    pub against: Against,
    /// Kind of indicator that is rated.
    pub indicator: Option<IndicatorKind>,
    /// For which direction of the indicator the rule holds. Without `down` a lower-is-better
    /// indicator has no letter.
    #[serde(default)]
    pub direction: Direction,
    /// The rate of an indicator where less is better; never assumed.
    pub lower_is_better: Option<LowerIsBetter>,
    /// How far a value may lie from the one it is compared with and still count as level.
    pub tolerance: Option<Tolerance>,
    /// The measure is cut off here before it is compared (100 % where over-achievement does not count).
    pub cap: Option<Exact>,
    /// How the measure is rounded before it is compared; exact where nothing is said.
    pub rounding: Option<RoundingRule>,
    /// How several rated indicators become one figure; without it only a single one is rated.
    pub pool: Option<Pool>,
    /// Points that a measure of 100 % is worth, where points follow from the measure itself.
    pub full_points: Option<Exact>,
    /// The bands, best first.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// What counts where bands overlap.
    pub overlap: Option<Overlap>,
    /// Not all bands were seen: a figure outside of those that are there may still have a letter.
    #[serde(default)]
    pub incomplete: bool,
    /// The assessor may depart from the letter that the figures give (定性的視点も考慮).
    #[serde(default)]
    pub overridable: bool,
    /// Marks that may follow a letter without changing it (A′).
    #[serde(default)]
    pub suffixes: Vec<Suffix>,
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
    /// The way covered from the base value to the target, in percent.
    Progress,
    /// Change, in percent of the value it is measured against.
    Change,
    /// Actual less the value it is measured against, in the indicator's own unit.
    Difference,
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

/// The rate of an indicator where less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LowerIsBetter {
    /// 目標 ÷ 実績.
    TargetOverActual,
    /// 2 − 実績 ÷ 目標.
    TwoMinusRatio,
}

/// A change that counts as none; it speaks to the measures `change` and `difference`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// The largest change that counts as level, this included.
    pub within: Exact,
    /// What `within` counts.
    pub unit: ToleranceUnit,
    /// For which indicators it holds, in words (市民アンケート). No sheet says so: both readings stay open.
    pub only: Option<String>,
}

/// What a tolerance counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ToleranceUnit {
    /// Percent of the value that is compared with.
    Percent,
    /// The indicator's own unit.
    Own,
}

/// How several rated indicators become one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pool {
    /// The mean of their measures, each cut off and rounded first.
    Mean,
}

/// What counts where bands overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Overlap {
    /// The first that holds: 以上 bands are read top-down.
    #[default]
    First,
    /// The rules do not say: every band that holds stays possible.
    All,
}

/// A mark that may follow a letter.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suffix {
    /// The mark.
    pub mark: String,
    /// What it says.
    pub label: Option<String>,
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
    /// What is measured for this band, where it is not what the scale measures.
    pub measure: Option<Measure>,
    /// What it is measured against, where it is not what the scale says.
    pub against: Option<Against>,
    /// Further figures that must hold too (below the target, but above the base value).
    #[serde(default)]
    pub also: Vec<Test>,
    /// Words that earn the letter instead of a figure.
    pub when: Option<When>,
    /// The letter that says "as planned": which one differs from body to body.
    #[serde(default)]
    pub met: bool,
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

/// A figure and where it must lie.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// What is measured, where it is not what the scale measures.
    pub measure: Option<Measure>,
    /// What it is measured against, where it is not what the scale says.
    pub against: Option<Against>,
    /// Lower end; open where missing.
    pub low: Option<Exact>,
    /// Upper end; open where missing.
    pub high: Option<Exact>,
    /// Which ends belong to it.
    pub bounds: Option<Ends>,
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
    /// The plan sets no target.
    NoTarget,
    /// Its figures stand in the rules, but were not seen: never filled in.
    NotSeen,
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
    pub target: Option<Exact>,
    /// Its unit.
    pub unit: Option<String>,
    /// Instead of a number: the target is one for a later year than the evaluated one.
    #[serde(default)]
    pub due_later: bool,
    /// The bands that hold instead.
    pub bands: Vec<Band>,
    /// The rule as printed.
    pub clause: Option<String>,
}
