//! A sheet of a dump without layout.

use super::super::canvas::Canvas;
use super::super::form::Label;
use super::super::word;
use super::heads::is_head_line;
use super::texts::{self, Marks};
use super::{scales, table};
use crate::profile::Slot;
use crate::recognise::raw::RawSheet;

/// Reads a sheet page; the second value says whether the dump leaves open which figure of a pair is the target.
pub fn read(canvas: &Canvas, page: u32) -> (RawSheet, bool) {
    let mut sheet = RawSheet { page, ..RawSheet::default() };
    let form = canvas.form;
    let line_of = |label: &Label, from: usize| {
        canvas.find(label, from, canvas.lines).and_then(|w| canvas.extent(&w)).map(|(line, _)| line)
    };
    let start = line_of(&form.table, 0).unwrap_or(0);
    let heading = canvas.headed(&form.achievement.label, start, canvas.lines);
    let panels = form.panels.first().and_then(|p| line_of(&p.label, start));
    let achievement = heading.into_iter().chain(panels).min().unwrap_or(canvas.lines);
    let covid = canvas.headed(&form.covid, start, achievement);
    // A dump that goes down the columns may give the heading of the scale before the heads of the table.
    let after_heading = (achievement + 1..canvas.lines).find(|&l| !canvas.is_blank(l));
    let early = covid.is_none() && after_heading.is_some_and(|l| is_head_line(canvas, l));
    let achievement = if early { panels.unwrap_or(canvas.lines).max(achievement) } else { achievement };
    // In dumps of two passes the scales come before the heading.
    let flags = covid.unwrap_or(start);
    let scale_start =
        covid.unwrap_or_else(|| (start..achievement).find(|&l| begins_scale(canvas, l)).unwrap_or(achievement));
    let end = covid.unwrap_or(achievement).min(scale_start);
    let mut used = scales::read(canvas, flags.min(scale_start), &mut sheet);
    let direction = line_of(&form.direction.label, 0).unwrap_or(end);
    let table = table::read(canvas, start, end, direction, sheet.achievement.as_ref());
    used.extend(&table.words);
    sheet.fiscal_year = title_year(canvas, table.years.last().copied());
    sheet.indicators = table.indicators.clone();
    texts::read(
        canvas,
        &Marks { table_start: start, table_end: end, table: &table, used: &used, direction },
        &mut sheet,
    );
    (sheet, table.paired)
}

/// Whether the achievement scale begins on a line.
fn begins_scale(canvas: &Canvas, line: usize) -> bool {
    canvas.on_line(line).filter_map(|i| canvas.word(i)).any(|w| {
        canvas.form.achievement.levels.iter().any(|(_, words)| words.is(&w.text))
            || canvas.form.slot(Slot::Adjustment).is(&w.text)
            || word::mark(&w.text).is_some()
    })
}

fn title_year(canvas: &Canvas, last: Option<i32>) -> Option<i32> {
    let text: String = canvas.words.iter().take(60).map(|w| w.text.as_str()).collect();
    word::year_in_title(&text, last)
}
