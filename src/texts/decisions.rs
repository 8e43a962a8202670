//! A decision and how the commitments stood before and after it, said with care: what differs, and whether chance explains it; never why.

use super::format;
use super::names::{Exactness, shortened};
use super::story::Story;
use crate::model::agreement::PersonalData;
use crate::model::decimal;
use crate::model::moment::Horizon;
use crate::model::records::LogEntry;
use crate::scorecard::card::{Comparison, Decision, Incomparable, Judged, Measure, Range};

const LONGEST_TEXT: usize = 90;

impl Story<'_> {
    /// The entry of the log that a decision is.
    pub fn entry(&self, decision: &Decision) -> Option<&LogEntry> {
        self.book.log().get(decision.entry)
    }

    /// What was decided; at no personal data it stays out, because nobody knows whom it names.
    pub fn decided(&self, decision: &Decision) -> Option<&str> {
        self.entry(decision)
            .map(|entry| entry.text.as_str())
            .filter(|_| self.agreement.report.personal_data != PersonalData::None)
    }

    /// `D3, 12/11: ligar em até 15 minutos`
    pub fn decision(&self, decision: &Decision) -> String {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = self
            .decided(decision)
            .map(|text| shortened(one_line(text).trim_end_matches('.'), LONGEST_TEXT));
        let (number, date) =
            (decision.number.to_string(), format::short_date(self.texts.language, decision.day));
        let values = [
            ("n", number.as_str()),
            ("date", date.as_str()),
            ("text", text.as_deref().unwrap_or_default()),
        ];
        self.texts
            .phrase(if text.is_some() { "decision.head" } else { "decision.head-silent" }, &values)
    }

    /// `1ª tentativa em 1 h útil: de 79,8% para 88,1%, +8,3 p.p. (IC 95%: −1,9 a +18,3 p.p.). O acaso sozinho explica uma diferença dessas.`
    pub fn compared(&self, comparison: &Comparison) -> String {
        let Some(judged) = self.card.commitments.get(comparison.commitment) else {
            return String::new();
        };
        let name = self.commitment(judged);
        let says = |values: &[(&str, &str)]| {
            self.texts.phrase(&format!("decision.says-{}", reading(comparison)), values)
        };
        let value = |side: Option<f64>| {
            side.map_or_else(
                || "–".to_owned(),
                |value| self.compared_value(judged, comparison.measure, value),
            )
        };
        let (Some(before), Some(after)) = (comparison.before, comparison.after) else {
            return says(&[("name", &name)]);
        };
        let (before, after) = (value(before.value), value(after.value));
        let sides =
            [("name", name.as_str()), ("before", before.as_str()), ("after", after.as_str())];
        let told = match comparison.difference {
            Some(range) => {
                let (difference, range) = (
                    self.difference(comparison.measure, range),
                    self.range(comparison.measure, range),
                );
                let values =
                    [&sides[..], &[("difference", difference.as_str()), ("range", range.as_str())]]
                        .concat();
                self.texts.phrase("decision.change", &values)
            }
            None => self.texts.phrase("decision.stands", &sides),
        };
        format!("{told} {}", says(&[("name", &name)]))
    }

    /// The value of a window in its unit.
    fn compared_value(&self, judged: &Judged, measure: Measure, value: f64) -> String {
        let language = self.texts.language;
        match measure {
            Measure::Share => format::share(language, value, 1),
            Measure::PerDay => {
                self.texts.phrase("decision.per-day", &[("n", &format::number(language, value, 1))])
            }
            Measure::AmountPerDay => {
                self.texts.phrase("decision.per-day", &[("n", &self.money(value))])
            }
            Measure::PerHour => self.value(judged, value, Exactness::Counted),
        }
    }

    fn difference(&self, measure: Measure, range: Range) -> String {
        let middle = range.mid.unwrap_or(f64::midpoint(range.low, range.high));
        let shown = self.signed(measure, middle);
        match measure {
            Measure::Share => self.texts.phrase("unit.points", &[("n", &shown)]),
            Measure::PerDay | Measure::AmountPerDay => shown,
            Measure::PerHour => self.texts.phrase("unit.per-hour", &[("n", &shown)]),
        }
    }

    /// A difference with its sign; of shares in points.
    fn signed(&self, measure: Measure, value: f64) -> String {
        let language = self.texts.language;
        match measure {
            Measure::Share => format::signed(language, value * 100.0, 1),
            Measure::PerDay | Measure::PerHour => format::signed(language, value, 1),
            Measure::AmountPerDay if decimal::whole(value) < 0.0 => {
                format!("−{}", self.money(-value))
            }
            Measure::AmountPerDay => format!("+{}", self.money(value)),
        }
    }

    /// `IC 95%: −1,9 a +18,3`
    fn range(&self, measure: Measure, range: Range) -> String {
        let (low, high) = (self.signed(measure, range.low), self.signed(measure, range.high));
        self.texts.phrase("decision.range", &[("low", &low), ("high", &high)])
    }

    /// One word for a table: `subiu`, `pode ser acaso`, `poucos casos`.
    pub fn reading(&self, comparison: &Comparison) -> String {
        self.texts.word(&format!("decision.reading-{}", reading(comparison))).to_owned()
    }

    /// `20 dias úteis de cada lado: 12/10 a 10/11 e 12/11 a 10/12`; nothing where there are no windows.
    pub fn compared_days(&self, comparison: &Comparison) -> Option<String> {
        let (before, after) = comparison.before.zip(comparison.after)?;
        let days = u64::try_from(after.days).unwrap_or(u64::MAX);
        let dates = [before.first, before.last, after.first, after.last]
            .map(|day| format::short_date(self.texts.language, day));
        let names = ["before-first", "before-last", "after-first", "after-last"];
        let values: Vec<(&str, &str)> =
            names.into_iter().zip(dates.iter().map(String::as_str)).collect();
        Some(self.texts.count("decision.windows", days, &values))
    }

    /// What a letter says once the windows of decisions are full: those that became so after `last` and by the cut-off, `wanted` of their
    /// commitments. Of a decision about everything only what chance does not explain is told, or that there is no such thing.
    pub fn just_full(&self, last: Horizon, wanted: impl Fn(&Judged) -> bool) -> Vec<String> {
        let is_new = |comparison: &&Comparison| {
            comparison.full_at.is_some_and(|at| !last.reaches(at) && self.card.cut_off.reaches(at))
        };
        let is_wanted = |comparison: &&Comparison| {
            self.card.commitments.get(comparison.commitment).is_some_and(&wanted)
        };
        let told = |decision: &Decision| {
            let full: Vec<&Comparison> =
                decision.comparisons.iter().filter(is_new).filter(is_wanted).collect();
            let clear: Vec<&Comparison> =
                full.iter().copied().filter(|own| is_clear(own)).collect();
            let head = self.decision(decision);
            let lines = |own: &[&Comparison]| {
                own.iter().map(|own| format!("{head}. {}", self.compared(own))).collect::<Vec<_>>()
            };
            let known = full.iter().filter(|own| own.difference.is_some()).count();
            match (full.len(), clear.len(), known) {
                (0, ..) | (3.., 0, 0) => Vec::new(),
                (1 | 2, ..) => lines(&full),
                (_, 0, known) => {
                    let n = known.to_string();
                    vec![format!("{head}. {}", self.texts.phrase("decision.still", &[("n", &n)]))]
                }
                _ => lines(&clear),
            }
        };
        self.card.decisions.iter().flat_map(told).collect()
    }
}

/// True when chance alone does not explain the difference: its interval leaves out zero.
pub fn is_clear(comparison: &Comparison) -> bool {
    comparison.difference.is_some_and(|range| range.low > 0.0 || range.high < 0.0)
}

fn reading(comparison: &Comparison) -> &'static str {
    match comparison.difference {
        Some(range) if range.low > 0.0 => "rose",
        Some(range) if range.high < 0.0 => "fell",
        Some(_) => "chance",
        None => comparison.why_not.unwrap_or(Incomparable::TooFew).word(),
    }
}
