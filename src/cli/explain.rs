//! `explain`: the rules and their manuals.

use super::args::Language;
use super::status::{Status, Stop};
use super::terminal::{Terminal, print};
use crate::audit;
use crate::sheet::{Error, ErrorKind};

/// Prints the manual of a rule, or lists the rules.
pub fn run(rule: Option<&str>, terminal: Terminal) -> Result<Status, Stop> {
    let language = match terminal.language {
        Language::Ja => audit::Language::Japanese,
        Language::En => audit::Language::English,
    };
    let Some(name) = rule else {
        let line = |name: &str| format!("{name}\t{}\n", audit::gist(name, language).unwrap_or_default());
        print(&audit::rules().iter().map(|rule| line(rule.name)).collect::<String>())?;
        return Ok(Status::Done);
    };
    let manual = audit::manual(name, language).ok_or_else(|| {
        Error::new(
            ErrorKind::Configuration,
            format!("{name} という規則はありません。kanrihyo explain で一覧を確かめてください"),
            format!("there is no rule {name}; kanrihyo explain lists them"),
        )
    })?;
    print(&manual)?;
    Ok(Status::Done)
}
