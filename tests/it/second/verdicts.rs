//! The verdict of one lead on one commitment.

use super::activities::{Touch, attempts, connections, told_by, tries, untold, untold_calls};
use super::calendar::{Due, Stamp};
use super::episodes::{Episode, State, category};
use super::evidence::tells_losses;
use super::world::{Promise, World};

/// What was found for a lead.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub word: &'static str,
    pub due: Option<Due>,
}

fn judged(word: &'static str, due: Due) -> Verdict {
    Verdict { word, due: Some(due) }
}

/// The instant at which a lead's clock starts.
pub fn start(world: &World, state: &State, promise: &Promise, episode: &Episode) -> Option<Stamp> {
    match promise.metric {
        "give-up" => given_up(world, episode, promise),
        "routing" => turned_down(world, state, episode),
        _ => episode.delivered(),
    }
}

pub fn verdict(world: &World, state: &State, promise: &Promise, episode: &Episode) -> Verdict {
    let delivered = episode.delivered();
    let calendar = &world.terms.calendar;
    let from = match promise.metric {
        "handoff-time" => episode.date("mql"),
        "routing" => turned_down(world, state, episode),
        _ => delivered,
    };
    let due = from.and_then(|from| Some(calendar.due(&from, promise.within?, promise.elapsed)));
    let is_contact = matches!(promise.metric, "first-attempt" | "first-connection");
    if let Some(due) = due.filter(|_| is_contact) {
        let found = first(world, state, promise, episode, due);
        return if found.word == "exempt" || can_show(world, promise, episode) {
            found
        } else {
            judged("not-assessable", due)
        };
    }
    if !can_show(world, promise, episode) || (due.is_none() && promise.metric != "give-up") {
        return Verdict { word: "not-assessable", due };
    }
    match promise.metric {
        "give-up" => {
            let due = given_up(world, episode, promise).map(|end| Due::at_once(end.at));
            Verdict { word: give_up(world, state, promise, episode), due }
        }
        "handoff-time" => answered(world, state, &[delivered.unwrap()], due.unwrap()),
        "routing" => {
            let ways: Vec<Stamp> =
                ["recycled", "sql", "won"].iter().filter_map(|way| episode.date(way)).collect();
            let found = answered(world, state, &ways, due.unwrap());
            // Qualified on a day that nothing tells: it may have been in time.
            let is_hidden = episode.inferred.contains(&"sql") && found.word != "met";
            if is_hidden { judged("not-assessable", due.unwrap()) } else { found }
        }
        "decision" => {
            let ways: Vec<Stamp> =
                ["accepted", "rejected"].iter().filter_map(|way| episode.date(way)).collect();
            let found = answered(world, state, &ways, due.unwrap());
            let is_dark = ways.is_empty() && episode.inferred.contains(&"accepted");
            let is_hidden = is_dark || (episode.someday && found.word != "met");
            if is_hidden { judged("not-assessable", due.unwrap()) } else { found }
        }
        _ => many(world, state, promise, episode, due.unwrap()),
    }
}

/// Whether anything in use can show the answer.
pub fn can_show(world: &World, promise: &Promise, episode: &Episode) -> bool {
    if !matches!(
        promise.metric,
        "first-attempt" | "first-connection" | "attempts" | "attempts-per-day" | "give-up"
    ) {
        return true;
    }
    let Some(export) = &world.activities else {
        return told_by(world).is_some();
    };
    export
        .covers_from
        .is_none_or(|from| episode.delivered().is_none_or(|delivered| delivered.day() >= from))
}

/// As the earliest of several answers: met when one is surely in time, breached when none can be.
fn answered(world: &World, state: &State, answers: &[Stamp], due: Due) -> Verdict {
    let complies = |answer| world.terms.calendar.complies(answer, &due);
    judged_by(state, &answers.iter().map(complies).collect::<Vec<_>>(), due)
}

fn judged_by(state: &State, found: &[Option<bool>], due: Due) -> Verdict {
    let verdict = match () {
        () if found.contains(&Some(true)) => "met",
        () if found.contains(&None) => "indeterminate",
        () if !found.is_empty() || state.until > due.latest => "breached",
        () => "pending",
    };
    judged(verdict, due)
}

