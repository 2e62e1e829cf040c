//! Opening the file: limits, passwords, and what can be said about a file that does not open.

use hayro_interpret::hayro_syntax::Pdf;

use super::heads::{first_number, index_pointer};
use super::shut::{damaged, refusal};
use super::touched::Touched;
use super::{tree, weigh};
use crate::ingest::{Limit, Opening, sniff};
use crate::sheet::{Error, ErrorKind};
use memchr::memmem;

/// Where the end mark of a file is looked for, and the head of one made for the web.
const TAIL: usize = 2048;
/// So many zeros in a row are no blanks between objects.
const GAP: usize = 16;

/// An opened file.
pub(super) struct Opened {
    pub(super) pdf: Pdf,
    /// Where the engine has each page; `None` for one that is lost.
    pub(super) slots: Vec<Option<usize>>,
    pub(super) repaired: Vec<String>,
    /// What its damage may have changed; `None` where it shows none.
    pub(super) touched: Option<Touched>,
}

/// Opens the file, finds its pages, and says what had to be mended.
pub(super) fn open(bytes: Vec<u8>, opening: &Opening) -> Result<Opened, Error> {
    let Frame { mut repaired, holes, is_changed } = structure(&bytes)?;
    let cut = is_cut(&bytes);
    let listed = linearized_pages(&bytes);
    let limits = &opening.limits;
    limits.check(Limit::FileBytes, bytes.len())?;
    weigh::streams(&bytes, opening.password.as_deref().unwrap_or_default(), limits)?;
    let pdf = match &opening.password {
        Some(password) => Pdf::new_with_password(bytes, password),
        None => Pdf::new(bytes),
    };
    let pdf = pdf.map_err(|error| refusal(error, opening.password.is_some()))?;
    let pages = pdf.pages().len();
    if pages == 0 {
        return Err(damaged());
    }
    limits.check(Limit::Pages, pages)?;
    let tree::Slots { pages: mut slots, ordered } = tree::slots(&pdf, limits);
    if !ordered {
        repaired.push("the page tree is lost; pages are in the order in which they stand in the file".to_owned());
        // Of a file that is cut short at least the page where it ends is missing.
        let found = slots.len();
        slots.resize(
            listed.filter(|&n| n >= found).unwrap_or(found + usize::from(cut)).min(limits.count(Limit::Pages)),
            None,
        );
    }
    if cut {
        repaired.push("the file is cut short: its end is missing".to_owned());
    }
    let touched = (is_changed || !holes.is_empty()).then(|| Touched::of(&pdf, &holes, cut));
    Ok(Opened { pdf, slots, repaired, touched })
}

/// Whether an object begins here: `12 0 obj`.
fn is_object(bytes: &[u8]) -> bool {
    let mut words = bytes.get(..bytes.len().min(32)).unwrap_or(bytes).split(u8::is_ascii_whitespace);
    let mut digits = || words.next().is_some_and(|w| !w.is_empty() && w.iter().all(u8::is_ascii_digit));
    digits() && digits() && words.next().is_some_and(|w| w.starts_with(b"obj"))
}

/// Whether the file lacks its end.
fn is_cut(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
    !tail.windows(5).any(|w| w == b"%%EOF")
}

/// How many pages a file for the web says that it has.
fn linearized_pages(bytes: &[u8]) -> Option<usize> {
    let head = bytes.get(..bytes.len().min(TAIL))?;
    let dict = head.windows(11).position(|w| w == b"/Linearized").and_then(|at| head.get(at..))?;
    let dict = dict.get(..dict.windows(2).position(|w| w == b">>")?)?;
    let count = dict.windows(3).position(|w| w == b"/N ").and_then(|at| dict.get(at + 3..))?;
    first_number(count)
}

/// What is wrong with the frame of a file.
#[derive(Debug)]
struct Frame {
    repaired: Vec<String>,
    /// Where zeros stand in the place of objects.
    holes: Vec<usize>,
    /// Whether the index is not where the file says.
    is_changed: bool,
}

