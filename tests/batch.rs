//! Many files: isolation, resume, order, names. What reads them is a stand-in, so that every way
//! of failing can be had at will.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use kanrihyo::batch::{Observer, Plan, Reading, Report, discover, run};
use kanrihyo::emit::wire::{Document, ManifestLine, Status};
use kanrihyo::sheet::{Error, ErrorKind};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tempfile::TempDir;

/// Reads by content: `panic`, `bad`, else a document with a sheet of that name.
fn read(bytes: &[u8], name: &str) -> Result<Reading, Error> {
    match bytes {
        b"panic" => panic!("planned"),
        b"bad" => Err(Error::new(ErrorKind::Damaged, "壊れています", "damaged").with_page(2)),
        _ => {
            let mut document = support::sample();
            document.source.name = name.to_owned();
            document.source.sha256 = kanrihyo::batch::digest(bytes);
            Ok(Reading { document: Document::from(document), decisions: Vec::new() })
        }
    }
}

struct Nobody;

impl Observer for Nobody {
    fn done(&self, _: &ManifestLine) {}
    fn tell(&self, _: &ManifestLine, _: std::time::Duration) {}
}

/// A run's folders, and what is done with them.
struct Bench {
    folder: TempDir,
    reads: AtomicUsize,
    stop: AtomicBool,
}

impl Bench {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        let bench = Self { folder, reads: AtomicUsize::new(0), stop: AtomicBool::new(false) };
        for (name, content) in files {
            bench.put(name, content);
        }
        bench
    }

    fn put(&self, name: &str, content: &str) {
        fs::write(self.folder.path().join("in").join(name), content).unwrap();
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn run(&self, jobs: usize, settings: &str) -> Result<Report, Error> {
        self.reads.store(0, Ordering::SeqCst);
        let inputs = discover(&[self.folder.path().join("in")], Some(&self.out())).inputs;
        let counted = |bytes: Vec<u8>, name: &str| {
            self.reads.fetch_add(1, Ordering::SeqCst);
            if bytes == b"stop" {
                self.stop.store(true, Ordering::SeqCst);
            }
            if bytes == b"vanish" {
                fs::remove_file(self.folder.path().join("in/3.pdf")).unwrap();
            }
            read(&bytes, name)
        };
        let out = self.out();
        let plan = Plan {
            out: &out,
            jobs,
            settings: settings.to_owned(),
            means: String::new(),
            limits: kanrihyo::ingest::Limits::default(),
            read: &counted,
            is_new: &|_| true,
            report: None,
            stop: &self.stop,
        };
        run(inputs, &plan, &Nobody)
    }

    /// Every file of the results with its bytes; paths in lines made independent of the folder.
    fn results(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        collect(&self.out(), &self.out(), &mut found);
        let folder = self.folder.path().to_string_lossy().into_owned();
        found.into_iter().map(|(name, text)| (name, text.replace(&folder, ""))).collect()
    }
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            // Tables are no text, but theirs may be compared all the same.
            found.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
        }
    }
}

const SETTINGS: &str = "0123456789abcdef";

#[test]
fn a_bad_file_stops_nothing() {
    let bench = Bench::new(&[("1.pdf", "one"), ("2.pdf", "bad"), ("3.pdf", "panic"), ("4.pdf", "four")]);
    let report = bench.run(2, SETTINGS).unwrap();
    let status: Vec<_> = report.lines.iter().map(|line| line.status).collect();
    assert_eq!(status, [Status::Partial, Status::Failed, Status::Failed, Status::Partial]);
    let kinds: Vec<_> = report.lines.iter().filter_map(|line| Some(line.error.as_ref()?.kind.as_str())).collect();
    assert_eq!(kinds, ["damaged", "internal"]);
    let results = bench.results();
    let names = results.keys().map(|name| name.split_once('-').map_or(name.as_str(), |(name, _)| name));
    let names: Vec<_> = names.filter(|name| !name.starts_with("warehouse/")).collect();
    assert_eq!(
        names,
        [
            "datapackage.json",
            "documents/1.pdf",
            "documents/4.pdf",
            "failed/2.pdf",
            "failed/3.pdf",
            "findings.ndjson",
            "history.ndjson",
            "manifest.ndjson"
        ]
    );
    assert_eq!(results["findings.ndjson"].lines().count(), 2);
    assert_eq!(results["manifest.ndjson"].lines().count(), 4);
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let files: Vec<_> = (0..40).map(|i| (format!("{i:02}.pdf"), format!("content {i}"))).collect();
    let files: Vec<_> = files.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
    let (one, many) = (Bench::new(&files), Bench::new(&files));
    one.run(1, SETTINGS).unwrap();
    many.run(8, SETTINGS).unwrap();
    assert_eq!(one.results(), many.results());
}

