//! Understood tables → the document's tables: every cell with its value.

use super::{Fact, Understood, What, levels, measure};
use crate::normalise::{self, Context, Kind};
use crate::recognise::assemble;
use crate::recognise::raw::Printed;
use crate::recognise::trust;
use crate::sheet::{Cell, Field, Measured, Role, Table, Value};
use std::collections::{BTreeMap, BTreeSet};

impl Understood {
    /// The table as the document gives it.
    pub fn table(&self) -> Table {
        let plain = &self.table;
        let mut at: Vec<Vec<Option<usize>>> = vec![vec![None; plain.columns]; plain.rows];
        let mut spans = Vec::new();
        for (i, cell) in plain.cells.iter().enumerate() {
            if let Some(slot) = at.get_mut(cell.row).and_then(|r| r.get_mut(cell.col)) {
                *slot = Some(i);
            }
            if cell.rows > 1 || cell.cols > 1 {
                spans.push([cell.row, cell.col, cell.rows, cell.cols]);
            }
        }
        spans.sort_unstable();
        let facts: BTreeMap<usize, &Fact> = self.facts.iter().map(|f| (f.cell, f)).collect();
        let (top, body) = at.split_at(self.head_rows.min(at.len()));
        let header = top.iter().map(|row| row.iter().map(|i| i.and_then(|i| self.head(i))).collect()).collect();
        let named: BTreeSet<usize> = self
            .facts
            .iter()
            .flat_map(|f| &f.labels)
            .copied()
            .filter(|i| self.is_name(*i) || self.what(*i) == What::Head)
            .collect();
        let typed = |i: &Option<usize>| {
            let i = (*i)?;
            match facts.get(&i) {
                Some(fact) => self.measured(fact).map(|m| self.levelled(fact, cell_of(m))),
                None => plain.cells.get(i).map(|c| match self.years.contains_key(&i) || named.contains(&i) {
                    true => self.head(i).map_or_else(|| value(c.printed.clone(), None), Cell::Field),
                    false => value(c.printed.clone(), None),
                }),
            }
        };
        let rows = body.iter().map(|row| row.iter().map(typed).collect()).collect();
        let caption = plain.caption.clone().map(assemble::text_field);
        Table { page: plain.page, sheet: None, caption, header, rows, spans }
    }

    /// The figure of a fact, with the unit that its surroundings give.
    pub fn measured(&self, fact: &Fact) -> Option<Measured> {
        let printed = self.table.cells.get(fact.cell)?.printed.clone();
        let quantity = self.within(fact, |context| normalise::quantity(&printed.text, context));
        Some(trust::measured(printed, quantity))
    }

    /// Hands on what the surroundings of a figure say of its unit.
    fn within<T>(&self, fact: &Fact, read: impl FnOnce(&Context) -> T) -> T {
        let text = |i: &usize| self.table.cells.get(*i).map(|c| c.printed.text.as_str());
        let named = fact.unit.as_ref().and_then(text);
        let alone = named.filter(|_| fact.unit.is_some_and(|i| self.is_unit_cell(i)));
        let rate = matches!(fact.role, Some(Role::AchievementRate | Role::DeltaRate)) || self.is_share(fact);
        let caption = self.caption_unit(fact);
        let heads: Vec<&str> = fact.heads.iter().filter_map(text).collect();
        let over = measure::without_roles(&heads.join("\n"));
        let header = match (named, rate) {
            (Some(named), _) => Some(named),
            (None, true) => Some("（％）"),
            // Money in the caption's unit, unless another head says what is counted.
            (None, false) => {
                caption.as_ref().map(|c| c.text.as_str()).or(Some(over.as_str()).filter(|o| !o.is_empty()))
            }
        };
        let of_caption = || caption.as_ref().map(|c| c.text.as_str()).filter(|_| !rate);
        let alone = alone.or_else(|| of_caption().filter(|_| named.is_none()).filter(|c| !c.contains("単位")));
        read(&Context { header, unit: alone, sheet_year: self.sheet_year, ..Context::default() })
    }

