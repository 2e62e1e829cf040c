//! Figures that stand alone beside their label, without a year (対象者数　10,000人): of the year that the sheet is about.

use super::beside::right;
use super::indicators::Reader;
use crate::normalise::{self, Context};
use crate::recognise::tables::{Fact, PlainCell, Understood, What};
use crate::sheet::Role;

/// Endings of labels that say that something is counted or measured.
const MEASURED: [&str; 12] =
    ["数", "率", "額", "費", "コスト", "面積", "延長", "人員", "割合", "人口", "単価", "満足度"];
/// Endings of labels whose figures count or measure nothing of the project.
const NOT_MEASURED: [&str; 9] = ["点数", "番号", "年数", "順位", "枚数", "回線数", "項目数", "優先度", "配点"];
/// Units of dates, of places in a list, and of points.
const NO_UNITS: [&str; 11] = ["年", "月", "日", "時", "分", "点", "位", "号", "条", "項", "歳"];

/// Longest unit by which alone a figure is known to count something.
const LONGEST_UNIT: usize = 3;

impl Reader<'_> {
    /// The figures of a table that stand alone beside labels that say what they count.
    pub(super) fn singles(&self, table: &Understood) -> Vec<Fact> {
        let Some(year) = self.year else { return Vec::new() };
        let single = |f: &&Fact| {
            let undated = f.years.is_empty() && f.role.is_none() && f.heads.is_empty();
            undated && table.what(f.cell) == What::Figure && self.is_measured(table, f)
        };
        let of_year = |f: &Fact| {
            // A note over the whole table is seldom meant for a count.
            let unit = f.unit.filter(|_| !table.counts_no_money(f) || own_unit(table, f));
            Fact { years: vec![year], role: Some(Role::Actual), labels: nearest(f), unit, ..f.clone() }
        };
        table.facts.iter().filter(single).map(of_year).collect()
    }

    /// Whether the label right before a figure says what it counts, and holds for this figure only.
    fn is_measured(&self, table: &Understood, fact: &Fact) -> bool {
        let cells = &table.table.cells;
        let Some((label, cell)) = fact.labels.last().and_then(|l| cells.get(*l)).zip(cells.get(fact.cell)) else {
            return false;
        };
        let text = normalise::fold(&label.printed.text);
        let bare = text.split('(').next().unwrap_or_default();
        let ends = |words: &[&str]| words.iter().any(|w| bare.ends_with(w));
        let unit = normalise::quantity(&cell.printed.text, &Context::default()).unit;
        // ０２ 総務費 is a name with its number.
        let figure_text = cell.printed.text.trim();
        let numbered = figure_text.contains(char::is_whitespace) || normalise::fold(figure_text).starts_with('0');
        let counted = unit.is_some_and(|u| {
            !NO_UNITS.contains(&u.as_str())
                && u.chars().count() <= LONGEST_UNIT
                && !numbered
                && bare.chars().count() > 1
        });
        let known = self.labels.any(&label.printed.text) && self.kind(&label.printed.text).is_none();
        let beside = right(&table.table, label).is_some_and(|c| c.printed.places == cell.printed.places);
        let figure = |c: &&PlainCell| normalise::quantity(&c.printed.text, &Context::default()).number.is_some();
        let alone = right(&table.table, cell).filter(figure).is_none();
        beside && alone && !known && !ends(&NOT_MEASURED) && (ends(&MEASURED) || counted)
    }
}

/// The label that stands next to a figure.
fn nearest(fact: &Fact) -> Vec<usize> {
    fact.labels.last().copied().into_iter().collect()
}

/// Whether the unit of a figure stands in its label or beside it.
fn own_unit(table: &Understood, fact: &Fact) -> bool {
    let row = |i: usize| table.table.cells.get(i).map(|c| c.row);
    fact.unit.is_some_and(|u| row(u) == row(fact.cell))
}
