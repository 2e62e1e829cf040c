//! Names on the command line → files, in a stable order, each once.

use crate::ingest::{Format, Limit, Limits, sniff};
use crate::sheet::{Error, ErrorKind};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf, absolute};

/// What is to be read, and what was passed over.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The inputs, in an order that does not depend on the order in which they were named.
    pub inputs: Vec<Input>,
    /// What is no input.
    pub skipped: Vec<Skipped>,
}

/// An input, which may turn out not to be there.
#[derive(Debug)]
pub struct Input {
    /// The path as it was named or found.
    pub path: PathBuf,
    /// Why it cannot even be opened.
    pub problem: Option<Error>,
}

/// Something that was found and is not read.
#[derive(Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path as it was found.
    pub path: PathBuf,
    /// Why: Japanese, English.
    pub why: (&'static str, &'static str),
}

/// Endings that promise something we read: whoever gave a file such a name wants to hear why it cannot be.
const PROMISES: [&str; 4] = ["pdf", "txt", "text", "xlsx"];

/// Why something that was come across is passed over; it is read if it is named.
const FOREIGN: (&str, &str) = ("PDF・.txt・HTML・.xlsx のいずれでもありません", "no PDF, .txt, HTML or .xlsx");

/// Why a pipe, socket or device is passed over.
const SPECIAL: (&str, &str) = ("通常のファイルではありません", "not a regular file");

/// Bytes from the start of a file that tell what it is.
const HEAD: u64 = 1024;

/// Files that systems and office programs leave in folders.
const LITTER: [&str; 3] = ["thumbs.db", "desktop.ini", "ehthumbs.db"];

/// What a run leaves in the folder of its results.
const RESULTS: [&str; 6] =
    ["documents", "failed", "findings.ndjson", "history.ndjson", "manifest.ndjson", "manifest.ndjson.partial"];

/// Finds the inputs below what was named; the results of runs into `out` are none.
pub fn discover(named: &[PathBuf], out: Option<&Path>) -> Discovery {
    let mut search = Search { out: out.and_then(|out| fs::canonicalize(out).ok()), ..Search::default() };
    let mut named: Vec<&PathBuf> = named.iter().collect();
    // By where they lead: a folder comes before what is in it; of two names of a file the shorter one.
    let real = |path: &Path| fs::canonicalize(path).or_else(|_| absolute(path)).unwrap_or_default();
    named.sort_by_cached_key(|path| (real(path), path.as_os_str().len(), path.to_path_buf()));
    for path in named {
        if fs::symlink_metadata(path).is_ok() {
            search.visit(path, true);
        } else {
            search.pattern(path);
        }
    }
    search.found
}

#[derive(Default)]
struct Search {
    found: Discovery,
    out: Option<PathBuf>,
    /// Real paths that were visited: files once, folders once (which ends loops of links).
    seen: BTreeSet<PathBuf>,
}

impl Search {
    /// Takes a file, or a folder with everything below it. `named`: the user typed this very path.
    fn visit(&mut self, path: &Path, named: bool) {
        let (real, kind) = match fs::canonicalize(path).and_then(|real| Ok((fs::metadata(&real)?.file_type(), real))) {
            Ok((kind, real)) => (real, kind),
            Err(e) => return self.fail(path, &e),
        };
        if self.is_result(&real) && !named {
            return;
        }
        // Not noted as seen: it may still be named.
        if kind.is_file() && !named && !self.seen.contains(&real) && is_foreign(path) {
            return self.skip(path, FOREIGN);
        }
        if !self.seen.insert(real) {
            return;
        }
        if kind.is_dir() {
            self.folder(path);
        } else if kind.is_file() {
            self.found.inputs.push(Input { path: path.to_path_buf(), problem: None });
        } else if named {
            self.fail(path, &special());
        } else {
            self.skip(path, SPECIAL);
        }
    }

    /// Whether it is the folder of the results, or, where that holds inputs as well, one of the results.
    fn is_result(&self, real: &Path) -> bool {
        let is_in_out = |out: &PathBuf| real == out || RESULTS.iter().any(|result| real == out.join(result));
        self.out.as_ref().is_some_and(is_in_out)
    }

