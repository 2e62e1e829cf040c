//! Packed CMap files, completed so that a code without a character still has its length.
//!
//! The engine reads a code's length off the mapping alone. A two-byte code that the CMap leaves
//! out (an external character, 外字) would be read as one byte, and the rest of the string be
//! misread. Every code of the code space that has no CID therefore gets CID 0.
//!
//! The build script uses this file, too.

/// Length of a file's header and of a segment's header.
const FILE_HEADER: usize = 10;
const SEGMENT_HEADER: usize = 5;
/// Kinds of segment.
const USE_CMAP: u8 = 0x09;
const NOTDEF: u8 = 0x0A;
const CODESPACE: u8 = 0x0C;

/// A range of codes: their length in bytes, the first and the last.
pub(super) type CodeRange = (usize, u32, u32);

/// The CMap file with a further segment; `None` where there is nothing to add. A CMap built upon
/// another one must stay as it is, or it would hide the other's characters.
pub(super) fn with_notdef(file: &[u8]) -> Option<Vec<u8>> {
    if base(file).is_some() {
        return None;
    }
    let (segments, codespace) = (segments(file)?, code_space(file)?);
    let taken: Vec<CodeRange> =
        segments.iter().filter(|s| s.0 == NOTDEF).filter_map(|s| notdef_ranges(s.1)).flatten().collect();
    let mut out = file.to_vec();
    for bytes in 1..=4 {
        let free = free(&codespace, &taken, bytes);
        if free.is_empty() {
            continue;
        }
        let mut payload = vec![bytes as u8];
        payload.extend_from_slice(&u16::try_from(free.len()).ok()?.to_be_bytes());
        for (low, high) in free {
            payload.extend_from_slice(low.to_be_bytes().get(4 - bytes..)?);
            payload.extend_from_slice(high.to_be_bytes().get(4 - bytes..)?);
            payload.extend_from_slice(&[0, 0]);
        }
        out.push(NOTDEF);
        out.extend_from_slice(&u32::try_from(payload.len() + SEGMENT_HEADER).ok()?.to_be_bytes());
        out.extend_from_slice(&payload);
    }
    let length = u32::try_from(out.len()).ok()?;
    out.get_mut(6..FILE_HEADER)?.copy_from_slice(&length.to_be_bytes());
    Some(out)
}

/// The name of the CMap that this one is built upon.
pub(super) fn base(file: &[u8]) -> Option<&[u8]> {
    segments(file)?.into_iter().find(|s| s.0 == USE_CMAP).map(|s| s.1)
}

/// The code space that the file states itself.
pub(super) fn code_space(file: &[u8]) -> Option<Vec<CodeRange>> {
    Some(segments(file)?.iter().filter(|s| s.0 == CODESPACE).filter_map(|s| codespace_ranges(s.1)).flatten().collect())
}

fn segments(file: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = file.get(FILE_HEADER..)?;
    let mut found = Vec::new();
    while let [kind, a, b, c, d, ..] = *rest {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        found.push((kind, rest.get(SEGMENT_HEADER..length)?));
        rest = rest.get(length..)?;
    }
    Some(found)
}

fn codespace_ranges(payload: &[u8]) -> Option<Vec<CodeRange>> {
    let (&count, mut rest) = payload.split_first()?;
    let mut ranges = Vec::new();
    for _ in 0..count {
        let (&bytes, tail) = rest.split_first()?;
        let bytes = usize::from(bytes);
        ranges.push((bytes, number(tail.get(..bytes)?), number(tail.get(bytes..2 * bytes)?)));
        rest = tail.get(2 * bytes..)?;
    }
    Some(ranges)
}

fn notdef_ranges(payload: &[u8]) -> Option<Vec<CodeRange>> {
    let bytes = usize::from(*payload.first()?);
    let entries = payload.get(3..)?.chunks_exact(2 * bytes + 2);
    Some(entries.map(|e| (bytes, number(&e[..bytes]), number(&e[bytes..2 * bytes]))).collect())
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |n, &b| (n << 8) | u32::from(b))
}

/// The code space of one length without what has its own notdef entry already.
fn free(codespace: &[CodeRange], taken: &[CodeRange], bytes: usize) -> Vec<(u32, u32)> {
    let of_length = |ranges: &[CodeRange]| {
        let mut ranges: Vec<_> = ranges.iter().filter(|r| r.0 == bytes).map(|r| (r.1, r.2)).collect();
        ranges.sort_unstable();
        ranges
    };
    let taken = of_length(taken);
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (low, high) in of_length(codespace) {
        let mut from = out.last().map_or(low, |last| low.max(last.1.saturating_add(1)));
        for &(a, b) in &taken {
            if b < from || a > high {
                continue;
            }
            if a > from {
                out.push((from, a - 1));
            }
            from = b.saturating_add(1);
        }
        if from <= high {
            out.push((from, high));
        }
    }
    out
}
