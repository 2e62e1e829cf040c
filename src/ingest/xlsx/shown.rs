//! Numbers and dates as a workbook shows them, for the number formats that sheets of figures use.
//!
//! What a format holds beyond that is left out rather than guessed: the number itself is always shown whole.

use rust_decimal::{Decimal, RoundingStrategy};
use std::str::FromStr;

/// A number under a format code (`#,##0"人"`, `0.0%`, `#,##0;△#,##0`).
pub(super) fn number(plain: &str, format: &str) -> String {
    let Ok(value) = Decimal::from_str(plain) else { return plain.to_owned() };
    let sections: Vec<&str> = split(format);
    let first = sections.first().copied().unwrap_or("General");
    let (section, value) = match sections.as_slice() {
        [_, negative, ..] if value.is_sign_negative() && !value.is_zero() => (*negative, value.abs()),
        [_, _, zero, ..] if value.is_zero() => (*zero, value),
        _ => (first, value),
    };
    let tokens = tokens(section);
    let pattern: String =
        tokens.iter().filter_map(|t| if let Token::Digits(d) = t { Some(d.as_str()) } else { None }).collect();
    if pattern.is_empty() || pattern.contains(['/', 'E']) {
        let text: String = tokens.iter().map(Token::literal).collect();
        let general = section.to_ascii_lowercase().contains("general") || text.trim().is_empty() || section == "@";
        return if general { value.normalize().to_string() } else { text };
    }
    let percent = section.contains('%');
    let value = if percent { value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(value) } else { value };
    let scale = pattern.chars().rev().take_while(|c| *c == ',').count() as i64;
    let value = value.checked_div(Decimal::new(1000_i64.pow(scale.clamp(0, 3) as u32), 0)).unwrap_or(value);
    let (whole, decimals) = pattern.split_once('.').unwrap_or((&pattern, ""));
    let most = decimals.chars().filter(|c| matches!(c, '0' | '#' | '?')).count() as u32;
    let least = decimals.chars().filter(|c| *c == '0').count();
    let digits = figures(value, most, least, whole);
    let mut shown = String::new();
    let mut done = false;
    for token in &tokens {
        match token {
            Token::Digits(_) if done => {}
            Token::Digits(_) => {
                shown.push_str(&digits);
                done = true;
            }
            Token::Text(text) => shown.push_str(text),
        }
    }
    shown.trim().to_owned()
}

/// The digits of a number with so many decimals, grouped where the pattern groups.
fn figures(value: Decimal, most: u32, least: usize, whole: &str) -> String {
    let rounded = value.round_dp_with_strategy(most, RoundingStrategy::MidpointAwayFromZero);
    let text = format!("{:.*}", most as usize, rounded.abs());
    let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut fraction = fraction.to_owned();
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    let width = whole.chars().filter(|c| *c == '0').count();
    let mut integer = format!("{integer:0>width$}");
    if whole.trim_end_matches(',').contains(',') {
        let count = integer.len();
        let grouped = integer.chars().enumerate().flat_map(|(i, c)| {
            let comma = (i > 0 && (count - i).is_multiple_of(3)).then_some(',');
            comma.into_iter().chain([c])
        });
        integer = grouped.collect();
    }
    let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{integer}{point}{fraction}")
}

enum Token {
    Digits(String),
    Text(String),
}

impl Token {
    fn literal(&self) -> &str {
        match self {
            Token::Text(text) => text,
            Token::Digits(_) => "",
        }
    }
}

/// The sections of a format: positive, negative, zero, text.
fn split(format: &str) -> Vec<&str> {
    let (mut quoted, mut start, mut found) = (false, 0, Vec::new());
    for (at, c) in format.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' if !quoted => {
                found.push(&format[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&format[start..]);
    found
}

/// Digit places and literal texts of a section; colours, conditions and fillers are left out.
fn tokens(section: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = section.chars().peekable();
    let text = |tokens: &mut Vec<Token>, c: char| match tokens.last_mut() {
        Some(Token::Text(t)) => t.push(c),
        _ => tokens.push(Token::Text(c.to_string())),
    };
    while let Some(c) = chars.next() {
        match c {
            '"' => chars.by_ref().take_while(|c| *c != '"').for_each(|c| text(&mut tokens, c)),
            '\\' => chars.next().into_iter().for_each(|c| text(&mut tokens, c)),
            '_' => {
                chars.next();
            }
            '*' => {
                chars.next();
            }
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // [$¥-411] is a currency sign.
                let sign = inner.strip_prefix('$').and_then(|s| s.split('-').next()).unwrap_or("");
                sign.chars().for_each(|c| text(&mut tokens, c));
            }
            '0' | '#' | '?' | '.' | ',' | '/' | 'E' => match tokens.last_mut() {
                Some(Token::Digits(d)) => d.push(c),
                _ => tokens.push(Token::Digits(c.to_string())),
            },
            '@' => {}
            'G' if section.to_ascii_lowercase().contains("general") => {
                chars.by_ref().take(6).for_each(drop);
            }
            c => text(&mut tokens, c),
        }
    }
    tokens
}

