//! Whether less may be better, where the form does not say: such a rate is never guessed.

use crate::normalise;
use crate::sheet::{Indicator, Role};
use rust_decimal::Decimal;

/// What nobody wants more of. It counts only as what an indicator's name ends in: 離職者の就職件数 counts jobs.
const UNWANTED: [&str; 16] = [
    "待機",
    "苦情",
    "事故",
    "滞納",
    "未納",
    "未就職",
    "離職",
    "失業",
    "不登校",
    "廃棄",
    "犯罪",
    "火災",
    "違反",
    "超過",
    "遅延",
    "待ち",
];
/// What may stand between the unwanted and the end of the name.
const ENDINGS: [&str; 12] = ["児童", "生徒", "者", "発生", "認知", "人数", "件数", "数", "率", "額", "量", "時間"];
/// Fewer years of targets show no direction.
const ENOUGH_YEARS: usize = 3;

/// What the sheet lets suspect about an indicator without a stated direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// Nothing: more is better.
    None,
    /// Its targets fall from year to year.
    FallingTargets,
    /// It counts what nobody wants.
    Unwanted,
}

/// Whether less may be better for the indicator.
pub(super) fn suspicion(indicator: &Indicator) -> Suspicion {
    if indicator.direction.is_some() {
        return Suspicion::None;
    }
    let label = normalise::fold(&indicator.label.printed);
    let mut name = label.split('(').next().unwrap_or_default().trim();
    while let Some(shorter) = ENDINGS.iter().find_map(|e| name.strip_suffix(e)) {
        name = shorter;
    }
    if UNWANTED.iter().any(|w| name.ends_with(w)) {
        return Suspicion::Unwanted;
    }
    let targets = indicator.observations.iter().filter(|o| o.role == Role::Target);
    let mut targets: Vec<(i32, Decimal)> =
        targets.filter_map(|o| Some((o.fiscal_year, o.value.quantity.number?))).collect();
    targets.sort_by_key(|(year, _)| *year);
    let falls = |w: &[(i32, Decimal)]| matches!(w, [(_, a), (_, b)] if b < a);
    let rises = |w: &[(i32, Decimal)]| matches!(w, [(_, a), (_, b)] if b > a);
    let falling = targets.windows(2).any(falls) && !targets.windows(2).any(rises);
    if falling && targets.len() >= ENOUGH_YEARS { Suspicion::FallingTargets } else { Suspicion::None }
}

/// Whether an indicator counts what nobody wants, so that less is likely to be better.
pub fn is_unwanted(indicator: &Indicator) -> bool {
    suspicion(indicator) == Suspicion::Unwanted
}
