//! Who must do what now: sales by person, marketing by lead, directors by team.

use serde::Serialize;

use crate::model::agreement::PersonalData;
use crate::model::moment::Instant;
use crate::model::words::{Audience, Team};
use crate::scorecard::card::{Action, ActionKind};
use crate::scorecard::register::{Asked, Due};
use crate::texts::format;
use crate::texts::person;
use crate::texts::story::Story;

const MOST_ROWS: usize = 4;

/// One line of the action list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaskRow {
    who: String,
    what: String,
    due: String,
    late: bool,
    /// Where the lead stands in the teams' tool, where the agreement says so.
    link: Option<String>,
}

/// The action list of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tasks {
    /// How much there is: `25 ações vencidas, 14 vencem até as 18:00`.
    pub summary: String,
    /// At most four lines.
    pub rows: Vec<TaskRow>,
    /// What is not shown and where it is.
    pub more: String,
}

/// The actions a letter lists: sales by person, marketing lead by lead, directors by team.
pub fn of(story: &Story<'_>, audience: Audience) -> Tasks {
    let all: Vec<&Action> =
        story.card.actions.iter().filter(|action| audience.owns(action.team)).collect();
    let (rows, left) = match audience {
        Audience::Sales => by_person(story, &all, MOST_ROWS),
        Audience::Marketing => by_lead(story, &all),
        Audience::Both => (by_team(story), 0),
    };
    let has_book = story.may_have_workbook(audience);
    let more = match left {
        _ if all.is_empty() => String::new(),
        0 if has_book => story.texts.word("mail.all-listed").to_owned(),
        0 => String::new(),
        // Who gets no workbook is not sent to it.
        left => {
            let place = if has_book { story.texts.word("mail.more-where") } else { "" };
            story.texts.count("mail.more", count(left), &[("where", place)])
        }
    };
    Tasks { summary: summary(story, audience.team(), &all), rows, more }
}

/// The actions of one person, the most urgent first, lead by lead.
pub fn of_person(story: &Story<'_>, actions: &[&Action], most: usize) -> Tasks {
    let rows = actions.iter().take(most).map(|action| lead_row(story, action, None)).collect();
    let left = count(actions.len().saturating_sub(most));
    let more =
        if left > 0 { story.texts.count("mail.person-more", left, &[]) } else { String::new() };
    Tasks { summary: summary(story, Team::Sales, actions), rows, more }
}

/// What is worth doing first: what falls due, today's before later ones, then what is overdue, the newest first, then what has no due.
pub fn urgency(action: &Action) -> (u8, std::cmp::Reverse<Option<Instant>>, Option<Instant>) {
    use std::cmp::Reverse;
    match action {
        own if own.is_due_today => (0, Reverse(None), own.due),
        own if own.is_overdue => (2, Reverse(own.due), None),
        own => (if own.due.is_some() { 1 } else { 3 }, Reverse(None), own.due),
    }
}

