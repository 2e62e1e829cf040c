//! The heads of tables of records: which column holds what, for which year.

use super::located::Text;
use super::source::Grid;
use crate::normalise::{self, Context};
use crate::profile::{Profile, RecordColumn, RecordSlot, TableRule, label_key};
use crate::sheet::Role;
use regex::Regex;
use std::sync::LazyLock;

/// Share of the expected labels that a head row has.
const SHARE: f64 = 0.7;

static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:平成|令和|昭和|[HRS])?(?:[0-9]+|元)(?:\((?:令和|平成)?(?:[0-9]+|元)\))?年度").ok()
});
static MONTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(平成|令和|昭和|[HRS])?([0-9]+|元)年([0-9]+)月").ok());

/// The head of a table.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// First row of the head.
    pub row: usize,
    /// First row after it.
    pub body: usize,
    /// Its columns, left to right.
    pub columns: Vec<Column>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Which one.
    pub col: usize,
    /// Index into the rule's columns; `None` for a column of which the rule says nothing.
    pub rule: Option<usize>,
    /// Western start years that the head names.
    pub years: Vec<i32>,
    /// What the head prints.
    pub text: Text,
}

impl Head {
    /// The columns for which the rule names this slot.
    pub fn of<'a>(&'a self, rule: &'a TableRule, slot: RecordSlot) -> impl Iterator<Item = &'a Column> {
        self.columns.iter().filter(move |c| c.rule(rule).is_some_and(|r| r.slot == slot))
    }
}

impl Column {
    /// What the rule says of it.
    pub fn rule<'a>(&self, rule: &'a TableRule) -> Option<&'a RecordColumn> {
        rule.columns.get(self.rule?)
    }

    /// What its figures are.
    pub fn role(&self, rule: &TableRule) -> Option<Role> {
        self.rule(rule)?.role
    }
}

/// Every head that stands in a grid, top to bottom.
pub fn heads(grid: &Grid, rule: &TableRule, profile: &Profile, era: &Context) -> Vec<Head> {
    let mut found: Vec<Head> = Vec::new();
    for row in 0..grid.rows {
        if found.last().is_some_and(|h| row < h.body) {
            continue;
        }
        // Figures of another year repeat the words of the head.
        let refers = |c: &super::source::Cell| {
            let text = normalise::fold(&c.text.string());
            rule.reference.iter().any(|r| text.trim_start_matches('(').starts_with(r.as_str()))
        };
        if grid.row(row).any(refers) {
            continue;
        }
        let here = |label: &String| grid.row(row).any(|c| matched(&c.text.string(), profile.wordings(label)).is_some());
        let there = rule.head.iter().filter(|l| here(l)).count() as f64;
        if there >= SHARE * rule.head.len().max(1) as f64 {
            let body = grid.row(row).filter(|c| !c.text.is_blank()).map(|c| c.row + c.rows).max().unwrap_or(row + 1);
            let columns = (0..grid.columns).map(|col| column(grid, (row, body), col, rule, profile, era)).collect();
            found.push(Head { row, body, columns: settled(columns) });
        }
    }
    found
}

fn column(grid: &Grid, rows: (usize, usize), col: usize, rule: &TableRule, profile: &Profile, era: &Context) -> Column {
    let over = grid.cells.iter().filter(|c| c.row >= rows.0 && c.row < rows.1 && c.covers(col));
    let text = over.map(|c| c.text.clone()).fold(Text::default(), |all, t| all.join(t, "\n"));
    let shown = text.string();
    let best = rule
        .columns
        .iter()
        .enumerate()
        .filter_map(|(i, c)| Some((matched(&shown, profile.wordings(&c.label))?, i)))
        .max_by_key(|((class, length), i)| (*class, *length, usize::MAX - i));
    Column { col, rule: best.map(|(_, i)| i), years: years(&shown, era), text }
}

/// Columns that only stand beside each other, under one head that no line parts: the head is all of theirs.
fn settled(mut columns: Vec<Column>) -> Vec<Column> {
    for i in 1..columns.len() {
        let before = columns.get(i - 1).cloned();
        if let (Some(column), Some(before)) = (columns.get_mut(i), before)
            && column.text.is_blank()
            && before.rule.is_some()
        {
            column.rule = before.rule;
            column.years = before.years;
        }
    }
    columns
}

