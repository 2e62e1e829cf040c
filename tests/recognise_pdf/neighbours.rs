//! Neighbours of the form: other years, other orders of rows, columns and scales, other wordings and marks.

use crate::drawn::{Sketch, Td, tall, td, tds, wide};
use kanrihyo::layout::PageLayout;
use kanrihyo::profile::Profiles;
use kanrihyo::recognise;
use kanrihyo::sheet::{Assessor, Document, IndicatorKind, NarrativeRole, Role, Sheet};

/// How a sheet is drawn.
#[derive(Clone)]
struct Form {
    /// Year heads, left to right.
    years: Vec<&'static str>,
    /// Whether 実績 stands above 目標.
    actual_first: bool,
    /// Levels of the criteria, left to right.
    levels: Vec<&'static str>,
    /// Letters of the achievement row, left to right.
    letters: Vec<&'static str>,
    /// Marked and unmarked sign.
    signs: (&'static str, &'static str),
    /// Title's year.
    title: &'static str,
    /// Whether the COVID block stands.
    covid: bool,
    /// Whether the committee's panel comes first.
    committee_first: bool,
    /// Label of the project's name.
    name: &'static str,
}

fn form() -> Form {
    Form {
        years: vec!["平成30年度", "平成31\n(令和元)年度", "令和2年度"],
        actual_first: false,
        levels: vec!["５", "４", "３", "２", "１"],
        letters: vec!["Ｓ", "Ａ", "Ｂ", "Ｃ", "Ｄ"],
        signs: ("■", "□"),
        title: "２年度",
        covid: true,
        committee_first: false,
        name: "事業名",
    }
}

fn row_of_marks(f: &Form, scale: &[&str], marked: &str) -> Vec<Td> {
    scale.iter().map(|l| td(if *l == marked { f.signs.0 } else { f.signs.1 })).collect()
}

fn panel(sketch: Sketch, f: &Form, head: &str, total: &str, opinion: bool) -> Sketch {
    let mut top = vec![tall(head, 2), wide("高い ←-----→ 低い", 5)];
    top.push(tall(if opinion { "専門部会意見" } else { "理　由" }, 2));
    let mut effect = vec![td("有効性・必要性\n（評価点×２）")];
    effect.extend(row_of_marks(f, &f.levels, "４"));
    effect.push(if opinion { tall("周知に努められたい。", 2) } else { td("必要性が高い。") });
    let mut employ = vec![td("雇用・就業効果\n（評価点×１）")];
    employ.extend(row_of_marks(f, &f.levels, "３"));
    if !opinion {
        employ.push(td("効果がある。"));
    }
    let points = ["達成状況", "2", "有効性", "8", "雇用・就業効果", "3", "総合評価点", "13", "総合評価", "Ｂ"];
    let mut sums = vec![td(total)];
    sums.extend(tds(&points));
    sketch.table(500.0, vec![top, tds(&f.levels), effect, employ]).table(500.0, vec![sums])
}

fn draw(f: &Form) -> PageLayout {
    let mut sketch = Sketch::new(1)
        .line("若葉野市就労支援プラン")
        .line(&format!("就労支援事業進行管理票［対象：{}］", f.title))
        .table(400.0, vec![tds(&["所 管 課", "産業課", "事業番号", "２－４"])])
        .table(
            500.0,
            vec![
                tds(&[f.name, "しごと相談", "事業内容", "窓口で相談を\n受けます。"]),
                tds(&["基本方針", "働く意欲を支える", "対 象 者", "全市民"]),
                vec![tall("主要課題", 2), wide("情報の発信", 3)],
                vec![wide("●情報を届けます。", 3)],
                vec![td("対象年度の\n実績"), wide("83件の相談を受けた。", 3)],
            ],
        );
    let roles = if f.actual_first { ["実績", "目標"] } else { ["目標", "実績"] };
    let mut head = vec![tall("指標区分", 3), tall("設定した目標の内容", 3)];
    head.extend(f.years.iter().map(|y| td(y)));
    let per_role = |role: &str| f.years.iter().map(|_| td(role)).collect::<Vec<_>>();
    let mut rows = vec![head, per_role(roles[0]), per_role(roles[1])];
    let mut indicator = |kind: &str, name: &str, target: Vec<Td>, actual: Vec<Td>| {
        let (first, second) = if f.actual_first { (actual, target) } else { (target, actual) };
        let mut row = vec![tall(kind, 2), tall(name, 2)];
        row.extend(first);
        rows.push(row);
        rows.push(second);
    };
    let numbered = |base: usize, unit: &str| -> Vec<Td> {
        (0..f.years.len()).map(|i| td(&format!("{}{unit}", base + i))).collect()
    };
    indicator("対象指標", "―", tds(&vec!["―"; f.years.len()]), tds(&vec!["―"; f.years.len()]));
    indicator("活動指標", "相談件数", numbered(100, "件"), numbered(200, "件"));
    let mut actual = numbered(30, "人");
    actual[0] = td("");
    indicator("成果指標", "就職者数", vec![wide("前年度の実績を上回る", f.years.len())], actual);
    sketch = sketch.table(500.0, rows);
    if f.covid {
        sketch = sketch.line("■新型コロナウイルスによる影響について詳細に記載してください。").table(
            500.0,
            vec![
                vec![td("有無"), wide("状況を記載（影響有りの場合）", 3)],
                vec![td("有"), wide("一部を中止した。", 3)],
            ],
        );
    }
    sketch = sketch
        .line("◇指標に対する達成状況（成果指標）　【S→5点／A→4点／B→3点／C→2点／D→0点】")
        .table(400.0, vec![tds(&f.letters), row_of_marks(f, &f.letters, "Ｃ")]);
    let panels = [("所管課評価", "所管課総合評価", false), ("専門部会評価", "専門部会総合評価", true)];
    let order = if f.committee_first { [1, 0] } else { [0, 1] };
    for i in order {
        let (head, total, opinion) = panels[i];
        sketch = panel(sketch, f, head, total, opinion);
    }
    let choices = ["拡大・拡充", "現状維持", "要 改 善"];
    let mut direction = vec![tall("今後の進め方", 2)];
    direction.extend(tds(&choices));
    sketch
        .table(
            500.0,
            vec![
                vec![td("今後の課題・取組\nについて"), wide("会場を見直す。", 3)],
                direction,
                row_of_marks(f, &choices, "要 改 善"),
                vec![td("就労支援推進委員会の\n意見等"), wide("引き続き取り組まれたい。", 3)],
            ],
        )
        .done()
}

