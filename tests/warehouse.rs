//! The warehouse that `migrate` writes: its rows are what the documents tell, every one, to the last digit; the same
//! bytes whatever the order of the inputs and the number of threads; and other programs read it.

#![allow(clippy::unwrap_used, clippy::panic)]

// Each test takes what it needs.
#[allow(dead_code)]
#[path = "migrate/bench.rs"]
mod bench;
mod support;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use bench::{Bench, html, sample, text};
use kanrihyo::emit::warehouse::{Cell, Frame, Table, dictionary, json_schema, tell};
use kanrihyo::emit::wire::{Document, Finding, FindingLine, ManifestLine};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;

type Row = Vec<Cell<'static>>;
type Rows = BTreeMap<Table, Vec<Row>>;

/// What stands beside the tables.
const BESIDE: [&str; 2] = ["datapackage.json", "load.sql"];

/// The rule that compares editions.
const BETWEEN: &str = "restated-history";

/// Documents of two editions and of none, in every format, one of them twice.
fn bench() -> Bench {
    let bench = Bench::new();
    for name in ["zuiun-2019.pdf", "zuiun-2021.pdf", "zuiun-2021-1-5.pdf"] {
        bench.put(name, sample(&format!("sheets/{name}")));
    }
    bench.put("again/copy.pdf", sample("sheets/zuiun-2019.pdf"));
    bench.put("list.html", html(1200));
    bench.put("one.txt", text(7));
    bench
}

/// The bytes of the tables and of their description.
fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let tables = fs::read_dir(out.join("warehouse")).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    tables.chain([out.join("datapackage.json")]).map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

/// A cell of a column of Arrow.
fn cell(column: &dyn Array, row: usize) -> Cell<'static> {
    if column.is_null(row) {
        return Cell::Null;
    }
    match column.data_type() {
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(row).to_owned().into()),
        DataType::Int32 => Cell::Integer(column.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => Cell::Integer(column.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Cell::Real(column.as_primitive::<Float64Type>().value(row)),
        DataType::Boolean => Cell::Flag(column.as_boolean().value(row)),
        DataType::Decimal128(24, 6) => {
            let millionths = column.as_primitive::<Decimal128Type>().value(row);
            Cell::Decimal(Decimal::from_i128_with_scale(millionths, 6).normalize())
        }
        other => panic!("no column is of {other}"),
    }
}

fn rows(batch: &RecordBatch) -> impl Iterator<Item = Row> + '_ {
    (0..batch.num_rows()).map(|row| batch.columns().iter().map(|column| cell(column, row)).collect())
}

/// The rows of a run, in the order of its files.
fn written(out: &Path) -> Rows {
    let mut all = Rows::new();
    for (name, _) in files(out).iter().filter(|(name, _)| name.ends_with(".parquet")) {
        let table = Table::ALL.into_iter().find(|table| name.starts_with(table.name())).unwrap();
        let file = File::open(out.join("warehouse").join(name)).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batches = reader.map(Result::unwrap);
        all.entry(table).or_default().extend(batches.flat_map(|batch| rows(&batch).collect::<Vec<_>>()));
    }
    all
}

fn owned(cells: &[Cell<'_>]) -> Row {
    let owned = |cell: &Cell<'_>| match cell {
        Cell::Null => Cell::Null,
        Cell::Text(text) => Cell::Text(text.clone().into_owned().into()),
        Cell::Integer(number) => Cell::Integer(*number),
        Cell::Decimal(number) => Cell::Decimal(*number),
        Cell::Real(number) => Cell::Real(*number),
        Cell::Flag(flag) => Cell::Flag(*flag),
    };
    cells.iter().map(owned).collect()
}

/// The rows that a document tells.
fn told(document: &Document, between: &[&Finding]) -> Rows {
    let mut all = Rows::new();
    let mut put = |table: Table, row: &[Cell<'_>]| {
        all.entry(table).or_default().push(owned(row));
        Ok(())
    };
    tell(document, between.iter().copied(), &mut put).unwrap();
    all
}

fn at(table: Table, column: &str) -> usize {
    table.columns().iter().position(|known| known.name == column).unwrap_or_else(|| panic!("{column}"))
}

/// The cells of a row in some columns.
fn key(table: Table, row: &Row, columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| format!("{:?}", row[at(table, column)])).collect()
}

