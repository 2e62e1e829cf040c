//! What is read rightly only with care: rows broken between pages, marks that are not seen, cells run together.

use crate::drawn::{Sketch, heads, tall, td, tds, top, wide};
use kanrihyo::geom::Rect;
use kanrihyo::layout::{Grid, PageLayout};
use kanrihyo::profile::Profiles;
use kanrihyo::recognise;
use kanrihyo::sheet::{Document, Field, Role, Why};

fn read(pages: &[PageLayout]) -> Document {
    recognise::pdf(pages, &Profiles::builtin(), None)
}

fn rest(sketch: Sketch, sign: &str) -> Sketch {
    let marks = [sign, "□", "□"];
    let mut sketch =
        sketch.line("◇指標に対する達成状況（成果指標）").table(400.0, vec![tds(&["Ｓ", "Ａ", "Ｂ"]), tds(&marks)]);
    for (head, total) in [("所管課評価", "所管課総合評価"), ("専門部会評価", "専門部会総合評価")]
    {
        let [a, b, c] = marks;
        let rows =
            vec![tds(&[head, "５", "４", "３"]), tds(&["有効性・必要性", a, b, c]), tds(&["雇用・就業効果", a, b, c])];
        let points = tds(&[total, "達成状況", "5", "有効性", "10", "総合評価点", "20", "総合評価", "Ａ"]);
        sketch = sketch.table(500.0, rows).table(500.0, vec![points]);
    }
    let mut choices = vec![tall("今後の進め方", 2)];
    choices.extend(tds(&["現状維持", "拡大・拡充", "要 改 善"]));
    sketch.table(500.0, vec![choices, tds(&marks)])
}

fn outcome(document: &Document) -> Vec<(i32, Role, String, bool)> {
    let indicator = document.sheets[0].indicators.last().unwrap();
    let figure = |o: &kanrihyo::sheet::Observation| {
        (o.fiscal_year, o.role, o.value.quantity.printed.clone(), o.value.confidence >= 0.9)
    };
    indicator.observations.iter().map(figure).collect()
}

#[test]
fn an_indicator_whose_second_row_stands_on_the_next_page_has_both() {
    let mut rows = heads();
    rows.push(tds(&["成果指標", "就職者数", "1人", "2人"]));
    let first = top().table(500.0, rows).done();
    let second = rest(Sketch::new(2).line("- 2 -").table(500.0, vec![tds(&["", "", "3人", "4人"])]), "■").done();
    let document = read(&[first, second]);
    assert_eq!(document.sheets.len(), 1);
    let found = outcome(&document);
    let seen: Vec<_> = found.iter().map(|(year, role, text, sure)| (*year, *role, text.as_str(), *sure)).collect();
    let wanted = [
        (2019, Role::Target, "1人", true),
        (2019, Role::Actual, "3人", true),
        (2020, Role::Target, "2人", true),
        (2020, Role::Actual, "4人", true),
    ];
    assert_eq!(seen, wanted);
}

#[test]
fn one_row_where_two_are_due_is_not_sure() {
    let mut rows = heads();
    rows.push(tds(&["成果指標", "就職者数", "1人", "2人"]));
    let document = read(&[rest(top().table(500.0, rows), "■").done()]);
    let found = outcome(&document);
    assert!(!found.is_empty() && found.iter().all(|(.., sure)| !sure), "{found:?}");
}

#[test]
fn figures_of_a_role_whose_head_is_unreadable_are_no_other_role_s() {
    for (unread, role, figures) in [(1, Role::Actual, ["11件", "21件"]), (2, Role::Target, ["10件", "20件"])] {
        let mut rows = heads();
        rows[unread] = tds(&["日幅", "ロ剛"]);
        let document = read(&[rest(top().table(500.0, rows), "■").done()]);
        let wanted: Vec<_> =
            [2019, 2020].into_iter().zip(figures).map(|(year, text)| (year, role, text.to_owned(), false)).collect();
        assert_eq!(outcome(&document), wanted, "row {unread} of the heads");
    }
}

