//! The arithmetic that a sheet itself prints: rates beside their figures, totals beside their parts.

use super::direction::{Suspicion, suspicion};
use super::exact::{Rounding, display, percent, rounds_to};
use crate::normalise::Quantity;
use crate::sheet::{Indicator, IndicatorKind, Observation, Role, Sheet};
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
    /// Where the figures that it is of stand, indices as for `at`; none where they stand in the rate's own cell.
    pub of: Option<[(usize, usize); 2]>,
    /// How its part and its whole follow from them.
    pub share: Share,
    /// The rate.
    pub rate: PrintedRate,
}

/// How the part and the whole of a rate follow from two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// They are the figures: 目標 and 実績, 予算 and 決算.
    Plain,
    /// Less is better: 2 − first ÷ second.
    Reflected,
    /// By how much the first differs from the second, the year before.
    Change,
}

impl Share {
    /// What is divided, and by what.
    pub fn of(self, [first, second]: [Decimal; 2]) -> Option<(Decimal, Decimal)> {
        Some(match self {
            Self::Plain => (first, second),
            Self::Reflected => (second.checked_mul(Decimal::TWO)?.checked_sub(first)?, second),
            Self::Change => (first.checked_sub(second)?, second),
        })
    }
}

/// Every rate of a sheet that its own figures give.
///
/// What an achievement rate is divided by is nowhere said where less is better: it is the formula by which most of
/// an indicator's rates come out. Where none does for any of several years, its rates are not judged.
pub fn printed_rates(sheet: &Sheet) -> Vec<IndicatorRate> {
    let mut rates = Vec::new();
    for (which, indicator) in sheet.indicators.iter().enumerate() {
        let observations = indicator.observations.iter().enumerate();
        rates.extend(observations.filter_map(|(k, o)| {
            let rate = PrintedRate::in_cell(&o.value.quantity)?;
            Some(IndicatorRate { at: (which, k), of: None, share: Share::Plain, rate })
        }));
        let own = indicator.observations.iter().any(|o| matches!(o.role, Role::Actual | Role::Target));
        rates.extend(if own { achievement(which, indicator) } else { execution(sheet, which, indicator) });
    }
    rates.extend(change_rates(sheet));
    rates
}

/// The printed rates of change over the year before; where several of a sheet are such rates, all are.
fn change_rates(sheet: &Sheet) -> Vec<IndicatorRate> {
    let mut rates = Vec::new();
    for (which, indicator) in sheet.indicators.iter().enumerate() {
        let of = |(k, o): (usize, &Observation)| {
            let (a, now) = plain(indicator, o.fiscal_year, Role::Actual)?;
            let (b, before) = plain(indicator, o.fiscal_year.checked_sub(1)?, Role::Actual)?;
            let (part, whole) = Share::Change.of([now, before])?;
            let rate = PrintedRate::new(&o.value.quantity, part, whole)?;
            Some(IndicatorRate { at: (which, k), of: Some([(which, a), (which, b)]), share: Share::Change, rate })
        };
        let printed = indicator.observations.iter().enumerate();
        rates.extend(printed.filter(|(_, o)| o.role == Role::DeltaRate).filter_map(of));
    }
    let proven = rates.iter().filter(|r| comes_out(r) && !r.rate.part.is_zero()).count() > 1;
    rates.into_iter().filter(|r| proven || comes_out(r)).collect()
}

/// How an achievement rate is made of target and actual.
#[derive(Clone, Copy)]
enum Formula {
    /// Actual ÷ target.
    Direct,
    /// Target ÷ actual.
    Inverse,
    /// 2 − actual ÷ target.
    Reflected,
}

