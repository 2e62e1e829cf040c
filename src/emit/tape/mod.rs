//! A record as JSON text on one line, with an index of its values: enough to check the record against a schema and to
//! break its text into lines, without a tree of values, which takes many times the time and room of the text.

mod check;
mod shape;
mod write;

pub use check::Tapes;
pub use shape::Shapes;

use super::turns_text;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write;

/// A record as JSON on one line, and its index.
#[derive(Default)]
pub struct Tape {
    text: String,
    entries: Vec<Entry>,
    /// Where the key of the value begins that comes next, and whether it stands there as it is.
    key: Option<(usize, bool)>,
}

/// A value of the record; what it holds follows it.
#[derive(Clone, Copy)]
struct Entry {
    what: What,
    /// Where its key begins in the text; its own beginning where it has none.
    key: usize,
    /// Whether its key stands in the text as it is.
    plain_key: bool,
    /// Where it begins.
    start: usize,
    /// Where it ends.
    end: usize,
    /// The entry after the last one that it holds.
    next: usize,
}

/// What a value is.
#[derive(Clone, Copy)]
enum What {
    Null,
    Flag(bool),
    Whole(u64),
    Negative(i64),
    Fraction(f64),
    /// A string; `plain` where it stands in the text as it is.
    Text {
        plain: bool,
    },
    /// An array of so many values.
    List(usize),
    /// An object of so many members.
    Members(usize),
}

/// A value on a tape.
#[derive(Clone, Copy)]
pub struct At<'a> {
    tape: &'a Tape,
    index: usize,
    entry: &'a Entry,
}

/// What a tape begins with on which nothing stands.
static NOTHING: Entry = Entry { what: What::Null, key: 0, plain_key: false, start: 0, end: 0, next: 0 };

impl Tape {
    /// The tape of a record.
    ///
    /// # Errors
    /// Where the record cannot be said in JSON.
    pub fn of<T: Serialize + ?Sized>(record: &T) -> Result<Self, serde_json::Error> {
        let mut tape = Self::default();
        tape.record(record)?;
        Ok(tape)
    }

    /// Puts a record in the place of the one before, and keeps the room that it took.
    ///
    /// # Errors
    /// Where the record cannot be said in JSON.
    pub fn record<T: Serialize + ?Sized>(&mut self, record: &T) -> Result<(), serde_json::Error> {
        self.text.clear();
        self.entries.clear();
        self.key = None;
        record.serialize(&mut *self)
    }

    /// The whole record.
    pub fn root(&self) -> At<'_> {
        self.at(0).unwrap_or(At { tape: self, index: 0, entry: &NOTHING })
    }

    fn at(&self, index: usize) -> Option<At<'_>> {
        Some(At { tape: self, index, entry: self.entries.get(index)? })
    }
}

impl<'a> At<'a> {
    /// Its text, on one line.
    pub fn text(&self) -> &'a str {
        self.tape.text.get(self.entry.start..self.entry.end).unwrap_or_default()
    }

    /// Its key with the colon and the blank after it; nothing where it is no member of an object.
    pub fn lead(&self) -> &'a str {
        self.tape.text.get(self.entry.key..self.entry.start).unwrap_or_default()
    }

    /// Its key.
    pub fn key(&self) -> Cow<'a, str> {
        // Between the quotation marks, of which the second has a colon and a blank after it.
        let plain = self.tape.text.get(self.entry.key + 1..self.entry.start.saturating_sub(3));
        match plain.filter(|_| self.entry.plain_key) {
            Some(plain) => Cow::Borrowed(plain),
            None => unquoted(self.lead().trim_end_matches(": ")),
        }
    }

    /// The string that it is; `None` for anything else.
    fn string(&self) -> Option<Cow<'a, str>> {
        let What::Text { plain } = self.entry.what else { return None };
        let json = self.text();
        let inner = json.get(1..json.len().saturating_sub(1)).filter(|_| plain);
        Some(inner.map_or_else(|| unquoted(json), Cow::Borrowed))
    }

    /// The brackets around what it holds; `None` where it can hold nothing.
    pub fn brackets(&self) -> Option<(char, char)> {
        match self.entry.what {
            What::List(_) => Some(('[', ']')),
            What::Members(_) => Some(('{', '}')),
            _ => None,
        }
    }

    /// What it holds: the values of an array, the members of an object.
    pub fn held(&self) -> Held<'a> {
        Held { tape: self.tape, from: self.index + 1, end: self.entry.next }
    }

    /// The value as a tree, for messages.
    fn tree(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_default()
    }
}

