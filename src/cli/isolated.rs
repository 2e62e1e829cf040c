//! `--isolate`: the program calls itself for each input; what crosses the pipes, seen from both ends.
//!
//! The request is a line of JSON and the bytes of the input, the answer a line of JSON. The pipe of the request
//! stays open: when it closes, whoever asked is gone, and the answer is wanted no more.

use super::args::{Common, Isolation};
use super::reader::Reader;
use super::status::{Status, Stop};
use super::terminal::print;
use super::views::Views;
use crate::batch::{self, Confined, Limits, Reading, isolate};
use crate::emit::report::{View, Wanted};
use crate::emit::wire::{Document, Failure, Settled, SourceStatus};
use crate::sheet::{Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::thread;

/// Name of the hidden command.
pub const COMMAND: &str = "isolated";

/// Room for the thread that only listens.
const STACK: usize = 1 << 20;

/// What is to be read, and how.
#[derive(Serialize, Deserialize)]
struct Request {
    common: Common,
    rubrics: Vec<String>,
    name: String,
    bytes: u64,
    memory: u64,
    /// Where the input is not to be read but looked at: the pages.
    wanted: Option<Vec<Wanted>>,
}

/// What became of it.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    /// The document, or why there is none.
    read: Result<Document, Failure>,
    /// What became of a person's decisions about it.
    decisions: Vec<Settled>,
    /// How many findings `--min-confidence` has hidden.
    pub hidden: usize,
    /// How many findings `--baseline` has left out.
    pub known: usize,
    /// How many printed letters each of the compared rubrics explains, contradicts and leaves open.
    pub letters: BTreeMap<String, [usize; 3]>,
}

impl Answer {
    /// What was read, or why there is nothing.
    pub fn into_reading(self) -> Result<Reading, Error> {
        let decisions = self.decisions;
        self.read.map_err(error).map(|document| Reading { document, decisions })
    }
}

/// The error that a failure was.
fn error(failure: Failure) -> Error {
    let kind = ErrorKind::named(&failure.kind).unwrap_or(ErrorKind::Internal);
    let error = Error::new(kind, failure.message.ja, failure.message.en);
    failure.page.into_iter().fold(error, Error::with_page)
}

/// Pages as they look, as they cross the pipe.
type Looked = Result<Vec<Result<View, Failure>>, Failure>;

/// Has each input read by a process of its own.
pub struct Apart {
    common: Common,
    limits: Limits,
}

impl Apart {
    /// With the options and limits of the command line.
    pub fn new(common: &Common, isolation: &Isolation) -> Self {
        let limits = Limits { memory: isolation.max_memory, time: isolation.max_seconds };
        Self { common: common.clone(), limits }
    }

    /// The limits, as one text.
    pub fn means(&self) -> String {
        format!("{} B, {} s", self.limits.memory, self.limits.time.as_secs_f64())
    }

    /// Has one input read, and scored by these rubrics if there are any.
    ///
    /// # Errors
    /// `too-slow`, `crashed`; `internal` where nothing can be asked.
    pub fn read(&self, bytes: &[u8], name: &str, rubrics: &[String]) -> Result<Answer, Error> {
        self.ask(bytes, name, rubrics, None)
    }

    /// Has pages of one input looked at.
    ///
    /// # Errors
    /// As [`read`](Self::read); why none of them can be shown.
    pub fn look(&self, bytes: &[u8], name: &str, wanted: &[Wanted]) -> Result<Views, Error> {
        let looked: Looked = self.ask(bytes, name, &[], Some(wanted.to_vec()))?;
        Ok(looked.map_err(error)?.into_iter().map(|view| view.map_err(error)).collect())
    }

