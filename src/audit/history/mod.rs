//! Several editions of the same body: one history per project.
//!
//! [`Edition`] keeps of a document what is needed, so that many can be held at once; [`histories`] pairs their
//! projects.

mod edition;
mod matching;

pub use edition::Edition;

use crate::audit::text::squeeze;
use crate::sheet::{Appearance, History, IndicatorHistory, PrintedValue, YearHistory};
use edition::{Project, Series};
use matching::{Keys, Match, kind, pair, role};
use std::collections::{BTreeMap, BTreeSet};

/// A project of the same year in another document is the same from here on.
const SAME: f64 = 0.9;

/// One history per project, by body, then in the order in which the projects first appear. Neither the order of the
/// documents nor their names matter.
pub fn histories(mut editions: Vec<Edition>) -> Vec<History> {
    // A document that is there twice says nothing new.
    editions.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut seen = BTreeSet::new();
    editions.retain(|e| e.document.is_empty() || seen.insert(e.document.clone()));
    let mut all = Vec::new();
    let mut open: Vec<(Keys, History)> = Vec::new();
    let mut body: Option<String> = None;
    // An edition may be one document, or one for every project.
    let of_one_year =
        |a: &Edition, b: &Edition| a.body.is_some() && a.body == b.body && a.year.is_some() && a.year == b.year;
    for edition in editions.chunk_by(of_one_year) {
        let own = edition.first().and_then(|e| e.body.clone());
        // Where no body is known, nothing says that another document is of the same one.
        if own.is_none() || own != body {
            all.extend(open.drain(..).map(|(_, history)| history));
            body = own;
        }
        add(&mut open, edition);
    }
    all.extend(open.into_iter().map(|(_, history)| history));
    all
}

fn order(edition: &Edition) -> (&Option<String>, Option<i32>, Option<&str>, &str) {
    let first = edition.projects.first().map(|p| p.sheet.as_str());
    (&edition.body, edition.year, first, &edition.document)
}

/// Adds the documents of one year to the histories of their body.
fn add(open: &mut Vec<(Keys, History)>, edition: &[Edition]) {
    let projects: Vec<(&Edition, &Project)> =
        edition.iter().flat_map(|e| e.projects.iter().map(move |p| (e, p))).collect();
    let now: Vec<Keys> = projects.iter().map(|(of, project)| Keys::of(project, of.is_named)).collect();
    let before: Vec<&Keys> = open.iter().map(|(keys, _)| keys).collect();
    let mut pairs: BTreeMap<usize, (usize, Match)> =
        pair(&before, &now).into_iter().map(|(i, j, why)| (j, (i, why))).collect();
    for (j, (keys, (of, project))) in now.into_iter().zip(projects).enumerate() {
        let again = || twin(open, &keys, of);
        let (known, why) = match pairs.remove(&j).or_else(again) {
            Some((i, why)) => (Some(i), why),
            None => (None, Match { confidence: 1.0, evidence: Vec::new() }),
        };
        let appearance = Appearance {
            document: of.document.clone(),
            source: of.source.clone(),
            published_year: of.year,
            sheet: project.sheet.clone(),
            page: project.page,
            number: project.number.clone(),
            name: project.name.clone(),
            department: project.department.clone(),
            confidence: why.confidence,
            evidence: why.evidence,
        };
        match known.and_then(|i| open.get_mut(i)) {
            Some((known, history)) => {
                known.renew(keys);
                print(history, appearance, project);
            }
            None => {
                let mut history = History { body: of.body.clone(), ..History::default() };
                print(&mut history, appearance, project);
                open.push((keys, history));
            }
        }
    }
}

/// The history that another document of the same year has already added the same project to.
fn twin(open: &[(Keys, History)], keys: &Keys, of: &Edition) -> Option<(usize, Match)> {
    let other = |history: &History| {
        history.editions.last().is_some_and(|e| e.published_year == of.year && e.document != of.document)
    };
    let likely = open.iter().enumerate().filter(|(_, (_, history))| other(history));
    let likely = likely.map(|(i, (known, _))| (i, matching::between(known, keys)));
    likely.filter(|(_, found)| found.confidence >= SAME).max_by(|a, b| a.1.confidence.total_cmp(&b.1.confidence))
}

/// Adds what an edition prints of a project.
fn print(history: &mut History, appearance: Appearance, project: &Project) {
    let edition = history.editions.len();
    history.editions.push(appearance);
    let places: Vec<Option<usize>> = align(&history.indicators, &project.indicators);
    for (series, place) in project.indicators.iter().zip(places) {
        let label = series.label.clone();
        let index = place.unwrap_or_else(|| {
            history.indicators.push(IndicatorHistory { kind: series.kind, labels: Vec::new(), years: Vec::new() });
            history.indicators.len() - 1
        });
        let Some(indicator) = history.indicators.get_mut(index) else { continue };
        indicator.labels.retain(|known| squeeze(known) != squeeze(&label));
        indicator.labels.insert(0, label);
        for figure in series.figures.iter().cloned() {
            let value = PrintedValue { edition, field: figure.field, key: figure.key, figure: figure.figure };
            let same = |y: &&mut YearHistory| y.fiscal_year == figure.year && y.role == figure.role;
            match indicator.years.iter_mut().find(same) {
                Some(year) => year.values.push(value),
                None => indicator.years.push(YearHistory {
                    fiscal_year: figure.year,
                    role: figure.role,
                    values: vec![value],
                }),
            }
        }
        indicator.years.sort_by_key(|y| (y.fiscal_year, role(y.role)));
    }
}

/// For each indicator of an edition the known one that it continues: of the same label, else the only ones left of
/// their kind on both sides.
fn align(known: &[IndicatorHistory], now: &[Series]) -> Vec<Option<usize>> {
    let mut free: Vec<bool> = vec![true; known.len()];
    let mut places: Vec<Option<usize>> = vec![None; now.len()];
    for (place, series) in places.iter_mut().zip(now) {
        let named = |i: &IndicatorHistory| {
            kind(i.kind) == kind(series.kind) && i.labels.iter().any(|l| squeeze(l) == squeeze(&series.label))
        };
        let found = known.iter().zip(&free).position(|(i, free)| *free && named(i));
        if let Some(slot) = found.and_then(|i| free.get_mut(i)) {
            *slot = false;
            *place = found;
        }
    }
    for (j, series) in now.iter().enumerate() {
        let of_kind = |other: &Series| kind(other.kind) == kind(series.kind);
        let left_now = now.iter().zip(&places).filter(|(s, p)| p.is_none() && of_kind(s)).count();
        let mut left = (0..known.len()).filter(|i| {
            free.get(*i) == Some(&true) && known.get(*i).is_some_and(|k| kind(k.kind) == kind(series.kind))
        });
        let (only, more) = (left.next(), left.next());
        let Some(place) = places.get_mut(j).filter(|p| p.is_none()) else { continue };
        if left_now == 1
            && more.is_none()
            && let Some(i) = only
            && shares_a_figure(known.get(i), series)
        {
            *place = Some(i);
            if let Some(slot) = free.get_mut(i) {
                *slot = false;
            }
        }
    }
    places
}

/// Whether both print the same number for the same year.
fn shares_a_figure(known: Option<&IndicatorHistory>, series: &Series) -> bool {
    let years = || known.iter().flat_map(|k| &k.years);
    series.figures.iter().filter(|f| f.figure.number.is_some()).any(|f| {
        let mut values = years().filter(|y| y.fiscal_year == f.year && y.role == f.role).flat_map(|y| &y.values);
        values.any(|v| v.figure.number == f.figure.number)
    })
}
