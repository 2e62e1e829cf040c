//! Whose turn it is: which figures of a text whose cells follow each other are targets, and which are actuals.
//!
//! In every row the targets stand before the actuals, and figures of an earlier year are announced. The reading that
//! goes least against that, and against what the words beside the figures say, is taken; how much worse any other
//! reading of a figure would be says how sure it is.

use super::pieces::{Figures, Pair, Piece};
use crate::normalise;
use crate::sheet::Role;

/// What a reading with another place for a figure must cost more, for the figure to be sure.
const SURE: f64 = 1.0;
/// More than any reading costs.
const NEVER: f64 = 1e6;

/// The states: targets and actuals of the table's own year, and of the year that was announced.
const STATES: [(Role, bool); 4] =
    [(Role::Target, false), (Role::Actual, false), (Role::Target, true), (Role::Actual, true)];
const T: usize = 0;
const A: usize = 1;
const RT: usize = 2;
const RA: usize = 3;

/// Where a piece with figures belongs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// What its figures are.
    pub role: Role,
    /// Whether they are of the year that was announced.
    pub announced: bool,
    /// Whether every other reading is clearly worse.
    pub sure: bool,
}

/// What stands between two pieces with figures.
#[derive(Clone, Debug, Default)]
struct Between {
    head: bool,
    actual_head: bool,
    announced: Vec<Role>,
    labels: usize,
}

/// The turn of every piece with figures of one table, in their order.
pub fn turns(pieces: &[Piece], months: &[u32]) -> Vec<Turn> {
    let mut between = Between { head: true, ..Between::default() };
    let mut steps: Vec<(Between, &Figures)> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Head { roles, .. } if roles.contains(&Role::Target) => {
                between = Between { head: true, ..Between::default() };
            }
            Piece::Head { .. } => between.actual_head = true,
            Piece::Reference { role, .. } => {
                between.announced.push(*role);
                between.labels = 0;
            }
            Piece::Label(_) => between.labels += 1,
            Piece::Words(_) | Piece::End => {}
            Piece::Figures(figures) => steps.push((std::mem::take(&mut between), figures)),
        }
    }
    let bounded = steps.iter().any(|(_, f)| is_bounded(&f.text.string()));
    let twins = twins(&steps);
    let costs: Vec<[f64; 4]> = steps.iter().zip(&twins).map(|((_, f), t)| own(f, *t, bounded, months)).collect();
    // Both words announced together head two columns of what follows.
    let mut together = false;
    let mut moves: Vec<[[f64; 4]; 4]> = Vec::new();
    let mut last = Pair::No;
    for (between, figures) in &steps {
        if !between.announced.is_empty() {
            together = between.announced.contains(&Role::Target) && between.announced.contains(&Role::Actual);
        } else if between.labels > 0 || between.head {
            together = false;
        }
        moves.push(matrix(between, figures, last, together));
        last = figures.pair;
    }
    let mut turns = settle(&costs, &moves);
    // Words between the heads of the columns: the cells do not follow each other row by row.
    let ordered = ordered(pieces);
    let mut announced: Option<Role> = None;
    // Whether the name of a row or the head of the table came last, and no announcement.
    let mut opened = false;
    for ((turn, twin), (between, figures)) in turns.iter_mut().zip(&twins).zip(&steps) {
        if between.labels > 0 || between.head {
            announced = None;
            opened = true;
        }
        opened &= between.announced.is_empty();
        // What is announced twice in a row is a slip of the pen, or another row.
        let again = between.announced.iter().any(|role| announced == Some(*role));
        announced = between.announced.last().copied().or(announced);
        turn.sure &= !again && is_plain(*turn, *twin, (between, figures), (ordered, ordered && opened), months);
    }
    turns
}

