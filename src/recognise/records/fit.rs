//! Which record each torn cell fits best: by the words that it shares with what is known of the records and with the
//! other cell of the same record.
//!
//! All the cells of a table are fitted together. A cell whose second best place is nearly as good stays open.

use super::torn::Cell;
use crate::normalise;
use crate::sheet::Role;
use std::collections::{BTreeMap, BTreeSet};

/// How much worse everything must fit without the place of a cell.
const MARGIN: f64 = 0.15;
/// Most cells of a table that are fitted together.
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

/// Where the cells belong, those for which the words decide it.
pub fn places(cells: &[Cell], owners: &[Owner]) -> Vec<Place> {
    if cells.is_empty() || cells.len() > MOST {
        return Vec::new();
    }
    let scores = Scores::of(cells, owners);
    let (best, chosen) = scores.best(None);
    let decided = |place: &Place| best - scores.best(Some(*place)).0 >= MARGIN;
    chosen.into_iter().filter(decided).collect()
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
