//! Exports that are not what they were: columns gone or renamed, newer files beside the ones named, fewer rows, another encoding.

use std::fs;

use serde_json::Value;

use crate::room::Room;

const FIRST: &str = "run --as-of 2026-11-20T08:00 --no-mail --json";
const NEXT: &str = "run --as-of 2026-11-23T08:00 --no-mail --json";
const CODES: [&str; 7] = [
    "column-gone",
    "column-renamed",
    "preset-renamed",
    "preset-lacks",
    "newer-file",
    "rows-fallen",
    "encoding-changed",
];

/// The warnings about what differs: code, then the values asked for.
fn warnings(room: &Room, run: &str, values: &[&str]) -> Vec<String> {
    let told = room.acordo(run);
    let summary: Value = serde_json::from_str(&told.stdout)
        .unwrap_or_else(|error| panic!("{error}: {} {}", told.exit, told.stderr));
    let one = |warning: &Value| {
        let code = warning["code"].as_str().unwrap().to_owned();
        let values = values.iter().map(|name| warning[*name].as_str().unwrap_or("-").to_owned());
        std::iter::once(code).chain(values).collect::<Vec<_>>().join(" ")
    };
    let is_own = |warning: &&Value| CODES.contains(&warning["code"].as_str().unwrap());
    summary["warnings"].as_array().unwrap().iter().filter(is_own).map(one).collect()
}

/// Some samples lack a column that would be good to have from the first day on; what else is said is news.
fn news(room: &Room, run: &str, values: &[&str]) -> Vec<String> {
    let mut told = warnings(room, run, values);
    told.retain(|one| !one.starts_with("preset-lacks lost-reason"));
    told
}

/// A room with a preset's sample and the agreement that `init` proposes for it.
fn proposed(sample: &str) -> (Room, String) {
    let room = Room::empty();
    let name = sample.rsplit('/').next().unwrap().to_owned();
    let path = format!("{}/sample-data/presets/{sample}", env!("CARGO_MANIFEST_DIR"));
    fs::copy(path, room.path(&name)).unwrap();
    room.done(&format!("init --toml . --language en --from {name}"));
    (room, name)
}

