//! # band-label-inconsistent
//!
//! ## 何を調べるか
//!
//! 様式に印字された区分（120％以上、16点〜20点、S→5点 …）が、重なったり隙間があったり、場所によって、または評価規則と
//! 違ったりしていないかどうか。
//!
//! ## なぜ大切か
//!
//! 区分そのものが食い違えば、どの評語が正しいのか誰にも決められない。
//!
//! ## 例
//!
//! 規則の頁は「Ｂ：11点～15点」、票の見出しは「Ｂ：10点～15点」。
//!
//! ## 直し方
//!
//! 規則の頁と様式の区分を揃える。
//!
//! ## 限界
//!
//! 様式について一度だけ示し、重くても警告にとどめる。整数の点数の区分は、隣り合う整数なら隙間としない。
//!
//! ## What it checks
//!
//! Whether the bands that the form prints overlap, leave a gap, or differ between places or from the rubric.
//!
//! ## Why it matters
//!
//! If the bands themselves disagree, nobody can tell which letter is right.
//!
//! ## Example
//!
//! The rules page gives B as 11 to 15 points, the sheet's heading as 10 to 15.
//!
//! ## How to resolve
//!
//! Bring the rules page and the form into line.
//!
//! ## Limits
//!
//! Told once for the form, never more than a warning. Bands of whole points may be neighbours without touching.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{Spot, verdict};
use crate::audit::text::squeeze;
use crate::rubric::{Band as Rule, Ends, Exact, rational};
use crate::sheet::{Band, Verdict};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

pub(super) fn check(context: &Context, report: &mut Report) {
    let bands = &context.document.form.bands;
    let (mut told, mut printed) = (BTreeSet::new(), BTreeSet::new());
    let mut say = |index: usize, band: &Band, related: Option<(usize, &Band)>, why: (String, String, String)| {
        // 一つの区分の誤りは、印字ごとに一度だけ言う。隣の区分との重なりは、その結果である。
        let known = |b: &Band| (b.scale.clone(), label(b));
        let follows = related.is_some_and(|(_, b)| told.contains(&known(b)) && !same_letter(b, band));
        let before = told.contains(&known(band)) && !related.is_some_and(|(_, b)| same_letter(b, band));
        let again = !printed.insert((known(band), band.low, band.high, band.points));
        if follows || before || again {
            return;
        }
        told.insert(known(band));
        let spot = spot(index, band);
        let other = related.map(|(i, b)| self::spot(i, b));
        let others: Vec<&Spot> = other.iter().collect();
        let sure: Verdict = verdict(others.iter().copied().chain([&spot]));
        let said = Accusation { recomputed: Some(why.0.clone()), working: vec![why.0], ja: why.1, en: why.2 };
        report.add(context, Subject::Form, &spot, sure, said, &others);
    };
    for (index, band) in bands.iter().enumerate() {
        let earlier = bands.iter().enumerate().take(index).find(|(_, b)| same_letter(b, band) && contradicts(b, band));
        if let Some((i, other)) = earlier {
            let why = (
                describe(other),
                format!("「{}」の区分が場所によって違う。", band.label.printed.trim()),
                format!("The band {} differs between places.", label(band)),
            );
            say(index, band, Some((i, other)), why);
        } else if let Some(rule) = rule_of(context, band).filter(|r| breaks(r, band)) {
            let why = (
                describe_rule(rule),
                format!("「{}」の区分が評価規則と違う。", band.label.printed.trim()),
                format!("The band {} differs from the rubric.", label(band)),
            );
            say(index, band, None, why);
        }
    }
    for (index, band) in bands.iter().enumerate() {
        let Some((i, other, gap)) = neighbour(bands, band) else { continue };
        let (ja, en) =
            if gap { ("の間に隙間がある", "leave a gap") } else { ("が重なっている", "overlap") };
        let why = (
            describe(other),
            format!("「{}」と「{}」の区分{ja}。", band.label.printed.trim(), other.label.printed.trim()),
            format!("The bands {} and {} {en}.", label(band), label(other)),
        );
        say(index, band, Some((i, other)), why);
    }
}

