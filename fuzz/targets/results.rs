//! Pages → layouts → documents → what is written.

use super::drawn;
use super::input::refused;
use crate::conserved;
use kanrihyo::emit::{json, schema, wire};
use kanrihyo::ingest::{Format, Limits, Page, html, sniff, text, xlsx};
use kanrihyo::layout;
use kanrihyo::normalise::{
    As, Context, Kind, figures, fiscal_years, fold, fold_map, grade, normalise as reading, project_number,
};
use kanrihyo::rubric::Rubrics;
use kanrihyo::sheet::{Document, Source};
use kanrihyo::{Options, finish, read, recognise};
use std::sync::OnceLock;

fn options() -> &'static Options {
    static OPTIONS: OnceLock<Options> = OnceLock::new();
    OPTIONS.get_or_init(Options::builtin)
}

/// Every visible glyph stands in one line, and the cells of a grid do not overlap.
pub fn layout(data: &[u8]) {
    let page = drawn::page(&String::from_utf8_lossy(data));
    let Ok(layout) = layout::page(&page, &Limits::default()) else { return };
    let lines = layout.cells().flat_map(|(_, cell)| &cell.lines).chain(&layout.loose);
    let mut read: Vec<char> = Vec::new();
    for line in lines {
        assert_eq!(line.boxes.len(), line.text.chars().count());
        assert!((0.0..=1.0).contains(&line.trust));
        if !line.drawn {
            read.extend(line.text.chars().filter(|c| !c.is_whitespace()));
        }
    }
    if !layout.cells().flat_map(|(_, c)| &c.lines).chain(&layout.loose).any(|l| l.drawn) {
        let mut drawn = visible(&page);
        drawn.sort_unstable();
        read.sort_unstable();
        assert_eq!(read, drawn);
    }
    for grid in &layout.grids {
        assert!(grid.xs.windows(2).all(|w| w[0] <= w[1]) && grid.ys.windows(2).all(|w| w[0] <= w[1]));
        for cell in &grid.cells {
            assert!(cell.rows > 0 && cell.row + cell.rows < grid.ys.len());
            assert!(cell.cols > 0 && cell.col + cell.cols < grid.xs.len());
        }
    }
}

fn visible(page: &Page) -> Vec<char> {
    let text: String = page.glyphs.iter().map(|g| g.text.to_string()).collect();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Any file is refused with a reason, or becomes a document that its schema knows, that loses and invents nothing
/// and that means the same when it is read again. A page may be drawn, too (`drawn.rs`).
pub fn recognise(data: &[u8]) {
    if data.starts_with(b"page ") {
        let page = drawn::page(&String::from_utf8_lossy(data));
        let Ok(layout) = layout::page(&page, &Limits::default()) else { return };
        let mut document = recognise::pdf(&[layout], &options().profiles, None);
        document.source = Source { sha256: "0".repeat(64), pages: 1, ..Source::default() };
        document.source.media_type = "application/pdf".to_owned();
        finish(&mut document, &options().rubrics);
        let written = written(document);
        // Marks anywhere may lie on one another, so that a glyph is another's neighbour: only a loss is one.
        let wrong = conserved::check_pages(&[page], &written);
        assert!(!wrong.iter().any(|w| w.ends_with("is lost")), "{wrong:#?}");
        return;
    }
    match read(data.to_vec(), "fuzz", options()) {
        Err(error) => refused(&error),
        Ok(document) => {
            let written = written(document);
            let shown = match sniff(data, "fuzz") {
                Ok(Format::Text) => text::decode(data).unwrap().text,
                Ok(Format::Html) => html::html(data, &Limits::default()).unwrap().text.text,
                Ok(Format::Xlsx) => xlsx::xlsx(data, &Limits::default()).unwrap().text.text,
                _ => return,
            };
            let wrong = conserved::check_text(&shown, &written);
            assert!(wrong.is_empty(), "{wrong:#?}");
        }
    }
}

/// The document as it is written, after it was read and audited again.
fn written(document: Document) -> serde_json::Value {
    let first = json::document(&wire::Document::from(document)).unwrap();
    let again: wire::Document = serde_json::from_str(&first).unwrap();
    let mut again = again.into_model(|_| None);
    finish(&mut again, &options().rubrics);
    let second = json::document(&wire::Document::from(again)).unwrap();
    assert!(first == second, "a document that is audited again differs");
    serde_json::from_str(&first).unwrap()
}

/// A document that its schema knows can be audited and written, if none of its keys stands twice; any other is refused
/// by the schema.
pub fn document(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(data) else { return };
    if !schema::Name::Document.violations(&value, 1).unwrap().is_empty() {
        return;
    }
    // A schema does not say how large a number of a page may be.
    let Ok(document) = serde_json::from_value::<wire::Document>(value) else { return };
    let mut model = document.into_model(|_| None);
    finish(&mut model, &options().rubrics);
    json::document(&wire::Document::from(model)).unwrap();
    let document: wire::Document = match serde_json::from_slice(data) {
        Ok(document) => document,
        Err(e) => return assert!(e.to_string().contains("duplicate field"), "{e}"),
    };
    finish(&mut document.into_model(|_| None), &Rubrics::default());
}

/// Every string has a reading that keeps the printed form; its first line is also its head, its unit and its legend.
pub fn normalise(data: &[u8]) {
    let printed = String::from_utf8_lossy(data);
    let head = printed.lines().next().unwrap_or_default();
    let contexts = [
        Context::default(),
        Context { header: Some("金額（千円）"), sheet_year: Some(2020), ..Context::default() },
        Context { header: Some(head), legend: Some(head), unit: Some(head), years: &[2019], ..Context::default() },
    ];
    for (&as_, context) in As::ALL.iter().flat_map(|as_| contexts.iter().map(move |context| (as_, context))) {
        let read = reading(&printed, as_, context);
        assert_eq!(read.printed, printed);
        assert_eq!(read.kind == Kind::Missing, read.missing.is_some(), "{read:?}");
        assert!(read.kind != Kind::Text || read.number.is_none() && read.upper.is_none(), "{read:?}");
        assert!(read.kind != Kind::Number || read.number.is_some() || read.fraction.is_some(), "{read:?}");
        assert!(read.number.zip(read.upper).is_none_or(|(low, high)| low <= high), "{read:?}");
    }
    let length = printed.chars().count();
    assert!(figures(&printed).iter().all(|f| f.span.0 < f.span.1 && f.span.1 <= length));
    assert_eq!(fold(&fold(&printed)), fold(&printed));
    assert!(fold_map(&printed).sources.iter().all(|at| *at < length));
    let _ = (grade(&printed), project_number(&printed), fiscal_years(&printed));
}
