//! What holds whatever is drawn.

use kanrihyo::geom::{Point, Rect};
use kanrihyo::ingest::{Fill, GlyphText, Page, Rule, RuleSource, Writing};
use kanrihyo::layout::PageLayout;

use proptest::prelude::*;

use crate::paper::{Paper, glyph, laid_out};

/// Least width and height of a cell.
const CELL: f64 = 9.0;
/// The same where none may pass for a box to tick, at whatever scale: those are told by their size in points.
const NO_BOX: f64 = 20.0;

/// A table of random widths and heights from `least` on, with up to `damage` borders left out or cut in half, and text
/// anywhere.
fn any_paper(least: f64, damage: usize) -> impl Strategy<Value = Paper> {
    let sizes = move |n| prop::collection::vec(least..60.0_f64, 1..n);
    let gaps = prop::collection::vec((0..40_usize, any::<bool>()), 0..=damage);
    let texts =
        prop::collection::vec((20.0..560.0_f64, 20.0..820.0_f64, "[0-9一二三回件 ]{1,12}", 5.0..14.0_f64), 0..40);
    (sizes(8), sizes(14), gaps, texts).prop_map(|(widths, heights, gaps, texts)| {
        let steps = |sizes: &[f64]| {
            sizes.iter().fold(vec![40.0], |mut at: Vec<f64>, s| {
                at.push(at[at.len() - 1] + s);
                at
            })
        };
        let mut page = Paper::new().table(&steps(&widths), &steps(&heights));
        for (at, shorten) in gaps {
            let rules = &mut page.0.rules;
            if at < rules.len() {
                if shorten {
                    let b = rules[at].bbox;
                    rules[at].bbox = Rect::new(b.x0, b.y0, b.center().x.max(b.x0 + 0.5), b.center().y.max(b.y0 + 0.5));
                } else {
                    rules.remove(at);
                }
            }
        }
        texts.into_iter().fold(page, |page, (x, y, text, size)| page.spaced(x, y, size, 0.0, &text))
    })
}

/// Rows, columns and spans of all cells, and their texts.
fn structure(layout: &PageLayout) -> Vec<(usize, usize, usize, usize, String)> {
    layout.cells().map(|(_, c)| (c.row, c.col, c.rows, c.cols, c.text())).collect()
}

