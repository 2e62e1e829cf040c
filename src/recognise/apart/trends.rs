//! Rows of targets from figures that have come apart: a target seldom leaves the way that those before it went.

use super::group::Group;
use super::items::{Chunk, Lead};
use crate::normalise::{self, Context};
use crate::sheet::Role;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Readings that are followed at once: how wide the search is, so that its work grows with the figures alone.
const BEAM: usize = 600;
/// Readings that are given.
const GIVEN: usize = 40;
/// Most figures that are looked at.
const MOST: usize = 160;
/// Most rows that begin without the word for targets.
const MOST_OVER: usize = 6;
/// What parting neighbours of a line costs, in thousandths of a row's first figure.
const PARTED: i64 = 80;
/// What going against the way so far costs.
const AGAINST: i64 = 150;
/// What a figure that stands alone under another costs: it is rather an actual.
const UNDER: i64 = 60;
/// What fewer decimals than before cost, and more.
const DECIMALS: [i64; 2] = [30, 5];

/// A figure that may be a target.
struct Candidate {
    spot: (usize, usize),
    number: Decimal,
    decimals: usize,
    /// Places of its neighbours on its line among the candidates.
    before: Option<usize>,
    after: Option<usize>,
    /// Whether it stands alone under another figure.
    under: bool,
}

#[derive(Clone)]
struct State {
    rows: Vec<Vec<usize>>,
    used: Vec<bool>,
    cost: i64,
}

/// Rows of targets, each a list of chunk and figure, the likeliest reading first. `count` is how many there are.
pub fn rows(chunks: &[Chunk], columns: usize, count: usize) -> Vec<Vec<Vec<(usize, usize)>>> {
    let candidates = candidates(chunks);
    if candidates.is_empty() || candidates.len() > MOST {
        return Vec::new();
    }
    let mut states = starts(chunks, &candidates, count);
    for step in 0..count * (columns - 1) {
        // All rows grow alike, so that readings can be compared.
        let row = step % count;
        let mut next: Vec<State> = states.iter().flat_map(|s| extended(s, row, &candidates, columns)).collect();
        next.sort_by_key(|s| s.cost);
        let mut seen = BTreeSet::new();
        next.retain(|s| seen.len() < BEAM && seen.insert(s.shape(&candidates)));
        states = next;
    }
    let spots = |row: &Vec<usize>| row.iter().filter_map(|i| candidates.get(*i)).map(|c| c.spot).collect();
    states.iter().take(GIVEN).map(|s| s.rows.iter().map(spots).collect()).collect()
}

impl State {
    /// What tells a reading from others: the figures of its rows and those that go on after them.
    fn shape(&self, candidates: &[Candidate]) -> Vec<Option<(Decimal, usize, Option<Decimal>)>> {
        let number = |i: usize| candidates.get(i).map(|c| c.number);
        let one = |i: &usize| candidates.get(*i).map(|c| (c.number, c.decimals, c.after.and_then(number)));
        self.rows.iter().flat_map(|row| row.iter().map(one).chain([None])).collect()
    }

    /// How many figures of begun lines a row has still to take.
    fn owed(&self, row: &[usize], candidates: &[Candidate]) -> usize {
        let after = |i: &usize| candidates.get(*i).and_then(|c| c.after);
        let open = |i: &usize| !self.used.get(*i).copied().unwrap_or(true);
        let begun = row.iter().filter_map(after).filter(open);
        begun.map(|first| std::iter::successors(Some(first), |i| after(i)).count()).sum()
    }
}

fn candidates(chunks: &[Chunk]) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    for (i, chunk) in chunks.iter().enumerate() {
        let may = matches!(chunk.lead, Lead::Alone | Lead::Role(Role::Target));
        if !may || chunk.figures.iter().any(|f| f.number.is_none()) {
            continue;
        }
        let (first, count) = (out.len(), chunk.figures.len());
        for (k, (number, decimals)) in chunk.figures.iter().filter_map(|f| Some((f.number?, f.decimals))).enumerate() {
            let before = k.checked_sub(1).map(|_| first + k - 1);
            let after = (k + 1 < count).then_some(first + k + 1);
            let over = i
                .checked_sub(1)
                .and_then(|j| chunks.get(j))
                .is_some_and(|o| o.block == chunk.block && o.line + 1 == chunk.line && !o.figures.is_empty());
            let under = over && count == 1 && chunk.lead == Lead::Alone;
            out.push(Candidate { spot: (i, k), number, decimals, before, after, under });
        }
    }
    out
}

