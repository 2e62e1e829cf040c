//! Rows of the warehouse, to be compared in any order.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The rows of a table, each by its document and its position: the cells under the names of their columns.
pub type Rows = BTreeMap<String, Vec<(String, ArrayRef)>>;

/// Adds rows, each of which stands once.
pub fn collect(rows: &mut Rows, batch: &RecordBatch) {
    let key = |row: usize| {
        let document = batch.column_by_name("document_id").unwrap().as_string::<i32>().value(row);
        let position = batch.column_by_name("position").map(|p| p.as_primitive::<Int32Type>().value(row));
        format!("{document} {:9}", position.unwrap_or_default())
    };
    let schema = batch.schema();
    for row in 0..batch.num_rows() {
        let cells = schema.fields().iter().zip(batch.columns());
        let cells = cells.map(|(field, column)| (field.name().clone(), column.slice(row, 1))).collect();
        assert!(rows.insert(key(row), cells).is_none(), "a row stands once: {}", key(row));
    }
}

/// The tables below a folder, whether a table is a folder of files or several files.
pub fn tables(folder: &Path) -> BTreeMap<String, Rows> {
    let mut tables: BTreeMap<String, Rows> = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().split('-').next().unwrap().to_owned();
        let is_table = |path: &Path| path.extension().is_some_and(|ending| ending == "parquet");
        let files: Vec<_> = match path.is_dir() {
            true => fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect(),
            false if is_table(&path) => vec![path],
            false => continue,
        };
        let rows = tables.entry(name).or_default();
        for file in files.iter().filter(|file| is_table(file)) {
            let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(file).unwrap()).unwrap();
            reader.build().unwrap().for_each(|batch| collect(rows, &batch.unwrap()));
        }
    }
    tables
}

/// That tables have the same rows, to the last cell.
pub fn assert_same(found: &BTreeMap<String, Rows>, expected: &BTreeMap<String, Rows>) {
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (table, rows) in expected {
        let keys = |rows: &Rows| rows.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&found[table]), keys(rows), "{table}");
        for (key, cells) in rows {
            assert_eq!(&found[table][key], cells, "{table} {key}");
        }
    }
}
