//! The fuzz targets as ordinary tests: every entry of the corpora, and broken copies of each.
//!
//! What fails is written beside the build (`target/tmp`), so that it can be looked at and become an entry.

use crate::damage::{self, Mutant};
use crate::targets::{self, TARGETS};
use crate::watch::{self, Outcome};
use crate::{at_root, part_of};
use std::path::{Path, PathBuf};

/// Broken copies of each entry in a full sweep.
const COPIES: usize = 120;
/// Further entries of a target, which stand elsewhere.
const ELSEWHERE: [(&str, &str); 3] = [("profile", "profiles"), ("rubric", "rubrics"), ("pdf", "fixtures/forms")];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).filter(|p| p.is_file()).collect();
    files.sort();
    files
}

fn sweep(name: &str) {
    let folders = std::iter::once(format!("fuzz/corpus/{name}"));
    let folders = folders.chain(ELSEWHERE.iter().filter(|(n, _)| *n == name).map(|(_, folder)| (*folder).to_owned()));
    let entries: Vec<PathBuf> = folders.flat_map(|folder| files(&at_root(&folder))).collect();
    assert!(entries.len() > 1, "{name} has a corpus");
    let inputs: Vec<Mutant> = entries
        .iter()
        .enumerate()
        .flat_map(|(i, path)| {
            let bytes = std::fs::read(path).unwrap();
            let broken = damage::copies(&bytes, i, part_of(COPIES));
            let entry = Mutant { name: "as it is".to_owned(), bytes, sound: true };
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            broken.into_iter().chain([entry]).map(move |m| Mutant { name: format!("{name}/{file} {}", m.name), ..m })
        })
        .collect();
    let judge = |input: &Mutant| {
        let what = match watch::over(&input.name, || targets::run(name, &input.bytes)) {
            Outcome::Done(()) => return None,
            Outcome::Panicked(text) => text,
            Outcome::TooSlow(time) => format!("took {time:?}"),
        };
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(input.name.replace(['/', ' '], "_"));
        std::fs::write(&kept, &input.bytes).unwrap();
        Some(format!("{}: {what}\n  kept as {}", input.name, kept.display()))
    };
    let wrong: Vec<String> = watch::each(&inputs, judge).into_iter().flatten().collect();
    eprintln!("{name}: {} entries, {} inputs", entries.len(), inputs.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bytes_become_pages_and_texts() {
    ["pdf", "text", "html", "workbook"].into_iter().for_each(sweep);
}

#[test]
fn pages_and_strings_become_meaning() {
    ["layout", "ocr", "normalise", "profile", "rubric"].into_iter().for_each(sweep);
}

#[test]
fn files_become_documents() {
    ["recognise", "document", "worker"].into_iter().for_each(sweep);
}

#[test]
fn every_target_has_its_program() {
    let manifest = std::fs::read_to_string(at_root("fuzz/Cargo.toml")).unwrap();
    let programs: Vec<&str> =
        manifest.split("[[bin]]\nname = \"").skip(1).filter_map(|b| b.split('"').next()).collect();
    assert_eq!(programs, TARGETS.map(|(name, _)| name));
}
