//! Lines of who asks → lines of the worker.

use kanrihyo::batch::{Reading, Service, serve};
use kanrihyo::emit::{schema, wire};
use kanrihyo::ingest::{Limit, Limits};
use kanrihyo::{Options, read};
use std::sync::OnceLock;

/// Whatever the lines say, each has one reply, in their order, that its schema knows.
pub fn worker(data: &[u8]) {
    static OPTIONS: OnceLock<Options> = OnceLock::new();
    let options = OPTIONS.get_or_init(Options::builtin);
    let read = |bytes: Vec<u8>, name: &str| {
        Ok(Reading { document: wire::Document::from(read(bytes, name, options)?), decisions: Vec::new() })
    };
    let limits = Limits::default().with(Limit::RequestBytes, 8192).with(Limit::FileBytes, 1 << 16);
    for tables in [None, Some(&(|_: &wire::Finding| true) as &(dyn Fn(&wire::Finding) -> bool + Sync))] {
        let mut replies = Vec::new();
        let service = Service { jobs: 1, limits: limits.clone(), read: &read, tables, tell: &|_| {}, gone: &|_| {} };
        serve(data, &mut replies, &service).unwrap();
        hold(data, replies);
    }
}

/// Whether these are replies to those lines.
fn hold(data: &[u8], replies: Vec<u8>) {
    let replies = String::from_utf8(replies).unwrap();
    let lines = data.strip_suffix(b"\n").unwrap_or(data).split(|byte| *byte == b'\n');
    let lines: Vec<&[u8]> = if data.is_empty() { Vec::new() } else { lines.collect() };
    assert_eq!(replies.lines().count(), lines.len() + 1);
    for (i, reply) in replies.lines().enumerate() {
        let value = serde_json::from_str(reply).unwrap();
        let wrong = schema::Name::Worker.violations(&value, 1).unwrap();
        assert!(wrong.is_empty(), "{wrong:?} in {reply}");
        let asked = i.checked_sub(1).and_then(|i| serde_json::from_slice::<serde_json::Value>(lines.get(i)?).ok());
        let id = asked.and_then(|asked| asked.get("id").cloned()).filter(|id| id.is_i64() || id.is_string());
        assert!(id.is_none() || value.get("id") == id.as_ref(), "{reply}");
    }
}
