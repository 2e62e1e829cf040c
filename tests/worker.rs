//! A worker as the program that feeds it meets it: lines in, lines out, whatever becomes of a document.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/rows.rs"]
mod rows;

use arrow_ipc::reader::StreamReader;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kanrihyo::emit::schema;
use rows::{Rows, assert_same, collect, tables};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets");
const SHEETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2021.pdf");
const SHORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2021-1-5.pdf");

/// A worker that runs, and what it is to be asked and says.
struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
}

impl Worker {
    /// One that has said hello.
    fn start(arguments: &[&str]) -> Self {
        let mut worker = Self::begin(arguments);
        assert_eq!(worker.hear(), json!({"v": 1, "hello": "worker", "version": env!("CARGO_PKG_VERSION")}));
        worker
    }

    fn begin(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
        command.arg("worker").args(arguments).current_dir(FOLDER).env_remove("KANRIHYO_PASSWORD");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().map(BufReader::new));
        Self { child, input, output }
    }

    fn ask(&mut self, line: impl AsRef<[u8]>) {
        let input = self.input.as_mut().unwrap();
        input.write_all(line.as_ref()).unwrap();
        input.write_all(b"\n").unwrap();
    }

    /// The next line, which its schema knows.
    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.output.as_mut().unwrap().read_line(&mut line).unwrap();
        let value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert_eq!(schema::Name::Worker.violations(&value, 3).unwrap(), []);
        value
    }

    /// Asks no more: the status, and all that it says until then on standard output and standard error.
    fn end(mut self) -> (Option<i32>, String, String) {
        drop(self.input.take());
        let (mut rest, mut log) = (String::new(), String::new());
        self.output.unwrap().read_to_string(&mut rest).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), rest, log)
    }
}

/// What the command `extract` says of a file.
fn extracted(path: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_kanrihyo")).args(["extract", path, "--quiet"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_document_is_the_same_by_path_and_by_bytes() {
    let mut worker = Worker::start(&[]);
    let bytes = STANDARD.encode(fs::read(SHORT).unwrap());
    worker.ask(json!({"id": 1, "path": SHORT}).to_string());
    assert_eq!(worker.hear(), json!({"id": 1, "ok": true, "document": extracted(SHORT)}), "an answer is not held back");
    worker.ask(json!({"id": "b", "bytes_base64": bytes, "name": "zuiun-2021-1-5.pdf"}).to_string());
    assert_eq!(worker.hear()["document"], extracted(SHORT));
    worker.ask(json!({"id": "c", "path": "zuiun-2021-1-5.pdf", "name": "another.pdf"}).to_string());
    assert_eq!(worker.hear()["document"]["source"]["name"], "another.pdf");
    assert_eq!(worker.end(), (Some(0), String::new(), String::new()));
}

#[test]
fn what_is_no_request_or_no_document_has_its_reply_in_its_turn() {
    for jobs in ["1", "3"] {
        let mut worker = Worker::start(&["--jobs", jobs, "--limit", "request-bytes=5000"]);
        let asked: [(&[u8], Value, Value); 9] = [
            (b"{\"id\":\"a\",\"path\":\"zuiun-2021.pdf\"}", json!("a"), Value::Null),
            (b"{\"id\":\"a\",\"path\":\"zuiun-2021-1-5.pdf\"}", json!("a"), Value::Null),
            (b"", Value::Null, json!("request")),
            (b"{\"id\":5,\"path\":\"zuiun-2021.pdf\",\"more\":1}", json!(5), json!("request")),
            (b"{\"id\":6,\"path\":\"INDEX.tsv\"}", json!(6), Value::Null),
            (b"{\"id\":7,\"path\":\".\"}", json!(7), json!("unreadable")),
            (b"{\"id\":8,\"path\":\"-\"}", json!(8), json!("unreadable")),
            (b"{\"id\":9,\"bytes_base64\":\"JVBERi0xLjcK\",\"name\":\"x.pdf\"}", json!(9), json!("damaged")),
            (&[b"{\"id\":10,\"path\":\"".as_slice(), &[b'x'; 9000]].concat(), json!(10), json!("too-large")),
        ];
        asked.iter().for_each(|(line, ..)| worker.ask(line));
        for (line, id, kind) in asked {
            let reply = worker.hear();
            let told = String::from_utf8_lossy(&line[..line.len().min(60)]).into_owned();
            assert_eq!((&reply["id"], &reply["error"]["kind"]), (&id, &kind), "{told}");
            assert_eq!(reply["ok"], json!(kind.is_null()), "{told}");
        }
        assert_eq!(worker.end().0, Some(0));
    }
}

