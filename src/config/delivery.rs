//! Where results go: `[report]`, `[mail]` and `[ledger]`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::carrier;
use super::kind::{self, Kind};
use super::looks;
use super::problem::{Problem, nearest};
use super::reader::{Table, Value};
use super::spell;
use crate::model::agreement::{
    Clock, LeadsListed, LedgerSettings, MailSettings, NotifySettings, OwnerNames, PersonalData,
    ReportSettings, WebHook,
};
use crate::model::fold::fold;
use crate::model::letter::{Person, mailbox};
use crate::model::words::Audience;

const DETAIL_LIMIT: u32 = 50_000;
const MAX_SIZE: u64 = 7_000_000;
const MORNING: u32 = 8 * 3_600;
const REPORT_FOLDER: &str = "relatorios";
const OUTBOX: &str = "outbox";
const LEDGER: &str = "acordo.db";
const KEEP_DETAIL: u32 = 400;
const KEEP_MAIL: u32 = 30;

/// Reads `[report]`.
pub fn report(top: &Table<'_>, folder: &Path) -> ReportSettings {
    let table = top.table("report");
    let of = table.as_ref();
    let shown = [
        ("full", PersonalData::Full),
        ("masked", PersonalData::Masked),
        ("none", PersonalData::None),
    ];
    let owners = [
        ("names", OwnerNames::Names),
        ("initials", OwnerNames::Initials),
        ("none", OwnerNames::None),
    ];
    let listed = [("period", LeadsListed::Period), ("all", LeadsListed::All)];
    let limit = of
        .and_then(|table| table.read("detail-limit", &kind::whole(1, 1_000_000)))
        .unwrap_or(DETAIL_LIMIT);
    let settings = ReportSettings {
        folder: folder.join(
            of.and_then(|table| table.read("folder", &kind::path()))
                .as_deref()
                .unwrap_or(REPORT_FOLDER),
        ),
        personal_data: of
            .and_then(|table| table.read("personal-data", &Kind::word("bad-value", shown)))
            .unwrap_or(PersonalData::Masked),
        owners: of
            .and_then(|table| table.read("owners", &Kind::word("bad-value", owners)))
            .unwrap_or(OwnerNames::Names),
        detail_limit: usize::try_from(limit).unwrap_or(usize::MAX),
        leads: of
            .and_then(|table| table.read("leads", &Kind::word("bad-value", listed)))
            .unwrap_or(LeadsListed::Period),
        links: looks::links(top),
        brand: looks::brand(top, folder),
    };
    if let Some(table) = table {
        table.close();
    }
    settings
}

/// Reads `[mail]`.
pub fn mail(top: &Table<'_>, folder: &Path) -> MailSettings {
    let unset = MailSettings {
        max_size: MAX_SIZE,
        slots: vec![MORNING],
        folder: folder.join(OUTBOX),
        ..MailSettings::default()
    };
    let Some(table) = top.table("mail") else { return unset };
    let allowed_domains = table.list("allowed-domains", &kind::text()).unwrap_or_default();
    let settings = MailSettings {
        from: table.read("from", &kind::address()),
        reply_to: table.read("reply-to", &kind::address()),
        audiences: audiences(&table, &allowed_domains),
        people: people(&table, &allowed_domains),
        operator: recipients(&table, "operator", &allowed_domains),
        allowed_domains,
        max_size: table
            .read("max-size", &Kind::spelt("bad-value", "@size", spell::size))
            .unwrap_or(MAX_SIZE),
        thread_by_month: table
            .read("thread", &Kind::word("bad-value", [("day", false), ("month", true)]))
            .unwrap_or(false),
        slots: times(&table, "slots").unwrap_or(unset.slots),
        all_days: table
            .read("days", &Kind::word("bad-value", [("working", false), ("all", true)]))
            .unwrap_or(false),
        folder: unset.folder,
        server: None,
        holds_unknown: table
            .read("on-unknown", &Kind::word("bad-value", [("resend-once", false), ("hold", true)]))
            .unwrap_or(false),
    };
    let settings = carrier::read(&table, folder, settings);
    table.close();
    settings
}

fn audiences(table: &Table<'_>, domains: &[String]) -> BTreeMap<Audience, Vec<String>> {
    let each = Audience::ALL.iter().map(|own| (*own, recipients(table, own.word(), domains)));
    each.filter(|(_, recipients)| !recipients.is_empty()).collect()
}

/// Addresses of a key, each mailbox once; those of other domains than the allowed ones are reported.
fn recipients(table: &Table<'_>, key: &'static str, domains: &[String]) -> Vec<String> {
    let addresses = table.list(key, &kind::address()).unwrap_or_default();
    if let Some(value) = table.get(key) {
        refuse_foreign(table, &value, &addresses, domains);
    }
    let mut seen = BTreeSet::new();
    addresses.into_iter().filter(|address| seen.insert(mailbox(address))).collect()
}

