//! Findings for people.

use super::args::Language;
use super::excerpt::{Excerpt, Line, excerpt};
use super::terminal::{Terminal, plain};
use crate::audit::Edition;
use crate::batch::edition;
use crate::emit::report::Head;
use crate::emit::sarif;
use crate::emit::wire::{Document, FindingLine, Place, Settled, Severity, Verdict, VerdictCounts};
use crate::emit::xlsx::IndicatorRow;
use anstyle::{AnsiColor, Style};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What the audit of one input gave.
#[derive(Default)]
pub struct Audited {
    /// The input as it was named.
    pub path: String,
    /// Its findings.
    pub lines: Vec<FindingLine>,
    /// What became of a person's decisions about it.
    pub decisions: Vec<Settled>,
    /// SHA-256 of its bytes.
    pub document: String,
    /// Name of the file that it was read from first.
    source: String,
    /// What is compared with other editions.
    pub edition: Option<Edition>,
    /// Its indicators, where a workbook is wanted.
    pub rows: Vec<IndicatorRow>,
    /// What a report tells of it, where one is wanted.
    pub told: Option<(Head, String)>,
    /// Names of its projects by sheet id.
    names: BTreeMap<String, String>,
    /// What printed marks stand for, and what corrected values read, by JSON pointer.
    marks: BTreeMap<String, String>,
    /// The rows in which disputed values stand, by JSON pointer.
    excerpts: BTreeMap<String, Excerpt>,
    sheets: usize,
}

impl Audited {
    /// Takes what is shown out of a document.
    pub fn new(path: &Path, document: &Document, language: Language) -> Self {
        let name = |sheet: &crate::emit::wire::Sheet| {
            Some((sheet.id.clone(), sheet.project.name.as_ref().map(|name| name.printed.clone())?))
        };
        Self {
            path: path.to_string_lossy().into_owned(),
            lines: FindingLine::of(document).collect(),
            decisions: Vec::new(),
            document: document.source.sha256.clone(),
            source: document.source.name.clone(),
            edition: Some(edition(document)),
            rows: Vec::new(),
            told: None,
            names: document.sheets.iter().filter_map(name).collect(),
            marks: marks(document),
            excerpts: document
                .findings
                .iter()
                .filter_map(|found| Some((found.field.clone(), excerpt(document, &found.field, language)?)))
                .collect(),
            sheets: document.sheets.len(),
        }
    }

    /// Names by which decisions know it: that of its file, and that of the file that a document was made from.
    pub fn names(&self) -> [&str; 2] {
        [self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path), &self.source]
    }

    /// What a log says of it.
    pub fn input(&self) -> sarif::Input<'_> {
        sarif::Input { path: &self.path, sha256: &self.document, findings: &self.lines }
    }

    /// What stands at a pointer, with what it stands for; none where nothing is printed.
    fn shown(&self, pointer: &str, printed: &str) -> Option<String> {
        match (printed.is_empty(), self.marks.get(pointer)) {
            (true, _) => None,
            (false, None) => Some(printed.to_owned()),
            (false, Some(meaning)) => Some(format!("{printed} ({meaning})")),
        }
    }
}

/// What the marks stand for that findings dispute: a person wants to read B, not ■.
fn marks(document: &Document) -> BTreeMap<String, String> {
    if document.findings.is_empty() {
        return BTreeMap::new();
    }
    let value = serde_json::to_value(document).unwrap_or_default();
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(one) => Some(one.clone()),
        serde_json::Value::Array(all) => Some(all.iter().filter_map(|one| one.as_str()).collect::<Vec<_>>().join(", ")),
        _ => None,
    };
    let mark = |pointer: &String| {
        let field = value.pointer(pointer)?;
        let printed = field.get("printed")?.as_str()?;
        if let Some(correction) = field.get("correction") {
            let meaning = field.get("number").or(field.get("value")).and_then(text).unwrap_or_default();
            return Some((pointer.clone(), format!("→ {meaning} {}", correction.get("by")?.as_str()?)));
        }
        let is_mark = printed.chars().all(|c| !c.is_alphanumeric());
        let meaning = text(field.get("value")?)?;
        (is_mark && meaning != printed).then(|| (pointer.clone(), meaning))
    };
    let findings = document.findings.iter();
    findings.flat_map(|f| f.related.iter().map(|r| &r.field).chain([&f.field])).filter_map(mark).collect()
}

