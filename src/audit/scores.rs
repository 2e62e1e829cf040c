//! How the scores of a sheet follow from each other, so that one slip is told once.
//!
//! Letter → points → total → overall letter. A figure that fits what an accused figure should
//! have been is not accused as well.

use super::context::Context;
use crate::rubric::{Certainty, Figures, Outcome, Reason, Rubric, figures};
use crate::sheet::{Criterion, Field, Panel, Sheet, Value};
use rust_decimal::Decimal;
use std::sync::OnceLock;

/// Parts beyond which mixtures of printed and right figures are not tried.
const MAX_PARTS: usize = 8;

/// The marked letters of a field: none, one, or several.
pub(super) fn letters(field: &Field) -> Vec<String> {
    match &field.value {
        Some(Value::Text(text)) => vec![letter(text)],
        Some(Value::Several(all)) => all.iter().map(|t| letter(t)).collect(),
        _ => Vec::new(),
    }
}

/// The one marked letter of a field.
pub(super) fn one_letter(field: Option<&Field>) -> Option<String> {
    field?.as_text().map(letter)
}

fn letter(text: &str) -> String {
    super::text::squeeze(text).to_uppercase()
}

/// The printed points of a field.
pub(super) fn points(field: Option<&Field>) -> Option<Decimal> {
    field?.as_number()
}

/// What the rules give for a sheet.
pub(super) struct Rated<'a> {
    /// The figures that are rated.
    pub(super) figures: Figures<'a>,
    /// What the rules give for them.
    pub(super) outcome: Outcome,
}

/// What follows for a sheet, worked out once: nearly every rule asks.
#[derive(Default)]
pub(super) struct Worked<'a> {
    rated: OnceLock<Option<Rated<'a>>>,
    points: OnceLock<Vec<Decimal>>,
}

/// Works out what follows for a sheet.
pub(super) fn work_out(context: &Context, index: usize) {
    rated(context, index);
    right_points(context, index);
}

/// What the rules give for the sheet of that index; `None` where it has no rated indicator, or several.
pub(super) fn rated<'c, 'a>(context: &'c Context<'a>, index: usize) -> Option<&'c Rated<'a>> {
    context.worked.get(index)?.rated.get_or_init(|| rate(context, index)).as_ref()
}

fn rate<'a>(context: &Context<'a>, index: usize) -> Option<Rated<'a>> {
    let rubric = context.rubric?;
    let sheet = context.document.sheets.get(index)?;
    let all = figures(sheet, context.year_of(sheet), rubric);
    let [only] = all.as_slice() else { return None };
    let outcome = only.outcome(rubric, sheet.indicators.get(only.indicator)?);
    Some(Rated { figures: *only, outcome })
}

impl Rated<'_> {
    /// The letters that would be right instead of `printed`, where `printed` is not among them.
    pub(super) fn instead_of(&self, printed: &str) -> Option<&[String]> {
        (self.outcome.allows(printed) == Some(false)).then_some(&self.outcome.grades)
    }

    /// Whether one letter follows, whatever reading is taken.
    pub(super) fn is_exact(&self) -> bool {
        self.outcome.certainty == Certainty::Exact
    }

    /// Whether the possible letters are all that any reading of the figures gives.
    pub(super) fn is_settled(&self) -> bool {
        let every_reading =
            [Reason::RoundingAtEdge, Reason::PreviousUnknown, Reason::TargetIsRange, Reason::ActualIsZero];
        match self.outcome.certainty {
            Certainty::Exact => true,
            Certainty::Open(reason) => every_reading.contains(&reason),
            Certainty::Unverifiable(_) => false,
        }
    }

    /// Whether the letter was missed only because the actual fell.
    pub(super) fn is_decline(&self, printed: &str, rubric: &Rubric) -> bool {
        let conditional = rubric.conditional_grades().any(|(grade, _)| grade == printed);
        conditional && self.would_be(rubric).as_deref() == Some(printed)
    }

    /// The letter that the ratio alone would give, had the actual not fallen.
    fn would_be(&self, rubric: &Rubric) -> Option<String> {
        let target = &self.figures.target?.1.quantity;
        let actual = &self.figures.actual?.1.quantity;
        rubric.grade_of(target, actual, Some(actual)).grade().map(str::to_owned)
    }
}

/// Whether the sheet's letter was moved by an adjustment.
pub(super) fn is_adjusted(sheet: &Sheet) -> bool {
    let adjustment = sheet.assessment.as_ref().and_then(|a| a.adjustment.as_ref());
    adjustment.and_then(Field::as_flag) == Some(true)
}

/// Weight of a criterion: what the form prints, else what the rubric says.
pub(super) fn weight(context: &Context, criterion: &Criterion) -> Option<Decimal> {
    let of_rubric = || context.rubric.and_then(|r| r.weight(&criterion.name));
    criterion.weight.or_else(of_rubric).map(Decimal::from)
}

