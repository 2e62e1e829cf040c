//! What is told on standard error: a line of text for people, a line of JSON (`--log json`) for programs.

use super::args::Language;
use super::terminal::{is_unsafe, plain};
use crate::sheet::Error;
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nobody needs to do anything.
    Info,
    /// A person should know it.
    Warning,
    /// Something was not done.
    Error,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// What, as a word that stays.
    pub event: &'static str,
    /// How grave it is.
    pub level: Level,
    /// Sort of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The input that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The page that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The same for a person, in the language of messages.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Counts and the like.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Event {
    /// An event without a path.
    pub fn new(event: &'static str, level: Level, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { event, level, kind: None, path: None, page: None, message, more: Map::new() }
    }

    /// What a person should know.
    pub fn warning(event: &'static str, message: impl Into<String>) -> Self {
        Self::new(event, Level::Warning, message)
    }

    /// What was not done.
    pub fn error(event: &'static str, error: &Error, language: Language) -> Self {
        Self {
            kind: Some(error.kind().name().to_owned()),
            path: error.path().map(str::to_owned),
            page: error.page(),
            ..Self::new(event, Level::Error, language.say(error.ja(), error.en()))
        }
    }

    /// Of this input.
    pub fn of(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// With something that a program counts or looks up; what JSON cannot say is left out.
    pub fn with(mut self, key: &str, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.more.insert(key.to_owned(), value);
        }
        self
    }

    /// How long it took.
    pub fn took(self, time: Duration) -> Self {
        self.with("ms", u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    /// The line for people, which no text of an input can leave.
    pub fn text(&self, language: Language) -> String {
        let mut line = match self.level {
            Level::Info => String::new(),
            Level::Warning => format!("{}: ", language.say("注意", "warning")),
            Level::Error => String::from("error: "),
        };
        for part in [&self.kind, &self.path].into_iter().flatten() {
            line.push_str(&plain(part));
            line.push_str(": ");
        }
        if let Some(page) = self.page {
            line.push_str(&match language {
                Language::Ja => format!("{page} ページ: "),
                Language::En => format!("page {page}: "),
            });
        }
        line.push_str(&plain(&self.message));
        line
    }

    /// The line for programs, which no terminal obeys either.
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            time: String,
            #[serde(flatten)]
            event: &'a Event,
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let line = serde_json::to_string(&Line { time: utc(now), event: self }).unwrap_or_default();
        line.chars().fold(String::with_capacity(line.len()), |mut safe, c| {
            // Writing to a string cannot fail.
            let _ = if is_unsafe(c) { write!(safe, "\\u{:04x}", u32::from(c)) } else { safe.write_char(c) };
            safe
        })
    }
}

/// A time since 1970 as RFC 3339 has it.
fn utc(since: Duration) -> String {
    let seconds = since.as_secs();
    let (mut days, second) = (seconds / 86_400, seconds % 86_400);
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second, millis) = (second / 3600, second / 60 % 60, second % 60, since.subsec_millis());
    format!("{year}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", days + 1)
}

#[cfg(test)]
mod tests {
    use super::{Event, utc};
    use crate::cli::args::Language;
    use std::time::Duration;

    #[test]
    fn times_are_those_of_the_calendar() {
        let days = |days: u64| utc(Duration::from_secs(days * 86_400));
        assert_eq!(utc(Duration::from_millis(1_709_210_096_007)), "2024-02-29T12:34:56.007Z");
        assert_eq!(
            [days(0), days(364), days(365)].map(|t| t[..10].to_owned()),
            ["1970-01-01", "1970-12-31", "1971-01-01"]
        );
        assert_eq!(&days(11_016)[..10], "2000-02-29");
    }

    #[test]
    fn an_event_is_one_line_whatever_it_is_about() {
        let event = Event::warning("partial", "a\nb").of("x\u{202e}\u{9b}\n.pdf").with("pages", [1, 2]);
        assert_eq!(event.text(Language::En), "warning: x\\u{202e}\\u{9b}⏎.pdf: a⏎b");
        let json = event.json();
        assert!(
            json.is_ascii() && json.contains(r#""event":"partial","level":"warning","path":"x\u202e\u009b\n.pdf""#)
        );
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((&value["path"], &value["pages"][1]), (&"x\u{202e}\u{9b}\n.pdf".into(), &2.into()));
    }
}
