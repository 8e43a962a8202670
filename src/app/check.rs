//! `acordo check`: agreement, sources and mapping; nothing is written and nothing sent.

use std::path::Path;

use serde_json::{Value, json};

use crate::config::{self, Origin, nearest, secret};
use crate::issue::Code;
use crate::mail::{person, transport};
use crate::mapping::personal;
use crate::model::dataset::Dataset;
use crate::model::evidence::Unseen;
use crate::model::moment::Instant;
use crate::scorecard::card::Judged;
use crate::texts::format::{self, date};
use crate::texts::story::Story;

use super::conclusion::Conclusion;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::judgement;
use super::open::{self, Opened};
use super::written::refuse_of_others;
use super::{carrier, fetch};

/// Reads everything a run would read, says what a run would meet and what it could answer.
pub fn check(
    console: Console,
    config: Option<&Path>,
    (is_json, fetches): (bool, bool),
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let shared = refuse_of_others(&opened).map_err(|failure| console.error(&failure.text));
    let unfetched = if fetches { fetch::all(console, &opened, now) } else { Vec::new() };
    // What is written now is checked, whatever the data speak of.
    let mut found = judgement(&opened, None, (now, Instant::EARLIEST))?;
    let is_fetched = unfetched.is_empty();
    found.mapped.issues.extend(unfetched);
    found.warn(&opened, now);
    let (mapped, story) = (&found.mapped, found.story(&opened));
    let is_empty = mapped.dataset.leads.len() == 0;
    let end = Conclusion::of(
        &story,
        &mapped.dataset,
        &opened.agreement.undecided,
        mapped.refused.is_empty() && !is_empty,
    );
    if !is_json {
        told(console, &mapped.dataset, &story);
    }
    // A document stands alone on standard output.
    let say = |text: &str| if is_json { console.note(text) } else { console.answer(text) };
    let has_mail = mail(console, &opened, &say);
    if is_json {
        console.answer(&format!("{:#}", end.document()));
    } else {
        end.lines().iter().for_each(|line| console.answer(line));
    }
    // A scope without a lead may be of a source that is new: it is said, and nothing is amiss.
    let is_seen = |judged: &Judged| matches!(judged.evidence.unseen, None | Some(Unseen::Scope));
    let is_whole = mapped.refused.is_empty() && found.card.commitments.iter().all(is_seen);
    Ok(match (is_empty, has_mail, is_whole) {
        // A run would be refused before it reads anything.
        _ if shared.is_err() => Exit::Agreement,
        (true, ..) => Exit::NoInput,
        (_, false, _) => Exit::Mail,
        (_, _, false) => Exit::Data,
        _ if !is_fetched => Exit::Data,
        _ => Exit::Done,
    })
}

/// Says where each value of the agreement stands.
pub fn origins(console: Console, config: Option<&Path>, is_json: bool) -> Result<Exit, Failure> {
    let path = open::agreement(config)?.agreement.file;
    let all = config::origins(&path)
        .map_err(|problems| open::told(&path, &open::texts(Some(&path)), &problems))?;
    if is_json {
        let one = |own: &Origin| json!({ "key": own.path, "at": own.place });
        console.answer(&format!("{:#}", all.iter().map(one).collect::<Value>()));
    } else {
        all.iter().for_each(|own| console.answer(&format!("{} ← {}", own.path, own.place)));
    }
    Ok(Exit::Done)
}

/// Each file with its columns, the registers, and what was noticed.
fn told(console: Console, data: &Dataset, story: &Story) {
    let texts = story.texts;
    console.answer(&texts.phrase("app.agreement-good", &[("name", &story.agreement.name)]));
    for account in story.book.sources() {
        for file in &account.files {
            let rows = format::whole(texts.language, file.rows);
            console.answer(&texts.phrase(
                "app.source-read",
                &[
                    ("source", &account.source),
                    ("file", &personal::quoted(story.agreement.report.personal_data, &file.path)),
                    ("rows", &rows),
                ],
            ));
            for column in &file.columns {
                console.answer(&format!(
                    "    {} ← {} ({})",
                    column.field,
                    column.header,
                    texts.style(&column.style)
                ));
            }
        }
    }
    registers(console, data, story);
    strangers(story).iter().for_each(|line| console.answer(line));
    // What is to be decided is told point by point below.
    let told = story.issues.iter().filter(|issue| issue.code != Code::Undecided);
    told.for_each(|issue| console.answer(&format!("! {}", story.issue(issue))));
}

/// Names of `[mail.people]` that no lead has, with the one that may be meant.
fn strangers(story: &Story) -> Vec<String> {
    let owners = person::owners(story);
    let one = |name: &str| {
        let told = story.texts.phrase("app.person-unknown", &[("name", name)]);
        let near = nearest(name, owners.iter().copied());
        let hint = near.map(|hint| story.texts.phrase("config.did-you-mean", &[("hint", &hint)]));
        format!("! {}", [Some(told), hint].into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    person::strangers(story).into_iter().map(one).collect()
}

/// Signs in to the mail server, where there is one, and says where the password came from; false when letters would not go out.
fn mail(console: Console, opened: &Opened, say: &dyn Fn(&str)) -> bool {
    let Some(server) = &opened.agreement.mail.server else { return true };
    let user = server.account.as_ref().map_or("", |account| &account.user);
    let name =
        server.account.as_ref().map(|account| secret::name(&account.secret)).unwrap_or_default();
    let port = server.port.to_string();
    let values = [("host", server.host.as_str()), ("port", &port), ("user", user), ("name", &name)];
    if server.account.is_some() {
        say(&opened.texts.phrase("app.mail-secret", &values));
    }
    let signed_in = carrier::line(server).and_then(|line| transport::sign_in(&line));
    match &signed_in {
        Ok(()) if user.is_empty() => {
            say(&opened.texts.phrase("app.mail-good-unsigned", &values));
        }
        Ok(()) => say(&opened.texts.phrase("app.mail-good", &values)),
        Err(refusal) => console.error(
            &opened.texts.phrase("app.mail-bad", &[("reply", &carrier::told(opened, refusal))]),
        ),
    }
    signed_in.is_ok()
}

/// What the tables kept by hand came to, one line each.
fn registers(console: Console, data: &Dataset, story: &Story) {
    let texts = story.texts;
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    if !data.exemptions.entries().is_empty() {
        console.answer(&texts.count(
            "app.exemptions-read",
            count(data.exemptions.entries().len()),
            &[],
        ));
    }
    if !data.log.is_empty() {
        console.answer(&texts.count("app.log-read", count(data.log.len()), &[]));
    }
    if let (Some(first), Some(last)) = (data.traffic.first(), data.traffic.last()) {
        let visits =
            format::short(texts.language, data.traffic.iter().map(|visit| visit.visits).sum());
        let cost: crate::model::money::Money =
            data.traffic.iter().filter_map(|visit| visit.cost).sum();
        let of = |day| date(texts.language, day);
        let (first, last) = (of(first.day), of(last.day));
        let values = [
            ("visits", visits),
            ("first", first),
            ("last", last),
            ("cost", story.money(cost.units())),
        ];
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        console.answer(&texts.phrase("app.traffic-read", &values));
    }
}
