//! For every tool, and for the files that people combine, which of the metrics can be measured, which in part and which not, each with its reason.

mod table;

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::room::Room;
use table::{Row, TABLE};

/// Every metric once, over the sources that `init` wrote.
pub const PROMISES: &[(&str, &str)] = &[
    ("leads-delivered", "target = 10\ncounting = 'gross'"),
    ("value-delivered", "target = 10"),
    ("handoff-complete", "target = '90%'"),
    ("qualified", "target = '90%'"),
    ("handoff-time", "target = '90%'\nwithin = '1d'"),
    ("acceptance", "target = '90%'"),
    ("steady-delivery", "target = '90%'"),
    ("first-attempt", "target = '90%'\nwithin = '1h'"),
    ("first-connection", "target = '90%'\nwithin = '2d'"),
    ("attempts", "target = '90%'\nwithin = '5d'\nattempts = 3"),
    ("attempts-per-day", "target = '90%'\nwithin = '5d'\nattempts = 1"),
    ("decision", "target = '90%'\nwithin = '5d'"),
    ("give-up", "target = '90%'\nattempts = 3\ndays = 2"),
    ("routing", "target = '90%'\nwithin = '2d'"),
    ("leads-per-hour", "target = 1"),
    ("conversion", "target = '10%'\nfrom-stage = 'delivered'\nto-stage = 'won'\nwithin = '30d'"),
    ("period-ratio", "target = 0.1\nfrom-stage = 'delivered'\nto-stage = 'won'"),
    ("leads-per-sale", "target = 6"),
    ("stage-time", "target = '5d'\nfrom-stage = 'delivered'\nto-stage = 'won'"),
    ("sales-won", "target = 10"),
    ("revenue-won", "target = 1000"),
];

/// The proposal of `init` with these promises in the place of its own.
pub fn promised(text: &str) -> String {
    let mut out = String::new();
    let mut is_in = false;
    for line in text.lines() {
        let bare = line.trim_start_matches("# ");
        is_in =
            (is_in && !line.is_empty() && !line.starts_with("# ──")) || bare == "[[commitment]]";
        if !is_in {
            let _ = writeln!(out, "{line}");
        }
    }
    let first = out.find("[[source]]").unwrap();
    let own = PROMISES.iter().fold(String::new(), |mut own, (metric, terms)| {
        let _ = write!(own, "[[commitment]]\nteam = 'sales'\nmetric = '{metric}'\n{terms}\n\n");
        own
    });
    out.insert_str(first, &own);
    let out = out.replace("\n[reasons]", "\n[lead-values]\nx = 1.0\n\n[reasons]");
    out.replace(
        "[definitions]",
        "[definitions]\nmql = { text = 'x', require = { source = ['x'] } }",
    )
    .lines()
    .filter(|line| !line.starts_with("mql = \""))
    .map(|line| format!("{line}\n"))
    .collect()
}

/// What an agreement of these files answers, promise by promise: what `init` makes of them, with a promise on every metric.
fn answered(files: &[&str], language: &str) -> Vec<(String, String)> {
    let room = Room::copy_of("sample-data/presets");
    made(&room);
    room.done(&format!("init --toml . --language {language} --from {}", files.join(" ")));
    let text = promised(&room.text("acordo.toml"));
    fs::write(room.path("acordo.toml"), text).unwrap();
    room.done("run --no-mail --as-of 2026-11-30T08:00");
    let reports = if language == "en" { "reports" } else { "relatorios" };
    let summary = room.json(&format!("{reports}/acordo.json"));
    let commitments = summary["commitments"].as_array().unwrap();
    commitments.iter().map(|own| (own["id"].as_str().unwrap().to_owned(), word(own))).collect()
}

/// What is said of a promise: one that cannot be seen has no number, no cases and no status.
pub fn word(own: &Value) -> String {
    let evidence = &own["evidence"];
    match evidence["state"].as_str().unwrap() {
        "not" => {
            for number in ["actual", "numerator", "denominator", "cohort", "gap", "pace"] {
                assert_eq!(own[number], Value::Null, "{number} of {own}");
            }
            assert_eq!(own["status"], "not-assessed");
            assert_eq!(own["why_not"], evidence["why"]);
            evidence["why"].as_str().unwrap().to_owned()
        }
        "partly" => {
            let parts = evidence["unseen_parts"].as_array().unwrap();
            let parts: Vec<&str> = parts.iter().map(|part| part.as_str().unwrap()).collect();
            format!("partly:{}", parts.join(","))
        }
        state => state.to_owned(),
    }
}

