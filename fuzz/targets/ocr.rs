//! Pictures of pages, and what an engine of optical recognition answers, whatever it is.
//!
//! Bytes are a page as [`drawn`](super::drawn) has it, a line `---`, and hOCR. The page is painted: rules and fills as
//! they are, characters as boxes with a pattern in them; they are its hidden layer, too.

use super::drawn;
use kanrihyo::geom::Rect;
use kanrihyo::ingest::{Glyph, GlyphText, Limits, Page, Picture};
use kanrihyo::layout;
use kanrihyo::ocr::{Engine, LinePicture, Symbol, Words, hocr, recognise, settle_across};
use kanrihyo::sheet::Error;

/// Pixels a point has, and the most that a page has, each way.
const SCALE: f64 = 1.2;
const MOST: f64 = 420.0;
/// Words that forms print.
const WORDS: [&str; 4] = ["事業名", "目標値", "実績", "平成27年度"];

/// Answers the lines of hOCR in turn, whatever it is shown.
#[derive(Debug)]
struct Parrot(Vec<Vec<Symbol>>);

impl Engine for Parrot {
    fn identity(&self) -> &str {
        "parrot"
    }

    fn recognise(&self, lines: &[LinePicture]) -> Result<Vec<Vec<Symbol>>, Error> {
        let answers = self.0.iter().cycle().take(lines.len()).cloned();
        Ok(answers.chain(std::iter::repeat(Vec::new())).take(lines.len()).collect())
    }
}

/// A page is laid out with every character that was answered on it, at a place of its own, or refused for its size.
pub fn ocr(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (notation, answers) = text.split_once("\n---\n").unwrap_or((&text, ""));
    let mut page = drawn::page(notation);
    (page.width, page.height) = (page.width.min(MOST), page.height.min(MOST));
    let picture = painted(&page);
    page.unseen = std::mem::take(&mut page.glyphs);
    let parrot = Parrot(hocr(answers.as_bytes()).into_iter().map(|(_, symbols)| symbols).collect());
    let words = Words::new(WORDS.map(str::to_owned));
    let Ok(read) = recognise(&page, &picture, SCALE, (&parrot, &words), &Limits::default()) else { return };
    let sane = |b: &Rect| [b.x0, b.y0, b.x1, b.y1].iter().all(|edge| edge.is_finite()) && b.x0 <= b.x1 && b.y0 <= b.y1;
    assert!(read.page.glyphs.iter().all(|glyph| sane(&glyph.bbox)), "places are places");
    assert!(read.page.rules.iter().all(|rule| sane(&rule.bbox)));
    assert_eq!(read.page.unseen.len(), page.unseen.len(), "nothing of a hidden layer is lost");
    let told: usize = read.lines.iter().map(|line| line.symbols.len()).sum();
    assert!(told <= read.page.glyphs.len(), "what was read is on the page");
    let glyphs = read.page.glyphs.len();
    let mut twice = [read.clone(), read];
    settle_across(&mut twice);
    let [read, other] = twice;
    assert!(read.page.glyphs.len() == glyphs && other.page.glyphs.len() == glyphs, "nothing is lost or invented");
    let _within_limits = layout::page(&read.page, &Limits::default());
}

fn painted(page: &Page) -> Picture {
    let (width, height) = ((page.width * SCALE) as usize, (page.height * SCALE) as usize);
    let mut picture = Picture::white(width.max(1), height.max(1));
    let mut fill = |bbox: &Rect, light: &dyn Fn(usize, usize) -> u8| {
        let cells = |from: f64, to: f64, most: usize| {
            let from = (from * SCALE).max(0.0) as usize;
            from..((to * SCALE).max(0.0) as usize).max(from + 1).min(most)
        };
        for y in cells(bbox.y0, bbox.y1, picture.height) {
            for x in cells(bbox.x0, bbox.x1, picture.width) {
                if let Some(pixel) = picture.grey.get_mut(y * picture.width + x) {
                    *pixel = light(x, y);
                }
            }
        }
    };
    for area in &page.fills {
        fill(&area.bbox, &|_, _| (area.lightness * 255.0) as u8);
    }
    for rule in &page.rules {
        fill(&rule.bbox, &|_, _| 0);
    }
    for Glyph { text, bbox, .. } in &page.glyphs {
        let GlyphText::Char(c) = text else { continue };
        let code = *c as usize;
        fill(bbox, &|x, y| if (code >> ((x + 3 * y) % 16)) & 1 == 1 { 0 } else { 255 });
    }
    picture
}
