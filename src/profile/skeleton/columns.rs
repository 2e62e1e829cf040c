//! A form whose record is a row: the table whose heads say what each column holds.

use super::grid::Grid;
use crate::normalise;
use crate::profile::Lexicon;

/// Fewest columns of such a table.
const FEWEST: usize = 4;
/// Fewest texts in its body for each of its figures.
const TEXTS: usize = 1;

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The wording of its head, without its year.
    pub wording: String,
    /// What it holds: a slot as files write it.
    pub slot: &'static str,
    /// What its figures are, where it holds figures.
    pub role: Option<&'static str>,
    /// What its text is about, where it holds neither of these.
    pub narrative: Option<&'static str>,
}

/// The table of records, if the form has one: it names its records, holds more texts than figures, and tables of
/// its kind are most of the document.
pub fn table(grids: &[Grid], lexicon: &Lexicon) -> Option<Vec<Column>> {
    let all: usize = grids.iter().map(|g| g.cells.len()).sum();
    let heads: Vec<Vec<Column>> = grids.iter().map(|g| heads(g, lexicon)).collect();
    grids.iter().zip(&heads).find_map(|(grid, columns)| {
        let body = || grid.cells.iter().filter(|c| c.row >= grid.heads);
        let (texts, values) = (body().filter(|c| !c.is_value).count(), body().filter(|c| c.is_value).count());
        let named = columns.iter().any(|c| c.slot == "name");
        let fits = named && columns.len() >= FEWEST && texts > TEXTS * values && grid.rows > grid.heads + 1;
        let same =
            |other: &(&Grid, &Vec<Column>)| other.1.iter().map(|c| &c.wording).eq(columns.iter().map(|c| &c.wording));
        let alike: usize = grids.iter().zip(&heads).filter(same).map(|(g, _)| g.cells.len()).sum();
        (fits && alike * 2 >= all).then(|| columns.clone())
    })
}

/// The columns that the heads of a table name.
fn heads(grid: &Grid, lexicon: &Lexicon) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for head in grid.cells.iter().filter(|c| c.row < grid.heads && c.row + c.rows == grid.heads) {
        let column = column(&head.text, lexicon);
        if columns.iter().all(|c| c.wording != column.wording) {
            columns.push(column);
        }
    }
    name(&mut columns);
    columns
}

/// Without a column that says so, what stands beside the number is the name.
fn name(columns: &mut [Column]) {
    if columns.iter().any(|c| c.slot == "name") {
        return;
    }
    let number = columns.iter().position(|c| c.slot == "number");
    if let Some(column) = number.and_then(|n| columns.get_mut(n + 1)) {
        *column = Column { slot: "name", role: None, narrative: None, ..column.clone() };
    }
}

fn column(head: &str, lexicon: &Lexicon) -> Column {
    let years = normalise::fiscal_years(head);
    let wording = if years.is_empty() { head.to_owned() } else { without_year(head) };
    let wording = wording.split(['（', '(']).next().filter(|w| w.chars().count() > 1).unwrap_or(&wording).to_owned();
    let has = |words: &[&str]| words.iter().any(|w| wording.contains(w));
    let role = [
        ("実績", "actual"),
        ("決算", "actual"),
        ("目標", "target"),
        ("計画", "target"),
        ("予算", "budget"),
        ("見込", "forecast"),
    ]
    .iter()
    .find(|(word, _)| wording.contains(word))
    .map(|(_, role)| *role);
    let names = lexicon.read(&wording).0;
    let is = |name: &str| names.iter().any(|n| n == name);
    let slot = if role.is_some() && (!years.is_empty() || has(&["値", "実績", "目標"])) {
        "figures"
    } else if is("number") || has(&["番号", "No"]) {
        "number"
    } else if is("name") || has(&["事業名", "取組名", "項目名"]) {
        "name"
    } else if is("department") {
        "department"
    } else if is("target_group") {
        "target_group"
    } else if is("description") || is("purpose") {
        "description"
    } else if is("policy") {
        "policy"
    } else if has(&["達成状況", "進捗"]) {
        "status"
    } else {
        "narrative"
    };
    let role = role.filter(|_| slot == "figures");
    Column { wording, slot, role, narrative: (slot == "narrative").then_some("other") }
}

/// A head without its fiscal year: `平成24年度実績` is `実績`.
fn without_year(head: &str) -> String {
    let folded: String = head.split_whitespace().collect();
    let rest = match folded.split_once("年度") {
        Some((year, rest)) if !rest.is_empty() => {
            (!normalise::fiscal_years(&format!("{year}年度")).is_empty()).then(|| rest.to_owned())
        }
        _ => None,
    };
    rest.unwrap_or(folded)
}
