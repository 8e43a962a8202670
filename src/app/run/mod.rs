//! `acordo run`: read, judge, write, deliver, remember.

mod deliver;
mod output;
pub mod remember;
pub mod since;
mod soon;
pub mod subject;
mod timer;
mod timings;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::casebook::Casebook;
use crate::issue::{Code, Issue};
use crate::ledger::written::Written;
use crate::ledger::{Ledger, LedgerError};
use crate::mail::folder::{clean, older_letters, sweep};
use crate::mapping::Mapped;
use crate::mapping::places::Asked;
use crate::model::agreement::LedgerSettings;
use crate::model::letter::Settled;
use crate::model::moment::Instant;
use crate::model::stopwatch::{self, Stage};
use crate::scorecard;
use crate::scorecard::card::{Ended, Judged, Scorecard};
use crate::texts::story::Story;

use super::command::RunArgs;
use super::console::Console;
use super::failure::{Exit, Failure, Trouble};
use super::forget::broken_off;
use super::notify::{self, Event, News};
use super::open::{self, Opened};
use super::operator::{self, Findings};
use super::order::{Order, begun};
use super::past::Recall;
use super::post::Post;
use super::terms::Terms;
use super::written::refuse_of_others;
use super::{asked, clock, exports, fetch, pending, ratio, show, stale};
pub use remember::without_report;
use subject::Subject;

/// Changes of the agreement that are told one by one.
const MOST_CHANGES: usize = 12;

/// Carries a run through, and gives the monitor its signs of life; a second run at the door gives none, for the first one will.
pub fn run(
    console: Console,
    config: Option<&Path>,
    wish: &RunArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    if wish.timings {
        stopwatch::start();
    }
    let opened = open::agreement(config)?;
    let mut order = order(&opened, wish, now)?;
    if !wish.confirm_date {
        clock::refuse_ahead(&opened, now)?;
    }
    let ledger = opened.open_ledger(now);
    let is_second = matches!(ledger, Err(LedgerError::Busy(_)));
    let ledger = opened.recorded(ledger);
    if is_second {
        return ledger.map(|_| Exit::Busy);
    }
    let is_live = order.is_live();
    let ping = |what: &str| {
        if is_live {
            notify::ping(console, &opened, what);
        }
    };
    ping("/start");
    let ended = ledger.and_then(|ledger| carry_through(console, &opened, &mut order, ledger));
    match ended.as_ref().map_or_else(|failure| failure.exit, |(exit, _)| *exit) {
        Exit::Done => ping(""),
        other => ping(&format!("/{}", other as u8)),
    }
    let (exit, workbook) = ended?;
    if let Some(path) = workbook.filter(|_| wish.open) {
        // The report is written: that no program shows it is told, and fails nothing.
        let shown = show::workbook(console, &opened.texts, &path);
        shown.unwrap_or_else(|failure| console.note(&failure.text));
    }
    Ok(exit)
}

/// Does the work and tells the operator what needs a person; a run that fails is recorded too. Gives the workbook, where one was written.
fn carry_through(
    console: Console,
    opened: &Opened,
    order: &mut Order,
    mut ledger: Ledger,
) -> Result<(Exit, Option<PathBuf>), Failure> {
    let now = order.now;
    if order.delivers(opened) && (order.is_of_now() || opened.has_letters_elsewhere()) {
        opened.recorded(ledger.refuse_copied())?;
    }
    let mut noticed = opened.noticed(console, &ledger);
    let begun = broken_off(opened)?;
    begun.iter().for_each(|trouble| console.error(&format!("! {}", trouble.text)));
    noticed.extend(begun);
    opened.recorded(ledger.recover(now))?;
    [&opened.agreement.report.folder, &opened.agreement.mail.folder]
        .into_iter()
        .for_each(|folder| sweep(folder));
    let mut post = Post::new(console, opened, now);
    stopwatch::lap(Stage::Ledger);
    let done = work(&mut post, order, &mut ledger);
    let ended = match &done {
        Ok(done) => done.exit,
        Err(failure) => failure.exit,
    };
    let mut workbook = None;
    let (number, mut findings) = match done {
        Ok(done) => {
            workbook = done.workbook;
            let (troubles, reached, is_whole) = (done.troubles, done.reached, done.is_whole);
            (done.run, Findings { troubles, reached, is_whole })
        }
        Err(failure) => {
            console.error(&failure.text);
            let number = opened.recorded(without_report(&mut ledger, opened, order, "failed"))?;
            let cause = format!("run:{}", failure.exit as u8);
            (
                number,
                Findings {
                    troubles: vec![Trouble { cause, text: failure.text }],
                    reached: Vec::new(),
                    is_whole: false,
                },
            )
        }
    };
    findings.troubles.extend(noticed);
    if order.is_live() {
        let untold = opened.recorded(operator::tell(&mut post, &findings, &mut ledger))?;
        notify::alarm(console, opened, &untold, now);
    }
    stopwatch::lap(Stage::Letters);
    tidy(console, opened, &mut ledger, now)?;
    opened.recorded(ledger.finish(number, ended as u8, now))?;
    stopwatch::lap(Stage::Ledger);
    timings::tell(console, opened);
    Ok((ended, workbook))
}

