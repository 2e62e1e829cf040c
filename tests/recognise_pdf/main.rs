//! Reading PDFs: what is drawn is read, and a form's neighbours are read like itself.

#![allow(clippy::unwrap_used, clippy::panic)]

mod doubts;
mod drawn;
mod misread;
mod neighbours;
mod open;
mod pages;
