//! Discrepancies with their evidence.

use super::field::Place;

/// Something that an audit rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// How sure it is.
    pub verdict: Verdict,
    /// Sheet id.
    pub sheet: Option<String>,
    /// Normalised project number.
    pub project_number: Option<String>,
    /// JSON pointer of the disputed value.
    pub field: String,
    /// What is printed there.
    pub printed: String,
    /// What it would have to be.
    pub recomputed: Option<String>,
    /// The working, a line a step.
    pub working: Vec<String>,
    /// The sentence for people.
    pub message: Message,
    /// Where the disputed value stands.
    pub places: Vec<Place>,
    /// The other side of a comparison.
    pub related: Vec<Related>,
    /// Stable key of the finding: 16 hex digits.
    pub fingerprint: String,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// The other side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// SHA-256 of another document, where it is in one.
    pub document: Option<String>,
    /// JSON pointer.
    pub field: String,
    /// What is printed there.
    pub printed: String,
    /// Where.
    pub places: Vec<Place>,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The sheet contradicts itself or its printed rule whatever reading is taken.
    Confirmed,
    /// Depends on a reading or on judgement that the rule leaves open.
    Possible,
    /// The sheet does not print what would be needed.
    Unverifiable,
}

/// How grave a finding is; follows the verdict, with the exceptions of the rule table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Severity {
    Note,
    Warning,
    Error,
}
