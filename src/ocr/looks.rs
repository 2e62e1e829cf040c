//! The looks that an engine is asked for: lines first, then what it has trouble with by itself.

use super::draft::Draft;
use super::engine::{Engine, LinePicture, Script, Symbol, text};
use super::figures;
use super::text::TextLine;
use super::words::{Seen, Words};
use super::years;
use crate::ingest::Picture;
use crate::sheet::Error;

/// Height of a line as the engine is shown it, and the paper around it, in pixels.
pub(super) const SHOWN: f64 = 40.0;
const MARGIN: f64 = 12.0;
/// How much softer a line is shown where the engine is in doubt, how much harder, and of which character it is in doubt.
pub(super) const SOFTER: f64 = 0.5;
const HARDER: f64 = 6.0;
const DOUBT: f64 = 0.9;
/// Height at which lone characters are shown, with which an engine has trouble.
const LONE: f64 = 32.0;
/// Two letters are so much wider than high.
const TWO: f64 = 1.2;
/// Height at which figures are looked at again.
pub(super) const LARGE: f64 = 60.0;
/// Room between words, and between characters, in heights of the line.
const APART: f64 = 0.95;
const BETWEEN: f64 = 0.12;
/// No line is shown larger than it stands by more than this factor.
const LARGER: f64 = 5.0;
/// Longest line that is shown, in pixels.
const LONGEST: f64 = 12_000.0;
/// So many lines are read to learn how a page is turned.
const SAMPLE: usize = 10;
/// A dash is so much of the height of most lines high at most, and so much wide.
const DASH: f64 = 0.22;
const DASHES: std::ops::RangeInclusive<f64> = 0.35..=2.5;

