//! The program as a user meets it: arguments in; standard output, standard error and status out.

#![allow(clippy::unwrap_used)]

#[path = "support/make.rs"]
mod make;
mod support;

use insta::assert_snapshot;
use kanrihyo::emit::{json, wire};
use make::{Make, numbers, show};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder to work in, with a document that was written earlier.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let document = wire::Document::from(support::sample());
        desk.put("document.json", json::document(&document).unwrap());
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), content).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
        command.args(arguments).current_dir(self.path()).env_remove("KANRIHYO_PASSWORD");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn output(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        // Who does not read its input closes it, which is no failure of the test.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Status, standard output and standard error as one text.
    fn run(&self, arguments: &[&str]) -> String {
        self.feed(arguments, b"")
    }

    fn feed(&self, arguments: &[&str], input: &[u8]) -> String {
        let output = self.output(arguments, input);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        format!(
            "status {}\n--- stdout\n{}--- stderr\n{}",
            output.status.code().unwrap(),
            text(&output.stdout),
            text(&output.stderr)
        )
    }

    fn status(&self, arguments: &[&str]) -> i32 {
        self.output(arguments, b"").status.code().unwrap()
    }
}

#[test]
fn an_empty_command_line_and_a_wrong_one_are_usage_errors() {
    let desk = Desk::new();
    for wrong in [&[][..], &["nonsense"], &["migrate", "x"], &["audit"], &["extract", "a", "b"], &["validate"]] {
        assert_eq!(desk.status(wrong), 2, "{wrong:?}");
    }
    for wrong in [["--jobs", "0"], ["--min-confidence", "2"], ["--lang", "fr"], ["--baseline", "x"]] {
        assert_eq!(desk.status(&["audit", "document.json", wrong[0], wrong[1]]), 2, "{wrong:?}");
    }
    assert_eq!((desk.status(&["--help"]), desk.status(&["audit", "--help"]), desk.status(&["--version"])), (0, 0, 0));
}

