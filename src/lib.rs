//! Reads the performance-evaluation sheets (管理票) that Japanese public bodies publish
//! and turns them into data that a person can trust.
//!
//! # Reading a document
//!
//! [`read_file`] gives a [`sheet::Document`]: its sheets, its tables, what was left over, and what an audit found. Bad
//! content is never an error: it is a value with findings, less confidence or an entry of `unread`.
//!
//! ```
//! use kanrihyo::sheet::{Error, ErrorKind, Role, Verdict};
//! use kanrihyo::{Decimal, Options};
//!
//! let options = Options::builtin();
//! let document = kanrihyo::read_file("fixtures/sheets/zuiun-2019.pdf", &options)?;
//! assert_eq!(document.form.profile.as_deref(), Some("kokubunji-shuro-2020"));
//!
//! // A sheet is the record of a project; figures are decimals, and keep their print, place and confidence.
//! let mut sum = Decimal::ZERO;
//! for sheet in &document.sheets {
//!     for observation in sheet.indicators.iter().flat_map(|indicator| &indicator.observations) {
//!         let figure = &observation.value;
//!         if observation.role == Role::Actual && figure.confidence >= 0.9 {
//!             sum += figure.quantity.number.unwrap_or_default();
//!         }
//!     }
//! }
//! assert!(sum > Decimal::ZERO);
//!
//! // What does not add up: `field` points into the JSON, `working` says how it was computed again.
//! let confirmed = document.findings.iter().filter(|finding| finding.verdict == Verdict::Confirmed);
//! assert_eq!(confirmed.count(), 2);
//!
//! // The JSON of `kanrihyo extract`, and a document out of it again.
//! let json = kanrihyo::emit::json::document(&document.clone().into())?;
//! assert_eq!(kanrihyo::read_json(json.as_bytes(), &options)?.sheets.len(), document.sheets.len());
//!
//! // Errors are about the file or the configuration, and say so in Japanese and English.
//! let error = kanrihyo::read_file("no such.pdf", &options).unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Unreadable);
//! # Ok::<(), Error>(())
//! ```
//!
//! [`emit::warehouse`] gives the same as rows of six tables; the crate in `python/` gives it to Python. `examples/read.rs`
//! is a program of its own.
//!
//! # The modules
//!
//! The modules are the stages of one pipeline, in the order in which a document passes
//! through them; imports go only towards the top of this list (`tests/architecture.rs`
//! enforces it).

pub mod geom;
pub mod normalise;
pub mod sheet;

pub mod ingest;
pub mod layout;
pub mod ocr;
pub mod profile;
pub mod rubric;

pub mod recognise;

pub mod audit;
pub mod review;

pub mod emit;

mod read;

pub use read::{Options, finish, read, read_file, read_json};
pub use rust_decimal::Decimal;

pub mod batch;
pub mod load;

pub mod cli;
