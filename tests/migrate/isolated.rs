//! `--isolate`: children that crash, hang, want too much, or lose their parent.

use crate::bench::{Bench, html, kill, sample, signal, text, variant, wait_for};
use std::fs::{self, File};
use std::process::{Child, Stdio};

/// A text that takes the reader long, and one beside it.
fn slow() -> Bench {
    let bench = Bench::new();
    bench.put("a.txt", sample("sheets/zuiun-2021.stream.cp932.txt"));
    bench.put("b.txt", text(1));
    bench
}

/// The first process that a run has started.
fn child_of(run: &Child) -> u32 {
    let parent = format!("PPid:\t{}\n", run.id());
    wait_for("a child", || {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let mut numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        numbers.find(|number| {
            fs::read_to_string(format!("/proc/{number}/status")).is_ok_and(|status| status.contains(&parent))
        })
    })
}

/// Whether a process is gone, or only waits to be buried.
fn is_over(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/status")).map_or(true, |status| status.contains("State:\tZ"))
}

#[test]
fn good_and_bad_inputs_give_the_same_bytes_as_without() {
    let (apart, together) = (Bench::new(), Bench::new());
    for bench in [&apart, &together] {
        bench.put("a.pdf", sample("forms/hoshimi-2021.pdf"));
        bench.put("b.pdf", sample("sheets/zuiun-2021-1-5.pdf"));
        bench.put("c.pdf", &variant(1)[..4000]);
        bench.put("d.html", html(1));
        bench.put("e.txt", "");
        bench.put("f.txt", sample("forms/hoshimi-2021.tables.txt"));
    }
    for more in [&["--quiet"][..], &["--min-confidence", "0.99"], &["--password", "x", "--profile", "jimujigyo-basic"]]
    {
        let runs = [
            apart.migrate(&["in"], &[more, &["--isolate", "--max-memory", "1GiB", "--max-seconds", "60"]].concat()),
            together.migrate(&["in"], more),
        ];
        let all = runs.each_ref().map(|run| (run.status, &run.said, &run.told));
        assert_eq!(all[0], all[1]);
        assert!(apart.results() == together.results(), "{more:?}");
    }
}

#[test]
fn a_child_that_dies_is_one_failed_entry() {
    for name in ["ABRT", "KILL"] {
        let bench = slow();
        let run = bench.command(&["migrate", "in", "--out", "out", "--isolate", "--jobs", "1"]).spawn().unwrap();
        signal(name, child_of(&run));
        let run = bench.ran(run.wait_with_output().unwrap());
        assert_eq!((run.status, run.lines), (Some(3), vec!["a.txt failed crashed".into(), "b.txt read".to_owned()]));
        assert!(
            run.told.contains("error: crashed: in/a.txt: 読み取りのプロセスが異常終了しました (シグナル"),
            "{}",
            run.told
        );
        assert_eq!(fs::read_dir(bench.path("out/failed")).unwrap().count(), 1);
    }
}

#[test]
fn a_child_that_stands_still_is_too_slow() {
    let bench = slow();
    let arguments = ["migrate", "in", "--out", "out", "--isolate", "--max-seconds", "4.5", "--jobs", "1", "--lang=en"];
    let run = bench.command(&arguments).spawn().unwrap();
    signal("STOP", child_of(&run));
    let run = bench.ran(run.wait_with_output().unwrap());
    assert_eq!((run.status, run.lines), (Some(3), vec!["a.txt failed too-slow".into(), "b.txt read".to_owned()]));
    assert!(run.told.contains("not read within 4.5 seconds; --max-seconds gives it more"), "{}", run.told);
}

#[test]
fn out_of_time_there_is_no_document_at_all() {
    let bench = slow();
    for command in [&["extract", "in/b.txt", "-o", "out.json"][..], &["audit", "in/b.txt"]] {
        let arguments = [command, &["--isolate", "--max-seconds", "0.0001"]].concat();
        let output = bench.command(&arguments).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(3), &b""[..]));
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: too-slow: in/b.txt: "));
    }
    assert!(!bench.path("out.json").exists());
    for wrong in [["--max-seconds", "9"], ["--max-memory", "1GiB"]] {
        let output = bench.command(&[&["extract", "in/b.txt"], &wrong[..]].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "without --isolate {wrong:?} would be an empty promise");
    }
    for wrong in [["--max-seconds", "0"], ["--max-seconds", "nan"], ["--max-memory", "0"], ["--max-memory", "much"]] {
        let output = bench.command(&[&["extract", "in/b.txt", "--isolate"], &wrong[..]].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn out_of_memory_is_a_failed_entry_that_says_what_would_help() {
    let bench = slow();
    // What is behind the end of a PDF is nothing, but it takes room.
    bench.put("a.txt", "");
    bench.put("c.pdf", variant(0));
    File::options().write(true).open(bench.path("in/c.pdf")).unwrap().set_len(100 << 20).unwrap();
    let run = bench.migrate(&["in"], &["--isolate", "--max-memory", "64MiB"]);
    let expected = ["a.txt failed blank", "b.txt read", "c.pdf failed crashed"];
    assert_eq!((run.status, run.lines), (Some(3), expected.map(str::to_owned).to_vec()), "{}", run.told);
    assert!(run.told.contains("cannot be read with 64 MiB of memory; --max-memory gives it more"), "{}", run.told);
}

/// Decoders take a buffer that cannot grow for the end of what they decode; no document is shorter for that.
#[test]
fn with_little_memory_a_document_is_whole_or_not_there() {
    let bench = Bench::new();
    bench.put("a.pdf", sample("sheets/zuiun-2019.pdf"));
    let whole = bench.command(&["extract", "in/a.pdf"]).output().unwrap().stdout;
    let mut outcomes = Vec::new();
    for memory in ["1MiB", "2MiB", "3MiB", "4MiB", "6MiB", "8MiB", "1GiB"] {
        let output = bench.command(&["extract", "in/a.pdf", "--isolate", "--max-memory", memory]).output().unwrap();
        if output.status.code() == Some(0) {
            assert!(output.stdout == whole, "{memory}");
        } else {
            assert_eq!((output.status.code(), output.stdout.len()), (Some(3), 0), "{memory}");
            assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: crashed: in/a.pdf: "), "{memory}");
        }
        outcomes.push(output.status.success());
    }
    assert_eq!((outcomes.first(), outcomes.last()), (Some(&false), Some(&true)));
}

#[test]
fn children_end_with_who_started_them() {
    let bench = slow();
    let run = bench.command(&["migrate", "in", "--out", "out", "--isolate", "--jobs", "1"]).spawn().unwrap();
    let child = child_of(&run);
    kill(run);
    wait_for("the end of the child", || is_over(child).then_some(()));
}

/// Who comes without a request gets an error, not a panic.
#[test]
fn the_hidden_command_is_of_no_use_to_people() {
    let bench = Bench::new();
    let help = bench.command(&["--help"]).output().unwrap();
    assert!(!String::from_utf8_lossy(&help.stdout).contains("isolated"));
    let output = bench.command(&["isolated"]).stdin(Stdio::null()).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(3), true));
}
