//! The sound exports: every sample that ships as a table of texts, and made ones; and how a table is written down.

use std::fs;
use std::path::{Path, PathBuf};

use acordo::intake;
use acordo::model::agreement::ReadOptions;
use acordo::model::table::{Cell, RawTable};

use crate::made::{Made, ods, xls, xlsb, xlsx};
use crate::presets;

/// A table of texts.
#[derive(Clone)]
pub struct Grid {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A sound export: its table, how it is read, and the files that stand beside it.
pub struct Export {
    pub name: String,
    pub grid: Grid,
    /// Its source without `files`.
    source: String,
    beside: Vec<(&'static str, String, String)>,
    /// Day before month in its texts, where a cell of its own proves it.
    pub is_day_first: bool,
    /// Its rows have ids of their own, or are of persons.
    pub has_ids: bool,
}

impl Export {
    fn new(name: &str, grid: Grid, source: &str) -> Self {
        let first = |cell: &String| {
            let (first, rest) = cell.split_once('/')?;
            let second: u32 = rest.split('/').next()?.parse().ok()?;
            Some((first.parse::<u32>().ok()?, second))
        };
        let is_day_first = grid
            .rows
            .iter()
            .flatten()
            .filter_map(first)
            .any(|(first, second)| first > 12 && second <= 12);
        Self {
            name: name.to_owned(),
            grid,
            source: source.to_owned(),
            beside: Vec::new(),
            is_day_first,
            has_ids: name != "calls",
        }
    }

    fn beside(mut self, file: &'static str, source: &str, text: &str) -> Self {
        self.beside.push((file, source.to_owned(), text.to_owned()));
        self
    }

    /// The sources of the agreement.
    pub fn sources(&self, ending: &str) -> String {
        let one = |file: &str, source: &str| {
            let (top, columns) = source.split_once("[source.").unwrap_or((source, ""));
            let columns =
                if columns.is_empty() { String::new() } else { format!("[source.{columns}") };
            format!(
                "[[source]]\nfiles = [\"{file}\"]\ncut-off = \"none\"\nmax-set-aside = \"100%\"\n{top}\n{columns}\n"
            )
        };
        let own = one(&format!("spoilt.{ending}"), &self.source);
        self.beside.iter().map(|(file, source, _)| one(file, source)).collect::<String>() + &own
    }

    pub fn write(&self, folder: &Path, ending: &str, bytes: &[u8]) {
        fs::write(folder.join(format!("spoilt.{ending}")), bytes).unwrap();
        for (file, _, text) in &self.beside {
            fs::write(folder.join(file), text).unwrap();
        }
    }

    /// As a csv of the usual kind.
    pub fn plain(&self) -> Vec<u8> {
        self.grid.csv(";", "\n").into_bytes()
    }
}

/// A cell of a csv, in quotes where it needs them.
pub fn quoted(cell: &str, delimiter: &str) -> String {
    if cell.contains(['"', '\n', '\r']) || cell.contains(delimiter) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

impl Grid {
    pub fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.head).chain(&self.rows)
    }

    pub fn csv(&self, delimiter: &str, end: &str) -> String {
        let line = |cells: &Vec<String>| {
            cells.iter().map(|cell| quoted(cell, delimiter)).collect::<Vec<_>>().join(delimiter)
                + end
        };
        self.lines().map(line).collect()
    }

    fn escaped(&self) -> Self {
        let escape =
            |cell: &String| cell.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let row = |row: &Vec<String>| row.iter().map(escape).collect();
        Self { head: row(&self.head), rows: self.rows.iter().map(row).collect() }
    }

