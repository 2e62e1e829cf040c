//! Costs: rows that are sums of others. Where figures have come away from their labels, the sums say whose they are.

use super::items::{Chunk, Figure, Form, Lead};
use super::{Columns, FITS, OPEN, SURE};
use crate::profile::SumRule;
use crate::recognise::raw::{Printed, RawFigure, RawIndicator};
use crate::recognise::tries::Tries;
use crate::sheet::{Alternative, IndicatorKind, Role};
use rust_decimal::Decimal;

/// A row of costs.
struct Row {
    /// Label by its name in the profile.
    name: String,
    label: Printed,
    unit: Option<Printed>,
    /// Figures beside the label.
    figures: Vec<Figure>,
    /// The figure of the one year that has any.
    value: Option<Decimal>,
}

/// A figure away from its label: chunk, its place in it.
type Loose = (usize, usize);

/// The rows of costs. Chunks that belong to them are marked as used.
pub fn rows(chunks: &[Chunk], form: &Form, columns: &Columns, used: &mut [bool]) -> Vec<RawIndicator> {
    let mut rows: Vec<Row> = Vec::new();
    for (i, chunk) in chunks.iter().enumerate() {
        let (Lead::Row(name), Some(label)) = (&chunk.lead, &chunk.label) else { continue };
        let is_row = form.kind(name) == IndicatorKind::Cost && (form.is_summed(name) || chunk.unit.is_some());
        let known = rows.iter().any(|r| r.name == *name);
        if !is_row || known {
            continue;
        }
        mark(used, i);
        let (unit, figures) = (chunk.unit.clone(), chunk.figures.clone());
        let value = one(&figures).and_then(|f| f.number);
        rows.push(Row { name: name.clone(), label: label.clone(), unit, figures, value });
    }
    // What is summed is counted in one unit.
    let common = rows.iter().filter(|r| form.is_summed(&r.name)).find_map(|r| r.unit.clone());
    for row in rows.iter_mut().filter(|r| r.unit.is_none() && form.is_summed(&r.name)) {
        row.unit.clone_from(&common);
    }
    let loose = loose(chunks, used);
    let number = |l: &Loose| chunks.get(l.0)?.figures.get(l.1)?.number;
    let numbers: Vec<Decimal> = loose.iter().filter_map(number).collect();
    let ways = ways(&rows, &numbers, form);
    let mut zeros: Vec<Loose> = zeros(chunks, used, &loose, columns.count());
    let column = column(&rows, chunks, &loose, columns.count()).or(columns.evaluated);
    let best = ways.iter().max_by_key(|w| w.iter().map(|row| rank(&rows, *row, form)).sum::<usize>());
    let mut out: Vec<RawIndicator> = Vec::new();
    let mut cells: Vec<Vec<RawFigure>> = rows.iter().map(|r| beside(r, columns, column, &rows, form)).collect();
    let wanted = |row: &Row| columns.count().saturating_sub(row.figures.len() + 1);
    let taking: Vec<usize> =
        best.into_iter().flatten().copied().filter(|r| rows.get(*r).is_some_and(|r| !r.figures.is_empty())).collect();
    let all_zeros = taking.iter().filter_map(|r| rows.get(*r)).map(wanted).sum::<usize>() == zeros.len();
    for (k, row) in best.into_iter().flatten().enumerate() {
        let (Some(spot), Some(own), Some(into)) = (loose.get(k), rows.get(*row), cells.get_mut(*row)) else { continue };
        let Some(figure) = chunks.get(spot.0).and_then(|c| c.figures.get(spot.1)) else { continue };
        let only = ways.iter().all(|w| w.get(k) == Some(row));
        let confidence = if !only {
            OPEN
        } else if form.is_summed(&own.name) {
            SURE
        } else {
            FITS
        };
        let mut printed = figure.printed.clone();
        printed.confidence = confidence;
        if !only {
            printed.alternatives.push(Alternative {
                number: None,
                reason: "the figure may be that of another part of the sum".to_owned(),
            });
        }
        mark(used, spot.0);
        if let Some(whole) = chunks.get(spot.0).filter(|c| c.figures.len() == columns.count()) {
            for (j, figure) in whole.figures.iter().enumerate() {
                push(into, columns, Some(j), Printed { confidence, ..figure.printed.clone() });
            }
            continue;
        }
        // Beside the label stand the columns before it.
        let at = if own.figures.is_empty() { column } else { Some(own.figures.len()) };
        push(into, columns, at, printed);
        if own.figures.is_empty() || !all_zeros {
            continue;
        }
        zeros.sort_by_key(|z| (z.0 != spot.0, *z));
        let taken: Vec<Loose> = zeros.drain(..wanted(own).min(zeros.len())).collect();
        for (j, zero) in taken.iter().enumerate() {
            let Some(figure) = chunks.get(zero.0).and_then(|c| c.figures.get(zero.1)) else { continue };
            mark(used, zero.0);
            push(into, columns, at.map(|a| a + 1 + j), Printed { confidence: FITS, ..figure.printed.clone() });
        }
    }
    for (row, cells) in rows.into_iter().zip(cells) {
        if !cells.is_empty() {
            out.push(RawIndicator {
                kind: IndicatorKind::Cost,
                label: row.label,
                unit: row.unit,
                cells,
                ..RawIndicator::default()
            });
        }
    }
    out
}

