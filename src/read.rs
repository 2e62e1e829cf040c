//! The whole way of one input: bytes → an audited document.

use crate::audit;
use crate::batch;
use crate::emit::{keys, schema, wire};
use crate::ingest::pdf::{PageReader, PageState, Pdf, Survey};
use crate::ingest::tabular::Tabular;
use crate::ingest::text::TextDocument;
use crate::ingest::{self, Format, Limit, Limits, Opening, Page, html, tabbed, text, xlsx};
use crate::layout::{self, PageLayout, Turn};
use crate::ocr::{self, Engine, ReadLine, Words};
use crate::profile::Profiles;
use crate::recognise::{self, assemble};
use crate::rubric::{self, Rubrics};
use crate::sheet::{DefinitionError, Document, Error, ErrorKind, Recognised, Source, SourceStatus, hex};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// So many pages are read one after another by one thread.
const PAGES: u32 = 8;

/// What a run reads with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The forms that are known.
    pub profiles: Profiles,
    /// The rules by which their sheets are scored.
    pub rubrics: Rubrics,
    /// Id of the profile to use whatever fits; by default the one that fits best.
    pub profile: Option<String>,
    /// The password and the limits of inputs.
    pub opening: Opening,
    /// What reads pages that are pictures; without one they are refused.
    pub ocr: Option<Arc<dyn Engine>>,
}

impl Options {
    /// The profiles and rubrics that ship with the program.
    pub fn builtin() -> Self {
        Self { profiles: Profiles::builtin(), rubrics: Rubrics::builtin(), ..Self::default() }
    }

    /// With the profiles (`*.toml`) of a folder besides; one of a known id takes its place.
    ///
    /// # Errors
    /// `configuration`, with all that is wrong with them.
    pub fn with_profiles(mut self, folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        self.profiles = self.profiles.with_dir(folder).map_err(|errors| DefinitionError::refusal(folder, &errors))?;
        Ok(self)
    }

