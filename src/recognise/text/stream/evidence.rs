//! Whether the order of a dump tells anything: only what independent evidence bears out is believed.
//!
//! A label and what follows it, a panel and its rows of boxes: where the text came apart, the order alone
//! says what belongs together, and a program that paints in another order makes every sheet of a
//! document wrong in the same way. So the order is tried where something else says what is right.

use super::habits::Habits;
use super::panels;
use super::scan::{Item, What};
use crate::ingest::text::TextPage;
use crate::profile::{LabelId, TextOrder};
use crate::rubric::Rubric;

/// The labels of a sheet's head that tell its order, as the form prints them.
const HEAD: [LabelId; 4] = [LabelId::Title, LabelId::Name, LabelId::Policy, LabelId::Issue];
/// Of so many sheets one may speak against the order that the others bear out.
const ONE_OF: usize = 5;
/// The same for letters, which people contradict more often.
const ONE_LETTER_OF: usize = 3;

/// Which orders are borne out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The labels of the heads follow one another as on the form, from whichever of them on.
    pub head: bool,
    /// The rows of boxes that the panels have by their order are those that their points ask for.
    pub panels: bool,
    /// The row that the achievement has by its order is the one that its points ask for.
    pub letters: bool,
}

impl Evidence {
    /// Weighs what the sheets of a document say.
    pub fn of(pages: &[(TextPage, Vec<Item>)], habits: &[Habits], order: &TextOrder, rubric: Option<&Rubric>) -> Self {
        let tried =
            pages.iter().zip(habits).map(|((page, items), h)| panels::tried(items, page.number, order, rubric, h));
        let (panels, letters): (Vec<Option<bool>>, Vec<Option<bool>>) = tried.unzip();
        Self {
            head: borne_out(pages.iter().map(|(_, items)| in_turn(items)), ONE_OF),
            panels: borne_out(panels.into_iter(), ONE_OF),
            letters: borne_out(letters.into_iter(), ONE_LETTER_OF),
        }
    }
}

/// Whether nearly all that say anything say yes; silence bears nothing out and speaks against nothing.
fn borne_out(votes: impl Iterator<Item = Option<bool>>, one_of: usize) -> bool {
    let votes: Vec<bool> = votes.flatten().collect();
    let against = votes.iter().filter(|v| !**v).count();
    against * one_of <= votes.len()
}

/// Whether the labels of a head follow one another; those that are not there say nothing.
fn in_turn(items: &[Item]) -> Option<bool> {
    let at = |label: &LabelId| items.iter().position(|i| i.what == What::Label(*label));
    let mut found: Vec<usize> = HEAD.iter().filter_map(at).collect();
    // The stream may begin anywhere on the form.
    let first = found.iter().enumerate().min_by_key(|(_, at)| **at).map_or(0, |(i, _)| i);
    found.rotate_left(first);
    (found.len() == HEAD.len()).then(|| found.is_sorted())
}

#[cfg(test)]
mod tests {
    use super::{ONE_OF, borne_out};

    #[test]
    fn an_order_is_borne_out_by_nearly_all_that_say_anything() {
        let votes = |held: usize, against: usize| {
            borne_out([None, None].into_iter().chain(vec![Some(true); held]).chain(vec![Some(false); against]), ONE_OF)
        };
        assert!(votes(12, 2) && votes(0, 0) && votes(1, 0));
        assert!(!votes(12, 4) && !votes(0, 1) && !votes(3, 1));
    }
}
