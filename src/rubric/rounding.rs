//! How a rubric says that a measure is rounded.

use super::exact::round_half_up;
use num_bigint::BigInt;
use num_rational::BigRational;
use schemars::JsonSchema;
use serde::Deserialize;

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

impl RoundingRule {
    /// The fraction, rounded.
    pub(super) fn round(self, r: &BigRational) -> BigRational {
        let scale = BigRational::from_integer(BigInt::from(10u8).pow(self.places));
        match self.mode {
            RoundingMode::HalfUp => round_half_up(r, self.places),
            RoundingMode::Down => (r * &scale).floor() / scale,
            RoundingMode::Up => (r * &scale).ceil() / scale,
        }
    }
}
