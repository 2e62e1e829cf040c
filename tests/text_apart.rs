//! Dumps of a form of labels whose cells have come apart: what must hold puts them back, and nothing of it is sure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use kanrihyo::Options;
use kanrihyo::ingest::Limit;
use kanrihyo::sheet::{Document, Indicator, Role};

/// An invented city's sheet: names, years, figures and costs stand in the order in which a page was painted.
const DUMP: &str = "\
施策マネジメントシート
政策名 くらし・安全
基本施策名 川とみどりの保全
施策統括課 みどり課

① 対象（誰、何を対象にしているのか）＊人や自然資源等
③ 対象指標（対象の大きさを表す指標）数字は記入しない
② 施策の目的
川を守る人を増やします。

 ３ 総事業費・指標等の実績推移と目標値、実績状況把握

未達成
達成
河川清掃に参加した市民の割合
出典：瑞雲市調べ

清掃を行っていない河川敷の面積
出典：瑞雲市調べ

22.0

成り行き値

目標値 18.0 19.0
実績値 12.2

21.0
13.9

34

目標値 40 38
実績値 41 39

R4年度 R5年度

成果指標

20.0
13.5

36
37

35

R2年度 R3年度

12.9

R6年度

32

国庫支出金 千円 1,200
一般財源 千円

4,300

3,100

9,800

5,500

延べ業務時間 時間
事業費計（A） 千円 0 0 0
人件費計(B) 千円
トータルコスト(A)＋(B) 千円 0 0 0

0

0

5年度の評価結果
(2) 施策の５年度における総合評価

B
";

fn read(text: &str) -> Document {
    kanrihyo::read(text.as_bytes().to_vec(), "dump.txt", &Options::builtin()).unwrap()
}

fn figures(indicator: &Indicator, role: Role) -> Vec<(i32, String, bool)> {
    let own = indicator.observations.iter().filter(|o| o.role == role);
    own.map(|o| (o.fiscal_year, o.value.quantity.printed.clone(), o.value.confidence >= 0.9)).collect()
}

fn find<'a>(document: &'a Document, label: &str) -> &'a Indicator {
    let all = &document.sheets[0].indicators;
    all.iter().find(|i| i.label.printed.starts_with(label)).unwrap_or_else(|| panic!("{label}: {all:#?}"))
}

#[test]
fn what_stands_beside_its_label_is_sure() {
    let document = read(DUMP);
    assert_eq!(document.sheets.len(), 1);
    let sheet = &document.sheets[0];
    assert_eq!(sheet.fiscal_year, Some(2023));
    assert_eq!(sheet.project.name.as_ref().and_then(|n| n.as_text()), Some("川とみどりの保全"));
    let rating = sheet.assessment.as_ref().and_then(|a| a.rating.as_ref()).unwrap();
    assert_eq!(rating.as_text(), Some("B"));
}

#[test]
fn sums_say_whose_a_cost_is() {
    let document = read(DUMP);
    let value = |label: &str| {
        let own = figures(find(&document, label), Role::Actual);
        own.into_iter().find(|(year, printed, _)| *year == 2023 && printed != "0")
    };
    assert_eq!(value("国庫支出金"), Some((2023, "1,200".into(), true)));
    assert_eq!(value("一般財源"), Some((2023, "3,100".into(), true)));
    assert_eq!(value("事業費計"), Some((2023, "4,300".into(), true)));
    assert_eq!(value("人件費計"), Some((2023, "5,500".into(), true)));
    assert_eq!(value("トータルコスト"), Some((2023, "9,800".into(), true)));
}

#[test]
fn rows_of_targets_go_on_as_they_begin_but_are_not_sure() {
    let document = read(DUMP);
    let share = find(&document, "河川清掃に参加した市民の割合");
    let area = find(&document, "清掃を行っていない河川敷の面積");
    let printed = |i: &Indicator, role| figures(i, role).into_iter().map(|(_, p, _)| p).collect::<Vec<_>>();
    assert_eq!(
        printed(share, Role::Target),
        ["18.0", "19.0", "20.0", "21.0", "22.0"][..].iter().map(ToString::to_string).collect::<Vec<_>>()
    );
    assert_eq!(printed(area, Role::Target)[..2], ["40".to_owned(), "38".to_owned()]);
    let all = [share, area].into_iter().flat_map(|i| &i.observations);
    assert!(all.clone().all(|o| o.value.confidence < 0.9), "{:#?}", all.collect::<Vec<_>>());
}

