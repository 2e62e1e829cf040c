//! A copy of a PDF with annotations on disputed cells, appended to the original bytes as an incremental update
//! (ISO 32000-1, 7.5.6): not a byte of what was published changes.

use crate::geom::Rect;
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, dictionary, text_string};
use std::collections::BTreeMap;

/// A place to be marked, and what a viewer shows there.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Page, from 1.
    pub page: u32,
    /// The place in the page's user space, y upwards.
    pub bbox: Rect,
    /// What the place is to the finding.
    pub kind: Kind,
    /// Name of the rule.
    pub subject: String,
    /// What a person reads.
    pub contents: String,
    /// A name that no other mark of the document has.
    pub name: String,
}

/// What a marked place is to its finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The disputed value: highlighted, with a note beside it.
    Disputed,
    /// Another piece of the disputed value, or the other side of a comparison: highlighted.
    Beside,
}

/// Why a PDF is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is encrypted: what is appended would have to be, too.
    Encrypted,
    /// It is signed: the signature would have to be given again.
    Signed,
    /// Its structure is damaged, so that nothing can be appended.
    Damaged,
}

/// Colours of highlights (red, green, blue), told apart by their lightness too.
const DISPUTED: [f32; 3] = [1.0, 0.76, 0.03];
const BESIDE: [f32; 3] = [0.55, 0.78, 1.0];

/// Side of the symbol of a note, in points.
const SYMBOL: f64 = 18.0;

/// The bytes of `pdf` with the marks appended; without marks the same bytes.
///
/// # Errors
/// Where the file must or can only be left alone.
pub fn marked(pdf: Vec<u8>, pages: u32, marks: &[Mark]) -> Result<Vec<u8>, Refusal> {
    let document = Document::load_mem(&pdf).map_err(|_| Refusal::Damaged)?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Refusal::Encrypted);
    }
    if is_signed(&document) {
        return Err(Refusal::Signed);
    }
    if marks.is_empty() {
        return Ok(pdf);
    }
    let ids = document.get_pages();
    // Where the two readers see different pages, a mark could stand on the wrong one.
    if u32::try_from(ids.len()) != Ok(pages) {
        return Err(Refusal::Damaged);
    }
    let mut by_page: BTreeMap<u32, Vec<&Mark>> = BTreeMap::new();
    marks.iter().for_each(|mark| by_page.entry(mark.page).or_default().push(mark));
    let mut update = IncrementalDocument::create_from(pdf, document);
    for (number, marks) in by_page {
        let id = *ids.get(&number).ok_or(Refusal::Damaged)?;
        annotate(&mut update, id, &marks).ok_or(Refusal::Damaged)?;
    }
    let mut bytes = Vec::new();
    update.save_to(&mut bytes).map_err(|_| Refusal::Damaged)?;
    // Where the original was found by searching it, what is appended may not be found at all.
    let again = Document::load_mem(&bytes).map_err(|_| Refusal::Damaged)?;
    let counted = |id: &ObjectId| again.get_page_annotations(*id).map_or(0, |all| all.len());
    let found: usize = again.get_pages().values().map(counted).sum();
    if found >= marks.len() { Ok(bytes) } else { Err(Refusal::Damaged) }
}

/// Whether somebody has signed it, or certified that it does not change.
fn is_signed(document: &Document) -> bool {
    let Ok(catalog) = document.catalog() else { return false };
    let flags = document
        .get_dict_in_dict(catalog, b"AcroForm")
        .and_then(|form| form.get_deref(b"SigFlags", document))
        .and_then(Object::as_i64);
    let is_signature = |object: &Object| {
        let dictionary = object.as_dict();
        dictionary.is_ok_and(|d| d.has(b"ByteRange") && d.has(b"Contents") && d.has(b"Filter"))
    };
    flags.is_ok_and(|flags| flags & 1 == 1) || catalog.has(b"Perms") || document.objects.values().any(is_signature)
}