fn text(field: &Option<kanrihyo::sheet::Field>) -> &str {
    field.as_ref().and_then(|f| f.as_text()).unwrap_or("∅")
}

fn figure(sheet: &Sheet, kind: IndicatorKind, year: i32, role: Role) -> Option<String> {
    let indicator = sheet.indicators.iter().find(|i| i.kind == kind)?;
    let found: Vec<_> = indicator.observations.iter().filter(|o| o.fiscal_year == year && o.role == role).collect();
    assert!(found.len() <= 1, "{kind:?} {year} {role:?} stands {} times", found.len());
    found.first().map(|o| o.value.quantity.printed.clone())
}

/// Reads a page and holds it to what every variant prints.
fn check(pages: &[PageLayout], last_year: i32) -> Document {
    let document = recognise::pdf(pages, &Profiles::builtin(), None);
    assert_eq!(document.form.profile.as_deref(), Some("kokubunji-shuro-2020"));
    assert_eq!(document.form.publisher.as_ref().and_then(|p| p.name.as_text()), Some("若葉野市"));
    let [sheet] = document.sheets.as_slice() else { panic!("{} sheets", document.sheets.len()) };
    assert_eq!(sheet.id, format!("{last_year}/2-4"));
    let project = &sheet.project;
    assert_eq!(text(&project.name), "しごと相談");
    assert_eq!(text(&project.department), "産業課");
    assert_eq!(text(&project.target_group), "全市民");
    assert_eq!(text(&project.issue), "情報の発信");
    assert_eq!(text(&project.description), "窓口で相談を受けます。");
    let narrative = |role| {
        let found = sheet.narratives.iter().find(|n| n.role == role);
        found.and_then(|n| n.text.as_text()).unwrap_or("∅")
    };
    assert_eq!(narrative(NarrativeRole::Issue), "●情報を届けます。");
    assert_eq!(narrative(NarrativeRole::Results), "83件の相談を受けた。");
    assert_eq!(narrative(NarrativeRole::Opinion), "周知に努められたい。");
    assert_eq!(narrative(NarrativeRole::CouncilOpinion), "引き続き取り組まれたい。");
    let assessment = sheet.assessment.as_ref().unwrap();
    assert_eq!(text(&assessment.achievement), "C");
    assert_eq!(text(&assessment.direction), "要改善");
    assert_eq!(assessment.panels.len(), 2);
    for panel in &assessment.panels {
        assert_eq!((text(&panel.achievement_points), text(&panel.total), text(&panel.grade)), ("2", "13", "B"));
        let seen: Vec<_> =
            panel.criteria.iter().map(|c| (c.name.as_str(), text(&c.level), text(&c.points), c.weight)).collect();
        assert_eq!(seen, [("effectiveness", "4", "8", Some(2)), ("employment", "3", "3", Some(1))]);
        let reason = text(&panel.criteria[0].reason);
        assert_eq!(reason, if panel.assessor == Assessor::Department { "必要性が高い。" } else { "∅" });
    }
    document
}

