//! What the codes of a predefined CMap mean.
//!
//! Most predefined CMaps are built on a character set of their own, so the code itself says the
//! character, better than the detour over glyph numbers: ～ and － come out as the text had them.

use std::sync::LazyLock;

use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily};

use super::codespace;

/// The character set of a CMap's codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// UTF-16 (UCS-2 is the same for one unit).
    Utf16,
    /// Shift_JIS as Windows has it.
    ShiftJis,
    /// EUC-JP.
    EucJp,
    /// JIS X 0208 without the high bits.
    Jis,
}

impl Charset {
    /// The character set behind a predefined CMap's name.
    pub(super) fn of(cmap: &[u8]) -> Option<Self> {
        let name = std::str::from_utf8(cmap).ok()?;
        if name.starts_with("Uni") && (name.contains("UCS2") || name.contains("UTF16")) {
            Some(Self::Utf16)
        } else if name.contains("90ms") || name.starts_with("Ext-RKSJ") || name.starts_with("Add-RKSJ") {
            Some(Self::ShiftJis)
        } else if name == "EUC-H" || name == "EUC-V" {
            Some(Self::EucJp)
        } else if name == "H" || name == "V" {
            Some(Self::Jis)
        } else {
            None
        }
    }

    /// The character of a code of several bytes. Codes of one byte are left to the glyph
    /// collection, which knows that 0x5C is drawn as ¥.
    pub(super) fn character(self, code: u32) -> Option<char> {
        let [a, b, c, d] = code.to_be_bytes();
        match self {
            Self::Utf16 if a == 0 && b == 0 => char::from_u32(code),
            Self::Utf16 => {
                let units = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
                single(&String::from_utf16(&units).ok()?)
            }
            _ if code < 0x100 => None,
            Self::ShiftJis => {
                single(&encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&[c, d])?)
            }
            Self::EucJp => single(&encoding_rs::EUC_JP.decode_without_bom_handling_and_without_replacement(&[c, d])?),
            Self::Jis => {
                let euc = [c | 0x80, d | 0x80];
                single(&encoding_rs::EUC_JP.decode_without_bom_handling_and_without_replacement(&euc)?)
            }
        }
    }
}

/// The lines of a text, and what follows the last of them.
fn lines(text: &'static str) -> Vec<&'static str> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut from = 0;
    ends.filter_map(|end| text.get(std::mem::replace(&mut from, end + 1)..end)).collect()
}

fn single(s: &str) -> Option<char> {
    let mut chars = s.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The characters of a glyph collection's numbers.
#[derive(Debug)]
pub(super) enum Collection {
    /// Adobe-Japan1.
    Japan(&'static [&'static str]),
    /// Another one.
    Other(Box<CMap>),
}

impl Collection {
    /// The collection of a family, `None` for Identity and for unknown ones.
    pub(super) fn new(family: &CidFamily) -> Option<Self> {
        static JAPAN: LazyLock<Vec<&str>> = LazyLock::new(|| lines(codespace::ADOBE_JAPAN1));
        if *family == CidFamily::AdobeJapan1 {
            return Some(Self::Japan(&JAPAN));
        }
        let data = codespace::complete(family.ucs2_cmap()?)?;
        CMap::parse(data, |name: CMapName<'_>| codespace::complete(name)).map(|map| Self::Other(Box::new(map)))
    }

    /// The characters of a glyph number.
    pub(super) fn characters(&self, cid: u32) -> Option<BfString> {
        match self {
            _ if cid == 0 => None,
            Self::Japan(characters) => {
                let characters = *characters.get(cid as usize)?;
                let one = single(characters).map(BfString::Char);
                one.or_else(|| (!characters.is_empty()).then(|| BfString::String(characters.to_owned())))
            }
            Self::Other(map) => map.lookup_bf_string(cid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_their_character_set_says() {
        assert_eq!(Charset::of(b"90ms-RKSJ-V").unwrap().character(0x8160), Some('～'));
        assert_eq!(Charset::of(b"90msp-RKSJ-H").unwrap().character(0x817C), Some('－'));
        assert_eq!(Charset::of(b"UniJIS-UCS2-HW-H").unwrap().character(0x5E74), Some('年'));
        assert_eq!(Charset::of(b"UniJIS-UTF16-H").unwrap().character(0xD842_DFB7), Some('𠮷'));
        assert_eq!(Charset::of(b"EUC-H").unwrap().character(0xC7AF), Some('年'));
        assert_eq!(Charset::of(b"H").unwrap().character(0x472F), Some('年'));
        assert_eq!(Charset::of(b"Identity-H"), None);
    }

    #[test]
    fn a_glyph_number_of_adobe_japan1_is_a_character() {
        let japan = Collection::new(&CidFamily::AdobeJapan1).unwrap();
        assert_eq!(japan.characters(34), Some(BfString::Char('A')));
        assert_eq!(japan.characters(0), None);
    }

    #[test]
    fn the_table_of_adobe_japan1_is_the_engines() {
        let data = codespace::complete(CMapName::AdobeJapan1Ucs2).unwrap();
        let map = CMap::parse(data, codespace::complete).unwrap();
        let japan = Collection::new(&CidFamily::AdobeJapan1).unwrap();
        for cid in 1..=0xFFFF {
            assert_eq!(japan.characters(cid), map.lookup_bf_string(cid), "{cid}");
        }
    }
}
