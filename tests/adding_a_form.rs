//! `docs/adding-a-form.md`, followed literally.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

#[path = "../examples/generate_form/card.rs"]
mod card;
#[path = "../examples/generate_form/sheet.rs"]
mod sheet;

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn fixture() -> PathBuf {
    Path::new(ROOT).join("fixtures/forms").join(card::NAME)
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kanrihyo")).args(arguments).args(["--lang", "en"]).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The profile that the page prints.
fn profile() -> String {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/adding-a-form.md")).unwrap();
    page.split("```toml\n").nth(1).and_then(|t| t.split("```").next()).unwrap().to_owned()
}

fn read(folder: &Path, more: &[&str]) -> (Value, String) {
    let (file, folder) = (fixture(), folder.to_string_lossy().into_owned());
    let mut arguments = vec!["extract", file.to_str().unwrap(), "--profiles", &folder];
    arguments.extend(more);
    let output = run(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    (serde_json::from_slice(&output.stdout).unwrap(), text(&output.stderr))
}

/// Label, year, role, number and unit of every figure of a record.
fn figures(document: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for indicator in document["sheets"][0]["indicators"].as_array().unwrap() {
        for o in indicator["observations"].as_array().unwrap() {
            let (label, kind) = (indicator["label"]["value"].as_str().unwrap(), indicator["kind"].as_str().unwrap());
            let word = |v: &Value| v.as_str().unwrap_or("-").to_owned();
            let (number, unit) = (word(&o["value"]["number"]), word(&o["value"]["unit"]));
            out.push(format!("{kind} {label} {} {} {number} {unit}", o["fiscal_year"], word(&o["role"])));
        }
    }
    out
}

#[test]
fn the_committed_card_is_the_generated_one() {
    assert!(fs::read(fixture()).unwrap() == card::pdf(), "run: cargo run --example generate_form");
}

#[test]
fn the_page_adds_the_form_without_rust() {
    let toml = profile();
    assert!(toml.lines().count() < 80, "{} lines", toml.lines().count());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hoshimi-card-2022.toml");
    fs::write(&file, &toml).unwrap();
    let checked = run(&["profiles", "check", file.to_str().unwrap()]);
    assert!(checked.status.success(), "{}", text(&checked.stdout));
    let (document, told) = read(folder.path(), &[]);
    assert_eq!(told, "");
    assert_eq!(document["form"]["profile"], "hoshimi-card-2022");
    assert_eq!(document["form"]["publisher"]["name"]["value"], "星見市");
    let sheet = &document["sheets"][0];
    assert_eq!(sheet["id"], "2022/流れ星マップづくり");
    assert_eq!(sheet["project"]["department"]["value"], "観光課");
    assert_eq!(sheet["assessment"]["achievement"]["value"], "B");
    assert_eq!(
        figures(&document),
        [
            "cost 補助金 2020 actual 200000 円",
            "cost 補助金 2021 actual 210000 円",
            "cost 補助金 2022 budget 220000 円",
            "cost 市の負担 2020 actual 300000 円",
            "cost 市の負担 2021 actual 310000 円",
            "cost 市の負担 2022 budget 330000 円",
            "cost お金の合計 2020 actual 500000 円",
            "cost お金の合計 2021 actual 530000 円",
            "cost お金の合計 2022 budget 550000 円",
            "activity 案内板の設置数 2020 target 5 基",
            "activity 案内板の設置数 2020 actual 5 基",
            "activity 案内板の設置数 2021 target 6 基",
            "activity 案内板の設置数 2021 actual 6 基",
            "activity 案内板の設置数 2022 target 8 基",
            "activity 案内板の設置数 2022 actual 7 基",
            "outcome 案内できる市民の数 2020 target 40 人",
            "outcome 案内できる市民の数 2020 actual 38 人",
            "outcome 案内できる市民の数 2021 target 50 人",
            "outcome 案内できる市民の数 2021 actual 52 人",
            "outcome 案内できる市民の数 2022 target 60 人",
            "outcome 案内できる市民の数 2022 actual 61 人",
        ]
    );
    let findings: Vec<&Value> = document["findings"].as_array().unwrap().iter().collect();
    let rules: Vec<&str> = findings.iter().filter_map(|f| f["rule"].as_str()).collect();
    assert_eq!(rules, ["subtotal-not-sum"], "{findings:#?}");
}

#[test]
fn the_skeleton_is_sound_and_reads_what_it_was_made_from() {
    let made = run(&["profiles", "new", fixture().to_str().unwrap(), "--id", "hoshimi-card-2022"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hoshimi-card-2022.toml");
    fs::write(&file, &made.stdout).unwrap();
    let checked = run(&["profiles", "check", file.to_str().unwrap()]);
    assert!(checked.status.success(), "{}\n{}", text(&checked.stdout), text(&made.stdout));
    let (document, _) = read(folder.path(), &[]);
    assert_eq!(document["form"]["profile"], "hoshimi-card-2022", "{}", text(&made.stdout));
    let read = figures(&document);
    for figure in
        ["補助金 2021 actual 210000 円", "案内板の設置数 2022 target 8 基", "案内できる市民の数 2021 actual 52 人"]
    {
        assert!(read.iter().any(|f| f.ends_with(figure)), "{figure}: {read:#?}");
    }
    assert_eq!(read.len(), 21);
}

#[test]
fn a_bad_id_for_the_skeleton_is_refused() {
    let made = run(&["profiles", "new", fixture().to_str().unwrap(), "--id", "星見"]);
    assert_eq!(made.status.code(), Some(2));
    assert!(text(&made.stderr).contains("must consist of letters, digits and hyphens"), "{}", text(&made.stderr));
}

#[test]
fn two_profiles_that_fit_equally_well_are_both_named_and_nothing_is_sure() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one.toml"), profile()).unwrap();
    fs::write(folder.path().join("two.toml"), profile().replace("id = \"hoshimi-card-2022\"", "id = \"other-card\""))
        .unwrap();
    let (document, told) = read(folder.path(), &[]);
    assert!(told.contains("the profiles hoshimi-card-2022 and other-card fit equally well"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    let named: Vec<&str> =
        document["form"]["candidates"].as_array().unwrap().iter().filter_map(|c| c["profile"].as_str()).collect();
    assert_eq!(named.get(..2), Some(&["hoshimi-card-2022", "other-card"][..]));
    assert_eq!(document["form"]["score"], 0.5);
    let target = &document["sheets"][0]["project"]["department"]["confidence"];
    assert!(target.as_f64().unwrap() < 0.9, "{target}");
    let out = folder.path().join("out");
    let (mine, out) = (folder.path().to_str().unwrap(), out.to_str().unwrap());
    let run = run(&["--profiles", mine, "--lang", "en", "migrate", fixture().to_str().unwrap(), "--out", out]);
    assert!(
        text(&run.stderr).contains("other-card fit equally well; read by hoshimi-card-2022"),
        "{}",
        text(&run.stderr)
    );
    let manifest = fs::read_to_string(Path::new(out).join("manifest.ndjson")).unwrap();
    assert!(manifest.contains(r#""rivals":["other-card"]"#), "{manifest}");
    let (document, told) = read(folder.path(), &["--profile", "other-card"]);
    assert_eq!((document["form"]["profile"].as_str(), told.as_str()), (Some("other-card"), ""));
}

/// A mistake in the page's profile, and what is said about it.
const MISTAKES: &[(&str, &str, &str)] = &[
    (
        "slot = \"name\"\nlabel = \"measure\"",
        "slot = \"nmae\"\nlabel = \"measure\"",
        ":52: slot: unknown variant `nmae`, expected one of",
    ),
    (
        "kind = \"activity\"",
        "kind = \"activty\"",
        ":40: kind: unknown name `activty`, expected one of population, activity",
    ),
    ("parts = [\"subsidy\"", "part = [\"subsidy\"", ":57: part: unknown field `part`, expected `total` or `parts`"),
    ("starts = [\"name\"", "starts = [\"nome\"", "records[0].starts[0]: `nome` is not in `labels`"),
    ("first = 2022", "first = \"2022\"", ":8: first: invalid type: string \"2022\", expected i32"),
    ("[years]", "[years", "unclosed table"),
    ("measure = [\"ものさしの名前\"]", "measure = \"ものさしの名前\"", ": measure: invalid type: string"),
    ("(?<name>", "(?<name", "publisher.patterns[0]: is no regular expression"),
    ("kind = \"cost\"\n", "", ": kind: missing field `kind`"),
];

#[test]
fn a_mistake_is_named_by_file_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.toml");
    for (right, wrong, said) in MISTAKES {
        let toml = profile();
        assert!(toml.contains(right), "{right}");
        fs::write(&file, toml.replacen(right, wrong, 1)).unwrap();
        let output = run(&["profiles", "check", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{wrong}");
        let stdout = text(&output.stdout);
        assert!(stdout.contains("wrong.toml:") && stdout.contains(said), "{wrong}: wanted {said}\n{stdout}");
        // Nobody reads by a broken profile.
        let output = run(&["extract", fixture().to_str().unwrap(), "--profiles", folder.path().to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(text(&output.stderr).contains("wrong.toml"), "{}", text(&output.stderr));
    }
}

#[test]
fn two_files_of_one_id_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one.toml", "two.toml"] {
        fs::write(folder.path().join(name), profile()).unwrap();
    }
    let output = run(&["extract", fixture().to_str().unwrap(), "--profiles", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("two.toml:1: id: `hoshimi-card-2022` is the id of one.toml too"), "{said}");
}
