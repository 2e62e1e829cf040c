//! Days and months: 令和2年3月末, R2.4.1, 4～9月, 第1四半期.

use super::bare_year::without_era;
use super::context::Context;
use super::cursor::Cursor;
use super::era::{Era, eat_era};
use super::missing;
use super::names::{As, Bounds, Kind};
use super::quantity::Quantity;
use super::term::printed;
use super::text::{Gap, glyphs, text};
use super::year::count;
use super::{warning, year};

/// The month in which fiscal years begin.
const APRIL: u32 = 4;

/// Spans of a fiscal year, by the months from April.
const SPANS: &[(&str, (u32, u32))] = &[
    ("第1四半期", (0, 2)),
    ("第2四半期", (3, 5)),
    ("第3四半期", (6, 8)),
    ("第4四半期", (9, 11)),
    ("第一四半期", (0, 2)),
    ("第二四半期", (3, 5)),
    ("第三四半期", (6, 8)),
    ("第四四半期", (9, 11)),
    ("上半期", (0, 5)),
    ("下半期", (6, 11)),
    ("前半期", (0, 5)),
    ("後半期", (6, 11)),
    ("上期", (0, 5)),
    ("下期", (6, 11)),
    ("前期", (0, 5)),
    ("後期", (6, 11)),
    ("年度前半", (0, 5)),
    ("年度後半", (6, 11)),
    ("1Q", (0, 2)),
    ("2Q", (3, 5)),
    ("3Q", (6, 8)),
    ("4Q", (9, 11)),
    ("通年", (0, 11)),
    ("年度内", (0, 11)),
    ("年間", (0, 11)),
    ("年度を通じて", (0, 11)),
];

/// Words behind a date that do not change it.
#[rustfmt::skip]
const TRAILING: &[(&str, ())] = &[
    ("現在", ()), ("時点", ()), ("事業開始", ()), ("開始予定", ()), ("開始", ()), ("実施予定", ()), ("実施", ()), ("開催", ()), ("終了", ()), ("完了予定", ()), ("完了", ()), ("予定", ()),
    ("策定", ()), ("改定", ()), ("施行", ()), ("公表", ()), ("付け", ()), ("付", ()), ("中", ()), ("に", ()),
];

/// A printed point in time.
#[derive(Clone, Debug, Default, PartialEq)]
struct Point {
    year: Option<i32>,
    era: Option<Era>,
    month: Option<u32>,
    day: Option<u32>,
    /// The last day of the month, which the year decides.
    month_end: bool,
    /// 頃, 上旬 …
    approximate: bool,
    warnings: Vec<&'static str>,
}

/// The reading of a cell that holds a day, a month, or a range of them.
pub(super) fn normalise(source: &str, context: &Context) -> Quantity {
    let glyphs = glyphs(source);
    if let Some(missing) = missing::read(&glyphs, source, As::Date) {
        return Quantity { printed: source.to_owned(), ..missing };
    }
    let mut cursor = Cursor::new(&glyphs);
    if let Some(span) = span(&mut cursor, source, context) {
        return span;
    }
    cursor.at = 0;
    let found = points(&mut cursor, context);
    if let Some((first, second, open)) = found {
        let mut notes = Vec::new();
        if trailing(&mut cursor, &mut notes) {
            let quantity = build(source, first, second, open, context);
            return Quantity { notes, ..quantity };
        }
    }
    let year = year::normalise(source, context);
    if year.kind == Kind::FiscalYear {
        return year;
    }
    let quantity = Quantity::text(source, text(source));
    if glyphs.iter().any(|g| g.c.is_ascii_digit()) { quantity.warned(warning::NOT_A_DATE) } else { quantity }
}

/// Which side of a single point is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Neither,
    Above,
    Below,
}

