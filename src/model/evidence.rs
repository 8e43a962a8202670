//! What the files can show: counted once while the rows are put together, and asked by every metric before it says a number.

use super::agreement::Agreement;
use super::words::{Channel, Milestone, Table, words};

/// Of how many rows of a table how many found no lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Join {
    /// Rows that must find a lead.
    pub rows: u64,
    /// Those that found none.
    pub lost: u64,
}

impl Join {
    /// Most rows found no lead: whatever is counted over this table would be told of a few.
    pub fn fails(self) -> bool {
        self.lost * 2 > self.rows
    }

    /// More than 5 % found none: numbers over this table may be too low.
    pub fn leaks(self) -> bool {
        self.lost * 20 > self.rows
    }

    /// Share of the rows that found no lead.
    pub fn share(self) -> f64 {
        self.lost as f64 / self.rows.max(1) as f64
    }
}

/// What tells of tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trace {
    /// Nothing.
    #[default]
    Nothing,
    /// One date of a first contact a row of this table: the leads' own, else the deals'.
    FirstContact(Table),
    /// A table of activities.
    Activities,
}

/// What the opening of a deal tells of its lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Sales took it up.
    #[default]
    Step,
    /// Only that it was handed over: it came with the hand-off.
    Handoff,
    /// Only that it was handed over: the stages in which deals stand tell what sales decided.
    Stages,
}

impl Opening {
    /// The steps whose dates stand in for an acceptance that nothing dates.
    pub fn stands_in(self) -> &'static str {
        match self {
            Self::Step => "sql, opportunity, won",
            Self::Handoff | Self::Stages => "sql, opportunity",
        }
    }
}

/// What the files in use show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// Bit per `handoff.required` field that some source of leads feeds.
    pub fed: u32,
    /// Bit per milestone that only deals tell of.
    pub of_deals: u16,
    /// Bit per milestone of which some lead has a date.
    pub dated: u16,
    /// Some date is the day a lead was first seen in a stage: stages are watched, and what was there before has no date.
    pub is_watched: bool,
    /// Leads that passed each milestone, by [`Milestone::index`], on a day that nothing tells.
    pub undated: [u64; 10],
    /// How deals met their leads.
    pub deals: Join,
    /// How activities met theirs; rows older than every lead can be of none and do not count.
    pub activities: Join,
    /// Attempts on leads that have a date of hand-off, and as lost ones those before it.
    pub attempts: Join,
    /// Attempts on leads without a date of hand-off.
    pub unhanded: u64,
    /// What tells of tries.
    pub trace: Trace,
    /// The column of first contacts, which would tell of tries, is empty from top to bottom.
    pub blank_contacts: bool,
    /// Delivered leads, and as lost ones those that nothing which tells of tries can name: these were tried or not, nobody knows.
    pub reach: Join,
    /// Bit per channel in which some activity tells whether somebody was reached.
    pub told: u16,
    /// Bit per channel in which leads themselves reached sales.
    pub heard: u16,
    /// Bit per channel in which some activity of a known lead was recorded.
    pub recorded: u16,
    /// Attempts made after the hand-off, by [`Channel::index`], and as lost ones those of which nobody knows whether they reached somebody.
    pub made: [Join; 8],
    /// Some source gives the worth of sales.
    pub values: bool,
    /// Rows of leads that were closed in a way that no known word tells.
    pub unsettled: u64,
    /// What the opening of a deal tells.
    pub opening: Opening,
    /// Where stages of deals tell what sales decided: leads with a deal, and as lost ones those whose stages mean nothing known.
    pub stages: Join,
    /// Leads accepted or rejected, and as lost ones those on a day that nothing tells.
    pub decisions: Join,
    /// Leads rejected, and as lost ones those whose reason has no category.
    pub reasons: Join,
    /// Leads were lost and no file has the reason of a loss, where the agreement tells reasons apart.
    pub hides_loss_reasons: bool,
}

impl Sight {
    /// No attempt is on a lead that has a date of hand-off, though there are attempts.
    pub fn lacks_handoffs(&self) -> bool {
        self.attempts.rows == 0 && self.unhanded > 0
    }

    /// All attempts, and as lost ones those on leads without a date of hand-off.
    pub fn handed(&self) -> Join {
        Join { rows: self.attempts.rows + self.unhanded, lost: self.unhanded }
    }

    /// How a table's rows met their leads.
    pub fn join(&self, table: Table) -> Join {
        if table == Table::Deals { self.deals } else { self.activities }
    }

