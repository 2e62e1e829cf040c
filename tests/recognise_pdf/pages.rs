//! Pages that break records: rows of a list, and the last rows of a sheet, that go on over the page.

use crate::drawn::{Sketch, Td, heads, tall, td, tds, top, wide};
use kanrihyo::layout::PageLayout;
use kanrihyo::profile::Profiles;
use kanrihyo::recognise;
use kanrihyo::sheet::{Document, Field};

const HEADS: [&str; 9] =
    ["番号", "事業名", "対象者", "所管課", "達成状況", "有効性・必要性", "雇用・就業効果", "総合評価点", "総合評価"];

fn read(pages: &[PageLayout]) -> Document {
    recognise::pdf(pages, &Profiles::builtin(), Some("kokubunji-shuro-2020"))
}

fn text(field: &Option<Field>) -> &str {
    field.as_ref().and_then(|f| f.as_text()).unwrap_or("∅")
}

fn list(page: u32, heads: bool, rows: &[[&str; 9]]) -> PageLayout {
    let mut all: Vec<Vec<Td>> = Vec::new();
    if heads {
        all.push(tds(&HEADS));
    }
    all.extend(rows.iter().map(|row| tds(row)));
    let sketch = Sketch::new(page);
    let sketch =
        if heads { sketch.line("就労支援事業進行管理票リスト［対象：２年度］") } else { sketch };
    sketch.table(500.0, all).done()
}

const FIRST: [&str; 9] = ["１－１", "しごと相談", "全市民", "産業課", "3", "8", "3", "14", "Ａ"];
const START: [&str; 9] = ["１－２", "若者の仕事体験を支", "若者", "産業課", "2", "8", "3", "13", "Ｂ"];
const REST: [&str; 9] = ["", "える事業", "", "", "", "", "", "", ""];
const LAST: [&str; 9] = ["１－３", "技能講習", "女性", "産業課", "4", "8", "3", "15", "Ａ"];

#[test]
fn a_row_that_is_broken_between_two_pages_is_one_row() {
    for heads in [false, true] {
        let document = read(&[list(1, true, &[FIRST, START]), list(2, heads, &[REST, LAST])]);
        let names: Vec<&str> = document.summary.iter().map(|row| text(&row.name)).collect();
        assert_eq!(names.len(), 3, "{heads}: {names:?}");
        let broken = document.summary[1].name.as_ref().unwrap();
        assert_eq!(broken.printed, "若者の仕事体験を支\nえる事業");
        assert_eq!(broken.places.iter().map(|p| p.page).collect::<Vec<_>>(), [1, 2]);
        assert!(broken.confidence < 0.9, "that the text goes on is a guess");
        assert_eq!(text(&document.summary[1].total), "13");
        assert_eq!(text(&document.summary[2].project_number), "1-3");
    }
}

#[test]
fn a_row_of_its_own_is_not_taken_for_the_rest_of_another() {
    let document = read(&[list(1, true, &[FIRST, START]), list(2, false, &[LAST])]);
    assert_eq!(document.summary.len(), 3);
    assert_eq!(text(&document.summary[1].name), "若者の仕事体験を支");
}

fn panel(sketch: Sketch, head: &str, total: &str, last: &str) -> Sketch {
    let levels = ["５", "４", "３", "２", "１"];
    let rows = vec![
        vec![tall(head, 2), wide("高い ←-----→ 低い", 5), tall(last, 2)],
        tds(&levels),
        tds(&["有効性・必要性\n（評価点×２）", "□", "■", "□", "□", "□", "必要性が高い。"]),
        tds(&["雇用・就業効果\n（評価点×１）", "□", "□", "■", "□", "□", "効果がある。"]),
    ];
    let sums = vec![tds(&[
        total,
        "達成状況",
        "2",
        "有効性",
        "8",
        "雇用・就業効果",
        "3",
        "総合評価点",
        "13",
        "総合評価",
        "Ｂ",
    ])];
    sketch.table(500.0, rows).table(500.0, sums)
}

fn sheet_without_end() -> Sketch {
    let mut rows = heads();
    rows.push(vec![tall("成果指標", 2), tall("就職者数", 2), td("1人"), td("2人")]);
    rows.push(tds(&["3人", "4人"]));
    let sketch = panel(top().table(500.0, rows), "所管課評価", "所管課総合評価", "理　由");
    panel(sketch, "専門部会評価", "専門部会総合評価", "専門部会意見")
}

