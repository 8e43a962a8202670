//! Sheets kept by hand are understood by their headers and by what stands in them; no column is taken for a wrong field.

mod exports;

use std::fmt::Write;
use std::fs;

use serde_json::Value;

use crate::room::Room;

/// Share of the columns that matter which must be recognised.
const LEAST: f64 = 0.9;

const ROWS: usize = 24;

struct Sheet {
    file: String,
    table: String,
    /// Header, what stands below it, and the fields.
    columns: Vec<[String; 3]>,
}

fn sheets() -> Vec<Sheet> {
    let text = include_str!("sheets.txt");
    let one = |block: &str| {
        let mut lines = block.lines().filter(|line| !line.trim().is_empty());
        let (file, table) = lines.next()?.trim().rsplit_once(' ')?;
        let columns = lines.map(|line| {
            let mut parts = line.split('|').map(|part| part.trim().to_owned());
            std::array::from_fn(|_| parts.next().unwrap())
        });
        Some(Sheet {
            file: file.replace(' ', "_"),
            table: table.to_owned(),
            columns: columns.collect(),
        })
    };
    text.split("== ").skip(1).filter_map(one).collect()
}

const NAMES: [&str; 8] = [
    "Ana Lima",
    "Rui Dias",
    "Bia Rocha",
    "João Sá",
    "Eva Nunes",
    "Ivo Prado",
    "Lia Costa",
    "Caio Melo",
];

/// What people write into a column, row by row.
fn cell(kind: &str, row: usize) -> String {
    let of = |words: &[&str]| words[row % words.len()].to_owned();
    let name = format!("{} {}", NAMES[row % 8], ["Alves", "Braga", "Couto"][row / 8]);
    match kind {
        "day" => format!("{:02}/11/2026", 1 + row),
        "dotted-day" => format!("{:02}.11.26", 1 + row),
        "dotted-if-won" if row.is_multiple_of(3) => format!("{:02}.11.2026", 2 + row),
        "short-time" => format!("{}:{:02}{}", 1 + row % 12, row, ["a", "p"][row % 2]),
        "version" => format!("{}.{}", 1 + row % 3, row),
        "party" => of(&["Buyer", "Seller", "Renter"]),
        "parte" => of(&["Locador", "Locatário"]),
        "place" => of(&["web", "agent", "PackExpo"]),
        "offer" => of(&["carro_zero", "casa_propria", "moto_facil"]),
        "rival" => of(&["outro fornecedor", "", "ninguém", ""]),
        "day-if-won" if row.is_multiple_of(3) => format!("{:02}/11/2026", 2 + row),
        "day-if-lost" if row % 3 == 1 => format!("{:02}/11/2026", 2 + row),
        "day-if-offered" if row % 3 < 2 => format!("{:02}/11/2026", 2 + row),
        "reason" if row.is_multiple_of(3) => of(&["Preço", "Sem interesse", "Concorrente"]),
        "day-if-won" | "day-if-lost" | "day-if-offered" | "dotted-if-won" | "reason" => {
            String::new()
        }
        "local-phone" => format!("555-{:04}", 100 + row),
        "is-done" => of(&["Completed", "Completed", "Planned"]),
        "policy" => of(&["auto", "home", "life"]),
        "funnel" => of(&["Emitida", "Negociação", "Perdida", "Cotando", "Vistoria", "Assembleia"]),
        "kin" => of(&["mãe - Carla", "pai - Edson", ""]),
        "instant" => format!("2026-11-{:02} {:02}:{:02}:00", 1 + row % 28, 9 + row % 8, row),
        "time" => format!("{:02}:{:02}", 9 + row % 8, row * 2),
        "name" | "caller" => name,
        "email" => format!("p{row}@empresa{}.com.br", row % 5),
        "rep-email" => of(&["caio@nos.com.br", "rita@nos.com.br"]),
        "phone" => format!("(11) 9{}-{}", 8000 + row * 7, 1000 + row * 13),
        "bare-phone" => format!("119{}{}", 8000 + row * 7, 1000 + row * 13),
        "landline" => format!("(11) {}-{}", 3000 + row * 7, 1000 + row * 13),
        "company" => format!("{} Ltda", of(&["Alfa", "Beta", "Gama", "Delta", "Orla", "Prisma"])),
        "title" => format!("Projeto {}", of(&["Alfa", "Beta", "Gama", "Delta", "Orla", "Prisma"])),
        "source" => of(&["Google", "Indicação", "Instagram", "Site"]),
        "owner" => of(&["Caio", "Rita", "Bruno"]),
        "stage" => of(&["Novo", "Em contato", "Proposta", "Ganho"]),
        "choice" => of(&["Norte", "Sul", "Leste"]),
        "result" => of(&["Atendeu", "Não atendeu", "Caixa postal"]),
        "channel" => of(&["Ligação", "WhatsApp", "E-mail"]),
        "direction" => of(&["Saída", "Entrada"]),
        "touch" => of(&["Feito", "Feito", "Recebido"]),
        "yesno" => of(&["Sim", "Não"]),
        "ending" => of(&["Ganho", "Perdido", "Em aberto"]),
        "money" => format!("R$ {},00", 1000 + row * 35),
        "note" => format!("falar de novo sobre a proposta número {row} com calma"),
        "row" => (row + 1).to_string(),
        "id" => format!("N-{}", 100 + row),
        "minutes" => (row % 7).to_string(),
        "duration" => format!("00:0{}:{:02}", row % 6, row),
        "cpf" => format!("{:03}.{:03}.{:03}-{:02}", 100 + row, 200 + row, 300 + row, 10 + row),
        other => panic!("{other}"),
    }
}

