//! From the picture of a page to its glyphs and rules.

use super::engine::{Engine, LinePicture, Script, Symbol};
use super::figures;
use super::ink::{Blob, Ink, Run, shade};
use super::marks::{Mark, mark};
use super::rules::{self, Line};
use super::skew::{skew, straightened};
use super::text::{TextLine, lines, usual_height};
use super::words::Words;
use crate::geom::{Point, Rect};
use crate::ingest::{Decoding, Glyph, GlyphText, Limit, Limits, Page, Picture, Rule, RuleSource, Writing};
use crate::layout::{self, Turn};
use crate::sheet::Error;
use std::ops::Range;

/// Height of a line as the engine is shown it, and the paper around it, in pixels.
const SHOWN: f64 = 40.0;
const MARGIN: f64 = 12.0;
/// Height at which lone characters are shown, with which an engine has trouble.
const LONE: f64 = 32.0;
/// Height at which figures are looked at again.
const LARGE: f64 = 60.0;
/// Trust in a dash that is told by its shape.
const SURE_DASH: f64 = 0.9;
/// How far the ragged edges of a ruling line reach, in inches.
const RAGGED: f64 = 0.016;
/// No line is shown larger than it stands by more than this factor.
const LARGER: f64 = 5.0;
/// Longest line that is shown, in pixels.
const LONGEST: f64 = 12_000.0;
/// A page whose characters are this sure on average stands upright.
const UPRIGHT: f64 = 0.93;
/// So many lines are read to learn how a page is turned.
const SAMPLE: usize = 10;
/// A box with ink nearer than this on its line is a character among others, in widths of the box; ink to its right may
/// be as near as the second where several such boxes stand in a cell.
const ALONE: f64 = 0.6;
const BEFORE: f64 = 0.12;
/// A filled box has this room to its left, and if less of it than this is ink, it stands alone.
const BESIDE: f64 = 0.25;
const FULL: f64 = 0.93;
/// A dash is so much of the height of most lines high at most, and so much wide.
const DASH: f64 = 0.22;
const DASHES: std::ops::RangeInclusive<f64> = 0.35..=2.5;
/// Dots that go on with a ruling line are no thicker, and no farther from it, in inches.
const THIN: f64 = 0.025;
const NEAR: f64 = 0.4;
/// Pieces smaller than this part of an inch, each way, are dirt where they stand alone.
const DIRT: f64 = 0.012;

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
#[derive(Clone, Debug)]
pub struct ReadLine {
    /// Where it stands, on the page as shown.
    pub bbox: Rect,
    /// Its characters, the box of each on the page as shown, and what else those may be that looks disagreed about.
    pub symbols: Vec<(char, Rect, Vec<char>)>,
}

