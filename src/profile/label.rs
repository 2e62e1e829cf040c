//! Finds a form's labels in printed text, whatever their spacing, width, line breaks or ornament.

use super::model::Profile;
use crate::normalise;
use std::collections::{BTreeMap, BTreeSet};

/// What a label is compared by: folded, without dots, leading ornament, a closing colon, or characters that
/// could not be read.
pub fn label_key(text: &str) -> String {
    let mut key = normalise::fold(text);
    key.truncate(key.trim_end_matches([':', '：', '。', '.']).len());
    let lead = key.len() - key.trim_start_matches(is_ornament).len();
    key.drain(..lead);
    key.retain(|c| !is_dot(c) && c != '\u{FFFD}');
    key
}

/// The keys of a label's wordings that are known as a whole.
pub(super) fn label_keys(wordings: &[String]) -> Vec<String> {
    let whole = |key: &String| !key.is_empty() && !key.starts_with('*') && !key.ends_with('*');
    wordings.iter().map(|wording| label_key(wording)).filter(whole).collect()
}

/// What the label of an office goes on with.
const OFFICES: [char; 11] = ['課', '係', '室', '部', '局', '所', '班', '等', '/', '、', ','];

/// What the label of another project than the one that a record is about begins with.
const OTHERS: [&str; 13] =
    ["関連", "類似", "統合", "旧", "前", "上位", "基本", "他", "以外", "連携", "補助", "交付", "委託"];

fn is_ornament(c: char) -> bool {
    matches!(c, '■' | '□' | '◆' | '◇' | '●' | '○' | '◎' | '▼' | '▽' | '★' | '☆' | '※' | '<' | '＜' | '《')
}

fn is_dot(c: char) -> bool {
    matches!(c, '・' | '･' | '‧' | '·' | '•' | '∙' | '⋅')
}

/// The labels of a profile by their wordings.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// The names of the labels that have a wording.
    wordings: BTreeMap<String, Vec<String>>,
    /// Beginnings of wordings that go on with further units of an office (担当課* is also 担当課・係・責任者).
    open: Vec<(String, Vec<String>)>,
    /// Ends of wordings that begin with what kind of project is meant (*事業名 is also 重点事業名).
    ended: Vec<(String, Vec<String>)>,
    /// The wordings of a label, by its name.
    named: BTreeMap<String, Vec<String>>,
    /// The wordings in which a character may differ, by how many characters they have.
    long: BTreeMap<usize, Vec<Long>>,
    /// How many characters the longest wording has.
    longest: usize,
    /// What is printed over the boxes of scales.
    levels: BTreeSet<String>,
}

/// A wording in which a character may differ.
#[derive(Clone, Debug)]
struct Long {
    wording: String,
    chars: Vec<char>,
    sketch: u64,
}

impl Long {
    fn new(wording: &str) -> Self {
        let chars: Vec<char> = wording.chars().collect();
        Self { wording: wording.to_owned(), sketch: sketch(&chars), chars }
    }
}

/// Which characters a text has, each as one of 64 bits: a character that another text lacks is a difference, so that
/// most texts are told apart without being compared.
fn sketch(chars: &[char]) -> u64 {
    chars.iter().fold(0, |bits, c| bits | 1 << (u32::from(*c).wrapping_mul(0x9e37_79b1) >> 26))
}

/// Longest rest of a wording of which only the beginning is known.
const LONGEST_REST: usize = 8;

impl Lexicon {
    /// The labels of a profile.
    pub fn new(profile: &Profile) -> Self {
        let mut wordings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, texts) in &profile.labels {
            for text in texts {
                let names = wordings.entry(label_key(text)).or_default();
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        wordings.remove("");
        let mut starred = |is: &dyn Fn(&String) -> bool| -> Vec<(String, Vec<String>)> {
            let found: Vec<String> = wordings.keys().filter(|w| is(w)).cloned().collect();
            found.iter().filter_map(|w| Some((w.trim_matches('*').to_owned(), wordings.remove(w)?))).collect()
        };
        let open = starred(&|w| w.ends_with('*'));
        let ended = starred(&|w| w.starts_with('*'));
        let (mut named, mut long): (BTreeMap<String, Vec<String>>, BTreeMap<usize, Vec<Long>>) = Default::default();
        let starred = open.iter().chain(&ended).map(|(wording, _)| wording);
        let longest = wordings.keys().chain(starred).map(|w| w.chars().count()).max().unwrap_or(0);
        for (wording, names) in &wordings {
            names.iter().for_each(|name| named.entry(name.clone()).or_default().push(wording.clone()));
            let length = wording.chars().count();
            if tolerance(length) > 0 {
                long.entry(length).or_default().push(Long::new(wording));
            }
        }
        let choices = profile.scales.iter().flat_map(|s| &s.levels);
        let words = choices.flat_map(|l| std::iter::once(&l.value).chain(&l.words));
        let levels = words.chain(profile.criteria.iter().flat_map(|c| &c.levels)).map(|w| label_key(w)).collect();
        Self { wordings, open, ended, named, long, longest, levels }
    }

    /// Whether the form itself prints this text: a label, several of them, or what stands over a box.
    pub fn is_of_form(&self, text: &str) -> bool {
        let known = |t: &str| !self.read(t).0.is_empty() || self.levels.contains(&label_key(t));
        let mut words = text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).peekable();
        known(text) || (words.peek().is_some() && words.all(known))
    }

