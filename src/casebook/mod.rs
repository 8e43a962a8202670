//! The casebook: what is known of each lead, every fact derived once and known up to one instant, and of what was read.
//!
//! Reports, letters and explanations read it and the scorecard: they see neither the columns of the data nor the metrics.

pub mod called;
pub mod facts;
pub mod findings;

use std::collections::{BTreeSet, HashSet};

use crate::model::account::{CutOff, SetAside, SourceAccount};
use crate::model::column::Coded;
use crate::model::dataset::{Activities, Dataset, Perhaps};
use crate::model::fold::fold_words;
use crate::model::moment::{Horizon, Moment};
use crate::model::records::{Exemption, LogEntry};
use crate::model::words::{Category, Channel, Milestone, Outcome, Standing, State, words};
use crate::model::zone::Day;

pub use crate::metrics::entries::Made;
pub use crate::metrics::outside::Outside;
pub use crate::model::dataset::Contact;
pub use facts::{Facts, Horizons};
pub use findings::{Finding, Findings, Part, Why};

/// Everything known of the leads. A lead is its row, from 0.
#[derive(Clone, Copy)]
pub struct Casebook<'a> {
    data: &'a Dataset,
    facts: &'a Facts,
}

words! {
    /// Where a date comes from.
    Origin {
        /// Given by an export.
        Dated = "dated",
        /// The day the lead was first seen in that stage.
        Observed = "observed",
        /// Without a date: a later milestone tells that this one was passed.
        Inferred = "inferred",
    }
}

/// One activity of a lead.
#[derive(Clone, Copy, Debug)]
pub struct Activity<'a> {
    /// When.
    pub at: Option<Moment>,
    /// How.
    pub channel: Channel,
    /// What came of it, where known.
    pub outcome: Option<Outcome>,
    /// What it counts as.
    pub contact: Contact,
    /// Number of its try, from 1; 0 when it belongs to none.
    pub number: u32,
    /// Who did it.
    pub owner: Option<&'a str>,
    /// Before the lead's delivery: it counts for nothing.
    pub is_before: bool,
    /// After the horizon of contacts: it counts for nothing yet.
    pub is_beyond: bool,
}

impl<'a> Casebook<'a> {
    /// The casebook of a dataset and the facts found in it.
    pub fn new(data: &'a Dataset, facts: &'a Facts) -> Self {
        Self { data, facts }
    }

    /// Leads: hand-off episodes.
    pub fn len(self) -> usize {
        self.data.leads.len()
    }

    /// Up to when each kind of fact is known.
    pub fn horizons(self) -> Horizons {
        self.facts.horizons
    }

