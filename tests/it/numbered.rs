//! Numbers of the rows of a hand-kept sheet are nobody's ids: with a row more on top each of them is another person's. And a look is of its own day,
//! whatever day its report is asked about.

use std::fs::{self, File};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::room::{Room, Told};

/// Writes a file as of 07:30 of a day of November 2026 in São Paulo, or of a later one.
fn export(room: &Room, name: &str, text: &str, day: u32) {
    fs::write(room.path(name), text).unwrap();
    let at = u64::from(20_757 + day) * 86_400 + 37_800;
    let file = File::options().write(true).open(room.path(name)).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(at)).unwrap();
}

fn agreed(language: &str, sources: &str) -> String {
    format!(
        "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
         [objective]\nperiod = 'month'\nsales = 8\n[working-time]\nweekdays = ['09:00-18:00']\n\
         [report]\nfolder = 'out'\nleads = 'all'\n\
         [[commitment]]\nteam = 'both'\nmetric = 'sales-won'\ntarget = 8\n{sources}"
    )
}

/// A sheet as somebody keeps it: what its columns are called, how its rows are numbered and what tells whose they are.
struct Sheet {
    language: &'static str,
    id: &'static str,
    number: fn(usize) -> String,
    key: &'static str,
    whose: fn(usize) -> String,
    /// The people of the first and of the second look, in the order of the rows.
    people: [Vec<usize>; 2],
    /// The file has its rows in another order than that of their numbers.
    mixed: bool,
}

impl Sheet {
    fn text(&self, look: usize) -> String {
        self.of(&self.people[look])
    }

    fn of(&self, people: &[usize]) -> String {
        let row = |(at, person): (usize, &usize)| {
            let stage = if person % 5 == 0 { "Ganho" } else { "Aberto" };
            let day = 2 + person % 16;
            format!(
                "{};{};2026-11-{day:02} 10:00;{stage}\n",
                (self.number)(at + 1),
                (self.whose)(*person)
            )
        };
        let mut rows: Vec<String> = people.iter().enumerate().map(row).collect();
        if self.mixed {
            let last = *people.last().unwrap();
            rows.sort_by_key(|row| {
                row.bytes().fold(last, |sum, byte| sum * 31 % 1_009 + usize::from(byte))
            });
        }
        format!("{};{};entrega;etapa\n{}", self.id, self.key, rows.concat())
    }

    fn source(&self) -> String {
        let key = match self.key {
            "e-mail" => "email",
            "fone" => "phone",
            _ => "name",
        };
        format!(
            "[[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['leads.csv']\ncut-off = 'none'\n\
             [source.columns]\nid = '{}'\n{key} = '{}'\ndelivered = 'entrega'\nstage = 'etapa'\n\
             [source.values.stage]\nAberto = 'opportunity'\nGanho = 'won'\n",
            self.id, self.key
        )
    }

    /// What the second look tells of the sales, after a first one four days before.
    fn looked_at_twice(&self) -> (Room, Told, Value) {
        let room = Room::empty();
        fs::write(room.path("acordo.toml"), agreed(self.language, &self.source())).unwrap();
        let mut told = None;
        for (look, day) in [(0, 19), (1, 23)] {
            export(&room, "leads.csv", &self.text(look), day);
            let run = room.acordo_at(&format!("2026-11-{day}T08:00:00-03:00"), "run --no-mail");
            assert_eq!(run.exit, 0, "{run:?}");
            told = Some(run);
        }
        let own = room.json("out/acordo.json")["commitments"][0].clone();
        (room, told.unwrap(), own)
    }
}

fn plain(n: usize) -> String {
    n.to_string()
}
fn mail(person: usize) -> String {
    format!("p{person}@bom.test")
}
fn phone(person: usize) -> String {
    format!("(11) 9{:04}-{:04}", 7000 + person, 1000 + 7 * person)
}
fn called(person: usize) -> String {
    let first = ["Ana", "Rui", "Eva", "Caio", "Bia", "Ivo", "Lia", "Davi"][person % 8];
    let last = ["Lima", "Souza", "Dias", "Nunes", "Luz", "Reis", "Prado", "Melo"][person / 8 % 8];
    format!("{first} {last}")
}

fn down(from: usize) -> Vec<usize> {
    (1..=from).rev().collect()
}

