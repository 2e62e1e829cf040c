//! How a record was rated: letters, marks, points and words beside or under their labels.

use super::beside::{below, right};
use super::indicators::Reader;
use super::page::Page;
use crate::normalise::{self, Context, Kind};
use crate::profile::{RatingRule, RatingSlot};
use crate::recognise::raw::{Printed, RawBox, RawCriterion, RawMarks, RawPanel, RawSheet};
use crate::recognise::tables::{PlainCell, PlainTable};
use crate::sheet::Assessor;
use rust_decimal::Decimal;

/// Longest text that is a rating by itself.
const LONGEST: usize = 8;
/// Longest text that says how a project goes on.
const LONGEST_DIRECTION: usize = 40;
/// Most points of a criterion.
const MOST_POINTS: i64 = 200;

/// What a rating says.
enum Rating {
    /// Points.
    Points,
    /// A letter, a mark or a word.
    Level(String),
}

/// Reads the ratings of a record.
pub fn read(reader: &Reader, pages: &[&Page], raw: &mut RawSheet) {
    let mut panel = RawPanel {
        assessor: Assessor::Department,
        criteria: Vec::new(),
        achievement_points: None,
        total: None,
        grade: None,
    };
    for page in pages {
        for table in &page.tables {
            for cell in table.cells.iter().filter(|c| !c.is_blank()) {
                let rules = reader.rule.ratings.iter();
                for rule in rules.filter(|r| reader.labels.is(&cell.printed.text, &r.label)) {
                    if let Some((value, rating)) = value(reader, table, cell, rule) {
                        put(rule.slot, cell, value, rating, raw, &mut panel);
                        break;
                    }
                }
            }
        }
    }
    if !panel.criteria.is_empty() || panel.total.is_some() || panel.grade.is_some() {
        raw.panels.push(panel);
    }
}

/// The first cell beside a label that can be its rating.
fn value(reader: &Reader, table: &PlainTable, label: &PlainCell, rule: &RatingRule) -> Option<(Printed, Rating)> {
    let own = |c: &&PlainCell| !reader.labels.any(&c.printed.text);
    let beside = [right(table, label), below(table, label)];
    let mut cells = beside.into_iter().flatten().filter(own);
    cells.find_map(|c| rating(&c.printed.text, rule.slot).map(|r| (c.printed.clone(), r)))
}

fn rating(text: &str, slot: RatingSlot) -> Option<Rating> {
    let folded = normalise::fold(text);
    let count = folded.chars().count();
    if count == 0 {
        return None;
    }
    let quantity = normalise::quantity(text, &Context::default());
    if slot == RatingSlot::Direction || slot == RatingSlot::Status {
        let fits = count <= LONGEST_DIRECTION && !matches!(quantity.kind, Kind::Number | Kind::Missing);
        return fits.then(|| Rating::Level(chosen(text)));
    }
    let points = quantity.number.is_some_and(|n| n >= Decimal::ZERO && n <= Decimal::from(MOST_POINTS));
    let unit = quantity.unit.as_deref().is_none_or(|u| u == "点");
    if quantity.kind == Kind::Number && points && unit && quantity.upper.is_none() {
        return Some(Rating::Points);
    }
    if let Some(letter) = letter(&folded) {
        return Some(Rating::Level(letter));
    }
    let mark = folded.chars().next().filter(|c| "◎○〇△▲×●".contains(*c) && count == 1);
    if let Some(mark) = mark {
        return Some(Rating::Level(mark.to_string()));
    }
    let word = count <= LONGEST && quantity.kind == Kind::Text && slot != RatingSlot::Total;
    word.then(|| Rating::Level(chosen(text)))
}

/// The letter of `A`, `Ｂ評価` or `E:ほぼすべての目標が未達成であった`.
fn letter(folded: &str) -> Option<String> {
    if let Some(grade) = normalise::grade(folded) {
        return Some(grade);
    }
    let mut chars = folded.chars();
    let letter = chars.next().filter(|c| matches!(c, 'S' | 'A'..='F'))?;
    let parted = chars.next().is_some_and(|c| matches!(c, ':' | '：' | '(' | '（' | ' ' | '.' | '評' | '判'));
    parted.then(|| letter.to_string())
}

/// The marked one of several choices, else the text.
fn chosen(text: &str) -> String {
    let marked: Vec<String> = text
        .split_whitespace()
        .filter(|w| w.chars().next().and_then(normalise::mark).is_some_and(|m| m.filled))
        .map(|w| w.chars().skip(1).collect())
        .collect();
    match marked.as_slice() {
        [one] => one.clone(),
        _ => normalise::text(text),
    }
}

fn put(slot: RatingSlot, label: &PlainCell, value: Printed, rating: Rating, raw: &mut RawSheet, panel: &mut RawPanel) {
    let level = |value: &Printed| match &rating {
        Rating::Level(text) => text.clone(),
        Rating::Points => normalise::text(&value.text),
    };
    let marks = |value: Printed| {
        let boxes = vec![RawBox { value: level(&value), marked: true, printed: value }];
        RawMarks { boxes }
    };
    match slot {
        RatingSlot::Achievement if raw.achievement.is_none() => raw.achievement = Some(marks(value)),
        RatingSlot::Direction if raw.direction.is_none() => raw.direction = Some(marks(value)),
        RatingSlot::Rating if raw.rating.is_none() => raw.rating = Some(marks(value)),
        RatingSlot::Status if raw.status.is_none() => raw.status = Some(marks(value)),
        RatingSlot::Total if panel.total.is_none() => panel.total = Some(value),
        RatingSlot::Grade if panel.grade.is_none() => panel.grade = Some(value),
        RatingSlot::Criterion => {
            let name = normalise::text(&label.printed.text);
            let points = matches!(rating, Rating::Points);
            panel.criteria.push(RawCriterion {
                name,
                level: (!points).then(|| marks(value.clone())),
                points: points.then_some(value),
                weight: None,
                reason: None,
            });
        }
        _ => {}
    }
}
