//! Rows of the warehouse's tables, handed over as Arrow streams: no copy, no text between.

use crate::document::Document;
use crate::work::done;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::ffi::FFI_ArrowSchema;
use kanrihyo::emit::warehouse::{Cell, Frame, Table, schema, tell};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyTuple};

/// Rows of a table, as columns of Arrow.
///
/// Whatever takes the Arrow PyCapsule interface takes it: ``pyarrow.table(rows)``, ``polars.DataFrame(rows)``,
/// ``pandas.DataFrame.from_arrow(rows)``, ``duckdb.sql("select … from rows")``. The columns are shared, not copied.
#[pyclass(frozen, module = "kanrihyo")]
pub struct Rows {
    table: Table,
    batches: Vec<RecordBatch>,
}

/// The names of the tables.
pub fn names(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    PyTuple::new(py, Table::ALL.map(Table::name))
}

impl Rows {
    /// Of documents, one after another.
    pub fn of(py: Python<'_>, documents: &[&Document], table: &str) -> PyResult<Self> {
        let Some(table) = Table::ALL.into_iter().find(|known| known.name() == table) else {
            let known = Table::ALL.map(Table::name).join(", ");
            return Err(PyValueError::new_err(format!(
                "表「{table}」はありません / there is no table {table:?}; there are {known}"
            )));
        };
        let batches = done(py, 1, || {
            let batch = |document: &&Document| {
                let mut frame = Frame::new(table);
                let mut put = |of: Table, row: &[Cell<'_>]| if of == table { frame.push(row) } else { Ok(()) };
                tell(document.told(), [], &mut put)?;
                frame.take()
            };
            documents.iter().map(batch).collect()
        })?;
        Ok(Self { table, batches })
    }

    /// What a library makes of it.
    fn through<'py>(
        rows: &Bound<'py, Self>,
        library: &str,
        maker: &str,
        more: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        rows.py().import(library)?.getattr(maker)?.call((rows,), more)
    }
}

#[pymethods]
impl Rows {
    /// str : Name of the table.
    #[getter]
    fn table(&self) -> &'static str {
        self.table.name()
    }

    /// list of str : Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<&'static str> {
        self.table.columns().iter().map(|column| column.name).collect()
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        format!("<Rows {:?}: {} rows, {} columns>", self.table.name(), self.__len__(), self.table.columns().len())
    }

    /// Export the columns as an Arrow C stream (PyCapsule interface).
    ///
    /// Parameters
    /// ----------
    /// requested_schema : PyCapsule, optional
    ///     Not regarded: the columns are given as they are, as the interface allows.
    ///
    /// Returns
    /// -------
    /// PyCapsule
    ///     ``arrow_array_stream``
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok);
        let stream = RecordBatchIterator::new(batches, schema(self.table));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(stream)), c"arrow_array_stream")
    }

    /// Export the types of the columns (PyCapsule interface).
    ///
    /// Returns
    /// -------
    /// PyCapsule
    ///     ``arrow_schema``
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(schema(self.table).as_ref());
        let schema = schema.map_err(|e| PyRuntimeError::new_err(e.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// Give a ``pyarrow.Table``; figures are ``decimal128(24, 6)``. Needs pyarrow.
    ///
    /// Returns
    /// -------
    /// pyarrow.Table
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::through(slf, "pyarrow", "table", None)
    }

    /// Give a ``pandas.DataFrame`` of Arrow's types: figures stay decimals, years whole. Needs pandas and pyarrow.
    ///
    /// Returns
    /// -------
    /// pandas.DataFrame
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let types = PyDict::new(slf.py());
        types.set_item("types_mapper", slf.py().import("pandas")?.getattr("ArrowDtype")?)?;
        Self::to_arrow(slf)?.call_method("to_pandas", (), Some(&types))
    }

    /// Give a ``polars.DataFrame``; figures are ``Decimal(24, 6)``. Needs polars.
    ///
    /// Returns
    /// -------
    /// polars.DataFrame
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::through(slf, "polars", "DataFrame", None)
    }
}

/// Give the rows that documents have in a table of the warehouse, one document after another.
///
/// Parameters
/// ----------
/// documents : iterable of Document
/// table : str, default "observation"
///     One of ``kanrihyo.TABLES``; ``docs/DATA_DICTIONARY.md`` describes their columns.
///
/// Returns
/// -------
/// Rows
#[pyfunction]
#[pyo3(signature = (documents, table="observation"))]
pub fn rows(py: Python<'_>, documents: &Bound<'_, PyAny>, table: &str) -> PyResult<Rows> {
    let documents = documents.try_iter()?.map(|document| Ok(document?.cast_into::<Document>()?.unbind()));
    let documents = documents.collect::<PyResult<Vec<Py<Document>>>>()?;
    let documents: Vec<&Document> = documents.iter().map(Py::get).collect();
    Rows::of(py, &documents, table)
}