#[test]
fn a_row_on_top_makes_no_sale() {
    let sheet = |language, id, number, key, whose, people| Sheet {
        language,
        id,
        number,
        key,
        whose,
        people,
        mixed: false,
    };
    let on_top = || [down(40), down(41)];
    // In the middle of rows that stand as they came: all below get another number.
    let within = || {
        let first: Vec<usize> = (1..=40).collect();
        let mut second = first.clone();
        second.insert(25, 41);
        [first, second]
    };
    let gone = || [(1..=40).collect(), (3..=40).collect()];
    let sorted = || [(1..=40).collect(), (1..=40).map(|n| n * 7 % 41).collect()];
    // Near the end: few are moved, and the numbers stand in the order of the rows.
    let late = || {
        let first: Vec<usize> = (1..=40).collect();
        let mut second = first.clone();
        second.insert(37, 41);
        [first, second]
    };
    let sheets = || {
        [
            sheet("pt-BR", "Nº", plain, "e-mail", mail, on_top()),
            sheet("en", "#", plain, "nome", called, on_top()),
            sheet("pt-BR", "Código", |n| format!("{n:03}"), "fone", phone, on_top()),
            sheet("en", "id", |n| format!("N-{n}"), "e-mail", mail, within()),
            sheet("pt-BR", "Item", plain, "nome", called, gone()),
            sheet("en", "No.", plain, "fone", phone, sorted()),
            sheet("pt-BR", "Nº", plain, "e-mail", mail, late()),
        ]
    };
    let mixed = sheets().map(|sheet| Sheet { mixed: true, ..sheet });
    for sheet in sheets().into_iter().chain(mixed) {
        let (room, told, own) = sheet.looked_at_twice();
        let which = format!("{} {} {}: {own:#}", sheet.id, sheet.key, sheet.mixed);
        assert_eq!(own["status"], "not-assessed", "{which}");
        let leads = room.text("out/acordo-leads.csv");
        assert!(!leads.contains("observed"), "{which}\n{leads}");
        let said = told.stderr.matches(&format!("“{}”", sheet.id)).count();
        assert_eq!(said, 1, "{which} {}", told.stderr);
        assert!(!told.stderr.contains("out/gone"), "{which}");
        // Only numbers that no row has any more are gone; who goes by another name now is not.
        let is_shorter = sheet.people[1].len() < sheet.people[0].len();
        let warnings = room.json("out/acordo.json")["warnings"].to_string();
        assert_eq!(warnings.contains("\"vanished\""), is_shorter, "{which} {warnings}");
        // The next looks go on from there, and still see nothing come that stood there already: not where all who were known have moved on, either.
        let grown = down(sheet.people[0].len() + 20);
        for (day, text) in [(24, sheet.text(1)), (25, sheet.of(&grown))] {
            export(&room, "leads.csv", &text, day);
            let again = room.acordo_at(&format!("2026-11-{day}T08:00:00-03:00"), "run --no-mail");
            assert_eq!(again.exit, 0, "{again:?}");
            assert_eq!(again.stderr.matches(&format!("“{}”", sheet.id)).count(), 1, "{which}");
            let own = &room.json("out/acordo.json")["commitments"][0];
            assert!(day == 25 || own["status"] == "not-assessed", "{which}");
        }
    }
}

#[test]
fn an_id_that_stays_with_its_person_is_one() {
    let upto = |last: usize| (1..=last).collect::<Vec<_>>();
    // Rows that were written over, or whose names were corrected, stand nowhere else.
    let changed = |rows: &[(usize, usize)]| {
        let mut people = upto(40);
        rows.iter().for_each(|(id, person)| people[id - 1] = *person);
        [upto(40), people]
    };
    for (key, whose, people) in [
        ("e-mail", mail as fn(usize) -> String, [upto(40), upto(44)]),
        ("e-mail", mail, [down(40), down(40)]),
        ("nome", called, changed(&[(5, 51), (6, 52)])),
        ("nome", called, changed(&[(1, 60), (20, 51), (40, 52)])),
        ("fone", phone, changed(&[(5, 51), (6, 52), (7, 53), (8, 54), (9, 55)])),
        ("e-mail", mail, changed(&[(5, 51), (6, 52)])),
        // One of two rows of a person became somebody else's.
        ("e-mail", mail, {
            let mut twice = upto(40);
            (twice[29], twice[30]) = (5, 6);
            let mut later = twice.clone();
            (later[4], later[5]) = (51, 52);
            [twice, later]
        }),
        // All of them: a sheet that a tool with numbers of its own has replaced.
        ("nome", called, [(1..=20).collect(), (31..=50).collect()]),
    ] {
        for mixed in [false, true] {
            let people = people.clone();
            let sheet =
                Sheet { language: "en", id: "id", number: plain, key, whose, people, mixed };
            let (_, told, _) = sheet.looked_at_twice();
            assert!(!told.stderr.contains("“id”"), "{key} {mixed} {}", told.stderr);
        }
    }
    // Whoever has another address keeps the number, and a tool's own ids are none of rows.
    for (number, changed) in [
        (plain as fn(usize) -> String, 2),
        (plain, 9),
        (|n| format!("{}", 9_000_000 + n), 20),
        (|n| format!("a0B{n}xyz"), 20),
    ] {
        let room = Room::empty();
        let sheet = Sheet {
            language: "en",
            id: "id",
            number,
            key: "e-mail",
            whose: mail,
            people: [upto(40), Vec::new()],
            mixed: false,
        };
        fs::write(room.path("acordo.toml"), agreed("en", &sheet.source())).unwrap();
        export(&room, "leads.csv", &sheet.text(0), 19);
        room.acordo_at("2026-11-19T08:00:00-03:00", "run --no-mail");
        let mut later = sheet.text(0).replacen("Aberto", "Ganho", 3);
        for person in 1..=changed {
            later = later.replace(&format!(";p{person}@"), &format!(";other{person}@"));
        }
        export(&room, "leads.csv", &later, 23);
        let told = room.acordo_at("2026-11-23T08:00:00-03:00", "run --no-mail");
        assert!(!told.stderr.contains("“id”"), "{}", told.stderr);
        let leads = room.text("out/acordo-leads.csv");
        assert_eq!(leads.matches("observed").count(), 3, "{leads}");
    }
}

