//! Work of the library, on threads of its own and without holding Python's lock.

use crate::error::raised;
use kanrihyo::batch::{STACK, isolate};
use kanrihyo::sheet::{Error, ErrorKind};
use pyo3::prelude::*;
use rayon::ThreadPoolBuilder;

/// Does `work` on so many threads; other threads of Python run meanwhile, and a panic is an exception.
///
/// The threads live as long as the work: a process that is forked off later misses none, and their stacks have room
/// for deeply nested content, which those that Python starts may not have.
pub fn done<T: Send>(py: Python<'_>, jobs: usize, work: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    let done = py.detach(|| {
        let threads = ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build().map_err(|e| {
            Error::new(ErrorKind::Internal, format!("スレッドを作れません: {e}"), format!("cannot start threads: {e}"))
        })?;
        threads.install(|| isolate(work))
    });
    done.map_err(|error| raised(py, &error))
}
