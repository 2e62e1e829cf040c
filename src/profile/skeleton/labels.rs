//! The labels of a form whose record is a page: which texts have a value beside them, and what it usually is.

use super::grid::{Grid, GridCell, Row, is_short};
use crate::normalise;
use crate::profile::{Lexicon, Profile, RecordRule, label_key};
use crate::sheet::Document;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Longest label.
const LONGEST: usize = 24;
/// How alike a text must be to a known wording.
const ALIKE: f64 = 0.93;
/// Most labels without a known meaning that are given a slot.
const MOST_OTHERS: usize = 20;
/// Names of the general profile that only serve to tell it.
const HELPERS: [&str; 2] = ["roles", "figures"];

/// What was found.
#[derive(Debug, Default)]
pub struct Labels {
    /// Labels whose meaning is known: the general profile's name and the wordings here.
    pub known: BTreeMap<String, Vec<String>>,
    /// Labels with a text beside them whose meaning is not known, and the slot that it suggests.
    pub others: Vec<(String, &'static str)>,
    /// Labels of rows of money whose meaning is not known.
    pub costs: Vec<String>,
    /// Labels of other rows of figures.
    pub figures: Vec<String>,
    /// Sums that come out in most years: the total and its parts.
    pub sums: Vec<(String, Vec<String>)>,
    /// Sums that the general profile knows, of labels that stand here.
    pub known_sums: Vec<(String, Vec<String>)>,
    /// Slots of known labels: kind of rule, slot, label.
    pub rules: Vec<(Rule, String, String)>,
}

/// What a label is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `[[fields]]`
    Field,
    /// `[[records.indicators]]`
    Indicator,
    /// `[[records.beside]]`
    Beside,
    /// `[[records.ratings]]`
    Rating,
}

/// Finds the labels of a form.
pub fn labels(document: &Document, grids: &[Grid], general: &Profile, lexicon: &Lexicon) -> Labels {
    let mut found = Labels::default();
    let loose = document.unread.iter().map(|u| first_word(&u.text));
    let cells = grids.iter().flat_map(|g| &g.cells).filter(|c| !c.is_value).map(|c| c.text.clone());
    for text in cells.chain(loose) {
        found.know(&text, lexicon);
    }
    for grid in grids {
        others(grid, lexicon, &mut found);
        figures(grid, lexicon, &mut found);
    }
    found.rules = rules(general).into_iter().filter(|(_, _, label)| found.known.contains_key(label)).collect();
    let sheet = general.records.iter().find_map(RecordRule::sheet);
    for sum in sheet.into_iter().flat_map(|s| &s.sums).filter(|s| found.known.contains_key(&s.total)) {
        let parts: Vec<String> = sum.parts.iter().filter(|p| found.known.contains_key(*p)).cloned().collect();
        if parts.len() > 1 {
            found.known_sums.push((sum.total.clone(), parts));
        }
    }
    found
}

/// What stands before a colon or a gap.
fn first_word(text: &str) -> String {
    text.split([':', '：', ' ', '　']).next().unwrap_or_default().to_owned()
}

impl Labels {
    fn know(&mut self, text: &str, lexicon: &Lexicon) {
        if text.chars().count() > LONGEST {
            return;
        }
        let (names, alike) = lexicon.read(text);
        for name in names.iter().filter(|n| alike >= ALIKE && !HELPERS.contains(&n.as_str())) {
            let wordings = self.known.entry(name.clone()).or_default();
            if wordings.iter().all(|w| label_key(w) != label_key(text)) {
                wordings.push(text.to_owned());
            }
        }
    }

    /// Whether a text is a label that was found.
    pub fn has(&self, text: &str) -> bool {
        let key = label_key(text);
        self.known
            .values()
            .flatten()
            .chain(self.others.iter().map(|(l, _)| l))
            .chain(&self.costs)
            .any(|w| label_key(w) == key)
    }
}