fn first(world: &World, state: &State, promise: &Promise, episode: &Episode, due: Due) -> Verdict {
    let mut answers: Vec<Stamp> =
        connections(episode, &promise.channels).iter().map(|touch| touch.at).collect();
    if promise.metric == "first-attempt" {
        answers.extend(attempts(episode, &promise.channels).iter().map(|touch| touch.at));
    }
    let lost =
        episode.date("lost").filter(|_| category(world, &episode.lost_reason) == Some("marketing"));
    let ends = episode
        .date("rejected")
        .into_iter()
        .chain(lost)
        .filter(|end| answers.iter().all(|answer| end.before(answer)));
    let in_time: Vec<Option<bool>> =
        ends.map(|end| world.terms.calendar.complies(&end, &due)).collect();
    let contacted =
        answers.iter().map(|answer| contacted(world, episode, answer, due)).collect::<Vec<_>>();
    let found = judged_by(state, &contacted, due);
    match found.word {
        _ if in_time.contains(&Some(true)) => judged("exempt", due),
        "breached" | "pending" if episode.unseen_by(due.latest.min(state.until)) => {
            judged("not-assessable", due)
        }
        "breached" if in_time.contains(&None) => judged("indeterminate", due),
        "breached" if lost_unsaid(world, episode, &answers, due) => judged("indeterminate", due),
        "breached" if before(state, promise, episode).0 > 0 => judged("indeterminate", due),
        "breached" if untold_by(world, promise, episode, due) => judged("indeterminate", due),
        _ => found,
    }
}

/// Whether a contact came between the hand-off and the due.
fn contacted(world: &World, episode: &Episode, at: &Stamp, due: Due) -> Option<bool> {
    world.terms.calendar.contacted(&episode.delivered().unwrap(), at, &due)
}

/// A contact of which nobody wrote whether two people spoke came by the due, or may have; an attempt is an answer either way.
fn untold_by(world: &World, promise: &Promise, episode: &Episode, due: Due) -> bool {
    let of = if promise.metric == "first-attempt" { untold_calls } else { untold };
    of(episode, &promise.channels)
        .into_iter()
        .any(|touch| world.terms.calendar.complies(&touch.at, &due) != Some(false))
}

/// Lost before any answer and perhaps in time, where no file has reasons of losses: perhaps for one of marketing's.
fn lost_unsaid(world: &World, episode: &Episode, answers: &[Stamp], due: Due) -> bool {
    let lost = episode.date("lost").filter(|end| answers.iter().all(|own| end.before(own)));
    let is_by_due = |end: Stamp| world.terms.calendar.complies(&end, &due) != Some(false);
    !world.terms.reasons.is_empty() && !tells_losses(world) && lost.is_some_and(is_by_due)
}

/// Where hand-offs may be dated late: the answers that a lead had before its own, the attempts among them, and the connections.
fn before(state: &State, promise: &Promise, episode: &Episode) -> (usize, usize, usize) {
    let counts = |touch: &Touch| {
        state.is_late
            && (promise.channels.is_empty() || promise.channels.contains(&touch.channel))
            && touch.at.at <= state.until
    };
    let own: Vec<_> = episode.before.iter().filter(|(touch, ..)| counts(touch)).collect();
    let tried = own.iter().filter(|(_, attempt, _)| *attempt).count();
    let spoken = own.iter().filter(|(.., connection)| *connection).count();
    let is_answer = |(_, attempt, connection): &&&(Touch, bool, bool)| {
        *connection || (promise.metric != "first-connection" && *attempt)
    };
    (own.iter().filter(is_answer).count(), tried, spoken)
}

