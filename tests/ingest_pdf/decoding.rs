//! What characters glyphs stand for, and how sure that is.

use kanrihyo::ingest::pdf::Survey;
use kanrihyo::ingest::{Decoding, Page};
use kanrihyo::sheet::ErrorKind;
use lopdf::{Dictionary, Object, dictionary};

use crate::make::{Make, glyph_numbers, hex, open, program, program_without_cmap, show, text};

const SAMPLE: &str = "事業の評価１２３";

fn decodings(page: &Page) -> Vec<Decoding> {
    page.glyphs.iter().map(|g| g.decoding).collect()
}

fn predefined(encoding: &str, codes: &[u8]) -> Page {
    // High on the page, so that vertical text has room.
    let content = format!("BT /F 10 Tf 20 95 Td <{}> Tj ET", hex(codes));
    Make::new().cid_font("F", encoding, Dictionary::new()).page(content).read()
}

#[test]
fn predefined_maps_give_the_text_of_fonts_that_are_not_embedded() {
    let utf16: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let euc = encoding_rs::EUC_JP.encode(SAMPLE).0.into_owned();
    let jis: Vec<u8> = euc.iter().map(|b| b & 0x7F).collect();
    let sjis = encoding_rs::SHIFT_JIS.encode(SAMPLE).0.into_owned();
    for (encoding, codes) in [
        ("90ms-RKSJ-H", &sjis),
        ("90msp-RKSJ-H", &sjis),
        ("90pv-RKSJ-H", &sjis),
        ("UniJIS-UCS2-H", &utf16),
        ("UniJIS-UCS2-HW-H", &utf16),
        ("UniJIS-UTF16-H", &utf16),
        ("EUC-H", &euc),
        ("H", &jis),
        ("90ms-RKSJ-V", &sjis),
        ("UniJIS-UTF16-V", &utf16),
    ] {
        let page = predefined(encoding, codes);
        assert_eq!(text(&page), SAMPLE, "{encoding}");
        assert!(decodings(&page).iter().all(|&d| d == Decoding::Predefined), "{encoding}");
    }
}

#[test]
fn identity_with_a_known_glyph_collection_is_read_by_glyph_number() {
    // Adobe-Japan1: 34 A, 35 B; 231 is the half-width blank, which its map gives as U+2002.
    assert_eq!(text(&predefined("Identity-H", &[0, 34, 0, 231, 0, 35])), "A B");
}

#[test]
fn what_windows_writes_is_what_comes_out() {
    let page = predefined("90ms-RKSJ-H", &encoding_rs::SHIFT_JIS.encode("１～２－３").0);
    assert_eq!(text(&page), "１～２－３", "not 〜 and −");
}

#[test]
fn an_external_character_does_not_shift_the_text_behind_it() {
    let mut codes = encoding_rs::SHIFT_JIS.encode("事業").0.into_owned();
    codes.extend([0xF0, 0x40]);
    codes.extend_from_slice(&encoding_rs::SHIFT_JIS.encode("費計画").0);
    let page = predefined("90ms-RKSJ-H", &codes);
    assert_eq!(text(&page), "事業\u{FFFD}費計画");
    assert_eq!((page.glyphs[2].decoding, page.glyphs[2].code), (Decoding::Unmapped, 0xF040));
    assert_eq!(page.unreadable, 1);
    assert_eq!(text(&predefined("UniJIS-UCS2-H", &[0x4E, 0x8B, 0xE0, 0x01, 0x69, 0x6D])), "事\u{FFFD}業");
}

#[test]
fn an_embedded_font_without_to_unicode_is_read_by_its_own_map() {
    let page = Make::new().identity_font("F", program(), None).page(show("F", &glyph_numbers("年度目標12"))).read();
    assert_eq!(text(&page), "年度目標12");
    assert!(decodings(&page).iter().all(|&d| d == Decoding::FontProgram));
    assert_eq!(page.repaired.len(), 1, "and the page says so");
}

#[test]
fn an_embedded_font_that_nothing_explains_is_unmapped() {
    let page =
        Make::new().identity_font("F", program_without_cmap(), None).page(show("F", &glyph_numbers("年度"))).read();
    assert_eq!(text(&page), "\u{FFFD}\u{FFFD}");
    assert_eq!(page.unreadable, 2);
}

