//! What the teams keep by hand beside their exports: the register of exemptions, the log, and the traffic of their pages.

use std::collections::BTreeMap;

use super::moment::Moment;
use super::money::Money;
use super::words::LogKind;
use super::zone::Day;

/// An entry of the register: these leads owe nothing for clocks that start within these days (`DEFINITIONS.md` §4).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exemption {
    /// First local day.
    pub from: Day,
    /// Last local day, inclusive; `None`: open-ended.
    pub until: Option<Day>,
    /// Id of the lead as written. An entry that names a lead speaks of that lead alone, whatever its owner.
    pub lead: Option<String>,
    /// Owner as written, where no lead is named.
    pub owner: Option<String>,
    /// The agreement's id of the commitment, or what was written when no commitment is called so (it then frees nobody); `None`: all of them.
    pub commitment: Option<String>,
    /// The reason given.
    pub why: Option<String>,
    /// Rows of the lead named; empty when it frees nobody.
    pub leads: Vec<u32>,
    /// Code of the owner named among the leads' present owners.
    pub owner_code: Option<u32>,
}

impl Exemption {
    /// True when a clock that starts on `day` is exempt.
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// True when it speaks of the commitment.
    pub fn is_for(&self, commitment: &str) -> bool {
        self.commitment.as_deref().is_none_or(|own| own == commitment)
    }
}

/// All exemptions, found by lead and by owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    entries: Vec<Exemption>,
    by_lead: BTreeMap<u32, Vec<usize>>,
    by_owner: BTreeMap<u32, Vec<usize>>,
}

impl Register {
    /// The register of these entries, in order of their days whatever the order of the rows.
    pub fn of(mut entries: Vec<Exemption>) -> Self {
        entries.sort();
        let mut register = Self::default();
        for (number, entry) in entries.iter().enumerate() {
            entry
                .leads
                .iter()
                .for_each(|lead| register.by_lead.entry(*lead).or_default().push(number));
            entry
                .owner_code
                .into_iter()
                .for_each(|owner| register.by_owner.entry(owner).or_default().push(number));
        }
        Self { entries, ..register }
    }

    /// The texts that people wrote beside the days, to be covered.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let entries = self.entries.iter_mut();
        entries.flat_map(|entry| entry.why.iter_mut().chain(&mut entry.commitment))
    }

    /// The owners named of whom no lead is, as written.
    pub fn strangers_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let strangers = self.entries.iter_mut().filter(|entry| entry.owner_code.is_none());
        strangers.filter_map(|entry| entry.owner.as_mut())
    }

    /// The owners named, as written.
    pub fn owners_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.entries.iter_mut().filter_map(|entry| entry.owner.as_mut())
    }

    /// The leads named, as written.
    pub fn leads_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.entries.iter_mut().filter_map(|entry| entry.lead.as_mut())
    }

    /// Every entry, in order of their days.
    pub fn entries(&self) -> &[Exemption] {
        &self.entries
    }

    /// The entries, with their positions, that exempt a lead of this owner (0: none) for a clock that starts on `day`, whatever the commitment.
    pub fn naming(
        &self,
        lead: usize,
        owner: u32,
        day: Day,
    ) -> impl Iterator<Item = (usize, &Exemption)> {
        let by_lead = u32::try_from(lead).ok().and_then(|lead| self.by_lead.get(&lead));
        let numbers = by_lead.into_iter().chain(self.by_owner.get(&owner)).flatten();
        numbers
            .filter_map(|number| self.entries.get(*number).map(|entry| (*number, entry)))
            .filter(move |(_, entry)| entry.contains(day))
    }

    /// True when one of the entries exempts the lead from the commitment.
    pub fn exempts(&self, lead: usize, owner: u32, day: Day, commitment: &str) -> bool {
        self.naming(lead, owner, day).any(|(_, entry)| entry.is_for(commitment))
    }
}

/// An entry of the teams' log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When.
    pub at: Moment,
    /// What it is; what the file does not tell is a conversation.
    pub kind: LogKind,
    /// What was written.
    pub text: String,
    /// Who wrote it.
    pub by: Option<String>,
    /// What it is about: a metric or a commitment.
    pub about: Option<String>,
    /// The lead whose verdict it contests, as written; a decision that names a lead ends what was contested.
    pub lead: Option<String>,
}

impl LogEntry {
    /// True when it contests a verdict: it names a lead and decides nothing.
    pub fn contests(&self) -> bool {
        self.lead.is_some() && self.kind != LogKind::Decision
    }
}

/// Visits of one day, from one source and campaign where the file tells them apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Local day.
    pub day: Day,
    /// Where they came from.
    pub source: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// How many, never negative.
    pub visits: f64,
    /// What they cost.
    pub cost: Option<Money>,
}