#[test]
fn no_line_of_the_dump_is_lost() {
    let document = read(DUMP);
    let held: Vec<String> = document.unread.iter().map(|u| u.text.clone()).collect();
    assert!(held.iter().any(|t| t.contains("瑞雲市調べ")), "{held:?}");
    assert!(document.findings.is_empty(), "{:?}", document.findings);
}

/// The sheet as programs give it that write short cells first, row by row, and cells of several lines last.
const SHORT_FIRST: &str = "\
施策マネジメントシート
政策名 くらし・安全
基本施策名 川とみどりの保全
① 対象（誰、何を対象にしているのか）＊人や自然資源等 ③ 対象指標（対象の大きさを表す指標）数字は記入しない
② 施策の目的 ④ 成果指標（意図の達成度の指標）数字は記入しない
瑞雲市 令和4年度評価
施策
統括課
\u{C}３ 総事業費・指標等の実績推移と目標値、実績状況把握
名称（展開方向ごとに記載） 数値区分 単位
事務事業数 本数 本 12
ア 市内の河川の延長
見込み値
km
実績値 41 41 41
ア
目標値
％
18.0 19.0 20.0 21.0 22.0
成り行き値 未達成 向上
実績値 12.2 12.9 13.5
イ
目標値
ha
40 38 36 34 32
達成
成り行き値
実績値 41 39 37
国庫支出金 千円 1,200
一般財源 千円 4,300
千円 0 0 5,500 0 0
R2年度 R3年度 R4年度 R5年度 R6年度 達成・
未達成
前年度
比較
成
果
指
標
河川清掃に参加した市民の
割合
出典：瑞雲市調べ
清掃を行っていない河川敷の面積
出典：瑞雲市調べ
事業費計 （A）
\u{C}C
〇成果実績
清掃に参加した市民の割合
(2) 施策の４年度における総合評価
";

#[test]
fn names_behind_the_figures_are_theirs_in_turn_but_not_for_certain() {
    // One figure a line is how other programs write the same.
    let row = |l: &str| ["実績値", "千円", "国庫", "一般", "18.0", "40 "].iter().any(|w| l.starts_with(w));
    let lines =
        SHORT_FIRST.lines().map(|l| if row(l) { format!("\n{}\n", l.replace(' ', "\n")) } else { l.to_owned() });
    for text in [SHORT_FIRST.to_owned(), lines.collect::<Vec<_>>().join("\n")] {
        let document = read(&text);
        let share = find(&document, "河川清掃に参加した市民の\n割合");
        let targets: Vec<(i32, String)> = figures(share, Role::Target).into_iter().map(|(y, t, _)| (y, t)).collect();
        let wanted = [(2020, "18.0"), (2021, "19.0"), (2022, "20.0"), (2023, "21.0"), (2024, "22.0")];
        assert_eq!(targets, wanted.map(|(y, t)| (y, t.to_owned())));
        assert!(figures(share, Role::Target).iter().all(|(.., sure)| !sure), "only the order says whose they are");
        assert_eq!(share.unit.as_ref().map(|u| u.printed.as_str()), Some("％"));
        let area = find(&document, "清掃を行っていない河川敷の面積");
        assert_eq!(figures(area, Role::Actual).iter().map(|f| f.1.as_str()).collect::<Vec<_>>(), ["41", "39", "37"]);
        let total = find(&document, "事業費計 （A）");
        assert_eq!(total.unit.as_ref().map(|u| u.printed.as_str()), Some("千円"), "that of its parts");
        let project = &document.sheets[0].project;
        assert!(project.target_group.is_none(), "the number of the next label is no value");
    }
    let document = read(SHORT_FIRST);
    let share = find(&document, "河川清掃に参加した市民の\n割合");
    assert_eq!(share.status.as_ref().map(|s| s.printed.as_str()), Some("未達成"));
    let rating = document.sheets[0].assessment.as_ref().and_then(|a| a.rating.as_ref());
    assert!(rating.is_some_and(|r| r.printed == "C" && r.confidence < 0.9), "{rating:?}");
}

#[test]
fn what_is_not_tried_is_said() {
    let notes = |most: u64| {
        let mut options = Options::builtin();
        options.opening.limits = options.opening.limits.with(Limit::Candidates, most);
        let document = kanrihyo::read(DUMP.as_bytes().to_vec(), "sheet.txt", &options).unwrap();
        document.source.repaired.iter().filter(|note| note.contains("--limit candidates")).count()
    };
    assert_eq!((notes(1), notes(Limit::Candidates.default_value())), (1, 0));
}
