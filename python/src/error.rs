//! Errors of the library as exceptions.

use kanrihyo::sheet::Error;
use pyo3::prelude::*;

/// The exception of an error; its class goes by the error's kind.
pub fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let exception = py.import("kanrihyo.errors").and_then(|errors| {
        errors.call_method1("of_kind", (error.kind().name(), error.ja(), error.en(), error.path(), error.page()))
    });
    exception.map_or_else(|broken| broken, PyErr::from_value)
}
