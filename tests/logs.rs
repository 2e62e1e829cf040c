//! `--log json`: standard error for programs.

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

/// A folder with an input that is read, one that is not and one of an unknown form under a name that turns text round.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2021-1-5.pdf");
    fs::copy(sample, folder.path().join("a.pdf")).unwrap();
    fs::write(folder.path().join("b.txt"), "").unwrap();
    fs::write(folder.path().join("c\u{202e}.txt"), "nothing that anybody knows\n").unwrap();
    folder
}

/// Status, standard output and the events of standard error, every line of which is one.
fn run(folder: &TempDir, arguments: &[&str], input: &str) -> (i64, String, Vec<Value>) {
    fs::write(folder.path().join("input"), input).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
    command.args(arguments).args(["--log", "json", "--lang", "en"]).current_dir(folder.path());
    let output = command.stdin(fs::File::open(folder.path().join("input")).unwrap()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told}");
    let events: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for event in &events {
        let time = event["time"].as_str().unwrap();
        assert!(time.len() == 24 && time.starts_with("20") && time.ends_with('Z'), "{event}");
    }
    (output.status.code().unwrap().into(), String::from_utf8(output.stdout).unwrap(), events)
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["event"].as_str().unwrap()).collect()
}

#[test]
fn a_run_tells_each_input_and_how_it_ended() {
    let folder = folder();
    let arguments = ["migrate", "a.pdf", "b.txt", "c\u{202e}.txt", "--out", "out", "--no-report"];
    let (status, summary, events) = run(&folder, &arguments, "");
    assert_eq!(status, 3);
    assert!(summary.starts_with("inputs    2 of 3 read"), "{summary}");
    assert_eq!(names(&events), ["start", "input", "input", "input", "unknown-form", "done", "end"]);
    let [start, a, b, c, unknown, done, end] = events.as_slice() else { unreachable!() };
    assert_eq!((&start["inputs"], &start["level"]), (&3.into(), &"info".into()));
    assert_eq!((&a["path"], &a["status"], &a["counts"]["sheets"]), (&"a.pdf".into(), &"read".into(), &1.into()));
    assert!(a["ms"].is_u64() && folder.path().join("out").join(a["document"].as_str().unwrap()).exists());
    assert_eq!((&b["level"], &b["kind"], &b["status"]), (&"error".into(), &"blank".into(), &"failed".into()));
    assert!(b["message"].as_str().unwrap().starts_with("The file is empty"), "{b}");
    assert_eq!((&c["path"], &unknown["path"]), (&"c\u{202e}.txt".into(), &"c\u{202e}.txt".into()));
    assert_eq!((&done["read"], &done["failed"], &done["counts"]["sheets"]), (&2.into(), &1.into(), &1.into()));
    assert_eq!((&end["status"], &end["level"]), (&status.into(), &"info".into()));

    let (status, summary, events) = run(&folder, &[&arguments[..], &["--quiet"]].concat(), "");
    assert_eq!((status, summary.as_str(), names(&events)), (3, "", vec!["input"]), "errors are left");
}

#[test]
fn every_command_tells_its_errors_so() {
    let folder = folder();
    let (status, document, events) = run(&folder, &["extract", "b.txt"], "");
    assert_eq!((status, document.as_str(), names(&events)), (3, "", vec!["error", "end"]));
    assert_eq!((&events[0]["kind"], &events[0]["path"]), (&"blank".into(), &"b.txt".into()));
    let (status, _, events) = run(&folder, &["audit", "a.pdf", "--limit", "none=1"], "");
    assert_eq!((status, &events[0]["kind"]), (2, &"configuration".into()));
}

#[test]
fn a_worker_tells_what_it_was_asked() {
    let folder = folder();
    let asked = "{\"id\":1,\"path\":\"a.pdf\"}\nnonsense\n{\"id\":2,\"path\":\"b.txt\"}\n";
    let (status, replies, events) = run(&folder, &["worker", "--jobs", "2"], asked);
    assert_eq!((status, replies.lines().count()), (0, 4));
    assert_eq!(names(&events), ["request", "request", "request", "end"]);
    let told: Vec<_> = events.iter().map(|event| (&event["path"], &event["kind"])).collect();
    let null = Value::Null;
    assert_eq!(
        told[..3],
        [(&"a.pdf".into(), &null), (&"".into(), &"request".into()), (&"b.txt".into(), &"blank".into())]
    );
}
