//! The interface: committed schemas are what the wire types say, every result satisfies them, and
//! a document that was written means the same when it is read again.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use kanrihyo::emit::{json, schema, wire};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;

#[test]
fn committed_schemas_are_what_the_types_say() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas"));
    let written = schema::Name::ALL.map(|name| (name.id(), name.generate()));
    let hand_written = [
        ("profile.v1", kanrihyo::profile::json_schema()),
        ("rubric.v1", kanrihyo::rubric::json_schema()),
        ("review.v1", kanrihyo::review::json_schema()),
    ];
    for (id, schema) in written.into_iter().chain(hand_written) {
        let path = folder.join(format!("{id}.json"));
        let expected = json::pretty(&schema);
        if std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty()) {
            std::fs::write(&path, &expected).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == expected, "{} differs from the types; run with UPDATE=1", path.display());
    }
}

/// The keys of an object, in order.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn keys_come_in_the_order_of_the_contract() {
    let document = serde_json::to_value(wire::Document::from(support::sample())).unwrap();
    let at = |pointer: &str| keys(document.pointer(pointer).unwrap());
    let document_keys =
        ["schema", "tool", "source", "form", "rubric", "sheets", "summary", "tables", "findings", "unread"];
    assert_eq!(at(""), document_keys);
    assert_eq!(
        at("/source"),
        [
            "name",
            "sha256",
            "media_type",
            "bytes",
            "pages",
            "encoding",
            "producer",
            "status",
            "missing_pages",
            "repaired",
            "recognised"
        ]
    );
    assert_eq!(
        at("/sheets/0"),
        ["id", "page", "fiscal_year", "project", "indicators", "assessment", "narratives", "repeats", "recomputed"]
    );
    assert_eq!(at("/sheets/0/project/number"), ["value", "printed", "places", "confidence"]);
    assert_eq!(
        at("/sheets/0/indicators/0/observations/0/value"),
        ["printed", "kind", "number", "unit", "places", "confidence"]
    );
    assert_eq!(
        at("/findings/0"),
        [
            "rule",
            "severity",
            "verdict",
            "sheet",
            "project_number",
            "field",
            "printed",
            "recomputed",
            "working",
            "message",
            "places",
            "related",
            "fingerprint"
        ]
    );
}

#[test]
fn null_stands_only_where_it_is_a_value() {
    let mut document = support::sample();
    document.form.profile = None;
    document.rubric = None;
    document.form.fiscal_year = None;
    let document = serde_json::to_value(wire::Document::from(document)).unwrap();
    assert_eq!(document.pointer("/form/profile"), Some(&Value::Null));
    assert_eq!(document.pointer("/summary/0/grades/1"), Some(&Value::Null));
    assert_eq!(document.pointer("/tables/0/header/0/1"), Some(&Value::Null));
    assert_eq!(document.pointer("/sheets/0/recomputed/sums/1/agrees"), Some(&Value::Null));
    assert!(document.get("rubric").is_none() && document.pointer("/form/fiscal_year").is_none());
}

#[test]
fn the_schema_is_tight() {
    let good = serde_json::to_value(wire::Document::from(support::sample())).unwrap();
    assert_eq!(schema::Name::Document.violations(&good, 9).unwrap(), []);
    let broken: [(&str, Value); 9] = [
        ("/sheets/0/surplus", json!(1)),
        ("/rubric", Value::Null),
        ("/source/sha256", json!("short")),
        ("/source/status", json!("fine")),
        ("/sheets/0/page", json!(0)),
        ("/sheets/0/indicators/0/observations/0/value/number", json!("1.50")),
        ("/sheets/0/indicators/0/observations/0/value/number", json!(52)),
        ("/sheets/0/project/name/confidence", json!(1.5)),
        ("/findings/0/field", json!("sheets/0")),
    ];
    for (pointer, value) in broken {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut bad = good.clone();
        bad.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value);
        assert!(!schema::Name::Document.violations(&bad, 9).unwrap().is_empty(), "{pointer} passes");
    }
}

/// Where all values of a document stand.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(key, held)| pointers(held, &format!("{at}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, held)| pointers(held, &format!("{at}/{i}"), found))
        }
        _ => {}
    }
}

