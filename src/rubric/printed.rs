//! The arithmetic that a sheet itself prints: rates beside their figures, totals beside their parts.

use super::exact::{Rounding, display, percent, rounds_to};
use crate::normalise::Quantity;
use crate::sheet::{Indicator, Observation, Role, Sheet};
use rust_decimal::Decimal;

/// A printed rate whose part and whole are printed as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedRate {
    /// The printed percentage.
    pub printed: Decimal,
    /// What is divided.
    pub part: Decimal,
    /// By what.
    pub whole: Decimal,
    /// Decimals of the printed percentage.
    pub places: u32,
}

impl PrintedRate {
    /// A rate that stands in one cell with its numerator and denominator (191人／313人＝61.0%).
    pub fn in_cell(quantity: &Quantity) -> Option<Self> {
        let part = |label: &str| quantity.parts.iter().find(|p| p.label == label).map(|p| p.number);
        Self::new(quantity, part("numerator")?, part("denominator")?)
    }

    /// A rate with the figures that it is of; `None` where it is no plain percentage, or the whole is nothing.
    pub fn new(rate: &Quantity, part: Decimal, whole: Decimal) -> Option<Self> {
        let is_percent = rate.unit.as_deref().is_none_or(|u| u == "%");
        let printed = rate.number.filter(|_| is_percent && !rate.approximate && rate.relation.is_none())?;
        let places = rate.decimals.and_then(|d| u32::try_from(d).ok()).unwrap_or(printed.scale());
        (!whole.is_zero()).then_some(Self { printed, part, whole, places })
    }

    /// How the printed rate follows from its figures.
    pub fn rounding(&self) -> Option<Rounding> {
        percent(self.part, self.whole).map(|exact| rounds_to(&exact, self.printed, self.places))
    }

    /// The rate computed again, at the printed precision.
    pub fn recomputed(&self) -> Option<String> {
        percent(self.part, self.whole).map(|exact| display(&exact, self.places))
    }

    /// `55 ÷ 60 = 91.7%`.
    pub fn working(&self) -> String {
        let shown = self.recomputed().unwrap_or_default();
        format!("{} ÷ {} = {shown}%（印字 {}）", self.part.normalize(), self.whole.normalize(), self.printed)
    }
}

/// A printed rate of an indicator, and where its figures stand among the observations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorRate {
    /// Indices of the indicator and of the rate among its observations.
    pub at: (usize, usize),
    /// Indices of actual and target, where the rate is theirs.
    pub of: Option<(usize, usize)>,
    /// The rate.
    pub rate: PrintedRate,
}

/// Every rate of a sheet that its own figures give; none of an indicator where less is better, because what
/// its rate is divided by is nowhere said.
pub fn printed_rates(sheet: &Sheet) -> Vec<IndicatorRate> {
    let mut rates = Vec::new();
    for (which, indicator) in sheet.indicators.iter().enumerate() {
        for (k, observation) in indicator.observations.iter().enumerate() {
            let quantity = &observation.value.quantity;
            if let Some(rate) = PrintedRate::in_cell(quantity) {
                rates.push(IndicatorRate { at: (which, k), of: None, rate });
            } else if observation.role == Role::AchievementRate && indicator.direction.as_deref() != Some("down") {
                let of = |role| plain(indicator, observation.fiscal_year, role);
                let (Some((a, actual)), Some((t, target))) = (of(Role::Actual), of(Role::Target)) else { continue };
                let rate = PrintedRate::new(quantity, actual, target);
                rates.extend(rate.map(|rate| IndicatorRate { at: (which, k), of: Some((a, t)), rate }));
            }
        }
    }
    rates
}

/// The year's figure in a role, where it is one plain number.
fn plain(indicator: &Indicator, year: i32, role: Role) -> Option<(usize, Decimal)> {
    let mut all = indicator.observations.iter().enumerate();
    let (k, found) = all.find(|(_, o)| o.role == role && o.fiscal_year == year)?;
    let quantity = &found.value.quantity;
    let is_plain = !quantity.approximate && quantity.upper.is_none() && quantity.bound.is_none();
    quantity.number.filter(|_| is_plain).map(|n| (k, n))
}

/// A printed total of an indicator whose parts are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorSum {
    /// Indices of the indicator and of the total among its observations.
    pub at: (usize, usize),
    /// The same of each part.
    pub parts: Vec<(usize, usize)>,
    /// The parts' figures.
    pub numbers: Vec<Decimal>,
    /// The printed total.
    pub printed: Decimal,
    /// By how much the rounding of the parts may shift the sum.
    pub slack: Decimal,
}

impl IndicatorSum {
    /// The sum of the parts.
    pub fn sum(&self) -> Decimal {
        self.numbers.iter().sum()
    }

    /// Whether print and sum agree.
    pub fn agrees(&self) -> bool {
        (self.sum() - self.printed).abs() <= self.slack
    }

    /// `20 + 15 = 35（印字 36）`.
    pub fn working(&self) -> String {
        let shown: Vec<String> = self.numbers.iter().map(|n| n.normalize().to_string()).collect();
        format!("{} = {}（印字 {}）", shown.join(" + "), self.sum().normalize(), self.printed.normalize())
    }
}

/// Every total of a sheet whose parts are other indicators, all numbers of the same unit.
pub fn printed_sums(sheet: &Sheet) -> Vec<IndicatorSum> {
    let mut sums = Vec::new();
    for (which, indicator) in sheet.indicators.iter().enumerate().filter(|(_, i)| !i.parts.is_empty()) {
        let all = indicator.observations.iter().enumerate();
        sums.extend(all.filter_map(|(k, total)| sum_of(sheet, indicator, (which, k), total)));
    }
    sums
}

fn sum_of(sheet: &Sheet, indicator: &Indicator, at: (usize, usize), total: &Observation) -> Option<IndicatorSum> {
    let printed = total.value.quantity.number?;
    let (mut parts, mut numbers, mut slack) = (Vec::new(), Vec::new(), Decimal::ZERO);
    for which in &indicator.parts {
        let observations = &sheet.indicators.get(*which)?.observations;
        let k = observations.iter().position(|o| o.role == total.role && o.fiscal_year == total.fiscal_year)?;
        let quantity = &observations.get(k)?.value.quantity;
        if quantity.unit != total.value.quantity.unit || quantity.approximate || quantity.upper.is_some() {
            return None;
        }
        numbers.push(quantity.number?);
        parts.push((*which, k));
        // 小数のある数値は、それぞれ最後の桁の半分まで丸められている。
        let decimals = quantity.decimals.and_then(|d| u32::try_from(d).ok()).filter(|d| *d > 0);
        slack += decimals.map_or(Decimal::ZERO, |d| Decimal::new(5, (d + 1).min(28)));
    }
    Some(IndicatorSum { at, parts, numbers, printed, slack })
}
