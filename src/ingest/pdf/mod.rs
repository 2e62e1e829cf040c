//! PDF → [`Page`]s, by `hayro-interpret`.
//!
//! [`Pdf`] is an opened document and may be shared between threads; a [`PageReader`] belongs to
//! one thread, remembers the fonts it has met, and gives one page at a time.

mod actual;
mod crowd;
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
            by_engine: None,
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
    /// Whether the engine draws all pages, or none; else those that are not plain.
    by_engine: Option<bool>,
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
        let limits = self.limits();
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
        let (collector, is_plain) = self.draw(page, &content, limits);
        let mut drawn = collector.finish(number).map_err(|e| e.with_page(number))?;
        let undrawn = fields::undrawn(page, &drawn.glyphs, limits).map_err(|e| e.with_page(number))?;
        self.glyphs = drawn.glyphs.len();
        // What is plain was read to its end.
        let doubts = self.fonts.doubts();
        let is_odd = doubts.odd_form || !is_plain && !intact::is_well_formed(&content);
        drawn.touched = touched || is_odd || doubts.odd_widths;
        if is_odd {
            drawn.repaired.push("some of what the page draws cannot be read: text may be missing".to_owned());
        }
        if doubts.odd_widths {
            drawn.repaired.push("the widths of a font are damaged: its text may stand elsewhere".to_owned());
        }
        if self.fonts.take_failure() {
            return Err(open::unloadable_font().with_page(number));
        }
        if loss == fonts::Loss::Part {
            drawn.repaired.push("a picture or a part of the page is lost: the PDF is damaged".to_owned());
        }
        drawn.repaired.extend(undrawn);
        Ok(drawn)
    }

    /// Draws a page; and whether it is plain.
    fn draw<'r>(
        &'r mut self,
        page: &'a SyntaxPage<'a>,
        content: &[u8],
        limits: &'r Limits,
    ) -> (Collector<'r, 'a>, bool) {
        let (transform, width, height) = shown(page);
        let bbox = KurboRect::new(0.0, 0.0, width, height);
        let (settings, likely) = (self.fonts.settings(), self.glyphs);
        let context = |settings| Context::new(transform, bbox, &self.cache, self.pdf.inner.xref(), settings);
        let blank = || context(settings.clone());
        let mut collector = Collector::new(&mut self.fonts, bbox, limits, likely);
        let seems_plain = self.by_engine != Some(true) && plain::seems_plain(content);
        let is_plain =
            seems_plain && plain::draw(content, page.resources(), transform, bbox, &blank, &mut collector).is_ok();
        if !is_plain && self.by_engine != Some(false) {
            collector = Collector::new(collector.into_fonts(), bbox, limits, likely);
            interpret(TypedIter::new(content), page.resources(), &mut context(settings.clone()), &mut collector);
        }
        if page.raw().contains_key(b"Annots") {
            let beside = InterpreterSettings { render_content: RenderContent::ANNOTATIONS, ..settings };
            interpret_page(page, &mut context(beside), &mut collector);
        }
        (collector, is_plain)
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
            let (mut plain, mut engine) = (pdf.reader(), PageReader { by_engine: Some(true), ..pdf.reader() });
            for number in 1..=pdf.page_count() {
                assert!(drawn(&mut plain, number) == drawn(&mut engine, number), "page {number} of {}", file.display());
                pages += 1;
            }
        }
        assert!(pages > 20, "{pages}");
    }

    /// What is on a page. Which font has which number means nothing.
    fn drawn(reader: &mut PageReader<'_>, number: u32) -> String {
        match reader.page(number) {
            Ok(mut page) => {
                page.glyphs.iter_mut().chain(&mut page.unseen).for_each(|glyph| glyph.font = 0);
                format!("{page:?}")
            }
            Err(error) => error.to_string(),
        }
    }

    /// A page that draws this, with fonts, spaces of colours, pictures and forms of every kind that a plain page has.
    fn of_parts(content: &str) -> Vec<u8> {
        let stream = |dict: &str, data: &str| format!("<<{dict}/Length {}>>stream\n{data}\nendstream", data.len());
        let form = |dict: &str, data: &str| stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 90 90]{dict}"), data);
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources 5 0 R>>".to_owned(),
            stream("", content),
            "<</Font<</H 6 0 R/D 7 0 R>>/XObject<</Im 9 0 R/Fm 10 0 R/Deep 11 0 R/Group 12 0 R/Odd 14 0 R>>\
             /ColorSpace<</Sep[/Separation/Spot/DeviceCMYK 13 0 R]/Cal[/CalGray<</WhitePoint[0.95 1 1.09]>>]>>\
             /ExtGState<</Half<</ca .5/CA .5>>>>/Properties<</Said<</ActualText(8)>>/Hid<</Type/OCG/Name(h)>>>>>>"
                .to_owned(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
            "<</Type/Font/Subtype/Type3/FontBBox[0 0 8 8]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 65/LastChar 66\
             /Widths[6 7]/Encoding<</Differences[65/A/B]>>/CharProcs<</A 8 0 R/B 8 0 R>>>>"
                .to_owned(),
            stream("", "6 0 0 0 6 6 d1 0 0 6 6 re f"),
            stream("/Type/XObject/Subtype/Image/Width 2/Height 3/ColorSpace/DeviceGray/BitsPerComponent 8", "abcdef"),
            form("/Matrix[1 0 0 1 20 30]/Resources<</Font<</H 7 0 R>>>>", "BT /H 9 Tf 5 5 Td (AB) Tj ET 0 0 60 2 re f"),
            form("", "q 1 0 0 rg 0 0 9 9 re f /Fm Do BT /H 9 Tf 9 70 Td (42) Tj ET"),
            form("/Group<</S/Transparency>>", "0 0 99 20 re f /Sep cs .2 sc 0 30 20 20 re f"),
            "<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 .4 1 .3]/N 1>>".to_owned(),
            form("", "Q Q 0 0 40 40 re f"),
        ];
        let mut file = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (i, object) in objects.iter().enumerate() {
            places.push(format!("{:010} 00000 n \n", file.len()));
            file.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
        }
        let (table, count) = (file.len(), objects.len() + 1);
        file.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{}", places.concat()).bytes());
        file.extend(format!("trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF").bytes());
        file
    }

    #[test]
    fn plain_pages_hold_pictures_forms_and_colours() {
        const PARTS: [&str; 10] = [
            "BT /D 20 Tf 10 100 Td (ABA) Tj /H 9 Tf (12) Tj ET",
            "q 60 0 0 40 100 200 cm /Im Do Q q 200 0 0 .4 10 290 cm /Im Do Q 10 10 50 .4 re f",
            "1 0 0 1 50 60 cm /Fm Do 0 0 5 5 re f",
            "/Deep Do BT /H 9 Tf 100 20 Td (7) Tj ET 1 g /Deep Do",
            "/Half gs /Group Do 100 100 30 30 re f 100 200 m 200 200 l S",
            "0 .2 .9 .1 k .1 0 0 .8 K 10 10 50 50 re B BT /H 9 Tf 99 9 Td (1) Tj ET",
            "/Sep cs 10 10 50 50 re f .3 scn 80 10 50 50 re f /Cal CS .9 SC 9 99 m 99 99 l S /DeviceRGB cs 1 1 1 sc 9 9 9 9 re f",
            "/Span /Said BDC BT /H 9 Tf 99 9 Td (3) Tj ET EMC",
            "/Nothing Do 0 0 30 30 re f",
            "0 0 0 0 k 20 20 60 60 re f BT /H 9 Tf 25 25 Td (5) Tj ET",
        ];
        for content in PARTS {
            let pdf = Pdf::open(of_parts(content), &Opening::default()).unwrap();
            let by = |by_engine| drawn(&mut PageReader { by_engine: Some(by_engine), ..pdf.reader() }, 1);
            assert_eq!(by(false), by(true), "{content}");
            assert!(by(true).contains("bbox"), "{content}");
        }
        let colours: String = (0..300).map(|i| format!("0 0 0 .{i:03} k ")).collect();
        for content in
            [colours.as_str(), "/OC /Hid BDC 0 0 9 9 re f EMC", "/Odd Do", "/Pattern cs /P scn 0 0 9 9 re f 0 g"]
        {
            let pdf = Pdf::open(of_parts(&format!("{content} 10 10 50 50 re f")), &Opening::default()).unwrap();
            let by = |by_engine| drawn(&mut PageReader { by_engine, ..pdf.reader() }, 1);
            assert_eq!(by(None), by(Some(true)), "{content}");
            assert_ne!(by(Some(false)), by(Some(true)), "{content} is left to the engine");
        }
    }
}
