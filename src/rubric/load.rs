//! Rubric files: the built-in ones, a folder of the user's, and what is wrong with them.

use super::lint::{Flaw, flaws};
use super::model::Rubric;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The rubrics that ship with the program: file name and text.
const BUILTIN: &[(&str, &str)] = &[
    ("dokuritsu-hojin-2014.toml", include_str!("../../rubrics/dokuritsu-hojin-2014.toml")),
    ("fuji-2015.toml", include_str!("../../rubrics/fuji-2015.toml")),
    ("fukuchiyama-2025.toml", include_str!("../../rubrics/fukuchiyama-2025.toml")),
    ("jikotenken-shoshiki-a.toml", include_str!("../../rubrics/jikotenken-shoshiki-a.toml")),
    ("kokubunji-shuro-2020.toml", include_str!("../../rubrics/kokubunji-shuro-2020.toml")),
    ("minamikyushu-2021.toml", include_str!("../../rubrics/minamikyushu-2021.toml")),
    ("miyoshi-kyoiku-2010.toml", include_str!("../../rubrics/miyoshi-kyoiku-2010.toml")),
    ("miyoshi-kyoiku-2024.toml", include_str!("../../rubrics/miyoshi-kyoiku-2024.toml")),
    ("nagano-2015.toml", include_str!("../../rubrics/nagano-2015.toml")),
    ("nagayo-2019.toml", include_str!("../../rubrics/nagayo-2019.toml")),
    ("nagoya-port-2014.toml", include_str!("../../rubrics/nagoya-port-2014.toml")),
    ("naruto-2019.toml", include_str!("../../rubrics/naruto-2019.toml")),
    ("okinawa-2009.toml", include_str!("../../rubrics/okinawa-2009.toml")),
    ("osaka-library-2013.toml", include_str!("../../rubrics/osaka-library-2013.toml")),
    ("osaka-library-2016.toml", include_str!("../../rubrics/osaka-library-2016.toml")),
    ("sano-shisaku.toml", include_str!("../../rubrics/sano-shisaku.toml")),
    ("tama-2015.toml", include_str!("../../rubrics/tama-2015.toml")),
];

/// Every rubric of a run, by id.
#[derive(Clone, Debug, Default)]
pub struct Rubrics {
    list: Vec<Rubric>,
    texts: BTreeMap<String, String>,
}

/// What is wrong with a rubric file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RubricError {
    /// File name.
    pub file: String,
    /// Line, from 1; 0 where no line is known.
    pub line: usize,
    /// Key, such as `achievement.bands[2].low`; empty where none is known.
    pub key: String,
    /// What is wrong with it, in Japanese.
    pub ja: String,
    /// What is wrong with it, in English.
    pub en: String,
}

impl fmt::Display for RubricError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.en)
    }
}

impl std::error::Error for RubricError {}

impl Rubrics {
    /// The rubrics that ship with the program.
    pub fn builtin() -> Self {
        let mut rubrics = Self::default();
        for (file, text) in BUILTIN {
            if let Ok(rubric) = Rubric::parse(file, text) {
                rubrics.add(rubric, text);
            }
        }
        rubrics
    }

