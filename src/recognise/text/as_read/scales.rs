//! Boxes, points, letters and flags of a dump without layout.

use super::super::canvas::{CLEAN, Canvas, empty};
use super::super::figure::is_dash;
use super::super::form::{Form, Label};
use super::super::label::fold;
use super::super::word;
use crate::profile::Slot;
use crate::recognise::raw::{Printed, RawBox, RawCriterion, RawMarks, RawPanel, RawSheet};
use rust_decimal::Decimal;

/// Confidence of marks that the dump tore and that the printed points bear out.
const BORNE_OUT: f64 = 0.92;
/// Confidence of what the dump tore and nothing bears out.
const OPEN: f64 = 0.6;
/// Boxes of a scale.
const SCALE: usize = 5;

/// Reads marks, points, letters and flags into the sheet; gives the words that they take.
pub fn read(canvas: &Canvas, from: usize, sheet: &mut RawSheet) -> Vec<usize> {
    let mut used = Vec::new();
    let first = canvas.on_line(from).start;
    let panels = points(canvas, first, &mut used);
    let mut rows = boxes(canvas, first);
    used.extend(rows.iter().flatten().flat_map(|r| r.boxes.iter().copied()));
    let levels = levels(canvas, first);
    let values = |row: usize| -> Vec<String> {
        match row {
            0 => letters(canvas, first),
            5 => directions(canvas, first),
            _ => levels.clone(),
        }
    };
    let marks: Vec<Option<RawMarks>> =
        rows.iter_mut().enumerate().map(|(i, row)| row.take().map(|row| row.marks(canvas, values(i)))).collect();
    let mut marks = marks.into_iter();
    sheet.achievement = marks.next().flatten();
    let mut levels: Vec<Option<RawMarks>> = marks.by_ref().take(4).collect();
    sheet.direction = marks.next().flatten();
    levels.reverse();
    let weights = weights(canvas);
    for (panel, points) in canvas.form.panels.iter().zip(panels) {
        let [achievement, effectiveness, employment, total, grade] = points;
        let mut values = [effectiveness, employment].into_iter();
        let criteria = canvas
            .form
            .criteria
            .iter()
            .enumerate()
            .map(|(i, criterion)| RawCriterion {
                name: criterion.name.clone(),
                level: levels.pop().flatten(),
                points: values.next().flatten(),
                weight: weights.iter().find(|w| w.criterion == i).map(|w| w.weight),
                reason: None,
            })
            .collect();
        sheet.panels.push(RawPanel {
            assessor: panel.assessor,
            criteria,
            achievement_points: achievement,
            total,
            grade,
        });
    }
    bear_out(canvas.form, sheet);
    flags(canvas, first, sheet, &mut used);
    used
}

/// Boxes of one scale in printed order.
#[derive(Clone, Debug)]
struct Row {
    boxes: Vec<usize>,
    confidence: f64,
    /// What the boxes stand for, where the dump prints it beside each.
    values: Option<Vec<String>>,
}

impl Row {
    fn new(boxes: &[usize], confidence: f64) -> Self {
        Self { boxes: boxes.to_vec(), confidence, values: None }
    }

    fn marks(self, canvas: &Canvas, values: Vec<String>) -> RawMarks {
        let values = self.values.unwrap_or(values);
        let boxes = self.boxes.iter().zip(&values).filter_map(|(&i, value)| {
            let mut printed = canvas.printed(&[i]);
            printed.confidence = printed.confidence.min(self.confidence);
            Some(RawBox { value: value.clone(), marked: word::mark(&canvas.word(i)?.text)?, printed })
        });
        RawMarks { boxes: boxes.collect() }
    }
}

