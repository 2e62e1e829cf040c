//! Bands that a form prints with its statuses: `ほとんど未達成だった(達成率80～50%)`.

use crate::normalise;
use crate::sheet::{Band, Field, Sheet};
use regex::Regex;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// A label, and in brackets the interval of the rate that earns it.
static STATUS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(.+?)\([^0-9()]*([0-9.]+)%?(以上|超)?(?:[〜~-]?([0-9.]+)%?(以下|未満)?)?[^0-9()]*\)$").ok()
});

/// The bands in the statuses of the sheets; the same one is given once.
pub fn read(sheets: &[Sheet], bands: &mut Vec<Band>) {
    for status in sheets.iter().filter_map(|s| s.assessment.as_ref()?.status.as_ref()) {
        let folded = normalise::fold(&status.printed);
        let Some(found) = STATUS.as_ref().and_then(|r| r.captures(&folded)) else { continue };
        let number = |i: usize| found.get(i).and_then(|m| m.as_str().parse::<Decimal>().ok());
        let word = |i: usize| found.get(i).map(|m| m.as_str());
        let (Some(a), label) = (number(2), found.get(1).map_or("", |m| m.as_str())) else { continue };
        let (low, high) = match number(4) {
            Some(b) => (Some(a.min(b)), Some(a.max(b))),
            None if matches!(word(3), Some("以上" | "超")) => (Some(a), None),
            None => continue,
        };
        let bounds = if word(5) == Some("未満") { "[)" } else { "[]" };
        let known = |b: &Band| b.label.as_text() == Some(label) && (b.low, b.high) == (low, high);
        if bands.iter().any(known) {
            continue;
        }
        let label = Field { value: Some(crate::sheet::Value::Text(label.to_owned())), ..status.clone() };
        bands.push(Band { scale: "status".to_owned(), label, low, high, bounds: bounds.to_owned(), points: None });
    }
}
