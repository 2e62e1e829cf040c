//! The report of an audit.

use super::findings::Audited;
use super::reader::Reader;
use super::views::views;
use crate::audit;
use crate::emit::report::{BUDGET, Report, Wanted};
use crate::emit::wire::{Failure, FindingLine, Message};
use crate::emit::{Language, Rule};
use crate::sheet::Error;
use std::path::Path;

/// The report as bytes.
///
/// # Errors
/// None: what cannot be shown is told in the report.
pub fn html(results: &[Audited], refused: &[Error], reader: &Reader, language: Language) -> Result<Vec<u8>, Error> {
    let findings: Vec<FindingLine> = results.iter().flat_map(|audited| audited.lines.iter().cloned()).collect();
    let look = |number: usize, wanted: &[Wanted]| match results.get(number) {
        Some(audited) => views(Path::new(&audited.path), &audited.document, wanted, reader),
        None => Vec::new(),
    };
    let detail = |number: usize| results.get(number)?.told.as_ref().map(|(_, detail)| detail.clone());
    let report = Report {
        heads: results.iter().filter_map(|audited| Some(audited.told.as_ref()?.0.clone())).collect(),
        detail: &detail,
        findings: &findings,
        failed: refused.iter().map(|e| (e.path().unwrap_or_default().to_owned(), Failure::from(e))).collect(),
        rules: &rules(),
        look: &look,
        language,
        budget: BUDGET,
    };
    let mut bytes = Vec::new();
    report.write(&mut |piece| {
        bytes.extend_from_slice(piece.as_bytes());
        Ok(())
    })?;
    Ok(bytes)
}

/// The rules as outputs declare them.
pub fn rules() -> Vec<Rule> {
    let both = |say: fn(&str, audit::Language) -> Option<String>, name: &str| Message {
        ja: say(name, audit::Language::Japanese).unwrap_or_default(),
        en: say(name, audit::Language::English).unwrap_or_default(),
    };
    let rule = |name: &'static str| Rule { name, gist: both(audit::gist, name), manual: both(audit::manual, name) };
    audit::rules().iter().map(|info| rule(info.name)).collect()
}
