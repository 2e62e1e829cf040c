//! What the rules look at: the document, its rubric, and who belongs to whom.

use super::fingerprint::fingerprint;
use super::scores::Worked;
use super::text::squeeze;
use crate::rubric::Rubric;
use crate::sheet::{Assessor, Document, Field, Place, SURE, Sheet, SourceStatus, SummaryRow, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// A document with the indices that several rules need.
pub(super) struct Context<'a> {
    /// The document.
    pub(super) document: &'a Document,
    /// Its rubric, where one is known.
    pub(super) rubric: Option<&'a Rubric>,
    /// First sheet of each project number.
    by_number: BTreeMap<&'a str, usize>,
    /// The only sheet of each name, squeezed; `None` for a name of several.
    by_name: OnceLock<BTreeMap<String, Option<usize>>>,
    /// The sheets that a list row belongs to.
    listed: OnceLock<BTreeSet<usize>>,
    /// What follows for each sheet.
    pub(super) worked: Vec<Worked<'a>>,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A sheet, by index.
    Sheet(usize),
    /// A list row, by index.
    Row(usize),
    /// The form, or a page outside of every record.
    Form,
}

impl<'a> Context<'a> {
    pub(super) fn new(document: &'a Document, rubric: Option<&'a Rubric>) -> Self {
        let mut by_number = BTreeMap::new();
        for (index, sheet) in document.sheets.iter().enumerate() {
            if let Some(number) = sheet.project.number.as_ref().and_then(Field::as_text) {
                by_number.entry(number).or_insert(index);
            }
        }
        let worked = document.sheets.iter().map(|_| Worked::default()).collect();
        Self { document, rubric, by_number, by_name: OnceLock::new(), listed: OnceLock::new(), worked }
    }

    /// Whether something at these places was read by optical recognition.
    pub(super) fn is_recognised(&self, places: &[Place]) -> bool {
        let recognised = self.document.source.recognised.as_ref();
        recognised.is_some_and(|of| places.iter().any(|place| of.pages.binary_search(&place.page).is_ok()))
    }

    /// The sheets with their indices.
    pub(super) fn sheets(&self) -> impl Iterator<Item = (usize, &'a Sheet)> {
        self.document.sheets.iter().enumerate()
    }

