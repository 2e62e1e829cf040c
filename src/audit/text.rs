//! Printed text made comparable: white space, widths and look-alike signs no longer count.

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

/// Without white space and compatibility forms; dashes, waves and brackets in one form each.
pub(super) fn squeeze(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).map(unify).collect()
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

/// A text without white space and widths, every character of which still knows where it stands.
pub(super) struct Squeezed<'a> {
    text: &'a str,
    /// The characters.
    pub(super) chars: Vec<char>,
    /// Bytes of `text` that each character comes from.
    origins: Vec<(usize, usize)>,
}

impl<'a> Squeezed<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let (mut chars, mut origins) = (Vec::new(), Vec::new());
        for (at, c) in text.char_indices() {
            for folded in std::iter::once(c).nfkc().filter(|c| !c.is_whitespace()) {
                chars.push(unify(folded));
                origins.push((at, at + c.len_utf8()));
            }
        }
        Self { text, chars, origins }
    }

    /// The printed text between two characters.
    pub(super) fn printed(&self, start: usize, end: usize) -> &'a str {
        let from = self.origins.get(start).map(|o| o.0);
        let to = end.checked_sub(1).and_then(|i| self.origins.get(i)).map(|o| o.1);
        from.zip(to).and_then(|(from, to)| self.text.get(from..to)).unwrap_or("")
    }

    /// The characters between two of them.
    pub(super) fn slice(&self, start: usize, end: usize) -> String {
        self.chars.get(start..end).map(|c| c.iter().collect()).unwrap_or_default()
    }

    /// Every figure, in order.
    pub(super) fn figures(&self) -> Vec<Figure> {
        figures_of(&self.chars)
    }
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

/// Units that figures of a text carry, longest first where one begins another; with their canonical form.
const UNITS: &[(&str, &str)] = &[
    ("パーセント", "%"),
    ("ポイント", "ポイント"),
    ("か所", "箇所"),
    ("カ所", "箇所"),
    ("ケ所", "箇所"),
    ("ヵ所", "箇所"),
    ("個所", "箇所"),
    ("箇所", "箇所"),
    ("時間", "時間"),
    ("世帯", "世帯"),
    ("施設", "施設"),
    ("団体", "団体"),
    ("事業所", "事業所"),
    ("事業", "事業"),
    ("講座", "講座"),
    ("店舗", "店舗"),
    ("年度", "年度"),
    ("か月", "か月"),
    ("カ月", "か月"),
    ("%", "%"),
    ("人", "人"),
    ("名", "人"),
    ("件", "件"),
    ("回", "回"),
    ("冊", "冊"),
    ("部", "部"),
    ("者", "者"),
    ("枚", "枚"),
    ("社", "社"),
    ("課", "課"),
    ("校", "校"),
    ("館", "館"),
    ("台", "台"),
    ("組", "組"),
    ("点", "点"),
    ("円", "円"),
    ("歳", "歳"),
    ("年", "年"),
    ("月", "月"),
    ("日", "日"),
    ("割", "割"),
];

/// Scales before a unit.
const SCALES: &[(&str, i64)] =
    &[("百万", 1_000_000), ("十万", 100_000), ("千", 1_000), ("万", 10_000), ("億", 100_000_000)];

/// Every figure of a text, in order; positions are those of [`squeeze`]d text.
pub(super) fn figures_in(text: &str) -> Vec<Figure> {
    figures_of(&squeeze(text).chars().collect::<Vec<char>>())
}

fn figures_of(chars: &[char]) -> Vec<Figure> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        if !c.is_ascii_digit() {
            at += 1;
            continue;
        }
        let figure = figure_at(chars, at);
        at = figure.as_ref().map_or(at + 1, |f| f.end.max(at + 1));
        found.extend(figure);
    }
    found
}

fn figure_at(chars: &[char], start: usize) -> Option<Figure> {
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let mut end = start;
    // A comma or a point belongs to the figure only between digits, a comma only before three of them.
    let goes_on = |i: usize| match chars.get(i) {
        Some(',') => digit(i + 1) && digit(i + 2) && digit(i + 3) && !digit(i + 4),
        Some('.') => digit(i + 1),
        Some(c) => c.is_ascii_digit(),
        None => false,
    };
    while goes_on(end) {
        end += 1;
    }
    let digits: String = chars.get(start..end)?.iter().filter(|c| **c != ',').collect();
    let mut number: Decimal = digits.parse().ok()?;
    let rest: String = chars.get(end..)?.iter().take(8).collect();
    let (mut skipped, mut factor) = (0, 1);
    if let Some((text, value)) = SCALES.iter().find(|(s, _)| rest.starts_with(s)) {
        (skipped, factor) = (text.chars().count(), *value);
    }
    let after: String = rest.chars().skip(skipped).collect();
    let unit = UNITS.iter().find(|(u, _)| after.starts_with(u));
    if unit.is_some() || factor > 1 {
        number = number.checked_mul(Decimal::from(factor))?;
        end += skipped;
    }
    let (length, unit) = unit.map_or((0, ""), |(u, canonical)| (u.chars().count(), *canonical));
    Some(Figure { start, end: end + length, number, unit: unit.to_owned() })
}

/// Whether two units are the same in canonical form.
pub(super) fn same_unit(a: &str, b: &str) -> bool {
    canonical(a) == canonical(b)
}

fn canonical(unit: &str) -> String {
    let unit = squeeze(unit);
    UNITS.iter().find(|(u, _)| *u == unit).map_or(unit, |(_, c)| (*c).to_owned())
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
        assert_eq!(of("９月８～９日【４名】"), ["9月", "8", "9日", "4人"]);
        assert_eq!(of("動画再生124回"), ["124回"]);
        assert_eq!(of("2か所、2箇所"), ["2箇所", "2箇所"]);
        assert_eq!(of("3,4人"), ["3", "4人"]);
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
