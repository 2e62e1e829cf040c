//! A person's decisions about findings: honoured, fired again when the figures change, told when they are stale.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SHEETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2021.pdf");
/// The same city two years earlier.
const EARLIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2019.pdf");

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kanrihyo")).args(arguments).current_dir(folder).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn findings(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let output = run(folder, &[&["audit", "--format", "ndjson", "--exit-zero"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of_rule<'a>(found: &'a [Value], rule: &str) -> Option<&'a Value> {
    found.iter().find(|finding| finding["rule"] == rule)
}

/// A decision about a finding as the report writes it, without its evidence.
fn decision(finding: &Value, answer: &str) -> Value {
    let mut decision = json!({
        "fingerprint": finding["fingerprint"], "decision": answer, "printed": finding["printed"],
        "rule": finding["rule"], "source": finding["source"], "by": "監査\u{1b}[2J室\u{202e}", "on": "2026-11-22",
        "reason": "'''\"=HYPERLINK(1)\n[[decision]]\u{7}",
    });
    if let Some(recomputed) = finding.get("recomputed") {
        decision["recomputed"] = recomputed.clone();
    }
    decision
}

fn lines(decisions: &[Value]) -> String {
    decisions.iter().map(|decision| format!("{decision}\n")).collect()
}

#[test]
fn what_was_decided_is_left_out_until_its_figures_change() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let all = findings(here, &[SHEETS]);
    let total = of_rule(&all, "total-not-sum").unwrap();
    let unit = of_rule(&all, "unit-mismatch").unwrap();
    let decided = [decision(total, "accept"), decision(unit, "reject")];
    fs::write(here.join("review.ndjson"), lines(&decided)).unwrap();
    let left = findings(here, &[SHEETS, "--baseline", "review.ndjson"]);
    assert_eq!(left.len(), all.len() - 2);
    assert!(of_rule(&left, "total-not-sum").is_none() && of_rule(&left, "unit-mismatch").is_none());

    // Other figures: the finding is new again, and standard error says what has changed.
    let mut printed = decision(total, "accept");
    printed["printed"] = "14".into();
    let mut recomputed = decision(unit, "accept");
    recomputed.as_object_mut().unwrap().remove("recomputed");
    let letter = of_rule(&all, "grade-outside-band").unwrap();
    let mut behind = decision(letter, "accept");
    behind["evidence"] = "0123456789abcdef".into();
    fs::write(here.join("old.ndjson"), lines(&[printed, recomputed, behind])).unwrap();
    let output = run(here, &["audit", SHEETS, "--baseline", "old.ndjson", "--lang", "en", "--format", "ndjson"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), all.len());
    let told = told(&output);
    assert!(told.contains("it was decided when \"14\" was printed, now it is \"16\""), "{told}");
    assert!(told.contains("it was decided when nothing was recomputed, now it is \"単位 件\""), "{told}");
    assert!(told.contains("the figures behind it have changed"), "{told}");
    assert!(!told.contains("no finding of this run"), "{told}");
}

#[test]
fn a_mark_that_moved_is_another_figure() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert_eq!(run(here, &["extract", SHEETS, "-o", "a.json"]).status.code(), Some(0));
    let mut document: Value = serde_json::from_slice(&fs::read(here.join("a.json")).unwrap()).unwrap();
    let letter = of_rule(&findings(here, &["a.json"]), "grade-outside-band").unwrap().clone();
    assert!(letter["working"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("■ = B")));
    let evidence = {
        let finding: kanrihyo::emit::wire::FindingLine = serde_json::from_value(letter.clone()).unwrap();
        finding.finding.evidence()
    };
    let mut decided = decision(&letter, "accept");
    decided["evidence"] = evidence.into();
    fs::write(here.join("review.ndjson"), lines(&[decided])).unwrap();
    assert!(of_rule(&findings(here, &["a.json", "--baseline", "review.ndjson"]), "grade-outside-band").is_none());
    *document.pointer_mut(letter["field"].as_str().unwrap()).unwrap().get_mut("value").unwrap() = "A".into();
    fs::write(here.join("a.json"), document.to_string()).unwrap();
    assert!(of_rule(&findings(here, &["a.json", "--baseline", "review.ndjson"]), "grade-outside-band").is_some());
}

/// A file of decisions as a person writes it: two values read otherwise.
fn corrections(all: &[Value]) -> String {
    let total = of_rule(all, "total-not-sum").unwrap();
    let unit = of_rule(all, "unit-mismatch").unwrap();
    let one = |finding: &Value, to: &str| {
        format!(
            "[[decision]]\nfingerprint = {}\ndecision = \"correct\"\nprinted = {}\nrecomputed = {}\ncorrected_to = \"{to}\"\nby = \"監査\\u001B[2J室\"\non = 2026-11-22\n\n",
            finding["fingerprint"], finding["printed"], finding["recomputed"]
        )
    };
    format!("schema = \"kanrihyo/review/v1\"\n\n{}{}", one(total, "１５"), one(unit, "16件"))
}

