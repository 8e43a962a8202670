//! The letter to one owner alone: what they owe today and their rates beside the team's, or what falls due for them within hours. It names
//! nobody else, has no workbook, and there is none for whoever has nothing to do.

use std::collections::BTreeMap;

use serde::Serialize;

use super::data::Head;
use super::letter::{Identity, Letter, file_name};
use super::tasks::{self, Tasks};
use super::templates::Templates;
use super::{MailError, Run, outlook};
use crate::model::fold::{fold, fold_words};
use crate::model::letter::{Person, Reader};
use crate::model::words::{Audience, Grouping, Team};
use crate::scorecard::asked_by;
use crate::scorecard::card::{Action, Group, Judged};
use crate::texts::names::Exactness;
use crate::texts::story::Story;
use crate::texts::{format, person};

/// Actions that a letter lists.
const MOST_ROWS: usize = 20;
/// People that a team's letter names.
const MOST_NAMES: usize = 8;

/// Everything the letter says.
#[derive(Serialize)]
struct View {
    lang: &'static str,
    subject: String,
    #[serde(flatten)]
    head: Head,
    notices: Vec<String>,
    names: String,
    own: String,
    actions: Vec<tasks::TaskRow>,
    more: String,
    heads: Option<Heads>,
    rates: Vec<Rate>,
    data: String,
    contest: String,
}

/// The words over the rates.
#[derive(Serialize)]
struct Heads {
    title: String,
    promise: String,
    own: String,
    team: String,
}

/// One promise: this person's rate and everybody's.
#[derive(Serialize)]
struct Rate {
    name: String,
    agreed: String,
    own: String,
    team: String,
}

/// A person, and what is asked of them.
pub struct Owed<'a> {
    /// Who.
    pub person: &'a Person,
    /// What they owe, most useful first ([`tasks::urgency`]).
    pub actions: Vec<&'a Action>,
}

/// Each person of the agreement with what they owe, be it nothing.
pub fn owed<'a>(story: &Story<'a>) -> Vec<Owed<'a>> {
    let people = &story.agreement.mail.people;
    let mut whose: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    let mut all: Vec<Owed> =
        people.iter().map(|person| Owed { person, actions: Vec::new() }).collect();
    for action in story.card.actions.iter().filter(|action| action.team != Team::Marketing) {
        let Some(owner) = action.owner.as_deref() else { continue };
        let known = || people.iter().position(|person| is(story, person, owner));
        let place = *whose.entry(owner).or_insert_with(known);
        if let Some(own) = place.and_then(|place| all.get_mut(place)) {
            own.actions.push(action);
        }
    }
    all.iter_mut().for_each(|own| own.actions.sort_by_key(|action| tasks::urgency(action)));
    all
}

/// Whether an owner of the exports is this person, also where an address stands there and is shown covered.
fn is(story: &Story<'_>, person: &Person, owner: &str) -> bool {
    person.is(owner) || person.names.iter().any(|name| is_cover(story, name, owner))
}

/// Whether what is shown as an owner stands for this name: of two addresses that look alike each has a cover of its own.
fn is_cover(story: &Story<'_>, name: &str, owner: &str) -> bool {
    story.book.shown_as(name).is_some_and(|covers| covers.contains(&fold_words(owner)))
}

/// The names of `[mail.people]` that no lead has as its owner.
pub fn strangers<'a>(story: &Story<'a>) -> Vec<&'a str> {
    let owners = owners(story);
    let is_known = |name: &&String| {
        owners.iter().any(|owner| fold(owner) == fold(name) || is_cover(story, name, owner))
    };
    let names = story.agreement.mail.people.iter().flat_map(|person| &person.names);
    names.filter(|name| !is_known(name)).map(String::as_str).collect()
}

/// The owners of leads as the exports have them.
pub fn owners<'a>(story: &Story<'a>) -> Vec<&'a str> {
    let words = story.book.words("owner").map_or(&[][..], |owners| &owners.words);
    words.iter().map(String::as_str).collect()
}

/// The letters of the people who have something to do.
pub(super) fn letters<'a>(
    story: &'a Story<'_>,
    run: &'a Run,
    templates: &'a Templates,
) -> impl Iterator<Item = Result<Letter, MailError>> + 'a {
    let busy = owed(story).into_iter().filter(|own| !own.actions.is_empty());
    busy.map(|own| {
        let reader = Reader::Person(own.person.digest());
        letter(story, run, templates, (&reader, &own))
    })
}

/// The letters of the people who asked to hear before a breach and for whom something falls due.
pub fn reminders(story: &Story<'_>, run: &Run) -> Result<Vec<Letter>, MailError> {
    let templates = Templates::of(story.texts.language)?;
    let asked = &story.agreement.notify.due_soon_people;
    let has_asked = |own: &Owed| asked.iter().any(|name| own.person.is(name));
    let near = owed(story).into_iter().filter(has_asked).map(|mut own| {
        own.actions.retain(|action| action.is_near);
        own
    });
    let busy = near.filter(|own| !own.actions.is_empty());
    let letter =
        |own: Owed| letter(story, run, &templates, (&Reader::Soon(own.person.digest()), &own));
    busy.map(letter).collect()
}

