//! Random exports of up to 20 rows each with all the dirt that exports have, written as one file or two.

use std::fmt;
use std::fs;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::terms::{self, Export};

const LEADS: [&str; 23] = [
    "id",
    "email",
    "phone",
    "name",
    "company",
    "source",
    "campaign",
    "owner",
    "team",
    "type",
    "score",
    "rejection-reason",
    "lost-reason",
    "created",
    "mql",
    "delivered",
    "accepted",
    "rejected",
    "sql",
    "won",
    "lost",
    "recycled",
    "stage",
];
/// Columns of the steps that a stage may name.
const STAGES: std::ops::RangeInclusive<usize> = 16..=21;
const DEALS: [&str; 11] = [
    "id",
    "lead",
    "email",
    "phone",
    "owner",
    "value",
    "source",
    "created",
    "won",
    "lost",
    "lost-reason",
];
const ACTIVITIES: [&str; 11] = [
    "id",
    "lead",
    "deal",
    "email",
    "phone",
    "channel",
    "direction",
    "outcome",
    "owner",
    "duration",
    "at",
];

const SOURCES: [&str; 7] =
    ["Google Ads", "google ads", "GOOGLE  ADS", "Indicação", "indicacao", "", "Evento"];
const OWNERS: [&str; 6] = ["Ana", "ANA", "ana", "Bia", "", "Caio"];
const REASONS: [&str; 9] = [
    "",
    "Fora do perfil",
    "fora do PERFIL",
    "Sem interesse",
    "Sem orçamento",
    "Não responde",
    "Perdeu o contato",
    "Empresa fechou",
    "?",
];
const CHANNELS: [&str; 7] = ["call", "email", "whatsapp", "", "task", "meeting", "pombo"];
const DIRECTIONS: [&str; 4] = ["", "outbound", "inbound", "outbound"];
const OUTCOMES: [&str; 9] = [
    "no-answer",
    "",
    "connected",
    "not-interested",
    "not-now",
    "meeting-held",
    "not-done",
    "automatic",
    "sumiu",
];

/// Numbers that a row is made of; smaller ones make plainer rows.
type Seeds = [u16; 22];

