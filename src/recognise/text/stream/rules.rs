//! What leads the reading of all sheets of a document: its grammar, and what the document says as a whole.

use super::evidence::Evidence;
use super::scan::Item;
use crate::profile::TextOrder;
use crate::recognise::text::label::fold;
use crate::rubric::Rubric;
use crate::sheet::Role;
use std::collections::BTreeSet;

/// What holds for all sheets.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The profile's grammar.
    pub order: &'a TextOrder,
    /// How sheets are scored.
    pub rubric: Option<&'a Rubric>,
    /// Which row of an indicator stands first.
    pub roles: [Role; 2],
    /// Words that nearly all pages print.
    pub running: &'a BTreeSet<String>,
    /// Pieces of a page that are put back into its table at most.
    pub pieces: usize,
    /// What the order of the dump tells.
    pub evidence: Evidence,
}

impl Rules<'_> {
    /// Whether nearly all pages print the words of an item.
    pub fn is_running(&self, item: &Item) -> bool {
        self.running.contains(&fold(&item.piece.text))
    }
}
