//! From the picture of a page to its glyphs and rules.

use super::brackets;
use super::draft::{Draft, points, rule};
use super::engine::{Engine, Symbol};
use super::figures;
use super::text::TextLine;
use super::words::Words;
use super::years;
use crate::geom::{Point, Rect};
use crate::ingest::{Decoding, Glyph, GlyphText, Limits, Page, Picture, Writing};
use crate::layout::Turn;
use crate::sheet::Error;

/// Trust in a dash that is told by its shape.
const SURE_DASH: f64 = 0.9;
/// A page whose characters are this sure on average stands upright.
const UPRIGHT: f64 = 0.93;

/// Trust in a character of which an engine has no doubt at all.
pub(super) const MOST_SURE: f64 = 0.9;
/// Trust in what stands where a stamp does.
const STAMPED: f64 = 0.3;

/// What was recognised on a page.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The page, put upright and straight.
    pub page: Page,
    /// The way back to the page as shown.
    pub turn: Turn,
    /// Its lines of text.
    pub lines: Vec<ReadLine>,
}

/// A line as it was recognised.
#[derive(Clone, Debug, Default)]
pub struct ReadLine {
    /// Its characters.
    pub symbols: Vec<ReadSymbol>,
    /// The cell in which it stands, by its number on the page.
    pub cell: Option<usize>,
}

/// A character as it was recognised.
#[derive(Clone, Debug)]
pub struct ReadSymbol {
    /// The character.
    pub text: char,
    /// Its box on the page as shown.
    pub place: Rect,
    /// What else it may be, where looks disagree about it.
    pub others: Vec<char>,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// Its number among the glyphs of the page.
    pub glyph: usize,
}

/// Reads the picture of a page; `scale` is how many pixels a point has, `words` what forms print.
///
/// # Errors
/// `too-large` where the picture has more pieces of ink than it may; where the engine cannot be asked.
pub fn recognise(
    read: &Page,
    picture: &Picture,
    scale: f64,
    (engine, words): (&dyn Engine, &Words),
    limits: &Limits,
) -> Result<Recognised, Error> {
    let mut draft = Draft::of(picture, scale, 0, limits)?;
    let mut symbols = engine.recognise(&draft.shown(draft.lines.iter()))?;
    if sureness(&symbols) < UPRIGHT {
        let mut best = sureness(&symbols);
        for quarters in 1..4 {
            let other = Draft::of(picture, scale, quarters, limits)?;
            let sample = engine.recognise(&other.shown(other.sample()))?;
            if sureness(&sample) > best + 0.05 {
                best = sureness(&sample);
                draft = other;
                symbols.clear();
            }
        }
        if symbols.is_empty() {
            symbols = engine.recognise(&draft.shown(draft.lines.iter()))?;
        }
    }
    draft.look_again(&mut symbols, engine, words)?;
    for line in &mut symbols {
        figures::strokes(line);
        brackets::pair(line);
        years::name_fiscal_years(line);
        years::name_eras(line);
        years::within_eras(line);
    }
    draft.settle_letters(&mut symbols);
    draft.settle_years(&mut symbols);
    draft.settle_units(&mut symbols);
    draft.settle_alike(&mut symbols, words);
    draft.settle_words(&mut symbols, words);
    // Clockwise degrees by which the text is turned as shown: the picture was turned on by as many quarters.
    let degrees = u16::from((4 - draft.quarters) % 4) * 90;
    let turn = Turn { degrees, lean: draft.lean, width: read.width, height: read.height };
    let layer = draft.compare((&read.unseen, &turn), scale, &mut symbols, words);
    let stamps = draft.stamps.len();
    let mut recognised = draft.page(read, turn, scale, symbols);
    recognised.page.repaired.extend(layer);
    if stamps > 0 {
        let note = format!("round stamps were passed over ({stamps}); what stands below them is not sure");
        recognised.page.repaired.push(note);
    }
    Ok(recognised)
}

