//! The pipeline with the options of the command line: bytes → audited document.

use super::args::{Common, Isolation};
use super::baseline::{self, Baseline, Known};
use super::editions::Editions;
use super::isolated::Apart;
use super::log::Event;
use super::terminal::Terminal;
use super::views::{self, Views};
use crate::batch::{LIMITS_MEMORY, Reading, digest};
use crate::emit::report::Wanted;
use crate::emit::wire;
use crate::ingest::{Format, Limits, Opening, sniff};
use crate::ocr::{self, Engine};
use crate::profile::Profiles;
use crate::review::Review;
use crate::rubric::Rubrics;
use crate::sheet::{self, DefinitionError, Error, ErrorKind};
use crate::{Options, finish};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What reads inputs; shared between threads.
pub struct Reader {
    options: Options,
    editions: Option<Editions>,
    apart: Option<Apart>,
    min_confidence: Option<f64>,
    baseline: Baseline,
    between: Mutex<Vec<wire::Settled>>,
    hidden: AtomicUsize,
    known: AtomicUsize,
    settings: String,
}

impl Reader {
    /// A reader with the profiles and rubrics that the command line names.
    ///
    /// # Errors
    /// `configuration`, with what is wrong.
    pub fn new(common: &Common) -> Result<Self, Error> {
        let opening = opening(common)?;
        let (profiles, rubrics) = (profiles(common)?, rubrics(common)?);
        if let Some(id) = common.profile.as_deref().filter(|id| profiles.get(id).is_none()) {
            return Err(Error::new(
                ErrorKind::Configuration,
                format!("様式 {id} はありません。kanrihyo profiles list で一覧を確かめてください"),
                format!("there is no profile {id}; kanrihyo profiles list shows them"),
            ));
        }
        let baseline = common.baseline.as_deref().map(baseline::load).transpose()?.unwrap_or_default();
        let ocr = common.ocr.map(|ocr| ocr::engine(ocr.name(), common.ocr_cache.as_deref())).transpose()?;
        let settings = settings(common, &baseline, ocr.as_deref())?;
        let options = Options { profiles, rubrics, profile: common.profile.clone(), opening, ocr };
        Ok(Self {
            options,
            editions: None,
            apart: None,
            min_confidence: common.min_confidence,
            baseline,
            between: Mutex::default(),
            hidden: AtomicUsize::new(0),
            known: AtomicUsize::new(0),
            settings,
        })
    }

    /// What inputs are read with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Scores every document by the first of these rubrics instead of its own, and compares them all.
    ///
    /// # Errors
    /// `configuration`, where there is no such rubric.
    pub fn scoring_by(mut self, rubrics: &[String]) -> Result<Self, Error> {
        if !rubrics.is_empty() {
            self.editions = Some(Editions::new(rubrics, &self.options.rubrics)?);
        }
        Ok(self)
    }

    /// Has each input read by a process of its own, if that is wanted.
    pub fn apart(mut self, common: &Common, isolation: &Isolation, terminal: Terminal) -> Self {
        if isolation.isolate {
            self.apart = Some(Apart::new(common, isolation));
            if !LIMITS_MEMORY {
                let (ja, en) = (
                    "この OS では --max-memory は働きません。時間だけを制限します",
                    "--max-memory has no effect on this system; only time is limited",
                );
                terminal.tell_event(&Event::warning("no-memory-limit", terminal.say(ja, en)));
            }
        }
        self
    }

    /// What the failure of an input may be due to besides its bytes and the settings, as one text.
    pub fn means(&self) -> String {
        self.apart.as_ref().map(Apart::means).unwrap_or_default()
    }

    /// Which of the compared rubrics explains the printed letters best; empty where none was asked for.
    pub fn compared(&self, terminal: Terminal) -> String {
        self.editions.as_ref().map(|editions| editions.text(terminal)).unwrap_or_default()
    }

    /// How many printed letters each of the compared rubrics explains, contradicts and leaves open so far.
    pub fn letters(&self) -> BTreeMap<String, [usize; 3]> {
        self.editions.as_ref().map(Editions::letters).unwrap_or_default()
    }

    /// How pages of an input look.
    ///
    /// # Errors
    /// Why none of them can be shown.
    pub fn look(&self, bytes: Vec<u8>, name: &str, wanted: &[Wanted]) -> Result<Views, Error> {
        match &self.apart {
            Some(apart) => apart.look(&bytes, name, wanted),
            None => views::look(bytes, name, wanted, &self.options.opening),
        }
    }

    /// How much an input may have of each.
    pub fn limits(&self) -> &Limits {
        &self.options.opening.limits
    }

    /// Digest of everything besides the bytes that the document depends on.
    pub fn settings(&self) -> &str {
        &self.settings
    }

    /// How many findings `--min-confidence` has hidden so far.
    pub fn hidden(&self) -> usize {
        self.hidden.load(Ordering::Relaxed)
    }

    /// How many findings `--baseline` has left out so far.
    pub fn known(&self) -> usize {
        self.known.load(Ordering::Relaxed)
    }

