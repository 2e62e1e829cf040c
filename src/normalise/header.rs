//! The unit and scale that a heading gives to the figures under it.

use super::context::Context;
use super::exact::summable;
use super::quantity::Quantity;
use super::tail::Tail;
use super::unit::{Declared, declared, declared_by_unit};
use super::warning;
use rust_decimal::Decimal;

/// What unit column and heading say; `None` where there is neither.
fn said(context: &Context) -> Option<Declared> {
    match (context.unit, context.header) {
        (Some(unit), header) => {
            let by_unit = declared_by_unit(unit);
            if by_unit.unit.is_some() { Some(by_unit) } else { header.map(declared) }
        }
        (None, Some(header)) => Some(declared(header)),
        (None, None) => None,
    }
}

/// The unit that the surroundings give.
pub(super) fn unit(context: &Context) -> Option<String> {
    said(context)?.unit
}

/// The quantity with the heading's unit and scale, where it prints none of its own.
pub(super) fn apply(mut quantity: Quantity, context: &Context, tail: &Tail) -> Quantity {
    if context.legend().below_unit && quantity.number == Some(Decimal::ZERO) && quantity.decimals > Some(0) {
        quantity.below_unit = true;
    }
    if tail.multiplier {
        return quantity;
    }
    let Some(said) = said(context) else { return quantity };
    let Some(declared) = said.unit else {
        return without_unit(quantity, tail, said.money);
    };
    if let Some(own) = &quantity.unit {
        // 1,234円 under 千円: the cell says what it counts, and the heading says otherwise.
        let differs = *own != declared || (said.power > 0 && !tail.scaled);
        return if differs { quantity.warned(warning::UNIT_CONTRADICTS) } else { quantity };
    }
    if tail.scaled && said.power > 0 {
        return Quantity { unit: Some(declared), ..quantity }.warned(warning::UNIT_CONTRADICTS);
    }
    let Some(factor) = 10_i128.checked_pow(said.power).and_then(|f| Decimal::try_from_i128_with_scale(f, 0).ok())
    else {
        return quantity.warned(warning::TOO_LARGE);
    };
    let scaled = |n: Option<Decimal>| match n {
        Some(n) => times(n, factor).map(Some),
        None => Some(None),
    };
    let (Some(number), Some(upper)) = (scaled(quantity.number), scaled(quantity.upper)) else {
        return quantity.warned(warning::TOO_LARGE);
    };
    if declared == "%" && said.rate && suspicious_ratio(&quantity) {
        quantity = quantity.warned(warning::RATIO_NOT_PERCENT);
    }
    for &i in &tail.unscaled {
        if let Some(part) = quantity.parts.get_mut(i)
            && let Some(number) = times(part.number, factor)
        {
            part.number = number;
            part.unit = Some(declared.clone());
        }
    }
    let power = i32::try_from(said.power).unwrap_or(0);
    Quantity { number, upper, unit: Some(declared), decimals: quantity.decimals.map(|d| d - power), ..quantity }
}

fn without_unit(quantity: Quantity, tail: &Tail, money: bool) -> Quantity {
    if quantity.unit.is_some() || (quantity.number.is_none() && quantity.upper.is_none()) {
        return quantity;
    }
    // 12億 under 予算 is money; 1,234 under it may be 千円.
    if money && tail.scaled {
        return Quantity { unit: Some("円".to_owned()), ..quantity }.warned(warning::UNIT_INFERRED);
    }
    quantity.warned(warning::UNIT_UNKNOWN)
}

/// 0.875 under 達成率（%）: a ratio that was never multiplied.
fn suspicious_ratio(quantity: &Quantity) -> bool {
    let ratio = |n: Decimal| n > Decimal::ZERO && n < Decimal::TWO;
    quantity.decimals >= Some(2) && quantity.number.is_some_and(ratio)
}

/// The exact product, or `None` where it does not fit.
fn times(n: Decimal, factor: Decimal) -> Option<Decimal> {
    let product = n.checked_mul(factor).and_then(summable)?;
    // A product that was rounded to fit does not lead back.
    (product.checked_div(factor)? == n).then(|| product.normalize())
}
