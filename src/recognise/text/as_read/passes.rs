//! Figures of a table that a dump goes through row by row, in one pass or in two.
//!
//! Some programs set the last years of a table first and the others behind them, or give what stands high
//! in its cell before what stands low. Each pass then goes down the rows, and a row is what the one pass has
//! of it beside what the other has. All ways to part the figures so are weighed against each other.

use super::grid::{Grid, Size, agreed};
use super::item::Item;
use super::likely::{self, Look};
use std::collections::{BTreeMap, BTreeSet};

/// Most ways kept after each row, and how much dearer than the cheapest they may be.
const KEEP: usize = 300;
const WINDOW: u32 = 14;
/// How much dearer a way may be and still count as possible.
const MARGIN: u32 = 3;
/// How dear the cheapest way may be, for each row, to be believed.
const BELIEVED: u32 = 8;
/// Most cells without a figure, in rows.
const BLANK_ROWS: usize = 1;

/// A cell without anything, one more beside it, and any between figures.
const BLANK: u32 = 4;
const MORE_BLANK: u32 = 1;
const BLANK_AMID: u32 = 2;
/// A row that begins with its last figure, or ends with its first; and one where only its figures say so.
const ROLLED: u32 = 1;
const ROLLED_UNSEEN: u32 = 4;
/// A row that both passes share.
const SPLIT: u32 = 1;
/// A row shared at another column than the one above it, and one where the cut goes back.
const MOVED: u32 = 1;
const BACK: u32 = 3;
/// A row that has its first years where the row above has its last.
const TURNED: u32 = 3;
/// A row that has its last years where the heads have the first.
const AGAINST_HEADS: u32 = 4;
/// A line whose figures come into two rows.
const CUT_LINE: u32 = 8;
/// Figures of one line beside those of another one.
const JOINED: u32 = 2;
/// A figure that does not stand below the one it was below.
const NOT_BELOW: u32 = 4;
/// A figure in another row than its label says.
const OTHER_LABEL: u32 = 12;
/// A second pass that no head begins.
const UNANNOUNCED: u32 = 8;

/// What is to be laid out.
pub struct Task<'a> {
    /// The figures in their order.
    pub items: &'a [Item],
    /// The table.
    pub size: Size,
    /// Whether targets stand above actuals.
    pub target_first: bool,
    /// Columns of the heads in the order in which they come.
    pub heads: &'a [usize],
    /// What speaks against the newest target and actual of the last indicator.
    pub newest: &'a dyn Fn(Option<&Item>, Option<&Item>) -> u32,
}

/// Which pass has the first years of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum First {
    One,
    Two,
}

/// Rows laid out so far.
#[derive(Clone, Debug)]
struct Way {
    cost: u32,
    cells: Vec<Option<usize>>,
    /// How far each pass is used up.
    at: [usize; 2],
    blank: usize,
    /// How many figures the first pass had of the last row that both share, and which has its first years.
    split: Option<(usize, First)>,
    above: Look,
}

/// A row to fill.
struct Row<'a> {
    row: usize,
    cells: &'a [usize],
    /// Start and length of its pieces in the dump.
    parts: [(usize, usize); 2],
    /// After how many figures so many cells are empty.
    gap: (usize, usize),
    split: Option<(usize, First)>,
    /// How many figures it takes of each pass.
    taken: [usize; 2],
}

/// Lays the figures out; `None` where there are too many or far too few.
pub fn lay(task: &Task<'_>, [sure, open]: [f64; 2]) -> Option<Grid> {
    let count = task.items.len();
    let blank = task.size.cells().checked_sub(count)?;
    if count == 0 || blank > BLANK_ROWS * task.size.columns {
        return None;
    }
    let mut ways: Vec<Way> = Vec::new();
    for from in (1..=count).filter(|&k| k == count || is_break(task.items, k)) {
        ways.extend(Passes::new(task, from, blank).ways());
    }
    ways.sort_by(|a, b| a.cost.cmp(&b.cost).then_with(|| a.cells.cmp(&b.cells)));
    let best = ways.first()?.cost;
    let near: Vec<Vec<Option<usize>>> =
        ways.into_iter().take_while(|w| w.cost <= best + MARGIN).map(|w| w.cells).collect();
    let believed = best <= BELIEVED * task.size.rows as u32;
    agreed(&near, task.items, task.size, [if believed { sure } else { open }, open])
}