    /// Only deals tell of a milestone.
    pub fn is_of_deals(&self, milestone: Milestone) -> bool {
        self.of_deals & (1 << milestone.index()) != 0
    }

    /// Some lead has a date of a milestone.
    pub fn is_dated(&self, milestone: Milestone) -> bool {
        self.dated & (1 << milestone.index()) != 0
    }

    /// Leads that passed a milestone on a day that nothing tells.
    pub fn undated(&self, milestone: Milestone) -> u64 {
        self.undated.get(milestone.index()).copied().unwrap_or(0)
    }

    /// Whether the files tell, in one of these channels (none named: in any), of somebody reached or not: by an attempt with an outcome,
    /// or by a message or an answered call that came from the lead.
    pub fn tells(&self, channels: &[Channel]) -> bool {
        let known = self.told | self.heard;
        let is_known = |channel: &Channel| known & (1 << channel.index()) != 0;
        if channels.is_empty() { known != 0 } else { channels.iter().any(is_known) }
    }

    /// Whether activities were recorded in one of these channels (none named: in any); a task is planned work and never a try.
    pub fn records(&self, channels: &[Channel]) -> bool {
        let is_asked = |channel: &&Channel| {
            **channel != Channel::Task && (channels.is_empty() || channels.contains(channel))
        };
        let mut asked = Channel::ALL.iter().filter(is_asked);
        self.recorded == 0 || asked.any(|channel| self.recorded & (1 << channel.index()) != 0)
    }

    /// Attempts in the channels in which something tells whether they reached somebody, and as lost ones those of which nothing does.
    pub fn untold(&self) -> Join {
        let told: Vec<Channel> = Channel::ALL
            .iter()
            .copied()
            .filter(|own| self.told & (1 << own.index()) != 0)
            .collect();
        if told.is_empty() { Join::default() } else { self.silent(&told) }
    }

    /// Attempts through these channels (none named: all), and as lost ones those of which nothing tells whether they reached somebody.
    pub fn silent(&self, channels: &[Channel]) -> Join {
        let is_asked = |channel: &&Channel| channels.is_empty() || channels.contains(channel);
        let made = |channel: &Channel| self.made.get(channel.index()).copied();
        Channel::ALL.iter().filter(is_asked).filter_map(made).fold(Join::default(), |all, own| {
            Join { rows: all.rows + own.rows, lost: all.lost + own.lost }
        })
    }
}

/// A field that something is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// One that every agreement knows.
    Field(&'static str),
    /// One that the hand-off must carry, by its place among them.
    Required(usize),
    /// One that the definition of the MQL asks for, by its place among them.
    Defined(usize),
}

impl Asked {
    /// Its name in the agreement.
    pub fn name(self, agreement: &Agreement) -> &str {
        match self {
            Self::Field(name) => name,
            Self::Required(at) => agreement.required.get(at).map_or("", String::as_str),
            Self::Defined(at) => {
                agreement.requirements().get(at).map_or("", |own| own.field.as_str())
            }
        }
    }
}

/// Why nothing in use can answer a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unseen {
    /// No file gives a milestone.
    Milestone(Milestone),
    /// No lead has a date of a milestone, though so many passed it.
    Undated(Milestone, u64),
    /// Of so many that passed the last stage of a time no day is told that a percentile of them may lie anywhere.
    UndatedArrivals(Join),
    /// No file tells of tries through the channels that count.
    Tries,
    /// The column of first contacts, which would tell of tries, is there and empty.
    BlankContacts,
    /// No file tells whether somebody was reached.
    Conversations,
    /// Of most attempts nothing tells it, though of others it is told.
    Silent(Join),
    /// No file has a lead.
    Leads,
    /// No file of leads feeds any of the fields that a hand-off must carry.
    Required,
    /// No lead carries the fields that the definition of an MQL asks for.
    Requirements,
    /// No file gives a field.
    Field(&'static str),
    /// Of most sales of the period no value could be read.
    Values(Join),
    /// No file tells which leads said no.
    Refusals,
    /// No file tells why leads were lost.
    LossReasons,
    /// Most rows of a table found no lead.
    Unjoined(Table, Join),
    /// Of two stages one has days and the other moments, of every lead.
    Untimed(Milestone, Milestone),
    /// One column gives the dates of both stages: between a date and itself no time passes.
    OneColumn(Milestone, Milestone),
    /// The opening of deals, which comes with the hand-off, is all that would tell what sales decided.
    Opening,
    /// Most leads have a deal in a stage of which nobody said what it means.
    Stages(Join),
    /// Of most rejections nothing tells whether the reason was marketing's.
    Reasons(Join),
    /// Most of what sales decided is of a day that nothing tells.
    UndatedDecisions(Join),
    /// Deals alone tell of tries, and more than a few delivered leads have none.
    WithoutDeal(Join),
    /// The leads' own date of first contact tells of tries, and most delivered leads stand in files without that column.
    WithoutColumn(Join),
    /// Most delivered leads carry no key by which activities name theirs.
    WithoutKey(Join),
    /// Most attempts lie before the hand-off of their lead.
    BeforeHandoff(Join),
    /// No lead with an attempt, of so many, has a date of hand-off.
    Unhanded(u64),
    /// Tries stand in columns beside their lead, and there are fewer columns than tries promised.
    TryColumns {
        /// Tries that a row has columns for.
        columns: u32,
        /// Tries promised.
        promised: u32,
    },
    /// No lead of all files is within the scope: its word or its column may be another today.
    Scope,
    /// No file of most leads has the field that its scope asks for.
    Unfed(Join),
    /// The files of a table begin after the period.
    Uncovered(Table),
    /// A workbook of a table has sheets of the same columns that nothing reads.
    Unread(Table),
    /// Some sheet or file of the period lacks the column of a field that others of its source have.
    Lacking(Asked, Join),
    /// A source of a table could not be used: the others show a part of it.
    Refused(Table),
    /// No lead was won by its word, and so many were closed in a way that no known word tells.
    Unsettled(u64),
}

