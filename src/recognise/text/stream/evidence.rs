//! Whether the order of a dump tells anything: only what independent evidence bears out is believed.
//!
//! A label and what follows it, a panel and its rows of boxes: where the text came apart, the order alone
//! says what belongs together, and a program that paints in another order makes every sheet of a
//! document wrong in the same way. So the order is tried where something else says what is right.

use super::habits::Habits;
use super::marks::{self, Marks};
use super::points::points;
use super::scales::{CRITERIA, Scale, Scales};
use super::scan::{Item, What};
use crate::ingest::text::TextPage;
use crate::profile::{LabelId, TextOrder};
use crate::rubric::Rubric;
use crate::sheet::Assessor;

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
        let tried = pages.iter().zip(habits).map(|((page, items), h)| tried(items, page.number, order, rubric, h));
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

/// Whether the order of a sheet alone finds the rows that the points of its panels ask for, and whether what
/// the other sheets do finds the one of its letter; `None` where its rows cannot tell.
fn tried(
    items: &[Item],
    page: u32,
    order: &TextOrder,
    rubric: Option<&Rubric>,
    habits: &Habits,
) -> (Option<bool>, Option<bool>) {
    let (points, scales) = (points(items, page), Scales::of(items, order));
    let free = |habits: &Habits| marks::arrange(items, habits, &|_| None, &|i, s| scales.marked(items, i, s));
    let (by_order, by_habit) = (free(&Habits::default()), free(habits));
    let marked = |marks: &Marks, row: Scale, scale: Scale| scales.marked(items, marks.rows.get(&row)?.0, scale);
    let wanted = |scale: Scale| Some((scale, points.asked(scale, rubric, order)?));
    let levels: Vec<(Scale, String)> = CRITERIA.into_iter().filter_map(wanted).collect();
    let differ = levels.windows(2).any(|w| matches!(w, [a, b] if a.1 != b.1));
    let in_order = || levels.iter().all(|(s, want)| marked(&by_order, *s, *s).as_ref() == Some(want));
    // Or each row of points stands right behind its own two rows of boxes, as on the form.
    let behind = |at: usize, back: usize, scale: Scale| {
        let row = at.checked_sub(back).and_then(|row| scales.marked(items, row, scale));
        row.is_some() && row == points.asked(scale, rubric, order)
    };
    let own_rows = |(at, assessor): &(usize, Assessor)| match assessor {
        Assessor::Department => {
            behind(*at, 3, Scale::DepartmentEffectiveness) && behind(*at, 2, Scale::DepartmentEmployment)
        }
        Assessor::Committee => {
            behind(*at, 3, Scale::CommitteeEffectiveness) && behind(*at, 2, Scale::CommitteeEmployment)
        }
    };
    let panels = differ.then(|| in_order() || !points.apart.is_empty() && points.apart.iter().all(own_rows));
    let letter = wanted(Scale::Achievement).and_then(|(_, want)| {
        let own = marked(&by_habit, Scale::Achievement, Scale::Achievement);
        let other = marked(&by_habit, Scale::Direction, Scale::Achievement);
        (own != other).then(|| own == Some(want))
    });
    (panels, letter)
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
