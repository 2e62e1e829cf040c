//! Small dumps, and the rows made of them.

use super::spread;
use crate::ingest::tabular::TextCell;
use crate::ingest::text::decode;

/// The rows of the tables of a dump, a cell's lines parted by `|`; what is unsure has a question mark.
fn rows(text: &str) -> Vec<Vec<String>> {
    let read = spread(&decode(text.as_bytes()).unwrap());
    let chars: Vec<char> = read.text.text.chars().collect();
    let cell = |c: &TextCell| {
        let lines: Vec<String> = c.lines.iter().map(|l| chars[l.0..l.1].iter().collect()).collect();
        lines.join("|") + if c.rows > 1 { "*" } else { "" } + if c.unsure { "?" } else { "" }
    };
    let row =
        |t: &crate::ingest::tabular::TextTable, r: usize| t.cells.iter().filter(|c| c.row == r).map(cell).collect();
    read.tables.iter().flat_map(|t| (0..t.rows).map(|r| row(t, r)).collect::<Vec<Vec<String>>>()).collect()
}

#[test]
fn a_name_stands_beside_the_rows_of_its_roles() {
    let read = rows(
        "指標名          単位  区分     令和2年度  令和3年度\n\
         \u{20}                     目標        120        130\n\
         教室に参加し     人   実績        118        131\n\
         た市民の数\n\
         \u{20}                     達成率     98.3%     100.8%\n\
         \u{20}                     目標         10         12\n\
         教室の数         回   実績          9         12\n\
         \u{20}                     達成率     90.0%     100.0%\n",
    );
    assert_eq!(read[1], ["教室に参加し|た市民の数*", "人*", "目標", "120", "130"]);
    assert_eq!(read[4], ["教室の数*", "回*", "目標", "10", "12"]);
    assert_eq!(read[6], ["達成率", "90.0%", "100.0%"]);
}

#[test]
fn rows_without_values_are_rows() {
    let read = rows(
        "名称      区分       R4    R5    R6\n\
         \u{20}        目標値     50    55    60\n\
         来た人   成り行き値\n\
         \u{20}        実績値     48          61\n",
    );
    assert_eq!(read[2], ["成り行き値", "", "", ""]);
    assert_eq!(read[3], ["実績値", "48", "", "61"]);
}

#[test]
fn a_wrapped_label_belongs_to_the_row_that_fills_its_column() {
    let read = rows(
        "区分          R4      R5      R6\n\
         その他特定財    10      20      30\n\
         源\n\
         一般財源      40      50      60\n",
    );
    assert_eq!(read[1], ["その他特定財|源", "10", "20", "30"]);
    assert_eq!(read[2], ["一般財源", "40", "50", "60"]);
}

#[test]
fn a_table_goes_on_behind_a_page_break() {
    let read = rows(
        "柱  指標名     区分      R4      R5\n\
         甲  来た人     目標      10      20\n\
         \u{20}              実績       9      21\n\u{c}\
         \u{20}   帰った人   目標      30      40\n\
         \u{20}              実績      29      41\n",
    );
    assert_eq!(read[3], ["", "帰った人*", "目標", "30", "40"]);
}

proptest::proptest! {
    /// Whatever stands in a dump: every cell holds characters of the text, and no character is in two cells.
    #[test]
    fn no_character_is_in_two_cells(text in "([国費回目標実績達成率R2,（％）0-9△。]{1,5}[ ]{1,9}|[ ]{2,9}|\n|\n\n|\u{c}){1,60}") {
        let Ok(document) = decode(text.as_bytes()) else { return Ok(()) };
        let read = spread(&document);
        let length = document.text.chars().count();
        let mut spans: Vec<(usize, usize)> =
            read.tables.iter().flat_map(|t| &t.cells).flat_map(|c| c.lines.iter().copied()).collect();
        spans.sort_unstable();
        proptest::prop_assert!(spans.iter().all(|s| s.0 < s.1 && s.1 <= length));
        proptest::prop_assert!(spans.windows(2).all(|w| w[0].1 <= w[1].0), "{:?}", spans);
        for table in &read.tables {
            let inside = table.cells.iter().all(|c| c.row + c.rows <= table.rows && c.col + c.cols <= table.columns);
            proptest::prop_assert!(inside);
        }
    }
}
