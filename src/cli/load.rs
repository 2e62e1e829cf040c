//! `load`: documents into a database.

use super::args::{Common, Language, Load, Log, Sql};
use super::input;
use super::interrupt;
use super::log::{Event, Level};
use super::reader::Reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, print};
use crate::batch::{self, Stored, digest, discover};
use crate::emit::keys;
use crate::emit::warehouse::sql::{self, Dialect};
use crate::emit::wire::{SchemaId, Tool};
use crate::ingest::{Format, sniff};
use crate::load::{self, Content, Item, Outcome, Plan, Report, Target, Wish};
use crate::sheet::{Error, ErrorKind};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Loads the inputs and says in a few lines what became of them.
pub fn run(arguments: &Load, common: &Common, terminal: Terminal) -> Result<Status, Stop> {
    let schema = arguments.schema.as_deref().unwrap_or(load::SCHEMA);
    if let Some(database) = arguments.print_sql {
        let dialect = match database {
            Sql::DuckDb => Dialect::DuckDb,
            Sql::Postgres => Dialect::Postgres,
            Sql::Sqlite => Dialect::Sqlite,
        };
        return print(&sql::script(dialect, schema)).map(|()| Status::Done);
    }
    let target = Target::parse(arguments.to.as_deref().unwrap_or_default())?;
    if arguments.schema.is_some() && matches!(target, Target::Sqlite(_)) {
        let (ja, en) = ("--schema は PostgreSQL だけで使えます", "--schema is for PostgreSQL only");
        return Err(Error::new(ErrorKind::Configuration, ja, en).into());
    }
    let reader = Reader::new(common)?.apart(common, &arguments.isolation, terminal);
    let mut gathered = Gathered::default();
    gathered.gather(&arguments.inputs, &reader, terminal);
    let Gathered { items, streams, mut refused } = gathered;
    let notice = |ja: &str, en: &str| terminal.tell_event(&Event::warning("connection", terminal.say(ja, en)));
    let wish = Wish {
        wait: arguments.wait,
        schema: schema.to_owned(),
        variable: &|name| std::env::var(name).ok(),
        notice: &notice,
    };
    let read = |item: &Item| content(item, &streams, &reader);
    terminal.record(|| Event::new("start", Level::Info, "").with("inputs", items.len()).with("tool", Tool::this()));
    let mut tell = |item: &Item, outcome: &Outcome| tell(item, outcome, terminal);
    let mut plan = Plan { jobs: common.jobs(), read: &read, tell: &mut tell, stop: interrupt::patiently() };
    let report = load::run(&items, target.begin(&wish)?, &mut plan)?;
    if report.interrupted {
        let (ja, en) =
            ("中断しました。データベースは何も変わっていません", "interrupted; nothing has changed in the database");
        let message = terminal.say(ja, en);
        match terminal.log {
            Log::Text => terminal.complain(message),
            Log::Json => terminal.tell_event(&Event::new("interrupted", Level::Error, message)),
        }
        return Ok(Status::Interrupted);
    }
    terminal.tell_hidden(reader.hidden(), reader.known());
    refused += report.refused;
    terminal.record(|| done(&report, refused));
    if !terminal.quiet {
        print(&summary(&report, refused, terminal))?;
    }
    Ok(if refused > 0 { Status::Unread } else { Status::Done })
}

/// The inputs, before any of them is read.
#[derive(Default)]
struct Gathered {
    items: Vec<Item>,
    /// What can be read only once.
    streams: BTreeMap<String, Vec<u8>>,
    /// How many cannot be read.
    refused: u64,
}

impl Gathered {
    fn gather(&mut self, named: &[PathBuf], reader: &Reader, terminal: Terminal) {
        let mut folders = BTreeSet::new();
        let mut rest = Vec::new();
        for path in named {
            match batch::folder_of(path) {
                Some(folder) if folders.insert(folder.canonicalize().unwrap_or_default()) => {
                    let stored = batch::results(&folder).map(|stored| stored.into_iter().map(item).collect());
                    self.take(stored, terminal);
                }
                Some(_) => {}
                None => rest.push(path.clone()),
            }
        }
        let (streams, files): (Vec<PathBuf>, Vec<PathBuf>) = rest.into_iter().partition(|path| input::is_stream(path));
        let found = discover(&files, None);
        terminal.tell_skipped(&found.skipped);
        for input in found.inputs {
            let named = |error: Error| error.with_path(input.path.to_string_lossy());
            let one = input.problem.map_or_else(|| input::bytes(&input.path, reader.limits()), |e| Err(named(e)));
            let one = one.and_then(|bytes| Ok(vec![identified(&input.path, &bytes).map_err(named)?]));
            self.take(one, terminal);
        }
        for path in streams {
            let one = input::bytes(&path, reader.limits()).and_then(|bytes| {
                let item = identified(&path, &bytes).map_err(|error| error.with_path(path.to_string_lossy()))?;
                self.streams.insert(item.path.clone(), bytes);
                Ok(vec![item])
            });
            self.take(one, terminal);
        }
    }

    fn take(&mut self, items: Result<Vec<Item>, Error>, terminal: Terminal) {
        match items {
            Ok(items) => self.items.extend(items),
            Err(error) => {
                self.refused += 1;
                terminal.error(&error);
            }
        }
    }
}

fn item(stored: Stored) -> Item {
    let Stored { path, sha256, between } = stored;
    Item { path: path.to_string_lossy().into_owned(), sha256, between }
}