#[test]
fn what_is_told_quickly_is_what_a_validator_tells() {
    let good = serde_json::to_value(wire::Document::from(support::sample())).unwrap();
    let validator = jsonschema::validator_for(&schema::Name::Document.generate()).unwrap();
    let mut places = Vec::new();
    pointers(&good, "", &mut places);
    let others =
        [json!(null), json!(true), json!(-1), json!(2.5), json!(3.0), json!(""), json!("人"), json!([]), json!({})];
    let mut broken = 0;
    for (turn, place) in places.into_iter().enumerate() {
        let mut bad: Vec<Value> = vec![good.clone(); others.len() + 3];
        let (changed, more) = bad.split_at_mut(others.len());
        for (bad, other) in changed.iter_mut().zip(&others) {
            *bad.pointer_mut(&place).unwrap() = other.clone();
        }
        // A member or an item more, one less, and one twice.
        for (kind, bad) in more.iter_mut().enumerate() {
            match bad.pointer_mut(&place).unwrap() {
                Value::Object(members) if kind == 0 => drop(members.insert("surplus".to_owned(), json!(1))),
                Value::Object(members) => drop(members.keys().next().cloned().map(|first| members.remove(&first))),
                Value::Array(items) if kind == 0 => drop(items.pop()),
                Value::Array(items) => items.extend(items.last().cloned()),
                _ => {}
            }
        }
        // To try all of it everywhere takes long.
        for bad in bad.into_iter().skip(turn % 3).step_by(3) {
            let sound = schema::Name::Document.violations(&bad, 1).unwrap().is_empty();
            assert_eq!(sound, validator.is_valid(&bad), "{place}");
            broken += usize::from(!sound);
        }
    }
    assert!(broken > 500, "only {broken}");
}

/// The documents that ship with the project, and those beside it where they are there.
fn documents() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = ["fixtures/sheets", "../shared/seeds"].map(|folder| root.join(folder));
    let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
    let is_document = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "pdf" || ending == "txt");
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).filter(is_document).collect();
    files.sort();
    files
}

/// What a document says about places in itself that is not so, a line each.
fn misdirected(document: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut wrong = Vec::new();
    // A part of a text may be meant; of a missing value the pointer says where it would be.
    let mut check = |pointer: &str, printed: &str| match document.pointer(pointer) {
        Some(Value::String(all)) if all == printed => {}
        Some(field) if field["printed"].as_str().is_some_and(|all| all.contains(printed)) => {}
        None if printed.is_empty() && document.pointer(pointer.rsplit_once('/').unwrap().0).is_some() => {}
        found => wrong.push(format!("{pointer} is no {printed:?}: {found:?}")),
    };
    for finding in list(&document["findings"]) {
        check(&text(&finding["field"]), &text(&finding["printed"]));
        for related in list(&finding["related"]).iter().filter(|r| r.get("document").is_none()) {
            check(&text(&related["field"]), &text(&related["printed"]));
        }
    }
    for sheet in list(&document["sheets"]) {
        for sum in ["sums", "rates"].iter().flat_map(|key| list(&sheet["recomputed"][*key])) {
            check(&text(&sum["field"]), &text(&sum["printed"]));
        }
    }
    let mut fingerprints: Vec<String> = list(&document["findings"]).iter().map(|f| text(&f["fingerprint"])).collect();
    fingerprints.sort();
    wrong.extend(fingerprints.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| format!("{} twice", pair[0])));
    let severities = [("confirmed", "error"), ("possible", "warning"), ("unverifiable", "note")];
    let milder = ["name-differs", "repeated-text", "band-label-inconsistent", "target-not-quantified"];
    for finding in list(&document["findings"]) {
        let follows = severities.contains(&(&text(&finding["verdict"]), &text(&finding["severity"])));
        let is_milder = milder.contains(&text(&finding["rule"]).as_str()) && finding["severity"] != "error";
        if !follows && !is_milder {
            wrong.push(format!("{}: {} is {}", finding["rule"], finding["verdict"], finding["severity"]));
        }
    }
    wrong
}

#[test]
fn a_written_document_is_audited_as_its_source() {
    let options = kanrihyo::Options::builtin();
    let rules: Vec<&'static str> = kanrihyo::audit::rules().iter().map(|rule| rule.name).collect();
    for path in documents() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let read = || kanrihyo::read(std::fs::read(&path).unwrap(), &name, &options).unwrap();
        let text = json::document(&wire::Document::from(read())).unwrap();
        let written: wire::Document = serde_json::from_str(&text).unwrap();
        let mut model = written.into_model(|rule| rules.iter().copied().find(|known| *known == rule));
        assert!(json::document(&wire::Document::from(model.clone())).unwrap() == text, "{name}: comes back changed");
        assert_eq!(misdirected(&serde_json::from_str(&text).unwrap()), [""; 0], "{name}");
        model.findings.clear();
        kanrihyo::finish(&mut model, &options.rubrics);
        assert!(json::document(&wire::Document::from(model.clone())).unwrap() == text, "{name}: audited differently");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_written_document_is_valid_and_comes_back_the_same(
        fields in prop::collection::vec(support::fields(), 1..9),
        figures in prop::collection::vec(support::figures(), 1..5),
        places in prop::collection::vec(support::places(), 1..4),
    ) {
        let written = wire::Document::from(support::document(&fields, &figures, &places));
        let text = json::document(&written).unwrap();
        let read: wire::Document = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &written);
        let again = wire::Document::from(read.into_model(support::rule));
        prop_assert_eq!(json::document(&again).unwrap(), text);
        for line in wire::FindingLine::of(&written) {
            let line = json::line(schema::Name::Finding, &line);
            prop_assert!(line.is_ok_and(|line| line.lines().count() == 1));
        }
    }
}
