//! Type 1 and TrueType fonts without a ToUnicode map: when their encoding can be believed.

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object};

use super::same;
use crate::ingest::{Decoding, GlyphText};

/// Symbolic and non-symbolic, of the descriptor's flags.
const SYMBOLIC: u32 = 1 << 2;
const NON_SYMBOLIC: u32 = 1 << 5;

/// What a simple font says about its codes.
pub(super) struct Simple {
    true_type: bool,
    /// Whether its codes are its own affair.
    pub(super) symbolic: bool,
    subset: bool,
    /// Whether codes are counted from nothing, as subsetting programs do.
    numbered: bool,
    /// Which codes `/Encoding` names: all of them, or some.
    encoding: Encoding,
}

enum Encoding {
    None,
    Base,
    Differences(Vec<u8>),
}

impl Simple {
    pub(super) fn new(dict: &Dict<'_>, descriptor: &Dict<'_>) -> Self {
        let name = dict.get::<Name<'_>>(b"BaseFont").map(|n| n.as_str().to_owned()).unwrap_or_default();
        let flags = descriptor.get::<u32>(b"Flags").unwrap_or(0);
        Self {
            true_type: dict
                .get::<Name<'_>>(b"Subtype")
                .is_some_and(|s| s.as_ref() != b"Type1" && s.as_ref() != b"MMType1"),
            symbolic: flags & SYMBOLIC != 0 || flags & NON_SYMBOLIC == 0,
            subset: is_subset(&name),
            numbered: dict.get::<i32>(b"FirstChar").is_some_and(|first| first < 0x20),
            encoding: encoding(dict),
        }
    }

    /// The character of a code. A TrueType subset numbers its glyphs as they come: without
    /// ToUnicode, and without an encoding that names them, no one can tell what they are, and what
    /// the engine says is invented.
    pub(super) fn character(&self, glyph: &OutlineGlyph, embedded: bool) -> Option<(GlyphText, Decoding)> {
        let code = u8::try_from(glyph.char_code()).ok()?;
        let named = same::clean(&glyph.as_unicode()?)?;
        let stated = match &self.encoding {
            Encoding::None => false,
            Encoding::Base => true,
            Encoding::Differences(codes) => codes.contains(&code) || !self.symbolic,
        };
        let decoding = match (embedded && self.true_type, stated, self.symbolic) {
            (false, ..) | (true, true, false) => Decoding::Predefined,
            (true, true, true) if !self.numbered => Decoding::Contradicted,
            (true, false, false) if !self.subset => Decoding::Predefined,
            (true, ..) => return None,
        };
        Some((named, decoding))
    }
}

fn encoding(dict: &Dict<'_>) -> Encoding {
    let known = |name: &Name<'_>| {
        [&b"WinAnsiEncoding"[..], b"MacRomanEncoding", b"StandardEncoding", b"MacExpertEncoding"]
            .contains(&name.as_ref())
    };
    match dict.get::<Object<'_>>(b"Encoding") {
        Some(Object::Name(name)) if known(&name) => Encoding::Base,
        Some(Object::Dict(encoding)) => {
            if encoding.get::<Name<'_>>(b"BaseEncoding").is_some_and(|name| known(&name)) {
                return Encoding::Base;
            }
            let mut codes = Vec::new();
            let mut next = 0i64;
            for item in encoding.get::<Array<'_>>(b"Differences").unwrap_or_default().iter::<Object<'_>>() {
                match item {
                    Object::Number(number) => next = number.as_i64(),
                    Object::Name(_) => {
                        codes.extend(u8::try_from(next));
                        next = next.saturating_add(1);
                    }
                    _ => {}
                }
            }
            if codes.is_empty() { Encoding::None } else { Encoding::Differences(codes) }
        }
        _ => Encoding::None,
    }
}

/// `ABCDEF+Name`.
fn is_subset(name: &str) -> bool {
    name.split_once('+').is_some_and(|(tag, _)| tag.len() == 6 && tag.bytes().all(|b| b.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subset_is_known_by_its_tag() {
        assert!(is_subset("BAAAAA+IPAGothic"));
        assert!(!is_subset("IPAGothic"));
        assert!(!is_subset("C+D"));
    }
}
