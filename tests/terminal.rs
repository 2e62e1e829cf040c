//! What a person sees on a terminal: help in one language, rows with a mark, drawn tables.

#![allow(clippy::unwrap_used)]

use insta::assert_snapshot;
use std::fs;
use std::process::Command;

const SHEETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2021.pdf");

/// Status and standard output.
fn run(folder: &std::path::Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kanrihyo")).args(arguments).current_dir(folder).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn help_is_asked_for_in_two_ways_and_two_languages() {
    let folder = tempfile::tempdir().unwrap();
    let told = |arguments: &[&str]| run(folder.path(), arguments).1;
    assert!(told(&["audit", "-h"]).contains("使い方:") && told(&["audit", "-h", "--lang", "en"]).contains("Usage:"));
    assert!(told(&["--lang", "en", "help", "audit"]).contains("findings only"));
    assert!(told(&["help"]).contains("共通オプション"));
    assert!(told(&["man", "audit", "--lang", "en"]).contains("findings only"));
    assert!(told(&["audit", "--help"]).lines().count() > told(&["audit", "-h"]).lines().count());
    assert_eq!(run(folder.path(), &["help", "nonsense"]).0, 2);
}

#[test]
fn a_mark_stands_under_the_disputed_value() {
    let folder = tempfile::tempdir().unwrap();
    let text = run(folder.path(), &["audit", SHEETS, "--lang", "en"]).1;
    let at = text.find("error[unit-mismatch]").unwrap();
    let shown: Vec<&str> = text[at..].lines().skip(3).take(5).collect();
    assert_snapshot!(shown.join("\n"), @r"
    | 創業に至った件数  2016  2017  2018  2019  2020  2021
    | target            13件  14件  14件  14件  15件  15件
    | actual            14件  12件  13件  14件  15件  16回
    |                                                 ^^^^
    |
    ");
}

#[test]
fn tables_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let (_, grid) = run(folder.path(), &["inspect", SHEETS, "--page", "2", "--draw"]);
    assert!(grid.contains("┌─") && grid.contains("│ 1-1") && grid.contains("# ページ 2\n"), "{grid}");
    let head = "<tr><th rowspan=2>施設</th><th colspan=2>利用者数（人）</th></tr>";
    let years = "<tr><th>令和元年度</th><th>令和2年度</th></tr>";
    let body = "<tr><td>図書館</td><td>１,２００</td><td>980</td></tr>";
    let table = format!("<html><body><table>{head}{years}{body}</table></body></html>");
    fs::write(folder.path().join("a.html"), table).unwrap();
    assert_snapshot!(run(folder.path(), &["inspect", "a.html", "--draw"]).1, @r"
    ## 表 0 (p.1)
    ┌────────┬────────────────────────┐
    │ 施設   │ 利用者数（人）         │
    │        ├────────────┬───────────┤
    │        │ 令和元年度 │ 令和2年度 │
    ├────────┼────────────┼───────────┤
    │ 図書館 │ １,２００  │ 980       │
    └────────┴────────────┴───────────┘
    ");
    assert_eq!(run(folder.path(), &["inspect", "a.html", "--draw", "--svg", "-"]).0, 2);
    let (_, sheet) = run(folder.path(), &["inspect", SHEETS, "--page", "7", "--draw", "--layer", "fields"]);
    assert!(sheet.contains("│ 出張相談会の相談件数 │ 目標 │ 67件"), "{sheet}");
}
