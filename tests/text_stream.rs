//! Dumps in content-stream order: figures come back to their places, or say that they may not be there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use kanrihyo::ingest::text::decode;
use kanrihyo::profile::Profiles;
use kanrihyo::recognise::raw::{RawMarks, RawSheet};
use kanrihyo::recognise::text::read;
use kanrihyo::rubric::Rubrics;
use kanrihyo::sheet::{IndicatorKind, NarrativeRole, Role};

const HEAD: &str =
    "指標区分 設定した目標の内容 平成27年度 平成28年度 平成29年度 平成30年度\n\n平成31\n(令和元)年度\n\n";
const TITLE: &str = "瑞雲市就労支援プラン\n\n就労支援事業進行管理票［対象：令和元年度］ 所 管 課 産業課 事業番号 ２－３\n\n事業名 夕べの相談";
const RATING: &str = "◇指標に対する達成状況（成果指標）　【S→5点／A→4点／B→3点／C→2点／D→0点】\n\nＳ Ａ Ｂ Ｃ Ｄ\n\n□ ■ □ □ □\n\n所管課評価 高い ←-----→ 低い 理　由\n\n５ ４ ３ ２ １\n\n専門部会評価 高い ←-----→ 低い 専門部会意見";

/// Rows of the made-up sheet, target then actual.
const ACTIVITY: [[&str; 5]; 2] = [["40回", "40回", "42回", "42回", "44回"], ["38回", "41回", "43回", "40回", "45回"]];
const OUTCOME: [[&str; 5]; 2] =
    [["120人", "120人", "130人", "130人", "140人"], ["118人", "125人", "121人", "136人", "146人"]];

fn row(cells: &[&str]) -> String {
    cells.join(" ")
}

fn sheet(text: &str) -> RawSheet {
    let profiles = Profiles::builtin();
    let profile = profiles.get("kokubunji-shuro-2020").unwrap();
    let document = decode(text.as_bytes()).unwrap();
    let mut reading = read(&document, profile, None);
    assert_eq!(reading.sheets.len(), 1, "{text}");
    reading.sheets.remove(0)
}

/// Figures that are wrong and surely so, and how many are right.
fn compare(sheet: &RawSheet) -> (Vec<String>, usize) {
    let mut wrong = Vec::new();
    let mut right = 0;
    for (kind, rows) in [(IndicatorKind::Activity, ACTIVITY), (IndicatorKind::Outcome, OUTCOME)] {
        let indicator = sheet.indicators.iter().find(|i| i.kind == kind).unwrap();
        for (role, row) in [(Role::Target, rows[0]), (Role::Actual, rows[1])] {
            for (year, want) in (2015..).zip(row) {
                let cell = indicator.cells.iter().find(|c| c.role == role && c.years == [year]).unwrap();
                if cell.printed.text == want {
                    right += 1;
                } else if cell.printed.confidence >= 0.9 {
                    wrong.push(format!("{kind:?} {role:?} {year}: {want}, read {}", cell.printed.text));
                }
            }
        }
    }
    (wrong, right)
}

fn pieces() -> Vec<String> {
    vec![
        TITLE.into(),
        format!("{HEAD}目標 目標 目標 目標 目標\n\n実績 実績 実績 実績 実績\n\n対象指標 ―\n― ― ― ― ―\n― ― ― ― ―"),
        format!("活動指標 相談日の開設数 {}", row(&ACTIVITY[0])),
        row(&ACTIVITY[1]),
        format!("成果指標 相談した人数 {}", row(&OUTCOME[0])),
        row(&OUTCOME[1]),
        RATING.into(),
    ]
}

#[test]
fn a_whole_table_is_read_as_it_stands() {
    let sheet = sheet(&pieces().join("\n\n"));
    assert_eq!(compare(&sheet), (Vec::new(), 20));
    assert_eq!(sheet.fiscal_year, Some(2019));
    assert_eq!(sheet.number.unwrap().text, "２－３");
}

#[test]
fn chunks_in_any_order_leave_no_figure_wrong_and_sure() {
    let whole = pieces();
    for cut in 1..whole.len() {
        let mut turned = whole.clone();
        turned.rotate_left(cut);
        let (wrong, right) = compare(&sheet(&turned.join("\n\n")));
        assert!(wrong.is_empty(), "cut {cut}: {wrong:?}");
        assert!(right >= 10, "cut {cut}: only {right} right");
    }
}