/// A date (year, month, day, hour, minute, second, millisecond) under a format code.
pub(super) fn date(at: (u16, u8, u8, u8, u8, u8, u16), format: &str) -> String {
    let (year, month, day, hour, minute, second, _) = at;
    let (era, letter, of_era) = era(year, month, day);
    let mut shown = String::new();
    let section = split(format).first().copied().unwrap_or_default().to_owned();
    let mut chars = section.chars().peekable();
    let mut clock = false;
    while let Some(c) = chars.next() {
        let lower = c.to_ascii_lowercase();
        let mut run = 1;
        if matches!(lower, 'y' | 'm' | 'd' | 'e' | 'g' | 'h' | 's' | 'a') {
            while chars.peek().is_some_and(|n| n.to_ascii_lowercase() == lower) {
                chars.next();
                run += 1;
            }
        }
        let two = |n: u8, run: usize| if run > 1 { format!("{n:02}") } else { n.to_string() };
        match lower {
            '"' => shown.extend(chars.by_ref().take_while(|c| *c != '"')),
            '\\' => shown.extend(chars.next()),
            '_' | '*' => drop(chars.next()),
            '[' => chars.by_ref().take_while(|c| *c != ']').for_each(drop),
            'y' if run <= 2 => shown.push_str(&format!("{:02}", year % 100)),
            'y' => shown.push_str(&year.to_string()),
            'e' => shown.push_str(&of_era.to_string()),
            'g' if run == 1 => shown.push(letter),
            'g' if run == 2 => shown.extend(era.chars().next()),
            'g' => shown.push_str(era),
            'm' if clock => shown.push_str(&two(minute, run)),
            'm' => shown.push_str(&two(month, run)),
            'd' => shown.push_str(&two(day, run)),
            'h' => {
                clock = true;
                shown.push_str(&two(hour, run));
            }
            's' => shown.push_str(&two(second, run)),
            'a' | '@' => {}
            _ => shown.push(c),
        }
    }
    if shown.chars().any(|c| c.is_ascii_digit()) { shown.trim().to_owned() } else { format!("{year}/{month}/{day}") }
}

/// Era, its letter, and the year in it.
fn era(year: u16, month: u8, day: u8) -> (&'static str, char, u16) {
    const ERAS: [((u16, u8, u8), &str, char); 4] = [
        ((2019, 5, 1), "令和", 'R'),
        ((1989, 1, 8), "平成", 'H'),
        ((1926, 12, 25), "昭和", 'S'),
        ((1912, 7, 30), "大正", 'T'),
    ];
    let found = ERAS.iter().find(|(from, ..)| (year, month, day) >= *from);
    found.map_or(("明治", 'M', year.saturating_sub(1867)), |(from, name, letter)| (name, *letter, year - from.0 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_under_their_format() {
        for (plain, format, shown) in [
            ("1234", "General", "1234"),
            ("1234.5", "#,##0", "1,235"),
            ("0.615", "0.0%", "61.5%"),
            ("0.5", "0%", "50%"),
            ("58", "0\"人\"", "58人"),
            ("-12", "#,##0;△#,##0", "△12"),
            ("-12", "#,##0;[Red]-#,##0", "-12"),
            ("0", "#,##0;-#,##0;\"－\"", "－"),
            ("1234567", "#,##0,", "1,235"),
            ("2.50", "0.##", "2.5"),
            ("7", "000", "007"),
            ("12", "\"第\"0\"号\"", "第12号"),
            ("3", "@", "3"),
            ("1", "\"1-\"0", "1-1"),
        ] {
            assert_eq!(number(plain, format), shown, "{plain} {format}");
        }
    }

    #[test]
    fn dates_are_shown_under_their_format() {
        let at = (2025, 4, 1, 9, 5, 0, 0);
        for (format, shown) in [
            ("yyyy/m/d", "2025/4/1"),
            ("yyyy\"年\"m\"月\"d\"日\"", "2025年4月1日"),
            ("[$-411]ggge\"年\"m\"月\"d\"日\"", "令和7年4月1日"),
            ("mm-dd-yy", "04-01-25"),
            ("h:mm", "9:05"),
        ] {
            assert_eq!(date(at, format), shown, "{format}");
        }
    }
}
