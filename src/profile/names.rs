//! The names that profile files use for kinds, roles and assessors.

use crate::sheet::{Assessor, IndicatorKind, NarrativeRole, Role};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// Kinds of indicators.
pub(super) const KINDS: &[(&str, IndicatorKind)] = &[
    ("population", IndicatorKind::Population),
    ("activity", IndicatorKind::Activity),
    ("outcome", IndicatorKind::Outcome),
    ("cost", IndicatorKind::Cost),
    ("other", IndicatorKind::Other),
];

/// Roles of figures.
pub(super) const ROLES: &[(&str, Role)] = &[
    ("target", Role::Target),
    ("actual", Role::Actual),
    ("baseline", Role::Baseline),
    ("forecast", Role::Forecast),
    ("budget", Role::Budget),
    ("achievement_rate", Role::AchievementRate),
    ("delta", Role::Delta),
    ("delta_rate", Role::DeltaRate),
];

const NARRATIVES: &[(&str, NarrativeRole)] = &[
    ("purpose", NarrativeRole::Purpose),
    ("description", NarrativeRole::Description),
    ("results", NarrativeRole::Results),
    ("impact", NarrativeRole::Impact),
    ("reason", NarrativeRole::Reason),
    ("opinion", NarrativeRole::Opinion),
    ("future", NarrativeRole::Future),
    ("other", NarrativeRole::Other),
];

const ASSESSORS: &[(&str, Assessor)] = &[("department", Assessor::Department), ("committee", Assessor::Committee)];

/// What a name stands for.
pub(super) fn one_of<T: Copy, E: Error>(name: &str, known: &[(&str, T)]) -> Result<T, E> {
    let names: Vec<&str> = known.iter().map(|(n, _)| *n).collect();
    let found = known.iter().find(|(n, _)| *n == name).map(|(_, t)| *t);
    found.ok_or_else(|| E::custom(format!("unknown name `{name}`, expected one of {}", names.join(", "))))
}

pub(super) fn assessor<'de, D: Deserializer<'de>>(from: D) -> Result<Assessor, D::Error> {
    one_of(&String::deserialize(from)?, ASSESSORS)
}

pub(super) fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<IndicatorKind, D::Error> {
    one_of(&String::deserialize(from)?, KINDS)
}

pub(super) fn role<'de, D: Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
    one_of(&String::deserialize(from)?, ROLES)
}

pub(super) fn some_role<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Role>, D::Error> {
    role(from).map(Some)
}

pub(super) fn some_narrative<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NarrativeRole>, D::Error> {
    one_of(&String::deserialize(from)?, NARRATIVES).map(Some)
}

/// Labels by the kind that they stand for.
pub(super) fn kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(IndicatorKind, String)>, D::Error> {
    labels(from, KINDS)
}

/// Labels by the role that they stand for.
pub(super) fn roles<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(Role, String)>, D::Error> {
    labels(from, ROLES)
}

fn labels<'de, D: Deserializer<'de>, T: Copy>(from: D, known: &[(&str, T)]) -> Result<Vec<(T, String)>, D::Error> {
    let map = BTreeMap::<String, String>::deserialize(from)?;
    map.into_iter().map(|(name, label)| Ok((one_of(&name, known)?, label))).collect()
}
