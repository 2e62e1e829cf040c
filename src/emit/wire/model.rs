//! From the wire back to the model, so that a document that was written can be audited again.

use super::{
    Achievement, Agreement, Alternative, Assessment, Band, Candidate, Cell, Correction, Criterion, Document, Field,
    FieldValue, Finding, Form, Indicator, Narrative, Observation, Panel, Part, Place, Project, Publisher, Quantity,
    Recomputed, RecomputedPanel, Related, Sheet, Source, SummaryGrade, SummaryRow, Table, Unread,
};
use crate::geom::Rect;
use crate::normalise;
use crate::sheet;

impl Document {
    /// The document as the model has it. `rule` gives the static name of a rule; a finding of a rule
    /// that it does not know is left out, because nothing here could explain it.
    pub fn into_model(self, rule: impl Fn(&str) -> Option<&'static str>) -> sheet::Document {
        sheet::Document {
            source: self.source.into(),
            form: self.form.into(),
            rubric: self.rubric,
            sheets: all(self.sheets),
            summary: all(self.summary),
            tables: all(self.tables),
            findings: self.findings.into_iter().filter_map(|finding| finding.into_model(&rule)).collect(),
            unread: all(self.unread),
        }
    }
}

impl Finding {
    fn into_model(self, rule: impl Fn(&str) -> Option<&'static str>) -> Option<sheet::Finding> {
        Some(sheet::Finding {
            rule: rule(&self.rule)?,
            severity: self.severity.into(),
            verdict: self.verdict.into(),
            sheet: self.sheet,
            project_number: self.project_number,
            field: self.field,
            printed: self.printed,
            recomputed: self.recomputed,
            working: self.working,
            message: sheet::Message { ja: self.message.ja, en: self.message.en },
            places: all(self.places),
            related: all(self.related),
            fingerprint: self.fingerprint,
        })
    }
}

fn all<W, M: From<W>>(wire: Vec<W>) -> Vec<M> {
    wire.into_iter().map(Into::into).collect()
}

impl From<Related> for sheet::Related {
    fn from(wire: Related) -> Self {
        Self { document: wire.document, field: wire.field, printed: wire.printed, places: all::<Place, _>(wire.places) }
    }
}

impl From<Source> for sheet::Source {
    fn from(wire: Source) -> Self {
        Self {
            name: wire.name,
            sha256: wire.sha256,
            media_type: wire.media_type,
            bytes: wire.bytes,
            pages: wire.pages,
            encoding: wire.encoding,
            producer: wire.producer,
            status: wire.status.into(),
            missing_pages: wire.missing_pages,
            repaired: wire.repaired,
            recognised: wire
                .recognised
                .map(|recognised| sheet::Recognised { engine: recognised.engine, pages: recognised.pages }),
        }
    }
}

impl From<Form> for sheet::Form {
    fn from(wire: Form) -> Self {
        Self {
            profile: wire.profile,
            score: wire.score.into(),
            candidates: all(wire.candidates),
            publisher: wire.publisher.map(Into::into),
            fiscal_year: wire.fiscal_year,
            title: wire.title.map(Into::into),
            bands: all(wire.bands),
        }
    }
}

impl From<Candidate> for sheet::Candidate {
    fn from(wire: Candidate) -> Self {
        Self { profile: wire.profile, score: wire.score.into(), missed: wire.missed }
    }
}

impl From<Publisher> for sheet::Publisher {
    fn from(wire: Publisher) -> Self {
        Self { name: wire.name.into(), local_government_code: wire.local_government_code }
    }
}

impl From<Band> for sheet::Band {
    fn from(wire: Band) -> Self {
        Self {
            scale: wire.scale,
            label: wire.label.into(),
            low: wire.low.map(|n| n.0),
            high: wire.high.map(|n| n.0),
            bounds: wire.bounds,
            points: wire.points.map(|n| n.0),
        }
    }
}

impl From<Sheet> for sheet::Sheet {
    fn from(wire: Sheet) -> Self {
        Self {
            id: wire.id,
            page: wire.page,
            fiscal_year: wire.fiscal_year,
            project: wire.project.into(),
            indicators: all(wire.indicators),
            assessment: wire.assessment.map(Into::into),
            narratives: all(wire.narratives),
            repeats: wire.repeats,
            recomputed: wire.recomputed.map(Into::into),
        }
    }
}

