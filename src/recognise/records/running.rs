//! Figures in running text: each with what it counts, and the year that the words before it name.
//!
//! A cell is taken apart into items: its bullets, its lines (where lines are meant), and what a reference to another
//! year opens. Within brackets `【…】` every piece between strokes is a figure of its own.

use super::heads;
use super::located::Text;
use super::metric::{Metric, TOTALS, ratio};
use crate::normalise::{self, Context, Figure, Kind, Part, Quantity};

/// Longest label of a figure in brackets.
const LONGEST_LABEL: usize = 60;

/// An item: positions of its characters.
struct Item {
    at: Vec<usize>,
    bullet: Option<char>,
}

/// Every figure of a text. `reference` holds the words that open figures of another year; `lines` says whether the
/// ends of lines are meant, or only where a page broke them.
pub fn metrics(text: &Text, reference: &[String], era: &Context, lines: bool) -> Vec<Metric> {
    let mut found = Vec::new();
    let (mut year, mut heading) = (None, Text::default());
    for item in items(text, reference, lines) {
        let whole = text.pick(&item.at);
        let shown = whole.string();
        let folded = normalise::fold(&shown);
        let mut start = 0;
        if reference.iter().any(|r| folded.trim_start_matches('(').starts_with(r.as_str())) {
            let (end, named) = reference_end(&whole, era);
            if named.is_some() {
                year = named;
                start = end;
                heading = Text::default();
            }
        }
        let rest = whole.slice(start, whole.chars().len());
        let before = found.len();
        of_item(&rest, &mut found);
        let sub = item.bullet == Some('・');
        for metric in found.iter_mut().skip(before) {
            metric.year = year;
            if sub {
                metric.heading = heading.clone();
            }
        }
        if !sub {
            heading = if found.len() == before { head_of(&rest) } else { Text::default() };
        }
        if found.len() > before && !sub {
            // What follows as a sub-item belongs to the figure's own words.
            heading = found.get(before).map(|m| m.label.clone()).unwrap_or_default();
        }
    }
    found
}

/// A reference such as `(参考)23年度目標(23年11月～24年3月)`: where it ends, and its year.
pub fn reference_end(text: &Text, era: &Context) -> (usize, Option<i32>) {
    let chars = text.chars();
    let mut depth = 0_i32;
    let mut seen = false;
    let mut end = 0;
    for (i, c) in chars.iter().enumerate() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => {
                depth -= 1;
                end = i + 1;
            }
            '年' => seen = true,
            '標' | '績' if depth == 0 && seen => {
                end = i + 1;
                // A period in brackets still belongs to it.
                let rest = chars.get(end..).unwrap_or_default();
                let gap = rest.iter().take_while(|c| c.is_whitespace()).count();
                if matches!(rest.get(gap), Some('(' | '（'))
                    && let Some(close) = rest.iter().position(|c| matches!(c, ')' | '）'))
                {
                    end += close + 1;
                }
                break;
            }
            _ => {}
        }
    }
    let named = heads::years(&text.slice(0, end).string(), era);
    (end, named.first().copied())
}

fn items(text: &Text, reference: &[String], lines: bool) -> Vec<Item> {
    let chars = text.chars();
    let mut items: Vec<Item> = vec![Item { at: Vec::new(), bullet: None }];
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|b| chars.get(b));
        let after_blank = before.is_none_or(|b| b.is_whitespace());
        let rest: String = chars.iter().skip(i).take(6).collect();
        let refers = || {
            let bare = normalise::fold(&rest);
            bare.starts_with('(') && reference.iter().any(|r| bare.get(1..).is_some_and(|b| b.starts_with(r.as_str())))
        };
        let bullet = match c {
            '◇' | '◆' | '●' | '○' | '■' | '□' | '※' | '▪' | '◎' => true,
            '・' => after_blank,
            _ => false,
        };
        if *c == '\n' {
            if lines {
                items.push(Item { at: Vec::new(), bullet: None });
            }
            continue;
        }
        if bullet || matches!(c, '(' | '（') && refers() {
            items.push(Item { at: vec![i], bullet: bullet.then_some(*c) });
            continue;
        }
        if let Some(item) = items.last_mut() {
            item.at.push(i);
        }
    }
    items.retain(|item| item.at.iter().any(|i| chars.get(*i).is_some_and(|c| !c.is_whitespace())));
    items
}

/// The words of an item without figures: the heading of its sub-items.
fn head_of(item: &Text) -> Text {
    let chars = item.chars();
    let start = chars.iter().take_while(|c| is_bullet(**c) || c.is_whitespace()).count();
    let end = chars.iter().position(|c| matches!(c, '。' | '…' | '：' | ':')).unwrap_or(chars.len());
    item.slice(start, end.max(start).min(start + LONGEST_LABEL))
}

fn is_bullet(c: char) -> bool {
    matches!(c, '◇' | '◆' | '●' | '○' | '■' | '□' | '※' | '▪' | '◎' | '・')
}

