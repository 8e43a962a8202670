//! The English sample: `HubSpot` contacts and deals, and a plain list of activities, all UTF-8 with commas.

use chrono::NaiveDateTime;

use super::clock::WorkClock;
use super::deals::{Deal, Reason, Standing};
use super::dice::Dice;
use super::places::UNITED_STATES;
use super::pt_leads::NOW;
use super::tries::{Channel, Outcome, Touch};
use super::world::{Lead, Recipe};

/// The English sample's market.
pub const MARKET: Recipe = Recipe {
    seed: 81_120,
    country: &UNITED_STATES,
    clock: WorkClock { hours: &[(540, 1020)], holidays: &[(9, 7)] },
    until: NOW,
    deliveries: &[(7, 28), (8, 30), (9, 34), (10, 36), (11, 32)],
    undelivered: 40,
    sources: &[
        ("Paid Search", 40),
        ("Organic Search", 25),
        ("Paid Social", 20),
        ("Direct Traffic", 13),
        ("Referrals", 2),
    ],
    owners: &[("Tom Becker", 25), ("Priya Raman", 40), ("Linda Cho", 35)],
    answers: &[360, 310, 260, 210, 160, 120],
};

const CONTACTS: [&str; 29] = [
    "Record ID",
    "First Name",
    "Last Name",
    "Email",
    "Phone Number",
    "Mobile Phone Number",
    "Job Title",
    "Company Name",
    "Contact owner",
    "Lifecycle Stage",
    "Lead Status",
    "Create Date",
    "Last Activity Date",
    "Associated Company",
    "Original Source",
    "Country/Region",
    "Became a Subscriber Date",
    "Became a Lead Date",
    "Became a Marketing Qualified Lead Date",
    "Became a Sales Qualified Lead Date",
    "Became an Opportunity Date",
    "Became a Customer Date",
    "Became an Evangelist Date",
    "Owner Assigned Date",
    "First Conversion Date",
    "Number of times contacted",
    "Number of Sales Activities",
    "Close Date",
    "Recycled Date",
];

const DEALS: [&str; 12] = [
    "Record ID",
    "Deal Name",
    "Deal Stage",
    "Pipeline",
    "Amount",
    "Deal owner",
    "Close Date",
    "Create Date",
    "Last Activity Date",
    "Associated Company",
    "Closed Lost Reason",
    "Associated Contact IDs",
];

const ACTIVITIES: [&str; 7] =
    ["Activity date", "Email", "Phone", "Type", "Direction", "Outcome", "Activity owner"];

/// `contacts.csv`
pub fn contacts(leads: &[Lead]) -> Vec<u8> {
    let mut dice = Dice::new(MARKET.seed + 1);
    table(
        &CONTACTS,
        (0..).zip(leads).map(|(index, lead)| {
            CONTACTS.map(|header| contact(index, lead, header, &mut dice)).to_vec()
        }),
    )
}

/// `deals.csv`
pub fn deals(leads: &[Lead]) -> Vec<u8> {
    let known = (0..)
        .zip(leads)
        .filter_map(|(index, lead)| lead.deal.as_ref().map(|deal| (index, lead, deal)));
    table(
        &DEALS,
        known.map(|(index, lead, deal)| {
            DEALS.map(|header| deal_cell(index, lead, deal, header)).to_vec()
        }),
    )
}

/// `activities.csv`
pub fn activities(leads: &[Lead]) -> Vec<u8> {
    let mut touches: Vec<(&Lead, &Touch)> =
        leads.iter().flat_map(|lead| lead.touches.iter().map(move |touch| (lead, touch))).collect();
    touches.sort_by_key(|(_, touch)| touch.at);
    table(&ACTIVITIES, touches.into_iter().map(|(lead, touch)| activity(lead, touch)))
}

fn table(headers: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headers).unwrap();
    rows.for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn contact(index: usize, lead: &Lead, header: &str, dice: &mut Dice) -> String {
    let person = &lead.person;
    match header {
        "Record ID" => contact_id(index),
        "First Name" => person.first.clone(),
        "Last Name" => person.last.clone(),
        "Email" => person.email.clone(),
        "Phone Number" => {
            if dice.chance(60) {
                String::new()
            } else {
                phone(&person.phone)
            }
        }
        "Job Title" => person.job.to_owned(),
        "Company Name" | "Associated Company" => {
            if dice.chance(30) {
                String::new()
            } else {
                person.company.clone()
            }
        }
        "Contact owner" => lead.owner.to_owned(),
        "Lifecycle Stage" => stage(lead).to_owned(),
        "Create Date" | "Became a Lead Date" | "First Conversion Date" => minute(lead.created),
        "Original Source" => lead.source.to_owned(),
        "Country/Region" => "United States".to_owned(),
        "Became a Marketing Qualified Lead Date" | "Owner Assigned Date" => {
            lead.delivered.map(minute).unwrap_or_default()
        }
        "Became an Opportunity Date" => {
            lead.deal.as_ref().map(|deal| minute(deal.opened)).unwrap_or_default()
        }
        "Recycled Date" => recycled(index, lead).map(minute).unwrap_or_default(),
        "Became a Customer Date" => won(lead).map(minute).unwrap_or_default(),
        "Number of Sales Activities" => lead.touches.len().to_string(),
        _ => String::new(),
    }
}

