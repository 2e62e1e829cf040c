//! `audit --rubric`: which edition of the rules explains the printed letters best.

use super::args::Language;
use super::terminal::{Terminal, plain};
use crate::finish;
use crate::rubric::{Explained, IndicatorKind, Rubric, Rubrics, explained};
use crate::sheet::{Document, Error, ErrorKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// The rubrics that are tried, and how many printed letters each explains so far.
pub struct Editions {
    /// Those that were asked for; the first scores.
    asked: Vec<String>,
    counts: Mutex<BTreeMap<String, Explained>>,
}

impl Editions {
    /// Tries these rubrics, and with them what else their publishers have printed.
    ///
    /// # Errors
    /// `configuration`, where there is no such rubric.
    pub fn new(asked: &[String], rubrics: &Rubrics) -> Result<Self, Error> {
        if let Some(id) = asked.iter().find(|id| rubrics.get(id).is_none()) {
            return Err(Error::new(
                ErrorKind::Configuration,
                format!("採点規則 {id} はありません。kanrihyo rubrics list で一覧を確かめてください"),
                format!("there is no rubric {id}; kanrihyo rubrics list shows them"),
            ));
        }
        Ok(Self { asked: asked.to_vec(), counts: Mutex::default() })
    }

    /// The rubrics that were asked for.
    pub fn asked(&self) -> &[String] {
        &self.asked
    }

    /// For each rubric that is tried how many letters it explains, contradicts and leaves open so far.
    pub fn letters(&self) -> BTreeMap<String, [usize; 3]> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|(id, e)| (id.clone(), [e.explained, e.contradicted, e.undecided])).collect()
    }

    /// Adds what another process has counted.
    pub fn add(&self, letters: &BTreeMap<String, [usize; 3]>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, [explained, contradicted, undecided]) in letters {
            let more = Explained { explained: *explained, contradicted: *contradicted, undecided: *undecided };
            *counts.entry(id.clone()).or_default() += more;
        }
    }

    /// Counts the letters of a document that each rubric explains, its own among them, and scores it again by
    /// the first that was asked for: gives the one by which it is scored from then on.
    pub fn score(&self, document: &mut Document, rubrics: &Rubrics) -> Option<Rubrics> {
        // Which indicator the letter is about, the form's own rules know; another body's file may leave it open.
        let kind = document.rubric.as_deref().and_then(|id| rubrics.get(id)).and_then(Rubric::rated_kind);
        self.count(document, rubrics, kind);
        let rubric = self.asked.first().and_then(|id| rubrics.get(id))?;
        let mut only = Rubrics::default();
        only.add(rubric.rating(kind), "");
        document.rubric = Some(rubric.id.clone());
        finish(document, &only);
        Some(only)
    }

    fn count(&self, document: &Document, rubrics: &Rubrics, kind: Option<IndicatorKind>) {
        let own = document.rubric.iter().filter(|id| rubrics.get(id).is_some());
        let named: BTreeSet<&String> = self.asked.iter().chain(own).collect();
        let publisher = |r: &Rubric| r.publisher.as_ref().map(|p| p.name.clone());
        let bodies: BTreeSet<String> = named.iter().filter_map(|id| rubrics.get(id)).filter_map(publisher).collect();
        let is_tried = |r: &&Rubric| {
            named.contains(&r.id) || (r.achievement.is_some() && publisher(r).is_some_and(|p| bodies.contains(&p)))
        };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for rubric in rubrics.iter().filter(is_tried) {
            *counts.entry(rubric.id.clone()).or_default() += explained(document, &rubric.rating(kind));
        }
    }

    /// The rubrics, the one that explains most first; empty where none was asked for.
    pub fn text(&self, terminal: Terminal) -> String {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ranked: Vec<(&String, &Explained)> = counts.iter().collect();
        ranked.sort_by_key(|(_, e)| (std::cmp::Reverse(e.explained), e.contradicted));
        let Some((best, most)) = ranked.first() else { return String::new() };
        let same = |e: &Explained| (e.explained, e.contradicted) == (most.explained, most.contradicted);
        let ties: Vec<String> = ranked.iter().filter(|(_, e)| same(e)).map(|(id, _)| plain(id).into_owned()).collect();
        let (letters, count, best) = (most.letters(), most.explained, plain(best));
        let is_ja = terminal.language == Language::Ja;
        let mut text = match (letters, count, ties.len()) {
            (0, ..) => {
                terminal.say("採点規則: 印字された評語がありません", "rubrics: no letters are printed").to_owned()
            }
            (_, 0, _) => terminal
                .say("採点規則: 印字された評語を説明できるものはありません", "rubrics: none explains a printed letter")
                .to_owned(),
            (_, _, 1) if is_ja => {
                format!("採点規則: 印字された評語 {letters} 件を最もよく説明するのは {best} です ({count} 件)")
            }
            (_, _, 1) => format!("rubrics: {best} explains most of the {letters} printed letters ({count})"),
            _ if is_ja => {
                format!("採点規則: 印字された評語 {letters} 件を同じだけ説明します ({count} 件): {}", ties.join(", "))
            }
            _ => format!("rubrics: equally many of the {letters} printed letters ({count}): {}", ties.join(", ")),
        };
        text.push('\n');
        for (id, e) in ranked {
            let line = if is_ja {
                format!("  {}  説明 {} · 矛盾 {} · 判定不能 {}\n", plain(id), e.explained, e.contradicted, e.undecided)
            } else {
                format!(
                    "  {}  explained {}, contradicted {}, undecided {}\n",
                    plain(id),
                    e.explained,
                    e.contradicted,
                    e.undecided
                )
            };
            text.push_str(&line);
        }
        text
    }
}
