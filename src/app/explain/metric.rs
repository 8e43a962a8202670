//! A metric's definition and, for each promise of it, today's numbers and what they leave out.

use std::collections::BTreeMap;

use crate::casebook::Why;
use crate::model::agreement::{Clock, Commitment, InForce, Target};
use crate::model::words::{Grouping, Metric, Status, Verdict};
use crate::scorecard::card::{Group, Judged, Kind, Tally};
use crate::texts::format;
use crate::texts::names::{Exactness, scope};
use crate::texts::story::Story;

use super::rule::{self, shown};
use super::verdict::{self, span};

const WORST_SHOWN: usize = 3;
/// Metrics that count attempts.
const CADENCE: [Metric; 6] = [
    Metric::FirstAttempt,
    Metric::FirstConnection,
    Metric::Attempts,
    Metric::AttemptsPerDay,
    Metric::GiveUp,
    Metric::LeadsPerHour,
];

/// The explanation of a metric, or of the one promise with the id asked for.
pub fn lines(story: &Story, metric: Option<Metric>, asked: &str) -> Vec<String> {
    let is_asked =
        |judged: &&Judged| metric.map_or(judged.id == asked, |metric| judged.metric == metric);
    let promises: Vec<&Judged> = story.card.commitments.iter().filter(is_asked).collect();
    let agreed = || {
        story
            .agreement
            .commitments
            .iter()
            .find(|promise| promise.id == asked)
            .map(|promise| promise.metric)
    };
    let word = metric.or_else(agreed).map_or("", Metric::word);
    let mut lines =
        vec![word.to_owned(), story.texts.word(&format!("explain.means-{word}")).to_owned()];
    if promises.is_empty() {
        lines.push(story.texts.word("explain.not-promised").to_owned());
    }
    for judged in promises {
        lines.push(String::new());
        lines.extend(promise(story, judged));
    }
    lines
}

fn promise(story: &Story, judged: &Judged) -> Vec<String> {
    let mut lines = vec![format!("{} ({})", story.commitment(judged), judged.id)];
    lines.extend(terms(story, judged));
    lines.push(numbers(story, judged));
    lines.push(rule::sentence(story, judged));
    lines.extend(
        story.in_part(judged).map(|why| story.texts.phrase("explain.in-part", &[("why", &why)])),
    );
    lines.extend(beside(story, judged));
    lines.extend(no_attempts(story, judged));
    lines.extend(forecast(story, judged));
    lines.extend(worst(story, judged));
    lines
}

/// Lines on what the number speaks of: allowance, channels, scope, versions, cohort, cut-off.
fn terms(story: &Story, judged: &Judged) -> Vec<String> {
    let texts = story.texts;
    let mut lines = Vec::new();
    if let Some(within) = judged.within {
        lines.push(texts.phrase(
            "explain.within",
            &[("within", &story.within(judged, within)), ("clock", texts.word(clock(judged)))],
        ));
    }
    if !judged.channels.is_empty() {
        lines.push(
            texts.phrase("explain.channels", &[("channels", &story.channels(&judged.channels))]),
        );
    }
    if !judged.conditions.is_empty() {
        lines.push(texts.phrase(
            "explain.where",
            &[("scope", &scope(story.agreement.report.personal_data, &judged.conditions))],
        ));
    }
    lines.extend(versions(story, judged));
    if let Some(cohort) = judged.cohort.filter(|_| judged.metric != Metric::PeriodRatio) {
        let (from, to) = (
            format::date(story.texts.language, cohort.first),
            format::date(story.texts.language, cohort.last),
        );
        let size = format::whole(texts.language, cohort.size);
        lines.push(texts.phrase("explain.cohort", &[("n", &size), ("from", &from), ("to", &to)]));
    }
    let at = format::instant(story.texts.language, &story.agreement.zone, judged.cut_off.at());
    lines.push(match story.book.reaching(judged.cut_off) {
        Some(by) => texts.phrase("explain.cut-off-by", &[("at", &at), ("source", &by.source)]),
        None => texts.phrase("explain.cut-off", &[("at", &at)]),
    });
    lines
}

