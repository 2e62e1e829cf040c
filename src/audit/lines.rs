//! A table as lines of figures: its rows, and its columns, each with what it is called; and a sheet's indicators alike.

use super::spot::{self, Spot};
use super::text::squeeze;
use crate::normalise::{self, Context, Kind};
use crate::sheet::{Cell, Field, Indicator, IndicatorKind, Measured, Role, Sheet, Table};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Largest table that is gone over, in positions.
const LARGEST: usize = 1_000_000;

/// A figure of a table, one plain number.
#[derive(Clone, Debug)]
pub(super) struct Figure<'a> {
    pub(super) number: Decimal,
    pub(super) unit: Option<&'a str>,
    /// Decimals of the last printed digit; negative where the figure is printed in thousands.
    pub(super) decimals: i32,
    pub(super) spot: Spot<'a>,
    /// Its reading.
    pub(super) measured: &'a Measured,
}

/// A row or a column of figures.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// The innermost label or head, folded.
    pub(super) label: String,
    /// The labels or heads around it, folded and joined.
    pub(super) group: String,
    /// Its figures by position; `None` where there is none.
    pub(super) figures: Vec<Option<Figure<'a>>>,
    /// The positions of figures whose digits make no number.
    pub(super) broken: BTreeMap<usize, Spot<'a>>,
    /// Whether it is known to be part of another line.
    pub(super) inner: bool,
    /// Whether it is known what it is the sum of.
    pub(super) settled: bool,
}

/// The indicators of a sheet that are of one kind, each a line with a figure for every year and role.
pub(super) fn indicators(sheet: &Sheet, index: usize, kind: IndicatorKind) -> Vec<Line<'_>> {
    let of_kind = || sheet.indicators.iter().enumerate().filter(|(_, i)| i.kind == kind);
    // One line is the sum of no others.
    if of_kind().count() < 2 {
        return Vec::new();
    }
    let mut positions: Vec<(i32, Role)> = Vec::new();
    for observation in of_kind().flat_map(|(_, i)| &i.observations) {
        let position = (observation.fiscal_year, observation.role);
        let is_sum = !matches!(observation.role, Role::AchievementRate | Role::DeltaRate);
        if is_sum && !positions.contains(&position) {
            positions.push(position);
        }
    }
    let line = |(which, indicator): (usize, &'_ Indicator)| {
        let at = |(year, role): &(i32, Role)| {
            let mut all = indicator.observations.iter();
            let k = all.position(|o| o.fiscal_year == *year && o.role == *role)?;
            Some((spot::observation(sheet, index, which, k)?, &sheet.indicators.get(which)?.observations.get(k)?.value))
        };
        let cells = positions.iter().map(at).enumerate().filter_map(|(i, cell)| Some((i, cell?)));
        Line {
            label: squeeze(&indicator.label.printed),
            group: String::new(),
            broken: cells.filter(|(_, (_, m))| is_broken(m)).map(|(i, (spot, _))| (i, spot)).collect(),
            figures: positions.iter().map(|p| at(p).and_then(|(spot, m)| plain(m, spot))).collect(),
            inner: of_kind().any(|(_, i)| i.parts.contains(&which)),
            settled: !indicator.parts.is_empty(),
        }
    };
    of_kind().map(line).collect()
}

/// The rows and the columns of a table.
pub(super) fn lines(table: &Table, index: usize) -> [Vec<Line<'_>>; 2] {
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    if width.saturating_mul(table.rows.len() + table.header.len()) > LARGEST {
        return [Vec::new(), Vec::new()];
    }
    let texts = filled(table, width);
    let heads = table.header.len();
    let cell = |r: usize, c: usize| {
        let Cell::Quantity(measured) = table.rows.get(r)?.get(c)?.as_ref()? else { return None };
        Some((&**measured, Spot::measured(format!("/tables/{index}/rows/{r}/{c}"), "table", measured)))
    };
    let is_value =
        |r: usize, c: usize| matches!(table.rows.get(r).and_then(|r| r.get(c)), Some(Some(Cell::Quantity(_))));
    let of_row = |r: usize| -> Vec<String> {
        let values = (0..width).rev().find(|c| is_value(r, *c)).unwrap_or(0);
        let first = (0..=values).rev().find(|c| !is_value(r, *c)).map_or(0, |c| c + 1);
        let labels = texts.get(heads + r).map(|t| t.get(..first).unwrap_or_default()).unwrap_or_default();
        words(labels.iter())
    };
    let of_column = |c: usize| words(texts.iter().take(heads).filter_map(|r| r.get(c)));
    let of_rows: Vec<Vec<String>> = (0..table.rows.len()).map(of_row).collect();
    let of_columns: Vec<Vec<String>> = (0..width).map(of_column).collect();
    let rows = of_rows.iter().enumerate().map(|(r, l)| named(l, &of_columns, (0..width).map(|c| cell(r, c))));
    let columns = of_columns.iter().enumerate();
    let columns = columns.map(|(c, l)| named(l, &of_rows, (0..table.rows.len()).map(|r| cell(r, c))));
    [rows.collect(), columns.collect()]
}

