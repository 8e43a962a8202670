//! What a letter's templates are given: the answer first, then what to do, the scoreboard, the outlook and where it all comes from.

use serde::Serialize;

use super::data::{Head, data, missing};
use super::tasks::{self, TaskRow};
use super::{Run, advice, outlook, person};
use crate::model::words::{Audience, Status, Team};
use crate::scorecard::card::{Judged, Kind};
use crate::texts::format;
use crate::texts::names::symbol;
use crate::texts::story::Story;
use crate::texts::verdicts::{SideVerdict, severity};

const MOST_CHANGES: usize = 3;
const MOST_AMENDED: usize = 4;
const MOST_OWN_ROWS: usize = 6;
const MOST_OTHER_ROWS: usize = 3;
const MOST_ENDED_ROWS: usize = 3;

/// Everything a letter says.
#[derive(Debug, Serialize)]
pub struct View {
    /// Filled in once the subject is rendered.
    pub subject: String,
    preheader: String,
    #[serde(flatten)]
    head: Head,
    date: String,
    age: Option<String>,
    /// The period, where it is not that of the day.
    period: Option<String>,
    revision: u32,
    marketing: String,
    sales: String,
    notices: Vec<String>,
    own: Side,
    others: Vec<Side>,
    summary: String,
    actions: Vec<TaskRow>,
    more: String,
    scores: Vec<Score>,
    /// What has no row, by name: broken, kept, not judged.
    kept: String,
    /// How the deliveries stand, over the picture.
    delivery: String,
    ended: String,
    ended_scores: Vec<Score>,
    forecasts: Vec<String>,
    levers: Vec<advice::Advice>,
    decisions: Vec<String>,
    since: String,
    changes: Vec<String>,
    pub book: String,
    data: String,
    /// What the picture shows.
    pub picture: Option<String>,
}

/// One side's verdict with its looks.
#[derive(Debug, Serialize)]
struct Side {
    team: String,
    sym: &'static str,
    word: String,
    head: String,
    detail: String,
    tone: &'static str,
    tint: &'static str,
    edge: &'static str,
    colour: &'static str,
}

/// One row of the scoreboard.
#[derive(Debug, Serialize)]
struct Score {
    name: String,
    agreed: String,
    real: String,
    sym: &'static str,
    word: String,
    tone: &'static str,
    colour: &'static str,
}

/// Class, tint, edge and text colour of a status.
struct Tone {
    class: &'static str,
    tint: &'static str,
    edge: &'static str,
    colour: &'static str,
}

fn tone(status: Status) -> Tone {
    match status {
        Status::OnTrack | Status::Met => {
            Tone { class: "good", tint: "#EAF2FA", edge: "#1F5FA6", colour: "#1F5FA6" }
        }
        Status::AtRisk => {
            Tone { class: "risk", tint: "#FFFFFF", edge: "#E9A77C", colour: "#B8430B" }
        }
        Status::OffTrack | Status::Missed => {
            Tone { class: "off", tint: "#FDF0E6", edge: "#B8430B", colour: "#B8430B" }
        }
        Status::NotAssessed => {
            Tone { class: "na", tint: "#FFFFFF", edge: "#9AA5B1", colour: "#52606D" }
        }
    }
}

impl View {
    /// What one audience is told; nothing when the agreement has no commitment.
    pub fn of(story: &Story<'_>, run: &Run, audience: Audience) -> Option<Self> {
        let mut sides = sides(story, audience).into_iter();
        let own = sides.next()?;
        let tasks = tasks::of(story, audience);
        let has_book = story.may_have_workbook(audience);
        let rows = scoreboard(story, audience);
        Some(Self {
            subject: String::new(),
            preheader: preheader(story, audience, &own),
            head: Head::of(story, run),
            date: format::short_date(story.texts.language, run.day),
            age: outlook::age(story, run.day).map(|age| format::capitalised(&age)),
            period: outlook::other_period(story, run.day),
            revision: run.revision,
            marketing: outlook::in_the_subject(story, Team::Marketing),
            sales: outlook::in_the_subject(story, Team::Sales),
            notices: notices(story),
            own: side(story, &own),
            others: sides.map(|verdict| side(story, &verdict)).collect(),
            summary: tasks.summary,
            actions: tasks.rows,
            more: more(story, audience, tasks.more),
            kept: beside(story, audience, &rows),
            scores: rows.into_iter().map(|judged| score(story, judged)).collect(),
            delivery: outlook::delivery(story),
            ended: story.ended().unwrap_or_default(),
            ended_scores: ended(story, audience),
            // The directors read the objective's in its verdict, and the deliveries' in the picture.
            forecasts: outlook::forecasts(story, |judged| {
                audience != Audience::Both && judged.team == Team::Both
            }),
            levers: advice::levers(story, audience),
            decisions: advice::decisions(story, run.last_cut_off, audience),
            since: story
                .card
                .previous
                .as_ref()
                .map(|previous| story.day(previous.day))
                .unwrap_or_default(),
            changes: story.since_last(audience, MOST_CHANGES),
            data: if has_book { without_leads(story, run) } else { String::new() } + &data(story),
            book: if has_book { run.attachment_name.clone() } else { String::new() },
            picture: None,
        })
    }
}

