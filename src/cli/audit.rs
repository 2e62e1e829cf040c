//! `audit`: findings only, for people and for other programs.

use super::args::{Audit, Common, Format, Threshold};
use super::findings::{self, Audited};
use super::input;
use super::marking;
use super::reader::Reader;
use super::report;
use super::status::{Status, Stop};
use super::terminal::{Terminal, print, print_data};
use crate::batch::{InTurn, Reading, discover, isolate, restated, write_atomic};
use crate::emit::report::{Head, detail};
use crate::emit::wire::Severity;
use crate::emit::{csv, json, sarif, schema, xlsx};
use crate::sheet::{Error, ErrorKind};
use rayon::prelude::*;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Audits the inputs and shows what was found, in their order.
pub fn run(arguments: &Audit, common: &Common, reader: &Reader, terminal: Terminal) -> Result<Status, Stop> {
    let file = arguments.output.as_deref().filter(|file| !input::is_standard(file));
    if arguments.format == Format::Xlsx && file.is_none() && io::stdout().is_terminal() {
        let (ja, en) = (
            "Excel ブックは端末に表示できません。-o FILE を指定してください",
            "a workbook cannot be shown; use -o FILE",
        );
        return Err(Error::new(ErrorKind::Configuration, ja, en).into());
    }
    if let Some(file) = file {
        input::refuse_as_output(file, &arguments.inputs)?;
    }
    let (mut results, mut refused) = (Vec::new(), Vec::new());
    for result in read(arguments, reader, terminal) {
        match result {
            Ok(audited) => results.push(audited),
            Err(error) => {
                terminal.error(&error);
                refused.push(error);
            }
        }
    }
    results.iter().for_each(|audited| terminal.tell_decisions(&audited.path, &audited.decisions));
    let editions = results.iter_mut().filter_map(|audited| audited.edition.take()).collect();
    for line in restated(editions).into_iter().filter(|line| reader.is_new(&line.finding)) {
        let of_line = |audited: &&mut Audited| audited.document == line.document;
        if let Some(audited) = results.iter_mut().find(of_line) {
            audited.lines.push(line);
        }
    }
    if let Some(folder) = &arguments.mark {
        marking::write(&results, folder, common, terminal)?;
    }
    let is_text = arguments.format == Format::Text;
    let compared = if is_text && terminal.quiet { String::new() } else { reader.compared(terminal) };
    match (file, arguments.format) {
        (Some(file), Format::Text) => {
            let text = findings::text(&results, terminal) + &compared;
            write_atomic(file, anstream::adapter::strip_str(&text).to_string().as_bytes())?;
        }
        (None, Format::Text) => print(&(findings::text(&results, terminal) + &compared))?,
        (Some(file), format) => write_atomic(file, &data(format, &mut results, &refused, reader, terminal)?)?,
        (None, format) => print_data(&data(format, &mut results, &refused, reader, terminal)?)?,
    }
    if !is_text {
        compared.lines().for_each(|line| terminal.notice(line));
    }
    terminal.tell_hidden(reader.hidden(), reader.known());
    let between = reader.between();
    terminal.tell_decisions("--baseline", &between);
    let names: Vec<&str> = results.iter().flat_map(Audited::names).collect();
    let met = results.iter().flat_map(|audited| &audited.decisions).chain(&between);
    terminal.tell_stale(reader.review(), met, &names, refused.is_empty());
    let found = results.iter().flat_map(|audited| &audited.lines);
    let over = found.filter(|line| is_over(line.finding.severity, arguments.fail_on)).count();
    Ok(match (refused.is_empty(), over) {
        (false, _) => Status::Unread,
        (true, 1..) if !common.exit_zero => Status::Findings,
        _ => Status::Done,
    })
}

/// The findings in a form for other programs.
fn data(
    format: Format,
    results: &mut [Audited],
    refused: &[Error],
    reader: &Reader,
    terminal: Terminal,
) -> Result<Vec<u8>, Error> {
    let language = terminal.language;
    let rows: Vec<xlsx::IndicatorRow> = results.iter_mut().flat_map(|audited| audited.rows.drain(..)).collect();
    let lines = || results.iter().flat_map(|audited| &audited.lines);
    Ok(match format {
        // Text is for people, see `findings`.
        Format::Text => Vec::new(),
        Format::Json => json::records(schema::Name::Finding, &lines().collect::<Vec<_>>())?.into_bytes(),
        Format::Ndjson => {
            lines().map(|line| json::line(schema::Name::Finding, line)).collect::<Result<String, _>>()?.into_bytes()
        }
        Format::Csv => csv::findings(lines(), language).into_bytes(),
        Format::Xlsx => xlsx::book(rows, lines(), language)?,
        Format::Html => report::html(results, refused, reader, language)?,
        Format::Sarif => {
            let inputs: Vec<_> = results.iter().map(Audited::input).collect();
            let refused: Vec<_> = refused
                .iter()
                .map(|error| sarif::Refusal {
                    path: error.path().unwrap_or_default(),
                    message: terminal.say(error.ja(), error.en()),
                })
                .collect();
            json::pretty(&sarif::log(&report::rules(), &inputs, &refused, language)).into_bytes()
        }
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
        let bytes = problem.map_or_else(|| input::bytes(&path, reader.limits()), |error| Err(named(error)))?;
        let Reading { document, decisions } = isolate(|| reader.read(bytes, &input::name(&path))).map_err(named)?;
        let notes = terminal.notes(&path, &document);
        let mut audited = Audited::new(&path, &document, terminal.language);
        audited.decisions = decisions;
        match arguments.format {
            Format::Xlsx => audited.rows = xlsx::rows(&document, terminal.language),
            Format::Html => audited.told = Some((Head::of(&document), detail(&document))),
            _ => {}
        }
        Ok((audited, notes))
    };
    let told = Mutex::new(InTurn::default());
    let in_turn = |(number, input)| {
        let (read, notes) = match one(input) {
            Ok((audited, notes)) => (Ok(audited), notes),
            Err(error) => (Err(error), Vec::new()),
        };
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        told.put(number, notes).iter().flatten().for_each(|note| terminal.tell_event(note));
        read
    };
    inputs.into_par_iter().enumerate().map(in_turn).collect()
}

fn is_over(severity: Severity, threshold: Threshold) -> bool {
    match threshold {
        Threshold::Error => severity == Severity::Error,
        Threshold::Warning => severity != Severity::Note,
        Threshold::Note => true,
    }
}
