//! A sheet half read: its head and its rating are settled, its table may be searched again.

use super::arrangement::{Found, Run};
use super::cost;
use super::doubt::{Doubt, Effort};
use super::grid::{FREE, Grid};
use super::guide::Guide;
use super::habits::Habits;
use super::rules::Rules;
use super::scan::Item;
use super::search::search;
use super::steps::{Steps, within};
use super::table::{self, Shape, Unit};
use super::turned::{self, Turned};
use super::{header, indicators, narratives, panels, roles};
use crate::ingest::text::TextPage;
use crate::normalise::{Context, quantity};
use crate::recognise::raw::RawSheet;
use crate::rubric::Rubric;
use crate::sheet::Role;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A sheet and what is known of it.
pub struct Draft<'a> {
    sheet: RawSheet,
    items: &'a [Item],
    rated: panels::Rated,
    taken: Vec<usize>,
    table: Option<Table>,
    /// How many pieces its table may have come from, where these are too many to be put back.
    pub pieces: Option<usize>,
}

struct Table {
    shape: Shape,
    grid: Grid,
    units: Vec<Unit>,
    found: Found,
}

impl Table {
    /// The years whose targets and actuals would change places: all where the newest stand on the
    /// lines of the others, else the newest.
    fn turning(&self) -> Vec<i32> {
        let last = self.grid.columns.saturating_sub(1);
        let whole = self.found.arrangements.first().zip(self.grid.rated()).is_some_and(|(best, (target, _))| {
            let cell = |column: usize| best.slots.get(self.grid.slot(target, column)).copied().unwrap_or(FREE);
            last > 0 && cell(last) != FREE && cell(last - 1).checked_add(1) == Some(cell(last)) && !self.apart()
        });
        if whole { self.shape.years.clone() } else { self.shape.years.get(last).copied().into_iter().collect() }
    }

    /// Whether the last column stands apart as a whole.
    fn apart(&self) -> bool {
        self.units.iter().any(|u| matches!(u, Unit::Column(_)))
    }
}

impl<'a> Draft<'a> {
    /// Reads what stands around the table.
    pub fn new(page: &TextPage, items: &'a [Item], habits: &Habits, rules: Rules<'_>) -> Self {
        let mut sheet = RawSheet { page: page.number, ..RawSheet::default() };
        let shape = table::shape(items);
        let years = shape.as_ref().map(|s| s.years.clone()).unwrap_or_default();
        let mut taken = header::fill(items, page.number, &years, rules, &mut sheet);
        let rated = panels::fill(items, page.number, rules, habits, &mut sheet);
        taken.extend(&rated.taken);
        let table = shape.map(|shape| {
            let running = |at: usize| items.get(at).is_some_and(|i| rules.is_running(i));
            let claimed = |at: usize| taken.contains(&at) || table::claimed(items, at) || running(at);
            let units = table::units(items, &shape, &claimed);
            Table { grid: Grid::new(&shape, rules.roles), shape, units, found: Found::default() }
        });
        // The work grows much faster than the pieces do.
        let pieces = table.as_ref().map(|t| t.units.len()).filter(|pieces| *pieces > rules.pieces);
        Self { sheet, items, rated, taken, table: table.filter(|_| pieces.is_none()), pieces }
    }

    /// Searches the table, led by what other sheets do.
    pub fn search(&mut self, others: &Steps, rules: Rules<'_>, candidates: usize) {
        let letter = self.letter();
        let Some(table) = &mut self.table else { return };
        let mut steps = Steps::known(&rules.order.follows, &table.shape, &table.grid);
        steps.add(others);
        let torn = |row: usize, runs: &[Run]| {
            let kind = table.shape.kinds.get(row / 2);
            let of_row = rules.order.torn.iter().filter(|t| {
                t.columns == table.shape.columns() && t.role == table.grid.role(row) && Some(&t.indicator) == kind
            });
            let ordered = runs.windows(2).all(|w| matches!(w, [a, b] if a.1 < b.0));
            let bare = match of_row.into_iter().any(|t| within(runs, &t.runs)) {
                true => cost::KNOWN_RUN,
                false if ordered => cost::ORDERED_RUN,
                false => cost::ANOTHER_RUN,
            };
            steps.torn(row, runs, bare)
        };
        let known: RefCell<BTreeMap<[String; 3], i32>> = RefCell::default();
        let letter = |figures: &[&str; 3]| {
            let Some((letter, rubric)) = letter.as_deref().zip(rules.rubric) else { return 0 };
            let key = figures.map(str::to_string);
            *known.borrow_mut().entry(key).or_insert_with(|| against(rubric, letter, figures))
        };
        let guide = Guide { grid: &table.grid, steps: &steps, torn: &torn, letter: &letter, candidates };
        table.found = search(&table.units, &guide);
    }