/// What is not shown and where it is, and to whom letters of their own go.
fn more(story: &Story<'_>, audience: Audience, more: String) -> String {
    let people = person::told(story, audience);
    let said = [Some(more), people].into_iter().flatten().filter(|said| !said.is_empty());
    said.collect::<Vec<_>>().join(" ")
}

/// What an inbox shows after the subject: the data's age before the answer.
fn preheader(story: &Story<'_>, audience: Audience, own: &SideVerdict) -> String {
    let answer = outlook::preheader(story, audience, own);
    story.stale().map_or(answer.clone(), |stale| format!("{stale} {answer}"))
}

/// That the attached workbook has no list of leads, and where the whole one is.
fn without_leads(story: &Story<'_>, run: &Run) -> String {
    let told = |path: &std::path::PathBuf| {
        story.texts.phrase("mail.book-brief", &[("path", &path.to_string_lossy())]) + " "
    };
    run.whole_book.as_ref().map(told).unwrap_or_default()
}

/// The audience's own verdict first, then the other side's and the objective's.
fn sides(story: &Story<'_>, audience: Audience) -> Vec<SideVerdict> {
    let order = match audience {
        Audience::Marketing => [Team::Marketing, Team::Sales, Team::Both],
        Audience::Sales => [Team::Sales, Team::Marketing, Team::Both],
        Audience::Both => [Team::Both, Team::Marketing, Team::Sales],
    };
    order
        .into_iter()
        .filter_map(|team| story.verdict(team, story.owners_for(audience, team)))
        .collect()
}

fn side(story: &Story<'_>, verdict: &SideVerdict) -> Side {
    let Tone { class, tint, edge, colour } = tone(verdict.status);
    Side {
        team: story.team(verdict.team).to_owned(),
        sym: symbol(verdict.status),
        word: verdict.word.clone(),
        head: unbroken(&verdict.headline),
        detail: verdict.detail.clone(),
        tone: class,
        tint,
        edge,
        colour,
    }
}

/// Numbers stay with their unit and brackets with what they belong to, wherever the line breaks.
fn unbroken(sentence: &str) -> String {
    let mut after_digit = false;
    let mut out = String::with_capacity(sentence.len());
    for c in sentence.replace(" (", "\u{a0}(").chars() {
        out.push(if c == ' ' && after_digit { '\u{a0}' } else { c });
        after_digit = c.is_ascii_digit();
    }
    out
}

/// What must be said before anything else: old data, sources that could not be used, files that do not meet, an agreement that is not what it
/// was.
fn notices(story: &Story<'_>) -> Vec<String> {
    let unjoined = story.issues.iter().filter(|issue| issue.hides_numbers());
    let unjoined = unjoined.map(|issue| story.issue(issue));
    let amended = story.amended(MOST_AMENDED);
    story.stale().into_iter().chain(missing(story)).chain(unjoined).chain(amended).collect()
}

/// At risk, off, or missed: what a letter's scoreboard is for.
fn is_broken(judged: &Judged) -> bool {
    matches!(judged.status, Status::AtRisk | Status::OffTrack | Status::Missed)
}

/// What the scoreboard lists: what is not kept, and what the files tell only in part or between two ends.
fn is_shown(story: &Story<'_>, judged: &Judged) -> bool {
    is_broken(judged)
        || (judged.is_measured && judged.evidence.unseen.is_none())
        || story.open(judged).is_some()
        || story.in_part(judged).is_some()
}

