//! Which pages the damage of a file reaches.
//!
//! A file whose index stands elsewhere than it says, or that has a hole, was changed, and nothing vouches for what is
//! not compressed: a width of a font, a size of the type, a figure. But the index says where each object stood, so it
//! also tells between which two of them something came or went.

use super::heads::{heads, index_pointer};
use crate::ingest::{Limit, Limits};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use memchr::memmem;
use std::collections::{BTreeMap, BTreeSet};

/// What a page is drawn with, of what its dictionary names.
const DRAWN: [&[u8]; 5] = [b"Contents", b"Resources", b"Annots", b"MediaBox", b"CropBox"];

/// The objects that the damage of a file may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    /// These, by number.
    These(BTreeSet<u32>),
    /// Nothing tells which.
    Any,
}

impl Touched {
    /// What is touched of a file whose index is not where it says, or that has holes there.
    pub(super) fn of(pdf: &Pdf, holes: &[usize], is_cut: bool) -> Self {
        let bytes = pdf.data().as_ref();
        let heads: Vec<(usize, u32)> = heads(bytes).into_iter().map(|head| (head.at, head.number)).collect();
        let mut listed: Vec<(usize, u32)> = tables(bytes);
        listed.extend(heads.iter().filter_map(|(_, number)| index_stream(pdf, *number)).flatten());
        listed.sort_unstable();
        listed.dedup();
        // Of a file that is cut short the end is missing, where the index stands.
        if listed.is_empty() && !is_cut {
            return Self::Any;
        }
        let mut these = moved(bytes, &heads, &listed, is_cut);
        for hole in holes {
            these.extend(heads.iter().take_while(|(at, _)| at <= hole).last().map(|(_, number)| *number));
        }
        let holds_others = |number: &u32| stream(pdf, *number).is_some_and(|s| is_of_type(&s, b"ObjStm"));
        if these.iter().any(holds_others) { Self::Any } else { Self::These(these) }
    }

    /// Whether what a page shows may be changed.
    pub(super) fn reaches(&self, page: &SyntaxPage<'_>, limits: &Limits) -> bool {
        let Self::These(these) = self else { return true };
        let mut walk = Walk { seen: BTreeSet::new(), deepest: limits.count(Limit::Nesting) };
        let mut node = Some(page.raw().clone());
        // Resources and boxes may be those of the tree.
        for _ in 0..limits.count(Limit::Nesting) {
            let Some(dict) = node else { break };
            walk.seen.extend(dict.obj_id());
            for key in DRAWN {
                dict.get_raw::<Object<'_>>(key).into_iter().for_each(|value| walk.value(&dict, key, value, 0));
            }
            node = dict.get::<Dict<'_>>(b"Parent");
        }
        walk.seen.iter().any(|id| these.contains(&id.obj_number))
    }
}

/// The objects that something is drawn with.
struct Walk {
    seen: BTreeSet<ObjectIdentifier>,
    deepest: usize,
}

impl Walk {
    fn value<'a>(&mut self, of: &Dict<'a>, key: &[u8], value: MaybeRef<Object<'a>>, depth: usize) {
        if depth > self.deepest {
            return;
        }
        match value {
            MaybeRef::Ref(reference) => {
                if self.seen.insert(reference.into())
                    && let Some(object) = of.get::<Object<'a>>(key)
                {
                    self.object(object, depth + 1);
                }
            }
            MaybeRef::NotRef(object) => self.object(object, depth + 1),
        }
    }

    fn object(&mut self, object: Object<'_>, depth: usize) {
        match object {
            Object::Dict(dict) => self.dict(&dict, depth),
            Object::Stream(stream) if is_of_type(&stream, b"Image") => {}
            Object::Stream(stream) => self.dict(stream.dict(), depth),
            Object::Array(items) => {
                for item in items.raw_iter() {
                    if let MaybeRef::Ref(reference) = &item {
                        self.seen.insert(ObjectIdentifier::from(*reference));
                    }
                }
                if depth <= self.deepest {
                    items.iter::<Object<'_>>().for_each(|item| self.object(item, depth + 1));
                }
            }
            _ => {}
        }
    }

    fn dict(&mut self, dict: &Dict<'_>, depth: usize) {
        for (key, value) in dict.entries() {
            // What leads to other pages is not drawn.
            let name = key.as_ref();
            if ![&b"Parent"[..], b"P", b"Dest", b"A", b"Popup", b"IRT"].contains(&name) {
                self.value(dict, name, value, depth);
            }
        }
    }
}

