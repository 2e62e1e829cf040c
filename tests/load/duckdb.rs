//! Into DuckDB, which reads the tables of a run itself.

use crate::bench::{documents, expected, run};
use crate::python;
use std::fs;

/// Loads a folder twice; prints the rows of each table and view, and the sum of the figures.
const SCRIPT: &str = r#"
import os, sys
import duckdb

os.chdir(sys.argv[1])
database = duckdb.connect(sys.argv[2])
with open("load.sql") as script:
    script = script.read()
for _ in range(2):
    database.execute(script)
for table in sys.argv[3:]:
    print(table, database.execute(f"select count(*) from {table}").fetchone()[0])
print("sum", database.execute("select sum(value) from observation").fetchone()[0].normalize())
"#;

#[test]
fn the_script_beside_the_tables_loads_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.duckdb").to_string_lossy().into_owned();
    let tables = run().join("warehouse").to_string_lossy().into_owned();
    let (mut rows, sum) = expected(&documents());
    rows.insert("finding", fs::read_to_string(run().join("findings.ndjson")).unwrap().lines().count() as i64);
    let names: Vec<&str> = rows.keys().copied().collect();
    let views = ["achievement_by_department", "printed_against_recomputed", "restated_history"];
    let arguments = [&["-c", SCRIPT, &tables, &file], &names[..], &views].concat();
    let told = python::run(&python::interpreter(), arguments);
    for (name, count) in rows {
        assert!(told.contains(&format!("{name} {count}\n")), "{name} {count}: {told}");
    }
    assert!(told.contains(&format!("sum {sum}\n")), "{sum}: {told}");
    assert!(views.iter().all(|view| told.contains(view) && !told.contains(&format!("{view} 0\n"))), "{told}");
}
