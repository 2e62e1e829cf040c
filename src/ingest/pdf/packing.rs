//! The packings of streams that can grow what they hold, undone piece by piece: what is a bomb is never held whole.

use flate2::{Decompress, FlushDecompress, Status};

/// Bytes that are inflated at a time.
pub(super) const CHUNK: usize = 64 * 1024;
/// Codes of LZW that are no strings: start anew, and the end.
const CLEAR: usize = 256;
const END: usize = 257;
/// Strings that the table of LZW holds at most.
const MOST_STRINGS: usize = 4096;

/// A packing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// Deflate with its header.
    Flate,
    /// LZW; whether the length of codes grows a code early, as it nearly always does.
    Lzw { early: bool },
    /// Runs of like bytes.
    RunLength,
    /// ASCII of base 85.
    Ascii85,
    /// ASCII of base 16.
    Hex,
}

impl Packing {
    /// The packing of that name; `None` for one of pictures.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"FlateDecode" | b"Fl" => Self::Flate,
            b"LZWDecode" | b"LZW" => Self::Lzw { early: true },
            b"RunLengthDecode" | b"RL" => Self::RunLength,
            b"ASCII85Decode" | b"A85" => Self::Ascii85,
            b"ASCIIHexDecode" | b"AHx" => Self::Hex,
            _ => return None,
        })
    }

    /// How many times its size packed data can be at most.
    pub(super) fn growth(self) -> u64 {
        match self {
            Self::Flate => 1_032,
            Self::Lzw { .. } => 2_731,
            Self::RunLength => 64,
            Self::Ascii85 => 4,
            Self::Hex => 1,
        }
    }

    /// Unpacks data as far as it goes, but little more than `most` bytes: how many it takes and how many it gives.
    pub(super) fn unpack(self, data: &[u8], most: u64, take: impl FnMut(&[u8])) -> (u64, u64) {
        match self {
            Self::Flate => unpack(data, most, take),
            Self::Lzw { early } => lzw(data, early, most, take),
            Self::RunLength => runs(data, most, take),
            Self::Ascii85 => base85(data, most, take),
            Self::Hex => base16(data, most, take),
        }
    }
}

/// What some data unpacked to that is over what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// How many bytes were taken to get there.
    pub(super) used: u64,
    /// How many they gave.
    pub(super) size: u64,
}

/// Unpacks data packing by packing, until a size is over `most`, or `harmful` says so of what it took and its size.
///
/// Data that has to be unpacked again is held only up to `held` bytes: what is longer is over, too.
pub(super) fn over(
    data: &[u8],
    packings: &[Packing],
    most: u64,
    held: u64,
    harmful: impl Fn(u64, u64) -> bool,
) -> Option<Over> {
    let mut inner: Option<Vec<u8>> = None;
    for (i, packing) in packings.iter().enumerate() {
        let (mut out, is_last) = (Vec::new(), i + 1 == packings.len());
        let most = if is_last { most } else { most.min(held) };
        let (used, size) = packing.unpack(inner.as_deref().unwrap_or(data), most, |part| {
            if !is_last {
                out.extend_from_slice(part);
            }
        });
        if size > most || harmful(used, size) {
            return Some(Over { used, size });
        }
        inner = Some(out);
    }
    None
}

fn runs(data: &[u8], most: u64, mut take: impl FnMut(&[u8])) -> (u64, u64) {
    let (mut at, mut given) = (0, 0_u64);
    while let Some(&length) = data.get(at).filter(|length| **length != 128 && given <= most) {
        let length = usize::from(length);
        let (taken, part) = match length {
            0..128 => (length + 2, data.get(at + 1..data.len().min(at + length + 2)).unwrap_or_default().to_vec()),
            _ => (2, data.get(at + 1).map(|byte| vec![*byte; 257 - length]).unwrap_or_default()),
        };
        take(&part);
        given += part.len() as u64;
        at += taken;
    }
    (at.min(data.len()) as u64, given)
}