fn points(cursor: &mut Cursor, context: &Context) -> Option<(Point, Option<Point>, Open)> {
    let from_below = cursor.eat_char('〜');
    let first = Point::read(cursor, None, context)?;
    if from_below {
        return Some((first, None, Open::Below));
    }
    let here = cursor.at;
    let wave = cursor.eat_char('〜') || (cursor.peek() == Some('-') && first.month.is_some() && cursor.eat_char('-'));
    if wave || cursor.eat("から") {
        if let Some(second) = Point::read(cursor, Some(&first), context) {
            cursor.eat("まで");
            return Some((first, Some(second), Open::Neither));
        }
        return (first.month.is_some() || first.year.is_some()).then_some((first, None, Open::Above));
    }
    cursor.at = here;
    let open = if cursor.eat("以降") || cursor.eat("以後") {
        Open::Above
    } else if cursor.eat("まで") || cursor.eat("以前") {
        Open::Below
    } else {
        Open::Neither
    };
    Some((first, None, open))
}

impl Point {
    fn read(cursor: &mut Cursor, before: Option<&Self>, context: &Context) -> Option<Self> {
        let start = cursor.at;
        let found = Self::in_words(cursor, before, context).or_else(|| {
            cursor.at = start;
            Self::in_figures(cursor, context)
        });
        if found.is_none() {
            cursor.at = start;
        }
        let mut found = found?;
        found.approximate = ["頃", "ごろ", "上旬", "中旬", "下旬"].iter().any(|word| cursor.eat(word));
        weekday(cursor);
        Some(found)
    }

    /// Takes 令和2年3月31日, 2年3月, 4月1日, 3月末, 4 (before 〜9月).
    fn in_words(cursor: &mut Cursor, before: Option<&Self>, context: &Context) -> Option<Self> {
        let mut point = Self::default();
        let here = cursor.at;
        let fiscal = Self::year(cursor, &mut point, before, context);
        if fiscal.is_none() {
            cursor.at = here;
            point = Self::default();
        }
        if fiscal == Some(true) {
            // 令和2年度末, 令和2年度3月.
            if cursor.eat("末") {
                return Some(Self { year: point.year.map(|y| y + 1), month: Some(3), day: Some(31), ..point });
            }
        }
        let here = cursor.at;
        let digits = count(cursor, 2);
        match digits {
            Some(month) if cursor.eat_char('月') => {
                if !(1..=12).contains(&month) {
                    return None;
                }
                point.month = Some(month);
                if fiscal == Some(true) && month < APRIL {
                    point.year = point.year.map(|y| y + 1);
                }
            }
            Some(month)
                if matches!(cursor.peek(), Some('〜' | '-')) && before.is_none() && (1..=12).contains(&month) =>
            {
                // The word follows behind the other end.
                let mut ahead = *cursor;
                ahead.advance(1);
                count(&mut ahead, 2).filter(|_| ahead.peek() == Some('月'))?;
                point.month = Some(month);
                return Some(point);
            }
            Some(day) if before.is_some_and(|b| b.day.is_some()) && cursor.eat_char('日') => {
                let before = before?;
                return Some(Self { day: Some(day), year: before.year, era: before.era, month: before.month, ..point })
                    .filter(Self::exists);
            }
            _ => {
                cursor.at = here;
                // A year alone.
                return (fiscal == Some(false)).then_some(point);
            }
        }
        if point.year.is_none()
            && let Some(before) = before
        {
            point.era = before.era;
            // 10月～3月 ends in the next year.
            point.year = before.year.map(|y| y + i32::from(point.month < before.month));
        }
        if cursor.eat("末日") || cursor.eat("末") {
            point.month_end = true;
        } else {
            let here = cursor.at;
            match count(cursor, 2) {
                Some(day) if cursor.eat_char('日') => point.day = Some(day),
                _ => cursor.at = here,
            }
        }
        point.check_era();
        Some(point).filter(Self::exists)
    }

    /// Takes a year and its word; true for a fiscal year, false for a calendar one.
    fn year(cursor: &mut Cursor, point: &mut Self, before: Option<&Self>, context: &Context) -> Option<bool> {
        cursor.eat("西暦");
        if cursor.eat("同年") {
            point.year = Some(before?.year?);
            return Some(cursor.eat_char('度'));
        }
        let era = eat_era(cursor);
        let count = if cursor.eat_char('元') { 1 } else { count(cursor, 4)? };
        point.era = era.or(before.and_then(|b| b.era).filter(|_| count < 100));
        let bracketed = cursor.peek() == Some('(');
        if bracketed {
            // 令和2(2020)年
            cursor.take_while(|g| g.c != ')');
            cursor.eat_char(')');
        }
        if !cursor.eat_char('年') {
            return None;
        }
        point.year = match (point.era, count) {
            (Some(era), count) => Some(era.western(count)?),
            (None, 1868..=2199) => i32::try_from(count).ok(),
            (None, count) => Some(without_era(count, context)?),
        };
        Some(cursor.eat_char('度'))
    }

