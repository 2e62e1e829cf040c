"""The Python package against the program; tests/wheel.rs installs it and says where the inputs are."""

import dataclasses
import gc
import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import kanrihyo
from kanrihyo import records

PROGRAM = os.environ["KANRIHYO"]
FOLDER = Path(os.environ["INPUTS"])
INPUTS = sorted((FOLDER / "inputs").iterdir())
WHOLE = FOLDER / "inputs" / "zuiun-2021.pdf"
SMALL = FOLDER / "inputs" / "zuiun-2019.pdf"
QUICK = [path for path in INPUTS if path.suffix in (".html", ".xlsx") or path == SMALL]


def program(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, **options)


@pytest.fixture(scope="session")
def documents():
    return {path: kanrihyo.read(path) for path in INPUTS}


@pytest.fixture(scope="session")
def document(documents):
    return documents[WHOLE]


each = pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)


@each
def test_json_is_the_programs_to_the_byte(path, documents):
    document = documents[path]
    written = program("extract", path, check=True).stdout
    assert document.to_json().encode() == written
    assert kanrihyo.read(path.read_bytes(), name=path.name).to_json().encode() == written
    assert kanrihyo.read(bytearray(path.read_bytes()), name=f"folder/{path.name}").to_json().encode() == written
    assert document.to_dict() == json.loads(written)
    assert pickle.loads(pickle.dumps(document)).to_json().encode() == written


@each
def test_json_is_taken_up_again(path, documents, tmp_path):
    text = documents[path].to_json()
    (tmp_path / "written.json").write_text(text, encoding="utf-8")
    again = program("extract", tmp_path / "written.json", check=True).stdout.decode()
    for source in (text, text.encode(), tmp_path / "written.json", str(tmp_path / "written.json")):
        assert kanrihyo.read_json(source).to_json() == again


def plain(value):
    """A record as the JSON has it: what is absent left out, figures as texts."""
    if dataclasses.is_dataclass(value):
        keys = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        required = {f.name for f in dataclasses.fields(value) if f.default is f.default_factory is dataclasses.MISSING}
        return {key: plain(v) for key, v in keys.items() if key in required or not (v is None or v is False or v == [])}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


@each
def test_records_say_what_the_json_says(path, documents):
    document = documents[path]
    told = document.to_dict()
    for key in ("source", "form", "sheets", "summary", "tables", "findings", "unread"):
        assert plain(getattr(document, key)) == told[key], key
        assert getattr(document, key) is getattr(document, key)
    assert (document.name, document.sha256) == (told["source"]["name"], told["source"]["sha256"])
    assert (document.status, document.profile) == (told["source"]["status"], told["form"]["profile"])
    assert (document.rubric, document.fiscal_year) == (told.get("rubric"), told["form"].get("fiscal_year"))
    assert document.publisher == (told["form"].get("publisher") or {"name": {"value": None}})["name"]["value"]


def test_figures_are_decimals_and_records_typed(document):
    sheet = document.sheets[0]
    assert type(sheet) is records.Sheet and type(sheet.project.name) is records.Field
    numbers = [o.value.number for s in document.sheets for i in s.indicators for o in i.observations]
    assert {type(number) for number in numbers} <= {Decimal, type(None)}
    written = [
        o["value"]["number"]
        for s in document.to_dict()["sheets"]
        for i in s["indicators"]
        for o in i["observations"]
        if "number" in o["value"]
    ]
    assert len(written) > 100 and sum(filter(None, numbers)) == sum(map(Decimal, written))
    assert isinstance(sheet.indicators[0].observations[0].value.places[0], (records.BoxPlace, records.SpanPlace))
    with pytest.raises(dataclasses.FrozenInstanceError):
        sheet.id = "other"


@each
def test_tables_are_those_of_migrate(path, documents, tmp_path):
    program("migrate", path, "--out", tmp_path, "--no-report", check=True)
    for table in kanrihyo.TABLES:
        parquet = pyarrow.parquet.read_table(tmp_path / "warehouse" / f"{table}.parquet")
        arrow = documents[path].to_arrow(table)
        assert arrow.schema.equals(parquet.schema) and arrow.equals(parquet), table
        assert arrow.num_rows == len(documents[path].rows(table))


def test_every_library_has_the_same_figures(document):
    rows = document.rows("observation")
    exact = sum(o.value.number for s in document.sheets for i in s.indicators for o in i.observations if o.value.number)
    assert pyarrow.types.is_decimal(pyarrow.table(rows).schema.field("value").type)
    assert pyarrow.schema(rows).names == rows.columns
    assert sum(filter(None, document.to_arrow().column("value").to_pylist())) == exact
    assert duckdb.connect().execute("select sum(value) from rows").fetchall() == [(exact,)]
    frame = document.to_polars()
    assert isinstance(frame.schema["value"], polars.Decimal) and frame["value"].sum() == exact
    frame = document.to_pandas()
    assert frame["value"].sum() == exact and isinstance(frame["value"].sum(), Decimal)
    assert "float" not in str(frame["fiscal_year"].dtype)
    # Without pyarrow between.
    assert polars.DataFrame(rows).equals(document.to_polars())
    assert pandas.DataFrame.from_arrow(rows).shape == frame.shape


def test_documents_are_rows_of_one_table(documents):
    rows = kanrihyo.rows(documents.values(), "sheet")
    assert len(rows) == sum(len(document.sheets) for document in documents.values())
    assert len(set(rows.to_polars()["document_id"])) == sum(1 for d in documents.values() if d.sheets)
    assert len(kanrihyo.rows([], "finding").to_arrow()) == 0
    with pytest.raises(ValueError, match="observation"):
        kanrihyo.rows([], "nothing")
    with pytest.raises(TypeError):
        kanrihyo.rows([1])


