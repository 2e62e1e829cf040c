//! Forms and scoring rules as data.

use kanrihyo::profile::Profiles;
use kanrihyo::rubric::{Rubric, Rubrics};
use kanrihyo::sheet::DefinitionError;
use kanrihyo::{Options, finish, read};
use std::sync::OnceLock;

/// A form that profiles are tried on, and that rubrics score.
const SHEET: &str = include_str!("../corpus/recognise/laid-out.txt");

fn options() -> &'static Options {
    static OPTIONS: OnceLock<Options> = OnceLock::new();
    OPTIONS.get_or_init(Options::builtin)
}

/// A profile is refused with what is wrong and where, or reads any form.
pub fn profile(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut profiles: Profiles = options().profiles.clone();
    match profiles.add("fuzz.toml", &text) {
        Err(errors) => faults(&errors, &text),
        Ok(id) => {
            let options = Options { profiles, profile: Some(id), ..options().clone() };
            read(SHEET.into(), "sheet.txt", &options).unwrap();
        }
    }
}

/// A rubric is refused with what is wrong and where, or scores any form.
pub fn rubric(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Rubric::parse("fuzz.toml", &text) {
        Err(errors) => faults(&errors, &text),
        Ok(rubric) => {
            let mut document = read(SHEET.into(), "sheet.txt", options()).unwrap();
            document.rubric = Some(rubric.id.clone());
            let mut rubrics = Rubrics::default();
            rubrics.add(rubric, &text);
            finish(&mut document, &rubrics);
        }
    }
}

fn faults(errors: &[DefinitionError], text: &str) {
    assert!(!errors.is_empty());
    for error in errors {
        assert!(!error.ja.is_empty() && !error.en.is_empty());
        assert!(error.line <= text.split('\n').count(), "{error:?}");
    }
}
