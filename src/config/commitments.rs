//! `[[commitment]]`: one version of one promise a table, checked against what its metric can promise.

use std::collections::BTreeSet;

use super::choices::means;
use super::file::At;
use super::general::{self, ScopeFields};
use super::kind::{self, Kind, Read};
use super::objective::Stated;
use super::reader::Table;
use super::spell;
use crate::metrics::spec::{Settles, Spec, TargetKind};
use crate::metrics::{self, CATALOGUE};
use crate::model::agreement::{Clock, Commitment, Condition, Counting, Definition, Target};
use crate::model::words::{Channel, Metric, Milestone, Team};

const TOLERANCE: f64 = 0.05;

/// Reads every commitment; versions in force at once and targets the objective cannot give are reported.
pub fn commitments(
    top: &Table<'_>,
    scope: &ScopeFields,
    objectives: &[Stated],
    definitions: &[Definition],
) -> Vec<Commitment> {
    if !top.has("commitment") {
        top.miss("commitment", "@tables");
    }
    let read: Vec<At<Commitment>> = top
        .tables("commitment", "id")
        .iter()
        .filter_map(|table| commitment(table, scope))
        .collect();
    let versions: Vec<_> = read
        .iter()
        .map(|at| At {
            line: at.line,
            path: at.path.clone(),
            it: (at.it.id.clone(), at.it.in_force),
        })
        .collect();
    general::report_overlaps(top, &versions);
    report_changed_metrics(top, &read);
    report_unfounded(top, &read, definitions);
    read.into_iter().map(|at| planned(top, at, objectives)).collect()
}

fn commitment(table: &Table<'_>, scope: &ScopeFields) -> Option<At<Commitment>> {
    let team = table.need("team", &general::team());
    let metric = table.need("metric", &metric());
    let spec = metric.and_then(metrics::spec);
    // Without a target a promise is only measured.
    let target = match (spec, table.get("target")) {
        (_, None) => Some(Target::Open),
        (spec, Some(value)) => spec.and_then(|spec| value.read(&target(spec.target))),
    };
    if let Some(spec) = spec {
        check_keys(table, spec);
    }
    let draft = draft(table, scope, metric);
    table.close();
    let commitment = Commitment { team: team?, metric: metric?, target: target?, ..draft.it };
    Some(At { line: draft.line, path: draft.path, it: commitment })
}

fn metric() -> Kind<Metric> {
    Kind::word("unknown-metric", Metric::ALL.iter().map(|metric| (metric.word(), *metric)))
}

/// Every key but `team`, `metric` and `target`, whose values here stand for nothing.
fn draft(table: &Table<'_>, scope: &ScopeFields, metric: Option<Metric>) -> At<Commitment> {
    let of = metric.unwrap_or(Metric::LeadsDelivered);
    let id = table.read("id", &kind::text()).unwrap_or_else(|| of.word().to_owned());
    let spec = metric.and_then(metrics::spec);
    let is_followed = spec.is_some_and(|spec| spec.settles == Settles::Followed);
    let within = if is_followed { kind::days(Clock::Elapsed) } else { kind::duration() };
    let (from_stage, to_stage) = stages(table);
    table.at(Commitment {
        id,
        team: Team::Both,
        metric: of,
        target: Target::Plan,
        within: table.read("within", &within),
        clock: clock(table, is_followed),
        conditions: scope.conditions(table),
        channels: table.list("channels", &channel()).unwrap_or_default(),
        in_force: general::in_force(table),
        tolerance: table.read("tolerance", &kind::share()).unwrap_or(TOLERANCE),
        min_sample: u64::from(
            table
                .read("min-sample", &kind::whole(1, u32::MAX))
                .unwrap_or_else(|| spec.map_or(1, |spec| spec.min_sample)),
        ),
        attempts: table.read("attempts", &kind::whole(1, 1_000)),
        days: table.read("days", &kind::whole(1, 1_000)),
        max_attempts: table.read("max-attempts", &kind::whole(1, 1_000)),
        counting: table
            .read(
                "counting",
                &Kind::word("bad-value", [("net", Counting::Net), ("gross", Counting::Gross)]),
            )
            .unwrap_or(Counting::Net),
        all_reasons: table
            .read("reasons", &Kind::word("bad-value", [("marketing", false), ("all", true)]))
            .unwrap_or(false),
        per_person: table
            .read("per", &Kind::word("bad-value", [("team", false), ("person", true)]))
            .unwrap_or(false),
        from_stage,
        to_stage,
        percentile: table
            .read("percentile", &Kind::new("bad-value", "50, 90", percentile))
            .unwrap_or(50),
        destination: table.read("destination", &kind::text()),
    })
}

