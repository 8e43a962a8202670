//! What the rows show once they are put together (`model::evidence`): how the tables met, what is dated, what tells of tries and conversations.

use crate::model::agreement::Agreement;
use crate::model::dataset::{Activities, Contact, Leads, Reach};
use crate::model::evidence::{Join, Opening, Sight, Trace};
use crate::model::moment::Moment;
use crate::model::words::{Channel, Milestone, Outcome, Table};

use super::activities::Words;
use super::endings;
use super::fields::FIRST_CONTACT;
use super::frame::{Fate, Frame};
use super::tables::{DealBook, LeadDeals, Tables};

/// Bits of a hand-off's required fields that are kept.
const MOST_REQUIRED: usize = 32;

/// What the files can show, for the table of evidence: which milestones, tries, outcomes and joins
/// were seen in any row.
pub fn sight(
    agreement: &Agreement,
    tables: &Tables,
    leads: &Leads,
    activities: &Activities,
    mapped: &[Milestone],
    delivered_by: Option<Milestone>,
) -> Sight {
    let (attempts, unhanded) = attempts(leads, activities);
    let has_deals = tables.deals.len() > 0;
    let worth = if has_deals { Table::Deals } else { Table::Leads };
    let told = told(activities);
    Sight {
        fed: fed(agreement, tables),
        of_deals: of_deals(tables, mapped, delivered_by),
        dated: bits(Milestone::ALL, |milestone| leads.dates(milestone).iter().any(Option::is_some)),
        is_watched: leads.observed.iter().any(|bits| *bits != 0),
        undated: undated(leads),
        deals: join(&tables.deals, |_| true),
        activities: activities_joined(tables),
        attempts,
        unhanded,
        trace: trace(agreement, tables),
        blank_contacts: has_blank_contacts(agreement, tables),
        reach: reach(leads),
        told,
        heard: heard(activities),
        recorded: activities.channel.iter().fold(0, |bits, own| bits | 1 << own.index()),
        made: made(activities, told),
        values: tables.maps(worth, "value"),
        unsettled: unsettled(&tables.leads) + unsettled(&tables.deals),
        decisions: decisions(leads),
        reasons: rejections(leads),
        hides_loss_reasons: hides_loss_reasons(agreement, tables, leads),
        ..Sight::default()
    }
}

/// Attempts on leads that have a date of hand-off, as lost ones those before it; and how many are on leads without one.
fn attempts(leads: &Leads, activities: &Activities) -> (Join, u64) {
    let (mut dated, mut unhanded) = (Join::default(), 0);
    let rows = activities.contact.iter().zip(&activities.before_delivery).zip(&activities.lead);
    for ((_, is_before), lead) in rows.filter(|((contact, _), _)| contact.is_attempt()) {
        if leads.date(*lead as usize, Milestone::Delivered).is_some() {
            dated.rows += 1;
            dated.lost += u64::from(*is_before);
        } else {
            unhanded += 1;
        }
    }
    (dated, unhanded)
}

/// Leads with a deal, where stages tell what sales decided, and as lost ones those whose deals stand in no known stage.
pub fn stages(opening: Opening, book: &DealBook) -> Join {
    if opening != Opening::Stages {
        return Join::default();
    }
    let opened = book.of_lead.values().filter(|deals| deals.stands || deals.is_won).count();
    Join { rows: opened as u64, lost: unplaced(opening, book).len() as u64 }
}

/// The lost ones of these, in their order.
pub fn unplaced(opening: Opening, book: &DealBook) -> Vec<u32> {
    let is_lost = |deals: &LeadDeals| deals.stands && deals.stage.is_none() && !deals.is_won;
    let lost =
        book.of_lead.iter().filter(|(_, deals)| opening == Opening::Stages && is_lost(deals));
    let mut leads: Vec<u32> = lost.map(|(lead, _)| *lead).collect();
    leads.sort_unstable();
    leads
}

/// Leads rejected, and as lost ones those whose reason has no category.
fn rejections(leads: &Leads) -> Join {
    let is_rejected = |lead: &usize| leads.has_passed(*lead, Milestone::Rejected);
    let is_lost = |lead: &usize| leads.rejection.get(*lead).copied().flatten().is_none();
    let rejected = || (0..leads.len()).filter(is_rejected);
    Join { rows: rejected().count() as u64, lost: rejected().filter(is_lost).count() as u64 }
}

/// Leads were lost, the agreement tells their reasons apart, and no source has a column of them.
fn hides_loss_reasons(agreement: &Agreement, tables: &Tables, leads: &Leads) -> bool {
    let has_reasons =
        [Table::Leads, Table::Deals].iter().any(|own| tables.maps(*own, "lost-reason"));
    !agreement.reasons.is_empty()
        && !has_reasons
        && (0..leads.len()).any(|lead| leads.has_passed(lead, Milestone::Lost))
}

