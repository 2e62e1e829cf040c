//! Scans of the sample documents, made here, read by optical recognition and held to what the samples print.
//!
//! With the feature `system-tests` they are read by Tesseract.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use kanrihyo::Options;
use kanrihyo::ingest::pdf::Pdf;
use kanrihyo::ingest::{GlyphText, Limit, Limits, Opening, Picture};
use kanrihyo::sheet::ErrorKind;
use lopdf::{Dictionary, Document as File, Object, Stream, dictionary};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// How a scan was made.
#[derive(Clone, Copy, Debug)]
struct Scan {
    dpi: f64,
    /// Only black and white.
    black: bool,
    /// Degrees by which it leans.
    lean: f64,
    /// Quarters by which it is turned.
    quarters: u8,
}

/// The sample that is scanned.
const SAMPLE: &str = "fixtures/sheets/zuiun-2021.pdf";

fn sample() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE)).unwrap()
}

/// Pages of the sample as a scanner gives them.
fn scanned(pages: &[u32], scan: Scan) -> Vec<u8> {
    searchable(pages, scan, &|_| None)
}

/// The same with a hidden layer of the characters that `told` makes of the printed ones; scans that lie straight.
fn searchable(pages: &[u32], scan: Scan, told: &dyn Fn(char) -> Option<char>) -> Vec<u8> {
    let pdf = Pdf::open(sample(), &Opening::default()).unwrap();
    let (mut reader, mut artist) = (pdf.reader(), pdf.artist());
    let mut file = File::with_version("1.4");
    let tree = file.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for number in pages {
        let page = reader.page(*number).unwrap();
        let (picture, scale) = artist.paint(&page).unwrap();
        let picture = taken(&picture, scale, scan).turned(scan.quarters);
        let (width, height) = (picture.width as i64, picture.height as i64);
        let points = |pixels: i64| Object::Real(pixels as f32 * 72.0 / scan.dpi as f32);
        let image = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        };
        let mut image = Stream::new(image, picture.grey);
        image.compress().unwrap();
        let image = file.add_object(image);
        let mut drawn =
            format!("q {} 0 0 {} 0 0 cm /I Do Q\n", width as f64 * 72.0 / scan.dpi, height as f64 * 72.0 / scan.dpi);
        for glyph in &page.glyphs {
            let GlyphText::Char(printed) = glyph.text else { continue };
            if let Some(c) = told(printed) {
                let (x, y) = (glyph.origin.x, page.height - glyph.origin.y);
                drawn.push_str(&format!("BT 3 Tr /F {} Tf {x} {y} Td <{:04X}> Tj ET\n", glyph.size, u32::from(c)));
            }
        }
        let content = file.add_object(Stream::new(Dictionary::new(), drawn.into_bytes()));
        let collection = dictionary! {
            "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Japan1"), "Supplement" => 6,
        };
        let descendant = dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "Ryumin-Light", "CIDSystemInfo" => collection,
        };
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Ryumin-Light", "Encoding" => "UniJIS-UTF16-H",
            "DescendantFonts" => vec![descendant.into()],
        };
        let page = dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), points(width), points(height)],
            "Resources" => dictionary! {
                "XObject" => dictionary! { "I" => image }, "Font" => dictionary! { "F" => font },
            },
        };
        kids.push(file.add_object(page).into());
    }
    let count = kids.len() as i64;
    file.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let root = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    file.trailer.set("Root", root);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

/// A page of so many pixels to a point on the glass of a scanner.
fn taken(page: &Picture, scale: f64, scan: Scan) -> Picture {
    let pixel = scale * 72.0 / scan.dpi;
    let mut taken = Picture::white((page.width as f64 / pixel) as usize, (page.height as f64 / pixel) as usize);
    let (sin, cos) = scan.lean.to_radians().sin_cos();
    let (middle_x, middle_y) = (page.width as f64 / 2.0, page.height as f64 / 2.0);
    for (y, row) in taken.grey.chunks_mut(taken.width).enumerate() {
        for (x, grey) in row.iter_mut().enumerate() {
            let mut sum = 0.0;
            for (i, j) in (0..9).map(|n| (n % 3, n / 3)) {
                let (dx, dy) = (
                    (x as f64 + (f64::from(i) + 0.5) / 3.0) * pixel - middle_x,
                    (y as f64 + (f64::from(j) + 0.5) / 3.0) * pixel - middle_y,
                );
                sum += page.between(middle_x + dx * cos + dy * sin, middle_y - dx * sin + dy * cos);
            }
            *grey = match sum / 9.0 {
                light if scan.black => {
                    if light > 140.0 {
                        255
                    } else {
                        0
                    }
                }
                light => light as u8,
            };
        }
    }
    taken
}

