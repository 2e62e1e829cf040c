//! Lines of a text whose cells follow each other without anything between → pieces, each with the figures of one
//! cell at most: lines that a cell's width broke are mended, and lines that hold two cells are parted.

use super::Reading;
use super::heads;
use super::located::Text;
use crate::normalise;
use crate::profile::{RecordSlot, TableRule, label_key};
use crate::sheet::Role;

/// Lines that are wider than this are no cells, in half-width characters.
const WIDEST: usize = 88;
/// Most lines that a bracket stays open over.
const OPEN: usize = 5;
/// Longest label of a row.
const LONGEST_LABEL: usize = 30;
/// Longest rest of a word that the width of a cell parted from it.
const REST: usize = 2;
/// Shortest line that the width of a cell breaks.
const BROKEN: usize = 8;
/// What a text of a cell ends in where it goes on.
const PARTICLES: [char; 12] = ['の', 'を', 'に', 'は', 'が', 'で', 'と', 'も', '、', '，', '。', '・'];

/// What stands in the text, in its order.
#[derive(Debug)]
pub enum Piece {
    /// The head of a table, or of a column of it.
    Head {
        /// What its columns hold.
        roles: Vec<Role>,
        /// What it prints.
        text: Text,
    },
    /// Words that open figures of another year.
    Reference {
        /// What they are.
        role: Role,
        /// Western start year.
        year: i32,
        /// The words.
        text: Text,
    },
    /// Words that may name a row.
    Label(Text),
    /// Words that name none.
    Words(Text),
    /// Text with figures.
    Figures(Figures),
    /// What belongs to no table.
    End,
}

/// Text with figures.
#[derive(Debug)]
pub struct Figures {
    /// All of it.
    pub text: Text,
    /// Whether it begins its line.
    pub begins: bool,
    /// Whether it and a neighbour have the same words: a cell each.
    pub pair: Pair,
    /// The words before its first figure, as a key.
    pub words: String,
    /// The unit of its first figure.
    pub unit: Option<String>,
}

/// Which of two texts with the same words one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    /// None of two.
    No,
    /// The first.
    First,
    /// The second.
    Second,
}

/// The pieces of a text.
pub fn pieces(lines: &[Text], rule: &TableRule, reading: &Reading) -> Vec<Piece> {
    let mut out = Vec::new();
    // Lines as wide as the page end a table.
    for (i, some) in lines.split(|l| width(l) > WIDEST).enumerate() {
        if i > 0 {
            out.push(Piece::End);
        }
        for line in mended(some, |l| !head(l, rule, reading).is_empty()) {
            let roles = head(&line, rule, reading);
            if roles.is_empty() {
                of_line(&line, rule, reading, &mut out);
            } else {
                out.push(Piece::Head { roles, text: line });
            }
        }
    }
    paired(out)
}

/// Finds texts with the same words one after the other; words on a line of their own become part of the text.
fn paired(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let words = |at: Option<usize>, all: &[Piece]| match at.and_then(|a| all.get(a)) {
        Some(Piece::Figures(f)) if !f.words.is_empty() => Some((f.words.clone(), false)),
        Some(Piece::Figures(_)) => match at.and_then(|a| a.checked_sub(1)).and_then(|a| all.get(a)) {
            Some(Piece::Label(text)) => Some((label_key(&text.string()), true)),
            _ => None,
        },
        _ => None,
    };
    let holders: Vec<usize> =
        pieces.iter().enumerate().filter(|(_, p)| matches!(p, Piece::Figures(_))).map(|(i, _)| i).collect();
    let mut pairs: Vec<(usize, Pair)> = Vec::new();
    for near in holders.windows(2) {
        let [a, b] = near else { continue };
        let taken = pairs.last().is_some_and(|(at, _)| at == a);
        let (first, second) = (words(Some(*a), &pieces), words(Some(*b), &pieces));
        // Nothing but the words of the second stands between the two.
        let between = second.as_ref().map_or(0, |s| usize::from(s.1));
        let close = b - a == 1 + between;
        if !taken && close && first.zip(second).is_some_and(|(f, s)| f.0 == s.0) {
            pairs.extend([(*a, Pair::First), (*b, Pair::Second)]);
        }
    }
    for (i, piece) in pieces.into_iter().enumerate() {
        let pair = pairs.iter().find(|(at, _)| *at == i).map_or(Pair::No, |p| p.1);
        match piece {
            Piece::Figures(mut figures) => {
                if pair != Pair::No
                    && figures.words.is_empty()
                    && let Some(Piece::Label(words)) = out.pop_if(|p| matches!(p, Piece::Label(_)))
                {
                    figures.text = words.join(figures.text, " ");
                }
                out.push(Piece::Figures(Figures { pair, ..figures }));
            }
            other => out.push(other),
        }
    }
    out
}

