//! Two people of one company who share its number, and one person under an address and a name.

use super::{Run, World};

const DAY: &str = "2026-11-25T12:00";

fn says(run: &Run, statements: &[&str]) {
    assert_eq!(run.lies(statements), [""; 0]);
}

fn of_leads(rows: &str, calls: &str) -> Run {
    World::default()
        .promise("first-attempt", "min-sample = 1\nwithin = '1h'")
        .source("leads", "", rows)
        .source("activities", "", calls)
        .run(DAY)
}

const OFFICE: &str = "id,name,email,phone,owner,delivered\n\
    1,Marcos Prado,marcos@acme.com.br,(11) 3333-4444,Ana,11-10 10:00\n\
    2,Lúcia Nunes,lucia@acme.com.br,(11) 3333-4444,Bia,11-12 10:00";

/// Neither name nor address in common: two leads, each its owner's. A call to the number alone may be to either: neither is judged.
#[test]
fn a_switchboard_joins_nobody() {
    // Three other leads show that calls find their leads.
    let others: String = (3..6)
        .map(|n| format!("\n{n},Rui {n},rui{n}@b.com,(11) 98765-432{n},Ana,11-10 10:00"))
        .collect();
    let calls: String = (3..6).map(|n| format!("\n11-10 10:20,(11) 98765-432{n},call")).collect();
    let run = of_leads(
        &format!("{OFFICE}{others}"),
        &format!("at,phone,channel\n11-12 10:20,(11) 3333-4444,call{calls}"),
    );
    says(
        &run,
        &[
            "leads=5",
            "1.owner=Ana",
            "2.owner=Bia",
            "first-attempt:not_assessable=2",
            "first-attempt:met=3",
            "first-attempt:breached=0",
        ],
    );
    // One by address, one by number: the address tells whose.
    let calls = "at,phone,email,channel\n11-12 10:20,(11) 3333-4444,lucia@acme.com.br,call";
    says(&of_leads(OFFICE, calls), &["first-attempt:met=1", "first-attempt:breached=1"]);
}

/// What stays one person: the same name, a part of it, initials, a row without an address or without a name.
#[test]
fn one_person_of_two_addresses_stays_one() {
    for other in [
        "2,Marcos Prado,mp@gmail.com,(11) 3333-4444,Bia,11-12 10:00",
        "2,Marcos,mp@gmail.com,(11) 3333-4444,Bia,11-12 10:00",
        "2,\"PRADO, Marcos\",mp@gmail.com,(11) 3333-4444,Bia,11-12 10:00",
        "2,Lúcia Nunes,,(11) 3333-4444,Bia,11-12 10:00",
        "2,,lucia@acme.com.br,(11) 3333-4444,Bia,11-12 10:00",
        "2,Lúcia Nunes,MARCOS@acme.com.br,(11) 3333-4444,Bia,11-12 10:00",
    ] {
        let first = OFFICE.lines().take(2).collect::<Vec<_>>().join("\n");
        let run = World::default()
            .promise("leads-delivered", "target = 10\ncounting = 'gross'")
            .source(
                "leads",
                "",
                &format!("{first}\n{}", other.replace("\"PRADO, Marcos\"", "PRADO Marcos")),
            )
            .run(DAY);
        says(&run, &["leads=1"]);
    }
}

/// A third row with the number alone goes to whom it names; without a name it stays alone.
#[test]
fn a_row_of_the_number_alone_goes_to_its_name() {
    let third = |name: &str| {
        let run = World::default()
            .promise("leads-delivered", "target = 10\ncounting = 'gross'")
            .source("leads", "", &format!("{OFFICE}\n3,{name},,(11) 3333-4444,Bia,11-13 10:00"))
            .run(DAY);
        run.leads.len()
    };
    assert_eq!((third("lucia nunes"), third("Pedro Alves"), third("")), (2, 3, 3));
}

/// `ana.souza@` in one file and `Ana Souza` in the other are one owner; `bia@` may be Bia Reis and is said; two Souzas of one initial are two.
#[test]
fn an_owner_is_one_under_name_and_address() {
    let rows = "id,owner,delivered\n1,ana.souza@x.com.br,11-10 10:00\n2,bia@x.com.br,11-10 10:00\n3,csouza@x.com.br,11-10 10:00";
    let calls = "lead,at,channel,owner\n1,11-10 10:10,call,Ana Souza\n2,11-10 10:10,call,Bia Reis\n\
                 3,11-10 10:10,call,Caio Souza\n3,11-10 10:40,call,Carla Souza\n3,11-10 11:40,call,Bia";
    let run = of_leads(rows, calls);
    says(&run, &["1.owner=Ana Souza", "2.owner=bia@x.com.br", "3.owner=csouza@x.com.br"]);
    let told = run.json["warnings"].to_string();
    for pair in
        ["bia@x.com.br = Bia,", "bia@x.com.br = Bia Reis", "csouza@x.com.br = Caio Souza", "…"]
    {
        assert!(told.contains(pair), "{pair}: {told}");
    }
    assert!(told.contains("\"n\":\"5\""), "{told}");
}

/// The register knows the code by which a report shows a lead.
#[test]
fn an_exemption_may_name_the_code_that_is_shown() {
    let run = |lead: &str| {
        World::default()
            .promise("first-attempt", "min-sample = 1\nwithin = '1h'")
            .source("leads", "", "email,delivered\nana@x.com,11-10 10:00\nbia@x.com,11-10 10:00")
            .source("activities", "", "email,at,channel\nbia@x.com,11-10 10:20,call")
            .source("exemptions", "", &format!("lead,from,until,why\n{lead},11-01,11-30,férias"))
            .run(DAY)
    };
    // The first eight digits of the address's hash.
    for lead in ["L-03fded36", "ana@x.com"] {
        says(&run(lead), &["first-attempt:exempt=1", "first-attempt:met=1"]);
    }
    says(&run("L-00000000"), &["first-attempt:exempt=0", "first-attempt:breached=1"]);
}
