//! Text dumps: encodings, and the slots that the readers of the three orders fill.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use kanrihyo::ingest::text::{TextDocument, decode};
use kanrihyo::profile::Profiles;
use kanrihyo::recognise::raw::{Printed, RawMarks, RawSheet};
use kanrihyo::recognise::text::{self, Order, TextReading, order};
use kanrihyo::rubric::Rubrics;
use kanrihyo::sheet::{IndicatorKind, Region, Role};
use std::path::PathBuf;

/// The dumps of the shared samples, where they are present.
fn samples(part: &str) -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/sheets/t");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "txt") && p.to_string_lossy().contains(part))
        .collect();
    paths.sort();
    paths
}

fn document(path: &PathBuf) -> TextDocument {
    decode(&std::fs::read(path).unwrap()).unwrap()
}

fn read(document: &TextDocument) -> TextReading {
    let (profiles, rubrics) = (Profiles::builtin(), Rubrics::builtin());
    text::read(document, profiles.get("kokubunji-shuro-2020").unwrap(), rubrics.get("kokubunji-shuro-2020"))
}

/// Everything printed that a reading holds.
fn printed(reading: &TextReading) -> Vec<Printed> {
    let marks = |m: &RawMarks| m.boxes.iter().map(|b| b.printed.clone()).collect::<Vec<_>>();
    let mut all = Vec::new();
    for s in &reading.sheets {
        let heads = [&s.number, &s.name, &s.department, &s.policy, &s.issue, &s.target_group, &s.description];
        all.extend(heads.into_iter().flatten().cloned());
        all.extend([&s.covid_impact, &s.adjustment].into_iter().flatten().cloned());
        for i in &s.indicators {
            all.push(i.label.clone());
            all.extend(i.cells.iter().map(|c| c.printed.clone()));
        }
        all.extend([&s.achievement, &s.direction].into_iter().flatten().flat_map(marks));
        for p in &s.panels {
            all.extend([&p.achievement_points, &p.total, &p.grade].into_iter().flatten().cloned());
            for c in &p.criteria {
                all.extend([&c.points, &c.reason].into_iter().flatten().cloned());
                all.extend(c.level.iter().flat_map(marks));
            }
        }
        all.extend(s.narratives.iter().map(|n| n.text.clone()));
    }
    for r in &reading.summary {
        let texts = [&r.number, &r.name, &r.target_group, &r.department];
        let points = [&r.achievement, &r.effectiveness, &r.employment, &r.total];
        all.extend(texts.into_iter().chain(points).flatten().cloned());
        all.extend(r.grades.iter().map(|g| g.printed.clone()));
    }
    all
}

#[test]
fn encodings_of_the_samples_are_told_apart() {
    for path in samples("") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let expected = [("cp932", "cp932"), ("eucjp", "euc-jp"), ("utf16le", "utf-16le"), ("utf8", "utf-8")];
        let expected = expected.iter().find(|(part, _)| name.contains(part)).unwrap().1;
        let document = document(&path);
        assert_eq!(document.encoding, expected, "{name}");
        assert!(document.encoding_confidence >= 0.9 && document.repaired.is_empty(), "{name}");
        assert_eq!(document.pages.len(), if name.starts_with("t-a") { 24 } else { 18 }, "{name}");
    }
}

#[test]
fn orders_of_the_samples_are_told_apart() {
    for (part, expected) in [
        (".layout.", Order::LaidOut),
        (".plain.", Order::AsRead),
        (".raw.", Order::AsRead),
        (".stream.", Order::Stream),
    ] {
        for path in samples(part) {
            assert_eq!(order::of(&document(&path)), expected, "{}", path.display());
        }
    }
}

#[test]
fn what_is_printed_stands_at_its_span() {
    let squeeze = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    for path in [".layout.", ".plain.", ".raw."].into_iter().flat_map(samples) {
        // The first pages show it; all of them take long without optimisation.
        let whole = document(&path).text;
        let pages: Vec<&str> = whole.split('\u{C}').take(6).collect();
        let document = decode(pages.join("\u{C}").as_bytes()).unwrap();
        let chars: Vec<char> = document.text.chars().collect();
        let all = printed(&read(&document));
        assert!(all.len() > 200, "{}", path.display());
        for p in all {
            let there: String = p
                .places
                .iter()
                .map(|place| match place.region {
                    Region::Span(start, end) => chars[start..end].iter().collect::<String>(),
                    Region::Box(_) => panic!("a box in a text"),
                })
                .collect();
            assert_eq!(squeeze(&p.text), squeeze(&there), "{}", path.display());
        }
    }
}

