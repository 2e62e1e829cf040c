//! Layout × profiles → [`Document`]: competing readings are kept,
//! ranked, and settled by arithmetic.

mod apart;
pub mod assemble;
mod bands;
mod dump;
mod form_year;
mod geometric;
mod held;
mod labelled;
mod pdf;
pub mod raw;
mod readings;
mod records;
mod spread;
pub mod tables;
mod tabular;
pub mod text;
mod tries;
mod trust;

use form_year::{form_year, title_year};
use held::{held_places, why_unread};
pub use pdf::pdf;
pub use readings::recognised;
pub use tabular::{plain_text, tabular};

use crate::profile::{Profiles, Ranked};
use crate::sheet::{Candidate, Document, Form};

/// How many profiles are named beside the one that fits.
const CANDIDATES: usize = 3;

/// The form of a document that no profile knows yet: which ones come nearest, and what they lack.
fn candidates(ranked: &[Ranked]) -> Form {
    let candidate = |r: &Ranked| Candidate { profile: r.profile.clone(), score: r.score, missed: r.missed.clone() };
    let score = ranked.first().map_or(0.0, |r| r.score);
    Form { candidates: ranked.iter().take(CANDIDATES).map(candidate).collect(), score, ..Form::default() }
}

/// Most trust in what was read by one of several profiles that fit equally well.
const RIVALLED: f64 = 0.85;
/// Most trust in what damage of the file may have changed.
const DAMAGED: f64 = 0.8;

/// Lowers the trust in a document that was read by one of `rivals` profiles that fit equally well: nothing says
/// that it is the right one.
fn rivalled(document: &mut Document, rivals: usize) {
    if rivals > 1 {
        document.form.score /= rivals as f64;
        held::doubt(document, RIVALLED, |_| true);
    }
}

/// Lowers the trust in what stands on these pages (ascending), which damage may have changed.
pub fn doubt_pages(document: &mut Document, pages: &[u32]) {
    if !pages.is_empty() {
        held::doubt(document, DAMAGED, |place| pages.binary_search(&place.page).is_ok());
    }
}

/// How many profiles fit a text as well as the one that it was read by; one where the user named it.
fn rivals(profiles: &Profiles, ranked: &[Ranked], wanted: Option<&str>, id: Option<&str>) -> usize {
    id.filter(|_| wanted.is_none()).map_or(1, |id| profiles.rivals(ranked, id))
}
