//! Figures of texts → indicators with observations, rates with their part and whole, totals with their parts.

use super::located::Text;
use super::metric::{Metric, TOTALS, ratio};
use crate::normalise;
use crate::profile::{Profile, RateRule, label_key};
use crate::recognise::raw::Printed;
use crate::recognise::{assemble, trust};
use crate::sheet::{Field, Indicator, IndicatorKind, Measured, Narrative, NarrativeRole, Observation, Role};

/// Words that say nothing about what is counted.
const PERIODS: [&str; 3] = ["年間", "年", "全体"];

/// The indicators of a record, as they are found.
#[derive(Debug, Default)]
pub struct Collected {
    /// What was found.
    pub indicators: Vec<Indicator>,
}

impl Collected {
    /// Adds the figures of a text under a name; `years` are those of its column.
    pub fn add(&mut self, name: &Text, role: Role, years: &[i32], metrics: &[Metric]) {
        let mut months: Vec<(Option<i32>, usize)> = Vec::new();
        for metric in metrics {
            let folded = normalise::fold(&metric.label.string());
            let total = metric.total || TOTALS.contains(&folded.as_str());
            let month = is_month(&folded);
            let own = metric.year.map(|y| vec![y]);
            let years = own.as_deref().unwrap_or(years);
            if years.is_empty() {
                continue;
            }
            let silent = total || PERIODS.contains(&folded.as_str());
            let words = if silent { Text::default() } else { metric.label.clone() };
            let heading = if same(&metric.heading, &words) { Text::default() } else { metric.heading.clone() };
            let label = name.clone().join(heading, " ").join(words, " ");
            let label = if label.is_blank() { metric.figure.clone() } else { label };
            let index = self.observe(label, role, years, metric);
            if month {
                months.push((metric.year, index));
            } else if total {
                let parts: Vec<usize> = months.iter().filter(|(y, _)| *y == metric.year).map(|(_, i)| *i).collect();
                if let Some(indicator) = self.indicators.get_mut(index) {
                    indicator.parts = parts;
                }
                months.retain(|(y, _)| *y != metric.year);
            }
        }
    }

    /// Adds a figure to the indicator of that name that has none for its years yet; gives the indicator's index.
    fn observe(&mut self, label: Text, role: Role, years: &[i32], metric: &Metric) -> usize {
        let key = label_key(&label.string());
        let taken = |i: &Indicator| i.observations.iter().any(|o| o.role == role && years.contains(&o.fiscal_year));
        let known = self.indicators.iter().position(|i| label_key(&i.label.printed) == key && !taken(i));
        let index = known.unwrap_or_else(|| {
            self.indicators.push(Indicator {
                kind: IndicatorKind::Other,
                label: assemble::text_field(label.printed()),
                unit: None,
                direction: None,
                parts: Vec::new(),
                status: None,
                comparison: None,
                observations: Vec::new(),
            });
            self.indicators.len() - 1
        });
        if let Some(indicator) = self.indicators.get_mut(index) {
            for year in years {
                let value = measured(metric);
                indicator.observations.push(Observation { fiscal_year: *year, role, value });
            }
            indicator.observations.sort_by_key(|o| o.fiscal_year);
        }
        index
    }
}

fn measured(metric: &Metric) -> Measured {
    trust::measured(Printed { alternatives: Vec::new(), ..metric.figure.printed() }, metric.quantity.clone())
}

/// Gives every rate of a cell its part and its whole: both beside it, or the whole where the section (`others`) has
/// only one figure of that name.
pub fn relate(metrics: &mut [Metric], name: &str, others: &[Metric], rules: &[RateRule], profile: &Profile) {
    let says = |words: &str, label: &str| {
        let key = label_key(words);
        profile.wordings(label).iter().any(|w| key.contains(&label_key(w)))
    };
    let words = |m: &Metric| format!("{}{}", m.heading.string(), m.label.string());
    for at in 0..metrics.len() {
        let Some(rate) = metrics.get(at).filter(|m| m.quantity.unit.as_deref() == Some("%")) else { continue };
        if !rate.quantity.parts.is_empty() {
            continue;
        }
        let (year, own) = (rate.year, words(rate));
        let shown = if own.is_empty() { name.to_owned() } else { own };
        for rule in rules.iter().filter(|r| says(&shown, &r.rate)) {
            // Words that name both, before several figures, do not say which is which.
            let fits = |m: &&Metric, label: &str, other: &str| {
                let counts = m.year == year && m.quantity.unit.as_deref() != Some("%");
                counts && says(&words(m), label) && !says(&words(m), other)
            };
            let near = |label: &str, other: &str| {
                let all = metrics.iter().enumerate().filter(|(_, m)| fits(m, label, other));
                all.min_by_key(|(i, _)| i.abs_diff(at)).and_then(|(_, m)| m.quantity.number)
            };
            let Some(part) = near(&rule.part, &rule.whole) else { continue };
            let only = || {
                let mut all = others.iter().filter(|m| fits(m, &rule.whole, &rule.part));
                all.next().filter(|_| all.next().is_none()).and_then(|m| m.quantity.number)
            };
            let Some(whole) = near(&rule.whole, &rule.part).or_else(only) else { continue };
            if let Some(rate) = metrics.get_mut(at) {
                rate.quantity.parts = ratio(part, whole);
            }
            break;
        }
    }
}

/// A text of a record with the figures that it carries.
pub fn narrative(
    role: NarrativeRole,
    label: Option<&Text>,
    year: Option<i32>,
    text: &Text,
    metrics: &[Metric],
) -> Narrative {
    let label = label.map(|l| l.string().replace('\n', "")).filter(|_| role == NarrativeRole::Other);
    let text: Field = assemble::text_field(text.printed());
    let parts = metrics.iter().filter_map(|m| m.part.clone()).collect();
    Narrative { role, label, fiscal_year: year, text: Field { parts, ..text } }
}

fn is_month(folded: &str) -> bool {
    folded.strip_suffix('月').is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
}

fn same(a: &Text, b: &Text) -> bool {
    label_key(&a.string()) == label_key(&b.string())
}
