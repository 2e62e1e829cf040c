//! Rubric files: the built-in ones, a folder of the user's, and what is wrong with them.

use super::band::Interval;
use super::model::{Band, Rubric};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The rubrics that ship with the program: file name and text.
const BUILTIN: &[(&str, &str)] =
    &[("kokubunji-shuro-2020.toml", include_str!("../../rubrics/kokubunji-shuro-2020.toml"))];

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
        let rubric: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(0, |span| line_of(text, span.start));
            let said = e.message().to_owned();
            vec![RubricError { file: file.to_owned(), line, key: String::new(), ja: said.clone(), en: said }]
        })?;
        let lint = Lint { file, text, found: Vec::new() };
        let found = lint.check(&rubric);
        if found.is_empty() { Ok(rubric) } else { Err(found) }
    }
}

/// The JSON Schema of rubric files.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Rubric);
    schema.insert("$id".to_owned(), "rubric.v1.json".into());
    schema.to_value()
}

struct Lint<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<RubricError>,
}

impl Lint<'_> {
    fn check(mut self, rubric: &Rubric) -> Vec<RubricError> {
        let id_ok = !rubric.id.is_empty() && rubric.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !id_ok {
            self.say("id", "英数字と「-」だけで書いてください", "must consist of letters, digits and hyphens");
        }
        if let (Some(first), Some(last)) = (rubric.years.first, rubric.years.last)
            && first > last
        {
            self.say("years.last", "first より前の年度です", "lies before `first`");
        }
        if let Some(scale) = &rubric.achievement {
            self.bands("achievement.bands", &scale.bands);
            for (i, exception) in scale.exceptions.iter().enumerate() {
                self.bands(&format!("achievement.exceptions[{i}].bands"), &exception.bands);
            }
            let known = |g: &String| scale.bands.iter().any(|b| b.grade == *g);
            for (i, band) in scale.bands.iter().enumerate() {
                if band.otherwise.as_ref().is_some_and(|g| !known(g)) {
                    let key = format!("achievement.bands[{i}].otherwise");
                    self.say(&key, "どの区分の評語でもありません", "is the letter of no band");
                }
            }
            if let Some(adjustment) = &rubric.adjustment
                && let Some(i) = adjustment.grades.iter().position(|g| !known(g))
            {
                self.say(
                    &format!("adjustment.grades[{i}]"),
                    "どの区分の評語でもありません",
                    "is the letter of no band",
                );
            }
        }
        if let Some(overall) = &rubric.overall {
            self.bands("overall.bands", &overall.bands);
        }
        for (i, criterion) in rubric.criteria.iter().enumerate() {
            let [low, high] = criterion.levels;
            if low >= high {
                self.say(
                    &format!("criteria[{i}].levels"),
                    "低い方から高い方へ書いてください",
                    "must run from low to high",
                );
            }
            if rubric.criteria.iter().take(i).any(|c| c.name == criterion.name) {
                self.say(&format!("criteria[{i}].name"), "同じ名前がすでにあります", "is used twice");
            }
        }
        self.found
    }

    fn bands(&mut self, key: &str, bands: &[Band]) {
        if bands.is_empty() {
            self.say(key, "区分がありません", "holds no band");
        }
        for (i, band) in bands.iter().enumerate() {
            let key = format!("{key}[{i}]");
            if bands.iter().take(i).any(|b| b.grade == band.grade) {
                self.say(&format!("{key}.grade"), "同じ評語がすでにあります", "is used twice");
            }
            if let (Some(low), Some(high)) = (&band.low, &band.high)
                && low > high
            {
                self.say(&format!("{key}.high"), "low より小さい値です", "is smaller than `low`");
            }
            let sized = band.low.is_some() || band.high.is_some();
            if band.at.is_some() && sized {
                self.say(&format!("{key}.at"), "low・high とは併記できません", "cannot stand beside `low` or `high`");
            }
            if band.when.is_some() && (sized || band.at.is_some()) {
                self.say(&format!("{key}.when"), "数値の区分とは併記できません", "cannot stand beside figures");
            }
            let empty = |b: &Band| b.when.is_none() && b.low.is_none() && b.high.is_none() && b.at.is_none();
            if empty(band) && bands.iter().any(|b| Interval::of(b).is_some() && !empty(b)) {
                self.say(&key, "low・high・at・when のいずれかが要ります", "needs one of `low`, `high`, `at`, `when`");
            }
        }
    }

    fn say(&mut self, key: &str, ja: &str, en: &str) {
        let line = key_line(self.text, key);
        let (file, key) = (self.file.to_owned(), key.to_owned());
        self.found.push(RubricError { file, line, key, ja: ja.to_owned(), en: en.to_owned() });
    }
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
    fn what_is_wrong_is_named_with_its_line() {
        let text = BUILTIN[0].1;
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
