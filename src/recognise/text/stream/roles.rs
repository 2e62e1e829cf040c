//! Which row of an indicator holds the targets: the headings say so, the rows bear it out.
//!
//! Headings that come apart from their rows may stand in any order. Targets are set by people: they
//! seldom fall, stay for years, and are round, while actuals do as they like. One pair of rows
//! proves little, those of a document much.

use super::cells::{Cell, Sort};
use super::scan::{Item, What};
use crate::ingest::text::TextPage;
use crate::profile::LabelId;
use crate::sheet::Role;

/// Pairs that must speak against the headings before the rows are believed.
const SEVERAL: usize = 3;
/// Fewest figures of a row that tell anything.
const FIGURES: usize = 3;
/// What round numbers end in, in hundredths.
const ROUND: u64 = 500;

/// Which row of an indicator stands first: as most pages print the headings.
pub fn by_headings(pages: &[(TextPage, Vec<Item>)]) -> [Role; 2] {
    let first = |items: &[Item]| {
        items.iter().find_map(|i| match i.what {
            What::Label(LabelId::Target) => Some(true),
            What::Label(LabelId::Actual) => Some(false),
            _ => None,
        })
    };
    let targets = pages.iter().filter(|(_, i)| first(i) == Some(true)).count();
    let actuals = pages.iter().filter(|(_, i)| first(i) == Some(false)).count();
    if actuals > targets { [Role::Actual, Role::Target] } else { [Role::Target, Role::Actual] }
}

/// What the pairs of rows of a document say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    held: usize,
    against: usize,
}

impl Votes {
    /// Counts what pairs say; `None` says nothing.
    pub fn of(votes: impl Iterator<Item = Option<bool>>) -> Self {
        let count = |all: Self, vote: Option<bool>| match vote {
            Some(true) => Self { held: all.held + 1, ..all },
            Some(false) => Self { against: all.against + 1, ..all },
            None => all,
        };
        votes.fold(Self::default(), count)
    }

    /// Whether the rows are likelier the other way round.
    pub fn turned(self) -> bool {
        self.against >= SEVERAL && self.against > self.held * 2
    }

    /// Whether the rows bear out how they are read.
    pub fn clear(self) -> bool {
        self.held > self.against * 3
    }
}

/// Whether the first of two rows looks more like targets than the second; `None` if neither does.
/// The newest column, which may come from elsewhere, does not count.
pub fn vote(targets: &[Option<&Cell>], actuals: &[Option<&Cell>]) -> Option<bool> {
    let older = targets.len().saturating_sub(1);
    let size = |c: &Option<&Cell>| c.filter(|c| c.sort == Sort::Figure).map(|c| c.size);
    let both = targets.iter().zip(actuals).take(older).filter_map(|(t, a)| size(t).zip(size(a)));
    let (targets, actuals): (Vec<u64>, Vec<u64>) = both.unzip();
    let (target, actual) = (restless(&targets), restless(&actuals));
    (targets.len() >= FIGURES && target != actual).then_some(target < actual)
}

/// How little a row looks like targets.
fn restless(row: &[u64]) -> usize {
    let pairs = || row.iter().zip(row.iter().skip(1));
    let falls = pairs().filter(|(a, b)| b < a).count();
    let changes = pairs().filter(|(a, b)| a != b).count();
    falls + changes + row.iter().filter(|n| !n.is_multiple_of(ROUND)).count()
}
