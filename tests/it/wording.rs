//! Sentences that said less, or more, than the numbers beside them.

use crate::room::Room;
use crate::support::agreement::{head, over_tables};
use crate::support::grid;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";
const PROMISE: &str = "[[commitment]]\nteam = 'sales'\nmetric = 'first-attempt'\nwithin = '1d'\ntarget = '90%'\nmin-sample = 1\n";

/// A room with an agreement over these tables, each with its header.
fn room(language: &str, level: &str, tables: &[(&str, &str)]) -> Room {
    let text = head(language, "reports")
        .replace("[report]", &format!("[report]\npersonal-data = '{level}'"))
        + PROMISE;
    over_tables(text, tables)
}

fn ran(room: &Room, command: &str) {
    let told = room.acordo(command);
    assert!(told.exit == 0 || told.exit == 6, "{}{}", told.stdout, told.stderr);
}

fn workbook(room: &Room) -> String {
    let name = room.names("reports").into_iter().find(|name| name.ends_with(".xlsx")).unwrap();
    grid::of(&room.bytes(&format!("reports/{name}"))).join("\n")
}

/// Of the leads of the window only those followed to the end are counted: the sentence says of how many.
#[test]
fn the_ladder_says_of_how_many_leads_it_is() {
    let leads = |days: &[&str]| {
        let row = |(id, day): (usize, &&str)| format!("{id},2026-{day} 09:00,\n");
        let rows: String = days.iter().enumerate().map(row).collect();
        format!("id,delivered,won\n{rows}")
    };
    for (language, days, wanted) in [
        (
            "pt-BR",
            &["09-10", "09-11", "09-28"][..],
            "2 de 3 leads entregues de 02/09/2026 a 01/10/2026, já acompanhados por 60 dias",
        ),
        (
            "pt-BR",
            &["09-10", "09-28"],
            "1 de 2 leads entregues de 02/09/2026 a 01/10/2026, já acompanhado por 60 dias",
        ),
        (
            "pt-BR",
            &["09-10", "09-11"],
            "2 leads entregues de 02/09/2026 a 01/10/2026, acompanhados por 60 dias",
        ),
        (
            "en",
            &["09-10", "09-11", "09-28"],
            "2 of 3 leads delivered 2 Sep 2026 to 1 Oct 2026, those followed for 60 days by now",
        ),
        (
            "en",
            &["09-10", "09-11"],
            "2 leads delivered 2 Sep 2026 to 1 Oct 2026, each followed for 60 days",
        ),
    ] {
        let room = room(language, "full", &[("leads", &leads(days))]);
        ran(&room, RUN);
        let told = workbook(&room);
        assert!(told.contains(wanted), "{wanted}\n{told}");
    }
}

/// Pairs of owners that may be one: names as the report shows them, addresses as the level of personal data says.
#[test]
fn owners_that_may_be_one_are_named_as_everywhere() {
    let leads = "id,delivered,owner\n1,2026-11-03 09:00,Ana\n2,2026-11-03 09:00,Ana Souza\n3,2026-11-03 09:00,bia@x.com.br\n4,2026-11-03 09:00,Bia Lima\n5,2026-11-03 09:00,Bia Reis\n";
    for language in ["pt-BR", "en"] {
        for (level, wanted) in [
            (
                "full",
                &["Ana = Ana Souza", "bia@x.com.br = Bia Lima", "bia@x.com.br = Bia Reis"][..],
            ),
            ("masked", &["Ana = Ana Souza", "b•••@x.com.br = Bia Lima"]),
            ("none", &["Ana = Ana Souza", " = Bia Lima"]),
        ] {
            let room = room(language, level, &[("leads", leads)]);
            ran(&room, RUN);
            let warnings = room.json("reports/acordo.json")["warnings"].clone();
            let all = warnings.as_array().unwrap();
            let own = all.iter().find(|own| own["code"] == "owners-alike").unwrap();
            let text = own["text"].as_str().unwrap();
            for piece in wanted {
                assert!(text.contains(piece), "{level}: {text}");
            }
            let is_open = warnings.to_string().contains("bia@x.com.br");
            assert_eq!(is_open, level == "full", "{level}: {warnings}");
        }
    }
}

