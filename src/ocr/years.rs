//! Years of eras: no era has more years than it had, and the years over columns follow one another.

use super::draft::Draft;
use super::engine::{Symbol, text};
use super::figures::{LIKELY, digit, likely};
use super::text::TextLine;
use super::words::is_alike;
use std::collections::BTreeMap;
use std::ops::Range;

/// An era: its name, its letter, the year before its first, its last one where it has ended.
struct Era {
    name: [char; 2],
    letter: char,
    before: i32,
    last: Option<i32>,
}

impl Era {
    /// Whether just one of these is a character of its name at its place.
    fn is_half(&self, a: char, b: char) -> bool {
        (self.name[0] == a) != (self.name[1] == b)
    }
}

const ERAS: [Era; 5] = [
    Era { name: ['明', '治'], letter: 'M', before: 1867, last: Some(45) },
    Era { name: ['大', '正'], letter: 'T', before: 1911, last: Some(15) },
    Era { name: ['昭', '和'], letter: 'S', before: 1925, last: Some(64) },
    Era { name: ['平', '成'], letter: 'H', before: 1988, last: Some(31) },
    Era { name: ['令', '和'], letter: 'R', before: 2018, last: None },
];

/// Longest head of a column, in characters.
const LONGEST_HEAD: usize = 10;
/// Longest word behind the year of a head.
const LONGEST_WORD: usize = 3;
/// No sheet is of a later year of the era at hand.
const LATEST: i32 = 24;
/// Columns of which the years are known that tell those of the others.
const ENOUGH: usize = 2;
/// So many characters stand before 年 at most.
const LONGEST: usize = 4;
/// Heads of one row stand no farther from each other, in heights of most lines.
const LEVEL: f64 = 1.2;

/// No era has more years than it had: of digits that make another year, one is what the engine also names.
pub(super) fn within_eras(symbols: &mut [Symbol]) {
    for i in 0..symbols.len().saturating_sub(3) {
        let Some([a, b, tens, ones]) = symbols.get_mut(i..i + 4) else { return };
        let era = ERAS.iter().find(|era| era.name == [a.text, b.text]);
        let Some(last) = era.and_then(|era| u32::try_from(era.last?).ok()) else { continue };
        let year = |tens: char, ones: char| Some(tens.to_digit(10)? * 10 + ones.to_digit(10)?);
        if year(tens.text, ones.text).is_none_or(|year| year <= last) {
            continue;
        }
        let readings = |symbol: &Symbol| -> Vec<char> {
            std::iter::once(symbol.text).chain(symbol.others.iter().copied()).filter(char::is_ascii_digit).collect()
        };
        let (all_tens, all_ones) = (readings(tens), readings(ones));
        let both = all_tens.iter().flat_map(|t| all_ones.iter().map(move |o| (*t, *o)));
        let near = |(t, o): &(char, char)| (*t == tens.text) != (*o == ones.text);
        let possible: Vec<(char, char)> = both
            .filter(|both| near(both) && year(both.0, both.1).is_some_and(|year| (1..=last).contains(&year)))
            .collect();
        if let [(t, o)] = possible.as_slice() {
            for (symbol, right) in [(tens, *t), (ones, *o)] {
                likely(symbol, right);
            }
        }
    }
}

/// Of the two characters of an era before a year one may be another.
pub(super) fn name_eras(symbols: &mut [Symbol]) {
    for i in 0..symbols.len().saturating_sub(3) {
        let Some([a, b, rest @ ..]) = symbols.get_mut(i..) else { return };
        let count = rest.iter().take_while(|symbol| symbol.text.is_ascii_digit()).count();
        let is_first = rest.first().is_some_and(|symbol| symbol.text == '元');
        let digits = if is_first { 1 } else { count };
        if !(1..=2).contains(&digits) || rest.get(digits).is_none_or(|symbol| symbol.text != '年') {
            continue;
        }
        let number: String = rest.iter().take(count).map(|symbol| symbol.text).collect();
        let number = number.parse::<i32>().unwrap_or(1);
        let is_nearly = |era: &&Era| era.is_half(a.text, b.text) && (1..=era.last.unwrap_or(LATEST)).contains(&number);
        if ERAS.iter().any(|era| era.name == [a.text, b.text]) {
            continue;
        }
        // Of two eras with that character sheets are of the later one.
        if let Some(era) = ERAS.iter().rev().find(is_nearly) {
            likely(a, era.name[0]);
            likely(b, era.name[1]);
        }
    }
}

