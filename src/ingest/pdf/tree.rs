//! Which pages the document should have, and which of them are there.

use std::collections::BTreeSet;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;

use super::intact::{Lost, has_hole, whole};
use crate::ingest::{Limit, Limits};
use memchr::memmem;

/// The pages of a document as it should have them.
pub(super) struct Slots {
    /// Where the engine has each page; `None` for a page whose object is lost, which the engine
    /// passes over, so that all later ones would be misnumbered.
    pub(super) pages: Vec<Option<usize>>,
    /// Whether there is a page tree to go by; else the pages were searched for.
    pub(super) ordered: bool,
}

/// Compares the page tree with the pages that the engine found.
pub(super) fn slots(pdf: &Pdf, limits: &Limits) -> Slots {
    let found = pdf.pages().len();
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).and_then(|root| root.get::<Dict<'_>>(b"Pages"));
    let mut walk = Walk { pdf, seen: BTreeSet::new(), slots: Vec::new(), next: 0, limits };
    if let Some(root) = root {
        walk.node(&root, 0);
    }
    if walk.next == found && found > 0 {
        Slots { pages: walk.slots, ordered: true }
    } else {
        Slots { pages: (0..found).map(Some).collect(), ordered: false }
    }
}

struct Walk<'a> {
    pdf: &'a Pdf,
    seen: BTreeSet<ObjectIdentifier>,
    slots: Vec<Option<usize>>,
    next: usize,
    limits: &'a Limits,
}

impl Walk<'_> {
    fn node(&mut self, node: &Dict<'_>, depth: usize) {
        self.seen.extend(node.obj_id());
        for kid in node.get::<Array<'_>>(b"Kids").unwrap_or_default().raw_iter() {
            let dict = match kid {
                MaybeRef::Ref(reference) => {
                    let id = ObjectIdentifier::from(reference);
                    if !self.seen.insert(id) {
                        continue;
                    }
                    self.pdf.xref().get::<Dict<'_>>(id)
                }
                MaybeRef::NotRef(object) => object.into_dict(),
            };
            let is_node =
                dict.as_ref().and_then(|d| d.get::<Name<'_>>(b"Type")).is_some_and(|t| t.as_ref() == b"Pages");
            match dict {
                _ if self.slots.len() > self.limits.count(Limit::Pages) => return,
                Some(dict) if is_node && dict.contains_key(b"Kids") && depth < self.limits.count(Limit::Nesting) => {
                    self.node(&dict, depth + 1)
                }
                Some(dict) if is_node => {
                    let lost = dict.get::<usize>(b"Count").unwrap_or(1).min(self.limits.count(Limit::Pages));
                    self.slots.extend(std::iter::repeat_n(None, lost));
                }
                Some(_) => {
                    self.slots.push(Some(self.next));
                    self.next += 1;
                }
                None => self.slots.push(None),
            }
        }
    }
}

/// What a page draws, its streams one after another, where nothing of it is lost.
///
/// The engine would keep what it decodes for as long as the document is open.
pub(super) fn content(page: &SyntaxPage<'_>, limits: &Limits) -> Result<Vec<u8>, Lost> {
    let content = joined(page, limits)?;
    if has_hole(&content) { Err(Lost::Torn) } else { Ok(content) }
}

fn joined(page: &SyntaxPage<'_>, limits: &Limits) -> Result<Vec<u8>, Lost> {
    match page.raw().get::<Object<'_>>(b"Contents") {
        Some(Object::Stream(stream)) => Ok(whole(&stream, limits)?.into_owned()),
        Some(Object::Array(parts)) => {
            let (mut content, mut count) = (Vec::new(), 0);
            for part in parts.iter::<Object<'_>>() {
                content.extend_from_slice(&whole(&part.into_stream().ok_or(Lost::Torn)?, limits)?);
                // A token ends with its stream.
                content.push(b' ');
                count += 1;
                // Whoever weighs the page refuses it for what there is already.
                if content.len() > limits.count(Limit::PageBytes) {
                    return Ok(content);
                }
            }
            content.pop();
            if count == parts.raw_iter().count() { Ok(content) } else { Err(Lost::Torn) }
        }
        None if !page.raw().contains_key(b"Contents") => Ok(Vec::new()),
        Some(_) | None => Err(Lost::Torn),
    }
}

/// Whether a page writes text and has no resources to write it with.
pub(super) fn lacks_resources(page: &SyntaxPage<'_>, content: &[u8]) -> bool {
    page.raw().get::<Dict<'_>>(b"Resources").is_none() && memmem::find(content, b" Tf").is_some()
}
