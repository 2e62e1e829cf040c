//! Many inputs: discovery, threads, isolation, manifest, resume, editions beside each other.
//!
//! Knows files and folders, not forms: what reads an input is handed in as a function, and what
//! shows progress as an [`Observer`].

mod across;
mod child;
mod claims;
mod discover;
mod isolate;
mod ledger;
mod lock;
mod names;
mod ordered;
mod report;
mod results;
mod run;
mod store;
mod warehouse;
mod worker;

pub use across::{edition, restated};
pub use child::{Confined, LIMITS_MEMORY, Limits, ask, confine, out_of_memory};
pub use discover::{Discovery, Input, Skipped, discover, load, load_from, load_stream};
pub use isolate::{isolate, remember_panics};
pub use names::result as result_name;
pub use ordered::InTurn;
pub use report::Reporting;
pub use results::{Stored, folder_of, results};
pub use run::{Observer, Plan, Read, Reading, Report, STACK, run};
pub use store::{digest, write_atomic, write_pieces};
pub use worker::{Service, Told, serve};