/// A short line that ends in a year and 度 ends in 年度, and so does one that begins with an era where two characters follow
/// its year that look like it.
pub(super) fn name_fiscal_years(symbols: &mut [Symbol]) {
    if symbols.len() > LONGEST_HEAD {
        return;
    }
    let [rest @ .., year, end] = symbols else { return };
    let rest = match rest {
        [rest @ .., bracket] if matches!(bracket.text, ')' | '）') => rest,
        rest => rest,
    };
    let is_year = rest.last().is_some_and(|last| last.text.is_ascii_digit() || last.text == '元');
    let is_of_era = || match &*rest {
        [a, b, ..] => ERAS.iter().any(|era| era.name == [a.text, b.text]),
        _ => false,
    };
    let look_like_it = || is_alike(year.text, '年') || year.text == '年' && is_alike(end.text, '度');
    if is_year && (end.text == '度' || look_like_it() && is_of_era()) {
        likely(year, '年');
        likely(end, '度');
    }
}

/// Where what follows the year begins that a line begins with (平成24年度目標); 0 of another line.
pub(super) fn end_of_year(symbols: &[Symbol]) -> usize {
    let is_year = |three: &[Symbol]| match three {
        [a, b, c] => {
            (a.text.is_ascii_digit() || matches!(a.text, '元' | ')' | '）')) && b.text == '年' && c.text == '度'
        }
        _ => false,
    };
    let at = symbols.windows(3).position(is_year);
    at.map(|at| at + 3).filter(|end| *end < symbols.len() && *end <= LONGEST_HEAD).unwrap_or(0)
}

/// A line that is the year over a column, perhaps wrongly read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Head {
    /// Its digits among the symbols of its line.
    digits: Range<usize>,
    /// Its era among [`ERAS`]; none for western years.
    era: Option<usize>,
    /// The western year that is read; `None` where it is a year that cannot be made out.
    year: Option<i32>,
}

/// The number of its line, and where that stands.
type Placed = (usize, Head, TextLine);

/// A line that is a year and nothing else but 年度 and brackets, or that ends like one.
fn head(symbols: &[Symbol]) -> Option<Head> {
    let text = text(symbols);
    read_head(&text).or_else(|| {
        let count = text.iter().position(|c| *c == '年').filter(|count| (1..=LONGEST).contains(count))?;
        (text.len() <= count + 2).then_some(Head { digits: 0..count, era: None, year: None })
    })
}

