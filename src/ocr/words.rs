//! Words that forms print are known: a line that is nearly one of them, where the engine is in doubt, is that word.

use super::engine::{Symbol, text};
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
#[rustfmt::skip]
const ALIKE: &[&str] = &[
    "日目自且旦白", "未末本", "人入八", "間問聞閣門", "績積續債", "標票棟棒桶様梓栓慢幅", "指折", "千干于", "大太犬", "内肉", "課謀諜",
    "令今合", "業棄美", "実美天", "事車", "評許証計", "値植慎情", "対村", "達逹連逢", "容客", "況沢祝", "成感戌", "総経絶暑", "合台会",
    "就試競式", "援接授", "縮編", "営常宮", "題顕顧", "率宗", "管菅官", "専導", "価低佐", "有石", "雇必層", "善苦", "進推挫", "針計", "策築", "拡抵拓", "改政", "善普", "持特", "止上",
    "休体", "了丁", "度席庶座庁", "期朝", "施旅", "数教", "担坦但", "年午生", "進連道", "効劾動史", "果杲呆", "理埋", "由田", "意窓品", "見児",
];
/// Of looks at the same character less than this share, weighed by how sure they are, agrees.
const DISPUTED: f64 = 0.6;
/// Shortest word of a form of which half may be hardly read, and how sure a character is at most that is.
const LONG: usize = 4;
pub(super) const HARDLY: f64 = 0.85;
/// How sure a character is that a word told.
pub(super) const TOLD: f64 = 0.85;

/// The words that forms print, by their number of characters, and the forms that print each; none for what all print.
#[derive(Clone, Debug, Default)]
pub struct Words {
    by_length: BTreeMap<usize, BTreeMap<Vec<char>, BTreeSet<usize>>>,
    forms: usize,
}

/// What of the words of forms stands on a page.
#[derive(Default)]
pub(super) struct Seen {
    words: BTreeSet<Vec<char>>,
    /// The form of which most words stand there.
    form: Option<usize>,
}

