//! `[objective]` and its versions: what both teams want, and the ratios that lead there.

use toml::de::DeValue;

use super::choices::means;
use super::file::At;
use super::general::{self, ScopeFields};
use super::kind::{self, Kind, Read};
use super::reader::{Table, Value};
use super::spell;
use crate::model::agreement::{ChainStep, Clock, LeadsPerSale, Objective, PeriodKind};
use crate::model::words::Milestone;

const OBSERVED_DAYS: u32 = 180;
const CONVERSION_DAYS: u32 = 60;

/// An objective with what its file has, right or wrong, so that one fault is not told twice.
pub struct Stated {
    /// The objective.
    pub objective: Objective,
    /// `sales` stands there.
    pub has_sales: bool,
    /// `revenue` stands there.
    pub has_revenue: bool,
    /// `leads-per-sale` stands there.
    pub has_leads_per_sale: bool,
}

/// Reads every version of the objective; versions in force at once are reported.
pub fn objectives(top: &Table<'_>, scope: &ScopeFields) -> Vec<Stated> {
    let tables = top.tables("objective", "name");
    if !top.has("objective") {
        top.miss("objective.period", "@period");
    }
    let stated: Vec<At<Stated>> = tables.iter().map(|table| objective(table, scope)).collect();
    let versions: Vec<_> = stated
        .iter()
        .map(|at| At {
            line: at.line,
            path: at.path.clone(),
            it: (String::new(), at.it.objective.in_force),
        })
        .collect();
    general::report_overlaps(top, &versions);
    stated.into_iter().map(|at| at.it).collect()
}

fn objective(table: &Table<'_>, scope: &ScopeFields) -> At<Stated> {
    let objective = Objective {
        period: period(table).unwrap_or(PeriodKind::Month),
        sales: table.read("sales", &kind::positive()),
        revenue: table.read("revenue", &kind::positive()),
        conditions: scope.conditions(table),
        leads_per_sale: table.read("leads-per-sale", &leads_per_sale()),
        observed_over: table
            .read("observed-over", &kind::days(Clock::Elapsed))
            .map_or(OBSERVED_DAYS, |days| days.count),
        conversion_within: table
            .read("conversion-within", &kind::days(Clock::Elapsed))
            .map_or(CONVERSION_DAYS, |days| days.count),
        acceptance: table.read("acceptance", &rate()),
        chain: table.get("chain").map(|value| chain(&value)).unwrap_or_default(),
        people: table.read("people", &kind::positive()),
        tries_per_person_hour: table.read("tries-per-person-hour", &kind::positive()),
        in_force: general::in_force(table),
    };
    let stated = table.at(Stated {
        objective,
        has_sales: table.has("sales"),
        has_revenue: table.has("revenue"),
        has_leads_per_sale: table.has("leads-per-sale"),
    });
    table.close();
    stated
}

fn period(table: &Table<'_>) -> Option<PeriodKind> {
    let Some(value) = table.get("period") else {
        table.miss("period", "@period");
        return None;
    };
    if matches!(value.raw(), DeValue::Table(_)) {
        fixed_period(&value)
    } else {
        value.read(&named_period())
    }
}

fn fixed_period(value: &Value<'_>) -> Option<PeriodKind> {
    let table = value.table()?;
    let (from, to) = (table.need("from", &kind::day()), table.need("to", &kind::day()));
    table.close();
    let (from, to) = (from?, to?);
    if to < from {
        value.refuse("bad-date", "@to-after-from", None);
        return None;
    }
    Some(PeriodKind::Fixed(from, to))
}

fn named_period() -> Kind<PeriodKind> {
    let words = PeriodKind::RECURRING.map(|kind| (kind.word(), kind));
    Kind::word("bad-value", words).allowing("@period")
}

/// A share above zero: nothing divides by an agreed rate of zero.
fn rate() -> Kind<f64> {
    let share = kind::share();
    Kind::new("bad-share", "@rate", move |value| match share.read(value) {
        Read::Good(share) if share <= 0.0 => Read::Bad,
        read => read,
    })
}

/// How many leads make a sale: a number or a ratio such as `6:1`, at least one lead a sale since
/// every sale was a lead, or `observed`.
fn leads_per_sale() -> Kind<LeadsPerSale> {
    let at_least_one = |leads: f64, sales: f64| {
        if leads >= sales { Read::Good(LeadsPerSale::Ratio(leads, sales)) } else { Read::Bad }
    };
    Kind::new("bad-value", "@leads-per-sale", move |value| match value {
        DeValue::String(text) if means(text, "observed") => Read::Good(LeadsPerSale::Observed),
        DeValue::String(text) => {
            spell::ratio(text).map_or(Read::Bad, |(leads, sales)| at_least_one(leads, sales))
        }
        _ => kind::number_of(value).map_or(Read::WrongType, |leads| at_least_one(leads, 1.0)),
    })
}

/// The agreed chain: milestones after `delivered`, each after the one before.
fn chain(value: &Value<'_>) -> Vec<ChainStep> {
    let mut last = Milestone::Delivered;
    let mut steps = Vec::new();
    for table in value.tables() {
        let step = table.need("to-stage", &general::milestone());
        let rate = table.need("rate", &rate());
        if let (Some(to), Some(place)) = (step, table.get("to-stage")) {
            if to > last && Milestone::LADDER.contains(&to) {
                last = to;
            } else {
                place.refuse("bad-value", "@chain-order", None);
            }
        }
        table.close();
        steps.extend(step.zip(rate).map(|(to, rate)| ChainStep { to, rate }));
    }
    steps
}
