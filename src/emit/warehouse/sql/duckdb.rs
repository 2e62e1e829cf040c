//! DuckDB reads the Parquet files itself; a script tells it how.

use super::views;
use super::{Dialect, quoted};
use crate::emit::warehouse::Table;
use std::fmt::Write;

/// The tables and views.
pub(super) fn schema() -> Vec<String> {
    // Without keys: DuckDB holds a row that is replaced to the key of the one that it replaces.
    let table = |table: Table| {
        let columns = table.columns().into_iter().map(|column| {
            let required = if column.required { " NOT NULL" } else { "" };
            format!("  {} {}{required}", quoted(column.name), Dialect::DuckDb.kind(column.kind))
        });
        let columns = columns.collect::<Vec<_>>().join(",\n");
        format!("CREATE TABLE IF NOT EXISTS {} (\n{columns}\n)", quoted(table.name()))
    };
    Table::ALL.map(table).into_iter().chain(views::create(Dialect::DuckDb)).collect()
}

/// The script that loads the files beside it: documents that the database has already are replaced, others stay.
pub fn load() -> String {
    let mut script = String::from(
        "-- このフォルダで: duckdb FILE.db < load.sql   何度実行しても同じ結果になります\n\
         -- In this folder: duckdb FILE.db < load.sql   Running it again changes nothing\n\
         BEGIN TRANSACTION;\n",
    );
    for statement in schema() {
        let _ = writeln!(script, "{statement};");
    }
    for table in Table::ALL.into_iter().rev() {
        let documents = "SELECT document_id FROM read_parquet('document*.parquet')";
        let _ = writeln!(script, "DELETE FROM {} WHERE document_id IN ({documents});", quoted(table.name()));
    }
    for table in Table::ALL {
        let name = table.name();
        let files = format!("read_parquet('{name}*.parquet')");
        let _ = writeln!(script, "INSERT INTO {} BY NAME SELECT * FROM {files};", quoted(name));
    }
    script.push_str("COMMIT;\n");
    script
}
