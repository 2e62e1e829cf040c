//! The words by which heads and labels say what a figure is.

use crate::normalise;
use crate::sheet::Role;

/// Words that name roles; longer ones are tried first.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    roles: Vec<(String, Role)>,
}

/// What public bodies call the roles.
const ROLES: &[(&str, Role)] = &[
    ("目標", Role::Target),
    ("計画", Role::Target),
    ("実績", Role::Actual),
    ("決算", Role::Actual),
    ("執行額", Role::Actual),
    ("予算", Role::Budget),
    ("見込", Role::Forecast),
    ("成り行き", Role::Baseline),
    ("成行", Role::Baseline),
    ("達成率", Role::AchievementRate),
    ("達成度", Role::AchievementRate),
    ("執行率", Role::AchievementRate),
    ("増減率", Role::DeltaRate),
    ("増減額", Role::Delta),
    ("増減", Role::Delta),
];

impl Default for Vocabulary {
    fn default() -> Self {
        Self::new(ROLES.iter().map(|(word, role)| ((*word).to_owned(), *role)))
    }
}

impl Vocabulary {
    /// A vocabulary of these words.
    pub fn new(roles: impl IntoIterator<Item = (String, Role)>) -> Self {
        let mut roles: Vec<_> = roles.into_iter().collect();
        roles.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        Self { roles }
    }

    /// The same with the words of a form, which go before the usual ones.
    #[must_use]
    pub fn with(self, words: impl IntoIterator<Item = (String, Role)>) -> Self {
        Self::new(words.into_iter().chain(self.roles))
    }

    /// The role that a head or label names.
    pub fn role(&self, text: &str) -> Option<Role> {
        let folded = normalise::fold(text);
        self.roles.iter().find(|(word, _)| folded.contains(word.as_str())).map(|(_, role)| *role)
    }
}
