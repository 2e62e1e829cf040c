//! A document, its sheets, list rows and tables.

use super::assessment::Assessment;
use super::field::{Field, Measured, Place, Region};
use super::finding::Finding;
use super::recomputed::Recomputed;
use rust_decimal::Decimal;

/// Everything that was read from one input.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The input.
    pub source: Source,
    /// The form that it was recognised as.
    pub form: Form,
    /// Id of the rubric by which it was scored again.
    pub rubric: Option<String>,
    /// The records, in document order.
    pub sheets: Vec<Sheet>,
    /// The rows of its list page.
    pub summary: Vec<SummaryRow>,
    /// Tables that no sheet and no summary row already gives.
    pub tables: Vec<Table>,
    /// What the audit found, in document order.
    pub findings: Vec<Finding>,
    /// Visible text that is in no field.
    pub unread: Vec<Unread>,
}

/// The input file.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// File name without folders.
    pub name: String,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Media type by content.
    pub media_type: String,
    /// Size.
    pub bytes: u64,
    /// Pages that the input says it has.
    pub pages: u32,
    /// Encoding of a text.
    pub encoding: Option<String>,
    /// Producer that a PDF names.
    pub producer: Option<String>,
    /// Whether all of it could be read.
    pub status: SourceStatus,
    /// Pages that could not be read.
    pub missing_pages: Vec<u32>,
    /// What had to be mended, one sentence each.
    pub repaired: Vec<String>,
    /// Which pages were read in their pictures; `None` where none was.
    pub recognised: Option<Recognised>,
}

/// Pages that were read by optical recognition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognised {
    /// The engine: name, version, languages.
    pub engine: String,
    /// Pages, ascending.
    pub pages: Vec<u32>,
}

/// Whether all of an input could be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SourceStatus {
    #[default]
    Complete,
    Partial,
}

/// The form that a document was recognised as.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Profile id; `None` where no profile knows the form.
    pub profile: Option<String>,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// The nearest profiles and what they missed, best first.
    pub candidates: Vec<Candidate>,
    /// Who publishes it.
    pub publisher: Option<Publisher>,
    /// Western start year of the fiscal year that is evaluated.
    pub fiscal_year: Option<i32>,
    /// Title as printed.
    pub title: Option<Field>,
    /// Bands that the form prints.
    pub bands: Vec<Band>,
}

/// A profile that was tried.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its id.
    pub profile: String,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// Labels that it expects and the document lacks.
    pub missed: Vec<String>,
}

/// A public body.
#[derive(Clone, Debug)]
pub struct Publisher {
    /// Its name as printed.
    pub name: Field,
    /// Six-digit code of local governments (全国地方公共団体コード).
    pub local_government_code: Option<String>,
}

/// A band that the form prints: a letter and the interval that earns it.
#[derive(Clone, Debug)]
pub struct Band {
    /// Which scale: `achievement` (percent), `overall` (points) …
    pub scale: String,
    /// The letter.
    pub label: Field,
    /// Lower end.
    pub low: Option<Decimal>,
    /// Upper end.
    pub high: Option<Decimal>,
    /// Which ends belong to it: `[]`, `[)`, `(]`, `()`.
    pub bounds: String,
    /// Points that the letter is worth.
    pub points: Option<Decimal>,
}

/// One project's record.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// `2020/2-4`: fiscal year (or `-`), `/`, normalised number or name; `~2` for a second one.
    pub id: String,
    /// First page.
    pub page: u32,
    /// Western start year.
    pub fiscal_year: Option<i32>,
    /// Its head.
    pub project: Project,
    /// Its indicators, in printed order.
    pub indicators: Vec<Indicator>,
    /// How it was rated.
    pub assessment: Option<Assessment>,
    /// Its texts.
    pub narratives: Vec<Narrative>,
    /// Sheet id of the original of a repeated row.
    pub repeats: Option<String>,
    /// Its scores, computed again.
    pub recomputed: Option<Recomputed>,
}

/// Head of a sheet. A field is `None` only where the form has no such cell.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Project {
    /// 事業番号; the value is normalised to `1-1`.
    pub number: Option<Field>,
    pub name: Option<Field>,
    pub department: Option<Field>,
    pub policy: Option<Field>,
    pub issue: Option<Field>,
    pub target_group: Option<Field>,
    pub description: Option<Field>,
}

