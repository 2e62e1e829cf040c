//! Figures → indicators: which name, kind and unit each figure has.

use super::figures::Said;
use super::labels::Labels;
use super::line::TextLine;
use super::words::{Word, is_unit};
use crate::normalise;
use crate::profile::{BesideSlot, SheetRule, label_key};
use crate::recognise::raw::{Printed, RawFigure, RawIndicator};
use crate::recognise::tables::Fact;
use crate::sheet::{IndicatorKind, Role};

/// Confidence in a role that nothing names, for costs and for other figures.
const ASSUMED: [f64; 2] = [0.92, 0.88];
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
}

/// The indicators of a sheet in the making, in printed order.
#[derive(Default)]
pub struct Indicators {
    groups: Vec<Group>,
}

struct Group {
    /// Table and cell that name it.
    at: (usize, usize),
    raw: RawIndicator,
}

/// The name of an indicator: its cell, and the kind that the cells around it say.
struct Name {
    cell: usize,
    kind: Option<IndicatorKind>,
}

impl Reader<'_> {
    /// What a column or row headed by a text holds beside the figures.
    pub fn beside(&self, text: &str) -> Option<BesideSlot> {
        let rules = self.rule.beside.iter();
        rules.filter(|b| b.slot != BesideSlot::Nothing).find(|b| self.labels.is(text, &b.label)).map(|b| b.slot)
    }

    fn is_nothing(&self, text: &str) -> bool {
        let mut rules = self.rule.beside.iter().filter(|b| b.slot == BesideSlot::Nothing);
        let key = label_key(text);
        let plain = |c: char| c.is_ascii_alphanumeric() || ('ァ'..='ヶ').contains(&c) || ('①'..='⑳').contains(&c);
        (key.chars().count() <= LONGEST_KEY && key.chars().all(plain)) || rules.any(|b| self.labels.is(text, &b.label))
    }

    fn kind(&self, text: &str) -> Option<IndicatorKind> {
        let says = |labels: &[String]| labels.iter().any(|l| self.labels.is(text, l));
        self.rule.indicators.iter().find(|r| says(&r.labels)).map(|r| r.kind)
    }

    fn kind_in(&self, text: &str) -> Option<IndicatorKind> {
        let key = label_key(text);
        let says = |labels: &[String]| labels.iter().any(|l| self.labels.lexicon.stands_in(&key, l));
        self.rule.indicators.iter().find(|r| says(&r.labels)).map(|r| r.kind)
    }

    /// Adds the figures of a table. `headings` are the lines over it, the nearest last.
    pub fn add(&self, into: &mut Indicators, index: usize, said: &Said, headings: &[&TextLine]) {
        let facts = said.facts();
        for fact in &facts {
            let Some(name) = self.name(said, fact, headings) else { continue };
            let unit = self.unit(said, fact, headings);
            let Some(cell) = said.table.cells.get(fact.cell) else { continue };
            let Some(named) = said.table.cells.get(name.cell) else { continue };
            let Some(group) = into.group((index, name.cell), &named.printed) else { continue };
            let money = unit.as_ref().is_some_and(|u| u.text.contains('円')) || named.printed.text.contains("円）");
            let kind = name.kind.or(money.then_some(IndicatorKind::Cost));
            if group.kind == IndicatorKind::Other {
                group.kind = kind.unwrap_or(IndicatorKind::Other);
            }
            let rate = matches!(fact.role, Some(Role::AchievementRate | Role::DeltaRate));
            if group.unit.is_none() && !rate {
                group.unit = unit;
            }
            group.cells.push(self.figure(fact, cell.printed.clone(), group.kind));
        }
        for (i, cell) in said.table.cells.iter().enumerate().filter(|(_, c)| !c.is_blank()) {
            let heads = said.heads(i);
            let slot = heads.iter().rev().find_map(|h| self.beside(&said.table.cells.get(*h)?.printed.text));
            if let Some(slot) = slot
                && self.beside(&cell.printed.text).is_none()
            {
                let labels = said.labels(i);
                into.put(index, &labels, slot, &cell.printed);
            }
        }
    }

    fn figure(&self, fact: &Fact, mut printed: Printed, kind: IndicatorKind) -> RawFigure {
        let cost = kind == IndicatorKind::Cost;
        let later = self.year.is_some_and(|y| fact.years.iter().all(|f| *f > y));
        let role = fact.role.unwrap_or_else(|| {
            let [of_cost, other] = ASSUMED;
            printed.confidence = printed.confidence.min(if cost { of_cost } else { other });
            if cost && later { Role::Forecast } else { Role::Actual }
        });
        RawFigure { years: fact.years.clone(), role, printed }
    }

    /// Which cell names a figure's indicator, and what kind it is.
    fn name(&self, said: &Said, fact: &Fact, headings: &[&TextLine]) -> Option<Name> {
        let text = |i: &usize| said.table.cells.get(*i).map_or("", |c| c.printed.text.as_str());
        let words = |of: &[usize]| -> Vec<usize> {
            of.iter().copied().filter(|i| *said.word(*i) == Word::Text && !self.is_nothing(text(i))).collect()
        };
        let (labels, heads, corner) = (words(&fact.labels), words(&fact.heads), words(&said.corner(fact)));
        let inner = |of: &[usize]| -> Option<usize> {
            let named = of.iter().rev().find(|i| {
                let over = said.heads(**i);
                over.iter().any(|h| self.beside(text(h)) == Some(BesideSlot::Name))
            });
            let last = of.last().filter(|i| self.kind(text(i)) == Some(IndicatorKind::Cost));
            let plain = of.iter().rev().find(|i| self.kind(text(i)).is_none());
            named.or(last).or(plain).or_else(|| of.last()).copied()
        };
        // 執行額, 予算計: words for a role that the form uses as names of costs.
        let roles: Vec<usize> = fact.labels.iter().chain(&fact.heads).copied().collect();
        let as_name = roles.iter().find(|i| matches!(said.word(**i), Word::Role(_)) && self.kind(text(i)).is_some());
        let any_role = || roles.iter().find(|i| matches!(said.word(**i), Word::Role(_))).copied();
        let cell = inner(&labels)
            .or_else(|| inner(&heads))
            .or(as_name.copied())
            .or_else(|| inner(&corner))
            .or_else(any_role)?;
        let around = labels.iter().rev().chain(heads.iter().rev()).chain(corner.iter().rev());
        let kind = self
            .kind(text(&cell))
            .or_else(|| around.map(text).find_map(|t| self.kind(t)))
            .or_else(|| corner.iter().map(text).find_map(|t| self.kind_in(t)))
            .or_else(|| headings.iter().rev().find_map(|l| self.kind_in(&l.printed.text)));
        Some(Name { cell, kind })
    }

    /// The unit that stands in the row, in the column, in the corner or over the table.
    fn unit(&self, said: &Said, fact: &Fact, headings: &[&TextLine]) -> Option<Printed> {
        let cell = |i: usize| said.table.cells.get(i).map(|c| c.printed.clone());
        if let Some(unit) = fact.unit {
            return cell(unit);
        }
        let within = |printed: Printed| unit_in(&printed.text).map(|_| printed);
        let labels = fact.labels.iter().rev().chain(fact.heads.iter().rev()).copied();
        let near = labels.filter_map(cell).find_map(within);
        let corner = || said.corner(fact).into_iter().filter_map(cell).find_map(within);
        let over = || headings.iter().rev().find_map(|l| unit_over(&l.printed.text).map(|text| part_of(l, text)));
        near.or_else(corner).or_else(over)
    }
}