#[test]
fn corrected_values_are_judged_as_corrected_and_keep_their_print() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let all = findings(here, &[SHEETS]);
    let (total, unit) = (of_rule(&all, "total-not-sum").unwrap(), of_rule(&all, "unit-mismatch").unwrap());
    fs::write(here.join("review.toml"), corrections(&all)).unwrap();
    assert_eq!(run(here, &["validate", "review.toml"]).status.code(), Some(0));

    let corrected = findings(here, &[SHEETS, "--baseline", "review.toml"]);
    assert!(of_rule(&corrected, "total-not-sum").is_none() && of_rule(&corrected, "unit-mismatch").is_none());
    // What follows from the corrected total is told: its letter, and the list, which repeats the wrong total.
    let sheet = |rule: &str| corrected.iter().find(|f| f["rule"] == rule && f["sheet"] == total["sheet"]);
    assert_eq!(sheet("overall-not-band").unwrap()["recomputed"], "B");
    let list = sheet("list-differs-from-sheet").unwrap();
    assert_eq!((&list["recomputed"], &list["related"][0]["printed"]), (&json!("15"), &json!("16")));

    let extracted = run(here, &["extract", SHEETS, "--baseline", "review.toml", "-o", "a.json"]);
    assert_eq!(extracted.status.code(), Some(0), "{}", told(&extracted));
    let document: Value = serde_json::from_slice(&fs::read(here.join("a.json")).unwrap()).unwrap();
    let field = document.pointer(total["field"].as_str().unwrap()).unwrap();
    assert_eq!((&field["value"], &field["printed"]), (&json!("15"), &json!("16")));
    assert_eq!(field["correction"], json!({"by": "監査\u{1b}[2J室", "on": "2026-11-22", "was": "16"}));
    let figure = document.pointer(unit["field"].as_str().unwrap()).unwrap();
    assert_eq!((&figure["number"], &figure["unit"], &figure["printed"]), (&json!("16"), &json!("件"), &json!("16回")));

    // Whichever way it comes, and however often.
    let isolated = findings(here, &[SHEETS, "--baseline", "review.toml", "--isolate"]);
    let again = findings(here, &["a.json"]);
    let twice = findings(here, &["a.json", "--baseline", "review.toml"]);
    assert!(isolated == corrected && again == corrected && twice == corrected);
    let output = run(here, &["extract", "a.json", "--baseline", "review.toml", "-o", "b.json"]);
    assert_eq!(told(&output), "");
    assert_eq!(fs::read(here.join("a.json")).unwrap(), fs::read(here.join("b.json")).unwrap());
    // The terminal tells what was corrected, and obeys nobody.
    let text = String::from_utf8(run(here, &["audit", "a.json"]).stdout).unwrap();
    assert!(text.contains("16 (→ 15 監査\\u{1b}[2J室)"), "{text}");
}

#[test]
fn a_bare_figure_has_the_scale_of_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert_eq!(run(here, &["extract", SHEETS, "-o", "a.json"]).status.code(), Some(0));
    let all = findings(here, &["a.json"]);
    let unit = of_rule(&all, "unit-mismatch").unwrap();
    let pointer = unit["field"].as_str().unwrap();
    let correct = |printed: &str, number: &str, decimals: i32, to: &str| {
        let mut document: Value = serde_json::from_slice(&fs::read(here.join("a.json")).unwrap()).unwrap();
        let figure = document.pointer_mut(pointer).unwrap();
        figure["printed"] = printed.into();
        figure["number"] = number.into();
        figure["unit"] = "円".into();
        figure["decimals"] = decimals.into();
        fs::write(here.join("b.json"), document.to_string()).unwrap();
        let found = findings(here, &["b.json"]);
        let finding = found.iter().find(|f| f["field"] == pointer && f["rule"] == "unit-mismatch").unwrap();
        let mut decided = decision(finding, "correct");
        decided["corrected_to"] = to.into();
        fs::write(here.join("c.ndjson"), lines(&[decided])).unwrap();
        let output = run(here, &["extract", "b.json", "--baseline", "c.ndjson", "--lang", "en"]);
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let figure = document.pointer(pointer).unwrap();
        (figure["number"].as_str().unwrap().to_owned(), figure["unit"].clone(), told(&output))
    };
    assert_eq!(correct("1,080", "1080000", -3, "1,090"), ("1090000".into(), json!("円"), String::new()));
    assert_eq!(correct("1,080", "1080000", -3, "1.5百万円").0, "1500000");
    assert_eq!(correct("16.5", "16.5", 1, "17").0, "17");
    let (number, _, why) = correct("1,080千円", "1080000", -3, "1,090");
    assert!(number == "1080000" && why.contains("write it with its unit"), "{number} {why}");
    let (number, _, why) = correct("1,080", "1080000", -3, "たくさん");
    assert!(number == "1080000" && why.contains("cannot be read as a figure"), "{number} {why}");
}

