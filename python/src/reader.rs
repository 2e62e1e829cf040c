//! What a run reads with, and reading.

use crate::document::Document;
use crate::work::done;
use kanrihyo::batch::load;
use kanrihyo::emit::wire;
use kanrihyo::ingest::{Limits, Opening};
use kanrihyo::ocr::engine;
use kanrihyo::sheet::Error;
use kanrihyo::{Options, read, read_json};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What the name of an input is that has none, as for standard input.
const NAMELESS: &str = "-";

/// What inputs are read with: the known forms, the rules of scoring, limits. Make one and read many inputs with it.
///
/// Safe to be used by several threads at a time, which then run in parallel.
///
/// Parameters
/// ----------
/// profile : str, optional
///     Id of the form to read by, whatever fits best; by default the one that fits best.
/// profiles : path, optional
///     Folder of further forms (``*.toml``), besides those built in.
/// rubrics : path, optional
///     Folder of further rules of scoring (``*.toml``), besides those built in.
/// password : str, optional
///     Password of encrypted inputs.
/// limits : dict of str to int, optional
///     How much an input may have, by name, as the command line's ``--limit``; for example
///     ``{"pages": 100}``.
/// ocr : str, optional
///     Engine of optical recognition that reads pages which are pictures: ``"tesseract"``; by default they are
///     refused. What arithmetic does not confirm stays below a confidence of 0.9.
/// ocr_cache : path, optional
///     Folder in which its answers are kept.
/// jobs : int, optional
///     Threads that read the pages of one document; by default as many as there are processors.
///
/// Raises
/// ------
/// ConfigurationError
///     A form or rule is wrong (the message names file and line), there is no such limit, or the engine is not
///     installed.
#[pyclass(frozen, module = "kanrihyo")]
pub struct Reader {
    options: Options,
    jobs: usize,
}

#[pymethods]
impl Reader {
    #[new]
    #[pyo3(signature = (*, profile=None, profiles=None, rubrics=None, password=None, limits=None, ocr=None, ocr_cache=None, jobs=None))]
    // They are keywords of Python.
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        profile: Option<String>,
        profiles: Option<PathBuf>,
        rubrics: Option<PathBuf>,
        password: Option<String>,
        limits: Option<BTreeMap<String, u64>>,
        ocr: Option<String>,
        ocr_cache: Option<PathBuf>,
        jobs: Option<usize>,
    ) -> PyResult<Self> {
        let options = done(py, 1, || {
            let limits: Vec<String> = limits.iter().flatten().map(|(name, most)| format!("{name}={most}")).collect();
            let limits = Limits::default().with_all(&limits)?;
            let mut options = Options { profile, opening: Opening { password, limits }, ..Options::builtin() };
            if let Some(folder) = profiles {
                options = options.with_profiles(&folder)?;
            }
            if let Some(folder) = rubrics {
                options = options.with_rubrics(&folder)?;
            }
            if let Some(name) = ocr {
                options.ocr = Some(engine(&name, ocr_cache.as_deref())?);
            }
            Ok(options)
        })?;
        // None: as many as there are processors.
        Ok(Self { options, jobs: jobs.unwrap_or_default() })
    }

    /// Read a PDF, text, HTML page or workbook.
    ///
    /// Parameters
    /// ----------
    /// source : path or bytes
    ///     Where it is, or all of its bytes.
    /// name : str, optional
    ///     Its file name; by default the path's, and ``"-"`` for bytes.
    ///
    /// Returns
    /// -------
    /// Document
    ///
    /// Raises
    /// ------
    /// Error
    ///     Where no trustworthy text can be had; its class and ``kind`` say why. What a document says is
    ///     never an error.
    /// FileNotFoundError
    ///     There is no such file (``MissingError``, which is an ``Error`` as well).
    #[pyo3(signature = (source, *, name=None))]
    fn read(&self, py: Python<'_>, source: Input, name: Option<String>) -> PyResult<Document> {
        let told = done(py, self.jobs, || {
            source.with(&self.options.opening.limits, |bytes, own| {
                let name = name.as_deref().unwrap_or(own);
                read(bytes, name, &self.options).map(wire::Document::from)
            })
        })?;
        Ok(Document::new(told, self.jobs))
    }

    /// Take up a document that was written as JSON earlier; it is scored and audited anew.
    ///
    /// Parameters
    /// ----------
    /// source : str, path or bytes
    ///     The JSON (a text that begins with ``{``, or bytes), or where it is.
    ///
    /// Returns
    /// -------
    /// Document
    ///
    /// Raises
    /// ------
    /// DamagedError
    ///     It is no document as this program writes them.
    /// FileNotFoundError
    ///     There is no such file.
    fn read_json(&self, py: Python<'_>, source: Input) -> PyResult<Document> {
        let source = match source {
            Input::Path(path) => match path.to_str() {
                Some(text) if text.trim_start().starts_with('{') => Input::Bytes(text.as_bytes().to_vec()),
                _ => Input::Path(path),
            },
            bytes => bytes,
        };
        let told = done(py, self.jobs, || {
            let limits = &self.options.opening.limits;
            source.with(limits, |bytes, _| read_json(&bytes, &self.options).map(wire::Document::from))
        })?;
        Ok(Document::new(told, self.jobs))
    }
}

/// An input as it is named in Python.
enum Input {
    Bytes(Vec<u8>),
    Path(PathBuf),
}

impl<'py> FromPyObject<'_, 'py> for Input {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match object.extract::<PyBackedBytes>() {
            Ok(bytes) => Ok(Self::Bytes(bytes.to_vec())),
            Err(_) => object.extract().map(Self::Path),
        }
    }
}

impl Input {
    /// What `work` makes of its bytes and its name; an error names its path.
    fn with<T>(self, limits: &Limits, work: impl FnOnce(Vec<u8>, &str) -> Result<T, Error>) -> Result<T, Error> {
        match self {
            Self::Bytes(bytes) => work(bytes, NAMELESS),
            Self::Path(path) => {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                let made = load(&path, limits).and_then(|bytes| work(bytes, &name));
                made.map_err(|error| error.with_path(path.to_string_lossy()))
            }
        }
    }
}