fn spot(index: usize, band: &Band) -> Spot<'_> {
    Spot::field(format!("/form/bands/{index}/label"), format!("band/{}/{}", band.scale, label(band)), &band.label)
}

fn label(band: &Band) -> String {
    squeeze(band.label.as_text().unwrap_or(&band.label.printed)).to_uppercase()
}

fn same_letter(a: &Band, b: &Band) -> bool {
    a.scale == b.scale && label(a) == label(b)
}

/// Whether two printings of a band say different things; what one leaves out is no contradiction.
fn contradicts(a: &Band, b: &Band) -> bool {
    let differ = |x: Option<Decimal>, y: Option<Decimal>| matches!((x, y), (Some(x), Some(y)) if x != y);
    differ(a.low, b.low) || differ(a.high, b.high) || differ(a.points, b.points)
}

/// The rubric's band of that scale and letter.
fn rule_of<'a>(context: &Context<'a>, band: &Band) -> Option<&'a Rule> {
    let rubric = context.rubric?;
    let bands = match band.scale.as_str() {
        "achievement" => &rubric.achievement.as_ref()?.bands,
        "overall" => &rubric.overall.as_ref()?.bands,
        _ => return None,
    };
    let label = label(band);
    bands.iter().find(|b| b.grade == label)
}

fn breaks(rule: &Rule, band: &Band) -> bool {
    let differ = |x: &Option<Exact>, y: Option<Decimal>| matches!((x, y), (Some(x), Some(y)) if x.0 != rational(y));
    let figures = differ(&rule.low, band.low) || differ(&rule.high, band.high) || differ(&rule.points, band.points);
    let ends = match rule.bounds {
        Some(Ends::Closed) => "[]",
        Some(Ends::ClosedOpen) => "[)",
        Some(Ends::OpenClosed) => "(]",
        Some(Ends::Open) => "()",
        None => return figures,
    };
    let both = |i: usize, has: bool| has && band.bounds.chars().nth(i).is_some_and(|c| Some(c) != ends.chars().nth(i));
    figures || both(0, rule.low.is_some() && band.low.is_some()) || both(1, rule.high.is_some() && band.high.is_some())
}

/// A band of the same scale that begins where this one ends, but overlaps with it or leaves a gap.
fn neighbour<'a>(bands: &'a [Band], band: &Band) -> Option<(usize, &'a Band, bool)> {
    let high = band.high?;
    let of_scale = bands.iter().enumerate().filter(|(_, b)| b.scale == band.scale && !same_letter(b, band));
    let (index, next) = of_scale
        .filter(|(_, b)| b.low.is_some_and(|l| band.low.is_none_or(|own| l > own)))
        .min_by_key(|(_, b)| b.low)?;
    let low = next.low?;
    let (ends, begins) = (band.bounds.ends_with(']'), next.bounds.starts_with('['));
    let whole = high.scale() == 0 && low.scale() == 0 && ends && begins;
    let overlap = low < high || (low == high && ends && begins);
    let gap = if whole { low - high > Decimal::ONE } else { low > high || (low == high && !ends && !begins) };
    (overlap || gap).then_some((index, next, gap))
}

fn describe(band: &Band) -> String {
    let end = |d: Option<Decimal>| d.map(|d| d.normalize().to_string()).unwrap_or_default();
    let points = band.points.map(|p| format!("（{}点）", p.normalize())).unwrap_or_default();
    format!("{}: {}～{}{points}", label(band), end(band.low), end(band.high))
}

fn describe_rule(rule: &Rule) -> String {
    let end = |e: &Option<Exact>| e.as_ref().map(ToString::to_string).unwrap_or_default();
    let points = rule.points.as_ref().map(|p| format!("（{p}点）")).unwrap_or_default();
    format!("{}: {}～{}{points}", rule.grade, end(&rule.low), end(&rule.high))
}
