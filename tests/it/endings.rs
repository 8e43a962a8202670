//! The one date on which a row of a leads sheet was closed: a sale, a loss or neither, as the row's own word tells.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::combined::promised;
use crate::room::Room;
use crate::support::agreement::head;

/// A lead's sale and loss, as days.
type Ends = (String, String);

/// The agreement that `init` proposes for the file of leads, with these words decided, and its report.
fn reported(language: &str, rows: &str, words: &[(&str, &str)]) -> Room {
    let room = Room::empty();
    fs::write(room.path("leads.csv"), lettered(rows)).unwrap();
    room.done(&format!("init --toml . --language {language} --from leads.csv"));
    let mut text = promised(&room.text("acordo.toml"));
    text = text.replace("leads = \"period\"", "leads = \"all\"");
    for (word, means) in words {
        let asked = format!("\"{word}\" = \"DECID");
        let line = text.lines().find(|line| line.starts_with(&asked)).map(str::to_owned);
        if let Some(line) = line {
            text = text.replace(&line, &format!("\"{word}\" = \"{means}\""));
        }
    }
    fs::write(room.path("acordo.toml"), text).unwrap();
    again(&room);
    room
}

/// The ids with a letter: numbers from 1 on would be those of the rows.
fn lettered(rows: &str) -> String {
    let is_id = |cell: &str| cell.len() == 1 && cell.chars().all(|sign| sign.is_ascii_digit());
    let parts = rows.split_inclusive([',', ';', '\n']).map(|part| {
        let is_own = is_id(part.trim_end_matches([',', ';', '\n']));
        if is_own { format!("K{part}") } else { part.to_owned() }
    });
    parts.collect()
}

fn again(room: &Room) {
    let told = room.acordo("run --no-mail --as-of 2026-11-23T08:00");
    assert_eq!(told.exit, 0, "{}{}", told.stderr, room.text("acordo.toml"));
}

fn folder(room: &Room) -> &'static str {
    if room.path("reports").exists() { "reports" } else { "relatorios" }
}

/// What became of each lead, by its id.
fn ends(room: &Room) -> BTreeMap<String, Ends> {
    let text = room.text(&format!("{}/acordo-leads.csv", folder(room)));
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let headers: Vec<&str> = lines.next().unwrap().split([',', ';']).collect();
    let at = |name: &str| headers.iter().position(|header| *header == name).unwrap();
    let day = |cells: &[&str], field: &str| cells[at(field)].chars().take(10).collect();
    lines
        .map(|line| line.split([',', ';']).collect::<Vec<_>>())
        .map(|cells| {
            (
                cells[at("id")].trim_start_matches('K').to_owned(),
                (day(&cells, "won"), day(&cells, "lost")),
            )
        })
        .collect()
}

fn summary(room: &Room) -> Value {
    room.json(&format!("{}/acordo.json", folder(room)))
}

fn sales(room: &Room) -> Value {
    let all = summary(room);
    let own = all["commitments"].as_array().unwrap().iter().find(|own| own["id"] == "sales-won");
    own.unwrap()["actual"].clone()
}

fn warning(room: &Room, code: &str) -> Option<Value> {
    let all = summary(room);
    let mut found = all["warnings"].as_array().unwrap().iter().filter(|own| own["code"] == code);
    let first = found.next().cloned();
    assert!(found.next().is_none(), "{code} is said twice");
    first
}

fn expected(all: &[(&str, &str, &str)]) -> BTreeMap<String, Ends> {
    let own = all
        .iter()
        .map(|(id, won, lost)| ((*id).to_owned(), ((*won).to_owned(), (*lost).to_owned())));
    own.collect()
}

/// Six rows of every sheet: won, lost, lost without a date, on its way with a date, of a word nobody explained, without a word.
const RIGHT: &[(&str, &str, &str)] = &[
    ("1", "2026-11-10", ""),
    ("2", "", "2026-11-11"),
    ("3", "", ""),
    ("4", "", ""),
    ("5", "", ""),
    ("6", "", ""),
];

