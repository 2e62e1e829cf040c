//! What each value cell of a table means: its labels, heads, years, role and unit.

use super::Fact;
use super::lattice::Lattice;
use super::measure;
use super::plain::{PlainCell, PlainTable};
use super::reading::{Reading, What, is_unit};
use super::words::{Said, Vocabulary, names_a_deadline, names_role};
use crate::normalise::{self, Context};
use crate::sheet::Role;
use rust_decimal::Decimal;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// Words in the title of a form.
const FORMS: &[&str] = &["シート", "調書", "評価表", "評価票", "管理票", "報告書"];

/// A table whose heads are known.
pub(super) struct Headed<'a> {
    /// The table.
    pub(super) table: &'a PlainTable,
    /// Its positions.
    pub(super) lattice: &'a Lattice,
    /// A reading for each cell.
    pub(super) readings: &'a [Reading],
    /// How many rows at the top are heads.
    pub(super) head_rows: usize,
    /// What the caption says of years and roles.
    pub(super) caption: Said,
    /// First column of values under heads.
    value_from: usize,
    /// Columns whose head says 単位.
    unit_columns: Vec<bool>,
    /// Columns in which figures stand, or whose head names a year or role.
    value_columns: Vec<bool>,
    /// What holds for many cells alike.
    known: Known,
}

/// What many cells of a table ask for, found out once: a table may have many of them side by side.
#[derive(Default)]
struct Known {
    /// The head cells over the labels.
    corner: OnceCell<Vec<usize>>,
    /// Whether the heads of the last head row name different roles.
    roles_differ: OnceCell<bool>,
    /// The units that the heads of the last head row name.
    units: OnceCell<BTreeSet<Option<String>>>,
    /// The cells that name a unit, as they are asked for.
    named: RefCell<BTreeMap<usize, Option<String>>>,
    /// The columns whose head says 単位, ascending.
    unit_columns: OnceCell<Vec<usize>>,
    /// For each position the nearest unit before it in its row.
    units_before: OnceCell<Vec<Option<u32>>>,
    /// For each row its cells that are labels wherever a value stands behind them.
    labels: OnceCell<Vec<Vec<usize>>>,
    /// The labels that name a unit of money, each with its scale.
    money: OnceCell<Vec<(usize, Decimal)>>,
}

impl<'a> Headed<'a> {
    pub(super) fn new(
        table: &'a PlainTable,
        lattice: &'a Lattice,
        readings: &'a [Reading],
        head_rows: usize,
        context: &Context,
        words: &Vocabulary,
    ) -> Self {
        let caption = table.caption.as_ref().map(|c| caption_said(&c.text, context, words)).unwrap_or_default();
        let mut headed = Self {
            table,
            lattice,
            readings,
            head_rows,
            caption,
            value_from: 0,
            unit_columns: vec![false; table.columns],
            value_columns: vec![false; table.columns],
            known: Known::default(),
        };
        headed.look_at_columns();
        headed
    }