    /// As a page, a workbook of the three kinds, or a zipped csv.
    pub fn written(&self, ending: &str) -> Vec<u8> {
        // The helpers take texts that live as long as the tests; these are few and small.
        let table = |grid: &Self| -> Vec<Vec<Made>> {
            let made = |cell: &String| Made::Text(cell.clone().leak());
            grid.lines().map(|row| row.iter().map(made).collect()).collect()
        };
        match ending {
            "xlsx" => xlsx::Book::of(&xlsx::rows(&table(&self.escaped()), 1, false)).bytes(),
            "ods" => ods::book(&ods::rows(&table(&self.escaped()))),
            "xls" => xls::book("Workbook", &table(self)),
            "xlsb" => xlsb::book(&[("Plan1", 0, "worksheets", &table(self))]),
            _ => {
                let row =
                    |cells: &Vec<String>| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
                let rows: String = self.escaped().lines().map(row).collect();
                format!("<html><head><meta charset=\"utf-8\"></head><body><table>{rows}</table></body></html>")
                    .into_bytes()
            }
        }
    }
}

fn text(cell: Cell) -> String {
    match cell {
        Cell::Empty | Cell::Error(_) | Cell::Bool(_) => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(at) => {
            at.date_time().map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
        }
    }
}

fn of_table(table: &RawTable) -> Grid {
    let columns: Vec<Vec<String>> =
        table.columns.iter().map(|column| column.iter().map(text).collect()).collect();
    let height = columns.first().map_or(0, Vec::len);
    // A header that stands twice is told apart by a number, which the file does not have.
    let head = table.headers.iter().map(|header| {
        let bare = header.strip_suffix(')').and_then(|own| own.rsplit_once(" ("));
        let is_again = |own: &str| table.headers.iter().any(|other| other == own);
        match bare {
            Some((own, number)) if number.parse::<u32>().is_ok() && is_again(own) => own.to_owned(),
            _ => header.clone(),
        }
    });
    let rows = (0..height).map(|row| columns.iter().map(|column| column[row].clone()).collect());
    Grid { head: head.collect(), rows: rows.collect() }
}

fn of_file(path: &Path) -> Grid {
    let tables = intake::read(path, &ReadOptions::default(), &[]).unwrap();
    of_table(tables.first().unwrap())
}

fn of_text(text: &str) -> Grid {
    let mut rows = text.trim().lines().map(|line| line.split(';').map(str::to_owned).collect());
    Grid { head: rows.next().unwrap(), rows: rows.collect() }
}

/// Leads for the activities of a sample: one for each key that its expected rows have.
fn leads_of(expected: &str) -> String {
    let mut reader = csv::Reader::from_reader(expected.as_bytes());
    let head = reader.headers().unwrap().clone();
    let mut leads = String::from("id;email;phone;delivered\n");
    let mut seen = std::collections::BTreeSet::new();
    for record in reader.records().map(Result::unwrap) {
        let get = |field: &str| {
            let at = head.iter().position(|own| own == field);
            at.and_then(|at| record.get(at)).unwrap_or_default().to_owned()
        };
        let key = if get("lead").is_empty() { get("person") } else { get("lead") };
        let key = if key.is_empty() { get("deal") } else { key };
        let keys = [key, get("email"), get("phone").split(' ').next().unwrap().to_owned()];
        let number = seen.len();
        if seen.insert(keys.clone()) {
            let [id, email, phone] = keys;
            let id = if id.is_empty() { format!("L{number}") } else { id };
            leads += &format!("{id};{email};{phone};2026-11-02 09:00\n");
        }
    }
    leads
}

const LEADS: &str = "name = \"leads\"\ntable = \"leads\"\n[source.columns]\nid = \"id\"\nemail = \"email\"\nphone = \"phone\"\ndelivered = \"delivered\"";

/// Every sample of a preset that tells of leads, deals or activities.
fn of_presets() -> Vec<Export> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut exports = Vec::new();
    for sample in presets::samples() {
        let folder = root.join("sample-data/presets").join(&sample.preset);
        let preset =
            fs::read_to_string(root.join(format!("templates/presets/{}.toml", sample.preset)));
        let preset: toml::Table = toml::from_str(&preset.unwrap()).unwrap();
        let table = preset["table"].as_str().unwrap().to_owned();
        if !["leads", "deals", "activities"].contains(&table.as_str()) {
            continue;
        }
        let creates = if table == "deals" { "creates-leads = true\n" } else { "" };
        let source = format!(
            "name = \"own\"\ntable = \"{table}\"\npreset = \"{}\"\n{creates}",
            sample.preset
        );
        let name = format!("{}/{}", sample.preset, sample.name);
        let export = Export::new(&name, of_file(&folder.join(&sample.name)), &source);
        let stem = sample.name.rsplit_once('.').unwrap().0;
        let expected = folder.join(format!("{stem}.expected.csv"));
        exports.push(if table == "activities" {
            let leads = leads_of(&fs::read_to_string(expected).unwrap());
            export.beside("leads.csv", LEADS, &leads)
        } else {
            export
        });
    }
    exports
}

