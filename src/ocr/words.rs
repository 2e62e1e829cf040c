//! Words that forms print are known: a line that is nearly one of them, where the engine is in doubt, is that word.

use super::engine::Symbol;
use std::collections::BTreeMap;

/// A character that the engine is surer of is not taken for another, unless the engine names the other itself.
const DOUBT: f64 = 0.95;
/// Shortest word of which a character may be another, and for each so many further ones another. Of the shortest ones
/// only such as the engine names itself.
const SHORTEST: usize = 2;
const EACH: usize = 4;
/// How sure a character is that a word told.
const TOLD: f64 = 0.85;

/// The words that forms print, by their number of characters.
#[derive(Clone, Debug, Default)]
pub struct Words(BTreeMap<usize, Vec<Vec<char>>>);

impl Words {
    /// These words; digits are none of a word's characters.
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut by_length: BTreeMap<usize, Vec<Vec<char>>> = BTreeMap::new();
        for word in words {
            let word: Vec<char> = word.chars().filter(|c| !c.is_whitespace()).collect();
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

    /// Puts the word in the place of symbols that are nearly it.
    pub(super) fn settle(&self, symbols: &mut [&mut Symbol]) -> bool {
        let text: Vec<char> = symbols.iter().map(|symbol| symbol.text).collect();
        let Some(words) = self.0.get(&text.len()) else { return false };
        if self.knows(&text) {
            return true;
        }
        let most = 1 + (text.len() - SHORTEST) / EACH;
        let distance = |word: &[char]| {
            let (mut changed, mut unnamed) = (0, 0);
            for (symbol, c) in symbols.iter().zip(word).filter(|(symbol, c)| symbol.text != **c) {
                let is_named = symbol.others.contains(c);
                let is_open = is_named || (symbol.confidence < DOUBT && word.len() > SHORTEST);
                if symbol.text.is_ascii_digit() || !is_open {
                    return None;
                }
                changed += 1;
                unnamed += usize::from(!is_named);
            }
            (changed <= most).then_some((changed, unnamed))
        };
        let mut near: Vec<((usize, usize), &Vec<char>)> =
            words.iter().filter_map(|word| Some((distance(word)?, word))).collect();
        near.sort();
        // Of two that are as near nobody knows which it is.
        let word = match near.as_slice() {
            [(_, word)] => *word,
            [(first, word), (second, _), ..] if first < second => *word,
            _ => return false,
        };
        for (symbol, c) in symbols.iter_mut().zip(word).filter(|(symbol, c)| symbol.text != **c) {
            let before = symbol.text;
            symbol.others.retain(|other| other != c);
            symbol.others.insert(0, before);
            symbol.text = *c;
            symbol.confidence = symbol.confidence.max(TOLD);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_a_word_is_the_word_where_the_engine_doubts() {
        let words = Words::new(["事業内容", "対象者", "目標値", "指標値"].map(str::to_owned));
        let told = |text: &str, doubt: &str| {
            let symbol =
                |c| Symbol { text: c, confidence: if doubt.contains(c) { 0.7 } else { 0.99 }, others: Vec::new() };
            let mut symbols: Vec<Symbol> = text.chars().map(symbol).collect();
            words.settle(&mut symbols.iter_mut().collect::<Vec<_>>());
            symbols.iter().map(|symbol| symbol.text).collect::<String>()
        };
        assert_eq!(told("事業肉容", "肉"), "事業内容");
        assert_eq!(told("事業肉容", ""), "事業肉容", "the engine is sure");
        assert_eq!(told("全対象者", "全"), "全対象者", "no word is so long");
        assert_eq!(told("書業肉客", "書肉客"), "書業肉客", "too far from any");
        assert_eq!(told("日標値", "日"), "日標値", "as near to both");
    }
}