fn many(world: &World, state: &State, promise: &Promise, episode: &Episode, due: Due) -> Verdict {
    let is_fair = |reason: &str| matches!(category(world, reason), Some("marketing" | "neutral"));
    let complies = |stamp: &Stamp| world.terms.calendar.complies(stamp, &due);
    let talks = connections(episode, &promise.channels);
    let mut ends: Vec<Stamp> = Vec::new();
    ends.extend(["sql", "won"].iter().filter_map(|name| episode.date(name)));
    ends.extend(episode.date("rejected").filter(|_| is_fair(&episode.reject_reason)));
    ends.extend(
        ["lost", "recycled"]
            .iter()
            .filter_map(|name| episode.date(name))
            .filter(|_| is_fair(&episode.lost_reason)),
    );
    let closes: Vec<Stamp> =
        ["rejected", "lost", "recycled"].iter().filter_map(|name| episode.date(name)).collect();
    let contacted = |touch: &Touch| contacted(world, episode, &touch.at, due);
    let mut found: Vec<Option<bool>> = ends.iter().map(complies).collect();
    found.extend(talks.iter().map(contacted));
    let tries: Vec<Option<bool>> =
        tries(world, episode, &promise.channels).iter().map(contacted).collect();
    let surely = tries.iter().filter(|complies| **complies == Some(true)).count();
    let possibly = tries.iter().filter(|complies| **complies != Some(false)).count();
    found.extend((surely >= promise.attempts).then_some(Some(true)));
    found.extend((possibly >= promise.attempts).then_some(None));
    let (_, earlier, spoken) = before(state, promise, episode);
    let further = ["sql", "opportunity", "won"];
    let verdict = match () {
        () if found.contains(&Some(true)) => "met",
        () if found.contains(&None) => "indeterminate",
        () if episode.unseen_by(due.latest.min(state.until)) => "not-assessable",
        () if !closes.iter().any(|close| complies(close) != Some(false))
            && state.until <= due.latest =>
        {
            "pending"
        }
        () if (earlier > 0 && possibly + earlier >= promise.attempts) || spoken > 0 => {
            "indeterminate"
        }
        () if untold_by(world, promise, episode, due) => "indeterminate",
        () if further.iter().any(|own| episode.inferred.contains(own))
            && further.iter().all(|own| episode.date(own).is_none()) =>
        {
            "indeterminate"
        }
        () => "breached",
    };
    judged(verdict, due)
}

/// When a lead was given up unreached, marketing's fault apart.
fn given_up(world: &World, episode: &Episode, promise: &Promise) -> Option<Stamp> {
    episode.delivered()?;
    let end = ["lost", "recycled"]
        .iter()
        .filter_map(|name| episode.date(name))
        .min_by_key(|stamp| stamp.at)?;
    let is_marketing = category(world, &episode.lost_reason) == Some("marketing");
    let reached =
        connections(episode, &promise.channels).iter().any(|touch| !end.before(&touch.at));
    (!is_marketing && !reached).then_some(end)
}

fn give_up(world: &World, state: &State, promise: &Promise, episode: &Episode) -> &'static str {
    let end = given_up(world, episode, promise).unwrap();
    let made: Vec<Touch> = tries(world, episode, &promise.channels)
        .into_iter()
        .filter(|touch| !end.before(&touch.at))
        .collect();
    let days: std::collections::BTreeSet<_> = made.iter().map(|touch| touch.at.day()).collect();
    let enough = made.len() >= promise.attempts && days.len() >= promise.days;
    let (_, tried, _) = before(state, promise, episode);
    let is_kept = enough && promise.most.is_none_or(|most| made.len() <= most);
    match () {
        () if is_kept => "met",
        () if !enough && episode.unseen_by(end.at.min(state.until)) => "not-assessable",
        () if !enough && tried > 0 && made.len() + tried >= promise.attempts => "indeterminate",
        () if untold(episode, &promise.channels).iter().any(|own| !end.before(&own.at)) => {
            "indeterminate"
        }
        () => "breached",
    }
}

/// When a lead first said no or not now.
fn turned_down(world: &World, _state: &State, episode: &Episode) -> Option<Stamp> {
    let is_no = |word: Option<&str>| matches!(word, Some("not-now" | "not-interested"));
    let said = connections(episode, &[])
        .into_iter()
        .filter(|touch| is_no(Some(touch.outcome)))
        .map(|touch| touch.at);
    let lost = episode.date("lost").filter(|_| is_no(category(world, &episode.lost_reason)));
    let rejected =
        episode.date("rejected").filter(|_| is_no(category(world, &episode.reject_reason)));
    said.chain(lost).chain(rejected).min_by_key(|stamp| stamp.at)
}
