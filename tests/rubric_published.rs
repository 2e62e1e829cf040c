//! Published rules of public bodies: those that ship are read as printed, the rest can be said in a file.
//! The numbers are those of the collection from which the rules were taken.

// A rubric of these tests that cannot be read stops the test with its errors.
#![allow(clippy::panic)]

use kanrihyo::normalise::{Context, Quantity, quantity};
use kanrihyo::rubric::{Certainty, Inputs, Outcome, Rubric, Rubrics, Scale};
use rust_decimal::Decimal;

fn read(text: &str) -> Quantity {
    quantity(text, &Context::default())
}

/// A rubric with these lines and an otherwise bare head.
fn rubric(lines: &str) -> Rubric {
    let head = "id = \"x\"\n[title]\nja = \"x\"\nen = \"x\"\n[years]\n[source]\ntitle = \"x\"\n";
    Rubric::parse("x.toml", &format!("{head}{lines}")).unwrap_or_else(|e| panic!("{e:?}"))
}

fn shipped(id: &str) -> Rubric {
    Rubrics::builtin().get(id).cloned().unwrap_or_else(|| panic!("{id}"))
}

/// `S`, `S・A (…)` or `(…)`: the letters and why they are open.
fn shown(outcome: &Outcome) -> String {
    let letters = outcome.grades.join("・");
    match outcome.certainty {
        Certainty::Exact => letters,
        Certainty::Open(reason) => format!("{letters} ({reason:?})"),
        Certainty::Unverifiable(reason) => format!("({reason:?})"),
    }
}

/// The letters for a target and an actual.
fn grade(rubric: &Rubric, target: &str, actual: &str) -> String {
    shown(&rubric.grade_of(&read(target), &read(actual), None))
}

/// The letters where base value, target of the last year and years gone are known as well.
fn with_base(rubric: &Rubric, base: &str, target: &str, actual: &str) -> String {
    let (base, target, actual) = (read(base), read(target), read(actual));
    let inputs = Inputs {
        base: Some(&base),
        target: Some(&target),
        final_target: Some(&target),
        elapsed: Some((2, 5)),
        ..Inputs::of(&actual)
    };
    shown(&rubric.grade(&inputs))
}

fn scale<'a>(rubric: &'a Rubric, name: &str) -> &'a Scale {
    rubric.scale(name).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn rates_in_bands() {
    let cases = [
        // 2: 100% of a target of 100% is the best there is.
        ("osaka-library-2016", "50人", "55人", "A"),
        ("osaka-library-2016", "50人", "54人", "B"),
        ("osaka-library-2016", "100%", "100%", "A"),
        ("osaka-library-2016", "100%", "99.9%", "A・B (RoundingAtEdge)"),
        // 3: the same figures, three years before.
        ("osaka-library-2013", "50人", "40人", "B"),
        ("osaka-library-2016", "50人", "40人", "C"),
        // 4: overlapping bands from the top.
        ("naruto-2019", "10人", "10人", "A"),
        ("naruto-2019", "10人", "8人", "B"),
        ("naruto-2019", "10人", "5人", "D"),
        // 5: above 100 nothing is said.
        ("sano-shisaku", "10人", "10人", "7"),
        ("sano-shisaku", "10人", "9人", "6"),
        ("sano-shisaku", "10人", "11人", "(OutsideBands)"),
        // 6, 7: the number alone ends below S.
        ("dokuritsu-hojin-2014", "10人", "12人", "S・A (Judgement)"),
        ("dokuritsu-hojin-2014", "10人", "10人", "B"),
        ("jikotenken-shoshiki-a", "10人", "12人", "S・A (Judgement)"),
        ("jikotenken-shoshiki-a", "", "12人", "－"),
        // 9: exactly the target is not above it.
        ("nagano-2015", "10人", "11人", "順調"),
        ("nagano-2015", "10人", "10人", "おおむね順調"),
        // 11: the letter may be overridden.
        ("nagoya-port-2014", "10人", "9人", "順調 (Judgement)"),
        // 12, 13: points and whole numbers leave gaps.
        ("miyoshi-kyoiku-2010", "10人", "8人", "B"),
        ("miyoshi-kyoiku-2010", "10人", "9人", "(OutsideBands)"),
        ("miyoshi-kyoiku-2024", "1000人", "895人", "(OutsideBands)"),
        ("miyoshi-kyoiku-2024", "10人", "11人", "(OutsideBands)"),
        ("miyoshi-kyoiku-2024", "10人", "9人", "A"),
    ];
    for (id, target, actual, expected) in cases {
        assert_eq!(grade(&shipped(id), target, actual), expected, "{id} {target} {actual}");
    }
    // 1 is held in full in the tests of the format.
    assert_eq!(shipped("kokubunji-shuro-2020").met_grade(), None);
}