fn base16(data: &[u8], most: u64, take: impl FnMut(&[u8])) -> (u64, u64) {
    let mut out = Pieces { most, given: 0, waiting: Vec::new(), take };
    let mut half = None;
    for (at, c) in data.iter().enumerate() {
        let digit = char::from(*c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match (half.take(), digit) {
            _ if *c == b'>' || out.is_enough() => {
                return (at as u64, out.end());
            }
            (before, None) => half = before,
            (None, Some(digit)) => half = Some(digit),
            (Some(high), Some(low)) => out.give(&[high << 4 | low]),
        }
    }
    (data.len() as u64, out.end())
}

/// Hands on what is unpacked, a good piece at a time.
struct Pieces<F> {
    most: u64,
    given: u64,
    waiting: Vec<u8>,
    take: F,
}

impl<F: FnMut(&[u8])> Pieces<F> {
    fn give(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        self.given += bytes.len() as u64;
        if self.waiting.len() >= CHUNK {
            (self.take)(&self.waiting);
            self.waiting.clear();
        }
    }

    /// Whether there is more than is wanted.
    fn is_enough(&self) -> bool {
        self.given > self.most
    }

    fn end(mut self) -> u64 {
        (self.take)(&self.waiting);
        self.given
    }
}

/// A string of the table: the one before its last byte, its first and last byte, its length.
#[derive(Clone, Copy)]
struct Entry {
    before: usize,
    first: u8,
    last: u8,
    length: usize,
}

fn lzw(data: &[u8], early: bool, most: u64, mut take: impl FnMut(&[u8])) -> (u64, u64) {
    let single = |byte: u8| Entry { before: 0, first: byte, last: byte, length: 1 };
    let fresh: Vec<Entry> = (0..=u8::MAX).chain([0, 0]).map(single).collect();
    let (mut table, mut before) = (fresh.clone(), None::<usize>);
    let (mut at, mut given, mut string) = (0_usize, 0_u64, Vec::new());
    while given <= most {
        let strings = table.len() + usize::from(early);
        let width = 9 + [512, 1024, 2048].iter().filter(|size| strings >= **size).count();
        let Some(code) = code(data, at, width) else { break };
        at += width;
        match code {
            CLEAR => {
                table.clone_from(&fresh);
                before = None;
                continue;
            }
            END => break,
            _ => {}
        }
        // The code after the last one is what came before with its own first byte once more.
        let known = table.get(code).copied();
        let own = before.and_then(|b| table.get(b).copied().map(|entry| (b, entry)));
        if let Some((b, entry)) = own.filter(|_| table.len() < MOST_STRINGS) {
            let last = known.map_or(entry.first, |k| k.first);
            table.push(Entry { before: b, first: entry.first, last, length: entry.length + 1 });
        }
        let Some(entry) = table.get(code).copied() else { break };
        string.resize(entry.length, 0);
        let mut part = Some(entry);
        for slot in string.iter_mut().rev() {
            let Some(entry) = part else { break };
            *slot = entry.last;
            part = table.get(entry.before).copied();
        }
        take(&string);
        given += entry.length as u64;
        before = Some(code);
    }
    (at.div_ceil(8) as u64, given)
}

/// The code of so many bits that begins at a bit.
fn code(data: &[u8], at: usize, width: usize) -> Option<usize> {
    let bytes = data.get(at / 8..)?;
    let window = (0..3).fold(0_usize, |all, i| all << 8 | bytes.get(i).map_or(0, |b| usize::from(*b)));
    (at + width <= data.len() * 8).then_some(window >> (24 - width - at % 8) & ((1 << width) - 1))
}

/// Unpacks compressed data as far as it goes, but little more than `most` bytes: how many it takes and how many it
/// gives.
pub(super) fn unpack(data: &[u8], most: u64, take: impl FnMut(&[u8])) -> (u64, u64) {
    let (used, given, _) = inflate_with(Decompress::new(true), data, most, take);
    (used, given)
}

/// As [`unpack`], with a decoder that knows about headers; and whether the end was reached.
pub(super) fn inflate_with(
    mut decoder: Decompress,
    data: &[u8],
    most: u64,
    mut take: impl FnMut(&[u8]),
) -> (u64, u64, bool) {
    let mut out = vec![0; CHUNK];
    loop {
        let before = (decoder.total_in(), decoder.total_out());
        let rest = usize::try_from(before.0).ok().and_then(|from| data.get(from..)).unwrap_or_default();
        let status = decoder.decompress(rest, &mut out, FlushDecompress::None);
        let after = (decoder.total_in(), decoder.total_out());
        let new = usize::try_from(after.1 - before.1).ok().and_then(|length| out.get(..length));
        take(new.unwrap_or_default());
        let ended = matches!(status, Ok(Status::StreamEnd));
        if ended || status.is_err() || after == before || after.1 > most {
            return (after.0, after.1, ended);
        }
    }
}

/// Decodes ASCII base 85; what is wrong in it shows in what it encodes.
fn base85(text: &[u8], most: u64, take: impl FnMut(&[u8])) -> (u64, u64) {
    let mut out = Pieces { most, given: 0, waiting: Vec::new(), take };
    let mut group: Vec<u32> = Vec::with_capacity(5);
    let mut used = text.len();
    for (at, &c) in text.iter().enumerate() {
        if c == b'~' || out.is_enough() {
            used = at;
            break;
        }
        match c {
            b'z' if group.is_empty() => out.give(&[0; 4]),
            b'!'..=b'u' => group.push(u32::from(c - b'!')),
            _ => {}
        }
        if group.len() == 5 {
            out.give(&word(&group).to_be_bytes());
            group.clear();
        }
    }
    if group.len() > 1 && !out.is_enough() {
        let kept = group.len() - 1;
        group.resize(5, 84);
        out.give(word(&group).to_be_bytes().get(..kept).unwrap_or_default());
    }
    (used as u64, out.end())
}

fn word(group: &[u32]) -> u32 {
    group.iter().fold(0, |sum: u32, digit| sum.wrapping_mul(85).wrapping_add(*digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(packing: Packing, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        packing.unpack(data, 1 << 20, |part| out.extend_from_slice(part));
        out
    }

    #[test]
    fn packings_are_undone() {
        // The example of the PDF specification.
        let lzw = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(unpacked(Packing::Lzw { early: true }, &lzw), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(unpacked(Packing::RunLength, &[2, b'a', b'b', b'c', 254, b'x', 128, 9]), b"abcxxx");
        assert_eq!(unpacked(Packing::Hex, b"41 4 2> 43"), b"AB");
        assert_eq!(unpacked(Packing::Ascii85, b"87cURD]\ni,\"Ebo7~>"), b"Hello World");
        assert_eq!(unpacked(Packing::Ascii85, b"z~>"), [0; 4]);
    }

    #[test]
    fn no_packing_gives_much_more_than_is_wanted() {
        let long = [b'z'; 300_000];
        for (packing, data) in
            [(Packing::Ascii85, &long[..]), (Packing::Hex, &[b'4'; 300_000]), (Packing::RunLength, &[129; 300_000])]
        {
            let mut pieces = Vec::new();
            let (used, given) = packing.unpack(data, 100_000, |part| pieces.push(part.len()));
            assert!((100_000..101_000).contains(&given) && used < 250_000, "{packing:?}: {used} {given}");
            assert_eq!(pieces.iter().sum::<usize>() as u64, given);
        }
    }

    #[test]
    fn chains_are_followed_and_bombs_are_not_held() {
        let harmless = |_, _| false;
        let run = [[129, b' ']; 4_096].concat();
        assert_eq!(over(&run, &[Packing::RunLength], 1 << 20, 1 << 20, harmless), None);
        assert!(over(&run, &[Packing::RunLength], 1 << 18, 1 << 20, harmless).is_some());
        let text: String = run.iter().map(|b| format!("{b:02x}")).collect();
        assert!(over(text.as_bytes(), &[Packing::Hex, Packing::RunLength], 1 << 18, 1 << 20, harmless).is_some());
        assert!(over(&run, &[Packing::RunLength, Packing::RunLength], 1 << 30, 1 << 10, harmless).is_some());
        // One long string: each code is the next of the table.
        let codes = |count: usize| [CLEAR, 32].into_iter().chain(258..258 + count).collect::<Vec<_>>();
        let mut bits = Vec::new();
        for (i, code) in codes(200).into_iter().enumerate() {
            let width = if i > 254 { 10 } else { 9 };
            (0..width).rev().for_each(|bit| bits.push(code >> bit & 1));
        }
        let packed: Vec<u8> =
            bits.chunks(8).map(|b| (0..8).fold(0, |all, i| all << 1 | b.get(i).map_or(0, |b| *b as u8))).collect();
        assert_eq!(unpacked(Packing::Lzw { early: true }, &packed), vec![b' '; (1..=201).sum()]);
    }
}