    /// Takes R2.4.1, 2020/4/1, 2020-04-01, 2020.4, 3/4.
    fn in_figures(cursor: &mut Cursor, context: &Context) -> Option<Self> {
        let era = eat_era(cursor);
        let first = if cursor.eat_char('元') { 1 } else { cursor.eat_digits(4)? };
        let separator = cursor.peek().filter(|c| matches!(c, '.' | '/' | '-'))?;
        cursor.advance(1);
        let second = cursor.eat_digits(2)?;
        let third = if cursor.peek() == Some(separator) {
            cursor.advance(1);
            Some(cursor.eat_digits(2)?)
        } else {
            None
        };
        let year = |count: u32| match era {
            Some(era) => era.western(count),
            None if (1868..=2199).contains(&count) => i32::try_from(count).ok(),
            None => without_era(count, context),
        };
        let point = match third {
            Some(day) => Self { year: Some(year(first)?), month: Some(second), day: Some(day), ..Self::default() },
            None if era.is_some() || first > 31 => {
                Self { year: Some(year(first)?), month: Some(second), ..Self::default() }
            }
            None if separator == '/' => Self { month: Some(first), day: Some(second), ..Self::default() },
            None => return None,
        };
        let mut point = Self { era, ..point };
        point.check_era();
        Some(point).filter(Self::exists)
    }

    fn exists(&self) -> bool {
        let month = self.month.is_none_or(|m| (1..=12).contains(&m));
        let day = self.day.is_none_or(|d| self.month.is_some_and(|m| (1..=last_day(self.year, m)).contains(&d)));
        month && day
    }

    /// A date that lies outside the era it is printed with.
    fn check_era(&mut self) {
        let (Some(era), Some(year), Some(month)) = (self.era, self.year, self.month) else { return };
        // A whole month lies outside when its last day does, or when its first is past the end.
        let (first, last) = (
            (year, month, self.day.unwrap_or(1)),
            (year, month, self.day.unwrap_or_else(|| last_day(Some(year), month))),
        );
        if last < era.first_day() {
            self.warnings.push(warning::BEFORE_ERA);
        } else if era.next().is_some_and(|next| first >= next.first_day()) {
            self.warnings.push(warning::AFTER_ERA);
        }
    }

    /// The year of a month without one, in the sheet's fiscal year.
    fn settle(&mut self, context: &Context) {
        if self.year.is_none()
            && let (Some(sheet), Some(month)) = (context.sheet_year, self.month)
        {
            self.year = Some(sheet + i32::from(month < APRIL));
        }
        if self.month_end && (self.year.is_some() || self.month != Some(2)) {
            self.day = self.month.map(|month| last_day(self.year, month));
        }
    }

    fn value(&self) -> Option<String> {
        Some(match (self.year, self.month, self.day) {
            (Some(y), Some(m), Some(d)) => format!("{y:04}-{m:02}-{d:02}"),
            (Some(y), Some(m), None) => format!("{y:04}-{m:02}"),
            (Some(y), None, None) => format!("{y:04}"),
            (None, Some(m), Some(d)) => format!("{m:02}-{d:02}"),
            (None, Some(m), None) => format!("{m:02}"),
            _ => return None,
        })
    }

    fn unit(&self) -> &'static str {
        match (self.year, self.month, self.day) {
            (Some(_), Some(_), Some(_)) => "date",
            (Some(_), Some(_), None) => "month",
            (Some(_), None, _) => "year",
            (None, _, Some(_)) => "月日",
            (None, ..) => "月",
        }
    }
}

