//! Words that forms print are known: a line that is nearly one of them, where the engine is in doubt, is that word.

use super::engine::Symbol;
use crate::normalise::fold;
use std::collections::{BTreeMap, BTreeSet};

/// A character that the engine is surer of is not taken for another, unless the engine names the other itself, or the
/// two look alike.
const DOUBT: f64 = 0.95;
/// Shortest word of which a character may be another, and for each so many further ones another. Of the shortest ones
/// only such as are named, or guessed with less trust than this.
const GUESS: f64 = 0.5;
const SHORTEST: usize = 2;
const EACH: usize = 4;
/// Characters that look alike, in small or coarse print.
const ALIKE: &[&str] = &[
    "日目自且旦白",
    "未末本",
    "人入八",
    "間問聞閣",
    "績積續",
    "標票棟",
    "千干于",
    "大太犬",
    "内肉",
    "課謀",
    "令今合",
    "業棄",
    "実美",
    "事車",
    "評許証計",
    "値植慎情",
    "対村",
    "達逹",
    "容客",
    "況沢",
    "成感",
];
/// Of looks at the same character less than this share, weighed by how sure they are, agrees.
const DISPUTED: f64 = 0.6;
/// How sure a character is that a word told.
pub(super) const TOLD: f64 = 0.85;

/// The words that forms print, by their number of characters.
#[derive(Clone, Debug, Default)]
pub struct Words(BTreeMap<usize, Vec<Vec<char>>>);

impl Words {
    /// These words; digits are none of a word's characters.
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut by_length: BTreeMap<usize, Vec<Vec<char>>> = BTreeMap::new();
        for word in words {
            let word: Vec<char> = fold(&word).chars().collect();
            if word.len() >= SHORTEST && !word.iter().any(char::is_ascii_digit) {
                by_length.entry(word.len()).or_default().push(word);
            }
        }
        for words in by_length.values_mut() {
            words.sort();
            words.dedup();
        }
        Self(by_length)
    }

    /// Whether a text is one of them.
    pub(super) fn knows(&self, text: &[char]) -> bool {
        self.0.get(&text.len()).is_some_and(|words| words.binary_search_by(|word| word.as_slice().cmp(text)).is_ok())
    }

    /// Puts the word in the place of symbols that are nearly it; of two that are as near that which is `seen` elsewhere.
    pub(super) fn settle(&self, symbols: &mut [&mut Symbol], seen: &BTreeSet<Vec<char>>) -> bool {
        let read: Vec<&Symbol> = symbols.iter().map(|symbol| &**symbol).collect();
        if self.knows(&read.iter().map(|symbol| symbol.text).collect::<Vec<_>>()) {
            return true;
        }
        let most = 1 + read.len().saturating_sub(SHORTEST) / EACH;
        let doubt = if read.len() > SHORTEST { DOUBT } else { GUESS };
        let is_open = |symbol: &Symbol, is_named: bool, _| is_named || symbol.confidence < doubt;
        let Some(word) = self.nearest(&read, most, is_open, seen) else { return false };
        symbols.iter_mut().zip(word).for_each(|(symbol, c)| told(symbol, *c));
        true
    }

    /// The word that several looks at the same line, merged into these symbols, are nearly. More of its characters may be
    /// others than of a line by itself: where looks disagree, none of them is right.
    pub(super) fn of_looks(&self, merged: &[Symbol], looks: usize, seen: &BTreeSet<Vec<char>>) -> Option<&[char]> {
        let most = if looks > 2 { merged.len().div_ceil(2) } else { 1 };
        let is_open = |symbol: &Symbol, _, is_alike: bool| is_alike || symbol.confidence < DISPUTED;
        self.nearest(&merged.iter().collect::<Vec<_>>(), most, is_open, seen)
    }

    /// The word that differs least from what was read, in no more than so many characters; `is_open` says of a symbol, and
    /// whether the word's character is named beside it, and looks like it, whether it may be another.
    fn nearest(
        &self,
        symbols: &[&Symbol],
        most: usize,
        is_open: impl Fn(&Symbol, bool, bool) -> bool,
        seen: &BTreeSet<Vec<char>>,
    ) -> Option<&[char]> {
        let distance = |word: &[char]| {
            let (mut changed, mut unnamed) = (0, 0);
            for (symbol, c) in symbols.iter().zip(word).filter(|(symbol, c)| symbol.text != **c) {
                let is_alike = ALIKE.iter().any(|alike| alike.contains(symbol.text) && alike.contains(*c));
                let is_named = is_alike || symbol.others.contains(c);
                if symbol.text.is_ascii_digit() || !is_open(symbol, is_named, is_alike) {
                    return None;
                }
                changed += 1;
                unnamed += usize::from(!is_named);
            }
            (changed <= most).then_some((changed, unnamed))
        };
        let rated = |word| distance(word).map(|(changed, unnamed)| (changed, unnamed, !seen.contains(word)));
        let words = self.0.get(&symbols.len())?;
        let mut near: Vec<_> = words.iter().filter_map(|word| Some((rated(word)?, word))).collect();
        near.sort();
        // Of two that are as near nobody knows which it is.
        match near.as_slice() {
            [(_, word)] => Some(word),
            [(first, word), (second, _), ..] if first < second => Some(word),
            _ => None,
        }
    }
}

/// A symbol that a word tells to be this character.
pub(super) fn told(symbol: &mut Symbol, c: char) {
    if symbol.text == c {
        return;
    }
    let before = std::mem::replace(&mut symbol.text, c);
    symbol.others.retain(|other| *other != c);
    symbol.others.insert(0, before);
    symbol.confidence = symbol.confidence.max(TOLD);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_a_word_is_the_word_where_the_engine_doubts() {
        let words = Words::new(["事業内容", "対象者", "目標値", "指標値", "実績"].map(str::to_owned));
        let settled = |text: &str, doubt: &str, seen: &[&str]| {
            let symbol =
                |c| Symbol { text: c, confidence: if doubt.contains(c) { 0.4 } else { 0.99 }, others: Vec::new() };
            let mut symbols: Vec<Symbol> = text.chars().map(symbol).collect();
            let seen = seen.iter().map(|word| word.chars().collect()).collect();
            words.settle(&mut symbols.iter_mut().collect::<Vec<_>>(), &seen);
            symbols.iter().map(|symbol| symbol.text).collect::<String>()
        };
        let told = |text: &str, doubt: &str| settled(text, doubt, &[]);
        assert_eq!(told("事業肉容", "肉"), "事業内容");
        assert_eq!(told("事業円容", ""), "事業円容", "the engine is sure");
        assert_eq!(told("事業肉容", ""), "事業内容", "they look alike");
        assert_eq!(told("全対象者", "全"), "全対象者", "no word is so long");
        assert_eq!(told("書業肉客", "書肉客"), "書業肉客", "too far from any");
        assert_eq!(told("上標値", "上"), "上標値", "as near to both");
        assert_eq!(settled("上標値", "上", &["指標値"]), "指標値", "it stands elsewhere");
        assert_eq!(told("日標値", ""), "目標値");
        assert_eq!((told("実呈", "呈").as_str(), told("実呈", "").as_str()), ("実績", "実呈"));
    }
}
