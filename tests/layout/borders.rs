//! How producers draw borders.

use kanrihyo::geom::{Point, Rect};
use kanrihyo::ingest::{Fill, Rule, RuleSource};

use crate::paper::{Paper, loose, texts};

#[test]
fn a_ruled_table_has_its_texts_in_its_cells() {
    let page = Paper::new().table(&[50.0, 150.0, 250.0], &[100.0, 120.0, 140.0]);
    let page =
        page.text(60.0, 112.0, "対象者").text(160.0, 112.0, "12人").text(160.0, 132.0, "－").text(50.0, 90.0, "表題");
    let layout = page.layout();
    assert_eq!(texts(&layout), ["対象者", "12人", "", "－"]);
    assert_eq!(loose(&layout), ["表題"]);
    assert_eq!(layout.cells().map(|(_, c)| c.trust()).fold(1.0, f64::min), 1.0);
}

#[test]
fn neighbours_are_found_across_grids() {
    let page = Paper::new().table(&[50.0, 150.0], &[100.0, 120.0]).table(&[153.0, 250.0], &[100.5, 120.0]);
    let page = page.table(&[50.0, 100.0, 250.0], &[123.0, 140.0]);
    let layout = page.layout();
    assert_eq!(layout.grids.len(), 3);
    let index = layout.index();
    let first = index.at(Point::new(60.0, 110.0)).unwrap();
    let right = index.at(Point::new(200.0, 110.0)).unwrap();
    assert_eq!(index.right_of(first), [right]);
    assert_eq!(index.left_of(right), [first]);
    assert_eq!(index.below(first).len(), 2);
    assert_eq!(index.in_rows(101.0, 119.0), [first, right]);
}

/// Borders as a spreadsheet prints them: each edge of each cell a thin fill of its own.
#[test]
fn borders_of_thin_fills_drawn_for_each_cell() {
    let mut page = Paper::new();
    for (row, y) in [100.0, 115.0, 130.0].into_iter().enumerate() {
        for x in [50.0, 90.0, 130.0] {
            for (bbox, horizontal) in [
                (Rect::new(x, y, x + 40.5, y + 0.5), true),
                (Rect::new(x, y + 15.0, x + 40.5, y + 15.5), true),
                (Rect::new(x, y, x + 0.5, y + 15.5), false),
                (Rect::new(x + 40.0, y, x + 40.5, y + 15.5), false),
            ] {
                page.0.rules.push(Rule { bbox, horizontal, source: RuleSource::ThinFill });
            }
            page = page.text(x + 3.0, y + 11.0, &format!("{row}{}", (x as u32 - 50) / 40));
        }
    }
    assert_eq!(texts(&page.layout()), ["00", "01", "02", "10", "11", "12", "20", "21", "22"]);
}

#[test]
fn rectangles_around_each_cell_a_pixel_apart() {
    let mut page = Paper::new();
    for (i, x) in [50.0, 90.75, 131.5].into_iter().enumerate() {
        let (x1, y0, y1) = (x + 40.0, 100.0 + 0.2 * i as f64, 115.0);
        page = page.h(y0, x, x1).h(y1, x, x1).v(x, y0, y1).v(x1, y0, y1).text(x + 5.0, 110.0, "値");
    }
    let layout = page.layout();
    assert_eq!(texts(&layout), ["値"; 3]);
    assert_eq!(layout.grids.len(), 1);
}

#[test]
fn dotted_and_dashed_borders_separate() {
    let dots =
        |y: f64| (0..66).map(move |i| Rect::new(50.0 + 1.5 * f64::from(i), y, 50.75 + 1.5 * f64::from(i), y + 0.75));
    let mut page = Paper::new().table(&[50.0, 150.0], &[100.0, 160.0]);
    // Dots as fills, dashes as rules.
    page.0.fills.extend(dots(119.6).map(|bbox| Fill { bbox, lightness: 0.0 }));
    for i in 0..16 {
        page = page.h(140.0, 50.0 + 6.5 * f64::from(i), 53.5 + 6.5 * f64::from(i));
    }
    let page = page.text(60.0, 112.0, "上").text(60.0, 132.0, "中").text(60.0, 152.0, "下");
    assert_eq!(texts(&page.layout()), ["上", "中", "下"]);
}

#[test]
fn double_lines_are_one_border() {
    let page = Paper::new().table(&[50.0, 52.0, 150.0, 152.0], &[100.0, 102.0, 120.0, 122.0, 140.0, 142.0]);
    let page = page.text(60.0, 114.0, "上").text(60.0, 134.0, "下");
    let layout = page.layout();
    assert_eq!(texts(&layout), ["上", "下"]);
    assert_eq!((layout.grids[0].cells[1].row, layout.grids[0].cells[1].rows), (1, 1));
}

#[test]
fn thick_borders_and_lines_drawn_twice() {
    let mut page =
        Paper::new().table(&[50.0, 100.0, 150.0], &[100.0, 120.0]).table(&[50.1, 100.0, 149.9], &[100.1, 120.0]);
    for bbox in [Rect::new(48.5, 98.5, 151.5, 101.5), Rect::new(48.5, 118.5, 151.5, 121.5)] {
        page.0.rules.push(Rule { bbox, horizontal: true, source: RuleSource::ThinFill });
    }
    assert_eq!(texts(&page.text(60.0, 112.0, "左").text(110.0, 112.0, "右").layout()), ["左", "右"]);
}