impl From<Project> for sheet::Project {
    fn from(wire: Project) -> Self {
        Self {
            number: wire.number.map(Into::into),
            name: wire.name.map(Into::into),
            department: wire.department.map(Into::into),
            policy: wire.policy.map(Into::into),
            issue: wire.issue.map(Into::into),
            target_group: wire.target_group.map(Into::into),
            description: wire.description.map(Into::into),
        }
    }
}

impl From<Indicator> for sheet::Indicator {
    fn from(wire: Indicator) -> Self {
        Self {
            kind: wire.kind.into(),
            label: wire.label.into(),
            unit: wire.unit.map(Into::into),
            direction: wire.direction,
            parts: wire.parts,
            status: wire.status.map(Into::into),
            comparison: wire.comparison.map(Into::into),
            observations: all(wire.observations),
        }
    }
}

impl From<Observation> for sheet::Observation {
    fn from(wire: Observation) -> Self {
        Self { fiscal_year: wire.fiscal_year, role: wire.role.into(), value: wire.value.into() }
    }
}

impl From<Narrative> for sheet::Narrative {
    fn from(wire: Narrative) -> Self {
        Self { role: wire.role.into(), label: wire.label, fiscal_year: wire.fiscal_year, text: wire.text.into() }
    }
}

impl From<Assessment> for sheet::Assessment {
    fn from(wire: Assessment) -> Self {
        Self {
            covid_impact: wire.covid_impact.map(Into::into),
            achievement: wire.achievement.map(Into::into),
            adjustment: wire.adjustment.map(Into::into),
            rating: wire.rating.map(Into::into),
            status: wire.status.map(Into::into),
            panels: all(wire.panels),
            direction: wire.direction.map(Into::into),
        }
    }
}

impl From<Panel> for sheet::Panel {
    fn from(wire: Panel) -> Self {
        Self {
            assessor: wire.assessor.into(),
            criteria: all(wire.criteria),
            achievement_points: wire.achievement_points.map(Into::into),
            total: wire.total.map(Into::into),
            grade: wire.grade.map(Into::into),
        }
    }
}

impl From<Criterion> for sheet::Criterion {
    fn from(wire: Criterion) -> Self {
        Self {
            name: wire.name,
            level: wire.level.map(Into::into),
            points: wire.points.map(Into::into),
            weight: wire.weight,
            reason: wire.reason.map(Into::into),
        }
    }
}

impl From<Recomputed> for sheet::Recomputed {
    fn from(wire: Recomputed) -> Self {
        Self {
            achievement: wire.achievement.map(Into::into),
            panels: all(wire.panels),
            sums: all(wire.sums),
            rates: all(wire.rates),
            working: wire.working,
        }
    }
}

impl From<Achievement> for sheet::Achievement {
    fn from(wire: Achievement) -> Self {
        Self {
            status: wire.status.into(),
            target: wire.target.map(|n| n.0),
            actual: wire.actual.map(|n| n.0),
            ratio: wire.ratio,
            percent: wire.percent.map(|n| n.0),
            previous_actual: wire.previous_actual.map(|n| n.0),
            grade: wire.grade,
            points: wire.points.map(|n| n.0),
            adjustment: wire.adjustment,
            reason: wire.reason,
        }
    }
}

impl From<RecomputedPanel> for sheet::RecomputedPanel {
    fn from(wire: RecomputedPanel) -> Self {
        Self {
            assessor: wire.assessor.into(),
            achievement_points: wire.achievement_points.map(|n| n.0),
            total: wire.total.map(|n| n.0),
            grade: wire.grade,
        }
    }
}

impl From<Agreement> for sheet::Agreement {
    fn from(wire: Agreement) -> Self {
        Self {
            field: wire.field,
            printed: wire.printed,
            recomputed: wire.recomputed,
            agrees: wire.agrees,
            working: wire.working,
        }
    }
}

impl From<SummaryRow> for sheet::SummaryRow {
    fn from(wire: SummaryRow) -> Self {
        Self {
            page: wire.page,
            project_number: wire.project_number.map(Into::into),
            name: wire.name.map(Into::into),
            target_group: wire.target_group.map(Into::into),
            department: wire.department.map(Into::into),
            points: sheet::SummaryPoints {
                achievement: wire.points.achievement.map(Into::into),
                effectiveness: wire.points.effectiveness.map(Into::into),
                employment: wire.points.employment.map(Into::into),
            },
            total: wire.total.map(Into::into),
            grades: wire.grades.into_iter().map(|grade| grade.map(Into::into)).collect(),
        }
    }
}

