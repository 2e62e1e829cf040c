//! JSON for programs that people also look into: one line where it fits, else indented.

use super::{schema, wire};
use crate::sheet::{Error, ErrorKind};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write;

/// Longest line that an object or array may fill before it is broken.
const LINE: usize = 120;

/// A document as JSON text with a final line feed, checked against its schema.
///
/// # Errors
/// `internal`, where the document does not satisfy its own schema.
pub fn document(document: &wire::Document) -> Result<String, Error> {
    Ok(pretty(&checked(schema::Name::Document, document)?))
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
    let internal = |ja: String, en: String| Error::new(ErrorKind::Internal, ja, en);
    let value = serde_json::to_value(record).map_err(|e| {
        internal(format!("結果を JSON にできません: {e}"), format!("cannot write the result as JSON: {e}"))
    })?;
    match name.violations(&value, 1)?.pop() {
        None => Ok(value),
        Some(schema::Violation { pointer, reason }) => Err(internal(
            format!("結果がスキーマ {} に合いません: {pointer}: {reason}。開発元に知らせてください", name.id()),
            format!("the result does not satisfy schema {}: {pointer}: {reason}; please report this", name.id()),
        )),
    }
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
        let mut column = inner;
        if let Some(key) = key {
            let start = text.len();
            string(text, key);
            text.push_str(": ");
            column += text.len() - start;
        }
        layout(text, item, inner, column);
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
            text.push_str(&other.to_string());
            true
        }
    }
}

fn string(text: &mut String, value: &str) {
    text.push_str(&harmless(&Value::from(value).to_string()));
}

/// JSON escapes only the lower control characters. The upper ones and those that reorder a line act
/// on terminals as well, so they are escaped too; outside of strings none can stand.
fn harmless(json: &str) -> Cow<'_, str> {
    let acts = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
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
