//! Which text of a page is seen, how often, and where.

use kanrihyo::ingest::pdf::{PageState, Pdf, Survey};
use kanrihyo::ingest::{Decoding, Limit, Limits, Opening, Writing};
use kanrihyo::sheet::ErrorKind;
use lopdf::{Dictionary, Object, dictionary};

use crate::make::{Make, glyph_numbers, hex, hex_string, numbers, open, program, show, text};

fn helvetica() -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" }
}

fn latin(content: &str) -> kanrihyo::ingest::Page {
    Make::new().font("F", helvetica()).page(content).read()
}

#[test]
fn text_filled_and_stroked_for_bold_comes_once() {
    let page = latin("BT /F 10 Tf 2 Tr 20 50 Td (120) Tj 0 20 Td (7) Tj ET");
    assert_eq!(text(&page), "1207");
    let clipping = latin("BT /F 10 Tf 6 Tr 20 50 Td (120) Tj ET");
    assert_eq!(text(&clipping), "120", "filled, stroked and clipped to");
    assert_eq!(text(&latin("BT /F 10 Tf 1 Tr 20 50 Td (120) Tj ET")), "120", "stroked only");
}

#[test]
fn text_drawn_again_a_little_aside_comes_once() {
    let page = latin("BT /F 10 Tf 20 50 Td (11) Tj 0.3 0 Td (11) Tj ET");
    assert_eq!(text(&page), "11");
    assert_eq!(text(&latin("BT /F 10 Tf 20 50 Td (11) Tj 12 0 Td (11) Tj ET")), "1111");
}

#[test]
fn a_glyph_has_its_em_box() {
    let page = latin("BT /F 10 Tf 20 50 Td (1) Tj ET");
    let bbox = page.glyphs[0].bbox;
    assert!((bbox.x0 - 20.0).abs() < 1e-4 && (bbox.width() - 5.56).abs() < 1e-3, "{bbox:?}");
    assert!((bbox.y0 - (50.0 - 8.8)).abs() < 1e-4 && (bbox.y1 - 51.2).abs() < 1e-4, "{bbox:?}");
    assert_eq!((page.glyphs[0].size, page.glyphs[0].writing), (10.0, Writing::Horizontal));
}

#[test]
fn half_widths_are_half_with_a_font_that_is_not_embedded() {
    let widths = dictionary! { "W" => vec![231.into(), 632.into(), 500.into()], "DW" => 1000 };
    let codes = encoding_rs::SHIFT_JIS.encode("ｱ12年").0;
    let page = Make::new().cid_font("F", "90ms-RKSJ-H", widths).page(show("F", &codes)).read();
    let places: Vec<(f64, f64)> = page.glyphs.iter().map(|g| (g.bbox.x0.round(), g.bbox.width().round())).collect();
    assert_eq!(places, [(20.0, 5.0), (25.0, 5.0), (30.0, 5.0), (35.0, 10.0)]);
}

#[test]
fn vertical_text_runs_down_in_boxes_as_wide_as_its_characters() {
    let widths = dictionary! { "W" => vec![231.into(), 632.into(), 500.into()] };
    let codes = encoding_rs::SHIFT_JIS.encode("年1").0;
    let page = Make::new().cid_font("F", "90ms-RKSJ-V", widths).page(show("F", &codes)).read();
    let [year, one] = &page.glyphs[..] else { panic!("{}", text(&page)) };
    assert_eq!((year.writing, one.writing), (Writing::Vertical, Writing::Vertical));
    assert!((year.bbox.center().x - 20.0).abs() < 0.01 && (one.bbox.center().x - 20.0).abs() < 0.01);
    assert!((one.bbox.y0 - year.bbox.y1).abs() < 0.01, "one below the other");
    assert_eq!((year.bbox.width().round(), one.bbox.width().round()), (10.0, 5.0));
}

#[test]
fn turned_text_says_how_far() {
    let page = latin("BT /F 10 Tf 0 1 -1 0 50 20 Tm (12) Tj ET");
    assert_eq!(page.glyphs[0].writing, Writing::Turned(-90), "it runs up the page");
    assert!(page.glyphs[1].origin.y < page.glyphs[0].origin.y);
}

#[test]
fn actual_text_is_given_once_in_place_of_its_glyphs() {
    let actual =
        hex(&[&[0xFE, 0xFF][..], &"第12年".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()].concat());
    let codes = hex(&glyph_numbers("年12度"));
    let content = format!(
        "BT /F 10 Tf 20 50 Td /Span <</ActualText <{actual}>>> BDC <{codes}> Tj EMC <{}> Tj ET",
        hex(&glyph_numbers("度"))
    );
    let page = Make::new().identity_font("F", program(), None).page(content).read();
    assert_eq!(text(&page), "第12年度");
    assert_eq!(page.glyphs[0].decoding, Decoding::ActualText);
    assert_eq!(page.glyphs[1].decoding, Decoding::FontProgram, "what agrees is left as it is");
}

