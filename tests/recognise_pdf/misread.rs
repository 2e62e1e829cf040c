//! A sheet of which an engine misreads some words: what their places tell is read, and is not sure.

use kanrihyo::ingest::pdf::Pdf;
use kanrihyo::ingest::{Decoding, Glyph, GlyphText, Limits, Opening, Page};
use kanrihyo::layout::{self, PageLayout};
use kanrihyo::profile::Profiles;
use kanrihyo::recognise;
use kanrihyo::sheet::{Role, Sheet};
use std::path::Path;

/// A page of the sample that is a sheet.
fn sheet_page() -> Page {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sheets/zuiun-2021.pdf");
    Pdf::open(std::fs::read(path).unwrap(), &Opening::default()).unwrap().page(3).unwrap()
}

fn is_char(glyph: &Glyph, c: char) -> bool {
    glyph.text == GlyphText::Char(c)
}

/// Whether two glyphs stand beside each other on a line.
fn is_beside(a: &Glyph, b: &Glyph) -> bool {
    (a.bbox.y0 - b.bbox.y0).abs() < 1.0 && (-1.0..2.0).contains(&(b.bbox.x0 - a.bbox.x1))
}

/// Where a word begins among the glyphs.
fn starts(page: &Page, word: &str) -> Vec<usize> {
    let is_here = |i: &usize| word.chars().zip(&page.glyphs[*i..]).all(|(c, glyph)| is_char(glyph, c));
    (0..=page.glyphs.len() - word.chars().count()).filter(is_here).collect()
}

/// Whether nothing stands beside some glyphs.
fn is_alone(page: &Page, start: usize, count: usize) -> bool {
    let is_first = start == 0 || !is_beside(&page.glyphs[start - 1], &page.glyphs[start]);
    let end = start + count;
    is_first && (end == page.glyphs.len() || !is_beside(&page.glyphs[end - 1], &page.glyphs[end]))
}

/// Puts other words, as long, in the place of those that stand by themselves; of so many of them.
fn misread(page: &mut Page, word: &str, other: &str, most: usize) -> usize {
    let count = word.chars().count();
    let starts: Vec<usize> =
        starts(page, word).into_iter().filter(|start| is_alone(page, *start, count)).take(most).collect();
    starts.iter().for_each(|start| put(page, *start, other));
    starts.len()
}

fn put(page: &mut Page, start: usize, other: &str) {
    for (glyph, c) in page.glyphs[start..].iter_mut().zip(other.chars()) {
        glyph.text = GlyphText::Char(c);
        glyph.decoding = Decoding::Recognised(60);
    }
}

fn read(page: &Page) -> Sheet {
    let layout = PageLayout { recognised: true, ..layout::page(page, &Limits::default()).unwrap() };
    let document = recognise::pdf([layout], &Profiles::builtin(), Some("kokubunji-shuro-2020"));
    document.sheets.into_iter().next().unwrap()
}

/// Each figure with its year and role, and how sure the surest is.
fn figures(sheet: &Sheet) -> (Vec<(i32, Role, String)>, f64) {
    let all = || sheet.indicators.iter().flat_map(|indicator| &indicator.observations);
    let told = all().map(|o| (o.fiscal_year, o.role, o.value.quantity.printed.clone())).collect();
    (told, all().map(|o| o.value.confidence).fold(0.0, f64::max))
}

#[test]
fn roles_whose_heads_cannot_be_read_are_told_by_their_place() {
    let (whole, _) = figures(&read(&sheet_page()));
    assert!(whole.len() > 10, "{whole:?}");
    let of = |words: &[(&str, &str, usize)]| {
        let mut page = sheet_page();
        for (word, other, most) in words {
            assert!(misread(&mut page, word, other, *most) > 0, "{word}");
        }
        let (told, surest) = figures(&read(&page));
        assert_eq!(told, whole, "{words:?}");
        surest
    };
    assert!(of(&[("目標", "日慢", 1)]) > 0.9, "the other years tell it");
    assert!(of(&[("実績", "士績", 99)]) <= 0.6, "the one that is left over, and half of its word");
    assert!(of(&[("実績", "士縛", 99)]) <= 0.4, "the one that is left over");
    assert!(of(&[("目標", "日慢", 99), ("実績", "士縛", 99)]) <= 0.4, "the usual order");
}

#[test]
fn levels_that_cannot_be_read_are_told_by_the_others() {
    let achievement = |sheet: &Sheet| {
        let field = sheet.assessment.as_ref().unwrap().achievement.clone().unwrap();
        (field.value, field.confidence)
    };
    let (whole, _) = achievement(&read(&sheet_page()));
    let mut page = sheet_page();
    for (word, other) in [("Ｂ", "己"), ("おおむね達成した", "五五むね述戊とた")] {
        assert_eq!(misread(&mut page, word, other, 1), 1, "{word}");
    }
    let (value, confidence) = achievement(&read(&page));
    assert!(value == whole && confidence <= 0.6, "{value:?} {confidence}");
}

#[test]
fn a_scale_whose_label_cannot_be_read_is_told_by_its_levels() {
    let whole = read(&sheet_page()).assessment.unwrap().achievement.unwrap();
    let mut page = sheet_page();
    let start = starts(&page, "指標に対する達成状況")[0];
    put(&mut page, start, "折欄にする述戊状沢と");
    let field = read(&page).assessment.unwrap().achievement.unwrap();
    assert!(field.value == whole.value && field.confidence <= 0.6, "{:?} {}", field.value, field.confidence);
}
