//! Text whose map gives signs that have no place in it: the map is wrong, and what it says of the others, too.

use crate::ingest::{Decoding, Glyph, GlyphText};

/// So many signs of other languages between ideographs are no chance.
const FEWEST: usize = 3;

/// Takes the trust from glyphs for which only the file's own map speaks, where that map gives European letters and
/// signs in the middle of Japanese text. `lonely` says which glyphs these are (those of Type 3 fonts).
pub(super) fn doubt(glyphs: &mut [Glyph], lonely: impl Fn(&Glyph) -> bool) {
    let mapped = |g: &Glyph| g.decoding == Decoding::ToUnicode && lonely(g);
    let (mut foreign, mut japanese, mut all) = (0, 0, 0);
    for glyph in glyphs.iter().filter(|g| mapped(g)) {
        let GlyphText::Char(c) = glyph.text else { continue };
        all += usize::from(!c.is_whitespace());
        foreign += usize::from(is_foreign(c));
        japanese +=
            usize::from(matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}'));
    }
    if foreign >= FEWEST && 2 * japanese >= all {
        glyphs.iter_mut().filter(|g| mapped(g)).for_each(|g| g.decoding = Decoding::Contradicted);
    }
}

/// European letters with accents, fractions and loose accents: not the signs that Japanese text uses.
fn is_foreign(c: char) -> bool {
    matches!(c, '¢' | '¤' | '¦' | '¨' | 'ª' | '¬' | '¯' | '´' | '¸' | 'º' | '»' | '¼'..='¿' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contradicted(text: &str, lonely: bool) -> usize {
        let mut glyphs: Vec<Glyph> = text.chars().map(|c| Glyph::plain(c, Decoding::ToUnicode)).collect();
        doubt(&mut glyphs, |_| lonely);
        glyphs.iter().filter(|g| g.decoding == Decoding::Contradicted).count()
    }

    #[test]
    fn european_signs_in_japanese_text_spoil_a_map_that_nothing_confirms() {
        let wrong = "支援対象者であ»市民に¼を行い参加者ÿ相談";
        assert_eq!(contradicted(wrong, true), wrong.chars().count());
        assert_eq!(contradicted(wrong, false), 0);
        assert_eq!(contradicted("参加者30人÷40人×100＝75％・延べ12㎡±2°", true), 0);
    }
}