/// Labels without a known meaning: short texts with a text to their right.
fn others(grid: &Grid, lexicon: &Lexicon, found: &mut Labels) {
    let dated = |c: &GridCell| !normalise::fiscal_years(&c.text).is_empty();
    for row in 0..grid.rows {
        let mut value = false;
        let cells: Vec<&GridCell> = grid.row(row).filter(|c| c.row == row).collect();
        if cells.iter().any(|c| c.is_value && c.number.is_some()) {
            continue;
        }
        for cell in cells {
            // After a label stands its value.
            if std::mem::take(&mut value) {
                continue;
            }
            let Some(right) = grid.right(cell).filter(|r| !r.is_value) else { continue };
            let known = !lexicon.read(&cell.text).0.is_empty();
            value = true;
            let short = (2..=LONGEST).contains(&cell.text.chars().count()) && !cell.text.contains('。');
            let head = is_short(&cell.text) || dated(cell) || dated(right) || !lexicon.read(&right.text).0.is_empty();
            if !known && short && !head && !found.has(&cell.text) && found.others.len() < MOST_OTHERS {
                found.others.push((cell.text.clone(), suggested(&right.text, found)));
            }
        }
    }
}

/// The slot that a value suggests: departments end in a few words; the first other one is the name, where nothing else
/// is.
fn suggested(value: &str, found: &Labels) -> &'static str {
    const DEPARTMENTS: [&str; 5] = ["課", "室", "係", "部", "局"];
    let free = |slot: &str| !found.known.contains_key(slot) && found.others.iter().all(|(_, s)| *s != slot);
    let short = value.chars().count() <= 12;
    if short && DEPARTMENTS.iter().any(|d| value.ends_with(d)) && free("department") {
        return "department";
    }
    if found.others.is_empty() && free("name") { "name" } else { "other" }
}

fn figures(grid: &Grid, lexicon: &Lexicon, found: &mut Labels) {
    let rows = grid.figures();
    for Row { label, money, .. } in &rows {
        let known = !lexicon.read(label).0.is_empty();
        let into = if *money { &mut found.costs } else { &mut found.figures };
        if !known && label.chars().count() <= LONGEST && !into.contains(label) {
            into.push(label.clone());
        }
    }
    for (i, Row { label, numbers: total, .. }) in rows.iter().enumerate() {
        let says = ["計", "総", "トータル"].iter().any(|w| label.contains(w));
        let known = found.known.values().flatten().any(|w| label_key(w) == label_key(label));
        if !says || known {
            continue;
        }
        let from = (0..i.saturating_sub(1)).find(|k| comes_out(rows.get(*k..i).unwrap_or_default(), total));
        let parts: Vec<String> =
            from.into_iter().flat_map(|k| rows.get(k..i).unwrap_or_default()).map(|r| r.label.clone()).collect();
        if parts.len() > 1 {
            found.sums.push((label.clone(), parts));
        }
    }
}

/// Whether rows add up to a total in most columns.
fn comes_out(parts: &[Row], total: &[Option<Decimal>]) -> bool {
    let filled = total.iter().flatten().filter(|n| !n.is_zero()).count() > 0;
    let whole = parts.iter().all(|p| p.numbers.len() == total.len());
    let sum = |col: usize| parts.iter().filter_map(|p| p.numbers.get(col).copied().flatten()).sum::<Decimal>();
    // A slip in one column is for the audit to find.
    let right = total.iter().enumerate().filter(|(col, t)| t.is_none_or(|t| t == sum(*col))).count();
    filled && whole && 2 * right > total.len()
}

/// Every use of a label in the general profile, with the name of its slot as files write it.
fn rules(general: &Profile) -> Vec<(Rule, String, String)> {
    let name = |slot: &dyn std::fmt::Debug| snake(&format!("{slot:?}"));
    let mut all: Vec<(Rule, String, String)> =
        general.fields.iter().map(|f| (Rule::Field, name(&f.slot), f.label.clone())).collect();
    let Some(sheet) = general.records.iter().find_map(RecordRule::sheet) else { return all };
    for rule in &sheet.indicators {
        all.extend(rule.labels.iter().map(|l| (Rule::Indicator, name(&rule.kind), l.clone())));
    }
    all.extend(sheet.beside.iter().map(|b| (Rule::Beside, name(&b.slot), b.label.clone())));
    all.extend(sheet.ratings.iter().map(|r| (Rule::Rating, name(&r.slot), r.label.clone())));
    all
}

/// `TargetGroup` as files write it: `target_group`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
