//! Several editions of one body: one history per project, whatever the order of the inputs, and what the editions
//! disagree about.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const EDITIONS: [&str; 2] = ["fixtures/sheets/zuiun-2019.pdf", "fixtures/sheets/zuiun-2021.pdf"];

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

fn migrate(inputs: &[&str], out: &Path, more: &[&str]) -> Output {
    run(&[&["migrate"], inputs, &["--out", &out.to_string_lossy(), "--quiet"], more].concat())
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn restated(lines: &[Value]) -> Vec<String> {
    let of = |f: &Value| {
        format!("{} {} {} → {}", f["verdict"], f["project_number"], f["printed"], f["recomputed"]).replace('"', "")
    };
    lines.iter().filter(|f| f["rule"] == "restated-history").map(of).collect()
}

#[test]
fn every_project_has_one_history() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    assert_eq!(migrate(&EDITIONS, &out, &[]).status.code(), Some(0));
    let histories = lines(&out.join("history.ndjson"));
    // Twenty sheets of which one repeats another; the five of the edition before are among them.
    assert_eq!(histories.len(), 19);
    let find = |name: &str| histories.iter().find(|h| h["name"] == name).unwrap_or_else(|| panic!("{name}"));
    let editions = |name: &str| -> Vec<String> {
        let of = |e: &Value| format!("{} {} {}", e["published_year"], e["number"].as_str().unwrap(), e["confidence"]);
        find(name)["editions"].as_array().unwrap().iter().map(of).collect()
    };
    assert_eq!(editions("出張相談会の開催"), ["2019 1-5 1.0", "2021 1-5 0.99"]);
    // Renamed and renumbered: labels and figures tell it, and the history says so.
    assert_eq!(editions("若者の職業興味講座"), ["2019 1-6 1.0", "2021 1-3 0.85"]);
    assert_eq!(editions("中学生の職場訪問"), ["2021 2-7 1.0"]);
    let evidence = &find("若者の職業興味講座")["editions"][1]["evidence"];
    let details: Vec<&str> = evidence.as_array().unwrap().iter().map(|e| e["detail"].as_str().unwrap()).collect();
    assert_eq!(details, ["若者の仕事発見講座 → 若者の職業興味講座", "1-6 → 1-3", "青少年課", "2/2", "16/16"]);

    // Each edition's value with its printed form, document and place.
    let outcome = &find("女性のための仕事相談")["indicators"][2];
    let years = outcome["years"].as_array().unwrap();
    let year = years.iter().find(|y| y["fiscal_year"] == 2018 && y["role"] == "actual").unwrap();
    let values: Vec<&Value> = year["values"].as_array().unwrap().iter().collect();
    assert_eq!(values.iter().map(|v| v["printed"].as_str().unwrap()).collect::<Vec<_>>(), ["130人", "142人"]);
    for (value, edition) in values.iter().zip(find("女性のための仕事相談")["editions"].as_array().unwrap()) {
        assert_eq!(value["document"], edition["document"]);
        assert!(value["places"][0]["box"].is_array());
        let name = edition["document"].as_str().unwrap();
        let mut paths = fs::read_dir(out.join("documents")).unwrap().map(|e| e.unwrap().path());
        let path = paths.find(|p| p.to_string_lossy().contains(&name[..8])).unwrap();
        let document: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(document.pointer(value["field"].as_str().unwrap()).unwrap()["printed"], value["printed"]);
    }
}

#[test]
fn planted_restatements_are_found_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    migrate(&EDITIONS, &out, &[]);
    let found = lines(&out.join("findings.ndjson"));
    let expected = ["confirmed 1-2 142人 → 130人", "possible 1-5 12回 → 11回"];
    assert_eq!(restated(&found), expected);
    let truth = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2021.truth.json"));
    let truth: Value = serde_json::from_str(&truth.unwrap()).unwrap();
    let planted = truth["meta"]["planted"].as_array().unwrap().iter().filter(|p| p["kind"] == "restated");
    let planted: Vec<String> =
        planted.map(|p| format!("{} {} → {}", p["sheet"], p["printed"], p["correct"]).replace('"', "")).collect();
    assert_eq!(planted, expected.map(|line| line.split_once(' ').unwrap().1));
    // The same from the command that only audits.
    let audit = run(&[&["audit", "--format", "ndjson"], EDITIONS.as_slice()].concat());
    let audited: Vec<Value> =
        String::from_utf8(audit.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(restated(&audited), expected);
    // And known ones are left out.
    let baseline = out.join("findings.ndjson");
    let again = folder.path().join("again");
    migrate(&EDITIONS, &again, &["--baseline", &baseline.to_string_lossy()]);
    assert_eq!(restated(&lines(&again.join("findings.ndjson"))), [""; 0]);
}

#[test]
fn neither_order_nor_threads_nor_a_second_run_change_a_byte() {
    let folder = tempfile::tempdir().unwrap();
    let [forth, back] = ["forth", "back"].map(|name| folder.path().join(name));
    migrate(&EDITIONS, &forth, &["--jobs", "4"]);
    migrate(&[EDITIONS[1], EDITIONS[0]], &back, &["--jobs", "1"]);
    let history = |out: &Path| fs::read(out.join("history.ndjson")).unwrap();
    assert_eq!(history(&forth), history(&back));
    let before = (history(&forth), fs::read(forth.join("findings.ndjson")).unwrap());
    migrate(&EDITIONS, &forth, &[]);
    assert_eq!((history(&forth), fs::read(forth.join("findings.ndjson")).unwrap()), before);
    let path = forth.join("history.ndjson");
    assert_eq!(run(&["validate", &path.to_string_lossy()]).status.code(), Some(0));
}
