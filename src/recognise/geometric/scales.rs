//! Rows of boxes: which boxes there are, what each stands for, and which of them are marked.
//!
//! What a box stands for is read beside it: in its own cell, above, before, after or below it. The order of a
//! scale is never assumed: where most of its boxes tell that it is the usual one, or the reverse, it tells the others.

use super::block::{Block, part, same_column, same_row};
use super::plane::{Plane, Side};
use crate::geom::Rect;
use crate::layout::Line;
use crate::normalise::{self, Mark, Shape};
use crate::profile::{Level, Scale, label_key};
use crate::recognise::raw::{Printed, RawBox, RawMarks};

/// Longest text beside a box inside a cell; longer ones are sentences with a bullet.
const LONGEST_CHOICE: usize = 14;
/// Confidence in a scale of which not every box could be told.
const UNSURE: f64 = 0.6;
/// So many empty cells beside levels are boxes without a mark.
const FEWEST: usize = 3;
/// So many of them may tell nothing.
const MISSED: usize = 2;
/// How far above or below a box its level may stand, in cells.
const STEPS: usize = 3;

/// A box on the plane.
#[derive(Clone)]
struct BoxAt<'s, 'a> {
    block: &'s Block<'a>,
    /// The sign and its line; `None` for an empty cell, which is an empty box.
    sign: Option<(Mark, &'a Line, usize)>,
    at: Rect,
}

/// What boxes of a scale can stand for.
pub struct Vocabulary<'p> {
    levels: Vec<(String, &'p str)>,
    open: bool,
}

impl<'p> Vocabulary<'p> {
    /// The levels with their words; `open` where other choices may be printed.
    pub fn new(levels: &'p [Level], open: bool) -> Self {
        let words =
            |l: &'p Level| std::iter::once(&l.value).chain(&l.words).map(move |w| (label_key(w), l.value.as_str()));
        Self { levels: levels.iter().flat_map(words).collect(), open }
    }

    /// The levels whose printed form is their value.
    pub fn of_values(levels: &'p [String]) -> Self {
        Self { levels: levels.iter().map(|l| (label_key(l), l.as_str())).collect(), open: false }
    }

    /// The levels in their usual order, each once.
    fn order(&self) -> Vec<&str> {
        let mut order: Vec<&str> = self.levels.iter().map(|(_, value)| *value).collect();
        order.dedup();
        order
    }

