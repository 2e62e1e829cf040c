//! Every limit, reached by a small input: refused by its name, or marked; never a shorter document without a word.

use crate::at_root;
use crate::samples;
use kanrihyo::ingest::{Limit, Limits};
use kanrihyo::sheet::{Document, Error, ErrorKind, SourceStatus};
use kanrihyo::{Options, read};
use lopdf::{Dictionary, Document as Pdf, Object, Stream, dictionary};
use std::io::Write;
use std::process::Command;

fn options(limit: Limit, most: u64) -> Options {
    let mut options = Options::builtin();
    options.opening.limits = Limits::default().with(limit, most);
    options
}

fn under(limit: Limit, most: u64, bytes: &[u8]) -> Result<Document, Error> {
    read(bytes.to_vec(), "file", &options(limit, most))
}

/// That it is refused for this limit, and read where the limit is higher.
pub fn refuses(limit: Limit, bytes: &[u8], most: u64, enough: u64) {
    let Err(error) = under(limit, most, bytes) else { panic!("{} is not reached", limit.name()) };
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{}: {error}", limit.name());
    let raise = format!("--limit {}=", limit.name());
    assert!(error.en().contains(&raise) && error.ja().contains(&raise), "{error}");
    if let Err(error) = under(limit, enough, bytes) {
        panic!("{}: {error}", limit.name());
    }
}

fn packed(data: &[u8]) -> Stream {
    let mut stream = Stream::new(Dictionary::new(), data.to_vec());
    stream.compress().unwrap();
    stream
}

/// Pages that draw these, with parts of drawings by name.
pub fn pdf(contents: &[&[u8]], parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut pdf = Pdf::with_version("1.7");
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let resources = pdf.new_object_id();
    let mut drawn = Dictionary::new();
    for (name, content) in parts {
        let dict = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "Resources" => resources,
            "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        };
        drawn.set(*name, pdf.add_object(Stream::new(dict, content.to_vec())));
    }
    pdf.set_object(resources, dictionary! { "Font" => dictionary! { "F" => font }, "XObject" => drawn });
    let tree = pdf.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for content in contents {
        let content = pdf.add_object(packed(content));
        let page = dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        };
        kids.push(pdf.add_object(page).into());
    }
    let count = i64::try_from(kids.len()).unwrap();
    pdf.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let root = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", root);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

const TEXT: &[u8] = b"BT /F 9 Tf 20 700 Td (Target 10 Actual 8) Tj ET\n";

#[test]
fn files_and_texts_of_any_kind_have_a_size() {
    for sample in samples::tables() {
        let size = sample.bytes.len() as u64;
        refuses(Limit::FileBytes, &sample.bytes, size - 1, size);
    }
    for sample in &samples::tables()[..2] {
        let size = sample.bytes.len() as u64;
        refuses(Limit::TextBytes, &sample.bytes, size - 1, size);
    }
    refuses(Limit::LineCharacters, "一\n二三四\r\n五".as_bytes(), 2, 3);
    refuses(Limit::Pages, "一\u{c}二\u{c}三".as_bytes(), 2, 3);
    refuses(Limit::Pages, &pdf(&[TEXT; 3], &[]), 2, 3);
    refuses(Limit::DocumentItems, &pdf(&[TEXT; 3], &[]), 53, 3 * 18);
}

#[test]
fn a_page_that_has_too_much_is_missing_and_says_why() {
    let many = TEXT.repeat(40);
    let lines = [TEXT, &b"20 20 m 90 20 l S 20 30 m 90 30 l S 20 40 m 90 40 l S\n"[..]].concat();
    let grid = [TEXT, &lines, &b"20 20 m 20 40 l S 55 20 m 55 40 l S 90 20 m 90 40 l S\n"[..]].concat();
    let heap = [TEXT, &b"20 20 40 30 re f\n".repeat(5_000)].concat();
    for (limit, content, most) in [
        (Limit::PageGlyphs, &many, 100),
        (Limit::PageRules, &lines, 2),
        (Limit::PageCrossings, &grid, 8),
        (Limit::PagePairs, &heap, 5_000),
        (Limit::PageBytes, &many, 200),
    ] {
        refuses(limit, &pdf(&[content], &[]), most, limit.default_value());
        let document = under(limit, most, &pdf(&[TEXT, content], &[])).unwrap();
        assert_eq!((document.source.status, document.source.missing_pages), (SourceStatus::Partial, vec![2]));
        assert!(
            document.source.repaired.iter().any(|note| note.contains(limit.name())),
            "{:?}",
            document.source.repaired
        );
    }
}

