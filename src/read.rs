//! The whole way of one input: bytes → an audited document.

use crate::audit;
use crate::ingest::pdf::{self, PageState, Pdf, Survey};
use crate::ingest::{self, Format, text};
use crate::layout;
use crate::profile::Profiles;
use crate::recognise::{self, assemble};
use crate::rubric::{self, Rubrics};
use crate::sheet::{Document, Error, ErrorKind, Source, SourceStatus};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// What a run reads with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The forms that are known.
    pub profiles: Profiles,
    /// The rules by which their sheets are scored.
    pub rubrics: Rubrics,
    /// Id of the profile to use whatever fits; by default the one that fits best.
    pub profile: Option<String>,
    /// How PDFs are opened: password and limits.
    pub pdf: pdf::Options,
}

impl Options {
    /// The profiles and rubrics that ship with the program.
    pub fn builtin() -> Self {
        Self { profiles: Profiles::builtin(), rubrics: Rubrics::builtin(), ..Self::default() }
    }
}

/// Reads an input: a PDF or a text dump. `name` is its file name.
///
/// # Errors
/// Where no trustworthy text can be had: `encrypted`, `no-text-layer`, `not-a-document`, `blank`, `damaged`,
/// `too-large`, `unmapped-glyphs`. What the document says is never an error.
pub fn read(bytes: Vec<u8>, name: &str, options: &Options) -> Result<Document, Error> {
    if let Some(id) = options.profile.as_deref().filter(|id| options.profiles.get(id).is_none()) {
        return Err(Error::new(
            ErrorKind::Configuration,
            format!("様式定義「{id}」はありません（profiles list で一覧できます）"),
            format!("there is no profile `{id}`; `profiles list` shows those there are"),
        ));
    }
    let source = Source {
        name: name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned(),
        sha256: hex(&Sha256::digest(&bytes)),
        bytes: bytes.len() as u64,
        ..Source::default()
    };
    let mut document = match ingest::sniff(&bytes, name)? {
        Format::Pdf => read_pdf(bytes, source, options)?,
        Format::Text => read_text(&bytes, source, options)?,
        Format::Html | Format::DocumentJson => {
            return Err(Error::new(
                ErrorKind::NotADocument,
                "PDF でもテキストでもありません（HTML または JSON のようです）",
                "this is neither a PDF nor a text; it seems to be HTML or JSON",
            ));
        }
    };
    finish(&mut document, &options.rubrics);
    Ok(document)
}

/// Scores a recognised document again and audits it.
pub fn finish(document: &mut Document, rubrics: &Rubrics) {
    let rubric = document.rubric.as_deref().and_then(|id| rubrics.get(id));
    assemble::confirm(document, rubric);
    if let Some(rubric) = rubric {
        rubric::recompute(document, rubric);
    }
    document.findings = audit::audit(document, rubric);
}

fn read_pdf(bytes: Vec<u8>, mut source: Source, options: &Options) -> Result<Document, Error> {
    let pdf = Pdf::open(bytes, &options.pdf)?;
    let mut reader = pdf.reader();
    source.media_type = "application/pdf".to_owned();
    source.pages = pdf.page_count();
    source.producer = pdf.producer();
    source.repaired = pdf.repaired().to_vec();
    let (mut layouts, mut survey) = (Vec::new(), Survey::new());
    for number in 1..=source.pages {
        match reader.page(number) {
            Ok(page) => {
                if survey.page(&page) != PageState::Unmapped {
                    layouts.push(layout::page(&page));
                }
            }
            Err(e) => survey.failed(number, e),
        }
    }
    let coverage = survey.conclude()?;
    source.repaired.extend(coverage.repaired);
    source.missing_pages = coverage.missing;
    if !source.missing_pages.is_empty() {
        source.status = SourceStatus::Partial;
    }
    let document = recognise::pdf(&layouts, &options.profiles, options.profile.as_deref());
    if layouts.iter().all(|l| l.loose.is_empty() && l.cells().all(|(_, c)| c.lines.is_empty())) {
        return Err(Error::new(ErrorKind::Blank, "文字が一つもありません", "there is no text at all"));
    }
    Ok(Document { source, ..document })
}

fn read_text(bytes: &[u8], mut source: Source, options: &Options) -> Result<Document, Error> {
    let decoded = text::decode(bytes)?;
    source.media_type = "text/plain".to_owned();
    source.pages = decoded.pages.len() as u32;
    source.encoding = Some(decoded.encoding.to_owned());
    source.repaired.clone_from(&decoded.repaired);
    let document = recognise::dump(&decoded, &options.profiles, options.profile.as_deref());
    Ok(Document { source, ..document })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}
