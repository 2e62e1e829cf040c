//! The report: one HTML file that shows every finding beside the page that it is about, and needs nothing else.
//!
//! The page is drawn by `script/`, in the browser, out of blocks of data: the run, the findings, a block a document
//! and a picture a page. Data reaches the page as text only; a policy within the file lets nothing run but the
//! script that is written here, and nothing leave the file.

mod part;
mod words;

pub use part::{Head, detail};

use super::Language;
use super::rule::Rule;
use super::wire::{Failure, FindingLine, Message, Place, Tool};
use crate::sheet::{Error, short_digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
/// The script, in the order in which its parts build upon each other.
const SCRIPT: [&str; 9] = [
    include_str!("script/data.js"),
    include_str!("script/text.js"),
    include_str!("script/picture.js"),
    include_str!("script/chart.js"),
    include_str!("script/decisions.js"),
    include_str!("script/overview.js"),
    include_str!("script/finding.js"),
    include_str!("script/documents.js"),
    include_str!("script/main.js"),
];

/// How long the file may become: what a browser opens in a moment.
pub const BUDGET: usize = 60_000_000;
/// What of it the documents' own pages may take.
const DETAILS: usize = 20_000_000;
/// What is kept for each page that is still to come, so that it has a picture of its disputed values at least.
const RESERVE: usize = 12_000;
/// Room around a disputed value in the picture of a part of a page, in points.
const ROOM: (f64, f64) = (120.0, 40.0);
/// Bytes of a page of text that is shown whole.
const EXCERPT: usize = 24_000;
/// Pages that are drawn by one call.
const CHUNK: usize = 8;

/// How a page looks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum View {
    /// An SVG as large as the page, in points.
    Drawn {
        /// Width of the page.
        width: f64,
        /// Height of the page.
        height: f64,
        /// The picture.
        svg: String,
    },
    /// The text of the page.
    Written {
        /// Number of its first character in the whole text.
        start: usize,
        /// The text.
        text: String,
    },
}

/// A page that findings are about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wanted {
    /// The page, from 1.
    pub page: u32,
    /// Where not all of it is wanted: the boxes that are, in points of the page as shown.
    pub parts: Option<Vec<[f64; 4]>>,
}

/// Gives the pages of a document, by its number among the heads, each as it looks or why it cannot be shown.
pub type Look<'a> = dyn Fn(usize, &[Wanted]) -> Vec<Result<View, Error>> + Sync + 'a;

/// What the report is about.
pub struct Report<'a> {
    /// The documents, in their order.
    pub heads: Vec<Head>,
    /// What was read of a document, by its number: [`detail`]; nothing where that is no longer known.
    pub detail: &'a (dyn Fn(usize) -> Option<String> + Sync),
    /// All findings.
    pub findings: &'a [FindingLine],
    /// The inputs that could not be read, by their paths.
    pub failed: Vec<(String, Failure)>,
    /// The rules.
    pub rules: &'a [Rule],
    /// How pages look.
    pub look: &'a Look<'a>,
    /// The language in which it opens.
    pub language: Language,
    /// How long it may become, in bytes; [`BUDGET`].
    pub budget: usize,
}

