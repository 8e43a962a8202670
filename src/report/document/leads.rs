//! `acordo-leads.csv`: one row an episode, with everything needed to recount the verdicts.

use crate::model::moment::{Moment, Precision};
use crate::model::words::{Milestone, Verdict};
use crate::scorecard::card::VerdictColumn;
use crate::texts::person;
use crate::texts::story::Story;

/// Writes the file (UTF-8, commas), row by row.
pub fn write(story: &Story, to: &mut dyn std::io::Write) -> Result<(), csv::Error> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(header(story))?;
    let mut row = Vec::new();
    for lead in 0..story.data.leads.len() {
        row.clear();
        fill(story, lead, &mut row);
        out.write_record(&row)?;
    }
    out.flush()?;
    Ok(())
}

fn header(story: &Story) -> Vec<String> {
    let mut names: Vec<String> =
        ["id", "person", "source", "campaign", "owner"].map(str::to_owned).into();
    for milestone in Milestone::ALL {
        names.extend([
            milestone.word().to_owned(),
            format!("{}_precision", milestone.word()),
            format!("{}_origin", milestone.word()),
        ]);
    }
    names.extend(["tries", "first_attempt", "first_connection"].map(str::to_owned));
    for column in &story.card.verdicts {
        let id =
            story.card.commitments.get(column.commitment).map_or("", |judged| judged.id.as_str());
        names.extend([format!("{id}_due"), format!("{id}_verdict"), format!("{id}_reason")]);
    }
    names
}

fn fill(story: &Story, lead: usize, row: &mut Vec<String>) {
    let leads = &story.data.leads;
    let level = story.agreement.report.personal_data;
    row.push(leads.id.get(lead).map(|id| person::lead_code(level, id)).unwrap_or_default());
    row.push(leads.person.get(lead).map(u32::to_string).unwrap_or_default());
    row.extend(
        ["source", "campaign", "owner"]
            .map(|field| leads.word(field, lead).unwrap_or_default().to_owned()),
    );
    for milestone in Milestone::ALL {
        let date = leads.date(lead, *milestone);
        let origin = match date {
            Some(_) if leads.is_observed(lead, *milestone) => "observed",
            Some(_) => "dated",
            None if leads.has_passed(lead, *milestone) => "inferred",
            None => "",
        };
        row.extend([instant(story, date), precision(date).to_owned(), origin.to_owned()]);
    }
    contacts(story, lead, row);
    story.card.verdicts.iter().for_each(|column| verdict(story, column, lead, row));
}

fn contacts(story: &Story, lead: usize, row: &mut Vec<String>) {
    let activities = &story.data.activities;
    let mut tries = 0;
    let (mut attempt, mut connection) = (None, None);
    for at in story
        .data
        .leads
        .activities(lead)
        .filter(|at| activities.before_delivery.get(*at) == Some(&false))
    {
        let Some(contact) = activities.contact.get(at) else { continue };
        let when = activities.at.get(at).copied().flatten();
        tries = tries.max(activities.try_number.get(at).copied().unwrap_or(0));
        attempt = attempt.or_else(|| when.filter(|_| contact.is_attempt()));
        connection = connection.or_else(|| when.filter(|_| contact.is_connection()));
    }
    row.extend([tries.to_string(), instant(story, attempt), instant(story, connection)]);
}

fn verdict(story: &Story, column: &VerdictColumn, lead: usize, row: &mut Vec<String>) {
    let Some(found) = column.leads.get(lead).copied().flatten() else {
        return row.extend([String::new(), String::new(), String::new()]);
    };
    let due = found.due.map(|due| story.agreement.zone.rfc3339(due)).unwrap_or_default();
    let reason = match found.verdict {
        Verdict::Met => "answered-in-time",
        Verdict::Breached => "due-passed",
        Verdict::Pending => "due-ahead",
        Verdict::Indeterminate => "dates-too-coarse",
        Verdict::Exempt if found.is_freed => "exempt-by-register",
        Verdict::Exempt => "closed-before-any-attempt",
        Verdict::NotAssessable => "not-covered",
    };
    row.extend([due, found.verdict.word().to_owned(), reason.to_owned()]);
}

fn instant(story: &Story, moment: Option<Moment>) -> String {
    moment.map(|moment| story.agreement.zone.rfc3339(moment.at())).unwrap_or_default()
}

fn precision(moment: Option<Moment>) -> &'static str {
    match moment.map(Moment::precision) {
        Some(Precision::Second) => "second",
        Some(Precision::Minute) => "minute",
        Some(Precision::Day) => "day",
        None => "",
    }
}
