//! The year columns of a table, learned from its full rows.

use super::super::canvas::{Canvas, middle};
use crate::layout::text::width;

/// Cost of taking two words into one cell, in pitches.
const JOIN: f64 = 0.3;
/// Distance from the column's middle, in pitches, up to which a word surely stands in it.
const NEAR: f64 = 0.3;
/// Confidence of a figure that stands between two columns.
const BETWEEN: f64 = 0.6;
/// Confidence of a text that is taken to be merged over several years.
const MERGED: f64 = 0.8;

/// Words of one cell on one line, and the columns that it covers.
#[derive(Clone, Debug)]
pub struct Token {
    /// The words.
    pub words: Vec<usize>,
    /// Their text without blanks.
    pub text: String,
    /// Columns covered, counted from 0.
    pub columns: std::ops::Range<usize>,
    /// How sure the columns are.
    pub confidence: f64,
}

/// Year columns.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Middle of each column.
    middles: Vec<f64>,
    /// Typical distance of two columns.
    pitch: f64,
    /// First column of the page that belongs to figures.
    left: usize,
    /// First column in which a figure may begin that stands apart from the word before it.
    far: usize,
}

impl Columns {
    /// Learns the columns from the lines `[from, to)` that have a word for each head, else from the heads.
    ///
    /// Words that begin before column `names` belong to the names of the indicators.
    pub fn find(canvas: &Canvas, from: usize, to: usize, heads: &[usize], names: usize) -> Option<Self> {
        let (first, last) = (*heads.first()?, *heads.last()?);
        let count = heads.len();
        let pitch = if count > 1 { (last - first) as f64 / (count - 1) as f64 } else { 20.0 };
        let left = (first as f64 - 0.75 * pitch).max(0.0) as usize;
        let full: Vec<Vec<f64>> = (from..to)
            .filter_map(|line| {
                let words: Vec<f64> = canvas
                    .on_line(line)
                    .filter_map(|i| canvas.word(i))
                    .filter(|w| w.column >= left)
                    .map(|w| middle(w.column * 10, w.column_end * 10) as f64 / 10.0)
                    .collect();
                (words.len() == count).then_some(words)
            })
            .collect();
        let middles: Vec<f64> = (0..count)
            .map(|c| median(full.iter().filter_map(|row| row.get(c).copied()).collect()))
            .zip(heads)
            .map(|(middle, head)| middle.unwrap_or(*head as f64))
            .collect();
        let (first, last) = (*middles.first()?, *middles.last()?);
        let pitch = if count > 1 { (last - first) / (count - 1) as f64 } else { pitch };
        let left = (first - 0.65 * pitch).max(0.0) as usize;
        // A wide text is set out to the left of its column, up to the names.
        let far = (first - 1.15 * pitch).max(names.saturating_sub(2) as f64) as usize;
        Some(Self { middles, pitch: pitch.max(1.0), left, far: far.min(left) })
    }

    /// Number of columns.
    pub fn count(&self) -> usize {
        self.middles.len()
    }

    /// The figure words of a line, each in its column.
    pub fn tokens(&self, canvas: &Canvas, line: usize) -> Vec<Token> {
        let words: Vec<usize> = canvas.on_line(line).filter(|&i| self.is_figure(canvas, i)).collect();
        let runs = joined(canvas, &words);
        let single: Vec<Vec<usize>> = words.iter().map(|&i| vec![i]).collect();
        if single.len() == self.count() {
            return self.in_order(canvas, single);
        }
        if runs.len() == self.count() {
            return self.in_order(canvas, runs);
        }
        if let Some(merged) = self.merged(canvas, &single) {
            return merged;
        }
        self.nearest(canvas, &words)
    }

    /// Whether a word stands in the columns of figures.
    pub fn is_figure(&self, canvas: &Canvas, index: usize) -> bool {
        let Some(word) = canvas.word(index) else { return false };
        let before = index.checked_sub(1).and_then(|i| canvas.word(i)).filter(|w| w.line == word.line);
        let apart = before.is_none_or(|w| w.column_end + 1 < word.column);
        word.column >= self.left || (apart && word.column >= self.far)
    }

    fn in_order(&self, canvas: &Canvas, cells: Vec<Vec<usize>>) -> Vec<Token> {
        cells
            .into_iter()
            .enumerate()
            .map(|(c, words)| Token { text: text(canvas, &words), words, columns: c..c + 1, confidence: 1.0 })
            .collect()
    }

