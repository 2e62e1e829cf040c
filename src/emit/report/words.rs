//! The words of the report that the program uses elsewhere, too, in both languages.

use crate::emit::Language;
use crate::emit::wire::{IndicatorKind, Role, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// What stands under a name that has no other words in the program.
const OWN: [(&str, [&str; 2]); 17] = [
    ("assessor-achievement", ["達成状況", "achievement"]),
    ("assessor-department", ["所管課評価", "department"]),
    ("assessor-committee", ["専門部会評価", "committee"]),
    ("why-label", ["様式の見出し", "labels of the form"]),
    ("why-decoration", ["飾り", "decoration"]),
    ("why-unrecognised", ["読み取り先が決まらない", "belongs to no known field"]),
    ("why-unreadable", ["読めない文字", "cannot be read"]),
    ("narrative-issue", ["主要課題", "issue"]),
    ("narrative-purpose", ["目的", "purpose"]),
    ("narrative-description", ["内容", "description"]),
    ("narrative-results", ["実績・成果", "results"]),
    ("narrative-impact", ["影響", "impact"]),
    ("narrative-reason", ["理由", "reason"]),
    ("narrative-opinion", ["意見", "opinion"]),
    ("narrative-future", ["今後", "future"]),
    ("narrative-council_opinion", ["審議会の意見", "council's opinion"]),
    ("narrative-other", ["その他", "other"]),
];

/// Words by a key of their kind and name.
pub(super) fn words() -> BTreeMap<String, [&'static str; 2]> {
    let verdicts = [Verdict::Confirmed, Verdict::Possible, Verdict::Unverifiable];
    let kinds = [
        IndicatorKind::Population,
        IndicatorKind::Activity,
        IndicatorKind::Outcome,
        IndicatorKind::Cost,
        IndicatorKind::Other,
    ];
    let roles = [
        Role::Target,
        Role::Actual,
        Role::Baseline,
        Role::Forecast,
        Role::Budget,
        Role::AchievementRate,
        Role::Delta,
        Role::DeltaRate,
    ];
    let own = OWN.map(|(key, words)| (key.to_owned(), words));
    own.into_iter()
        .chain(verdicts.iter().map(|it| entry("verdict", it, |language| it.word(language))))
        .chain(verdicts.iter().map(|it| entry("meaning", it, |language| it.meaning(language))))
        .chain(kinds.iter().map(|it| entry("kind", it, |language| it.word(language))))
        .chain(roles.iter().map(|it| entry("role", it, |language| it.word(language))))
        .collect()
}

/// The word of a value, under the name by which documents write it.
fn entry(kind: &str, value: &impl Serialize, word: impl Fn(Language) -> &'static str) -> (String, [&'static str; 2]) {
    let name = serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    (format!("{kind}-{name}"), [word(Language::Ja), word(Language::En)])
}