/// What a document says of itself before its records.
#[derive(Deserialize)]
struct Head {
    schema: String,
    source: Source,
}

#[derive(Deserialize)]
struct Source {
    sha256: String,
}

/// An input whose document is known by its bytes, or says itself whose it is.
fn identified(path: &Path, bytes: &[u8]) -> Result<Item, Error> {
    let sha256 = match sniff(bytes, &input::name(path))? {
        Format::DocumentJson => head(bytes)?.source.sha256,
        Format::Pdf | Format::Text | Format::Html | Format::Xlsx => digest(bytes),
    };
    Ok(Item { path: path.to_string_lossy().into_owned(), sha256, between: Vec::new() })
}

/// The head of a document that this program can load.
fn head(json: &[u8]) -> Result<Head, Error> {
    let head: Head = serde_json::from_slice(json).map_err(|error| refused(&error.to_string()))?;
    let known = serde_json::to_value(SchemaId::DocumentV1).unwrap_or_default();
    if known == head.schema.as_str() {
        return Ok(head);
    }
    let (theirs, ours) = (&head.schema, known.as_str().unwrap_or_default());
    Err(Error::new(
        ErrorKind::Damaged,
        format!(
            "この文書のスキーマは {theirs} ですが、このプログラムが読めるのは {ours} です。\
             もとのファイルから作り直すか、プログラムを更新してください"
        ),
        format!(
            "the document has the schema {theirs}, and this program reads {ours}; \
             make it anew from its source, or update the program"
        ),
    ))
}

fn refused(why: &str) -> Error {
    Error::new(
        ErrorKind::Damaged,
        format!("kanrihyo の文書 JSON として読めません: {why}。validate で確かめてください"),
        format!("cannot be read as a document of this program: {why}; see the command validate"),
    )
}

/// What an input says.
fn content(item: &Item, streams: &BTreeMap<String, Vec<u8>>, reader: &Reader) -> Result<Content, Error> {
    let path = Path::new(&item.path);
    let bytes = streams.get(&item.path).cloned().map_or_else(|| input::bytes(path, reader.limits()), Ok)?;
    match sniff(&bytes, &input::name(path))? {
        Format::DocumentJson => match keys::repeated(&bytes) {
            Some(pointer) => Err(refused(&format!("{pointer} twice"))),
            None => Ok(Content::Json(bytes)),
        },
        Format::Pdf | Format::Text | Format::Html | Format::Xlsx => {
            let reading = reader.read(bytes, &input::name(path))?;
            Ok(Content::Read(Box::new(reading.document)))
        }
    }
}

/// What became of an input: to programs always, to people where they should know it.
fn tell(item: &Item, outcome: &Outcome, terminal: Terminal) {
    let event = |status: &str| {
        Event::new("input", Level::Info, "").of(&*item.path).with("status", status).with("sha256", &item.sha256)
    };
    let warning = |status: &str, ja: String, en: String| {
        let message = terminal.say(&ja, &en).to_owned();
        terminal.tell_event(&Event { level: Level::Warning, message, ..event(status) });
    };
    match outcome {
        Outcome::Added { instead: None } => terminal.record(|| event("added")),
        Outcome::Replaced => terminal.record(|| event("replaced")),
        Outcome::Unchanged => terminal.record(|| event("unchanged")),
        Outcome::Refused(error) => {
            let error = error.clone();
            let error = if error.path().is_some() { error } else { error.with_path(&*item.path) };
            terminal.error(&error);
        }
        Outcome::Added { instead: Some(other) } => warning(
            "added",
            format!("文書 {other} の訂正版として入れました。前の行は履歴に残ります"),
            format!("loaded as the correction of document {other}, whose rows are kept as past"),
        ),
        Outcome::Superseded { by } => warning(
            "superseded",
            format!("訂正版 {by} がすでにあるため、入れませんでした"),
            format!("its correction {by} has been loaded already; nothing was done"),
        ),
        Outcome::Twice => warning(
            "twice",
            String::from("同じ文書がほかの入力にもあります。1 度だけ入れました"),
            String::from("another input is the same document; it is loaded once"),
        ),
    }
}

/// How the load went, for programs.
fn done(report: &Report, refused: u64) -> Event {
    let Report { added, instead, replaced, unchanged, passed_over, rows, past, .. } = report;
    let counts = [
        ("added", *added),
        ("corrections", *instead),
        ("replaced", *replaced),
        ("unchanged", *unchanged),
        ("passed_over", *passed_over),
        ("failed", refused),
        ("rows", *rows),
        ("past", *past),
    ];
    counts.iter().fold(Event::new("done", Level::Info, ""), |event, (key, count)| event.with(key, count))
}

fn summary(report: &Report, refused: u64, terminal: Terminal) -> String {
    let Report { added, instead, replaced, unchanged, passed_over, rows, past, .. } = report;
    match terminal.language {
        Language::Ja => format!(
            "文書: 新規 {added} (うち訂正版 {instead}) · 更新 {replaced} · 変更なし {unchanged} · 見送り {passed_over} · 失敗 {refused}\n\
             行: 書き込み {rows} · 履歴へ {past}\n"
        ),
        Language::En => format!(
            "documents: {added} new ({instead} of them corrections), {replaced} replaced, {unchanged} unchanged, {passed_over} passed over, {refused} failed\n\
             rows: {rows} written, {past} kept as past\n"
        ),
    }
}
