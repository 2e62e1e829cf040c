//! What is no document, and what is only a part of one.

use kanrihyo::ingest::pdf::{Coverage, Pdf, Survey};
use kanrihyo::ingest::{Limit, Limits, Opening};
use kanrihyo::sheet::{Error, ErrorKind};
use lopdf::{EncryptionState, EncryptionVersion, Object, Permissions, dictionary};

use crate::make::{Make, glyph_numbers, numbers, open, program, show, text};

fn numbered(pages: usize) -> Make {
    let mut make = Make::new();
    make.identity_font("F", program(), None);
    for n in 1..=pages {
        make.page(show("F", &glyph_numbers(&format!("年度{n}"))));
    }
    make
}

fn refusal(bytes: Vec<u8>, options: &Opening) -> Error {
    Pdf::open(bytes, options).err().expect("a refusal")
}

fn survey(pdf: &Pdf) -> Result<Coverage, Error> {
    let (mut reader, mut survey) = (pdf.reader(), Survey::new());
    for number in 1..=pdf.page_count() {
        match reader.page(number) {
            Ok(page) => drop(survey.page(&page)),
            Err(error) => survey.failed(number, error),
        }
    }
    survey.conclude()
}

#[test]
fn what_is_no_pdf_is_named() {
    for (bytes, seems) in [(&b""[..], "empty"), (b"<!DOCTYPE html><title>404", "HTML"), (b"PK\x03\x04....", "Office")] {
        let error = refusal(bytes.to_vec(), &Opening::default());
        assert_eq!(error.kind(), ErrorKind::NotADocument);
        assert!(error.en().contains(seems), "{error}");
        assert!(error.ja().contains("PDFが必要"), "{}", error.ja());
    }
}

#[test]
fn without_pages_a_pdf_is_damaged() {
    assert_eq!(refusal(Make::new().bytes(), &Opening::default()).kind(), ErrorKind::Damaged);
    let whole = numbered(3).bytes();
    let cut = whole[..whole.len() / 10].to_vec();
    assert_eq!(refusal(cut, &Opening::default()).kind(), ErrorKind::Damaged);
}

#[test]
fn a_blank_document_is_blank() {
    let pdf = open(Make::new().page("").page("0.5 w 10 10 m 90 10 l S").bytes());
    assert_eq!(survey(&pdf).unwrap_err().kind(), ErrorKind::Blank);
}

#[test]
fn junk_before_the_header_and_a_wrong_index_are_mended_and_told() {
    let whole = numbered(2).bytes();
    let pdf = open([b"HTTP/1.1 200 OK\r\n\r\n", &whole[..]].concat());
    assert_eq!(text(&pdf.page(2).unwrap()), "年度2");
    assert!(pdf.repaired()[0].contains("19 bytes"), "{:?}", pdf.repaired());
    let at = whole.windows(9).rposition(|w| w == b"startxref").unwrap();
    let pdf = open([&whole[..at], b"startxref\n7\n%%EOF\n"].concat());
    assert_eq!(text(&pdf.page(1).unwrap()), "年度1");
    assert!(pdf.repaired()[0].contains("rebuilt"), "{:?}", pdf.repaired());
    assert!(open(whole).repaired().is_empty());
}

/// Replaces a piece of the file by as many blanks, so that its index stays true.
fn blank_out(bytes: &mut [u8], from: &[u8], nth: usize) {
    let found = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(from)).nth(nth).expect("the piece");
    bytes[found..found + from.len()].fill(b' ');
}

