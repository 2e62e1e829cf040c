//! A document as Python has it.

use crate::record::record;
use crate::rows::Rows;
use crate::work::done;
use kanrihyo::emit::json;
use kanrihyo::emit::wire::{self, FieldValue};
use kanrihyo::sheet::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;
use serde::Serialize;

/// Everything that was read from one input, and what the audit found.
///
/// ``read`` and ``read_json`` make documents. Nothing in them changes. The lists below hold typed records
/// (``kanrihyo.records``) that have the keys of the JSON as attributes; figures are ``decimal.Decimal``.
#[pyclass(frozen, module = "kanrihyo")]
pub struct Document {
    told: wire::Document,
    jobs: usize,
    made: [PyOnceLock<Py<PyAny>>; 7],
}

impl Document {
    /// Of what was read; `jobs` threads write it.
    pub fn new(told: wire::Document, jobs: usize) -> Self {
        Self { told, jobs, made: [const { PyOnceLock::new() }; 7] }
    }

    /// As it is written.
    pub fn told(&self) -> &wire::Document {
        &self.told
    }

    /// Records, made when they are first asked for.
    fn made<T: Serialize + ?Sized>(&self, py: Python<'_>, slot: usize, told: &T) -> PyResult<Py<PyAny>> {
        let make = || record(py, told).map(Bound::unbind);
        match self.made.get(slot) {
            Some(made) => made.get_or_try_init(py, make).map(|made| made.clone_ref(py)),
            None => make(),
        }
    }

    fn json(&self, py: Python<'_>) -> PyResult<String> {
        done(py, self.jobs, || json::document(&self.told))
    }

    fn table(&self, py: Python<'_>, table: &str) -> PyResult<Py<Rows>> {
        Py::new(py, Rows::of(py, &[self], table)?)
    }
}

#[pymethods]
impl Document {
    /// str : File name of the input, without folders.
    #[getter]
    fn name(&self) -> &str {
        &self.told.source.name
    }

    /// str : SHA-256 of the input's bytes, 64 hexadecimal digits; the key of the document in all tables.
    #[getter]
    fn sha256(&self) -> &str {
        &self.told.source.sha256
    }

