//! A page → labels, year heads, boxes, scales and the texts between them, in the order of the dump.

use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::{Metric, Run, lines_by};
use crate::profile::{LabelId, TextOrder};
use crate::recognise::raw::Printed;
use crate::recognise::text::label::{fold, lost_a_digit};
use crate::sheet::{Place, Region};
use regex::Regex;
use std::sync::LazyLock;

/// Words that a label may be broken into at most.
const LABEL_WORDS: usize = 12;

/// A text between two blanks, or several joined by the blanks that stand between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The text as it stands.
    pub text: String,
    /// First character, counted in characters of the whole document.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Line of the page.
    pub line: usize,
}

impl Piece {
    /// Where it stands.
    pub fn place(&self, page: u32) -> Place {
        Place { page, region: Region::Span(self.start, self.end) }
    }

    /// What it prints where it stands on a page.
    pub fn printed(&self, page: u32, confidence: f64) -> Printed {
        Printed { text: self.text.clone(), places: vec![self.place(page)], confidence, alternatives: Vec::new() }
    }

    /// Whether it is a flag, for yes or no.
    pub fn is_flag(&self) -> bool {
        matches!(fold(&self.text).as_str(), "有" | "無")
    }
}

/// What stands at one point of the dump.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A label of the form.
    Label(LabelId),
    /// Heading of a year column (western start year).
    Year(i32),
    /// A row of boxes: whether each is marked, and the box.
    Boxes(Vec<(bool, Piece)>),
    /// The letters over a row of boxes.
    Grades(Vec<String>),
    /// The levels over rows of boxes.
    Levels(Vec<String>),
    /// A caption over a letter.
    Caption,
    /// One of the choices of the direction, by its index.
    Choice(usize),
    /// Any other text: its lines, each in words.
    Text(Vec<Vec<Piece>>),
}

/// A thing and its block.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is.
    pub what: What,
    /// Block of the page, from 0; a blank line parts blocks.
    pub block: usize,
    /// The text of a label or heading.
    pub piece: Piece,
}

impl Item {
    /// The flag with which its text begins.
    pub fn flag(&self) -> Option<&Piece> {
        let What::Text(lines) = &self.what else { return None };
        lines.first()?.first().filter(|p| p.is_flag())
    }
}

/// Scans a page.
pub fn scan(document: &TextDocument, page: &TextPage, order: &TextOrder) -> Vec<Item> {
    let known = Known::new(order, document);
    let mut items = Vec::new();
    let mut block: Vec<Piece> = Vec::new();
    let mut index = 0;
    for line in lines_by(document, page, Metric::Character) {
        if line.runs.is_empty() {
            if !block.is_empty() {
                known.block(&block, index, &mut items);
                block.clear();
                index += 1;
            }
            continue;
        }
        block.extend(line.runs.iter().flat_map(|r| r.words(Metric::Character)).map(Piece::from));
    }
    if !block.is_empty() {
        known.block(&block, index, &mut items);
    }
    items
}

impl From<Run> for Piece {
    fn from(run: Run) -> Self {
        Self { text: run.text, start: run.start, end: run.end, line: run.line }
    }
}

/// What the profile knows, folded.
struct Known<'a> {
    order: &'a TextOrder,
    document: &'a TextDocument,
    labels: Vec<(String, What)>,
}

