//! The sums that a table shows: which lines are totals of which, told by their labels and by their figures.
//!
//! What a total is made of is nowhere written; the label says that it is one, and the positions where the
//! figures add up say of what. Only where all other positions close is the one that does not an error.

use super::lines::{Figure, Line};
use rust_decimal::Decimal;

/// The most lines that a total is looked for over.
const FARTHEST: usize = 40;
/// The most lines of a list of where money comes from.
const SOURCES: usize = 12;
/// Endings of a total's label.
const TOTALS: &[&str] = &["計", "総額", "総コスト", "総事業費", "トータルコスト", "フルコスト"];
/// What stands before 計 in words that are no totals (会計, 推計).
const NO_TOTALS: &[char] = &['会', '推', '統', '設', '累', '家', '時', '集'];
/// Beginnings of a line that is already part of the one above it.
const WITHIN: &[&str] = &["うち", "(うち", "内訳", "再掲", "(再掲", "内,", "※"];
/// The line that ends a list of where the money comes from (財源内訳).
const LAST_SOURCE: &str = "一般財源";
/// Words in the label of what such a list adds up to.
const FINANCED: &[&str] = &["費", "額", "計", "コスト", "決算", "予算"];

/// A line with the sign that it is counted with.
type Part = (usize, bool);

/// A printed total that its parts do not give.
pub(super) struct Mismatch<'a, 'b> {
    /// The total.
    pub(super) total: &'b Figure<'a>,
    /// Its parts; `false` for what is taken away.
    pub(super) parts: Vec<(&'b Figure<'a>, bool)>,
    /// Whether the structure is beyond doubt.
    pub(super) proven: bool,
}

impl Mismatch<'_, '_> {
    /// What the parts add up to.
    pub(super) fn sum(&self) -> Decimal {
        sum(&self.parts)
    }

    /// `20 + 15 = 35（印字 36）`.
    pub(super) fn working(&self) -> String {
        let mut shown = String::new();
        for (figure, plus) in &self.parts {
            let sign = if !plus {
                " - "
            } else if shown.is_empty() {
                ""
            } else {
                " + "
            };
            shown.push_str(sign);
            shown.push_str(&figure.number.normalize().to_string());
        }
        format!("{shown} = {}（印字 {}）", self.sum().normalize(), self.total.number.normalize())
    }
}

fn sum(parts: &[(&Figure, bool)]) -> Decimal {
    parts.iter().map(|(f, plus)| if *plus { f.number } else { -f.number }).sum()
}

/// The totals among lines that their parts do not give.
pub(super) fn mismatches<'a, 'b>(lines: &'b [Line<'a>]) -> Vec<Mismatch<'a, 'b>> {
    let mut found = Vec::new();
    for total in 0..lines.len() {
        let judged: Vec<Judged> =
            candidates(lines, total).iter().filter_map(|parts| judge(lines, total, parts)).collect();
        // One explanation under which every position closes is enough.
        if judged.iter().any(|j| j.failed.is_empty() && j.near.is_empty() && j.closed > 0) {
            continue;
        }
        let best = judged.into_iter().max_by_key(|j| (j.closed, std::cmp::Reverse(j.failed.len())));
        let Some(best) = best.filter(|j| j.closed > 0) else { continue };
        let proven = best.closed > 1 && best.failed.len() == 1 && best.near.is_empty() && best.unjudged == 0;
        match (best.failed.as_slice(), best.near.as_slice()) {
            ([_], _) | ([], [_]) => {}
            (failed, _) if best.closed >= 4 * failed.len().max(1) => {}
            _ => continue,
        }
        let wrong = if best.failed.is_empty() { best.near } else { best.failed };
        for (total, parts) in wrong {
            found.push(Mismatch { total, parts, proven });
        }
    }
    let right = |f: &Figure| found.iter().find(|w| w.total.spot.pointer == f.spot.pointer).map(Mismatch::sum);
    let signed = |(f, plus): &(&Figure, bool)| {
        let signed = |number: Decimal| if *plus { number } else { -number };
        (signed(f.number), right(f).map(signed))
    };
    let is_right = |f: &Mismatch| follows(f.parts.iter().map(signed), f.total.number, Decimal::ZERO);
    let follows: Vec<bool> = found.iter().map(is_right).collect();
    found.into_iter().zip(follows).filter(|(_, follows)| !follows).map(|(f, _)| f).collect()
}

/// Whether a total is right once those of its parts are put right that are wrong totals themselves. Of each part:
/// what is printed, and where that is a wrong total, its sum.
pub(super) fn follows(parts: impl Iterator<Item = (Decimal, Option<Decimal>)>, total: Decimal, slack: Decimal) -> bool {
    let mut mended = false;
    let sum: Decimal = parts
        .map(|(printed, right)| {
            mended |= right.is_some();
            right.unwrap_or(printed)
        })
        .sum();
    mended && (sum - total).abs() <= slack
}

