//! Numbers on the wire: printed ones as decimal strings, measures of trust and length rounded.

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;

/// Digits before the point that a number may have: whatever sums of such numbers are tried, none overflows.
const DIGITS: usize = 26;

/// A number that was printed or recomputed: a decimal string without plus, exponent, separator
/// or trailing zeros after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub Decimal);

/// The one way in which the number is written.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Named, so that a serializer that has decimals of its own knows one when it meets it.
        serializer.serialize_newtype_struct("Number", &format_args!("{self}"))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let number = Decimal::from_str_exact(&text).map(Self).map_err(de::Error::custom)?;
        let whole = text.trim_start_matches('-').bytes().take_while(u8::is_ascii_digit).count();
        match number.to_string() == text {
            true if whole <= DIGITS => Ok(number),
            true => Err(de::Error::custom(format!("{text:?} has more than {DIGITS} digits before the point"))),
            false => Err(de::Error::custom(format!("{text:?} is not the plain form of a decimal number"))),
        }
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A decimal number without plus, exponent, separator or trailing zeros after the point.",
            "type": "string",
            "pattern": format!(r"^(0|-?[1-9][0-9]{{0,{0}}}|-?(0|[1-9][0-9]{{0,{0}}})\.[0-9]{{0,27}}[1-9])$", DIGITS - 1),
        })
    }
}

impl From<Decimal> for Number {
    fn from(number: Decimal) -> Self {
        Self(number)
    }
}

/// 0 to 1 in thousandths. Rounded down, so that what was below a threshold stays below it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Confidence(#[schemars(range(min = 0, max = 1))] f64);

impl From<f64> for Confidence {
    fn from(value: f64) -> Self {
        // The addend swallows the error of the product (0.57 × 1000 is a hair below 570).
        Self((value.clamp(0.0, 1.0) * 1000.0 + 1e-6).floor() / 1000.0)
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.0
    }
}

/// A length in points, to hundredths; never the negative zero.
pub(super) fn points(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::{Confidence, Number, points};

    #[test]
    fn numbers_have_one_form() {
        for (text, ok) in [("0", true), ("-0", false), ("12.50", false), ("12.5", true), ("+1", false), ("1e3", false)]
        {
            assert_eq!(serde_json::from_value::<Number>(text.into()).is_ok(), ok, "{text}");
        }
        for (number, text) in [("12.500", "\"12.5\""), ("-0.0", "\"0\""), ("1000", "\"1000\""), ("-0.05", "\"-0.05\"")]
        {
            assert_eq!(serde_json::to_string(&Number(number.parse().unwrap())).unwrap(), text);
        }
    }

    #[test]
    fn numbers_are_small_enough_to_be_added_up() {
        let longest = "9".repeat(super::DIGITS);
        for (text, ok) in [(longest.clone(), true), (format!("-{longest}"), true), (format!("{longest}9"), false)] {
            assert_eq!(serde_json::from_value::<Number>(text.clone().into()).is_ok(), ok, "{text}");
        }
    }

    #[test]
    fn confidence_never_rises_over_a_threshold() {
        for (value, written) in [(0.8999, 0.899), (0.9, 0.9), (0.57, 0.57), (1.2, 1.0), (-0.1, 0.0), (0.999_99, 0.999)]
        {
            assert_eq!(f64::from(Confidence::from(value)), written);
        }
    }

    #[test]
    fn lengths_keep_hundredths() {
        assert_eq!(points(12.345_6), 12.35);
        assert!(points(-0.001).is_sign_positive());
    }
}
