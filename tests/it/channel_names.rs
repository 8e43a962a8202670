//! An export of one channel says so by its name alone: understood where it is certain, asked where it is not.

use std::fs;

use serde_json::Value;

use crate::made::{Made, xlsx};
use crate::room::Room;
use crate::support::agreement::head;

const LEADS: &str = "id,delivered\n1,2026-11-03 09:00\n2,2026-11-03 09:00\n";
const ROWS: [[&str; 3]; 3] = [
    ["lead", "at", "outcome"],
    ["1", "2026-11-03 09:10", "no-answer"],
    ["2", "2026-11-03 09:20", "connected"],
];

/// The report of a promise on each of three channels over one file of activities; `columns` are its columns beside lead, date and outcome.
fn ran(language: &str, source: &str, (name, bytes): (&str, &[u8]), columns: &str) -> Value {
    let promise = |channel: &str| {
        format!(
            "[[commitment]]\nid = 'by-{channel}'\nteam = 'sales'\nmetric = 'first-attempt'\nwithin = '1d'\n\
             target = '90%'\nmin-sample = 1\nchannels = ['{channel}']\n"
        )
    };
    let promises = ["call", "whatsapp", "email"].map(promise).concat();
    let sources = format!(
        "[[source]]\nname = 'leads'\ntable = 'leads'\nfiles = ['leads.csv']\ncut-off = 'none'\n\
         [source.columns]\nid = 'id'\ndelivered = 'delivered'\n\
         [[source]]\nname = '{source}'\ntable = 'activities'\nfiles = ['{name}']\ncut-off = 'none'\n\
         [source.columns]\nlead = 'lead'\nat = 'at'\noutcome = 'outcome'\n{columns}"
    );
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), head(language, "reports") + &promises + &sources).unwrap();
    fs::write(room.path("leads.csv"), LEADS).unwrap();
    fs::write(room.path(name), bytes).unwrap();
    let told = room.acordo("run --as-of 2026-11-23T08:00 --no-mail");
    assert!(told.exit == 0 || told.exit == 6, "{name}: {}{}", told.stdout, told.stderr);
    room.json("reports/acordo.json")
}

/// The channels whose promise is kept.
fn kept(summary: &Value) -> Vec<&str> {
    let all = summary["commitments"].as_array().unwrap().iter();
    let own = all.filter(|own| own["met"].as_u64().unwrap_or_default() > 0);
    own.filter_map(|own| own["id"].as_str()?.strip_prefix("by-")).collect()
}

fn csv() -> Vec<u8> {
    ROWS.map(|row| row.join(",")).join("\n").into_bytes()
}

fn csv_with(header: &str, cell: &str) -> Vec<u8> {
    let mut lines = ROWS.map(|row| row.join(",")).into_iter();
    let head = format!("{},{header}", lines.next().unwrap());
    lines.fold(head, |all, row| format!("{all}\n{row},{cell}")).into_bytes()
}

fn book(sheet: &'static str) -> Vec<u8> {
    let made: Vec<Vec<Made>> = ROWS.iter().map(|row| row.map(Made::Text).to_vec()).collect();
    let mut book = xlsx::Book::of(&xlsx::rows(&made, 1, true));
    book.sheets[0].0 = sheet;
    book.bytes()
}

#[test]
fn a_file_of_one_channel_tells_it_by_its_name() {
    for (language, name, wanted) in [
        ("pt-BR", "Ligações.csv", "call"),
        ("pt-BR", "relatorio-chamadas_2026-11.csv", "call"),
        ("en", "calls.csv", "call"),
        ("en", "call-log 11.csv", "call"),
        ("pt-BR", "WhatsApp.csv", "whatsapp"),
        ("en", "whatsapp_export.csv", "whatsapp"),
        ("pt-BR", "E-mails enviados.csv", "email"),
        ("en", "emails.csv", "email"),
    ] {
        assert_eq!(kept(&ran(language, "activities", (name, &csv()), "")), [wanted], "{name}");
    }
    // The sheet before the file, the file before the source.
    for (source, name, bytes, wanted) in [
        ("activities", "WhatsApp.xlsx", book("Plan1"), "whatsapp"),
        ("activities", "novembro.xlsx", book("Ligações"), "call"),
        ("activities", "WhatsApp.xlsx", book("Ligações"), "call"),
        ("calls", "novembro.xlsx", book("Plan1"), "call"),
        ("ligações", "export.csv", csv(), "call"),
        ("calls", "whatsapp.csv", csv(), "whatsapp"),
    ] {
        assert_eq!(kept(&ran("pt-BR", source, (name, &bytes), "")), [wanted], "{source} {name}");
    }
}

