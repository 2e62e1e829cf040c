//! Words from top to bottom in narrow cells.

use super::draft::Draft;
use super::engine::{Engine, LinePicture, Script, Symbol, text};
use super::looks::{SHOWN, SOFTER, prefer};
use super::text::TextLine;
use super::words::Words;
use crate::sheet::Error;
use std::ops::Range;

impl Draft {
    /// Characters above each other in a cell are looked at together: an engine reads words better than characters. A word
    /// that forms print tells how many they are, too.
    pub(super) fn look_at_columns(
        &mut self,
        symbols: &mut Vec<Vec<Symbol>>,
        engine: &dyn Engine,
        words: &Words,
    ) -> Result<(), Error> {
        let columns = self.columns();
        let softer = self.picture.softened(SOFTER);
        let mut looks = Vec::new();
        for picture in [&self.picture, &softer] {
            let pictures = columns.iter().map(|(_, _, whole)| {
                let shown = SHOWN * whole.high(self.usual) / self.usual;
                LinePicture { picture: self.cut((picture, 1.0), whole, shown), script: Script::Vertical }
            });
            looks.push(engine.recognise(&pictures.collect::<Vec<_>>())?);
        }
        let seen = words.seen(symbols);
        // From the last column to the first, so that what is parted anew moves nothing that is still to come.
        for (i, (cell, lines, whole)) in columns.into_iter().enumerate().rev() {
            let mut told: Vec<Vec<Symbol>> = looks.iter().filter_map(|look| look.get(i)).cloned().collect();
            let Some(own) = symbols.get_mut(lines.clone()) else { continue };
            let word = told.iter_mut().find_map(|look| {
                // Words may be numbered: 方向1.
                let end = look.iter().rposition(|symbol| !symbol.text.is_ascii_digit())? + 1;
                let word = look.get_mut(..end)?;
                words.settle(&mut word.iter_mut().collect::<Vec<_>>(), &seen);
                let is_word = words.knows(&text(word));
                (is_word && is_near(look.len(), own.len())).then(|| look.clone())
            });
            if let Some(word) = word {
                let parts = evenly(&whole, word.len());
                self.lines.splice(lines.clone(), parts);
                symbols.splice(lines, word.iter().map(|symbol| vec![symbol.clone()]));
                self.cells.get_mut(cell).into_iter().for_each(|count| *count = word.len());
            } else if let Some(answer) = told.into_iter().next().filter(|answer| answer.len() == own.len())
                && own.iter().all(|line| line.len() == 1)
            {
                let mut read: Vec<Symbol> = own.iter().flatten().cloned().collect();
                if !read.iter().any(|symbol| symbol.text.is_ascii_digit()) {
                    prefer(&mut read, answer, words);
                    own.iter_mut().zip(read).for_each(|(line, symbol)| *line = vec![symbol]);
                }
            }
        }
        Ok(())
    }

    /// The cells that hold nothing but lone characters above each other, with their lines, and what those are together.
    fn columns(&self) -> Vec<(usize, Range<usize>, TextLine)> {
        let mut columns = Vec::new();
        let mut from = 0;
        // The last part are the lines of no cell.
        for (cell, count) in self.cells.iter().enumerate().take(self.cells.len().saturating_sub(1)) {
            let range = from..from + count;
            from = range.end;
            let Some(lines) = self.lines.get(range.clone()).filter(|lines| lines.len() > 1) else { continue };
            let is_under = |pair: &[TextLine]| match pair {
                [a, b] => a.x0 < b.x1 && b.x0 < a.x1 && b.y0.saturating_sub(a.y1) as f64 <= self.usual,
                _ => false,
            };
            let whole = lines.iter().copied().reduce(|a, b| a.union(&b)).filter(|whole| self.is_lone(whole));
            if let Some(whole) = whole
                && lines.iter().all(|line| self.is_lone(line))
                && lines.windows(2).all(is_under)
            {
                columns.push((cell, range, whole));
            }
        }
        columns
    }
}

/// Whether a word has about as many characters as were found: strokes of one may stand apart, two may touch.
fn is_near(word: usize, found: usize) -> bool {
    word > 1 && word <= 2 * found && found <= 2 * word
}

/// So many parts of a column, equally high.
fn evenly(whole: &TextLine, parts: usize) -> Vec<TextLine> {
    let at = |i: usize| whole.y0 + i * (whole.y1 - whole.y0) / parts.max(1);
    (0..parts).map(|i| TextLine { y0: at(i), y1: at(i + 1), ..*whole }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Limits, Picture};

    /// Takes every character for a box, and reads one word from top to bottom.
    #[derive(Debug)]
    struct Columns;

    impl Engine for Columns {
        fn identity(&self) -> &str {
            "columns"
        }

        fn recognise(&self, lines: &[LinePicture]) -> Result<Vec<Vec<Symbol>>, Error> {
            let symbol = |text, confidence| Symbol { text, confidence, others: Vec::new() };
            let read = |line: &LinePicture| match line.script {
                Script::Vertical => "活動指標".chars().map(|c| symbol(c, 0.9)).collect(),
                _ => vec![symbol('口', 0.6)],
            };
            Ok(lines.iter().map(read).collect())
        }
    }

    #[test]
    fn characters_above_each_other_are_read_together() {
        let mut page = Picture::white(300, 300);
        let mut fill = |x: Range<usize>, y: Range<usize>| {
            y.for_each(|y| page.grey[y * 300..][x.clone()].fill(0));
        };
        for edge in [20, 148, 278] {
            fill(20..280, edge..edge + 2);
        }
        for edge in [20, 80, 278] {
            fill(edge..edge + 2, 20..280);
        }
        // Four characters in a narrow cell, and two lines of two in a wide one: H each.
        let stack = (0..4).map(|i| (40, 30 + 28 * i));
        for (x, y) in stack.chain([(110, 40), (140, 40), (110, 80), (140, 80)]) {
            fill(x..x + 4, y..y + 20);
            fill(x + 14..x + 18, y..y + 20);
            fill(x..x + 18, y + 8..y + 12);
        }
        let mut draft = Draft::of(&page, 150.0 / 72.0, 0, &Limits::default()).unwrap();
        let mut symbols = Columns.recognise(&draft.shown(draft.lines.iter())).unwrap();
        draft.look_at_columns(&mut symbols, &Columns, &Words::default()).unwrap();
        let read: String = symbols.iter().flatten().map(|symbol| symbol.text).collect();
        assert_eq!(read, "活動指標口口");
    }
}