    fn cell(&self, i: usize) -> Option<&'a PlainCell> {
        self.table.cells.get(i)
    }

    fn what(&self, i: usize) -> What {
        self.readings.get(i).map_or(What::Blank, |r| r.what)
    }

    fn said(&self, i: usize) -> Option<&Said> {
        self.readings.get(i).map(|r| &r.said)
    }

    fn look_at_columns(&mut self) {
        let mut marked = vec![false; self.table.columns];
        for (i, cell) in self.table.cells.iter().enumerate() {
            let is_head = cell.row < self.head_rows;
            let unit = is_head && normalise::fold(&cell.printed.text).starts_with("単位") && cell.cols == 1;
            let mark = is_head && self.what(i) == What::Head && cell.col > 0;
            let figure = !is_head && matches!(self.what(i), What::Figure | What::Missing);
            for col in cell.col..cell.col_end() {
                if let Some(c) = self.unit_columns.get_mut(col) {
                    *c |= unit;
                }
                if let Some(c) = marked.get_mut(col) {
                    *c |= mark;
                }
                if let Some(c) = self.value_columns.get_mut(col) {
                    *c |= mark || figure;
                }
            }
        }
        if self.head_rows == 0 {
            return;
        }
        let mut from = marked.iter().position(|m| *m).unwrap_or(self.table.columns);
        // Columns of figures without a year or role over them belong to the values, unless labels stand behind them.
        let valued =
            |col: usize| self.value_columns.get(col) == Some(&true) && self.unit_columns.get(col) != Some(&true);
        if from == self.table.columns {
            from = (1..self.table.columns).find(|c| valued(*c) && !self.is_counted(*c)).unwrap_or(0);
        } else {
            while from > 1 && valued(from - 1) && !self.is_counted(from - 1) {
                from -= 1;
            }
        }
        // 予算現額 | 決算額 | …: figures from the first column on, under roles.
        let first = |row: usize| self.lattice.get(row, 0).is_some_and(|i| self.what(i) == What::Head);
        if from == 1 && valued(0) && !self.is_counted(0) && (0..self.head_rows).any(first) {
            from = 0;
        }
        self.value_from = from;
    }

    /// Whether a column numbers the rows: its figures rise by one and texts stand behind it.
    fn is_counted(&self, col: usize) -> bool {
        let column = |col: usize| (self.head_rows..self.table.rows).filter_map(move |r| self.lattice.get(r, col));
        let number = |i: usize| normalise::quantity(&self.cell(i)?.printed.text, &Context::default()).number;
        let mut figures: Vec<usize> = column(col).filter(|i| self.what(*i) == What::Figure).collect();
        figures.dedup();
        let counts: Vec<_> = figures.into_iter().filter_map(number).collect();
        let rising = counts.windows(2).all(|w| matches!(w, [a, b] if *b == *a + Decimal::ONE));
        rising && column(col + 1).take(8).any(|i| self.what(i) == What::Text)
    }

    /// The facts of every value cell, in row order.
    pub(super) fn facts(&self) -> Vec<Fact> {
        let values = (0..self.table.cells.len()).filter(|i| self.is_value(*i));
        values.map(|i| self.fact(i)).collect()
    }

    fn is_value(&self, i: usize) -> bool {
        let Some(cell) = self.cell(i) else { return false };
        let aside = self.head_rows > 0 && cell.col < self.value_from;
        if cell.row < self.head_rows || (aside && !self.is_amount(i, cell)) {
            return false;
        }
        let of_values = (cell.col..cell.col_end()).any(|c| self.value_columns.get(c) == Some(&true));
        match self.what(i) {
            What::Figure | What::Missing => self.unit_columns.get(cell.col) != Some(&true),
            What::Blank => of_values && self.head_rows > 0,
            What::Text => of_values && self.marked_over(cell),
            What::Head | What::Unit => false,
        }
    }

    /// Whether a figure before the other values stands behind a label, under a head that says what it counts:
    /// 総事業費（千円） before the text that names a KPI.
    fn is_amount(&self, i: usize, cell: &PlainCell) -> bool {
        let head = |i: &usize| {
            self.cell(*i).is_some_and(|c| names_unit(&c.printed.text) || measure::is_amount(&c.printed.text))
        };
        let label = |c: usize| self.lattice.get(cell.row, c).is_some_and(|i| self.what(i) == What::Text);
        self.what(i) == What::Figure
            && (0..cell.col).any(label)
            && !self.is_counted(cell.col)
            && self.over(cell).last().is_some_and(head)
    }

    /// Whether a year or role stands over the cell.
    fn marked_over(&self, cell: &PlainCell) -> bool {
        self.over(cell).into_iter().any(|i| self.what(i) == What::Head)
    }

    /// The heads over a cell, outermost first.
    fn over(&self, cell: &PlainCell) -> Vec<usize> {
        let mut heads = Vec::new();
        for row in 0..self.head_rows {
            for col in cell.col..cell.col_end() {
                if let Some(i) = self.lattice.get(row, col)
                    && !heads.contains(&i)
                    && self.what(i) != What::Blank
                {
                    heads.push(i);
                }
            }
        }
        heads
    }

    /// The labels of a cell's row, outermost first: under heads those before the values, else the nearest ones.
    fn labels(&self, cell: &PlainCell) -> Vec<usize> {
        if let Some(own) = self.label_beside(cell) {
            return vec![own];
        }
        if self.head_rows > 0 {
            let of_row = self.known.labels.get_or_init(|| (0..self.table.rows).map(|r| self.labels_of(r)).collect());
            let before = |i: &&usize| self.cell(**i).is_some_and(|beside| beside.col < cell.col);
            return of_row.get(cell.row).into_iter().flatten().take_while(before).copied().collect();
        }
        let mut labels = Vec::new();
        for col in (0..cell.col).rev() {
            let Some(i) = self.lattice.get(cell.row, col).filter(|i| labels.last() != Some(i)) else { continue };
            if self.is_label(i) {
                labels.push(i);
            } else if !labels.is_empty() && self.what(i) != What::Blank {
                break;
            }
        }
        labels.reverse();
        labels
    }

    /// The labels of a row under heads, outermost first.
    fn labels_of(&self, row: usize) -> Vec<usize> {
        let mut cells = self.lattice.row(row, (0, self.table.columns));
        cells.retain(|i| self.is_label(*i));
        cells
    }

    /// Whether a cell is a label of the values behind it.
    fn is_label(&self, i: usize) -> bool {
        let Some(cell) = self.cell(i) else { return false };
        let before_values = cell.col < self.value_from;
        let is_label = match self.what(i) {
            What::Head => true,
            What::Text => self.head_rows == 0 || before_values,
            What::Figure => self.head_rows > 0 && before_values && !self.is_amount(i, cell),
            _ => false,
        };
        is_label && self.unit_columns.get(cell.col) != Some(&true)
    }

    /// The text right before a value that shares its head: 消耗品等 | 41 under 事業費の内訳.
    fn label_beside(&self, cell: &PlainCell) -> Option<usize> {
        let before = self.lattice.get(cell.row, cell.col.checked_sub(1)?)?;
        let head = self.over(cell).last().copied().and_then(|i| self.cell(i))?;
        let text = self.cell(before).filter(|c| self.what(before) == What::Text && c.col >= self.value_from)?;
        (self.head_rows > 0 && head.col <= text.col && cell.col_end() <= head.col_end()).then_some(before)
    }

    fn fact(&self, i: usize) -> Fact {
        let Some(cell) = self.cell(i) else { return Fact::default() };
        let (labels, heads) = (self.labels(cell), self.over(cell));
        let years = self.years(cell, &labels, &heads);
        let role = self.role(&labels, &heads);
        let unit = self.unit(cell, &labels, &heads, role);
        Fact { cell: i, labels, heads, years, role, unit }
    }

    fn years(&self, cell: &PlainCell, labels: &[usize], heads: &[usize]) -> Vec<i32> {
        let of = |i: &usize| self.said(*i).map(|s| s.years.clone()).filter(|y| !y.is_empty());
        let dated = |i: &&usize| self.what(**i) == What::Head && !self.is_deadline(**i);
        if let Some(years) = labels.iter().rev().filter(dated).find_map(of) {
            return years;
        }
        // Of each column that the cell covers, the nearest head with a year.
        let mut years = Vec::new();
        for col in cell.col..cell.col_end() {
            let over = |i: &&usize| self.cell(**i).is_some_and(|c| c.col <= col && col < c.col_end());
            let found = heads.iter().rev().filter(over).find_map(of);
            years.extend(found.into_iter().flatten().filter(|y| !years.contains(y)).collect::<Vec<_>>());
        }
        if !years.is_empty() {
            return years;
        }
        let corner = self.corner();
        let label = labels.iter().rev().find_map(of);
        label.or_else(|| corner.iter().find_map(of)).unwrap_or_else(|| match self.caption.years.as_slice() {
            [one] => vec![*one],
            _ => Vec::new(),
        })
    }

    /// Whether a year stands in a column that says when something is to be reached or began, not what figures are of.
    fn is_deadline(&self, i: usize) -> bool {
        let Some(cell) = self.cell(i) else { return false };
        let over = self.over(cell).into_iter().filter_map(|h| self.cell(h)).map(|c| normalise::fold(&c.printed.text));
        over.into_iter().any(|text| names_a_deadline(&text))
    }

    fn role(&self, labels: &[usize], heads: &[usize]) -> Option<Role> {
        let pure = |i: &usize| self.said(*i).filter(|s| s.pure).and_then(|s| s.role);
        let corner = self.corner();
        let apart = |i: &usize| self.said(*i).and_then(|s| s.apart);
        let of_labels = labels.iter().rev().find_map(pure).or_else(|| labels.last().and_then(apart));
        let of_heads = heads.iter().rev().find_map(pure).or_else(|| heads.last().and_then(apart));
        // 予算 beside all rows, 当初予算 | 決算額 over the columns: the heads tell the figures apart.
        let outer =
            of_labels.is_some() && !labels.last().is_some_and(|l| pure(l) == of_labels || apart(l) == of_labels);
        let leaf = heads.last().and_then(pure);
        match (of_labels, of_heads) {
            (Some(_), Some(_)) if outer && leaf.is_some() && leaf == of_heads && self.roles_differ() => leaf,
            // 実績 beside, 見込 over: the year's figure is still only expected. 目標 beside, 実績 over: the label says it.
            (Some(Role::Actual), Some(Role::Forecast | Role::Budget)) => of_heads,
            (Some(_), _) => of_labels,
            (None, Some(_)) => of_heads,
            (None, None) => corner.iter().find_map(pure).or(self.caption.role),
        }
    }

    /// Whether the heads of the last head row name different roles.
    fn roles_differ(&self) -> bool {
        *self.known.roles_differ.get_or_init(|| {
            let cells = self.last_heads();
            let mut roles = cells.iter().filter_map(|i| self.said(*i).filter(|s| s.pure).and_then(|s| s.role));
            let first = roles.next();
            roles.any(|role| Some(role) != first)
        })
    }

    /// The heads of the last head row over the values.
    fn last_heads(&self) -> Vec<usize> {
        let row = self.head_rows.checked_sub(1);
        row.map(|row| self.lattice.row(row, (self.value_from, self.table.columns))).unwrap_or_default()
    }

    /// The cell that prints the unit of a value.
    fn unit(&self, cell: &PlainCell, labels: &[usize], heads: &[usize], role: Option<Role>) -> Option<usize> {
        let names = |i: &usize| self.unit_of(*i).is_some();
        let leaf = heads.last().copied().filter(names);
        let rate = matches!(role, Some(Role::AchievementRate | Role::DeltaRate));
        if rate {
            return leaf.or_else(|| labels.iter().rev().copied().find(names).filter(|i| self.is_percent(*i)));
        }
        let beside = self
            .lattice
            .get(cell.row, cell.col_end())
            .filter(|i| self.what(*i) == What::Unit && !self.is_in_unit_column(*i));
        let column = || {
            let columns = self
                .known
                .unit_columns
                .get_or_init(|| self.unit_columns.iter().enumerate().filter(|(_, is)| **is).map(|(c, _)| c).collect());
            let before = columns.partition_point(|c| *c < cell.col).checked_sub(1);
            let column = *before.and_then(|at| columns.get(at)).or(columns.first())?;
            // A label that is merged over the unit's column is no unit.
            let unit = self.lattice.get(cell.row, column)?;
            (self.what(unit) != What::Blank && self.cell(unit)?.col == column).then_some(unit)
        };
        let in_row = || {
            let before = self.known.units_before.get_or_init(|| self.units_before());
            before.get(cell.row * self.table.columns + cell.col).copied().flatten().map(|i| i as usize)
        };
        let varied = || self.units_differ(cell);
        let of_row = || beside.or_else(column).or_else(in_row).or_else(|| labels.iter().rev().copied().find(names));
        let corner = || self.corner().iter().copied().find(names);
        let around = || heads.iter().rev().copied().find(names).or_else(corner);
        let money = |i: &usize| self.cell(*i).is_some_and(|c| measure::is_money(&c.printed.text));
        // 千円 over a whole table is not the unit of its 評価点.
        let fits = |i: &usize| !money(i) || !self.counts_no_money(labels, heads);
        let within = || self.around_row(cell, labels).filter(|i| money(i) && fits(i));
        leaf.filter(|_| varied())
            .or_else(of_row)
            .or(leaf)
            .or_else(within)
            .or_else(|| around().filter(fits))
            .or_else(|| self.only_money(labels))
    }

    /// For each position the nearest unit before it in its row; without heads, the one behind the nearest figure.
    fn units_before(&self) -> Vec<Option<u32>> {
        let mut before = Vec::with_capacity(self.table.rows * self.table.columns);
        for row in 0..self.table.rows {
            let mut nearest = None;
            for col in 0..self.table.columns {
                before.push(nearest);
                match self.lattice.get(row, col) {
                    Some(i) if self.what(i) == What::Unit => nearest = u32::try_from(i).ok(),
                    Some(i) if self.head_rows == 0 && self.what(i) == What::Figure => nearest = None,
                    _ => {}
                }
            }
        }
        before
    }

    /// The unit that a cell names.
    fn unit_of(&self, i: usize) -> Option<String> {
        if let Some(known) = self.known.named.borrow().get(&i) {
            return known.clone();
        }
        let unit = self.cell(i).and_then(|c| unit_named(&c.printed.text));
        self.known.named.borrow_mut().insert(i, unit.clone());
        unit
    }

    /// The head cells over the labels.
    fn corner(&self) -> &[usize] {
        self.known.corner.get_or_init(|| {
            let mut cells: Vec<usize> =
                (0..self.head_rows).flat_map(|r| self.lattice.row(r, (0, self.value_from))).collect();
            cells.dedup();
            cells
        })
    }

    /// A label with the only unit of money that the table's labels name, for an amount without any.
    fn only_money(&self, labels: &[usize]) -> Option<usize> {
        let own = self.cell(*labels.last()?)?;
        if self.table.caption.as_ref().is_some_and(|c| names_unit(&c.text)) || !measure::is_amount(&own.printed.text) {
            return None;
        }
        let named = self.known.money.get_or_init(|| {
            let cells = self.table.cells.iter().enumerate();
            let aside = cells.filter(|(i, c)| {
                c.row >= self.head_rows && c.col < self.value_from.max(1) && self.what(*i) == What::Text
            });
            aside.filter_map(|(i, c)| Some((i, measure::money_scale(&c.printed.text)?))).collect()
        });
        let (first, scale) = named.first()?;
        named.iter().all(|(_, s)| s == scale).then_some(*first)
    }

    /// The label of the row that an indented row belongs to: 国庫支出金 under 事業費（千円）.
    fn around_row(&self, cell: &PlainCell, labels: &[usize]) -> Option<usize> {
        let own = self.cell(*labels.last()?)?.col;
        let outer = (self.head_rows..cell.row).rev().filter_map(|row| {
            let mut cells = (0..own).filter_map(move |col| self.lattice.get(row, col));
            cells.find(|i| self.what(*i) != What::Blank && self.cell(*i).is_some_and(|c| c.row_end() <= cell.row))
        });
        outer.into_iter().next()
    }

    /// Whether the nearest label or head says that a value is no amount of money.
    fn counts_no_money(&self, labels: &[usize], heads: &[usize]) -> bool {
        let text = |i: &&usize| self.what(**i) == What::Text;
        let near = [labels.iter().rev().find(text), heads.iter().rev().find(text)];
        let near: Vec<&str> =
            near.into_iter().flatten().filter_map(|i| self.cell(*i)).map(|c| c.printed.text.as_str()).collect();
        measure::counts_no_money(&near)
    }

    fn is_in_unit_column(&self, i: usize) -> bool {
        self.cell(i).is_some_and(|c| self.unit_columns.get(c.col) == Some(&true))
    }

    fn is_percent(&self, i: usize) -> bool {
        self.cell(i).is_some_and(|c| normalise::fold(&c.printed.text).contains('%'))
    }

    /// Whether the heads of the last head row name different units.
    fn units_differ(&self, cell: &PlainCell) -> bool {
        let mine = self.over(cell).last().and_then(|i| self.unit_of(*i));
        let all = self.known.units.get_or_init(|| self.last_heads().into_iter().map(|i| self.unit_of(i)).collect());
        all.iter().any(|unit| *unit != mine)
    }
}

/// The unit that a head or label names for its figures.
fn unit_named(text: &str) -> Option<String> {
    let text = measure::without_roles(text);
    let text = text.as_str();
    let context = Context { header: Some(text), ..Context::default() };
    let says = is_unit(text) || text.contains(['(', '（', '[', '［', '【', '〔']) || text.contains("単位");
    // 目標（計画）値 counts no plans.
    if says { normalise::quantity("1", &context).unit.filter(|unit| !names_role(unit)) } else { None }
}

/// Whether a head or label names the unit of its figures.
pub(super) fn names_unit(text: &str) -> bool {
    unit_named(text).is_some()
}

/// What a caption says: its only year, its role where it is about nothing else.
fn caption_said(text: &str, context: &Context, words: &Vocabulary) -> Said {
    let lines: Vec<Said> = text.lines().map(|l| words.said(l, context)).collect();
    // The year in the title of a form is not that of its figures.
    let about = |line: &&str| !FORMS.iter().any(|w| line.contains(w));
    let years = text.lines().filter(about).flat_map(|l| normalise::fiscal_years_in(l, context)).collect();
    let role = lines.iter().rev().filter(|s| s.pure).find_map(|s| s.role);
    Said { years, role, ..Said::default() }
}