/// The roles whose columns a line names, if it is a head.
fn head(line: &Text, rule: &TableRule, reading: &Reading) -> Vec<Role> {
    let mut roles = Vec::new();
    let shown = line.string();
    // Figures of another year repeat the words of the head.
    if refers(&shown, rule) {
        return roles;
    }
    let mut others = false;
    for word in shown.split_whitespace() {
        let columns = rule.columns.iter().filter(|c| c.slot == RecordSlot::Figures);
        let fits: Vec<Role> = columns
            .filter(|c| heads::is_head(word, reading.profile.wordings(&c.label)))
            .filter_map(|c| c.role)
            .collect();
        match fits.as_slice() {
            [role] if !roles.contains(role) => roles.push(*role),
            _ => others = true,
        }
    }
    // Beside the heads of both columns that of the names may stand; a single head stands alone.
    if others && roles.len() < 2 {
        roles.clear();
    }
    roles
}

/// Lines, those of them joined that the width of a cell parted.
fn mended(lines: &[Text], is_head: impl Fn(&Text) -> bool) -> Vec<Text> {
    let mut out: Vec<(Text, usize)> = Vec::new();
    for line in lines.iter().filter(|l| !l.is_blank()) {
        match out.last_mut() {
            Some((open, count)) if *count < OPEN && goes_on(open, line) && !is_head(open) => {
                // A bracket is a person's word; a figure whose digits a line parted is less sure.
                let torn = ends_in_digit(open) && line.chars().first().is_some_and(|c| is_digit(*c));
                let whole = std::mem::take(open).join(line.clone(), "");
                *open = if torn { whole.at_most(crate::recognise::trust::FITTED) } else { whole };
                *count += 1;
            }
            _ => out.push((line.clone(), 1)),
        }
    }
    out.into_iter().map(|(line, _)| line).collect()
}

fn ends_in_digit(text: &Text) -> bool {
    text.chars().last().is_some_and(|c| is_digit(*c))
}

