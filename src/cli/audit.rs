//! `audit`: findings only.

use super::args::{Audit, Common, Format, Threshold};
use super::findings::{self, Audited};
use super::input;
use super::reader::Reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, print};
use crate::batch::{discover, isolate, restated};
use crate::emit::wire::Severity;
use crate::emit::{json, schema};
use crate::sheet::Error;
use rayon::prelude::*;
use std::path::PathBuf;

/// Audits the inputs and shows what was found, in their order.
pub fn run(arguments: &Audit, common: &Common, reader: &Reader, terminal: Terminal) -> Result<Status, Stop> {
    let mut results = Vec::new();
    for result in read(arguments, reader, terminal) {
        match result {
            Ok(audited) => results.push(audited),
            Err(error) => {
                terminal.error(&error);
                results.push(Audited::default());
            }
        }
    }
    let unread = results.iter().any(|audited| audited.path.is_none());
    results.retain(|audited| audited.path.is_some());
    let editions = results.iter_mut().filter_map(|audited| audited.edition.take()).collect();
    for line in restated(editions).into_iter().filter(|line| reader.is_new(&line.finding)) {
        let of_line = |audited: &&mut Audited| audited.document == line.document;
        if let Some(audited) = results.iter_mut().find(of_line) {
            audited.lines.push(line);
        }
    }
    match arguments.format {
        Format::Text => {
            let compared = if terminal.quiet { String::new() } else { reader.compared(terminal) };
            print(&(findings::text(&results, terminal) + &compared))?;
        }
        Format::Json => {
            let lines = results.iter().flat_map(|audited| &audited.lines);
            let values =
                lines.map(|line| json::checked(schema::Name::Finding, line)).collect::<Result<Vec<_>, Error>>()?;
            print(&json::pretty(&values.into()))?;
        }
        Format::Ndjson => {
            for line in results.iter().flat_map(|audited| &audited.lines) {
                print(&json::line(schema::Name::Finding, line)?)?;
            }
        }
    }
    if !matches!(arguments.format, Format::Text) {
        reader.compared(terminal).lines().for_each(|line| terminal.notice(line));
    }
    terminal.tell_hidden(reader.hidden(), reader.known());
    let found = results.iter().flat_map(|audited| &audited.lines);
    let over = found.filter(|line| is_over(line.finding.severity, arguments.fail_on)).count();
    Ok(match (unread, over) {
        (true, _) => Status::Unread,
        (false, 1..) if !common.exit_zero => Status::Findings,
        _ => Status::Done,
    })
}

/// The inputs, read by several threads and given in their order.
fn read(arguments: &Audit, reader: &Reader, terminal: Terminal) -> Vec<Result<Audited, Error>> {
    let (streams, named): (Vec<PathBuf>, Vec<PathBuf>) =
        arguments.inputs.iter().cloned().partition(|path| input::is_stream(path));
    let found = discover(&named, None);
    terminal.tell_skipped(&found.skipped);
    let mut inputs: Vec<_> = found.inputs.into_iter().map(|input| (input.path, input.problem)).collect();
    inputs.extend(streams.into_iter().map(|path| (path, None)));
    let one = |(path, problem): (PathBuf, Option<Error>)| {
        let named = |error: Error| error.with_path(path.to_string_lossy());
        let bytes = problem.map_or_else(|| input::bytes(&path), |error| Err(named(error)))?;
        let document = isolate(|| reader.read(bytes, &input::name(&path))).map_err(named)?;
        terminal.tell(&path, &document);
        Ok(Audited::new(&path, &document))
    };
    inputs.into_par_iter().map(one).collect()
}

fn is_over(severity: Severity, threshold: Threshold) -> bool {
    match threshold {
        Threshold::Error => severity == Severity::Error,
        Threshold::Warning => severity != Severity::Note,
        Threshold::Note => true,
    }
}
