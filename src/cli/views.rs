//! How the pages of an input look, for the report.

use super::input;
use super::reader::Reader;
use crate::batch::{digest, isolate};
use crate::emit::report::{View, Wanted};
use crate::geom::Rect;
use crate::ingest::pdf::Pdf;
use crate::ingest::text::{self, TextDocument};
use crate::ingest::{Format, Limits, Opening, html, sniff, tabbed, xlsx};
use crate::sheet::{Error, ErrorKind};
use std::path::Path;

/// Pages, each as it looks or why it cannot be shown.
pub type Views = Vec<Result<View, Error>>;

/// The pages of an input that was read before, each as it looks or why it cannot be shown.
pub fn views(path: &Path, sha256: &str, wanted: &[Wanted], reader: &Reader) -> Views {
    let look = || reader.look(again(path, sha256, reader.limits())?, &input::name(path), wanted);
    isolate(look).unwrap_or_else(|error| wanted.iter().map(|_| Err(error.clone())).collect())
}

/// The bytes of an input, if they still are what was read.
fn again(path: &Path, sha256: &str, limits: &Limits) -> Result<Vec<u8>, Error> {
    if input::is_stream(path) {
        return Err(unreadable("ファイルではないので読み直せません", "it is no file that could be read again"));
    }
    let bytes = input::bytes(path, limits)?;
    if digest(&bytes) != sha256 {
        return Err(unreadable("検算した後に変わりました", "it has changed since it was audited"));
    }
    Ok(bytes)
}

fn unreadable(ja: &str, en: &str) -> Error {
    Error::new(ErrorKind::Unreadable, ja, en)
}

/// Looks at pages in this process.
///
/// # Errors
/// Where none of them can be shown.
pub fn look(bytes: Vec<u8>, name: &str, wanted: &[Wanted], opening: &Opening) -> Result<Views, Error> {
    let limits = &opening.limits;
    let of_text = |text: &TextDocument| wanted.iter().map(|wanted| written(text, wanted.page)).collect();
    Ok(match sniff(&bytes, name)? {
        Format::Pdf => {
            let pdf = Pdf::open(bytes, opening)?;
            let mut artist = pdf.artist();
            let mut draw = |wanted: &Wanted| {
                let parts =
                    wanted.parts.as_ref().map(|parts| parts.iter().map(|[a, b, c, d]| Rect::new(*a, *b, *c, *d)));
                let drawing = artist.draw(wanted.page, parts.map(Iterator::collect::<Vec<_>>).as_deref())?;
                Ok(View::Drawn { width: drawing.width, height: drawing.height, svg: drawing.svg })
            };
            wanted.iter().map(|wanted| isolate(|| draw(wanted))).collect()
        }
        Format::Text => of_text(&tabbed::tabbed(text::decode_within(&bytes, limits)?, limits)?.text),
        Format::Html => of_text(&html::html(&bytes, limits)?.text),
        Format::Xlsx => of_text(&xlsx::xlsx(&bytes, limits)?.text),
        Format::DocumentJson => {
            return Err(unreadable("文書 JSON にはページの画像がありません", "a document JSON has no pages to show"));
        }
    })
}

fn written(text: &TextDocument, page: u32) -> Result<View, Error> {
    let page = text.pages.iter().find(|known| known.number == page).ok_or_else(|| {
        let (ja, en) = (format!("{page} ページはありません"), format!("there is no page {page}"));
        Error::new(ErrorKind::Internal, ja, en)
    })?;
    Ok(View::Written { start: page.start, text: text.slice(page.start, page.end).to_owned() })
}
