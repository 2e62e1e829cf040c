//! `--baseline`: the findings that are known already, by their fingerprints.

use crate::batch;
use crate::ingest::Limits;
use crate::sheet::{Error, ErrorKind};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The fingerprints in a file: findings as `audit` prints them (`json` or `ndjson`), the `findings.ndjson` of a
/// run, or documents.
///
/// # Errors
/// `configuration` where it cannot be read or holds something else.
pub fn load(path: &Path) -> Result<BTreeSet<String>, Error> {
    let wrong = |ja: String, en: String| {
        let path = path.to_string_lossy();
        Error::new(ErrorKind::Configuration, format!("--baseline: {ja}"), format!("--baseline: {en}")).with_path(path)
    };
    let bytes = batch::load(path, &Limits::default()).map_err(|e| wrong(e.ja().to_owned(), e.en().to_owned()))?;
    let mut known = BTreeSet::new();
    for value in serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>() {
        let value = value.map_err(|e| wrong(format!("JSON ではありません: {e}"), format!("not JSON: {e}")))?;
        if !collect(&value, &mut known) {
            return Err(wrong("指摘のファイルではありません".to_owned(), "no file of findings".to_owned()));
        }
    }
    Ok(known)
}

/// Takes the fingerprints out of a finding, a list of them, or a document; false where it is none of these.
fn collect(value: &Value, known: &mut BTreeSet<String>) -> bool {
    match value {
        Value::Array(all) => all.iter().all(|one| collect(one, known)),
        Value::Object(map) => match (map.get("fingerprint").and_then(Value::as_str), map.get("findings")) {
            (Some(fingerprint), _) => {
                known.insert(fingerprint.to_owned());
                true
            }
            (None, Some(findings)) => collect(findings, known),
            (None, None) => false,
        },
        _ => false,
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
            load(&path).map(|known| known.into_iter().collect::<Vec<_>>().join(" ")).map_err(|e| e.to_string())
        };
        let one = r#"{"rule": "x", "fingerprint": "a"}"#;
        assert_eq!(loaded("").unwrap(), "");
        assert_eq!(loaded(&format!("{one}\n{}\n", one.replace("\"a\"", "\"b\""))).unwrap(), "a b");
        assert_eq!(loaded(&format!("[{one}]")).unwrap(), "a");
        assert_eq!(loaded(&format!(r#"{{"schema": "x", "findings": [{one}]}}"#)).unwrap(), "a");
        for wrong in ["{\"path\": \"x\"}", "just text", "[1]", "{\"findings\""] {
            assert!(loaded(wrong).unwrap_err().contains("configuration"), "{wrong}");
        }
        fs::remove_file(&path).unwrap();
        assert!(load(&path).is_err());
    }
}
