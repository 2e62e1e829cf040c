//! The head of a sheet: what stands right after its labels.

use super::cells::{self, Sort};
use super::rules::Rules;
use super::scan::{Item, What};
use crate::profile::LabelId;
use crate::recognise::raw::{MISPLACED, Printed, RawSheet, RawSummaryRow};
use crate::recognise::text::label::fold;

/// Trust in what stands on the line of its label.
const BESIDE: f64 = 0.97;
/// Trust in what stands in the next block.
const BELOW: f64 = 0.92;
/// Trust in what only its place among other texts suggests.
const GUESSED: f64 = 0.8;
/// Characters from which on a line of text may be a whole one of the form.
const LINE: usize = 20;
/// Sheets that must differ from the list before the reading is thought to be wrong.
const SEVERAL: usize = 3;

/// Fills the head of a sheet; returns the items that it took.
pub fn fill(items: &[Item], page: u32, years: &[i32], rules: Rules<'_>, sheet: &mut RawSheet) -> Vec<usize> {
    let mut taken = Vec::new();
    let running = |at: usize| items.get(at).is_some_and(|i| rules.is_running(i));
    let mut after = |label: LabelId| {
        let (at, trust) = value(items, label)?;
        taken.push(at);
        let trust = if trust < BESIDE && (!rules.evidence.head || running(at)) { trust.min(GUESSED) } else { trust };
        let cut = label != LabelId::Issue && items.get(at + 1).is_some_and(goes_on);
        items
            .get(at)
            .map(|i| without_title(i, items.get(at + 1)).piece.printed(page, if cut { MISPLACED } else { trust }))
    };
    sheet.department = after(LabelId::Department);
    sheet.number = after(LabelId::Number);
    sheet.name = after(LabelId::Name);
    sheet.policy = after(LabelId::Policy);
    sheet.target_group = after(LabelId::TargetGroup);
    sheet.issue = after(LabelId::Issue);
    sheet.description = after(LabelId::Description);
    for (label, slot) in [(LabelId::TargetGroup, &mut sheet.target_group), (LabelId::Name, &mut sheet.name)] {
        if slot.is_none() && items.iter().any(|i| i.what == What::Label(label)) {
            *slot = Some(Printed { confidence: GUESSED, ..Printed::default() });
        }
    }
    let apart = if sheet.description.is_none() { description(items, &taken, &rules.order.plan_endings) } else { None };
    if let Some((at, only)) = apart {
        taken.push(at);
        let sure = only && rules.evidence.head && !at.checked_sub(1).and_then(|b| items.get(b)).is_some_and(unfinished);
        sheet.description = items.get(at).map(|i| i.piece.printed(page, if sure { BELOW } else { GUESSED }));
    }
    sheet.fiscal_year = fiscal_year(items, years);
    taken
}

/// Takes what the list page says as a second reading: what agrees is sure, and what often differs is
/// read from the wrong place.
pub fn confirm(sheets: &mut [RawSheet], rows: &[RawSummaryRow]) {
    for slot in [Slot::Name, Slot::Department, Slot::TargetGroup] {
        let pairs = |sheet: &RawSheet| {
            let row = rows.iter().find(|r| agree(&r.number, &sheet.number) == Some(true))?;
            agree(slot.of(sheet), slot.listed(row))
        };
        let agreed: Vec<Option<bool>> = sheets.iter().map(pairs).collect();
        let count = |wanted: bool| agreed.iter().filter(|a| **a == Some(wanted)).count();
        let misread = count(false) >= SEVERAL && count(false) > count(true);
        for (sheet, agreed) in sheets.iter_mut().zip(agreed) {
            let Some(printed) = slot.of_mut(sheet) else { continue };
            match agreed {
                Some(true) if printed.confidence > MISPLACED => printed.confidence = printed.confidence.max(0.99),
                _ if misread => printed.confidence = printed.confidence.min(GUESSED),
                _ => {}
            }
        }
    }
}

/// A field of the head that the list prints too.
#[derive(Clone, Copy)]
enum Slot {
    Name,
    Department,
    TargetGroup,
}

impl Slot {
    fn of(self, sheet: &RawSheet) -> &Option<Printed> {
        match self {
            Self::Name => &sheet.name,
            Self::Department => &sheet.department,
            Self::TargetGroup => &sheet.target_group,
        }
    }

    fn of_mut(self, sheet: &mut RawSheet) -> Option<&mut Printed> {
        match self {
            Self::Name => sheet.name.as_mut(),
            Self::Department => sheet.department.as_mut(),
            Self::TargetGroup => sheet.target_group.as_mut(),
        }
    }

    fn listed(self, row: &RawSummaryRow) -> &Option<Printed> {
        match self {
            Self::Name => &row.name,
            Self::Department => &row.department,
            Self::TargetGroup => &row.target_group,
        }
    }
}

