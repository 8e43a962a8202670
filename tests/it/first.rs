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
    let wrong = room().acordo("init . --from leads.csv --answer vendas");
    assert_eq!(wrong.exit, 2, "{}", wrong.stderr);
}
