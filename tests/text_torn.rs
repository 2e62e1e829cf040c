//! Dumps in reading order that part the table of indicators: what the figures decide is sure, the rest is not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use kanrihyo::ingest::text::decode;
use kanrihyo::profile::Profiles;
use kanrihyo::recognise::raw::RawSheet;
use kanrihyo::recognise::text::read;
use kanrihyo::rubric::Rubrics;
use kanrihyo::sheet::Role;

/// A made-up sheet whose table a program gives as `table`; the boxes of the letters are `boxes`.
fn sheet(table: &str, boxes: &str) -> RawSheet {
    let panel = |head: &str, total: &str, column: &str| {
        format!(
            "{head}\n高い ←-----→ 低い\n{column}\n５ ４ ３ ２ １\n有効性・必要性\n（評価点×２）\n□ ■ □ □ □\n\
             雇用・就業効果\n（評価点×１）\n□ □ ■ □ □\n{total} 達成状況 4 有効性 8 雇用・就業効果 3 総合評価点 15 総合評価 Ｂ\n"
        )
    };
    let text = format!(
        "瑞雲市就労支援プラン\n就労支援事業進行管理票［対象：２年度］ 所 管 課 産業課 事業番号 １－１\n\
         事業名 夕べの相談 事業内容\n夜の窓口を開きます。\n基本方針 出会う機会 対 象 者 全市民\n主要課題\n相談の体制\n\
         ●窓口を一つにまとめます。\n対象年度の\n実績\n窓口を毎週開いた。\n\n指標区分\n\n設定した目標の内容\n\n{table}\n\n\
         ■新型コロナウイルスによる影響について詳細に記載してください。\n有無\n状況を記載（影響有りの場合）\n無\n\
         ◇指標に対する達成状況（成果指標）\n評価調整 有無\n無\nＳ Ａ Ｂ Ｃ Ｄ\n{boxes}\n{}{}\
         今後の課題・取組\nについて\n案内を増やす。\n今後の進め方\n拡大・拡充 現状維持 要 改 善 事業縮小 廃止・中止\n□ ■ □ □ □\n\
         就労支援推進委員会の\n意見等\n周知を進められたい。\n\u{C}",
        panel("所管課評価", "所管課総合評価", "理 由"),
        panel("専門部会評価", "専門部会総合評価", "専門部会意見"),
    );
    let (profiles, rubrics) = (Profiles::builtin(), Rubrics::builtin());
    let profile = profiles.get("kokubunji-shuro-2020").unwrap();
    read(&decode(text.as_bytes()).unwrap(), profile, rubrics.get("kokubunji-shuro-2020")).sheets.remove(0)
}

const MET: &str = "□ ■ □ □ □";
const NOT_CARRIED_OUT: &str = "□ □ □ □ ■";

/// Blocks of one line each, as some programs give cells.
fn blocks(lines: &[&str]) -> String {
    lines.join("\n\n")
}

/// The figures of a row, first year to last, and whether all of them are sure.
fn row(sheet: &RawSheet, indicator: usize, role: Role) -> (Vec<&str>, bool) {
    let mut cells: Vec<_> = sheet.indicators[indicator].cells.iter().filter(|c| c.role == role).collect();
    cells.sort_by_key(|c| c.years[0]);
    let sure = cells.iter().all(|c| c.printed.confidence >= 0.9);
    (cells.iter().map(|c| c.printed.text.as_str()).collect(), sure)
}

/// Heads of the last two years, the last cells of the upper rows, the other heads, the first cells.
fn stair(outcome: &[&str]) -> String {
    let mut lines = vec!["令和元年度", "令和2年度", "目標\n実績", "目標\n実績"];
    lines.extend(["240人", "250人", "250人", "246人", "271人", "269人"]);
    lines.extend(["490件", "500件", "500件", "398件", "389件", "434件"]);
    lines.extend(outcome);
    lines.extend(["平成29年度", "平成30年度", "目標\n実績", "目標\n実績", "210人", "226人", "480件", "535件"]);
    lines.push("対象指標 求職者数\n活動指標 相談の件数\n成果指標 定着した人数");
    blocks(&lines)
}

