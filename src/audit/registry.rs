//! The rules by name. Names are stable: never reused; a renamed rule stays in `REDIRECTS`.

use super::rule::RuleInfo;
use super::rules::ALL;

/// Old names and the rules they became.
const REDIRECTS: &[(&str, &str)] = &[];

/// Every rule, in the order in which they run.
pub fn rules() -> &'static [RuleInfo] {
    ALL
}

/// The rule of that name, or of that old name.
pub(super) fn find(name: &str) -> Option<&'static RuleInfo> {
    let name = REDIRECTS.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
    ALL.iter().find(|r| r.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn names_are_unique_and_read_after_allow() {
        let names: BTreeSet<_> = ALL.iter().map(|r| r.name).collect();
        assert_eq!(names.len(), ALL.len());
        for name in names {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert!(!name.starts_with("no-") && !name.starts_with("disallow"), "{name}");
        }
    }

    #[test]
    fn old_names_lead_to_rules_and_are_not_reused() {
        for (old, new) in REDIRECTS {
            assert!(ALL.iter().any(|r| r.name == *new), "{new}");
            assert!(ALL.iter().all(|r| r.name != *old), "{old}");
        }
    }

    #[test]
    fn every_rule_file_is_registered() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit/rules");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter(|f| f != "mod.rs")
            .map(|f| f.trim_end_matches(".rs").replace('_', "-"))
            .collect();
        assert_eq!(files, ALL.iter().map(|r| r.name.to_owned()).collect());
    }
}