#[test]
fn clipped_out_text_is_not_there() {
    let page =
        latin("BT /F 10 Tf 20 20 Td (9) Tj ET q 0 40 200 60 re W n BT /F 10 Tf 20 20 Td (1) Tj 0 30 Td (2) Tj ET Q");
    assert_eq!(text(&page), "92");
    let cells = latin("q 20 40 8 20 re W n BT /F 10 Tf 20 45 Td (1234) Tj ET Q");
    assert_eq!(text(&cells), "12", "what runs out of its cell is cut");
    let empty = latin("q 0 0 10 10 re W n 50 50 10 10 re W n BT /F 10 Tf 52 52 Td (1) Tj ET Q");
    assert_eq!(text(&empty), "", "two clips that do not meet show nothing");
}

#[test]
fn text_as_a_clip_is_seen() {
    let codes = hex(&glyph_numbers("年度"));
    let content = format!("q BT /F 10 Tf 7 Tr 20 50 Td <{codes}> Tj ET 0 0 200 100 re f Q");
    let page = Make::new().identity_font("F", program(), None).page(content).read();
    assert_eq!((text(&page).as_str(), page.unseen.len()), ("年度", 0));
}

/// A grey picture over the whole page.
fn picture(make: &mut Make) {
    let image = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2,
    "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 };
    let id = make.stream(image, vec![0x80; 4]);
    make.resources.set("XObject", dictionary! { "I" => id });
}

#[test]
fn recognised_text_behind_a_scan_is_not_taken_for_print() {
    let mut make = Make::new();
    picture(&mut make);
    let content = "q 200 0 0 100 0 0 cm /I Do Q BT /F 10 Tf 3 Tr 20 50 Td (120) Tj ET";
    let page = make.font("F", helvetica()).page(content).read();
    assert_eq!((text(&page).as_str(), page.unseen.len()), ("", 3));
    assert_eq!(page.images.len(), 1);
    assert_eq!(PageState::of(&page), PageState::Scan);
    let mut survey = Survey::new();
    survey.page(&page);
    assert_eq!(survey.conclude().unwrap_err().kind(), ErrorKind::NoTextLayer);
}

#[test]
fn text_that_leaves_no_ink_is_invisible() {
    let mut make = Make::new();
    make.resources.set("ExtGState", dictionary! { "G" => dictionary! { "ca" => Object::Real(0.0) } });
    let content = "q /G gs BT /F 10 Tf 20 50 Td (1) Tj ET Q 0 g BT /F 10 Tf 20 20 Td (2) Tj ET";
    let page = make.font("F", helvetica()).page(content).read();
    assert_eq!((text(&page).as_str(), page.unseen.len()), ("2", 1));
}

#[test]
fn white_text_shows_only_on_what_is_not_white() {
    let white = |ground: &str, text: &str| latin(&format!("{ground} 1 g 1 G BT /F 10 Tf 20 20 Td {text} ET"));
    let bare = white("", "(999) Tj");
    assert_eq!((text(&bare).as_str(), bare.unseen.len()), ("", 3), "nothing is seen on paper");
    assert_eq!(text(&white("1 g 0 0 200 100 re f", "(1) Tj")), "", "nor on a white ground");
    assert_eq!(text(&white("0.2 g 0 0 200 100 re f", "(1) Tj")), "1", "a dark head shows it");
    assert_eq!(text(&white("0.2 g 0 0 200 100 re f 1 g 10 10 80 40 re f", "(1) Tj")), "", "not through a white label");
    assert_eq!(text(&white("0 g 0 0 m 90 0 l 60 60 l h f", "(1) Tj")), "1", "nor is a ground always a rectangle");
    let outlined = latin("1 g 0 G BT /F 10 Tf 2 Tr 20 20 Td (12) Tj ET");
    assert_eq!(text(&outlined), "12", "white letters with a black outline are seen");
}

#[test]
fn a_hidden_layer_stays_hidden() {
    let mut make = Make::new();
    let layer = |make: &mut Make, name: &str| {
        make.doc.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal(name) })
    };
    let (on, off) = (layer(&mut make, "on"), layer(&mut make, "off"));
    make.resources.set("Properties", dictionary! { "On" => on, "Off" => off });
    make.doc.trailer.set(
        "OCProperties",
        dictionary! {
            "OCGs" => vec![on.into(), off.into()], "D" => dictionary! { "OFF" => vec![off.into()] },
        },
    );
    let content = "BT /F 10 Tf 20 50 Td /OC /On BDC (1) Tj EMC /OC /Off BDC (2) Tj EMC (3) Tj ET";
    assert_eq!(text(&make.font("F", helvetica()).page(content).read()), "13");
}

fn form(make: &mut Make, content: &str) -> lopdf::ObjectId {
    let font = make.doc.add_object(helvetica());
    let dict = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => numbers(&[0.0, 0.0, 100.0, 20.0]),
    "Resources" => dictionary! { "Font" => dictionary! { "H" => font } } };
    make.stream(dict, content.as_bytes().to_vec())
}

