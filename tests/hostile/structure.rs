//! Ways of breaking the structure of a PDF, and whether a PDF shows that it is broken.

use crate::damage::{Dice, Way, digits, place};
use flate2::{Decompress, FlushDecompress, Status};
use std::collections::BTreeSet;

/// What is broken, and whether it may leave a sound file that says something else.
pub const WAYS: [Way; 18] = [
    ("dangling", |b, d| reference(b, d, |_, _| b"9999 0 R".to_vec()), false),
    ("crossed", |b, d| reference(b, d, |all, d| all[d.below(all.len())].clone()), true),
    ("cycle", cycle, false),
    ("own resources", |b, d| itself(b, d, b"/Resources"), true),
    ("own font", |b, d| itself(b, d, b"/Font"), true),
    ("own outlines", outlines, true),
    ("length", |b, d| number_after(b, d, b"/Length "), false),
    ("count", |b, d| number_after(b, d, b"/Count "), false),
    ("huge", |b, d| digits(b, d, b"99999999999999999999"), true),
    ("negative", |b, d| digits(b, d, b"-1"), true),
    ("filter", |b, d| replaced(b, d, b"/FlateDecode", b"/RunLengthDecode"), false),
    ("unended", |b, d| replaced(b, d, b"endstream", b"         "), false),
    ("unclosed", |b, d| replaced(b, d, b"endobj", b"      "), false),
    ("unmapped", |b, d| replaced(b, d, b"/ToUnicode", b"/ToNowhere"), false),
    ("untyped", |b, d| replaced(b, d, b"/Type/Page", b"/Type/Pane"), false),
    ("shuffled", shuffled, false),
    ("missing", missing, false),
    ("repeated", repeated, false),
];

fn replaced(bytes: &[u8], dice: &mut Dice, word: &[u8], by: &[u8]) -> Option<Vec<u8>> {
    let at = place(bytes, dice, word)?;
    Some([&bytes[..at], by, &bytes[at + word.len()..]].concat())
}

/// Ranges of references (`12 0 R`).
fn references(bytes: &[u8]) -> Vec<(usize, usize)> {
    let ends = bytes.windows(4).enumerate().filter(|(_, w)| *w == b" 0 R").map(|(i, _)| i);
    let start = |end: usize| (0..end).rev().take_while(|i| bytes[*i].is_ascii_digit()).last();
    ends.filter_map(|end| Some((start(end)?, end + 4))).collect()
}

fn reference(bytes: &[u8], dice: &mut Dice, by: impl Fn(&[Vec<u8>], &mut Dice) -> Vec<u8>) -> Option<Vec<u8>> {
    let all = references(bytes);
    let (from, to) = *all.get(dice.below(all.len()))?;
    let texts: Vec<Vec<u8>> = all.iter().map(|(a, b)| bytes[*a..*b].to_vec()).collect();
    Some([&bytes[..from], by(&texts, dice).as_slice(), &bytes[to..]].concat())
}

/// A tree of pages that is its own child.
fn cycle(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let parent = place(bytes, dice, b"/Parent ")? + 8;
    let parent: Vec<u8> = bytes[parent..].iter().copied().take_while(|b| *b != b'R').chain(*b"R").collect();
    let kids = place(bytes, dice, b"/Kids[")? + 6;
    Some([&bytes[..kids], &parent, b" ", &bytes[kids..]].concat())
}

/// An entry of a dictionary that refers to the object it stands in.
fn itself(bytes: &[u8], dice: &mut Dice, key: &[u8]) -> Option<Vec<u8>> {
    let at = place(bytes, dice, key)? + key.len();
    let own = objects(bytes).into_iter().rev().find(|o| o.from < at)?;
    // What the key had becomes the value of a key that means nothing.
    Some([&bytes[..at], format!(" {} 0 R/Was", own.number).as_bytes(), &bytes[at..]].concat())
}

/// Outlines that go round in a circle.
fn outlines(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let at = place(bytes, dice, b"/Type/Catalog")?;
    let own = objects(bytes).into_iter().rev().find(|o| o.from < at)?.number;
    let circle = format!("/Outlines {own} 0 R/First {own} 0 R/Last {own} 0 R/Next {own} 0 R/Title(x)");
    Some([&bytes[..at], circle.as_bytes(), &bytes[at..]].concat())
}

fn number_after(bytes: &[u8], dice: &mut Dice, word: &[u8]) -> Option<Vec<u8>> {
    let from = place(bytes, dice, word)? + word.len();
    let to = from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    Some([&bytes[..from], dice.below(100_000).to_string().as_bytes(), &bytes[to..]].concat())
}

/// An object of a PDF: its number, and its bytes from its head to one past `endobj`.
struct Object {
    number: usize,
    from: usize,
    to: usize,
}

fn objects(bytes: &[u8]) -> Vec<Object> {
    let heads = bytes.windows(6).enumerate().filter(|(_, w)| *w == b" 0 obj").map(|(i, _)| i);
    let object = |head: usize| {
        let from = (0..head).rev().take_while(|i| bytes[*i].is_ascii_digit()).last()?;
        let number = std::str::from_utf8(&bytes[from..head]).ok()?.parse().ok()?;
        let to = head + bytes[head..].windows(6).position(|w| w == b"endobj")? + 6;
        Some(Object { number, from, to })
    };
    heads.filter_map(object).collect()
}

