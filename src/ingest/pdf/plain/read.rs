//! Reads the operators of a plain page and what they are told.
//!
//! The engine makes an object of each operand. Nearly all are numbers: here they stand in a list that is filled again
//! for each operator. What is not written as programs write it is left to the engine.

use hayro_interpret::hayro_syntax::object::{FromBytes, String as PdfString};

use super::Unusual;

/// Numbers of more digits than this are not exact.
const DIGITS: usize = 15;
const POWERS: [f64; DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/// No operator has more numbers.
const NUMBERS: usize = 6;
/// How deep brackets stand in one another at most.
const DEPTH: usize = 16;

/// An operand that is no number.
#[derive(Clone, Copy)]
pub(super) enum Thing<'c> {
    Name(&'c [u8]),
    /// A text: the only one of the pieces.
    Text,
    /// An array of texts and numbers: the pieces.
    List,
    /// A dictionary, with its brackets.
    Dict(&'c [u8]),
}

/// A piece of a text that is shown.
pub(super) enum Piece<'c> {
    /// How far to go back, in thousandths of an em.
    Gap(f64),
    /// Bytes that stand in the page as they are.
    AsIs(&'c [u8]),
    /// Bytes that were made of what stands there: where they begin and end among all of these.
    Made(usize, usize),
}

/// What an operator is told.
#[derive(Default)]
pub(super) struct Operands<'c> {
    /// What stands before the numbers.
    pub(super) lead: Option<Thing<'c>>,
    pub(super) numbers: Vec<f64>,
    /// What stands after them, or after the first thing.
    pub(super) tail: Option<Thing<'c>>,
    pub(super) pieces: Vec<Piece<'c>>,
    /// The bytes of pieces that were made.
    made: Vec<u8>,
}

impl<'c> Operands<'c> {
    /// The bytes of a piece; none of a gap.
    pub(super) fn bytes<'s>(&'s self, piece: &Piece<'c>) -> &'s [u8] {
        match *piece {
            Piece::Gap(_) => &[],
            Piece::AsIs(bytes) => bytes,
            Piece::Made(from, to) => self.made.get(from..to).unwrap_or_default(),
        }
    }

    fn clear(&mut self) {
        (self.lead, self.tail) = (None, None);
        self.numbers.clear();
        self.pieces.clear();
        self.made.clear();
    }

    fn put(&mut self, thing: Thing<'c>) -> Result<(), Unusual> {
        match (&self.lead, &self.tail) {
            (None, None) if self.numbers.is_empty() => self.lead = Some(thing),
            (_, None) => self.tail = Some(thing),
            _ => return Err(Unusual),
        }
        Ok(())
    }
}

/// Reads a page from its beginning to its end.
pub(super) struct Reader<'c> {
    content: &'c [u8],
    at: usize,
}

impl<'c> Reader<'c> {
    pub(super) fn new(content: &'c [u8]) -> Self {
        Self { content, at: 0 }
    }

