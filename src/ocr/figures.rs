//! Figures are looked at more than once: where the looks agree, the digits are likely; where they do not, all are told.

use super::engine::Symbol;
use std::ops::{Range, RangeInclusive};

/// Longest line, in characters, whose digits are all looked at again; of longer ones only runs of so many.
const LONGEST: usize = 20;
const FIGURE: usize = 2;
/// Units of which there are no parts.
const WHOLE: &str = "人件冊回名円社校団台個枚本者世戸箇";
/// Longest number of two parts.
const CODE: usize = 5;
/// Digits between commas.
const THOUSAND: usize = 3;
/// Trust in digits that two looks at them alone tell, and the look at the line does not.
pub(super) const LIKELY: f64 = 0.8;
/// Trust in digits of which every look tells others.
pub(super) const DISPUTED: f64 = 0.5;
/// A lone letter that is surer than this is one, unless an ideograph was seen that is as sure as the second.
const LETTER: f64 = 0.7;
const IDEOGRAPH: f64 = 0.5;
/// Letters and signs that a digit is taken for beside others.
pub(super) fn digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        'O' | 'o' | 'Q' | 'D' | '@' | 'Ø' | 'ø' | 'θ' | 'Θ' => '0',
        'l' | 'I' | '|' | ']' | '[' | '!' => '1',
        'Z' | 'z' => '2',
        'S' | 's' => '5',
        'G' | 'b' => '6',
        'B' => '8',
        'g' | 'q' => '9',
        _ => return None,
    })
}

/// The runs of digits, and of the points between them, in a line. What looks like a digit beside one is part of its run.
pub(super) fn runs(symbols: &[Symbol]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let is_digit = |i: usize| symbols.get(i).is_some_and(|symbol| digit(symbol.text).is_some());
    let is_point = |i: usize| is_point(symbols.get(i).map(|symbol| symbol.text));
    for i in 0..symbols.len() {
        let joins = is_digit(i) || (is_point(i) && is_digit(i + 1));
        match runs.last_mut() {
            Some(run) if run.end == i && joins => run.end = i + 1,
            _ if is_digit(i) => runs.push(i..i + 1),
            _ => {}
        }
    }
    let least = if symbols.len() > LONGEST { FIGURE } else { 1 };
    runs.retain(|run| {
        let digits = symbols.get(run.clone()).into_iter().flatten().filter(|symbol| symbol.text.is_ascii_digit());
        run.len() >= least && digits.count() > 0
    });
    runs
}

/// Settles a run of digits by two looks at it alone, which know digits better; so many have room there.
pub(super) fn settle(own: &mut Vec<Symbol>, run: Range<usize>, told: &[String], count: &RangeInclusive<usize>) {
    let Some(before) = own.get(run.clone()) else { return };
    let read = |symbol: &Symbol| match symbol.text {
        '，' | '、' => ',',
        '．' => '.',
        c => digit(c).unwrap_or(c),
    };
    let line: String = before.iter().map(read).collect();
    // One that counts other digits was shown a part of what stands beside them.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let is_figure = |text: &&String| {
        count.contains(&digits(text))
            && text.starts_with(|c: char| c.is_ascii_digit())
            && text.ends_with(|c: char| c.is_ascii_digit())
    };
    let told: Vec<&String> = told.iter().filter(is_figure).collect();
    let agreed = |text: &str| told.iter().filter(|other| other.as_str() == text).count();
    let (chosen, most) = match told.first() {
        Some(first) if agreed(first) == 2 => (first.to_string(), if line == **first { 1.0 } else { LIKELY }),
        // One of the two tells what the line does.
        Some(_) if agreed(&line) == 1 => (line.clone(), LIKELY.min(0.7)),
        Some(first) => (first.to_string(), DISPUTED),
        None => (line.clone(), DISPUTED),
    };
    let sure = before.iter().map(|symbol| symbol.confidence).fold(1.0, f64::min);
    let confidence = if (most - 1.0).abs() < f64::EPSILON { sure } else { most };
    let others_at = |i: usize, c: char| {
        let texts = std::iter::once(&line).chain(told.iter().copied());
        let same_length = texts.filter(|text| text.chars().count() == chosen.chars().count());
        let mut others: Vec<char> =
            same_length.filter_map(|text| text.chars().nth(i)).filter(|other| *other != c).collect();
        if line.len() == chosen.len() {
            let more = before.get(i).map(|symbol| symbol.others.clone()).unwrap_or_default();
            others.extend(more.into_iter().filter(|other| *other != c));
        }
        let mut seen = Vec::new();
        others.retain(|other| {
            !seen.contains(other) && {
                seen.push(*other);
                true
            }
        });
        others
    };
    let symbols: Vec<Symbol> =
        chosen.chars().enumerate().map(|(i, text)| Symbol { text, confidence, others: others_at(i, text) }).collect();
    own.splice(run, symbols);
}

