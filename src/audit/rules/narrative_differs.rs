//! # narrative-differs
//!
//! ## 何を調べるか
//!
//! 「対象年度の実績」などの文章にある数値が、同じものの表の実績と同じかどうか。
//!
//! ## なぜ大切か
//!
//! 文章と表は別々に書かれる。違っていれば、どちらかが古い。
//!
//! ## 例
//!
//! 表の就業率は80.0%だが、文章には「就業率：83%」とある。
//!
//! ## 直し方
//!
//! 集計を確かめ、違っている方を直す。
//!
//! ## 限界
//!
//! 指標の名前が数値の直前に立ち、単位も同じときだけ比べる。名前が「○○の開催」のように言い換えられているときと、
//! 目標や前年度の数値と同じときは「可能性」とする。他の年度・予定・内訳・概数の数値は比べない。
//!
//! ## What it checks
//!
//! Whether a figure in the text on the year's results agrees with the table's actual for the same thing.
//!
//! ## Why it matters
//!
//! Text and table are written apart; where they differ, one is out of date.
//!
//! ## Example
//!
//! The table's employment rate is 80.0 %, the text says 83 %.
//!
//! ## How to resolve
//!
//! Check the count and correct whichever is wrong.
//!
//! ## Limits
//!
//! Only where the indicator's name stands right before the figure and the unit is the same. Where the name is turned
//! into a phrase ("held … times"), or the figure is the target's or the previous year's, it is only possible. Figures
//! of other years, plans, shares and approximations are not compared.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot, verdict};
use crate::audit::text::{Figure, Squeezed, figures_in, same_unit, squeeze};
use crate::normalise::Kind;
use crate::sheet::{Indicator, NarrativeRole, Observation, Role, Sheet, Verdict};
use rust_decimal::{Decimal, RoundingStrategy};

/// What may stand between an indicator's name and its figure.
const LINKS: [&str; 9] = ["", ":", "は", "が", "も", "は,", "=", "→", "の実績は"];
/// What ends the name of an event that is counted by how often it took place.
const EVENTS: [&str; 10] =
    ["の開催回数", "の実施回数", "開催回数", "実施回数", "の開催数", "開催数", "の開催", "の実施", "開催", "実施"];
/// What may stand between an event's name and how often it took place.
const EVENT_LINKS: [&str; 6] = ["を", "は", "が", "は,", "を計", "を年"];
/// After a figure: it is not the year's plain result.
const NOT_PLAIN: [&str; 14] =
    ["予定", "以上", "以下", "以内", "程度", "台", "超", "弱", "強", "余", "増", "減", "ずつ", "前後"];
/// Before a figure, in its clause: another year, a plan, a share.
const ELSEWHERE: [&str; 12] =
    ["前年", "昨年", "目標", "予定", "計画", "うち", "内訳", "累計", "上半期", "下半期", "当初", "見込"];

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        let Some(year) = context.year_of(sheet) else { continue };
        for (at, narrative) in sheet.narratives.iter().enumerate() {
            let of_year = narrative.fiscal_year.is_none_or(|y| y == year);
            if narrative.role != NarrativeRole::Results || !of_year {
                continue;
            }
            let text = Squeezed::new(&narrative.text.printed);
            let figures = text.figures();
            for (which, indicator) in sheet.indicators.iter().enumerate() {
                let Some((k, actual)) = actual_of(indicator, year) else { continue };
                let found = figures.iter().find_map(|f| differing(&text, f, sheet, indicator, actual, year));
                let (Some(found), Some(of_table)) = (found, spot::observation(sheet, index, which, k)) else {
                    continue;
                };
                let mut spot = Spot::field(
                    format!("/sheets/{index}/narratives/{at}/text"),
                    format!("results/{}", of_table.key),
                    &narrative.text,
                );
                spot.printed = found.printed;
                // 表の数値の年度が定まらず、文章の数値がその中にあるなら、食い違いではない。
                let elsewhere = |o: &Observation| o.value.quantity.number == Some(found.number);
                if !of_table.sure && indicator.observations.iter().any(elsewhere) {
                    continue;
                }
                let sure = if found.open { Verdict::Possible } else { verdict([&spot, &of_table]) };
                let (said_here, said_there) = (found.printed.trim(), of_table.printed.trim());
                let said = Accusation {
                    recomputed: Some(said_there.to_owned()),
                    working: vec![format!(
                        "文章「{said_here}」／ 表「{}」{said_there}",
                        indicator.label.printed.trim()
                    )],
                    ja: format!("文章には「{said_here}」とあるが、表の実績は{said_there}である。"),
                    en: format!("The text says \"{said_here}\", the table's actual is {said_there}."),
                };
                report.add(context, Subject::Sheet(index), &spot, sure, said, &[&of_table]);
            }
        }
    }
}

/// A figure of the text that disagrees with the table.
struct Found<'a> {
    printed: &'a str,
    number: Decimal,
    open: bool,
}

/// The evaluated year's actual, where it is a plain number with a unit.
fn actual_of(indicator: &Indicator, year: i32) -> Option<(usize, &Observation)> {
    let mut actuals = indicator.observations.iter().enumerate();
    let (k, found) = actuals.find(|(_, o)| o.role == Role::Actual && o.fiscal_year == year)?;
    let quantity = &found.value.quantity;
    (quantity.kind == Kind::Number && quantity.number.is_some() && !quantity.approximate).then_some((k, found))
}

