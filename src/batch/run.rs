//! The run: every input read in isolation, its result stored, its line written in order; then what needs them all.

use super::across::{self, edition};
use super::claims::Claims;
use super::discover::{Input, load};
use super::isolate::isolate;
use super::ledger::{Journal, Ledger};
use super::lock;
use super::names;
use super::ordered::{InTurn, Ordered};
use super::report::{self, Reporting};
use super::store::{cannot_write, digest, sweep, write_atomic, write_pieces};
use super::warehouse::{self, Shelf};
use crate::audit::Edition;
use crate::emit::report::Head;
use crate::emit::wire::{
    Counts, Document, Failure, Finding, FindingLine, ManifestLine, Settled, Status, Tool, VerdictCounts,
};
use crate::emit::{json, schema};
use crate::ingest::Limits;
use crate::sheet::{Error, ErrorKind};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Room for deeply nested content, on the stack of each thread that reads.
pub const STACK: usize = 16 << 20;

/// What reading an input gives.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The audited document.
    pub document: Document,
    /// What became of a person's decisions about it.
    pub decisions: Vec<Settled>,
}

/// Bytes and file name → what they say.
pub type Read<'a> = dyn Fn(Vec<u8>, &str) -> Result<Reading, Error> + Sync + 'a;

/// What a run needs to know besides its inputs.
pub struct Plan<'a> {
    /// Folder of the results.
    pub out: &'a Path,
    /// How many inputs are read at a time.
    pub jobs: usize,
    /// Digest of everything besides the bytes that the result depends on: 16 hex digits.
    pub settings: String,
    /// What the failure of an input may be due to besides: limits of time and memory.
    pub means: String,
    /// How many bytes a file may have.
    pub limits: Limits,
    /// Reads one input.
    pub read: &'a Read<'a>,
    /// Whether a finding between editions is told; those of a document are up to `read`.
    pub is_new: &'a (dyn Fn(&Finding) -> bool + Sync),
    /// What the report needs; without it none is written.
    pub report: Option<Reporting<'a>>,
    /// Set by whoever wants the run to stop after the inputs at hand.
    pub stop: &'a AtomicBool,
}

/// Who watches a run.
pub trait Observer: Sync {
    /// An input is done; called from several threads, in no particular order.
    fn done(&self, line: &ManifestLine);

    /// What became of an input and how long that took; called for one after another, in their order.
    fn tell(&self, line: &ManifestLine, took: Duration);
}

/// How a run went.
#[derive(Debug, Default)]
pub struct Report {
    /// A line an input, in their order; those that were not reached are left out.
    pub lines: Vec<ManifestLine>,
    /// How many of them were unchanged and taken over from an earlier run.
    pub unchanged: usize,
    /// Findings between editions, which belong to no single document.
    pub between: VerdictCounts,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

/// Reads all inputs and writes documents, findings, manifest and diagnoses.
///
/// # Errors
/// `write` where a result cannot be written; an input that cannot be read is only a line.
pub fn run(inputs: Vec<Input>, plan: &Plan<'_>, observer: &dyn Observer) -> Result<Report, Error> {
    let folder = Folder::prepare(plan)?;
    let shared = Mutex::new(Writing::begin(&folder, plan)?);
    let inputs: Vec<Mutex<Option<Input>>> = inputs.into_iter().map(|input| Mutex::new(Some(input))).collect();
    let next = AtomicUsize::new(0);
    let broken = AtomicBool::new(false);
    // Inputs are taken in their order, so that lines seldom wait for an earlier one.
    threads(plan.jobs)?.broadcast(|_| {
        while !plan.stop.load(Ordering::Relaxed) && !broken.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = inputs.get(number) else { return };
            let Some(input) = slot.lock().unwrap_or_else(PoisonError::into_inner).take() else { continue };
            let begun = Instant::now();
            let entry = folder.process(input, plan);
            let took = begun.elapsed();
            if let Ok(entry) = &entry {
                observer.done(&entry.line);
            }
            let mut writing = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if let Ok(entry) = &entry {
                let told = writing.told.put(number, (entry.line.clone(), took));
                told.iter().for_each(|(line, took)| observer.tell(line, *took));
            }
            if let Err(error) = entry.and_then(|entry| writing.take(number, entry)) {
                writing.error.get_or_insert(error);
                broken.store(true, Ordering::Relaxed);
            }
        }
    });
    shared.into_inner().unwrap_or_else(PoisonError::into_inner).end(&folder, inputs.len(), plan)
}

/// Threads that read so many inputs at a time.
///
/// # Errors
/// `internal`, where the system gives none.
pub(super) fn threads(jobs: usize) -> Result<rayon::ThreadPool, Error> {
    rayon::ThreadPoolBuilder::new().num_threads(jobs.max(1)).stack_size(STACK).build().map_err(|e| {
        Error::new(ErrorKind::Internal, format!("スレッドを作れません: {e}"), format!("cannot start threads: {e}"))
    })
}

