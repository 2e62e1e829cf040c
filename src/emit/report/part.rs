//! What the report tells of one document.

use crate::emit::wire::{
    Assessor, Cell, Document, Field, FieldValue, Place, Quantity, Sheet, SourceStatus, SummaryRow, Table, Why,
};
use crate::sheet::SURE;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What every page of the report knows of a document.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    name: String,
    pub(super) sha256: String,
    status: SourceStatus,
    profile: Option<String>,
    publisher: Option<String>,
    year: Option<i32>,
    pages: u32,
    sheets: usize,
    /// How many findings it has; those between editions are added when all documents are known.
    pub(super) findings: usize,
    missing_pages: Vec<u32>,
    repaired: Vec<String>,
    /// Its records by their ids, for findings.
    #[serde(skip)]
    pub(super) records: BTreeMap<String, Record>,
    /// How sure its figures are that are not sure, by their pointers.
    #[serde(skip)]
    pub(super) unsure: BTreeMap<String, f64>,
    /// How often which letter is printed where which is recomputed, by who gave it.
    #[serde(skip)]
    pub(super) grades: BTreeMap<(&'static str, String, String), usize>,
}

/// A record, as findings name it.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) number: usize,
    pub(super) name: Option<String>,
    pub(super) department: Option<String>,
}