/// Two objects that stand in each other's place, under their own numbers.
fn shuffled(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let all = objects(bytes);
    let (a, b) = (dice.below(all.len()), dice.below(all.len()));
    let (a, b) = (all.get(a.min(b))?, all.get(a.max(b)).filter(|_| a != b)?);
    let part = |o: &Object| &bytes[o.from..o.to];
    (a.to <= b.from).then(|| [&bytes[..a.from], part(b), &bytes[a.to..b.from], part(a), &bytes[b.to..]].concat())
}

/// An object that is not there.
fn missing(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let all = objects(bytes);
    let object = all.get(dice.below(all.len()))?;
    Some([&bytes[..object.from], &bytes[object.to..]].concat())
}

/// An object that is there twice, the second time with the contents of another.
fn repeated(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let all = objects(bytes);
    let (one, other) = (all.get(dice.below(all.len()))?, all.get(dice.below(all.len()))?);
    let contents = &bytes[other.from..other.to];
    let contents = &contents[contents.iter().position(|b| *b == b' ')?..];
    let copy = [one.number.to_string().as_bytes(), contents, b"\n"].concat();
    Some([&bytes[..one.from], &copy, &bytes[one.from..]].concat())
}

/// Whether the structure of a PDF contradicts itself: what a strict reader would stumble over.
///
/// This is a second opinion, which knows nothing of how the reader works: an index that points elsewhere, objects
/// that are there twice or not at all, lengths that are not, compressed data without its end or against its checksum,
/// another number of pages than is said.
pub fn shows_damage(bytes: &[u8]) -> bool {
    let all = objects(bytes);
    let numbers: BTreeSet<usize> = all.iter().map(|o| o.number).collect();
    let count = |word: &[u8]| bytes.windows(word.len()).filter(|w| *w == word).count();
    let number = |from: usize| {
        let digits: Vec<u8> = bytes[from..].iter().copied().take_while(u8::is_ascii_digit).collect();
        std::str::from_utf8(&digits).ok()?.parse::<usize>().ok()
    };
    let referred = references(bytes).into_iter().all(|(from, _)| number(from).is_some_and(|n| numbers.contains(&n)));
    let index = bytes.windows(10).rposition(|w| w == b"startxref\n").and_then(|at| number(at + 10));
    let indexed = index.is_some_and(|at| bytes.get(at..at + 4) == Some(b"xref") || all.iter().any(|o| o.from == at));
    // Offsets stand in a table, or as four bytes each in a stream.
    let table = all.iter().rev().find(|o| bytes[o.from..o.to].windows(10).any(|w| w == b"/Type/XRef"));
    let listed = |o: &Object| match table {
        _ if count(b"\nxref") > 0 => count(format!("{:010} 00000 n", o.from).as_bytes()) == 1,
        Some(table) => bytes[table.from..table.to].windows(4).any(|w| w == (o.from as u32).to_be_bytes()),
        None => false,
    };
    let kids = bytes.windows(6).filter(|w| w.starts_with(b"/Kids[")).count();
    let counted = bytes.windows(7).position(|w| w == b"/Count ").and_then(|at| number(at + 7));
    let pages = count(b"/Type/Page") - count(b"/Type/Pages");
    let is_whole = numbers.len() == all.len()
        && count(b" 0 obj") == all.len()
        && count(b"endobj") == all.len()
        && referred
        && indexed
        && all.iter().all(listed)
        && all.iter().all(|o| streams(&bytes[o.from..o.to]))
        && (kids != 1 || counted == Some(pages))
        && bytes.trim_ascii_end().ends_with(b"%%EOF");
    !is_whole
}

/// Whether the stream of an object, if it has one, is as long as it says and comes to its end.
fn streams(object: &[u8]) -> bool {
    let find = |word: &[u8]| object.windows(word.len()).position(|w| w == word);
    let Some(start) = find(b"stream").filter(|at| !object[..*at].ends_with(b"end")) else {
        return find(b"endstream").is_none();
    };
    let after = &object[start + 6..];
    let data = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
    let said = find(b"/Length ").map(|at| &object[at + 8..]).and_then(|rest| {
        let end = rest.iter().position(|b| !b.is_ascii_digit())?;
        std::str::from_utf8(&rest[..end]).ok()?.parse::<usize>().ok()
    });
    let Some(data) = said.and_then(|length| Some((data.get(..length)?, data.get(length..)?))) else { return false };
    let ends = data.1.trim_ascii_start().starts_with(b"endstream");
    ends && (find(b"/FlateDecode").is_none() || inflates(data.0))
}

fn inflates(data: &[u8]) -> bool {
    let (mut decoder, mut out) = (Decompress::new(true), vec![0; 1 << 16]);
    loop {
        let rest = data.get(usize::try_from(decoder.total_in()).unwrap()..).unwrap_or_default();
        let before = (decoder.total_in(), decoder.total_out());
        match decoder.decompress(rest, &mut out, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return true,
            Ok(_) if (decoder.total_in(), decoder.total_out()) != before => {}
            _ => return false,
        }
    }
}
