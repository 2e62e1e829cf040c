//! Other digits in a sound document: arithmetic catches them inside sums, rates, points and totals.
//!
//! Nothing in a text without a checksum shows that a digit is another one. So every printed figure of the sample
//! documents is changed, one digit at a time, and the changed document is read: either a finding that the sound
//! document does not have names the figure, as what is disputed or as what that follows from, or the figure is not
//! given as sure. What no arithmetic can see is counted apart by its reason, and may not grow.

use crate::FULL;
use crate::damage::Dice;
use crate::figures::{SURE, figures, list};
use crate::sound::{self, Sound};
use crate::watch;
use kanrihyo::emit::wire;
use kanrihyo::{Options, read};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

/// Why a change is not seen, and how often at most: in the tenth that always runs, in the full sweep.
const UNSEEN: [(&str, [usize; 2]); 4] = [
    // Years gone by, counts that no rate is printed for: nothing on the form follows from them.
    (NO_RELATION, [95, 1021]),
    // Target or actual of the rated year, or the actual of the year before: the letter is still the right one.
    (SAME_LETTER, [13, 69]),
    // The target is no number, the letter is adjusted or nothing was done: the letter follows from no ratio.
    (NO_RATIO, [6, 28]),
    // The printed rate is, to its last digit, still the right one.
    (SAME_RATE, [0, 0]),
];
const NO_RELATION: &str = "no relation holds the figure";
const SAME_LETTER: &str = "the ratio earns the same letter";
const NO_RATIO: &str = "the letter follows from no ratio";
const SAME_RATE: &str = "the rate rounds to the same";
const NAMED: &str = "named by a finding";
const UNSURE: &str = "not given as sure";

/// The document as it is written, and its findings: what they say and what they name.
fn document(bytes: Vec<u8>, name: &str) -> Value {
    serde_json::to_value(wire::Document::from(read(bytes, name, &Options::builtin()).unwrap())).unwrap()
}

/// The figures and letters that are changed: their pointers.
fn changeable(document: &Value) -> Vec<String> {
    let mut all: Vec<String> = figures(document, false).into_iter().map(|f| f.pointer).collect();
    let panels = list(&document["sheets"][0]["assessment"]["panels"]).count();
    all.extend((0..panels).map(|i| format!("/sheets/0/assessment/panels/{i}/grade")));
    for (i, row) in list(&document["summary"]).enumerate() {
        all.extend((0..list(&row["grades"]).count()).map(|j| format!("/summary/{i}/grades/{j}")));
    }
    // Of the list the row of the sheet that is there.
    let number = &document["sheets"][0]["project"]["number"]["value"];
    let other = |p: &str| {
        let row = p.strip_prefix("/summary/").and_then(|p| p.split('/').next()?.parse::<usize>().ok());
        row.is_some_and(|row| document["summary"][row]["project_number"]["value"] != *number)
    };
    all.retain(|p| !other(p));
    all
}

/// The texts that differ from this one in a digit, or in a letter of the scale.
fn other_texts(printed: &str, dice: &mut Dice) -> Vec<String> {
    let chars: Vec<char> = printed.chars().collect();
    let scales = [('0', 10), ('０', 10), ('A', 4), ('Ａ', 4)];
    let mut all = Vec::new();
    for (i, c) in chars.iter().enumerate() {
        let scale = scales.iter().find(|(zero, len)| (*zero as u32..*zero as u32 + len).contains(&(*c as u32)));
        let Some((zero, len)) = scale else { continue };
        let turn = 1 + u32::try_from(dice.below(*len as usize - 1)).unwrap();
        let mut other = chars.clone();
        other[i] = char::from_u32(*zero as u32 + (*c as u32 - *zero as u32 + turn) % len).unwrap();
        all.push(other.into_iter().collect());
    }
    all
}

