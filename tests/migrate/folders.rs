//! Strays, copies, links, torn files, things that are no files.

use crate::bench::{Bench, sample, variant};
use std::fs;

const ZIP: &[u8] = b"PK\x03\x04\x14\0";

#[test]
fn strays_are_passed_over_in_one_line_and_refused_by_name() {
    let bench = Bench::new();
    bench.put("2020/a.pdf", variant(0));
    for (name, bytes) in
        [("book.docx", ZIP), ("x.docx", ZIP), ("scan.png", b"\x89PNG\r\n"), (".DS_Store", b"\0\0\0\x01Bud1")]
    {
        bench.put(name, bytes);
    }
    let run = bench.migrate(&["in"], &[]);
    assert_eq!((run.status, run.lines), (Some(0), vec!["2020/a.pdf read".to_owned()]));
    assert_eq!(run.told, "warning: 3 file(s) skipped (no PDF, .txt, HTML or .xlsx): book.docx, scan.png, x.docx\n");
    let run = bench.migrate(&["in", "in/book.docx"], &["--quiet"]);
    assert_eq!(
        (run.status, run.lines),
        (Some(3), vec!["2020/a.pdf read".to_owned(), "book.docx failed not-a-document".to_owned()])
    );
    assert_eq!(run.told.lines().count(), 1, "errors stay: {}", run.told);
    assert_eq!(bench.migrate(&["in/*.docx", "in/20*/?.pdf"], &[]).lines, ["2020/a.pdf read"]);
    assert_eq!(bench.migrate(&["in/*.csv"], &[]).status, Some(3), "a pattern that matches nothing is missing");
}

#[test]
fn copies_namesakes_and_links_do_not_meet() {
    let bench = Bench::new();
    bench.put("a.pdf", variant(1));
    bench.put("b/a.pdf", variant(2));
    bench.put("c/a.pdf", variant(1));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("..", bench.path("in/b/up")).unwrap();
        std::os::unix::fs::symlink("gone.pdf", bench.path("in/z.pdf")).unwrap();
    }
    let run = bench.migrate(&["in", "in/a.pdf", "./in/b/../a.pdf"], &[]);
    let mut expected = vec!["a.pdf read", "b/a.pdf read", "c/a.pdf read"];
    if cfg!(unix) {
        expected.push("z.pdf failed unreadable");
    }
    assert_eq!(run.lines, expected);
    let results = bench.results();
    assert_eq!(results.keys().filter(|name| name.starts_with("out/documents/a.pdf-")).count(), 2, "one a content");
}

#[test]
fn what_is_damaged_is_refused_and_the_rest_is_done() {
    let bench = Bench::new();
    let whole = sample("sheets/zuiun-2019.pdf");
    bench.put("1-empty.pdf", "");
    bench.put("2-page.pdf", "<!DOCTYPE html><title>404</title>");
    bench.put("3-torn.pdf", &whole[..whole.len() / 20]);
    bench.put("4-blank.txt", " \r\n\u{3000}\n");
    bench.put("5-data.txt", [0u8, 1, 2, 3, 4, 5, 6, 7].repeat(99));
    bench.put("6-good.pdf", variant(0));
    let run = bench.migrate(&["in"], &[]);
    assert_eq!(run.status, Some(3));
    assert_eq!(
        run.lines,
        [
            "1-empty.pdf failed not-a-document",
            "2-page.pdf failed not-a-document",
            "3-torn.pdf failed damaged",
            "4-blank.txt failed blank",
            "5-data.txt failed not-a-document",
            "6-good.pdf read",
        ]
    );
    assert_eq!(run.told.lines().filter(|line| line.starts_with("error: ")).count(), 5, "{}", run.told);
    let failed = fs::read_dir(bench.path("out/failed")).unwrap().count();
    assert_eq!((failed, fs::read_dir(bench.path("out/documents")).unwrap().count()), (5, 1));
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_an_unread_input() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.put("locked.pdf", variant(0));
    let path = bench.path("in/locked.pdf");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_ok() {
        return; // Who may read everything cannot try this.
    }
    let run = bench.migrate(&["in"], &[]);
    assert_eq!((run.status, run.lines), (Some(3), vec!["locked.pdf failed unreadable".to_owned()]));
}

#[cfg(unix)]
#[test]
fn pipes_sockets_and_devices_do_not_hang() {
    let bench = Bench::new();
    bench.put("a.pdf", variant(0));
    for name in ["in/pipe.pdf", "pipe"] {
        assert!(std::process::Command::new("mkfifo").arg(bench.path(name)).status().unwrap().success());
    }
    let _socket = std::os::unix::net::UnixListener::bind(bench.path("in/socket.pdf")).unwrap();
    for (link, to) in [("zero.pdf", "/dev/zero"), ("folder", "/dev/fd"), ("self.pdf", "self.pdf")] {
        std::os::unix::fs::symlink(to, bench.path("in").join(link)).unwrap();
    }
    fs::remove_file(bench.path("in/folder")).unwrap();
    let run = bench.migrate(&["in"], &[]);
    assert_eq!((run.status, run.lines), (Some(3), vec!["a.pdf read".into(), "self.pdf failed unreadable".to_owned()]));
    assert!(
        run.told.contains("3 file(s) skipped (not a regular file): pipe.pdf, socket.pdf, zero.pdf"),
        "{}",
        run.told
    );
    let run = bench.migrate(&["in/a.pdf", "pipe", "/dev/null", "in/zero.pdf"], &[]);
    assert_eq!(run.status, Some(3), "who names them hears of it: {}", run.told);
    assert_eq!(run.lines.iter().filter(|line| line.ends_with("failed unreadable")).count(), 3, "{:?}", run.lines);
}

#[cfg(unix)]
#[test]
fn results_that_do_not_fit_on_the_disk_are_status_4_and_nothing_is_torn() {
    let bench = Bench::new();
    for number in 0..4 {
        bench.put(&format!("{number}.pdf"), variant(number));
    }
    // Files of at most 4 KiB; the signal that comes with that is ignored, as on a full disk there is none.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" migrate in --out out --lang en";
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_kanrihyo")]).current_dir(bench.path(""));
    let run = bench.ran(command.output().unwrap());
    assert_eq!((run.status, run.lines.len()), (Some(4), 0), "{}", run.told);
    assert!(run.told.contains("error: write: ") && run.told.contains("free space"), "{}", run.told);
    assert!(bench.results().keys().all(|name| !name.ends_with(".json")), "no document that is not whole");
    let run = bench.migrate(&["in"], &[]);
    assert_eq!((run.status, run.lines.len()), (Some(0), 4));
    assert!(bench.results().keys().all(|name| !name.contains(".tmp")));
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_status_4() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.put("a.pdf", variant(0));
    fs::write(bench.path("file"), "").unwrap();
    for out in ["file", "file/out", "/dev/null/out", "/proc/kanrihyo"] {
        let run = bench.ran(bench.command(&["migrate", "in", "--out", out, "--lang", "en"]).output().unwrap());
        assert_eq!(run.status, Some(4), "{out}: {}", run.told);
        assert_eq!(run.told.lines().count(), 1, "{}", run.told);
    }
    fs::create_dir(bench.path("out")).unwrap();
    fs::set_permissions(bench.path("out"), fs::Permissions::from_mode(0o555)).unwrap();
    let may_all = fs::write(bench.path("out/try"), "").is_ok();
    let run = bench.migrate(&["in"], &[]);
    fs::set_permissions(bench.path("out"), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(may_all || run.status == Some(4), "{}", run.told);
}
