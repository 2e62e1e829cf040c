//! Units as a form writes them.

use crate::normalise::{self, Context};

/// Longest text that is a unit.
const LONGEST_UNIT: usize = 6;

/// Longest line that is nothing but a unit.
const LONGEST_NOTE: usize = 16;

/// Whether a text is a unit.
pub fn is_unit(folded: &str) -> bool {
    let count = folded.chars().count();
    if count == 0 || count > LONGEST_UNIT || folded.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let context = Context { header: Some(folded), ..Context::default() };
    normalise::quantity("1", &context).unit.is_some()
}

/// Whether a line says nothing but a unit: （単位：千円）.
pub fn is_unit_note(text: &str) -> bool {
    let folded = normalise::fold(text);
    folded.trim_start_matches(['(', '[', '【', '※']).starts_with("単位") && folded.chars().count() <= LONGEST_NOTE
}
