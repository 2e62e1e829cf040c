//! What a file would unpack to, before anything of it is unpacked, and what a page would draw, before it is drawn.
//!
//! The engine unpacks and draws whatever it is given, into memory and without end: a small file may be a bomb of
//! packed blanks, or of parts that draw one another twice. So streams are measured as they stand in the file, and the
//! parts of a page are counted along their names, each part once.

use super::heads::{Head, heads};
use super::intact::{HARMLESS, whole};
use super::packing::{self, Over, Packing, unpack};
use super::sealed;
use super::shut::refusal;
use crate::ingest::{Limit, Limits};
use crate::sheet::Error;
use hayro_interpret::hayro_syntax::LoadPdfError;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use memchr::memmem;
use std::collections::{BTreeMap, BTreeSet};

/// What is packed twice is held unpacked once, up to so many bytes.
const HELD: u64 = 64 << 20;
/// Longest dictionary before a stream that is looked at.
const DICTIONARY: usize = 4096;

/// Refuses a file with a stream that unpacks to too much, or with a function that nests too deeply for the engine.
///
/// What is encrypted is measured twice: as it stands, because a file may only seem to be encrypted, and decrypted.
pub(super) fn streams(bytes: &[u8], password: &str, limits: &Limits) -> Result<(), Error> {
    let find = |word: &[u8], from: usize| {
        let rest = bytes.get(from..)?;
        memmem::find(rest, word).map(|at| from + at)
    };
    let heads = if find(b"/Encrypt", 0).is_some() { heads(bytes) } else { Vec::new() };
    let mut sealed: Vec<Sealed> = Vec::new();
    let mut from = 0;
    while let Some(at) = find(b"stream", from) {
        from = at + 6;
        let before = bytes.get(at.saturating_sub(DICTIONARY)..at).unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        let dict = memmem::rfind(before, b"obj").and_then(|o| before.get(o..)).unwrap_or(before);
        let has = |word: &[u8]| memmem::find(dict, word).is_some();
        let data = bytes.get(at + 6..).unwrap_or_default();
        let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        let packings = packings(dict);
        let end = memmem::find(data, b"endstream").unwrap_or(data.len());
        // Where the end is written elsewhere, the word may stand within the data.
        let growth = packings.iter().fold(1_u64, |growth, p| growth.saturating_mul(p.growth()));
        let is_short = !has(b" R") && (end as u64).saturating_mul(growth) <= HARMLESS;
        // Pictures are never unpacked, however large they are.
        let is_picture = (has(b"/Subtype/Image") || has(b"/Subtype /Image"))
            && ![&b"/Form"[..], b"/ObjStm", b"/XRef", b"#"].into_iter().any(has);
        let is_large = !is_picture && !is_short && growth > 1;
        if is_large {
            measure(data, &packings, limits)?;
        }
        let is_function = has(b"/FunctionType 4") || has(b"/FunctionType4");
        if is_function {
            function(data, end, &packings, limits)?;
        }
        let own = heads.partition_point(|head| head.at < at).checked_sub(1).and_then(|i| heads.get(i));
        if let Some(head) = own.filter(|_| is_large || is_function) {
            let most = (end as u64).saturating_mul(growth);
            sealed.push(Sealed { head: *head, packings, is_function, most });
        } else if packings.is_empty() {
            from += end;
        }
    }
    unsealed(bytes, &heads, &sealed, password, limits)
}

/// A stream that is perhaps encrypted.
struct Sealed {
    head: Head,
    packings: Vec<Packing>,
    is_function: bool,
    /// What it unpacks to at most.
    most: u64,
}

/// Versions of one object that are looked at.
const VERSIONS: usize = 8;

