//! The texts of a sheet: by the label before them, else by their voice and their order.

use super::panels::Rated;
use super::scales::Scale;
use super::scan::{Item, Piece, What};
use crate::profile::{LabelId, TextOrder};
use crate::recognise::raw::{Printed, RawNarrative, RawSheet};
use crate::recognise::text::label::fold;
use crate::sheet::{Assessor, NarrativeRole};

/// Trust in a text right behind its label.
const BEHIND: f64 = 0.93;
/// Trust in a role that voice and place suggest together.
const VOICE: f64 = 0.8;
/// Trust in a role that only the order suggests.
const ORDER: f64 = 0.6;

/// Shortest text that is taken as a narrative where no label stands before it, in characters.
const SHORTEST: usize = 12;

/// Fills the narratives; `taken` are the items that other parts of the form used.
pub fn fill(items: &[Item], page: u32, order: &TextOrder, rated: &Rated, taken: &[usize], sheet: &mut RawSheet) {
    let mut left = Vec::new();
    let mut reasons: Vec<(Scale, Printed)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        if taken.contains(&at) || !matches!(item.what, What::Text(_)) {
            continue;
        }
        if items.get(at + 1).is_some_and(|n| n.what == What::Label(LabelId::Title)) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|b| items.get(b).map(|i| (b, &i.what)));
        let role = match before {
            _ if is_impact(items, at) => Some(NarrativeRole::Impact),
            Some((_, What::Label(LabelId::Results))) => Some(NarrativeRole::Results),
            Some((_, What::Label(LabelId::Future))) => Some(NarrativeRole::Future),
            Some((_, What::Label(LabelId::Council))) => Some(NarrativeRole::CouncilOpinion),
            _ => None,
        };
        if let Some(role) = role {
            push(sheet, role, text(item, page, BEHIND));
            continue;
        }
        let row = |index: usize| rated.marks.rows.iter().find(|(_, (i, _))| *i == index).map(|(s, _)| *s);
        let scale = before.and_then(|(b, what)| match what {
            What::Boxes(_) => row(b),
            What::Label(LabelId::Effectiveness | LabelId::Employment) => rated.marks.criteria.get(&b).copied(),
            _ => None,
        });
        match scale.filter(|s| *s != Scale::Achievement) {
            // The direction's row has no text of its own: voice decides.
            Some(Scale::Direction) | None => left.push(at),
            Some(scale) if opinion(item, order) != committee(scale) => left.push(at),
            // Points of a list are seldom a reason.
            Some(scale) if item.piece.text.starts_with('●') => reasons.push((scale, text(item, page, VOICE))),
            Some(scale) => reasons.push((scale, text(item, page, BEHIND))),
        }
    }
    let direction = rated.marks.rows.get(&Scale::Direction).map(|(i, _)| *i);
    guess(items, page, order, &left, direction, &mut reasons, sheet);
    for (scale, text) in reasons {
        place(scale, text, sheet);
    }
    alone(sheet);
}

fn committee(scale: Scale) -> bool {
    matches!(scale, Scale::CommitteeEffectiveness | Scale::CommitteeEmployment)
}

fn is_impact(items: &[Item], at: usize) -> bool {
    let flag = |item: &Item| item.flag().is_some();
    let own = items.get(at).is_some_and(|i| flag(i) && i.piece.text.chars().count() > 3);
    let before = at.checked_sub(1).and_then(|b| items.get(b));
    own || before.is_some_and(|b| b.what == What::Label(LabelId::CovidState))
        && items.get(at).is_some_and(|i| i.piece.text.contains(['。', '．', '，', '、']))
        || before.is_some_and(|b| flag(b) && b.piece.text.chars().count() == 1)
            && at.checked_sub(2).and_then(|b| items.get(b)).is_some_and(|i| i.what == What::Label(LabelId::CovidState))
}

/// A narrative without the flag before it.
fn text(item: &Item, page: u32, trust: f64) -> Printed {
    let mut whole = item.piece.printed(page, trust);
    if let What::Text(lines) = &item.what {
        let words: Vec<&Piece> = lines.iter().flatten().collect();
        if let [flag, next, ..] = words.as_slice()
            && flag.is_flag()
        {
            let skip = next.start.saturating_sub(item.piece.start);
            let piece =
                Piece { text: item.piece.text.chars().skip(skip).collect(), start: next.start, ..item.piece.clone() };
            whole.places = vec![piece.place(page)];
            whole.text = piece.text;
        }
    }
    whole
}

/// Whether the text asks for something, as the committees do.
fn opinion(item: &Item, order: &TextOrder) -> bool {
    let end = item.piece.text.trim_end().trim_end_matches('。');
    let joined: String = end.chars().filter(|c| !c.is_whitespace()).collect();
    order.opinion_endings.iter().any(|e| joined.ends_with(e.as_str()))
}