/// The findings that the sound document does not have.
fn new_findings<'a>(before: &Value, after: &'a Value) -> Vec<&'a Value> {
    let said = |f: &Value| (f["rule"].clone(), f["field"].clone(), f["printed"].clone());
    let known: Vec<_> = list(&before["findings"]).map(said).collect();
    list(&after["findings"]).filter(|f| f["verdict"] != "unverifiable" && !known.contains(&said(f))).collect()
}

/// What became of a change.
fn outcome(sound: &Sound, before: &Value, pointer: &str, after: &Value, text: &str) -> Option<&'static str> {
    let found = new_findings(before, after);
    let named = |f: &&Value| -> Vec<String> {
        let all = std::iter::once(&f["field"]).chain(list(&f["related"]).map(|r| &r["field"]));
        all.filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    let named: Vec<String> = found.iter().flat_map(named).collect();
    if named.iter().any(|n| n == pointer) {
        return Some(NAMED);
    }
    let field = after.pointer(pointer).filter(|f| f["printed"] == *text);
    if field.is_some_and(|f| f["confidence"].as_f64().is_none_or(|c| c < SURE)) {
        return Some(UNSURE);
    }
    unseen(sound, pointer, after)
}

fn number(value: &Value) -> Option<Decimal> {
    value["number"].as_str().filter(|_| value["kind"] == "number")?.parse().ok()
}

/// Why arithmetic cannot see a change; `None` where it can.
fn unseen(sound: &Sound, pointer: &str, after: &Value) -> Option<&'static str> {
    let sheet = &after["sheets"][0];
    if pointer.starts_with("/summary") {
        let of_sheet = after.pointer(pointer)?["fiscal_year"].is_null();
        return (!of_sheet).then_some(NO_RELATION);
    }
    let keys: Vec<&str> = pointer.split('/').collect();
    if let [_, "tables", table, "rows", row, _] = keys.as_slice() {
        let cells = list(after.pointer(&format!("/tables/{table}/rows/{row}"))?);
        let printed: String = cells.filter_map(|c| c["printed"].as_str()).collect();
        if sound.free.iter().any(|f| printed.contains(f)) {
            return Some(NO_RELATION);
        }
        let cell = after.pointer(pointer)?;
        let part = |i: usize| cell["parts"][i]["number"].as_str()?.parse::<Decimal>().ok();
        return is_rate(part(0)?, part(1)?, cell).then_some(SAME_RATE);
    }
    let [_, "sheets", _, "indicators", indicator, ..] = keys.as_slice() else { return None };
    let indicator = &sheet["indicators"][indicator.parse::<usize>().ok()?];
    if indicator["label"]["printed"].as_str().is_some_and(|l| sound.free.iter().any(|f| l.contains(f))) {
        return Some(NO_RELATION);
    }
    let changed = after.pointer(pointer.strip_suffix("/value")?)?;
    let of = |year: i64, role: &str| {
        list(&indicator["observations"]).find(|o| o["fiscal_year"] == year && o["role"] == role).map(|o| &o["value"])
    };
    let (year, rated) = (changed["fiscal_year"].as_i64()?, sheet["fiscal_year"].as_i64()?);
    let figure = |year: i64, role: &str| of(year, role).and_then(number);
    // The rate may be a line of its own, of the two before it.
    let all = || list(&sheet["indicators"]).flat_map(|i| list(&i["observations"]));
    let alone = |role: &str| {
        let is_cost = indicator["kind"] == "cost" || changed["role"] == "achievement_rate";
        all().find(|o| is_cost && o["fiscal_year"] == year && o["role"] == role).map(|o| &o["value"])
    };
    let own = |role: &str| of(year, role).or_else(|| alone(role));
    if let Some(rate) = own("achievement_rate") {
        let whole = own("target").or_else(|| own("budget"))?;
        return is_rate(number(own("actual")?)?, number(whole)?, rate).then_some(SAME_RATE);
    }
    let assessment = &sheet["assessment"];
    let is_rated = year == rated || year == rated - 1 && changed["role"] == "actual";
    if indicator["kind"] != "outcome" || !is_rated {
        return (!assessment.is_null()).then_some(NO_RELATION);
    }
    let (Some(target), Some(actual)) = (figure(rated, "target"), figure(rated, "actual")) else {
        return Some(NO_RATIO);
    };
    let vague = of(rated, "target").is_some_and(|t| t["approximate"] == true);
    if vague || assessment["adjustment"]["value"] == true {
        return Some(NO_RATIO);
    }
    let Some(percent) = (actual * Decimal::ONE_HUNDRED).checked_div(target) else { return Some(NO_RATIO) };
    let fell = figure(rated - 1, "actual").is_some_and(|previous| actual < previous);
    let from = |least: i64| percent >= Decimal::from(least);
    let letter = if from(120) && !fell {
        "S"
    } else if from(100) {
        "A"
    } else if from(90) {
        "B"
    } else {
        "C"
    };
    (assessment["achievement"]["value"] == letter).then_some(SAME_LETTER)
}