    fn value(&self, text: &str) -> Option<String> {
        let key = label_key(text);
        let known = self.levels.iter().find(|(word, _)| *word == key).map(|(_, value)| *value);
        if !self.open || known.is_some_and(|value| label_key(value) == key) {
            return known.map(str::to_owned);
        }
        // A choice keeps the words that the sheet prints for it.
        let words = key.chars().any(char::is_alphanumeric) && key.chars().count() <= LONGEST_CHOICE;
        words.then(|| normalise::text(text).replace([' ', '\n'], ""))
    }
}

/// Reads a scale of the profile; `None` where the form does not have it.
pub fn scale(plane: &Plane, scale: &Scale) -> Option<RawMarks> {
    let vocabulary = Vocabulary::new(&scale.levels, scale.open);
    // A label in a cell stands beside its boxes, or over them like a heading.
    let beside = plane.labelled(&scale.label).filter(|l| l.cell).find_map(|label| {
        let row = Rect { y0: label.at.y0 - 1.0, y1: label.at.y1 + 0.5 * label.at.height(), ..label.at };
        let inside = |b: &Block| b.at.x0 >= label.at.x1 - 2.0 && row.y0 <= b.at.center().y && b.at.center().y <= row.y1;
        best_row(plane, boxes(plane, inside), &vocabulary)
    });
    if beside.is_some() {
        return beside;
    }
    let Some((top, bottom)) = plane.extent(&scale.label) else { return unlabelled(plane, &vocabulary) };
    let inside = |b: &Block| top - 1.0 <= b.at.center().y && b.at.center().y <= bottom;
    marked_row(plane, inside, &vocabulary)
}

/// The row of boxes that stand for the levels of a scale, where its label cannot be found: those words have no other.
fn unlabelled(plane: &Plane, vocabulary: &Vocabulary) -> Option<RawMarks> {
    if vocabulary.open {
        return None;
    }
    let mut marks = best_row(plane, boxes(plane, |_| true), vocabulary)?;
    let order = vocabulary.order();
    let known = marks.boxes.iter().filter(|b| order.contains(&b.value.as_str())).count();
    marks.boxes.iter_mut().for_each(|b| b.printed.confidence = b.printed.confidence.min(UNSURE));
    (known >= FEWEST && known == marks.boxes.len()).then_some(marks)
}

/// The row of boxes of an area. Where no sign stands at all, the empty cells beside the levels are the boxes.
pub fn marked_row<'a>(plane: &Plane<'a>, inside: impl Fn(&Block<'a>) -> bool, known: &Vocabulary) -> Option<RawMarks> {
    best_row(plane, boxes(plane, &inside), known).or_else(|| {
        let empty = |b: &&Block<'a>| b.cell && b.is_blank() && !b.shaded && b.labels.is_empty() && inside(b);
        let bare = plane.blocks.iter().filter(empty).map(|b| BoxAt { block: b, sign: None, at: b.at });
        best_row(plane, bare.collect(), known).filter(|row| row.boxes.len() >= FEWEST)
    })
}

/// The boxes among the blocks of an area: signs in short texts, and empty cells in a row with a sign.
fn boxes<'s, 'a>(plane: &'s Plane<'a>, inside: impl Fn(&Block<'a>) -> bool) -> Vec<BoxAt<'s, 'a>> {
    let area: Vec<&Block> = plane.blocks.iter().filter(|b| b.labels.is_empty() && inside(b)).collect();
    let mut found: Vec<BoxAt> = Vec::new();
    for block in &area {
        for line in block.lines {
            found.extend(signs(block, line));
        }
    }
    let alone: Vec<Rect> = found.iter().filter(|b| is_alone(b)).map(|b| b.block.at).collect();
    let empty = area.iter().filter(|b| b.cell && b.is_blank() && !b.shaded);
    let in_row = |b: &&&Block| alone.iter().any(|a| same_row(a, &b.at) && (a.height() - b.at.height()).abs() < 2.0);
    found.extend(empty.filter(in_row).map(|b| BoxAt { block: b, sign: None, at: b.at }));
    // Beside a level with a ring around it stand the levels without.
    let ringed: Vec<Rect> = found.iter().filter(|b| is_ringed(b)).map(|b| b.block.at).collect();
    let bare = area
        .iter()
        .filter(|b| b.cell && b.text.trim().chars().count() == 1 && !found.iter().any(|f| std::ptr::eq(f.block, **b)));
    let beside = |b: &&&Block| ringed.iter().any(|a| same_row(a, &b.at) && (a.height() - b.at.height()).abs() < 2.0);
    let bare: Vec<BoxAt> = bare.filter(beside).map(|b| BoxAt { block: b, sign: None, at: b.at }).collect();
    found.extend(bare);
    found
}

/// Whether a ring is drawn around the only character of a cell.
fn is_ringed(b: &BoxAt) -> bool {
    b.block.cell
        && b.sign.is_some_and(|(_, line, _)| line.drawn)
        && b.block.text.chars().filter(|c| !c.is_whitespace()).count() == 2
}

fn is_alone(b: &BoxAt) -> bool {
    b.block.cell && b.sign.is_some() && b.block.text.trim().chars().count() == 1
}

fn signs<'s, 'a>(block: &'s Block<'a>, line: &'a Line) -> Vec<BoxAt<'s, 'a>> {
    let chars: Vec<char> = line.text.chars().collect();
    let ticked = block.cell && block.text.trim().chars().eq(line.text.trim().chars());
    let mark =
        |c: char| normalise::mark(c).or_else(|| tick(c).filter(|_| ticked && line.text.trim().chars().count() == 1));
    let signs: Vec<(usize, Mark)> = chars.iter().enumerate().filter_map(|(i, c)| Some((i, mark(*c)?))).collect();
    let words = chars.iter().filter(|c| !c.is_whitespace() && mark(**c).is_none()).count();
    if signs.is_empty() || words > LONGEST_CHOICE * signs.len() {
        return Vec::new();
    }
    let shift = block.shift();
    signs
        .into_iter()
        .map(|(i, mark)| {
            let b = line.boxes.get(i).unwrap_or(line.bbox);
            let at = if words == 0 && block.cell && !in_rows(block) {
                block.at
            } else {
                Rect { y0: b.y0 + shift, y1: b.y1 + shift, ..b }
            };
            BoxAt { block, sign: Some((mark, line, i)), at }
        })
        .collect()
}

/// Whether boxes without words stand in a cell in several rows: rules that would part them are missing.
fn in_rows(block: &Block) -> bool {
    let bare = |l: &&Line| l.text.chars().all(|c| c.is_whitespace() || normalise::mark(c).is_some());
    block.cell && block.lines.iter().filter(bare).count() > 1
}

/// A tick that is set as a letter: it is one only where it stands alone in its cell.
fn tick(c: char) -> Option<Mark> {
    matches!(c, 'レ' | 'ﾚ' | 'v' | 'V' | 'ｖ' | 'Ｖ').then_some(Mark { shape: Shape::Check, filled: true })
}

/// The row of boxes of which most stand for something.
fn best_row(plane: &Plane, boxes: Vec<BoxAt>, vocabulary: &Vocabulary) -> Option<RawMarks> {
    let mut rows: Vec<Vec<BoxAt>> = Vec::new();
    for b in boxes {
        match rows.iter_mut().find(|r| r.iter().any(|o| same_row(&o.at, &b.at))) {
            Some(row) => row.push(b),
            None => rows.push(vec![b]),
        }
    }
    let mut rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let values = values(plane, &row, vocabulary);
            (values.iter().flatten().count(), row, values)
        })
        .filter(|(known, ..)| *known > 0)
        .collect();
    let most = rows.iter().map(|(known, ..)| *known).max()?;
    // Choices may go on in a second row of boxes, each with its own words.
    let all_inline = rows
        .iter()
        .all(|(_, row, values)| row.iter().zip(values).all(|(b, v)| v.is_none() || inline(b, vocabulary).is_some()));
    if !all_inline {
        let at = rows.iter().position(|(known, ..)| *known == most)?;
        rows = vec![rows.swap_remove(at)];
    }
    let (row, values): (Vec<BoxAt>, Vec<Option<String>>) =
        rows.into_iter().flat_map(|(_, row, values)| row.into_iter().zip(values)).unzip();
    let in_order = in_order(&row, &values, &vocabulary.order());
    Some(marks(&row, values, in_order))
}

