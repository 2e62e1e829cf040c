//! What the pages together allow: the whole document, a part of it, or a refusal.

use crate::ingest::{Decoding, Glyph, GlyphText, Page};
use crate::sheet::{Error, ErrorKind};

/// More than this part of a page's characters unread, and the page is not to be trusted.
const UNREADABLE: f64 = 0.3;
/// An image over this part of the page, with fewer characters than that, is a scanned page on
/// which something was stamped.
const SCAN_COVER: f64 = 0.6;
const STAMP: usize = 30;
/// So many painted shapes on a page without text are text drawn as outlines.
const OUTLINES: usize = 40;

/// What a page is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageState {
    /// It has text that can be read.
    Text,
    /// Nothing is on it.
    Blank,
    /// A picture of text: it needs optical recognition.
    Scan,
    /// It has text, but for much of it nothing says which characters it shows.
    Unmapped,
}

impl PageState {
    /// The state of a page.
    pub fn of(page: &Page) -> Self {
        let text = page.glyphs.iter().filter(|g| !is_blank(g)).count();
        let area = (page.width * page.height).max(1.0);
        let covered = page.images.iter().any(|i| i.width() * i.height() > SCAN_COVER * area);
        if page.unreadable as f64 > UNREADABLE * text as f64 {
            Self::Unmapped
        } else if text >= STAMP || (text > 0 && !covered) {
            Self::Text
        } else if covered || !page.unseen.is_empty() || !page.images.is_empty() || page.shapes.len() >= OUTLINES {
            Self::Scan
        } else {
            Self::Blank
        }
    }
}

fn is_blank(glyph: &Glyph) -> bool {
    glyph.decoding != Decoding::Unmapped
        && match &glyph.text {
            GlyphText::Char(c) => c.is_whitespace(),
            GlyphText::Text(s) => s.chars().all(char::is_whitespace),
        }
}

/// Collects what became of each page.
#[derive(Debug, Default)]
pub struct Survey {
    text: u32,
    blank: u32,
    scans: Vec<u32>,
    unmapped: Vec<u32>,
    lost: Vec<u32>,
    touched: Vec<u32>,
    recognised: Vec<u32>,
    first_error: Option<Error>,
    repaired: Vec<String>,
}

/// What a document gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Pages that give no text that can be trusted, ascending.
    pub missing: Vec<u32>,
    /// Pages that the damage of the file reaches: nothing on them is sure. Ascending.
    pub touched: Vec<u32>,
    /// Pages that were recognised in their pictures, ascending.
    pub recognised: Vec<u32>,
    /// Why they are missing, and what was mended on the others, one sentence each.
    pub repaired: Vec<String>,
}

impl Survey {
    /// No page yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a page; pages may come in any order.
    pub fn page(&mut self, page: &Page) -> PageState {
        let state = PageState::of(page);
        match state {
            PageState::Text => self.text += 1,
            PageState::Blank => self.blank += 1,
            PageState::Scan => self.scans.push(page.number),
            PageState::Unmapped => self.unmapped.push(page.number),
        }
        self.note(page);
        state
    }

    /// Notes a page whose text was recognised in its picture.
    pub fn recognised(&mut self, page: &Page) {
        self.text += 1;
        self.recognised.push(page.number);
        self.note(page);
    }

    fn note(&mut self, page: &Page) {
        self.touched.extend(page.touched.then_some(page.number));
        self.repaired.extend(page.repaired.iter().map(|note| format!("page {}: {note}", page.number)));
    }

    /// Notes a page that could not be read.
    pub fn failed(&mut self, number: u32, error: Error) {
        self.lost.push(number);
        self.repaired.push(format!("page {number}: {}", error.en()));
        if self.first_error.as_ref().and_then(Error::page).is_none_or(|first| number < first) {
            self.first_error = Some(error.with_page(number));
        }
    }

    /// Notes the pages of another survey of the document.
    pub fn absorb(&mut self, other: Self) {
        let Self { text, blank, scans, unmapped, lost, touched, recognised, first_error, repaired } = other;
        self.text += text;
        self.blank += blank;
        self.scans.extend(scans);
        self.unmapped.extend(unmapped);
        self.lost.extend(lost);
        self.touched.extend(touched);
        self.recognised.extend(recognised);
        self.repaired.extend(repaired);
        let errors = [self.first_error.take(), first_error].into_iter().flatten();
        self.first_error = errors.min_by_key(Error::page);
    }

