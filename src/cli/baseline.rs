//! `--baseline`: what is known already, by fingerprint: findings of an earlier run, or a person's decisions.

use crate::batch;
use crate::emit::wire::Finding;
use crate::ingest::Limits;
use crate::review::{self, Answer, Judged, Review};
use crate::sheet::{DefinitionError, Document, Error, ErrorKind, Outcome, Settled};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// What a file says is known.
#[derive(Debug, Default)]
pub struct Baseline {
    /// Fingerprints of findings that are left out whatever they say now.
    findings: BTreeSet<String>,
    /// What a person decided.
    review: Review,
}

/// What is known of a finding between editions.
pub enum Known {
    /// Nothing: it is told.
    New,
    /// It is left out.
    Left,
    /// What became of a person's decision about it.
    Decided(Settled),
}

/// Reads findings as `audit` prints them (`json` or `ndjson`), the `findings.ndjson` of a run, documents, or a
/// person's decisions as TOML or NDJSON.
///
/// # Errors
/// `configuration` where it cannot be read or holds something else.
pub fn load(path: &Path) -> Result<Baseline, Error> {
    let wrong = |ja: String, en: String| {
        let path = path.to_string_lossy();
        Error::new(ErrorKind::Configuration, format!("--baseline: {ja}"), format!("--baseline: {en}")).with_path(path)
    };
    let bytes = batch::load(path, &Limits::default()).map_err(|e| wrong(e.ja().to_owned(), e.en().to_owned()))?;
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)).map_err(|_| {
        wrong("UTF-8 ではありません。UTF-8 で保存してください".to_owned(), "not UTF-8: save it so".to_owned())
    })?;
    let name = super::input::name(path);
    parse(&name, text).map_err(|flaws| {
        let ja: Vec<String> = flaws.iter().map(DefinitionError::in_japanese).collect();
        let en: Vec<String> = flaws.iter().map(ToString::to_string).collect();
        wrong(ja.join("; "), en.join("; "))
    })
}

/// Reads the text of such a file.
///
/// # Errors
/// Everything that is wrong with it, with its lines.
pub fn parse(file: &str, text: &str) -> Result<Baseline, Vec<DefinitionError>> {
    if is_toml(file, text) {
        return Ok(Baseline { review: review::read(file, text)?, ..Baseline::default() });
    }
    let (mut known, mut wrong) = (Baseline::default(), Vec::new());
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    loop {
        let from = values.byte_offset();
        let Some(value) = values.next() else { break };
        let record = text.get(from..values.byte_offset()).unwrap_or_default();
        let blank = record.len() - record.trim_start().len();
        let line = text.get(..from + blank).unwrap_or_default().matches('\n').count() + 1;
        let flaw = |line: usize, ja: String, en: String| {
            vec![DefinitionError { file: file.to_owned(), line, key: String::new(), ja, en }]
        };
        match value {
            Err(e) => {
                let said = e.to_string();
                wrong.extend(flaw(e.line(), format!("JSON ではありません: {said}"), format!("not JSON: {said}")));
                break;
            }
            Ok(value) if is_decision(&value) => {
                let read = review::read_one(file, line, record.trim(), &mut known.review);
                wrong.extend(read.err().into_iter().flatten());
            }
            Ok(value) if known.collect(&value) => {}
            Ok(_) => wrong.extend(flaw(
                line,
                "指摘でも決定でもありません".to_owned(),
                "neither a finding nor a decision".to_owned(),
            )),
        }
    }
    if wrong.is_empty() { Ok(known) } else { Err(wrong) }
}

/// What is wrong with a file of a person's decisions; `None` where it is something else.
pub fn decisions(file: &str, bytes: &[u8]) -> Option<Vec<DefinitionError>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if is_toml(file, text) {
        let is_meant = file.ends_with(".toml") || text.contains("[[decision]]");
        return is_meant.then(|| review::read(file, text).err().unwrap_or_default());
    }
    let first = serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?;
    first.is_ok_and(|value| is_decision(&value)).then(|| parse(file, text).err().unwrap_or_default())
}