/// A page on which everything is found and nothing read yet.
struct Draft {
    quarters: u8,
    lean: f64,
    /// Put straight, without rules, marks and shade.
    picture: Picture,
    ink: Ink,
    rules: Vec<Line>,
    marks: Vec<(Mark, Rect)>,
    lines: Vec<TextLine>,
    /// How many lines each cell has, in their order; the last are those of no cell.
    cells: Vec<usize>,
    /// Height of most lines.
    usual: f64,
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
    draft.look_again(&mut symbols, engine)?;
    for line in &mut symbols {
        figures::dashes(line);
        figures::years(line);
    }
    draft.settle_words(&mut symbols, words);
    Ok(draft.page(read, scale, symbols))
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
    fn of(picture: &Picture, scale: f64, quarters: u8, limits: &Limits) -> Result<Self, Error> {
        let dpi = scale * 72.0;
        let turned = picture.turned(quarters);
        let lean = skew(&Ink::of(&turned, dpi));
        let mut picture = straightened(&turned, lean);
        let mut ink = Ink::of(&picture, dpi);
        let dots = shade(&ink.blobs(), dpi);
        wipe(&mut picture, &mut ink, &dots, 0);
        let rules = rules::lines(&ink, dpi);
        limits.check(Limit::PageRules, rules.len())?;
        let grids = grids(&rules, &picture, scale);
        let ragged = ((RAGGED * dpi).round() as usize).max(2);
        for rule in &rules {
            ink.erase(&rule.runs);
            ink.trim(&rule.runs, rule.horizontal, ragged);
        }
        for rule in &rules {
            wipe(&mut picture, &mut ink, &rule.runs, ragged);
        }
        let blobs: Vec<Blob> = ink.blobs();
        limits.check(Limit::PicturePieces, blobs.len())?;
        let marks = found_marks(&ink, &blobs, dpi);
        let mut is_mark = vec![false; blobs.len()];
        let mut boxes = Vec::new();
        for (kind, i) in marks {
            let Some(blob) = blobs.get(i) else { continue };
            boxes.push((kind, rect(blob)));
            // What is written in a box goes with it.
            for (other, inside) in blobs.iter().zip(&mut is_mark) {
                *inside |= blob.x0 <= other.x0 && other.x1 <= blob.x1 && blob.y0 <= other.y0 && other.y1 <= blob.y1;
            }
        }
        let marked: Vec<Run> =
            blobs.iter().zip(&is_mark).filter(|(_, mark)| **mark).flat_map(|(blob, _)| blob.runs.clone()).collect();
        wipe(&mut picture, &mut ink, &marked, 1);
        let dirt = DIRT * dpi;
        let text = blobs.iter().zip(&is_mark).filter(|(blob, mark)| {
            !**mark
                && (blob.width() as f64 > dirt || blob.height() as f64 > dirt)
                && !rules.iter().any(|rule| goes_on(rule, blob, dpi))
        });
        let mut parts: Vec<Vec<&Blob>> = vec![Vec::new(); grids.len() + 1];
        for (blob, _) in text {
            let middle = Point::new((blob.x0 + blob.x1) as f64 / 2.0, (blob.y0 + blob.y1) as f64 / 2.0);
            let holding = grids.iter().enumerate().filter(|(_, cell)| cell.contains(middle));
            let at = holding.min_by(|a, b| a.1.area().total_cmp(&b.1.area())).map_or(grids.len(), |(i, _)| i);
            if let Some(part) = parts.get_mut(at) {
                part.push(blob);
            }
        }
        let usual = usual_height(&parts, dpi);
        let parts: Vec<Vec<TextLine>> = parts
            .iter()
            .map(|part| {
                let is_text = |line: &TextLine| !is_dotted(line, part, dpi);
                lines(part, usual).into_iter().filter(is_text).collect()
            })
            .collect();
        let cells = parts.iter().map(Vec::len).collect();
        Ok(Self { quarters, lean, picture, ink, rules, marks: boxes, lines: parts.concat(), cells, usual })
    }

