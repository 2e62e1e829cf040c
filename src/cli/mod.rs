//! argv → work → exit status; the only place that prints or exits.

mod args;
mod audit;
mod baseline;
mod catalogue;
mod drawing;
mod editions;
mod excerpt;
mod explain;
mod extract;
mod findings;
mod help;
mod input;
mod inspect;
mod interrupt;
mod isolated;
mod load;
mod log;
mod man;
mod marking;
mod migrate;
mod normalise;
mod picture;
mod progress;
mod reader;
mod report;
mod schema;
mod status;
mod summary;
mod terminal;
mod views;
mod worker;

use args::{Arguments, Command, Common};
use clap::FromArgMatches;
use log::{Event, Level};
use reader::Reader;
use status::{Status, Stop};
use std::process::ExitCode;
use std::time::Instant;
use terminal::Terminal;

/// Runs the program.
pub fn main() -> ExitCode {
    crate::batch::remember_panics();
    interrupt::listen();
    let language = help::language(std::env::args_os().skip(1));
    let parsed = help::in_lines(help::command(language), language).try_get_matches().and_then(|found| {
        Arguments::from_arg_matches(&found).map_err(|error| error.format(&mut help::command(language)))
    });
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            // It repeats what was typed, or what a pattern of the shell has typed.
            let terminal = Terminal { language, quiet: false, log: args::Log::Text };
            error.render().to_string().lines().for_each(|line| terminal.complain(&terminal::plain(line)));
            return Status::Usage.into();
        }
        Err(help) => {
            // Help and version; nobody is left to be told where they cannot be printed.
            let _ = help.print();
            return Status::Done.into();
        }
    };
    let begun = Instant::now();
    let Common { lang, quiet, log, .. } = arguments.common;
    let terminal = Terminal { language: lang, quiet, log };
    let work = || crate::batch::isolate(|| Ok(run(&arguments, terminal)));
    // Whatever runs on several threads runs on these.
    let threads = rayon::ThreadPoolBuilder::new().num_threads(arguments.common.jobs()).stack_size(crate::batch::STACK);
    let outcome = match threads.build().map(|threads| threads.install(work)) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => Err(Stop::Refused(error)),
        Err(_) => return Status::Unread.into(),
    };
    let status = outcome.unwrap_or_else(|stop| terminal.tell_stop(stop));
    terminal.record(|| Event::new("end", Level::Info, "").with("status", status.code()).took(begun.elapsed()));
    status.into()
}

fn run(arguments: &Arguments, terminal: Terminal) -> Result<Status, Stop> {
    let common = &arguments.common;
    match &arguments.command {
        Command::Migrate(migrate) => {
            let reader = Reader::new(common)?.apart(common, &migrate.isolation, terminal);
            migrate::run(migrate, common, &reader, terminal)
        }
        Command::Extract(extract) => {
            let reader = Reader::new(common)?.apart(common, &extract.isolation, terminal);
            extract::run(extract, &reader, terminal)
        }
        Command::Audit(audit) => {
            let reader = Reader::new(common)?.scoring_by(&audit.rubric)?.apart(common, &audit.isolation, terminal);
            audit::run(audit, common, &reader, terminal)
        }
        Command::Worker(work) => {
            worker::run(work, common, &Reader::new(common)?.apart(common, &work.isolation, terminal), terminal)
        }
        Command::Load(load) => load::run(load, common, terminal),
        Command::Isolated => isolated::run(),
        Command::Inspect(inspect) => inspect::run(inspect, &Reader::new(common)?, terminal),
        Command::Normalise(normalise) => normalise::run(normalise),
        Command::Schema { name } => schema::show(name.as_deref()),
        Command::Validate { files } => schema::validate(files, terminal),
        Command::Explain { rule } => explain::run(rule.as_deref(), terminal),
        Command::Limits => catalogue::limits(common, terminal),
        Command::Profiles { action } => catalogue::profiles(action, common, terminal),
        Command::Rubrics { action } => catalogue::rubrics(action, common, terminal),
        Command::Help { command } => help::run(command, terminal.language),
        Command::Man { command } => man::run(command.as_deref(), terminal.language),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut help::command(terminal.language), "kanrihyo", &mut script);
            terminal::print(&String::from_utf8_lossy(&script)).map(|()| Status::Done)
        }
    }
}