/// A line that is a year that can be made out.
fn read_head(text: &[char]) -> Option<Head> {
    let open = usize::from(matches!(text.first(), Some('(' | '（')));
    let rest = text.get(open..)?;
    let by_name = || match rest {
        // One of the two characters may be another.
        [a, b, ..] => {
            let whole = ERAS.iter().position(|era| era.name == [*a, *b]);
            let part = || ERAS.iter().rposition(|era| era.is_half(*a, *b));
            whole.or_else(part).map(|era| (Some(era), 2))
        }
        _ => None,
    };
    let by_letter = || ERAS.iter().position(|era| Some(&era.letter) == rest.first()).map(|era| (Some(era), 1));
    let (era, skipped) = by_name().or_else(by_letter).unwrap_or((None, 0));
    let from = open + skipped;
    let count = text.get(from..)?.iter().take_while(|c| digit(**c).is_some()).count();
    let is_first = count == 0 && text.get(from) == Some(&'元');
    let digits = from..from + if is_first { 1 } else { count };
    // The last character of 年度 may be another.
    let ending = text.get(digits.end..)?;
    let ending = ending.strip_prefix(&[')']).or_else(|| ending.strip_prefix(&['）'])).unwrap_or(ending);
    // What the column holds may follow (年度目標).
    let is_word = |rest: &[char]| rest.len() <= LONGEST_WORD && !rest.iter().any(char::is_ascii_digit);
    let is_year = match ending {
        ['年', '度', rest @ ..] => is_word(rest),
        _ => matches!(ending, [] | ['年'] | ['年', _]),
    };
    if !is_year {
        return None;
    }
    let number = if is_first {
        1
    } else {
        text.get(digits.clone())?.iter().filter_map(|c| digit(*c)).collect::<String>().parse::<i32>().ok()?
    };
    match era.and_then(|era| Some((era, ERAS.get(era)?))) {
        Some((era, known)) if digits.len() <= 2 => {
            Some(Head { digits, era: Some(era), year: Some(known.before + number) })
        }
        None if digits.len() == 4 && (1900..2100).contains(&number) => {
            Some(Head { digits, era: None, year: Some(number) })
        }
        _ => None,
    }
}

impl Draft {
    /// Puts years right that stand over columns between others: most of those tell it.
    pub(super) fn settle_years(&self, symbols: &mut [Vec<Symbol>]) {
        let all = self.lines.iter().zip(symbols.iter()).enumerate();
        let heads: Vec<Placed> = all.filter_map(|(i, (line, own))| Some((i, head(own)?, *line))).collect();
        let middle = |placed: &Placed| (placed.2.y0 + placed.2.y1) as f64 / 2.0;
        let mut rows: Vec<Vec<&Placed>> = Vec::new();
        for head in &heads {
            let is_level = |first: &&Placed| (middle(first) - middle(head)).abs() <= LEVEL * self.usual;
            match rows.iter_mut().find(|row| row.first().is_some_and(is_level)) {
                Some(row) => row.push(head),
                None => rows.push(vec![head]),
            }
        }
        for row in rows {
            let columns = columns(&row);
            let read: Vec<Vec<&Head>> =
                columns.iter().map(|heads| heads.iter().map(|head| &head.1).collect()).collect();
            let like = row.iter().map(|placed| &placed.1).find(|head| head.year.is_some());
            for (heads, year) in columns.iter().zip(years(&read)) {
                let of_year: Vec<_> = heads.iter().filter(|head| year.is_some() && head.1.year == year).collect();
                // 平成31 over 令和元 is as right as that; 平成3 is not.
                let is_wrong = |head: &Head| {
                    let may_be = head.era.is_some() && year.is_some_and(|year| Head::number(head.era, year).is_some());
                    may_be && of_year.iter().all(|of| of.1.era.is_some() && of.1.era != head.era)
                };
                let wrong: Vec<_> = heads
                    .iter()
                    .filter(|head| of_year.is_empty() || head.1.year == year || is_wrong(&head.1))
                    .collect();
                for (line, head, _) in wrong {
                    let (Some(own), Some(year)) = (symbols.get_mut(*line), year) else { continue };
                    write(own, head, year, like);
                }
            }
        }
    }
}

/// The heads of a row by columns, from the left: those that stand above each other are of one.
fn columns<'h>(row: &[&'h Placed]) -> Vec<Vec<&'h Placed>> {
    let mut heads = row.to_vec();
    heads.sort_by_key(|head| head.2.x0);
    let mut columns: Vec<Vec<&Placed>> = Vec::new();
    for head in heads {
        match columns.last_mut() {
            Some(last) if last.iter().any(|other| head.2.x0 < other.2.x1) => last.push(head),
            _ => columns.push(vec![head]),
        }
    }
    columns
}

