//! `extract`: one document as JSON.

use super::args::Extract;
use super::input;
use super::reader::Reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, print};
use crate::batch::{isolate, write_pieces};
use crate::emit::json;
use crate::sheet::{Error, ErrorKind};

/// Reads one input and writes its document.
pub fn run(arguments: &Extract, reader: &Reader, terminal: Terminal) -> Result<Status, Stop> {
    let path = &arguments.input;
    if let Some(output) = arguments.output.as_deref().filter(|output| input::is_same_file(path, output)) {
        let (ja, en) = ("入力と同じファイルには書き込みません", "this is the input; name another file for the result");
        return Err(Error::new(ErrorKind::Configuration, ja, en).with_path(output.to_string_lossy()).into());
    }
    let bytes = input::bytes(path)?;
    let document = isolate(|| reader.read(bytes, &input::name(path)));
    let document = document.map_err(|error| error.with_path(path.to_string_lossy()))?;
    match &arguments.output {
        Some(output) if !input::is_standard(output) => write_pieces(output, json::pieces(&document))?,
        // What turns out to be unsound is not printed in part.
        _ => print(&json::document(&document)?)?,
    }
    terminal.tell_hidden(reader.hidden(), reader.known());
    terminal.tell(path, &document);
    Ok(Status::Done)
}
