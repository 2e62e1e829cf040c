//! Whether a stream is whole.
//!
//! The engine gives what it can decode of a torn stream, as viewers do: a part of a page that looks like all
//! of it, or figures that are others. A compressed stream has an end and a checksum, which tell.

use super::packing::{self, CHUNK, Packing, inflate_with, unpack};
use crate::ingest::{Limit, Limits};
use flate2::{Decompress, FlushDecompress, Status};
use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use memchr::memmem;
use std::borrow::Cow;
use std::cell::RefCell;

/// So many zeros are no blanks between operators.
const HOLE: usize = 16;
/// Length of the header of a compressed stream, in bytes.
const HEADER: usize = 2;
/// Length of its checksum, in bytes.
const CHECKSUM: usize = 4;
/// What unpacks to no more than this is held whatever the limits say: it is no bomb, however small it was.
pub(super) const HARMLESS: u64 = 16 << 20;

/// Why a stream is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// Not all of it is what was written.
    Torn,
    /// It unpacks to more than the limits allow.
    TooMuch,
}

/// A stream that is no image, decoded.
pub(super) fn whole<'s>(stream: &'s Stream<'_>, limits: &Limits) -> Result<Cow<'s, [u8]>, Lost> {
    let most = limits.most(Limit::UnpackedBytes).max(HARMLESS);
    // Nearly all streams are packed once and by nothing else: unpacking them tells whether they are whole.
    let plain = || matches!(filters(stream).as_slice(), [only] if is_flate(only)) && !has_parameters(stream);
    match plain().then(|| unpacked(&stream.raw_data(), most)) {
        Some(Ok(content)) => return Ok(Cow::Owned(content)),
        Some(Err(Lost::TooMuch)) => return Err(Lost::TooMuch),
        Some(Err(Lost::Torn)) | None => {}
    }
    // Looked through first: what unpacks to too much is never held.
    if is_bomb(stream, most) {
        return Err(Lost::TooMuch);
    }
    let decoded = is_sound(stream, most).then(|| stream.decoded_data().ok()).flatten();
    decoded.ok_or(Lost::Torn)
}

fn is_flate(name: &Name<'_>) -> bool {
    matches!(name.as_ref(), b"FlateDecode" | b"Fl")
}

/// Whether a filter of the stream is told how to go about it.
fn has_parameters(stream: &Stream<'_>) -> bool {
    [&b"DecodeParms"[..], b"DP", b"FDecodeParms"].into_iter().any(|key| stream.dict().contains_key(key))
}

/// Whether a stream unpacks to more than any may. One that is only inflated is measured as its end is looked for.
fn is_bomb(stream: &Stream<'_>, most: u64) -> bool {
    let packings: Vec<Packing> = filters(stream).iter().filter_map(|name| Packing::of(name.as_ref())).collect();
    let grows = |p: &&Packing| p.growth() > 4;
    let (first, growing) = (packings.first(), packings.iter().filter(grows).count());
    let is_measured = growing == 0 || growing == 1 && first == Some(&Packing::Flate);
    !is_measured && packing::over(&stream.raw_data(), &packings, most, most, |_, _| false).is_some()
}

/// Whether the end and the checksum of a compressed stream say that it is what was written.
fn is_sound(stream: &Stream<'_>, most: u64) -> bool {
    let is_ascii85 = |name: &Name<'_>| matches!(name.as_ref(), b"ASCII85Decode" | b"A85");
    let filters = filters(stream);
    match filters.first() {
        Some(first) if is_flate(first) => inflates(&stream.raw_data(), most),
        Some(first) if is_ascii85(first) && filters.get(1).is_some_and(is_flate) => {
            let mut inner = Vec::new();
            Packing::Ascii85.unpack(&stream.raw_data(), most, |part| inner.extend_from_slice(part));
            inflates(&inner, most)
        }
        Some(_) => true,
        None => has_its_length(stream),
    }
}

/// Whether a stream that nothing else vouches for is as long as it says. The engine looks for the end of one that is
/// not, and what stands there may be anything.
fn has_its_length(stream: &Stream<'_>) -> bool {
    match stream.raw_data() {
        Cow::Borrowed(data) => stream.dict().get::<usize>(b"Length") == Some(data.len()),
        // What was encrypted was longer.
        Cow::Owned(_) => true,
    }
}

/// Whether a part of what a page draws is not known: zeros stand in its place. Pictures within it may have them.
pub(super) fn has_hole(content: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = content.get(from..).and_then(|rest| memmem::find(rest, &[0; HOLE])).map(|at| from + at) {
        let (before, hole) = content.split_at(at);
        let (begun, ended) = (memmem::rfind(before, b"ID"), memmem::rfind(before, b"EI"));
        if begun.is_none_or(|begun| ended.is_some_and(|end| end > begun)) {
            return true;
        }
        from = at + hole.iter().take_while(|b| **b == 0).count();
    }
    false
}

