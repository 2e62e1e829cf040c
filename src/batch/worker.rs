//! A worker: requests come in line by line, replies go out line by line in the same order, as long as somebody asks.

use super::across::{edition, restated};
use super::discover::load;
use super::isolate::isolate;
use super::run::{Read, threads};
use crate::emit::wire::{Document, Finding, Id, Request};
use crate::emit::worker;
use crate::ingest::{Limit, Limits};
use crate::sheet::{Error, ErrorKind};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::io::{self, BufRead, Read as _, Write};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Base64 with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Name of an input that came without one.
const NAMELESS: &str = "-";

/// What a worker works with.
pub struct Service<'a> {
    /// How many requests are worked on at a time.
    pub jobs: usize,
    /// How long a line may be, how large a file.
    pub limits: Limits,
    /// Reads one input.
    pub read: &'a Read<'a>,
    /// Whether a finding between editions is told, where it answers with rows instead of documents.
    pub tables: Option<&'a (dyn Fn(&Finding) -> bool + Sync)>,
    /// Is told what became of each request, in their order.
    pub tell: &'a (dyn Fn(&Told) + Sync),
    /// Called where a reply cannot be written. If it returns, the work ends as soon as nobody waits for a request.
    pub gone: &'a (dyn Fn(io::Error) + Sync),
}

/// What became of a request.
#[derive(Debug)]
pub struct Told {
    /// Its path, or the name of its bytes.
    pub path: String,
    /// Why it was refused.
    pub error: Option<Error>,
    /// How long it took.
    pub took: Duration,
}

/// A reply, in pieces that are one line together, and what is told of it.
type Reply = (Vec<String>, Told);