#[test]
fn init_takes_no_number_of_rows_for_an_id() {
    for (language, header, rest, is_id) in [
        ("pt-BR", "Nº", "Nome;E-mail;Data do lead", false),
        ("pt-BR", "#", "Nome;Telefone;Data do lead", false),
        ("en", "ID", "Name;Email;Lead date", false),
        ("en", "Lead ID", "Name;Phone;Lead date", false),
        // A name alone is too little to go by, and a tool's numbers do not begin with 1.
        ("pt-BR", "ID", "Nome;Cidade;Data do lead", true),
        ("en", "Lead ID", "Name;Email;Lead date", true),
    ] {
        let room = Room::empty();
        let first = if is_id && rest.contains("Email") { 4_711 } else { 1 };
        let key = |n: usize| {
            let is_phone = rest.contains("Telefone") || rest.contains("Phone");
            if is_phone { phone(n) } else { mail(n) }
        };
        let rows: String = (0..12)
            .map(|n| {
                let key = if rest.contains("Cidade") { "Recife".to_owned() } else { key(n) };
                format!("{};{};{key};{:02}/11/2026\n", first + n, called(n), n + 13)
            })
            .collect();
        export(&room, "leads.csv", &format!("{header};{rest}\n{rows}"), 23);
        let told = room
            .acordo_at("2026-11-26T08:00:00-03:00", &format!("init --toml --language {language}"));
        let text = room.text("acordo.toml");
        let has = text
            .lines()
            .any(|line| line.starts_with("id") && line.contains(&format!("\"{header}\"")));
        assert_eq!(has, is_id, "{header} {rest}\n{text}");
        let said = told.stderr.matches(&format!("“{header}”")).count();
        assert_eq!(said > 0, !is_id, "{header} {rest} {}", told.stderr);
    }
    // Where another file names leads by it, it is their id.
    let room = Room::empty();
    let rows: String =
        (1..=12).map(|n| format!("{n};{};{};{:02}/11/2026\n", called(n), mail(n), n + 3)).collect();
    export(&room, "leads.csv", &format!("ID;Nome;E-mail;Data do lead\n{rows}"), 23);
    let calls: String =
        (1..=12).map(|n| format!("{n};{:02}/11/2026 10:00;Não atendeu\n", n + 3)).collect();
    export(&room, "ligacoes.csv", &format!("ID do lead;Data da ligação;Resultado\n{calls}"), 23);
    room.acordo_at("2026-11-26T08:00:00-03:00", "init --toml --language pt-BR");
    let text = room.text("acordo.toml");
    assert!(text.lines().any(|line| line.starts_with("id") && line.contains("\"ID\"")), "{text}");
}

/// Leads in a stage without its date: on 30 October 2 of 12 were sold, on 3 November 5 were.
fn present_stage(room: &Room, sold: usize, day: u32, cut_off: &str, language: &str) {
    let rows: String = (1..=12)
        .map(|n| {
            let stage = if n <= sold { "won" } else { "open" };
            format!("8000{n},2026-10-{:02} 10:00,{stage}\n", n + 3)
        })
        .collect();
    let source = format!(
        "[[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['leads.csv']\n{cut_off}\
         [source.columns]\nid = 'id'\ndelivered = 'delivered'\nstage = 'stage'\n\
         [source.values.stage]\nopen = 'opportunity'\nwon = 'won'\n"
    );
    fs::write(room.path("acordo.toml"), agreed(language, &source)).unwrap();
    // October's days count before the first of November.
    fs::write(room.path("leads.csv"), format!("id,delivered,stage\n{rows}")).unwrap();
    let at = u64::from(20_757 + day) * 86_400 - 31 * 86_400 + 37_800;
    let file = File::options().write(true).open(room.path("leads.csv")).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(at)).unwrap();
}

