//! What became of a person's decisions about the findings of a document.

use super::finding::Message;

/// What became of a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// Fingerprint of the finding that was decided about.
    pub fingerprint: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What a person should know of it.
    pub note: Option<Message>,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The finding is left out.
    Settled,
    /// The value is corrected.
    Corrected,
    /// The finding is shown again: what it rests on has changed since.
    Reopened,
    /// The finding stays: the value cannot be what the decision says.
    Refused,
}
