//! What needs all documents of a run at once: histories and what editions disagree about.

use crate::audit::{self, Edition};
use crate::emit::wire::{self, FindingLine};
use crate::emit::{json, schema};
use crate::sheet::Error;

/// The lines that a run adds when all its documents are known.
pub(super) struct Across {
    /// `history.ndjson`, a line each.
    pub(super) histories: Vec<String>,
    /// Findings between editions, for the end of `findings.ndjson`.
    pub(super) findings: Vec<FindingLine>,
}

/// Compares the editions of a run.
///
/// # Errors
/// `internal`, where a line does not satisfy its schema.
pub(super) fn compare(editions: Vec<Edition>) -> Result<Across, Error> {
    let histories = audit::histories(editions);
    let line = |history| json::line(schema::Name::History, &wire::History::from(history));
    Ok(Across { findings: findings(&histories), histories: histories.iter().map(line).collect::<Result<_, _>>()? })
}

/// What editions of the same body disagree about.
pub fn restated(editions: Vec<Edition>) -> Vec<FindingLine> {
    findings(&audit::histories(editions))
}

/// What is kept of a document to compare it with others.
pub fn edition(document: &wire::Document) -> Edition {
    Edition::of(&document.clone().into_model(|_| None))
}

fn findings(histories: &[crate::sheet::History]) -> Vec<FindingLine> {
    let line = |found: audit::Across| FindingLine {
        document: found.document,
        source: found.source,
        finding: wire::Finding::from(&found.finding),
    };
    audit::across(histories).into_iter().map(line).collect()
}
