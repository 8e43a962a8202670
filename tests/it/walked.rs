//! What a new user is told on the way to a first agreement: of what is assumed, left out, not understood and not there.

use std::fs;

use crate::room::{Room, Told, program};

const LEADS: &str = "Nome;E-mail;Data de entrega;Situação do lead\n\
    Ana;ana@alfa.com;13/11/2026 09:10;Novo\nBia;bia@beta.com;14/11/2026 10:10;Em conversa\n";

fn room(files: &[(&str, &str)]) -> Room {
    let room = Room::empty();
    for (name, text) in files {
        fs::write(room.path(name), text).unwrap();
    }
    room
}

/// `init` of the folder with answers, which may hold blanks.
fn init(room: &Room, options: &str, answers: &[&str]) -> Told {
    let mut command = program();
    command.arg("init").args(options.split_whitespace());
    answers.iter().for_each(|answer| {
        command.args(["--answer", answer]);
    });
    room.tell(command.current_dir(room.path("")))
}

fn has_line(text: &str, line: &str) -> bool {
    text.lines().any(|own| own.split("  #").next().unwrap_or_default().trim_end() == line)
}

#[test]
fn nothing_that_nobody_said_is_written_as_agreed() {
    for (language, invented, assumed) in [
        (
            "pt-BR",
            ["Perfil A ou B", "Tem orçamento", "SDR inbound"],
            "Supostos, porque nada os diz: fuso America/Sao_Paulo, moeda BRL, feriados br",
        ),
        (
            "en",
            ["Profile A or B", "Has a budget", "Inbound SDR"],
            "Assumed, because nothing tells: time zone America/Sao_Paulo, currency BRL, holidays br",
        ),
    ] {
        for form in ["--toml", ""] {
            let room = room(&[("leads.csv", LEADS)]);
            let told = init(&room, &format!("{form} --language {language}"), &[]);
            assert!(told.stderr.contains(assumed), "{}", told.stderr);
            if form.is_empty() {
                room.done("convert acordo.xlsx acordo.toml");
            }
            let text = room.text("acordo.toml");
            for words in invented {
                let is_said = |line: &str| line.contains(words) && !line.starts_with('#');
                assert!(!text.lines().any(is_said), "{language} {form} {words}\n{text}");
            }
            assert!(!text.lines().any(|line| line.starts_with("[[role]]")), "{text}");
        }
    }
}

