//! The tables as SQL: what creates them, what keeps what they held before, what people ask of them.
//!
//! All of it is told from the columns; a new column stands in every database without a line here.

mod duckdb;
mod views;

pub use duckdb::load as duckdb_load;

use super::column::{Column, Kind, PRECISION, SCALE};
use super::table::{Reference, Table};
use crate::emit::wire::Tool;
use crate::sheet::hex;
use sha2::{Digest, Sha256};

/// Version of what stands around the columns. Columns that a database lacks are added without a new one.
pub const VERSION: i32 = 1;

/// A database's way to say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

/// A table that a database has: one of the six, or what it held before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Whose rows it has.
    pub table: Table,
    /// Whether it has what was replaced.
    pub is_past: bool,
}

/// A column that a database has besides those of the warehouse.
struct Extra {
    name: &'static str,
    kind: fn(Dialect) -> String,
    required: bool,
    about: [&'static str; 2],
}

const DIGEST: Extra = Extra {
    name: "digest",
    kind: |dialect| dialect.kind(Kind::Text),
    required: true,
    about: ["読み込んだ行すべての SHA-256", "SHA-256 of all rows that were loaded"],
};
const FROM: Extra = Extra {
    name: "recorded_from",
    kind: |dialect| dialect.instant().to_owned(),
    required: true,
    about: ["いつから記録されているか", "From when on it is recorded"],
};
const TO: Extra = Extra {
    name: "recorded_to",
    kind: |dialect| dialect.instant().to_owned(),
    required: true,
    about: ["いつまで記録されていたか (この時点を含まない)", "Until when it was recorded, that moment not included"],
};
const BY: Extra = Extra {
    name: "superseded_by",
    kind: |dialect| dialect.kind(Kind::Text),
    required: false,
    about: [
        "これに代わった訂正後の文書。空なら同じ文書の新しい行",
        "The corrected document that took its place; null where newer rows of the same document did",
    ],
};

impl Stored {
    /// All of them; each comes after those that it refers to.
    pub fn all() -> impl Iterator<Item = Self> {
        [false, true].into_iter().flat_map(|is_past| Table::ALL.map(|table| Self { table, is_past }))
    }

    /// Its name.
    pub fn name(self) -> String {
        format!("{}{}", self.table.name(), if self.is_past { "_past" } else { "" })
    }

    fn extras(self) -> Vec<&'static Extra> {
        match (self.table, self.is_past) {
            (Table::Document, false) => vec![&DIGEST, &FROM],
            (Table::Document, true) => vec![&DIGEST, &FROM, &TO, &BY],
            (_, false) => Vec::new(),
            (_, true) => vec![&FROM, &TO],
        }
    }

    /// Its columns in their order, those of the warehouse first: name, and what follows the name in its definition.
    pub fn columns(self, dialect: Dialect) -> Vec<(&'static str, String)> {
        let own = self.table.columns().into_iter().map(|it| (it.name, dialect.kind(it.kind), it.required));
        let extra = self.extras().into_iter().map(|it| (it.name, (it.kind)(dialect), it.required));
        let told = |(name, kind, required)| (name, if required { format!("{kind} NOT NULL") } else { kind });
        own.chain(extra).map(told).collect()
    }

    /// The statement that creates it.
    fn create(self, dialect: Dialect) -> String {
        let columns = self.columns(dialect).into_iter().map(|(name, rest)| format!("  {} {rest}", quoted(name)));
        let mut lines: Vec<String> = columns.collect();
        let since = self.is_past.then_some(FROM.name);
        let key: Vec<&str> = self.table.key().iter().copied().chain(since).collect();
        lines.push(format!("  PRIMARY KEY ({})", list(&key)));
        if let Some(parent) = self.parent() {
            let (columns, table) = (list(parent.columns), quoted(parent.table.name()));
            // Rows come table by table in no order that the database could hold them to before the end.
            let when = "DEFERRABLE INITIALLY DEFERRED";
            lines.push(format!("  FOREIGN KEY ({columns}) REFERENCES {table} ({columns}) {when}"));
        }
        let strict = if dialect == Dialect::Sqlite { " STRICT" } else { "" };
        format!("CREATE TABLE {} (\n{}\n){strict}", quoted(&self.name()), lines.join(",\n"))
    }

    /// The row that its rows belong to, told by the nearest table that every row of it names.
    fn parent(self) -> Option<&'static Reference> {
        self.table.binding().next_back().filter(|_| !self.is_past)
    }

    /// What PostgreSQL is told of its columns, so that any tool shows it.
    fn comments(self) -> Vec<String> {
        let name = self.name();
        let [ja, en] = self.table.about();
        let past = if self.is_past { [": 置き換えられた行", ": rows that were replaced"] } else { [""; 2] };
        let about = literal(&format!("{ja}{} ({en}{})", past[0], past[1]));
        let own = self.table.columns().into_iter().map(|column: &Column| (column.name, column.about));
        let extra = self.extras().into_iter().map(|extra| (extra.name, extra.about));
        let told = |(column, [ja, en]): (&str, [&str; 2])| {
            let about = literal(&format!("{ja} ({en})"));
            format!("COMMENT ON COLUMN {}.{} IS {about}", quoted(&name), quoted(column))
        };
        let columns = own.chain(extra).map(told);
        std::iter::once(format!("COMMENT ON TABLE {} IS {about}", quoted(&name))).chain(columns).collect()
    }
}

