//! What the codes of a document's fonts have turned out to mean.

use std::collections::HashMap;

use super::{FontId, Reading};

/// Readings by font and code. They are asked for each glyph, and codes of one or two bytes are looked up in a table.
#[derive(Default)]
pub(super) struct Readings {
    fonts: Vec<Table>,
    /// Those of longer codes.
    long: HashMap<(FontId, u32), Reading>,
}

/// The readings of one font.
#[derive(Default)]
struct Table {
    /// For each first byte and each second one the number of the reading, from 1; 0 where there is none yet.
    numbers: Vec<Option<Box<[u32; 256]>>>,
    readings: Vec<Reading>,
}

impl Readings {
    /// The reading of a code.
    pub(super) fn get(&self, font: FontId, code: u32) -> Option<&Reading> {
        let Ok(short) = u16::try_from(code) else { return self.long.get(&(font, code)) };
        let [first, second] = short.to_be_bytes().map(usize::from);
        let table = self.fonts.get(usize::from(font))?;
        let number = *table.numbers.get(first)?.as_ref()?.get(second)? as usize;
        table.readings.get(number.checked_sub(1)?)
    }

    /// Keeps the reading of a code that has none.
    pub(super) fn keep(&mut self, font: FontId, code: u32, reading: Reading) {
        let Ok(short) = u16::try_from(code) else {
            self.long.insert((font, code), reading);
            return;
        };
        let [first, second] = short.to_be_bytes().map(usize::from);
        let font = usize::from(font);
        if self.fonts.len() <= font {
            self.fonts.resize_with(font + 1, Table::default);
        }
        let Some(table) = self.fonts.get_mut(font) else { return };
        if table.numbers.len() <= first {
            table.numbers.resize(first + 1, None);
        }
        table.readings.push(reading);
        let leaf = table.numbers.get_mut(first).map(|leaf| leaf.get_or_insert_with(|| Box::new([0; 256])));
        if let Some(number) = leaf.and_then(|leaf| leaf.get_mut(second)) {
            *number = table.readings.len() as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Decoding, GlyphText};

    #[test]
    fn readings_are_found_by_font_and_code() {
        let mut readings = Readings::default();
        let reading = |c| Reading { text: GlyphText::Char(c), decoding: Decoding::Predefined, width: 1000.0 };
        let codes = [(0, 0x41, 'A'), (2, 0x889F, '亜'), (2, 0x8140, '　'), (2, 0xD842_DFB7, '𠮷')];
        for (font, code, c) in codes {
            assert!(readings.get(font, code).is_none());
            readings.keep(font, code, reading(c));
        }
        for (font, code, c) in codes {
            assert_eq!(readings.get(font, code).map(|r| r.text.clone()), Some(GlyphText::Char(c)));
        }
        assert!(readings.get(1, 0x889F).is_none() && readings.get(2, 0x88).is_none());
    }
}
