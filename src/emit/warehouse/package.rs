//! What describes the tables to other programs: a Data Package (version 2), a JSON Schema of rows, a dictionary to read.

use super::column::{Column, Kind, PRECISION, SCALE};
use super::table::Table;
use crate::emit::wire::Tool;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// A file of a table.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Whose rows it has.
    pub table: Table,
    /// Its name among the resources: lower case, no blanks.
    pub name: String,
    /// Where it is, relative to the package.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// The Data Package of these files: `datapackage.json`.
///
/// References hold among the files that are named alike: a document's rows all stand in files of its edition.
pub fn package(files: &[Resource]) -> Value {
    let tool = Tool::this();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": tool.name,
        "title": "管理票 (performance-evaluation sheets of Japanese public bodies)",
        "description": format!("{} {}: docs/DATA_DICTIONARY.md", tool.name, tool.version),
        "resources": files.iter().map(resource).collect::<Vec<_>>(),
    })
}

fn resource(file: &Resource) -> Value {
    let table = file.table;
    let [ja, en] = table.about();
    let edition = file.name.strip_prefix(table.name()).unwrap_or_default();
    let columns = table.columns();
    let references = table.binding().map(|reference| {
        let resource = format!("{}{edition}", reference.table.name());
        json!({"fields": reference.columns, "reference": {"resource": resource, "fields": reference.columns}})
    });
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "name": file.name,
        "title": ja,
        "description": en,
        "path": file.path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        // Not `bytes` and `hash`: validators count them of tables as text.
        "kanrihyo:bytes": file.bytes,
        "kanrihyo:sha256": file.sha256,
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": columns.iter().copied().map(field).collect::<Vec<_>>(),
            "primaryKey": table.key(),
            "foreignKeys": references.collect::<Vec<_>>(),
        },
    })
}

fn field(column: &Column) -> Value {
    let [ja, en] = column.about;
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Json => "array",
        Kind::Integer | Kind::Long => "integer",
        Kind::Decimal | Kind::Real => "number",
        Kind::Flag => "boolean",
    };
    let mut field = json!({"name": column.name, "type": kind, "title": ja, "description": en});
    field["missingValues"] = match column.kind {
        // An empty text is what an empty cell prints.
        Kind::Text => json!([]),
        Kind::Json => json!([""]),
        // Readers that go through pandas meet nulls of numbers so.
        Kind::Integer | Kind::Long | Kind::Decimal | Kind::Real | Kind::Flag => json!(["", "nan"]),
    };
    if column.required {
        field["constraints"] = json!({"required": true});
    }
    field
}

/// The JSON Schema of rows: an object of six lists, one a table, of rows as objects.
///
/// Decimals are strings, as everywhere in the program's JSON.
pub fn json_schema() -> Value {
    let lists = |table: Table| (table.name().to_owned(), json!({"type": "array", "items": row_schema(table)}));
    let properties: Map<String, Value> = Table::ALL.into_iter().map(lists).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:kanrihyo:schema:warehouse.v1",
        "title": "Rows of the six tables of the warehouse",
        "type": "object",
        "properties": properties,
        "required": Table::ALL.map(Table::name),
        "additionalProperties": false,
    })
}

fn row_schema(table: Table) -> Value {
    let columns = table.columns();
    let property = |column: &&Column| {
        let kind = match column.kind {
            Kind::Text | Kind::Json | Kind::Decimal => "string",
            Kind::Integer | Kind::Long => "integer",
            Kind::Real => "number",
            Kind::Flag => "boolean",
        };
        let kind = if column.required { json!(kind) } else { json!([kind, "null"]) };
        let mut schema = json!({"description": column.about[1], "type": kind});
        if column.kind == Kind::Decimal {
            let whole = PRECISION - SCALE - 1;
            schema["pattern"] = format!(r"^-?(0|[1-9][0-9]{{0,{whole}}})(\.[0-9]{{0,{}}}[1-9])?$", SCALE - 1).into();
        }
        (column.name.to_owned(), schema)
    };
    json!({
        "description": table.about()[1],
        "type": "object",
        "properties": columns.iter().map(property).collect::<Map<String, Value>>(),
        "required": columns.iter().map(|column| column.name).collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

/// The data dictionary: every column in Japanese and English, as Markdown.
pub fn dictionary() -> String {
    let mut text = String::from(INTRODUCTION);
    for table in Table::ALL {
        let [ja, en] = table.about();
        let key = table.key().join("`, `");
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## `{}`\n\n{ja}。\n{en}.\n\nKey: `{key}`.", table.name());
        for reference in table.references() {
            let _ = write!(text, " (`{}`) → `{}`.", reference.columns.join("`, `"), reference.table.name());
        }
        text.push_str("\n\n| column | type | 意味 | meaning |\n|---|---|---|---|\n");
        for column in table.columns() {
            let [ja, en] = column.about;
            let null = if column.required { "" } else { ", null" };
            let _ = writeln!(text, "| `{}` | {}{null} | {ja} | {en} |", column.name, type_name(column.kind));
        }
    }
    text
}

const INTRODUCTION: &str = "\
# Data dictionary

The six tables that `migrate` writes into `warehouse/` and `load` into databases. This file is generated from the
program (`kanrihyo schema dictionary`); a test keeps it so.

`text` is UTF-8. `json` is a text that holds a JSON array; PostgreSQL has it as `jsonb`. `integer` has 32 bits,
`long` 64. `decimal` is decimal(24,6), SQLite's a text with all digits; what it cannot hold exactly is null, and the
column of the same name with `_text` has every digit. `real` is a double: measures of trust and of length only.

Fiscal years are western start years (令和2年度 = 2020). Rows are ordered by edition, publisher, document and `position`.
One edition never overwrites another: the same project's figures of the same year stand once for each
`published_year` that prints them.
";

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Json => "json",
        Kind::Integer => "integer",
        Kind::Long => "long",
        Kind::Decimal => "decimal",
        Kind::Real => "real",
        Kind::Flag => "boolean",
    }
}
