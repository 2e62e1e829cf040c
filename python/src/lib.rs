//! `kanrihyo._native`: what the Python package is made of that is not Python.
//!
//! Reading, auditing and writing are the library's; here it meets Python's objects, threads and exceptions. While a
//! document is read, Python's other threads run.

mod document;
mod error;
mod reader;
mod record;
mod rows;
mod work;

use pyo3::prelude::*;

/// The native half of the package; what is public stands in `kanrihyo`.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // A panic becomes an exception that says where it was; nothing is printed.
    kanrihyo::batch::remember_panics();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("TABLES", rows::names(module.py())?)?;
    module.add_class::<document::Document>()?;
    module.add_class::<reader::Reader>()?;
    module.add_class::<rows::Rows>()?;
    module.add_function(wrap_pyfunction!(rows::rows, module)?)?;
    module.add_function(wrap_pyfunction!(document::_restored, module)?)
}
