//! Names of commitments and their numbers as a reader sees them.

use super::format;
use super::story::Story;
use crate::mapping::cover;
use crate::model::agreement::{
    Allowance, Clock, Commitment, Condition, DurationUnit, InForce, PeriodKind, PersonalData,
};
use crate::model::decimal;
use crate::model::evidence::WhyNot;
use crate::model::words::{Channel, Metric, Milestone, Status};
use crate::scorecard::card::{Factor, Judged, Kind, Stage, shown_in};

const ABSENT: &str = "–";
const LONGEST_SCOPE: usize = 40;

/// How exactly a number is written: targets without needless decimals, what was due with one, what happened as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exactness {
    /// A promise.
    Agreed,
    /// What was due to date.
    Due,
    /// What happened.
    Counted,
}

impl Story<'_> {
    /// A commitment's name in plain words: `1ª tentativa em 1 h útil`, with its scope: `Google Ads: 1ª tentativa em 15 min`.
    /// Where two would be called the same, each carries its id: `1ª tentativa em 1 h útil · sdr`.
    pub fn commitment(&self, judged: &Judged) -> String {
        let name = self.plain_name(judged);
        let is_equal = |other: &&Judged| {
            other.metric == judged.metric
                && other.id != judged.id
                && self.plain_name(other).to_lowercase() == name.to_lowercase()
        };
        let equal: Vec<&Judged> = self.card.commitments.iter().filter(is_equal).collect();
        if equal.is_empty() {
            return name;
        }
        let id = shortened(&judged.id, LONGEST_SCOPE);
        let is_alike = |other: &Judged| {
            shortened(&other.id, LONGEST_SCOPE).to_lowercase() == id.to_lowercase()
                && other.id < judged.id
        };
        match equal.iter().filter(|other| is_alike(other)).count() {
            0 => format!("{name} · {id}"),
            earlier => format!("{name} · {id} ({})", earlier + 1),
        }
    }

    fn plain_name(&self, judged: &Judged) -> String {
        let scope = scope(self.agreement.report.personal_data, &judged.conditions);
        let name = self.filled(&format!("metric.{}", self.variant(judged)), judged, &[]);
        let channels: Vec<&str> =
            judged.channels.iter().map(|channel| self.channel(channel.word())).collect();
        let name =
            if channels.is_empty() { name } else { format!("{name} ({})", channels.join(", ")) };
        if scope.is_empty() { name } else { format!("{scope}: {name}") }
    }

    /// The key of a metric's name, where its settings change the words.
    fn variant(&self, judged: &Judged) -> &'static str {
        let sells = judged.from_stage == Some(Milestone::Delivered)
            && judged.to_stage == Some(Milestone::Won);
        match judged.metric {
            Metric::LeadsDelivered if judged.net => "leads-delivered-net",
            Metric::LeadsPerHour if self.is_per_person(judged) => "leads-per-hour-person",
            Metric::Conversion if sells && whole_ratio(judged).is_some() => "conversion-sale",
            Metric::StageTime
                if self.version_of(judged).is_some_and(|version| version.percentile != 50) =>
            {
                "stage-time-percentile"
            }
            metric => metric.word(),
        }
    }

    fn is_per_person(&self, judged: &Judged) -> bool {
        self.version_of(judged).is_some_and(|version| version.per_person)
    }

    /// The agreement's entry a commitment was judged by.
    pub fn version_of(&self, judged: &Judged) -> Option<&Commitment> {
        let same = |version: &&Commitment| version.id == judged.id;
        self.agreement
            .commitments
            .iter()
            .filter(same)
            .find(|version| version.in_force == judged.version)
            .or_else(|| self.agreement.commitments.iter().find(same))
    }

    /// A phrase of the catalogue with a commitment's own values in it, besides those given.
    pub fn filled(&self, key: &str, judged: &Judged, more: &[(&str, &str)]) -> String {
        let within = self.allowed(judged);
        let attempts = judged
            .attempts
            .map(|n| self.texts.count("unit.attempts", u64::from(n), &[]))
            .unwrap_or_default();
        let fields: Vec<String> =
            self.agreement.required.iter().map(|field| self.field(field)).collect();
        let percentile = self
            .version_of(judged)
            .map(|version| version.percentile.to_string())
            .unwrap_or_default();
        let stage = |milestone: Option<Milestone>| {
            milestone.map_or("", |m| self.texts.word(milestone_key(m)))
        };
        let (fields, ratio, period) =
            (self.list(&fields), whole_ratio(judged).unwrap_or_default(), self.in_period());
        let mut values = more.to_vec();
        values.extend([
            ("within", within.as_str()),
            ("attempts", attempts.as_str()),
            ("fields", fields.as_str()),
            ("percentile", percentile.as_str()),
        ]);
        values.extend([
            ("from", stage(judged.from_stage)),
            ("to", stage(judged.to_stage)),
            ("ratio", ratio.as_str()),
            ("in-period", period),
        ]);
        self.texts.phrase(key, &values)
    }

    /// What a commitment allows in words; where versions that allow different times count in its number, each in its turn:
    /// `1 h útil, depois 4 h úteis`.
    fn allowed(&self, judged: &Judged) -> String {
        let all = self.agreement.commitments.iter();
        let own = all
            .filter(|version| version.id == judged.id && version.is_asked() != judged.is_measured);
        let counts = |version: &&Commitment| {
            let InForce { from, until } = version.in_force;
            from.is_none_or(|from| from <= judged.covered.last)
                && until.is_none_or(|until| until > judged.covered.first)
        };
        let mut versions: Vec<&Commitment> = own.filter(counts).collect();
        versions.sort_by_key(|version| version.in_force.from);
        let mut allowed: Vec<Allowance> = versions.iter().filter_map(|own| own.within).collect();
        allowed.dedup();
        if allowed.len() < 2 {
            allowed = judged.within.into_iter().collect();
        }
        let words = allowed.iter().map(|own| self.within(judged, *own));
        let then = |first: String, next: String| {
            self.texts.phrase("unit.then", &[("first", &first), ("next", &next)])
        };
        words.reduce(then).unwrap_or_default()
    }

    /// An allowance in words: `1 h útil`, `15 min`, `10 dias úteis`; conversions count calendar days.
    pub fn within(&self, judged: &Judged, allowance: Allowance) -> String {
        let calendar_days = judged.metric == Metric::Conversion;
        let clock = if calendar_days {
            "calendar"
        } else if judged.clock == Clock::Working {
            "working"
        } else {
            "elapsed"
        };
        let unit = match allowance.unit {
            DurationUnit::Minutes => "minutes",
            DurationUnit::Hours => "hours",
            DurationUnit::Days => "days",
        };
        self.texts.count(&format!("unit.{clock}-{unit}"), u64::from(allowance.count), &[])
    }

    fn in_period(&self) -> &str {
        self.texts.word(match self.card.period.kind {
            PeriodKind::Week => "period.in-week",
            PeriodKind::Month => "period.in-month",
            PeriodKind::Quarter => "period.in-quarter",
            PeriodKind::HalfYear => "period.in-half-year",
            PeriodKind::Year => "period.in-year",
            PeriodKind::Fixed(..) => "period.in-fixed",
        })
    }

    /// A field's name as people say it; further fields keep their own.
    pub fn field(&self, field: &str) -> String {
        let key = format!("field.{field}");
        if self.texts.has(&key) { self.texts.word(&key).to_owned() } else { field.to_owned() }
    }

    fn channel(&self, word: &'static str) -> &str {
        let words = [
            ("call", "channel.call"),
            ("email", "channel.email"),
            ("whatsapp", "channel.whatsapp"),
            ("sms", "channel.sms"),
        ];
        let more = [
            ("social", "channel.social"),
            ("meeting", "channel.meeting"),
            ("task", "channel.task"),
            ("other", "channel.other"),
        ];
        self.texts.word(
            words
                .into_iter()
                .chain(more)
                .find(|(known, _)| *known == word)
                .map_or("channel.other", |(_, key)| key),
        )
    }

    /// A factor of the sales: `entregue → aceito`; the volume by its own words.
    pub fn factor(&self, factor: &Factor) -> String {
        let word = |stage| self.texts.word(stage_key(stage)).to_owned();
        factor.from.map_or_else(
            || self.texts.word("noun.leads-delivered").to_owned(),
            |from| format!("{} → {}", word(from), word(factor.to)),
        )
    }

    /// Channels in a row: `ligação e WhatsApp`.
    pub fn channels(&self, channels: &[Channel]) -> String {
        let names: Vec<String> =
            channels.iter().map(|channel| self.channel(channel.word()).to_owned()).collect();
        self.list(&names)
    }

    /// Words in a row: `a, b e c`.
    pub fn list(&self, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => {
                self.texts.phrase("story.list", &[("first", &first.join(", ")), ("last", last)])
            }
        }
    }

    /// A value of a commitment in its unit.
    pub fn value(&self, judged: &Judged, value: f64, exactness: Exactness) -> String {
        let (language, decimals) = (self.texts.language, judged.decimals());
        match (judged.kind, judged.metric, exactness) {
            (kind, _, Exactness::Agreed) if kind.is_share() => format::short_share(language, value),
            (kind, _, _) if kind.is_share() => format::share(language, value, decimals),
            (Kind::Amount, ..) => self.money(value),
            (_, Metric::LeadsPerHour, _) => {
                let number = format::number(language, value, decimals);
                let key = if self.is_per_person(judged) {
                    "unit.per-hour-person"
                } else {
                    "unit.per-hour"
                };
                self.texts.phrase(key, &[("n", &number)])
            }
            (_, Metric::StageTime, _) => self.duration(value, judged.clock),
            (_, Metric::PeriodRatio, _) => format::share(language, value, 1),
            (Kind::Count, _, Exactness::Due)
            | (Kind::Level, _, Exactness::Due | Exactness::Counted) => {
                format::number(language, value, decimals)
            }
            _ => format::short(language, value),
        }
    }

    /// An amount in the agreement's currency, without cents.
    pub fn money(&self, units: f64) -> String {
        let amount = format::number(self.texts.language, units, 0);
        self.money_pattern().replace("{amount}", &amount)
    }

    /// How an amount stands with its currency: `R$ {amount}`.
    pub fn money_pattern(&self) -> String {
        let key = format!("currency.{}", self.agreement.currency.to_lowercase());
        let known = if self.texts.has(&key) { key.as_str() } else { "currency.other" };
        let values = [("amount", "{amount}"), ("code", self.agreement.currency.as_str())];
        self.texts.phrase(known, &values)
    }

    /// Seconds as people say them: minutes below an hour, hours above; days of wall-clock time above two.
    pub fn duration(&self, seconds: f64, clock: Clock) -> String {
        let (key, unit) = match shown_in(seconds, clock) {
            unit @ DurationUnit::Minutes => ("unit.short-minutes", unit),
            unit @ DurationUnit::Hours => ("unit.short-hours", unit),
            unit @ DurationUnit::Days => ("unit.short-days", unit),
        };
        let size = Allowance { count: 1, unit }.elapsed_seconds() as f64;
        self.texts.phrase(key, &[("n", &format::short(self.texts.language, seconds / size))])
    }

    /// The target as shown: `600`, `90%`, `≤ 12%`, `4,0/h`; `–` when absent.
    pub fn target(&self, judged: &Judged) -> String {
        if judged.is_measured {
            return self.texts.word("story.no-target").to_owned();
        }
        let Some(target) = judged.target else { return ABSENT.to_owned() };
        let target = self.limit(judged, target);
        judged.agreed.map_or_else(
            || target.clone(),
            |_| {
                self.said(
                    "story.covered-target",
                    &[("agreed", self.promised(judged)), ("target", target.clone())],
                )
            },
        )
    }

    /// What was promised for the whole period, also where the files cover less of it.
    pub fn promised(&self, judged: &Judged) -> String {
        judged.agreed.map_or_else(|| self.target(judged), |agreed| self.limit(judged, agreed))
    }

    /// The target, and with it what the leads that there were let expect where that was less: what a level is judged by.
    pub fn judged_by(&self, judged: &Judged) -> String {
        let target = self.target(judged);
        let possible = self.expected(judged).filter(|_| !judged.kind.is_paced());
        possible.map_or_else(
            || target.clone(),
            |possible| {
                self.said(
                    "verdict.judged-by",
                    &[("target", target.clone()), ("possible", possible)],
                )
            },
        )
    }

    /// `acordo 90%`; `sem meta` of what is only measured.
    pub fn agreed(&self, judged: &Judged) -> String {
        let target = self.target(judged);
        if judged.is_measured { target } else { self.said("mail.agreed", &[("target", target)]) }
    }

    /// A value of a commitment as a target of it would be shown.
    pub fn limit(&self, judged: &Judged, value: f64) -> String {
        let value = self.value(judged, value, Exactness::Agreed);
        if judged.lower_is_better { format!("≤ {value}") } else { value }
    }

    /// What was promised in a period where that is not what `judged` shows: its target, and the promise by the name it has with the allowance,
    /// leads or channels of then.
    pub fn target_then(&self, judged: &Judged, own: &Judged) -> Option<String> {
        let (then, name) = (self.target(own), self.commitment(own));
        let is_other = name != self.commitment(judged);
        let is_told = own.target.is_some() && (is_other || then != self.target(judged));
        is_told.then(|| if is_other { format!("{then} · {name}") } else { then })
    }

    /// What was expected to date, where that is not the target itself.
    pub fn expected(&self, judged: &Judged) -> Option<String> {
        judged.due_by_now().map(|due| self.value(judged, due, Exactness::Due))
    }

    /// Both ends of a number that the files leave open ([`Judged::ends`]): `66,7%–100,0%`.
    pub fn both_ends(&self, judged: &Judged) -> Option<String> {
        let ends = judged.ends().filter(|_| judged.numbers.actual.is_some())?;
        let [low, high] =
            [ends.low, ends.high].map(|end| self.value(judged, end, Exactness::Counted));
        (low != high).then(|| format!("{low}–{high}"))
    }

    /// The actual value as shown; `2 de 2` when not assessed with few; both ends of what is open; `–` when absent.
    pub fn actual(&self, judged: &Judged) -> String {
        if let Some(ends) = self.both_ends(judged) {
            return ends;
        }
        let numbers = &judged.numbers;
        if let (Status::NotAssessed, true, Some(part), Some(all)) =
            (judged.status, judged.kind.is_share(), numbers.numerator, numbers.denominator)
            && all > 0.0
            && (!judged.is_measured || self.few(judged).is_some())
        {
            let language = self.texts.language;
            return self.texts.phrase(
                "story.few",
                &[("part", &format::short(language, part)), ("all", &format::short(language, all))],
            );
        }
        numbers.actual.map_or_else(
            || ABSENT.to_owned(),
            |actual| self.value(judged, actual, Exactness::Counted),
        )
    }

    /// The gap as shown: `−12,5` or `−5,6 p.p.`; `–` when absent or not assessed.
    pub fn gap(&self, judged: &Judged) -> String {
        let (language, decimals) = (self.texts.language, judged.decimals());
        let Some(gap) = judged.gap.filter(|_| judged.status != Status::NotAssessed) else {
            return ABSENT.to_owned();
        };
        match (judged.kind, judged.metric) {
            (kind, _) if kind.is_share() => self
                .texts
                .phrase("unit.points", &[("n", &format::signed(language, gap * 100.0, decimals))]),
            (Kind::Amount, _) if decimal::whole(gap) > 0.0 => format!("+{}", self.money(gap)),
            (Kind::Amount, _) if decimal::whole(gap) < 0.0 => format!("−{}", self.money(-gap)),
            (Kind::Amount, _) => self.money(0.0),
            (_, Metric::StageTime) => format!(
                "{}{}",
                if gap < 0.0 { "−" } else { "+" },
                self.duration(gap.abs(), judged.clock)
            ),
            (_, Metric::PeriodRatio) => self
                .texts
                .phrase("unit.points", &[("n", &format::signed(language, gap * 100.0, 1))]),
            _ => format::signed(language, gap, decimals),
        }
    }

    /// How a commitment stands, in a word; where it is not assessed the word says why: `cedo para avaliar` passes with
    /// time, `não se vê` does not.
    pub fn standing(&self, judged: &Judged) -> &str {
        match judged.why_not {
            Some(WhyNot::Unseen(_)) => self.texts.word("status.unseen"),
            Some(WhyNot::NoTarget) => self.texts.word("status.no-target"),
            Some(WhyNot::Measured) => self.texts.word("status.measured"),
            Some(WhyNot::TooFew) => self.texts.word("status.too-few"),
            Some(WhyNot::Open) => self.texts.word("status.open"),
            Some(WhyNot::TooEarly) => self.texts.word("status.too-early"),
            // An ended period is at risk of nothing: the interval holds the target, and nothing else will come.
            None if judged.status == Status::AtRisk && judged.progress.is_over => {
                self.texts.word("status.undecided")
            }
            None => self.status_word(judged.status),
        }
    }

    /// What a statement calls a commitment's result: `cumprido`, `não avaliado`, or of one without a target `só medido`.
    pub fn sealed_as(&self, judged: &Judged) -> &str {
        self.texts.word(sealed_key(judged.status, judged.is_measured))
    }

    /// Symbol and word of how a commitment stands.
    pub fn status_of(&self, judged: &Judged) -> String {
        format!("{} {}", symbol(judged.status), self.standing(judged))
    }

    /// Symbol and word of a status: `■ fora do acordo`.
    pub fn status(&self, status: Status) -> String {
        format!("{} {}", symbol(status), self.status_word(status))
    }

    /// The word of a status alone: `fora do acordo`.
    pub fn status_word(&self, status: Status) -> &str {
        self.texts.word(match status {
            Status::OnTrack => "status.on-track",
            Status::AtRisk => "status.at-risk",
            Status::OffTrack => "status.off-track",
            Status::NotAssessed => "status.not-assessed",
            Status::Met => "status.met",
            Status::Missed => "status.missed",
        })
    }
}

