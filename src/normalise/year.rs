//! Fiscal years: 平成27年度, R2, 2019(R1)年度, 平成30～令和2年度, 翌年度.

use super::bare_year::without_era;
use super::context::Context;
use super::cursor::Cursor;
use super::era::{Era, eat_era};
use super::missing;
use super::names::{As, Bounds, Kind};
use super::quantity::Quantity;
use super::text::{Gap, glyphs, text};
use super::warning;

/// The unit of a fiscal year.
const UNIT: &str = "年度";

/// Years beyond these are no fiscal years of a sheet.
const WESTERN: std::ops::RangeInclusive<u32> = 1868..=2199;

/// The most years that a printed range is filled in with.
const LONGEST_RANGE: i32 = 60;

/// Years by their distance from the sheet's year.
const RELATIVE: &[(&str, i32)] = &[
    ("翌々年度", 2),
    ("翌翌年度", 2),
    ("翌年度", 1),
    ("次年度", 1),
    ("来年度", 1),
    ("前々年度", -2),
    ("前前年度", -2),
    ("一昨年度", -2),
    ("前年度", -1),
    ("昨年度", -1),
    ("当該年度", 0),
    ("本年度", 0),
    ("今年度", 0),
    ("当年度", 0),
    ("同年度", 0),
    ("評価年度", 0),
    ("現年度", 0),
];

/// Targets that recur: words, not one year.
const RECURRING: &[&str] = &["毎年度", "各年度", "隔年度", "単年度", "複数年度", "全年度"];

/// Words behind a year that do not change it.
#[rustfmt::skip]
const TRAILING: &[(&str, ())] = &[
    ("末時点", ()),
    ("末現在", ()),
    ("時点", ()),
    ("末", ()),
    ("中", ()),
    ("分", ()),
    ("実績値", ()),
    ("実績", ()),
    ("目標値", ()),
    ("目標", ()),
    ("予算", ()),
    ("決算", ()),
    ("計画", ()),
    ("見込み", ()), ("予定", ()),
    ("見込", ()),
    ("事業", ()),
    ("評価", ()),
    ("版", ()),
];

/// The one fiscal year that a text names with its era, as the western year in which it begins;
/// `None` where it names none or several.
///
/// ```
/// use kanrihyo::normalise::fiscal_year;
/// assert_eq!(fiscal_year("平成31\n(令和元)年度"), Some(2019));
/// assert_eq!(fiscal_year("対象：令和２年度"), Some(2020));
/// assert_eq!(fiscal_year("２年度"), None);
/// ```
pub fn fiscal_year(printed: &str) -> Option<i32> {
    fiscal_year_in(printed, &Context::default())
}

