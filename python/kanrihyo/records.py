"""The records of a document, key by key as its JSON has them.

Generated from ``schemas/document.v1.json`` by ``generate.py``. What is absent is None, False or an empty list;
figures that were printed or recomputed are ``decimal.Decimal``, never floats. Boxes are in points (1/72 inch) from
the top left of the page as it is shown; pages count from 1; fiscal years are western start years.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Union

__all__ = [
    "Achievement",
    "AchievementStatus",
    "Agreement",
    "Alternative",
    "Assessment",
    "Assessor",
    "Band",
    "Bound",
    "Bounds",
    "BoxPlace",
    "Candidate",
    "Cell",
    "Correction",
    "Criterion",
    "Field",
    "FieldValue",
    "Finding",
    "Form",
    "Indicator",
    "IndicatorKind",
    "Kind",
    "Leaning",
    "Message",
    "Missing",
    "Narrative",
    "NarrativeRole",
    "Observation",
    "Panel",
    "Part",
    "Place",
    "Project",
    "Publisher",
    "Quantity",
    "QuantityStatus",
    "Recognised",
    "Recomputed",
    "RecomputedPanel",
    "Related",
    "Relation",
    "Role",
    "Severity",
    "Sheet",
    "Source",
    "SourceStatus",
    "SpanPlace",
    "SummaryGrade",
    "SummaryPoints",
    "SummaryRow",
    "Table",
    "Unread",
    "Verdict",
    "Why",
]


@dataclass(frozen=True, kw_only=True)
class Source:
    """The input file.

    Attributes
    ----------
    name : str
        File name without folders.
    sha256 : str
        SHA-256 of its bytes.
    media_type : str
        Media type by content.
    bytes : int
        Size.
    pages : int
        Pages that it says it has.
    encoding : str | None
        Encoding of a text.
    producer : str | None
        Producer that a PDF names.
    status : SourceStatus
        Whether all of it could be read.
    missing_pages : list[int]
        Pages that could not be read.
    repaired : list[str]
        What had to be mended.
    recognised : Recognised | None
        Pages that were read by optical recognition: no value of theirs is sure that arithmetic does not confirm.
    """

    name: str
    sha256: str
    media_type: str
    bytes: int
    pages: int
    encoding: str | None = None
    producer: str | None = None
    status: SourceStatus
    missing_pages: list[int] = dataclasses.field(default_factory=list)
    repaired: list[str] = dataclasses.field(default_factory=list)
    recognised: Recognised | None = None


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """Pages that were read by optical recognition.

    Attributes
    ----------
    engine : str
        The engine: name, version, languages.
    pages : list[int]
        The pages, ascending.
    """

    engine: str
    pages: list[int]


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form that a document was recognised as.

    Attributes
    ----------
    profile : str | None
        Profile id; null where no profile knows the form.
    score : float
        How well it fits.
    candidates : list[Candidate]
        The nearest profiles, best first.
    publisher : Publisher | None
        Who publishes it.
    fiscal_year : int | None
        Western start year of the fiscal year that is evaluated.
    title : Field | None
        Title as printed.
    bands : list[Band]
        Bands that the form prints.
    """

    profile: str | None
    score: float
    candidates: list[Candidate]
    publisher: Publisher | None = None
    fiscal_year: int | None = None
    title: Field | None = None
    bands: list[Band] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A profile that was tried.

    Attributes
    ----------
    profile : str
        Its id.
    score : float
        How well it fits.
    missed : list[str]
        Labels that it expects and the document lacks.
    """

    profile: str
    score: float
    missed: list[str]


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """A public body.

    Attributes
    ----------
    name : Field
        Its name as printed.
    local_government_code : str | None
        全国地方公共団体コード.
    """

    name: Field
    local_government_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Field:
    """A read text, mark or flag.

    Attributes
    ----------
    value : FieldValue
        The normalised value; null where there is none, and `missing` says why.
    printed : str
        The text that stands at `places`, as printed.
    missing : Missing | None
        Why there is no value.
    parts : list[Part]
        Figures that the text carries.
    places : list[Place]
        Where it stands, one place for each piece.
    confidence : float
        From 0.9 on a person need not look; 1 only where arithmetic or a second reading confirms it.
    correction : Correction | None
        By whom the value was corrected; the print stays.
    """

    value: FieldValue
    printed: str
    missing: Missing | None = None
    parts: list[Part] = dataclasses.field(default_factory=list)
    places: list[Place]
    confidence: float
    correction: Correction | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """A second figure in the same text.

    Attributes
    ----------
    label : str
        延べ, 点, numerator, denominator, or the printed label.
    number : Decimal
        The figure.
    unit : str | None
        Its unit.
    """

    label: str
    number: Decimal
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class BoxPlace:
    """A box on a page as it is shown, crop box and rotation applied.

    Attributes
    ----------
    page : int
        Page, from 1.
    box : tuple[float, float, float, float]
        Left, top, right, bottom in points from the top left of the page.
    """

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class SpanPlace:
    """Characters of the whole decoded text.

    Attributes
    ----------
    page : int
        Page, from 1.
    span : tuple[int, int]
        First character and the one past the last, in Unicode characters from 0.
    """

    page: int
    span: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Correction:
    """By whom a value was corrected, and what it was before.

    Attributes
    ----------
    by : str
        Who corrected it.
    on : str | None
        When.
    reason : str | None
        Why.
    was : FieldValue
        The value, or the number, before; null where there was none.
    """

    by: str
    on: str | None = None
    reason: str | None = None
    was: FieldValue


@dataclass(frozen=True, kw_only=True)
class Band:
    """A band that the form prints: a letter and the interval that earns it.

    Attributes
    ----------
    scale : str
        Which scale: `achievement` (percent), `overall` (points) …
    label : Field
        The letter.
    low : Decimal | None
        Lower end.
    high : Decimal | None
        Upper end.
    bounds : Literal["[]", "[)", "(]", "()"]
        Which ends belong to it.
    points : Decimal | None
        Points that the letter is worth.
    """

    scale: str
    label: Field
    low: Decimal | None = None
    high: Decimal | None = None
    bounds: Literal["[]", "[)", "(]", "()"]
    points: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One project's record, be it a page, a few pages or a table row.

    Attributes
    ----------
    id : str
        Fiscal year (or `-`), `/`, normalised number or name; `~2` for a second one.
    page : int
        First page, from 1.
    fiscal_year : int | None
        Western start year.
    project : Project
        Its head.
    indicators : list[Indicator]
        Its indicators in printed order.
    assessment : Assessment | None
        How it was rated.
    narratives : list[Narrative]
        Its texts.
    repeats : str | None
        Sheet id of the original of a repeated row.
    recomputed : Recomputed | None
        Its scores, computed again.
    """

    id: str
    page: int
    fiscal_year: int | None = None
    project: Project
    indicators: list[Indicator]
    assessment: Assessment | None = None
    narratives: list[Narrative]
    repeats: str | None = None
    recomputed: Recomputed | None = None


