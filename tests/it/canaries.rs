//! What may not be shown of people is planted in every field of every table and looked for in everything a run leaves behind.

use std::fs;
use std::path::Path;

use crate::hooks::Channel;
use crate::letters::parts;
use crate::made::mutate::unpacked;
use crate::room::Room;

/// Of an address, phones, three documents, a family name and a company, as they are planted and however they are written; in small letters.
const NEVER: [&str; 7] =
    ["segredo", "97777", "529.982.247", "529 982", "52998224725", "empresecreta", "12abc345"];
/// At no personal data not even hosts and first names stay.
const NOR_AT_NONE: [&str; 2] = ["dominio-secreto", "canarina"];
/// Of those who own leads, where owners are hidden from an audience.
const OWNERS: [&str; 2] = ["vendedora", "vendedor oculto"];

const AGREEMENT: &str = r#"
[agreement]
name = "Canários"
language = "{language}"
timezone = "America/Sao_Paulo"
[objective]
period = "month"
sales = 20
leads-per-sale = 6
[working-time]
weekdays = ["09:00-18:00"]
[definitions]
mql = "Quem falou com segredo.um@dominio-secreto.test, (11) 97777-0042 ou CPF 529.982.247-25"
[[role]]
team = "marketing"
name = "SDR (11) 97777-0042"
does = "Escreve a segredo.dois@dominio-secreto.test"
[handoff]
required = ["email", "phone", "company"]
[reasons]
marketing = ["CPF 529.982.247-25", "Site"]
sales = ["segredo.um@dominio-secreto.test"]
not-now = ["11977770004"]
[lead-values]
"segredo.um@dominio-secreto.test" = 10.0
"Google" = 5.0
[[commitment]]
from = 2026-01-01
id = "first-attempt"
team = "sales"
metric = "first-attempt"
target = "90%"
within = "1h"
[[commitment]]
from = 2026-01-01
id = "first-connection"
team = "sales"
metric = "first-connection"
target = "50%"
within = "1d"
where = { source = ["segredo.um@dominio-secreto.test", "11977770004"], owner = ["segredo.dois@dominio-secreto.test", "(11) 97777-0042"] }
[[commitment]]
from = 2026-01-01
id = "acceptance"
team = "marketing"
metric = "acceptance"
target = "50%"
where = { campaign = ["CPF 529.982.247-25", "+55 11 97777-0005"], sobra = ["segredo.um@dominio-secreto.test"] }
[[commitment]]
from = 2026-01-01
team = "marketing"
metric = "handoff-complete"
target = "95%"
[[commitment]]
from = 2026-01-01
team = "marketing"
metric = "leads-delivered"
target = "plan"
[[source]]
name = "leads"
table = "leads"
files = ["leads*.csv"]
cut-off = "none"
max-set-aside = "90%"
extra = ["sobra"]
[source.columns]
id = "id"
name = "nome"
email = "email"
phone = "telefone"
company = "empresa"
source = "origem"
campaign = "campanha"
owner = "dono"
stage = "etapa"
delivered = "entrega"
won = "venda"
lost-reason = "motivo"
sobra = "sobra"
[[source]]
name = "act"
table = "activities"
files = ["act.csv"]
cut-off = "none"
max-set-aside = "90%"
[source.columns]
at = "quando"
email = "email"
channel = "canal"
outcome = "resultado"
owner = "dono"
direction = "sentido"
[[source]]
name = "deals"
table = "deals"
files = ["deals.csv"]
cut-off = "none"
max-set-aside = "90%"
[source.columns]
id = "id"
email = "email"
created = "criado"
won = "ganho"
owner = "dono"
status = "situacao"
[[source]]
name = "isencoes"
table = "exemptions"
files = ["isencoes.csv"]
preset = "exemptions"
max-set-aside = "90%"
[[source]]
name = "log"
table = "log"
files = ["log.csv"]
preset = "log"
cut-off = "none"
max-set-aside = "90%"
[[source]]
name = "vis"
table = "traffic"
files = ["vis.csv"]
preset = "traffic"
cut-off = "none"
max-set-aside = "90%"
[report]
folder = "rel"
personal-data = "{level}"
owners = "{owners}"
[mail]
from = "Acordo <a@lab.test>"
marketing = ["mkt@lab.test"]
sales = ["v@lab.test"]
both = ["d@lab.test"]
operator = ["o@lab.test"]
deliver = { folder = "outbox" }
[notify]
slack-env = "HOOK"
teams-env = "HOOK"
google-chat-env = "HOOK"
"#;