/// The rates of an indicator's own targets and actuals.
fn achievement(which: usize, indicator: &Indicator) -> Vec<IndicatorRate> {
    let by = |formula: Formula| -> Vec<IndicatorRate> {
        let of = |(k, o): (usize, &Observation)| {
            let plain = |role| plain(indicator, o.fiscal_year, role);
            let ((a, actual), (t, target)) = (plain(Role::Actual)?, plain(Role::Target)?);
            let (share, [first, second]) = match formula {
                Formula::Direct => (Share::Plain, [(a, actual), (t, target)]),
                Formula::Inverse => (Share::Plain, [(t, target), (a, actual)]),
                Formula::Reflected => (Share::Reflected, [(a, actual), (t, target)]),
            };
            let (part, whole) = share.of([first.1, second.1])?;
            let rate = PrintedRate::new(&o.value.quantity, part, whole)?;
            let rate = IndicatorRate { at: (which, k), of: Some([(which, first.0), (which, second.0)]), share, rate };
            // 累計 over the target of a year, or the other way round: the rate may be of figures that are not printed.
            (same_basis(indicator, a, t) || comes_out(&rate)).then_some(rate)
        };
        let printed = indicator.observations.iter().enumerate();
        printed.filter(|(k, o)| o.role == Role::AchievementRate && own_cell(indicator, *k)).filter_map(of).collect()
    };
    let direct = by(Formula::Direct);
    let others = [by(Formula::Inverse), by(Formula::Reflected)];
    let best = others.iter().max_by_key(|r| fits(r)).cloned().unwrap_or_default();
    let less = indicator.direction.as_deref() == Some("down") || suspicion(indicator) != Suspicion::None;
    match (fits(&direct), fits(&best)) {
        (0, 0) if less || direct.len() > 1 => Vec::new(),
        (own, other) if other > own => best,
        (own, other) if less && own < direct.len() => {
            // Several years whose rate is actual ÷ target, and none the other way round, show that it is so.
            let telling = direct.iter().filter(|r| comes_out(r) && r.rate.part != r.rate.whole).count();
            let proven = telling > 1 && other < own;
            let turned = |at| others.iter().flatten().any(|o| o.at == at && comes_out(o));
            direct.into_iter().filter(|r| comes_out(r) || (proven && !turned(r.at))).collect()
        }
        _ => direct,
    }
}

/// Whether both or neither of two figures of an indicator are counted from the beginning (累計).
fn same_basis(indicator: &Indicator, a: usize, b: usize) -> bool {
    let is_running = |k: usize| indicator.observations.get(k).is_some_and(|o| o.value.quantity.is_running());
    is_running(a) == is_running(b)
}

/// Whether a rate's part and whole stand in other cells.
fn own_cell(indicator: &Indicator, k: usize) -> bool {
    indicator.observations.get(k).is_some_and(|o| PrintedRate::in_cell(&o.value.quantity).is_none())
}

fn comes_out(rate: &IndicatorRate) -> bool {
    rate.rate.rounding() == Some(Rounding::Usual)
}

fn fits(rates: &[IndicatorRate]) -> usize {
    rates.iter().filter(|r| comes_out(r)).count()
}

/// The rates of an indicator that has nothing but rates: those of what was spent to what was planned, of the pair of
/// costs with which most of them come out.
fn execution(sheet: &Sheet, which: usize, indicator: &Indicator) -> Vec<IndicatorRate> {
    let costs = || sheet.indicators.iter().enumerate().filter(|(_, i)| i.kind == IndicatorKind::Cost);
    let mut best: Vec<IndicatorRate> = Vec::new();
    for (spent, part) in costs() {
        for (planned, whole) in costs().filter(|(i, _)| *i != spent) {
            let of = |(k, o): (usize, &Observation)| {
                let (a, actual) = plain(part, o.fiscal_year, Role::Actual)?;
                let (b, budget) = plain(whole, o.fiscal_year, Role::Budget)?;
                let rate = PrintedRate::new(&o.value.quantity, actual, budget)?;
                let of = Some([(spent, a), (planned, b)]);
                Some(IndicatorRate { at: (which, k), of, share: Share::Plain, rate })
            };
            let rates = indicator.observations.iter().enumerate();
            let rates: Vec<_> = rates.filter(|(_, o)| o.role == Role::AchievementRate).filter_map(of).collect();
            if fits(&rates) > fits(&best) {
                best = rates;
            }
        }
    }
    best
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
    /// The parts' figures; negative what is taken away.
    pub numbers: Vec<Decimal>,
    /// The printed total.
    pub printed: Decimal,
    /// By how much the rounding of the parts may shift the sum.
    pub slack: Decimal,
    /// The same where figures are printed in thousands: they may be cut off, or be exact.
    pub thousands: Decimal,
}

impl IndicatorSum {
    /// The sum of the parts.
    pub fn sum(&self) -> Decimal {
        self.numbers.iter().sum()
    }

    /// Whether print and sum agree.
    pub fn agrees(&self) -> bool {
        self.off() <= self.slack
    }

    /// Whether they differ by no more than the rounding of figures that are printed in thousands.
    pub fn is_near(&self) -> bool {
        !self.agrees() && self.off() <= self.slack + self.thousands
    }

    fn off(&self) -> Decimal {
        (self.sum() - self.printed).abs()
    }

    /// `20 + 15 = 35（印字 36）`.
    pub fn working(&self) -> String {
        let mut shown = String::new();
        for number in &self.numbers {
            let sign = match (shown.is_empty(), number.is_sign_negative() && !number.is_zero()) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            };
            shown.push_str(&format!("{sign}{}", number.abs().normalize()));
        }
        format!("{shown} = {}（印字 {}）", self.sum().normalize(), self.printed.normalize())
    }
}