    fn ask<T: DeserializeOwned>(
        &self,
        bytes: &[u8],
        name: &str,
        rubrics: &[String],
        wanted: Option<Vec<Wanted>>,
    ) -> Result<T, Error> {
        let (common, rubrics, memory) = (self.common.clone(), rubrics.to_vec(), self.limits.memory);
        let request = Request { common, rubrics, name: name.to_owned(), bytes: bytes.len() as u64, memory, wanted };
        let mut line = serde_json::to_vec(&request).map_err(cannot)?;
        line.push(b'\n');
        let mut program = this_program().map_err(cannot)?;
        // Allocators reserve address space beforehand (KiB at a time; heaps for threads), which the limit then does
        // not count: ours must not, nor that of the system.
        program.args([COMMAND, "--jobs", "1"]).env("MIMALLOC_ARENA_RESERVE", "0").env("MALLOC_ARENA_MAX", "1");
        serde_json::from_slice(&batch::ask(program, &[&line, bytes], self.limits)?).map_err(cannot)
    }
}

/// The program that runs now, also where its file has been replaced since.
///
/// # Errors
/// Where the system does not tell.
fn this_program() -> io::Result<Command> {
    let running = Path::new("/proc/self/exe");
    let program = if running.exists() { running.to_path_buf() } else { std::env::current_exe()? };
    let mut command = Command::new(program);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut command, env!("CARGO_PKG_NAME"));
    Ok(command)
}

fn cannot(error: impl std::fmt::Display) -> Error {
    let (ja, en) = ("読み取りのプロセスとやりとりできません", "cannot talk to the reading process");
    Error::new(ErrorKind::Internal, format!("{ja}: {error}"), format!("{en}: {error}"))
}

/// Reads one input for who asks on standard input.
///
/// # Errors
/// Where nobody asks in earnest, or the limits cannot be set.
pub fn run() -> Result<Status, Stop> {
    let (hand_over, asked) = mpsc::channel();
    let listen = move || {
        let mut input = BufReader::new(io::stdin());
        let request = receive(&mut input);
        let is_sound = request.is_ok();
        let _ = hand_over.send(request);
        if is_sound {
            // Nothing more is ever said: when the pipe ends, who asked is gone, and so are we.
            let _ = input.read(&mut [0]);
            std::process::exit(Status::Interrupted.code().into());
        }
    };
    thread::Builder::new().stack_size(STACK).spawn(listen).map_err(cannot)?;
    let (request, bytes, confined) = asked.recv().map_err(cannot)?.map_err(cannot)?;
    let reader = Reader::new(&request.common)?.scoring_by(&request.rubrics)?;
    if let Some(wanted) = &request.wanted {
        let looked: Looked = isolate(|| reader.look(bytes, &request.name, wanted))
            .map(|views| views.into_iter().map(|view| view.map_err(|e| Failure::from(&e))).collect())
            .map_err(|e| Failure::from(&e));
        print(&serde_json::to_string(&looked).map_err(cannot)?)?;
        return Ok(Status::Done);
    }
    let read = isolate(|| reader.read(bytes, &request.name));
    // What is not whole may be so for want of memory, of which no document tells.
    let is_whole = read.as_ref().is_ok_and(|read| {
        read.document.source.status == SourceStatus::Complete && read.document.source.repaired.is_empty()
    });
    let read = if !is_whole && confined.was_tight() { Err(batch::out_of_memory(request.memory)) } else { read };
    let (read, decisions) = match read {
        Ok(read) => (Ok(read.document), read.decisions),
        Err(error) => (Err(Failure::from(&error)), Vec::new()),
    };
    let answer = Answer { read, decisions, hidden: reader.hidden(), known: reader.known(), letters: reader.letters() };
    print(&serde_json::to_string(&answer).map_err(cannot)?)?;
    Ok(Status::Done)
}

/// Takes the request; from its bytes on, the limit of memory holds.
fn receive(input: &mut impl BufRead) -> io::Result<(Request, Vec<u8>, Confined)> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let request: Request = serde_json::from_str(&line)?;
    let confined = batch::confine(request.memory)?;
    // In one piece, so that it is plain when there is no room for it.
    let mut bytes = Vec::with_capacity(usize::try_from(request.bytes).unwrap_or(usize::MAX));
    input.take(request.bytes).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != request.bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((request, bytes, confined))
}