/// Finds, in each stretch without a name or an announcement in it, figures with the same words: a target and its
/// actual.
fn twins(steps: &[(Between, &Figures)]) -> Vec<Pair> {
    let mut twins = vec![Pair::No; steps.len()];
    let breaks = |b: &Between| b.head || b.labels > 0 || !b.announced.is_empty();
    let mut from = 0;
    while from < steps.len() {
        let here = steps.iter().skip(from + 1).position(|(b, _)| breaks(b)).map_or(steps.len(), |p| from + 1 + p);
        for i in from..here {
            let Some((_, one)) = steps.get(i) else { continue };
            let same: Vec<usize> =
                (from..here).filter(|k| steps.get(*k).is_some_and(|(_, f)| f.words == one.words)).collect();
            let [first, second] = same.as_slice() else { continue };
            // Without words only neighbours are about the same.
            let unit = |k: usize| steps.get(k).and_then(|(_, f)| f.unit.as_deref());
            if one.words.is_empty() && (*first != from || first + 1 != *second || unit(*first) != unit(*second)) {
                continue;
            }
            if let Some(twin) = twins.get_mut(i) {
                *twin = if i == *first { Pair::First } else { Pair::Second };
            }
        }
        from = here;
    }
    twins
}

/// Whether the heads of the columns follow each other, so that rows do, too.
fn ordered(pieces: &[Piece]) -> bool {
    let heads: Vec<usize> =
        pieces.iter().enumerate().filter(|(_, p)| matches!(p, Piece::Head { .. })).map(|(i, _)| i).collect();
    heads.windows(2).all(|w| matches!(w, [a, b] if a + 1 == *b))
}

/// Whether the words beside a figure say its turn, not only the order.
fn is_plain(
    turn: Turn,
    twin: Pair,
    (between, figures): (&Between, &Figures),
    (ordered, opened): (bool, bool),
    months: &[u32],
) -> bool {
    let text = outside(&normalise::fold(&figures.text.string()));
    let announced = between.announced.as_slice() == [turn.role] && between.labels == 0;
    match (turn.role, turn.announced) {
        (_, true) => announced && (ordered || !figures.begins),
        (Role::Actual, false) if named_months(&text).iter().any(|m| months.contains(m)) => true,
        (Role::Actual, false) => opened && twin == Pair::Second,
        _ if twin == Pair::First => opened,
        _ => opened && is_bounded(&text) && (between.labels > 0 || between.head),
    }
}