/// As [`fiscal_year`], where the surroundings say which era is meant and which year the sheet is of.
pub fn fiscal_year_in(printed: &str, context: &Context) -> Option<i32> {
    match fiscal_years_in(printed, context).as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// Every fiscal year that a text names with its era, ranges filled in, in printed order without
/// repetition. Dates (平成24年4月) are not years.
pub fn fiscal_years(printed: &str) -> Vec<i32> {
    fiscal_years_in(printed, &Context::default())
}

/// As [`fiscal_years`], with the era that the surroundings give.
pub fn fiscal_years_in(printed: &str, context: &Context) -> Vec<i32> {
    let glyphs = glyphs(printed);
    let mut cursor = Cursor::new(&glyphs);
    let mut found = Vec::new();
    let mut add = |year: i32| {
        if !found.contains(&year) {
            found.push(year);
        }
    };
    while !cursor.is_done() {
        let here = cursor.at;
        if let Some(chain) = Chain::read(&mut cursor, context, Reading::Scanning) {
            for (i, link) in chain.links.iter().enumerate() {
                let Some(year) = link.year.value else { continue };
                let before = i.checked_sub(1).and_then(|i| chain.links.get(i)).and_then(|l| l.year.value);
                if let (Join::Range, Some(from)) = (link.join, before)
                    && (0..=LONGEST_RANGE).contains(&(year - from))
                {
                    (from..=year).for_each(&mut add);
                } else {
                    add(year);
                }
            }
        } else if let Some(year) = relative(&mut cursor, context) {
            add(year);
        }
        if cursor.at == here {
            // A run of digits that names no year is passed over as a whole.
            let digits = cursor.take_while(|g| g.c.is_ascii_digit());
            if digits.is_empty() {
                cursor.advance(1);
            }
        }
    }
    found
}

fn relative(cursor: &mut Cursor, context: &Context) -> Option<i32> {
    let sheet = context.sheet_year?;
    cursor.eat_any(RELATIVE).map(|distance| sheet + distance)
}

/// The reading of a cell that holds a fiscal year.
pub(super) fn normalise(printed: &str, context: &Context) -> Quantity {
    let glyphs = glyphs(printed);
    if let Some(missing) = missing::read(&glyphs, printed, As::FiscalYear) {
        return Quantity { printed: printed.to_owned(), ..missing };
    }
    let mut cursor = Cursor::new(&glyphs);
    let words = |warning: Option<&str>| {
        let quantity = Quantity { unit: Some(UNIT.to_owned()), ..Quantity::text(printed, text(printed)) };
        match warning {
            Some(warning) => quantity.warned(warning),
            None => quantity,
        }
    };
    if RECURRING.iter().any(|word| cursor.starts_with(word)) {
        return words(None);
    }
    if let Some(distance) = cursor.eat_any(RELATIVE) {
        return match context.sheet_year {
            Some(sheet) if tail(&mut cursor) => single(printed, sheet + distance),
            Some(_) => words(Some(warning::NOT_A_YEAR)),
            None => words(Some(warning::YEAR_MISSING)),
        };
    }
    let open_below = cursor.eat_char('〜');
    let Some(chain) = Chain::read(&mut cursor, context, Reading::Whole) else {
        let digits = glyphs.iter().any(|g| g.c.is_ascii_digit());
        let quantity = Quantity::text(printed, text(printed));
        return if digits || printed.contains("年") { quantity.warned(warning::NOT_A_YEAR) } else { quantity };
    };
    let open_above = cursor.eat_char('〜') || cursor.eat("以降") || cursor.eat("から");
    let open_below = open_below || cursor.eat("まで") || cursor.eat("以前");
    if !tail(&mut cursor) {
        return words(Some(warning::NOT_A_YEAR));
    }
    let mut warnings: Vec<&str> = chain.links.iter().flat_map(|link| link.year.warnings.iter().copied()).collect();
    let values: Vec<Option<i32>> = chain.links.iter().map(|link| link.year.value).collect();
    let quantity = match (values.as_slice(), chain.links.get(1).map(|link| link.join)) {
        ([Some(year)], _) if open_above => Quantity { bounds: Some(Bounds::Closed), ..single(printed, *year) },
        ([Some(year)], _) if open_below => {
            let one = single(printed, *year);
            Quantity { bounds: Some(Bounds::Closed), value_upper: one.value.clone(), value: None, ..one }
        }
        ([Some(year)], _) => single(printed, *year),
        ([Some(low), Some(high)], Some(Join::Range)) if low < high => {
            Quantity { value_upper: Some(high.to_string()), bounds: Some(Bounds::Closed), ..single(printed, *low) }
        }
        ([Some(low), Some(high)], Some(Join::Range)) if low == high => single(printed, *low),
        ([Some(_), Some(_)], Some(Join::Range)) => words(Some(warning::REVERSED)),
        (values, _) if values.iter().all(Option::is_some) => words(Some(warning::SEVERAL_LINES)),
        _ => words(if warnings.is_empty() { Some(warning::ERA_UNKNOWN) } else { None }),
    };
    warnings.dedup();
    warnings.into_iter().fold(quantity, Quantity::warned)
}

fn single(printed: &str, year: i32) -> Quantity {
    Quantity {
        value: Some(year.to_string()),
        unit: Some(UNIT.to_owned()),
        decimals: Some(0),
        ..Quantity::bare(printed, Kind::FiscalYear)
    }
}

/// Whether nothing but words that leave a year as it is stands behind it.
fn tail(cursor: &mut Cursor) -> bool {
    while cursor.eat_any(TRAILING).is_some() {}
    if cursor.peek() == Some('(') {
        let inner = cursor.take_while(|g| g.c != ')');
        let words = inner.iter().skip(1).all(|g| !g.c.is_ascii_digit());
        return words && cursor.eat_char(')') && cursor.is_done();
    }
    cursor.is_done()
}

/// How a year stands to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    First,
    Range,
    List,
}

