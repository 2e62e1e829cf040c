//! Which project of an edition is which of the editions before: by name, number, department, labels and figures.

use super::edition::Project;
use crate::audit::text::squeeze;
use crate::sheet::{Evidence, EvidenceOf, IndicatorKind, Role};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Less likely pairs are taken for different projects.
const LIKELY: f64 = 0.55;
/// Nothing but arithmetic makes a match surer than this.
const NAME_ALONE: f64 = 0.95;
/// A match that name and figures both give.
const CERTAIN: f64 = 0.99;
/// Figures tell a renamed project by themselves where so many are compared, so many of them different numbers,
/// and hardly one differs.
const TELLING: (usize, usize, f64) = (8, 5, 0.9);
/// How sure a match is that figures and labels give under another name: a person should look at it.
const BY_FIGURES: f64 = 0.85;
/// Where so many figures are compared and fewer than this share agree, another name is another project.
const DENYING: (usize, f64) = (8, 0.1);
/// Fewer figures in common say nothing.
const ENOUGH_FIGURES: usize = 3;
/// What each comparison weighs: name, indicators, figures, department, number. A number is often given anew.
const WEIGHTS: [(EvidenceOf, f64); 5] = [
    (EvidenceOf::Name, 0.5),
    (EvidenceOf::Indicators, 0.2),
    (EvidenceOf::Figures, 0.2),
    (EvidenceOf::Department, 0.05),
    (EvidenceOf::Number, 0.05),
];
/// What may stand behind a name without being part of it.
const ASIDES: [&str; 4] = ["(再掲)", "(新規)", "(拡充)", "(継続)"];

/// What a project is known by.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    name: String,
    pairs: BTreeSet<(char, char)>,
    number: Option<String>,
    department: Option<String>,
    labels: BTreeSet<(u8, String)>,
    /// Every figure that an edition printed, by kind, year and role.
    figures: BTreeMap<(u8, i32, u8), BTreeSet<Decimal>>,
    /// Whether it is known which body it is of.
    is_of_body: bool,
}

impl Keys {
    pub(super) fn of(project: &Project, is_of_body: bool) -> Self {
        let mut name = squeeze(project.name.as_deref().unwrap_or_default());
        for aside in ASIDES {
            name = name.replace(aside, "");
        }
        let mut keys = Self {
            pairs: pairs(&name),
            name,
            number: project.number.clone(),
            department: project.department.as_deref().map(squeeze),
            labels: BTreeSet::new(),
            figures: BTreeMap::new(),
            is_of_body,
        };
        for series in &project.indicators {
            keys.labels.insert((kind(series.kind), squeeze(&series.label)));
            for figure in &series.figures {
                if let Some(number) = figure.figure.number {
                    let key = (kind(series.kind), figure.year, role(figure.role));
                    keys.figures.entry(key).or_default().insert(number.normalize());
                }
            }
        }
        keys
    }

    /// Takes the newer edition's names, and adds its figures to those known before.
    pub(super) fn renew(&mut self, newer: Self) {
        let mut figures = std::mem::take(&mut self.figures);
        for (key, numbers) in newer.figures {
            figures.entry(key).or_default().extend(numbers);
        }
        *self = Self { figures, ..newer };
    }
}

/// How sure it is that two projects are one, and why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Match {
    pub(super) confidence: f64,
    pub(super) evidence: Vec<Evidence>,
}

/// Pairs projects of an edition with those known before: (index before, index now, why), the surest first taken.
pub(super) fn pair(before: &[&Keys], now: &[Keys]) -> Vec<(usize, usize, Match)> {
    let mut likely: Vec<(usize, usize, f64)> = Vec::new();
    for (i, old) in before.iter().enumerate() {
        for (j, new) in now.iter().enumerate() {
            let found = confidence(old, new);
            if found >= LIKELY {
                likely.push((i, j, found));
            }
        }
    }
    // Equal ones in the order of the documents.
    likely.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (i, j, best) in &likely {
        if taken.contains(i) || given.contains(j) {
            continue;
        }
        taken.insert(*i);
        given.insert(*j);
        // Another project that fits as well, and is not surer elsewhere, leaves open which of them it is.
        let free = |a: &usize, b: &usize| if a == i { !given.contains(b) } else { !taken.contains(a) };
        let rival = likely.iter().any(|(a, b, c)| (a == i) != (b == j) && free(a, b) && best - c < 0.05);
        let (Some(old), Some(new)) = (before.get(*i), now.get(*j)) else { continue };
        let confidence = if rival { best.min(0.5) } else { *best };
        pairs.push((*i, *j, Match { confidence, evidence: evidence(old, new) }));
    }
    pairs
}

/// How sure it is that two projects are one.
pub(super) fn between(old: &Keys, new: &Keys) -> Match {
    Match { confidence: confidence(old, new), evidence: evidence(old, new) }
}