/// Files that go with the samples: what a tool exports besides when its tables are joined, and a sheet kept by hand.
fn made(room: &Room) {
    let sample = |name: &str| room.text(name);
    let write = |name: &str, text: String| fs::write(room.path(name), text).unwrap();
    let contact = |number: usize| format!("{}", 151_000 + number);
    write(
        "deals-of-contacts.csv",
        with_column(&sample("hubspot-deals/deals.csv"), "Associated Contact IDs", contact),
    );
    write(
        "tasks-of-leads.csv",
        sample("zoho-tasks/tasks.csv").replace("zcrm_55600000", "zcrm_555000000010"),
    );
    write("opportunities.csv", OPPORTUNITIES.to_owned());
    write("converted.csv", CONVERTED.to_owned());
    for (name, day) in [("planilha.csv", "Data"), ("entregas.csv", "Data de entrega")] {
        write(name, by_hand(&sample("hubspot-contacts/contacts.csv"), day));
    }
}

/// A text with one more column.
fn with_column(text: &str, head: &str, cell: impl Fn(usize) -> String) -> String {
    let rows = text.lines().skip(1).enumerate();
    let first = format!("{},{head}\n", text.lines().next().unwrap());
    rows.fold(first, |all, (number, line)| format!("{all}{line},{}\n", cell(number)))
}

/// The people of an export as somebody writes them down, one to five hours before sales open the deal.
fn by_hand(contacts: &str, day: &str) -> String {
    let head = format!("{day};Nome;E-mail;Telefone;Origem;Vendedor\n");
    contacts.lines().skip(1).enumerate().fold(head, |all, (number, line)| {
        let cells: Vec<&str> = line.split(',').collect();
        let (day, hour) = (2 + 2 * number, 8 - number % 4);
        let [first, last, email, phone] = [1, 2, 3, 4].map(|at| cells[at]);
        format!(
            "{all}{day:02}/11/2026 {hour:02}:10;{first} {last};{email};{phone};Site;{}\n",
            cells[8]
        )
    })
}

/// Leads of Salesforce: two became opportunities, one was turned down, two are being worked on.
const CONVERTED: &str = "\
Lead Owner,First Name,Last Name,Company / Account,Lead Source,Email,Mobile,Lead Status,Created Date,Converted Date,Lead ID
Marta Reis,Ana,Souza,Padaria Aurora,Web,ana.souza@exemplo.com,(11) 98800-0101,Open - Not Contacted,11/12/2026,,00Q1
Nilo Paes,Bruno,Lima,Oficina Bela Vista,Referral,bruno.lima@exemplo.com,(21) 98800-0102,Closed - Converted,11/14/2026,11/17/2026,00Q2
Marta Reis,Célia,Prado,Clínica Céu Azul,Web,celia@exemplo.org,,Unqualified,11/16/2026,,00Q3
Nilo Paes,Davi,Nunes,Gráfica Duas Torres,Web,davi@exemplo.com,,Working - Contacted,11/18/2026,,00Q4
Nilo Paes,Elisa,Rocha,Escola Estrela,Web,elisa@exemplo.com,,Closed - Converted,11/16/2026,11/20/2026,00Q5
";
const OPPORTUNITIES: &str = "\
Opportunity ID,Account Name,Opportunity Name,Opportunity Owner,Created Date,Close Date,Stage,Lead Source,Amount,Email
0061,Oficina Bela Vista,Annual plan,Nilo Paes,11/17/2026,11/24/2026,Closed Won,Referral,\"BRL 12,500.00\",bruno.lima@exemplo.com
0062,Escola Estrela,Annual plan,Nilo Paes,11/20/2026,12/20/2026,Prospecting,Web,\"BRL 9,000.00\",elisa@exemplo.com
";

/// The promises of some rows that come to something else than the table says.
fn differences(rows: &[(usize, &Row)]) -> String {
    let mut told = String::new();
    for (number, (name, files, wanted)) in rows {
        for (promise, found) in answered(files, ["pt-BR", "en"][number % 2]) {
            let wanted = wanted.iter().find(|(_, all)| all.contains(&promise.as_str()));
            let wanted = wanted.map_or("assessable", |(word, _)| *word);
            if found != wanted {
                let _ = writeln!(told, "{name}: {promise} is {found}, expected {wanted}");
            }
        }
    }
    told
}

#[test]
fn what_each_tool_can_show() {
    let rows: Vec<(usize, &Row)> = TABLE.iter().enumerate().collect();
    let (first, last) = rows.split_at(rows.len() / 2);
    let told = std::thread::scope(|scope| {
        let other = scope.spawn(|| differences(last));
        differences(first) + &other.join().unwrap()
    });
    assert!(told.is_empty(), "\n{told}");
}