#[test]
fn a_lost_page_is_missing_and_the_others_keep_their_numbers() {
    let mut make = numbered(3);
    let lost = make.doc.objects.iter().filter(|(_, o)| is_page(o)).map(|(id, _)| *id).nth(1).unwrap();
    let mut bytes = make.bytes();
    blank_out(&mut bytes, format!("{} 0 obj", lost.0).as_bytes(), 0);
    let at = bytes.windows(9).rposition(|w| w == b"startxref").unwrap();
    bytes.truncate(at);
    let pdf = open(bytes);
    assert_eq!(pdf.page_count(), 3);
    assert_eq!(text(&pdf.page(3).unwrap()), "年度3");
    let error = pdf.page(2).unwrap_err();
    assert_eq!((error.kind(), error.page()), (ErrorKind::Damaged, Some(2)));
    let coverage = survey(&pdf).unwrap();
    assert_eq!(coverage.missing, [2]);
    assert!(coverage.repaired.iter().any(|r| r.contains("page 2") && r.contains("lost")), "{:?}", coverage.repaired);
}

fn is_page(object: &Object) -> bool {
    object.as_dict().ok().and_then(|d| d.get(b"Type").ok()).is_some_and(|t| t.as_name().ok() == Some(b"Page"))
}

#[test]
fn a_page_whose_contents_or_font_are_lost_is_not_half_read() {
    let mut make = numbered(1);
    make.page_with("", dictionary! { "Contents" => (900, 0) });
    let mut resources = make.resources.clone();
    resources.set("Font", dictionary! { "F" => (901, 0) });
    make.page_with("BT /F 10 Tf 20 50 Td <3132> Tj ET", dictionary! { "Resources" => resources.clone() });
    make.page_with("10 10 m 90 10 l S", dictionary! { "Resources" => resources });
    let pdf = open(make.bytes());
    for number in [2, 3] {
        assert_eq!(pdf.page(number).unwrap_err().kind(), ErrorKind::Damaged, "page {number}");
    }
    assert_eq!(pdf.page(4).unwrap().rules.len(), 1, "a font that is not used is no loss");
    assert_eq!(survey(&pdf).unwrap().missing, [2, 3]);
}

#[test]
fn a_page_beyond_the_last_is_no_page() {
    let pdf = open(numbered(1).bytes());
    assert_eq!(pdf.page(0).unwrap_err().kind(), ErrorKind::Internal);
    assert_eq!(pdf.page(2).unwrap_err().kind(), ErrorKind::Internal);
}

#[test]
fn limits_have_names_and_numbers() {
    let bytes = numbered(3).bytes();
    let with = |limit: Limit, most: u64| Opening { limits: Limits::default().with(limit, most), ..Opening::default() };
    for limit in [Limit::FileBytes, Limit::Pages] {
        let error = refusal(bytes.clone(), &with(limit, 2));
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert!(error.en().contains("limit is 2") && error.ja().contains(limit.name()), "{error}");
    }
    let lines = Make::new().page("10 10 m 90 10 l 90 90 l 10 90 l S").bytes();
    for (bytes, limit) in [(&bytes, Limit::PageGlyphs), (&lines, Limit::PageRules), (&lines, Limit::PageBytes)] {
        let pdf = Pdf::open(bytes.clone(), &with(limit, 2)).unwrap();
        let error = pdf.page(1).unwrap_err();
        assert_eq!((error.kind(), error.page()), (ErrorKind::TooLarge, Some(1)));
        assert!(error.en().contains(limit.name()), "{error}");
    }
}

fn locked(owner: &str, user: &str) -> Vec<u8> {
    encrypted(numbered(1), owner, user)
}

