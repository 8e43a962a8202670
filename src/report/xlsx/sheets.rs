//! One sheet: its columns, cells, tables, names of rows on paper.

use std::rc::Rc;

use rust_xlsxwriter::{
    Format, Formula, Image, ObjectMovement, Table, TableColumn, TableStyle, Url, Worksheet,
    XlsxError,
};

use super::formats::Formats;
use super::{charts, rules, safe};
use crate::report::book::{self, Area, Goal, LEAST_SCALE, Sheet, Value};
use crate::report::style::{Colour, Line, Style};

const A4: u8 = 9;
/// Rows beyond which a table is written without lines, and row by row to the disk.
const MANY_ROWS: usize = 20_000;

/// Writes a sheet.
pub fn write(to: &mut Worksheet, sheet: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    to.set_name(&sheet.name)?.set_tab_color(formats.paint(sheet.tab));
    // A formula without result gives an empty text, not the library's zero.
    to.set_formula_result_default("");
    grid(to, sheet)?;
    cells(to, sheet, formats)?;
    for each in &sheet.tables {
        table(to, each, formats)?;
    }
    for rule in &sheet.rules {
        rules::add(to, rule)?;
    }
    for input in &sheet.inputs {
        rules::ask(to, input)?;
    }
    for note in &sheet.notes {
        // Bubbles as tall as their words.
        let height = 24 + 16 * book::index(note.text.len() / 32 + note.text.lines().count());
        let native = rust_xlsxwriter::Note::new(safe::lines(&note.text))
            .add_author_prefix(false)
            .set_width(230)
            .set_height(height);
        to.insert_note(note.row, note.column, &native)?;
    }
    if sheet.is_hidden {
        to.set_hidden(true);
    }
    for chart in &sheet.charts {
        charts::insert(to, &sheet.name, chart)?;
    }
    for picture in &sheet.pictures {
        let image = Image::new_from_buffer(&picture.png)?
            .set_scale_to_size(picture.size.0, picture.size.1, false)
            .set_alt_text(safe::alt(&picture.alt))
            .set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
        let (row, column) = picture.at;
        to.insert_image_with_offset(row, column, &image, picture.shift.0, picture.shift.1)?;
    }
    paper(to, sheet)
}

fn grid(to: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    for (column, width) in (0_u16..).zip(&sheet.widths) {
        to.set_column_width_pixels(column, width.px)?;
    }
    for (first, last) in folds(sheet) {
        to.group_columns_collapsed(first, last)?;
    }
    for column in &sheet.hidden {
        to.set_column_hidden(*column)?;
    }
    if let Some((first, last)) = sheet.folded_rows {
        to.group_symbols_above(true).group_rows_collapsed(first, last)?;
    }
    to.set_default_row_height_pixels(book::ROW_PX);
    for (row, px) in &sheet.heights {
        to.set_row_height_pixels(*row, *px)?;
    }
    to.set_screen_gridlines(false);
    if let Some((row, column)) = sheet.freeze {
        to.set_freeze_panes(row, column)?;
    }
    to.set_selection(sheet.cursor.0, sheet.cursor.1, sheet.cursor.0, sheet.cursor.1)?;
    Ok(())
}

/// Runs of folded columns.
fn folds(sheet: &Sheet) -> Vec<(u16, u16)> {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for (column, _) in (0_u16..).zip(&sheet.widths).filter(|(_, width)| width.is_folded) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == column => *last = column,
            _ => runs.push((column, column)),
        }
    }
    runs
}

/// True of a sheet whose rows may go to the disk as they are written: all that stands above its long table is written before it.
pub fn is_long(sheet: &Sheet) -> bool {
    let [table] = sheet.tables.as_slice() else { return false };
    let is_above = |row: u32| row < table.row;
    table.rows.len() > MANY_ROWS
        && sheet.cells.iter().all(|cell| is_above(cell.row))
        && sheet.merges.iter().all(|(area, ..)| is_above(area.last_row))
}

