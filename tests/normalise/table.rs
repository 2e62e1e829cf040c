//! The tables of printed forms: the project's own, and the shared one where it is present.

use kanrihyo::normalise::{As, Context, Kind, Quantity, normalise};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One row of a table.
struct Case {
    id: String,
    printed: String,
    as_: As,
    header: Option<String>,
    sheet_year: Option<i32>,
    context: String,
    value: String,
    value2: String,
    unit: String,
    decimals: String,
    meaning: String,
    warns: bool,
}

fn cases(path: &Path) -> Vec<Case> {
    let table = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let get = |name: &str| {
                names.iter().position(|n| *n == name).and_then(|i| cells.get(i)).copied().unwrap_or_default().to_owned()
            };
            let some = |text: String| (!text.is_empty()).then_some(text);
            Case {
                id: get("id"),
                printed: unescaped(&get("printed")),
                as_: As::from_name(&get("as")).unwrap_or_else(|| panic!("{}: as {:?}", get("id"), get("as"))),
                header: some(get("header")),
                sheet_year: get("sheet_year").parse().ok(),
                context: get("context"),
                value: get("value"),
                value2: get("value2"),
                unit: get("unit"),
                decimals: get("decimals"),
                meaning: get("meaning"),
                warns: get("warns") == "yes",
            }
        })
        .collect()
}

impl Case {
    fn read(&self) -> Quantity {
        let context = Context { header: self.header.as_deref(), sheet_year: self.sheet_year, ..Context::default() };
        normalise(&self.printed, self.as_, &context)
    }

    /// What differs from the row.
    fn differences(&self) -> Vec<String> {
        let read = self.read();
        let mut differences = Vec::new();
        let mut expect = |what: &str, wanted: &str, got: &str| {
            if wanted != got {
                differences.push(format!("{what} {got:?}, wanted {wanted:?}"));
            }
        };
        let value = read.number.map(|n| n.normalize().to_string()).or(read.fraction.clone());
        let value =
            if read.kind == Kind::Text || value.is_none() { read.value.clone() } else { value }.unwrap_or_default();
        let upper = read.upper.map(|n| n.normalize().to_string()).or(read.value_upper.clone());
        let named = !self.value.is_empty() || !matches!(read.kind, Kind::Text | Kind::Grade | Kind::Code);
        if named {
            expect("value", &unescaped(&self.value), &value);
        }
        match (&upper, read.parts.first(), self.value2.is_empty()) {
            (None, Some(part), false) => expect("value2", &self.value2, &part.number.normalize().to_string()),
            (upper, ..) => expect("value2", &self.value2, upper.as_deref().unwrap_or_default()),
        }
        expect("unit", &self.unit, read.unit.as_deref().unwrap_or_default());
        expect("decimals", &self.decimals, &read.decimals.map(|d| d.to_string()).unwrap_or_default());
        expect("meaning", &self.meaning, &meaning(&read));
        expect("warns", if self.warns { "yes" } else { "" }, if read.warnings.is_empty() { "" } else { "yes" });
        expect("printed", &self.printed, &read.printed);
        if !differences.is_empty() && !read.warnings.is_empty() {
            differences.push(format!("warnings {:?}", read.warnings));
        }
        differences
    }
}

fn meaning(read: &Quantity) -> String {
    if let Some(missing) = read.missing {
        return format!("missing:{missing}");
    }
    if let Some(bounds) = read.bounds {
        return format!("range{bounds}");
    }
    match read.kind {
        Kind::Text | Kind::Code => "text".to_owned(),
        Kind::Grade => "grade".to_owned(),
        _ if read.approximate => "approx".to_owned(),
        _ => match read.bound {
            Some(bound) => bound.to_string(),
            None if read.kind == Kind::Number && !read.notes.is_empty() => "footnote".to_owned(),
            None => "exact".to_owned(),
        },
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let code: String = chars.by_ref().take(4).collect();
                out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
            }
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

fn check(path: &Path) -> usize {
    let cases: Vec<Case> = cases(path).into_iter().filter(|case| case.context.is_empty()).collect();
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let differences = case.differences();
            (!differences.is_empty()).then(|| format!("{} {:?}: {}", case.id, case.printed, differences.join("; ")))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {} rows differ:\n{}", failures.len(), cases.len(), failures.join("\n"));
    cases.len()
}

#[test]
fn every_row_of_the_table_means_what_it_says() {
    assert!(check(&root().join("fixtures/normalise/cases.tsv")) > 300);
}

#[test]
fn every_row_of_the_shared_table_means_what_it_says() {
    let shared = root().join("../shared/normalise_cases.tsv");
    if shared.exists() {
        check(&shared);
    }
}
