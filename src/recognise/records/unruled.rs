//! Tables of a section in a text that has no rules and no tabs: the cells follow each other.

use super::Reading;
use super::figures::{self, Collected};
use super::heads;
use super::located::Text;
use super::metric::Metric;
use super::pieces::{Piece, pieces};
use super::running;
use super::turns::{Turn, numbers_of_months, turns};
use crate::normalise;
use crate::profile::TableRule;
use crate::recognise::trust::FITTED;
use crate::sheet::{Narrative, NarrativeRole, Role};

/// Most trust in the name of a row: nothing but the order says that it is the row's.
const NAMED: f64 = 0.85;

/// What the tables of a section hold.
#[derive(Debug, Default)]
pub struct Found {
    /// Their figures.
    pub collected: Collected,
    /// Their texts.
    pub narratives: Vec<Narrative>,
    /// The year that they are about.
    pub year: Option<i32>,
}

/// Reads the tables that stand in these lines.
pub fn read(lines: &[Text], rule: &TableRule, reading: &Reading) -> Found {
    let all = pieces(lines, rule, reading);
    let mut found = Found::default();
    let mut seen: Vec<Metric> = Vec::new();
    let begins = |p: &Piece| matches!(p, Piece::Head { roles, .. } if roles.contains(&Role::Target));
    let starts: Vec<usize> = all.iter().enumerate().filter(|(_, p)| begins(p)).map(|(i, _)| i).collect();
    for (i, start) in starts.iter().enumerate() {
        let next = starts.get(i + 1).copied().unwrap_or(all.len());
        let here = all.get(*start..next).unwrap_or_default();
        let end = here.iter().position(|p| matches!(p, Piece::End)).unwrap_or(here.len());
        let here = here.get(..end).unwrap_or_default();
        // A head that names no year is about that of the words before it.
        let over = lines.iter().map(Text::string).take_while(|l| !is_text(here.first(), l));
        let heads =
            here.iter().filter_map(|p| if let Piece::Head { text, .. } = p { Some(text.string()) } else { None });
        let heads: Vec<String> = heads.collect();
        let named = heads.iter().find_map(|h| heads::years(h, &reading.era).first().copied());
        let caption = || over.last().and_then(|l| heads::years(&l, &reading.era).first().copied());
        let Some(year) = named.or_else(caption) else { continue };
        found.year = found.year.or(Some(year));
        let months: Vec<u32> = heads.iter().flat_map(|h| months(h)).collect();
        let mut turns = turns(here, &months);
        // Another table may be that of a section whose heading was not known.
        turns.iter_mut().for_each(|t| t.sure &= i == 0);
        let (found, seen) = (&mut found, &mut seen);
        let (labels, name, cells) = (Text::default(), Text::default(), Vec::new());
        Reader { rule, reading, year, found, seen, labels, name, cells, open: None }.read(here, &turns);
    }
    found
}

fn is_text(head: Option<&Piece>, line: &str) -> bool {
    matches!(head, Some(Piece::Head { text, .. }) if text.string() == line)
}

/// The months that the head of a column names (24年4月末時点).
fn months(head: &str) -> Vec<u32> {
    numbers_of_months(&normalise::fold(head)).map(|(month, _)| month).collect()
}

/// A table as it is read.
struct Reader<'a> {
    rule: &'a TableRule,
    reading: &'a Reading<'a>,
    year: i32,
    found: &'a mut Found,
    seen: &'a mut Vec<Metric>,
    /// Words that may name the next row.
    labels: Text,
    /// The name of the row.
    name: Text,
    /// What the cells of the row hold, and their figures.
    cells: Vec<(Role, Text, Vec<Metric>)>,
    /// The figures of one year in the cell that is open.
    open: Option<(Turn, i32, Vec<Metric>)>,
}

impl Reader<'_> {
    fn read(&mut self, here: &[Piece], turns: &[Turn]) {
        let mut turns = turns.iter();
        let mut announced = self.year;
        for piece in here {
            match piece {
                Piece::Label(text) => self.labels = std::mem::take(&mut self.labels).join(text.clone(), "\n"),
                Piece::Words(text) => self.words(text),
                Piece::Reference { role, year, text } => {
                    announced = *year;
                    self.inner();
                    self.into(*role, text);
                }
                Piece::Figures(figures) => {
                    let Some(turn) = turns.next() else { break };
                    let year = if turn.announced { announced } else { self.year };
                    self.figures(&figures.text, *turn, year);
                }
                Piece::Head { .. } | Piece::End => {}
            }
        }
        self.inner();
        self.close();
        self.end_row();
    }

    /// Words that turned out to name nothing stay with the cell that they stand in.
    fn inner(&mut self) {
        let labels = std::mem::take(&mut self.labels);
        self.words(&labels);
    }

    fn words(&mut self, text: &Text) {
        if let Some(role) = self.cells.last().map(|c| c.0).filter(|_| !text.is_blank()) {
            self.into(role, text);
        }
    }

    /// Adds a text to the row's cell of a role.
    fn into(&mut self, role: Role, text: &Text) {
        match self.cells.iter().position(|c| c.0 == role) {
            Some(at) => {
                // What is written last stands last.
                let (_, whole, metrics) = self.cells.remove(at);
                self.cells.push((role, whole.join(text.clone(), "\n"), metrics));
            }
            None => self.cells.push((role, text.clone(), Vec::new())),
        }
    }

    fn figures(&mut self, text: &Text, turn: Turn, year: i32) {
        let fresh = !self.labels.is_blank() && !turn.announced;
        let same = |o: &(Turn, i32, Vec<Metric>)| o.0.role == turn.role && o.0.announced == turn.announced;
        if fresh || !self.open.as_ref().is_some_and(same) {
            self.close();
        }
        if fresh {
            self.end_row();
            self.name = std::mem::take(&mut self.labels).at_most(NAMED);
        }
        self.inner();
        let text = if turn.sure { text.clone() } else { text.clone().at_most(FITTED) };
        self.into(turn.role, &text);
        let mut metrics = running::metrics(&text, &self.rule.reference, &self.reading.era, false);
        // The unit of a figure may stand in a line that another cell came before.
        let bare = metrics.iter_mut().filter(|m| m.quantity.unit.is_none());
        bare.for_each(|m| m.figure = m.figure.clone().at_most(FITTED));
        self.open.get_or_insert_with(|| (turn, year, Vec::new())).2.extend(metrics);
    }

    /// Ends the figures of one year in a cell.
    fn close(&mut self) {
        let Some((turn, year, mut metrics)) = self.open.take() else { return };
        let shown = self.name.string().replace('\n', "");
        figures::relate(&mut metrics, &shown, self.seen, &self.rule.rates, self.reading.profile);
        if turn.role == Role::Actual {
            self.seen.extend(metrics.iter().cloned());
        }
        metrics.iter_mut().for_each(|m| m.label = m.label.clone().at_most(NAMED));
        self.found.collected.add(&self.name, turn.role, &[year], &metrics);
        if let Some(cell) = self.cells.iter_mut().find(|c| c.0 == turn.role) {
            cell.2.extend(metrics);
        }
    }

    /// Keeps the texts of the row. Nothing proves whose they are, so that they are compared with no figure.
    fn end_row(&mut self) {
        for (_, text, metrics) in std::mem::take(&mut self.cells) {
            let narrative =
                figures::narrative(NarrativeRole::Other, Some(&self.name), Some(self.year), &text, &metrics);
            self.found.narratives.push(narrative);
        }
    }
}
