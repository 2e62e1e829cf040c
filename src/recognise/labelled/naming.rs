//! Which cell names the indicator of a figure, and what kind the labels around it say.

use super::indicators::Reader;
use super::keyed;
use super::line::TextLine;
use super::units::{part_places, unit_over};
use super::words::{is_unit, is_unit_note};
use crate::normalise;
use crate::profile::{BesideSlot, label_key};
use crate::recognise::raw::Printed;
use crate::recognise::tables::{Fact, Understood, What};
use crate::sheet::IndicatorKind;

/// What parts a label from the name behind it.
const PARTING: [char; 8] = [':', '：', '】', '］', ']', '＞', '>', '」'];
/// Words in headings of several amounts.
const HEADINGS: [&str; 6] = ["予算", "決算", "執行", "財源", "経費", "コスト"];
/// Words in labels that say what kind of indicators follow.
const GENERIC: [&str; 5] = ["指標", "アウト", "目標", "KPI", "コスト"];

/// The name of an indicator: its cell, where it is no title, and the kind that the cells around it say.
pub(super) struct Name {
    pub(super) cell: Option<usize>,
    pub(super) printed: Printed,
    pub(super) kind: Option<IndicatorKind>,
}

impl Reader<'_> {
    /// Which cell names a figure's indicator, and what kind it is.
    pub(super) fn name(&self, table: &Understood, fact: &Fact, headings: &[&TextLine]) -> Option<Name> {
        let text = |i: &usize| table.text(*i);
        let slot = |i: &usize| table.heads_over(*i).iter().rev().find_map(|h| self.beside(table.text(*h)));
        let words = |of: &[usize]| -> Vec<usize> {
            let word = |i: &&usize| {
                table.is_name(**i) && !self.is_nothing(table.text(**i)) && self.beside(table.text(**i)).is_none()
            };
            let noted = |i: &&usize| table.heads_over(**i).into_iter().any(|h| self.is_note(text(&h)));
            let named = |i: &&usize| slot(i).is_none_or(|s| s == BesideSlot::Name) && !noted(i);
            of.iter().filter(word).filter(named).copied().collect()
        };
        let (labels, heads, corner) = (words(&fact.labels), words(&fact.heads), words(&table.corner(fact)));
        let inner = |of: &[usize]| -> Option<usize> {
            let named = of.iter().rev().find(|i| slot(i) == Some(BesideSlot::Name));
            let last = of.last().filter(|i| self.kind(text(i)) == Some(IndicatorKind::Cost));
            // 対象数 names what is counted; 活動指標 does not.
            let counted =
                of.last().filter(|i| self.kind(text(i)).is_some() && !GENERIC.iter().any(|w| text(i).contains(w)));
            let plain = of.iter().rev().find(|i| self.kind(text(i)).is_none());
            named.or(last).or(counted).or(plain).or_else(|| of.last()).copied()
        };
        // 執行額, 予算計: words for a role that the form uses as names of costs.
        let role = |i: &&usize| table.what(**i) == What::Head && normalise::fiscal_years(table.text(**i)).is_empty();
        let roles: Vec<usize> = fact.labels.iter().chain(&fact.heads).filter(role).copied().collect();
        let as_name = roles.iter().rev().find(|i| self.kind(text(i)).is_some());
        // 指標名　参加者数: the label of the name and the name in one cell, wherever it stands.
        let all = || labels.iter().chain(&heads).rev().chain(corner.iter().rev());
        if let Some((cell, text)) = all().find_map(|i| self.led(text(i)).map(|name| (*i, name))) {
            let whole = table.table.cells.get(cell)?.printed.clone();
            let printed = Printed { places: part_places(&whole, &text), text, ..whole };
            let kind = all().map(|i| table.text(*i)).find_map(|t| self.kind(t).or_else(|| self.kind_led(t)));
            return Some(Name { cell: Some(cell), printed, kind: kind.or_else(|| self.kind_around(table, headings)) });
        }
        // 予算の状況 | 執行額: the heading of several amounts is the name of none.
        let heading = |i: &usize| {
            let heads = inner(&labels)
                .is_some_and(|l| HEADINGS.iter().any(|w| text(&l).contains(w)) && self.kind(text(&l)).is_none());
            heads && self.kind(text(i)) == Some(IndicatorKind::Cost)
        };
        let own = fact.labels.iter().rev().find(role).copied();
        let own = own.filter(|i| is_one_of_names(table, *i, &labels) || heading(i));
        let cell =
            own.or_else(|| inner(&labels)).or_else(|| inner(&heads)).or(as_name.copied()).or_else(|| inner(&corner));
        let keyed = fact.labels.iter().rev().find_map(|i| keyed::key(text(i)).map(|key| (*i, key)));
        let before = |at: usize, c: usize| {
            let kind = self.kind_in(&label_key(text(&c))).filter(|k| *k != IndicatorKind::Cost);
            let col = |i: usize| table.table.cells.get(i).map(|c| c.col);
            kind.is_some() && col(c) < col(at)
        };
        if let Some((at, key)) = keyed.filter(|(at, _)| cell.is_none_or(|c| before(*at, c))) {
            let kind = all().map(text).find_map(|t| self.kind(t).or_else(|| self.kind_in(&label_key(t))));
            let own = || table.table.cells.get(at).map(|c| c.printed.clone());
            let printed = keyed::name_of(&self.keyed, key, kind).cloned().or_else(own)?;
            return Some(Name { cell: Some(at), printed, kind: kind.or_else(|| self.kind_around(table, headings)) });
        }
        let title = || self.title(table);
        let by_year = fact.labels.iter().any(|i| !normalise::fiscal_years(table.text(*i)).is_empty());
        let printed = |i: usize| table.table.cells.get(i).map(|c| c.printed.clone());
        let (cell, printed) = match cell {
            Some(cell) => (Some(cell), printed(cell)?),
            // Under heads of roles, beside years, the head says what is meant.
            None => match title().filter(|_| !by_year) {
                Some(title) => (None, title),
                None => roles.last().and_then(|i| Some((Some(*i), printed(*i)?)))?,
            },
        };
        let around = labels.iter().rev().chain(heads.iter().rev()).chain(corner.iter().rev());
        let kind = self
            .kind(&printed.text)
            .or_else(|| around.map(text).find_map(|t| self.kind(t)))
            .or_else(|| corner.iter().map(text).find_map(|t| self.kind_in(t)))
            .or_else(|| self.kind_led(keyed::without_key(&printed.text)))
            .or_else(|| self.kind_around(table, headings));
        Some(Name { cell, printed, kind })
    }

    /// The kind that the title of a table says, or the lines over it.
    fn kind_around(&self, table: &Understood, headings: &[&TextLine]) -> Option<IndicatorKind> {
        let caption = table.table.caption.as_ref().map(|c| c.text.as_str());
        let over = headings.iter().rev().map(|l| l.printed.text.as_str());
        caption.into_iter().chain(over).find_map(|t| self.kind_in(t))
    }

    /// The name behind a label that stands in the same cell: 指標名称　参加者数, 活動指標①：開催回数.
    fn led(&self, text: &str) -> Option<String> {
        let names = self.rule.beside.iter().filter(|b| b.slot == BesideSlot::Name).map(|b| &b.label);
        let kinds = self.rule.indicators.iter().filter(|r| r.kind != IndicatorKind::Cost).flat_map(|r| &r.labels);
        names.chain(kinds).find_map(|label| {
            let taken = self.labels.lexicon.leads(text, label)?;
            let rest: String = text.chars().skip(taken).collect();
            let numbered = |c: char| c.is_ascii_digit() || ('①'..='⑳').contains(&c) || ('０'..='９').contains(&c);
            let rest = rest.strip_prefix(numbered).unwrap_or(&rest);
            let parted = rest.starts_with(|c: char| c.is_whitespace() || PARTING.contains(&c));
            let name = rest.trim_start_matches(|c: char| c.is_whitespace() || PARTING.contains(&c)).trim_end();
            let says = name.chars().any(char::is_alphabetic) && !name.starts_with(['(', '（', '[', '【', '・', '･']);
            (parted && says && !self.labels.any(name) && !is_unit_note(name)).then(|| name.to_owned())
        })
    }

    /// The kind that the label at the beginning of a cell says.
    fn kind_led(&self, text: &str) -> Option<IndicatorKind> {
        let leads = |labels: &[String]| labels.iter().any(|l| self.labels.lexicon.leads(text, l).is_some());
        self.rule.indicators.iter().filter(|r| r.kind != IndicatorKind::Cost).find(|r| leads(&r.labels)).map(|r| r.kind)
    }

    /// The line of a table's title that names what its figures are: no label of the form, no unit, no year.
    fn title(&self, table: &Understood) -> Option<Printed> {
        let caption = table.table.caption.as_ref()?;
        let lines: Vec<&str> = caption.text.lines().collect();
        if lines.len() != caption.places.len() {
            return None;
        }
        let names = |at: usize, line: &str| {
            let after_unit = at.checked_sub(1).and_then(|i| lines.get(i)).is_some_and(|l| normalise::fold(l) == "単位");
            let unit = unit_over(line).is_some() || is_unit(&normalise::fold(line));
            !after_unit
                && !unit
                && !self.is_nothing(line)
                && !self.labels.any(line)
                && normalise::fiscal_years(line).is_empty()
        };
        let after = lines.iter().position(|l| self.beside_name(l)).map(|at| at + 1);
        let fits = |at: &usize| lines.get(*at).is_some_and(|l| names(*at, l));
        let at = after.filter(fits).or_else(|| (0..lines.len()).rev().find(fits))?;
        Some(Printed { text: (*lines.get(at)?).to_owned(), places: vec![*caption.places.get(at)?], ..caption.clone() })
    }

    /// Whether a text says that the name of an indicator follows.
    fn beside_name(&self, text: &str) -> bool {
        self.beside(text) == Some(BesideSlot::Name)
    }

    /// Whether a column or row headed by a text says something about indicators, but does not name them.
    fn is_note(&self, text: &str) -> bool {
        self.rule.beside.iter().any(|b| b.slot == BesideSlot::Note && self.labels.is(text, &b.label))
    }
}

/// Whether a label that says a role only (決算額) is one of the names in its column: others of the rows that the next
/// label holds together have names there.
fn is_one_of_names(table: &Understood, label: usize, outer: &[usize]) -> bool {
    let Some(own) = table.table.cells.get(label) else { return false };
    let before = |i: &&usize| table.table.cells.get(**i).is_some_and(|c| c.col_end() <= own.col);
    let outer = outer.iter().rev().find(before).and_then(|i| table.table.cells.get(*i));
    let Some(around) = outer.filter(|c| c.rows > own.rows) else { return false };
    let mut others = table.table.cells.iter().enumerate();
    others.any(|(i, c)| {
        table.what(i) == What::Text && c.col == own.col && around.row <= c.row && c.row_end() <= around.row_end()
    })
}
