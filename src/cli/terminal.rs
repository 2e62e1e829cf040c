//! Everything that reaches the terminal goes through here.
//!
//! Text of a document or a file name is hostile until proven harmless: escape sequences and
//! direction marks are shown as what they are instead of being obeyed.

use super::args::{Language, Log};
use super::log::{Event, Level};
use super::status::{Status as Ending, Stop};
use crate::batch::{Skipped, Told};
use crate::emit::wire::{Document, ManifestLine, Recognised, Settled, SourceStatus, Status};
use crate::review::Review;
use crate::sheet::{Error, ErrorKind};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// The terminal: language, and whether notices are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Language of messages.
    pub language: Language,
    /// Whether notices and summaries are left out.
    pub quiet: bool,
    /// Whom standard error is for.
    pub log: Log,
}

impl Terminal {
    /// The sentence of the chosen language.
    pub fn say<'a>(&self, ja: &'a str, en: &'a str) -> &'a str {
        self.language.say(ja, en)
    }

    /// Tells what happened, unless it is no error and the user wants quiet.
    pub fn tell_event(&self, event: &Event) {
        if self.quiet && event.level != Level::Error {
            return;
        }
        self.complain(&match self.log {
            Log::Text => event.text(self.language),
            Log::Json => event.json(),
        });
    }

    /// Tells programs what happened; people see it elsewhere.
    pub fn record(&self, event: impl FnOnce() -> Event) {
        if self.log == Log::Json {
            self.tell_event(&event());
        }
    }

    /// One line that nobody needs to do anything about.
    pub fn notice(&self, text: &str) {
        self.tell_event(&Event::new("notice", Level::Info, text));
    }

    /// The line `error: <kind>: …` on standard error.
    pub fn error(&self, error: &Error) {
        self.tell_event(&Event::error("error", error, self.language));
    }

    /// Why a command ended early, unless that is no failure; how the program ends.
    pub fn tell_stop(&self, stop: Stop) -> Ending {
        match stop {
            Stop::PipeClosed => Ending::Done,
            Stop::Refused(error) => {
                self.error(&error);
                Ending::from(&error)
            }
        }
    }

    /// What a person should know about a document that was read.
    pub fn tell(&self, path: &Path, document: &Document) {
        self.notes(path, document).iter().for_each(|note| self.tell_event(note));
    }

    /// What a person should know about a document that was read.
    pub fn notes(&self, path: &Path, document: &Document) -> Vec<Event> {
        let form = &document.form;
        let is_partial = document.source.status == SourceStatus::Partial;
        let nearest = form.candidates.first().map(|candidate| candidate.profile.as_str());
        let notes = [
            is_partial.then(|| self.of_partial(&document.source.missing_pages)),
            self.of_repaired(&document.source.repaired),
            document.source.recognised.as_ref().map(|recognised| self.of_recognised(recognised)),
            form.profile.is_none().then(|| self.of_unknown(nearest)),
            self.of_rivals(form.profile.as_deref(), &form.rivals()),
        ];
        notes.into_iter().flatten().map(|note| note.of(path.to_string_lossy())).collect()
    }

    /// What a person should know about an input of a run.
    pub fn tell_line(&self, line: &ManifestLine, took: Duration) {
        if let Some(failure) = &line.error {
            let message = self.say(&failure.message.ja, &failure.message.en);
            let event = Event::new("input", Level::Error, message).of(line.path.as_str());
            let event = Event { kind: Some(failure.kind.clone()), page: failure.page, ..event };
            return self.tell_event(&event.with("status", line.status).took(took));
        }
        self.record(|| {
            let read = Event::new("input", Level::Info, "").of(line.path.as_str()).with("status", line.status);
            let read =
                read.with("sha256", &line.sha256).with("document", &line.document).with("profile", &line.profile);
            read.with("counts", line.counts).took(took)
        });
        let rivals: Vec<&str> = line.rivals.iter().map(String::as_str).collect();
        let notes = [
            (line.status == Status::Partial).then(|| self.of_partial(&line.missing_pages)),
            self.of_repaired(&line.repaired),
            self.of_rivals(line.profile.as_deref(), &rivals),
            line.profile.is_none().then(|| self.of_unknown(None)),
        ];
        notes.into_iter().flatten().for_each(|note| self.tell_event(&note.of(line.path.as_str())));
        self.tell_decisions(&line.path, &line.decisions);
    }

