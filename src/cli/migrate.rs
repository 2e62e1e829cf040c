//! `migrate`: the main job.

use super::args::{Common, Log, Migrate};
use super::interrupt;
use super::log::{Event, Level};
use super::progress::Bar;
use super::reader::Reader;
use super::report;
use super::status::{Status, Stop};
use super::summary;
use super::terminal::{Terminal, print};
use super::views::views;
use crate::batch::{self, Plan, Reporting};
use crate::emit::report::Wanted;
use crate::emit::wire;
use crate::sheet::{Error, ErrorKind};
use std::path::Path;

/// Reads all inputs into the folder of results and says in a few lines what became of them.
pub fn run(arguments: &Migrate, common: &Common, reader: &Reader, terminal: Terminal) -> Result<Status, Stop> {
    if arguments.inputs.iter().any(|path| super::input::is_standard(path)) {
        let (ja, en) = (
            "migrate は標準入力を読みません。extract - を使ってください",
            "migrate does not read standard input; use extract -",
        );
        return Err(Error::new(ErrorKind::Configuration, ja, en).into());
    }
    let found = batch::discover(&arguments.inputs, Some(&arguments.out));
    terminal.tell_skipped(&found.skipped);
    let total = found.inputs.len();
    if total == 0 {
        let message = terminal.say("読むファイルが見つかりませんでした", "there is no file to read");
        terminal.tell_event(&Event::warning("nothing", message));
    }
    terminal.record(|| Event::new("start", Level::Info, "").with("inputs", total).with("tool", wire::Tool::this()));
    let bar = Bar::new(total, !common.no_progress, terminal);
    let look = |path: &Path, sha256: &str, wanted: &[Wanted]| views(path, sha256, wanted, reader);
    let reporting = || Reporting { rules: report::rules(), language: terminal.language, look: &look };
    let plan = Plan {
        out: &arguments.out,
        jobs: common.jobs(),
        settings: reader.settings().to_owned(),
        means: reader.means(),
        limits: reader.limits().clone(),
        read: &|bytes, name| reader.read(bytes, name),
        is_new: &|finding| reader.is_new(finding),
        report: (!arguments.no_report).then(reporting),
        stop: interrupt::patiently(),
    };
    let done = batch::run(found.inputs, &plan, &bar);
    bar.finish();
    let done = done?;
    if done.interrupted {
        let message = summary::interrupted(&done, total, terminal);
        match terminal.log {
            Log::Text => terminal.complain(&message),
            Log::Json => {
                terminal.tell_event(&Event::new("interrupted", Level::Error, message).with("done", done.lines.len()));
            }
        }
        return Ok(Status::Interrupted);
    }
    terminal.tell_hidden(reader.hidden(), reader.known());
    let between = reader.between();
    terminal.tell_decisions("findings.ndjson", &between);
    let read = || done.lines.iter().filter(|line| line.status != wire::Status::Failed);
    let failed = read().count() < done.lines.len();
    let names: Vec<&str> = read().map(|line| line.path.rsplit(['/', '\\']).next().unwrap_or(&line.path)).collect();
    terminal.tell_stale(reader.review(), read().flat_map(|line| &line.decisions).chain(&between), &names, !failed);
    terminal.record(|| summary::event(&done));
    if !terminal.quiet {
        print(&summary::text(&done, &arguments.out, !arguments.no_report, terminal))?;
    }
    Ok(if failed { Status::Unread } else { Status::Done })
}
