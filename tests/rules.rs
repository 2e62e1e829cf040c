//! The rules over literate fixtures (`fixtures/rules/*.md`) and, where they are at hand, over the
//! documents of `../shared/sheets`.

// A fixture that lacks what it must have stops the test with the word.
#![allow(clippy::expect_used)]

mod rules_support;

use kanrihyo::audit::{Edition, across, audit, histories, rules};
use kanrihyo::rubric::{Rubrics, recompute};
use kanrihyo::sheet::{Document, Finding, Verdict};
use rules_support::{notation, truth};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn findings(document: &mut Document) -> Vec<Finding> {
    let rubrics = Rubrics::builtin();
    let rubric = document.rubric.as_deref().and_then(|id| rubrics.get(id));
    if let Some(rubric) = rubric {
        recompute(document, rubric);
    }
    audit(document, rubric)
}

/// The findings of a block: of its document, or of several editions that a line of dashes parts, then of their
/// differences.
fn findings_of(block: &str) -> Vec<Finding> {
    let mut documents: Vec<Document> = block.split("----\n").map(notation::document).collect();
    let mut found: Vec<Finding> = documents.iter_mut().flat_map(findings).collect();
    let editions = documents.iter().map(Edition::of).collect();
    found.extend(across(&histories(editions)).into_iter().map(|a| a.finding));
    found
}

/// `confirmed total-not-sum 2020/1-1 /sheets/0/assessment/panels/1/total 17 → 16`.
fn line(finding: &Finding) -> String {
    let verdict = match finding.verdict {
        Verdict::Confirmed => "confirmed",
        Verdict::Possible => "possible",
        Verdict::Unverifiable => "unverifiable",
    };
    let sheet = finding.sheet.as_deref().unwrap_or("-");
    let printed = finding.printed.replace('\n', " ");
    let recomputed = finding.recomputed.as_ref().map(|r| format!(" → {}", r.replace('\n', " "))).unwrap_or_default();
    format!("{verdict} {} {sheet} {} {printed}{recomputed}", finding.rule, finding.field)
}

/// The fenced blocks of a Markdown file with their info strings.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => found.push(block),
            (Some(info), None) => open = Some((info.trim().to_owned(), String::new())),
            (None, Some((info, mut body))) => {
                body.push_str(line);
                body.push('\n');
                open = Some((info, body));
            }
            (None, None) => {}
        }
    }
    found
}

fn fixture(rule: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/rules/{rule}.md"))
}