fn of_item(item: &Text, found: &mut Vec<Metric>) {
    let chars = item.chars();
    let mut from = 0;
    let mut context = Text::default();
    while let Some(open) = chars.iter().skip(from).position(|c| *c == '【').map(|p| p + from) {
        let close = chars.iter().skip(open).position(|c| *c == '】').map_or(chars.len(), |p| p + open);
        let before = item.slice(from, open);
        plain(&before, found);
        if !before.is_blank() {
            context = head_of(&before);
        }
        bracketed(&item.slice(open + 1, close), &context, found);
        from = close + 1;
    }
    plain(&item.slice(from, chars.len()), found);
}

/// The pieces of a bracket.
fn bracketed(inner: &Text, context: &Text, found: &mut Vec<Metric>) {
    let chars = inner.chars();
    let mut last_words = context.clone();
    let mut start = 0;
    for end in 0..=chars.len() {
        if end < chars.len() && !matches!(chars.get(end), Some('／' | '/')) {
            continue;
        }
        let piece = inner.slice(start, end);
        start = end + 1;
        if piece.is_blank() {
            continue;
        }
        let colon = piece.chars().iter().position(|c| matches!(c, '：' | ':'));
        let metric = if let Some(colon) = colon {
            let figure = piece.slice(colon + 1, piece.chars().len());
            let quantity = normalise::quantity(&figure.string().replace('\n', ""), &Context::default());
            let quantity = Quantity { printed: figure.string(), ..quantity };
            Metric { label: piece.slice(0, colon), quantity, ..blank(figure) }
        } else {
            let shown = piece.string();
            match normalise::figures(&shown).as_slice() {
                [one] => {
                    let words = words_before(&piece, one.span.0, &one.part);
                    let label = if words.is_blank() { last_words.clone() } else { words };
                    let digits = piece.slice(one.span.0, piece.chars().len());
                    let quantity = Quantity { printed: shown, ..quantity_of(&digits, &one.part) };
                    Metric { label, quantity, ..blank(piece.clone()) }
                }
                _ => {
                    let quantity = normalise::quantity(&shown, &Context::default());
                    let metric = Metric { label: last_words.clone(), quantity, ..blank(piece.clone()) };
                    last_words = piece.clone();
                    metric
                }
            }
        };
        let part = metric.quantity.number.map(|number| Part {
            label: metric.label.string(),
            number,
            unit: metric.quantity.unit.clone(),
        });
        found.push(Metric { part, set_apart: true, ..metric });
    }
}

/// The figures of words outside of brackets.
fn plain(words: &Text, found: &mut Vec<Metric>) {
    let shown = words.string();
    let all = normalise::figures(&shown);
    let only = all.len() == 1;
    let named = in_turn(words, &all);
    for (i, figure) in all.iter().enumerate() {
        let end = with_bound(words, figure.span.1);
        let printed = words.slice(figure.span.0, end);
        let label = match named.get(i) {
            Some(label) => label.clone(),
            None => label(words, figure.span, &figure.part),
        };
        let mut quantity = quantity_of(&printed, &figure.part);
        if quantity.unit.as_deref() == Some("%")
            && let Some((a, b)) = i.checked_sub(2).and_then(|j| Some((all.get(j)?, all.get(j + 1)?)))
            && joined(words, a.span.1, b.span.0, &['/', '／', '÷'])
            && joined(words, b.span.1, figure.span.0, &['=', '＝'])
        {
            quantity.parts = ratio(a.part.number, b.part.number);
        }
        let total = TOTALS.contains(&figure.part.label.as_str());
        let part = Part { label: label.string(), ..figure.part.clone() };
        let set_apart = only && words.slice(end, words.chars().len()).is_blank();
        found.push(Metric { label, quantity, part: Some(part), total, set_apart, ..blank(printed) });
    }
}

/// Whether nothing but one of these signs stands between two figures.
fn joined(words: &Text, from: usize, to: usize, signs: &[char]) -> bool {
    let between = words.slice(from, to);
    matches!(between.chars(), [sign] if signs.contains(sign))
}

/// Labels that stand in a row before as many figures (`対象者数 就職者数 就職率 4月 10人 17人 170%`), in turn.
fn in_turn(words: &Text, all: &[Figure]) -> Vec<Text> {
    let chars = words.chars();
    let (Some(first), true) = (all.first(), all.len() > 1) else { return Vec::new() };
    let close = all.windows(2).all(|w| matches!(w, [a, b] if words.slice(a.span.1, b.span.0).is_blank()));
    let mut labels: Vec<Text> = Vec::new();
    let mut start = 0;
    for at in 0..=first.span.0 {
        if at == first.span.0 || chars.get(at).is_none_or(|c| c.is_whitespace()) {
            let word = words.slice(start, at);
            let dated = word.chars().first().is_some_and(|c| c.is_ascii_digit());
            if !word.is_blank() && !dated {
                labels.push(word);
            }
            start = at + 1;
        }
    }
    if close && labels.len() == all.len() { labels } else { Vec::new() }
}

