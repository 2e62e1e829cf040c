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

/// One history per project, by body, then in the order in which the projects first appear.
pub fn histories(mut editions: Vec<Edition>) -> Vec<History> {
    // A document that is there twice says nothing new.
    editions.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut seen = BTreeSet::new();
    editions.retain(|e| e.document.is_empty() || seen.insert(e.document.clone()));
    let mut all = Vec::new();
    let mut open: Vec<(Keys, History)> = Vec::new();
    let mut body: Option<String> = None;
    for edition in editions {
        // Where no body is known, nothing says that another document is of the same one.
        if edition.body.is_none() || edition.body != body {
            all.extend(open.drain(..).map(|(_, history)| history));
            body.clone_from(&edition.body);
        }
        add(&mut open, edition);
    }
    all.extend(open.into_iter().map(|(_, history)| history));
    all
}

fn order(edition: &Edition) -> (&Option<String>, Option<i32>, &str, &str) {
    (&edition.body, edition.year, &edition.source, &edition.document)
}

/// Adds an edition to the histories of its body.
fn add(open: &mut Vec<(Keys, History)>, edition: Edition) {
    let now: Vec<Keys> = edition.projects.iter().map(Keys::of).collect();
    let before: Vec<&Keys> = open.iter().map(|(keys, _)| keys).collect();
    let mut pairs: BTreeMap<usize, (usize, Match)> =
        pair(&before, &now).into_iter().map(|(i, j, why)| (j, (i, why))).collect();
    let Edition { body, document, source, year, projects } = edition;
    for (j, (keys, project)) in now.into_iter().zip(projects).enumerate() {
        let first = || Match { confidence: 1.0, evidence: Vec::new() };
        let (known, why) = pairs.remove(&j).map_or_else(|| (None, first()), |(i, why)| (Some(i), why));
        let appearance = Appearance {
            document: document.clone(),
            source: source.clone(),
            published_year: year,
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
                let mut history = History { body: body.clone(), ..History::default() };
                print(&mut history, appearance, project);
                open.push((keys, history));
            }
        }
    }
}

/// Adds what an edition prints of a project.
fn print(history: &mut History, appearance: Appearance, project: Project) {
    let edition = history.editions.len();
    history.editions.push(appearance);
    let places: Vec<Option<usize>> = align(&history.indicators, &project.indicators);
    for (series, place) in project.indicators.into_iter().zip(places) {
        let label = series.label.clone();
        let index = place.unwrap_or_else(|| {
            history.indicators.push(IndicatorHistory { kind: series.kind, labels: Vec::new(), years: Vec::new() });
            history.indicators.len() - 1
        });
        let Some(indicator) = history.indicators.get_mut(index) else { continue };
        indicator.labels.retain(|known| squeeze(known) != squeeze(&label));
        indicator.labels.insert(0, label);
        for figure in series.figures {
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