/// What stands beside the tables; of a long sheet row by row, since a row that went to the disk takes no more cells.
fn cells(to: &mut Worksheet, sheet: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    let rows = if is_long(sheet) { sheet.tables.first().map_or(0, |table| table.row) } else { 0 };
    let steps = (0..rows).map(|row| row..row + 1).chain(std::iter::once(rows..u32::MAX));
    for step in steps {
        for cell in sheet.cells.iter().filter(|cell| step.contains(&cell.row)) {
            put(to, cell.row, cell.column, &cell.value, &formats.get(cell.style))?;
        }
        for (area, value, style) in sheet.merges.iter().filter(|own| step.contains(&own.0.row)) {
            merge(to, *area, value, &formats.get(*style))?;
        }
    }
    Ok(())
}

fn put(
    to: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) => to.write_string_with_format(row, column, safe::text(text), format)?,
        Value::Lines(text) => {
            to.write_string_with_format(row, column, safe::lines(text), format)?
        }
        Value::Number(number) | Value::Unproven(number) if number.is_finite() => {
            to.write_number_with_format(row, column, *number, format)?
        }
        Value::Empty | Value::Number(_) | Value::Unproven(_) => {
            to.write_blank(row, column, format)?
        }
        Value::Formula(formula) => {
            let result = formula
                .result
                .filter(|result| result.is_finite())
                .map_or_else(String::new, |result| result.to_string());
            to.write_formula_with_format(
                row,
                column,
                Formula::new(&formula.text).set_result(result),
                format,
            )?
        }
        Value::Link(link) if leads_elsewhere(&link.to) => {
            // A file is found by its path.
            let text = if let Goal::File(path) = &link.to { path } else { &link.text };
            to.write_string_with_format(row, column, safe::text(text), format)?
        }
        Value::Link(link) => {
            let goal = match &link.to {
                Goal::Sheet(sheet) => format!("internal:'{sheet}'!A1"),
                Goal::Web(address) => address.clone(),
                Goal::File(path) => format!("file:///{path}"),
            };
            let url = Url::new(goal).set_text(safe::text(&link.text));
            to.write_url_with_format(row, column, url, format)?
        }
    };
    Ok(())
}

/// Whether the library would write another address: it takes one for escaped only by some signs, and escapes `%` of the others once more.
/// What stands behind a hash of a file's name is taken for a place in the file, by the library and by the programs, and one that holds what looks
/// escaped is not escaped. No link is better than one that leads elsewhere.
fn leads_elsewhere(goal: &Goal) -> bool {
    let is_escaped = |text: &str| ESCAPED.iter().any(|sign| text.to_uppercase().contains(sign));
    match goal {
        Goal::Web(address) => address.contains('%') && !is_escaped(address),
        Goal::File(path) => path.contains('#') || is_escaped(path),
        Goal::Sheet(_) => false,
    }
}

/// The signs by which the library takes an address for escaped.
const ESCAPED: [&str; 11] =
    ["%20", "%22", "%25", "%60", "%3C", "%3E", "%5B", "%5D", "%5E", "%7B", "%7D"];

fn merge(to: &mut Worksheet, area: Area, value: &Value, format: &Format) -> Result<(), XlsxError> {
    to.merge_range(area.row, area.column, area.last_row, area.last_column, "", format)?;
    put(to, area.row, area.column, value, format)
}

