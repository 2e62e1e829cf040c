//! Runs that are killed, interrupted or meet another one, and what goes on from there.

use crate::bench::{Bench, Dice, Run, html, is_full, kill, sample, signal, text, variant, wait_for};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

/// A folder that is read in a moment: every sort of input, and some that cannot be read.
fn mixed() -> Bench {
    let bench = Bench::new();
    for number in 0..8 {
        bench.put(&format!("{number}.txt"), text(number));
    }
    bench.put("a.html", html(1));
    bench.put("b.pdf", sample("forms/hoshimi-list-2021.pdf"));
    bench.put("c.pdf", "no PDF");
    bench.put("d/c.pdf", "no PDF");
    bench.put("e.pdf", variant(1));
    bench.put("f.txt", "");
    bench
}

/// What a run that was stopped has left is whole, and no more than `jobs` results are not noted yet; gives the
/// number of inputs that are noted as done.
fn noted(bench: &Bench, jobs: usize) -> usize {
    let mut results = 0;
    for (name, bytes) in bench.results() {
        let text = String::from_utf8(bytes).unwrap();
        if name.ends_with(".json") {
            serde_json::from_str::<Value>(&text).unwrap_or_else(|e| panic!("{name} is torn: {e}"));
            results += 1;
        } else if name.ends_with(".ndjson") {
            assert!(text.is_empty() || text.ends_with('\n'), "{name} is torn");
            text.lines().for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap()));
        }
    }
    let lines = |name: &str| {
        let text = fs::read_to_string(bench.path("out").join(name)).unwrap_or_default();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let line = |line: Value| Some((line["path"].as_str()?.to_owned(), line["status"] != "failed"));
        lines.filter_map(line).collect::<BTreeMap<String, bool>>()
    };
    // What a finished run could not read is tried again, what the stopped one could not is not.
    let (journal, manifest) = (lines("manifest.ndjson.partial"), lines("manifest.ndjson"));
    let known: BTreeSet<&String> = journal.keys().chain(manifest.keys()).collect();
    assert!(results <= known.len() + jobs, "{results} results, {} of them noted", known.len());
    known.iter().filter(|path| journal.contains_key(**path) || manifest[**path]).count()
}

#[test]
fn a_run_killed_at_any_moment_goes_on_as_if_nothing_had_been() {
    const KILLS: usize = 100;
    let whole = mixed();
    let inputs = whole.migrate(&["in"], &[]).lines.len();
    let whole = whole.results();
    // How long a run takes from its first kill on is learnt on the way.
    let mut longest = Duration::from_millis(400);
    let (mut dice, mut left, mut early) = (Dice(5), if is_full() { KILLS } else { KILLS / 10 }, 0);
    while left > 0 {
        let bench = mixed();
        let mut more = vec!["--jobs", ["1", "2", "3"][dice.below(3) as usize]];
        more.extend((dice.below(4) == 0).then_some("--isolate"));
        let jobs = more[1].parse().unwrap();
        // Up to three times the same run is killed.
        for _ in 0..left.min(1 + dice.below(3) as usize) {
            let child = bench.command(&[&["migrate", "in", "--out", "out"], &more[..]].concat()).spawn().unwrap();
            std::thread::sleep(Duration::from_micros(dice.below(longest.as_micros() as u64)));
            kill(child);
            noted(&bench, jobs);
            left -= 1;
        }
        let done = noted(&bench, jobs);
        let begun = Instant::now();
        let run = bench.migrate(&["in"], &more);
        longest = longest.max(begun.elapsed()).min(Duration::from_secs(2));
        assert_eq!((run.status, run.lines.len()), (Some(3), inputs), "{}", run.told);
        assert_eq!(run.counted("unchanged"), done, "what is noted is not read again");
        assert!(bench.results() == whole, "the same bytes as in one go");
        early += usize::from(done < inputs);
    }
    assert!(early > 0, "no run was killed before its end");
}

/// A folder that takes a while.
fn long() -> Bench {
    let bench = Bench::new();
    for number in 0..24 {
        bench.put(&format!("{number:02}.pdf"), variant(number));
    }
    bench
}

fn wait_for_documents(bench: &Bench) {
    let written = || fs::read_dir(bench.path("out/documents")).map_or(0, Iterator::count);
    wait_for("a document", || (written() >= 3).then_some(()));
}

#[test]
fn an_interrupted_run_says_so_and_goes_on() {
    for isolate in [&[][..], &["--isolate"]] {
        let bench = long();
        let arguments = [&["migrate", "in", "--out", "out", "--jobs", "1"], isolate].concat();
        let child = bench.command(&arguments).spawn().unwrap();
        wait_for_documents(&bench);
        signal("INT", child.id());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(130), true));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("24 件中") && told.contains("同じコマンド") && !told.contains("error"), "{told}");
        let done = noted(&bench, 1);
        let run = bench.migrate(&["in"], isolate);
        assert_eq!((run.status, run.lines.len(), run.counted("unchanged")), (Some(0), 24, done));
    }
}

#[test]
fn two_runs_do_not_mix_and_a_killed_one_is_in_nobodys_way() {
    let bench = long();
    let first = bench.command(&["migrate", "in", "--out", "out", "--jobs", "1"]).spawn().unwrap();
    wait_for_documents(&bench);
    let before = fs::read_dir(bench.path("out")).unwrap().count();
    let refused = bench.migrate(&["in/00.pdf"], &[]);
    assert_eq!((refused.status, refused.told.lines().count()), (Some(4), 1), "{}", refused.told);
    for words in ["error: write: out: another kanrihyo migrate is writing into this folder", "--out"] {
        assert!(refused.told.contains(words), "{}", refused.told);
    }
    assert_eq!(fs::read_dir(bench.path("out")).unwrap().count(), before, "its unfinished files are left alone");
    // Another folder is free.
    let beside = bench.command(&["migrate", "in/00.pdf", "--out", "other"]).output().unwrap();
    assert_eq!(beside.status.code(), Some(0));
    kill(first);
    let run: Run = bench.migrate(&["in"], &[]);
    assert_eq!((run.status, run.lines.len()), (Some(0), 24), "{}", run.told);
}

/// A figure that was corrected between two stops does not stand beside the right one.
#[test]
fn results_of_earlier_contents_go_even_where_the_run_was_stopped() {
    let bench = Bench::new();
    bench.put("a.txt", text(1));
    bench.migrate(&["in"], &[]);
    let journal = bench.path("out/manifest.ndjson.partial");
    let read = |number: usize| {
        let other = Bench::new();
        other.put("a.txt", text(number));
        other.migrate(&["in"], &[]);
        let document = other.results().keys().find(|name| name.contains("/documents/")).unwrap().clone();
        fs::copy(other.path(&document), bench.path(&document)).unwrap();
        fs::read_to_string(other.path("out/manifest.ndjson")).unwrap()
    };
    // Stopped after the second content was noted, then again after the third.
    fs::write(&journal, [read(2), read(3)].concat()).unwrap();
    bench.put("a.txt", text(4));
    assert_eq!(bench.migrate(&["in"], &[]).status, Some(0));
    assert_eq!(fs::read_dir(bench.path("out/documents")).unwrap().count(), 1);
}
