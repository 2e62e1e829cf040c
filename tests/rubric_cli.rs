//! Rubrics from the command line: checked before they are used, and compared by the letters that they explain.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_broken_rubric_names_file_line_key_and_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.toml");
    let text = "id = \"a b\"\n[title]\nja = \"x\"\nen = \"x\"\n[years]\nfirst = 2020\nlast = 2019\n[source]\ntitle = \"x\"\n\
                [achievement]\nmeasure = \"ratio\"\nbands = [\n  { grade = \"A\", low = 80 },\n  { grade = \"B\", low = 90 },\n]\n";
    std::fs::write(&file, text).unwrap();
    let path = file.to_string_lossy();
    let output = run(&["rubrics", "check", &path, "--lang", "en"]);
    let expected = [
        "1: id: must consist of letters, digits and hyphens",
        "7: years.last: lies before `first`; it must be the same year or later",
        "14: achievement.bands[1]: can never be reached: all of it lies in the earlier `A`; narrow that one, or say `overlap = \"all\"`",
    ]
    .map(|line| format!("{path}:{line}\n"));
    assert_eq!((output.status.code(), out(&output)), (Some(1), expected.concat()));

    std::fs::write(&file, text.replacen("ratio", "rate", 1)).unwrap();
    let output = run(&["rubrics", "check", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).starts_with(&format!("{path}:11: measure: rate は使えません。使えるもの: ratio")),
        "{}",
        out(&output)
    );

    assert_eq!(run(&["rubrics", "check", "rubrics/naruto-2019.toml"]).status.code(), Some(0));
    assert_eq!(run(&["rubrics", "check", "rubrics/nowhere.toml"]).status.code(), Some(3));
}

#[test]
fn another_edition_scores_again_and_the_best_is_named() {
    let sample = "fixtures/sheets/zuiun-2021.pdf";
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(sample).is_file());
    let own = run(&["audit", sample, "--lang", "en", "--rubric", "kokubunji-shuro-2020", "--rubric", "naruto-2019"]);
    let text = out(&own);
    assert!(text.contains("rubrics: kokubunji-shuro-2020 explains most of the 19 printed letters (16)"), "{text}");
    assert!(text.contains("  naruto-2019  explained "), "{text}");
    let other = run(&["audit", sample, "--format", "ndjson", "--lang", "en", "--rubric", "naruto-2019"]);
    assert!(out(&other).lines().count() > out(&run(&["audit", sample, "--format", "ndjson"])).lines().count());
    assert!(String::from_utf8_lossy(&other.stderr).contains("kokubunji-shuro-2020 explains most"));
    // Processes of their own count and score alike.
    let asked = ["audit", sample, "--lang", "en", "--rubric", "naruto-2019", "--rubric", "kokubunji-shuro-2020"];
    let (together, apart) = (run(&asked), run(&[&asked[..], &["--isolate"]].concat()));
    assert!(String::from_utf8_lossy(&together.stdout).contains("explained"));
    assert_eq!((&apart.stdout, &apart.stderr, apart.status), (&together.stdout, &together.stderr, together.status));
    assert_eq!(run(&["audit", sample, "--rubric", "nowhere"]).status.code(), Some(2));
}

#[test]
fn the_example_of_the_manual_works_as_it_says() {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/adding-a-rule.md")).unwrap();
    let block: Vec<&str> =
        manual.lines().skip_while(|l| l.trim() != "```toml").skip(1).take_while(|l| l.trim() != "```").collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hoshikawa-2022.toml");
    std::fs::write(&file, block.join("\n")).unwrap();
    let (folder, file) = (folder.path().to_string_lossy(), file.to_string_lossy());
    assert_eq!(run(&["rubrics", "check", &file]).status.code(), Some(0));
    assert!(out(&run(&["--rubrics", &folder, "rubrics", "show", "hoshikawa-2022"])).contains("星川町"));
    let audit = ["--rubrics", &folder, "audit", "fixtures/sheets/zuiun-2021.pdf", "--rubric", "hoshikawa-2022"];
    let text = out(&run(&audit));
    assert!(text.contains("  hoshikawa-2022  説明 0 · 矛盾 19"), "{text}");
}

#[test]
fn a_profile_that_names_an_unknown_rubric_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.toml");
    let text = "id = \"own\"\nrubric = \"naruto-2091\"\n[title]\nja = \"様式\"\nen = \"form\"\n\
                [labels]\nname = [\"名\"]\n[[pages]]\nkind = \"sheet\"\nmust = [\"name\"]\n";
    std::fs::write(&file, text).unwrap();
    let check = |language: &str| {
        let output = run(&["--lang", language, "profiles", "check", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(check("en").contains("own.toml:2: rubric: there is no rubric `naruto-2091`; is `naruto-2019` meant?"));
    assert!(check("ja").contains("「naruto-2091」という採点規則はありません。「naruto-2019」ではありませんか"));
}
