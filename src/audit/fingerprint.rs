//! The key by which a finding is known again in a later run or another edition.

use crate::sheet::short_digest;
use sha2::{Digest, Sha256};

/// First 16 hex digits of SHA-256 over what a finding is about; no index, page, box or figure goes in.
pub(super) fn fingerprint(rule: &str, publisher: &str, fiscal_year: Option<i32>, sheet: &str, key: &str) -> String {
    let year = fiscal_year.map(|y| y.to_string()).unwrap_or_default();
    short_digest(Sha256::new_with_prefix([rule, publisher, &year, sheet, key].join("\u{1f}")))
}
