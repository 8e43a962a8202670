//! From the report to the record: where ids lead, which lead nowhere, and what the company's mark does to workbook and letters.

use std::fs;

use crate::room::Room;
use crate::workbook::legal::{parts, wrongs};

/// An agreement about the phone of each hand-off, with what `more` adds.
fn agreed(language: &str, level: &str, more: &str) -> String {
    format!(
        "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
         [objective]\nperiod = 'month'\nsales = 2\n[working-time]\nweekdays = ['09:00-18:00']\n\
         [report]\nfolder = 'out'\npersonal-data = '{level}'\n[handoff]\nrequired = ['phone']\n\
         [[commitment]]\nteam = 'marketing'\nmetric = 'handoff-complete'\ntarget = '95%'\n{more}"
    )
}

const LEADS: &str = "[[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['leads.csv']\n[source.columns]\n\
                     id = 'id'\nemail = 'email'\nphone = 'phone'\ndelivered = 'delivered'\n";
const DEALS: &str = "[[source]]\nname = 'd'\ntable = 'deals'\nfiles = ['deals.csv']\n[source.columns]\n\
                     id = 'id'\nemail = 'email'\ncreated = 'created'\n";
const ROWS: &str = "id,email,phone,delivered\n4711,a@x.test,,2026-11-03 10:00\n\
                    K7/1 \"x\",b@x.test,,2026-11-04 10:00\nmaria.souza@x.test,c@x.test,,2026-11-05 10:00\n\
                    4712,d@x.test,(11) 98765-4321,2026-11-06 10:00\n";

/// The report of these files: each action's lead and link, and the parts of the workbook.
fn reported(text: &str, files: &[(&str, &str)]) -> (Room, Vec<(String, Option<String>)>, String) {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), text).unwrap();
    files.iter().for_each(|(name, rows)| fs::write(room.path(name), rows).unwrap());
    let told = room.acordo("run --as-of 2026-11-23T08:00 --no-mail");
    assert_eq!(told.exit, 0, "{told:?}");
    let summary = room.json("out/acordo.json");
    let actions = summary["actions"].as_array().unwrap().iter();
    let mut links: Vec<(String, Option<String>)> = actions
        .map(|own| {
            (own["lead"].as_str().unwrap().to_owned(), own["link"].as_str().map(str::to_owned))
        })
        .collect();
    links.sort();
    let book = room.bytes("out/acordo_2026-11-23.xlsx");
    assert_eq!(wrongs(&book), Vec::<String>::new());
    let book: String = parts(&book).into_values().collect();
    (room, links, book)
}

#[test]
fn an_id_leads_to_its_record_where_it_may_be_shown() {
    let links = "[links]\nlead = 'https://crm.test/leads/{id}?tab=1'\n";
    let address = |id: &str| Some(format!("https://crm.test/leads/{id}?tab=1"));
    for (language, level) in [("pt-BR", "masked"), ("en", "full")] {
        let text = agreed(language, level, &format!("{links}{LEADS}"));
        let (room, found, book) = reported(&text, &[("leads.csv", ROWS)]);
        let of = |id: &str| found.iter().find(|own| own.0 == id).map(|own| own.1.clone());
        assert_eq!(of("4711"), Some(address("4711")), "{level}");
        assert!(book.contains("https://crm.test/leads/4711?tab=1"), "{level}");
        let told = room.acordo("explain 4711 --as-of 2026-11-23T08:00").stdout;
        assert!(told.contains("https://crm.test/leads/4711?tab=1"), "{told}");
        let person = "maria.souza@x.test?tab=1";
        assert_eq!(book.contains(person), level == "full", "{level}");
        if level == "full" {
            assert_eq!(of("maria.souza@x.test"), Some(address("maria.souza@x.test")));
            assert_eq!(of("K7/1 \"x\""), Some(address("K7%2F1%20%22x%22")));
        } else {
            assert!(!book.contains("maria.souza"), "a code leads nowhere");
            let codes: Vec<_> = found.iter().filter(|own| own.0.starts_with("L-")).collect();
            assert!(!codes.is_empty() && codes.iter().all(|own| own.1.is_none()), "{found:?}");
        }
    }
}

#[test]
fn a_lead_without_an_id_leads_to_its_newest_deal() {
    let links =
        "[links]\nlead = 'https://crm.test/leads/{id}'\ndeal = 'https://crm.test/deals/{id}'\n";
    let leads = LEADS.replace("id = 'id'\n", "");
    let deals = "id,email,created\n900,a@x.test,2026-11-04 10:00\n901,a@x.test,2026-11-05 10:00\n";
    let files = [("leads.csv", ROWS), ("deals.csv", deals)];
    let (_, found, book) =
        reported(&agreed("en", "masked", &format!("{links}{leads}{DEALS}")), &files);
    let linked: Vec<_> = found.iter().filter_map(|own| own.1.as_deref()).collect();
    assert_eq!(linked, ["https://crm.test/deals/901"], "{found:?}");
    assert!(book.contains("https://crm.test/deals/901") && !book.contains("crm.test/leads"));
    let (_, found, book) = reported(&agreed("en", "masked", &format!("{leads}{DEALS}")), &files);
    assert!(found.iter().all(|own| own.1.is_none()) && !book.contains("http://crm"), "no address");
}

#[test]
fn a_brand_marks_workbook_and_letters() {
    let mut logo = Vec::new();
    let mut encoder = png::Encoder::new(&mut logo, 240, 60);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&vec![90; 240 * 60]).unwrap();
    let brand = "[brand]\nname = 'Casa & Filhos'\nlogo = 'logo.png'\ncolour = '#7A1F5C'\n\
                 [mail]\nfrom = 'a@x.test'\nmarketing = ['m@x.test']\n";
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), agreed("pt-BR", "masked", &format!("{brand}{LEADS}")))
        .unwrap();
    fs::write(room.path("leads.csv"), ROWS).unwrap();
    fs::write(room.path("logo.png"), &logo).unwrap();
    let told = room.acordo("run --as-of 2026-11-23T08:00");
    assert_eq!(told.exit, 0, "{told:?}");
    let book = room.bytes("out/acordo_2026-11-23.xlsx");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&book)).unwrap();
    let mut held = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name("xl/media/image1.png").unwrap(), &mut held)
        .unwrap();
    assert_eq!(held, logo);
    let mut text = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    assert!(text("xl/sharedStrings.xml").contains("Casa &amp; Filhos · A"), "the title");
    assert!(text("docProps/app.xml").contains("<Company>Casa &amp; Filhos</Company>"));
    assert!(
        text("xl/styles.xml").contains("FF7A1F5C")
            && text("xl/worksheets/sheet1.xml").contains("FF7A1F5C")
    );
    let letter = room.names("outbox").into_iter().find(|name| name.contains("marketing")).unwrap();
    let letter = room.text(&format!("outbox/{letter}"));
    assert!(
        letter.contains("<logo@acordo>") || letter.contains("Content-ID: <logo@acordo>"),
        "{letter:.400}"
    );
}
