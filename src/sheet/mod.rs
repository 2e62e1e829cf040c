//! The typed model: what a document says, where it says it, and what is wrong with it.
//!
//! These types are not serialisable; the wire format belongs to [`crate::emit`].

mod assessment;
mod corrected;
mod definition;
mod document;
mod error;
mod field;
mod finding;
mod history;
mod recomputed;
mod settled;
mod toml_words;
mod values;

pub use assessment::{Assessment, Assessor, Criterion, Panel};
pub use definition::{DefinitionError, definitions_in};
pub use document::{
    Band, Candidate, Cell, Document, Form, Indicator, IndicatorKind, Narrative, NarrativeRole, Observation, Project,
    Publisher, Recognised, Role, Sheet, Source, SourceStatus, SummaryGrade, SummaryPoints, SummaryRow, Table, Unread,
    Why,
};
pub use error::{Error, ErrorKind};
pub use field::{Alternative, Correction, Field, Measured, Place, Region, SURE, Value};
pub use finding::{Finding, Message, Related, Severity, Verdict, evidence, hex, short_digest};
pub use history::{
    Appearance, Evidence, EvidenceOf, History, IndicatorHistory, PrintedFigure, PrintedValue, YearHistory,
};
pub use recomputed::{Achievement, AchievementStatus, Agreement, Recomputed, RecomputedPanel};
pub use settled::{Outcome, Settled};
pub use toml_words::nearest;
pub use values::{At, ValueMut};
