//! JSON for programs that people also look into: one line where it fits, else indented.

use super::schema::{self, Part};
use super::tape::{At, Tape, harmless};
use super::wire;
use crate::sheet::{Error, ErrorKind};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

/// Longest line that an object or array may fill before it is broken.
const LINE: usize = 120;

/// Of so many bytes are the pieces that are made at a time, roughly, and of so many records at most.
const PIECE: usize = 256 << 10;
const RECORDS: usize = 1024;

/// A document as JSON text with a final line feed, checked against its schema; as [`pretty`] lays it out.
///
/// # Errors
/// `internal`, where the document does not satisfy its own schema.
pub fn document(document: &wire::Document) -> Result<String, Error> {
    pieces(document).collect()
}

/// The text of [`document`] piece by piece, some records or findings each: a long document is never whole in memory
/// as text.
///
/// The first error is the last piece.
pub fn pieces(document: &wire::Document) -> impl Iterator<Item = Result<String, Error>> + '_ {
    // The parts are checked one by one below; the whole is checked without them here.
    let bare = document.bare();
    let head = move || {
        let tape = Tape::of(&bare).map_err(unspeakable)?;
        sound(schema::Name::Document, tape.root())?;
        let mut text = String::from("{");
        let lists = Part::ALL.map(Part::key);
        let own = tape.root().held().filter(|member| !lists.contains(&&*member.key()));
        for (i, member) in own.enumerate() {
            text.push_str(if i == 0 { "\n  " } else { ",\n  " });
            entry(&mut text, member.lead(), member, 2);
        }
        Ok(text)
    };
    std::iter::once_with(head)
        .chain(list(Part::Sheets, &document.sheets))
        .chain(list(Part::Summary, &document.summary))
        .chain(list(Part::Tables, &document.tables))
        .chain(list(Part::Findings, &document.findings))
        .chain(list(Part::Unread, &document.unread))
        .chain(std::iter::once(Ok(String::from("\n}\n"))))
        .scan(false, |failed, piece| (!std::mem::replace(failed, piece.is_err() || *failed)).then_some(piece))
}

/// The pieces of one of a document's lists, each record checked against its schema.
fn list<'a, T: Serialize + Sync>(part: Part, items: &'a [T]) -> Box<dyn Iterator<Item = Result<String, Error>> + 'a> {
    let key = part.key();
    let sound = move |i: usize, record: At<'_>| match part.violations(record, 1)?.pop() {
        None => Ok(()),
        Some(v) => Err(unsound(schema::Name::Document.id(), &format!("/{key}/{i}{}", v.pointer), &v.reason)),
    };
    if fits(items, LINE.saturating_sub(key.len() + 6)) {
        let whole = move || {
            let tape = Tape::of(items).map_err(unspeakable)?;
            tape.root().held().enumerate().try_for_each(|(i, record)| sound(i, record))?;
            let mut text = String::from(",\n  ");
            entry(&mut text, &format!("\"{key}\": "), tape.root(), 2);
            Ok(text)
        };
        return Box::new(std::iter::once_with(whole));
    }
    // Records of a list are much alike: a handful of short ones would not be worth a thread's while.
    let length = items.first().and_then(|item| Tape::of(item).ok()).map_or(1, |tape| tape.root().text().len());
    let chunk = (PIECE / length.max(1)).clamp(1, RECORDS);
    let some = move |(n, records): (usize, &'a [T])| {
        let (mut tape, mut text) = (Tape::default(), String::new());
        for (i, item) in records.iter().enumerate().map(|(i, item)| (n * chunk + i, item)) {
            tape.record(item).map_err(unspeakable)?;
            sound(i, tape.root())?;
            if i == 0 {
                text.push_str(&format!(",\n  \"{key}\": ["));
            }
            text.push_str(if i == 0 { "\n    " } else { ",\n    " });
            layout(&mut text, tape.root(), 4, 4);
        }
        // Whoever must know that all is sound keeps all pieces.
        text.shrink_to_fit();
        Ok(text)
    };
    // As many at a time as there are threads to write them: more would only wait in memory.
    let threads = rayon::current_thread_index().map_or(1, |_| rayon::current_num_threads());
    let several = move |(n, chunks): (usize, &'a [T])| {
        let texts: Vec<Result<String, Error>> =
            chunks.par_chunks(chunk).enumerate().map(|(i, records)| some((n * threads + i, records))).collect();
        texts
    };
    let pieces = items.chunks(chunk * threads).enumerate().flat_map(several);
    Box::new(pieces.chain(std::iter::once(Ok(String::from("\n  ]")))))
}

/// Whether a list fits on a line that has so many bytes left; looks no further than it must.
fn fits<T: Serialize>(items: &[T], room: usize) -> bool {
    let mut left = room.saturating_sub(2);
    items.iter().all(|item| {
        let length = Tape::of(item).map_or(usize::MAX, |tape| tape.root().text().len());
        let short = length <= left;
        left = left.saturating_sub(length.saturating_add(2));
        short
    })
}

