//! (Document, Recomputed) → findings: one rule a file, and a registry.

use crate::rubric::Rubric;
use crate::sheet::{Document, Finding};

/// Everything that the rules find in a document, in document order.
pub fn audit(document: &Document, rubric: Option<&Rubric>) -> Vec<Finding> {
    let _ = (document, rubric);
    Vec::new()
}
