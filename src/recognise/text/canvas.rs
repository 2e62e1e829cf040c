//! A page of a dump as words on lines and columns, and the pieces of text cut from it.

use super::form::{Form, Label};
use super::label::fold;
use super::word;
use crate::ingest::text::{TextDocument, TextPage, is_lost};
use crate::layout::text::{Metric, Run, lines_by};
use crate::recognise::raw::Printed;
use crate::sheet::{Place, Region};

/// Confidence of a clean reading that nothing confirms yet.
pub const CLEAN: f64 = 0.96;
/// Confidence of a text in which characters were lost in decoding.
pub const SPOILT: f64 = 0.5;
/// How far the parts of a label that is wrapped over lines may stand apart, in columns.
const WRAP_SHIFT: usize = 12;
/// Lines that may stand between the parts of a wrapped label.
const WRAP_LINES: usize = 3;

/// The words of a page.
#[derive(Clone, Debug)]
pub struct Canvas<'a> {
    /// The form that the page is read as.
    pub form: &'a Form<'a>,
    /// In order of lines, then columns.
    pub words: Vec<Run>,
    /// Number of lines.
    pub lines: usize,
    /// First word of each line, and the end of the last line.
    starts: Vec<usize>,
    /// Each word folded, to be compared with labels.
    folded: Vec<Vec<char>>,
}

impl<'a> Canvas<'a> {
    /// Cuts a page into words.
    pub fn new(document: &TextDocument, page: &TextPage, metric: Metric, form: &'a Form<'a>) -> Self {
        let mut canvas = Self { form, words: Vec::new(), lines: 0, starts: Vec::new(), folded: Vec::new() };
        for line in lines_by(document, page, metric) {
            canvas.starts.push(canvas.words.len());
            for run in line.runs {
                canvas.words.extend(run.words(metric).into_iter().flat_map(|word| off_dash(word, metric)));
            }
            canvas.lines += 1;
        }
        canvas.starts.push(canvas.words.len());
        canvas.folded = canvas.words.iter().map(|w| fold(&w.text).chars().collect()).collect();
        canvas
    }

    /// Indices of the words of a line, left to right.
    pub fn on_line(&self, line: usize) -> std::ops::Range<usize> {
        let at = |l: usize| self.starts.get(l).copied().unwrap_or(self.words.len());
        at(line)..at(line + 1)
    }

    /// Indices of the words of some lines.
    pub fn between(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        self.on_line(from).start..self.on_line(to.max(from)).start
    }

    /// A word.
    pub fn word(&self, index: usize) -> Option<&Run> {
        self.words.get(index)
    }

    /// Whether nothing stands on a line.
    pub fn is_blank(&self, line: usize) -> bool {
        self.on_line(line).is_empty()
    }

    /// The words of a label within lines `[from, to)`, be it spaced out or wrapped; the first that fits.
    ///
    /// Its usual wording goes before the others.
    pub fn find(&self, label: &Label, from: usize, to: usize) -> Option<Vec<usize>> {
        label.wordings().iter().find_map(|wording| self.find_wording(wording, from, to))
    }

    fn find_wording(&self, wording: &str, from: usize, to: usize) -> Option<Vec<usize>> {
        let label: Vec<char> = wording.chars().collect();
        let whole = |wrapped: bool| {
            self.between(from, to).find_map(|start| {
                let found = self.label_from(start, &label, to, wrapped)?;
                Some(found)
            })
        };
        whole(false).or_else(|| whole(true))
    }

    /// As [`Canvas::find`], right of a column; a label on `line` comes before one that is wrapped around it.
    pub fn find_right_of(
        &self,
        label: &Label,
        from: usize,
        to: usize,
        column: Option<usize>,
        line: usize,
    ) -> Option<Vec<usize>> {
        let wordings: Vec<Vec<char>> = label.wordings().iter().map(|w| w.chars().collect()).collect();
        let right = |i: &usize| self.word(*i).is_some_and(|w| column.is_none_or(|c| w.column > c));
        let on_line = |label: &Vec<char>| {
            self.on_line(line).filter(right).find_map(|i| self.label_from(i, label, line + 1, false))
        };
        let wrapped =
            |label: &Vec<char>| self.between(from, to).filter(right).find_map(|i| self.label_from(i, label, to, true));
        wordings.iter().find_map(on_line).or_else(|| wordings.iter().find_map(wrapped))
    }

