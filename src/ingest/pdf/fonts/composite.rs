//! Type 0 fonts: codes → glyph numbers → characters, and widths.

use std::cell::OnceCell;

use hayro_interpret::hayro_cmap::{CMap, CMapName, CidFamily};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

use super::charset::{Charset, Collection};
use super::{codespace, same};
use crate::ingest::GlyphText;

/// A Type 0 font's own data.
pub(super) struct Composite<'a> {
    encoding: Object<'a>,
    descendant: Dict<'a>,
    charset: Option<Charset>,
    cmap: OnceCell<Option<CMap>>,
    collection: OnceCell<Option<Collection>>,
    widths: OnceCell<Vec<(u32, u32, f64)>>,
}

impl<'a> Composite<'a> {
    /// `None` for a simple font.
    pub(super) fn new(dict: &Dict<'a>) -> Option<Self> {
        if dict.get::<Name<'a>>(b"Subtype")?.as_ref() != b"Type0" {
            return None;
        }
        let encoding = dict.get::<Object<'a>>(b"Encoding")?;
        let descendant = dict.get::<Array<'a>>(b"DescendantFonts")?.iter::<Dict<'a>>().next()?;
        let charset = match &encoding {
            Object::Name(name) => Charset::of(name.as_ref()),
            _ => None,
        };
        Some(Self {
            encoding,
            descendant,
            charset,
            cmap: OnceCell::new(),
            collection: OnceCell::new(),
            widths: OnceCell::new(),
        })
    }

    /// The CIDFont.
    pub(super) fn descendant(&self) -> &Dict<'a> {
        &self.descendant
    }

    /// The characters of a code, by the CMap's character set or the glyph collection.
    pub(super) fn characters(&self, code: u32) -> Option<GlyphText> {
        if let Some(text) = self.charset.and_then(|set| set.character(code)).and_then(same::character) {
            return Some(text);
        }
        let collection = self.collection.get_or_init(|| Collection::new(&self.family()?)).as_ref()?;
        same::clean(&collection.characters(self.glyph_number(code)?)?)
    }

    fn cmap(&self) -> Option<&CMap> {
        let read = || match &self.encoding {
            Object::Name(name) => cmap_named(name),
            Object::Stream(stream) => {
                CMap::parse(&stream.decoded_data().ok()?, |n: CMapName<'_>| codespace::complete(n))
            }
            _ => None,
        };
        self.cmap.get_or_init(read).as_ref()
    }

    fn glyph_number(&self, code: u32) -> Option<u32> {
        let cmap = self.cmap()?;
        (1..=4).find_map(|bytes| cmap.lookup_cid_code(code, bytes))
    }

    /// The glyph collection: the CMap's, or what the CIDFont says where the CMap is Identity.
    fn family(&self) -> Option<CidFamily> {
        let of_cmap = self.cmap()?.metadata().character_collection.as_ref().map(|c| c.family.clone());
        of_cmap.filter(|family| family.ucs2_cmap().is_some()).or_else(|| {
            let info = self.descendant.get::<Dict<'a>>(b"CIDSystemInfo")?;
            let registry = info.get::<PdfString<'a>>(b"Registry")?;
            let ordering = info.get::<PdfString<'a>>(b"Ordering")?;
            Some(CidFamily::from_registry_ordering(&registry, &ordering))
        })
    }

    /// Horizontal width of a code's glyph, in thousandths of an em; the engine does not give it
    /// in vertical writing.
    pub(super) fn width(&self, code: u32) -> f64 {
        let cid = self.glyph_number(code).unwrap_or(0);
        let widths = self.widths.get_or_init(|| self.descendant.get(b"W").map(|w| ranges(&w)).unwrap_or_default());
        let stated = widths.iter().find(|(first, last, _)| (*first..=*last).contains(&cid)).map(|w| w.2);
        stated.or_else(|| self.descendant.get::<f64>(b"DW")).filter(|w| w.is_finite()).unwrap_or(1000.0)
    }
}

/// The `/W` array: `first [w …]` and `first last w`.
fn ranges(array: &Array<'_>) -> Vec<(u32, u32, f64)> {
    let mut out = Vec::new();
    let mut items = array.iter::<Object<'_>>();
    while let Some(Object::Number(first)) = items.next() {
        let Ok(first) = u32::try_from(first.as_i64()) else { break };
        match items.next() {
            Some(Object::Array(widths)) => {
                out.extend(widths.iter::<f64>().zip(first..).map(|(width, cid)| (cid, cid, width)));
            }
            Some(Object::Number(last)) => {
                let (Ok(last), Some(Object::Number(width))) = (u32::try_from(last.as_i64()), items.next()) else {
                    break;
                };
                out.push((first, last, width.as_f64()));
            }
            _ => break,
        }
    }
    out
}

/// A CMap that a dictionary names or holds.
fn cmap_named(name: &Name<'_>) -> Option<CMap> {
    match CMapName::from_bytes(name.as_ref()) {
        CMapName::IdentityH => Some(CMap::identity_h()),
        CMapName::IdentityV => Some(CMap::identity_v()),
        known => CMap::parse(codespace::complete(known)?, |n: CMapName<'_>| codespace::complete(n)),
    }
}
