//! Numbers of two parts (１－１) are looked at part by part: the stroke between them is told by its shape, not by an engine,
//! which takes it for a character among others.

use super::draft::Draft;
use super::engine::{Engine, Symbol};
use super::figures::LIKELY;
use super::text::TextLine;
use crate::sheet::Error;
use std::ops::Range;

/// Longest number, in heights of most lines, and longest part of one.
const LONGEST: f64 = 6.0;
const PART: f64 = 2.3;
/// Most digits of a part.
const DIGITS: usize = 2;
/// The stroke is so much of the height of most lines thick at most, so much long, and so far down its line.
const THICK: f64 = 0.2;
const LONG: std::ops::RangeInclusive<f64> = 0.2..=1.2;
const MIDDLE: std::ops::RangeInclusive<f64> = 0.3..=0.72;
/// Ideographs that are surer than this are none of a number; kana are taken for parts of one with any trust.
const SURE: f64 = 0.9;
/// Digits are as sure as this, at least; those of a line of which no digit was read as the second.
const READ: f64 = 0.5;
const UNREAD: f64 = 0.85;

impl Draft {
    /// Looks at lines with one stroke between two parts, where what was read is no such number.
    pub(super) fn look_at_codes(&self, symbols: &mut [Vec<Symbol>], engine: &dyn Engine) -> Result<(), Error> {
        let mut codes: Vec<(usize, [TextLine; 2])> = Vec::new();
        for (i, (line, own)) in self.lines.iter().zip(symbols.iter()).enumerate() {
            if may_be_code(own)
                && let Some(parts) = self.parts(line)
            {
                codes.push((i, parts));
            }
        }
        let looks = self.looks_at_digits(codes.iter().flat_map(|(_, parts)| parts), engine)?;
        for (number, (i, _)) in codes.iter().enumerate() {
            let has_digit = symbols.get(*i).is_some_and(|own| own.iter().any(|symbol| symbol.text.is_ascii_digit()));
            let least = if has_digit { READ } else { UNREAD };
            let part = |at: usize| {
                let mut told = looks.iter().filter_map(|look| number_in(look.get(2 * number + at)?, least));
                let first = told.next()?;
                told.all(|other| other == first).then_some(first)
            };
            if let (Some(own), Some(left), Some(right)) = (symbols.get_mut(*i), part(0), part(1)) {
                let symbol = |text| Symbol { text, confidence: LIKELY, others: Vec::new() };
                *own = left.chars().chain(['－']).chain(right.chars()).map(symbol).collect();
            }
        }
        Ok(())
    }

    /// The two parts of a line with a stroke between them.
    fn parts(&self, line: &TextLine) -> Option<[TextLine; 2]> {
        let is_short = (line.x1 - line.x0) as f64 <= LONGEST * self.usual;
        let strokes = if is_short { self.strokes(line) } else { Vec::new() };
        let [stroke] = strokes.as_slice() else { return None };
        let left = TextLine { x1: stroke.start, ..*line };
        let right = TextLine { x0: stroke.end, ..*line };
        let parts = [self.inked(&left)?, self.inked(&right)?];
        parts.iter().all(|part| (part.x1 - part.x0) as f64 <= PART * self.usual).then_some(parts)
    }

    /// Level strokes in the middle of a line that nothing touches, by their columns.
    fn strokes(&self, line: &TextLine) -> Vec<Range<usize>> {
        let thick = (THICK * self.usual).max(2.0) as usize;
        let inked = |x: usize| {
            let mut rows = (line.y0..line.y1).filter(|y| self.ink.is_dark(x, *y));
            rows.next().map(|first| (first, rows.next_back().unwrap_or(first)))
        };
        let columns: Vec<Option<(usize, usize)>> = (line.x0..line.x1).map(inked).collect();
        let mut strokes = Vec::new();
        let mut from = line.x0;
        for group in columns.chunk_by(|a, b| a.is_some() == b.is_some()) {
            let stroke = from..from + group.len();
            from = stroke.end;
            let ink: Vec<(usize, usize)> = group.iter().copied().flatten().collect();
            let (Some(top), Some(bottom)) = (ink.iter().map(|i| i.0).min(), ink.iter().map(|i| i.1).max()) else {
                continue;
            };
            let down = ((top + bottom) as f64 / 2.0 - line.y0 as f64) / (line.y1 - line.y0).max(1) as f64;
            let is_stroke = bottom - top < thick && stroke.len() > 2 * (bottom - top);
            if is_stroke && LONG.contains(&(stroke.len() as f64 / self.usual)) && MIDDLE.contains(&down) {
                strokes.push(stroke);
            }
        }
        strokes
    }
}