/// Reads `[mail.people]`: owner → address, each name once; names of one mailbox are one person.
fn people(table: &Table<'_>, domains: &[String]) -> Vec<Person> {
    let Some(people) = table.table("people") else { return Vec::new() };
    let (mut found, mut seen) = (Vec::<Person>::new(), BTreeSet::new());
    for (name, value) in people.entries() {
        if !seen.insert(fold(name)) {
            value.at(()).refuse(table.file(), "duplicate-id", name, "");
        }
        let Some(address) = value.read(&kind::address()) else { continue };
        refuse_foreign(table, &value, std::slice::from_ref(&address), domains);
        let own = mailbox(&address);
        match found.iter_mut().find(|person| mailbox(&person.address) == own) {
            Some(person) => person.names.push(name.to_owned()),
            None => found.push(Person { names: vec![name.to_owned()], address }),
        }
    }
    found
}

/// Reports the first of some addresses whose domain is none of the allowed ones.
fn refuse_foreign(table: &Table<'_>, value: &Value<'_>, addresses: &[String], domains: &[String]) {
    let host = |address: &str| {
        spell::address(address)
            .and_then(|bare| bare.rsplit_once('@'))
            .map(|(_, host)| host.to_lowercase())
    };
    let is_allowed = |address: &&String| {
        domains.is_empty()
            || domains.iter().any(|domain| host(address) == Some(domain.to_lowercase()))
    };
    if let Some(stranger) = addresses.iter().find(|address| !is_allowed(address)) {
        let own = host(stranger).unwrap_or_default();
        let near = nearest(&own, domains.iter().map(String::as_str));
        let hint = near.map(|near| stranger.replace(&own, &near));
        let problem = value.at(()).problem("foreign-domain", stranger, &domains.join(", "));
        table.file().add(Problem { hint, ..problem });
    }
}

fn times(table: &Table<'_>, key: &'static str) -> Option<Vec<u32>> {
    let mut times =
        table.list(key, &Kind::spelt("bad-value", "@time-of-day", spell::time_of_day))?;
    times.sort_unstable();
    times.dedup();
    (!times.is_empty()).then_some(times)
}

/// Reads `[notify]`.
pub fn notify(top: &Table<'_>, folder: &Path, mail: &MailSettings) -> NotifySettings {
    let Some(table) = top.table("notify") else { return NotifySettings::default() };
    let read = |key| table.read(key, &kind::variable());
    let settings = NotifySettings {
        slack: read("slack-env"),
        teams: read("teams-env"),
        google_chat: read("google-chat-env"),
        webhook: web_hook(&table, folder),
        ping: read("ping-env"),
        due_soon: times(&table, "due-soon").unwrap_or_default(),
        due_soon_people: named_people(&table, mail),
    };
    table.close();
    settings
}

/// The teams' own web hook: nothing goes there unsigned.
fn web_hook(table: &Table<'_>, folder: &Path) -> Option<WebHook> {
    let address = table.read("webhook-env", &kind::variable());
    let secret = table.read("webhook-secret-env", &kind::variable());
    let template = table.read("webhook-template", &kind::path()).map(|name| folder.join(name));
    let is_asked = ["webhook-env", "webhook-secret-env", "webhook-template"];
    if is_asked.iter().any(|key| table.has(key)) {
        let keys = ["webhook-env", "webhook-secret-env"];
        keys.iter().filter(|key| !table.has(key)).for_each(|key| table.miss(key, "@variable"));
    }
    Some(WebHook { address: address?, secret: secret?, template })
}

/// The people who want to hear before a breach: each has to stand in `[mail.people]`.
fn named_people(table: &Table<'_>, mail: &MailSettings) -> Vec<String> {
    let names = table.list("due-soon-people", &kind::text()).unwrap_or_default();
    let known = || mail.people.iter().flat_map(|person| &person.names).map(String::as_str);
    if let (Some(stranger), Some(value)) = (
        names.iter().find(|name| !mail.people.iter().any(|person| person.is(name))),
        table.get("due-soon-people"),
    ) {
        let allowed = known().collect::<Vec<_>>().join(" · ");
        let allowed = if allowed.is_empty() { "[mail.people]".to_owned() } else { allowed };
        let hint = nearest(stranger, known());
        let problem = value.at(()).problem("bad-value", stranger, &allowed);
        table.file().add(Problem { hint, ..problem });
    }
    names
}

/// Reads `[ledger]`: the file's path, and how long detail and letters are kept.
pub fn ledger(top: &Table<'_>, folder: &Path) -> LedgerSettings {
    let unset = LedgerSettings {
        file: folder.join(LEDGER),
        keep_detail: KEEP_DETAIL,
        keep_mail: KEEP_MAIL,
    };
    let Some(table) = top.table("ledger") else { return unset };
    let days = |key, unset| {
        table.read(key, &kind::days(Clock::Elapsed)).map_or(unset, |length| length.count)
    };
    let settings = LedgerSettings {
        file: table.read("file", &kind::path()).map_or(unset.file, |name| folder.join(name)),
        keep_detail: days("keep-detail", unset.keep_detail),
        keep_mail: days("keep-mail", unset.keep_mail),
    };
    table.close();
    settings
}
