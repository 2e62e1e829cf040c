//! A page as it looks, as an SVG of outlines: what a person needs to see to believe a finding.
//!
//! Outlines instead of fonts: a picture shows the same everywhere, sharp at any size, and no name of the document
//! becomes markup. Fonts that the file does not hold are replaced by those that ship with the program, Japanese ones
//! by a cut of Noto Sans. Shadings and patterns become an even grey, masks of whole groups are left out: what is
//! printed on them stays readable.

mod images;
mod jbig2;
mod outline;
mod pen;
mod raster;

use super::fonts::codespace;
use super::{PageReader, Pdf, shown};
use crate::geom::Rect;
use crate::ingest::{Limit, Page, Picture};
use crate::sheet::Error;
use hayro_interpret::font::{FontData, FontQuery, OutlineFontData, OutlineGlyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::kurbo::{Affine, Rect as KurboRect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use pen::Pen;
use raster::{Canvas, Measure};
use skrifa::{FontRef, MetadataProvider};
use std::sync::Arc;

/// Noto Sans CJK JP, cut down to the characters of JIS X 0208 (SIL Open Font License, see the folder).
static JAPANESE: &[u8] = include_bytes!("../../../../fonts/noto-sans-jp/subset.otf");

/// A page, or a part of it, as a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width of the whole page as shown, in points.
    pub width: f64,
    /// Height of the whole page as shown, in points.
    pub height: f64,
    /// An SVG document of its own as large as the page; of a part, nothing is drawn around it.
    pub svg: String,
}

/// Pixels to a point of a picture of what is drawn, 200 to an inch.
const FINENESS: f64 = 200.0 / 72.0;
/// The least and the most pixels to a point of a picture of a picture.
const FINENESSES: [f64; 2] = [50.0 / 72.0, 300.0 / 72.0];

/// Draws pages of one document on one thread.
pub struct Artist<'a> {
    reader: PageReader<'a>,
    cache: InterpreterCache<'a>,
    settings: InterpreterSettings,
}

impl Pdf {
    /// Who draws its pages.
    pub fn artist(&self) -> Artist<'_> {
        let settings = InterpreterSettings {
            font_resolver: Arc::new(substitute),
            cmap_resolver: Arc::new(codespace::complete),
            ..InterpreterSettings::default()
        };
        Artist { reader: self.reader(), cache: InterpreterCache::new(), settings }
    }
}

impl<'a> Artist<'a> {
    /// Draws a page (from 1), or what of it touches `parts`, boxes in points of the page as shown.
    ///
    /// # Errors
    /// As [`PageReader::page`]; `too-large` where the picture is longer than the page's contents may be.
    pub fn draw(&mut self, number: u32, parts: Option<&[Rect]>) -> Result<Drawing, Error> {
        // What is over a limit or lost is refused before anything is drawn.
        self.reader.page(number)?;
        let page = self.slot(number)?;
        let pdf = self.reader.pdf;
        let limits = &pdf.opening.limits;
        let (transform, width, height) = shown(page);
        let bbox = KurboRect::new(0.0, 0.0, width, height);
        let mut context = Context::new(transform, bbox, &self.cache, pdf.inner.xref(), self.settings.clone());
        let mut pen = Pen::new(bbox, parts, limits);
        interpret_page(page, &mut context, &mut pen);
        let svg = pen.finish().ok_or_else(|| limits.refusal(Limit::PageBytes, None).with_page(number))?;
        Ok(Drawing { width, height, svg })
    }

    /// The page of that number, as the engine has it.
    fn slot(&self, number: u32) -> Result<&'a SyntaxPage<'a>, Error> {
        let pdf = self.reader.pdf;
        let slot = (number as usize).checked_sub(1).and_then(|i| pdf.slots.get(i)).copied().flatten();
        let page = slot.and_then(|slot| pdf.inner.pages().get(slot));
        page.ok_or_else(|| super::open::lost_page().with_page(number))
    }

    /// A page that was read (by a [`PageReader`]) as a picture, with the pixels of the largest image on it if that
    /// covers most of it; and how many pixels a point has.
    ///
    /// # Errors
    /// `damaged` where the page is lost; `too-large` where it, or an image on it, has more pixels than an image may.
    pub fn paint(&mut self, read: &Page) -> Result<(Picture, f64), Error> {
        let page = self.slot(read.number)?;
        let pdf = self.reader.pdf;
        let limits = &pdf.opening.limits;
        let too_large = || limits.refusal(Limit::ImagePixels, None).with_page(read.number);
        let (transform, width, height) = shown(page);
        let bbox = KurboRect::new(0.0, 0.0, width, height);
        let mut measure = Measure::new(bbox);
        let context = || Context::new(transform, bbox, &self.cache, pdf.inner.xref(), self.settings.clone());
        interpret_page(page, &mut context(), &mut measure);
        let scale = measure.finest().map_or(FINENESS, |scale| scale.clamp(FINENESSES[0], FINENESSES[1]));
        if width * height * scale * scale > limits.most(Limit::ImagePixels) as f64 {
            return Err(too_large());
        }
        let mut canvas = Canvas::new(bbox, scale, limits).ok_or_else(too_large)?;
        interpret_page(page, &mut context(), &mut canvas);
        if canvas.lacks {
            return Err(too_large());
        }
        Ok((canvas.finish(), scale))
    }
}

/// The font that stands in for one that the file does not hold.
fn substitute(query: &FontQuery) -> Option<(FontData, u32)> {
    Some(match query {
        FontQuery::Standard(font) => font.get_font_data(),
        FontQuery::Fallback(font) if font.character_collection.is_some() => (Arc::new(JAPANESE), 0),
        FontQuery::Fallback(font) => font.pick_standard_font().get_font_data(),
    })
}

/// Whether a glyph of the Japanese substitute is not that of its character: where the engine cannot tell the character,
/// it takes whatever stands at its number, and a picture must not show what is not there.
fn is_mistaken(glyph: &OutlineGlyph) -> bool {
    let of_substitute = |font: OutlineFontData| {
        let bytes: &[u8] = (*font.data).as_ref();
        std::ptr::eq(bytes.as_ptr(), JAPANESE.as_ptr())
    };
    if !glyph.font_data().is_some_and(of_substitute) {
        return false;
    }
    let character = match glyph.as_unicode() {
        Some(BfString::Char(character)) => Some(character),
        Some(BfString::String(_)) | None => None,
    };
    let right = character.zip(FontRef::new(JAPANESE).ok()).and_then(|(c, font)| font.charmap().map(c));
    right.map(|id| id.to_u32()) != Some(glyph.glyph_id().to_u32())
}

/// A length in points, or a factor, to so many places.
fn number(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A transform as SVG writes it, exact enough for glyphs of a thousand units.
fn matrix(transform: Affine) -> String {
    let [a, b, c, d, x, y] = transform.as_coeffs();
    let shape = [a, b, c, d].map(|factor| number(factor, 5)).join(" ");
    format!("matrix({shape} {} {})", number(x, 2), number(y, 2))
}
