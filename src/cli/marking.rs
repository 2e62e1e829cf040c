//! `audit --mark`: copies of PDFs with the disputed values marked.

use super::args::Common;
use super::findings::Audited;
use super::log::Event;
use super::reader;
use super::terminal::Terminal;
use super::{input, status::Stop};
use crate::batch::{digest, isolate, result_name, write_atomic};
use crate::emit::marked::{Kind, Mark, Refusal, marked};
use crate::emit::wire::{BoxPlace, Finding, Place};
use crate::geom::Rect;
use crate::ingest::pdf::Pdf;
use crate::ingest::{Format, sniff};
use crate::sheet::{Error, ErrorKind};
use std::ffi::OsStr;
use std::path::Path;

/// Writes a copy of each PDF into a folder; what cannot or must not be marked is told and left alone.
///
/// # Errors
/// `write` where a copy cannot be written.
pub fn write(results: &[Audited], folder: &Path, common: &Common, terminal: Terminal) -> Result<(), Stop> {
    std::fs::create_dir_all(folder).map_err(|e| {
        let (ja, en) = (format!("フォルダを作れません: {e}"), format!("cannot make the folder: {e}"));
        Error::new(ErrorKind::Write, ja, en).with_path(folder.to_string_lossy())
    })?;
    for audited in results {
        let path = Path::new(&audited.path);
        match isolate(|| Ok(copy(audited, path, common, terminal))) {
            Ok(Ok(bytes)) => {
                let name = path.file_name().unwrap_or(OsStr::new("document.pdf"));
                write_atomic(&folder.join(result_name(name, &audited.document, ".pdf")), &bytes)?;
            }
            Ok(Err((ja, en))) => {
                let (not_marked, why) = (terminal.say("印を付けません", "not marked"), terminal.say(ja, en));
                let event = Event::warning("not-marked", format!("{not_marked}: {why}"));
                terminal.tell_event(&event.of(audited.path.as_str()));
            }
            Err(error) => terminal.error(&error.with_path(audited.path.as_str())),
        }
    }
    Ok(())
}

/// Why an input has no marked copy, in both languages.
type Why = (&'static str, &'static str);

fn copy(audited: &Audited, path: &Path, common: &Common, terminal: Terminal) -> Result<Vec<u8>, Why> {
    if input::is_stream(path) {
        return Err(("ファイルではありません", "it is no file"));
    }
    let gone = |_| ("もう読めません", "it can no longer be read");
    let opening = reader::opening(common).map_err(gone)?;
    let bytes = input::bytes(path, &opening.limits).map_err(gone)?;
    if digest(&bytes) != audited.document {
        return Err(("検算した後に変わりました", "it has changed since it was audited"));
    }
    if !matches!(sniff(&bytes, &audited.path), Ok(Format::Pdf)) {
        return Err(("PDF ではありません", "it is no PDF"));
    }
    let pdf = Pdf::open(bytes.clone(), &opening).map_err(gone)?;
    let findings = audited.lines.iter().map(|line| &line.finding);
    let marks: Vec<Mark> = findings.flat_map(|finding| marks(finding, &pdf, terminal)).collect();
    let pages = pdf.page_count();
    drop(pdf);
    marked(bytes, pages, &marks).map_err(|refusal| match refusal {
        Refusal::Encrypted => ("暗号化されています", "it is encrypted"),
        Refusal::Signed => ("電子署名が無効になります", "it is signed, and the signature would no longer hold"),
        Refusal::Damaged => ("ファイルの構造が傷んでいます", "its structure is damaged"),
    })
}

/// The marks of a finding: on the disputed value, and on the other side of a comparison.
fn marks(finding: &Finding, pdf: &Pdf, terminal: Terminal) -> Vec<Mark> {
    let contents = contents(finding, terminal);
    let beside = finding.related.iter().filter(|related| related.document.is_none()).flat_map(|r| &r.places);
    let disputed = finding.places.iter().enumerate();
    let places = disputed
        .map(|(i, place)| (place, if i == 0 { Kind::Disputed } else { Kind::Beside }))
        .chain(beside.map(|place| (place, Kind::Beside)));
    let mark = |(i, (place, kind)): (usize, (&Place, Kind))| {
        let Place::Box(BoxPlace { page, bbox: [x0, y0, x1, y1] }) = *place else { return None };
        Some(Mark {
            page,
            bbox: pdf.in_user_space(page, &Rect::new(x0, y0, x1, y1))?,
            kind,
            subject: finding.rule.clone(),
            contents: contents.clone(),
            name: format!("{}-{i}", finding.fingerprint),
        })
    };
    places.enumerate().filter_map(mark).collect()
}

/// What a person reads at the mark.
fn contents(finding: &Finding, terminal: Terminal) -> String {
    let language = terminal.language;
    let mut lines = vec![language.of(&finding.message).to_owned()];
    let mut line = |ja: &str, en: &str, value: &str| lines.push(format!("{}: {value}", language.say(ja, en)));
    line("印字", "printed", &finding.printed);
    if let Some(recomputed) = &finding.recomputed {
        line("再計算", "recomputed", recomputed);
    }
    for step in &finding.working {
        line("計算", "working", step);
    }
    let verdict = finding.verdict;
    line("判定", "verdict", &format!("{} ({})", verdict.word(language), verdict.meaning(language)));
    line("規則", "rule", &finding.rule);
    lines.join("\n")
}
