//! The hidden text layer of a scan: what another program read in the picture once. Nobody knows what it is worth, so
//! it is compared with what is read now, by the words of forms that each has; the better one is kept.

use super::draft::Draft;
use super::engine::Symbol;
use super::figures::LIKELY;
use super::words::Words;
use crate::geom::{Point, Rect};
use crate::ingest::Glyph;
use crate::layout::Turn;
use crate::normalise::fold;

/// By how much more of the words of forms a layer must have to be the better one.
const BETTER: f64 = 1.2;
/// Trust in what only the layer has.
const ALONE: f64 = 0.5;

/// The characters of a layer on the upright page, by the height at which they stand; each with its place in their order.
struct Layer(Vec<(Point, usize, char)>);

impl Layer {
    fn new(glyphs: &[Glyph], turn: &Turn) -> Self {
        let mut characters = Vec::new();
        for glyph in glyphs {
            let bbox = turn.upright(&glyph.bbox);
            let folded: Vec<char> = fold(&glyph.text.to_string()).chars().collect();
            for (i, c) in folded.iter().enumerate() {
                let part = (i as f64 + 0.5) / folded.len() as f64;
                characters.push((Point::new(bbox.x0 + part * bbox.width(), bbox.center().y), characters.len(), *c));
            }
        }
        characters.retain(|(at, ..)| at.x.is_finite() && at.y.is_finite());
        characters.sort_by(|a, b| a.0.y.total_cmp(&b.0.y));
        Self(characters)
    }

    /// What it has in a box.
    fn within(&self, bbox: &Rect) -> Vec<char> {
        let from = self.0.partition_point(|(at, ..)| at.y < bbox.y0);
        let level = self.0.iter().skip(from).take_while(|(at, ..)| at.y <= bbox.y1);
        let mut found: Vec<(usize, char)> =
            level.filter(|(at, ..)| bbox.contains(*at)).map(|(_, order, c)| (*order, *c)).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, c)| c).collect()
    }
}

impl Draft {
    /// Compares what was read with a hidden layer; gives a sentence about it, where there is one.
    ///
    /// Where the layer is the better one, its lines are taken; else it only makes digits unsure that it tells otherwise,
    /// and tells lines in which nothing was read.
    pub(super) fn compare(
        &self,
        (glyphs, turn): (&[Glyph], &Turn),
        scale: f64,
        symbols: &mut [Vec<Symbol>],
        words: &Words,
    ) -> Option<String> {
        let layer = Layer::new(glyphs, turn);
        if layer.0.is_empty() {
            return None;
        }
        let folded = |own: &[Symbol]| -> Vec<char> {
            fold(&own.iter().map(|symbol| symbol.text).collect::<String>()).chars().collect()
        };
        let lines: Vec<Vec<char>> =
            self.lines.iter().map(|line| layer.within(&roomy(&self.place(line, scale)))).collect();
        let (mut same, mut all, mut known, mut known_to_layer) = (0, 0, 0, 0);
        for (hidden, own) in lines.iter().zip(symbols.iter()) {
            let own = folded(own);
            all += own.len();
            same += own.iter().zip(hidden).filter(|(own, hidden)| own == hidden).count();
            known += if words.knows(&own) { own.len() } else { 0 };
            known_to_layer += if words.knows(hidden) { hidden.len() } else { 0 };
        }
        let is_better = known_to_layer as f64 > BETTER * known as f64;
        for ((line, hidden), own) in self.lines.iter().zip(&lines).zip(symbols.iter_mut()) {
            if hidden.is_empty() || self.is_dash(line) {
                continue;
            }
            if own.is_empty() || (is_better && folded(own) != *hidden) {
                *own = taken(own, hidden, if is_better { LIKELY } else { ALONE });
            } else if own.len() == hidden.len() {
                doubt(own, hidden);
            }
        }
        let believed = if is_better { "its lines were taken" } else { "the picture was believed" };
        Some(format!(
            "a hidden text layer was compared with the picture: {same} of {all} characters are the same; {believed}"
        ))
    }
}

/// A line with the room that the brackets and points at its ends have beyond their ink.
fn roomy(line: &Rect) -> Rect {
    let room = line.height() / 2.0;
    Rect::new(line.x0 - room, line.y0, line.x1 + room, line.y1)
}

/// A line of the layer in the place of what was read.
fn taken(own: &[Symbol], hidden: &[char], confidence: f64) -> Vec<Symbol> {
    let before = |i: usize| own.get(i).map(|symbol| symbol.text).filter(|_| own.len() == hidden.len());
    let symbol = |(i, text): (usize, &char)| {
        let others = before(i).filter(|other| other != text).into_iter().collect();
        Symbol { text: *text, confidence, others }
    };
    hidden.iter().enumerate().map(symbol).collect()
}

/// A digit that the layer tells otherwise may be that.
fn doubt(own: &mut [Symbol], hidden: &[char]) {
    for (symbol, other) in own.iter_mut().zip(hidden) {
        if symbol.text.is_ascii_digit() && other.is_ascii_digit() && symbol.text != *other {
            symbol.confidence = symbol.confidence.min(LIKELY);
            if !symbol.others.contains(other) {
                symbol.others.push(*other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(text: &str) -> Vec<Symbol> {
        text.chars().map(|text| Symbol { text, confidence: 0.95, others: Vec::new() }).collect()
    }

    fn told(symbols: &[Symbol]) -> Vec<(char, f64, String)> {
        symbols.iter().map(|s| (s.text, s.confidence, s.others.iter().collect())).collect()
    }

    #[test]
    fn digits_that_the_layer_tells_otherwise_are_unsure() {
        let mut own = symbols("30人");
        doubt(&mut own, &['3', '8', '入']);
        let sure = |c| (c, 0.95, String::new());
        assert_eq!(told(&own), [sure('3'), ('0', LIKELY, "8".to_owned()), sure('人')]);
    }

    #[test]
    fn lines_of_the_layer_keep_what_was_read_beside_them() {
        assert_eq!(told(&taken(&symbols("鸚"), &['3'], 0.8)), [('3', 0.8, "鸚".to_owned())]);
        assert_eq!(told(&taken(&symbols("鸚鵡"), &['3'], 0.8)), [('3', 0.8, String::new())]);
    }

    #[test]
    fn a_layer_is_read_in_its_own_order() {
        let at = |x: f64| (Point::new(x, 10.0), x as usize, char::from_digit(x as u32, 10).unwrap());
        let layer = Layer(vec![at(3.0), at(1.0), at(2.0), at(9.0)]);
        assert_eq!(layer.within(&Rect::new(0.0, 5.0, 5.0, 12.0)), ['1', '2', '3']);
        assert!(layer.within(&Rect::new(0.0, 11.0, 5.0, 12.0)).is_empty());
    }
}
