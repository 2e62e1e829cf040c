//! Digits are looked at by themselves: an engine that is told to look for nothing else knows them better.

use super::draft::Draft;
use super::engine::{Engine, LinePicture, Script, Symbol};
use super::figures;
use super::looks::{LARGE, SHOWN};
use super::text::TextLine;
use crate::sheet::Error;
use std::ops::{Range, RangeInclusive};

/// Longest unit behind digits, in characters.
const UNIT: usize = 3;
/// A character is so much wider than its line is high.
const EM: f64 = 1.08;
/// How wide digits are, in widths of other characters, and points: half as wide, or as wide, then with so much room
/// between them. The ink of digits is narrower than they are, of all together by this.
const HALF: RangeInclusive<f64> = 0.4..=0.66;
const WHOLE: RangeInclusive<f64> = 0.75..=1.1;
const ROOM: f64 = 0.28;
const POINT: RangeInclusive<f64> = 0.1..=0.55;
const NARROWER: f64 = 0.3;

/// Digits in a line.
struct Run {
    line: usize,
    symbols: Range<usize>,
    part: TextLine,
    /// So many digits have room there.
    count: RangeInclusive<usize>,
}

impl Draft {
    /// Digits are looked at twice.
    pub(super) fn look_at_digits(&self, symbols: &mut [Vec<Symbol>], engine: &dyn Engine) -> Result<(), Error> {
        let mut runs: Vec<Run> = Vec::new();
        for (i, (line, own)) in self.lines.iter().zip(symbols.iter()).enumerate() {
            let spans = self.spans(line, own);
            for run in figures::runs(own) {
                let Some([[from, _], .., [_, to]] | [[from, to]]) = spans.get(run.clone()) else { continue };
                let [x0, x1] = [from, to].map(|edge| self.gap(line, *edge));
                // No more of what stands beside it than its own ink.
                let read = || Some((self.inked(&TextLine { x0, x1, ..*line })?, None));
                if let Some((part, count)) = self.before_unit(line, own, &run).or_else(read) {
                    let digits = digits(own.get(run.clone()).unwrap_or_default());
                    runs.push(Run { line: i, symbols: run, part, count: count.unwrap_or(digits..=digits) });
                }
            }
        }
        let looks = self.looks_at_digits(runs.iter().map(|run| &run.part), engine)?;
        // From the last run of a line to its first, so that what was replaced moves nothing that follows.
        for (number, run) in runs.into_iter().enumerate().rev() {
            let Some(own) = symbols.get_mut(run.line) else { continue };
            let told: Vec<String> = looks
                .iter()
                .filter_map(|look| look.get(number))
                .map(|look| look.iter().map(|s| s.text).collect())
                .collect();
            figures::settle(own, run.symbols, &told, &run.count);
        }
        Ok(())
    }

    /// What stands before the unit at the end of a line, and how many digits that may be, where those that were read have
    /// no room there, or leave some.
    fn before_unit(
        &self,
        line: &TextLine,
        own: &[Symbol],
        run: &Range<usize>,
    ) -> Option<(TextLine, Option<RangeInclusive<usize>>)> {
        let unit = own.get(run.end..).filter(|unit| run.start == 0 && (1..=UNIT).contains(&unit.len()))?;
        if !unit.iter().all(|symbol| matches!(symbol.text, '\u{4e00}'..='\u{9fff}')) {
            return None;
        }
        let em = EM * line.high(self.usual);
        let end = line.x1 as f64 - em * unit.len() as f64;
        let part = self.inked(&TextLine { x1: self.gap(line, end), ..*line })?;
        let (wide, apart) = ((part.x1 - part.x0) as f64 / em, self.widest_gap(&part) / em);
        let read = own.get(run.clone())?;
        (!has_room(wide, apart, (digits(read), read.len() - digits(read)))).then_some(())?;
        let count = (wide / HALF.end()).ceil() as usize..=((wide + NARROWER) / HALF.start()) as usize;
        Some((part, Some(count)))
    }

    /// The widest room without ink in a part of a line, in pixels.
    fn widest_gap(&self, part: &TextLine) -> f64 {
        let inked = self.inked_columns(part);
        let gaps = inked.chunk_by(|a, b| a == b).filter(|group| group.first() == Some(&false));
        gaps.map(<[bool]>::len).max().unwrap_or(0) as f64
    }

    /// What an engine that looks for nothing but digits tells of some parts of lines, at each of the two heights.
    pub(super) fn looks_at_digits<'l>(
        &self,
        parts: impl Iterator<Item = &'l TextLine> + Clone,
        engine: &dyn Engine,
    ) -> Result<[Vec<Vec<Symbol>>; 2], Error> {
        let look = |height| {
            let shown =
                |part| LinePicture { picture: self.cut((&self.picture, 1.0), part, height), script: Script::Digits };
            engine.recognise(&parts.clone().map(shown).collect::<Vec<_>>())
        };
        Ok([look(SHOWN)?, look(LARGE)?])
    }

    /// A part of a line from where its ink begins to where that ends; nothing of one without ink.
    pub(super) fn inked(&self, part: &TextLine) -> Option<TextLine> {
        let mut inked = (part.x0..part.x1).filter(|x| (part.y0..part.y1).any(|y| self.ink.is_dark(*x, y)));
        let x0 = inked.next()?;
        Some(TextLine { x0, x1: inked.next_back().unwrap_or(x0) + 1, ..*part })
    }

    /// Whether each column of a part of a line has ink.
    pub(super) fn inked_columns(&self, part: &TextLine) -> Vec<bool> {
        (part.x0..part.x1).map(|x| (part.y0..part.y1).any(|y| self.ink.is_dark(x, y))).collect()
    }
}

/// Whether so many digits and points are so wide together, and so far apart at most.
fn has_room(wide: f64, apart: f64, (digits, points): (usize, usize)) -> bool {
    let (digits, points) = (digits as f64, points as f64);
    let fits = |each: &RangeInclusive<f64>| {
        let least = each.start() * digits + POINT.start() * points - NARROWER;
        let most = each.end() * digits + POINT.end() * points;
        (least..=most).contains(&wide)
    };
    fits(&HALF) || apart >= ROOM && fits(&WHOLE)
}

/// How many of the symbols are digits, or taken for some.
fn digits(symbols: &[Symbol]) -> usize {
    symbols.iter().filter(|symbol| figures::digit(symbol.text).is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::has_room;

    #[test]
    fn digits_are_half_as_wide_as_other_characters_or_as_wide() {
        assert!(has_room(1.4, 0.1, (3, 0)) && has_room(2.5, 0.5, (3, 0)), "240, １００");
        assert!(
            has_room(2.25, 0.2, (4, 1)) && has_room(0.7, 0.3, (2, 0)) && has_room(0.2, 0.0, (1, 0)),
            "1,200, 11, 1"
        );
        assert!(!has_room(1.4, 0.1, (1, 0)) && !has_room(1.4, 0.1, (2, 0)), "some are lost");
        assert!(!has_room(1.4, 0.1, (5, 0)), "some are told twice");
    }
}
