//! Profile files: the built-in ones, a folder of the user's, and which of them a document is.

use super::label::{Lexicon, label_key, label_keys};
use super::lint;
use super::model::{PageKind, Profile};
use crate::sheet::{DefinitionError, definitions_in};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

/// The profiles that ship with the program: file name and text.
pub(super) const BUILTIN: &[(&str, &str)] = &[
    ("jimujigyo-basic.toml", include_str!("../../profiles/jimujigyo-basic.toml")),
    ("kokubunji-goals-2025.toml", include_str!("../../profiles/kokubunji-goals-2025.toml")),
    ("kokubunji-plan-2013.toml", include_str!("../../profiles/kokubunji-plan-2013.toml")),
    ("kokubunji-shuro-2020.toml", include_str!("../../profiles/kokubunji-shuro-2020.toml")),
    ("kunitachi-shisaku-2020.toml", include_str!("../../profiles/kunitachi-shisaku-2020.toml")),
    ("mhlw-ittai-jisshi.toml", include_str!("../../profiles/mhlw-ittai-jisshi.toml")),
];

static PARSED: LazyLock<Profiles> = LazyLock::new(|| {
    let mut profiles = Profiles { list: Vec::new() };
    for (file, text) in BUILTIN {
        // A test holds the built-in files to be sound: to check them costs more than to read them.
        if let Ok(profile) = profiles.read(file, text) {
            profiles.put(profile, text);
        }
    }
    profiles
});

/// A page of which this share of the expected labels stands is taken for that kind.
pub(super) const SHARE: f64 = 0.7;

/// Every profile of a run, by id.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    list: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    profile: Arc<Profile>,
    /// Made when the form is read.
    lexicon: Arc<OnceLock<Lexicon>>,
    text: Arc<str>,
}

/// A profile beside a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Id of the profile.
    pub profile: String,
    /// Share of its labels that the document has, of the kind of page that fits best.
    pub score: f64,
    /// The labels that it lacks, in their usual wording.
    pub missed: Vec<String>,
}

impl Profiles {
    /// The profiles that ship with the program.
    pub fn builtin() -> Self {
        PARSED.clone()
    }

