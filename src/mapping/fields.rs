//! The canonical fields of each table and how each is read.

use crate::model::words::{Milestone, Table};

/// How a field's cells are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text kept as it is: ids, names.
    Text,
    /// E-mail addresses, possibly a list.
    Emails,
    /// Phone numbers, possibly a list.
    Phones,
    /// One of few words: sources, owners, stages.
    Word,
    /// An instant or a day.
    Date,
    /// A number.
    Number,
    /// A length of time, in seconds.
    Duration,
}

use FieldKind::{Date, Duration, Emails, Number, Phones, Text, Word};

/// When sales first got in touch, by the row of the lead or of its deal.
pub const FIRST_CONTACT: &str = "first-contact";

const LEADS: &[(&str, FieldKind)] = &[
    ("id", Text),
    ("deal", Text),
    ("person", Text),
    ("name", Text),
    ("email", Emails),
    ("phone", Phones),
    ("company", Text),
    ("source", Word),
    ("campaign", Word),
    ("owner", Word),
    ("owner-id", Text),
    ("team", Word),
    ("type", Word),
    ("stage", Word),
    ("status", Word),
    ("lead-status", Word),
    ("value", Number),
    ("score", Number),
    ("created", Date),
    ("mql", Date),
    ("delivered", Date),
    ("accepted", Date),
    ("sql", Date),
    ("opportunity", Date),
    ("won", Date),
    ("rejected", Date),
    ("lost", Date),
    ("recycled", Date),
    (FIRST_CONTACT, Date),
    ("rejection-reason", Word),
    ("lost-reason", Word),
];

const DEALS: &[(&str, FieldKind)] = &[
    ("id", Text),
    ("lead", Text),
    ("person", Text),
    ("name", Text),
    ("email", Emails),
    ("phone", Phones),
    ("title", Text),
    ("company", Text),
    ("owner", Word),
    ("owner-id", Text),
    ("team", Word),
    ("stage", Word),
    ("status", Word),
    ("value", Number),
    ("source", Word),
    ("campaign", Word),
    ("created", Date),
    ("accepted", Date),
    ("sql", Date),
    (FIRST_CONTACT, Date),
    ("won", Date),
    ("lost", Date),
    ("lost-reason", Word),
];

const ACTIVITIES: &[(&str, FieldKind)] = &[
    ("id", Text),
    ("at", Date),
    ("lead", Text),
    ("deal", Text),
    ("person", Text),
    ("email", Emails),
    ("phone", Phones),
    ("channel", Word),
    ("direction", Word),
    ("outcome", Word),
    ("owner", Word),
    ("owner-id", Text),
    ("done", Word),
    ("automatic", Word),
    ("duration", Duration),
];

const EXEMPTIONS: &[(&str, FieldKind)] = &[
    ("lead", Word),
    ("owner", Word),
    ("from", Date),
    ("until", Date),
    ("why", Text),
    ("commitment", Word),
];

const LOG: &[(&str, FieldKind)] =
    &[("at", Date), ("kind", Word), ("text", Text), ("by", Word), ("about", Word), ("lead", Word)];

const TRAFFIC: &[(&str, FieldKind)] =
    &[("date", Date), ("source", Word), ("campaign", Word), ("visits", Number), ("cost", Number)];

/// The canonical fields of a table.
pub fn of(table: Table) -> &'static [(&'static str, FieldKind)] {
    match table {
        Table::Leads => LEADS,
        Table::Deals => DEALS,
        Table::Activities => ACTIVITIES,
        Table::Exemptions => EXEMPTIONS,
        Table::Log => LOG,
        Table::Traffic => TRAFFIC,
    }
}

/// How a field of a table is read; fields beyond the canonical ones are words.
pub fn kind(table: Table, field: &str) -> FieldKind {
    of(table).iter().find(|(name, _)| *name == field).map_or(Word, |(_, kind)| *kind)
}

/// Fields of which a file must have at least one, table by table.
pub fn one_of(table: Table) -> &'static [&'static str] {
    match table {
        Table::Leads => &["id", "email", "phone", "name", "company"],
        Table::Deals => &["id", "lead", "person", "email", "phone", "title", "name"],
        Table::Activities => &["lead", "deal", "person", "email", "phone"],
        Table::Exemptions => &["lead", "owner"],
        Table::Log | Table::Traffic => &[],
    }
}

/// Fields no file of the table can do without.
pub fn required(table: Table) -> &'static [&'static str] {
    match table {
        Table::Leads | Table::Deals => &[],
        Table::Activities => &["at"],
        Table::Exemptions => &["from", "until", "why"],
        Table::Log => &["at", "kind", "text"],
        Table::Traffic => &["date", "visits"],
    }
}

/// What a date means to the row it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The row says as much without it.
    Optional,
    /// Absent it says something; unreadable, nobody knows what the row means.
    Readable,
    /// Without it the row cannot be used at all.
    Needed,
}

/// What a date field means to a row of a table.
pub fn need(table: Table, field: &str) -> Need {
    match (table, field) {
        (Table::Activities | Table::Log, "at")
        | (Table::Traffic, "date")
        | (Table::Exemptions, "from") => Need::Needed,
        (Table::Exemptions, "until") => Need::Readable,
        _ => Need::Optional,
    }
}

/// A stage in which sales have already been in touch with a lead, or tried to: it is no step of the ladder and has no date, and
/// shows that work was done which no activity tells.
pub const CONTACTED: &str = "contacted";

/// Stage words that mean no milestone.
pub const NO_STEPS: [&str; 2] = [CONTACTED, "ignore"];

/// Fields whose words map to canonical ones through `[source.values]`, with the canonical words.
pub fn canonical_words(field: &str) -> Option<Vec<&'static str>> {
    use crate::model::words::{Channel, DealStatus, Direction, LogKind, Outcome};
    match field {
        "stage" | "lead-status" => {
            Some(Milestone::ALL.iter().map(|m| m.word()).chain(NO_STEPS).collect())
        }
        "status" => Some(DealStatus::ALL.iter().map(|s| s.word()).collect()),
        "channel" => Some(Channel::ALL.iter().map(|c| c.word()).collect()),
        "direction" => Some(Direction::ALL.iter().map(|d| d.word()).collect()),
        "kind" => Some(LogKind::ALL.iter().map(|k| k.word()).collect()),
        "outcome" => Some(Outcome::ALL.iter().map(|o| o.word()).collect()),
        "done" | "automatic" => Some(vec!["yes", "no"]),
        _ => None,
    }
}
