//! `acordo history`: every commitment by period and week, as of now and as reported.

use std::path::Path;

use serde_json::{Value, json};

use crate::ledger::statements::peek_reported;
use crate::model::moment::Instant;
use crate::model::words::Status;
use crate::report::document::decisions::comparison;
use crate::scorecard::card::{Comparison, Decision, Judged};
use crate::scorecard::history::{History, Past};
use crate::texts::format;
use crate::texts::names::{Exactness, symbol};
use crate::texts::story::Story;

use super::command::HistoryArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::judgement;
use super::past::Recall;
use super::terms::Terms;
use super::{asked, open, versions};

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Prints the history; nothing is written.
pub fn history(
    console: Console,
    config: Option<&Path>,
    asked: &HistoryArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    opened.refuse_gone()?;
    if asked.agreement {
        return versions::list(console, &opened, asked.json, now);
    }
    let at = asked.as_of.as_deref().map_or(Ok(now), |text| asked::instant(&opened, text))?;
    let mut found = judgement(&opened, None, (at, now))?;
    let reported =
        opened.recorded(peek_reported(&opened.agreement.ledger.file, &opened.agreement.name))?;
    let terms = Terms::of(&opened, now, at)?;
    Recall { opened: &opened, terms: &terms, reported: &reported, now, as_of: at }
        .history(&found.mapped.dataset, &mut found.card)?;
    let (story, history) = (found.story(&opened), &found.card.history);
    let wanted = |judged: &&Judged| {
        asked.what.as_ref().is_none_or(|what| judged.id == *what || judged.metric.word() == what)
    };
    let shown: Vec<&Judged> = found.card.commitments.iter().filter(wanted).collect();
    if let (Some(what), []) = (&asked.what, shown.as_slice()) {
        let ids: Vec<&str> =
            found.card.commitments.iter().map(|judged| judged.id.as_str()).collect();
        let values =
            [("option", "METRIC"), ("found", what.as_str()), ("allowed", &ids.join(" · "))];
        return Err(Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values)));
    }
    if asked.json {
        console.answer(&format!("{:#}", document(&story, history, &shown)));
    } else {
        shown.iter().for_each(|judged| console.answer(&lines(&story, history, judged).join("\n")));
    }
    Ok(if found.mapped.refused.is_empty() { Exit::Done } else { Exit::Data })
}

/// A commitment's name and weeks, then a line a period.
fn lines(story: &Story, history: &History, judged: &Judged) -> Vec<String> {
    let target = story.agreed(judged);
    let streak = u64::try_from(history.streak(&judged.id)).unwrap_or(u64::MAX);
    let streak = if streak > 0 {
        format!("  {}", story.texts.count("app.history-streak", streak, &[]))
    } else {
        String::new()
    };
    let mut lines = vec![format!(
        "{} ({target})  {}{streak}",
        story.commitment(judged),
        sparkline(history, judged)
    )];
    for past in &history.periods {
        let own = past.now.iter().find(|own| own.id == judged.id);
        let now = own.map_or_else(
            || "–".to_owned(),
            |own| format!("{} {}", symbol(own.status), story.actual(own)),
        );
        let then =
            own.and_then(|own| story.target_then(judged, own)).map_or_else(String::new, |then| {
                format!("({})", story.texts.phrase("mail.agreed", &[("target", &then)]))
            });
        let said = past
            .reported
            .as_ref()
            .and_then(|reported| Some((*reported.actuals.get(&judged.id)?, reported)))
            .and_then(|((actual, status), reported)| Some((actual?, status, reported)));
        let said = said.map(|(actual, status, reported)| {
            let at = reported.cut_off;
            let values = [
                ("value", reported_value(story, own.unwrap_or(judged), (actual, status))),
                ("at", format::instant(story.texts.language, &story.agreement.zone, at.at())),
            ];
            let key =
                if reported.is_sealed { "app.history-sealed" } else { "app.history-reported" };
            story.texts.phrase(key, &[("value", &values[0].1), ("at", &values[1].1)])
        });
        let recomputed = || {
            if is_recomputed(past, own) {
                story.texts.word("app.history-recomputed").to_owned()
            } else {
                String::new()
            }
        };
        let said = said.unwrap_or_else(recomputed);
        lines.push(
            format!("  {:<24} {now:<16} {said} {then}", story.period_name(&past.period))
                .trim_end()
                .to_owned(),
        );
    }
    lines.extend(compared(story, judged));
    lines
}

