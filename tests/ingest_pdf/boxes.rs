//! Lines, areas and pictures, and the page that they stand on.

use kanrihyo::geom::Rect;
use kanrihyo::ingest::{Page, RuleSource};
use lopdf::{Dictionary, Object, dictionary};

use crate::make::{Make, numbers};

fn drawn(content: &str) -> Page {
    Make::new().page(content).read()
}

fn near(a: Rect, b: [f64; 4]) -> bool {
    [a.x0 - b[0], a.y0 - b[1], a.x1 - b[2], a.y1 - b[3]].iter().all(|d| d.abs() < 0.01)
}

#[track_caller]
fn assert_rule(page: &Page, at: usize, bbox: [f64; 4], horizontal: bool, source: RuleSource) {
    let rule = page.rules.get(at).unwrap_or_else(|| panic!("rule {at} of {:?}", page.rules));
    assert!(near(rule.bbox, bbox) && rule.horizontal == horizontal && rule.source == source, "{rule:?}");
}

#[test]
fn a_page_is_measured_as_it_is_shown() {
    let line = "1 w 10 20 m 60 20 l S";
    for (turn, size, bbox) in [
        (0, [200.0, 100.0], [10.0, 79.5, 60.0, 80.5]),
        (90, [100.0, 200.0], [19.5, 10.0, 20.5, 60.0]),
        (180, [200.0, 100.0], [140.0, 19.5, 190.0, 20.5]),
        (270, [100.0, 200.0], [79.5, 140.0, 80.5, 190.0]),
    ] {
        let page = Make::new().page_with(line, dictionary! { "Rotate" => turn }).read();
        assert_eq!([page.width, page.height], size, "turned by {turn}");
        assert_rule(&page, 0, bbox, turn % 180 == 0, RuleSource::Stroke);
    }
}

#[test]
fn a_crop_box_moves_the_origin_and_a_user_unit_scales() {
    let line = "1 w 60 40 m 90 40 l S";
    let crop = || dictionary! { "CropBox" => numbers(&[50.0, 30.0, 150.0, 80.0]) };
    let page = Make::new().page_with(line, crop()).read();
    assert_eq!([page.width, page.height], [100.0, 50.0]);
    assert_rule(&page, 0, [10.0, 39.5, 40.0, 40.5], true, RuleSource::Stroke);
    let mut unit = crop();
    unit.set("UserUnit", 2);
    let page = Make::new().page_with(line, unit).read();
    assert_eq!([page.width, page.height], [200.0, 100.0]);
    assert_rule(&page, 0, [20.0, 79.0, 80.0, 81.0], true, RuleSource::Stroke);
}

#[test]
fn lines_come_from_strokes_outlines_and_thin_fills() {
    let page = drawn("0.5 w 10 10 m 10 90 l S [3 2] 0 d 20 50 m 190 50 l S [] 0 d 30 20 40 30 re S 100 20 60 0.4 re f");
    assert_rule(&page, 0, [9.75, 10.0, 10.25, 90.0], false, RuleSource::Stroke);
    assert_rule(&page, 1, [20.0, 49.75, 190.0, 50.25], true, RuleSource::Stroke);
    let edges: Vec<_> = page.rules.iter().filter(|r| r.source == RuleSource::RectangleEdge).collect();
    assert_eq!(edges.iter().filter(|r| r.horizontal).count(), 2);
    assert_eq!(edges.len(), 4);
    assert_rule(&page, 6, [100.0, 79.6, 160.0, 80.0], true, RuleSource::ThinFill);
}

#[test]
fn one_fill_may_hold_a_whole_grid_and_zero_height_is_a_line() {
    let page = drawn("10 10 100 0.5 re 10 30 100 0.5 re 10 10 0.5 20 re f 10 60 80 0 re f");
    assert_eq!(page.rules.iter().filter(|r| r.horizontal).count(), 3, "{:?}", page.rules);
    assert_eq!(page.rules.len(), 4);
    assert!((page.rules[3].bbox.width() - 80.0).abs() < 0.01);
}

#[test]
fn shading_is_an_area_with_its_lightness() {
    let page = drawn("0.8 g 10 10 50 20 re f 0 g 80 10 8 8 re f");
    assert!(near(page.fills[0].bbox, [10.0, 70.0, 60.0, 90.0]), "{:?}", page.fills);
    assert!((page.fills[0].lightness - 0.8).abs() < 0.05);
    assert!(page.fills[1].lightness < 0.01 && page.rules.is_empty());
}

#[test]
fn a_white_line_is_seen_only_on_something_dark() {
    let page = drawn("1 G 10 50 m 90 50 l S");
    assert!(page.rules.is_empty());
    let page = drawn("0.2 g 0 40 100 20 re f 1 G 10 50 m 90 50 l S");
    assert_eq!(page.rules.len(), 1);
}

#[test]
fn clips_cut_lines_and_areas() {
    let page = drawn("q 20 20 50 50 re W n 0 30 m 200 30 l S 0 90 m 200 90 l S 0.5 g 0 0 200 100 re f Q");
    assert_eq!(page.rules.len(), 1, "{:?}", page.rules);
    assert!(near(page.rules[0].bbox, [20.0, 69.5, 70.0, 70.5]));
    assert!(near(page.fills[0].bbox, [20.0, 30.0, 70.0, 80.0]));
    let page = drawn("q 20 50 100 0.5 re W n 0 0 200 100 re f Q");
    assert_eq!(page.rules.len(), 1, "an area seen through a slit is a line");
}

#[test]
fn ellipses_and_slanted_lines_are_shapes() {
    let page = drawn("20 50 m 20 60 40 60 40 50 c 40 40 20 40 20 50 c S 60 20 m 100 60 l S");
    assert_eq!(page.shapes.len(), 2, "{:?}", page.shapes);
    assert!(page.shapes[0].x0 >= 19.9 && page.shapes[0].x1 <= 40.1);
    assert!(near(page.shapes[1], [60.0, 40.0, 100.0, 80.0]));
}

#[test]
fn a_picture_has_its_box_and_a_thin_one_is_a_line() {
    let mut make = Make::new();
    let image = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 4, "Height" => 2,
    "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 };
    let id = make.stream(image, vec![0; 8]);
    make.resources.set("XObject", dictionary! { "I" => Object::Reference(id) });
    let page = make.page_with("q 40 0 0 20 10 10 cm /I Do Q q 90 0 0 0.5 10 60 cm /I Do Q", Dictionary::new()).read();
    assert_eq!(page.images.len(), 1);
    assert!(near(page.images[0], [10.0, 70.0, 50.0, 90.0]), "{:?}", page.images);
    assert_rule(&page, 0, [10.0, 39.5, 100.0, 40.0], true, RuleSource::ThinFill);
}