/// Leads accepted or rejected, and as lost ones those on no known day: what comes after a deal was opened on such a day is not the first of it.
fn decisions(leads: &Leads) -> Join {
    let is_someday = |lead: &usize| leads.taken_up_someday.get(*lead) == Some(&true);
    let is_decided = |lead: &usize| {
        let ways = [Milestone::Accepted, Milestone::Rejected];
        is_someday(lead) || ways.iter().any(|own| leads.has_passed(*lead, *own))
    };
    let is_undated =
        |lead: &usize| is_someday(lead) || leads.decision.get(*lead).copied().flatten().is_none();
    let decided = || (0..leads.len()).filter(is_decided);
    Join { rows: decided().count() as u64, lost: decided().filter(is_undated).count() as u64 }
}

/// The milestones for which `holds` is true, as a bit each.
fn bits(of: &[Milestone], holds: impl Fn(Milestone) -> bool) -> u16 {
    of.iter().filter(|milestone| holds(**milestone)).fold(0, |bits, own| bits | 1 << own.index())
}

/// Required fields that some row of leads, or of deals that make leads, holds something of.
fn fed(agreement: &Agreement, tables: &Tables) -> u32 {
    let makes_leads = agreement.sources.iter().any(|source| source.creates_leads);
    let is_filled = |table, field: &str| tables.filled.contains(&(table, field.to_owned()));
    let is_fed = |field: &str| {
        is_filled(Table::Leads, field) || (makes_leads && is_filled(Table::Deals, field))
    };
    let required = agreement.required.iter().enumerate().take(MOST_REQUIRED);
    required.filter(|(_, field)| is_fed(field)).fold(0, |bits, (number, _)| bits | 1 << number)
}

/// Milestones that no column of leads dates and that deals tell of, by themselves or through what stands in for them. Of sales leads must date some
/// where deals do: a column that nobody fills is no reason to count on it.
fn of_deals(tables: &Tables, mapped: &[Milestone], delivered_by: Option<Milestone>) -> u16 {
    let has_sales = |frame: &Frame| {
        let mut live = (0..frame.len()).filter(|row| frame.is_live(*row));
        live.any(|row| frame.date(Milestone::Won.word(), row).is_some())
    };
    let is_empty = |milestone| {
        milestone == Milestone::Won && !has_sales(&tables.leads) && has_sales(&tables.deals)
    };
    let is_alone = |milestone: Milestone| {
        mapped.contains(&milestone)
            && (!tables.maps(Table::Leads, milestone.word()) || is_empty(milestone))
    };
    let told = |milestone: Milestone| match milestone {
        Milestone::Opportunity | Milestone::Won | Milestone::Lost => tables.deals.len() > 0,
        Milestone::Sql => tables.maps(Table::Deals, milestone.word()),
        _ => false,
    };
    let holds = |milestone: Milestone| match milestone {
        Milestone::Delivered => delivered_by == Some(Milestone::Opportunity),
        Milestone::Rejected => {
            is_alone(milestone) && told(Milestone::Lost) && is_alone(Milestone::Lost)
        }
        Milestone::Accepted => {
            let steps = [Milestone::Sql, Milestone::Opportunity, Milestone::Won];
            let mut given = steps.into_iter().filter(|step| mapped.contains(step)).peekable();
            let is_told = tables.maps(Table::Deals, milestone.word());
            is_alone(milestone)
                && (is_told || given.peek().is_some())
                && given.all(|step| told(step) && is_alone(step))
        }
        other => told(other) && is_alone(other),
    };
    bits(Milestone::ALL, holds)
}

/// For each milestone how many leads have passed it on a day that nothing tells.
fn undated(leads: &Leads) -> [u64; 10] {
    let mut counts = [0; 10];
    for milestone in Milestone::ALL {
        let is_undated = |lead: &usize| {
            leads.has_passed(*lead, *milestone) && leads.date(*lead, *milestone).is_none()
        };
        if let Some(count) = counts.get_mut(milestone.index()) {
            *count = (0..leads.len()).filter(is_undated).count() as u64;
        }
    }
    counts
}

/// Rows that were closed in a way that no known word tells.
fn unsettled(frame: &Frame) -> u64 {
    let dates = frame.dates.get(endings::UNSETTLED).into_iter().flatten().enumerate();
    dates.filter(|(row, date)| date.is_some() && frame.is_live(*row)).count() as u64
}

/// How many used rows there are, and how many of them found no lead.
fn join(frame: &Frame, counts: impl Fn(usize) -> bool) -> Join {
    let own =
        || (0..frame.len()).filter(|row| frame.fate.get(*row) == Some(&Fate::Used) && counts(*row));
    let is_lost = |row: &usize| frame.is_orphan.get(*row) == Some(&true);
    Join { rows: own().count() as u64, lost: own().filter(is_lost).count() as u64 }
}