fn to_unicode(pairs: &[(char, &str)]) -> String {
    let code = |c: char| hex(&glyph_numbers(&c.to_string()));
    pairs.iter().map(|(c, utf16)| format!("{} {utf16} ", code(*c))).collect()
}

#[test]
fn a_map_that_contradicts_the_font_loses_its_trust() {
    let honest = [('年', "5E74"), ('度', "5EA6"), ('2', "0032"), ('3', "0033"), ('4', "0034"), ('5', "0035")];
    let map = to_unicode(&[&honest[..], &[('1', "0037")]].concat());
    let page = Make::new().identity_font("F", program(), Some(&map)).page(show("F", &glyph_numbers("2年1度"))).read();
    assert_eq!(text(&page), "2年1度", "the page shows 1, whatever the map says");
    let decodings = decodings(&page);
    assert_eq!(decodings[2], Decoding::Contradicted);
    assert_eq!(decodings[0], Decoding::ToUnicode);
    assert!(page.repaired[0].contains("contradicts"), "{:?}", page.repaired);
}

#[test]
fn a_map_that_contradicts_the_font_throughout_is_followed_without_trust() {
    let map = to_unicode(&[('1', "0032"), ('2', "0033"), ('3', "0034"), ('4', "0035"), ('5', "0031")]);
    let page = Make::new().identity_font("F", program(), Some(&map)).page(show("F", &glyph_numbers("123"))).read();
    assert_eq!(text(&page), "234");
    assert!(decodings(&page).iter().all(|&d| d == Decoding::Contradicted));
}

#[test]
fn a_map_to_nothing_is_replaced_by_the_font() {
    let map = to_unicode(&[('年', "FFFD"), ('1', "E001"), ('2', "0000"), ('3', "0020")]);
    let page = Make::new().identity_font("F", program(), Some(&map)).page(show("F", &glyph_numbers("年123"))).read();
    assert_eq!(text(&page), "年123");
    assert!(decodings(&page).iter().all(|&d| d == Decoding::FontProgram), "{:?}", decodings(&page));
}

#[test]
fn a_map_to_nothing_that_the_font_does_not_explain_is_unmapped() {
    let map = to_unicode(&[('年', "FFFD"), ('1', "E001"), ('度', "5EA6")]);
    let page = Make::new()
        .identity_font("F", program_without_cmap(), Some(&map))
        .page(show("F", &glyph_numbers("年1度")))
        .read();
    assert_eq!(text(&page), "\u{FFFD}\u{FFFD}度", "the figure is not lost silently");
}

/// A TrueType font as office programs embed it: a subset whose codes count from 1.
fn simple_font(make: &mut Make, flags: i64, encoding: Option<Object>, first: i64) {
    let file = make.stream(Dictionary::new(), program_without_cmap());
    let mut font = dictionary! {
        "Type" => "Font", "Subtype" => "TrueType", "BaseFont" => "BAAAAA+Gothic", "FirstChar" => first,
        "LastChar" => 255, "Widths" => vec![Object::Integer(1000); 256 - first as usize],
        "FontDescriptor" => dictionary! {
            "Type" => "FontDescriptor", "FontName" => "BAAAAA+Gothic", "Flags" => flags, "FontFile2" => file,
        },
    };
    if let Some(encoding) = encoding {
        font.set("Encoding", encoding);
    }
    make.font("F", font);
}

#[test]
fn a_numbered_subset_without_a_map_is_refused_and_not_guessed() {
    let mut make = Make::new();
    simple_font(&mut make, 4, None, 0);
    let page = make.page(show("F", b"\x01\x02ABC")).read();
    assert_eq!(text(&page), "\u{FFFD}".repeat(5), "the engine would invent Latin letters");
    let mut survey = Survey::new();
    survey.page(&page);
    let error = survey.conclude().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnmappedGlyphs);
    assert!(error.en().contains("page 1") && error.ja().contains("1ページ"), "{error}");
}