#[test]
fn what_is_unchanged_is_not_read_again() {
    let bench = Bench::new(&[("1.pdf", "one"), ("2.pdf", "bad"), ("3.pdf", "three")]);
    bench.run(2, SETTINGS).unwrap();
    let first = bench.results();
    let report = bench.run(2, SETTINGS).unwrap();
    // The bad one is tried again: what it lacked (a password, a permission) may be there now.
    assert_eq!((bench.reads.load(Ordering::SeqCst), report.unchanged), (1, 2));
    assert_eq!(bench.results(), first);

    bench.put("1.pdf", "one, corrected");
    fs::remove_file(bench.out().join("documents").join(name_of(&first, "documents/3.pdf"))).unwrap();
    assert_eq!(bench.run(2, SETTINGS).unwrap().unchanged, 0);
    let after = bench.results();
    assert_eq!(after.keys().filter(|name| name.starts_with("documents/1.pdf")).count(), 1, "the old one is gone");
    assert_eq!(
        after[&format!("documents/{}", name_of(&first, "documents/3.pdf"))],
        first[&format!("documents/{}", name_of(&first, "documents/3.pdf"))]
    );

    assert_eq!(bench.run(2, "fedcba9876543210").unwrap().unchanged, 0, "other settings, other results");
}

fn name_of(results: &BTreeMap<String, String>, prefix: &str) -> String {
    let name = results.keys().find(|name| name.starts_with(prefix)).unwrap();
    name.split_once('/').unwrap().1.to_owned()
}

#[test]
fn a_mended_file_loses_its_diagnosis() {
    let bench = Bench::new(&[("1.pdf", "bad")]);
    bench.run(1, SETTINGS).unwrap();
    assert!(bench.results().keys().any(|name| name.starts_with("failed/")));
    bench.put("1.pdf", "good");
    bench.run(1, SETTINGS).unwrap();
    assert!(!bench.results().keys().any(|name| name.starts_with("failed/")));
}

#[test]
fn an_interrupted_run_continues() {
    let bench = Bench::new(&[("1.pdf", "one"), ("2.pdf", "stop"), ("3.pdf", "three"), ("4.pdf", "four")]);
    let report = bench.run(1, SETTINGS).unwrap();
    assert!(report.interrupted);
    assert_eq!(report.lines.len(), 2);
    assert!(!bench.out().join("manifest.ndjson").exists());
    bench.stop.store(false, Ordering::SeqCst);
    // A killed run may have torn its last line, or left a file half written.
    let journal = bench.out().join("manifest.ndjson.partial");
    let torn = "{\"path\":\"管".as_bytes();
    fs::write(&journal, [&fs::read(&journal).unwrap(), &torn[..torn.len() - 1]].concat()).unwrap();
    fs::write(bench.out().join("documents/.kanrihyo-x.tmp"), "torn").unwrap();
    bench.put("2.pdf", "two");
    let report = bench.run(1, SETTINGS).unwrap();
    assert_eq!((report.interrupted, report.unchanged, report.lines.len()), (false, 1, 4));

    let whole = Bench::new(&[("1.pdf", "one"), ("2.pdf", "two"), ("3.pdf", "three"), ("4.pdf", "four")]);
    whole.run(1, SETTINGS).unwrap();
    assert_eq!(bench.results(), whole.results());
}

