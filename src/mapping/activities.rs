//! Activities: what each counts as, whose lead it belongs to, and which try it is part of (`DEFINITIONS.md` §3).

use rayon::slice::ParallelSliceMut;

use crate::model::agreement::Agreement;
use crate::model::column::WordColumn;
use crate::model::dataset::{Activities, Contact};
use crate::model::moment::{Instant, Moment};
use crate::model::words::{Channel, Direction, Outcome};

use super::frame::{self, Frame};
use super::words;

/// The words of the activities, row by row.
pub struct Words {
    /// Channel; unknown ones are `other`.
    pub channel: Vec<Option<Channel>>,
    /// Direction; outbound when absent.
    pub direction: Vec<Option<Direction>>,
    /// Nothing where the file has no outcome, or a word nobody explained: nobody knows whether such
    /// an attempt reached somebody.
    pub outcome: Vec<Option<Outcome>>,
    /// Finished, where a column says.
    pub done: Vec<Option<bool>>,
    /// Sent by a machine, where a column says.
    pub automatic: Vec<Option<bool>>,
}

impl Words {
    /// Reads them from the rows.
    pub fn of(frame: &Frame) -> Self {
        Self {
            channel: frame::members(frame, "channel", Channel::of),
            direction: directions(frame),
            outcome: outcomes(frame),
            done: frame::members(frame, "done", is_yes),
            automatic: frame::members(frame, "automatic", is_yes),
        }
    }
}

/// Reads a flag from the words that the mapping gives it, `yes` and `no`.
fn is_yes(word: &str) -> Option<bool> {
    ["no", "yes"].iter().position(|own| *own == word).map(|at| at == 1)
}

/// The outcome of a word that says by itself that nobody was reached, or that nothing was done.
fn explicit(word: &str) -> Option<Outcome> {
    let outcome = Outcome::of(words::meaning("outcome", word)?)?;
    matches!(outcome, Outcome::NoAnswer | Outcome::NotDone).then_some(outcome)
}

/// A call that the outcome alone tells of as missed came in: ours would be one that nobody answered.
fn missed(word: &str) -> Option<Direction> {
    let came_in = words::meaning("direction", word) == Some(Direction::Inbound.word());
    (came_in && explicit(word) == Some(Outcome::NoAnswer)).then_some(Direction::Inbound)
}

/// The outcomes of activities: what the outcome's own column tells, else what the word of the
/// channel, of the direction or of the state says by itself: `Missed` is a call that nobody took.
pub fn outcomes(frame: &Frame) -> Vec<Option<Outcome>> {
    let mut told = frame::members(frame, "outcome", Outcome::of);
    for field in ["channel", "direction", "done"] {
        fill(&mut told, frame, field, explicit);
    }
    told
}

/// The directions of activities: what the direction's own column tells, else what the word of the
/// channel says as well (`Chamada recebida`), or an outcome that only incoming calls have.
pub fn directions(frame: &Frame) -> Vec<Option<Direction>> {
    let mut told = frame::members(frame, "direction", Direction::of);
    let of_channel = |word: &str| Direction::of(words::meaning("direction", word)?);
    fill(&mut told, frame, "channel", of_channel);
    fill(&mut told, frame, "outcome", missed);
    told
}

/// Puts what the words of another field say where nothing is told yet.
fn fill<T: Copy>(
    told: &mut [Option<T>],
    frame: &Frame,
    field: &str,
    says: impl Fn(&str) -> Option<T>,
) {
    let Some(column) = frame.words.get(field) else { return };
    let said: Vec<Option<T>> = column.spellings().iter().map(|word| says(word)).collect();
    for (told, code) in told.iter_mut().zip(column.codes()) {
        let at = (*code as usize).checked_sub(1);
        *told = told.or_else(|| at.and_then(|at| said.get(at)).copied().flatten());
    }
}

impl Words {
    /// What a row counts as. An outcome that says that nobody was reached, or that nothing was
    /// done, is believed before channel, direction and duration: a phone also counts ringing.
    pub fn contact(&self, frame: &Frame, row: usize) -> Contact {
        let channel = self.channel(row);
        let outcome = self.outcome.get(row).copied().flatten();
        let is_done = self.done.get(row).copied().flatten().unwrap_or(true);
        let is_automatic = self.automatic.get(row).copied().flatten().unwrap_or(false);
        if !is_done
            || is_automatic
            || channel == Channel::Task
            || matches!(outcome, Some(Outcome::NotDone | Outcome::Automatic))
        {
            return Contact::Neither;
        }
        let is_two_way = outcome.is_some_and(|outcome| outcome != Outcome::NoAnswer);
        // A word that nobody understands may say that nobody was reached, however long it rang.
        let is_dark = outcome.is_none()
            && frame.words.get("outcome").is_some_and(|own| own.word(row).is_some());
        let seconds = frame.number("duration", row);
        // Only calls are measured in seconds: a row of no known channel that is, is a call.
        let is_call = channel == Channel::Call || channel == Channel::Other && seconds.is_some();
        match self.direction.get(row).copied().flatten() {
            Some(Direction::Inbound) if outcome == Some(Outcome::NoAnswer) => {
                // A message that nobody answered is no call to return.
                let may_be_call = matches!(channel, Channel::Call | Channel::Other);
                if may_be_call { Contact::MissedCall } else { Contact::Neither }
            }
            Some(Direction::Inbound) if is_call => match seconds {
                Some(seconds) if !is_two_way && seconds <= 0.0 => Contact::MissedCall,
                Some(_) if is_dark => Contact::UntoldCall,
                None if !is_two_way => Contact::UntoldCall,
                _ => Contact::InboundConnection,
            },
            Some(Direction::Inbound) => Contact::InboundConnection,
            _ if is_two_way => Contact::ConnectedAttempt,
            _ => Contact::Attempt,
        }
    }