impl Sheet {
    fn text(&self) -> String {
        let mut out = String::new();
        let headers: Vec<&str> = self.columns.iter().map(|[header, ..]| header.as_str()).collect();
        writeln!(out, "{}", headers.join(";")).unwrap();
        for row in 0..ROWS {
            let cells: Vec<String> =
                self.columns.iter().map(|[_, kind, _]| cell(kind, row)).collect();
            writeln!(out, "{}", cells.join(";")).unwrap();
        }
        out
    }
}

fn inspected(room: &Room, file: &str) -> Value {
    let told = room.acordo(&format!("inspect --json --full {file}"));
    serde_json::from_str::<Value>(&told.stdout).unwrap()["files"][0].take()
}

#[test]
fn hand_kept_sheets_are_understood_and_nothing_is_taken_for_a_wrong_field() {
    let room = Room::empty();
    let (mut wanted, mut found) = (0_usize, 0_usize);
    let (mut wrong, mut missed) = (Vec::new(), Vec::new());
    for sheet in sheets() {
        fs::write(room.path(&sheet.file), sheet.text()).unwrap();
        let seen = inspected(&room, &sheet.file);
        if seen["table"] != sheet.table.as_str() {
            wrong.push(format!("{}: {}", sheet.file, seen["table"]));
            continue;
        }
        for (at, [header, _, fields]) in sheet.columns.iter().enumerate() {
            let own = seen["columns"][at]["fields"].as_array().unwrap();
            let mut own: Vec<&str> = own.iter().map(|field| field.as_str().unwrap()).collect();
            own.sort_unstable();
            let mut fields: Vec<&str> =
                fields.split(',').filter(|field| !matches!(*field, "-" | "?")).collect();
            fields.sort_unstable();
            wanted += usize::from(!fields.is_empty());
            found += usize::from(!fields.is_empty() && own == fields);
            if own.is_empty() && !fields.is_empty() {
                missed.push(format!("{}: {header}", sheet.file));
            }
            if !own.is_empty() && own != fields {
                wrong.push(format!("{}: {header} is no {own:?}", sheet.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?} {missed:#?} {found}/{wanted}");
    assert!(found as f64 >= LEAST * wanted as f64, "{found} of {wanted}: {missed:#?}");
}
