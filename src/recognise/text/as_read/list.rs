//! The list page of a dump without layout: a row is a number and what follows it.

use super::super::canvas::{Canvas, empty};
use super::super::figure::is_dash;
use super::super::label::fold;
use super::super::listed::{Grade, grades_by_head, is_number, is_score};
use crate::recognise::raw::{Printed, RawGrade, RawSummaryRow};

/// Points columns of a list: achievement, effectiveness, employment, total.
const POINTS: usize = 4;
/// Confidence of a cell that the dump gives apart from its row.
const APART: f64 = 0.85;
/// Shortest line that the next one may continue, in characters.
const WRAPPED: usize = 12;
const OFFICES: [&str; 9] = ["課", "室", "係", "部", "局", "館", "所", "担当", "センター"];

/// A row with what was found for it.
#[derive(Clone, Debug, Default)]
struct Row {
    number: usize,
    name: Vec<usize>,
    group: Vec<usize>,
    department: Vec<usize>,
    scores: Vec<usize>,
    apart: bool,
}

/// Reads the rows of a list page; `names` gives the folded name that the sheet of a number prints.
pub fn read(canvas: &Canvas, page: u32, names: &dyn Fn(&str) -> Option<String>) -> Vec<RawSummaryRow> {
    let is = |i: usize, test: fn(&str) -> bool| canvas.word(i).is_some_and(|w| test(&w.text));
    let numbers: Vec<usize> = (0..canvas.words.len()).filter(|&i| is(i, is_number)).collect();
    let Some(&first) = numbers.first() else { return Vec::new() };
    let heads: String = canvas.words.iter().take(first).flat_map(|w| [w.text.as_str(), " "]).collect();
    let grades = grades_by_head(canvas.form, &heads);
    let columns = score_columns(canvas, first);
    let Some(columns) = columns else { return Vec::new() };

    let mut rows: Vec<Row> = Vec::new();
    let mut rest: Vec<usize> = Vec::new();
    for (n, &number) in numbers.iter().enumerate() {
        let end = numbers.get(n + 1).copied().unwrap_or(canvas.words.len());
        let mut words: Vec<usize> = (number + 1..end).collect();
        // The number of the policy line stands before its first row.
        if n + 1 < numbers.len() && is_policy_number(canvas, &words, columns) {
            words.pop();
        }
        let (row, left) = split(canvas, number, &words, columns);
        rows.push(row);
        rest.extend(left);
    }
    for row in &mut rows {
        let printed_name = canvas.word(row.number).and_then(|w| names(&fold(&w.text)));
        // The only text beside the department is the target group if the sheet's name is another.
        if row.group.is_empty() && !row.name.is_empty() {
            let text = fold(&text(canvas, &row.name));
            if printed_name.is_some_and(|name| !name.contains(&text) && !text.contains(&name)) {
                row.group = std::mem::take(&mut row.name);
            }
        }
    }
    rest.retain(|&i| !is_head_rest(canvas, i));
    if !rest.is_empty() {
        for row in rows.iter_mut().filter(|r| !is_regular(canvas, r)) {
            row.apart = true;
        }
    }
    give_back(canvas, &mut rows, &rest, columns);
    rows.iter().map(|row| finished(canvas, page, row, columns, &grades)).collect()
}

/// Whether a row has all its cells in one piece.
fn is_regular(canvas: &Canvas, row: &Row) -> bool {
    let scored = row
        .group
        .iter()
        .any(|&i| canvas.word(i).is_some_and(|w| is_score(canvas.form, &w.text) && !is_dash(&fold(&w.text))));
    !row.name.is_empty() && row.group.len() == 1 && !scored && !row.department.is_empty() && !row.scores.is_empty()
}

/// A piece of the heads, which some dumps give at the end of the page.
fn is_head_rest(canvas: &Canvas, index: usize) -> bool {
    let Some(word) = canvas.word(index) else { return false };
    let text = fold(&word.text);
    let heads = || canvas.form.list.iter().flat_map(|l| l.wordings());
    !is_score(canvas.form, &word.text) && (heads().any(|h| h.contains(&text)) || text.contains("年度"))
}

