//! Salesforce: a lead that was converted names its opportunity, and the opportunity names no lead, no address and no phone.

use std::fs;

use crate::room::Room;

const LEADS: &str = "\
Lead Owner,First Name,Last Name,Company / Account,Lead Source,Email,Mobile,Lead Status,Created Date,Converted Date,Lead ID,Converted Opportunity ID
Marta Reis,Ana,Souza,Padaria Aurora,Web,ana.souza@exemplo.com,(11) 98800-0101,Open - Not Contacted,11/12/2026,,00Q5f00000ABc01,
Nilo Paes,Bruno,Lima,Oficina Bela Vista,Referral,bruno.lima@exemplo.com,(21) 98800-0102,Closed - Converted,11/3/2026,11/6/2026,00Q5f00000ABc02,0065f00000ABc01
Marta Reis,Célia,Prado,Clínica Céu Azul,Web,celia@exemplo.org,,Unqualified,11/16/2026,,00Q5f00000ABc03,
Nilo Paes,Davi,Nunes,Oficina Bela Vista,Web,davi@exemplo.com,,Closed - Converted,11/4/2026,11/9/2026,00Q5f00000ABc04,0065f00000ABc01
Nilo Paes,Elisa,Rocha,Escola Estrela,Web,elisa@exemplo.com,,Closed - Converted,11/16/2026,11/20/2026,00Q5f00000ABc05,0065f00000ABc02
";
const OPPORTUNITIES: &str = "\
Opportunity ID,Account Name,Opportunity Name,Opportunity Owner,Created Date,Close Date,Stage,Lead Source,Amount
0065f00000ABc01,Oficina Bela Vista,Annual plan,Nilo Paes,11/6/2026,11/19/2026,Closed Won,Referral,\"12,500.00\"
0065f00000ABc02,Escola Estrela,Annual plan,Nilo Paes,11/20/2026,12/20/2026,Prospecting,Web,\"9,000.00\"
0065f00000ABc09,Outra Empresa,Annual plan,Nilo Paes,11/18/2026,11/21/2026,Closed Won,Web,\"1,000.00\"
";

#[test]
fn an_opportunity_is_of_the_lead_that_became_it() {
    let leads = LEADS.replace("Converted Opportunity ID", "ConvertedOpportunityId");
    for leads in [LEADS, &leads] {
        let room = Room::empty();
        fs::write(room.path("leads.csv"), leads).unwrap();
        fs::write(room.path("opportunities.csv"), OPPORTUNITIES).unwrap();
        let told =
            room.done("init --toml . --language en --answer hand-off=created --answer sales=3");
        assert!(told.stderr.contains("67% of the deals found"), "{}", told.stderr);
        room.done("run --no-mail --as-of 2026-11-23T08:00");
        let text = room.text("reports/acordo-leads.csv");
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let head = rows.headers().unwrap().clone();
        let at = |name: &str| head.iter().position(|own| own == name).unwrap();
        let won: Vec<(String, String)> = rows
            .records()
            .map(|row| row.unwrap())
            .map(|row| (row[at("id")].to_owned(), row[at("won")].to_owned()))
            .filter(|(_, won)| !won.is_empty())
            .collect();
        // Two leads became one opportunity: it counts once, for the one converted first.
        assert_eq!(won.len(), 1, "{won:?}\n{text}");
        assert_eq!(won[0].0, "00Q5f00000ABc02");
        assert!(won[0].1.starts_with("2026-11-19"), "{won:?}");
    }
}

/// Tasks have a day alone; the column with the time is another: `init` and `check` say so.
#[test]
fn tasks_without_a_time_are_said() {
    let task = |day: u32| {
        format!(
            "Call,\"11/{day}/2026, 10:07 AM\",11/{day}/2026,Completed,Marta Reis,ana.souza@exemplo.com,Left VM,Outbound,Call\n"
        )
    };
    let tasks: String = (12..20).map(task).collect();
    let head =
        "Subject,Created Date,Due Date,Status,Assigned,Email,Call Result,Call Type,Task Subtype\n";
    let room = Room::empty();
    fs::write(room.path("leads.csv"), LEADS).unwrap();
    fs::write(room.path("tasks.csv"), head.to_owned() + &tasks).unwrap();
    let told = room.done("init --toml . --language en --answer hand-off=created");
    let check = room.acordo("check");
    for said in [told.stderr, check.stdout + &check.stderr] {
        let line = said
            .lines()
            .find(|line| line.contains("8 of 8 dates of column “Due Date” have no time"));
        assert!(
            line.is_some_and(
                |line| line.contains("Column “Created Date” of the same file has times")
            ),
            "{said}"
        );
    }
}