/// The owners that a register of exemptions names and nobody knows, too.
#[test]
fn owners_of_exemptions_that_nobody_knows_are_named() {
    let leads = "id,delivered,owner\n1,2026-11-03 09:00,Rita Melo\n";
    let exemptions = "owner,from,until,why\nClara Nunes,2026-11-03,2026-11-04,x\n";
    for level in ["full", "masked", "none"] {
        let room = room("pt-BR", level, &[("leads", leads), ("exemptions", exemptions)]);
        ran(&room, RUN);
        let told = room.json("reports/acordo.json")["warnings"].to_string();
        assert!(told.contains("nenhum lead é de Clara Nunes"), "{level}: {told}");
    }
}

/// A look at another day is no report of the day, and yet a report: `status` says which there are.
#[test]
fn status_after_a_look_says_what_there_is() {
    let leads = "id,delivered\n1,2026-11-03 09:00\n";
    for (language, looks, none, last) in [
        (
            "pt-BR",
            "Só há relatórios de outro dia ou período",
            "Ainda não há relatório",
            "último relatório em",
        ),
        (
            "en",
            "There are only reports of another day or period",
            "No report is on record",
            "last report at",
        ),
    ] {
        for look in
            [RUN, "run --period 2026-11 --no-mail", "run --as-of 2026-11-10T08:00 --no-mail"]
        {
            let room = room(language, "full", &[("leads", leads)]);
            let told = room.acordo("status");
            assert!(told.stdout.contains(none) && told.exit == 1, "{}", told.stdout);
            ran(&room, look);
            let told = room.acordo("status");
            assert!(
                told.stdout.contains(looks) && !told.stdout.contains(none),
                "{look}: {}",
                told.stdout
            );
            assert_eq!(told.exit, 1, "a monitor asks for the report of the day");
            ran(&room, "run --no-mail");
            let told = room.acordo("status");
            assert!(told.stdout.contains(last) && !told.stdout.contains(looks), "{}", told.stdout);
            assert_eq!(told.exit, 0, "{}", told.stdout);
        }
    }
}

/// On paper stand the first fifty rows of what is to be done: beyond them the list says of how many.
#[test]
fn a_list_that_is_printed_in_part_says_so() {
    let leads = |count: usize| {
        let rows = (0..count).map(|id| format!("{id},2026-11-20 09:00\n"));
        format!("id,delivered\n{}", rows.collect::<String>())
    };
    let tries = "lead,at\n0,2026-11-20 09:10\n";
    for (language, count, wanted) in [
        ("pt-BR", 62, Some("No papel: 50 de 61.")),
        ("en", 62, Some("On paper: 50 of 61.")),
        ("pt-BR", 52, Some("No papel: 50 de 51.")),
        ("pt-BR", 51, None),
        ("en", 12, None),
    ] {
        let room = room(language, "full", &[("leads", &leads(count)), ("activities", tries)]);
        ran(&room, RUN);
        let told = workbook(&room);
        let is_said = told.contains("No papel: 50 de ") || told.contains("On paper: 50 of ");
        assert_eq!(is_said, wanted.is_some(), "{count}");
        assert!(wanted.is_none_or(|wanted| told.contains(wanted)), "{count}: {told}");
    }
}

/// The range of a forecast covers eight cases of ten, the interval of a rate nineteen of twenty: each says its share.
#[test]
fn ranges_of_the_board_say_their_share() {
    for sample in crate::run::Sample::all().map(crate::run::Sample::run) {
        let told = grid::of(&sample.report("acordo_2026-11-23.xlsx")).join("\n");
        let shares = ["80%: ", "95%: "].map(|share| told.matches(share).count());
        assert!(shares.iter().all(|count| *count > 0), "{shares:?} {told}");
    }
}
