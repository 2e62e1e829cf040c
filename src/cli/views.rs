//! How the pages of an input look, for the report.

use super::input;
use crate::batch::{digest, isolate};
use crate::emit::report::{View, Wanted};
use crate::ingest::pdf::Pdf;
use crate::ingest::text::{self, TextDocument};
use crate::ingest::{Format, Opening, html, sniff, tabbed, xlsx};
use crate::sheet::{Error, ErrorKind};
use std::path::Path;

/// The pages of an input that was read before, each as it looks or why it cannot be shown.
pub fn views(path: &Path, sha256: &str, wanted: &[Wanted], opening: &Opening) -> Vec<Result<View, Error>> {
    isolate(|| look(path, sha256, wanted, opening))
        .unwrap_or_else(|error| wanted.iter().map(|_| Err(error.clone())).collect())
}

fn look(path: &Path, sha256: &str, wanted: &[Wanted], opening: &Opening) -> Result<Vec<Result<View, Error>>, Error> {
    let unreadable = |ja: &str, en: &str| Error::new(ErrorKind::Unreadable, ja, en);
    if input::is_stream(path) {
        return Err(unreadable("ファイルではないので読み直せません", "it is no file that could be read again"));
    }
    let bytes = input::bytes(path, &opening.limits)?;
    if digest(&bytes) != sha256 {
        return Err(unreadable("検算した後に変わりました", "it has changed since it was audited"));
    }
    let limits = &opening.limits;
    let of_text = |text: &TextDocument| wanted.iter().map(|wanted| written(text, wanted.page)).collect();
    Ok(match sniff(&bytes, &input::name(path))? {
        Format::Pdf => {
            let pdf = Pdf::open(bytes, opening)?;
            let mut artist = pdf.artist();
            let mut draw = |wanted: &Wanted| {
                let drawing = artist.draw(wanted.page, wanted.parts.as_deref())?;
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