#[derive(Debug)]
struct Link {
    join: Join,
    year: Year,
}

/// Years that share an era or the word 年度: `平成27・28～30年度`.
#[derive(Debug)]
struct Chain {
    links: Vec<Link>,
}

/// Whether a text is known to be a year, or years are looked for in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Whole,
    Scanning,
}

/// One printed year.
#[derive(Clone, Debug)]
struct Year {
    /// The western year, where the era is known.
    value: Option<i32>,
    era: Option<Era>,
    /// It is certain that this is a year: an era, 年度 or FY is printed.
    certain: bool,
    /// It is counted in western years.
    western: bool,
    warnings: Vec<&'static str>,
}

/// The most years that one chain holds; a longer one is read as several.
const LONGEST_CHAIN: usize = 24;

impl Chain {
    fn read(cursor: &mut Cursor, context: &Context, reading: Reading) -> Option<Self> {
        let start = cursor.at;
        let mut links: Vec<Link> = Vec::new();
        let mut era = None;
        while links.len() < LONGEST_CHAIN {
            let here = cursor.at;
            let join = match (links.is_empty(), separator(cursor)) {
                (true, None) => Join::First,
                (false, Some(join)) => join,
                _ => {
                    cursor.at = here;
                    break;
                }
            };
            let Some(mut year) = Year::read(cursor, era, context) else {
                // The separator is given back when no year follows it.
                cursor.at = here;
                break;
            };
            if let (Join::Range, None, Some(before), Some(last)) = (join, year.era, era, links.last()) {
                year.in_next_era(before, &last.year);
            }
            era = year.era.or(era);
            links.push(Link { join, year });
        }
        let certain = links.iter().any(|link| link.year.certain);
        if links.is_empty() {
            cursor.at = start;
        }
        // Looking for years, numbers that are none are passed over.
        (!links.is_empty() && (certain || reading == Reading::Whole)).then_some(Self { links })
    }
}

fn separator(cursor: &mut Cursor) -> Option<Join> {
    if matches!(cursor.peek(), Some('〜' | '-')) {
        cursor.advance(1);
        return Some(Join::Range);
    }
    if cursor.eat("から") {
        return Some(Join::Range);
    }
    if matches!(cursor.peek(), Some('・' | '、' | ',' | '/')) {
        cursor.advance(1);
        return Some(Join::List);
    }
    (cursor.eat("及び") || cursor.eat("と")).then_some(Join::List)
}

impl Year {
    /// 平成30～2年度: the era changed on the way.
    fn in_next_era(&mut self, before: Era, from: &Self) {
        let backwards = matches!((self.value, from.value), (Some(value), Some(from)) if value < from);
        let (true, Some(next), Some(value)) = (backwards, before.next(), self.value) else { return };
        let count = u32::try_from(value - before.first_year() + 1).unwrap_or(0);
        self.value = next.western(count);
        self.warnings.push(warning::ERA_UNKNOWN);
    }

    /// Takes one year, with the same year in the other count behind it (`平成31(令和元)年度`).
    fn read(cursor: &mut Cursor, inherited: Option<Era>, context: &Context) -> Option<Self> {
        let mut year = Self::plain(cursor, inherited, context)?;
        for _ in 0..2 {
            let here = cursor.at;
            if !year.other_count(cursor, context) {
                cursor.at = here;
            }
            year.suffix(cursor);
        }
        // A month follows: this is a date.
        let mut ahead = *cursor;
        let month = ahead.eat_digits(2).is_some() && ahead.eat_char('月');
        let pointed = cursor.peek() == Some('.') && cursor.peek_at(1).is_some_and(|c| c.is_ascii_digit());
        if month || pointed || cursor.starts_with("月") {
            return None;
        }
        Some(year)
    }

