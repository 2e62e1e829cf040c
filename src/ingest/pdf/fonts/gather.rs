//! The font dictionaries that a page can reach.

use std::collections::BTreeSet;

use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;

/// Forms, patterns and glyph procedures nest; deeper than this nobody looks.
const MAX_DEPTH: usize = 16;
/// Font dictionaries of one page at most.
const MAX_FONTS: usize = 4096;

/// The fonts of the page's resources, of its forms and patterns, and of its annotations.
pub(super) fn fonts<'a>(page: &SyntaxPage<'a>) -> Vec<Dict<'a>> {
    let mut walk = Walk { seen: BTreeSet::new(), fonts: Vec::new() };
    let resources = page.resources();
    walk.fonts(&resources.fonts);
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
    walk.fonts
}

struct Walk<'a> {
    seen: BTreeSet<(u32, i32)>,
    fonts: Vec<Dict<'a>>,
}

impl<'a> Walk<'a> {
    fn resources(&mut self, resources: &Dict<'a>, depth: usize) {
        if depth > MAX_DEPTH || self.fonts.len() > MAX_FONTS {
            return;
        }
        if let Some(fonts) = resources.get::<Dict<'a>>(b"Font") {
            self.fonts(&fonts);
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

    fn fonts(&mut self, fonts: &Dict<'a>) {
        for key in fonts.keys() {
            if let Some(font) = fonts.get::<Dict<'a>>(&key) {
                self.fonts.push(font);
            }
        }
    }

    /// A graphics state may set the font, too.
    fn states(&mut self, states: &Dict<'a>) {
        for key in states.keys() {
            let font = states.get::<Dict<'a>>(&key).and_then(|state| state.get::<Array<'a>>(b"Font"));
            self.fonts.extend(font.and_then(|pair| pair.iter::<Object<'a>>().next()?.into_dict()));
        }
    }

    fn contents(&mut self, contents: &Dict<'a>, depth: usize) {
        for (key, value) in contents.entries() {
            if let MaybeRef::Ref(id) = value {
                if !self.seen.insert((id.obj_number as u32, id.gen_number as i32)) {
                    continue;
                }
            }
            if let Some(stream) = contents.get::<Stream<'a>>(&key) {
                self.stream(&stream, depth);
            }
        }
    }

    fn stream(&mut self, stream: &Stream<'a>, depth: usize) {
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
