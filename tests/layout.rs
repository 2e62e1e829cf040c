//! Layout on synthetic pages: each case is drawn the way some producer draws it.

use kanrihyo::geom::{Point, Rect};
use kanrihyo::ingest::{Decoding, Fill, Glyph, GlyphText, Page, Rule, RuleSource, Writing};
use kanrihyo::layout::{self, PageLayout};
use proptest::prelude::*;

/// A page under construction.
#[derive(Clone)]
struct Paper(Page);

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let corners = |b: &Rect| format!("[{:.2} {:.2} {:.2} {:.2}]", b.x0, b.y0, b.x1, b.y1);
        let rules: Vec<String> = self.0.rules.iter().map(|r| corners(&r.bbox)).collect();
        let glyphs: Vec<String> = self.0.glyphs.iter().map(|g| format!("{:?} {}", g.text, corners(&g.bbox))).collect();
        write!(f, "rules {} glyphs {}", rules.join(" "), glyphs.join(" "))
    }
}

impl Paper {
    fn new() -> Self {
        Self(Page { number: 1, width: 595.0, height: 842.0, ..Page::default() })
    }

    fn h(mut self, y: f64, x0: f64, x1: f64) -> Self {
        self.0.rules.push(Rule {
            bbox: Rect::new(x0, y - 0.25, x1, y + 0.25),
            horizontal: true,
            source: RuleSource::Stroke,
        });
        self
    }

    fn v(mut self, x: f64, y0: f64, y1: f64) -> Self {
        self.0.rules.push(Rule {
            bbox: Rect::new(x - 0.25, y0, x + 0.25, y1),
            horizontal: false,
            source: RuleSource::Stroke,
        });
        self
    }

    /// A ruled table with full lines.
    fn table(mut self, xs: &[f64], ys: &[f64]) -> Self {
        let (x0, x1, y0, y1) = (xs[0], xs[xs.len() - 1], ys[0], ys[ys.len() - 1]);
        for &y in ys {
            self = self.h(y, x0, x1);
        }
        for &x in xs {
            self = self.v(x, y0, y1);
        }
        self
    }

    fn fill(mut self, b: Rect, lightness: f32) -> Self {
        self.0.fills.push(Fill { bbox: b, lightness });
        self
    }

    /// Text from `x` on the baseline `y`, glyphs `spacing` apart.
    fn spaced(mut self, x: f64, y: f64, size: f64, spacing: f64, text: &str) -> Self {
        let mut at = x;
        for c in text.chars() {
            let wide = if c.is_ascii() { size / 2.0 } else { size };
            self.0.glyphs.push(glyph(
                c,
                Rect::new(at, y - 0.88 * size, at + wide, y + 0.12 * size),
                Point::new(at, y),
                size,
                Writing::Horizontal,
            ));
            at += wide + spacing;
        }
        self
    }

    fn text(self, x: f64, y: f64, text: &str) -> Self {
        self.spaced(x, y, 8.0, 0.0, text)
    }

    /// Vertical writing downwards from `y`, centred on `x`.
    fn downwards(mut self, x: f64, y: f64, size: f64, text: &str) -> Self {
        for (i, c) in text.chars().enumerate() {
            let top = y + size * i as f64;
            let b = Rect::new(x - size / 2.0, top, x + size / 2.0, top + size);
            self.0.glyphs.push(glyph(c, b, Point::new(x, top), size, Writing::Vertical));
        }
        self
    }

    fn layout(&self) -> PageLayout {
        layout::page(&self.0)
    }
}

fn glyph(c: char, bbox: Rect, origin: Point, size: f64, writing: Writing) -> Glyph {
    Glyph {
        text: GlyphText::Char(c),
        bbox,
        origin,
        size,
        code: c as u32,
        decoding: Decoding::ToUnicode,
        font: 0,
        writing,
    }
}

/// Texts of all cells in reading order.
fn texts(layout: &PageLayout) -> Vec<String> {
    layout.cells().map(|(_, c)| c.text()).collect()
}

