//! What the search found → indicators whose figures say how sure they are.

use super::arrangement::{Arrangement, Found};
use super::cells::{Cell, Sort};
use super::doubt::Doubt;
use super::grid::{Grid, merged};
use super::scan::Item;
use super::table::Shape;
use crate::recognise::raw::{Printed, RawFigure, RawIndicator};
use crate::recognise::text::figure::open_brackets;
use crate::recognise::text::label::fold;
use crate::sheet::{Alternative, Role};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Trust in a figure that structure and constraints leave no other place for.
const SETTLED: f64 = 0.96;
/// The most trust in a figure whose place stays open.
pub const OPEN: f64 = 0.85;
/// The most trust in cells that seem to be merged: nothing prints where they end.
const MERGED: f64 = 0.5;
/// Weight of other readings up to which a reading is settled.
const DOUBT: f64 = 0.012;

/// The indicators of a page, as sure as `doubt` leaves them.
pub fn indicators(found: &Found, grid: &Grid, shape: &Shape, page: u32, doubt: Doubt) -> Vec<RawIndicator> {
    let Some(best) = found.arrangements.first() else { return Vec::new() };
    let trust = Trust { found, cut: found.lost + if doubt == Doubt::All { DOUBT * 2.0 } else { 0.0 }, doubt };
    shape
        .kinds
        .iter()
        .enumerate()
        .map(|(k, kind)| {
            let cells = [k * 2, k * 2 + 1].iter().flat_map(|r| row(&trust, best, grid, shape, *r, page)).collect();
            RawIndicator { kind: *kind, label: name(&trust, best, grid, k, page), cells, ..RawIndicator::default() }
        })
        .collect()
}

fn name(trust: &Trust<'_>, best: &Arrangement, grid: &Grid, kind: usize, page: u32) -> Printed {
    let slot = grid.name_slot(kind);
    let mut printed = trust.printed(best, slot, page);
    for (_, more) in best.more.iter().filter(|(k, _)| *k == kind) {
        if let Some(cell) = trust.found.cells.get(*more) {
            printed.text.push_str(&cell.text);
            printed.places.extend(cell.places(page));
            printed.confidence = printed.confidence.min(OPEN);
        }
    }
    printed.alternatives.clear();
    if cut_short(trust, best, grid, kind, &printed.text) {
        printed.confidence = printed.confidence.min(OPEN);
    }
    if printed.text.is_empty() {
        printed.confidence = printed.confidence.min(MERGED);
    }
    printed
}

/// Whether a name may go on in what stands behind it: words that stand nowhere, or before figures.
fn cut_short(trust: &Trust<'_>, best: &Arrangement, grid: &Grid, kind: usize, text: &str) -> bool {
    let row = grid.row(&best.slots, &trust.found.cells, kind * 2);
    let words = |c: &Cell| c.sort == Sort::Text;
    let before_figures = row.first().copied().flatten().is_some_and(|c| words(c) && !c.text.contains('\n'))
        && row.iter().flatten().any(|c| c.sort == Sort::Figure);
    let next = best.slots.get(grid.name_slot(kind)).and_then(|s| s.checked_add(1));
    let left = next.is_some_and(|next| {
        let there = best.slots.contains(&next) || best.more.iter().any(|(_, c)| *c == usize::from(next));
        !there && trust.found.cells.get(usize::from(next)).is_some_and(words)
    });
    before_figures || left || open_brackets(text) > 0
}

fn row(trust: &Trust<'_>, best: &Arrangement, grid: &Grid, shape: &Shape, row: usize, page: u32) -> Vec<RawFigure> {
    let role = grid.role(row);
    let cells = grid.row(&best.slots, &trust.found.cells, row);
    if merged(&cells) {
        return spread(&cells.into_iter().flatten().collect::<Vec<_>>(), shape, role, page);
    }
    // Where a row leaves several cells empty, nothing says where the others belong.
    let gaps = cells.len() - cells.iter().flatten().count();
    let sparse = gaps > if trust.doubt == Doubt::None { 1 } else { 0 };
    let figures = shape.years.iter().enumerate();
    figures
        .map(|(column, year)| {
            let mut printed = trust.printed(best, grid.slot(row, column), page);
            // Words before figures may as well go on with the name.
            let words = column == 0 && cells.first().copied().flatten().is_some_and(|c| c.sort == Sort::Text);
            if sparse || (words && cells.iter().flatten().any(|c| c.sort == Sort::Figure)) {
                printed.confidence = printed.confidence.min(OPEN);
            }
            RawFigure { years: vec![*year], role, printed }
        })
        .collect()
}