/// The part of a line that is this text.
fn part_of(line: &TextLine, text: String) -> Printed {
    let whole = &line.printed.text;
    let at = whole.find(&text).map(|at| whole.get(..at).map_or(0, |t| t.chars().count()));
    let part = at.and_then(|at| line.part(at..at + text.chars().count()));
    part.unwrap_or_else(|| Printed { text, ..line.printed.clone() })
}

/// The unit in brackets in a label: 事業費（千円）, （単位：千円）.
fn unit_in(text: &str) -> Option<String> {
    let text: String = text.split_whitespace().collect();
    let brackets = text.split(['（', '(', '【', '[']).skip(1);
    let mut inner = brackets.filter_map(|t| t.split(['）', ')', '】', ']']).next());
    inner.find_map(|t| {
        let t = t.trim().trim_start_matches("単位").trim_start_matches([':', '：', ' ', '　']).trim();
        is_unit(&normalise::fold(t)).then(|| t.to_owned())
    })
}

/// The unit over a table: 単位：千円, with or without brackets.
fn unit_over(text: &str) -> Option<String> {
    let (_, after) = text.split_once("単位")?;
    let after = after.trim_start_matches([':', '：', ' ', '　']);
    let unit: String =
        after.chars().take_while(|c| !matches!(c, '）' | ')' | '、' | ',') && !c.is_whitespace()).collect();
    is_unit(&normalise::fold(&unit)).then_some(unit)
}