fn loose(layout: &PageLayout) -> Vec<&str> {
    layout.loose.iter().map(|l| l.text.as_str()).collect()
}

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

// --- How producers draw borders ---------------------------------------------------------

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
fn a_highlight_behind_words_is_no_cell() {
    let page = Paper::new().table(&[50.0, 250.0], &[100.0, 130.0]).fill(Rect::new(90.0, 108.0, 130.0, 118.0), 0.8);
    assert_eq!(texts(&page.text(60.0, 116.0, "今後の進め方").layout()), ["今後の進め方"]);
}

// --- What stands in a cell --------------------------------------------------------------

fn cell_of(page: Paper) -> String {
    let layout = page.table(&[50.0, 250.0], &[100.0, 160.0]).layout();
    assert_eq!(layout.cells().count(), 1);
    texts(&layout).remove(0)
}

#[test]
fn spaced_out_labels_and_blanks() {
    // Spacing throughout is no blank; a gap that stands out is one; a blank that was set is kept.
    assert_eq!(cell_of(Paper::new().spaced(60.0, 120.0, 8.0, 2.0, "平成二十七年度")), "平成二十七年度");
    assert_eq!(cell_of(Paper::new().text(60.0, 120.0, "高い").text(90.0, 120.0, "低い")), "高い 低い");
    assert_eq!(cell_of(Paper::new().text(60.0, 120.0, "理　由")), "理 由");
    assert_eq!(cell_of(Paper::new().text(60.0, 120.0, "Sky Blue 12人")), "Sky Blue 12人");
}

#[test]
fn two_lines_of_different_sizes() {
    let page = Paper::new().spaced(60.0, 118.0, 8.0, 0.0, "平成31").spaced(60.0, 128.0, 6.0, 0.0, "(令和元)年度");
    assert_eq!(cell_of(page), "平成31\n(令和元)年度");
}

#[test]
fn a_raised_note_belongs_to_its_line() {
    let page =
        Paper::new().text(60.0, 120.0, "登録者数").spaced(92.0, 116.5, 4.5, 0.0, "※1").text(60.0, 130.0, "次の行");
    assert_eq!(cell_of(page), "登録者数※1\n次の行");
}

#[test]
fn tightly_set_lines_stay_apart() {
    let page = Paper::new().text(60.0, 120.0, "一行目の文").text(60.0, 127.6, "二行目の文").text(60.0, 135.2, "三行目");
    assert_eq!(cell_of(page), "一行目の文\n二行目の文\n三行目");
}

#[test]
fn vertical_writing_reads_from_the_right() {
    assert_eq!(
        cell_of(Paper::new().downwards(90.0, 105.0, 8.0, "成果").downwards(100.0, 105.0, 8.0, "指標")),
        "指標\n成果"
    );
}

#[test]
fn stacked_characters_are_one_label() {
    let mut page = Paper::new().table(&[50.0, 64.0, 120.0], &[100.0, 160.0]);
    for (i, c) in ["対", "象", "者"].into_iter().enumerate() {
        page = page.text(53.0, 115.0 + 12.0 * i as f64, c);
    }
    let layout = page.text(70.0, 120.0, "5").text(70.0, 135.0, "4").layout();
    assert_eq!(texts(&layout), ["対象者", "5\n4"]);
    assert!(layout.grids[0].cells[0].lines[0].vertical);
}

#[test]
fn text_turned_in_a_cell_reads_along_itself() {
    let mut page = Paper::new().table(&[50.0, 70.0, 200.0], &[100.0, 160.0]).text(80.0, 120.0, "横書きの長い文");
    for (i, c) in "実績".chars().enumerate() {
        // Upwards: turned counter-clockwise.
        let y = 140.0 - 8.0 * i as f64;
        page.0.glyphs.push(glyph(c, Rect::new(56.0, y - 8.0, 64.0, y), Point::new(63.0, y), 8.0, Writing::Turned(270)));
    }
    assert_eq!(texts(&page.layout())[0], "実績");
}

