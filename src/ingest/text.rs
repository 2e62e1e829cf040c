//! Text dumps: encoding, line ends, page breaks.

/// A decoded text file.
#[derive(Clone, Debug)]
pub struct TextDocument {
    /// The whole text after the byte order mark is removed; nothing else is changed.
    pub text: String,
    /// Encoding label: `utf-8`, `utf-16le`, `utf-16be`, `cp932`, `euc-jp`, `iso-2022-jp`.
    pub encoding: &'static str,
    /// How sure the encoding is, 0 to 1 (1: byte order mark or no other reading).
    pub encoding_confidence: f64,
    /// Character (not byte) spans of the pages within `text`, in order.
    pub pages: Vec<TextPage>,
    /// What had to be mended (undecodable bytes), one sentence each.
    pub repaired: Vec<String>,
}

/// One page of a text dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextPage {
    /// Number, from 1.
    pub number: u32,
    /// First character of the page, counted in Unicode characters of the whole text.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
}
