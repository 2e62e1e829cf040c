//! The words of a page of a text, and which of them are values that fill a cell.

use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::{Metric, Run, lines_by};

/// Longest unit that a value carries: 箇所, ％.
const LONGEST_UNIT: usize = 3;
/// Blank columns that part cells for certain.
const GAP: usize = 2;

/// A word between blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its text and where it stands.
    pub run: Run,
    /// Whether it looks like a value by itself: a figure, a dash, a mark, a letter.
    pub value: bool,
    /// Whether it is a value and nothing that it would be read together with stands beside it.
    pub cell: bool,
}

/// A line with something on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Line of its page, from 0.
    pub number: usize,
    /// Its words, left to right.
    pub words: Vec<Word>,
}

impl Line {
    /// Its values that fill a cell.
    pub fn values(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|w| w.cell)
    }

    /// Whether a value stands on it.
    pub fn has_values(&self) -> bool {
        self.words.iter().any(|w| w.cell)
    }
}

/// The lines of a page that hold anything.
pub fn lines(document: &TextDocument, page: &TextPage, metric: Metric) -> Vec<Line> {
    // A page that no form feed begins is taken to begin with its first character, not with its first line.
    let before = document.slice(0, page.start).chars().rev();
    let indent = before.take_while(|c| c.is_whitespace() && !matches!(c, '\n' | '\r' | '\u{C}')).count();
    let page = TextPage { start: page.start - indent, ..*page };
    let runs = lines_by(document, &page, metric).into_iter().map(|l| l.runs);
    let line = |(number, runs): (usize, Vec<Run>)| {
        let words: Vec<Run> = runs.iter().flat_map(|r| r.words(metric)).collect();
        (!words.is_empty()).then(|| Line { number, words: valued(words) })
    };
    runs.enumerate().filter_map(line).collect()
}

/// Says of each word of a line whether it is a value.
fn valued(runs: Vec<Run>) -> Vec<Word> {
    let mut words: Vec<Word> =
        runs.into_iter().map(|run| Word { value: is_value(&run.text), run, cell: false }).collect();
    let mut start = 0;
    while start < words.len() {
        let value = |i: usize| words.get(i).is_some_and(|w| w.value);
        let end = start + (start..words.len()).take_while(|i| value(*i)).count();
        if end == start {
            start += 1;
            continue;
        }
        // `4月 78 社`: a figure that a single blank parts from a text on either side may be part of it.
        let gap = |right: usize| match (right.checked_sub(1).and_then(|l| words.get(l)), words.get(right)) {
            (Some(l), Some(r)) => r.run.column.saturating_sub(l.run.column_end),
            _ => GAP,
        };
        let (left, right) = (gap(start) >= GAP, gap(end) >= GAP);
        let from = if left { start } else { start + 1 };
        let to = if right { end } else { end - 1 };
        // Behind text, the first of several figures is as likely the next cell as a part of that text.
        let from = if !left && right && end - start > 2 { start } else { from };
        words.iter_mut().take(to).skip(from).for_each(|w| w.cell = true);
        start = end;
    }
    words
}

/// Whether a word is a figure, a dash, a mark of a scale, or a letter of one.
pub fn is_value(text: &str) -> bool {
    let folded: Vec<char> = text.chars().map(narrow).collect();
    if let [only] = folded[..] {
        return only.is_ascii_digit() || only.is_ascii_uppercase() || is_dash(only) || "◎○△▲×☆★".contains(only);
    }
    if folded.iter().all(|c| is_dash(*c)) {
        return true;
    }
    let signed = folded.iter().take_while(|c| "△▲+約".contains(**c) || is_dash(**c)).count();
    let figure = |c: &char| c.is_ascii_digit() || matches!(c, ',' | '.');
    let digits = folded.iter().skip(signed).take_while(|c| figure(c)).count();
    let unit: Vec<char> = folded.iter().skip(signed + digits).copied().collect();
    let first = folded.get(signed).is_some_and(char::is_ascii_digit);
    let plain = |c: &char| c.is_alphabetic() || matches!(c, '%' | '‰' | 'ー');
    let dated = |c: &char| matches!(c, '年' | '月' | '章' | '節' | '条' | '項');
    signed <= 1 && first && unit.len() <= LONGEST_UNIT && unit.iter().all(plain) && !unit.iter().any(dated)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '－' | '−' | '―' | '—' | '–' | '‐' | '‑')
}

/// The half-width form of a digit, letter or sign.
fn narrow(c: char) -> char {
    let low = u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32);
    match c {
        '！'..='～' => low.unwrap_or(c),
        _ => c,
    }
}
