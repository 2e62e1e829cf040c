//! Points and letters of the panels of a dump without layout.

use super::super::canvas::Canvas;
use super::super::figure::is_dash;
use super::super::form::{Form, Label};
use super::super::label::fold;
use crate::recognise::raw::Printed;

/// Confidence of points of which one way is left under which the sums hold.
const BORNE_OUT: f64 = 0.92;
/// Confidence of what the dump tore and nothing bears out.
const OPEN: f64 = 0.6;
/// Most ways to part the numbers that are tried. The form says how many numbers there are: no text has more.
const MOST_WAYS: usize = 1 << 14;

/// A panel's line of points, in the order of the form: achievement, the criteria, total, letter.
pub type Points = Vec<Option<Printed>>;

/// Points and letter of each panel.
pub fn points(canvas: &Canvas, first: usize, used: &mut Vec<usize>) -> Vec<Points> {
    let panels = &canvas.form.panels;
    let labels: Vec<Option<usize>> =
        panels.iter().map(|p| canvas.find(&p.total, 0, canvas.lines).and_then(|w| w.last().copied())).collect();
    let by_label: Option<Vec<Vec<usize>>> = labels.iter().map(|l| after_labels(canvas, (*l)? + 1)).collect();
    if let Some(lines) = by_label {
        used.extend(lines.iter().flatten());
        let cells = |words: &Vec<usize>| words.iter().map(|&w| Some(canvas.printed(&[w]))).collect();
        return lines.iter().map(cells).collect();
    }
    let start = labels.iter().flatten().min().copied().unwrap_or(first);
    by_sums(canvas, first, start, used)
}

/// The values of a line of points, each directly after its label.
fn after_labels(canvas: &Canvas, from: usize) -> Option<Vec<usize>> {
    let mut at = from;
    let mut values = Vec::new();
    for (n, label) in canvas.form.points.iter().enumerate() {
        let (_, end) = label_at(canvas, at, label)?;
        let value = end;
        let text = fold(&canvas.word(value)?.text);
        let fits = if n + 1 == canvas.form.points.len() {
            canvas.form.letter(&text).is_some() || is_dash(&text)
        } else {
            is_dash(&text) || (text.len() <= 3 && text.chars().all(|c| c.is_ascii_digit()))
        };
        if !fits {
            return None;
        }
        values.push(value);
        at = value + 1;
    }
    Some(values)
}

/// A label that begins at word `at`, be it of several words: its start and end.
fn label_at(canvas: &Canvas, at: usize, label: &Label) -> Option<(usize, usize)> {
    label.wordings().iter().find_map(|wording| {
        let mut rest = wording.as_str();
        let mut i = at;
        while !rest.is_empty() {
            let text = fold(&canvas.word(i)?.text);
            rest = rest.strip_prefix(text.as_str()).filter(|_| !text.is_empty())?;
            i += 1;
        }
        Some((at, i))
    })
}