/// The folder of the results and what earlier runs left in it; no other run writes there.
struct Folder<'a> {
    out: &'a Path,
    ledger: Ledger,
    claims: Claims,
    _lock: File,
}

/// An input that is done.
struct Entry {
    line: ManifestLine,
    findings: String,
    kept: Option<Kept>,
    unchanged: bool,
}

/// What is kept of a document for what needs them all.
struct Kept {
    edition: Edition,
    head: Head,
    shelf: Shelf,
}

impl Kept {
    fn of(document: &Document) -> Self {
        Self { edition: edition(document), head: Head::of(document), shelf: Shelf::of(document) }
    }
}

impl<'a> Folder<'a> {
    fn prepare(plan: &Plan<'a>) -> Result<Self, Error> {
        let make = |folder: &Path| fs::create_dir_all(folder).map_err(|e| cannot_write(folder, &e));
        make(plan.out)?;
        let lock = lock::claim(plan.out)?;
        for folder in [plan.out.to_path_buf(), plan.out.join("documents"), plan.out.join("failed")] {
            make(&folder)?;
            sweep(&folder);
        }
        let ledger = Ledger::open(&plan.out.join("manifest.ndjson"), plan.out.join("manifest.ndjson.partial"));
        Ok(Self { out: plan.out, ledger, claims: Claims::default(), _lock: lock })
    }

    /// Reads one input and stores its document or its diagnosis.
    fn process(&self, input: Input, plan: &Plan<'_>) -> Result<Entry, Error> {
        let path = input.path.to_string_lossy().into_owned();
        let name = input.path.file_name().unwrap_or(input.path.as_os_str());
        let failed = |sha256: Option<String>, error: &Error| {
            let line = ManifestLine {
                path: path.clone(),
                status: Status::Failed,
                profile: None,
                rivals: Vec::new(),
                counts: Counts::default(),
                document: None,
                missing_pages: Vec::new(),
                repaired: Vec::new(),
                decisions: Vec::new(),
                error: Some(Failure::from(error)),
                tool: Tool::this(),
                settings: plan.settings.clone(),
                sha256,
            };
            let text = json::record(schema::Name::Manifest, &line)?;
            write_atomic(&self.out.join(artefact(&line)), text.as_bytes())?;
            Ok(Entry { line, findings: String::new(), kept: None, unchanged: false })
        };
        let bytes = match input.problem.map_or_else(|| load(&input.path, &plan.limits), Err) {
            Ok(bytes) => bytes,
            Err(error) => return failed(None, &error),
        };
        let sha256 = digest(&bytes);
        if let Some(entry) = self.earlier(name, &path, &sha256, plan) {
            return Ok(entry);
        }
        let read = isolate(|| {
            let Reading { document, decisions } = (plan.read)(bytes, &name.to_string_lossy())?;
            Ok((findings(&document)?, Kept::of(&document), document, decisions))
        });
        let (findings, kept, document, decisions) = match read {
            Ok(read) => read,
            Err(error) => return failed(Some(sha256), &error),
        };
        let stored = self.claims.file(name, &sha256);
        match isolate(|| write_pieces(&self.out.join(&stored), json::pieces(&document))) {
            Ok(()) => {}
            // Where nothing can be written, no other input can be kept either.
            Err(error) if error.kind() == ErrorKind::Write => return Err(error),
            Err(error) => return failed(Some(sha256), &error),
        }
        let line = ManifestLine {
            path,
            status: document.source.status.into(),
            profile: document.form.profile.clone(),
            rivals: document.form.rivals().into_iter().map(str::to_owned).collect(),
            counts: Counts::of(&document),
            document: Some(stored),
            missing_pages: document.source.missing_pages.clone(),
            repaired: document.source.repaired.clone(),
            decisions,
            error: None,
            tool: Tool::this(),
            settings: plan.settings.clone(),
            sha256: Some(sha256),
        };
        Ok(Entry { line, findings, kept: Some(kept), unchanged: false })
    }

    /// The result of an earlier run, where the input is unchanged and its document or diagnosis is still whole.
    fn earlier(&self, name: &OsStr, path: &str, sha256: &str, plan: &Plan<'_>) -> Option<Entry> {
        let line = self.ledger.unchanged(path, sha256, &plan.settings, &plan.means)?;
        let stored = Some(artefact(line)).filter(|stored| is_result(stored))?;
        let text = fs::read_to_string(self.out.join(&stored)).ok()?;
        if line.status == Status::Failed {
            let told = serde_json::from_str::<ManifestLine>(&text).ok().filter(|told| told == line)?;
            return Some(Entry { line: told, findings: String::new(), kept: None, unchanged: true });
        }
        let document = serde_json::from_str::<Document>(&text).ok()?;
        let findings = findings(&document).ok().filter(|_| self.claims.keeps(name, sha256, &stored))?;
        Some(Entry { line: line.clone(), findings, kept: Some(Kept::of(&document)), unchanged: true })
    }
}

