//! Printed text made comparable: white space, widths and look-alike signs no longer count.

use crate::normalise::{self, Context};
use rust_decimal::Decimal;

/// Folded, without white space; dashes, waves, commas and points in one form each.
pub(super) fn squeeze(text: &str) -> String {
    let folded = normalise::fold(text);
    if folded.chars().all(|c| !c.is_whitespace() && unify(c) == c) {
        return folded;
    }
    folded.chars().filter(|c| !c.is_whitespace()).map(unify).collect()
}

fn unify(c: char) -> char {
    match c {
        '―' | '—' | '‐' | '−' | '–' | '‑' | '─' => '-',
        '〜' => '~',
        '，' | '、' => ',',
        '．' | '。' => '.',
        'ヶ' => 'ケ',
        _ => c,
    }
}

/// Whether a squeezed text may be another one, in which some characters could not be established.
pub(super) fn may_be(text: &str, unread: &str) -> bool {
    let same = |(a, b): (char, char)| a == b || b == char::REPLACEMENT_CHARACTER;
    text.chars().count() == unread.chars().count() && text.chars().zip(unread.chars()).all(same)
}

/// A squeezed text whose characters still know where they stand.
pub(super) struct Squeezed<'a> {
    text: &'a str,
    /// The characters.
    pub(super) chars: Vec<char>,
    /// For each of them the printed character that it comes from.
    sources: Vec<usize>,
    /// Printed characters that end a line.
    breaks: Vec<usize>,
}

impl<'a> Squeezed<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let folded = normalise::fold_map(text);
        let kept = folded.text.chars().zip(folded.sources).filter(|(c, _)| !c.is_whitespace());
        let (chars, sources) = kept.map(|(c, source)| (unify(c), source)).unzip();
        let breaks = text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(i, _)| i).collect();
        Self { text, chars, sources, breaks }
    }

    /// Whether the character stands first on its printed line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        let source = |i: usize| self.sources.get(i).copied();
        match (at.checked_sub(1).and_then(source), source(at)) {
            (Some(before), Some(here)) => self.breaks.iter().any(|b| before < *b && *b < here),
            _ => at == 0,
        }
    }

    /// The printed text between two characters.
    pub(super) fn printed(&self, start: usize, end: usize) -> &'a str {
        let source = |i: usize| self.sources.get(i).copied();
        let byte = |i: usize| self.text.char_indices().nth(i).map_or(self.text.len(), |(at, _)| at);
        let range = source(start).zip(end.checked_sub(1).and_then(source));
        range.and_then(|(from, last)| self.text.get(byte(from)..byte(last + 1))).unwrap_or("")
    }

    /// The characters between two of them.
    pub(super) fn slice(&self, start: usize, end: usize) -> String {
        self.chars.get(start..end).map(|c| c.iter().collect()).unwrap_or_default()
    }

    /// Every figure, in order.
    pub(super) fn figures(&self) -> Vec<Figure> {
        let first = |printed: usize| self.sources.partition_point(|s| *s < printed);
        let figures = normalise::figures(self.text).into_iter();
        figures
            .map(|f| Figure {
                start: first(f.span.0),
                end: first(f.span.1),
                number: f.part.number,
                unit: f.part.unit.unwrap_or_default(),
            })
            .collect()
    }
}

/// Whether one text is the other with further printed lines after it.
pub(super) fn runs_on(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (squeeze(a), b) } else { (squeeze(b), a) };
    let mut so_far = String::new();
    let whole = squeeze(long);
    long.lines().any(|line| {
        so_far.push_str(&squeeze(line));
        so_far == short && so_far != whole
    })
}

/// Whether nothing but a dash stands there.
pub(super) fn is_dash(text: &str) -> bool {
    let text = squeeze(text);
    !text.is_empty() && text.chars().all(|c| matches!(c, '-' | 'ー' | '*' | '/'))
}

/// A figure that stands in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    /// First character of it, counted in characters of the squeezed text.
    pub(super) start: usize,
    /// One past its last character, unit included.
    pub(super) end: usize,
    /// The number in the canonical unit, scale applied.
    pub(super) number: Decimal,
    /// Its canonical unit; empty where none is known.
    pub(super) unit: String,
}

/// Every figure of a text, in order.
pub(super) fn figures_in(text: &str) -> Vec<Figure> {
    Squeezed::new(text).figures()
}

/// Whether two units are the same in canonical form.
pub(super) fn same_unit(a: &str, b: &str) -> bool {
    let canonical = |unit: &str| normalise::quantity(&format!("1{unit}"), &Context::default()).unit;
    a == b || squeeze(a) == squeeze(b) || canonical(a).is_some_and(|a| Some(a) == canonical(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_with_scale_and_unit() {
        let of =
            |text: &str| figures_in(text).into_iter().map(|f| format!("{}{}", f.number, f.unit)).collect::<Vec<_>>();
        assert_eq!(of("延べ相談件数：１，０６０件（来所）"), ["1060件"]);
        assert_eq!(of("実績額は29,750千円、就業率83％"), ["29750000円", "83%"]);
        assert_eq!(of("９月８～９日【４名】"), ["4人"]);
        assert_eq!(of("動画再生124回"), ["124回"]);
        assert_eq!(of("2か所、2箇所"), ["2箇所", "2箇所"]);
    }

    #[test]
    fn what_could_not_be_read_may_be_anything_of_its_length() {
        assert!(may_be("1-12", "1-\u{FFFD}2") && may_be("1-2", "1-2"));
        assert!(!may_be("1-12", "1-\u{FFFD}") && !may_be("1-12", "2-\u{FFFD}2"));
    }

    #[test]
    fn dashes_are_told_from_text() {
        for text in ["-", "―", "－ ", "ー", "*"] {
            assert!(is_dash(text), "{text}");
        }
        for text in ["", "-1", "なし"] {
            assert!(!is_dash(text), "{text}");
        }
    }
}