const ADDRESS: &str = "segredo.um@dominio-secreto.test";
/// Of those who own leads, under what is no name.
const COLLEAGUE: &str = "segredo.dois@dominio-secreto.test";
const OTHER: &str = "segredo.outra@dominio-secreto.test";
const PHONE: &str = "(11) 97777-0042";
/// A phone of another country in the place of an id.
const FOREIGN: &str = "447911297777";

/// Ids that are persons, or look so.
const IDS: &[&str] = &[
    "529.982.247-25",
    "52998224725",
    "(11) 97777-0003",
    ADDRESS,
    "Canarina Segredo",
    "N-6",
    "12ABC34501DE35",
    "529.982.247–31",
    "97777-0062",
    "segredo.quatro＠dominio-secreto.test",
    "529 982 247 28",
    "Segredo, Canarina",
    "C. Segredo",
    "Canarina_Segredo",
    "canarina-segredo-2",
    "csegredo01",
    "SEGREDO",
    "CanarinaSegredo7",
    "empresecreta-9",
    "EMPRESECRETA LTDA",
    FOREIGN,
];
/// A name alone, and with what people write beside it.
const NAMES: &[&str] = &[
    "Canarina Segredo",
    "Canarina Segredo - 11977770042",
    "segredo.um@dominio-secreto.test / Canarina Segredo (11) 97777-0042",
    "Canarina Segredo (CPF 529.982.247-25)",
];
/// Words of the columns that everybody may read.
const WORDS: &[&str] = &[
    "Google",
    ADDRESS,
    "11977770004",
    "CPF 529.982.247-25",
    "+55 11 97777-0005",
    "Site",
    "(11) 97777\u{2011}0061",
    "11 97777–0063",
    "11-9-7777-0049",
    "segredo.cinco%40dominio-secreto.test",
    "segredo.&seis@dominio-secreto.test",
    "segredo.sete\u{200b}@dominio-secreto.test",
];