/// A line with its names; each figure's key is made of them and of those across.
fn named<'a>(
    labels: &[String],
    across: &[Vec<String>],
    cells: impl Iterator<Item = Option<(&'a Measured, Spot<'a>)>>,
) -> Line<'a> {
    let (label, group) = labels.split_last().map(|(l, g)| (l.clone(), g.join("/"))).unwrap_or_default();
    let mut broken = BTreeMap::new();
    let figure = |(at, cell): (usize, Option<(&'a Measured, Spot<'a>)>)| {
        let (measured, spot) = cell?;
        let other = across.get(at).map(|o| o.join("/")).unwrap_or_default();
        let spot = Spot { key: format!("table/{group}/{label}/{other}"), ..spot };
        if is_broken(measured) {
            broken.insert(at, spot.clone());
        }
        plain(measured, spot)
    };
    let figures = cells.enumerate().map(figure).collect();
    Line { label, group, figures, broken, inner: false, settled: false }
}

/// The texts at every position, merged cells repeated.
fn filled(table: &Table, width: usize) -> Vec<Vec<String>> {
    let head = |f: &Option<Field>| f.as_ref().map(|f| f.printed.clone()).unwrap_or_default();
    let body = |c: &Option<Cell>| match c {
        Some(Cell::Field(f)) => f.printed.clone(),
        _ => String::new(),
    };
    let heads = table.header.iter().map(|r| r.iter().map(head).collect::<Vec<_>>());
    let rows = table.rows.iter().map(|r| r.iter().map(body).collect::<Vec<_>>());
    let mut texts: Vec<Vec<String>> = heads.chain(rows).collect();
    for [row, col, rows, cols] in &table.spans {
        let Some(text) = texts.get(*row).and_then(|r| r.get(*col)).cloned() else { continue };
        for line in texts.iter_mut().skip(*row).take(*rows) {
            line.iter_mut().take(width).skip(*col).take(*cols).for_each(|t| t.clone_from(&text));
        }
    }
    texts
}

/// Labels folded, without repetition, blanks and units.
fn words<'t>(texts: impl Iterator<Item = &'t String>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for text in texts.map(|t| squeeze(t)) {
        if !text.is_empty() && words.last() != Some(&text) && !is_unit(&text) {
            words.push(text);
        }
    }
    words
}

fn is_unit(text: &str) -> bool {
    let context = Context { header: Some(text), ..Context::default() };
    text.chars().count() <= 4 && !text.contains('計') && normalise::quantity("1", &context).unit.is_some()
}

/// Whether the digits of a figure make no number.
pub(super) fn is_broken(measured: &Measured) -> bool {
    measured.quantity.kind == Kind::Text && normalise::is_broken_figure(&measured.quantity.printed)
}

/// A figure that is one plain number.
fn plain<'a>(measured: &'a Measured, spot: Spot<'a>) -> Option<Figure<'a>> {
    let quantity = &measured.quantity;
    let is_plain =
        !quantity.approximate && quantity.upper.is_none() && quantity.bound.is_none() && quantity.relation.is_none();
    Some(Figure {
        number: quantity.number.filter(|_| is_plain)?,
        unit: quantity.unit.as_deref(),
        decimals: quantity.decimals.unwrap_or(0),
        spot,
        measured,
    })
}