fn table(to: &mut Worksheet, table: &book::Table, formats: &Formats) -> Result<(), XlsxError> {
    let last_row = table.row + book::index(table.rows.len()).max(1);
    let last_column = table.column + book::index16(table.columns.len()).saturating_sub(1);
    let columns: Vec<TableColumn> =
        table.columns.iter().map(|column| head(column, formats)).collect();
    let native = Table::new()
        .set_name(&table.name)
        .set_style(TableStyle::None)
        .set_autofilter(table.has_filter)
        .set_columns(&columns);
    to.add_table(table.row, table.column, last_row, last_column, &native)?;
    if table.rows.len() > MANY_ROWS {
        return plain_rows(to, table, formats);
    }
    let end = if table.is_open { Line::Under(Colour::Hair) } else { Line::Under(Colour::Rule) };
    let looks = |line: Line| {
        table
            .columns
            .iter()
            .map(|column| formats.get(column.style.line(line)))
            .collect::<Vec<Rc<Format>>>()
    };
    let (inner, outer) = (looks(Line::Under(Colour::Hair)), looks(end));
    for (row, cells) in (table.row + 1..).zip(table.rows.iter()) {
        let (line, base) =
            if row == last_row { (end, &outer) } else { (Line::Under(Colour::Hair), &inner) };
        for ((column, cell), base) in (table.column..).zip(cells).zip(base) {
            match cell.style {
                Some(style) => put(to, row, column, &cell.value, &formats.get(style.line(line)))?,
                None => put(to, row, column, &cell.value, base)?,
            }
        }
    }
    Ok(())
}

/// The rows of a long table: the look of a column is the column's, without lines, because a look a cell costs half the time.
fn plain_rows(to: &mut Worksheet, table: &book::Table, formats: &Formats) -> Result<(), XlsxError> {
    for (column, each) in (table.column..).zip(&table.columns) {
        to.set_column_format(column, &formats.get(each.style))?;
    }
    for (row, cells) in (table.row + 1..).zip(table.rows.iter()) {
        for (column, cell) in (table.column..).zip(cells) {
            match (&cell.value, cell.style) {
                (value, Some(style)) => put(to, row, column, value, &formats.get(style))?,
                (Value::Empty, None) => {}
                (Value::Text(text), None) => {
                    to.write_string(row, column, safe::text(text))?;
                }
                (Value::Number(number), None) if number.is_finite() => {
                    to.write_number(row, column, *number)?;
                }
                (value, None) => {
                    let style = table
                        .columns
                        .get(usize::from(column - table.column))
                        .map_or(Style::TEXT, |each| each.style);
                    put(to, row, column, value, &formats.get(style))?;
                }
            }
        }
    }
    Ok(())
}

fn head(column: &book::TableColumn, formats: &Formats) -> TableColumn {
    let style = Style { align: column.style.align, ..Style::HEAD };
    TableColumn::new()
        .set_header(safe::text(&column.head))
        .set_header_format(formats.get(style).as_ref())
}

fn paper(to: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let print = &sheet.print;
    to.set_paper_size(A4)
        .set_landscape()
        .set_margins(0.4, 0.4, 0.45, 0.6, 0.3, 0.3)
        .set_print_center_horizontally(true);
    let is_one_page = print.is_one_page && sheet.fits_a_page(print.last_row, LEAST_SCALE);
    let pages = print.repeat_columns.map_or(1, |_| sheet.pages_across(LEAST_SCALE));
    to.set_print_fit_to_pages(pages, u16::from(is_one_page));
    if let Some(last) = print.repeat_columns.filter(|_| pages > 1) {
        to.set_repeat_columns(0, last)?;
    }
    to.set_print_area(0, 0, print.last_row, print.last_column)?;
    if let Some((first, last)) = print.repeat {
        to.set_repeat_rows(first, last)?;
    }
    let breaks = sheet.page_breaks();
    if !is_one_page && !breaks.is_empty() {
        to.set_page_breaks(&breaks)?;
    }
    let [left, middle] = &print.footer;
    let [page, of] = &print.page_words;
    let face = format!("&\"{},Regular\"&8&K6B7785", super::formats::FONT);
    let part = |words: &str| safe::footer(words);
    to.set_footer(format!(
        "&L{face}{}&C{face}{}&R{face}&A · {} &P {} &N",
        part(left),
        part(middle),
        part(page),
        part(of)
    ));
    Ok(())
}