#[test]
fn one_string_over_several_cells_is_divided_by_place() {
    // Drawn as one string with blanks; the blanks carry it over the borders.
    let page = Paper::new().table(&[50.0, 100.0, 150.0, 200.0], &[100.0, 120.0]);
    let layout = page.text(60.0, 112.0, "12人       34人         －").layout();
    assert_eq!(texts(&layout), ["12人", "34人", "－"]);
    assert!(layout.cells().all(|(_, c)| c.trust() == 1.0));
}

#[test]
fn two_cells_whose_texts_nearly_touch() {
    let page = Paper::new().table(&[50.0, 100.0, 150.0], &[100.0, 120.0]);
    let layout = page.text(75.0, 112.0, "26箇所").text(101.0, 112.0, "22箇所").layout();
    assert_eq!(texts(&layout), ["26箇所", "22箇所"]);
    assert!(layout.cells().all(|(_, c)| c.trust() == 1.0));
}

#[test]
fn a_word_that_runs_over_a_border_stays_whole_and_is_doubted() {
    let page = Paper::new().table(&[50.0, 100.0, 150.0], &[100.0, 120.0]);
    let layout = page.text(60.0, 112.0, "動画再生124").layout();
    assert_eq!(texts(&layout), ["動画再生124", ""]);
    assert!(layout.cells().next().is_some_and(|(_, c)| c.trust() < 0.9 && c.lines[0].straddles));
}

#[test]
fn text_that_touches_a_border_or_leans_over_the_edge_of_the_table() {
    let page = Paper::new().table(&[50.0, 100.0], &[100.0, 108.0, 116.0]);
    let layout = page.text(50.5, 107.6, "上").text(50.5, 115.6, "下の行").layout();
    assert_eq!(texts(&layout), ["上", "下の行"]);
    let layout = Paper::new().table(&[50.0, 100.0], &[100.0, 120.0]).text(52.0, 112.0, "名前が長い課名").layout();
    assert_eq!(texts(&layout), ["名前が長い課名"]);
    assert!(layout.loose.is_empty());
}

// --- Marks ------------------------------------------------------------------------------

#[test]
fn drawn_squares_are_marks() {
    let mut page = Paper::new().table(&[50.0, 90.0, 130.0, 170.0], &[100.0, 120.0]);
    for x in [66.0, 106.0, 146.0] {
        page = page.table(&[x, x + 8.0], &[106.0, 114.0]);
    }
    let page = page.fill(Rect::new(107.5, 107.5, 112.5, 112.5), 0.0);
    let layout = page.layout();
    assert_eq!(texts(&layout), ["□", "■", "□"]);
    assert!(layout.cells().all(|(_, c)| c.lines[0].drawn));
}

#[test]
fn a_filled_square_beside_a_label_is_read_in_its_line() {
    let page = Paper::new().table(&[50.0, 150.0], &[100.0, 120.0]).fill(Rect::new(56.0, 105.5, 63.0, 112.5), 0.0);
    assert_eq!(texts(&page.text(64.0, 112.0, "現状維持").layout()), ["■現状維持"]);
}

#[test]
fn a_small_cell_with_a_figure_is_no_mark() {
    let layout = Paper::new().table(&[50.0, 62.0], &[100.0, 112.0]).text(54.0, 109.0, "5").layout();
    assert_eq!(texts(&layout), ["5"]);
}

// --- Pages ------------------------------------------------------------------------------

#[test]
fn sheets_side_by_side_have_their_own_grids() {
    let page =
        Paper::new().table(&[20.0, 150.0, 280.0], &[100.0, 120.0]).table(&[310.0, 440.0, 570.0], &[100.0, 120.0]);
    let layout = page.text(30.0, 90.0, "左の表").text(320.0, 90.0, "右の表").layout();
    assert_eq!(layout.grids.len(), 2);
    assert_eq!(loose(&layout), ["左の表", "右の表"]);
}

