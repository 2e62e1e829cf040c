//! The sheet's year as its tables tell it: years with their era under relative ones, and counts of one era only.

use super::plain::{PlainCell, PlainTable};
use crate::normalise::{self, Context};

/// First western year of 平成, less one.
const BEFORE_HEISEI: i32 = 1988;
/// Least count of years that can only be one of 平成.
const LEAST_HEISEI: i32 = 13;
/// Longest head that is a relative year, or a count of years.
const LONGEST: usize = 12;

/// The western fiscal year of the sheet, where a table prints 令和４年度 under 評価年度, or 令和３年度 under 前年度.
pub(super) fn printed(tables: &[PlainTable]) -> Option<i32> {
    tables.iter().find_map(|table| {
        table.cells.iter().find_map(|cell| {
            let distance = distance(&cell.printed.text)?;
            let under = table.cells.iter().find(|c| is_under(c, cell))?;
            let text = normalise::fold(&under.printed.text);
            let year = normalise::fiscal_year(&text).filter(|_| text.chars().count() <= LONGEST)?;
            Some(year - distance)
        })
    })
}

/// The last of the years that are counted without their era (25年度), where all counts are too high for 令和.
pub(super) fn counted(tables: &[PlainTable]) -> Option<i32> {
    let texts = tables.iter().flat_map(|t| &t.cells).map(|c| normalise::fold(&c.printed.text));
    let counts: Vec<i32> = texts.filter(|t| t.chars().count() <= LONGEST).filter_map(|t| count(&t)).collect();
    let (least, most) = (counts.iter().min()?, counts.iter().max()?);
    (*least >= LEAST_HEISEI && *most <= 31).then_some(BEFORE_HEISEI + most)
}

/// How far a relative year is from that of the sheet.
fn distance(text: &str) -> Option<i32> {
    let text = normalise::fold(text);
    let own = text.chars().count() <= LONGEST && normalise::fiscal_years(&text).is_empty();
    let at = |year: i32| normalise::fiscal_year_in(&text, &Context { sheet_year: Some(year), ..Context::default() });
    // A relative year follows the sheet's; a bare count does not.
    let (early, late) = (at(2000).filter(|_| own)?, at(2010)?);
    (late - early == 10).then_some(early - 2000)
}

fn is_under(lower: &PlainCell, upper: &PlainCell) -> bool {
    lower.row == upper.row_end() && lower.col == upper.col && lower.cols == upper.cols
}

/// The count of `25年度` at the beginning of a head.
fn count(text: &str) -> Option<i32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let year = text.strip_prefix(&digits).is_some_and(|rest| rest.starts_with("年度"));
    digits.parse().ok().filter(|_| year && digits.len() <= 2)
}
