//! Broken copies of a file, the same ones every time.

use crate::structure;

/// A sequence that is the same for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        // Xorshift; what counts is that it is the same everywhere.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

/// A broken copy.
pub struct Mutant {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Whether the damage may leave a sound file that says something else, so that nothing in the file can tell.
    pub sound: bool,
}

/// A way of breaking a file: its name; what it does, with `None` where the file has nothing that could be broken so;
/// whether it may leave a sound file.
pub type Way = (&'static str, fn(&[u8], &mut Dice) -> Option<Vec<u8>>, bool);

/// Ways of breaking any file.
const ANY: [Way; 8] = [
    ("cut", cut, false),
    ("hole", hole, false),
    ("gap", gap, true),
    ("again", again, true),
    ("swapped", swapped, true),
    ("flip", |b, d| Some(flips(b, d, 1)), true),
    ("flips", |b, d| Some(flips(b, d, 16)), true),
    ("noise", noise, true),
];

/// Ways of breaking a text.
const TEXT: [Way; 2] = [
    ("undecodable", |b, d| Some(over_digits(b, d, 0xFF)), false),
    ("huge", |b, d| digits(b, d, b"99999999999999999999999999999999"), true),
];

/// Ways of breaking markup.
const MARKUP: [Way; 2] = [("unclosed", tag, true), ("spans", |b, d| attribute(b, d), true)];

/// `count` broken copies of a file of any kind; `from` tells the files of a sweep apart.
pub fn copies(bytes: &[u8], from: usize, count: usize) -> Vec<Mutant> {
    let own: &[Way] = match bytes {
        [b'%', b'P', b'D', b'F', ..] => &structure::WAYS,
        [b'P', b'K', ..] => &[],
        _ if bytes.windows(6).any(|w| w == b"<table") => &MARKUP,
        _ => &TEXT,
    };
    let ways: Vec<Way> = ANY.iter().chain(own).copied().collect();
    (from * 1_000..).take(count).filter_map(|seed| one(bytes, seed, ways[seed % ways.len()])).collect()
}

/// Copies that end at each kilobyte; of a long file at every `step`th.
pub fn cuts(bytes: &[u8], step: usize) -> Vec<Mutant> {
    let ends = (1024..bytes.len()).step_by(1024 * step);
    ends.map(|end| Mutant { name: format!("cut at {end}"), bytes: bytes[..end].to_vec(), sound: false }).collect()
}

fn one(bytes: &[u8], seed: usize, (name, way, sound): Way) -> Option<Mutant> {
    let broken = way(bytes, &mut Dice::new(seed as u64 + 1))?;
    Some(Mutant { name: format!("{name}-{seed}"), bytes: broken, sound })
}

fn cut(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    Some(bytes[..dice.below(bytes.len()).min(bytes.len())].to_vec())
}

/// A part of the file that is no longer known: zeros in its place.
fn hole(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let (from, len) = (dice.below(bytes.len()), 1 + dice.below(512));
    let mut out = bytes.to_vec();
    out.iter_mut().skip(from).take(len).for_each(|b| *b = 0);
    Some(out)
}

fn gap(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let from = dice.below(bytes.len());
    let to = (from + 1 + dice.below(512)).min(bytes.len());
    Some([&bytes[..from.min(to)], &bytes[to..]].concat())
}

fn again(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let from = dice.below(bytes.len());
    let to = (from + 1 + dice.below(512)).min(bytes.len());
    Some([&bytes[..to], &bytes[from.min(to)..]].concat())
}

fn swapped(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let mut cuts = [dice.below(bytes.len()), dice.below(bytes.len()), dice.below(bytes.len())];
    cuts.sort_unstable();
    let [a, b, c] = cuts;
    Some([&bytes[..a], &bytes[b..c], &bytes[a..b], &bytes[c..]].concat())
}

fn flips(bytes: &[u8], dice: &mut Dice, count: usize) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..count {
        let at = dice.below(out.len());
        if let Some(byte) = out.get_mut(at) {
            *byte ^= 1 << dice.below(8);
        }
    }
    out
}

fn noise(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let (at, len) = (dice.below(bytes.len()), 1 + dice.below(64));
    let random: Vec<u8> = (0..len).map(|_| u8::try_from(dice.below(256)).unwrap()).collect();
    Some([&bytes[..at], &random, &bytes[at..]].concat())
}

/// Bytes that no encoding has, in place of a few digits.
fn over_digits(bytes: &[u8], dice: &mut Dice, by: u8) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let places: Vec<usize> = (0..out.len()).filter(|i| out[*i].is_ascii_digit()).collect();
    for _ in 0..3 {
        if let Some(at) = places.get(dice.below(places.len())) {
            out[*at] = by;
        }
    }
    out
}

/// A tag that is not there.
fn tag(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let from = place(bytes, dice, b"<")?;
    let to = from + bytes[from..].iter().position(|b| *b == b'>')? + 1;
    Some([&bytes[..from], &bytes[to..]].concat())
}

/// A cell that covers others, or more than there is.
fn attribute(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let at = place(bytes, dice, b"<td")? + 3;
    let spans = [&b" rowspan=2"[..], b" colspan=2", b" rowspan=0", b" colspan=99999999999", b" rowspan=-1"];
    Some([&bytes[..at], spans[dice.below(spans.len())], &bytes[at..]].concat())
}

/// Where a word stands, one of its places.
pub fn place(bytes: &[u8], dice: &mut Dice, word: &[u8]) -> Option<usize> {
    let all: Vec<usize> = bytes.windows(word.len()).enumerate().filter(|(_, w)| *w == word).map(|(i, _)| i).collect();
    (!all.is_empty()).then(|| all[dice.below(all.len())])
}

/// Another number in place of one.
pub fn digits(bytes: &[u8], dice: &mut Dice, by: &[u8]) -> Option<Vec<u8>> {
    let starts: Vec<usize> =
        (1..bytes.len()).filter(|i| bytes[*i].is_ascii_digit() && matches!(bytes[i - 1], b' ' | b'[')).collect();
    let from = *starts.get(dice.below(starts.len()))?;
    let to = from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    Some([&bytes[..from], by, &bytes[to..]].concat())
}
