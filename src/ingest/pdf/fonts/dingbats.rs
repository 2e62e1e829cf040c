//! Picture fonts: the boxes, ticks and bullets that forms take from Wingdings and Symbol.
//!
//! Their codes are those of letters, and maps give the letter or a private-use character; what the
//! page shows is the picture.

use crate::ingest::GlyphText;

/// A font of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PictureFont {
    /// Wingdings (the first one).
    Wingdings,
    /// Symbol.
    Symbol,
}

impl PictureFont {
    /// The picture font of this name, with or without a subset's tag.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.split_once('+').map_or(name, |(_, rest)| rest).to_ascii_lowercase();
        let wingdings = name.starts_with("wingdings") && !name.contains(['2', '3']);
        let symbol = name == "symbol" || name.starts_with("symbolmt") || name.starts_with("symbol,");
        wingdings.then_some(Self::Wingdings).or(symbol.then_some(Self::Symbol))
    }

    /// The picture of a code, of the letter at it, or of its private-use character.
    pub(super) fn picture(self, said: u32) -> Option<GlyphText> {
        let code = match said {
            0..=0xFF => said,
            0xF000..=0xF0FF => said - 0xF000,
            _ => return None,
        };
        let table = match self {
            Self::Wingdings => WINGDINGS,
            Self::Symbol => SYMBOL,
        };
        table.iter().find(|entry| entry.0 == code).map(|entry| GlyphText::Char(entry.1))
    }
}

#[rustfmt::skip]
const WINGDINGS: &[(u32, char)] = &[
    (0x20, ' '), (0x6C, '●'), (0x6D, '❍'), (0x6E, '■'), (0x6F, '□'), (0x70, '□'), (0x71, '□'), (0x72, '□'),
    (0x73, '◆'), (0x74, '◆'), (0x75, '◆'), (0x76, '◆'), (0x77, '◆'), (0x9E, '・'), (0x9F, '●'), (0xA0, '■'),
    (0xA1, '○'), (0xA2, '○'), (0xA4, '◉'), (0xA5, '◎'), (0xA7, '▪'), (0xA8, '□'), (0xAB, '★'), (0xD8, '➢'),
    (0xE0, '→'), (0xDF, '←'), (0xE1, '↑'), (0xE2, '↓'), (0xE8, '➔'), (0xF0, '⇨'), (0xFB, '✗'), (0xFC, '✓'),
    (0xFD, '☒'), (0xFE, '☑'),
];

#[rustfmt::skip]
const SYMBOL: &[(u32, char)] = &[
    (0x20, ' '), (0x25, '%'), (0x28, '('), (0x29, ')'), (0x2B, '+'), (0x2C, ','), (0x2D, '−'), (0x2E, '.'),
    (0x2F, '/'), (0x30, '0'), (0x31, '1'), (0x32, '2'), (0x33, '3'), (0x34, '4'), (0x35, '5'), (0x36, '6'),
    (0x37, '7'), (0x38, '8'), (0x39, '9'), (0x3A, ':'), (0x3C, '<'), (0x3D, '='), (0x3E, '>'), (0xA3, '≤'),
    (0xA5, '∞'), (0xAC, '←'), (0xAD, '↑'), (0xAE, '→'), (0xAF, '↓'), (0xB0, '°'), (0xB1, '±'), (0xB3, '≥'),
    (0xB4, '×'), (0xB7, '•'), (0xB8, '÷'), (0xB9, '≠'), (0xBC, '…'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_a_picture_font_is_its_picture() {
        let font = PictureFont::named("ABCDEE+Wingdings-Regular").unwrap();
        assert_eq!(font.picture('n' as u32), Some(GlyphText::Char('■')));
        assert_eq!(font.picture(0xF0FE), Some(GlyphText::Char('☑')));
        assert_eq!(font.picture('■' as u32), None, "what is a picture already stays");
        assert_eq!(PictureFont::named("Symbol").unwrap().picture(0xF0B7), Some(GlyphText::Char('•')));
        assert_eq!(PictureFont::named("Wingdings2"), None);
    }
}
