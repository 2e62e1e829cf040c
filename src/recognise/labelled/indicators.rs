//! Figures → indicators: which role, kind and unit each figure has.

use super::keyed::Keyed;
use super::labels::Labels;
use super::line::TextLine;
use super::measures::{Mixed, is_of_sum, unit_of_sums};
use super::settle::{UNSCALED, further_budgets, is_relation, settle};
use super::units::{narrowed, note_over, part_of, unit_over};
use crate::normalise::{self, Context};
use crate::profile::{BesideSlot, SheetRule, label_key};
use crate::recognise::raw::{MISPLACED, Printed, RawFigure, RawIndicator};
use crate::recognise::tables::{Fact, Understood, Vocabulary, What};
use crate::sheet::{IndicatorKind, Role};
use std::collections::BTreeSet;

/// Confidence in a role that nothing names: for costs of a sheet whose year is known, and for other figures.
const ASSUMED: [f64; 2] = [0.92, 0.88];
/// Confidence in figures of costs of which only the sheet says the year.
const UNDATED: f64 = 0.88;
/// Confidence in a role that a head names among other things.
const NAMED: f64 = 0.88;
/// Confidence in a figure without a year, beside its label.
const SINGLE: f64 = 0.85;
/// Words in heads of amounts that were planned, where no other word says so.
const PLANNED: [&str; 4] = ["当初", "補正", "現計", "現額"];
/// Fewest costs by which a table without years is known to be one of costs.
const FEWEST_COSTS: usize = 3;
/// Longest key of a row: ア, 1, ①.
const LONGEST_KEY: usize = 2;

/// The form's words for what stands in its tables.
pub struct Reader<'a> {
    /// How the form's record lies.
    pub rule: &'a SheetRule,
    /// Its labels.
    pub labels: Labels<'a>,
    /// The evaluated year.
    pub year: Option<i32>,
    /// Whether there is no doubt about it.
    pub is_year_sure: bool,
    /// The names that have keys.
    pub keyed: Vec<Keyed>,
    /// Cells that say nothing but a unit.
    pub notes: Vec<Printed>,
}

/// The indicators of a sheet in the making, in printed order.
#[derive(Default)]
pub struct Indicators {
    groups: Vec<Group>,
}

/// What tells an indicator from others.
#[derive(PartialEq)]
struct At {
    /// Its table.
    table: usize,
    /// The cell that names it.
    name: Option<usize>,
    /// The head that tells it from others of that name.
    head: Option<usize>,
    /// The unit that does.
    unit: Option<String>,
}

struct Group {
    at: At,
    /// What stands in the head that tells it apart.
    head: Option<Printed>,
    raw: RawIndicator,
}

