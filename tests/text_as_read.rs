//! Dumps in reading order: what the lines leave open is settled by the letters, or said to be open.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use kanrihyo::ingest::text::decode;
use kanrihyo::profile::Profiles;
use kanrihyo::recognise::raw::{RawMarks, RawSheet};
use kanrihyo::recognise::text::{TextReading, read};
use kanrihyo::rubric::Rubrics;
use kanrihyo::sheet::{IndicatorKind, NarrativeRole, Role};

/// A made-up sheet as `pdftotext -raw` gives it: pairs of figures, each letter followed by its box.
struct Made<'a> {
    number: usize,
    letters: [&'a str; 5],
    marked: &'a str,
    /// Figures of the outcome indicator as they come, a pair a year.
    outcome: [&'a str; 4],
}

impl Made<'_> {
    fn page(&self) -> String {
        let boxes: Vec<String> =
            self.letters.iter().map(|l| format!("{l}\n{}", if *l == self.marked { "■" } else { "□" })).collect();
        let panel = |head: &str, total: &str, column: &str| {
            format!(
                "{head}\n高い ←-----→ 低い\n{column}\n５ ４ ３ ２ １\n有効性・必要性\n（評価点×２）\n□ ■ □ □ □\n\
                 雇用・就業効果\n（評価点×１）\n□ □ ■ □ □\n夕べの相談は昼に来られない人に役立っている。\n\
                 {total} 達成状況 有効性 雇用・就業効果 総合評価点 総合評価\n4 8 3 15 Ｂ"
            )
        };
        format!(
            "瑞雲市就労支援プラン\n就労支援事業進行管理票［対象：２年度］ 所 管 課 産業課 事業番号 １－{}\n\
             事業名 夕べの相談 事業内容\n夜の窓口を開きます。\n基本方針 出会う機会 対 象 者 全市民\n主要課題\n相談の体制\n\
             ●窓口を一つにまとめます。\n対象年度の\n実績\n窓口を毎週開いた。\n指標区分 設定した目標の内容\n令和元年度\n目標\n実績\n\
             令和2年度\n目標\n実績\n対象指標 求職者数\n700人\n―\n710人\n―\n活動指標 窓口の開設日数\n41日\n44日\n43日\n44日\n\
             成果指標 相談者数\n{}\n◇指標に対する達成状況（成果指標） 評価調整 有無\n無\n{}\n{}\n{}\n\
             今後の課題・取組\nについて\n案内を増やす。\n今後の進め方\n拡大・拡充\n□\n現状維持\n■\n要 改 善\n□\n事業縮小\n□\n\
             廃止・中止\n□\n就労支援推進委員会の\n意見等\n周知を進められたい。\n",
            self.number,
            self.outcome.join("\n"),
            boxes.join("\n"),
            panel("所管課評価", "所管課総合評価", "理 由"),
            panel("専門部会評価", "専門部会総合評価", "専門部会意見"),
        )
    }
}

fn dump(pages: &[Made<'_>]) -> TextReading {
    let text: String = pages.iter().map(|p| format!("{}\u{C}", p.page())).collect();
    read_text(&text)
}

fn read_text(text: &str) -> TextReading {
    let (profiles, rubrics) = (Profiles::builtin(), Rubrics::builtin());
    let profile = profiles.get("kokubunji-shuro-2020").unwrap();
    read(&decode(text.as_bytes()).unwrap(), profile, rubrics.get("kokubunji-shuro-2020"))
}

const FALLING: [&str; 5] = ["Ｓ", "Ａ", "Ｂ", "Ｃ", "Ｄ"];

fn made(number: usize, marked: &'static str, outcome: [&'static str; 4]) -> Made<'static> {
    Made { number, letters: FALLING, marked, outcome }
}

/// Text and confidence of the outcome indicator's newest figure.
fn newest(sheet: &RawSheet, role: Role) -> (String, f64) {
    let outcome = sheet.indicators.iter().find(|i| i.kind == IndicatorKind::Outcome).unwrap();
    let cell = outcome.cells.iter().find(|c| c.role == role && c.years == [2020]).unwrap();
    (cell.printed.text.clone(), cell.printed.confidence)
}

fn marked(marks: &Option<RawMarks>) -> Vec<&str> {
    marks.iter().flat_map(|m| &m.boxes).filter(|b| b.marked).map(|b| b.value.as_str()).collect()
}

#[test]
fn pairs_that_come_actual_first_are_turned_by_the_letters() {
    // Each letter is what the second figure as target and the first as actual earn.
    let reading = dump(&[
        made(1, "Ａ", ["90人", "100人", "104人", "100人"]),
        made(2, "Ｃ", ["90人", "100人", "70人", "100人"]),
        made(3, "Ｓ", ["90人", "100人", "130人", "100人"]),
    ]);
    for (sheet, actual) in reading.sheets.iter().zip(["104人", "70人", "130人"]) {
        assert_eq!(newest(sheet, Role::Target).0, "100人");
        assert_eq!(newest(sheet, Role::Actual).0, actual);
    }
}

#[test]
fn pairs_whose_order_nothing_shows_are_not_sure() {
    let reading = dump(&[made(1, "Ａ", ["100人", "100人", "100人", "100人"])]);
    let sheet = &reading.sheets[0];
    let sure = sheet.indicators.iter().flat_map(|i| &i.cells).filter(|c| c.printed.confidence >= 0.9).count();
    assert_eq!(sure, 0);
}

