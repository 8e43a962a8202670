//! Recipients in every writing: one that no letter can be addressed to is a problem of the agreement at its line, any other gets its letter.

use std::fs;

use crate::room::Room;
use crate::support::agreement::{HANDED, LEADS};

fn room(recipient: &str, language: &str) -> Room {
    let room = Room::empty();
    let recipient = toml::Value::String(recipient.to_owned());
    let text = HANDED.replace("pt-BR", language) + &format!("marketing = [{recipient}]\n");
    fs::write(room.path("acordo.toml"), text).unwrap();
    fs::write(room.path("leads.csv"), LEADS).unwrap();
    room
}

const MONDAY: &str = "2026-11-23T08:00:00-03:00";

#[test]
fn names_as_mail_programs_write_them_are_taken() {
    for recipient in [
        "Lopes, Ana <a@lab.test>",
        "\"Lopes, Ana\" <a@lab.test>",
        "Ana (vendas) <a@lab.test>",
        "Ana \"Nina\" Lopes <a@lab.test>",
        "Ação; Vendas: SP <a@lab.test>",
        "Dr. Rui A. Lopes <a@lab.test>",
        "Ana@Lab <a@lab.test>",
        "Lopes\\Ana <a@lab.test>",
        "<a@lab.test>",
        "a+b_c@lab.test",
    ] {
        let room = room(recipient, "en");
        let told = room.acordo_at(MONDAY, "run");
        assert_eq!(told.exit, 0, "{recipient}: {}", told.stderr);
        let letters = room.names("outbox");
        let to = |team: &str| letters.iter().filter(|name| name.contains(team)).count();
        assert_eq!([to("marketing"), to("sales")], [1, 1], "{recipient}: {letters:?}");
        let name = letters.iter().find(|name| name.contains("marketing")).unwrap();
        let letter = room.text(&format!("outbox/{name}"));
        let to = letter.lines().find(|line| line.starts_with("To:")).unwrap();
        assert!(to.ends_with("@lab.test>") || to.ends_with("@lab.test"), "{recipient}: {to}");
    }
}

#[test]
fn what_no_letter_can_be_addressed_to_is_a_problem_at_its_line() {
    for recipient in [
        "Nome <x@evil.test> <a@lab.test>",
        "Ana\nBcc: x@evil.test <a@lab.test>",
        "Ana <a@lab..test>",
        ".ana@lab.test",
        "ana.@lab.test",
        "an..a@lab.test",
        "a(b)@lab.test",
        "a@lab!.test",
        "a@-lab.test",
        "a@lab-.test",
        "a b@lab.test",
        "a@b@lab.test",
        &format!("{}@lab.test", "a".repeat(65)),
        &format!("a@{}.test", "b".repeat(64)),
    ] {
        for (language, line) in [("pt-BR", "linha 30: "), ("en", "line 30: ")] {
            let room = room(recipient, language);
            for command in ["check", "run"] {
                let told = room.acordo_at(MONDAY, command);
                let is_told = told.stderr.contains(line) && told.stderr.contains("mail.marketing");
                assert!(told.exit == 3 && is_told, "{recipient} {command}: {told:?}");
                assert!(room.names("outbox").is_empty(), "{recipient}");
            }
        }
    }
}
