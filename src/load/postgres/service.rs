//! The service file: named ways to servers.

use super::parameters::{Variable, wrong};
use crate::sheet::Error;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a service file says of a service.
///
/// # Errors
/// `configuration`, where no file names it.
pub(super) fn read(name: &str, variable: &Variable<'_>) -> Result<BTreeMap<String, String>, Error> {
    let own = variable("PGSERVICEFILE").map(PathBuf::from);
    let own = own.or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".pg_service.conf")));
    let folder = variable("PGSYSCONFDIR").map_or_else(|| PathBuf::from("/etc/postgresql-common"), PathBuf::from);
    let files = own.into_iter().chain([folder.join("pg_service.conf")]);
    let found = files.filter_map(|file| std::fs::read_to_string(file).ok()).find_map(|text| section(&text, name));
    found.ok_or_else(|| {
        wrong(
            &format!(
                "サービス {name} がサービスファイルにありません。PGSERVICEFILE か ~/.pg_service.conf を確かめてください"
            ),
            &format!("no service file has the service {name}; check PGSERVICEFILE or ~/.pg_service.conf"),
        )
    })
}

/// The pairs of a section.
fn section(text: &str, name: &str) -> Option<BTreeMap<String, String>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let is_head = |line: &&str| line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) == Some(name);
    let mut lines = lines.skip_while(|line| !is_head(line));
    lines.next()?;
    let pairs = lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once('='));
    Some(pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let text = "# x\n[a]\nhost=one\n\n[b]\nhost = two\n dbname=d\n[c]\nport=1\n";
        let found = section(text, "b").unwrap();
        assert_eq!((found["host"].as_str(), found["dbname"].as_str(), found.len()), ("two", "d", 2));
        assert_eq!(section(text, "d"), None);
    }
}
