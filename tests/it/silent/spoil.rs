//! What is done to a sound export: one thing, as people and programs do it.

use std::collections::BTreeSet;

use super::grid::{Export, Grid, quoted};
use crate::made::text::{gzipped, western, wide};
use crate::support::dice::Dice;

/// An export with one thing wrong, or written otherwise.
pub struct Spoilt {
    /// What was done, its kind before the colon.
    pub how: String,
    pub bytes: Vec<u8>,
    pub ending: String,
}

/// What a column holds, by its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Date,
    Time,
    Amount,
    Email,
    Phone,
    Text,
    Empty,
}

fn kind(grid: &Grid, column: usize) -> Kind {
    let cells: Vec<&str> = grid
        .rows
        .iter()
        .filter_map(|row| row.get(column))
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    let most = |test: &dyn Fn(&str) -> bool| {
        cells.iter().filter(|cell| test(cell)).count() * 10 >= cells.len() * 7
    };
    let digits = |cell: &str| cell.bytes().filter(u8::is_ascii_digit).count();
    let marks = |cell: &str, marks: &[char]| cell.matches(marks).count();
    match () {
        () if cells.is_empty() => Kind::Empty,
        () if most(&|cell| cell.contains('@')) => Kind::Email,
        () if most(&|cell| {
            digits(cell) >= 6 && marks(cell, &['/', '-']) >= 2 && parts(cell).is_some()
        }) =>
        {
            Kind::Date
        }
        () if most(&|cell| marks(cell, &[':']) >= 1 && digits(cell) >= 3 && cell.len() <= 8) => {
            Kind::Time
        }
        () if most(&|cell| digits(cell) >= 8 && cell.contains(['(', '+'])) => Kind::Phone,
        () if most(&|cell| {
            digits(cell) > 0 && cell.contains(['.', ',']) && digits(cell) + 5 >= cell.len()
        }) =>
        {
            Kind::Amount
        }
        () => Kind::Text,
    }
}

/// Year, month, day and what follows, of a date whose order its own signs or the file show; nothing of others.
fn date(cell: &str, is_day_first: bool) -> Option<(String, u32, u32, String)> {
    let (one, two, three, rest) = parts(cell)?;
    let number = |text: &str| text.parse::<u32>().ok();
    match (one.len(), three.len()) {
        (4, _) => Some((one, number(&two)?, number(&three)?, rest)),
        (_, 4) if is_day_first => Some((three, number(&two)?, number(&one)?, rest)),
        _ => None,
    }
}

fn parts(cell: &str) -> Option<(String, String, String, String)> {
    let mark = cell.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-'))?;
    let mut split = cell.splitn(3, mark);
    let (one, two, rest) = (split.next()?, split.next()?, split.next()?);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (three, rest) = rest.split_at(end);
    let all = [one, two, three];
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all.iter()
        .all(is_number)
        .then(|| (one.to_owned(), two.to_owned(), three.to_owned(), rest.to_owned()))
}

