//! The whole way of one input: bytes → an audited document.

use crate::audit;
use crate::ingest::pdf::{self, Pdf};
use crate::ingest::{self, Format, Page, text};
use crate::layout;
use crate::profile::Profiles;
use crate::recognise::{self, assemble};
use crate::rubric::{self, Rubrics};
use crate::sheet::{Document, Error, ErrorKind, Source, SourceStatus};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A page of whose glyphs more than this share cannot be told is refused.
const MOST_UNREADABLE: f64 = 0.3;

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
    let mut layouts = Vec::new();
    let mut refused = None;
    for number in 1..=source.pages {
        match reader.page(number).and_then(trusted) {
            Ok(page) => {
                source.repaired.extend(page.repaired.iter().map(|r| format!("p.{number}: {r}")));
                layouts.push(layout::page(&page));
            }
            Err(e) => {
                source.missing_pages.push(number);
                source.repaired.push(e.to_string());
                refused.get_or_insert(e);
            }
        }
    }
    // Pages without text beside others are covers and separators, unless they are pictures.
    if layouts.iter().all(|l| l.grids.is_empty() && l.loose.is_empty())
        && let Some(e) = refused
    {
        return Err(e);
    }
    if !source.missing_pages.is_empty() {
        source.status = SourceStatus::Partial;
    }
    let document = recognise::pdf(&layouts, &options.profiles, options.profile.as_deref());
    if layouts.iter().all(|l| l.loose.is_empty() && l.cells().all(|(_, c)| c.lines.is_empty())) {
        return Err(Error::new(ErrorKind::Blank, "文字が一つもありません", "there is no text at all"));
    }
    Ok(Document { source, ..document })
}

/// A page whose text can be relied on.
fn trusted(page: Page) -> Result<Page, Error> {
    let shown = page.glyphs.len();
    if shown == 0 && !page.images.is_empty() {
        return Err(Error::new(
            ErrorKind::NoTextLayer,
            "文字情報のない画像のページです。OCR（文字認識）をかけてから読み込んでください",
            "the page is a picture without text; it needs optical character recognition first",
        )
        .with_page(page.number));
    }
    if page.unreadable as f64 > MOST_UNREADABLE * shown as f64 {
        return Err(Error::new(
            ErrorKind::UnmappedGlyphs,
            "フォントに文字の対応表がなく、何の字か分かりません。OCR をかけるか、作り直してください",
            "its fonts do not say which characters they show; use optical character recognition or export it anew",
        )
        .with_page(page.number));
    }
    Ok(page)
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
