//! # subtotal-not-sum
//!
//! ## 何を調べるか
//!
//! 内訳の示された指標の合計が、同じ年度・同じ区分の内訳の合計になっているかどうか。
//!
//! ## なぜ大切か
//!
//! 合計と内訳が合わなければ、どれかの数値が誤っている。
//!
//! ## 例
//!
//! 内訳が20人と15人なのに、合計は36人。
//!
//! ## 直し方
//!
//! 内訳を足し直し、誤っている数値を直す。
//!
//! ## 限界
//!
//! 内訳のすべてに数値があり、単位が同じときだけ確かめる。端数のある数値は、丸めの誤差の範囲で合えばよしとする。
//!
//! ## What it checks
//!
//! Whether an indicator that is the sum of others equals them, by year and role.
//!
//! ## Why it matters
//!
//! If a total and its parts disagree, one of the figures is wrong.
//!
//! ## Example
//!
//! Parts of 20 and 15 people, a total of 36.
//!
//! ## How to resolve
//!
//! Add again and correct the figure that is wrong.
//!
//! ## Limits
//!
//! Only where every part is a number of the same unit. Figures with decimals may differ by their rounding.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot, verdict};
use crate::sheet::{Indicator, Observation, Sheet};
use rust_decimal::Decimal;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        for (which, indicator) in sheet.indicators.iter().enumerate().filter(|(_, i)| !i.parts.is_empty()) {
            for (at, observation) in indicator.observations.iter().enumerate() {
                let Some(spot) = spot::observation(sheet, index, which, at) else { continue };
                let Some((parts, numbers, slack)) = parts_of(sheet, index, indicator, observation) else { continue };
                let Some(total) = observation.value.quantity.number else { continue };
                let sum: Decimal = numbers.iter().sum();
                if (sum - total).abs() <= slack {
                    continue;
                }
                let shown: Vec<String> = numbers.iter().map(|n| n.normalize().to_string()).collect();
                let related: Vec<&Spot> = parts.iter().collect();
                let said = Accusation {
                    recomputed: Some(sum.normalize().to_string()),
                    working: vec![format!("{} = {}（印字 {}）", shown.join(" + "), sum.normalize(), total.normalize())],
                    ja: format!("合計は{}と印字されているが、内訳の合計は{}である。", total.normalize(), sum.normalize()),
                    en: format!("The total is printed as {}; its parts add up to {}.", total.normalize(), sum.normalize()),
                };
                let sure = verdict(related.iter().copied().chain([&spot]));
                report.add(context, Subject::Sheet(index), &spot, sure, said, &related);
            }
        }
    }
}

/// The parts' figures of the same year and role, and by how much their rounding may shift the sum.
fn parts_of<'a>(
    sheet: &'a Sheet,
    index: usize,
    indicator: &Indicator,
    total: &Observation,
) -> Option<(Vec<Spot<'a>>, Vec<Decimal>, Decimal)> {
    let unit = &total.value.quantity.unit;
    let (mut spots, mut numbers, mut slack) = (Vec::new(), Vec::new(), Decimal::ZERO);
    for which in &indicator.parts {
        let observations = &sheet.indicators.get(*which)?.observations;
        let at = observations.iter().position(|o| o.role == total.role && o.fiscal_year == total.fiscal_year)?;
        let quantity = &observations.get(at)?.value.quantity;
        if quantity.unit != *unit || quantity.approximate || quantity.upper.is_some() {
            return None;
        }
        numbers.push(quantity.number?);
        spots.push(spot::observation(sheet, index, *which, at)?);
        // 小数のある数値は、それぞれ最後の桁の半分まで丸められている。
        let decimals = quantity.decimals.and_then(|d| u32::try_from(d).ok()).filter(|d| *d > 0);
        if let Some(decimals) = decimals {
            slack += Decimal::new(5, (decimals + 1).min(28));
        }
    }
    Some((spots, numbers, slack))
}