/// The same for streams that are encrypted.
fn unsealed(bytes: &[u8], heads: &[Head], sealed: &[Sealed], password: &str, limits: &Limits) -> Result<(), Error> {
    let wanted: Vec<Head> = sealed.iter().map(|stream| stream.head).collect();
    let mut versions: BTreeMap<u32, usize> = BTreeMap::new();
    wanted.iter().for_each(|head| *versions.entry(head.number).or_default() += 1);
    if versions.values().any(|count| *count > VERSIONS) {
        return Err(limits.refusal(Limit::UnpackedBytes, None));
    }
    let judged = sealed::each(bytes, heads, &wanted, password, |i, data| {
        let Some(Sealed { packings, is_function, .. }) = sealed.get(i) else { return Ok(()) };
        measure(data, packings, limits)?;
        if *is_function { Ok(function(data, data.len(), packings, limits)?) } else { Ok(()) }
    });
    match judged {
        Ok(()) => Ok(()),
        Err(Unmeasured::Over(error)) => Err(error),
        Err(Unmeasured::Shut(why @ LoadPdfError::Decryption(_))) => Err(refusal(why, !password.is_empty())),
        // What nobody can measure is taken for what it may be.
        Err(Unmeasured::Shut(LoadPdfError::Invalid)) => {
            let harmless = sealed.iter().all(|stream| stream.most <= limits.most(Limit::UnpackedBytes));
            if harmless { Ok(()) } else { Err(limits.refusal(Limit::UnpackedBytes, None)) }
        }
    }
}

/// Why the streams of an encrypted file were not all measured.
enum Unmeasured {
    /// One of them is over a limit.
    Over(Error),
    /// They cannot be decrypted.
    Shut(LoadPdfError),
}

impl From<Error> for Unmeasured {
    fn from(error: Error) -> Self {
        Self::Over(error)
    }
}

impl From<LoadPdfError> for Unmeasured {
    fn from(why: LoadPdfError) -> Self {
        Self::Shut(why)
    }
}

/// Refuses a function that nests too deeply; `end` is where it ends if it is not packed.
fn function(data: &[u8], end: usize, packings: &[Packing], limits: &Limits) -> Result<(), Error> {
    let mut program = data.get(..end).unwrap_or_default().to_vec();
    if !packings.is_empty() {
        program.clear();
        unpack(data, HARMLESS, |part| program.extend_from_slice(part));
    }
    nested(&program, limits)
}

/// The packings that the dictionary of a stream names, the outermost first. A name that is written elsewhere is taken
/// for the usual one.
fn packings(dict: &[u8]) -> Vec<Packing> {
    let mut found = Vec::new();
    for at in memmem::find_iter(dict, b"/Filter") {
        let rest = dict.get(at + 7..).unwrap_or_default().trim_ascii_start();
        let names = match rest.strip_prefix(b"[") {
            Some(list) => list.get(..memchr::memchr(b']', list).unwrap_or(list.len())).unwrap_or_default(),
            None => rest
                .get(..1 + rest.iter().skip(1).take_while(|b| !b"/<>[]( \r\n\t".contains(b)).count())
                .unwrap_or_default(),
        };
        let named = names.split(|b| *b == b'/').map(|name| plain(name.trim_ascii())).filter(|name| !name.is_empty());
        let early = memmem::find(dict, b"/EarlyChange 0").is_none();
        found.extend(named.filter_map(|name| match Packing::of(&name) {
            Some(Packing::Lzw { .. }) => Some(Packing::Lzw { early }),
            None if name.first().is_some_and(u8::is_ascii_digit) => Some(Packing::Flate),
            other => other,
        }));
    }
    found
}

/// A name without the escapes in it (`#46lateDecode`).
fn plain(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| byte == b'#').and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    out
}

/// Unpacks packed data packing by packing, and refuses it where it grows too much.
fn measure(data: &[u8], packings: &[Packing], limits: &Limits) -> Result<(), Error> {
    let (most, ratio) = (limits.most(Limit::UnpackedBytes), limits.most(Limit::UnpackedRatio));
    let grown = |used: u64, size: u64| size / used.max(1);
    let too_fast = |used: u64, size: u64| size > HARMLESS && size <= most && grown(used, size) > ratio;
    match packing::over(data, packings, most, HELD, too_fast) {
        Some(Over { used, size }) if too_fast(used, size) => {
            Err(limits.refusal(Limit::UnpackedRatio, Some(grown(used, size))))
        }
        Some(_) => Err(limits.refusal(Limit::UnpackedBytes, None)),
        None => Ok(()),
    }
}