/// What a run reads, and when it is asked.
#[derive(Clone)]
pub struct World {
    /// First day of the month judged.
    pub month: NaiveDate,
    /// The agreement's text.
    pub agreement: String,
    /// Minutes from the month's first instant to the report, and to an earlier one.
    pub as_of: (i64, i64),
    /// Table, header and rows of each export.
    pub exports: Vec<(&'static str, String, Vec<String>)>,
    /// When each was exported (UTC seconds): what a cut-off by file time goes by.
    exported: [u64; 3],
    /// A second arrangement: each row's place and file, by position.
    places: Vec<(u16, bool)>,
    /// In the second arrangement the file that came first comes last.
    swaps: bool,
}

/// All worlds.
pub fn worlds() -> impl Strategy<Value = World> {
    let rows = || prop::collection::vec(prop::array::uniform22(any::<u16>()), 0..=20);
    let chosen =
        (0..terms::PLACES.len(), 0..terms::RE_ENTRY.len(), 0..12_usize, any::<[bool; 4]>());
    let cut_offs = any::<[(u8, u16); 3]>();
    let as_of =
        (0..48_000_i64, 0..48_000_i64).prop_map(|(one, other)| (one.max(other), one.min(other)));
    let places = prop::collection::vec(any::<(u16, bool)>(), 20);
    (rows(), rows(), rows(), chosen, as_of, places, cut_offs).prop_map(
        |(leads, deals, activities, chosen, as_of, places, cut_offs)| {
            let (place, re_entry, delivered_by, [creates, covers, no_activities, swaps]) = chosen;
            let (zone, first) = terms::PLACES[place];
            let month: NaiveDate = first.parse().unwrap();
            let delivered_by = terms::DELIVERED_BY[delivered_by.saturating_sub(9)];
            let covers = if covers { format!("covers-from = {month}\n") } else { String::new() };
            let creates = format!("creates-leads = {creates}\n");
            let [of_leads, of_deals, of_activities] = cut_offs.map(|(rule, _)| cut_off(rule));
            let creates = creates + &of_deals;
            let covers = covers + &of_activities;
            let mut sources = vec![
                Export { table: "leads", columns: &LEADS, more: &of_leads },
                Export { table: "deals", columns: &DEALS, more: &creates },
                Export { table: "activities", columns: &ACTIVITIES, more: &covers },
            ];
            // One world in eight has no activities.
            sources.truncate(if no_activities && place % 2 == 0 && re_entry < 2 { 2 } else { 3 });
            let rows = [
                table(month, &leads, lead),
                table(month, &deals, deal),
                table(month, &activities, activity),
            ];
            let exports = sources
                .iter()
                .zip(rows)
                .map(|(source, rows)| (table_of(source.table), source.columns.join(","), rows))
                .collect();
            World {
                month,
                agreement: terms::text(zone, terms::RE_ENTRY[re_entry], delivered_by, &sources),
                as_of,
                exports,
                exported: cut_offs.map(|(_, before)| exported(month, as_of.0, before)),
                places,
                swaps,
            }
        },
    )
}

/// How far a file reaches: four in eight to its own time, one to its newest row, the others to the run's.
fn cut_off(rule: u8) -> String {
    let rule =
        ["none", "none", "none", "file-time", "file-time", "file-time", "file-time", "newest-row"]
            [usize::from(rule % 8)];
    format!("cut-off = '{rule}'\n")
}

/// Up to eleven days before the report, sometimes an hour or so after it.
fn exported(month: NaiveDate, as_of: i64, before: u16) -> u64 {
    let start = month.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
    u64::try_from(start + 60 * (as_of + 60 - i64::from(before) / 4)).unwrap()
}

fn table_of(name: &str) -> &'static str {
    ["leads", "deals", "activities"].into_iter().find(|table| *table == name).unwrap()
}

fn table(
    month: NaiveDate,
    rows: &[Seeds],
    row: fn(NaiveDate, usize, &Seeds) -> Vec<String>,
) -> Vec<String> {
    rows.iter().enumerate().map(|(number, seeds)| row(month, number, seeds).join(",")).collect()
}

fn word(words: &[&str], seed: u16) -> String {
    words[usize::from(seed) % words.len()].to_owned()
}

/// A date with minutes, with seconds or without time, some days after another; the later the seed, the later.
fn stamp(month: NaiveDate, days: i64, seed: u16) -> String {
    let day = (month + Days::new(100)).and_hms_opt(0, 0, 0).unwrap() + TimeDelta::days(days - 100);
    // No row says midnight: whether that is a time of day is for its file to tell, not for the row.
    let at = day + TimeDelta::seconds(60 + i64::from(seed) * 7_919 % 86_300);
    let style = ["%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"][usize::from(seed) % 3];
    at.format(style).to_string()
}

fn email(seed: u16) -> String {
    let one = |number: u16| format!("p{}@x.com", number % 9);
    match seed % 12 {
        0..=6 => one(seed / 12),
        7 => format!("{};{}", one(seed / 12), one(seed / 108)),
        8 => "contato@x.com".to_owned(),
        9 => format!(" P{}@X.COM", seed / 12 % 9),
        10 => "teste@y.com".to_owned(),
        _ => String::new(),
    }
}

fn phone(seed: u16) -> String {
    let number = seed / 5 % 7;
    match seed % 5 {
        0 | 1 => String::new(),
        2 => format!("(11) 98888-770{number}"),
        3 => format!("+55 11 98888-770{number}"),
        _ => "1234".to_owned(),
    }
}