/// The page moved, then scaled.
fn moved(page: &Page, dx: f64, dy: f64, scale: f64) -> Page {
    let at = |b: &Rect| Rect::new((b.x0 + dx) * scale, (b.y0 + dy) * scale, (b.x1 + dx) * scale, (b.y1 + dy) * scale);
    let mut page = page.clone();
    page.rules.iter_mut().for_each(|r| r.bbox = at(&r.bbox));
    page.fills.iter_mut().for_each(|f| f.bbox = at(&f.bbox));
    for g in &mut page.glyphs {
        g.bbox = at(&g.bbox);
        g.origin = Point::new((g.origin.x + dx) * scale, (g.origin.y + dy) * scale);
        g.size *= scale;
    }
    page
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_visible_glyph_stands_in_exactly_one_line(page in any_paper(CELL, 7)) {
        // Boxes are kept no finer than a hundred-thousandth of a point.
        let place = |(c, b): (char, Rect)| (c, [b.x0, b.y0].map(|v| (v * 1e5).round() as i64));
        let layout = page.layout();
        let lines: Vec<_> = layout.cells().flat_map(|(_, c)| &c.lines).chain(&layout.loose).collect();
        let mut read: Vec<(char, [i64; 2])> = lines.iter()
            // Four rules may be a box to be marked.
            .flat_map(|l| l.text.chars().zip(l.boxes.iter()).filter(|(c, _)| !(l.drawn && *c == '□')))
            .filter(|(c, _)| !c.is_whitespace())
            .map(place)
            .collect();
        let mut drawn: Vec<(char, [i64; 2])> = page.0.glyphs.iter()
            .filter_map(|g| match g.text { GlyphText::Char(c) if !c.is_whitespace() => Some((c, g.bbox)), _ => None })
            .map(place)
            .collect();
        read.sort_unstable();
        drawn.sort_unstable();
        prop_assert_eq!(read, drawn);
        prop_assert!(lines.iter().all(|l| l.boxes.len() == l.text.chars().count()));
    }

    #[test]
    fn cells_of_a_grid_are_disjoint_and_lie_in_it(page in any_paper(CELL, 7)) {
        for grid in page.layout().grids {
            for (i, a) in grid.cells.iter().enumerate() {
                prop_assert!(grid.bbox.holds(&a.bbox, 0.01));
                prop_assert!(a.row + a.rows < grid.ys.len() && a.col + a.cols < grid.xs.len());
                for b in &grid.cells[i + 1..] {
                    prop_assert!(a.bbox.shared_area(&b.bbox) < 0.01, "{:?} {:?}", a.bbox, b.bbox);
                    let rows = a.row < b.row + b.rows && b.row < a.row + a.rows;
                    let cols = a.col < b.col + b.cols && b.col < a.col + a.cols;
                    prop_assert!(!(rows && cols), "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn moving_a_page_changes_no_cell(page in any_paper(CELL, 7), dx in -15.0..15.0_f64, dy in -15.0..15.0_f64) {
        prop_assert_eq!(structure(&laid_out(&moved(&page.0, dx, dy, 1.0))), structure(&page.layout()));
    }

    #[test]
    fn scaling_a_page_changes_no_cell(page in any_paper(NO_BOX, 0), scale in 0.9..2.0_f64) {
        prop_assert_eq!(structure(&laid_out(&moved(&page.0, 0.0, 0.0, scale))), structure(&page.layout()));
    }

    #[test]
    fn the_order_of_painting_changes_no_cell(page in any_paper(CELL, 7)) {
        let mut other = page.clone();
        other.0.rules.reverse();
        let spans = |l: &PageLayout| l.cells().map(|(_, c)| (c.row, c.col, c.rows, c.cols)).collect::<Vec<_>>();
        prop_assert_eq!(spans(&other.layout()), spans(&page.layout()));
    }

    #[test]
    fn boxes_anywhere_do_no_harm(boxes in prop::collection::vec(prop::array::uniform4(-200.0..900.0_f64), 0..120)) {
        let mut page = Paper::new();
        for (i, b) in boxes.into_iter().enumerate() {
            let bbox = Rect::new(b[0], b[1], b[2], b[3]);
            match i % 4 {
                0 => page.0.rules.push(Rule { bbox: Rect::new(b[0], b[1], b[2], b[1] + 0.5), horizontal: true, source: RuleSource::Stroke }),
                1 => page.0.rules.push(Rule { bbox: Rect::new(b[0], b[1], b[0] + 0.5, b[3]), horizontal: false, source: RuleSource::Stroke }),
                2 => page.0.fills.push(Fill { bbox, lightness: (b[2].abs() / 900.0) as f32 }),
                _ => page.0.glyphs.push(glyph('回', bbox, Point::new(b[0], b[1]), 8.0, Writing::Turned(b[2] as i16))),
            }
        }
        let layout = page.layout();
        let read = layout.cells().flat_map(|(_, c)| &c.lines).chain(&layout.loose).map(|l| l.text.matches('回').count());
        prop_assert_eq!(read.sum::<usize>(), page.0.glyphs.len());
    }
}

#[test]
fn crowded_pages_are_read_in_time() {
    let mut page = Paper::new();
    for i in 0..60_000 {
        let (x, y) = (f64::from(i % 300) * 3.9, f64::from(i / 300) * 4.1);
        page = page.h(y, x, x + 3.9).v(x, y, y + 4.1);
    }
    for i in 0..100_000 {
        let (x, y) = (f64::from(i % 400) * 1.4, f64::from(i / 400) * 3.3);
        page = page.spaced(x, y, 1.4, 0.0, "回");
    }
    let started = std::time::Instant::now();
    let layout = page.layout();
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    assert!(layout.cells().count() > 50_000);
}