impl Words {
    /// These words, which any form may print; digits are none of a word's characters.
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut all = Self::default();
        words.into_iter().for_each(|word| all.add(&word, None));
        all
    }

    /// And those of another form.
    #[must_use]
    pub fn with_form(mut self, words: impl IntoIterator<Item = String>) -> Self {
        let form = self.forms;
        self.forms += 1;
        words.into_iter().for_each(|word| self.add(&word, Some(form)));
        self
    }

    fn add(&mut self, word: &str, form: Option<usize>) {
        // A number behind a word is none of it.
        let word: Vec<char> = fold(word).trim_end_matches(|c: char| c.is_ascii_digit()).chars().collect();
        if word.len() >= SHORTEST && !word.iter().any(char::is_ascii_digit) {
            self.by_length.entry(word.len()).or_default().entry(word).or_default().extend(form);
        }
    }

    /// What of them is among these lines.
    pub(super) fn seen(&self, lines: &[Vec<Symbol>]) -> Seen {
        let words: BTreeSet<Vec<char>> = lines.iter().map(|own| text(own)).filter(|text| self.knows(text)).collect();
        let mut counts = vec![0_usize; self.forms];
        let forms = words.iter().filter_map(|word| self.by_length.get(&word.len())?.get(word));
        for form in forms.flatten() {
            counts.get_mut(*form).into_iter().for_each(|count| *count += 1);
        }
        let most = counts.iter().max().copied().filter(|most| *most > 0);
        let mut best = counts.iter().enumerate().filter(|(_, count)| Some(**count) == most);
        // Two of which as much is seen do not tell which it is.
        let form = best.next().filter(|_| best.next().is_none()).map(|(form, _)| form);
        Seen { words, form }
    }

    /// Whether a text is one of them.
    pub(super) fn knows(&self, text: &[char]) -> bool {
        self.by_length.get(&text.len()).is_some_and(|words| words.contains_key(text))
    }

    /// Puts the word in the place of symbols that are nearly it; of two that are as near that of the form that is
    /// seen, or that stands elsewhere on the page.
    pub(super) fn settle(&self, symbols: &mut [&mut Symbol], seen: &Seen) -> bool {
        let most = 1 + symbols.len().saturating_sub(SHORTEST) / EACH;
        let doubt = if symbols.len() > SHORTEST { DOUBT } else { GUESS };
        self.replace(symbols, |read| {
            let is_open = |symbol: &Symbol, is_named: bool, _| is_named || symbol.confidence < doubt;
            self.nearest(read, |changed, _| changed <= most, is_open, seen)
        })
    }

    /// Puts a word of the form that is seen in the place of symbols half of which are it, and the others hardly read.
    pub(super) fn settle_in_form(&self, symbols: &mut [&mut Symbol], seen: &Seen) -> bool {
        if symbols.len() < LONG || seen.form.is_none() {
            return false;
        }
        self.replace(symbols, |read| {
            let is_open = |symbol: &Symbol, _, is_alike: bool| is_alike || symbol.confidence < HARDLY;
            let word = self.nearest(read, |changed, _| changed <= read.len() / 2, is_open, seen)?;
            let forms = self.by_length.get(&word.len())?.get(word)?;
            seen.form.filter(|form| forms.contains(form)).map(|_| word)
        })
    }

    /// Puts the word that is found in the place of symbols that are none.
    fn replace<'w>(&'w self, symbols: &mut [&mut Symbol], find: impl Fn(&[&Symbol]) -> Option<&'w [char]>) -> bool {
        let read: Vec<&Symbol> = symbols.iter().map(|symbol| &**symbol).collect();
        if self.knows(&read.iter().map(|symbol| symbol.text).collect::<Vec<_>>()) {
            return true;
        }
        let Some(word) = find(&read) else { return false };
        symbols.iter_mut().zip(word).for_each(|(symbol, c)| told(symbol, *c));
        true
    }

    /// The word that several looks at the same line, merged into these symbols, are nearly. More of its characters may be
    /// others than of a line by itself: where looks disagree, none of them is right, and what one of them tells counts.
    pub(super) fn of_looks(&self, merged: &[Symbol], looks: usize, seen: &Seen) -> Option<&[char]> {
        let is_near = |changed: usize, unnamed: usize| {
            if looks > 2 { unnamed <= merged.len() / 2 } else { changed <= 1 }
        };
        let is_open = |symbol: &Symbol, _, is_alike: bool| is_alike || symbol.confidence < DISPUTED;
        self.nearest(&merged.iter().collect::<Vec<_>>(), is_near, is_open, seen)
    }

    /// The word that differs least from what was read; `is_near` says how many characters may be others, and how many of
    /// them such as are not named, `is_open` says of a symbol, and whether the word's character is named beside it, and
    /// looks like it, whether it may be another.
    fn nearest(
        &self,
        symbols: &[&Symbol],
        is_near: impl Fn(usize, usize) -> bool,
        is_open: impl Fn(&Symbol, bool, bool) -> bool,
        seen: &Seen,
    ) -> Option<&[char]> {
        let distance = |word: &[char]| {
            let (mut changed, mut alike, mut unnamed) = (0, 0, 0_usize);
            for (symbol, c) in symbols.iter().zip(word).filter(|(symbol, c)| symbol.text != **c) {
                let is_alike = is_alike(symbol.text, *c);
                let is_named = is_alike || symbol.others.contains(c);
                if symbol.text.is_ascii_digit() || !is_open(symbol, is_named, is_alike) {
                    return None;
                }
                changed += usize::from(!is_alike);
                alike += usize::from(is_alike);
                unnamed += usize::from(!is_named);
            }
            // Two that look alike are as far from each other as one that does not.
            let changed = changed + usize::div_ceil(alike, 2);
            is_near(changed, unnamed).then_some((changed, unnamed))
        };
        let words = self.by_length.get(&symbols.len())?;
        let rated = |(word, forms): (&Vec<char>, &BTreeSet<usize>)| {
            let (changed, unnamed) = distance(word)?;
            let is_of_form = forms.is_empty() || seen.form.is_some_and(|form| forms.contains(&form));
            Some((changed, !is_of_form, unnamed, !seen.words.contains(word)))
        };
        let mut near: Vec<_> = words.iter().filter_map(|(word, forms)| Some((rated((word, forms))?, word))).collect();
        near.sort();
        // Of two that are as near nobody knows which it is.
        match near.as_slice() {
            [(_, word)] => Some(word),
            [(first, word), (second, _), ..] if first < second => Some(word),
            _ => None,
        }
    }
}

/// Whether two characters look alike.
pub(super) fn is_alike(a: char, b: char) -> bool {
    ALIKE.iter().any(|alike| alike.contains(a) && alike.contains(b))
}

/// A symbol that a word tells to be this character.
pub(super) fn told(symbol: &mut Symbol, c: char) {
    if symbol.becomes(c) {
        symbol.confidence = symbol.confidence.max(TOLD);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_a_word_is_the_word_where_the_engine_doubts() {
        let words = Words::new(["事業内容", "対象者", "目標値", "指標値", "実績"].map(str::to_owned));
        let settled = |text: &str, doubt: &str, seen: &[&str]| {
            let words =
                words.clone().with_form(["有効性", "所管課"].map(str::to_owned)).with_form(["有用性".to_owned()]);
            let symbol =
                |c| Symbol { text: c, confidence: if doubt.contains(c) { 0.4 } else { 0.99 }, others: Vec::new() };
            let mut symbols: Vec<Symbol> = text.chars().map(symbol).collect();
            let read = |word: &&str| word.chars().map(symbol).collect::<Vec<_>>();
            let seen = words.seen(&seen.iter().map(read).collect::<Vec<_>>());
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
        assert_eq!(told("有晴性", "晴"), "有晴性", "as near to words of two forms");
        assert_eq!(settled("有晴性", "晴", &["所管課"]), "有効性", "this form stands there");
        assert_eq!(told("日標値", ""), "目標値");
        assert_eq!((told("実呈", "呈").as_str(), told("実呈", "").as_str()), ("実績", "実呈"));
    }
}
