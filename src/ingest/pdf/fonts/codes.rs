//! What has turned out about the codes of a document's fonts.

use std::collections::HashMap;

use super::FontId;

/// What is known by font and code. It is asked for each glyph, and codes of one or two bytes are looked up in a table.
pub(super) struct Codes<T> {
    fonts: Vec<Table<T>>,
    /// Of longer codes.
    long: HashMap<(FontId, u32), T>,
}

/// What is known about one font.
struct Table<T> {
    /// For each first byte and each second one the number of what is known, from 1; 0 where there is nothing yet.
    numbers: Vec<Option<Box<[u32; 256]>>>,
    known: Vec<T>,
}

impl<T> Default for Codes<T> {
    fn default() -> Self {
        Self { fonts: Vec::new(), long: HashMap::new() }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { numbers: Vec::new(), known: Vec::new() }
    }
}

impl<T> Codes<T> {
    /// What is known about a code.
    pub(super) fn get(&self, font: FontId, code: u32) -> Option<&T> {
        let Ok(short) = u16::try_from(code) else { return self.long.get(&(font, code)) };
        let [first, second] = short.to_be_bytes().map(usize::from);
        let table = self.fonts.get(usize::from(font))?;
        let number = *table.numbers.get(first)?.as_ref()?.get(second)? as usize;
        table.known.get(number.checked_sub(1)?)
    }

    /// Keeps what is known about a code of which nothing was.
    pub(super) fn keep(&mut self, font: FontId, code: u32, known: T) {
        let Ok(short) = u16::try_from(code) else {
            self.long.insert((font, code), known);
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
        table.known.push(known);
        let leaf = table.numbers.get_mut(first).map(|leaf| leaf.get_or_insert_with(|| Box::new([0; 256])));
        if let Some(number) = leaf.and_then(|leaf| leaf.get_mut(second)) {
            *number = table.known.len() as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_found_by_font_and_code() {
        let mut codes = Codes::default();
        let all = [(0, 0x41, 'A'), (2, 0x889F, '亜'), (2, 0x8140, '　'), (2, 0xD842_DFB7, '𠮷')];
        for (font, code, c) in all {
            assert!(codes.get(font, code).is_none());
            codes.keep(font, code, c);
        }
        for (font, code, c) in all {
            assert_eq!(codes.get(font, code), Some(&c));
        }
        assert!(codes.get(1, 0x889F).is_none() && codes.get(2, 0x88).is_none());
    }
}
