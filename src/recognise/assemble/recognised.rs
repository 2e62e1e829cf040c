//! What arithmetic says of figures that were read in a picture.
//!
//! An engine errs alike wherever a shape is alike, so that a law comes out is not enough: a figure is confirmed where
//! no other digit at any of its places would let all its laws come out, not even if the same error were made in a
//! second figure. Where a law does not come out, and there is just one other reading of one of its figures with which
//! all do, it is said beside the figure; it never takes its place.

use super::laws::{Figure, Law, Slot, laws};
use crate::recognise::raw::MISPLACED;
use crate::rubric::Rubric;
use crate::sheet::{Field, Indicator, Measured, Panel, Sheet};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Trust in a figure that its laws speak against, and for another reading of it.
const CONTRADICTED: f64 = 0.4;
/// The most laws that one figure is held to, and figures that one law may be about: each is tried with each.
const LAWS: usize = 8;
const FIGURES: usize = 48;
/// What is said of a reading with which the arithmetic comes out.
const COMES_OUT: &str = "。この読みなら計算が合います (with it the arithmetic comes out)";

/// Confirms figures of a sheet on a recognised page, and tells which other readings arithmetic speaks for.
pub fn weigh(sheet: &mut Sheet, rubric: Option<&Rubric>) {
    let (figures, laws) = laws(sheet, rubric);
    let weighed = Weighed::new(&figures, &laws);
    let readings = |slot: Slot| match slot {
        Slot::Observation(i, k) => {
            let measured = measured(sheet, i, k);
            measured.map(|figure| figure.alternatives.iter().map(|other| other.number).collect()).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let mended = weighed.mended(readings);
    let confirmed = figures.iter().enumerate().filter(|(i, _)| weighed.is_confirmed(*i));
    confirmed.for_each(|(_, figure)| confirm(sheet, figure.slot));
    mended.into_iter().for_each(|(slot, number)| speak_for(sheet, slot, number));
    confirm_levels(sheet, &figures, &laws);
}

fn measured(sheet: &mut Sheet, indicator: usize, observation: usize) -> Option<&mut Measured> {
    Some(&mut sheet.indicators.get_mut(indicator)?.observations.get_mut(observation)?.value)
}

/// Figures, each with the laws about it that hold.
struct Weighed<'a> {
    figures: &'a [Figure],
    laws: Vec<&'a Law>,
    holding: Vec<Vec<&'a Law>>,
}

impl<'a> Weighed<'a> {
    fn new(figures: &'a [Figure], laws: &'a [Law]) -> Self {
        let mut holding: Vec<Vec<&Law>> = vec![Vec::new(); figures.len()];
        let laws: Vec<&Law> = laws.iter().filter(|law| law.figures().len() <= FIGURES).collect();
        for law in &laws {
            if !law.holds(&|i| figures.get(i).map(|figure| figure.number)) {
                continue;
            }
            for figure in law.figures() {
                if let Some(of) = holding.get_mut(figure).filter(|of| of.len() < LAWS) {
                    of.push(law);
                }
            }
        }
        Self { figures, laws, holding }
    }

    fn holding(&self, figure: usize) -> impl Iterator<Item = &'a Law> {
        self.holding.get(figure).into_iter().flatten().copied()
    }

    /// Whether each of these laws holds still with other numbers for some figures.
    fn still(&self, laws: impl IntoIterator<Item = &'a Law>, others: &[(usize, Decimal)]) -> bool {
        let number = |i: usize| {
            let other = others.iter().find(|(figure, _)| *figure == i).map(|(_, number)| *number);
            other.or_else(|| self.figures.get(i).map(|figure| figure.number))
        };
        laws.into_iter().all(|law| law.holds(&number))
    }

    fn is_confirmed(&self, which: usize) -> bool {
        let Some(own) = self.figures.get(which) else { return false };
        if self.holding(which).next().is_none() {
            return false;
        }
        let beside: BTreeSet<usize> = self.holding(which).flat_map(Law::figures).filter(|i| *i != which).collect();
        let errors = own.digits.iter().enumerate().flat_map(|(place, read)| {
            (0..=9).filter(move |digit| digit != read).map(move |digit| (place, *read, digit))
        });
        errors.into_iter().all(|(place, read, digit)| {
            let Some(number) = own.with(place, digit) else { return false };
            if self.still(self.holding(which), &[(which, number)]) {
                return false;
            }
            // The same error a second time.
            beside.iter().filter_map(|i| Some((*i, self.figures.get(*i)?))).all(|(i, other)| {
                let alike = other.digits.iter().enumerate().filter(|(_, digit)| **digit == read);
                alike.filter_map(|(place, _)| other.with(place, digit)).all(|also| {
                    let laws = self.holding(which).chain(self.holding(i));
                    !self.still(laws, &[(which, number), (i, also)])
                })
            })
        })
    }

    /// The readings, instead of what was read, with which laws come out that do not: only where there is but one.
    fn mended(&self, mut readings: impl FnMut(Slot) -> Vec<Option<Decimal>>) -> Vec<(Slot, Decimal)> {
        let mut mended = Vec::new();
        let broken = self.laws.iter().copied().filter(|law| !self.still([*law], &[]));
        for law in broken {
            let mut found = Vec::new();
            for i in law.figures() {
                let Some(figure) = self.figures.get(i) else { continue };
                for number in readings(figure.slot).into_iter().flatten() {
                    if self.still(self.holding(i).chain([law]), &[(i, number)]) {
                        found.push((figure.slot, number));
                    }
                }
            }
            if let [only] = found.as_slice()
                && !mended.contains(only)
            {
                mended.push(*only);
            }
        }
        mended
    }
}

