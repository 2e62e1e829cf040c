//! Help in one language. The declaration of the arguments says everything in both, paragraph by paragraph, as
//! `日本語 (English)`; here one half is kept.

use super::args::{Arguments, COMMON, Language};
use super::status::{Status, Stop};
use super::terminal::print;
use crate::sheet::{Error, ErrorKind};
use anstyle::Style;
use clap::{Arg, Command, CommandFactory};
use std::ffi::OsString;
use unicode_width::UnicodeWidthStr;

/// As clap puts its headings.
const HEADING: Style = Style::new().bold().underline();

/// Columns beside the longest option, and under it; how far the latter are set in.
const SHORT: usize = 52;
const LONG: usize = 68;
const INDENT: usize = 10;

/// The language that a command line asks for, be the rest of it sound or not.
pub fn language(arguments: impl Iterator<Item = OsString>) -> Language {
    let mut language = Language::default();
    let mut is_named = false;
    for argument in arguments.take_while(|argument| argument != "--") {
        let argument = argument.to_string_lossy();
        let value = if is_named { Some(&*argument) } else { argument.strip_prefix("--lang=") };
        match value {
            Some("en") => language = Language::En,
            Some("ja") => language = Language::Ja,
            _ => {}
        }
        is_named = argument == "--lang";
    }
    language
}

/// The command line, its help in one language.
pub fn command(language: Language) -> Command {
    in_language(Arguments::command(), language)
}

/// The command line with lines that a terminal of 80 columns holds: clap breaks lines at blanks, of which Japanese has
/// none.
pub fn in_lines(command: Command, language: Language) -> Command {
    if language == Language::En {
        return command;
    }
    let of_argument = |argument: Arg| {
        let short = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let long = argument.get_long_help().map(ToString::to_string).unwrap_or_else(|| short.clone());
        argument.help(broken(&short, SHORT)).long_help(broken(&long, LONG))
    };
    let after = command.get_after_help().map(|text| broken(&text.to_string(), LONG + INDENT));
    let command = after.into_iter().fold(command, Command::after_help);
    command.mut_args(of_argument).mut_subcommands(|inner| in_lines(inner, language))
}

/// Text in lines of so many columns of a terminal; no word is broken, and no line begins with what closes another.
fn broken(text: &str, most: usize) -> String {
    let (mut lines, mut width) = (String::new(), 0);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii() && !c.is_ascii_whitespace();
        let closes = |c: char| "、。）」』・…！？".contains(c);
        let end = if is_word(first) { rest.find(|c| !is_word(c)) } else { Some(first.len_utf8()) };
        let end = end.unwrap_or(rest.len());
        let tail = rest.get(end..).unwrap_or_default();
        let end = end + tail.find(|c| !closes(c)).unwrap_or(tail.len());
        let (word, next) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = next;
        if word.starts_with('\n') {
            width = 0;
        } else if width > 0 && width + word.width() > most {
            lines.truncate(lines.trim_end_matches(' ').len());
            lines.push('\n');
            width = 0;
            if word == " " {
                continue;
            }
        }
        width += if word == "\n" { 0 } else { word.width() };
        lines.push_str(word);
    }
    lines
}

/// Prints the help of the program, or of the command that these words name.
pub fn run(words: &[String], language: Language) -> Result<Status, Stop> {
    let mut program = in_lines(command(language), language);
    program.build();
    let mut named = &mut program;
    for word in words {
        let found = named.find_subcommand_mut(word).filter(|command| !command.is_hide_set());
        named = found.ok_or_else(no_command)?;
    }
    print(&named.render_long_help().ansi().to_string()).map(|()| Status::Done)
}

/// The error of a command that there is not.
pub fn no_command() -> Error {
    let (ja, en) = (
        "そのコマンドはありません。kanrihyo help で一覧を確かめてください",
        "there is no such command; see kanrihyo help",
    );
    Error::new(ErrorKind::Configuration, ja, en)
}

fn in_language(mut command: Command, language: Language) -> Command {
    let kept = |text: &clap::builder::StyledStr| kept(&text.to_string(), language);
    if let Some(about) = command.get_about().map(kept) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(kept) {
        command = command.long_about(about);
    }
    if let Some(after) = command.get_after_help().map(kept) {
        command = command.after_help(after);
    }
    if language == Language::Ja {
        let template = format!(
            "{{before-help}}{{about-with-newline}}\n{HEADING}使い方:{HEADING:#} {{usage}}\n\n{{all-args}}{{after-help}}"
        );
        command = command.help_template(template).subcommand_help_heading("コマンド");
    }
    command.mut_args(|argument| of_argument(argument, language)).mut_subcommands(|inner| in_language(inner, language))
}

fn of_argument(mut argument: Arg, language: Language) -> Arg {
    let notes = if language == Language::Ja { notes(&argument) } else { String::new() };
    let kept = |text: &clap::builder::StyledStr| kept(&text.to_string(), language) + &notes;
    if let Some(help) = argument.get_help().map(kept) {
        argument = argument.help(help);
    }
    if let Some(help) = argument.get_long_help().map(kept) {
        argument = argument.long_help(help);
    }
    let heading = match (argument.get_help_heading(), language) {
        (Some(_), _) => halves(COMMON).map(|(ja, en)| language.say(ja, en)),
        (None, Language::En) => None,
        (None, Language::Ja) => Some(if argument.is_positional() { "引数" } else { "オプション" }),
    };
    if let Some(heading) = heading {
        argument = argument.help_heading(heading);
    }
    match language {
        // What clap says of them is English.
        Language::Ja if argument.get_action().takes_values() => {
            argument.hide_possible_values(true).hide_default_value(true)
        }
        _ => argument,
    }
}

