//! Files of decisions: TOML, or NDJSON with a decision a line.

use super::decision::{Answer, Decision, Review};
use crate::sheet::DefinitionError;
use schemars::JsonSchema;
use serde::Deserialize;

/// A file of decisions as TOML.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// Name and version of this format.
    #[serde(default)]
    #[allow(dead_code)]
    schema: Option<SchemaId>,
    /// The decisions.
    #[serde(default)]
    decision: Vec<Decision>,
}

/// Name and version of the format.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
enum SchemaId {
    /// The first one.
    #[serde(rename = "kanrihyo/review/v1")]
    ReviewV1,
}

/// Either form of the file; what the schema describes.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code)]
enum Either {
    /// A TOML file.
    File(File),
    /// A line of NDJSON.
    Line(Box<Decision>),
}

/// The JSON Schema of files of decisions: of a TOML file, and of a line of NDJSON.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Either);
    schema.insert("title".to_owned(), "Decisions about findings".into());
    schema.insert("$id".to_owned(), "review.v1.json".into());
    schema.to_value()
}

/// Reads a TOML file of decisions.
///
/// # Errors
/// Everything that is wrong with it, with line and key.
pub fn read(file: &str, text: &str) -> Result<Review, Vec<DefinitionError>> {
    let read: File = toml::from_str(text).map_err(|e| vec![DefinitionError::of_toml(file, text, &e)])?;
    let (mut review, mut wrong) = (Review::default(), Vec::new());
    for (i, decision) in read.decision.into_iter().enumerate() {
        let flaws = flaws(&decision);
        let repeated = flaws.is_empty() && !review.add(decision);
        for (key, ja, en) in flaws.into_iter().chain(repeated.then_some(REPEATED)) {
            wrong.push(DefinitionError::at_key(file, text, &format!("decision[{i}].{key}"), ja, en));
        }
    }
    if wrong.is_empty() { Ok(review) } else { Err(wrong) }
}

