//! Says so when a file takes too long, while it does: a reader that hangs would else hang the test without a word.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};

/// No file takes longer, in a debug build on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(20);

static RUNNING: Mutex<BTreeMap<String, Instant>> = Mutex::new(BTreeMap::new());
static WATCHER: Once = Once::new();

/// What became of a piece of work.
pub enum Outcome<T> {
    Done(T),
    Panicked(String),
    TooSlow(Duration),
}

/// Does a piece of work under a name of its own. A panic or too long a time is an outcome; work that never ends
/// ends the program, with the name.
pub fn over<T>(name: &str, work: impl FnOnce() -> T) -> Outcome<T> {
    WATCHER.call_once(|| {
        std::thread::spawn(watch);
    });
    let start = Instant::now();
    RUNNING.lock().unwrap().insert(name.to_owned(), start);
    let result = catch_unwind(AssertUnwindSafe(work));
    RUNNING.lock().unwrap().remove(name);
    match result {
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            Outcome::Panicked(
                text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default(),
            )
        }
        Ok(_) if start.elapsed() > LIMIT => Outcome::TooSlow(start.elapsed()),
        Ok(value) => Outcome::Done(value),
    }
}

fn watch() {
    loop {
        std::thread::sleep(Duration::from_secs(5));
        let stuck =
            RUNNING.lock().unwrap().iter().find(|(_, since)| since.elapsed() > 4 * LIMIT).map(|(n, _)| n.clone());
        if let Some(name) = stuck {
            eprintln!("{name}: the reader hangs");
            std::process::exit(101);
        }
    }
}

/// The most memory that this program has had, in MiB, where the system says so.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib / 1024)
}