const PLAIN: Scan = Scan { dpi: 150.0, black: false, lean: 0.0, quarters: 0 };

#[test]
fn scans_are_refused_with_their_pages_and_how_they_are_read() {
    let error = kanrihyo::read(scanned(&[3, 4], PLAIN), "scan.pdf", &Options::builtin()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoTextLayer);
    assert!(error.en().contains("1-2") && error.en().contains("--ocr tesseract"), "{error}");
    assert!(error.ja().contains("--ocr tesseract"));
}

#[test]
fn who_lacks_the_program_is_told_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let run = |lang: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
        command.args(["extract", "--ocr", "tesseract", "--lang", lang, "none.pdf"]).current_dir(folder.path());
        command.env("PATH", folder.path()).output().unwrap()
    };
    for (lang, words) in [("ja", "入れてください"), ("en", "install tesseract-ocr and tesseract-ocr-jpn")] {
        let output = run(lang);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && told.contains(words) && told.contains("apt install"), "{told}");
    }
}

/// Words that nobody prints, from an engine that always answers the same: what is on the page besides them is ours.
#[derive(Debug)]
struct Parrot;

impl kanrihyo::ocr::Engine for Parrot {
    fn identity(&self) -> &str {
        "parrot"
    }

    fn recognise(
        &self,
        lines: &[kanrihyo::ocr::LinePicture],
    ) -> Result<Vec<Vec<kanrihyo::ocr::Symbol>>, kanrihyo::sheet::Error> {
        let symbol = |text| kanrihyo::ocr::Symbol { text, confidence: 0.99, others: Vec::new() };
        Ok(lines.iter().map(|_| "鸚鵡".chars().map(symbol).collect()).collect())
    }
}

#[test]
fn grids_and_marks_are_found_in_the_ink() {
    let pdf = Pdf::open(sample(), &Opening::default()).unwrap();
    let whole = pdf.page(3).unwrap();
    let grids = |page: &kanrihyo::ingest::Page| -> Vec<(usize, Vec<f64>)> {
        let layout = kanrihyo::layout::page(page, &Limits::default()).unwrap();
        layout.grids.iter().map(|g| (g.cells.len(), vec![g.bbox.x0, g.bbox.y0, g.bbox.x1, g.bbox.y1])).collect()
    };
    let marks = |page: &kanrihyo::ingest::Page, mark: char| {
        let is_mark = |g: &&kanrihyo::ingest::Glyph| g.text == kanrihyo::ingest::GlyphText::Char(mark);
        page.glyphs.iter().filter(is_mark).count()
    };
    for scan in [
        PLAIN,
        Scan { dpi: 200.0, black: true, ..PLAIN },
        Scan { lean: 2.0, ..PLAIN },
        Scan { dpi: 200.0, lean: 2.0, ..PLAIN },
    ] {
        let pdf = Pdf::open(scanned(&[3], scan), &Opening::default()).unwrap();
        let mut reader = pdf.reader();
        let page = reader.page(1).unwrap();
        let (picture, scale) = reader.artist().paint(&page).unwrap();
        assert!((scale * 72.0 - scan.dpi).abs() < 0.5, "painted with its own pixels: {scale}");
        let read =
            kanrihyo::ocr::recognise(&page, &picture, scale, (&Parrot, &Default::default()), reader.limits()).unwrap();
        assert!((read.turn.lean - scan.lean).abs() < 0.1, "{}", read.turn.lean);
        for mark in ['■', '□'] {
            assert_eq!(marks(&read.page, mark), marks(&whole, mark), "{mark} {scan:?}");
        }
        let (found, printed) = (grids(&read.page), grids(&whole));
        assert_eq!(found.len(), printed.len(), "{scan:?}");
        for (found, printed) in found.iter().zip(&printed) {
            assert_eq!(found.0, printed.0, "cells, {scan:?}");
            let off = found.1.iter().zip(&printed.1).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 2.5, "{off} points, {scan:?}");
        }
    }
}