def test_errors_say_what_the_program_says(tmp_path):
    def refused(kind, **options):
        with pytest.raises(kind) as raised:
            kanrihyo.read(path, **options)
        return raised.value

    path = FOLDER / "locked.pdf"
    error = refused(kanrihyo.EncryptedError)
    assert isinstance(error, kanrihyo.Error) and error.kind == "encrypted" and error.path == str(path)
    told = program("extract", path, "--lang", "en")
    assert told.returncode == 3 and error.message_en in told.stderr.decode()
    assert error.message_ja in program("extract", path, "--lang", "ja").stderr.decode() and error.message_ja in str(error)
    assert refused(kanrihyo.EncryptedError, password="closed").page is None
    assert len(kanrihyo.read(path, password="opensesame").sheets) == len(kanrihyo.read(SMALL).sheets)

    path = tmp_path / "not there.pdf"
    error = refused(FileNotFoundError)
    assert isinstance(error, kanrihyo.Error) and error.kind == "unreadable" and error.filename == str(path)
    path = tmp_path
    assert not isinstance(refused(kanrihyo.UnreadableError), FileNotFoundError)
    path = tmp_path / "claims.pdf"
    path.write_text("not a PDF")
    assert refused(kanrihyo.NotADocumentError).kind == "not-a-document"
    path = WHOLE
    assert refused(kanrihyo.TooLargeError, limits={"pages": 3}).kind == "too-large"
    assert refused(ValueError, limits={"pagse": 3}).kind == "configuration"
    assert "there is tesseract" in str(refused(ValueError, ocr="abacus"))
    assert refused(kanrihyo.ConfigurationError, profile="nothing").kind == "configuration"
    assert refused(kanrihyo.ConfigurationError, profiles=tmp_path / "no folder").kind == "configuration"
    (tmp_path / "broken.toml").write_text("id = ")
    error = refused(kanrihyo.ConfigurationError, rubrics=tmp_path)
    assert "broken.toml:1" in error.message_en and pickle.loads(pickle.dumps(error)).kind == error.kind
    for damaged in ("{}", b"{", '{"schema": "kanrihyo/document/v2"}'):
        with pytest.raises(kanrihyo.DamagedError):
            kanrihyo.read_json(damaged)
    with pytest.raises(TypeError):
        kanrihyo.read(1.5)


def test_profiles_and_rubrics_of_ones_own_are_taken(tmp_path):
    shown = program("profiles", "show", "kokubunji-shuro-2020", check=True).stdout
    (tmp_path / "own-form.toml").write_bytes(shown)
    options = {"profiles": tmp_path, "profile": "own-form"}
    written = program("extract", WHOLE, "--profiles", tmp_path, "--profile", "own-form")
    if written.returncode:
        with pytest.raises(kanrihyo.ConfigurationError):
            kanrihyo.read(WHOLE, **options)
    else:
        assert kanrihyo.read(WHOLE, **options).to_json().encode() == written.stdout


def test_other_threads_run_while_one_reads():
    reader = kanrihyo.Reader(jobs=1)
    work = threading.Thread(target=reader.read, args=(WHOLE,))
    begun = time.monotonic()
    work.start()
    beats = 0
    while work.is_alive():
        time.sleep(0.001)
        beats += 1
    # Held back, this thread would have woken up a few times at most.
    assert beats > 20, (beats, time.monotonic() - begun)


def test_threads_read_the_same_whatever_their_stacks(documents):
    reader = kanrihyo.Reader()
    size = threading.stack_size(256 * 1024)
    try:
        with ThreadPoolExecutor(4) as pool:
            read = list(pool.map(reader.read, QUICK * 2))
    finally:
        threading.stack_size(size)
    assert [d.to_json() for d in read] == [documents[path].to_json() for path in QUICK * 2]


def test_many_are_given_in_their_order_with_errors_in_their_places(documents, tmp_path):
    paths = [QUICK[0], tmp_path / "missing.pdf", *QUICK[1:], FOLDER / "locked.pdf"]
    many = list(kanrihyo.read_many(paths, jobs=2))
    assert [type(one) for one in many[1 :: len(QUICK)]] == [kanrihyo.MissingError, kanrihyo.EncryptedError]
    read = [one for one in many if isinstance(one, kanrihyo.Document)]
    assert [d.to_json() for d in read] == [documents[path].to_json() for path in QUICK]
    some = kanrihyo.read_many(QUICK * 3, jobs=1)
    assert next(some).name == QUICK[0].name
    some.close()


def read_in_child(path):
    return kanrihyo.read(path).to_json()


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_processes_that_were_forked_read(start, documents):
    with multiprocessing.get_context(start).Pool(1) as pool:
        assert pool.apply_async(read_in_child, (WHOLE,)).get(timeout=300) == documents[WHOLE].to_json()


def resident():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_streams_that_nobody_takes_are_given_back(documents):
    document = documents[SMALL]
    rows = document.rows("observation")
    held = sys.getrefcount(rows)

    def take(times):
        for _ in range(times):
            rows.__arrow_c_stream__()
            rows.__arrow_c_schema__()
            pyarrow.table(rows)
            document.rows("observation").__arrow_c_stream__()
        gc.collect()

    take(50)
    before = resident()
    take(300)
    assert sys.getrefcount(rows) == held
    assert resident() - before < 40 << 20
    # What was taken outlives what it was taken from.
    table = kanrihyo.read(SMALL).rows("sheet").to_arrow()
    gc.collect()
    assert table.column("sheet_id").to_pylist() == [sheet.id for sheet in document.sheets]
