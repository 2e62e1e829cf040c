//! The part of a scanned page that the indicator table may have come from, in the order of the dump.

use super::cells::{self, Cell, Row, Sort};
use super::scan::{Item, What};
use crate::ingest::text::TextPage;
use crate::profile::LabelId;
use crate::recognise::text::label::fold;
use crate::sheet::IndicatorKind;
use std::collections::{BTreeMap, BTreeSet};

/// Pages from which on words that all of them print are a running title.
const SEVERAL: usize = 4;

/// The shape of the table: its indicators and its year columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Indicators in the order of the form, each with its label.
    pub kinds: Vec<IndicatorKind>,
    /// Western start years of the columns, as printed from left to right.
    pub years: Vec<i32>,
    /// Whether the headings tell the order of the columns: years that fall must fall from the first to
    /// the last, for one that stands apart may be at either end.
    pub ordered: bool,
}

impl Shape {
    /// Cells of a row.
    pub fn columns(&self) -> usize {
        self.years.len()
    }

    /// Rows of figures: two an indicator.
    pub fn rows(&self) -> usize {
        self.kinds.len() * 2
    }
}

/// A point of the form that tells where the text around it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landmark {
    /// The heading of a year column by its index, or past them the headings of the rows.
    Heads(usize),
    /// The label of an indicator.
    Kind(usize),
    /// What follows the table.
    End,
}

/// A unit of the dump.
#[derive(Clone, Debug, PartialEq)]
pub enum Unit {
    /// A label of the table.
    Land(Landmark),
    /// A line of cells, or a single cell; the item it comes from.
    Cells(Row, usize),
    /// The whole last column, apart from the others under its own heading.
    Column(Row),
    /// Things that do not belong to the table: the first and the last of them.
    Break(Aside, Aside),
}

impl Unit {
    /// Its cells, where it holds any.
    pub fn row(&self) -> Option<&Row> {
        match self {
            Self::Cells(row, _) | Self::Column(row) => Some(row),
            Self::Land(_) | Self::Break(..) => None,
        }
    }
}

/// A thing that does not belong to the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// The end of the page, or its beginning.
    Edge,
    /// Boxes, or what stands over them.
    Boxes,
    /// Sentences and figures of other parts.
    Words,
    /// A label.
    Label(LabelId),
}

impl Aside {
    fn of(item: &Item) -> Self {
        match item.what {
            What::Label(label) => Self::Label(label),
            What::Text(_) | What::Year(_) => Self::Words,
            _ => Self::Boxes,
        }
    }
}

/// Finds the shape of the table on a page; `None` where it has no year columns or no indicators.
pub fn shape(items: &[Item]) -> Option<Shape> {
    let mut kinds: Vec<IndicatorKind> = items.iter().filter_map(|i| kind(&i.what)).collect();
    kinds.sort_by_key(rank);
    let mut years: Vec<i32> = Vec::new();
    for item in items {
        if let What::Year(year) = item.what
            && !years.contains(&year)
        {
            years.push(year);
        }
    }
    let falling = items.windows(2).any(|w| match w {
        [a, b] if a.block == b.block => matches!((&a.what, &b.what), (What::Year(x), What::Year(y)) if y + 1 == *x),
        _ => false,
    });
    years.sort_unstable();
    if falling {
        years.reverse();
    }
    let ordered = !falling || runs(items, &years);
    (!kinds.is_empty() && !years.is_empty()).then_some(Shape { kinds, years, ordered })
}

/// Whether the years stand as headings one right behind the other.
fn runs(items: &[Item], years: &[i32]) -> bool {
    let here = |items: &[Item]| items.iter().zip(years).all(|(i, y)| i.what == What::Year(*y));
    items.windows(years.len().max(1)).any(here)
}

fn rank(kind: &IndicatorKind) -> u8 {
    match kind {
        IndicatorKind::Population => 0,
        IndicatorKind::Activity => 1,
        IndicatorKind::Outcome => 2,
        IndicatorKind::Cost | IndicatorKind::Other => 3,
    }
}

fn kind(what: &What) -> Option<IndicatorKind> {
    match what {
        What::Label(LabelId::Population) => Some(IndicatorKind::Population),
        What::Label(LabelId::Activity) => Some(IndicatorKind::Activity),
        What::Label(LabelId::Outcome) => Some(IndicatorKind::Outcome),
        _ => None,
    }
}

/// The units of a page. `claimed` says which texts belong to other parts of the form.
pub fn units(items: &[Item], shape: &Shape, claimed: &dyn Fn(usize) -> bool) -> Vec<Unit> {
    let covid = items.iter().any(|i| i.what == What::Label(LabelId::Covid));
    let mut seen: Vec<usize> = Vec::new();
    let mut units = Vec::new();
    let last = shape.years.last().copied();
    // Where the cells under the last heading begin.
    let mut column: Option<usize> = None;
    for (at, item) in items.iter().enumerate() {
        match &item.what {
            What::Year(year) => {
                heads(&mut units, shape.years.iter().position(|y| y == year).unwrap_or(shape.columns()));
                column = (Some(*year) == last).then_some(units.len());
            }
            What::Label(LabelId::Target | LabelId::Actual) => heads(&mut units, shape.columns()),
            What::Label(LabelId::Covid) => units.push(Unit::Land(Landmark::End)),
            What::Label(LabelId::Achievement) if !covid => units.push(Unit::Land(Landmark::End)),
            What::Text(lines) if !claimed(at) => {
                let rows = if item.piece.text.contains('。') { Vec::new() } else { cells::rows(lines) };
                if rows.is_empty() {
                    brk(&mut units, item);
                }
                for row in rows {
                    if row.iter().all(cells::fits) {
                        units.push(Unit::Cells(row, at))
                    } else {
                        brk(&mut units, item)
                    }
                    gather(&mut units, column, shape);
                }
            }
            what => match kind(what).and_then(|k| index(shape, k, &mut seen)) {
                Some(k) => units.push(Unit::Land(Landmark::Kind(k))),
                None => brk(&mut units, item),
            },
        }
        if !matches!(item.what, What::Year(_) | What::Text(_)) {
            column = None;
        }
    }
    join(&mut units);
    units
}

