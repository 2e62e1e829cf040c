//! Which file holds which document. Its name tells eight digits of a digest, which among thousands of namesakes two
//! inputs may share: then both get more digits, whichever was read first.

use super::names;
use super::store::cannot_write;
use crate::emit::wire::ManifestLine;
use crate::sheet::Error;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Digits that nobody can make two inputs share.
const PLENTY: usize = 32;

/// The short names of a run's documents, and whose they are.
#[derive(Default)]
pub(super) struct Claims(Mutex<BTreeMap<String, Claim>>);

struct Claim {
    sha256: String,
    /// Whether other bytes want the same name.
    is_contested: bool,
}

impl Claims {
    /// The file for the document of these bytes, relative to the folder of the run. It may have to be renamed when
    /// all are known; see [`Claims::settle`].
    pub(super) fn file(&self, name: &OsStr, sha256: &str) -> String {
        let short = format!("documents/{}", names::result(name, sha256, ".json"));
        let mut claims = self.lock();
        let claim = claim(&mut claims, &short, sha256);
        claim.is_contested |= claim.sha256 != sha256;
        if claim.sha256 == sha256 { short } else { long(&short, sha256) }
    }

    /// Whether a document of an earlier run may keep its file.
    pub(super) fn keeps(&self, name: &OsStr, sha256: &str, stored: &str) -> bool {
        let short = format!("documents/{}", names::result(name, sha256, ".json"));
        if stored == short {
            return self.file(name, sha256) == short;
        }
        // It was contested when both were read; one of them may be read again now.
        claim(&mut self.lock(), &short, sha256).is_contested = true;
        stored == long(&short, sha256)
    }

    /// Gives contested names to nobody.
    ///
    /// # Errors
    /// `write`.
    pub(super) fn settle(&self, out: &Path, lines: &mut [ManifestLine]) -> Result<(), Error> {
        let claims = self.lock();
        for line in lines {
            let (Some(short), Some(sha256)) = (line.document.as_deref(), line.sha256.as_deref()) else { continue };
            if !claims.get(short).is_some_and(|claim| claim.is_contested) {
                continue;
            }
            let long = long(short, sha256);
            match fs::rename(out.join(short), out.join(&long)) {
                // A copy of the same input has been here before.
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(cannot_write(&out.join(&long), &e)),
                _ => line.document = Some(long),
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Claim>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The claim to a short name, of these bytes if it is the first.
fn claim<'a>(claims: &'a mut BTreeMap<String, Claim>, short: &str, sha256: &str) -> &'a mut Claim {
    let first = || Claim { sha256: sha256.to_owned(), is_contested: false };
    claims.entry(short.to_owned()).or_insert_with(first)
}

/// A short name with more digits.
fn long(short: &str, sha256: &str) -> String {
    let (name, digits) = (short.strip_suffix(".json").unwrap_or(short), sha256.get(..PLENTY).unwrap_or(sha256));
    let name = name.rsplit_once('-').map_or(name, |(name, _)| name);
    format!("{name}-{digits}.json")
}

#[cfg(test)]
mod tests {
    use super::Claims;
    use crate::emit::wire::{Counts, ManifestLine, Status, Tool};
    use std::ffi::OsStr;
    use std::fs;

    fn line(document: String, sha256: &str) -> ManifestLine {
        ManifestLine {
            path: "a.pdf".into(),
            sha256: Some(sha256.into()),
            status: Status::Read,
            profile: None,
            rivals: Vec::new(),
            counts: Counts::default(),
            document: Some(document),
            missing_pages: Vec::new(),
            repaired: Vec::new(),
            decisions: Vec::new(),
            error: None,
            tool: Tool::this(),
            settings: String::new(),
        }
    }

    #[test]
    fn namesakes_with_the_same_digits_keep_a_document_each() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("documents")).unwrap();
        let (a, b, c) = ("0".repeat(64), format!("{:0<8}{:1<56}", "", ""), "2".repeat(64));
        let mut named = Vec::new();
        for order in [[&a, &b, &c, &a], [&c, &b, &a, &b]] {
            let claims = Claims::default();
            let mut lines: Vec<_> = order.map(|sha256| line(claims.file(OsStr::new("a.pdf"), sha256), sha256)).into();
            for line in &lines {
                fs::write(folder.path().join(line.document.as_ref().unwrap()), line.sha256.as_ref().unwrap()).unwrap();
            }
            claims.settle(folder.path(), &mut lines).unwrap();
            for line in &lines {
                let stored = fs::read_to_string(folder.path().join(line.document.as_ref().unwrap())).unwrap();
                assert_eq!(Some(stored), line.sha256);
            }
            let mut names: Vec<_> = lines.into_iter().map(|line| line.document.unwrap()).collect();
            names.sort();
            names.dedup();
            named.push(names);
            assert_eq!(fs::read_dir(folder.path().join("documents")).unwrap().count(), 3);
        }
        assert_eq!(named[0], named[1], "whichever came first");
        let claims = Claims::default();
        let name = OsStr::new("a.pdf");
        assert!(claims.keeps(name, &a, &named[0][0]) && claims.keeps(name, &b, &named[0][1]));
        assert!(claims.keeps(name, &c, &named[0][2]) && !claims.keeps(name, &a, "documents/x.json"));
        assert_eq!(claims.file(name, &b), named[0][1]);
    }
}
