//! # restated-history
//!
//! ## 何を調べるか
//!
//! 同じ団体の複数の年度版で、同じ事業の同じ年度の目標・実績・予算が同じかどうか。
//!
//! ## なぜ大切か
//!
//! 過去の数値が断りなく変わると、伸びや達成の判断が変わる。
//!
//! ## 例
//!
//! 令和2年度版では平成30年度の実績が130人、令和3年度版では142人。
//!
//! ## 直し方
//!
//! どちらが正しいか原票で確かめ、訂正したのなら、その旨を注記する。
//!
//! ## 限界
//!
//! その年度を初めて示した版の実績は速報のことがあり、後の版の訂正は正しいことがあるので「可能性」とする。事業や指標の
//! 対応が確かでないとき、系列がそろって違うとき（数え方の変更）も同じ。前もって立てた目標の見直し、単位や数え方の
//! 異なる値、印字の桁の違いで説明できる差は指摘しない。
//!
//! ## What it checks
//!
//! Whether several editions of one body print the same target, actual and budget for the same year of a project.
//!
//! ## Why it matters
//!
//! Where a past figure changes without a word, growth and achievement are judged differently.
//!
//! ## Example
//!
//! The 2020 edition prints 130 for the actual of 2018, the 2021 edition 142.
//!
//! ## How to resolve
//!
//! Establish which is right; where it was corrected, say so in a note.
//!
//! ## Limits
//!
//! The edition that is the first to show a year may print a preliminary actual, which a later one rightly corrects:
//! that is `possible`. So is every difference where it is not certain that project or indicator are the same, or
//! where a whole series differs (counted differently). A target that was revised before its year, values in other
//! units or on another basis, and differences that printed precision explains are not told.

use crate::audit::fingerprint::fingerprint;
use crate::audit::rule::Across;
use crate::audit::text::squeeze;
use crate::sheet::{
    Appearance, Finding, History, IndicatorHistory, Message, PrintedFigure, PrintedValue, Related, Role, Severity,
    Verdict, YearHistory,
};
use rust_decimal::Decimal;

/// From here on projects are the same, and readings sure.
const SURE: f64 = 0.9;
/// Where that many figures of a series all differ, something else is counted.
const WHOLE_SERIES: usize = 3;

pub(super) fn check(history: &History) -> Vec<Across> {
    history.indicators.iter().flat_map(|indicator| of_indicator(history, indicator)).collect()
}

/// A figure that two editions print differently.
struct Change<'a> {
    year: &'a YearHistory,
    earlier: (&'a Appearance, &'a PrintedValue),
    later: (&'a Appearance, &'a PrintedValue),
}

fn of_indicator(history: &History, indicator: &IndicatorHistory) -> Vec<Across> {
    let mut found = Vec::new();
    for (at, later) in history.editions.iter().enumerate() {
        let (mut compared, mut changes) = (0, Vec::new());
        for year in &indicator.years {
            let Some(now) = year.values.iter().find(|v| v.edition == at) else { continue };
            let before = year.values.iter().rev().filter(|v| v.figure.number.is_some()).find_map(|v| {
                let edition = history.editions.get(v.edition)?;
                (edition.published_year? < later.published_year?).then_some((edition, v))
            });
            let Some(earlier) = before else { continue };
            if !is_comparable(year, earlier, &now.figure) {
                continue;
            }
            compared += 1;
            // What only one edition in between prints otherwise is told of that one.
            let returned = year.values.iter().any(|v| {
                let edition = history.editions.get(v.edition);
                let is_before = edition.is_some_and(|e| e.published_year < earlier.0.published_year);
                edition.filter(|_| is_before && v.figure.number.is_some()).is_some_and(|e| {
                    is_comparable(year, (e, v), &now.figure) && agree(&v.figure, &now.figure)
                })
            });
            if !returned && !agree(&earlier.1.figure, &now.figure) {
                changes.push(Change { year, earlier, later: (later, now) });
            }
        }
        let is_whole = compared >= WHOLE_SERIES && changes.len() == compared;
        let told = if is_whole { 1 } else { changes.len() };
        found.extend(changes.iter().take(told).map(|c| across(history, indicator, c, is_whole.then_some(compared))));
    }
    found
}

/// Whether two editions speak of the same thing, and neither only plans it.
fn is_comparable(year: &YearHistory, (edition, earlier): (&Appearance, &PrintedValue), now: &PrintedFigure) -> bool {
    let planned = year.role == Role::Target && edition.published_year.is_none_or(|p| p < year.fiscal_year);
    let compared = matches!(year.role, Role::Target | Role::Actual | Role::Budget);
    let other_unit = matches!((&earlier.figure.unit, &now.unit), (Some(a), Some(b)) if a != b);
    // 約40人 and 45人 need not contradict each other; two bounds or two ranges may.
    let alike = earlier.figure.basis == now.basis && earlier.figure.open == now.open;
    compared && !planned && !other_unit && alike && now.number.is_some()
}