/// The six scales of a sheet: achievement, two of each panel, direction.
fn boxes(canvas: &Canvas, first: usize) -> Vec<Option<Row>> {
    let all: Vec<usize> = (first..canvas.words.len())
        .filter(|&i| canvas.word(i).is_some_and(|w| word::mark(&w.text).is_some()))
        .collect();
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for &i in &all {
        match runs.last_mut() {
            Some(run) if run.last() == Some(&(i.wrapping_sub(1))) => run.push(i),
            _ => runs.push(vec![i]),
        }
    }
    let sure = |boxes: &[usize]| Some(Row::new(boxes, CLEAN));
    if runs.iter().all(|r| r.len() % SCALE == 0) && all.len() == 6 * SCALE {
        return all.chunks(SCALE).map(sure).collect();
    }
    let before = |run: &[usize]| run.first().and_then(|&i| i.checked_sub(1)).and_then(|i| canvas.word(i));
    let after_letter = |run: &&Vec<usize>| before(run).is_some_and(|w| canvas.form.letter(&w.text).is_some());
    let choices: Vec<usize> = canvas
        .form
        .direction
        .levels
        .iter()
        .filter_map(|(_, d)| canvas.find(d, 0, canvas.lines))
        .filter_map(|w| w.last().copied())
        .collect();
    let after_choice =
        |run: &&Vec<usize>| run.first().and_then(|&i| i.checked_sub(1)).is_some_and(|i| choices.contains(&i));
    let first_choice = choices.iter().min().copied().unwrap_or(usize::MAX);

    let (direction, rest): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
        runs.iter().cloned().partition(|r| after_choice(&r) || r.first().is_some_and(|&i| i > first_choice));
    let direction: Vec<usize> = direction.into_iter().flatten().collect();
    let direction = (direction.len() == SCALE).then_some(Row::new(&direction, CLEAN));

    let lettered: Vec<usize> = rest.iter().filter(|r| r.len() == 1 && after_letter(r)).flatten().copied().collect();
    if lettered.len() == SCALE {
        // Each letter is followed by its box, whatever the order of the letters.
        let letter = |i: &usize| canvas.word(i.checked_sub(1)?).and_then(|w| canvas.form.letter(&w.text));
        let values: Vec<String> = lettered.iter().filter_map(letter).collect();
        let achievement = Row { values: Some(values), ..Row::new(&lettered, CLEAN) };
        let panels: Vec<usize> = rest.iter().flatten().filter(|i| !lettered.contains(i)).copied().collect();
        let whole = rest.iter().filter(|r| !r.iter().any(|i| lettered.contains(i))).all(|r| r.len() % SCALE == 0);
        let mut rows = vec![Some(achievement)];
        rows.extend(four(canvas, &panels, whole));
        rows.push(direction);
        return rows;
    }
    if rest.iter().all(|r| r.len() % SCALE == 0) && rest.iter().map(Vec::len).sum::<usize>() == 5 * SCALE {
        let flat: Vec<usize> = rest.into_iter().flatten().collect();
        let mut rows: Vec<Option<Row>> = flat.chunks(SCALE).map(sure).collect();
        rows.push(direction);
        return rows;
    }
    torn(canvas, &rest, direction)
}

/// The four scales of the panels where their rows are whole, or at least look like rows.
fn four(canvas: &Canvas, boxes: &[usize], whole: bool) -> Vec<Option<Row>> {
    if boxes.len() != 4 * SCALE {
        return vec![None; 4];
    }
    let one = |row: &[usize]| {
        row.iter().filter(|&&i| canvas.word(i).is_some_and(|w| word::mark(&w.text) == Some(true))).count() == 1
    };
    if !whole && !boxes.chunks(SCALE).all(one) {
        return vec![None; 4];
    }
    let confidence = if whole { CLEAN } else { OPEN };
    boxes.chunks(SCALE).map(|b| Some(Row::new(b, confidence))).collect()
}

