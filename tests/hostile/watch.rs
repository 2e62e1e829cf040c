//! Pieces of work side by side, and a watch over them that says so when one takes too long, while it does: a reader
//! that hangs would else hang the test without a word.

use kanrihyo::batch::STACK;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, Once};
use std::thread;
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

/// Does the work with each of these, as many at a time as the machine has processors. Gives the results in their order.
///
/// Every one of these threads has a pool of its own: a thread that waits within the reader takes up other work of its
/// pool, so with one pool for all, pieces of work would last as long as what they took up, and stand on its stack.
pub fn each<I: Send, T: Send>(inputs: impl IntoIterator<Item = I>, work: impl Fn(I) -> T + Sync) -> Vec<T> {
    let inputs: Vec<I> = inputs.into_iter().collect();
    let results = Mutex::new(inputs.iter().map(|_| None).collect::<Vec<_>>());
    let inputs = Mutex::new(inputs.into_iter().enumerate());
    let next = || inputs.lock().unwrap().next();
    let one_after_another = || {
        while let Some((i, input)) = next() {
            let result = work(input);
            results.lock().unwrap()[i] = Some(result);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().unwrap();
            scope.spawn(move || pool.install(one_after_another));
        }
    });
    results.into_inner().unwrap().into_iter().map(Option::unwrap).collect()
}

/// Does a piece of work under a name of its own. A panic or too long a time is an outcome; work that never ends
/// ends the program, with the name.
pub fn over<T>(name: &str, work: impl FnOnce() -> T) -> Outcome<T> {
    WATCHER.call_once(|| {
        thread::spawn(watch);
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
        thread::sleep(Duration::from_secs(5));
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
