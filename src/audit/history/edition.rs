//! What is kept of a document to compare it with other editions: keys and figures, no texts and no tables.

use crate::audit::spot;
use crate::audit::text::{is_dash, squeeze};
use crate::normalise::{Kind, Quantity};
use crate::sheet::{Document, Field, Indicator, IndicatorKind, Measured, PrintedFigure, Role, Sheet};

/// A document as far as it is compared with others of the same body.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// Publisher, else profile; `None` where neither is known: then there is nothing to compare with.
    pub(super) body: Option<String>,
    /// Whether the publisher is known, and not only the form.
    pub(super) is_named: bool,
    /// SHA-256 of the document.
    pub(super) document: String,
    /// Its file name.
    pub(super) source: String,
    /// The evaluated year.
    pub(super) year: Option<i32>,
    /// Its projects; those that only repeat another are left out.
    pub(super) projects: Vec<Project>,
}

/// A project of an edition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Project {
    pub(super) sheet: String,
    pub(super) page: u32,
    pub(super) number: Option<String>,
    pub(super) name: Option<String>,
    pub(super) department: Option<String>,
    pub(super) indicators: Vec<Series>,
}

/// An indicator of a project.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    pub(super) kind: IndicatorKind,
    pub(super) label: String,
    pub(super) figures: Vec<Figure>,
}

/// A figure and where it stands in the document.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    pub(super) year: i32,
    pub(super) role: Role,
    pub(super) field: String,
    pub(super) key: String,
    pub(super) figure: PrintedFigure,
}

impl Edition {
    /// Publisher, else profile: whose edition it is, as far as anybody knows.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// What is kept of a document.
    pub fn of(document: &Document) -> Self {
        let form = &document.form;
        let publisher = form.publisher.as_ref().map(|p| squeeze(p.name.as_text().unwrap_or(&p.name.printed)));
        let publisher = publisher.filter(|name| !name.is_empty());
        let projects = document.sheets.iter().enumerate().filter(|(_, sheet)| sheet.repeats.is_none());
        Self {
            is_named: publisher.is_some(),
            body: publisher.or_else(|| form.profile.clone()),
            document: document.source.sha256.clone(),
            source: document.source.name.clone(),
            year: form.fiscal_year,
            projects: projects.map(|(index, sheet)| project(index, sheet)).collect(),
        }
    }
}

fn project(index: usize, sheet: &Sheet) -> Project {
    let printed = |field: &Option<Field>| field.as_ref().map(|f| f.printed.clone()).filter(|p| !p.trim().is_empty());
    let number = sheet.project.number.as_ref().and_then(Field::as_text).map(str::to_owned);
    Project {
        sheet: sheet.id.clone(),
        page: sheet.page,
        number,
        name: printed(&sheet.project.name),
        department: printed(&sheet.project.department),
        indicators: sheet.indicators.iter().enumerate().filter_map(|(i, of)| series(sheet, index, i, of)).collect(),
    }
}

/// An indicator that prints anything at all.
fn series(sheet: &Sheet, index: usize, at: usize, indicator: &Indicator) -> Option<Series> {
    let is_nothing = |m: &Measured| m.quantity.printed.trim().is_empty() || is_dash(&m.quantity.printed);
    let unnamed = indicator.label.printed.trim().is_empty() || is_dash(&indicator.label.printed);
    if unnamed && indicator.observations.iter().all(|o| is_nothing(&o.value)) {
        return None;
    }
    let figures = indicator.observations.iter().enumerate().filter_map(|(k, o)| {
        let spot = spot::observation(sheet, index, at, k)?;
        let figure = printed_figure(&o.value);
        Some(Figure { year: o.fiscal_year, role: o.role, field: spot.pointer, key: spot.key, figure })
    });
    Some(Series { kind: indicator.kind, label: indicator.label.printed.clone(), figures: figures.collect() })
}

fn printed_figure(value: &Measured) -> PrintedFigure {
    let quantity = &value.quantity;
    PrintedFigure {
        printed: quantity.printed.clone(),
        number: quantity.number.filter(|_| matches!(quantity.kind, Kind::Number | Kind::Range)),
        unit: quantity.unit.clone(),
        missing: quantity.missing,
        decimals: quantity.decimals,
        basis: quantity.basis.clone(),
        open: is_open(quantity),
        places: value.places.clone(),
        confidence: value.confidence,
        doubtful: !value.alternatives.is_empty(),
    }
}

/// Whether it is no plain exact number.
fn is_open(quantity: &Quantity) -> bool {
    quantity.kind != Kind::Number
        || quantity.approximate
        || quantity.bound.is_some()
        || quantity.leaning.is_some()
        || quantity.status.is_some()
        || quantity.relation.is_some()
}
