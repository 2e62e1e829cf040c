//! How a sheet was rated.

use super::field::Field;

/// The rating part of a sheet. A field is `None` only where the form has no such cell.
#[derive(Clone, Debug, Default)]
pub struct Assessment {
    /// 新型コロナウイルスによる影響の有無.
    pub covid_impact: Option<Field>,
    /// 指標に対する達成状況: the marked letter.
    pub achievement: Option<Field>,
    /// 評価調整の有無.
    pub adjustment: Option<Field>,
    /// A rating in letters.
    pub rating: Option<Field>,
    /// A status in words.
    pub status: Option<Field>,
    /// 所管課, 専門部会.
    pub panels: Vec<Panel>,
    /// 今後の進め方: the marked choice.
    pub direction: Option<Field>,
}

/// One assessor's panel.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Whose it is.
    pub assessor: Assessor,
    /// Its criteria in printed order.
    pub criteria: Vec<Criterion>,
    /// Points for the achievement letter.
    pub achievement_points: Option<Field>,
    /// 総合評価点.
    pub total: Option<Field>,
    /// 総合評価.
    pub grade: Option<Field>,
}

/// Who assesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assessor {
    /// 所管課.
    Department,
    /// 専門部会.
    Committee,
}

/// One rated criterion.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// `effectiveness`, `employment`, else the printed label.
    pub name: String,
    /// The marked level.
    pub level: Option<Field>,
    /// Its points (level × weight).
    pub points: Option<Field>,
    /// The weight that the form or its rubric gives.
    pub weight: Option<u32>,
    /// The reason given.
    pub reason: Option<Field>,
}