/// One indicator with its figures by year.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// What it measures.
    pub kind: IndicatorKind,
    /// Its name.
    pub label: Field,
    /// Its unit where the form prints one for the whole indicator.
    pub unit: Option<Field>,
    /// `up`, `down` or `maintain`, where the form says so.
    pub direction: Option<String>,
    /// Indices of the indicators it is the sum of.
    pub parts: Vec<usize>,
    /// 達成/未達成.
    pub status: Option<Field>,
    /// 前年度比較.
    pub comparison: Option<Field>,
    /// Its figures, by year, then role in printed order.
    pub observations: Vec<Observation>,
}

/// What an indicator measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndicatorKind {
    /// 対象指標.
    Population,
    /// 活動指標.
    Activity,
    /// 成果指標.
    Outcome,
    /// 事業費, 人件費 …
    Cost,
    /// Anything else.
    #[default]
    Other,
}

/// One figure of an indicator.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Western start year.
    pub fiscal_year: i32,
    /// What the figure is for that year.
    pub role: Role,
    /// The figure.
    pub value: Measured,
}

/// What a figure is for its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Role {
    Target,
    Actual,
    Baseline,
    Forecast,
    Budget,
    AchievementRate,
    Delta,
    DeltaRate,
}

/// A text of a sheet.
#[derive(Clone, Debug)]
pub struct Narrative {
    /// What it is about.
    pub role: NarrativeRole,
    /// The label it stands under, for [`NarrativeRole::Other`].
    pub label: Option<String>,
    /// Western start year, where the text is for one year.
    pub fiscal_year: Option<i32>,
    /// The text.
    pub text: Field,
}

/// What a text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum NarrativeRole {
    Issue,
    Purpose,
    Description,
    Results,
    Impact,
    Reason,
    Opinion,
    Future,
    CouncilOpinion,
    Other,
}

/// A row of a list page.
#[derive(Clone, Debug)]
pub struct SummaryRow {
    /// Page, from 1.
    pub page: u32,
    /// 事業番号; the value is normalised.
    pub project_number: Option<Field>,
    /// Name of the project.
    pub name: Option<Field>,
    /// 対象者.
    pub target_group: Option<Field>,
    /// 所管課.
    pub department: Option<Field>,
    /// Points of the parts.
    pub points: SummaryPoints,
    /// 総合点.
    pub total: Option<Field>,
    /// Letters in printed column order; `None` for an empty cell.
    pub grades: Vec<Option<SummaryGrade>>,
}

/// Points of a list row.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct SummaryPoints {
    pub achievement: Option<Field>,
    pub effectiveness: Option<Field>,
    pub employment: Option<Field>,
}

/// A letter of a list row.
#[derive(Clone, Debug)]
pub struct SummaryGrade {
    /// The letter.
    pub grade: Field,
    /// Who gave it, where the column says so.
    pub assessor: Option<super::assessment::Assessor>,
    /// For which year, where the column says so.
    pub fiscal_year: Option<i32>,
}

/// Any ruled or tabbed table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Page, from 1.
    pub page: u32,
    /// Id of the record it belongs to.
    pub sheet: Option<String>,
    /// Running title or heading.
    pub caption: Option<Field>,
    /// Header rows, rectangular; `None` where a merged cell covers the position.
    pub header: Vec<Vec<Option<Field>>>,
    /// Body rows, rectangular; `None` where a merged cell covers the position.
    pub rows: Vec<Vec<Option<Cell>>>,
    /// `[row, column, rows, columns]` of merged cells; header rows count first.
    pub spans: Vec<[usize; 4]>,
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A figure, date, grade, or an absent value.
    Quantity(Box<Measured>),
    /// Text.
    Field(Field),
}

/// A run of visible text that is in no field.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Page, from 1.
    pub page: u32,
    /// Where on it.
    pub region: Region,
    /// The text.
    pub text: String,
    /// Why it is in no field.
    pub why: Why,
}

impl Unread {
    /// Its place.
    pub fn place(&self) -> Place {
        Place { page: self.page, region: self.region }
    }
}

/// Why a run is in no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// One of the form's own labels.
    Label,
    /// Ornament: arrows, page numbers, empty boxes.
    Decoration,
    /// Nothing says what it is.
    Unrecognised,
    /// Its characters cannot be trusted.
    Unreadable,
}