/// Texts of issues are sure where other sheets print them too: several projects answer one issue.
pub fn bear_out(sheets: &mut [RawSheet]) {
    let listed = |n: &RawNarrative| {
        matches!(n.role, NarrativeRole::Issue | NarrativeRole::Other) && n.text.text.starts_with('●')
    };
    let texts = sheets.iter().flat_map(|s| &s.narratives).filter(|n| listed(n));
    let known: Vec<(String, bool)> = texts.map(|n| (fold(&n.text.text), n.role == NarrativeRole::Issue)).collect();
    for sheet in sheets {
        let has = sheet.narratives.iter().any(|n| n.role == NarrativeRole::Issue);
        for narrative in sheet.narratives.iter_mut().filter(|n| listed(n)) {
            let text = fold(&narrative.text.text);
            let alike: Vec<bool> = known.iter().filter(|(t, _)| *t == text).map(|(_, issue)| *issue).collect();
            if alike.len() > 1 && alike.contains(&true) && (narrative.role == NarrativeRole::Issue || !has) {
                narrative.role = NarrativeRole::Issue;
                narrative.text.confidence = narrative.text.confidence.max(BEHIND);
            }
        }
    }
}

/// Texts without a label before them.
fn guess(
    items: &[Item],
    page: u32,
    order: &TextOrder,
    left: &[usize],
    direction: Option<usize>,
    reasons: &mut Vec<(Scale, Printed)>,
    sheet: &mut RawSheet,
) {
    let has = |sheet: &RawSheet, role: NarrativeRole| sheet.narratives.iter().any(|n| n.role == role);
    let head = items.iter().position(|i| i.what == What::Label(LabelId::Issue));
    let near = |at: usize| direction.is_some_and(|d| at > d && at - d <= 3);
    for at in left {
        let Some(item) = items.get(*at) else { continue };
        if item.piece.text.chars().count() < SHORTEST {
            continue;
        }
        let behind_head = head.is_some_and(|h| *at > h);
        let (role, trust) = if item.piece.text.starts_with('●') && behind_head && !has(sheet, NarrativeRole::Issue) {
            (NarrativeRole::Issue, VOICE)
        } else if opinion(item, order) {
            let council = near(*at) && !has(sheet, NarrativeRole::CouncilOpinion);
            (if council { NarrativeRole::CouncilOpinion } else { NarrativeRole::Opinion }, VOICE)
        } else if near(*at) && !has(sheet, NarrativeRole::Future) {
            (NarrativeRole::Future, VOICE)
        } else if behind_head && !has(sheet, NarrativeRole::Results) {
            (NarrativeRole::Results, VOICE)
        } else {
            let free = [Scale::DepartmentEffectiveness, Scale::DepartmentEmployment];
            match free.into_iter().find(|s| !reasons.iter().any(|(r, _)| r == s)) {
                // Points of a list are no reason.
                Some(scale) if item.piece.text.contains('。') && !item.piece.text.starts_with('●') => {
                    reasons.push((scale, text(item, page, ORDER)));
                    continue;
                }
                _ if item.piece.text.contains('。') => (NarrativeRole::Other, ORDER),
                _ => continue,
            }
        };
        push(sheet, role, text(item, page, trust));
    }
}

fn push(sheet: &mut RawSheet, role: NarrativeRole, text: Printed) {
    let text = whole(text);
    sheet.narratives.push(RawNarrative { role, label: None, fiscal_year: None, text });
}

/// A reason beside a criterion without one may hold both.
fn alone(sheet: &mut RawSheet) {
    for panel in sheet.panels.iter_mut().filter(|p| p.criteria.iter().any(|c| c.reason.is_none())) {
        for reason in panel.criteria.iter_mut().filter_map(|c| c.reason.as_mut()) {
            reason.confidence = reason.confidence.min(VOICE);
        }
    }
}

/// A text that breaks off in a sentence may have lost its end to another block.
fn whole(mut text: Printed) -> Printed {
    let closed = text.text.ends_with(['。', '．', '）', ')', '」', '】']) || ends_in_figure(&text.text);
    if !text.text.is_empty() && !closed {
        text.confidence = text.confidence.min(VOICE);
    }
    text
}

/// Whether the last line is a whole one such as `参加率：83%`: a figure with its unit.
fn ends_in_figure(text: &str) -> bool {
    let last = text.lines().last().map(fold).unwrap_or_default();
    let Some((_, figure)) = last.rsplit_once(':') else { return false };
    let unit = figure.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
    unit.len() < figure.len() && (1..=3).contains(&unit.chars().count())
}

/// A reason goes to its criterion, an opinion of the committee stands by itself.
fn place(scale: Scale, text: Printed, sheet: &mut RawSheet) {
    let text = whole(text);
    let index = usize::from(matches!(scale, Scale::DepartmentEmployment | Scale::CommitteeEmployment));
    if committee(scale) {
        push(sheet, NarrativeRole::Opinion, text);
        return;
    }
    let panel = sheet.panels.iter_mut().find(|p| p.assessor == Assessor::Department);
    match panel.and_then(|p| p.criteria.get_mut(index)) {
        Some(criterion) if criterion.reason.is_none() => criterion.reason = Some(text),
        _ => push(sheet, NarrativeRole::Reason, text),
    }
}

#[cfg(test)]
mod tests {
    use super::ends_in_figure;

    #[test]
    fn a_text_may_end_in_a_figure_with_its_unit() {
        assert!(ends_in_figure("講座を開いた。\n参加率：83％"));
        assert!(ends_in_figure("参加者：1,204人"));
        for cut in ["参加率：", "参加者：12", "講座を開い", "内訳：12人のうち市内に住"] {
            assert!(!ends_in_figure(cut), "{cut}");
        }
    }
}