#[test]
fn the_closing_date_of_a_sheet_is_that_of_the_end_its_word_tells() {
    let sheets: &[(&str, &str, &[(&str, &str)])] = &[
        (
            "pt-BR",
            "ID;E-mail;Entregue em;Status;Data fechamento\n\
             1;a@x.com.br;02/11/2026;Fechado;10/11/2026\n2;b@x.com.br;02/11/2026;Perdido;11/11/2026\n3;c@x.com.br;02/11/2026;Perdido;\n\
             4;d@x.com.br;02/11/2026;Em negociação;12/11/2026\n5;e@x.com.br;02/11/2026;Zzz;13/11/2026\n6;f@x.com.br;02/11/2026;;14/11/2026\n",
            &[("Fechado", "won"), ("Perdido", "lost"), ("Em negociação", "sql")],
        ),
        (
            "pt-BR",
            "Fechado em;Situação;E-mail;Entregue em;ID\n\
             10/11/2026;Vendido;a@x.com.br;02/11/2026;1\n11/11/2026;Não fechou;b@x.com.br;02/11/2026;2\n;Não fechou;c@x.com.br;02/11/2026;3\n\
             12/11/2026;Proposta;d@x.com.br;02/11/2026;4\n13/11/2026;Zzz;e@x.com.br;02/11/2026;5\n14/11/2026;;f@x.com.br;02/11/2026;6\n",
            &[("Vendido", "won"), ("Não fechou", "lost"), ("Proposta", "opportunity")],
        ),
        (
            "en",
            "Lead ID,Email,Delivered on,Stage,Close date\n\
             1,a@x.com,2026-11-02,Signed,2026-11-10\n2,b@x.com,2026-11-02,Gone,2026-11-11\n3,c@x.com,2026-11-02,Gone,\n\
             4,d@x.com,2026-11-02,Meeting,2026-11-12\n5,e@x.com,2026-11-02,Zzz,2026-11-13\n6,f@x.com,2026-11-02,,2026-11-14\n",
            &[("Signed", "won"), ("Gone", "lost"), ("Meeting", "sql")],
        ),
        (
            "en",
            "Closed,Email,Lead ID,Lead status,Handed over\n\
             2026-11-10,a@x.com,1,Won,2026-11-02\n2026-11-11,b@x.com,2,Lost,2026-11-02\n,c@x.com,3,Lost,2026-11-02\n\
             2026-11-12,d@x.com,4,SQL,2026-11-02\n2026-11-13,e@x.com,5,Zzz,2026-11-02\n2026-11-14,f@x.com,6,,2026-11-02\n",
            &[],
        ),
        // Beside a stage that says nothing of the end a status does.
        (
            "pt-BR",
            "ID;E-mail;Entregue em;Etapa;Ganho ou perdido;Data de encerramento\n\
             1;a@x.com.br;02/11/2026;Proposta;Sim;10/11/2026\n2;b@x.com.br;02/11/2026;Proposta;Não;11/11/2026\n3;c@x.com.br;02/11/2026;Proposta;Não;\n\
             4;d@x.com.br;02/11/2026;Proposta;Aberto;12/11/2026\n5;e@x.com.br;02/11/2026;Zzz;Zzz;13/11/2026\n6;f@x.com.br;02/11/2026;;;14/11/2026\n",
            &[("Proposta", "opportunity"), ("Sim", "won"), ("Não", "lost"), ("Aberto", "open")],
        ),
    ];
    for (language, rows, words) in sheets {
        let room = reported(language, rows, words);
        assert_eq!(ends(&room), expected(RIGHT), "{rows}\n{}", room.text("acordo.toml"));
        assert_eq!(sales(&room), Value::from(1), "{rows}");
        let open = warning(&room, "closed-open").unwrap();
        assert_eq!((&open["n"], &open["row"]), (&"3".into(), &"5".into()));
        assert!(warning(&room, "won-and-lost").is_none());
    }
}

