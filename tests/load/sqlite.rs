//! Into SQLite.

use crate::bench::{
    HOSTILE, command, copied, document, documents, expected, hostile, kanrihyo, other, run, said, written,
};
use rusqlite::{Connection, types::Value as Held};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self) -> PathBuf {
        self.path().join("all.sqlite")
    }

    fn load(&self, inputs: &[&str]) -> (i32, String) {
        kanrihyo(&[&["load", "--to", &self.file().to_string_lossy()], inputs].concat())
    }

    /// All that the file holds, as text.
    fn dump(&self) -> Vec<String> {
        let connection = Connection::open(self.file()).unwrap();
        let names = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
        let mut names = names;
        let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut lines = Vec::new();
        for name in names {
            let mut rows = connection.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2, 3, 4")).unwrap();
            let columns = rows.column_count();
            let mut rows = rows.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let cells = (0..columns).map(|n| format!("{:?}", row.get::<_, Held>(n).unwrap()));
                lines.push(format!("{name}: {}", cells.collect::<Vec<_>>().join(" ")));
            }
        }
        lines
    }

    fn one<T: rusqlite::types::FromSql>(&self, query: &str) -> T {
        Connection::open(self.file()).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
    }

    fn counts(&self) -> BTreeMap<&'static str, i64> {
        let count = |name: &'static str| (name, self.one::<i64>(&format!("SELECT count(*) FROM {name}")));
        ["document", "sheet", "indicator", "observation", "score", "finding"].map(count).into()
    }
}

#[test]
fn all_of_a_run_is_loaded_and_loading_it_again_changes_nothing() {
    let (bench, folder) = (Bench::new(), run().to_string_lossy().into_owned());
    let (status, told) = bench.load(&[&folder]);
    assert_eq!(status, 0, "{told}");
    let (mut rows, sum) = expected(&documents());
    let manifest = fs::read_to_string(run().join("findings.ndjson")).unwrap();
    assert!(rows["finding"] < manifest.lines().count() as i64, "some findings compare editions");
    rows.insert("finding", manifest.lines().count() as i64);
    assert_eq!(bench.counts(), rows);
    assert_eq!(bench.one::<i64>("SELECT count(*) FROM finding WHERE between_editions"), {
        let own: i64 = expected(&documents()).0["finding"];
        rows["finding"] - own
    });
    let connection = Connection::open(bench.file()).unwrap();
    let mut values = connection.prepare("SELECT value FROM observation WHERE value IS NOT NULL").unwrap();
    let values = values.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let loaded: Decimal = values.map(|value| value.unwrap().parse::<Decimal>().unwrap()).sum();
    assert_eq!(loaded.normalize().to_string(), sum.to_string(), "to the last digit");

    let before = (fs::read(bench.file()).unwrap(), bench.dump());
    let warehouse = format!("{folder}/warehouse");
    let (status, told) = bench.load(&[&warehouse, &folder]);
    assert_eq!((status, told.contains("rows: 0 written, 0 kept as past")), (0, true), "{told}");
    assert!(before.0 == fs::read(bench.file()).unwrap(), "not a byte differs");
    for view in ["achievement_by_department", "printed_against_recomputed", "restated_history", "observation_recorded"]
    {
        assert!(bench.one::<i64>(&format!("SELECT count(*) FROM {view}")) > 0, "{view}");
    }
    assert!(bench.one::<i64>("SELECT count(*) FROM restated_history WHERE changed") > 0);
}