#[test]
fn parts_that_draw_one_another_twice_are_counted_not_drawn() {
    let names: Vec<String> = (0..30).map(|n| format!("X{n}")).collect();
    let contents: Vec<Vec<u8>> = (0..30).map(|n| format!("/X{} Do /X{} Do\n", n + 1, n + 1).into_bytes()).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(String::as_str).zip(contents.iter().map(Vec::as_slice)).collect();
    let bytes = pdf(&[&[TEXT, b"/X0 Do"].concat()], &parts);
    let error = read(bytes, "file", &Options::builtin()).unwrap_err();
    assert!(error.en().contains("page-bytes"), "{error}");
    // What draws itself nests without end.
    let circle = pdf(&[&[TEXT, b"/X Do"].concat()], &[("X", b"/X Do /X Do")]);
    let error = read(circle, "file", &Options::builtin()).unwrap_err();
    assert!(error.en().contains("nesting"), "{error}");
    let deep: Vec<(&str, &[u8])> =
        parts.iter().zip(&contents).map(|((name, _), c)| (*name, &c[..c.len() / 2])).collect();
    refuses(Limit::Nesting, &pdf(&[&[TEXT, b"/X0 Do"].concat()], &deep), 20, 40);
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let blanks = [TEXT, &vec![b' '; 20 << 20]].concat();
    let bomb = pdf(&[&blanks], &[]);
    assert!(bomb.len() < 1 << 20);
    refuses(Limit::UnpackedRatio, &bomb, 300, 100_000);
    let calm = options(Limit::UnpackedRatio, 100_000);
    let mut tight = calm.clone();
    tight.opening.limits = tight.opening.limits.with(Limit::UnpackedBytes, 17 << 20);
    let error = read(bomb, "file", &tight).unwrap_err();
    assert!(error.en().contains("unpacked-bytes"), "{error}");
    let book = &samples::tables()[2];
    refuses(Limit::UnpackedBytes, &book.bytes, 1_000, 100_000);
}

#[test]
fn a_page_has_so_many_fonts() {
    let mut pdf = Pdf::load_mem(&pdf(&[TEXT], &[])).unwrap();
    let fonts: Vec<_> = ["Helvetica", "Courier", "Times-Roman"]
        .map(|name| pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name }))
        .into();
    for object in pdf.objects.values_mut() {
        if let Ok(dict) = object.as_dict_mut()
            && dict.has(b"Font")
        {
            // The last is named twice, and counts once.
            let names = dictionary! { "F" => fonts[0], "G" => fonts[1], "H" => fonts[2], "I" => fonts[2] };
            dict.set("Font", names);
        }
    }
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    refuses(Limit::PageFonts, &bytes, 2, 3);
}

#[test]
fn maps_of_characters_have_a_length() {
    let mut pdf = Pdf::load_mem(&pdf(&[TEXT], &[])).unwrap();
    let lines: String = (0..2_000).map(|n| format!("<{n:04x}> <{:04x}>\n", 0x4E00 + n)).collect();
    let map = format!(
        "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 100 beginbfchar\n{lines}endbfchar endcmap"
    );
    let map = pdf.add_object(packed(map.as_bytes()));
    for object in pdf.objects.values_mut() {
        if let Ok(font) = object.as_dict_mut()
            && font.has_type(b"Font")
        {
            font.set("ToUnicode", map);
        }
    }
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    refuses(Limit::MapBytes, &bytes, 1_000, 100_000);
}

#[test]
fn functions_and_tables_nest_so_deep() {
    let function = |depth: usize| {
        let program = "{".repeat(depth) + &"}".repeat(depth);
        let mut bytes = pdf(&[TEXT], &[]);
        write!(bytes, "\n99 0 obj\n<</FunctionType 4/Length {}>>stream\n{program}\nendstream\nendobj\n", program.len())
            .unwrap();
        bytes
    };
    refuses(Limit::Nesting, &function(30), 20, 40);
    // Once more deeply than any stack could hold.
    assert!(read(function(400_000), "file", &Options::builtin()).is_err());
    let tables = "<table><tr><td>表<td>10".repeat(30);
    refuses(Limit::Nesting, format!("<html><body>{tables}").as_bytes(), 20, 40);
}

