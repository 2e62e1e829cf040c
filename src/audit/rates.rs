//! The rates that a table shows beside their figures: 達成率 of 目標 and 実績, 執行率 of 予算 and 決算.

use super::lines::{Figure, Line};
use crate::rubric::{PrintedRate, Rounding};

/// The most lines between a rate and its figures.
const FARTHEST: usize = 4;
const RATES: &[&str] = &["達成率", "執行率"];
const WHOLES: &[&str] = &["目標", "計画", "予算"];
const PARTS: &[&str] = &["実績", "決算", "執行額", "支出済"];

/// A printed rate that its figures do not give.
pub(super) struct Mismatch<'a, 'b> {
    /// The rate.
    pub(super) rate: &'b Figure<'a>,
    /// With its figures.
    pub(super) printed: PrintedRate,
    /// What is divided, and by what.
    pub(super) of: [&'b Figure<'a>; 2],
    /// Whether the structure is beyond doubt.
    pub(super) proven: bool,
}

/// The positions of one rate line.
#[derive(Default)]
struct Judged<'a, 'b> {
    closed: usize,
    inverse: usize,
    failed: Vec<(&'b Figure<'a>, PrintedRate, [&'b Figure<'a>; 2])>,
}

/// The rates among lines that their figures do not give. Where less is better the rate may be turned around.
pub(super) fn mismatches<'a, 'b>(lines: &'b [Line<'a>]) -> Vec<Mismatch<'a, 'b>> {
    let judged: Vec<Judged> = (0..lines.len()).filter_map(|at| judge(lines, at)).collect();
    let closed: usize = judged.iter().map(|j| j.closed).sum();
    let mut found = Vec::new();
    for line in judged {
        let wrong = line.failed.len();
        if wrong != 1 || line.inverse > 0 || (line.closed == 0 && closed < 3) {
            continue;
        }
        let proven = line.closed > 1 || (line.closed == 1 && closed > 3);
        found.extend(line.failed.into_iter().map(|(rate, printed, of)| Mismatch { rate, printed, of, proven }));
    }
    found
}

fn judge<'a, 'b>(lines: &'b [Line<'a>], at: usize) -> Option<Judged<'a, 'b>> {
    let line = lines.get(at)?;
    let is_rate = |l: &Line| RATES.iter().any(|w| l.label.contains(w));
    if !is_rate(line) {
        return None;
    }
    let before = (at.saturating_sub(FARTHEST)..at).rev().filter_map(|i| lines.get(i));
    let own: Vec<&Line> = before.take_while(|l| !is_rate(l) && l.group == line.group).collect();
    let named = |words: &[&str]| own.iter().find(|l| words.iter().any(|w| l.label.contains(w))).copied();
    let (whole, part) = (named(WHOLES)?, named(PARTS)?);
    if whole.label == part.label {
        return None;
    }
    let mut judged = Judged::default();
    for (position, rate) in line.figures.iter().enumerate() {
        let at = |l: &'b Line<'a>| l.figures.get(position).and_then(Option::as_ref);
        let (Some(rate), Some(whole), Some(part)) = (rate.as_ref(), at(whole), at(part)) else { continue };
        if whole.unit != part.unit {
            continue;
        }
        let of = |p: &Figure, w: &Figure| PrintedRate::new(&rate.measured.quantity, p.number, w.number);
        let Some(printed) = of(part, whole) else { continue };
        let turned = of(whole, part).and_then(|r| r.rounding());
        match (printed.rounding(), turned) {
            (Some(Rounding::Usual), _) => judged.closed += 1,
            (_, Some(Rounding::Usual | Rounding::OneSided)) => judged.inverse += 1,
            (Some(_), _) => judged.failed.push((rate, printed, [part, whole])),
            (None, _) => {}
        }
    }
    Some(judged)
}
