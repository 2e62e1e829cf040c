//! # repeat-differs
//!
//! ## 何を調べるか
//!
//! 再掲の票の目標・実績・評語・点数が、元の票と同じかどうか。
//!
//! ## なぜ大切か
//!
//! 再掲は同じ事業である。数値が違えば、どちらかが直し忘れである。
//!
//! ## 例
//!
//! 元の票の実績は58人、再掲の票では85人。
//!
//! ## 直し方
//!
//! 元の票を確かめ、再掲を合わせる。
//!
//! ## 限界
//!
//! 文章の違いは見ない。指標は区分と名前が同じもの同士を比べる。
//!
//! ## What it checks
//!
//! Whether a repeated sheet (再掲) has the figures, letter and points of its original.
//!
//! ## Why it matters
//!
//! It is the same project; where figures differ, one place was not updated.
//!
//! ## Example
//!
//! The original's actual is 58, the repeat's 85.
//!
//! ## How to resolve
//!
//! Check the original and bring the repeat into line.
//!
//! ## Limits
//!
//! Texts are not compared. Indicators are matched by kind and name.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::letters;
use crate::audit::spot::{self, Spot, verdict};
use crate::audit::text::squeeze;
use crate::normalise::Quantity;
use crate::sheet::{Field, Panel, Sheet};

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, copy) in context.sheets() {
        let Some(id) = &copy.repeats else { continue };
        let Some((of, original)) = context.sheets().find(|(i, s)| *i != index && s.id == *id) else { continue };
        for (a, b) in figures((index, copy), (of, original)).into_iter().chain(scores((index, copy), (of, original))) {
            let said = Accusation {
                recomputed: Some(b.printed.trim().to_owned()),
                working: vec![format!("再掲「{}」／ 元の票「{}」", a.printed.trim(), b.printed.trim())],
                ja: format!("再掲の票の「{}」が、元の票では「{}」である。", a.printed.trim(), b.printed.trim()),
                en: format!("The repeat prints \"{}\", the original \"{}\".", a.printed.trim(), b.printed.trim()),
            };
            report.add(context, Subject::Sheet(index), &a, verdict([&a, &b]), said, &[&b]);
        }
    }
}

type Numbered<'a> = (usize, &'a Sheet);

/// Pairs of figures that differ.
fn figures<'a>((index, copy): Numbered<'a>, (of, original): Numbered<'a>) -> Vec<(Spot<'a>, Spot<'a>)> {
    let mut pairs = Vec::new();
    for (i, indicator) in copy.indicators.iter().enumerate() {
        let same = |o: &crate::sheet::Indicator| {
            o.kind == indicator.kind && squeeze(&o.label.printed) == squeeze(&indicator.label.printed)
        };
        let Some(j) = original.indicators.iter().position(same) else { continue };
        let Some(counterpart) = original.indicators.get(j) else { continue };
        for (k, observation) in indicator.observations.iter().enumerate() {
            let fits =
                |o: &crate::sheet::Observation| o.role == observation.role && o.fiscal_year == observation.fiscal_year;
            let Some(l) = counterpart.observations.iter().position(fits) else { continue };
            let Some(other) = counterpart.observations.get(l) else { continue };
            if same_quantity(&observation.value.quantity, &other.value.quantity) {
                continue;
            }
            // A cell that is merged over several years is one figure.
            let told = |p: &(Spot, Spot)| p.0.places == observation.value.places.as_slice();
            if !observation.value.places.is_empty() && pairs.iter().any(told) {
                continue;
            }
            pairs.extend(spot::observation(copy, index, i, k).zip(spot::observation(original, of, j, l)));
        }
    }
    pairs
}

fn same_quantity(a: &Quantity, b: &Quantity) -> bool {
    let figures = a.number.is_some() && a.number == b.number && a.upper == b.upper && a.unit == b.unit;
    figures || squeeze(&a.printed) == squeeze(&b.printed) || (a.missing.is_some() && b.missing.is_some())
}

/// Pairs of letters and points that differ.
fn scores<'a>((index, copy): Numbered<'a>, (of, original): Numbered<'a>) -> Vec<(Spot<'a>, Spot<'a>)> {
    let (Some(a), Some(b)) = (&copy.assessment, &original.assessment) else { return Vec::new() };
    let mut pairs = Vec::new();
    if let (Some(x), Some(y)) = (&a.achievement, &b.achievement)
        && letters(x) != letters(y)
    {
        pairs.push((spot::achievement(index, x), spot::achievement(of, y)));
    }
    for (i, panel) in a.panels.iter().enumerate() {
        let Some(j) = b.panels.iter().position(|p| p.assessor == panel.assessor) else { continue };
        let Some(other) = b.panels.get(j) else { continue };
        let before = pairs.len();
        for (k, criterion) in panel.criteria.iter().enumerate() {
            let Some(l) = other.criteria.iter().position(|c| c.name == criterion.name) else { continue };
            let Some(counterpart) = other.criteria.get(l) else { continue };
            if let (Some(x), Some(y)) = (&criterion.points, &counterpart.points)
                && x.value != y.value
            {
                let left = spot::criterion((index, i, k), panel, criterion, "points", x);
                pairs.push((left, spot::criterion((of, j, l), other, counterpart, "points", y)));
            }
        }
        for (name, get) in PANEL_FIELDS {
            // 点数が違えば、総合点と総合評価の違いはその結果である。
            if pairs.len() > before {
                break;
            }
            if let (Some(x), Some(y)) = (get(panel), get(other))
                && x.value != y.value
            {
                pairs.push((spot::panel(index, i, panel, name, x), spot::panel(of, j, other, name, y)));
            }
        }
    }
    pairs
}

type Getter = fn(&Panel) -> Option<&Field>;

/// The fields of a panel that are compared.
const PANEL_FIELDS: [(&str, Getter); 3] = [
    ("achievement_points", |p| p.achievement_points.as_ref()),
    ("total", |p| p.total.as_ref()),
    ("grade", |p| p.grade.as_ref()),
];
