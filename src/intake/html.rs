//! HTML tables, as Salesforce and others name `.xls`: the page's real table, in however many parts, as a sheet (the only door to html5gum).

use std::borrow::Cow;
use std::collections::BTreeMap;

use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{HtmlString, Tokenizer};

use super::footer;
use super::header::Wanted;
use super::joined::{self, Part};
use super::limits::{self, CELLS, COLUMNS, NESTING, ROWS, TEXT};
use super::seen::Seen;
use super::shape::Shape;
use super::sheet::{self, GridRow};
use super::trouble::{Fault, Limit, Trouble, megabytes};
use super::unplaced;
use crate::model::agreement::ReadOptions;
use crate::model::table::{self, OddLines, RawColumn, RawTable};

/// Most columns and rows that one cell may span (as the standard has it).
const MOST_COLUMNS: u32 = 1_000;
const MOST_ROWS: u32 = 65_534;
/// Cells that a page of any length may have beside one for each of its bytes: more of them can only be made by cells that span rows.
const FEW: u64 = 1_000_000;
/// Most bytes between two tags: a picture may stand there, and no cell.
const BETWEEN: usize = 16 << 20;
/// Elements whose text is none of the page's.
const UNSEEN: [&[u8]; 3] = [b"script", b"style", b"title"];

/// Reads the table that has most of the wanted headers, else the one with most cells, and the tables that go on with it. Rows are counted
/// from the top of the page.
pub(super) fn read(
    text: &str,
    encoding: &'static str,
    options: &ReadOptions,
    wanted: &[String],
) -> Result<RawTable, Fault> {
    let wanted = Wanted::new(wanted);
    let (rows, elsewhere) = joined::join(tables(text)?, &wanted)?;
    let grid = sheet::gather(&mut rows.into_iter(), options, &wanted)?.finish(&Shape::default())?;
    Ok(RawTable {
        encoding: Some(encoding),
        odd_lines: OddLines { elsewhere, ..OddLines::default() },
        header_row: grid.header_row,
        headers: grid.headers,
        columns: grid.columns.into_iter().map(RawColumn::Cells).collect(),
        rows: grid.rows,
        left_out: grid.left_out,
        ..unplaced("html")
    })
}

/// The rows of every table of the page, in the order in which the tables end.
fn tables(text: &str) -> Result<Vec<Part>, Fault> {
    check_texts(text)?;
    let mut emitter = DefaultEmitter::default();
    // What stands in a script is no markup.
    emitter.naively_switch_states(true);
    let mut page = Page { most: CELLS.min(FEW + text.len() as u64), ..Page::default() };
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::StartTag(tag) => page.start(&tag)?,
            Token::EndTag(tag) => page.end(&tag.name)?,
            Token::String(words) if !page.is_unseen => page.say(&words)?,
            _ => {}
        }
    }
    // A table that nothing ends may have lost its last rows.
    if page.open.is_empty() { Ok(page.done) } else { Err(Trouble::Truncated.into()) }
}

/// Refuses a text between two tags that is beyond measure before it is read.
fn check_texts(text: &str) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    let ends = memchr::memchr_iter(b'<', bytes).chain([bytes.len()]);
    let mut start = 0;
    for end in ends {
        if end - start > BETWEEN {
            let above = bytes.get(..start).unwrap_or_default();
            let line = memchr::memchr_iter(b'\n', above).count() + 1;
            return Err(Fault::new(Trouble::Beyond(Limit::Row), line));
        }
        start = end;
    }
    Ok(())
}

/// A page while it is read.
#[derive(Default)]
struct Page {
    open: Vec<Table>,
    done: Vec<Part>,
    /// Rows so far, of whatever table.
    rows: u32,
    cells: u64,
    /// Cells that there may be.
    most: u64,
    text: u64,
    is_unseen: bool,
}

/// A table that is still open.
#[derive(Default)]
struct Table {
    part: Part,
    row: Option<Row>,
    /// Cells that reach into the rows below, by column.
    hanging: BTreeMap<u32, Hanging>,
}

#[derive(Default)]
struct Row {
    cells: GridRow,
    /// Columns whose cell hangs down from a row above.
    hung: Vec<u32>,
    column: u32,
    cell: Option<Cell>,
}

struct Cell {
    content: Content,
    columns: u32,
    rows: u32,
}

struct Hanging {
    content: Content,
    columns: u32,
    rows: u32,
}

