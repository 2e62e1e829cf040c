//! Findings as CSV that a spreadsheet opens rightly: UTF-8 with its mark, CRLF, and no cell that it would run.

use super::language::Language;
use super::listed::{HEADINGS, cells};
use super::wire::FindingLine;
use ::csv::{QuoteStyle, Terminator, WriterBuilder};
use std::borrow::Cow;

/// A table of findings, a row each.
pub fn findings<'a>(lines: impl Iterator<Item = &'a FindingLine>, language: Language) -> String {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary).from_writer(Vec::new());
    let mut row = |cells: [String; HEADINGS.len()]| {
        // Writing to memory cannot fail, and all rows have the same length.
        let _ = writer.write_record(cells.map(|cell| harmless(&cell).into_owned()));
    };
    row(HEADINGS.map(|(ja, en, _)| language.say(ja, en).to_owned()));
    lines.for_each(|line| row(cells(line, language)));
    // Without its mark spreadsheets take UTF-8 for the encoding of the system.
    format!("\u{feff}{}", String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()))
}

/// A cell that neither a spreadsheet takes for a formula (such a one gets an apostrophe; Japanese ones take full-width
/// signs too) nor a terminal for a command. Numbers and printed dashes are left as they are.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let acts = |c: char| (c.is_control() && c != '\n') || super::turns_text(c);
    let cell = if cell.contains(acts) { Cow::Owned(cell.replace(acts, "\u{fffd}")) } else { Cow::Borrowed(cell) };
    let mut rest = cell.trim_start_matches([' ', '\n', '\u{3000}', '\u{feff}']).chars();
    let first = rest.next();
    let rest = rest.as_str();
    let is_number =
        matches!(first, Some('+' | '-')) && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let is_dash = matches!(first, Some('-' | '－')) && rest.is_empty();
    let is_formula = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if is_formula && !is_number && !is_dash { Cow::Owned(format!("'{cell}")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, harmless_cell) in [
            ("=1+1", "'=1+1"),
            ("＝cmd", "'＝cmd"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("+81 42", "'+81 42"),
            ("-2+3", "'-2+3"),
            ("\t=1", "\u{fffd}=1"),
            ("\n=1", "'\n=1"),
            ("\u{1b}[31m赤\u{202e}", "\u{fffd}[31m赤\u{fffd}"),
            ("-12.5", "-12.5"),
            ("+1,234", "+1,234"),
            ("－", "－"),
            ("-", "-"),
            ("12人", "12人"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), harmless_cell);
        }
    }

    #[test]
    fn rows_are_quoted_where_they_must_be() {
        let line = json!({
            "document": "0".repeat(64), "source": "a,b.pdf", "rule": "total-not-sum", "severity": "error",
            "verdict": "confirmed", "field": "/sheets/0/x", "printed": "=HYPERLINK(\"x\")", "working": ["4 + 8", "= 12"],
            "message": {"ja": "違います", "en": "differs"}, "fingerprint": "0".repeat(16),
            "places": [{"page": 7, "box": [10.0, 20.5, 30.0, 40.0]}, {"page": 8, "span": [1, 2]}],
        });
        let line: FindingLine = serde_json::from_value(line).unwrap();
        let text = findings([&line].into_iter(), Language::Ja);
        let rows: Vec<&str> = text.split("\r\n").collect();
        assert!(rows[0].starts_with("\u{feff}ファイル,管理票,"), "{text}");
        let start = "\"a,b.pdf\",,,total-not-sum,誤り,確定,違います,\"'=HYPERLINK(\"\"x\"\")\",,\"4 + 8\n= 12\",7,7 [10 20.5 30 40] 8 1-2,";
        assert!(rows[1].starts_with(start), "{text}");
        assert_eq!(rows.len(), 3);
    }
}
