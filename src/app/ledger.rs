//! `acordo ledger`: the record looked through with its copies, put back from one, or taken over by the folder it was copied to.

use std::path::Path;

use chrono::NaiveDate;

use crate::ledger::copies::{self, Copy};
use crate::ledger::{Doubt, Ledger, Noted, Statement, Subject, health, statements};
use crate::mail::folder::letters_of_ours;
use crate::model::agreement::Language;
use crate::model::letter::Reader;
use crate::model::moment::Instant;
use crate::model::words::Audience;
use crate::model::zone::Day;
use crate::texts::format;

use super::close::verify;
use super::command::LedgerArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::forget::broken_off;
use super::open::{self, Opened};

/// Does what was asked for.
pub fn ledger(
    console: Console,
    config: Option<&Path>,
    asked: &LedgerArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    match asked {
        LedgerArgs::Check => check(console, &opened),
        LedgerArgs::Restore { day } => restore(console, &opened, day.as_deref(), now),
        LedgerArgs::Adopt => adopt(console, &opened),
    }
}

/// Looks through the ledger, the chain of its statements and every copy; exit code 1 when the ledger or its chain is not whole.
fn check(console: Console, opened: &Opened) -> Result<Exit, Failure> {
    let file = &opened.agreement.ledger.file;
    let looked = opened.recorded(health::check(file));
    let exit = match looked {
        Err(failure) if failure.exit == Exit::Busy => return Err(failure),
        Err(failure) => {
            console.error(&failure.text);
            Exit::Other
        }
        Ok(None) => {
            opened.refuse_gone()?;
            let path = file.to_string_lossy();
            console.answer(&opened.texts.phrase("app.ledger-none", &[("path", &path)]));
            Exit::Done
        }
        Ok(Some(health)) => {
            console.answer(&sound(opened, &health));
            went_out(opened, &health).iter().for_each(|line| console.answer(line));
            broken_off(opened)?.iter().for_each(|trouble| console.answer(&trouble.text));
            let older = opened.older()?;
            older.iter().for_each(|line| console.error(line));
            if health.changed > 0 {
                console.error(&opened.texts.count("app.ledger-changed", health.changed, &[]));
            }
            let whole = chain(console, opened)?;
            if older.is_some() || health.changed > 0 { Exit::Other } else { whole }
        }
    };
    let all = copies::all(file);
    if all.is_empty() {
        console.answer(opened.texts.word("app.ledger-copies-none"));
    }
    all.iter().for_each(|one| console.answer(&copy(opened, one)));
    Ok(exit)
}

fn sound(opened: &Opened, health: &health::Health) -> String {
    let agreement = &opened.agreement;
    let whole = |n: u64| format::whole(agreement.language, n);
    let last = health.last.map_or_else(
        || "–".to_owned(),
        |at| format::instant(agreement.language, &agreement.zone, at),
    );
    let values = [
        ("path", &*agreement.ledger.file.to_string_lossy()),
        ("runs", &whole(health.runs)),
        ("letters", &whole(health.letters)),
        ("last", &last),
        ("size", &format::size(agreement.language, health.size)),
    ];
    opened.texts.phrase("app.ledger-sound", &values)
}

/// What lies beside the ledger of what went out, and what of it the ledger does not know.
fn went_out(opened: &Opened, health: &health::Health) -> Vec<String> {
    let texts = &opened.texts;
    let whole = |n: u64| format::whole(opened.agreement.language, n);
    let noted = &health.sent;
    let mut lines = match &noted.path {
        None if health.letters == 0 => Vec::new(),
        None => vec![texts.word("app.ledger-noted-none").to_owned()],
        Some(path) => {
            let path = path.to_string_lossy();
            let counts = [whole(noted.known), whole(noted.unknown), whole(noted.cut)];
            let [known, unknown, cut] = counts.each_ref().map(String::as_str);
            let values = [("path", &*path), ("n", known), ("unknown", unknown), ("cut", cut)];
            vec![texts.phrase("app.ledger-noted", &values)]
        }
    };
    // What no copy reaches back to will not be put back.
    let since = copies::all(&opened.agreement.ledger.file).last().map(|copy| copy.day);
    lines.extend(doubtful(opened, noted, since));
    let letters = letters_of_ours(&opened.agreement.mail.folder);
    let strange = letters.iter().filter(|id| !health.ids.contains(*id)).count() as u64;
    if !letters.is_empty() {
        let folder = opened.agreement.mail.folder.to_string_lossy();
        let counts = [whole(letters.len() as u64), whole(strange)];
        let values = [("path", &*folder), ("n", &*counts[0]), ("unknown", &*counts[1])];
        lines.push(texts.phrase("app.ledger-outbox", &values));
    }
    lines
}

/// The letters since a day that may have arrived although nobody knows it, or twice: for whom and about what, never to which address.
fn doubtful(opened: &Opened, noted: &Noted, since: Option<NaiveDate>) -> Vec<String> {
    let (texts, agreement) = (&opened.texts, &opened.agreement);
    let is_since = |doubt: &&Doubt| {
        since.is_none_or(|since| agreement.zone.day_of(doubt.at) >= Day::of(since))
    };
    let line = |doubt: &Doubt| {
        let Subject { reader, period, day } = Subject::of(&doubt.key);
        let team = match reader {
            None => "app.letter-operator",
            Some(Reader::Team(Audience::Marketing)) => "team.in-marketing",
            Some(Reader::Team(Audience::Sales)) => "team.in-sales",
            Some(Reader::Team(Audience::Both)) => "team.in-both",
            Some(Reader::Person(_) | Reader::Soon(_)) => "app.letter-person",
        };
        let date = |day: Day| format::date(agreement.language, day);
        let days = period.map(|(first, last)| format!("{}–{}", date(first), date(last)));
        let day = date(day.unwrap_or_else(|| agreement.zone.day_of(doubt.at)));
        let about = [Some(day), days].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let key =
            if doubt.is_twice { "app.ledger-letter-twice" } else { "app.ledger-letter-doubt" };
        texts.phrase(key, &[("team", texts.word(team)), ("about", &about)])
    };
    noted.doubts.iter().filter(is_since).map(line).collect()
}