impl Draft {
    /// Lines that tell much: the longest of those that are as high as most.
    pub(super) fn sample(&self) -> impl Iterator<Item = &TextLine> {
        let mut lines: Vec<&TextLine> = self.lines.iter().collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.x1 - line.x0));
        lines.into_iter().take(SAMPLE)
    }

    /// Lines as the engine is shown them.
    pub(super) fn shown<'l>(&self, lines: impl Iterator<Item = &'l TextLine>) -> Vec<LinePicture> {
        self.shown_in(&self.picture, 1.0, lines)
    }

    /// The same in another picture of the page, and so many times as hard.
    fn shown_in<'l>(
        &self,
        picture: &Picture,
        hard: f64,
        lines: impl Iterator<Item = &'l TextLine>,
    ) -> Vec<LinePicture> {
        let script = |line: &TextLine| if self.is_lone(line) { Script::Character } else { Script::Japanese };
        let height = |line: &TextLine| if self.is_lone(line) { LONE } else { SHOWN };
        lines
            .map(|line| LinePicture { picture: self.cut((picture, hard), line, height(line)), script: script(line) })
            .collect()
    }

    /// Shows lines again of which the engine is not sure, softer and harder: what a shade or a coarse scan leaves on
    /// strokes goes, what it makes of thin ones stands out. The harder look, of which engines are too sure, counts only
    /// where nothing was seen, or where it shows a word that forms print.
    fn look_otherwise(&self, symbols: &mut [Vec<Symbol>], engine: &dyn Engine, words: &Words) -> Result<(), Error> {
        let is_open = |own: &Vec<Symbol>| own.is_empty() || own.iter().any(|symbol| symbol.confidence < DOUBT);
        let all = self.lines.iter().zip(symbols.iter_mut());
        let mut open: Vec<(&TextLine, &mut Vec<Symbol>)> =
            all.filter(|(line, own)| is_open(own) && !self.is_dash(line)).collect();
        let softer = self.picture.softened(SOFTER);
        let answers = engine.recognise(&self.shown_in(&softer, 1.0, open.iter().map(|(line, _)| *line)))?;
        open.iter_mut().zip(answers).for_each(|((_, own), answer)| prefer(own, answer, words));
        open.retain(|(_, own)| is_open(own) && !words.knows(&text(own)));
        let answers = engine.recognise(&self.shown_in(&self.picture, HARDER, open.iter().map(|(line, _)| *line)))?;
        for ((_, own), answer) in open.into_iter().zip(answers) {
            if own.is_empty() || words.knows(&text(&answer)) {
                prefer(own, answer, words);
            }
        }
        Ok(())
    }

    /// Looks again at lines that are in doubt or in which nothing was seen, at lone characters, and at digits.
    pub(super) fn look_again(
        &mut self,
        symbols: &mut Vec<Vec<Symbol>>,
        engine: &dyn Engine,
        words: &Words,
    ) -> Result<(), Error> {
        self.look_otherwise(symbols, engine, words)?;
        self.look_at_unseen(symbols, engine)?;
        self.look_at_columns(symbols, engine, words)?;
        self.look_at_letters(symbols, engine)?;
        for line in symbols.iter_mut() {
            figures::one_of_two(line);
        }
        self.look_at_digits(symbols, engine)?;
        self.look_at_codes(symbols, engine)?;
        Ok(())
    }

    /// Looks at lines in which nothing was seen.
    fn look_at_unseen(&self, symbols: &mut [Vec<Symbol>], engine: &dyn Engine) -> Result<(), Error> {
        let all = || self.lines.iter().enumerate();
        let unseen: Vec<(usize, &TextLine)> =
            all().filter(|(i, line)| symbols.get(*i).is_some_and(Vec::is_empty) && !self.is_dash(line)).collect();
        for (script, height) in [(Script::Character, LARGE), (Script::Japanese, LONE)] {
            let open: Vec<&(usize, &TextLine)> =
                unseen.iter().filter(|(i, _)| symbols.get(*i).is_some_and(Vec::is_empty)).collect();
            let pictures = open
                .iter()
                .map(|(_, line)| LinePicture { picture: self.cut((&self.picture, 1.0), line, height), script });
            let answers = engine.recognise(&pictures.collect::<Vec<_>>())?;
            for ((i, _), answer) in open.into_iter().zip(answers) {
                if let Some(own) = symbols.get_mut(*i) {
                    *own = answer;
                }
            }
        }
        Ok(())
    }

    /// Puts words in the place of what is nearly them: of all that stands in a cell, else of its lines. What is read then
    /// tells which form it is, and the words of that form settle more.
    pub(super) fn settle_words(&self, symbols: &mut [Vec<Symbol>], words: &Words) {
        self.settle_by(symbols, words, Words::settle);
        self.settle_by(symbols, words, Words::settle_in_form);
    }

    fn settle_by(
        &self,
        symbols: &mut [Vec<Symbol>],
        words: &Words,
        settle: impl Fn(&Words, &mut [&mut Symbol], &Seen) -> bool,
    ) {
        let seen = words.seen(symbols);
        let mut rest = symbols;
        for (i, count) in self.cells.iter().enumerate() {
            let all = std::mem::take(&mut rest);
            let (own, others) = all.split_at_mut((*count).min(all.len()));
            rest = others;
            let is_cell = i + 1 < self.cells.len();
            let whole = is_cell && settle(words, &mut own.iter_mut().flatten().collect::<Vec<_>>(), &seen);
            if !whole {
                for line in own {
                    let from = years::end_of_year(line);
                    settle(words, &mut line.iter_mut().skip(from).collect::<Vec<_>>(), &seen);
                }
            }
        }
    }

    /// Letters and digits that stand alone are often taken for kana.
    fn look_at_letters(&self, symbols: &mut [Vec<Symbol>], engine: &dyn Engine) -> Result<(), Error> {
        let lone: Vec<(usize, &TextLine)> =
            self.lines.iter().enumerate().filter(|(_, line)| self.is_lone(line)).collect();
        let pictures = lone.iter().map(|(_, line)| LinePicture {
            picture: self.cut((&self.picture, 1.0), line, SHOWN),
            script: Script::Letter,
        });
        let answers = engine.recognise(&pictures.collect::<Vec<_>>())?;
        for ((i, line), answer) in lone.iter().zip(answers) {
            if let (Some(own), [letter]) = (symbols.get_mut(*i), answer.as_slice()) {
                let has_room = (line.x1 - line.x0) as f64 >= TWO * (line.y1 - line.y0) as f64;
                figures::settle_letter(own, letter, has_room);
            }
        }
        Ok(())
    }

    /// Where each character of a line begins and ends. An engine knows the order of characters better than their places:
    /// these follow from how wide characters are, digits a half or a whole of the others, and from the room between words.
    pub(super) fn spans(&self, line: &TextLine, symbols: &[Symbol]) -> Vec<[f64; 2]> {
        let high = line.high(self.usual);
        let gaps: Vec<(f64, f64)> = self.gaps(line);
        let length = (line.x1 - line.x0) as f64 - gaps.iter().map(|(_, wide)| wide).sum::<f64>();
        let wide = |symbol: &Symbol, narrow: f64| if symbol.text.is_ascii() { narrow } else { 1.0 };
        let unit = |narrow: f64| length / symbols.iter().map(|symbol| wide(symbol, narrow)).sum::<f64>().max(0.1);
        // Characters are a little wider than their ink is high.
        let off = |narrow: &f64| (unit(*narrow) / high - 1.08).abs();
        let narrow = [0.5, 0.6, 1.0].into_iter().min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0.5);
        let mut at = line.x0 as f64;
        let mut spans: Vec<[f64; 2]> = Vec::new();
        for symbol in symbols {
            let from = at;
            at += wide(symbol, narrow) * unit(narrow);
            spans.push([from, at]);
        }
        for (from, wide) in gaps {
            // The first character behind the room: what stands before it ends there.
            let near = |(_, span): &(usize, &[f64; 2])| ((span[0] - from).abs() * 16.0) as u64;
            let Some((first, _)) = spans.iter().enumerate().skip(1).min_by_key(near) else { continue };
            spans.iter_mut().skip(first).flatten().for_each(|edge| *edge += wide);
        }
        spans
    }

    /// The room between words of a line: where it begins, and by how much it is wider than that between characters.
    fn gaps(&self, line: &TextLine) -> Vec<(f64, f64)> {
        let columns = self.inked_columns(line);
        let (mut from, mut gaps) = (line.x0, Vec::new());
        for group in columns.chunk_by(|a, b| a == b) {
            let wide = group.len() as f64 / line.high(self.usual);
            if group.first() == Some(&false) && wide >= APART {
                gaps.push((from as f64, group.len() as f64 - BETWEEN * line.high(self.usual)));
            }
            from += group.len();
        }
        gaps
    }

    /// The column without ink that is nearest to an edge of characters in a line; the edge itself, where none is near.
    pub(super) fn gap(&self, line: &TextLine, edge: f64) -> usize {
        let reach = 0.35 * self.usual;
        let is_free = |x: usize| (line.y0..line.y1).all(|y| !self.ink.is_dark(x, y));
        let columns = (edge - reach).max(line.x0 as f64) as usize..=((edge + reach) as usize).min(line.x1);
        let off = |x: &usize| ((*x as f64 - edge).abs() * 16.0) as u64;
        columns.filter(|x| *x == line.x0 || *x == line.x1 || is_free(*x)).min_by_key(off).unwrap_or(edge as usize)
    }

    /// Whether a line has one character, or few narrow ones.
    pub(super) fn is_lone(&self, line: &TextLine) -> bool {
        (line.x1 - line.x0) as f64 <= 1.3 * self.usual && !self.is_dash(line)
    }

    /// Whether a line is one level stroke: a dash, which a recogniser takes for a letter.
    pub(super) fn is_dash(&self, line: &TextLine) -> bool {
        let (width, height) = ((line.x1 - line.x0) as f64, (line.y1 - line.y0) as f64);
        height <= (DASH * self.usual).max(2.0) && DASHES.contains(&(width / self.usual)) && width > 2.0 * height
    }

    /// By how much a line is enlarged to be so high.
    fn enlarged(&self, line: &TextLine, shown: f64) -> f64 {
        let height = line.high(self.usual);
        let width = (line.x1 - line.x0).max(1) as f64;
        (shown / height).min(LARGER).min(LONGEST / width)
    }

    /// How light the ground of a line is, a shade as it may be, and how dark its ink.
    pub(super) fn shades(&self, picture: &Picture, line: &TextLine) -> (f64, f64) {
        let (mut ground, mut darkest) = (Vec::new(), u8::MAX);
        for y in line.y0..line.y1 {
            let row = picture.row(y).get(line.x0..line.x1).unwrap_or_default();
            darkest = row.iter().fold(darkest, |least, grey| least.min(*grey));
            ground.extend(row.iter().zip(line.x0..).filter(|(_, x)| !self.ink.is_dark(*x, y)).map(|(grey, _)| *grey));
        }
        // Ink makes what is next to it dark, too.
        let high = ground.len() * 4 / 5;
        let light = if ground.is_empty() { u8::MAX } else { *ground.select_nth_unstable(high).1 };
        (f64::from(light), f64::from(darkest))
    }

    /// The picture of a line, dark on white.
    pub(super) fn cut(&self, (picture, hard): (&Picture, f64), line: &TextLine, shown: f64) -> Picture {
        let factor = self.enlarged(line, shown);
        let (width, height) = ((line.x1 - line.x0) as f64, (line.y1 - line.y0) as f64);
        let high = line.high(self.usual);
        let size = |length: f64| (length * factor + 2.0 * MARGIN).ceil() as usize;
        let mut cut = Picture::white(size(width), size(high));
        let (left, top) = (line.x0 as f64 - MARGIN / factor, line.y0 as f64 - (high - height) / 2.0 - MARGIN / factor);
        // What stands above and below belongs to other lines.
        let rows = (line.y0 as f64 - 1.0)..(line.y1 as f64 + 1.0);
        let columns = (line.x0 as f64 - 1.0)..(line.x1 as f64 + 1.0);
        let (ground, darkest) = self.shades(picture, line);
        let range = (ground - darkest).max(1.0);
        for (y, row) in cut.grey.chunks_mut(cut.width.max(1)).enumerate() {
            let from_y = top + (y as f64 + 0.5) / factor;
            if !rows.contains(&from_y) {
                continue;
            }
            for (x, pixel) in row.iter_mut().enumerate() {
                let from_x = left + (x as f64 + 0.5) / factor;
                if columns.contains(&from_x) {
                    let grey = picture.between(from_x, from_y);
                    // Paper becomes white, ink black.
                    let light = ((grey - darkest) / range * 1.15).clamp(0.0, 1.0);
                    *pixel = (((light - 0.5) * hard + 0.5).clamp(0.0, 1.0) * 255.0) as u8;
                }
            }
        }
        cut
    }
}

