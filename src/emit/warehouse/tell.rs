//! A document → its rows, one record after another.

use super::column::{Cell, Fact, row, word_of};
use super::common::{Origin, Row};
use super::document::{self, Whole};
use super::finding::{self, Found};
use super::indicator::{self, Measure};
use super::observation::{self, Figure};
use super::score::{self, Given, Item, Scored, Subject};
use super::sheet::{self, Record};
use super::table::Table;
use crate::emit::wire::{
    Agreement, Assessment, Counts, Document, Field, FieldValue, Finding, Form, Number, Recomputed, Sheet, Source,
    SummaryRow, Tool,
};
use crate::sheet::Error;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Takes a row of a table.
pub type Put<'a> = dyn FnMut(Table, &[Cell<'_>]) -> Result<(), Error> + 'a;

/// What stands before the records of a document.
#[derive(Clone, Debug)]
pub struct Heading {
    /// What read it.
    pub tool: Tool,
    /// Its source.
    pub source: Source,
    /// Its form.
    pub form: Form,
    /// Id of the rubric by which it was scored.
    pub rubric: Option<String>,
}

/// Tells the rows of a document.
pub struct Teller<'p, 'q> {
    origin: Origin,
    heading: Heading,
    counts: Counts,
    /// Where the next record stands in the document's lists: sheets, list rows.
    next: [usize; 2],
    /// How many rows each table has of this document.
    rows: BTreeMap<Table, usize>,
    put: &'p mut Put<'q>,
}

/// Puts all rows of a document; `between` are the findings that compare it with other editions.
///
/// # Errors
/// Those of `put`.
pub fn tell<'f>(
    document: &Document,
    between: impl IntoIterator<Item = &'f Finding>,
    put: &mut Put<'_>,
) -> Result<(), Error> {
    let Document { tool, source, form, rubric, .. } = document;
    let heading = Heading { tool: tool.clone(), source: source.clone(), form: form.clone(), rubric: rubric.clone() };
    let mut teller = Teller::new(heading, put);
    document.sheets.iter().try_for_each(|sheet| teller.sheet(sheet))?;
    document.summary.iter().try_for_each(|row| teller.list_row(row))?;
    document.tables.iter().for_each(|_| teller.table());
    document.findings.iter().try_for_each(|finding| teller.finding(finding))?;
    teller.end(between)
}

impl<'p, 'q> Teller<'p, 'q> {
    /// Of a document whose records follow.
    pub fn new(heading: Heading, put: &'p mut Put<'q>) -> Self {
        let origin = Origin {
            document: heading.source.sha256.clone(),
            publisher: publisher(&heading.form).map(str::to_owned),
            published_year: heading.form.fiscal_year,
        };
        let counts = Counts { pages: heading.source.pages.into(), ..Counts::default() };
        Self { origin, heading, counts, next: [0; 2], rows: BTreeMap::new(), put }
    }

