//! The list of all projects: a row for each number, with wrapped names and target groups.

use super::super::canvas::{Canvas, empty, middle};
use super::super::listed::{Grade, grades_by_head, is_number, is_score};
use super::super::word;
use super::sections::divide_by;
use crate::recognise::raw::{Printed, RawGrade, RawSummaryRow};

/// Points columns of a list: achievement, effectiveness, employment, total.
const POINTS: usize = 4;
const NO_BLANK: usize = 6;
const GAP: usize = 2;
/// Longest rest of a wrapped head, in characters.
const HEAD_REST: usize = 3;
const NOT_WRAPPED: usize = 4;
/// Confidence of a score that stands between two columns.
const BETWEEN: f64 = 0.6;

/// Reads the rows of a list page.
pub fn read(canvas: &Canvas, page: u32) -> Vec<RawSummaryRow> {
    let numbers: Vec<usize> = (0..canvas.words.len()).filter(|&i| is_number_cell(canvas, i)).collect();
    let Some(columns) = ListColumns::find(canvas, &numbers) else { return Vec::new() };
    let first = numbers.first().and_then(|&i| canvas.word(i)).map_or(0, |w| w.line);
    let heads_end = (0..first).rev().find(|&l| canvas.on_line(l).any(|i| is_head(canvas, i))).map_or(0, |l| l + 1);
    // Rests of wrapped heads: a few characters each.
    let rest = |l: usize| {
        !canvas.is_blank(l)
            && canvas.on_line(l).all(|i| canvas.word(i).is_some_and(|w| w.text.chars().count() <= HEAD_REST))
    };
    let heads_end = (heads_end..first).find(|&l| !rest(l)).unwrap_or(first);
    let grades = grade_columns(canvas, heads_end);
    let labels: Vec<(usize, usize)> =
        numbers.iter().filter_map(|&i| canvas.word(i)).map(|w| (w.line, w.line)).collect();
    let is_cell = |i: usize| columns.slot(canvas, i).is_some();
    let filled: Vec<usize> = (heads_end..canvas.lines).filter(|&l| canvas.on_line(l).any(is_cell)).collect();
    let rows = divide_by(heads_end..canvas.lines, &labels, &filled, &|at| columns.cut_cost(canvas, at, &filled));
    numbers
        .iter()
        .zip(rows)
        .map(|(&number, lines)| {
            let words: Vec<usize> =
                canvas.between(lines.start, lines.end).filter(|&i| i != number && is_cell(i)).collect();
            columns.row(canvas, page, number, &words, &grades)
        })
        .collect()
}

/// `1-1`, `４－11`: a number that begins its row or follows the number of its policy line.
fn is_number_cell(canvas: &Canvas, index: usize) -> bool {
    let Some(word) = canvas.word(index) else { return false };
    let before = canvas.on_line(word.line).take_while(|&i| i < index);
    is_number(&word.text) && before.filter_map(|i| canvas.word(i)).all(|w| word::digit(&w.text).is_some())
}

fn is_head(canvas: &Canvas, index: usize) -> bool {
    canvas.word(index).is_some_and(|w| canvas.form.list.iter().any(|l| l.is(&w.text)))
}

/// Where the columns of a list begin.
struct ListColumns {
    group: usize,
    department: usize,
    /// Names of departments are centred.
    department_middle: usize,
    /// Middles of the score columns.
    scores: Vec<usize>,
    first_score: usize,
    names: usize,
    /// Farthest ends of name, target group and department.
    ends: [usize; 3],
}

#[derive(Clone, Copy, PartialEq)]
enum Slot {
    Name,
    Group,
    Department,
    Score,
}

impl ListColumns {
    /// Learns the columns from the rows that have one word for name, group and department and most scores.
    fn find(canvas: &Canvas, numbers: &[usize]) -> Option<Self> {
        let rows: Vec<Vec<usize>> = numbers
            .iter()
            .filter_map(|&n| Some(canvas.on_line(canvas.word(n)?.line).filter(|&i| i > n).collect()))
            .collect();
        let scores_of = |row: &[usize]| -> Vec<usize> {
            let scores =
                row.iter().rev().take_while(|&&i| canvas.word(i).is_some_and(|w| is_score(canvas.form, &w.text)));
            let mut scores: Vec<usize> = scores.copied().collect();
            scores.reverse();
            scores
        };
        let most = rows.iter().map(|r| scores_of(r).len()).filter(|&n| n > POINTS).max()?;
        let mut text_starts: Vec<(usize, usize, usize)> = Vec::new();
        let mut department_middles: Vec<usize> = Vec::new();
        let mut score_middles: Vec<Vec<usize>> = vec![Vec::new(); most];
        let mut first_score = usize::MAX;
        for row in &rows {
            let scores = scores_of(row);
            let texts = row.get(..row.len() - scores.len()).unwrap_or_default();
            // The dash of a row without target group is no score of a full row.
            let (scores, texts) = match scores.len().checked_sub(most) {
                Some(extra) => (scores.get(extra..).unwrap_or_default(), texts.len() + extra),
                None => continue,
            };
            for (column, &i) in score_middles.iter_mut().zip(scores) {
                column.extend(canvas.word(i).map(|w| middle(w.column, w.column_end)));
            }
            first_score =
                first_score.min(scores.first().and_then(|&i| canvas.word(i)).map_or(usize::MAX, |w| w.column));
            if texts == 3 {
                let start = |n: usize| row.get(n).and_then(|&i| canvas.word(i)).map(|w| w.column);
                text_starts.extend(start(0).zip(start(1)).zip(start(2)).map(|((a, b), c)| (a, b, c)));
                let department = row.get(2).and_then(|&i| canvas.word(i));
                department_middles.extend(department.map(|w| middle(w.column, w.column_end)));
            }
        }
        let scores = score_middles
            .into_iter()
            .map(|mut column| {
                column.sort_unstable();
                column.get(column.len() / 2).copied()
            })
            .collect::<Option<Vec<usize>>>()?;
        department_middles.sort_unstable();
        let mut columns = Self {
            department_middle: *department_middles.get(department_middles.len() / 2)?,
            names: text_starts.iter().map(|t| t.0).min()?,
            group: text_starts.iter().map(|t| t.1).min()?,
            department: text_starts.iter().map(|t| t.2).min()?,
            scores,
            first_score,
            ends: [0; 3],
        };
        for i in numbers.first().copied()?..canvas.words.len() {
            let (Some(slot), Some(word)) = (columns.slot(canvas, i), canvas.word(i)) else { continue };
            let at = match slot {
                Slot::Name => 0,
                Slot::Group => 1,
                Slot::Department => 2,
                Slot::Score => continue,
            };
            if let Some(end) = columns.ends.get_mut(at) {
                *end = word.column_end.max(*end);
            }
        }
        Some(columns)
    }

