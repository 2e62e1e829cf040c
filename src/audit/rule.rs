//! What a rule is to the audit.

use super::context::Context;
use super::report::Report;

/// A rule of the audit.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo {
    /// Its stable name.
    pub name: &'static str,
    /// Source text of its file; the leading doc comment is its manual.
    pub(super) source: &'static str,
    /// Looks for what it is about.
    pub(super) check: for<'a> fn(&Context<'a>, &mut Report),
}

impl RuleInfo {
    pub(super) fn run(&self, context: &Context, report: &mut Report) {
        report.begin(self.name);
        (self.check)(context, report);
    }
}