/// Replaces bytes of a file: not every export is in UTF-8.
fn replace(room: &Room, name: &str, old: &str, new: &str) {
    let bytes = room.bytes(name);
    let at = bytes.windows(old.len()).position(|part| part == old.as_bytes());
    let at = at.unwrap_or_else(|| panic!("no {old} in {name}"));
    let changed = [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat();
    fs::write(room.path(name), changed).unwrap();
}

/// Sample, header, what it becomes, and what is said of it: field, the column that was there, the one that seems to be new.
#[test]
fn a_column_that_was_there_is_missed_with_its_likely_new_name() {
    let cases = [
        (
            "rd-station-crm/negociacoes.csv",
            ";Responsável;",
            ";Vendedor resp.;",
            "column-renamed owner Responsável Vendedor resp.",
        ),
        (
            "rd-station-crm/negociacoes.csv",
            "Data do primeiro contato",
            "Primeiro contato em",
            "column-renamed first-contact Data do primeiro contato Primeiro contato em",
        ),
        (
            "hubspot-deals/deals.csv",
            "Deal owner",
            "Owner of the deal",
            "column-renamed owner Deal owner Owner of the deal",
        ),
        (
            "pipedrive-deals/deals.csv",
            "Deal - Lost reason",
            "Deal - Reason lost",
            "column-renamed lost-reason Deal - Lost reason Deal - Reason lost",
        ),
        (
            "zoho-leads/leads.csv",
            ",Lead Owner,",
            ",Owner of Lead,",
            "column-renamed owner Lead Owner Owner of Lead",
        ),
        (
            "kommo-leads/leads.csv",
            "Motivo da perda",
            "Motivo perda",
            "column-renamed lost-reason Motivo da perda Motivo perda",
        ),
        (
            "salesforce-opportunities/opportunities.csv",
            "\"Opportunity Owner\"",
            "\"X\"",
            "column-gone owner Opportunity Owner -",
        ),
        // What stood beside it all along is no new name of it.
        (
            "hubspot-contacts/contacts.csv",
            "Became a Customer Date",
            "Customer since",
            "column-gone won Became a Customer Date -",
        ),
        (
            "hubspot-contacts/contacts.csv",
            "Contact owner",
            "Assigned rep",
            "column-renamed owner Contact owner Assigned rep",
        ),
        (
            "salesforce-opportunities/oportunidades.csv",
            ";Valor;",
            ";;",
            "column-gone value Valor -",
        ),
        (
            "rd-station-crm/negociacoes.csv",
            ";Hora de cria",
            ";Z",
            "column-gone created Hora de criação -",
        ),
    ];
    for (sample, old, new, wanted) in cases {
        let (room, name) = proposed(sample);
        let values = ["field", "column", "nearest"];
        assert_eq!(news(&room, FIRST, &values), Vec::<String>::new(), "{sample}");
        replace(&room, &name, old, new);
        let told = news(&room, NEXT, &values);
        assert_eq!(told, [wanted], "{sample}");
        assert_eq!(news(&room, NEXT, &values), [wanted], "{sample}: said until it is mended");
        let check = room.acordo("check").stdout;
        assert!(check.contains("in the report of 20 Nov 2026"), "{sample}: {check}");
    }
}

/// Without a report before, a preset's own column is missed where another one looks like it, and its owner always.
#[test]
fn a_presets_column_that_is_not_there_is_said_on_the_first_day() {
    let cases = [
        (
            "rd-station-crm/negociacoes.csv",
            "Data do primeiro contato",
            "Primeiro contato em",
            "preset-renamed first-contact { date = \"Primeiro contato em\", time = \"Hora do primeiro contato\" }",
        ),
        (
            "hubspot-deals/deals.csv",
            "Deal owner",
            "Owner of the deal",
            "preset-renamed owner \"Owner of the deal\"",
        ),
        ("pipedrive-deals/negocios.csv", "Negócio - Proprietário", "Zzz", "preset-lacks owner -"),
        (
            "zoho-leads/leads.csv",
            "Lead Source",
            "Source of lead",
            "preset-renamed source \"Source of lead\"",
        ),
        (
            "kommo-leads/leads.csv",
            "Lead usuário responsável",
            "Usuário responsável",
            "preset-renamed owner \"Usuário responsável\"",
        ),
    ];
    for (sample, old, new, wanted) in cases {
        let (room, name) = proposed(sample);
        replace(&room, &name, old, new);
        assert_eq!(warnings(&room, FIRST, &["field", "written"]), [wanted], "{sample}");
    }
}

/// A column of days that are hoped for is never the new name of a day on which something happened: not by its words, in either language, nor
/// by what it holds where deals that are open by their word fill it.
#[test]
fn what_is_hoped_for_is_no_new_name_of_a_fact() {
    for (sample, old, hoped) in [
        ("rd-station-crm/negociacoes.csv", "Data de fechamento", "Previsão de fechamento"),
        ("rd-station-crm/negociacoes.csv", "Data de fechamento", "Data prevista de fechamento"),
        ("rd-station-crm/negociacoes.csv", "Data do primeiro contato", "Data do próximo contato"),
        ("pipedrive-deals/deals.csv", "Deal - Won time", "Deal - Expected won time"),
        ("hubspot-deals/deals.csv", "Close Date", "Expected close date"),
        ("zoho-deals/deals.csv", "Closing Date", "Estimated Closing Date"),
        ("salesforce-opportunities/opportunities.csv", "Close Date", "Est. Close Date"),
        ("kommo-leads/leads.csv", "Fechado em", "Fechamento previsto em"),
        ("hubspot-contacts/contacts.csv", "Create Date", "Next create date"),
    ] {
        let (room, name) = proposed(sample);
        let is_new =
            |one: &String| one.starts_with("preset-renamed") || one.starts_with("column-renamed");
        assert_eq!(news(&room, FIRST, &["field"]), Vec::<String>::new(), "{sample}");
        replace(&room, &name, old, hoped);
        let mut told = warnings(&room, NEXT, &["nearest"]);
        let (first, name) = proposed(sample);
        replace(&first, &name, old, hoped);
        told.extend(warnings(&first, FIRST, &["nearest"]));
        told.retain(|one| is_new(one) && one.contains(hoped));
        assert!(told.is_empty(), "{sample}, {hoped}: {told:?}");
    }
    // Filled on deals that were won alone, the same column may well be it.
    for (open, is_said) in [("", true), ("2026-12-20", false), ("2026-11-05", false)] {
        let (room, name) = proposed("pipedrive-deals/deals.csv");
        let rows = format!(
            "\"Deal - ID\",\"Deal - Title\",\"Deal - Status\",\"Deal - Value\",\"Deal - Deal created\",\"Deal - Owner\",\"Deal - Stage\",\"Close date\"\n\
             1,Alfa,Won,100,2026-11-02 09:00:00,Ana,Lead In,2026-11-10\n2,Beta,Open,100,2026-11-03 09:00:00,Ana,Lead In,{open}\n"
        );
        fs::write(room.path(&name), rows).unwrap();
        let told = warnings(&room, FIRST, &["field", "nearest"]);
        let is_won = |one: &String| one == "preset-renamed won Close date";
        assert_eq!(told.iter().any(is_won), is_said, "{open}: {told:?}");
    }
}

#[test]
fn another_order_of_columns_is_no_news() {
    let (room, name) = proposed("hubspot-deals/deals.csv");
    assert!(warnings(&room, FIRST, &[]).is_empty());
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).from_path(room.path(&name)).unwrap();
    let records: Vec<Vec<String>> =
        rows.records().map(|row| row.unwrap().iter().rev().map(str::to_owned).collect()).collect();
    let mut out = csv::Writer::from_path(room.path(&name)).unwrap();
    records.iter().for_each(|row| out.write_record(row).unwrap());
    out.flush().unwrap();
    assert_eq!(warnings(&room, NEXT, &["field"]), Vec::<String>::new());
}

