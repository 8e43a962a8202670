//! Rows of the layout on sheets: forms, lists, drop-downs, notes, examples in grey, and the count of what is to be decided.

use std::sync::Arc;

use crate::calendar::lists::known_lists;
use crate::config::undecided::{MARKS, asked};
use crate::model::agreement::Language;
use crate::model::fold::fold;
use crate::model::moment::Instant;
use crate::report::book::{
    Area, Ask, Book, Cell, Input, Note, Rule, Sheet, Table, TableColumn, Value, at, fixed, index,
    index16,
};
use crate::report::style::{Align, Colour, Number, Sits, Style};

use super::cell::{Written, example};
use super::layout::{self, EXAMPLE, FORM, Kind, LATER, Line, Part, TO_DECIDE, layout, of};

/// Rows of drop-downs and looks below a list's last entry, for those still to be written.
const SPARE: usize = 200;
/// Empty rows that a list begins with when it has no entry, and keeps after its last one.
const ROOM: usize = 3;
/// Rows above a list's headings: title, sentence, examples.
const ABOVE: u32 = 3;
const HEAD: u32 = 26;
/// Cells of a sheet that are named where they ask for a decision.
const MOST_PLACES: usize = 12;
/// The key whose values are named lists and files.
const HOLIDAYS: &str = "holidays";
const LISTED: &str = "_listas";

/// Puts the parts onto sheets.
pub struct Writer<'a> {
    /// Language of its words.
    pub language: Language,
    /// The parts with their rows.
    pub parts: &'a [(&'static Part, Vec<Row>)],
    /// What is to be decided.
    pub asked: &'a Asked<'a>,
}

/// What is to be decided.
pub struct Asked<'a> {
    /// The questions that stand beside the cells.
    pub beside: &'a [String],
    /// All, with the cells that ask.
    pub count: usize,
}

/// The look of a cell that people fill in.
fn input() -> Style {
    Style::TEXT.hair().wraps()
}

/// The look of what is written.
pub fn looked(written: &Written) -> Style {
    match written {
        Written::Percent(share) => {
            let whole = (share * 100.0 - (share * 100.0).round()).abs() < 1e-9;
            input().format(if whole { Number::Share } else { Number::FineShare }).align(Align::Left)
        }
        Written::Date(_) => input().format(Number::Date),
        Written::Number(_) => input(),
        Written::Text(_) => input().format(Number::Text),
    }
}

/// What is written as a cell's value.
pub fn value(written: &Written) -> Value {
    match written {
        Written::Text(text) if text.contains('\n') => Value::Lines(text.as_str().into()),
        Written::Text(text) => Value::text(text),
        Written::Number(number) | Written::Percent(number) => Value::Number(*number),
        Written::Date(at) => Value::Number(at.seconds() as f64 / 86_400.0 + 25_569.0),
    }
}

/// The look of a cell that is still empty: kinds that a program would take for a time or a date are texts.
fn empty(kind: &Kind) -> Style {
    match kind {
        Kind::Date => input().format(Number::Date),
        Kind::Number | Kind::Position | Kind::Share => input(),
        _ => input().format(Number::Text),
    }
}

/// Pixels of a list's column.
pub fn width(kind: &Kind, key: &str) -> u32 {
    match (kind, key) {
        (Kind::Text, "does" | "text") => 430,
        (_, "files") | (Kind::Raw | Kind::OneOrList | Kind::Require, _) | (Kind::Text, "") => 300,
        (Kind::Where | Kind::List, _)
        | (Kind::Text, "path" | "id" | "word" | "type")
        | (Kind::One(_), "metric") => 190,
        (Kind::Hours, _) => 220,
        (Kind::Text | Kind::Field, _) => 150,
        (Kind::Date | Kind::Length(_) | Kind::Number | Kind::Share | Kind::Position, _) => 96,
        _ => 120,
    }
}