    /// Lines that tell much: the longest of those that are as high as most.
    fn sample(&self) -> impl Iterator<Item = &TextLine> {
        let mut lines: Vec<&TextLine> = self.lines.iter().collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.x1 - line.x0));
        lines.into_iter().take(SAMPLE)
    }

    /// Lines as the engine is shown them.
    fn shown<'l>(&self, lines: impl Iterator<Item = &'l TextLine>) -> Vec<LinePicture> {
        let script = |line: &TextLine| if self.is_lone(line) { Script::Character } else { Script::Japanese };
        let height = |line: &TextLine| if self.is_lone(line) { LONE } else { SHOWN };
        lines.map(|line| LinePicture { picture: self.cut(line, height(line)), script: script(line) }).collect()
    }

    /// Looks again at lines in which nothing was seen, at lone characters, and at digits.
    fn look_again(&self, symbols: &mut [Vec<Symbol>], engine: &dyn Engine) -> Result<(), Error> {
        let all = || self.lines.iter().enumerate();
        let unseen: Vec<(usize, &TextLine)> =
            all().filter(|(i, line)| symbols.get(*i).is_some_and(Vec::is_empty) && !self.is_dash(line)).collect();
        for (script, height) in [(Script::Character, LARGE), (Script::Japanese, LONE)] {
            let open: Vec<&(usize, &TextLine)> =
                unseen.iter().filter(|(i, _)| symbols.get(*i).is_some_and(Vec::is_empty)).collect();
            let pictures = open.iter().map(|(_, line)| LinePicture { picture: self.cut(line, height), script });
            let answers = engine.recognise(&pictures.collect::<Vec<_>>())?;
            for ((i, _), answer) in open.into_iter().zip(answers) {
                if let Some(own) = symbols.get_mut(*i) {
                    *own = answer;
                }
            }
        }
        self.look_at_letters(symbols, engine)?;
        self.look_at_digits(symbols, engine)?;
        Ok(())
    }

    /// Puts words in the place of what is nearly them: of all that stands in a cell, else of its lines.
    fn settle_words(&self, symbols: &mut [Vec<Symbol>], words: &Words) {
        let mut rest = symbols;
        for (i, count) in self.cells.iter().enumerate() {
            let all = std::mem::take(&mut rest);
            let (own, others) = all.split_at_mut((*count).min(all.len()));
            rest = others;
            let is_cell = i + 1 < self.cells.len();
            let whole = is_cell && words.settle(&mut own.iter_mut().flatten().collect::<Vec<_>>());
            if !whole {
                for line in own {
                    words.settle(&mut line.iter_mut().collect::<Vec<_>>());
                }
            }
        }
    }

    /// Letters and digits that stand alone are often taken for kana.
    fn look_at_letters(&self, symbols: &mut [Vec<Symbol>], engine: &dyn Engine) -> Result<(), Error> {
        let lone: Vec<(usize, &TextLine)> =
            self.lines.iter().enumerate().filter(|(_, line)| self.is_lone(line)).collect();
        let pictures =
            lone.iter().map(|(_, line)| LinePicture { picture: self.cut(line, SHOWN), script: Script::Letter });
        let answers = engine.recognise(&pictures.collect::<Vec<_>>())?;
        for ((i, _), answer) in lone.iter().zip(answers) {
            if let (Some(own), [letter]) = (symbols.get_mut(*i), answer.as_slice()) {
                figures::settle_letter(own, letter);
            }
        }
        Ok(())
    }

    /// Digits are looked at twice by themselves.
    fn look_at_digits(&self, symbols: &mut [Vec<Symbol>], engine: &dyn Engine) -> Result<(), Error> {
        let mut runs: Vec<(usize, Range<usize>, TextLine)> = Vec::new();
        for (i, (line, own)) in self.lines.iter().zip(symbols.iter()).enumerate() {
            let edges = self.edges(line, own);
            for run in figures::runs(own) {
                let (Some(from), Some(to)) = (edges.get(run.start), edges.get(run.end)) else { continue };
                let [from, to] = [from, to].map(|edge| self.gap(line, *edge));
                // No more of what stands beside it than its own ink.
                let mut inked = (from..to).filter(|x| (line.y0..line.y1).any(|y| self.ink.is_dark(*x, y)));
                if let Some(x0) = inked.next() {
                    let x1 = inked.next_back().unwrap_or(x0) + 1;
                    runs.push((i, run, TextLine { x0, x1, ..*line }));
                }
            }
        }
        let mut looks = Vec::new();
        for height in [SHOWN, LARGE] {
            let pictures =
                runs.iter().map(|(_, _, part)| LinePicture { picture: self.cut(part, height), script: Script::Digits });
            looks.push(engine.recognise(&pictures.collect::<Vec<_>>())?);
        }
        // From the last run of a line to its first, so that what was replaced moves nothing that follows.
        for (number, (i, run, _)) in runs.iter().enumerate().rev() {
            let Some(own) = symbols.get_mut(*i) else { continue };
            let told: Vec<String> = looks
                .iter()
                .filter_map(|look| look.get(number))
                .map(|look| look.iter().map(|s| s.text).collect())
                .collect();
            figures::settle(own, run.clone(), &told);
        }
        Ok(())
    }

    /// Where each character of a line begins, and where the last one ends. An engine knows the order of characters better
    /// than their places: these follow from how wide characters are, digits a half or a whole of the others.
    fn edges(&self, line: &TextLine, symbols: &[Symbol]) -> Vec<f64> {
        let length = (line.x1 - line.x0) as f64;
        let high = ((line.y1 - line.y0) as f64).max(0.8 * self.usual);
        let wide = |symbol: &Symbol, narrow: f64| if symbol.text.is_ascii() { narrow } else { 1.0 };
        let unit = |narrow: f64| length / symbols.iter().map(|symbol| wide(symbol, narrow)).sum::<f64>().max(0.1);
        // Characters are a little wider than their ink is high.
        let off = |narrow: &f64| (unit(*narrow) / high - 1.08).abs();
        let narrow = [0.5, 0.6, 1.0].into_iter().min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0.5);
        let mut at = line.x0 as f64;
        let ends = symbols.iter().map(|symbol| {
            at += wide(symbol, narrow) * unit(narrow);
            at
        });
        std::iter::once(line.x0 as f64).chain(ends).collect()
    }

    /// The column without ink that is nearest to an edge of characters in a line; the edge itself, where none is near.
    fn gap(&self, line: &TextLine, edge: f64) -> usize {
        let reach = 0.35 * self.usual;
        let is_free = |x: usize| (line.y0..line.y1).all(|y| !self.ink.is_dark(x, y));
        let columns = (edge - reach).max(line.x0 as f64) as usize..=((edge + reach) as usize).min(line.x1);
        let off = |x: &usize| ((*x as f64 - edge).abs() * 16.0) as u64;
        columns.filter(|x| *x == line.x0 || *x == line.x1 || is_free(*x)).min_by_key(off).unwrap_or(edge as usize)
    }

    /// Whether a line has one character, or few narrow ones.
    fn is_lone(&self, line: &TextLine) -> bool {
        (line.x1 - line.x0) as f64 <= 1.3 * self.usual && !self.is_dash(line)
    }

    /// Whether a line is one level stroke: a dash, which a recogniser takes for a letter.
    fn is_dash(&self, line: &TextLine) -> bool {
        let (width, height) = ((line.x1 - line.x0) as f64, (line.y1 - line.y0) as f64);
        height <= (DASH * self.usual).max(2.0) && DASHES.contains(&(width / self.usual)) && width > 2.0 * height
    }

    /// By how much a line is enlarged to be so high.
    fn enlarged(&self, line: &TextLine, shown: f64) -> f64 {
        // Dashes and dots need the room of a line around them.
        let height = ((line.y1 - line.y0) as f64).max(0.8 * self.usual);
        let width = (line.x1 - line.x0).max(1) as f64;
        (shown / height).min(LARGER).min(LONGEST / width)
    }

    /// The picture of a line, dark on white.
    fn cut(&self, line: &TextLine, shown: f64) -> Picture {
        let factor = self.enlarged(line, shown);
        let (width, height) = ((line.x1 - line.x0) as f64, (line.y1 - line.y0) as f64);
        let high = height.max(0.8 * self.usual);
        let size = |length: f64| (length * factor + 2.0 * MARGIN).ceil() as usize;
        let mut cut = Picture::white(size(width), size(high));
        let (left, top) = (line.x0 as f64 - MARGIN / factor, line.y0 as f64 - (high - height) / 2.0 - MARGIN / factor);
        // What stands above and below belongs to other lines.
        let rows = (line.y0 as f64 - 1.0)..(line.y1 as f64 + 1.0);
        let columns = (line.x0 as f64 - 1.0)..(line.x1 as f64 + 1.0);
        let (mut darkest, mut lightest) = (255.0_f64, 0.0_f64);
        for y in line.y0..line.y1 {
            let row = self.picture.row(y).get(line.x0..line.x1).unwrap_or_default();
            darkest = row.iter().fold(darkest, |least, grey| least.min(f64::from(*grey)));
            lightest = row.iter().fold(lightest, |most, grey| most.max(f64::from(*grey)));
        }
        let range = (lightest - darkest).max(1.0);
        for (y, row) in cut.grey.chunks_mut(cut.width.max(1)).enumerate() {
            let from_y = top + (y as f64 + 0.5) / factor;
            if !rows.contains(&from_y) {
                continue;
            }
            for (x, pixel) in row.iter_mut().enumerate() {
                let from_x = left + (x as f64 + 0.5) / factor;
                if columns.contains(&from_x) {
                    let grey = self.picture.between(from_x, from_y);
                    // Paper becomes white, ink black.
                    *pixel = (((grey - darkest) / range * 1.15).clamp(0.0, 1.0) * 255.0) as u8;
                }
            }
        }
        cut
    }

    /// The page that the engine's answers make.
    fn page(self, read: &Page, scale: f64, symbols: Vec<Vec<Symbol>>) -> Recognised {
        let sideways = self.quarters % 2 == 1;
        let (width, height) = if sideways { (read.height, read.width) } else { (read.width, read.height) };
        let mut page = Page {
            number: read.number,
            width,
            height,
            repaired: read.repaired.clone(),
            touched: read.touched,
            rules: self.rules.iter().map(|line| rule(line, scale)).collect(),
            ..Page::default()
        };
        for (kind, bbox) in &self.marks {
            let bbox = points(bbox, scale);
            page.glyphs.push(glyph(kind.character(), bbox, bbox.width().max(bbox.height()), 1.0));
        }
        // Clockwise degrees by which the text is turned as shown: the picture was turned on by as many quarters.
        let degrees = u16::from((4 - self.quarters) % 4) * 90;
        let turn = Turn { degrees, lean: self.lean, width: read.width, height: read.height };
        let mut read_lines = Vec::new();
        for (line, symbols) in self.lines.iter().zip(symbols) {
            let high = ((line.y1 - line.y0) as f64).max(0.8 * self.usual);
            let middle = (line.y0 + line.y1) as f64 / 2.0;
            // Type is a little larger than its ink.
            let size = high * 1.08 / scale;
            let centre = middle / scale;
            let whole =
                Rect::new(line.x0 as f64 / scale, centre - size / 2.0, line.x1 as f64 / scale, centre + size / 2.0);
            let mut told = Vec::new();
            if self.is_dash(line) || symbols.is_empty() {
                // Ink that nobody can read is not passed over.
                let (text, trust) =
                    if self.is_dash(line) { ('－', SURE_DASH) } else { (char::REPLACEMENT_CHARACTER, 0.0) };
                page.glyphs.push(glyph(text, whole, size, trust));
                continue;
            }
            let edges = self.edges(line, &symbols);
            for (symbol, ends) in symbols.iter().zip(edges.windows(2)) {
                let [x0, x1] = ends else { continue };
                let bbox = Rect::new(x0 / scale, centre - size / 2.0, x1 / scale, centre + size / 2.0);
                page.glyphs.push(glyph(symbol.text, bbox, size, symbol.confidence * 0.9));
                // What an engine names beside what it is sure of means nothing.
                let others = if symbol.confidence <= figures::LIKELY { symbol.others.clone() } else { Vec::new() };
                told.push((symbol.text, turn.shown(&bbox), others));
            }
            let bbox = Rect::new(line.x0 as f64, line.y0 as f64, line.x1 as f64, line.y1 as f64);
            read_lines.push(ReadLine { bbox: turn.shown(&points(&bbox, scale)), symbols: told });
        }
        Recognised { page, turn, lines: read_lines }
    }
}

