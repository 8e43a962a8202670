//! How many worlds have each kind of dirt, so that the comparison cannot go blind unseen.

use std::collections::BTreeMap;

use super::world::{Export, World, cell};

/// Kind of dirt → worlds that have it.
pub fn kinds<'a>(worlds: impl Iterator<Item = &'a World>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for world in worlds {
        let all = rows(world).into_iter().chain(files(world)).chain(terms(world));
        all.for_each(|(kind, is_there)| *counts.entry(kind).or_default() += usize::from(is_there));
    }
    counts
}

fn any(export: &Export, field: &str, is: impl Fn(&str) -> bool) -> bool {
    export.rows.iter().any(|row| is(cell(row, field)))
}

fn rows(world: &World) -> Vec<(&'static str, bool)> {
    let leads = &world.leads;
    let mut emails: Vec<&str> =
        leads.rows.iter().map(|row| cell(row, "email")).filter(|text| !text.is_empty()).collect();
    let count = emails.len();
    emails.sort_unstable();
    emails.dedup();
    vec![
        ("e-mail on several rows", emails.len() < count),
        ("e-mail in capitals", any(leads, "email", |text| text.contains("@E"))),
        ("shared address", any(leads, "email", |text| text.starts_with("contato@"))),
        ("list in a cell", any(leads, "email", |text| text.contains(';'))),
        ("address of nobody", any(leads, "email", |text| text.starts_with("naotem"))),
        ("address of many", any(leads, "email", |text| text.starts_with("geral"))),
        ("number of nobody", any(leads, "phone", |text| text.contains("99999-9999"))),
        ("extension", any(leads, "phone", |text| text.contains("ramal"))),
        ("number with decimals", any(leads, "phone", |text| text.ends_with(".0"))),
        ("foreign phone", any(leads, "phone", |text| text.starts_with("+1"))),
        ("phone with a carrier", any(leads, "phone", |text| text.starts_with("0 15"))),
        ("test row", any(leads, "name", |text| text.starts_with("Teste"))),
        ("row without delivered", any(leads, "delivered", str::is_empty)),
        (
            "row without id",
            world.leads.columns.contains(&"id".to_owned()) && any(leads, "id", str::is_empty),
        ),
        ("date only", any(leads, "delivered", |text| text.len() == 10)),
        ("to the minute", any(leads, "delivered", |text| text.len() == 16)),
    ]
}

fn files(world: &World) -> Vec<(&'static str, bool)> {
    let exports: Vec<&Export> =
        [Some(&world.leads), world.deals.as_ref(), world.activities.as_ref()]
            .into_iter()
            .flatten()
            .collect();
    let activity = |field: &str, is: fn(&str) -> bool| {
        world.activities.as_ref().is_some_and(|export| any(export, field, is))
    };
    vec![
        ("no activities", world.activities.is_none()),
        ("no deals", world.deals.is_none()),
        ("file time", exports.iter().any(|export| export.cut_off_rule == "file-time")),
        ("newest row", exports.iter().any(|export| export.cut_off_rule == "newest-row")),
        ("source in another zone", exports.iter().any(|export| export.zone.is_some())),
        ("covers-from", exports.iter().any(|export| export.covers_from.is_some())),
        ("activity by deal", activity("deal", |text| !text.is_empty())),
        ("activity by person", activity("person", |text| !text.is_empty())),
        ("unknown channel", activity("channel", |text| text == "pombo")),
        ("unknown outcome", activity("outcome", |text| text == "talvez")),
        ("inbound", activity("direction", |text| text == "inbound")),
        ("automatic", activity("outcome", |text| text == "automatic")),
        ("not done", activity("done", |text| text == "no")),
        ("orphan", activity("lead", |text| text == "L999")),
    ]
}

fn terms(world: &World) -> Vec<(&'static str, bool)> {
    let terms = &world.terms;
    let promised = |is: fn(&super::world::Promise) -> bool| terms.promises.iter().any(is);
    vec![
        ("re-entry 0d", terms.re_entry == Some(0)),
        ("re-entry forever", terms.re_entry.is_none()),
        ("leads of deals", terms.creates_leads),
        ("delivered by another", terms.delivered_by != "delivered"),
        ("holiday or half day", !terms.calendar.days.is_empty()),
        ("versions", promised(|promise| promise.until.is_some())),
        ("clock elapsed", promised(|promise| promise.elapsed)),
        ("channels", promised(|promise| !promise.channels.is_empty())),
        ("where", promised(|promise| !promise.place.is_empty())),
        ("gross", promised(|promise| promise.gross && promise.metric == "leads-delivered")),
        ("all reasons", promised(|promise| promise.all_reasons && promise.metric == "acceptance")),
    ]
}