/// Whether two readings print the same; `None` where one is missing.
fn agree(one: &Option<Printed>, other: &Option<Printed>) -> Option<bool> {
    let (one, other) = (fold(&one.as_ref()?.text), fold(&other.as_ref()?.text));
    (!one.is_empty() && !other.is_empty()).then_some(one == other)
}

/// The text after a label: on its line or in its block, else in the next block.
fn value(items: &[Item], label: LabelId) -> Option<(usize, f64)> {
    let at = items.iter().position(|i| i.what == What::Label(label))?;
    let (own, next) = (items.get(at)?, items.get(at + 1)?);
    if !matches!(next.what, What::Text(_)) || own.block != next.block && !may_be_value(items, at + 1) {
        return None;
    }
    let sentence = next.piece.text.contains('。');
    let narrative = matches!(label, LabelId::Description);
    if own.block == next.block {
        return Some((at + 1, BESIDE));
    }
    if sentence != narrative {
        return None;
    }
    // A text between two labels belongs to the first of them.
    let closed = items.get(at + 2).is_none_or(|i| !matches!(i.what, What::Text(_)));
    Some((at + 1, if closed || label == LabelId::Issue { BELOW } else { GUESSED }))
}

/// Whether a text apart from its label may be what the label asks for: no figures of a table, no flag, and not
/// the name of the plan over the title.
fn may_be_value(items: &[Item], at: usize) -> bool {
    let Some(item) = items.get(at) else { return false };
    let What::Text(lines) = &item.what else { return false };
    let figures = cells::rows(lines).iter().flatten().all(|c| c.sort != Sort::Text);
    !figures && item.flag().is_none() && items.get(at + 1).is_none_or(|n| n.what != What::Label(LabelId::Title))
}

/// A value without its last line where that is the name of the plan, which stands over the title.
fn without_title(item: &Item, next: Option<&Item>) -> Item {
    let mut own = item.clone();
    let title = next.is_some_and(|n| n.what == What::Label(LabelId::Title));
    let What::Text(lines) = &mut own.what else { return own };
    if let (true, Some(plan)) = (title && lines.len() > 1, lines.pop().as_ref().and_then(|l| l.first())) {
        let kept: String = own.piece.text.chars().take(plan.start.saturating_sub(own.piece.start)).collect();
        own.piece.text = kept.trim_end().to_string();
        own.piece.end = own.piece.start + own.piece.text.chars().count();
    }
    own
}

/// Whether a text goes on with the one before it.
fn goes_on(item: &Item) -> bool {
    matches!(item.what, What::Text(_)) && item.piece.text.starts_with(['（', '(', '※', '【'])
}

/// Whether a text breaks off in a sentence, which may go on in the next block.
fn unfinished(item: &Item) -> bool {
    matches!(item.what, What::Text(_))
        && item.piece.text.chars().count() > LINE
        && !item.piece.text.trim_end().ends_with(['。', '．', '）', ')', '」'])
}

/// The description where it stands apart: the text behind the issue that says what is planned, and whether
/// it is the only one there.
fn description(items: &[Item], taken: &[usize], endings: &[String]) -> Option<(usize, bool)> {
    let issue = items.iter().position(|i| i.what == What::Label(LabelId::Issue))?;
    let plans = |text: &str| {
        let end = text.trim_end().trim_end_matches(['。', '）', ')']);
        endings.iter().any(|e| end.ends_with(e.as_str()) || text.contains(&format!("{e}。")))
    };
    let plan = |item: &Item| {
        matches!(item.what, What::Text(_)) && !item.piece.text.starts_with('●') && plans(&item.piece.text)
    };
    let mut found = (issue + 1..items.len()).filter(|at| !taken.contains(at) && items.get(*at).is_some_and(plan));
    let at = found.next()?;
    Some((at, found.next().is_none()))
}

/// The year of the title, told apart from another era's by the year columns.
fn fiscal_year(items: &[Item], years: &[i32]) -> Option<i32> {
    let latest = years.iter().max().copied();
    let at = items.iter().position(|i| i.what == What::Label(LabelId::Title))?;
    let title: String = items.iter().skip(at).take(2).map(|i| fold(&i.piece.text)).collect();
    let title = title.split(']').next().unwrap_or_default();
    let number = title.split("対象").nth(1)?;
    let era = if number.contains("令和") { Some(2018) } else { number.contains("平成").then_some(1988) };
    let digits: String = number
        .chars()
        .skip_while(|c| !c.is_ascii_digit() && *c != '元')
        .take_while(|c| c.is_ascii_digit() || *c == '元')
        .collect();
    let count: i32 = if digits.starts_with('元') { 1 } else { digits.parse().ok()? };
    if count > 1900 {
        return Some(count);
    }
    match era {
        Some(start) => Some(start + count),
        None => [2018, 1988].iter().map(|s| s + count).find(|y| years.contains(y)).or(latest),
    }
}
