//! The first agreement: what is answered stands in it, what is not is only measured or to be decided, and no number is invented.

use std::fs;

use crate::room::Room;

const LEADS: &str = "Nome;E-mail;Telefone;Data de entrega;Situação do lead\n\
    Ana;ana@alfa.com;(11) 91234-0001;02/11/2026 09:10;Novo\nBia;bia@beta.com;(11) 91234-0002;03/11/2026 10:10;Em conversa\n";

fn room() -> Room {
    let room = Room::empty();
    fs::write(room.path("leads.csv"), LEADS).unwrap();
    room
}

#[test]
fn no_target_is_invented_and_nobody_is_written_to() {
    let room = room();
    room.done("init --toml . --language pt-BR --from leads.csv");
    let text = room.text("acordo.toml");
    for invented in ["\ntarget", "\nsales          = 100", "\nleads-per-sale", "empresa.com.br\"]"]
    {
        assert!(!text.contains(invented), "{invented}\n{text}");
    }
    for asked in ["o que é “Novo”", "Quem recebe as cartas?", "expediente", "data da entrega"]
    {
        assert!(text.contains(asked), "{asked}\n{text}");
    }
}

#[test]
fn what_is_answered_is_decided() {
    let answers = [
        "hand-off=delivered",
        "dates=dmy",
        "sales=40",
        "letters=mkt@x.com.br;vendas@x.com.br;eu@x.com.br",
        "allowance=2h",
        "hours=09:00-18:00",
        "Novo=delivered",
    ];
    for (form, file) in [("--toml", "acordo.toml"), ("--language pt-BR", "acordo.xlsx")] {
        let room = room();
        let given = answers.map(|answer| format!("--answer {answer}")).join(" ");
        room.done(&format!("init {form} . --from leads.csv {given}"));
        assert!(room.path(file).exists());
        let check = room.acordo("check");
        // One word is left.
        assert!(check.stdout.contains("Por decidir: 1 ponto"), "{}", check.stdout);
        assert!(check.stdout.contains("“Em conversa”"), "{}", check.stdout);
    }
}

#[test]
fn what_cannot_be_understood_is_refused_before_anything_is_written() {
    let wrong = [
        "vendas",
        "sale=40",
        "hand-off=foo",
        "dates=zz",
        "dates=dmyy",
        "dates=dd/mm",
        "dates=1",
        "dates=ISO",
        "sales=-3",
        "sales=1,5",
        "sales=quarenta",
        "letters=nobody",
        "mail=correio",
        "hours=xx",
        "Novo=vip",
        "Outra=won",
    ];
    for language in ["pt-BR", "en"] {
        let room = room();
        for answer in wrong {
            let from = format!("init . --language {language} --from leads.csv");
            let told = room.acordo(&format!("{from} --answer {answer}"));
            assert_eq!(told.exit, 2, "{answer}: {}", told.stderr);
            assert!(
                told.stderr.contains("--answer") && told.stderr.contains(answer),
                "{}",
                told.stderr
            );
            assert_eq!(room.names(""), ["leads.csv"], "{answer}");
            let names_all = ["dmy", "mdy", "ymd"].iter().all(|order| told.stderr.contains(order));
            assert!(names_all || !answer.starts_with("dates"), "{}", told.stderr);
        }
    }
}

/// What is said of dates is checked where the files leave a doubt, too, and where no column has dates.
#[test]
fn an_order_of_dates_is_one_of_three() {
    let without = "Nome;E-mail;Situação do lead\nAna;ana@alfa.com;Novo\nBia;bia@beta.com;Novo\n";
    for (leads, language) in [(LEADS, "pt-BR"), (LEADS, "en"), (without, "pt-BR")] {
        let room = room();
        fs::write(room.path("leads.csv"), leads).unwrap();
        let from = format!("init --toml . --language {language} --from leads.csv --answer");
        assert_eq!(room.acordo(&format!("{from} dates=zz")).exit, 2);
        for order in ["dmy", "mdy", "ymd", "DMY"] {
            let told = room.acordo(&format!("{from} dates={order}"));
            assert_ne!(told.exit, 2, "{order}: {}", told.stderr);
            drop(fs::remove_file(room.path("acordo.toml")));
        }
    }
}

