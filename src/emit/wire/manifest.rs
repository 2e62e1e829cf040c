//! What became of each input of a run.

use super::document::{Document, SourceStatus, Tool};
use super::finding::{Message, Verdict};
use super::mirror::mirror;
use super::sheet::Sheet;
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line of `manifest.ndjson`: one input. The diagnosis in `failed/` has the same form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestLine {
    /// The input as it was named or found.
    pub path: String,
    /// SHA-256 of its bytes; absent where it could not be opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub sha256: Option<String>,
    /// Whether it was read.
    pub status: Status,
    /// Profile of its form; null where none knows it or nothing was read.
    pub profile: Option<String>,
    /// Profiles that fit as well as that one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rivals: Vec<String>,
    /// What was read.
    pub counts: Counts,
    /// Its document, relative to the folder of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Pages that could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_pages: Vec<u32>,
    /// What was mended or could not be made out, as in `source.repaired` of its document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repaired: Vec<String>,
    /// What became of a person's decisions about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Settled>,
    /// Why it was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// What read it.
    pub tool: Tool,
    /// Digest of the options, profiles and rubrics that it was read with.
    #[schemars(regex(pattern = r"^[0-9a-f]{16}$"))]
    pub settings: String,
}

/// What became of a person's decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    /// Fingerprint of the finding that was decided about.
    #[schemars(regex(pattern = r"^[0-9a-f]{16}$"))]
    pub fingerprint: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What a person should know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

mirror! {
    /// What became of a decision: the finding is left out; the value is corrected; the finding is shown again, for
    /// what it rests on has changed; it stays, for the value cannot be what the decision says.
    Outcome = sheet::Outcome { Settled, Corrected, Reopened, Refused }
}

/// Whether an input was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All of it.
    Read,
    /// Some pages are missing.
    Partial,
    /// Nothing; see `error`.
    Failed,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Pages that the input has.
    pub pages: u64,
    /// Sheets.
    pub sheets: u64,
    /// Rows of list pages.
    pub summary: u64,
    /// Tables that belong to no sheet.
    pub tables: u64,
    /// Figures of indicators that have a value.
    pub figures: u64,
    /// Of these, those that a person should look at (confidence below 0.9).
    pub unsure: u64,
    /// Findings by verdict.
    pub findings: VerdictCounts,
}

/// Findings by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct VerdictCounts {
    pub confirmed: u64,
    pub possible: u64,
    pub unverifiable: u64,
}

/// Why an input was not read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// Stable name of the sort of error.
    #[schemars(regex(pattern = r"^[a-z]+(-[a-z]+)*$"))]
    pub kind: String,
    /// What is wrong and what to do.
    pub message: Message,
    /// Page, where one is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

impl Counts {
    /// What a document holds.
    pub fn of(document: &Document) -> Self {
        let mut counts = Self {
            pages: document.source.pages.into(),
            summary: count(document.summary.iter()),
            tables: count(document.tables.iter()),
            findings: VerdictCounts::of(document.findings.iter().map(|finding| finding.verdict)),
            ..Self::default()
        };
        document.sheets.iter().for_each(|sheet| counts.add_sheet(sheet));
        counts
    }

    /// A sheet more.
    pub fn add_sheet(&mut self, sheet: &Sheet) {
        self.sheets += 1;
        let observations = sheet.indicators.iter().flat_map(|indicator| &indicator.observations);
        for figure in observations.filter(|figure| figure.value.missing.is_none()) {
            self.figures += 1;
            self.unsure += u64::from(f64::from(figure.value.confidence) < sheet::SURE);
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            pages: self.pages + other.pages,
            sheets: self.sheets + other.sheets,
            summary: self.summary + other.summary,
            tables: self.tables + other.tables,
            figures: self.figures + other.figures,
            unsure: self.unsure + other.unsure,
            findings: self.findings.plus(other.findings),
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.fold(0, |sum, _| sum + 1)
}

impl VerdictCounts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            confirmed: self.confirmed + other.confirmed,
            possible: self.possible + other.possible,
            unverifiable: self.unverifiable + other.unverifiable,
        }
    }

    /// One more.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Confirmed => self.confirmed += 1,
            Verdict::Possible => self.possible += 1,
            Verdict::Unverifiable => self.unverifiable += 1,
        }
    }

    /// Counts verdicts.
    pub fn of(verdicts: impl Iterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        verdicts.for_each(|verdict| counts.add(verdict));
        counts
    }
}

impl From<SourceStatus> for Status {
    fn from(status: SourceStatus) -> Self {
        match status {
            SourceStatus::Complete => Self::Read,
            SourceStatus::Partial => Self::Partial,
        }
    }
}

impl From<sheet::Settled> for Settled {
    fn from(settled: sheet::Settled) -> Self {
        Self {
            fingerprint: settled.fingerprint,
            outcome: settled.outcome.into(),
            note: settled.note.map(|note| Message { ja: note.ja, en: note.en }),
        }
    }
}

impl From<&sheet::Error> for Failure {
    fn from(error: &sheet::Error) -> Self {
        Self {
            kind: error.kind().name().to_owned(),
            message: Message { ja: error.ja().to_owned(), en: error.en().to_owned() },
            page: error.page(),
        }
    }
}
