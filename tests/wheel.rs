//! The Python package: its wheel, in an environment that has nothing else and beside what analysts use, against the
//! program.

#![cfg(feature = "system-tests")]
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/python.rs"]
mod python;

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PROGRAM: &str = env!("CARGO_BIN_EXE_kanrihyo");

/// The wheel of this state of the sources, in a folder of its own.
fn wheel(python: &Path) -> PathBuf {
    let out = python::below_target("wheels");
    if out.exists() {
        fs::remove_dir_all(&out).unwrap();
    }
    let mut build = Command::new(python);
    build.args(["-m", "maturin", "build", "--profile", "dev", "--locked", "--manifest-path", "python/Cargo.toml"]);
    build.arg("--interpreter").arg(python).arg("--out").arg(&out);
    python::told(&mut build);
    fs::read_dir(&out).unwrap().flatten().next().unwrap().path()
}

/// An input of each kind, and one that needs a password.
fn inputs(folder: &Path) {
    for name in ["zuiun-2021.pdf", "zuiun-2021.stream.cp932.txt", "zuiun-2019.pdf"] {
        fs::copy(Path::new(ROOT).join("fixtures/sheets").join(name), folder.join(name)).unwrap();
    }
    let rows = [["事業番号", "事業名", "令和元年度", "令和2年度"], ["1-1", "就労相談", "1,234.5人", "1,300人"]];
    let cells = |row: [&str; 4]| format!("<tr>{}</tr>", row.map(|cell| format!("<td>{cell}</td>")).concat());
    let html =
        format!("<!DOCTYPE html><meta charset=utf-8><h1>事業一覧</h1><table>{}</table>", rows.map(cells).concat());
    fs::write(folder.join("list.html"), html).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    book.save(folder.join("list.xlsx")).unwrap();
}

/// A PDF that only the word `opensesame` opens.
fn locked(pdf: &Path) -> Vec<u8> {
    let mut document = Document::load(pdf).unwrap();
    let id = || Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id(), id()]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "opensesame",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn the_wheel_gives_what_the_program_gives() {
    let tools = python::interpreter();
    python::run(&tools, ["python/generate.py", "--check"]);
    let wheel = wheel(&tools);
    let clean = python::fresh(&tools, &python::below_target("wheel"));
    let install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel.to_str().unwrap()];
    python::run(&clean, install);

    let folder = tempfile::tempdir().unwrap();
    let given = folder.path().join("inputs");
    fs::create_dir(&given).unwrap();
    inputs(&given);
    fs::write(folder.path().join("locked.pdf"), locked(&given.join("zuiun-2019.pdf"))).unwrap();
    let call = |python: &Path, arguments: &[&str]| {
        let mut command = Command::new(python);
        command.args(arguments).env("KANRIHYO", PROGRAM).env("INPUTS", folder.path());
        python::told(&mut command)
    };
    // With nothing else beside it.
    call(&clean, &["-I", "tests/python/alone.py", given.join("zuiun-2019.pdf").to_str().unwrap()]);

    // With the packages of the other environment beside it.
    let site = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let own = PathBuf::from(python::run(&clean, ["-c", site]).trim());
    fs::write(own.join("others.pth"), python::run(&tools, ["-c", site])).unwrap();
    call(&clean, &["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/python/test_wheel.py"]);
    let cache = folder.path().join("mypy");
    let cache = cache.to_str().unwrap();
    call(
        &clean,
        &[
            "-m",
            "mypy",
            "--strict",
            "--config-file",
            "tests/python/mypy.ini",
            "--cache-dir",
            cache,
            "tests/python/sample.py",
        ],
    );
    call(&clean, &["-m", "mypy.stubtest", "kanrihyo._native", "--mypy-config-file", "tests/python/mypy.ini"]);
    call(&clean, &["tests/python/sample.py", given.join("zuiun-2021.pdf").to_str().unwrap()]);
}