#[test]
fn before_its_words_are_known_a_closing_date_makes_no_sale() {
    let rows = "ID;E-mail;Entregue em;Status;Data fechamento\n\
                1;a@x.com.br;02/11/2026;Aaa;10/11/2026\n2;b@x.com.br;02/11/2026;Bbb;11/11/2026\n";
    let room = reported("pt-BR", rows, &[]);
    let all = summary(&room);
    let own = all["commitments"].as_array().unwrap().iter().find(|own| own["id"] == "sales-won");
    assert_eq!(own.unwrap()["evidence"]["why"], "unsettled-ends");
    assert_eq!(sales(&room), Value::Null);
}

/// The reason of a loss tells the end of a row where no column of words does.
#[test]
fn in_a_sheet_without_a_status_the_reason_of_a_loss_tells_it() {
    let rows = "ID;E-mail;Entregue em;Data fechamento;Motivo da perda\n\
                1;a@x.com.br;02/11/2026;10/11/2026;\n2;b@x.com.br;02/11/2026;11/11/2026;Preço\n";
    let room = reported("pt-BR", rows, &[]);
    let text = room.text("acordo.toml");
    assert!(!text.contains("\nlost = "), "nothing tells wins and losses apart");
    let both = text.replace("\nwon = ", "\nlost = \"Data fechamento\"\nwon = ");
    fs::write(room.path("acordo.toml"), both).unwrap();
    again(&room);
    assert_eq!(ends(&room), expected(&[("1", "", ""), ("2", "", "2026-11-11")]));
}

/// Where a person says that a column is the date of the sale, a row whose word means lost is none all the same, and that is said once.
#[test]
fn a_row_lost_by_its_word_is_no_sale_whatever_column_is_mapped() {
    for (language, header, words) in [
        (
            "pt-BR",
            "ID;E-mail;Entregue em;Status;Data da venda",
            [("Ganhou", "won"), ("Caiu", "lost")],
        ),
        ("pt-BR", "ID;E-mail;Entregue em;Etapa;Assinou em", [("Ganhou", "won"), ("Caiu", "lost")]),
        ("en", "ID;Email;Delivered on;Stage;Sold on", [("Ganhou", "won"), ("Caiu", "lost")]),
    ] {
        let rows = format!(
            "{header}\n1;a@x.com.br;2026-11-02;Ganhou;2026-11-10\n2;b@x.com.br;2026-11-02;Caiu;2026-11-11\n\
             3;c@x.com.br;2026-11-02;Zzz;2026-11-12\n4;d@x.com.br;2026-11-02;Caiu;2026-11-13\n"
        );
        let room = reported(language, &rows, &words);
        let right =
            [("1", "2026-11-10", ""), ("2", "", ""), ("3", "2026-11-12", ""), ("4", "", "")];
        assert_eq!(ends(&room), expected(&right), "{header}\n{}", room.text("acordo.toml"));
        let said = warning(&room, "won-and-lost").unwrap();
        let values = &said;
        assert_eq!((&values["n"], &values["row"]), (&"2".into(), &"3".into()));
        assert_eq!(values["file"], "leads.csv");
        // The remedy that the warning names gives the losses their day.
        let text = room.text("acordo.toml");
        let won = text.lines().find(|line| line.starts_with("won = ")).unwrap();
        let both = text.replace(won, &format!("{won}\n{}", won.replace("won", "lost")));
        fs::write(room.path("acordo.toml"), both).unwrap();
        again(&room);
        let right = [
            ("1", "2026-11-10", ""),
            ("2", "", "2026-11-11"),
            ("3", "", ""),
            ("4", "", "2026-11-13"),
        ];
        assert_eq!(ends(&room), expected(&right), "{header}");
    }
}

