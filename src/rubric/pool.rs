//! Several rated indicators as one figure: each is cut off and rounded first, then the mean is taken.

use super::band;
use super::exact::{decimal, display, round_half_up};
use super::measure::{Inputs, value};
use super::reason::Reason;
use super::scale::{Pool, Scale};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use rust_decimal::Decimal;

/// What the rated indicators of a sheet are worth together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pooled {
    /// The mean in percent, exactly.
    pub(super) percent: BigRational,
    /// The band that holds it.
    pub(super) grade: Option<String>,
    /// Its points, where points follow from the measure itself and end within the digits of a decimal.
    pub(super) points: Option<Decimal>,
    /// The working, a line a step.
    pub(super) working: Vec<String>,
}

/// The indicators together, each given with its name; `None` where the scale does not pool.
pub(super) fn pooled(scale: &Scale, rated: &[(&str, Inputs)]) -> Option<Result<Pooled, Reason>> {
    let Pool::Mean = scale.pool?;
    Some(mean(scale, rated))
}

fn mean(scale: &Scale, rated: &[(&str, Inputs)]) -> Result<Pooled, Reason> {
    let (mut sum, mut working) = (BigRational::zero(), Vec::new());
    for (name, inputs) in rated {
        let percent = value(scale, inputs, scale.measure, scale.against, false)?;
        working.push(format!("「{name}」: {}%", display(&percent, 1)));
        sum += percent;
    }
    if rated.is_empty() {
        return Err(Reason::NoIndicator);
    }
    let percent = sum / BigRational::from_integer(BigInt::from(rated.len()));
    let grade = band::find(&scale.bands, &percent).map(|b| b.grade.clone());
    working.push(format!(
        "平均 {}%{}",
        display(&percent, 1),
        grade.iter().map(|g| format!(" → {g}")).collect::<String>()
    ));
    let points = scale.full_points.as_ref().map(|full| &full.0 * &percent / BigInt::from(100u8));
    if let (Some(points), Some(full)) = (&points, &scale.full_points) {
        working.push(format!("{}点満点中 {}点", full, display(points, 1)));
    }
    // A third of a point has no last digit; six places say more than anybody prints.
    let points = points.and_then(|p| decimal(&p).or_else(|| decimal(&round_half_up(&p, 6))));
    Ok(Pooled { percent, grade, points, working })
}