/// Whether two prints may be the same number: equal, or equal at the coarser printed precision however it is rounded.
fn agree(a: &PrintedFigure, b: &PrintedFigure) -> bool {
    let (Some(x), Some(y)) = (a.number, b.number) else { return true };
    let off = (x - y).abs();
    match (a.decimals, b.decimals) {
        (Some(m), Some(n)) if m != n => {
            let coarse = m.min(n);
            let last = match u32::try_from(coarse) {
                Ok(places) => Decimal::new(1, places.min(28)),
                Err(_) => (0..coarse.unsigned_abs().min(20)).fold(Decimal::ONE, |d, _| d * Decimal::TEN),
            };
            off < last
        }
        _ => off.is_zero(),
    }
}

fn verdict(indicator: &IndicatorHistory, change: &Change, is_whole: bool) -> Verdict {
    let (earlier, later) = (change.earlier, change.later);
    let sure = |f: &PrintedFigure| f.confidence >= SURE && !f.doubtful && !f.open;
    let first_print = earlier.0.published_year.is_none_or(|p| p <= change.year.fiscal_year);
    let preliminary = match change.year.role {
        Role::Actual => first_print,
        Role::Target => false,
        _ => true,
    };
    let matched = later.0.confidence >= SURE && earlier.0.confidence >= SURE && indicator.labels.len() == 1;
    let certain = !is_whole && !preliminary && matched && sure(&earlier.1.figure) && sure(&later.1.figure);
    if certain { Verdict::Confirmed } else { Verdict::Possible }
}

fn across(history: &History, indicator: &IndicatorHistory, change: &Change, whole: Option<usize>) -> Across {
    let ((before, earlier), (edition, now)) = (change.earlier, change.later);
    let verdict = verdict(indicator, change, whole.is_some());
    let (old, new) = (earlier.figure.printed.trim(), now.figure.printed.trim());
    let (ja_role, en_role) = match change.year.role {
        Role::Target => ("目標", "target"),
        Role::Budget => ("予算", "budget"),
        _ => ("実績", "actual"),
    };
    let of = |a: &Appearance| a.published_year.unwrap_or_default();
    let (year, first, second) = (change.year.fiscal_year, of(before), of(edition));
    let label = indicator.labels.first().map(|l| squeeze(l)).unwrap_or_default();
    let mut working = vec![
        format!("「{label}」{year}年度{ja_role}: {first}年度版（{}）「{old}」", before.source),
        format!("同: {second}年度版（{}）「{new}」", edition.source),
    ];
    if before.number != edition.number || before.name.as_deref().map(squeeze) != edition.name.as_deref().map(squeeze) {
        let named = |a: &Appearance| {
            [a.number.as_deref(), a.name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        };
        working.push(format!("事業の対応: {} → {}（確からしさ {:.2}）", named(before), named(edition), edition.confidence));
    }
    if let Some(compared) = whole {
        working.push(format!("比べた{compared}個がすべて異なるので、数え方が変わったのかもしれない"));
    } else if verdict == Verdict::Possible && change.year.role == Role::Actual && first <= year {
        working.push("前の版はその年度を初めて示した版で、速報値のことがある".to_owned());
    }
    let finding = Finding {
        rule: "restated-history",
        severity: if verdict == Verdict::Confirmed { Severity::Error } else { Severity::Warning },
        verdict,
        sheet: Some(edition.sheet.clone()),
        project_number: edition.number.clone(),
        field: now.field.clone(),
        printed: now.figure.printed.clone(),
        recomputed: Some(old.to_owned()),
        working,
        message: Message {
            ja: format!("{year}年度の{ja_role}「{new}」が、{first}年度版では「{old}」である。"),
            en: format!("The {en_role} of {year} is \"{new}\" here and \"{old}\" in the edition of {first}."),
        },
        places: now.figure.places.clone(),
        related: vec![Related {
            document: Some(before.document.clone()),
            field: earlier.field.clone(),
            printed: earlier.figure.printed.clone(),
            places: earlier.figure.places.clone(),
        }],
        fingerprint: fingerprint(
            "restated-history",
            history.body.as_deref().unwrap_or_default(),
            edition.published_year,
            &edition.sheet,
            &now.key,
        ),
    };
    Across { document: edition.document.clone(), source: edition.source.clone(), finding }
}