#[test]
fn a_page_shown_sideways_is_read_upright() {
    let upright = Paper::new()
        .table(&[50.0, 150.0, 250.0], &[100.0, 120.0])
        .text(60.0, 112.0, "対象者")
        .text(160.0, 112.0, "12人");
    let turned = clockwise(&upright.0);
    let (layout, expected) = (layout::page(&turned), upright.layout());
    assert_eq!(texts(&layout), texts(&expected));
    let shown = layout.turn.shown(&layout.grids[0].cells[0].bbox);
    assert_eq!(shown, Rect::new(842.0 - 120.0, 50.0, 842.0 - 100.0, 150.0));
}

/// The page as it is shown when turned clockwise.
fn clockwise(page: &Page) -> Page {
    let height = page.height;
    let turn = |b: &Rect| Rect::new(height - b.y1, b.x0, height - b.y0, b.x1);
    let mut turned = page.clone();
    (turned.width, turned.height) = (page.height, page.width);
    for rule in &mut turned.rules {
        rule.bbox = turn(&rule.bbox);
        rule.horizontal = !rule.horizontal;
    }
    for g in &mut turned.glyphs {
        g.bbox = turn(&g.bbox);
        g.origin = Point::new(height - g.origin.y, g.origin.x);
        g.writing = Writing::Turned(90);
    }
    turned
}

#[test]
fn places_that_are_no_numbers_are_left_out() {
    let mut page = Paper::new().table(&[50.0, 150.0], &[100.0, 120.0]).text(60.0, 112.0, "値");
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        let b = Rect { x0: bad, y0: 1.0, x1: bad, y1: bad };
        page.0.rules.push(Rule { bbox: b, horizontal: true, source: RuleSource::Stroke });
        page.0.fills.push(Fill { bbox: b, lightness: 0.5 });
        page.0.glyphs.push(glyph('x', b, Point::new(bad, bad), bad, Writing::Horizontal));
    }
    assert_eq!(texts(&page.layout()), ["値"]);
}

// --- Whatever is drawn ------------------------------------------------------------------

/// A table of random widths and heights, with up to `damage` borders left out or cut in half, and text anywhere.
fn any_paper(damage: usize) -> impl Strategy<Value = Paper> {
    let sizes = |n| prop::collection::vec(9.0..60.0_f64, 1..n);
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
    fn every_visible_glyph_stands_in_exactly_one_line(page in any_paper(7)) {
        let layout = page.layout();
        let lines: Vec<_> = layout.cells().flat_map(|(_, c)| &c.lines).chain(&layout.loose).collect();
        let mut read: Vec<(char, [i64; 2])> = lines.iter()
            .flat_map(|l| l.text.chars().zip(&l.boxes))
            .filter(|(c, _)| !c.is_whitespace())
            .map(|(c, b)| (c, [b.x0, b.y0].map(|v| (v * 100.0).round() as i64)))
            .collect();
        let mut drawn: Vec<(char, [i64; 2])> = page.0.glyphs.iter()
            .filter_map(|g| match g.text { GlyphText::Char(c) if !c.is_whitespace() => Some((c, g.bbox)), _ => None })
            .map(|(c, b)| (c, [b.x0, b.y0].map(|v| (v * 100.0).round() as i64)))
            .collect();
        read.sort_unstable();
        drawn.sort_unstable();
        prop_assert_eq!(read, drawn);
        prop_assert!(lines.iter().all(|l| l.boxes.len() == l.text.chars().count()));
    }

    #[test]
    fn cells_of_a_grid_are_disjoint_and_lie_in_it(page in any_paper(7)) {
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
    fn moving_a_page_changes_no_cell(page in any_paper(7), dx in -15.0..15.0_f64, dy in -15.0..15.0_f64) {
        prop_assert_eq!(structure(&layout::page(&moved(&page.0, dx, dy, 1.0))), structure(&page.layout()));
    }

    #[test]
    fn scaling_a_page_changes_no_cell(page in any_paper(0), scale in 0.9..2.0_f64) {
        prop_assert_eq!(structure(&layout::page(&moved(&page.0, 0.0, 0.0, scale))), structure(&page.layout()));
    }

    #[test]
    fn the_order_of_painting_changes_no_cell(page in any_paper(7)) {
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