#[test]
fn the_last_line_needs_no_line_feed() {
    let mut worker = Worker::start(&[]);
    worker.input.as_mut().unwrap().write_all(b"{\"id\":1,\"path\":\"none\"}").unwrap();
    let (status, rest, _) = worker.end();
    assert_eq!((status, rest.lines().count()), (Some(0), 1));
    assert_eq!(Worker::start(&[]).end(), (Some(0), String::new(), String::new()));
}

#[test]
fn options_hold_for_each_request() {
    let mut worker = Worker::start(&["--limit", "pages=1"]);
    worker.ask(json!({"id": 1, "path": SHEETS}).to_string());
    assert_eq!(worker.hear()["error"]["kind"], "too-large");
    drop(worker);
    let refused = Command::new(env!("CARGO_BIN_EXE_kanrihyo")).args(["worker", "--profile", "none"]).output().unwrap();
    assert_eq!((refused.status.code(), refused.stdout), (Some(2), Vec::new()));
}

#[test]
fn who_reads_no_more_ends_it_without_a_word() {
    let mut worker = Worker::start(&["--jobs", "2"]);
    drop(worker.output.take());
    worker.ask(json!({"id": 1, "path": SHORT}).to_string());
    assert_eq!(worker.child.wait().unwrap().code(), Some(0));
    let mut log = String::new();
    worker.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert_eq!(log, "");
}

#[cfg(target_os = "linux")]
#[test]
fn what_takes_a_process_with_it_is_one_reply() {
    let mut worker = Worker::start(&["--isolate", "--max-memory", "32MiB", "--jobs", "1"]);
    let large = STANDARD.encode(vec![b' '; 40 << 20]);
    worker.ask(json!({"id": 1, "bytes_base64": large}).to_string());
    worker.ask(json!({"id": 2, "path": "INDEX.tsv"}).to_string());
    assert_eq!(worker.hear()["error"]["kind"], "crashed");
    assert_eq!(worker.hear()["ok"], true);
    assert_eq!(worker.end().0, Some(0));
}

/// Adds what a reply gives.
fn add(tables: &mut BTreeMap<String, Rows>, reply: &Value) {
    assert_eq!(reply["ok"], true, "{reply}");
    for told in reply["rows"].as_array().unwrap() {
        let stream = STANDARD.decode(told["arrow_base64"].as_str().unwrap()).unwrap();
        let rows = tables.entry(told["table"].as_str().unwrap().to_owned()).or_default();
        StreamReader::try_new(stream.as_slice(), None).unwrap().for_each(|batch| collect(rows, &batch.unwrap()));
    }
}

#[test]
fn rows_are_those_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = ["zuiun-2019.pdf", "zuiun-2021.pdf", "INDEX.tsv"];
    let mut run = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
    run.arg("migrate").args(inputs).arg("--out").arg(folder.path()).args(["--quiet", "--no-report"]);
    assert!(run.current_dir(FOLDER).status().unwrap().success());
    let expected = tables(&folder.path().join("warehouse"));

    let mut worker = Worker::begin(&["--tables"]);
    let hello = worker.hear();
    let columns: Vec<_> = hello["tables"].as_array().unwrap().iter().map(|rows| rows["table"].clone()).collect();
    assert_eq!(columns, ["document", "sheet", "indicator", "observation", "score", "finding"]);
    let mut told = BTreeMap::new();
    let mut bodies: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for input in inputs {
        worker.ask(json!({"id": input, "path": input}).to_string());
        let mut reply = worker.hear();
        add(&mut told, &reply);
        bodies.entry(reply["body"].to_string()).or_default().push(reply["edition"].take());
    }
    assert!(told != expected && bodies.len() == 2);
    for (id, editions) in bodies {
        worker.ask(json!({"id": id, "editions": editions}).to_string());
        add(&mut told, &worker.hear());
    }
    assert_same(&told, &expected);
    worker.ask(json!({"id": 1, "editions": [], "path": "x"}).to_string());
    assert_eq!(worker.hear()["error"]["kind"], "request");
    assert_eq!(worker.end().0, Some(0));
}