fn is_of_type(stream: &Stream<'_>, name: &[u8]) -> bool {
    [&b"Type"[..], b"Subtype"].iter().any(|key| stream.dict().get::<Name<'_>>(*key).is_some_and(|n| n.as_ref() == name))
}

fn stream(pdf: &Pdf, number: u32) -> Option<Stream<'_>> {
    pdf.xref().get::<Stream<'_>>(ObjectIdentifier::new(number, 0))
}

/// What the tables of a file list: where an object stood, and its number.
fn tables(bytes: &[u8]) -> Vec<(usize, u32)> {
    let mut listed = Vec::new();
    for at in memmem::find_iter(bytes, b"xref") {
        if bytes.get(at.saturating_sub(5)..at).is_some_and(|before| before == b"start") {
            continue;
        }
        let rest = bytes.get(at + 4..).unwrap_or_default();
        let end = memmem::find(rest, b"trailer").unwrap_or(rest.len());
        let mut words = rest.get(..end).unwrap_or_default().split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
        let mut next = || std::str::from_utf8(words.next()?).ok();
        let mut number = 0_u32;
        while let Some(first) = next() {
            let Some(second) = next() else { break };
            match (first.parse::<usize>(), first.len()) {
                // `0000000019 00000 n`
                (Ok(offset), 10) => {
                    if next().is_some_and(|kind| kind == "n") && offset > 0 {
                        listed.push((offset, number));
                    }
                    number = number.saturating_add(1);
                }
                // `0 12`: so many from this number on.
                (Ok(first), _) if second.parse::<u32>().is_ok() => number = u32::try_from(first).unwrap_or(u32::MAX),
                _ => break,
            }
        }
    }
    listed
}

/// What an index in a stream lists; `None` for any other object.
fn index_stream(pdf: &Pdf, number: u32) -> Option<Vec<(usize, u32)>> {
    let stream = stream(pdf, number).filter(|s| is_of_type(s, b"XRef"))?;
    let numbers = |key: &[u8]| stream.dict().get::<Array<'_>>(key).map(|a| a.iter::<u32>().collect::<Vec<_>>());
    let widths: Vec<usize> = numbers(b"W")?.into_iter().map(|w| w as usize).collect();
    let [kind, offset, rest] = widths.as_slice() else { return None };
    let size = stream.dict().get::<u32>(b"Size").unwrap_or(u32::MAX);
    let parts = numbers(b"Index").unwrap_or_else(|| vec![0, size]);
    let mut numbers = parts.chunks_exact(2).flat_map(|part| match part {
        [from, count] => *from..from.saturating_add(*count),
        _ => 0..0,
    });
    let data = stream.decoded_data().ok()?;
    let mut listed = Vec::new();
    for row in data.chunks_exact(kind.checked_add(*offset)?.checked_add(*rest)?.max(1)) {
        let Some(number) = numbers.next() else { break };
        let value = |from: usize, len: usize| {
            row.get(from..from + len)?.iter().try_fold(0_usize, |n, b| n.checked_mul(256)?.checked_add(usize::from(*b)))
        };
        if *kind == 0 || value(0, *kind) == Some(1) {
            listed.extend(value(*kind, *offset).map(|at| (at, number)));
        }
    }
    Some(listed)
}

