//! What a run did, in a few lines that a person understands.

use super::args::Language;
use super::findings::verdicts;
use super::terminal::{Terminal, plain};
use crate::batch::Report;
use crate::emit::wire::{Counts, Status};
use std::fmt::Write;
use std::path::Path;

/// The summary of a complete run.
pub fn text(report: &Report, out: &Path, terminal: Terminal) -> String {
    let count = |status: Status| report.lines.iter().filter(|line| line.status == status).count();
    let (read, partial, failed) = (count(Status::Read), count(Status::Partial), count(Status::Failed));
    let unknown = report.lines.iter().filter(|line| line.profile.is_none() && line.status != Status::Failed).count();
    let all = report.lines.iter().fold(Counts::default(), |sum, line| sum.plus(line.counts));
    let findings = verdicts(all.findings, terminal);
    let mut rows: Vec<(&str, String)> = Vec::new();
    match terminal.language {
        Language::Ja => {
            let mut inputs = format!("{} 件中 {} 件を読み取りました", report.lines.len(), read + partial);
            for (number, what) in [
                (partial, "一部のみ"),
                (failed, "読めず"),
                (unknown, "未知の様式"),
                (report.unchanged, "前回から変更なし"),
            ] {
                if number > 0 {
                    let _ = write!(inputs, " · {what} {number} 件");
                }
            }
            rows.push(("入力", inputs));
            rows.push((
                "管理票",
                format!("{} 枚 ({} ページ) · 一覧 {} 行 · 表 {} 個", all.sheets, all.pages, all.summary, all.tables),
            ));
            rows.push(("数値", format!("{} 個 · うち確認をお勧めするもの {} 個", all.figures, all.unsure)));
            rows.push(("食い違い", if findings.is_empty() { "見つかりませんでした".to_owned() } else { findings }));
            rows.push((
                "結果",
                format!("{} (documents/ findings.ndjson manifest.ndjson)", plain(&out.to_string_lossy())),
            ));
            if failed > 0 {
                rows.push(("読めなかったもの", "上の error の行と failed/ に、理由と対処があります".to_owned()));
            }
        }
        Language::En => {
            let mut inputs = format!("{} of {} read", read + partial, report.lines.len());
            for (number, what) in [
                (partial, "partly"),
                (failed, "failed"),
                (unknown, "of an unknown form"),
                (report.unchanged, "unchanged"),
            ] {
                if number > 0 {
                    let _ = write!(inputs, ", {number} {what}");
                }
            }
            rows.push(("inputs", inputs));
            rows.push((
                "sheets",
                format!("{} ({} pages), {} list rows, {} tables", all.sheets, all.pages, all.summary, all.tables),
            ));
            rows.push(("figures", format!("{}, of which {} are worth a look", all.figures, all.unsure)));
            rows.push(("findings", if findings.is_empty() { "none".to_owned() } else { findings }));
            rows.push((
                "results",
                format!("{} (documents/ findings.ndjson manifest.ndjson)", plain(&out.to_string_lossy())),
            ));
            if failed > 0 {
                rows.push(("not read", "the error lines above and failed/ say why and what to do".to_owned()));
            }
        }
    }
    rows.iter().map(|(label, value)| format!("{label}: {value}\n")).collect()
}

/// The line of a run that was stopped.
pub fn interrupted(report: &Report, total: usize, terminal: Terminal) -> String {
    let done = report.lines.len();
    match terminal.language {
        Language::Ja => {
            format!("中断しました ({total} 件中 {done} 件まで完了)。同じコマンドをもう一度実行すると続きから始まります")
        }
        Language::En => format!("interrupted ({done} of {total} done); run the same command again to continue"),
    }
}