    /// With the rubrics (`*.toml`) of a folder besides; one of a known id takes its place.
    ///
    /// # Errors
    /// `configuration`, with all that is wrong with them.
    pub fn with_rubrics(mut self, folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        self.rubrics.add_dir(folder).map_err(|errors| DefinitionError::refusal(folder, &errors))?;
        Ok(self)
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
    let limits = &options.opening.limits;
    limits.check(Limit::FileBytes, bytes.len())?;
    let source = Source {
        name: name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned(),
        sha256: hex(Sha256::new_with_prefix(&bytes)),
        bytes: bytes.len() as u64,
        ..Source::default()
    };
    let mut document = match ingest::sniff(&bytes, name)? {
        Format::Pdf => read_pdf(bytes, source, options)?,
        Format::Text => read_text(&bytes, source, options)?,
        Format::Html => read_tabular(&html::html(&bytes, limits)?, "text/html", source, options),
        Format::Xlsx => {
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            let read = read_tabular(&xlsx::xlsx(&bytes, limits)?, media, source, options);
            // The text of a workbook is in no encoding of its own.
            Document { source: Source { encoding: None, ..read.source }, ..read }
        }
        Format::DocumentJson => {
            return Err(Error::new(
                ErrorKind::NotADocument,
                "PDF・テキスト・HTML・Excelブックのいずれでもありません（JSONのようです）",
                "this is no PDF, text, HTML or workbook; it seems to be JSON",
            ));
        }
    };
    finish(&mut document, &options.rubrics);
    Ok(document)
}

/// Reads a file, as [`read`] reads its bytes.
///
/// # Errors
/// As [`read`], with the path; `unreadable`, where it cannot be opened or is no regular file.
pub fn read_file(path: impl AsRef<Path>, options: &Options) -> Result<Document, Error> {
    let path = path.as_ref();
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let read = batch::load(path, &options.opening.limits).and_then(|bytes| read(bytes, &name, options));
    read.map_err(|error| error.with_path(path.to_string_lossy()))
}

/// A document out of the JSON that was written of it earlier, scored and audited anew by these rubrics.
///
/// # Errors
/// `damaged`, with the first place that does not satisfy the schema of documents.
pub fn read_json(json: &[u8], options: &Options) -> Result<Document, Error> {
    let refused = |why: String| {
        Error::new(
            ErrorKind::Damaged,
            format!("kanrihyo の文書 JSON として読めません: {why}。validate で確かめてください"),
            format!("cannot be read as a document of this program: {why}; see the command validate"),
        )
    };
    if let Some(pointer) = keys::repeated(json) {
        return Err(refused(format!("{pointer} twice")));
    }
    let written: wire::Document =
        serde_json::from_slice(json).map_err(|e| refused(broken_at(json).unwrap_or_else(|| e.to_string())))?;
    // The findings of the file are not needed: the audit that follows gives them.
    let mut document = written.into_model(|_| None);
    finish(&mut document, &options.rubrics);
    Ok(document)
}

/// Where a document as JSON first breaks its schema, and how.
fn broken_at(json: &[u8]) -> Option<String> {
    let value = serde_json::from_slice(json).ok()?;
    let first = schema::Name::Document.violations(&value, 1).ok()?.into_iter().next()?;
    Some(format!("{}: {}", first.pointer, first.reason))
}

/// Scores a recognised document again and audits it; what a person corrected counts as corrected.
pub fn finish(document: &mut Document, rubrics: &Rubrics) {
    let id = document.rubric.clone();
    let rubric = id.as_deref().and_then(|id| rubrics.get(id));
    document.as_corrected(|document| {
        assemble::confirm(document, rubric);
        match rubric {
            Some(rubric) => rubric::recompute(document, rubric),
            None => rubric::recompute_printed(document),
        }
        document.findings = audit::audit(document, rubric);
    });
}

fn read_pdf(bytes: Vec<u8>, mut source: Source, options: &Options) -> Result<Document, Error> {
    let pdf = Pdf::open(bytes, &options.opening)?;
    source.media_type = "application/pdf".to_owned();
    source.pages = pdf.page_count();
    source.producer = pdf.producer();
    source.repaired = pdf.repaired().to_vec();
    let sight = Sight::of(options);
    let Pages { layouts, survey, lines, .. } = lay_out(&pdf, sight.as_ref())?;
    // From here on the layouts say everything; the file may be large.
    drop(pdf);
    let coverage = survey.conclude()?;
    source.repaired.extend(coverage.repaired);
    source.missing_pages = coverage.missing;
    let engine = sight.map(|sight| sight.engine.identity().to_owned()).filter(|_| !coverage.recognised.is_empty());
    source.recognised = engine.map(|engine| Recognised { engine, pages: coverage.recognised });
    let touched = coverage.touched;
    source.repaired.extend(layout::unclosed(&layouts));
    if !source.missing_pages.is_empty() {
        source.status = SourceStatus::Partial;
    }
    if layouts.iter().all(|l| l.loose.is_empty() && l.cells().all(|(_, c)| c.lines.is_empty())) {
        return Err(Error::new(ErrorKind::Blank, "文字が一つもありません", "there is no text at all"));
    }
    let mut document = recognise::pdf(layouts, &options.profiles, options.profile.as_deref());
    recognise::doubt_pages(&mut document, &touched);
    recognise::recognised(&mut document, &lines);
    Ok(Document { source, ..document })
}

/// Lays the pages out, several at a time where the caller runs this on a pool of threads.
///
/// # Errors
/// `too-large` where they hold more than is allowed; where pages are to be recognised, and the engine cannot be asked.
fn lay_out(pdf: &Pdf, sight: Option<&Sight<'_>>) -> Result<Pages, Error> {
    let end = pdf.page_count() + 1;
    let (next, held) = (AtomicU32::new(1), Held { items: AtomicUsize::new(0), limits: pdf.limits() });
    // Whoever is free takes the next pages; fonts are prepared once a thread.
    let some = |_| {
        let mut reader = pdf.reader();
        let ranges = std::iter::repeat_with(|| next.fetch_add(PAGES, Ordering::Relaxed)).take_while(|from| *from < end);
        let parts = ranges
            .map(|from| (from, lay_out_some(&mut reader, from..end.min(from.saturating_add(PAGES)), sight, &held)));
        parts.collect::<Vec<_>>()
    };
    // Elsewhere rayon would start threads of its own, with less room on their stacks.
    let mut parts: Vec<_> = match rayon::current_thread_index() {
        None => some(0),
        Some(_) => (0..rayon::current_num_threads()).into_par_iter().with_max_len(1).flat_map_iter(some).collect(),
    };
    held.check()?;
    parts.sort_unstable_by_key(|(from, _)| *from);
    let mut pages = parts.into_iter().try_fold(Pages::default(), |mut pages, (_, part)| {
        let Pages { layouts, survey, lines, recognised } = part?;
        pages.layouts.extend(layouts);
        pages.survey.absorb(survey);
        pages.lines.extend(lines);
        pages.recognised.extend(recognised);
        Ok(pages)
    })?;
    pages.lay_out_recognised(&held);
    held.check()?;
    Ok(pages)
}

/// The pages of a document, laid out.
#[derive(Default)]
struct Pages {
    layouts: Vec<PageLayout>,
    survey: Survey,
    /// The lines of those that were recognised, by page.
    lines: BTreeMap<u32, Vec<ReadLine>>,
    /// Those that were recognised and are not laid out yet.
    recognised: Vec<ocr::Recognised>,
}

impl Pages {
    /// Lays out the pages that were recognised, when all of them are: what stands on several is read from all.
    fn lay_out_recognised(&mut self, held: &Held<'_>) {
        let mut recognised = std::mem::take(&mut self.recognised);
        ocr::settle_across(&mut recognised);
        for ocr::Recognised { page, turn, lines } in recognised {
            // Its glyphs were counted when it was read.
            match layout::page(&page, held.limits) {
                Ok(layout) => {
                    held.hold(layout.cells().count());
                    self.survey.recognised(&page);
                    self.layouts.push(PageLayout { turn, recognised: true, ..layout });
                    self.lines.insert(page.number, lines);
                }
                Err(e) => self.survey.failed(page.number, e),
            }
        }
        self.layouts.sort_by_key(|layout| layout.page);
    }
}

/// What pictures of pages are read with.
struct Sight<'e> {
    engine: &'e dyn Engine,
    words: Words,
}