impl Report<'_> {
    /// Gives the file to `put` piece by piece, never whole.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn write(mut self, put: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
        let script = SCRIPT.concat();
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'unsafe-inline'; img-src blob: data:; base-uri \
             'none'; form-action 'none'",
            STANDARD.encode(Sha256::digest(script.as_bytes()))
        );
        let filled = PAGE.replacen("{{policy}}", &policy, 1).replacen("{{style}}", STYLE, 1);
        let filled = filled.replacen("{{script}}", &script, 1);
        let (head, tail) = filled.split_once("{{data}}").unwrap_or((&filled, ""));
        put(head)?;
        let mut used = filled.len();
        let findings = self.placed();
        let findings = block("findings", "application/json", "", &escaped(&json!(findings).to_string()));
        used += findings.len();
        put(&findings)?;
        let mut notes = Vec::new();
        used += self.details(&mut notes, put)?;
        let undrawn = self.pictures(used, &mut notes, put)?;
        put(&block("run", "application/json", "", &escaped(&self.run(&notes, &undrawn).to_string())))?;
        put(tail)
    }

    /// The findings with what the report knows besides: document, record, project and department.
    fn placed(&mut self) -> Vec<Placed> {
        let numbers = self.numbers();
        let documents: Vec<Option<usize>> =
            self.findings.iter().map(|line| numbers.get(line.document.as_str()).copied()).collect();
        for number in documents.iter().flatten() {
            if let Some(head) = self.heads.get_mut(*number) {
                head.findings += 1;
            }
        }
        let placed = |(line, number): (&FindingLine, Option<usize>)| {
            let head = self.heads.get(number?)?;
            let record = line.finding.sheet.as_ref().and_then(|id| head.records.get(id));
            Some(Placed {
                doc: number?,
                record: record.map(|record| record.number),
                project: record.and_then(|record| record.name.clone()),
                department: record.and_then(|record| record.department.clone()),
                confidence: head.unsure.get(&line.finding.field).copied(),
                evidence: line.finding.evidence(),
                line: line.clone(),
            })
        };
        self.findings.iter().zip(documents).filter_map(placed).collect()
    }

    /// Writes a block a document, as long as there is room for them; gives how long they are.
    fn details(
        &self,
        notes: &mut Vec<Message>,
        put: &mut dyn FnMut(&str) -> Result<(), Error>,
    ) -> Result<usize, Error> {
        let (mut used, mut left_out) = (0, 0);
        for number in 0..self.heads.len() {
            let Some(detail) = (self.detail)(number) else { continue };
            let detail = block(&format!("d-{number}"), "application/json", "", &escaped(&detail));
            if used + detail.len() > DETAILS.min(self.budget / 3) {
                left_out += 1;
                continue;
            }
            used += detail.len();
            put(&detail)?;
        }
        if left_out > 0 {
            notes.push(Message {
                ja: format!("レポートの大きさの上限のため、{left_out} 件の文書は読み取り内容を収めていません。documents/ の JSON を見てください"),
                en: format!("To keep the report small, what was read of {left_out} document(s) is left out; see the JSON in documents/"),
            });
        }
        Ok(used)
    }

    /// Writes the pages that findings are about, and gives why some cannot be shown.
    fn pictures(
        &self,
        mut used: usize,
        notes: &mut Vec<Message>,
        put: &mut dyn FnMut(&str) -> Result<(), Error>,
    ) -> Result<BTreeMap<String, Message>, Error> {
        let pages = self.pages();
        let mut left: usize = pages.values().map(BTreeMap::len).sum();
        let (mut undrawn, mut cropped) = (BTreeMap::new(), 0);
        let some = |(number, pages): (&usize, &BTreeMap<u32, Vec<Place>>)| {
            let all: Vec<Marked> = pages.iter().map(|(page, places)| (*page, places.clone())).collect();
            all.chunks(CHUNK).map(|chunk| (*number, chunk.to_vec())).collect::<Vec<_>>()
        };
        let tasks: Vec<(usize, Vec<Marked>)> = pages.iter().flat_map(some).collect();
        // As many at a time as there are threads; whether the next ones are whole depends on how long these are.
        for tasks in tasks.chunks(rayon::current_num_threads().max(1)) {
            let coming: usize = tasks.iter().map(|(_, pages)| pages.len()).sum();
            left -= coming;
            let drawn = |whole: bool| -> Vec<Vec<Result<Block, Error>>> {
                tasks.par_iter().map(|(number, pages)| self.blocks(*number, pages, whole)).collect()
            };
            let length = |drawn: &[Vec<Result<Block, Error>>]| -> usize {
                drawn.iter().flatten().flatten().map(|block| block.text.len()).sum()
            };
            let room = self.budget.saturating_sub(used).saturating_sub(left * RESERVE);
            let mut blocks = drawn(true);
            if length(&blocks) > room {
                blocks = drawn(false);
            }
            for ((number, pages), blocks) in tasks.iter().zip(blocks) {
                for ((page, _), block) in pages.iter().zip(blocks) {
                    let why = match block {
                        Ok(block) if used + block.text.len() <= self.budget => {
                            used += block.text.len();
                            cropped += usize::from(block.cropped);
                            put(&block.text)?;
                            continue;
                        }
                        Ok(_) => Message {
                            ja: "レポートの大きさの上限を超えます".to_owned(),
                            en: "the report would become too large".to_owned(),
                        },
                        Err(error) => Message { ja: error.ja().to_owned(), en: error.en().to_owned() },
                    };
                    undrawn.insert(format!("{number}-{page}"), why);
                }
            }
        }
        if cropped > 0 {
            notes.push(Message {
                ja: format!("レポートの大きさの上限のため、{cropped} ページは争点の周りだけを収めています"),
                en: format!("To keep the report small, {cropped} page(s) are included around the disputed values only"),
            });
        }
        Ok(undrawn)
    }

    /// The number of each document; of copies, the first one's.
    fn numbers(&self) -> BTreeMap<&str, usize> {
        self.heads.iter().enumerate().rev().map(|(number, head)| (head.sha256.as_str(), number)).collect()
    }

    /// The pages that findings are about, by document, with the places on them.
    fn pages(&self) -> BTreeMap<usize, BTreeMap<u32, Vec<Place>>> {
        let numbers = self.numbers();
        let mut pages: BTreeMap<usize, BTreeMap<u32, Vec<Place>>> = BTreeMap::new();
        for line in self.findings {
            let own = (&line.document, &line.finding.places);
            let beside =
                line.finding.related.iter().map(|r| (r.document.as_ref().unwrap_or(&line.document), &r.places));
            for (document, places) in std::iter::once(own).chain(beside) {
                if let Some(number) = numbers.get(document.as_str()) {
                    part::pages(places, pages.entry(*number).or_default());
                }
            }
        }
        pages
    }

    /// Pages of a document as blocks, whole or around the places on them.
    fn blocks(&self, number: usize, pages: &[Marked], whole: bool) -> Vec<Result<Block, Error>> {
        let wanted: Vec<Wanted> = pages
            .iter()
            .map(|(page, places)| Wanted { page: *page, parts: (!whole).then(|| surroundings(places)) })
            .collect();
        let views = (self.look)(number, &wanted);
        let block = |((page, places), view): (&Marked, Result<View, Error>)| {
            Ok(match view? {
                View::Drawn { width, height, svg } => {
                    let crops = if whole { "" } else { " data-crops=\"1\"" };
                    let data = format!(" data-width=\"{width:.2}\" data-height=\"{height:.2}\"{crops}");
                    let text = block(&format!("p-{number}-{page}"), "text/plain", &data, &packed(&svg));
                    Block { text, cropped: !whole }
                }
                View::Written { start, text } => {
                    let (start, text) = excerpt(start, &text, places);
                    let text = escaped(&json!({"start": start, "text": text}).to_string());
                    Block { text: block(&format!("t-{number}-{page}"), "application/json", "", &text), cropped: false }
                }
            })
        };
        pages.iter().zip(views).map(block).collect()
    }

    /// What every page of the report knows.
    fn run(&self, notes: &[Message], undrawn: &BTreeMap<String, Message>) -> Value {
        let tool = Tool::this();
        let used: BTreeSet<&str> = self.findings.iter().map(|line| line.finding.rule.as_str()).collect();
        let rules: BTreeMap<&str, Value> = self
            .rules
            .iter()
            .filter(|rule| used.contains(rule.name))
            .map(|rule| (rule.name, json!({"gist": rule.gist, "manual": rule.manual})))
            .collect();
        let mut grades: BTreeMap<&str, BTreeMap<(&str, &str), usize>> = BTreeMap::new();
        for ((who, printed, again), count) in self.heads.iter().flat_map(|head| &head.grades) {
            *grades.entry(who).or_default().entry((printed, again)).or_default() += count;
        }
        let grades: Vec<Value> = grades
            .into_iter()
            .map(|(who, pairs)| {
                let pairs: Vec<Value> = pairs.into_iter().map(|((p, r), count)| json!([p, r, count])).collect();
                json!({"assessor": who, "pairs": pairs})
            })
            .collect();
        let failed: Vec<Value> = self
            .failed
            .iter()
            .map(|(path, failure)| json!({"path": path, "kind": failure.kind, "message": failure.message}))
            .collect();
        let mut key = Sha256::new();
        self.heads.iter().for_each(|head| key.update(&head.sha256));
        json!({
            "tool": format!("{} {}", tool.name, tool.version),
            "language": self.language.say("ja", "en"),
            "id": short_digest(key),
            "documents": self.heads, "failed": failed, "rules": rules, "grades": grades,
            "words": words::words(), "notes": notes, "undrawn": undrawn,
        })
    }
}

