//! The character map of an embedded font program, read backwards.

use std::cmp::Reverse;

use hayro_interpret::font::FontData;
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// More mappings than any real font has.
const MAX_MAPPINGS: usize = 200_000;

/// Which characters stand for each glyph, as far as the program says.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// Sorted by glyph.
    characters: Vec<(u32, char)>,
}

impl Program {
    /// Reads an sfnt; a program without a Unicode character map knows nothing. A symbol map
    /// (Windows, encoding 0) only repeats the codes of the PDF and is no evidence.
    pub(super) fn new(data: &FontData) -> Self {
        let bytes: &[u8] = data.as_ref().as_ref();
        let Ok(font) = FontRef::from_index(bytes, 0) else { return Self::default() };
        let charmap = font.charmap();
        if !charmap.has_map() || charmap.is_symbol() {
            return Self::default();
        }
        let mut characters: Vec<(u32, char)> = charmap
            .mappings()
            .take(MAX_MAPPINGS)
            .filter_map(|(code, glyph)| Some((glyph.to_u32(), char::from_u32(code)?)))
            .filter(|&(glyph, _)| glyph != GlyphId::NOTDEF.to_u32())
            .collect();
        characters.sort_unstable();
        Self { characters }
    }

    /// The characters of a glyph.
    pub(super) fn characters(&self, glyph: u32) -> &[(u32, char)] {
        let from = self.characters.partition_point(|&(g, _)| g < glyph);
        let rest = &self.characters[from..];
        &rest[..rest.partition_point(|&(g, _)| g == glyph)]
    }

    /// The one that Japanese text most likely means, where a glyph stands for several: what
    /// Windows-31J has comes before what it lacks (民 before ⺠, ・ before ‧), ASCII first.
    pub(super) fn best(&self, glyph: u32) -> Option<char> {
        self.characters(glyph).iter().map(|&(_, c)| c).min_by_key(|&c| (!c.is_ascii(), Reverse(in_windows_31j(c)), c))
    }

    /// Glyphs with a character, each once.
    pub(super) fn glyphs(&self) -> impl Iterator<Item = u32> + '_ {
        self.characters.chunk_by(|a, b| a.0 == b.0).filter_map(|run| run.first().map(|&(g, _)| g))
    }
}

fn in_windows_31j(c: char) -> bool {
    let mut buffer = [0; 4];
    !encoding_rs::SHIFT_JIS.encode(c.encode_utf8(&mut buffer)).2
}