/// A dump that goes down the columns: the first box of a scale stands by its label, the others in fours elsewhere.
fn torn(canvas: &Canvas, runs: &[Vec<usize>], direction: Option<Row>) -> Vec<Option<Row>> {
    let by_label = |run: &[usize]| {
        let before = run.first().and_then(|&i| i.checked_sub(1)).and_then(|i| canvas.word(i));
        before.is_some_and(|w| {
            word::weight(&w.text).is_some() || canvas.form.criteria.iter().any(|c| c.label.is(&w.text))
        })
    };
    let begins = |r: &Vec<usize>| by_label(r) && matches!(r.len(), 1 | SCALE);
    let heads: Vec<&Vec<usize>> = runs.iter().filter(|r| begins(r)).collect();
    let tails: Vec<usize> =
        runs.iter().filter(|r| !begins(r) && r.len() % (SCALE - 1) == 0).flatten().copied().collect();
    let others: Vec<usize> =
        runs.iter().filter(|r| !begins(r)).flatten().filter(|i| !tails.contains(i)).copied().collect();
    let achievement = (others.len() == SCALE).then_some(Row::new(&others, OPEN));
    let mut rows = vec![achievement];
    let lacking = heads.iter().filter(|h| h.len() == 1).count();
    if heads.len() == 4 && tails.len() == lacking * (SCALE - 1) {
        let mut tails = tails.chunks(SCALE - 1);
        for head in heads {
            let tail = if head.len() == 1 { tails.next().unwrap_or_default() } else { &[] };
            let boxes: Vec<usize> = head.iter().chain(tail).copied().collect();
            rows.push(Some(Row::new(&boxes, if head.len() == 1 { OPEN } else { CLEAN })));
        }
    } else {
        rows.extend(vec![None; 4]);
    }
    rows.push(direction);
    rows
}

/// Values of the panels' scales in printed order: 5 to 1, unless the first digits say 1 to 5.
fn levels(canvas: &Canvas, first: usize) -> Vec<String> {
    let digits: Vec<char> = (first..canvas.words.len())
        .filter_map(|i| canvas.word(i))
        .filter(|w| w.text.chars().all(|c| !c.is_ascii()))
        .filter_map(|w| word::digit(&w.text))
        .collect();
    let up = digits.starts_with(&['1', '2', '3']);
    let down = (1..=5).rev().map(|n: u32| n.to_string());
    if up { (1..=5).map(|n: u32| n.to_string()).collect() } else { down.collect() }
}

/// Letters of the achievement scale: best first, unless the first that stand on the page begin with the worst.
fn letters(canvas: &Canvas, first: usize) -> Vec<String> {
    let found: Vec<String> = (first..canvas.words.len())
        .filter_map(|i| canvas.word(i))
        .filter_map(|w| canvas.form.letter(&w.text))
        .take(SCALE)
        .collect();
    let mut letters: Vec<String> = canvas.form.achievement.levels.iter().map(|(v, _)| v.clone()).collect();
    let mut sorted = found.clone();
    sorted.sort();
    sorted.dedup();
    let descending = found.first() == letters.last() && sorted.len() == SCALE;
    if descending {
        letters.reverse();
    }
    letters
}

/// Choices of the direction in the order in which they come.
fn directions(canvas: &Canvas, _first: usize) -> Vec<String> {
    let mut found: Vec<(usize, String)> = canvas
        .form
        .direction
        .levels
        .iter()
        .filter_map(|(value, d)| Some((canvas.find(d, 0, canvas.lines)?.first().copied()?, value.clone())))
        .collect();
    found.sort();
    found.into_iter().map(|(_, d)| d).collect()
}

type Points = [Option<Printed>; 5];