/// A finding with what the report knows besides.
#[derive(Serialize)]
struct Placed {
    doc: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
    /// How sure the figure is that it is about, where that is not sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    /// What a decision about it holds for.
    evidence: String,
    #[serde(flatten)]
    line: FindingLine,
}

/// A page and the places on it that findings are about.
type Marked = (u32, Vec<Place>);

/// A page as it stands in the file.
struct Block {
    text: String,
    cropped: bool,
}

/// The boxes of places with some room around them.
fn surroundings(places: &[Place]) -> Vec<[f64; 4]> {
    let boxes = places.iter().filter_map(|place| match place {
        Place::Box(place) => {
            let [x0, y0, x1, y1] = place.bbox;
            Some([x0 - ROOM.0, y0 - ROOM.1, x1 + ROOM.0, y1 + ROOM.1])
        }
        Place::Span(_) => None,
    });
    boxes.collect()
}

/// A page of text, or of a long one the lines around the places on it.
fn excerpt<'t>(start: usize, text: &'t str, places: &[Place]) -> (usize, &'t str) {
    let spans = places.iter().filter_map(|place| match place {
        Place::Span(place) => Some(place.span),
        Place::Box(_) => None,
    });
    let Some([from, to]) = spans.reduce(|[a, b], [c, d]| [a.min(c), b.max(d)]) else { return (start, text) };
    // The first and the last character that are kept: bytes count them all, so most pages are whole at once.
    if text.len() <= EXCERPT {
        return (start, text);
    }
    let from = from.saturating_sub(start).saturating_sub(EXCERPT / 4);
    let to = to.saturating_sub(start).saturating_add(EXCERPT / 4);
    let byte = |character: usize| text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte);
    let (first, last) = (byte(from), byte(to.min(from.saturating_add(2 * EXCERPT))));
    (start + from, text.get(first..last).unwrap_or_default())
}

/// Data that the script finds by its id, and that is never run or shown by itself.
fn block(id: &str, media: &str, attributes: &str, data: &str) -> String {
    format!("<script type=\"{media}\" id=\"{id}\"{attributes}>{data}</script>\n")
}

/// JSON within HTML: nothing in it ends its block or begins another.
fn escaped(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Compressed, in base 64.
fn packed(text: &str) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(text.as_bytes());
    STANDARD.encode(encoder.finish().unwrap_or_default())
}
