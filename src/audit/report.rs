//! Findings in the making.

use super::context::{Context, Subject};
use super::spot::Spot;
use crate::sheet::{Finding, Message, Related, Severity, Verdict};
use std::collections::BTreeSet;

/// Rules that never say more than a warning, or than a note.
const AT_MOST: [(&str, Severity); 4] = [
    ("name-differs", Severity::Warning),
    ("repeated-text", Severity::Warning),
    ("band-label-inconsistent", Severity::Warning),
    ("target-not-quantified", Severity::Note),
];

/// What is said where a disputed value was read in a picture.
const RECOGNISED: &str = "画像から文字認識で読んだ値です";

/// The findings of a run.
#[derive(Default)]
pub(super) struct Report {
    rule: &'static str,
    /// The findings, each with whether it rests on a reading that is not sure.
    findings: Vec<(Finding, bool)>,
}

/// What a rule says about a value.
pub(super) struct Accusation {
    /// What the value would have to be.
    pub(super) recomputed: Option<String>,
    /// The working, a line a step, in Japanese.
    pub(super) working: Vec<String>,
    /// The sentence in Japanese.
    pub(super) ja: String,
    /// The sentence in English.
    pub(super) en: String,
}

impl Report {
    pub(super) fn begin(&mut self, rule: &'static str) {
        self.rule = rule;
    }

    /// Adds a finding about `spot`; `related` is the other side of the comparison.
    pub(super) fn add(
        &mut self,
        context: &Context,
        subject: Subject,
        spot: &Spot,
        verdict: Verdict,
        said: Accusation,
        related: &[&Spot],
    ) {
        let (sheet, project_number) = context.identity(subject);
        let doubtful = verdict == Verdict::Possible && !(spot.sure && related.iter().all(|s| s.sure));
        // Who only sees a mark does not see what is disputed.
        let marks: Vec<String> = std::iter::once(&spot)
            .chain(related)
            .filter_map(|s| Some(format!("{} = {}", s.printed.replace('\n', " "), s.stands_for.as_ref()?)))
            .collect();
        let marks = (!marks.is_empty()).then(|| format!("印: {}", marks.join("、")));
        let all = related;
        let related = related.iter().map(|s| Related {
            document: None,
            field: s.pointer.clone(),
            printed: s.printed.to_owned(),
            places: s.places.to_vec(),
        });
        let recognised = || std::iter::once(&spot).chain(all.iter()).filter(|s| context.is_recognised(s.places));
        let others = recognised().flat_map(|s| s.others).map(|other| other.reason.clone());
        let recognised: Vec<String> =
            recognised().next().map(|_| RECOGNISED.to_owned()).into_iter().chain(others).collect();
        let finding = Finding {
            rule: self.rule,
            severity: severity(self.rule, verdict),
            verdict,
            sheet,
            project_number,
            field: spot.pointer.clone(),
            printed: spot.printed.to_owned(),
            recomputed: said.recomputed,
            working: said.working.into_iter().chain(marks).chain(recognised).collect(),
            message: Message { ja: said.ja, en: said.en },
            places: spot.places.to_vec(),
            related: related.collect(),
            fingerprint: context.fingerprint(self.rule, subject, &spot.key),
        };
        self.findings.push((finding, doubtful));
    }

    /// The finding that was added last is about its own reading: it is told however many others there are.
    pub(super) fn keep_last(&mut self) {
        if let Some((_, doubtful)) = self.findings.last_mut() {
            *doubtful = false;
        }
    }

    /// What several rules found, in the order of the rules.
    pub(super) fn joined(reports: impl IntoIterator<Item = Self>) -> Self {
        Self { rule: "", findings: reports.into_iter().flat_map(|r| r.findings).collect() }
    }

    /// The findings, without noise: at most one "cannot be verified" a sheet, the first that says what is missing;
    /// and at most one of a rule a sheet that rests on an unsure reading, because one misreading shows in many places.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        let (mut noted, mut doubted) = (BTreeSet::new(), BTreeSet::new());
        let mut keep = |f: &Finding, doubtful: bool| match &f.sheet {
            Some(sheet) if f.verdict == Verdict::Unverifiable => noted.insert(sheet.clone()),
            Some(sheet) if doubtful => doubted.insert((sheet.clone(), f.rule)),
            _ => true,
        };
        self.findings.into_iter().filter(|(f, doubtful)| keep(f, *doubtful)).map(|(f, _)| f).collect()
    }
}

fn severity(rule: &str, verdict: Verdict) -> Severity {
    let of_verdict = match verdict {
        Verdict::Confirmed => Severity::Error,
        Verdict::Possible => Severity::Warning,
        Verdict::Unverifiable => Severity::Note,
    };
    let at_most = AT_MOST.iter().find(|(name, _)| *name == rule).map_or(Severity::Error, |(_, most)| *most);
    of_verdict.min(at_most)
}