fn letter(
    story: &Story<'_>,
    run: &Run,
    templates: &Templates,
    (reader, own): (&Reader, &Owed),
) -> Result<Letter, MailError> {
    let view = view(story, run, (reader, own));
    let is_notice = matches!(reader, Reader::Soon(_));
    let identity = Identity::of(story, run, reader);
    Ok(Letter {
        reader: reader.clone(),
        recipients: vec![own.person.address.clone()],
        text: templates.shared("person.text", &view)?,
        html: templates.shared("person.html", &view)?,
        subject: view.subject,
        message_id: identity.message(run.revision),
        references: identity.references(run.revision, story.agreement.mail.thread_by_month),
        list_id: identity.list(),
        date: run.now,
        expires: own.actions.iter().filter(|_| is_notice).filter_map(|action| action.due).min(),
        picture: None,
        logo: super::letter::logo(story),
        attachment_name: String::new(),
        file_name: file_name(run, reader),
    })
}

fn view(story: &Story<'_>, run: &Run, (reader, own): (&Reader, &Owed)) -> View {
    let (texts, is_soon) = (story.texts, matches!(reader, Reader::Soon(_)));
    let Tasks { summary, rows, more } = tasks::of_person(story, &own.actions, MOST_ROWS);
    let rates = if is_soon { Vec::new() } else { rates(story, own.person) };
    let key = if is_soon { "mail.soon-own" } else { "mail.person-own" };
    View {
        lang: texts.language.tag(),
        subject: subject(story, run, &summary, is_soon),
        head: Head::of(story, run),
        notices: story.stale().into_iter().chain(super::data::missing(story)).collect(),
        names: own.person.names.join(", "),
        own: texts.phrase(key, &[("summary", &summary)]),
        actions: rows,
        more,
        heads: (!rates.is_empty()).then(|| heads(story)),
        rates,
        data: super::data::data(story),
        contest: texts.word("mail.person-contest").to_owned(),
    }
}

fn subject(story: &Story<'_>, run: &Run, summary: &str, is_soon: bool) -> String {
    let texts = story.texts;
    let date = format::short_date(texts.language, run.day);
    let key = if is_soon { "mail.soon-subject" } else { "mail.person-subject" };
    let subject = texts.phrase(key, &[("date", &date), ("summary", summary)]);
    let age = outlook::age(story, run.day).map(|age| format::capitalised(&age));
    let before = age.into_iter().chain(outlook::other_period(story, run.day));
    let corrected = (run.revision > 0).then(|| texts.word("mail.person-corrected").to_owned());
    let line = before.chain([subject]).collect::<Vec<_>>().join(" · ");
    [Some(line), corrected].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn heads(story: &Story<'_>) -> Heads {
    let word = |key: &str| story.texts.word(key).to_owned();
    Heads {
        title: word("mail.person-rates"),
        promise: word("mail.person-promise"),
        own: word("mail.person-you"),
        team: word("mail.person-team"),
    }
}

/// The promises about what one person does with a lead: theirs beside everybody's.
fn rates(story: &Story<'_>, person: &Person) -> Vec<Rate> {
    let of = |(number, judged): (usize, &Judged)| {
        let is_own = |group: &&Group| {
            let owner = group.value.as_deref().filter(|_| group.by == Grouping::Owner);
            group.commitment == number && owner.is_some_and(|owner| is(story, person, owner))
        };
        rate(story, judged, story.card.groups.iter().filter(is_own))
    };
    let is_theirs = |(_, judged): &(usize, &Judged)| {
        judged.team != Team::Marketing
            && judged.kind.is_share()
            && asked_by(judged.metric).is_some()
    };
    story.card.commitments.iter().enumerate().filter(is_theirs).filter_map(of).collect()
}

/// A person's share of a promise; whoever stands under several names has one.
fn rate<'a>(
    story: &Story<'_>,
    judged: &Judged,
    own: impl Iterator<Item = &'a Group>,
) -> Option<Rate> {
    let counts = own.filter_map(|group| {
        let numbers = &group.numbers;
        numbers.actual?;
        Some((numbers.numerator?, numbers.denominator?))
    });
    let (part, all) = counts.reduce(|one, other| (one.0 + other.0, one.1 + other.1))?;
    let (texts, actual) = (story.texts, part / all);
    let short = |value: f64| format::short(texts.language, value);
    let share = story.value(judged, actual, Exactness::Counted);
    let values = [("part", &*short(part)), ("all", &*short(all)), ("share", &*share)];
    Some(Rate {
        name: story.commitment(judged),
        agreed: story.agreed(judged),
        own: texts.phrase("mail.person-share", &values),
        team: story.actual(judged),
    })
}

/// What a team's letter says of these: to how many people they go, and how many have nothing to do; nothing where nobody gets one.
pub(super) fn told(story: &Story<'_>, audience: Audience) -> Option<String> {
    let owed = owed(story);
    if owed.is_empty() || audience == Audience::Marketing {
        return None;
    }
    let busy: Vec<&Owed> = owed.iter().filter(|own| !own.actions.is_empty()).collect();
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let idle = format::whole(story.texts.language, count(owed.len() - busy.len()));
    let shown = story.owners_for(audience, Team::Sales);
    let level = story.agreement.report.personal_data;
    let called = |own: &&Owed| {
        let names = own.person.names.iter().map(|name| person::owner(level, name));
        person::shown(shown, &names.collect::<Vec<_>>().join(", "))
    };
    let names = busy.iter().filter_map(called);
    let mut names: Vec<String> = names.take(MOST_NAMES + 1).collect();
    if names.len() > MOST_NAMES {
        names.truncate(MOST_NAMES);
        names.push("…".to_owned());
    }
    let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    Some(story.texts.count("mail.people", count(busy.len()), &[("names", &names), ("idle", &idle)]))
}