/// Of two looks at a line that which shows a word that forms print, else the surer one; what the other tells is what its
/// characters may be, too.
pub(super) fn prefer(own: &mut Vec<Symbol>, mut other: Vec<Symbol>, words: &Words) {
    let sure =
        |symbols: &[Symbol]| symbols.iter().map(|symbol| symbol.confidence).sum::<f64>() / symbols.len().max(1) as f64;
    let is_better = match (words.knows(&text(own)), words.knows(&text(&other))) {
        (false, true) => true,
        (true, false) => false,
        _ => sure(&other) > sure(own),
    };
    if is_better {
        std::mem::swap(own, &mut other);
    }
    if own.len() != other.len() {
        return;
    }
    for (symbol, other) in own.iter_mut().zip(other).filter(|(symbol, other)| symbol.text != other.text) {
        symbol.others.retain(|known| *known != other.text);
        symbol.others.insert(0, other.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surer_look_is_taken_and_the_other_is_told() {
        let look = |text: &str, confidence| -> Vec<Symbol> {
            text.chars().map(|text| Symbol { text, confidence, others: vec!['他'] }).collect()
        };
        let told =
            |own: &[Symbol]| own.iter().map(|s| (s.text, s.others.iter().collect())).collect::<Vec<(char, String)>>();
        let words = Words::new(["目標".to_owned()]);
        let mut own = look("席引課", 0.6);
        prefer(&mut own, look("所管課", 0.8), &words);
        assert_eq!(told(&own), [('所', "席他".to_owned()), ('管', "引他".to_owned()), ('課', "他".to_owned())]);
        prefer(&mut own, look("所官", 0.7), &words);
        assert_eq!(told(&own).len(), 3, "less sure, and of another length");
        prefer(&mut own, Vec::new(), &words);
        assert_eq!(own.len(), 3);
        let mut own = look("目標", 0.5);
        prefer(&mut own, look("上標", 0.9), &words);
        assert_eq!(text(&own), ['目', '標'], "forms print it");
    }
}
