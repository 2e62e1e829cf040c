//! Rows of boxes → the scales that they belong to.
//!
//! As for the figures, the arrangement with the fewest tears is taken, and what speaks for
//! another one lowers the trust. Points say which level a row must mark, and [`Habits`] where
//! the other sheets of the dump have it; only both together outweigh points that do not agree.

use super::cells;
use super::cost;
use super::habits::{Habits, Shares};
use super::scales::Scale;
use super::scan::{Item, What};
use crate::profile::LabelId;
use std::collections::BTreeMap;

/// What a step back in the form costs.
const BACK: i32 = 24;
/// What it costs to begin anew behind something of another part of the form.
const APART: i32 = 8;
/// What leaving out something of the form costs.
const ON: i32 = 4;
/// What a mark costs that its points contradict: more than any tear, for people seldom err.
const POINTS: i32 = 30;
/// Arrangements that are followed: how wide the search is, so that its work grows with the marks alone.
const CANDIDATES: usize = 2000;

/// Things of the form around the boxes, in its order; boxes are odd ones out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spot {
    Heading,
    Grades,
    Boxes(Scale),
    Panel(bool),
    Levels(bool),
    Criterion(bool, bool),
    Total(bool),
    Future,
    Direction,
    Choices,
    Council,
}

const ORDER: [Spot; 22] = [
    Spot::Heading,
    Spot::Grades,
    Spot::Boxes(Scale::Achievement),
    Spot::Panel(false),
    Spot::Levels(false),
    Spot::Criterion(false, false),
    Spot::Boxes(Scale::DepartmentEffectiveness),
    Spot::Criterion(false, true),
    Spot::Boxes(Scale::DepartmentEmployment),
    Spot::Total(false),
    Spot::Panel(true),
    Spot::Levels(true),
    Spot::Criterion(true, false),
    Spot::Boxes(Scale::CommitteeEffectiveness),
    Spot::Criterion(true, true),
    Spot::Boxes(Scale::CommitteeEmployment),
    Spot::Total(true),
    Spot::Future,
    Spot::Direction,
    Spot::Choices,
    Spot::Boxes(Scale::Direction),
    Spot::Council,
];

/// Which row of boxes is which, and where the labels of the criteria belong.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Item of each scale's row, with the trust in it.
    pub rows: BTreeMap<Scale, (usize, f64)>,
    /// The scale that a label of a criterion stands for, by item.
    pub criteria: BTreeMap<usize, Scale>,
    /// Item and scale of each row in all arrangements, with their share of the weight.
    pub shares: Shares,
}

#[derive(Clone, Debug)]
struct State {
    at: Option<usize>,
    used: u32,
    chosen: Vec<(usize, usize)>,
    cost: i32,
}

/// What tells one state from another: where it stands, what it used, what it chose.
type Reached = (Option<usize>, u32, Vec<(usize, usize)>);

/// Arranges the rows of boxes. `expected` gives the level that a scale's points ask for.
pub fn arrange(
    items: &[Item],
    habits: &Habits,
    expected: &dyn Fn(Scale) -> Option<String>,
    marked: &dyn Fn(usize, Scale) -> Option<String>,
) -> Marks {
    let mut states = vec![State { at: None, used: 0, chosen: Vec::new(), cost: 0 }];
    for (index, item) in items.iter().enumerate() {
        let options = options(item);
        if options.is_empty() {
            if parts(item) {
                states.iter_mut().for_each(|s| s.at = None);
            }
            continue;
        }
        let mut next: BTreeMap<Reached, State> = BTreeMap::new();
        for state in &states {
            let free: Vec<usize> = options.iter().copied().filter(|o| state.used & (1 << o) == 0).collect();
            if free.is_empty() {
                next.insert((state.at, state.used, state.chosen.clone()), state.clone());
            }
            for spot in free {
                let mut cost = step(state.at, spot);
                if let Some(Spot::Boxes(scale)) = ORDER.get(spot) {
                    let (want, is) = (expected(*scale), marked(index, *scale));
                    cost += if want.is_some() && want != is { POINTS } else { 0 };
                    cost += habits.cost(items, index, *scale);
                }
                let mut chosen = state.chosen.clone();
                if matches!(ORDER.get(spot), Some(Spot::Boxes(_) | Spot::Criterion(..))) {
                    chosen.push((index, spot));
                }
                let state = State { at: Some(spot), used: state.used | (1 << spot), chosen, cost: state.cost + cost };
                next.insert((state.at, state.used, state.chosen.clone()), state);
            }
        }
        states = next.into_values().collect();
        states.sort_by_key(|s| s.cost);
        states.truncate(CANDIDATES);
    }
    settle(items, &states)
}

