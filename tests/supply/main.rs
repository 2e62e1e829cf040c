//! The supply chain: licences, sources and advisories of every locked crate, held to deny.toml, and the reason for
//! each dependency of our own. Needs no network; `cargo deny check` asks the same of today's advisories.

#![allow(clippy::unwrap_used, clippy::panic)]

mod advisory;
mod licence;

use semver::Version;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use toml::Table;

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(root(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A list of words or of tables with a word under a key, from deny.toml.
fn policy(section: &str, list: &str, key: &str) -> Vec<String> {
    let policy: Table = text("deny.toml").parse().unwrap();
    let listed = policy[section][list].as_array().unwrap().iter();
    listed.map(|v| v.as_str().or_else(|| v.get(key)?.as_str()).unwrap().to_owned()).collect()
}

/// The locked crates: name, version and source.
fn locked(lock: &str) -> Vec<(String, Version, Option<String>)> {
    let lock: Table = lock.parse().unwrap();
    let of = |package: &toml::Value| {
        let word = |key: &str| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        (word("name").unwrap(), Version::parse(&word("version").unwrap()).unwrap(), word("source"))
    };
    lock["package"].as_array().unwrap().iter().map(of).collect()
}

/// The crates of this workspace: the program, and its module for Python.
const OURS: [&str; 2] = [env!("CARGO_PKG_NAME"), concat!(env!("CARGO_PKG_NAME"), "-python")];

/// What Cargo knows of the crates that this platform needs, features of our own all on. Those that only the module for
/// Python needs may have to be fetched first.
fn metadata() -> Value {
    let platform = Command::new("rustc").arg("-vV").output().unwrap().stdout;
    let platform = String::from_utf8(platform).unwrap();
    let platform = platform.lines().find_map(|l| l.strip_prefix("host: ")).unwrap();
    let asked = ["metadata", "--format-version=1", "--locked", "--all-features", "--filter-platform"];
    let answer = Command::new(env!("CARGO")).args(asked).arg(platform).current_dir(root("")).output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    serde_json::from_slice(&answer.stdout).unwrap()
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().unwrap().iter()
}

/// Crates whose licence is not allowed.
fn forbidden(metadata: &Value, allowed: &[String]) -> Vec<String> {
    let licence = |p: &Value| p["license"].as_str().unwrap_or_default().to_owned();
    let bad = packages(metadata).filter(|p| !licence::is_met(&licence(p), allowed));
    bad.map(|p| format!("{}: {}", p["name"], p["license"])).collect()
}

/// Locked crates that come from elsewhere, or that are banned.
fn unwelcome(lock: &str, registries: &[String], banned: &[String]) -> Vec<String> {
    let known = |source: &str| source.strip_prefix("registry+").is_some_and(|r| registries.iter().any(|k| k == r));
    let ours = |name: &str| OURS.contains(&name);
    let welcome = |name: &String, source: &Option<String>| match source {
        Some(source) => known(source) && !banned.contains(name),
        None => ours(name),
    };
    let bad = locked(lock).into_iter().filter(|(name, _, source)| !welcome(name, source));
    bad.map(|(name, version, source)| format!("{name} {version}: {}", source.unwrap_or_default())).collect()
}

/// Locked crates that an advisory concerns.
fn warned(lock: &str, advisories: &[advisory::Advisory], ignored: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, version, _) in locked(lock) {
        let concerning = advisories.iter().filter(|a| a.concerns(&name, &version) && !ignored.contains(&a.id));
        found.extend(concerning.map(|a| format!("{name} {version}: {} ({})", a.id, a.kind)));
    }
    found
}

/// The crates in the tables of a text's section on dependencies that have a purpose and a reason.
fn reasoned(architecture: &str) -> BTreeSet<String> {
    let section = architecture.split("\n## Dependencies").nth(1).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let table = section.split("\n### ").next().unwrap_or_default();
    let rows = table.lines().filter(|l| l.starts_with("| `"));
    let full = rows.map(|l| l.split('|').map(str::trim).collect::<Vec<_>>());
    let full = full.filter(|cells| cells.len() == 5 && cells.iter().skip(1).take(3).all(|c| !c.is_empty()));
    full.flat_map(|cells| cells[1].split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_licence_is_allowed() {
    let bad = forbidden(&metadata(), &policy("licenses", "allow", ""));
    assert!(bad.is_empty(), "licences that deny.toml does not allow: {bad:#?}");
}

#[test]
fn every_crate_comes_from_the_registry_and_none_is_banned() {
    let bad =
        unwelcome(&text("Cargo.lock"), &policy("sources", "allow-registry", ""), &policy("bans", "deny", "crate"));
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn no_locked_version_has_an_advisory() {
    let file = "tests/supply/advisories.tsv";
    if let Some(database) = std::env::var_os("UPDATE").map(PathBuf::from).filter(|d| d.join("crates").is_dir()) {
        let state = std::env::var("ADVISORIES_OF").unwrap_or_default();
        fs::write(root(file), advisory::written(&database, &state)).unwrap();
    }
    let advisories = advisory::table(&text(file));
    assert!(advisories.len() > 500, "{} advisories are not the whole database", advisories.len());
    let bad = warned(&text("Cargo.lock"), &advisories, &policy("advisories", "ignore", "id"));
    assert!(bad.is_empty(), "update them, or say in deny.toml why they do not concern us: {bad:#?}");
}

#[test]
fn every_dependency_has_its_reason() {
    let metadata = metadata();
    let ours = packages(&metadata).filter(|p| p["source"].is_null());
    let used = ours.flat_map(|p| p["dependencies"].as_array().unwrap());
    let used: BTreeSet<String> = used.map(|d| d["name"].as_str().unwrap().to_owned()).collect();
    let used = used.difference(&OURS.map(str::to_owned).into()).cloned().collect::<BTreeSet<_>>();
    let said = reasoned(&text("ARCHITECTURE.md"));
    let without: Vec<_> = used.difference(&said).collect();
    assert!(without.is_empty(), "without a full row in ARCHITECTURE.md: {without:?}");
    let gone: Vec<_> = said.difference(&used).collect();
    assert!(gone.is_empty(), "in ARCHITECTURE.md, but no dependency: {gone:?}");
}

#[test]
fn no_dependency_needs_a_newer_compiler_than_we_say() {
    let metadata = metadata();
    let version = |p: &Value| {
        let mut parts = p["rust_version"].as_str()?.split('.').map(|n| n.parse().unwrap());
        Some([parts.next(), parts.next(), parts.next()].map(|n: Option<u32>| n.unwrap_or(0)))
    };
    let ours = packages(&metadata).find(|p| p["name"] == env!("CARGO_PKG_NAME")).and_then(version).unwrap();
    let newer: Vec<_> = packages(&metadata).filter(|p| version(p) > Some(ours)).map(|p| &p["name"]).collect();
    assert!(newer.is_empty(), "they need a newer compiler than `rust-version` says: {newer:?}");
}

#[test]
fn what_is_wrong_is_found() {
    let allowed = policy("licenses", "allow", "");
    let crates = serde_json::json!({"packages": [
        {"name": "free", "license": "MIT OR Apache-2.0"},
        {"name": "bound", "license": "MIT AND GPL-3.0-only"},
        {"name": "silent", "license": null},
    ]});
    let bad = forbidden(&crates, &allowed);
    assert_eq!(bad.len(), 2, "{bad:?}");

    let lock = "[[package]]\nname = \"torn\"\nversion = \"1.3.0\"\nsource = \"registry+https://example.org/index\"\n\
                [[package]]\nname = \"forked\"\nversion = \"0.1.0\"\nsource = \"git+https://example.org/forked#0\"\n\
                [[package]]\nname = \"copied\"\nversion = \"0.1.0\"\n";
    let here = ["https://example.org/index".to_owned()];
    assert_eq!(unwelcome(lock, &here, &[]).len(), 2, "from a fork, and from a folder");
    assert_eq!(unwelcome(lock, &here, &["torn".to_owned()]).len(), 3);
    let advisories = advisory::table("# state\nRUSTSEC-0000-0001\ttorn\tvulnerability\t>= 1.4.0\n");
    assert_eq!(warned(lock, &advisories, &[]), ["torn 1.3.0: RUSTSEC-0000-0001 (vulnerability)"]);
    assert!(warned(lock, &advisories, &["RUSTSEC-0000-0001".to_owned()]).is_empty());

    let table = "\n## Dependencies, and why\n\n| crate | for | why |\n|---|---|---|\n| `one`, `two` | a | because |\n| `three` | a | |\n\n### More\n| `four` | a | b |\n";
    assert_eq!(reasoned(table).into_iter().collect::<Vec<_>>(), ["one", "two"]);
}
