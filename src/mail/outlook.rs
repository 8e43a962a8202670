//! The answer in a line: what stands in the subject, in the preheader and in the forecast.

use crate::model::decimal;
use crate::model::words::{Audience, Metric, Status, Team};
use crate::model::zone::Day;
use crate::scorecard::card::{Judged, Range};
use crate::scorecard::register::{Asked, Due};
use crate::texts::format;
use crate::texts::names::Exactness;
use crate::texts::story::Story;
use crate::texts::verdicts::{SideVerdict, severity};

/// What the subject says of a team: marketing's pace, behind the status where that is worse; sales' overdue leads; else the status in words.
pub fn in_the_subject(story: &Story<'_>, team: Team) -> String {
    let texts = story.texts;
    let paced =
        story.card.commitments.iter().find(|judged| judged.team == team && judged.kind.is_paced());
    let own = story.card.commitments.iter().filter(|judged| judged.team == team);
    if story.headline_of(team).is_none() && story.unjoined(own).is_some() {
        return texts.word("mail.unjoined").to_owned();
    }
    let late = untried(story);
    if team == Team::Sales && late > 0 {
        return texts.count("mail.late-leads", late, &[]);
    }
    let aim = |judged: &Judged| {
        let is_over = judged.progress.is_over;
        if is_over { judged.target } else { judged.expected }
    };
    if let Some((judged, aim)) = paced.and_then(|judged| Some((judged, aim(judged)?)))
        && let Some(pace) = story.reached(judged, aim)
    {
        // A good pace beside another promise that is not kept would say the opposite of the letter.
        let worst = story.headline_of(team).filter(|worst| {
            !judged.progress.is_over && severity(worst.status) > severity(judged.status)
        });
        return match worst {
            Some(worst) => {
                let values = [("status", story.standing(worst)), ("pace", pace.as_str())];
                texts.phrase("mail.pace-but", &values)
            }
            None if judged.progress.is_over => texts.phrase("mail.pace-over", &[("pace", &pace)]),
            None => texts.phrase("mail.pace", &[("pace", &pace)]),
        };
    }
    let verdict = story.verdict(team, story.agreement.report.owners);
    verdict.map_or_else(|| "–".to_owned(), |verdict| verdict.word)
}

fn untried(story: &Story<'_>) -> u64 {
    story.card.asked(Asked::FirstAttempts(Due::Overdue))
}

/// What an inbox shows after the subject: the biggest gap.
pub fn preheader(story: &Story<'_>, audience: Audience, own: &SideVerdict) -> String {
    let late = untried(story);
    if audience != Audience::Sales || late == 0 {
        return format!("{} {}", own.headline, own.told()).trim().to_owned();
    }
    let due = story
        .card
        .actions
        .iter()
        .filter(|action| action.kind.is_first_attempt() && action.is_due_today);
    let due = u64::try_from(due.count()).unwrap_or(u64::MAX);
    let late = story.texts.count("mail.untried", late, &[]);
    let worked = story.card.asked(Asked::Unlogged(Due::Overdue));
    let late = match worked {
        0 => late,
        n => story.texts.count("mail.of-them-worked", n, &[("late", &late)]),
    };
    let due = story.texts.count("mail.due-today", due, &[]);
    format!("{late}, {due}. {}", own.headline)
}

/// Forecasts of what is paced, against the target; none once the period is over.
pub fn forecasts(story: &Story<'_>, is_told: impl Fn(&Judged) -> bool) -> Vec<String> {
    let date = format::short_date(story.texts.language, story.card.period.last);
    let mut lines = Vec::new();
    for judged in story
        .card
        .commitments
        .iter()
        .filter(|judged| judged.kind.is_paced() && !judged.progress.is_over && is_told(judged))
    {
        let Some(Range { low, mid, high }) = judged.forecast else { continue };
        let shown = |value: f64| story.value(judged, decimal::whole(value), Exactness::Agreed);
        let middle = shown(mid.unwrap_or(f64::midpoint(low, high)));
        let what = match judged.metric {
            Metric::LeadsDelivered => story.texts.phrase("mail.leads", &[("n", &middle)]),
            Metric::SalesWon => story.texts.phrase("mail.sales", &[("n", &middle)]),
            _ => middle,
        };
        let values = [
            ("date", date.as_str()),
            ("what", &what),
            ("low", &shown(low)),
            ("high", &shown(high)),
            ("target", &story.target(judged)),
        ];
        let key = if judged.is_measured { "mail.forecast-alone" } else { "mail.forecast-target" };
        let line = story.texts.phrase(key, &values);
        // Of a part of all leads, which part.
        let is_of_all = judged.conditions.is_empty();
        lines.push(if is_of_all { line } else { format!("{}: {line}", story.commitment(judged)) });
    }
    lines
}

/// How old the data are where they are not of the day: too old by the agreement, else up to which day they reach.
pub fn age(story: &Story<'_>, today: Day) -> Option<String> {
    let until = story.agreement.zone.day_of(story.card.cut_off.at());
    let plain = || {
        let values = [("date", &*format::short_date(story.texts.language, until))];
        story.texts.phrase("story.age", &values)
    };
    story.age().or_else(|| (until < today).then(plain))
}

/// The period, where the day is not in it: an account of what is over.
pub fn other_period(story: &Story<'_>, today: Day) -> Option<String> {
    let period = &story.card.period;
    let is_of_today = (period.first..=period.last).contains(&today);
    (!is_of_today).then(|| format::capitalised(&story.period()))
}

/// `199 leads de 205,3 esperados (97%)`, or the deliveries alone.
pub fn delivery(story: &Story<'_>) -> String {
    let judged = story.card.delivery.commitment;
    let judged = judged.and_then(|place| story.card.commitments.get(place));
    let assessed = judged.filter(|judged| judged.status != Status::NotAssessed);
    let plain = || {
        let n = format::whole(story.texts.language, story.card.delivery.delivered());
        story.texts.phrase("mail.leads", &[("n", &n)])
    };
    assessed.map_or_else(plain, |judged| story.progress(judged))
}