/// Two contents whose digests begin with the same eight digits, as among ten thousand namesakes may happen.
fn twins() -> [String; 2] {
    let mut seen = BTreeMap::new();
    let content = |number: u32| format!("content {number}");
    for number in 0.. {
        let digits = kanrihyo::batch::digest(content(number).as_bytes())[..8].to_owned();
        if let Some(other) = seen.insert(digits, number) {
            return [content(other), content(number)];
        }
    }
    unreachable!("there are only so many digits")
}

#[test]
fn namesakes_with_like_digests_are_two_documents() {
    let [one, other] = twins();
    let bench = Bench::new(&[]);
    for (folder, content) in [("a", &one), ("b", &other)] {
        fs::create_dir(bench.folder.path().join("in").join(folder)).unwrap();
        bench.put(&format!("{folder}/x.pdf"), content);
    }
    bench.run(1, SETTINGS).unwrap();
    let first = bench.results();
    assert_eq!(first.keys().filter(|name| name.starts_with("documents/x.pdf-")).count(), 2);
    assert_eq!(bench.run(2, SETTINGS).unwrap().unchanged, 2);
    assert_eq!(bench.results(), first);
    let gone = first.keys().find(|name| name.starts_with("documents/")).unwrap();
    fs::remove_file(bench.out().join(gone)).unwrap();
    assert_eq!(bench.run(2, SETTINGS).unwrap().unchanged, 1);
    assert_eq!(bench.results(), first);
}

#[test]
fn a_file_that_vanishes_is_an_unread_input() {
    let bench = Bench::new(&[("1.pdf", "one"), ("2.pdf", "vanish"), ("3.pdf", "three"), ("4.pdf", "four")]);
    let report = bench.run(1, SETTINGS).unwrap();
    let status: Vec<_> = report.lines.iter().map(|line| line.status).collect();
    assert_eq!(status, [Status::Partial, Status::Partial, Status::Failed, Status::Partial]);
    let error = report.lines[2].error.as_ref().unwrap();
    assert_eq!((error.kind.as_str(), report.lines[2].sha256.is_none()), ("unreadable", true));
    assert_eq!(bench.results().keys().filter(|name| name.starts_with("failed/")).count(), 1);
}

#[test]
fn what_failed_before_a_stop_is_not_tried_again_until_the_run_is_over() {
    let bench = Bench::new(&[("1.pdf", "bad"), ("2.pdf", "panic"), ("3.pdf", "stop"), ("4.pdf", "four")]);
    assert!(bench.run(1, SETTINGS).unwrap().interrupted);
    bench.stop.store(false, Ordering::SeqCst);
    let report = bench.run(1, SETTINGS).unwrap();
    assert_eq!((report.unchanged, bench.reads.load(Ordering::SeqCst), report.interrupted), (3, 1, false));
    bench.put("3.pdf", "three");
    let report = bench.run(1, SETTINGS).unwrap();
    assert_eq!((report.unchanged, bench.reads.load(Ordering::SeqCst)), (1, 3), "a new run tries again");
}

#[test]
fn results_that_cannot_be_written_end_the_run() {
    let bench = Bench::new(&[("1.pdf", "one")]);
    fs::create_dir(bench.out()).unwrap();
    fs::write(bench.out().join("documents"), "in the way").unwrap();
    assert_eq!(bench.run(1, SETTINGS).unwrap_err().kind(), ErrorKind::Write);
}

#[cfg(unix)]
#[test]
fn hostile_names_stay_in_the_folder() {
    let bench = Bench::new(&[("a\nb\u{1b}[31m.pdf", "one"), ("..\u{202e}fdp", "two"), (&"管".repeat(80), "three")]);
    bench.run(2, SETTINGS).unwrap();
    let results = bench.results();
    let documents: Vec<_> = results.keys().filter(|name| name.starts_with("documents/")).collect();
    assert_eq!(documents.len(), 3 - 1, "the hidden one is no input: {documents:?}");
    assert!(documents.iter().all(|name| !name.contains(['\n', '\u{1b}', '\u{202e}'])), "{documents:?}");
}
