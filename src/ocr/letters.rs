//! Lone characters above each other in a column of grades are letters: what an engine takes for a digit or an ideograph
//! that looks like one.

use super::draft::Draft;
use super::engine::Symbol;
use super::figures::DISPUTED;

/// The letters that sheets print, each with what it is taken for.
const LETTERS: [(char, &str); 5] = [('S', "5s"), ('A', "上人4"), ('B', "8"), ('C', "6ce("), ('D', "0O")];
/// So many letters make a column, if no fewer than this share of its characters are some.
const FEWEST: usize = 3;
const SHARE: f64 = 0.6;
/// Middles of characters of one column are no farther apart, in heights of most lines.
const LEVEL: f64 = 0.5;

impl Draft {
    /// Makes letters of what looks like them in columns of letters.
    pub(super) fn settle_letters(&self, symbols: &mut [Vec<Symbol>]) {
        let all = self.lines.iter().zip(symbols.iter()).enumerate();
        let lone = all.filter(|(_, (line, own))| own.len() == 1 && self.is_lone(line));
        let mut placed: Vec<(usize, usize)> = lone.map(|(i, (line, _))| (line.x0 + line.x1, i)).collect();
        placed.sort_unstable();
        let apart = |a: &(usize, usize), b: &(usize, usize)| (b.0 - a.0) as f64 > 2.0 * LEVEL * self.usual;
        for column in placed.chunk_by(|a, b| !apart(a, b)) {
            let read: Vec<char> =
                column.iter().filter_map(|(_, i)| symbols.get(*i)?.first()).map(|symbol| symbol.text).collect();
            for ((_, i), letter) in column.iter().zip(letters(&read)) {
                let Some((symbol, letter)) = symbols.get_mut(*i).and_then(|own| own.first_mut()).zip(letter) else {
                    continue;
                };
                symbol.becomes(letter);
                symbol.confidence = symbol.confidence.min(DISPUTED);
            }
        }
    }
}

/// For each character of a column of letters the letter that it is taken for; of other columns nothing.
fn letters(read: &[char]) -> Vec<Option<char>> {
    let count = read.iter().filter(|c| LETTERS.iter().any(|(letter, _)| letter == *c)).count();
    let is_column = count >= FEWEST && count as f64 >= SHARE * read.len() as f64;
    let letter = |c: &char| LETTERS.iter().find(|(_, taken)| taken.contains(*c)).map(|(letter, _)| *letter);
    read.iter().map(|c| letter(c).filter(|_| is_column)).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn only_a_column_of_letters_tells_that_something_is_one() {
        let told = |column: &str| -> String {
            let read: Vec<char> = column.chars().collect();
            letters(&read).into_iter().zip(read).map(|(letter, c)| letter.unwrap_or(c)).collect()
        };
        assert_eq!(told("BA8B上C"), "BABBAC");
        assert_eq!(told("BA日C"), "BA日C", "it looks like none");
        assert_eq!(told("B8"), "B8", "two are no column");
        assert_eq!(told("4825BAC10"), "4825BAC10", "figures stand there, too");
    }
}