    /// Adds every `*.toml` of a folder; one with the id of another replaces it.
    ///
    /// # Errors
    /// Everything that is wrong with the files, by file and line.
    pub fn add_dir(&mut self, dir: &Path) -> Result<(), Vec<RubricError>> {
        let unreadable = |path: &Path, e: std::io::Error| RubricError {
            file: path.display().to_string(),
            line: 0,
            key: String::new(),
            ja: format!("読めません: {e}"),
            en: format!("cannot be read: {e}"),
        };
        let entries = std::fs::read_dir(dir).map_err(|e| vec![unreadable(dir, e)])?;
        let mut paths: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
        paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
        paths.sort();
        let mut errors = Vec::new();
        for path in paths {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            match std::fs::read_to_string(&path) {
                Err(e) => errors.push(unreadable(&path, e)),
                Ok(text) => match Rubric::parse(&name, &text) {
                    Ok(rubric) => self.add(rubric, &text),
                    Err(found) => errors.extend(found),
                },
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Adds a rubric and the text of its file; one with the same id is replaced.
    pub fn add(&mut self, rubric: Rubric, text: &str) {
        self.texts.insert(rubric.id.clone(), text.to_owned());
        self.list.retain(|r| r.id != rubric.id);
        self.list.push(rubric);
        self.list.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// The rubric of that id.
    pub fn get(&self, id: &str) -> Option<&Rubric> {
        self.list.iter().find(|r| r.id == id)
    }

    /// The text of the file of the rubric of that id.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.texts.get(id).map(String::as_str)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Rubric> {
        self.list.iter()
    }
}

impl Rubric {
    /// Reads and checks a rubric file.
    ///
    /// # Errors
    /// Everything that is wrong with it, with line and key.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<RubricError>> {
        let rubric: Self = toml::from_str(text).map_err(|e| vec![unreadable(file, text, &e)])?;
        let found: Vec<_> = flaws(&rubric)
            .into_iter()
            .map(|Flaw { key, ja, en }| RubricError { file: file.to_owned(), line: key_line(text, &key), key, ja, en })
            .collect();
        if found.is_empty() { Ok(rubric) } else { Err(found) }
    }
}

/// What the TOML reader says, with the line and the key it is about.
fn unreadable(file: &str, text: &str, error: &toml::de::Error) -> RubricError {
    let en = error.message().to_owned();
    let start = error.span().map(|span| span.start);
    let line = start.map_or(0, |at| line_of(text, at));
    let quoted: Vec<&str> = en.split('`').skip(1).step_by(2).collect();
    let on_line = || text.lines().nth(line.checked_sub(1)?)?.split_once('=').map(|(key, _)| key.trim().to_owned());
    let named = ["unknown field", "missing field"].iter().any(|s| en.starts_with(s));
    let key = if named { quoted.first().map(|k| (*k).to_owned()) } else { on_line() };
    let ja = match quoted.split_first() {
        Some((key, rest)) if en.starts_with("unknown field") => {
            format!("{key} という項目はありません。使える項目: {}", rest.join(", "))
        }
        Some((key, _)) if en.starts_with("missing field") => format!("{key} がありません"),
        Some((word, rest)) if en.starts_with("unknown variant") => {
            format!("{word} は使えません。使えるもの: {}", rest.join(", "))
        }
        _ => en.clone(),
    };
    RubricError { file: file.to_owned(), line, key: key.unwrap_or_default(), ja, en }
}

/// The JSON Schema of rubric files.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Rubric);
    schema.insert("$id".to_owned(), "rubric.v1.json".into());
    schema.to_value()
}

/// Line (from 1) of a byte offset.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

/// Line of the deepest part of a key such as `achievement.bands[2].low` that stands in the file.
fn key_line(text: &str, key: &str) -> usize {
    let Ok(table) = DeTable::parse(text) else { return 0 };
    let mut offset = 0;
    let mut table = Some(table.get_ref());
    let mut here: Option<&Spanned<DeValue>>;
    for part in key.split('.') {
        let (name, index) = match part.split_once('[') {
            Some((name, rest)) => (name, rest.trim_end_matches(']').parse::<usize>().ok()),
            None => (part, None),
        };
        let Some((found_key, found)) = table.and_then(|t| t.get_key_value(name)) else { break };
        offset = found_key.span().start;
        here = Some(found);
        if let Some(index) = index {
            let Some(item) = found.get_ref().as_array().and_then(|a| a.get(index)) else { break };
            offset = item.span().start;
            here = Some(item);
        }
        table = here.and_then(|v| v.get_ref().as_table());
    }
    line_of(text, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_rubric_is_sound() {
        for (file, text) in BUILTIN {
            let rubric = Rubric::parse(file, text).map_err(|e| e.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(rubric.map(|r| format!("{}.toml", r.id)), Ok((*file).to_owned()));
        }
        assert_eq!(Rubrics::builtin().iter().count(), BUILTIN.len());
    }

    #[test]
    fn every_file_ships() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics");
        let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<String> = files.collect();
        files.sort();
        assert_eq!(files, BUILTIN.iter().map(|(file, _)| (*file).to_owned()).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let text = BUILTIN.iter().find(|(file, _)| *file == "kokubunji-shuro-2020.toml").unwrap().1;
        let complain = |from: &str, to: &str| {
            let errors = Rubric::parse("x.toml", &text.replacen(from, to, 1)).unwrap_err();
            (errors[0].line, errors[0].key.clone(), errors[0].en.clone())
        };
        let line = |needle: &str| text.lines().position(|l| l == needle).unwrap() + 1;
        let (at, _, said) = complain("grade = \"S\"", "grad = \"S\"");
        assert_eq!(at, line("grade = \"S\""));
        assert!(said.contains("unknown field `grad`"), "{said}");
        let (at, key, _) = complain("high = 120", "high = 12");
        assert_eq!((at, key.as_str()), (line("high = 120"), "achievement.bands[1].high"));
        let (_, key, _) = complain("otherwise = \"A\"", "otherwise = \"Z\"");
        assert_eq!(key, "achievement.bands[0].otherwise");
        let (_, _, said) = complain("low = 120", "low = \"many\"");
        assert!(said.contains("decimal or fraction"), "{said}");
    }
}