/// What a report said: the number with its verdict, since a number that was not judged is no result. Where nothing changed since, it is told as now.
fn reported_value(story: &Story, now: &Judged, (actual, status): (f64, Status)) -> String {
    let is_same = now.numbers.actual == Some(actual) && now.status == status;
    let told =
        if is_same { story.actual(now) } else { story.value(now, actual, Exactness::Counted) };
    format!("{} {told}", symbol(status))
}

/// No report spoke of the period: its numbers are made of today's exports.
fn is_recomputed(past: &Past, own: Option<&Judged>) -> bool {
    past.is_over && past.reported.is_none() && own.is_some_and(|own| own.numbers.actual.is_some())
}

/// The decisions about a commitment with before and after, newest last.
fn compared(story: &Story, judged: &Judged) -> Vec<String> {
    let is_own = |own: &&Comparison| {
        story.card.commitments.get(own.commitment).is_some_and(|found| found.id == judged.id)
    };
    let all = story
        .card
        .decisions
        .iter()
        .filter_map(|decision| Some((decision, decision.comparisons.iter().find(is_own)?)));
    let told = |(decision, own): (&Decision, &Comparison)| {
        let days = story.compared_days(own).map(|days| format!(" ({days})")).unwrap_or_default();
        [format!("  {}{days}", story.decision(decision)), format!("    {}", story.compared(own))]
    };
    all.flat_map(told).collect()
}

/// The weeks as blocks from the least to the greatest; a blank where nothing is known.
fn sparkline(history: &History, judged: &Judged) -> String {
    let of = |week: &Past| {
        week.now.iter().find(|own| own.id == judged.id).and_then(|own| own.numbers.actual)
    };
    let values: Vec<Option<f64>> = history.weeks.iter().map(of).collect();
    let least = values.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let block = |value: f64| {
        let share = if most > least { (value - least) / (most - least) } else { 0.5 };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and 7
        BLOCKS.get((share * 7.0).round() as usize).copied().unwrap_or(' ')
    };
    values.into_iter().map(|value| value.map_or(' ', block)).collect::<String>().trim().to_owned()
}

fn document(story: &Story, history: &History, shown: &[&Judged]) -> Value {
    let one = |past: &Past, judged: &Judged| {
        let own = past.now.iter().find(|own| own.id == judged.id);
        let said = past
            .reported
            .as_ref()
            .and_then(|reported| Some((reported.actuals.get(&judged.id)?, reported)));
        json!({
            "id": judged.id,
            "target": own.and_then(|own| own.target),
            "actual": own.and_then(|own| own.numbers.actual),
            "status": own.map(|own| own.status.word()),
            "recomputed": is_recomputed(past, own),
            "reported": said.map(|((actual, status), said)| json!({
                "actual": actual, "status": status.word(), "cut_off": story.agreement.zone.rfc3339(said.cut_off.at()), "sealed": said.is_sealed,
            })),
        })
    };
    let span = |past: &Past| {
        json!({
            "from": format::iso_date(past.period.first), "to": format::iso_date(past.period.last), "over": past.is_over,
            "commitments": shown.iter().map(|judged| one(past, judged)).collect::<Vec<_>>(),
        })
    };
    let decided = story.card.decisions.iter().filter_map(|decision| {
        let is_shown = |own: &&Comparison| {
            story.card.commitments.get(own.commitment).is_some_and(|found| shown.iter().any(|judged| judged.id == found.id))
        };
        let own: Vec<Value> = decision.comparisons.iter().filter(is_shown).map(|own| comparison(story, own)).collect();
        let is_asked = !own.is_empty() || shown.len() == story.card.commitments.len();
        is_asked.then(|| {
            json!({ "number": decision.number, "date": format::iso_date(decision.day), "text": story.decided(decision), "comparisons": own })
        })
    });
    json!({
        "schema": 1,
        "agreement": story.agreement.name,
        "streaks": shown.iter().map(|judged| (judged.id.clone(), json!(history.streak(&judged.id)))).collect::<serde_json::Map<_, _>>(),
        "periods": history.periods.iter().map(span).collect::<Vec<_>>(),
        "decisions": decided.collect::<Vec<_>>(),
        "weeks": history.weeks.iter().map(span).collect::<Vec<_>>(),
    })
}
