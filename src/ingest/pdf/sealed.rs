//! Streams of an encrypted file, decrypted one by one before the file itself is opened.
//!
//! The engine unpacks the streams in which objects stand as soon as it looks for a page. So it is first given the file
//! with another index at its end: one that leads to a page of its own, and to the streams as such.

use super::heads::Head;
use hayro_interpret::hayro_syntax::object::{ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use memchr::memmem;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Hands on the decrypted data of the streams that begin at these heads, each with its place among them.
///
/// # Errors
/// Where the file with the other index does not open; whatever `look` returns.
pub(super) fn each<E: From<LoadPdfError>>(
    bytes: &[u8],
    heads: &[Head],
    wanted: &[Head],
    password: &str,
    mut look: impl FnMut(usize, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    // Of several versions of an object an index knows one.
    let mut left: Vec<usize> = (0..wanted.len()).collect();
    while !left.is_empty() {
        let mut listed: BTreeMap<u32, Head> = heads.iter().map(|head| (head.number, *head)).collect();
        let (mut here, mut numbers) = (Vec::new(), BTreeSet::new());
        left.retain(|i| {
            let head = wanted.get(*i).filter(|head| numbers.insert(head.number));
            if let Some(head) = head {
                listed.insert(head.number, *head);
                here.push((*i, *head));
            }
            head.is_none()
        });
        let pdf = Pdf::new_with_password(with_index(bytes, &listed), password)?;
        for (i, head) in here {
            let id = ObjectIdentifier::new(head.number, i32::from(head.generation));
            if let Some(stream) = pdf.xref().get::<Stream<'_>>(id) {
                look(i, &stream.raw_data())?;
            }
        }
    }
    Ok(())
}

/// The file with an index of these objects, and a page on which nothing stands.
fn with_index(bytes: &[u8], listed: &BTreeMap<u32, Head>) -> Vec<u8> {
    let free: Vec<u32> = (1..).filter(|number| !listed.contains_key(number)).take(3).collect();
    let (root, tree, page) = match free.as_slice() {
        [root, tree, page] => (*root, *tree, *page),
        _ => (0, 0, 0),
    };
    let mut out = [bytes, b"\n"].concat();
    let own = [
        (root, format!("<</Type/Catalog/Pages {tree} 0 R>>")),
        (tree, format!("<</Type/Pages/Kids[{page} 0 R]/Count 1>>")),
        (page, format!("<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 9 9]>>")),
    ];
    let mut index = String::from("xref\n0 1\n0000000000 65535 f \n");
    let mut row = |number: u32, at: usize, generation: u16| {
        // Writing to a string cannot fail.
        let _ = write!(index, "{number} 1\n{at:010} {generation:05} n \n");
    };
    listed.values().for_each(|head| row(head.number, head.at, head.generation));
    for (number, text) in own {
        row(number, out.len(), 0);
        out.extend(format!("{number} 0 obj{text}endobj\n").bytes());
    }
    let at = out.len();
    let size = listed.keys().last().copied().unwrap_or(0).max(page).saturating_add(1);
    out.extend(index.bytes());
    out.extend(format!("trailer<</Size {size}/Root {root} 0 R").bytes());
    for key in [&b"/Encrypt"[..], b"/ID"] {
        if let Some(value) = entry(bytes, key) {
            out.extend_from_slice(key);
            out.push(b' ');
            out.extend_from_slice(value);
        }
    }
    out.extend(format!(">>\nstartxref\n{at}\n%%EOF\n").bytes());
    out
}

/// What the last trailer says under a key: a reference, a dictionary or an array, as it is written.
fn entry<'b>(bytes: &'b [u8], key: &[u8]) -> Option<&'b [u8]> {
    let mut end = bytes.len();
    while let Some(at) = bytes.get(..end).and_then(|before| memmem::rfind(before, key)) {
        end = at;
        let rest = bytes.get(at + key.len()..).unwrap_or_default();
        let value = rest.trim_ascii_start();
        let length = match value.first() {
            Some(b'0'..=b'9') if value.len() < rest.len() => reference(value),
            Some(b'<' | b'[') => enclosed(value),
            _ => None,
        };
        if let Some(value) = length.and_then(|length| value.get(..length)) {
            return Some(value);
        }
    }
    None
}

/// Length of a reference (`12 0 R`).
fn reference(value: &[u8]) -> Option<usize> {
    let end = value.iter().take(LONGEST).position(|b| *b == b'R')?;
    let digits = |b: &u8| b.is_ascii_digit() || b.is_ascii_whitespace();
    value.get(..end)?.iter().all(digits).then_some(end + 1)
}

/// The longest reference, and the longest dictionary or array, that are looked at.
const LONGEST: usize = 32;
const MOST: usize = 16 << 10;

/// Length of a dictionary or an array, with the strings in it.
fn enclosed(value: &[u8]) -> Option<usize> {
    let (mut depth, mut string, mut at) = (0_usize, 0_usize, 0);
    while at < value.len().min(MOST) {
        let (byte, next) = (*value.get(at)?, value.get(at + 1));
        let mut length = 1;
        match byte {
            b'\\' if string > 0 => length = 2,
            b'(' => string += 1,
            b')' => string = string.saturating_sub(1),
            _ if string > 0 => {}
            b'<' if next == Some(&b'<') => (depth, length) = (depth + 1, 2),
            b'>' if next == Some(&b'>') => (depth, length) = (depth.checked_sub(1)?, 2),
            b'[' => depth += 1,
            b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += length;
        if depth == 0 && string == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::entry;

    #[test]
    fn what_a_trailer_says_is_found_as_it_is_written() {
        let found = |text: &'static str, key: &str| {
            entry(text.as_bytes(), key.as_bytes()).map(|v| String::from_utf8_lossy(v).into_owned()).unwrap_or_default()
        };
        assert_eq!(found("<</Encrypt 12 0 R/ID[<ab><cd>]>>", "/Encrypt"), "12 0 R");
        assert_eq!(found("<</Encrypt 12 0 R/ID [<ab>(]\\)<)] >>", "/ID"), "[<ab>(]\\)<)]");
        assert_eq!(
            found("/Encrypt<</V 4/CF<</A<</B 1>>>>>>/EncryptMetadata false", "/Encrypt"),
            "<</V 4/CF<</A<</B 1>>>>>>"
        );
        assert_eq!(found("/Encrypt", "/Encrypt"), "");
    }
}
