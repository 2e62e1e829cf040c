//! Findings as SARIF 2.1.0, which code-review and dashboard tools read.
//!
//! A PDF has no lines: `startLine` is the page, and the box stands in the region's properties. In a text a region
//! counts Unicode characters. `kind` says how sure a finding is, `level` how grave.

use super::language::Language;
use super::rule::Rule;
use super::wire::{FindingLine, Place, Severity, Verdict};
use serde_json::{Map, Value, json};

/// An input of the audit.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// Where it was found, as it was named.
    pub path: &'a str,
    /// SHA-256 of its bytes.
    pub sha256: &'a str,
    /// What was found in it.
    pub findings: &'a [FindingLine],
}

/// An input that could not be read.
#[derive(Clone, Debug)]
pub struct Refusal<'a> {
    /// Where it was found, as it was named.
    pub path: &'a str,
    /// Why it could not be read.
    pub message: &'a str,
}

/// The log of one audit.
pub fn log(rules: &[Rule], inputs: &[Input], refused: &[Refusal], language: Language) -> Value {
    let declared = rules.iter().map(|rule| {
        json!({
            "id": rule.name,
            "shortDescription": {"text": language.of(&rule.gist)},
            "help": {"text": language.of(&rule.manual), "markdown": language.of(&rule.manual)},
            "defaultConfiguration": {"level": "error"},
        })
    });
    let artifacts = inputs
        .iter()
        .map(|input| json!({"location": {"uri": uri(input.path)}, "hashes": {"sha-256": input.sha256}, "roles": ["analysisTarget"]}));
    let notes = refused.iter().map(|refusal| {
        json!({
            "level": "error",
            "message": {"text": refusal.message},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(refusal.path)}}}],
        })
    });
    let results = inputs.iter().enumerate().flat_map(|(index, input)| {
        let artifact = json!({"uri": uri(input.path), "index": index});
        input.findings.iter().map(move |line| result(line, rules, &artifact, language))
    });
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": declared.collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": refused.is_empty(),
                "toolExecutionNotifications": notes.collect::<Vec<_>>(),
            }],
            "columnKind": "unicodeCodePoints",
            "artifacts": artifacts.collect::<Vec<_>>(),
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

fn result(line: &FindingLine, rules: &[Rule], artifact: &Value, language: Language) -> Value {
    let finding = &line.finding;
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let kind = if finding.verdict == Verdict::Confirmed { "fail" } else { "review" };
    let here = |places: &[Place], printed: &str| -> Vec<Value> {
        places.iter().map(|place| location(artifact, place, printed)).collect()
    };
    // What stands in another document has no artifact in this log.
    let beside = finding.related.iter().filter(|related| related.document.is_none());
    let mut result = Map::new();
    result.insert("ruleId".into(), finding.rule.as_str().into());
    if let Some(index) = rules.iter().position(|rule| rule.name == finding.rule) {
        result.insert("ruleIndex".into(), index.into());
    }
    result.insert("kind".into(), kind.into());
    result.insert("level".into(), level.into());
    result.insert("message".into(), json!({"text": language.of(&finding.message)}));
    let mut locations = here(&finding.places, &finding.printed);
    if locations.is_empty() {
        locations.push(json!({"physicalLocation": {"artifactLocation": artifact}}));
    }
    if let Some(sheet) = &finding.sheet {
        let logical = json!([{"name": sheet, "fullyQualifiedName": format!("{sheet}{}", finding.field)}]);
        locations.iter_mut().for_each(|location| location["logicalLocations"] = logical.clone());
    }
    result.insert("locations".into(), locations.into());
    let related: Vec<Value> = beside.flat_map(|related| here(&related.places, &related.printed)).collect();
    if !related.is_empty() {
        result.insert("relatedLocations".into(), related.into());
    }
    result.insert("partialFingerprints".into(), json!({"kanrihyo/v1": finding.fingerprint}));
    let mut properties = json!({
        "verdict": finding.verdict,
        "field": finding.field,
        "printed": finding.printed,
        "working": finding.working,
    });
    for (key, value) in
        [("recomputed", &finding.recomputed), ("sheet", &finding.sheet), ("projectNumber", &finding.project_number)]
    {
        if let Some(value) = value {
            properties[key] = value.as_str().into();
        }
    }
    result.insert("properties".into(), properties);
    Value::Object(result)
}

fn location(artifact: &Value, place: &Place, printed: &str) -> Value {
    let mut region = match place {
        Place::Box(place) => {
            json!({"startLine": place.page, "properties": {"page": place.page, "box": place.bbox}})
        }
        Place::Span(place) => {
            let [start, end] = place.span;
            json!({"charOffset": start, "charLength": end.saturating_sub(start), "properties": {"page": place.page}})
        }
    };
    if !printed.is_empty() {
        region["snippet"] = json!({"text": printed});
    }
    json!({"physicalLocation": {"artifactLocation": artifact, "region": region}})
}

/// A path as a reference: relative ones stay relative, what a reference cannot hold is escaped (RFC 3986).
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        // A colon in the first part would make it a scheme.
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::wire::Message;

    fn line(rule: &str, verdict: &str, place: Value) -> FindingLine {
        let line = json!({
            "document": "0".repeat(64), "source": "管 理.pdf", "rule": rule, "severity": "warning", "verdict": verdict,
            "sheet": "2020/2-4", "field": "/sheets/3/assessment/panels/0/total", "printed": "17", "recomputed": "16",
            "working": ["4 + 8 + 4 = 16"], "message": {"ja": "違います", "en": "differs"}, "places": [place],
            "fingerprint": "0123456789abcdef",
            "related": [{"field": "/summary/3/total", "printed": "16", "places": [{"page": 3, "span": [5, 7]}]}],
        });
        serde_json::from_value(line).unwrap()
    }

    fn both(text: &str) -> Message {
        Message { ja: text.to_owned(), en: text.to_owned() }
    }

    #[test]
    fn a_log_declares_its_rules_and_places_its_results() {
        let rules = ["mark-missing", "total-not-sum"].map(|name| Rule { name, gist: both("g"), manual: both("# m") });
        let findings = [
            line("total-not-sum", "confirmed", json!({"page": 7, "box": [10.0, 20.0, 30.0, 40.0]})),
            line("total-not-sum", "possible", json!({"page": 2, "span": [100, 120]})),
        ];
        let input = Input { path: "in/管 理.pdf", sha256: &"0".repeat(64), findings: &findings };
        let log = log(&rules, &[input], &[Refusal { path: "/x:y", message: "?" }], Language::En);
        let run = &log["runs"][0];
        let [sure, maybe] = [&run["results"][0], &run["results"][1]];
        assert_eq!(sure["ruleIndex"], 1);
        assert_eq!([&sure["kind"], &maybe["kind"]], ["fail", "review"]);
        let region = |result: &Value| result["locations"][0]["physicalLocation"]["region"].clone();
        assert_eq!(region(sure)["startLine"], 7);
        assert_eq!(region(sure)["properties"]["box"], json!([10.0, 20.0, 30.0, 40.0]));
        assert_eq!([&region(maybe)["charOffset"], &region(maybe)["charLength"]], [100, 20]);
        assert_eq!(sure["relatedLocations"][0]["physicalLocation"]["region"]["charOffset"], 5);
        assert_eq!(run["artifacts"][0]["location"]["uri"], "in/%E7%AE%A1%20%E7%90%86.pdf");
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        let notice = &run["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(notice["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "file:///x%3Ay");
    }
}
