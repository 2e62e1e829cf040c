//! What the characters of a font mean, and how wide they are.
//!
//! The engine hands over glyphs without saying which font dictionary they came from, so the
//! dictionaries that the page can reach are gathered once and matched by font program; what a
//! code of a font means is then settled once and remembered.

mod charset;
mod codes;
pub(super) mod codespace;
mod composite;
mod dingbats;
mod face;
mod gather;
mod hollow;
mod notdef;
mod program;
mod same;
mod set;
mod simple;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::{BfString, CMapName, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, ObjectIdentifier};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::{InterpreterSettings, InterpreterWarning};

use super::tree;
use crate::ingest::{Decoding, GlyphText, Limit, Limits};
use crate::sheet::Error;
use codes::Codes;
use face::Face;
use gather::Doubts;
pub(super) use set::Setting;

/// How the engine is to find fonts and character maps that are not in the file.
///
/// Extraction needs no outlines of fonts that are not embedded, only their widths; see [`hollow`].
pub(super) fn settings() -> InterpreterSettings {
    InterpreterSettings {
        font_resolver: Arc::new(|query| Some((hollow::font(query), 0))),
        cmap_resolver: Arc::new(|name| if names_characters(&name) { None } else { codespace::complete(name) }),
        ..InterpreterSettings::default()
    }
}

/// Whether a CMap gives the characters of a glyph collection. The engine would look each glyph of a font that is not
/// embedded up in it, to find it in the substitute by its character: a substitute without glyphs has no use for that.
fn names_characters(name: &CMapName<'_>) -> bool {
    use CMapName::{AdobeCns1Ucs2, AdobeGb1Ucs2, AdobeJapan1Ucs2, AdobeKorea1Ucs2};
    matches!(name, AdobeJapan1Ucs2 | AdobeGb1Ucs2 | AdobeCns1Ucs2 | AdobeKorea1Ucs2)
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
pub(super) const UNKNOWN: FontId = u16::MAX;

/// What became of a font dictionary.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    Face(FontId),
    /// It cannot be loaded.
    Unloadable,
}

