//! What a sheet's own arithmetic demands of its figures: sums, rates, points.

use crate::normalise::fold;
use crate::rubric::{PrintedRate, Rounding, Rubric, Share, printed_rates, printed_sums};
use crate::sheet::{Field, Sheet};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The largest power of ten by which what surrounds a figure (千円) moves its digits.
const SCALES: u32 = 12;

/// Where a figure is on its sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// Indicator and observation.
    Observation(usize, usize),
    /// Panel and criterion.
    Level(usize, usize),
    /// The same.
    Points(usize, usize),
    /// Panel.
    Achievement(usize),
    /// Panel.
    Total(usize),
}

/// A figure in its printed digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where it is.
    pub slot: Slot,
    /// What it is.
    pub number: Decimal,
    /// Its digits, the first first.
    pub digits: Vec<u8>,
    /// What one more in the last of them adds.
    unit: Decimal,
}

impl Figure {
    /// `None` where the print has other digits than the number.
    pub(super) fn of(slot: Slot, printed: &str, number: Decimal) -> Option<Self> {
        let folded = fold(printed);
        let rest = folded.trim_start_matches(|c: char| !c.is_ascii_digit());
        let run =
            rest.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').next()?.trim_end_matches([',', '.']);
        let digits: Vec<u8> = run.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let decimals = run.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let plain: Decimal = run.replace(',', "").parse().ok()?;
        let last = Decimal::new(1, u32::try_from(decimals).ok().filter(|decimals| *decimals <= SCALES)?);
        if plain.is_zero() {
            return number.is_zero().then_some(Self { slot, number, digits, unit: last });
        }
        let scale = number.checked_div(plain)?;
        let powers = (0..=SCALES).filter_map(|n| Some(Decimal::from(10_i64.checked_pow(n)?)));
        let is_scale = powers.clone().any(|power| scale.abs() == power)
            || powers.clone().any(|power| scale.abs().checked_mul(power) == Some(Decimal::ONE));
        is_scale.then_some(Self { slot, number, digits, unit: last.checked_mul(scale)? })
    }

    /// The number it would be with another digit at a place.
    pub fn with(&self, place: usize, digit: u8) -> Option<Decimal> {
        let more = i64::from(digit) - i64::from(*self.digits.get(place)?);
        let power = u32::try_from(self.digits.len().checked_sub(place + 1)?).ok()?;
        let moved = Decimal::from(more).checked_mul(Decimal::from(10_i64.checked_pow(power)?))?;
        self.number.checked_add(moved.checked_mul(self.unit)?)
    }
}

/// What must hold between figures, which it names by their indices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Law {
    /// Parts, `false` what is taken away, make a total.
    Sum {
        /// The parts.
        parts: Vec<(usize, bool)>,
        /// The total.
        total: usize,
    },
    /// A rate is of two figures.
    Rate {
        /// They.
        of: [usize; 2],
        /// How it is of them.
        share: Share,
        /// The rate.
        rate: usize,
        /// Its decimals.
        places: u32,
    },
    /// A level, marked or printed, times a weight makes points; a letter is worth as many as its level would be.
    Points {
        /// The level that is marked, or what the letter is worth.
        marked: Option<Decimal>,
        /// That which is printed.
        printed: Option<usize>,
        /// The weight.
        weight: Decimal,
        /// The points.
        points: usize,
    },
}

impl Law {
    /// The figures that it is about.
    pub fn figures(&self) -> Vec<usize> {
        match self {
            Self::Sum { parts, total } => parts.iter().map(|(part, _)| *part).chain([*total]).collect(),
            Self::Rate { of, rate, .. } => vec![of[0], of[1], *rate],
            Self::Points { printed, points, .. } => printed.iter().copied().chain([*points]).collect(),
        }
    }

    /// Whether it holds exactly, by the numbers that `number` gives.
    pub fn holds(&self, number: &dyn Fn(usize) -> Option<Decimal>) -> bool {
        let holds = || {
            Some(match self {
                Self::Sum { parts, total } => {
                    let sum = parts.iter().try_fold(Decimal::ZERO, |sum, (part, plus)| {
                        let number = number(*part)?;
                        sum.checked_add(if *plus { number } else { -number })
                    })?;
                    sum == number(*total)?
                }
                Self::Rate { of: [first, second], share, rate, places } => {
                    let (part, whole) = share.of([number(*first)?, number(*second)?])?;
                    let rate = PrintedRate { printed: number(*rate)?, part, whole, places: *places };
                    !whole.is_zero() && rate.rounding() == Some(Rounding::Usual)
                }
                Self::Points { marked, printed, weight, points } => {
                    let level = match printed {
                        Some(level) => number(*level)?,
                        None => (*marked)?,
                    };
                    level.checked_mul(*weight)? == number(*points)?
                }
            })
        };
        holds().unwrap_or(false)
    }
}

/// The figures of a sheet that its laws are about, and the laws.
pub fn laws(sheet: &Sheet, rubric: Option<&Rubric>) -> (Vec<Figure>, Vec<Law>) {
    let mut made = Made { sheet, figures: Vec::new(), known: BTreeMap::new(), laws: Vec::new() };
    made.rates();
    made.sums();
    made.panels(rubric);
    (made.figures, made.laws)
}

