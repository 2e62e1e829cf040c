//! Python for the system tests: environments below `target/`, which `.ci/run` makes, and new ones.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The interpreter with the packages of `tests/python/requirements.txt`.
pub fn interpreter() -> PathBuf {
    let home = std::env::var_os("KANRIHYO_ANALYSTS").map(PathBuf::from);
    let python = home.unwrap_or_else(|| below_target("analysts")).join("bin/python");
    assert!(python.exists(), "no {}; .ci/run installs it", python.display());
    python
}

/// Where something is beside what Cargo builds.
pub fn below_target(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join(name)
}

/// The interpreter of a new environment without packages, in the place of an older one.
pub fn fresh(python: &Path, home: &Path) -> PathBuf {
    run(python, ["-m", "venv", "--clear", home.to_str().unwrap()]);
    home.join("bin/python")
}

/// What an interpreter prints when it is called so; that it fails, fails the test.
pub fn run<S: AsRef<OsStr>>(python: &Path, arguments: impl IntoIterator<Item = S>) -> String {
    told(Command::new(python).args(arguments))
}

/// What a program prints, started in the folder of the project; that it fails, fails the test.
pub fn told(command: &mut Command) -> String {
    let command = command.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}:\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}
