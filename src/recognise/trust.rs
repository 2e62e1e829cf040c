//! How far what was read cleanly is trusted.

use super::raw::Printed;
use crate::normalise::{self, Kind, Quantity};
use crate::sheet::Measured;

/// Text that stands where it must and whose characters are all known.
pub(super) const CLEAN: f64 = 0.97;
/// What is put into its slot by how well it fits there.
pub(super) const FITTED: f64 = 0.7;
/// Digits that make no number: one of them was lost or is another one.
const BROKEN: f64 = 0.6;
/// Text with a character that stands for none.
const UNREADABLE: f64 = 0.3;

/// Confidence in text whose glyphs are trusted so far (0 to 1).
pub(super) fn confidence_in(text: &str, trust: f64) -> f64 {
    let most = if text.chars().any(is_unreadable) { UNREADABLE } else { CLEAN };
    (CLEAN * trust).clamp(0.0, most)
}

/// A figure as it was read, trusted no further than its digits make a number.
pub(super) fn measured(printed: Printed, quantity: Quantity) -> Measured {
    let most = if is_broken(&quantity) { BROKEN } else { 1.0 };
    let Printed { places, confidence, alternatives, .. } = printed;
    Measured { quantity, places, confidence: confidence.min(most), alternatives, correction: None }
}

/// Whether the digits of a figure make no number.
pub(super) fn is_broken(quantity: &Quantity) -> bool {
    quantity.kind == Kind::Text && normalise::is_broken_figure(&quantity.printed)
}

/// A character that stands for none: it could not be established, or means something in one font only.
fn is_unreadable(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_one_font_are_not_trusted() {
        assert!(confidence_in("12人", 1.0) >= 0.9);
        assert!(confidence_in("1\u{E001}人", 1.0) < 0.5);
        assert!(confidence_in("12人", 0.5) < 0.9);
    }
}
