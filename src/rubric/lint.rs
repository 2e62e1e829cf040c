//! What is wrong with a rubric that can be read, key by key, and what would be right.

use super::band::Interval;
use super::model::{Overall, Rubric, TotalOf};
use super::scale::{Against, Band, Direction, Exception, Measure, Overlap, Scale};
use num_traits::Signed;

/// Something wrong: its key, and the sentence in Japanese and English.
pub(super) struct Flaw {
    /// Key, such as `achievement.bands[2].low`.
    pub(super) key: String,
    /// What is wrong and what would be right, in Japanese.
    pub(super) ja: String,
    /// The same in English.
    pub(super) en: String,
}

/// Everything that is wrong with a rubric.
pub(super) fn flaws(rubric: &Rubric) -> Vec<Flaw> {
    let mut lint = Lint { found: Vec::new() };
    lint.head(rubric);
    if let Some(scale) = &rubric.achievement {
        lint.scale("achievement", scale);
    }
    for (i, scale) in rubric.other_scales.iter().enumerate() {
        let key = format!("other_scales[{i}]");
        lint.scale(&key, scale);
        let earlier = rubric.other_scales.iter().take(i).chain(&rubric.achievement);
        match &scale.name {
            None => lint.say(&key, "name が要ります", "needs a `name`"),
            Some(name) if earlier.filter_map(|s| s.name.as_ref()).any(|n| n == name) => {
                lint.say(
                    &format!("{key}.name"),
                    "同じ名前がすでにあります",
                    "is used twice; give it a name of its own",
                );
            }
            Some(_) => {}
        }
    }
    lint.adjustment(rubric);
    lint.criteria(rubric);
    if let Some(overall) = &rubric.overall {
        lint.overall(overall);
    }
    lint.found
}

struct Lint {
    found: Vec<Flaw>,
}

impl Lint {
    fn head(&mut self, rubric: &Rubric) {
        let id_ok = !rubric.id.is_empty() && rubric.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !id_ok {
            self.say("id", "英数字と「-」だけで書いてください", "must consist of letters, digits and hyphens");
        }
        if let (Some(first), Some(last)) = (rubric.years.first, rubric.years.last)
            && first > last
        {
            self.say("years.last", "first より前の年度です", "lies before `first`; it must be the same year or later");
        }
        let is_address = |a: &String| ["https://", "http://"].iter().any(|s| a.starts_with(s) && a.len() > s.len());
        if rubric.source.address.as_ref().is_some_and(|a| !is_address(a)) {
            self.say(
                "source.address",
                "https:// または http:// で始めてください",
                "must begin with https:// or http://",
            );
        }
        if let Some(plan) = &rubric.plan
            && let (Some(base), Some(last)) = (plan.base_year, plan.last_year)
            && base >= last
        {
            self.say("plan.last_year", "base_year より後の年度にしてください", "must lie after `base_year`");
        }
    }