const BOLD: Style = Style::new().bold();
const FAINT: Style = AnsiColor::Blue.on_default().bold();

/// All findings with their evidence, and a summary.
pub fn text(results: &[Audited], terminal: Terminal) -> String {
    let mut text = String::new();
    for audited in results {
        for line in &audited.lines {
            finding(&mut text, audited, line, terminal);
        }
    }
    if !terminal.quiet && !results.is_empty() {
        summary(&mut text, results, terminal);
    }
    text
}

/// Writing to a string cannot fail; this keeps that in one place.
macro_rules! put {
    ($text:expr, $($argument:tt)*) => {{ let _ = writeln!($text, $($argument)*); }};
}

fn finding(text: &mut String, audited: &Audited, line: &FindingLine, terminal: Terminal) {
    let finding = &line.finding;
    let colour = match finding.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    let severity = finding.severity.word(terminal.language);
    let style = colour.on_default().bold();
    let message = plain(terminal.language.of(&finding.message));
    put!(text, "{style}{severity}[{}]{style:#}{BOLD}: {message}{BOLD:#}", plain(&finding.rule));
    put!(text, "  {FAINT}-->{FAINT:#} {}{}", plain(&audited.path), location(audited, line, terminal));
    put!(text, "   {FAINT}|{FAINT:#}");
    if let Some(excerpt) = audited.excerpts.get(&finding.field) {
        for line in excerpt.lines() {
            match line {
                Line::Row(row) => put!(text, "   {FAINT}|{FAINT:#} {row}"),
                Line::Mark(blanks, mark) => put!(text, "   {FAINT}|{FAINT:#} {:blanks$}{style}{mark}{style:#}", ""),
            }
        }
        put!(text, "   {FAINT}|{FAINT:#}");
    }
    let mut row = |label: &str, value: &str| {
        put!(text, "   {FAINT}|{FAINT:#} {label} {}", plain(value));
    };
    let printed = audited.shown(&finding.field, &finding.printed);
    row(terminal.say("印字  ", "printed   "), printed.as_deref().unwrap_or(terminal.say("(空欄)", "(blank)")));
    if let Some(recomputed) = &finding.recomputed {
        row(terminal.say("再計算", "recomputed"), recomputed);
    }
    for (i, step) in finding.working.iter().enumerate() {
        row(if i == 0 { terminal.say("計算  ", "working   ") } else { terminal.say("      ", "          ") }, step);
    }
    for related in &finding.related {
        let places = places(&related.places, terminal);
        let printed = audited.shown(&related.field, &related.printed).unwrap_or_default();
        row(terminal.say("比較先", "beside    "), &format!("{printed} ({places}  {})", related.field));
    }
    put!(text, "   {FAINT}|{FAINT:#}");
    let (verdict, meaning) = (finding.verdict.word(terminal.language), finding.verdict.meaning(terminal.language));
    let (is, manual) = (terminal.say("判定", "verdict"), terminal.say("解説", "manual"));
    put!(
        text,
        "   {FAINT}={FAINT:#} {is}: {verdict} ({meaning}) · {manual}: kanrihyo explain {}\n",
        plain(&finding.rule)
    );
}

/// Page, box or span, and sheet.
fn location(audited: &Audited, line: &FindingLine, terminal: Terminal) -> String {
    let mut location = String::new();
    let places = places(&line.finding.places, terminal);
    if !places.is_empty() {
        let _ = write!(location, ":{places}");
    }
    if let Some(sheet) = &line.finding.sheet {
        let _ = write!(location, "  {} {}", terminal.say("シート", "sheet"), plain(sheet));
        if let Some(name) = audited.names.get(sheet) {
            let _ = write!(location, " {}", plain(name));
        }
    }
    let _ = write!(location, "  {}", plain(&line.finding.field));
    location
}

