//! The document, its list rows, tables and what was left over.

use super::assessment::Assessor;
use super::field::{Correction, Field, FieldValue};
use super::finding::Finding;
use super::mirror::mirror;
use super::number::{Confidence, Number};
use super::place::{Place, places};
use super::quantity::{Missing, Part, Quantity};
use super::sheet::Sheet;
use crate::sheet;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that was read from one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Name and version of this format.
    pub schema: SchemaId,
    /// What read it.
    pub tool: Tool,
    /// The input.
    pub source: Source,
    /// The form that it was recognised as.
    pub form: Form,
    /// Id of the rubric by which it was scored again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric: Option<String>,
    /// The records in document order.
    pub sheets: Vec<Sheet>,
    /// The rows of its list page.
    pub summary: Vec<SummaryRow>,
    /// Tables that no sheet and no list row already gives.
    pub tables: Vec<Table>,
    /// What the audit found.
    pub findings: Vec<Finding>,
    /// Visible text that is in no field.
    pub unread: Vec<Unread>,
}

/// Name and version of the document format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SchemaId {
    /// The first one.
    #[serde(rename = "kanrihyo/document/v1")]
    DocumentV1,
}

/// What made a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Name of the program.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// The input file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// File name without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// Media type by content.
    pub media_type: String,
    /// Size.
    pub bytes: u64,
    /// Pages that it says it has.
    pub pages: u32,
    /// Encoding of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Producer that a PDF names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub producer: Option<String>,
    /// Whether all of it could be read.
    pub status: SourceStatus,
    /// Pages that could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_pages: Vec<u32>,
    /// What had to be mended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repaired: Vec<String>,
    /// Pages that were read by optical recognition: no value of theirs is sure that arithmetic does not confirm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<Recognised>,
}

/// Pages that were read by optical recognition.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Recognised {
    /// The engine: name, version, languages.
    pub engine: String,
    /// The pages, ascending.
    pub pages: Vec<u32>,
}

mirror! {
    /// Whether all of an input could be read.
    SourceStatus = sheet::SourceStatus { Complete, Partial }
}

/// The form that a document was recognised as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Profile id; null where no profile knows the form.
    pub profile: Option<String>,
    /// How well it fits.
    pub score: Confidence,
    /// The nearest profiles, best first.
    pub candidates: Vec<Candidate>,
    /// Who publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Publisher>,
    /// Western start year of the fiscal year that is evaluated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<i32>,
    /// Title as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Field>,
    /// Bands that the form prints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
}

impl Form {
    /// Profiles that fit as well as the one that it was read by: its score was lowered for them.
    pub fn rivals(&self) -> Vec<&str> {
        let Some(own) = self.candidates.iter().find(|c| Some(&c.profile) == self.profile.as_ref()) else {
            return Vec::new();
        };
        if f64::from(self.score) >= f64::from(own.score) {
            return Vec::new();
        }
        let alike = |c: &&Candidate| (f64::from(c.score) - f64::from(own.score)).abs() < f64::EPSILON;
        let others = self.candidates.iter().filter(|c| c.profile != own.profile);
        others.filter(alike).map(|c| c.profile.as_str()).collect()
    }
}

/// A profile that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Its id.
    pub profile: String,
    /// How well it fits.
    pub score: Confidence,
    /// Labels that it expects and the document lacks.
    pub missed: Vec<String>,
}

/// A public body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Its name as printed.
    pub name: Field,
    /// 全国地方公共団体コード.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9]{6}$"))]
    pub local_government_code: Option<String>,
}

/// A band that the form prints: a letter and the interval that earns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Which scale: `achievement` (percent), `overall` (points) …
    pub scale: String,
    /// The letter.
    pub label: Field,
    /// Lower end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Number>,
    /// Upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Number>,
    /// Which ends belong to it.
    #[schemars(extend("enum" = ["[]", "[)", "(]", "()"]))]
    pub bounds: String,
    /// Points that the letter is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Number>,
}