fn differing<'a>(
    text: &Squeezed<'a>,
    figure: &Figure,
    sheet: &Sheet,
    indicator: &Indicator,
    actual: &Observation,
    year: i32,
) -> Option<Found<'a>> {
    let quantity = &actual.value.quantity;
    let (number, unit) = (quantity.number?, quantity.unit.as_deref()?);
    if agrees(figure.number, number) || !same_unit(unit, &figure.unit) {
        return None;
    }
    // 「12人（累計77人）」の77人も、表にある数値である。
    if figures_in(&quantity.printed).iter().any(|f| f.number == figure.number) {
        return None;
    }
    let clause = clause_start(text, figure.start);
    let before = text.slice(clause, figure.start);
    let after = text.slice(figure.end, (figure.end + 4).min(text.chars.len()));
    if NOT_PLAIN.iter().any(|w| after.starts_with(w)) {
        return None;
    }
    let name = name_of(indicator);
    let direct = LINKS.iter().find_map(|link| before.strip_suffix(&format!("{name}{link}")));
    let (start, derived) = match direct {
        Some(prefix) => (prefix.to_owned(), false),
        None => (event_prefix(&before, &after, &name, &figure.unit, sheet)?, true),
    };
    let from = clause + start.chars().count();
    // 行の頭に立つ「名前：数値」は、前の行と続けて読まない。
    let own_line = text.begins_line(from) && before.ends_with(':');
    let prefix = if own_line { "" } else { own_year(&start, year) };
    if ELSEWHERE.iter().any(|w| prefix.contains(w)) || names_a_year(prefix) || !(derived || prefix.is_empty()) {
        return None;
    }
    let elsewhere = |o: &Observation| {
        o.value.quantity.number == Some(figure.number) && o.fiscal_year >= year - 1 && o.fiscal_year <= year
    };
    let open = derived || indicator.observations.iter().any(elsewhere);
    Some(Found { printed: text.printed(from, figure.end), number: figure.number, open })
}

/// What stands before an event's name, where the clause says how often the event took place.
fn event_prefix(before: &str, after: &str, name: &str, unit: &str, sheet: &Sheet) -> Option<String> {
    let held = after.starts_with("開催") || after.starts_with("実施");
    let event = EVENTS.iter().find_map(|e| name.strip_suffix(e)).filter(|e| e.chars().count() >= 4)?;
    if unit != "回" || !held {
        return None;
    }
    let prefix = EVENT_LINKS.iter().find_map(|link| before.strip_suffix(&format!("{event}{link}")))?;
    // 頭に付く語は、事業名の一部であるときだけ同じものを指す（「○○プラン連絡会」の「○○プラン」）。
    let project = sheet.project.name.as_ref().map(|n| squeeze(&n.printed)).unwrap_or_default();
    (prefix.is_empty() || project.contains(&format!("{prefix}{event}"))).then(|| prefix.to_owned())
}

/// The indicator's name without what stands in brackets and without its counting basis.
fn name_of(indicator: &Indicator) -> String {
    let mut depth = 0u32;
    let label = squeeze(&indicator.label.printed);
    let plain = label.chars().filter(|c| match c {
        '(' | '[' | '【' => {
            depth += 1;
            false
        }
        ')' | ']' | '】' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    let plain: String = plain.collect();
    plain.strip_prefix("延べ").map(str::to_owned).unwrap_or(plain)
}

/// Where the clause of a figure begins: after the last sign that parts it from what stands before.
fn clause_start(text: &Squeezed, figure: usize) -> usize {
    let parts = |c: &char| {
        matches!(
            c,
            '.' | ';'
                | '・'
                | '●'
                | '○'
                | '■'
                | '◆'
                | '◇'
                | '【'
                | '】'
                | '「'
                | '」'
                | '*'
                | '※'
                | '('
                | ')'
                | ','
        )
    };
    let before = text.chars.get(..figure).unwrap_or_default();
    before.iter().rposition(parts).map_or(0, |i| i + 1)
}

/// The prefix without the evaluated year's own name, and without the basis 延べ.
fn own_year(prefix: &str, year: i32) -> &str {
    let reiwa = if year == 2019 { vec!["元".to_owned(), "1".to_owned()] } else { vec![(year - 2018).to_string()] };
    let mut names: Vec<String> = reiwa.iter().flat_map(|n| [format!("令和{n}年度"), format!("R{n}年度")]).collect();
    names.extend([format!("平成{}年度", year - 1988), "今年度".to_owned(), "本年度".to_owned(), "当該年度".to_owned()]);
    let rest = names.iter().find_map(|n| prefix.strip_prefix(n.as_str()));
    let rest = rest.map_or(prefix, |r| r.strip_prefix(['の', 'は', '中']).unwrap_or(r));
    rest.strip_prefix("延べ").unwrap_or(rest)
}

fn names_a_year(prefix: &str) -> bool {
    ["年度", "平成", "令和"].iter().any(|w| prefix.contains(w))
        || figures_in(prefix).iter().any(|f| matches!(f.unit.as_str(), "年" | "月" | "日"))
}

/// Whether the figures are the same at the precision of the coarser one.
fn agrees(text: Decimal, table: Decimal) -> bool {
    let places = text.scale().min(table.scale());
    let round = |d: Decimal, s| d.round_dp_with_strategy(places, s);
    let strategies = [RoundingStrategy::MidpointAwayFromZero, RoundingStrategy::ToZero];
    text == table
        || strategies.iter().any(|s| round(text, *s) == round(table, *s) && places < text.scale().max(table.scale()))
}