#[test]
fn a_last_column_that_stands_apart_comes_back() {
    let mut torn = pieces();
    for (at, cells) in [(2, ACTIVITY[0]), (3, ACTIVITY[1]), (4, OUTCOME[0]), (5, OUTCOME[1])] {
        torn[at] = torn[at].replace(&row(&cells), &row(&cells[..4]));
    }
    torn[1] = torn[1].replace("― ― ― ― ―", "― ― ― ―");
    let column = ["―", "―", ACTIVITY[0][4], ACTIVITY[1][4], OUTCOME[0][4], OUTCOME[1][4]].join("\n\n");
    let sheet = sheet(&format!("{column}\n\n{RATING}\n\n{}", torn[..6].join("\n\n")));
    assert_eq!(compare(&sheet), (Vec::new(), 20));
}

#[test]
fn rows_tell_targets_from_actuals_where_the_headings_stand_in_another_order() {
    let mut torn = pieces();
    torn[1] = torn[1].replace(
        "目標 目標 目標 目標 目標\n\n実績 実績 実績 実績 実績",
        "実績 実績 実績 実績 実績\n\n目標 目標 目標 目標 目標",
    );
    for sheet in dump(&vec![torn.join("\n\n"); 2]) {
        assert_eq!(compare(&sheet), (Vec::new(), 20));
    }
}

/// Sheets whose newest column stands apart, the actuals before the targets if `turned`.
fn newest_apart(turned: bool) -> String {
    let mut torn = pieces();
    for (at, cells) in [(2, ACTIVITY[0]), (3, ACTIVITY[1]), (4, OUTCOME[0]), (5, OUTCOME[1])] {
        torn[at] = torn[at].replace(&row(&cells), &row(&cells[..4]));
    }
    torn[1] = torn[1].replace("― ― ― ― ―", "― ― ― ―");
    let mut column = ["―", "―", ACTIVITY[0][4], ACTIVITY[1][4], OUTCOME[0][4], OUTCOME[1][4]];
    if turned {
        column.swap(2, 3);
        column.swap(4, 5);
    }
    format!("{}\n\n{RATING}\n\n{}", column.join("\n\n"), torn[..6].join("\n\n"))
}

#[test]
fn letters_of_several_sheets_tell_that_the_newest_actual_stands_first() {
    let profiles = Profiles::builtin();
    let rubrics = Rubrics::builtin();
    let profile = profiles.get("kokubunji-shuro-2020").unwrap();
    let rubric = rubrics.get("kokubunji-shuro-2020").unwrap();
    for turned in [false, true] {
        let text = vec![newest_apart(turned); 4].join("\n\n\n\n\n");
        let document = decode(text.as_bytes()).unwrap();
        let reading = read(&document, profile, Some(rubric));
        assert_eq!(reading.sheets.len(), 4);
        for sheet in &reading.sheets {
            assert_eq!(compare(sheet), (Vec::new(), 20), "turned: {turned}");
            let newest = sheet.indicators.iter().flat_map(|i| &i.cells).filter(|c| c.years == [2019]);
            let sure = newest.filter(|c| c.printed.confidence >= 0.9 && c.printed.text != "―").count();
            assert_eq!(sure, if turned { 0 } else { 4 });
        }
    }
}

#[test]
fn two_figures_without_a_blank_between_them_mark_a_jump() {
    let mut torn = pieces();
    torn[3] = format!("{} {}{} {}", ACTIVITY[1][2], ACTIVITY[1][3], ACTIVITY[1][0], ACTIVITY[1][1]);
    torn[5] = format!("{}\n\n{}", OUTCOME[1][..4].join(" "), OUTCOME[1][4]);
    torn.insert(4, ACTIVITY[1][4].into());
    let sheets = vec![torn.join("\n\n"); 3].join("\n\n\n\n\n");
    let profiles = Profiles::builtin();
    let document = decode(sheets.as_bytes()).unwrap();
    for sheet in read(&document, profiles.get("kokubunji-shuro-2020").unwrap(), None).sheets {
        assert_eq!(compare(&sheet).0, Vec::<String>::new());
    }
}

#[test]
fn a_cell_that_a_blank_line_parts_is_joined_where_another_prints_it_whole() {
    let words = ["調査なしの", "年"];
    let cells = format!("40回\n{}\n\n{}\n40回\n\n{}\n{}\n\n44回", words[0], words[1], words[0], words[1]);
    let mut torn = pieces();
    torn[2] = format!("活動指標 相談日の開設数\n{cells}");
    let sheet = sheet(&torn.join("\n\n"));
    let activity = sheet.indicators.iter().find(|i| i.kind == IndicatorKind::Activity).unwrap();
    let targets: Vec<String> =
        activity.cells.iter().filter(|c| c.role == Role::Target).map(|c| c.printed.text.replace('\n', "")).collect();
    assert_eq!(targets, ["40回", "調査なしの年", "40回", "調査なしの年", "44回"]);
}