#[test]
fn a_document_that_differs_replaces_its_own_rows_and_what_was_known_is_kept() {
    let bench = Bench::new();
    let (first, second) = (document("zuiun-2019.pdf"), document("zuiun-2021.pdf"));
    let paths = [written(bench.path(), "a.json", &first), written(bench.path(), "b.json", &second)];
    bench.load(&[&paths[0], &paths[1]]);
    let (counts, before) = (bench.counts(), bench.dump());
    let at: String = bench.one("SELECT max(recorded_from) FROM document");
    let field = "/sheets/0/indicators/0/observations/0/value";
    let figure = format!("SELECT printed FROM observation WHERE published_year = 2019 AND field = '{field}'");
    let old: String = bench.one(&figure);

    let mut changed = first;
    *changed.pointer_mut(&format!("{field}/printed")).unwrap() = "見直し".into();
    let path = written(bench.path(), "c.json", &changed);
    let (status, told) = bench.load(&[&path, &paths[1]]);
    assert_eq!((status, told.contains("1 replaced, 1 unchanged")), (0, true), "{told}");
    assert_eq!((bench.one::<String>(&figure), bench.counts()), ("見直し".to_owned(), counts));
    let other =
        |lines: &[String]| lines.iter().filter(|line| line.contains("Integer(2021)")).cloned().collect::<Vec<_>>();
    assert_eq!(other(&before), other(&bench.dump()), "the other edition is as it was");
    let known = format!(
        "SELECT printed FROM observation_recorded WHERE published_year = 2019 AND field = '{field}' \
         AND recorded_from <= '{at}' AND (recorded_to IS NULL OR recorded_to > '{at}')"
    );
    assert_eq!(bench.one::<String>(&known), old, "as known at that time");
    assert_eq!(bench.one::<i64>("SELECT count(*) FROM document_past WHERE superseded_by IS NULL"), 1);
}

#[test]
fn a_corrected_source_takes_the_place_of_the_earlier_one_for_good() {
    let bench = Bench::new();
    let first = document("zuiun-2021.pdf");
    let corrected = other(first.clone(), 'c');
    let mut unlike = other(first.clone(), 'd');
    for sheet in unlike["sheets"].as_array_mut().unwrap() {
        sheet["id"] = format!("{}x", sheet["id"].as_str().unwrap()).into();
    }
    let mut nobody = other(document("zuiun-2019.pdf"), 'e');
    nobody["form"].as_object_mut().unwrap().remove("publisher");
    let paths: Vec<String> = [first, corrected, unlike, document("zuiun-2019.pdf"), nobody]
        .iter()
        .enumerate()
        .map(|(n, document)| written(bench.path(), &format!("{n}.json"), document))
        .collect();
    bench.load(&[&paths[0], &paths[3]]);
    assert!(bench.load(&[&paths[2]]).1.contains("1 new (0 of them corrections)"), "no sheet in common");
    assert!(bench.load(&[&paths[4]]).1.contains("1 new (0 of them corrections)"), "whose it is, is not known");
    let before = bench.counts();
    let (status, told) = bench.load(&[&paths[1]]);
    assert_eq!((status, told.contains("1 new (1 of them corrections)")), (0, true), "{told}");
    assert_eq!(bench.counts(), before);
    assert_eq!(bench.one::<String>("SELECT superseded_by FROM document_past"), "c".repeat(64));
    let after = bench.dump();
    for inputs in [&[&*paths[0]][..], &[&paths[0], &paths[1]], &[&paths[1]]] {
        let (status, told) = bench.load(inputs);
        assert_eq!((status, told.contains("rows: 0 written, 0 kept")), (0, true), "{told}");
        assert_eq!(told.contains("its correction cccc"), inputs.contains(&&*paths[0]), "{told}");
        assert_eq!(bench.dump(), after, "no night turns it round");
    }
    let beside = Bench::new();
    beside.load(&[&paths[0], &paths[1]]);
    assert_eq!(beside.one::<i64>("SELECT count(*) FROM document"), 2, "inputs of one load stand beside each other");
}

#[test]
fn names_end_nothing() {
    let bench = Bench::new();
    let path = written(bench.path(), "h.json", &hostile(document("zuiun-2021-1-5.pdf")));
    let (status, told) = bench.load(&[&path]);
    assert_eq!(status, 0, "{told}");
    let name: String = bench.one("SELECT project_name FROM sheet");
    assert_eq!(name, HOSTILE.replace('\0', "\u{fffd}"));
    assert!(bench.load(&[&path]).1.contains("rows: 0 written"));
}