impl Writer<'_> {
    fn word(&self, both: &layout::Both) -> String {
        of(both, self.language).to_owned()
    }

    fn own(&self, both: [&'static str; 2]) -> &'static str {
        let [pt, en] = both;
        if self.language == Language::PtBr { pt } else { en }
    }

    /// The workbook.
    pub fn book(&self) -> Book {
        let mut sheets: Vec<Sheet> = Vec::new();
        let mut lists = Lists::default();
        for (at, (part, _)) in self.parts.iter().enumerate() {
            if self.parts.iter().take(at).any(|(before, _)| before.sheet == part.sheet) {
                continue;
            }
            let of_sheet: Vec<&(&'static Part, Vec<Row>)> =
                self.parts.iter().filter(|(other, _)| other.sheet == part.sheet).collect();
            sheets.push(if part.list {
                self.list(of_sheet.as_slice(), &mut lists)
            } else {
                self.form(&of_sheet, &mut lists)
            });
        }
        if !self.asked.beside.is_empty() {
            sheets.push(self.to_decide());
        }
        let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let asking = sheets.iter().filter_map(asking).collect::<Vec<_>>().join(" · ");
        if let Some(first) = sheets.first_mut() {
            self.count(first, &names);
            if !asking.is_empty() {
                let began = self
                    .own(["Quando esta planilha foi criada: ", "When this workbook was made: "]);
                first.say(2, 2, format!("{began}{asking}"), Style::NOTE);
            }
        }
        sheets.push(lists.sheet());
        bound(self.language, sheets)
    }

    /// How many cells of all sheets still ask to be decided, and what else does.
    fn count(&self, sheet: &mut Sheet, names: &[String]) {
        let ask = |name: &String| {
            let range = if *name == sheet.name {
                "$B$5:$Z$1000".to_owned()
            } else {
                format!("'{name}'!$A$4:$AZ$1000")
            };
            // Alone or before a colon in any case, before a blank in capitals only.
            MARKS
                .map(|word| {
                    format!(
                        "COUNTIF({range},\"{word}\")+COUNTIF({range},\"{word}:*\")+SUMPRODUCT(--ISNUMBER(1/EXACT(LEFT({range},{}),\"{word} \")))",
                        word.len() + 1
                    )
                })
                .join("+")
        };
        let formula = format!("={}", names.iter().map(ask).collect::<Vec<_>>().join("+"));
        let count = self.asked.count as f64;
        let label = self.own(["Ainda por decidir (DECIDA):", "Still to decide (DECIDE):"]);
        sheet.say(2, 0, label, Style::NOTE.strong());
        sheet.put(
            2,
            1,
            Value::formula(formula, Some(count)),
            Style::TEXT.strong().ink(Colour::Bad).align(Align::Left),
        );
    }

    /// What is to be decided beside the cells, a row each: whoever decides it takes the row out.
    fn to_decide(&self) -> Sheet {
        let name = self.own(TO_DECIDE);
        let mut sheet = Sheet::new(name, Colour::Bad, &[900]);
        sheet.say(0, 0, name, Style::TITLE);
        sheet.height(0, 34);
        let message = self.own([
            "Apague cada linha depois de decidir; a contagem está na primeira aba.",
            "Delete each row once it is decided; the count stands on the first sheet.",
        ]);
        sheet.say(1, 0, message, Style::NOTE);
        for (row, decision) in (ABOVE + 1..).zip(self.asked.beside) {
            sheet.height(row, 6 + 16 * lines_of(decision, 900));
            sheet.put(row, 0, Value::Lines(decision.as_str().into()), input());
            sheet.print.last_row = row;
        }
        let last_row = sheet.print.last_row.max(ABOVE + 1);
        let area = Area { row: ABOVE + 1, column: 0, last_row, last_column: 0 };
        sheet.rules.push(Rule::Marked { area, marks: MARKS });
        sheet
    }

    fn form(&self, parts: &[&(&'static Part, Vec<Row>)], lists: &mut Lists) -> Sheet {
        let most = parts.iter().flat_map(|(part, rows)| {
            rows.iter().map(move |row| if part.has_versions() { row.index } else { 1 })
        });
        let versions = index16(most.max().unwrap_or(1).max(1))
            + u16::from(parts.iter().any(|(part, _)| part.has_versions()));
        let mut widths = vec![230];
        widths.extend((0..versions).map(|at| if at == 0 { 300 } else { 170 }));
        widths.extend([380, 200]);
        let name = parts.first().map_or_else(String::new, |(part, _)| self.word(&part.sheet));
        let mut sheet = Sheet::new(&name, Colour::Good, &widths);
        let message = parts.first().map_or_else(String::new, |(part, _)| self.word(&part.message));
        let title = parts.first().map_or_else(String::new, |(part, _)| self.word(&part.title));
        sheet.say(0, 0, if parts.len() > 1 { &name } else { &title }, Style::TITLE);
        sheet.height(0, 34);
        sheet.say(1, 0, message, Style::NOTE);
        let [what, filled, purpose, sample] = FORM;
        let head = ABOVE;
        sheet.say(head, 0, self.own(what), Style::HEAD);
        for version in 0..versions {
            let text = if version == 0 {
                self.own(filled).to_owned()
            } else {
                format!("{} {} ({})", self.own(filled), version + 1, self.own(LATER))
            };
            sheet.say(head, 1 + version, text, Style::HEAD);
        }
        if versions > 1 {
            sheet.notes.push(Note { row: head, column: 2, text: self.own([
                "Outra versão do objetivo ou do expediente, para quando muda numa data: preencha também as linhas “vale de” e “vale até antes de”.",
                "A further version of the objective or the hours, for a change on a date: fill in the lines “from” and “until before” too.",
            ]).to_owned() });
        }
        sheet.say(head, 1 + versions, self.own(purpose), Style::HEAD);
        sheet.say(head, 2 + versions, self.own(sample), Style::HEAD);
        sheet.freeze = Some((head + 1, 1));
        let mut row = head + 1;
        for (number, (part, rows)) in parts.iter().enumerate() {
            if parts.len() > 1 {
                row += u32::from(number > 0);
                sheet.say(row, 0, self.word(&part.title), Style::SECTION);
                sheet.height(row, HEAD);
                row += 1;
            }
            for (at, line) in part.lines.iter().enumerate() {
                self.form_line(&mut sheet, (part, rows, at, line), (row, versions), lists);
                row += 1;
            }
        }
        sheet.print.last_row = row.saturating_sub(1);
        sheet.cursor = (head + 1, 1);
        let area = Area { row: head + 1, column: 1, last_row: row, last_column: versions };
        sheet.rules.push(Rule::Marked { area, marks: MARKS });
        sheet
    }

    fn form_line(
        &self,
        sheet: &mut Sheet,
        (part, rows, at, line): (&'static Part, &[Row], usize, &'static Line),
        (row, versions): (u32, u16),
        lists: &mut Lists,
    ) {
        sheet.say(row, 0, self.word(&line.label), Style::TEXT.hair());
        let mut lines = 1;
        let last = if part.has_versions() { versions } else { 1 };
        for version in 1..=last {
            let own =
                rows.iter().find(|own| !part.has_versions() || own.index == usize::from(version));
            let written = own.and_then(|own| own.cells.get(at)).and_then(Option::as_ref);
            match written {
                Some(written) => {
                    let text = written.shown();
                    let room = if version == 1 { 44 } else { 24 };
                    lines =
                        lines.max(text.lines().map(|line| 1 + line.chars().count() / room).sum());
                    sheet.put(row, version, value(written), looked(written).fill(Colour::GoodTint));
                }
                None => {
                    sheet.put(row, version, Value::Empty, empty(&line.kind).fill(Colour::GoodTint));
                }
            }
        }
        choose(
            sheet,
            (&line.kind, line),
            Area { row, column: 1, last_row: row, last_column: last },
            lists,
            self.language,
        );
        let grey = Style::NOTE.ink(Colour::Ghost).hair();
        sheet.say(row, 2 + versions, example(line, self.language), grey);
        let help = self.word(&line.help);
        lines = lines.max(1 + help.chars().count() / 68);
        sheet.say(row, 1 + versions, &help, Style::NOTE.hair().wraps());
        if !help.is_empty() {
            sheet.notes.push(Note { row, column: 0, text: help });
        }
        if lines > 1 {
            sheet.height(row, 6 + 16 * index(lines));
        }
    }

    fn list(&self, parts: &[&(&'static Part, Vec<Row>)], lists: &mut Lists) -> Sheet {
        let Some((part, rows)) = parts.first() else { return Sheet::new("", Colour::Good, &[]) };
        let widths: Vec<u32> = part.lines.iter().map(|line| width(&line.kind, &line.key)).collect();
        let mut sheet = Sheet::new(&self.word(&part.sheet), Colour::Good, &widths);
        sheet.say(0, 0, self.word(&part.title), Style::TITLE);
        sheet.height(0, 34);
        sheet.say(1, 0, self.word(&part.message), Style::NOTE);
        let head = ABOVE;
        let count = rows.len() + ROOM;
        let last = head + index(count);
        let mut lines: u32 = 1;
        for (column, line) in (0_u16..).zip(&part.lines) {
            let example = example(line, self.language);
            let room = usize::try_from(width(&line.kind, &line.key) / 7).unwrap_or(1).max(1);
            lines = lines.max(index(1 + example.chars().count() / room));
            let begins = if column == 0 { self.own(EXAMPLE) } else { "" };
            sheet.say(
                head - 1,
                column,
                if example.is_empty() { example } else { format!("{begins}{example}") },
                Style::NOTE.ink(Colour::Ghost).wraps().sits(Sits::Bottom),
            );
            let help = self.word(&line.help);
            let words = self.help_of(line, &help);
            if !words.is_empty() {
                sheet.notes.push(Note { row: head, column, text: words });
            }
            let area =
                Area { row: head + 1, column, last_row: last + index(SPARE), last_column: column };
            let mut above = 0;
            if line.kind.words() == Some(layout::MEANING) {
                above = self.meanings(&mut sheet, (part, rows), (line, area), lists);
            }
            let area = Area { row: area.row + above, ..area };
            choose(&mut sheet, (&line.kind, line), area, lists, self.language);
        }
        sheet.height(head - 1, 6 + 15 * lines.min(3));
        sheet.height(head, 34);
        let columns = part
            .lines
            .iter()
            .map(|line| TableColumn { head: self.word(&line.label), style: empty(&line.kind) });
        let filled = rows.iter().map(|row| {
            let each = row.cells.iter().zip(&part.lines);
            each.map(|(written, line)| match written {
                Some(written) => Cell::styled(value(written), looked(written)),
                None => Cell::styled(Value::Empty, empty(&line.kind)),
            })
            .collect::<Vec<Cell>>()
        });
        let blank = || {
            part.lines
                .iter()
                .map(|line| Cell::styled(Value::Empty, empty(&line.kind)))
                .collect::<Vec<Cell>>()
        };
        heighten(&mut sheet, part, rows);
        sheet.tables.push(Table {
            name: format!("t{}", fold(&sheet.name)),
            row: head,
            column: 0,
            columns: columns.collect(),
            rows: Arc::new(filled.chain((0..ROOM).map(|_| blank())).collect()),
            has_filter: true,
            is_open: false,
        });
        sheet.freeze = Some((head + 1, u16::from(part.lines.len() > 6)));
        sheet.print.repeat_columns = Some(0);
        sheet.print.repeat = Some((head, head));
        sheet.print.last_row = last;
        sheet.cursor = (head + 1, 0);
        let area = Area {
            row: head + 1,
            column: 0,
            last_row: last + index(SPARE),
            last_column: index16(part.lines.len() - 1),
        };
        sheet.rules.push(Rule::Marked { area, marks: MARKS });
        sheet
    }

    /// Drop-downs of the rows that are there, each with what the words of its field may mean. Gives the number of those rows.
    fn meanings(
        &self,
        sheet: &mut Sheet,
        (part, rows): (&Part, &[Row]),
        (line, area): (&Line, Area),
        lists: &mut Lists,
    ) -> u32 {
        let field = part.lines.iter().position(|own| own.is_piece && own.key == "field");
        for (at, row) in (area.row..).zip(rows) {
            let shown = field.and_then(|at| row.cells.get(at)?.as_ref()).map(Written::shown);
            let kind = shown.map_or_else(|| line.kind.clone(), |shown| layout::meanings_of(&shown));
            let area = Area { row: at, last_row: at, ..area };
            choose(sheet, (&kind, line), area, lists, self.language);
        }
        index(rows.len())
    }

    /// The help of a heading's note, with the words that its cells may have where they are no drop-down.
    fn help_of(&self, line: &Line, help: &str) -> String {
        let words: Vec<String> = match &line.kind {
            Kind::Many(_) | Kind::Target(_) | Kind::Length(_) => {
                layout().words(&line.kind).iter().map(|(_, shown)| self.word(shown)).collect()
            }
            _ => Vec::new(),
        };
        [help.to_owned(), words.join("; ")]
            .iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// The cells of a sheet that ask for a decision, `Palavras D7, D8`; nothing where none does.
fn asking(sheet: &Sheet) -> Option<String> {
    let asks = |value: &Value| match value {
        Value::Text(text) | Value::Lines(text) => asked(text).is_some(),
        _ => false,
    };
    let own = sheet.cells.iter().map(|cell| (cell.row, cell.column, &cell.value));
    let listed = sheet.tables.iter().flat_map(|table| {
        let rows = (table.row + 1..).zip(table.rows.iter());
        rows.flat_map(|(row, cells)| {
            (0_u16..).zip(cells).map(move |(column, cell)| (row, column, &cell.value))
        })
    });
    let places: Vec<String> = own
        .chain(listed)
        .filter(|(.., value)| asks(value))
        .map(|(row, column, _)| at(row, column))
        .collect();
    let more = if places.len() > MOST_PLACES { " …" } else { "" };
    let shown = places.iter().take(MOST_PLACES).cloned().collect::<Vec<_>>().join(", ");
    (!places.is_empty()).then(|| format!("{} {shown}{more}", sheet.name))
}

/// A drop-down with the words of a closed choice.
pub fn choose(
    sheet: &mut Sheet,
    (kind, line): (&Kind, &Line),
    area: Area,
    lists: &mut Lists,
    language: Language,
) {
    let is_holidays = line.key == HOLIDAYS;
    let words = if is_holidays { known_lists() } else { kind.choices(language) };
    if words.is_empty() {
        return;
    }
    // Fields of people's own may stand beside those known, and several lists of holidays, also files, beside each other.
    let is_open = is_holidays || *kind == Kind::Field;
    let range = lists.range(words);
    let [pt, en] = ["Escolha uma palavra da lista.", "Choose a word of the list."];
    let told = if language == Language::PtBr { pt } else { en };
    let words = [of(&line.label, language).to_owned(), told.to_owned()];
    sheet.inputs.push(Input { area, words, ask: Ask::OneOf { range, is_open } });
}

/// The sheets as a workbook.
pub fn bound(language: Language, sheets: Vec<Sheet>) -> Book {
    let title = if language == Language::PtBr { "Acordo" } else { "Agreement" };
    Book {
        language,
        title: title.to_owned(),
        subject: String::new(),
        comment: String::new(),
        created: Instant::default(),
        cut_off_time: String::new(),
        money: "{amount}".to_owned(),
        company: String::new(),
        brand: None,
        sheets,
    }
}

/// Rows as tall as their longest cell asks for.
fn heighten(sheet: &mut Sheet, part: &Part, rows: &[Row]) {
    for (row, own) in (ABOVE + 1..).zip(rows) {
        let tall = own.cells.iter().zip(&part.lines).filter_map(|(written, line)| {
            Some(lines_of(&written.as_ref()?.shown(), width(&line.kind, &line.key)))
        });
        let tall = tall.max().unwrap_or(1);
        if tall > 1 {
            sheet.height(row, 6 + 16 * tall);
        }
    }
}

/// Lines that a text takes in a column of some pixels.
pub fn lines_of(text: &str, px: u32) -> u32 {
    let room = usize::try_from(px / 7).unwrap_or(1).max(1);
    index(text.lines().map(|line| 1 + line.chars().count() / room).sum())
}

/// The words of drop-downs, on a hidden sheet: lists written into a rule are cut at 255 letters.
#[derive(Default)]
pub struct Lists {
    known: Vec<Vec<String>>,
}

impl Lists {
    fn range(&mut self, words: Vec<String>) -> String {
        let last = index(words.len()).saturating_sub(1);
        let column = self.known.iter().position(|known| *known == words).unwrap_or_else(|| {
            self.known.push(words);
            self.known.len() - 1
        });
        let column = index16(column);
        let (from, to) = (fixed(0, column), fixed(last, column));
        format!("={LISTED}!{from}:{to}")
    }

    /// The hidden sheet.
    pub fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(LISTED, Colour::Rule, &vec![120; self.known.len()]);
        for (column, words) in (0_u16..).zip(&self.known) {
            for (row, word) in (0_u32..).zip(words) {
                sheet.say(row, column, word, Style::TEXT);
            }
        }
        sheet.is_hidden = true;
        sheet
    }
}

/// An entry of a part: a cell for each of its lines.
pub struct Row {
    /// Its number, or that of its version, from 1.
    pub index: usize,
    /// What each line says of it.
    pub cells: Vec<Option<Written>>,
}
