//! What is wrong with a file of definitions (a profile, a rubric), and where it stands there.

use super::error::{Error, ErrorKind};
use super::toml_words::{in_japanese, nearest};
use std::fmt;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One thing that is wrong with a definition file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionError {
    /// File name.
    pub file: String,
    /// Line, from 1; 0 where no line is known.
    pub line: usize,
    /// Key, such as `fields[2].label`; empty where none is known.
    pub key: String,
    /// What is wrong and what would be right, in Japanese.
    pub ja: String,
    /// The same in English.
    pub en: String,
}

impl DefinitionError {
    /// Something wrong with the value of a key, whose line is looked up in the file's text.
    pub fn at_key(file: &str, text: &str, key: &str, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: key_line(text, key), key: key.to_owned(), ja: ja.into(), en: en.into() }
    }

    /// What the reader of TOML said, with the line and the key that it is about where it tells.
    pub fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let said = error.message();
        let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        let line = closer(text, line, said).unwrap_or(line);
        let on_line = || text.lines().nth(line.checked_sub(1)?)?.split_once('=').map(|(key, _)| key.trim().to_owned());
        let named = ["unknown field", "missing field"].iter().any(|s| said.starts_with(s));
        let key = if named { quoted.first().map(|k| (*k).to_owned()) } else { on_line() };
        let (ja, en) = both(said);
        Self { file: file.to_owned(), line, key: key.unwrap_or_default(), ja, en }
    }

    /// What the reader of JSON said of a record that begins on a line (from 1).
    pub fn of_json(file: &str, line: usize, error: &serde_json::Error) -> Self {
        let told = error.to_string();
        let said = told.rsplit_once(" at line ").map_or(told.as_str(), |(said, _)| said);
        let named = ["unknown field", "missing field", "duplicate field"].iter().any(|s| said.starts_with(s));
        let key = said.split('`').nth(1).filter(|_| named).unwrap_or_default().to_owned();
        let (ja, en) = both(said);
        Self { file: file.to_owned(), line: line + error.line().saturating_sub(1), key, ja, en }
    }

    /// In Japanese, as [`fmt::Display`] says it in English.
    pub fn in_japanese(&self) -> String {
        self.located(&self.ja)
    }

    fn located(&self, said: &str) -> String {
        let line = if self.line > 0 { format!(":{}", self.line) } else { String::new() };
        let key = if self.key.is_empty() { String::new() } else { format!(": {}", self.key) };
        format!("{}{line}{key}: {said}", self.file)
    }

    /// The refusal of a folder with these errors: `configuration`.
    pub fn refusal(folder: &Path, errors: &[Self]) -> Error {
        let ja: Vec<String> = errors.iter().map(Self::in_japanese).collect();
        let en: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Error::new(ErrorKind::Configuration, ja.join("; "), en.join("; ")).with_path(folder.to_string_lossy())
    }

    /// A file or folder that cannot be read.
    fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self {
            file: path.display().to_string(),
            line: 0,
            key: String::new(),
            ja: format!("読めません: {error}"),
            en: format!("cannot be read: {error}"),
        }
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.located(&self.en))
    }
}

impl std::error::Error for DefinitionError {}

/// The names and texts of the definition files (`*.toml`) of a folder, by name, and those that cannot be read.
pub fn definitions_in(folder: &Path) -> (Vec<(String, String)>, Vec<DefinitionError>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) => return (Vec::new(), vec![DefinitionError::unreadable(folder, &e)]),
    };
    let mut paths: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    let (mut texts, mut errors) = (Vec::new(), Vec::new());
    for path in &paths {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        match std::fs::read_to_string(path) {
            Ok(text) => texts.push((name, text)),
            Err(e) => errors.push(DefinitionError::unreadable(path, &e)),
        }
    }
    (texts, errors)
}

/// The line that an error is about, where the reader only knows the `[[table]]` (from its line on, its own tables
/// included) in which it lies.
fn closer(text: &str, line: usize, said: &str) -> Option<usize> {
    let header = text.lines().nth(line.checked_sub(1)?)?.trim();
    let name = header.strip_prefix("[[")?.strip_suffix("]]")?;
    let own = |l: &str| l.starts_with(&format!("[[{name}.")) || l.starts_with(&format!("[{name}."));
    let rest = text.lines().enumerate().skip(line).map(|(i, l)| (i + 1, l.trim()));
    let within: Vec<(usize, &str)> =
        rest.take_while(|(_, l)| !l.starts_with('[') || own(l) || l.ends_with(',')).collect();
    let word = said.split(['`', '"']).nth(1)?;
    let key = |l: &str| l.split_once('=').map(|(key, _)| key.trim().to_owned());
    let value = |l: &str| l.split_once('=').map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
    if said.starts_with("unknown field") {
        return within.iter().find(|(_, l)| key(l).as_deref() == Some(word)).map(|(i, _)| *i);
    }
    if !said.starts_with("missing field") {
        let number = word.rsplit(' ').next().unwrap_or(word);
        let holds = |l: &str| value(l).contains(&format!("\"{word}\"")) || value(l).trim_matches(['[', ']']) == number;
        return within.iter().find(|(_, l)| holds(l)).map(|(i, _)| *i);
    }
    // A table that lacks what others of its name have.
    let mut blocks: Vec<(usize, &str, bool)> = vec![(line, header, false)];
    for (i, l) in &within {
        if l.starts_with('[') && l.ends_with(']') && key(l).is_none() {
            blocks.push((*i, l, false));
        } else if let Some(block) = blocks.last_mut().filter(|_| key(l).as_deref() == Some(word)) {
            block.2 = true;
        }
    }
    let others = |header: &str| blocks.iter().any(|(_, h, has)| *h == header && *has);
    blocks.iter().find(|(_, header, has)| !has && others(header)).map(|(i, _, _)| *i)
}

/// What a reader said, in Japanese and English, and which name was probably meant.
fn both(said: &str) -> (String, String) {
    let (mut ja, mut en) = (in_japanese(said), said.to_owned());
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    let listed = said.split_once("expected one of ").map_or("", |(_, names)| names).split(", ");
    let known = quoted.iter().skip(1).copied().chain(listed.map(|n| n.trim_matches('`')));
    if said.starts_with("unknown")
        && let Some(meant) = quoted.first().and_then(|name| nearest(name, known))
    {
        ja.push_str(&format!("（「{meant}」ではありませんか）"));
        en.push_str(&format!("; is `{meant}` meant?"));
    }
    (ja, en)
}

/// Line (from 1) of a byte offset.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

/// Line of the deepest part of a key such as `achievement.bands[2].low` that stands in the file; 0 where none does.
fn key_line(text: &str, key: &str) -> usize {
    let Ok(table) = DeTable::parse(text) else { return 0 };
    let mut offset = None;
    let mut table = Some(table.get_ref());
    let mut here: Option<&Spanned<DeValue>>;
    for part in key.split('.') {
        let (name, index) = match part.split_once('[') {
            Some((name, rest)) => (name, rest.trim_end_matches(']').parse::<usize>().ok()),
            None => (part, None),
        };
        let Some((found_key, found)) = table.and_then(|t| t.get_key_value(name)) else { break };
        offset = Some(found_key.span().start);
        here = Some(found);
        if let Some(index) = index {
            let Some(item) = found.get_ref().as_array().and_then(|a| a.get(index)) else { break };
            offset = Some(item.span().start);
            here = Some(item);
        }
        table = here.and_then(|v| v.get_ref().as_table());
    }
    offset.map_or(0, |at| line_of(text, at))
}
