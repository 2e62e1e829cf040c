//! JSON for programs that people also look into: one line where it fits, else indented.

use super::schema::{self, Part};
use super::wire;
use crate::sheet::{Error, ErrorKind};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write;

/// Longest line that an object or array may fill before it is broken.
const LINE: usize = 120;

/// So many records are turned into text at a time.
const CHUNK: usize = 32;

/// A document as JSON text with a final line feed, checked against its schema; as [`pretty`] lays it out.
///
/// # Errors
/// `internal`, where the document does not satisfy its own schema.
pub fn document(document: &wire::Document) -> Result<String, Error> {
    pieces(document).collect()
}

/// The text of [`document`] piece by piece, a record or a finding each: a long document is never whole in memory as
/// text, let alone as JSON values, which take many times its room.
///
/// The first error is the last piece.
pub fn pieces(document: &wire::Document) -> impl Iterator<Item = Result<String, Error>> + '_ {
    // The parts are checked one by one below; the whole is checked without them here.
    let bare = wire::Document {
        schema: document.schema,
        tool: document.tool.clone(),
        source: document.source.clone(),
        form: document.form.clone(),
        rubric: document.rubric.clone(),
        sheets: Vec::new(),
        summary: Vec::new(),
        tables: Vec::new(),
        findings: Vec::new(),
        unread: Vec::new(),
    };
    let head = move || {
        let Value::Object(whole) = checked(schema::Name::Document, &bare)? else { return Ok(String::new()) };
        let mut text = String::from("{");
        let lists = Part::ALL.map(Part::key);
        for (i, (key, value)) in whole.iter().filter(|(key, _)| !lists.contains(&key.as_str())).enumerate() {
            text.push_str(if i == 0 { "\n  " } else { ",\n  " });
            entry(&mut text, key, value, 2);
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

/// The pieces of one of a document's lists, each checked against its schema.
fn list<'a, T: Serialize + Sync>(part: Part, items: &'a [T]) -> Box<dyn Iterator<Item = Result<String, Error>> + 'a> {
    let key = part.key();
    let sound = move |(i, item): (usize, &T)| {
        let value = value(item)?;
        match part.violations(&value, 1)?.pop() {
            None => Ok(value),
            Some(v) => Err(unsound(schema::Name::Document.id(), &format!("/{key}/{i}{}", v.pointer), &v.reason)),
        }
    };
    if fits(items, LINE.saturating_sub(key.len() + 6)) {
        let whole = move || {
            let values: Vec<Value> = items.iter().enumerate().map(sound).collect::<Result<_, _>>()?;
            let mut text = String::from(",\n  ");
            entry(&mut text, key, &Value::Array(values), 2);
            Ok(text)
        };
        return Box::new(std::iter::once_with(whole));
    }
    let one = move |(i, item)| {
        let mut text = if i == 0 { format!(",\n  \"{key}\": [\n    ") } else { String::from(",\n    ") };
        layout(&mut text, &sound((i, item))?, 4, 4);
        Ok(text)
    };
    let some = move |(n, chunk): (usize, &'a [T])| {
        let texts: Vec<Result<String, Error>> =
            chunk.par_iter().enumerate().map(|(i, item)| one((n * CHUNK + i, item))).collect();
        texts
    };
    Box::new(items.chunks(CHUNK).enumerate().flat_map(some).chain(std::iter::once(Ok(String::from("\n  ]")))))
}

/// Whether a list fits on a line that has so many bytes left; looks no further than it must.
fn fits<T: Serialize>(items: &[T], room: usize) -> bool {
    let mut left = room.saturating_sub(2);
    items.iter().all(|item| {
        let mut text = String::new();
        let short = serde_json::to_value(item).is_ok_and(|value| inline(&mut text, &value, left));
        left = left.saturating_sub(text.len() + 2);
        short
    })
}

/// A record as one line of NDJSON with its line feed, checked against its schema.
///
/// # Errors
/// `internal`, where the record does not satisfy its own schema.
pub fn line<T: Serialize>(name: schema::Name, record: &T) -> Result<String, Error> {
    let mut line = harmless(&checked(name, record)?.to_string()).into_owned();
    line.push('\n');
    Ok(line)
}