/// Drops what is kept only for a time: detail and text of letters in the record, and letters in the outbox.
fn tidy(
    console: Console,
    opened: &Opened,
    ledger: &mut Ledger,
    now: Instant,
) -> Result<(), Failure> {
    let before = |days: u32| now - i64::from(days) * 86_400;
    let LedgerSettings { keep_detail, keep_mail, .. } = opened.agreement.ledger;
    opened.recorded(ledger.forget(before(keep_detail), before(keep_mail)))?;
    let folder = &opened.agreement.mail.folder;
    let mut old = opened.recorded(ledger.settled(before(keep_mail)))?;
    old.extend(opened.recorded(unsent(opened, ledger, before(keep_mail)))?);
    let removed = clean(folder, &old);
    if removed > 0 {
        let values = [("path", &*folder.to_string_lossy()), ("days", &keep_mail.to_string())];
        console.note(&opened.texts.count("app.outbox-cleaned", removed as u64, &values));
    }
    Ok(())
}

/// Letters that a look at another day or period only wrote into the outbox: the record knows none of them, and what was noted says that they are
/// as they were written.
fn unsent(opened: &Opened, ledger: &Ledger, before: Instant) -> Result<Vec<Settled>, LedgerError> {
    let mut old = older_letters(&opened.agreement.mail.folder, before);
    if !old.is_empty() {
        let written = Written::beside(&opened.agreement.ledger.file);
        let recorded: HashSet<String> =
            ledger.letters_written()?.into_iter().map(|(_, sha256)| sha256).collect();
        old.retain(|letter| {
            written.has(&letter.file_name, &letter.sha256) && !recorded.contains(&letter.sha256)
        });
    }
    Ok(old)
}

/// What a run came to.
struct Done {
    exit: Exit,
    run: i64,
    /// The workbook, where one was written.
    workbook: Option<PathBuf>,
    troubles: Vec<Trouble>,
    /// Addresses a letter reached.
    reached: Vec<String>,
    /// All there is was looked at.
    is_whole: bool,
}

impl Done {
    /// A run that made no report and came to its end.
    fn without_report(run: i64) -> Self {
        let (troubles, reached) = (Vec::new(), Vec::new());
        Self { exit: Exit::Done, run, workbook: None, troubles, reached, is_whole: false }
    }
}