struct Made<'s> {
    sheet: &'s Sheet,
    figures: Vec<Figure>,
    /// Their indices.
    known: BTreeMap<Slot, usize>,
    laws: Vec<Law>,
}

impl Made<'_> {
    /// The index of a figure.
    fn figure(&mut self, slot: Slot, printed: &str, number: Option<Decimal>) -> Option<usize> {
        if let Some(known) = self.known.get(&slot) {
            return Some(*known);
        }
        let figure = Figure::of(slot, printed, number?)?;
        self.known.insert(slot, self.figures.len());
        self.figures.push(figure);
        Some(self.figures.len() - 1)
    }

    fn observation(&mut self, (indicator, observation): (usize, usize)) -> Option<usize> {
        let quantity = &self.sheet.indicators.get(indicator)?.observations.get(observation)?.value.quantity;
        self.figure(Slot::Observation(indicator, observation), &quantity.printed, quantity.number)
    }

    fn field(&mut self, slot: Slot, field: &Field) -> Option<usize> {
        self.figure(slot, &field.printed, field.as_number())
    }

    fn rates(&mut self) {
        for printed in printed_rates(self.sheet) {
            let Some([first, second]) = printed.of else { continue };
            if let (Some(first), Some(second), Some(rate)) =
                (self.observation(first), self.observation(second), self.observation(printed.at))
            {
                let (share, places) = (printed.share, printed.rate.places);
                self.laws.push(Law::Rate { of: [first, second], share, rate, places });
            }
        }
    }

    fn sums(&mut self) {
        for printed in printed_sums(self.sheet) {
            // What is off by no more than its rounding is neither right nor wrong.
            if printed.sum() != printed.printed && (printed.agrees() || printed.is_near()) {
                continue;
            }
            let parts: Option<Vec<usize>> = printed.parts.iter().map(|at| self.observation(*at)).collect();
            if let (Some(parts), Some(total)) = (parts, self.observation(printed.at)) {
                let is_added = |(part, number): (usize, &Decimal)| {
                    (part, self.figures.get(part).is_some_and(|figure| figure.number == *number))
                };
                let parts = parts.into_iter().zip(&printed.numbers).map(is_added).collect();
                self.laws.push(Law::Sum { parts, total });
            }
        }
    }

    fn panels(&mut self, rubric: Option<&Rubric>) {
        let letter = self.sheet.assessment.as_ref().and_then(|assessment| assessment.achievement.as_ref()?.as_text());
        let worth = letter.zip(rubric).and_then(|(letter, rubric)| rubric.points_of(letter));
        let panels = self.sheet.assessment.iter().flat_map(|assessment| &assessment.panels);
        for (p, panel) in panels.enumerate() {
            let mut parts = Vec::new();
            for (c, criterion) in panel.criteria.iter().enumerate() {
                let Some(field) = &criterion.points else { continue };
                let points = self.field(Slot::Points(p, c), field);
                parts.push(points);
                let (Some(level), Some(weight), Some(points)) = (&criterion.level, criterion.weight, points) else {
                    continue;
                };
                let is_mark = !level.printed.chars().any(char::is_alphanumeric);
                let printed = if is_mark { None } else { self.field(Slot::Level(p, c), level) };
                let marked = level.as_number().filter(|_| is_mark);
                if marked.is_some() || printed.is_some() {
                    self.laws.push(Law::Points { marked, printed, weight: Decimal::from(weight), points });
                }
            }
            if let Some(achievement) = &panel.achievement_points {
                let points = self.field(Slot::Achievement(p), achievement);
                parts.push(points);
                if let Some(points) = points.filter(|_| worth.is_some()) {
                    self.laws.push(Law::Points { marked: worth, printed: None, weight: Decimal::ONE, points });
                }
            }
            let parts: Option<Vec<usize>> = parts.into_iter().collect();
            if let (Some(parts), Some(total)) = (parts, panel.total.as_ref())
                && parts.len() > 1
                && let Some(total) = self.field(Slot::Total(p), total)
            {
                self.laws.push(Law::Sum { parts: parts.into_iter().map(|part| (part, true)).collect(), total });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_their_printed_digits() {
        let of = |printed: &str, number: &str| Figure::of(Slot::Total(0), printed, number.parse().unwrap());
        let with = |printed: &str, number: &str, place: usize, digit: u8| {
            of(printed, number).and_then(|figure| figure.with(place, digit)).map(|n| n.normalize().to_string())
        };
        assert_eq!(with("１，０１３人", "1013", 1, 8).as_deref(), Some("1813"));
        assert_eq!(with("75.0％", "75.0", 2, 9).as_deref(), Some("75.9"));
        assert_eq!(with("▲12", "-12", 1, 3).as_deref(), Some("-13"));
        assert_eq!(with("120", "120000", 0, 2).as_deref(), Some("220000"), "in thousands");
        assert_eq!(with("0.0", "0", 0, 1).as_deref(), Some("1"));
        assert_eq!(with("12", "12", 2, 1), None);
        assert_eq!(of("令和2年度30人", "30"), None);
        assert_eq!(of("－", "0"), None);
    }
}
