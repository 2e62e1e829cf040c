//! Which record each torn cell fits best: by the words that it shares with what is known of the records and with the
//! other cell of the same record.
//!
//! All the cells of a table are fitted together. A cell whose second best place is nearly as good stays open.

use super::torn::Cell;
use crate::normalise;
use crate::profile::label_key;
use crate::sheet::Role;
use std::collections::{BTreeMap, BTreeSet};

/// How much worse everything must fit without the place of a cell.
const MARGIN: f64 = 0.15;
/// The same, for a place that is beyond doubt.
const CLEAR: f64 = 0.5;
/// How far the sentences of a cell must say what was done or is planned, for its place to be beyond doubt.
const SAID: f64 = 0.5;
/// Likeness of the names of one record.
const SAME: f64 = 0.9;
/// Most cells of a table that are fitted together; of more, none has a place: their text stays in `unread`.
const MOST: usize = 12;
/// Fewest words that a cell shares with its record.
const FEWEST: usize = 2;

/// Pairs of letters of a text.
type Pairs = BTreeSet<(char, char)>;

/// What is known of a record without its cells.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    /// Its name.
    pub name: String,
    /// What the text says of it.
    pub about: String,
}

/// A cell that has a place: its index, that of its record, and its role.
pub type Place = (usize, usize, Role);

/// Where the cells belong, those for which the words decide it, and whether that is shown twice over; `all` are the
/// records of the whole document.
pub fn places(cells: &[Cell], owners: &[Owner], all: &[Owner]) -> Vec<(Place, bool)> {
    if cells.is_empty() || cells.len() > MOST {
        return Vec::new();
    }
    let scores = Scores::of(cells, owners);
    let (best, chosen) = scores.best(None);
    let margin = |place: &Place| best - scores.best(Some(*place)).0;
    let decided: Vec<(Place, f64)> =
        chosen.into_iter().map(|p| (p, margin(&p))).filter(|(_, m)| *m >= MARGIN).collect();
    let widely = Scores::of(cells, all);
    let shown = |place: &Place, margin: f64| {
        let other = decided.iter().find(|(o, m)| o.1 == place.1 && o.2 != place.2 && *m >= CLEAR);
        let foremost = |cell: usize| owners.get(place.1).is_some_and(|own| widely.is_foremost(cell, own, all));
        margin >= CLEAR && foremost(place.0) && other.is_some_and(|(o, _)| foremost(o.0) && agree(cells, place, o))
    };
    decided.iter().map(|(place, margin)| (*place, shown(place, *margin))).collect()
}

/// How well cells fit records, and each other.
struct Scores {
    /// By record, then cell; `None` where they have too little in common.
    own: Vec<Vec<Option<f64>>>,
    /// By cell, then cell.
    together: Vec<Vec<f64>>,
    lean: Vec<f64>,
}

impl Scores {
    fn of(cells: &[Cell], owners: &[Owner]) -> Self {
        let texts: Vec<Pairs> = cells.iter().map(|c| pairs(&c.text.string())).collect();
        let label = |c: &Cell| c.metrics.iter().map(|m| m.label.string() + "/").collect::<String>();
        let labels: Vec<Pairs> = cells.iter().map(|c| pairs(&label(c))).collect();
        let known: Vec<(Pairs, Pairs)> = owners.iter().map(|o| (pairs(&o.name), pairs(&o.about))).collect();
        // Words of few records tell more than words of many.
        let rare = |pair: &(char, char)| {
            let with = known.iter().filter(|(name, about)| name.contains(pair) || about.contains(pair)).count();
            ((known.len() as f64 + 1.0) / with.max(1) as f64).ln()
        };
        let fits = |text: &Pairs, (name, about): &(Pairs, Pairs)| {
            let shared: Vec<_> = text.iter().filter(|p| name.contains(p) || about.contains(p)).collect();
            let weight = |p: &&(char, char)| if name.contains(p) { 2.0 * rare(p) } else { rare(p) };
            (shared.len() >= FEWEST).then(|| shared.iter().map(weight).sum::<f64>())
        };
        let most = |text: &Pairs| known.iter().filter_map(|k| fits(text, k)).fold(0.0, f64::max);
        let tops: Vec<f64> = texts.iter().map(most).collect();
        let row = |k: &(Pairs, Pairs)| {
            let each = texts.iter().zip(&tops);
            each.map(|(t, top)| fits(t, k).filter(|_| *top > 0.0).map(|f| f / top)).collect()
        };
        let own = known.iter().map(row).collect();
        let pair = |(a, la): (&Pairs, &Pairs)| {
            let others = texts.iter().zip(&labels);
            others.map(|(b, lb)| 0.5 * overlap(a, b) + 0.5 * overlap(la, lb)).collect()
        };
        let together = texts.iter().zip(&labels).map(pair).collect();
        Self { own, together, lean: cells.iter().map(|c| c.lean).collect() }
    }