    /// These profiles and every `*.toml` of a folder; one with the id of another replaces it.
    ///
    /// # Errors
    /// Everything that is wrong with the files, by file and line.
    pub fn with_dir(mut self, dir: &Path) -> Result<Self, Vec<DefinitionError>> {
        let (mut texts, mut errors) = definitions_in(dir);
        // Those that extend another come last, so that a folder may hold both in any order.
        texts.sort_by_key(|(_, text)| lint::extends(text).is_some());
        let mut own: BTreeMap<String, &str> = BTreeMap::new();
        for (name, text) in &texts {
            match self.add(name, text) {
                Err(wrong) => errors.extend(wrong),
                Ok(id) => {
                    if let Some(other) = own.insert(id.clone(), name) {
                        let ja = format!("「{id}」は {other} でも使われています。別の名前にしてください");
                        let en = format!("`{id}` is the id of {other} too; give it another one");
                        errors.push(DefinitionError::at_key(name, text, "id", ja, en));
                    }
                }
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }

    /// Reads and checks a profile file; what it extends is looked up here.
    ///
    /// # Errors
    /// Everything that is wrong with it, with line and key.
    pub fn parse(&self, file: &str, text: &str) -> Result<Profile, Vec<DefinitionError>> {
        let profile = self.read(file, text)?;
        let wrong = lint::check(file, text, &profile);
        if wrong.is_empty() { Ok(profile) } else { Err(wrong) }
    }

    /// Reads a profile file without checking what it says.
    fn read(&self, file: &str, text: &str) -> Result<Profile, Vec<DefinitionError>> {
        let parent = match lint::extends(text) {
            None => None,
            Some(id) => match self.list.iter().find(|e| e.profile.id == id) {
                Some(parent) => Some(Arc::clone(&parent.text)),
                None => return Err(vec![lint::unknown_parent(file, text, &id)]),
            },
        };
        lint::read(file, text, parent.as_deref())
    }

    /// Reads, checks and adds a profile file, and gives its id; a profile with the same id is replaced.
    ///
    /// # Errors
    /// Everything that is wrong with it, with line and key.
    pub fn add(&mut self, file: &str, text: &str) -> Result<String, Vec<DefinitionError>> {
        let profile = self.parse(file, text)?;
        let id = profile.id.clone();
        self.put(profile, text);
        Ok(id)
    }

    /// Adds a profile, or puts it in the place of the one with its id.
    fn put(&mut self, profile: Profile, text: &str) {
        self.list.retain(|e| e.profile.id != profile.id);
        self.list.push(Entry { profile: Arc::new(profile), lexicon: Arc::default(), text: text.into() });
        self.list.sort_by(|a, b| a.profile.id.cmp(&b.profile.id));
    }

    /// The profile of that id.
    pub fn get(&self, id: &str) -> Option<&Profile> {
        self.list.iter().find(|e| e.profile.id == id).map(|e| &*e.profile)
    }

    /// What forms print: the wordings of the labels of every profile, and the words over boxes to be marked.
    pub fn wordings(&self) -> impl Iterator<Item = Vec<String>> {
        let of = |profile: &Profile| {
            let labels = profile.labels.values().flatten().map(|wording| wording.trim_matches('*').to_owned());
            let choices = profile.scales.iter().flat_map(|scale| &scale.levels);
            let words = choices.flat_map(|level| std::iter::once(&level.value).chain(&level.words)).cloned();
            let levels = profile.criteria.iter().flat_map(|criterion| criterion.levels.iter().cloned());
            labels.chain(words).chain(levels).collect::<Vec<_>>()
        };
        self.list.iter().map(move |entry| of(&entry.profile))
    }

    /// The text of the file of the profile of that id.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.list.iter().find(|e| e.profile.id == id).map(|e| &*e.text)
    }

    /// The labels of the profile of that id.
    pub fn lexicon(&self, id: &str) -> Option<&Lexicon> {
        let entry = self.list.iter().find(|e| e.profile.id == id)?;
        Some(entry.lexicon.get_or_init(|| Lexicon::new(&entry.profile)))
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.list.iter().map(|e| &*e.profile)
    }

    /// The profiles beside a document, the nearest first; one that describes a form goes before one that describes
    /// many loosely. `pages` are the texts of its pages.
    pub fn rank<S: AsRef<str> + Sync>(&self, pages: &[S]) -> Vec<Ranked> {
        let pages: Vec<Page> = pages.par_iter().map(|p| Page::new(label_key(p.as_ref()))).collect();
        let mut ranked: Vec<Ranked> = self.list.par_iter().map(|e| e.rank(&pages)).collect();
        let general = |r: &Ranked| self.get(&r.profile).is_some_and(|p| p.general);
        let fits = |r: &Ranked| r.score >= SHARE && !general(r);
        ranked.sort_by(|a, b| {
            let by_fit = fits(b).cmp(&fits(a));
            let by_score = b.score.total_cmp(&a.score).then_with(|| general(a).cmp(&general(b)));
            by_fit.then(by_score).then_with(|| a.profile.cmp(&b.profile))
        });
        ranked
    }

    /// Whether a profile that was ranked fits the document.
    pub fn fits(&self, ranked: &Ranked) -> bool {
        ranked.score >= SHARE
    }

    /// The profile of one form that fits a document, if one does.
    pub fn best<'a>(&'a self, ranked: &[Ranked]) -> Option<&'a Profile> {
        let fitting = ranked.iter().filter(|r| self.fits(r)).filter_map(|r| self.get(&r.profile));
        fitting.into_iter().find(|p| !p.general)
    }
}

impl Profiles {
    /// How many profiles of one form fit a document exactly as well as the one of that id, itself included.
    pub fn rivals(&self, ranked: &[Ranked], id: &str) -> usize {
        let Some(own) = ranked.iter().find(|r| r.profile == id) else { return 1 };
        let single = |r: &&Ranked| self.get(&r.profile).is_some_and(|p| !p.general);
        let alike = |r: &&Ranked| r.profile == id || (r.score - own.score).abs() < f64::EPSILON && self.fits(r);
        ranked.iter().filter(single).filter(alike).count().max(1)
    }
}

/// The text of a page as labels are looked for in it.
struct Page {
    key: String,
    /// Which characters of the basic plane it has, a bit each: most wordings have one that it lacks.
    chars: Vec<u64>,
}

