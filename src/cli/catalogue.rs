//! `profiles` and `rubrics`: what is known, as the reader sees it, and what is wrong with a file.

use super::args::{Catalogue, Common, Profiling};
use super::input;
use super::reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, is_unsafe, plain, print};
use crate::Options;
use crate::batch::isolate;
use crate::ingest::{Limit, Limits};
use crate::profile::skeleton;
use crate::rubric::{Rubric, Rubrics};
use crate::sheet::{DefinitionError, Error, ErrorKind, nearest};
use std::path::{Path, PathBuf};

/// Lists the profiles, prints or checks the file of one, or begins one.
pub fn profiles(action: &Profiling, common: &Common, terminal: Terminal) -> Result<Status, Stop> {
    let profiles = reader::profiles(common)?;
    let action = match action {
        Profiling::Known(action) => action,
        Profiling::New { input, id } => return begin(input, id, common),
    };
    if let Catalogue::Check { files } = action {
        let rubrics = reader::rubrics(common)?;
        return check(files, terminal, |name, text| match profiles.parse(name, text) {
            Ok(profile) => unknown_rubric(name, text, profile.rubric.as_deref(), &rubrics),
            Err(found) => Some(found),
        });
    }
    let titles = profiles.iter().map(|p| (p.id.as_str(), terminal.say(&p.title.ja, &p.title.en)));
    show(action, titles, |id| profiles.text(id))
}

/// Prints a first profile for the form of a document, from what is recognised without any profile.
fn begin(path: &Path, id: &str, common: &Common) -> Result<Status, Stop> {
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        let ja = format!("--id {id}: 英数字と「-」だけで書いてください");
        let en = format!("--id {id}: must consist of letters, digits and hyphens");
        return Err(Error::new(ErrorKind::Configuration, ja, en).into());
    }
    let options = Options { opening: reader::opening(common)?, ..Options::default() };
    let bytes = input::bytes(path, &options.opening.limits)?;
    let document = isolate(|| crate::read(bytes.clone(), &input::name(path), &options));
    let document = document.map_err(|e| e.with_path(path.to_string_lossy()))?;
    print(&harmless(&skeleton(id, &document)))?;
    Ok(Status::Done)
}

/// TOML in which nothing acts on a terminal: the same texts in strings, and comments that TOML allows.
fn harmless(toml: &str) -> String {
    let mut text = String::with_capacity(toml.len());
    for c in toml.chars() {
        if is_unsafe(c) && c != '\n' {
            text.push_str(&format!("\\u{:04X}", u32::from(c)));
        } else {
            text.push(c);
        }
    }
    text
}

/// Lists the limits of inputs: name, number, what it counts.
pub fn limits(common: &Common, terminal: Terminal) -> Result<Status, Stop> {
    let limits = reader::opening(common)?.limits;
    let line =
        |limit: Limit| format!("{}\t{}\t{}\n", limit.name(), limits.most(limit), terminal.say(limit.ja(), limit.en()));
    print(&Limit::ALL.map(line).concat())?;
    Ok(Status::Done)
}

/// Lists the rubrics, or prints the file of one.
pub fn rubrics(action: &Catalogue, common: &Common, terminal: Terminal) -> Result<Status, Stop> {
    if let Catalogue::Check { files } = action {
        return check(files, terminal, |name, text| Rubric::parse(name, text).err());
    }
    let rubrics = reader::rubrics(common)?;
    let titles = rubrics.iter().map(|r| (r.id.as_str(), terminal.say(&r.title.ja, &r.title.en)));
    show(action, titles, |id| rubrics.text(id))
}

fn show<'a>(
    action: &Catalogue,
    titles: impl Iterator<Item = (&'a str, &'a str)>,
    text: impl Fn(&str) -> Option<&'a str>,
) -> Result<Status, Stop> {
    match action {
        Catalogue::List => {
            let lines: String = titles.map(|(id, title)| format!("{}\t{}\n", plain(id), plain(title))).collect();
            print(&lines)?;
        }
        Catalogue::Show { id } => print(text(id).ok_or_else(|| unknown(id))?)?,
        // Taken care of by whoever knows how to read the files.
        Catalogue::Check { .. } => {}
    }
    Ok(Status::Done)
}

/// Says of each file what is wrong with it, with its line and key.
fn check(
    files: &[PathBuf],
    terminal: Terminal,
    faults: impl Fn(&str, &str) -> Option<Vec<DefinitionError>>,
) -> Result<Status, Stop> {
    let mut status = Status::Done;
    for path in files {
        let name = plain(&path.to_string_lossy()).into_owned();
        let bytes = match input::bytes(path, &Limits::default()) {
            Ok(bytes) => bytes,
            Err(error) => {
                terminal.error(&error);
                status = Status::Unread;
                continue;
            }
        };
        let found = match std::str::from_utf8(&bytes) {
            Ok(text) => faults(&input::name(path), text).unwrap_or_default(),
            Err(e) => vec![DefinitionError {
                file: input::name(path),
                line: bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1,
                key: String::new(),
                ja: "UTF-8 ではありません。UTF-8 で保存してください".to_owned(),
                en: "is not UTF-8; save it as UTF-8".to_owned(),
            }],
        };
        if found.is_empty() {
            print(&format!("{name}: {}\n", terminal.say("正しい形式です", "valid")))?;
        } else if status == Status::Done {
            status = Status::Findings;
        }
        for fault in found {
            let line = if fault.line > 0 { format!(":{}", fault.line) } else { String::new() };
            let key = if fault.key.is_empty() { String::new() } else { format!(" {}:", plain(&fault.key)) };
            print(&format!("{name}{line}:{key} {}\n", plain(terminal.say(&fault.ja, &fault.en))))?;
        }
    }
    Ok(status)
}

/// What is wrong with the rubric that a profile names.
fn unknown_rubric(file: &str, text: &str, id: Option<&str>, rubrics: &Rubrics) -> Option<Vec<DefinitionError>> {
    let id = id.filter(|id| rubrics.get(id).is_none())?;
    let meant = nearest(id, rubrics.iter().map(|r| r.id.as_str()));
    let (ja, en) = meant.map_or((String::new(), String::new()), |m| {
        (format!("「{m}」ではありませんか。"), format!("; is `{m}` meant?"))
    });
    let ja = format!(
        "「{id}」という採点規則はありません。{ja}rubrics list で一覧できます。自作のものは --rubrics で示してください"
    );
    let en = format!("there is no rubric `{id}`{en}; `rubrics list` shows those there are, --rubrics adds your own");
    Some(vec![DefinitionError::at_key(file, text, "rubric", ja, en)])
}

fn unknown(id: &str) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("{id} はありません。list で一覧を確かめてください"),
        format!("there is no {id}; see list"),
    )
}