const AGREEMENT: &str = "[agreement]\nname = \"A\"\nlanguage = \"pt-BR\"\ntimezone = \"America/Sao_Paulo\"\n\
    [objective]\nperiod = \"month\"\nsales = 3\n[working-time]\nweekdays = [\"09:00-18:00\"]\n\
    [[commitment]]\nteam = \"marketing\"\nmetric = \"leads-delivered\"\ntarget = 10\n\
    [[source]]\nname = \"s\"\ntable = \"leads\"\nmax-age = \"90d\"\nfiles = FILES\n\
    [source.columns]\nid = \"Id\"\nname = \"Nome\"\ndelivered = \"Entregue\"\n";

fn world(files: &str) -> Room {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), AGREEMENT.replace("FILES", files)).unwrap();
    room
}

/// So many leads, delivered on days of November; `order` writes day and month.
fn leads(rows: u32, first_day: u32, order: fn(u32) -> String) -> String {
    let row = |n: u32| format!("{n},João {n},{}\n", order(first_day + n % 3));
    format!("Id,Nome,Entregue\n{}", (0..rows).map(row).collect::<String>())
}

fn day_first(day: u32) -> String {
    format!("{day:02}/11/2026")
}

#[test]
fn fewer_rows_are_said_when_they_are_far_fewer() {
    for (before, now, is_said) in
        [(30, 20, true), (30, 21, false), (30, 60, false), (19, 3, false), (100, 1, true)]
    {
        let room = world("[\"leads.csv\"]");
        fs::write(room.path("leads.csv"), leads(before, 13, day_first)).unwrap();
        assert!(warnings(&room, FIRST, &[]).is_empty());
        fs::write(room.path("leads.csv"), leads(now, 13, day_first)).unwrap();
        let wanted = format!("rows-fallen {before} 20/11/2026");
        let told = warnings(&room, NEXT, &["before", "date"]);
        assert_eq!(told.contains(&wanted), is_said, "{before} to {now}: {told:?}");
    }
}

#[test]
fn letters_that_are_read_otherwise_are_said() {
    let room = world("[\"leads.csv\"]");
    fs::write(room.path("leads.csv"), leads(9, 13, day_first)).unwrap();
    assert!(warnings(&room, FIRST, &[]).is_empty());
    let western: Vec<u8> = leads(9, 13, day_first)
        .chars()
        .map(|sign| u8::try_from(u32::from(sign)).unwrap())
        .collect();
    fs::write(room.path("leads.csv"), western).unwrap();
    let told = warnings(&room, NEXT, &["before", "date"]);
    assert!(told.iter().any(|one| one.starts_with("encoding-changed")), "{told:?}");
}