/// What a cell shows, and the number it was made of where `LibreOffice` wrote it beside: `5.51E+12` for 5511987650001.
#[derive(Clone, Default)]
struct Content {
    text: String,
    number: Option<f64>,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), Fault> {
        let name: &[u8] = &tag.name;
        self.is_unseen = UNSEEN.contains(&name);
        match name {
            b"table" if self.open.len() >= NESTING => {
                return Err(Fault::new(Trouble::Beyond(Limit::Nesting), NESTING));
            }
            b"table" => {
                // Within a cell it is a table of its own; elsewhere the one before was never ended.
                if self.open.last().is_some_and(|table| !table.has_cell()) {
                    self.end_table()?;
                }
                self.open.push(Table::default());
            }
            b"tr" => {
                self.end_row()?;
                self.start_row();
            }
            b"td" | b"th" => {
                self.end_cell()?;
                self.start_row();
                let number = number_behind(tag);
                let cell = Cell {
                    content: Content { text: String::new(), number },
                    columns: spanned(tag, b"colspan", MOST_COLUMNS),
                    rows: spanned(tag, b"rowspan", MOST_ROWS),
                };
                if let Some(row) = self.row() {
                    row.cell = Some(cell);
                }
            }
            b"br" | b"p" | b"div" | b"li" => self.say(b" ")?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) -> Result<(), Fault> {
        self.is_unseen = false;
        match name {
            b"td" | b"th" => self.end_cell()?,
            b"tr" => self.end_row()?,
            b"table" => self.end_table()?,
            _ => {}
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Fault> {
        self.end_row()?;
        let parts = self.open.pop().map(|table| table.part);
        self.done.extend(parts.filter(|part| !part.rows.is_empty()));
        Ok(())
    }

    fn row(&mut self) -> Option<&mut Row> {
        self.open.last_mut()?.row.as_mut()
    }

    /// Begins a row where none is open; what stands below a table that was ended too early is another one.
    fn start_row(&mut self) {
        let number = self.rows.saturating_add(1);
        if self.open.is_empty() {
            self.open.push(Table::default());
        }
        if let Some(table) = self.open.last_mut()
            && table.row.is_none()
        {
            self.rows = number;
            let mut row = Row::default();
            row.cells.begin(number);
            table.row = Some(row);
        }
    }

    fn say(&mut self, words: &[u8]) -> Result<(), Fault> {
        let Some(row) = self.row() else { return Ok(()) };
        let (number, column) = (row.cells.number.saturating_sub(1), row.column);
        let Some(cell) = &mut row.cell else { return Ok(()) };
        let text = &mut cell.content.text;
        text.push_str(&String::from_utf8_lossy(words));
        limits::check_cell(text.len(), number, column)
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Some(row) = &mut table.row else { return Ok(()) };
        let Some(cell) = row.cell.take() else { return Ok(()) };
        row.fill(&mut table.hanging);
        let text = cell.content.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let content = Content { text, ..cell.content };
        row.put(&content);
        if cell.rows > 1 {
            let (columns, rows) = (cell.columns, cell.rows - 1);
            table.hanging.insert(row.column, Hanging { content, columns, rows });
        }
        row.column = row.column.saturating_add(cell.columns);
        if row.column > COLUMNS {
            Err(Fault::new(Trouble::Beyond(Limit::Columns), row.column))
        } else {
            Ok(())
        }
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        self.end_cell()?;
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Some(mut row) = table.row.take() else { return Ok(()) };
        row.fill(&mut table.hanging);
        row.let_total_be();
        table.part.width = table.part.width.max(row.column);
        self.cells += row.cells.len() as u64;
        self.text += row.cells.iter().map(|(_, cell)| text(cell).len() as u64).sum::<u64>();
        if row.cells.len() > 0 {
            table.part.rows.push(row.cells);
        }
        match () {
            () if self.cells > self.most || self.rows > ROWS => {
                Err(Fault::new(Trouble::Beyond(Limit::Cells), self.cells))
            }
            () if self.text > TEXT => {
                Err(Fault::new(Trouble::Beyond(Limit::Size), megabytes(self.text)))
            }
            () => Ok(()),
        }
    }
}

impl Table {
    fn has_cell(&self) -> bool {
        self.row.as_ref().is_some_and(|row| row.cell.is_some())
    }
}

impl Row {
    /// A cell that spans rows belongs to each of them; columns without a cell of their own are passed.
    fn fill(&mut self, hanging: &mut BTreeMap<u32, Hanging>) {
        while let Some(above) = hanging.get_mut(&self.column) {
            let (content, columns) = (above.content.clone(), above.columns);
            above.rows -= 1;
            if above.rows == 0 {
                hanging.remove(&self.column);
            }
            self.hung.push(self.column);
            self.put(&content);
            self.column = self.column.saturating_add(columns);
        }
    }

    fn put(&mut self, content: &Content) {
        if !content.text.is_empty() {
            self.cells.push(self.column, content.cell());
        }
    }

    /// A total below the rows of a group is none of that group, however far the group's cell reaches.
    fn let_total_be(&mut self) {
        // Columns hang down in their order.
        let is_own = |column: u32| self.hung.binary_search(&column).is_err();
        let filled: BTreeMap<u32, table::Cell> =
            self.cells.iter().filter(|(column, _)| is_own(*column)).collect();
        let seen = |column: u32| filled.get(&column).map_or(Seen::Empty, |cell| Seen::cell(*cell));
        let is_total = !self.hung.is_empty()
            && footer::is_footer(&(0..self.column).map(seen).collect::<Vec<_>>(), false);
        if is_total {
            let mut own = GridRow::default();
            own.begin(self.cells.number);
            filled.into_iter().for_each(|(column, cell)| own.push(column, cell));
            self.cells = own;
        }
    }
}

impl Content {
    fn cell(&self) -> table::Cell<'_> {
        let number = self.number.filter(|_| is_bare_number(&self.text));
        number.map_or(table::Cell::Text(&self.text), table::Cell::Number)
    }
}

/// Digits, marks and an exponent alone; zeros in front belong to a code.
fn is_bare_number(text: &str) -> bool {
    let is_code = text.starts_with('0') && text.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let is_of_number =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | 'E' | ' ');
    !is_code && text.chars().all(is_of_number) && text.contains(|c: char| c.is_ascii_digit())
}