    /// The names of the label that a text is, and how surely (1: a known wording); none where it is no label.
    ///
    /// A text that is a known wording is nothing else; else additions in brackets, an addition such as
    /// 名 or 欄, and one or two different characters in a long label are looked past.
    pub fn read(&self, text: &str) -> (&[String], f64) {
        let key = label_key(text);
        if let Some(names) = self.wordings.get(&key) {
            return (names, 1.0);
        }
        let bare = without_brackets(&key);
        // What is longer than every wording with all that is looked past is running text.
        if bare.chars().nth(self.longest + LONGEST_REST).is_some() {
            return (&[], 0.0);
        }
        if let Some(names) = self.wordings.get(&bare) {
            return (names, 0.98);
        }
        for addition in ["名", "欄", "等", "名称", "(案)"] {
            if let Some(names) = bare.strip_suffix(addition).and_then(|b| self.wordings.get(b)) {
                return (names, 0.95);
            }
        }
        let goes_on = |w: &str| {
            let rest = bare.strip_prefix(w).filter(|rest| rest.chars().count() <= LONGEST_REST);
            rest.and_then(|rest| rest.chars().next()).is_some_and(|c| OFFICES.contains(&c))
        };
        if let Some((_, names)) = self.open.iter().find(|(w, _)| goes_on(w)) {
            return (names, 0.93);
        }
        let ends = |w: &str| {
            let lead = bare.strip_suffix(w).filter(|lead| lead.chars().count() <= LONGEST_REST);
            lead.is_some_and(|lead| !OTHERS.iter().any(|o| lead.contains(o)))
        };
        if let Some((_, names)) = self.ended.iter().find(|(w, _)| ends(w)) {
            return (names, 0.9);
        }
        let nearest = self.nearest(&bare).and_then(|wording| self.wordings.get(wording));
        nearest.map_or((&[], 0.0), |names| (names.as_slice(), 0.93))
    }

    /// The wording that differs least from a text that is none, where so few differences are nothing.
    fn nearest(&self, key: &str) -> Option<&str> {
        let chars: Vec<char> = key.chars().collect();
        let length = chars.len();
        let most = tolerance(length);
        if most == 0 {
            return None;
        }
        let (chars, own) = (chars.as_slice(), sketch(&chars));
        let alike = self.long.range(length.saturating_sub(most)..=length + most).flat_map(|(n, wordings)| {
            let most = tolerance((*n).min(length));
            let lacks = move |a: u64, b: u64| (a & !b).count_ones() as usize > most;
            let near = wordings.iter().filter(move |w| !lacks(w.sketch, own) && !lacks(own, w.sketch));
            near.filter_map(move |w| Some((distance(&w.chars, chars, most)?, usize::MAX - *n, w.wording.as_str())))
        });
        alike.min_by_key(|(differences, shortness, _)| (*differences, *shortness)).map(|(_, _, wording)| wording)
    }

    /// Whether the text is the label `name`.
    pub fn is(&self, text: &str, name: &str) -> bool {
        self.read(text).0.iter().any(|n| n == name)
    }

    /// Whether a wording of label `name` stands in the text, which is a [`label_key`] already.
    pub fn stands_in(&self, key: &str, name: &str) -> bool {
        self.of(name).iter().any(|wording| key.contains(wording.as_str()))
    }

    /// The wordings of label `name`.
    fn of(&self, name: &str) -> &[String] {
        self.named.get(name).map_or(&[], Vec::as_slice)
    }