/// The chain of statements; whole, or what is wrong with it.
fn chain(console: Console, opened: &Opened) -> Result<Exit, Failure> {
    let agreement = &opened.agreement;
    let chain = opened.recorded(statements::peek(&agreement.ledger.file, &agreement.name))?;
    if let Err(failure) = verify::refuse_broken(opened, &chain) {
        console.error(&failure.text);
        return Ok(Exit::Other);
    }
    if !chain.statements.is_empty() {
        let count = chain.statements.len() as u64;
        verify::taken_out(opened, &chain).iter().for_each(|line| console.answer(line));
        console.answer(&opened.texts.count("close.whole", count, &[]));
    }
    Ok(Exit::Done)
}

fn copy(opened: &Opened, copy: &Copy) -> String {
    let (day, size) =
        (date(opened.agreement.language, copy), format::size(opened.agreement.language, copy.size));
    match copies::verify(copy) {
        Ok(()) => opened.texts.phrase("app.ledger-copy-sound", &[("day", &day), ("size", &size)]),
        Err(error) => opened
            .texts
            .phrase("app.ledger-copy-damaged", &[("day", &day), ("reason", &error.to_string())]),
    }
}

fn date(language: Language, copy: &Copy) -> String {
    format::date(language, Day::of(copy.day))
}

/// Puts a copy in the ledger's place, and says what that means for the letters.
fn restore(
    console: Console,
    opened: &Opened,
    day: Option<&str>,
    now: Instant,
) -> Result<Exit, Failure> {
    let (texts, file) = (&opened.texts, &opened.agreement.ledger.file);
    let day = day.map(|text| parse(opened, text)).transpose()?;
    let (local, today) = (opened.agreement.zone.local(now), opened.agreement.zone.day_of(now));
    let mark = local.format("%Y%m%dT%H%M%S").to_string();
    let restored = opened.recorded(copies::restore(file, day, today, &mark))?;
    let path = file.to_string_lossy();
    restored.damaged.iter().for_each(|one| console.note(&copy(opened, one)));
    let day = date(opened.agreement.language, &restored.copy);
    console.answer(&texts.phrase("app.ledger-restored", &[("path", &path), ("day", &day)]));
    if let Some(aside) = &restored.aside {
        let other = aside.to_string_lossy();
        console.answer(&texts.phrase("app.ledger-aside", &[("other", &other)]));
        sealed_aside(opened, aside).iter().for_each(|line| console.answer(line));
    }
    let noted = &restored.noted;
    let key = match noted {
        Noted { cut: 0, path: Some(_), .. } => "app.ledger-sent-known",
        Noted { path: Some(_), .. } => "app.ledger-sent-cut",
        _ => "app.ledger-sent-unknown",
    };
    console.answer(&texts.phrase(key, &[("path", &path), ("day", &day)]));
    let lines = doubtful(opened, noted, Some(restored.copy.day));
    lines.iter().for_each(|line| console.answer(line));
    Ok(Exit::Done)
}

/// The sealed statements that only the ledger that was set aside has, as far as it can be read: nothing seals their periods again.
fn sealed_aside(opened: &Opened, aside: &Path) -> Vec<String> {
    let agreement = &opened.agreement;
    let sealed = |path: &Path| {
        let chain = statements::peek(path, &agreement.name).ok();
        chain.map_or_else(Vec::new, |chain| chain.statements)
    };
    let (kept, date) =
        (sealed(&agreement.ledger.file), |day| format::date(agreement.language, day));
    let line = |lost: Statement| {
        let period = format!("{}–{}", date(lost.period.0), date(lost.period.1));
        let (path, other) = (agreement.ledger.file.to_string_lossy(), aside.to_string_lossy());
        let values = [("period", &*period), ("path", &*path), ("other", &*other)];
        opened.texts.phrase("app.ledger-sealed-aside", &values)
    };
    let is_lost = |one: &Statement| kept.iter().all(|own| own.sha256 != one.sha256);
    sealed(aside).into_iter().filter(is_lost).map(line).collect()
}

fn parse(opened: &Opened, text: &str) -> Result<NaiveDate, Failure> {
    text.parse().map_err(|_| {
        let days: Vec<String> = copies::all(&opened.agreement.ledger.file)
            .iter()
            .map(|copy| copy.day.to_string())
            .collect();
        let values = [("option", "DAY"), ("found", text), ("allowed", &days.join(" · "))];
        Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values))
    })
}

/// Makes a copy of a ledger the one that goes on.
fn adopt(console: Console, opened: &Opened) -> Result<Exit, Failure> {
    let file = &opened.agreement.ledger.file;
    let path = file.to_string_lossy();
    if !file.exists() {
        console.answer(&opened.texts.phrase("app.ledger-none", &[("path", &path)]));
        return Ok(Exit::Done);
    }
    let mut ledger = opened.recorded(Ledger::open(file))?;
    opened.recorded(ledger.adopt())?;
    console.answer(&opened.texts.phrase("app.ledger-adopted", &[("path", &path)]));
    Ok(Exit::Done)
}