/// What is wrong with the frame of the file: its header and the pointer to its index.
fn structure(bytes: &[u8]) -> Result<Frame, Error> {
    let header = sniff::pdf_header(bytes).ok_or_else(|| sniff::no_pdf(bytes))?;
    let mut repaired = Vec::new();
    if header > 0 {
        repaired.push(format!("{header} bytes before the PDF header were passed over"));
    }
    let target = index_pointer(bytes);
    // Offsets count from the header, or from the start of the file, as the writer had it.
    let index = |at: &[u8]| at.starts_with(b"xref") || is_object(at);
    let at = |from: usize| bytes.get(from..).unwrap_or_default();
    let either = |is: &dyn Fn(&[u8]) -> bool| target.is_some_and(|to| is(at(to)) || is(at(to.saturating_add(header))));
    let is_changed = !either(&index);
    if !either(&|at| index(at.trim_ascii_start())) {
        repaired.push("the index of the file is missing or wrong; it was rebuilt".to_owned());
    } else if is_changed {
        repaired
            .push("the index of the file is not quite where the file says: something before it has changed".to_owned());
    }
    let holes = holes(bytes);
    if !holes.is_empty() {
        repaired.push("a part of the file is nothing but zeros: what stood there is lost".to_owned());
    }
    Ok(Frame { repaired, holes, is_changed })
}

/// Where zeros stand in the place of objects. Within a stream they may be what was written.
fn holes(bytes: &[u8]) -> Vec<usize> {
    let mut holes = Vec::new();
    let end = memmem::rfind(bytes, b"%%EOF").unwrap_or(bytes.len());
    let bytes = bytes.get(..end).unwrap_or(bytes);
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| memmem::find(rest, &[0; GAP])).map(|at| from + at) {
        let before = bytes.get(from..at).unwrap_or_default();
        let within =
            memmem::rfind(before, b"stream").filter(|s| !before.get(..*s).unwrap_or_default().ends_with(b"end"));
        let close = bytes.get(at..).and_then(|rest| memmem::find(rest, b"endstream"));
        match (within, close) {
            (Some(_), Some(close)) => from = at + close,
            _ => {
                holes.push(at);
                from = at + bytes.get(at..).unwrap_or_default().iter().take_while(|b| **b == 0).count();
            }
        }
    }
    holes
}

/// The refusal of a page whose text is in a font that cannot be loaded.
pub(super) fn unloadable_font() -> Error {
    Error::new(
        ErrorKind::UnmappedGlyphs,
        "フォントが壊れているか未対応のため、ページの文字の一部が読めません。元のソフトからPDFを作り直してください。",
        "A font of the page is damaged or of an unknown kind, so that some of its text cannot be read; \
         export the PDF anew from its source.",
    )
}

/// The refusal of a page that the document should have.
pub(super) fn lost_page() -> Error {
    Error::new(
        ErrorKind::Damaged,
        "ページの内容が失われています（PDFが壊れています）。元のファイルを入手し直してください。",
        "The page is lost or incomplete: the PDF is damaged; get the file again from its source.",
    )
}

/// A text string of the file: UTF-16 or UTF-8 with its mark, else Latin.
pub(super) fn text_string(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        rest => rest.iter().map(|&b| char::from(b)).collect(),
    };
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{holes, structure};

    #[test]
    fn zeros_are_a_gap_outside_of_streams_only() {
        let zeros = "\0".repeat(20);
        let has_gap = |bytes: &[u8]| !holes(bytes).is_empty();
        let file =
            |dict: &str, data: &str| format!("%PDF-1.7 1 0 obj <<{dict}>> stream\n{data}\nendstream 2 0 obj %%EOF");
        assert!(!has_gap(file("", &zeros).as_bytes()));
        assert!(!has_gap(file("", &format!("{zeros}x{zeros}")).as_bytes()));
        assert!(has_gap(file(&zeros, "x").as_bytes()));
        assert!(has_gap(file("", "x").replace("2 0", &zeros).as_bytes()));
        assert!(has_gap(file("", &zeros).replace("2 0", &zeros).as_bytes()));
        assert!(!has_gap(format!("{}{zeros}", file("", "x")).as_bytes()), "what follows the end is nothing");
    }

    #[test]
    fn an_index_that_has_moved_is_told() {
        let moved = |by: &str| structure(format!("%PDF-1.7\n{by}xref\n0 0\nstartxref\n9\n%%EOF").as_bytes()).unwrap();
        assert!(moved("").repaired.is_empty() && !moved("").is_changed);
        assert!(moved(" ").repaired[0].contains("not quite") && moved(" ").is_changed);
        assert!(moved("x").repaired[0].contains("rebuilt") && moved("x").is_changed);
    }
}
