//! Reads documents and prints their sheets, the sum of each indicator's actual figures, and what does not add up:
//! `cargo run --example read -- fixtures/sheets/zuiun-2021.pdf`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use kanrihyo::sheet::{Error, Indicator, Role};
use kanrihyo::{Decimal, Options, read_file};
use std::process::ExitCode;

fn main() -> ExitCode {
    let options = Options::builtin();
    let mut status = ExitCode::SUCCESS;
    for path in std::env::args().skip(1) {
        if let Err(error) = show(&path, &options) {
            eprintln!("{error}");
            status = ExitCode::FAILURE;
        }
    }
    status
}

fn show(path: &str, options: &Options) -> Result<(), Error> {
    let document = read_file(path, options)?;
    println!("{path}: {} ({:?})", document.form.profile.as_deref().unwrap_or("?"), document.source.status);
    for sheet in &document.sheets {
        let name = sheet.project.name.as_ref().map(|name| name.printed.as_str()).unwrap_or_default();
        println!("{} {name} (page {})", sheet.id, sheet.page);
        for indicator in &sheet.indicators {
            let (sum, unsure) = actuals(indicator);
            println!("  {}: {sum}, of which {unsure} figures should be looked at", indicator.label.printed);
        }
    }
    for finding in &document.findings {
        println!("{} {:?} {}: {}", finding.rule, finding.verdict, finding.field, finding.message.ja);
    }
    Ok(())
}

/// The sum of its actual figures, and how many of them a person should look at.
fn actuals(indicator: &Indicator) -> (Decimal, usize) {
    let actual = || indicator.observations.iter().filter(|o| o.role == Role::Actual).map(|o| &o.value);
    let sum = actual().filter_map(|value| value.quantity.number).sum();
    (sum, actual().filter(|value| value.confidence < 0.9).count())
}