#[test]
fn a_scale_on_a_page_of_its_own_belongs_to_the_sheet_before() {
    let mut direction = vec![tall("今後の進め方", 2)];
    direction.extend(tds(&["拡大・拡充", "現状維持", "要 改 善"]));
    let end = Sketch::new(2).table(500.0, vec![direction, tds(&["□", "■", "□"])]).done();
    let document = read(&[sheet_without_end().done(), end]);
    assert_eq!(document.sheets.len(), 1);
    assert_eq!(text(&document.sheets[0].assessment.as_ref().unwrap().direction), "現状維持");
}

#[test]
fn boxes_on_the_page_after_their_choices_are_theirs() {
    let mut direction = vec![td("今後の進め方")];
    direction.extend(tds(&["拡大・拡充", "現状維持", "要 改 善"]));
    let start = sheet_without_end().table(500.0, vec![direction]).done();
    let end = Sketch::new(2).table(500.0, vec![tds(&["", "□", "■", "□"])]).done();
    let document = read(&[start, end]);
    assert_eq!(document.sheets.len(), 1);
    let direction = document.sheets[0].assessment.as_ref().unwrap().direction.as_ref().unwrap();
    assert!(direction.as_text() == Some("現状維持") || direction.confidence < 0.9, "{direction:?}");
    assert_eq!(direction.as_text(), Some("現状維持"));
}

#[test]
fn a_sheet_that_begins_below_the_end_of_another_is_its_own() {
    let mut direction = vec![tall("今後の進め方", 2)];
    direction.extend(tds(&["拡大・拡充", "現状維持", "要 改 善"]));
    let second = Sketch::new(2)
        .table(500.0, vec![direction, tds(&["□", "■", "□"])])
        .line("就労支援事業進行管理票［対象：２年度］")
        .table(400.0, vec![tds(&["所 管 課", "福祉課", "事業番号", "２－５"])])
        .table(500.0, vec![tds(&["事業名", "就職面接会", "事業内容", "面接"])])
        .done();
    let rest = panel(Sketch::new(3), "所管課評価", "所管課総合評価", "理　由").done();
    let document = read(&[sheet_without_end().done(), second, rest]);
    assert_eq!(document.sheets.len(), 2);
    let [first, second] = document.sheets.as_slice() else { panic!("two sheets") };
    assert_eq!(text(&first.project.number), "2-4");
    let of_first = first.assessment.as_ref().unwrap();
    assert_eq!((text(&of_first.direction), of_first.panels.len()), ("現状維持", 2));
    assert_eq!(text(&second.project.number), "2-5");
    assert_eq!(second.assessment.as_ref().unwrap().panels.len(), 1);
}

#[test]
fn panels_side_by_side_keep_their_own_points() {
    let panel = |head: &str, total: &str, level: &str, points: [&str; 5]| {
        let marks = |level: &str| ["５", "４", "３"].map(|l| if l == level { "■" } else { "□" });
        let [s4, s5, s6] = marks(level);
        vec![
            tds(&[head, "５", "４", "３", "理由"]),
            tds(&["有効性・必要性", s4, s5, s6, "高い。"]),
            tds(&["雇用・就業効果", "□", "□", "■", "ある。"]),
            tds(&[total, "達成状況", points[0], "有効性", points[1]]),
            tds(&["雇用・就業効果", points[2], "総合評価点", points[3], ""]),
        ]
    };
    let left = panel("所管課評価", "所管課総合評価", "５", ["2", "10", "3", "15", ""]);
    let right = panel("専門部会評価", "専門部会総合評価", "４", ["2", "8", "3", "13", ""]);
    let rows: Vec<Vec<Td>> = left.into_iter().zip(right).map(|(l, r)| [l, r].concat()).collect();
    let sketch = Sketch::new(1)
        .table(400.0, vec![tds(&["所 管 課", "産業課", "事業番号", "２－４"])])
        .table(500.0, vec![tds(&["事業名", "しごと相談", "事業内容", "相談"])])
        .table(560.0, rows);
    let document = read(&[sketch.done()]);
    let panels = &document.sheets[0].assessment.as_ref().unwrap().panels;
    let levels: Vec<&str> = panels.iter().map(|p| text(&p.criteria[0].level)).collect();
    assert_eq!(levels, ["5", "4"]);
    let points: Vec<&str> = panels.iter().map(|p| text(&p.criteria[0].points)).collect();
    assert_eq!(points, ["10", "8"]);
}

