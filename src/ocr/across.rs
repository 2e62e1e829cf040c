//! What stands at several places of a document is read from all of them: names, departments and titles, which lists and
//! sheets repeat, each time read by itself.

use super::page::{MOST_SURE, Recognised};
use super::words::TOLD;
use std::collections::{BTreeMap, BTreeSet};

/// Longest and shortest text that is compared, and the shortest part of a longer one that is.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=60;
const SHORTEST: usize = 3;
/// A character that the engine is surer of stays; of others one that this many times as much speaks for is right.
const DOUBT: f64 = 0.9;
const OUTVOTED: f64 = 1.5;
/// Of two that say the same so much is read alike.
const SAME: (usize, usize) = (2, 3);
/// Pairs of characters that stand more often than this tell nothing; no more texts than this are compared.
const OFTEN: usize = 400;
const MOST: usize = 20_000;

/// Where a character stands: page, line, symbol.
type At = (usize, usize, usize);

/// A text: the lines of a cell, or a line in none.
struct Text {
    at: Vec<At>,
    read: Vec<char>,
    sure: Vec<f64>,
}

/// Puts characters right that the engine is in doubt about and that other places of the document tell.
pub fn settle_across(pages: &mut [Recognised]) {
    let texts = texts(pages);
    if texts.len() > MOST {
        return;
    }
    let mut pairs: BTreeMap<[char; 2], Vec<(usize, usize)>> = BTreeMap::new();
    for (i, text) in texts.iter().enumerate() {
        for (k, pair) in text.read.windows(2).enumerate() {
            if let [a, b] = *pair {
                pairs.entry([a, b]).or_default().push((i, k));
            }
        }
    }
    let told: Vec<(At, char)> =
        texts.iter().enumerate().flat_map(|(i, text)| settled(i, text, &texts, &pairs)).collect();
    for ((page, line, symbol), c) in told {
        pages.get_mut(page).into_iter().for_each(|page| page.put(line, symbol, c));
    }
}

/// The texts of the pages.
fn texts(pages: &[Recognised]) -> Vec<Text> {
    let mut texts = Vec::new();
    for (p, page) in pages.iter().enumerate() {
        let numbered: Vec<_> = page.lines.iter().enumerate().collect();
        for lines in numbered.chunk_by(|(_, a), (_, b)| a.cell.is_some() && a.cell == b.cell) {
            let symbols =
                lines.iter().flat_map(|(l, line)| line.symbols.iter().enumerate().map(|(s, own)| ((p, *l, s), own)));
            let (mut at, mut read, mut sure) = (Vec::new(), Vec::new(), Vec::new());
            for (place, symbol) in symbols {
                at.push(place);
                read.push(symbol.text);
                sure.push(symbol.confidence);
            }
            if LENGTHS.contains(&at.len()) {
                texts.push(Text { at, read, sure });
            }
        }
    }
    texts
}

/// The characters of a text that others tell otherwise.
fn settled(
    own: usize,
    text: &Text,
    texts: &[Text],
    pairs: &BTreeMap<[char; 2], Vec<(usize, usize)>>,
) -> Vec<(At, char)> {
    let is_open = |c: char, sure: f64| sure < DOUBT && is_letter(c);
    if !text.read.iter().zip(&text.sure).any(|(c, sure)| is_open(*c, *sure)) {
        return Vec::new();
    }
    // The texts that share a pair with it, and how far it is moved in each.
    let mut shared: BTreeSet<(usize, isize)> = BTreeSet::new();
    for (k, pair) in text.read.windows(2).enumerate() {
        let [a, b] = *pair else { continue };
        for (other, at) in pairs.get(&[a, b]).into_iter().filter(|all| all.len() <= OFTEN).flatten() {
            if *other != own {
                shared.insert((*other, *at as isize - k as isize));
            }
        }
    }
    let mut votes: Vec<BTreeMap<char, (f64, f64)>> = vec![BTreeMap::new(); text.read.len()];
    for (other, by) in &shared {
        let Some(other) = texts.get(*other) else { continue };
        let (from, to) = (by.max(&0), (text.read.len() as isize + by).min(other.read.len() as isize));
        let aligned = (*from..to).filter_map(|at| {
            let own = usize::try_from(at - by).ok()?;
            let at = usize::try_from(at).ok()?;
            Some((own, *text.read.get(own)?, *other.read.get(at)?, *other.sure.get(at)?))
        });
        let aligned: Vec<(usize, char, char, f64)> = aligned.collect();
        let same = aligned.iter().filter(|(_, a, b, _)| a == b).count();
        let is_whole = aligned.len() >= SHORTEST.max(text.read.len().min(other.read.len()));
        let is_same_number = aligned.iter().all(|(_, a, b, _)| a == b || !(is_number(*a) || is_number(*b)));
        // Names that differ in a number are two.
        if is_whole && is_same_number && same * SAME.1 >= aligned.len() * SAME.0 {
            for (at, _, c, sure) in aligned {
                if let Some(votes) = votes.get_mut(at) {
                    let vote = votes.entry(c).or_default();
                    *vote = (vote.0 + sure, vote.1.max(sure));
                }
            }
        }
    }
    let mut told = Vec::new();
    for (i, votes) in votes.into_iter().enumerate() {
        let (Some(at), Some(c), Some(sure)) = (text.at.get(i), text.read.get(i), text.sure.get(i)) else { continue };
        let for_own = votes.get(c).map_or(0.0, |vote| vote.0) + sure;
        let best = votes
            .into_iter()
            .filter(|(other, _)| other != c && is_letter(*other))
            .max_by(|a, b| a.1.0.total_cmp(&b.1.0));
        let Some((other, (sum, most))) = best.filter(|_| is_open(*c, *sure)) else { continue };
        if sum > OUTVOTED * for_own && most > *sure {
            told.push((*at, other));
        }
    }
    told
}

