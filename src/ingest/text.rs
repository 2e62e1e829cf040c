//! Text dumps: encoding, line ends, page breaks.

mod encoding;
mod pages;

use super::{Limit, Limits};
use crate::sheet::{Error, ErrorKind};

/// Largest share of control characters and undecodable bytes that a text may have.
const MAX_JUNK: f64 = 0.02;

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
    /// Pages on which characters were lost: what stands there may be another thing.
    pub damaged: Vec<u32>,
    /// Byte at which every [`STRIDE`]th character begins.
    milestones: Vec<usize>,
}

/// Characters from one milestone to the next.
const STRIDE: usize = 1024;

impl TextDocument {
    /// A text in which nothing had to be mended; `sure` says how sure its encoding is.
    pub fn new(text: String, encoding: &'static str, sure: f64, pages: Vec<TextPage>) -> Self {
        let milestones = text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect();
        Self { text, encoding, encoding_confidence: sure, pages, repaired: Vec::new(), damaged: Vec::new(), milestones }
    }

    /// Its characters from one to before another, counted in characters.
    pub fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(self.byte(from)..self.byte(to)).unwrap_or_default()
    }

    fn damaged_pages(&self) -> Vec<u32> {
        let is_damaged = |page: &&TextPage| self.slice(page.start, page.end).chars().any(is_lost);
        self.pages.iter().filter(is_damaged).map(|page| page.number).collect()
    }

    /// The byte at which a character begins, or the end of the text.
    fn byte(&self, at: usize) -> usize {
        let Some(&near) = self.milestones.get(at / STRIDE) else { return self.text.len() };
        let rest = self.text.get(near..).unwrap_or_default();
        rest.char_indices().nth(at % STRIDE).map_or(self.text.len(), |(byte, _)| near + byte)
    }
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

/// Decodes a text under the usual limits; see [`decode_within`].
///
/// # Errors
/// As [`decode_within`].
pub fn decode(bytes: &[u8]) -> Result<TextDocument, Error> {
    decode_within(bytes, &Limits::default())
}

/// Finds the encoding of a text, decodes it and finds its pages.
///
/// Bytes that the most plausible encoding cannot decode become U+FFFD and are told in
/// [`TextDocument::repaired`].
///
/// # Errors
/// `too-large` above the limits of bytes, pages and the length of lines, `blank` where no visible character stands in it, `not-a-document`
/// where the bytes are no text in any of the known encodings.
pub fn decode_within(bytes: &[u8], limits: &Limits) -> Result<TextDocument, Error> {
    limits.check(Limit::TextBytes, bytes.len())?;
    let decoded = encoding::detect(bytes);
    let junk = decoded.text.chars().filter(|&c| is_lost(c)).count();
    let length = decoded.text.chars().count();
    if junk > 0 && junk as f64 > MAX_JUNK * length as f64 {
        return Err(Error::new(
            ErrorKind::NotADocument,
            "テキストとして読めません（文字でないバイトが多すぎます）。PDF又はテキストを指定してください",
            "not a text in any known encoding (too many bytes that are no characters); give a PDF or a text",
        ));
    }
    if decoded.text.chars().all(|c| c.is_whitespace() || is_control(c)) {
        return Err(Error::new(ErrorKind::Blank, "文字がありません", "there is no visible text in it"));
    }
    let longest = decoded.text.split(['\n', '\r', '\u{c}']).map(|line| line.chars().count()).max();
    limits.check(Limit::LineCharacters, longest.unwrap_or(0))?;
    let mut repaired = decoded.repaired;
    let controls = decoded.text.chars().filter(|&c| is_control(c)).count();
    if let Some(first) = decoded.text.chars().position(is_control) {
        repaired.push(format!("{controls} control character(s) that no text holds, the first at character {first}"));
    }
    let pages = pages::split(&decoded.text);
    limits.check(Limit::Pages, pages.len())?;
    let document = TextDocument::new(decoded.text, decoded.label, decoded.confidence, pages);
    let damaged = if junk > 0 { document.damaged_pages() } else { Vec::new() };
    Ok(TextDocument { repaired, damaged, ..document })
}

/// Whether a character stands for one that was lost: undecodable, or no text at all.
pub fn is_lost(c: char) -> bool {
    c == '\u{FFFD}' || is_control(c)
}

/// Control characters that no text holds; tab, line ends, form feed and the old end-of-file mark are none.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\u{B}' | '\u{C}' | '\r' | '\u{1A}' | '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> ErrorKind {
        decode(bytes).unwrap_err().kind()
    }

    #[test]
    fn junk_blank_and_large_are_refused() {
        assert_eq!(kind(b""), ErrorKind::Blank);
        assert_eq!(kind(b" \r\n\x0c\n"), ErrorKind::Blank);
        assert_eq!(kind("\u{FEFF}　\n".as_bytes()), ErrorKind::Blank);
        assert_eq!(kind(b"\x00\x01\x02\x03\xff\xfe\x80 PNG"), ErrorKind::NotADocument);
        assert_eq!(kind(&[0u8; 64]), ErrorKind::NotADocument);
        assert_eq!(
            decode_within(b"abcdef", &Limits::default().with(Limit::TextBytes, 5)).unwrap_err().kind(),
            ErrorKind::TooLarge
        );
    }

    #[test]
    fn slices_count_characters() {
        let text: String = (0..5_000).map(|i| if i % 3 == 0 { '頁' } else { 'a' }).collect();
        let chars: Vec<char> = text.chars().collect();
        let doc = TextDocument::new(text, "utf-8", 1.0, Vec::new());
        for (from, to) in [(0, 5_000), (1_023, 1_025), (1_024, 2_048), (3_000, 3_000), (4_999, 9_999), (7_000, 8_000)] {
            let wanted: String = chars.iter().take(to).skip(from).collect();
            assert_eq!(doc.slice(from, to), wanted, "{from} {to}");
        }
    }

    #[test]
    fn spans_count_characters_after_the_byte_order_mark() {
        let doc = decode("\u{FEFF}目標\r\n実績\u{C}二頁".as_bytes()).unwrap();
        assert_eq!(doc.text, "目標\r\n実績\u{C}二頁");
        assert_eq!(doc.pages, [TextPage { number: 1, start: 0, end: 6 }, TextPage { number: 2, start: 7, end: 9 }]);
    }
}
