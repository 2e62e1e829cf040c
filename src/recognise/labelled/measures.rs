//! Units of figures that their label alone does not tell: of parts of a sum, and of several measures in one row.

use super::labels::Labels;
use super::units::narrowed;
use crate::profile::{SheetRule, label_key};
use crate::recognise::raw::Printed;
use crate::recognise::tables::{Fact, Understood};
use std::collections::{BTreeMap, BTreeSet};

/// What several figures under one head and beside one label are measured in.
#[derive(Default)]
pub(super) struct Mixed {
    units: BTreeMap<(Vec<usize>, Vec<usize>), BTreeSet<String>>,
}

impl Mixed {
    /// The units of a table's figures.
    pub(super) fn of(table: &Understood) -> Self {
        let mut mixed = Self::default();
        for fact in &table.facts {
            if let Some(unit) = table.unit_of(fact) {
                let key = (fact.labels.clone(), fact.heads.clone());
                mixed.units.entry(key).or_default().insert(label_key(&unit.text));
            }
        }
        mixed
    }

    /// The unit that tells a figure from others beside the same label and under the same head (貸出 1,204冊 | 611人).
    pub(super) fn told_by(&self, fact: &Fact, unit: Option<&Printed>) -> Option<String> {
        let units = self.units.get(&(fact.labels.clone(), fact.heads.clone()))?;
        unit.filter(|_| units.len() > 1).map(|u| label_key(&u.text))
    }
}

/// Whether a label is that of a sum of money or of one of its parts.
pub(super) fn is_of_sum(text: &str, rule: &SheetRule, labels: &Labels) -> bool {
    let mut names = rule.sums.iter().flat_map(|s| s.parts.iter().chain(std::iter::once(&s.total)));
    names.any(|name| labels.is(text, name))
}

/// The unit of money of the sums of a table and their parts, where all that print one print the same: その他 says
/// nothing of its own.
pub(super) fn unit_of_sums(table: &Understood, rule: &SheetRule, labels: &Labels) -> Option<Printed> {
    let of_sum = |f: &&Fact| f.labels.last().is_some_and(|l| is_of_sum(table.text(*l), rule, labels));
    let money = |u: &Printed| u.text.contains('円');
    let units: Vec<Printed> =
        table.facts.iter().filter(of_sum).filter_map(|f| table.unit_of(f)).filter(money).collect();
    let scale = |u: &Printed| label_key(&narrowed(u.clone()).text);
    let first = units.first()?;
    units.iter().all(|u| scale(u) == scale(first)).then(|| narrowed(first.clone()))
}
