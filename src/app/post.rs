//! Delivers what the outbox holds: each attempt is journalled before and after, so that a crash anywhere loses nothing.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use crate::config;
use crate::ledger::statements::is_of_statement;
use crate::ledger::{Fate, Ledger, LedgerError, Message, OPERATOR, State, is_letter_of};
use crate::mail::mime;
use crate::model::agreement::{OwnerNames, PersonalData};
use crate::model::letter::{Reader, SOON, mailbox};
use crate::model::moment::Instant;
use crate::model::words::Audience;
use crate::model::zone::Day;
use crate::texts::format;

use super::carrier::{Again, Attempt, Carrier};
use super::console::Console;
use super::failure::Trouble;
use super::open::Opened;
use super::pending::is_pending;

/// A letter that has not gone out by then says nothing of use any more; days on which no letters go out do not count.
const LIFE: i64 = 3 * DAY;
const DAY: i64 = 86_400;
/// So many of those days are looked at.
const MOST_FREE: usize = 60;
/// One that says what falls due soon goes at once or not at all, and never once the first due of it has passed: the next time of day tells anew.
const LIFE_OF_SOON: i64 = 15 * 60;
/// Times the record is written again before a disk that refuses it is believed.
const JOURNAL_TRIES: u32 = 3;

/// What is needed to deliver.
pub struct Post<'a> {
    /// The printer.
    pub console: Console,
    /// The contract, for its mail.
    pub opened: &'a Opened,
    /// The present.
    pub now: Instant,
    carrier: Carrier<'a>,
    /// It was said that letters are withheld.
    has_said: Cell<bool>,
}

/// What delivering came to.
#[derive(Default)]
pub struct Delivered {
    /// What a person must know of.
    pub troubles: Vec<Trouble>,
    /// Addresses a letter reached.
    pub reached: Vec<String>,
    /// A letter that was due has not arrived, as far as is known.
    pub is_short: bool,
}

/// A message and those who have not got it.
struct Due {
    message: Message,
    addresses: Vec<String>,
    /// Those of them it was sent to before with an unknown fate.
    doubtful: Vec<String>,
}

/// The last that is known of each message at each recipient, by the message's key and the address.
type Ends = BTreeMap<(String, String), End>;

/// What became of a message at a recipient.
struct End {
    /// When the message was written.
    at: Instant,
    attempt: Attempt,
    /// It may have arrived before.
    is_doubtful: bool,
}

impl End {
    /// An end that was reached without, or before, this run's attempts.
    fn without_attempt(at: Instant, state: State, fate: Fate) -> Self {
        let is_doubtful = state == State::Sent && fate.resends > 0;
        Self {
            at,
            attempt: Attempt {
                address: fate.address,
                state,
                reply: fate.reply,
                general: None,
                again: Again::No,
            },
            is_doubtful,
        }
    }
}

impl<'a> Post<'a> {
    /// A post of this agreement at this moment.
    pub fn new(console: Console, opened: &'a Opened, now: Instant) -> Self {
        Self {
            console,
            opened,
            now,
            carrier: Carrier::new(console, opened),
            has_said: Cell::new(false),
        }
    }

    /// Delivers every message that still has somewhere to go, and again after growing waits where the refusal is one of the moment.
    pub fn deliver(&mut self, ledger: &mut Ledger) -> Result<Delivered, LedgerError> {
        let mut ends = Ends::new();
        let (free, is_withheld) = self.free(ledger.pending()?);
        let mut all = self.due(free, ledger, &mut ends)?;
        if self.opened.agreement.mail.server.is_some() && !all.is_empty() {
            ledger.keep_room()?;
        }
        if let Err(error) = self.rounds(&mut all, ledger, &mut ends) {
            // What came of the letters so far is told, whatever stopped it.
            self.delivered(ends);
            return Err(error);
        }
        ledger.give_room();
        let is_short = is_withheld || ends.values().any(|end| end.attempt.state.is_short_of_run());
        add_untold(ledger, &mut ends)?;
        Ok(Delivered { is_short, ..self.delivered(ends) })
    }

    /// Tries each message, and again after growing waits.
    fn rounds(
        &mut self,
        all: &mut Vec<Due>,
        ledger: &mut Ledger,
        ends: &mut Ends,
    ) -> Result<(), LedgerError> {
        self.round(all, ledger, ends)?;
        let mut later = self.now;
        for wait in self.carrier.waits() {
            later = later + i64::try_from(wait.as_secs()).unwrap_or(LIFE);
            all.retain(|due| !self.is_over(&due.message, later));
            if all.is_empty() {
                break;
            }
            self.console.note(&self.opened.texts.count("app.letter-waits", wait.as_secs(), &[]));
            thread::sleep(wait);
            self.carrier.knock_again();
            self.round(all, ledger, ends)?;
        }
        Ok(())
    }

