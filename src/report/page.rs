//! One page of the agreement for whoever is new, or for the wall: objective, promises in words, roles, hand-off, cadence, what becomes of each
//! kind of no, hours and versions, and how a lead goes its way. It is made of the agreement; numbers of leads stand nowhere on it.

use serde::Serialize;

use super::desk::{Desk, capitalised};
use super::sheets::{agreement, agreement_clock};
use crate::model::words::{Category, Metric, Team};
use crate::scorecard::amendments::stated;
use crate::texts::story::Story;

/// Versions that the page tells, the newest.
const MOST_VERSIONS: usize = 6;

/// What the page says.
#[derive(Debug, Serialize)]
pub struct Page {
    lang: &'static str,
    /// The agreement's name.
    name: String,
    title: String,
    /// Since when it holds as it stands.
    in_force: String,
    flow: String,
    /// How a lead goes its way, a sentence a step.
    steps: Vec<String>,
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    title: String,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    /// What it is about; may be empty.
    label: String,
    text: String,
}

/// A step of the way: which promises speak of it.
const STEPS: [(&str, &[Metric]); 5] = [
    ("page-hand-over", &[Metric::LeadsDelivered, Metric::Qualified, Metric::HandoffTime]),
    ("page-first", &[Metric::FirstAttempt, Metric::FirstConnection]),
    ("page-insist", &[Metric::Attempts, Metric::AttemptsPerDay, Metric::GiveUp]),
    ("page-decide", &[Metric::Decision, Metric::Acceptance]),
    ("page-send-on", &[Metric::Routing]),
];

/// The page of a story's agreement.
pub fn page(story: &Story) -> Page {
    let desk = Desk::new(story);
    let parts = [
        ("agreement-objective", objective(&desk)),
        ("page-promises", promises(&desk)),
        ("agreement-roles", agreement::roles(&desk)),
        ("page-nos", nos(&desk)),
        ("agreement-clock", agreement_clock::hours(&desk)),
        ("page-versions", versions(&desk)),
    ];
    let part = |(key, lines): (&str, Vec<(String, String)>)| Part {
        title: desk.word(key),
        lines: lines.into_iter().map(|(label, text)| Line { label, text }).collect(),
    };
    Page {
        lang: story.texts.language.tag(),
        name: story.agreement.name.clone(),
        title: desk.word("page-title"),
        in_force: story.in_force(),
        flow: desk.word("page-flow"),
        steps: steps(&desk),
        parts: parts.into_iter().map(part).filter(|part| !part.lines.is_empty()).collect(),
    }
}

/// Objective and definitions, without what today's data say of the plan.
fn objective(desk: &Desk) -> Vec<(String, String)> {
    let today = desk.word("label-plan-today");
    let lines = agreement::definitions(desk).into_iter();
    lines.filter(|(label, _)| *label != today).collect()
}

/// The promises by team, each in a sentence.
fn promises(desk: &Desk) -> Vec<(String, String)> {
    let of = |team: Team| {
        let own = desk.card().commitments.iter().filter(move |judged| judged.team == team);
        own.enumerate().map(move |(place, judged)| {
            let label = if place == 0 { desk.team(team) } else { String::new() };
            (label, agreement::in_words(desk, judged))
        })
    };
    [Team::Marketing, Team::Sales, Team::Both].into_iter().flat_map(of).collect()
}

/// The way of a lead: each step with what was promised about it; one that nobody promised anything about is told bare, where it happens anyway.
fn steps(desk: &Desk) -> Vec<String> {
    let step = |(key, metrics): &(&str, &[Metric])| {
        let promised = desk.card().commitments.iter();
        let promised = promised.filter(|judged| metrics.contains(&judged.metric));
        let words: Vec<String> = promised.map(|judged| agreement::in_words(desk, judged)).collect();
        let is_sure = matches!(*key, "page-hand-over" | "page-first" | "page-decide");
        let told = || desk.word(key);
        match (words.is_empty(), is_sure) {
            (true, false) => None,
            (true, true) => Some(told()),
            (false, _) => Some(format!("{} {}.", told(), words.join("; "))),
        }
    };
    STEPS.iter().filter_map(step).collect()
}

/// What becomes of each kind of no, with the reasons that are of it.
fn nos(desk: &Desk) -> Vec<(String, String)> {
    let window = agreement::allowance(desk, desk.story.agreement.rejection_window);
    let reasons = agreement::reasons(desk);
    let routing = desk.card().commitments.iter().find(|judged| judged.metric == Metric::Routing);
    let place = routing.map(|judged| agreement::destination(desk, judged));
    let one = |category: &Category| {
        let name = capitalised(&desk.said(&format!("category.{}", category.word())));
        let words = reasons.iter().find(|(own, _)| *own == name).map(|(_, words)| words.clone())?;
        let key = match (category, &place) {
            (Category::Marketing, _) => "page-no-marketing",
            (Category::Unreached, _) => "page-no-unreached",
            (Category::Sales, _) => "page-no-sales",
            (Category::Neutral, _) => "page-no-neutral",
            (_, Some(_)) => "page-no-sent-on",
            (_, None) => "page-no-counts",
        };
        let values = [("window", &*window), ("place", place.as_deref().unwrap_or_default())];
        let what = desk.phrase(key, &values);
        Some((name, format!("{what} ({words})")))
    };
    Category::ALL.iter().filter_map(one).collect()
}

/// What the agreement says that changed, the newest first.
fn versions(desk: &Desk) -> Vec<(String, String)> {
    let mut changes = stated(desk.story.agreement);
    changes.reverse();
    let line = |change| (String::new(), desk.story.amendment(change));
    changes.iter().take(MOST_VERSIONS).map(line).collect()
}