    /// Its next sheet.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn sheet(&mut self, sheet: &Sheet) -> Result<(), Error> {
        self.counts.add_sheet(sheet);
        let mut rows = Rows { origin: &self.origin, rows: &mut self.rows, put: &mut *self.put };
        let at = format!("/sheets/{}", self.next[0]);
        self.next[0] += 1;
        let record = Record { row: rows.next(Table::Sheet), sheet, field: &at };
        rows.put::<sheet::Sheet>(Table::Sheet, &record)?;
        indicators(&record, &mut rows)?;
        match &sheet.assessment {
            Some(assessment) => scores(assessment, &record, &mut rows),
            None => Ok(()),
        }
    }

    /// Its next list row.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn list_row(&mut self, list: &SummaryRow) -> Result<(), Error> {
        self.counts.summary += 1;
        let mut rows = Rows { origin: &self.origin, rows: &mut self.rows, put: &mut *self.put };
        let at = format!("/summary/{}", self.next[1]);
        self.next[1] += 1;
        let number = list.project_number.as_ref().and_then(text);
        let name = list.name.as_ref().and_then(text).map(without_blanks);
        let project = number.map(Cow::Borrowed).or(name.map(Cow::Owned));
        let year = self.origin.published_year;
        let points = &list.points;
        let fields = [
            (Item { name: "achievement_points", ..Item::default() }, "points/achievement", &points.achievement),
            (criterion("points", "effectiveness"), "points/effectiveness", &points.effectiveness),
            (criterion("points", "employment"), "points/employment", &points.employment),
            (Item { name: "total", ..Item::default() }, "total", &list.total),
        ];
        let subject = Subject { sheet: None, project: project.as_deref(), fiscal_year: year };
        for (item, key, field) in fields {
            if let Some(field) = field {
                rows.score(subject, item, field.into(), None, &format!("{at}/{key}"))?;
            }
        }
        for (n, grade) in list.grades.iter().enumerate() {
            if let Some(grade) = grade {
                let subject = Subject { fiscal_year: grade.fiscal_year.or(year), ..subject };
                let item = Item { name: "grade", assessor: grade.assessor, ..Item::default() };
                rows.score(subject, item, grade.into(), None, &format!("{at}/grades/{n}"))?;
            }
        }
        Ok(())
    }

    /// Its next table that belongs to no sheet: only counted.
    pub fn table(&mut self) {
        self.counts.tables += 1;
    }

    /// Its next finding.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn finding(&mut self, finding: &Finding) -> Result<(), Error> {
        self.counts.findings.add(finding.verdict);
        self.found(finding, false)
    }

    fn found(&mut self, finding: &Finding, between: bool) -> Result<(), Error> {
        let mut rows = Rows { origin: &self.origin, rows: &mut self.rows, put: &mut *self.put };
        let found = Found { row: rows.next(Table::Finding), finding, between };
        rows.put::<finding::Finding>(Table::Finding, &found)
    }

    /// Its end; `between` are the findings that compare it with other editions.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn end<'f>(mut self, between: impl IntoIterator<Item = &'f Finding>) -> Result<(), Error> {
        between.into_iter().try_for_each(|finding| self.found(finding, true))?;
        let Heading { tool, source, form, rubric } = &self.heading;
        let whole = Whole { origin: &self.origin, tool, source, form, rubric: rubric.as_deref(), counts: self.counts };
        (self.put)(Table::Document, &row::<document::Document>(&whole))
    }
}

/// Who publishes a form, as every table names it.
pub fn publisher(form: &Form) -> Option<&str> {
    form.publisher.as_ref().and_then(|publisher| text(&publisher.name))
}

/// The rows of a document so far, and where they go.
struct Rows<'a, 'p> {
    origin: &'a Origin,
    rows: &'a mut BTreeMap<Table, usize>,
    put: &'a mut Put<'p>,
}

impl<'a> Rows<'a, '_> {
    fn next(&mut self, table: Table) -> Row<'a> {
        let position = self.rows.entry(table).or_default();
        *position += 1;
        Row { origin: self.origin, position: *position }
    }

    fn put<'f, F: Fact>(&mut self, table: Table, fact: &'f F::Of<'f>) -> Result<(), Error> {
        (self.put)(table, &row::<F>(fact))
    }

    fn score(
        &mut self,
        subject: Subject<'_>,
        item: Item<'_>,
        given: Given<'_>,
        recomputed: Option<Cow<'_, str>>,
        field: &str,
    ) -> Result<(), Error> {
        let scored = Scored { row: self.next(Table::Score), subject, item, given, recomputed, field };
        self.put::<score::Score>(Table::Score, &scored)
    }
}