#[test]
fn the_letter_that_says_as_planned_differs() {
    let met = ["naruto-2019", "osaka-library-2016", "dokuritsu-hojin-2014"]
        .map(|id| shipped(id).met_grade().map(str::to_owned).unwrap_or_default());
    assert_eq!(met, ["A", "B", "B"]);
}

#[test]
fn a_target_for_the_last_year_is_judged_by_words_before_it() {
    let (library, actual) = (shipped("osaka-library-2016"), read("40人"));
    let inputs = Inputs { due_later: true, ..Inputs::of(&actual) };
    assert_eq!(shown(&library.grade(&inputs)), "(Judgement)");
}

#[test]
fn rates_against_a_step_a_final_target_or_a_base_value() {
    // 8: two of five years gone, so 40 of the way from 100 to 200 are asked for.
    let tama = shipped("tama-2015");
    assert_eq!(with_base(&tama, "100人", "200人", "140人"), "①");
    assert_eq!(with_base(&tama, "100人", "200人", "139人"), "②");
    assert_eq!(with_base(&tama, "100人", "200人", "83人"), "③");
    assert_eq!(grade(&tama, "200人", "140人"), "(MeasureNotOnSheet)");
    // 10: what is below 20 is below 50 too, and nothing says which counts.
    let fuji = shipped("fuji-2015");
    assert_eq!(with_base(&fuji, "0人", "100人", "80人"), "80％以上");
    assert_eq!(with_base(&fuji, "0人", "100人", "30人"), "50％未満");
    assert_eq!(with_base(&fuji, "0人", "100人", "10人"), "50％未満・20％未満 (BandsOverlap)");
    // 14: between 80 and 100 only the base value decides, and above it 効果 is all there is.
    let kofukin = rubric(
        "[achievement]\nmeasure = \"ratio\"\nbands = [
            { grade = \"非常に効果\", low = 100, bounds = \"()\" },
            { grade = \"相当程度\", low = 70, high = 80, bounds = \"[]\" },
            { grade = \"効果\", high = 100, bounds = \"()\", also = [ { measure = \"difference\", against = \"base\", low = 0, bounds = \"()\" } ] },
            { grade = \"効果なし\", measure = \"difference\", against = \"base\", high = 0, bounds = \"()\" } ]",
    );
    assert_eq!(with_base(&kofukin, "50人", "100人", "75人"), "相当程度");
    assert_eq!(with_base(&kofukin, "50人", "100人", "90人"), "効果");
    assert_eq!(with_base(&kofukin, "95人", "100人", "90人"), "効果なし");
    assert_eq!(with_base(&kofukin, "90人", "100人", "90人"), "(OutsideBands)");
    assert_eq!(grade(&kofukin, "100人", "90人"), "効果・効果なし (MeasureNotOnSheet)");
    // 21
    let nagayo = shipped("nagayo-2019");
    for (actual, expected) in
        [("121人", "S"), ("101人", "A"), ("100人", "B"), ("90人", "B"), ("80人", "C"), ("不明", "− (NoActual)")]
    {
        assert_eq!(with_base(&nagayo, "100人", "120人", actual), expected, "{actual}");
    }
    // 31: the cut points of the letters are not in the text.
    let shizuoka = rubric(
        "[achievement]\nmeasure = \"ratio\"\nagainst = \"interpolated-target\"\nincomplete = true\nbands = [
            { grade = \"A\", when = \"not-seen\" }, { grade = \"B\", when = \"not-seen\" } ]
         [[other_scales]]\nname = \"活動\"\nmeasure = \"judgement\"\nincomplete = true\nbands = [
            { grade = \"◎\", when = \"judgement\" }, { grade = \"〇\", when = \"judgement\" } ]",
    );
    assert_eq!(with_base(&shizuoka, "100人", "200人", "140人"), "A・B (BandNotSeen)");
}

#[test]
fn a_small_change_may_count_as_level() {
    // 22: 3 percent, but only where the indicator comes from a survey.
    let fukuoka = |only: &str| {
        rubric(&format!(
            "[achievement]\nmeasure = \"difference\"\nagainst = \"base\"\ntolerance = {{ within = 3, unit = \"percent\"{only} }}
             bands = [ {{ grade = \"a\", measure = \"ratio\", against = \"interpolated-target\", low = 100 }},
             {{ grade = \"b\", low = 0 }}, {{ grade = \"c\", high = 0, bounds = \"()\" }} ]"
        ))
    };
    assert_eq!(with_base(&fukuoka(""), "100人", "200人", "97人"), "b");
    assert_eq!(with_base(&fukuoka(""), "100人", "200人", "96人"), "c");
    let survey = fukuoka(", only = \"市民アンケートによる指標\"");
    assert_eq!(with_base(&survey, "100人", "200人", "97人"), "b・c (ToleranceMayApply)");
    assert_eq!(with_base(&survey, "100人", "200人", "140人"), "a");
    // 23
    let tagawa = rubric(
        "[achievement]\nmeasure = \"difference\"\nagainst = \"base\"\nbands = [
            { grade = \"A\", measure = \"progress\", against = \"interpolated-target\", low = 100 },
            { grade = \"B\", low = 0, bounds = \"()\" }, { grade = \"C\", high = 0, bounds = \"(]\" },
            { grade = \"－\", when = \"unrated\" } ]",
    );
    assert_eq!(with_base(&tagawa, "100人", "200人", "140人"), "A");
    assert_eq!(with_base(&tagawa, "100人", "200人", "110人"), "B");
    assert_eq!(with_base(&tagawa, "100人", "200人", "100人"), "C");
    // Less is better: the way is the same, only downwards.
    let falling = |text: &str| {
        let (base, goal, actual) = (read("100人"), read("50人"), read(text));
        let inputs = Inputs {
            base: Some(&base),
            final_target: Some(&goal),
            elapsed: Some((2, 5)),
            falling: true,
            ..Inputs::of(&actual)
        };
        shown(&rubric("[achievement]\nmeasure = \"progress\"\nagainst = \"interpolated-target\"\ndirection = \"both\"\nlower_is_better = \"two-minus-ratio\"
            bands = [ { grade = \"A\", low = 100 }, { grade = \"B\", high = 100 } ]").grade(&inputs))
    };
    assert_eq!((falling("80人"), falling("90人")), ("A".to_owned(), "B".to_owned()));
}

#[test]
fn bands_that_were_not_seen_stay_open() {
    // 15: only the lower cut is in the text.
    let agui = rubric(
        "[achievement]\nmeasure = \"ratio\"\nbands = [ { grade = \"A\", label = \"ほぼ達成\", when = \"not-seen\" },
         { grade = \"B\", when = \"not-seen\" }, { grade = \"C\", high = 50 } ]",
    );
    assert_eq!(grade(&agui, "10人", "4人"), "C");
    assert_eq!(grade(&agui, "10人", "9人"), "A・B (BandNotSeen)");
    // 20: points of two kinds of indicators, by bands in a note that was not seen.
    let officer = rubric(
        "[achievement]\nname = \"成果\"\nmeasure = \"ratio\"\nindicator = \"outcome\"\nincomplete = true
         [[other_scales]]\nname = \"活動\"\nmeasure = \"ratio\"\nindicator = \"activity\"\nincomplete = true
         [overall]\nincomplete = true",
    );
    assert_eq!(grade(&officer, "10人", "9人"), "(BandNotSeen)");
    assert_eq!(officer.overall_of(Decimal::from(5)), None);
}

#[test]
fn points_and_totals() {
    let overall = |id: &str, total: i64| shipped(id).overall_of(Decimal::from(total)).unwrap_or_default();
    // 5: the rest of the totals was not seen.
    assert_eq!([18, 13, 11, 10].map(|t| overall("sano-shisaku", t)), ["18～16", "15～13", "12～11", ""]);
    // 17
    assert_eq!([8, 7, 6, 5, 4, 3, 0].map(|t| overall("okinawa-2009", t)), ["A", "B", "B", "C", "C", "D", "D"]);
    // 18
    assert_eq!([90, 89, 79, 69, 59, 49].map(|t| overall("minamikyushu-2021", t)), ["S", "A", "B", "C", "D", "E"]);
    // 19: 60 items of 5 points; all proper is 80 % of full marks, and no letters were seen.
    let omuta = rubric(
        "[[criteria]]\nname = \"item\"\nlabel = \"評価項目\"\nlevels = [1, 5]\nweight = 1
         [overall]\nof = \"share\"\nfull_points = 300\nincomplete = true
         bands = [ { grade = \"適正\", at = 80, met = true } ]",
    );
    assert_eq!(omuta.overall_of(Decimal::from(240)).as_deref(), Some("適正"));
    assert_eq!(omuta.overall_of(Decimal::from(239)), None);
}

#[test]
fn words_that_no_figure_decides() {
    let judged = |letters: &[&str], more: &str| {
        let bands: Vec<String> =
            letters.iter().map(|g| format!("{{ grade = \"{g}\", when = \"judgement\" }}")).collect();
        rubric(&format!("[achievement]\nmeasure = \"judgement\"\n{more}bands = [ {} ]", bands.join(", ")))
    };
    // 25–29 and 32
    for letters in [
        &["F", "S", "A", "B", "C", "X", "Y", "Z"][..],
        &["S", "A", "B", "C"],
        &["S", "A", "B", "C", "D"],
        &["A", "B", "C", "D"],
        &["前倒し実施", "計画どおり", "ほぼ計画どおり", "遅れている", "未達成"],
    ] {
        let rubric = judged(letters, "");
        assert_eq!(grade(&rubric, "10人", "13人"), "(Judgement)");
        assert!(letters.iter().all(|g| rubric.knows_grade(g)) && !rubric.knows_grade("Q"));
    }
    // 24: 1 is best on one scale of the sheet and 5 on the other.
    let kawasaki = rubric(
        "[achievement]\nname = \"達成度\"\nmeasure = \"judgement\"\nbands = [
            { grade = \"1\", when = \"judgement\" }, { grade = \"2\", when = \"judgement\" },
            { grade = \"3\", when = \"judgement\", met = true } ]
         [[criteria]]\nname = \"妥当性\"\nlabel = \"妥当性\"\nlevels = [1, 5]\nweight = 1
         [[criteria]]\nname = \"達成\"\nlabel = \"達成\"\nlevels = [1, 5]\nlowest_is_best = true\nweight = 1",
    );
    assert_eq!(scale(&kawasaki, "達成度").met_grade(), Some("3"));
    assert_eq!(kawasaki.criteria.iter().map(|c| c.lowest_is_best).collect::<Vec<_>>(), [false, true]);
    // 30: a mark may follow a letter, and − has a cause of its own.
    let sj = judged(&["A", "B+", "B", "C", "−"], "suffixes = [ { mark = \"′\", label = \"人員の問題\" } ]\n");
    assert!(sj.knows_grade("A′") && sj.knows_grade("B+") && !sj.knows_grade("D′"));
    // 3: a second scale with a mark that was lost.
    assert!(scale(&shipped("osaka-library-2013"), "priority-goal").incomplete);
}

#[test]
fn where_less_is_better_only_a_stated_formula_counts() {
    let (goal, actual) = (read("20件"), read("25件"));
    let inputs = Inputs { target: Some(&goal), falling: true, ..Inputs::of(&actual) };
    let with = |lines: &str| {
        let bands =
            "bands = [ { grade = \"A\", low = 100 }, { grade = \"B\", low = 80 }, { grade = \"C\", high = 80 } ]";
        shown(&rubric(&format!("[achievement]\nmeasure = \"ratio\"\n{lines}{bands}")).grade(&inputs))
    };
    assert_eq!(with(""), "(LowerIsBetter)");
    // 20 ÷ 25 = 80 %; 2 − 25 ÷ 20 = 75 %.
    assert_eq!(with("direction = \"both\"\nlower_is_better = \"target-over-actual\"\n"), "B");
    assert_eq!(with("direction = \"both\"\nlower_is_better = \"two-minus-ratio\"\n"), "C");
}
