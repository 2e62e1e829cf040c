//! Discrepancies with their evidence.

use super::field::Place;
use crate::normalise;
use sha2::{Digest, Sha256};

/// Something that an audit rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// How sure it is.
    pub verdict: Verdict,
    /// Sheet id.
    pub sheet: Option<String>,
    /// Normalised project number.
    pub project_number: Option<String>,
    /// JSON pointer of the disputed value.
    pub field: String,
    /// What is printed there.
    pub printed: String,
    /// What it would have to be.
    pub recomputed: Option<String>,
    /// The working, a line a step.
    pub working: Vec<String>,
    /// The sentence for people.
    pub message: Message,
    /// Where the disputed value stands.
    pub places: Vec<Place>,
    /// The other side of a comparison.
    pub related: Vec<Related>,
    /// Stable key of the finding: 16 hex digits.
    pub fingerprint: String,
}

impl Finding {
    /// Digest of the figures behind it, see [`evidence`].
    pub fn evidence(&self) -> String {
        let related = self.related.iter().map(|related| related.printed.as_str());
        evidence(&self.printed, self.recomputed.as_deref(), related, &self.working)
    }
}

/// The first 16 hex digits of SHA-256 over the figures behind a finding: what is printed, what was recomputed, what is
/// printed on the other side (`related`), and the figures and letters of the working, without its words, which another
/// version may put otherwise. Each is followed by U+001F, each of the four groups by U+001E.
pub fn evidence<'a>(
    printed: &str,
    recomputed: Option<&str>,
    related: impl IntoIterator<Item = &'a str>,
    working: &[String],
) -> String {
    let mut sum = Sha256::new();
    let mut group = |items: &mut dyn Iterator<Item = &str>| {
        items.for_each(|item| {
            sum.update(item);
            sum.update("\u{1f}");
        });
        sum.update("\u{1e}");
    };
    group(&mut std::iter::once(printed));
    group(&mut recomputed.into_iter());
    group(&mut related.into_iter());
    let figures: Vec<String> = working.iter().flat_map(|line| figures(line)).collect();
    group(&mut figures.iter().map(String::as_str));
    short_digest(sum)
}

/// The first 16 hex digits of a hash.
pub fn short_digest(sum: Sha256) -> String {
    let mut digits = hex(sum);
    digits.truncate(16);
    digits
}

/// A sum in hexadecimal digits, as other programs show it.
pub fn hex(sum: Sha256) -> String {
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The figures of a line: digits with the points and commas between them; and the letters and signs of scales.
fn figures(line: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '◎' | '○' | '△' | '×');
    let is_letter = |run: &str| run.chars().count() == 1 && !run.starts_with(|c: char| c.is_ascii_lowercase());
    let is_figure = |run: &str| run.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    let mut found = Vec::new();
    for word in line.split_whitespace() {
        let folded = normalise::fold(word);
        let runs = folded.split(|c| !is_part(c)).map(|run| run.trim_matches(['.', ',']));
        found.extend(runs.filter(|run| !run.is_empty() && (is_letter(run) || is_figure(run))).map(str::to_owned));
    }
    found
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// The other side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// SHA-256 of another document, where it is in one.
    pub document: Option<String>,
    /// JSON pointer.
    pub field: String,
    /// What is printed there.
    pub printed: String,
    /// Where.
    pub places: Vec<Place>,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The sheet contradicts itself or its printed rule whatever reading is taken.
    Confirmed,
    /// Depends on a reading or on judgement that the rule leaves open.
    Possible,
    /// The sheet does not print what would be needed.
    Unverifiable,
}

/// How grave a finding is; follows the verdict, with the exceptions of the rule table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

#[cfg(test)]
mod tests {
    use super::evidence;

    #[test]
    fn words_are_no_evidence_and_figures_are() {
        let of = |working: &str| evidence("17", Some("16"), ["4", "8"], &[working.to_owned()]);
        let first = of("4 + 8 + 4 = 16、印字は17");
        assert_eq!(first, of("the sum: 4 + 8 + 4 = 16 (17 is printed)"));
        assert_eq!(first, of("４＋８＋４＝１６ 17."));
        assert_ne!(first, of("4 + 8 + 5 = 16、印字は17"));
        assert_ne!(of("84.7% → C、■ = B"), of("84.7% → C、■ = A"));
        assert_ne!(first, evidence("17", None, ["4", "8"], &["4 8 4 16 17".to_owned()]));
        assert_ne!(evidence("1", None, ["2"], &[]), evidence("1", Some("2"), [], &[]));
        assert_eq!(first.len(), 16);
    }
}
