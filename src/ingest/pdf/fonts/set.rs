//! How fonts set their codes: what the engine says of each, asked once.

use hayro_font::FontGlyph;
use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::hayro_syntax::object::{Dict, ObjectIdentifier};
use hayro_interpret::kurbo::Vec2;

use super::{FontId, FontTable, Met, Reading, UNKNOWN, of_drawn};

/// How a font sets a code.
pub(in super::super) struct Setting {
    pub(in super::super) reading: Reading,
    /// The font that the glyph is known to be of.
    pub(in super::super) font: FontId,
    /// How far it is from its origin to that of the next, in thousandths of an em.
    pub(in super::super) advance: Vec2,
    /// How far the glyph stands from its origin.
    pub(in super::super) shift: Vec2,
    /// How many times as wide as in its program the glyph is.
    pub(in super::super) stretch: f64,
}

impl<'a> FontTable<'a> {
    /// The font of a name; `None` where there is none, or it cannot be loaded.
    pub(in super::super) fn named(&mut self, fonts: &Dict<'a>, name: &[u8]) -> Option<FontId> {
        let place = fonts.get_ref(name).map(ObjectIdentifier::from);
        let known = place.and_then(|place| self.numbered.get(&place)).copied();
        let met = match known {
            Some(met) => met,
            None => self.add(place, &fonts.get::<Dict<'a>>(name)?),
        };
        match met {
            Met::Face(font) => Some(font),
            Met::Unloadable => None,
        }
    }

    /// The direction in which a font writes.
    pub(in super::super) fn mode(&self, font: FontId) -> WritingMode {
        match self.faces.get(usize::from(font)) {
            Some(face) if !face.font.is_horizontal() => WritingMode::Vertical,
            _ => WritingMode::Horizontal,
        }
    }

    /// The first code of a text and how many bytes it has; `None` where the text ends.
    pub(in super::super) fn next_code(&mut self, font: FontId, text: &[u8]) -> Option<(u32, usize)> {
        let first = *text.first()?;
        let face = self.faces.get(usize::from(font))?;
        if face.is_simple() {
            return Some((first.into(), 1));
        }
        // Nearly all codes have two bytes.
        let pair = text.get(1).map(|second| u16::from_be_bytes([first, *second]).into());
        if let Some(pair) = pair.filter(|pair| self.pairs.get(font, *pair).is_some()) {
            return Some((pair, 2));
        }
        let (code, length) = face.font.read_code(text, 0);
        if length == 2 && Some(code) == pair {
            self.pairs.keep(font, code, ());
        }
        Some((code, length))
    }

    /// How a font sets a code.
    pub(in super::super) fn setting(&mut self, font: FontId, code: u32) -> Option<&Setting> {
        if self.set.get(font, code).is_none() {
            let mode = self.mode(font);
            let set = &self.faces.get(usize::from(font))?.font;
            let (glyph, advance, shift) = (set.map_code(code), set.code_advance(code), set.origin_displacement(code));
            let stretch = set.glyph_stretch(glyph, code);
            let (reading, known) = match set.glyph(glyph, code) {
                FontGlyph::Outline(outline) => (self.read(&Glyph::Outline(outline), font, mode), font),
                FontGlyph::Type3(drawn) => (of_drawn(drawn.as_unicode(), drawn.advance_width()), UNKNOWN),
            };
            self.set.keep(font, code, Setting { reading, font: known, advance, shift, stretch });
        }
        self.set.get(font, code)
    }
}