impl Dialect {
    /// The name of a type.
    pub fn kind(self, kind: Kind) -> String {
        let name = match (kind, self) {
            (Kind::Text, _) => "text",
            (Kind::Json, Self::Postgres) => "jsonb",
            (Kind::Json, Self::DuckDb) => "json",
            (Kind::Json, Self::Sqlite) => "text",
            (Kind::Integer | Kind::Long | Kind::Flag, Self::Sqlite) => "integer",
            (Kind::Integer, _) => "integer",
            (Kind::Long, _) => "bigint",
            // It has no decimal numbers; a text keeps every digit.
            (Kind::Decimal, Self::Sqlite) => "text",
            (Kind::Decimal, Self::Postgres) => return format!("numeric({PRECISION},{SCALE})"),
            (Kind::Decimal, Self::DuckDb) => return format!("decimal({PRECISION},{SCALE})"),
            (Kind::Real, Self::Sqlite) => "real",
            (Kind::Real, Self::DuckDb) => "double",
            (Kind::Real, Self::Postgres) => "double precision",
            (Kind::Flag, _) => "boolean",
        };
        name.to_owned()
    }

    /// What tells the moment.
    pub fn now(self) -> &'static str {
        match self {
            Self::Postgres | Self::DuckDb => "clock_timestamp()",
            Self::Sqlite => "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
        }
    }

    /// The type of a moment.
    fn instant(self) -> &'static str {
        match self {
            Self::Postgres => "timestamptz",
            Self::DuckDb => "timestamptz",
            // In the form 2026-04-01T09:30:00.000Z, which sorts as time does.
            Self::Sqlite => "text",
        }
    }
}

/// The table that says which version of all this a database has.
pub const VERSION_TABLE: &str = "schema_version";

/// The statements that create all tables in an empty database.
pub fn tables(dialect: Dialect) -> Vec<String> {
    let strict = if dialect == Dialect::Sqlite { " STRICT" } else { "" };
    let version = format!(
        "CREATE TABLE {VERSION_TABLE} (\n  version integer NOT NULL,\n  tool text NOT NULL,\n  digest text NOT NULL,\n  recorded_from {} NOT NULL\n){strict}",
        dialect.instant()
    );
    std::iter::once(version).chain(Stored::all().map(|stored| stored.create(dialect))).collect()
}

/// An index by which a load finds the document that a new one may correct.
const INDEX: &str = "document_by_source";

/// The statements that create what stands upon the tables anew: views, functions, comments.
pub fn upon(dialect: Dialect) -> Vec<String> {
    let source = list(&["publisher", "published_year", "name"]);
    let mut statements = vec![format!("CREATE INDEX {INDEX} ON {} ({source})", quoted(Table::Document.name()))];
    statements.extend(views::create(dialect));
    if dialect == Dialect::Postgres {
        statements.extend(Stored::all().flat_map(Stored::comments));
    }
    statements
}

/// The statements that take away what [`upon`] creates.
pub fn remove(dialect: Dialect) -> Vec<String> {
    let mut statements = views::remove(dialect);
    statements.push(format!("DROP INDEX IF EXISTS {INDEX}"));
    statements
}

/// What tells the schema of one program from that of another: 64 hex digits.
pub fn digest(dialect: Dialect) -> String {
    let mut sum = Sha256::new();
    tables(dialect).iter().chain(&upon(dialect)).for_each(|statement| sum.update(statement));
    hex(sum)
}

/// The statement that notes, at a moment, who made the schema.
pub fn noted(dialect: Dialect, now: &str) -> String {
    let Tool { name, version } = Tool::this();
    let digest = digest(dialect);
    format!("INSERT INTO {VERSION_TABLE} VALUES ({VERSION}, '{name} {version}', '{digest}', {now})")
}

/// The whole schema as a script.
pub fn script(dialect: Dialect, schema: &str) -> String {
    let mut statements = match dialect {
        Dialect::DuckDb => return duckdb::load(),
        Dialect::Sqlite => vec!["BEGIN".to_owned()],
        Dialect::Postgres => vec![
            "BEGIN".to_owned(),
            format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(schema)),
            format!("SET LOCAL search_path TO {}", quoted(schema)),
        ],
    };
    statements.extend(tables(dialect));
    statements.extend(upon(dialect));
    statements.push(noted(dialect, dialect.now()));
    statements.push("COMMIT".to_owned());
    statements.iter().map(|statement| format!("{statement};\n")).collect()
}

/// A name, however it is spelt.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Names with commas between them.
pub fn list(names: &[&str]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// A text within a statement.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