/// Whether it is a letter: signs mean something by what stands beside them.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_number(c)
}

/// Whether it is a digit or a number: those differ where all else is the same.
fn is_number(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
}

impl Recognised {
    /// Makes a symbol another character.
    fn put(&mut self, line: usize, symbol: usize, c: char) {
        let Some(symbol) = self.lines.get_mut(line).and_then(|line| line.symbols.get_mut(symbol)) else { return };
        symbol.others.retain(|other| *other != c);
        symbol.others.insert(0, std::mem::replace(&mut symbol.text, c));
        symbol.confidence = symbol.confidence.max(TOLD);
        if let Some(glyph) = self.page.glyphs.get_mut(symbol.glyph) {
            *glyph = super::page::glyph(c, glyph.bbox, glyph.size, TOLD * MOST_SURE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::page::{ReadLine, ReadSymbol};
    use super::*;
    use crate::geom::Rect;
    use crate::ingest::Page;
    use crate::layout::Turn;

    /// A page of lines; what stands in brackets is doubtful.
    fn page(lines: &[&str]) -> Recognised {
        let mut page = Page::default();
        let line = |line: &&str| {
            let mut doubt = false;
            let mut symbols = Vec::new();
            for c in line.chars() {
                if matches!(c, '[' | ']') {
                    doubt = c == '[';
                    continue;
                }
                let place = Rect::new(0.0, 0.0, 1.0, 1.0);
                let confidence = if doubt { 0.6 } else { 0.97 };
                symbols.push(ReadSymbol { text: c, place, others: Vec::new(), confidence, glyph: page.glyphs.len() });
                page.glyphs.push(super::super::page::glyph(c, place, 10.0, confidence));
            }
            ReadLine { symbols, cell: None }
        };
        let lines = lines.iter().map(line).collect();
        Recognised { page, turn: Turn::default(), lines }
    }

    fn settled(pages: &[&[&str]]) -> Vec<String> {
        let mut pages: Vec<Recognised> = pages.iter().map(|lines| page(lines)).collect();
        settle_across(&mut pages);
        let glyphs = pages.iter().map(|page| page.page.glyphs.iter().map(|glyph| glyph.text.to_string()).collect());
        glyphs.collect()
    }

    #[test]
    fn a_doubtful_character_is_what_other_places_tell() {
        let read = settled(&[&["若者しごと相談[意]口"], &["若者しごと相談窓口"], &["「若者しごと相談窓口」について"]]);
        assert_eq!(read[0], "若者しごと相談窓口");
        assert_eq!(settled(&[&["若者しごと相談意口"], &["若者しごと相談窓口"]])[0], "若者しごと相談意口", "it is sure");
        assert_eq!(
            settled(&[&["若者しごと相談[意]口"], &["若者しごと相談[窓]口"]])[0],
            "若者しごと相談意口",
            "as doubtful"
        );
    }

    #[test]
    fn names_that_differ_in_a_number_are_two() {
        assert_eq!(settled(&[&["第[二]小学校"], &["第一小学校"], &["第一小学校"]])[0], "第二小学校");
        assert_eq!(settled(&[&["受入[人]数2回"], &["受入件数3回"], &["受入件数3回"]])[0], "受入人数2回");
    }
}