fn world(language: &str, level: &str, owners: &str) -> Room {
    let room = Room::empty();
    let write = |file: &str, text: String| fs::write(room.path(file), text).unwrap();
    write(
        "acordo.toml",
        AGREEMENT
            .replace("{language}", language)
            .replace("{level}", level)
            .replace("{owners}", owners),
    );
    let companies = ["Empresecreta Ltda", "@empresecreta (11) 97777-0043"];
    let mut leads = format!(
        "id;nome;email;telefone;empresa;origem;campanha;dono;etapa;entrega;venda;motivo;sobra;{ADDRESS}\n"
    );
    let owners = ["Vendedora Um", "Vendedor Oculto", COLLEAGUE, PHONE, "529.982.247-25", OTHER];
    for number in 0..48 {
        let (id, word) = (IDS[number % IDS.len()], WORDS[number % WORDS.len()]);
        let id = if number < IDS.len() + 2 { id.to_owned() } else { format!("M-{number}") };
        let delivered = if number == 7 {
            ADDRESS.to_owned()
        } else if number == 30 {
            NAMES[2].to_owned()
        } else {
            format!("{:02}/11/2026 09:10:00", 3 + number % 15)
        };
        let email = if number % 4 == 0 { "" } else { "segredo.lead" };
        let email = if email.is_empty() {
            String::new()
        } else {
            format!("{email}{number}@dominio-secreto.test")
        };
        let phone = format!("(11) 97777-01{number:02}");
        let phone = if id == FOREIGN { "+44 7911 297777" } else { &phone };
        let (name, company) = (NAMES[number % NAMES.len()], companies[number % companies.len()]);
        leads += &format!(
            "{id};{name};{email};{phone};{company};{word};{word};{};{word};{delivered};;{word};{word};x\n",
            owners[number % owners.len()]
        );
    }
    leads += "Total Canarina Segredo;;;;;;;;;;;;;\n529.982.247-25;so\n";
    write(&format!("leads {ADDRESS}.csv"), leads);
    write(
        "act.csv",
        format!(
            "quando;email;canal;resultado;dono;sentido\n20/11/2026 10:00;segredo.lead1@dominio-secreto.test;ligação;{ADDRESS};Vendedora Um;saída\n20/11/2026 11:00;segredo.lead2@dominio-secreto.test;ligação;atendeu;{COLLEAGUE};{ADDRESS}\n20/11/2026 12:00;segredo.lead5@dominio-secreto.test;ligação;atendeu;{OTHER};saída\n20/11/2026 12:00;segredo.lead3@dominio-secreto.test;ligação;atendeu;{PHONE};(11) 97777-0010\n20/11/2026 13:00;segredo.lead3@dominio-secreto.test;ligação;atendeu;529.982.247-25;529.982.247-25\n(11) 97777-0009;segredo.lead2@dominio-secreto.test;529.982.247-25;x;y;\n19/11/2026 10:00;segredo.ninguem@dominio-secreto.test;call;x;{ADDRESS};\n"
        ),
    );
    write(
        "deals.csv",
        format!(
            "id;email;criado;ganho;dono;situacao\n529.982.247-25;segredo.lead3@dominio-secreto.test;19/11/2026 10:00;;{COLLEAGUE};{ADDRESS}\n{ADDRESS};segredo.x@dominio-secreto.test;19/11/2026;20/11/2026;{PHONE};(11) 97777-0011\nD-3;segredo.lead6@dominio-secreto.test;19/11/2026;;52998224725;529.982.247-25\n"
        ),
    );
    registers(&room);
    room
}

/// Exemptions, the log and visits.
fn registers(room: &Room) {
    let write = |file: &str, text: String| fs::write(room.path(file), text).unwrap();
    write(
        "isencoes.csv",
        format!(
            "Lead;Responsável;De;Até;Motivo;Compromisso\n{ADDRESS};;06/11/2026;06/11/2026;{ADDRESS};first-attempt\n529.982.247-25;;06/11/2026;;(11) 97777-0000;\n;;06/11/2026;;529.982.247-25;{ADDRESS}\n;{COLLEAGUE};06/11/2026;;férias;\n;{PHONE};06/11/2026;;férias;\n;529.982.247-25;06/11/2026;;férias;\ncsegredo01;;06/11/2026;;férias;\nEMPRESECRETA LTDA;;06/11/2026;;férias;\nSegredo Ninguém;;06/11/2026;;férias;\n;segredo.fora@dominio-secreto.test;06/11/2026;;férias;\n"
        ),
    );
    write(
        "log.csv",
        format!(
            "Data e hora;Tipo;Texto;Quem;Sobre;Lead\n20/11/2026 10:00;Decisão;falei com {ADDRESS}, (11) 97777-0001;Q;first-attempt;\n20/11/2026 11:00;{ADDRESS};contesto;Q;529.982.247-25;529.982.247-25\n20/11/2026 12:30;529.982.247-25;tipo;(11) 97777-0012;first-attempt;\n20/11/2026 12:00;Conversa;CPF 529.982.247-25;{ADDRESS};first-attempt;Canarina Segredo\n20/11/2026 13:00;Conversa;contesto;Q;first-attempt;csegredo01\n20/11/2026 13:10;Decisão;assim fica;Q;first-attempt;Canarina_Segredo\n"
        ),
    );
    write(
        "vis.csv",
        format!(
            "Data;Origem;Campanha;Visitas\n05/11/2026;{ADDRESS};{ADDRESS};100\n06/11/2026;(11) 97777-0001;Google;x{ADDRESS}\n"
        ),
    );
}