#[test]
fn a_hidden_layer_is_compared_and_the_better_one_is_kept() {
    let words =
        Options::builtin().profiles.wordings().fold(kanrihyo::ocr::Words::default(), kanrihyo::ocr::Words::with_form);
    let printed = Pdf::open(sample(), &Opening::default()).unwrap().page(3).unwrap();
    let text = |page: &kanrihyo::ingest::Page| {
        let character = |g: &kanrihyo::ingest::Glyph| kanrihyo::normalise::fold(&g.text.to_string());
        let mut all: Vec<String> = page.glyphs.iter().map(character).filter(|c| !c.is_empty()).collect();
        all.sort_unstable();
        all
    };
    let read = |told: &dyn Fn(char) -> Option<char>| {
        let pdf = Pdf::open(searchable(&[3], PLAIN, told), &Opening::default()).unwrap();
        let mut reader = pdf.reader();
        let page = reader.page(1).unwrap();
        assert!(page.glyphs.is_empty() && !page.unseen.is_empty(), "it is hidden");
        let (picture, scale) = reader.artist().paint(&page).unwrap();
        let read = kanrihyo::ocr::recognise(&page, &picture, scale, (&Parrot, &words), reader.limits()).unwrap().page;
        assert_eq!(read.unseen.len(), page.unseen.len(), "nothing of it is lost");
        read
    };
    let better = read(&Some);
    assert!(better.repaired.iter().any(|note| note.contains("its lines were taken")), "{:?}", better.repaired);
    let (printed, kept) = (text(&printed), text(&better));
    let mut left = kept.clone();
    let found = printed.iter().filter(|c| left.binary_search(c).map(|at| left.remove(at)).is_ok()).count();
    let missed: Vec<&str> = {
        let mut left = kept.clone();
        let is_missed = |c: &&String| left.binary_search(c).map(|at| left.remove(at)).is_err();
        printed.iter().filter(is_missed).map(String::as_str).collect()
    };
    eprintln!("{missed:?}");
    assert!(found as f64 >= 0.97 * printed.len() as f64, "{found} of {}", printed.len());
    let sure = |g: &kanrihyo::ingest::Glyph| match g.decoding {
        kanrihyo::ingest::Decoding::Recognised(sure) => sure,
        other => panic!("{other:?}"),
    };
    let is_read = |g: &&kanrihyo::ingest::Glyph| matches!(g.text, GlyphText::Char(c) if c.is_alphanumeric());
    assert!(better.glyphs.iter().filter(is_read).all(|g| sure(g) < 90), "nobody knows what it is worth");
    let worse = read(&|_| Some('犬'));
    assert!(worse.repaired.iter().any(|note| note.contains("the picture was believed")), "{:?}", worse.repaired);
    assert!(!text(&worse).iter().any(|c| c == "犬") && text(&worse).iter().any(|c| c == "鸚"));
}

/// A black square of eight pixels as a scanner packs it (T.88): a page, one plain region (T.6) on it.
fn black_square() -> Vec<u8> {
    // A row of eight black pixels, seven rows like the one above, the end.
    let bits = ["001", "00110101", "000101", "11111111111111", "000000000001", "000000000001"].concat();
    let packed: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|eight| {
            let ones = eight.iter().enumerate().filter(|(_, bit)| **bit == b'1');
            ones.map(|(i, _)| 0x80 >> i).sum()
        })
        .collect();
    let side = 8_u32.to_be_bytes();
    let segment = |number: u8, kind: u8, data: &[u8]| {
        [&[0, 0, 0, number, kind, 0, 1][..], &u32::try_from(data.len()).unwrap().to_be_bytes(), data].concat()
    };
    let page = [&side[..], &side, &[0; 8], &[0, 0, 0]].concat();
    let region = [&side[..], &side, &[0; 8], &[0], &[1], &packed].concat();
    [segment(0, 48, &page), segment(1, 38, &region), segment(2, 49, &[])].concat()
}

#[test]
fn scans_packed_as_jbig2_are_painted() {
    let mut file = File::with_version("1.4");
    let tree = file.new_object_id();
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 8, "Height" => 8,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 1, "Filter" => "JBIG2Decode",
    };
    let image = file.add_object(Stream::new(image, black_square()));
    let content = file.add_object(Stream::new(Dictionary::new(), b"q 40 0 0 40 30 30 cm /I Do Q".to_vec()));
    let page = dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "I" => image } },
    };
    let page = file.add_object(page);
    file.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 });
    let root = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    file.trailer.set("Root", root);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    let pdf = Pdf::open(bytes, &Opening::default()).unwrap();
    let page = pdf.reader().page(1).unwrap();
    let (picture, scale) = pdf.reader().artist().paint(&page).unwrap();
    let grey = |x: f64, y: f64| picture.row((y * scale) as usize)[(x * scale) as usize];
    assert_eq!([grey(50.0, 50.0), grey(33.0, 67.0), grey(20.0, 50.0), grey(50.0, 90.0)], [0, 0, 255, 255]);
}

