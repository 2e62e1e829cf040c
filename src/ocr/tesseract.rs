//! Tesseract as a child process: the program of the distribution, a list of pictures in, hOCR out.

use super::engine::{Engine, LinePicture, Script, Symbol};
use crate::ingest::Picture;
use crate::sheet::{Error, ErrorKind};
use html5gum::{Token, Tokenizer};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The program.
const PROGRAM: &str = "tesseract";
/// The data for text from top to bottom, which not every distribution has beside the other.
const VERTICAL: &str = "jpn_vert";
/// What may be asked of it: the data that each needs, how it is to take the picture (a line, a column, a word, a
/// character), and the characters that there may be.
const SCRIPTS: [(Script, [&str; 3]); 5] = [
    (Script::Japanese, ["jpn", "7", ""]),
    (Script::Vertical, [VERTICAL, "5", ""]),
    (Script::Character, ["jpn", "8", ""]),
    (Script::Letter, ["eng", "10", ""]),
    (Script::Digits, ["eng", "8", "0123456789.,"]),
];
/// So long may it take for the lines of a page.
const TIME: Duration = Duration::from_secs(300);
/// So much memory, in bytes of address space.
const MEMORY: u64 = 2 << 30;
/// So long may its answer be.
const ANSWER: u64 = 256 << 20;

/// The installed Tesseract.
#[derive(Clone, Debug)]
pub struct Tesseract {
    program: PathBuf,
    identity: String,
    reads_vertical: bool,
}

impl Tesseract {
    /// Looks for the program and its data.
    ///
    /// # Errors
    /// `configuration`, with what is to be installed.
    pub fn find() -> Result<Self, Error> {
        Self::at(Path::new(PROGRAM))
    }

    /// That program.
    ///
    /// # Errors
    /// As [`Tesseract::find`].
    pub fn at(program: &Path) -> Result<Self, Error> {
        let version = Self::said(program, "--version").map_err(|e| missing(program, &e))?;
        let languages = Self::said(program, "--list-langs").map_err(|e| missing(program, &e))?;
        let has = |language: &str| languages.lines().any(|line| line.trim() == language);
        let lacks: Vec<&str> = ["jpn", "eng"].into_iter().filter(|l| !has(l)).collect();
        if !lacks.is_empty() {
            return Err(no_data(&lacks));
        }
        let version = version.lines().next().unwrap_or(PROGRAM).trim().to_owned();
        let reads_vertical = has(VERTICAL);
        let vertical = if reads_vertical { ", jpn_vert" } else { "" };
        Ok(Self { program: program.to_owned(), identity: format!("{version} (jpn, eng{vertical})"), reads_vertical })
    }

    fn said(program: &Path, argument: &str) -> io::Result<String> {
        let output = Command::new(program).arg(argument).stdin(Stdio::null()).output()?;
        // Older versions say it on standard error.
        let said = [output.stdout, output.stderr].concat();
        Ok(String::from_utf8_lossy(&said).into_owned())
    }

    /// The hOCR of some pictures, which are in a folder.
    fn run(&self, folder: &Path, list: &Path, [language, taken_as, characters]: [&str; 3]) -> Result<Vec<u8>, Error> {
        let mut command = Command::new(&self.program);
        command.arg(list).arg("stdout").args(["-l", language, "--psm", taken_as, "--oem", "1"]);
        command.args(["-c", "hocr_char_boxes=1", "-c", "lstm_choice_mode=2", "-c", "tessedit_do_invert=0"]);
        if !characters.is_empty() {
            command.arg("-c").arg(format!("tessedit_char_whitelist={characters}"));
        }
        command.arg("hocr").current_dir(folder);
        // A page is read by one thread; several pages are read at a time.
        command.env("OMP_THREAD_LIMIT", "1");
        answer(command)
    }
}

impl Engine for Tesseract {
    fn identity(&self) -> &str {
        &self.identity
    }