const MONTHS: [[&str; 12]; 2] = [
    ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

/// The same day, spelt otherwise.
fn respelt(cell: &str, is_day_first: bool, dice: &mut Dice) -> Option<String> {
    let (year, month, day, rest) = date(cell, is_day_first)?;
    let name = |language: usize| MONTHS[language].get(usize::try_from(month).ok()?.checked_sub(1)?);
    let (pt, en) = (name(0)?, name(1)?);
    Some(match dice.below(7) {
        0 => format!("{day} de {pt} de {year}{rest}"),
        1 => format!("{day:02}-{en}-{year}{rest}"),
        2 => format!("{en} {day}, {year}{rest}"),
        3 => format!("{year}/{month:02}/{day:02}{rest}"),
        4 => format!("\u{a0}{cell}\u{a0}"),
        5 => format!("'{cell}"),
        _ => format!("=\"{cell}\""),
    })
}

/// Cells that say nothing a reader could use, or more than one thing.
const BAD_DATES: &[&str] = &[
    "ontem",
    "hoje",
    "31/02/2026",
    "2026",
    "13/13/2026",
    "#REF!",
    "??",
    "a combinar",
    "segunda",
    "46000000",
    "03/11",
    "03/11/206",
    "00/00/0000",
    "#########",
    "n/a",
    "30/11/2026 25:61",
    "nov/2026",
];
const BAD_AMOUNTS: &[&str] = &[
    "abc",
    "1.2.3",
    "1,234",
    "US$ 100",
    "€ 5,00",
    "12 34",
    "1e999",
    "NaN",
    "#VALUE!",
    "a combinar",
    "R$",
    "10 x 100",
    "1.500,00 / 2.000,00",
    "∞",
    "1.234,56.7",
];
const BAD_EMAILS: &[&str] = &[
    "naotem@gmail.com",
    "x",
    "a@",
    "teste",
    "@gmail.com",
    "ana@exemplo",
    "ana@exemplo,com",
    "ana souza@exemplo.com",
    "sem@email",
    "ana@@exemplo.com",
];
const BAD_PHONES: &[&str] = &[
    "5.51198765E+12",
    "(11) 99999-9999",
    "123",
    "(11) 9",
    "11 9876",
    "00000000000",
    "1.1988E+10",
    "x",
    "+55",
];
const BAD_WORDS: &[&str] =
    &["Xyz", "???", "#REF!", "0", "zzz desconhecido", "1.0", "\u{fffd}\u{fffd}", "a\u{0}b"];
const BAD_TIMES: &[&str] = &["25:61", "manhã", "#REF!", "9", "99:99", "à tarde", "10h99"];

/// A cell that means the same.
fn kept(cell: &str, kind: Kind, is_day_first: bool, dice: &mut Dice) -> Option<String> {
    Some(match (kind, dice.below(5)) {
        (Kind::Date, 0..=3) => return respelt(cell, is_day_first, dice),
        (Kind::Email | Kind::Text, 0) => cell.to_uppercase(),
        (Kind::Email, 1) => format!("mailto:{cell}"),
        (Kind::Email, 2) => format!("<{cell}>"),
        (Kind::Phone, 0) => format!("tel:{cell}"),
        (Kind::Phone, 1) => cell.replace(['(', ')', '-', ' '], ""),
        (Kind::Phone, 2) => format!("{cell} ramal 22"),
        (Kind::Amount, 0) => format!("{cell} BRL"),
        (Kind::Amount, 1) => format!("\u{a0}{cell}"),
        (_, 1 | 2) => format!("  {cell} "),
        (_, 3) => format!("\u{a0}{cell}\u{a0}"),
        _ => format!("\u{200b}{cell}"),
    })
}

fn bad(kind: Kind, dice: &mut Dice) -> &'static str {
    match kind {
        Kind::Date => dice.pick(BAD_DATES),
        Kind::Time => dice.pick(BAD_TIMES),
        Kind::Amount => dice.pick(BAD_AMOUNTS),
        Kind::Email => dice.pick(BAD_EMAILS),
        Kind::Phone => dice.pick(BAD_PHONES),
        Kind::Text | Kind::Empty => dice.pick(BAD_WORDS),
    }
}

/// A filled cell; nothing in a table of none.
fn filled(grid: &Grid, dice: &mut Dice) -> Option<(usize, usize)> {
    (0..50).find_map(|_| {
        let (row, column) = (dice.below(grid.rows.len()), dice.below(grid.head.len()));
        let is_filled = grid.rows[row].get(column).is_some_and(|cell| !cell.trim().is_empty());
        is_filled.then_some((row, column))
    })
}

pub fn spoilt(export: &Export, worded: &BTreeSet<String>, dice: &mut Dice) -> Spoilt {
    match dice.below(10) {
        0..=3 => cell(export, worded, dice, false),
        4 | 5 => cell(export, worded, dice, true),
        6 | 7 => row(export, dice),
        8 => encoding(export, dice),
        _ => shape(export, dice),
    }
}

fn csv(how: String, grid: &Grid) -> Spoilt {
    Spoilt { how, bytes: grid.csv(";", "\n").into_bytes(), ending: "csv".to_owned() }
}