fn findings(document: &Document) -> Result<String, Error> {
    FindingLine::of(document).map(|line| json::line(schema::Name::Finding, &line)).collect()
}

/// The file of an input's result, relative to the folder of the run.
fn artefact(line: &ManifestLine) -> String {
    if let Some(document) = &line.document {
        return document.clone();
    }
    let path = Path::new(&line.path);
    let name = path.file_name().unwrap_or(path.as_os_str());
    // It names the path: copies of a bad file have a diagnosis each.
    let key = format!("{}\0{}", line.path, line.sha256.as_deref().unwrap_or_default());
    format!("failed/{}", names::result(name, &digest(key.as_bytes()), ".json"))
}

/// The files to which every input adds, and what is known of the run so far.
struct Writing {
    findings: Ordered,
    journal: Journal,
    histories: Ordered,
    entries: Vec<(usize, Entry)>,
    /// What waits for an earlier input to be told.
    told: InTurn<(ManifestLine, Duration)>,
    error: Option<Error>,
}

impl Writing {
    fn begin(folder: &Folder<'_>, plan: &Plan<'_>) -> Result<Self, Error> {
        Ok(Self {
            findings: Ordered::create(folder.out.join("findings.ndjson"))?,
            histories: Ordered::create(folder.out.join("history.ndjson"))?,
            journal: folder.ledger.journal(&plan.means)?,
            entries: Vec::new(),
            told: InTurn::default(),
            error: None,
        })
    }

    fn take(&mut self, number: usize, mut entry: Entry) -> Result<(), Error> {
        if !entry.unchanged {
            self.journal.note(&json::line(schema::Name::Manifest, &entry.line)?)?;
        }
        self.findings.put(number, std::mem::take(&mut entry.findings))?;
        self.entries.push((number, entry));
        Ok(())
    }

    /// Puts findings and manifest in their place where the run is complete; else its journal stays.
    fn end(mut self, folder: &Folder<'_>, inputs: usize, plan: &Plan<'_>) -> Result<Report, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.entries.sort_by_key(|(number, _)| *number);
        let unchanged = self.entries.iter().filter(|(_, entry)| entry.unchanged).count();
        let (mut lines, kept): (Vec<ManifestLine>, Vec<Option<Kept>>) =
            self.entries.into_iter().map(|(_, entry)| (entry.line, entry.kept)).unzip();
        if lines.len() < inputs {
            return Ok(Report { lines, unchanged, interrupted: true, ..Report::default() });
        }
        folder.claims.settle(folder.out, &mut lines)?;
        remove_superseded(folder, &lines);
        let (mut editions, mut heads, mut shelves) = (Vec::new(), Vec::new(), Vec::new());
        for Kept { edition, head, shelf } in kept.into_iter().flatten() {
            editions.push(edition);
            heads.push(head);
            shelves.push(shelf);
        }
        // Their order is that of the editions, not that in which the documents were read.
        let mut across = across::compare(editions)?;
        across.findings.retain(|line| (plan.is_new)(&line.finding));
        let between = across.findings.iter().map(|line| json::line(schema::Name::Finding, line));
        self.findings.put(inputs, between.collect::<Result<String, _>>()?)?;
        for (number, line) in across.histories.into_iter().enumerate() {
            self.histories.put(number, line)?;
        }
        self.histories.finish()?;
        self.findings.finish()?;
        warehouse::write(folder.out, &lines, shelves, &across.findings)?;
        if let Some(reporting) = &plan.report {
            report::write(folder.out, &lines, heads, reporting)?;
        }
        let manifest = lines.iter().map(|line| json::line(schema::Name::Manifest, line));
        write_pieces(&folder.out.join("manifest.ndjson"), manifest)?;
        self.journal.remove()?;
        let between = VerdictCounts::of(across.findings.iter().map(|line| line.finding.verdict));
        Ok(Report { lines, unchanged, between, interrupted: false })
    }
}

/// Removes the earlier results of inputs that have changed, so that no old figure stands beside the new one.
fn remove_superseded(folder: &Folder<'_>, lines: &[ManifestLine]) {
    let current: BTreeSet<String> = lines.iter().map(artefact).collect();
    let earlier = lines.iter().flat_map(|line| folder.ledger.before(&line.path)).map(artefact);
    for old in earlier.filter(|old| !current.contains(old) && is_result(old)) {
        // Already gone is as good.
        let _ = fs::remove_file(folder.out.join(old));
    }
}

/// Whether a path out of a manifest, which anybody may have edited, names one of our own result files.
pub(super) fn is_result(path: &str) -> bool {
    path.strip_prefix("documents/")
        .or_else(|| path.strip_prefix("failed/"))
        .is_some_and(|name| !name.contains(['/', '\\']) && name != "..")
}
