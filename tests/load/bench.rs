//! A run to be loaded, and documents that are changed by hand.

use kanrihyo::emit::warehouse::{self, Cell, Table};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// A name that ends texts, rows, statements.
pub const HOSTILE: &str = "'); drop table document; --\\.\n\\.\n\"\u{0}\\N\t\\ $$ ; %s {}";

/// The folder of a run over several editions, written once.
pub fn run() -> &'static Path {
    static RUN: OnceLock<PathBuf> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("load-run");
        let _ = fs::remove_dir_all(&folder);
        let out = folder.to_string_lossy().into_owned();
        let (status, told) = kanrihyo(&["migrate", "fixtures/sheets", "--out", &out, "--no-report", "--quiet"]);
        assert_eq!(status, 0, "{told}");
        folder
    })
}

/// A copy of the run that may be changed.
pub fn copied(to: &Path) -> PathBuf {
    let to = to.join("run");
    fs::create_dir_all(to.join("documents")).unwrap();
    for name in ["manifest.ndjson", "findings.ndjson"] {
        fs::copy(run().join(name), to.join(name)).unwrap();
    }
    for document in fs::read_dir(run().join("documents")).unwrap() {
        let document = document.unwrap();
        fs::copy(document.path(), to.join("documents").join(document.file_name())).unwrap();
    }
    to
}

/// The documents of the run.
pub fn documents() -> Vec<PathBuf> {
    let entries = fs::read_dir(run().join("documents")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// A document of the run whose source has this name.
pub fn document(name: &str) -> Value {
    let path = documents().into_iter().find(|path| path.to_string_lossy().contains(&format!("{name}-"))).unwrap();
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Writes a document to be loaded; gives its path.
pub fn written(folder: &Path, name: &str, document: &Value) -> String {
    let path = folder.join(name);
    fs::write(&path, document.to_string()).unwrap();
    path.to_string_lossy().into_owned()
}

/// The document as another source would give it.
pub fn other(mut document: Value, digit: char) -> Value {
    document["source"]["sha256"] = digit.to_string().repeat(64).into();
    document
}

/// The document with a hostile name wherever a project, an indicator or a text has one.
pub fn hostile(mut document: Value) -> Value {
    for sheet in document["sheets"].as_array_mut().unwrap() {
        sheet["project"]["name"]["value"] = HOSTILE.into();
        sheet["project"]["name"]["printed"] = HOSTILE.into();
        for indicator in sheet["indicators"].as_array_mut().unwrap() {
            indicator["label"]["value"] = HOSTILE.into();
            for observation in indicator["observations"].as_array_mut().unwrap() {
                observation["value"]["printed"] = HOSTILE.into();
                observation["value"]["notes"] = serde_json::json!([HOSTILE, "\\u0000", "\u{0}"]);
            }
        }
    }
    other(document, '7')
}

/// What documents say: rows of each table, the sum of the figures.
pub fn expected(paths: &[PathBuf]) -> (BTreeMap<&'static str, i64>, Decimal) {
    let mut rows = BTreeMap::new();
    let mut sum = Decimal::ZERO;
    let value = Table::Observation.columns().iter().position(|column| column.name == "value").unwrap();
    for path in paths {
        warehouse::read(&fs::read(path).unwrap(), &[], &mut |table, row| {
            *rows.entry(table.name()).or_default() += 1;
            if let (Table::Observation, Cell::Decimal(number)) = (table, &row[value]) {
                sum += number;
            }
            Ok(())
        })
        .unwrap();
    }
    (rows, sum.normalize())
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
    command.args(arguments).args(["--lang", "en", "--no-progress"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Exit status, and all that was said.
pub fn kanrihyo(arguments: &[&str]) -> (i32, String) {
    said(&command(arguments).output().unwrap())
}

pub fn said(output: &Output) -> (i32, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8(text).unwrap())
}