    /// The next operator; `None` at the end of the page.
    pub(super) fn operator(&mut self, operands: &mut Operands<'c>) -> Result<Option<&'c [u8]>, Unusual> {
        operands.clear();
        loop {
            self.skip_blanks();
            let Some(first) = self.peek() else { return Ok(None) };
            match first {
                b'0'..=b'9' | b'-' | b'.' | b'+' => {
                    if operands.numbers.len() == NUMBERS || operands.tail.is_some() {
                        return Err(Unusual);
                    }
                    operands.numbers.push(self.number()?);
                }
                b'/' => {
                    let name = self.name()?;
                    operands.put(Thing::Name(name))?;
                }
                b'<' if self.is_doubled() => {
                    let dict = self.dictionary()?;
                    operands.put(Thing::Dict(dict))?;
                }
                b'(' | b'<' => {
                    self.text(operands)?;
                    operands.put(Thing::Text)?;
                }
                b'[' => {
                    self.list(operands)?;
                    operands.put(Thing::List)?;
                }
                b'A'..=b'Z' | b'a'..=b'z' | b'\'' | b'"' => return Ok(Some(self.word())),
                _ => return Err(Unusual),
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.content.get(self.at).copied()
    }

    /// Whether the byte at hand stands twice.
    fn is_doubled(&self) -> bool {
        self.content.get(self.at + 1).copied() == self.peek()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    /// Regular characters.
    fn word(&mut self) -> &'c [u8] {
        let from = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        self.content.get(from..self.at).unwrap_or_default()
    }

    fn name(&mut self) -> Result<&'c [u8], Unusual> {
        self.at += 1;
        let name = self.word();
        if name.contains(&b'#') { Err(Unusual) } else { Ok(name) }
    }

    fn number(&mut self) -> Result<f64, Unusual> {
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative || self.peek() == Some(b'+'));
        let (mut value, mut digits, mut point) = (0_u64, 0, None);
        loop {
            match self.peek() {
                Some(digit @ b'0'..=b'9') => {
                    value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
                    digits += 1;
                }
                Some(b'.') if point.is_none() => point = Some(digits),
                Some(other) if is_regular(other) => return Err(Unusual),
                _ => break,
            }
            self.at += 1;
        }
        if digits == 0 || digits > DIGITS {
            return Err(Unusual);
        }
        let Some(point) = point else {
            let value = value as i64;
            return Ok(if is_negative { -value } else { value } as f64);
        };
        let value = value as f64 / POWERS.get(digits - point).ok_or(Unusual)?;
        Ok(if is_negative { -value } else { value })
    }

    /// A text in brackets of either kind.
    fn text(&mut self, operands: &mut Operands<'c>) -> Result<(), Unusual> {
        let from = self.at;
        if self.peek() == Some(b'<') {
            return self.hexadecimal(operands);
        }
        let is_plain = self.skip_text()?;
        let own = self.content.get(from..self.at).unwrap_or_default();
        let inner = own.get(1..own.len().saturating_sub(1)).unwrap_or_default();
        let piece = if is_plain {
            Piece::AsIs(inner)
        } else {
            let text = PdfString::from_bytes(own).ok_or(Unusual)?;
            let begun = operands.made.len();
            operands.made.extend_from_slice(text.as_bytes());
            Piece::Made(begun, operands.made.len())
        };
        operands.pieces.push(piece);
        Ok(())
    }

    /// Passes over a text in round brackets; whether it stands there as it is.
    fn skip_text(&mut self) -> Result<bool, Unusual> {
        let (mut depth, mut is_plain) = (0_usize, true);
        loop {
            let byte = self.peek().ok_or(Unusual)?;
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => (self.at, is_plain) = (self.at + 1, false),
                b'\r' | b'\n' => is_plain = false,
                _ => {}
            }
            if depth == 0 {
                return Ok(is_plain);
            }
        }
    }