impl Reader<'_> {
    /// What a column or row headed by a text holds beside the figures.
    pub fn beside(&self, text: &str) -> Option<BesideSlot> {
        let rules = self.rule.beside.iter();
        rules
            .filter(|b| !matches!(b.slot, BesideSlot::Nothing | BesideSlot::Note))
            .find(|b| self.labels.is(text, &b.label))
            .map(|b| b.slot)
    }

    /// Whether a text names nothing: a key, or words that only say that something follows.
    pub(super) fn is_nothing(&self, text: &str) -> bool {
        let mut rules = self.rule.beside.iter().filter(|b| b.slot == BesideSlot::Nothing);
        let key = label_key(text);
        let plain = |c: char| c.is_ascii_alphanumeric() || ('ァ'..='ヶ').contains(&c) || ('①'..='⑳').contains(&c);
        (key.chars().count() <= LONGEST_KEY && key.chars().all(plain)) || rules.any(|b| self.labels.is(text, &b.label))
    }

    /// The kind of indicators whose label a text is.
    pub fn kind(&self, text: &str) -> Option<IndicatorKind> {
        let says = |labels: &[String]| labels.iter().any(|l| self.labels.is(text, l));
        self.rule.indicators.iter().find(|r| says(&r.labels)).map(|r| r.kind)
    }

    /// The kind of which a label stands somewhere in a text.
    pub fn kind_in(&self, text: &str) -> Option<IndicatorKind> {
        let key = label_key(text);
        let says = |labels: &[String]| labels.iter().any(|l| self.labels.lexicon.stands_in(&key, l));
        self.rule.indicators.iter().find(|r| says(&r.labels)).map(|r| r.kind)
    }

    /// Adds the figures of a table. `headings` are the lines over it, the nearest last.
    pub fn add(&self, into: &mut Indicators, index: usize, table: &Understood, headings: &[&TextLine]) {
        let mut rows: Vec<(usize, usize)> = Vec::new();
        // 前年度比較 heads no figures of the year before.
        let is_beside = |fact: &&Fact| {
            let slots = table.heads_over(fact.cell).into_iter().filter_map(|h| self.beside(table.text(h)));
            slots.into_iter().any(|slot| slot != BesideSlot::Name)
        };
        let undated = self.undated_costs(table);
        let all = table.facts.iter().filter(|f| is_dated(table, f) && !undated.iter().any(|u| u.cell == f.cell));
        // 必要性 | 5 | 有効性 | 4 in the columns of years: labels and their values, no figures of these years.
        let paired = self.paired_rows(table);
        let row = |f: &Fact| table.table.cells.get(f.cell).map(|c| c.row);
        let mut singles = self.singles(table);
        singles.retain(|s| !undated.iter().any(|u| u.cell == s.cell));
        let (mixed, sums) = (Mixed::of(table), unit_of_sums(table, self.rule, &self.labels));
        for fact in
            all.chain(&undated).chain(&singles).filter(|f| !is_beside(f) && row(f).is_none_or(|r| !paired.contains(&r)))
        {
            let Some(name) = self.name(table, fact, headings) else { continue };
            let of_sum = is_of_sum(&name.printed.text, self.rule, &self.labels) && !table.counts_no_money(fact);
            let unit = self.unit(table, fact, headings).or_else(|| sums.clone().filter(|_| of_sum));
            let Some(cell) = table.table.cells.get(fact.cell) else { continue };
            let assumed = undated.iter().any(|u| u.cell == fact.cell);
            let aside = self.aside(table, fact, name.cell);
            let head = aside.and_then(|i| table.table.cells.get(i)).map(|c| &c.printed);
            let unit_told = mixed.told_by(fact, unit.as_ref());
            let at = At { table: index, name: name.cell, head: aside, unit: unit_told };
            let Some((group, raw)) = into.group(at, &name.printed, head) else { continue };
            let money = unit.as_ref().is_some_and(|u| u.text.contains('円')) || name.printed.text.contains("円）");
            // What a cost is spent on, listed beside it, is no cost of the record that sums are made of.
            let kind = name.kind.or(money.then_some(IndicatorKind::Cost)).filter(|_| !is_aside(table, fact, name.cell));
            if raw.kind == IndicatorKind::Other {
                raw.kind = kind.unwrap_or(IndicatorKind::Other);
            }
            let rate = matches!(fact.role, Some(Role::AchievementRate | Role::DeltaRate));
            let mut printed = cell.printed.clone();
            let scaled = unit.is_some() || normalise::quantity(&printed.text, &Context::default()).unit.is_some();
            if raw.unit.is_none() && !rate {
                raw.unit = unit;
            }
            if of_sum && !rate && !scaled {
                printed.confidence = printed.confidence.min(UNSCALED);
            }
            if assumed {
                printed.confidence = printed.confidence.min(UNDATED);
            }
            if singles.iter().any(|s| s.cell == fact.cell) {
                printed.confidence = printed.confidence.min(SINGLE);
            }
            let heads = fact.heads.iter().filter(|h| Some(**h) != name.cell).map(|h| table.text(*h));
            let heads: Vec<&str> = heads.collect();
            raw.cells.push(self.figure(table, fact, &heads, printed, raw.kind));
            rows.push((cell.row, group));
        }
        for (i, cell) in table.table.cells.iter().enumerate().filter(|(_, c)| !c.is_blank() && c.row >= table.head_rows)
        {
            let slot = table.heads_over(i).iter().rev().find_map(|h| self.beside(table.text(*h)));
            let Some(slot) = slot.filter(|_| self.beside(&cell.printed.text).is_none()) else { continue };
            if let Some((_, group)) = rows.iter().find(|(row, _)| (cell.row..cell.row_end()).contains(row)) {
                into.put(*group, slot, &cell.printed);
            }
        }
    }

    /// The rows that hold labels of the form among their values.
    fn paired_rows(&self, table: &Understood) -> BTreeSet<usize> {
        let is_label = |f: &&Fact| table.what(f.cell) == What::Text && self.labels.any(table.text(f.cell));
        table.facts.iter().filter(is_label).filter_map(|f| table.table.cells.get(f.cell)).map(|c| c.row).collect()
    }

    /// The costs of a table that names no year at all (予算現額 | 決算額 | 国庫支出金 | 一般財源): of the sheet's year.
    fn undated_costs(&self, table: &Understood) -> Vec<Fact> {
        let Some(year) = self.year else { return Vec::new() };
        let is_cost = |i: &usize| self.kind(table.text(*i)) == Some(IndicatorKind::Cost);
        let own = |f: &&Fact| {
            let named = f.heads.last().or(f.labels.last());
            let money = table.unit_of(f).is_some_and(|u| u.text.contains('円'));
            let figure = table.what(f.cell) == What::Figure;
            figure && f.years.is_empty() && (named.is_some_and(is_cost) || (money && named.is_some()))
        };
        if table.facts.iter().any(|f| !f.years.is_empty()) {
            return Vec::new();
        }
        if let Some(told) = self.told_by_roles(table, year) {
            return told;
        }
        let found: Vec<Fact> =
            table.facts.iter().filter(own).map(|f| Fact { years: vec![year], ..f.clone() }).collect();
        // Several figures beside one label are of several years, whatever these are.
        let names: Vec<usize> = found.iter().filter_map(|f| f.heads.last().or(f.labels.last())).copied().collect();
        let alone = |i: &&usize| names.iter().filter(|n| n == i).count() == 1;
        let known = names.iter().filter(|i| is_cost(i)).filter(alone).count();
        if !names.iter().all(|i| alone(&i)) {
            return Vec::new();
        }
        if known < FEWEST_COSTS { Vec::new() } else { found }
    }

    /// The figures of a table without years that roles tell apart (予算額 | 決算額, 計画 | 実績 | 達成率): of the sheet's year.
    fn told_by_roles(&self, table: &Understood, year: i32) -> Option<Vec<Fact>> {
        let figures = || table.facts.iter().filter(|f| table.what(f.cell) == What::Figure);
        let mut seen = BTreeSet::new();
        let alone = figures().all(|f| {
            let named = f.labels.last().is_some_and(|l| table.is_name(*l) && table.what(*l) == What::Text);
            let role = f.role.map(|r| format!("{r:?}"));
            named && f.heads.len() + f.labels.len() > 1 && role.is_some() && seen.insert((f.labels.clone(), role))
        });
        let roles: BTreeSet<_> = seen.iter().map(|(_, role)| role).collect();
        (alone && roles.len() > 1).then(|| figures().map(|f| Fact { years: vec![year], ..f.clone() }).collect())
    }

    /// The head that tells apart several measures of what one row names (人数, 金額).
    fn aside(&self, table: &Understood, fact: &Fact, name: Option<usize>) -> Option<usize> {
        if fact.role.is_some_and(is_relation) {
            return None;
        }
        let own = |i: &&usize| table.what(**i) == What::Text && !self.is_nothing(table.text(**i));
        fact.heads.iter().rev().find(own).copied().filter(|head| Some(*head) != name)
    }

    fn figure(
        &self,
        table: &Understood,
        fact: &Fact,
        heads: &[&str],
        mut printed: Printed,
        kind: IndicatorKind,
    ) -> RawFigure {
        let cost = kind == IndicatorKind::Cost;
        let later = self.year.is_some_and(|y| fact.years.iter().all(|f| *f > y));
        let words = Vocabulary::usual();
        let named_expected = fact.labels.iter().any(|i| words.role(table.text(*i)) == Some(Role::Forecast));
        let role = fact.role.unwrap_or_else(|| {
            // ６月補正予算額, R4当初: no words of roles alone, but no actual figures either.
            let planned = |h: &&&str| cost && PLANNED.iter().any(|w| h.contains(w));
            let planned = || heads.iter().rev().find(planned).map(|_| Role::Budget);
            if let Some(role) = heads.iter().rev().find_map(|h| words.role(h)).or_else(planned) {
                printed.confidence = printed.confidence.min(NAMED);
                return role;
            }
            // 量の見込み is expected, whatever year it is of.
            if named_expected {
                printed.confidence = printed.confidence.min(NAMED);
                return Role::Forecast;
            }
            let [of_cost, other] = ASSUMED;
            // What follows from a year that may be another arithmetic cannot confirm.
            let most = match self.year {
                Some(_) if cost && !self.is_year_sure => MISPLACED,
                Some(_) if cost => of_cost,
                _ => other,
            };
            printed.confidence = printed.confidence.min(most);
            if cost && later { Role::Forecast } else { Role::Actual }
        });
        RawFigure { years: fact.years.clone(), role, printed }
    }

    /// The unit that stands in the row, in the column, in the corner or over the table.
    fn unit(&self, table: &Understood, fact: &Fact, headings: &[&TextLine]) -> Option<Printed> {
        if let Some(unit) = table.unit_of(fact) {
            return Some(narrowed(unit));
        }
        let over = headings.iter().rev().find_map(|l| unit_over(&l.printed.text).map(|text| part_of(l, text)));
        let noted = || note_over(&self.notes, &table.table);
        over.or_else(noted).filter(|unit| !unit.text.contains('円') || !table.counts_no_money(fact))
    }
}

