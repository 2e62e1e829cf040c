//! What an engine has answered before, kept by content in a folder: the same pictures are not recognised twice.

use super::engine::{Engine, LinePicture, Symbol};
use crate::sheet::{Error, hex};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// An engine whose answers are kept.
#[derive(Debug)]
pub struct Cached<E> {
    engine: E,
    folder: PathBuf,
}

impl<E: Engine> Cached<E> {
    /// Keeps what the engine answers in a folder, a file for each time that it is asked. The folder is made when it is
    /// needed; whatever goes wrong with it, the engine is asked instead.
    pub fn new(engine: E, folder: impl Into<PathBuf>) -> Self {
        Self { engine, folder: folder.into() }
    }

    /// Where the answer to these pictures is kept.
    fn place(&self, lines: &[LinePicture]) -> PathBuf {
        let mut sum = Sha256::new();
        sum.update(self.identity());
        for LinePicture { picture, script } in lines {
            sum.update(format!("\n{script:?} {}x{} ", picture.width, picture.height));
            sum.update(&picture.grey);
        }
        self.folder.join(format!("{}.json", hex(sum)))
    }
}

impl<E: Engine> Engine for Cached<E> {
    fn identity(&self) -> &str {
        self.engine.identity()
    }

    fn recognise(&self, lines: &[LinePicture]) -> Result<Vec<Vec<Symbol>>, Error> {
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let place = self.place(lines);
        if let Some(kept) = load(&place).filter(|kept| kept.len() == lines.len()) {
            return Ok(kept);
        }
        let answer = self.engine.recognise(lines)?;
        // What cannot be kept is asked for again.
        let _ = store(&self.folder, &place, &answer);
        Ok(answer)
    }
}

fn load(place: &Path) -> Option<Vec<Vec<Symbol>>> {
    serde_json::from_slice(&std::fs::read(place).ok()?).ok()
}

/// Writes an answer whole or not at all.
fn store(folder: &Path, place: &Path, answer: &[Vec<Symbol>]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut file, answer)?;
    file.persist(place)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Picture;
    use crate::ocr::Script;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Debug, Default)]
    struct Counting(AtomicUsize);

    impl Engine for Counting {
        fn identity(&self) -> &str {
            "counting"
        }

        fn recognise(&self, lines: &[LinePicture]) -> Result<Vec<Vec<Symbol>>, Error> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(lines.iter().map(|_| vec![Symbol { text: '7', confidence: 0.5, others: vec!['1'] }]).collect())
        }
    }

    #[test]
    fn the_same_pictures_are_recognised_once() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Cached::new(Counting::default(), folder.path().join("kept"));
        let line =
            |grey| LinePicture { picture: Picture { width: 1, height: 1, grey: vec![grey] }, script: Script::Digits };
        let first = engine.recognise(&[line(1)]).unwrap();
        assert_eq!(engine.recognise(&[line(1)]).unwrap(), first);
        let asked = || engine.engine.0.load(Ordering::Relaxed);
        assert_eq!(asked(), 1);
        engine.recognise(&[line(2)]).unwrap();
        engine.recognise(&[line(1), line(2)]).unwrap();
        assert_eq!(asked(), 3);
        // A file that is torn or somebody else's is as good as none.
        for file in std::fs::read_dir(folder.path().join("kept")).unwrap() {
            std::fs::write(file.unwrap().path(), "[[").unwrap();
        }
        assert_eq!((engine.recognise(&[line(1)]).unwrap(), asked()), (first, 4));
    }
}