fn confirm(sheet: &mut Sheet, slot: Slot) {
    match slot {
        // A figure is as sure as the year that it is for.
        Slot::Observation(i, k) if sheet.indicators.get(i).is_some_and(years_follow) => {
            if let Some(figure) = measured(sheet, i, k).filter(|figure| figure.confidence > MISPLACED) {
                figure.confidence = 1.0;
                // Arithmetic rules them out.
                figure.alternatives.clear();
            }
        }
        Slot::Observation(..) => {}
        Slot::Level(p, c) => in_panel(sheet, p, |panel| panel.criteria.get_mut(c)?.level.as_mut()),
        Slot::Points(p, c) => in_panel(sheet, p, |panel| panel.criteria.get_mut(c)?.points.as_mut()),
        Slot::Achievement(p) => in_panel(sheet, p, |panel| panel.achievement_points.as_mut()),
        Slot::Total(p) => in_panel(sheet, p, |panel| panel.total.as_mut()),
    }
}

fn in_panel(sheet: &mut Sheet, panel: usize, field: impl FnOnce(&mut Panel) -> Option<&mut Field>) {
    let panel = sheet.assessment.as_mut().and_then(|assessment| assessment.panels.get_mut(panel));
    if let Some(field) = panel.and_then(field) {
        field.confidence = 1.0;
    }
}

/// A marked level from which printed points follow is that level.
fn confirm_levels(sheet: &mut Sheet, figures: &[Figure], laws: &[Law]) {
    for law in laws {
        if let Law::Points { marked: Some(_), points, .. } = law
            && law.holds(&|i| figures.get(i).map(|figure| figure.number))
            && let Some(Figure { slot: Slot::Points(p, c), .. }) = figures.get(*points)
        {
            in_panel(sheet, *p, |panel| panel.criteria.get_mut(*c)?.level.as_mut());
        }
    }
}

fn speak_for(sheet: &mut Sheet, slot: Slot, number: Decimal) {
    let Slot::Observation(i, k) = slot else { return };
    let Some(figure) = measured(sheet, i, k) else { return };
    figure.confidence = figure.confidence.min(CONTRADICTED);
    for other in figure.alternatives.iter_mut().filter(|other| other.number == Some(number)) {
        if !other.reason.ends_with(COMES_OUT) {
            other.reason.push_str(COMES_OUT);
        }
    }
}

