//! Decisions held against a document.

use super::decision::{Answer, Decision, Judged, Review};
use crate::recognise::assemble::{Wanted, correct};
use crate::sheet::{At, Correction, Document, Finding, Message, Outcome, Settled};
use std::collections::BTreeMap;

/// Leaves out the findings that were decided about, corrects what is to be corrected and has the document judged
/// `again` as long as that brings up what was decided about, too. Gives what became of the decisions that are about
/// this document, by fingerprint.
pub fn settle(review: &Review, document: &mut Document, again: &dyn Fn(&mut Document)) -> Vec<Settled> {
    if review.is_empty() {
        return Vec::new();
    }
    let mut met: BTreeMap<&str, (Outcome, Option<Message>)> = BTreeMap::new();
    loop {
        let mut changed = false;
        for (decision, finding) in holding(review, &document.findings) {
            let fingerprint = decision.fingerprint.as_str();
            if decision.decision != Answer::Correct {
                met.insert(fingerprint, (Outcome::Settled, None));
            } else if !met.contains_key(fingerprint) {
                let outcome = match correct(document, &wanted(decision, &finding)) {
                    Ok(corrected) => {
                        changed |= corrected;
                        (Outcome::Corrected, None)
                    }
                    Err(why) => (Outcome::Refused, Some(about(&finding, &why))),
                };
                met.insert(fingerprint, outcome);
            }
        }
        if !changed {
            break;
        }
        again(document);
    }
    leave_out(review, document, &mut met);
    for decision in corrected_before(review, document) {
        met.entry(decision.fingerprint.as_str()).or_insert((Outcome::Corrected, None));
    }
    let settled =
        |(fingerprint, (outcome, note)): (&str, _)| Settled { fingerprint: fingerprint.to_owned(), outcome, note };
    met.into_iter().map(settled).collect()
}

/// The findings about which a decision holds.
fn holding<'a>(review: &'a Review, findings: &[Finding]) -> Vec<(&'a Decision, Finding)> {
    let holds = |finding: &Finding| match judge(review, finding) {
        Some(Judged::Holds(decision)) => Some((decision, finding.clone())),
        _ => None,
    };
    findings.iter().filter_map(holds).collect()
}

fn judge<'a>(review: &'a Review, finding: &Finding) -> Option<Judged<'a>> {
    let recomputed = finding.recomputed.as_deref();
    review.judge(&finding.fingerprint, &finding.printed, recomputed, || finding.evidence())
}

/// Leaves out what was accepted or rejected and is what it was then.
fn leave_out<'a>(review: &'a Review, document: &mut Document, met: &mut BTreeMap<&'a str, (Outcome, Option<Message>)>) {
    document.findings.retain(|finding| match judge(review, finding) {
        None => true,
        Some(Judged::Holds(decision)) => decision.decision == Answer::Correct,
        Some(Judged::Changed(decision, why)) => {
            // A value that was corrected may still be disputed, by other figures.
            let corrected = met.get(decision.fingerprint.as_str()).is_some_and(|(o, _)| *o == Outcome::Corrected);
            if !corrected {
                met.insert(decision.fingerprint.as_str(), (Outcome::Reopened, Some(about(finding, &why))));
            }
            true
        }
    });
}

fn about(finding: &Finding, why: &Message) -> Message {
    let (rule, fingerprint) = (finding.rule, &finding.fingerprint);
    Message { ja: format!("{rule} ({fingerprint}): {}", why.ja), en: format!("{rule} ({fingerprint}): {}", why.en) }
}

fn wanted<'a>(decision: &'a Decision, finding: &'a Finding) -> Wanted<'a> {
    Wanted {
        pointer: &finding.field,
        printed: &finding.printed,
        recomputed: finding.recomputed.as_deref(),
        to: decision.corrected_to.as_deref().unwrap_or_default(),
        by: decision.by.as_deref().unwrap_or_default(),
        on: decision.on.as_deref(),
        reason: decision.reason.as_deref(),
    }
}

/// The corrections that a document already had when it was read.
fn corrected_before<'a>(review: &'a Review, document: &mut Document) -> Vec<&'a Decision> {
    let mut found: Vec<(String, Correction)> = Vec::new();
    document.each_value(&mut |_: At, mut value| {
        if let Some(correction) = value.correction().cloned() {
            found.push((value.printed().clone(), correction));
        }
    });
    let is_told = |decision: &&Decision| {
        let same = |(printed, correction): &(String, Correction)| {
            printed.contains(&decision.printed)
                && Some(&correction.by) == decision.by.as_ref()
                && correction.on == decision.on
                && correction.reason == decision.reason
        };
        decision.decision == Answer::Correct && found.iter().any(same)
    };
    review.iter().filter(is_told).collect()
}