/// Reads a decision of an NDJSON file, that of line `line`, and adds it to the others.
///
/// # Errors
/// What is wrong with it, with the line.
pub fn read_one(file: &str, line: usize, text: &str, review: &mut Review) -> Result<(), Vec<DefinitionError>> {
    let decision: Decision = serde_json::from_str(text).map_err(|e| vec![DefinitionError::of_json(file, line, &e)])?;
    let flaws = flaws(&decision);
    let repeated = flaws.is_empty() && !review.add(decision);
    let wrong: Vec<_> = flaws
        .into_iter()
        .chain(repeated.then_some(REPEATED))
        .map(|(key, ja, en)| DefinitionError {
            file: file.to_owned(),
            line,
            key: key.to_owned(),
            ja: ja.to_owned(),
            en: en.to_owned(),
        })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// What is wrong with a key, in Japanese and English.
type Flaw = (&'static str, &'static str, &'static str);

const REPEATED: Flaw = (
    "fingerprint",
    "同じ指摘についての違う決定がほかにもあります。一つだけ残してください",
    "there is another decision about the same finding; keep one of them",
);

fn flaws(decision: &Decision) -> Vec<Flaw> {
    let is_digest = |text: &str| text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let says = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let corrects = decision.decision == Answer::Correct;
    let mut flaws: Vec<Flaw> = Vec::new();
    if !is_digest(&decision.fingerprint) {
        flaws.push((
            "fingerprint",
            "指摘の fingerprint をそのまま (0-9 と a-f の 16 文字) 書いてください",
            "copy the fingerprint of the finding: 16 digits 0-9 and a-f",
        ));
    }
    if corrects && !says(&decision.corrected_to) {
        flaws.push((
            "corrected_to",
            "訂正 (correct) には、どう読むべきかが必要です。印字されるはずの形で書いてください (値がなければ「－」)",
            "a correction needs what the value should read, as it would have been printed (－ for no value)",
        ));
    }
    if corrects && !says(&decision.by) {
        flaws.push((
            "by",
            "訂正 (correct) には、だれの訂正かが必要です。by = \"…\" を書いてください",
            "a correction needs to say whose it is: by = \"…\"",
        ));
    }
    if !corrects && decision.corrected_to.is_some() {
        flaws.push((
            "corrected_to",
            "corrected_to は decision = \"correct\" のときだけ使えます。どちらかを直してください",
            "this goes with decision = \"correct\" only; change one of them",
        ));
    }
    if decision.evidence.as_ref().is_some_and(|evidence| !is_digest(evidence)) {
        flaws.push((
            "evidence",
            "0-9 と a-f の 16 文字です。分からなければ書かなくてかまいません",
            "16 digits 0-9 and a-f; it may be left out",
        ));
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::{read, read_one};
    use crate::review::Review;

    const ONE: &str = "[[decision]]\nfingerprint = \"0123456789abcdef\"\ndecision = \"accept\"\nprinted = \"17\"\n";

    fn wrong(text: &str) -> Vec<(usize, String, String)> {
        let errors = read("review.toml", text).unwrap_err();
        errors.into_iter().map(|e| (e.line, e.key, e.ja)).collect()
    }

    #[test]
    fn a_file_says_who_decided_what() {
        let text = format!(
            "schema = \"kanrihyo/review/v1\"\n\n{ONE}recomputed = \"16\"\non = 2026-11-22\nreason = '''\n\"既知\"\n'''\n"
        );
        let review = read("review.toml", &text).unwrap();
        let decision = review.iter().next().unwrap();
        assert_eq!((decision.on.as_deref(), decision.reason.as_deref()), (Some("2026-11-22"), Some("\"既知\"\n")));
        assert!(read("review.toml", "").unwrap().is_empty());
        // The same twice says nothing more.
        assert_eq!(read("review.toml", &format!("{ONE}{ONE}")).unwrap().iter().count(), 1);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let [(line, key, ja)] = &wrong(&ONE.replace("printed", "print"))[..] else { panic!() };
        assert_eq!((*line, key.as_str()), (4, "print"));
        assert!(ja.contains("「printed」ではありませんか"), "{ja}");
        let twice = format!("{ONE}\n{}", ONE.replace("accept", "reject"));
        assert_eq!(
            wrong(&twice).iter().map(|w| (w.0, w.1.as_str())).collect::<Vec<_>>(),
            [(7, "decision[1].fingerprint")]
        );
        let correct = format!("{ONE}\n{}", ONE.replace("accept", "correct").replace("cdef", "cdee"));
        let keys: Vec<_> = wrong(&correct).into_iter().map(|w| w.1).collect();
        assert_eq!(keys, ["decision[1].corrected_to", "decision[1].by"]);
        assert_eq!(wrong(&format!("{ONE}corrected_to = \"5\""))[0].0, 5);
        assert!(wrong(&ONE.replace("\"accept\"", "\"maybe\""))[0].2.contains("accept"));
        assert!(wrong(&ONE.replace("printed = \"17\"\n", ""))[0].2.contains("printed がありません"));
        assert!(wrong(&format!("{ONE}on = 5"))[0].2.contains("日付"), "{:?}", wrong(&format!("{ONE}on = 5")));
        assert!(wrong(&ONE.replace("abcdef", "ABCDEF"))[0].2.contains("16 文字"));
        assert!(!wrong("schema = \"kanrihyo/review/v2\"").is_empty());
    }

    #[test]
    fn lines_are_decisions_too() {
        let line = r#"{"fingerprint":"0123456789abcdef","decision":"reject","printed":"","on":"2026-11-22"}"#;
        let mut review = Review::default();
        read_one("x.ndjson", 1, line, &mut review).unwrap();
        read_one("x.ndjson", 2, line, &mut review).unwrap();
        let other = line.replace("reject", "accept");
        let errors = read_one("x.ndjson", 3, &other, &mut review).unwrap_err();
        assert_eq!((errors[0].line, errors[0].key.as_str()), (3, "fingerprint"));
        let errors = read_one("x.ndjson", 4, &line.replace("printed", "prnited"), &mut review).unwrap_err();
        assert!(
            errors[0].to_string().contains("x.ndjson:4: prnited: ") && errors[0].en.contains("is `printed` meant?")
        );
    }
}
