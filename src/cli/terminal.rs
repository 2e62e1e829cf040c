//! Everything that reaches the terminal goes through here.
//!
//! Text of a document or a file name is hostile until proven harmless: escape sequences and
//! direction marks are shown as what they are instead of being obeyed.

use super::args::Language;
use super::status::Stop;
use crate::batch::Skipped;
use crate::emit::wire::{Document, ManifestLine, Settled, SourceStatus, Status};
use crate::review::Review;
use crate::sheet::{Error, ErrorKind};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

/// The terminal: language, and whether notices are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Language of messages.
    pub language: Language,
    /// Whether notices and summaries are left out.
    pub quiet: bool,
}

impl Terminal {
    /// The sentence of the chosen language.
    pub fn say<'a>(&self, ja: &'a str, en: &'a str) -> &'a str {
        self.language.say(ja, en)
    }

    /// One line on standard error, unless the user wants quiet.
    pub fn notice(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// The line `error: <kind>: …` on standard error.
    pub fn error(&self, error: &Error) {
        let mut line = format!("error: {}: ", error.kind().name());
        if let Some(path) = error.path() {
            line.push_str(&plain(path));
            line.push_str(": ");
        }
        if let Some(page) = error.page() {
            line.push_str(&self.page(page));
        }
        line.push_str(&plain(self.say(error.ja(), error.en())));
        self.complain(&line);
    }

    /// What a person should know about a document that was read.
    pub fn tell(&self, path: &Path, document: &Document) {
        self.notes(path, document).iter().for_each(|note| self.notice(note));
    }

    /// What a person should know about a document that was read, a line each.
    pub fn notes(&self, path: &Path, document: &Document) -> Vec<String> {
        let (path, form) = (plain(&path.to_string_lossy()).into_owned(), &document.form);
        let is_partial = document.source.status == SourceStatus::Partial;
        let nearest = form.candidates.first().map(|candidate| candidate.profile.as_str());
        let notes = [
            is_partial.then(|| self.of_partial(&path, &document.source.missing_pages)),
            self.of_repaired(&path, &document.source.repaired),
            form.profile.is_none().then(|| self.of_unknown(&path, nearest)),
            self.of_rivals(&path, form.profile.as_deref(), &form.rivals()),
        ];
        notes.into_iter().flatten().collect()
    }

    /// What a person should know about an input of a run.
    pub fn tell_line(&self, line: &ManifestLine) {
        let path = plain(&line.path);
        if let Some(failure) = &line.error {
            let page = failure.page.map(|page| self.page(page)).unwrap_or_default();
            let message = plain(self.say(&failure.message.ja, &failure.message.en)).into_owned();
            self.complain(&format!("error: {}: {path}: {page}{message}", plain(&failure.kind)));
            return;
        }
        let rivals: Vec<&str> = line.rivals.iter().map(String::as_str).collect();
        let notes = [
            (line.status == Status::Partial).then(|| self.of_partial(&path, &line.missing_pages)),
            self.of_repaired(&path, &line.repaired),
            self.of_rivals(&path, line.profile.as_deref(), &rivals),
            line.profile.is_none().then(|| self.of_unknown(&path, None)),
        ];
        notes.iter().flatten().for_each(|note| self.notice(note));
        self.tell_decisions(&line.path, &line.decisions);
    }

    fn of_partial(&self, path: &str, missing: &[u32]) -> String {
        let pages: Vec<_> = missing.iter().map(u32::to_string).collect();
        let pages = if pages.is_empty() { String::from("?") } else { pages.join(", ") };
        match self.language {
            Language::Ja => format!("注意: {path}: 一部だけ読み取りました。読めなかったページ: {pages}"),
            Language::En => format!("warning: {path}: only partly read; pages that are missing: {pages}"),
        }
    }

    fn of_repaired(&self, path: &str, notes: &[String]) -> Option<String> {
        let first = plain(notes.first()?);
        let (count, more) = (notes.len(), if notes.len() > 1 { " …" } else { "" });
        Some(match self.language {
            Language::Ja => {
                format!("注意: {path}: 傷んだ箇所や読めない文字が {count} 件あります (source.repaired): {first}{more}")
            }
            Language::En => {
                format!(
                    "warning: {path}: {count} place(s) were mended or cannot be read (source.repaired): {first}{more}"
                )
            }
        })
    }

    /// Profiles that fit a document as well as the one that it was read by.
    fn of_rivals(&self, path: &str, own: Option<&str>, rivals: &[&str]) -> Option<String> {
        let own = own.filter(|_| !rivals.is_empty()).map(plain)?;
        let rivals = rivals.join(", ");
        let rivals = plain(&rivals);
        Some(match self.language {
            Language::Ja => format!(
                "注意: {path}: 様式定義 {own} と {rivals} が同じだけ合います。{own} で読みました。--profile で選べます"
            ),
            Language::En => format!(
                "warning: {path}: the profiles {own} and {rivals} fit equally well; read by {own}; choose with --profile"
            ),
        })
    }

    fn of_unknown(&self, path: &str, nearest: Option<&str>) -> String {
        let (ja, en) = nearest
            .map(|id| plain(id).into_owned())
            .map_or_else(Default::default, |id| (format!(" (最も近いもの: {id})"), format!(" (nearest: {id})")));
        match self.language {
            Language::Ja => format!("注意: {path}: 知らない様式です{ja}。表と文字だけを取り出しました"),
            Language::En => format!("warning: {path}: unknown form{en}; only tables and text were taken"),
        }
    }

    /// How many findings the user did not want to see: those about unsure values, and those known already.
    pub fn tell_hidden(&self, unsure: usize, known: usize) {
        if unsure > 0 {
            self.notice(&match self.language {
                Language::Ja => format!("注意: 確信度が --min-confidence に満たない指摘 {unsure} 件を隠しました"),
                Language::En => format!("warning: {unsure} finding(s) below --min-confidence are hidden"),
            });
        }
        if known > 0 {
            self.notice(&match self.language {
                Language::Ja => format!("注意: --baseline にある既知の指摘 {known} 件を除きました"),
                Language::En => format!("warning: {known} finding(s) known from --baseline are left out"),
            });
        }
    }

    /// Decisions about an input that did not come to pass, and why.
    pub fn tell_decisions(&self, path: &str, decisions: &[Settled]) {
        for note in decisions.iter().filter_map(|settled| settled.note.as_ref()) {
            let (path, note) = (plain(path), plain(self.language.of(note)).into_owned());
            self.notice(&match self.language {
                Language::Ja => format!("注意: {path}: {note}。もう一度示します"),
                Language::En => format!("warning: {path}: {note}; the finding is shown again"),
            });
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
        self.notice(&match self.language {
            Language::Ja => format!("注意: --baseline の決定 {count} 件は、今回のどの指摘にも当たりません:"),
            Language::En => format!("warning: {count} decision(s) of --baseline are about no finding of this run:"),
        });
        for decision in stale {
            let told = [decision.rule.as_deref(), decision.source.as_deref(), Some(decision.printed.as_str())];
            let told: Vec<_> = told.into_iter().flatten().filter(|t| !t.is_empty()).map(plain).collect();
            self.notice(format!("  {} {}", decision.fingerprint, told.join(" · ")).trim_end());
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
            let names: Vec<String> = names.map(|name| plain(&name.to_string_lossy()).into_owned()).collect();
            let more = if skipped.len() > NAMED { self.say(" ほか", " and more") } else { "" };
            let (count, names) = (skipped.len(), names.join(", "));
            self.notice(&match self.language {
                Language::Ja => format!("注意: {count} 件は読みません ({ja}): {names}{more}"),
                Language::En => format!("warning: {count} file(s) skipped ({en}): {names}{more}"),
            });
        }
    }

    fn page(&self, page: u32) -> String {
        match self.language {
            Language::Ja => format!("{page} ページ: "),
            Language::En => format!("page {page}: "),
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

fn stopped(e: io::Error) -> Stop {
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