/// The record as a JSON value that satisfies its schema.
///
/// # Errors
/// `internal`, where it does not.
pub fn checked<T: Serialize>(name: schema::Name, record: &T) -> Result<Value, Error> {
    let value = value(record)?;
    match name.violations(&value, 1)?.pop() {
        None => Ok(value),
        Some(violation) => Err(unsound(name.id(), &violation.pointer, &violation.reason)),
    }
}

fn value<T: Serialize>(record: &T) -> Result<Value, Error> {
    serde_json::to_value(record).map_err(|e| {
        let (ja, en) = (format!("結果を JSON にできません: {e}"), format!("cannot write the result as JSON: {e}"));
        Error::new(ErrorKind::Internal, ja, en)
    })
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
    let mut text = String::new();
    layout(&mut text, value, 0, 0);
    text.push('\n');
    text
}

/// Appends `value`, which begins at column `column` of a line that is indented by `indent`.
fn layout(text: &mut String, value: &Value, indent: usize, column: usize) {
    let start = text.len();
    if inline(text, value, LINE.saturating_sub(column)) {
        return;
    }
    text.truncate(start);
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    text.push(open);
    let inner = indent + 2;
    let mut separator = "\n";
    let mut item = |text: &mut String, key: Option<&str>, item: &Value| {
        text.push_str(separator);
        separator = ",\n";
        text.extend(std::iter::repeat_n(' ', inner));
        match key {
            Some(key) => entry(text, key, item, inner),
            None => layout(text, item, inner, inner),
        }
    };
    match value {
        Value::Array(items) => items.iter().for_each(|value| item(text, None, value)),
        Value::Object(map) => map.iter().for_each(|(key, value)| item(text, Some(key), value)),
        _ => {}
    }
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
    text.push(close);
}

/// Appends a key and its value on a line that is indented by `indent`.
fn entry(text: &mut String, key: &str, value: &Value, indent: usize) {
    let start = text.len();
    string(text, key);
    text.push_str(": ");
    let column = indent + text.len() - start;
    layout(text, value, indent, column);
}

/// Appends `value` on one line; false as soon as a container grows over `room` bytes.
fn inline(text: &mut String, value: &Value, room: usize) -> bool {
    let start = text.len();
    let fits = |text: &String| text.len() - start <= room;
    match value {
        Value::Array(items) => {
            text.push('[');
            for (i, item) in items.iter().enumerate() {
                text.push_str(if i == 0 { "" } else { ", " });
                if !fits(text) || !inline(text, item, room.saturating_sub(text.len() - start)) {
                    return false;
                }
            }
            text.push(']');
            fits(text)
        }
        Value::Object(map) => {
            text.push('{');
            for (i, (key, item)) in map.iter().enumerate() {
                text.push_str(if i == 0 { "" } else { ", " });
                string(text, key);
                text.push_str(": ");
                if !fits(text) || !inline(text, item, room.saturating_sub(text.len() - start)) {
                    return false;
                }
            }
            text.push('}');
            fits(text)
        }
        Value::String(value) => {
            string(text, value);
            true
        }
        other => {
            // Writing to a string cannot fail.
            let _ = write!(text, "{other}");
            true
        }
    }
}

fn string(text: &mut String, value: &str) {
    // Most strings hold nothing that could need an escape; 0xc2 and 0xe2 begin the characters that `harmless` escapes.
    if value.bytes().all(|b| b >= b' ' && !matches!(b, b'"' | b'\\' | 0x7f | 0xc2 | 0xe2)) {
        text.push('"');
        text.push_str(value);
        text.push('"');
    } else {
        text.push_str(&harmless(&Value::from(value).to_string()));
    }
}

/// JSON escapes only the lower control characters. The upper ones and those that reorder a line act
/// on terminals as well, so they are escaped too; outside of strings none can stand.
fn harmless(json: &str) -> Cow<'_, str> {
    let acts = |c: char| matches!(c, '\u{7f}'..='\u{9f}') || super::turns_text(c);
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