fn lead(month: NaiveDate, number: usize, seeds: &Seeds) -> Vec<String> {
    let id = match seeds[0] % 20 {
        // Each id is one row's: whose an id is that several people carry, a row more may change.
        0..=18 => format!("L{number}"),
        _ => String::new(),
    };
    let delivered = i64::from(seeds[15] % 95) - 60;
    // Days after the hand-off of each milestone from `created` on, at the earliest and over how many.
    let around = [(-9, 10), (-5, 6), (0, 1), (0, 9), (0, 9), (-1, 20), (1, 40), (0, 40), (0, 40)];
    let date = |(column, (least, over)): (usize, (i64, i64))| {
        let seed = seeds[column];
        let is_there = if column == 15 { seed % 13 != 12 } else { seed % 5 > 2 };
        let days = if seed % 17 == 16 { -20 } else { least + i64::from(seed / 5) % over };
        if is_there { stamp(month, delivered + days, seed / 3) } else { String::new() }
    };
    let mut row = vec![
        id,
        email(seeds[1]),
        phone(seeds[2]),
        word(&["Zé", "Teste", ""], seeds[3]),
        word(&["Acme", "", "x"], seeds[4]),
    ];
    row.extend([
        word(&SOURCES, seeds[5]),
        word(&["A", "a", "B", ""], seeds[6]),
        word(&OWNERS, seeds[7]),
        word(&["T", ""], seeds[8]),
    ]);
    row.extend([
        word(&["Demo", "demo", "Material", "Outro", ""], seeds[9]),
        word(&["80", "20", ""], seeds[10]),
    ]);
    row.extend([word(&REASONS, seeds[11]), word(&REASONS, seeds[12])]);
    row.extend((13..).zip(around).map(date));
    let stage = stage(number, seeds, &row);
    row.push(stage);
    row
}

/// The present stage, which is always one the row has a date of, of an id that stands once: a stage without its date is the ledger's to
/// date, and there the numbers may differ without it.
fn stage(number: usize, seeds: &Seeds, row: &[String]) -> String {
    let is_alone = seeds[0] % 20 < 14 && number > 5;
    let dated: Vec<usize> = STAGES.filter(|column| is_alone && !row[*column].is_empty()).collect();
    let chosen = dated.get(usize::from(seeds[0] / 20) % dated.len().max(1));
    chosen.map_or(String::new(), |column| LEADS[*column].to_owned())
}

/// A lead's id, mostly of one there is.
fn of_lead(seed: u16) -> String {
    if seed.is_multiple_of(3) { format!("L{}", seed / 3 % 22) } else { String::new() }
}

fn deal(month: NaiveDate, number: usize, seeds: &Seeds) -> Vec<String> {
    let created = i64::from(seeds[7] % 95) - 60;
    let date = |least: i64, seed: u16| {
        if seed.is_multiple_of(3) {
            stamp(month, created + least + i64::from(seed / 3 % 30), seed / 3)
        } else {
            String::new()
        }
    };
    // A deal's id stands once: which of two rows that contradict each other speaks for it is not settled.
    let mut row = vec![
        format!("N{number}"),
        of_lead(seeds[1]),
        email(seeds[2]),
        phone(seeds[3]),
        word(&OWNERS, seeds[4]),
    ];
    row.extend([word(&["", "100", "2500", "40"], seeds[5]), word(&SOURCES, seeds[6])]);
    let start =
        if seeds[7] % 11 == 10 { String::new() } else { stamp(month, created, seeds[7] / 3) };
    row.extend([start, date(0, seeds[8]), date(-1, seeds[9]), word(&REASONS, seeds[10])]);
    row
}

fn activity(month: NaiveDate, number: usize, seeds: &Seeds) -> Vec<String> {
    let id = if seeds[0].is_multiple_of(2) { format!("A{number}") } else { String::new() };
    let deal =
        if seeds[2].is_multiple_of(7) { format!("N{}", seeds[2] / 7 % 22) } else { String::new() };
    let mut row = vec![
        id,
        of_lead(seeds[1]),
        deal,
        email(seeds[3]),
        phone(seeds[4]),
        word(&CHANNELS, seeds[5]),
    ];
    row.extend([
        word(&DIRECTIONS, seeds[6]),
        word(&OUTCOMES, seeds[7]),
        word(&OWNERS, seeds[8]),
        word(&["", "0", "75"], seeds[9]),
    ]);
    row.push(if seeds[10] % 15 == 14 {
        String::new()
    } else {
        stamp(month, i64::from(seeds[10] % 95) - 60, seeds[10] / 3)
    });
    row
}

