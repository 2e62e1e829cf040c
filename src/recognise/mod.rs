//! Layout × profiles → [`Document`](crate::sheet::Document): competing readings are kept,
//! ranked, and settled by arithmetic.

mod apart;
pub mod assemble;
mod bands;
mod dump;
mod geometric;
mod held;
mod labelled;
mod pdf;
pub mod raw;
mod records;
pub mod tables;
mod tabular;
pub mod text;
mod trust;

pub use dump::{dump, page_texts};
use held::{held_places, why_unread};
pub use pdf::pdf;
pub use tabular::tabular;

use crate::profile::Ranked;
use crate::sheet::{Candidate, Form};

/// How many profiles are named beside the one that fits.
const CANDIDATES: usize = 3;

/// The form of a document that no profile knows yet: which ones come nearest, and what they lack.
fn candidates(ranked: &[Ranked]) -> Form {
    let candidate = |r: &Ranked| Candidate { profile: r.profile.clone(), score: r.score, missed: r.missed.clone() };
    let score = ranked.first().map_or(0.0, |r| r.score);
    Form { candidates: ranked.iter().take(CANDIDATES).map(candidate).collect(), score, ..Form::default() }
}