#[test]
fn the_rows_are_those_that_the_documents_tell() {
    let bench = bench();
    assert_eq!(bench.migrate(&["in"], &["--no-report"]).status, Some(0));
    let out = bench.path("out");
    let rows = written(&out);
    let lines = fs::read_to_string(out.join("findings.ndjson")).unwrap();
    let lines: Vec<FindingLine> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();

    let mut expected: BTreeMap<(Table, String), Vec<Row>> = BTreeMap::new();
    let mut editions = BTreeSet::new();
    let manifest = fs::read_to_string(out.join("manifest.ndjson")).unwrap();
    for line in manifest.lines().map(|line| serde_json::from_str::<ManifestLine>(line).unwrap()) {
        let json = fs::read(out.join(line.document.unwrap())).unwrap();
        let document: Document = serde_json::from_slice(&json).unwrap();
        editions.insert(document.form.fiscal_year);
        let own = |line: &&FindingLine| line.document == document.source.sha256 && line.finding.rule == BETWEEN;
        let between: Vec<&Finding> = lines.iter().filter(own).map(|line| &line.finding).collect();
        for (table, rows) in told(&document, &between) {
            // Of copies the first one counts.
            expected.entry((table, document.source.sha256.clone())).or_insert(rows);
        }
    }
    let mut found: BTreeMap<(Table, String), Vec<Row>> = BTreeMap::new();
    for (table, rows) in &rows {
        for row in rows {
            let Cell::Text(document) = &row[at(*table, "document_id")] else { panic!("no document") };
            found.entry((*table, document.to_string())).or_default().push(row.clone());
        }
    }
    assert_eq!(found, expected);

    // A file an edition.
    assert!(editions.len() > 2 && editions.contains(&None), "{editions:?}");
    let suffix = |edition: &Option<i32>| edition.map_or_else(|| "unknown".to_owned(), |year| year.to_string());
    let names =
        |table: Table| editions.iter().map(move |edition| format!("{}-{}.parquet", table.name(), suffix(edition)));
    let names: BTreeSet<String> = Table::ALL.into_iter().flat_map(names).chain(BESIDE.map(str::to_owned)).collect();
    assert_eq!(files(&out).into_keys().collect::<BTreeSet<_>>(), names);

    // Of copies the rows stand once.
    let names = rows[&Table::Document].iter().map(|row| &row[at(Table::Document, "name")]);
    let copies = ["copy.pdf", "zuiun-2019.pdf"].map(|name| Cell::Text(name.into()));
    assert_eq!(names.filter(|name| copies.contains(name)).count(), 1);

    // Findings between editions say so, and only they.
    let (flag, rule) = (at(Table::Finding, "between_editions"), at(Table::Finding, "rule"));
    let is_between = |row: &Row| row[rule] == Cell::Text(BETWEEN.into());
    assert!(rows[&Table::Finding].iter().all(|row| row[flag] == Cell::Flag(is_between(row))));
    assert!(rows[&Table::Finding].iter().any(is_between));

    // Keys tell the rows apart, and references lead somewhere.
    for (table, rows) in &rows {
        let keys: BTreeSet<_> = rows.iter().map(|row| key(*table, row, table.key())).collect();
        assert_eq!(keys.len(), rows.len(), "{table:?}");
        for reference in table.references() {
            let there: BTreeSet<_> = written(&out)[&reference.table]
                .iter()
                .map(|row| key(reference.table, row, reference.columns))
                .collect();
            let leads = |row: &Row| {
                let key = key(*table, row, reference.columns);
                key.iter().any(|cell| cell == "Null") || there.contains(&key)
            };
            assert!(rows.iter().all(leads), "{table:?} → {:?}", reference.table);
        }
    }
}

/// Rows as the JSON Schema has them.
fn as_json(rows: &Rows) -> Value {
    let value = |cell: &Cell<'_>| match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => text.as_ref().into(),
        Cell::Integer(number) => (*number).into(),
        Cell::Decimal(number) => number.to_string().into(),
        Cell::Real(number) => (*number).into(),
        Cell::Flag(flag) => (*flag).into(),
    };
    let list = |table: Table| {
        let columns = table.columns();
        let object = |row: &Row| -> Map<String, Value> {
            columns.iter().zip(row).map(|(column, cell)| (column.name.to_owned(), value(cell))).collect()
        };
        let rows = rows.get(&table).into_iter().flatten();
        (table.name().to_owned(), rows.map(object).collect::<Value>())
    };
    Value::Object(Table::ALL.into_iter().map(list).collect())
}

#[test]
fn rows_satisfy_their_schema() {
    let committed = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/warehouse.v1.json")).unwrap();
    let committed: Value = serde_json::from_slice(&committed).unwrap();
    assert_eq!(committed, json_schema(), "schemas/warehouse.v1.json is stale");
    let schema = jsonschema::validator_for(&committed).unwrap();
    let options = kanrihyo::Options::builtin();
    let mut documents = vec![Document::from(support::sample())];
    for folder in ["fixtures/sheets", "fixtures/forms"] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "pdf") {
                documents.push(kanrihyo::read_file(&path, &options).unwrap().into());
            }
        }
    }
    assert!(documents.len() > 8);
    for document in documents {
        let rows = as_json(&told(&document, &[]));
        let wrong: Vec<String> = schema.iter_errors(&rows).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", document.source.name);
    }
}