/// The clock that the key says, else the words of the allowance or of the target; two that differ are reported.
fn clock(table: &Table<'_>, is_followed: bool) -> Clock {
    let words = [("working", Clock::Working), ("elapsed", Clock::Elapsed)];
    let stated = table.read("clock", &Kind::word("bad-value", words));
    if is_followed {
        return stated.unwrap_or(Clock::Working);
    }
    let mut clock = stated;
    for key in ["within", "target"] {
        let Some(value) = table.get(key) else { continue };
        let said = value.raw().as_str().and_then(spell::length).and_then(|(_, said)| said);
        if clock.is_some_and(|clock| said.is_some_and(|said| said != clock)) {
            value.refuse("forbidden-combination", "@one-clock", None);
        }
        clock = clock.or(said);
    }
    clock.unwrap_or(Clock::Working)
}

fn percentile(value: &toml::de::DeValue<'_>) -> Read<u8> {
    match value.as_integer().map(toml::de::DeInteger::as_str) {
        Some("50") => Read::Good(50),
        Some("90") => Read::Good(90),
        Some(_) => Read::Bad,
        None => Read::WrongType,
    }
}

fn channel() -> Kind<Channel> {
    Kind::word("bad-value", Channel::ALL.iter().map(|channel| (channel.word(), *channel)))
}

/// The two stages; on the ladder the first comes before the second.
fn stages(table: &Table<'_>) -> (Option<Milestone>, Option<Milestone>) {
    let (from, to) = (
        table.read("from-stage", &general::milestone()),
        table.read("to-stage", &general::milestone()),
    );
    if let (Some(first), Some(second), Some(value)) = (from, to, table.get("to-stage"))
        && second <= first
    {
        value.refuse("forbidden-combination", "@stage-order", None);
    }
    (from, to)
}

/// Reports keys the metric needs and has not, and keys it has and does not take.
fn check_keys(table: &Table<'_>, spec: &Spec) {
    let takes: Vec<&str> = spec.requires.iter().chain(spec.takes).copied().collect();
    for key in spec.requires.iter().filter(|key| !table.has(key)) {
        table.miss(key, needed_kind(key, spec));
    }
    for key in parameters().into_iter().filter(|key| table.has(key) && !takes.contains(key)) {
        let Some(value) = table.get(key) else { continue };
        let allowed = if takes.is_empty() { "@no-parameters".to_owned() } else { takes.join(", ") };
        value.at(()).refuse(
            table.file(),
            "forbidden-combination",
            &format!("metric = \"{}\"", spec.metric.word()),
            &allowed,
        );
    }
}

/// The keys that some metric needs or takes, all metrics together: any other key of a commitment is
/// unknown, and one of these beside the wrong metric is told as such.
fn parameters() -> BTreeSet<&'static str> {
    CATALOGUE.iter().flat_map(|spec| spec.requires.iter().chain(spec.takes)).copied().collect()
}

fn needed_kind(key: &str, spec: &Spec) -> &'static str {
    match key {
        "within" if spec.settles == Settles::Followed => "@days",
        "within" => "@duration",
        "from-stage" | "to-stage" => "@stage",
        _ => "@count",
    }
}

/// How the target of a metric is written: a share, a number, a time, a ratio, or the word `plan`.
fn target(of: TargetKind) -> Kind<Target> {
    match of {
        TargetKind::Share => mapped(kind::share(), Target::Share),
        TargetKind::Number => mapped(kind::positive(), Target::Number),
        TargetKind::Time => mapped(kind::duration(), Target::Time),
        TargetKind::Ratio => {
            Kind::new("bad-share", "@ratio", |value| match kind::fraction_of(value) {
                Read::Good(ratio) if ratio > 0.0 => Read::Good(Target::Number(ratio)),
                Read::Good(_) | Read::Bad => Read::Bad,
                Read::WrongType => Read::WrongType,
            })
        }
        TargetKind::NumberOrPlan => Kind::new("bad-value", "@number-or-plan", |value| {
            match (value.as_str(), kind::number_of(value)) {
                (Some(text), _) if means(text, "plan") => Read::Good(Target::Plan),
                (None, Some(number)) if number > 0.0 => Read::Good(Target::Number(number)),
                (Some(_), _) | (_, Some(_)) => Read::Bad,
                (None, None) => Read::WrongType,
            }
        }),
        TargetKind::LeadsPerSale => Kind::new("bad-value", "@leads-per-sale", |value| {
            match (value.as_str(), kind::number_of(value)) {
                (Some(text), _) => spell::ratio(text)
                    .map_or(Read::Bad, |(leads, sales)| Read::Good(Target::Number(leads / sales))),
                (None, Some(number)) if number > 0.0 => Read::Good(Target::Number(number)),
                (None, Some(_)) => Read::Bad,
                (None, None) => Read::WrongType,
            }
        }),
    }
}

