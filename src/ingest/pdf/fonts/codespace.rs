//! Predefined CMaps, as [`notdef`] completes them.
//!
//! The engine has them all in one packed piece, which takes longer to unpack than a page to read. The build script
//! therefore writes the Japanese ones down as they are read.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hayro_interpret::hayro_cmap::{CMapName, load_embedded};

use super::notdef;

// `JAPANESE`, the CMaps by name, and `ADOBE_JAPAN1`, the characters of the collection, a line each by number.
include!(concat!(env!("OUT_DIR"), "/japanese.rs"));

/// The other completed CMaps, at most one for each predefined name.
static COMPLETED: Mutex<BTreeMap<Vec<u8>, &'static [u8]>> = Mutex::new(BTreeMap::new());

/// The predefined CMap of this name.
pub(in crate::ingest::pdf) fn complete(name: CMapName<'_>) -> Option<&'static [u8]> {
    if let Some((_, japanese)) = JAPANESE.iter().find(|(known, _)| known.as_bytes() == name.to_bytes()) {
        return Some(japanese);
    }
    let embedded = load_embedded(name)?;
    let mut completed = COMPLETED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(&known) = completed.get(name.to_bytes()) {
        return Some(known);
    }
    // Kept for the life of the program: there are not many predefined CMaps, and each is completed once.
    let made = notdef::with_notdef(embedded).map_or(embedded, |bytes| &*bytes.leak());
    completed.insert(name.to_bytes().to_vec(), made);
    Some(made)
}

#[cfg(test)]
mod tests {
    use hayro_interpret::hayro_cmap::CMap;

    use super::*;

    fn parsed(name: &'static [u8]) -> CMap {
        CMap::parse(complete(CMapName::from_bytes(name)).unwrap(), complete).unwrap()
    }

    #[test]
    fn a_code_without_a_character_keeps_its_length() {
        let cmap = parsed(b"90ms-RKSJ-H");
        assert_eq!(cmap.lookup_cid_code(0xF040, 2), Some(0), "an external character");
        assert_eq!(cmap.lookup_cid_code(0xF0, 1), None, "its first byte is no code");
        assert!(cmap.lookup_cid_code(0x889F, 2).unwrap() > 0, "亜 stays 亜");
        assert!(cmap.lookup_cid_code(0x41, 1).unwrap() > 0, "A stays A");
        assert_eq!(parsed(b"UniJIS-UCS2-H").lookup_cid_code(0xE001, 2), Some(0));
        assert_eq!(parsed(b"EUC-H").lookup_cid_code(0xA9A1, 2), Some(0));
    }

    #[test]
    fn a_vertical_map_still_finds_its_base() {
        let vertical = parsed(b"90ms-RKSJ-V");
        assert_eq!(vertical.lookup_cid_code(0x889F, 2), parsed(b"90ms-RKSJ-H").lookup_cid_code(0x889F, 2));
        assert_eq!(vertical.lookup_cid_code(0xF040, 2), Some(0));
    }

    #[test]
    fn maps_written_by_the_build_are_the_engines() {
        let packed = |name: CMapName<'_>| {
            let embedded = load_embedded(name)?;
            Some(notdef::with_notdef(embedded).map_or(embedded, |bytes| &*bytes.leak()))
        };
        for (name, written) in JAPANESE {
            let name = CMapName::from_bytes(name.as_bytes());
            let (written, engines) =
                (CMap::parse(written, complete).unwrap(), CMap::parse(packed(name).unwrap(), packed).unwrap());
            let (a, b) = (written.metadata(), engines.metadata());
            assert_eq!((&a.name, a.writing_mode), (&b.name, b.writing_mode));
            let (a, b) = (a.character_collection.as_ref().unwrap(), b.character_collection.as_ref().unwrap());
            assert_eq!((&a.family, a.supplement), (&b.family, b.supplement));
            let same = |code, bytes| {
                let (a, b) = (written.lookup_cid_code(code, bytes), engines.lookup_cid_code(code, bytes));
                assert_eq!(a, b, "{name:?} {code:x} {bytes}");
            };
            (0..=0xFF).for_each(|code| same(code, 1));
            (0..=0xFFFF).for_each(|code| same(code, 2));
            (0..=0xFF_FFFF).step_by(251).for_each(|code| same(code, 3));
            (0..=u32::MAX).step_by(40_961).for_each(|code| same(code, 4));
            // Planes 2 and 3: those of ideographs.
            (0xD840_DC00..=0xD8BF_DFFF).step_by(13).for_each(|code| same(code, 4));
        }
    }
}
