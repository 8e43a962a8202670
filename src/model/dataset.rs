//! What the metrics read: hand-off episodes, their activities and deals, as columns.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::account::{CutOff, SetAside, SourceAccount};
use super::column::{Coded, TextColumn};
use super::evidence::Sight;
use super::moment::{Horizon, Instant, Moment};
use super::money::Money;
use super::records::{LogEntry, Register, Visit};
use super::words::{Category, Channel, DealStatus, Milestone, Outcome, Table};
use super::zone::Day;

/// The hand-off episodes, one row each: what the definitions call a *lead* (`DEFINITIONS.md` §2).
#[derive(Clone, Debug, Default)]
pub struct Leads {
    /// The id of the episode's first row.
    pub id: TextColumn,
    /// The id that the tool of leads gave it, where the agreement links to leads; nothing where the file has no ids, or only deals tell of it.
    pub own_id: TextColumn,
    /// That of its newest deal, where the agreement links to deals.
    pub deal_id: TextColumn,
    /// Ids that tell whom they mean beside the rest of their row: reports show a code.
    pub telling: HashSet<String>,
    /// Episodes of the same person share a number.
    pub person: Vec<u32>,
    /// Contact name.
    pub name: TextColumn,
    /// First e-mail.
    pub email: TextColumn,
    /// First phone as exported.
    pub phone: TextColumn,
    /// Company.
    pub company: TextColumn,
    /// Words: `source`, `campaign`, `owner`, `team`, `type`, `stage`, `rejection-reason`, `lost-reason` and every `extra` field.
    pub words: BTreeMap<String, Coded>,
    /// Agreed or exported value.
    pub value: Vec<Option<Money>>,
    /// Dates by [`Milestone::index`].
    pub milestones: [Vec<Option<Moment>>; 10],
    /// First of accepted and rejected, whatever came later.
    pub decision: Vec<Option<Moment>>,
    /// Leads that sales took up by opening a deal, on a day that nothing tells: at some time up to the next step that has a date.
    pub taken_up_someday: Vec<bool>,
    /// Leads delivered on a day that the files name and nobody can read.
    pub unread_deliveries: Vec<u32>,
    /// Leads whose stage says that they were handed over, on a day that nothing tells: they stood there when they were first seen.
    pub undated_deliveries: Vec<u32>,
    /// Leads whose deals stand in a stage of which nobody said what it means, where stages tell what sales decided.
    pub unplaced: Vec<u32>,
    /// Bit per milestone: passed, dated or inferred.
    pub passed: Vec<u16>,
    /// Bit per milestone whose date is the day the lead was first seen in that stage.
    pub observed: Vec<u16>,
    /// Leads that were delivered or won on a day that nothing tells, with the day by which a look saw that they were.
    pub seen_by: BTreeMap<(u32, Milestone), Day>,
    /// A word of the lead's stage, or of its newest deal's, says that sales were already in touch with it.
    pub contacted: Vec<bool>,
    /// Some dates of the ladder contradict its order.
    pub out_of_order: Vec<bool>,
    /// Category of the rejection reason.
    pub rejection: Vec<Option<Category>>,
    /// Category of the loss reason.
    pub loss: Vec<Option<Category>>,
    /// Bit per `handoff.required` field (in the agreement's order): absent or malformed in the episode's first row.
    pub incomplete: Vec<u32>,
    /// The episode's first row meets the machine-checkable part of the MQL's definition; nothing when a field it names is empty there.
    pub qualified: Vec<Option<bool>>,
    /// For each field that a scope asks for, the leads of whose files none has it; fields that the files of all leads have are left out.
    pub unfed: BTreeMap<String, Vec<bool>>,
    /// What can be seen of its tries.
    pub reach: Vec<Reach>,
    /// Rows of activities of lead `i`: `first_activity[i]..first_activity[i + 1]`.
    pub first_activity: Vec<u32>,
}

/// What can be seen of a lead's tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Whatever was done would show.
    #[default]
    Seen,
    /// Nothing by which activities name their leads is this lead's alone: no file can show a try.
    NoKey,
    /// The first contact that may have been with this lead or with another; the earliest instant when nobody can read its date.
    Doubtful(Instant),
}

impl Leads {
    /// Number of episodes.
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// The dates of one milestone.
    pub fn dates(&self, milestone: Milestone) -> &[Option<Moment>] {
        self.milestones.get(milestone.index()).map_or(&[], Vec::as_slice)
    }