/// How the activities met the leads. Tasks count for no promise, whosever they are: they are of the join only where there is nothing else.
fn activities_joined(tables: &Tables) -> Join {
    let (words, is_young) = (Words::of(&tables.activities), since_leads(tables));
    let is_task = |row: usize| words.channel(row) == Channel::Task;
    let tried = join(&tables.activities, |row| is_young(row) && !is_task(row));
    if tried.rows > 0 { tried } else { join(&tables.activities, is_young) }
}

/// Rows dated at or after the first thing known of any lead: an older activity can be of none of them.
fn since_leads(tables: &Tables) -> impl Fn(usize) -> bool {
    let dates = ["created", "delivered"].map(|field| tables.leads.dates.get(field));
    let first = dates.into_iter().flatten().flatten().flatten().map(|at| at.at()).min();
    let own = tables.activities.dates.get("at");
    move |row: usize| {
        let at = own.and_then(|own| own.get(row)).copied().flatten().map(Moment::at);
        at.zip(first).is_some_and(|(at, first)| at >= first)
    }
}

/// Delivered leads, and as lost ones those that no key names.
fn reach(leads: &Leads) -> Join {
    let dates = leads.dates(Milestone::Delivered).iter().zip(&leads.reach);
    let delivered = || dates.clone().filter(|(at, _)| at.is_some());
    let lost = delivered().filter(|(_, reach)| **reach == Reach::NoKey).count();
    Join { rows: delivered().count() as u64, lost: lost as u64 }
}

/// What tells of tries: activities, else a lead's own date of first contact, else a deal's, else nothing.
pub fn trace(agreement: &Agreement, tables: &Tables) -> Trace {
    if tables.mapped.iter().any(|(table, _)| *table == Table::Activities) {
        return Trace::Activities;
    }
    let is_filled = |table: &Table| {
        !asks_activities(agreement) && tables.filled.contains(&(*table, FIRST_CONTACT.to_owned()))
    };
    [Table::Leads, Table::Deals]
        .into_iter()
        .find(is_filled)
        .map_or(Trace::Nothing, Trace::FirstContact)
}

/// The agreement names a source of activities: one that could not be used is no reason to believe another date instead.
fn asks_activities(agreement: &Agreement) -> bool {
    agreement.sources.iter().any(|source| source.table == Table::Activities)
}

/// A column of first contacts is there and empty from top to bottom: nobody keeps it, and it shows nothing.
fn has_blank_contacts(agreement: &Agreement, tables: &Tables) -> bool {
    let is_mapped = [Table::Leads, Table::Deals].iter().any(|own| tables.maps(*own, FIRST_CONTACT));
    is_mapped && !asks_activities(agreement) && trace(agreement, tables) == Trace::Nothing
}

/// How many attempts were made after the hand-off, for each channel, and of how many nothing tells whether they reached somebody: in a channel where
/// nothing ever does, of all.
fn made(activities: &Activities, told: u16) -> [Join; 8] {
    let mut counts = [Join::default(); 8];
    let rows = activities.channel.iter().zip(&activities.contact).zip(&activities.before_delivery);
    for ((channel, contact), _) in
        rows.filter(|((_, contact), is_before)| contact.is_attempt() && !**is_before)
    {
        let is_lost = *contact == Contact::UntoldAttempt || told & (1 << channel.index()) == 0;
        if let Some(own) = counts.get_mut(channel.index()) {
            own.rows += 1;
            own.lost += u64::from(is_lost);
        }
    }
    counts
}

/// The channels through which leads reached sales of their own accord, as a bit each.
fn heard(activities: &Activities) -> u16 {
    let rows = activities.channel.iter().zip(&activities.contact);
    rows.filter(|(_, contact)| **contact == Contact::InboundConnection)
        .fold(0, |bits, (channel, _)| bits | 1 << channel.index())
}

/// Channels in which some activity says whether two people spoke: by its outcome or, of a message, by having been inbound. What came of the calls that
/// sales make is told by their outcome alone: an answered call of the lead tells nothing of them, and a phone counts ringing as duration, too.
fn told(activities: &Activities) -> u16 {
    let rows = activities.channel.iter().zip(&activities.outcome).zip(&activities.contact);
    let tells = |channel: Channel, outcome: &Option<Outcome>, contact: Contact| match contact {
        Contact::Neither | Contact::MissedCall | Contact::UntoldCall => false,
        Contact::InboundConnection => channel.is_message(),
        Contact::Attempt | Contact::UntoldAttempt | Contact::ConnectedAttempt => outcome.is_some(),
    };
    rows.filter(|((channel, outcome), contact)| tells(**channel, outcome, **contact))
        .fold(0, |bits, ((channel, _), _)| bits | 1 << channel.index())
}