    /// A text that is one figure above another, with both.
    fn levelled(&self, fact: &Fact, cell: Cell) -> Cell {
        let Cell::Field(mut field) = cell else { return cell };
        let said = |i: &usize| levels::levels(self.text(*i));
        let near = fact.heads.iter().rev().chain(fact.labels.iter().rev()).find_map(said);
        let corner = || self.corner(fact).iter().find_map(said);
        let caption = || self.table.caption.as_ref().and_then(|c| levels::levels(&c.text));
        let names = near.or_else(corner).or_else(caption).or_else(|| self.table.levels.clone());
        if let Some(parts) = self.within(fact, |context| levels::parts(&field.printed, context, names.as_ref())) {
            field.parts = parts;
        }
        Cell::Field(field)
    }

    /// Whether a cell is a unit and nothing else, by itself or by its column's head.
    fn is_unit_cell(&self, i: usize) -> bool {
        let Some(cell) = self.table.cells.get(i) else { return false };
        let heads = || self.table.cells.iter().filter(|c| c.row < self.head_rows);
        super::reading::is_unit(&cell.printed.text)
            || heads().any(|c| {
                c.col <= cell.col && cell.col < c.col_end() && normalise::fold(&c.printed.text).starts_with("単位")
            })
    }

    /// A head; a year that only its surroundings settle is spelt out in the value.
    fn head(&self, i: usize) -> Option<Field> {
        let mut field = assemble::text_field(self.table.cells.get(i)?.printed.clone());
        if let Some(year) = self.years.get(&i) {
            field.value = Some(Value::Text(dated(&field.printed, *year)));
        }
        Some(field)
    }
}

/// Whether a head prints its year without its era (`2年度`), or its first one without 年 (`R元`).
pub(super) fn is_short_year(text: &str) -> bool {
    let folded = normalise::fold(text);
    let count: String = folded.chars().take_while(|c| c.is_ascii_digit() || *c == '元').collect();
    let bare = (1..=2).contains(&count.chars().count());
    bare || (folded.contains('元') && !folded.contains("元年"))
}

/// `前年度（決算）` → `2019年度決算`.
fn dated(printed: &str, year: i32) -> String {
    const WORDS: &[&str] = &["翌々", "翌", "次", "来", "前々", "前", "昨", "当該", "本", "今", "当", "同"];
    let folded = normalise::fold(printed);
    let count = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit() || c == '元');
    let era = ["平成", "令和", "昭和", "H", "R", "S"].iter().find_map(|w| folded.strip_prefix(w).filter(count));
    let rest = era.unwrap_or(&folded).trim_start_matches(|c: char| c.is_ascii_digit() || c == '元');
    // 当年度 is a year, 当初 is none.
    let relative = |w: &&str| rest.strip_prefix(*w).filter(|r| r.starts_with('年'));
    let rest = WORDS.iter().find_map(relative).unwrap_or(rest);
    let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')).unwrap_or(rest);
    let rest = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')).unwrap_or(rest);
    format!("{year}年度{rest}")
}

/// A cell of a table: a figure or the reason why there is none, else a text.
pub fn value(printed: Printed, heading: Option<&str>) -> Cell {
    let context = Context { header: heading.filter(|h| !h.trim().is_empty()), ..Context::default() };
    let quantity = normalise::quantity(&printed.text, &context);
    cell_of(trust::measured(printed, quantity))
}

/// A quantity, or the text that it is with the figures in it. A figure whose digits make no number is no text.
fn cell_of(measured: Measured) -> Cell {
    if measured.quantity.kind != Kind::Text || trust::is_broken(&measured.quantity) {
        return Cell::Quantity(Box::new(measured));
    }
    let Measured { quantity, places, confidence, alternatives, .. } = measured;
    let mut field = assemble::text_field(Printed { text: quantity.printed, places, confidence, alternatives });
    let text = field.as_text().unwrap_or_default();
    field.parts = normalise::figures(text).into_iter().map(|f| f.part).collect();
    Cell::Field(field)
}
