//! # repeated-text
//!
//! ## 何を調べるか
//!
//! 評価の理由が、別の欄や別の票の理由と一字一句同じでないかどうか。
//!
//! ## なぜ大切か
//!
//! 理由の写し間違いは見落とされやすい。ほかの事業の理由が残っていれば、評価の根拠がないのと同じである。
//!
//! ## 例
//!
//! 会議の開催事業の理由に、実習事業の理由がそのまま入っている。
//!
//! ## 直し方
//!
//! その欄の事業・観点についての理由に書き直す。
//!
//! ## 限界
//!
//! 20字以上の理由だけを比べ、再掲の票どうしは見ない。同じ文がふさわしい場合もあるので、警告にとどめる。
//!
//! ## What it checks
//!
//! Whether the reason for a rating is word for word the same as another one.
//!
//! ## Why it matters
//!
//! A reason copied by mistake is easily overlooked; with another project's reason a rating has no grounds.
//!
//! ## Example
//!
//! The sheet of a meeting carries the reason of an internship project.
//!
//! ## How to resolve
//!
//! Write the reason for this project and this criterion.
//!
//! ## Limits
//!
//! Only reasons of 20 characters and more; repeated sheets (再掲) are left out. A text may fit twice, so it is never
//! more than a warning.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot, verdict};
use crate::audit::text::squeeze;
use crate::sheet::Sheet;
use std::collections::BTreeMap;

/// Shorter reasons are phrases that fit anywhere.
const LONG_ENOUGH: usize = 20;

/// A reason, and whose it is.
struct Reason<'a> {
    sheet: (usize, &'a Sheet),
    spot: Spot<'a>,
}

pub(super) fn check(context: &Context, report: &mut Report) {
    let mut first: BTreeMap<String, Vec<Reason>> = BTreeMap::new();
    for (index, sheet) in context.sheets() {
        let panels = sheet.assessment.iter().flat_map(|a| a.panels.iter().enumerate());
        for (at, panel) in panels {
            for (which, criterion) in panel.criteria.iter().enumerate() {
                let Some(field) = &criterion.reason else { continue };
                let text = squeeze(&field.printed);
                if text.chars().count() < LONG_ENOUGH {
                    continue;
                }
                let spot = spot::criterion((index, at, which), panel, criterion, "reason", field);
                let reason = Reason { sheet: (index, sheet), spot };
                let known = first.entry(text).or_default();
                if let Some(original) = known.iter().find(|r| is_other(context, r, &reason)) {
                    accuse(context, report, &reason, original);
                }
                known.push(reason);
            }
        }
    }
}

/// Whether the two are different cells of sheets that are not copies of each other.
fn is_other(context: &Context, a: &Reason, b: &Reason) -> bool {
    let merged = !a.spot.places.is_empty() && a.spot.places == b.spot.places;
    !merged && !context.repeats(a.sheet.1, b.sheet.1)
}

fn accuse(context: &Context, report: &mut Report, copy: &Reason, original: &Reason) {
    let same_sheet = copy.sheet.0 == original.sheet.0;
    let (ja, en) = if same_sheet {
        ("同じ票の別の欄".to_owned(), "another cell of the sheet".to_owned())
    } else {
        (format!("票 {}", original.sheet.1.id), format!("sheet {}", original.sheet.1.id))
    };
    let said = Accusation {
        recomputed: None,
        working: vec![format!("{ja}の理由と一字一句同じ")],
        ja: format!("理由が{ja}のものと同じ文である。"),
        en: format!("The reason is word for word that of {en}."),
    };
    let subject = Subject::Sheet(copy.sheet.0);
    report.add(context, subject, &copy.spot, verdict([&copy.spot, &original.spot]), said, &[&original.spot]);
}
