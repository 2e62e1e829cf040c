//! What a person decided about a finding.

use crate::sheet::Message;
use schemars::JsonSchema;
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::value::Datetime;

/// A person's decision about a finding; the finding is known by its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Fingerprint of the finding.
    #[schemars(regex(pattern = r"^[0-9a-f]{16}$"))]
    pub fingerprint: String,
    /// What was decided.
    pub decision: Answer,
    /// What the value should read, as it would have been printed; with `correct` only, and needed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_to: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who decided; needed with `correct`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When; in TOML text or a date.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "day")]
    pub on: Option<String>,
    /// Name of the rule, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Name of the file that it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What was printed when it was decided; empty for an empty cell.
    pub printed: String,
    /// What was recomputed then, where anything was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recomputed: Option<String>,
    /// Digest of the figures behind the finding then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9a-f]{16}$"))]
    pub evidence: Option<String>,
}

/// What a person says of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The discrepancy is real and known.
    Accept,
    /// The finding is wrong.
    Reject,
    /// The value should read otherwise.
    Correct,
}

/// All decisions of a file, by fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    decisions: BTreeMap<String, Decision>,
}

/// What a decision says of a finding of its fingerprint.
#[derive(Clone, Debug, PartialEq)]
pub enum Judged<'a> {
    /// It was decided about this very finding.
    Holds(&'a Decision),
    /// What the finding rests on has changed since: in what.
    Changed(&'a Decision, Message),
}

impl Review {
    /// Adds a decision. `false` where another one is about the same finding.
    pub fn add(&mut self, decision: Decision) -> bool {
        match self.decisions.get(&decision.fingerprint) {
            Some(known) => *known == decision,
            None => self.decisions.insert(decision.fingerprint.clone(), decision).is_none(),
        }
    }

    /// The decisions, by fingerprint.
    pub fn iter(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.values()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty()
    }

    /// What was decided about a finding; `evidence` is asked for only where it matters.
    pub fn judge(
        &self,
        fingerprint: &str,
        printed: &str,
        recomputed: Option<&str>,
        evidence: impl FnOnce() -> String,
    ) -> Option<Judged<'_>> {
        let decision = self.decisions.get(fingerprint)?;
        let changed = if decision.printed != printed {
            Some(change(("印字", "printed"), Some(&decision.printed), Some(printed)))
        } else if decision.recomputed.as_deref() != recomputed {
            Some(change(("再計算", "recomputed"), decision.recomputed.as_deref(), recomputed))
        } else if decision.evidence.as_ref().is_some_and(|then| *then != evidence()) {
            Some(Message {
                ja: "決定したときから、もとになる数値が変わっています".to_owned(),
                en: "the figures behind it have changed since it was decided".to_owned(),
            })
        } else {
            None
        };
        Some(changed.map_or(Judged::Holds(decision), |why| Judged::Changed(decision, why)))
    }
}

fn change((ja, en): (&str, &str), then: Option<&str>, now: Option<&str>) -> Message {
    let in_japanese = |value: Option<&str>| match value {
        None => "なし".to_owned(),
        Some("") => "空欄".to_owned(),
        Some(value) => format!("「{value}」"),
    };
    let in_english = |value: Option<&str>| match value {
        None => "nothing".to_owned(),
        Some("") => "a blank".to_owned(),
        Some(value) => format!("\"{value}\""),
    };
    Message {
        ja: format!("決定したときの{ja}は{}、いまは{}", in_japanese(then), in_japanese(now)),
        en: format!("it was decided when {} was {en}, now it is {}", in_english(then), in_english(now)),
    }
}

/// A day, as text or as a date of TOML.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Text(String),
        Date(Datetime),
    }
    match Day::deserialize(deserializer) {
        Ok(Day::Text(text)) => Ok(Some(text)),
        Ok(Day::Date(date)) => Ok(Some(date.to_string())),
        Err(_) => Err(de::Error::custom("invalid type: something else, expected a day, as text or as a date")),
    }
}
