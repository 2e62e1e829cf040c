//! Reading PDFs: nothing is lost, nothing is invented, and a form's neighbours are read like itself.

#![allow(clippy::unwrap_used, clippy::panic)]

mod conservation;
mod drawn;
mod neighbours;
