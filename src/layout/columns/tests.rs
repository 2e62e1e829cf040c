//! Small texts, and the columns found in them.

use super::{Kind, Part, Table, flows, metric, tables};
use crate::ingest::tabular::TextTable;
use crate::ingest::text::decode;
use crate::layout::text::Metric;
use std::collections::BTreeSet;

fn read(text: &str) -> Vec<Table> {
    let document = decode(text.as_bytes()).unwrap();
    let metric = metric(&document);
    document.pages.iter().flat_map(|p| tables(&document, p, metric)).collect()
}

/// The texts over and in each column.
fn columns(table: &Table, part: Part) -> Vec<Vec<&str>> {
    let lines = || table.lines.iter().filter(|l| l.part == part).flat_map(|l| &l.words);
    let of = |c: usize| lines().filter(|w| w.columns == (c..c + 1)).map(|w| w.run.text.as_str()).collect();
    (0..table.columns.len()).map(of).collect()
}

#[test]
fn heads_stand_over_the_columns_of_their_order() {
    // A column for each character: the heads drift away from the figures under them.
    let found = read(
        "  区分    平成29年度 平成30年度 令和元年度 増減額 増減率\n\
         \u{20}国庫金          0       0   7,114  7,114       －\n\
         \u{20}市債       1,496   2,000     900 △1,100   △55.0\n",
    );
    let [table] = found.as_slice() else { panic!("{found:?}") };
    assert!(table.sure);
    assert_eq!(
        columns(table, Part::Head),
        [["区分"], ["平成29年度"], ["平成30年度"], ["令和元年度"], ["増減額"], ["増減率"]]
    );
    assert_eq!(columns(table, Part::Body)[5], ["－", "△55.0"]);
}

#[test]
fn empty_cells_leave_the_others_in_their_columns() {
    let found = read(
        "指標名   区分      R2     R3     R4\n\
         \u{20}        目標      120    130    140\n\
         参加した人の数  実績       98           131\n",
    );
    let body = columns(&found[0], Part::Body);
    assert_eq!((body[3].as_slice(), body[4].as_slice()), (["130"].as_slice(), ["140", "131"].as_slice()));
    assert_eq!(found[0].columns, [Kind::Text, Kind::Text, Kind::Figures, Kind::Figures, Kind::Figures]);
}

#[test]
fn a_missing_head_makes_a_table_unsure() {
    let found = read("区分    R2\n国費    10     20     30\n市費    40     50     60\n");
    assert!(found.iter().all(|t| !t.sure || t.lines.iter().all(|l| l.part != Part::Head)), "{found:?}");
}

#[test]
fn a_head_begins_another_table() {
    let found = read(
        "区分   R2   R3   R4\n国費   10   20   30\n市費   40   50   60\n\
         指標   R5   R6   R7\n件数   11   21   31\n人数   41   51   61\n",
    );
    assert_eq!(found.len(), 2);
    assert_eq!(columns(&found[1], Part::Head), [["指標"], ["R5"], ["R6"], ["R7"]]);
}

#[test]
fn sentences_with_figures_are_no_table() {
    assert!(read("4月 78 社 計 78 社\n5月 12 社 計 90 社\n").is_empty());
    assert!(read("令和4年度は前年度の 120 人に対し 131 人が参加した。\n1 件の苦情があった。\n").is_empty());
}

#[test]
fn the_metric_is_the_one_under_which_figures_end_together() {
    let wide =
        decode("国庫支出金     1,000   2,000\n市費               5       7\n計             1,005   2,007\n".as_bytes())
            .unwrap();
    assert_eq!(metric(&wide), Metric::Display);
    let narrow =
        decode("国庫支出金     1,000   2,000\n市費            5       7\n計         1,005   2,007\n".as_bytes())
            .unwrap();
    assert_eq!(metric(&narrow), Metric::Character);
}

/// The rows of the tables of texts, a cell's lines parted by `|`; what is unsure has a question mark.
fn texts(text: &str) -> Vec<Vec<String>> {
    let document = decode(text.as_bytes()).unwrap();
    let chars: Vec<char> = text.chars().collect();
    let found = flows(&document, &document.pages[0], Metric::Character, &BTreeSet::new());
    let row = |t: &TextTable, r: usize| {
        let own = t.cells.iter().filter(|c| c.row == r);
        own.map(|c| {
            let lines: Vec<String> = c.lines.iter().map(|l| chars[l.0..l.1].iter().collect()).collect();
            format!("{}{}", lines.join("|"), if c.unsure { "?" } else { "" })
        })
        .collect()
    };
    found.iter().flat_map(|t| (0..t.rows).map(|r| row(t, r)).collect::<Vec<Vec<String>>>()).collect()
}

#[test]
fn texts_between_blank_lines_are_rows() {
    let read = texts(
        "番号   事業名     実施内容\n\n\
         \u{20}               教室を開き、参加者を\n\
         甲    教室の開催    広く募った。\n\n\
         乙    図書の貸出    本を貸し出した。\n\n\
         \u{20}               続きである。\n",
    );
    assert_eq!(
        read,
        [
            vec!["番号", "事業名", "実施内容"],
            vec!["甲", "教室の開催", "教室を開き、参加者を|広く募った。"],
            vec!["乙", "図書の貸出", "本を貸し出した。"],
        ]
    );
}

#[test]
fn rows_that_no_blank_line_parts_are_unsure() {
    let read = texts(
        "番号   事業名     実施内容\n\n\
         甲    教室の開催    開いた。\n\
         \u{20}               二行目。\n\
         乙    図書の貸出    貸した。\n",
    );
    assert!(read[1].iter().all(|c| c.ends_with('?')), "{read:?}");
}

#[test]
fn heads_without_columns_make_no_table() {
    assert!(texts("一つ目   二つ目   三つ目\n\nここには文章が続いていて、表はどこにもない。\n").is_empty());
}