#[test]
fn an_encoding_is_believed_where_the_font_is_not_symbolic() {
    let winansi = || Some(Object::from("WinAnsiEncoding"));
    for (flags, first, expected) in
        [(32, 32, Decoding::Predefined), (4, 32, Decoding::Contradicted), (4, 1, Decoding::Unmapped)]
    {
        let mut make = Make::new();
        simple_font(&mut make, flags, winansi(), first);
        assert_eq!(make.page(show("F", b"A")).read().glyphs[0].decoding, expected, "flags {flags}, from {first}");
    }
}

#[test]
fn ticks_and_boxes_of_wingdings_are_what_they_look_like() {
    let font = dictionary! { "Type" => "Font", "Subtype" => "TrueType", "BaseFont" => "Wingdings", "FirstChar" => 32,
    "LastChar" => 255, "Widths" => vec![Object::Integer(890); 224],
    "FontDescriptor" => dictionary! { "Type" => "FontDescriptor", "FontName" => "Wingdings", "Flags" => 4 } };
    let page = Make::new().font("F", font).page(show("F", &[0x6E, 0xA8, 0xFE])).read();
    assert_eq!(text(&page), "■□☑");
}

#[test]
fn a_glyph_drawn_by_procedures_needs_a_name_or_a_map() {
    let font = |name: &str, make: &mut Make| {
        let square = make.stream(Dictionary::new(), b"1000 0 0 0 750 750 d1 0 0 750 750 re f".to_vec());
        dictionary! {
            "Type" => "Font", "Subtype" => "Type3", "FontBBox" => vec![0.into(), 0.into(), 750.into(), 750.into()],
            "FontMatrix" => crate::make::numbers(&[0.001, 0.0, 0.0, 0.001, 0.0, 0.0]),
            "CharProcs" => dictionary! { name => square },
            "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => vec![97.into(), Object::Name(name.into())] },
            "FirstChar" => 97, "LastChar" => 97, "Widths" => vec![Object::Integer(1000)],
            "Resources" => Dictionary::new(),
        }
    };
    for (name, expected) in [("seven", "7"), ("glyph0041x", "\u{FFFD}")] {
        let mut make = Make::new();
        let dict = font(name, &mut make);
        let page = make.font("F", dict).page(show("F", b"a")).read();
        assert_eq!(text(&page), expected);
        assert_eq!(page.glyphs[0].bbox.width(), 10.0);
    }
}

#[test]
fn two_dictionaries_of_one_program_keep_apart() {
    let mut make = Make::new();
    let honest = to_unicode(&[('1', "0031"), ('2', "0032")]);
    let swapped = to_unicode(&[('1', "FF11"), ('2', "FF12")]);
    make.identity_font("F", program(), Some(&honest)).identity_font("G", program(), Some(&swapped));
    let page = make.page([show("F", &glyph_numbers("12")), show("G", &glyph_numbers("1"))].join(&b' ')).read();
    // The second run stands where the first began, but says another character.
    assert_eq!(page.glyphs.iter().map(|g| g.text.to_string()).collect::<Vec<_>>(), ["1", "2", "１"]);
}

#[test]
fn a_font_dictionary_within_the_resources_is_found_too() {
    let mut make = Make::new();
    make.identity_font("F", program(), None);
    let id = make.doc.max_id;
    let inline = make.doc.get_dictionary((id, 0)).unwrap().clone();
    let page = make.inline_font("G", inline).page(show("G", &glyph_numbers("年度"))).read();
    assert_eq!(text(&page), "年度");
}

#[test]
fn threads_read_different_pages_of_one_document() {
    let mut make = Make::new();
    make.identity_font("F", program(), None);
    for figure in ["1", "2", "3", "4"] {
        make.page(show("F", &glyph_numbers(figure)));
    }
    let pdf = open(make.bytes());
    let read: Vec<String> = std::thread::scope(|scope| {
        let read = |n| {
            scope.spawn({
                let pdf = &pdf;
                move || text(&pdf.reader().page(n).unwrap())
            })
        };
        (1..=4).map(read).collect::<Vec<_>>().into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(read, ["1", "2", "3", "4"]);
}
