//! The questions that people ask, as views; the same names and columns in every database.

use super::{Dialect, Stored, list, quoted};
use crate::emit::warehouse::Table;

/// A view that every database has.
struct View {
    name: &'static str,
    query: &'static str,
}

const VIEWS: [View; 3] = [
    // Which letters the sheets of a department were given.
    View {
        name: "achievement_by_department",
        query: "\
SELECT s.publisher, s.published_year, s.department, g.fiscal_year, g.item, g.assessor,
  g.value_text AS grade, count(*) AS sheets, sum(CASE WHEN g.agrees THEN 1 ELSE 0 END) AS agreeing,
  sum(CASE WHEN g.confidence < 0.9 THEN 1 ELSE 0 END) AS unsure
FROM score g JOIN sheet s ON s.document_id = g.document_id AND s.sheet_id = g.sheet_id
WHERE g.item IN ('achievement', 'grade', 'rating', 'status') AND s.repeats IS NULL
GROUP BY s.publisher, s.published_year, s.department, g.fiscal_year, g.item, g.assessor, g.value_text",
    },
    // Every printed figure, letter or number of points that could be computed again.
    View {
        name: "printed_against_recomputed",
        query: "\
SELECT o.publisher, o.published_year, o.document_id, o.sheet_id, o.project, 'observation' AS source,
  o.indicator AS item, o.role AS part, o.fiscal_year, o.printed, o.value_text, o.recomputed_text, o.agrees,
  o.confidence, o.page, o.field
FROM observation o WHERE o.recomputed_text IS NOT NULL
UNION ALL
SELECT g.publisher, g.published_year, g.document_id, g.sheet_id, g.project, 'score' AS source,
  g.item, coalesce(g.criterion, g.assessor) AS part, g.fiscal_year, g.printed, g.value_text, g.recomputed_text,
  g.agrees, g.confidence, g.page, g.field
FROM score g WHERE g.recomputed_text IS NOT NULL",
    },
    // A figure in each pair of editions that print it.
    View {
        name: "restated_history",
        query: "\
WITH figure AS (
  SELECT o.publisher, s.project_name, o.indicator, o.fiscal_year, o.role, o.published_year, o.value_text, o.unit,
    o.missing, o.printed, o.confidence, o.document_id, o.field
  FROM observation o JOIN sheet s ON s.document_id = o.document_id AND s.sheet_id = o.sheet_id
  WHERE o.publisher IS NOT NULL AND s.project_name IS NOT NULL AND o.published_year IS NOT NULL AND s.repeats IS NULL
)
SELECT a.publisher, a.project_name, a.indicator, a.fiscal_year, a.role,
  a.published_year AS earlier_year, b.published_year AS later_year,
  a.value_text AS earlier_value, b.value_text AS later_value, a.unit AS earlier_unit, b.unit AS later_unit,
  a.printed AS earlier_printed, b.printed AS later_printed,
  (a.value_text IS DISTINCT FROM b.value_text OR a.unit IS DISTINCT FROM b.unit) AS changed,
  CASE WHEN a.confidence < b.confidence THEN a.confidence ELSE b.confidence END AS confidence,
  a.document_id AS earlier_document, a.field AS earlier_field,
  b.document_id AS later_document, b.field AS later_field
FROM figure a JOIN figure b ON a.publisher = b.publisher AND a.project_name = b.project_name
  AND a.indicator = b.indicator AND a.fiscal_year = b.fiscal_year AND a.role = b.role
  AND a.published_year < b.published_year",
    },
];

/// The statements that create the views.
pub(super) fn create(dialect: Dialect) -> Vec<String> {
    let replace = if dialect == Dialect::DuckDb { " OR REPLACE" } else { "" };
    let view = |view: &View| format!("CREATE{replace} VIEW {} AS\n{}", quoted(view.name), view.query);
    let mut statements: Vec<String> = VIEWS.iter().map(view).collect();
    if dialect != Dialect::DuckDb {
        statements.extend(Table::ALL.map(recorded));
    }
    if dialect == Dialect::Postgres {
        statements.extend(Table::ALL.map(as_known));
    }
    statements
}

/// The statements that remove them.
pub(super) fn remove(dialect: Dialect) -> Vec<String> {
    let view = |name: &str| format!("DROP VIEW IF EXISTS {}", quoted(name));
    let function = |table: Table| format!("DROP FUNCTION IF EXISTS {}(timestamptz)", quoted(&known_name(table)));
    let functions = Table::ALL.map(function).into_iter().filter(|_| dialect == Dialect::Postgres);
    let recorded = Table::ALL.map(|table| view(&recorded_name(table)));
    functions.chain(recorded).chain(VIEWS.iter().map(|it| view(it.name))).collect()
}

fn recorded_name(table: Table) -> String {
    format!("{}_recorded", table.name())
}

fn known_name(table: Table) -> String {
    format!("{}_as_known", table.name())
}

/// All rows that a table has or had, and from when to when; those that it has still have no end.
fn recorded(table: Table) -> String {
    let columns: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    let (all, name) = (list(&columns), table.name());
    let past = quoted(&Stored { table, is_past: true }.name());
    let current = match table {
        Table::Document => {
            format!("SELECT {all}, recorded_from, NULL AS recorded_to, NULL AS superseded_by FROM {}", quoted(name))
        }
        _ => {
            let own: Vec<String> = columns.iter().map(|column| format!("t.{}", quoted(column))).collect();
            let from = format!("FROM {} t JOIN document d ON d.document_id = t.document_id", quoted(name));
            format!("SELECT {}, d.recorded_from, NULL AS recorded_to {from}", own.join(", "))
        }
    };
    // The past first: its columns give the types.
    let by = if table == Table::Document { ", superseded_by" } else { "" };
    let past = format!("SELECT {all}, recorded_from, recorded_to{by} FROM {past}");
    format!("CREATE VIEW {} AS\n{past}\nUNION ALL\n{current}", quoted(&recorded_name(table)))
}

/// The rows of a table as they were known at a moment.
fn as_known(table: Table) -> String {
    let (name, view) = (quoted(&known_name(table)), quoted(&recorded_name(table)));
    format!(
        "CREATE FUNCTION {name}(at timestamptz) RETURNS SETOF {view} LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$\n\
         SELECT * FROM {view} WHERE recorded_from <= at AND (recorded_to IS NULL OR recorded_to > at) $$"
    )
}