/// The file named, others beside it, and which of them is said to be newer, with the pattern that finds it.
#[test]
fn a_newer_file_beside_the_one_named_is_said() {
    let cases: [(&str, &[&str], Option<&str>); 7] = [
        (
            "contacts-2026-11-20.csv",
            &["contacts-2026-11-13.csv", "contacts-2026-11-27.csv"],
            Some("contacts-2026-11-27.csv contacts-*.csv"),
        ),
        ("leads_20261120.csv", &["leads_20261127.csv"], Some("leads_20261127.csv leads_*.csv")),
        (
            "Leads 20-11-2026.csv",
            &["Leads 01-12-2026.csv"],
            Some("Leads 01-12-2026.csv Leads *.csv"),
        ),
        ("leads.csv", &["leads (1).csv"], Some("leads (1).csv leads*.csv")),
        ("leads-outubro.csv", &["leads-novembro.csv"], Some("leads-novembro.csv leads-*.csv")),
        ("contacts-2026-11-20.csv", &["deals-2026-11-27.csv", "contacts-2026-11-27.txt"], None),
        ("contacts-2026-11-27.csv", &["contacts-2026-11-20.csv"], None),
    ];
    for (named, others, wanted) in cases {
        let room = world(&format!("[\"{named}\"]"));
        fs::write(room.path(named), leads(9, 13, day_first)).unwrap();
        let earlier = fs::File::options().write(true).open(room.path(named)).unwrap();
        earlier
            .set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(3))
            .unwrap();
        for other in others {
            fs::write(room.path(other), leads(9, 13, day_first)).unwrap();
        }
        let wanted: Vec<String> = wanted.iter().map(|one| format!("newer-file {one}")).collect();
        assert_eq!(warnings(&room, FIRST, &["newer", "pattern"]), wanted, "{named}");
    }
    let room = world("[\"leads-2026-11-*.csv\"]");
    for name in ["leads-2026-11-20.csv", "leads-2026-11-13.csv"] {
        fs::write(room.path(name), leads(9, 13, day_first)).unwrap();
    }
    assert!(warnings(&room, FIRST, &[]).is_empty(), "a pattern takes the newest itself");
}

/// What `init` writes finds next week's export: it is read without a change of the agreement.
#[test]
fn init_names_dated_files_by_a_pattern() {
    let room = Room::empty();
    let names = ["all-contacts-2026-11-20.csv", "all-deals-2026-11-20.csv"];
    for (name, sample) in
        names.iter().zip(["hubspot-contacts/contacts.csv", "hubspot-deals/deals.csv"])
    {
        let path = format!("{}/sample-data/presets/{sample}", env!("CARGO_MANIFEST_DIR"));
        fs::copy(path, room.path(name)).unwrap();
    }
    room.done(&format!("init --toml . --language en --from {} {}", names[0], names[1]));
    let text = room.text("acordo.toml");
    for piece in ["[\"all-contacts-*.csv\"]", "[\"all-deals-*.csv\"]", "\"all-contacts\""] {
        assert!(text.contains(piece), "no {piece}");
    }
    fs::copy(room.path(names[0]), room.path("all-contacts-2026-11-27.csv")).unwrap();
    let told = room.acordo("check").stdout;
    assert!(told.contains("all-contacts-2026-11-27.csv, "), "{told}");
    let shared = Room::empty();
    for (name, sample) in ["2026-11-20.csv", "2026-11-21.csv"]
        .iter()
        .zip(["hubspot-contacts/contacts.csv", "hubspot-deals/deals.csv"])
    {
        let path = format!("{}/sample-data/presets/{sample}", env!("CARGO_MANIFEST_DIR"));
        fs::copy(path, shared.path(name)).unwrap();
    }
    shared.done("init --toml . --language en --from 2026-11-20.csv 2026-11-21.csv");
    let text = shared.text("acordo.toml");
    assert!(text.contains("[\"2026-11-20.csv\"]"), "a pattern that takes in another table is none");
}
