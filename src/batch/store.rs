//! Result files: written whole or not at all.

use crate::sheet::{Error, ErrorKind, hex};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Beginning of the names of files that are being written; [`sweep`] knows them by it.
const UNFINISHED: &str = ".kanrihyo-";

/// SHA-256 in lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    hex(Sha256::new_with_prefix(bytes))
}

/// Replaces a file by `bytes`; see [`write_pieces`].
///
/// # Errors
/// `write`, with the path.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_pieces(path, [Ok(bytes)])
}

/// Replaces a file by these pieces in one step: whoever looks sees the old file or the new one, and where a piece
/// fails, the old one. A symbolic link is followed; a device or pipe is written to.
///
/// # Errors
/// `write`, with the path; the error of a piece.
pub fn write_pieces<T: AsRef<[u8]>>(
    path: &Path,
    pieces: impl IntoIterator<Item = Result<T, Error>>,
) -> Result<(), Error> {
    write_with(path, |put| pieces.into_iter().try_for_each(|piece| put(piece?.as_ref())))
}

/// Replaces a file by what `pieces` puts, piece by piece; see [`write_pieces`].
///
/// # Errors
/// `write`, with the path; the error of `pieces`.
pub(super) fn write_with(
    path: &Path,
    pieces: impl FnOnce(&mut dyn FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error>,
) -> Result<(), Error> {
    let failed = |e: io::Error| cannot_write(path, &e);
    let write = |out: &mut dyn Write| {
        pieces(&mut |piece| out.write_all(piece).map_err(failed))?;
        out.flush().map_err(failed)
    };
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    match fs::metadata(&target) {
        Ok(found) if found.is_dir() => Err(failed(io::Error::from(io::ErrorKind::IsADirectory))),
        Ok(found) if !found.is_file() => write(&mut File::options().write(true).open(&target).map_err(failed)?),
        _ => {
            let mut file = unfinished(target.parent().unwrap_or(Path::new("."))).map_err(failed)?;
            write(&mut BufWriter::new(&mut file))?;
            persist(file, &target).map_err(failed)
        }
    }
}

/// A new file in `folder` that vanishes unless it is persisted.
pub(super) fn unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask applies, as for any file that a program creates.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Gives a finished file its name, after its bytes are on the disk.
pub(super) fn persist(file: NamedTempFile, target: &Path) -> io::Result<()> {
    file.as_file().sync_data()?;
    file.persist(target).map(drop).map_err(|e| e.error)
}

/// Removes what a killed run left half written in `folder`.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(UNFINISHED) {
            // One that stays is only in the way of nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The error of a result that could not be written.
pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Error {
    Error::new(
        ErrorKind::Write,
        format!("書き込めません: {error}。空き容量と書き込みの権限を確かめてください"),
        format!("cannot be written: {error}; check free space and permissions"),
    )
    .with_path(path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::{digest, sweep, write_atomic};
    use crate::sheet::ErrorKind;

    #[test]
    fn digests_are_hex() {
        assert_eq!(digest(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write_atomic(&path, b"old").unwrap();
        write_atomic(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_in_the_way_is_a_write_error() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(write_atomic(folder.path(), b"x").unwrap_err().kind(), ErrorKind::Write);
        let nowhere = folder.path().join("no/such/folder.json");
        assert_eq!(write_atomic(&nowhere, b"x").unwrap_err().kind(), ErrorKind::Write);
    }

    #[test]
    fn what_a_killed_run_left_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".kanrihyo-abc.tmp"), "torn").unwrap();
        std::fs::write(folder.path().join("kept.json"), "{}").unwrap();
        sweep(folder.path());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
