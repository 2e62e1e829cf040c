//! Discrepancies with their evidence.

use super::mirror::mirror;
use super::place::{Place, places};
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that an audit rule found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Name of the rule.
    #[schemars(regex(pattern = r"^[a-z]+(-[a-z]+)*$"))]
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// How sure it is.
    pub verdict: Verdict,
    /// Sheet id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Normalised project number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_number: Option<String>,
    /// JSON pointer of the disputed value in the document.
    #[schemars(regex(pattern = r"^(/([^/~]|~[01])*)*$"))]
    pub field: String,
    /// What is printed there.
    pub printed: String,
    /// What it would have to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recomputed: Option<String>,
    /// The working, a line a step.
    pub working: Vec<String>,
    /// The sentence for people.
    pub message: Message,
    /// Where the disputed value stands.
    pub places: Vec<Place>,
    /// The other side of a comparison.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// The same for the same discrepancy in every run.
    #[schemars(regex(pattern = r"^[0-9a-f]{16}$"))]
    pub fingerprint: String,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// The other side of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// SHA-256 of another document, where it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub document: Option<String>,
    /// JSON pointer.
    #[schemars(regex(pattern = r"^(/([^/~]|~[01])*)*$"))]
    pub field: String,
    /// What is printed there.
    pub printed: String,
    /// Where.
    pub places: Vec<Place>,
}

mirror! {
    /// How grave a finding is.
    Severity = sheet::Severity { Error, Warning, Note }
}

mirror! {
    /// How sure a finding is: the sheet contradicts itself whatever reading is taken; that depends on a
    /// reading or on judgement; the sheet does not print what would be needed.
    Verdict = sheet::Verdict { Confirmed, Possible, Unverifiable }
}

impl Finding {
    /// Digest of the figures behind it, see [`sheet::evidence`]: what a decision about it holds for.
    pub fn evidence(&self) -> String {
        let related = self.related.iter().map(|related| related.printed.as_str());
        sheet::evidence(&self.printed, self.recomputed.as_deref(), related, &self.working)
    }
}

impl From<&sheet::Finding> for Finding {
    fn from(finding: &sheet::Finding) -> Self {
        Self {
            rule: finding.rule.to_owned(),
            severity: finding.severity.into(),
            verdict: finding.verdict.into(),
            sheet: finding.sheet.clone(),
            project_number: finding.project_number.clone(),
            field: finding.field.clone(),
            printed: finding.printed.clone(),
            recomputed: finding.recomputed.clone(),
            working: finding.working.clone(),
            message: Message { ja: finding.message.ja.clone(), en: finding.message.en.clone() },
            places: places(&finding.places),
            related: finding.related.iter().map(Into::into).collect(),
            fingerprint: finding.fingerprint.clone(),
        }
    }
}

impl From<&sheet::Related> for Related {
    fn from(related: &sheet::Related) -> Self {
        Self {
            document: related.document.clone(),
            field: related.field.clone(),
            printed: related.printed.clone(),
            places: places(&related.places),
        }
    }
}