    /// What became of a request to a worker, which its reply tells already.
    pub fn tell_request(&self, told: &Told) {
        self.record(|| {
            let event = match &told.error {
                Some(error) => Event::error("request", error, self.language),
                None => Event::new("request", Level::Info, ""),
            };
            event.of(told.path.as_str()).took(told.took)
        });
    }

    fn of_partial(&self, missing: &[u32]) -> Event {
        let pages: Vec<_> = missing.iter().map(u32::to_string).collect();
        let pages = if pages.is_empty() { String::from("?") } else { pages.join(", ") };
        let message = match self.language {
            Language::Ja => format!("一部だけ読み取りました。読めなかったページ: {pages}"),
            Language::En => format!("only partly read; pages that are missing: {pages}"),
        };
        Event::warning("partial", message).with("missing_pages", missing)
    }

    fn of_recognised(&self, recognised: &Recognised) -> Event {
        let (count, engine) = (recognised.pages.len(), &recognised.engine);
        let message = match self.language {
            Language::Ja => format!(
                "{count} ページを文字認識 ({engine}) で読みました。検算で確かめられない値の確信度は 0.9 未満です"
            ),
            Language::En => format!(
                "{count} page(s) were read by optical recognition ({engine}); what arithmetic does not confirm has a \
                 confidence below 0.9"
            ),
        };
        Event::new("recognised", Level::Info, message).with("pages", &recognised.pages)
    }

    fn of_repaired(&self, notes: &[String]) -> Option<Event> {
        let first = notes.first()?;
        let (count, more) = (notes.len(), if notes.len() > 1 { " …" } else { "" });
        let message = match self.language {
            Language::Ja => {
                format!("傷んだ箇所や読めない文字が {count} 件あります (source.repaired): {first}{more}")
            }
            Language::En => {
                format!("{count} place(s) were mended or cannot be read (source.repaired): {first}{more}")
            }
        };
        Some(Event::warning("repaired", message).with("count", count))
    }

    /// Profiles that fit a document as well as the one that it was read by.
    fn of_rivals(&self, own: Option<&str>, rivals: &[&str]) -> Option<Event> {
        let own = own.filter(|_| !rivals.is_empty())?;
        let all = rivals.join(", ");
        let message = match self.language {
            Language::Ja => {
                format!("様式定義 {own} と {all} が同じだけ合います。{own} で読みました。--profile で選べます")
            }
            Language::En => {
                format!("the profiles {own} and {all} fit equally well; read by {own}; choose with --profile")
            }
        };
        Some(Event::warning("rivals", message).with("rivals", rivals))
    }

    fn of_unknown(&self, nearest: Option<&str>) -> Event {
        let message = match (self.language, nearest) {
            (Language::Ja, None) => String::from("知らない様式です。表と文字だけを取り出しました"),
            (Language::Ja, Some(id)) => format!("知らない様式です (最も近いもの: {id})。表と文字だけを取り出しました"),
            (Language::En, None) => String::from("unknown form; only tables and text were taken"),
            (Language::En, Some(id)) => format!("unknown form (nearest: {id}); only tables and text were taken"),
        };
        Event::warning("unknown-form", message)
    }

    /// How many findings the user did not want to see: those about unsure values, and those known already.
    pub fn tell_hidden(&self, unsure: usize, known: usize) {
        if unsure > 0 {
            let message = match self.language {
                Language::Ja => format!("確信度が --min-confidence に満たない指摘 {unsure} 件を隠しました"),
                Language::En => format!("{unsure} finding(s) below --min-confidence are hidden"),
            };
            self.tell_event(&Event::warning("hidden", message).with("count", unsure));
        }
        if known > 0 {
            let message = match self.language {
                Language::Ja => format!("--baseline にある既知の指摘 {known} 件を除きました"),
                Language::En => format!("{known} finding(s) known from --baseline are left out"),
            };
            self.tell_event(&Event::warning("known", message).with("count", known));
        }
    }

