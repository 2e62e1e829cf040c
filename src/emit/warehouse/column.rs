//! What a column is: its name, what it may hold, what it means; and what stands in it.

use rust_decimal::Decimal;
use std::borrow::Cow;

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A text that is JSON: what has no columns of its own.
    Json,
    /// A whole number of 32 bits: years, pages, counts.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A decimal number of 24 digits, 6 of them after the point.
    Decimal,
    /// A measure of trust or of length; never anything that was printed.
    Real,
    /// Yes or no.
    Flag,
}

/// A column, told once for every format that has it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name, in every format.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// Whether it is never null.
    pub required: bool,
    /// What it means, in Japanese and in English.
    pub about: [&'static str; 2],
}

impl Column {
    /// A column that is never null.
    pub(super) const fn must(name: &'static str, kind: Kind, ja: &'static str, en: &'static str) -> Self {
        Self { name, kind, required: true, about: [ja, en] }
    }

    /// A column that may be null.
    pub(super) const fn may(name: &'static str, kind: Kind, ja: &'static str, en: &'static str) -> Self {
        Self { name, kind, required: false, about: [ja, en] }
    }
}

/// What stands in a column of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// For [`Kind::Text`] and [`Kind::Json`].
    Text(Cow<'a, str>),
    /// For [`Kind::Integer`] and [`Kind::Long`].
    Integer(i64),
    /// For [`Kind::Decimal`]; the column holds it exactly.
    Decimal(Decimal),
    /// For [`Kind::Real`].
    Real(f64),
    /// For [`Kind::Flag`].
    Flag(bool),
}

/// Digits after the point of a decimal column.
pub const SCALE: u32 = 6;

/// Digits of a decimal column.
pub const PRECISION: u32 = 24;

/// A kind of rows: the columns of a table, and how each comes by what stands in it.
pub(super) trait Fact: 'static {
    /// What a row is told from.
    type Of<'a>;
    /// The columns in their order, in groups.
    const COLUMNS: &'static [&'static [Told<Self>]];
}

/// A column and where its cells come from.
pub(super) struct Told<F: Fact + ?Sized> {
    pub(super) column: Column,
    pub(super) cell: for<'a> fn(&'a F::Of<'a>) -> Cell<'a>,
}

impl<'a> Cell<'a> {
    /// A text, or nothing.
    pub(super) fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// A whole number; nothing where it is larger than any column.
    pub(super) fn whole(number: impl TryInto<i64>) -> Self {
        number.try_into().map_or(Self::Null, Self::Integer)
    }

    /// A whole number, or nothing.
    pub(super) fn perhaps(number: Option<impl TryInto<i64>>) -> Self {
        number.map_or(Self::Null, Self::whole)
    }

    /// A decimal number where the column holds it exactly, else nothing; its text stands beside it.
    pub(super) fn decimal(number: Option<Decimal>) -> Self {
        number.filter(|n| fits(*n)).map_or(Self::Null, |n| Self::Decimal(n.normalize()))
    }

    /// What has no columns of its own, as JSON; nothing where there is none of it.
    pub(super) fn json<T: serde::Serialize>(parts: &[T]) -> Self {
        let text = (!parts.is_empty()).then(|| serde_json::to_string(parts).ok()).flatten();
        text.map_or(Self::Null, |text| Self::Text(Cow::Owned(text)))
    }

    /// A measure, or nothing.
    pub(super) fn real(number: Option<f64>) -> Self {
        number.map_or(Self::Null, Self::Real)
    }

    /// Yes or no, or nothing.
    pub(super) fn flag(flag: Option<bool>) -> Self {
        flag.map_or(Self::Null, Self::Flag)
    }

    /// The name under which the JSON has a word of a closed list.
    pub(super) fn word<T: serde::Serialize>(word: Option<&T>) -> Self {
        word.and_then(word_of).map_or(Self::Null, |text| Self::Text(Cow::Owned(text)))
    }
}

/// The name under which the JSON has a word of a closed list.
pub(super) fn word_of<T: serde::Serialize>(word: &T) -> Option<String> {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(name)) => Some(name),
        _ => None,
    }
}

/// Whether a decimal column holds a number exactly.
fn fits(number: Decimal) -> bool {
    let number = number.normalize();
    let whole = number.trunc().mantissa().unsigned_abs();
    number.scale() <= SCALE && whole < 10_u128.pow(PRECISION - SCALE)
}

/// The columns of a kind of rows.
pub(super) fn columns<F: Fact>() -> Vec<&'static Column> {
    F::COLUMNS.iter().flat_map(|group| group.iter().map(|told| &told.column)).collect()
}

/// A row.
pub(super) fn row<'a, F: Fact>(of: &'a F::Of<'a>) -> Vec<Cell<'a>> {
    F::COLUMNS.iter().flat_map(|group| group.iter().map(|told| (told.cell)(of))).collect()
}

#[cfg(test)]
mod tests {
    use super::Cell;

    #[test]
    fn a_decimal_column_holds_a_number_exactly_or_not_at_all() {
        for (number, held) in [
            ("0.000001", true),
            ("-12.500000000", true),
            ("999999999999999999.999999", true),
            ("0.0000001", false),
            ("1000000000000000000", false),
            ("-1000000000000000000", false),
        ] {
            let number = number.parse().unwrap();
            assert_eq!(Cell::decimal(Some(number)) != Cell::Null, held, "{number}");
        }
    }
}
