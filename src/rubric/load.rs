//! Rubric files: the built-in ones, a folder of the user's, and what is wrong with them.

use super::lint::{Flaw, flaws};
use super::model::Rubric;
use crate::sheet::{DefinitionError, definitions_in};
use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

/// The rubrics that ship with the program: file name (the id of the rubric) and text.
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
    list: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    id: String,
    text: Cow<'static, str>,
    /// Read when it is asked for.
    rubric: OnceLock<Option<Rubric>>,
}

impl Rubrics {
    /// The rubrics that ship with the program.
    pub fn builtin() -> Self {
        let entry = |&(file, text): &(&str, &'static str)| Entry {
            id: file.trim_end_matches(".toml").to_owned(),
            text: Cow::Borrowed(text),
            rubric: OnceLock::new(),
        };
        Self { list: BUILTIN.iter().map(entry).collect() }
    }

    /// Adds every `*.toml` of a folder; one with the id of another replaces it.
    ///
    /// # Errors
    /// Everything that is wrong with the files, by file and line.
    pub fn add_dir(&mut self, dir: &Path) -> Result<(), Vec<DefinitionError>> {
        let (texts, mut errors) = definitions_in(dir);
        for (name, text) in texts {
            match Rubric::parse(&name, &text) {
                Ok(rubric) => self.add(rubric, &text),
                Err(found) => errors.extend(found),
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Adds a rubric and the text of its file; one with the same id is replaced.
    pub fn add(&mut self, rubric: Rubric, text: &str) {
        self.list.retain(|e| e.id != rubric.id);
        let (id, text) = (rubric.id.clone(), Cow::Owned(text.to_owned()));
        self.list.push(Entry { id, text, rubric: OnceLock::from(Some(rubric)) });
        self.list.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// The rubric of that id.
    pub fn get(&self, id: &str) -> Option<&Rubric> {
        self.list.iter().find(|e| e.id == id)?.rubric()
    }

    /// The text of the file of the rubric of that id.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.list.iter().find(|e| e.id == id).map(|e| &*e.text)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Rubric> {
        self.list.iter().filter_map(Entry::rubric)
    }
}

impl Entry {
    fn rubric(&self) -> Option<&Rubric> {
        self.rubric.get_or_init(|| Rubric::parse(&self.id, &self.text).ok()).as_ref()
    }
}

impl Rubric {
    /// Reads and checks a rubric file.
    ///
    /// # Errors
    /// Everything that is wrong with it, with line and key.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<DefinitionError>> {
        let rubric: Self = toml::from_str(text).map_err(|e| vec![DefinitionError::of_toml(file, text, &e)])?;
        let found: Vec<_> = flaws(&rubric)
            .into_iter()
            .map(|Flaw { key, ja, en }| DefinitionError::at_key(file, text, &key, ja, en))
            .collect();
        if found.is_empty() { Ok(rubric) } else { Err(found) }
    }
}

/// The JSON Schema of rubric files.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Rubric);
    schema.insert("$id".to_owned(), "rubric.v1.json".into());
    schema.to_value()
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
