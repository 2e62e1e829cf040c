//! A named input → its bytes and its name.

use crate::batch::cannot_open;
use crate::sheet::Error;
use std::io::{self, Read};
use std::path::Path;

/// Whether a path stands for standard input.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, or of standard input for `-`.
///
/// # Errors
/// `unreadable`, with the path.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let read = if is_standard(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    read.map_err(|e| cannot_open(&e).with_path(path.to_string_lossy()))
}

/// The name that goes into the document: without folders.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
