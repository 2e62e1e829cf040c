//! A dump as lines that know their characters.

use crate::ingest::text::TextDocument;
use crate::layout::text;
use crate::recognise::raw::Printed;
use crate::recognise::trust::CLEAN;
use crate::sheet::{Place, Region};
use std::ops::Range;

/// A line with something on it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its text, without blanks at its ends.
    pub text: String,
    /// Its first character in the whole text.
    pub start: usize,
    /// Its page.
    pub page: u32,
    /// Lines without a blank line between them are of one block.
    pub block: usize,
}

impl Line {
    /// Some of its characters.
    pub fn part(&self, range: Range<usize>, confidence: f64) -> Printed {
        let text: String = self.text.chars().skip(range.start).take(range.len()).collect();
        let region = Region::Span(self.start + range.start, self.start + range.end);
        let places = vec![Place { page: self.page, region }];
        Printed { text, places, confidence: confidence.min(CLEAN), alternatives: Vec::new() }
    }

    /// All of it.
    pub fn whole(&self, confidence: f64) -> Printed {
        self.part(0..self.text.chars().count(), confidence)
    }

    /// Its words, with the position of their first character.
    pub fn words(&self) -> Vec<(usize, String)> {
        let mut words: Vec<(usize, String)> = Vec::new();
        let mut open = false;
        for (i, c) in self.text.chars().enumerate() {
            if c.is_whitespace() {
                open = false;
                continue;
            }
            match words.last_mut().filter(|_| open) {
                Some((_, word)) => word.push(c),
                None => words.push((i, c.to_string())),
            }
            open = true;
        }
        words
    }
}

/// Lines as one text, each at its place.
pub fn joined(lines: &[&Line], between: &str, confidence: f64) -> Printed {
    let all: Vec<Printed> = lines.iter().map(|l| l.whole(confidence)).collect();
    let text: Vec<&str> = all.iter().map(|p| p.text.as_str()).collect();
    Printed {
        text: text.join(between),
        places: all.iter().flat_map(|p| p.places.clone()).collect(),
        confidence: confidence.min(CLEAN),
        alternatives: Vec::new(),
    }
}

/// The lines of a dump that hold anything.
pub fn lines(source: &TextDocument) -> Vec<Line> {
    let mut out = Vec::new();
    let mut block = 0;
    for page in &source.pages {
        block += 1;
        for line in text::lines(source, page) {
            let (Some(first), Some(last)) = (line.runs.first(), line.runs.last()) else {
                block += 1;
                continue;
            };
            let text = source.slice(first.start, last.end).to_owned();
            out.push(Line { text, start: first.start, page: page.number, block });
        }
    }
    out
}
