//! Japanese eras, and the western years that they count.

use super::cursor::Cursor;

/// An era by which years are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// 明治, from 1868.
    Meiji,
    /// 大正, from 1912.
    Taisho,
    /// 昭和, from 1926.
    Showa,
    /// 平成, from 1989.
    Heisei,
    /// 令和, from 2019.
    Reiwa,
}

/// The largest count of years that is read as one of an era.
const MOST: u32 = 99;

const NAMES: &[(&str, Era)] =
    &[("令和", Era::Reiwa), ("平成", Era::Heisei), ("昭和", Era::Showa), ("大正", Era::Taisho), ("明治", Era::Meiji)];

/// Short forms; a number must follow at once.
const SHORT: &[(&str, Era)] = &[
    ("令", Era::Reiwa),
    ("平", Era::Heisei),
    ("昭", Era::Showa),
    ("R", Era::Reiwa),
    ("r", Era::Reiwa),
    ("h", Era::Heisei),
    ("s", Era::Showa),
    ("H", Era::Heisei),
    ("S", Era::Showa),
    ("T", Era::Taisho),
    ("M", Era::Meiji),
];

impl Era {
    /// All eras, the latest first.
    pub const ALL: [Self; 5] = [Self::Reiwa, Self::Heisei, Self::Showa, Self::Taisho, Self::Meiji];

    /// The western year of its first year (元年).
    pub fn first_year(self) -> i32 {
        match self {
            Self::Meiji => 1868,
            Self::Taisho => 1912,
            Self::Showa => 1926,
            Self::Heisei => 1989,
            Self::Reiwa => 2019,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The western year of its `count`th year; `None` for 0 and for counts no era reaches.
    pub fn western(self, count: u32) -> Option<i32> {
        (1..=MOST).contains(&count).then(|| self.first_year() + count as i32 - 1)
    }

    /// The last of its years in which a fiscal year began.
    pub(super) fn last_fiscal_year(self) -> Option<u32> {
        match self {
            Self::Meiji => Some(45),
            Self::Taisho => Some(15),
            // The 64th ended on 7 January, before April.
            Self::Showa => Some(63),
            Self::Heisei => Some(31),
            Self::Reiwa => None,
        }
    }

    /// Its first day, as (year, month, day).
    pub(super) fn first_day(self) -> (i32, u32, u32) {
        match self {
            Self::Meiji => (1868, 1, 25),
            Self::Taisho => (1912, 7, 30),
            Self::Showa => (1926, 12, 25),
            Self::Heisei => (1989, 1, 8),
            Self::Reiwa => (2019, 5, 1),
        }
    }

    /// The era after it.
    pub(super) fn next(self) -> Option<Self> {
        match self {
            Self::Meiji => Some(Self::Taisho),
            Self::Taisho => Some(Self::Showa),
            Self::Showa => Some(Self::Heisei),
            Self::Heisei => Some(Self::Reiwa),
            Self::Reiwa => None,
        }
    }
}

/// Takes an era's name or short form.
pub(super) fn eat_era(cursor: &mut Cursor) -> Option<Era> {
    if let Some(era) = cursor.eat_any(NAMES) {
        return Some(era);
    }
    let here = cursor.at;
    // H27 counts years, CH27 and Hz do not.
    if cursor.before().is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let era = cursor.eat_any(SHORT)?;
    cursor.eat_char('.');
    if cursor.peek().is_some_and(|c| c.is_ascii_digit() || c == '元') {
        return Some(era);
    }
    cursor.at = here;
    None
}
