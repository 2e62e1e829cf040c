//! Lines that look the same print the same: heads and labels that stand on a page several times, in small type each read
//! otherwise.

use super::draft::Draft;
use super::engine::{Symbol, text};
use super::text::TextLine;
use super::words::{Seen, TOLD, Words, told};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Longest line that is compared, in heights of most: labels are short.
const LONGEST: f64 = 10.0;
/// More lines than this are not compared with each other, and no more pixels than this.
const MOST: usize = 1_000;
const PIXELS: usize = 500_000_000;
/// Pictures differ by so many pixels in size at most, or by this share.
const SLACK: usize = 1;
const SHARE: f64 = 0.03;
/// Two pictures show the same characters where they agree so far (correlation) as a whole, and so far in each part that is
/// as wide as high: labels of a form are like each other but for a character or two.
const SAME: f64 = 0.75;
const SAME_PART: f64 = 0.6;
/// Pictures that agree less than this where they stand are not moved.
const NEARLY: f64 = 0.4;
/// Of several looks this share names what a character may be, too.
const NAMED: f64 = 0.3;
/// Pixels that differ less than this (variance) show nothing.
const BLANK: f64 = 0.004;

/// What a line looks like: how dark each pixel is.
pub(super) struct Look {
    width: usize,
    height: usize,
    dark: Vec<f32>,
}

impl Look {
    /// Whether another picture shows the same; not, where no more `pixels` may be compared.
    pub(super) fn is_like(&self, other: &Self, pixels: &mut usize) -> bool {
        let is_near = |a: usize, b: usize| a.abs_diff(b) <= SLACK.max((SHARE * a as f64) as usize);
        if !is_near(self.width, other.width) || self.height.abs_diff(other.height) > SLACK {
            return false;
        }
        // Where it stands, at nine places around, and its parts.
        let Some(left) = pixels.checked_sub(self.dark.len().saturating_mul(11)) else { return false };
        *pixels = left;
        let (width, height) = (self.width.max(other.width), self.height.max(other.height));
        let agreement = |by: (isize, isize), columns: Range<usize>| self.agreement(other, by, columns, height);
        if agreement((0, 0), 0..width) < NEARLY {
            return false;
        }
        let around = (-1..=1).flat_map(|down| (-1..=1).map(move |right| (right, down)));
        let rated = around.map(|by| (agreement(by, 0..width), by));
        let Some((whole, by)) = rated.max_by(|a, b| a.0.total_cmp(&b.0)) else { return false };
        let parts = (width / height.max(1)).max(1);
        let part = |i: usize| i * width / parts..(i + 1) * width / parts;
        whole >= SAME && (0..parts).all(|i| agreement(by, part(i)) >= SAME_PART)
    }

    /// The correlation of some columns with those of another picture that is moved; what is beside a picture is paper.
    fn agreement(&self, other: &Self, (right, down): (isize, isize), columns: Range<usize>, height: usize) -> f64 {
        let (mut a, mut b, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let count = (columns.len() * height).max(1) as f64;
        for y in 0..height {
            for x in columns.clone() {
                let own = self.pixel(Some(x), Some(y));
                let its = other.pixel(x.checked_add_signed(right), y.checked_add_signed(down));
                (a, b) = (a + own, b + its);
                (aa, bb, ab) = (aa + own * own, bb + its * its, ab + own * its);
            }
        }
        let (spread, its) = (aa - a * a / count, bb - b * b / count);
        match (spread > BLANK * count, its > BLANK * count) {
            (true, true) => (ab - a * b / count) / (spread * its).sqrt(),
            // Between characters there is nothing in either.
            (one, other) => f64::from(u8::from(one == other)),
        }
    }

    fn pixel(&self, x: Option<usize>, y: Option<usize>) -> f64 {
        let at = x.filter(|x| *x < self.width).zip(y).map(|(x, y)| y * self.width + x);
        at.and_then(|at| self.dark.get(at)).copied().unwrap_or(0.0).into()
    }
}

impl Draft {
    /// Puts the word in the place of lines that look like each other, if what was read of them together is one.
    pub(super) fn settle_alike(&self, symbols: &mut [Vec<Symbol>], words: &Words) {
        let seen = words.seen(symbols);
        for group in self.alike(symbols) {
            let read: Vec<&[Symbol]> = group.iter().filter_map(|i| symbols.get(*i)).map(Vec::as_slice).collect();
            let Some(word) = word_of(&read, words, &seen) else { continue };
            for i in group {
                if let Some(own) = symbols.get_mut(i) {
                    put(&word, own);
                }
            }
        }
    }

    /// Lines that look the same, two or more; none in which digits are read, for pictures of figures are like each other.
    fn alike(&self, symbols: &[Vec<Symbol>]) -> Vec<Vec<usize>> {
        let has_digit = |own: &[Symbol]| own.iter().any(|symbol| symbol.text.is_ascii_digit());
        let is_label = |line: &TextLine| {
            ((line.x1 - line.x0) as f64) < LONGEST * self.usual && !self.is_lone(line) && !self.is_dash(line)
        };
        let all = self.lines.iter().zip(symbols).enumerate();
        let labels: Vec<usize> =
            all.filter(|(_, (line, own))| is_label(line) && !has_digit(own)).map(|(i, _)| i).collect();
        let (mut groups, mut pixels): (Vec<(Look, Vec<usize>)>, _) = (Vec::new(), PIXELS);
        if labels.len() > MOST {
            return Vec::new();
        }
        for i in labels {
            let Some(look) = self.lines.get(i).map(|line| self.look(line)) else { continue };
            match groups.iter_mut().find(|(first, _)| first.is_like(&look, &mut pixels)) {
                Some((_, group)) => group.push(i),
                None => groups.push((look, vec![i])),
            }
        }
        groups.into_iter().map(|(_, group)| group).filter(|group| group.len() > 1).collect()
    }

