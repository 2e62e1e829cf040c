//! A sheet, from its title to the opinion of the committee.

use super::super::canvas::{Canvas, empty, middle};
use super::super::form::Label;
use super::super::word;
use super::scale::{boxes_on_lines, marks, most_on_a_line};
use super::{figures, head, panel};
use crate::profile::Slot;
use crate::recognise::raw::{Printed, RawSheet};
use crate::sheet::NarrativeRole;

/// Reads a sheet page.
pub fn read(canvas: &Canvas, page: u32) -> RawSheet {
    let mut sheet = RawSheet { page, ..RawSheet::default() };
    let marks = Landmarks::find(canvas);
    let years = figures::read(canvas, marks.table, marks.table_end, &mut sheet);
    head::read(canvas, years.first_line, &mut sheet);
    sheet.fiscal_year = head::fiscal_year(canvas, years.last_year());
    if let Some(covid) = marks.covid {
        covid_block(canvas, covid, marks.achievement, &mut sheet);
    }
    achievement(canvas, marks.achievement, marks.panels, &mut sheet);
    panel::read(canvas, marks.panels, &mut sheet);
    closing(canvas, marks.closing, &mut sheet);
    sheet
}

/// Lines at which the blocks of a sheet begin.
struct Landmarks {
    table: usize,
    table_end: usize,
    covid: Option<usize>,
    achievement: usize,
    panels: usize,
    closing: usize,
}

impl Landmarks {
    fn find(canvas: &Canvas) -> Self {
        let end = canvas.lines;
        let form = canvas.form;
        let first_line = |label: &Label, from: usize| {
            canvas.find(label, from, end).and_then(|w| canvas.extent(&w)).map(|(first, _)| first)
        };
        let table = first_line(&form.table, 0).unwrap_or(0);
        let panels = form.panels.first().and_then(|p| first_line(&p.label, table)).unwrap_or(end);
        let achievement = canvas.headed(&form.achievement.label, table, panels).unwrap_or(panels);
        let covid = canvas.headed(&form.covid, table, achievement);
        let total = form.panels.last().and_then(|p| first_line(&p.total, panels)).unwrap_or(panels);
        Self {
            table,
            table_end: covid.unwrap_or(achievement),
            covid,
            achievement,
            panels: panel_start(canvas, panels, achievement),
            closing: (total + 1).min(end),
        }
    }
}

/// The ends of the scale may stand on the line above the panel's label.
fn panel_start(canvas: &Canvas, label: usize, after: usize) -> usize {
    let above = label.saturating_sub(1);
    let scale = above > after && canvas.form.ends.iter().any(|h| canvas.find(h, above, label).is_some());
    if scale { above } else { label }
}

fn covid_block(canvas: &Canvas, heading: usize, end: usize, sheet: &mut RawSheet) {
    let heads: Vec<usize> = [Slot::CovidImpact, Slot::Impact]
        .iter()
        .filter_map(|h| canvas.find(canvas.form.slot(*h), heading + 1, end))
        .flatten()
        .collect();
    let body = canvas.extent(&heads).map_or(heading + 1, |(_, last)| last + 1);
    let flag_column = heads.first().and_then(|&i| canvas.word(i)).map_or(usize::MAX, |w| w.column_end + 2);
    let flag = canvas
        .between(body, end)
        .find(|&i| canvas.word(i).is_some_and(|w| word::flag(&w.text) && w.column <= flag_column));
    let rest: Vec<usize> = canvas.between(body, end).filter(|i| Some(*i) != flag).collect();
    sheet.covid_impact = Some(flag.map_or_else(empty, |i| canvas.printed(&[i])));
    sheet.tell(NarrativeRole::Impact, canvas.printed(&rest));
}

fn achievement(canvas: &Canvas, heading: usize, end: usize, sheet: &mut RawSheet) {
    let letters = most_on_a_line(canvas, heading, end, |w| canvas.form.letter(w));
    let boxes = boxes_on_lines(canvas, heading, end).into_iter().next().unwrap_or_default();
    sheet.achievement = Some(marks(canvas, &boxes, &letters));
    if (heading..end).any(|l| canvas.form.slot(Slot::Adjustment).stands_in(&canvas.folded_line(l))) {
        let flag = canvas.between(heading, end).find(|&i| canvas.word(i).is_some_and(|w| word::flag(&w.text)));
        sheet.adjustment = Some(flag.map_or_else(empty, |i| canvas.printed(&[i])));
    }
}

/// 今後の課題, 今後の進め方, 委員会の意見.
fn closing(canvas: &Canvas, from: usize, sheet: &mut RawSheet) {
    let end = canvas.lines;
    let form = canvas.form;
    let label = |text: &Label, from: usize| canvas.find(text, from, end).unwrap_or_default();
    let direction = label(&form.direction.label, from);
    let near = canvas.extent(&direction).map_or(end, |(line, _)| line);
    let choices: Vec<(String, Vec<usize>)> = form
        .direction
        .levels
        .iter()
        .filter_map(|(value, c)| {
            Some((value.clone(), canvas.find(c, near.saturating_sub(3).max(from), (near + 3).min(end))?))
        })
        .collect();
    let boxes = boxes_on_lines(canvas, near.saturating_sub(3).max(from), (near + 4).min(end)).into_iter().next();
    let boxes = boxes.unwrap_or_default();
    let scale: Vec<(String, usize)> = choices
        .iter()
        .filter_map(|(value, words)| {
            let first = canvas.word(*words.first()?)?;
            let last = canvas.word(*words.last()?)?;
            Some((value.clone(), middle(first.column, last.column_end)))
        })
        .collect();
    if !boxes.is_empty() {
        sheet.direction = Some(marks(canvas, &boxes, &scale));
    }
    let block: Vec<usize> = choices.into_iter().flat_map(|(_, w)| w).chain(boxes).chain(direction).collect();
    let (first, last) = canvas.extent(&block).unwrap_or((end, end));
    let future = label(form.slot(Slot::Future), from);
    let council = canvas.find(form.slot(Slot::CouncilOpinion), (last + 1).min(end), end).unwrap_or_default();
    let text = |from: usize, to: usize| -> Printed {
        let words: Vec<usize> =
            canvas.between(from, to).filter(|i| !future.contains(i) && !council.contains(i)).collect();
        canvas.printed(&words)
    };
    if !future.is_empty() {
        sheet.tell(NarrativeRole::Future, text(from, first));
    }
    if !council.is_empty() {
        let page_number = page_number(canvas, last + 1);
        sheet.tell(NarrativeRole::CouncilOpinion, text(last + 1, page_number));
    }
}

/// The line of a page number at the foot, or the end of the page.
fn page_number(canvas: &Canvas, from: usize) -> usize {
    let last = (from..canvas.lines).rev().find(|&l| !canvas.is_blank(l));
    let Some(last) = last else { return canvas.lines };
    let text: String = canvas.on_line(last).filter_map(|i| canvas.word(i)).map(|w| w.text.as_str()).collect();
    let number = super::super::label::fold(&text);
    let number = number.trim_matches(['-', '/', 'P', 'p', '.']);
    let is_number = !number.is_empty() && number.len() <= 7 && number.chars().all(|c| c.is_ascii_digit() || c == '/');
    if is_number { last } else { canvas.lines }
}