#[test]
fn rows_that_begin_behind_their_ends_are_put_together() {
    let sheet = sheet(&stair(&["110人", "115人", "120人", "120人", "116人", "116人", "123人", "120人"]), MET);
    assert_eq!(row(&sheet, 0, Role::Target), (vec!["210人", "240人", "250人", "250人"], true));
    assert_eq!(row(&sheet, 0, Role::Actual), (vec!["226人", "246人", "271人", "269人"], true));
    assert_eq!(row(&sheet, 1, Role::Target), (vec!["480件", "490件", "500件", "500件"], true));
    assert_eq!(row(&sheet, 1, Role::Actual), (vec!["535件", "398件", "389件", "434件"], true));
    assert_eq!(row(&sheet, 2, Role::Target).0, ["110人", "115人", "120人", "120人"]);
}

#[test]
fn a_figure_beside_an_empty_cell_may_come_last_and_is_not_sure() {
    // The first target is empty; whether 116 people are the first year's or the last's, nothing says.
    let sheet = sheet(&stair(&["115人", "118人", "120人", "118人", "121人", "119人", "116人"]), MET);
    let (_, sure) = row(&sheet, 2, Role::Actual);
    assert!(!sure);
}

#[test]
fn the_letter_says_in_which_year_nothing_was_done() {
    let table = "令和元年度 令和2年度\n平成29年度 平成30年度\n目標 目標 目標 目標\n実績 実績 実績 実績\n対象指標 ―\n― ― ― ―\n― ― ― ―\n\
                 活動指標 ―\n― ― ― ―\n― ― ― ―\n成果指標 受入れ人数\n20人 20人 20人 20人\n―\n17人 21人 13人";
    let sheet = sheet(table, NOT_CARRIED_OUT);
    assert_eq!(row(&sheet, 2, Role::Actual), (vec!["17人", "21人", "13人", "―"], true));
}

#[test]
fn a_label_stands_in_the_middle_of_its_name() {
    let table = stair(&["110人", "115人", "120人", "120人", "116人", "116人", "123人", "120人"]).replace(
        "対象指標 求職者数\n活動指標 相談の件数\n成果指標 定着した人数",
        "対象指標 求職者数\n活動指標 相談の件数\n窓口に来てから一年の間\n成果指標 に定着した人数",
    );
    let sheet = sheet(&table, MET);
    assert_eq!(sheet.indicators[1].label.text, "相談の件数");
    assert_eq!(sheet.indicators[2].label.text, "窓口に来てから一年の間\nに定着した人数");
    assert!(sheet.indicators[2].label.confidence >= 0.9);
}

#[test]
fn words_wrapped_side_by_side_stay_in_their_cells() {
    let table = "平成29年度 平成30年度 令和元年度 令和2年度\n目標 目標 目標 目標\n実績 実績 実績 実績\n対象指標 ―\n― ― ― ―\n― ― ― ―\n\
                 活動指標 訪問の日数\n3日 3日 3日 3日\n3日 3日 3日 3日\n成果指標 参加人数\n\
                 2学年または3学 2学年または3学 2学年または3学 2学年または3学\n年の生徒全員 年の生徒全員 年の生徒全員 年の生徒全員\n\
                 753人 720人 695人 711人";
    let sheet = sheet(table, MET);
    let (targets, _) = row(&sheet, 2, Role::Target);
    assert!(targets.iter().all(|t| t.replace('\n', "") == "2学年または3学年の生徒全員"), "{targets:?}");
    assert_eq!(row(&sheet, 2, Role::Actual).0, ["753人", "720人", "695人", "711人"]);
}