/// What each box of a row stands for, by the side on which most of them have their level.
fn values(plane: &Plane, row: &[BoxAt], vocabulary: &Vocabulary) -> Vec<Option<String>> {
    let on = |side: Option<Side>, b: &BoxAt| match side {
        None => inline(b, vocabulary),
        Some(side @ (Side::Above | Side::Below)) => along(plane, b, side, vocabulary),
        Some(side) => next(plane, b, side, vocabulary),
    };
    let ways = [None, Some(Side::Above), Some(Side::Left), Some(Side::Right), Some(Side::Below)];
    let mut best: Vec<Option<String>> = row.iter().map(|_| None).collect();
    let mut most = 0;
    for way in ways {
        let mut found: Vec<Option<String>> = row.iter().map(|b| on(way, b)).collect();
        for i in 0..found.len() {
            let twice = found.iter().take(i).any(|v| v.is_some() && *v == found[i]);
            if twice {
                found[i] = None;
            }
        }
        let known = found.iter().flatten().count();
        if known > most {
            (best, most) = (found, known);
        }
        // No other way finds more.
        if most == row.len() {
            break;
        }
    }
    best
}

/// The words beside a box on its own line: after it where the line begins with a box, else before it.
fn inline(b: &BoxAt, vocabulary: &Vocabulary) -> Option<String> {
    let Some((_, line, at)) = b.sign else { return vocabulary.value(&b.block.text).filter(|_| !b.block.is_blank()) };
    let chars: Vec<char> = line.text.chars().collect();
    let leads = chars.iter().find(|c| !c.is_whitespace()).is_some_and(|c| normalise::mark(*c).is_some());
    let sign = |c: &char| normalise::mark(*c).is_some();
    let words: String = if leads {
        chars.iter().skip(at + 1).take_while(|c| !sign(c)).collect()
    } else {
        let mut before: Vec<char> = chars.iter().take(at).rev().take_while(|c| !sign(c)).copied().collect();
        before.reverse();
        before.into_iter().collect()
    };
    let words =
        words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '（' | '(' | '/' | '／' | ',' | '，' | '、'));
    if words.is_empty() { within(b, vocabulary) } else { vocabulary.value(words) }
}

/// The level on another line of the only box of a cell.
fn within(b: &BoxAt, vocabulary: &Vocabulary) -> Option<String> {
    let signs = b.block.text.chars().filter(|c| normalise::mark(*c).is_some()).count();
    let mut lines = b.block.lines.iter().filter(|_| b.block.cell && signs == 1);
    lines.find_map(|l| vocabulary.value(&l.text).filter(|_| !l.text.chars().any(|c| normalise::mark(c).is_some())))
}