impl From<SummaryGrade> for sheet::SummaryGrade {
    fn from(wire: SummaryGrade) -> Self {
        Self {
            assessor: wire.assessor.map(Into::into),
            fiscal_year: wire.fiscal_year,
            grade: sheet::Field {
                value: wire.value.into(),
                printed: wire.printed,
                places: all(wire.places),
                confidence: wire.confidence.into(),
                missing: wire.missing.map(Into::into),
                parts: all(wire.parts),
                correction: wire.correction.map(Into::into),
            },
        }
    }
}

impl From<Table> for sheet::Table {
    fn from(wire: Table) -> Self {
        Self {
            page: wire.page,
            sheet: wire.sheet,
            caption: wire.caption.map(Into::into),
            header: wire
                .header
                .into_iter()
                .map(|row| row.into_iter().map(|cell| cell.map(Into::into)).collect())
                .collect(),
            rows: wire.rows.into_iter().map(|row| row.into_iter().map(|cell| cell.map(Into::into)).collect()).collect(),
            spans: wire.spans,
        }
    }
}

impl From<Cell> for sheet::Cell {
    fn from(wire: Cell) -> Self {
        match wire {
            Cell::Quantity(quantity) => Self::Quantity(Box::new((*quantity).into())),
            Cell::Field(field) => Self::Field(field.into()),
        }
    }
}

impl From<Unread> for sheet::Unread {
    fn from(wire: Unread) -> Self {
        let region = match (wire.bbox, wire.span) {
            (_, Some([start, end])) => sheet::Region::Span(start, end),
            (Some([x0, y0, x1, y1]), None) => sheet::Region::Box(Rect::new(x0, y0, x1, y1)),
            (None, None) => sheet::Region::Box(Rect::default()),
        };
        Self { page: wire.page, region, text: wire.text, why: wire.why.into() }
    }
}

impl From<Field> for sheet::Field {
    fn from(wire: Field) -> Self {
        Self {
            value: wire.value.into(),
            printed: wire.printed,
            places: all(wire.places),
            confidence: wire.confidence.into(),
            missing: wire.missing.map(Into::into),
            parts: all(wire.parts),
            correction: wire.correction.map(Into::into),
        }
    }
}

impl From<Box<Correction>> for Box<sheet::Correction> {
    fn from(wire: Box<Correction>) -> Self {
        let Correction { by, on, reason, was } = *wire;
        Self::new(sheet::Correction { by, on, reason, was: was.into() })
    }
}

impl From<FieldValue> for Option<sheet::Value> {
    fn from(wire: FieldValue) -> Self {
        match wire {
            FieldValue::Null => None,
            FieldValue::Flag(flag) => Some(sheet::Value::Flag(flag)),
            FieldValue::Text(text) => Some(sheet::Value::Text(text)),
            FieldValue::Several(values) => Some(sheet::Value::Several(values)),
        }
    }
}

impl From<Part> for normalise::Part {
    fn from(wire: Part) -> Self {
        Self { label: wire.label, number: wire.number.0, unit: wire.unit }
    }
}

impl From<Alternative> for sheet::Alternative {
    fn from(wire: Alternative) -> Self {
        Self { number: wire.number.map(|n| n.0), reason: wire.reason }
    }
}

impl From<Quantity> for sheet::Measured {
    fn from(wire: Quantity) -> Self {
        Self {
            quantity: normalise::Quantity {
                printed: wire.printed,
                kind: wire.kind.into(),
                number: wire.number.map(|n| n.0),
                upper: wire.upper.map(|n| n.0),
                value: wire.value,
                value_upper: wire.value_upper,
                bounds: wire.bounds.map(Into::into),
                unit: wire.unit,
                decimals: wire.decimals,
                fraction: wire.fraction,
                bound: wire.bound.map(Into::into),
                approximate: wire.approximate,
                leaning: wire.leaning.map(Into::into),
                basis: wire.basis,
                per: wire.per,
                relation: wire.relation.map(Into::into),
                status: wire.status.map(Into::into),
                below_unit: wire.below_unit,
                parts: all(wire.parts),
                missing: wire.missing.map(Into::into),
                notes: wire.notes,
                warnings: wire.warnings,
            },
            places: all(wire.places),
            confidence: wire.confidence.into(),
            alternatives: all(wire.alternatives),
            correction: wire.correction.map(Into::into),
        }
    }
}