/// What could be several channels, or the source of the leads, is none; a column of channels is believed before any name.
#[test]
fn a_name_that_is_not_certain_tells_nothing() {
    for name in [
        "Ligações e WhatsApp.csv",
        "Leads do WhatsApp.csv",
        "atividades ligacoes.csv",
        "instagram.csv",
        "inbound.csv",
        "export.csv",
    ] {
        assert_eq!(kept(&ran("pt-BR", "activities", (name, &csv()), "")), [""; 0], "{name}");
    }
    let told = csv_with("tipo", "WhatsApp");
    let told = ran("pt-BR", "activities", ("Ligações.csv", &told), "channel = 'tipo'\n");
    assert_eq!(kept(&told), ["whatsapp"]);
}

#[test]
fn init_says_what_the_name_tells_and_where_it_tells_nothing() {
    for (language, name, wanted) in [
        ("pt-BR", "Ligações.csv", "# canal: call, pelo nome do arquivo."),
        ("en", "calls.csv", "# channel: call, by the name of the file."),
        ("pt-BR", "WhatsApp.csv", "# canal: whatsapp, pelo nome do arquivo."),
        ("pt-BR", "tentativas.csv", "nenhuma coluna diz o canal"),
        ("en", "tries.csv", "no column says through which channel"),
        ("pt-BR", "ligações-e-whatsapp.csv", "nenhuma coluna diz o canal"),
    ] {
        let room = Room::empty();
        fs::write(room.path("leads.csv"), "E-mail,Data do lead\na@x.com,2026-11-03 09:00\n")
            .unwrap();
        let tries = "E-mail,Data e hora,Resultado\na@x.com,2026-11-03 09:10,Não atendeu\na@x.com,2026-11-03 11:10,Atendeu\n";
        fs::write(room.path(name), tries).unwrap();
        room.done(&format!("init --toml . --language {language} --from leads.csv {name}"));
        let text = room.text("acordo.toml");
        assert!(text.contains(wanted), "{name}: {text}");
    }
}

/// Where all words of a channel that are explained to a source mean one, its rows are of that one, though the column is gone and the name tells another.
#[test]
fn a_source_of_tasks_has_no_attempts_without_its_column() {
    for words in ["'Done' = 'task'", "'Done' = 'task'\n'Open' = 'task'", "'Feito' = 'whatsapp'"] {
        let columns = format!("[source.values.channel]\n{words}\n");
        let told = ran("pt-BR", "tasks", ("Ligações.csv", &csv()), &columns);
        let right: &[&str] = if words.contains("whatsapp") { &["whatsapp"] } else { &[] };
        assert_eq!(kept(&told), right, "{words}");
    }
    let two = "[source.values.channel]\n'Done' = 'task'\n'Called' = 'call'\n";
    assert_eq!(kept(&ran("pt-BR", "calls", ("Ligações.csv", &csv()), two)), ["call"]);
}

/// An inbound call of which an unknown word tells what came of it may have been missed, however long it rang.
#[test]
fn an_unknown_word_of_an_inbound_call_is_no_connection_by_its_duration() {
    let columns = "direction = 'way'\nduration = 'seconds'\n";
    for (word, seconds, is_kept) in [
        ("caiu no vácuo", "12", false),
        ("zzz", "0:12", false),
        ("Cx postal", "12", false),
        ("Rang out", "40", false),
        ("", "12", true),
        ("Atendeu", "12", true),
    ] {
        let rows = format!(
            "lead,at,outcome,way,seconds\n1,2026-11-03 09:10,{word},inbound,{seconds}\n2,2026-11-03 09:20,no-answer,outbound,3\n"
        );
        let told = ran("pt-BR", "calls", ("Ligações.csv", rows.as_bytes()), columns);
        let met = told["commitments"].as_array().unwrap().iter().find(|own| own["id"] == "by-call");
        let met = met.unwrap()["met"].as_u64();
        assert_eq!(met, Some(if is_kept { 2 } else { 1 }), "{word}");
    }
}
