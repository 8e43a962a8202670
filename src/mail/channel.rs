//! The same words for a chat: a short text to paste where the teams talk.

use super::{advice, outlook, tasks};
use crate::issue::{Code, Issue};
use crate::model::agreement::OwnerNames;
use crate::model::words::Team;
use crate::scorecard::card::Action;
use crate::texts::format;
use crate::texts::names::symbol;
use crate::texts::person;
use crate::texts::story::Story;

/// Changes of the agreement told one by one.
const MOST_AMENDED: usize = 4;

/// People that a team's text names.
const MOST_PEOPLE: usize = 5;
/// Leads that a reminder names.
const MOST_NEAR: usize = 12;

/// A team's part of the report for its own chat, ready for WhatsApp (`resumo-vendas.txt`): `*` marks bold, and there is nothing to open.
///
/// The team's own people are named, and no lead is.
pub fn team_text(story: &Story<'_>, team: Team) -> String {
    let mut lines: Vec<String> = story.stale().into_iter().collect();
    let day = format::short_date(story.texts.language, story.card.today);
    lines.push(format!("*{} · {}*", story.team(team), day));
    if let Some(verdict) = story.verdict(team, OwnerNames::Names) {
        lines.push(format!("{} {}", symbol(verdict.status), verdict.headline));
    }
    let mine: Vec<&Action> =
        story.card.actions.iter().filter(|action| action.team == team).collect();
    lines.push(String::new());
    let summary = tasks::summary(story, team, &mine);
    lines.push(format!("*{}:* {summary}", story.texts.word("mail.today")));
    if team == Team::Sales {
        lines.extend(tasks::people_lines(story, &mine, MOST_PEOPLE));
    }
    lines.extend(outlook::forecasts(story, |judged| judged.team == team));
    lines.push(String::new());
    lines.push(story.texts.phrase("mail.until-when", &[("cut-off", &story.cut_off())]));
    lines.join("\n") + "\n"
}

/// What falls due within hours, for every channel: how much it is, and of whom, as owners appear to others.
pub fn soon_text(story: &Story<'_>, near: &[&Action]) -> String {
    let (texts, zone) = (story.texts, &story.agreement.zone);
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let mut lines: Vec<String> = story.stale().into_iter().collect();
    lines.push(format!("*{}*", story.agreement.name));
    lines.push(texts.count("mail.soon", count(near.len()), &[]));
    let mut sorted = near.to_vec();
    sorted.sort_by_key(|action| action.due);
    for action in sorted.iter().take(MOST_NEAR) {
        let owner = action.owner.as_deref();
        let owner = owner.and_then(|name| person::shown(story.agreement.report.owners, name));
        let id = story.book.id(action.lead).map(|id| story.lead(id));
        let due = action.due.map(|at| {
            let (day, time) = (zone.day_of(at), format::time(zone, at));
            let date = format::short_date(texts.language, day);
            let until = if day == story.card.today { time } else { format!("{date} {time}") };
            texts.phrase("mail.until", &[("time", &until)])
        });
        let parts = [due, owner, id, Some(story.action(action))];
        lines.push(format!("• {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")));
    }
    let left = near.len().saturating_sub(MOST_NEAR);
    lines.extend((left > 0).then(|| texts.count("mail.soon-more", count(left), &[])));
    lines.push(texts.phrase("mail.until-when", &[("cut-off", &story.cut_off())]));
    lines.join("\n") + "\n"
}

/// The report in a dozen lines (`resumo.txt`): verdicts, what is due today, the forecast, where the data ends.
///
/// Both teams read it, so owners appear as they do in letters to others, and no lead is named.
pub fn channel_text(story: &Story<'_>) -> String {
    let mut lines: Vec<String> = story.stale().into_iter().collect();
    lines.push(format!("*{}* · {} · {}", story.agreement.name, story.period(), story.cut_off()));
    let is_told = |issue: &&Issue| issue.hides_numbers() || issue.code == Code::Undecided;
    let apart = story.issues.iter().filter(is_told);
    lines.extend(apart.map(|issue| story.issue(issue)));
    lines.extend(story.amended(MOST_AMENDED));
    for verdict in
        Team::ALL.iter().filter_map(|team| story.verdict(*team, story.agreement.report.owners))
    {
        lines.push(String::new());
        lines.push(format!("{} *{}*", symbol(verdict.status), verdict.headline));
        lines.extend(Some(verdict.told()).filter(|told| !told.is_empty()));
    }
    lines.extend(story.partly());
    lines.extend(story.measured());
    lines.push(String::new());
    for team in [Team::Marketing, Team::Sales] {
        let mine: Vec<&Action> =
            story.card.actions.iter().filter(|action| action.team == team).collect();
        lines.push(format!(
            "{}, {}: {}",
            story.texts.word("mail.today"),
            story.team(team),
            tasks::summary(story, team, &mine)
        ));
    }
    lines.extend(advice::in_the_channel(story));
    lines.extend(outlook::forecasts(story, |_| true));
    lines.extend(story.ended());
    lines.push(String::new());
    lines.push(story.data_line());
    lines.join("\n") + "\n"
}