/// Every total of a sheet whose parts are other indicators, all numbers of the same unit.
pub fn printed_sums(sheet: &Sheet) -> Vec<IndicatorSum> {
    let mut sums = Vec::new();
    for (which, indicator) in sheet.indicators.iter().enumerate().filter(|(_, i)| !i.parts.is_empty()) {
        let all = indicator.observations.iter().enumerate();
        // A change is judged by the figures that it is between.
        let all = all.filter(|(k, o)| o.role != Role::Delta || change(which, indicator, *k, o).is_none());
        sums.extend(all.filter_map(|(k, total)| sum_of(sheet, indicator, (which, k), total)));
    }
    let changes = sheet.indicators.iter().enumerate().flat_map(|(which, indicator)| {
        let all = indicator.observations.iter().enumerate().filter(|(_, o)| o.role == Role::Delta);
        all.filter_map(move |(k, o)| change(which, indicator, k, o))
    });
    let changes: Vec<IndicatorSum> = changes.collect();
    let proven = changes.iter().filter(|c| c.agrees() && !c.printed.is_zero()).count() > 1;
    sums.extend(changes.into_iter().filter(|c| proven || c.agrees()));
    sums
}

/// A printed change over the year before, with the figures that it is between. Where several of a sheet are such
/// changes, all are.
fn change(which: usize, indicator: &Indicator, k: usize, delta: &Observation) -> Option<IndicatorSum> {
    let figure = |year: i32| {
        let (at, number) = plain(indicator, year, Role::Actual)?;
        let quantity = &indicator.observations.get(at)?.value.quantity;
        (quantity.unit == delta.value.quantity.unit).then_some((at, number, quantity))
    };
    let (now, number, of_now) = figure(delta.fiscal_year)?;
    let (before, known, of_before) = figure(delta.fiscal_year.checked_sub(1)?)?;
    let quantity = &delta.value.quantity;
    let all = [quantity, of_now, of_before];
    Some(IndicatorSum {
        at: (which, k),
        parts: vec![(which, now), (which, before)],
        numbers: vec![number, -known],
        printed: quantity.number.filter(|_| !quantity.approximate)?,
        slack: all.iter().map(|q| half_a_digit(q)).sum(),
        thousands: all.iter().map(|q| half_a_thousand(q)).sum(),
    })
}

/// Half of the last printed digit of a figure with decimals; nothing for others.
fn half_a_digit(quantity: &Quantity) -> Decimal {
    let decimals = quantity.decimals.and_then(|d| u32::try_from(d).ok()).filter(|d| *d > 0);
    decimals.map_or(Decimal::ZERO, |d| Decimal::new(5, (d + 1).min(28)))
}

fn sum_of(sheet: &Sheet, indicator: &Indicator, at: (usize, usize), total: &Observation) -> Option<IndicatorSum> {
    let printed = total.value.quantity.number?;
    let (mut parts, mut numbers) = (Vec::new(), Vec::new());
    let (mut slack, mut thousands) = (Decimal::ZERO, half_a_thousand(&total.value.quantity));
    if matches!(total.role, Role::AchievementRate | Role::DeltaRate) {
        return None;
    }
    let mut open = false;
    for which in &indicator.parts {
        let observations = &sheet.indicators.get(*which)?.observations;
        let same = |o: &Observation| o.role == total.role && o.fiscal_year == total.fiscal_year;
        let found = observations.iter().position(same).and_then(|k| Some((k, &observations.get(k)?.value.quantity)));
        // An empty cell or a dash adds nothing; whether it should is not known.
        let Some((k, quantity)) = found.filter(|(_, q)| q.missing.is_none()) else {
            open = true;
            continue;
        };
        if quantity.unit != total.value.quantity.unit || quantity.approximate || quantity.upper.is_some() {
            return None;
        }
        numbers.push(quantity.number?);
        parts.push((*which, k));
        // 小数のある数値は、それぞれ最後の桁の半分まで丸められている。
        slack += half_a_digit(quantity);
        thousands += half_a_thousand(quantity);
    }
    let sum = IndicatorSum { at, parts, numbers, printed, slack, thousands };
    (!sum.parts.is_empty() && (!open || sum.agrees())).then_some(sum)
}

/// Half of the last printed digit of a figure in thousands; nothing for others.
fn half_a_thousand(quantity: &Quantity) -> Decimal {
    let zeros = quantity.decimals.filter(|d| *d < 0).map_or(0, i32::unsigned_abs);
    let half =
        zeros.checked_sub(1).and_then(|z| 10_i64.checked_pow(z)).map(|scale| Decimal::from(scale) * Decimal::from(5));
    half.unwrap_or(Decimal::ZERO)
}