#[test]
fn a_picture_of_too_many_pieces_is_a_page_that_is_missing() {
    let opening = Opening { limits: Limits::default().with(Limit::PicturePieces, 50), ..Opening::default() };
    let options = Options { ocr: Some(Arc::new(Parrot)), opening, ..Options::builtin() };
    let error = kanrihyo::read(scanned(&[3], PLAIN), "scan.pdf", &options).unwrap_err();
    assert_eq!((error.kind(), error.page()), (ErrorKind::TooLarge, Some(1)));
    assert!(error.en().contains("--limit picture-pieces"), "{error}");
}

#[cfg(feature = "system-tests")]
mod with_tesseract {
    use super::*;
    use kanrihyo::ocr::Tesseract;
    use kanrihyo::sheet::{At, Document, Value, ValueMut};
    use std::collections::{BTreeMap, BTreeSet};

    /// From here on a person need not look.
    const SURE: f64 = 0.9;

    /// A value as it is compared: what it means, whether it is a mark, how sure it is.
    type Told = (String, bool, f64);

    /// The values of the sheets by what they are: figures and ratings, no texts.
    fn values(mut document: Document) -> BTreeMap<String, Told> {
        let name = |document: &Document, at: At| match at {
            At::Observation { sheet, indicator, observation } => {
                let of = document.sheets.get(sheet)?;
                let indicator = of.indicators.get(indicator)?;
                let observation = indicator.observations.get(observation)?;
                Some(format!("{sheet} {:?} {} {:?}", indicator.kind, observation.fiscal_year, observation.role))
            }
            At::Panel { .. } | At::Criterion { key: "level" | "points", .. } | At::Assessment { .. } => {
                Some(format!("{at:?}"))
            }
            _ => None,
        };
        let read = document.clone();
        let mut values = BTreeMap::new();
        document.each_value(&mut |at, value| {
            let Some(name) = name(&read, at) else { return };
            let told = match value {
                ValueMut::Figure(figure) => {
                    let number = figure.quantity.number.map(|n| n.normalize().to_string());
                    let text = number.or(figure.quantity.value.clone()).unwrap_or_default();
                    (text, false, figure.confidence)
                }
                ValueMut::Field(field) => {
                    let text = match &field.value {
                        Some(Value::Text(text)) => text.clone(),
                        Some(Value::Flag(flag)) => flag.to_string(),
                        Some(Value::Several(all)) => all.join(" "),
                        None => String::new(),
                    };
                    (text, field.printed.contains('■'), field.confidence)
                }
            };
            values.insert(name, told);
        });
        values
    }

    fn options() -> Options {
        Options { ocr: Some(Arc::new(Tesseract::find().unwrap())), ..Options::builtin() }
    }

    #[test]
    fn scans_say_what_the_sample_prints_and_are_never_sure_of_anything_else() {
        let pages = [3, 4];
        let whole = kanrihyo::read(sample(), "sample.pdf", &Options::builtin()).unwrap();
        let whole =
            Document { sheets: whole.sheets.into_iter().filter(|s| pages.contains(&s.page)).collect(), ..whole };
        assert_eq!(whole.sheets.len(), pages.len());
        let printed = values(whole);
        // Each with the share of values that is right at least, and how many marks are missed at most.
        let scans = [
            (Scan { dpi: 200.0, ..PLAIN }, 0.98, 0),
            (PLAIN, 0.97, 0),
            (Scan { dpi: 200.0, black: true, ..PLAIN }, 0.95, 0),
            (Scan { dpi: 200.0, lean: 2.0, ..PLAIN }, 0.95, 0),
            (Scan { dpi: 150.0, quarters: 1, ..PLAIN }, 0.95, 0),
            // A label of the letter's scale is not read here.
            (Scan { dpi: 200.0, black: true, lean: -2.0, ..PLAIN }, 0.9, 2),
        ];
        for (scan, least, missed) in scans {
            let read = kanrihyo::read(scanned(&pages, scan), "scan.pdf", &options()).unwrap();
            let recognised = read.source.recognised.clone().unwrap();
            let open: BTreeSet<&str> =
                read.findings.iter().filter(|f| f.rule == "cell-unreadable").map(|f| f.field.as_str()).collect();
            for (s, sheet) in read.sheets.iter().enumerate() {
                for (i, indicator) in sheet.indicators.iter().enumerate() {
                    let mut before = None;
                    for (o, observation) in indicator.observations.iter().enumerate() {
                        // A cell of several years is told once.
                        if before.replace(&observation.value.places) == Some(&observation.value.places) {
                            continue;
                        }
                        let told = open.contains(&*format!("/sheets/{s}/indicators/{i}/observations/{o}/value"));
                        assert!(told || observation.value.alternatives.is_empty(), "{scan:?}: {observation:?}");
                    }
                }
            }
            assert!(recognised.pages == [1, 2] && recognised.engine.starts_with("tesseract"), "{recognised:?}");
            let read = values(read);
            let (mut right, mut marks, mut right_marks) = (0, 0, 0);
            for (name, (text, is_mark, _)) in &printed {
                let found = read.get(name);
                let same = found.is_some_and(|(found, ..)| found == text);
                right += usize::from(same);
                marks += usize::from(*is_mark);
                right_marks += usize::from(same && *is_mark);
                if !same {
                    eprintln!("{name}: {found:?} instead of {text:?}");
                }
                if let Some((found, _, confidence)) = found.filter(|_| !same) {
                    assert!(*confidence < SURE, "{scan:?}: {name} is surely {found:?} instead of {text:?}");
                }
            }
            eprintln!("{scan:?}: {right} of {} values, {right_marks} of {marks} marks", printed.len());
            assert!(right_marks + missed >= marks, "{scan:?}: {right_marks} of {marks} marks");
            assert!(right as f64 >= least * printed.len() as f64, "{scan:?}: {right} of {}", printed.len());
        }
    }