/// All panels' points from the numbers in the order they come: the ways to part them under which the sums hold.
fn by_sums(canvas: &Canvas, first: usize, start: usize, used: &mut Vec<usize>) -> Vec<Points> {
    let form = canvas.form;
    let (count, cells) = (form.panels.len(), form.points.len());
    let mut panels: Vec<Points> = vec![vec![None; cells]; count];
    let short =
        |i: &usize| canvas.word(*i).is_some_and(|w| w.text.len() <= 2 && w.text.chars().all(|c| c.is_ascii_digit()));
    let numbers: Vec<usize> = (start..canvas.words.len()).filter(short).collect();
    let dashes: Vec<usize> =
        (start..canvas.words.len()).filter(|&i| canvas.word(i).is_some_and(|w| is_dash(&fold(&w.text)))).collect();
    let criteria = form.criteria.len();
    let put = |panels: &mut Vec<Points>, n: usize, cell: usize, i: usize, confidence: f64| {
        if let Some(slot) = panels.get_mut(n).and_then(|p| p.get_mut(cell)) {
            *slot = Some(Printed { confidence, ..canvas.printed(&[i]) });
        }
    };
    let value = |i: usize| canvas.word(i).and_then(|w| w.text.parse::<u32>().ok()).unwrap_or(0);
    // A project that was not carried out has dashes for all but its levels' points.
    if count > 0 && criteria > 0 && numbers.len() == count * criteria && dashes.len() == count * (cells - criteria) {
        let values = |row: &[usize]| row.iter().map(|&i| value(i)).collect::<Vec<_>>();
        let mut rows = numbers.chunks(criteria).map(values);
        let first = rows.next();
        let confidence = if rows.all(|r| Some(&r) == first.as_ref()) { BORNE_OUT } else { OPEN };
        let mut dashes = dashes.iter().copied();
        for (n, row) in numbers.chunks(criteria).enumerate() {
            for cell in 0..cells {
                let own = cell.checked_sub(1).and_then(|c| row.get(c)).copied().or_else(|| dashes.next());
                if let Some(i) = own {
                    put(&mut panels, n, cell, i, confidence);
                    used.push(i);
                }
            }
        }
        return panels;
    }
    if let Some((way, certain)) = parted(form, &numbers, count, &value) {
        for (n, words) in way.iter().enumerate() {
            for (cell, &i) in words.iter().enumerate() {
                put(&mut panels, n, cell, i, if certain { BORNE_OUT } else { OPEN });
            }
        }
        used.extend(way.into_iter().flatten());
    }
    let letter = |i: usize| canvas.word(i).and_then(|w| form.letter(&w.text));
    // The letters of the scale come before those of the panels.
    let letters = (first..canvas.words.len()).filter(|&i| letter(i).is_some());
    let grades: Vec<usize> = letters.skip(form.achievement.levels.len()).collect();
    if grades.len() == count {
        let same = grades.windows(2).all(|w| matches!(w, [a, b] if letter(*a) == letter(*b)));
        for (n, &i) in grades.iter().enumerate() {
            put(&mut panels, n, cells.saturating_sub(1), i, if same { BORNE_OUT } else { OPEN });
        }
        used.extend(grades);
    }
    panels
}

/// Numbers parted among the panels so that each panel's total is its sum, and whether all such ways print the same.
fn parted(
    form: &Form<'_>,
    numbers: &[usize],
    panels: usize,
    value: &dyn Fn(usize) -> u32,
) -> Option<(Vec<Vec<usize>>, bool)> {
    let each = form.points.len().checked_sub(1)?;
    let ways = panels.checked_pow(u32::try_from(numbers.len()).ok()?).filter(|n| *n <= MOST_WAYS)?;
    if panels == 0 || numbers.len() != panels * each {
        return None;
    }
    let holds = |words: &Vec<usize>| {
        let values: Vec<u32> = words.iter().map(|&i| value(i)).collect();
        let Some((total, parts)) = values.split_last() else { return false };
        values.len() == each && parts.iter().sum::<u32>() == *total && can_be(form, parts)
    };
    let all: Vec<Vec<Vec<usize>>> = (0..ways)
        .map(|mut code| {
            let mut way = vec![Vec::new(); panels];
            for &i in numbers {
                if let Some(words) = way.get_mut(code % panels) {
                    words.push(i);
                }
                code /= panels;
            }
            way
        })
        .filter(|way| way.windows(2).all(|w| matches!(w, [a, b] if a.first() < b.first())))
        .collect();
    let found: Vec<Vec<Vec<usize>>> = all.iter().filter(|way| way.iter().all(holds)).cloned().collect();
    if found.is_empty() {
        // The total may come before one of its parts; then their order is not sure either.
        let total_last = |words: &Vec<usize>| {
            let mut words = words.clone();
            let most = words.iter().map(|&i| value(i)).max();
            words.sort_by_key(|&i| Some(value(i)) == most);
            words
        };
        let turned = all.iter().map(|way| way.iter().map(total_last).collect::<Vec<_>>());
        return turned.into_iter().find(|way| way.iter().all(holds)).map(|way| (way, false));
    }
    let text = |way: &Vec<Vec<usize>>| way.iter().flatten().map(|&i| value(i)).collect::<Vec<_>>();
    let first = found.first()?.clone();
    let certain = found.iter().all(|way| text(way) == text(&first));
    Some((first, certain))
}

/// Whether a panel can have these points for achievement and its criteria.
fn can_be(form: &Form<'_>, points: &[u32]) -> bool {
    let Some((achievement, rest)) = points.split_first() else { return false };
    form.has_letter_of(*achievement)
        && form.criteria.iter().zip(rest).all(|(criterion, points)| form.can_earn(&criterion.name, *points))
}