/// The values that an option may have, and the one that it has by default, in Japanese.
fn notes(argument: &Arg) -> String {
    let mut notes = Vec::new();
    if !argument.get_action().takes_values() {
        return String::new();
    }
    let values = argument.get_possible_values();
    let values: Vec<&str> = values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name()).collect();
    if !values.is_empty() && !argument.is_hide_possible_values_set() {
        notes.push(format!("値: {}", values.join(", ")));
    }
    let usual: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !usual.is_empty() && !argument.is_hide_default_value_set() {
        notes.push(format!("既定: {}", usual.join(", ")));
    }
    if notes.is_empty() { String::new() } else { format!(" [{}]", notes.join("; ")) }
}

/// One half of every paragraph.
fn kept(text: &str, language: Language) -> String {
    let half = |paragraph: &str| match halves(paragraph) {
        Some((ja, en)) => language.say(ja, en).to_owned(),
        None => paragraph.to_owned(),
    };
    text.split("\n\n").map(half).collect::<Vec<_>>().join("\n\n")
}

/// `日本語 (English)` → both halves: the last brackets, with what is nested in them, are the English one.
fn halves(paragraph: &str) -> Option<(&str, &str)> {
    let inner = paragraph.trim().strip_suffix(')')?;
    let mut depth = 1;
    for (at, c) in inner.char_indices().rev() {
        depth += match c {
            ')' => 1,
            '(' => -1,
            _ => 0,
        };
        if depth == 0 {
            let ja = inner.get(..at)?.strip_suffix(char::is_whitespace)?;
            return Some((ja.trim_end(), inner.get(at + 1..)?)).filter(|(ja, _)| !ja.is_empty());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Language, broken, command, halves, in_lines, language};
    use crate::cli::args::Arguments;
    use clap::{Command, CommandFactory};

    fn is_japanese(text: &str) -> bool {
        text.chars().any(|c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
    }

    #[test]
    fn the_last_brackets_are_the_english_half() {
        assert_eq!(
            halves("入力 (- は標準入力) (a file; - is (always) input)"),
            Some(("入力 (- は標準入力)", "a file; - is (always) input"))
        );
        for not in ["日本語", "日本語(English)", "(English)", "日本語 (English) と"] {
            assert_eq!(halves(not), None, "{not}");
        }
    }

    #[test]
    fn the_language_is_asked_for_anywhere() {
        let asked = |line: &str| language(line.split(' ').map(Into::into));
        assert_eq!(asked("kanrihyo audit --lang en --help"), Language::En);
        assert_eq!(asked("kanrihyo --lang=en --lang ja"), Language::Ja);
        assert_eq!(asked("kanrihyo normalise -- --lang=en"), Language::Ja);
    }

    #[test]
    fn lines_end_between_words_and_not_before_what_closes() {
        assert_eq!(
            broken("終わりは findings.ndjson、次は出力 (既定)", 12),
            "終わりは\nfindings.ndjson、\n次は出力 (既\n定)"
        );
        assert_eq!(broken("一二三四。五\n\n六", 8), "一二三\n四。五\n\n六");
        assert_eq!(broken("", 8), "");
    }

    /// Every text of the help of a command and of those below it, with where it stands.
    fn texts(command: &Command) -> Vec<(String, String)> {
        let name = command.get_name().to_owned();
        let mut all = Vec::new();
        let own = [command.get_about(), command.get_long_about(), command.get_after_help()];
        all.extend(own.into_iter().flatten().map(|text| (name.clone(), text.to_string())));
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let at = format!("{name} {}", argument.get_id());
            assert!(argument.get_help().is_some(), "{at} has no help");
            let own = [argument.get_help(), argument.get_long_help()];
            all.extend(own.into_iter().flatten().map(|text| (at.clone(), text.to_string())));
            all.extend(argument.get_help_heading().map(|text| (at.clone(), text.to_owned())));
        }
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            assert!(inner.get_about().is_some(), "{} has no help", inner.get_name());
            all.extend(texts(inner));
        }
        all
    }

    #[test]
    fn everything_is_said_in_both_languages() {
        for (at, text) in texts(&Arguments::command()) {
            for paragraph in text.split("\n\n") {
                let (ja, en) = halves(paragraph).unwrap_or_else(|| panic!("{at}: not in both languages: {paragraph}"));
                assert!(is_japanese(ja) && !is_japanese(en), "{at}: {paragraph}");
            }
        }
    }

    /// The help of a command and of those below it, short and long.
    fn shown(command: &mut Command) -> Vec<String> {
        let mut all = vec![command.render_help().to_string(), command.render_long_help().to_string()];
        for inner in command.get_subcommands_mut().filter(|inner| !inner.is_hide_set()) {
            all.extend(shown(inner));
        }
        all
    }

    #[test]
    fn help_is_in_one_language() {
        for language in [Language::Ja, Language::En] {
            let mut program = in_lines(command(language), language);
            program.build();
            for help in shown(&mut program) {
                if language == Language::En {
                    assert!(!is_japanese(&help), "{help}");
                    continue;
                }
                for clap in ["Usage", "Options:", "Arguments:", "Commands:", "[default", "[possible", "Print ", "true"]
                {
                    assert!(!help.contains(clap), "{clap}: {help}");
                }
            }
        }
    }

    #[test]
    fn the_long_help_says_more() {
        let mut program = command(Language::En);
        let (short, long) = (program.render_help().to_string(), program.render_long_help().to_string());
        assert!(long.contains("corrects values") && !short.contains("corrects values"), "{short}");
    }
}