fn annotate(update: &mut IncrementalDocument, page: ObjectId, marks: &[&Mark]) -> Option<()> {
    let before = update.get_prev_documents();
    let mut dictionary = before.get_dictionary(page).ok()?.clone();
    let mut annotations = match dictionary.get_deref(b"Annots", before) {
        Ok(Object::Array(annotations)) => annotations.clone(),
        _ => Vec::new(),
    };
    for mark in marks {
        let highlight = highlight(update, page, mark);
        annotations.push(update.new_document.add_object(highlight).into());
        if mark.kind == Kind::Disputed {
            annotations.push(update.new_document.add_object(note(page, mark)).into());
        }
    }
    dictionary.set("Annots", annotations);
    update.new_document.objects.insert(page, dictionary.into());
    Some(())
}

/// A highlight that shows itself: viewers draw those without an appearance differently or not at all.
fn highlight(update: &mut IncrementalDocument, page: ObjectId, mark: &Mark) -> Dictionary {
    let b = mark.bbox.grown(1.0);
    let [red, green, blue] = if mark.kind == Kind::Disputed { DISPUTED } else { BESIDE };
    let (x, y, w, h) = (b.x0, b.y0, b.width(), b.height());
    let content = format!("/G gs {red} {green} {blue} rg {x:.2} {y:.2} {w:.2} {h:.2} re f");
    let multiply = dictionary! { "Type" => "ExtGState", "BM" => "Multiply" };
    let form = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "BBox" => corners(&b.grown(1.0)),
        "Resources" => dictionary! { "ExtGState" => dictionary! { "G" => multiply } },
        "Group" => dictionary! { "S" => "Transparency" },
    };
    let appearance = update.new_document.add_object(Stream::new(form, content.into_bytes()));
    let mut annotation = common(page, mark, "Highlight", &b.grown(1.0));
    let corner = |x: f64, y: f64| [number(x), number(y)];
    let quad = [corner(b.x0, b.y1), corner(b.x1, b.y1), corner(b.x0, b.y0), corner(b.x1, b.y0)].concat();
    annotation.set("QuadPoints", quad);
    annotation.set("C", [red, green, blue].map(Object::Real).to_vec());
    annotation.set("AP", dictionary! { "N" => appearance });
    annotation
}

/// A note at the right upper corner of the place.
fn note(page: ObjectId, mark: &Mark) -> Dictionary {
    let (x, y) = (mark.bbox.x1, mark.bbox.y1);
    let mut annotation = common(page, mark, "Text", &Rect::new(x, y, x + SYMBOL, y + SYMBOL));
    annotation.set("Name", "Comment");
    annotation.set("Open", false);
    annotation.set("C", DISPUTED.map(Object::Real).to_vec());
    annotation.set("NM", text_string(&format!("{}-note", mark.name)));
    // It keeps its size and stays upright whatever the page does.
    annotation.set("F", 4 | 8 | 16);
    annotation
}

fn common(page: ObjectId, mark: &Mark, subtype: &str, rect: &Rect) -> Dictionary {
    dictionary! {
        "Type" => "Annot", "Subtype" => subtype, "Rect" => corners(rect), "P" => page, "F" => 4,
        "T" => text_string(env!("CARGO_PKG_NAME")), "Subj" => text_string(&mark.subject),
        "Contents" => text_string(&readable(&mark.contents)), "NM" => text_string(&mark.name),
    }
}

fn corners(rect: &Rect) -> Vec<Object> {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(number).to_vec()
}

/// Hundredths of a point are enough, and make the same bytes everywhere.
#[allow(clippy::cast_possible_truncation)] // Pages are some thousand points wide.
fn number(value: f64) -> Object {
    Object::Real(((value * 100.0).round() / 100.0) as f32)
}

/// What a viewer may show as it is.
fn readable(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !(c.is_control() || super::turns_text(*c))).collect()
}
