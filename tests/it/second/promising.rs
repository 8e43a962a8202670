//! Random commitments for a world.

use chrono::{Days, NaiveDate};

use super::calendar::Allowance;
use super::world::{Promise, World};
use crate::support::dice::Dice;

pub const METRICS: [&str; 21] = [
    "leads-delivered",
    "value-delivered",
    "handoff-complete",
    "qualified",
    "handoff-time",
    "acceptance",
    "steady-delivery",
    "first-attempt",
    "first-connection",
    "attempts",
    "attempts-per-day",
    "decision",
    "give-up",
    "routing",
    "leads-per-hour",
    "sales-won",
    "revenue-won",
    "conversion",
    "period-ratio",
    "leads-per-sale",
    "stage-time",
];

/// Commitments on most metrics; some in two versions, of which one may have no target.
pub fn promises(dice: &mut Dice, world: &World) -> Vec<Promise> {
    let mut found = Vec::new();
    for (n, metric) in METRICS.into_iter().enumerate() {
        let is_asked = dice.chance(600) || metric == "leads-delivered";
        let values = metric != "value-delivered"
            || world.leads.columns.iter().any(|column| column == "type");
        if !is_asked || !values || metric == "qualified" && world.terms.require.is_empty() {
            continue;
        }
        let promise = promise(dice, world, n, metric);
        let middle = world.terms.period.0 + Days::new(dice.below(12) as u64);
        if dice.chance(150) {
            let within = promise.within.map(|Allowance(count, unit)| Allowance(count + 1, unit));
            let [mut first, mut second] =
                [promise.clone(), Promise { target: target(dice, metric), within, ..promise }];
            (first.until, second.from) = (Some(middle), Some(middle));
            match n % 3 {
                0 => first.target.clear(),
                1 => second.target.clear(),
                _ => {}
            }
            found.extend([first, second]);
        } else {
            found.push(promise);
        }
    }
    found
}

fn target(dice: &mut Dice, metric: &str) -> String {
    match metric {
        "leads-delivered" | "sales-won" => format!("{}", 1 + dice.below(12)),
        "value-delivered" | "revenue-won" => "1000".to_owned(),
        "leads-per-hour" | "period-ratio" => "0.5".to_owned(),
        "leads-per-sale" => "\"6:1\"".to_owned(),
        "stage-time" => "\"2d\"".to_owned(),
        _ => format!("\"{}%\"", 40 + dice.below(50)),
    }
}

fn allowance(dice: &mut Dice, metric: &str) -> Option<Allowance> {
    match metric {
        "first-attempt" | "first-connection" | "attempts" | "decision" | "handoff-time"
        | "routing" => Some(dice.pick(&[
            Allowance(15, 'm'),
            Allowance(60, 'm'),
            Allowance(4, 'h'),
            Allowance(1, 'd'),
            Allowance(2, 'd'),
            Allowance(5, 'd'),
        ])),
        "attempts-per-day" => Some(Allowance(dice.between(3, 8), 'd')),
        "conversion" => Some(Allowance(dice.pick(&[7, 15, 30]), 'd')),
        _ => None,
    }
}

fn promise(dice: &mut Dice, world: &World, n: usize, metric: &'static str) -> Promise {
    let has_channels = [
        "first-attempt",
        "first-connection",
        "attempts",
        "attempts-per-day",
        "give-up",
        "leads-per-hour",
    ]
    .contains(&metric);
    let has_clock = [
        "handoff-time",
        "first-attempt",
        "first-connection",
        "attempts",
        "decision",
        "routing",
        "stage-time",
    ]
    .contains(&metric);
    let stages = [
        ("delivered", "sql"),
        ("delivered", "won"),
        ("delivered", "accepted"),
        ("created", "delivered"),
        ("mql", "sql"),
        ("sql", "won"),
        ("created", "won"),
    ];
    let place = [("source", "GOOGLE ADS"), ("owner", "ana"), ("product", "X")];
    let is_mapped = |field: &str| world.leads.columns.iter().any(|column| column == field);
    let scope = place
        .into_iter()
        .filter(|(field, _)| is_mapped(field) && dice.chance(80))
        .map(|(field, word)| (field.to_owned(), vec![word.to_owned()]));
    Promise {
        place: scope.take(1).collect(),
        id: format!("c{n:02}"),
        team: "both",
        metric,
        target: target(dice, metric),
        within: allowance(dice, metric),
        elapsed: has_clock && dice.chance(250),
        channels: if has_channels && dice.chance(250) {
            vec!["call", "whatsapp"]
        } else {
            Vec::new()
        },
        // Half of them say that they have held since ever.
        from: n.is_multiple_of(2).then(|| NaiveDate::from_ymd_opt(2000, 1, 1).unwrap()),
        until: None,
        attempts: 1 + dice.below(4),
        days: 1 + dice.below(3),
        most: dice.chance(300).then_some(5),
        gross: dice.chance(400),
        all_reasons: dice.chance(400),
        stages: ["conversion", "period-ratio", "stage-time"]
            .contains(&metric)
            .then(|| dice.pick(&stages)),
        percentile: dice.pick(&[50, 90]),
        per_person: dice.chance(300),
    }
}