    /// The id of the episode's first row.
    pub fn id(self, lead: usize) -> Option<&'a str> {
        self.data.leads.id.get(lead)
    }

    /// The id that the tool of leads gave it, where the agreement links to leads.
    pub fn own_id(self, lead: usize) -> Option<&'a str> {
        self.data.leads.own_id.get(lead)
    }

    /// The id of its newest deal, where the agreement links to deals.
    pub fn deal_id(self, lead: usize) -> Option<&'a str> {
        self.data.leads.deal_id.get(lead)
    }

    /// Ids that tell whom they mean beside the rest of their row.
    pub fn telling(self) -> &'a HashSet<String> {
        &self.data.leads.telling
    }

    /// The number of the person; episodes of the same person share it.
    pub fn person(self, lead: usize) -> Option<u32> {
        self.data.leads.person.get(lead).copied()
    }

    /// The contact's name.
    pub fn name(self, lead: usize) -> Option<&'a str> {
        self.data.leads.name.get(lead)
    }

    /// The company.
    pub fn company(self, lead: usize) -> Option<&'a str> {
        self.data.leads.company.get(lead)
    }

    /// The leads that a person may mean by `asked`: an id, the code that a masked report shows, an
    /// address or a phone number.
    pub fn called(self, asked: &str) -> Vec<usize> {
        called::called(&self.data.leads, asked)
    }

    /// How a word that may be no one's to see is shown, folded; nothing of a word that is shown as it is.
    pub fn shown_as(self, word: &str) -> Option<&'a BTreeSet<String>> {
        self.data.covered.get(&fold_words(word))
    }

    /// The words of a field such as `owner`, of all leads.
    pub fn words(self, field: &str) -> Option<&'a Coded> {
        self.data.leads.words.get(field)
    }

    /// A lead's word of a field such as `owner`.
    pub fn word(self, field: &str, lead: usize) -> Option<&'a str> {
        self.words(field)?.word(lead)
    }

    /// A lead's date of a milestone.
    pub fn date(self, lead: usize, milestone: Milestone) -> Option<Moment> {
        self.date_by(lead, milestone, self.facts.horizons.of_milestone(milestone))
    }

    /// A lead's date of a milestone as it was known at another instant, such as the cut-off of a commitment.
    pub fn date_by(self, lead: usize, milestone: Milestone, cut_off: Horizon) -> Option<Moment> {
        self.data.leads.date(lead, milestone).filter(|at| cut_off.includes(*at))
    }

    /// A date of a milestone that lies after its horizon: it counts for nothing yet.
    pub fn date_beyond(self, lead: usize, milestone: Milestone) -> Option<Moment> {
        let horizon = self.facts.horizons.of_milestone(milestone);
        self.data.leads.date(lead, milestone).filter(|at| !horizon.includes(*at))
    }

    /// How it is known that a lead passed a milestone; nothing when it did not.
    pub fn origin(self, lead: usize, milestone: Milestone) -> Option<Origin> {
        let leads = &self.data.leads;
        let horizon = self.facts.horizons.of_milestone(milestone);
        match self.date(lead, milestone) {
            Some(_) if leads.is_observed(lead, milestone) => Some(Origin::Observed),
            Some(_) => Some(Origin::Dated),
            None => leads.is_inferred(lead, milestone, horizon).then_some(Origin::Inferred),
        }
    }

    /// Some dates of the ladder contradict its order.
    pub fn is_disordered(self, lead: usize) -> bool {
        self.data.leads.out_of_order.get(lead) == Some(&true)
    }

    /// First attempt, through whatever channel.
    pub fn first_attempt(self, lead: usize) -> Option<Moment> {
        self.facts.attempt.get(lead).copied().flatten()
    }

    /// First two-way contact, through whatever channel.
    pub fn first_connection(self, lead: usize) -> Option<Moment> {
        self.facts.connection.get(lead).copied().flatten()
    }

    /// Tries made, through whatever channel; nothing where the files do not tell how many.
    pub fn tries(self, lead: usize) -> Option<u32> {
        self.facts.tries.get(lead).copied().flatten()
    }

    /// Working seconds from the delivery to the first attempt, where both have a time of day.
    pub fn seconds_to_attempt(self, lead: usize) -> Option<i64> {
        self.facts.seconds.get(lead).copied().flatten()
    }

    /// Delivered in the period.
    pub fn is_in_period(self, lead: usize) -> bool {
        self.facts.is_in_period.get(lead) == Some(&true)
    }

    /// Leads delivered in the period.
    pub fn delivered_in_period(self) -> usize {
        self.facts.is_in_period.count()
    }

    /// Delivered, and neither won, lost, rejected nor recycled.
    pub fn is_open(self, lead: usize) -> bool {
        self.facts.is_open.get(lead) == Some(&true)
    }

    /// Rejected so that net counting takes it off.
    pub fn is_deducted(self, lead: usize) -> bool {
        self.facts.is_deducted.get(lead) == Some(&true)
    }

    /// Whether the lead counts as accepted or rejected now: of both the later date decides.
    pub fn standing(self, lead: usize) -> Standing {
        self.facts.standing.get(lead).copied().unwrap_or(Standing::Undecided)
    }

    /// When it was first accepted or rejected.
    pub fn decided_at(self, lead: usize) -> Option<Moment> {
        self.facts.decided_at.get(lead).copied().flatten()
    }

    /// How far the lead got: untried, attempted, connected, or the furthest stage or ending that is known; nothing where nothing shows
    /// whether it was tried.
    pub fn state(self, lead: usize) -> Option<State> {
        self.facts.state.get(lead).copied().flatten()
    }

    /// Some file has a field that the hand-off must carry.
    pub fn tells_handoff(self) -> bool {
        self.data.sight.fed != 0
    }

    /// The required fields that the hand-off lacked, a bit each in the agreement's order.
    pub fn lacking(self, lead: usize) -> u32 {
        self.data.leads.incomplete.get(lead).copied().unwrap_or_default()
    }

    /// The field that tells why a lead was rejected.
    pub fn rejection_field(self) -> &'static str {
        self.data.rejection_field()
    }

    /// When each deal of the lead was closed of which no known word tells whether it was won or lost.
    pub fn closed_without_word(self, lead: usize) -> impl Iterator<Item = Option<Moment>> {
        let all = self.data.deals.perhaps.iter();
        let is_own = move |own: &&Perhaps| own.lead.is_some_and(|own| own as usize == lead);
        all.filter(is_own).filter(|own| own.end.is_none()).map(|own| own.at)
    }

    /// Why a lead was rejected or lost, as exported, and the category of that.
    pub fn reason(self, lead: usize, milestone: Milestone) -> Option<(&'a str, Option<Category>)> {
        let leads = &self.data.leads;
        let (field, categories) = match milestone {
            Milestone::Lost => ("lost-reason", &leads.loss),
            Milestone::Rejected if self.rejection_field() == "rejection-reason" => {
                ("rejection-reason", &leads.rejection)
            }
            _ => return None,
        };
        Some((self.word(field, lead)?, categories.get(lead).copied().flatten()))
    }

    /// The category of the reason for which a lead was rejected.
    pub fn rejected_for(self, lead: usize) -> Option<Category> {
        self.data.leads.rejection.get(lead).copied().flatten()
    }

    /// Some source gives the milestone, or what stands in for it.
    pub fn is_told(self, milestone: Milestone) -> bool {
        self.data.mapped.contains(&milestone)
    }

    /// No source gives the milestone: dates of others stand in for it.
    pub fn is_stand_in(self, milestone: Milestone) -> bool {
        self.data.stand_ins.contains(&milestone)
    }

    /// The entry of the register that frees a lead, or its owner, from a commitment for a day.
    pub fn freed_by(self, lead: usize, day: Day, commitment: &str) -> Option<&'a Exemption> {
        let owners = self.words("owner").and_then(|owners| owners.codes.get(lead));
        let owner = owners.copied().unwrap_or_default();
        let mut named = self.data.exemptions.naming(lead, owner, day).map(|(_, entry)| entry);
        named.find(|entry| entry.is_for(commitment))
    }

    /// The milestone whose date is the hand-off (`Opportunity`: the deal's creation).
    pub fn delivered_by(self) -> Option<Milestone> {
        self.data.delivered_by
    }

    /// Milestones that some source gives, stand-ins included.
    pub fn milestones(self) -> &'a [Milestone] {
        &self.data.mapped
    }

    /// Every source with the account of its files.
    pub fn sources(self) -> &'a [SourceAccount] {
        &self.data.intake
    }

    /// The source that sets the report's cut-off; nothing where the run's own time does.
    pub fn cut_off_by(self) -> Option<&'a CutOff> {
        self.data.cut_off_by.as_ref()
    }

    /// A source that reaches up to an instant and no further.
    pub fn reaching(self, cut_off: Horizon) -> Option<&'a CutOff> {
        self.data.cut_offs.iter().find(|source| source.at == Some(cut_off))
    }

    /// Rows set aside.
    pub fn set_aside(self) -> &'a [SetAside] {
        &self.data.set_aside
    }

    /// Cells that hold something like a key and name nobody.
    pub fn unkeyed(self) -> &'a [SetAside] {
        &self.data.unkeyed
    }

    /// Who owes nothing, and when.
    pub fn exemptions(self) -> &'a [Exemption] {
        self.data.exemptions.entries()
    }

    /// What the teams wrote down, in order of time.
    pub fn log(self) -> &'a [LogEntry] {
        &self.data.log
    }

    /// A lead's activities in order of time, those included that count for nothing.
    pub fn activities(self, lead: usize) -> impl Iterator<Item = Activity<'a>> {
        let (own, horizon) = (&self.data.activities, self.facts.horizons.contacts);
        self.data.leads.activities(lead).filter_map(move |row| activity(own, row, horizon))
    }
}

fn activity(own: &Activities, row: usize, horizon: Horizon) -> Option<Activity<'_>> {
    let at = own.at.get(row).copied().flatten();
    Some(Activity {
        at,
        channel: *own.channel.get(row)?,
        outcome: own.outcome.get(row).copied().flatten(),
        contact: *own.contact.get(row)?,
        number: own.try_number.get(row).copied()?,
        owner: own.owner.word(row),
        is_before: *own.before_delivery.get(row)?,
        is_beyond: at.is_some_and(|at| !horizon.includes(at)),
    })
}
