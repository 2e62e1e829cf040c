//! One font dictionary: what its codes mean, and how far that can be trusted.
//!
//! A code's character comes from the first of these that gives one: the ToUnicode map, the
//! predefined CMap or glyph collection, the program's own character map, the encoding. The
//! program is the witness against the others: it is what the page shows.

use std::cell::OnceCell;

use hayro_font::Font;
use hayro_interpret::font::{GlyphId, OutlineGlyph};
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, Name, ObjectIdentifier, Stream};

use super::composite::Composite;
use super::dingbats::PictureFont;
use super::program::Program;
use super::simple::Simple;
use super::{Reading, codespace, same};
use crate::ingest::{Decoding, GlyphText};

/// Of the glyphs that both describe, how many must agree before the program overrules ToUnicode.
const RELIABLE: f64 = 0.8;
/// How many glyphs are compared, at least and at most.
const SAMPLE: std::ops::RangeInclusive<usize> = 5..=2000;

/// A font of the document.
pub(super) struct Face<'a> {
    pub(super) font: Font<'a>,
    /// Where the dictionary stands in the file; inline ones have no number.
    pub(super) place: Option<ObjectIdentifier>,
    /// Equal for fonts with the same program.
    pub(super) program_key: u128,
    to_unicode: Option<CMap>,
    /// Whether the file says that the program is in it.
    embedded: bool,
    kind: Kind<'a>,
    pictures: Option<PictureFont>,
    program: OnceCell<Program>,
    /// Whether the program's character map and ToUnicode agree about most glyphs.
    reliable: OnceCell<bool>,
}

enum Kind<'a> {
    Composite(Box<Composite<'a>>),
    Simple(Simple),
    /// Its glyphs are drawings (Type 3), and speak for themselves.
    Drawn,
}