    fn hexadecimal(&mut self, operands: &mut Operands<'c>) -> Result<(), Unusual> {
        self.at += 1;
        let begun = operands.made.len();
        let mut half: Option<u8> = None;
        loop {
            let byte = self.peek().ok_or(Unusual)?;
            self.at += 1;
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                b'A'..=b'F' => byte - b'A' + 10,
                b'>' => break,
                _ if is_blank(byte) => continue,
                _ => return Err(Unusual),
            };
            match half.take() {
                Some(high) => operands.made.push(high << 4 | digit),
                None => half = Some(digit),
            }
        }
        operands.made.extend(half.map(|high| high << 4));
        operands.pieces.push(Piece::Made(begun, operands.made.len()));
        Ok(())
    }

    /// An array of texts and numbers.
    fn list(&mut self, operands: &mut Operands<'c>) -> Result<(), Unusual> {
        self.at += 1;
        loop {
            self.skip_blanks();
            match self.peek().ok_or(Unusual)? {
                b']' => {
                    self.at += 1;
                    return Ok(());
                }
                b'<' if self.is_doubled() => return Err(Unusual),
                b'(' | b'<' => self.text(operands)?,
                b'0'..=b'9' | b'-' | b'.' | b'+' => {
                    let gap = self.number()?;
                    operands.pieces.push(Piece::Gap(gap));
                }
                _ => return Err(Unusual),
            }
        }
    }

    /// Passes over a dictionary.
    fn dictionary(&mut self) -> Result<&'c [u8], Unusual> {
        let (from, mut depth) = (self.at, 0);
        loop {
            let rest = self.content.get(self.at..).unwrap_or_default();
            match rest {
                [b'<', b'<', ..] if depth < DEPTH => (self.at, depth) = (self.at + 2, depth + 1),
                [b'<', b'<', ..] => return Err(Unusual),
                [b'<', text @ ..] => self.at += 2 + text.iter().position(|b| *b == b'>').ok_or(Unusual)?,
                [b'>', b'>', ..] => (self.at, depth) = (self.at + 2, depth - 1),
                [b'(', ..] => {
                    self.skip_text()?;
                }
                [b'%' | b'{' | b'}' | b')', ..] | [] => return Err(Unusual),
                _ => self.at += 1,
            }
            if depth == 0 {
                return Ok(self.content.get(from..self.at).unwrap_or_default());
            }
        }
    }
}

/// Zeros are blanks, too, that nobody writes: the engine reads those, and the page is in doubt.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, 0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator with the numbers and the bytes that it is told.
    type Told = (String, Vec<f64>, Vec<u8>);

    /// The operators of a page; `None` where the engine must read it.
    fn read(content: &str) -> Option<Vec<Told>> {
        let (mut reader, mut operands, mut all) = (Reader::new(content.as_bytes()), Operands::default(), Vec::new());
        while let Some(operator) = reader.operator(&mut operands).ok()? {
            let things = [operands.lead, operands.tail].into_iter().flatten().flat_map(|thing| match thing {
                Thing::Name(bytes) | Thing::Dict(bytes) => bytes.to_vec(),
                Thing::Text | Thing::List => operands.pieces.iter().flat_map(|p| operands.bytes(p)).copied().collect(),
            });
            all.push((String::from_utf8_lossy(operator).into_owned(), operands.numbers.clone(), things.collect()));
        }
        Some(all)
    }

    fn one(content: &str) -> (Vec<f64>, String) {
        let (_, numbers, bytes) = read(content).unwrap().remove(0);
        (numbers, String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn operators_are_read_with_what_they_are_told() {
        assert_eq!(one("1 -.5 +2. 40.25 0 -0 re").0, [1.0, -0.5, 2.0, 40.25, 0.0, 0.0]);
        assert_eq!(one("/F1 9.5 Tf"), (vec![9.5], "F1".into()));
        assert_eq!(one("(a(b)c)Tj").1, "a(b)c");
        assert_eq!(one("(a\\)\\102\\\n)Tj").1, "a)B");
        assert_eq!(one("<4 1\n424>Tj").1, "AB@");
        assert_eq!(one("[(a)-250<42>3(c)]TJ").1, "aBc");
        assert_eq!(one("/P<</MCID 0/A(>>)/B<</C<41>>>>>BDC").1, "P<</MCID 0/A(>>)/B<</C<41>>>>>");
        let names = read("q 1 w\nQ T* b* ' ").unwrap();
        assert_eq!(names.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), ["q", "w", "Q", "T*", "b*", "'"]);
        assert_eq!(read(" \n "), Some(vec![]));
    }

    #[test]
    fn what_nobody_writes_is_left_to_the_engine() {
        for odd in [
            "1.2.3 w",
            "1-2 w",
            "- w",
            "0 0 1RG",
            "1234567890123456 w",
            "% x\nq",
            "/A#20 gs",
            "(a",
            "(\\",
            "<4x>Tj",
            "[<<>>]TJ",
            "[(a)",
            "<</A",
            ")",
            "1 2 3 4 5 6 7 re",
            "/A (b) (c) Tj",
            "(a) Tj {",
            "1\0 w",
        ] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
