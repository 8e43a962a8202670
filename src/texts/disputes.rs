//! Contested verdicts: who contests which, and how it ended. A contest changes no number; an entry of the register does.

use super::story::Story;
use crate::model::fold::fold;
use crate::model::records::LogEntry;
use crate::model::words::{LogKind, Verdict, words};
use crate::scorecard::card::Finding;

words! {
    /// How a contest stands.
    Outcome {
        /// Nobody has decided.
        Open = "open",
        /// The register frees the lead: the verdict is gone.
        Granted = "granted",
        /// By today's data the promise was kept.
        Kept = "kept",
        /// A decision about the lead came later and the verdict is what it was.
        Upheld = "upheld",
        /// No lead is called like this.
        UnknownLead = "unknown-lead",
        /// The lead has no such verdict in this period.
        Elsewhere = "elsewhere",
    }
}

/// One verdict contested.
#[derive(Clone, Debug)]
pub struct Dispute<'a> {
    /// Who contests, when, with which words.
    pub entry: &'a LogEntry,
    /// Row of the lead.
    pub lead: Option<usize>,
    /// Position of the commitment.
    pub commitment: Option<usize>,
    /// The verdict by today's data.
    pub verdict: Option<Verdict>,
    /// How it stands.
    pub outcome: Outcome,
}

/// Row, commitment and verdict of a lead.
type Found = (usize, usize, Finding);

/// Not in the team's favour, or freed by the register.
fn against(verdict: &Finding) -> bool {
    matches!(verdict.verdict, Verdict::Breached | Verdict::Indeterminate) || verdict.is_freed()
}

impl Story<'_> {
    /// Contests of verdicts of the period in order of time, and those written in it that concern none.
    pub fn disputes(&self) -> Vec<Dispute<'_>> {
        self.book
            .log()
            .iter()
            .filter(|entry| entry.contests())
            .flat_map(|entry| self.of_entry(entry))
            .collect()
    }

    fn of_entry<'a>(&'a self, entry: &'a LogEntry) -> Vec<Dispute<'a>> {
        let named = entry.lead.as_deref().unwrap_or_default();
        let leads = self.book.called(named);
        let found = self.contested(entry, &leads);
        let with = |(lead, commitment, verdict): Found| Dispute {
            entry,
            lead: Some(lead),
            commitment: Some(commitment),
            verdict: Some(verdict.verdict),
            outcome: self.outcome(entry, &leads, verdict),
        };
        if !found.is_empty() {
            return found.into_iter().map(with).collect();
        }
        let outcome = if leads.is_empty() { Outcome::UnknownLead } else { Outcome::Elsewhere };
        let period = &self.card.period;
        let is_of_period = period.start <= entry.at.at() && entry.at.at() < period.end;
        let alone = Dispute {
            entry,
            lead: leads.first().copied(),
            commitment: self.places(entry).first().copied(),
            verdict: None,
            outcome,
        };
        is_of_period.then_some(alone).into_iter().collect()
    }

    /// The verdicts an entry contests: on what it is about, else those that are not in the team's favour, or were not before they were freed.
    fn contested(&self, entry: &LogEntry, leads: &[usize]) -> Vec<Found> {
        let places = self.places(entry);
        let meant = self
            .card
            .verdicts()
            .filter(|(commitment, _)| places.is_empty() || places.contains(commitment));
        let all: Vec<Found> = meant
            .flat_map(|(commitment, found)| {
                leads.iter().filter_map(move |lead| Some((*lead, commitment, found.get(*lead)?)))
            })
            .collect();
        let has_against = all.iter().any(|(.., verdict)| against(verdict));
        let is_meant =
            |(.., verdict): &Found| !places.is_empty() || !has_against || against(verdict);
        all.into_iter().filter(is_meant).collect()
    }

    /// Commitments an entry is about, by id or by metric; none when it names none of them.
    fn places(&self, entry: &LogEntry) -> Vec<usize> {
        let Some(about) = entry.about.as_deref().map(fold) else { return Vec::new() };
        let by = |is: &dyn Fn(&crate::scorecard::card::Judged) -> bool| -> Vec<usize> {
            self.card
                .commitments
                .iter()
                .enumerate()
                .filter(|(_, judged)| is(judged))
                .map(|(place, _)| place)
                .collect()
        };
        let exact = by(&|judged| fold(&judged.id) == about);
        if exact.is_empty() { by(&|judged| fold(judged.metric.word()) == about) } else { exact }
    }

    fn outcome(&self, entry: &LogEntry, leads: &[usize], verdict: Finding) -> Outcome {
        let decides =
            |later: &&LogEntry| later.kind == LogKind::Decision && later.at.at() >= entry.at.at();
        let same = |later: &LogEntry| {
            let named =
                later.lead.as_deref().map(|lead| self.book.called(lead)).unwrap_or_default();
            named.iter().any(|lead| leads.contains(lead))
                && (later.about.is_none() || self.places(later) == self.places(entry))
        };
        match verdict.verdict {
            _ if verdict.is_freed() => Outcome::Granted,
            Verdict::Met => Outcome::Kept,
            _ if self.book.log().iter().filter(decides).any(same) => Outcome::Upheld,
            _ => Outcome::Open,
        }
    }
}