impl Unseen {
    /// The word of the summary document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Milestone(_) => "no-milestone",
            Self::Undated(..) => "no-dates",
            Self::Tries => "no-activities",
            Self::BlankContacts => "blank-contacts",
            Self::Conversations | Self::Silent(_) => "no-conversations",
            Self::Leads => "no-leads",
            Self::Required => "no-required-fields",
            Self::Requirements => "no-definition-fields",
            Self::Field(_) => "no-field",
            Self::Values(_) => "no-values",
            Self::UndatedArrivals(_) => "undated-arrivals",
            Self::Refusals => "no-refusals",
            Self::LossReasons => "no-loss-reasons",
            Self::Unjoined(Table::Deals, _) => "unjoined-deals",
            Self::Unjoined(..) => "unjoined-activities",
            Self::Untimed(..) => "untimed-stages",
            Self::OneColumn(..) => "one-column",
            Self::Opening => "opened-at-handoff",
            Self::Stages(_) => "unknown-stages",
            Self::Reasons(_) => "rejections-without-reason",
            Self::UndatedDecisions(_) => "undated-decisions",
            Self::WithoutDeal(_) => "leads-without-deal",
            Self::WithoutColumn(_) => "leads-without-column",
            Self::WithoutKey(_) => "leads-without-key",
            Self::BeforeHandoff(_) => "before-handoff",
            Self::Unhanded(_) => "attempts-without-handoff",
            Self::TryColumns { .. } => "few-try-columns",
            Self::Scope => "scope-empty",
            Self::Unfed(_) => "scope-unfed",
            Self::Uncovered(_) => "not-covered",
            Self::Unread(_) => "sheets-unread",
            Self::Lacking(..) => "column-lacking",
            Self::Refused(_) => "sources-refused",
            Self::Unsettled(_) => "unsettled-ends",
        }
    }

    /// The files are there and do not meet: what is to be mended is the join, not the export.
    pub fn is_of_joins(self) -> bool {
        matches!(
            self,
            Self::Unjoined(..) | Self::BeforeHandoff(_) | Self::Unhanded(_) | Self::WithoutKey(_)
        )
    }
}

/// What tells that sales gave leads back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exits {
    /// Rejections alone.
    Rejections,
    /// Losses, too: no file tells of rejections, and a loss for a reason of marketing is one.
    Losses,
}

