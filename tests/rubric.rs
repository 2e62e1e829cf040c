//! The rubric format: what the built-in rules give, and that published rules of other bodies can be said.

// A rubric of these tests that cannot be read stops the test with its errors.
#![allow(clippy::panic)]

use kanrihyo::normalise::{Context, Quantity, quantity};
use kanrihyo::rubric::{Certainty, Reason, Rubric, Rubrics};
use rust_decimal::Decimal;

fn read(text: &str) -> Quantity {
    quantity(text, &Context::default())
}

/// `S`, `S・A (…)` or `(…)`: the letters and why they are open.
fn given(rubric: &Rubric, target: &str, actual: &str, previous: &str) -> String {
    let previous = (!previous.is_empty()).then(|| read(previous));
    let outcome = rubric.grade_of(&read(target), &read(actual), previous.as_ref());
    let letters = outcome.grades.join("・");
    match outcome.certainty {
        Certainty::Exact => letters,
        Certainty::Open(reason) => format!("{letters} ({reason:?})"),
        Certainty::Unverifiable(reason) => format!("({reason:?})"),
    }
}

#[test]
fn the_built_in_rules_as_printed() {
    let rubrics = Rubrics::builtin();
    let rubric = rubrics.get("kokubunji-shuro-2020").expect("built in");
    for (target, actual, previous, expected) in [
        ("125人", "171人", "168人", "S"),
        ("3名", "5名", "6名", "A"),
        ("60人", "72人", "72人", "S"),
        ("60人", "72人", "", "S・A (PreviousUnknown)"),
        ("80.0%", "81.5%", "85.7%", "A"),
        ("2.5%以上", "2.50%", "2.50%", "A"),
        ("60%", "55%", "46%", "B"),
        ("420人", "378人", "340人", "B"),
        ("4,900人", "4,191人", "4,618人", "C"),
        ("2,500人", "2,249人", "", "B・C (RoundingAtEdge)"),
        ("1事業", "0事業", "1事業", "C・D (ActualIsZero)"),
        ("20名", "中止", "10名", "D"),
        ("45～55人", "50人", "45人", "A・B (TargetIsRange)"),
        ("概ね60人", "72人", "65人", "S・A (TargetIsApproximate)"),
        ("前年度以上", "80.0%", "72.0%", "A (TargetIsPreviousYear)"),
        ("充実", "26箇所", "26箇所", "(TargetIsText)"),
        ("", "26人", "26人", "(NoTarget)"),
        ("30人", "―", "52人", "(NoActual)"),
        ("30人", "124回", "52人", "(UnitsDiffer)"),
        ("0人", "3人", "2人", "(TargetIsZero)"),
        ("20人以内", "15人", "18人", "(LowerIsBetter)"),
    ] {
        assert_eq!(given(rubric, target, actual, previous), expected, "{target} {actual} {previous}");
    }
    let points = ["S", "A", "B", "C", "D", "E"].map(|g| rubric.points_of(g).map(|p| p.to_string()));
    assert_eq!(points.map(Option::unwrap_or_default), ["5", "4", "3", "2", "0", ""]);
    let overall = |total: i64| rubric.overall_of(Decimal::from(total)).unwrap_or_default();
    assert_eq!([20, 16, 15, 11, 10, 8, 7, 3, 2].map(overall), ["A", "A", "B", "B", "C", "C", "D", "D", ""]);
    assert_eq!((rubric.weight("effectiveness"), rubric.weight("employment")), (Some(2), Some(1)));
}

/// A rubric with these lines and an otherwise bare head.
fn rubric(lines: &str) -> Rubric {
    let head = "id = \"x\"\n[title]\nja = \"x\"\nen = \"x\"\n[years]\n[source]\ntitle = \"x\"\n";
    Rubric::parse("x.toml", &format!("{head}{lines}")).unwrap_or_else(|e| panic!("{e:?}"))
}