impl Page {
    fn new(key: String) -> Self {
        let mut chars = vec![0; 1 << 10];
        for c in key.chars() {
            if let Some(bits) = chars.get_mut(c as usize / 64) {
                *bits |= 1_u64 << (c as usize % 64);
            }
        }
        Self { key, chars }
    }

    fn holds(&self, wording: &str) -> bool {
        let has = |c: char| self.chars.get(c as usize / 64).is_none_or(|bits| bits >> (c as usize % 64) & 1 == 1);
        wording.chars().all(has) && self.key.contains(wording)
    }
}

impl Entry {
    fn rank(&self, pages: &[Page]) -> Ranked {
        let mut best = Ranked { profile: self.profile.id.clone(), score: 0.0, missed: self.expected(PageKind::Sheet) };
        let rules: Vec<_> = self.profile.pages.iter().filter(|r| r.kind != PageKind::Rules).collect();
        let names = rules.iter().flat_map(|r| r.must.iter().chain(&r.must_not));
        let names: BTreeMap<&str, Vec<String>> =
            names.map(|name| (&**name, label_keys(self.profile.wordings(name)))).collect();
        let standing = |page: &Page| -> BTreeSet<&str> {
            let stands = |wordings: &[String]| wordings.iter().any(|wording| page.holds(wording));
            names.iter().filter(|(_, wordings)| stands(wordings)).map(|(name, _)| *name).collect()
        };
        let pages: Vec<BTreeSet<&str>> = pages.iter().map(standing).collect();
        // A sheet may stand on two pages.
        let pairs: Vec<BTreeSet<&str>> =
            pages.windows(2).map(|pair| pair.iter().flatten().copied().collect()).collect();
        for page in pages.iter().chain(&pairs) {
            for rule in &rules {
                let (share, missed) = self.share(page, &rule.must, &rule.must_not);
                if share > best.score {
                    best.score = share;
                    best.missed = missed;
                }
            }
        }
        best
    }

    /// The share of its labels that stand on a page, and the usual wordings of the others.
    fn share(&self, page: &BTreeSet<&str>, must: &[String], must_not: &[String]) -> (f64, Vec<String>) {
        let stands = |name: &String| page.contains(name.as_str());
        if must.is_empty() || must_not.iter().any(stands) {
            return (0.0, Vec::new());
        }
        let missed: Vec<String> = must.iter().filter(|n| !stands(n)).map(|n| self.usual(n)).collect();
        (1.0 - missed.len() as f64 / must.len() as f64, missed)
    }

    fn expected(&self, kind: PageKind) -> Vec<String> {
        self.profile.page(kind).map(|p| p.must.iter().map(|n| self.usual(n)).collect()).unwrap_or_default()
    }

    fn usual(&self, name: &str) -> String {
        self.profile.wordings(name).first().cloned().unwrap_or_else(|| name.to_owned())
    }
}

/// The JSON Schema of profile files.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Profile);
    schema.insert("$id".to_owned(), "profile.v1.json".into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_profile_is_sound() {
        for (file, text) in BUILTIN {
            let read = Profiles::default().parse(file, text);
            let read = read.map_err(|e| e.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(read.map(|p| format!("{}.toml", p.id)), Ok((*file).to_owned()));
        }
        assert_eq!(Profiles::builtin().iter().count(), BUILTIN.len());
    }

    #[test]
    fn a_page_is_ranked_by_the_labels_that_it_has() {
        let profiles = Profiles::builtin();
        let page =
            "事業番号 事業名 指標区分 対象指標 活動指標 成果指標 有効性・必要性 雇用・就業効果 総合評価点 今後の進め方";
        let ranked = profiles.rank(&[page]);
        assert_eq!(profiles.best(&ranked).map(|p| p.id.as_str()), Some("kokubunji-shuro-2020"));
        let ranked = profiles.rank(&["目次", "事業名"]);
        assert!(profiles.best(&ranked).is_none());
        let sheets = ranked.iter().find(|r| r.profile == "kokubunji-shuro-2020").unwrap();
        assert!(sheets.missed.contains(&"事業番号".to_owned()), "{ranked:?}");
    }
}