/// A row of a list page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummaryRow {
    /// Page, from 1.
    #[schemars(range(min = 1))]
    pub page: u32,
    /// 事業番号; the value is normalised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_number: Option<Field>,
    /// 事業名.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Field>,
    /// 対象者.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_group: Option<Field>,
    /// 所管課.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Field>,
    /// Points of the parts.
    pub points: SummaryPoints,
    /// 総合点.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Field>,
    /// Letters in printed column order; null for an empty cell.
    pub grades: Vec<Option<SummaryGrade>>,
}

/// Points of a list row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummaryPoints {
    /// 達成状況.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement: Option<Field>,
    /// 有効性・必要性.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effectiveness: Option<Field>,
    /// 雇用・就業効果.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employment: Option<Field>,
}

/// A letter of a list row: a field, and what its column says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummaryGrade {
    /// As for a field.
    pub value: FieldValue,
    /// The text that stands at `places`, as printed.
    pub printed: String,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Figures that the text carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Where it stands.
    pub places: Vec<Place>,
    /// As for a field.
    pub confidence: Confidence,
    /// As for a field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Box<Correction>>,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessor: Option<Assessor>,
    /// For which year, western start year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<i32>,
}

/// Any ruled or tabbed table; header and rows are rectangular.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Page, from 1.
    #[schemars(range(min = 1))]
    pub page: u32,
    /// Id of the record that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Running title or heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<Field>,
    /// Header rows; null where a merged cell covers the position.
    pub header: Vec<Vec<Option<Field>>>,
    /// Body rows; null where a merged cell covers the position.
    pub rows: Vec<Vec<Option<Cell>>>,
    /// Row, column, rows, columns of merged cells; header rows count first.
    pub spans: Vec<[usize; 4]>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Cell {
    /// A figure, date, grade, or an absent value.
    Quantity(Box<Quantity>),
    /// Text.
    Field(Field),
}

/// A run of visible text that is in no field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{"required": ["box"]}, {"required": ["span"]}]))]
pub struct Unread {
    /// Page, from 1.
    #[schemars(range(min = 1))]
    pub page: u32,
    /// Left, top, right, bottom in points from the top left of the page.
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    pub bbox: Option<[f64; 4]>,
    /// First character and the one past the last, in Unicode characters from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<[usize; 2]>,
    /// The text.
    pub text: String,
    /// Why it is in no field.
    pub why: Why,
}

mirror! {
    /// Why a run is in no field: one of the form's labels, an ornament, nothing says what it is, its
    /// characters cannot be trusted.
    Why = sheet::Why { Label, Decoration, Unrecognised, Unreadable }
}

impl Document {
    /// It without its records: lists that are long.
    pub(in crate::emit) fn bare(&self) -> Self {
        Self {
            schema: self.schema,
            tool: self.tool.clone(),
            source: self.source.clone(),
            form: self.form.clone(),
            rubric: self.rubric.clone(),
            sheets: Vec::new(),
            summary: Vec::new(),
            tables: Vec::new(),
            findings: Vec::new(),
            unread: Vec::new(),
        }
    }
}

impl From<sheet::Document> for Document {
    fn from(document: sheet::Document) -> Self {
        /// Each record goes as soon as it is told: a long document is never held twice.
        fn told<M: Send, T: for<'a> From<&'a M> + Send>(records: Vec<M>) -> Vec<T> {
            records.into_par_iter().map(|record| T::from(&record)).collect()
        }
        Self {
            schema: SchemaId::DocumentV1,
            tool: Tool::this(),
            source: (&document.source).into(),
            form: (&document.form).into(),
            rubric: document.rubric,
            sheets: told(document.sheets),
            summary: told(document.summary),
            tables: told(document.tables),
            findings: told(document.findings),
            unread: told(document.unread),
        }
    }
}

impl From<&sheet::Source> for Source {
    fn from(source: &sheet::Source) -> Self {
        Self {
            name: source.name.clone(),
            sha256: source.sha256.clone(),
            media_type: source.media_type.clone(),
            bytes: source.bytes,
            pages: source.pages,
            encoding: source.encoding.clone(),
            producer: source.producer.clone(),
            status: source.status.into(),
            missing_pages: source.missing_pages.clone(),
            repaired: source.repaired.clone(),
            recognised: source
                .recognised
                .as_ref()
                .map(|recognised| Recognised { engine: recognised.engine.clone(), pages: recognised.pages.clone() }),
        }
    }
}