@dataclass(frozen=True, kw_only=True)
class Project:
    """Head of a sheet; a key is left out only where the form has no such cell.

    Attributes
    ----------
    number : Field | None
        事業番号; the value is normalised to `1-1`.
    name : Field | None
        事業名.
    department : Field | None
        所管課.
    policy : Field | None
        基本方針.
    issue : Field | None
        Title of the 主要課題.
    target_group : Field | None
        対象者.
    description : Field | None
        事業内容.
    """

    number: Field | None = None
    name: Field | None = None
    department: Field | None = None
    policy: Field | None = None
    issue: Field | None = None
    target_group: Field | None = None
    description: Field | None = None


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator with its figures by year.

    Attributes
    ----------
    kind : IndicatorKind
        What it measures.
    label : Field
        Its name.
    unit : Field | None
        Its unit, where the form prints one for the whole indicator.
    direction : Literal["up", "down", "maintain"] | None
        Which way is better.
    parts : list[int]
        Indices of the indicators that it is the sum of.
    status : Field | None
        達成 or 未達成.
    comparison : Field | None
        前年度比較.
    observations : list[Observation]
        Its figures, by year, then role in printed order.
    """

    kind: IndicatorKind
    label: Field
    unit: Field | None = None
    direction: Literal["up", "down", "maintain"] | None = None
    parts: list[int] = dataclasses.field(default_factory=list)
    status: Field | None = None
    comparison: Field | None = None
    observations: list[Observation]


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One figure of an indicator.

    Attributes
    ----------
    fiscal_year : int
        Western start year.
    role : Role
        What the figure is for that year.
    value : Quantity
        The figure.
    """

    fiscal_year: int
    role: Role
    value: Quantity


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A printed figure, grade, date, code or absent value, and what it means.

    Attributes
    ----------
    printed : str
        The text that stands at `places`, as printed.
    kind : Kind
        What sort of value it is.
    number : Decimal | None
        The number in the canonical unit, scale applied.
    upper : Decimal | None
        Upper end of a range; a range without it is open above.
    fraction : str | None
        The exact fraction, where one is printed.
    value : str | None
        Normalised text of a grade, code or text; ISO date; western fiscal year.
    value_upper : str | None
        Upper end of a range of dates or years.
    bounds : Bounds | None
        Which ends of a range belong to it.
    unit : str | None
        Canonical Japanese unit.
    decimals : int | None
        Power of ten of the last printed digit in the canonical unit, negated.
    bound : Bound | None
        The number is a bound (20人以内).
    approximate : bool
        約, 程度, おおむね …
    leaning : Leaning | None
        強 or 弱.
    basis : str | None
        What is counted: 延べ, 実, 累計 …
    per : str | None
        Period or item that the number is for.
    relation : Relation | None
        Relation to another value.
    status : QuantityStatus | None
        見込み or 速報値.
    below_unit : bool
        0.0 where a legend says that it is less than one unit.
    parts : list[Part]
        Second figures in the same text: 延べ, 点, numerator, denominator …
    missing : Missing | None
        Why there is no value.
    notes : list[str]
        Printed notes that were set apart (※1, ①).
    warnings : list[str]
        What a person should know about the reading.
    places : list[Place]
        Where it stands, one place for each piece.
    confidence : float
        From 0.9 on a person need not look; 1 only where arithmetic or a second reading confirms it.
    alternatives : list[Alternative]
        Other readings that the print leaves open.
    correction : Correction | None
        By whom the figure was corrected; the print stays.
    """

    printed: str
    kind: Kind
    number: Decimal | None = None
    upper: Decimal | None = None
    fraction: str | None = None
    value: str | None = None
    value_upper: str | None = None
    bounds: Bounds | None = None
    unit: str | None = None
    decimals: int | None = None
    bound: Bound | None = None
    approximate: bool = False
    leaning: Leaning | None = None
    basis: str | None = None
    per: str | None = None
    relation: Relation | None = None
    status: QuantityStatus | None = None
    below_unit: bool = False
    parts: list[Part] = dataclasses.field(default_factory=list)
    missing: Missing | None = None
    notes: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)
    places: list[Place]
    confidence: float
    alternatives: list[Alternative] = dataclasses.field(default_factory=list)
    correction: Correction | None = None


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """Another reading of a figure.

    Attributes
    ----------
    number : Decimal | None
        The number it would be; null where no figure would stand here.
    reason : str
        Why it may be so.
    """

    number: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The rating part of a sheet; a key is left out only where the form has no such cell.

    Attributes
    ----------
    covid_impact : Field | None
        新型コロナウイルスによる影響の有無.
    achievement : Field | None
        指標に対する達成状況: the marked letter.
    adjustment : Field | None
        評価調整の有無.
    rating : Field | None
        A rating in letters.
    status : Field | None
        A status in words.
    panels : list[Panel]
        The assessors' panels.
    direction : Field | None
        今後の進め方: the marked choice.
    """

    covid_impact: Field | None = None
    achievement: Field | None = None
    adjustment: Field | None = None
    rating: Field | None = None
    status: Field | None = None
    panels: list[Panel]
    direction: Field | None = None


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One assessor's panel.

    Attributes
    ----------
    assessor : Assessor
        Whose it is.
    criteria : list[Criterion]
        Its criteria in printed order.
    achievement_points : Field | None
        Points for the achievement letter.
    total : Field | None
        総合評価点.
    grade : Field | None
        総合評価.
    """

    assessor: Assessor
    criteria: list[Criterion]
    achievement_points: Field | None = None
    total: Field | None = None
    grade: Field | None = None


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One rated criterion.

    Attributes
    ----------
    name : str
        `effectiveness`, `employment`, else the printed label.
    level : Field | None
        The marked level.
    points : Field | None
        Its points.
    weight : int | None
        By what the level counts.
    reason : Field | None
        The reason given.
    """

    name: str
    level: Field | None = None
    points: Field | None = None
    weight: int | None = None
    reason: Field | None = None


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """A text of a sheet.

    Attributes
    ----------
    role : NarrativeRole
        What it is about.
    label : str | None
        The label that it stands under, where its role does not say it.
    fiscal_year : int | None
        Western start year, where it is for one year.
    text : Field
        The text.
    """

    role: NarrativeRole
    label: str | None = None
    fiscal_year: int | None = None
    text: Field


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """Recomputed scores and their working.

    Attributes
    ----------
    achievement : Achievement | None
        The achievement grade.
    panels : list[RecomputedPanel]
        Points, totals and letters of the panels.
    sums : list[Agreement]
        Printed sums.
    rates : list[Agreement]
        Printed rates.
    working : list[str]
        The working, a line a step.
    """

    achievement: Achievement | None = None
    panels: list[RecomputedPanel]
    sums: list[Agreement]
    rates: list[Agreement]
    working: list[str]


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """The achievement grade, computed again.

    Attributes
    ----------
    status : AchievementStatus
        Whether it could be computed.
    target : Decimal | None
        Target used.
    actual : Decimal | None
        Actual used.
    ratio : str | None
        Exact ratio of actual to target.
    percent : Decimal | None
        Ratio in percent, rounded for display only.
    previous_actual : Decimal | None
        Actual of the previous year.
    grade : str | None
        The letter.
    points : Decimal | None
        Its points.
    adjustment : str | None
        How an adjustment moves the letter.
    reason : str | None
        Why it is not computed.
    """

    status: AchievementStatus
    target: Decimal | None = None
    actual: Decimal | None = None
    ratio: str | None = None
    percent: Decimal | None = None
    previous_actual: Decimal | None = None
    grade: str | None = None
    points: Decimal | None = None
    adjustment: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecomputedPanel:
    """A panel's scores, computed again from its printed marks and letters.

    Attributes
    ----------
    assessor : Assessor
        Whose panel.
    achievement_points : Decimal | None
        Points of the achievement letter.
    total : Decimal | None
        Sum of its points.
    grade : str | None
        Letter of the total.
    """

    assessor: Assessor
    achievement_points: Decimal | None = None
    total: Decimal | None = None
    grade: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A printed sum or rate beside the recomputed one.

    Attributes
    ----------
    field : str
        JSON pointer of the printed value.
    printed : str
        As printed.
    recomputed : str | None
        As recomputed.
    agrees : bool | None
        Whether they agree; null where that cannot be said.
    working : str
        The working.
    """

    field: str
    printed: str
    recomputed: str | None = None
    agrees: bool | None
    working: str


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    """A row of a list page.

    Attributes
    ----------
    page : int
        Page, from 1.
    project_number : Field | None
        事業番号; the value is normalised.
    name : Field | None
        事業名.
    target_group : Field | None
        対象者.
    department : Field | None
        所管課.
    points : SummaryPoints
        Points of the parts.
    total : Field | None
        総合点.
    grades : list[SummaryGrade | None]
        Letters in printed column order; null for an empty cell.
    """

    page: int
    project_number: Field | None = None
    name: Field | None = None
    target_group: Field | None = None
    department: Field | None = None
    points: SummaryPoints
    total: Field | None = None
    grades: list[SummaryGrade | None]


@dataclass(frozen=True, kw_only=True)
class SummaryPoints:
    """Points of a list row.

    Attributes
    ----------
    achievement : Field | None
        達成状況.
    effectiveness : Field | None
        有効性・必要性.
    employment : Field | None
        雇用・就業効果.
    """

    achievement: Field | None = None
    effectiveness: Field | None = None
    employment: Field | None = None


@dataclass(frozen=True, kw_only=True)
class SummaryGrade:
    """A letter of a list row: a field, and what its column says.

    Attributes
    ----------
    value : FieldValue
        As for a field.
    printed : str
        The text that stands at `places`, as printed.
    missing : Missing | None
        Why there is no value.
    parts : list[Part]
        Figures that the text carries.
    places : list[Place]
        Where it stands.
    confidence : float
        As for a field.
    correction : Correction | None
        As for a field.
    assessor : Assessor | None
        Who gave it.
    fiscal_year : int | None
        For which year, western start year.
    """

    value: FieldValue
    printed: str
    missing: Missing | None = None
    parts: list[Part] = dataclasses.field(default_factory=list)
    places: list[Place]
    confidence: float
    correction: Correction | None = None
    assessor: Assessor | None = None
    fiscal_year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """Any ruled or tabbed table; header and rows are rectangular.

    Attributes
    ----------
    page : int
        Page, from 1.
    sheet : str | None
        Id of the record that it belongs to.
    caption : Field | None
        Running title or heading.
    header : list[list[Field | None]]
        Header rows; null where a merged cell covers the position.
    rows : list[list[Cell | None]]
        Body rows; null where a merged cell covers the position.
    spans : list[tuple[int, int, int, int]]
        Row, column, rows, columns of merged cells; header rows count first.
    """

    page: int
    sheet: str | None = None
    caption: Field | None = None
    header: list[list[Field | None]]
    rows: list[list[Cell | None]]
    spans: list[tuple[int, int, int, int]]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that an audit rule found.

    Attributes
    ----------
    rule : str
        Name of the rule.
    severity : Severity
        How grave it is.
    verdict : Verdict
        How sure it is.
    sheet : str | None
        Sheet id.
    project_number : str | None
        Normalised project number.
    field : str
        JSON pointer of the disputed value in the document.
    printed : str
        What is printed there.
    recomputed : str | None
        What it would have to be.
    working : list[str]
        The working, a line a step.
    message : Message
        The sentence for people.
    places : list[Place]
        Where the disputed value stands.
    related : list[Related]
        The other side of a comparison.
    fingerprint : str
        The same for the same discrepancy in every run.
    """

    rule: str
    severity: Severity
    verdict: Verdict
    sheet: str | None = None
    project_number: str | None = None
    field: str
    printed: str
    recomputed: str | None = None
    working: list[str]
    message: Message
    places: list[Place]
    related: list[Related] = dataclasses.field(default_factory=list)
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """A sentence in both languages.

    Attributes
    ----------
    ja : str
        Japanese.
    en : str
        English.
    """

    ja: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Related:
    """The other side of a comparison.

    Attributes
    ----------
    document : str | None
        SHA-256 of another document, where it is in one.
    field : str
        JSON pointer.
    printed : str
        What is printed there.
    places : list[Place]
        Where.
    """

    document: str | None = None
    field: str
    printed: str
    places: list[Place]


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A run of visible text that is in no field.

    Attributes
    ----------
    page : int
        Page, from 1.
    box : tuple[float, float, float, float] | None
        Left, top, right, bottom in points from the top left of the page.
    span : tuple[int, int] | None
        First character and the one past the last, in Unicode characters from 0.
    text : str
        The text.
    why : Why
        Why it is in no field.
    """

    page: int
    box: tuple[float, float, float, float] | None = None
    span: tuple[int, int] | None = None
    text: str
    why: Why


SourceStatus = Literal["complete", "partial"]
"""Whether all of an input could be read."""


FieldValue = Union[bool, str, list[str], None]
"""The value of a `Field`."""


Missing = Literal["blank", "unmarked", "none", "unknown", "pending", "not_surveyed", "not_done", "cancelled", "undecided", "no_target", "not_applicable", "suppressed", "low_base", "from_zero"]
"""Why a value is absent."""


Place = Union[BoxPlace, SpanPlace]
"""Where something stands."""


IndicatorKind = Literal["population", "activity", "outcome", "cost", "other"]
"""What an indicator measures: 対象, 活動, 成果, 費用, anything else."""


Role = Literal["target", "actual", "baseline", "forecast", "budget", "achievement_rate", "delta", "delta_rate"]
"""What a figure is for its year: 目標, 実績, 成り行き値, 見込み値, 予算, 達成率, 増減, 増減率."""


Kind = Literal["number", "range", "grade", "date", "fiscal_year", "code", "text", "missing"]
"""What sort of value a quantity is."""


Bounds = Literal["[]", "[)", "(]", "()"]
"""Which ends of a range belong to it."""


Bound = Literal["ge", "gt", "le", "lt"]
"""One-sided bound."""


Leaning = Literal["above", "below"]
"""To which side an approximate number leans."""


Relation = Literal["delta", "previous", "yoy"]
"""Relation of a number to another value: a difference, an index to the previous year, a change against the previous year."""


QuantityStatus = Literal["forecast", "preliminary"]
"""Standing of a number."""


Assessor = Literal["department", "committee"]
"""Who assesses: 所管課 or 専門部会."""


NarrativeRole = Literal["issue", "purpose", "description", "results", "impact", "reason", "opinion", "future", "council_opinion", "other"]
"""What a text is about."""


AchievementStatus = Literal["computed", "not_applicable", "unverifiable"]
"""Whether the achievement grade could be computed."""


Cell = Union[Quantity, Field]
"""A cell of a table."""


Severity = Literal["error", "warning", "note"]
"""How grave a finding is."""


Verdict = Literal["confirmed", "possible", "unverifiable"]
"""How sure a finding is: the sheet contradicts itself whatever reading is taken; that depends on a reading or on judgement; the sheet does not print what would be needed."""


Why = Literal["label", "decoration", "unrecognised", "unreadable"]
"""Why a run is in no field: one of the form's labels, an ornament, nothing says what it is, its characters cannot be trusted."""