#[test]
fn a_sheet_without_any_mark_is_one_whose_marks_are_not_seen() {
    let level = |document: &Document| {
        let assessment = document.sheets[0].assessment.clone().unwrap();
        [assessment.achievement.unwrap(), assessment.panels[0].criteria[0].level.clone().unwrap()]
    };
    let marked = level(&read(&[rest(top().table(500.0, heads()), "■").done()]));
    assert!(marked.iter().all(|f: &Field| f.confidence >= 0.9 && f.as_text().is_some()), "{marked:?}");
    let bare = level(&read(&[rest(top().table(500.0, heads()), "□").done()]));
    assert!(bare.iter().all(|f: &Field| f.confidence < 0.9), "{bare:?}");
}

#[test]
fn a_value_that_holds_other_labels_is_not_sure() {
    let line = "産業課 事業番号 ２－４";
    let sketch = Sketch::new(1)
        .line("就労支援事業進行管理票［対象：２年度］")
        .table(400.0, vec![vec![td("所 管 課"), wide(line, 3)]])
        .table(
            500.0,
            vec![
                vec![td("事業名\n基本方針\n主要課題"), wide("事業内容\n対象者", 2)],
                tds(&["対象年度の実績", "なし", ""]),
            ],
        )
        .table(500.0, heads());
    let document = read(&[rest(sketch, "■").done()]);
    for sheet in &document.sheets {
        let fields = [&sheet.project.name, &sheet.project.department, &sheet.project.description];
        let sure: Vec<&Field> = fields.into_iter().flatten().filter(|f| f.confidence >= 0.9).collect();
        assert!(sure.is_empty(), "{sure:?}");
    }
}

/// What stands on a page, further to the right.
fn aside(mut grid: Grid, by: f64) -> Grid {
    let shift = |b: &mut Rect| (b.x0, b.x1) = (b.x0 + by, b.x1 + by);
    shift(&mut grid.bbox);
    for cell in &mut grid.cells {
        shift(&mut cell.bbox);
        for line in &mut cell.lines {
            shift(&mut line.bbox);
            let mut boxes: Vec<Rect> = line.boxes.iter().collect();
            boxes.iter_mut().for_each(shift);
            line.boxes = boxes.as_slice().into();
        }
    }
    grid
}

#[test]
fn a_short_list_beside_the_first_sheet_is_read() {
    let head = ["番号", "事業名", "対象者", "所管課", "達成状況", "有効性", "雇用・就業効果", "総合評価点", "総合評価"];
    let row = |number: &'static str| tds(&[number, "しごと相談", "全市民", "産業課", "5", "10", "5", "20", "Ａ"]);
    let list = Sketch::new(1).table(500.0, vec![tds(&head), row("２－４"), row("２－５"), row("２－６")]).done();
    let mut page = rest(top().table(500.0, heads()), "■").done();
    page.width = 1200.0;
    page.grids.extend(list.grids.into_iter().map(|grid| aside(grid, 600.0)));
    let document = read(&[page]);
    assert_eq!((document.sheets.len(), document.summary.len()), (1, 3));
    assert_eq!(document.summary[0].total.as_ref().and_then(|t| t.as_text()), Some("20"));
}

#[test]
fn text_that_is_not_seen_is_told_of_and_never_read() {
    let mut page = rest(top().table(500.0, heads()), "■").done();
    let seen = read(std::slice::from_ref(&page));
    let hidden = Sketch::new(1).line("総合評価点 99").done();
    page.unseen = hidden.loose;
    let document = read(&[page]);
    assert_eq!(format!("{:?}", document.sheets), format!("{:?}", seen.sheets));
    let told = document.unread.iter().filter(|u| u.text == "総合評価点 99");
    assert_eq!(told.map(|u| u.why).collect::<Vec<_>>(), [Why::Decoration]);
}

#[test]
fn an_empty_row_of_a_scale_is_unmarked_where_the_others_have_signs_in_empty_cells() {
    let mut page = rest(top().table(500.0, heads()), "○").done();
    for cell in page.grids.iter_mut().flat_map(|g| &mut g.cells).filter(|c| c.text() == "□") {
        cell.lines.clear();
    }
    let grid = page.grids.iter_mut().find(|g| g.cells.iter().any(|c| c.text() == "Ｓ")).unwrap();
    grid.cells.iter_mut().filter(|c| c.text() == "○").for_each(|c| c.lines.clear());
    let assessment = read(&[page]).sheets[0].assessment.clone().unwrap();
    assert_eq!(assessment.achievement.unwrap().missing, Some(kanrihyo::normalise::Missing::Unmarked));
    assert_eq!(assessment.direction.unwrap().as_text(), Some("現状維持"));
}
