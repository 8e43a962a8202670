//! What a cell holds never moves the cursor of whoever reads what is printed.

use std::fs;

use crate::room::Room;
use crate::support::agreement::head;

const SOURCE: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads.csv"]
cut-off = "none"
max-set-aside = "90%"
[source.columns]
id = "id"
email = "email"
owner = "dono"
stage = "etapa"
source = "origem"
delivered = "entrega"
"#;

fn is_order(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

#[test]
fn no_command_prints_a_sign_that_a_terminal_obeys() {
    let signs =
        ["\u{1b}[2J", "\u{1b}]0,x\u{7}", "\u{9b}31m", "\u{8}\u{8}\u{8}", "\u{7f}", "\u{1b}c"];
    for sign in signs {
        for (language, level) in [("pt-BR", "full"), ("en", "masked"), ("en", "none")] {
            let odd = |column: usize| {
                let cells: [String; 6] = [
                    "N-1".into(),
                    "ana@x.com".into(),
                    "Ana".into(),
                    "Lead".into(),
                    "Site".into(),
                    "03/11/2026".into(),
                ];
                let mut row = cells;
                row[column].push_str(&format!("{sign}zz"));
                row[0].push_str(&column.to_string());
                row.join(";") + ";x\n"
            };
            let rows: String = (0..6).map(odd).collect();
            let good: String = (10..30)
                .map(|n| format!("L-{n};l{n}@x.com;Ana;Lead;Site;04/11/2026;x\n"))
                .collect();
            let room = Room::empty();
            let level = format!("leads = \"all\"\npersonal-data = \"{level}\"");
            let text = head(language, "reports").replace("leads = \"all\"", &level) + SOURCE;
            fs::write(room.path("acordo.toml"), text).unwrap();
            let file = format!("id;email;dono;etapa;origem;entrega;{sign}livre\n{rows}{good}");
            fs::write(room.path("leads.csv"), file).unwrap();
            for command in [
                "run --as-of 2026-11-23T08:00 --no-mail",
                "run --as-of 2026-11-23T08:00 --no-mail -v",
                "check",
                "check --json",
                "inspect leads.csv",
                "inspect --json leads.csv",
                "explain N-12",
            ] {
                let told = room.acordo(command);
                for said in [&told.stdout, &told.stderr] {
                    assert!(!said.contains(is_order), "{sign:?} {language} {command}: {said:?}");
                }
            }
            let leads = room.text("reports/acordo-leads.csv");
            assert!(!leads.contains(|c| is_order(c) && c != '\r'), "{sign:?}: {leads:?}");
        }
    }
}
