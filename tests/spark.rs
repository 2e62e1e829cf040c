//! `scale/spark` with real executors: the tables are those of `migrate`, whatever is killed meanwhile.
//!
//! Needs Java and `pip install -r scale/spark/requirements.txt` in `target/spark` (or in `KANRIHYO_SPARK`).

#![cfg(all(feature = "system-tests", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::panic)]

// Each test takes what it needs.
#[allow(dead_code)]
#[path = "migrate/bench.rs"]
mod bench;
#[path = "support/rows.rs"]
mod rows;

use bench::{Bench, html, is_full, sample, signal, text, variant};
use rows::{assert_same, tables};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Longest time that anything takes here.
const PATIENCE: Duration = Duration::from_secs(600);

/// A worker that ends when it is asked for `poison`, and answers nonsense for `garbage.txt`. Where the program in its
/// middle is killed, all of it ends, as a worker by itself would.
const WORKER: &str = r#"#!/bin/sh
sed -u '/poison/Q' | { "$KANRIHYO" "$@"; kill $$; } | sed -u '/"name":"garbage.txt"/s/.*/nonsense/'
"#;

/// Starts Spark with two executors on the inputs of a manifest.
fn spark(bench: &Bench) -> Child {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = std::env::var_os("KANRIHYO_SPARK").map_or_else(|| root.join("target/spark"), PathBuf::from);
    assert!(venv.join("bin/spark-submit").exists(), "no Spark in {}; .ci/run installs it", venv.display());
    let mut command = Command::new(venv.join("bin/spark-submit"));
    command.args(["--master", "local-cluster[2,1,1024]"]);
    for setting in [
        "spark.ui.enabled=false",
        "spark.driver.host=127.0.0.1",
        "spark.driver.bindAddress=127.0.0.1",
        "spark.sql.shuffle.partitions=4",
    ] {
        command.args(["--conf", setting]);
    }
    command.arg(root.join("scale/spark/kanrihyo_spark.py")).args(["--manifest", "manifest.txt", "--out", "spark"]);
    command.args(["--tasks", "8", "--kanrihyo"]).arg(bench.path("worker.sh"));
    command.current_dir(bench.path("")).env("KANRIHYO", env!("CARGO_BIN_EXE_kanrihyo"));
    command.env("PYSPARK_PYTHON", venv.join("bin/python")).env("SPARK_LOCAL_IP", "127.0.0.1");
    let log = File::create(bench.path("log")).unwrap();
    command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
}

/// The processes that a process has started, and they, with their command lines.
fn started_by(process: u32) -> Vec<(u32, String)> {
    let mut parents: BTreeMap<u32, u32> = BTreeMap::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse::<u32>().ok());
        parents.extend(parent.map(|parent| (number, parent)));
    }
    let is_below = |number: &u32| {
        let above = std::iter::successors(Some(*number), |number| parents.get(number).copied());
        above.skip(1).take(parents.len()).any(|number| number == process)
    };
    let command = |number: u32| {
        let words = fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
        (number, String::from_utf8_lossy(&words).replace('\0', " "))
    };
    parents.keys().copied().filter(is_below).map(command).collect()
}

/// Kills the first process of this sort, while inputs are being read.
fn kill_one(bench: &Bench, spark: &Child, sort: &str) {
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < PATIENCE, "no {sort}\n{}", log(bench));
        let is_reading =
            fs::read_dir(bench.path("spark/read/_temporary/0")).is_ok_and(|mut found| found.next().is_some());
        let wanted = started_by(spark.id()).into_iter().find(|(_, command)| is_reading && command.contains(sort));
        if let Some((process, _)) = wanted {
            signal("KILL", process);
            assert!(!bench.path("spark/read/_SUCCESS").exists(), "all was read before {sort} was killed");
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The end of what Spark says.
fn log(bench: &Bench) -> String {
    let text = fs::read_to_string(bench.path("log")).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains(" INFO ")).collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}

#[test]
fn tables_are_those_of_a_run_whatever_is_killed() {
    let bench = Bench::new();
    let count = if is_full() { 80 } else { 24 };
    for number in 0..count {
        bench.put(&format!("{number}/text.txt"), text(number));
        bench.put(&format!("{number}/page.html"), html(number));
        if number % 3 == 0 {
            bench.put(&format!("{number}/sheets.pdf"), variant(number));
        }
    }
    for name in ["zuiun-2019.pdf", "zuiun-2021.pdf", "zuiun-2021.stream.cp932.txt"] {
        bench.put(name, sample(&format!("sheets/{name}")));
    }
    bench.put("0/copy.pdf", sample("sheets/zuiun-2019.pdf"));
    bench.put("torn.pdf", &variant(0)[..4000]);
    bench.put("empty.txt", "");
    assert_eq!(bench.migrate(&["in"], &["--no-report", "--quiet"]).status, Some(3));

    bench.put("garbage.txt", text(count));
    let mut manifest: Vec<String> = Vec::new();
    let mut folders = vec![bench.path("in")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { manifest.push(path.to_str().unwrap().to_owned()) }
        }
    }
    manifest.extend(["poison.pdf", "absent.pdf"].map(|name| bench.path("in").join(name).to_str().unwrap().to_owned()));
    // Named twice, an input is read once.
    manifest.push(manifest[0].clone());
    fs::write(bench.path("manifest.txt"), manifest.join("\n")).unwrap();
    fs::write(bench.path("worker.sh"), WORKER).unwrap();
    fs::set_permissions(bench.path("worker.sh"), fs::Permissions::from_mode(0o755)).unwrap();

    let mut run = spark(&bench);
    kill_one(&bench, &run, concat!(env!("CARGO_BIN_EXE_kanrihyo"), " worker"));
    kill_one(&bench, &run, "CoarseGrainedExecutorBackend");
    assert_eq!(run.wait().unwrap().code(), Some(3), "{}", log(&bench));

    let mut failed = BTreeMap::new();
    let mut told = 0;
    for entry in fs::read_dir(bench.path("spark/manifest")).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_some_and(|ending| ending == "json") {
            for line in fs::read_to_string(entry).unwrap().lines() {
                let line: Value = serde_json::from_str(line).unwrap();
                told += 1;
                if line["status"] == "failed" {
                    let name = line["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
                    failed.insert(name, line["kind"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    let expected = ["absent.pdf unreadable", "empty.txt blank", "garbage.txt crashed", "poison.pdf crashed"];
    let failed: Vec<String> = failed.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
    assert_eq!(failed[..4], expected);
    assert!(failed.len() == 5 && failed[4].starts_with("torn.pdf "), "{failed:?}");
    assert_eq!(told, manifest.len() - 1, "a line an input");
    assert_same(&tables(&bench.path("spark/warehouse")), &tables(&bench.path("out/warehouse")));
}