/// A cell changed; `worded` are the columns in which only some words mean anything.
fn cell(
    export: &Export,
    worded: &BTreeSet<String>,
    dice: &mut Dice,
    means_the_same: bool,
) -> Spoilt {
    let mut grid = export.grid.clone();
    let Some((row, column)) = filled(&grid, dice) else { return csv("nothing".to_owned(), &grid) };
    let kind = kind(&grid, column);
    if !means_the_same && kind == Kind::Text && !worded.contains(&grid.head[column]) {
        return csv("nothing".to_owned(), &grid);
    }
    let before = grid.rows[row][column].clone();
    let after = if means_the_same {
        kept(&before, kind, export.is_day_first, dice)
    } else {
        Some(bad(kind, dice).to_owned())
    };
    // Where another cell has a decimal point, a comma parts thousands: then it is a valid amount.
    let shows_point = |row: &Vec<String>| {
        let decimals = row.get(column).and_then(|cell| cell.trim().rsplit_once('.'));
        decimals.is_some_and(|(_, decimals)| matches!(decimals.len(), 1 | 2))
    };
    let others = grid.rows.iter().enumerate().filter(|(at, _)| *at != row);
    let is_plain = others.map(|(_, row)| row).any(shows_point);
    let after = after.filter(|after| after != "1,234" || !is_plain);
    let Some(after) = after else { return csv("nothing".to_owned(), &grid) };
    let word = if means_the_same { "kept" } else { "bad" };
    let how =
        format!("{word} {kind:?}: {} row {} {before:?} → {after:?}", grid.head[column], row + 2);
    grid.rows[row][column] = after;
    csv(how, &grid)
}

fn row(export: &Export, dice: &mut Dice) -> Spoilt {
    let mut grid = export.grid.clone();
    let at = dice.below(grid.rows.len());
    let width = grid.head.len();
    let alone = |text: &str| {
        let mut row = vec![String::new(); width];
        row[0] = text.to_owned();
        row
    };
    let how = match dice.below(11) {
        0 => {
            let left = 1 + dice.below(width - 1);
            grid.rows[at].truncate(left);
            format!("short row: {at} {left}")
        }
        1 => {
            grid.rows[at].push("mais".to_owned());
            format!("long row: {at}")
        }
        2 => {
            grid.rows[at].insert(dice.below(width), String::new());
            format!("moved right: {at}")
        }
        3 => {
            grid.rows[at].remove(dice.below(width));
            format!("moved left: {at}")
        }
        4 => {
            let head = grid.head.clone();
            grid.rows.insert(at, head);
            format!("header again: {at}")
        }
        5 => {
            // Without an id it may be another call in the same minute.
            if export.has_ids {
                let copy = grid.rows[at].clone();
                grid.rows.push(copy);
            }
            format!("row twice: {at}")
        }
        6 => {
            let text = dice.pick(&[
                "Total",
                "Total geral: 7",
                "TOTAL",
                "Subtotal",
                "Exportado em 23/11/2026 08:00",
            ]);
            grid.rows.push(alone(text));
            format!("last row: {text}")
        }
        7 => {
            let text = dice.pick(&["Novembro", "Semana 2", "Total da semana", "Equipe Sul:"]);
            grid.rows.insert(at, alone(text));
            format!("row alone: {at} {text}")
        }
        8 => {
            grid.rows.insert(at, vec![String::new(); width]);
            format!("blank row: {at}")
        }
        9 => {
            grid.rows[at].rotate_left(1);
            format!("turned row: {at}")
        }
        _ => {
            let other = dice.below(grid.rows.len());
            grid.rows.swap(at, other);
            format!("rows swapped: {at} {other}")
        }
    };
    csv(how, &grid)
}