fn build(source: &str, mut first: Point, second: Option<Point>, open: Open, context: &Context) -> Quantity {
    first.settle(context);
    let mut second = second;
    if let Some(second) = &mut second {
        second.settle(context);
        // 4～9月 of a year that is printed at one end only.
        first.year = first.year.or(second.year);
    }
    let unit = second.as_ref().map_or_else(|| first.unit(), Point::unit);
    let mut quantity = Quantity {
        value: first.value(),
        unit: Some(unit.to_owned()),
        approximate: first.approximate || second.as_ref().is_some_and(|s| s.approximate),
        ..Quantity::bare(source, Kind::Date)
    };
    match &second {
        Some(second) => {
            if second.unit() != first.unit() {
                return Quantity::text(source, text(source)).warned(warning::NOT_A_DATE);
            }
            quantity.value_upper = second.value();
            quantity.bounds = Some(Bounds::Closed);
            let order = |p: &Point| (p.year, p.month, p.day);
            if first.year.is_some() && order(second) < order(&first) {
                return Quantity::text(source, text(source)).warned(warning::REVERSED);
            }
        }
        None if open == Open::Above => quantity.bounds = Some(Bounds::Closed),
        None if open == Open::Below => {
            quantity.bounds = Some(Bounds::Closed);
            quantity.value_upper = quantity.value.take();
        }
        None => {}
    }
    let warnings = first.warnings.iter().chain(second.iter().flat_map(|s| &s.warnings));
    warnings.fold(quantity, |q, w| q.warned(*w))
}

/// Reads a part of a fiscal year: 上半期, 令和2年度第1四半期, 年度末.
fn span(cursor: &mut Cursor, source: &str, context: &Context) -> Option<Quantity> {
    let mut point = Point::default();
    let fiscal = if Point::year(cursor, &mut point, None, context) == Some(true) {
        point.year
    } else {
        cursor.at = 0;
        context.sheet_year
    };
    let end_of_year = |year: Option<i32>| match year {
        Some(year) => Quantity {
            value: Some(format!("{:04}-03-31", year + 1)),
            unit: Some("date".to_owned()),
            ..Quantity::bare(source, Kind::Date)
        },
        None => Quantity::text(source, text(source)).warned(warning::YEAR_MISSING),
    };
    let mut ahead = *cursor;
    if cursor.at == 0 && (ahead.eat("年度末") || ahead.eat("期末")) && ahead.is_done() {
        return Some(end_of_year(fiscal));
    }
    let (from, to) = cursor.eat_any(SPANS)?;
    let mut notes = Vec::new();
    if !trailing(cursor, &mut notes) {
        return None;
    }
    let Some(year) = fiscal else {
        return Some(Quantity::text(source, text(source)).warned(warning::YEAR_MISSING));
    };
    let month = |offset: u32| {
        let months = APRIL - 1 + offset;
        format!("{:04}-{:02}", year + i32::from(months >= 12), months % 12 + 1)
    };
    Some(Quantity {
        value: Some(month(from)),
        value_upper: Some(month(to)),
        bounds: Some(Bounds::Closed),
        unit: Some("month".to_owned()),
        notes,
        ..Quantity::bare(source, Kind::Date)
    })
}

/// Takes words that leave a date as it is; false where more stands there.
fn trailing(cursor: &mut Cursor, notes: &mut Vec<String>) -> bool {
    let start = cursor.at;
    while cursor.eat_any(TRAILING).is_some() {}
    if cursor.at > start {
        notes.push(printed(cursor.since(start)));
    }
    if cursor.peek() == Some('(') {
        let start = cursor.at;
        cursor.take_while(|g| g.c != ')');
        if !cursor.eat_char(')') {
            return false;
        }
        notes.push(printed(cursor.since(start)));
    }
    cursor.is_done()
}

/// Takes （月） behind a day.
fn weekday(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    if ahead.eat_char('(')
        && ahead.next().is_some_and(|g| "日月火水木金土祝".contains(g.c) && g.gap < Gap::Line)
        && ahead.eat_char(')')
    {
        *cursor = ahead;
    }
}

fn last_day(year: Option<i32>, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        // Without a year the longest February is allowed.
        2 if year.is_none_or(|y| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) => 29,
        2 => 28,
        _ => 31,
    }
}