/// Joins the lines of a cell that a blank line parts, where another cell prints them together.
fn join(units: &mut Vec<Unit>) {
    let words = |unit: &Unit| match unit {
        Unit::Cells(row, _) => row.first().filter(|c| row.len() == 1 && c.sort == Sort::Text).cloned(),
        _ => None,
    };
    let all: Vec<String> = units.iter().filter_map(words).map(|c| fold(&c.text)).collect();
    let mut at = 1;
    while at < units.len() {
        let pair = units.get(at - 1).and_then(words).zip(units.get(at).and_then(words));
        let whole = pair.map(|(mut first, second)| {
            first.text = format!("{}\n{}", first.text, second.text);
            first.spans.extend(second.spans);
            first
        });
        match (whole.filter(|w| all.contains(&fold(&w.text))), units.get_mut(at - 1)) {
            (Some(whole), Some(Unit::Cells(row, _))) => {
                *row = vec![whole];
                units.remove(at);
            }
            _ => at += 1,
        }
    }
}

fn heads(units: &mut Vec<Unit>, column: usize) {
    match units.last_mut() {
        Some(Unit::Land(Landmark::Heads(last))) => *last = column,
        _ => units.push(Unit::Land(Landmark::Heads(column))),
    }
}

/// Makes one column of the cells under the last heading, once there is one for each row.
fn gather(units: &mut Vec<Unit>, from: Option<usize>, shape: &Shape) {
    let Some(under) = from.and_then(|from| units.get(from..)) else { return };
    let cell = |unit: &Unit| match unit {
        Unit::Cells(row, _) => row.first().filter(|_| row.len() == 1).cloned(),
        _ => None,
    };
    let cells: Option<Row> = under.iter().map(cell).collect();
    if let Some(cells) = cells.filter(|c| c.len() == shape.rows()) {
        units.truncate(units.len() - cells.len());
        units.push(Unit::Column(cells));
    }
}

/// The next indicator of that kind which has not been seen yet.
fn index(shape: &Shape, kind: IndicatorKind, seen: &mut Vec<usize>) -> Option<usize> {
    let at = (0..shape.kinds.len()).find(|i| shape.kinds.get(*i) == Some(&kind) && !seen.contains(i))?;
    seen.push(at);
    Some(at)
}

fn brk(units: &mut Vec<Unit>, item: &Item) {
    let here = Aside::of(item);
    match units.last_mut() {
        Some(Unit::Break(_, last)) => *last = here,
        _ => units.push(Unit::Break(here, here)),
    }
}

/// Words that nearly all pages print alike: a running title, and no cell of any of them.
pub fn running(pages: &[(TextPage, Vec<Item>)]) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (_, items) in pages {
        let texts = items.iter().filter(|item| match &item.what {
            What::Text(lines) => cells::rows(lines).iter().flatten().all(|c| c.sort == Sort::Text),
            _ => false,
        });
        let own: BTreeSet<String> = texts.map(|item| fold(&item.piece.text)).collect();
        own.into_iter().for_each(|text| *seen.entry(text).or_default() += 1);
    }
    let nearly_all = |n: usize| pages.len() >= SEVERAL && n * 5 >= pages.len() * 4;
    seen.into_iter().filter(|(_, n)| nearly_all(*n)).map(|(text, _)| text).collect()
}

/// Texts that stand right after a label of another part of the form and so belong to it.
pub fn claimed(items: &[Item], at: usize) -> bool {
    let Some(item) = items.get(at) else { return true };
    if item.piece.is_flag() {
        return true;
    }
    let near = |other: Option<&Item>| other.filter(|o| o.block == item.block).map(|o| o.what.clone());
    let before = at.checked_sub(1).and_then(|b| items.get(b));
    let figures = match &item.what {
        What::Text(lines) => cells::rows(lines).iter().flatten().any(|c: &Cell| c.sort != Sort::Text),
        _ => false,
    };
    let header = matches!(
        before.map(|b| &b.what),
        Some(What::Label(
            LabelId::Title
                | LabelId::Department
                | LabelId::Number
                | LabelId::Name
                | LabelId::Description
                | LabelId::Policy
                | LabelId::TargetGroup
                | LabelId::Issue
                | LabelId::Results
        ))
    );
    let points = |what: Option<What>| {
        matches!(
            what,
            Some(What::Label(
                LabelId::PointsAchievement
                    | LabelId::PointsEffectiveness
                    | LabelId::PointsEmployment
                    | LabelId::PointsTotal
                    | LabelId::PointsGrade
            ))
        )
    };
    let title = items.get(at + 1).is_some_and(|i| i.what == What::Label(LabelId::Title));
    title
        || (header && (!figures || near(before).is_some()))
        || points(near(before))
        || points(near(items.get(at + 1)))
        || (near(before).is_some_and(|w| matches!(w, What::Boxes(_) | What::Grades(_))) && !figures)
}
