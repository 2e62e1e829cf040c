//! Which tables came apart in a way that the reading does not understand, so that nothing in them is settled.
//!
//! What sheets do alike leads their second reading, and makes it sure of itself. That is evidence
//! only where the first reading, which knew nothing of the others, left little open: the sheets
//! else teach each other what nobody of them knows.

/// How far the figures of a sheet are in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Not beyond what the search leaves open.
    None,
    /// Where a row has an empty cell: the letter does not follow from the newest figures, which may
    /// be because the row is shifted.
    Gaps,
    /// All of them.
    All,
}

/// What a first reading cost, and what it gave up only because there was too much of it, by
/// weight against the best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Cost of the cheapest arrangement, in tenths.
    pub cost: i32,
    /// Places of the table.
    pub slots: usize,
    /// Weight of what was given up.
    pub lost: f64,
}

impl Effort {
    /// What a place of the table costs, in hundredths.
    fn price(&self) -> usize {
        usize::try_from(self.cost).unwrap_or(0) * 100 / self.slots.max(1)
    }
}

/// What the sheet in the middle may have lost before all are in doubt.
const LOST_BY_MOST: f64 = 0.03;
/// What one sheet may have lost.
const LOST_BY_ONE: f64 = 0.3;
/// How many tenths of the cost of the sheet in the middle one sheet may cost.
const COST: i32 = 17;
/// What a place of the table may cost, in the middle of the sheets, in hundredths: where a third of all
/// lines is torn off, no arrangement stands out.
const DEAR: usize = 700;
/// Sheets from which on there is a middle to speak of.
const SEVERAL: usize = 4;

/// Which sheets are in doubt.
pub fn doubted(efforts: &[Option<Effort>]) -> Vec<bool> {
    let mut costs: Vec<i32> = efforts.iter().flatten().map(|e| e.cost).collect();
    let mut losses: Vec<f64> = efforts.iter().flatten().map(|e| e.lost).collect();
    costs.sort_unstable();
    losses.sort_by(f64::total_cmp);
    let cost = costs.get(costs.len() / 2).copied().filter(|_| costs.len() >= SEVERAL);
    let several = costs.len() >= SEVERAL;
    let mut prices: Vec<usize> = efforts.iter().flatten().map(Effort::price).collect();
    prices.sort_unstable();
    let dear = several && prices.get(prices.len() / 2).is_some_and(|p| *p > DEAR);
    let lossy = several && losses.get(losses.len() / 2).is_some_and(|l| *l > LOST_BY_MOST);
    let all = dear || lossy;
    let one =
        |e: &Effort| e.lost > LOST_BY_ONE || cost.is_some_and(|c| e.cost.saturating_mul(10) > c.saturating_mul(COST));
    efforts.iter().map(|e| all || e.as_ref().is_none_or(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Effort, doubted};

    fn effort(cost: i32, lost: f64) -> Option<Effort> {
        Some(Effort { cost, slots: 36, lost })
    }

    #[test]
    fn a_sheet_that_is_torn_far_more_than_the_others_is_in_doubt() {
        let usual = effort(100, 0.001);
        assert_eq!(doubted(&[usual, usual, effort(130, 0.2), usual, usual]), [false; 5]);
        assert_eq!(
            doubted(&[usual, effort(180, 0.0), usual, effort(100, 0.4), usual]),
            [false, true, false, true, false]
        );
    }

    #[test]
    fn sheets_of_which_most_are_torn_throughout_are_all_in_doubt() {
        let torn = effort(400, 0.0);
        assert_eq!(doubted(&[torn, torn, effort(100, 0.0), torn]), [true; 4]);
        assert_eq!(doubted(&[effort(200, 0.0); 4]), [false; 4]);
    }

    #[test]
    fn sheets_of_which_most_left_too_much_open_are_all_in_doubt() {
        let torn = effort(300, 0.2);
        assert_eq!(doubted(&[torn, torn, effort(100, 0.0), torn]), [true; 4]);
        assert_eq!(doubted(&[torn, None]), [false, true]);
    }
}