/// Whether all that a page or a form draws is written as what draws. The engine passes over operators that it does not
/// know, and leaves out everything that follows what it cannot read.
pub(super) fn is_well_formed(content: &[u8]) -> bool {
    const END: &[u8] = b"end-of-content";
    // Zeros may stand between tokens and nobody writes them there: where they stand for a digit a figure is another.
    let written = |byte: &u8| if *byte == 0 { b'x' } else { *byte };
    let content: Vec<u8> = content.iter().map(written).chain(*b"\n").chain(END.iter().copied()).collect();
    let (mut operations, mut compatible) = (TypedIter::new(&content), 0_usize);
    while let Some(operation) = operations.next() {
        match operation {
            TypedInstruction::BeginCompatibility(_) => compatible += 1,
            TypedInstruction::EndCompatibility(_) => compatible = compatible.saturating_sub(1),
            TypedInstruction::Fallback(operator) if **operator == *END => return true,
            TypedInstruction::Fallback(_) if compatible == 0 => return false,
            _ => {}
        }
    }
    false
}

pub(super) fn filters<'a>(stream: &Stream<'a>) -> Vec<Name<'a>> {
    let of = |key: &[u8]| stream.dict().get::<Object<'a>>(key);
    match of(b"Filter").or_else(|| of(b"F")) {
        Some(Object::Name(name)) => vec![name],
        Some(Object::Array(names)) => names.iter::<Name<'a>>().collect(),
        _ => Vec::new(),
    }
}

