//! What the registers of the agreement (exemptions, disputes, the log) hold for the period, as a report may show it.

use crate::model::agreement::PersonalData;
use crate::model::records::Exemption;
use crate::report::Desk;
use crate::texts::disputes::Dispute;

/// The exemptions whose days touch the period, with the verdicts each one frees from.
pub fn of_period<'a>(desk: &Desk<'a>) -> Vec<(&'a Exemption, u64)> {
    let period = &desk.card().period;
    let touches = |entry: &Exemption| {
        entry.from <= period.last && entry.until.is_none_or(|until| period.first <= until)
    };
    let counts = desk.card().exempted.iter().copied().chain(std::iter::repeat(0));
    desk.story.book.exemptions().iter().zip(counts).filter(|(entry, _)| touches(entry)).collect()
}

/// The lead contested as a report shows it: the id of the lead found, else what was written.
pub fn disputed_lead(desk: &Desk, dispute: &Dispute) -> String {
    let known = dispute.lead.and_then(|lead| desk.story.book.id(lead));
    let written = dispute.entry.lead.as_deref().unwrap_or_default();
    let level = desk.story.agreement.report.personal_data;
    match known {
        Some(id) => desk.story.lead(id),
        None => shown(level, Some(&desk.story.lead(written))).unwrap_or_default().to_owned(),
    }
}

/// A text of the teams' own; at no personal data it stays out, because nobody knows whom it names.
pub fn shown(level: PersonalData, text: Option<&str>) -> Option<&str> {
    text.filter(|_| level != PersonalData::None)
}
