//! The lines of a worker: requests read, replies written.

use super::json;
use super::warehouse::{self, Stream};
use super::wire::{Compared, Document, Failure, Finding, Hello, Id, Refusal, Request, Rows, RowsOf, Sheet, Speaker};
use crate::sheet::{Error, ErrorKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// The first line of a worker; with the columns of the tables, where it answers with rows.
///
/// # Errors
/// `internal`, where it cannot be said in JSON.
pub fn hello(tables: bool) -> Result<String, Error> {
    let tables = if tables { rows(warehouse::streams()?) } else { Vec::new() };
    line(&Hello { v: 1, hello: Speaker::Worker, version: env!("CARGO_PKG_VERSION").to_owned(), tables })
}

/// What a line asks.
///
/// # Errors
/// `request`, and what is wrong with it.
pub fn request(line: &[u8]) -> Result<Request, Error> {
    let request: Request = serde_json::from_slice(line).map_err(|e| malformed(&e.to_string()))?;
    let named = [request.path.is_some(), request.bytes_base64.is_some(), request.editions.is_some()];
    match named.iter().filter(|is_named| **is_named).count() {
        1 => Ok(request),
        _ => Err(malformed("either path or bytes_base64 is expected, or editions")),
    }
}

/// The error of a line that is no request.
pub fn malformed(why: &str) -> Error {
    Error::new(
        ErrorKind::Request,
        format!("依頼の行として読めません: {why}。書き方は kanrihyo schema worker.v1 で確かめてください"),
        format!("this line is no request: {why}; kanrihyo schema worker.v1 says what one looks like"),
    )
}

/// The id in a line that is no request, or in the beginning of one that is too long, as far as it can be made out.
pub fn id(line: &[u8]) -> Option<Id> {
    let mut found = None;
    // What is wrong with the line has been told already.
    let _ = serde_json::Deserializer::from_slice(line).deserialize_map(Seeking(&mut found));
    found
}

/// Keeps the id even where what follows it is broken.
struct Seeking<'a>(&'a mut Option<Id>);

impl<'de> Visitor<'de> for Seeking<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<String>()? {
            if key == "id" {
                *self.0 = Some(members.next_value()?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The reply that gives a document, in pieces that are one line together. All are made before the first may be said:
/// what turns out to be unsound is refused as a whole.
///
/// # Errors
/// `internal`, where the document does not satisfy its own schema.
pub fn answer(id: &Id, document: &Document) -> Result<Vec<String>, Error> {
    let head = format!("{{\"id\":{},\"ok\":true,\"document\":", said(id)?);
    let pieces = json::pieces(document).map(|piece| piece.map(|piece| in_a_line(&piece)));
    let tail = Ok(String::from("}\n"));
    std::iter::once(Ok(head)).chain(pieces).chain([tail]).collect()
}

/// The reply that gives the rows of a document of this body.
///
/// # Errors
/// `internal`; not to be expected.
pub fn rows_of(id: &Id, document: &Document, body: Option<String>) -> Result<String, Error> {
    line(&RowsOf {
        id: id.clone(),
        ok: true,
        document_id: document.source.sha256.clone(),
        body,
        rows: rows(warehouse::of_document(document)?),
        edition: abridged(document),
    })
}

/// What is needed of a document to compare it with other editions, and to tell the rows that this adds.
fn abridged(document: &Document) -> Document {
    let sheet = |sheet: &Sheet| Sheet {
        id: sheet.id.clone(),
        page: sheet.page,
        fiscal_year: sheet.fiscal_year,
        project: sheet.project.clone(),
        indicators: sheet.indicators.clone(),
        assessment: None,
        narratives: Vec::new(),
        repeats: sheet.repeats.clone(),
        recomputed: None,
    };
    Document {
        sheets: document.sheets.iter().map(sheet).collect(),
        findings: document.findings.clone(),
        ..document.bare()
    }
}

/// The reply that gives the rows which the comparison of these documents adds.
///
/// # Errors
/// `internal`; not to be expected.
pub fn compared<'a>(
    id: &Id,
    between: impl IntoIterator<Item = (&'a Document, Vec<&'a Finding>)>,
) -> Result<String, Error> {
    line(&Compared { id: id.clone(), ok: true, rows: rows(warehouse::between(between)?) })
}

fn rows(streams: Vec<Stream>) -> Vec<Rows> {
    let rows = |(table, stream): Stream| Rows { table: table.name().to_owned(), arrow_base64: STANDARD.encode(stream) };
    streams.into_iter().map(rows).collect()
}

/// The reply that says why there is no document.
///
/// # Errors
/// `internal`, where it cannot be said in JSON.
pub fn refusal(id: Option<Id>, error: &Error) -> Result<String, Error> {
    line(&Refusal { id, ok: false, error: Failure::from(error) })
}

/// Laid out JSON without its lines: within texts there are none.
fn in_a_line(laid_out: &str) -> String {
    laid_out.split('\n').map(|line| line.trim_start_matches(' ')).collect()
}

fn line<T: Serialize>(record: &T) -> Result<String, Error> {
    said(record).map(|text| text + "\n")
}

fn said<T: Serialize>(record: &T) -> Result<String, Error> {
    serde_json::to_string(record).map_err(|e| Error::new(ErrorKind::Internal, e.to_string(), e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{Id, id, in_a_line, request};

    #[test]
    fn an_id_is_made_out_in_broken_lines() {
        let of = |line: &str| id(line.as_bytes());
        assert_eq!(of(r#"{"id":7,"path":"#), Some(Id::Whole(7)));
        assert_eq!(of(r#"{"x":[{"id":1}],"id":"a","id":"b"}"#), Some(Id::Text("b".into())));
        assert_eq!(id(b"{\"id\":\"a\",\"name\":\"\xff\"}"), Some(Id::Text("a".into())));
        for none in ["", "7", r#"[{"id":7}]"#, r#"{"id":null}"#, r#"{"id":{"id":7}}"#, r#"{"id":1.5}"#, r#"{"id":"#] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn a_request_names_one_input() {
        assert_eq!(request(br#"{"id":1,"path":"a.pdf"}"#).unwrap().path.as_deref(), Some("a.pdf"));
        let wrong = [
            r#"{"id":1}"#,
            r#"{"id":1,"path":"a","bytes_base64":""}"#,
            r#"{"path":"a"}"#,
            r#"{"id":1,"path":null}"#,
            r#"{"id":1,"path":"a","x":1}"#,
            r#"{"id":1,"path":"a"} {}"#,
        ];
        for wrong in wrong {
            assert!(request(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lines_of_the_layout_go_and_blanks_of_texts_stay() {
        assert_eq!(in_a_line("{\n  \"a\": \"  b \\n  c\"\n}\n"), "{\"a\": \"  b \\n  c\"}");
    }
}