fn places(places: &[Place], terminal: Terminal) -> String {
    let place = |place: &Place| match place {
        Place::Box(place) => {
            let [x0, y0, x1, y1] = place.bbox;
            format!("{}{} [{x0:.0} {y0:.0} {x1:.0} {y1:.0}]", terminal.say("p.", "p."), place.page)
        }
        Place::Span(place) => {
            let [start, end] = place.span;
            format!("p.{} {} {start}–{end}", place.page, terminal.say("文字", "characters"))
        }
    };
    places.iter().map(place).collect::<Vec<_>>().join(", ")
}

fn summary(text: &mut String, results: &[Audited], terminal: Terminal) {
    let lines = || results.iter().flat_map(|audited| &audited.lines);
    let sheets: usize = results.iter().map(|audited| audited.sheets).sum();
    let total = VerdictCounts::of(lines().map(|line| line.finding.verdict));
    let scope = match terminal.language {
        Language::Ja => format!("文書 {} 件 · 管理票 {sheets} 枚", results.len()),
        Language::En => format!("{} document(s), {sheets} sheet(s)", results.len()),
    };
    if lines().next().is_none() {
        put!(
            text,
            "{BOLD}{}{BOLD:#} ({scope})",
            terminal.say("食い違いは見つかりませんでした", "no discrepancies found")
        );
        return;
    }
    put!(text, "{BOLD}{}{BOLD:#} ({scope})", verdicts(total, terminal));
    let mut rules: BTreeMap<&str, Vec<Verdict>> = BTreeMap::new();
    for line in lines() {
        rules.entry(&line.finding.rule).or_default().push(line.finding.verdict);
    }
    let width = rules.keys().map(|rule| rule.len()).max().unwrap_or(0);
    for (rule, found) in rules {
        put!(text, "  {:width$}  {}", plain(rule), verdicts(VerdictCounts::of(found.into_iter()), terminal));
    }
}