/// Whether what was read may be a number of two parts, and is not read as one.
fn may_be_code(own: &[Symbol]) -> bool {
    let is_other = |symbol: &Symbol| {
        matches!(symbol.text, '\u{4e00}'..='\u{9fff}') && symbol.confidence > SURE && !is_stroke(symbol.text)
    };
    let text: Vec<char> = own.iter().map(|symbol| symbol.text).collect();
    let digits = |part: &[char]| (1..=DIGITS).contains(&part.len()) && part.iter().all(char::is_ascii_digit);
    let parts: Vec<&[char]> = text.split(|c| is_stroke(*c)).collect();
    let is_code = matches!(parts.as_slice(), [left, right] if digits(left) && digits(right));
    !is_code && (2..=2 * DIGITS + 3).contains(&own.len()) && !own.iter().any(is_other)
}

/// What an engine takes the stroke for.
fn is_stroke(c: char) -> bool {
    matches!(c, '-' | '－' | '一' | 'ー' | '―' | '—' | '‐' | '=')
}

/// The digits of a part, where it is nothing else and they are sure enough.
fn number_in(look: &[Symbol], least: f64) -> Option<String> {
    let is_digit = |symbol: &Symbol| symbol.text.is_ascii_digit() && symbol.confidence >= least;
    let is_number = (1..=DIGITS).contains(&look.len()) && look.iter().all(is_digit);
    is_number.then(|| look.iter().map(|symbol| symbol.text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Limits, Picture};
    use crate::ocr::LinePicture;

    fn symbols(text: &str) -> Vec<Symbol> {
        text.chars().map(|text| Symbol { text, confidence: 0.95, others: Vec::new() }).collect()
    }

    #[test]
    fn what_is_no_number_yet_may_be_one() {
        let may_be = |text: &str| may_be_code(&symbols(text));
        assert!(may_be("の一6") && may_be("2ーア") && may_be("]-3") && may_be("12"));
        assert!(!may_be("1－1") && !may_be("3-14"), "they are read as one");
        assert!(!may_be("第一回") && !may_be("就労支援連絡会議"), "they are words");
    }

    /// Is as sure of digits as this, and takes every line for a word of kana.
    #[derive(Debug)]
    struct Digits(f64);

    impl Engine for Digits {
        fn identity(&self) -> &str {
            "digits"
        }

        fn recognise(&self, lines: &[LinePicture]) -> Result<Vec<Vec<Symbol>>, Error> {
            let digit = || vec![Symbol { text: '1', confidence: self.0, others: Vec::new() }];
            Ok(lines.iter().map(|_| digit()).collect())
        }
    }

    #[test]
    fn a_stroke_between_two_parts_is_told_by_its_shape() {
        let read = |has_stroke: bool, sure: f64| {
            let mut page = Picture::white(300, 100);
            let mut fill = |x: Range<usize>, y: Range<usize>| {
                y.for_each(|y| page.grey[y * 300..][x.clone()].fill(0));
            };
            for x in [50, 100] {
                fill(x..x + 3, 40..60);
                fill(x + 8..x + 11, 40..60);
                fill(x..x + 11, 48..52);
            }
            if has_stroke {
                fill(73..88, 49..51);
            }
            let draft = Draft::of(&page, 150.0 / 72.0, 0, &Limits::default()).unwrap();
            let mut own: Vec<Vec<Symbol>> = draft.lines.iter().map(|_| symbols("ユー4")).collect();
            own.iter_mut().flatten().for_each(|symbol| symbol.confidence = 0.8);
            draft.look_at_codes(&mut own, &Digits(sure)).unwrap();
            own.into_iter().map(|line| line.into_iter().map(|symbol| symbol.text).collect()).collect::<Vec<String>>()
        };
        assert_eq!(read(true, 0.9), ["1－1"]);
        assert_eq!(read(true, 0.3), ["ユー4"], "they are hardly digits");
        assert!(read(false, 0.9).iter().all(|line| line == "ユー4"), "there is no stroke");
    }
}
