//! Findings outside of their document.

use super::document::Document;
use super::finding::Finding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line of `findings.ndjson` and of the output of `audit`: a finding and the document it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FindingLine {
    /// SHA-256 of the document's bytes.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub document: String,
    /// Name of the document's file.
    pub source: String,
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
}

impl FindingLine {
    /// The findings of a document, in its order.
    pub fn of(document: &Document) -> impl Iterator<Item = Self> + '_ {
        document.findings.iter().map(|finding| Self {
            document: document.source.sha256.clone(),
            source: document.source.name.clone(),
            finding: finding.clone(),
        })
    }
}