    fn plain(cursor: &mut Cursor, inherited: Option<Era>, context: &Context) -> Option<Self> {
        let fy = cursor.eat("FY") || cursor.eat("西暦");
        let era = if fy { None } else { eat_era(cursor) };
        // S5 and r2 may be anything; 昭和5, H27 and R2 are years.
        let lettered = cursor.before().is_some_and(|c| c.is_ascii_alphabetic() && !matches!(c, 'H' | 'R'));
        if !fy
            && era.is_none()
            && cursor.before().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '第'))
        {
            return None;
        }
        let count = if cursor.eat_char('元') { 1 } else { count(cursor, 4)? };
        let mut warnings = Vec::new();
        let western = era.is_none() && WESTERN.contains(&count);
        let value = if western {
            i32::try_from(count).ok()
        } else if count == 0 || count > 99 {
            if era.is_none() && !fy {
                return None;
            }
            warnings.push(warning::NO_SUCH_YEAR);
            None
        } else if let Some(era) = era.or(inherited) {
            if era.last_fiscal_year().is_some_and(|last| count > last) {
                warnings.push(warning::AFTER_ERA);
            }
            era.western(count)
        } else {
            without_era(count, context)
        };
        let mut year = Self { value, era, certain: fy || (era.is_some() && !lettered), western, warnings };
        year.suffix(cursor);
        Some(year)
    }

    fn suffix(&mut self, cursor: &mut Cursor) {
        if cursor.eat(UNIT) {
            self.certain = true;
        } else if cursor.peek() == Some('年') && (self.certain || self.value.is_some()) {
            // 2019年 names a year; 5年 without an era may be a span of time.
            cursor.advance(1);
            self.certain |= self.western;
        }
    }

    /// Takes the same year in another count; a different one is told of.
    fn other_count(&mut self, cursor: &mut Cursor, context: &Context) -> bool {
        let bracketed = cursor.eat_char('(');
        if !bracketed && !matches!(cursor.peek(), Some('/' | '・' | '=')) {
            return false;
        }
        cursor.advance(usize::from(!bracketed));
        let Some(other) = Self::plain(cursor, None, context) else { return false };
        if bracketed && !cursor.eat_char(')') {
            return false;
        }
        // 50(2000) is a figure with another one in brackets.
        if !self.certain && !other.certain && !cursor.starts_with("年") {
            return false;
        }
        let same = self.value.is_some() && other.value == self.value;
        // 平成31(令和元), 2019(R1): the other must name its count; H30/R1 are two years.
        if !same && (!bracketed || other.value.is_none()) {
            return false;
        }
        if !same {
            match self.value {
                None => self.value = other.value,
                Some(_) => {
                    self.warnings.push(warning::YEARS_DISAGREE);
                    self.value = None;
                }
            }
        }
        self.certain = true;
        self.era = other.era.or(self.era);
        true
    }
}

/// Takes a count in at most `most` digits, or in kanji numerals.
pub(super) fn count(cursor: &mut Cursor, most: usize) -> Option<u32> {
    if let Some(count) = cursor.eat_digits(most) {
        return Some(count);
    }
    let run = cursor
        .rest()
        .iter()
        .take(5)
        .take_while(|g| g.gap < Gap::Line && "〇○一二三四五六七八九十".contains(g.c))
        .count();
    let digits: Vec<char> = cursor.rest().iter().take(run).map(|g| g.c).collect();
    let value = kanji_count(&digits)?;
    cursor.advance(run);
    Some(value)
}

/// 二十七 → 27, 二〇二〇 → 2020.
fn kanji_count(digits: &[char]) -> Option<u32> {
    let digit =
        |c: char| "○一二三四五六七八九".chars().position(|d| d == c || (c == '〇' && d == '○')).map(|d| d as u32);
    match digits.split(|&c| c == '十').collect::<Vec<_>>().as_slice() {
        [positional] if (1..=4).contains(&positional.len()) => {
            positional.iter().try_fold(0, |n, &c| Some(n * 10 + digit(c)?))
        }
        [tens, units] if tens.len() <= 1 && units.len() <= 1 => {
            let tens = tens.first().map_or(Some(1), |&c| digit(c))?;
            let units = units.first().map_or(Some(0), |&c| digit(c))?;
            Some(tens * 10 + units)
        }
        _ => None,
    }
}