/// How many scores most rows have.
fn score_columns(canvas: &Canvas, first: usize) -> Option<usize> {
    let mut runs: Vec<usize> = Vec::new();
    let mut run = 0;
    for word in canvas.words.get(first..)? {
        if is_score(canvas.form, &word.text) {
            run += 1;
        } else if run > 0 {
            runs.push(run);
            run = 0;
        }
    }
    runs.push(run);
    let count = |n: usize| runs.iter().filter(|&&r| r == n || r == n + 1).count();
    (POINTS + 1..=POINTS + 4).max_by_key(|&n| (count(n), n)).filter(|&n| count(n) * 3 >= runs.len())
}

/// Whether a full row is followed by one more number: that of the next policy line.
fn is_policy_number(canvas: &Canvas, words: &[usize], columns: usize) -> bool {
    let scores =
        words.iter().rev().take_while(|&&i| canvas.word(i).is_some_and(|w| is_score(canvas.form, &w.text))).count();
    scores == columns + 1
}

/// The cells of a row and what comes after its last score.
fn split(canvas: &Canvas, number: usize, words: &[usize], columns: usize) -> (Row, Vec<usize>) {
    let score = |i: &usize| canvas.word(*i).is_some_and(|w| is_score(canvas.form, &w.text));
    // Scores come in one run; a dash before them is a target group.
    let start = words.windows(columns).position(|w| w.iter().all(score));
    // Two departments before the scores: those are of the rows that the dump gives apart.
    let offices = |to: usize| words.iter().take(to).filter(|&&i| is_office(canvas, i)).count();
    let start = start.filter(|&at| offices(at) < 2);
    let mut texts: Vec<usize> = words.to_vec();
    let mut scores = Vec::new();
    let mut rest = Vec::new();
    if let Some(start) = start {
        let longer = words.get(start..).unwrap_or_default().iter().take_while(|i| score(i)).count();
        // A dash of the target group may stand before them, the number of a policy line or page behind.
        let letters = |at: &usize| {
            let grades = words.get(at + POINTS..at + columns).unwrap_or_default();
            !grades.iter().any(|&i| canvas.word(i).is_some_and(|w| fold(&w.text).chars().all(|c| c.is_ascii_digit())))
        };
        let last = start + longer.saturating_sub(columns);
        let start = (start..=last).rev().find(letters).unwrap_or(last);
        texts = words.get(..start).unwrap_or_default().to_vec();
        scores = words.get(start..start + columns).unwrap_or_default().to_vec();
        rest = words.get(start + columns..).unwrap_or_default().to_vec();
    }
    let mut row = Row { number, scores, ..Row::default() };
    let office_at = texts.iter().position(|&i| is_office(canvas, i));
    if start.is_none() {
        // Without scores the row ends with its department, or after name and target group.
        let end = match office_at {
            Some(at) if offices(words.len()) < 2 => at + 1,
            Some(at) => at,
            None => texts.len().min(2),
        };
        rest = texts.split_off(end.min(texts.len()));
    }
    // A department that is wrapped between its name and 課.
    if let [.., before, last] = texts.as_slice()
        && canvas.word(*last).is_some_and(|w| OFFICES.contains(&w.text.as_str()))
    {
        row.department = vec![*before, *last];
        texts.truncate(texts.len() - 2);
    }
    if row.department.is_empty()
        && let Some(at) = texts.iter().rposition(|&i| is_office(canvas, i)).filter(|&at| at > 0 || texts.len() == 1)
    {
        row.department = vec![texts.remove(at)];
    }
    let mut texts = texts.into_iter();
    row.name.extend(texts.next());
    for i in texts {
        let bracket = canvas.word(i).is_some_and(|w| w.text.starts_with(['（', '(']));
        if bracket && row.group.is_empty() { row.name.push(i) } else { row.group.push(i) }
    }
    (row, rest)
}

fn is_office(canvas: &Canvas, index: usize) -> bool {
    canvas.word(index).is_some_and(|w| {
        w.text.chars().count() <= 12 && OFFICES.iter().any(|o| w.text.ends_with(o) && w.text.as_str() != *o)
    })
}

