//! The load: each document compared with what the database has of it, and written where it differs.

use super::database::{Database, State};
use super::told::{Content, Told};
use crate::batch::isolate;
use crate::emit::wire::Finding;
use crate::sheet::{Error, ErrorKind};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// An input.
#[derive(Debug)]
pub struct Item {
    /// What it is called in messages.
    pub path: String,
    /// SHA-256 of the source of its document.
    pub sha256: String,
    /// Findings that compare its document with other editions.
    pub between: Vec<Finding>,
}

/// What a load needs to know.
pub struct Plan<'a> {
    /// How many inputs are read at a time.
    pub jobs: usize,
    /// Reads an input.
    pub read: &'a (dyn Fn(&Item) -> Result<Content, Error> + Sync),
    /// Told what became of each input, in their order.
    pub tell: &'a mut dyn FnMut(&Item, &Outcome),
    /// Set by whoever wants the load to stop; then nothing is written.
    pub stop: &'a AtomicBool,
}

/// What became of an input.
#[derive(Debug)]
pub enum Outcome {
    /// Its document is new in the database.
    Added {
        /// The document whose place it took, as its correction.
        instead: Option<String>,
    },
    /// Its rows differ from those that were loaded before, which are past now.
    Replaced,
    /// Its rows are there already.
    Unchanged,
    /// A corrected document has taken its place before: nothing was done.
    Superseded {
        /// That document.
        by: String,
    },
    /// Another input is the same document: nothing was done.
    Twice,
    /// It could not be read.
    Refused(Error),
}

/// How a load went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents that are new.
    pub added: u64,
    /// Of these, corrections of others.
    pub instead: u64,
    /// Documents that differed.
    pub replaced: u64,
    /// Documents that were there already.
    pub unchanged: u64,
    /// Documents that others had superseded, and second copies.
    pub passed_over: u64,
    /// Inputs that could not be read.
    pub refused: u64,
    /// Rows that were written.
    pub rows: u64,
    /// Rows that are past now.
    pub past: u64,
    /// Whether it was stopped; then nothing was written.
    pub interrupted: bool,
}

/// Loads all inputs in the transaction of `database`.
///
/// # Errors
/// `write`, where the database refuses: then nothing was written. An input that cannot be read is only told.
pub fn run(items: &[Item], mut database: Box<dyn Database>, plan: &mut Plan<'_>) -> Result<Report, Error> {
    let mut load = Load {
        inputs: items.iter().map(|item| item.sha256.as_str()).collect(),
        done: BTreeSet::new(),
        report: Report::default(),
        database: &mut *database,
    };
    for some in items.chunks(plan.jobs.max(1)) {
        if plan.stop.load(Ordering::Relaxed) {
            return Ok(Report { interrupted: true, ..Report::default() });
        }
        let (read, is_done) = (plan.read, &load.done);
        let prepared: Vec<_> = some
            .par_iter()
            .map(|item| {
                let is_again = is_done.contains(item.sha256.as_str());
                if is_again { Ok(None) } else { isolate(|| prepare(item, read)).map(Some) }
            })
            .collect();
        for (item, prepared) in some.iter().zip(prepared) {
            let outcome = match prepared {
                Ok(Some((content, told))) => load.document(item, &content, told)?,
                Ok(None) => Outcome::Twice,
                Err(error) => Outcome::Refused(error),
            };
            load.report.count(&outcome);
            (plan.tell)(item, &outcome);
        }
    }
    let report = load.report;
    if plan.stop.load(Ordering::Relaxed) {
        return Ok(Report { interrupted: true, ..Report::default() });
    }
    database.commit()?;
    Ok(report)
}

/// Reads an input and goes through its rows.
fn prepare(item: &Item, read: &(dyn Fn(&Item) -> Result<Content, Error> + Sync)) -> Result<(Content, Told), Error> {
    let content = read(item)?;
    let told = Told::of(&content, &item.between)?;
    if told.document == item.sha256 {
        return Ok((content, told));
    }
    let (ja, en) = ("読み込み中に入力が変わりました", "the input changed while it was loaded");
    Err(Error::new(ErrorKind::Unreadable, ja, en))
}

struct Load<'a> {
    /// The documents of all inputs.
    inputs: BTreeSet<&'a str>,
    /// Those that are done.
    done: BTreeSet<String>,
    report: Report,
    database: &'a mut dyn Database,
}

impl Load<'_> {
    fn document(&mut self, item: &Item, content: &Content, told: Told) -> Result<Outcome, Error> {
        if !self.done.insert(told.document.clone()) {
            return Ok(Outcome::Twice);
        }
        let outcome = match self.database.state(&told.document)? {
            State::Current { digest } if digest == told.digest => return Ok(Outcome::Unchanged),
            State::Superseded { by } => return Ok(Outcome::Superseded { by }),
            State::Current { .. } => {
                self.report.past += self.database.retire(&told.document, None)?;
                Outcome::Replaced
            }
            State::Unknown => {
                let instead = self.corrected(&told)?;
                if let Some(other) = &instead {
                    self.report.past += self.database.retire(other, Some(&told.document))?;
                }
                Outcome::Added { instead }
            }
        };
        let (database, rows) = (&mut *self.database, &mut self.report.rows);
        content.rows(&item.between, &mut |table, row| {
            *rows += 1;
            database.put(table, row, &told.digest)
        })?;
        Ok(outcome)
    }

    /// The current document that a new one corrects: of the same publisher, edition and file name, no input of this
    /// load, with at least half of the sheets in common; of several the one that has most.
    fn corrected(&mut self, told: &Told) -> Result<Option<String>, Error> {
        let (Some(publisher), Some(year), false) = (&told.publisher, told.published_year, told.sheets.is_empty())
        else {
            return Ok(None);
        };
        let candidates = self.database.candidates(publisher, year, &told.name)?;
        let shared = candidates.into_iter().filter(|it| !self.inputs.contains(it.document.as_str())).map(|it| {
            let common = it.sheets.intersection(&told.sheets).count();
            (common, common * 2 >= it.sheets.len().max(told.sheets.len()), it.document)
        });
        let best = shared.filter(|(_, is_enough, _)| *is_enough).max_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
        Ok(best.map(|(.., document)| document))
    }
}

impl Report {
    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Added { instead } => {
                self.added += 1;
                self.instead += u64::from(instead.is_some());
            }
            Outcome::Replaced => self.replaced += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Superseded { .. } | Outcome::Twice => self.passed_over += 1,
            Outcome::Refused(_) => self.refused += 1,
        }
    }
}