    fn recognise(&self, lines: &[LinePicture]) -> Result<Vec<Vec<Symbol>>, Error> {
        let mut all: Vec<Vec<Symbol>> = vec![Vec::new(); lines.len()];
        let folder = tempfile::tempdir().map_err(|e| unwritable(&e))?;
        for (script, manner) in SCRIPTS {
            let numbers: Vec<usize> =
                lines.iter().enumerate().filter(|(_, line)| line.script == script).map(|(i, _)| i).collect();
            if numbers.is_empty() || script == Script::Vertical && !self.reads_vertical {
                continue;
            }
            let list = folder.path().join("list.txt");
            let mut names = String::new();
            for number in &numbers {
                let name = format!("{number}.pgm");
                let Some(line) = lines.get(*number) else { continue };
                store(&folder.path().join(&name), &line.picture).map_err(|e| unwritable(&e))?;
                names.push_str(&name);
                names.push('\n');
            }
            std::fs::write(&list, names).map_err(|e| unwritable(&e))?;
            let hocr = self.run(folder.path(), Path::new("list.txt"), manner)?;
            for (page, symbols) in self::hocr(&hocr) {
                if let Some(slot) = numbers.get(page).and_then(|number| all.get_mut(*number)) {
                    *slot = symbols;
                }
            }
        }
        Ok(all)
    }
}

/// A picture as a portable grey map.
fn store(path: &Path, picture: &Picture) -> io::Result<()> {
    let mut file = io::BufWriter::new(File::create(path)?);
    write!(file, "P5\n{} {}\n255\n", picture.width, picture.height)?;
    file.write_all(&picture.grey)?;
    file.flush()
}

/// What a child says, within its limits.
fn answer(mut command: Command) -> Result<Vec<u8>, Error> {
    let cannot = |e: io::Error| broken(&e.to_string());
    // Ctrl-C in a terminal ends the run in order: the page in hand is still read.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(cannot)?;
    limit(&child);
    let (output, complaints) = (child.stdout.take(), child.stderr.take());
    let (done, is_done) = mpsc::channel::<()>();
    let words = thread::spawn(move || {
        let mut words = Vec::new();
        // All of it is taken, so that the child never waits; only the beginning is kept.
        if let Some(mut pipe) = complaints {
            let _ = pipe.by_ref().take(4096).read_to_end(&mut words);
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
        words
    });
    let guard = thread::spawn(move || {
        let is_late = is_done.recv_timeout(TIME) == Err(mpsc::RecvTimeoutError::Timeout);
        if is_late {
            let _ = child.kill();
        }
        (is_late, child.wait())
    });
    let mut answer = Vec::new();
    let read = output.map(|pipe| pipe.take(ANSWER).read_to_end(&mut answer));
    drop(done);
    let words = words.join().unwrap_or_default();
    match guard.join() {
        Ok((true, _)) => Err(too_slow()),
        Ok((false, Ok(status))) if status.success() && matches!(read, Some(Ok(_))) => Ok(answer),
        Ok((false, Ok(status))) => {
            let words = String::from_utf8_lossy(&words);
            let last = words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
            Err(broken(&format!("{status}: {last}")))
        }
        _ => Err(broken("?")),
    }
}

/// Limits the memory of a child, where the system can.
fn limit(child: &Child) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        let most = Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) };
        // One that has ended already needs no limit.
        let _ =
            i32::try_from(child.id()).ok().and_then(Pid::from_raw).map(|pid| prlimit(Some(pid), Resource::As, most));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (child, MEMORY);
}

/// The characters of each page of hOCR, by the number of the page.
///
/// Source: hOCR 1.2, and what Tesseract adds of its own (`ocrx_cinfo`, `x_confs`).
pub fn hocr(hocr: &[u8]) -> Vec<(usize, Vec<Symbol>)> {
    let mut pages: Vec<(usize, Vec<Symbol>)> = Vec::new();
    // What the text that follows is.
    let mut told: Option<Told> = None;
    for Ok(token) in Tokenizer::new(hocr) {
        match token {
            Token::StartTag(tag) => {
                let get = |name: &[u8]| tag.attributes.get(name).map(|v| String::from_utf8_lossy(v).into_owned());
                let (class, title) = (get(b"class").unwrap_or_default(), get(b"title").unwrap_or_default());
                told = None;
                if class == "ocr_page" {
                    let number = title.split(';').find_map(|part| part.trim().strip_prefix("ppageno ")?.parse().ok());
                    pages.push((number.unwrap_or(pages.len()), Vec::new()));
                } else if class == "ocrx_cinfo" {
                    told = Told::of(&title);
                }
            }
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text);
                let mut characters = text.trim().chars();
                let (Some(character), Some((_, symbols))) = (characters.next(), pages.last_mut()) else { continue };
                match told.take() {
                    Some(Told::Symbol(confidence)) => {
                        // A few symbols have more than one character.
                        let all = std::iter::once(character).chain(characters);
                        symbols.extend(all.map(|text| Symbol { text, confidence, others: Vec::new() }));
                    }
                    Some(Told::Choice) => {
                        if let Some(last) = symbols.last_mut().filter(|last| last.text != character)
                            && !last.others.contains(&character)
                        {
                            last.others.push(character);
                        }
                    }
                    None => {}
                }
            }
            _ => {}
        }
    }
    pages
}

