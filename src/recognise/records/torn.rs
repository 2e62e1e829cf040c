//! Cells of tables that have come apart: where each begins and ends, and whether it says what was done or what is
//! planned.

use super::Reading;
use super::heads;
use super::located::Text;
use super::metric::Metric;
use super::running;
use crate::normalise;
use crate::profile::{RecordSlot, TableRule, label_key};
use crate::sheet::Role;

/// Difference of the widths of two columns that tells them apart, in half-width characters.
const APART: usize = 2;

/// What stands between one group of numbers and the next, in the order of the text.
#[derive(Default)]
pub struct Stretch {
    /// Its lines; `None` where a blank line parts them.
    pub lines: Vec<Option<Text>>,
}

/// The western start years of each role's columns.
pub type Years = Vec<(Role, Vec<i32>)>;

/// A cell with figures.
pub struct Cell {
    /// What stands in it.
    pub text: Text,
    /// Its figures, those that are set apart from its sentences.
    pub metrics: Vec<Metric>,
    /// From -1 (what is planned) to 1 (what was done); 0 where its words do not say.
    pub lean: f64,
}

/// The blocks of lines between blank lines; one without lines where a head or the title stands.
pub fn blocks(stretch: &Stretch, rule: &TableRule, reading: &Reading) -> Vec<Vec<Text>> {
    let mut blocks: Vec<Vec<Text>> = Vec::new();
    let mut fresh = true;
    for line in &stretch.lines {
        let Some(line) = line else {
            fresh = true;
            continue;
        };
        let title = reading.profile.wordings("title").iter().any(|w| label_key(w) == label_key(&line.string()));
        if title || is_head(line, rule, reading) {
            blocks.push(Vec::new());
            fresh = true;
            continue;
        }
        match blocks.last_mut().filter(|_| !fresh) {
            Some(block) => block.push(line.clone()),
            None => blocks.push(vec![line.clone()]),
        }
        fresh = false;
    }
    blocks
}

/// The cells with figures, and the years that the heads of the columns give each role.
pub fn cut(stretch: &Stretch, rule: &TableRule, reading: &Reading) -> (Vec<Cell>, Years) {
    let (mut texts, mut open, mut head): (Vec<Text>, Text, String) = (Vec::new(), Text::default(), String::new());
    for line in &stretch.lines {
        let Some(line) = line else {
            texts.push(std::mem::take(&mut open));
            continue;
        };
        if is_head(line, rule, reading) {
            texts.push(std::mem::take(&mut open));
            head.push_str(&normalise::fold(&line.string()));
            continue;
        }
        for (i, part) in bulleted(line).into_iter().enumerate() {
            if i > 0 {
                texts.push(std::mem::take(&mut open));
            }
            open = open.join(part, "\n");
        }
    }
    texts.push(open);
    let cell = |text: Text| {
        let shown = text.string();
        let listed = shown.contains('【') || shown.starts_with(['●', '○', '◆', '■', '・']);
        let all = running::metrics(&text, &rule.reference, &reading.era, false);
        let metrics: Vec<Metric> = all.into_iter().filter(|m| m.set_apart).collect();
        let lean = lean(&shown);
        (listed && !metrics.is_empty()).then_some(Cell { text, metrics, lean })
    };
    let cells = texts.into_iter().filter_map(cell).collect();
    (cells, years(&head, rule, reading))
}

/// Lets the widths of the columns speak for cells whose words do not: what was done and what is planned stand in
/// columns that wrap at different widths.
pub fn lean_by_width(stretches: &mut [Vec<Cell>]) {
    let widest = |cells: &[Cell], sign: f64| cells.iter().filter(|c| c.lean * sign > 0.5).map(|c| width(&c.text)).max();
    // How much wider the one column is than the other, where both are known in the same table.
    let known = stretches.iter().filter_map(|s| Some((widest(s, 1.0)?, widest(s, -1.0)?)));
    let mut gaps: Vec<i64> = known.filter_map(|(a, t)| Some(i64::try_from(a).ok()? - i64::try_from(t).ok()?)).collect();
    gaps.sort_unstable();
    let Some(usual) = gaps.get(gaps.len() / 2).copied() else { return };
    for cells in stretches {
        let other = |known: usize, by: i64| usize::try_from(i64::try_from(known).ok()? + by).ok();
        let (done, planned) = match (widest(cells, 1.0), widest(cells, -1.0)) {
            (Some(done), Some(planned)) => (Some(done), Some(planned)),
            (Some(done), None) => (Some(done), other(done, -usual)),
            (None, Some(planned)) => (other(planned, usual), Some(planned)),
            (None, None) => continue,
        };
        let Some((done, planned)) = done.zip(planned).filter(|(d, p)| d.abs_diff(*p) >= APART) else { continue };
        let (narrow, wide) = (done.min(planned), done.max(planned));
        for cell in cells.iter_mut().filter(|c| c.lean == 0.0) {
            let own = width(&cell.text);
            let is_wide = if 2 * own > narrow + wide {
                true
            } else if own + 1 >= narrow {
                false
            } else {
                // Short lines would stand in either.
                continue;
            };
            cell.lean = if is_wide == (done > planned) { 0.5 } else { -0.5 };
        }
    }
}