/// Length of the longest map of a font, or why the streams that say what its glyphs are cannot be relied on: its maps,
/// and its program where no map says it.
pub(super) fn font_maps(font: &Dict<'_>, limits: &Limits) -> Result<usize, Lost> {
    let descendant = font.get::<Array<'_>>(b"DescendantFonts").and_then(|all| all.iter::<Dict<'_>>().next());
    let has_map = font.contains_key(b"ToUnicode");
    let mut longest = 0;
    for dict in [Some(font), descendant.as_ref()].into_iter().flatten() {
        let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor").filter(|_| !has_map);
        let maps = [&b"ToUnicode"[..], b"Encoding", b"CIDToGIDMap"].map(|key| dict.get::<Object<'_>>(key));
        for map in maps.into_iter().flatten().filter_map(Object::into_stream) {
            longest = longest.max(whole(&map, limits)?.len());
        }
        let programs = [&b"FontFile"[..], b"FontFile2", b"FontFile3"];
        let programs = programs.map(|key| descriptor.as_ref().and_then(|d| d.get::<Object<'_>>(key)));
        for program in programs.into_iter().flatten().filter_map(Object::into_stream) {
            whole(&program, limits)?;
        }
    }
    Ok(longest)
}

/// Whether a font says of codes that there are how wide their glyphs are: else what follows them stands elsewhere.
pub(super) fn has_sound_widths(font: &Dict<'_>) -> bool {
    let code = |number: f64, most: f64| (0.0..=most).contains(&number) && number.fract() == 0.0;
    let Some(descendants) = font.get::<Array<'_>>(b"DescendantFonts") else {
        let ends = [&b"FirstChar"[..], b"LastChar"].map(|key| font.get::<f64>(key));
        return ends.into_iter().flatten().all(|end| code(end, 255.0));
    };
    let Some(descendant) = descendants.iter::<Dict<'_>>().next() else { return false };
    if descendant.get::<Name<'_>>(b"Subtype").is_none_or(|kind| !kind.as_ref().starts_with(b"CIDFont")) {
        return false;
    }
    let Some(widths) = descendant.get::<Array<'_>>(b"W") else { return !descendant.contains_key(b"W") };
    let (mut parts, mut is_empty) = (widths.iter::<Object<'_>>(), true);
    let number = |part: Object<'_>| part.into_number().map(|number| number.as_f64());
    while let Some(first) = parts.next() {
        is_empty = false;
        let Some(first) = number(first).filter(|first| code(*first, 65_535.0)) else { return false };
        let is_sound = match parts.next() {
            Some(Object::Array(_)) => true,
            Some(last) => {
                let is_range = number(last).is_some_and(|last| last >= first && code(last, 65_535.0));
                is_range && parts.next().and_then(number).is_some()
            }
            None => false,
        };
        if !is_sound {
            return false;
        }
    }
    // What is no object ends the list, before its first part, too.
    !is_empty || !widths.data().iter().any(u8::is_ascii_digit)
}

thread_local! {
    /// To make a decoder takes nearly as long as to unpack a page with it.
    static DECODER: RefCell<Decompress> = RefCell::new(Decompress::new(true));
}

/// What compressed data unpacks to, where it comes to its end and its checksum within `most` bytes.
fn unpacked(data: &[u8], most: u64) -> Result<Vec<u8>, Lost> {
    DECODER.with_borrow_mut(|decoder| {
        decoder.reset(true);
        unpacked_by(decoder, data, most)
    })
}

fn unpacked_by(decoder: &mut Decompress, data: &[u8], most: u64) -> Result<Vec<u8>, Lost> {
    let mut out = Vec::with_capacity(data.len().saturating_mul(4).min(HARMLESS as usize));
    let mut is_measured = false;
    loop {
        if !is_measured && out.len() as u64 > HARMLESS {
            // Room for all of it at once: a list that grows is held twice.
            let (_, size) = unpack(data, most, |_| {});
            if size > most {
                return Err(Lost::TooMuch);
            }
            out.reserve_exact((size as usize).saturating_sub(out.len()) + CHUNK);
            is_measured = true;
        }
        out.reserve(if is_measured { 1 } else { out.len().max(CHUNK) });
        let before = (decoder.total_in(), decoder.total_out());
        let rest = usize::try_from(before.0).ok().and_then(|from| data.get(from..)).unwrap_or_default();
        let status = decoder.decompress_vec(rest, &mut out, FlushDecompress::None).map_err(|_| Lost::Torn)?;
        if out.len() as u64 > most {
            return Err(Lost::TooMuch);
        }
        if status == Status::StreamEnd {
            return Ok(out);
        }
        if (decoder.total_in(), decoder.total_out()) == before {
            return Err(Lost::Torn);
        }
    }
}

/// Whether compressed data comes to its end and to its checksum, within `most` bytes. One that was left out is no
/// damage.
fn inflates(data: &[u8], most: u64) -> bool {
    if inflate(data, true, most).is_some() {
        return true;
    }
    let bare = |data: &[u8]| inflate(data, false, most).is_some_and(|used| data.len().saturating_sub(used) < CHECKSUM);
    data.get(HEADER..).is_some_and(bare) || bare(data)
}

/// How many bytes the compressed data takes; `None` where it does not come to its end within `most` bytes.
fn inflate(data: &[u8], header: bool, most: u64) -> Option<usize> {
    let (used, _, ended) = inflate_with(Decompress::new(header), data, most, |_| {});
    usize::try_from(used).ok().filter(|_| ended)
}

#[cfg(test)]
mod tests {
    use super::{has_hole, is_well_formed, unpacked};
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    const MOST: u64 = 1 << 20;

    fn inflates(data: &[u8]) -> bool {
        let whole = super::inflates(data, MOST);
        assert!(whole || unpacked(data, MOST).is_err());
        whole
    }

    fn deflated() -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        (0..9999u32).for_each(|n| encoder.write_all(format!("{n} Td <{:04x}> Tj ", n * 7919).as_bytes()).unwrap());
        encoder.finish().unwrap()
    }

    #[test]
    fn a_stream_that_is_cut_or_changed_is_torn() {
        let whole = deflated();
        assert!(inflates(&whole) && inflates(&[&whole[..], b"\r\n"].concat()));
        assert!(inflates(&whole[..whole.len() - 4]) && inflates(&whole[2..whole.len() - 4]), "without checksum");
        assert!(!inflates(&whole[..whole.len() - 9]) && !inflates(b""));
        for at in (2..whole.len()).step_by(501) {
            let mut changed = whole.clone();
            changed[at] ^= 4;
            assert!(!inflates(&changed), "byte {at}");
        }
    }

    #[test]
    fn what_may_be_unpacked_is_whole_up_to_the_limit_that_is_set() {
        let (packed, length) = (deflated(), unpacked(&deflated(), MOST).unwrap().len() as u64);
        assert!(unpacked(&packed, length).is_ok());
        assert_eq!(unpacked(&packed, length - 1), Err(super::Lost::TooMuch));
        assert!(super::inflates(&packed, length) && !super::inflates(&packed, length / 2));
    }

    #[test]
    fn zeros_are_a_hole_except_in_a_picture() {
        let hole = [0; 20];
        assert!(!has_hole(b"1 0 0 1 20 30 cm \0\0 q"));
        assert!(has_hole(&[&b"1 0 0 1 20 "[..], &hole, b"cm"].concat()));
        assert!(!has_hole(&[&b"BI /W 9 ID "[..], &hole, b" EI Q"].concat()));
        assert!(has_hole(&[&b"BI /W 9 ID x EI q "[..], &hole, b" Q"].concat()));
    }

    #[test]
    fn contents_are_read_to_their_end_or_known_as_damaged() {
        for sound in [
            "",
            "q 1 0 0 1 20 30 cm % note",
            "BX 1 unheard /of EX /G gs",
            "BT /F 9 Tf [(a\0\\\0)-3<42>] TJ (b\\)) ' ET",
            "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q",
        ] {
            assert!(is_well_formed(sound.as_bytes()), "{sound}");
        }
        for odd in
            ["BT 3 4 UT ET", "1 2 3x rg", "q ) Q", "(a Tj", "3 m", "/F Tf", "[(a) Tj 0 0 m", "BX EX foo", "<38\0> Tj"]
        {
            assert!(!is_well_formed(odd.as_bytes()), "{odd}");
        }
    }
}
