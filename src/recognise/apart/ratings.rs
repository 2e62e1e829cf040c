//! Ratings by their labels, or, away from them, by the words that label and rating share.

use super::items::Form;
use super::lines::Line;
use super::{FITS, SURE};
use crate::normalise;
use crate::profile::{RatingRule, RatingSlot};
use crate::recognise::raw::{Printed, RawBox, RawCriterion, RawMarks, RawPanel, RawSheet};
use crate::sheet::Assessor;

/// Lines after a label on which its letter may stand alone.
const NEAR: usize = 2;

/// Reads the ratings of a record.
pub fn read(lines: &[Line], form: &Form, raw: &mut RawSheet) {
    let mut free: Vec<(usize, String)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let letter = letter(&line.text);
        // Letters in their order explain a scale.
        let follows = |a: Option<String>, b: Option<String>| {
            a.zip(b).is_some_and(|(a, b)| a.bytes().next().map(|a| a + 1) == b.bytes().next())
        };
        let at = |j: usize| lines.get(j).and_then(|l| self::letter(&l.text));
        let scale = follows(i.checked_sub(1).and_then(at), letter.clone()) || follows(letter.clone(), at(i + 1));
        if let Some(letter) = letter.filter(|_| !scale) {
            free.push((i, letter));
        }
    }
    let mut criteria = Vec::new();
    for rule in &form.rule.ratings {
        let Some((at, wording)) = label(lines, rule, form) else { continue };
        let Some(line) = lines.get(at) else { continue };
        let rest = form.labels.lexicon.leads(&line.text, &rule.label).unwrap_or(wording.chars().count());
        let behind = line.words().into_iter().find(|(from, w)| *from >= rest && letter(w).is_some());
        let found = match behind {
            Some((from, _)) => {
                let printed = line.part(from..line.text.chars().count(), SURE);
                letter(&printed.text).map(|l| (l, printed))
            }
            None => {
                let near = free.iter().position(|(i, _)| *i > at && *i <= at + NEAR);
                let alike = || best(&free, lines, &wording);
                let lone = || only(&free, lines, at);
                let pick = near.map(|p| (p, SURE)).or_else(|| alike().or_else(lone).map(|p| (p, FITS)));
                pick.and_then(|(p, confidence)| {
                    let (i, letter) = (p < free.len()).then(|| free.remove(p))?;
                    Some((letter, lines.get(i)?.whole(confidence)))
                })
            }
        };
        if let Some((letter, printed)) = found {
            put(rule, &wording, letter, printed, raw, &mut criteria);
        }
    }
    if !criteria.is_empty() {
        let assessor = Assessor::Department;
        raw.panels.push(RawPanel { assessor, criteria, achievement_points: None, total: None, grade: None });
    }
}

/// The line of a rating's label, and the label.
fn label(lines: &[Line], rule: &RatingRule, form: &Form) -> Option<(usize, String)> {
    let is =
        |l: &&Line| form.labels.is(&l.text, &rule.label) || form.labels.lexicon.leads(&l.text, &rule.label).is_some();
    // The longest is the label with its scale; a shorter one may be the head of a column.
    let at = (0..lines.len())
        .filter(|i| lines.get(*i).is_some_and(|l| is(&l)))
        .max_by_key(|i| lines.get(*i).map_or(0, |l| l.text.chars().count()))?;
    let text = &lines.get(at)?.text;
    let taken = form.labels.lexicon.leads(text, &rule.label).unwrap_or_else(|| text.chars().count());
    Some((at, text.chars().take(taken).collect()))
}

/// The free rating that shares most with a label.
fn best(free: &[(usize, String)], lines: &[Line], label: &str) -> Option<usize> {
    let shared = |i: usize| {
        let chars: Vec<char> = lines.get(i).map(|l| l.text.chars().skip(2).collect()).unwrap_or_default();
        chars.windows(2).filter(|w| label.contains(&w.iter().collect::<String>())).count()
    };
    let all: Vec<usize> = free.iter().map(|(i, _)| shared(*i)).collect();
    let most = all.iter().copied().max().filter(|m| *m > 0)?;
    let mut found = (0..all.len()).filter(|p| all.get(*p) == Some(&most));
    found.next().filter(|_| found.next().is_none())
}

/// The only letter that stands alone on the page of a label.
fn only(free: &[(usize, String)], lines: &[Line], at: usize) -> Option<usize> {
    let page = lines.get(at)?.page;
    let alone = |i: &usize| lines.get(*i).is_some_and(|l| l.page == page && l.text.trim().chars().count() == 1);
    let mut found = free.iter().enumerate().filter(|(_, (i, _))| alone(i)).map(|(p, _)| p);
    found.next().filter(|_| found.next().is_none())
}

/// The letter of `C`, `E:ほぼすべての目標が未達成であった`.
fn letter(text: &str) -> Option<String> {
    let folded = normalise::fold(text);
    let mut chars = folded.chars();
    let letter = chars.next().filter(|c| matches!(c, 'S' | 'A'..='F'))?;
    chars.next().is_none_or(|c| c == ':').then(|| letter.to_string())
}

fn put(
    rule: &RatingRule,
    label: &str,
    letter: String,
    printed: Printed,
    raw: &mut RawSheet,
    criteria: &mut Vec<RawCriterion>,
) {
    let marks = RawMarks { boxes: vec![RawBox { value: letter, marked: true, printed }] };
    match rule.slot {
        RatingSlot::Achievement => raw.achievement = Some(marks),
        RatingSlot::Rating => raw.rating = Some(marks),
        RatingSlot::Status => raw.status = Some(marks),
        RatingSlot::Direction => raw.direction = Some(marks),
        RatingSlot::Criterion => criteria.push(RawCriterion {
            name: normalise::text(label),
            level: Some(marks),
            points: None,
            weight: None,
            reason: None,
        }),
        RatingSlot::Total | RatingSlot::Grade => {}
    }
}