    /// One lead's date of a milestone.
    pub fn date(&self, lead: usize, milestone: Milestone) -> Option<Moment> {
        self.dates(milestone).get(lead).copied().flatten()
    }

    /// True when a lead passed a milestone, dated or inferred.
    pub fn has_passed(&self, lead: usize, milestone: Milestone) -> bool {
        self.passed.get(lead).is_some_and(|bits| bits & (1 << milestone.index()) != 0)
    }

    /// True when, as far as an instant shows, a lead passed a milestone without a date up to it: not by later milestones that all lie after that instant.
    pub fn is_inferred(&self, lead: usize, milestone: Milestone, cut_off: Horizon) -> bool {
        let later = Milestone::LADDER.into_iter().skip_while(|step| *step != milestone).skip(1);
        let dates = || later.clone().filter_map(|step| self.date(lead, step));
        let is_known = || dates().any(|at| cut_off.includes(at));
        match self.date(lead, milestone) {
            None => self.has_passed(lead, milestone) && (is_known() || dates().next().is_none()),
            Some(at) => !cut_off.includes(at) && is_known(),
        }
    }

    /// True when the date of a milestone is the day the lead was first seen in that stage.
    pub fn is_observed(&self, lead: usize, milestone: Milestone) -> bool {
        self.observed.get(lead).is_some_and(|bits| bits & (1 << milestone.index()) != 0)
    }

    /// A lead's word of a field such as `owner`.
    pub fn word(&self, field: &str, lead: usize) -> Option<&str> {
        self.words.get(field)?.word(lead)
    }

    /// Which rows of the activities belong to a lead: they stand side by side, in order of time.
    pub fn activities(&self, lead: usize) -> std::ops::Range<usize> {
        let at = |i: usize| self.first_activity.get(i).map_or(0, |row| *row as usize);
        at(lead)..at(lead + 1)
    }
}

/// What an activity counts as (`DEFINITIONS.md` §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contact {
    /// Human, outbound, finished.
    Attempt,
    /// An attempt of which nobody wrote what came of it, in a channel where others have an outcome: it reached somebody or not.
    UntoldAttempt,
    /// An attempt that became a two-way contact.
    ConnectedAttempt,
    /// An inbound message or answered call: a two-way contact, no attempt.
    InboundConnection,
    /// An inbound call of which nobody wrote whether it was taken: a conversation, or a missed call.
    UntoldCall,
    /// An inbound call that nobody took, as a word or a length of nothing says: an action to take.
    MissedCall,
    /// Neither: not done, automatic or a task.
    Neither,
}

impl Contact {
    /// True when sales reached out, whether or not somebody answered.
    pub fn is_attempt(self) -> bool {
        matches!(self, Self::Attempt | Self::UntoldAttempt | Self::ConnectedAttempt)
    }

    /// Counts as an answer to a delivery: an attempt, or a connection that the lead began.
    pub fn is_answer(self) -> bool {
        self.is_attempt() || self.is_connection()
    }

    /// True when two people spoke, whoever began it. A missed call is none.
    pub fn is_connection(self) -> bool {
        matches!(self, Self::ConnectedAttempt | Self::InboundConnection)
    }

    /// Perhaps an answer to a delivery: one that is, or a call of the lead that was taken or not.
    pub fn may_be_answer(self) -> bool {
        self.is_answer() || self.is_untold()
    }

    /// True when two people spoke or may have spoken: nobody wrote what came of it.
    pub fn may_be_connection(self) -> bool {
        self.is_connection() || self.is_untold()
    }

    /// True when nobody wrote whether two people spoke.
    pub fn is_untold(self) -> bool {
        matches!(self, Self::UntoldAttempt | Self::UntoldCall)
    }
}

/// Activities of known leads up to the cut-off, sorted by lead, then time.
#[derive(Clone, Debug, Default)]
pub struct Activities {
    /// The episode.
    pub lead: Vec<u32>,
    /// When.
    pub at: Vec<Option<Moment>>,
    /// How.
    pub channel: Vec<Channel>,
    /// What came of it, where known.
    pub outcome: Vec<Option<Outcome>>,
    /// What it counts as.
    pub contact: Vec<Contact>,
    /// Before the lead's delivery: takes no part in sales commitments.
    pub before_delivery: Vec<bool>,
    /// Number of the try it belongs to within its lead, from 1; 0 when it is no attempt after delivery.
    pub try_number: Vec<u32>,
    /// Who did it.
    pub owner: Coded,
    /// Attempts that found no lead: through which channel and when. They stand in no other column.
    pub strays: Vec<(Channel, Moment)>,
}