#[test]
fn lines_that_overshoot_or_fall_short() {
    let page = Paper::new()
        .h(100.0, 52.0, 148.0)
        .h(120.0, 47.5, 152.5)
        .h(140.0, 50.0, 147.5)
        .v(50.0, 97.5, 142.0)
        .v(100.0, 102.5, 137.8)
        .v(150.0, 102.0, 138.0);
    let page = page.text(60.0, 112.0, "一").text(110.0, 112.0, "二").text(60.0, 132.0, "三").text(110.0, 132.0, "四");
    assert_eq!(texts(&page.layout()), ["一", "二", "三", "四"]);
}

#[test]
fn a_border_with_a_hole_still_separates() {
    let page =
        Paper::new().table(&[50.0, 100.0, 150.0, 200.0], &[100.0, 140.0]).h(120.0, 50.0, 92.0).h(120.0, 98.0, 200.0);
    assert_eq!(page.layout().cells().count(), 6);
}

#[test]
fn tables_without_lines_at_their_sides() {
    let page = Paper::new().h(100.0, 50.0, 250.0).h(120.0, 50.0, 250.0).h(140.0, 50.0, 250.0).v(150.0, 100.0, 140.0);
    let page =
        page.text(60.0, 112.0, "項目").text(160.0, 112.0, "値").text(60.0, 132.0, "件数").text(160.0, 132.0, "3件");
    assert_eq!(texts(&page.layout()), ["項目", "値", "件数", "3件"]);
}

#[test]
fn cells_that_only_their_shade_shows() {
    let mut page = Paper::new();
    for (row, y) in [100.0, 116.0, 132.0].into_iter().enumerate() {
        page = page.fill(Rect::new(50.0, y, 110.0, y + 15.0), 0.85).fill(Rect::new(111.0, y, 200.0, y + 15.0), 0.95);
        page = page.text(55.0, y + 11.0, "名").text(115.0, y + 11.0, &row.to_string());
    }
    let layout = page.layout();
    assert_eq!(texts(&layout), ["名", "0", "名", "1", "名", "2"]);
    assert!(layout.cells().all(|(_, c)| c.shaded));
}

#[test]
fn white_cells_on_a_dark_ground() {
    let mut page = Paper::new().fill(Rect::new(49.0, 99.0, 201.0, 132.0), 0.0);
    for y in [100.0, 116.0] {
        page = page.fill(Rect::new(50.0, y, 110.0, y + 15.0), 1.0).fill(Rect::new(111.0, y, 200.0, y + 15.0), 1.0);
        page = page.text(55.0, y + 11.0, "名").text(115.0, y + 11.0, "値");
    }
    let layout = page.layout();
    assert_eq!(texts(&layout), ["名", "値", "名", "値"]);
    assert!(layout.cells().all(|(_, c)| !c.shaded));
}

#[test]
fn a_shaded_label_beside_its_value_in_one_frame() {
    let page = Paper::new().table(&[50.0, 250.0], &[100.0, 120.0]).fill(Rect::new(50.2, 100.2, 120.0, 119.8), 0.87);
    let layout = page.text(60.0, 112.0, "所管課").text(130.0, 112.0, "福祉課").layout();
    assert_eq!(texts(&layout), ["所管課", "福祉課"]);
    assert_eq!(layout.cells().map(|(_, c)| c.shaded).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_ground_painted_in_pieces_is_one_shade_and_no_border() {
    let page = Paper::new().table(&[50.0, 100.0, 250.0], &[100.0, 140.0]).h(120.0, 100.0, 250.0);
    let page = page.fill(Rect::new(50.0, 100.0, 250.0, 120.0), 0.87).fill(Rect::new(50.0, 119.97, 100.0, 140.0), 0.87);
    let layout = page.text(60.0, 122.0, "進め方").layout();
    assert_eq!(texts(&layout), ["進め方", "", ""]);
    assert_eq!(layout.cells().map(|(_, c)| c.shaded).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn a_highlight_behind_words_is_no_cell() {
    let page = Paper::new().table(&[50.0, 250.0], &[100.0, 130.0]).fill(Rect::new(90.0, 108.0, 130.0, 118.0), 0.8);
    assert_eq!(texts(&page.text(60.0, 116.0, "今後の進め方").layout()), ["今後の進め方"]);
}

#[test]
fn boxes_a_little_apart_are_one_table() {
    let mut page = Paper::new().table(&[50.0, 90.0], &[100.0, 132.0]);
    for (x0, x1) in [(92.0, 130.0), (132.0, 180.0)] {
        page = page.table(&[x0, x1], &[100.0, 115.0]).table(&[x0, x1], &[117.0, 132.0]).text(x0 + 4.0, 111.0, "値");
    }
    let layout = page.text(54.0, 120.0, "区分").layout();
    assert_eq!(layout.grids.len(), 1);
    let spans: Vec<_> = layout.cells().map(|(_, c)| (c.row, c.col, c.rows, c.cols)).collect();
    assert_eq!(spans, [(0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]);
    assert_eq!(texts(&layout), ["区分", "値", "値", "", ""]);
}

/// White lines between filled cells: on the paper around them the outer ones are not seen.
#[test]
fn filled_cells_between_white_lines() {
    let (xs, ys) = ([50.0, 100.0, 150.0, 200.0], [100.0, 120.0, 140.0]);
    let mut page = Paper::new();
    for (row, y) in ys.windows(2).enumerate() {
        for (col, x) in xs.windows(2).enumerate() {
            let lightness = if col == 0 { 0.7 } else { 0.92 };
            page = page.fill(Rect::new(x[0], y[0], x[1], y[1]), lightness);
            page = page.text(x[0] + 4.0, y[0] + 12.0, &format!("{row}{col}"));
        }
    }
    let page = page.h(120.0, 50.0, 200.0).v(100.0, 100.0, 140.0).v(150.0, 100.0, 140.0);
    assert_eq!(texts(&page.layout()), ["00", "01", "02", "10", "11", "12"]);
}