fn encoding(export: &Export, dice: &mut Dice) -> Spoilt {
    let text = export.grid.csv(";", "\n");
    let twice = |text: &str| text.bytes().map(char::from).collect::<String>();
    let marked = |bytes: Vec<u8>| [b"\xEF\xBB\xBF".to_vec(), bytes].concat();
    let mut lines: Vec<&str> = text.lines().collect();
    let (how, bytes) = match dice.below(11) {
        0 => ("byte mark", marked(text.clone().into_bytes())),
        1 => ("wide", wide(&text)),
        2 => ("western", western(&plain(&text))),
        3 => ("doubled", twice(&text).into_bytes()),
        4 => ("returns", text.replace('\n', "\r").into_bytes()),
        5 => ("both ends", text.replace('\n', "\r\n").into_bytes()),
        6 => ("open end", text.trim_end().as_bytes().to_vec()),
        7 => {
            let line = 1 + dice.below(lines.len() - 1);
            let all = lines.iter().enumerate().flat_map(|(at, own)| {
                let own = format!("{own}\n");
                if at == line { western(&plain(&own)) } else { own.into_bytes() }
            });
            ("one western line", all.collect())
        }
        8 => {
            let line = 1 + dice.below(lines.len() - 1);
            let odd = twice(lines[line]);
            lines[line] = &odd;
            ("one doubled line", lines.join("\n").into_bytes())
        }
        9 => ("marks inside", text.replacen(';', ";\u{feff}", 3).into_bytes()),
        _ => ("bell", text.replacen(' ', " \u{7}", 2).into_bytes()),
    };
    Spoilt { how: format!("encoding {how}: all"), bytes, ending: "csv".to_owned() }
}

/// What Windows' western set can hold.
fn plain(text: &str) -> String {
    text.chars().map(|c| if u32::from(c) < 0x100 { c } else { '?' }).collect()
}

fn shape(export: &Export, dice: &mut Dice) -> Spoilt {
    let mut grid = export.grid.clone();
    let own = |how: &str, bytes: Vec<u8>, ending: &str| Spoilt {
        how: format!("shape {how}: all"),
        bytes,
        ending: ending.to_owned(),
    };
    match dice.below(15) {
        0 => own("comma", grid.csv(",", "\n").into(), "csv"),
        1 => own("tab", grid.csv("\t", "\n").into(), "tsv"),
        2 => own("bar", grid.csv("|", "\n").into(), "txt"),
        3 => own("zipped", gzipped(grid.csv(";", "\n").as_bytes()), "csv.gz"),
        4 => {
            let ending = dice.pick(&["xlsx", "xls", "xlsb", "ods", "html"]);
            own(ending, grid.written(ending), ending)
        }
        5 => own("xlsx", grid.written("xlsx"), "xlsx"),
        6 => own("page as xls", grid.written("html"), "xls"),
        7 => {
            let all = |cells: &Vec<String>| {
                cells
                    .iter()
                    .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                    .collect::<Vec<_>>()
            };
            let text: String = grid.lines().map(|row| all(row).join(";") + "\n").collect();
            own("all in quotes", text.into(), "csv")
        }
        8 => {
            let line = |cells: &Vec<String>| {
                let row = cells.iter().map(|cell| quoted(cell, ",")).collect::<Vec<_>>().join(",");
                format!("\"{}\"\n", row.replace('"', "\"\""))
            };
            own("lines in quotes", grid.lines().map(line).collect::<String>().into(), "csv")
        }
        9 => {
            let (one, other) = (dice.below(grid.head.len()), dice.below(grid.head.len()));
            grid.head.swap(one, other);
            grid.rows
                .iter_mut()
                .filter(|row| row.len() > one.max(other))
                .for_each(|row| row.swap(one, other));
            own("columns swapped", grid.csv(";", "\n").into(), "csv")
        }
        10 => {
            grid.head.iter_mut().for_each(|head| *head = format!(" {}\u{a0}", head.to_uppercase()));
            own("loud headers", grid.csv(";", "\n").into(), "csv")
        }
        11 => {
            let above = "Relatório de leads\nGerado em 23/11/2026 08:00\n\n";
            own("title above", (above.to_owned() + &grid.csv(";", "\n")).into(), "csv")
        }
        12 => {
            let below = "\n\nResumo;Quantidade\nGoogle;3\nSite;2\n";
            own("table below", (grid.csv(";", "\n") + below).into(), "csv")
        }
        13 => {
            grid.head.push(String::new());
            grid.rows.iter_mut().for_each(|row| row.push(String::new()));
            own("empty column", grid.csv(";", "\n").into(), "csv")
        }
        _ => own("named", ("sep=;\n".to_owned() + &grid.csv(";", "\n")).into(), "csv"),
    }
}