    /// The column of a word; none for the number of the policy line, which spans rows.
    fn slot(&self, canvas: &Canvas, index: usize) -> Option<Slot> {
        let word = canvas.word(index)?;
        let (start, slack) = (word.column, 1);
        if start + 2 >= self.first_score && is_score(canvas.form, &word.text) {
            Some(Slot::Score)
        } else if start + slack >= self.department
            || middle(word.column, word.column_end).abs_diff(self.department_middle) <= 2
        {
            Some(Slot::Department)
        } else if start + slack >= self.group {
            Some(Slot::Group)
        } else if start + slack >= self.names {
            Some(Slot::Name)
        } else {
            None
        }
    }

    /// What speaks against a new row from line `at` on.
    fn cut_cost(&self, canvas: &Canvas, at: usize, filled: &[usize]) -> usize {
        let above = filled.iter().rev().find(|&&l| l < at);
        let below = filled.iter().find(|&&l| l >= at);
        let (Some(&above), Some(&below)) = (above, below) else { return 0 };
        if (above + 1..below).any(|l| canvas.is_blank(l)) {
            return 0;
        }
        let apart = if above + 1 < below { GAP } else { NO_BLANK };
        let numbered = canvas.on_line(below).any(|i| is_number_cell(canvas, i));
        // A line above a number begins a wrapped text: it must reach the end of its column.
        let reaches = numbered
            || canvas.on_line(below).any(|i| {
                let (Some(slot), Some(word)) = (self.slot(canvas, i), canvas.word(i)) else { return false };
                let end = match slot {
                    Slot::Name => self.ends[0],
                    Slot::Group => self.ends[1],
                    Slot::Department => self.ends[2],
                    Slot::Score => return true,
                };
                word.column_end + 2 >= end
            });
        apart + if reaches { 0 } else { NOT_WRAPPED }
    }

    fn row(&self, canvas: &Canvas, page: u32, number: usize, words: &[usize], heads: &[Grade]) -> RawSummaryRow {
        let of = |slot: Slot| -> Vec<usize> {
            words.iter().copied().filter(|&i| self.slot(canvas, i) == Some(slot)).collect()
        };
        let text = |slot: Slot| -> Printed {
            let words = of(slot);
            if words.is_empty() { empty() } else { canvas.printed(&words) }
        };
        let mut cells = self.scores_in_columns(canvas, &of(Slot::Score)).into_iter();
        let mut row = RawSummaryRow {
            page,
            number: Some(canvas.printed(&[number])),
            name: Some(text(Slot::Name)),
            target_group: Some(text(Slot::Group)),
            department: Some(text(Slot::Department)),
            achievement: cells.next(),
            effectiveness: cells.next(),
            employment: cells.next(),
            total: cells.next(),
            grades: Vec::new(),
        };
        row.grades = cells
            .enumerate()
            .map(|(i, printed)| {
                let head = heads.get(i).copied().unwrap_or_default();
                RawGrade { printed, assessor: head.assessor, fiscal_year: head.fiscal_year }
            })
            .collect();
        row
    }

    /// A cell for each score column: in order where none is missing, else by the nearest column.
    fn scores_in_columns(&self, canvas: &Canvas, scores: &[usize]) -> Vec<Printed> {
        if scores.len() == self.scores.len() {
            return scores.iter().map(|&i| canvas.printed(&[i])).collect();
        }
        let mut cells: Vec<Printed> = vec![empty(); self.scores.len()];
        for &i in scores {
            let Some(word) = canvas.word(i) else { continue };
            let at = middle(word.column, word.column_end);
            let Some((c, column)) = self.scores.iter().enumerate().min_by_key(|(_, c)| c.abs_diff(at)) else {
                continue;
            };
            let mut printed = canvas.printed(&[i]);
            if column.abs_diff(at) > 1 {
                printed.confidence = BETWEEN;
            }
            match cells.get_mut(c) {
                Some(cell) if cell.text.is_empty() => *cell = printed,
                Some(cell) => {
                    cell.text = format!("{}\n{}", cell.text, printed.text);
                    cell.places.extend(printed.places);
                    cell.confidence = BETWEEN;
                }
                None => {}
            }
        }
        cells
    }
}

/// The columns of letters: a panel each, and the year before where a head names one.
fn grade_columns(canvas: &Canvas, heads_end: usize) -> Vec<Grade> {
    let text: String =
        canvas.between(0, heads_end).filter_map(|i| canvas.word(i)).flat_map(|w| [w.text.as_str(), " "]).collect();
    grades_by_head(canvas.form, &text)
}