impl From<&sheet::Form> for Form {
    fn from(form: &sheet::Form) -> Self {
        Self {
            profile: form.profile.clone(),
            score: form.score.into(),
            candidates: form.candidates.iter().map(Into::into).collect(),
            publisher: form.publisher.as_ref().map(|publisher| Publisher {
                name: (&publisher.name).into(),
                local_government_code: publisher.local_government_code.clone(),
            }),
            fiscal_year: form.fiscal_year,
            title: form.title.as_ref().map(Into::into),
            bands: form.bands.iter().map(Into::into).collect(),
        }
    }
}

impl From<&sheet::Candidate> for Candidate {
    fn from(candidate: &sheet::Candidate) -> Self {
        Self { profile: candidate.profile.clone(), score: candidate.score.into(), missed: candidate.missed.clone() }
    }
}

impl From<&sheet::Band> for Band {
    fn from(band: &sheet::Band) -> Self {
        Self {
            scale: band.scale.clone(),
            label: (&band.label).into(),
            low: band.low.map(Into::into),
            high: band.high.map(Into::into),
            bounds: band.bounds.clone(),
            points: band.points.map(Into::into),
        }
    }
}

impl From<&sheet::SummaryRow> for SummaryRow {
    fn from(row: &sheet::SummaryRow) -> Self {
        Self {
            page: row.page,
            project_number: row.project_number.as_ref().map(Into::into),
            name: row.name.as_ref().map(Into::into),
            target_group: row.target_group.as_ref().map(Into::into),
            department: row.department.as_ref().map(Into::into),
            points: SummaryPoints {
                achievement: row.points.achievement.as_ref().map(Into::into),
                effectiveness: row.points.effectiveness.as_ref().map(Into::into),
                employment: row.points.employment.as_ref().map(Into::into),
            },
            total: row.total.as_ref().map(Into::into),
            grades: row.grades.iter().map(|grade| grade.as_ref().map(Into::into)).collect(),
        }
    }
}

impl From<&sheet::SummaryGrade> for SummaryGrade {
    fn from(summary: &sheet::SummaryGrade) -> Self {
        let grade = &summary.grade;
        Self {
            value: grade.value.as_ref().into(),
            printed: grade.printed.clone(),
            missing: grade.missing.map(Into::into),
            parts: grade.parts.iter().map(Into::into).collect(),
            places: places(&grade.places),
            confidence: grade.confidence.into(),
            correction: grade.correction.as_deref().map(|correction| Box::new(correction.into())),
            assessor: summary.assessor.map(Into::into),
            fiscal_year: summary.fiscal_year,
        }
    }
}

impl From<&sheet::Table> for Table {
    fn from(table: &sheet::Table) -> Self {
        Self {
            page: table.page,
            sheet: table.sheet.clone(),
            caption: table.caption.as_ref().map(Into::into),
            header: table
                .header
                .iter()
                .map(|row| row.iter().map(|cell| cell.as_ref().map(Into::into)).collect())
                .collect(),
            rows: table.rows.iter().map(|row| row.iter().map(|cell| cell.as_ref().map(Into::into)).collect()).collect(),
            spans: table.spans.clone(),
        }
    }
}

impl From<&sheet::Cell> for Cell {
    fn from(cell: &sheet::Cell) -> Self {
        match cell {
            sheet::Cell::Quantity(measured) => Self::Quantity(Box::new(measured.as_ref().into())),
            sheet::Cell::Field(field) => Self::Field(field.into()),
        }
    }
}

impl From<&sheet::Unread> for Unread {
    fn from(unread: &sheet::Unread) -> Self {
        let (bbox, span) = match unread.region {
            sheet::Region::Box(rect) => (Some(super::place::corners(&rect)), None),
            sheet::Region::Span(start, end) => (None, Some([start, end])),
        };
        Self { page: unread.page, bbox, span, text: unread.text.clone(), why: unread.why.into() }
    }
}
