//! `acordo check`: agreement, sources and mapping; nothing is written and nothing sent.

use std::path::Path;

use crate::calendar::periods::Period;
use crate::mapping;
use crate::model::words::Status;
use crate::scorecard;
use crate::texts::story::Story;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::open;

/// Reads everything a run would read and says what a run would meet.
pub fn check(console: Console, config: Option<&Path>, now: i64) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let texts = &opened.texts;
    console.answer(&texts.phrase("app.agreement-good", &[("name", &opened.agreement.name)]));
    let period: Period = open::period(&opened, None, now)?;
    let mapped = mapping::map(&opened.agreement, now);
    let card = scorecard::judge_all(&opened.agreement, &opened.calendar, &mapped.dataset, &period, now);
    let story = Story {
        card: &card,
        data: &mapped.dataset,
        agreement: &opened.agreement,
        calendar: &opened.calendar,
        texts,
        issues: &mapped.issues,
    };
    for account in &mapped.dataset.intake {
        for file in &account.files {
            let rows = crate::texts::format::whole(texts.language, file.rows);
            let fields: Vec<String> =
                file.columns.iter().map(|column| format!("{} ← {} ({})", column.field, column.header, column.style)).collect();
            console.answer(&texts.phrase("app.source-read", &[("source", &account.source), ("file", &file.path), ("rows", &rows)]));
            fields.iter().for_each(|line| console.answer(&format!("    {line}")));
        }
    }
    mapped.issues.iter().for_each(|issue| console.answer(&format!("! {}", story.issue(issue))));
    let unmeasured = card
        .commitments
        .iter()
        .filter(|judged| judged.status == Status::NotAssessed && judged.why_not.is_some_and(|why| why.starts_with("no-")));
    let mut is_whole = mapped.refused.is_empty();
    for judged in unmeasured {
        is_whole = false;
        console.answer(&texts.phrase("app.cannot-measure", &[("commitment", &story.commitment(judged)), ("id", &judged.id)]));
    }
    let is_empty = mapped.dataset.leads.len() == 0;
    Ok(if is_empty {
        Exit::NoInput
    } else if is_whole {
        Exit::Done
    } else {
        Exit::Data
    })
}