/// Paints ink over, in the picture a little around it too.
fn wipe(picture: &mut Picture, ink: &mut Ink, runs: &[Run], around: usize) {
    ink.erase(runs);
    let width = picture.width;
    for run in runs {
        for y in run.y.saturating_sub(around)..=run.y + around {
            let (from, to) = (run.from.saturating_sub(around), (run.to + around).min(width));
            // Ink that stays is not touched.
            for x in from..to {
                if !ink.is_dark(x, y)
                    && let Some(pixel) = picture.grey.get_mut(y * width + x)
                {
                    *pixel = u8::MAX;
                }
            }
        }
    }
}

/// Whether a blob is a dot or a dash of a ruling line that was found in part.
fn goes_on(rule: &Line, blob: &Blob, dpi: f64) -> bool {
    let (thin, near) = ((THIN * dpi).max(2.0) as usize, (NEAR * dpi) as usize);
    let (breadth, along, across) = if rule.horizontal {
        (blob.height(), (blob.x0, blob.x1, rule.x0, rule.x1), (blob.y0, blob.y1, rule.y0, rule.y1))
    } else {
        (blob.width(), (blob.y0, blob.y1, rule.y0, rule.y1), (blob.x0, blob.x1, rule.x0, rule.x1))
    };
    let slack = 1;
    breadth <= thin
        && across.0 + slack >= across.2
        && across.1 <= across.3 + slack
        && along.0 <= along.3 + near
        && along.1 + near >= along.2
}