/// The figures with which so many rows can begin: those behind the word for targets, and, above the first actuals of
/// a row, some without it.
fn starts(chunks: &[Chunk], candidates: &[Candidate], count: usize) -> Vec<State> {
    let at = |chunk: usize| candidates.iter().position(|c| c.spot == (chunk, 0));
    let led: Vec<usize> = (0..chunks.len())
        .filter(|i| chunks.get(*i).is_some_and(|c| c.lead == Lead::Role(Role::Target)))
        .filter_map(at)
        .collect();
    let over = |i: usize| {
        let (chunk, next) = (chunks.get(i)?, chunks.get(i + 1)?);
        let over = chunk.lead == Lead::Alone && next.lead == Lead::Role(Role::Actual);
        at(i).filter(|_| over && chunk.block == next.block && chunk.line + 1 == next.line)
    };
    let others: Vec<usize> = (0..chunks.len()).filter_map(over).take(MOST_OVER).collect();
    let subsets = (0..1_usize << others.len()).map(|subset| {
        let some = others.iter().enumerate().filter(|(k, _)| subset >> k & 1 == 1).map(|(_, o)| *o);
        led.iter().copied().chain(some).collect::<Vec<usize>>()
    });
    let state = |mut set: Vec<usize>| {
        set.sort_unstable();
        let mut used = vec![false; candidates.len()];
        for i in &set {
            if let Some(used) = used.get_mut(*i) {
                *used = true;
            }
        }
        State { rows: set.into_iter().map(|i| vec![i]).collect(), used, cost: 0 }
    };
    subsets.filter(|s| s.len() == count).map(state).collect()
}

fn extended(state: &State, row: usize, candidates: &[Candidate], columns: usize) -> Vec<State> {
    let Some(own) = state.rows.get(row) else { return Vec::new() };
    let free = (0..candidates.len()).filter(|i| !state.used.get(*i).copied().unwrap_or(true));
    let grown = free.filter_map(|i| {
        let cost = state.cost + step(own, i, state, candidates)?;
        let mut next = state.clone();
        next.rows.get_mut(row)?.push(i);
        *next.used.get_mut(i)? = true;
        next.cost = cost;
        let own = next.rows.get(row)?;
        (own.len() + next.owed(own, candidates) <= columns).then_some(next)
    });
    grown.collect()
}

/// What it costs to go on with a figure.
fn step(row: &[usize], next: usize, state: &State, candidates: &[Candidate]) -> Option<i64> {
    let last = *row.last()?;
    let (p, x) = (candidates.get(last)?, candidates.get(next)?);
    // A row that takes a line takes it from its beginning.
    if x.before.is_some_and(|b| !row.contains(&b)) {
        return None;
    }
    let first = candidates.get(*row.first()?)?.number;
    let change = x.number - p.number;
    let before = row.len().checked_sub(2).and_then(|i| candidates.get(*row.get(i)?)).map(|q| p.number - q.number);
    let bend = before.map_or(change / Decimal::from(4), |b| change - b).abs();
    let against = matches!(
        (p.number.cmp(&first), change.cmp(&Decimal::ZERO)),
        (Ordering::Less, Ordering::Greater) | (Ordering::Greater, Ordering::Less)
    );
    let mut cost = (bend * Decimal::ONE_THOUSAND / first.abs().max(Decimal::ONE)).to_i64()?;
    cost += if against { AGAINST } else { 0 };
    cost += if x.under { UNDER } else { 0 };
    let open = |i: usize| !state.used.get(i).copied().unwrap_or(true);
    if p.after.is_some_and(|after| after != next && open(after)) {
        cost += PARTED;
    }
    let [fewer, more] = DECIMALS;
    cost += match x.decimals.cmp(&p.decimals) {
        Ordering::Less => fewer,
        Ordering::Greater => more,
        Ordering::Equal => 0,
    };
    Some(cost)
}

/// Whether the targets of a group fall.
pub fn falls(group: &Group) -> bool {
    let targets = group.rows.iter().find(|(role, _)| *role == Role::Target);
    let number = |p: &crate::recognise::raw::Printed| normalise::quantity(&p.text, &Context::default()).number;
    let numbers: Vec<Decimal> = targets.into_iter().flat_map(|(_, c)| c).filter_map(|(_, p)| number(p)).collect();
    matches!((numbers.first(), numbers.last()), (Some(a), Some(b)) if b < a)
}
