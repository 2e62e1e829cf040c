//! Work in a process of its own, with limits: whatever becomes of it, the run goes on.

use crate::sheet::{Error, ErrorKind};
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// What a child may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of address space, besides what the program takes to start.
    pub memory: u64,
    /// Time from its start to the end of its answer.
    pub time: Duration,
}

/// Whether this system enforces [`Limits::memory`].
pub const LIMITS_MEMORY: bool = cfg!(any(target_os = "linux", target_os = "android", target_os = "freebsd"));

/// So much of what a dying child says is looked at.
const LAST_WORDS: u64 = 4096;

/// Hands `request` to a new process and takes its answer. The pipe to it stays open until then, so that it can tell
/// when this process ends.
///
/// # Errors
/// `too-slow`, `crashed`; `internal` where it cannot be started.
pub fn ask(command: Command, request: &[&[u8]], limits: Limits) -> Result<Vec<u8>, Error> {
    let cannot = |e: io::Error| {
        let ja = format!("読み取りのプロセスを始められません: {e}");
        Error::new(ErrorKind::Internal, ja, format!("cannot start the reading process: {e}"))
    };
    let mut child = start(command).map_err(cannot)?;
    let (input, output, complaints) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (done, is_done) = mpsc::channel::<()>();
    let guard = thread::Builder::new().spawn(move || watch(child, &is_done, limits.time)).map_err(cannot)?;
    let mut answer = Vec::new();
    if let (Some(mut input), Some(mut output)) = (input, output) {
        // A child that has gone does not listen; how it ended is told below.
        let _ = request.iter().try_for_each(|part| input.write_all(part)).and_then(|()| input.flush());
        let _ = output.read_to_end(&mut answer);
    }
    drop(done);
    let mut words = Vec::new();
    let _ = complaints.map(|pipe| pipe.take(LAST_WORDS).read_to_end(&mut words));
    match guard.join() {
        Ok((false, Ok(status))) if status.success() => Ok(answer),
        Ok((true, _)) => Err(too_slow(limits.time)),
        Ok((false, Ok(status))) => Err(crashed(status, &String::from_utf8_lossy(&words), limits)),
        Ok((false, Err(e))) => Err(cannot(e)),
        Err(_) => Err(cannot(io::Error::other("?"))),
    }
}

fn start(mut command: Command) -> io::Result<Child> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Ctrl-C is for the run, which lets the inputs at hand end.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

/// Waits for the end of a child, or brings it about when the time is over, which is told first.
fn watch(mut child: Child, is_done: &mpsc::Receiver<()>, time: Duration) -> (bool, io::Result<ExitStatus>) {
    let is_late = is_done.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout);
    if is_late {
        // One that has just ended is as good as killed.
        let _ = child.kill();
    }
    (is_late, child.wait())
}

fn too_slow(time: Duration) -> Error {
    let seconds = time.as_secs_f64();
    Error::new(
        ErrorKind::TooSlow,
        format!("{seconds} 秒以内に読み終わりませんでした。--max-seconds で延ばせます"),
        format!("not read within {seconds} seconds; --max-seconds gives it more"),
    )
}

fn crashed(status: ExitStatus, words: &str, limits: Limits) -> Error {
    if words.contains("memory allocation of") {
        return out_of_memory(limits.memory);
    }
    let (ja, en) = if words.contains("overflowed its stack") {
        (String::from("スタックがあふれました"), String::from("stack overflow"))
    } else {
        ended(status, words)
    };
    Error::new(
        ErrorKind::Crashed,
        format!("読み取りのプロセスが異常終了しました ({ja})。このファイルを添えて開発元に知らせてください"),
        format!("the reading process ended abnormally ({en}); please report it with this file"),
    )
}

/// How a process ended, in both languages; one that ended by itself said why.
fn ended(status: ExitStatus, words: &str) -> (String, String) {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return (format!("シグナル {signal}"), format!("signal {signal}"));
    }
    let code = status.code().map_or_else(|| String::from("?"), |code| code.to_string());
    let why = words.lines().next().map(|line| format!(": {line}")).unwrap_or_default();
    (format!("終了コード {code}{why}"), format!("status {code}{why}"))
}

/// The limit of memory that this process has set itself.
pub struct Confined {
    memory: u64,
    /// What it had taken before, which does not count.
    before: u64,
}

/// Limits this process to so much more memory, where the system can, and lets it leave no core file behind.
///
/// # Errors
/// Where the system refuses.
pub fn confine(memory: u64) -> io::Result<Confined> {
    let before = taken("VmSize:").unwrap_or(0);
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = |resource, most: u64| {
            // A stricter limit that was set from outside stands.
            let most = getrlimit(resource).maximum.map_or(most, |outer| outer.min(most));
            setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
        };
        limit(Resource::Core, 0)?;
        if LIMITS_MEMORY {
            limit(Resource::As, before.saturating_add(memory))?;
        }
    }
    Ok(Confined { memory, before })
}

impl Confined {
    /// Whether memory may have run short without the end of this process: decoders take a buffer that cannot grow for
    /// the end of what they decode. Buffers grow by doubling, so a third was in use when one could not.
    pub fn was_tight(&self) -> bool {
        taken("VmPeak:").is_some_and(|peak| peak.saturating_sub(self.before) >= self.memory / 3)
    }
}

/// Address space of this process in bytes, as Linux tells it.
fn taken(what: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

/// The error of an input that needs more memory than it may have.
pub fn out_of_memory(memory: u64) -> Error {
    let mebibytes = memory >> 20;
    Error::new(
        ErrorKind::Crashed,
        format!("{mebibytes} MiB のメモリでは読めませんでした。--max-memory で増やせます"),
        format!("cannot be read with {mebibytes} MiB of memory; --max-memory gives it more"),
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Limits, ask};
    use crate::sheet::ErrorKind;
    use std::process::Command;
    use std::time::Duration;

    fn shell(script: &str, seconds: f64) -> Result<Vec<u8>, crate::sheet::Error> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        // More than a pipe holds: who does not read it must not make us wait.
        let request = vec![b'x'; 1 << 18];
        ask(command, &[&request, b"y"], Limits { memory: 1 << 30, time: Duration::from_secs_f64(seconds) })
    }

    #[test]
    fn an_answer_is_what_was_said_by_who_ended_well() {
        assert_eq!(shell("head -c 262145 | tail -c 2", 60.0).unwrap(), b"xy");
        assert_eq!(shell("true", 60.0).unwrap(), b"");
    }

    #[test]
    fn who_ends_badly_has_crashed() {
        let told = [
            ("echo answer; exit 3", "status 3"),
            ("echo half; kill -SEGV $$", "signal 11"),
            ("echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$", "1024 MiB"),
            ("echo 'thread x has overflowed its stack' >&2; kill -ABRT $$", "stack overflow"),
        ];
        for (script, words) in told {
            let error = shell(script, 60.0).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Crashed);
            assert!(error.en().contains(words), "{error}");
        }
    }

    #[test]
    fn who_takes_too_long_or_stands_still_is_too_slow() {
        for script in ["exec sleep 600", "kill -STOP $$", "exec yes >/dev/null"] {
            assert_eq!(shell(script, 0.2).unwrap_err().kind(), ErrorKind::TooSlow, "{script}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_third_of_the_memory_is_tight() {
        let before = super::taken("VmSize:").unwrap();
        assert!(before > 0 && super::taken("VmPeak:").unwrap() >= before);
        let confined = |memory, before| super::Confined { memory, before };
        assert!(!confined(u64::MAX, before).was_tight());
        assert!(confined(before * 2, 0).was_tight());
    }
}
