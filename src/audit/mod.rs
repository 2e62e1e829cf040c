//! (Document, Recomputed) → findings: one rule a file, and a registry.
//!
//! [`audit`] runs every rule of the [`registry`] over a document. A rule gathers the values that
//! it compares as [`spot::Spot`]s and hands its verdict to [`report::Report`], which makes the
//! finding. What one slip explains is told once: [`scores`] says which figures follow from which.
//! [`across`] does the same over the [`histories`] of projects that several editions print.

mod context;
mod fingerprint;
mod history;
mod lines;
mod listed;
mod manual;
mod rates;
mod registry;
mod report;
mod rule;
mod rules;
mod scores;
mod spot;
mod sums;
mod text;
mod trend;

pub use history::{Edition, histories};
pub use manual::{Language, gist, manual};
pub use registry::rules;
pub use rule::{Across, RuleInfo};

use crate::rubric::Rubric;
use crate::sheet::{Document, Finding, History, Place, Region};
use context::Context;
use rayon::prelude::*;
use report::Report;
use std::cmp::Ordering;

/// Everything that the rules find in a document, in document order.
///
/// Without a rubric only those rules speak that the document itself decides.
pub fn audit(document: &Document, rubric: Option<&Rubric>) -> Vec<Finding> {
    let context = Context::new(document, rubric);
    // Nearly every rule asks for it; else they would wait for each other.
    (0..document.sheets.len()).into_par_iter().for_each(|sheet| scores::work_out(&context, sheet));
    let told = |rule: &RuleInfo| {
        let mut report = Report::default();
        rule.run(&context, &mut report);
        report
    };
    let reports: Vec<Report> = rules().par_iter().map(told).collect();
    let mut findings = Report::joined(reports).into_findings();
    findings.sort_by(|a, b| document_order(&context, a, b));
    findings
}

/// Everything that the editions of a project disagree about, in the order of the histories.
pub fn across(histories: &[History]) -> Vec<Across> {
    histories.iter().flat_map(|history| rules().iter().flat_map(|rule| rule.compare(history))).collect()
}

/// By page, then by position on it, then as the rules found them.
fn document_order(context: &Context, a: &Finding, b: &Finding) -> Ordering {
    let key = |f: &Finding| match f.places.first() {
        Some(place) => position(place),
        None => (context.page_of(f.sheet.as_deref()), 0.0, 0.0),
    };
    let (a, b) = (key(a), key(b));
    a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
}

fn position(place: &Place) -> (u32, f64, f64) {
    match place.region {
        // In the precision in which boxes are written: a document that is read again gives the same order.
        Region::Box(r) => (place.page, (r.y0 * 100.0).round(), (r.x0 * 100.0).round()),
        // A span counts characters of the whole text; f64 holds every count exactly.
        Region::Span(start, _) => (place.page, u32::try_from(start).map_or(f64::MAX, f64::from), 0.0),
    }
}
