//! The house rules that a compiler does not check: imports go one way, files stay small,
//! every file says what it is for, nothing is skipped.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The stages, in the order of the pipeline; the last three see all above them.
const STAGES: [&str; 15] = [
    "geom",
    "normalise",
    "sheet",
    "ingest",
    "layout",
    "ocr",
    "profile",
    "rubric",
    "recognise",
    "audit",
    "review",
    "emit",
    "batch",
    "load",
    "cli",
];

/// What each stage may import besides itself. `normalise` holds the value types, so whoever
/// handles values may see it.
const MAY_IMPORT: [(&str, &[&str]); 15] = [
    ("geom", &[]),
    ("normalise", &[]),
    ("sheet", &["geom", "normalise"]),
    ("ingest", &["geom", "normalise", "sheet"]),
    ("layout", &["geom", "normalise", "sheet", "ingest"]),
    ("ocr", &["geom", "normalise", "sheet", "ingest", "layout"]),
    ("profile", &["geom", "normalise", "sheet"]),
    ("rubric", &["normalise", "sheet"]),
    ("recognise", &["geom", "normalise", "ingest", "layout", "ocr", "profile", "rubric", "sheet"]),
    ("audit", &["normalise", "rubric", "sheet"]),
    ("review", &["recognise", "sheet"]),
    ("emit", &["geom", "normalise", "rubric", "sheet"]),
    ("batch", STAGES.split_at(12).0),
    ("load", STAGES.split_at(13).0),
    ("cli", STAGES.split_at(14).0),
];

/// Longest file; longer ones have more than one job.
const CEILING: usize = 600;

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a source folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "examples", "fuzz"] {
        rust_files(&root.join(folder), &mut files);
    }
    let read = |p: PathBuf| {
        let name = p.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/");
        (name, fs::read_to_string(&p).expect("UTF-8 source"))
    };
    files.into_iter().map(read).collect()
}

/// The stage that a source file belongs to; none for the crate's own root files.
fn stage(file: &str) -> Option<&str> {
    file.strip_prefix("src/")?.split_once('/').map(|(stage, _)| stage)
}

#[test]
fn imports_go_one_way() {
    let allowed: BTreeMap<_, _> = MAY_IMPORT.into_iter().collect();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(stage) = stage(&file) else { continue };
        let may = allowed.get(stage).unwrap_or_else(|| panic!("{file}: unknown stage {stage}: add it to the table"));
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            for (at, _) in line.match_indices("crate::") {
                let path: String = line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = allowed.contains_key(path.as_str());
                if known && path != stage && !may.contains(&path.as_str()) {
                    wrong.push(format!("{file}:{}: {stage} must not import {path}", i + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Modules of these folders read from each other in one direction only.
const ONE_WAY: [&str; 15] = [
    "src/geom/",
    "src/normalise/",
    "src/sheet/",
    "src/ingest/pdf/",
    "src/layout/",
    "src/profile/",
    "src/rubric/",
    "src/recognise/apart/",
    "src/recognise/geometric/",
    "src/recognise/labelled/",
    "src/recognise/records/",
    "src/recognise/tables/",
    "src/recognise/text/laid_out/",
    "src/recognise/text/as_read/",
    "src/recognise/text/stream/",
];

/// The siblings that a module names in its imports.
fn siblings(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let uses = code.split("use super::").skip(1).filter_map(|u| u.split(';').next());
    let names = uses.filter(|u| !u.starts_with("super::")).flat_map(|u| match u.strip_prefix('{') {
        Some(list) => list.trim_end_matches('}').split(',').map(str::trim).collect::<Vec<_>>(),
        None => vec![u],
    });
    names.filter_map(|n| n.split("::").next()).map(str::to_owned).collect()
}

#[test]
fn neighbours_do_not_import_each_other() {
    let all = sources();
    for folder in ONE_WAY {
        let mut left: BTreeMap<String, Vec<String>> = all
            .iter()
            .filter_map(|(file, text)| Some((file.strip_prefix(folder)?.strip_suffix(".rs")?, text)))
            .filter(|(name, _)| *name != "mod")
            .map(|(name, text)| (name.to_owned(), siblings(text)))
            .collect();
        // What imports none of the others that are left stands below them; a circle never ends.
        while let Some(lowest) =
            left.iter().find(|(_, s)| s.iter().all(|s| !left.contains_key(s))).map(|(name, _)| name.clone())
        {
            left.remove(&lowest);
        }
        assert!(left.is_empty(), "{folder}: import each other, or what does: {:?}", left.keys());
    }
}

#[test]
fn files_are_small() {
    let lines: Vec<_> = sources().into_iter().map(|(file, text)| (text.lines().count(), file)).collect();
    let long: Vec<_> = lines.iter().filter(|(n, _)| *n > CEILING).collect();
    assert!(long.is_empty(), "over {CEILING} lines: {long:?}");
}

#[test]
fn files_say_what_they_are_for() {
    let mute: Vec<_> = sources().into_iter().filter(|(_, t)| !t.starts_with("//!")).map(|(f, _)| f).collect();
    assert!(mute.is_empty(), "no module doc: {}", mute.join(", "));
}

#[test]
fn nothing_is_skipped_or_left_open() {
    // Assembled here so that this file does not find itself.
    let forbidden: Vec<String> =
        [("#[", "ignore"), ("todo", "!("), ("unimplemented", "!(")].iter().map(|(a, b)| format!("{a}{b}")).collect();
    let mut found = Vec::new();
    for (file, text) in sources() {
        found.extend(forbidden.iter().filter(|w| text.contains(w.as_str())).map(|w| format!("{file}: {w}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn printing_and_exiting_is_the_command_lines_business() {
    let mut found = Vec::new();
    for (file, text) in sources() {
        if !file.starts_with("src/") || file.starts_with("src/cli/") {
            continue;
        }
        let words = ["println!(", "process::exit", "std::env::"];
        found.extend(words.iter().filter(|w| text.contains(**w)).map(|w| format!("{file}: {w}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
