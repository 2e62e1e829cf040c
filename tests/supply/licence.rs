//! Licence expressions as crates state them (SPDX, and the older `MIT/Apache-2.0`).

/// Whether an expression is met by these licences alone: one of a choice, all that hold together.
pub fn is_met(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let met = choice(&mut words, allowed);
    met && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn choice(words: &mut Words, allowed: &[String]) -> bool {
    let mut met = together(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= together(words, allowed);
    }
    met
}

fn together(words: &mut Words, allowed: &[String]) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words, allowed: &[String]) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = choice(words, allowed);
        return words.next_if_eq(&")").is_some() && met;
    }
    let Some(name) = words.next() else { return false };
    // An exception makes it another licence.
    let name = match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => format!("{name} WITH {exception}"),
        None => name.to_owned(),
    };
    allowed.contains(&name)
}

#[test]
fn of_a_choice_one_is_enough_and_together_all_are_needed() {
    let allowed = ["MIT", "BSD-3-Clause"].map(str::to_owned);
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0-only OR MIT", true),
        ("Apache-2.0/MIT", true),
        ("MIT AND BSD-3-Clause", true),
        ("(Apache-2.0 OR MIT) AND BSD-3-Clause", true),
        ("Apache-2.0 WITH LLVM-exception OR MIT", true),
        ("GPL-3.0-only", false),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", false),
        ("MIT WITH LLVM-exception", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(is_met(expression, &allowed), met, "{expression}");
    }
}