fn indicators(record: &Record<'_>, rows: &mut Rows<'_, '_>) -> Result<(), Error> {
    let again = again(record.sheet.recomputed.as_ref());
    let mut keys = BTreeSet::new();
    for (n, indicator) in record.sheet.indicators.iter().enumerate() {
        let label = text(&indicator.label).unwrap_or(&indicator.label.printed);
        let kind = word_of(&indicator.kind).unwrap_or_default();
        let key = unique(format!("{kind}:{}", without_blanks(label)), &mut keys);
        let at = format!("{}/indicators/{n}", record.field);
        let measure = Measure { row: rows.next(Table::Indicator), record, indicator, key: &key, field: &at };
        rows.put::<indicator::Indicator>(Table::Indicator, &measure)?;
        for (m, observation) in indicator.observations.iter().enumerate() {
            let at = format!("{at}/observations/{m}/value");
            let figure = Figure {
                row: rows.next(Table::Observation),
                measure: &measure,
                observation,
                again: again.get(at.as_str()).copied(),
                field: &at,
            };
            rows.put::<observation::Observation>(Table::Observation, &figure)?;
        }
    }
    Ok(())
}

/// Printed sums and rates, computed again, by where they stand.
fn again(recomputed: Option<&Recomputed>) -> BTreeMap<&str, &Agreement> {
    let all = recomputed.into_iter().flat_map(|recomputed| recomputed.sums.iter().chain(&recomputed.rates));
    all.map(|agreement| (agreement.field.as_str(), agreement)).collect()
}

fn scores(assessment: &Assessment, record: &Record<'_>, rows: &mut Rows<'_, '_>) -> Result<(), Error> {
    let recomputed = record.sheet.recomputed.as_ref();
    let subject = Subject {
        sheet: Some(&record.sheet.id),
        project: Some(record.project()),
        fiscal_year: record.sheet.fiscal_year,
    };
    let at = format!("{}/assessment", record.field);
    let letter = recomputed.and_then(|again| again.achievement.as_ref()?.grade.as_deref()).map(Cow::Borrowed);
    let fields = [
        ("covid_impact", &assessment.covid_impact, None),
        ("achievement", &assessment.achievement, letter),
        ("adjustment", &assessment.adjustment, None),
        ("rating", &assessment.rating, None),
        ("status", &assessment.status, None),
        ("direction", &assessment.direction, None),
    ];
    for (name, field, again) in fields {
        if let Some(field) = field {
            rows.score(subject, Item { name, ..Item::default() }, field.into(), again, &format!("{at}/{name}"))?;
        }
    }
    for (n, panel) in assessment.panels.iter().enumerate() {
        let at = format!("{at}/panels/{n}");
        let assessor = Some(panel.assessor);
        for (m, rated) in panel.criteria.iter().enumerate() {
            for (name, field) in [("level", &rated.level), ("points", &rated.points)] {
                let item = Item { name, assessor, criterion: Some(&rated.name), weight: rated.weight };
                if let Some(field) = field {
                    rows.score(subject, item, field.into(), None, &format!("{at}/criteria/{m}/{name}"))?;
                }
            }
        }
        let again = recomputed.and_then(|again| again.panels.iter().find(|other| other.assessor == panel.assessor));
        let number = |number: Option<Number>| number.map(|n| Cow::Owned(n.to_string()));
        let fields = [
            ("achievement_points", &panel.achievement_points, again.and_then(|again| number(again.achievement_points))),
            ("total", &panel.total, again.and_then(|again| number(again.total))),
            ("grade", &panel.grade, again.and_then(|again| again.grade.as_deref()).map(Cow::Borrowed)),
        ];
        for (name, field, again) in fields {
            if let Some(field) = field {
                let item = Item { name, assessor, ..Item::default() };
                rows.score(subject, item, field.into(), again, &format!("{at}/{name}"))?;
            }
        }
    }
    Ok(())
}

fn criterion<'a>(name: &'static str, criterion: &'a str) -> Item<'a> {
    Item { name, criterion: Some(criterion), ..Item::default() }
}

fn text(field: &Field) -> Option<&str> {
    match &field.value {
        FieldValue::Text(text) => Some(text),
        _ => None,
    }
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A key, numbered from the second of its kind on as ids of sheets are.
fn unique(key: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2_usize..).map(|n| format!("{key}~{n}"));
    let free = std::iter::once(key.clone()).chain(numbered).find(|key| !taken.contains(key)).unwrap_or(key.clone());
    taken.insert(free.clone());
    free
}