/// Settles a lone character by a look for letters and digits; `has_room` says whether two letters have room there.
pub(super) fn settle_letter(own: &mut Vec<Symbol>, letter: &Symbol, has_room: bool) {
    let is_ideograph =
        |symbol: &Symbol| matches!(symbol.text, '\u{4e00}'..='\u{9fff}') && symbol.confidence >= IDEOGRAPH;
    let is_other = match own.as_slice() {
        [] => false,
        [one] => is_ideograph(one),
        // Strokes of a letter are seen as another character beside it, or the letter twice.
        [a, b] if a.text == letter.text && b.text == letter.text => has_room,
        [a, b] => ![(a, b), (b, a)].iter().any(|(a, b)| a.text == letter.text && !b.text.is_ascii_alphanumeric()),
        _ => true,
    };
    if !letter.text.is_ascii_alphanumeric() || letter.confidence < LETTER || is_other {
        return;
    }
    let mut letter = letter.clone();
    if matches!(letter.text, 'Q' | 'O' | 'o') {
        // No form marks anything by these letters.
        letter = Symbol { text: '0', confidence: letter.confidence.min(LIKELY), others: vec![letter.text] };
    }
    let others: Vec<char> = own.iter().map(|before| before.text).filter(|before| *before != letter.text).collect();
    if !others.is_empty() {
        letter.others.splice(0..0, others);
        letter.confidence = letter.confidence.min(LIKELY);
    }
    *own = vec![letter];
}

/// What an engine tells twice stands there once: 人, the two strokes of which do not touch, and a comma as the point that
/// it looks like, too. A comma before the last decimals of a percentage is a point, and a
/// point before three digits of what is counted in whole a comma.
pub(super) fn one_of_two(symbols: &mut Vec<Symbol>) {
    let texts = |symbols: &[Symbol]| symbols.iter().map(|symbol| symbol.text).collect::<Vec<_>>();
    let mut at = 1;
    while at < symbols.len() {
        let text = texts(symbols);
        let digits = |from: usize| text.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
        let is_digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
        let (before, own) = (text.get(at - 1).copied(), text.get(at).copied());
        let is_person = before == Some('人') && (own == before || own == Some('、') && at + 1 == text.len());
        let is_points = at > 1 && is_digit(at - 2) && is_point(before) && is_point(own) && is_digit(at + 1);
        let is_decimal = is_digit(at - 1)
            && own == Some(',')
            && (1..3).contains(&digits(at + 1))
            && matches!(text.get(at + 1 + digits(at + 1)), Some('%' | '％'));
        // Nobody counts thousandths of what is counted in whole.
        let is_thousands = is_digit(at - 1)
            && own == Some('.')
            && digits(at + 1) == THOUSAND
            && text.get(at + 1 + THOUSAND).is_some_and(|c| WHOLE.contains(*c));
        if is_person {
            symbols.remove(at);
        } else if is_points {
            let right = if digits(at + 1) == THOUSAND { ',' } else { '.' };
            let other = symbols.remove(at);
            if let Some(point) = symbols.get_mut(at - 1) {
                likely(point, other.text);
                likely(point, right);
            }
        } else {
            if let Some(point) = symbols.get_mut(at).filter(|_| is_decimal || is_thousands) {
                likely(point, if is_decimal { '.' } else { ',' });
            }
            at += 1;
        }
    }
}

/// Whether it is a point between digits, or a comma.
fn is_point(c: Option<char>) -> bool {
    matches!(c, Some('.' | ',' | '，' | '．' | '、'))
}

/// Makes a symbol another, which is likely.
pub(super) fn likely(symbol: &mut Symbol, right: char) {
    if symbol.becomes(right) {
        symbol.confidence = symbol.confidence.min(LIKELY);
    }
}

