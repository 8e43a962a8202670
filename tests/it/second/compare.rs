//! Both accounts of one world side by side: every difference as a line.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use serde_json::Value;

use super::activities::{attempts, connections, tries};
use super::calendar::Precision;
use super::dicing::period;
use super::episodes::{Episode, MILESTONES, State, known};
use super::evidence::{shows_tries, unseen};
use super::metrics::{Asked, Numbers, cohort, leeway, measure, tables};
use super::standing::{Standing, standing};
use super::world::{Promise, Terms, World, fold};

/// What the program wrote about a world.
pub struct Written {
    pub summary: Value,
    pub leads: Vec<BTreeMap<String, String>>,
}

/// Metrics whose text has two readings that nobody has decided between yet: measured here, not compared.
const OPEN: [&str; 0] = [];

/// Metrics of the same tables as the three kinds of facts: deliveries, contacts, decisions.
const FACTS: [&str; 3] = ["leads-delivered", "first-attempt", "acceptance"];

/// Every difference between what the program wrote and what the second implementation finds.
pub fn differences(world: &World, written: &Written) -> Vec<String> {
    // An export without a row of data is no source in use.
    let world = &World {
        deals: world.deals.clone().filter(|deals| !deals.rows.is_empty()),
        terms: shown(world),
        ..super::activities::ticked(world.clone())
    };
    let mut lines = Vec::new();
    let mut states: BTreeMap<i64, State> = BTreeMap::new();
    let mut metrics: BTreeMap<&str, Vec<&Promise>> = BTreeMap::new();
    world
        .terms
        .promises
        .iter()
        .for_each(|promise| metrics.entry(&promise.id).or_default().push(promise));
    metrics.values_mut().for_each(|versions| judged_by(world, versions));
    // Which leads there are is known at the run's instant; each fact of them at the cut-off of its tables.
    let run = world.as_of;
    let facts = FACTS.map(|metric| world.cut_off(tables(world, metric)));
    let ends = metrics.values().map(|versions| world.cut_off(tables(world, versions[0].metric)));
    let ends = ends.chain(facts).chain([run]);
    for end in ends {
        states.entry(end).or_insert_with(|| known(world, end));
    }
    let listed: Vec<&str> = written.summary["commitments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    let missing = metrics
        .keys()
        .filter(|id| !listed.contains(id))
        .map(|id| format!("{id} is not in the summary"));
    lines.extend(missing);
    for (id, versions) in metrics.iter().filter(|(_, versions)| !OPEN.contains(&versions[0].metric))
    {
        let state = &states[&world.cut_off(tables(world, versions[0].metric))];
        commitment(world, (state, &states[&run]), id, versions, &written.summary, &mut lines);
    }
    leads(world, &states, &metrics, run, written, &mut lines);
    lines
}

/// The terms as far as anything shows that they were agreed on: of a period that ended before the one in which the agreement is first seen, and
/// each of these worlds is seen for the first time, a promise tells nothing of which some version does not say since when it holds.
fn shown(world: &World) -> Terms {
    let mut terms = world.terms.clone();
    let today = terms.calendar.day_of(world.as_of);
    if terms.period.1 >= period(terms.period_kind, today).0 {
        return terms;
    }
    let silent = world.terms.promises.iter().filter(|own| own.from.is_none());
    let undated: BTreeSet<String> = silent.map(|own| own.id.clone()).collect();
    let open = terms.promises.iter_mut().filter(|own| undated.contains(&own.id));
    open.for_each(|own| own.target.clear());
    terms
}

/// Once a version with a target has begun in the period, those without one are in no number.
fn judged_by(world: &World, versions: &mut Vec<&Promise>) {
    let calendar = &world.terms.calendar;
    let cut_off = world.cut_off(tables(world, versions[0].metric));
    let has_begun = |promise: &&Promise| {
        let starts = promise.from.map_or(i64::MIN, |day| calendar.midnight(day));
        let (first, last) = world.terms.period;
        let is_there = promise.until.is_none_or(|until| until > first)
            && promise.from.is_none_or(|from| from <= last);
        promise.is_asked() && is_there && starts <= cut_off
    };
    if versions.iter().any(has_begun) {
        versions.retain(|promise| promise.is_asked());
    }
}

fn commitment(
    world: &World,
    (state, run): (&State, &State),
    id: &str,
    versions: &[&Promise],
    summary: &Value,
    lines: &mut Vec<String>,
) {
    let name = format!("{id} {}", versions[0].metric);
    let asked = |member: &dyn Fn(&Episode) -> bool| {
        measure(&Asked { world, state, versions: versions.to_vec(), member })
    };
    for found in summary["commitments"].as_array().unwrap().iter().filter(|it| it["id"] == *id) {
        // What cannot be seen has no number, for the same reason here and there.
        let why = unseen(world, (state, run), versions);
        if why != found["evidence"]["why"].as_str() {
            lines.push(format!("{name}: unseen by {} and here {why:?}", found["evidence"]["why"]));
        }
        if why.is_some() {
            continue;
        }
        let seen = found["cut_off"]
            .as_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .map(|at| at.timestamp());
        if seen.is_some_and(|seen| seen != state.until) {
            lines.push(format!(
                "{name}: cut_off {} and here {}",
                found["cut_off"],
                world.terms.calendar.stamp(state.until).local
            ));
        }
        let own = Asked { world, state, versions: versions.to_vec(), member: &|_| true };
        let mine = measure(&own);
        let stands = if versions.iter().all(|promise| promise.is_asked()) {
            standing(&own, &mine)
        } else {
            Standing { numbers: Numbers::new(), status: Some("not-assessed") }
        };
        numbers(&name, &mine, found, found["cohort"]["size"].as_f64(), lines);
        numbers(&name, &stands.numbers, found, None, lines);
        if versions[0].metric == "leads-per-hour" {
            ends(&name, leeway(&own, &mine), &mine, found, lines);
        }
        if stands.status.is_some_and(|status| found["status"] != status) {
            lines.push(format!("{name}: stands {} and here {:?}", found["status"], stands.status));
        }
    }
    for group in summary["groups"].as_array().unwrap().iter().filter(|it| it["commitment"] == *id) {
        let (by, value) =
            (group["by"].as_str().unwrap(), fold(group["value"].as_str().unwrap_or("")));
        let member =
            |episode: &Episode| fold(episode.text.get(by).map_or("", String::as_str)) == value;
        numbers(
            &format!("{name} {by} = {value:?}"),
            &asked(&member),
            group,
            group["size"].as_f64(),
            lines,
        );
    }
}

fn numbers(name: &str, mine: &Numbers, found: &Value, size: Option<f64>, lines: &mut Vec<String>) {
    for (field, value) in mine {
        let other = if *field == "size" { size } else { found[field].as_f64() };
        let same = match (value, other) {
            (Some(value), Some(other)) => (value - other).abs() < 1e-6 * value.abs().max(1.0),
            (None, None) => true,
            // A level over nothing writes no denominator.
            (Some(value), None) => ["denominator", "undecided"].contains(field) && *value < 1e-9,
            _ => false,
        };
        if !same {
            lines.push(format!("{name}: {field} is {other:?} and here {value:?}"));
        }
    }
}

/// Both ends of a level that the exports leave open.
fn ends(name: &str, own: [(f64, f64); 2], mine: &Numbers, found: &Value, lines: &mut Vec<String>) {
    let below = mine["denominator"].filter(|below| *below > 0.0);
    let is_open = own.iter().any(|(more, _)| *more != 0.0);
    for (end, (more, _)) in ["low", "high"].into_iter().zip(own) {
        let value =
            below.filter(|_| is_open).map(|below| (mine["numerator"].unwrap() + more) / below);
        let other = found["possible"][end].as_f64();
        if (value.unwrap_or(-1.0) - other.unwrap_or(-1.0)).abs() > 1e-6 {
            lines.push(format!("{name}: {end} is {other:?} and here {value:?}"));
        }
    }
}

/// A lead's line as it is compared: field → words.
type Line = BTreeMap<String, String>;

fn leads(
    world: &World,
    states: &BTreeMap<i64, State>,
    metrics: &BTreeMap<&str, Vec<&Promise>>,
    run: i64,
    written: &Written,
    lines: &mut Vec<String>,
) {
    let known = FACTS.map(|metric| &states[&world.cut_off(tables(world, metric))].episodes);
    let latest = &states[&run].episodes;
    let (is_seen, until) =
        (shows_tries(world, &states[&run]), world.cut_off(tables(world, FACTS[1])));
    let covers = world.activities.as_ref().and_then(|export| export.covers_from);
    let is_shown = |episode: &Episode| {
        let is_early = covers.zip(episode.delivered()).is_some_and(|(from, at)| at.day() < from);
        is_seen && !is_early && !episode.unseen_by(until)
    };
    let mine = (0..latest.len()).map(|place| {
        let own = known.map(|episodes| &episodes[place]);
        line(world, own, &latest[place], is_shown(&latest[place]))
    });
    let mut mine: Vec<Line> = mine.collect();
    for (id, versions) in metrics {
        let state = &states[&world.cut_off(tables(world, versions[0].metric))];
        let asked = Asked { world, state, versions: versions.clone(), member: &|_| true };
        let is_verdict = [
            "handoff-time",
            "first-attempt",
            "first-connection",
            "attempts",
            "decision",
            "give-up",
            "routing",
        ]
        .contains(&versions[0].metric);
        for (episode, verdict) in cohort(&asked).into_iter().filter(|_| is_verdict) {
            let place = states[&run].episodes.iter().position(|of_run| of_run.rows == episode.rows);
            if let Some(line) = place.and_then(|place| mine.get_mut(place)) {
                line.insert(format!("{id}_verdict"), verdict.word.to_owned());
                if verdict.word == "not-assessable" || versions[0].metric == "give-up" {
                    continue;
                }
                line.insert(
                    format!("{id}_due"),
                    verdict.due.map_or(String::new(), |due| due.latest.to_string()),
                );
            }
        }
    }
    let mut theirs: Vec<Line> = written.leads.iter().map(read).collect();
    mine.sort_by_key(key);
    theirs.sort_by_key(key);
    let (ours, others): (BTreeSet<_>, BTreeSet<_>) =
        (mine.iter().map(key).collect(), theirs.iter().map(key).collect());
    lines.extend(ours.difference(&others).map(|key| format!("lead {key} is only here")));
    lines.extend(others.difference(&ours).map(|key| format!("lead {key} is only there")));
    for theirs in &theirs {
        // Leads of one key (no id, the same dates) stand for each other: the one most like it, and none twice.
        let alike = |mine: &Line| {
            theirs.iter().filter(|(field, text)| mine.get(*field) == Some(text)).count()
        };
        let candidates = (0..mine.len()).filter(|place| key(&mine[*place]) == key(theirs));
        let Some(place) = candidates.max_by_key(|place| alike(&mine[*place])) else { continue };
        let mine = mine.swap_remove(place);
        for (field, other) in theirs {
            let value = mine.get(field).map_or("", String::as_str);
            let is_compared = mine.contains_key(field) || !field.ends_with("_due");
            if is_compared && value != other {
                lines
                    .push(format!("lead {}: {field} is {other:?} and here {value:?}", key(theirs)));
            }
        }
    }
}

fn key(line: &Line) -> String {
    let delivered = line.get("delivered").filter(|text| *text != "inferred");
    let text = |field: &str| line.get(field).map_or("", String::as_str);
    format!("{} {} {}", text("id"), delivered.map_or("", String::as_str), text("created"))
}

/// Fields of the program's line that the second implementation speaks of.
fn read(row: &BTreeMap<String, String>) -> Line {
    let mut line = Line::new();
    // Ids made from a hash are compared as one word.
    let is_hash = row["id"].len() == 12
        && row["id"].chars().all(|sign| sign.is_ascii_hexdigit())
        && !row["id"].chars().all(|sign| sign.is_ascii_digit());
    line.insert("id".to_owned(), if is_hash { "#".to_owned() } else { row["id"].clone() });
    for milestone in MILESTONES {
        let precision = &row[&format!("{milestone}_precision")];
        let text = match row[&format!("{milestone}_origin")].as_str() {
            "inferred" => "inferred".to_owned(),
            _ if row[milestone].is_empty() => String::new(),
            _ => format!("{} {precision}", instant(&row[milestone])),
        };
        line.insert(milestone.to_owned(), text);
    }
    for field in ["tries", "source", "campaign"] {
        line.insert(field.to_owned(), fold(&row[field]));
    }
    for field in ["first_attempt", "first_connection"] {
        line.insert(
            field.to_owned(),
            if row[field].is_empty() { String::new() } else { instant(&row[field]) },
        );
    }
    line.extend(
        row.iter()
            .filter(|(field, _)| field.ends_with("_verdict"))
            .map(|(field, text)| (field.clone(), text.clone())),
    );
    let dues = row.iter().filter(|(field, _)| field.ends_with("_due"));
    line.extend(dues.map(|(field, text)| {
        (field.clone(), if text.is_empty() { String::new() } else { instant(text) })
    }));
    line
}

/// Seconds of an instant, or the day where that is all there is.
fn instant(text: &str) -> String {
    DateTime::parse_from_rfc3339(text)
        .map_or_else(|_| text.to_owned(), |at| at.timestamp().to_string())
}

/// A lead's line from what is known of its delivery, of its contacts, and of its decisions, each at its cut-off, and at the run's instant; `is_shown`: had it
/// been tried, the files would show it.
fn line(
    world: &World,
    [delivery, contacts, decisions]: [&Episode; 3],
    latest: &Episode,
    is_shown: bool,
) -> Line {
    let mut line = Line::new();
    let mut put = |field: &str, text: String| drop(line.insert(field.to_owned(), text));
    let date = |stamp: super::calendar::Stamp| stamp.at.to_string();
    let words =
        [(Precision::Second, "second"), (Precision::Minute, "minute"), (Precision::Day, "day")];
    let spelt =
        |precision: Precision| words.iter().find(|(other, _)| *other == precision).unwrap().1;
    put("id", if delivery.id.starts_with('#') { "#".to_owned() } else { delivery.id.clone() });
    for milestone in MILESTONES {
        let is_delivery = ["created", "mql", "delivered"].contains(&milestone);
        let episode = if is_delivery { delivery } else { decisions };
        let inferred =
            if episode.inferred.contains(&milestone) { "inferred" } else { "" }.to_owned();
        // Of several losses the program keeps the last: one after the cut-off hides those before.
        let is_hidden = milestone == "lost" && episode.date("lost") != latest.date("lost");
        put(
            milestone,
            episode
                .date(milestone)
                .filter(|_| !is_hidden)
                .map_or(inferred, |stamp| format!("{} {}", date(stamp), spelt(stamp.precision))),
        );
    }
    let made = tries(world, contacts, &[]).len();
    let is_told = world.activities.is_some() && (is_shown || made > 0);
    put("tries", if is_told { made.to_string() } else { String::new() });
    let first = |touches: &[super::activities::Touch]| {
        touches.first().map_or(String::new(), |touch| date(touch.at))
    };
    put("first_attempt", first(&attempts(contacts, &[])));
    put("first_connection", first(&connections(contacts, &[])));
    for field in ["source", "campaign"] {
        put(field, fold(delivery.text.get(field).map_or("", String::as_str)));
    }
    line
}
