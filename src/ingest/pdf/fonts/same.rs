//! When two readings of a glyph say the same.

use hayro_interpret::hayro_cmap::BfString;
use unicode_normalization::UnicodeNormalization;

use crate::ingest::GlyphText;

/// The text of a mapping, freed of what is no character: variation selectors go (they pick a
/// shape), the en space that the Adobe maps give for a half-width blank is a blank. `None` where
/// nothing usable is left: U+FFFD, private use, control characters.
pub(super) fn clean(mapped: &BfString) -> Option<GlyphText> {
    match mapped {
        BfString::Char(c) => character(*c),
        BfString::String(s) => text(s),
    }
}

/// [`clean`] for one character.
pub(super) fn character(c: char) -> Option<GlyphText> {
    usable(c).then_some(GlyphText::Char(plain(c)))
}

/// Whether the text leaves no ink.
pub(super) fn is_invisible(text: &GlyphText) -> bool {
    let none = |c: char| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}');
    match text {
        GlyphText::Char(c) => none(*c),
        GlyphText::Text(s) => s.chars().all(none),
    }
}

/// [`clean`] for a string.
pub(super) fn text(s: &str) -> Option<GlyphText> {
    let kept: String = s.chars().filter(|&c| !is_selector(c)).map(plain).collect();
    if kept.is_empty() || !kept.chars().all(usable) {
        return None;
    }
    let mut chars = kept.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(GlyphText::Char(c)),
        _ => Some(GlyphText::Text(kept.into())),
    }
}

fn plain(c: char) -> char {
    match c {
        '\u{2002}' => ' ',
        // What is drawn is a hyphen, whichever of its codes the font names for it.
        '\u{AD}' => '-',
        c => c,
    }
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether the character says anything.
fn usable(c: char) -> bool {
    !matches!(c,
        '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}'
        | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}'
    ) && (!c.is_control() || matches!(c, '\t' | '\n' | '\r'))
        && !is_selector(c)
}

/// Whether a mapping agrees with one of the characters that the font program gives the glyph.
pub(super) fn agrees(text: &GlyphText, characters: &[(u32, char)]) -> bool {
    let mut buffer = [0; 4];
    let said: &str = match text {
        GlyphText::Char(c) => {
            if characters.iter().any(|&(_, other)| other == *c) {
                return true;
            }
            c.encode_utf8(&mut buffer)
        }
        GlyphText::Text(s) => s,
    };
    let said: String = said.nfkc().map(look).collect();
    characters.iter().any(|&(_, other)| {
        let other: String = std::iter::once(other).nfkc().map(look).collect();
        // A radical's ideograph cannot be told without a table, and neither is a misreading.
        other == said || (is_radical(&other) || is_radical(&said))
    })
}

/// Characters that fonts draw alike and maps confuse.
fn look(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{AD}' | 'ー' | '\u{2F00}' | '一' => '-',
        '\u{301C}' | '\u{FF5E}' | '\u{2053}' | '\u{223C}' => '~',
        '\u{2016}' | '\u{2225}' => '\u{2016}',
        '\u{203E}' | '\u{304}' | '\u{AF}' => '\u{203E}',
        '\\' | '\u{A5}' => '\u{A5}',
        '\u{B7}' | '\u{2022}' | '\u{2027}' | '\u{22C5}' | '\u{30FB}' => '\u{30FB}',
        '\u{2018}' | '\u{2019}' | '\u{2032}' | '`' | '\u{B4}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{2033}' => '"',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{25EF}' | '\u{3007}' => '\u{25CB}',
        other => other,
    }
}

fn is_radical(s: &str) -> bool {
    s.chars().any(|c| matches!(c, '\u{2E80}'..='\u{2FDF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_is_seen_whatever_the_font_calls_it() {
        assert_eq!(character('\u{AD}'), Some(GlyphText::Char('-')));
        assert_eq!(text("1\u{AD}2"), Some(GlyphText::Text("1-2".into())));
    }
}