impl<'a> Face<'a> {
    pub(super) fn new(dict: &Dict<'a>, font: Font<'a>) -> Self {
        let hayro_font::FontGlyph::Outline(notdef) = font.glyph(GlyphId::NOTDEF, 0) else {
            return Self::drawn(dict, font);
        };
        let composite = Composite::new(dict);
        let descriptor = composite
            .as_ref()
            .map_or_else(|| dict.get::<Dict<'a>>(b"FontDescriptor"), |c| c.descendant().get(b"FontDescriptor"))
            .unwrap_or_default();
        let embedded = [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.contains_key(key));
        let to_unicode = dict
            .get::<Stream<'a>>(b"ToUnicode")
            .and_then(|stream| stream.decoded_data().ok())
            .and_then(|data| CMap::parse(&data, |name: CMapName<'_>| codespace::complete(name)));
        let kind = match composite {
            Some(composite) => Kind::Composite(Box::new(composite)),
            None => Kind::Simple(Simple::new(dict, &descriptor)),
        };
        Self {
            place: dict.obj_id(),
            program_key: notdef.identifier().cache_key(),
            font,
            to_unicode,
            embedded,
            kind,
            pictures: dict.get::<Name<'a>>(b"BaseFont").and_then(|name| PictureFont::named(name.as_str())),
            program: OnceCell::new(),
            reliable: OnceCell::new(),
        }
    }

    fn drawn(dict: &Dict<'a>, font: Font<'a>) -> Self {
        Self {
            font,
            place: dict.obj_id(),
            program_key: 0,
            to_unicode: None,
            embedded: true,
            kind: Kind::Drawn,
            pictures: None,
            program: OnceCell::new(),
            reliable: OnceCell::new(),
        }
    }

    /// Whether its glyphs are drawings.
    pub(super) fn is_drawn(&self) -> bool {
        matches!(self.kind, Kind::Drawn)
    }

    /// Whether the glyph is of this font's program and writing mode.
    pub(super) fn draws(&self, glyph: &OutlineGlyph, mode: WritingMode) -> bool {
        self.font.is_horizontal() == (mode == WritingMode::Horizontal)
            && self.own(glyph).is_some_and(|own| own.identifier() == glyph.identifier())
    }

    /// Whether this dictionary would have drawn the glyph for its code, in every respect.
    pub(super) fn fits(&self, glyph: &OutlineGlyph, mode: WritingMode) -> bool {
        let code = glyph.char_code();
        self.draws(glyph, mode)
            && self.font.map_code(code) == glyph.glyph_id()
            && self.own(glyph).is_some_and(|own| {
                own.advance_width() == glyph.advance_width() && own.as_unicode() == glyph.as_unicode()
            })
    }

    /// Whether its codes are bytes.
    pub(super) fn is_simple(&self) -> bool {
        matches!(self.kind, Kind::Simple(_) | Kind::Drawn)
    }

    fn own(&self, glyph: &OutlineGlyph) -> Option<OutlineGlyph> {
        let code = glyph.char_code();
        if self.is_simple() && code > 0xFF {
            return None;
        }
        match self.font.glyph(glyph.glyph_id(), code) {
            hayro_font::FontGlyph::Outline(own) => Some(own),
            hayro_font::FontGlyph::Type3(_) => None,
        }
    }

    /// What the glyph is.
    pub(super) fn read(&self, glyph: &OutlineGlyph, mode: WritingMode) -> Reading {
        let width = match (mode, &self.kind) {
            (WritingMode::Vertical, Kind::Composite(composite)) => composite.width(glyph.char_code()),
            _ => f64::from(glyph.advance_width().unwrap_or(0.0)),
        };
        let (text, decoding) = self
            .pictured(glyph)
            .or_else(|| self.mapped(glyph))
            .or_else(|| self.predefined(glyph))
            .or_else(|| self.programmed(glyph))
            .or_else(|| self.encoded(glyph))
            .or_else(|| self.blank(glyph))
            .unwrap_or((GlyphText::Char(char::REPLACEMENT_CHARACTER), Decoding::Unmapped));
        Reading { text, decoding, width }
    }

    /// By the pictures of a picture font: what its maps say is the letter at the same code.
    fn pictured(&self, glyph: &OutlineGlyph) -> Option<(GlyphText, Decoding)> {
        let font = self.pictures?;
        let code = glyph.char_code();
        if let Some(BfString::Char(said)) = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code)) {
            return font.picture(said as u32).map(|text| (text, Decoding::ToUnicode));
        }
        let simple = matches!(self.kind, Kind::Simple(_));
        font.picture(code).filter(|_| simple).map(|text| (text, Decoding::Predefined))
    }

    /// Whether a picture font's map gives the letter instead of the picture.
    fn is_letter_of_picture(&self, text: &GlyphText) -> bool {
        self.pictures.is_some() && matches!(text, GlyphText::Char(c) if c.is_ascii_alphanumeric())
    }

    /// By ToUnicode, unless it says nothing usable.
    fn mapped(&self, glyph: &OutlineGlyph) -> Option<(GlyphText, Decoding)> {
        let text = same::clean(&self.to_unicode.as_ref()?.lookup_bf_string(glyph.char_code())?)?;
        if self.is_letter_of_picture(&text) || (same::is_invisible(&text) && self.shows_something(glyph)) {
            return None;
        }
        let witness = self.witness(glyph);
        if witness.is_empty() || same::agrees(&text, witness) {
            return Some((text, Decoding::ToUnicode));
        }
        let shown = self.program().best(glyph.glyph_id().to_u32()).filter(|_| self.is_reliable());
        Some((shown.map_or(text, GlyphText::Char), Decoding::Contradicted))
    }

    /// By the predefined CMap or the glyph collection.
    fn predefined(&self, glyph: &OutlineGlyph) -> Option<(GlyphText, Decoding)> {
        let Kind::Composite(composite) = &self.kind else { return None };
        let text = composite.characters(glyph.char_code())?;
        let witness = self.witness(glyph);
        let agreed = witness.is_empty() || same::agrees(&text, witness);
        Some((text, if agreed { Decoding::Predefined } else { Decoding::Contradicted }))
    }

    /// By the embedded program's character map.
    fn programmed(&self, glyph: &OutlineGlyph) -> Option<(GlyphText, Decoding)> {
        if self.witness(glyph).is_empty() {
            return None;
        }
        let best = self.program().best(glyph.glyph_id().to_u32())?;
        Some((same::character(best)?, Decoding::FontProgram))
    }

    /// By the encoding of a simple font.
    fn encoded(&self, glyph: &OutlineGlyph) -> Option<(GlyphText, Decoding)> {
        let Kind::Simple(simple) = &self.kind else { return None };
        if self.pictures == Some(PictureFont::Wingdings) {
            return None;
        }
        // What ToUnicode says has been weighed already, and the engine would repeat it.
        if self.to_unicode.as_ref().is_some_and(|map| map.lookup_bf_string(glyph.char_code()).is_some()) {
            return None;
        }
        simple.character(glyph, self.embedded)
    }

    /// A glyph that shows nothing is a blank, whatever it is called.
    fn blank(&self, glyph: &OutlineGlyph) -> Option<(GlyphText, Decoding)> {
        (self.embedded && !self.shows_something(glyph)).then_some((GlyphText::Char(' '), Decoding::FontProgram))
    }

    fn shows_something(&self, glyph: &OutlineGlyph) -> bool {
        self.embedded && !glyph.outline().elements().is_empty()
    }

    fn program(&self) -> &Program {
        self.program.get_or_init(|| match self.own_data() {
            Some(data) if self.embedded => Program::new(&data),
            _ => Program::default(),
        })
    }

    fn own_data(&self) -> Option<hayro_font::FontData> {
        match self.font.glyph(GlyphId::NOTDEF, 0) {
            hayro_font::FontGlyph::Outline(notdef) => notdef.font_data().map(|data| data.data),
            hayro_font::FontGlyph::Type3(_) => None,
        }
    }

    /// What the program says about the glyph, where that is evidence: a symbolic subset may have
    /// a map that only repeats the PDF's codes.
    fn witness(&self, glyph: &OutlineGlyph) -> &[(u32, char)] {
        let characters = self.program().characters(glyph.glyph_id().to_u32());
        let repeats = |&(_, c): &(u32, char)| c as u32 == glyph.char_code() || c as u32 == 0xF000 + glyph.char_code();
        match &self.kind {
            Kind::Simple(simple) if simple.symbolic && characters.iter().all(repeats) => &[],
            _ => characters,
        }
    }

    fn is_reliable(&self) -> bool {
        *self.reliable.get_or_init(|| {
            let Some(map) = &self.to_unicode else { return false };
            let codes: Vec<u32> = match self.is_simple() {
                true => (0..=0xFF).collect(),
                false => self.program().glyphs().take(*SAMPLE.end()).collect(),
            };
            let votes: Vec<bool> = codes
                .into_iter()
                .filter_map(|code| {
                    let text = same::clean(&map.lookup_bf_string(code)?)?;
                    let characters = self.program().characters(self.font.map_code(code).to_u32());
                    (!characters.is_empty()).then(|| same::agrees(&text, characters))
                })
                .collect();
            let agreed = votes.iter().filter(|&&v| v).count();
            votes.len() >= *SAMPLE.start() && agreed as f64 >= RELIABLE * votes.len() as f64
        })
    }
}