/// Words for several years each: the years shared out evenly, which nothing on the page proves.
fn spread(cells: &[&Cell], shape: &Shape, role: Role, page: u32) -> Vec<RawFigure> {
    let columns = shape.columns();
    let figure = |(i, cell): (usize, &&Cell)| {
        let (from, to) = (i * columns / cells.len(), (i + 1) * columns / cells.len());
        RawFigure {
            years: shape.years.get(from..to).unwrap_or_default().to_vec(),
            role,
            printed: Printed {
                text: cell.text.clone(),
                places: cell.places(page),
                confidence: MERGED,
                alternatives: Vec::new(),
            },
        }
    };
    cells.iter().enumerate().map(figure).collect()
}

struct Trust<'a> {
    found: &'a Found,
    cut: f64,
    doubt: Doubt,
}

impl Trust<'_> {
    fn cell(&self, arrangement: &Arrangement, slot: usize) -> Option<&Cell> {
        arrangement.slots.get(slot).and_then(|c| self.found.cells.get(usize::from(*c)))
    }

    /// What the cheapest arrangement has in a slot, and how much of the weight of all agrees.
    fn printed(&self, best: &Arrangement, slot: usize, page: u32) -> Printed {
        let most = self.found.arrangements.iter().map(|a| a.weight).fold(f64::NEG_INFINITY, f64::max);
        let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
        for arrangement in &self.found.arrangements {
            let text = self.cell(arrangement, slot).map_or("", |c| c.text.as_str());
            *shares.entry(text).or_default() += (arrangement.weight - most).exp();
        }
        let all: f64 = shares.values().sum();
        let cell = self.cell(best, slot);
        let text = cell.map_or("", |c| c.text.as_str());
        let share = shares.get(text).copied().unwrap_or(0.0) / all;
        let settled = 1.0 - share + self.cut <= DOUBT;
        let confidence = if settled { SETTLED } else { share.min(OPEN) };
        let mut others: Vec<(&str, f64)> =
            shares.into_iter().filter(|(t, w)| *t != text && w / all > DOUBT / 4.0).collect();
        others.sort_by(|a, b| b.1.total_cmp(&a.1));
        let alternatives =
            if settled { Vec::new() } else { others.iter().take(4).map(|(t, w)| alternative(t, w / all)).collect() };
        Printed {
            text: text.to_string(),
            places: cell.map(|c| c.places(page)).unwrap_or_default(),
            confidence: (confidence * 1000.0).round() / 1000.0,
            alternatives,
        }
    }
}

fn alternative(text: &str, share: f64) -> Alternative {
    let reason = if text.is_empty() {
        format!("the order of the text also allows an empty cell here (about {:.0} in 100)", share * 100.0)
    } else {
        format!("the order of the text also allows {text} here (about {:.0} in 100)", share * 100.0)
    };
    Alternative { number: number(text), reason }
}

/// The number at the head of a figure.
pub fn number(text: &str) -> Option<Decimal> {
    let folded = fold(text);
    let digits: String = folded
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .filter(|c| *c != ',')
        .collect();
    digits.trim_end_matches('.').parse().ok()
}

/// The item of the page that a text of the table came from is not used elsewhere.
pub fn used(found: &Found) -> Vec<(usize, usize)> {
    let Some(best) = found.arrangements.first() else { return Vec::new() };
    let cells = best.slots.iter().map(|c| usize::from(*c)).chain(best.more.iter().map(|(_, c)| *c));
    cells.filter_map(|c| found.cells.get(c)).flat_map(|c| c.spans.iter().copied()).collect()
}

/// Kept so that a page's items and its cells are matched in one place.
pub fn holds(item: &Item, spans: &[(usize, usize)]) -> bool {
    spans.iter().any(|(s, e)| *s >= item.piece.start && *e <= item.piece.end)
}
