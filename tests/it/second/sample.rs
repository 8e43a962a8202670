//! The sample job as a world: its exports read plainly, its agreement said again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use calamine::{Data, DataType, Reader};
use chrono::{DateTime, NaiveDate};
use chrono_tz::America::Sao_Paulo;

use super::calendar::{Allowance, Calendar, instant};
use super::world::{Export, Promise, Row, Terms, World, fold};

/// Canonical field, header.
type Columns = [(&'static str, &'static str)];

const LEADS: &Columns = &[
    ("email", "Email"),
    ("name", "Nome"),
    ("phone", "Celular"),
    ("phone", "Telefone"),
    ("company", "Empresa"),
    ("owner", "Dono do Lead"),
    ("stage", "Estágio no funil"),
    ("created", "Data da primeira conversão"),
    ("delivered", "Data da última oportunidade"),
    ("won", "Data da última venda"),
    ("value", "Valor da última venda"),
    ("source", "Origem da primeira conversão"),
];
const DEALS: &Columns = &[
    ("id", "ID"),
    ("email", "Email"),
    ("phone", "Telefone"),
    ("status", "Estado"),
    ("lost-reason", "Motivo de Perda"),
    ("value", "Valor Único"),
    ("created", "Data de criação"),
    ("created", "Hora de criação"),
    ("first-contact", "Data do primeiro contato"),
    ("first-contact", "Hora do primeiro contato"),
    ("won", "Data de fechamento"),
    ("won", "Hora de fechamento"),
    ("lost", "Data de fechamento"),
    ("lost", "Hora de fechamento"),
    ("source", "Fonte"),
    ("campaign", "Campanha"),
    ("owner", "Responsável"),
    ("team", "Equipes do responsável"),
];
const ACTIVITIES: &Columns = &[
    ("at", "Data e hora"),
    ("email", "E-mail"),
    ("phone", "Telefone"),
    ("channel", "Canal"),
    ("direction", "Direção"),
    ("outcome", "Resultado"),
    ("owner", "Responsável"),
];
const WORDS: [(&str, &str); 17] = [
    ("Em Andamento", "open"),
    ("Pausada", "open"),
    ("Vendida", "won"),
    ("Perdida", "lost"),
    ("Ligação", "call"),
    ("E-mail", "email"),
    ("WhatsApp", "whatsapp"),
    ("Reunião", "meeting"),
    ("Enviada", "outbound"),
    ("Recebida", "inbound"),
    ("Conectado", "connected"),
    ("Não atendeu", "no-answer"),
    ("Agora não", "not-now"),
    ("Retornar depois", "not-now"),
    ("Reunião realizada", "meeting-held"),
    ("Não realizada", "not-done"),
    ("Automático", "automatic"),
];
const HOLIDAYS: [&str; 15] = [
    "2026-01-01",
    "2026-02-16",
    "2026-02-17",
    "2026-04-03",
    "2026-04-21",
    "2026-05-01",
    "2026-06-04",
    "2026-07-09",
    "2026-09-07",
    "2026-10-12",
    "2026-11-02",
    "2026-11-15",
    "2026-11-20",
    "2026-12-25",
    "2026-12-31",
];

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")
}

pub fn world() -> World {
    let as_of_text = "2026-11-23T08:00:00";
    let mut leads = export(LEADS, &tabbed(&folder().join("leads.csv")));
    // Mapped by the words of the funnel's stage, without dates.
    leads.columns.push("mql".to_owned());
    World {
        leads,
        deals: Some(export(DEALS, &sheet(&folder().join("negocios.xlsx")))),
        activities: Some(export(ACTIVITIES, &sheet(&folder().join("atividades.xlsx")))),
        terms: terms(),
        as_of_text: as_of_text.to_owned(),
        as_of: instant(Sao_Paulo, as_of_text.parse().unwrap()),
        names_period: false,
    }
}

