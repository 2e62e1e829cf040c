//! Broken files never stop the reader and never make it forge a figure.
//!
//! Copies of the sample documents are broken in many ways (`damage.rs`, `structure.rs`). Each is read, or partly read
//! and marked so, or refused with a reason, and every figure that is given as sure stands at that place in the whole
//! file too. Where the damage may leave a sound file that says something else (other digits in a text without a
//! checksum), nothing in the file can tell: those are held to "no panic, no hang" only, and counted; `digits.rs`
//! shows what arithmetic makes of them. A PDF whose structure contradicts itself is never such a file.

use crate::damage::{self, Mutant};
use crate::figures::{forged, printed};
use crate::samples::{self, Sample};
use crate::structure::shows_damage;
use crate::watch::{self, Outcome};
use crate::{FULL, part_of};
use kanrihyo::sheet::{Document, ErrorKind, SourceStatus};
use kanrihyo::{Options, read};

/// The most memory, in MiB, that reading broken files may take, all tests of this program together.
const MEMORY: u64 = 1024;

/// What became of the copies.
#[derive(Debug, Default)]
struct Tally {
    refused: usize,
    marked: usize,
    read: usize,
    /// Sound files that say something else.
    other: usize,
    wrong: Vec<String>,
}

fn is_marked(document: &Document) -> bool {
    document.source.status == SourceStatus::Partial || !document.source.repaired.is_empty()
}

/// Reads the copies of a document, says how many there were and what is wrong with how they are read.
fn sweep(sample: &Sample, copies: usize) -> (usize, Vec<String>) {
    let Sample { name, bytes } = sample;
    let options = Options::builtin();
    let whole = printed(read(bytes.clone(), name, &options).unwrap());
    assert!(whole.len() > 10, "{name} has figures");
    let is_pdf = bytes.starts_with(b"%PDF");
    assert!(!is_pdf || !shows_damage(bytes), "{name} is whole");
    let starts: &[usize] = if *FULL { &[0, 23, 64] } else { &[0] };
    let mut mutants: Vec<Mutant> =
        starts.iter().flat_map(|from| damage::copies(bytes, *from, part_of(copies))).collect();
    mutants.extend(damage::cuts(bytes, if *FULL { 1 } else { 4 }));
    let count = mutants.len();
    let judge = |m: Mutant| {
        let sound = m.sound && !(is_pdf && shows_damage(&m.bytes));
        let outcome = watch::over(&format!("{name} {}", m.name), || {
            read(m.bytes, name, &options).map(|d| {
                let renumbered = d.source.repaired.iter().any(|r| r.starts_with("the page tree is lost"));
                (is_marked(&d), forged(d, &whole, renumbered))
            })
        });
        (m.name, sound, outcome)
    };
    let results = watch::each(mutants, judge);
    let mut tally = Tally::default();
    for (mutant, sound, outcome) in results {
        match outcome {
            Outcome::Panicked(text) => tally.wrong.push(format!("{mutant}: the reader panicked: {text}")),
            Outcome::TooSlow(time) => tally.wrong.push(format!("{mutant}: took {time:?}")),
            Outcome::Done(Err(error)) => {
                tally.refused += 1;
                if error.ja().is_empty() || error.en().is_empty() || error.kind() == ErrorKind::Internal {
                    tally.wrong.push(format!("{mutant}: refused without a reason"));
                }
            }
            Outcome::Done(Ok((marked, forged))) => {
                *(if marked { &mut tally.marked } else { &mut tally.read }) += 1;
                match forged.first() {
                    Some(_) if sound => tally.other += 1,
                    Some(first) => {
                        let count = forged.len();
                        tally.wrong.push(format!("{mutant}: {count} figure(s) that the file lacks: {first:?}"));
                    }
                    None => {}
                }
            }
        }
    }
    let peak = watch::peak_memory().unwrap_or(0);
    eprintln!(
        "{name}: {count} copies: {} refused, {} marked, {} read; {} sound ones say something else; {peak} MiB",
        tally.refused, tally.marked, tally.read, tally.other
    );
    assert!(peak < MEMORY, "{peak} MiB");
    (count, tally.wrong.into_iter().map(|wrong| format!("{name} {wrong}")).collect())
}

/// Breaks all of these, at least so often in a full sweep.
fn sweeps(samples: &[Sample], copies: usize, least: usize) {
    let (counts, wrong): (Vec<usize>, Vec<Vec<String>>) = samples.iter().map(|s| sweep(s, copies)).unzip();
    let (count, wrong) = (counts.iter().sum::<usize>(), wrong.concat());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(!*FULL || count >= least, "{count} copies");
}

#[test]
fn broken_pdfs_give_no_figure_that_the_whole_one_lacks() {
    sweeps(&samples::pdfs(), 360, 1_700);
}

#[test]
fn broken_dumps_give_no_figure_that_the_whole_one_lacks() {
    sweeps(&[samples::laid_out()], 320, 300);
    sweeps(&[samples::stream()], 140, 120);
}

#[test]
fn broken_tables_give_no_figure_that_the_whole_one_lacks() {
    sweeps(&samples::tables(), 400, 1_000);
}

#[test]
fn damage_makes_unsure_what_it_reaches_and_nothing_else() {
    let whole = std::fs::read(crate::at_root("fixtures/forms/hoshimi-2023.pdf")).unwrap();
    let unsure = |from: &str, by: &str| -> Vec<bool> {
        let at = whole.windows(from.len()).position(|w| w == from.as_bytes()).unwrap();
        let broken = [&whole[..at], by.as_bytes(), &whole[at + from.len()..]].concat();
        let document = read(broken, "broken.pdf", &Options::builtin()).unwrap();
        assert_eq!(document.source.repaired.is_empty(), from == by, "{:?}", document.source.repaired);
        let document = serde_json::to_value(kanrihyo::emit::wire::Document::from(document)).unwrap();
        let sure = crate::figures::figures(&document, true);
        let on = |page: &str| !sure.iter().any(|f| f.place.iter().any(|p| p.starts_with(page)));
        vec![on("1 "), on("2 ")]
    };
    assert_eq!(unsure("792.00 Td", "792.00 Td"), [false, false]);
    assert_eq!(unsure("792.00 Td", "792.000 Td"), [true, false], "what the first page draws");
    assert_eq!(unsure("Tj ET", "Uj ET"), [true, false], "what is no operator");
    assert_eq!(unsure("389 500", "389 5000"), [true, true], "widths of the font of both");
    assert_eq!(unsure("/Type/Catalog", "/Type /Catalog"), [false, false], "nothing that is drawn");
    assert_eq!(unsure("/Count 2", "/Count  2"), [true, true], "the tree, of which pages inherit");
    assert_eq!(unsure("\nxref", "\nxrof"), [true, true], "nothing tells what has changed");
}
