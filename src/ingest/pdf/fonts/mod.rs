//! What the characters of a font mean, and how wide they are.
//!
//! The engine hands over glyphs without saying which font dictionary they came from, so the
//! dictionaries that the page can reach are gathered once and matched by font program; what a
//! code of a font means is then settled once and remembered.

mod charset;
mod codespace;
mod composite;
mod face;
mod gather;
mod hollow;
mod program;
mod same;
mod simple;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, ObjectIdentifier};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::{InterpreterSettings, InterpreterWarning};

use super::tree;
use crate::ingest::{Decoding, GlyphText};
use face::Face;

/// How the engine is to find fonts and character maps that are not in the file.
///
/// Extraction needs no outlines of fonts that are not embedded, only their widths; see [`hollow`].
pub(super) fn settings() -> InterpreterSettings {
    InterpreterSettings {
        font_resolver: Arc::new(|query| Some((hollow::font(query), 0))),
        cmap_resolver: Arc::new(codespace::complete),
        ..InterpreterSettings::default()
    }
}

/// What a page refers to and the file does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// Nothing.
    Nothing,
    /// A form, a pattern or an image.
    Part,
    /// A font that its text uses.
    Text,
}

/// What a glyph is.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// Its characters; U+FFFD where nothing says what they are.
    pub(super) text: GlyphText,
    /// Where they come from.
    pub(super) decoding: Decoding,
    /// Width in thousandths of an em, along the glyph's own horizontal.
    pub(super) width: f64,
}

/// Number of a font within a reader.
pub(super) type FontId = u16;
/// The font of text whose font the page does not define.
const UNKNOWN: FontId = u16::MAX;

/// The fonts of a document, as its pages are met.
pub(super) struct FontTable<'a> {
    settings: InterpreterSettings,
    failed: Arc<AtomicBool>,
    cache: hayro_font::FontCache<'a>,
    faces: Vec<Face<'a>>,
    /// Dictionaries met, by place and content: inline ones have no number.
    met: HashSet<(Option<ObjectIdentifier>, Vec<u8>)>,
    /// Whether a font could not be prepared at all.
    unloadable: bool,
    readings: HashMap<(FontId, u32), Reading>,
    last: FontId,
}

impl<'a> FontTable<'a> {
    pub(super) fn new(settings: &InterpreterSettings) -> Self {
        let failed = Arc::new(AtomicBool::new(false));
        let heard = failed.clone();
        let warning_sink = Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont) {
                heard.store(true, Ordering::Relaxed);
            }
        });
        Self {
            settings: InterpreterSettings { warning_sink, ..settings.clone() },
            failed,
            cache: hayro_font::FontCache::new(),
            faces: Vec::new(),
            met: HashSet::new(),
            unloadable: false,
            readings: HashMap::new(),
            last: UNKNOWN,
        }
    }

    /// Makes the fonts known that the page can reach, and says what of the page is lost.
    pub(super) fn meet(&mut self, page: &SyntaxPage<'a>) -> Loss {
        let reach = gather::reach(page);
        for dict in &reach.fonts {
            self.add(dict);
        }
        let unlettered = reach.fonts.is_empty() && tree::lacks_resources(page);
        if unlettered || (!reach.lost_fonts.is_empty() && gather::uses(page, &reach.lost_fonts)) {
            Loss::Text
        } else if reach.lost_contents {
            Loss::Part
        } else {
            Loss::Nothing
        }
    }

    /// The settings to interpret pages with.
    pub(super) fn settings(&self) -> InterpreterSettings {
        self.settings.clone()
    }

    /// Whether the page interpreted last used a font that could not be loaded: the engine leaves
    /// its text out.
    pub(super) fn take_failure(&self) -> bool {
        self.failed.swap(false, Ordering::Relaxed)
    }

    fn add(&mut self, dict: &Dict<'a>) {
        if self.faces.len() >= usize::from(UNKNOWN) || !self.met.insert((dict.obj_id(), dict.data().to_vec())) {
            return;
        }
        let Some(font) = self.cache.font(dict, &self.settings.font_resolver, &self.settings.cmap_resolver) else {
            self.unloadable = true;
            return;
        };
        if let Some(mut face) = Face::new(dict, font, &self.settings) {
            for other in &mut self.faces {
                if other.shares_with(&face) {
                    other.shared = true;
                    face.shared = true;
                }
            }
            self.faces.push(face);
        }
    }

    /// The font of a whole run, given its first glyph; `None` where each glyph must be looked at.
    pub(super) fn of_run(&mut self, glyph: &Glyph<'a>, mode: WritingMode) -> Option<FontId> {
        let Glyph::Outline(outline) = glyph else { return Some(UNKNOWN) };
        let is = |face: &Face<'a>| face.draws(outline, mode);
        if !self.faces.get(usize::from(self.last)).is_some_and(is) {
            self.last = self.faces.iter().position(is).map_or(UNKNOWN, |i| i as FontId);
        }
        let shared = self.faces.get(usize::from(self.last)).is_some_and(|face| face.shared);
        (!shared).then_some(self.last)
    }

    /// The font of one glyph whose program several fonts share.
    pub(super) fn of_glyph(&self, glyph: &Glyph<'a>, mode: WritingMode) -> FontId {
        let Glyph::Outline(outline) = glyph else { return UNKNOWN };
        let fits = |face: &Face<'a>| face.fits(outline, mode);
        self.faces.iter().position(fits).map_or(UNKNOWN, |i| i as FontId)
    }

    /// The reading of one glyph.
    pub(super) fn read(&mut self, glyph: &Glyph<'a>, font: FontId, mode: WritingMode) -> Reading {
        let outline = match glyph {
            Glyph::Type3(glyph) => {
                let width = f64::from(glyph.advance_width().unwrap_or(0.0));
                return named(glyph.as_unicode(), Decoding::ToUnicode, width);
            }
            Glyph::Outline(outline) => outline,
        };
        let key = (font, outline.char_code());
        if let Some(known) = self.readings.get(&key) {
            return known.clone();
        }
        let reading = match self.faces.get(usize::from(font)) {
            Some(face) => face.read(outline, mode),
            // The engine takes Helvetica for a font that the page lacks, as viewers do; for one
            // that it cannot load that would be another text.
            None => {
                let unicode = outline.as_unicode().filter(|_| !self.unloadable);
                named(unicode, Decoding::Contradicted, f64::from(outline.advance_width().unwrap_or(0.0)))
            }
        };
        self.readings.insert(key, reading.clone());
        reading
    }
}

/// A reading from what the engine says.
fn named(unicode: Option<BfString>, decoding: Decoding, width: f64) -> Reading {
    match unicode.as_ref().and_then(same::clean) {
        Some(text) => Reading { text, decoding, width },
        None => Reading { text: GlyphText::Char(char::REPLACEMENT_CHARACTER), decoding: Decoding::Unmapped, width },
    }
}