/// Reads, judges, writes, records, delivers; a source that cannot be used hides nothing of what the others say.
fn work(post: &mut Post, order: &mut Order, ledger: &mut Ledger) -> Result<Done, Failure> {
    let (console, opened, wish) = (post.console, post.opened, order.wish);
    clock::refuse_closed_day(opened, order, ledger)?;
    refuse_of_others(opened)?;
    if let Some(done) = answered(post, order, ledger)? {
        return Ok(done);
    }
    let unfetched = fetched(console, opened, order);
    let terms = Terms::of(opened, order.now, order.as_of)?;
    let mut mapped = terms.map(&opened.agreement, order.as_of, &Asked::NOBODY)?;
    order.period =
        asked::period_judged(opened, wish.period.as_deref(), order.as_of, mapped.dataset.cut_off)?;
    let own = terms.at(order.period.end, order.now);
    if terms.reads_anew(own) {
        mapped = terms.map(own.agreement, order.as_of, &Asked::NOBODY)?;
    }
    mapped.issues.extend(unfetched);
    let last = opened.recorded(ledger.last_report())?.filter(|_| !wish.confirm_date);
    mapped.issues.extend(clock::behind(opened, &mapped.dataset, last, order.now));
    let mut card = judge(opened, order, &mut mapped, (ledger, &terms))?;
    stale::tell(opened, &mut mapped, &mut card, order.as_of);
    let has_data = asked::before_data(opened, &mapped.dataset, &order.period).is_none();
    mapped.issues.extend(terms.unshown_issue(&order.period, order.now).filter(|_| has_data));
    pending::tell(opened, &mut mapped);
    mapped.issues.sort_by_key(Issue::harm);
    let (turn, previous) = opened.recorded(since::turn(opened, order, card.cut_off, ledger))?;
    card.previous = previous;
    let story = Story {
        card: &card,
        book: Casebook::new(&mapped.dataset, &card.facts),
        agreement: own.agreement,
        calendar: own.calendar,
        texts: &opened.texts,
        issues: &mapped.issues,
    };
    read_files(console, &story);
    story.amended(MOST_CHANGES).iter().for_each(|line| console.note(line));
    console.issues(&story);
    refuse(opened, &mapped, order, ledger)?;
    opened.recorded(ratio::freeze(own.agreement, &card, &mapped, ledger, order.now))?;
    let subject = opened.recorded(Subject::of(opened, order, ledger))?;
    stopwatch::lap(Stage::History);
    let (workbook, unproven) = output::draw(&story, order, &subject)?;
    unproven.iter().for_each(|issue| console.note(&format!("! {}", story.issue(issue))));
    let mut issues: Vec<Issue> = mapped.issues.iter().cloned().chain(unproven).collect();
    issues.sort_by_key(Issue::harm);
    let story = Story { issues: &issues, ..story };
    let mut report = output::report(&story, workbook, order, &turn, subject)?;
    report.states = since::states(&card, &mapped.dataset);
    report.seen = std::mem::take(&mut mapped.seen);
    let written = output::write(&story, order, &report)?;
    console
        .note(&opened.texts.phrase("app.report-written", &[("path", &written.to_string_lossy())]));
    stopwatch::lap(Stage::Workbook);
    let (run, is_known) = deliver::record(post, &story, order, &report, ledger)?;
    let mut troubles = data_troubles(&story);
    let (mut undelivered, mut reached) = (0, Vec::new());
    if order.delivers(opened) {
        let delivered = opened.recorded(post.deliver(ledger))?;
        troubles.extend(delivered.troubles);
        reached = delivered.reached;
        let fates = opened.recorded(deliver::fates(&story, order, &report, ledger))?;
        undelivered = post.short(&fates).max(usize::from(delivered.is_short));
    }
    if order.is_live() && !report.is_recorded && !is_known {
        troubles.extend(tell(post, order, &report));
    }
    if wish.json {
        console.answer(&report.summary);
    }
    Ok(Done {
        exit: exit(&mapped, &issues, wish, undelivered),
        run,
        workbook: Some(written),
        troubles,
        reached,
        is_whole: true,
    })
}

/// Brings what commands bring, unless the files are to be read as they lie; what failed.
fn fetched(console: Console, opened: &Opened, order: &Order) -> Vec<Issue> {
    if order.wish.no_fetch { Vec::new() } else { fetch::all(console, opened, order.now) }
}

/// What a timer's call needs no report for: a time of day before a breach, else a free day, an hour too early, a slot that is recorded.
fn answered(post: &mut Post, order: &Order, ledger: &mut Ledger) -> Result<Option<Done>, Failure> {
    let soon = soon::answered(post, order, ledger)?;
    soon.map_or_else(|| timer::answered(post, order, ledger), |done| Ok(Some(done)))
}