#[allow(deprecated)]
fn encrypted(mut make: Make, owner: &str, user: &str) -> Vec<u8> {
    make.doc
        .trailer
        .set("ID", vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")]);
    make.bytes();
    let version = EncryptionVersion::V2 {
        document: &make.doc,
        owner_password: owner,
        user_password: user,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    make.doc.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    make.doc.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_lock_needs_its_password_and_an_empty_one_opens_by_itself() {
    assert_eq!(text(&open(locked("owner", "")).page(1).unwrap()), "年度1");
    let bytes = locked("owner", "himitsu");
    let error = refusal(bytes.clone(), &Opening::default());
    assert_eq!(error.kind(), ErrorKind::Encrypted);
    assert!(error.ja().contains("--password"), "{}", error.ja());
    let with = |password: &str| Opening { password: Some(password.to_owned()), ..Opening::default() };
    let error = refusal(bytes.clone(), &with("other"));
    assert!(error.kind() == ErrorKind::Encrypted && error.en().contains("wrong"), "{error}");
    assert_eq!(text(&Pdf::open(bytes, &with("himitsu")).unwrap().page(1).unwrap()), "年度1");
}

/// What is encrypted is weighed before it is opened, wherever the bomb lies: in what a page draws, in a stream of
/// objects, in a map of characters.
#[test]
fn a_bomb_behind_a_lock_is_too_large() {
    let bomb = || b" ".repeat(17 << 20);
    type Add = fn(&mut Make, Vec<u8>);
    let parts: [(&str, Add); 3] = [
        ("page", |make, bomb| {
            make.page(bomb);
        }),
        ("objects", |make, bomb| {
            let dict = dictionary! { "Type" => "ObjXtm", "N" => 1, "First" => 4 };
            make.stream(dict, [b"99 0 null", &bomb[..]].concat());
        }),
        ("map", |make, bomb| {
            make.stream(dictionary! { "Type" => "CMap" }, bomb);
        }),
    ];
    for (what, add) in parts {
        let mut make = numbered(1);
        add(&mut make, bomb());
        make.doc.compress();
        let mut bytes = encrypted(make, "owner", "");
        assert!(bytes.len() < 1 << 20, "{what}");
        // Such streams are not written where they hold nothing that is known.
        if let Some(at) = bytes.windows(7).position(|w| w == b"/ObjXtm") {
            bytes[at..at + 7].copy_from_slice(b"/ObjStm");
        }
        let error = refusal(bytes.clone(), &Opening::default());
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{what}: {error}");
        assert!(error.en().contains("unpacked-ratio"), "{what}: {error}");
        let with = |limit, most| Opening { limits: Limits::default().with(limit, most), ..Opening::default() };
        let mut tight = with(Limit::UnpackedRatio, 2_000);
        assert_eq!(text(&Pdf::open(bytes.clone(), &tight).unwrap().page(1).unwrap()), "年度1", "{what}");
        tight.limits = tight.limits.with(Limit::UnpackedBytes, 16 << 20);
        assert!(refusal(bytes, &tight).en().contains("unpacked-bytes"), "{what}");
    }
}

/// A page whose compressed contents, form or font map is cut or changed must not pass for a whole one.
#[test]
fn what_is_torn_inside_is_missing() {
    let mut make = numbered(1);
    let lines: String = (0..99).map(|n| format!("{n} 10 m {} 90 l S\n", n * 7 % 100)).collect();
    let words = String::from_utf8(show("F", &glyph_numbers("年度"))).unwrap();
    make.page(format!("{words} {lines}"));
    let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => numbers(&[0.0, 0.0, 200.0, 100.0]) };
    let form = make.stream(form, lines.clone().into_bytes());
    make.resources.set("XObject", dictionary! { "X" => form });
    make.page(format!("{words} /X Do"));
    make.doc.compress();
    let whole = make.bytes();
    assert_eq!(survey(&open(whole)).unwrap().missing, [0; 0]);
    let torn = |id: lopdf::ObjectId| {
        let mut doc = make.doc.clone();
        let stream = doc.get_object_mut(id).unwrap().as_stream_mut().unwrap();
        let middle = stream.content.len() / 2;
        stream.content[middle] ^= 8;
        let mut bytes = Vec::new();
        doc.save_to(&mut bytes).unwrap();
        survey(&open(bytes)).unwrap().missing
    };
    let page = make.doc.get_pages()[&2];
    let contents = make.doc.get_dictionary(page).unwrap().get(b"Contents").unwrap().as_reference().unwrap();
    assert_eq!((torn(contents), torn(form)), (vec![2], vec![3]));
}