#[test]
fn answers_are_understood_in_words_of_both_languages() {
    for (language, answers) in [
        ("pt-BR", ["hand-off=entregue", "Novo=aceito", "sales=só_medir"]),
        ("en", ["hand-off=delivered", "Novo=accepted", "sales=Measure_only"]),
        ("pt-BR", ["hand-off=delivered", "Novo=ganho", "sales=measure_only"]),
        ("en", ["hand-off=criado", "Novo=ignorar", "sales="]),
        ("pt-BR", ["hand-off=mql", "Novo=oportunidade", "sales=40"]),
    ] {
        let room = room();
        let mut command = crate::room::program();
        command.args(["init", "--toml", ".", "--language", language, "--from", "leads.csv"]);
        for answer in answers {
            command.args(["--answer", &answer.replace('_', " ")]);
        }
        let told = room.tell(command.current_dir(room.path("")));
        assert_eq!(told.exit, 0, "{answers:?}\n{}", told.stderr);
        let text = room.text("acordo.toml");
        assert_eq!(text.contains("\nsales          = 40"), answers.contains(&"sales=40"), "{text}");
    }
}

/// A goal of sales is judged where sales can be seen; what it asks of leads nobody agreed on.
#[test]
fn a_goal_judges_only_what_it_speaks_of() {
    let deals = "Nome;E-mail;Etapa;Estado;Data de criação;Data de fechamento;Valor único\n\
        Ana;ana@alfa.com;Proposta;Vendida;02/11/2026 09:30;09/11/2026 10:00;1.200,50\n\
        Bia;bia@beta.com;Proposta;Em andamento;23/11/2026 09:30;;1.300,00\n";
    let all = "--answer hand-off=delivered --answer Novo=delivered --answer hours=09:00-18:00 \
        --answer letters=a@x.com.br;b@x.com.br;c@x.com.br";
    for (sources, goal, targets) in [
        ("leads.csv", "sales=40", 0),
        ("leads.csv", "sales=", 0),
        ("leads.csv deals.csv", "sales=40", 1),
        ("leads.csv deals.csv", "sales=", 0),
        ("deals.csv leads.csv", "sales=1", 1),
    ] {
        let room = room();
        fs::write(room.path("leads.csv"), LEADS.replace("Em conversa", "Novo")).unwrap();
        fs::write(room.path("deals.csv"), deals).unwrap();
        room.done(&format!("init --toml . --from {sources} {all} --answer {goal}"));
        let text = room.text("acordo.toml");
        let judged = text.lines().filter(|line| line.starts_with("target")).count();
        assert_eq!(judged, targets, "{sources} {goal}\n{text}");
    }
}

/// Who answered everything is not sent to the sheet of files.
#[test]
fn when_nothing_is_left_to_decide_the_next_step_is_a_report() {
    let answers = "--answer hand-off=delivered --answer dates=dmy --answer Novo=delivered --answer hours=09:00-18:00 \
        --answer letters=a@x.com.br";
    for (form, next) in [
        ("--language pt-BR", "nada está por decidir. Rode: acordo run"),
        ("--language pt-BR --toml", "nada está por decidir. Rode: acordo run"),
        ("--language en", "nothing is left to decide. Run: acordo run"),
        ("--language en --toml", "nothing is left to decide. Run: acordo run"),
    ] {
        let room = room();
        fs::write(room.path("leads.csv"), LEADS.replace("Em conversa", "Novo")).unwrap();
        let told = room.done(&format!("init . {form} --from leads.csv {answers}"));
        assert!(told.stdout.contains(next), "{}", told.stdout);
        assert!(room.done("check").stdout.contains("acordo run"));
    }
}

const DEALS: &str = "Negócio - ID,Negócio - Título,Negócio - Status,Negócio - Ganho em,Pessoa - E-mail - Trabalho\n\
    1,Alfa,Ganho,2026-11-05 10:00:00,ana@alfa.com\n2,Beta,Aberto,,bia@beta.com\n";

