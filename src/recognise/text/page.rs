//! What a page of a dump is: rules, list, or sheet.

use super::form::{Form, Label, PageLabels};
use super::label::fold;
use crate::ingest::text::{TextDocument, TextPage};
use crate::profile;

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

/// Share of a kind's labels that must stand on a page in one piece: the narrow heads of a list come apart.
const SHARE: f64 = 0.5;

/// The kind whose labels stand on the page.
pub fn kind(document: &TextDocument, page: &TextPage, form: &Form<'_>) -> PageKind {
    let folded = fold(document.slice(page.start, page.end));
    let standing = |labels: &[Label]| labels.iter().filter(|l| l.stands_in(&folded)).count();
    let share = |page: &PageLabels| {
        // A short wording may stand in a sentence by chance, but not all labels of another kind do.
        let other = !page.must_not.is_empty() && standing(&page.must_not) == page.must_not.len();
        if other { 0.0 } else { standing(&page.must) as f64 / page.must.len().max(1) as f64 }
    };
    let best = form.pages.iter().fold((0.0, PageKind::Other), |best, page| {
        let share = share(page);
        if share > best.0 { (share, PageKind::from(page.kind)) } else { best }
    });
    if best.0 >= SHARE { best.1 } else { PageKind::Other }
}

impl From<profile::PageKind> for PageKind {
    fn from(kind: profile::PageKind) -> Self {
        match kind {
            profile::PageKind::Rules => Self::Rules,
            profile::PageKind::List => Self::List,
            profile::PageKind::Sheet => Self::Sheet,
        }
    }
}