/// How a total and its parts agree by position.
#[derive(Default)]
struct Judged<'a, 'b> {
    closed: usize,
    failed: Vec<(&'b Figure<'a>, Vec<(&'b Figure<'a>, bool)>)>,
    /// Off by no more than the rounding of figures that are printed in thousands.
    near: Vec<(&'b Figure<'a>, Vec<(&'b Figure<'a>, bool)>)>,
    unjudged: usize,
}

fn judge<'a, 'b>(lines: &'b [Line<'a>], total: usize, parts: &[Part]) -> Option<Judged<'a, 'b>> {
    let mut judged = Judged::default();
    for (at, figure) in lines.get(total)?.figures.iter().enumerate() {
        let Some(figure) = figure else { continue };
        // Shares add up to a hundred; other rates are no sums.
        if figure.unit == Some("%") && figure.number != Decimal::ONE_HUNDRED {
            judged.unjudged += 1;
            continue;
        }
        // What a part counts whose digits make no number is not known.
        if parts.iter().any(|(i, _)| lines.get(*i).is_some_and(|l| l.broken.contains_key(&at))) {
            judged.unjudged += 1;
            continue;
        }
        let all = parts
            .iter()
            .map(|(i, plus)| (lines.get(*i).and_then(|l| l.figures.get(at)).and_then(Option::as_ref), *plus));
        let printed: Vec<(&Figure, bool)> = all.clone().filter_map(|(f, plus)| f.map(|f| (f, plus))).collect();
        let whole = printed.len() == parts.len();
        let same = printed.iter().all(|(f, _)| f.unit == figure.unit);
        if printed.is_empty() || !same {
            judged.unjudged += 1;
            continue;
        }
        let off = (sum(&printed) - figure.number).abs();
        // Figures with decimals, or in thousands, may each be off by half of their last digit.
        let rounded =
            if figure.decimals == 0 { Decimal::ZERO } else { half(figure.decimals) * Decimal::from(printed.len() + 1) };
        if off.is_zero() || (figure.decimals > 0 && off <= rounded) {
            judged.closed += usize::from(!figure.number.is_zero());
        } else if !whole {
            judged.unjudged += 1;
        } else if off <= rounded {
            judged.near.push((figure, printed));
        } else {
            judged.failed.push((figure, printed));
        }
    }
    Some(judged)
}

/// Half of the last digit of a figure with so many decimals.
fn half(decimals: i32) -> Decimal {
    match u32::try_from(decimals) {
        Ok(places) => Decimal::new(5, (places + 1).min(28)),
        Err(_) => {
            let zeros = decimals.unsigned_abs().saturating_sub(1).min(20);
            10_i64.checked_pow(zeros).map_or(Decimal::ZERO, |scale| Decimal::from(scale) * Decimal::from(5))
        }
    }
}

/// What a line may be the sum of.
fn candidates(lines: &[Line], total: usize) -> Vec<Vec<Part>> {
    let Some(line) = lines.get(total).filter(|l| !l.settled) else { return Vec::new() };
    let mut out = Vec::new();
    if is_difference(&line.label) {
        let near = total.saturating_sub(3)..total;
        let pairs = near.clone().flat_map(|a| near.clone().map(move |b| (a, b))).filter(|(a, b)| a != b);
        out.extend(pairs.map(|(a, b)| vec![(a, true), (b, false)]));
        return out;
    }
    if let Some(parts) = by_letters(lines, total) {
        return vec![parts];
    }
    if is_total(&line.label) {
        above(lines, total, |_| true, &mut out);
        if lines.iter().any(|l| l.inner) {
            above(lines, total, |l| !l.inner, &mut out);
        }
    }
    out.extend(sources(lines, total));
    out.retain(|parts| parts.len() > 1);
    out
}

/// Lines above a total: those since the total before it, the totals themselves, or the last total and what follows it.
fn above(lines: &[Line], total: usize, is_meant: fn(&Line) -> bool, out: &mut Vec<Vec<Part>>) {
    let counted = |i: &usize| {
        lines.get(*i).is_some_and(|l| is_meant(l) && !is_within(&l.label) && l.figures.iter().any(Option::is_some))
    };
    let summed = |i: &usize| lines.get(*i).is_some_and(|l| is_total(&l.label));
    let before: Vec<usize> = (total.saturating_sub(FARTHEST)..total).filter(counted).collect();
    let since = before.iter().rposition(&summed).map_or(0, |p| p + 1);
    for from in since..before.len() {
        out.push(before.iter().skip(from).map(|i| (*i, true)).collect());
    }
    let rest: Vec<Part> = before.iter().skip(since).map(|i| (*i, true)).collect();
    let totals: Vec<usize> = before.iter().copied().filter(summed).collect();
    for from in 0..totals.len() {
        out.push(totals.iter().skip(from).map(|i| (*i, true)).chain(rest.iter().copied()).collect());
    }
}