/// The values that a value holds, in order.
pub struct Held<'a> {
    tape: &'a Tape,
    from: usize,
    end: usize,
}

impl<'a> Iterator for Held<'a> {
    type Item = At<'a>;

    fn next(&mut self) -> Option<At<'a>> {
        if self.from >= self.end {
            return None;
        }
        let at = self.tape.at(self.from)?;
        self.from = at.entry.next;
        Some(at)
    }
}

/// The string that a JSON string stands for.
fn unquoted(json: &str) -> Cow<'_, str> {
    let inner = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('\\') => Cow::Borrowed(inner),
        _ => Cow::Owned(serde_json::from_str(json).unwrap_or_default()),
    }
}

/// Appends a JSON string; whether it stands there as it is.
fn quote(text: &mut String, value: &str) -> bool {
    // Most strings hold nothing that could need an escape; 0xc2 and 0xe2 begin the characters that `harmless`
    // escapes. Without a way out of the loop many bytes are compared at a time.
    let plain = value.bytes().fold(true, |plain, b| {
        plain & (b >= b' ') & (b != b'"') & (b != b'\\') & (b != 0x7f) & (b != 0xc2) & (b != 0xe2)
    });
    if plain {
        text.reserve(value.len() + 2);
        text.push('"');
        text.push_str(value);
        text.push('"');
        return true;
    }
    let start = text.len();
    text.push_str(&harmless(&Value::from(value).to_string()));
    text.len() - start == value.len() + 2
}

/// JSON escapes only the lower control characters. The upper ones and those that reorder a line act
/// on terminals as well, so they are escaped too; outside of strings none can stand.
pub(super) fn harmless(json: &str) -> Cow<'_, str> {
    let acts = |c: char| matches!(c, '\u{7f}'..='\u{9f}') || turns_text(c);
    if !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if acts(c) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::{Tape, Tapes};
    use jsonschema::json::{Array, JsonNumber, Node, Object};
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    #[test]
    fn numbers_have_as_few_digits_as_elsewhere() {
        let hundredths = (0..20_000).map(|n| f64::from(n) / 100.0);
        let thousandths = (0..=1000).map(|n| f64::from(n) / 1000.0);
        let odd =
            [-0.0, -12.5, 0.1 + 0.2, 1e-7, 123_456.789, 1e12, 1e15, 1e16, 1e21, f64::MAX, 2.0_f64.sqrt(), f64::NAN];
        for number in hundredths.chain(thousandths).chain(odd) {
            assert_eq!(Tape::of(&number).unwrap().root().text(), json!(number).to_string());
        }
        for number in [0, 9, 10, -1, i64::MIN, i64::MAX] {
            assert_eq!(Tape::of(&number).unwrap().root().text(), number.to_string());
        }
        assert_eq!(Tape::of(&u64::MAX).unwrap().root().text(), u64::MAX.to_string());
    }

    #[test]
    fn a_tape_says_what_the_record_says() {
        let value = json!({"a": [1, -2, 0.5, true, null], "b\n\"": {"日本": "x\u{9b}\\", "c": {}}, "d": [[], ["e"]]});
        let tape = Tape::of(&value).unwrap();
        assert_eq!(serde_json::from_str::<Value>(tape.root().text()).unwrap(), value);
        assert!(tape.root().equals_value(&value));
        let names: Vec<_> = Object::<Tapes>::members(&tape.root()).map(|(name, _)| name.into_owned()).collect();
        assert_eq!(names, ["a", "b\n\"", "d"]);
        let a = Object::<Tapes>::get(&tape.root(), &String::from("a")).unwrap();
        assert_eq!(Array::<Tapes>::len(&a), 5);
        assert_eq!(a.held().map(|v| v.as_number().and_then(|n| n.as_f64())).take(3).flatten().sum::<f64>(), -0.5);
        let b = Object::<Tapes>::get(&tape.root(), &String::from("b\n\"")).unwrap();
        assert_eq!(b.held().next().unwrap().as_string().unwrap(), "x\u{9b}\\");
        // A key that is no string cannot be said.
        assert!(Tape::of(&BTreeMap::from([([1, 2], 3)])).is_err());
    }
}
