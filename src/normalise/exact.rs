//! Exact decimal arithmetic that says when it cannot be exact.

use rust_decimal::Decimal;

/// Numbers are less than 10 to this power: whatever sums of them are tried, none overflows.
const LARGEST_POWER: u32 = 24;

/// A number, if it is not so large that sums of such numbers might overflow.
pub(super) fn summable(number: Decimal) -> Option<Decimal> {
    let least_too_large = Decimal::try_from_i128_with_scale(10_i128.pow(LARGEST_POWER), 0).ok()?;
    (number.abs() < least_too_large).then_some(number)
}

/// `mantissa` / 10^`scale`, never rounded: what does not fit is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    mantissa: i128,
    scale: u32,
}

impl Exact {
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };

    pub fn integer(value: i128) -> Self {
        Self { mantissa: value, scale: 0 }
    }

    /// Decimal digits with `scale` of them after the point.
    pub fn from_digits(digits: impl Iterator<Item = u32>, scale: u32) -> Option<Self> {
        let mut mantissa: i128 = 0;
        for digit in digits {
            mantissa = mantissa.checked_mul(10)?.checked_add(digit.into())?;
        }
        Some(Self { mantissa, scale })
    }

    /// Digits after the point, as printed.
    pub fn scale(self) -> u32 {
        self.scale
    }

    pub fn negated(self) -> Option<Self> {
        Some(Self { mantissa: self.mantissa.checked_neg()?, ..self })
    }

    /// The value times 10^`power`.
    pub fn shifted(self, power: u32) -> Option<Self> {
        let used = power.min(self.scale);
        let rest = 10_i128.checked_pow(power - used)?;
        Some(Self { mantissa: self.mantissa.checked_mul(rest)?, scale: self.scale - used })
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let (a, b) = (self.at_scale(scale)?, other.at_scale(scale)?);
        Some(Self { mantissa: a.checked_add(b)?, scale })
    }

    /// Whether the value is less than 10^`power`.
    pub fn is_below_power(self, power: u32) -> bool {
        power.checked_add(self.scale).and_then(|p| 10_i128.checked_pow(p)).is_none_or(|limit| self.mantissa < limit)
    }

    /// The number without trailing zeros; `None` where it is [too large](summable) or 96 bits do not hold it.
    pub fn to_decimal(self) -> Option<Decimal> {
        let (mut mantissa, mut scale) = (self.mantissa, self.scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal::try_from_i128_with_scale(mantissa, scale).ok().and_then(summable)
    }

    fn at_scale(self, scale: u32) -> Option<i128> {
        self.mantissa.checked_mul(10_i128.checked_pow(scale - self.scale)?)
    }
}

/// `numerator`/`denominator` in lowest terms, and the number where it ends within six places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    numerator: i128,
    denominator: i128,
    /// The number, where it ends within six places.
    pub number: Option<Decimal>,
    /// It was printed as a number of units (1時間30分), not as a fraction.
    pub is_composed: bool,
}

/// Digits after the point within which a fraction counts as a number.
const PLACES: u32 = 6;

impl Fraction {
    /// `None` for a denominator that is not positive.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?.max(1);
        let (n, d) = (numerator / divisor, denominator / divisor);
        let number = (0..=PLACES).find_map(|scale| {
            let scaled = n.checked_mul(10_i128.checked_pow(scale)?)?;
            if scaled % d != 0 {
                return None;
            }
            Decimal::try_from_i128_with_scale(scaled / d, scale).ok().and_then(summable)
        });
        Some(Self { numerator: n, denominator: d, number, is_composed: false })
    }

    /// `2/3`.
    pub fn text(&self) -> String {
        format!("{}/{}", self.numerator, self.denominator)
    }

    /// The same, composed of units.
    pub fn composed(self) -> Self {
        Self { is_composed: true, ..self }
    }

    pub fn negated(self) -> Self {
        Self { numerator: self.numerator.saturating_neg(), number: self.number.map(|n| -n), ..self }
    }

    /// The fraction of two exact numbers.
    pub fn of(numerator: Exact, denominator: Exact) -> Option<Self> {
        let scale = numerator.scale.max(denominator.scale);
        Self::new(numerator.at_scale(scale)?, denominator.at_scale(scale)?)
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(digits: &str, scale: u32) -> Exact {
        Exact::from_digits(digits.chars().filter_map(|c| c.to_digit(10)), scale).unwrap()
    }

    #[test]
    fn scaling_never_rounds() {
        assert_eq!(exact("12345", 1).shifted(3).unwrap().to_decimal().unwrap().to_string(), "1234500");
        assert_eq!(exact("12", 1).shifted(8).unwrap().to_decimal().unwrap().to_string(), "120000000");
        assert_eq!(exact("1000", 1).to_decimal().unwrap().to_string(), "100");
        assert_eq!(exact("1", 0).shifted(60), None);
        assert_eq!(Exact::from_digits(std::iter::repeat_n(9, 60), 0), None);
        assert_eq!(exact(&"9".repeat(38), 0).to_decimal(), None);
        assert_eq!(exact("1", 40).to_decimal(), None);
    }

    #[test]
    fn fractions_are_numbers_only_where_they_end() {
        let read = |n, d| Fraction::new(n, d).map(|f| (f.text(), f.number.map(|x| x.to_string())));
        assert_eq!(read(2, 3), Some(("2/3".into(), None)));
        assert_eq!(read(50, 100), Some(("1/2".into(), Some("0.5".into()))));
        assert_eq!(read(1, 64), Some(("1/64".into(), Some("0.015625".into()))));
        assert_eq!(read(1, 128), Some(("1/128".into(), None)));
        assert_eq!(read(0, 5), Some(("0/1".into(), Some("0".into()))));
        assert_eq!(read(1, 0), None);
    }
}