    /// What came of a row: what was never done, or sent by a machine, is that whatever its outcome.
    fn told(&self, row: usize) -> Option<Outcome> {
        let flag = |flags: &[Option<bool>]| flags.get(row).copied().flatten();
        match (flag(&self.automatic), flag(&self.done)) {
            (Some(true), _) => Some(Outcome::Automatic),
            (_, Some(false)) => Some(Outcome::NotDone),
            _ => self.outcome.get(row).copied().flatten(),
        }
    }

    /// True for work that somebody means to do: a task, or what is not done. Its day may still come.
    pub fn is_plan(&self, row: usize) -> bool {
        self.channel(row) == Channel::Task || self.told(row) == Some(Outcome::NotDone)
    }

    /// True for a task that nothing says is still to be done.
    pub fn is_done_task(&self, row: usize) -> bool {
        self.channel(row) == Channel::Task && self.told(row) != Some(Outcome::NotDone)
    }

    /// The channel of a row.
    pub fn channel(&self, row: usize) -> Channel {
        self.channel.get(row).copied().flatten().unwrap_or(Channel::Other)
    }
}

/// An activity whose lead is known.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// The episode.
    pub lead: u32,
    /// When.
    pub at: Moment,
    /// Row in the frame; for a first contact that a deal tells of, that deal's.
    pub row: u32,
    /// Before the lead's delivery.
    pub before_delivery: bool,
}

/// The activities of known leads, sorted by lead and time, with the number of the try each attempt is part of; `owners` says whose each row is.
/// Beside them the row of each.
pub fn sorted(
    agreement: &Agreement,
    frame: &Frame,
    words: &Words,
    owners: Option<&WordColumn>,
    mut placed: Vec<Placed>,
) -> (Activities, Vec<u32>) {
    let content = |p: &Placed| {
        let row = p.row as usize;
        let outcome = words.outcome.get(row).copied().flatten();
        (
            words.channel(row),
            outcome,
            words.contact(frame, row),
            p.at.precision(),
            frame.text("id", row),
            owners.and_then(|owners| owners.word(row)),
        )
    };
    // What else tells them apart is looked up only for those of one instant: millions of look-ups in random order cost more than the sort.
    placed.par_sort_unstable_by_key(|p| (p.lead, p.at.at(), p.row));
    placed
        .chunk_by_mut(|a, b| (a.lead, a.at.at()) == (b.lead, b.at.at()))
        .filter(|same| same.len() > 1)
        .for_each(|same| {
            same.sort_by(|a, b| content(a).cmp(&content(b)));
        });
    let rows = || placed.iter().map(|p| p.row as usize);
    let mut out = Activities {
        lead: placed.iter().map(|p| p.lead).collect(),
        at: placed.iter().map(|p| Some(p.at)).collect(),
        channel: rows().map(|row| words.channel(row)).collect(),
        outcome: rows().map(|row| words.told(row)).collect(),
        contact: rows().map(|row| words.contact(frame, row)).collect(),
        before_delivery: placed.iter().map(|p| p.before_delivery).collect(),
        owner: owners.map(|column| column.pick(rows().map(Some))).unwrap_or_default(),
        ..Activities::default()
    };
    out.owner.codes.resize(placed.len(), 0);
    out.try_number = tries(&out, agreement.burst);
    leave_untold(&mut out);
    (out, placed.iter().map(|p| p.row).collect())
}

/// Marks the attempts of which nobody wrote what came of them, in channels where others have an outcome; not where leads answer by messages: there
/// the answer would be a row of its own.
fn leave_untold(activities: &mut Activities) {
    let rows = activities.channel.iter().zip(&activities.outcome).zip(&activities.contact);
    let (told, heard) = rows.fold((0, 0), |(told, heard), ((channel, outcome), contact)| {
        let bit = 1_u16 << channel.index();
        let answers = channel.is_message() && *contact == Contact::InboundConnection;
        let tells = contact.is_attempt() && outcome.is_some();
        (if tells { told | bit } else { told }, if answers { heard | bit } else { heard })
    });
    let told = told & !heard;
    let rows = activities.contact.iter_mut().zip(&activities.channel).zip(&activities.outcome);
    for ((contact, channel), outcome) in rows {
        if *contact == Contact::Attempt && outcome.is_none() && told & (1 << channel.index()) != 0 {
            *contact = Contact::UntoldAttempt;
        }
    }
}

/// The number of the try of each attempt within its lead; 0 for what is no attempt after delivery.
fn tries(activities: &Activities, burst: i64) -> Vec<u32> {
    let mut last: [Option<(Instant, u32)>; Channel::ALL.len()] = Default::default();
    let (mut lead, mut count) = (u32::MAX, 0);
    let columns = activities
        .lead
        .iter()
        .zip(&activities.at)
        .zip(&activities.channel)
        .zip(&activities.contact)
        .zip(&activities.before_delivery);
    columns
        .map(|((((own, at), channel), contact), before)| {
            if *own != lead {
                (lead, count, last) = (*own, 0, Default::default());
            }
            let (true, false, Some(at)) = (contact.is_attempt(), *before, at) else { return 0 };
            let Some(slot) = last.get_mut(channel.index()) else { return 0 };
            let number = match *slot {
                Some((previous, number)) if at.at() - previous < burst => number,
                _ => {
                    count += 1;
                    count
                }
            };
            *slot = Some((at.at(), number));
            number
        })
        .collect()
}
