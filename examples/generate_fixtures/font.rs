//! Subsets of the reduced fonts under `fixtures/fonts/`, ready for embedding.

use skrifa::MetadataProvider;
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

/// BIZ UDGothic, TrueType outlines, reduced to the characters of the fixtures.
pub const TRUETYPE: &[u8] = include_bytes!("../../fixtures/fonts/BIZUDGothic-fixture.ttf");
/// Noto Sans CJK JP, CFF outlines, reduced likewise.
pub const CFF: &[u8] = include_bytes!("../../fixtures/fonts/NotoSansCJKjp-fixture.otf");

/// A subset: its program, and for each character its glyph number in it and its advance (1/1000 em).
pub struct Subset {
    pub program: Vec<u8>,
    pub glyphs: BTreeMap<char, (u16, u32)>,
}

/// Subsets `font` to the characters of `text`.
///
/// # Panics
/// When the reduced font lacks one of them: `fixtures/fonts/README.md` says how to widen it.
pub fn subset(font: &[u8], text: &str) -> Subset {
    let face = skrifa::FontRef::new(font).expect("a font");
    let (charmap, metrics) = (
        face.charmap(),
        face.glyph_metrics(skrifa::instance::Size::new(1000.0), skrifa::instance::LocationRef::default()),
    );
    let mut chars: Vec<char> = text.chars().filter(|c| *c != '\n').collect();
    chars.sort_unstable();
    chars.dedup();
    let mut remapper = GlyphRemapper::new();
    let mut glyphs = BTreeMap::new();
    for c in chars {
        let glyph =
            charmap.map(c).unwrap_or_else(|| panic!("the fixture font lacks {c}: see fixtures/fonts/README.md"));
        let advance = metrics.advance_width(glyph).unwrap_or(1000.0).round() as u32;
        glyphs.insert(c, (remapper.remap(glyph.to_u32() as u16), advance));
    }
    let program = subsetter::subset(font, 0, &remapper).expect("a font that can be subsetted");
    Subset { program, glyphs }
}