/// Everything in a file, what it packs included: name and content.
fn opened(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![(name.to_owned(), bytes.to_vec())];
    if bytes.starts_with(b"PK") {
        all.extend(
            unpacked(bytes).into_iter().map(|(part, bytes)| (format!("{name}: {part}"), bytes)),
        );
    }
    if Path::new(name).extension().is_some_and(|end| end == "eml") {
        for part in parts(bytes) {
            let head = part.headers.lines().next().unwrap_or_default().to_owned();
            all.extend(opened(&format!("{name}: {head}"), &part.body));
        }
    }
    all
}

/// A run that the channels hear of, and the closing of the month: what both say.
fn told_and_closed(room: &Room) -> Vec<(String, Vec<u8>)> {
    let channel = Channel::start("200 OK");
    let more = format!(
        "30/11/2026 16:00;segredo.lead5@dominio-secreto.test;ligação;atendeu;{OTHER};saída\n"
    );
    fs::write(room.path("act.csv"), room.text("act.csv") + &more).unwrap();
    let mut all = Vec::new();
    for command in [
        "run --send",
        "close --yes --confirm-exports --send --period 2026-11",
        "close --verify",
        "history",
        "plan",
        "check",
        "ledger check",
    ] {
        let mut own = crate::room::program();
        own.args(command.split(' ')).current_dir(room.path("")).env("HOOK", channel.address());
        let told = room.tell(own.env("ACORDO_NOW", "2026-12-10T08:00:00-03:00"));
        assert!(command == "check" || told.exit == 0, "{command}: {}", told.stderr);
        all.push((command.to_owned(), (told.stdout + &told.stderr).into_bytes()));
    }
    let heard = channel.heard();
    assert!(!heard.is_empty(), "the channels heard of it");
    all.extend(heard.into_iter().map(|(_, body)| ("hook".to_owned(), body.into_bytes())));
    all
}

/// What a run leaves: files in its folders, its record, and what the commands say.
fn left(room: &Room) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for by in [ADDRESS, PHONE, "529.982.247-25"] {
        let mut command = crate::room::program();
        let text = format!("falei com {ADDRESS}, {PHONE}, CPF 529.982.247-25");
        command.args(["log", &text, "--by", by, "--lead", "csegredo01"]).current_dir(room.path(""));
        let told = room.tell(command.env("ACORDO_NOW", "2026-11-22T08:00:00-03:00"));
        assert_eq!(told.exit, 0, "{}", told.stderr);
        all.push((format!("log by {by}"), (told.stdout + &told.stderr).into_bytes()));
    }
    for (at, command) in [
        "run --as-of 2026-11-23T08:00 --json",
        "explain first-attempt --as-of 2026-11-23T08:00",
        "explain N-6 --as-of 2026-11-23T08:00",
        "explain leads-delivered --as-of 2026-11-23T08:00",
        "check",
        "check --json",
        "status",
        "history",
        "history first-attempt --json",
        "history --agreement --json",
        "explain acceptance --as-of 2026-11-23T08:00",
        "explain first-connection --as-of 2026-11-23T08:00",
        "explain M-40 --as-of 2026-11-23T08:00",
        "plan --json",
        "ledger check",
        "preview --as-of 2026-11-23T08:00",
        "inspect act.csv deals.csv isencoes.csv vis.csv log.csv",
        "inspect act.csv --json",
    ]
    .into_iter()
    .enumerate()
    {
        let told = room.acordo_at("2026-11-23T08:00:00-03:00", command);
        if at == 0 {
            assert_eq!(told.exit, 0, "{}", told.stderr);
        }
        all.push((command.to_owned(), (told.stdout + &told.stderr).into_bytes()));
    }
    all.extend(told_and_closed(room));
    for folder in ["rel", "outbox", "preview", "previa"] {
        for name in room.names(folder) {
            let path = format!("{folder}/{name}");
            if room.path(&path).is_file() {
                all.extend(opened(&path, &room.bytes(&path)));
            }
        }
    }
    let copies = room.names("acordo.db.copies");
    assert!(!copies.is_empty(), "a copy of the record is kept");
    let copies = copies.into_iter().map(|name| format!("acordo.db.copies/{name}"));
    for name in copies.chain(["acordo.db".to_owned()]) {
        all.push((name.clone(), without_agreement(room, &name)));
    }
    for name in ["acordo.db.sent", "acordo.db.written"] {
        all.push((name.to_owned(), room.bytes(name)));
    }
    all
}