/// The versions of a promise and what each agrees.
fn versions(story: &Story, judged: &Judged) -> Vec<String> {
    let is_dated = |version: &InForce| version.from.is_some() || version.until.is_some();
    let own = story
        .agreement
        .commitments
        .iter()
        .filter(|version| version.id == judged.id && is_dated(&version.in_force));
    let zone = &story.agreement.zone;
    let today = zone.day_of(judged.cut_off.at()).min(story.card.period.last);
    let line = |version: &Commitment| {
        let key = if version.in_force.contains(today) {
            "explain.version-in-force"
        } else {
            "explain.version"
        };
        let within = version.within.map(|within| {
            let within = story.within(judged, within);
            story.texts.phrase("explain.version-within", &[("within", &within)])
        });
        let attempts =
            version.attempts.map(|n| story.texts.count("unit.attempts", u64::from(n), &[]));
        let target = story.texts.phrase(
            "explain.version-target",
            &[("target", &agreed(story, judged, version.target))],
        );
        let terms: Vec<String> = attempts.into_iter().chain(within).chain([target]).collect();
        story
            .texts
            .phrase(key, &[("span", &span(story, version.in_force)), ("terms", &terms.join(", "))])
    };
    own.map(line).collect()
}

fn agreed(story: &Story, judged: &Judged, target: Target) -> String {
    match target {
        Target::Share(share) => format::short_share(story.texts.language, share),
        Target::Number(number) => story.value(judged, number, Exactness::Agreed),
        Target::Time(within) => story.within(judged, within),
        Target::Plan => story.texts.word("explain.target-plan").to_owned(),
        Target::Open => story.texts.word("story.no-target").to_owned(),
    }
}

/// The text that names the clock of the allowance: calendar days, working time or wall-clock time.
fn clock(judged: &Judged) -> &'static str {
    match (judged.metric, judged.clock) {
        (Metric::Conversion, _) => "explain.clock-calendar",
        (_, Clock::Working) => "explain.clock-working",
        (_, Clock::Elapsed) => "explain.clock-elapsed",
    }
}

fn numbers(story: &Story, judged: &Judged) -> String {
    let language = story.texts.language;
    let target = story.target_or_past(judged);
    let actual =
        judged.numbers.actual.map_or_else(|| "–".to_owned(), |actual| shown(story, judged, actual));
    let [quotient, number] = if judged.is_measured {
        ["explain.quotient-measured", "explain.number-measured"]
    } else {
        ["explain.quotient", "explain.number"]
    };
    let mut line = match (judged.numbers.numerator, judged.numbers.denominator) {
        (Some(part), Some(all)) => {
            let (part, all) = (format::short(language, part), format::short(language, all));
            story.texts.phrase(
                quotient,
                &[("part", &part), ("all", &all), ("actual", &actual), ("target", &target)],
            )
        }
        _ => story.texts.phrase(number, &[("actual", &actual), ("target", &target)]),
    };
    let expected = story.expected(judged);
    if let Some(expected) = expected {
        let is_past = judged.progress.is_over && judged.kind == Kind::Level;
        let key = if is_past { "explain.within-reach" } else { "explain.expected" };
        line.push_str(&story.texts.phrase(key, &[("expected", &expected)]));
    }
    line
}

/// What is not in the quotient, and why; together with it they are all the leads that enter. Nothing is said of what is nobody.
fn beside(story: &Story, judged: &Judged) -> Vec<String> {
    let (numbers, tally) = (&judged.numbers, judged.numbers.tally);
    let of_tally = |count: fn(&Tally) -> u64| tally.as_ref().map(count);
    let counts = [
        ("explain.pending", of_tally(|tally| tally.pending)),
        ("explain.early", of_tally(|tally| tally.early)),
        ("explain.exempt-register", tally.map(|_| freed(story, judged))),
        (
            "explain.exempt-closed",
            tally.map(|tally| tally.exempt.saturating_sub(freed(story, judged))),
        ),
        ("explain.not-assessable", of_tally(|tally| tally.not_assessable)),
        ("explain.maturing", numbers.maturing),
        ("explain.undecided", numbers.undecided),
        ("explain.provisional", numbers.provisional),
        ("explain.out-of-order", numbers.out_of_order),
        ("explain.inferred", numbers.inferred),
        ("explain.carried-over", judged.carried_over),
        ("explain.undelivered", judged.undelivered),
    ];
    let counted = counts.map(|(key, n)| (key, n.map(|n| n as f64)));
    let worked_out = [
        ("explain.early-breached", breached_early(judged)),
        ("explain.deducted", deducted(judged)),
        apart(judged),
    ];
    let said = worked_out
        .into_iter()
        .chain(counted)
        .filter_map(|(key, n)| Some((key, n.filter(|n| *n > 0.0)?)));
    said.map(|(key, n)| story.texts.phrase(key, &[("n", &format::short(story.texts.language, n))]))
        .chain(undecidable(story, judged))
        .collect()
}

