//! How the program ends.

use crate::sheet::{Error, ErrorKind};
use std::process::ExitCode;

/// The exit status; the worse one of two wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Everything was done.
    Done,
    /// There are findings, or a file is invalid.
    Findings,
    /// The command line or the configuration is wrong.
    Usage,
    /// Some inputs could not be read; the rest were done.
    Unread,
    /// Results could not be written.
    Unwritten,
    /// The user stopped it.
    Interrupted,
}

impl Status {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Unread => 3,
            Self::Unwritten => 4,
            Self::Interrupted => 130,
        }
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub enum Stop {
    /// An error that is told on standard error.
    Refused(Error),
    /// Who reads standard output has seen enough (`| head`), which is no failure.
    PipeClosed,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

impl From<&Error> for Status {
    fn from(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Configuration => Self::Usage,
            ErrorKind::Write => Self::Unwritten,
            _ => Self::Unread,
        }
    }
}