    /// What may leave, and whether anything may not: while something is to be decided, the operator's letters alone leave.
    fn free(&self, mut pending: Vec<(Message, Vec<Fate>)>) -> (Vec<(Message, Vec<Fate>)>, bool) {
        let count = pending.len();
        if is_pending(self.opened) {
            pending.retain(|(message, _)| message.audience == OPERATOR);
        }
        let is_withheld = pending.len() < count;
        if is_withheld {
            self.say_withheld();
        }
        (pending, is_withheld)
    }

    /// Says once that letters are withheld.
    pub fn say_withheld(&self) {
        if !self.has_said.replace(true) {
            self.console.note(self.opened.texts.word("app.letters-withheld"));
        }
    }

    /// Delivers the operator's letter, once: it does not wait for a server that has just refused the others, but it outlives that.
    pub fn deliver_one(&mut self, key: &str, ledger: &mut Ledger) -> Result<(), LedgerError> {
        let (pending, mut ends) = (ledger.pending()?, Ends::new());
        let its_own = pending.into_iter().filter(|(message, _)| message.key == key).collect();
        let mut all = self.due(its_own, ledger, &mut ends)?;
        self.round(&mut all, ledger, &mut ends)?;
        let turned_away =
            ends.values().map(|end| &end.attempt).filter(|attempt| attempt.general.is_some());
        let waits: Vec<_> = turned_away
            .map(|attempt| (attempt.address.as_str(), State::Deferred, attempt.reply.as_str()))
            .collect();
        journal(ledger, key, &waits, self.now)
    }

    /// What is to be carried; what is too old, or unknown and not to be sent again, ends here.
    fn due(
        &self,
        pending: Vec<(Message, Vec<Fate>)>,
        ledger: &mut Ledger,
        ends: &mut Ends,
    ) -> Result<Vec<Due>, LedgerError> {
        let mut all = Vec::new();
        for (message, fates) in pending {
            let (mut addresses, mut doubtful) = (Vec::new(), Vec::new());
            let (is_whole, shows_more) = (message.is_whole(), self.shows_more(&message, ledger)?);
            for fate in fates.into_iter().filter(|fate| !fate.state.is_final()) {
                if let Some(state) = self.settled(&message, &fate, shows_more) {
                    journal(
                        ledger,
                        &message.key,
                        &[(&fate.address, state, &fate.reply)],
                        self.now,
                    )?;
                    ends.insert(
                        (message.key.clone(), fate.address.clone()),
                        End::without_attempt(message.at, state, fate),
                    );
                    continue;
                }
                if !is_whole {
                    ends.insert(
                        (message.key.clone(), fate.address.clone()),
                        self.changed(&message, fate),
                    );
                    continue;
                }
                if fate.state == State::Unknown {
                    doubtful.push(fate.address.clone());
                }
                addresses.push(fate.address);
            }
            all.push(Due { message, addresses, doubtful });
        }
        all.retain(|due| !due.addresses.is_empty());
        Ok(all)
    }

    /// A letter whose bytes are no longer those that were written does not go; it stays as it is, for a copy of the record may have it whole.
    fn changed(&self, message: &Message, fate: Fate) -> End {
        let texts = &self.opened.texts;
        let at = format::instant(texts.language, &self.opened.agreement.zone, message.at);
        let values =
            [("at", &*at), ("path", &*self.opened.agreement.ledger.file.to_string_lossy())];
        let reply = texts.phrase("app.letter-changed", &values);
        End::without_attempt(message.at, State::Deferred, Fate { reply, ..fate })
    }

    /// Whether today's agreement still sends such letters to the recipient; of another agreement in the same record nothing is known.
    fn is_named(&self, message: &Message, fate: &Fate) -> bool {
        let agreement = &self.opened.agreement;
        let named = match message.audience.as_str() {
            OPERATOR => agreement.mail.operator.iter().map(String::as_str).collect(),
            word => {
                let reader = Reader::of(word);
                reader.map_or(Vec::new(), |reader| agreement.mail.addresses(&reader))
            }
        };
        let own = mailbox(&fate.address);
        !is_letter_of(&message.key, &agreement.name)
            || named.iter().any(|address| mailbox(address) == own)
    }

    /// Whether a letter shows more of persons than today's agreement allows, for it was made by another text; one whose text cannot be read any
    /// more may show all. A sealed statement stays as it was sealed.
    fn shows_more(&self, message: &Message, ledger: &Ledger) -> Result<bool, LedgerError> {
        let agreement = &self.opened.agreement;
        if !is_letter_of(&message.key, &agreement.name) || is_of_statement(&message.key) {
            return Ok(false);
        }
        let made_by = ledger.made_by(&message.key)?;
        let Some((_, text)) = made_by.filter(|(hash, _)| *hash != agreement.hash) else {
            return Ok(false);
        };
        let then = config::understand(&text, &agreement.folder.join("acordo.toml")).ok();
        let (persons, owners) = then.map_or((PersonalData::Full, OwnerNames::Names), |then| {
            (then.report.personal_data, then.report.owners)
        });
        // A person's letter names nobody but them.
        let has_owners = Audience::of(&message.audience).is_some();
        Ok(persons < agreement.report.personal_data
            || has_owners && owners < agreement.report.owners)
    }