    fn scale(&mut self, key: &str, scale: &Scale) {
        let of = |name: &str| format!("{key}.{name}");
        if scale.bands.is_empty() && scale.full_points.is_none() && !scale.incomplete {
            self.say(
                &of("bands"),
                "区分がありません。full_points か incomplete = true が要ります",
                "holds no band; without one it needs `full_points` or `incomplete = true`",
            );
        }
        self.bands(&of("bands"), &scale.bands, scale.overlap);
        for (i, exception) in scale.exceptions.iter().enumerate() {
            let key = format!("{key}.exceptions[{i}]");
            self.exception(&key, exception);
            self.bands(&format!("{key}.bands"), &exception.bands, scale.overlap);
        }
        for (i, band) in scale.bands.iter().enumerate() {
            let known = |g: &String| *g != band.grade && scale.bands.iter().any(|b| b.grade == *g);
            if band.otherwise.as_ref().is_some_and(|g| !known(g)) {
                self.say(
                    &of(&format!("bands[{i}].otherwise")),
                    "ほかの区分の評語を書いてください",
                    "must be the letter of another band",
                );
            }
            if band.otherwise.is_some() && band.conditions.is_empty() {
                self.say(
                    &of(&format!("bands[{i}].otherwise")),
                    "conditions がないので使われません",
                    "is never used without `conditions`",
                );
            }
        }
        let rates = tests(scale).any(|(measure, _)| measure == Measure::Ratio);
        if scale.direction != Direction::Up && rates && scale.lower_is_better.is_none() {
            self.say(&of("direction"), "小さいほど良い指標の割合の式を lower_is_better に書いてください（target-over-actual または two-minus-ratio）", "needs the rate in `lower_is_better`: \"target-over-actual\" or \"two-minus-ratio\"");
        }
        if scale.direction == Direction::Up && scale.lower_is_better.is_some() {
            self.say(
                &of("lower_is_better"),
                "direction = \"down\" または \"both\" のときだけ使えます",
                "needs `direction = \"down\"` or \"both\"",
            );
        }
        if let Some(tolerance) = &scale.tolerance {
            if tolerance.within.0.is_negative() {
                self.say(&of("tolerance.within"), "0 以上にしてください", "must not be negative");
            }
            if !tests(scale).any(|(m, _)| matches!(m, Measure::Change | Measure::Difference)) {
                self.say(
                    &of("tolerance"),
                    "measure が change か difference の区分がないので使われません",
                    "is never used: no band measures `change` or `difference`",
                );
            }
        }
        if scale.full_points.as_ref().is_some_and(|p| !p.0.is_positive()) {
            self.say(&of("full_points"), "0 より大きくしてください", "must be more than zero");
        }
        if let Some(cap) = &scale.cap {
            for (i, band) in scale.bands.iter().enumerate() {
                let own = band.measure.is_none_or(|m| m == Measure::Ratio);
                if own && Interval::of(band).is_some_and(|x| x.lies_above(&cap.0)) {
                    self.say(
                        &of(&format!("bands[{i}].low")),
                        "cap を超えるので当てはまることがありません",
                        "can never be reached: it lies above `cap`",
                    );
                }
            }
        }
        for (i, suffix) in scale.suffixes.iter().enumerate() {
            if suffix.mark.trim().is_empty() {
                self.say(&of(&format!("suffixes[{i}].mark")), "印を書いてください", "must not be empty");
            }
        }
    }

    fn exception(&mut self, key: &str, exception: &Exception) {
        if exception.target.is_some() == exception.due_later {
            self.say(
                key,
                "target か due_later = true のどちらか一方が要ります",
                "needs either `target` or `due_later = true`",
            );
        }
        if exception.bands.is_empty() {
            self.say(&format!("{key}.bands"), "区分がありません", "holds no band; write at least one");
        }
    }

    fn bands(&mut self, key: &str, bands: &[Band], overlap: Option<Overlap>) {
        for (i, band) in bands.iter().enumerate() {
            let key = format!("{key}[{i}]");
            if bands.iter().take(i).any(|b| b.grade == band.grade) {
                self.say(
                    &format!("{key}.grade"),
                    "同じ評語がすでにあります",
                    "is used twice; every band has a letter of its own",
                );
            }
            let sized = band.low.is_some() || band.high.is_some();
            if let (Some(low), Some(high)) = (&band.low, &band.high)
                && low > high
            {
                self.say(
                    &format!("{key}.high"),
                    "low より小さい値です。low 以上にしてください",
                    "is smaller than `low`; it must be at least that",
                );
            } else if Interval::of(band).is_some_and(|x| x.is_empty()) {
                self.say(
                    &format!("{key}.bounds"),
                    "どの値も入りません。両端を含めるなら bounds = \"[]\"、一点なら at を使ってください",
                    "lets no value in; use `bounds = \"[]\"`, or `at` for a single value",
                );
            }
            if band.at.is_some() && sized {
                self.say(
                    &format!("{key}.at"),
                    "low・high とは併記できません",
                    "cannot stand beside `low` or `high`; keep one of them",
                );
            }
            let figures = sized || band.at.is_some() || !band.also.is_empty();
            if band.when.is_some() && figures {
                self.say(
                    &format!("{key}.when"),
                    "数値の区分とは併記できません",
                    "cannot stand beside figures; keep one of them",
                );
            }
            if band.when.is_none() && !figures {
                self.say(
                    &key,
                    "low・high・at・also・when のいずれかが要ります",
                    "needs one of `low`, `high`, `at`, `also`, `when`",
                );
            }
            for (j, test) in band.also.iter().enumerate() {
                if test.low.is_none() && test.high.is_none() {
                    self.say(&format!("{key}.also[{j}]"), "low か high が要ります", "needs `low` or `high`");
                }
            }
            if overlap.is_none()
                && let Some(earlier) = bands.iter().take(i).find(|b| juts_into(b, band))
            {
                let (ja, en) = match key.starts_with("overall") {
                    true => ("範囲を直してください", "correct the range"),
                    false => (
                        "範囲を直すか、印字どおりなら overlap = \"first\"（先のものを採る）か \"all\"（決まらない）と書いてください",
                        "correct the range, or where it is printed so say `overlap = \"first\"` (the earlier one counts) or `\"all\"` (open)",
                    ),
                };
                let grade = &earlier.grade;
                self.say(
                    &format!("{key}.high"),
                    &format!("先に書かれた「{grade}」と重なります。{ja}"),
                    &format!("lies within the earlier `{grade}`; {en}"),
                );
            }
            if overlap.unwrap_or_default() == Overlap::First
                && let Some(earlier) = bands.iter().take(i).find(|b| hides(b, band))
            {
                self.say(
                    &key,
                    &format!("先に書かれた「{}」にすべて含まれ、当てはまることがありません。範囲を狭めるか overlap = \"all\" にしてください", earlier.grade),
                    &format!("can never be reached: all of it lies in the earlier `{}`; narrow that one, or say `overlap = \"all\"`", earlier.grade),
                );
            }
        }
    }

