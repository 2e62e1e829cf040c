//! One run at a time in a folder of results.

use super::store::cannot_write;
use crate::sheet::{Error, ErrorKind};
use std::fs::{File, TryLockError};
use std::path::Path;

/// The file that is locked where a folder itself cannot be: on Windows and on some network drives. It stays, empty:
/// whoever removed it could remove the one that the next run has locked.
const NAME: &str = ".kanrihyo.lock";

/// Claims a folder until the file is closed, which the system does for a run that is killed.
///
/// # Errors
/// `write`, where another run holds it or the folder cannot be written to.
pub(super) fn claim(out: &Path) -> Result<File, Error> {
    let lock = |file: File| file.try_lock().map(|()| file);
    match File::open(out).map_err(TryLockError::Error).and_then(lock) {
        Ok(folder) => return Ok(folder),
        Err(TryLockError::WouldBlock) => return Err(in_use(out)),
        Err(TryLockError::Error(_)) => {}
    }
    let path = out.join(NAME);
    let open = File::options().write(true).create(true).truncate(false).open(&path);
    open.map_err(TryLockError::Error).and_then(lock).map_err(|e| match e {
        TryLockError::WouldBlock => in_use(out),
        TryLockError::Error(e) => cannot_write(&path, &e),
    })
}

fn in_use(out: &Path) -> Error {
    Error::new(
        ErrorKind::Write,
        "別の kanrihyo migrate がこのフォルダに書き込んでいます。終わるのを待つか、--out に別のフォルダを指定してください",
        "another kanrihyo migrate is writing into this folder; wait until it has ended, or name another one with --out",
    )
    .with_path(out.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::claim;
    use crate::sheet::ErrorKind;

    #[test]
    fn a_folder_is_claimed_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = claim(folder.path()).unwrap();
        let refused = claim(folder.path()).unwrap_err();
        assert_eq!((refused.kind(), refused.path()), (ErrorKind::Write, folder.path().to_str()));
        drop(held);
        claim(folder.path()).unwrap();
    }
}
