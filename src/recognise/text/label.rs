//! Labels of a form, found whatever their width, spacing and line breaks.

use unicode_normalization::UnicodeNormalization;

/// Folds a text for comparison with a label: compatibility forms, no white space, one dash, one wave, one dot.
///
/// Lost characters are dropped: some programs write them where a label is spaced out.
pub fn fold(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{FEFF}' | '\u{FFFD}' | '\u{200B}'))
        .map(|c| match c {
            '―' | '－' | '—' | '‐' | '−' | '–' | '‑' | '─' => '-',
            '〜' | '∼' => '~',
            '‧' | '·' | '•' => '・',
            _ => c,
        })
        .collect()
}

/// Whether a character was lost beside a digit: it may have been one, so that the number is another.
pub fn lost_a_digit(text: &str) -> bool {
    let chars: Vec<char> = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let torn = |a: char, b: char| a == '\u{FFFD}' && b.is_ascii_digit();
    chars.windows(2).any(|pair| matches!(pair, [a, b] if torn(*a, *b) || torn(*b, *a)))
}

/// A text folded as by [`fold`], with the way back to its characters.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    chars: Vec<char>,
    /// Character of the unfolded text that each folded one comes from.
    origin: Vec<usize>,
}

impl Folded {
    /// Folds `text`.
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        for (i, c) in text.chars().enumerate() {
            for f in fold(c.encode_utf8(&mut [0; 4])).chars() {
                folded.chars.push(f);
                folded.origin.push(i);
            }
        }
        folded
    }

    /// Where `label` stands from character `from` of the unfolded text on: `[start, end)` in its characters.
    pub fn find(&self, label: &str, from: usize) -> Option<(usize, usize)> {
        let wanted: Vec<char> = fold(label).chars().collect();
        let first = self.origin.partition_point(|&o| o < from);
        let chars = self.chars.get(first..)?;
        let at = first + chars.windows(wanted.len().max(1)).position(|w| w == wanted.as_slice())?;
        let start = *self.origin.get(at)?;
        let end = *self.origin.get(at + wanted.len() - 1)? + 1;
        Some((start, end))
    }

    /// Whether `label` stands anywhere in the text.
    pub fn holds(&self, label: &str) -> bool {
        self.find(label, 0).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Folded;

    #[test]
    fn labels_are_found_through_spacing_width_and_line_breaks() {
        let text = Folded::new("　所 管\n課 経済課　（評価点×２）");
        assert_eq!(text.find("所管課", 0), Some((1, 6)));
        assert_eq!(text.find("(評価点×2)", 0), Some((11, 18)));
        assert_eq!(text.find("所管課", 2), None);
        assert!(Folded::new("廃⽌‧中⽌").holds("廃止・中止"));
        assert_eq!(text.find("", 0), None);
    }
}
