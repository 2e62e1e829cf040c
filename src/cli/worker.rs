//! `worker`: documents for a program that asks for them line by line.

use super::args::{Common, Work};
use super::reader::Reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, stopped};
use crate::batch::{Service, serve};
use crate::emit::wire::Finding;
use std::io::{self, BufReader};

/// Answers requests on standard input until there are no more.
pub fn run(work: &Work, common: &Common, reader: &Reader, terminal: Terminal) -> Result<Status, Stop> {
    let is_new = |finding: &Finding| reader.is_new(finding);
    let service = Service {
        jobs: common.jobs(),
        limits: reader.limits().clone(),
        read: &|bytes, name| reader.read(bytes, name),
        tables: work.tables.then_some(&is_new),
        tell: &|told| terminal.tell_request(told),
        // Another thread may wait for a request that never comes.
        gone: &|e| std::process::exit(terminal.tell_stop(stopped(e)).code().into()),
    };
    serve(BufReader::new(io::stdin()), io::stdout(), &service)?;
    terminal.tell_hidden(reader.hidden(), reader.known());
    Ok(Status::Done)
}