fn blank(figure: Text) -> Metric {
    Metric {
        label: Text::default(),
        heading: Text::default(),
        quantity: normalise::quantity(&figure.string(), &Context::default()),
        figure,
        part: None,
        year: None,
        total: false,
        set_apart: false,
    }
}

/// What a figure means: its own reading where it agrees with what the running text gave.
fn quantity_of(printed: &Text, part: &Part) -> Quantity {
    let shown = printed.string();
    let read = normalise::quantity(&shown, &Context::default());
    if read.number == Some(part.number) && read.kind == Kind::Number {
        return read;
    }
    let decimals = Some(i32::try_from(part.number.scale()).unwrap_or(0));
    let plain = normalise::quantity("0", &Context::default());
    Quantity {
        printed: shown,
        number: Some(part.number),
        unit: part.unit.clone(),
        decimals,
        warnings: Vec::new(),
        ..plain
    }
}

/// One past the word that bounds a figure (以上, 未満 …).
fn with_bound(words: &Text, end: usize) -> usize {
    let rest: String = words.chars().iter().skip(end).take(2).collect();
    let bounds = ["以上", "以下", "以内", "未満", "程度"];
    if bounds.contains(&rest.as_str()) { end + 2 } else { end }
}

/// What a figure counts: the words before it, else those after it (`80人以上の就職`).
fn label(words: &Text, span: (usize, usize), part: &Part) -> Text {
    let before = words_before(words, span.0, part);
    let shown = normalise::fold(&before.string());
    let bare =
        matches!(shown.as_str(), "" | "うち" | "そのうち" | "年" | "年間" | "月" | "月間" | "延べ" | "計" | "各");
    if bare && let Some(after) = words_after(words, with_bound(words, span.1)) {
        return after;
    }
    before
}

fn words_before(words: &Text, end: usize, part: &Part) -> Text {
    if part.unit.as_deref() == Some(part.label.as_str()) {
        return Text::default();
    }
    let wanted: Vec<char> = part.label.chars().collect();
    let chars = words.chars();
    let last = end.checked_sub(wanted.len());
    let found = last.and_then(|last| (0..=last).rev().find(|i| chars.get(*i..*i + wanted.len()) == Some(&wanted)));
    found.filter(|_| !wanted.is_empty()).map_or_else(Text::default, |at| words.slice(at, at + wanted.len()))
}

fn words_after(words: &Text, from: usize) -> Option<Text> {
    let chars = words.chars();
    let rest = chars.get(from..)?;
    let lead = rest.iter().take_while(|c| matches!(c, 'の' | 'が' | 'に' | 'を')).count();
    if lead == 0 {
        return None;
    }
    let length = rest.iter().skip(lead).take_while(|c| !c.is_ascii_digit() && is_word(**c)).count();
    let text = words.slice(from + lead, from + lead + length.min(LONGEST_LABEL));
    (!text.is_blank()).then_some(text)
}

fn is_word(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c, '(' | '（' | ')' | '）' | '、' | '。' | '，' | ',' | '】' | '［' | '：' | ':' | '／')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, lines: bool) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let text = Text::of_span(&chars, (0, chars.len()), 1, false);
        let era = Context { sheet_year: Some(2012), ..Context::default() };
        let all = metrics(&text, &["参考".to_owned()], &era, lines);
        let show = |m: &Metric| {
            let year = m.year.map(|y| format!(" {y}")).unwrap_or_default();
            let number = m.quantity.number.map(|n| n.to_string()).unwrap_or_default();
            format!("{}={}({number}){year}", m.label.string(), m.figure.string())
        };
        all.iter().map(show).collect()
    }

    #[test]
    fn brackets_hold_a_figure_a_piece() {
        assert_eq!(
            read(
                "●資料の提供。\n【蔵書数2590冊／貸出冊数：212\n冊】\n●支給\n【なし】\n●職場体験\n【700人／５校】",
                false
            ),
            [
                "蔵書数=蔵書数2590冊(2590)",
                "貸出冊数=212冊(212)",
                "支給=なし()",
                "職場体験=700人(700)",
                "職場体験=５校(5)"
            ]
        );
    }

    #[test]
    fn running_figures_have_the_words_beside_them() {
        assert_eq!(
            read(
                "◇就職人数:300人以上 (うち紹介就職:200人以上)\n(参考)23年度目標(24年3月)\n◇80人以上の就職 (うち55人以上が紹介就職)",
                true
            ),
            [
                "就職人数=300人以上(300)",
                "うち紹介就職=200人以上(200)",
                "就職=80人以上(80) 2011",
                "紹介就職=55人以上(55) 2011"
            ]
        );
    }
}