    /// The longest wording of label `name` with which the text begins: characters of the text that it takes.
    pub fn leads(&self, text: &str, name: &str) -> Option<usize> {
        let folded = normalise::fold_map(text);
        let mut best = None;
        for wording in self.of(name) {
            let mut wanted = wording.chars().peekable();
            for (c, source) in folded.text.chars().zip(&folded.sources) {
                let Some(next) = wanted.peek() else { break };
                if c == *next {
                    wanted.next();
                    if wanted.peek().is_none() {
                        best = best.max(Some(source + 1));
                    }
                } else if !is_ornament(c) && !is_dot(c) {
                    break;
                }
            }
        }
        best
    }
}

/// Differences that a label of so many characters may have.
fn tolerance(length: usize) -> usize {
    match length {
        0..=5 => 0,
        6..=11 => 1,
        _ => 2,
    }
}

fn without_brackets(key: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in key.chars() {
        match c {
            '(' | '（' | '【' | '[' | '［' | '〔' | '<' | '〈' => depth += 1,
            ')' | '）' | '】' | ']' | '］' | '〕' | '>' | '〉' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Edit distance, where it is at most `most`.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut diagonal = i;
        let mut least = left;
        for (cell, cb) in row.iter_mut().skip(1).zip(b) {
            let above = *cell;
            *cell = (above + 1).min(left + 1).min(diagonal + usize::from(ca != cb));
            diagonal = above;
            left = *cell;
            least = least.min(left);
        }
        // What differs so far never comes to differ less.
        if least > most {
            return None;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().filter(|d| *d <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profiles;

    #[test]
    fn labels_are_known_through_spacing_ornament_and_additions() {
        let profiles = Profiles::builtin();
        let lexicon = Lexicon::new(profiles.get("kokubunji-shuro-2020").unwrap());
        for (text, name) in [
            ("所 管 課", "department"),
            ("有効性‧必要性\n（評価点×２）", "effectiveness"),
            ("■ 新型コロナウイルスによる影響について詳細に記載してください。", "covid"),
            ("対 象 者", "target_group"),
            ("⽬標", "target"),
            ("総合評価", "grade"),
            ("総合評価点", "total"),
        ] {
            assert!(lexicon.is(text, name), "{text}: {:?}", lexicon.read(text));
        }
        assert!(!lexicon.is("経済課", "department"));
        assert!(!lexicon.is("所管課評価", "department"));
        assert_eq!(lexicon.leads("所 管 課：経済課", "department"), Some(5));
    }

    #[test]
    fn labels_of_offices_go_on() {
        let profiles = Profiles::builtin();
        let lexicon = Lexicon::new(profiles.get("jimujigyo-basic").unwrap());
        for text in ["担当課・係・責任者", "所管部課室名", "担当部局・課", "主管課・係"] {
            assert!(lexicon.is(text, "department"), "{text}: {:?}", lexicon.read(text));
        }
        for text in ["担当課の評価", "所管課評価", "担当課題"] {
            assert!(!lexicon.is(text, "department"), "{text}");
        }
    }

    #[test]
    fn labels_of_projects_begin_with_their_kind() {
        let profiles = Profiles::builtin();
        let lexicon = Lexicon::new(profiles.get("jimujigyo-basic").unwrap());
        for text in ["重点取組事業名", "評価対象の取組の名称", "財務会計上の事業名", "細々事業名（コード）"]
        {
            assert!(lexicon.is(text, "other_name"), "{text}: {:?}", lexicon.read(text));
        }
        for text in ["関連事業名", "統合前の事業名", "類似する事業の名称", "国の補助事業名", "基本事業名"]
        {
            assert!(lexicon.read(text).0.is_empty(), "{text}");
        }
    }

    #[test]
    fn distances_are_edits() {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        for (a, b, edits) in [
            ("総合評価", "総合評価点", Some(1)),
            ("", "ab", Some(2)),
            ("今後の課題取組について", "今後の課題取組みについて", Some(1)),
            ("今後の方向性", "今後の課題取組について", None),
        ] {
            let (a, b) = (chars(a), chars(b));
            assert_eq!(distance(&a, &b, 2), edits);
            // A sketch never tells apart what is near.
            let lacks = |a: &[char], b: &[char]| (sketch(a) & !sketch(b)).count_ones() as usize;
            assert!(edits.is_none_or(|edits| lacks(&a, &b) <= edits && lacks(&b, &a) <= edits));
        }
    }
}