    pub(super) fn look(&self, line: &TextLine) -> Look {
        let (ground, darkest) = self.shades(&self.picture, line);
        let range = (ground - darkest).max(1.0);
        let rows = (line.y0..line.y1).flat_map(|y| self.picture.row(y).get(line.x0..line.x1).unwrap_or_default());
        let dark = rows.map(|grey| ((ground - f64::from(*grey)) / range).clamp(0.0, 1.0) as f32).collect();
        Look { width: line.x1 - line.x0, height: line.y1 - line.y0, dark }
    }
}

/// The word that lines are which look the same: the one that was read of some, or that all together are nearly.
fn word_of(read: &[&[Symbol]], words: &Words, seen: &Seen) -> Option<Vec<char>> {
    let known: BTreeSet<Vec<char>> = read.iter().map(|own| text(own)).filter(|text| words.knows(text)).collect();
    if !known.is_empty() {
        return known.first().filter(|_| known.len() == 1).cloned();
    }
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    read.iter().for_each(|own| *lengths.entry(own.len()).or_default() += 1);
    let (length, looks) = lengths.into_iter().max_by_key(|(_, count)| *count)?;
    let agreeing = || read.iter().filter(|own| own.len() == length);
    let together: Vec<Symbol> = (0..length).filter_map(|at| merged(agreeing().filter_map(|own| own.get(at)))).collect();
    words.of_looks(&together, looks, seen).map(<[char]>::to_vec)
}

/// Puts a word in the place of what was read of a line.
fn put(word: &[char], own: &mut Vec<Symbol>) {
    if own.len() == word.len() {
        own.iter_mut().zip(word).for_each(|(symbol, c)| told(symbol, *c));
    } else {
        *own = word.iter().map(|c| Symbol { text: *c, confidence: TOLD, others: Vec::new() }).collect();
    }
}

/// What several looks at one character say: that which most and the surest say; how sure, as much of all as they are.
fn merged<'s>(looks: impl Iterator<Item = &'s Symbol>) -> Option<Symbol> {
    let mut votes: BTreeMap<char, f64> = BTreeMap::new();
    let mut named: BTreeMap<char, f64> = BTreeMap::new();
    let mut count = 0.0;
    for look in looks {
        *votes.entry(look.text).or_default() += look.confidence;
        look.others.iter().chain([&look.text]).for_each(|c| *named.entry(*c).or_default() += 1.0);
        count += 1.0;
    }
    let (text, vote) = votes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    // Of many looks one names anything.
    let is_named = |(c, times): &(char, f64)| *c != text && *times >= NAMED * count;
    let others = named.into_iter().filter(is_named).map(|(c, _)| c).collect();
    Some(Symbol { text, confidence: vote / count, others })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of these widths beside each other, as wide as high with the room between them.
    fn look(bars: &[usize], noise: f32) -> Look {
        let (width, height) = (12 * bars.len(), 12);
        let is_ink = |x: usize, y: usize| (2..10).contains(&y) && bars.get(x / 12).is_some_and(|bar| x % 12 < *bar);
        let pixel = |at: usize| {
            let ink = f32::from(u8::from(is_ink(at % width, at / width)));
            (ink - noise * ((at * 7919 % 11) as f32 / 11.0)).abs()
        };
        Look { width, height, dark: (0..width * height).map(pixel).collect() }
    }

    #[test]
    fn pictures_are_alike_in_all_their_parts_or_not_at_all() {
        let label = [8, 3, 8, 5, 8, 8, 3, 8];
        let alike = |other: &[usize], noise| look(&label, 0.0).is_like(&look(other, noise), &mut PIXELS.clone());
        assert!(alike(&label, 0.3));
        assert!(!alike(&[8, 3, 8, 5, 1, 8, 3, 8], 0.0), "one character is another");
        assert!(!alike(&label[..7], 0.0), "a character more");
        assert!(!look(&label, 0.0).is_like(&look(&label, 0.0), &mut 100), "no more is compared");
    }

    #[test]
    fn what_looks_alike_is_the_word_that_one_or_all_together_are() {
        let words = Words::new(["目標値", "実績値", "事業所管課"].map(str::to_owned));
        let read = |text: &str| -> Vec<Symbol> {
            let symbol = |(i, c)| Symbol { text: c, confidence: if i == 0 { 0.97 } else { 0.8 }, others: Vec::new() };
            text.chars().enumerate().map(symbol).collect()
        };
        let word = |texts: &[&str]| {
            let own: Vec<Vec<Symbol>> = texts.iter().map(|text| read(text)).collect();
            let own: Vec<&[Symbol]> = own.iter().map(Vec::as_slice).collect();
            word_of(&own, &words, &Seen::default()).map(String::from_iter)
        };
        assert_eq!(word(&["目酔情", "目標値", "日"]).as_deref(), Some("目標値"), "read once");
        assert_eq!(word(&["目酔情", "目三慎", "目硬情"]).as_deref(), Some("目標値"), "nearest to all");
        assert_eq!(word(&["目酔情", "目三慎"]), None, "two looks that disagree say little");
        assert_eq!(word(&["目標値", "実績値"]), None, "they cannot be both");
        assert_eq!(word(&["産業振興課", "産業撫興課", "産業振正課"]), None, "a name that is no form's word");
        let mut own = read("日");
        put(&['目', '標', '値'], &mut own);
        assert!(text(&own) == ['目', '標', '値'] && own.iter().all(|symbol| symbol.confidence < 0.9));
    }
}