/// The cheapest arrangement, and how much of the weight of all agrees with it on each scale.
fn settle(items: &[Item], states: &[State]) -> Marks {
    let Some(best) = states.first() else { return Marks::default() };
    let row = |state: &State, scale: Scale| {
        let found = state.chosen.iter().find(|(_, spot)| ORDER.get(*spot) == Some(&Spot::Boxes(scale)));
        found.map(|(index, _)| *index)
    };
    let pattern = |index: Option<usize>| match index.and_then(|i| items.get(i)).map(|i| &i.what) {
        Some(What::Boxes(boxes)) => boxes.iter().map(|(m, _)| *m).collect::<Vec<bool>>(),
        _ => Vec::new(),
    };
    let weight = |s: &State| (f64::from(best.cost - s.cost) / cost::SCALE).exp();
    let all: f64 = states.iter().map(weight).sum();
    let mut marks = Marks::default();
    for (index, spot) in &best.chosen {
        match ORDER.get(*spot) {
            Some(Spot::Boxes(scale)) => {
                let own = pattern(Some(*index));
                let agree: f64 = states.iter().filter(|s| pattern(row(s, *scale)) == own).map(weight).sum();
                let share = agree / all;
                marks.rows.insert(
                    *scale,
                    (*index, if share > 0.95 { 0.96 } else { (share * 1000.0).round() / 1000.0 * 0.9 }),
                );
            }
            Some(Spot::Criterion(committee, employment)) => {
                marks.criteria.insert(*index, scale(*committee, *employment));
            }
            _ => {}
        }
    }
    for state in states {
        for (index, spot) in &state.chosen {
            if let Some(Spot::Boxes(scale)) = ORDER.get(*spot) {
                *marks.shares.entry((*index, *scale)).or_default() += weight(state) / all;
            }
        }
    }
    marks
}

fn scale(committee: bool, employment: bool) -> Scale {
    match (committee, employment) {
        (false, false) => Scale::DepartmentEffectiveness,
        (false, true) => Scale::DepartmentEmployment,
        (true, false) => Scale::CommitteeEffectiveness,
        (true, true) => Scale::CommitteeEmployment,
    }
}

fn step(from: Option<usize>, to: usize) -> i32 {
    match from {
        None => APART,
        Some(from) if to == from + 1 => 0,
        Some(from) if to > from => ON + i32::from(to > from + 3) * 2,
        Some(_) => BACK,
    }
}

/// Whether an item belongs to another part of the form, so that what follows need not go on.
fn parts(item: &Item) -> bool {
    match &item.what {
        What::Year(_) => true,
        What::Label(label) => matches!(
            label,
            LabelId::Title
                | LabelId::Department
                | LabelId::Name
                | LabelId::Policy
                | LabelId::Issue
                | LabelId::Results
                | LabelId::IndicatorHead
                | LabelId::Target
                | LabelId::Actual
                | LabelId::Population
                | LabelId::Activity
                | LabelId::Outcome
                | LabelId::Covid
        ),
        What::Text(lines) => {
            let cells = cells::rows(lines);
            !cells.is_empty()
                && cells.iter().flatten().all(|c| c.sort != cells::Sort::Text)
                && lines.iter().all(|l| l.len() != 2)
        }
        _ => false,
    }
}

/// Where in the form an item may stand.
fn options(item: &Item) -> Vec<usize> {
    let spots: Vec<Spot> = match &item.what {
        What::Label(LabelId::Achievement) => vec![Spot::Heading],
        What::Grades(_) => vec![Spot::Grades],
        What::Levels(_) => vec![Spot::Levels(false), Spot::Levels(true)],
        What::Choice(_) => vec![Spot::Choices],
        What::Label(LabelId::DepartmentPanel) => vec![Spot::Panel(false)],
        What::Label(LabelId::CommitteePanel) => vec![Spot::Panel(true)],
        What::Label(LabelId::Effectiveness) => vec![Spot::Criterion(false, false), Spot::Criterion(true, false)],
        What::Label(LabelId::Employment) => vec![Spot::Criterion(false, true), Spot::Criterion(true, true)],
        What::Label(LabelId::DepartmentTotal) => vec![Spot::Total(false)],
        What::Label(LabelId::CommitteeTotal) => vec![Spot::Total(true)],
        What::Label(LabelId::Future) => vec![Spot::Future],
        What::Label(LabelId::Direction) => vec![Spot::Direction],
        What::Label(LabelId::Council) => vec![Spot::Council],
        What::Boxes(_) => ORDER.iter().copied().filter(|s| matches!(s, Spot::Boxes(_))).collect(),
        _ => Vec::new(),
    };
    spots.iter().filter_map(|s| ORDER.iter().position(|o| o == s)).collect()
}