impl Activities {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.at.len()
    }
}

/// Deals of known leads.
#[derive(Clone, Debug, Default)]
pub struct Deals {
    /// The episode.
    pub lead: Vec<u32>,
    /// When won, up to the cut-off.
    pub won: Vec<Option<Moment>>,
    /// Its value.
    pub value: Vec<Option<Money>>,
    /// The episodes of further rows that tell of a sale with another value or date than the row that counts, one a row; without deals those of leads.
    pub more_lead: Vec<u32>,
    /// When each says that it was won.
    pub more_won: Vec<Option<Moment>>,
    /// What each would add.
    pub more_value: Vec<Money>,
    /// The episodes of deals won on a day that nothing tells, one a deal.
    pub undated_lead: Vec<u32>,
    /// Their values.
    pub undated_value: Vec<Option<Money>>,
    /// The days by which they were won, where a look tells.
    pub undated_by: Vec<Option<Day>>,
    /// Those that perhaps ended so for a lead of the files.
    pub perhaps: Vec<Perhaps>,
}

/// A deal that found no lead, or that was closed in a way which no known word tells.
#[derive(Clone, Copy, Debug)]
pub struct Perhaps {
    /// The episode, where it is known.
    pub lead: Option<u32>,
    /// How it ended, where that is known.
    pub end: Option<DealStatus>,
    /// When; nothing where no day is told.
    pub at: Option<Moment>,
    /// When it was opened.
    pub opened: Option<Moment>,
    /// Its value.
    pub value: Option<Money>,
    /// The category of the reason of its loss.
    pub reason: Option<Category>,
}

impl Perhaps {
    /// The reason of its loss may be marketing's.
    pub fn may_take_off(&self) -> bool {
        matches!(self.reason, None | Some(Category::Marketing))
    }
}

/// Everything the metrics read, and the account of where it came from.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// The instant the report speaks of.
    pub cut_off: Horizon,
    /// The instant it was asked for: now, or what `--as-of` names. Files mostly end before it.
    pub asked: Instant,
    /// Who set it; `None`: the run's own time.
    pub cut_off_by: Option<CutOff>,
    /// Cut-off of each source.
    pub cut_offs: Vec<CutOff>,
    /// Episodes.
    pub leads: Leads,
    /// Their activities.
    pub activities: Activities,
    /// Their deals.
    pub deals: Deals,
    /// Who owes nothing, and when.
    pub exemptions: Register,
    /// How words that hold something personal are shown, both folded: a `where` names them as they are written.
    pub covered: BTreeMap<String, BTreeSet<String>>,
    /// What the teams wrote down, in order of time.
    pub log: Vec<LogEntry>,
    /// Visits, in order of days.
    pub traffic: Vec<Visit>,
    /// Milestones some source maps (stand-ins included).
    pub mapped: Vec<Milestone>,
    /// Of those, milestones that only other dates stand in for.
    pub stand_ins: Vec<Milestone>,
    /// The milestone whose date is the hand-off (`Opportunity` = the deal's creation).
    pub delivered_by: Option<Milestone>,
    /// Tables of which some source could not be used.
    pub missing: Vec<Table>,
    /// Tables some source fills.
    pub tables: Vec<Table>,
    /// What all of it shows.
    pub sight: Sight,
    /// Account of every file.
    pub intake: Vec<SourceAccount>,
    /// Rows set aside, for the Data sheet (at most a few thousand).
    pub set_aside: Vec<SetAside>,
    /// Cells that hold something like a key and name nobody: their rows are used, and joined to no other by it.
    pub unkeyed: Vec<SetAside>,
}

impl Dataset {
    /// Some leads could not be read, or there are none: that rows of other tables found none is then no fault of the keys.
    pub fn lacks_leads(&self) -> bool {
        self.leads.len() == 0 || self.missing.contains(&Table::Leads)
    }

    /// Something besides losses tells of rejections.
    pub fn tells_rejections(&self) -> bool {
        self.mapped.contains(&Milestone::Rejected) && !self.stand_ins.contains(&Milestone::Rejected)
    }

    /// The field that tells why a lead was rejected: the loss's reason where the loss stands in for the rejection and leads have none of their own.
    pub fn rejection_field(&self) -> &'static str {
        let has_own = self.leads.words.contains_key("rejection-reason");
        if self.stand_ins.contains(&Milestone::Rejected) && !has_own {
            "lost-reason"
        } else {
            "rejection-reason"
        }
    }
}
