//! `acordo close`: seals an ended period, or checks what was sealed.

pub mod consent;
mod letters;
mod refusal;
pub mod verify;

use std::path::Path;

use crate::calendar::periods::Period;
use crate::casebook::Casebook;
use crate::issue::Issue;
use crate::ledger::{Chain, Ledger, RunRecord, Statement};
use crate::mapping::places::Asked;
use crate::model::hash::sha256;
use crate::model::moment::Instant;
use crate::report::document::statement::Seal;
use crate::report::{self, xlsx};
use crate::scorecard;
use crate::texts::story::Story;

use super::command::CloseArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open::{self, Opened};
use super::run::{refuse_nothing, remember, since};
use super::terms::Terms;
use super::written::put;
use super::{asked, pending, ratio, stale};

/// Seals a period once. Asked again it says when that was, writes the files anew that are gone, and sends to whom nothing was sent.
pub fn close(
    console: Console,
    config: Option<&Path>,
    asked: &CloseArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    if asked.verify {
        return verify::verify(console, &opened);
    }
    pending::refuse(&opened)?;
    let period = period(&opened, asked, now)?;
    let mut ledger = opened.ledger(console, now)?;
    opened.recorded(ledger.recover(now))?;
    let chain = opened.recorded(ledger.chain(&opened.agreement.name))?;
    verify::refuse_broken(&opened, &chain)?;
    let known =
        chain.statements.iter().find(|statement| statement.period == (period.first, period.last));
    let (statement, run) = match known {
        Some(known) => (known.clone(), None),
        None => seal((console, asked), &opened, &period, &chain, (&mut ledger, now))
            .map(|(statement, run)| (statement, Some(run)))?,
    };
    let done = file(
        console,
        &opened,
        asked,
        &Filing { statement: &statement, is_new: run.is_some() },
        (&mut ledger, now),
    );
    let ended = done.as_ref().map_or_else(|failure| failure.exit, |(exit, _)| *exit);
    if let Some(run) = run {
        opened.recorded(ledger.finish(run, ended as u8, now))?;
    }
    match (run, done?) {
        (None, (_, false)) => Err(refusal::sealed_already(&opened, &period, &statement)),
        (_, (exit, _)) => Ok(exit),
    }
}

/// A statement to be filed.
struct Filing<'a> {
    statement: &'a Statement,
    /// It was sealed a moment ago: a file under its name is of no statement we know.
    is_new: bool,
}

/// Writes the files that are not there and sends what is asked for; whether there was anything to do.
fn file(
    console: Console,
    opened: &Opened,
    asked: &CloseArgs,
    filing: &Filing,
    (ledger, now): (&mut Ledger, Instant),
) -> Result<(Exit, bool), Failure> {
    let written = write(console, opened, filing)?;
    let exit = if asked.send {
        letters::send(console, opened, filing.statement, ledger, now)?
    } else {
        Exit::Done
    };
    Ok((exit, asked.send || written > 0))
}

/// The period to close: the one asked for, else the one before today's; a fixed agreement has one
/// period, itself.
fn period(opened: &Opened, asked: &CloseArgs, now: Instant) -> Result<Period, Failure> {
    let running = asked::period(opened, asked.period.as_deref(), now)?;
    Ok(if asked.period.is_some() {
        running
    } else {
        asked::period_before(opened, &running).unwrap_or(running)
    })
}