    /// Texts too wide for a column, which together fill all of them.
    fn merged(&self, canvas: &Canvas, words: &[Vec<usize>]) -> Option<Vec<Token>> {
        if words.is_empty() || words.len() >= self.count() {
            return None;
        }
        let spans: Vec<usize> = words
            .iter()
            .map(|w| (display_width(&text(canvas, w)).saturating_sub(1) as f64 / self.pitch).ceil().max(1.0) as usize)
            .collect();
        if spans.iter().sum::<usize>() != self.count() || spans.iter().all(|&s| s == 1) {
            return None;
        }
        let mut at = 0;
        let tokens = words.iter().zip(spans).map(|(words, span)| {
            at += span;
            let columns = at - span..at;
            Token { words: words.clone(), text: text(canvas, words), columns, confidence: MERGED }
        });
        Some(tokens.collect())
    }

    /// The cheapest way to put words into columns from left to right.
    fn nearest(&self, canvas: &Canvas, words: &[usize]) -> Vec<Token> {
        // best[c]: cost with the last word in column c, and the columns of all words so far.
        let mut best: Vec<Option<(f64, Vec<usize>)>> = vec![None; self.count()];
        let mut previous: Option<usize> = None;
        for &i in words {
            let Some(word) = canvas.word(i) else { continue };
            let at = (word.column + word.column_end) as f64 / 2.0;
            // A unit may stand apart from its number; what begins with a digit is another figure.
            let begins = word.text.starts_with(|c: char| c.is_numeric());
            let glued = !begins && previous.is_some_and(|p| word.column.saturating_sub(p) <= 1);
            let mut next: Vec<Option<(f64, Vec<usize>)>> = vec![None; self.count()];
            for (c, middle) in self.middles.iter().enumerate() {
                let distance = (at - middle).abs() / self.pitch;
                let before = if previous.is_none() {
                    Some((0.0, Vec::new()))
                } else {
                    let left = best.iter().take(c).flatten().cloned();
                    let same = best.get(c).cloned().flatten().map(|(cost, cols)| (cost + JOIN, cols));
                    left.chain(same.filter(|_| glued)).min_by(|a, b| a.0.total_cmp(&b.0))
                };
                if let (Some((cost, mut columns)), Some(slot)) = (before, next.get_mut(c)) {
                    columns.push(c);
                    *slot = Some((cost + distance, columns));
                }
            }
            best = next;
            previous = Some(word.column_end);
        }
        let Some((_, columns)) = best.into_iter().flatten().min_by(|a, b| a.0.total_cmp(&b.0)) else {
            // More words than columns: nothing says which is which, but none may be lost.
            return words
                .iter()
                .map(|&i| {
                    let column = self.nearest_to(canvas, i);
                    Token { words: vec![i], text: text(canvas, &[i]), columns: column..column + 1, confidence: BETWEEN }
                })
                .collect();
        };
        let mut tokens: Vec<Token> = Vec::new();
        for (&i, c) in words.iter().zip(columns) {
            match tokens.last_mut() {
                Some(token) if token.columns.start == c => token.words.push(i),
                _ => tokens.push(Token { words: vec![i], text: String::new(), columns: c..c + 1, confidence: 1.0 }),
            }
        }
        for token in &mut tokens {
            token.text = text(canvas, &token.words);
            let (Some(first), Some(last), Some(middle)) = (
                token.words.first().and_then(|&i| canvas.word(i)),
                token.words.last().and_then(|&i| canvas.word(i)),
                self.middles.get(token.columns.start),
            ) else {
                continue;
            };
            let at = (first.column + last.column_end) as f64 / 2.0;
            if (at - middle).abs() / self.pitch > NEAR {
                token.confidence = BETWEEN;
            }
        }
        tokens
    }

    fn nearest_to(&self, canvas: &Canvas, index: usize) -> usize {
        let at = canvas.word(index).map_or(0.0, |w| (w.column + w.column_end) as f64 / 2.0);
        let distance = |c: &usize| self.middles.get(*c).map_or(f64::MAX, |m| (m - at).abs());
        (0..self.count()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
    }
}

/// Words that are parted by a single blank, together.
fn joined(canvas: &Canvas, words: &[usize]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut end = None;
    for &i in words {
        let Some(word) = canvas.word(i) else { continue };
        match runs.last_mut() {
            Some(run) if end.is_some_and(|e: usize| word.column <= e + 1) => run.push(i),
            _ => runs.push(vec![i]),
        }
        end = Some(word.column_end);
    }
    runs
}

fn text(canvas: &Canvas, words: &[usize]) -> String {
    words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect()
}

fn display_width(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