fn figures(rows: Vec<Vec<Td>>) -> Vec<(i32, String, String, f64)> {
    let sketch = Sketch::new(1)
        .table(400.0, vec![tds(&["所 管 課", "産業課", "事業番号", "２－４"])])
        .table(500.0, vec![tds(&["事業名", "しごと相談", "事業内容", "相談"])])
        .table(560.0, rows);
    let document = read(&[sketch.done()]);
    let outcome = document.sheets[0].indicators.last().unwrap();
    let said = |o: &kanrihyo::sheet::Observation| {
        (o.fiscal_year, format!("{:?}", o.role), o.value.quantity.printed.clone(), o.value.confidence)
    };
    outcome.observations.iter().map(said).collect()
}

fn plain(found: &[(i32, String, String, f64)]) -> Vec<(i32, &str, &str)> {
    found.iter().map(|(year, role, printed, _)| (*year, role.as_str(), printed.as_str())).collect()
}

#[test]
fn a_cell_that_names_its_roles_gives_a_figure_for_each() {
    let found = figures(vec![
        tds(&["指標区分", "設定した目標の内容", "2019", "2020"]),
        tds(&["成果指標", "就職者数", "目標 30人 / 実績 28人", "目標 31人\n実績 12人（累計\n77人）"]),
    ]);
    let wanted = [
        (2019, "Target", "30人"),
        (2019, "Actual", "28人"),
        (2020, "Target", "31人"),
        (2020, "Actual", "12人（累計\n77人）"),
    ];
    assert_eq!(plain(&found), wanted);
}

#[test]
fn a_year_whose_role_is_covered_is_read_by_the_rows_of_the_others_and_not_surely() {
    let found = figures(vec![
        vec![tall("指標区分", 3), tall("設定した目標の内容", 3), td("令和元年度"), td("令和2年度")],
        tds(&["目標", "済 目標"]),
        tds(&["実績", "実績"]),
        vec![tall("成果指標", 2), tall("就職者数", 2), td("1人"), td("2人")],
        tds(&["3人", "4人"]),
    ]);
    assert_eq!(plain(&found)[2..], [(2020, "Target", "2人"), (2020, "Actual", "4人")]);
    assert!(found.iter().all(|(year, _, _, confidence)| (*year == 2019) == (*confidence >= 0.9)));
}

fn direction_of(rows: Vec<Vec<Td>>) -> Option<String> {
    let document = read(&[sheet_without_end().table(500.0, rows).done()]);
    let direction = document.sheets[0].assessment.as_ref()?.direction.as_ref()?;
    assert!(direction.confidence >= 0.9);
    direction.as_text().map(str::to_owned)
}

#[test]
fn a_tick_that_is_a_letter_marks_its_box() {
    let mut direction = vec![tall("今後の進め方", 2)];
    direction.extend(tds(&["拡大・拡充", "現状維持", "要 改 善"]));
    assert_eq!(direction_of(vec![direction, tds(&["", "レ", ""])]).as_deref(), Some("現状維持"));
}

#[test]
fn a_box_below_its_word_in_one_cell_is_that_word_s() {
    let row = tds(&["今後の進め方", "拡大・拡充\n□", "現状維持\n□", "要 改 善\n■"]);
    assert_eq!(direction_of(vec![row]).as_deref(), Some("要改善"));
}

#[test]
fn what_missing_rules_throw_together_is_not_sure() {
    let mut all = vec![tds(&HEADS), tds(&FIRST)];
    all[1][3] = tall("産業課\n福祉課", 2);
    let mut second = tds(&LAST);
    second.remove(3);
    all.push(second);
    let page = Sketch::new(1).line("就労支援事業進行管理票リスト［対象：２年度］").table(500.0, all).done();
    let document = read(&[page]);
    let departments: Vec<&Field> = document.summary.iter().filter_map(|row| row.department.as_ref()).collect();
    assert_eq!(departments.len(), 2);
    assert!(departments.iter().all(|d| d.confidence < 0.9), "{departments:?}");
}