/// The figures of three year columns that end with `last`.
fn check_figures(document: &Document, last: i32) {
    let sheet = &document.sheets[0];
    for (i, year) in (last - 2..=last).enumerate() {
        let at = |kind, role| figure(sheet, kind, year, role);
        assert_eq!(at(IndicatorKind::Activity, Role::Target), Some(format!("{}件", 100 + i)));
        assert_eq!(at(IndicatorKind::Activity, Role::Actual), Some(format!("{}件", 200 + i)));
        assert_eq!(at(IndicatorKind::Outcome, Role::Target).as_deref(), Some("前年度の実績を上回る"));
        let actual = if i == 0 { String::new() } else { format!("{}人", 30 + i) };
        assert_eq!(at(IndicatorKind::Outcome, Role::Actual), Some(actual));
    }
}

#[test]
fn the_form_itself() {
    let document = check(&[draw(&form())], 2020);
    check_figures(&document, 2020);
    let assessment = document.sheets[0].assessment.as_ref().unwrap();
    assert_eq!(assessment.covid_impact.as_ref().and_then(|f| f.as_flag()), Some(true));
    assert!(assessment.adjustment.is_none());
    assert_eq!(document.form.bands.len(), 5);
}

#[test]
fn other_years_and_no_covid_block() {
    let years = vec!["令和3年度", "令和4年度", "令和5年度"];
    let document = check(&[draw(&Form { years, title: "令和５年度", covid: false, ..form() })], 2023);
    check_figures(&document, 2023);
    assert!(document.sheets[0].assessment.as_ref().unwrap().covid_impact.is_none());
}

#[test]
fn actuals_above_targets_and_the_committee_first() {
    let document = check(&[draw(&Form { actual_first: true, committee_first: true, ..form() })], 2020);
    check_figures(&document, 2020);
}

#[test]
fn scales_from_low_to_high() {
    let mut mirrored = form();
    mirrored.levels.reverse();
    mirrored.letters.reverse();
    check(&[draw(&mirrored)], 2020);
}

#[test]
fn other_signs_and_a_lone_circle_among_empty_cells() {
    check(&[draw(&Form { signs: ("☑", "☐"), ..form() })], 2020);
    check(&[draw(&Form { signs: ("○", ""), ..form() })], 2020);
    check(&[draw(&Form { signs: ("●", "○"), ..form() })], 2020);
}

#[test]
fn other_wordings_of_a_label() {
    check(&[draw(&Form { name: "事業名称", ..form() })], 2020);
}

#[test]
fn a_sheet_over_two_pages_is_one_sheet() {
    let mut first = draw(&form());
    let mut second = PageLayout { page: 2, width: first.width, height: first.height, ..PageLayout::default() };
    second.grids = first.grids.split_off(5);
    for grid in &second.grids {
        assert!(grid.bbox.y0 > first.grids[4].bbox.y0);
    }
    let document = check(&[first, second], 2020);
    check_figures(&document, 2020);
}

#[test]
fn two_marks_are_ambiguous_and_none_is_missing() {
    let mut page = draw(&form());
    let letters = &mut page.grids[4];
    assert!(letters.cells.iter().any(|c| c.text() == "Ｓ"));
    let boxes: Vec<usize> = (0..letters.cells.len()).filter(|i| "■□".contains(&letters.cells[*i].text())).collect();
    letters.cells[boxes[0]].lines[0].text = "■".to_owned();
    let document = recognise::pdf(std::slice::from_ref(&page), &Profiles::builtin(), None);
    let achievement = document.sheets[0].assessment.as_ref().unwrap().achievement.clone().unwrap();
    assert!(achievement.confidence < 0.9 && achievement.as_text().is_none());
    for i in boxes {
        page.grids[4].cells[i].lines[0].text = "□".to_owned();
    }
    let document = recognise::pdf(&[page], &Profiles::builtin(), None);
    let achievement = document.sheets[0].assessment.as_ref().unwrap().achievement.clone().unwrap();
    assert_eq!(achievement.missing, Some(kanrihyo::normalise::Missing::Unmarked));
}

#[test]
fn an_unknown_form_gives_its_tables_and_the_nearest_profiles() {
    let page = Sketch::new(1)
        .line("施設の利用状況")
        .table(300.0, vec![tds(&["施設", "利用者数（千人）"]), tds(&["中央館", "120"]), tds(&["北館", "―"])])
        .done();
    let document = recognise::pdf(&[page], &Profiles::builtin(), None);
    assert!(document.form.profile.is_none() && document.sheets.is_empty());
    assert!(!document.form.candidates.is_empty() && !document.form.candidates[0].missed.is_empty());
    assert_eq!(document.tables.len(), 1);
    assert_eq!((document.tables[0].header.len(), document.tables[0].rows.len()), (1, 2));
    assert_eq!(document.tables[0].caption.as_ref().map(|c| c.printed.as_str()), Some("施設の利用状況"));
    assert!(document.unread.is_empty());
}