    /// What a recipient's letter becomes without another attempt: dropped where nothing is sent there any more, withdrawn where it shows more than
    /// it may by now, expired when too old, held for a person where it may have arrived and is not to go twice; nothing when it is to be tried.
    fn settled(&self, message: &Message, fate: &Fate, shows_more: bool) -> Option<State> {
        let gone = if self.is_named(message, fate) {
            shows_more.then_some(State::Withdrawn)
        } else {
            Some(State::Dropped)
        };
        if let Some(state) = gone {
            let may_be_there = matches!(fate.state, State::Unknown | State::Held);
            return Some(if may_be_there { State::Held } else { state });
        }
        let is_late = message.eml.is_empty() || self.is_over(message, self.now);
        match fate.state {
            State::Queued | State::Deferred if is_late => Some(State::Expired),
            State::Unknown
                if is_late || fate.resends > 0 || self.opened.agreement.mail.holds_unknown =>
            {
                Some(State::Held)
            }
            _ => None,
        }
    }

    /// Whether a letter says nothing of use any more at an instant: one of Friday is still told on Monday.
    fn is_over(&self, message: &Message, at: Instant) -> bool {
        if message.audience.starts_with(SOON) {
            return is_over(message, at, LIFE_OF_SOON);
        }
        let Opened { agreement, calendar, .. } = self.opened;
        let [first, last] = [message.at, at].map(|at| agreement.zone.day_of(at));
        let days = std::iter::successors(Some(first.plus(1)), |day| Some(day.plus(1)));
        let days = days.take_while(|day| *day <= last).take(MOST_FREE);
        let is_free = |day: &Day| !agreement.mail.all_days && !calendar.is_working_day(*day);
        let free = i64::try_from(days.filter(is_free).count()).unwrap_or_default();
        is_over(message, at, LIFE + free * DAY)
    }

    /// How many recipients lack their letter. Those of whom an earlier run said that nothing will be tried are said once more: an exit code needs
    /// its line.
    pub fn short(&self, fates: &[Fate]) -> usize {
        let short = fates.iter().filter(|fate| fate.state.is_short());
        let ended = short.clone().filter(|fate| fate.state.is_final() && fate.at < self.now);
        let (mut who, mut last) = (Vec::new(), None);
        for fate in ended {
            who.push(&*fate.address);
            last = last.max(Some(fate.at));
        }
        if let Some(last) = last {
            let texts = &self.opened.texts;
            let at = format::instant(texts.language, &self.opened.agreement.zone, last);
            let values = [("recipients", &*who.join(", ")), ("at", &at)];
            self.console.error(&texts.count("app.letter-short", who.len() as u64, &values));
        }
        short.count()
    }

    /// Tries each message once; who may get it in a moment stays due.
    fn round(
        &mut self,
        all: &mut Vec<Due>,
        ledger: &mut Ledger,
        ends: &mut Ends,
    ) -> Result<(), LedgerError> {
        for due in all.iter_mut() {
            // While a server that takes few recipients at a time takes some, the others follow at once.
            while self.offer(due, ledger, ends)? {}
        }
        all.retain(|due| !due.addresses.is_empty());
        Ok(())
    }

    /// Offers a message to those who have not got it; true when some got it and others only have to follow.
    fn offer(
        &mut self,
        due: &mut Due,
        ledger: &mut Ledger,
        ends: &mut Ends,
    ) -> Result<bool, LedgerError> {
        let Due { message, addresses, doubtful } = due;
        let attempts = self.carrier.carry(message, &std::mem::take(addresses), ledger, self.now)?;
        let settled: Vec<_> = attempts
            .iter()
            .map(|attempt| (attempt.address.as_str(), attempt.state, attempt.reply.as_str()))
            .collect();
        journal(ledger, &message.key, &settled, self.now)?;
        let follow = attempts.iter().any(|attempt| attempt.state == State::Sent)
            && attempts.iter().any(|attempt| attempt.again == Again::AfterOthers);
        for attempt in attempts {
            if attempt.again != Again::No {
                addresses.push(attempt.address.clone());
            }
            let is_doubtful = doubtful.contains(&attempt.address);
            ends.insert(
                (message.key.clone(), attempt.address.clone()),
                End { at: message.at, attempt, is_doubtful },
            );
        }
        Ok(follow)
    }