fn mapped<T: 'static, U: 'static>(kind: Kind<T>, to: impl Fn(T) -> U + 'static) -> Kind<U> {
    let (code, allowed) = (kind.code, kind.allowed.clone());
    Kind::new(code, &allowed, move |value| match kind.read(value) {
        Read::Good(good) => Read::Good(to(good)),
        Read::Bad => Read::Bad,
        Read::WrongType => Read::WrongType,
    })
}

/// Versions of one commitment measure the same thing for the same team.
fn report_changed_metrics(top: &Table<'_>, read: &[At<Commitment>]) {
    for (number, later) in read.iter().enumerate() {
        let same = |earlier: &&At<Commitment>| earlier.it.id == later.it.id;
        let Some(first) = read.iter().take(number).find(same) else { continue };
        if first.it.metric != later.it.metric || first.it.team != later.it.team {
            let found = format!(
                "metric = \"{}\", team = \"{}\"",
                first.it.metric.word(),
                first.it.team.word()
            );
            later.refuse(top.file(), "forbidden-combination", &found, "@same-metric");
        }
    }
}

/// Metrics that measure by a table of the agreement need that table.
fn report_unfounded(top: &Table<'_>, read: &[At<Commitment>], definitions: &[Definition]) {
    let is_checkable = definitions
        .iter()
        .any(|definition| definition.stage == "mql" && !definition.require.is_empty());
    for at in read {
        let needed = match at.it.metric {
            Metric::ValueDelivered if !top.has("lead-values") => "@needs-lead-values",
            Metric::Qualified if !is_checkable => "@needs-require",
            _ => continue,
        };
        at.refuse(
            top.file(),
            "forbidden-combination",
            &format!("metric = \"{}\"", at.it.metric.word()),
            needed,
        );
    }
}

/// A commitment that follows the plan inherits the objective's scope; what the plan lacks is reported.
fn planned(top: &Table<'_>, mut at: At<Commitment>, objectives: &[Stated]) -> Commitment {
    if at.it.target != Target::Plan {
        return at.it;
    }
    let at_once = |stated: &&Stated| stated.objective.in_force.overlaps(at.it.in_force);
    let in_force: Vec<&Stated> = objectives.iter().filter(at_once).collect();
    for key in
        in_force.iter().flat_map(|stated| lacking(at.it.metric, stated)).collect::<BTreeSet<_>>()
    {
        at.refuse(top.file(), "forbidden-combination", "target = \"plan\"", key);
    }
    let scopes: Vec<&[Condition]> =
        in_force.iter().map(|stated| stated.objective.conditions.as_slice()).collect();
    if scopes.iter().zip(scopes.iter().skip(1)).any(|(one, next)| one != next) {
        at.refuse(top.file(), "forbidden-combination", "target = \"plan\"", "@one-scope");
    }
    let inherited: Vec<Condition> =
        scopes.first().into_iter().copied().flatten().cloned().collect();
    let own = std::mem::take(&mut at.it.conditions);
    let new =
        inherited.into_iter().filter(|condition| !own.contains(condition)).collect::<Vec<_>>();
    at.it.conditions = own.into_iter().chain(new).collect();
    at.it
}

/// What the plan of a metric asks of the objective and is not there.
fn lacking(metric: Metric, stated: &Stated) -> Vec<&'static str> {
    let sales = (!stated.has_sales).then_some("@plan-needs-sales");
    let ratio = (!stated.has_leads_per_sale).then_some("@plan-needs-leads-per-sale");
    let revenue = (!stated.has_revenue).then_some("@plan-needs-revenue");
    match metric {
        Metric::LeadsDelivered | Metric::LeadsPerHour => {
            [sales, ratio].into_iter().flatten().collect()
        }
        Metric::RevenueWon => revenue.into_iter().collect(),
        _ => sales.into_iter().collect(),
    }
}
