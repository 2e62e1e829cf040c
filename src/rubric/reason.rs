//! Why a letter is open or cannot be given.

/// Why a letter is open or cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Reason {
    NoTarget,
    TargetIsText,
    TargetIsRange,
    TargetIsApproximate,
    TargetIsPreviousYear,
    TargetIsZero,
    LowerIsBetter,
    NoActual,
    ActualIsText,
    ActualIsApproximate,
    ActualIsZero,
    UnitsDiffer,
    PreviousUnknown,
    RoundingAtEdge,
    OutsideBands,
    Judgement,
    MeasureNotOnSheet,
    SeveralIndicators,
    NoIndicator,
    BandNotSeen,
    BandsOverlap,
    RateUndefined,
    ToleranceMayApply,
}

impl Reason {
    /// The reason in Japanese.
    pub fn ja(self) -> &'static str {
        match self {
            Self::NoTarget => "目標が印字されていない",
            Self::TargetIsText => "目標が数値でない",
            Self::TargetIsRange => "目標が範囲で示されている",
            Self::TargetIsApproximate => "目標が概数である",
            Self::TargetIsPreviousYear => "目標が前年度の実績による",
            Self::TargetIsZero => "目標が0で、割合が定まらない",
            Self::LowerIsBetter => "小さいほど良い指標の割合は規則に定めがない",
            Self::NoActual => "実績が印字されていない",
            Self::ActualIsText => "実績が数値でない",
            Self::ActualIsApproximate => "実績が概数である",
            Self::ActualIsZero => "実績が0で、未達成とも取組なしとも読める",
            Self::UnitsDiffer => "目標と実績の単位が異なる",
            Self::PreviousUnknown => "前年度の実績と比べられない",
            Self::RoundingAtEdge => "端数の丸め方で区分が変わる",
            Self::OutsideBands => "規則のどの区分にも当たらない",
            Self::Judgement => "規則が評価者の判断に委ねている",
            Self::MeasureNotOnSheet => "規則の用いる値が票に印字されていない",
            Self::SeveralIndicators => "評価の対象となる指標が一つに定まらない",
            Self::NoIndicator => "評価の対象となる指標がない",
            Self::BandNotSeen => "規則の区分のうち確認できていないものに当たり得る",
            Self::BandsOverlap => "規則の区分が重なり、どちらを採るかの定めがない",
            Self::RateUndefined => "割る数が0で、割合が定まらない",
            Self::ToleranceMayApply => "増減とみなさない幅を当てはめる指標かどうかが票からは分からない",
        }
    }

    /// The reason in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::NoTarget => "no target is printed",
            Self::TargetIsText => "the target is no number",
            Self::TargetIsRange => "the target is a range",
            Self::TargetIsApproximate => "the target is approximate",
            Self::TargetIsPreviousYear => "the target is the previous year's actual",
            Self::TargetIsZero => "the target is zero, so there is no ratio",
            Self::LowerIsBetter => "the rules define no ratio where less is better",
            Self::NoActual => "no actual is printed",
            Self::ActualIsText => "the actual is no number",
            Self::ActualIsApproximate => "the actual is approximate",
            Self::ActualIsZero => "the actual is zero: missed, or not carried out",
            Self::UnitsDiffer => "target and actual have different units",
            Self::PreviousUnknown => "the previous year's actual cannot be compared",
            Self::RoundingAtEdge => "the band depends on how the ratio is rounded",
            Self::OutsideBands => "the ratio lies in none of the bands",
            Self::Judgement => "the rules leave it to judgement",
            Self::MeasureNotOnSheet => "the sheet does not print what the rules compare with",
            Self::SeveralIndicators => "it is open which indicator is rated",
            Self::NoIndicator => "no indicator is rated",
            Self::BandNotSeen => "it may lie in a band of the rules that was not seen",
            Self::BandsOverlap => "bands of the rules overlap, and they do not say which counts",
            Self::RateUndefined => "the divisor is zero, so there is no ratio",
            Self::ToleranceMayApply => "the sheet does not say whether the tolerance holds for the indicator",
        }
    }
}
