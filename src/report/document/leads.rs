//! `acordo-leads.csv`: one row an episode, with everything needed to recount the verdicts.

use crate::casebook::{Finding, Origin};
use crate::model::moment::{Moment, Precision};
use crate::model::words::Milestone;
use crate::texts::person;
use crate::texts::story::Story;

/// Writes the file (UTF-8, commas), row by row.
pub fn write(story: &Story, to: &mut dyn std::io::Write) -> Result<(), csv::Error> {
    let mut out = csv::Writer::from_writer(to);
    out.write_record(header(story))?;
    let mut row = Vec::new();
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
        names.extend([format!("{id}_due"), format!("{id}_verdict"), format!("{id}_reason")]);
    }
    names
}

fn fill(story: &Story, lead: usize, row: &mut Vec<String>) {
    let (book, level) = (story.book, story.agreement.report.personal_data);
    row.push(book.id(lead).map(|id| person::lead_code(level, id)).unwrap_or_default());
    row.push(book.person(lead).map(|person| person.to_string()).unwrap_or_default());
    row.extend(
        ["source", "campaign", "owner"]
            .map(|field| book.word(field, lead).unwrap_or_default().to_owned()),
    );
    for milestone in Milestone::ALL {
        let date = book.date(lead, *milestone);
        let origin = book.origin(lead, *milestone).map_or("", Origin::word);
        row.extend([instant(story, date), precision(date).to_owned(), origin.to_owned()]);
    }
    row.extend([
        book.tries(lead).to_string(),
        instant(story, book.first_attempt(lead)),
        instant(story, book.first_connection(lead)),
    ]);
    story.card.verdicts().for_each(|(_, found)| verdict(story, found.get(lead), row));
}

fn verdict(story: &Story, found: Option<Finding>, row: &mut Vec<String>) {
    let Some(found) = found else {
        return row.extend([String::new(), String::new(), String::new()]);
    };
    let due = found.due.map(|due| story.agreement.zone.rfc3339(due)).unwrap_or_default();
    row.extend([due, found.verdict.word().to_owned(), found.reason().to_owned()]);
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