/// Judges the period, refuses what may still change, asks, and puts the statement into the record.
fn seal(
    (console, asked): (Console, &CloseArgs),
    opened: &Opened,
    period: &Period,
    chain: &Chain,
    (ledger, now): (&mut Ledger, Instant),
) -> Result<(Statement, i64), Failure> {
    refusal::not_over(opened, period, now)?;
    refusal::untouched(opened)?;
    let terms = Terms::of(opened, now, now)?;
    let own = terms.at(period.end, now);
    pending::refuse_earlier(opened, own.agreement)?;
    let mut mapped = terms.map(own.agreement, now, &Asked::NOBODY)?;
    let frozen = opened.recorded(ratio::frozen(own.agreement, period, ledger))?;
    let mut card = scorecard::judge_all(
        own.agreement,
        own.calendar,
        &mapped.dataset,
        period,
        now,
        frozen.as_ref(),
    );
    card.history.amended = terms.all(now);
    card.amended = terms.told(own, period.end, now);
    mapped.issues.extend(card.issues.iter().cloned());
    let gone = opened.recorded(since::restated(opened, &card, &mapped, ledger))?;
    mapped.issues.extend(gone);
    // Old is what was old when the period ended: what came to pass since then belongs to the next one.
    stale::tell(opened, &mut mapped, &mut card, period.end);
    mapped.issues.sort_by_key(crate::issue::Issue::harm);
    let (data, issues) = (&mapped.dataset, mapped.issues.as_slice());
    let story = Story {
        card: &card,
        book: Casebook::new(data, &card.facts),
        agreement: own.agreement,
        calendar: own.calendar,
        texts: &opened.texts,
        issues,
    };
    issues.iter().for_each(|issue| console.note(&format!("! {}", story.issue(issue))));
    refuse_nothing(opened, &mapped)?;
    refusal::without_sources(opened, &mapped)?;
    refusal::not_covered(opened, data, &story)?;
    refusal::not_shown(&story, terms.unshown(period.end, now))?;
    refusal::too_early(data, &story)?;
    let insisted = consent::ask(console, &story, asked)?;
    let statement = statement(opened, &story, chain, (insisted, now))?;
    let run = opened.recorded(ledger.seal(&run(&story, now), &statement))?;
    console.note(
        &opened
            .texts
            .phrase("close.sealed", &[("period", &story.period()), ("hash", &statement.sha256)]),
    );
    Ok((statement, run))
}

/// The statement of a judged period, bound to the newest of the chain.
fn statement(
    opened: &Opened,
    story: &Story,
    chain: &Chain,
    (insisted, now): (Vec<Issue>, Instant),
) -> Result<Statement, Failure> {
    let failed = |reason: String| {
        Failure::new(Exit::Other, story.texts.phrase("app.report-failed", &[("reason", &reason)]))
    };
    let last = chain.statements.last();
    let previous = last.map(|last| last.sha256.clone());
    let number = last.map_or(1, |last| last.number + 1);
    let seal = Seal { number, previous, sealed_at: now, insisted };
    let content = report::statement(story, &seal);
    let sha256 = sha256(content.as_bytes());
    let book = xlsx::bytes(&report::build_statement(story, &seal, &sha256))
        .map_err(|error| failed(error.to_string()))?;
    let period = &story.card.period;
    Ok(Statement {
        number: seal.number,
        period: (period.first, period.last),
        sealed_at: now,
        content,
        sha256,
        previous: seal.previous,
        file_stem: format!(
            "acordo_{}_{}",
            asked::code(opened, period),
            story.texts.word("close.file")
        ),
        book,
        taken_out: None,
    })
}

/// What the record keeps of a closing as a run: when, by which agreement, from which files. Its results stand in the statement.
fn run(story: &Story, now: Instant) -> RunRecord {
    let agreement = story.agreement;
    let period = (story.card.period.first, story.card.period.last);
    RunRecord {
        kind: "close".to_owned(),
        cut_off: story.card.cut_off.at(),
        inputs: remember::inputs(story),
        ..remember::bare(agreement, period, now)
    }
}

/// Writes the files that are not there; how many that were.
fn write(
    console: Console,
    opened: &Opened,
    Filing { statement, is_new }: &Filing,
) -> Result<usize, Failure> {
    let folder = &opened.agreement.report.folder;
    let document = statement.document();
    let files = [("xlsx", statement.book.as_slice()), ("json", document.as_bytes())];
    let mut written = 0;
    for (ending, bytes) in files {
        let name = format!("{}.{ending}", statement.file_stem);
        let path = folder.join(&name);
        // A workbook that named a forgotten person is no longer kept.
        if bytes.is_empty() || path.exists() && !is_new {
            continue;
        }
        let values = |reason: &str| {
            opened.texts.phrase(
                "app.cannot-write",
                &[("path", &path.to_string_lossy()), ("reason", reason)],
            )
        };
        put(&opened.agreement, folder, &name, bytes)
            .map_err(|error| Failure::new(Exit::Write, values(&error.to_string())))?;
        console.note(&opened.texts.phrase("close.written", &[("path", &path.to_string_lossy())]));
        written += 1;
    }
    Ok(written)
}
