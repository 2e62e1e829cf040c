//! The two languages of everything that people read.

use super::wire::{IndicatorKind, Message, Role, Severity, Verdict};
use serde::{Deserialize, Serialize};

/// A language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[allow(missing_docs)]
pub enum Language {
    #[default]
    Ja,
    En,
}

impl Language {
    /// The sentence of this language.
    pub fn say<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// The sentence of this language.
    pub fn of(self, message: &Message) -> &str {
        self.say(&message.ja, &message.en)
    }
}

impl Severity {
    /// How grave a finding is, in a word.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Error => language.say("誤り", "error"),
            Self::Warning => language.say("注意", "warning"),
            Self::Note => language.say("参考", "note"),
        }
    }
}

impl Verdict {
    /// How sure a finding is, in a word.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Confirmed => language.say("確定", "confirmed"),
            Self::Possible => language.say("可能性", "possible"),
            Self::Unverifiable => language.say("判定不能", "unverifiable"),
        }
    }

    /// What that word means.
    pub fn meaning(self, language: Language) -> &'static str {
        match self {
            Self::Confirmed => language.say("どう読んでも食い違う", "contradicts itself whatever reading is taken"),
            Self::Possible => language.say("読み方や判断による", "depends on a reading or on judgement"),
            Self::Unverifiable => language.say("必要な値が印字されていない", "what would be needed is not printed"),
        }
    }
}

impl IndicatorKind {
    /// What an indicator measures, in a word.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Population => language.say("対象", "population"),
            Self::Activity => language.say("活動", "activity"),
            Self::Outcome => language.say("成果", "outcome"),
            Self::Cost => language.say("費用", "cost"),
            Self::Other => language.say("その他", "other"),
        }
    }
}

impl Role {
    /// What a figure is for its year, in a word.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Target => language.say("目標", "target"),
            Self::Actual => language.say("実績", "actual"),
            Self::Baseline => language.say("成り行き", "baseline"),
            Self::Forecast => language.say("見込み", "forecast"),
            Self::Budget => language.say("予算", "budget"),
            Self::AchievementRate => language.say("達成率", "achievement rate"),
            Self::Delta => language.say("増減", "delta"),
            Self::DeltaRate => language.say("増減率", "delta rate"),
        }
    }
}