/// Whether a rate is that of its figures, half up at its last printed digit.
fn is_rate(part: Decimal, whole: Decimal, rate: &Value) -> bool {
    let places = rate["decimals"].as_u64().and_then(|d| u32::try_from(d).ok()).unwrap_or(0);
    let half_up = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let right = (part * Decimal::ONE_HUNDRED).checked_div(whole).map(|r| r.round_dp_with_strategy(places, half_up));
    right.is_some() && right == number(rate)
}

#[test]
fn arithmetic_catches_other_digits() {
    let sound = sound::all();
    let mut changes = Vec::new();
    let mut dice = Dice::new(5);
    let before: Vec<Value> = watch::each(&sound, |s| document(s.bytes.clone(), &s.name));
    for (sound, before) in sound.iter().zip(&before) {
        for pointer in changeable(before) {
            let Some(field) = before.pointer(&pointer) else { continue };
            for text in other_texts(field["printed"].as_str().unwrap_or_default(), &mut dice) {
                if *FULL || dice.below(10) == 0 {
                    changes.push((sound, before, pointer.clone(), field, text));
                }
            }
        }
    }
    let judge = |(sound, before, pointer, field, text): &(&Sound, &Value, String, &Value, String)| {
        let printed = &field["printed"];
        let name = format!("{} {pointer}: {printed} → {text}", sound.name);
        let Some(bytes) = (sound.write)(&sound.bytes, field, pointer, text) else {
            return (Some("not found"), name);
        };
        let after = document(bytes, &sound.name);
        (outcome(sound, before, pointer, &after, text), name)
    };
    let mut tally: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (outcome, name) in watch::each(&changes, judge) {
        tally.entry(outcome.unwrap_or("missed")).or_default().push(name);
    }
    tally.iter().for_each(|(what, all)| eprintln!("{:5} {what}", all.len()));
    for (what, wrong) in tally {
        let most = match UNSEEN.iter().find(|(unseen, _)| *unseen == what) {
            Some((_, most)) => most[usize::from(*FULL)],
            None if [NAMED, UNSURE].contains(&what) => continue,
            None => 0,
        };
        assert!(wrong.len() <= most, "{what}: {} instead of {most}:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn digits_that_make_no_number_are_unsure_and_named() {
    for sample in crate::samples::tables().into_iter().filter(|t| !t.name.ends_with("xlsx")) {
        let text = String::from_utf8(sample.bytes).unwrap();
        for broken in ["0,080", "1,08,000", "1,O80"] {
            let document = document(text.replace("1,080", broken).into_bytes(), sample.name);
            let pointer = "/tables/0/rows/0/2";
            let cell = document.pointer(pointer).unwrap();
            assert_eq!(cell["printed"], *broken);
            assert!(cell["confidence"].as_f64().unwrap() < SURE && cell.get("number").is_none(), "{cell}");
            // The total that it is part of is neither right nor wrong; nothing else is disputed.
            let told: Vec<(&Value, &Value)> = list(&document["findings"]).map(|f| (&f["rule"], &f["field"])).collect();
            assert_eq!(told, [(&Value::from("cell-unreadable"), &Value::from(pointer))], "{}", sample.name);
        }
    }
}