/// The number of a cell (`sdval`), unless its format (`sdnum`) makes another thing of it: a day, a share, an amount with its currency.
fn number_behind(tag: &StartTag<()>) -> Option<f64> {
    let format = attribute(tag, b"sdnum").unwrap_or_default();
    let format = format.splitn(3, ';').nth(2).unwrap_or_default();
    let is_plain = format.chars().all(|c| matches!(c, '#' | '0' | ',' | '.' | 'E' | '+' | '-'));
    let number: f64 = attribute(tag, b"sdval")?.trim().parse().ok()?;
    (is_plain && number.is_finite()).then_some(number)
}

fn attribute<'t>(tag: &'t StartTag<()>, name: &[u8]) -> Option<Cow<'t, str>> {
    let value = tag.attributes.get(&HtmlString::from(name.to_vec()))?;
    Some(String::from_utf8_lossy(value))
}

fn text(cell: table::Cell<'_>) -> &str {
    if let table::Cell::Text(text) = cell { text } else { "" }
}

fn spanned(tag: &StartTag<()>, name: &[u8], most: u32) -> u32 {
    let value = attribute(tag, name).and_then(|value| value.trim().parse().ok());
    value.unwrap_or(1).clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(html: &str) -> Vec<Vec<(u32, u32, String)>> {
        let cells = |row: &GridRow| {
            row.iter()
                .map(|(column, cell)| (row.number, column, text(cell).to_owned()))
                .collect::<Vec<_>>()
        };
        tables(html)
            .unwrap()
            .iter()
            .map(|part| part.rows.iter().flat_map(cells).collect())
            .collect()
    }

    fn flat(html: &str) -> Vec<String> {
        rows(html)
            .concat()
            .into_iter()
            .map(|(row, column, text)| format!("{row}.{column} {text}"))
            .collect()
    }

    #[test]
    fn cells_are_what_a_browser_shows() {
        let page = "<style>td{x}</style><table><tr><th>Nome<th>Observa&ccedil;&atilde;o<tr><td>Jo&#227;o &amp; Cia<td>a<br>b&nbsp;<script>1<2</script></table>";
        assert_eq!(flat(page), ["1.0 Nome", "1.1 Observação", "2.0 João & Cia", "2.1 a b"]);
    }

    #[test]
    fn cells_that_only_spans_make_are_refused_before_there_is_room_for_them() {
        let hanging = |rows: usize, spanned: usize| {
            let row = format!("<tr><td rowspan={spanned}>x<td>y");
            tables(&format!("<table>{}</table>", row.repeat(rows))).map(|parts| parts.len())
        };
        let is_beyond = |found: Result<usize, Fault>| {
            found.is_err_and(|fault| fault.trouble == Trouble::Beyond(Limit::Cells))
        };
        assert!(is_beyond(hanging(3_000, 9_999_999)));
        assert!(is_beyond(hanging(2_000, 1_500)));
        for (rows, spanned) in [(500, 9_999_999), (3_000, 300), (3_000, 2), (1, 9_999_999)] {
            assert!(hanging(rows, spanned).is_ok(), "{rows} {spanned}");
        }
    }

    #[test]
    fn spans_keep_the_columns_under_their_headers() {
        let page = "<table><tr><td rowspan=2>A<td colspan=2>B<td>C</tr><tr><td>D<td>E<td>F</tr><tr><td>G</table>";
        assert_eq!(
            flat(page),
            ["1.0 A", "1.1 B", "1.3 C", "2.0 A", "2.1 D", "2.2 E", "2.3 F", "3.0 G"]
        );
        let wild = "<table><tr><td colspan=-4 rowspan=99999999999>A<td colspan=x>B</table>";
        assert_eq!(flat(wild), ["1.0 A", "1.1 B"]);
    }

    #[test]
    fn a_table_within_a_table_keeps_to_itself() {
        let page =
            "<table><tr><td>menu<table><tr><td>id<td>nome<tr><td>1<td>Ana</table>fim</table>";
        assert_eq!(flat(page), ["2.0 id", "2.1 nome", "3.0 1", "3.1 Ana", "1.0 menufim"]);
        assert_eq!(
            tables(&"<table><tr><td>".repeat(40)).err().map(|fault| fault.trouble),
            Some(Trouble::Beyond(Limit::Nesting))
        );
    }
}