/// A part of a total: what is printed, and what it should have been.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// As printed.
    pub(super) printed: Option<Decimal>,
    /// What the letter or the mark gives; several where several are marked; empty where nothing is known.
    pub(super) right: Vec<Decimal>,
}

impl Part {
    /// Whether print and rule disagree.
    pub(super) fn is_wrong(&self) -> bool {
        self.printed.is_some_and(|p| !self.right.is_empty() && !self.right.contains(&p))
    }

    /// Every figure that it may stand for: the printed one, and the right ones where that is wrong.
    fn candidates(&self) -> Vec<Decimal> {
        let mut all: Vec<Decimal> = self.printed.into_iter().collect();
        if self.is_wrong() {
            all.extend(&self.right);
        }
        all
    }
}

/// The parts of a panel's total: the achievement points first, then the criteria.
pub(super) fn parts(context: &Context, sheet: usize, panel: &Panel) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(field) = &panel.achievement_points {
        parts.push(Part { printed: field.as_number(), right: right_points(context, sheet).to_vec() });
    }
    for criterion in &panel.criteria {
        let levels = criterion.level.as_ref().map(letters).unwrap_or_default();
        let weight = weight(context, criterion);
        let right = levels.iter().filter_map(|l| Some(l.parse::<Decimal>().ok()? * weight?)).collect();
        if criterion.points.is_some() {
            parts.push(Part { printed: points(criterion.points.as_ref()), right });
        }
    }
    parts
}

/// The points that the printed letter is worth; where the letter itself is wrong, also those of the right one,
/// and where it is adjusted but still shows the letter before, those of the letters it may be raised to.
fn right_points<'c>(context: &'c Context, index: usize) -> &'c [Decimal] {
    let worked = context.worked.get(index).zip(context.document.sheets.get(index));
    worked.map_or(&[], |(worked, sheet)| worked.points.get_or_init(|| work_points(context, index, sheet)))
}

fn work_points(context: &Context, index: usize, sheet: &Sheet) -> Vec<Decimal> {
    let Some(rubric) = context.rubric else { return Vec::new() };
    let achievement = sheet.assessment.as_ref().and_then(|a| a.achievement.as_ref());
    let printed = achievement.map(letters).unwrap_or_default();
    let mut all: Vec<Decimal> = printed.iter().filter_map(|g| rubric.points_of(g)).collect();
    if let [only] = printed.as_slice()
        && let Some(rated) = rated(context, index)
    {
        if !is_adjusted(sheet) {
            let instead = rated.instead_of(only).unwrap_or_default();
            all.extend(instead.iter().filter_map(|g| rubric.points_of(g)));
        } else if rated.outcome.grade() == Some(only) {
            let raised = (1..=rubric.largest_raise()).filter_map(|by| rubric.raised(only, by));
            all.extend(raised.filter_map(|g| rubric.points_of(g)));
        }
    }
    all
}

/// Whether some mixture of printed and right parts gives the total; `None` where a part is not printed.
pub(super) fn explains(parts: &[Part], total: Decimal) -> Option<bool> {
    if parts.is_empty() || parts.len() > MAX_PARTS || parts.iter().any(|p| p.printed.is_none()) {
        return None;
    }
    let mut sums = vec![Decimal::ZERO];
    for part in parts {
        let candidates = part.candidates();
        sums = sums.iter().flat_map(|s| candidates.iter().map(move |c| *s + *c)).collect();
    }
    Some(sums.contains(&total))
}

/// The sum of the printed parts; `None` where one is not printed.
pub(super) fn printed_sum(parts: &[Part]) -> Option<Decimal> {
    if parts.is_empty() {
        return None;
    }
    parts.iter().map(|p| p.printed).sum()
}

/// What a panel's total should be, where the printed one is wrong.
pub(super) fn right_total(context: &Context, sheet: usize, panel: &Panel) -> Option<Decimal> {
    let parts = parts(context, sheet, panel);
    let total = points(panel.total.as_ref())?;
    if explains(&parts, total)? {
        return None;
    }
    printed_sum(&parts)
}

/// Why the rules do not settle a letter, in Japanese and English.
pub(super) fn reason_texts(reason: Option<Reason>) -> (&'static str, &'static str) {
    reason.map_or(("", ""), |r| (r.ja(), r.en()))
}

/// The letter that the sheet's figures give, with its working, for a mark that is missing or ambiguous.
pub(super) fn right_letters(context: &Context, index: usize) -> (Option<String>, Vec<String>) {
    let is_adjusted = context.document.sheets.get(index).is_some_and(is_adjusted);
    match rated(context, index) {
        Some(rated) if !is_adjusted => (rated.outcome.grade().map(str::to_owned), rated.outcome.working.clone()),
        _ => (None, Vec::new()),
    }
}
