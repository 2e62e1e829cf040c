//! The font dictionaries that a page can reach, and those that it should reach and cannot.

use std::collections::{BTreeMap, BTreeSet};

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;

use super::super::intact::{Lost, font_maps, has_hole, has_sound_widths, is_well_formed, whole};
use crate::ingest::{Limit, Limits};

/// Why what a page draws may be another than it was.
#[derive(Clone, Copy, Default)]
pub(in crate::ingest::pdf) struct Doubts {
    /// A font has widths for codes that there are not.
    pub(in crate::ingest::pdf) odd_widths: bool,
    /// Some of what a form draws cannot be read.
    pub(in crate::ingest::pdf) odd_form: bool,
}

/// What a page's resources hold.
#[derive(Default)]
pub(super) struct Reach<'a> {
    /// The fonts of the page's resources, of its forms and patterns, and of its annotations, with their numbers.
    pub(super) fonts: Vec<(Option<ObjectIdentifier>, Dict<'a>)>,
    /// Names of page fonts whose dictionary is lost, or whose maps are torn.
    pub(super) lost_fonts: Vec<Name<'a>>,
    /// Bytes of the longest map of one of the fonts.
    pub(super) longest_map: usize,
    /// Why what is drawn is in doubt.
    pub(super) doubts: Doubts,
    /// Whether a map or program of a font unpacks to more than is allowed.
    pub(super) too_much: bool,
    /// Whether what a form draws is there in part only.
    pub(super) torn_form: bool,
    /// Whether a form, pattern or image of the page is lost, or a font of one of them.
    pub(super) lost_contents: bool,
}

/// A font dictionary that was found whole.
#[derive(Clone)]
pub(super) struct Whole<'a> {
    font: Dict<'a>,
    /// Bytes of its longest map.
    longest_map: usize,
    /// See [`Doubts::odd_widths`].
    odd_widths: bool,
}

/// Those of the document that have a number.
pub(super) type Sound<'a> = BTreeMap<ObjectIdentifier, Whole<'a>>;

/// Looks through everything that the page may draw; fonts are looked through once.
pub(super) fn reach<'a>(page: &SyntaxPage<'a>, sound: &mut Sound<'a>, limits: &Limits) -> Reach<'a> {
    let mut walk = Walk { limits, sound, seen: BTreeSet::new(), met: BTreeSet::new(), reach: Reach::default() };
    let resources = page.resources();
    let lost = walk.fonts(&resources.fonts);
    walk.reach.lost_fonts = lost;
    walk.states(&resources.ext_g_states);
    walk.contents(&resources.x_objects, 0);
    walk.contents(&resources.patterns, 0);
    if let Some(annotations) = page.raw().get::<Array<'a>>(b"Annots") {
        for annotation in annotations.iter::<Dict<'a>>() {
            if let Some(appearance) = annotation.get::<Dict<'a>>(b"AP") {
                walk.appearance(&appearance);
            }
        }
    }
    walk.reach
}

/// Whether what a page draws itself uses one of these fonts.
pub(super) fn uses(content: &[u8], fonts: &[Name<'_>]) -> bool {
    let mut operations = TypedIter::new(content);
    while let Some(operation) = operations.next() {
        if let TypedInstruction::TextFont(font) = operation
            && fonts.iter().any(|name| name.as_ref() == font.0.as_ref())
        {
            return true;
        }
    }
    false
}

struct Walk<'a, 'l> {
    limits: &'l Limits,
    sound: &'l mut Sound<'a>,
    seen: BTreeSet<ObjectIdentifier>,
    /// Fonts that were taken up: the parts of a page share them.
    met: BTreeSet<ObjectIdentifier>,
    reach: Reach<'a>,
}

impl<'a> Walk<'a, '_> {
    fn resources(&mut self, resources: &Dict<'a>, depth: usize) {
        // Forms, patterns and glyph procedures nest; what is drawn no deeper than this.
        if depth > self.limits.count(Limit::Nesting) || self.reach.fonts.len() > self.limits.count(Limit::PageFonts) {
            return;
        }
        if let Some(fonts) = resources.get::<Dict<'a>>(b"Font") {
            self.reach.lost_contents |= !self.fonts(&fonts).is_empty();
        }
        if let Some(states) = resources.get::<Dict<'a>>(b"ExtGState") {
            self.states(&states);
        }
        for key in [&b"XObject"[..], b"Pattern"] {
            if let Some(contents) = resources.get::<Dict<'a>>(key) {
                self.contents(&contents, depth);
            }
        }
    }

    /// Takes up the fonts, and gives the names of those that are lost.
    fn fonts(&mut self, fonts: &Dict<'a>) -> Vec<Name<'a>> {
        let mut lost = Vec::new();
        for key in fonts.keys() {
            let place = fonts.get_ref(&key).map(ObjectIdentifier::from);
            if let Some(known) = place.and_then(|place| self.sound.get(&place).cloned()) {
                self.take(place, known);
                continue;
            }
            match fonts.get::<Dict<'a>>(&key) {
                Some(font) => match font_maps(&font, self.limits) {
                    Ok(longest_map) => {
                        let whole = Whole { odd_widths: !has_sound_widths(&font), longest_map, font };
                        self.sound.extend(place.map(|place| (place, whole.clone())));
                        self.take(place, whole);
                    }
                    Err(why) => {
                        self.reach.too_much |= why == Lost::TooMuch;
                        lost.push(key);
                    }
                },
                None => lost.push(key),
            }
        }
        lost
    }

    fn take(&mut self, place: Option<ObjectIdentifier>, Whole { font, longest_map, odd_widths }: Whole<'a>) {
        self.reach.longest_map = self.reach.longest_map.max(longest_map);
        self.reach.doubts.odd_widths |= odd_widths;
        if place.is_none_or(|place| self.met.insert(place)) {
            self.reach.fonts.push((place, font));
        }
    }

    /// A graphics state may set the font, too.
    fn states(&mut self, states: &Dict<'a>) {
        for key in states.keys() {
            let font = states.get::<Dict<'a>>(&key).and_then(|state| state.get::<Array<'a>>(b"Font"));
            let font = font.and_then(|pair| pair.iter::<Object<'a>>().next()?.into_dict());
            self.reach.fonts.extend(font.map(|font| (None, font)));
        }
    }

    fn contents(&mut self, contents: &Dict<'a>, depth: usize) {
        for (key, value) in contents.entries() {
            if let MaybeRef::Ref(reference) = value
                && !self.seen.insert(reference.into())
            {
                continue;
            }
            match contents.get::<Object<'a>>(&key) {
                Some(Object::Stream(stream)) => self.stream(&stream, depth),
                Some(_) => {}
                None => self.reach.lost_contents = true,
            }
        }
    }

    fn stream(&mut self, stream: &Stream<'a>, depth: usize) {
        let is_form = stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|subtype| subtype.as_ref() == b"Form");
        if is_form {
            let content = whole(stream, self.limits).ok().filter(|content| !has_hole(content));
            self.reach.torn_form |= content.is_none();
            self.reach.doubts.odd_form |= content.is_some_and(|content| !is_well_formed(&content));
        }
        if let Some(resources) = stream.dict().get::<Dict<'a>>(b"Resources") {
            self.resources(&resources, depth + 1);
        }
    }

    /// Normal appearances, one or one for each state.
    fn appearance(&mut self, appearance: &Dict<'a>) {
        match appearance.get::<Object<'a>>(b"N") {
            Some(Object::Stream(stream)) => self.stream(&stream, 0),
            Some(Object::Dict(states)) => self.contents(&states, 0),
            _ => {}
        }
    }
}
