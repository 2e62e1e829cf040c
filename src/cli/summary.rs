//! What a run did, in a few lines that a person understands.

use super::args::Language;
use super::findings::verdicts;
use super::log::{Event, Level};
use super::terminal::{Terminal, plain};
use crate::batch::Report;
use crate::emit::wire::{Counts, Status};
use std::path::Path;

/// What the summary says, in numbers.
struct Numbers {
    inputs: usize,
    read: usize,
    partial: usize,
    failed: usize,
    unknown: usize,
    unchanged: usize,
    all: Counts,
    /// The report, where there is one, as the last of the results.
    report: &'static str,
}

/// The summary of a complete run.
pub fn text(report: &Report, out: &Path, has_report: bool, terminal: Terminal) -> String {
    let count = |status: Status| report.lines.iter().filter(|line| line.status == status).count();
    let is_unknown = |line: &&crate::emit::wire::ManifestLine| line.profile.is_none() && line.status != Status::Failed;
    let numbers = Numbers {
        inputs: report.lines.len(),
        read: count(Status::Read) + count(Status::Partial),
        partial: count(Status::Partial),
        failed: count(Status::Failed),
        unknown: report.lines.iter().filter(is_unknown).count(),
        unchanged: report.unchanged,
        all: report.lines.iter().fold(Counts::default(), |sum, line| sum.plus(line.counts)),
        report: if has_report { " report/index.html" } else { "" },
    };
    let out = plain(&out.to_string_lossy()).into_owned();
    let findings = verdicts(numbers.all.findings.plus(report.between), terminal);
    let rows = match terminal.language {
        Language::Ja => japanese(&numbers, &findings, &out),
        Language::En => english(&numbers, &findings, &out),
    };
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// The same for a program.
pub fn event(report: &Report) -> Event {
    let count = |status: Status| report.lines.iter().filter(|line| line.status == status).count();
    let all = report.lines.iter().fold(Counts::default(), |sum, line| sum.plus(line.counts));
    let done = Event::new("done", Level::Info, "").with("inputs", report.lines.len()).with("read", count(Status::Read));
    let done = done.with("partial", count(Status::Partial)).with("failed", count(Status::Failed));
    done.with("unchanged", report.unchanged).with("counts", all).with("between", report.between)
}

fn japanese(numbers: &Numbers, findings: &str, out: &str) -> Vec<String> {
    let Numbers { inputs, read, partial, failed, unknown, unchanged, all, report } = numbers;
    let kinds = [(partial, "一部だけ"), (failed, "読めず"), (unknown, "知らない様式"), (unchanged, "前回のまま")];
    let kinds: String = kinds
        .iter()
        .filter(|(n, _)| **n > 0)
        .map(|(n, what)| format!(" · {what} {} 件", grouped(**n as u64)))
        .collect();
    let [sheets, pages, rows, tables] = [all.sheets, all.pages, all.summary, all.tables].map(grouped);
    let mut lines = vec![
        format!("入力      {} 件中 {} 件を読み取りました{kinds}", grouped(*inputs as u64), grouped(*read as u64)),
        format!("管理票    {sheets} 枚 · 一覧 {rows} 行 · その他の表 {tables} 個 (全 {pages} ページ)"),
        format!("指標の値  {} 個 · うち人の確認が要るもの {} 個", grouped(all.figures), grouped(all.unsure)),
        format!("食い違い  {}", if findings.is_empty() { "見つかりませんでした" } else { findings }),
        format!("結果      {out} (documents/ findings.ndjson history.ndjson manifest.ndjson warehouse/{report})"),
    ];
    if !findings.is_empty() {
        lines.push(format!("次に      kanrihyo audit {out}/documents で、食い違いを根拠つきで読めます"));
    }
    if *failed > 0 {
        lines.push(format!("読めない  理由と対処は上の error の行と {out}/failed/ にあります"));
    }
    lines
}

fn english(numbers: &Numbers, findings: &str, out: &str) -> Vec<String> {
    let Numbers { inputs, read, partial, failed, unknown, unchanged, all, report } = numbers;
    let kinds = [(partial, "partly"), (failed, "failed"), (unknown, "of an unknown form"), (unchanged, "unchanged")];
    let kinds: String =
        kinds.iter().filter(|(n, _)| **n > 0).map(|(n, what)| format!(", {} {what}", grouped(**n as u64))).collect();
    let [sheets, pages, rows, tables] = [all.sheets, all.pages, all.summary, all.tables].map(grouped);
    let mut lines = vec![
        format!("inputs    {} of {} read{kinds}", grouped(*read as u64), grouped(*inputs as u64)),
        format!("sheets    {sheets}, list rows {rows}, other tables {tables} ({pages} pages in all)"),
        format!("figures   {}, of which a person should check {}", grouped(all.figures), grouped(all.unsure)),
        format!("findings  {}", if findings.is_empty() { "none" } else { findings }),
        format!("results   {out} (documents/ findings.ndjson history.ndjson manifest.ndjson warehouse/{report})"),
    ];
    if !findings.is_empty() {
        lines.push(format!("next      kanrihyo audit {out}/documents shows the findings with their evidence"));
    }
    if *failed > 0 {
        lines.push(format!("not read  the error lines above and {out}/failed/ say why and what to do"));
    }
    lines
}

/// A number with its thousands parted.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
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

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1000, 12_345_678].map(grouped), ["0", "999", "1,000", "12,345,678"]);
    }
}