/// A folded text without what stands in brackets, unless its figures do.
fn outside(folded: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in folded.chars() {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.contains(|c: char| c.is_ascii_digit()) { out } else { folded.to_owned() }
}

/// The cheapest reading, and how much worse others are.
fn settle(costs: &[[f64; 4]], moves: &[[[f64; 4]; 4]]) -> Vec<Turn> {
    let least = |it: &mut dyn Iterator<Item = f64>| it.fold(f64::INFINITY, f64::min);
    let at = |row: &[f64; 4], i: usize| row.get(i).copied().unwrap_or(NEVER);
    let mut ahead: Vec<[f64; 4]> = Vec::new();
    for (cost, moved) in costs.iter().zip(moves) {
        let before = ahead.last().copied().unwrap_or([0.0, NEVER, NEVER, NEVER]);
        let to = |s: usize| {
            least(&mut (0..4).map(|p| at(&before, p) + moved.get(p).map_or(NEVER, |r| at(r, s)))) + at(cost, s)
        };
        ahead.push([to(T), to(A), to(RT), to(RA)]);
    }
    let mut behind = vec![[0.0; 4]; costs.len()];
    for i in (1..costs.len()).rev() {
        let (Some(cost), Some(moved), Some(after)) = (costs.get(i), moves.get(i), behind.get(i).copied()) else {
            continue;
        };
        let from = |p: usize| {
            least(&mut (0..4).map(|s| moved.get(p).map_or(NEVER, |r| at(r, s)) + at(cost, s) + at(&after, s)))
        };
        if let Some(before) = behind.get_mut(i - 1) {
            *before = [from(T), from(A), from(RT), from(RA)];
        }
    }
    let turn = |(a, b): (&[f64; 4], &[f64; 4])| {
        let total = |s: usize| at(a, s) + at(b, s);
        let best = (0..4).min_by(|x, y| total(*x).total_cmp(&total(*y))).unwrap_or(T);
        let other = least(&mut (0..4).filter(|s| *s != best).map(total));
        let (role, announced) = STATES.get(best).copied().unwrap_or((Role::Target, false));
        Turn { role, announced, sure: other - total(best) >= SURE }
    };
    ahead.iter().zip(&behind).map(turn).collect()
}

/// What it costs to go from each state to each other.
fn matrix(between: &Between, figures: &Figures, last: Pair, together: bool) -> [[f64; 4]; 4] {
    if between.head {
        return [[0.0, 3.0, NEVER, NEVER]; 4];
    }
    if let Some(last) = between.announced.last() {
        let left = if between.labels > 0 { 2.0 } else { 4.0 };
        let row = match (together, last) {
            (true, _) => [left, left, 0.0, 1.0],
            (false, Role::Target) => [left, left, 0.0, NEVER],
            (false, _) => [left, left, NEVER, 0.0],
        };
        return [row; 4];
    }
    if figures.pair == Pair::Second {
        let crossed = if together { 0.0 } else { 4.0 };
        return [
            [1.0, 0.0, NEVER, NEVER],
            [4.0, 1.0, NEVER, NEVER],
            [NEVER, NEVER, 1.0, crossed],
            [NEVER, NEVER, 4.0, 0.5],
        ];
    }
    let next = figures.pair == Pair::First && last == Pair::Second;
    if !figures.begins {
        let back = if next { 0.0 } else { 4.0 };
        return [
            [0.5, 0.6, NEVER, NEVER],
            [back, 0.0, NEVER, NEVER],
            [NEVER, NEVER, 0.5, 4.0],
            [NEVER, NEVER, 4.0, 0.0],
        ];
    }
    if between.labels > 0 {
        [
            [0.8, if between.actual_head { 0.2 } else { 1.5 }, NEVER, NEVER],
            [0.2, 2.4, NEVER, NEVER],
            [0.6, 2.4, 1.6, NEVER],
            [0.2, 2.4, NEVER, 2.0],
        ]
    } else {
        let crossed = if next && together { 0.0 } else { NEVER };
        [
            [0.0, if between.actual_head { 0.0 } else { 0.6 }, NEVER, NEVER],
            [if next { 0.0 } else { 2.0 }, 0.0, NEVER, NEVER],
            [3.0, 1.0, 0.0, NEVER],
            [1.0, 2.5, crossed, 0.0],
        ]
    }
}

/// What the words of a piece have against each state.
fn own(figures: &Figures, twin: Pair, bounded: bool, months: &[u32]) -> [f64; 4] {
    let whole = normalise::fold(&figures.text.string());
    let text = outside(&whole);
    let (mut target, mut actual, mut earlier) = (0.0, 0.0, 0.0);
    if is_bounded(&text) {
        actual += 3.0;
        earlier += 3.0;
    } else {
        target += if bounded { 1.2 } else { 0.3 };
    }
    let named = named_months(&text);
    if named.iter().any(|m| months.contains(m)) {
        target += 2.0;
        earlier += 0.3;
    } else if !named.is_empty() {
        target += 1.5;
    }
    if text.contains("累計") || text.starts_with(['計', '※']) || done(&text) {
        target += 1.0;
    }
    match twin {
        Pair::No => {}
        Pair::First => actual += 1.5,
        Pair::Second => target += 1.5,
    }
    [target, actual, target, earlier]
}

/// Whether words say how much is aimed at.
fn is_bounded(text: &str) -> bool {
    ["以上", "以下", "以内", "未満", "目標", "目指"].iter().any(|w| text.contains(w))
}

fn done(text: &str) -> bool {
    text.split('。').any(|s| s.ends_with("した") || s.ends_with("ている"))
}

/// The months that open figures: `4月 78社`.
pub fn named_months(folded: &str) -> Vec<u32> {
    let opens = |rest: &str| {
        // A day of the month counts nothing.
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let figure = after.len() < rest.len() && !after.starts_with('日');
        rest.is_empty() || figure || rest.starts_with([' ', ':', '('])
    };
    let months = numbers_of_months(folded).filter(|(month, rest)| (1..=12).contains(month) && opens(rest));
    months.map(|(month, _)| month).collect()
}

/// The number before each 月, and what stands behind it.
pub fn numbers_of_months(folded: &str) -> impl Iterator<Item = (u32, &str)> {
    folded.match_indices('月').filter_map(|(at, word)| {
        let (before, after) = (folded.get(..at)?, folded.get(at + word.len()..)?);
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        Some((before.get(digits..)?.parse().ok()?, after))
    })
}