    /// str : ``"complete"``, or ``"partial"`` where pages could not be read (``source.missing_pages``).
    #[getter]
    fn status(&self) -> &'static str {
        match self.told.source.status {
            wire::SourceStatus::Complete => "complete",
            wire::SourceStatus::Partial => "partial",
        }
    }

    /// str or None : Id of the form that it was read by; None where no known form fits.
    #[getter]
    fn profile(&self) -> Option<&str> {
        self.told.form.profile.as_deref()
    }

    /// str or None : Id of the rules by which it was scored again.
    #[getter]
    fn rubric(&self) -> Option<&str> {
        self.told.rubric.as_deref()
    }

    /// str or None : Name of the body that published it.
    #[getter]
    fn publisher(&self) -> Option<&str> {
        match &self.told.form.publisher.as_ref()?.name.value {
            FieldValue::Text(name) => Some(name),
            _ => None,
        }
    }

    /// int or None : Fiscal year that it evaluates, western start year (令和2年度 is 2020).
    #[getter]
    fn fiscal_year(&self) -> Option<i32> {
        self.told.form.fiscal_year
    }

    /// Source : The input: size in bytes, pages, encoding, what had to be mended.
    #[getter]
    fn source(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.made(py, 0, &self.told.source)
    }

    /// Form : What form it was recognised as, and what the form itself prints.
    #[getter]
    fn form(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.made(py, 1, &self.told.form)
    }

    /// list of Sheet : The records of projects, in document order.
    #[getter]
    fn sheets(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.made(py, 2, &self.told.sheets)
    }

    /// list of SummaryRow : The rows of its list pages.
    #[getter]
    fn summary(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.made(py, 3, &self.told.summary)
    }

    /// list of Table : Tables that no sheet and no list row already gives.
    #[getter]
    fn tables(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.made(py, 4, &self.told.tables)
    }

    /// list of Finding : What does not add up, the gravest rule first as the program orders them.
    #[getter]
    fn findings(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.made(py, 5, &self.told.findings)
    }

    /// list of Unread : Visible text that is in no field.
    #[getter]
    fn unread(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.made(py, 6, &self.told.unread)
    }

    /// Write it as JSON (``schemas/document.v1.json``).
    ///
    /// Returns
    /// -------
    /// str
    ///     The same text as ``kanrihyo extract`` writes, with a final line feed.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        self.json(py)
    }

    /// Give the JSON as dicts and lists; figures are texts there, as in the JSON.
    ///
    /// Returns
    /// -------
    /// dict
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.json(py)?,))
    }

    /// Give the rows that it has in a table of the warehouse, for any library that takes Arrow streams.
    ///
    /// Parameters
    /// ----------
    /// table : str, default "observation"
    ///     One of ``kanrihyo.TABLES``; ``docs/DATA_DICTIONARY.md`` describes their columns.
    ///
    /// Returns
    /// -------
    /// Rows
    #[pyo3(signature = (table="observation"))]
    fn rows(&self, py: Python<'_>, table: &str) -> PyResult<Py<Rows>> {
        self.table(py, table)
    }

    /// Give a table as ``pyarrow.Table``; figures are ``decimal128(24, 6)``. Needs pyarrow.
    ///
    /// Parameters
    /// ----------
    /// table : str, default "observation"
    ///     One of ``kanrihyo.TABLES``.
    ///
    /// Returns
    /// -------
    /// pyarrow.Table
    #[pyo3(signature = (table="observation"))]
    fn to_arrow<'py>(&self, py: Python<'py>, table: &str) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, table)?.bind(py).call_method0("to_arrow")
    }

    /// Give a table as ``pandas.DataFrame`` of Arrow's types: figures stay decimals. Needs pandas and pyarrow.
    ///
    /// Parameters
    /// ----------
    /// table : str, default "observation"
    ///     One of ``kanrihyo.TABLES``.
    ///
    /// Returns
    /// -------
    /// pandas.DataFrame
    #[pyo3(signature = (table="observation"))]
    fn to_pandas<'py>(&self, py: Python<'py>, table: &str) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, table)?.bind(py).call_method0("to_pandas")
    }

    /// Give a table as ``polars.DataFrame``; figures are ``Decimal(24, 6)``. Needs polars.
    ///
    /// Parameters
    /// ----------
    /// table : str, default "observation"
    ///     One of ``kanrihyo.TABLES``.
    ///
    /// Returns
    /// -------
    /// polars.DataFrame
    #[pyo3(signature = (table="observation"))]
    fn to_polars<'py>(&self, py: Python<'py>, table: &str) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, table)?.bind(py).call_method0("to_polars")
    }

    fn __repr__(&self) -> String {
        let wire::Document { source, form, sheets, findings, .. } = &self.told;
        let profile = form.profile.as_deref().unwrap_or("no known form");
        format!("<Document {:?}: {profile}, {} sheets, {} findings>", source.name, sheets.len(), findings.len())
    }

    /// Its JSON is what other processes get of it.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let restored = py.import("kanrihyo._native")?.getattr("_restored")?;
        (restored, (self.json(py)?, self.jobs)).into_pyobject(py)
    }
}

/// A document out of its pickle: as it was, nothing is done anew.
#[pyfunction]
pub fn _restored(py: Python<'_>, json: &str, jobs: usize) -> PyResult<Document> {
    let told = done(py, 1, || {
        serde_json::from_str(json).map_err(|e| {
            let (ja, en) = (format!("復元できません: {e}"), format!("cannot be restored: {e}"));
            Error::new(ErrorKind::Damaged, ja, en)
        })
    })?;
    Ok(Document::new(told, jobs))
}