/// What an element of hOCR says of the character in it.
enum Told {
    /// One, with so much confidence.
    Symbol(f64),
    /// What the one before may be instead.
    Choice,
}

impl Told {
    fn of(title: &str) -> Option<Self> {
        let part = |name: &str| title.split(';').find_map(|part| part.trim().strip_prefix(name));
        if part("x_confs ").is_some() {
            return Some(Self::Choice);
        }
        let confidence: f64 = part("x_conf ")?.trim().parse().ok()?;
        Some(Self::Symbol((confidence / 100.0).clamp(0.0, 1.0)))
    }
}

fn missing(program: &Path, error: &io::Error) -> Error {
    let program = program.display();
    Error::new(
        ErrorKind::Configuration,
        format!(
            "文字認識プログラム {program} を実行できません（{error}）。\
             tesseract-ocr と tesseract-ocr-jpn を入れてください（Debian・Ubuntu: apt install tesseract-ocr tesseract-ocr-jpn）"
        ),
        format!(
            "cannot run {program}, the program for optical recognition ({error}); \
             install tesseract-ocr and tesseract-ocr-jpn (Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-jpn)"
        ),
    )
}

fn no_data(lacks: &[&str]) -> Error {
    let packages = lacks.iter().map(|language| format!("tesseract-ocr-{language}")).collect::<Vec<_>>().join(" ");
    let lacks = lacks.join(", ");
    Error::new(
        ErrorKind::Configuration,
        format!(
            "Tesseract の言語データ {lacks} がありません。入れてください（Debian・Ubuntu: apt install {packages}）"
        ),
        format!("Tesseract lacks the language data {lacks}; install it (Debian, Ubuntu: apt install {packages})"),
    )
}

fn too_slow() -> Error {
    let seconds = TIME.as_secs();
    Error::new(
        ErrorKind::TooSlow,
        format!("1ページの文字認識が {seconds} 秒以内に終わりませんでした"),
        format!("a page was not recognised within {seconds} seconds"),
    )
}

fn broken(why: &str) -> Error {
    Error::new(
        ErrorKind::Internal,
        format!("文字認識プログラム Tesseract が失敗しました（{why}）"),
        format!("Tesseract, the program for optical recognition, failed ({why})"),
    )
}

fn unwritable(error: &io::Error) -> Error {
    Error::new(
        ErrorKind::Write,
        format!("文字認識のための一時ファイルを書けません: {error}"),
        format!("cannot write temporary files for optical recognition: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hocr_is_pages_of_characters() {
        let hocr = "<div class='ocr_page' title='image \"0.pgm\"; bbox 0 0 9 9; ppageno 0'>\
            <span class='ocr_line'><span class='ocrx_word'>\
            <span class='ocrx_cinfo' title='x_bboxes 3 1 8 9; x_conf 97.5'>1</span>\
            <span class='ocrx_cinfo' id='lstm_choices_1_1_1'>\
            <span class='ocrx_cinfo' id='choice_1_1_1' title='x_confs 90.1'>1</span>\
            <span class='ocrx_cinfo' id='choice_1_1_2' title='x_confs 2'>7</span></span>\
            <span class='ocrx_cinfo' title='x_bboxes 8 1 12 9; x_conf 40'>&amp;</span></span></span></div>\
            <div class='ocr_page' title='ppageno 2'></div>";
        let pages = super::hocr(hocr.as_bytes());
        let symbol = |text, confidence, others: &str| Symbol { text, confidence, others: others.chars().collect() };
        let first = vec![symbol('1', 0.975, "7"), symbol('&', 0.4, "")];
        assert_eq!(pages, [(0, first), (2, Vec::new())]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = Tesseract::at(Path::new("/no/such/program")).unwrap_err();
        assert!(error.kind() == ErrorKind::Configuration && error.en().contains("apt install tesseract-ocr"));
        assert!(no_data(&["jpn"]).en().contains("tesseract-ocr-jpn"));
    }
}
