//! Activities: what each counts as, whose lead it belongs to, and which try it is part of (`DEFINITIONS.md` §3).

use crate::model::agreement::Agreement;
use crate::model::column::WordColumn;
use crate::model::dataset::{Activities, Contact};
use crate::model::fold::fold;
use crate::model::moment::Moment;
use crate::model::words::{Channel, Direction, Outcome};

use super::frame::Frame;
use super::read;

/// The words of the activities, row by row.
pub struct Words {
    /// Channel; unknown ones are `other`.
    pub channel: Vec<Option<Channel>>,
    /// Direction; outbound when absent.
    pub direction: Vec<Option<Direction>>,
    /// Nothing where the file has no outcome, or a word nobody explained: an attempt without
    /// connection.
    pub outcome: Vec<Option<Outcome>>,
    /// Finished, where a column says.
    pub done: Vec<Option<bool>>,
    /// Sent by a machine, where a column says.
    pub automatic: Vec<Option<bool>>,
}

/// Words that say of a task that it is done, of a message that a machine sent it.
const YES: [&str; 24] = [
    "sim",
    "yes",
    "true",
    "verdadeiro",
    "1",
    "s",
    "y",
    "x",
    "done",
    "completed",
    "complete",
    "closed",
    "finished",
    "concluido",
    "concluida",
    "feito",
    "feita",
    "realizado",
    "realizada",
    "finalizado",
    "finalizada",
    "encerrado",
    "encerrada",
    "executada",
];

/// Words that say the opposite.
const NO: [&str; 17] = [
    "nao",
    "no",
    "false",
    "falso",
    "0",
    "n",
    "todo",
    "afazer",
    "parafazer",
    "open",
    "aberto",
    "aberta",
    "emaberto",
    "pending",
    "pendente",
    "incomplete",
    "naoconcluido",
];

/// Words of what is planned, late, put off or called off: nothing has been done.
const NOT_DONE: [&str; 48] = [
    "planned",
    "planejado",
    "planejada",
    "scheduled",
    "agendado",
    "agendada",
    "programado",
    "programada",
    "notstarted",
    "naoiniciado",
    "naoiniciada",
    "inprogress",
    "emprogresso",
    "emandamento",
    "emexecucao",
    "waiting",
    "waitingforinput",
    "waitingonsomeoneelse",
    "aguardando",
    "aguardandoentrada",
    "deferred",
    "adiado",
    "adiada",
    "postponed",
    "rescheduled",
    "reagendado",
    "reagendada",
    "remarcado",
    "remarcada",
    "overdue",
    "atrasado",
    "atrasada",
    "vencido",
    "vencida",
    "cancelled",
    "canceled",
    "cancelado",
    "cancelada",
    "notdone",
    "notcompleted",
    "notheld",
    "naoconcluida",
    "naofeito",
    "naofeita",
    "naorealizado",
    "naorealizada",
    "naofoirealizada",
    "naofoifeita",
];

/// Words that say that nobody was reached, whatever else the row says.
const UNREACHED: [&str; 48] = [
    "missed",
    "missedcall",
    "callmissed",
    "perdida",
    "perdido",
    "chamadaperdida",
    "ligacaoperdida",
    "lost",
    "lostcall",
    "naoatendida",
    "naoatendido",
    "naoatendeu",
    "naoatende",
    "naoatendeuligacao",
    "chamadanaoatendida",
    "ligacaonaoatendida",
    "recebidanaoatendida",
    "unanswered",
    "notanswered",
    "noanswer",
    "didnotanswer",
    "noresponse",
    "noreply",
    "noresponsebusy",
    "abandoned",
    "abandonada",
    "abandonado",
    "voicemail",
    "leftvoicemail",
    "leftmessage",
    "caixapostal",
    "correiodevoz",
    "semresposta",
    "naorespondeu",
    "semcontato",
    "busy",
    "ocupado",
    "linhaocupada",
    "failed",
    "falhou",
    "foradearea",
    "desligado",
    "wrongnumber",
    "numeroerrado",
    "invalidnumber",
    "numeroinvalido",
    "noshow",
    "naocompareceu",
];

/// Yes or no in the words exports use; nothing for other words.
pub fn flag(word: &str) -> Option<bool> {
    let folded = fold(word);
    let is_in = |words: &[&str]| words.contains(&folded.as_str());
    if is_in(&YES) { Some(true) } else { (is_in(&NO) || is_in(&NOT_DONE)).then_some(false) }
}

/// The outcome of a word that says by itself that nobody was reached, or that nothing was done.
pub fn explicit(word: &str) -> Option<Outcome> {
    let folded = fold(word);
    if UNREACHED.contains(&folded.as_str()) {
        return Some(Outcome::NoAnswer);
    }
    NOT_DONE.contains(&folded.as_str()).then_some(Outcome::NotDone)
}

/// The outcomes of activities: what the outcome's own column tells, else what the word of the
/// channel or of the direction says by itself: `Missed` is a call that nobody took.
pub fn outcomes(frame: &Frame) -> Vec<Option<Outcome>> {
    let mut told = read::members(frame, "outcome", Outcome::of);
    for column in ["channel", "direction"].into_iter().filter_map(|field| frame.words.get(field)) {
        let said: Vec<Option<Outcome>> =
            column.spellings().iter().map(|word| explicit(word)).collect();
        for (told, code) in told.iter_mut().zip(column.codes()) {
            let at = (*code as usize).checked_sub(1);
            *told = told.or_else(|| at.and_then(|at| said.get(at)).copied().flatten());
        }
    }
    told
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
        match self.direction.get(row).copied().flatten() {
            Some(Direction::Inbound) if outcome == Some(Outcome::NoAnswer) => Contact::MissedCall,
            Some(Direction::Inbound) if channel == Channel::Call => {
                let has_talked = is_two_way
                    || frame.number("duration", row).is_some_and(|seconds| seconds > 0.0);
                if has_talked { Contact::InboundConnection } else { Contact::MissedCall }
            }
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
    placed.sort_unstable_by_key(|p| (p.lead, p.at.at(), words.channel(p.row as usize), p.row));
    placed
        .chunk_by_mut(|a, b| (a.lead, a.at.at()) == (b.lead, b.at.at()))
        .filter(|same| same.len() > 1)
        .for_each(|same| {
            same.sort_by(|a, b| content(a).cmp(&content(b)));
        });
    let mut out = Activities::default();
    for p in &placed {
        let row = p.row as usize;
        out.lead.push(p.lead);
        out.at.push(Some(p.at));
        out.channel.push(words.channel(row));
        out.outcome.push(words.told(row));
        out.contact.push(words.contact(frame, row));
        out.before_delivery.push(p.before_delivery);
    }
    out.owner = owners
        .map(|column| column.pick(placed.iter().map(|p| Some(p.row as usize))))
        .unwrap_or_default();
    out.owner.codes.resize(placed.len(), 0);
    out.try_number = tries(&out, agreement.burst);
    (out, placed.iter().map(|p| p.row).collect())
}

/// The number of the try of each attempt within its lead; 0 for what is no attempt after delivery.
fn tries(activities: &Activities, burst: i64) -> Vec<u32> {
    let mut last: [Option<(i64, u32)>; Channel::ALL.len()] = Default::default();
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
