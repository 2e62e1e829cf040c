//! Numbers as they are printed: arabic with groups and a point, kanji, scales (千 万 億), fractions.

use super::cursor::Cursor;
use super::exact::{Exact, Fraction};
use super::text::{Gap, Glyph};
use super::warning;

/// A number without its sign and unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Numeral {
    /// The number, scales applied; `None` for a fraction (then `fraction` is set).
    pub value: Option<Exact>,
    /// A printed fraction.
    pub fraction: Option<Fraction>,
    /// Power of ten of the last printed digit, negated; fractions have none.
    pub decimals: Option<i32>,
    /// 千, 万 … were printed with it.
    pub scaled: bool,
    /// The power of ten of its only scale (20万 → 4); 0 without one or with several.
    pub power: u32,
    /// It was printed in kanji numerals.
    pub kanji: bool,
    /// What a person should know.
    pub warnings: Vec<&'static str>,
}

/// What stands at a cursor.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    /// No number begins here.
    None,
    /// Digits that are no number, and why; the cursor stands behind them.
    Malformed(&'static str),
    Number(Numeral),
}

/// Takes a number.
pub(super) fn read(cursor: &mut Cursor) -> Reading {
    let start = cursor.at;
    if let Some(fraction) = kanji_fraction(cursor) {
        return Reading::Number(fraction);
    }
    cursor.at = start;
    let reading = match cursor.peek() {
        Some(c) if c.is_ascii_digit() || c == '.' => arabic(cursor),
        Some(c) if vulgar(c).is_some() => mixed(cursor, Exact::ZERO),
        Some(_) => kanji(cursor),
        None => Reading::None,
    };
    if reading == Reading::None {
        cursor.at = start;
    }
    reading
}

// --- arabic ---------------------------------------------------------------------------------------

/// Digits with group commas and a decimal point.
#[derive(Clone, Debug)]
struct Literal {
    value: Exact,
    warnings: Vec<&'static str>,
}

/// The most digits that are looked at: no number of a sheet has more, and exactness ends before.
const MOST_DIGITS: usize = 40;

fn literal(cursor: &mut Cursor) -> Result<Option<Literal>, &'static str> {
    let run = literal_run(cursor);
    let Some(first) = run.first() else { return Ok(None) };
    let mut warnings = Vec::new();
    if run.iter().skip(1).any(|g| g.gap == Gap::Invisible) {
        warnings.push(warning::INVISIBLE);
    }
    if run.iter().any(|g| g.c == '・') {
        return Err(warning::DECIMAL_OR_LIST);
    }
    if run.iter().any(|g| g.c == '、') {
        warnings.push(warning::IDEOGRAPHIC_COMMA);
    }
    if first.c == '.' {
        warnings.push(warning::LEADING_POINT);
    }
    let mut halves = run.split(|g| g.c == '.');
    let (whole, after, more) = (halves.next().unwrap_or_default(), halves.next(), halves.next());
    let groups: Vec<&[Glyph]> = whole.split(|g| matches!(g.c, ',' | '、')).collect();
    let grouped = groups.len() > 1;
    let leading = groups.first().copied().unwrap_or_default();
    let well_grouped = !grouped
        || ((1..=3).contains(&leading.len())
            && leading.first().is_some_and(|g| g.c != '0')
            && groups.iter().skip(1).all(|group| group.len() == 3));
    if more.is_some() || !well_grouped || after.is_some_and(|a| a.iter().any(|g| !g.c.is_ascii_digit())) {
        return Err(warning::BAD_GROUPING);
    }
    if leading.len() > 1 && leading.first().is_some_and(|g| g.c == '0') {
        warnings.push(warning::LEADING_ZERO);
    }
    if run.len() > MOST_DIGITS {
        return Err(warning::TOO_LARGE);
    }
    let digits = run.iter().filter_map(|g| g.c.to_digit(10));
    let scale = after.map_or(0, |a| a.len() as u32);
    let value = Exact::from_digits(digits, scale).ok_or(warning::TOO_LARGE)?;
    Ok(Some(Literal { value, warnings }))
}

/// Takes digits and the points and commas between them. A blank ends the run.
fn literal_run<'a>(cursor: &mut Cursor<'a>) -> &'a [Glyph] {
    let rest = cursor.rest();
    let joined = |i: usize| rest.get(i).is_some_and(|g| g.gap <= Gap::Invisible);
    let digit = |i: usize| rest.get(i).is_some_and(|g| g.c.is_ascii_digit());
    let mut length = 0;
    if rest.first().is_some_and(|g| g.c == '.') && digit(1) && joined(1) {
        length = 2;
    } else if digit(0) {
        length = 1;
    }
    while length > 0 && joined(length) {
        let mark = rest.get(length).is_some_and(|g| matches!(g.c, ',' | '、' | '.' | '・'));
        if digit(length) {
            length += 1;
        } else if mark && digit(length + 1) && joined(length + 1) && !list_comma(rest, length) {
            length += 2;
        } else {
            break;
        }
    }
    let run = rest.get(..length).unwrap_or_default();
    cursor.advance(length);
    run
}