/// Whether what looks like a line of text is a row of dots and dashes: a rest of a ruling line.
fn is_dotted(line: &TextLine, blobs: &[&Blob], dpi: f64) -> bool {
    let inside = |blob: &&&Blob| line.y0 <= blob.y0 && blob.y1 <= line.y1 && line.x0 <= blob.x0 && blob.x1 <= line.x1;
    (line.y1 - line.y0) as f64 <= (THIN * dpi).max(2.0) && blobs.iter().filter(inside).count() > 2
}

/// Boxes to be marked among the blobs, by their number.
fn found_marks(ink: &Ink, blobs: &[Blob], dpi: f64) -> Vec<(Mark, usize)> {
    let found = blobs.iter().enumerate().filter_map(|(i, blob)| Some((mark(ink, blob, dpi)?, i)));
    let found: Vec<(Mark, usize)> = found.collect();
    // The room that a box has on its line, in its own widths, to the left and to the right.
    let room = |i: usize| {
        let Some(own) = blobs.get(i) else { return (0.0, 0.0) };
        let width = own.width() as f64;
        let is_other = |blob: &&Blob| {
            let inside = own.x0 <= blob.x0 && blob.x1 <= own.x1 && own.y0 <= blob.y0 && blob.y1 <= own.y1;
            let level = blob.y0 < own.y1 && own.y0 < blob.y1;
            !inside && level && blob.height() * 3 > own.height()
        };
        let least = |left: bool| {
            let gaps = blobs.iter().filter(is_other).filter(|blob| (blob.x0 + blob.x1 < own.x0 + own.x1) == left);
            let gap = |blob: &Blob| if left { own.x0.saturating_sub(blob.x1) } else { blob.x0.saturating_sub(own.x1) };
            gaps.map(gap).min().map_or(f64::INFINITY, |gap| gap as f64 / width)
        };
        (least(true), least(false))
    };
    // Dense characters of small type are nearly full.
    let is_full =
        |i: usize| blobs.get(i).is_some_and(|own| own.area as f64 >= FULL * (own.width() * own.height()) as f64);
    let several = found.iter().filter(|(kind, _)| *kind != Mark::Ticked).count() > 1;
    let is_mark = |(kind, i): &(Mark, usize)| {
        let (left, right) = room(*i);
        match kind {
            Mark::Filled => left >= BESIDE && (is_full(*i) || right >= ALONE),
            Mark::Empty => left >= ALONE && right >= if several { BEFORE } else { ALONE },
            Mark::Ticked => left >= ALONE && right >= ALONE,
        }
    };
    found.into_iter().filter(is_mark).collect()
}

