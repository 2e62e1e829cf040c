//! Bytes → pages and texts.

use kanrihyo::geom::Rect;
use kanrihyo::ingest::pdf::{Pdf, Survey};
use kanrihyo::ingest::tabular::Tabular;
use kanrihyo::ingest::text::{TextDocument, decode, is_lost};
use kanrihyo::ingest::{self, Limits, Page, tabbed};
use kanrihyo::sheet::{Error, ErrorKind};
use std::collections::BTreeSet;

/// Pages of a file that are looked at.
const PAGES: u32 = 12;

/// A page that is read has finite boxes; one that is not says why; so does a file.
pub fn pdf(data: &[u8]) {
    let pdf = match Pdf::open(data.to_vec(), &Default::default()) {
        Ok(pdf) => pdf,
        Err(error) => return refused(&error),
    };
    assert!(pdf.page_count() > 0);
    let (mut reader, mut survey) = (pdf.reader(), Survey::new());
    for number in 1..=pdf.page_count().min(PAGES) {
        match reader.page(number) {
            Ok(page) => {
                assert_eq!(page.number, number);
                drawn(&page);
                survey.page(&page);
            }
            Err(error) => {
                refused(&error);
                assert_eq!(error.page(), Some(number));
                survey.failed(number, error);
            }
        }
    }
    if let Err(error) = survey.conclude() {
        refused(&error);
    }
    picture(&pdf);
}

/// A page as it looks is one whole picture without odd numbers, and so is a part of it.
fn picture(pdf: &Pdf) {
    let mut artist = pdf.artist();
    for parts in [None, Some(&[Rect::new(50.0, 50.0, 150.0, 90.0)][..])] {
        match artist.draw(1, parts) {
            Ok(drawing) => {
                assert!(drawing.svg.starts_with("<svg ") && drawing.svg.ends_with("</svg>"));
                assert_eq!(drawing.svg.matches("<g").count(), drawing.svg.matches("</g>").count());
                assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf"));
            }
            Err(error) => refused(&error),
        }
    }
}

fn drawn(page: &Page) {
    let glyphs = page.glyphs.iter().chain(&page.unseen).map(|g| g.bbox);
    let lines = page.rules.iter().map(|r| r.bbox).chain(page.fills.iter().map(|f| f.bbox));
    for b in glyphs.chain(lines).chain(page.images.iter().copied()).chain(page.shapes.iter().copied()) {
        assert!([b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite()), "{b:?}");
    }
    assert!(page.width.is_finite() && page.height.is_finite());
    assert!(page.unreadable <= page.glyphs.len());
}

/// A refusal has a reason in both languages, and is never our own fault.
pub fn refused(error: &Error) {
    assert!(!error.ja().is_empty() && !error.en().is_empty());
    assert!(error.kind() != ErrorKind::Internal, "{error}");
}

/// What a text lacks it tells; its pages and the cells of its tables stand in it one after another.
pub fn text(data: &[u8]) {
    match decode(data) {
        Err(error) => refused(&error),
        Ok(decoded) => {
            let told = decoded.repaired.is_empty();
            assert!(told != decoded.text.chars().any(is_lost), "lost characters are told, and only they");
            match tabbed::tabbed(decoded, &Limits::default()) {
                Ok(read) => tables(&read),
                Err(error) => refused(&error),
            }
        }
    }
}

pub fn html(data: &[u8]) {
    match ingest::html::html(data, &Limits::default()) {
        Ok(read) => tables(&read),
        Err(error) => refused(&error),
    }
}

pub fn workbook(data: &[u8]) {
    match ingest::xlsx::xlsx(data, &Limits::default()) {
        Ok(read) => tables(&read),
        Err(error) => refused(&error),
    }
}

fn tables(read: &Tabular) {
    let length = read.text.text.chars().count();
    pages(&read.text, length);
    let mut taken = BTreeSet::new();
    for table in &read.tables {
        assert!(read.text.pages.iter().any(|p| p.number == table.page));
        let mut covered = BTreeSet::new();
        for cell in &table.cells {
            assert!(cell.rows > 0 && cell.cols > 0);
            assert!(cell.row + cell.rows <= table.rows && cell.col + cell.cols <= table.columns, "{cell:?}");
            let rows = cell.row..cell.row + cell.rows.min(50);
            let positions = rows.flat_map(|r| (cell.col..cell.col + cell.cols).map(move |c| (r, c)));
            assert!(positions.into_iter().all(|at| covered.insert(at)), "cells overlap: {cell:?}");
            for &(start, end) in &cell.lines {
                assert!(start <= end && end <= length);
                assert!((start..end).all(|at| taken.insert(at)), "a character stands in two cells");
            }
        }
    }
}

fn pages(text: &TextDocument, length: usize) {
    assert!(!text.pages.is_empty());
    assert!(text.pages.iter().all(|p| p.start <= p.end && p.end <= length));
    assert!(text.pages.windows(2).all(|w| w[0].end <= w[1].start && w[0].number < w[1].number));
}