    /// Number of its page.
    pub fn page(&self) -> u32 {
        self.sheet.page
    }

    /// What the last search took.
    pub fn effort(&self) -> Option<Effort> {
        let table = self.table.as_ref()?;
        let (found, slots) = (&table.found, table.grid.rows() * table.grid.columns);
        Some(Effort { cost: found.arrangements.first()?.cost, slots, lost: found.lost })
    }

    /// What its pairs of rows say of their roles.
    pub fn role_votes(&self) -> Vec<Option<bool>> {
        let Some(table) = &self.table else { return Vec::new() };
        let Some(best) = table.found.arrangements.first() else { return Vec::new() };
        let row = |row: usize| table.grid.row(&best.slots, &table.found.cells, row);
        let vote = |kind: usize| match table.grid.role(kind * 2) {
            Role::Target => roles::vote(&row(kind * 2), &row(kind * 2 + 1)),
            _ => roles::vote(&row(kind * 2 + 1), &row(kind * 2)),
        };
        (0..table.grid.kinds()).map(vote).collect()
    }

    /// What its arrangements do.
    pub fn steps(&self) -> Steps {
        self.table.as_ref().map(|t| Steps::of(&t.units, &t.grid, &t.found)).unwrap_or_default()
    }

    /// Whether two sheets have the same table.
    pub fn is_like(&self, other: &Self) -> bool {
        match (&self.table, &other.table) {
            (Some(a), Some(b)) => a.shape == b.shape,
            _ => false,
        }
    }

    /// The sheet, with its figures and narratives; none of its figures is settled if it is `doubted`.
    pub fn finish(mut self, rules: Rules<'_>, turned: Turned, doubted: bool) -> RawSheet {
        if let Some(table) = &self.table {
            let page = self.sheet.page;
            let doubt = match (doubted || !table.shape.ordered, self.letter_follows(table, rules)) {
                (true, _) => Doubt::All,
                (false, Some(true)) => Doubt::None,
                _ => Doubt::Gaps,
            };
            self.sheet.indicators = indicators::indicators(&table.found, &table.grid, &table.shape, page, doubt);
            for year in table.turning() {
                turned::turn(&mut self.sheet.indicators, year, turned);
            }
            let spans = indicators::used(&table.found);
            let used = |at: &usize| self.items.get(*at).is_some_and(|i| indicators::holds(i, &spans));
            self.taken.extend((0..self.items.len()).filter(used));
        }
        let page = self.sheet.page;
        narratives::fill(self.items, page, rules.order, &self.rated, &self.taken, &mut self.sheet);
        self.sheet
    }

    /// Whether the letter of the sheet holds the newest figures to be what they are read as.
    pub fn vote(&self, rules: Rules<'_>) -> Option<bool> {
        let (letter, table) = (self.letter()?, self.table.as_ref()?);
        let best = table.found.arrangements.first()?;
        turned::vote(rules.rubric?, &letter, &table.grid.newest(&best.slots, &table.found.cells))
    }

    /// Whether the letter follows from the newest figures; `None` where one of them is missing.
    fn letter_follows(&self, table: &Table, rules: Rules<'_>) -> Option<bool> {
        let best = table.found.arrangements.first()?;
        let newest = table.grid.newest(&best.slots, &table.found.cells);
        Some(against(rules.rubric?, &self.letter()?, &newest) == 0)
    }

    /// The one letter that is marked, where nothing was adjusted.
    fn letter(&self) -> Option<String> {
        let adjusted = self.sheet.adjustment.as_ref().is_some_and(|a| a.text.trim() == "有");
        let marked = |m: &&crate::recognise::raw::RawBox| m.marked;
        let mut letters = self.sheet.achievement.iter().flat_map(|a| a.boxes.iter()).filter(marked);
        let first = letters.next().filter(|_| letters.next().is_none() && !adjusted)?;
        Some(first.value.clone())
    }
}

/// What speaks against these being the newest target and actual and the actual before.
fn against(rubric: &Rubric, letter: &str, figures: &[&str; 3]) -> i32 {
    let [target, actual, previous] = figures.map(|text| quantity(text, &Context::default()));
    match rubric.grade_of(&target, &actual, Some(&previous)).allows(letter) {
        Some(true) => 0,
        Some(false) => cost::LETTER_DIFFERS,
        None => cost::NO_LETTER,
    }
}