/// The promises of an audience that have no row, by name: `Também em risco ou fora do acordo: … Em dia: … Sem veredito: …`.
fn beside(story: &Story<'_>, audience: Audience, rows: &[&Judged]) -> String {
    let is_own = |judged: &&Judged| audience.answers_for(judged.team);
    let names = |is: &dyn Fn(&Judged) -> bool| {
        let own = story.card.commitments.iter().filter(is_own);
        let own = own.filter(|own| is(own) && rows.iter().all(|row| row.id != own.id));
        own.map(|judged| story.commitment(judged)).collect::<Vec<_>>()
    };
    let told = [
        ("mail.also-broken", names(&is_broken)),
        ("mail.met", names(&|judged| judged.status == Status::Met)),
        ("mail.kept", names(&|judged| judged.status == Status::OnTrack)),
        ("mail.unjudged", names(&|judged| judged.status == Status::NotAssessed)),
    ];
    let told = told.into_iter().filter(|(_, names)| !names.is_empty());
    let told = told.map(|(key, names)| story.texts.phrase(key, &[("names", &names.join(", "))]));
    told.collect::<Vec<_>>().join(" ")
}

/// Own commitments, the other side's headline and the objective's; the gravest when there are too many, in the agreement's order.
fn scoreboard<'s>(story: &'s Story<'_>, audience: Audience) -> Vec<&'s Judged> {
    let of = |team: Team| {
        let is_told = move |judged: &&Judged| judged.team == team && is_shown(story, judged);
        story.card.commitments.iter().filter(is_told).collect::<Vec<_>>()
    };
    let headline = |team: Team| {
        let own = story.headline_of(team).filter(|judged| is_shown(story, judged));
        own.or_else(|| of(team).into_iter().next())
    };
    let (own, other) = match audience {
        Audience::Both => {
            let teams = [Team::Marketing, Team::Sales]
                .into_iter()
                .flat_map(|team| gravest(of(team), MOST_OTHER_ROWS));
            return gravest(of(Team::Both), MOST_OTHER_ROWS).into_iter().chain(teams).collect();
        }
        Audience::Marketing => (Team::Marketing, Team::Sales),
        Audience::Sales => (Team::Sales, Team::Marketing),
    };
    gravest(of(own), MOST_OWN_ROWS)
        .into_iter()
        .chain(headline(other))
        .chain(gravest(of(Team::Both), MOST_OTHER_ROWS))
        .collect()
}

/// The `most` promises in the worst state, left in the order they came in; of equally bad ones the
/// first.
fn gravest(mut rows: Vec<&Judged>, most: usize) -> Vec<&Judged> {
    let mut grades: Vec<u8> = rows.iter().map(|judged| severity(judged.status)).collect();
    grades.sort_unstable_by(|a, b| b.cmp(a));
    let Some(least) = most.checked_sub(1).and_then(|last| grades.get(last)).copied() else {
        return rows;
    };
    let mut room = most - grades.iter().filter(|grade| **grade > least).count();
    rows.retain(|judged| {
        let grade = severity(judged.status);
        let fits = grade == least && room > 0;
        room -= usize::from(fits);
        grade > least || fits
    });
    rows
}

/// The ended period's commitments that an audience is shown: its own, those of both, and for the directors all.
fn ended(story: &Story<'_>, audience: Audience) -> Vec<Score> {
    let is_shown = |judged: &&Judged| audience.answers_for(judged.team);
    let rows: Vec<&Judged> =
        story.card.ended.iter().flat_map(|ended| &ended.commitments).filter(is_shown).collect();
    let missed = rows.into_iter().filter(|judged| is_broken(judged)).collect();
    gravest(missed, MOST_ENDED_ROWS)
        .into_iter()
        .map(|judged| score_of(story, judged, true))
        .collect()
}

fn score(story: &Story<'_>, judged: &Judged) -> Score {
    score_of(story, judged, judged.progress.is_over)
}

fn score_of(story: &Story<'_>, judged: &Judged, is_over: bool) -> Score {
    let Tone { class, colour, .. } = tone(judged.status);
    let target = story.target(judged);
    let agreed = match story.expected(judged) {
        Some(within) if judged.kind == Kind::Level => {
            story.texts.phrase("mail.within-reach", &[("expected", &within), ("target", &target)])
        }
        Some(expected) if !is_over => {
            story.texts.phrase("mail.expected", &[("expected", &expected), ("target", &target)])
        }
        _ if judged.is_measured => story.target_or_past(judged),
        _ => story.agreed(judged),
    };
    let part = story.in_part(judged).map(|why| ("mail.in-part", why));
    let open = story.open(judged).map(|why| ("mail.open", why));
    let limits = open.into_iter().chain(part);
    let limits = limits.map(|(key, why)| story.texts.phrase(key, &[("why", &why)]));
    Score {
        name: story.commitment(judged),
        agreed: agreed + &limits.collect::<String>(),
        real: story.actual(judged),
        sym: symbol(judged.status),
        word: story.standing(judged).to_owned(),
        tone: class,
        colour,
    }
}
