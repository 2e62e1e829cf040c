//! JSON for programs that people also look into: one line where it fits, else indented.

use super::{schema, wire};
use crate::sheet::{self, Error, ErrorKind};
use serde::Serialize;
use serde_json::Value;

/// Longest line that an object or array may fill before it is broken.
const LINE: usize = 120;

/// A document as JSON text with a final line feed, checked against its schema.
///
/// # Errors
/// `internal`, where the document does not satisfy its own schema.
pub fn document(document: &sheet::Document) -> Result<(wire::Document, String), Error> {
    let document = wire::Document::from(document);
    let value = checked(schema::Name::Document, &document)?;
    Ok((document, pretty(&value)))
}

/// A record as one line of NDJSON with its line feed, checked against its schema.
///
/// # Errors
/// `internal`, where the record does not satisfy its own schema.
pub fn line<T: Serialize>(name: schema::Name, record: &T) -> Result<String, Error> {
    Ok(format!("{}\n", checked(name, record)?))
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
    write(&mut text, value, 0, 0);
    text.push('\n');
    text
}

/// Appends `value`, which begins at column `column` of a line that is indented by `indent`.
fn write(text: &mut String, value: &Value, indent: usize, column: usize) {
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
        write(text, item, inner, column);
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
    text.push_str(&Value::from(value).to_string());
}

#[cfg(test)]
mod tests {
    use super::pretty;
    use serde_json::{Value, json};

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
