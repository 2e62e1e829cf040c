//! A named input → its bytes and its name.

use crate::batch::{load, load_from, load_stream};
use crate::ingest::Limits;
use crate::sheet::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// Whether a path stands for standard input, or is a pipe or device that the user named.
pub fn is_stream(path: &Path) -> bool {
    is_standard(path) || std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Whether a path stands for standard input.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, of standard input for `-`, or of a pipe or device that was named.
///
/// # Errors
/// `unreadable` or `too-large`, with the path.
pub fn bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    let bytes = match path {
        _ if is_standard(path) => load_from(std::io::stdin().lock(), limits),
        _ if is_stream(path) => load_stream(path, limits),
        _ => load(path, limits),
    };
    bytes.map_err(|error| error.with_path(path.to_string_lossy()))
}

/// Whether two paths lead to one regular file.
fn is_same_file(a: &Path, b: &Path) -> bool {
    match (std::fs::canonicalize(a), std::fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b && a.is_file(),
        _ => false,
    }
}

/// Refuses to write a result over an input.
///
/// # Errors
/// `configuration`, with the path.
pub fn refuse_as_output(output: &Path, inputs: &[PathBuf]) -> Result<(), Error> {
    if !inputs.iter().any(|input| is_same_file(input, output)) {
        return Ok(());
    }
    let (ja, en) = ("入力と同じファイルには書き込みません", "this is the input; name another file for the result");
    Err(Error::new(ErrorKind::Configuration, ja, en).with_path(output.to_string_lossy()))
}

/// The name that goes into the document: without folders.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