/// `25 ações vencidas, 14 vencem até as 18:00, 2 vencem depois`, `4 passagens incompletas`, `nada vence hoje e nada está vencido`: together all
/// there are.
pub fn summary(story: &Story<'_>, team: Team, actions: &[&Action]) -> String {
    let texts = story.texts;
    if !actions.is_empty() && actions.iter().all(|action| action.kind == ActionKind::Handoff) {
        return texts.count("mail.handoffs", count(actions.len()), &[]);
    }
    let of = |due: Due| actions.iter().filter(move |action| due.is_of(action));
    let last = of(Due::Today).filter_map(|action| action.due).max();
    let until = last.map(|last| format::time(&story.agreement.zone, last)).unwrap_or_default();
    let parts = [
        ("mail.late", Due::Overdue),
        ("mail.due-until", Due::Today),
        ("mail.due-later", Due::Later),
        ("mail.undated", Due::None),
    ];
    let part = |(key, due): (&str, Due)| {
        let n = count(of(due).count());
        (n > 0).then(|| texts.count(key, n, &[("time", &until)]))
    };
    let parts: Vec<String> = parts.into_iter().filter_map(part).collect();
    let has_due = of(Due::None).count() < actions.len();
    match (has_due, actions.is_empty()) {
        (true, _) => parts.join(", "),
        (false, false) => texts.count("mail.open", count(actions.len()), &[]),
        (false, true) if story.card.tells(Asked::of(team)) => {
            texts.word("mail.none-due").to_owned()
        }
        (false, true) => texts.word("mail.none-told").to_owned(),
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// One line a person, most overdue first, then most actions; and how many actions are not shown.
fn by_person(story: &Story<'_>, actions: &[&Action], most: usize) -> (Vec<TaskRow>, usize) {
    let mut owners: Vec<Option<&str>> = Vec::new();
    for action in actions {
        if !owners.contains(&action.owner.as_deref()) {
            owners.push(action.owner.as_deref());
        }
    }
    let of = |owner: Option<&str>| {
        actions
            .iter()
            .copied()
            .filter(|action| action.owner.as_deref() == owner)
            .collect::<Vec<_>>()
    };
    let mut people: Vec<(Option<&str>, Vec<&Action>)> =
        owners.into_iter().map(|owner| (owner, of(owner))).collect();
    people.sort_by_key(|(_, mine)| {
        std::cmp::Reverse((mine.iter().filter(|action| action.is_overdue).count(), mine.len()))
    });
    let left = people.iter().skip(most).map(|(_, mine)| mine.len()).sum();
    let rows =
        people.iter().take(most).map(|(owner, mine)| person_row(story, *owner, mine)).collect();
    (rows, left)
}

/// The people of a team with the most to do, a line each, and how much of others is not told.
pub fn people_lines(story: &Story<'_>, actions: &[&Action], most: usize) -> Vec<String> {
    let (rows, left) = by_person(story, actions, most);
    let line = |row: &TaskRow| format!("• {}: {}", row.who, row.what);
    let more = (left > 0).then(|| story.texts.count("mail.more-people", count(left), &[]));
    rows.iter().map(line).chain(more).collect()
}

fn person_row(story: &Story<'_>, owner: Option<&str>, actions: &[&Action]) -> TaskRow {
    let texts = story.texts;
    let zone = &story.agreement.zone;
    let late: Vec<&Action> = actions.iter().copied().filter(|action| action.is_overdue).collect();
    let due: Vec<&Action> = actions.iter().copied().filter(|action| action.is_due_today).collect();
    let others = [("mail.due-today", Due::Today), ("mail.due-later", Due::Later)];
    let others = others.into_iter().filter_map(|(key, due)| {
        let n = count(actions.iter().filter(|action| due.is_of(action)).count());
        (n > 0).then(|| texts.count(key, n, &[]))
    });
    let parts: Vec<String> = late_part(story, &late).into_iter().chain(others).collect();
    let oldest = late.iter().filter_map(|action| action.due).min();
    let next = due.iter().filter_map(|action| action.due).min();
    let when = match (oldest, next) {
        (Some(at), _) => texts.phrase(
            "mail.since",
            &[("date", &format::short_date(texts.language, zone.day_of(at)))],
        ),
        (None, Some(at)) => texts.phrase("mail.until", &[("time", &format::time(zone, at))]),
        (None, None) => String::new(),
    };
    let what = if parts.is_empty() {
        texts.count("mail.open", count(actions.len()), &[])
    } else {
        parts.join("; ")
    };
    TaskRow {
        who: owner.unwrap_or(texts.word("mail.nobody")).to_owned(),
        what,
        due: when,
        late: !late.is_empty(),
        link: None,
    }
}

/// `16 vencidas, 7 sem tentativa`, `1 primeira tentativa vencida`.
fn late_part(story: &Story<'_>, late: &[&Action]) -> Option<String> {
    let firsts = late.iter().filter(|action| action.kind.is_first_attempt()).count();
    let sentence = match (late.len(), firsts) {
        (0, _) => return None,
        (all, firsts) if firsts == all => story.texts.count("mail.late-firsts", count(all), &[]),
        (all, 0) => story.texts.count("mail.late-short", count(all), &[]),
        (all, firsts) => {
            let late = story.texts.count("mail.late-short", count(all), &[]);
            story.texts.phrase(
                "mail.of-them-untried",
                &[("late", &late), ("n", &format::whole(story.texts.language, count(firsts)))],
            )
        }
    };
    Some(sentence)
}

/// One line a lead, the oldest due first; and how many are not shown.
fn by_lead(story: &Story<'_>, actions: &[&Action]) -> (Vec<TaskRow>, usize) {
    let mut sorted = actions.to_vec();
    sorted.sort_by_key(|action| action.due.unwrap_or(Instant::LATEST));
    let rows = sorted
        .iter()
        .take(MOST_ROWS)
        .map(|action| lead_row(story, action, owner_name(story, action)))
        .collect();
    (rows, sorted.len().saturating_sub(MOST_ROWS))
}

fn lead_row(story: &Story<'_>, action: &Action, owner: Option<String>) -> TaskRow {
    let zone = &story.agreement.zone;
    let id = story.book.id(action.lead).map_or_else(|| "–".to_owned(), |id| story.lead_hint(id));
    let who = lead_name(story, action.lead);
    let missing: Vec<String> = action.missing.iter().map(|field| story.field(field)).collect();
    let what = if missing.is_empty() {
        story.action(action)
    } else {
        story.texts.phrase("mail.missing", &[("fields", &story.list(&missing))])
    };
    // The code by which the sheet and the answer to this letter name the lead.
    let code = || story.book.id(action.lead).map(|id| story.lead(id));
    let parts = [owner, Some(what), who.is_some().then(code).flatten()];
    let due = match action.due {
        Some(at) if action.is_overdue => story.texts.phrase(
            "mail.expired",
            &[("date", &format::short_date(story.texts.language, zone.day_of(at)))],
        ),
        Some(at) if zone.day_of(at) == story.card.today => {
            story.texts.phrase("mail.until", &[("time", &format::time(zone, at))])
        }
        Some(at) => format::short_date(story.texts.language, zone.day_of(at)),
        None => String::new(),
    };
    let what = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    TaskRow {
        who: who.unwrap_or(id),
        what,
        due,
        late: action.is_overdue,
        link: story.lead_link(action.lead),
    }
}

/// A lead as far as the agreement lets a letter name it: its company, else the person; masked the person goes first, whose name can be told from
/// others by its first word and an initial; nothing under `none`.
fn lead_name(story: &Story<'_>, lead: usize) -> Option<String> {
    let level = story.agreement.report.personal_data;
    let company = story.book.company(lead).map(|company| person::company(level, company));
    let name = story.book.name(lead).map(|name| person::contact(level, name));
    let shown = if level == PersonalData::Full { company.or(name) } else { name.or(company) };
    shown.filter(|shown| !shown.is_empty())
}

/// A lead's owner may be the other team's, so marketing's list shows owners as the agreement wants them shown to others.
fn owner_name(story: &Story<'_>, action: &Action) -> Option<String> {
    person::shown(story.owners_for(Audience::Marketing, Team::Sales), action.owner.as_deref()?)
}

fn by_team(story: &Story<'_>) -> Vec<TaskRow> {
    let mut rows = Vec::new();
    for team in [Team::Marketing, Team::Sales, Team::Both] {
        let mine: Vec<&Action> =
            story.card.actions.iter().filter(|action| action.team == team).collect();
        // What a promise of both asks for is neither's own: without it the lines would not make the sum above them.
        if team == Team::Both && mine.is_empty() {
            continue;
        }
        let oldest =
            mine.iter().filter(|action| action.is_overdue).filter_map(|action| action.due).min();
        let due = oldest.map(|at| {
            story.texts.phrase(
                "mail.since",
                &[(
                    "date",
                    &format::short_date(story.texts.language, story.agreement.zone.day_of(at)),
                )],
            )
        });
        let what = summary(story, team, &mine);
        rows.push(TaskRow {
            who: story.team(team).to_owned(),
            what,
            late: due.is_some(),
            due: due.unwrap_or_default(),
            link: None,
        });
    }
    rows
}