/// Whether the comma at `at` parts a list: 、 before anything but three digits.
fn list_comma(rest: &[Glyph], at: usize) -> bool {
    rest.get(at).is_some_and(|g| g.c == '、')
        && rest.iter().skip(at + 1).take(4).take_while(|g| g.c.is_ascii_digit()).count() != 3
}

fn arabic(cursor: &mut Cursor) -> Reading {
    let start = cursor.at;
    let first = match literal(cursor) {
        Ok(Some(first)) => first,
        Ok(None) => return Reading::None,
        Err(why) => return Reading::Malformed(why),
    };
    if cursor.peek().is_some_and(|c| vulgar(c).is_some()) && cursor.gap() <= Gap::Invisible {
        return mixed(cursor, first.value);
    }
    if letter_among_digits(cursor) {
        cursor.take_while(|g| g.c.is_ascii_alphanumeric());
        return Reading::Malformed(warning::LETTER_IN_DIGITS);
    }
    let mut warnings = first.warnings.clone();
    let mut sum = Sum::default();
    let mut term = Some(first.value);
    let (mut scaled, mut terms) = (false, 0);
    while let Some(value) = term.take() {
        terms += 1;
        let small = eat_small(cursor);
        sum.add(value, small);
        scaled |= small > 0;
        if let Some(big) = eat_big(cursor) {
            sum.scale(big);
            scaled = true;
        } else if small == 0 {
            break;
        }
        // 2兆3,000億: the number goes on only behind a scale.
        let here = cursor.at;
        if cursor.gap() > Gap::Invisible {
            break;
        }
        match literal(cursor) {
            Ok(Some(next)) => {
                warnings.extend(next.warnings);
                term = Some(next.value);
            }
            Ok(None) => {}
            Err(_) => cursor.at = here,
        }
    }
    let decimals = sum.decimals();
    let power = if terms == 1 { sum.last.0 } else { 0 };
    match sum.total() {
        Some(value) => Reading::Number(Numeral {
            value: Some(value),
            fraction: None,
            decimals,
            scaled,
            power,
            kanji: false,
            warnings,
        }),
        None if cursor.at > start && sum.disordered => Reading::Malformed(warning::GLUED_FIGURES),
        None => Reading::Malformed(warning::TOO_LARGE),
    }
}

/// Whether a letter that looks like a digit follows a digit: `1O`, `2l5`.
fn letter_among_digits(cursor: &Cursor) -> bool {
    let Some(letter) = cursor.peek() else { return false };
    let digit_follows = cursor.peek_at(1).is_some_and(|c| c.is_ascii_digit());
    let ends = cursor.peek_at(1).is_none_or(|c| !c.is_ascii_alphabetic());
    cursor.gap() == Gap::None
        && (matches!(letter, 'l' | 'I' | 'O' | 'o') && digit_follows || matches!(letter, 'O' | 'o' | 'I') && ends)
}

// --- scales ---------------------------------------------------------------------------------------

/// Terms that descend: (2 × 千 + 5 × 百) × 万 + …
#[derive(Clone, Debug, Default)]
struct Sum {
    total: Option<Exact>,
    section: Option<Exact>,
    /// What the next term must stay below, as a power of ten.
    section_floor: Option<u32>,
    total_floor: Option<u32>,
    /// Power of the last term's scale within its section, and the digits after its point.
    last: (u32, u32),
    overflowed: bool,
    disordered: bool,
}

impl Sum {
    fn add(&mut self, value: Exact, small: u32) {
        let floor = self.section_floor.or(self.total_floor);
        let Some(scaled) = value.shifted(small) else {
            self.overflowed = true;
            return;
        };
        // A term behind one with a point, or one that reaches into it, is another number.
        if floor.is_some_and(|floor| self.last.1 > 0 || !scaled.is_below_power(floor)) {
            self.disordered = true;
        }
        match self.section.unwrap_or(Exact::ZERO).plus(scaled) {
            Some(section) => self.section = Some(section),
            None => self.overflowed = true,
        }
        self.section_floor = Some(small);
        self.last = (small, value.scale());
    }