const SHEET: &str = "id;nome;email;telefone;entrega;aceito;venda;valor;motivo;origem
1;Ana Souza;ana@padaria.com.br;(11) 98800-0101;03/11/2026 09:10;04/11/2026;14/11/2026;R$ 1.500,00;;Google
2;Bia Reis;bia@oficina.com.br;(21) 98800-0102;04/11/2026 10:20;;;;Preço;Site
3;Caio Lima;caio@clinica.com.br;(31) 98800-0103;05/11/2026 11:30;13/11/2026;20/11/2026;R$ 2.350,50;;Indicação
4;Dora Melo;dora@escola.com.br;(41) 98800-0104;16/11/2026 08:40;;;;Contato inválido;Google
5;Edu Nunes;edu@mercado.com.br;(51) 98800-0105;17/11/2026 15:50;18/11/2026;;;;Feira
6;Flora Dias;flora@loja.com.br;(61) 98800-0106;18/11/2026 16:05;;;;;Site";

const CALLS: &str = "código;data;hora;canal;resultado;quem;duração
1;03/11/2026;09:40;ligação;não atendeu;Ana;0
1;04/11/2026;10:00;ligação;atendeu;Ana;120
2;04/11/2026;10:45;whatsapp;respondeu;Rui;
3;05/11/2026;14:00;ligação;caixa postal;Rui;0
3;06/11/2026;09:15;ligação;atendeu;Rui;300
4;16/11/2026;09:05;e-mail;enviado;Ana;
5;17/11/2026;16:10;ligação;não atendeu;Ana;0
6;19/11/2026;11:30;ligação;atendeu;Rui;45";

const DEALS: &str = "negócio;lead;criado;situação;ganho;perdido;motivo;valor;moeda
D1;1;2026-11-03 09:30;ganho;2026-11-14;;;1500.50;BRL
D2;2;2026-11-04 10:40;perdido;;2026-11-10;Preço;800;BRL
D3;3;2026-11-05 12:00;ganho;2026-11-20;;;2350.75;BRL
D4;5;2026-11-17 16:00;aberto;;;;990.9;BRL";

/// Sheets that people keep, each with what the others of its job say.
fn made() -> Vec<Export> {
    let leads = "name = \"own\"\ntable = \"leads\"\n[source.columns]\nid = \"id\"\nname = \"nome\"\nemail = \"email\"\nphone = \"telefone\"\ndelivered = \"entrega\"\naccepted = \"aceito\"\nwon = \"venda\"\nvalue = \"valor\"\nrejection-reason = \"motivo\"\nsource = \"origem\"\n";
    let calls = "name = \"calls\"\ntable = \"activities\"\n[source.columns]\nlead = \"código\"\nat = { date = \"data\", time = \"hora\" }\nchannel = \"canal\"\noutcome = \"resultado\"\nowner = \"quem\"\nduration = \"duração\"\n";
    let deals = "name = \"deals\"\ntable = \"deals\"\n[source.columns]\nid = \"negócio\"\nlead = \"lead\"\ncreated = \"criado\"\nstatus = \"situação\"\nwon = \"ganho\"\nlost = \"perdido\"\nlost-reason = \"motivo\"\nvalue = \"valor\"\n";
    let plain = leads.replace("won = \"venda\"\nvalue = \"valor\"\n", "");
    vec![
        Export::new("leads", of_text(SHEET), leads).beside("calls.csv", calls, CALLS),
        Export::new("calls", of_text(CALLS), calls).beside("leads.csv", leads, SHEET),
        Export::new("deals", of_text(DEALS), deals).beside("leads.csv", &plain, SHEET),
    ]
}

/// The made ones three times, since they have the most in them.
pub fn exports() -> Vec<Export> {
    let mut exports = of_presets();
    exports.extend((0..3).flat_map(|_| made()));
    assert!(exports.len() >= 30, "{}", exports.len());
    exports
}