/// A record as one line of NDJSON with its line feed, checked against its schema.
///
/// # Errors
/// `internal`, where the record does not satisfy its own schema.
pub fn line<T: Serialize>(name: schema::Name, record: &T) -> Result<String, Error> {
    checked(name, record)?;
    let json = serde_json::to_string(record).map_err(unspeakable)?;
    let mut line = harmless(&json).into_owned();
    line.push('\n');
    Ok(line)
}

/// A record as [`pretty`] lays it out, checked against its schema.
///
/// # Errors
/// `internal`, where the record does not satisfy its own schema.
pub fn record<T: Serialize>(name: schema::Name, record: &T) -> Result<String, Error> {
    Ok(laid_out(checked(name, record)?.root()))
}

/// Records as [`pretty`] lays an array out, each checked against its schema.
///
/// # Errors
/// `internal`, where a record does not satisfy its own schema.
pub fn records<T: Serialize>(name: schema::Name, records: &[T]) -> Result<String, Error> {
    let tape = Tape::of(records).map_err(unspeakable)?;
    tape.root().held().try_for_each(|record| sound(name, record))?;
    Ok(laid_out(tape.root()))
}

/// The tape of a record that satisfies its schema.
fn checked<T: Serialize>(name: schema::Name, record: &T) -> Result<Tape, Error> {
    let tape = Tape::of(record).map_err(unspeakable)?;
    sound(name, tape.root())?;
    Ok(tape)
}

fn sound(name: schema::Name, record: At<'_>) -> Result<(), Error> {
    match name.broken(record, 1)?.pop() {
        None => Ok(()),
        Some(violation) => Err(unsound(name.id(), &violation.pointer, &violation.reason)),
    }
}

fn unspeakable(e: serde_json::Error) -> Error {
    let (ja, en) = (format!("結果を JSON にできません: {e}"), format!("cannot write the result as JSON: {e}"));
    Error::new(ErrorKind::Internal, ja, en)
}

fn unsound(schema: &str, pointer: &str, reason: &str) -> Error {
    Error::new(
        ErrorKind::Internal,
        format!("結果がスキーマ {schema} に合いません: {pointer}: {reason}。開発元に知らせてください"),
        format!("the result does not satisfy schema {schema}: {pointer}: {reason}; please report this"),
    )
}

/// A value as text with a final line feed: what fits on a line stays on it.
pub fn pretty(value: &Value) -> String {
    // A tree of JSON can always be said in JSON.
    Tape::of(value).map(|tape| laid_out(tape.root())).unwrap_or_default()
}

fn laid_out(value: At<'_>) -> String {
    let mut text = String::new();
    layout(&mut text, value, 0, 0);
    text.push('\n');
    text
}

/// Appends `value`, which begins at column `column` of a line that is indented by `indent`.
fn layout(text: &mut String, value: At<'_>, indent: usize, column: usize) {
    let line = value.text();
    let brackets = value.brackets().filter(|_| line.len() > LINE.saturating_sub(column));
    let Some((open, close)) = brackets else {
        text.push_str(line);
        return;
    };
    text.push(open);
    let inner = indent + 2;
    let mut separator = "\n";
    for held in value.held() {
        text.push_str(separator);
        separator = ",\n";
        blanks(text, inner);
        entry(text, held.lead(), held, inner);
    }
    text.push('\n');
    blanks(text, indent);
    text.push(close);
}

/// Appends so many blanks.
fn blanks(text: &mut String, count: usize) {
    const SOME: &str = "                                ";
    for from in (0..count).step_by(SOME.len()) {
        text.push_str(SOME.get(..count - from).unwrap_or(SOME));
    }
}

/// Appends what leads a value (its key and a colon, if it is a member) and the value, on a line that is indented by
/// `indent`.
fn entry(text: &mut String, lead: &str, value: At<'_>, indent: usize) {
    text.push_str(lead);
    layout(text, value, indent, indent + lead.len());
}

#[cfg(test)]
mod tests {
    use super::pretty;
    use serde_json::{Value, json};

    #[test]
    fn nothing_acts_on_a_terminal() {
        let value = json!("\u{1b}[2J\u{9b}2J\u{202e}x");
        assert_eq!(pretty(&value), "\"\\u001b[2J\\u009b2J\\u202ex\"\n");
        assert_eq!(serde_json::from_str::<Value>(&pretty(&value)).unwrap(), value);
    }

    #[test]
    fn what_fits_stays_on_its_line() {
        let long = "x".repeat(100);
        let value = json!({"a": [1, 2], "b": {"c": long, "d": [12.5, null, "\u{1b}\n"]}, "e": []});
        let text = pretty(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.starts_with("{\n  \"a\": [1, 2],\n  \"b\": {\n    \"c\": \"xx"), "{text}");
        assert!(text.ends_with("    \"d\": [12.5, null, \"\\u001b\\n\"]\n  },\n  \"e\": []\n}\n"), "{text}");
    }
}
