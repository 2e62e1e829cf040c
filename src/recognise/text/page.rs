//! What a page of a dump is: rules, list, or sheet.

use super::label::Folded;
use crate::ingest::text::{TextDocument, TextPage};

/// Kind of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// How sheets are scored.
    Rules,
    /// The list of all projects.
    List,
    /// A project's sheet.
    Sheet,
    /// Anything else: a cover.
    Other,
}

const SHEET: [&str; 6] = ["指標区分", "対象指標", "活動指標", "成果指標", "所管課評価", "専門部会評価"];
const LIST: [&str; 5] = ["実施計画事業名", "事業番号", "対象者", "評価点", "総合点"];
const RULES: [&str; 4] = ["指標に対する達成状況", "有効性について", "総合評価", "目標に対し"];

/// The kind whose labels stand on the page.
pub fn kind(document: &TextDocument, page: &TextPage) -> PageKind {
    let text: String = document.text.chars().skip(page.start).take(page.end.saturating_sub(page.start)).collect();
    let folded = Folded::new(&text);
    let share = |labels: &[&str]| labels.iter().filter(|l| folded.holds(l)).count() as f64 / labels.len() as f64;
    let scored = [(share(&SHEET), PageKind::Sheet), (share(&LIST), PageKind::List), (share(&RULES), PageKind::Rules)];
    let best = scored.iter().fold((0.0, PageKind::Other), |best, s| if s.0 > best.0 { *s } else { best });
    if best.0 >= 0.6 { best.1 } else { PageKind::Other }
}
