//! `atividades.xlsx`: the Brazilian sample's calls, e-mails and messages, under a title, with real date-times.

use chrono::{NaiveDateTime, TimeDelta};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::clock::at;
use super::dice::Dice;
use super::grid;
use super::people::{Census, Person};
use super::places::BRAZIL;
use super::pt_leads::{MARKET, NOW};
use super::tries::{Channel, Outcome, Touch, outbound};
use super::world::Lead;

const HEADERS: [&str; 7] =
    ["Data e hora", "E-mail", "Telefone", "Canal", "Direção", "Resultado", "Responsável"];
const HEADER_ROW: u32 = 2;

/// One contact as the export writes it.
struct Row {
    touch: Touch,
    email: String,
    phone: String,
    owner: &'static str,
}

/// The whole file.
pub fn file(leads: &[Lead]) -> Vec<u8> {
    let mut dice = Dice::new(MARKET.seed + 3);
    let mut rows: Vec<Row> = Vec::new();
    for lead in leads {
        rows.extend(
            lead.touches.iter().map(|touch| row(&lead.person, lead.owner, *touch, &mut dice)),
        );
    }
    rows.extend(nurturing(leads, &mut dice));
    rows.extend(strangers(&mut dice));
    rows.extend(planned(leads, &mut dice));
    rows.sort_by_key(|row| row.touch.at);
    let mut workbook = grid::workbook();
    write(&mut workbook, &rows);
    workbook.save_to_buffer().unwrap()
}

/// A contact carries the address, the number or both.
fn row(person: &Person, owner: &'static str, touch: Touch, dice: &mut Dice) -> Row {
    let (email, phone) = match touch.channel {
        Channel::Email => (true, false),
        _ if dice.chance(150) => (true, true),
        _ => (dice.chance(850), true),
    };
    let digits = &person.phone;
    Row {
        touch,
        email: if email { person.email.clone() } else { String::new() },
        phone: if phone {
            format!("+55 ({}) {}-{}", &digits[..2], &digits[2..7], &digits[7..])
        } else {
            String::new()
        },
        owner,
    }
}

/// What marketing wrote before the hand-off, and to people who were never handed over.
fn nurturing(leads: &[Lead], dice: &mut Dice) -> Vec<Row> {
    let early =
        |lead: &&Lead| lead.delivered.is_none_or(|at| at - lead.created > TimeDelta::hours(3));
    let mut rows = Vec::new();
    for lead in leads.iter().filter(early).step_by(11) {
        let touch = outbound(
            lead.created + TimeDelta::minutes(dice.between(30, 170)),
            Channel::Email,
            Outcome::Automatic,
        );
        rows.push(row(&lead.person, "", touch, dice));
    }
    rows.retain(|row| row.touch.at < NOW);
    rows
}

/// Contacts of nobody in the marketing export.
fn strangers(dice: &mut Dice) -> Vec<Row> {
    let mut census = Census::of(&BRAZIL);
    let mut rows = Vec::new();
    for _ in 0..24 {
        let person = census.person(dice);
        let person = Person {
            email: format!("x{}", person.email),
            phone: format!("98{}", &person.phone[2..]),
            ..person
        };
        let when = at(7, 1, 9, 0, 0) + TimeDelta::seconds(dice.between(0, 144 * 86_400));
        let touch = outbound(MARKET.clock.after(when, 1), Channel::Call, Outcome::NoAnswer);
        rows.push(row(&person, MARKET.owners[dice.below(6)].0, touch, dice));
    }
    rows
}

/// Meetings that are still to come when the export is made.
fn planned(leads: &[Lead], dice: &mut Dice) -> Vec<Row> {
    let recent =
        leads.iter().filter(|lead| lead.delivered.is_some()).rev().skip(20).step_by(9).take(6);
    recent
        .map(|lead| {
            let touch = outbound(
                MARKET.clock.after(NOW, dice.between(60, 1_900)),
                Channel::Meeting,
                Outcome::Blank,
            );
            row(&lead.person, lead.owner, touch, dice)
        })
        .collect()
}

fn write(workbook: &mut Workbook, rows: &[Row]) {
    let sheet = workbook.add_worksheet().set_name("Atividades").unwrap();
    sheet.write_string(0, 0, "Relatório de atividades · exportado em 23/11/2026 07:58").unwrap();
    sheet.write_row(HEADER_ROW, 0, HEADERS).unwrap();
    let format = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    for (line, row) in (HEADER_ROW + 1..).zip(rows) {
        write_row(sheet, line, row, &format);
    }
    sheet.set_column_width(0, 17).unwrap();
    let lists = workbook.add_worksheet().set_name("Listas").unwrap();
    lists
        .set_hidden(true)
        .write_column(0, 0, ["Canal", "Ligação", "E-mail", "WhatsApp", "Reunião"])
        .unwrap();
}

fn write_row(sheet: &mut Worksheet, line: u32, row: &Row, format: &Format) {
    let touch = row.touch;
    let when =
        if touch.day_only { touch.at.date().and_hms_opt(0, 0, 0).unwrap() } else { touch.at };
    sheet.write_with_format(line, 0, grid::excel(to_minute(when)), format).unwrap();
    let direction = if touch.inbound { "Recebida" } else { "Enviada" };
    let cells = [
        &row.email,
        &row.phone,
        channel(touch.channel),
        direction,
        outcome(touch.outcome),
        row.owner,
    ];
    for (column, text) in (1..).zip(cells) {
        if !text.is_empty() {
            sheet.write_string(line, column, text).unwrap();
        }
    }
}

/// The seconds are dropped: the newest second of a minute must not be later than what it answers, so the next minute is taken.
fn to_minute(at: NaiveDateTime) -> NaiveDateTime {
    let over = at.and_utc().timestamp().rem_euclid(60);
    if over == 0 { at } else { at + TimeDelta::seconds(60 - over) }
}

fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Call => "Ligação",
        Channel::Email => "E-mail",
        Channel::Whatsapp => "WhatsApp",
        Channel::Meeting => "Reunião",
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Blank => "",
        Outcome::Connected => "Conectado",
        Outcome::NoAnswer => "Não atendeu",
        Outcome::NotInterested => "Sem interesse",
        Outcome::NotNow => "Agora não",
        Outcome::MeetingHeld => "Reunião realizada",
        Outcome::NotDone => "Não realizada",
        Outcome::Automatic => "Automático",
        Outcome::Unknown => "Retornar depois",
    }
}