/// The fonts of a document, as its pages are met.
pub(super) struct FontTable<'a> {
    settings: InterpreterSettings,
    failed: Arc<AtomicBool>,
    cache: hayro_font::FontCache<'a>,
    faces: Vec<Face<'a>>,
    /// Dictionaries met, by place and content: inline ones have no number.
    met: HashMap<(Option<ObjectIdentifier>, Vec<u8>), Met>,
    /// The fonts that the page at hand can reach, and whether another of them has the same
    /// program, so that a glyph may be either's.
    here: Vec<(FontId, bool)>,
    /// Whether the page at hand can reach a font that cannot be loaded.
    unloadable: bool,
    /// Why what it draws is in doubt.
    doubts: Doubts,
    /// Where the page at hand has its resources, if all of them are there.
    resources: Option<[usize; 4]>,
    /// The same, of those that have a number of their own.
    numbered: HashMap<ObjectIdentifier, Met>,
    sound: gather::Sound<'a>,
    readings: Codes<Reading>,
    set: Codes<Setting>,
    /// Codes of two bytes.
    pairs: Codes<()>,
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
            met: HashMap::new(),
            here: Vec::new(),
            unloadable: false,
            doubts: Doubts::default(),
            resources: None,
            numbered: HashMap::new(),
            sound: gather::Sound::new(),
            readings: Codes::default(),
            set: Codes::default(),
            pairs: Codes::default(),
            last: UNKNOWN,
        }
    }

    /// Makes the fonts known that the page can reach, and says what of the page is lost; `content` is what it draws.
    ///
    /// # Errors
    /// `too-large` for a map that is too long.
    pub(super) fn meet(&mut self, page: &SyntaxPage<'a>, content: &[u8], limits: &Limits) -> Result<Loss, Error> {
        let resources = places(page);
        if resources.is_some() && resources == self.resources {
            return Ok(Loss::Nothing);
        }
        self.resources = None;
        let reach = gather::reach(page, &mut self.sound, limits);
        limits.check(Limit::PageFonts, reach.fonts.len())?;
        limits.check(Limit::MapBytes, reach.longest_map)?;
        if reach.too_much {
            return Err(limits.refusal(Limit::UnpackedBytes, None));
        }
        let met: Vec<Met> = reach.fonts.iter().map(|(place, dict)| self.add(*place, dict)).collect();
        self.unloadable = met.contains(&Met::Unloadable);
        self.doubts = reach.doubts;
        // The engine says which font a glyph is of that the file draws.
        let is_matched = |id: &FontId| self.faces.get(usize::from(*id)).is_some_and(|face| !face.is_drawn());
        let ids = met.iter().filter_map(|m| if let Met::Face(id) = m { Some(*id) } else { None });
        let mut ids: Vec<FontId> = ids.filter(is_matched).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut users: HashMap<u128, usize> = HashMap::new();
        let program = |id: FontId| self.faces.get(usize::from(id)).map_or(0, |face| face.program_key);
        for &id in &ids {
            *users.entry(program(id)).or_default() += 1;
        }
        self.here = ids.iter().map(|&id| (id, users.get(&program(id)).is_some_and(|&n| n > 1))).collect();
        let unlettered = reach.fonts.is_empty() && tree::lacks_resources(page, content);
        let unreadable = !reach.lost_fonts.is_empty() && gather::uses(content, &reach.lost_fonts);
        Ok(if unlettered || reach.torn_form || unreadable {
            Loss::Text
        } else if reach.lost_contents {
            Loss::Part
        } else {
            self.resources = resources.filter(|_| reach.lost_fonts.is_empty());
            Loss::Nothing
        })
    }

    /// The settings to interpret pages with.
    pub(super) fn settings(&self) -> InterpreterSettings {
        self.settings.clone()
    }

    /// Why what the page at hand draws is in doubt.
    pub(super) fn doubts(&self) -> Doubts {
        self.doubts
    }

    /// Whether the page interpreted last used a font that could not be loaded: the engine leaves
    /// its text out.
    pub(super) fn take_failure(&self) -> bool {
        self.failed.swap(false, Ordering::Relaxed)
    }

    /// What becomes of a dictionary; `place` is its own number, if it has one.
    fn add(&mut self, place: Option<ObjectIdentifier>, dict: &Dict<'a>) -> Met {
        if let Some(&known) = place.and_then(|place| self.numbered.get(&place)) {
            return known;
        }
        let met = self.load(dict);
        self.numbered.extend(place.map(|place| (place, met)));
        met
    }

    fn load(&mut self, dict: &Dict<'a>) -> Met {
        let key = (dict.obj_id(), dict.data().to_vec());
        if let Some(&known) = self.met.get(&key) {
            return known;
        }
        let font = self.cache.font(dict, &self.settings.font_resolver, &self.settings.cmap_resolver);
        let met = match font.map(|font| Face::new(dict, font)) {
            None => Met::Unloadable,
            Some(face) => match FontId::try_from(self.faces.len()) {
                Ok(id) if id != UNKNOWN => {
                    self.faces.push(face);
                    Met::Face(id)
                }
                _ => Met::Unloadable,
            },
        };
        self.met.insert(key, met);
        met
    }

    /// Of the fonts at hand, the first that fits, and whether it shares its program.
    fn find(&self, fits: impl Fn(&Face<'a>) -> bool) -> (FontId, bool) {
        let fits = |(id, _): &(FontId, bool)| self.faces.get(usize::from(*id)).is_some_and(&fits);
        self.here.iter().copied().find(fits).unwrap_or((UNKNOWN, false))
    }

    /// The font of a whole run, given its first glyph; `None` where each glyph must be looked at.
    pub(super) fn of_run(&mut self, glyph: &Glyph<'a>, mode: WritingMode) -> Option<FontId> {
        let Glyph::Outline(outline) = glyph else { return Some(UNKNOWN) };
        let is = |face: &Face<'a>| face.draws(outline, mode);
        // The font of the run before is tried first.
        if let Some(at) = self.here.iter().position(|(id, _)| *id == self.last)
            && at > 0
        {
            self.here.swap(0, at);
        }
        let (id, shared) = self.find(is);
        self.last = id;
        (!shared).then_some(id)
    }

    /// The font of one glyph whose program several fonts share: of those that fit, the first in
    /// the file, whatever was read before.
    pub(super) fn of_glyph(&self, glyph: &Glyph<'a>, mode: WritingMode) -> FontId {
        let Glyph::Outline(outline) = glyph else { return UNKNOWN };
        let faces = self.here.iter().filter_map(|&(id, _)| Some((id, self.faces.get(usize::from(id))?)));
        let fitting = faces.filter(|(_, face)| face.fits(outline, mode));
        fitting.min_by_key(|(_, face)| face.place).map_or(UNKNOWN, |(id, _)| id)
    }

    /// The reading of one glyph.
    pub(super) fn read(&mut self, glyph: &Glyph<'a>, font: FontId, mode: WritingMode) -> Reading {
        let outline = match glyph {
            Glyph::Type3(drawn) => return of_drawn(drawn.as_unicode(), drawn.advance_width().unwrap_or(0.0)),
            Glyph::Outline(outline) => outline,
        };
        let code = outline.char_code();
        if let Some(known) = self.readings.get(font, code) {
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
        // Without a font it depends on the page what is to be believed.
        if font != UNKNOWN {
            self.readings.keep(font, code, reading.clone());
        }
        reading
    }
}

/// Where the page's resources stand; `None` for a page that draws more than they hold.
fn places(page: &SyntaxPage<'_>) -> Option<[usize; 4]> {
    let of = page.resources();
    let dicts = [&of.fonts, &of.x_objects, &of.patterns, &of.ext_g_states];
    (!page.raw().contains_key(b"Annots") && !of.fonts.is_empty()).then(|| dicts.map(|d| d.data().as_ptr() as usize))
}

/// What a glyph is that the file draws.
fn of_drawn(unicode: Option<BfString>, width: f32) -> Reading {
    named(unicode, Decoding::ToUnicode, width.into())
}

/// A reading from what the engine says.
fn named(unicode: Option<BfString>, decoding: Decoding, width: f64) -> Reading {
    match unicode.as_ref().and_then(same::clean) {
        Some(text) => Reading { text, decoding, width },
        None => Reading { text: GlyphText::Char(char::REPLACEMENT_CHARACTER), decoding: Decoding::Unmapped, width },
    }
}