/// A day of October 2026, and on from there.
fn clock(day: u32) -> String {
    if day <= 31 {
        format!("2026-10-{day:02}T08:00:00-03:00")
    } else {
        format!("2026-11-{:02}T08:00:00-03:00", day - 31)
    }
}

#[test]
fn a_look_is_of_its_own_day() {
    let asked = [
        "run --no-mail --as-of 2026-10-31",
        "run --no-mail --as-of 2026-10-30T18:00",
        "run --no-mail --period last-month",
        "run --no-mail",
        "run --no-mail --as-of 2026-11-01",
    ];
    for (cut_off, language) in [("cut-off = 'none'\n", "pt-BR"), ("", "en")] {
        for first in asked {
            let room = Room::empty();
            present_stage(&room, 2, 30, cut_off, language);
            room.acordo_at(&clock(30), "run --no-mail");
            present_stage(&room, 5, 34, cut_off, language);
            let told = room.acordo_at(&clock(34), first);
            assert_eq!(told.exit, 0, "{told:?}");
            // Whatever was asked first, the record has it that three sales were seen on 3 November.
            present_stage(&room, 5, 35, cut_off, language);
            room.acordo_at(&clock(35), "run --no-mail");
            let leads = room.text("out/acordo-leads.csv");
            assert_eq!(leads.matches("day,observed").count(), 3, "{first} {cut_off}\n{leads}");
        }
        // As of a day before it was seen, it is of a day that nobody knows.
        let room = Room::empty();
        present_stage(&room, 2, 30, cut_off, language);
        room.acordo_at(&clock(30), "run --no-mail");
        present_stage(&room, 5, 34, cut_off, language);
        room.acordo_at(&clock(34), "run --no-mail --as-of 2026-10-31");
        let name = room.names("out").into_iter().find(|name| name.contains("leads_2026-10-31"));
        let leads = room.text(&format!("out/{}", name.unwrap_or("acordo-leads.csv".to_owned())));
        assert!(!leads.contains("observed"), "{leads}");
    }
}

/// Warnings of a second report, of leads of which 33 of 40 have gone or none, with calls that are numbered anew each month or by numbers of their own.
fn warned(language: &str, left: usize, is_monthly: bool, leads_id: &str) -> String {
    let room = Room::empty();
    let columns =
        |fields: &str| format!("cut-off = 'none'\ntake = 'all'\n[source.columns]\n{fields}");
    let sources = format!(
        "[[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['leads.csv']\n{}         [[source]]\nname = 'a'\ntable = 'activities'\nfiles = ['calls-*.csv']\n{}",
        columns("id = 'id'\nemail = 'e-mail'\ndelivered = 'entrega'\nwon = 'venda'\n"),
        columns("id = 'nº'\nemail = 'e-mail'\nat = 'quando'\n"),
    );
    fs::write(room.path("acordo.toml"), agreed(language, &sources)).unwrap();
    for month in [10, 11] {
        let row = |n: usize| {
            let id = if is_monthly { n } else { n + month * 100 };
            format!("{id};{};2026-{month}-{:02} 10:00\n", mail(n + month), n % 19 + 1)
        };
        let rows: String = (1..=20).map(row).collect();
        export(&room, &format!("calls-{month}.csv"), &format!("nº;e-mail;quando\n{rows}"), 19);
    }
    for (people, day) in [(40, 19), (left, 23)] {
        let row =
            |n: usize| format!("{leads_id}{n};{};2026-11-{:02} 10:00;\n", mail(n), n % 16 + 1);
        let rows: String = (1..=people).map(row).collect();
        export(&room, "leads.csv", &format!("id;e-mail;entrega;venda\n{rows}"), day);
        room.acordo_at(&format!("2026-11-{day}T08:00:00-03:00"), "run --no-mail");
    }
    room.json("out/acordo.json")["warnings"].to_string()
}

#[test]
fn leads_are_gone_whatever_numbers_the_rows_of_calls() {
    for (language, left, is_monthly, id) in [
        ("pt-BR", 7, true, "L-"),
        ("en", 7, true, ""),
        ("en", 7, false, ""),
        ("pt-BR", 0, true, "a0B"),
        ("en", 40, true, "L-"),
    ] {
        let left = left.max(1);
        let warnings = warned(language, left, is_monthly, id);
        let which = format!("{language} {left} {is_monthly}: {warnings}");
        assert_eq!(warnings.contains("id-running"), is_monthly, "{which}");
        assert_eq!(warnings.contains("\"vanished\""), left < 40, "{which}");
    }
}