    fn scale(&mut self, big: u32) {
        let section = self.section.take().and_then(|section| section.shifted(big));
        self.section_floor = None;
        let Some(section) = section else {
            self.overflowed = true;
            return;
        };
        if self.total_floor.is_some_and(|floor| !section.is_below_power(floor)) {
            self.disordered = true;
        }
        match self.total.unwrap_or(Exact::ZERO).plus(section) {
            Some(total) => self.total = Some(total),
            None => self.overflowed = true,
        }
        self.total_floor = Some(big);
        self.last.0 += big;
    }

    fn total(&self) -> Option<Exact> {
        if self.overflowed || self.disordered {
            return None;
        }
        match (self.total, self.section) {
            (Some(total), Some(section)) => total.plus(section),
            (total, section) => total.or(section),
        }
    }

    fn decimals(&self) -> Option<i32> {
        let (power, scale) = self.last;
        Some(i32::try_from(scale).ok()? - i32::try_from(power).ok()?)
    }
}

const SMALL: &[(&str, u32)] = &[("十", 1), ("拾", 1), ("百", 2), ("佰", 2), ("千", 3), ("仟", 3), ("阡", 3)];
const BIG: &[(&str, u32)] = &[("万", 4), ("萬", 4), ("億", 8), ("兆", 12), ("京", 16)];

/// Takes 十 百 千, also several (十百万): their powers add up.
fn eat_small(cursor: &mut Cursor) -> u32 {
    cursor.eat_any(SMALL).unwrap_or(0)
}

fn eat_big(cursor: &mut Cursor) -> Option<u32> {
    cursor.eat_any(BIG)
}

/// Takes a scale that stands before a unit (千円, 百万円, 十億円) and gives its power of ten.
pub(super) fn eat_scale(cursor: &mut Cursor) -> u32 {
    let small = eat_small(cursor);
    small + eat_big(cursor).unwrap_or(0)
}

// --- kanji ----------------------------------------------------------------------------------------