    /// The list rows with their indices.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &'a SummaryRow)> {
        self.document.summary.iter().enumerate()
    }

    /// The sheet of a list row: that of its number, else the only one of its name, where one of the two has no number that
    /// is sure.
    pub(super) fn sheet_of(&self, row: &SummaryRow) -> Option<(usize, &'a Sheet)> {
        let of = |index: usize| self.document.sheets.get(index).map(|sheet| (index, sheet));
        let is_sure = |number: &Option<Field>| {
            number.as_ref().is_some_and(|number| number.as_text().is_some() && number.confidence >= SURE)
        };
        let number = row.project_number.as_ref().and_then(Field::as_text);
        if let Some(index) = number.and_then(|number| self.by_number.get(number)) {
            return of(*index);
        }
        let name = squeeze(&row.name.as_ref()?.printed);
        let (index, sheet) = of((*self.by_name.get_or_init(|| self.names()).get(&name)?)?)?;
        (!is_sure(&row.project_number) || !is_sure(&sheet.project.number)).then_some((index, sheet))
    }

    fn names(&self) -> BTreeMap<String, Option<usize>> {
        let mut names = BTreeMap::new();
        for (index, sheet) in self.sheets() {
            if let Some(name) = &sheet.project.name {
                names.entry(squeeze(&name.printed)).and_modify(|only| *only = None).or_insert(Some(index));
            }
        }
        names
    }

    /// Whether a list row belongs to a sheet.
    pub(super) fn is_listed(&self, index: usize) -> bool {
        let listed = || self.rows().filter_map(|(_, row)| self.sheet_of(row)).map(|(i, _)| i).collect();
        self.listed.get_or_init(listed).contains(&index)
    }

    /// What a finding in a table is about.
    pub(super) fn subject_of(&self, table: &Table) -> Subject {
        let sheet = table.sheet.as_ref().and_then(|id| self.sheets().find(|(_, s)| s.id == *id));
        sheet.map_or(Subject::Form, |(i, _)| Subject::Sheet(i))
    }

    /// Whether all of the document was read, so that what is not there is really absent.
    pub(super) fn is_whole(&self) -> bool {
        let source = &self.document.source;
        source.status == SourceStatus::Complete && source.missing_pages.is_empty()
    }

    /// The runs of text on these pages that are in no field, squeezed.
    pub(super) fn unread_on(&self, is_meant: impl Fn(u32) -> bool) -> impl Iterator<Item = String> {
        self.document.unread.iter().filter(move |run| is_meant(run.page)).map(|run| squeeze(&run.text))
    }

    /// The evaluated year of a sheet.
    pub(super) fn year_of(&self, sheet: &Sheet) -> Option<i32> {
        sheet.fiscal_year.or(self.document.form.fiscal_year)
    }

    /// Whether one of the sheets repeats the other.
    pub(super) fn repeats(&self, a: &Sheet, b: &Sheet) -> bool {
        a.repeats.as_deref() == Some(b.id.as_str()) || b.repeats.as_deref() == Some(a.id.as_str())
    }

    /// First page of a sheet; 0 where the finding is about none.
    pub(super) fn page_of(&self, sheet: Option<&str>) -> u32 {
        self.document.sheets.iter().find(|s| Some(s.id.as_str()) == sheet).map_or(0, |s| s.page)
    }

    /// Sheet id and project number of a subject.
    pub(super) fn identity(&self, subject: Subject) -> (Option<String>, Option<String>) {
        let number = |f: &Option<Field>| f.as_ref().and_then(Field::as_text).map(str::to_owned);
        match subject {
            Subject::Form => (None, None),
            Subject::Sheet(index) => match self.document.sheets.get(index) {
                Some(sheet) => (Some(sheet.id.clone()), number(&sheet.project.number)),
                None => (None, None),
            },
            Subject::Row(index) => match self.document.summary.get(index) {
                None => (None, None),
                Some(row) => {
                    let number = number(&row.project_number);
                    let listed = || number.as_ref().map(|n| format!("{}/{n}", self.year_text()));
                    (self.sheet_of(row).map(|(_, s)| s.id.clone()).or_else(listed), number)
                }
            },
        }
    }

    fn year_text(&self) -> String {
        self.document.form.fiscal_year.map_or_else(|| "-".to_owned(), |y| y.to_string())
    }

    /// The stable key of a finding.
    pub(super) fn fingerprint(&self, rule: &str, subject: Subject, key: &str) -> String {
        let form = &self.document.form;
        let publisher = form.publisher.as_ref().map(|p| p.name.as_text().unwrap_or(&p.name.printed));
        let publisher = publisher.or(form.profile.as_deref()).unwrap_or("");
        let year = match subject {
            Subject::Sheet(index) => self.document.sheets.get(index).and_then(|s| self.year_of(s)),
            _ => form.fiscal_year,
        };
        let (sheet, _) = self.identity(subject);
        fingerprint(rule, publisher, year, sheet.as_deref().unwrap_or(""), key)
    }

    /// A criterion's name for people.
    pub(super) fn criterion_label<'b>(&'b self, name: &'b str) -> &'b str {
        self.rubric.and_then(|r| r.criterion(name)).map_or(name, |c| c.label.as_str())
    }
}

/// Whose panel it is, in Japanese and English.
pub(super) fn assessor_names(assessor: Assessor) -> (&'static str, &'static str) {
    match assessor {
        Assessor::Department => ("所管課", "department"),
        Assessor::Committee => ("専門部会", "committee"),
    }
}