/// Gives cells that the dump has apart to the rows that lack them, in order, if the numbers agree.
fn give_back(canvas: &Canvas, rows: &mut [Row], rest: &[usize], columns: usize) {
    let mut departments: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    let mut dashes: Vec<(usize, usize)> = Vec::new();
    let mut texts: Vec<Vec<usize>> = Vec::new();
    let mut continued = true;
    let mut at = 0;
    while let Some(&i) = rest.get(at) {
        let run = rest
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|&&i| canvas.word(i).is_some_and(|w| is_score(canvas.form, &w.text)));
        let run: Vec<usize> = run.copied().collect();
        if run.len() >= columns {
            let scores = run.get(run.len() - columns..).unwrap_or_default().to_vec();
            if let Some((_, own)) = departments.last_mut() {
                *own = scores;
            }
            at += run.len();
            continue;
        }
        if run.len() == 1 {
            dashes.push((departments.len(), i));
        }
        if is_office(canvas, i) {
            departments.push((vec![i], Vec::new()));
        } else if run.is_empty() {
            let length = canvas.word(i).map_or(0, |w| w.text.chars().count());
            let bracket = canvas.word(i).is_some_and(|w| w.text.starts_with(['（', '(']));
            match texts.last_mut() {
                Some(cell) if !continued || bracket => {
                    cell.push(i);
                    continued = true;
                }
                _ => {
                    texts.push(vec![i]);
                    continued = length < WRAPPED;
                }
            }
        }
        at += 1;
    }
    let lacking: Vec<usize> =
        rows.iter().enumerate().filter(|(_, r)| r.department.is_empty()).map(|(i, _)| i).collect();
    if lacking.len() == departments.len() {
        for (n, (row, (department, scores))) in lacking.into_iter().zip(departments).enumerate() {
            let Some(row) = rows.get_mut(row) else { continue };
            let dash = dashes.iter().find(|(before, _)| *before == n);
            if let Some((_, dash)) = dash.filter(|_| row.group.is_empty()) {
                row.group = vec![*dash];
            }
            row.department = department;
            if row.scores.is_empty() {
                row.scores = scores;
            }
            row.apart = true;
        }
    } else if !departments.is_empty() {
        for row in lacking {
            rows.get_mut(row).into_iter().for_each(|r| r.apart = true);
        }
    }
    let lacking: Vec<usize> =
        rows.iter().enumerate().filter(|(_, r)| r.name.is_empty() || r.group.is_empty()).map(|(i, _)| i).collect();
    if lacking.len() == texts.len() {
        for (row, words) in lacking.into_iter().zip(texts) {
            let Some(row) = rows.get_mut(row) else { continue };
            if row.name.is_empty() {
                row.name = words;
            } else {
                row.group = words;
            }
        }
    }
}

fn text(canvas: &Canvas, words: &[usize]) -> String {
    words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect()
}

fn finished(canvas: &Canvas, page: u32, row: &Row, columns: usize, heads: &[Grade]) -> RawSummaryRow {
    let cell = |words: &[usize]| -> Printed {
        let mut printed = if words.is_empty() { empty() } else { canvas.printed(words) };
        if row.apart {
            printed.confidence = printed.confidence.min(APART);
        }
        printed
    };
    let mut scores = (0..columns).map(|c| row.scores.get(c).map_or_else(|| cell(&[]), |&i| cell(&[i])));
    let mut summary = RawSummaryRow {
        page,
        number: Some(canvas.printed(&[row.number])),
        name: Some(cell(&row.name)),
        target_group: Some(cell(&row.group)),
        department: Some(cell(&row.department)),
        achievement: scores.next(),
        effectiveness: scores.next(),
        employment: scores.next(),
        total: scores.next(),
        grades: Vec::new(),
    };
    summary.grades = scores
        .enumerate()
        .map(|(i, printed)| {
            let head = heads.get(i).copied().unwrap_or_default();
            RawGrade { printed, assessor: head.assessor, fiscal_year: head.fiscal_year }
        })
        .collect();
    summary
}
