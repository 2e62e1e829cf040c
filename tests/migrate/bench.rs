//! Folders to run in, what runs leave there, and small inputs of every sort.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A folder `in` with samples and a folder `out` for the results.
pub struct Bench(TempDir);

/// What a run said and left.
#[derive(Debug)]
pub struct Run {
    pub status: Option<i32>,
    /// Standard output.
    pub said: String,
    /// Standard error.
    pub told: String,
    /// Path (without `in/`), status and kind of error of each line of the manifest.
    pub lines: Vec<String>,
}

impl Run {
    /// The number before a word of the summary's first line, which leaves out zeros.
    pub fn counted(&self, word: &str) -> usize {
        let words: Vec<&str> = self.said.lines().next().unwrap_or_default().split([' ', ',']).collect();
        let before = words.windows(2).find(|pair| pair[1] == word).map_or("0", |pair| pair[0]);
        before.parse().unwrap()
    }
}

impl Bench {
    pub fn new() -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        fs::create_dir(bench.path("in")).unwrap();
        bench
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
        command.args(arguments).current_dir(self.0.path()).env_remove("KANRIHYO_PASSWORD");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn migrate(&self, inputs: &[&str], more: &[&str]) -> Run {
        let arguments = [&["migrate", "--out", "out", "--lang", "en"], more, inputs].concat();
        self.ran(self.command(&arguments).output().unwrap())
    }

    /// What a run over that ended left.
    pub fn ran(&self, Output { status, stdout, stderr }: Output) -> Run {
        let text = |v: &Value| v.as_str().unwrap_or("").replace('\\', "/");
        let line = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            let parts = [text(&line["path"]).replace("in/", ""), text(&line["status"]), text(&line["error"]["kind"])];
            parts.join(" ").trim().to_owned()
        };
        let manifest = fs::read_to_string(self.path("out/manifest.ndjson")).unwrap_or_default();
        let [said, told] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        Run { status: status.code(), said, told, lines: manifest.lines().map(line).collect() }
    }

    /// Every result with its bytes.
    pub fn results(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for folder in ["out", "out/documents", "out/failed"] {
            for entry in fs::read_dir(self.path(folder)).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
                    found.insert(name, fs::read(path).unwrap());
                }
            }
        }
        found
    }
}

pub fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}

/// Other bytes, the same document: what follows the end of a PDF is nothing.
pub fn variant(number: usize) -> Vec<u8> {
    [sample("sheets/zuiun-2021-2-6.pdf"), format!("\n% {number}\n").into_bytes()].concat()
}

/// A text of one sheet that is read in no time.
pub fn text(number: usize) -> String {
    format!(
        "令和2年度 事務事業評価シート\n\n事業名  窓口案内その{number}\n\n指標名\t目標値\t実績値\n利用者数\t{number}人\t12人\n"
    )
}

pub fn html(number: usize) -> String {
    let row = format!("<tr><td>利用者数</td><td>{number}人</td></tr>");
    format!("<!DOCTYPE html><table><tr><th>指標</th><th>令和2年度 目標</th></tr>{row}</table>")
}

/// Whether long sweeps run in full.
pub fn is_full() -> bool {
    std::env::var_os("KANRIHYO_SWEEP").is_some_and(|sweep| sweep == "full")
}

/// Waits until something is so; the test ends badly where it never comes.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} never came");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Sends a signal to a process.
pub fn signal(name: &str, process: u32) {
    assert!(Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().unwrap().success());
}

/// Kills a run where it stands.
pub fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Numbers that look random and are the same every time.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}
