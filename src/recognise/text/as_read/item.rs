//! A figure of the table as it comes in a dump.

use super::super::figure::{is_dash, open_brackets};
use super::super::label::fold;
use crate::normalise::{Context, quantity};
use rust_decimal::Decimal;

/// Words by which a target is set.
const AIMS: [&str; 7] = ["以上", "以下", "以内", "未満", "程度", "概ね", "おおむね"];

/// What a figure cell holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Nothing but a dash.
    Dash,
    /// A number, be it with words behind it.
    Number,
    /// Words.
    #[default]
    Text,
}

/// A figure as it comes in the dump.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Its text, folded.
    pub text: String,
    /// What it is.
    pub sort: Sort,
    /// Its number, where it has one.
    pub number: Option<Decimal>,
    /// Unit of the number; empty for dashes and texts.
    pub unit: String,
    /// Whether it is worded as targets are: 2.3％以上, 概ね60人.
    pub aimed: bool,
    /// Whether a bracket of it stands elsewhere.
    pub torn: bool,
    /// Which pass over the page it comes from.
    pub pass: usize,
    /// Counts up where something other than a figure stands before it.
    pub chunk: usize,
    /// Line on which it stands.
    pub line: usize,
    /// Whether it stands right below the figure before it, while blank lines part the others.
    pub below: bool,
    /// How many heads of years came before it.
    pub heads: usize,
    /// The indicator whose label was last seen before it.
    pub label: Option<usize>,
    /// Whether that label surely is its own.
    pub bound: bool,
    /// Its words on the page.
    pub words: Vec<usize>,
}

impl Item {
    /// The figure that a text is.
    pub fn new(text: &str) -> Self {
        let folded = fold(text);
        let starts = AIMS.iter().chain(&["延べ", "約"]).find_map(|a| folded.strip_prefix(a)).unwrap_or(&folded);
        let read = quantity(text, &Context::default());
        let number = read.number.filter(|_| starts.starts_with(|c: char| c.is_ascii_digit()));
        let sort = match number {
            Some(_) => Sort::Number,
            None if is_dash(&folded) => Sort::Dash,
            None => Sort::Text,
        };
        Self {
            sort,
            number,
            unit: read.unit.filter(|_| number.is_some()).unwrap_or_default(),
            aimed: AIMS.iter().any(|a| folded.starts_with(a) || folded.ends_with(a)) || folded.contains('~'),
            torn: open_brackets(&folded) > 0,
            text: folded,
            ..Self::default()
        }
    }

    /// Whether it prints the same as another.
    pub fn same(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, Sort};

    #[test]
    fn figures_dashes_and_words() {
        let sort = |t: &str| Item::new(t).sort;
        assert_eq!(sort("36％(８事業)"), Sort::Number);
        assert_eq!(sort("－"), Sort::Dash);
        assert_eq!(sort("動画再生124回"), Sort::Text);
        assert_eq!(sort("充実"), Sort::Text);
        assert_eq!(Item::new("20名").unit, Item::new("20人").unit);
        assert!(Item::new("概ね60人").aimed);
    }
}