/// Strokes between digits are dashes (１－１), and crossed ones between brackets are signs ((A)＋(B)), not the ideographs or
/// the long vowel that they look like.
pub(super) fn strokes(symbols: &mut [Symbol]) {
    for i in 1..symbols.len().saturating_sub(1) {
        let [before, after] = [i - 1, i + 1].map(|i| symbols.get(i).map(|symbol| symbol.text));
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let is_short = symbols.len() <= CODE;
        let Some(symbol) = symbols.get_mut(i) else { return };
        match symbol.text {
            '一' | 'ー' | '―' | '—' if is_digit(before) && is_digit(after) => symbol.text = '－',
            '=' if is_short && is_digit(before) && is_digit(after) => likely(symbol, '－'),
            '十' if matches!(before, Some(')' | '）')) && matches!(after, Some('(' | '（')) => symbol.text = '＋',
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(text: &str) -> Vec<Symbol> {
        let symbol = |text| Symbol { text, confidence: 0.99, others: Vec::new() };
        text.chars().map(symbol).collect()
    }

    fn text(symbols: &[Symbol]) -> String {
        symbols.iter().map(|symbol| symbol.text).collect()
    }

    fn settled(line: &str, told: [&str; 2]) -> (String, f64, Vec<String>) {
        let mut own = symbols(line);
        let run = runs(&own).remove(0);
        let count = line.chars().filter(|c| digit(*c).is_some()).count();
        settle(&mut own, run, &told.map(str::to_owned), &(count..=count));
        (text(&own), own[0].confidence, own.iter().map(|s| s.others.iter().collect()).collect())
    }

    #[test]
    fn looks_at_digits_alone_tell_them() {
        assert_eq!(settled("30冊", ["30", "30"]), ("30冊".into(), 0.99, vec![String::new(); 3]));
        assert_eq!(settled("39冊", ["30", "30"]), ("30冊".into(), LIKELY, vec!["".into(), "9".into(), "".into()]));
        assert_eq!(settled("39冊", ["30", "39"]), ("39冊".into(), 0.7, vec!["".into(), "0".into(), "".into()]));
        assert_eq!(settled("1.022件", ["1,022", "1,022"]).0, "1,022件");
        assert_eq!(settled("Z4回", ["24", "24"]).0, "24回");
        assert_eq!(settled("3@回", ["30", "30"]).0, "30回", "a zero with a stroke");
        let (digits, sure, others) = settled("39", ["36", "30"]);
        assert_eq!((digits.as_str(), sure, others[1].as_str()), ("36", DISPUTED, "90"));
        assert_eq!(settled("39", ["3", ""]), ("39".into(), DISPUTED, vec![String::new(); 2]));
        assert_eq!(settled("39", ["", ","]).1, DISPUTED);
    }

    #[test]
    fn runs_are_digits_and_points_between_them() {
        assert_eq!(runs(&symbols("令和2年度1,234.5人.")), [2..3, 5..12]);
        assert_eq!(runs(&symbols("Z4回 SOS 7")), [0..2, 8..9]);
        let sentence = runs(&symbols("目標に対し、達成率が120%以上のものを、5点とする。"));
        assert_eq!((sentence.len(), sentence.first()), (1, Some(&(10..13))), "the level is none");
    }

    #[test]
    fn strokes_between_digits_are_dashes() {
        let mut own = symbols("1一1 一般 2ー3");
        strokes(&mut own);
        assert_eq!(text(&own), "1－1 一般 2－3");
        let mut own = symbols("(A)十(B) 十日");
        strokes(&mut own);
        assert_eq!(text(&own), "(A)＋(B) 十日");
        let mut own = symbols("3=7");
        strokes(&mut own);
        assert_eq!(text(&own), "3－7");
    }

    #[test]
    fn what_is_told_twice_stands_there_once() {
        let once = |line: &str| {
            let mut own = symbols(line);
            one_of_two(&mut own);
            text(&own)
        };
        assert_eq!(
            (once("480人人"), once("36人、"), once("人人事課")),
            ("480人".into(), "36人".into(), "人事課".into())
        );
        assert_eq!((once("1,.870人"), once("12.,5%")), ("1,870人".into(), "12.5%".into()));
        assert_eq!((once("64,0%"), once("1,200%"), once("3,4年")), ("64.0%".into(), "1,200%".into(), "3,4年".into()));
        assert_eq!(
            (once("5.332人"), once("5.332%"), once("1.5件")),
            ("5,332人".into(), "5.332%".into(), "1.5件".into())
        );
        let mut own = symbols("1.,870");
        one_of_two(&mut own);
        assert_eq!((own[1].text, own[1].others.as_slice(), own[1].confidence), (',', ['.'].as_slice(), LIKELY));
    }

    #[test]
    fn lone_letters_are_letters() {
        let told = |own: &str, letter: &str| {
            let mut own = symbols(own);
            settle_letter(&mut own, &symbols(letter)[0], false);
            text(&own)
        };
        let mut wide = symbols("AA");
        settle_letter(&mut wide, &symbols("A")[0], true);
        assert_eq!((told("AA", "A"), text(&wide)), ("A".into(), "AA".into()), "two have no room in the one");
        assert_eq!((told("上A", "A"), told("13", "3"), told("A組", "B")), ("A".into(), "13".into(), "A組".into()));
        assert_eq!((told("", "Q"), told("ら", "O")), ("0".into(), "0".into()));
        assert_eq!((told("ら", "5"), told("無", "E"), told("", "S")), ("5".into(), "無".into(), "S".into()));
    }
}
