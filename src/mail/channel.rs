//! The same words for a chat: a short text to paste where the teams talk.

use super::{advice, outlook, tasks};
use crate::issue::{Code, Issue};
use crate::model::words::Team;
use crate::scorecard::card::Action;
use crate::texts::names::symbol;
use crate::texts::story::Story;

/// Changes of the agreement told one by one.
const MOST_AMENDED: usize = 4;

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
        lines.extend(Some(verdict.detail).filter(|detail| !detail.is_empty()));
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
