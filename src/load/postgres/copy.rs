//! Rows in the text format of COPY.

use crate::emit::warehouse::{Cell, Kind, Table};
use crate::load::told::without_nul;
use std::borrow::Cow;
use std::io::Write;

/// Rows of a table, ready to be sent.
pub(super) struct Rows {
    bytes: Vec<u8>,
    kinds: Vec<Kind>,
}

impl Rows {
    pub(super) fn of(table: Table) -> Self {
        Self { bytes: Vec::new(), kinds: table.columns().iter().map(|column| column.kind).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Adds a row; `more` are the cells that only the database has.
    pub(super) fn add(&mut self, row: &[Cell<'_>], more: &[&str]) {
        for (cell, kind) in row.iter().zip(&self.kinds) {
            add(&mut self.bytes, cell, *kind);
            self.bytes.push(b'\t');
        }
        for text in more {
            escape(&mut self.bytes, text);
            self.bytes.push(b'\t');
        }
        self.bytes.pop();
        self.bytes.push(b'\n');
    }
}

fn add(bytes: &mut Vec<u8>, cell: &Cell<'_>, kind: Kind) {
    // Writing to memory cannot fail.
    let _ = match cell {
        Cell::Null => bytes.write_all(b"\\N"),
        Cell::Text(text) if kind == Kind::Json => {
            escape(bytes, &json_without_nul(text));
            Ok(())
        }
        Cell::Text(text) => {
            escape(bytes, &without_nul(text));
            Ok(())
        }
        Cell::Integer(number) => write!(bytes, "{number}"),
        Cell::Decimal(number) => write!(bytes, "{number}"),
        Cell::Real(number) => write!(bytes, "{number}"),
        Cell::Flag(flag) => bytes.write_all(if *flag { b"t" } else { b"f" }),
    };
}

fn escape(bytes: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'\\' => bytes.extend(b"\\\\"),
            b'\n' => bytes.extend(b"\\n"),
            b'\r' => bytes.extend(b"\\r"),
            b'\t' => bytes.extend(b"\\t"),
            byte => bytes.push(byte),
        }
    }
}

/// JSON without U+0000, which stands there as an escape.
fn json_without_nul(json: &str) -> Cow<'_, str> {
    if !json.contains("\\u0000") {
        return without_nul(json);
    }
    let mut text = String::with_capacity(json.len());
    let mut rest = json;
    // A backslash takes what follows it along: `\\u0000` is a backslash and four digits after a letter.
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        if let Some(after) = escape.strip_prefix("u0000") {
            text.push('\u{fffd}');
            rest = after;
        } else {
            let length = escape.chars().next().map_or(0, char::len_utf8);
            let (escaped, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
            text.push('\\');
            text.push_str(escaped);
            rest = after;
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::{Rows, json_without_nul};
    use crate::emit::warehouse::{Cell, Kind};

    #[test]
    fn nothing_ends_a_row_but_its_end() {
        let mut rows = Rows { bytes: Vec::new(), kinds: vec![Kind::Text; 4] };
        let row = ["\\.", "a\tb\r\nc", "'); drop table x; --", "\0\\N"].map(|text| Cell::Text(text.into()));
        rows.add(&row, &["d"]);
        rows.add(&[Cell::Null, Cell::Flag(true), Cell::Integer(-1), Cell::Real(0.1)], &[]);
        let expected = "\\\\.\ta\\tb\\r\\nc\t'); drop table x; --\t\u{fffd}\\\\N\td\n\\N\tt\t-1\t0.1\n";
        assert_eq!(String::from_utf8_lossy(rows.bytes()), expected);
    }

    #[test]
    fn only_the_escape_of_nul_goes() {
        assert_eq!(
            json_without_nul(r#"["a\u0000b","\\u0000","\\\u0000","\"\n"]"#),
            "[\"a\u{fffd}b\",\"\\\\u0000\",\"\\\\\u{fffd}\",\"\\\"\\n\"]"
        );
    }
}