/// Tells the channels of a report.
fn tell(post: &Post, order: &Order, report: &output::Report) -> Vec<Trouble> {
    let (text, summary) = (&report.channel, Some(report.summary.as_str()));
    let news = News { event: Event::Report, text, summary, at: order.now };
    notify::channels(post.console, post.opened, &news)
}

/// The scorecard, with what is different from the last report.
fn judge(
    opened: &Opened,
    order: &Order,
    mapped: &mut Mapped,
    (ledger, terms): (&Ledger, &Terms),
) -> Result<Scorecard, Failure> {
    let own = terms.at(order.period.end, order.now);
    let frozen = opened.recorded(ratio::frozen(own.agreement, &order.period, ledger))?;
    let data = &mapped.dataset;
    let mut card = scorecard::judge_all(
        own.agreement,
        own.calendar,
        data,
        &order.period,
        order.as_of,
        frozen.as_ref(),
    );
    stopwatch::lap(Stage::Groups);
    terms.curb(own, &mut card);
    card.ended = ended(opened, order, mapped, (ledger, terms))?;
    let reported = opened.recorded(ledger.reported_periods(&opened.agreement.name))?;
    let recall = Recall { opened, terms, reported: &reported, now: order.now, as_of: order.as_of };
    recall.history(data, &mut card)?;
    // A further run of the same day and slot is compared with the report before both.
    let slot = opened.agreement.zone.instant(order.day, order.slot.unwrap_or_default());
    let slot = slot.min(order.as_of);
    card.amended = if order.delivers(opened) {
        terms.told_in_letters(own, slot, order.now)
    } else {
        terms.told(own, slot, order.now)
    };
    opened.recorded(compare(opened, &mut card, mapped, ledger))?;
    Ok(card)
}

/// What the record says of the same things: actions told before, leads that are gone, columns that are not what they were.
fn compare(
    opened: &Opened,
    card: &mut Scorecard,
    mapped: &mut Mapped,
    ledger: &Ledger,
) -> Result<(), LedgerError> {
    since::mark_new(opened, card, &mapped.dataset, ledger)?;
    let mut found = card.issues.clone();
    found.extend(without(card, mapped));
    found.extend(since::restated(opened, card, mapped, ledger)?);
    let since = card.cut_off.at() - exports::REMEMBERED;
    let before = ledger.inputs_before(&opened.agreement.name, since, card.cut_off.at())?;
    found.extend(exports::issues(opened, &mapped.dataset, &before));
    mapped.issues.extend(found);
    Ok(())
}

/// What about the data needs a person, one trouble a source: sources unusable or too old, files
/// that changed without a word, joins that failed.
fn data_troubles(story: &Story) -> Vec<Trouble> {
    let needs_one = |issue: &&Issue| {
        issue.serious
            || matches!(
                issue.code,
                Code::Unproven
                    | Code::Stale
                    | Code::Vanished
                    | Code::ClockBehind
                    | Code::NewerFile
                    | Code::Undecided
            )
            || matches!(
                issue.code,
                Code::ColumnGone | Code::ColumnRenamed | Code::RowsFallen | Code::DatesTurned
            )
            || issue.hides_numbers()
    };
    let source = |issue: &Issue| {
        issue
            .values
            .iter()
            .find(|(name, _)| *name == "source")
            .map_or("", |(_, value)| value)
            .to_owned()
    };
    let trouble = |issue: &Issue| Trouble {
        cause: format!("data:{}:{}", issue.code.word(), source(issue)),
        text: story.issue(issue),
    };
    story.issues.iter().filter(needs_one).map(trouble).collect()
}

/// The ended period's final account, on the first report of a new one; a period asked for by name stands alone.
fn ended(
    opened: &Opened,
    order: &Order,
    mapped: &Mapped,
    (ledger, terms): (&Ledger, &Terms),
) -> Result<Option<Ended>, Failure> {
    let days = (order.period.first, order.period.last);
    let data = &mapped.dataset;
    let before = ledger.previous_actuals(&opened.agreement.name, days, data.cut_off.at());
    let is_first = opened.recorded(before)?.is_none();
    let Some(period) = asked::period_before(opened, &order.period)
        .filter(|_| is_first && order.wish.period.is_none())
    else {
        return Ok(None);
    };
    let own = terms.at(period.end, order.now);
    let frozen = opened.recorded(ratio::frozen(own.agreement, &period, ledger))?;
    let data = terms.reread(own, order.as_of)?.unwrap_or(data);
    let (agreement, calendar) = (own.agreement, own.calendar);
    let ended = scorecard::ended(agreement, calendar, data, &period, order.as_of, frozen.as_ref());
    Ok(ended.map(|ended| Ended { unshown: terms.unshown(period.end, order.now), ..ended }))
}