/// Whether a file is TOML: by its name, else because JSON begins otherwise.
fn is_toml(file: &str, text: &str) -> bool {
    let is_named = Path::new(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let mut begins = text.chars().filter(|c| !c.is_whitespace());
    let is_json = match (begins.next(), begins.next()) {
        (None | Some('{'), _) => true,
        (Some('['), next) => matches!(next, Some('{' | ']')),
        _ => false,
    };
    is_named || !is_json
}

/// Whether a record is a person's decision, a sound one or not: it has what findings have not.
fn is_decision(value: &Value) -> bool {
    ["decision", "corrected_to", "by", "on", "reason", "evidence"].iter().any(|key| value.get(key).is_some())
}

impl Baseline {
    /// What a person decided.
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.review.is_empty()
    }

    /// Leaves out of a document what is known, and corrects what is to be corrected: how many findings are left out,
    /// and what became of the decisions.
    pub fn settle(&self, document: &mut Document, again: &dyn Fn(&mut Document)) -> (usize, Vec<Settled>) {
        let settled = review::settle(&self.review, document, again);
        let all = document.findings.len();
        document.findings.retain(|finding| !self.findings.contains(&finding.fingerprint));
        let left = settled.iter().filter(|settled| settled.outcome == Outcome::Settled).count();
        (left + all - document.findings.len(), settled)
    }

    /// What is known of a finding between editions.
    pub fn of(&self, finding: &Finding) -> Known {
        if self.findings.contains(&finding.fingerprint) {
            return Known::Left;
        }
        let evidence = || finding.evidence();
        let recomputed = finding.recomputed.as_deref();
        let decided = |outcome, ja: &str, en: &str| {
            let about = format!("{} ({})", finding.rule, finding.fingerprint);
            let note = crate::sheet::Message { ja: format!("{about}: {ja}"), en: format!("{about}: {en}") };
            let note = (outcome != Outcome::Settled).then_some(note);
            Known::Decided(Settled { fingerprint: finding.fingerprint.clone(), outcome, note })
        };
        match self.review.judge(&finding.fingerprint, &finding.printed, recomputed, evidence) {
            None => Known::New,
            Some(Judged::Changed(_, why)) => decided(Outcome::Reopened, &why.ja, &why.en),
            Some(Judged::Holds(decision)) if decision.decision == Answer::Correct => decided(
                Outcome::Refused,
                "版のあいだの食い違いは訂正できません。accept か reject にするか、その値についての別の指摘で訂正してください",
                "a difference between editions cannot be corrected: accept or reject it, or correct the value by another finding about it",
            ),
            Some(Judged::Holds(_)) => decided(Outcome::Settled, "", ""),
        }
    }

    /// Everything that it says, as one text.
    pub fn settings(&self) -> String {
        let findings: Vec<&str> = self.findings.iter().map(String::as_str).collect();
        let decisions: String = self.review.iter().map(|decision| format!("\n{decision:?}")).collect();
        findings.join(" ") + &decisions
    }

    /// Takes the fingerprints out of a finding, a list of them, or a document; false where it is none of these.
    fn collect(&mut self, value: &Value) -> bool {
        match value {
            Value::Array(all) => all.iter().all(|one| self.collect(one)),
            Value::Object(map) => match (map.get("fingerprint").and_then(Value::as_str), map.get("findings")) {
                (Some(fingerprint), _) if map.contains_key("rule") => {
                    self.findings.insert(fingerprint.to_owned());
                    true
                }
                (None, Some(findings)) => self.collect(findings),
                _ => false,
            },
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::load;
    use std::fs;

    #[test]
    fn every_form_of_findings_is_a_baseline_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known");
        let loaded = |text: &str| {
            fs::write(&path, text).unwrap();
            load(&path).map(|known| known.settings()).map_err(|e| e.to_string())
        };
        let one = r#"{"rule": "x", "fingerprint": "a"}"#;
        assert_eq!(loaded("").unwrap(), "");
        assert_eq!(loaded(&format!("{one}\n{}\n", one.replace("\"a\"", "\"b\""))).unwrap(), "a b");
        assert_eq!(loaded(&format!("[{one}]")).unwrap(), "a");
        assert_eq!(loaded(&format!(r#"{{"schema": "x", "findings": [{one}]}}"#)).unwrap(), "a");
        for wrong in ["{\"path\": \"x\"}", "just text", "[1]", "{\"findings\"", "{\"fingerprint\": \"a\"}"] {
            assert!(loaded(wrong).unwrap_err().contains("configuration"), "{wrong}");
        }
        fs::remove_file(&path).unwrap();
        assert!(load(&path).is_err());
    }

    #[test]
    fn decisions_are_known_by_what_they_say_whatever_the_file_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known");
        let loaded = |text: &str| {
            fs::write(&path, text).unwrap();
            load(&path).map(|known| known.review().iter().count()).map_err(|e| e.to_string())
        };
        let toml =
            "\u{feff}# 決定\n[[decision]]\nfingerprint = \"0123456789abcdef\"\ndecision = \"accept\"\nprinted = \"\"\n";
        let line = r#"{"fingerprint":"0123456789abcdef","decision":"accept","printed":""}"#;
        assert_eq!((loaded(toml), loaded(&format!("{line}\n\n{line}\n"))), (Ok(1), Ok(1)));
        let wrong = loaded(&format!("{line}\n{}\n", line.replace("decision", "reason"))).unwrap_err();
        assert!(wrong.contains("known:2: decision: missing field"), "{wrong}");
        assert!(loaded(&toml.replace("printed", "seen")).unwrap_err().contains("known:5: seen: "));
    }
}