impl World {
    /// Writes every export as one file.
    pub fn write(&self, folder: &Path) {
        for ((table, header, rows), at) in self.exports.iter().zip(self.exported) {
            file(folder, &format!("{table}.csv"), (header, at), rows.iter());
        }
    }

    /// Writes instead the same rows in another order, over two files; rows of one id stay together, as a newer file's row replaces an older one's.
    pub fn write_otherwise(&self, folder: &Path) {
        for ((table, header, rows), at) in self.exports.iter().zip(self.exported) {
            fs::remove_file(folder.join(format!("{table}.csv"))).unwrap();
            let mut placed: Vec<(u16, bool, &String)> = rows
                .iter()
                .zip(&self.places)
                .map(|(row, place)| (place.0, self.is_second(rows, row), row))
                .collect();
            placed.sort_by_key(|(place, ..)| *place);
            for second in [self.swaps, !self.swaps] {
                let name = format!("{table}-{}.csv", u8::from(second != self.swaps));
                // A file without rows is refused.
                if !rows.is_empty() && placed.iter().all(|(_, own, _)| *own != second) {
                    continue;
                }
                file(
                    folder,
                    &name,
                    (header, at),
                    placed.iter().filter(|(_, own, _)| *own == second).map(|(.., row)| *row),
                );
            }
        }
    }

    /// Writes the leads as an export that gives no date of any step: the stage is all that tells how far a row is.
    pub fn write_undated(&self, folder: &Path) {
        let bare = |row: &String| {
            let cell = |(column, cell)| if STAGES.contains(&column) { "" } else { cell };
            row.split(',').enumerate().map(cell).collect::<Vec<&str>>().join(",")
        };
        let exports = self.exports.iter().zip(self.exported);
        for ((table, header, rows), at) in exports.filter(|((table, ..), _)| *table == "leads") {
            let rows: Vec<String> = rows.iter().map(bare).collect();
            file(folder, &format!("{table}.csv"), (header, at), rows.iter());
        }
    }

    fn is_second(&self, rows: &[String], row: &str) -> bool {
        let key =
            |row: &str| row.split(',').next().filter(|id| !id.is_empty()).unwrap_or(row).to_owned();
        let first = rows.iter().position(|other| key(other) == key(row));
        first.and_then(|first| self.places.get(first)).is_some_and(|place| place.1)
    }
}

fn file<'a>(
    folder: &Path,
    name: &str,
    (header, exported): (&'a str, u64),
    rows: impl Iterator<Item = &'a String>,
) {
    let lines: Vec<&str> = std::iter::once(header).chain(rows.map(String::as_str)).collect();
    written(&folder.join(name), &(lines.join("\n") + "\n"), exported);
}

/// A file written at a moment, in seconds since 1970: one written just now would be waited for, as it may still grow.
pub fn written(path: &Path, text: &str, at: u64) {
    fs::write(path, text).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(at)).unwrap();
}

impl fmt::Debug for World {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = self.agreement.split_once("language").map_or("", |(head, _)| head);
        writeln!(
            out,
            "{head}minutes after {}: {:?}; swaps {}; exported {:?}",
            self.month, self.as_of, self.swaps, self.exported
        )?;
        for (table, header, rows) in &self.exports {
            writeln!(out, "{table}: {header}")?;
            rows.iter()
                .zip(&self.places)
                .try_for_each(|(row, place)| writeln!(out, "  {row}    # {place:?}"))?;
        }
        Ok(())
    }
}
