//! `extract`: one document as JSON.

use super::args::Extract;
use super::input;
use super::reader::Reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, print_data};
use crate::batch::{Reading, isolate, write_pieces};
use crate::emit::json;

/// Reads one input and writes its document.
pub fn run(arguments: &Extract, reader: &Reader, terminal: Terminal) -> Result<Status, Stop> {
    let path = &arguments.input;
    if let Some(output) = &arguments.output {
        input::refuse_as_output(output, std::slice::from_ref(path))?;
    }
    let bytes = input::bytes(path, reader.limits())?;
    let read = isolate(|| reader.read(bytes, &input::name(path)));
    let Reading { document, decisions } = read.map_err(|error| error.with_path(path.to_string_lossy()))?;
    match &arguments.output {
        Some(output) if !input::is_standard(output) => write_pieces(output, json::pieces(&document))?,
        // What turns out to be unsound is not printed in part.
        _ => {
            let pieces = json::pieces(&document).collect::<Result<Vec<_>, _>>()?;
            pieces.iter().try_for_each(|piece| print_data(piece.as_bytes()))?;
        }
    }
    terminal.tell_hidden(reader.hidden(), reader.known());
    terminal.tell(path, &document);
    terminal.tell_decisions(&path.to_string_lossy(), &decisions);
    terminal.tell_stale(reader.review(), decisions.iter(), &[document.source.name.as_str(), &input::name(path)], true);
    Ok(Status::Done)
}
