//! Broken copies of a file, the same ones every time.

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

/// A way of breaking a file; `None` where the file has nothing that could be broken in that way.
type Way = fn(&[u8], &mut Dice) -> Option<Vec<u8>>;

/// Ways of breaking any file. Those of the second kind may leave a text that only says something else.
const ANY: &[(&str, Way, bool)] = &[
    ("cut", cut, false),
    ("hole", hole, false),
    ("gap", gap, true),
    ("again", again, true),
    ("swapped", swapped, true),
    ("flip", |b, d| Some(flips(b, d, 1)), true),
    ("flips", |b, d| Some(flips(b, d, 16)), true),
    ("noise", noise, true),
];

/// Ways of breaking the structure of a PDF.
const STRUCTURE: &[(&str, Way, bool)] = &[
    ("dangling", |b, d| reference(b, d, |_, _| b"9999 0 R".to_vec()), false),
    ("crossed", |b, d| reference(b, d, |all, d| all[d.below(all.len())].clone()), true),
    ("cycle", cycle, false),
    ("length", |b, d| number_after(b, d, b"/Length "), false),
    ("huge", |b, d| digits(b, d, b"99999999999999999999"), true),
    ("negative", |b, d| digits(b, d, b"-1"), true),
    ("filter", |b, d| replaced(b, d, b"/FlateDecode", b"/RunLengthDecode"), false),
    ("unended", |b, d| replaced(b, d, b"endstream", b"         "), false),
    ("unclosed", |b, d| replaced(b, d, b"endobj", b"      "), false),
    ("unmapped", |b, d| replaced(b, d, b"/ToUnicode", b"/ToNowhere"), false),
    ("untyped", |b, d| replaced(b, d, b"/Type/Page", b"/Type/Pane"), false),
];

/// `count` broken copies of a PDF.
pub fn of_pdf(bytes: &[u8], count: usize) -> Vec<Mutant> {
    let ways: Vec<_> = ANY.iter().chain(STRUCTURE).collect();
    (0..).map(|seed| (seed, ways[seed % ways.len()])).take(count).filter_map(|(s, w)| one(bytes, s, w)).collect()
}

/// `count` broken copies of a text.
pub fn of_text(bytes: &[u8], count: usize) -> Vec<Mutant> {
    (0..).map(|seed| (seed, &ANY[seed % ANY.len()])).take(count).filter_map(|(s, w)| one(bytes, s, w)).collect()
}

/// `count` broken copies of a file of any kind; `from` tells the files of a sweep apart.
pub fn of_any(bytes: &[u8], from: usize, count: usize) -> Vec<Mutant> {
    let pdf = bytes.starts_with(b"%PDF-");
    let ways: Vec<_> = ANY.iter().chain(if pdf { STRUCTURE } else { &[] }).collect();
    let seeds = (from * 1_000..).take(count);
    seeds.filter_map(|seed| one(bytes, seed, ways[seed % ways.len()])).collect()
}

fn one(bytes: &[u8], seed: usize, (name, way, sound): &(&str, Way, bool)) -> Option<Mutant> {
    let broken = way(bytes, &mut Dice::new(seed as u64 + 1))?;
    Some(Mutant { name: format!("{name}-{seed}"), bytes: broken, sound: *sound })
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
    Some([&bytes[..from], &bytes[to..]].concat())
}

fn again(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let from = dice.below(bytes.len());
    let to = (from + 1 + dice.below(512)).min(bytes.len());
    Some([&bytes[..to], &bytes[from..]].concat())
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

/// Where a word stands, one of its places.
fn place(bytes: &[u8], dice: &mut Dice, word: &[u8]) -> Option<usize> {
    let all: Vec<usize> = bytes.windows(word.len()).enumerate().filter(|(_, w)| *w == word).map(|(i, _)| i).collect();
    (!all.is_empty()).then(|| all[dice.below(all.len())])
}

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

fn number_after(bytes: &[u8], dice: &mut Dice, word: &[u8]) -> Option<Vec<u8>> {
    let from = place(bytes, dice, word)? + word.len();
    let to = from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    Some([&bytes[..from], dice.below(100_000).to_string().as_bytes(), &bytes[to..]].concat())
}

/// Another number in place of one.
fn digits(bytes: &[u8], dice: &mut Dice, by: &[u8]) -> Option<Vec<u8>> {
    let starts: Vec<usize> =
        (1..bytes.len()).filter(|i| bytes[*i].is_ascii_digit() && matches!(bytes[i - 1], b' ' | b'[')).collect();
    let from = *starts.get(dice.below(starts.len()))?;
    let to = from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    Some([&bytes[..from], by, &bytes[to..]].concat())
}