/// The objects between whose beginnings something came or went, and those that are no longer there.
fn moved(bytes: &[u8], heads: &[(usize, u32)], listed: &[(usize, u32)], is_cut: bool) -> BTreeSet<u32> {
    let mut by_number: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    heads.iter().for_each(|(at, number)| by_number.entry(*number).or_default().push(*at));
    let (mut these, mut before, mut shift) = (BTreeSet::new(), None, 0_i64);
    for (offset, number) in listed {
        let expected = i64::try_from(*offset).map_or(i64::MAX, |at| at.saturating_add(shift));
        let places = by_number.get(number).map(Vec::as_slice).unwrap_or_default();
        let stands = |at: &&usize| usize::try_from(expected).is_ok_and(|expected| **at == expected);
        let found = places.iter().find(stands).map(|at| (*at, shift));
        let elsewhere = || {
            let after = before.map_or(0, |(at, _)| at);
            let at = *places.iter().find(|at| **at >= after)?;
            Some((at, i64::try_from(at).ok()?.checked_sub(i64::try_from(*offset).ok()?)?))
        };
        match found.or_else(elsewhere) {
            Some((at, now)) => {
                if now != shift {
                    these.extend(before.map(|(_, number)| number));
                }
                (before, shift) = (Some((at, *number)), now);
            }
            // What stood at the end of a file that is cut short is missing, not changed.
            None if is_cut => {}
            None => these.extend([*number].into_iter().chain(before.map(|(_, number)| number))),
        }
    }
    these.extend(before.filter(|(at, _)| end_moved(bytes, heads, *at, shift)).map(|(_, number)| number));
    these
}

/// Whether what follows the last object stands by another distance away from where the file says than the object
/// itself. A pointer that is further off than the object is long is wrong for another reason.
fn end_moved(bytes: &[u8], heads: &[(usize, u32)], last: usize, shift: i64) -> bool {
    let Some(said) = index_pointer(bytes).and_then(|said| i64::try_from(said).ok()) else { return false };
    let table = memmem::rfind(bytes, b"\nxref").map(|at| at + 1);
    let next = heads.iter().map(|(at, _)| *at).find(|at| *at > last);
    let Some(stands) = table.filter(|at| *at > last).or(next) else { return false };
    let Ok(moved) = i64::try_from(stands).map(|at| at.saturating_sub(said).saturating_sub(shift)) else { return false };
    let longest = i64::try_from(stands - last).unwrap_or(i64::MAX);
    moved != 0 && moved <= longest && said > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three objects, an index that lists them where they stood, and what then became of them.
    fn moved_by(change: impl Fn(&str) -> String) -> Vec<u32> {
        let (mut text, mut rows) = ("%PDF-1.7\n".to_owned(), String::new());
        for number in 1..4 {
            rows.push_str(&format!("{:010} 00000 n \n", text.len()));
            text.push_str(&format!("{number} 0 obj\n<</Name{number} (x)>>\nendobj\n"));
        }
        let index = text.len();
        let text =
            change(&format!("{text}xref\n0 4\n0000000000 65535 f \n{rows}trailer<<>>\nstartxref\n{index}\n%%EOF"));
        let bytes = text.as_bytes();
        let heads: Vec<(usize, u32)> = heads(bytes).into_iter().map(|head| (head.at, head.number)).collect();
        moved(bytes, &heads, &tables(bytes), false).into_iter().collect()
    }

    #[test]
    fn the_index_tells_which_objects_have_changed() {
        let by = |from: &'static str, to: &'static str| moved_by(|text| text.replacen(from, to, 1));
        assert!(by("", "").is_empty());
        assert!(by("%PDF", "junk%PDF").is_empty(), "all have moved alike");
        assert_eq!(by("/Name1 (x)", "/Name1 (xx)"), [1]);
        assert_eq!(by("/Name2 (x)", "/Name2 ()"), [2]);
        assert_eq!(by("/Name3 (x)", "/Name3 (xyz)"), [3]);
        assert_eq!(by("2 0 obj", "2 0 abc"), [1, 2], "one that is lost, and what may have run into it");
        let wrong = |text: &str| text.split("startxref").next().unwrap().to_owned() + "startxref\n7\n%%EOF";
        assert!(moved_by(wrong).is_empty(), "no change of an object moves the index so far");
    }
}