impl<'e> Sight<'e> {
    fn of(options: &'e Options) -> Option<Self> {
        options.ocr.as_deref().map(|engine| Self {
            engine,
            words: options.profiles.wordings().fold(Words::new(recognise::tables::role_heads()), Words::with_form),
        })
    }
}

/// A page as it is laid out: recognised, where it is a picture and there is an engine; then with the way back to the
/// page as shown.
///
/// # Errors
/// Where it cannot be read, painted or recognised.
pub(crate) fn page(reader: &mut PageReader<'_>, number: u32, options: &Options) -> Result<(Page, Option<Turn>), Error> {
    let page = reader.page(number)?;
    match Sight::of(options).filter(|_| is_picture(&page)) {
        None => Ok((page, None)),
        Some(sight) => look_at(reader, &page, &sight)?.map(|read| (read.page, Some(read.turn))),
    }
}

fn is_picture(page: &Page) -> bool {
    matches!(PageState::of(page), PageState::Scan | PageState::Unmapped)
}

/// What the pages of a document hold that are laid out, on whatever thread.
struct Held<'l> {
    items: AtomicUsize,
    limits: &'l Limits,
}

impl Held<'_> {
    /// Lays a page out.
    fn lay_out(&self, page: &Page) -> Result<PageLayout, Error> {
        let layout = layout::page(page, self.limits)?;
        let items = page.glyphs.len() + page.unseen.len() + layout.cells().count();
        self.hold(items);
        Ok(layout)
    }

    /// Counts what is held.
    fn hold(&self, items: usize) {
        self.items.fetch_add(items, Ordering::Relaxed);
    }

    /// Refuses a document whose pages hold too much: with which page depends on the threads, that they do does not.
    fn check(&self) -> Result<(), Error> {
        let is_over = self.items.load(Ordering::Relaxed) > self.limits.count(Limit::DocumentItems);
        if is_over { Err(self.limits.refusal(Limit::DocumentItems, None)) } else { Ok(()) }
    }
}

