//! PDF → [`Page`]s, by `hayro-interpret`.
//!
//! [`Pdf`] is an opened document and may be shared between threads; a [`PageReader`] belongs to
//! one thread, remembers the fonts it has met, and gives one page at a time.

mod actual;
mod device;
mod doubles;
mod drawing;
mod fields;
mod fonts;
mod foreign;
mod heads;
mod intact;
mod open;
mod outlines;
mod packing;
mod paths;
mod plain;
mod sealed;
mod shut;
mod survey;
mod text;
mod touched;
mod tree;
mod weigh;

pub use drawing::{Artist, Drawing};
pub use survey::{Coverage, PageState, Survey};

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::kurbo::{Affine, Point as KurboPoint, Rect as KurboRect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, RenderContent, interpret, interpret_page};

use crate::geom::Rect;
use crate::ingest::{Limit, Limits, Opening, Page};
use crate::sheet::{Error, ErrorKind};
use device::Collector;

/// An opened PDF.
pub struct Pdf {
    inner: hayro_interpret::hayro_syntax::Pdf,
    /// Where the engine has each page; `None` for one that is lost.
    slots: Vec<Option<usize>>,
    opening: Opening,
    repaired: Vec<String>,
    /// What the damage of the file may have changed; `None` where it shows none.
    touched: Option<touched::Touched>,
    settings: InterpreterSettings,
}

impl Pdf {
    /// How much the document may have of each.
    pub fn limits(&self) -> &Limits {
        &self.opening.limits
    }

    /// Opens a PDF.
    ///
    /// # Errors
    /// `not-a-document` (no `%PDF-` near the start), `encrypted`, `damaged` (no page can be found),
    /// `too-large`.
    pub fn open(bytes: Vec<u8>, opening: &Opening) -> Result<Self, Error> {
        let open::Opened { pdf: inner, slots, repaired, touched } = open::open(bytes, opening)?;
        Ok(Self { inner, slots, opening: opening.clone(), repaired, touched, settings: fonts::settings() })
    }

    /// How many pages it has, lost ones included.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// The program that wrote it, as it says itself.
    pub fn producer(&self) -> Option<String> {
        open::text_string(self.inner.metadata().producer.as_deref()?)
    }

    /// What had to be mended in the file as a whole, one sentence each.
    pub fn repaired(&self) -> &[String] {
        &self.repaired
    }

    /// A reader of its pages, for one thread.
    pub fn reader(&self) -> PageReader<'_> {
        PageReader {
            pdf: self,
            cache: InterpreterCache::new(),
            fonts: fonts::FontTable::new(&self.settings),
            parts: weigh::Parts::default(),
            glyphs: 0,
            by_engine: false,
        }
    }

    /// A box of a page as shown, in the page's own coordinates (user space, y upwards), where annotations stand; none
    /// for a page that is lost.
    pub fn in_user_space(&self, number: u32, shown_box: &Rect) -> Option<Rect> {
        let slot = *self.slots.get((number as usize).checked_sub(1)?)?;
        let (transform, ..) = shown(self.inner.pages().get(slot?)?);
        let (a, b) = (KurboPoint::new(shown_box.x0, shown_box.y0), KurboPoint::new(shown_box.x1, shown_box.y1));
        let [a, b] = [a, b].map(|corner| transform.inverse() * corner);
        let rect = Rect::new(a.x.min(b.x), a.y.min(b.y), a.x.max(b.x), a.y.max(b.y));
        rect.is_sane().then_some(rect)
    }

    /// Reads one page (from 1); for several pages a [`reader`](Self::reader) is faster.
    ///
    /// # Errors
    /// As [`PageReader::page`].
    pub fn page(&self, number: u32) -> Result<Page, Error> {
        self.reader().page(number)
    }
}

/// Reads pages of one document on one thread; fonts are prepared once.
pub struct PageReader<'a> {
    pdf: &'a Pdf,
    cache: InterpreterCache<'a>,
    fonts: fonts::FontTable<'a>,
    parts: weigh::Parts,
    /// How many glyphs the page before had.
    glyphs: usize,
    /// Whether the engine is to draw plain pages, too.
    by_engine: bool,
}