#[test]
fn every_printed_form_stands_at_its_span() {
    let text = pieces().join("\n\n");
    let chars: Vec<char> = text.chars().collect();
    for cell in sheet(&text).indicators.iter().flat_map(|i| &i.cells) {
        for place in &cell.printed.places {
            let kanrihyo::sheet::Region::Span(start, end) = place.region else { panic!("no span") };
            let there: String = chars[start..end].iter().collect();
            assert!(cell.printed.text.contains(&there), "{there} is not in {}", cell.printed.text);
        }
    }
}

/// A page of a dump in which the rows of boxes stand apart from their labels: those of the panels
/// first, the direction's and the achievement's where chance put them.
fn torn_rating(number: usize, panels: [usize; 4], points: [u32; 4], achievement: usize, direction: usize) -> String {
    let row = |at: usize| (1..=5).map(|n| if n == at { "■" } else { "□" }).collect::<Vec<_>>().join(" ");
    let level = |at: usize| 6 - at as u32;
    let letter = [5, 4, 3, 2, 0][achievement - 1];
    let total = |a: u32, b: u32| letter + a + b;
    let scale = "高い 低い\n\n５ ４ ３ ２ １";
    let line = |a: u32, b: u32| format!("{letter} {a} 雇用・就業効果 {b} {}", total(a, b));
    assert_eq!(points[1], level(panels[1]));
    format!(
        "目標 目標 目標 目標 目標\n\nＳ Ａ Ｂ Ｃ Ｄ 無\n\n{scale}\n\n{}\n\n{}\n\n{}\n\n{scale}\n\n{}\n\n{}\n\n{}\n\n\
         専門部会総合評価 達成状況 有効性 総合評価点 総合評価 Ｂ\n\n今後の課題・取組\nについて\n\n今後の進め方\n\n{}\n\n\
         所管課総合評価 達成状況 有効性 総合評価点 総合評価 Ｂ\n\n専門部会評価 ←-----→ 専門部会意見\n\n\
         所管課評価 ←-----→ 理　由\n\n{}\n\n評価調整\n\n{HEAD}対象指標 ―\n\n活動指標 ―\n\n成果指標 ―\n\n{}",
        row(panels[0]),
        row(panels[1]),
        line(points[0], points[1]),
        row(panels[2]),
        row(panels[3]),
        line(points[2], points[3]),
        row(direction),
        row(achievement),
        TITLE.replace("２－３", &format!("２－{number}"))
    )
}

fn dump(pages: &[String]) -> Vec<RawSheet> {
    let profiles = Profiles::builtin();
    let profile = profiles.get("kokubunji-shuro-2020").unwrap();
    let rubrics = kanrihyo::rubric::Rubrics::builtin();
    let rubric = rubrics.get("kokubunji-shuro-2020");
    read(&decode(pages.join("\n\n\n\n").as_bytes()).unwrap(), profile, rubric).sheets
}

/// The values that a scale marks, and whether all its boxes are sure.
fn marked(marks: &RawMarks) -> (Vec<&str>, bool) {
    let values = marks.boxes.iter().filter(|b| b.marked).map(|b| b.value.as_str()).collect();
    (values, marks.boxes.iter().all(|b| b.printed.confidence >= 0.9))
}

#[test]
fn rows_of_boxes_apart_from_their_labels_are_told_by_their_points() {
    let pages: Vec<String> = [(1, 4, 3), (2, 1, 2), (3, 2, 3), (4, 3, 1), (5, 5, 2)]
        .into_iter()
        .map(|(number, achievement, direction)| torn_rating(number, [2, 3, 2, 3], [8, 3, 8, 3], achievement, direction))
        .collect();
    let sheets = dump(&pages);
    assert_eq!(sheets.len(), pages.len());
    let letters = ["C", "S", "A", "B", "D"];
    let directions = ["要改善", "現状維持", "要改善", "拡大・拡充", "現状維持"];
    for ((sheet, letter), direction) in sheets.iter().zip(letters).zip(directions) {
        assert_eq!(marked(sheet.achievement.as_ref().unwrap()), (vec![letter], true));
        assert_eq!(marked(sheet.direction.as_ref().unwrap()), (vec![direction], true));
        for criterion in sheet.panels.iter().flat_map(|p| &p.criteria) {
            let level = if criterion.name == "effectiveness" { "4" } else { "3" };
            assert_eq!(marked(criterion.level.as_ref().unwrap()), (vec![level], true));
        }
    }
}

#[test]
fn points_that_contradict_their_mark_do_not_move_the_row_that_all_other_sheets_have_there() {
    let mut pages: Vec<String> =
        (1..=16).map(|n| torn_rating(n, [2, 3, 2, 3], [8, 3, 8, 3], 1 + n % 5, 1 + n % 3)).collect();
    // The committee's row marks 4, its points say 3 × 2; the row of the direction would fit them.
    pages.push(torn_rating(17, [2, 3, 2, 3], [8, 3, 6, 3], 4, 3));
    let sheets = dump(&pages);
    let last = sheets.last().unwrap();
    let level = last.panels[1].criteria[0].level.as_ref().unwrap();
    assert_eq!(marked(level), (vec!["4"], true));
    assert_eq!(marked(last.direction.as_ref().unwrap()), (vec!["要改善"], true));
}

