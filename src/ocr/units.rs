//! Units behind figures: a page prints the same few again and again, so what is read as none of them is the one that it
//! looks like, or the one that the other figures of its row have.

use super::alike::Look;
use super::draft::Draft;
use super::engine::{Symbol, text};
use super::text::TextLine;
use super::words::{TOLD, is_alike};
use crate::normalise;
use std::collections::BTreeMap;

/// Longest figure with its unit, and longest unit, in characters.
const LONGEST: usize = 16;
const UNIT: usize = 4;
/// So many pictures of a unit are compared, and no more pixels.
const LOOKS: usize = 4;
const PIXELS: usize = 100_000_000;
/// Figures of a row stand no farther from each other in height, in heights of most lines.
const LEVEL: f64 = 0.5;
/// So many figures of a row, all of one unit, tell that of another.
const ENOUGH: usize = 3;

/// A line that is a figure.
struct Figure {
    line: usize,
    /// Its first symbol behind the digits.
    end: usize,
    /// What stands behind them, if that is a unit.
    unit: Option<Vec<char>>,
}

impl Draft {
    /// Puts units in the place of what is read behind figures and is none.
    pub(super) fn settle_units(&self, symbols: &mut [Vec<Symbol>]) {
        let figures: Vec<Figure> = symbols.iter().enumerate().filter_map(|(i, own)| figure(i, own)).collect();
        let mut looks: BTreeMap<&[char], Vec<(Look, usize)>> = BTreeMap::new();
        for figure in &figures {
            let (Some(unit), Some(part)) = (&figure.unit, self.unit(figure, symbols)) else { continue };
            let looks = looks.entry(unit).or_default();
            if looks.len() < LOOKS {
                looks.push((self.look(&part), part.x1 - part.x0));
            }
        }
        let mut pixels = PIXELS;
        let mut told: Vec<(&Figure, Vec<char>, usize)> = Vec::new();
        for figure in figures.iter().filter(|figure| figure.unit.is_none()) {
            let Some((line, own)) = self.lines.get(figure.line).zip(symbols.get(figure.line)) else { continue };
            let row = self.units_of_row(line, &figures);
            // Where nothing is read behind the digits, they may be taken for a unit of the row only.
            let is_open = |unit: &[char]| figure.end < own.len() || row.iter().any(|(own, _)| *own == unit);
            let mut like = looks.iter().filter(|(unit, _)| is_open(unit)).filter_map(|(unit, looks)| {
                looks.iter().find_map(|(look, width)| {
                    let part = TextLine { x0: line.x1.checked_sub(*width).filter(|x0| *x0 > line.x0)?, ..*line };
                    look.is_like(&self.look(&part), &mut pixels).then_some((unit.to_vec(), part.x0))
                })
            });
            let only = like.next();
            match (only, like.next()) {
                (Some((unit, from)), None) => {
                    let spans = self.spans(line, own);
                    let is_before = |[a, b]: &&[f64; 2]| (a + b) / 2.0 < from as f64;
                    told.push((figure, unit, spans.iter().take_while(is_before).count()));
                }
                _ => {
                    let read = own.get(figure.end..).map(text).unwrap_or_default();
                    let unit = of_row(&read, &row);
                    told.extend(unit.map(|unit| (figure, unit.to_vec(), figure.end)));
                }
            }
        }
        for (figure, unit, from) in told {
            if let Some(own) = symbols.get_mut(figure.line) {
                let before = own.split_off(from.min(own.len()));
                let symbol = |(i, c): (usize, &char)| {
                    let others = before.get(i).map(|symbol| symbol.text).filter(|other| other != c);
                    Symbol { text: *c, confidence: TOLD, others: others.into_iter().collect() }
                };
                own.extend(unit.iter().enumerate().map(symbol));
            }
        }
    }

    /// Where the unit of a figure stands.
    fn unit(&self, figure: &Figure, symbols: &[Vec<Symbol>]) -> Option<TextLine> {
        let line = self.lines.get(figure.line)?;
        let spans = self.spans(line, symbols.get(figure.line)?);
        let x0 = self.gap(line, spans.get(figure.end)?[0]);
        self.inked(&TextLine { x0, ..*line })
    }

    /// The units of the figures beside a line, with their number.
    fn units_of_row<'f>(&self, line: &TextLine, figures: &'f [Figure]) -> BTreeMap<&'f [char], usize> {
        let middle = |line: &TextLine| (line.y0 + line.y1) as f64 / 2.0;
        let is_level = |other: &TextLine| (middle(other) - middle(line)).abs() <= LEVEL * self.usual;
        let beside = figures.iter().filter(|figure| self.lines.get(figure.line).is_some_and(is_level));
        let mut row = BTreeMap::new();
        for unit in beside.filter_map(|figure| figure.unit.as_deref()) {
            *row.entry(unit).or_default() += 1;
        }
        row
    }
}

/// A line that is a figure: digits with a unit behind them, or with nothing.
fn figure(line: usize, own: &[Symbol]) -> Option<Figure> {
    let end = own.iter().rposition(|symbol| symbol.text.is_ascii_digit())? + 1;
    let unit = own.get(end..).map(text)?;
    let is_word = unit.iter().all(|c| c.is_alphanumeric() || matches!(c, '%' | '％' | '、'));
    if own.len() > LONGEST || unit.len() > UNIT || !is_word {
        return None;
    }
    // Letters that are units, too, stand more often for what was not read.
    let is_unit = !unit.iter().any(char::is_ascii_alphabetic) && normalise::is_unit(&unit.iter().collect::<String>());
    Some(Figure { line, end, unit: is_unit.then_some(unit) })
}

/// The unit that all figures of a row have, if what was read is nearly it.
fn of_row<'u>(read: &[char], row: &BTreeMap<&'u [char], usize>) -> Option<&'u [char]> {
    let (unit, count) = row.iter().next().filter(|_| row.len() == 1)?;
    let is_near = |(a, b): (&char, &char)| a == b || is_alike(*a, *b);
    let is_nearly = read.len() == unit.len() && read.iter().zip(*unit).any(is_near);
    (*count >= ENOUGH && is_nearly).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_digits_with_a_unit_or_with_nothing() {
        let read = |line: &str| {
            let symbol = |text| Symbol { text, confidence: 0.9, others: Vec::new() };
            let own: Vec<Symbol> = line.chars().map(symbol).collect();
            figure(0, &own).map(|figure| figure.unit.map(String::from_iter))
        };
        assert_eq!(read("1,200件"), Some(Some("件".into())));
        assert_eq!(read("23,750千円"), Some(Some("千円".into())));
        assert_eq!(read("110性"), Some(None));
        assert_eq!(read("54.096"), Some(None));
        assert_eq!(read("12人(累計)"), None);
        assert_eq!(read("実績"), None);
    }

    #[test]
    fn a_row_tells_the_unit_of_what_is_nearly_it() {
        let row = |units: &[(&'static [char], usize)]| units.iter().copied().collect::<BTreeMap<_, _>>();
        let places: &[char] = &['箇', '所'];
        let all = row(&[(places, 4)]);
        assert_eq!(of_row(&['儲', '所'], &all), Some(places));
        assert_eq!(of_row(&['団', '体'], &all), None, "nothing of it is read");
        assert_eq!(of_row(&['儲', '所'], &row(&[(places, 2)])), None, "two are few");
        assert_eq!(of_row(&['儲', '所'], &row(&[(places, 4), (&['件'], 1)])), None, "not all have it");
    }
}
