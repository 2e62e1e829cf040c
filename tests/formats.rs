//! The findings of an audit in the forms that other programs read.

#![allow(clippy::unwrap_used, clippy::panic)]

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Output};

/// A name that a spreadsheet would run, a terminal obey and a reference misunderstand.
const HOSTILE: &str = "=HYPERLINK(\"http://x\")\u{1b}]0;t\u{7}\u{202e}事業";

const WRONG: &str = "fixtures/sheets/zuiun-2021.pdf";

fn audit(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
    command.arg("audit").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("TZ", "Asia/Tokyo");
    command.output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    String::from_utf8(audit(arguments).stdout).unwrap()
}

/// The findings as NDJSON, to which every other form is held.
fn findings(input: &str) -> Vec<Value> {
    printed(&[input, "--format", "ndjson"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A document whose every project is called [`HOSTILE`].
fn hostile(folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_kanrihyo"))
        .args(["extract", WRONG])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let mut document: Value = serde_json::from_slice(&output.stdout).unwrap();
    for sheet in document["sheets"].as_array_mut().unwrap() {
        let name = &mut sheet["project"]["name"];
        name["printed"] = HOSTILE.into();
        name["value"] = HOSTILE.into();
    }
    let path = folder.join("=1+1 管理.json");
    std::fs::write(&path, document.to_string()).unwrap();
    path.to_string_lossy().into_owned()
}

fn workbook(arguments: &[&str]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(audit(arguments).stdout)).unwrap()
}

#[test]
fn a_sarif_log_has_every_finding_at_its_place() {
    let found = findings(WRONG);
    let output = audit(&[WRONG, "no/such file.pdf", "--format", "sarif", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(3));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), found.len());
    for (result, finding) in results.iter().zip(&found) {
        assert_eq!(result["partialFingerprints"]["kanrihyo/v1"], finding["fingerprint"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], finding["rule"]);
        assert_eq!(result["level"], finding["severity"]);
        assert_eq!(result["kind"] == "fail", finding["verdict"] == "confirmed");
        assert_eq!(result["message"]["text"], finding["message"]["en"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], WRONG);
        assert_eq!(place["region"]["startLine"], finding["places"][0]["page"]);
        assert_eq!(place["region"]["properties"]["box"], finding["places"][0]["box"]);
    }
    for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
        let texts = [&rule["shortDescription"]["text"], &rule["help"]["markdown"]];
        assert!(texts.iter().all(|text| text.as_str().is_some_and(|text| text.len() > 20)), "{rule}");
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let refused = &run["invocations"][0]["toolExecutionNotifications"][0]["locations"][0];
    assert_eq!(refused["physicalLocation"]["artifactLocation"]["uri"], "no/such%20file.pdf");
}

#[test]
fn a_csv_has_a_row_for_every_finding() {
    let found = findings(WRONG);
    let text = printed(&[WRONG, "--format", "csv"]);
    assert!(text.starts_with("\u{feff}ファイル,") && text.ends_with("\r\n"), "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), found.len());
    for (row, finding) in rows.iter().zip(&found) {
        assert_eq!(
            [row.get(3), row.get(7), row.get(13)],
            ["rule", "printed", "fingerprint"].map(|key| finding[key].as_str())
        );
    }
}

#[test]
fn a_workbook_has_a_row_for_every_indicator_and_numbers_are_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    let file = file.to_str().unwrap();
    let inputs = ["fixtures/forms/hoshimi-2021.pdf", "fixtures/forms/hoshimi-2022.pdf"];
    let arguments = [inputs[0], inputs[1], "--format", "xlsx", "--exit-zero", "--quiet", "-o", file];
    let output = audit(&arguments);
    assert_eq!(
        (output.status.code(), output.stdout.as_slice(), output.stderr.as_slice()),
        (Some(0), &b""[..], &b""[..])
    );
    let first = std::fs::read(file).unwrap();
    assert_eq!(audit(&arguments).status.code(), Some(0));
    assert_eq!(std::fs::read(file).unwrap(), first, "the same bytes every time");
    let mut book = Xlsx::new(Cursor::new(first)).unwrap();
    assert_eq!(book.sheet_names(), ["2021年度", "2022年度", "指摘"]);
    for (input, name) in inputs.iter().zip(["2021年度", "2022年度"]) {
        let output = Command::new(env!("CARGO_BIN_EXE_kanrihyo"))
            .args(["extract", input])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let table = book.worksheet_range(name).unwrap();
        let mut rows = table.rows();
        let head: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
        let indicators =
            document["sheets"].as_array().unwrap().iter().flat_map(|s| s["indicators"].as_array().unwrap());
        let mut numbers = 0;
        for (row, indicator) in rows.by_ref().zip(indicators) {
            assert_eq!(row[7].to_string(), indicator["label"]["printed"].as_str().unwrap());
            for observation in indicator["observations"].as_array().unwrap() {
                let role = match observation["role"].as_str().unwrap() {
                    "target" => "目標",
                    "actual" => "実績",
                    "budget" => "予算",
                    "achievement_rate" => "達成率",
                    other => panic!("{other} is in no sample"),
                };
                let column = format!("{} {role}", observation["fiscal_year"]);
                let cell = &row[head.iter().position(|name| *name == column).unwrap()];
                match &observation["value"]["number"] {
                    Value::String(number) => {
                        assert_eq!(*cell, Data::Float(number.parse().unwrap()), "{column}");
                        numbers += 1;
                    }
                    _ => assert_eq!(cell.to_string(), observation["value"]["printed"].as_str().unwrap()),
                }
            }
        }
        assert!(numbers > 5 && rows.next().is_none());
    }
}

#[test]
fn hostile_names_stay_text_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let input = hostile(folder.path());
    for format in ["sarif", "csv", "json", "text"] {
        let text = printed(&[&input, "--format", format]);
        let acts =
            |c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}');
        assert!(!text.contains(acts), "{format}: {text}");
        assert!(text.len() > 1000, "{format}");
    }
    let text = printed(&[&input, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for cell in reader.records().map(Result::unwrap).flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>()) {
        assert!(!cell.starts_with(['=', '@', '\t']), "{cell}");
    }
    let mut book = workbook(&[&input, "--format", "xlsx"]);
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{name}");
        let table = book.worksheet_range(&name).unwrap();
        let called = table.rows().skip(1).filter(|row| row[4].to_string().contains("HYPERLINK")).count();
        assert!(name == "指摘" || called > 5, "{name}: {called}");
    }
}

#[test]
fn a_result_is_not_written_over_an_input() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(WRONG), &file).unwrap();
    let before = std::fs::read(&file).unwrap();
    let path = file.to_str().unwrap();
    assert_eq!(audit(&[path, "--format", "csv", "-o", path]).status.code(), Some(2));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}