/// Refuses a function whose procedures nest more deeply than the engine has room for.
fn nested(program: &[u8], limits: &Limits) -> Result<(), Error> {
    let mut depth = 0_usize;
    for byte in program {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        limits.check(Limit::Nesting, depth)?;
    }
    Ok(())
}

/// What the parts of a document draw, by number: bytes with all that they draw in turn, and how deep that nests.
#[derive(Default)]
pub(super) struct Parts {
    known: BTreeMap<ObjectIdentifier, (u64, usize)>,
    open: BTreeSet<ObjectIdentifier>,
}

impl Parts {
    /// Refuses a page that draws too much, or whose parts nest more deeply than they are drawn.
    pub(super) fn check(&mut self, page: &SyntaxPage<'_>, content: &[u8], limits: &Limits) -> Result<(), Error> {
        let (mut bytes, mut depth) = self.drawn(content, &page.resources().x_objects, limits, 0);
        for annotation in page.raw().get::<Array<'_>>(b"Annots").unwrap_or_default().iter::<Dict<'_>>() {
            // One appearance, or one for each state.
            let shown = annotation.get::<Dict<'_>>(b"AP").and_then(|look| look.get::<Object<'_>>(b"N"));
            let streams = match shown {
                Some(Object::Stream(stream)) => vec![stream],
                Some(Object::Dict(states)) => {
                    states.keys().filter_map(|state| states.get::<Stream<'_>>(&state)).collect()
                }
                _ => Vec::new(),
            };
            for stream in streams {
                let (more, deepest) = self.part(&stream, &Dict::default(), limits, 1);
                (bytes, depth) = (bytes.saturating_add(more), depth.max(deepest));
            }
        }
        limits.check(Limit::Nesting, depth)?;
        if bytes > limits.most(Limit::PageBytes) { Err(limits.refusal(Limit::PageBytes, Some(bytes))) } else { Ok(()) }
    }

    fn drawn(&mut self, content: &[u8], parts: &Dict<'_>, limits: &Limits, depth: usize) -> (u64, usize) {
        let mut sum = (content.len() as u64, depth);
        if parts.is_empty() || depth > limits.count(Limit::Nesting) {
            return sum;
        }
        for (name, times) in names(content) {
            let Some(stream) = parts.get::<Stream<'_>>(name) else { continue };
            let (bytes, deepest) = self.part(&stream, parts, limits, depth + 1);
            sum = (sum.0.saturating_add(bytes.saturating_mul(times)), sum.1.max(deepest));
        }
        sum
    }

    fn part(&mut self, stream: &Stream<'_>, around: &Dict<'_>, limits: &Limits, depth: usize) -> (u64, usize) {
        let is_form = stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|subtype| subtype.as_ref() == b"Form");
        let id = stream.obj_id();
        if !is_form {
            return (0, depth);
        }
        // What draws itself nests without end.
        if self.open.contains(&id) {
            return (0, limits.count(Limit::Nesting).saturating_add(1));
        }
        if let Some((bytes, height)) = self.known.get(&id) {
            return (*bytes, depth.saturating_add(*height));
        }
        self.open.insert(id);
        let content = whole(stream, limits).unwrap_or_default();
        let own =
            stream.dict().get::<Dict<'_>>(b"Resources").map(|r| r.get::<Dict<'_>>(b"XObject").unwrap_or_default());
        let (bytes, deepest) = self.drawn(&content, own.as_ref().unwrap_or(around), limits, depth);
        self.open.remove(&id);
        self.known.insert(id, (bytes, deepest.saturating_sub(depth)));
        (bytes, deepest)
    }
}