/// Points and letter of both panels.
fn points(canvas: &Canvas, first: usize, used: &mut Vec<usize>) -> [Points; 2] {
    let labels: Vec<Option<usize>> = canvas
        .form
        .panels
        .iter()
        .map(|p| canvas.find(&p.total, 0, canvas.lines).and_then(|w| w.last().copied()))
        .collect();
    let by_label: Vec<Option<Vec<usize>>> = labels.iter().map(|l| after_labels(canvas, (*l)? + 1)).collect();
    if let [Some(department), Some(committee)] = by_label.as_slice() {
        used.extend(department.iter().chain(committee));
        let cells =
            |words: &[usize]| -> Points { std::array::from_fn(|i| words.get(i).map(|&w| canvas.printed(&[w]))) };
        return [cells(department), cells(committee)];
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

/// Both panels' points from the numbers in the order they come: the ways to part them under which the sums hold.
fn by_sums(canvas: &Canvas, first: usize, start: usize, used: &mut Vec<usize>) -> [Points; 2] {
    let half_width =
        |i: &usize| canvas.word(*i).is_some_and(|w| w.text.len() <= 2 && w.text.chars().all(|c| c.is_ascii_digit()));
    let numbers: Vec<usize> = (start..canvas.words.len()).filter(half_width).collect();
    // The letters of the scale come before those of the panels.
    let letters: Vec<usize> = (first..canvas.words.len())
        .filter(|&i| canvas.word(i).is_some_and(|w| canvas.form.letter(&w.text).is_some()))
        .collect();
    let grades: Vec<usize> = letters.iter().skip(SCALE).copied().collect();
    let mut panels: [Points; 2] = Default::default();
    let value = |i: usize| canvas.word(i).and_then(|w| w.text.parse::<u32>().ok()).unwrap_or(0);
    if numbers.len() == 8 {
        let mut ways: Vec<[Vec<usize>; 2]> = Vec::new();
        for mask in 0u32..256 {
            if mask.count_ones() != 4 {
                continue;
            }
            let side = |bit: u32| -> Vec<usize> {
                numbers.iter().enumerate().filter(|(n, _)| (mask >> n) & 1 == bit).map(|(_, &i)| i).collect()
            };
            let way = [side(1), side(0)];
            let holds = |w: &Vec<usize>| {
                let v: Vec<u32> = w.iter().map(|&i| value(i)).collect();
                matches!(v.as_slice(), [a, e, m, t] if a + e + m == *t && can_be(canvas.form, [*a, *e, *m]))
            };
            if way.iter().all(holds) && way[0].first() <= way[1].first() {
                ways.push(way);
            }
        }
        let text = |w: &[Vec<usize>; 2]| w.iter().flatten().map(|&i| value(i)).collect::<Vec<_>>();
        if let Some(way) = ways.first().cloned() {
            let certain = ways.iter().all(|w| text(w) == text(&way));
            for (panel, words) in panels.iter_mut().zip(&way) {
                for (slot, &i) in panel.iter_mut().zip(words) {
                    let mut printed = canvas.printed(&[i]);
                    printed.confidence = if certain { BORNE_OUT } else { OPEN };
                    *slot = Some(printed);
                }
            }
            used.extend(way.into_iter().flatten());
        }
    }
    // A project that was not carried out has dashes for all but its levels' points.
    let dashes: Vec<usize> =
        (start..canvas.words.len()).filter(|&i| canvas.word(i).is_some_and(|w| is_dash(&fold(&w.text)))).collect();
    if let ([e1, m1, e2, m2], 6) = (numbers.as_slice(), dashes.len()) {
        let same = value(*e1) == value(*e2) && value(*m1) == value(*m2);
        let confidence = if same { BORNE_OUT } else { OPEN };
        let mut dashes = dashes.iter().copied();
        for (panel, [effectiveness, employment]) in panels.iter_mut().zip([[*e1, *m1], [*e2, *m2]]) {
            let words = [dashes.next(), Some(effectiveness), Some(employment), dashes.next(), dashes.next()];
            for (slot, i) in panel.iter_mut().zip(words) {
                *slot = i.map(|i| Printed { confidence, ..canvas.printed(&[i]) });
                used.extend(i);
            }
        }
        return panels;
    }
    if let [department, committee] = grades.as_slice() {
        let letter = |i: usize| canvas.word(i).and_then(|w| canvas.form.letter(&w.text));
        let same = letter(*department) == letter(*committee);
        for (panel, i) in panels.iter_mut().zip([*department, *committee]) {
            let mut printed = canvas.printed(&[i]);
            printed.confidence = if same { BORNE_OUT } else { OPEN };
            panel[4] = Some(printed);
        }
        used.extend([*department, *committee]);
    }
    panels
}

/// Whether a panel can have these points for achievement and both criteria.
fn can_be(form: &Form<'_>, [achievement, first, second]: [u32; 3]) -> bool {
    let fits = |(criterion, points): (&super::super::form::Criterion, u32)| form.can_earn(&criterion.name, points);
    form.has_letter_of(achievement) && form.criteria.iter().zip([first, second]).all(fits)
}

/// A bracket with a weight, and the criterion that it belongs to.
pub(super) struct Weighted {
    /// Place of the criterion in the form.
    pub criterion: usize,
    /// What the bracket says.
    pub weight: u32,
    /// Its words and those of the label beside it.
    pub words: Vec<usize>,
}

/// The weights that the page prints, each with its criterion: the label beside it says which, else the rubric.
pub(super) fn weights(canvas: &Canvas) -> Vec<Weighted> {
    let form = canvas.form;
    let by_rubric = |weight: u32| {
        let has = |name: &str| form.rubric().and_then(|r| r.weight(name)) == Some(weight);
        form.criteria.iter().position(|c| has(&c.name))
    };
    let mut weights = Vec::new();
    let mut from = 0;
    while let Some((bracket, weight)) = canvas.find_weight(from, canvas.lines) {
        let line = canvas.extent(&bracket).map_or(canvas.lines, |(line, _)| line);
        let near = |label: &Label| canvas.find(label, line.saturating_sub(2), line + 1);
        let labels = form.criteria.iter().enumerate().filter_map(|(i, c)| Some((i, near(&c.label)?)));
        let label = labels.max_by_key(|(i, words)| (canvas.extent(words).map(|(_, last)| last), *i));
        let found = label.or_else(|| Some((by_rubric(weight)?, Vec::new())));
        if let Some((criterion, label)) = found {
            weights.push(Weighted { criterion, weight, words: label.into_iter().chain(bracket).collect() });
        }
        from = line + 1;
    }
    weights
}

/// Marks that the dump tore are sure where the printed points are theirs.
fn bear_out(form: &Form<'_>, sheet: &mut RawSheet) {
    let marked = |marks: &RawMarks| -> Option<String> {
        let mut values = marks.boxes.iter().filter(|b| b.marked).map(|b| b.value.clone());
        values.next().filter(|_| values.next().is_none())
    };
    let raise = |marks: &mut RawMarks| {
        for b in &mut marks.boxes {
            b.printed.confidence = b.printed.confidence.max(BORNE_OUT);
        }
    };
    let number = |p: &Option<Printed>| p.as_ref().and_then(|p| fold(&p.text).parse::<u32>().ok());
    let points = sheet.panels.first().and_then(|p| number(&p.achievement_points));
    if let Some(marks) = &mut sheet.achievement {
        let earned = marked(marks).zip(form.rubric()).and_then(|(letter, r)| r.points_of(&letter));
        if points.is_some() && earned == points.map(Decimal::from) {
            raise(marks);
        }
    }
    for criterion in sheet.panels.iter_mut().flat_map(|p| &mut p.criteria) {
        let points = number(&criterion.points);
        let weight = criterion.weight.or_else(|| form.rubric()?.weight(&criterion.name));
        if let Some(marks) = &mut criterion.level {
            let level = marked(marks).and_then(|v| v.parse::<u32>().ok());
            if level.zip(weight).map(|(l, w)| l * w) == points && points.is_some() {
                raise(marks);
            }
        }
    }
}

/// The flags of the pandemic and of the adjustment, in this order.
fn flags(canvas: &Canvas, first: usize, sheet: &mut RawSheet, used: &mut Vec<usize>) {
    let covid = canvas.headed(&canvas.form.covid, 0, canvas.lines).is_some();
    let adjustment = canvas.find(canvas.form.slot(Slot::Adjustment), 0, canvas.lines).is_some();
    let flags: Vec<usize> =
        (first..canvas.words.len()).filter(|&i| canvas.word(i).is_some_and(|w| word::flag(&w.text))).collect();
    let expected = usize::from(covid) + usize::from(adjustment);
    let mut rest = flags.iter().take(expected).copied();
    let mut next = || -> Printed {
        let Some(i) = rest.next() else { return Printed { confidence: OPEN, ..empty() } };
        used.push(i);
        let mut printed = canvas.printed(&[i]);
        if flags.len() != expected {
            printed.confidence = OPEN;
        }
        printed
    };
    if covid {
        sheet.covid_impact = Some(next());
    }
    if adjustment {
        sheet.adjustment = Some(next());
    }
}