impl Head {
    /// Of a document.
    pub fn of(document: &Document) -> Self {
        let record = |(number, sheet): (usize, &Sheet)| {
            let [name, department] = [&sheet.project.name, &sheet.project.department].map(printed);
            (sheet.id.clone(), Record { number, name, department })
        };
        let mut counted: BTreeMap<(&'static str, String, String), usize> = BTreeMap::new();
        for (who, letter, again) in document.sheets.iter().flat_map(grades) {
            if let Some(again) = again {
                *counted.entry((who, letter, again)).or_default() += 1;
            }
        }
        Self {
            name: document.source.name.clone(),
            sha256: document.source.sha256.clone(),
            status: document.source.status,
            profile: document.form.profile.clone(),
            publisher: document.form.publisher.as_ref().map(|publisher| publisher.name.printed.clone()),
            year: document.form.fiscal_year,
            pages: document.source.pages,
            sheets: document.sheets.len(),
            findings: 0,
            missing_pages: document.source.missing_pages.clone(),
            repaired: document.source.repaired.clone(),
            records: document.sheets.iter().enumerate().map(record).collect(),
            unsure: unsure(document),
            grades: counted,
        }
    }
}

/// How sure the figures of a document are that are not sure, by their pointers.
fn unsure(document: &Document) -> BTreeMap<String, f64> {
    let mut unsure = BTreeMap::new();
    for (s, sheet) in document.sheets.iter().enumerate() {
        for (i, indicator) in sheet.indicators.iter().enumerate() {
            for (o, observation) in indicator.observations.iter().enumerate() {
                let confidence = f64::from(observation.value.confidence);
                if confidence < SURE {
                    unsure.insert(figure_at(s, i, o), confidence);
                }
            }
        }
    }
    unsure
}

/// Where a figure of an indicator stands in the document.
fn figure_at(sheet: usize, indicator: usize, observation: usize) -> String {
    format!("/sheets/{sheet}/indicators/{indicator}/observations/{observation}/value")
}

/// What was read of a document, and what was not, as JSON for its page of the report.
pub fn detail(document: &Document) -> String {
    let mut aside: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unread = Vec::new();
    for run in &document.unread {
        match run.why {
            // What forms print on every page says nothing of this document.
            Why::Label => *aside.entry("label").or_default() += 1,
            Why::Decoration => *aside.entry("decoration").or_default() += 1,
            Why::Unrecognised | Why::Unreadable => unread.push(json!([run.page, run.text, run.why])),
        }
    }
    let sheets: Vec<Value> = document.sheets.iter().enumerate().map(|(s, sheet)| record(s, sheet)).collect();
    json!({
        "sheets": sheets,
        "summary": document.summary.iter().map(row).collect::<Vec<_>>(),
        "tables": document.tables.iter().map(table).collect::<Vec<_>>(),
        "unread": unread,
        "aside": aside,
    })
    .to_string()
}

fn record(s: usize, sheet: &Sheet) -> Value {
    let indicators = sheet.indicators.iter().enumerate().map(|(i, indicator)| {
        let field = format!("/sheets/{s}/indicators/{i}");
        let figures = indicator.observations.iter().enumerate().map(|(o, observation)| {
            let value = &observation.value;
            let mut figure = json!({
                "year": observation.fiscal_year, "role": observation.role, "printed": value.printed,
                "field": figure_at(s, i, o),
            });
            if let Some(number) = plain(value) {
                figure["number"] = number.into();
            }
            if let Some(correction) = &value.correction {
                figure["corrected"] = json!([plain(value).or_else(|| value.value.clone()), correction.by]);
            }
            if f64::from(value.confidence) < SURE {
                figure["unsure"] = true.into();
            }
            figure
        });
        json!({
            "field": field, "kind": indicator.kind, "label": indicator.label.printed,
            "unit": printed(&indicator.unit), "figures": figures.collect::<Vec<_>>(),
        })
    });
    let texts = sheet.narratives.iter().map(|text| json!([text.role, text.label, text.text.printed]));
    json!({
        "id": sheet.id, "page": sheet.page, "number": printed(&sheet.project.number),
        "name": printed(&sheet.project.name), "department": printed(&sheet.project.department),
        "indicators": indicators.collect::<Vec<_>>(), "grades": grades(sheet).collect::<Vec<_>>(),
        "texts": texts.collect::<Vec<_>>(),
    })
}

/// The number of a figure that is one, as a drawing needs it.
fn plain(value: &Quantity) -> Option<String> {
    value.number.filter(|_| value.upper.is_none()).map(|number| number.0.to_string())
}

/// The letters of a record: who gave it, as printed, as recomputed.
fn grades(sheet: &Sheet) -> impl Iterator<Item = (&'static str, String, Option<String>)> + '_ {
    let assessment = sheet.assessment.as_ref();
    let again = sheet.recomputed.as_ref();
    let achievement = assessment.and_then(|it| letter(it.achievement.as_ref()?)).map(|letter| {
        let again = again.and_then(|it| it.achievement.as_ref()?.grade.clone());
        ("achievement", letter, again)
    });
    let panels = assessment.into_iter().flat_map(|it| &it.panels).filter_map(move |panel| {
        let again = again.and_then(|it| it.panels.iter().find(|p| p.assessor == panel.assessor)?.grade.clone());
        let who = match panel.assessor {
            Assessor::Department => "department",
            Assessor::Committee => "committee",
        };
        Some((who, letter(panel.grade.as_ref()?)?, again))
    });
    achievement.into_iter().chain(panels)
}

fn letter(field: &Field) -> Option<String> {
    match &field.value {
        FieldValue::Text(text) => Some(text.clone()),
        FieldValue::Null | FieldValue::Flag(_) | FieldValue::Several(_) => None,
    }
}

fn printed(field: &Option<Field>) -> Option<String> {
    field.as_ref().map(|field| field.printed.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn row(row: &SummaryRow) -> Vec<Option<String>> {
    let points = &row.points;
    let fields = [
        &row.project_number,
        &row.name,
        &row.target_group,
        &row.department,
        &points.achievement,
        &points.effectiveness,
        &points.employment,
        &row.total,
    ];
    let grades = row.grades.iter().map(|grade| grade.as_ref().map(|grade| grade.printed.clone()));
    fields.map(printed).into_iter().chain(grades).collect()
}

fn table(table: &Table) -> Value {
    let header = table.header.iter().map(|row| row.iter().map(printed).collect::<Vec<_>>());
    let cell = |cell: &Option<Cell>| {
        cell.as_ref().map(|cell| match cell {
            Cell::Quantity(quantity) => quantity.printed.clone(),
            Cell::Field(field) => field.printed.clone(),
        })
    };
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>());
    json!({"page": table.page, "caption": printed(&table.caption), "rows": header.chain(rows).collect::<Vec<_>>()})
}

/// The pages that places stand on, for places of this document.
pub(super) fn pages<'a>(places: impl IntoIterator<Item = &'a Place>, into: &mut BTreeMap<u32, Vec<Place>>) {
    for place in places {
        into.entry(place.page()).or_default().push(*place);
    }
}