/// Lays some pages out, one after another, until the document has too many.
///
/// # Errors
/// As [`lay_out`].
fn lay_out_some(
    reader: &mut PageReader<'_>,
    numbers: Range<u32>,
    sight: Option<&Sight<'_>>,
    held: &Held<'_>,
) -> Result<Pages, Error> {
    let Pages { mut layouts, mut survey, mut recognised, .. } = Pages::default();
    for number in numbers {
        if held.check().is_err() {
            break;
        }
        let page = match reader.page(number) {
            Ok(page) => page,
            Err(e) => {
                survey.failed(number, e);
                continue;
            }
        };
        if let Some(sight) = sight.filter(|_| is_picture(&page)) {
            match look_at(reader, &page, sight)? {
                Ok(read) => {
                    held.hold(read.page.glyphs.len());
                    recognised.push(read);
                }
                Err(e) => survey.failed(number, e),
            }
        } else if PageState::of(&page) == PageState::Unmapped {
            survey.page(&page);
        } else {
            match held.lay_out(&page) {
                Ok(layout) => {
                    survey.page(&page);
                    layouts.push(layout);
                }
                Err(e) => survey.failed(number, e),
            }
        }
    }
    Ok(Pages { layouts, survey, recognised, ..Pages::default() })
}

/// A page as it was recognised in its picture; the inner error says why it cannot be painted.
///
/// # Errors
/// Where the engine cannot be asked.
fn look_at(reader: &PageReader<'_>, page: &Page, sight: &Sight<'_>) -> Result<Result<ocr::Recognised, Error>, Error> {
    let (picture, scale) = match reader.artist().paint(page) {
        Ok(painted) => painted,
        Err(e) => return Ok(Err(e)),
    };
    match ocr::recognise(page, &picture, scale, (sight.engine, &sight.words), reader.limits()) {
        Ok(read) => Ok(Ok(read)),
        Err(e) if e.kind() == ErrorKind::TooLarge => Ok(Err(e)),
        Err(e) => Err(e.with_page(page.number)),
    }
}

fn read_text(bytes: &[u8], source: Source, options: &Options) -> Result<Document, Error> {
    let limits = &options.opening.limits;
    let text = tabbed::tabbed(text::decode_within(bytes, limits)?, limits)?;
    let wanted = options.profile.as_deref();
    let document = recognise::plain_text(&text, &options.profiles, &options.rubrics, wanted, limits);
    let mut source = text_source(&text.text, "text/plain", source);
    source.repaired.extend_from_slice(&document.source.repaired);
    let mut document = Document { source, ..document };
    recognise::doubt_pages(&mut document, &text.text.damaged);
    Ok(document)
}

fn read_tabular(read: &Tabular, media_type: &str, source: Source, options: &Options) -> Document {
    let mut document = recognise::tabular(read, &options.profiles, options.profile.as_deref());
    recognise::doubt_pages(&mut document, &read.text.damaged);
    Document { source: text_source(&read.text, media_type, source), ..document }
}

fn text_source(text: &TextDocument, media_type: &str, source: Source) -> Source {
    Source {
        media_type: media_type.to_owned(),
        pages: text.pages.len() as u32,
        encoding: Some(text.encoding.to_owned()),
        repaired: text.repaired.clone(),
        ..source
    }
}
