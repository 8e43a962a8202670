//! A copy of an agreement's workbook in which each problem is a note at its cell.

use crate::config::place::Place;
use crate::intake::{Held, WholeSheet};
use crate::model::agreement::Language;
use crate::report::book::{Area, Book, Goal, Link, Note, Sheet, Value};
use crate::report::style::{Colour, Style};

use super::cell::Written;
use super::draw::{self, Lists, looked, value, width};
use super::sheets::{Cells, Head, read};

/// The sheet that lists the problems; one whose name begins so is people's own.
const LISTED: [&str; 2] = ["_problemas", "_problems"];
const TITLE: [&str; 2] = ["Problemas desta cópia", "Problems of this copy"];
/// Pixels of a form's columns, and of columns without a heading.
const FORM: [u32; 5] = [230, 300, 170, 380, 200];
const OTHER: u32 = 120;

/// The copy: every cell at its place with its drop-down, the problems as notes, and a first sheet with all of them.
pub fn book(sheets: &[WholeSheet], problems: &[(Option<Place>, String)]) -> Book {
    let Cells { heads, language, .. } = read(sheets);
    let mut lists = Lists::default();
    let own = sheets.iter().filter(|sheet| !sheet.is_hidden && !sheet.name.starts_with('_'));
    let marked: Vec<Sheet> = own
        .map(|own| {
            let heads: Vec<&Head> = heads.iter().filter(|head| head.sheet == own.name).collect();
            sheet(own, &heads, problems, language, &mut lists)
        })
        .collect();
    let mut all = vec![listed(problems, language)];
    all.extend(marked);
    all.push(lists.sheet());
    draw::bound(language, all)
}

fn sheet(
    own: &WholeSheet,
    heads: &[&Head],
    problems: &[(Option<Place>, String)],
    language: Language,
    lists: &mut Lists,
) -> Sheet {
    let last = own.cells.iter().map(|cell| cell.column).max().unwrap_or_default();
    let is_form = heads.iter().any(|head| head.row.is_some());
    let px = |column: u16| {
        let of_list = heads.iter().find(|head| head.column == Some(column));
        let of_form = FORM.get(usize::from(column)).copied().filter(|_| is_form);
        of_list.map(|head| width(&head.line.kind, &head.line.key)).or(of_form).unwrap_or(OTHER)
    };
    let widths: Vec<u32> = (0..=last).map(px).collect();
    let mut sheet = Sheet::new(&own.name, Colour::Good, &widths);
    let mut told: Vec<(u32, u16, String)> = Vec::new();
    for (place, words) in problems {
        let Some(place) = place.as_ref().filter(|place| place.sheet == own.name) else { continue };
        match told.iter_mut().find(|(row, column, _)| (*row, *column) == (place.row, place.column))
        {
            Some((.., text)) => *text = format!("{text}\n{words}"),
            None => told.push((place.row, place.column, words.clone())),
        }
    }
    let is_told = |row: u32, column: u16| {
        told.iter().any(|(own_row, own_column, _)| (*own_row, *own_column) == (row, column))
    };
    for cell in &own.cells {
        let (shown, style) = held(&cell.held);
        let is_head = cell.column == 0 && is_form;
        let style = if is_head { Style::TEXT.wraps() } else { style };
        let fill = is_told(cell.row, cell.column).then_some(Colour::BadBar);
        sheet.put(cell.row, cell.column, shown, Style { fill, ..style });
        sheet.print.last_row = sheet.print.last_row.max(cell.row);
    }
    for (row, column, text) in told {
        let is_empty = !own.cells.iter().any(|cell| (cell.row, cell.column) == (row, column));
        if is_empty {
            sheet.put(row, column, Value::Empty, Style::TEXT.fill(Colour::BadBar));
        }
        sheet.notes.push(Note { row, column, text });
    }
    for head in heads {
        let area = match (head.row, head.column) {
            (Some(row), _) => Area { row, column: 1, last_row: row, last_column: 1 },
            (_, Some(column)) => Area::column(column, 4, sheet.print.last_row + 200),
            _ => continue,
        };
        draw::choose(&mut sheet, (&head.line.kind, head.line), area, lists, language);
    }
    sheet
}

fn held(held: &Held) -> (Value, Style) {
    let written = match held {
        Held::Text(text) | Held::Error(text) => Written::Text(text.clone()),
        Held::Number(number) => Written::Number(*number),
        Held::Percent(share) => Written::Percent(*share),
        Held::Date(at) => Written::Date(*at),
        Held::Clock(at) => Written::Text(super::cell::time_of(*at)),
        Held::Flag(flag) => Written::Text(flag.to_string()),
    };
    (value(&written), looked(&written))
}

/// Every problem, with the way to its sheet.
fn listed(problems: &[(Option<Place>, String)], language: Language) -> Sheet {
    let own = |[pt, en]: [&'static str; 2]| if language == Language::PtBr { pt } else { en };
    let mut sheet = Sheet::new(own(LISTED), Colour::Bad, &[230, 900]);
    sheet.say(0, 0, own(TITLE), Style::TITLE);
    sheet.height(0, 34);
    for (row, (place, words)) in (2..).zip(problems) {
        if let Some(place) = place {
            let link = Link { to: Goal::Sheet(place.sheet.clone()), text: place.to_string() };
            sheet.put(row, 0, Value::Link(Box::new(link)), Style::TEXT.ink(Colour::Good).hair());
        }
        sheet.put(row, 1, Value::Lines(words.as_str().into()), Style::TEXT.wraps().hair());
        sheet.height(row, 6 + 16 * draw::lines_of(words, 900));
        sheet.print.last_row = row;
    }
    sheet
}