    /// Whether no other of these records has as much in common with a cell as its own; one of the same name is none.
    fn is_foremost(&self, cell: usize, own: &Owner, all: &[Owner]) -> bool {
        let fit = |record: usize| self.own.get(record).and_then(|r| r.get(cell)).copied().flatten().unwrap_or(0.0);
        let same = |o: &Owner| o.name == own.name || alike(&o.name, &own.name) >= SAME;
        let most = |is_own: bool| {
            let these = all.iter().enumerate().filter(|(_, o)| same(o) == is_own);
            these.map(|(i, _)| fit(i)).fold(0.0, f64::max)
        };
        most(false) + MARGIN <= most(true)
    }

    /// The best places of all cells, none of them `without`, and how good they are.
    fn best(&self, without: Option<Place>) -> (f64, Vec<Place>) {
        let mut reached: BTreeMap<u32, (f64, Vec<Place>)> = BTreeMap::from([(0, (0.0, Vec::new()))]);
        for owner in 0..self.own.len() {
            let choices = self.choices(owner, without);
            let mut next = reached.clone();
            for (taken, (score, places)) in &reached {
                for (mask, more, added) in choices.iter().filter(|c| taken & c.0 == 0) {
                    let total = score + more;
                    let known = next.get(&(taken | mask)).map(|k| k.0);
                    if known.is_none_or(|k| k < total) {
                        let places = places.iter().chain(added).copied().collect();
                        next.insert(taken | mask, (total, places));
                    }
                }
            }
            reached = next;
        }
        reached.into_values().fold((0.0, Vec::new()), |best, here| if here.0 > best.0 { here } else { best })
    }

    /// What a record may take: one cell of what was done, one of what is planned, or one of both.
    fn choices(&self, owner: usize, without: Option<Place>) -> Vec<(u32, f64, Vec<Place>)> {
        let one = |cell: usize, role: Role| {
            let place = (cell, owner, role);
            let fits = self.own.get(owner)?.get(cell).copied().flatten()?;
            let lean = self.lean.get(cell).copied().unwrap_or(0.0);
            let lean = if role == Role::Actual { lean } else { -lean };
            // Sentences that all say the contrary are not overruled.
            let open = Some(place) != without && lean > -1.0;
            open.then(|| (1_u32 << cell, fits + 0.5 * lean, vec![place]))
        };
        let all = |role: Role| (0..self.lean.len()).filter_map(move |c| one(c, role));
        let mut choices: Vec<_> = all(Role::Actual).chain(all(Role::Target)).collect();
        let (done, planned): (Vec<_>, Vec<_>) = (all(Role::Actual).collect(), all(Role::Target).collect());
        for a in &done {
            for t in planned.iter().filter(|t| t.0 & a.0 == 0) {
                let at = |places: &[Place]| places.first().map_or(0, |p| p.0);
                let both = self.together.get(at(&a.2)).and_then(|r| r.get(at(&t.2))).copied().unwrap_or(0.0);
                choices.push((a.0 | t.0, a.1 + t.1 + both, a.2.iter().chain(&t.2).copied().collect()));
            }
        }
        choices
    }
}

/// Whether two cells of a record bear each other out: their sentences say what was done and what is planned, and both
/// count something, and nothing that another cell counts, too.
fn agree(cells: &[Cell], one: &Place, other: &Place) -> bool {
    let said = |p: &Place| {
        let lean = cells.get(p.0).map_or(0.0, |c| c.lean);
        if p.2 == Role::Actual { lean >= SAID } else { lean <= -SAID }
    };
    let whole = |p: &Place| {
        let shown = cells.get(p.0).map(|c| c.text.string()).unwrap_or_default();
        shown.matches('【').count() == shown.matches('】').count()
    };
    let labels = |cell: usize| -> BTreeSet<String> {
        let all = cells.get(cell).into_iter().flat_map(|c| &c.metrics);
        all.map(|m| label_key(&m.label.string())).filter(|l| !l.is_empty()).collect()
    };
    let (here, there) = (labels(one.0), labels(other.0));
    let others = (0..cells.len()).filter(|c| *c != one.0 && *c != other.0);
    let elsewhere: BTreeSet<String> = others.flat_map(labels).collect();
    let own = here.iter().chain(&there).all(|l| !elsewhere.contains(l));
    own && here.intersection(&there).next().is_some() && [one, other].iter().all(|p| said(p) && whole(p))
}

/// Share of the smaller of two texts that stands in the other, too.
fn overlap(a: &Pairs, b: &Pairs) -> f64 {
    let least = a.len().min(b.len());
    if least == 0 { 0.0 } else { a.intersection(b).count() as f64 / least as f64 }
}

/// How alike two texts are, from 0 to 1.
pub fn alike(a: &str, b: &str) -> f64 {
    let (a, b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { 2.0 * a.intersection(&b).count() as f64 / all as f64 }
}

/// The pairs of letters that stand beside each other, without signs and digits.
fn pairs(text: &str) -> Pairs {
    let chars: Vec<char> = normalise::fold(text).chars().filter(|c| *c != '\n').collect();
    let letters = |c: &char| c.is_alphabetic();
    chars
        .windows(2)
        .filter_map(|w| if let [a, b] = w { letters(a).then_some((*a, *b)).filter(|_| letters(b)) } else { None })
        .collect()
}