#[test]
fn the_text_of_an_issue_is_known_again_on_another_sheet() {
    let issue = "●窓口を一つにまとめ，次に行く先を案内します。";
    let page = |number: usize, apart: bool| {
        let mut pieces = pieces();
        pieces[0] = TITLE.replace("２－３", &format!("２－{number}"));
        let text = issue.to_owned();
        if apart {
            pieces.insert(0, text)
        } else {
            pieces.push(format!("主要課題 相談の体制\n\n{text}"))
        }
        pieces.join("\n\n")
    };
    let sheets = dump(&[page(1, false), page(2, true)]);
    for sheet in &sheets {
        let found = sheet.narratives.iter().find(|n| n.role == NarrativeRole::Issue).unwrap();
        assert_eq!(found.text.text, issue);
        assert!(found.text.confidence >= 0.9);
    }
}

#[test]
fn years_that_fall_leave_open_at_which_end_the_one_stands_that_is_apart() {
    let head = "指標区分 設定した目標の内容 平成30年度 平成29年度 平成28年度 平成27年度\n\n平成31\n(令和元)年度\n\n";
    let mut torn = pieces();
    torn[1] = torn[1].replace(HEAD, head).replace("― ― ― ― ―", "― ― ― ―");
    for (at, cells) in [(2, ACTIVITY[0]), (3, ACTIVITY[1]), (4, OUTCOME[0]), (5, OUTCOME[1])] {
        torn[at] = torn[at].replace(&row(&cells), &[cells[3], cells[2], cells[1], cells[0]].join(" "));
    }
    let column = ["―", "―", ACTIVITY[0][4], ACTIVITY[1][4], OUTCOME[0][4], OUTCOME[1][4]].join("\n\n");
    let page = format!("{column}\n\n{RATING}\n\n{}", torn[..6].join("\n\n"));
    for sheet in dump(&vec![page; 4]) {
        assert_eq!(compare(&sheet).0, Vec::<String>::new());
    }
}

fn issue(number: usize) -> String {
    format!("窓口{number}との連携")
}

/// Pages of a whole form in blocks: its head, its table, and a rating whose panels differ.
fn blocks(number: usize) -> Vec<String> {
    let rating = torn_rating(number, [2, 3, 3, 1], [8, 3, 6, 5], 2, 1 + number % 3);
    let mut blocks: Vec<String> = rating.split("\n\n").map(str::to_owned).collect();
    blocks.retain(|b| !b.is_empty());
    let head = ["基本方針 相談の場をひらくために", "主要課題", &issue(number), "●次に行く先を，窓口で案内した。"];
    blocks.extend(head.map(str::to_owned));
    blocks
}

#[test]
fn an_order_that_the_points_bear_out_is_sure() {
    let pages: Vec<String> = (1..=6).map(|n| blocks(n).join("\n\n")).collect();
    for (number, sheet) in (1..).zip(dump(&pages)) {
        let read = sheet.issue.as_ref().unwrap();
        assert_eq!((read.text.as_str(), read.confidence >= 0.9), (issue(number).as_str(), true));
        for (panel, want) in sheet.panels.iter().zip([["4", "3"], ["3", "5"]]) {
            for (criterion, level) in panel.criteria.iter().zip(want) {
                assert_eq!(marked(criterion.level.as_ref().unwrap()), (vec![level], true));
                assert!(criterion.points.as_ref().unwrap().confidence >= 0.9);
            }
        }
    }
}

#[test]
fn an_order_that_the_points_contradict_leaves_nothing_sure_that_only_order_tells() {
    let turned = |number: usize| {
        let mut blocks = blocks(number);
        blocks.reverse();
        blocks.join("\n\n")
    };
    for (number, sheet) in (1..).zip(dump(&(1..=6).map(turned).collect::<Vec<_>>())) {
        assert!(sheet.issue.is_none_or(|i| i.confidence < 0.9 || i.text == issue(number)));
        for (panel, want) in sheet.panels.iter().zip([["4", "3"], ["3", "5"]]) {
            for (criterion, level) in panel.criteria.iter().zip(want) {
                let (values, sure) = marked(criterion.level.as_ref().unwrap());
                assert!(!sure || values == [level], "{values:?} for {level}");
            }
        }
        for marks in [&sheet.achievement, &sheet.direction] {
            assert!(!marked(marks.as_ref().unwrap()).1);
        }
    }
}