/// The cells that the rules make, in pixels.
fn grids(rules: &[Line], picture: &Picture, scale: f64) -> Vec<Rect> {
    let page = Page {
        number: 1,
        width: picture.width as f64 / scale,
        height: picture.height as f64 / scale,
        rules: rules.iter().map(|line| rule(line, scale)).collect(),
        ..Page::default()
    };
    let layout = layout::page(&page);
    let cells = layout.cells().map(|(_, cell)| cell.bbox);
    cells.map(|b| Rect::new(b.x0 * scale, b.y0 * scale, b.x1 * scale, b.y1 * scale)).collect()
}

fn rule(line: &Line, scale: f64) -> Rule {
    let bbox = Rect::new(line.x0 as f64, line.y0 as f64, line.x1 as f64, line.y1 as f64);
    let bbox = points(&bbox, scale);
    // A line that climbs is as thick as its ink.
    let ink: usize = line.runs.iter().map(|run| run.to - run.from).sum();
    let length = if line.horizontal { line.x1 - line.x0 } else { line.y1 - line.y0 };
    let half = ink as f64 / length.max(1) as f64 / scale / 2.0;
    let centre = bbox.center();
    let bbox = if line.horizontal {
        Rect::new(bbox.x0, centre.y - half, bbox.x1, centre.y + half)
    } else {
        Rect::new(centre.x - half, bbox.y0, centre.x + half, bbox.y1)
    };
    Rule { bbox, horizontal: line.horizontal, source: RuleSource::ThinFill }
}

fn rect(blob: &Blob) -> Rect {
    Rect::new(blob.x0 as f64, blob.y0 as f64, blob.x1 as f64, blob.y1 as f64)
}

fn points(pixels: &Rect, scale: f64) -> Rect {
    Rect::new(pixels.x0 / scale, pixels.y0 / scale, pixels.x1 / scale, pixels.y1 / scale)
}

fn glyph(text: char, bbox: Rect, size: f64, trust: f64) -> Glyph {
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
