//! Values of form fields that the file does not draw: programs that show the file draw them by themselves.

use super::open;
use crate::ingest::{Glyph, Limit, Limits};
use crate::sheet::Error;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use std::collections::BTreeSet;

/// Annotation flags (ISO 32000-2, table 167): not shown, or not on a screen.
const HIDDEN: u32 = 1 << 1 | 1 << 5;
/// Field flag (table 231): what is put in is shown as dots.
const PASSWORD: u32 = 1 << 13;

/// So many bytes of drawn text are searched for values.
const SEARCHED: usize = 1_000_000_000;

/// What the fields of a page hold and none of its glyphs shows, one sentence for each text.
///
/// # Errors
/// `too-large` where the fields hold more characters than a page may have.
pub(super) fn undrawn(page: &SyntaxPage<'_>, glyphs: &[Glyph], limits: &Limits) -> Result<Vec<String>, Error> {
    let annotations = page.raw().get::<Array<'_>>(b"Annots").unwrap_or_default();
    let (mut values, mut characters) = (BTreeSet::new(), 0);
    for value in annotations.iter::<Dict<'_>>().filter_map(|field| value(&field, limits)) {
        // Many fields may share the text of one.
        characters += value.chars().count();
        limits.check(Limit::PageGlyphs, characters)?;
        values.insert(value);
    }
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let shown: String = glyphs.iter().map(|glyph| letters(&glyph.text.to_string())).collect();
    let compared = SEARCHED / shown.len().max(1);
    let mut notes: Vec<String> = values
        .iter()
        .take(compared)
        .filter(|value| !shown.contains(&letters(value)))
        .map(|value| format!("a form field holds a text that nothing in the file draws: {value}"))
        .collect();
    if let Some(left) = values.len().checked_sub(compared).filter(|left| *left > 0) {
        notes.push(format!("{left} texts of form fields were not compared with what is drawn: there are too many"));
    }
    Ok(notes)
}

/// What a field of text holds, or of choices without a picture of the one taken (which may be drawn in other words).
fn value(field: &Dict<'_>, limits: &Limits) -> Option<String> {
    let is_widget = field.get::<Name<'_>>(b"Subtype").is_some_and(|subtype| subtype.as_ref() == b"Widget");
    if !is_widget || field.get::<u32>(b"F").unwrap_or(0) & HIDDEN != 0 {
        return None;
    }
    let looks = field.get::<Dict<'_>>(b"AP").is_some_and(|looks| looks.get::<Object<'_>>(b"N").is_some());
    let kind = inherited(field, b"FT", limits, |holder, key| holder.get::<Name<'_>>(key))?;
    let flags = inherited(field, b"Ff", limits, |holder, key| holder.get::<u32>(key)).unwrap_or(0);
    let is_shown = match kind.as_ref() {
        b"Tx" => flags & PASSWORD == 0,
        b"Ch" => !looks,
        _ => false,
    };
    let bytes = inherited(field, b"V", limits, |holder, key| holder.get::<PdfString<'_>>(key)).filter(|_| is_shown)?;
    open::text_string(&bytes).filter(|value| !letters(value).is_empty())
}

/// What a field says under a key, or the fields that it is part of.
fn inherited<'a, T>(
    field: &Dict<'a>,
    key: &[u8],
    limits: &Limits,
    get: impl Fn(&Dict<'a>, &[u8]) -> Option<T>,
) -> Option<T> {
    let chain = std::iter::successors(Some(field.clone()), |holder| holder.get::<Dict<'a>>(b"Parent"));
    chain.take(limits.count(Limit::Nesting)).find_map(|holder| get(&holder, key))
}

/// Letters and digits of a text: breaks, and the signs that a field's format adds, do not count.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
