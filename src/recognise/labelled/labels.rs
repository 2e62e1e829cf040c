//! A form's labels, each text looked up once.

use crate::profile::Lexicon;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The labels of a form, with what was already looked up.
pub struct Labels<'a> {
    /// The labels.
    pub lexicon: &'a Lexicon,
    seen: RefCell<BTreeMap<String, &'a [String]>>,
}

impl<'a> Labels<'a> {
    /// The labels of a form.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self { lexicon, seen: RefCell::default() }
    }

    /// The names of the label that a text is; none where it is no label.
    pub fn names(&self, text: &str) -> &'a [String] {
        if let Some(names) = self.seen.borrow().get(text) {
            return names;
        }
        let names = self.lexicon.read(text).0;
        self.seen.borrow_mut().insert(text.to_owned(), names);
        names
    }

    /// Whether a text is the label `name`.
    pub fn is(&self, text: &str, name: &str) -> bool {
        self.names(text).iter().any(|n| n == name)
    }

    /// Characters of a text that a wording of label `name` takes at its beginning. None in the title of the form, which
    /// may begin with a label (事 務 事 業 評 価 表).
    pub fn leads(&self, text: &str, name: &str) -> Option<usize> {
        let titled = |taken: &usize| self.lexicon.leads(text, "title").is_none_or(|title| title <= *taken);
        self.lexicon.leads(text, name).filter(titled)
    }

    /// Whether a text is a label of the form.
    pub fn any(&self, text: &str) -> bool {
        !self.names(text).is_empty()
    }
}
