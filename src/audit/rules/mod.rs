//! The rules, one a file. Adding one: its file, its line here, its fixture in `fixtures/rules`.

use super::rule::{RuleInfo, Scope};

macro_rules! rules {
    ($($name:ident = $text:literal in $scope:ident),* $(,)?) => {
        $(mod $name;)*
        /// Every rule.
        pub(super) const ALL: &[RuleInfo] = &[$(RuleInfo {
            name: $text,
            source: include_str!(concat!(stringify!($name), ".rs")),
            scope: Scope::$scope($name::check),
        }),*];
    };
}

rules! {
    band_label_inconsistent = "band-label-inconsistent" in Document,
    cell_unreadable = "cell-unreadable" in Document,
    mark_missing = "mark-missing" in Document,
    mark_ambiguous = "mark-ambiguous" in Document,
    grade_outside_band = "grade-outside-band" in Document,
    top_grade_despite_decline = "top-grade-despite-decline" in Document,
    adjustment_not_allowed = "adjustment-not-allowed" in Document,
    adjustment_not_derivable = "adjustment-not-derivable" in Document,
    unit_mismatch = "unit-mismatch" in Document,
    target_not_quantified = "target-not-quantified" in Document,
    points_not_grade = "points-not-grade" in Document,
    points_not_mark = "points-not-mark" in Document,
    total_not_sum = "total-not-sum" in Document,
    overall_not_band = "overall-not-band" in Document,
    rate_not_ratio = "rate-not-ratio" in Document,
    subtotal_not_sum = "subtotal-not-sum" in Document,
    status_not_value = "status-not-value" in Document,
    comparison_not_value = "comparison-not-value" in Document,
    list_differs_from_sheet = "list-differs-from-sheet" in Document,
    name_differs = "name-differs" in Document,
    sheet_missing = "sheet-missing" in Document,
    row_missing = "row-missing" in Document,
    repeat_differs = "repeat-differs" in Document,
    narrative_differs = "narrative-differs" in Document,
    repeated_text = "repeated-text" in Document,
    restated_history = "restated-history" in Editions,
}