#[test]
fn a_target_of_100_percent_may_have_bands_of_its_own() {
    let rubric = rubric(
        "[achievement]\nmeasure = \"ratio\"\nbands = [
            { grade = \"A\", low = 110 }, { grade = \"B\", low = 90, high = 110 },
            { grade = \"C\", low = 60, high = 90 }, { grade = \"D\", high = 60 } ]
         [[achievement.exceptions]]\ntarget = 100\nunit = \"%\"
         bands = [ { grade = \"A\", at = 100 }, { grade = \"B\", low = 90, high = 100 }, { grade = \"C\", low = 60, high = 90 } ]",
    );
    assert_eq!(given(&rubric, "100%", "100%", ""), "A");
    assert_eq!(given(&rubric, "50%", "50%", ""), "B");
    assert_eq!(given(&rubric, "50人", "55人", ""), "A");
}

#[test]
fn points_and_integer_ranges_leave_gaps_open() {
    let isolated = rubric(
        "[achievement]\nmeasure = \"ratio\"\nbands = [ { grade = \"A\", at = 100 }, { grade = \"B\", at = 80 },
         { grade = \"D\", high = 50, bounds = \"[]\" } ]",
    );
    assert_eq!(given(&isolated, "100人", "80人", ""), "B");
    assert_eq!(given(&isolated, "100人", "90人", ""), "(OutsideBands)");
    let integers = rubric(
        "[achievement]\nmeasure = \"ratio\"\nbands = [ { grade = \"A\", low = 90, high = 100, bounds = \"[]\" },
         { grade = \"B\", low = 70, high = 89, bounds = \"[]\" } ]",
    );
    assert_eq!(given(&integers, "1000人", "893人", ""), "(OutsideBands)");
    assert_eq!(given(&integers, "100人", "101人", ""), "(OutsideBands)");
}

#[test]
fn overlapping_bands_are_read_top_down_and_judgement_stays_open() {
    let top_down = rubric(
        "[achievement]\nmeasure = \"ratio\"\nbands = [ { grade = \"A\", low = 100 }, { grade = \"B\", low = 80 },
         { grade = \"C\", low = 60 }, { grade = \"D\", high = 60 } ]",
    );
    assert_eq!(given(&top_down, "10人", "9人", ""), "B");
    let quality = rubric(
        "[achievement]\nmeasure = \"ratio\"\nbands = [
         { grade = \"S\", low = 120, conditions = [\"quality\"], otherwise = \"A\" }, { grade = \"A\", low = 120 },
         { grade = \"B\", low = 100, high = 120 } ]",
    );
    assert_eq!(given(&quality, "10人", "13人", ""), "S・A (Judgement)");
    let words = rubric(
        "[achievement]\nmeasure = \"judgement\"\nbands = [ { grade = \"1\", label = \"大きく上回って達成\", when = \"judgement\" },
         { grade = \"−\", when = \"unrated\" } ]
         [[criteria]]\nname = \"validity\"\nlabel = \"妥当性\"\nlevels = [1, 5]\nweight = 1",
    );
    assert_eq!(given(&words, "10人", "13人", ""), "(Judgement)");
}

#[test]
fn rates_may_be_capped_and_rounded() {
    let capped = rubric(
        "[achievement]\nmeasure = \"ratio\"\ncap = 100\nrounding = { mode = \"half-up\", places = 0 }
         bands = [ { grade = \"A\", low = 90, high = 100, bounds = \"[]\" }, { grade = \"B\", high = 90 } ]",
    );
    assert_eq!(given(&capped, "10人", "20人", ""), "A");
    assert_eq!(given(&capped, "2,500人", "2,249人", ""), "A");
}

#[test]
fn what_no_sheet_prints_is_said_and_not_guessed() {
    let base = rubric(
        "[achievement]\nmeasure = \"change\"\nagainst = \"base\"\noverlap = \"first\"\nbands = [ { grade = \"A\", low = 0, bounds = \"()\" },
         { grade = \"B\", low = -10, high = 10, bounds = \"[]\" } ]",
    );
    assert_eq!(given(&base, "10人", "13人", ""), format!("({:?})", Reason::MeasureNotOnSheet));
    let steps = rubric(
        "[achievement]\nmeasure = \"ratio\"\nagainst = \"interpolated-target\"\nbands = [ { grade = \"①\", low = 100 } ]",
    );
    assert_eq!(given(&steps, "10人", "13人", ""), format!("({:?})", Reason::MeasureNotOnSheet));
}

#[test]
fn points_and_totals_with_bands_that_were_not_seen() {
    let rubric = rubric(
        "[achievement]\nmeasure = \"ratio\"\nindicator = \"outcome\"\nbands = [ { grade = \"7\", at = 100, points = 7 },
         { grade = \"6\", low = 90, high = 100, points = 6 } ]
         [overall]\nbands = [ { grade = \"A\", low = 16, high = 18, bounds = \"[]\" } ]",
    );
    assert_eq!(rubric.overall_of(Decimal::from(17)).as_deref(), Some("A"));
    assert_eq!(rubric.overall_of(Decimal::from(10)), None);
}

#[test]
fn bands_that_overlap_are_told_unless_the_file_says_what_counts() {
    let with = |overlap: &str| {
        let head = "id = \"x\"\n[title]\nja = \"x\"\nen = \"x\"\n[years]\n[source]\ntitle = \"x\"\n[achievement]\nmeasure = \"ratio\"\n";
        let bands = "bands = [ { grade = \"S\", low = 120 }, { grade = \"A\", low = 100, high = 130 }, { grade = \"B\", high = 100 } ]\n";
        Rubric::parse("x.toml", &format!("{head}{overlap}{bands}")).err().unwrap_or_default()
    };
    let said: Vec<String> = with("").iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("x.toml:10: achievement.bands[1].high: lies within the earlier `S`"), "{said:?}");
    assert!(with("overlap = \"first\"\n").is_empty() && with("overlap = \"all\"\n").is_empty());
}