#[test]
fn samples_with_layout_are_read_whole() {
    for path in samples(".layout.") {
        let reading = read(&document(&path));
        let (sheets, rows) = if path.to_string_lossy().contains("t-a") { (22, 23) } else { (16, 17) };
        assert_eq!((reading.sheets.len(), reading.summary.len()), (sheets, rows), "{}", path.display());
        for sheet in &reading.sheets {
            assert_eq!(sheet.indicators.len(), 3);
            assert!(sheet.achievement.as_ref().is_some_and(|m| m.boxes.len() == 5));
            assert!(sheet.panels.iter().all(|p| p.total.is_some() && p.criteria.iter().all(|c| c.level.is_some())));
        }
    }
}

/// A sheet of an invented city, as laid out; the second target is blank.
const LAID_OUT: &str = "\
青葉台市就労支援プラン
就労支援事業進行管理票［対象：令和２年度］            所 管 課    商工課      事業番号   ２－３

                                    求人の情報を集めて，窓口で
事業名  求人情報の提供              事業内容 知らせます。

基本方針 相談しやすくするために     対 象 者 全市民

主要課題 情報を届ける
         ●市民に情報を届けます。

対象年度の 窓口を月に二度開いた。
実績

                           平成30年度    平成31      令和2年度
                                      (令和元)年度
指標区分  設定した目標の内容
                             目標         目標         目標
                             実績         実績         実績
                              ―           ―           ―
対象指標     ―
                              ―           ―           ―
                             12回                     14回
活動指標 開催回数
                             12回         13回        15回
                             30人         30人        40人
成果指標 参加者数
                            36人         33人         ２８人
■新型コロナウイルスによる影響について詳細に記載してください。
  有無 状況を記載（影響有りの場合）
  有   窓口を閉じた月がある。
◇指標に対する達成状況（成果指標） 【S→5点／A→4点／B→3点／C→2点／D→0点】      評価調整   有無
目標を大幅に上回った  目標どおり達成した  おおむね達成した  目標に達しなかった  取組を行えなかった
        Ｓ               Ａ               Ｂ               Ｃ               Ｄ            無
        □               □               □               ■               □
              高い   ←-----→   低い
  所管課評価                                               理   由
              ５    ４    ３    ２    １
 有効性・必要性
 （評価点×２）    □    ■    □    □    □        窓口は欠かせない。

 雇用・就業効果
 （評価点×１）    □    □    ■    □    □        相談につながった。

 所管課総合評価   達成状況   2   有効性   8   雇用・就業効果   3   総合評価点   13   総合評価   Ｂ
              高い   ←-----→   低い
  専門部会評価                                             専門部会意見
              ５    ４    ３    ２    １
 有効性・必要性
 （評価点×２）    □    ■    □    □    □
                                              続けられたい。
 雇用・就業効果
 （評価点×１）    □    □    ■    □    □

専門部会総合評価  達成状況   2   有効性   8   雇用・就業効果   3   総合評価点   13   総合評価   Ｂ

今後の課題・取組  回数を増やす。
  について
               拡大・拡充      現状維持      要 改 善      事業縮小      廃止・中止
  今後の進め方
                  □            ■            □            □            □

就労支援推進委員会の
    意見等      周知されたい。
";

fn laid_out() -> RawSheet {
    let reading = read(&decode(LAID_OUT.as_bytes()).unwrap());
    assert_eq!(reading.sheets.len(), 1);
    reading.sheets.into_iter().next().unwrap()
}

fn text(printed: &Option<Printed>) -> String {
    printed.as_ref().map(|p| p.text.replace('\n', "")).unwrap_or_default()
}

fn marked(marks: &Option<RawMarks>) -> Vec<String> {
    let boxes = marks.iter().flat_map(|m| &m.boxes);
    boxes.filter(|b| b.marked).map(|b| b.value.clone()).collect()
}