/// The cases that nobody can decide, with the reasons; of several each with its cases.
fn undecidable(story: &Story, judged: &Judged) -> Option<String> {
    let open = judged.numbers.tally.as_ref().map(|tally| tally.indeterminate).filter(|n| *n > 0)?;
    let place = story.card.commitments.iter().position(|own| own.id == judged.id)?;
    let found = story.card.verdicts_of(place)?.each();
    let open_ones = found.filter(|(_, own)| own.verdict == Verdict::Indeterminate);
    let mut whys: BTreeMap<Why, u64> = BTreeMap::new();
    open_ones.for_each(|(_, own)| *whys.entry(own.why()).or_default() += 1);
    let (one, language) = (whys.len() == 1, story.texts.language);
    let told = whys.into_iter().map(|(why, n)| {
        let why = verdict::undecidable(story, why);
        if one { why } else { format!("{} × {why}", format::whole(language, n)) }
    });
    let told: Vec<String> = told.collect();
    let values = [("n", &*format::whole(language, open)), ("why", &told.join("; "))];
    Some(story.texts.phrase("explain.indeterminate", &values))
}

/// Breaches that are known before their allowance is over, and so not in the rate yet.
fn breached_early(judged: &Judged) -> Option<f64> {
    let (all, met) = judged.numbers.denominator.zip(judged.numbers.numerator)?;
    Some(judged.numbers.tally?.breached as f64 - (all - met))
}

/// Leads that enter and are in neither part of a share of leads, the undecided ones apart.
fn apart(judged: &Judged) -> (&'static str, Option<f64>) {
    let size = judged.cohort.map(|cohort| cohort.size as f64);
    let rest = size
        .zip(judged.numbers.denominator)
        .map(|(size, all)| size - all - judged.numbers.undecided.unwrap_or(0) as f64);
    match judged.metric {
        Metric::Acceptance => ("explain.other-rejections", rest),
        _ => ("explain.fields-empty", rest.filter(|_| judged.metric == Metric::Qualified)),
    }
}

/// How many leads owe nothing by the register of absences and exceptions.
fn freed(story: &Story, judged: &Judged) -> u64 {
    let place = story.card.commitments.iter().position(|own| own.id == judged.id);
    let found = place.and_then(|place| story.card.verdicts_of(place));
    found.map_or(0, |found| found.each().filter(|(_, own)| own.is_freed()).count() as u64)
}

/// Deliveries that net counting takes off.
fn deducted(judged: &Judged) -> Option<f64> {
    Some(judged.cohort.filter(|_| judged.net)?.size as f64 - judged.numbers.actual?)
}

/// The period's activities that are no attempts, where attempts count.
fn no_attempts(story: &Story, judged: &Judged) -> Option<String> {
    story.no_attempts().filter(|_| CADENCE.contains(&judged.metric))
}

fn forecast(story: &Story, judged: &Judged) -> Option<String> {
    let place = story.card.commitments.iter().position(|other| std::ptr::eq(other, judged))?;
    let range = story.card.forecast(place)?;
    let shown = |value: f64| format::number(story.texts.language, value, 0);
    Some(
        story.texts.phrase(
            "explain.forecast",
            &[("low", &shown(range.low)), ("high", &shown(range.high))],
        ),
    )
}

/// The owners furthest from the target, where the number is a quotient and no open case could turn it: theirs could turn with it.
fn worst(story: &Story, judged: &Judged) -> Option<String> {
    // What is not assessed as a whole accuses nobody.
    let is_assessed = judged.status != Status::NotAssessed || judged.is_measured;
    let number = story.card.commitments.iter().position(|other| other.id == judged.id)?;
    let is_owner = |group: &&Group| {
        group.commitment == number && group.by == Grouping::Owner && group.value.is_some()
    };
    let owners = story.card.groups.iter().filter(is_owner);
    let rate = |group: &Group| {
        Some((
            group.numbers.actual?,
            group.value.clone()?,
            group.numbers.numerator?,
            group.numbers.denominator?,
        ))
    };
    let mut rated: Vec<(f64, String, f64, f64)> = owners.filter_map(rate).collect();
    let (sign, target) = (if judged.lower_is_better { -1.0 } else { 1.0 }, judged.target?);
    rated.retain(|(actual, ..)| sign * actual < sign * target);
    if !is_assessed || !judged.kind.is_share() || rated.is_empty() {
        return None;
    }
    rated.sort_by(|a, b| (sign * a.0).total_cmp(&(sign * b.0)).then_with(|| a.1.cmp(&b.1)));
    let short = |value: f64| format::short(story.texts.language, value);
    let one = |(actual, owner, part, all): &(f64, String, f64, f64)| {
        format!(
            "{owner} {} ÷ {} = {}",
            short(*part),
            short(*all),
            story.value(judged, *actual, Exactness::Counted)
        )
    };
    let named: Vec<String> = rated.iter().take(WORST_SHOWN).map(one).collect();
    Some(story.texts.phrase("explain.worst", &[("owners", &named.join(", "))]))
}
