//! Questions to an understood table.

use super::facts::names_unit;
use super::measure;
use super::{Fact, PlainCell, Understood, What};
use crate::normalise;
use crate::recognise::raw::Printed;
use crate::sheet::Role;

impl Understood {
    /// What a cell is by itself.
    pub fn what(&self, cell: usize) -> What {
        self.what.get(cell).copied().unwrap_or_default()
    }

    /// Whether a cell can be the name of something: a text, also one that begins with a figure (１　議会費, 10代).
    pub fn is_name(&self, cell: usize) -> bool {
        match self.what(cell) {
            What::Text => true,
            What::Figure => self.text(cell).chars().any(char::is_alphabetic),
            _ => false,
        }
    }

    /// What stands in a cell.
    pub fn text(&self, cell: usize) -> &str {
        self.table.cells.get(cell).map_or("", |c| c.printed.text.as_str())
    }

    /// The heads over a cell, outermost first.
    pub fn heads_over(&self, cell: usize) -> Vec<usize> {
        let Some(own) = self.table.cells.get(cell) else { return Vec::new() };
        let over = |c: &PlainCell| {
            c.row < self.head_rows && c.row_end() <= own.row && c.col < own.col_end() && own.col < c.col_end()
        };
        let cells = self.table.cells.iter().enumerate();
        cells.filter(|(_, c)| over(c) && !c.is_blank()).map(|(i, _)| i).collect()
    }

    /// The head cells to the left of those over a value.
    pub fn corner(&self, fact: &Fact) -> Vec<usize> {
        let left = fact.heads.iter().filter_map(|h| self.table.cells.get(*h)).map(|c| c.col).min();
        let left = left.unwrap_or(0);
        let aside = |c: &PlainCell| c.row < self.head_rows && c.col_end() <= left && !c.is_blank();
        let cells = self.table.cells.iter().enumerate();
        cells.filter(|(_, c)| aside(c)).map(|(i, _)| i).collect()
    }

    /// The text that prints the unit of a value: a cell, or a line of the caption. Rates have none of their own.
    pub fn unit_of(&self, fact: &Fact) -> Option<Printed> {
        if let Some(unit) = fact.unit {
            return self.table.cells.get(unit).map(|c| c.printed.clone());
        }
        let rate = matches!(fact.role, Some(Role::AchievementRate | Role::DeltaRate));
        if rate { None } else { self.caption_unit(fact) }
    }

    /// The line of the caption that names a unit, where it can be that of the value.
    pub(super) fn caption_unit(&self, fact: &Fact) -> Option<Printed> {
        let caption = self.table.caption.as_ref()?;
        let lines: Vec<&str> = caption.text.lines().collect();
        let after = lines.iter().rposition(|l| normalise::fold(l) == "単位").map(|at| at + 1);
        let said = after.and_then(|at| Some((at, lines.get(at)?)));
        let (at, line) = said.or_else(|| lines.iter().enumerate().rev().find(|(_, l)| names_unit(l)))?;
        if measure::is_money(line) && self.counts_no_money(fact) {
            return None;
        }
        let places = match caption.places.get(at) {
            Some(place) if lines.len() == caption.places.len() => vec![*place],
            _ => caption.places.clone(),
        };
        Some(Printed { text: (*line).to_owned(), places, ..caption.clone() })
    }

    /// Whether a value without a unit of its own is a share, under a caption that gives ％ beside another unit.
    pub(super) fn is_share(&self, fact: &Fact) -> bool {
        let percent = self.table.caption.as_ref().is_some_and(|c| normalise::fold(&c.text).contains('%'));
        let near = fact.heads.last().into_iter().chain(fact.labels.last());
        percent && fact.unit.is_none() && near.into_iter().any(|i| measure::is_rate(self.text(*i)))
    }

    /// Whether the nearest head or label of a value says that it is no amount of money.
    pub fn counts_no_money(&self, fact: &Fact) -> bool {
        let text = |i: &&usize| self.what(**i) == What::Text;
        let near = [fact.labels.iter().rev().find(text), fact.heads.iter().rev().find(text)];
        let near: Vec<&str> = near.into_iter().flatten().map(|i| self.text(*i)).collect();
        measure::counts_no_money(&near)
    }
}
