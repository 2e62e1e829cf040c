//! A sheet of a dump without layout.

use super::super::canvas::Canvas;
use super::super::form;
use super::super::label::{Folded, fold};
use super::super::laid_out::head::year_in_title;
use super::texts::{self, Marks};
use super::{scales, table};
use crate::recognise::raw::RawSheet;

/// Reads a sheet page; the second value says whether the dump leaves open which figure of a pair is the target.
pub fn read(canvas: &Canvas, page: u32) -> (RawSheet, bool) {
    let mut sheet = RawSheet { page, ..RawSheet::default() };
    let line_of = |label: &str, from: usize| {
        (from..canvas.lines).find(|&l| {
            let text: String = canvas.on_line(l).filter_map(|i| canvas.word(i)).map(|w| w.text.as_str()).collect();
            Folded::new(&text).holds(label)
        })
    };
    let start = line_of(form::TABLE, 0).unwrap_or(0);
    let heading = line_of(form::ACHIEVEMENT, start);
    let panels = canvas.find(form::PANELS[0], start, canvas.lines).and_then(|w| canvas.extent(&w)).map(|(l, _)| l);
    let achievement = heading.into_iter().chain(panels).min().unwrap_or(canvas.lines);
    let covid = line_of(form::COVID, start).filter(|&l| l < achievement);
    // In dumps of two passes the scales come before the heading.
    let flags = covid.unwrap_or(start);
    let scale_start =
        covid.unwrap_or_else(|| (start..achievement).find(|&l| begins_scale(canvas, l)).unwrap_or(achievement));
    let end = covid.unwrap_or(achievement).min(scale_start);
    let mut used = scales::read(canvas, flags.min(scale_start), &mut sheet);
    let direction =
        canvas.find(form::DIRECTION, 0, canvas.lines).and_then(|w| canvas.extent(&w)).map_or(end, |(l, _)| l);
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
        let text = fold(&w.text);
        form::ACHIEVEMENTS.iter().any(|a| fold(a) == text) || text == form::ADJUSTMENT || form::mark(&w.text).is_some()
    })
}

fn title_year(canvas: &Canvas, last: Option<i32>) -> Option<i32> {
    let text: String = canvas.words.iter().take(60).map(|w| w.text.as_str()).collect();
    year_in_title(&text, last)
}