/// Whether the name of a figure stands under the figure's own head.
fn is_aside(table: &Understood, fact: &Fact, name: Option<usize>) -> bool {
    let cell = |i: usize| table.table.cells.get(i);
    let head = fact.heads.last().and_then(|h| cell(*h));
    let own = name.and_then(cell).filter(|c| c.row >= table.head_rows);
    own.zip(head).is_some_and(|(own, head)| head.col <= own.col && own.col_end() <= head.col_end())
}

/// Whether a figure is of a year; a change stands beside the years that it compares. What has neither a head nor a
/// role, under a title with a year, may be anything: a code, a page.
fn is_dated(table: &Understood, fact: &Fact) -> bool {
    let named = |i: &usize| table.what(*i) == What::Head;
    let own = fact.role.is_some() || table.head_rows > 0 || fact.labels.iter().any(named);
    (own && !fact.years.is_empty()) || fact.role.is_some_and(is_relation)
}

impl Indicators {
    fn group(&mut self, at: At, name: &Printed, head: Option<&Printed>) -> Option<(usize, &mut RawIndicator)> {
        let found = self.groups.iter().position(|g| g.at == at);
        let at = found.unwrap_or_else(|| {
            let raw = RawIndicator { label: name.clone(), ..RawIndicator::default() };
            self.groups.push(Group { at, head: head.cloned(), raw });
            self.groups.len() - 1
        });
        self.groups.get_mut(at).map(|g| (at, &mut g.raw))
    }