fn contact_id(index: usize) -> String {
    (10_450_001 + index * 37).to_string()
}

fn stage(lead: &Lead) -> &'static str {
    match (lead.delivered, &lead.deal) {
        _ if won(lead).is_some() => "Customer",
        (_, Some(_)) => "Opportunity",
        (Some(_), None) => "Marketing Qualified Lead",
        (None, None) => "Lead",
    }
}

fn won(lead: &Lead) -> Option<NaiveDateTime> {
    match lead.deal.as_ref()?.standing {
        Standing::Won(at) => Some(at),
        _ => None,
    }
}

/// When sales sent a lead back that was not interested, or not now: most within days, one in six never.
fn recycled(index: usize, lead: &Lead) -> Option<NaiveDateTime> {
    let Standing::Lost(at, Reason::NotNow | Reason::NotInterested) = lead.deal.as_ref()?.standing
    else {
        return None;
    };
    let wait = i64::try_from(60 + index * 137 % 2_300).unwrap();
    let back = MARKET.clock.after(at, wait);
    (!index.is_multiple_of(6) && back < NOW).then_some(back)
}

fn deal_cell(index: usize, lead: &Lead, deal: &Deal, header: &str) -> String {
    match header {
        "Record ID" => (88_300_000 + index * 11).to_string(),
        "Deal Name" => format!("{} - annual plan", lead.person.company),
        "Deal Stage" => deal_stage(deal).to_owned(),
        "Pipeline" => "Sales Pipeline".to_owned(),
        "Amount" => format!("{}.{:02}", deal.cents / 100, deal.cents % 100),
        "Deal owner" => lead.owner.to_owned(),
        "Create Date" => american(deal.opened),
        "Close Date" => match deal.standing {
            Standing::Open => String::new(),
            Standing::Won(at) | Standing::Lost(at, _) => american(at),
        },
        "Associated Company" => lead.person.company.clone(),
        "Closed Lost Reason" => reason(deal).to_owned(),
        "Associated Contact IDs" => contact_id(index),
        _ => String::new(),
    }
}

fn deal_stage(deal: &Deal) -> &'static str {
    match deal.standing {
        Standing::Won(_) => "Closed Won",
        Standing::Lost(..) => "Closed Lost",
        Standing::Open => [
            "Appointment Scheduled",
            "Qualified To Buy",
            "Presentation Scheduled",
            "Decision Maker Bought-In",
            "Contract Sent",
        ][deal.step],
    }
}

fn reason(deal: &Deal) -> &'static str {
    let Standing::Lost(_, reason) = deal.standing else { return "" };
    match reason {
        Reason::WrongNumber => "Wrong number",
        Reason::WrongProfile => "Not our customer",
        Reason::Duplicate => "Duplicate",
        Reason::Unreached => "No reply",
        Reason::NotNow => "No budget now",
        Reason::NotInterested => "Not interested",
        Reason::Competitor => "Chose a competitor",
        Reason::Closed => "Out of business",
    }
}

fn activity(lead: &Lead, touch: &Touch) -> Vec<String> {
    let kind = match touch.channel {
        Channel::Call => "Call",
        Channel::Email => "Email",
        Channel::Whatsapp => "SMS",
        Channel::Meeting => "Meeting",
    };
    let direction = if touch.inbound { "Inbound" } else { "Outbound" };
    let number =
        if touch.channel == Channel::Email { String::new() } else { phone(&lead.person.phone) };
    let words = [kind, direction, outcome(touch.outcome), lead.owner].map(str::to_owned);
    [stamp(touch.at), lead.person.email.clone(), number].into_iter().chain(words).collect()
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Blank => "",
        Outcome::Connected => "Connected",
        Outcome::NoAnswer => "No answer",
        Outcome::NotInterested => "Not interested",
        Outcome::NotNow => "Not now",
        Outcome::MeetingHeld => "Meeting held",
        Outcome::NotDone => "Canceled",
        Outcome::Automatic => "Auto-reply",
        Outcome::Unknown => "Left voicemail",
    }
}

fn phone(digits: &str) -> String {
    format!("+1 ({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..])
}

/// `2026-11-23 07:41`
fn minute(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// `2026-11-23 07:41:12`
fn stamp(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `11/3/2026 2:30 PM`
fn american(at: NaiveDateTime) -> String {
    at.format("%-m/%-d/%Y %-I:%M %p").to_string()
}