impl<'a> Known<'a> {
    fn new(order: &'a TextOrder, document: &'a TextDocument) -> Self {
        let mut labels: Vec<(String, What)> = Vec::new();
        for (id, texts) in &order.labels {
            labels.extend(texts.iter().map(|t| (fold(t), What::Label(*id))));
        }
        labels.extend(order.captions.iter().map(|t| (fold(t), What::Caption)));
        labels.extend(order.directions.iter().enumerate().map(|(i, t)| (fold(t), What::Choice(i))));
        labels.retain(|(text, _)| !text.is_empty());
        // The longest first, so that 総合評価点 is not read as 総合評価.
        labels.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then(a.0.cmp(&b.0)));
        Self { order, document, labels }
    }

    fn block(&self, words: &[Piece], block: usize, items: &mut Vec<Item>) {
        let mut text: Vec<Vec<Piece>> = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let rest = words.get(at..).unwrap_or_default();
            let after = items.last().filter(|i| i.block == block && text.is_empty());
            if let Some((what, taken)) = self.fixed(rest, after) {
                self.flush(&mut text, block, items);
                let piece = self.join(rest.get(..taken).unwrap_or_default());
                items.push(Item { what, block, piece });
                at += taken;
            } else {
                match text.last_mut() {
                    Some(line) if line.last().is_some_and(|p| p.line == word.line) => line.push(word.clone()),
                    _ => text.push(vec![word.clone()]),
                }
                at += 1;
            }
        }
        self.flush(&mut text, block, items);
    }

    /// What of the form begins at the first word, and how many words it takes.
    fn fixed(&self, words: &[Piece], before: Option<&Item>) -> Option<(What, usize)> {
        self.boxes(words)
            .or_else(|| self.scale(words))
            .or_else(|| self.label(words))
            .or_else(|| year_head(words, before))
    }

    fn label(&self, words: &[Piece]) -> Option<(What, usize)> {
        let mut joined = String::new();
        let ends: Vec<usize> = words
            .iter()
            .take(LABEL_WORDS)
            .map(|w| {
                joined.push_str(&fold(&w.text));
                joined.len()
            })
            .collect();
        for (label, what) in &self.labels {
            if let Some(rest) = joined.strip_prefix(label.as_str()) {
                if let Some(taken) = ends.iter().position(|e| *e == label.len()) {
                    return Some((what.clone(), taken + 1));
                }
                if opens(what) && rest.starts_with(['[', '(', '【']) {
                    let taken = ends.iter().position(|e| *e > label.len())?;
                    return Some((what.clone(), taken + 1));
                }
            }
        }
        None
    }

    /// A row of boxes on one line, blanks between them or none.
    fn boxes(&self, words: &[Piece]) -> Option<(What, usize)> {
        let line = words.first()?.line;
        let is_box = |w: &&Piece| w.line == line && w.text.chars().all(|c| self.is_box(c).is_some());
        let row: Vec<&Piece> = words.iter().take_while(is_box).collect();
        let boxes: Vec<(bool, Piece)> = row
            .iter()
            .flat_map(|w| {
                w.text.chars().enumerate().filter_map(|(i, c)| {
                    let at = w.start + i;
                    Some((self.is_box(c)?, Piece { text: c.to_string(), start: at, end: at + 1, line }))
                })
            })
            .collect();
        (boxes.len() >= 3).then_some((What::Boxes(boxes), row.len()))
    }

    fn flush(&self, text: &mut Vec<Vec<Piece>>, block: usize, items: &mut Vec<Item>) {
        if !text.is_empty() {
            let lines = std::mem::take(text);
            let piece = self.join(&lines.iter().flatten().cloned().collect::<Vec<_>>());
            items.push(Item { what: What::Text(lines), block, piece });
        }
    }

    /// Words as one piece, with what stands between them.
    fn join(&self, words: &[Piece]) -> Piece {
        let (start, end) = (words.first().map_or(0, |w| w.start), words.last().map_or(0, |w| w.end));
        let text = self.document.slice(start, end).to_owned();
        Piece { text, start, end, line: words.first().map_or(0, |w| w.line) }
    }

    fn is_box(&self, c: char) -> Option<bool> {
        if self.order.filled.contains(c) { Some(true) } else { self.order.empty.contains(c).then_some(false) }
    }

    /// The letters or the levels over rows of boxes.
    fn scale(&self, words: &[Piece]) -> Option<(What, usize)> {
        let line = words.first()?.line;
        let on_line = || words.iter().take_while(|w| w.line == line).map(|w| fold(&w.text));
        let grades: Vec<String> = on_line().take_while(|t| self.order.grades.contains(t)).collect();
        if grades.len() >= 3 && grades.len() == self.order.grades.len() {
            let taken = grades.len();
            return Some((What::Grades(grades), taken));
        }
        let levels: Vec<String> = on_line().take_while(|t| matches!(t.as_str(), "1" | "2" | "3" | "4" | "5")).collect();
        let numbers: Vec<u32> = levels.iter().filter_map(|l| l.parse().ok()).collect();
        let steps = |up: bool| numbers.windows(2).all(|w| if up { w.first() < w.last() } else { w.first() > w.last() });
        if levels.len() == 5 && (steps(true) || steps(false)) {
            return Some((What::Levels(levels), 5));
        }
        None
    }
}

/// Labels whose word goes on with details in brackets.
fn opens(what: &What) -> bool {
    matches!(what, What::Label(LabelId::Title | LabelId::Achievement | LabelId::Covid))
}

#[allow(clippy::unwrap_used)] // a constant pattern
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(平成|令和|昭和|[HRS])?(\d{1,4}|元)(?:\((?:平成|令和|[HR])?(?:\d{1,2}|元)(?:年度?)?\))?(年度|年)?(?:\((?:平成|令和|[HR])?(?:\d{1,2}|元)(?:年度?)?\))?$").unwrap()
});

/// The heading of a year column: an era or four digits with 年度, or 年度 right after another heading.
fn year_head(words: &[Piece], before: Option<&Item>) -> Option<(What, usize)> {
    let mut joined = String::new();
    let mut printed = String::new();
    for (i, word) in words.iter().take(3).enumerate() {
        printed.push_str(&word.text);
        if lost_a_digit(&printed) {
            return None;
        }
        joined.push_str(&fold(&word.text));
        let Some(found) = YEAR.captures(&joined) else { continue };
        let era = found.get(1).map(|m| m.as_str());
        let ends = found.get(3).is_some();
        // 平成31 goes on as (令和元)年度 on the next line.
        let goes_on = words.get(i + 1).is_some_and(|next| {
            let more = format!("{joined}{}", fold(&next.text));
            !ends && YEAR.captures(&more).is_some_and(|m| m.get(3).is_some())
        });
        if goes_on {
            continue;
        }
        let number: i32 = match found.get(2).map(|m| m.as_str()) {
            Some("元") => 1,
            Some(digits) => digits.parse().ok()?,
            None => return None,
        };
        let year = match (era, before.map(|b| &b.what)) {
            (Some("平成" | "H"), _) => 1988 + number,
            (Some("令和" | "R"), _) => 2018 + number,
            (Some("昭和" | "S"), _) => 1925 + number,
            (None, _) if ends && number > 1900 => number,
            (None, Some(What::Year(last))) if ends && [1988, 2018].contains(&(last + 1 - number)) => last + 1,
            _ => return None,
        };
        let short = matches!(era, Some("H" | "R" | "S"));
        return (ends || short).then_some((What::Year(year), i + 1));
    }
    None
}