/// How sure an engine is of its characters on average; 0 of none.
fn sureness(lines: &[Vec<Symbol>]) -> f64 {
    // Strokes are dashes whichever way up they stand.
    let tells =
        |symbol: &&Symbol| symbol.text.is_ascii_digit() || matches!(symbol.text, 'ぁ'..='ゖ' | '\u{4e01}'..='\u{9fff}');
    let (count, sum) = lines
        .iter()
        .flatten()
        .filter(tells)
        .fold((0_usize, 0.0), |(count, sum), symbol| (count + 1, sum + symbol.confidence));
    if count == 0 { 0.0 } else { sum / count as f64 }
}

impl Draft {
    /// Where a line stands on the page, in points; type is a little larger than its ink.
    pub(super) fn place(&self, line: &TextLine, scale: f64) -> Rect {
        let (middle, half) = ((line.y0 + line.y1) as f64 / 2.0 / scale, line.high(self.usual) * 1.08 / scale / 2.0);
        Rect::new(line.x0 as f64 / scale, middle - half, line.x1 as f64 / scale, middle + half)
    }

    /// The page that the engine's answers make.
    fn page(self, read: &Page, turn: Turn, scale: f64, symbols: Vec<Vec<Symbol>>) -> Recognised {
        let sideways = self.quarters % 2 == 1;
        let (width, height) = if sideways { (read.height, read.width) } else { (read.width, read.height) };
        let mut page = Page {
            number: read.number,
            width,
            height,
            repaired: read.repaired.clone(),
            touched: read.touched,
            unseen: read.unseen.iter().map(|hidden| upright(hidden, &turn)).collect(),
            rules: self.rules.iter().map(|line| rule(line, scale)).collect(),
            ..Page::default()
        };
        for (kind, bbox) in &self.marks {
            let bbox = points(bbox, scale);
            page.glyphs.push(glyph(kind.character(), bbox, bbox.width().max(bbox.height()), 1.0));
        }
        let mut read_lines = Vec::new();
        // The last part are the lines of no cell.
        let last = self.cells.len().saturating_sub(1);
        let parts = self.cells.iter().enumerate().flat_map(|(i, count)| std::iter::repeat_n(i, *count));
        let cells = parts.map(|i| (i < last).then_some(i));
        for ((line, symbols), cell) in self.lines.iter().zip(symbols).zip(cells) {
            let whole = self.place(line, scale);
            let size = whole.height();
            let mut told = Vec::new();
            if self.is_dash(line) || symbols.is_empty() {
                // Ink that nobody can read is not passed over.
                let (text, trust) =
                    if self.is_dash(line) { ('－', SURE_DASH) } else { (char::REPLACEMENT_CHARACTER, 0.0) };
                page.glyphs.push(glyph(text, whole, size, trust));
                continue;
            }
            for (symbol, [x0, x1]) in symbols.iter().zip(self.spans(line, &symbols)) {
                let bbox = Rect::new(x0 / scale, whole.y0, x1 / scale, whole.y1);
                let is_stamped = self.stamps.iter().any(|stamp| points(stamp, scale).touches(&bbox));
                let most = if is_stamped { STAMPED } else { 1.0 };
                let (text, confidence) = (symbol.text, symbol.confidence.min(most));
                // What an engine names beside what it is sure of means nothing.
                let others = if confidence <= figures::LIKELY { symbol.others.clone() } else { Vec::new() };
                let place = turn.shown(&bbox);
                told.push(ReadSymbol { text, place, others, confidence, glyph: page.glyphs.len() });
                page.glyphs.push(glyph(text, bbox, size, confidence * MOST_SURE));
            }
            read_lines.push(ReadLine { symbols: told, cell });
        }
        Recognised { page, turn, lines: read_lines }
    }
}

/// A glyph of a hidden layer on the upright page.
fn upright(hidden: &Glyph, turn: &Turn) -> Glyph {
    let bbox = turn.upright(&hidden.bbox);
    Glyph { bbox, origin: Point::new(bbox.x0, bbox.y1), writing: Writing::Horizontal, ..hidden.clone() }
}

pub(super) fn glyph(text: char, bbox: Rect, size: f64, trust: f64) -> Glyph {
    Glyph {
        text: GlyphText::Char(text),
        bbox,
        origin: Point::new(bbox.x0, bbox.center().y + 0.38 * size),
        size,
        code: u32::from(text),
        decoding: Decoding::Recognised((trust * 100.0).round().clamp(0.0, 100.0) as u8),
        font: 0,
        writing: Writing::Horizontal,
    }
}
