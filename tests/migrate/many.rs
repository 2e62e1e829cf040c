//! Good and bad inputs by the thousand: every one is counted, none stops the others.

use crate::bench::{Bench, Dice, html, is_full, sample, text, variant};
use crate::make::Make;
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, dictionary};
use std::collections::BTreeMap;

/// A PDF that wants a password.
fn locked() -> Vec<u8> {
    let mut document = Document::load_mem(&sample("sheets/zuiun-2021-2-6.pdf")).unwrap();
    let id = || Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id(), id()]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A page that is a picture, or nothing at all.
fn page(content: &str) -> Vec<u8> {
    let mut pdf = Make::new();
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 8, "Height" => 8,
        "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
    };
    let picture = pdf.stream(picture, vec![99; 64]);
    pdf.resources.set("XObject", dictionary! { "X" => picture });
    pdf.page(content).bytes()
}

/// Bytes that differ from file to file, whose end a PDF passes over.
fn tagged(bytes: &[u8], number: usize) -> Vec<u8> {
    [bytes, format!("\n% {number}\n").as_bytes()].concat()
}

#[test]
fn a_folder_of_good_and_bad_files_is_counted_to_the_last() {
    let count = if is_full() { 2000 } else { 200 };
    let (list, locked) = (sample("forms/hoshimi-list-2021.pdf"), locked());
    let (scan, empty) = (page("q 200 0 0 100 0 0 cm /X Do Q"), page(" "));
    let bench = Bench::new();
    let (mut dice, mut expected) = (Dice(2), BTreeMap::<String, String>::new());
    for number in 0..count {
        let (ending, bytes, outcome) = match number % 20 {
            0 => ("pdf", tagged(&list, number), "read"),
            1 => ("pdf", variant(number), "read"),
            2 => ("pdf", tagged(&locked, number), "failed encrypted"),
            3 => ("pdf", tagged(&scan, number), "failed no-text-layer"),
            4 => ("pdf", tagged(&empty, number), "failed blank"),
            5 => ("pdf", Vec::new(), "failed not-a-document"),
            6 => ("pdf", html(number).into_bytes(), "failed not-a-document"),
            7 => ("pdf", tagged(b"\x89PNG\r\n\x1a\n", number), "failed not-a-document"),
            8 => ("pdf", list[..400 + dice.below(600) as usize].to_vec(), "failed damaged"),
            9 => ("txt", b" \r\n\t\n".repeat(number), "failed blank"),
            10 => ("txt", [0, 1, 2, 3, 4, 5, 6, number as u8].repeat(99), "failed not-a-document"),
            11 => ("docx", tagged(b"PK\x03\x04\x14\0", number), "skipped"),
            12 | 13 => ("html", html(number).into_bytes(), "read"),
            _ => ("txt", text(number).into_bytes(), "read"),
        };
        let name = format!("{:02}/{number:04}.{ending}", number / 100);
        bench.put(&name, bytes);
        expected.insert(name, outcome.to_owned());
    }
    let skipped = count / 20;
    let (good, bad) = (count / 20 * 10, count / 20 * 9);
    let run = bench.migrate(&["in"], &[]);
    expected.retain(|_, outcome| outcome != "skipped");
    let expected: Vec<String> = expected.into_iter().map(|(name, outcome)| format!("{name} {outcome}")).collect();
    assert_eq!(run.status, Some(3));
    assert_eq!(run.lines, expected);
    let inputs = format!("inputs    {} of {} read, {bad} failed", grouped(good), grouped(good + bad));
    assert!(run.said.starts_with(&inputs), "{}", run.said);
    assert!(run.told.contains(&format!("{skipped} file(s) skipped")), "{}", run.told);
    assert_eq!(run.told.lines().filter(|line| line.starts_with("error: ")).count(), bad);
    let results = bench.results();
    let below = |folder: &str| results.keys().filter(|name| name.starts_with(folder)).count();
    assert_eq!((below("out/documents/"), below("out/failed/")), (good, bad));
    // Again, nothing good is read twice.
    assert_eq!(bench.migrate(&["in"], &["--quiet"]).lines, expected);
    assert!(bench.results() == results);
}

fn grouped(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