/// Two leads and what a file of deals says of them; `columns` is how the source reads it.
fn of_deals(rows: &str, columns: &str) -> Room {
    let room = Room::empty();
    fs::write(
        room.path("leads.csv"),
        "id;email;handed\n1;a@x.com;2026-11-03 10:00\n2;b@x.com;2026-11-03 11:00\n",
    )
    .unwrap();
    fs::write(room.path("deals.csv"), rows).unwrap();
    let sources = r#"
[[commitment]]
team = "both"
metric = "sales-won"
target = 3
[[source]]
name = "leads"
table = "leads"
files = "leads.csv"
columns = { id = "id", email = "email", delivered = "handed" }
[[source]]
name = "deals"
table = "deals"
files = "deals.csv"
"#;
    let columns =
        format!("columns = {{ id = \"id\", lead = \"lead\", created = \"opened\"{columns} }}\n");
    fs::write(room.path("acordo.toml"), head("en", "reports") + sources + &columns).unwrap();
    again(&room);
    room
}

/// Two deals closed on one column of days, one of them lost; `more` is what a source says of a column that tells which.
fn deals(rows: &str, more: &str) -> Room {
    of_deals(rows, &format!(", won = \"closed\", lost = \"closed\"{more}"))
}

/// One row is said to be closed in a way that no word tells.
fn one_row(room: &Room) -> bool {
    warning(room, "closed-open")
        .is_some_and(|own| own["text"].as_str().unwrap().contains("1 row ("))
}

#[test]
fn one_closing_date_of_deals_is_a_sale_only_where_a_word_says_so() {
    let head = "id;lead;opened;closed;state;reason\n";
    let told =
        format!("{head}d1;1;04/11/2026;10/11/2026;won;\nd2;2;05/11/2026;11/11/2026;lost;price\n");
    let empty = told.replace(";won;", ";;").replace(";lost;price", ";;");
    assert_eq!(sales(&deals(&told, ", status = \"state\"")), 1.0);
    for more in ["", ", stage = \"state\""] {
        let room = deals(&empty, more);
        assert_eq!(sales(&room), Value::Null, "{more}");
        assert!(warning(&room, "closed-open").is_some(), "{more}");
    }
    // The reason of a loss tells that one; that the other was won nothing tells.
    for more in ["", ", stage = \"state\"", ", status = \"state\""] {
        let by_reason = told.replace(";won;", ";;").replace(";lost;", ";;");
        let room = deals(&by_reason, &format!("{more}, lost-reason = \"reason\""));
        assert_eq!(sales(&room), Value::Null, "{more}");
        assert!(one_row(&room), "{more}");
    }
    // Of two deals of which the word of one is gone, or means nothing, that one is left out and said.
    for word in ["", "ganado"] {
        let room = deals(&told.replace(";won;", &format!(";{word};")), ", status = \"state\"");
        assert_eq!(sales(&room), Value::Null, "{word}");
        assert!(one_row(&room), "{word}");
    }
}

#[test]
fn a_blank_or_unknown_word_does_not_beat_a_date_of_sale() {
    let rows = "id;lead;opened;sold;gone;state\nd1;1;04/11/2026;10/11/2026;;WON\nd2;2;05/11/2026;;11/11/2026;LOST\n";
    let own = ", won = \"sold\", lost = \"gone\"";
    for (won, lost, more, right) in [
        ("won", "lost", ", status = \"state\"", 1.0),
        ("", "", ", status = \"state\"", 1.0),
        ("ganado", "abierto", ", status = \"state\"", 1.0),
        ("", "lost", ", status = \"state\"", 1.0),
        ("", "", ", stage = \"state\"", 1.0),
        ("Oferta", "", ", stage = \"state\"", 1.0),
        ("won", "", "", 1.0),
        // A word that tells is believed before the date.
        ("open", "lost", ", status = \"state\"", 0.0),
        ("lost", "lost", ", status = \"state\"", 0.0),
    ] {
        let rows = rows.replace("WON", won).replace("LOST", lost);
        assert_eq!(sales(&of_deals(&rows, &format!("{own}{more}"))), right, "{won} {lost} {more}");
    }
    // A column that deals called open fill is the day on which somebody hopes to sell.
    let hoped = rows.replace(";;11/11/2026;LOST", ";11/11/2026;;open").replace("WON", "");
    let room = of_deals(&hoped, &format!("{own}, status = \"state\""));
    // Nobody knows what became of the deal without a word: it is said, and no number is.
    assert!(sales(&room).is_null() && warning(&room, "closed-open").is_some());
}