#[test]
fn the_dictionary_is_what_the_columns_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/DATA_DICTIONARY.md");
    if std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty()) {
        fs::write(path, dictionary()).unwrap();
    }
    assert!(fs::read_to_string(path).unwrap() == dictionary(), "docs/DATA_DICTIONARY.md is stale; run with UPDATE=1");
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let bench = bench();
    let of = |out: &str, inputs: &[&str], more: &[&str]| {
        let arguments = [&["migrate", "--out", out, "--no-report"], more, inputs].concat();
        assert_eq!(bench.ran(bench.command(&arguments).output().unwrap()).status, Some(0));
        files(&bench.path(out))
    };
    let first = of("one", &["in"], &["--jobs", "1"]);
    assert!(of("one", &["in"], &["--jobs", "1"]) == first, "a second run");
    let turned =
        ["in/one.txt", "in/zuiun-2021-1-5.pdf", "in/list.html", "in/zuiun-2021.pdf", "in/zuiun-2019.pdf", "in"];
    let other = of("two", &turned, &["--jobs", "2"]);
    assert_eq!(other.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
    let differ: Vec<_> = first.iter().filter(|(name, bytes)| other[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "another order: {differ:?}");
}

#[test]
fn files_of_editions_that_are_gone_go_and_others_stay() {
    let bench = Bench::new();
    bench.put("2019.pdf", sample("sheets/zuiun-2019.pdf"));
    bench.put("2021.pdf", sample("sheets/zuiun-2021-1-5.pdf"));
    assert_eq!(bench.migrate(&["in"], &["--no-report"]).status, Some(0));
    let warehouse = bench.path("out/warehouse");
    assert_eq!(files(&bench.path("out")).len(), 2 * Table::ALL.len() + BESIDE.len());
    fs::write(warehouse.join("observation-mine.parquet"), "mine").unwrap();
    assert_eq!(bench.migrate(&["in/2021.pdf"], &["--no-report"]).status, Some(0));
    let left: Vec<String> = files(&bench.path("out")).into_keys().collect();
    let mut expected: Vec<String> = Table::ALL.map(|table| format!("{}.parquet", table.name())).into();
    expected.push("observation-mine.parquet".to_owned());
    expected.extend(BESIDE.map(str::to_owned));
    expected.sort();
    assert_eq!(left, expected);
    let rows = written_but(&bench.path("out"), "observation-mine.parquet");
    assert_eq!(rows[&Table::Document].len(), 1);
}

/// The rows of a run without a file that is not its.
fn written_but(out: &Path, other: &str) -> Rows {
    fs::remove_file(out.join("warehouse").join(other)).unwrap();
    written(out)
}

/// Whether decimal(24,6) holds a number, told from its digits alone.
fn is_held(number: Decimal) -> bool {
    let digits = number.normalize().to_string();
    let (whole, fraction) =
        digits.trim_start_matches('-').split_once('.').unwrap_or((digits.trim_start_matches('-'), ""));
    whole.trim_start_matches('0').len() <= 18 && fraction.len() <= 6
}

proptest! {
    /// What the column cannot hold exactly is null, and its text has every digit; what it holds comes back the same.
    #[test]
    fn figures_are_exact_or_null(
        mantissa in prop_oneof![any::<i64>(), -1_000_000_000_i64..1_000_000_000, Just(999_999_999_999_999_999)],
        zeros in 0_u32..8,
        scale in 0_u32..12,
    ) {
        // As long as the document's JSON lets a number be: 26 digits before the point.
        let number = Decimal::from_i128_with_scale(i128::from(mantissa) * 10_i128.pow(zeros), scale);
        let mut document = support::sample();
        for observation in document.sheets.iter_mut().flat_map(|s| &mut s.indicators).flat_map(|i| &mut i.observations) {
            observation.value.quantity.number = Some(number);
        }
        let all = told(&document.into(), &[]);
        let mut frame = Frame::new(Table::Observation);
        all[&Table::Observation].iter().for_each(|row| frame.push(row).unwrap());
        let batch = frame.take().unwrap();
        for row in rows(&batch) {
            prop_assert_eq!(&row[at(Table::Observation, "value_text")], &Cell::Text(number.normalize().to_string().into()));
            let expected = if is_held(number) { Cell::Decimal(number.normalize()) } else { Cell::Null };
            prop_assert_eq!(&row[at(Table::Observation, "value")], &expected);
        }
        prop_assert!(batch.num_rows() > 0);
    }
}

/// DuckDB, pandas, polars and frictionless on the files of a run of two editions, and of a run of one.
#[cfg(feature = "system-tests")]
#[test]
fn other_programs_read_it() {
    let bench = bench();
    assert_eq!(bench.migrate(&["in"], &["--no-report"]).status, Some(0));
    let one = ["migrate", "--out", "one", "--no-report", "in/zuiun-2021.pdf"];
    assert_eq!(bench.ran(bench.command(&one).output().unwrap()).status, Some(0));
    for out in ["out", "one"] {
        let mut test = std::process::Command::new(python::interpreter());
        test.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/python/test_warehouse.py"]);
        python::told(test.env("OUT", bench.path(out)));
    }
}

#[cfg(feature = "system-tests")]
#[path = "support/python.rs"]
mod python;