/// Says hello, and answers one request after another until there are no more.
///
/// # Errors
/// `unreadable` where the requests cannot be read, `write` where a reply cannot be written.
pub fn serve(input: impl BufRead + Send, mut output: impl Write + Send, service: &Service<'_>) -> Result<(), Error> {
    let first = output.write_all(worker::hello(service.tables.is_some())?.as_bytes()).and_then(|()| output.flush());
    first.map_err(|e| cannot_answer(e, service))?;
    let requests = Mutex::new(Requests { input, next: 0, most: service.limits.count(Limit::RequestBytes) });
    let replies = Replies { said: Mutex::new((0, output)), turn: Condvar::new() };
    let failed = Mutex::new(None);
    threads(service.jobs)?.broadcast(|_| {
        while lock(&failed).is_none() {
            let (number, line) = match lock(&requests).take() {
                Ok(Some(next)) => next,
                Ok(None) => return,
                Err(e) => {
                    lock(&failed).get_or_insert(cannot_listen(&e));
                    return;
                }
            };
            let begun = Instant::now();
            let (pieces, path, error) = service.reply(line);
            let reply = (pieces, Told { path, error, took: begun.elapsed() });
            if let Err(e) = replies.say(number, reply, service) {
                lock(&failed).get_or_insert(cannot_answer(e, service));
            }
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

impl Service<'_> {
    /// The reply to a line, whatever it says; what it was about, and why it was refused.
    fn reply(&self, line: Line) -> (Vec<String>, String, Option<Error>) {
        let (id, name, outcome) = match line {
            Line::TooLong(beginning) => {
                (worker::id(&beginning), String::new(), Err(self.limits.refusal(Limit::RequestBytes, None)))
            }
            Line::Whole(line) => match worker::request(&line) {
                Err(error) => (worker::id(&line), String::new(), Err(error)),
                Ok(request) => {
                    drop(line);
                    let id = request.id.clone();
                    let path = request.path.clone().or_else(|| request.name.clone());
                    let read = isolate(|| self.answer(&id, request));
                    (Some(id), path.unwrap_or_else(|| NAMELESS.to_owned()), read)
                }
            },
        };
        match outcome {
            Ok(pieces) => (pieces, name, None),
            // That nothing is left to be said is no reason to say nothing.
            Err(error) => {
                let refusal =
                    worker::refusal(id, &error).unwrap_or_else(|_| String::from("{\"id\":null,\"ok\":false}\n"));
                (vec![refusal], name, Some(error))
            }
        }
    }

    /// The reply to a request, in pieces.
    fn answer(&self, id: &Id, mut request: Request) -> Result<Vec<String>, Error> {
        match (request.editions.take(), self.tables) {
            (Some(editions), Some(is_new)) => Ok(vec![compare(id, &editions, is_new)?]),
            (Some(_), None) => Err(worker::malformed("editions: only with --tables")),
            (None, tables) => {
                let (bytes, name) = self.bytes(request)?;
                let document = (self.read)(bytes, &name)?.document;
                match tables {
                    Some(_) => Ok(vec![worker::rows_of(id, &document, edition(&document).body().map(str::to_owned))?]),
                    None => worker::answer(id, &document),
                }
            }
        }
    }

    /// The bytes that a request is about, and their name.
    fn bytes(&self, request: Request) -> Result<(Vec<u8>, String), Error> {
        if let Some(path) = request.path {
            let path = Path::new(&path);
            let last = || path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            return Ok((load(path, &self.limits)?, request.name.unwrap_or_else(last)));
        }
        let coded = request.bytes_base64.unwrap_or_default();
        let bytes = BASE64.decode(coded).map_err(|e| worker::malformed(&format!("bytes_base64: {e}")))?;
        self.limits.check(Limit::FileBytes, bytes.len())?;
        Ok((bytes, request.name.unwrap_or_else(|| NAMELESS.to_owned())))
    }
}

/// What editions disagree about: the rows that each document gets by it.
fn compare(id: &Id, editions: &[Document], is_new: &dyn Fn(&Finding) -> bool) -> Result<String, Error> {
    let mut lines = restated(editions.iter().map(edition).collect());
    lines.retain(|line| is_new(&line.finding));
    let of = |document: &Document| {
        lines.iter().filter(|line| line.document == document.source.sha256).map(|line| &line.finding).collect()
    };
    worker::compared(id, editions.iter().map(|document| (document, of(document))))
}

/// A line of who asks.
enum Line {
    Whole(Vec<u8>),
    /// One that is longer than it may be, of which only the beginning was kept.
    TooLong(Vec<u8>),
}

/// Who asks.
struct Requests<R> {
    input: R,
    /// Number of the next line.
    next: usize,
    /// Bytes that a line may have.
    most: usize,
}

impl<R: BufRead> Requests<R> {
    /// The next line and its number; none at the end.
    fn take(&mut self) -> io::Result<Option<(usize, Line)>> {
        let mut line = Vec::new();
        // One byte more, for the line feed.
        let most = self.most.saturating_add(1);
        let read = self.input.by_ref().take(most as u64).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        let number = self.next;
        self.next += 1;
        if line.last() == Some(&b'\n') || read < most {
            return Ok(Some((number, Line::Whole(line))));
        }
        self.input.skip_until(b'\n')?;
        Ok(Some((number, Line::TooLong(line))))
    }
}

/// Who is answered.
struct Replies<W> {
    /// Number of the next reply, and where it goes.
    said: Mutex<(usize, W)>,
    /// Told whenever a reply was given.
    turn: Condvar,
}

impl<W: Write> Replies<W> {
    /// Gives reply `number` when all before it have been given. Who waits for that takes no further request: there
    /// are never more replies in memory than threads.
    fn say(&self, number: usize, (pieces, told): Reply, service: &Service<'_>) -> io::Result<()> {
        let not_yet = |said: &mut (usize, W)| said.0 != number;
        let waited = self.turn.wait_while(lock(&self.said), not_yet);
        let mut said = waited.unwrap_or_else(PoisonError::into_inner);
        let written = pieces.iter().try_for_each(|piece| said.1.write_all(piece.as_bytes()));
        let written = written.and_then(|()| said.1.flush());
        (service.tell)(&told);
        said.0 += 1;
        self.turn.notify_all();
        written
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cannot_answer(e: io::Error, service: &Service<'_>) -> Error {
    let error =
        Error::new(ErrorKind::Write, format!("返事を書き込めません: {e}"), format!("cannot write a reply: {e}"));
    (service.gone)(e);
    error
}

fn cannot_listen(e: &io::Error) -> Error {
    Error::new(ErrorKind::Unreadable, format!("依頼を読めません: {e}"), format!("cannot read requests: {e}"))
}

#[cfg(test)]
mod tests {
    use super::{Service, serve};
    use crate::ingest::{Limit, Limits};
    use crate::sheet::{Error, ErrorKind};
    use std::time::Duration;

    /// The replies to these lines where reading always fails, some of it late.
    fn replies(input: &[u8], jobs: usize) -> Vec<serde_json::Value> {
        let read = |bytes: Vec<u8>, name: &str| {
            std::thread::sleep(Duration::from_millis(if bytes.is_empty() { 30 } else { 0 }));
            Err(Error::new(ErrorKind::Blank, "", format!("{name} {}", String::from_utf8_lossy(&bytes))))
        };
        let limits = Limits::default().with(Limit::RequestBytes, 60);
        let mut output = Vec::new();
        let service = Service { jobs, limits, read: &read, tables: None, tell: &|_| {}, gone: &|_| {} };
        serve(input, &mut output, &service).unwrap();
        String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn replies_come_in_the_order_of_the_requests() {
        for jobs in [1, 4] {
            let line = |n: usize| {
                format!("{{\"id\":{n},\"bytes_base64\":\"{}\"}}\n", if n.is_multiple_of(3) { "" } else { "YQ==" })
            };
            let told = replies((0..40).map(line).collect::<String>().as_bytes(), jobs);
            assert_eq!(told[0]["hello"], "worker");
            let ids: Vec<_> = told[1..].iter().map(|reply| reply["id"].as_u64().unwrap()).collect();
            assert_eq!(ids, (0..40).collect::<Vec<_>>());
        }
    }

    #[test]
    fn each_line_has_a_reply_whatever_it_says() {
        let long = format!("{{\"id\":\"long\",\"path\":\"{}\"}}\n", "x".repeat(200_000));
        let input = [
            b"\n{\"id\":1,\"bytes_base64\":\"YQ\",\"name\":\"a\"}\r\nnonsense\n".as_slice(),
            b"{\"id\":\"u\",\"name\":\"\xff\"}\n",
            long.as_bytes(),
            b"{\"id\":2,\"bytes_base64\":\"?\"}\n{\"id\":3,\"path\":\"no/such\"}",
        ];
        let told: Vec<_> =
            replies(&input.concat(), 2).iter().skip(1).map(|r| (r["id"].clone(), r["error"]["kind"].clone())).collect();
        let kinds: Vec<_> = told.iter().map(|(id, kind)| (id.to_string(), kind.as_str().unwrap())).collect();
        let expected = [
            ("null", "request"),
            ("1", "blank"),
            ("null", "request"),
            ("\"u\"", "request"),
            ("\"long\"", "too-large"),
            ("2", "request"),
            ("3", "unreadable"),
        ];
        assert_eq!(kinds, expected.map(|(id, kind)| (id.to_owned(), kind)));
    }
}
