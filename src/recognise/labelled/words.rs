//! Units as a form writes them.

use crate::normalise::{self, Context};

/// Longest text that is a unit.
const LONGEST_UNIT: usize = 6;

/// Whether a text is a unit.
pub fn is_unit(folded: &str) -> bool {
    let count = folded.chars().count();
    if count == 0 || count > LONGEST_UNIT || folded.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let context = Context { header: Some(folded), ..Context::default() };
    normalise::quantity("1", &context).unit.is_some()
}