#[test]
fn a_laid_out_head_is_read() {
    let sheet = laid_out();
    assert_eq!(sheet.fiscal_year, Some(2020));
    assert_eq!(text(&sheet.number), "２－３");
    assert_eq!(text(&sheet.department), "商工課");
    assert_eq!(text(&sheet.name), "求人情報の提供");
    assert_eq!(text(&sheet.description), "求人の情報を集めて，窓口で知らせます。");
    assert_eq!(text(&sheet.policy), "相談しやすくするために");
    assert_eq!(text(&sheet.target_group), "全市民");
    assert_eq!(text(&sheet.issue), "情報を届ける");
}

#[test]
fn laid_out_figures_stand_under_their_years() {
    let sheet = laid_out();
    let figure = |kind: IndicatorKind, role: Role, year: i32| {
        let indicator = sheet.indicators.iter().find(|i| i.kind == kind).unwrap();
        let cell = indicator.cells.iter().find(|c| c.role == role && c.years == [year]).unwrap();
        (cell.printed.text.clone(), cell.printed.confidence >= 0.9)
    };
    let sure = |t: &str| (t.to_owned(), true);
    assert_eq!(figure(IndicatorKind::Activity, Role::Target, 2018), sure("12回"));
    assert_eq!(figure(IndicatorKind::Activity, Role::Target, 2019), sure(""));
    assert_eq!(figure(IndicatorKind::Activity, Role::Target, 2020), sure("14回"));
    assert_eq!(figure(IndicatorKind::Activity, Role::Actual, 2019), sure("13回"));
    assert_eq!(figure(IndicatorKind::Outcome, Role::Actual, 2020), sure("２８人"));
    assert_eq!(figure(IndicatorKind::Population, Role::Actual, 2018), sure("―"));
}

#[test]
fn laid_out_marks_and_points_are_read() {
    let sheet = laid_out();
    assert_eq!(marked(&sheet.achievement), ["C"]);
    assert_eq!(marked(&sheet.direction), ["現状維持"]);
    assert_eq!((text(&sheet.covid_impact), text(&sheet.adjustment)), ("有".to_owned(), "無".to_owned()));
    for panel in &sheet.panels {
        let levels: Vec<_> = panel.criteria.iter().flat_map(|c| marked(&c.level)).collect();
        let points: Vec<_> = panel.criteria.iter().map(|c| text(&c.points)).collect();
        assert_eq!((levels, points), (vec!["4".into(), "3".into()], vec!["8".into(), "3".into()]));
        assert_eq!((text(&panel.total), text(&panel.grade)), ("13".to_owned(), "Ｂ".to_owned()));
    }
}

/// The dump with a label in another wording, set out to the same width.
fn reworded(dump: &str) -> String {
    let head = |line: &str| !line.trim().is_empty() && line.split_whitespace().all(|w| w == "目標");
    let lines = dump.lines().map(|l| if head(l) { l.replace("目標", "計画") } else { l.to_owned() });
    let pairs = [
        ("所管課", "担当課"),
        ("事業番号", "事業No  "),
        ("事業内容", "事業概要"),
        ("対象者", "対象  "),
        ("基本方針", "基本目標"),
        ("主要課題", "重点課題"),
        ("指標区分", "指標    "),
        ("設定した目標の内容", "設定した指標の内容"),
        ("有効性・必要性", "必要性・有効性"),
        ("雇用・就業効果", "雇用・就労効果"),
        ("総合評価点", "合計点    "),
        ("評価調整", "調整有無"),
        ("今後の進め方", "今後の方向性"),
    ];
    let text = lines.fold(String::new(), |text, line| text + &line + "\n");
    pairs.iter().fold(text, |text, (usual, other)| text.replace(usual, other))
}

#[test]
fn other_wordings_of_the_labels_are_read_alike() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sheets/zuiun-2021.layout.txt");
    let usual = std::fs::read_to_string(path).unwrap();
    let other = reworded(&usual);
    let texts = |dump: &str| -> Vec<String> {
        let reading = read(&decode(dump.as_bytes()).unwrap());
        assert!(reading.sheets.len() > 2 && !reading.summary.is_empty());
        printed(&reading).iter().map(|p| p.text.split_whitespace().collect()).collect()
    };
    let expected: Vec<String> = texts(&usual).iter().map(|t| reworded(t).split_whitespace().collect()).collect();
    assert_eq!(texts(&other), expected);
}