/// How well a head fits the wordings of a label: the same, the same but for a year and brackets, or with more words.
fn matched(text: &str, wordings: &[String]) -> Option<(u8, usize)> {
    let key = label_key(text);
    if key.is_empty() {
        return None;
    }
    let bare = without_years(&without_brackets(&key));
    let fits = |w: &String| {
        let wanted = label_key(w);
        let length = wanted.chars().count();
        match () {
            () if wanted.is_empty() => None,
            () if key == wanted => Some((4, length)),
            () if bare == wanted => Some((3, length)),
            () if bare.starts_with(&wanted) || bare.ends_with(&wanted) => Some((2, length)),
            () if length >= 4 && key.starts_with(&wanted) => Some((1, length)),
            () => None,
        }
    };
    wordings.iter().filter_map(fits).max()
}

/// Whether a word is the head of a column with one of these wordings.
pub fn is_head(word: &str, wordings: &[String]) -> bool {
    matched(word, wordings).is_some_and(|(class, _)| class > 1)
}

fn without_brackets(key: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in key.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The key of a head without the fiscal years in it.
pub fn without_years(key: &str) -> String {
    YEAR.as_ref().map_or_else(|| key.to_owned(), |y| y.replace_all(key, "").into_owned())
}

/// The fiscal years that a text names; where it names none, that of its date (24年4月末現在).
pub fn years(text: &str, era: &Context) -> Vec<i32> {
    let folded = normalise::fold(text);
    let mut years: Vec<i32> = Vec::new();
    for found in YEAR.iter().flat_map(|y| y.find_iter(&folded)) {
        years.extend(normalise::fiscal_year_in(found.as_str(), era));
    }
    if years.is_empty() {
        let dated = MONTH.iter().flat_map(|m| m.captures_iter(&folded)).find_map(|c| {
            let part = |i: usize| c.get(i).map_or("", |m| m.as_str());
            let year = normalise::fiscal_year_in(&format!("{}{}年度", part(1), part(2)), era)?;
            let month: i32 = part(3).parse().ok()?;
            Some(if month < 4 { year - 1 } else { year })
        });
        years.extend(dated);
    }
    years.sort_unstable();
    years.dedup();
    years
}

/// The fiscal years in a folded text as they are printed, each with what follows it.
pub fn dated(folded: &str) -> Vec<(&str, &str)> {
    let found = YEAR.iter().flat_map(|y| y.find_iter(folded));
    found.map(|f| (f.as_str(), folded.get(f.end()..).unwrap_or_default())).collect()
}

/// The year that tells which era numbers without one belong to: the first that a document names in full.
pub fn era_year<'a>(texts: impl Iterator<Item = &'a str>) -> Option<i32> {
    let full = Regex::new(r"(?:平成|令和|昭和)(?:[0-9]+|元)年").ok()?;
    texts.map(normalise::fold).find_map(|folded| {
        let found = full.find(&folded)?;
        normalise::fiscal_year(&format!("{}度", found.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_known_whatever_year_or_remark_they_carry() {
        let words = |w: &str| vec![w.to_owned()];
        assert_eq!(matched("平成24年度\n実績", &words("実績")), Some((3, 2)));
        assert_eq!(matched("取組状況(24年4月末時点)", &words("取組状況")), Some((3, 4)));
        assert_eq!(matched("事業名", &words("事業内容")), None);
        assert_eq!(matched("24年度事業目標", &words("目標")), Some((2, 2)));
    }

    #[test]
    fn years_of_heads() {
        let era = Context { sheet_year: Some(2012), ..Context::default() };
        assert_eq!(years("24年度事業目標", &era), [2012]);
        assert_eq!(years("取組状況（24年3月末時点）", &era), [2011]);
        assert_eq!(years("（参考）平成23年度実績(H24.1.23～H24.3.31)", &era), [2011]);
        assert_eq!(era_year(["平成24年2月1日事業開始"].into_iter()), Some(2012));
    }
}
