//! The main job on folders as people keep them, on bad inputs by the thousand, killed and run again.

#![allow(clippy::unwrap_used, clippy::panic)]

mod bench;
mod folders;
#[cfg(target_os = "linux")]
mod isolated;
#[path = "../support/make.rs"]
mod make;
mod many;
mod same;
#[cfg(unix)]
mod stopped;
