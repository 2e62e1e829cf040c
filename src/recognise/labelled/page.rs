//! A page as those see it who only look for labels.

use super::labels::Labels;
use super::line::{TextLine, top_of};
use crate::profile::label_key;
use crate::recognise::raw::Printed;
use crate::recognise::tables::PlainTable;

/// How far a value may reach under its label, in points.
const SLACK: f64 = 1.0;

/// A page: its tables, and the lines outside of them.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Number of the page, from 1.
    pub number: u32,
    /// Its grids, top to bottom.
    pub tables: Vec<PlainTable>,
    /// Its tables of figures with what stands over them, top to bottom.
    pub titled: Vec<PlainTable>,
    /// Its other lines, top to bottom.
    pub lines: Vec<TextLine>,
}

impl Page {
    /// The page with its lines cut where a label begins.
    #[must_use]
    pub fn at_labels(&self, labels: &Labels) -> Self {
        let lines = self.lines.iter().flat_map(|l| l.at_labels(labels)).collect();
        Self { lines, ..self.clone() }
    }

    /// The page with its loose heads as lines: a label that stands without borders, with what stands to its right, and
    /// lines that begin with one of these labels cut where the next one begins. `names` are the labels meant.
    #[must_use]
    pub fn with_heads(&self, names: &[&str], labels: &Labels) -> Self {
        let is_head = |text: &str| names.iter().any(|name| labels.is(text, name));
        let value_of = |label: &TextLine| -> Option<usize> {
            let (page, own) = label.boxed()?;
            let beside = self.lines.iter().enumerate().filter_map(|(i, line)| {
                let (at, r) = line.boxed()?;
                let level = r.y0 < own.center().y && own.center().y < r.y1;
                (at == page && level && r.x0 >= own.x1 - SLACK).then_some((i, r.x0))
            });
            let (nearest, _) = beside.min_by(|a, b| a.1.total_cmp(&b.1))?;
            self.lines.get(nearest).filter(|l| !labels.any(&l.printed.text)).map(|_| nearest)
        };
        let values: Vec<Option<usize>> =
            self.lines.iter().map(|l| is_head(&l.printed.text).then(|| value_of(l)).flatten()).collect();
        let begins = |line: &TextLine| {
            let text = &line.printed.text;
            names.iter().any(|name| labels.lexicon.leads(text, name).is_some())
        };
        let line =
            |(i, line): (usize, &TextLine)| match values.get(i).copied().flatten().and_then(|v| self.lines.get(v)) {
                Some(value) => vec![line.followed_by(value)],
                None if values.contains(&Some(i)) => Vec::new(),
                None if begins(line) => line.at_labels(labels),
                None => vec![line.clone()],
            };
        let lines = self.lines.iter().enumerate().flat_map(line).collect();
        Self { lines, ..self.clone() }
    }

    /// The page in parts that hold one record each: a text may lack its page breaks. `starts` are the labels with
    /// which every record begins.
    pub fn records(&self, starts: &[String], labels: &Labels) -> Vec<Self> {
        let leads = |line: &TextLine, name: &String| {
            let text = &line.printed.text;
            labels.is(text, name) || labels.lexicon.leads(text, name).is_some_and(|n| text.chars().nth(n) == Some(' '))
        };
        let holds = |line: &&TextLine, name: &String| line.at_labels(labels).iter().any(|piece| leads(piece, name));
        let tops = |name: &String| -> Vec<f64> {
            self.lines.iter().filter(|l| holds(l, name)).filter_map(TextLine::top).collect()
        };
        let found: Vec<Vec<f64>> = starts.iter().map(tops).collect();
        let count = found.iter().map(Vec::len).min().unwrap_or(0);
        if count < 2 || found.iter().any(|f| f.len() != count) {
            return vec![self.clone()];
        }
        let titled = |l: &&TextLine| labels.lexicon.stands_in(&label_key(&l.printed.text), "title");
        let labelled = |l: &&TextLine| l.printed.text.split_whitespace().next().is_some_and(|word| labels.any(word));
        let begins = |nth: usize| {
            let first = found.iter().filter_map(|f| f.get(nth)).copied().fold(f64::INFINITY, f64::min);
            let before =
                nth.checked_sub(1).and_then(|b| found.iter().filter_map(|f| f.get(b)).copied().reduce(f64::max));
            let over = || {
                let over = self.lines.iter().filter(|l| l.top().is_some_and(|t| t < first));
                over.rev().take_while(|l| l.top().is_some_and(|t| before.is_none_or(|b| t > b)))
            };
            // From the title on; without one, from the labels that stand directly before the first one.
            let own = over().find(titled).or_else(|| over().take_while(labelled).last());
            own.and_then(TextLine::top).unwrap_or(first)
        };
        let bounds: Vec<f64> = (1..count).map(begins).collect();
        let part = |nth: usize| {
            let from = nth.checked_sub(1).and_then(|b| bounds.get(b)).copied().unwrap_or(f64::NEG_INFINITY);
            let to = bounds.get(nth).copied().unwrap_or(f64::INFINITY);
            let within = |top: Option<f64>| top.is_none_or(|t| from <= t && t < to);
            let table = |t: &&PlainTable| within(top(t));
            Self {
                number: self.number,
                tables: self.tables.iter().filter(table).cloned().collect(),
                titled: self.titled.iter().filter(table).cloned().collect(),
                lines: self.lines.iter().filter(|l| within(l.top())).cloned().collect(),
            }
        };
        (0..count).map(part).collect()
    }

    /// Every text of the page: those of the lines, then those of the cells.
    pub fn texts(&self) -> impl Iterator<Item = &Printed> {
        let cells = self.tables.iter().flat_map(|t| &t.cells).map(|c| &c.printed);
        self.lines.iter().map(|l| &l.printed).chain(cells)
    }
}

/// Top of a table.
fn top(table: &PlainTable) -> Option<f64> {
    table.cells.iter().flat_map(|c| &c.printed.places).map(top_of).reduce(f64::min)
}
