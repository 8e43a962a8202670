//! `acordo-leads.csv`: one row an episode, with everything needed to recount the verdicts.

use csv::StringRecord;

use crate::casebook::{Finding, Origin};
use crate::model::moment::{Moment, Precision};
use crate::model::runnable::marked;
use crate::model::words::Milestone;
use crate::texts::person;
use crate::texts::story::Story;

/// Writes the file (UTF-8, commas), row by row.
pub fn write(story: &Story, to: &mut dyn std::io::Write) -> Result<(), csv::Error> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(header(story))?;
    let mut row = StringRecord::new();
    for lead in 0..story.book.len() {
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
    for (commitment, _) in story.card.verdicts() {
        let id = story.card.commitments.get(commitment).map_or("", |judged| judged.id.as_str());
        names.extend(
            ["due", "verdict", "reason"].map(|part| marked(&format!("{id}_{part}")).into_owned()),
        );
    }
    names
}

fn fill(story: &Story, lead: usize, row: &mut StringRecord) {
    let (book, level) = (story.book, story.agreement.report.personal_data);
    row.push_field(&marked(
        &book.id(lead).map(|id| person::lead_code(level, id)).unwrap_or_default(),
    ));
    row.push_field(&book.person(lead).map(|person| person.to_string()).unwrap_or_default());
    for field in ["source", "campaign", "owner"] {
        row.push_field(&marked(book.word(field, lead).unwrap_or_default()));
    }
    for milestone in Milestone::ALL {
        let date = book.date(lead, *milestone);
        instant(story, date, row);
        row.push_field(precision(date));
        row.push_field(book.origin(lead, *milestone).map_or("", Origin::word));
    }
    row.push_field(&book.tries(lead).to_string());
    instant(story, book.first_attempt(lead), row);
    instant(story, book.first_connection(lead), row);
    story.card.verdicts().for_each(|(_, found)| verdict(story, found.get(lead), row));
}

fn verdict(story: &Story, found: Option<Finding>, row: &mut StringRecord) {
    let Some(found) = found else { return row.extend(["", "", ""]) };
    row.push_field(&found.due.map(|due| story.agreement.zone.rfc3339(due)).unwrap_or_default());
    row.push_field(found.verdict.word());
    row.push_field(found.reason());
}

fn instant(story: &Story, moment: Option<Moment>, row: &mut StringRecord) {
    let text = moment.map(|moment| story.agreement.zone.rfc3339(moment.at()));
    row.push_field(&text.unwrap_or_default());
}

fn precision(moment: Option<Moment>) -> &'static str {
    match moment.map(Moment::precision) {
        Some(Precision::Second) => "second",
        Some(Precision::Minute) => "minute",
        Some(Precision::Day) => "day",
        None => "",
    }
}
