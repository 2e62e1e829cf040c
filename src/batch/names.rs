//! Safe names for result files, made from the hostile names of inputs.

use super::store::digest;
use std::ffi::OsStr;

/// Longest name that is kept, in bytes: leaves room for the digest and the ending within the
/// 255 bytes that file systems allow.
const LONGEST: usize = 180;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// File name of a result: `<name>-<sha8>` with an ending (`.json`). The same bytes under the same name give the same
/// result; a name that had to be changed carries a digest of the original, so that two of them
/// never meet.
pub fn result(name: &OsStr, sha256: &str, ending: &str) -> String {
    let sha8 = sha256.get(..8).unwrap_or(sha256);
    format!("{}-{sha8}{ending}", safe(name))
}

fn safe(name: &OsStr) -> String {
    let printed = name.to_string_lossy();
    let mut safe: String = printed.chars().map(|c| if is_harmless(c) { c } else { '_' }).collect();
    safe = safe.trim_start_matches(['.', ' ', '-']).trim_end_matches(['.', ' ']).to_owned();
    let mut end = safe.len().min(LONGEST);
    while !safe.is_char_boundary(end) {
        end -= 1;
    }
    safe.truncate(end);
    let stem = safe.split('.').next().unwrap_or("").to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| stem.strip_prefix(port).is_some_and(|n| n.len() == 1));
    if safe.is_empty() || numbered || DEVICES.contains(&stem.as_str()) {
        safe.insert(0, '_');
    }
    if safe == printed && name.to_str().is_some() {
        return safe;
    }
    let original = digest(name.as_encoded_bytes());
    format!("{safe}~{}", original.get(..6).unwrap_or(&original))
}

/// Whether a character may stand in a file name everywhere.
fn is_harmless(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{fffd}' | '\u{feff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'))
}

#[cfg(test)]
mod tests {
    use super::result;
    use std::ffi::OsStr;

    fn named(name: &str) -> String {
        result(OsStr::new(name), "0123456789abcdef", ".json")
    }

    #[test]
    fn ordinary_names_stay() {
        assert_eq!(named("令和2年度 管理票.pdf"), "令和2年度 管理票.pdf-01234567.json");
    }

    #[test]
    fn hostile_names_are_made_harmless_and_stay_apart() {
        for name in ["..", ".hidden", "a\nb.pdf", "-rf", "a\u{202e}fdp.exe", "nul.pdf", "COM1", "x:y", " ", "a\\b"] {
            let safe = named(name);
            assert!(safe.contains('~') && !safe.starts_with(['.', '-', ' ']), "{name:?} → {safe:?}");
            assert!(!safe.contains(['\n', '\\', ':', '\u{202e}']), "{name:?} → {safe:?}");
        }
        assert_ne!(named("a\nb"), named("a\tb"));
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let safe = named(&"管".repeat(200));
        assert!(safe.len() <= 230 && safe.starts_with("管管"), "{}", safe.len());
    }
}