/// The names of the parts that are drawn (`/Name Do`), and how often each is.
fn names(content: &[u8]) -> BTreeMap<&[u8], u64> {
    let mut names = BTreeMap::new();
    for at in memmem::find_iter(content, b"Do") {
        let before = content.get(..at).unwrap_or_default().trim_ascii_end();
        let name = before.iter().rposition(|b| *b == b'/').and_then(|slash| before.get(slash + 1..));
        if let Some(name) = name.filter(|name| !name.iter().any(u8::is_ascii_whitespace)) {
            *names.entry(name).or_default() += 1;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn file(dict: &str, data: &[u8]) -> Vec<u8> {
        [format!("%PDF-1.7\n1 0 obj\n<<{dict}>>stream\n").as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    fn refused(dict: &str, data: &[u8]) -> Option<String> {
        streams(&file(dict, data), "", &Limits::default().with(Limit::UnpackedBytes, 64 << 20))
            .err()
            .map(|e| e.to_string())
    }

    #[test]
    fn bombs_are_refused_before_they_are_unpacked() {
        let flate = "/Filter/FlateDecode";
        let bomb = packed(&vec![b' '; 20 << 20]);
        assert!(refused(flate, &bomb).unwrap().contains("unpacked-ratio"));
        assert!(refused(flate, &packed(&vec![b' '; 65 << 20])).unwrap().contains("unpacked-bytes"));
        let twice = packed(&packed(&vec![b' '; 65 << 20]));
        assert!(refused("/Filter[/FlateDecode/FlateDecode]", &twice).is_some());
        let noise: Vec<u8> = (0..20_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(refused(flate, &packed(&noise)).is_none());
        assert!(refused(flate, &packed(&vec![b' '; 15 << 20])).is_none());
        assert!(refused("/Subtype/Image/Filter/FlateDecode", &bomb).is_none(), "pictures are not unpacked");
    }

    #[test]
    fn every_packing_is_known_however_it_is_named() {
        let run = [[129, b' ']; 600_000].concat();
        assert!(refused("/Filter/RunLengthDecode", &run).unwrap().contains("unpacked-bytes"));
        assert!(refused("/Filter [ /RL ]", &run).is_some());
        let text: String = run.iter().map(|b| format!("{b:02x}")).collect();
        assert!(refused("/Filter[/ASCIIHexDecode/RunLengthDecode]", text.as_bytes()).is_some());
        let bomb = packed(&vec![b' '; 65 << 20]);
        for filter in ["/Filter/Fl#61teDecode", "/Filter[ /Fl ]", "/Filter 7 0 R", "/Filter[/FlateDecode/LZWDecode]"] {
            assert!(refused(filter, &bomb).is_some(), "{filter}");
        }
        assert!(refused("/Filter/DCTDecode", &bomb).is_none());
        // Every code is the next string of the table: LZW at its steepest, over and over.
        let mut bits: Vec<bool> = Vec::new();
        for round in 0..10 {
            for (n, code) in [256, 32].into_iter().chain(258..4095_usize).enumerate() {
                let strings = if n == 0 { round * 4096 } else { 257 + n };
                let width = 9 + [512, 1024, 2048].iter().filter(|size| strings >= **size).count();
                bits.extend((0..width).rev().map(|bit| code >> bit & 1 == 1));
            }
        }
        let lzw: Vec<u8> = bits.chunks(8).map(|b| b.iter().fold(0, |all, bit| all << 1 | u8::from(*bit))).collect();
        assert!(refused("/Filter/LZWDecode", &lzw).is_some(), "{} bytes", lzw.len());
    }

    #[test]
    fn functions_may_nest_so_deep() {
        let program = |depth: usize| "{".repeat(depth) + &"}".repeat(depth);
        assert!(refused("/FunctionType 4", program(9).as_bytes()).is_none());
        assert!(refused("/FunctionType 4", program(99).as_bytes()).unwrap().contains("nesting"));
        assert!(refused("/FunctionType 4/Filter/FlateDecode", &packed(program(99).as_bytes())).is_some());
    }

    #[test]
    fn parts_are_counted_by_name() {
        let drawn = names(b"q /X Do Q/Y\nDo /X  Do (Do) Tj");
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [(&b"X"[..], 2), (b"Y", 1)]);
    }
}
