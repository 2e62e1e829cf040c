//! `normalise`: what printed values mean, one JSON line each.

use super::args::{Normalise, Sort};
use super::status::{Status, Stop};
use super::terminal::print;
use crate::emit::{json, schema, wire};
use crate::normalise::{As, Context, normalise};
use crate::sheet::{Error, ErrorKind, Measured};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// Longest line of standard input, in bytes: no cell of any table holds more.
const LONGEST: u64 = 1 << 20;

/// Confidence of a reading that nothing but the text itself supports.
const CLEAN: f64 = 0.99;

/// Confidence of a reading that comes with a warning.
const WARNED: f64 = 0.8;

/// Normalises the texts, or each line of standard input.
pub fn run(arguments: &Normalise) -> Result<Status, Stop> {
    if !arguments.texts.is_empty() {
        for text in &arguments.texts {
            print(&line(text, arguments)?)?;
        }
        return Ok(Status::Done);
    }
    let mut input = io::stdin().lock();
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut bytes).map_err(|e| {
            Error::new(
                ErrorKind::Unreadable,
                format!("標準入力を読めません: {e}"),
                format!("cannot read standard input: {e}"),
            )
        })?;
        if read == 0 {
            return Ok(Status::Done);
        }
        if read as u64 > LONGEST {
            let (ja, en) = ("1 行が 1 MiB を超えています", "a line is longer than 1 MiB");
            return Err(Error::new(ErrorKind::TooLarge, ja, en).into());
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        print(&line(text.strip_suffix('\r').unwrap_or(text), arguments)?)?;
    }
}

fn line(text: &str, arguments: &Normalise) -> Result<String, Error> {
    let text = if arguments.escaped { unescaped(text) } else { Cow::Borrowed(text) };
    let sort = match arguments.sort {
        Sort::Quantity => As::Quantity,
        Sort::Criteria => As::Criteria,
        Sort::Grade => As::Grade,
        Sort::Code => As::Code,
        Sort::FiscalYear => As::FiscalYear,
        Sort::Date => As::Date,
    };
    let context =
        Context { header: arguments.header.as_deref(), sheet_year: arguments.sheet_year, ..Context::default() };
    let quantity = normalise(&text, sort, &context);
    let confidence = if quantity.warnings.is_empty() { CLEAN } else { WARNED };
    let measured = Measured { quantity, places: Vec::new(), confidence, alternatives: Vec::new(), correction: None };
    json::line(schema::Name::Quantity, &wire::Quantity::from(&measured))
}

/// Text with `\n`, `\t`, `\\` and `\uXXXX` (surrogate pairs too) put in; other backslashes stay.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut units = Vec::new();
        let mut tail = after;
        while let Some(unit) =
            tail.strip_prefix('u').and_then(|hex| hex.get(..4)).and_then(|hex| u16::from_str_radix(hex, 16).ok())
        {
            units.push(unit);
            rest = tail.get(5..).unwrap_or("");
            match rest.strip_prefix('\\').filter(|next| next.starts_with('u')) {
                Some(next) => tail = next,
                None => break,
            }
        }
        if !units.is_empty() {
            plain.push_str(&String::from_utf16_lossy(&units));
            continue;
        }
        let (c, length) = match after.chars().next() {
            Some('n') => ('\n', 1),
            Some('t') => ('\t', 1),
            Some('\\') => ('\\', 1),
            _ => ('\\', 0),
        };
        plain.push(c);
        rest = after.get(length..).unwrap_or("");
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escapes_are_put_in() {
        for (escaped, plain) in [
            (r"12\n34", "12\n34"),
            (r"\t\\n", "\t\\n"),
            (r"2\u200b5", "2\u{200b}5"),
            (r"\u5341\u4EBAx", "十人x"),
            (r"\ud842\udfb7野家", "𠮷野家"),
            (r"\ud842", "\u{fffd}"),
            (r"\u12", r"\u12"),
            (r"\x \", r"\x \"),
            (r"\u00e9\n\u00e9", "é\né"),
            ("素の文字", "素の文字"),
        ] {
            assert_eq!(unescaped(escaped), plain, "{escaped}");
        }
    }
}