/// Whether something other than a figure stands before the figure.
fn is_break(items: &[Item], at: usize) -> bool {
    at.checked_sub(1).and_then(|b| items.get(b)).zip(items.get(at)).is_some_and(|(a, b)| a.chunk != b.chunk)
}

/// A guess at where the second pass begins.
struct Passes<'a> {
    task: &'a Task<'a>,
    /// First figure of the second pass.
    from: usize,
    blank: usize,
    /// Which pass has the first years, by the heads, and how many columns the first pass has of them.
    heads: Option<(usize, First)>,
    looks: BTreeMap<(Vec<Option<usize>>, bool), Look>,
    /// For each figure the first one that prints the same.
    alike: Vec<usize>,
}

impl<'a> Passes<'a> {
    fn new(task: &'a Task<'a>, from: usize, blank: usize) -> Self {
        let first = |item: &Item| task.items.iter().position(|other| other.same(item)).unwrap_or(0);
        let alike = task.items.iter().map(first).collect();
        Self { task, from, blank, heads: heads(task, from), looks: BTreeMap::new(), alike }
    }

    fn ways(mut self) -> Vec<Way> {
        let count = self.task.items.len();
        let announced = self.from == count || self.heads.is_some() || self.is_new_pass();
        let start = Way {
            cost: if announced { 0 } else { UNANNOUNCED },
            cells: Vec::new(),
            at: [0, self.from],
            blank: 0,
            split: self.heads,
            above: Look::default(),
        };
        let mut ways = vec![start];
        for row in 0..self.task.size.rows {
            let mut next: Vec<Way> = Vec::new();
            for way in &ways {
                next.extend(self.next_row(way, row));
            }
            ways = self.best(next);
        }
        ways.retain(|w| w.at == [self.from, count]);
        for way in &mut ways {
            way.cost += self.newest(&way.cells);
        }
        ways
    }

    fn is_new_pass(&self) -> bool {
        let pass = |i: usize| self.task.items.get(i).map(|i| i.pass);
        self.from.checked_sub(1).and_then(pass) != pass(self.from)
    }

    /// The cheapest ways, each content once.
    fn best(&self, mut ways: Vec<Way>) -> Vec<Way> {
        let dearest = ways.iter().map(|w| w.cost).min().unwrap_or(0) + WINDOW;
        ways.retain(|w| w.cost <= dearest);
        ways.sort_by(|a, b| a.cost.cmp(&b.cost).then_with(|| a.cells.cmp(&b.cells)));
        let mut seen: BTreeSet<([usize; 2], Vec<Option<usize>>)> = BTreeSet::new();
        ways.retain(|way| {
            let content = way.cells.iter().map(|i| i.and_then(|i| self.alike.get(i).copied())).collect();
            seen.len() < KEEP && seen.insert((way.at, content))
        });
        ways
    }

    /// All ways to fill the next row.
    fn next_row(&mut self, way: &Way, row: usize) -> Vec<Way> {
        let columns = self.task.size.columns;
        let ends = [self.from, self.task.items.len()];
        let left = |pass: usize| ends[pass].saturating_sub(way.at[pass]).min(columns);
        let mut found = Vec::new();
        for one in 0..=left(0) {
            for two in 0..=left(1).min(columns - one) {
                let blank = columns - one - two;
                let rest = (self.task.size.rows - row - 1) * columns;
                let unused = (ends[0] - way.at[0] - one) + (ends[1] - way.at[1] - two);
                if way.blank + blank > self.blank || unused > rest {
                    continue;
                }
                let split = one > 0 && two > 0;
                let firsts: &[First] = if split { &[First::One, First::Two] } else { &[First::One] };
                for &first in firsts {
                    let parts = match first {
                        First::One => [(way.at[0], one), (way.at[1], two)],
                        First::Two => [(way.at[1], two), (way.at[0], one)],
                    };
                    let cells: Vec<usize> = parts.iter().flat_map(|(start, length)| *start..start + length).collect();
                    for (cells, rolled) in self.orders(way, row, cells, blank) {
                        for gap in if blank == 0 { 0..=0 } else { 0..=cells.len() } {
                            let taken = [one, two];
                            let gap = (gap, blank);
                            let row =
                                Row { row, cells: &cells, parts, gap, split: split.then_some((one, first)), taken };
                            let mut way = self.filled(way, &row);
                            way.cost += rolled;
                            found.push(way);
                        }
                    }
                }
            }
        }
        found
    }