#[test]
fn what_cannot_be_read_is_one_line_and_status_3() {
    let desk = Desk::new();
    desk.put("empty.pdf", "");
    desk.put("picture.pdf", b"\x89PNG\r\n\x1a\n0000");
    desk.put("renamed.pdf", "just text");
    assert_snapshot!(desk.run(&["extract", "missing.pdf", "-o", "out.json"]), @r#"
    status 3
    --- stdout
    --- stderr
    error: unreadable: missing.pdf: ファイルが見つかりません。名前を確かめてください
    "#);
    assert_snapshot!(desk.run(&["extract", "empty.pdf", "-o", "out.json"]), @r#"
    status 3
    --- stdout
    --- stderr
    error: not-a-document: empty.pdf: PDFが必要ですが、空のファイルのようです。ファイルを確かめてください。
    "#);
    assert_snapshot!(desk.run(&["extract", "picture.pdf", "-o", "out.json", "--lang", "en"]), @r#"
    status 3
    --- stdout
    --- stderr
    error: not-a-document: picture.pdf: Expected a PDF, but this seems to be a PNG image; check the file.
    "#);
    assert_snapshot!(desk.run(&["extract", "renamed.pdf", "-o", "out.json", "--lang", "en"]), @r#"
    status 3
    --- stdout
    --- stderr
    error: not-a-document: renamed.pdf: Expected a PDF, but this seems to be text; check the file.
    "#);
    assert!(!desk.path().join("out.json").exists());
    assert_eq!(desk.status(&["audit", "missing.pdf", "document.json", "--exit-zero"]), 3);
}

#[test]
fn what_cannot_be_written_is_status_4() {
    let desk = Desk::new();
    assert_eq!(desk.status(&["extract", "document.json", "-o", "no/such/folder/out.json"]), 4);
    assert_eq!(desk.status(&["migrate", "document.json", "--out", "document.json"]), 4);
    assert_eq!(desk.status(&["extract", "document.json", "-o", "./document.json"]), 2, "the input is not overwritten");
    #[cfg(target_os = "linux")]
    {
        let full = desk
            .command(&["extract", "document.json"])
            .stdout(fs::File::options().write(true).open("/dev/full").unwrap())
            .status();
        assert_eq!(full.unwrap().code(), Some(4));
        assert_eq!(desk.status(&["extract", "document.json", "-o", "/dev/null"]), 0);
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let desk = Desk::new();
    let mut child = desk.command(&["extract", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let document = fs::read(desk.path().join("document.json")).unwrap();
    child.stdin.take().unwrap().write_all(&document).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_status_130() {
    let desk = Desk::new();
    let mut child = desk.command(&["extract", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than a pipe holds: once it is written, the program reads, and has listened long since.
    input.write_all(&vec![b' '; 1 << 20]).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
}

#[test]
fn a_document_that_was_written_is_read_again_the_same() {
    let desk = Desk::new();
    let once = desk.output(&["extract", "document.json"], b"");
    assert_eq!(once.status.code(), Some(0));
    let twice = desk.output(&["extract", "-"], &once.stdout);
    assert_eq!(twice.stdout, once.stdout);
    assert_eq!(desk.status(&["extract", "document.json", "-o", "out.json"]), 0);
    assert_eq!(fs::read(desk.path().join("out.json")).unwrap(), once.stdout);
    assert_snapshot!(desk.run(&["validate", "out.json"]), @r#"
    status 0
    --- stdout
    out.json: 正しい形式です
    --- stderr
    "#);
}

#[test]
fn what_is_invalid_is_told_with_its_place() {
    let desk = Desk::new();
    let good = fs::read_to_string(desk.path().join("document.json")).unwrap();
    desk.put("bad.json", good.replace("\"kind\": \"outcome\"", "\"kind\": \"hope\""));
    desk.put("torn.json", &good[..good.len() / 2]);
    desk.put("other.json", "{\"a\": 1}");
    desk.put(
        "lines.ndjson",
        "{\"printed\":\"1\",\"kind\":\"text\",\"places\":[],\"confidence\":0.9}\n{\"printed\":\"1\"}\n",
    );
    assert_snapshot!(desk.run(&["validate", "bad.json", "document.json"]), @r#"
    status 1
    --- stdout
    bad.json: /sheets/0/indicators/0/kind: document.v1 に合いません: "hope" is not one of "population", "activity" or 3 other candidates
    document.json: 正しい形式です
    --- stderr
    "#);
    assert_snapshot!(desk.run(&["validate", "torn.json", "other.json", "lines.ndjson", "--lang", "en"]), @r#"
    status 1
    --- stdout
    torn.json:239: not JSON: EOF while parsing a value at line 239 column 56
    other.json: no result of this program
    lines.ndjson:2: quantity.v1 broken: "kind" is a required property
    lines.ndjson:2: quantity.v1 broken: "places" is a required property
    lines.ndjson:2: quantity.v1 broken: "confidence" is a required property
    --- stderr
    "#);
    assert_eq!(desk.status(&["validate", "missing.json"]), 3);
}

#[test]
fn quantities_are_a_line_each() {
    let desk = Desk::new();
    assert_snapshot!(desk.run(&["normalise", "１２３人", "--as", "quantity", "-5"]), @r#"
    status 0
    --- stdout
    {"printed":"１２３人","kind":"number","number":"123","unit":"人","decimals":0,"places":[],"confidence":0.99}
    {"printed":"-5","kind":"number","number":"-5","decimals":0,"places":[],"confidence":0.99}
    --- stderr
    "#);
    assert_snapshot!(desk.feed(&["normalise", "--escaped", "--as", "code"], "１－１\r\n\\u2460\n\n".as_bytes()), @r#"
    status 0
    --- stdout
    {"printed":"１－１","kind":"code","value":"1-1","places":[],"confidence":0.99}
    {"printed":"①","kind":"code","value":"1","places":[],"confidence":0.99}
    {"printed":"","kind":"missing","missing":"blank","places":[],"confidence":0.99}
    --- stderr
    "#);
}

#[test]
fn every_command_has_a_manual_page() {
    let desk = Desk::new();
    let page = |arguments: &[&str]| String::from_utf8(desk.output(arguments, b"").stdout).unwrap();
    let whole = page(&["man"]);
    for command in ["migrate", "extract", "audit", "inspect", "normalise", "validate", "explain"] {
        assert!(whole.contains(command), "{command}");
        let own = page(&["man", command]);
        assert!(own.contains(&format!(".TH kanrihyo-{command}")) && own.contains("\\-\\-lang"), "{own}");
    }
    assert_eq!(desk.status(&["man", "no-such-command"]), 2);
}

#[test]
fn every_rule_explains_itself_in_both_languages() {
    let desk = Desk::new();
    let rules = String::from_utf8(desk.output(&["explain"], b"").stdout).unwrap();
    for line in rules.lines() {
        let (rule, gist) = line.split_once('\t').unwrap();
        assert!(!gist.is_empty(), "{rule}");
        for language in ["ja", "en"] {
            assert_eq!(desk.status(&["explain", rule, "--lang", language]), 0, "{rule}");
        }
    }
    assert_eq!(desk.status(&["explain", "no-such-rule"]), 2);
}

#[test]
fn schemas_are_listed_and_printed() {
    let desk = Desk::new();
    let list = String::from_utf8(desk.output(&["schema"], b"").stdout).unwrap();
    for name in list.lines() {
        let printed = desk.output(&["schema", name], b"").stdout;
        assert_eq!(
            printed,
            fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.json"))).unwrap()
        );
    }
    assert_eq!((list.lines().count(), desk.status(&["schema", "nothing"])), (10, 2));
}

#[test]
fn what_is_known_is_listed_and_printed() {
    let desk = Desk::new();
    for what in ["profiles", "rubrics"] {
        let list = String::from_utf8(desk.output(&[what, "list"], b"").stdout).unwrap();
        assert!(list.lines().any(|line| line.starts_with("kokubunji-shuro-2020\t")), "{list}");
        assert_eq!((desk.status(&[what, "show", "kokubunji-shuro-2020"]), desk.status(&[what, "show", "x"])), (0, 2));
        let folder = format!("--{what}");
        assert_eq!(desk.status(&[what, "list", &folder, "nowhere"]), 2);
    }
    assert!(desk.run(&["completions", "bash"]).contains("_kanrihyo"));
}

/// The path of a sample.
fn sheets(name: &str) -> String {
    format!("{}/fixtures/sheets/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A sheet of an invented city on which one letter is wrong.
const WRONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2021-1-5.pdf");

#[test]
fn findings_decide_the_status_and_their_form_does_not() {
    let desk = Desk::new();
    for format in ["text", "json", "ndjson"] {
        assert_eq!(desk.status(&["audit", WRONG, "--format", format]), 1, "{format}");
        assert_eq!(desk.status(&["audit", WRONG, "--format", format, "--exit-zero"]), 0, "{format}");
    }
    assert_eq!(desk.status(&["audit", WRONG, "--fail-on", "note"]), 1);
    assert_eq!(desk.status(&["audit", WRONG, "missing.pdf"]), 3, "an input that cannot be read wins");

    let lines = String::from_utf8(desk.output(&["audit", WRONG, "--format", "ndjson"], b"").stdout).unwrap();
    let array = desk.output(&["audit", WRONG, "--format", "json"], b"").stdout;
    let array: Vec<serde_json::Value> = serde_json::from_slice(&array).unwrap();
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(array, lines);
    assert!(lines.iter().all(|line| line["source"] == "zuiun-2021-1-5.pdf" && line["document"].is_string()));
}

#[test]
fn the_threshold_decides_from_which_severity_on_it_fails() {
    let desk = Desk::new();
    // One sheet has an error, another only a note; the list row of a third has neither.
    let whole = sheets("zuiun-2021.layout.txt");
    assert_eq!(desk.status(&["extract", &whole, "-o", "whole.json"]), 0);
    let only = |severity: &str| {
        let output = desk.output(&["audit", "whole.json", "--format", "ndjson"], b"");
        let lines: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
        let others = lines.iter().filter(|line| !line.contains(&format!("\"severity\":\"{severity}\"")));
        desk.put("others.ndjson", others.cloned().collect::<Vec<_>>().join("\n"));
        ["error", "warning", "note"].map(|threshold| {
            desk.status(&["audit", "whole.json", "--baseline", "others.ndjson", "--fail-on", threshold])
        })
    };
    assert_eq!((only("error"), only("warning"), only("note")), ([1, 1, 1], [0, 1, 1], [0, 0, 1]));
}

#[test]
fn known_findings_are_left_out() {
    let desk = Desk::new();
    for format in ["json", "ndjson"] {
        let known = desk.output(&["audit", WRONG, "--format", format], b"");
        desk.put("known", known.stdout);
        let again = desk.output(&["audit", WRONG, "--baseline", "known", "--format", "ndjson", "--lang", "en"], b"");
        assert_eq!((again.status.code(), again.stdout.len()), (Some(0), 0));
        assert!(String::from_utf8_lossy(&again.stderr).contains("1 finding(s) known"));
    }
    desk.put("other", "{\"a\": 1}");
    assert_eq!(desk.status(&["audit", WRONG, "--baseline", "other"]), 2);
    // A run's own findings are its baseline; its documents are as the run gives them.
    assert_eq!(desk.status(&["migrate", WRONG, "--out", "out"]), 0);
    let later = desk.run(&["migrate", WRONG, "--out", "later", "--baseline", "out/findings.ndjson"]);
    assert!(later.contains("食い違い  見つかりませんでした"), "{later}");
    assert_eq!(fs::read(desk.path().join("later/findings.ndjson")).unwrap(), b"");
}

#[test]
fn a_document_is_audited_as_its_source() {
    let desk = Desk::new();
    assert_eq!(desk.status(&["extract", WRONG, "-o", "written.json"]), 0);
    let source = desk.output(&["audit", WRONG, "--format", "ndjson"], b"");
    let written = desk.output(&["audit", "written.json", "--format", "ndjson"], b"");
    assert!(!source.stdout.is_empty());
    assert_eq!(source.stdout, written.stdout);
}

#[test]
fn findings_about_unsure_values_can_be_hidden() {
    let desk = Desk::new();
    assert_eq!(desk.status(&["extract", WRONG, "-o", "sure.json"]), 0);
    let text = fs::read_to_string(desk.path().join("sure.json")).unwrap();
    // Every value is made unsure; a finding may then be less than confirmed, but it stays.
    let unsure = regex::Regex::new(r#""confidence": [0-9.]+"#).unwrap().replace_all(&text, r#""confidence": 0.5"#);
    desk.put("unsure.json", unsure.as_bytes());
    let found =
        |least: &str| desk.output(&["audit", "unsure.json", "--format", "ndjson", "--min-confidence", least], b"");
    assert!(!found("0.5").stdout.is_empty());
    let hidden = found("0.6");
    assert!(hidden.stdout.is_empty() && !hidden.stderr.is_empty());
    assert_eq!(hidden.status.code(), Some(0));
}

#[test]
fn what_the_reader_saw_can_be_seen() {
    let desk = Desk::new();
    for layer in ["words", "rules", "cells", "fields"] {
        let seen = desk.output(&["inspect", WRONG, "--layer", layer, "--page", "1"], b"");
        assert!(seen.status.success() && seen.stdout.len() > 200, "{layer}");
        assert_eq!(desk.status(&["inspect", WRONG, "--layer", layer, "--svg", "page.svg"]), 0, "{layer}");
        assert!(fs::read_to_string(desk.path().join("page.svg")).unwrap().starts_with("<svg"), "{layer}");
    }
    assert_eq!(desk.status(&["inspect", WRONG, "--page", "9"]), 2);
}

#[test]
fn many_files_give_documents_manifest_and_diagnoses() {
    let desk = Desk::new();
    fs::create_dir(desk.path().join("in")).unwrap();
    fs::rename(desk.path().join("document.json"), desk.path().join("in/a.json")).unwrap();
    desk.put("in/b.pdf", "no PDF");
    assert_snapshot!(desk.run(&["migrate", "in", "--out", "out", "--jobs", "1"]), @r#"
    status 3
    --- stdout
    入力      2 件中 1 件を読み取りました · 一部だけ 1 件 · 読めず 1 件
    管理票    1 枚 · 一覧 1 行 · その他の表 1 個 (全 5 ページ)
    指標の値  3 個 · うち人の確認が要るもの 0 個
    食い違い  見つかりませんでした
    結果      out (documents/ findings.ndjson history.ndjson manifest.ndjson warehouse/ report/index.html)
    読めない  理由と対処は上の error の行と out/failed/ にあります
    --- stderr
    注意: in/a.json: 一部だけ読み取りました。読めなかったページ: 5
    注意: in/a.json: 傷んだ箇所や読めない文字が 1 件あります (source.repaired): 相互参照表を作り直した
    error: not-a-document: in/b.pdf: PDFが必要ですが、テキストのようです。ファイルを確かめてください。
    "#);
    assert_snapshot!(desk.run(&["migrate", "in/a.json", "--out", "out", "--lang", "en"]), @r#"
    status 0
    --- stdout
    inputs    1 of 1 read, 1 partly, 1 unchanged
    sheets    1, list rows 1, other tables 1 (5 pages in all)
    figures   3, of which a person should check 0
    findings  none
    results   out (documents/ findings.ndjson history.ndjson manifest.ndjson warehouse/ report/index.html)
    --- stderr
    warning: in/a.json: only partly read; pages that are missing: 5
    warning: in/a.json: 1 place(s) were mended or cannot be read (source.repaired): 相互参照表を作り直した
    "#);
    assert_eq!(desk.run(&["migrate", "in/a.json", "--out", "out", "--quiet"]), "status 0\n--- stdout\n--- stderr\n");
    for file in ["out/manifest.ndjson", "out/findings.ndjson"] {
        assert_eq!(desk.status(&["validate", file]), 0, "{file}");
    }
    assert_eq!(desk.status(&["migrate", "-", "--out", "out"]), 2);
}

#[test]
fn what_was_mended_is_told() {
    let desk = Desk::new();
    let mut text = std::fs::read(sheets("zuiun-2021.layout.txt")).unwrap();
    text.extend_from_slice(b"\n\xff\xfe\n");
    desk.put("torn.txt", text);
    for arguments in
        [["extract", "torn.txt", "-o", "torn.json", "--lang=en"], ["migrate", "torn.txt", "--out", "out", "--lang=en"]]
    {
        let output = desk.output(&arguments, b"");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains("warning: torn.txt: 2 place(s) were mended or cannot be read"), "{said}");
    }
    let manifest = std::fs::read_to_string(desk.path().join("out/manifest.ndjson")).unwrap();
    assert!(manifest.contains("\"repaired\":[\"byte "), "{manifest}");
}

#[test]
fn names_cannot_act_on_the_terminal() {
    let desk = Desk::new();
    assert_snapshot!(desk.run(&["extract", "\u{1b}[31mred\n\u{202e}.pdf"]), @r#"
    status 3
    --- stdout
    --- stderr
    error: unreadable: \u{1b}[31mred⏎\u{202e}.pdf: ファイルが見つかりません。名前を確かめてください
    "#);
    // A shell's pattern may have typed it.
    let output = desk.output(&["audit", "-\u{9b}31m\u{202e}.pdf"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert_harmless("a wrong option", &output.stderr);
}

/// What moves a cursor, ends a line, colours, hides or turns round what follows; and what would be markup or a path.
const HOSTILE: &str = "<script>alert(1)</script>\u{1b}]0;t\u{7}\u{9b}31m\u{202e}\u{2066}=1+1|\'\"\\../../x\u{0}";

/// Fails where anything in it would act on a terminal.
fn assert_harmless(what: &str, output: &[u8]) {
    let text = String::from_utf8(output.to_vec()).unwrap();
    let acts = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.chars().find(acts), None, "{what}: {text}");
}

/// A page on which this is written.
fn drawn(text: &str) -> Vec<u8> {
    let codes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut pdf = Make::new();
    pdf.cid_font("F", "UniJIS-UTF16-H", lopdf::Dictionary::new());
    let wide = lopdf::dictionary! { "MediaBox" => numbers(&[0.0, 0.0, 600.0, 100.0]) };
    pdf.page_with(show("F", &codes), wide).bytes()
}

#[test]
fn text_of_documents_cannot_act_on_the_terminal_or_as_markup() {
    let desk = Desk::new();
    // In a document that is read, where it is the text of every cell …
    let coded: String = HOSTILE.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    let row = format!("<tr><td>{coded}<td>{coded}12人<td>0人</tr>");
    desk.put("a.html", format!("<!DOCTYPE html><title>{coded}</title><p>{coded}<table><tr><th>事業名{coded}<th>令和2年度 目標<th>令和2年度 実績</tr>{row}{row}</table>"));
    // … and in one that was written earlier, where it is the name of a project with a wrong letter.
    assert_eq!(desk.status(&["extract", WRONG, "-o", "b.json"]), 0);
    let mut document: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.path().join("b.json")).unwrap()).unwrap();
    for pointer in ["/sheets/0/project/name", "/sheets/0/project/department", "/form/title"] {
        let field = document.pointer_mut(pointer).unwrap();
        (field["printed"], field["value"]) = (HOSTILE.into(), HOSTILE.into());
    }
    document["sheets"][0]["id"] = HOSTILE.into();
    document["source"]["repaired"] = vec![HOSTILE].into();
    document["source"]["name"] = HOSTILE.into();
    desk.put("b.json", document.to_string());
    let mut commands: Vec<Vec<&str>> = Vec::new();
    for input in ["a.html", "b.json"] {
        commands.push(vec!["extract", input]);
        for format in ["text", "json", "ndjson"] {
            commands.push(vec!["audit", input, "--fail-on", "note", "--format", format]);
        }
        commands.push(vec!["migrate", input, "--out", "out"]);
        commands.push(vec!["validate", input]);
    }
    for layer in ["words", "cells", "fields"] {
        commands.push(vec!["inspect", "a.html", "--layer", layer]);
    }
    commands.push(vec!["inspect", "a.html", "--draw"]);
    commands.push(vec!["profiles", "new", "a.html"]);
    commands.push(vec!["normalise", &HOSTILE[..HOSTILE.len() - 1]]);
    for command in commands {
        let output = desk.output(&command, b"");
        assert_harmless(&command.join(" "), &output.stdout);
        assert_harmless(&command.join(" "), &output.stderr);
        let empty = output.stdout.is_empty() && output.stderr.is_empty();
        assert!(!empty, "{command:?}");
    }
    desk.put("c.pdf", drawn(HOSTILE));
    for layer in ["words", "cells", "fields"] {
        let picture = desk.output(&["inspect", "c.pdf", "--layer", layer, "--svg", "-"], b"");
        let svg = String::from_utf8(picture.stdout).unwrap();
        assert!(svg.contains("&lt;script&gt;alert(1)") && !svg.contains("<script"), "{svg}");
        assert_harmless("a picture", svg.as_bytes());
    }
    assert_harmless("a drawing", &desk.output(&["inspect", "c.pdf", "--draw"], b"").stdout);
    for folder in ["out", "out/documents", "out/failed"] {
        for entry in fs::read_dir(desk.path().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            assert_harmless("a file's name", path.file_name().unwrap().as_encoded_bytes());
            if path.is_file() {
                assert_harmless(&path.to_string_lossy(), &fs::read(&path).unwrap());
            }
        }
    }
}

#[test]
fn names_of_inputs_stay_names() {
    let desk = Desk::new();
    let long = "管".repeat(80) + ".txt";
    let names =
        ["-rf.txt", "nul.txt", "a\u{202e}txt.exe.txt", "<b>&\u{1b}[2J.txt", "%s %n $(x) `x`.txt", "=1+1.txt", &long];
    fs::create_dir(desk.path().join("in")).unwrap();
    for (number, name) in names.into_iter().enumerate() {
        desk.put(&format!("in/{name}"), format!("事業名  窓口案内\n令和2年度の目標  {number}人\n"));
    }
    let output = desk.output(&["migrate", "in", "./in/../in/-rf.txt", "--out", "out"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert_harmless("the summary", &output.stdout);
    assert_harmless("what is told", &output.stderr);
    let stored: Vec<_> =
        fs::read_dir(desk.path().join("out/documents")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(stored.len(), names.len());
    for name in &stored {
        assert_harmless("a file's name", name.as_encoded_bytes());
        let name = name.to_str().unwrap();
        assert!(!name.starts_with(['-', '.']) && !name.starts_with("nul.") && name.len() < 255, "{name}");
    }
    for name in ["findings.ndjson", "manifest.ndjson", "history.ndjson"] {
        assert_harmless(name, &fs::read(desk.path().join("out").join(name)).unwrap());
    }
}

#[test]
fn an_endless_line_is_too_large() {
    let desk = Desk::new();
    let output = desk.output(&["normalise", "--lang", "en"], &vec![b'9'; (1 << 20) + 1]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: too-large: a line is longer than 1 MiB\n");
}

#[test]
fn a_picture_of_fields_says_year_and_role_of_each_figure() {
    let form = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/forms/hoshimi-2021.pdf");
    let svg = Desk::new().run(&["inspect", form, "--layer", "fields", "--svg", "-"]);
    for words in [">2019 actual<", ">2022 budget<", ">2020 achievement_rate<", ">department<", "一般財源 2020 actual"]
    {
        assert!(svg.contains(words), "{words}");
    }
}
