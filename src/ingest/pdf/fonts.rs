//! What the characters of a font mean.

use hayro_interpret::InterpreterSettings;
use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;

use crate::ingest::{Decoding, GlyphText};

/// How the engine is to find fonts and character maps that are not in the file.
pub(super) fn settings() -> InterpreterSettings {
    InterpreterSettings::default()
}

/// The fonts of a document, as they are met.
pub(super) struct FontTable<'a> {
    _pdf: &'a Pdf,
}

impl<'a> FontTable<'a> {
    pub(super) fn new(pdf: &'a Pdf) -> Self {
        Self { _pdf: pdf }
    }

    /// The characters of a glyph, and where that comes from.
    pub(super) fn decode(&mut self, glyph: &Glyph<'a>) -> (GlyphText, Decoding) {
        match glyph.as_unicode() {
            Some(BfString::Char(c)) => (GlyphText::Char(c), Decoding::ToUnicode),
            Some(BfString::String(s)) => (GlyphText::Text(s.into()), Decoding::ToUnicode),
            None => (GlyphText::Char(char::REPLACEMENT_CHARACTER), Decoding::Unmapped),
        }
    }
}
