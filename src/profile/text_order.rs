//! The `[text_order]` table of a profile: how to put a dump in content-stream order back together.
//!
//! Such a dump holds the blocks of a page in the order in which they were painted. The table
//! says by which labels the blocks are known, and in which runs of columns the rows of figures
//! are known to come apart. What it says is a preference, not a rule: the reader weighs it
//! against the other evidence of the page.

use super::names;
use crate::sheet::{IndicatorKind, Role};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The text-order grammar of a form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextOrder {
    /// Labels by what they stand for; each with all its printed variants.
    pub labels: BTreeMap<LabelId, Vec<String>>,
    /// Choices of the row 今後の進め方, in printed order.
    #[serde(default)]
    pub directions: Vec<String>,
    /// Captions over the letters of the achievement row, in printed order.
    #[serde(default)]
    pub captions: Vec<String>,
    /// Letters of the achievement row, in printed order.
    #[serde(default)]
    pub grades: Vec<String>,
    /// Characters of a marked box.
    pub filled: String,
    /// Characters of an unmarked box.
    pub empty: String,
    /// How the sentences of the committees end.
    #[serde(default)]
    pub opinion_endings: Vec<String>,
    /// How the sentences end that say what is planned.
    #[serde(default)]
    pub plan_endings: Vec<String>,
    /// Runs of columns in which rows of figures are known to come apart.
    #[serde(default)]
    pub torn: Vec<Torn>,
    /// Cells that are known to follow one another though they are no neighbours on the form.
    #[serde(default)]
    pub follows: Vec<Follows>,
}

/// What stands before and behind a tear.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follows {
    /// Year columns of the form that comes apart in this way.
    pub columns: usize,
    /// Pairs of cells, the second of which may be the label of an indicator.
    pub pairs: Vec<(Spot, Spot)>,
}

/// A cell (`outcome.target.3`, columns from 1) or the label of an indicator (`outcome`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The indicator.
    pub indicator: IndicatorKind,
    /// Row and column; `None` for the label.
    pub cell: Option<(Role, usize)>,
}

impl<'de> Deserialize<'de> for Spot {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bad = || serde::de::Error::custom(format!("no cell and no label: {text}"));
        let mut parts = text.split('.');
        let indicator = names::one_of(parts.next().unwrap_or_default(), names::KINDS)?;
        let cell = match (parts.next(), parts.next(), parts.next()) {
            (None, _, _) => None,
            (Some(role), Some(column), None) => {
                Some((names::one_of(role, names::ROLES)?, column.parse().map_err(|_| bad())?))
            }
            _ => return Err(bad()),
        };
        Ok(Self { indicator, cell })
    }
}

/// One way in which a row of figures comes apart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Torn {
    /// Year columns of the form that comes apart in this way.
    pub columns: usize,
    /// Whose row.
    #[serde(deserialize_with = "names::kind")]
    pub indicator: IndicatorKind,
    /// Which row of it.
    #[serde(deserialize_with = "names::role")]
    pub role: Role,
    /// First and last column of each run, from 1, in the order in which the dump gives the runs.
    pub runs: Vec<(usize, usize)>,
}

/// What a label of the form stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum LabelId {
    Title,
    Department,
    Number,
    Name,
    Description,
    Policy,
    TargetGroup,
    Issue,
    Results,
    IndicatorHead,
    Target,
    Actual,
    Population,
    Activity,
    Outcome,
    Covid,
    CovidState,
    YesNo,
    Achievement,
    Adjustment,
    DepartmentPanel,
    CommitteePanel,
    High,
    Low,
    Arrow,
    ReasonHead,
    OpinionHead,
    Effectiveness,
    Employment,
    DepartmentTotal,
    CommitteeTotal,
    PointsAchievement,
    PointsEffectiveness,
    PointsEmployment,
    PointsTotal,
    PointsGrade,
    Future,
    Direction,
    Council,
}