    /// Whether a finding between editions is told, as far as `--baseline` knows; one that is not, is counted.
    pub fn is_new(&self, finding: &wire::Finding) -> bool {
        let left = match self.baseline.of(finding) {
            Known::New => false,
            Known::Left => true,
            Known::Decided(settled) => {
                let left = settled.outcome == sheet::Outcome::Settled;
                self.between.lock().unwrap_or_else(PoisonError::into_inner).push(settled.into());
                left
            }
        };
        self.known.fetch_add(usize::from(left), Ordering::Relaxed);
        !left
    }

    /// What became of the decisions about findings between editions so far.
    pub fn between(&self) -> Vec<wire::Settled> {
        self.between.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What a person decided.
    pub fn review(&self) -> &Review {
        self.baseline.review()
    }

    /// Reads a PDF or a text, or audits a document that was written earlier.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&self, bytes: Vec<u8>, name: &str) -> Result<Reading, Error> {
        if let Some(apart) = &self.apart {
            let asked = self.editions.as_ref().map(Editions::asked).unwrap_or_default();
            let answer = apart.read(&bytes, name, asked)?;
            if let Some(editions) = &self.editions {
                editions.add(&answer.letters);
            }
            self.hidden.fetch_add(answer.hidden, Ordering::Relaxed);
            self.known.fetch_add(answer.known, Ordering::Relaxed);
            return answer.into_reading();
        }
        let mut document = match sniff(&bytes, name)? {
            Format::DocumentJson => crate::read_json(&bytes, &self.options)?,
            Format::Pdf | Format::Text | Format::Html | Format::Xlsx => crate::read(bytes, name, &self.options)?,
        };
        let mut rubrics = Cow::Borrowed(&self.options.rubrics);
        if let Some(only) = self.editions.as_ref().and_then(|editions| editions.score(&mut document, &rubrics)) {
            rubrics = Cow::Owned(only);
        }
        let (left, settled) = match self.baseline.is_empty() {
            true => (0, Vec::new()),
            false => self.baseline.settle(&mut document, &|document| finish(document, &rubrics)),
        };
        self.known.fetch_add(left, Ordering::Relaxed);
        let mut document = wire::Document::from(document);
        if let Some(least) = self.min_confidence {
            let all = document.findings.len();
            hide_unsure(&mut document, least)?;
            self.hidden.fetch_add(all - document.findings.len(), Ordering::Relaxed);
        }
        Ok(Reading { document, decisions: settled.into_iter().map(Into::into).collect() })
    }
}

/// How files are opened: the password and the limits of the command line.
///
/// # Errors
/// `configuration` for a limit that there is not.
pub fn opening(common: &Common) -> Result<Opening, Error> {
    Ok(Opening { password: common.password.clone(), limits: Limits::default().with_all(&common.limit)? })
}

/// The built-in rubrics and those of `--rubrics`.
///
/// # Errors
/// `configuration`, with the first thing that is wrong.
pub fn rubrics(common: &Common) -> Result<Rubrics, Error> {
    let mut rubrics = Rubrics::builtin();
    if let Some(folder) = &common.rubrics {
        rubrics.add_dir(folder).map_err(|errors| DefinitionError::refusal(folder, &errors))?;
    }
    Ok(rubrics)
}

/// The built-in profiles and those of `--profiles`.
///
/// # Errors
/// `configuration`, with what is wrong.
pub fn profiles(common: &Common) -> Result<Profiles, Error> {
    let Some(folder) = &common.profiles else { return Ok(Profiles::builtin()) };
    Profiles::builtin().with_dir(folder).map_err(|errors| DefinitionError::refusal(folder, &errors))
}

/// Leaves out the findings whose disputed value is less sure than that.
fn hide_unsure(document: &mut wire::Document, least: f64) -> Result<(), Error> {
    let value =
        serde_json::to_value(&*document).map_err(|e| Error::new(ErrorKind::Internal, e.to_string(), e.to_string()))?;
    document.findings.retain(|finding| {
        let confidence = value.pointer(&finding.field).and_then(|field| field.get("confidence"));
        confidence.and_then(serde_json::Value::as_f64).is_none_or(|confidence| confidence >= least)
    });
    Ok(())
}

/// See [`Reader::settings`].
fn settings(common: &Common, baseline: &Baseline, ocr: Option<&dyn Engine>) -> Result<String, Error> {
    let mut all = format!("{:?} {:?} {:?}\n", common.profile, common.min_confidence, common.limit);
    all.push_str(&baseline.settings());
    if let Some(engine) = ocr {
        all.push_str(engine.identity());
    }
    for folder in [&common.profiles, &common.rubrics].into_iter().flatten() {
        all.push_str(&folder_digest(folder)?);
    }
    let mut settings = digest(all.as_bytes());
    settings.truncate(16);
    Ok(settings)
}

fn folder_digest(folder: &Path) -> Result<String, Error> {
    let failed = |e: std::io::Error| {
        Error::new(
            ErrorKind::Configuration,
            format!("フォルダを読めません: {e}"),
            format!("cannot read the folder: {e}"),
        )
        .with_path(folder.to_string_lossy())
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|file| Ok(digest(&std::fs::read(file).map_err(failed)?))).collect()
}