/// The text that names the result of a sealed commitment.
pub fn sealed_key(status: Status, is_measured: bool) -> &'static str {
    match status {
        Status::NotAssessed if is_measured => "status.measured",
        Status::NotAssessed => "workbook.statement-not-assessed",
        Status::OnTrack => "workbook.statement-on-track",
        Status::AtRisk => "workbook.statement-at-risk",
        Status::OffTrack => "workbook.statement-off-track",
        Status::Met => "workbook.statement-met",
        Status::Missed => "workbook.statement-missed",
    }
}

/// The shape that says a status without colour.
pub fn symbol(status: Status) -> &'static str {
    match status {
        Status::OnTrack | Status::Met => "●",
        Status::AtRisk => "▲",
        Status::OffTrack | Status::Missed => "■",
        Status::NotAssessed => "○",
    }
}

/// The words of a `where` as the leads it names are shown: its values, `Google Ads` or `Google Ads, Bing · X`; empty for all leads, shortened when
/// long.
pub fn scope(level: PersonalData, conditions: &[Condition]) -> String {
    let shown = |condition: &Condition| cover::values(level, condition).join(", ");
    let fields: Vec<String> = conditions.iter().map(shown).collect();
    shortened(&fields.join(" · "), LONGEST_SCOPE)
}

/// The key of the word of a step from a delivery to a sale.
pub fn stage_key(stage: Stage) -> &'static str {
    match stage {
        Stage::Decided => "story.decided",
        Stage::Reached(milestone) => milestone_key(milestone),
    }
}

/// The key of a milestone's word.
pub fn milestone_key(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::Created => "milestone.created",
        Milestone::Mql => "milestone.mql",
        Milestone::Delivered => "milestone.delivered",
        Milestone::Accepted => "milestone.accepted",
        Milestone::Sql => "milestone.sql",
        Milestone::Opportunity => "milestone.opportunity",
        Milestone::Won => "milestone.won",
        Milestone::Rejected => "milestone.rejected",
        Milestone::Lost => "milestone.lost",
        Milestone::Recycled => "milestone.recycled",
    }
}

/// The `6` of a target of one in six, where it is a whole number.
fn whole_ratio(judged: &Judged) -> Option<String> {
    let ratio = 1.0 / judged.target.filter(|target| *target > 0.0)?;
    ((ratio - ratio.round()).abs() < 0.005).then(|| format!("{ratio:.0}"))
}

/// A text cut to a number of characters, with an ellipsis where something went.
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