impl<'a> PageReader<'a> {
    /// How much the document may have of each.
    pub fn limits(&self) -> &'a Limits {
        self.pdf.limits()
    }

    /// Who draws pages of the same document.
    pub fn artist(&self) -> Artist<'a> {
        self.pdf.artist()
    }

    /// Reads one page, counted from 1.
    ///
    /// # Errors
    /// `damaged` for a page that is lost, or part of whose contents is; `unmapped-glyphs` where a
    /// font cannot be loaded, so that its text would be missing; `too-large` where the page
    /// exceeds a limit of [`Opening`]; `internal` for a page that the document does not have.
    pub fn page(&mut self, number: u32) -> Result<Page, Error> {
        let slot = (number as usize).checked_sub(1).and_then(|i| self.pdf.slots.get(i)).ok_or_else(|| {
            let count = self.pdf.page_count();
            Error::new(
                ErrorKind::Internal,
                format!("{number}ページはありません（全{count}ページ）。"),
                format!("There is no page {number}; the document has {count}."),
            )
        })?;
        let page = slot.and_then(|i| self.pdf.inner.pages().get(i));
        let limits = &self.pdf.opening.limits;
        let page = page.ok_or_else(|| open::lost_page().with_page(number))?;
        let content = tree::content(page, limits).map_err(|lost| match lost {
            intact::Lost::Torn => open::lost_page().with_page(number),
            intact::Lost::TooMuch => limits.refusal(Limit::UnpackedBytes, None).with_page(number),
        })?;
        self.parts.check(page, &content, limits).map_err(|e| e.with_page(number))?;
        let loss = self.fonts.meet(page, &content, limits).map_err(|e| e.with_page(number))?;
        if loss == fonts::Loss::Text {
            return Err(open::lost_page().with_page(number));
        }
        self.fonts.take_failure();
        let touched = self.pdf.touched.as_ref().is_some_and(|touched| touched.reaches(page, limits));
        let drawn = self.draw(page, &content, limits).finish(number).map_err(|e| e.with_page(number))?;
        let undrawn = fields::undrawn(page, &drawn.glyphs, limits).map_err(|e| e.with_page(number))?;
        let mut page = drawn;
        self.glyphs = page.glyphs.len();
        page.touched = touched;
        if self.fonts.take_failure() {
            return Err(open::unloadable_font().with_page(number));
        }
        if loss == fonts::Loss::Part {
            page.repaired.push("a picture or a part of the page is lost: the PDF is damaged".to_owned());
        }
        page.repaired.extend(undrawn);
        Ok(page)
    }

    /// Draws a page.
    fn draw<'r>(&'r mut self, page: &'a SyntaxPage<'a>, content: &[u8], limits: &'r Limits) -> Collector<'r, 'a> {
        let (transform, width, height) = shown(page);
        let bbox = KurboRect::new(0.0, 0.0, width, height);
        let (settings, likely) = (self.fonts.settings(), self.glyphs);
        let context = |settings| Context::new(transform, bbox, &self.cache, self.pdf.inner.xref(), settings);
        let mut collector = Collector::new(&mut self.fonts, bbox, limits, likely);
        let is_plain = !self.by_engine && plain::seems_plain(content);
        if !is_plain || plain::draw(content, page.resources(), transform, bbox, &mut collector).is_err() {
            collector = Collector::new(collector.into_fonts(), bbox, limits, likely);
            interpret(TypedIter::new(content), page.resources(), &mut context(settings.clone()), &mut collector);
        }
        if page.raw().contains_key(b"Annots") {
            let beside = InterpreterSettings { render_content: RenderContent::ANNOTATIONS, ..settings };
            interpret_page(page, &mut context(beside), &mut collector);
        }
        collector
    }
}

/// The way from user space to the page as shown (y down, points), and its size.
fn shown(page: &SyntaxPage<'_>) -> (Affine, f64, f64) {
    let (width, height) = page.render_dimensions();
    // hayro takes a unit of user space for a point; the page may say otherwise.
    let unit = page.raw().get::<f64>(b"UserUnit").filter(|u| u.is_finite() && *u > 0.0).unwrap_or(1.0);
    let transform = Affine::scale(unit) * Affine::new(page.initial_transform(true).as_coeffs());
    (transform, f64::from(width) * unit, f64::from(height) * unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut files: Vec<_> =
            entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
        files.sort();
        files
    }

    #[test]
    fn plain_pages_are_drawn_as_the_engine_draws_them() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let all = ["fixtures", "../shared/sheets"].map(|folder| files(&root.join(folder)));
        let is_pdf = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "pdf");
        let mut pages = 0;
        for file in all.into_iter().flatten().filter(is_pdf) {
            let Ok(pdf) = Pdf::open(fs::read(&file).unwrap(), &Opening::default()) else { continue };
            let (mut plain, mut engine) = (pdf.reader(), PageReader { by_engine: true, ..pdf.reader() });
            for number in 1..=pdf.page_count() {
                let [plain, engine] = [&mut plain, &mut engine].map(|reader| match reader.page(number) {
                    // Which font has which number means nothing.
                    Ok(mut page) => {
                        page.glyphs.iter_mut().chain(&mut page.unseen).for_each(|glyph| glyph.font = 0);
                        format!("{page:?}")
                    }
                    Err(error) => error.to_string(),
                });
                assert!(plain == engine, "page {number} of {}", file.display());
                pages += 1;
            }
        }
        assert!(pages > 20, "{pages}");
    }
}