fn push(into: &mut Vec<RawFigure>, columns: &Columns, column: Option<usize>, printed: Printed) {
    if let Some(year) = column.and_then(|c| columns.years.get(c)) {
        into.push(RawFigure { years: vec![*year], role: Role::Actual, printed });
    }
}

fn mark(used: &mut [bool], chunk: usize) {
    if let Some(used) = used.get_mut(chunk) {
        *used = true;
    }
}

/// The only figure of a row that is not zero, where there is one.
fn one(figures: &[Figure]) -> Option<&Figure> {
    let mut filled = figures.iter().filter(|f| f.number.is_some_and(|n| !n.is_zero()));
    filled.next().filter(|_| filled.next().is_none())
}

/// The figures beside a label with the years that they are for.
fn beside(row: &Row, columns: &Columns, column: Option<usize>, rows: &[Row], form: &Form) -> Vec<RawFigure> {
    let mut cells = Vec::new();
    let checked = checked(rows, &row.name, form);
    for (i, figure) in row.figures.iter().enumerate() {
        let single = row.figures.len() == 1 && row.value.is_some();
        let whole = row.figures.len() == columns.count();
        let at = if single { column } else { Some(i) };
        let confidence = if whole || (single && checked) { SURE } else { FITS };
        push(&mut cells, columns, at, Printed { confidence, ..figure.printed.clone() });
    }
    cells
}

/// Whether the figure of a row takes part in a sum that comes out or can.
fn checked(rows: &[Row], name: &str, form: &Form) -> bool {
    form.is_summed(name) && rows.iter().filter(|r| form.is_summed(&r.name)).count() > 1
}

/// Figures that may be costs, away from any label: grouped whole numbers, or beside zeros.
fn loose(chunks: &[Chunk], used: &[bool]) -> Vec<Loose> {
    let mut out = Vec::new();
    for (i, chunk) in chunks.iter().enumerate() {
        if chunk.lead != Lead::Alone || used.get(i).copied().unwrap_or(true) {
            continue;
        }
        let zeros = chunk.figures.iter().any(is_zero);
        for (k, figure) in chunk.figures.iter().enumerate() {
            let grouped = figure.printed.text.contains([',', '，']);
            let alone = chunk.figures.len() == 1 || zeros;
            if figure.number.is_some_and(|n| !n.is_zero() && n.is_integer()) && grouped && alone {
                out.push((i, k));
            }
        }
    }
    out
}

fn is_zero(figure: &Figure) -> bool {
    figure.number.is_some_and(|n| n.is_zero())
}

