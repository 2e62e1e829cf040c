//! The report of a run, out of what the run has written.

use super::store::{cannot_write, write_with};
use crate::emit::report::{BUDGET, Head, Report, View, Wanted, detail};
use crate::emit::wire::{Document, FindingLine, ManifestLine};
use crate::emit::{Language, Rule};
use crate::sheet::Error;
use std::fs;
use std::path::Path;

/// Gives pages of an input, by its path and the SHA-256 that it had, each as it looks or why it cannot be shown.
pub type Look<'a> = dyn Fn(&Path, &str, &[Wanted]) -> Vec<Result<View, Error>> + Sync + 'a;

/// What a report needs to know besides the results.
pub struct Reporting<'a> {
    /// The rules.
    pub rules: Vec<Rule>,
    /// The language in which it opens.
    pub language: Language,
    /// How pages look.
    pub look: &'a Look<'a>,
}

/// Writes `report/index.html`.
///
/// # Errors
/// `write`, where it cannot be written.
pub(super) fn write(
    out: &Path,
    lines: &[ManifestLine],
    heads: Vec<Head>,
    reporting: &Reporting<'_>,
) -> Result<(), Error> {
    let folder = out.join("report");
    fs::create_dir_all(&folder).map_err(|e| cannot_write(&folder, &e))?;
    let stored = out.join("findings.ndjson");
    let findings = fs::read_to_string(&stored).map_err(|e| cannot_write(&stored, &e))?;
    let findings: Vec<FindingLine> = findings.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let read: Vec<&ManifestLine> = lines.iter().filter(|line| line.document.is_some()).collect();
    let look = |number: usize, wanted: &[Wanted]| match read.get(number) {
        Some(line) => (reporting.look)(Path::new(&line.path), line.sha256.as_deref().unwrap_or_default(), wanted),
        None => Vec::new(),
    };
    let detail = |number: usize| {
        let text = fs::read_to_string(out.join(read.get(number)?.document.as_ref()?)).ok()?;
        serde_json::from_str::<Document>(&text).ok().map(|document| detail(&document))
    };
    let failed = lines.iter().filter_map(|line| Some((line.path.clone(), line.error.clone()?))).collect();
    let report = Report {
        heads,
        detail: &detail,
        findings: &findings,
        failed,
        rules: &reporting.rules,
        look: &look,
        language: reporting.language,
        budget: BUDGET,
    };
    write_with(&folder.join("index.html"), |put| report.write(&mut |piece| put(piece.as_bytes())))
}