    /// The figures of a row as they come, and in the other orders that a dump may give them in.
    fn orders(&self, way: &Way, row: usize, cells: Vec<usize>, blank: usize) -> Vec<(Vec<usize>, u32)> {
        let item = |i: Option<&usize>| i.and_then(|i| self.task.items.get(*i));
        let alone = |i: usize, other: usize| match (item(cells.get(i)), item(cells.get(other))) {
            (Some(a), Some(b)) => a.line != b.line,
            _ => false,
        };
        let columns = self.task.size.columns;
        let lines = cells
            .windows(2)
            .any(|w| matches!(w, [a, b] if item(Some(a)).map(|i| i.line) == item(Some(b)).map(|i| i.line)));
        // Beside an empty cell, or a cell of another height, a figure stands by itself and comes last.
        let above = row % 2 == 1 && way.cells.iter().rev().take(columns).any(Option::is_none);
        let count = cells.len();
        let last_apart = count > 2 && alone(count - 1, count.saturating_sub(2)) && (lines || above || blank > 0);
        let first_apart = count > 2 && (item(cells.first()).is_some_and(|i| i.below) || (lines && alone(0, 1)));
        let target = row.is_multiple_of(2) == self.task.target_first;
        let number = |i: usize| item(cells.get(i)).and_then(|i| i.number);
        let falls = target && count > 2 && number(count - 1) < number(count - 2) && number(count - 1).is_some();
        let mut orders = vec![(cells.clone(), 0)];
        if last_apart || falls {
            let mut rolled = cells.clone();
            rolled.rotate_right(1);
            orders.push((rolled, if last_apart { ROLLED } else { ROLLED_UNSEEN }));
        }
        if first_apart {
            let mut rolled = cells;
            rolled.rotate_left(1);
            orders.push((rolled, ROLLED));
        }
        orders
    }

    /// The way with one more row.
    fn filled(&mut self, way: &Way, filled: &Row<'_>) -> Way {
        let Row { row, parts, gap: (gap, blank), split, taken, .. } = *filled;
        let mut cells: Vec<Option<usize>> = filled.cells.iter().copied().map(Some).collect();
        let at = gap.min(cells.len());
        let amid = at > 0 && at < cells.len() && blank > 0;
        cells.splice(at..at, std::iter::repeat_n(None, blank));
        let look = self.look(&cells, row.is_multiple_of(2) == self.task.target_first);
        let mut cost = way.cost + look.cost + u32::from(amid) * BLANK_AMID;
        if blank > 0 {
            cost += BLANK + (blank - 1) as u32 * MORE_BLANK;
        }
        if row % 2 == 1 {
            let (target, actual) = if self.task.target_first { (&way.above, &look) } else { (&look, &way.above) };
            cost += likely::pair(target, actual);
        }
        cost += parts.iter().map(|&(start, length)| self.lines(start, length)).sum::<u32>();
        // A stair that the heads begin goes on through rows that one pass has whole, as long as the first one lasts.
        let lasts = way.at[0] < self.from;
        let step =
            self.heads.filter(|_| split.is_none() && !cells.is_empty() && lasts).map(|(_, first)| (taken[0], first));
        cost += u32::from(split.is_some()) * SPLIT;
        if let Some((one, first)) = split.or(step)
            && let Some((before, way_first)) = way.split
        {
            // Down the table the pass that came first has ever more of the years, or ever fewer.
            let back = match first {
                First::One => one > before,
                First::Two => one < before,
            };
            cost += u32::from(one != before) * MOVED + u32::from(back) * BACK;
            let turned = if self.heads.is_some() { AGAINST_HEADS } else { TURNED };
            cost += if first == way_first { 0 } else { turned };
        }
        cost += self.labels(&cells, row);
        let mut all = way.cells.clone();
        all.extend(&cells);
        cost += self.below(&all, &cells, row);
        Way {
            cost,
            cells: all,
            at: [way.at[0] + taken[0], way.at[1] + taken[1]],
            blank: way.blank + blank,
            split: split.or(step).or(way.split),
            above: look,
        }
    }

