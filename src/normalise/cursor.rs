//! Walking over folded characters.

use super::text::{Gap, Glyph};

/// A place in folded text; every reader takes what it knows and leaves the rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    glyphs: &'a [Glyph],
    /// Index of the next character.
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(glyphs: &'a [Glyph]) -> Self {
        Self { glyphs, at: 0 }
    }

    /// What is left.
    pub fn rest(&self) -> &'a [Glyph] {
        self.glyphs.get(self.at..).unwrap_or_default()
    }

    /// What was taken since the cursor stood at `start`.
    pub fn since(&self, start: usize) -> &'a [Glyph] {
        self.glyphs.get(start..self.at).unwrap_or_default()
    }

    pub fn is_done(&self) -> bool {
        self.at >= self.glyphs.len()
    }

    pub fn glyph(&self) -> Option<&'a Glyph> {
        self.glyphs.get(self.at)
    }

    pub fn peek(&self) -> Option<char> {
        self.glyph().map(|g| g.c)
    }

    pub fn peek_at(&self, ahead: usize) -> Option<char> {
        self.glyphs.get(self.at + ahead).map(|g| g.c)
    }

    /// The character before the cursor.
    pub fn before(&self) -> Option<char> {
        self.at.checked_sub(1).and_then(|i| self.glyphs.get(i)).map(|g| g.c)
    }

    /// The gap before the next character.
    pub fn gap(&self) -> Gap {
        self.glyph().map_or(Gap::None, |g| g.gap)
    }

    pub fn advance(&mut self, by: usize) {
        self.at = (self.at + by).min(self.glyphs.len());
    }

    pub fn next(&mut self) -> Option<&'a Glyph> {
        let glyph = self.glyph()?;
        self.at += 1;
        Some(glyph)
    }

    pub fn eat_char(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    /// Takes `word` if it stands here, whatever blanks are printed inside it.
    pub fn eat(&mut self, word: &str) -> bool {
        let length = self.matches(word);
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    /// Takes the first of `words` that stands here: longer ones must come first.
    pub fn eat_any<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        // Few words begin with the byte that stands here; the others need not be decoded.
        let here = self.peek().and_then(|c| c.encode_utf8(&mut [0; 4]).bytes().next());
        let mut likely = words.iter().filter(|(word, _)| word.is_empty() || word.as_bytes().first().copied() == here);
        likely.find(|(word, _)| self.eat(word)).map(|&(_, meaning)| meaning)
    }

    pub fn starts_with(&self, word: &str) -> bool {
        self.matches(word).is_some()
    }

    /// The length of `word` in characters if it stands here.
    fn matches(&self, word: &str) -> Option<usize> {
        let mut length = 0;
        for (i, c) in word.chars().enumerate() {
            if self.peek_at(i) != Some(c) {
                return None;
            }
            length = i + 1;
        }
        Some(length)
    }

    /// Takes characters while `wanted` holds, and gives them.
    pub fn take_while(&mut self, wanted: impl Fn(&Glyph) -> bool) -> &'a [Glyph] {
        let rest = self.rest();
        let length = rest.iter().take_while(|g| wanted(g)).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Takes arabic digits that nothing parts, at most `most`, and gives their value; leaves all
    /// if more stand there.
    pub fn eat_digits(&mut self, most: usize) -> Option<u32> {
        let rest = self.rest();
        let length = rest
            .iter()
            .enumerate()
            .take_while(|(i, g)| g.c.is_ascii_digit() && (*i == 0 || g.gap <= Gap::Invisible))
            .count();
        if length == 0 || length > most {
            return None;
        }
        let value =
            rest.iter().take(length).try_fold(0_u32, |n, g| n.checked_mul(10)?.checked_add(g.c.to_digit(10)?))?;
        self.at += length;
        Some(value)
    }
}