#[test]
fn a_correction_is_known_whatever_names_hold() {
    let bench = Bench::new();
    let mut first = document("zuiun-2021-1-5.pdf");
    first["form"]["publisher"]["name"]["value"] = "瑞雲\0市".into();
    first["source"]["name"] = "a\0b.pdf".into();
    let id = first["sheets"][0]["id"].as_str().unwrap().to_owned();
    first["sheets"][0]["id"] = format!("{id}\0").into();
    let paths = [first.clone(), other(first, '8')].map(|document| {
        let name = format!("{}.json", document["source"]["sha256"].as_str().unwrap());
        written(bench.path(), &name, &document)
    });
    for (path, corrections) in paths.iter().zip(["1 new (0 of them", "1 new (1 of them"]) {
        let (status, told) = bench.load(&[path]);
        assert_eq!((status, told.contains(corrections)), (0, true), "{told}");
    }
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_loaded() {
    let bench = Bench::new();
    let good = document("zuiun-2021-1-5.pdf");
    let mut newer = other(good.clone(), '2');
    newer["schema"] = "kanrihyo/document/v2".into();
    let mut twice = other(document("zuiun-2019.pdf"), '3');
    let id = twice["sheets"][0]["id"].clone();
    twice["sheets"][1]["id"] = id;
    let mut odd = other(good.clone(), '4');
    odd["sheets"][0]["colour"] = "red".into();
    let paths: Vec<String> = [good, newer, twice, odd]
        .iter()
        .enumerate()
        .map(|(n, document)| written(bench.path(), &format!("{n}.json"), document))
        .collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let (status, told) = bench.load(&[&paths[..], &["fixtures/sheets/zuiun-2019.pdf", "missing.pdf"]].concat());
    assert_eq!((status, told.matches("error: ").count()), (3, 4), "{told}");
    assert!(told.contains("kanrihyo/document/v2") && told.contains("kanrihyo/document/v1"), "{told}");
    assert!(told.contains("2 new (0 of them corrections)") && told.contains("4 failed"), "{told}");
    assert_eq!(bench.one::<i64>("SELECT count(*) FROM document"), 2);
}

#[test]
fn a_run_that_has_not_ended_is_not_loaded() {
    let bench = Bench::new();
    let folder = copied(bench.path());
    let named = folder.to_string_lossy().into_owned();
    fs::write(folder.join("manifest.ndjson.partial"), "").unwrap();
    let (status, told) = bench.load(&[&named]);
    assert_eq!((status, told.contains("run the same migrate again")), (3, true), "{told}");
    fs::remove_file(folder.join("manifest.ndjson.partial")).unwrap();
    let findings = fs::read_to_string(folder.join("findings.ndjson")).unwrap();
    fs::write(folder.join("findings.ndjson"), &findings[..findings.len() / 2]).unwrap();
    assert_eq!(bench.load(&[&named]).0, 3, "torn findings");
    fs::write(folder.join("findings.ndjson"), findings).unwrap();
    let torn = fs::read_dir(folder.join("documents")).unwrap().next().unwrap().unwrap().path();
    let bytes = fs::read(&torn).unwrap();
    fs::write(&torn, &bytes[..bytes.len() - 9]).unwrap();
    let (status, told) = bench.load(&[&named]);
    assert_eq!((status, told.contains("1 failed")), (3, true), "{told}");
}

#[test]
fn a_file_that_refuses_is_left_as_it_was() {
    let bench = Bench::new();
    let folder = run().to_string_lossy().into_owned();
    let to = bench.file().to_string_lossy().into_owned();
    for (target, status) in [("x.txt", 2), ("postgres://u:secret@h/d", 2), ("/no/such/folder/x.sqlite", 4), ("", 2)] {
        let (code, told) = kanrihyo(&["load", "--to", target, &folder]);
        assert_eq!((code, told.contains("secret")), (status, false), "{target}: {told}");
    }
    fs::write(bench.file(), "this is no database, only some text that is long enough to be taken for one ".repeat(9))
        .unwrap();
    assert_eq!(bench.load(&[&folder]).0, 2, "no database");
    fs::remove_file(bench.file()).unwrap();
    Connection::open(bench.file()).unwrap().execute_batch("CREATE TABLE sheet (a)").unwrap();
    let (status, told) = bench.load(&[&folder]);
    assert_eq!((status, told.contains("table sheet")), (2, true), "{told}");
    fs::remove_file(bench.file()).unwrap();

    assert_eq!(bench.load(&["fixtures/sheets/zuiun-2021-1-5.pdf"]).0, 0);
    let before = bench.dump();
    let holder = Connection::open(bench.file()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (status, told) = kanrihyo(&["load", "--wait", "0.2", "--to", &to, &folder]);
    assert_eq!((status, told.contains("another program")), (4, true), "{told}");
    drop(holder);
    #[cfg(unix)]
    {
        // A file that may not grow is a disk that is full.
        let line = r#"trap '' XFSZ; ulimit -f 200; exec "$0" load --lang en --to "$1" "$2""#;
        let full = std::process::Command::new("sh")
            .args(["-c", line, env!("CARGO_BIN_EXE_kanrihyo"), &to, &folder])
            .output()
            .unwrap();
        let (status, told) = said(&full);
        assert_eq!((status, told.contains("nothing has changed")), (4, true), "{told}");
    }
    assert_eq!(bench.dump(), before);
    // A program that is killed in the middle, as the system may do.
    let mut killed = command(&["load", "--to", &to, &folder]).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(150));
    killed.kill().unwrap();
    killed.wait().unwrap();
    let (status, told) = bench.load(&[&folder]);
    assert_eq!(status, 0, "{told}");
    assert_eq!(bench.counts()["sheet"], expected(&documents()).0["sheet"]);
}

#[test]
fn older_tables_are_brought_up_to_date_and_newer_ones_refused() {
    let bench = Bench::new();
    let path = written(bench.path(), "a.json", &document("zuiun-2021-1-5.pdf"));
    bench.load(&[&path]);
    let sum = bench.one::<i64>("SELECT count(basis) + count(printed) FROM observation");
    let connection = Connection::open(bench.file()).unwrap();
    connection
        .execute_batch(
            "DROP VIEW observation_recorded; DROP VIEW printed_against_recomputed; DROP VIEW restated_history; \
             ALTER TABLE observation DROP COLUMN printed; ALTER TABLE observation_past DROP COLUMN printed",
        )
        .unwrap();
    let (status, told) = bench.load(&[&path]);
    assert_eq!((status, told.contains("1 replaced")), (0, true), "{told}");
    assert_eq!(bench.one::<i64>("SELECT count(basis) + count(printed) FROM observation"), sum);
    assert!(bench.one::<i64>("SELECT count(*) FROM observation_recorded") > 0);
    connection.execute_batch("ALTER TABLE sheet ADD COLUMN of_tomorrow text").unwrap();
    let (status, told) = bench.load(&[&path]);
    assert_eq!((status, told.contains("newer") && told.contains("sheet.of_tomorrow")), (2, true), "{told}");
}

#[test]
fn the_schema_can_be_printed() {
    assert_eq!(Bench::new().load(&["--schema", "x", "fixtures/sheets/zuiun-2019.pdf"]).0, 2, "SQLite has no schemas");
    for database in ["duckdb", "postgres", "sqlite"] {
        let (status, sql) = kanrihyo(&["load", "--print-sql", database]);
        assert_eq!((status, sql.contains("\"observation\"") && sql.contains("restated_history")), (0, true), "{sql}");
    }
    let sql = kanrihyo(&["load", "--print-sql", "sqlite"]).1;
    Connection::open_in_memory().unwrap().execute_batch(&sql).unwrap();
}

#[test]
fn programs_are_told_what_became_of_each_input() {
    let bench = Bench::new();
    let path = written(bench.path(), "a.json", &document("zuiun-2021-1-5.pdf"));
    let (status, told) = bench.load(&["--log", "json", "--quiet", &path, "missing.json"]);
    assert_eq!((status, told.lines().count()), (3, 1), "{told}");
    let (status, told) = bench.load(&["--log", "json", &path, &path]);
    let events: Vec<serde_json::Value> = told
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|it: &serde_json::Value| it.is_object())
        .collect();
    let of =
        |name: &str| events.iter().find(|event| event["event"] == name).unwrap_or_else(|| panic!("{name}: {told}"));
    assert_eq!((status, &of("input")["status"], &of("done")["rows"]), (0, &"unchanged".into(), &0.into()), "{told}");
}