    fn look(&mut self, cells: &[Option<usize>], target: bool) -> Look {
        let items = self.task.items;
        let key = (cells.to_vec(), target);
        let fresh = || {
            let row: Vec<Option<&Item>> = cells.iter().map(|c| c.and_then(|i| items.get(i))).collect();
            likely::row(&row, target)
        };
        self.looks.entry(key).or_insert_with(fresh).clone()
    }

    /// What the lines say against a piece of a row: a line is cut at its ends, or another is joined to it.
    fn lines(&self, start: usize, length: usize) -> u32 {
        if length == 0 {
            return 0;
        }
        let item = |i: usize| self.task.items.get(i);
        let joint = |i: usize| match (i.checked_sub(1).and_then(item), item(i)) {
            (Some(a), Some(b)) => a.line == b.line && a.chunk == b.chunk,
            _ => false,
        };
        let long = |i: usize| {
            item(i).is_some_and(|x| {
                self.task.items.iter().filter(|o| (o.line, o.chunk) == (x.line, x.chunk)).count()
                    > self.task.size.columns
            })
        };
        let end = start + length;
        let cut = |at: usize| u32::from(joint(at) && !long(at)) * CUT_LINE;
        let full = |i: usize| joint(i) || joint(i + 1);
        let joined = (start + 1..end).filter(|&i| !joint(i) && (full(i) || full(i - 1))).count() as u32;
        // The end of a piece that is cut is counted where the next piece begins.
        cut(start) + joined * JOINED
    }

    fn labels(&self, cells: &[Option<usize>], row: usize) -> u32 {
        let other = |i: &Item| i.bound && i.label.is_some_and(|l| l != row / 2);
        cells.iter().flatten().filter_map(|&i| self.task.items.get(i)).filter(|i| other(i)).count() as u32 * OTHER_LABEL
    }

    /// Figures that stand below another one do so in the table.
    fn below(&self, all: &[Option<usize>], cells: &[Option<usize>], row: usize) -> u32 {
        let columns = self.task.size.columns;
        let mut cost = 0;
        for (column, &i) in cells.iter().enumerate().filter_map(|(c, i)| Some((c, i.as_ref()?))) {
            if !self.task.items.get(i).is_some_and(|i| i.below) {
                continue;
            }
            let above = row.checked_sub(1).and_then(|r| all.get(r * columns + column)).copied().flatten();
            cost += if above.is_some() && above == i.checked_sub(1) { 0 } else { NOT_BELOW };
        }
        cost
    }

    fn newest(&self, cells: &[Option<usize>]) -> u32 {
        let Size { rows, columns } = self.task.size;
        let last =
            |row: usize| cells.get(row * columns + columns - 1).copied().flatten().and_then(|i| self.task.items.get(i));
        let Some(row) = rows.checked_sub(2) else { return 0 };
        let (upper, lower) = (last(row), last(row + 1));
        if self.task.target_first { (self.task.newest)(upper, lower) } else { (self.task.newest)(lower, upper) }
    }
}

/// Which pass has the first years, and how many columns the first pass has, by the heads before each.
fn heads(task: &Task<'_>, from: usize) -> Option<(usize, First)> {
    let before = task.items.get(from.checked_sub(1)?)?.heads;
    let [one, two] = [task.heads.get(..before)?, task.heads.get(before..task.items.get(from)?.heads)?];
    let range = |h: &[usize]| Some((h.iter().min().copied()?, h.iter().max().copied()?));
    let ((low, high), (other_low, other_high)) = (range(one)?, range(two)?);
    if other_high < low {
        Some((task.size.columns - other_high - 1, First::Two))
    } else if high < other_low {
        Some((other_low, First::One))
    } else {
        None
    }
}
