//! The rules' manuals: the doc comment of each rule's file, in two languages.

use super::registry;

/// Language of a manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Language {
    Japanese,
    English,
}

/// The headings that every manual has, in this order.
const HEADINGS: [(&str, &str); 5] = [
    ("何を調べるか", "What it checks"),
    ("なぜ大切か", "Why it matters"),
    ("例", "Example"),
    ("直し方", "How to resolve"),
    ("限界", "Limits"),
];

/// A rule's manual as Markdown; an old name gives the manual of the rule it became.
pub fn manual(name: &str, language: Language) -> Option<String> {
    let rule = registry::find(name)?;
    let mut text = format!("# {}\n", rule.name);
    for (ja, en) in HEADINGS {
        let heading = if language == Language::Japanese { ja } else { en };
        text.push_str(&format!("\n## {heading}\n\n{}\n", section(rule.source, heading)?));
    }
    Some(text)
}

/// What a rule checks, in a paragraph.
pub fn gist(name: &str, language: Language) -> Option<String> {
    let (ja, en) = HEADINGS.first()?;
    let text = section(registry::find(name)?.source, if language == Language::Japanese { ja } else { en })?;
    Some(text.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" "))
}

/// What stands under a heading of a file's doc comment.
fn section(source: &str, heading: &str) -> Option<String> {
    let doc = source.lines().map_while(|l| l.strip_prefix("//!")).map(|l| l.strip_prefix(' ').unwrap_or(l));
    let mut lines = doc.skip_while(|l| l.strip_prefix("## ") != Some(heading));
    lines.next()?;
    let body: Vec<&str> = lines.take_while(|l| !l.starts_with("## ")).collect();
    let body = body.join("\n").trim().to_owned();
    (!body.is_empty()).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::rules;

    #[test]
    fn every_rule_has_a_whole_manual_in_both_languages() {
        for rule in rules() {
            for (ja, en) in HEADINGS {
                for heading in [ja, en] {
                    assert!(section(rule.source, heading).is_some(), "{}: {heading}", rule.name);
                }
            }
            let first = rule.source.lines().next();
            assert_eq!(first, Some(format!("//! # {}", rule.name).as_str()));
        }
    }

    #[test]
    fn an_unknown_rule_has_no_manual() {
        assert_eq!(manual("no-such-rule", Language::English), None);
    }
}