    fn put(&mut self, group: usize, slot: BesideSlot, printed: &Printed) {
        let Some(group) = self.groups.get_mut(group) else { return };
        let place = match slot {
            BesideSlot::Status => &mut group.raw.status,
            BesideSlot::Comparison => &mut group.raw.comparison,
            BesideSlot::Direction => &mut group.raw.direction,
            BesideSlot::Name | BesideSlot::Nothing | BesideSlot::Note => return,
        };
        if place.is_none() {
            *place = Some(printed.clone());
        }
    }

    /// The indicators, finished: changes have their year, tables that go on are one, empty ones are left out.
    pub fn finish(self) -> Vec<RawIndicator> {
        let mut out: Vec<RawIndicator> = Vec::new();
        for mut raw in told_apart(self.groups) {
            settle(&mut raw);
            let filled = raw.cells.iter().any(|c| !c.printed.text.trim().is_empty());
            let named = raw.label.text.chars().any(char::is_alphanumeric);
            if !filled || !named {
                continue;
            }
            let same = |i: &&mut RawIndicator| {
                i.kind == raw.kind && label_key(&i.label.text) == label_key(&raw.label.text) && !overlap(i, &raw)
            };
            match out.iter_mut().find(same) {
                Some(first) => first.cells.append(&mut raw.cells),
                None => {
                    let further = further_budgets(&mut raw);
                    out.extend(std::iter::once(raw).chain(further));
                }
            }
        }
        out
    }
}

/// The indicators of groups; what one row gives several figures of the same role and year for is named with its head.
fn told_apart(groups: Vec<Group>) -> Vec<RawIndicator> {
    let named_alike = |a: &At, b: &At| a.table == b.table && a.name == b.name && a.unit == b.unit;
    let rival = |a: &Group, b: &Group| named_alike(&a.at, &b.at) && a.at.head != b.at.head && overlap(&a.raw, &b.raw);
    let doubled: Vec<bool> = groups.iter().map(|g| groups.iter().any(|other| rival(g, other))).collect();
    let with_head = |(group, doubled): (Group, bool)| {
        let mut raw = group.raw;
        if let Some(head) = group.head.filter(|_| doubled) {
            raw.label.text = format!("{}\n{}", raw.label.text, head.text);
            raw.label.places.extend(head.places);
            raw.label.confidence = raw.label.confidence.min(head.confidence);
        }
        raw
    };
    groups.into_iter().zip(doubled).map(with_head).collect()
}

fn overlap(a: &RawIndicator, b: &RawIndicator) -> bool {
    a.cells.iter().any(|x| b.cells.iter().any(|y| x.is_rival_of(y)))
}