/// A part that cannot be seen of what is measured all the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// Bits of the required fields that no file of leads feeds.
    Required(u32),
    /// Sales without a date.
    UndatedWins(u64),
    /// Sales of the period of which no value could be read: they add nothing.
    Unvalued(Join),
    /// Further rows of sales, with another value or date than the row that counts: nobody knows whether they add up.
    FurtherRows(u64),
    /// Leads delivered on a day that the files name and nobody can read: in no period.
    UnreadDeliveries(u64),
    /// Leads handed over on a day that nothing tells, perhaps of the period.
    UndatedDeliveries(u64),
    /// Leads closed in a way that no known word tells: sales or losses.
    Unsettled(u64),
    /// Rows of a table that found no lead.
    Orphans(Table, Join),
    /// Rows of files of before the period without the column of a field that others of their source have.
    Lacking(Asked, Join),
    /// Attempts of which nothing tells whether they reached somebody.
    Silent(Join),
    /// Attempts that lie before the hand-off of their lead: it may be dated too late.
    BeforeHandoff(Join),
    /// Delivered leads that nothing which tells of tries can name.
    Unreached(Trace, Join),
    /// Leads whose deals stand in a stage of which nobody said what it means.
    Stages(Join),
    /// Leads accepted or rejected on a day that nothing tells.
    UndatedDecisions(Join),
    /// The cohort's rejections, and as lost ones those of which nothing tells whether the reason was marketing's.
    Unreasoned(Exits, Join),
    /// The cohort's rejections, and as lost ones those that take nothing off, since nothing tells their day or their reason.
    Undeducted(Exits, Join),
    /// No activity tells who said no: losses and rejections alone do.
    Outcomes,
    /// No loss or rejection has a reason: activities alone tell who said no.
    Reasons,
    /// No loss has a reason: those that end a promise count as closed early, too.
    LossReasons,
    /// Nothing tells of rejections: nothing is taken off.
    Rejections,
    /// Leads of whose files none has the field that the scope asks for.
    Unfed(Join),
}

impl Part {
    /// The word of the summary document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Required(_) => "required-fields",
            Self::UndatedWins(_) => "undated-wins",
            Self::Unvalued(_) => "sales-without-value",
            Self::FurtherRows(_) => "sales-in-several-rows",
            Self::UnreadDeliveries(_) => "unread-deliveries",
            Self::UndatedDeliveries(_) => "undated-deliveries",
            Self::Unsettled(_) => "unsettled-ends",
            Self::Orphans(Table::Deals, _) => "orphan-deals",
            Self::Orphans(..) => "orphan-activities",
            Self::Lacking(..) => "column-lacking",
            Self::Silent(_) => "silent-attempts",
            Self::BeforeHandoff(_) => "before-handoff",
            Self::Unreached(Trace::FirstContact(Table::Leads), _) => "leads-without-column",
            Self::Unreached(Trace::FirstContact(_), _) => "leads-without-deal",
            Self::Unreached(..) => "leads-without-key",
            Self::Stages(_) => "unknown-stages",
            Self::UndatedDecisions(_) => "undated-decisions",
            Self::Unreasoned(Exits::Rejections, _) => "rejections-without-reason",
            Self::Unreasoned(Exits::Losses, _) => "losses-without-reason",
            Self::Undeducted(Exits::Rejections, _) => "rejections-undeducted",
            Self::Undeducted(Exits::Losses, _) => "losses-undeducted",
            Self::Outcomes => "outcomes",
            Self::Reasons => "reasons",
            Self::LossReasons => "loss-reasons",
            Self::Rejections => "rejections",
            Self::Unfed(_) => "scope-unfed",
        }
    }
}

words! {
    /// How far the files show a number.
    Seen {
        /// All of it.
        Whole = "assessable",
        /// A part of it.
        Partly = "partly",
        /// Nothing.
        Nothing = "not",
    }
}

/// Whether a commitment can be judged by the files in use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Why it cannot; nothing when it can.
    pub unseen: Option<Unseen>,
    /// What of it cannot be seen.
    pub parts: Vec<Part>,
}

impl Evidence {
    /// How far the files show it.
    pub fn seen(&self) -> Seen {
        match (self.unseen, self.parts.as_slice()) {
            (Some(_), _) => Seen::Nothing,
            (None, []) => Seen::Whole,
            _ => Seen::Partly,
        }
    }
}

/// Why a commitment has no status.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WhyNot {
    /// Nothing in use can show it.
    Unseen(Unseen),
    /// The plan gives no target.
    NoTarget,
    /// The agreement asks nothing of it: it is only measured.
    Measured,
    /// Fewer cases than agreed.
    TooFew,
    /// Too little was expected yet.
    TooEarly,
    /// What the files leave open would turn the verdict.
    Open,
}

impl WhyNot {
    /// The word of the summary document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unseen(unseen) => unseen.word(),
            Self::NoTarget => "no-target",
            Self::Measured => "measured",
            Self::TooFew => "too-few",
            Self::TooEarly => "too-early",
            Self::Open => "open",
        }
    }

    /// What cannot be seen, where that is why.
    pub fn unseen(self) -> Option<Unseen> {
        match self {
            Self::Unseen(unseen) => Some(unseen),
            _ => None,
        }
    }
}
