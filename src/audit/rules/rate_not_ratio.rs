//! # rate-not-ratio
//!
//! ## 何を調べるか
//!
//! 印字された率が、部分÷全体、または実績÷目標になっているかどうか。
//!
//! ## なぜ大切か
//!
//! 率は読む人が最初に見る数値である。元の数値と合わない率は、どちらかが誤っている。
//!
//! ## 例
//!
//! 「191人／313人＝62.0％」は、191 ÷ 313 = 61.0% でなければならない。
//!
//! ## 直し方
//!
//! 元の数値を確かめて計算し直す。
//!
//! ## 限界
//!
//! 印字された桁で、四捨五入・偶数丸め・切上げ・切捨てのどれでも合わないときだけ「確定」とする。切上げか切捨てでだけ
//! 合うものは「可能性」、小さいほど良い指標の達成率は、他の年度が合う計算式でだけ判定する。表では、目標・実績（予算・決算）と並ぶ達成率（執行率）を
//! 確かめ、同じ行または列でほかの率が合うときだけ「確定」とする。
//!
//! ## What it checks
//!
//! Whether a printed rate is part ÷ whole, or actual ÷ target.
//!
//! ## Why it matters
//!
//! The rate is what people look at first; if it does not fit its figures, one of them is wrong.
//!
//! ## Example
//!
//! "191/313 = 62.0 %" must read 61.0 %.
//!
//! ## How to resolve
//!
//! Check the figures and compute again.
//!
//! ## Limits
//!
//! Confirmed only where no usual rounding at the printed precision gives the rate; possible where only up or down
//! does. Lower-is-better rates are judged only by a formula under which other years close. In a table a rate is judged beside its
//! target and actual (budget and outlay), and confirmed only where other rates of its line close.

use crate::audit::context::{Context, Subject};
use crate::audit::lines::lines;
use crate::audit::rates;
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot, verdict};
use crate::rubric::{PrintedRate, Rounding, printed_rates};
use crate::sheet::{Cell, Verdict};

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        for found in printed_rates(sheet) {
            let (which, at) = found.at;
            let Some(spot) = spot::observation(sheet, index, which, at) else { continue };
            let of = found.of.into_iter().flatten();
            let related: Vec<Spot> = of.filter_map(|(i, k)| spot::observation(sheet, index, i, k)).collect();
            judge(context, report, Subject::Sheet(index), &spot, &found.rate, &related.iter().collect::<Vec<_>>(), true);
        }
    }
    for (index, table) in context.document.tables.iter().enumerate() {
        let subject = context.subject_of(table);
        for lines in &lines(table, index) {
            for found in rates::mismatches(lines) {
                let related: Vec<&Spot> = found.of.iter().map(|f| &f.spot).collect();
                judge(context, report, subject, &found.rate.spot, &found.printed, &related, found.proven);
            }
        }
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let Some(Cell::Quantity(measured)) = cell else { continue };
                let Some(rate) = PrintedRate::in_cell(&measured.quantity) else { continue };
                let spot = Spot::measured(format!("/tables/{index}/rows/{row}/{column}"), "table/rate", measured);
                judge(context, report, subject, &spot, &rate, &[], true);
            }
        }
    }
}

/// `proven`: it is beyond doubt that the rate is of these figures.
fn judge(context: &Context, report: &mut Report, subject: Subject, spot: &Spot, rate: &PrintedRate, related: &[&Spot], proven: bool) {
    let verdict = match rate.rounding() {
        Some(Rounding::None) if proven => verdict(related.iter().copied().chain([spot])),
        Some(Rounding::None | Rounding::OneSided) => Verdict::Possible,
        Some(Rounding::Usual) | None => return,
    };
    let shown = rate.recomputed().unwrap_or_default();
    let (part, whole) = (rate.part.normalize(), rate.whole.normalize());
    let said = Accusation {
        recomputed: Some(shown.clone()),
        working: vec![rate.working()],
        ja: format!("率は{}%と印字されているが、{part} ÷ {whole} は{shown}%である。", rate.printed),
        en: format!("The rate is printed as {} %; {part} ÷ {whole} is {shown} %.", rate.printed),
    };
    report.add(context, subject, spot, verdict, said, related);
}
