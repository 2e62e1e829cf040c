//! Figures whose digits make no number: `0,080`, `1,08,000`, `1O5人`.

use super::cursor::Cursor;
use super::numeral::{self, Reading};
use super::text::{Gap, Glyph, glyphs};
use super::{unit, warning, wrapped};

/// Whether a text is one figure, with its sign and unit, whose digits make no number: a digit was lost or is another
/// one, or stands for a letter. What may be a list (`1,2,3`) or a number of something (`1.2.3`) is none.
///
/// ```
/// use kanrihyo::normalise::is_broken_figure;
/// assert!(is_broken_figure("0,080") && is_broken_figure("△1,08,000円"));
/// assert!(!is_broken_figure("1,080") && !is_broken_figure("1,2,3"));
/// ```
pub fn is_broken_figure(printed: &str) -> bool {
    let joined = wrapped::rejoin(printed);
    let glyphs = glyphs(joined.as_deref().unwrap_or(printed));
    let mut cursor = Cursor::new(&glyphs);
    cursor.take_while(|g| matches!(g.c, '△' | '▲' | '-' | '+' | '¥'));
    let start = cursor.at;
    let is_figure = match numeral::read(&mut cursor) {
        Reading::Malformed(warning::BAD_GROUPING) => is_grouped(cursor.since(start)),
        Reading::Malformed(warning::TOO_LARGE) => true,
        _ => {
            cursor.at = start;
            holds_letters(cursor.take_while(|g| is_digit(g) || matches!(g.c, ',' | '.')))
        }
    };
    numeral::eat_scale(&mut cursor);
    unit::eat_known(&mut cursor);
    is_figure && cursor.is_done()
}

/// A digit, or a letter that looks like one.
fn is_digit(glyph: &Glyph) -> bool {
    glyph.c.is_ascii_digit() || matches!(glyph.c, 'O' | 'o' | 'I' | 'l')
}

/// Whether letters stand among the digits of a number.
fn holds_letters(run: &[Glyph]) -> bool {
    let digits = run.iter().filter(|g| g.c.is_ascii_digit()).count();
    let starts = run.first().is_some_and(|g| g.c.is_ascii_digit());
    let joined = run.iter().skip(1).all(|g| g.gap < Gap::Space);
    starts && joined && digits > 1 && run.iter().any(|g| g.c.is_ascii_alphabetic())
}

/// Whether commas part thousands: one of them stands before just three digits.
fn is_grouped(digits: &[Glyph]) -> bool {
    let whole = digits.split(|g| g.c == '.').next().unwrap_or_default();
    let one_point = digits.iter().filter(|g| g.c == '.').count() < 2;
    one_point && whole.split(|g| matches!(g.c, ',' | '、')).skip(1).any(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{Context, Kind, quantity};

    #[test]
    fn figures_that_are_no_numbers_are_known() {
        for printed in [
            "0,080",
            "０，０８０人",
            "△1,08,000円",
            "12,34,567",
            "1234,567.5",
            "1O5人",
            "1l5",
            "1,O80",
            "10O",
            "01,234千円",
        ] {
            assert!(is_broken_figure(printed), "{printed}");
            assert_eq!(quantity(printed, &Context::default()).kind, Kind::Text, "{printed}");
        }
        assert!(is_broken_figure(&"9".repeat(50)));
    }

    #[test]
    fn numbers_lists_and_texts_are_none() {
        for printed in [
            "",
            "－",
            "1,080",
            "1,080人",
            "080",
            "1,2,3",
            "1.2.3",
            "1-2",
            "12,5",
            "40,610,08\n9円",
            "約0,080人の来場",
            "26箇所22箇所",
            "H27",
            "第1,2,3回",
            "1O",
            "1080",
            "10 l",
        ] {
            assert!(!is_broken_figure(printed), "{printed}");
        }
    }
}