/// Whether an indicator's years follow one another: a year that was read wrong would leave a gap.
fn years_follow(indicator: &Indicator) -> bool {
    let years: BTreeSet<i32> = indicator.observations.iter().map(|observation| observation.fiscal_year).collect();
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return false };
    years.len() > 1 && last.checked_sub(*first).and_then(|span| usize::try_from(span).ok()) == Some(years.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Share;

    fn figures(printed: &[&str]) -> Vec<Figure> {
        let number = |printed: &str| printed.replace(',', "").parse().unwrap();
        let figure =
            |(i, printed): (usize, &&str)| Figure::of(Slot::Observation(0, i), printed, number(printed)).unwrap();
        printed.iter().enumerate().map(figure).collect()
    }

    fn confirmed(printed: &[&str], laws: &[Law]) -> Vec<bool> {
        let figures = figures(printed);
        let weighed = Weighed::new(&figures, laws);
        (0..figures.len()).map(|i| weighed.is_confirmed(i)).collect()
    }

    fn sum(parts: &[usize], total: usize) -> Law {
        Law::Sum { parts: parts.iter().map(|part| (*part, true)).collect(), total }
    }

    fn rate(of: [usize; 2], rate: usize) -> Law {
        Law::Rate { of, share: Share::Plain, rate, places: 1 }
    }

    #[test]
    fn a_sum_confirms_digits_that_another_error_of_the_same_kind_would_not_leave_right() {
        assert_eq!(confirmed(&["17", "25", "42"], &[sum(&[0, 1], 2)]), [true; 3]);
        assert_eq!(confirmed(&["17", "25", "43"], &[sum(&[0, 1], 2)]), [false; 3], "it does not come out");
        assert!(!confirmed(&["13", "20", "33"], &[sum(&[0, 1], 2)])[0], "3 and 3 may both be 8");
        assert_eq!(confirmed(&["30", "0", "30"], &[sum(&[0, 1], 2)]), [false; 3]);
    }

    #[test]
    fn a_rate_confirms_no_more_digits_than_it_has() {
        assert_eq!(confirmed(&["55", "60", "91.7"], &[rate([0, 1], 2)]), [true; 3]);
        assert_eq!(
            confirmed(&["60", "60", "100.0"], &[rate([0, 1], 2)]),
            [false, false, true],
            "60 and 60 may both be 80"
        );
        assert_eq!(confirmed(&["123,456", "234,567", "52.6"], &[rate([0, 1], 2)]), [false, false, true]);
        assert_eq!(confirmed(&["55", "60", "91.8"], &[rate([0, 1], 2)]), [false; 3]);
    }

    #[test]
    fn two_laws_confirm_what_neither_does_alone() {
        let printed = ["13", "20", "33", "65.0"];
        assert!(confirmed(&printed, &[sum(&[0, 1], 2), rate([0, 1], 3)]).into_iter().all(|is| is));
    }

    #[test]
    fn marks_confirm_points() {
        let worth = |marked: u32, weight: u32, points| {
            let [marked, weight] = [marked, weight].map(Decimal::from);
            Law::Points { marked: Some(marked), printed: None, weight, points }
        };
        let laws = [worth(6, 5, 0), worth(0, 1, 1), sum(&[0, 1], 2)];
        assert_eq!(confirmed(&["30", "0", "30"], &laws), [true; 3]);
    }

    #[test]
    fn the_only_reading_that_comes_out_is_told() {
        let told = |printed: &[&str], laws: &[Law], readings: &[&[i64]]| {
            let figures = figures(printed);
            let of = |slot: Slot| match slot {
                Slot::Observation(_, i) => readings[i].iter().map(|n| Some(Decimal::from(*n))).collect(),
                _ => Vec::new(),
            };
            Weighed::new(&figures, laws).mended(of)
        };
        let eighty = (Slot::Observation(0, 1), Decimal::from(80));
        assert_eq!(told(&["60", "30", "75.0"], &[rate([0, 1], 2)], &[&[], &[80, 90], &[]]), [eighty]);
        assert!(told(&["60", "80", "75.0"], &[rate([0, 1], 2)], &[&[], &[30], &[]]).is_empty(), "nothing is broken");
        assert!(told(&["17", "25", "43"], &[sum(&[0, 1], 2)], &[&[18], &[26], &[]]).is_empty(), "either may be meant");
        let laws = [rate([0, 1], 2), sum(&[1, 3], 4)];
        assert!(
            told(&["60", "30", "75.0", "5", "35"], &laws, &[&[], &[80], &[], &[], &[]]).is_empty(),
            "the sum holds"
        );
    }
}