fn kanji_digit(glyph: &Glyph) -> Option<u32> {
    Some(match glyph.c {
        '○' | '零' => 0,
        '一' | '壱' | '壹' | '弌' => 1,
        '二' | '弐' | '貳' | '貮' | '弍' => 2,
        '三' | '参' | '參' | '弎' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陸' => 6,
        '七' | '漆' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Takes kanji digits as a positional number (一〇五, 三); a circle for zero is told of.
fn kanji_digits(cursor: &mut Cursor, warnings: &mut Vec<&'static str>) -> Option<Exact> {
    // A circle that ends a cell is a mark (二十○), not a digit of its own.
    if cursor.peek() == Some('○') && cursor.peek_at(1).is_none() {
        return None;
    }
    let run = cursor.take_while(|g| kanji_digit(g).is_some() && g.gap <= Gap::Invisible);
    if run.is_empty() || run.len() > MOST_DIGITS {
        return None;
    }
    if run.iter().any(|g| g.c == '○' && g.raw != '〇') {
        warnings.push(warning::CIRCLE_ZERO);
    }
    Exact::from_digits(run.iter().filter_map(kanji_digit), 0)
}

fn kanji(cursor: &mut Cursor) -> Reading {
    let mut warnings = Vec::new();
    let mut sum = Sum::default();
    let (mut any, mut scaled) = (false, false);
    // A mark is no number: 〇 begins none.
    if cursor.peek() == Some('○') {
        return Reading::None;
    }
    loop {
        let here = cursor.at;
        if any && cursor.gap() > Gap::Invisible {
            break;
        }
        let digits = kanji_digits(cursor, &mut warnings);
        let small = eat_small(cursor);
        let Some(value) = digits.or((small > 0).then_some(Exact::integer(1))) else {
            cursor.at = here;
            break;
        };
        any = true;
        sum.add(value, small);
        scaled |= small > 0;
        if let Some(big) = eat_big(cursor) {
            sum.scale(big);
            scaled = true;
        } else if small == 0 {
            break;
        }
    }
    if !any {
        return Reading::None;
    }
    match sum.total() {
        Some(value) => Reading::Number(Numeral {
            value: Some(value),
            fraction: None,
            decimals: Some(0),
            scaled,
            power: 0,
            kanji: true,
            warnings,
        }),
        None => Reading::None,
    }
}

// --- fractions ------------------------------------------------------------------------------------

/// Takes 三分の二, 2分の1.
fn kanji_fraction(cursor: &mut Cursor) -> Option<Numeral> {
    let mut warnings = Vec::new();
    let denominator = small_integer(cursor, &mut warnings)?;
    if !cursor.eat("分の") {
        return None;
    }
    let numerator = small_integer(cursor, &mut warnings)?;
    let fraction = Fraction::new(numerator, denominator)?;
    Some(Numeral {
        value: None,
        fraction: Some(fraction),
        decimals: None,
        scaled: false,
        power: 0,
        kanji: false,
        warnings,
    })
}

fn small_integer(cursor: &mut Cursor, warnings: &mut Vec<&'static str>) -> Option<i128> {
    if let Some(value) = cursor.eat_digits(6) {
        return Some(value.into());
    }
    let rest = cursor.rest();
    if rest.first().is_some_and(|g| g.c == '○') {
        return None;
    }
    let length = rest.iter().take(4).take_while(|g| kanji_digit(g).is_some() || matches!(g.c, '十' | '百')).count();
    let mut inner = Cursor::new(rest.get(..length)?);
    let Reading::Number(number) = kanji(&mut inner) else { return None };
    if !inner.is_done() {
        return None;
    }
    warnings.extend(number.warnings);
    cursor.advance(length);
    number.value?.to_decimal()?.try_into().ok()
}

/// Takes a fraction sign behind a whole number (1½).
fn mixed(cursor: &mut Cursor, whole: Exact) -> Reading {
    let Some((numerator, denominator)) = cursor.peek().and_then(vulgar) else { return Reading::None };
    cursor.advance(1);
    let sum = whole
        .to_decimal()
        .filter(|w| w.is_integer())
        .and_then(|w| i128::try_from(w).ok())
        .and_then(|w| w.checked_mul(denominator)?.checked_add(numerator));
    match sum.and_then(|n| Fraction::new(n, denominator)) {
        Some(fraction) => Reading::Number(Numeral {
            value: None,
            fraction: Some(fraction),
            decimals: None,
            scaled: false,
            power: 0,
            kanji: false,
            warnings: Vec::new(),
        }),
        None => Reading::Malformed(warning::TOO_LARGE),
    }
}

fn vulgar(c: char) -> Option<(i128, i128)> {
    Some(match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::text::glyphs;
    use super::*;

    fn number(printed: &str) -> Option<(String, Option<i32>)> {
        let glyphs = glyphs(printed);
        let mut cursor = Cursor::new(&glyphs);
        match read(&mut cursor) {
            Reading::Number(n) if cursor.is_done() => {
                let value = n.value.and_then(Exact::to_decimal).map(|d| d.to_string());
                Some((value.or(n.fraction.map(|f| f.text()))?, n.decimals))
            }
            _ => None,
        }
    }

    fn malformed(printed: &str) -> Option<&'static str> {
        let glyphs = glyphs(printed);
        match read(&mut Cursor::new(&glyphs)) {
            Reading::Malformed(why) => Some(why),
            _ => None,
        }
    }

    #[test]
    fn numbers_are_exact_with_their_last_printed_digit() {
        for (printed, value, decimals) in [
            ("１２３", "123", 0),
            ("1,234,567.80", "1234567.8", 2),
            ("１，２３４", "1234", 0),
            ("1、234", "1234", 0),
            ("千二百三十四", "1234", 0),
            ("一〇五", "105", 0),
            ("十", "10", 0),
            ("弐拾五", "25", 0),
            ("二十万三千", "203000", 0),
            ("壱万", "10000", 0),
            ("1.2億", "120000000", -7),
            ("2兆3,000億", "2300000000000", -8),
            ("2千5百", "2500", -2),
            ("3千5百万", "35000000", -6),
            ("1億2,345万6,789", "123456789", 0),
            ("5百万", "5000000", -6),
        ] {
            assert_eq!(number(printed), Some((value.into(), Some(decimals))), "{printed}");
        }
        for (printed, value) in
            [("三分の二", "2/3"), ("2分の1", "1/2"), ("1½", "3/2"), ("¾", "3/4"), ("十分の三", "3/10")]
        {
            assert_eq!(number(printed), Some((value.into(), None)), "{printed}");
        }
    }

    #[test]
    fn malformed_digits_say_why() {
        for (printed, why) in [
            ("12,34", warning::BAD_GROUPING),
            ("1,2345", warning::BAD_GROUPING),
            ("0,123", warning::BAD_GROUPING),
            ("1.2.3", warning::BAD_GROUPING),
            ("1・5", warning::DECIMAL_OR_LIST),
            ("1O", warning::LETTER_IN_DIGITS),
            ("2l5", warning::LETTER_IN_DIGITS),
            ("1.2億3000万", warning::GLUED_FIGURES),
            ("1万20000", warning::GLUED_FIGURES),
        ] {
            assert_eq!(malformed(printed), Some(why), "{printed}");
        }
        assert_eq!(
            malformed(&"9".repeat(30)),
            None,
            "thirty digits are lexed; whether they fit is the caller's to see"
        );
        assert_eq!(malformed(&"9".repeat(100_000)), Some(warning::TOO_LARGE));
    }
}
