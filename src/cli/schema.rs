//! `schema` and `validate`.

use super::baseline;
use super::input;
use super::status::{Status, Stop};
use super::terminal::{Terminal, plain, print};
use crate::emit::json::pretty;
use crate::emit::keys;
use crate::emit::schema::{Name, Violation};
use crate::emit::warehouse;
use crate::ingest::Limits;
use crate::sheet::{DefinitionError, Error, ErrorKind};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// How many violations of a file are told.
const TOLD: usize = 10;

/// Gives a schema.
type Generate = fn() -> Value;

/// The schemas of the files that people write, and of the tables.
const GENERATED: [(&str, Generate); 4] = [
    ("profile.v1", crate::profile::json_schema),
    ("rubric.v1", crate::rubric::json_schema),
    ("review.v1", crate::review::json_schema),
    ("warehouse.v1", warehouse::json_schema),
];

/// What gives the data dictionary of the tables, which is no JSON.
const DICTIONARY: &str = "dictionary";

/// Lists the schemas, or prints one; the version may be left out.
pub fn show(name: Option<&str>) -> Result<Status, Stop> {
    let ids = || Name::ALL.iter().map(|name| name.id()).chain(GENERATED.iter().map(|(id, _)| *id));
    let Some(wanted) = name else {
        print(&ids().map(|id| format!("{id}\n")).collect::<String>())?;
        return Ok(Status::Done);
    };
    if wanted == DICTIONARY {
        print(&warehouse::dictionary())?;
        return Ok(Status::Done);
    }
    let is_wanted = |id: &str| id == wanted || id.strip_suffix(".v1") == Some(wanted);
    if let Some(name) = Name::ALL.into_iter().find(|name| is_wanted(name.id())) {
        print(name.text())?;
    } else if let Some((_, generate)) = GENERATED.iter().find(|(id, _)| is_wanted(id)) {
        print(&pretty(&generate()))?;
    } else {
        let names = ids().collect::<Vec<_>>().join(", ");
        return Err(Stop::Refused(Error::new(
            ErrorKind::Configuration,
            format!("{wanted} というスキーマはありません。あるもの: {names}"),
            format!("there is no schema {wanted}; there are: {names}"),
        )));
    }
    Ok(Status::Done)
}

/// Checks files that this program made against their schemas.
pub fn validate(files: &[PathBuf], terminal: Terminal) -> Result<Status, Stop> {
    let mut status = Status::Done;
    for path in files {
        let told = match input::bytes(path, &Limits::default()) {
            Ok(bytes) => check(path, &bytes, terminal)?,
            Err(error) => {
                terminal.error(&error);
                status = Status::Unread;
                continue;
            }
        };
        if told.is_empty() {
            print(&format!("{}: {}\n", plain(&path.to_string_lossy()), terminal.say("正しい形式です", "valid")))?;
        } else {
            print(&told)?;
            status = status.max(Status::Findings);
        }
    }
    Ok(status)
}

/// What is wrong with a file, a line each: path, line of NDJSON, pointer, reason.
fn check(path: &Path, bytes: &[u8], terminal: Terminal) -> Result<String, Error> {
    let path = path.to_string_lossy();
    let mut told = String::new();
    let mut tell = |line: Option<usize>, pointer: &str, reason: &str| {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        let pointer = if pointer.is_empty() { String::new() } else { format!("{}: ", plain(pointer)) };
        told.push_str(&format!("{}{line}: {pointer}{}\n", plain(&path), plain(reason)));
    };
    // A run without findings leaves a file without lines.
    if bytes.is_empty() && path.ends_with(".ndjson") {
        return Ok(told);
    }
    if let Some(flaws) = baseline::decisions(&input::name(Path::new(&*path)), bytes) {
        let say = |flaw: &DefinitionError| terminal.say(&flaw.in_japanese(), &flaw.to_string()).to_owned();
        return Ok(flaws.iter().map(|flaw| format!("{}\n", plain(&say(flaw)))).collect());
    }
    if let Some(pointer) = keys::repeated(bytes) {
        tell(None, &pointer, terminal.say("同じキーが 2 回あります", "the key stands twice"));
        return Ok(told);
    }
    let (values, lines) = match values(bytes) {
        Ok(found) => found,
        Err((line, error)) => {
            let not = terminal.say("JSON ではありません", "not JSON");
            tell(line, "", &format!("{not}: {error}"));
            return Ok(told);
        }
    };
    for (i, value) in values.iter().enumerate() {
        let line = lines.then_some(i + 1);
        match kind(value) {
            None => tell(
                line,
                "",
                terminal.say("kanrihyo の結果ではありません (schema がありません)", "no result of this program"),
            ),
            Some(name) => {
                for Violation { pointer, reason } in name.violations(value, TOLD)? {
                    let breaks = terminal.say("に合いません", "broken");
                    tell(line, &pointer, &format!("{} {breaks}: {reason}", name.id()));
                }
            }
        }
    }
    Ok(told)
}

/// The values of a JSON file, or of an NDJSON file (then `true`); or the line and what is wrong with it.
fn values(bytes: &[u8]) -> Result<(Vec<Value>, bool), (Option<usize>, String)> {
    let whole = match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Array(records)) => return Ok((records, true)),
        Ok(value) => return Ok((vec![value], false)),
        Err(error) => error,
    };
    let text = std::str::from_utf8(bytes).map_err(|e| (None, e.to_string()))?;
    let lines: Vec<&str> = text.lines().collect();
    // A first line that is complete in itself makes it NDJSON.
    if lines.len() < 2 || lines.first().is_none_or(|first| serde_json::from_str::<Value>(first).is_err()) {
        return Err((Some(whole.line()), whole.to_string()));
    }
    let parse = |(i, line): (usize, &&str)| serde_json::from_str(line).map_err(|e| (Some(i + 1), e.to_string()));
    Ok((lines.iter().enumerate().map(parse).collect::<Result<_, _>>()?, true))
}

/// Which schema a record claims to satisfy.
fn kind(value: &Value) -> Option<Name> {
    let has = |key: &str| value.get(key).is_some();
    let is_history = value.get("schema").and_then(Value::as_str).is_some_and(|s| s.starts_with("kanrihyo/history/"));
    if is_history {
        Some(Name::History)
    } else if has("schema") || has("sheets") {
        Some(Name::Document)
    } else if has("rule") {
        Some(Name::Finding)
    } else if has("status") && has("path") {
        Some(Name::Manifest)
    } else if has("id") || has("hello") {
        Some(Name::Worker)
    } else if has("printed") {
        Some(Name::Quantity)
    } else {
        None
    }
}