/// The lines below one that say where its money comes from, up to 一般財源.
fn sources(lines: &[Line], total: usize) -> Option<Vec<Part>> {
    let label = &lines.get(total)?.label;
    if is_within(label) || label.contains(LAST_SOURCE) || !FINANCED.iter().any(|w| label.contains(w)) {
        return None;
    }
    let below = (total + 1..lines.len()).take(SOURCES);
    let last =
        below.clone().find(|i| lines.get(*i).is_some_and(|l| l.label.contains(LAST_SOURCE) && !is_within(&l.label)))?;
    let unit = |i: usize| lines.get(i).and_then(|l| l.figures.iter().flatten().next()).map(|f| f.unit);
    // A rate may stand between an amount and its sources.
    let listed = |i: &usize| unit(*i) == unit(total) && lines.get(*i).is_some_and(|l| !is_within(&l.label));
    Some((total + 1..=last).filter(listed).map(|i| (i, true)).collect())
}

/// The parts that a label names by signs: `総コスト(A+B)`, `(A)+(B)`, `総事業費③(①+②)`.
fn by_letters(lines: &[Line], total: usize) -> Option<Vec<Part>> {
    let label = &lines.get(total)?.label;
    let named = |sign: &char| {
        let found: Vec<usize> = (0..total).filter(|i| lines.get(*i).is_some_and(|l| bears(&l.label, *sign))).collect();
        found.last().map(|i| (*i, true))
    };
    let signs = summed_signs(label)?;
    let parts: Vec<Part> = signs.iter().filter_map(named).collect();
    (parts.len() == signs.len() && parts.len() > 1).then_some(parts)
}

/// The signs that a label adds up, letters or circled numbers; its own sign is not among them.
fn summed_signs(label: &str) -> Option<Vec<char>> {
    if !label.contains('+') || label.contains(['-', '/', '×', '÷']) {
        return None;
    }
    let is_sign = |c: &char| c.is_ascii_uppercase() || is_circled(*c);
    let terms: Vec<&str> = label.split('+').collect();
    // What stands before the first term may be the total's own sign.
    let signs = terms.iter().enumerate().map(|(i, term)| match i {
        0 => term.chars().rev().find(is_sign),
        _ => term.chars().find(is_sign),
    });
    signs.collect()
}

/// Whether a label says that its line goes by a sign.
fn bears(label: &str, sign: char) -> bool {
    let is_own = match is_circled(sign) {
        true => label.contains(sign),
        false => [format!("({sign})"), format!("[{sign}]"), format!("{sign}:")].iter().any(|s| label.contains(s)),
    };
    is_own && !label.contains('+')
}

fn is_circled(c: char) -> bool {
    ('①'..='⑳').contains(&c)
}

fn is_within(label: &str) -> bool {
    WITHIN.iter().any(|w| label.starts_with(w))
}

fn is_difference(label: &str) -> bool {
    ["増減", "差引", "差額"].iter().any(|w| label.contains(w)) && !label.contains('率')
}

/// Whether a label says that its line is a total. Remarks in brackets do not count.
fn is_total(label: &str) -> bool {
    let name = label.split(['(', '[', '【']).next().unwrap_or_default();
    let name = if name.is_empty() { label.trim_matches(['(', ')', '[', ']']) } else { name };
    if is_within(name) || !TOTALS.iter().any(|t| name.ends_with(t)) {
        return false;
    }
    let before = name.strip_suffix('計').and_then(|n| n.chars().last());
    !before.is_some_and(|c| NO_TOTALS.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::{bears, summed_signs};

    #[test]
    fn totals_name_their_parts_by_letters_and_circled_numbers() {
        let signs = |label: &str| summed_signs(label).map(|s| s.into_iter().collect::<String>());
        let named = ["総コスト(A+B)", "(A)+(B)", "総事業費①+②", "総事業費③(①+②)", "C=A+B", "計(①+②+③)"];
        let found = named.map(|label| signs(label).unwrap_or_default());
        assert_eq!(found, ["AB", "AB", "①②", "①②", "AB", "①②③"]);
        for label in ["総コスト", "国+都", "①-②+③", "単価(A+B)/C"] {
            assert_eq!(signs(label), None, "{label}");
        }
    }

    #[test]
    fn lines_go_by_the_sign_in_their_label() {
        assert!(bears("人件費(B)", 'B') && bears("事業費(千円)①", '①') && bears("②人件費", '②'));
        assert!(!bears("NPO費", 'B') && !bears("総事業費①+②", '①') && !bears("人件費②", '①'));
    }
}
