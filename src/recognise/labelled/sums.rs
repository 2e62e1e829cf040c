//! Which indicators are the sum of which others.

use super::labels::Labels;
use crate::normalise::{self, Context};
use crate::profile::SheetRule;
use crate::recognise::raw::{Printed, RawIndicator};
use rust_decimal::Decimal;

/// Notes the parts of every indicator that the form says is a sum. A form that is known says so itself; one that is
/// only read by its labels (`general`) must bear it out: the parts stand together with their sum, or it comes out for
/// a year at least.
pub fn link(indicators: &mut [RawIndicator], rule: &SheetRule, labels: &Labels, general: bool) {
    for sum in &rule.sums {
        let find = |label: &str| indicators.iter().position(|i| labels.is(&i.label.text, label));
        let Some(total) = find(&sum.total) else { continue };
        let mut parts: Vec<usize> = sum.parts.iter().filter_map(|l| find(l)).filter(|i| *i != total).collect();
        parts.sort_unstable();
        parts.dedup();
        let all = || parts.iter().copied().chain([total]);
        let (Some(first), Some(last)) = (all().min(), all().max()) else { continue };
        let together = last - first == parts.len();
        let taken = indicators.get(total).is_some_and(|t| !t.parts.is_empty());
        if parts.len() > 1
            && !taken
            && (!general || together || comes_out(indicators, total, &parts))
            && let Some(total) = indicators.get_mut(total)
        {
            total.parts = parts;
        }
    }
}

fn comes_out(indicators: &[RawIndicator], total: usize, parts: &[usize]) -> bool {
    let Some(total) = indicators.get(total) else { return false };
    total.cells.iter().any(|cell| {
        let Some(printed) = number(&cell.printed).filter(|n| !n.is_zero()) else { return false };
        let same = |i: &RawIndicator| {
            i.cells.iter().find(|c| c.role == cell.role && c.years == cell.years).and_then(|c| number(&c.printed))
        };
        let numbers = parts.iter().filter_map(|i| indicators.get(*i)).filter_map(same);
        numbers.sum::<Decimal>() == printed
    })
}

fn number(printed: &Printed) -> Option<Decimal> {
    normalise::quantity(&printed.text, &Context::default()).number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Profiles, RecordRule};
    use crate::recognise::raw::RawFigure;
    use crate::sheet::{IndicatorKind, Role};

    fn indicator(label: &str, figure: &str) -> RawIndicator {
        let printed = |text: &str| Printed {
            text: text.to_owned(),
            places: Vec::new(),
            confidence: 0.97,
            alternatives: Vec::new(),
        };
        let cell = RawFigure { years: vec![2023], role: Role::Actual, printed: printed(figure) };
        RawIndicator {
            kind: IndicatorKind::Cost,
            label: printed(label),
            unit: None,
            cells: vec![cell],
            direction: None,
            status: None,
            comparison: None,
            parts: Vec::new(),
        }
    }

    /// Parts of the last of a cost block in which hours stand between the parts of the grand total.
    fn parts(profile: &str, labels: [&str; 4], total: &str) -> Vec<usize> {
        let profiles = Profiles::builtin();
        let form = profiles.get(profile).unwrap();
        let labelled = Labels::new(profiles.lexicon(profile).unwrap());
        let rule = form.records.iter().find_map(RecordRule::sheet).unwrap();
        let mut all: Vec<RawIndicator> =
            labels.iter().zip(["300", "20", "100", total]).map(|(l, f)| indicator(l, f)).collect();
        link(&mut all, rule, &labelled, form.general);
        all.last().unwrap().parts.clone()
    }

    #[test]
    fn what_a_known_form_calls_a_sum_is_one_even_where_it_does_not_come_out() {
        let labels = ["事業費計", "延べ業務時間", "人件費計", "トータルコスト"];
        assert_eq!(parts("kunitachi-shisaku-2020", labels, "400"), [0, 2]);
        assert_eq!(parts("kunitachi-shisaku-2020", labels, "500"), [0, 2]);
    }
}