/// The lines of a file in UTF-16, parted by tabs.
fn tabbed(path: &Path) -> Vec<Vec<String>> {
    let units: Vec<u16> = fs::read(path)
        .unwrap()
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let text = String::from_utf16(&units).unwrap();
    let mut lines = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    lines.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The first sheet of a workbook as text.
fn sheet(path: &Path) -> Vec<Vec<String>> {
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let rows = range.rows().map(|row| row.iter().map(words).collect::<Vec<String>>());
    rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect()
}

/// Seconds are the finest that a serial date is asked for.
fn words(cell: &Data) -> String {
    let Data::DateTime(serial) = cell else { return cell.as_string().unwrap_or_default() };
    let time = Duration::try_from_secs_f64((serial.as_f64() - 25_569.0) * 86_400.0 + 0.5).unwrap();
    DateTime::from_timestamp(time.as_secs().try_into().unwrap(), 0)
        .unwrap()
        .format("%Y-%m-%d %H:%M:%S")
        .to_string()
}

fn export(columns: &Columns, table: &[Vec<String>]) -> Export {
    let header = table.iter().position(|row| row.iter().any(|cell| cell == columns[0].1)).unwrap();
    let place = |name: &str| {
        table[header]
            .iter()
            .position(|cell| cell == name)
            .unwrap_or_else(|| panic!("no column {name}"))
    };
    let mut fields: Vec<String> = columns.iter().map(|(field, _)| (*field).to_owned()).collect();
    fields.dedup();
    let rows = table[header + 1..].iter().map(|cells| {
        let mut row = Row::new();
        for (field, name) in columns {
            let cell = cells.get(place(name)).map_or("", |cell| cell.trim());
            let known = row.entry((*field).to_owned()).or_default();
            *known = joined(field, known, cell);
        }
        row.retain(|_, text| !text.is_empty());
        row
    });
    Export {
        columns: fields,
        rows: rows.collect(),
        cut_off: None,
        cut_off_rule: "none",
        zone: None,
        covers_from: None,
    }
}

/// Day and hour of two columns make one date; of two phones the first filled is taken.
fn joined(field: &str, known: &str, cell: &str) -> String {
    match field {
        "created" | "first-contact" | "won" | "lost" if !known.is_empty() => {
            format!("{known} {cell}")
        }
        "phone" if !known.is_empty() => known.to_owned(),
        "value" => cell.trim_start_matches("R$ ").replace('.', "").replace(',', "."),
        "source" | "owner" | "email" | "phone" | "campaign" | "company" | "name" => cell.to_owned(),
        "outcome" if cell == "Sem interesse" => "not-interested".to_owned(),
        _ => WORDS.iter().find(|(word, _)| *word == cell).map_or(cell, |(_, ours)| ours).to_owned(),
    }
}

fn terms() -> Terms {
    let hours = vec![(9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600)];
    let mut days: BTreeMap<NaiveDate, Vec<(i64, i64)>> =
        HOLIDAYS.iter().map(|day| (day.parse().unwrap(), Vec::new())).collect();
    days.insert("2026-12-24".parse().unwrap(), vec![(9 * 3600, 12 * 3600)]);
    let reasons = [
        ("Número inválido", "marketing"),
        ("Fora do perfil", "marketing"),
        ("Duplicado", "marketing"),
        ("Não responde", "unreached"),
        ("Sem orçamento agora", "not-now"),
        ("Sem interesse", "not-interested"),
        ("Perdeu para concorrente", "sales"),
        ("Empresa fechou", "neutral"),
    ];
    let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Terms {
        calendar: Calendar {
            zone: Sao_Paulo,
            weekdays: std::array::from_fn(|day| if day < 5 { hours.clone() } else { Vec::new() }),
            days,
        },
        matched: texts(&["email", "phone"]),
        re_entry: Some(90),
        ignore: texts(&["*@empresa.com.br", "teste@*", "teste *", "teste"]),
        shared: texts(&["contato@*", "vendas@*", "info@*"]),
        delivered_by: "delivered",
        burst: 900,
        period: ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap()),
        period_kind: "month",
        window: 3,
        required: texts(&["email", "phone", "company"]),
        reasons: reasons.iter().map(|(word, category)| (fold(word), *category)).collect(),
        creates_leads: false,
        values: BTreeMap::new(),
        require: Vec::new(),
        conversion_within: 60,
        promises: promises(),
    }
}

fn promises() -> Vec<Promise> {
    let promise = |id: &str, metric: &'static str, within: Option<Allowance>| Promise {
        id: id.to_owned(),
        team: "both",
        metric,
        target: "?".to_owned(),
        within,
        elapsed: false,
        channels: Vec::new(),
        place: Vec::new(),
        from: None,
        until: None,
        attempts: 6,
        days: 1,
        most: None,
        gross: false,
        all_reasons: false,
        stages: (metric == "conversion").then_some(("delivered", "won")),
        percentile: 50,
        per_person: false,
    };
    let of = |source: &str| vec![("source".to_owned(), vec![source.to_owned()])];
    vec![
        promise("leads-delivered", "leads-delivered", None),
        promise("handoff-complete", "handoff-complete", None),
        promise("first-attempt", "first-attempt", Some(Allowance(1, 'h'))),
        Promise {
            place: of("Google Ads"),
            ..promise("first-attempt-hot", "first-attempt", Some(Allowance(15, 'm')))
        },
        Promise {
            place: of("Indicação"),
            ..promise("first-attempt-referral", "first-attempt", Some(Allowance(4, 'h')))
        },
        promise("first-connection", "first-connection", Some(Allowance(2, 'd'))),
        promise("attempts", "attempts", Some(Allowance(10, 'd'))),
        promise("leads-per-hour", "leads-per-hour", None),
        promise("conversion", "conversion", Some(Allowance(60, 'd'))),
        promise("sales-won", "sales-won", None),
    ]
}
