//! The rules, one a file. Adding one: its file, its line here, its fixture in `fixtures/rules`.

use super::rule::RuleInfo;

macro_rules! rules {
    ($($name:ident = $text:literal),* $(,)?) => {
        $(mod $name;)*
        /// Every rule.
        pub(super) const ALL: &[RuleInfo] = &[$(RuleInfo {
            name: $text,
            source: include_str!(concat!(stringify!($name), ".rs")),
            check: $name::check,
        }),*];
    };
}

rules! {
    band_label_inconsistent = "band-label-inconsistent",
    cell_unreadable = "cell-unreadable",
    mark_missing = "mark-missing",
    mark_ambiguous = "mark-ambiguous",
    grade_outside_band = "grade-outside-band",
    top_grade_despite_decline = "top-grade-despite-decline",
    adjustment_not_allowed = "adjustment-not-allowed",
    adjustment_not_derivable = "adjustment-not-derivable",
    unit_mismatch = "unit-mismatch",
    target_not_quantified = "target-not-quantified",
    points_not_grade = "points-not-grade",
    points_not_mark = "points-not-mark",
    total_not_sum = "total-not-sum",
    overall_not_band = "overall-not-band",
    rate_not_ratio = "rate-not-ratio",
    subtotal_not_sum = "subtotal-not-sum",
    list_differs_from_sheet = "list-differs-from-sheet",
    name_differs = "name-differs",
    sheet_missing = "sheet-missing",
    row_missing = "row-missing",
    repeat_differs = "repeat-differs",
    narrative_differs = "narrative-differs",
    repeated_text = "repeated-text",
}