    fn overall(&mut self, overall: &Overall) {
        if overall.bands.is_empty() && !overall.incomplete {
            self.say(
                "overall.bands",
                "区分がありません。確認できていないなら incomplete = true と書いてください",
                "holds no band; say `incomplete = true` where they were not seen",
            );
        }
        if overall.of == TotalOf::Share && overall.full_points.is_none() {
            self.say(
                "overall.of",
                "満点を full_points に書いてください",
                "needs the most points there are in `full_points`",
            );
        }
        if overall.full_points.as_ref().is_some_and(|p| !p.0.is_positive()) {
            self.say("overall.full_points", "0 より大きくしてください", "must be more than zero");
        }
        self.bands("overall.bands", &overall.bands, None);
    }

    fn adjustment(&mut self, rubric: &Rubric) {
        let known = |g: &String| rubric.achievement.iter().flat_map(|s| &s.bands).any(|b| b.grade == *g);
        for (i, grade) in rubric.adjustment.iter().flat_map(|a| &a.grades).enumerate() {
            if !known(grade) {
                self.say(
                    &format!("adjustment.grades[{i}]"),
                    "どの区分の評語でもありません。achievement.bands の grade を書いてください",
                    "is the letter of no band; write a `grade` of `achievement.bands`",
                );
            }
        }
    }

    fn criteria(&mut self, rubric: &Rubric) {
        for (i, criterion) in rubric.criteria.iter().enumerate() {
            let [low, high] = criterion.levels;
            if low >= high {
                self.say(
                    &format!("criteria[{i}].levels"),
                    "低い方から高い方へ書いてください",
                    "must run from low to high",
                );
            }
            if rubric.criteria.iter().take(i).any(|c| c.name == criterion.name) {
                self.say(
                    &format!("criteria[{i}].name"),
                    "同じ名前がすでにあります",
                    "is used twice; give it a name of its own",
                );
            }
        }
    }

    fn say(&mut self, key: &str, ja: &str, en: &str) {
        self.found.push(Flaw { key: key.to_owned(), ja: ja.to_owned(), en: en.to_owned() });
    }
}

/// What the bands of a scale measure, and against what.
fn tests(scale: &Scale) -> impl Iterator<Item = (Measure, Against)> {
    let bands = scale.bands.iter().filter(|b| b.when.is_none());
    let tests = bands
        .flat_map(|b| std::iter::once((b.measure, b.against)).chain(b.also.iter().map(|t| (t.measure, t.against))));
    let own = (scale.measure, scale.against);
    std::iter::once(own).chain(tests.map(move |(m, a)| (m.unwrap_or(own.0), a.unwrap_or(own.1))))
}

/// Whether the upper end of a band lies inside an earlier one that it does not lie in as a whole: bands that are read
/// top-down leave that end out.
fn juts_into(earlier: &Band, later: &Band) -> bool {
    let plain = |b: &Band| b.also.is_empty();
    let same = earlier.measure == later.measure && earlier.against == later.against;
    let (Some(from), Some(below), Some(to)) = (&earlier.low, &later.low, &later.high) else { return false };
    same && plain(earlier) && plain(later) && below < from && from < to
}

/// Whether a band that stands earlier takes every value of a later one.
fn hides(earlier: &Band, later: &Band) -> bool {
    let plain = |b: &Band| b.also.is_empty() && (b.conditions.is_empty() || b.otherwise.is_some());
    let same = earlier.measure == later.measure && earlier.against == later.against;
    // With a second condition the letter below takes what the condition refuses.
    if !same || !plain(earlier) || earlier.otherwise.as_ref() == Some(&later.grade) {
        return false;
    }
    match (Interval::of(earlier), Interval::of(later)) {
        (Some(a), Some(b)) => a.covers(&b),
        _ => false,
    }
}