fn zeros(chunks: &[Chunk], used: &[bool], loose: &[Loose], count: usize) -> Vec<Loose> {
    let mut out = Vec::new();
    for (i, chunk) in chunks.iter().enumerate() {
        let free = chunk.lead == Lead::Alone && !used.get(i).copied().unwrap_or(true) && chunk.figures.len() < count;
        let only = chunk.figures.iter().enumerate().all(|(k, f)| is_zero(f) || loose.contains(&(i, k)));
        if free && only {
            out.extend(chunk.figures.iter().enumerate().filter(|(_, f)| is_zero(f)).map(|(k, _)| (i, k)));
        }
    }
    out
}

/// The column of the one year with figures: a row that is whole says it, or how many zeros stand before it.
fn column(rows: &[Row], chunks: &[Chunk], loose: &[Loose], count: usize) -> Option<usize> {
    let before = rows.iter().filter(|r| !r.figures.is_empty()).find_map(|r| {
        r.figures
            .iter()
            .position(|f| !is_zero(f))
            .filter(|i| *i > 0)
            .or_else(|| r.figures.iter().all(is_zero).then_some(r.figures.len()))
    });
    let within = || loose.iter().find_map(|l| chunks.get(l.0).filter(|c| c.figures.len() == count).map(|_| l.1));
    before.or_else(within)
}

/// How much rather a row has an open figure than another part of its sum: the last part pays what is left.
fn rank(rows: &[Row], row: usize, form: &Form) -> usize {
    let Some(name) = rows.get(row).map(|r| &r.name) else { return 0 };
    form.rule.sums.iter().find_map(|s| s.parts.iter().position(|p| p == name)).unwrap_or(0)
}

/// Every way of giving each loose figure a row of its own so that all sums come out: the row of each figure.
fn ways(rows: &[Row], numbers: &[Decimal], form: &Form) -> Vec<Vec<usize>> {
    let open: Vec<usize> = (0..rows.len()).filter(|r| rows.get(*r).is_some_and(|r| r.value.is_none())).collect();
    if numbers.is_empty() || numbers.len() > open.len() {
        return Vec::new();
    }
    let values = rows.iter().map(|r| r.value).collect();
    let (sums, tries) = (&form.rule.sums, &form.tries);
    let mut search = Search { rows, numbers, sums, open, values, way: Vec::new(), found: Vec::new(), looked: 0, tries };
    search.extend();
    if form.tries.allow(search.looked) { search.found } else { Vec::new() }
}

/// The search for ways.
struct Search<'a> {
    rows: &'a [Row],
    numbers: &'a [Decimal],
    sums: &'a [SumRule],
    open: Vec<usize>,
    values: Vec<Option<Decimal>>,
    way: Vec<usize>,
    found: Vec<Vec<usize>>,
    looked: usize,
    tries: &'a Tries,
}

impl Search<'_> {
    fn extend(&mut self) {
        self.looked += 1;
        if !self.tries.allow(self.looked) {
            return;
        }
        let Some(number) = self.numbers.get(self.way.len()).copied() else {
            let mut sums = self.sums.iter();
            if sums.all(|s| comes_out(self.rows, &self.values, &s.total, &s.parts)) {
                self.found.push(self.way.clone());
            }
            return;
        };
        for row in self.open.clone() {
            if self.way.contains(&row) {
                continue;
            }
            self.set(row, Some(number));
            self.way.push(row);
            self.extend();
            self.way.pop();
            self.set(row, None);
        }
    }

    fn set(&mut self, row: usize, number: Option<Decimal>) {
        if let Some(value) = self.values.get_mut(row) {
            *value = number;
        }
    }
}

fn comes_out(rows: &[Row], values: &[Option<Decimal>], total: &str, parts: &[String]) -> bool {
    let value = |name: &str| rows.iter().position(|r| r.name == name).and_then(|i| values.get(i).copied().flatten());
    // What the form does not total comes out.
    if !rows.iter().any(|r| r.name == total) {
        return true;
    }
    let sum: Decimal = parts.iter().filter_map(|p| value(p)).sum();
    value(total).unwrap_or_default() == sum
}