#[test]
fn forms_and_field_appearances_are_read_notes_are_not() {
    let mut make = Make::new();
    let shown = form(&mut make, "BT /H 10 Tf 0 5 Td (12) Tj ET");
    let field = form(&mut make, "/Tx BMC BT /H 10 Tf 0 5 Td (34) Tj ET EMC");
    make.resources.set("XObject", dictionary! { "X" => shown });
    let widget = make.doc.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Widget", "F" => 4,
    "Rect" => numbers(&[20.0, 50.0, 120.0, 70.0]), "AP" => dictionary! { "N" => field } });
    let note = make.doc.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Text", "F" => 4,
    "Rect" => numbers(&[0.0, 0.0, 20.0, 20.0]), "Contents" => hex_string(b"56") });
    let annotations = dictionary! { "Annots" => vec![widget.into(), note.into()] };
    let page = make.page_with("q 1 0 0 1 20 20 cm /X Do Q", annotations).read();
    assert_eq!(text(&page), "1234");
    assert_eq!(page.glyphs[2].origin.x, 20.0);
    assert_eq!(page.glyphs[2].origin.y, 45.0, "20 of the rectangle's top, 5 above its bottom");
}

#[test]
fn a_clip_that_the_page_leaves_open_hides_no_field() {
    let mut make = Make::new();
    let look = form(&mut make, "BT /H 10 Tf 0 5 Td (34) Tj ET");
    let widget = make.doc.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Widget", "F" => 4,
    "Rect" => numbers(&[20.0, 50.0, 120.0, 70.0]), "AP" => dictionary! { "N" => look } });
    make.font("F", helvetica());
    let content = "q 0 0 100 40 re W n Q 0 0 100 30 re W n BT /F 10 Tf 20 10 Td (12) Tj ET";
    let page = make.page_with(content, dictionary! { "Annots" => vec![widget.into()] }).read();
    assert_eq!(text(&page), "1234");
}

#[test]
fn a_field_whose_value_nothing_draws_is_told() {
    let mut make = Make::new();
    let look = form(&mut make, "BT /H 10 Tf 0 5 Td (1,234) Tj ET");
    let parent = make.doc.add_object(dictionary! { "FT" => "Tx", "V" => hex_string(b"78") });
    let mut field = |keys: Dictionary| {
        let mut dict = dictionary! { "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx",
        "Rect" => numbers(&[20.0, 50.0, 120.0, 70.0]) };
        keys.into_iter().for_each(|(key, value)| dict.set(key, value));
        Object::from(make.doc.add_object(dict))
    };
    let drawn = dictionary! { "N" => look };
    let annotations = vec![
        field(dictionary! { "V" => hex_string(b"1234"), "AP" => drawn.clone() }),
        field(dictionary! { "V" => hex_string(b"56"), "AP" => drawn.clone() }),
        field(dictionary! { "FT" => Object::Null, "Parent" => parent }),
        field(dictionary! { "FT" => "Ch", "V" => hex_string(b"export"), "AP" => drawn }),
        field(dictionary! { "FT" => "Ch", "V" => hex_string(b"90") }),
        field(dictionary! { "V" => hex_string(b"hidden"), "F" => 2 }),
        field(dictionary! { "V" => hex_string(b"secret"), "Ff" => 1 << 13 }),
        field(dictionary! { "V" => hex_string(b" ") }),
    ];
    let bytes = make.page_with("", dictionary! { "Annots" => annotations }).bytes();
    let few = Opening { limits: Limits::default().with(Limit::PageGlyphs, 12), ..Opening::default() };
    let refused = Pdf::open(bytes.clone(), &few).unwrap().page(1).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::TooLarge, "as many characters as a page may not have");
    let page = open(bytes).page(1).unwrap();
    let untold = "a form field holds a text that nothing in the file draws: ";
    let told: Vec<&str> = page.repaired.iter().map(|note| note.trim_start_matches(untold)).collect();
    assert_eq!(told, ["56", "78", "90"]);
}

#[test]
fn the_stroked_outline_of_a_character_is_no_line_and_a_box_around_a_sign_is_one() {
    let outline = "0.2 w 21 44 m 25 44 l 25 50 l 21 50 l h 21.5 45 m 24.5 45 l 24.5 49 l 21.5 49 l h S";
    let bold = latin(&format!("BT /F 10 Tf 20 43 Td (D) Tj ET {outline}"));
    assert!(bold.rules.is_empty() && bold.shapes.is_empty(), "{:?}", bold.rules);
    let alone = latin(outline);
    assert_eq!(alone.rules.len(), 8);
    let line = latin("BT /F 10 Tf 20 43 Td (D) Tj ET 20 45 m 26 45 l S");
    assert_eq!(line.rules.len(), 1, "a single stroke is no outline");
}