#[test]
fn hours_are_answered_as_people_say_them() {
    for (said, written) in [
        ("9h às 18h", r#"weekdays = ["09:00-18:00"]"#),
        ("9-18", r#"weekdays = ["09:00-18:00"]"#),
        ("9am-6pm", r#"weekdays = ["09:00-18:00"]"#),
        ("das 9 às 12 e das 13 às 18", r#"weekdays = ["09:00-12:00", "13:00-18:00"]"#),
        ("9 to 12, 13 to 18", r#"weekdays = ["09:00-12:00", "13:00-18:00"]"#),
        ("09:00-12:00 13:00-18:00", r#"weekdays = ["09:00-12:00", "13:00-18:00"]"#),
    ] {
        for form in ["--toml", "--language pt-BR"] {
            let room = room(&[("leads.csv", LEADS)]);
            let told = init(&room, form, &[&format!("hours={said}")]);
            assert_eq!(told.exit, 0, "{said}: {}", told.stderr);
            if form != "--toml" {
                room.done("convert acordo.xlsx acordo.toml");
            }
            assert!(has_line(&room.text("acordo.toml"), written), "{said} {form}");
        }
    }
    // The agreement itself understands them too.
    let room = room(&[("leads.csv", LEADS)]);
    init(&room, "--toml", &[]);
    for (said, exit) in [("9h às 18h", 0), ("9-18", 0), ("9h", 3), ("22h às 6h", 3)] {
        let text = room.text("acordo.toml");
        let hours = text.lines().find(|line| line.starts_with("weekdays")).unwrap();
        fs::write(
            room.path("outro.toml"),
            text.replace(hours, &format!("weekdays = [\"{said}\"]")),
        )
        .unwrap();
        assert_eq!(room.acordo("check -c outro.toml").exit, exit, "{said}");
    }
}

#[test]
fn a_refusal_says_what_would_be_understood() {
    for (language, answer, says) in [
        ("pt-BR", "hand-off=banana", "Não entendi “banana”. Responda: entregue."),
        ("en", "hand-off=banana", "“banana” is not understood. Answer: delivered."),
        ("pt-BR", "hours=9h", "Não entendi “9h”. Responda: 09:00-12:00 13:00-18:00, ou 9h às 18h"),
        ("en", "hours=nine to five", "“nine to five” is not understood. Answer: 09:00-12:00"),
        ("pt-BR", "sales=muitas", "Responda: um número inteiro, como 40, ou só medir."),
        ("pt-BR", "letters=ana@gmial.com", "Quis dizer"),
        ("pt-BR", "Novo=vip", "Não entendi “vip”. Responda: criado, mql, entregue"),
        ("en", "dates=zz", "dmy, mdy, ymd"),
        ("pt-BR", "Outra=venda", "“Em conversa”, “Novo”"),
        ("en", "Other=won", "“Em conversa”, “Novo”"),
    ] {
        for form in ["--toml", ""] {
            let room = room(&[("leads.csv", LEADS)]);
            let told = init(&room, &format!("{form} --language {language}"), &[answer]);
            assert_eq!(told.exit, 2, "{answer}: {}", told.stderr);
            assert!(
                told.stderr.to_lowercase().contains(&says.to_lowercase()),
                "{answer}: {}",
                told.stderr
            );
            for key in ["agreement.", "working-time", "permitido", "allowed:"] {
                assert!(!told.stderr.contains(key), "{answer}: {}", told.stderr);
            }
            assert_eq!(room.names(""), ["leads.csv"]);
        }
    }
}

#[test]
fn keys_are_known_in_any_case_and_what_nobody_asked_is_said() {
    for (answer, line) in [
        ("novo=entregue", Some("\"Novo\" = \"entregue\"")),
        ("NOVO=delivered", Some("\"Novo\" = \"delivered\"")),
        ("em  conversa=aceito", Some("\"Em conversa\" = \"aceito\"")),
        ("Hand-Off=criado", Some("delivered-by = \"criado\"")),
        ("Sales=7", None),
        ("year=26", None),
        ("dates=dmy", None),
    ] {
        let room = room(&[("leads.csv", LEADS)]);
        let told = init(&room, "--toml --language pt-BR", &[answer]);
        assert_eq!(told.exit, 0, "{answer}: {}", told.stderr);
        let text = room.text("acordo.toml");
        assert!(line.is_none_or(|line| has_line(&text, line)), "{answer}\n{text}");
        let is_unused =
            told.stderr.contains(&format!("{answer}: nada nestes arquivos pergunta isso"));
        assert_eq!(
            is_unused,
            answer.starts_with("year") || answer.starts_with("dates"),
            "{answer}: {}",
            told.stderr
        );
    }
}

#[test]
fn a_name_that_is_not_there_and_a_folder_without_exports_are_said() {
    for (language, nothing, example, anew) in [
        ("pt-BR", "Nada foi criado", "é só um exemplo", "Para começar de novo"),
        ("en", "Nothing was created", "is only an example", "To begin anew"),
    ] {
        for (form, made) in [("", "acordo.xlsx"), ("--toml", "acordo.toml")] {
            let here = room(&[("leads.csv", LEADS)]);
            for named in ["leads.csv leeds.csv", "nada.xlsx", "leads.csv nada/nada.csv"] {
                let told =
                    init(&here, &format!("{form} --language {language} --from {named}"), &[]);
                assert_eq!(told.exit, 4, "{named}: {}", told.stderr);
                assert!(told.stderr.contains(nothing), "{}", told.stderr);
                assert_eq!(here.names(""), ["leads.csv"]);
            }
            let empty = Room::empty();
            let told = init(&empty, &format!("{form} --language {language}"), &[]);
            assert!(told.exit == 0 && told.stdout.contains(example), "{}", told.stdout);
            fs::write(empty.path("leads.csv"), LEADS).unwrap();
            let told = init(&empty, &format!("{form} --language {language}"), &[]);
            assert!(told.exit == 8 && told.stderr.contains(anew), "{}", told.stderr);
            fs::remove_file(empty.path(made)).unwrap();
            assert_eq!(init(&empty, &format!("{form} --language {language}"), &[]).exit, 0);
            let asked = Room::empty();
            let told = init(&asked, &format!("{form} --example --language {language}"), &[]);
            assert!(!told.stdout.contains(example), "{}", told.stdout);
        }
    }
}

/// Leads with columns of tries, all days without a year.
const YEARLESS: &str = "Nome;E-mail;Data de entrada;Enviado para vendas;1º contato;2º contato\n\
    Ana;ana@alfa.com;02/11;03/11;04/11;05/11\nBia;bia@beta.com;13/11;14/11;14/11;15/11\n";

#[test]
fn the_year_is_that_of_every_source_that_lacks_one() {
    for (answers, written) in [
        (&["year=2026"][..], "year = \"2026\""),
        (&["year=mais recente"], "year = \"mais recente\""),
        (&[], "year = \"newest\""),
    ] {
        for headers in [
            "1º contato;2º contato",
            "Ligação 1;Ligação 2",
            "Data tentativa 1;Data tentativa 2",
            "1ª tentativa;2ª tentativa",
        ] {
            for form in ["--toml", "--language pt-BR"] {
                let room =
                    room(&[("leads.csv", &YEARLESS.replace("1º contato;2º contato", headers))]);
                let told = init(&room, form, answers);
                assert_eq!(told.exit, 0, "{}", told.stderr);
                if form != "--toml" {
                    room.done("convert acordo.xlsx acordo.toml");
                }
                let text = room.text("acordo.toml");
                let years = text.lines().filter(|line| line.starts_with(written)).count();
                assert_eq!(years, 2, "{headers} {form}\n{text}");
            }
        }
    }
}

#[test]
fn a_goal_that_nothing_measures_is_said_and_stays_where_a_day_may_be_that_of_the_sale() {
    let sales = "Data;Cliente;E-mail;Valor\n13/11/2026;Ana;ana@alfa.com;1.200,50\n14/11/2026;Bia;bia@beta.com;900,00\n";
    for (language, goal, left) in [
        ("pt-BR", "A meta de 3 vendas não se mede: ", "Fora do acordo por enquanto: "),
        ("en", "The goal of 3 sales cannot be measured: ", "Left out of the agreement for now: "),
    ] {
        for (name, is_kept) in [("Vendas 2026.csv", true), ("nothing.csv", false)] {
            for form in ["--toml", ""] {
                let text = if is_kept { sales } else { "Ingrediente;Xícaras\nFarinha;2\n" };
                let room = room(&[("leads.csv", LEADS), (name, text)]);
                let told = init(&room, &format!("{form} --language {language}"), &["sales=3"]);
                assert!(
                    told.stderr.contains(goal) && told.stderr.contains(left),
                    "{}",
                    told.stderr
                );
                if form.is_empty() {
                    room.done("convert acordo.xlsx acordo.toml");
                }
                let text = room.text("acordo.toml");
                let is_promised = text
                    .lines()
                    .any(|line| line.starts_with("metric") && line.contains("\"sales-won\""));
                assert_eq!(is_promised, is_kept, "{name}\n{text}");
                let asks = text.contains("“Data”");
                assert_eq!(asks, is_kept, "{text}");
            }
        }
        let room = room(&[("leads.csv", LEADS)]);
        let told = init(&room, &format!("--language {language}"), &[]);
        assert!(!told.stderr.contains(&goal[..10]), "no goal: {}", told.stderr);
    }
}

/// Attempts of two leads on these days of November.
fn calls(days: [u32; 4]) -> String {
    let mut text = String::from("Data e hora;E-mail;Tipo;Resultado\n");
    for (at, day) in days.iter().enumerate() {
        let who = if at % 2 == 0 { "ana@alfa.com" } else { "bia@beta.com" };
        text.push_str(&format!("{day:02}/11/2026 10:00;{who};Ligação;Atendeu\n"));
    }
    text
}

const CREATED: &str = "Nome;E-mail;Data de criação;Data de conversão\n\
    Ana;ana@alfa.com;02/11/2026 09:10;16/11/2026 09:10\nBia;bia@beta.com;03/11/2026 10:10;17/11/2026 10:10\n";

/// The likely hand-off is one that the exports bear out; what is answered is never put right.
#[test]
fn the_hand_off_is_a_date_that_the_exports_bear_out() {
    let handed = CREATED.replace("Data de conversão", "Data de entrega");
    let strangers = "Negócio - ID,Negócio - Título,Negócio - Status,Negócio - Negócio criado em,Negócio - Ganho em,Pessoa - E-mail - Trabalho\n\
        1,Alfa,Ganho,2026-11-05 10:00:00,2026-11-15 10:00:00,x@alfa.com\n2,Beta,Aberto,2026-11-06 10:00:00,,y@beta.com\n";
    let friends = strangers.replace("x@", "ana@").replace("y@", "bia@");
    let before = calls([13, 14, 13, 14]);
    let after = calls([18, 19, 18, 19]);
    for (leads, others, answers, chosen) in [
        // Every attempt lies before the day that is called the hand-off.
        (handed.as_str(), ("calls.csv", before.as_str()), &[][..], Some("created")),
        (&handed, ("calls.csv", &after), &[], None),
        (&handed, ("calls.csv", &before), &["hand-off=delivered"], Some("delivered")),
        // No deal finds its lead: by deals, nobody is handed over.
        (CREATED, ("deals.csv", strangers), &[], Some("created")),
        (CREATED, ("deals.csv", &friends), &[], None),
        (CREATED, ("deals.csv", strangers), &["hand-off=deal"], Some("deal")),
    ] {
        for form in ["--toml", "--language pt-BR"] {
            let room = room(&[("leads.csv", leads), others]);
            let told = init(&room, form, answers);
            assert_eq!(told.exit, 0, "{}", told.stderr);
            if form != "--toml" {
                room.done("convert acordo.xlsx acordo.toml");
            }
            let text = room.text("acordo.toml");
            let line = text.lines().find(|line| line.starts_with("delivered-by"));
            let said = line.and_then(|line| line.split('"').nth(1));
            assert_eq!(said, chosen, "{form} {others:?} {answers:?}\n{}", told.stderr);
            assert_eq!(
                text.contains("data da entrega (o que marketing"),
                answers.is_empty(),
                "{text}"
            );
        }
    }
}

/// Whoever chose the creation for the hand-off is not told that a column is missing.
#[test]
fn a_chosen_date_stands_in_for_nothing() {
    for (answers, is_told) in
        [(&["hand-off=created"][..], false), (&["hand-off=criado"], false), (&[], true)]
    {
        for form in ["--toml", ""] {
            let room = room(&[(
                "leads.csv",
                "Nome;E-mail;Data de criação\nAna;ana@alfa.com;13/11/2026\nBia;b@x.com;14/11/2026\n",
            )]);
            init(&room, &format!("{form} --language pt-BR"), answers);
            let told = room.acordo("check");
            let says = format!("{}{}", told.stdout, told.stderr)
                .contains("Nenhum arquivo traz a data de entrega");
            assert_eq!(says, is_told, "{answers:?} {form} {} {}", told.stdout, told.stderr);
        }
    }
}

#[test]
fn words_of_the_agreement_itself_are_not_asked() {
    let leads = |word: &str| format!("{LEADS}Caio;c@c.com;15/11/2026 10:00;{word}\n");
    for (word, means) in [
        ("Perdido", Some("lost")),
        ("Vendido", Some("won")),
        ("GANHO", Some("won")),
        ("Recusado", Some("rejected")),
        ("Oportunidade", Some("opportunity")),
        ("Entregue", Some("delivered")),
        ("Em contato", Some("contacted")),
        ("Em análise", None),
        ("Proposta", None),
    ] {
        let room = room(&[("leads.csv", &leads(word))]);
        init(&room, "--toml --language pt-BR", &[]);
        let text = room.text("acordo.toml");
        let line = format!("\"{word}\" = \"{}\"", means.unwrap_or_default());
        assert_eq!(has_line(&text, &line), means.is_some(), "{word}\n{text}");
        assert_eq!(text.contains(&format!("o que é “{word}”")), means.is_none(), "{word}\n{text}");
        // Another answer is believed.
        let told = init(&room, "outra --toml --language pt-BR --from leads.csv", &[]);
        assert_eq!(told.exit, 0);
    }
}

#[test]
fn of_two_addresses_nobody_is_made_the_keeper() {
    for (letters, asks, replies) in [
        ("a@x.com.br", false, true),
        ("a@x.com.br;b@x.com.br", true, false),
        ("a@x.com.br;b@x.com.br;c@x.com.br", false, true),
    ] {
        for form in ["--toml", "--language pt-BR"] {
            let room = room(&[("leads.csv", LEADS)]);
            init(
                &room,
                &format!("{form} --language pt-BR")
                    .replace("--language pt-BR --language", "--language"),
                &[&format!("letters={letters}")],
            );
            let told = room.acordo("check");
            assert_eq!(told.exit, 0, "{}", told.stderr);
            assert_eq!(
                told.stdout.contains("Quem cuida do acordo?"),
                asks,
                "{letters} {}",
                told.stdout
            );
            if form != "--toml" {
                room.done("convert acordo.xlsx acordo.toml");
            }
            let has_reply =
                room.text("acordo.toml").lines().any(|line| line.starts_with("reply-to"));
            assert_eq!(has_reply, replies, "{letters}");
        }
    }
}

/// What a workbook asks names its sheets, and no sign or place of the text.
#[test]
fn a_workbook_asks_in_its_own_words() {
    for (language, leads, rows) in [
        ("pt-BR", YEARLESS, ["aba Acordo", "aba Arquivos", "aba Expediente"]),
        ("en", YEARLESS, ["sheet Agreement", "sheet Files", "sheet Working hours"]),
        (
            "pt-BR",
            "Nome;E-mail;Data;Resultado\nAna;a@a.com;02/11/2026;Quente\nBia;b@b.com;03/11/2026;Frio\n",
            ["aba Acordo", "aba Expediente", "aba Colunas"],
        ),
        (
            "en",
            "Nome;E-mail;Data;Resultado\nAna;a@a.com;02/11/2026;Quente\nBia;b@b.com;03/11/2026;Frio\n",
            ["sheet Agreement", "sheet Working hours", "sheet Columns"],
        ),
    ] {
        let room = room(&[("leads.csv", leads)]);
        init(&room, &format!("--language {language}"), &[]);
        let check = room.acordo("check").stdout;
        let place = if language == "en" { "To decide!A" } else { "Por decidir!A" };
        let asked: Vec<&str> = check.lines().filter(|line| line.contains(place)).collect();
        assert!(!asked.is_empty(), "{check}");
        for sheet in rows {
            assert!(check.contains(sheet), "{sheet}\n{check}");
        }
        for sign in [
            "[agreement]",
            "delivered-by",
            "[source",
            "comentário",
            "comment",
            "retire o #",
            "the # off",
            " = ",
        ] {
            assert!(!asked.iter().any(|line| line.contains(sign)), "{sign}\n{check}");
        }
    }
}

/// One thing that is missing is said once.
#[test]
fn a_plan_says_once_what_it_lacks() {
    for (language, lacks) in [
        (
            "pt-BR",
            "o objetivo não diz quantos leads fazem uma venda (leads-per-sale; na planilha, “Leads por venda” da aba Acordo)",
        ),
        (
            "en",
            "the objective does not say how many leads make a sale (leads-per-sale; in the workbook “Leads per sale” on the sheet Agreement)",
        ),
    ] {
        for form in ["--toml", ""] {
            let room = room(&[("leads.csv", LEADS)]);
            init(&room, &format!("{form} --language {language}"), &["sales=3"]);
            let plan = room.acordo("plan").stdout;
            assert_eq!(plan.matches(lacks).count(), 1, "{plan}");
            let row = plan.lines().find(|line| line.contains(lacks)).unwrap();
            assert!(row.matches("; ").count() >= 4, "{row}");
        }
    }
}

/// The rows of calls, each with the lead's id under the heading that a tool gives it.
fn calls_of(heading: &str, lead: impl Fn(u32) -> String) -> String {
    let row = |n: u32| format!("\n2026-11-{:02} 10:00,Call,No answer,{}", 3 + n, lead(n));
    format!("When,Type,Outcome,{heading}{}", (0..6).map(row).collect::<String>())
}

fn leads_with_ids() -> String {
    let row = |n: u32| format!("\nlead_550000{n},Ana {n},ana{n}@alfa.com,2026-11-{:02}", 2 + n);
    format!("Lead ID,Name,E-mail,Delivered on{}", (0..6).map(row).collect::<String>())
}

/// Where the ids of the leads stand under a heading that nobody knows, `init` finds them by what they are; a column of other things is none, and
/// then it is said what to do, and nothing is called decided.
#[test]
fn the_column_with_the_ids_of_the_leads_is_found() {
    let id = |n: u32| format!("lead_550000{n}");
    for heading in ["Who Id.id", "Regarding", "Vinculado a", "WhatId", "Objeto pai", "ID"] {
        let files = [("calls.csv", calls_of(heading, id)), ("leads.csv", leads_with_ids())];
        let room = room(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
        let told = init(&room, "--toml --language en", &[]);
        let said = format!("the column “{heading}” holds ids of the leads and is read as lead");
        assert!(told.stderr.contains(&said), "{heading}: {}", told.stderr);
        assert!(has_line(&room.text("acordo.toml"), &format!("lead = \"{heading}\"")));
    }
    for (heading, other) in [("Regarding", "x-"), ("Objeto pai", "call_99000")] {
        let files = [
            ("calls.csv", calls_of(heading, |n| format!("{other}{n}"))),
            ("leads.csv", leads_with_ids()),
        ];
        let room = room(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
        let told = init(&room, "--toml --language en", &[]);
        let said = "no column of calls.csv says whose each row is";
        assert!(told.stderr.contains(said), "{heading}: {}", told.stderr);
        let all = format!("{}{}", told.stdout, told.stderr);
        assert!(!all.contains("nothing is left to decide"), "{all}");
    }
}

/// Rows that find their leads by an address, a phone or an id of their own are not tied to those whose ids their numbers repeat by chance.
#[test]
fn numbers_of_rows_are_no_ids_of_leads() {
    let leads: String = (0..6)
        .map(|n| format!("\n1000{n},Ana {n},ana{n}@alfa.com,(11) 98800-010{n},2026-11-0{}", 2 + n))
        .collect();
    let leads = format!("Lead ID,Name,E-mail,Phone,Delivered on{leads}");
    let email = |n: u32| format!("ana{}@alfa.com", 5 - n);
    let phone = |n: u32| format!("(11) 98800-010{}", 5 - n);
    let some = |n: u32| if n < 4 { format!("1000{}", 5 - n) } else { String::new() };
    for (heading, key, own) in [
        ("ID", "E-mail", &email as &dyn Fn(u32) -> String),
        ("Regarding", "E-mail", &email),
        ("Objeto pai", "Email", &email),
        ("ID", "Phone", &phone),
        ("WhatId", "Telefone", &phone),
        ("ID", "Lead ID", &some),
    ] {
        let calls = calls_of(&format!("{heading},{key}"), |n| format!("1000{n},{}", own(n)));
        let room = room(&[("calls.csv", &calls), ("leads.csv", &leads)]);
        let told = init(&room, "--toml --language en", &[]);
        assert!(!told.stderr.contains("holds ids of the leads"), "{heading}: {}", told.stderr);
        let text = room.text("acordo.toml");
        assert!(!has_line(&text, &format!("lead = \"{heading}\"")), "{heading} {key}: {text}");
    }
}

/// Zoho's own headings of the two look-ups, in the preset.
#[test]
fn the_look_ups_of_zoho_calls_are_keys() {
    let leads = "Record Id,Lead Owner.id,Lead Owner,Company,First Name,Last Name,Email,Phone,Lead Source,Lead Status,Created Time\n\
        zcrm_1001,z_1,Ana,A,Bia,Reis,bia@a.com,,Web,Contacted,2026-11-03 09:00:00\n\
        zcrm_1002,z_1,Ana,B,Cia,Reis,cia@a.com,,Web,Not Contacted,2026-11-04 09:00:00\n\
        zcrm_1003,z_1,Ana,C,Dia,Reis,dia@a.com,,Web,Not Contacted,2026-11-05 09:00:00";
    for (who, what) in [("Who Id.id", "What Id.id"), ("Contact Name.id", "Related To.id")] {
        let calls = format!(
            "Record Id,Call Owner.id,Call Owner,Subject,Call Type,Call Start Time,Call Duration,Call Result,{who},{what}\n\
             k1,z_1,Ana,Call,Outbound,2026-11-03 09:30:00,01:10,Interested,,zcrm_1001\n\
             k2,z_1,Ana,Call,Outbound,2026-11-04 09:30:00,01:10,Interested,,zcrm_1002\n\
             k3,z_1,Ana,Call,Inbound,2026-11-05 09:30:00,02:10,,,zcrm_1003"
        );
        let room = room(&[("Calls.csv", &calls), ("Leads.csv", leads)]);
        let told = init(&room, "--toml --language en", &[]);
        assert!(told.stderr.contains("100% of the activities found their lead"), "{}", told.stderr);
    }
}

/// The agreement's currency is the one that most amounts name, in a column of their own or beside the number; a bare dollar names none.
#[test]
fn the_currency_is_that_of_most_amounts() {
    let head = "ID,Name,E-mail,Delivered on,Sale date,Amount,Currency";
    for (amounts, wanted) in [
        (["100,USD", "200,USD", "300,USD"], "USD"),
        (["€ 100,", "€ 200,", "€ 300,"], "EUR"),
        (["100,GBP", "200,GBP", "300,BRL"], "GBP"),
        (["100,BRL", "200,BRL", "300,USD"], "BRL"),
        (["100,", "200,", "300,USD"], "BRL"),
        (["$ 100,", "$ 200,", "$ 300,"], "BRL"),
    ] {
        let rows: String = (1..4)
            .zip(amounts)
            .map(|(n, own)| {
                format!("\nlead_{n}000,Ana {n},ana{n}@alfa.com,2026-11-0{n},2026-11-1{n},{own}")
            })
            .collect();
        let room = room(&[("leads.csv", &format!("{head}{rows}"))]);
        let told = init(&room, "--toml --language en", &[]);
        let text = room.text("acordo.toml");
        assert!(has_line(&text, &format!("currency  = \"{wanted}\"")), "{amounts:?} {text}");
        assert_eq!(told.stderr.contains("Most amounts are in"), wanted != "BRL", "{amounts:?}");
    }
}
