//! Why a period cannot be sealed yet, and from when on it can.

use crate::app::asked;
use crate::calendar::periods::Period;
use crate::config;
use crate::ledger::Statement;
use crate::mapping::Mapped;
use crate::model::dataset::Dataset;
use crate::model::moment::Instant;
use crate::model::zone::Day;
use crate::scorecard::sealing::{Waiting, waiting};
use crate::texts::format;
use crate::texts::story::Story;

use super::super::failure::{Exit, Failure};
use super::super::open::Opened;

/// A period is over for a statement when its last day is: what happens after the last closing is of the period too.
pub fn not_over(opened: &Opened, period: &Period, now: Instant) -> Result<(), Failure> {
    if now >= period.end {
        return Ok(());
    }
    let values = [
        ("period", opened.texts.period_name(period)),
        ("from", format::date(opened.texts.language, period.last.plus(1))),
    ];
    Err(refused(
        opened.texts.phrase("close.not-over", &[("period", &values[0].1), ("from", &values[1].1)]),
    ))
}

/// Promises that stand in the file as `acordo init` wrote them are an example until somebody says since when they hold.
pub fn untouched(opened: &Opened) -> Result<(), Failure> {
    if config::is_untouched(&opened.agreement) {
        return Err(refused(opened.texts.word("close.untouched").to_owned()));
    }
    Ok(())
}

/// Nothing is sealed of days that no file tells of, or in which no promise was in force.
pub fn not_covered(opened: &Opened, data: &Dataset, story: &Story) -> Result<(), Failure> {
    let (card, texts) = (story.card, story.texts);
    if let Some(first) = asked::before_data(opened, data, &card.period) {
        let values =
            [("period", &*story.period()), ("from", &*format::date(story.texts.language, first))];
        return Err(refused(texts.phrase("close.before-data", &values)));
    }
    if card.commitments.is_empty() {
        return Err(refused(texts.phrase("close.not-in-force", &[("period", &story.period())])));
    }
    Ok(())
}

/// Nothing is sealed of a time before the agreement was first seen, on a day later than it, unless its promises say that they held then.
pub fn not_shown(story: &Story, first: Option<Day>) -> Result<(), Failure> {
    let Some(first) = first else { return Ok(()) };
    let first = format::date(story.texts.language, first);
    let values = [("period", &*story.period()), ("day", &*first)];
    Err(refused(story.texts.phrase("close.not-shown", &values)))
}

/// A statement is made of everything the agreement reads, or not at all.
pub fn without_sources(opened: &Opened, mapped: &Mapped) -> Result<(), Failure> {
    if mapped.refused.is_empty() {
        return Ok(());
    }
    let sources = mapped.refused.join(", ");
    Err(Failure::new(
        Exit::Data,
        opened.texts.phrase("close.without-sources", &[("sources", &sources)]),
    ))
}

/// The data must reach the period's end, and nothing of it may still be open.
pub fn too_early(data: &Dataset, story: &Story) -> Result<(), Failure> {
    let (card, texts) = (story.card, story.texts);
    let zone = &story.agreement.zone;
    if !card.cut_off.reaches(card.period.end) {
        let source = story.book.cut_off_by().map_or("", |by| by.source.as_str());
        let values = [
            ("period", story.period()),
            ("at", format::instant(texts.language, zone, card.cut_off.at())),
            ("until", format::date(texts.language, card.period.last)),
        ];
        let [period, at, until] = values.each_ref().map(|(_, value)| value.as_str());
        let values = [("period", period), ("source", source), ("at", at), ("until", until)];
        return Err(refused(texts.phrase("close.data-too-old", &values)));
    }
    let open = waiting(story.agreement, story.calendar, data, card);
    let Some(until) = open.iter().map(|one| one.until).max() else { return Ok(()) };
    let head = texts.phrase(
        "close.open",
        &[("period", &story.period()), ("until", &format::instant(texts.language, zone, until))],
    );
    let lines = open.iter().map(|one| format!("  {}", told(story, one)));
    Err(refused(std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")))
}

/// `Primeira tentativa em 1 h útil: 3 leads no prazo, o último até 03/11/2026 10:00`.
fn told(story: &Story, one: &Waiting) -> String {
    let until = format::instant(story.texts.language, &story.agreement.zone, one.until);
    let judged = one.commitment.and_then(|place| story.card.commitments.get(place));
    match judged {
        Some(judged) => story.texts.count(
            "close.pending",
            one.leads,
            &[("commitment", &story.commitment(judged)), ("until", &until)],
        ),
        None => story.texts.count("close.window", one.leads, &[("until", &until)]),
    }
}

/// A period is sealed once: what the data say of it later stands beside, in the history.
pub fn sealed_already(opened: &Opened, period: &Period, statement: &Statement) -> Failure {
    let at = format::instant(opened.texts.language, &opened.agreement.zone, statement.sealed_at);
    let (period, number) = (opened.texts.period_name(period), statement.number.to_string());
    refused(
        opened.texts.phrase(
            "close.sealed-already",
            &[("period", &period), ("at", &at), ("number", &number)],
        ),
    )
}

fn refused(text: String) -> Failure {
    Failure::new(Exit::Other, text)
}