/// What the sources that could not be used mean for the report: commitments that nothing shows, and numbers without them.
fn without(card: &Scorecard, mapped: &Mapped) -> Vec<Issue> {
    if mapped.refused.is_empty() || mapped.dataset.leads.len() == 0 {
        return Vec::new();
    }
    let sources = mapped.refused.join(", ");
    let is_blind =
        |judged: &&Judged| judged.evidence.unseen.is_some_and(|unseen| !unseen.is_of_joins());
    let blind = card.commitments.iter().filter(is_blind).map(|judged| judged.id.clone());
    let unmeasured = blind.map(|id| {
        Issue::warning(Code::Unmeasured, vec![("commitment", id), ("sources", sources.clone())])
    });
    unmeasured
        .chain([Issue::warning(Code::JudgedWithout, vec![("sources", sources.clone())])])
        .collect()
}

/// Each file read, for those who want to know more.
fn read_files(console: Console, story: &Story) {
    for account in story.book.sources() {
        for file in &account.files {
            let rows = crate::texts::format::whole(story.texts.language, file.rows);
            console.detail(&story.texts.phrase(
                "app.source-read",
                &[("source", &account.source), ("file", &file.path), ("rows", &rows)],
            ));
        }
    }
}

/// What a run is to do, from the command line and the clock.
pub fn order<'a>(opened: &Opened, wish: &'a RunArgs, now: Instant) -> Result<Order<'a>, Failure> {
    let as_of = wish.as_of.as_deref().map_or(Ok(now), |text| asked::instant(opened, text))?;
    let zone = &opened.agreement.zone;
    let day = zone.day_of(as_of);
    let slots = &opened.agreement.mail.slots;
    // Whoever runs it by hand before the first slot fills that one; a timer waits for it.
    let is_by_hand = !wish.scheduled && wish.as_of.is_none();
    let first = || slots.iter().copied().min().filter(|_| is_by_hand);
    let slot = begun(opened, slots, (day, as_of)).or_else(first);
    Ok(Order {
        wish,
        now,
        as_of,
        day,
        slot,
        period: asked::period(opened, wish.period.as_deref(), as_of)?,
    })
}

/// A report of no instant, no data or no period that the files tell of is none.
fn refuse(opened: &Opened, mapped: &Mapped, order: &Order, ledger: &Ledger) -> Result<(), Failure> {
    clock::refuse_strange(opened, mapped, order, ledger)?;
    refuse_nothing(opened, mapped)?;
    let asked = order.wish.period.as_deref();
    asked::refuse_uncovered(opened, &mapped.dataset, &order.period, order.as_of, asked)
}

/// Nobody is sent a report computed from no data, or one whose rows do not add up.
pub fn refuse_nothing(opened: &Opened, mapped: &Mapped) -> Result<(), Failure> {
    if let Some(path) = mapped.unbalanced.first() {
        return Err(Failure::new(
            Exit::Other,
            opened.texts.phrase("app.rows-do-not-add-up", &[("file", path)]),
        ));
    }
    if mapped.dataset.leads.len() == 0 {
        return Err(Failure::new(Exit::NoInput, opened.texts.word("app.no-input")));
    }
    Ok(())
}

fn exit(mapped: &Mapped, issues: &[Issue], wish: &RunArgs, undelivered: usize) -> Exit {
    let is_unfetched = issues.iter().any(|issue| issue.code == Code::FetchFailed);
    let has_problems =
        is_unfetched || !mapped.refused.is_empty() || (wish.strict && !issues.is_empty());
    match (undelivered, has_problems) {
        (1.., _) => Exit::Mail,
        (_, true) => Exit::Data,
        _ => Exit::Done,
    }
}
