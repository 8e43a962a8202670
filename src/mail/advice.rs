//! What to do about it: the lever of each team with its arithmetic, what asks for another strategy, and what came of decisions.

use serde::Serialize;

use crate::model::moment::Horizon;
use crate::model::words::Audience;
use crate::scorecard::card::Review;
use crate::texts::levers::ToldLever;
use crate::texts::story::Story;
use crate::texts::verdicts::severity;

const MOST_DECISIONS: usize = 4;

/// A lever in a letter.
#[derive(Debug, Serialize)]
pub struct Advice {
    team: String,
    begin: String,
    sums: String,
}

/// The audience's own lever; of two the directors are told that of the side which stands worse.
pub fn levers(story: &Story<'_>, audience: Audience) -> Vec<Advice> {
    let own = story.card.diagnosis.levers.iter().filter(|lever| audience.owns(lever.team));
    let worst = own.max_by_key(|lever| {
        story.headline_of(lever.team).map_or(0, |judged| severity(judged.status))
    });
    let told = worst.and_then(|lever| story.lever(lever, story.owners_for(audience, lever.team)));
    told.iter().map(|told| advice(story, told)).collect()
}

fn advice(story: &Story<'_>, told: &ToldLever) -> Advice {
    let sums = [told.why.as_str(), told.effect.as_str()]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    Advice { team: story.team(told.team).to_owned(), begin: told.begin.clone(), sums }
}

/// Reasons to review the strategy that are the audience's: its own promises, those of both, and the ratio the plan rests on.
pub fn reviews(story: &Story<'_>, audience: Audience) -> Vec<String> {
    let is_own = |review: &&Review| match review {
        Review::OffTrack { commitment, .. } => story
            .card
            .commitments
            .get(*commitment)
            .is_some_and(|judged| audience.answers_for(judged.team)),
        Review::Ratio { .. } => true,
    };
    story.card.diagnosis.reviews.iter().filter(is_own).map(|review| story.review(review)).collect()
}

/// What came of the decisions whose windows became full since the last report.
pub fn decisions(story: &Story<'_>, last: Option<Horizon>, audience: Audience) -> Vec<String> {
    let told = last.map(|last| story.just_full(last, |judged| audience.answers_for(judged.team)));
    told.into_iter().flatten().take(MOST_DECISIONS).collect()
}

/// A line a lever and a line a review, for both teams: owners as in letters to others.
pub fn in_the_channel(story: &Story<'_>) -> Vec<String> {
    let owners = story.agreement.report.owners;
    let levers = story.card.diagnosis.levers.iter().filter_map(|lever| story.lever(lever, owners));
    let lever = |told: ToldLever| {
        let Advice { team, begin, sums } = advice(story, &told);
        // Initials end in a full stop of their own.
        let begin = begin.trim_end_matches('.');
        story.texts.phrase("mail.lever", &[("team", &team), ("begin", begin), ("sums", &sums)])
    };
    let reviews = reviews(story, Audience::Both)
        .into_iter()
        .map(|what| story.texts.phrase("mail.review", &[("what", &what)]));
    levers.map(lever).chain(reviews).collect()
}