/// Whether a table has no more cells of a role than records, so that each record has one.
pub fn fits_columns(cells: &[Cell], records: usize, role: Role) -> bool {
    let sign = if role == Role::Actual { 1.0 } else { -1.0 };
    cells.iter().filter(|c| c.lean * sign > 0.0).count() <= records
}

/// Width of the longest line, in half-width characters.
fn width(text: &Text) -> usize {
    let line = |l: &str| l.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    text.string().lines().map(line).max().unwrap_or(0)
}

/// Whether nothing but heads of columns and their years stands in a line.
pub fn is_head(line: &Text, rule: &TableRule, reading: &Reading) -> bool {
    let key = label_key(&line.string());
    let mut rest = heads::without_years(&key);
    let labels = rule.head.iter().chain(rule.columns.iter().map(|c| &c.label));
    let mut words: Vec<String> = labels.flat_map(|l| reading.profile.wordings(l)).map(|w| label_key(w)).collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
    for word in words.iter().filter(|w| !w.is_empty()) {
        rest = rest.replace(word.as_str(), "");
    }
    !key.is_empty() && rest.trim().is_empty()
}

/// The parts of a line that stand in different cells: a bullet after a blank opens another.
fn bulleted(line: &Text) -> Vec<Text> {
    let chars = line.chars();
    let opens = |i: &usize| {
        let blank = i.checked_sub(1).and_then(|b| chars.get(b)).is_some_and(|c| c.is_whitespace());
        blank && chars.get(*i).is_some_and(|c| matches!(c, '●' | '○' | '◆' | '■'))
    };
    let mut cuts: Vec<usize> = (0..chars.len()).filter(opens).collect();
    cuts.push(chars.len());
    let mut from = 0;
    let mut parts = Vec::new();
    for to in cuts {
        parts.push(line.slice(from, to));
        from = to;
    }
    parts
}

/// The years that stand before the labels of each role.
fn years(head: &str, rule: &TableRule, reading: &Reading) -> Years {
    let head: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Years = Vec::new();
    for (text, rest) in heads::dated(&head) {
        let columns = rule.columns.iter().filter(|c| c.slot == RecordSlot::Figures);
        let says = |label: &str| reading.profile.wordings(label).iter().any(|w| rest.starts_with(&label_key(w)));
        let Some(role) = columns.filter(|c| says(&c.label)).find_map(|c| c.role) else { continue };
        let years = heads::years(text, &reading.era);
        match found.iter_mut().find(|f| f.0 == role) {
            Some((_, all)) => all.extend(years.iter().filter(|y| !all.contains(y)).copied().collect::<Vec<_>>()),
            None => found.push((role, years)),
        }
    }
    found.iter_mut().for_each(|f| f.1.sort_unstable());
    found
}

/// What the ends of the sentences say: from -1 (planned) to 1 (done).
fn lean(shown: &str) -> f64 {
    let whole = shown.replace('\n', "");
    let (mut done, mut planned) = (0_u32, 0_u32);
    for sentence in whole.split(['●', '○', '◆', '■', '【', '】']).filter(|s| !s.is_empty()) {
        let verbs = sentence.split_inclusive('。').filter_map(|s| s.strip_suffix('。'));
        for verb in verbs {
            if verb.ends_with('た') || verb.ends_with("ている") || verb.ends_with("ていない") {
                done += 1;
            } else if verb.ends_with(['る', 'う', 'す', 'く', 'む', 'ぐ', 'ぶ', 'つ']) {
                planned += 1;
            }
        }
        let bare = sentence.trim().trim_end_matches('。');
        done += u32::from(bare.ends_with("なし"));
        planned += u32::from(bare.contains("目標"));
    }
    match (done, planned) {
        (0, 0) => 0.0,
        _ => (f64::from(done) - f64::from(planned)) / f64::from(done + planned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_say_what_was_done_and_what_is_planned() {
        assert!(lean("●案内を配布し，棚を\n更新した。\n【配布部数：120部】") > 0.9);
        assert!(lean("●案内の配布を続け，周知\nを図る。") < -0.9);
        assert!(lean("●給付の支給\n【なし】") > 0.9);
        assert!(lean("●案内の配布\n【120部】").abs() < 0.1);
    }
}
