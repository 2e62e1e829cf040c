//! Audit rules, as outputs tell of them.

use super::wire::Message;

/// An audit rule as a log or a report declares it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its stable name.
    pub name: &'static str,
    /// What it checks, in a paragraph.
    pub gist: Message,
    /// Its manual as Markdown.
    pub manual: Message,
}
