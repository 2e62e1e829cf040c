//! Advisories on crates, as RustSec's database tells them, in a table of our own.

use semver::{Version, VersionReq};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// A warning about versions of a crate.
pub struct Advisory {
    pub id: String,
    pub package: String,
    /// `vulnerability`, `unsound`, `unmaintained`, `notice`.
    pub kind: String,
    /// Versions that it no longer, or never, concerned, as requirements parted by `; `.
    pub clear: String,
}

impl Advisory {
    /// Whether it concerns a version.
    pub fn concerns(&self, package: &str, version: &Version) -> bool {
        let mut clear = self.clear.split("; ").filter(|c| !c.is_empty());
        self.package == package
            && !clear.any(|c| VersionReq::parse(c).unwrap_or_else(|e| panic!("{}: {c}: {e}", self.id)).matches(version))
    }
}

/// The rows of our table.
pub fn table(text: &str) -> Vec<Advisory> {
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().unwrap_or_else(|| panic!("a row of four cells: {line}"));
        Advisory { id: next(), package: next(), kind: next(), clear: next() }
    };
    text.lines().filter(|line| !line.starts_with('#')).map(row).collect()
}

/// Our table of a copy of the database; `state` says which.
pub fn written(database: &Path, state: &str) -> String {
    let mut found = Vec::new();
    for folder in fs::read_dir(database.join("crates")).unwrap().flatten() {
        for file in fs::read_dir(folder.path()).unwrap().flatten() {
            found.extend(of_file(&fs::read_to_string(file.path()).unwrap()));
        }
    }
    found.sort_by(|a, b| (&a.package, &a.id).cmp(&(&b.package, &b.id)));
    let mut out =
        format!("# RustSec advisory-db, public domain: {state}; id, crate, kind, versions that are clear of it\n");
    for Advisory { id, package, kind, clear } in found {
        writeln!(out, "{id}\t{package}\t{kind}\t{clear}").unwrap();
    }
    out
}

/// The advisory at the head of a file; `None` for one that was taken back.
fn of_file(text: &str) -> Option<Advisory> {
    let head = text.split_once("```toml")?.1.split_once("\n```")?.0;
    let head: toml::Table = head.parse().unwrap();
    let advisory = head.get("advisory")?.as_table()?;
    if advisory.contains_key("withdrawn") {
        return None;
    }
    let word = |key: &str| advisory.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let versions = |key: &str| head.get("versions").and_then(|v| v.get(key)).and_then(toml::Value::as_array);
    let clear = ["patched", "unaffected"].into_iter().filter_map(versions).flatten().filter_map(toml::Value::as_str);
    Some(Advisory {
        id: word("id")?,
        package: word("package")?,
        kind: word("informational").unwrap_or_else(|| "vulnerability".to_owned()),
        clear: clear.collect::<Vec<_>>().join("; "),
    })
}

#[test]
fn only_versions_that_are_not_clear_are_concerned() {
    let of = |clear: &str| Advisory {
        id: "RUSTSEC-0000-0000".to_owned(),
        package: "torn".to_owned(),
        kind: "vulnerability".to_owned(),
        clear: clear.to_owned(),
    };
    let concerns = |clear: &str, version: &str| of(clear).concerns("torn", &Version::parse(version).unwrap());
    assert!(concerns(">= 1.4.2", "1.4.1") && !concerns(">= 1.4.2", "1.4.2"));
    assert!(concerns(">= 1.4.2; < 1.2.0", "1.3.0") && !concerns(">= 1.4.2; < 1.2.0", "1.1.9"));
    assert!(concerns(">= 1.2.5, < 1.3.0; >= 1.4.2", "1.3.0") && !concerns(">= 1.2.5, < 1.3.0; >= 1.4.2", "1.2.6"));
    assert!(concerns("", "9.0.0"), "no version is clear");
    assert!(!of("").concerns("whole", &Version::new(1, 0, 0)));
}

#[test]
fn an_advisory_is_read_from_its_file_unless_it_was_taken_back() {
    let file = |more: &str| {
        format!(
            "```toml\n[advisory]\nid = \"RUSTSEC-0000-0000\"\npackage = \"torn\"\n{more}\n[versions]\npatched = [\">= 1.4\"]\nunaffected = [\"< 1.1\"]\n```\n\n# Tears"
        )
    };
    let read = of_file(&file("informational = \"unsound\"")).unwrap();
    assert_eq!((read.kind.as_str(), read.clear.as_str()), ("unsound", ">= 1.4; < 1.1"));
    assert!(of_file(&file("withdrawn = \"2020-01-01\"")).is_none());
}