    /// Decisions about an input that did not come to pass, and why.
    pub fn tell_decisions(&self, path: &str, decisions: &[Settled]) {
        for settled in decisions {
            let Some(note) = &settled.note else { continue };
            let note = self.language.of(note);
            let message = match self.language {
                Language::Ja => format!("{note}。もう一度示します"),
                Language::En => format!("{note}; the finding is shown again"),
            };
            self.tell_event(&Event::warning("reopened", message).of(path).with("fingerprint", &settled.fingerprint));
        }
    }

    /// Decisions that are about no finding of this run, whose inputs have these names. Where not `all` inputs could be
    /// read, those that name none may be about the others.
    pub fn tell_stale<'a>(&self, review: &Review, met: impl Iterator<Item = &'a Settled>, names: &[&str], all: bool) {
        let met: BTreeSet<&str> = met.map(|settled| settled.fingerprint.as_str()).collect();
        let is_stale = |decision: &&crate::review::Decision| {
            let is_here = decision.source.as_deref().map_or(all, |source| names.contains(&source));
            is_here && !met.contains(decision.fingerprint.as_str())
        };
        let stale: Vec<_> = review.iter().filter(is_stale).collect();
        if stale.is_empty() {
            return;
        }
        let count = stale.len();
        let message = match self.language {
            Language::Ja => format!("--baseline の決定 {count} 件は、今回のどの指摘にも当たりません:"),
            Language::En => format!("{count} decision(s) of --baseline are about no finding of this run:"),
        };
        self.tell_event(&Event::warning("stale", message).with("count", count));
        for decision in stale {
            let told = [decision.rule.as_deref(), decision.source.as_deref(), Some(decision.printed.as_str())];
            let told: Vec<_> = told.into_iter().flatten().filter(|t| !t.is_empty()).collect();
            let line = format!("  {} {}", decision.fingerprint, told.join(" · "));
            self.tell_event(&Event::new("stale", Level::Info, line.trim_end()));
        }
    }

    /// What was come across and is no input: a line a reason, with the first few names.
    pub fn tell_skipped(&self, skipped: &[Skipped]) {
        const NAMED: usize = 3;
        let mut by_reason: BTreeMap<(&str, &str), Vec<&Skipped>> = BTreeMap::new();
        for one in skipped {
            by_reason.entry(one.why).or_default().push(one);
        }
        for ((ja, en), skipped) in by_reason {
            let names = skipped.iter().filter_map(|one| one.path.file_name()).take(NAMED);
            let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
            let more = if skipped.len() > NAMED { self.say(" ほか", " and more") } else { "" };
            let (count, names) = (skipped.len(), names.join(", "));
            let message = match self.language {
                Language::Ja => format!("{count} 件は読みません ({ja}): {names}{more}"),
                Language::En => format!("{count} file(s) skipped ({en}): {names}{more}"),
            };
            self.tell_event(&Event::warning("skipped", message).with("count", count));
        }
    }

    /// One line on standard error. Where even that cannot be written nobody is left to be told.
    pub fn complain(&self, line: &str) {
        let _ = writeln!(anstream::stderr().lock(), "{line}");
    }
}

/// Writes a result to standard output; colours are dropped where it is no terminal.
///
/// # Errors
/// Where the reader has gone away, or nothing can be written.
pub fn print(text: &str) -> Result<(), Stop> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(stopped)
}

/// What to do where standard output takes no more.
pub fn stopped(e: io::Error) -> Stop {
    match e.kind() {
        io::ErrorKind::BrokenPipe => Stop::PipeClosed,
        _ => Stop::Refused(Error::new(
            ErrorKind::Write,
            format!("標準出力に書き込めません: {e}"),
            format!("cannot write to standard output: {e}"),
        )),
    }
}

/// Writes a result for other programs to standard output, byte by byte as it is.
///
/// # Errors
/// As [`print`].
pub fn print_data(bytes: &[u8]) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(stopped)
}

/// Text that is safe on a terminal and stays on its line.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => safe.push('⏎'),
            '\t' => safe.push(' '),
            c if is_unsafe(c) => {
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Control characters, and marks that reorder or hide what follows them.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn nothing_of_a_document_moves_the_cursor() {
        assert_eq!(plain("26箇所\n22箇所\t再"), "26箇所⏎22箇所 再");
        assert_eq!(plain("\u{1b}[31m赤\u{9b}2J\u{202e}逆\u{7}"), "\\u{1b}[31m赤\\u{9b}2J\\u{202e}逆\\u{7}");
    }
}
