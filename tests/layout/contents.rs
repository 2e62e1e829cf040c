//! What stands in cells, marks, and pages as a whole.

use kanrihyo::geom::{Point, Rect};
use kanrihyo::ingest::{Fill, Page, Rule, RuleSource, Writing};

use crate::paper::{Paper, glyph, laid_out, loose, texts};

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
fn an_em_of_blanks_divides_nothing_whatever_the_rounding() {
    for hundredths in 550..1050 {
        let size = f64::from(hundredths) / 100.0;
        let page = Paper::new().spaced(60.0, 120.0, 13.0, 0.0, "登録者").spaced(99.0, 117.0, size, 0.0, "1  2");
        assert_eq!(cell_of(page), "登録者1 2", "{size}");
    }
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

#[test]
fn drawn_squares_are_marks() {
    let mut page = Paper::new().table(&[50.0, 90.0, 130.0, 170.0], &[100.0, 120.0]);
    for x in [66.0, 106.0, 146.0] {
        page = page.table(&[x, x + 8.0], &[106.0, 114.0]);
    }
    let mut page = page.fill(Rect::new(107.5, 107.5, 112.5, 112.5), 0.0);
    page.0.shapes.push(Rect::new(147.0, 105.0, 156.0, 113.0));
    let layout = page.layout();
    assert_eq!(texts(&layout), ["□", "■", "☑"]);
    assert!(layout.cells().all(|(_, c)| c.lines[0].drawn));
}

#[test]
fn a_drawn_square_with_a_small_filled_one_in_its_middle_is_marked() {
    let page = Paper::new().table(&[50.0, 90.0], &[100.0, 120.0]).table(&[66.0, 71.0], &[106.0, 111.0]);
    assert_eq!(texts(&page.fill(Rect::new(67.3, 107.3, 69.7, 109.7), 0.0).layout()), ["■"]);
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
    let (layout, expected) = (laid_out(&turned), upright.layout());
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

#[test]
fn a_stamp_over_a_cell_is_not_its_text() {
    let page = Paper::new().text(60.0, 120.0, "150箇所").spaced(70.0, 128.0, 30.0, 0.0, "見本");
    let layout = page.table(&[50.0, 250.0], &[110.0, 125.0]).layout();
    assert_eq!(texts(&layout), ["150箇所"]);
    assert_eq!(loose(&layout), ["見本"]);
}

#[test]
fn text_on_top_of_other_text_is_not_trusted() {
    let page = Paper::new().text(60.0, 120.0, "障害福祉課").text(64.0, 120.0, "999人");
    let layout = page.table(&[50.0, 250.0], &[100.0, 160.0]).layout();
    let trust = layout.cells().flat_map(|(_, c)| &c.lines).map(|l| l.trust).fold(1.0, f64::min);
    assert!(trust < 0.9);
}

#[test]
fn a_ring_in_a_cell_or_around_its_only_character_is_a_mark() {
    let mut page = Paper::new().table(&[50.0, 80.0, 110.0, 140.0], &[100.0, 120.0]).text(62.0, 113.0, "5");
    page.0.shapes.extend([Rect::new(56.0, 103.0, 70.0, 117.0), Rect::new(90.0, 105.0, 100.0, 115.0)]);
    page.0.shapes.extend([Rect::new(113.0, 105.0, 121.0, 113.0), Rect::new(126.0, 105.0, 134.0, 113.0)]);
    let texts = texts(&page.layout());
    assert_eq!(texts.iter().map(|t| t.replace(' ', "")).collect::<Vec<_>>(), ["○5", "○", ""], "two are a drawing");
}