fn confidence(old: &Keys, new: &Keys) -> f64 {
    let shared = Shared::of(old, new);
    let agreement = |of| agreement(of, old, new, &shared);
    let weighed = || WEIGHTS.iter().filter_map(|(of, weight)| Some((*weight, agreement(*of)?)));
    let all: f64 = weighed().map(|(weight, _)| weight).sum();
    if all == 0.0 {
        return 0.0;
    }
    let score = weighed().map(|(weight, share)| weight * share).sum::<f64>() / all;
    let same_name = old.name == new.name && !new.name.is_empty();
    let sure = same_name && agreement(EvidenceOf::Figures).is_some_and(|share| share >= 0.5);
    let labels = agreement(EvidenceOf::Indicators).is_some_and(|share| share >= 0.5);
    let telling = labels && shared.is_telling();
    // Two bodies may well have projects of one name: where they are not known, only figures say that it is the same.
    let is_open = !(old.is_of_body && new.is_of_body);
    if (!same_name && shared.denies()) || (is_open && !sure && !telling) {
        return 0.0;
    }
    let score = match (sure, telling) {
        (true, _) => score.clamp(NAME_ALONE, CERTAIN),
        (false, true) => score.clamp(BY_FIGURES, NAME_ALONE),
        (false, false) => score.min(NAME_ALONE),
    };
    hundredths(score)
}

/// Two decimals: more would say more than is known.
fn hundredths(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

/// The figures of the same kind, year and role that both print.
struct Shared {
    compared: usize,
    agreed: usize,
    /// How many different numbers agree; a column of ones says little.
    distinct: usize,
}

impl Shared {
    fn of(old: &Keys, new: &Keys) -> Self {
        let (mut compared, mut agreed, mut distinct) = (0, 0, BTreeSet::<&Decimal>::new());
        for (key, numbers) in &new.figures {
            let Some(known) = old.figures.get(key) else { continue };
            compared += numbers.len();
            agreed += common(known, numbers);
            distinct.extend(known.intersection(numbers));
        }
        Self { compared, agreed, distinct: distinct.len() }
    }

    fn denies(&self) -> bool {
        let (compared, agreement) = DENYING;
        self.compared >= compared && share(self.agreed, self.compared) < agreement
    }

    fn is_telling(&self) -> bool {
        let (compared, distinct, agreement) = TELLING;
        self.compared >= compared && self.distinct >= distinct && share(self.agreed, self.compared) >= agreement
    }
}

/// How far two projects agree in one respect; `None` where one of them does not print what it takes.
fn agreement(of: EvidenceOf, old: &Keys, new: &Keys, shared: &Shared) -> Option<f64> {
    let same = |a: &Option<String>, b: &Option<String>| Some(if a.as_ref()? == b.as_ref()? { 1.0 } else { 0.0 });
    match of {
        EvidenceOf::Name if old.name.is_empty() || new.name.is_empty() => None,
        EvidenceOf::Name if old.name == new.name => Some(1.0),
        EvidenceOf::Name => Some(share(2 * common(&old.pairs, &new.pairs), old.pairs.len() + new.pairs.len())),
        EvidenceOf::Number => same(&old.number, &new.number),
        EvidenceOf::Department => same(&old.department, &new.department),
        EvidenceOf::Indicators => {
            let both = common(&old.labels, &new.labels);
            let known = !old.labels.is_empty() && !new.labels.is_empty();
            known.then(|| share(both, old.labels.len() + new.labels.len() - both))
        }
        EvidenceOf::Figures => (shared.compared >= ENOUGH_FIGURES).then(|| share(shared.agreed, shared.compared)),
    }
}

/// What speaks for and against a pair, in words.
fn evidence(old: &Keys, new: &Keys) -> Vec<Evidence> {
    let shared = Shared::of(old, new);
    let change = |a: &str, b: &str| if a == b { a.to_owned() } else { format!("{a} → {b}") };
    let optional = |a: &Option<String>, b: &Option<String>| {
        change(a.as_deref().unwrap_or_default(), b.as_deref().unwrap_or_default())
    };
    let detail = |of| match of {
        EvidenceOf::Name => change(&old.name, &new.name),
        EvidenceOf::Number => optional(&old.number, &new.number),
        EvidenceOf::Department => optional(&old.department, &new.department),
        EvidenceOf::Indicators => {
            let both = common(&old.labels, &new.labels);
            format!("{both}/{}", old.labels.len() + new.labels.len() - both)
        }
        EvidenceOf::Figures => format!("{}/{}", shared.agreed, shared.compared),
    };
    let order =
        [EvidenceOf::Name, EvidenceOf::Number, EvidenceOf::Department, EvidenceOf::Indicators, EvidenceOf::Figures];
    let known = order.into_iter().filter_map(|of| Some((of, agreement(of, old, new, &shared)?)));
    known.map(|(of, share)| Evidence { of, agreement: hundredths(share), detail: detail(of) }).collect()
}

fn common<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> usize {
    a.intersection(b).count()
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| u32::try_from(n).map_or(f64::MAX, f64::from);
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

/// Neighbouring characters of a name, its ends included.
fn pairs(name: &str) -> BTreeSet<(char, char)> {
    let padded: Vec<char> = std::iter::once('^').chain(name.chars()).chain(['$']).collect();
    padded.windows(2).filter_map(|w| Some((*w.first()?, *w.get(1)?))).collect()
}

pub(super) fn kind(kind: IndicatorKind) -> u8 {
    match kind {
        IndicatorKind::Population => 0,
        IndicatorKind::Activity => 1,
        IndicatorKind::Outcome => 2,
        IndicatorKind::Cost => 3,
        IndicatorKind::Other => 4,
    }
}

pub(super) fn role(role: Role) -> u8 {
    match role {
        Role::Target => 0,
        Role::Actual => 1,
        Role::Baseline => 2,
        Role::Forecast => 3,
        Role::Budget => 4,
        Role::AchievementRate => 5,
        Role::Delta => 6,
        Role::DeltaRate => 7,
    }
}