/// The level in the first cells above or below a box.
fn along(plane: &Plane, b: &BoxAt, side: Side, vocabulary: &Vocabulary) -> Option<String> {
    let sign = |o: &Block| o.text.trim().chars().all(|c| normalise::mark(c).is_some());
    let beyond = |o: &Block| match side {
        Side::Above => o.at.y1 <= b.at.y0 + 1.5,
        _ => o.at.y0 >= b.at.y1 - 1.5,
    };
    let middle = b.at.center().x;
    let mut column: Vec<&Block> = plane
        .blocks
        .iter()
        .filter(|o| o.at.x0 <= middle && middle <= o.at.x1 && beyond(o) && (same_column(&o.at, &b.at) || !o.cell))
        .filter(|o| !o.is_blank() && !sign(o))
        .collect();
    column.sort_by(|x, y| {
        let away = |o: &Block| (o.at.center().y - b.at.center().y).abs();
        away(x).total_cmp(&away(y))
    });
    let steps = if vocabulary.open { 1 } else { STEPS };
    column.into_iter().take(steps).filter(|o| o.labels.is_empty()).find_map(|o| vocabulary.value(&o.text))
}

/// The level in the cell beside a box.
fn next(plane: &Plane, b: &BoxAt, side: Side, vocabulary: &Vocabulary) -> Option<String> {
    plane.beside(b.block, side).into_iter().filter(|o| o.labels.is_empty()).find_map(|o| vocabulary.value(&o.text))
}

/// What each box stands for by its place, where there is one for each level and all but a few tell that they stand in
/// their usual order, or in the reverse.
fn in_order(row: &[BoxAt], values: &[Option<String>], order: &[&str]) -> Vec<Option<String>> {
    let nobody = || vec![None; row.len()];
    let known = values.iter().flatten().count();
    if row.len() != order.len() || known < FEWEST || known + MISSED < row.len() {
        return nobody();
    }
    let mut placed: Vec<usize> = (0..row.len()).collect();
    let x = |i: &usize| row.get(*i).map_or(0.0, |b| b.at.x0);
    placed.sort_by(|a, b| x(a).total_cmp(&x(b)));
    let value = |i: &usize| values.get(*i).and_then(Option::as_deref);
    let reversed: Vec<&str> = order.iter().rev().copied().collect();
    let fits =
        |order: &&[&str]| placed.iter().zip(*order).all(|(i, level)| value(i).is_none_or(|value| value == *level));
    let Some(order) = [order, &reversed].into_iter().find(fits) else { return nobody() };
    let mut told = nobody();
    for (i, level) in placed.iter().zip(order) {
        if let Some(told) = told.get_mut(*i) {
            *told = Some((*level).to_owned());
        }
    }
    told
}

/// Which boxes of a row are marked.
fn marks(row: &[BoxAt], values: Vec<Option<String>>, in_order: Vec<Option<String>>) -> RawMarks {
    let filled = row.iter().any(|b| b.sign.is_some_and(|(m, ..)| m.filled));
    let squares = row.iter().all(|b| b.sign.is_none_or(|(m, ..)| m.shape == Shape::Box));
    let circles = row.iter().filter(|b| b.sign.is_some_and(|(m, ..)| m.shape != Shape::Box)).count();
    let marked = |b: &BoxAt| match b.sign {
        Some((mark, ..)) if filled => mark.filled,
        // A lone ○ among empty cells or boxes is the mark; ○ everywhere are empty circles.
        Some((mark, ..)) => !squares && mark.shape != Shape::Box && circles < row.len(),
        None => false,
    };
    let sure = values.iter().all(Option::is_some);
    // Boxes that no rule parts are told by their own words, else only by their distance from others.
    let unruled = row.iter().any(|b| {
        !b.block.cell
            && b.sign.is_some_and(|(_, line, _)| {
                line.text.trim().chars().all(|c| c.is_whitespace() || normalise::mark(c).is_some())
            })
    });
    let doubtful = unruled
        || row.iter().any(|b| in_rows(b.block))
        || !sure && row.iter().zip(&values).any(|(b, v)| v.is_none() && (marked(b) || b.sign.is_some()));
    let boxes = row.iter().zip(values).zip(in_order).filter_map(|((b, value), told)| {
        let mut printed = printed(b);
        if doubtful {
            printed.confidence = printed.confidence.min(UNSURE);
        }
        let marked = marked(b);
        // A mark whose level is unknown is kept: it is said to stand for nothing known.
        let value = value.or(told).or_else(|| marked.then(|| "?".to_owned()))?;
        Some(RawBox { value, marked, printed })
    });
    RawMarks { boxes: boxes.collect() }
}

fn printed(b: &BoxAt) -> Printed {
    b.sign.and_then(|(_, line, i)| part(line, i, i + 1, b.block.page)).unwrap_or_else(|| b.block.printed())
}