#[test]
fn the_exports_of_the_folder_are_found() {
    let both = ["leads.csv", "negocios.csv"];
    for (place, command) in [
        ("", "init --toml"),
        ("exportacoes/", "init --toml"),
        ("exports/", "init --toml"),
        ("old/", "init --toml --from old"),
        ("team/", "init team --toml"),
        ("team/exports/", "init team --toml"),
        ("old/", "init --toml --from old/leads.csv old/negocios.csv"),
    ] {
        let room = Room::empty();
        fs::create_dir_all(room.path(place)).unwrap();
        let leave = |name: &str, text: &str| fs::write(room.path(&format!("{place}{name}")), text);
        leave("leads.csv", LEADS).unwrap();
        leave("negocios.csv", DEALS).unwrap();
        for other in
            ["acordo-leads.csv", "acordo_2026-11-23.csv", "~$leads.csv", ".leads.csv", "x.csv.part"]
        {
            leave(other, LEADS).unwrap();
        }
        leave("receita de bolo.csv", "Ingrediente;Xícaras\nFarinha;2\n").unwrap();
        leave("resumo.txt", LEADS).unwrap();
        let command = format!("{command} --language pt-BR");
        let is_team = command.contains("init team");
        room.done(&command);
        let text = room.text(if is_team { "team/acordo.toml" } else { "acordo.toml" });
        let files: Vec<&str> = text.lines().filter(|line| line.starts_with("files ")).collect();
        assert_eq!(files.len(), 2, "{command} {place}: {files:?}");
        for name in both {
            assert!(files.iter().any(|line| line.contains(&format!("{name}\""))), "{files:?}");
        }
        assert_eq!(
            room.acordo(if is_team { "check -c team/acordo.toml" } else { "check" }).exit,
            0
        );
    }
}

#[test]
fn without_exports_there_is_an_example_and_nothing_to_answer() {
    let room = Room::empty();
    fs::write(room.path("leads.csv"), LEADS).unwrap();
    room.done("init --toml --example --language en");
    assert!(room.text("acordo.toml").contains("\"exports/contacts*.csv\""), "the example");
    for command in ["init --answer sales=40", "init --from ."] {
        let empty = Room::empty();
        let told = empty.acordo(&format!("{command} --language en"));
        assert_eq!(told.exit, 4, "{command}: {}", told.stderr);
        assert!(told.stderr.contains("no export here"), "{}", told.stderr);
        assert!(empty.names("").is_empty());
    }
    let none = Room::empty();
    fs::write(none.path("receita.csv"), "Ingrediente;Xícaras\nFarinha;2\n").unwrap();
    let told = none.acordo("init --language en");
    assert!(told.exit == 4 && told.stderr.contains("--example"), "{}", told.stderr);
}

/// How the letters go: a folder, unless a server is named; a password is never taken.
#[test]
fn letters_go_by_the_server_that_was_named() {
    let letters = "letters=a@x.com.br;b@x.com.br;c@x.com.br";
    for (mail, language, holds, lacks) in [
        ("mail=pasta", "en", &["\nfolder = \"outbox\"", "acordo@example.invalid"][..], "\nsmtp"),
        (
            "mail=smtp.x.invalid:465 eu@x.com.br",
            "pt-BR",
            &[
                "\nsmtp = \"smtp.x.invalid\"\nport = 465\nuser = \"eu@x.com.br\"\npassword-env = \"ACORDO_SMTP_PASSWORD\"",
                "\nfrom      = \"Acordo <eu@x.com.br>\"",
            ],
            "\nfolder = \"outbox\"",
        ),
        ("mail=localhost", "en", &["\nsmtp = \"localhost\"", "Acordo <c@x.com.br>"], "\nuser"),
    ] {
        let room = room();
        let mut command = crate::room::program();
        command.args(["init", "--toml", ".", "--language", language, "--from", "leads.csv"]);
        command.args(["--answer", mail, "--answer", letters]);
        let told = room.tell(command.current_dir(room.path("")));
        assert_eq!(told.exit, 0, "{mail}\n{}", told.stderr);
        let text = room.text("acordo.toml");
        assert!(holds.iter().all(|piece| text.contains(piece)), "{mail}\n{text}");
        assert!(!text.contains(lacks), "{mail}\n{text}");
        let says_where = told.stderr.contains("ACORDO_SMTP_PASSWORD");
        assert_eq!(says_where, mail.contains("eu@"), "{}", told.stderr);
        // The password is looked for where it was said to be.
        let check = room.acordo("check");
        assert_eq!(check.exit, if mail == "mail=pasta" { 0 } else { 5 }, "{}", check.stderr);
    }
    for wrong in ["mail=correio", "mail=smtp.x.com:abc", "mail=smtp.x.com:587 eu@x.com s3cr3t"] {
        let room = room();
        let mut command = crate::room::program();
        command.args(["init", "--toml", ".", "--from", "leads.csv", "--answer", wrong]);
        let told = room.tell(command.current_dir(room.path("")));
        assert_eq!(told.exit, 2, "{wrong}: {}", told.stderr);
        assert!(
            told.stderr.contains("smtp.") && !told.stderr.contains("s3cr3t"),
            "{}",
            told.stderr
        );
        assert!(!room.path("acordo.toml").exists());
    }
}