    fn folder(&mut self, path: &Path) {
        let entries = fs::read_dir(path).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(e) => return self.fail(path, &e),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            if name.starts_with('.') || name.starts_with("~$") || LITTER.contains(&name.as_str()) {
                continue;
            }
            self.visit(&entry.path(), false);
        }
    }

    /// Takes what a pattern matches; one that matches nothing is an input that is not there.
    fn pattern(&mut self, path: &Path) {
        let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
        let is_pattern = |text: &&str| text.contains(['*', '?', '[']);
        let matches = path.to_str().filter(is_pattern).map(|text| glob::glob_with(text, options));
        let Some(Ok(matches)) = matches else {
            return self.fail(path, &io::Error::from(io::ErrorKind::NotFound));
        };
        let mut any = false;
        for found in matches.flatten() {
            any = true;
            self.visit(&found, false);
        }
        if !any {
            self.fail(path, &io::Error::from(io::ErrorKind::NotFound));
        }
    }

    fn fail(&mut self, path: &Path, error: &io::Error) {
        self.found.inputs.push(Input { path: path.to_path_buf(), problem: Some(cannot_open(error)) });
    }

    fn skip(&mut self, path: &Path, why: (&'static str, &'static str)) {
        self.found.skipped.push(Skipped { path: path.to_path_buf(), why });
    }
}

/// Whether a file that was only come across is no document: neither a PDF nor a document of ours by its
/// bytes, nor a text by its name, since anything might be a text by its bytes. What cannot be opened is not
/// known to be.
fn is_foreign(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let mut head = Vec::new();
    let read = open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    if read.is_err() || ending.as_deref().is_some_and(|ending| PROMISES.contains(&ending)) {
        return false;
    }
    match sniff(&head, "") {
        Ok(Format::Pdf | Format::DocumentJson) => false,
        Ok(Format::Text) => ending.is_some(),
        Ok(Format::Html) => ending.as_deref().is_some_and(|ending| !ending.starts_with("htm")),
        // Workbooks promise to be some; other archives do not.
        Ok(Format::Xlsx) => true,
        Err(error) => error.kind() == ErrorKind::NotADocument,
    }
}

/// The error of an input that cannot be opened.
fn cannot_open(error: &io::Error) -> Error {
    let (ja, en) = match error.kind() {
        io::ErrorKind::NotFound => ("ファイルが見つかりません。名前を確かめてください", "no such file; check its name"),
        io::ErrorKind::PermissionDenied => ("読み取りの権限がありません", "no permission to read it"),
        io::ErrorKind::InvalidInput => SPECIAL,
        io::ErrorKind::IsADirectory => ("フォルダです。ファイルを指定してください", "a folder; name a file"),
        _ => {
            return Error::new(
                ErrorKind::Unreadable,
                format!("開けません: {error}"),
                format!("cannot be opened: {error}"),
            );
        }
    };
    Error::new(ErrorKind::Unreadable, ja, en)
}

/// The bytes of a file.
///
/// # Errors
/// `unreadable` where it cannot be opened or is no regular file, `too-large`.
pub fn load(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    open(path).map_err(|e| cannot_open(&e)).and_then(|file| load_from(file, limits))
}

/// The bytes of a file, or of a pipe or device as long as it gives any.
///
/// # Errors
/// As [`load`].
pub fn load_stream(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    fs::File::open(path).map_err(|e| cannot_open(&e)).and_then(|file| load_from(file, limits))
}

/// Opens a regular file. What has become a pipe since it was found does not make us wait for who writes to it.
fn open(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    let found = file.metadata()?.file_type();
    if found.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    if found.is_file() { Ok(file) } else { Err(special()) }
}

/// The error of what is no regular file.
fn special() -> io::Error {
    io::Error::from(io::ErrorKind::InvalidInput)
}