    #[test]
    fn an_interrupt_lets_the_page_in_hand_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let inputs = folder.path().join("in");
        std::fs::create_dir(&inputs).unwrap();
        for page in [3, 4] {
            std::fs::write(inputs.join(format!("{page}.pdf")), scanned(&[page], PLAIN)).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
        command.args(["migrate", "in", "--out", "out", "--ocr", "tesseract", "--ocr-cache", "kept", "--no-report"]);
        command.args(["--jobs", "1"]).current_dir(folder.path());
        // Ctrl-C goes to all processes of a terminal.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut run = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        let begin = std::time::Instant::now();
        while std::fs::read_dir(folder.path().join("kept")).map_or(0, Iterator::count) == 0 {
            assert!(begin.elapsed().as_secs() < 120, "nothing is recognised");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let sent = Command::new("kill").args(["-INT", "--", &format!("-{}", run.id())]).status().unwrap();
        assert!(sent.success());
        assert_eq!(run.wait().unwrap().code(), Some(130));
        let files = |of: &str| std::fs::read_dir(folder.path().join("out").join(of)).map_or(0, Iterator::count);
        assert_eq!((files("documents"), files("failed")), (1, 0));
    }

    #[test]
    fn what_was_recognised_once_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("scan.pdf"), scanned(&[3], PLAIN)).unwrap();
        let run = |path: Option<&str>| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
            command.args(["extract", "--ocr", "tesseract", "--ocr-cache", "kept", "scan.pdf"]);
            command.current_dir(folder.path());
            if let Some(path) = path {
                command.env("PATH", path);
            }
            let output = command.output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            output.stdout
        };
        let first = run(None);
        let mut inspect = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
        inspect.args(["inspect", "--ocr", "tesseract", "--ocr-cache", "kept", "--layer", "words", "scan.pdf"]);
        let seen = inspect.current_dir(folder.path()).output().unwrap();
        let seen = String::from_utf8(seen.stdout).unwrap();
        assert!(seen.contains("事業番号") && seen.contains("有効性・必要性"), "{seen}");
        // A program that knows its name and data, and reads nothing.
        let program = folder.path().join("tesseract");
        let told = |argument: &str| Command::new("tesseract").arg(argument).output().unwrap().stdout;
        for (file, argument) in [("version", "--version"), ("langs", "--list-langs")] {
            std::fs::write(folder.path().join(file), told(argument)).unwrap();
        }
        let script = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\ncase $1 in --version) /bin/cat version;; \
                      --list-langs) /bin/cat langs;; *) exit 9;; esac\n";
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        assert_eq!(run(Some(&path)), first);
        std::fs::remove_dir_all(folder.path().join("kept")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
        command.args(["extract", "--ocr", "tesseract", "--lang", "en", "scan.pdf"]);
        let output = command.current_dir(folder.path()).env("PATH", &path).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(3) && told.contains("internal") && told.contains("Tesseract"), "{told}");
    }
}
