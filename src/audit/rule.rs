//! What a rule is to the audit.

use super::context::Context;
use super::report::Report;
use crate::sheet::{Finding, History};

/// A rule of the audit.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo {
    /// Its stable name.
    pub name: &'static str,
    /// Source text of its file; the leading doc comment is its manual.
    pub(super) source: &'static str,
    /// Looks for what it is about.
    pub(super) scope: Scope,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    /// One document.
    Document(for<'a> fn(&Context<'a>, &mut Report)),
    /// A project over several editions.
    Editions(fn(&History) -> Vec<Across>),
}

/// A finding between editions, with the document that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Across {
    /// SHA-256 of the document.
    pub document: String,
    /// Its file name.
    pub source: String,
    /// The finding.
    pub finding: Finding,
}

impl RuleInfo {
    /// Looks at one document.
    pub(super) fn run(&self, context: &Context, report: &mut Report) {
        if let Scope::Document(check) = self.scope {
            report.begin(self.name);
            check(context, report);
        }
    }

    /// Looks at a project over several editions.
    pub(super) fn compare(&self, history: &History) -> Vec<Across> {
        match self.scope {
            Scope::Editions(check) => check(history),
            Scope::Document(_) => Vec::new(),
        }
    }
}
