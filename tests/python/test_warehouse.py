"""The tables that migrate has written, as DuckDB, pandas, polars and frictionless see them; tests/warehouse.rs says
where they are."""

import json
import os
from decimal import Decimal
from pathlib import Path

import duckdb
import frictionless
import pandas
import polars
import pytest

OUT = Path(os.environ["OUT"])
PACKAGE = json.loads((OUT / "datapackage.json").read_text(encoding="utf-8"))
TABLES = ["document", "sheet", "indicator", "observation", "score", "finding"]


def files(table):
    return [str(OUT / r["path"]) for r in PACKAGE["resources"] if r["name"].split("-")[0] == table]


def schema(table):
    return next(r["schema"] for r in PACKAGE["resources"] if r["name"].split("-")[0] == table)


def query(text):
    # Views of the tables, in a database that holds nothing else.
    with duckdb.connect() as database:
        for table in TABLES:
            database.execute(f"create view {table} as select * from read_parquet({files(table)!r})")
        return database.execute(text).fetchall()


@pytest.fixture(scope="session")
def documents():
    """The documents, each once."""
    read = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((OUT / "documents").glob("*.json"))]
    return list({document["source"]["sha256"]: document for document in read}.values())


@pytest.fixture(scope="session")
def quantities(documents):
    return [
        observation["value"]
        for document in documents
        for sheet in document["sheets"]
        for indicator in sheet["indicators"]
        for observation in indicator["observations"]
    ]


def test_every_row_is_there(documents, quantities):
    count = {table: query(f"select count(*) from {table}")[0][0] for table in TABLES}
    assert count["document"] == len(documents)
    assert count["sheet"] == sum(len(d["sheets"]) for d in documents)
    assert count["indicator"] == sum(len(s["indicators"]) for d in documents for s in d["sheets"])
    assert count["observation"] == len(quantities)
    assert count["score"] > 0
    own = query("select count(*) from finding where not between_editions")[0][0]
    assert own == sum(len(d["findings"]) for d in documents)


@pytest.mark.parametrize("column, key", [("value", "number"), ("upper", "upper")])
def test_sums_are_those_of_the_documents_to_the_last_digit(column, key, quantities):
    exact = sum((Decimal(q[key]) for q in quantities if key in q), Decimal(0))
    assert key == "upper" or exact > 0
    assert query(f"select coalesce(sum({column}), 0) from observation") == [(exact,)]
    texts = query(f"select {column}_text from observation where {column} is not null")
    assert sum((Decimal(text) for (text,) in texts), Decimal(0)) == exact

    frame = pandas.concat(pandas.read_parquet(file, dtype_backend="pyarrow") for file in files("observation"))
    assert sum(frame[column].dropna(), Decimal(0)) == exact

    frame = polars.scan_parquet(files("observation")).collect()
    assert frame.schema[column] == polars.Decimal(24, 6)
    assert sum(frame[column].drop_nulls().to_list(), Decimal(0)) == exact


@pytest.mark.parametrize("table", TABLES)
def test_all_read_the_same_rows(table):
    frame = polars.read_parquet(files(table))
    names = [field["name"] for field in schema(table)["fields"]]
    assert frame.columns == names
    rows = query(f"select {', '.join(names)} from {table}")
    assert frame.rows() == rows
    other = pandas.concat(pandas.read_parquet(file, dtype_backend="pyarrow") for file in files(table))
    assert list(other.columns) == names and len(other) == len(rows)
    for number, name in enumerate(names):
        own = [None if value is pandas.NA else value for value in other[name]]
        assert own == [row[number] for row in rows], name


@pytest.mark.parametrize("table", TABLES)
def test_keys_tell_rows_apart_and_references_lead_somewhere(table):
    key = ", ".join(schema(table)["primaryKey"])
    assert query(f"select {key} from {table} group by {key} having count(*) > 1") == []
    for reference in schema(table)["foreignKeys"]:
        there = reference["reference"]["resource"].split("-")[0]
        using = ", ".join(reference["fields"])
        assert query(f"select {using} from {table} anti join {there} using ({using})") == []
    if table in ("score", "finding"):
        orphans = f"from {table} anti join sheet using (document_id, sheet_id) where sheet_id is not null"
        # That a sheet is missing names one that is not there.
        assert query(f"select * {orphans}" + " and rule <> 'sheet-missing'" * (table == "finding")) == []


def test_the_package_is_valid():
    report = frictionless.validate(str(OUT / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert len(report.tasks) == len(PACKAGE["resources"]) >= len(TABLES)
    assert sum(task.stats.get("rows", 0) for task in report.tasks) > 100
