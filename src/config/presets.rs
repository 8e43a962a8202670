//! Presets: how well-known exports are understood, as data. Adding one is a file and a line here.

use std::path::Path;

use super::columns::{self, Speaker, Understanding};
use super::file::File;
use super::problem::nearest;
use super::reader::{Table, Value};
use crate::model::agreement::Undecided;
use crate::model::plain;
use crate::model::words::Table as Canonical;

/// The presets shipped, by name.
pub const PRESETS: &[(&str, &str)] = &[
    ("3cx-calls", include_str!("../../templates/presets/3cx-calls.toml")),
    ("activities", include_str!("../../templates/presets/activities.toml")),
    ("chat-messages", include_str!("../../templates/presets/chat-messages.toml")),
    ("close-leads", include_str!("../../templates/presets/close-leads.toml")),
    ("exemptions", include_str!("../../templates/presets/exemptions.toml")),
    ("hubspot-calls", include_str!("../../templates/presets/hubspot-calls.toml")),
    ("hubspot-contacts", include_str!("../../templates/presets/hubspot-contacts.toml")),
    ("hubspot-deals", include_str!("../../templates/presets/hubspot-deals.toml")),
    ("hubspot-tasks", include_str!("../../templates/presets/hubspot-tasks.toml")),
    ("kommo-leads", include_str!("../../templates/presets/kommo-leads.toml")),
    ("log", include_str!("../../templates/presets/log.toml")),
    ("pipedrive-activities", include_str!("../../templates/presets/pipedrive-activities.toml")),
    ("pipedrive-deals", include_str!("../../templates/presets/pipedrive-deals.toml")),
    ("rd-station-crm", include_str!("../../templates/presets/rd-station-crm.toml")),
    ("rd-station-marketing", include_str!("../../templates/presets/rd-station-marketing.toml")),
    ("salesforce-leads", include_str!("../../templates/presets/salesforce-leads.toml")),
    (
        "salesforce-opportunities",
        include_str!("../../templates/presets/salesforce-opportunities.toml"),
    ),
    ("salesforce-tasks", include_str!("../../templates/presets/salesforce-tasks.toml")),
    ("traffic", include_str!("../../templates/presets/traffic.toml")),
    ("twilio-calls", include_str!("../../templates/presets/twilio-calls.toml")),
    ("zoho-calls", include_str!("../../templates/presets/zoho-calls.toml")),
    ("zoho-deals", include_str!("../../templates/presets/zoho-deals.toml")),
    ("zoho-leads", include_str!("../../templates/presets/zoho-leads.toml")),
    ("zoho-tasks", include_str!("../../templates/presets/zoho-tasks.toml")),
];

/// The preset a source names: one shipped, or a file of the team's own (`….toml`, relative to the agreement).
pub fn preset(
    value: &Value<'_>,
    name: &str,
    folder: &Path,
    required: &[String],
    report: &File<'_>,
) -> Option<Understanding> {
    if let Some((_, text)) = PRESETS.iter().find(|(known, _)| *known == name) {
        return understood(name, text, required, report);
    }
    if Path::new(name).extension().is_none_or(|ending| ending != "toml") {
        let names = || PRESETS.iter().map(|(known, _)| *known);
        value.refuse(
            "unknown-preset",
            &names().collect::<Vec<_>>().join(", "),
            nearest(name, names()),
        );
        return None;
    }
    let Some(text) = plain::text(&folder.join(name)) else {
        value.refuse("not-found", "", None);
        return None;
    };
    understood(name, &text, required, report)
}

/// How the tables kept by hand are understood where a source names no preset: their headers are the design's own words.
pub fn of_table(table: Canonical, required: &[String], report: &File<'_>) -> Option<Understanding> {
    let is_by_hand = matches!(table, Canonical::Exemptions | Canonical::Log | Canonical::Traffic);
    let (name, text) = PRESETS.iter().find(|(known, _)| is_by_hand && *known == table.word())?;
    understood(name, text, required, report)
}

/// Reads a preset's text; its problems, and what it asks to be decided, go to `report` under the preset's name.
pub fn understood(
    name: &str,
    text: &str,
    required: &[String],
    report: &File<'_>,
) -> Option<Understanding> {
    let file = File::new(text, &format!("{name}: "));
    let read = file.parse().map(|table| {
        let top = Table::top(&file, table.get_ref());
        let understanding = columns::understanding(&top, required, Speaker::Preset);
        top.close();
        understanding
    });
    file.take_problems().into_iter().for_each(|problem| report.add(problem));
    for own in file.take_undecided() {
        report.add_undecided(Undecided { file: name.to_owned(), ..own });
    }
    read
}