#[test]
fn tables_have_so_many_rows_columns_and_cells() {
    for sample in samples::tables() {
        refuses(Limit::Rows, &sample.bytes, 5, 50);
        refuses(Limit::Columns, &sample.bytes, 3, 50);
        refuses(Limit::Cells, &sample.bytes, 20, 500);
        refuses(Limit::TablePositions, &sample.bytes, 20, 500);
    }
    // Few cells, but one far out: every row would be written as wide as the widest.
    let page = format!("<html><body><table>{}<tr>{}", "<tr><td>1".repeat(1500), "<td>1".repeat(1500));
    let text = format!("事業名\t目標\t実績\n{}{}\n", "事業\t10\t9\n".repeat(1500), "1\t".repeat(1500));
    for bytes in [page, text].map(String::into_bytes) {
        let error = read(bytes, "file", &Options::builtin()).unwrap_err();
        assert!(error.en().contains("table-positions"), "{error}");
    }
}

#[test]
fn a_table_of_too_many_pieces_stays_in_pieces_and_says_so() {
    let sample = samples::stream().bytes;
    let told = |most: u64| {
        let document = under(Limit::TablePieces, most, &sample).unwrap();
        let figures: usize = document.sheets.iter().map(|s| s.indicators.len()).sum();
        (figures, document.source.repaired.iter().filter(|note| note.contains("table-pieces")).count())
    };
    assert_eq!(told(3), (0, 3));
    let (figures, notes) = told(Limit::TablePieces.default_value());
    assert!(figures > 3 && notes == 0, "{figures} {notes}");
}

/// A page with a picture that says that it has so many pixels a side, and holds so many bytes.
fn pictured(side: i64, bytes: usize) -> Vec<u8> {
    let mut pdf = Pdf::load_mem(&pdf(&[&[TEXT, b"q 90 0 0 90 0 0 cm /Big Do Q"].concat()], &[])).unwrap();
    let mut picture = packed(&vec![0; bytes]);
    picture.dict.extend(&dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => side, "Height" => side,
        "BitsPerComponent" => 8, "ColorSpace" => "DeviceRGB",
    });
    let picture = pdf.add_object(picture);
    for object in pdf.objects.values_mut() {
        if let Ok(dict) = object.as_dict_mut()
            && dict.has(b"XObject")
        {
            dict.set("XObject", dictionary! { "Big" => picture });
        }
    }
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn pictures_are_not_unpacked_to_be_read_and_only_so_large_to_be_drawn() {
    assert!(read(pictured(1_000_000_000, 30 << 20), "file", &Options::builtin()).is_ok());
    let drawn = |bytes: Vec<u8>, most: u64| {
        let opening = options(Limit::ImagePixels, most).opening;
        kanrihyo::ingest::pdf::Pdf::open(bytes, &opening).unwrap().artist().draw(1, None).unwrap().svg
    };
    let (shown, left_out) = ("data:image/png", "stroke-dasharray");
    for (bytes, most, is_shown) in [
        (pictured(40, 4800), 1600, true),
        (pictured(40, 4800), 1599, false),
        (pictured(1_000_000_000, 30 << 20), 100_000_000, false),
        (pictured(40, 30 << 20), 100_000, false),
    ] {
        let svg = drawn(bytes, most);
        assert_eq!((svg.contains(shown), svg.contains(left_out)), (is_shown, !is_shown), "{most}");
    }
}

#[test]
fn the_command_line_lists_limits_and_sets_them() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_kanrihyo")).args(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    };
    let (status, list, _) = run(&["limits", "--lang", "en", "--limit", "cells=7"]);
    assert_eq!((status, list.lines().count()), (0, Limit::ALL.len()));
    assert!(list.contains("cells\t7\t") && list.contains("pages\t20000\tpages\n"), "{list}");
    let fixture = at_root("fixtures/sheets/zuiun-2021.layout.txt");
    let (status, _, error) = run(&["extract", &fixture.to_string_lossy(), "--limit", "pages=3", "--lang", "en"]);
    assert_eq!(status, 3);
    assert!(error.starts_with("error: too-large: ") && error.contains("--limit pages=N"), "{error}");
    assert_eq!(run(&["extract", "x", "--limit", "page=3"]).0, 2);
}

/// The table of the manual is the list of the program.
#[test]
fn the_manual_knows_every_limit() {
    let manual = std::fs::read_to_string(at_root("docs/limits.md")).unwrap();
    for limit in Limit::ALL {
        let row = format!("| `{}` | {} | {} |", limit.name(), limit.default_value(), limit.en());
        assert!(manual.contains(&row), "docs/limits.md lacks: {row}");
    }
    assert_eq!(manual.matches("\n| `").count(), Limit::ALL.len());
}