    /// What the document gives.
    ///
    /// # Errors
    /// Where no page has text that can be trusted: `unmapped-glyphs`, `no-text-layer`, the error
    /// of a page that could not be read, or `blank`.
    pub fn conclude(mut self) -> Result<Coverage, Error> {
        for pages in [&mut self.scans, &mut self.unmapped, &mut self.lost, &mut self.touched, &mut self.recognised] {
            pages.sort_unstable();
        }
        if self.text == 0 {
            return Err(self.refusal());
        }
        let mut repaired = Vec::new();
        if !self.scans.is_empty() {
            repaired.push(format!("page {}: a picture without text; needs optical recognition", ranges(&self.scans)));
        }
        if !self.unmapped.is_empty() {
            repaired.push(format!("page {}: nothing says which characters are shown", ranges(&self.unmapped)));
        }
        if !self.touched.is_empty() {
            let pages = ranges(&self.touched);
            repaired.push(format!("page {pages}: what it is drawn with has changed: nothing on it is sure"));
        }
        let mut missing = [self.scans, self.unmapped, self.lost].concat();
        missing.sort_unstable();
        self.repaired.sort_by_key(|note| page_of(note));
        repaired.append(&mut self.repaired);
        Ok(Coverage { missing, touched: self.touched, recognised: self.recognised, repaired })
    }

    fn refusal(self) -> Error {
        if !self.unmapped.is_empty() {
            let pages = ranges(&self.unmapped);
            return Error::new(
                ErrorKind::UnmappedGlyphs,
                format!(
                    "{pages}ページの文字が特定できません（フォントに文字コードの対応表がありません）。\
                     元のソフトからPDFを作り直すか、--ocr tesseract で画像として読ませてください。"
                ),
                format!(
                    "The characters on page {pages} cannot be established: the fonts have no map to Unicode. \
                     Export the PDF anew from its source, or read its pictures by optical recognition (--ocr tesseract)."
                ),
            );
        }
        if !self.scans.is_empty() {
            let pages = ranges(&self.scans);
            return Error::new(
                ErrorKind::NoTextLayer,
                format!(
                    "{pages}ページは画像だけで文字情報がありません（スキャンされた文書です）。--ocr tesseract で文字認識（OCR）して読めます。"
                ),
                format!(
                    "Page {pages} is a picture without text (a scan); --ocr tesseract reads it by optical recognition."
                ),
            );
        }
        self.first_error.unwrap_or_else(|| {
            Error::new(
                ErrorKind::Blank,
                format!("全{}ページに何も書かれていません。ファイルを確かめてください。", self.blank),
                format!("Nothing stands on any of the {} pages; check the file.", self.blank),
            )
        })
    }
}

fn page_of(note: &str) -> u32 {
    let digits = note.trim_start_matches("page ").split(':').next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

/// `1-3, 5`.
fn ranges(pages: &[u32]) -> String {
    let run = |run: &[u32]| match (run.first(), run.last()) {
        (Some(a), Some(b)) if a != b => format!("{a}-{b}"),
        (Some(a), _) => a.to_string(),
        _ => String::new(),
    };
    pages.chunk_by(|a, b| a.checked_add(1) == Some(*b)).map(run).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::geom::Rect;

    use super::*;

    fn page(number: u32, text: &str) -> Page {
        let decoding = |c: char| if c == '\u{FFFD}' { Decoding::Unmapped } else { Decoding::ToUnicode };
        let glyphs: Vec<Glyph> = text.chars().map(|c| Glyph::plain(c, decoding(c))).collect();
        let unreadable = glyphs.iter().filter(|g| g.decoding == Decoding::Unmapped).count();
        Page { number, width: 100.0, height: 100.0, glyphs, unreadable, ..Page::default() }
    }

    fn scan(number: u32) -> Page {
        Page { images: vec![Rect::new(0.0, 0.0, 100.0, 100.0)], ..page(number, "") }
    }

    fn survey(pages: &[Page]) -> Result<Coverage, Error> {
        let mut survey = Survey::new();
        for page in pages {
            survey.page(page);
        }
        survey.conclude()
    }

    #[test]
    fn a_page_is_what_it_shows() {
        assert_eq!(PageState::of(&page(1, "目標 10人")), PageState::Text);
        assert_eq!(PageState::of(&page(1, " ")), PageState::Blank);
        assert_eq!(PageState::of(&scan(1)), PageState::Scan);
        assert_eq!(PageState::of(&page(1, "目標\u{FFFD}\u{FFFD}")), PageState::Unmapped);
        let stamped = Page { glyphs: page(1, "p. 3").glyphs, ..scan(1) };
        assert_eq!(PageState::of(&stamped), PageState::Scan, "a page number on a scan is no text layer");
    }

    #[test]
    fn without_a_good_page_the_document_is_refused_and_the_pages_are_named() {
        let error = survey(&[scan(1), scan(2), scan(4)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoTextLayer);
        assert!(error.en().contains("1-2, 4") && error.ja().contains("OCR"), "{error}");
        assert_eq!(survey(&[page(1, ""), page(2, "")]).unwrap_err().kind(), ErrorKind::Blank);
        let error = survey(&[scan(1), page(2, "\u{FFFD}")]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnmappedGlyphs);
        assert!(error.ja().contains('2'), "{error}");
    }

    #[test]
    fn with_one_the_others_are_missing() {
        let coverage = survey(&[page(1, "目標"), scan(2), page(3, "\u{FFFD}"), page(4, "")]).unwrap();
        assert_eq!(coverage.missing, [2, 3], "a blank page is not missing");
        assert_eq!(coverage.repaired.len(), 2);
    }
}