/// A record without the agreement's own text, which it keeps word for word: its hash says what was agreed.
fn without_agreement(room: &Room, name: &str) -> Vec<u8> {
    let path = room.path("looked-at.db");
    fs::write(&path, room.bytes(name)).unwrap();
    let record = rusqlite::Connection::open(&path).unwrap();
    record.execute_batch("UPDATE agreements SET text = ''; VACUUM").unwrap();
    drop(record);
    fs::read(path).unwrap()
}

fn found(all: &[(String, Vec<u8>)], canaries: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in all {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for canary in canaries {
            if let Some(at) = text.find(canary) {
                let start: String = text[..at].chars().rev().take(50).collect();
                let start: String = start.chars().rev().collect();
                found.push(format!("{name}: {}{canary}", start.replace('\n', "⏎")));
            }
        }
    }
    found
}

#[test]
fn no_person_is_shown_where_persons_may_not_be() {
    std::thread::scope(|scope| {
        for (language, level) in
            [("pt-BR", "masked"), ("en", "masked"), ("pt-BR", "none"), ("en", "none")]
        {
            scope.spawn(move || {
                let all = left(&world(language, level, "names"));
                assert!(all.len() > 40, "{}", all.len());
                let never: &[&str] = if level == "none" { &NOR_AT_NONE } else { &[] };
                let mut found = found(&all, &NEVER);
                // A look at a file is masked whatever the agreement says.
                let reported = all.iter().filter(|(name, _)| !name.starts_with("inspect"));
                found.extend(self::found(&reported.cloned().collect::<Vec<_>>(), never));
                assert!(found.is_empty(), "{language} {level}\n{}", found.join("\n"));
            });
        }
    });
}

/// The same canaries are there when all may be shown: the search finds what there is.
#[test]
fn the_canaries_are_found_where_all_may_be_shown() {
    let found = found(&left(&world("pt-BR", "full", "names")), &NEVER);
    for canary in NEVER {
        assert!(found.iter().any(|place| place.ends_with(canary)), "{canary}");
    }
}

#[test]
fn owners_hidden_from_an_audience_stand_in_nothing_it_gets() {
    for owners in ["none", "initials"] {
        let all = left(&world("en", "masked", owners));
        let of = |audience: &str| -> Vec<(String, Vec<u8>)> {
            let own = |(name, _): &&(String, Vec<u8>)| {
                name.starts_with("outbox/") && name.contains(audience)
            };
            all.iter().filter(own).cloned().collect()
        };
        // What one audience gets with its letters, statements included.
        for audience in ["marketing", "both"] {
            let found = found(&of(audience), &OWNERS);
            assert!(!of(audience).is_empty() && found.is_empty(), "{owners}\n{}", found.join("\n"));
            assert!(of(audience).iter().any(|(name, _)| name.contains("statement")), "{audience}");
        }
        let heard: Vec<(String, Vec<u8>)> =
            all.iter().filter(|(name, _)| name == "hook").cloned().collect();
        assert!(found(&heard, &OWNERS).is_empty(), "a channel is anybody's");
        assert!(!found(&of("sales"), &OWNERS).is_empty(), "sales knows its own people");
    }
}
