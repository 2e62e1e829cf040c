//! Progress on a terminal, and only there.

use super::args::Log;
use super::terminal::{Terminal, plain};
use crate::batch::Observer;
use crate::emit::wire::ManifestLine;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// A bar on standard error; where that is no terminal it is never drawn.
pub struct Bar {
    bar: ProgressBar,
    terminal: Terminal,
}

impl Bar {
    /// A bar for that many inputs.
    pub fn new(total: usize, wanted: bool, terminal: Terminal) -> Self {
        let shown = wanted && !terminal.quiet && terminal.log == Log::Text && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}  {wide_msg}") {
            bar.set_style(style);
        }
        Self { bar, terminal }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Bar {
    fn done(&self, line: &ManifestLine) {
        self.bar.inc(1);
        self.bar.set_message(plain(&line.path).into_owned());
    }

    fn tell(&self, line: &ManifestLine, took: Duration) {
        self.bar.suspend(|| self.terminal.tell_line(line, took));
    }
}