impl Indicators {
    fn group(&mut self, at: (usize, usize), name: &Printed) -> Option<&mut RawIndicator> {
        let found = self.groups.iter().position(|g| g.at == at);
        let at = found.unwrap_or_else(|| {
            let raw = RawIndicator { label: name.clone(), ..RawIndicator::default() };
            self.groups.push(Group { at, raw });
            self.groups.len() - 1
        });
        self.groups.get_mut(at).map(|g| &mut g.raw)
    }

    fn put(&mut self, table: usize, labels: &[usize], slot: BesideSlot, printed: &Printed) {
        let of = |g: &&mut Group| g.at.0 == table && labels.contains(&g.at.1);
        let Some(group) = self.groups.iter_mut().find(of) else { return };
        let place = match slot {
            BesideSlot::Status => &mut group.raw.status,
            BesideSlot::Comparison => &mut group.raw.comparison,
            BesideSlot::Direction => &mut group.raw.direction,
            BesideSlot::Name | BesideSlot::Nothing => return,
        };
        if place.is_none() {
            *place = Some(printed.clone());
        }
    }

    /// The indicators, finished: changes have their year, tables that go on are one, empty ones are left out.
    pub fn finish(self) -> Vec<RawIndicator> {
        let mut out: Vec<RawIndicator> = Vec::new();
        for mut raw in self.groups.into_iter().map(|g| g.raw) {
            changes(&mut raw);
            raw.cells.retain(|c| !c.years.is_empty());
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
                None => out.push(raw),
            }
        }
        out
    }
}

fn overlap(a: &RawIndicator, b: &RawIndicator) -> bool {
    let same = |x: &RawFigure, y: &RawFigure| x.role == y.role && x.years.iter().any(|year| y.years.contains(year));
    a.cells.iter().any(|x| b.cells.iter().any(|y| same(x, y)))
}

/// Gives changes without a year the year whose figure differs by them from that of the year before.
fn changes(raw: &mut RawIndicator) {
    let number = |p: &Printed| normalise::quantity(&p.text, &normalise::Context::default()).number;
    let is_change = |role: Role| matches!(role, Role::Delta | Role::DeltaRate);
    let figures: Vec<_> = raw.cells.iter().filter(|c| !is_change(c.role) && c.role != Role::AchievementRate).collect();
    let of = |year: i32| {
        figures.iter().filter(move |c| c.years.contains(&year)).filter_map(|c| number(&c.printed)).next_back()
    };
    let mut years: Vec<i32> = figures.iter().flat_map(|c| c.years.iter().copied()).collect();
    years.sort_unstable();
    let Some(last) = years.last().copied() else { return };
    let delta = raw.cells.iter().find(|c| c.role == Role::Delta && c.years.is_empty());
    let delta = delta.and_then(|c| number(&c.printed));
    let fits = |year: &&i32| match (delta, of(**year), of(**year - 1)) {
        (Some(delta), Some(now), Some(before)) => now - before == delta,
        _ => false,
    };
    let sure = years.iter().rev().find(fits).copied();
    let year = sure.unwrap_or(last);
    for cell in raw.cells.iter_mut().filter(|c| is_change(c.role) && c.years.is_empty()) {
        cell.years.push(year);
        if sure.is_none() {
            cell.printed.confidence = cell.printed.confidence.min(0.8);
        }
    }
}