#[test]
fn pairs_that_the_letters_bear_out_are_sure() {
    let reading =
        dump(&[made(1, "Ａ", ["100人", "90人", "100人", "104人"]), made(2, "Ｃ", ["100人", "90人", "100人", "70人"])]);
    let (actual, confidence) = newest(&reading.sheets[1], Role::Actual);
    assert_eq!(actual, "70人");
    assert!(confidence >= 0.9);
}

#[test]
fn letters_printed_from_the_lowest_keep_their_boxes() {
    let letters = ["Ｄ", "Ｃ", "Ｂ", "Ａ", "Ｓ"];
    let reading = dump(&[Made { number: 1, letters, marked: "Ａ", outcome: ["100人", "90人", "100人", "104人"] }]);
    assert_eq!(marked(&reading.sheets[0].achievement), ["A"]);
}

#[test]
fn boxes_are_never_text() {
    let page = made(1, "Ａ", ["100人", "90人", "100人", "104人"]);
    // Rows of four: no scale can be told.
    let text = page.page().replace("□ ■ □ □ □", "□ ■ □ □").replace("□ □ ■ □ □", "□ ■ □");
    let reading = read_text(&format!("{text}\u{C}"));
    let sheet = &reading.sheets[0];
    let reasons = sheet.panels.iter().flat_map(|p| &p.criteria).filter_map(|c| c.reason.as_ref());
    for text in sheet.narratives.iter().map(|n| &n.text).chain(reasons) {
        assert!(!text.text.contains(['□', '■']), "{}", text.text);
    }
}

#[test]
fn reasons_that_come_after_both_rows_are_parted_but_not_sure() {
    let page = made(1, "Ａ", ["100人", "90人", "100人", "104人"]).page();
    let text = page.replace(
        "夕べの相談は昼に来られない人に役立っている。",
        "夕べの相談は昼に来られない人に\n役立っている。\n相談のあとに勤め始めた人がいる。",
    );
    let reading = read_text(&format!("{text}\u{C}"));
    let reasons: Vec<_> =
        reading.sheets[0].panels[0].criteria.iter().map(|c| c.reason.clone().unwrap_or_default()).collect();
    assert_eq!(reasons[0].text, "夕べの相談は昼に来られない人に\n役立っている。");
    assert_eq!(reasons[1].text, "相談のあとに勤め始めた人がいる。");
    assert!(reasons.iter().all(|r| r.confidence < 0.9));
}

#[test]
fn a_text_that_breaks_off_is_not_sure() {
    let text =
        made(1, "Ａ", ["100人", "90人", "100人", "104人"]).page().replace("案内を増やす。", "案内を増やし，窓口の");
    let reading = read_text(&format!("{text}\u{C}"));
    let future = reading.sheets[0].narratives.iter().find(|n| n.role == NarrativeRole::Future).unwrap();
    assert_eq!(future.text.text, "案内を増やし，窓口の");
    assert!(future.text.confidence < 0.9);
}

/// What a sheet holds, without what its labels say.
fn contents(sheet: &RawSheet) -> String {
    let figures: Vec<_> =
        sheet.indicators.iter().flat_map(|i| &i.cells).map(|c| (&c.years, c.role, &c.printed.text)).collect();
    let marks = |m: &RawMarks| m.boxes.iter().map(|b| (b.value.clone(), b.marked)).collect::<Vec<_>>();
    let scales: Vec<_> = [&sheet.achievement, &sheet.direction].into_iter().flatten().map(marks).collect();
    let text = |p: &Option<kanrihyo::recognise::raw::Printed>| p.as_ref().map(|p| p.text.clone());
    let heads = [&sheet.number, &sheet.name, &sheet.department, &sheet.policy, &sheet.target_group, &sheet.description];
    let panels: Vec<_> = sheet
        .panels
        .iter()
        .map(|p| {
            let criteria =
                p.criteria.iter().map(|c| (c.weight, text(&c.points), c.level.as_ref().map(marks), text(&c.reason)));
            (text(&p.achievement_points), criteria.collect::<Vec<_>>(), text(&p.total), text(&p.grade))
        })
        .collect();
    let texts: Vec<_> = sheet.narratives.iter().map(|n| (n.role, &n.text.text)).collect();
    format!("{:?} {:?} {figures:?} {scales:?} {panels:?} {texts:?}", sheet.fiscal_year, heads.map(text))
}

#[test]
fn other_wordings_of_the_labels_are_read_alike() {
    let usual = made(1, "Ａ", ["38人", "38人", "40人", "41人"]).page();
    let other = usual
        .replace("所 管 課", "担 当 課")
        .replace("所管課", "担当課")
        .replace("事業番号", "事業No")
        .replace("事業内容", "事業の概要")
        .replace("対 象 者", "事業対象者")
        .replace("主要課題", "重点課題")
        .replace("基本方針", "基本目標")
        .replace("対象年度の\n実績", "当該年度の\n実績")
        .replace("指標区分 設定した目標の内容", "指標の区分 指標の内容")
        .replace("\n目標\n実績", "\n計画値\n実績値")
        .replace("有効性・必要性", "必要性・有効性")
        .replace("雇用・就業効果", "雇用・就労効果")
        .replace("総合評価点", "合計点")
        .replace("専門部会", "部会")
        .replace("今後の課題・取組\nについて", "今後の課題と取組")
        .replace("今後の進め方", "今後の方向性")
        .replace("就労支援推進委員会の\n意見等", "推進委員会の意見等");
    let read = |page: &str| contents(&read_text(&format!("{page}\u{C}")).sheets[0]);
    assert_eq!(read(&usual), read(&other));
}
