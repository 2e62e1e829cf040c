//! The document as it is written: serde types, key by key and in the order of the contract.
//!
//! The model of [`crate::sheet`] is free to change; these types are the interface. Keys that do
//! not apply are left out; `null` stands only where it is a value (no profile, an empty value, a
//! position that a merged cell covers).

mod assessment;
mod document;
mod field;
mod finding;
mod finding_line;
mod history;
mod manifest;
mod mirror;
mod model;
mod number;
mod place;
mod quantity;
mod recomputed;
mod sheet;
mod worker;

pub use assessment::{Assessment, Assessor, Criterion, Panel};
pub use document::{
    Band, Candidate, Cell, Document, Form, Publisher, Recognised, SchemaId, Source, SourceStatus, SummaryGrade,
    SummaryPoints, SummaryRow, Table, Tool, Unread, Why,
};
pub use field::{Correction, Field, FieldValue};
pub use finding::{Finding, Message, Related, Severity, Verdict};
pub use finding_line::FindingLine;
pub use history::{Appearance, Evidence, EvidenceOf, History, HistoryId, IndicatorHistory, PrintedValue, YearHistory};
pub use manifest::{Counts, Failure, ManifestLine, Outcome, Settled, Status, VerdictCounts};
pub use number::{Confidence, Number};
pub use place::{BoxPlace, Place, SpanPlace};
pub use quantity::{Alternative, Bound, Bounds, Kind, Leaning, Missing, Part, Quantity, QuantityStatus, Relation};
pub use recomputed::{Achievement, AchievementStatus, Agreement, Recomputed, RecomputedPanel};
pub use sheet::{Indicator, IndicatorKind, Narrative, NarrativeRole, Observation, Project, Role, Sheet};
pub use worker::{Answer, Compared, Hello, Id, Refusal, Request, Rows, RowsOf, Speaker, WorkerLine};