#[test]
fn literate_fixtures() {
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut wrong = Vec::new();
    for rule in rules() {
        let path = fixture(rule.name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} has no fixture", rule.name));
        let mut updated = text.clone();
        let (mut fires, mut silent) = (false, false);
        let all = blocks(&text);
        for pair in all.chunks(2) {
            let [(first, sheet), (second, expected)] = pair else {
                panic!("{}: a block without its other half", rule.name)
            };
            assert_eq!((first.as_str(), second.as_str()), ("票", "指摘"), "{}", rule.name);
            let found = findings_of(sheet);
            fires |= found.iter().any(|f| f.rule == rule.name);
            silent |= found.iter().all(|f| f.rule != rule.name);
            let got: String = found.iter().map(|f| line(f) + "\n").collect();
            if got != *expected {
                updated = updated.replacen(
                    &format!("```票\n{sheet}```\n\n```指摘\n{expected}```"),
                    &format!("```票\n{sheet}```\n\n```指摘\n{got}```"),
                    1,
                );
                wrong.push(format!("{}\n{sheet}expected:\n{expected}found:\n{got}", rule.name));
            }
        }
        if update && updated != text {
            std::fs::write(&path, updated).expect("write");
        }
        assert!(fires && silent, "{}: needs a case that fires and one that does not", rule.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fixture_belongs_to_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let names: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("fixtures/rules")
        .map(|e| e.expect("entry").file_name().to_string_lossy().trim_end_matches(".md").to_owned())
        .filter(|n| n != "README")
        .collect();
    assert_eq!(names, rules().iter().map(|r| r.name.to_owned()).collect());
}

fn shared(path: &str) -> Option<serde_json::Value> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/sheets")).join(path);
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

/// Everything planted is found and confirmed, and nothing else is accused.
fn judge_invented(truth: &serde_json::Value) {
    let found = findings(&mut truth::document(truth));
    let planted = truth["meta"]["planted"].as_array().expect("planted");
    let explains = |plant: &serde_json::Value, finding: &Finding| {
        let rules = plant["rule"].as_array().expect("rule");
        let same_sheet = finding.project_number.as_deref() == plant["sheet"].as_str();
        same_sheet && rules.iter().any(|r| r.as_str() == Some(finding.rule))
    };
    let confirmed: Vec<&Finding> = found.iter().filter(|f| f.verdict == Verdict::Confirmed).collect();
    // What only the other edition shows is looked for beside it.
    let alone = |plant: &&serde_json::Value| plant["rule"] != serde_json::json!(["restated-history"]);
    for plant in planted.iter().filter(alone) {
        assert!(confirmed.iter().any(|f| explains(plant, f)), "not found: {plant}");
    }
    for finding in confirmed {
        assert!(planted.iter().any(|p| explains(p, finding)), "falsely accused: {}", line(finding));
    }
    let mut open = BTreeSet::new();
    for finding in found.iter().filter(|f| f.verdict != Verdict::Confirmed) {
        assert!(open.insert(finding.sheet.clone()), "more than one open question: {}", line(finding));
    }
}

#[test]
fn the_invented_cities() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sheets");
    for name in ["zuiun-2021", "zuiun-2019"] {
        let text = std::fs::read_to_string(fixtures.join(format!("{name}.truth.json"))).expect("a truth file");
        judge_invented(&serde_json::from_str(&text).expect("JSON"));
    }
    if let Some(truth) = shared("t/t-i.truth.json") {
        judge_invented(&truth);
    }
}

#[test]
fn the_published_document() {
    let Some(truth) = shared("t/t-a.truth.json") else { return };
    let found = findings(&mut truth::document(&truth));
    let got: Vec<String> = found
        .iter()
        .map(|f| format!("{:?} {} {}", f.verdict, f.rule, f.project_number.as_deref().unwrap_or("-")))
        .collect();
    // Found by reading all 22 sheets: what people got wrong, and what the sheets do not settle.
    let expected = [
        "Confirmed sheet-missing 4-14",
        "Confirmed name-differs 1-2",
        "Unverifiable unit-mismatch 1-3",
        "Confirmed list-differs-from-sheet 2-7",
        "Possible name-differs 2-7",
        "Unverifiable points-not-grade 3-9",
        "Confirmed name-differs 3-9",
        "Confirmed repeated-text 3-9",
        "Unverifiable points-not-grade 3-10",
        "Unverifiable target-not-quantified 4-11",
        "Confirmed name-differs 4-12",
        "Confirmed name-differs 4-13",
        "Confirmed top-grade-despite-decline 5-17",
        "Unverifiable list-differs-from-sheet 5-17",
        "Unverifiable adjustment-not-derivable 5-18",
        "Confirmed list-differs-from-sheet 5-18",
        "Confirmed top-grade-despite-decline 5-19",
        "Confirmed grade-outside-band 6-21",
        "Possible narrative-differs 6-21",
        "Possible name-differs 6-22",
        "Confirmed repeated-text 6-22",
    ];
    let sorted = |list: &[String]| list.iter().cloned().collect::<BTreeSet<String>>();
    assert_eq!(sorted(&got), sorted(&expected.map(str::to_owned)));
}

#[test]
fn fingerprints_hold_no_figure_and_no_index() {
    let first = "票 1-1: 甲 | 課 | 市民\n達成: A\n所管課: 4 8(4) 4(4) 17 A";
    let second = "票 9-9: 乙 | 課 | 市民\n達成: A\n票 1-1: 甲 | 課 | 市民\n達成: A\n所管課: 4 8(4) 4(4) 18 A";
    let print = |block: &str| findings(&mut notation::document(block))[0].fingerprint.clone();
    assert_eq!(print(first), print(second));
    assert_eq!(print(first).len(), 16);
    assert_ne!(print(first), print(&first.replace("1-1", "1-2")));
}