    /// The words of `label` from word `start` on; `wrapped` lets it continue on the next lines below its start.
    fn label_from(&self, start: usize, label: &[char], to: usize, wrapped: bool) -> Option<Vec<usize>> {
        let first = self.word(start)?;
        let mut rest = label;
        let mut found = Vec::new();
        for i in start..self.on_line(first.line).end {
            let folded = self.folded.get(i)?;
            match rest.strip_prefix(folded.as_slice()) {
                Some(left) if !folded.is_empty() => {
                    found.push(i);
                    rest = left;
                }
                _ => break,
            }
            if rest.is_empty() {
                return Some(found);
            }
        }
        if !wrapped || found.is_empty() {
            return None;
        }
        (first.line + 1..(first.line + 1 + WRAP_LINES).min(to)).find_map(|line| {
            self.on_line(line).find_map(|i| {
                // Below its start, or from the end of one line to the start of the next.
                let below = self.word(i)?.column.abs_diff(first.column) <= WRAP_SHIFT;
                let runs_on = line == first.line + 1
                    && i == self.on_line(line).start
                    && found.last().is_some_and(|l| l + 1 == self.on_line(first.line).end);
                let near = below || runs_on;
                let more = near.then(|| self.label_from(i, rest, to, true)).flatten()?;
                Some(found.iter().copied().chain(more).collect())
            })
        })
    }

    /// The text of some words: those that follow each other on a line in one piece, the pieces parted by line feeds.
    pub fn printed(&self, words: &[usize]) -> Printed {
        let mut words: Vec<usize> = words.to_vec();
        words.sort_unstable();
        words.dedup();
        let mut text = String::new();
        let mut places: Vec<(usize, usize, u32)> = Vec::new();
        let mut last: Option<(usize, usize)> = None;
        for i in words {
            let Some(word) = self.word(i) else { continue };
            match (last, places.last_mut()) {
                (Some((index, line)), Some(place)) if index + 1 == i && line == word.line => {
                    if word.start > place.1 {
                        text.push(' ');
                    }
                    place.1 = word.end;
                }
                _ => {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    places.push((word.start, word.end, word.page));
                }
            }
            text.push_str(&word.text);
            last = Some((i, word.line));
        }
        let confidence = if text.contains(is_lost) { SPOILT } else { CLEAN };
        let places =
            places.into_iter().map(|(start, end, page)| Place { page, region: Region::Span(start, end) }).collect();
        Printed { text, places, confidence, alternatives: Vec::new() }
    }

    /// The folded text of a line.
    pub fn folded_line(&self, line: usize) -> String {
        self.on_line(line).filter_map(|i| self.folded.get(i)).flatten().collect()
    }

    /// The first line of `[from, to)` that a heading takes: one that it leads, else one that holds all of its usual wording.
    pub fn headed(&self, label: &Label, from: usize, to: usize) -> Option<usize> {
        let usual = label.wordings().first();
        let holds = |l: &usize| usual.is_some_and(|w| self.folded_line(*l).contains(w.as_str()));
        (from..to).find(|&l| label.heads(&self.folded_line(l))).or_else(|| (from..to).find(holds))
    }

    /// The bracket with a criterion's weight within lines `[from, to)`, and what it says.
    pub fn find_weight(&self, from: usize, to: usize) -> Option<(Vec<usize>, u32)> {
        let words = self.between(from, to);
        words.clone().find_map(|start| {
            let line = self.word(start)?.line;
            // A bracket may be spaced out into a few words.
            (start + 1..=(start + 4).min(self.on_line(line).end)).find_map(|end| {
                let text: String = (start..end).filter_map(|i| self.folded.get(i)).flatten().collect();
                text.starts_with('(').then(|| word::weight(&text)).flatten().map(|w| ((start..end).collect(), w))
            })
        })
    }

    /// First and last line of some words.
    pub fn extent(&self, words: &[usize]) -> Option<(usize, usize)> {
        let lines = || words.iter().filter_map(|&i| self.word(i)).map(|w| w.line);
        Some((lines().min()?, lines().max()?))
    }
}

/// A dash that ends a word is a cell of its own: 対象者―.
fn off_dash(word: Run, metric: Metric) -> Vec<Run> {
    let Some(body) = word.text.strip_suffix('―').filter(|b| !b.is_empty() && !b.ends_with('―')) else {
        return vec![word];
    };
    let wide = metric.width('―');
    let dash = Run { text: "―".to_owned(), start: word.end - 1, column: word.column_end - wide, ..word.clone() };
    let body = Run { text: body.to_owned(), end: dash.start, column_end: dash.column, ..word };
    vec![body, dash]
}

/// An empty cell.
pub fn empty() -> Printed {
    Printed { confidence: CLEAN, ..Printed::default() }
}

/// The middle of what stands between two columns.
pub fn middle(start: usize, end: usize) -> usize {
    (start + end) / 2
}
