//! Exact fractions: what bands are compared with.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;
use std::fmt;

/// An exact number of a rubric file: an integer, or text such as `"89.5"` or `"200/3"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(pub BigRational);

impl Exact {
    /// The number that `text` says: digits, a decimal, or a fraction.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((above, below)) = text.split_once('/') {
            let (above, below) = (Self::parse(above)?, Self::parse(below)?);
            return (!below.0.is_zero()).then(|| Self(above.0 / below.0));
        }
        text.parse::<Decimal>().ok().map(|d| Self(rational(d)))
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match decimal(&self.0) {
            Some(d) => write!(f, "{d}"),
            None => write!(f, "{}", self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Exact;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer, or a decimal or fraction as text (\"89.5\", \"200/3\")")
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Exact, E> {
                Ok(Exact(BigRational::from_integer(BigInt::from(n))))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Exact, E> {
                Ok(Exact(BigRational::from_integer(BigInt::from(n))))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Exact, E> {
                Exact::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        from.deserialize_any(Visitor)
    }
}

impl JsonSchema for Exact {
    fn schema_name() -> Cow<'static, str> {
        "Exact".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An exact number: an integer, or a decimal or fraction as text",
            "anyOf": [
                { "type": "integer" },
                { "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?(/[0-9]+(\\.[0-9]+)?)?$" }
            ]
        })
    }
}

/// A decimal as a fraction.
pub fn rational(d: Decimal) -> BigRational {
    let scale = BigInt::from(10u8).pow(d.scale());
    BigRational::new(BigInt::from(d.mantissa()), scale)
}

/// A fraction as a decimal where it ends within 28 digits; trailing zeros are dropped.
pub fn decimal(r: &BigRational) -> Option<Decimal> {
    let mut scaled = r.clone();
    for scale in 0..=28u32 {
        if scaled.is_integer() {
            let mantissa = i128::try_from(scaled.to_integer()).ok()?;
            return Decimal::try_from_i128_with_scale(mantissa, scale).ok().map(|d| d.normalize());
        }
        scaled *= BigRational::from_integer(BigInt::from(10u8));
    }
    None
}

/// `actual ÷ target` in percent, exactly; `None` where the target is zero.
pub fn percent(actual: Decimal, target: Decimal) -> Option<BigRational> {
    let target = rational(target);
    (!target.is_zero()).then(|| rational(actual) / target * BigRational::from_integer(BigInt::from(100u8)))
}

/// The fraction rounded half up (away from zero) to `places` decimals.
pub fn round_half_up(r: &BigRational, places: u32) -> BigRational {
    let scale = BigRational::from_integer(BigInt::from(10u8).pow(places));
    let half = BigRational::new(BigInt::from(1u8), BigInt::from(2u8));
    let size = (r.abs() * &scale + half).floor() / scale;
    if r.is_negative() { -size } else { size }
}

/// How a printed rate follows from the exact one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Half up or half even gives it.
    Usual,
    /// Only rounding up, or only cutting off, gives it.
    OneSided,
    /// No rounding gives it.
    None,
}

/// How `printed`, with that many decimals, follows from the exact percentage.
pub fn rounds_to(exact: &BigRational, printed: Decimal, places: u32) -> Rounding {
    let unit = BigRational::new(BigInt::from(1u8), BigInt::from(10u8).pow(places));
    let off = (rational(printed) - exact).abs();
    let half = &unit / BigInt::from(2u8);
    // At exactly half both neighbours are usual: half up takes one, half even may take the other.
    if off <= half {
        Rounding::Usual
    } else if off < unit {
        Rounding::OneSided
    } else {
        Rounding::None
    }
}

/// The fraction rounded half up, as people write it: one decimal, always printed.
pub fn display(r: &BigRational, places: u32) -> String {
    let rounded = round_half_up(r, places);
    match decimal(&rounded) {
        Some(mut d) => {
            d.rescale(places);
            d.to_string()
        }
        None => rounded.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn ratios_are_exact_at_the_edges() {
        assert_eq!(percent(d("378"), d("420")), Exact::parse("90").map(|e| e.0));
        assert_eq!(percent(d("72.0"), d("60")), Exact::parse("120").map(|e| e.0));
        assert_eq!(percent(d("2"), d("3")), Exact::parse("200/3").map(|e| e.0));
        assert_eq!(percent(d("1"), d("0")), None);
    }

    #[test]
    fn percent_is_shown_rounded_half_up() {
        for (actual, target, shown) in
            [("55", "60", "91.7"), ("1", "8", "12.5"), ("3", "3", "100.0"), ("-1", "3", "-33.3")]
        {
            assert_eq!(display(&percent(d(actual), d(target)).unwrap(), 1), shown);
        }
    }

    #[test]
    fn rates_follow_by_the_usual_roundings() {
        let of = |part: &str, whole: &str, printed: &str, places| {
            rounds_to(&percent(d(part), d(whole)).unwrap(), d(printed), places)
        };
        assert_eq!(of("191", "313", "61.0", 1), Rounding::Usual);
        assert_eq!(of("191", "313", "61.1", 1), Rounding::OneSided);
        assert_eq!(of("191", "313", "62.0", 1), Rounding::None);
        assert_eq!(of("1", "8", "12", 0), Rounding::Usual);
        assert_eq!(of("1", "8", "13", 0), Rounding::Usual);
    }

    #[test]
    fn exact_numbers_round_trip() {
        for text in ["120", "89.5", "-3", "200/3"] {
            assert_eq!(Exact::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "1/0", "abc", "1/2/0"] {
            assert_eq!(Exact::parse(text), None);
        }
    }
}