/// The year of each column, as far as columns follow one another by a year: what is read, or what those on both sides
/// tell; at either end only where a digit of it is lost.
fn years(columns: &[Vec<&Head>]) -> Vec<Option<i32>> {
    let from = |(at, heads): (usize, &Vec<&Head>)| -> Vec<i32> {
        let at = i32::try_from(at).unwrap_or(i32::MAX);
        let mut firsts: Vec<i32> = heads.iter().filter_map(|head| Some(head.year?.saturating_sub(at))).collect();
        firsts.dedup();
        firsts
    };
    let mut votes: BTreeMap<i32, usize> = BTreeMap::new();
    columns.iter().enumerate().flat_map(from).for_each(|first| *votes.entry(first).or_default() += 1);
    // Where two say so, one of which a digit is lost says so, too.
    let year_of = |first: i32, at: usize| i32::try_from(at).ok().and_then(|at| first.checked_add(at));
    let is_torn = |first: i32, at: usize| {
        let lacks = |heads: &Vec<&Head>| heads.iter().all(|head| year_of(first, at).is_some_and(|y| head.lacks(y)));
        columns.get(at).is_some_and(lacks)
    };
    let torn = |first: i32| (0..columns.len()).filter(|at| is_torn(first, *at)).count();
    let votes =
        votes.into_iter().map(|(first, count)| (first, if count < ENOUGH { count } else { count + torn(first) }));
    let most = votes.max_by_key(|(_, count)| *count);
    let read = columns.iter().filter(|heads| heads.iter().any(|head| head.year.is_some())).count();
    let Some((first, count)) = most else { return vec![None; columns.len()] };
    let year = |at: usize| year_of(first, at);
    let agrees = |at: usize| {
        columns.get(at).is_some_and(|heads| heads.iter().any(|head| head.year.is_some() && head.year == year(at)))
    };
    // Of three that on either side of another tell it.
    let is_between = columns.len() == ENOUGH + 1 && agrees(0) && agrees(ENOUGH);
    if !(count > ENOUGH && 2 * count > read || is_between) {
        return vec![None; columns.len()];
    }
    let told = |at: usize| {
        let between = (0..at).any(agrees) && (at + 1..columns.len()).any(agrees);
        year(at).filter(|_| agrees(at) || between || is_torn(first, at))
    };
    (0..columns.len()).map(told).collect()
}

impl Head {
    /// What an era calls a year: its number, or the western one.
    fn number(era: Option<usize>, year: i32) -> Option<i32> {
        let Some(era) = era else { return Some(year) };
        let Era { before, last, .. } = ERAS.get(era)?;
        let number = year.checked_sub(*before)?;
        (number >= 1 && last.is_none_or(|last| number <= last)).then_some(number)
    }

    /// Whether it would be that year with one digit more.
    fn lacks(&self, year: i32) -> bool {
        let Some(own) = self.year else { return false };
        let own = Self::number(self.era, own).map(|number| number.to_string()).unwrap_or_default();
        let whole = Self::number(self.era, year).map(|number| number.to_string()).unwrap_or_default();
        own.len() + 1 == whole.len() && (whole.starts_with(&own) || whole.ends_with(&own))
    }
}

/// Makes what cannot be made out look like another head.
fn room(own: &mut Vec<Symbol>, head: &Head, like: Option<&Head>) -> Head {
    let (era, from) = like.map(|like| (like.era, like.digits.start)).unwrap_or_default();
    let unread = Symbol { text: char::REPLACEMENT_CHARACTER, confidence: LIKELY, others: Vec::new() };
    own.splice(head.digits.clone(), std::iter::repeat_n(unread, from + 1));
    let name = era.and_then(|era| ERAS.get(era)).map_or(Vec::new(), |era| match from {
        2 => era.name.to_vec(),
        _ => vec![era.letter],
    });
    own.iter_mut().zip(name).for_each(|(symbol, c)| symbol.text = c);
    Head { digits: from..from + 1, era, year: None }
}