#[test]
fn a_cell_of_a_table_is_corrected_in_its_own_scale() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let rows =
        [["図書館", "1,200", "900"], ["公民館", "300", "280"], ["体育館", "450", "400"], ["合計", "1,960", "1,580"]];
    let row = |cells: &[&str; 3]| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
    let rows: String = rows.iter().map(row).collect();
    let head = "<tr><th>利用者の数（千人）</th><th>令和元年度</th><th>令和2年度</th></tr>";
    fs::write(here.join("t.html"), format!("<html><body><table>{head}{rows}</table></body></html>")).unwrap();
    let all = findings(here, &["t.html"]);
    let sum = of_rule(&all, "subtotal-not-sum").unwrap();
    let corrected = |to: &str| {
        let mut decided = decision(sum, "correct");
        decided["corrected_to"] = to.into();
        fs::write(here.join("r.ndjson"), lines(&[decided])).unwrap();
        let output = run(here, &["extract", "t.html", "--baseline", "r.ndjson", "--lang", "en"]);
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let number = document.pointer(sum["field"].as_str().unwrap()).unwrap()["number"].clone();
        (number, findings(here, &["t.html", "--baseline", "r.ndjson"]).len(), told(&output))
    };
    let (number, left, _) = corrected("1,950");
    assert_eq!((number, left), (json!("1950000"), all.len() - 1));
    // What was recomputed is told in people, not in thousands: nobody means 1,950,000 thousand.
    let (number, left, why) = corrected("1950000");
    assert_eq!((number, left), (json!("1960000"), all.len()));
    assert!(why.contains("is the recomputed number"), "{why}");
}

#[test]
fn a_run_takes_a_changed_file_for_changed_settings_and_remembers_what_came_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let all = findings(here, &[SHEETS]);
    let mut stale = decision(&all[0], "accept");
    stale["fingerprint"] = "00000000ffffffff".into();
    let mut elsewhere = stale.clone();
    elsewhere["fingerprint"] = "00000000fffffff0".into();
    elsewhere["source"] = "other.pdf".into();
    let decided = [decision(&all[0], "accept"), stale, elsewhere];
    fs::write(here.join("review.ndjson"), lines(&decided)).unwrap();
    let migrate = || run(here, &["migrate", SHEETS, "--out", "out", "--baseline", "review.ndjson", "--lang", "en"]);
    let count = || fs::read_to_string(here.join("out/findings.ndjson")).unwrap().lines().count();
    for unchanged in [false, true] {
        let output = migrate();
        let summary = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(summary.contains("1 unchanged"), unchanged, "{summary}");
        let told = told(&output);
        assert!(told.contains("1 decision(s) of --baseline are about no finding") && told.contains("00000000ffffffff"));
        assert!(!told.contains("00000000fffffff0") && !told.contains('\u{1b}'), "{told}");
        assert_eq!(count(), all.len() - 1);
    }
    let manifest: Value = serde_json::from_str(&fs::read_to_string(here.join("out/manifest.ndjson")).unwrap()).unwrap();
    assert_eq!(manifest["decisions"], json!([{"fingerprint": all[0]["fingerprint"], "outcome": "settled"}]));
    fs::write(here.join("review.ndjson"), "").unwrap();
    assert!(!String::from_utf8_lossy(&migrate().stdout).contains("unchanged"));
    assert_eq!(count(), all.len());
}

#[test]
fn differences_between_editions_can_be_decided_about_but_not_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let all = findings(here, &[EARLIER, SHEETS]);
    let restated = of_rule(&all, "restated-history").unwrap();
    fs::write(here.join("review.ndjson"), lines(&[decision(restated, "accept")])).unwrap();
    assert_eq!(findings(here, &[EARLIER, SHEETS, "--baseline", "review.ndjson"]).len(), all.len() - 1);
    let mut correct = decision(restated, "correct");
    correct["corrected_to"] = "1".into();
    fs::write(here.join("review.ndjson"), lines(&[correct])).unwrap();
    let output = run(here, &["audit", EARLIER, SHEETS, "--baseline", "review.ndjson", "--lang", "en"]);
    assert!(told(&output).contains("a difference between editions cannot be corrected"), "{}", told(&output));
}

#[test]
fn a_file_with_mistakes_is_refused_with_its_lines() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let toml = "[[decision]]\nfingerprint = \"0123456789abcdef\"\ndecison = \"accept\"\nprinted = \"\"\n";
    fs::write(here.join("review.toml"), toml).unwrap();
    for arguments in [["audit", SHEETS], ["extract", SHEETS]] {
        let output = run(here, &[&arguments[..], &["--baseline", "review.toml"]].concat());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        assert!(told(&output).contains("review.toml:3: decison"), "{}", told(&output));
    }
    let invalid = run(here, &["validate", "review.toml", "--lang", "en"]);
    assert_eq!(invalid.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&invalid.stdout).contains("review.toml:3: decison: unknown field"));
    let line = r#"{"fingerprint":"0123456789abcdef","decision":"accept","printed":"","colour":1}"#;
    fs::write(here.join("review.ndjson"), format!("\n{line}\n")).unwrap();
    let invalid = run(here, &["validate", "review.ndjson"]);
    assert_eq!(invalid.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&invalid.stdout).contains("review.ndjson:2: colour"));
}