/// The bytes of an open input, which may be endless.
///
/// # Errors
/// As [`load`].
pub fn load_from(input: impl Read, limits: &Limits) -> Result<Vec<u8>, Error> {
    let most = limits.most(Limit::FileBytes);
    let mut bytes = Vec::new();
    let read = input.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| cannot_open(&e))?;
    if read as u64 > most { Err(limits.refusal(Limit::FileBytes, None)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::{Discovery, discover};
    use std::fs;
    use std::io::Read;
    use std::path::Path;
    #[cfg(unix)]
    use std::path::PathBuf;

    fn names(found: &Discovery, root: &Path) -> Vec<String> {
        let name = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        found.inputs.iter().map(|input| name(&input.path)).collect()
    }

    #[test]
    fn folders_are_walked_in_order_without_litter_and_results() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/out/documents")).unwrap();
        for file in ["z.pdf", "a.txt", "b/c.pdf", ".hidden.pdf", "Thumbs.db", "~$x.docx", "b/out/documents/r.json"] {
            fs::write(root.join(file), "x").unwrap();
        }
        let found = discover(&[root.to_path_buf(), root.join("a.txt")], Some(&root.join("b/out")));
        assert_eq!(names(&found, root), ["a.txt", "b/c.pdf", "z.pdf"]);
    }

    #[test]
    fn what_is_come_across_and_no_document_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let files: [(&str, &[u8]); 10] = [
            ("a.PDF", b"PK\x03\x04"),
            ("b.txt", b""),
            ("book.xlsx", b"PK\x03\x04"),
            ("c", b"%PDF-1.7"),
            ("d.json", br#"{"schema": "kanrihyo/document/v1"}"#),
            ("dump", "目標".as_bytes()),
            ("data.json", br#" {"a": 1}"#),
            ("index.tsv", b"a\tb"),
            ("page.html", b"<html>"),
            ("picture.png", b"\x89PNG\r\n"),
        ];
        for (name, bytes) in files {
            fs::write(root.join(name), bytes).unwrap();
        }
        let found = discover(&[root.join("book.xlsx"), root.to_path_buf()], None);
        assert_eq!(names(&found, root), ["a.PDF", "b.txt", "book.xlsx", "c", "d.json", "dump", "page.html"]);
        assert_eq!(found.skipped.len(), 3);
    }

    #[test]
    fn results_may_stand_beside_or_above_their_inputs() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for below in ["in", "documents", "failed"] {
            fs::create_dir(root.join(below)).unwrap();
        }
        for file in ["a.pdf", "in/b.pdf", "documents/r.json", "failed/r.json", "findings.ndjson", "history.ndjson"] {
            fs::write(root.join(file), "x").unwrap();
        }
        let found = discover(&[root.to_path_buf()], Some(root));
        assert_eq!((names(&found, root), found.skipped.len()), (vec!["a.pdf".into(), "in/b.pdf".into()], 0));
        assert_eq!(names(&discover(&[root.join("in")], Some(root)), root), ["in/b.pdf"]);
        assert_eq!(names(&discover(&[root.join("*.pdf")], Some(root)), root), ["a.pdf"]);
    }

    #[test]
    fn patterns_match_and_what_is_missing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for file in ["2.pdf", "1.pdf", "3.txt", "[odd].pdf"] {
            fs::write(root.join(file), "x").unwrap();
        }
        let named = [root.join("[odd].pdf"), root.join("?.pdf"), root.join("*.csv"), root.join("no.pdf")];
        let found = discover(&named, None);
        assert_eq!(names(&found, root), ["*.csv", "1.pdf", "2.pdf", "[odd].pdf", "no.pdf"]);
        assert_eq!(found.inputs.iter().filter(|input| input.problem.is_some()).count(), 2);
    }

    #[test]
    fn an_endless_input_is_too_large() {
        let few = super::Limits::default().with(super::Limit::FileBytes, 99);
        assert_eq!(super::load_from(std::io::repeat(0), &few).unwrap_err().kind(), crate::sheet::ErrorKind::TooLarge);
        assert_eq!(super::load_from(std::io::repeat(0).take(99), &few).unwrap().len(), 99);
    }

    #[test]
    fn the_order_on_the_command_line_does_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("b")).unwrap();
        for file in ["a.pdf", "b/c.pdf", "d.pdf"] {
            fs::write(root.join(file), "x").unwrap();
        }
        let mut named = vec![root.join("d.pdf"), root.join("b"), root.join("b/../a.pdf"), root.join("*.pdf")];
        named.push(root.to_path_buf());
        for _ in 0..named.len() {
            named.rotate_left(1);
            assert_eq!(names(&discover(&named, None), root), ["a.pdf", "b/c.pdf", "d.pdf"], "{named:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_loop_and_sockets_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.pdf"), "x").unwrap();
        std::os::unix::fs::symlink(root, root.join("loop")).unwrap();
        std::os::unix::fs::symlink(root.join("a.pdf"), root.join("same.pdf")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("s.pdf")).unwrap();
        let found = discover(&[root.to_path_buf()], None);
        assert_eq!(names(&found, root), ["a.pdf"]);
        assert_eq!(found.skipped.len(), 1);
        let found = discover(&[root.join("s.pdf"), PathBuf::from("/dev/zero")], None);
        assert!(found.inputs.iter().all(|input| input.problem.is_some()), "named, they are not passed over");
        assert_eq!(found.inputs.len(), 2);
        for special in [Path::new("/dev/zero"), Path::new("/dev/null")] {
            assert_eq!(
                super::load(special, &super::Limits::default()).unwrap_err().kind(),
                crate::sheet::ErrorKind::Unreadable
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("a.pdf");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(
            super::load(&pipe, &super::Limits::default()).unwrap_err().kind(),
            crate::sheet::ErrorKind::Unreadable
        );
    }
}