    /// What must be said, one trouble a cause: a server that refuses everybody is one trouble.
    fn delivered(&self, ends: Ends) -> Delivered {
        let mut delivered = Delivered::default();
        let mut causes: BTreeMap<String, (End, Vec<String>)> = BTreeMap::new();
        for end in ends.into_values() {
            let address = end.attempt.address.clone();
            if end.attempt.state == State::Sent {
                delivered.reached.push(address.clone());
            }
            if sentence(&end).is_some() {
                let single = || format!("mail:{}:{address}", end.attempt.state.word());
                let cause = end.attempt.general.map_or_else(single, |code| format!("mail:{code}"));
                let (_, addresses) = causes.entry(cause).or_insert_with(|| (end, Vec::new()));
                addresses.push(address);
            }
        }
        delivered.reached.dedup();
        delivered.troubles = causes
            .into_iter()
            .map(|(cause, (end, addresses))| self.trouble(cause, &end, addresses))
            .collect();
        delivered
    }

    fn trouble(&self, cause: String, end: &End, mut addresses: Vec<String>) -> Trouble {
        addresses.sort_unstable();
        addresses.dedup();
        let at = format::instant(self.opened.texts.language, &self.opened.agreement.zone, end.at);
        let values = [
            ("at", at.as_str()),
            ("recipient", &addresses.join(", ")),
            ("reply", &end.attempt.reply),
        ];
        let text = self.opened.texts.phrase(sentence(end).unwrap_or_default(), &values);
        self.console.error(&text);
        Trouble { cause, text }
    }
}

/// Whether a letter that lives so long says nothing of use any more at an instant.
fn is_over(message: &Message, at: Instant, life: i64) -> bool {
    let is_old = message.at < at - life && !is_of_statement(&message.key);
    is_old || mime::expires(&message.eml).is_some_and(|end| end <= at)
}

/// Adds what a run that broke off found and told nobody.
fn add_untold(ledger: &Ledger, ends: &mut Ends) -> Result<(), LedgerError> {
    for (key, at, fate) in ledger.untold()? {
        ends.entry((key, fate.address.clone()))
            .or_insert_with(|| End::without_attempt(at, fate.state, fate));
    }
    Ok(())
}

/// Journals what became of a message; a disk that refuses for a moment is asked again, for what a server took must not stay in doubt.
fn journal(
    ledger: &mut Ledger,
    key: &str,
    ends: &[(&str, State, &str)],
    now: Instant,
) -> Result<(), LedgerError> {
    for _ in 0..JOURNAL_TRIES {
        if ledger.settle(key, ends, now).is_ok() {
            return Ok(());
        }
        ledger.give_room();
        thread::sleep(Duration::from_millis(200));
    }
    ledger.settle(key, ends, now)
}

/// The sentence for what became of a letter; nothing needs saying of one that arrived.
fn sentence(end: &End) -> Option<&'static str> {
    match end.attempt.state {
        State::Sent if end.is_doubtful => Some("app.letter-sent-again"),
        State::Deferred | State::Failed => Some("app.letter-refused"),
        State::Unknown => Some("app.letter-unknown"),
        State::Held => Some("app.letter-held"),
        State::Expired => Some("app.letter-expired"),
        State::Dropped => Some("app.letter-dropped"),
        State::Withdrawn => Some("app.letter-shows-more"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A notice goes within a quarter of an hour and never once something of it is due; whatever else waits three days, a statement for ever.
    #[test]
    fn a_letter_goes_while_it_says_what_is() {
        let at = Instant::of(1_764_000_000);
        let is_over = |eml: &str, after: i64, life: i64| {
            let message = Message {
                key: "a|b|c".to_owned(),
                audience: String::new(),
                recipients: Vec::new(),
                id: String::new(),
                file_name: String::new(),
                sha256: String::new(),
                eml: eml.as_bytes().to_vec(),
                at,
            };
            super::is_over(&message, at + after, life)
        };
        let due = "Subject: x\r\nExpires: Mon, 24 Nov 2025 16:05:00 +0000\r\n\r\nbody\r\n";
        let elsewhere = "Subject: x\r\n\r\nExpires: Mon, 24 Nov 2025 16:00:00 +0000\r\n";
        for (eml, after, life, expected) in [
            (due, 60, LIFE_OF_SOON, false),
            (due, 299, LIFE_OF_SOON, false),
            (due, 300, LIFE_OF_SOON, true),
            (elsewhere, 600, LIFE_OF_SOON, false),
            (elsewhere, LIFE_OF_SOON + 1, LIFE_OF_SOON, true),
            (elsewhere, DAY, LIFE, false),
            (elsewhere, LIFE + 1, LIFE, true),
            (elsewhere, LIFE + 1, LIFE + 2 * DAY, false),
            (due, 301, LIFE, true),
        ] {
            assert_eq!(is_over(eml, after, life), expected, "{after} {life}");
        }
    }
}