/// Numbers of findings by verdict, without those that are nought.
pub fn verdicts(counts: VerdictCounts, terminal: Terminal) -> String {
    let parts = [
        (counts.confirmed, Verdict::Confirmed),
        (counts.possible, Verdict::Possible),
        (counts.unverifiable, Verdict::Unverifiable),
    ];
    let parts =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(n, verdict)| (n, verdict.word(terminal.language)));
    match terminal.language {
        Language::Ja => parts.map(|(count, name)| format!("{name} {count} 件")).collect::<Vec<_>>().join(" · "),
        Language::En => parts.map(|(count, name)| format!("{count} {name}")).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::{Audited, text};
    use crate::cli::args::Language;
    use crate::cli::terminal::Terminal;
    use crate::emit::wire::FindingLine;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn audited() -> Audited {
        let line = |rule: &str, severity: &str, verdict: &str, recomputed: Option<&str>, place: serde_json::Value| {
            let mut line = json!({
                "document": "0".repeat(64), "source": "kanri.pdf", "rule": rule, "severity": severity,
                "verdict": verdict, "sheet": "2020/2-4", "project_number": "2-4",
                "field": "/sheets/3/assessment/panels/0/total", "printed": "17",
                "working": ["4 + 8 + 4 = 16", "16 ≠ 17"], "message": {"ja": "総合点が合計と違います", "en": "the total is not the sum"},
                "places": [place], "fingerprint": "0".repeat(16),
                "related": [{"field": "/summary/3/total", "printed": "1\u{1b}6", "places": [{"page": 3, "span": [5, 7]}]}],
            });
            if let Some(recomputed) = recomputed {
                line["recomputed"] = recomputed.into();
            }
            serde_json::from_value::<FindingLine>(line).unwrap()
        };
        Audited {
            path: "in/kanri.pdf".into(),
            lines: vec![
                line(
                    "total-not-sum",
                    "error",
                    "confirmed",
                    Some("16"),
                    json!({"page": 7, "box": [10.0, 20.0, 30.4, 40.0]}),
                ),
                line("target-not-quantified", "note", "unverifiable", None, json!({"page": 7, "span": [100, 120]})),
            ],
            decisions: Vec::new(),
            document: "0".repeat(64),
            source: "kanri.pdf".into(),
            edition: None,
            rows: Vec::new(),
            told: None,
            names: [("2020/2-4".to_owned(), "就職\n相談会".to_owned())].into(),
            marks: BTreeMap::new(),
            excerpts: BTreeMap::new(),
            sheets: 22,
        }
    }

    fn shown(results: &[Audited], language: Language) -> String {
        let text = text(results, Terminal { language, quiet: false, log: crate::cli::args::Log::Text });
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn a_finding_shows_its_evidence() {
        insta::assert_snapshot!(shown(&[audited()], Language::Ja), @r#"
        誤り[total-not-sum]: 総合点が合計と違います
          --> in/kanri.pdf:p.7 [10 20 30 40]  シート 2020/2-4 就職⏎相談会  /sheets/3/assessment/panels/0/total
           |
           | 印字   17
           | 再計算 16
           | 計算   4 + 8 + 4 = 16
           |        16 ≠ 17
           | 比較先 1\u{1b}6 (p.3 文字 5–7  /summary/3/total)
           |
           = 判定: 確定 (どう読んでも食い違う) · 解説: kanrihyo explain total-not-sum

        参考[target-not-quantified]: 総合点が合計と違います
          --> in/kanri.pdf:p.7 文字 100–120  シート 2020/2-4 就職⏎相談会  /sheets/3/assessment/panels/0/total
           |
           | 印字   17
           | 計算   4 + 8 + 4 = 16
           |        16 ≠ 17
           | 比較先 1\u{1b}6 (p.3 文字 5–7  /summary/3/total)
           |
           = 判定: 判定不能 (必要な値が印字されていない) · 解説: kanrihyo explain target-not-quantified

        確定 1 件 · 判定不能 1 件 (文書 1 件 · 管理票 22 枚)
          target-not-quantified  判定不能 1 件
          total-not-sum          確定 1 件
        "#);
        insta::assert_snapshot!(shown(&[audited()], Language::En), @r#"
        error[total-not-sum]: the total is not the sum
          --> in/kanri.pdf:p.7 [10 20 30 40]  sheet 2020/2-4 就職⏎相談会  /sheets/3/assessment/panels/0/total
           |
           | printed    17
           | recomputed 16
           | working    4 + 8 + 4 = 16
           |            16 ≠ 17
           | beside     1\u{1b}6 (p.3 characters 5–7  /summary/3/total)
           |
           = verdict: confirmed (contradicts itself whatever reading is taken) · manual: kanrihyo explain total-not-sum

        note[target-not-quantified]: the total is not the sum
          --> in/kanri.pdf:p.7 characters 100–120  sheet 2020/2-4 就職⏎相談会  /sheets/3/assessment/panels/0/total
           |
           | printed    17
           | working    4 + 8 + 4 = 16
           |            16 ≠ 17
           | beside     1\u{1b}6 (p.3 characters 5–7  /summary/3/total)
           |
           = verdict: unverifiable (what would be needed is not printed) · manual: kanrihyo explain target-not-quantified

        1 confirmed, 1 unverifiable (1 document(s), 22 sheet(s))
          target-not-quantified  1 unverifiable
          total-not-sum          1 confirmed
        "#);
    }

    #[test]
    fn nothing_found_is_said() {
        insta::assert_snapshot!(shown(&[Audited::default()], Language::Ja), @r#"
        食い違いは見つかりませんでした (文書 1 件 · 管理票 0 枚)
        "#);
    }
}