/// Writes a year over what was read of it; what cannot be made out is written as one of its neighbours is.
fn write(own: &mut Vec<Symbol>, head: &Head, year: i32, like: Option<&Head>) {
    let head = if head.year.is_none() { &room(own, head, like) } else { head };
    let era = match head.era {
        None => None,
        Some(own) if Head::number(Some(own), year).is_some() => Some(own),
        Some(_) => (0..ERAS.len()).rev().find(|era| Head::number(Some(*era), year).is_some()),
    };
    let Some(number) = Head::number(era, year) else { return };
    if let Some(Era { name, letter, .. }) = era.and_then(|era| ERAS.get(era)) {
        let before = own.get_mut(..head.digits.start).unwrap_or_default();
        match before {
            [.., a, b] if b.text.is_alphabetic() && a.text.is_alphabetic() => {
                likely(a, name[0]);
                likely(b, name[1]);
            }
            [.., a] => likely(a, *letter),
            [] => {}
        }
    }
    if let Some([.., year, last]) = own.get_mut(head.digits.end..)
        && year.text == '年'
    {
        likely(last, '度');
    }
    let is_first =
        number == 1 && own.get(head.digits.clone()).is_some_and(|digits| digits.iter().any(|d| d.text == '元'));
    let text = if is_first { "元".to_owned() } else { number.to_string() };
    let Some(before) = own.get(head.digits.clone()) else { return };
    let mut digits: Vec<Symbol> = match before.len() == text.chars().count() {
        true => before.to_vec(),
        false => text.chars().map(|text| Symbol { text, confidence: LIKELY, others: Vec::new() }).collect(),
    };
    digits.iter_mut().zip(text.chars()).for_each(|(symbol, right)| likely(symbol, right));
    own.splice(head.digits.clone(), digits);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(text: &str) -> Vec<Symbol> {
        text.chars().map(|text| Symbol { text, confidence: 0.99, others: Vec::new() }).collect()
    }

    fn text(symbols: &[Symbol]) -> String {
        symbols.iter().map(|symbol| symbol.text).collect()
    }

    /// Heads from the left, one a column, after their years are settled.
    fn settled(heads: &[&str]) -> Vec<String> {
        let mut own: Vec<Vec<Symbol>> = heads.iter().map(|head| symbols(head)).collect();
        let read: Vec<Head> = own.iter().map(|symbols| head(symbols).unwrap()).collect();
        let columns: Vec<Vec<&Head>> = read.iter().map(|head| vec![head]).collect();
        let like = read.iter().find(|head| head.year.is_some());
        for ((own, head), year) in own.iter_mut().zip(&read).zip(years(&columns)) {
            let Some(year) = year else { continue };
            write(own, head, year, like);
        }
        own.iter().map(|own| text(own)).collect()
    }

    #[test]
    fn no_era_has_more_years_than_it_had() {
        let told = |text_of: &str, others: &str| {
            let mut own = symbols(text_of);
            own[3].others = others.chars().collect();
            within_eras(&mut own);
            text(&own)
        };
        assert_eq!(told("平成36年度", "0"), "平成30年度");
        assert_eq!(told("平成36年度", "01"), "平成36年度", "nobody knows which");
        assert_eq!(told("平成29年度", "0"), "平成29年度");
    }

    #[test]
    fn an_era_is_named_by_one_of_its_characters() {
        let told = |text_of: &str| {
            let mut own = symbols(text_of);
            name_eras(&mut own);
            text(&own)
        };
        assert_eq!(told("国立市信和5年度評価"), "国立市令和5年度評価");
        assert_eq!((told("平戌30年度").as_str(), told("令利元年").as_str()), ("平成30年度", "令和元年"));
        assert_eq!(told("住和55年度"), "昭和55年度", "令和 has no such year yet");
        for other in ["昭和5年度", "調和5件", "飽和100年", "計5年度"] {
            assert_eq!(told(other), other);
        }
        let ended = |text_of: &str| {
            let mut own = symbols(text_of);
            name_fiscal_years(&mut own);
            text(&own)
        };
        assert_eq!(
            ["(令和元)征度", "就労者の満足度", "(注)強度"].map(ended),
            ["(令和元)年度", "就労者の満足度", "(注)強度"]
        );
    }

    #[test]
    fn years_over_columns_follow_one_another() {
        let right = ["平成27年度", "平成28年度", "平成29年度", "平成30年度", "平成31", "令和2年度"];
        for wrong in [
            ["平成27年度", "平成28年度", "平成29年度", "平成36年度", "平成31", "谷和2年度"],
            ["平成27年度", "平成28年度", "平成23年度", "平成30年度", "平成31", "令和2年度"],
            ["平成2年度", "平成28年度", "平成29年度", "平成6年度", "平成31", "令和2年度"],
        ] {
            assert_eq!(settled(&wrong), right);
        }
        assert_eq!(settled(&["H29", "R20", "R1", "R2"]), ["H29", "H30", "R1", "R2"]);
        assert_eq!(
            settled(&["R2年度", "RG年度", "R4年度", "RS年席", "RG年度"]).concat(),
            "R2年度R3年度R4年度R5年度R6年度"
        );
        let torn = ["平成27年度", "平成23年度", "平成2年度", "平成9年度", "平成31"];
        assert_eq!(settled(&torn), right[..5]);
        let coarse = ["R2年度", "R3年麻", "RM年麻", "陣年度", "6年度", "R7年度"];
        assert_eq!(settled(&coarse).concat(), "R2年度R3年度R4年度R5年度R6年度R7年度");
        assert_eq!(settled(&["平成27年度", "成年度", "平成29年度", "平成30年度"])[1], "平成28年度");
        assert_eq!(settled(&["2017", "2013", "2019年度", "2020"]), ["2017", "2018", "2019年度", "2020"]);
    }

    #[test]
    fn of_three_years_two_tell_the_one_between_them() {
        assert_eq!(settled(&["平成24年度実績", "平成23年度目標", "平成26年度目標"])[1], "平成25年度目標");
        assert_eq!(
            settled(&["平成24年度", "平成23年度", "平成27年度"])[1],
            "平成23年度",
            "they are not two years apart"
        );
        assert_eq!(end_of_year(&symbols("平成25年度目標")), 6);
        assert_eq!((end_of_year(&symbols("平成25年度")), end_of_year(&symbols("年度目標"))), (0, 0));
    }

    #[test]
    fn years_that_do_not_follow_stay_as_they_are() {
        for heads in [
            &["令和元年度", "令和2年度", "令和3年度", "令和6年度"][..],
            &["平成25年度", "平成26年度", "平成27年度", "令和2年度", "令和7年度"],
            &["平成27年度", "平成29年度", "令和2年度"],
            &["平成27年度", "平成28年度", "前年度", "平成29年度", "平成30年度"],
            &["平成27年度", "平成28年度", "平成29年度", "前年度"],
            &["平成27年度", "平成27年度", "平成28年度", "平成28年度"],
        ] {
            assert_eq!(settled(heads), heads);
        }
    }

    #[test]
    fn heads_are_years_and_nothing_else() {
        let year = |text: &str| head(&symbols(text)).and_then(|head| head.year);
        assert_eq!(year("(令和元)年度"), Some(2019));
        assert_eq!(year("平戍30年度"), Some(2018));
        assert_eq!(year("R2"), Some(2020));
        assert_eq!(
            (year("平成27年度実績"), year("平成27年度に実施した"), year("平成27年度1号")),
            (Some(2015), None, None)
        );
        assert_eq!((year("27"), year("1234"), year("年度"), year("")), (None, None, None, None));
    }
}