/// Whether a line ends with a bracket, a sentence or a figure with its unit.
fn is_closed(line: &Text) -> bool {
    let last = line.chars().last();
    let counted = || normalise::figures(&line.string()).last().is_some_and(|f| f.span.1 == line.chars().len());
    last.is_some_and(|c| matches!(c, ')' | '）' | '。' | '】')) || counted()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

/// Whether a line goes on with the one before it.
fn goes_on(open: &Text, line: &Text) -> bool {
    let chars = line.chars();
    let Some(first) = chars.first().copied() else { return false };
    if opens_item(first) {
        return false;
    }
    if depth(open.chars()) > 0 || ends_in_digit(open) {
        return true;
    }
    let starts_within = matches!(
        first,
        'ー' | 'ぁ'
            ..='ん'
                | 'ァ'
                | 'ィ'
                | 'ゥ'
                | 'ェ'
                | 'ォ'
                | 'ッ'
                | 'ャ'
                | 'ュ'
                | 'ョ'
                | '、'
                | '。'
                | '，'
                | ')'
                | '）'
                | '】'
                | '」'
    );
    // The end of a word after a line that ends with nothing else; a short name may follow what is closed.
    let short = chars.len() <= REST && !chars.iter().any(|c| is_digit(*c));
    let rest = short && open.chars().len() >= BROKEN && !is_closed(open);
    starts_within || rest
}

fn opens_item(c: char) -> bool {
    matches!(c, '◇' | '◆' | '●' | '○' | '■' | '□' | '※' | '・' | '◎' | '(' | '（')
}

/// How many brackets are open at the end.
fn depth(chars: &[char]) -> usize {
    chars.iter().fold(0_usize, |depth, c| match c {
        '(' | '（' | '{' | '｛' | '【' | '［' => depth + 1,
        ')' | '）' | '}' | '｝' | '】' | '］' => depth.saturating_sub(1),
        _ => depth,
    })
}

fn width(text: &Text) -> usize {
    text.chars().iter().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn of_line(line: &Text, rule: &TableRule, reading: &Reading, out: &mut Vec<Piece>) {
    let mut from = 0;
    for start in references(line, rule).into_iter().chain([line.chars().len()]) {
        let part = line.slice(from, start);
        from = start;
        match reference(&part, rule, reading) {
            Some((role, year, end)) => {
                out.push(Piece::Reference { role, year, text: part.slice(0, end) });
                parted(&part.slice(end, part.chars().len()), out);
            }
            None => parted(&part, out),
        }
    }
}

/// Where words begin that open figures of another year.
fn references(line: &Text, rule: &TableRule) -> Vec<usize> {
    let chars = line.chars();
    let at = |i: &usize| {
        let rest: String = chars.iter().skip(i + 1).take(8).filter(|c| !c.is_whitespace()).collect();
        matches!(chars.get(*i), Some('(' | '（')) && rule.reference.iter().any(|r| rest.starts_with(r.as_str()))
    };
    (1..chars.len()).filter(at).collect()
}

/// The role and the year of a reference, and where its words end.
fn reference(part: &Text, rule: &TableRule, reading: &Reading) -> Option<(Role, i32, usize)> {
    let shown = part.string();
    if !refers(&shown, rule) {
        return None;
    }
    let (end, year) = super::running::reference_end(part, &reading.era);
    let key = label_key(&part.slice(0, end).string());
    let says = |label: &String| reading.profile.wordings(label).iter().any(|w| key.contains(&label_key(w)));
    let mut columns = rule.columns.iter().filter(|c| c.slot == RecordSlot::Figures && says(&c.label));
    let role = columns.next().and_then(|c| c.role)?;
    // Words for both say nothing.
    let only = columns.all(|c| c.role == Some(role));
    Some((role, year.filter(|_| only)?, end))
}

/// Whether a text begins with words that open figures of another year.
fn refers(shown: &str, rule: &TableRule) -> bool {
    let folded = normalise::fold(shown);
    rule.reference.iter().any(|r| folded.trim_start_matches(['(', ' ']).starts_with(r.as_str()))
}

/// A text without references: parted where one figure ends and the words of another begin after a blank.
fn parted(text: &Text, out: &mut Vec<Piece>) {
    if text.is_blank() {
        return;
    }
    let shown = text.string();
    let figures = normalise::figures(&shown);
    if figures.is_empty() {
        out.push(if may_name(text) { Piece::Label(text.clone()) } else { Piece::Words(text.clone()) });
        return;
    }
    let chars = text.chars();
    let mut cuts = vec![0];
    for pair in figures.windows(2) {
        let [a, b] = pair else { continue };
        let free = |i: &usize| {
            chars.get(*i).is_some_and(|c| c.is_whitespace()) && depth(chars.get(..*i).unwrap_or_default()) == 0
        };
        cuts.extend((a.span.1..b.span.0).find(free));
    }
    // What follows the last figure after a blank may be a cell without any.
    cuts.push(chars.len());
    let parts: Vec<Text> =
        cuts.windows(2).filter_map(|w| if let [a, b] = w { Some(text.slice(*a, *b)) } else { None }).collect();
    for (i, text) in parts.into_iter().enumerate() {
        let (words, unit) = words(&text);
        out.push(Piece::Figures(Figures { text, begins: i == 0, pair: Pair::No, words, unit }));
    }
}

/// The words before the first figure, as a key, and its unit.
fn words(part: &Text) -> (String, Option<String>) {
    let shown = part.string();
    let figures = normalise::figures(&shown);
    let Some(first) = figures.first() else { return (String::new(), None) };
    let words: String = shown.chars().take(first.span.0).collect();
    (label_key(&words).trim_end_matches([':', '：']).to_owned(), first.part.unit.clone())
}

/// Whether words may name a row: they are short and leave nothing open.
fn may_name(text: &Text) -> bool {
    let chars = text.chars();
    let (Some(first), Some(last)) = (chars.first(), chars.last()) else { return false };
    chars.len() <= LONGEST_LABEL && !opens_item(*first) && !PARTICLES.contains(last)
}
