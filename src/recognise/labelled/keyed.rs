//! Keys by which a form names its indicators in one place and prints their figures in another (ア 監視回数 … ア 412).

use super::beside::right;
use super::labels::Labels;
use super::page::Page;
use super::words::is_unit;
use crate::normalise;
use crate::profile::label_key;
use crate::recognise::raw::Printed;
use crate::recognise::tables::{PlainCell, PlainTable};
use crate::sheet::IndicatorKind;

/// Longest name of an indicator.
const LONGEST: usize = 40;

/// A name with its key.
pub struct Keyed {
    key: char,
    /// What the label over it says it is.
    kind: Option<IndicatorKind>,
    name: Printed,
}

/// The key that a text is.
pub fn key(text: &str) -> Option<char> {
    let mut chars = text.trim().chars();
    let first = chars.next().filter(|c| is_key(*c))?;
    chars.all(|c| matches!(c, '.' | '．' | ')' | '）' | ':' | '：')).then_some(first)
}

fn is_key(c: char) -> bool {
    ('ア'..='ン').contains(&c) || ('㋐'..='㋾').contains(&c) || ('①'..='⑳').contains(&c) || ('Ａ'..='Ｚ').contains(&c)
}

/// The names that stand beside keys, or behind them in one cell. `kind` says of which kind of indicators a label speaks,
/// given as its key.
pub fn names(pages: &[&Page], labels: &Labels, kind: impl Fn(&str) -> Option<IndicatorKind>) -> Vec<Keyed> {
    let mut found = Vec::new();
    for table in pages.iter().flat_map(|p| &p.tables) {
        for cell in &table.cells {
            let text = cell.printed.text.trim();
            let (letter, name) = match key(text) {
                Some(letter) => (letter, right(table, cell).map(|c| c.printed.clone())),
                None => match led(text) {
                    Some((letter, name)) => (letter, Some(Printed { text: name, ..cell.printed.clone() })),
                    None => continue,
                },
            };
            let is_name = |p: &Printed| {
                let count = p.text.trim().chars().count();
                let words = p.text.chars().any(char::is_alphabetic) && !p.text.contains('。');
                (2..=LONGEST).contains(&count) && words && !labels.any(&p.text) && !is_unit(&normalise::fold(&p.text))
            };
            if let Some(name) = name.filter(is_name) {
                found.push(Keyed { key: letter, kind: over(table, cell, &kind), name });
            }
        }
    }
    found
}

/// The name of a key, where only one has it among those of the same kind, or of any.
pub fn name_of(names: &[Keyed], key: char, kind: Option<IndicatorKind>) -> Option<&Printed> {
    let only = |wanted: &dyn Fn(&Keyed) -> bool| {
        let mut all = names.iter().filter(|n| n.key == key && wanted(n));
        let first = all.next()?;
        all.all(|n| n.name.text == first.name.text).then_some(&first.name)
    };
    let of_kind = kind.and_then(|k| only(&|n: &Keyed| n.kind == Some(k)));
    of_kind.or_else(|| only(&|_: &Keyed| true))
}

/// A text without the key that it begins with.
pub fn without_key(text: &str) -> &str {
    let rest = text.strip_prefix(is_key).filter(|r| r.starts_with(|c: char| !c.is_alphanumeric()));
    rest.map_or(text, |r| r.trim_start_matches(|c: char| !c.is_alphanumeric()))
}

/// `ア　監視回数`: a key and the name behind it.
fn led(text: &str) -> Option<(char, String)> {
    let mut chars = text.chars();
    let letter = chars.next().filter(|c| is_key(*c))?;
    let rest = chars.as_str();
    let parted = rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '.' | '．' | ':' | '：' | ')' | '）'));
    let name = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '（' | '「'));
    (parted && !name.is_empty()).then(|| (letter, name.to_owned()))
}

/// What the nearest label over or beside a key says its indicators are.
fn over(table: &PlainTable, cell: &PlainCell, kind: &impl Fn(&str) -> Option<IndicatorKind>) -> Option<IndicatorKind> {
    let above = |c: &&PlainCell| c.row_end() <= cell.row && c.col <= cell.col && cell.col < c.col_end();
    let beside = |c: &&PlainCell| c.col_end() <= cell.col && c.row <= cell.row && cell.row < c.row_end();
    let kind = |c: &PlainCell| kind(&label_key(&c.printed.text));
    let left = table.cells.iter().filter(beside).filter_map(kind).last();
    left.or_else(|| table.cells.iter().rev().filter(above).find_map(kind))
}
