//! The main job on folders as people keep them: strays, copies, links, torn files; stopped and run again.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A folder `in` with samples and a folder `out` for the results.
struct Bench(TempDir);

/// What a run said and left.
struct Run {
    status: Option<i32>,
    told: String,
    /// Path (without `in/`), status and kind of error of each line of the manifest.
    lines: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        fs::create_dir(bench.path("in")).unwrap();
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
        command.args(arguments).current_dir(self.0.path()).env_remove("KANRIHYO_PASSWORD");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn migrate(&self, inputs: &[&str], more: &[&str]) -> Run {
        let arguments = [&["migrate", "--out", "out", "--lang", "en"], more, inputs].concat();
        let Output { status, stderr, .. } = self.command(&arguments).output().unwrap();
        let text = |v: &Value| v.as_str().unwrap_or("").replace('\\', "/");
        let line = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            let parts = [text(&line["path"]).replace("in/", ""), text(&line["status"]), text(&line["error"]["kind"])];
            parts.join(" ").trim().to_owned()
        };
        let manifest = fs::read_to_string(self.path("out/manifest.ndjson")).unwrap_or_default();
        let told = String::from_utf8(stderr).unwrap();
        Run { status: status.code(), told, lines: manifest.lines().map(line).collect() }
    }

    /// Every result with its bytes.
    fn results(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for folder in ["out", "out/documents", "out/failed"] {
            for entry in fs::read_dir(self.path(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    found.insert(path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap());
                }
            }
        }
        found
    }
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sheets").join(name)).unwrap()
}

/// Other bytes, the same document: what follows the end of a PDF is nothing.
fn variant(number: usize) -> Vec<u8> {
    [sample("zuiun-2021-2-6.pdf"), format!("\n% {number}\n").into_bytes()].concat()
}

const ZIP: &[u8] = b"PK\x03\x04\x14\0";

#[test]
fn strays_are_passed_over_in_one_line_and_refused_by_name() {
    let bench = Bench::new();
    bench.put("2020/a.pdf", variant(0));
    for (name, bytes) in
        [("book.docx", ZIP), ("x.docx", ZIP), ("scan.png", b"\x89PNG\r\n"), (".DS_Store", b"\0\0\0\x01Bud1")]
    {
        bench.put(name, bytes);
    }
    let run = bench.migrate(&["in"], &[]);
    assert_eq!((run.status, run.lines), (Some(0), vec!["2020/a.pdf read".to_owned()]));
    assert_eq!(run.told, "warning: 3 file(s) skipped (no PDF, .txt, HTML or .xlsx): book.docx, scan.png, x.docx\n");
    let run = bench.migrate(&["in", "in/book.docx"], &["--quiet"]);
    assert_eq!(
        (run.status, run.lines),
        (Some(3), vec!["2020/a.pdf read".to_owned(), "book.docx failed not-a-document".to_owned()])
    );
    assert_eq!(run.told.lines().count(), 1, "errors stay: {}", run.told);
    assert_eq!(bench.migrate(&["in/*.docx", "in/20*/?.pdf"], &[]).lines, ["2020/a.pdf read"]);
    assert_eq!(bench.migrate(&["in/*.csv"], &[]).status, Some(3), "a pattern that matches nothing is missing");
}

#[test]
fn copies_namesakes_and_links_do_not_meet() {
    let bench = Bench::new();
    bench.put("a.pdf", variant(1));
    bench.put("b/a.pdf", variant(2));
    bench.put("c/a.pdf", variant(1));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("..", bench.path("in/b/up")).unwrap();
        std::os::unix::fs::symlink("gone.pdf", bench.path("in/z.pdf")).unwrap();
    }
    let run = bench.migrate(&["in", "in/a.pdf", "./in/b/../a.pdf"], &[]);
    let mut expected = vec!["a.pdf read", "b/a.pdf read", "c/a.pdf read"];
    if cfg!(unix) {
        expected.push("z.pdf failed unreadable");
    }
    assert_eq!(run.lines, expected);
    let results = bench.results();
    assert_eq!(results.keys().filter(|name| name.starts_with("a.pdf-")).count(), 2, "one a content");
}

#[test]
fn what_is_damaged_is_refused_and_the_rest_is_done() {
    let bench = Bench::new();
    let whole = sample("zuiun-2019.pdf");
    bench.put("1-empty.pdf", "");
    bench.put("2-page.pdf", "<!DOCTYPE html><title>404</title>");
    bench.put("3-torn.pdf", &whole[..whole.len() / 20]);
    bench.put("4-blank.txt", " \r\n\u{3000}\n");
    bench.put("5-data.txt", [0u8, 1, 2, 3, 4, 5, 6, 7].repeat(99));
    bench.put("6-good.pdf", variant(0));
    let run = bench.migrate(&["in"], &[]);
    assert_eq!(run.status, Some(3));
    assert_eq!(
        run.lines,
        [
            "1-empty.pdf failed not-a-document",
            "2-page.pdf failed not-a-document",
            "3-torn.pdf failed damaged",
            "4-blank.txt failed blank",
            "5-data.txt failed not-a-document",
            "6-good.pdf read",
        ]
    );
    assert_eq!(run.told.lines().filter(|line| line.starts_with("error: ")).count(), 5, "{}", run.told);
    let failed = fs::read_dir(bench.path("out/failed")).unwrap().count();
    assert_eq!((failed, fs::read_dir(bench.path("out/documents")).unwrap().count()), (5, 1));
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_an_unread_input() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.put("locked.pdf", variant(0));
    let path = bench.path("in/locked.pdf");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_ok() {
        return; // Who may read everything cannot try this.
    }
    let run = bench.migrate(&["in"], &[]);
    assert_eq!((run.status, run.lines), (Some(3), vec!["locked.pdf failed unreadable".to_owned()]));
}

/// Waits until the run has written its first documents, or is over.
fn wait_for_documents(bench: &Bench) {
    let begun = Instant::now();
    let written = || fs::read_dir(bench.path("out/documents")).map_or(0, Iterator::count);
    while written() < 3 && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_killed_run_leaves_nothing_torn_and_goes_on() {
    let (bench, whole) = (Bench::new(), Bench::new());
    for number in 0..24 {
        for bench in [&bench, &whole] {
            bench.put(&format!("{number:02}.pdf"), variant(number));
        }
    }
    let mut child = bench.command(&["migrate", "in", "--out", "out", "--jobs", "2"]).spawn().unwrap();
    wait_for_documents(&bench);
    child.kill().unwrap();
    child.wait().unwrap();
    for entry in fs::read_dir(bench.path("out/documents")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            serde_json::from_slice::<Value>(&fs::read(&path).unwrap())
                .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
    }
    assert_eq!(bench.migrate(&["in"], &[]).status, Some(0));
    assert_eq!(whole.migrate(&["in"], &[]).status, Some(0));
    assert!(bench.results() == whole.results(), "the same as in one go");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_so_and_goes_on() {
    let bench = Bench::new();
    for number in 0..24 {
        bench.put(&format!("{number:02}.pdf"), variant(number));
    }
    let child = bench.command(&["migrate", "in", "--out", "out", "--jobs", "1"]).spawn().unwrap();
    wait_for_documents(&bench);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(sent.success());
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(130), true));
    assert!(String::from_utf8_lossy(&output.stderr).contains("24 件中"));
    let run = bench.migrate(&["in"], &[]);
    assert_eq!((run.status, run.lines.len()), (Some(0), 24));
}
