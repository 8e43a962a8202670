//! The table within a sheet, from rows that come one after the other, whatever library reads them.

use super::footer::{self, TAIL, TAIL_LOOK};
use super::header::{self, LOOK, Wanted};
use super::limits::{CELLS, COLUMNS};
use super::seen::Seen;
use super::trouble::{Fault, Trouble};
use crate::model::agreement::ReadOptions;
use crate::model::table::{Cell, LeftOut, OwnedCell};

const FIRST_CELL: usize = 120;

/// The non-empty cells of one row.
#[derive(Clone, Debug)]
pub(super) struct GridRow {
    /// Row number in the sheet, from 1.
    pub(super) number: u32,
    /// Column (from 0) and content.
    pub(super) cells: Vec<(u32, OwnedCell)>,
}

impl GridRow {
    fn dense(&self) -> Vec<Seen<'_>> {
        let width = self.cells.iter().map(|(column, _)| column + 1).max().unwrap_or(0).min(COLUMNS);
        let mut row = vec![Seen::Empty; width as usize];
        for (column, cell) in &self.cells {
            if let Some(place) = row.get_mut(*column as usize) {
                *place = Seen::cell(cell.view());
            }
        }
        row
    }
}

/// A sheet's table by columns.
pub(super) struct Grid {
    pub(super) header_row: u32,
    pub(super) headers: Vec<String>,
    pub(super) columns: Vec<Vec<OwnedCell>>,
    pub(super) rows: Vec<u32>,
    pub(super) left_out: Vec<(u32, LeftOut, String)>,
}

/// How many wanted headers a sheet's first rows hold, and whether there are rows at all.
pub(super) fn promise(rows: impl Iterator<Item = Result<GridRow, Fault>>, wanted: &Wanted) -> Result<(usize, bool), Fault> {
    let rows = rows.take(LOOK).collect::<Result<Vec<_>, _>>()?;
    let seen: Vec<Vec<Seen>> = rows.iter().map(GridRow::dense).collect();
    Ok((wanted.best(&seen), rows.len() > 1))
}

/// Reads a sheet: header found, columns within its span kept, totals and footers left out.
pub(super) fn collect(
    mut rows: impl Iterator<Item = Result<GridRow, Fault>>,
    options: &ReadOptions,
    wanted: &Wanted,
) -> Result<Grid, Fault> {
    let (head, early) = find_header(&mut rows, options, wanted)?;
    let mut table = Table::under(&head)?;
    table.make_room(rows.size_hint().1.unwrap_or(0));
    for row in early.into_iter().map(Ok).chain(rows) {
        table.push(row?)?;
    }
    table.finish()
}

/// The header row and the rows already read below it.
fn find_header(
    rows: &mut impl Iterator<Item = Result<GridRow, Fault>>,
    options: &ReadOptions,
    wanted: &Wanted,
) -> Result<(GridRow, Vec<GridRow>), Fault> {
    if let Some(number) = options.header_row {
        let found = rows.find(|row| row.as_ref().map_or(true, |row| row.number >= number)).transpose()?;
        let head = found.filter(|row| row.number == number).ok_or_else(|| Fault::new(Trouble::HeaderMissing, number))?;
        return Ok((head, Vec::new()));
    }
    let mut first = rows.take(LOOK).collect::<Result<Vec<_>, _>>()?;
    // Rows may be stored in any order: what stands above the header is told by its number.
    first.sort_by_key(|row| row.number);
    let seen: Vec<Vec<Seen>> = first.iter().map(GridRow::dense).collect();
    let index = header::find(&seen, wanted).ok_or(Trouble::NoData)?;
    let below = first.split_off(index + 1);
    first.pop().map(|head| (head, below)).ok_or_else(|| Trouble::NoData.into())
}

/// Cells that room is made for on a sheet's word.
const MOST_ROOM: usize = 8_000_000;

struct Table {
    header_row: u32,
    first: u32,
    headers: Vec<String>,
    named: Vec<bool>,
    columns: Vec<Vec<OwnedCell>>,
    rows: Vec<u32>,
    suspects: Vec<usize>,
    left_out: Vec<(u32, LeftOut, String)>,
    cells: u64,
}

impl Table {
    fn under(head: &GridRow) -> Result<Self, Fault> {
        let filled = || head.cells.iter().filter(|(_, cell)| cell.view() != Cell::Empty).map(|(column, _)| *column);
        let (Some(first), Some(last)) = (filled().min(), filled().max()) else {
            return Err(Fault::new(Trouble::HeaderMissing, head.number));
        };
        let mut texts = vec![String::new(); (last - first + 1) as usize];
        for (column, cell) in &head.cells {
            if let Some(place) = column.checked_sub(first).and_then(|index| texts.get_mut(index as usize)) {
                *place = written(cell.view());
            }
        }
        Ok(Self {
            header_row: head.number,
            first,
            headers: header::names(texts.iter().map(String::as_str), first as usize + 1),
            named: texts.iter().map(|text| !text.trim().is_empty()).collect(),
            columns: vec![Vec::new(); texts.len()],
            rows: Vec::new(),
            suspects: Vec::new(),
            left_out: Vec::new(),
            cells: 0,
        })
    }

    /// Room for the rows a sheet says it has, where that is a sensible number: growing a column moves it.
    fn make_room(&mut self, rows: usize) {
        if rows.saturating_mul(self.columns.len()) <= MOST_ROOM {
            self.columns.iter_mut().for_each(|column| column.reserve_exact(rows));
            self.rows.reserve_exact(rows);
        }
    }

    fn push(&mut self, row: GridRow) -> Result<(), Fault> {
        if row.number < self.header_row {
            return Ok(());
        }
        let place = |column: u32| column.checked_sub(self.first).map(|index| index as usize).filter(|index| *index < self.columns.len());
        let Some(label) = row.cells.iter().find(|(column, _)| place(*column).is_some()) else {
            // Beside the table: a note, with no cell under any header.
            let note = row.cells.first().map(|(_, cell)| first_cell(cell.view())).unwrap_or_default();
            self.left_out.push((row.number, LeftOut::Total, note));
            return Ok(());
        };
        if let Cell::Text(text) = label.1.view()
            && footer::may_start(text.as_bytes())
        {
            self.suspects.push(self.rows.len());
        }
        let index = self.rows.len();
        self.rows.push(row.number);
        self.cells += row.cells.len() as u64;
        for (column, cell) in row.cells {
            let Some(column) = column.checked_sub(self.first).and_then(|place| self.columns.get_mut(place as usize)) else { continue };
            column.resize(index, OwnedCell::Empty);
            column.push(cell);
        }
        if self.cells > CELLS { Err(Fault::new(Trouble::TooLarge(CELLS), self.cells)) } else { Ok(()) }
    }

    fn finish(mut self) -> Result<Grid, Fault> {
        self.drop_unnamed_blanks();
        let size = self.columns.len() as u64 * self.rows.len() as u64;
        if size > CELLS {
            return Err(Fault::new(Trouble::TooLarge(CELLS), size));
        }
        let height = self.rows.len();
        self.columns.iter_mut().for_each(|column| column.resize(height, OwnedCell::Empty));
        self.leave_out_footers();
        self.sort_rows();
        if self.rows.is_empty() {
            return Err(Trouble::NoData.into());
        }
        let Self { header_row, headers, columns, rows, mut left_out, .. } = self;
        left_out.sort_by_key(|row| row.0);
        Ok(Grid { header_row, headers, columns, rows, left_out })
    }

    /// A stray header far to the right must not make thousands of columns of nothing.
    fn drop_unnamed_blanks(&mut self) {
        let keep: Vec<bool> = self.named.iter().zip(&self.columns).map(|(named, column)| *named || !column.is_empty()).collect();
        retain(&mut self.headers, &keep);
        retain(&mut self.columns, &keep);
    }

    fn leave_out_footers(&mut self) {
        let tail = self.rows.len().saturating_sub(TAIL_LOOK);
        let mut keep = vec![true; self.rows.len()];
        let early: Vec<usize> = self.suspects.iter().copied().take_while(|index| *index < tail).collect();
        let mut below = 0;
        let places = (tail..self.rows.len()).rev().chain(early);
        for index in places {
            let near_end = index >= tail && below < TAIL;
            let footer = self.is_footer(index, near_end);
            below += usize::from(!footer);
            if let Some(place) = keep.get_mut(index) {
                *place = !footer;
            }
        }
        if keep.iter().all(|keep| *keep) {
            return;
        }
        for (index, number) in self.rows.iter().enumerate().filter(|(index, _)| keep.get(*index) == Some(&false)) {
            let first = self.row(index).find(|cell| *cell != Cell::Empty).map(first_cell).unwrap_or_default();
            self.left_out.push((*number, LeftOut::Total, first));
        }
        retain(&mut self.rows, &keep);
        self.columns.iter_mut().for_each(|column| retain(column, &keep));
    }

    fn row(&self, index: usize) -> impl Iterator<Item = Cell<'_>> {
        self.columns.iter().map(move |column| column.get(index).map_or(Cell::Empty, OwnedCell::view))
    }

    fn is_footer(&self, index: usize, near_end: bool) -> bool {
        footer::is_footer(&self.row(index).map(Seen::cell).collect::<Vec<_>>(), near_end)
    }

    /// Rows may be stored in any order; they are read from top to bottom.
    fn sort_rows(&mut self) {
        if self.rows.is_sorted() {
            return;
        }
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|index| self.rows.get(*index).copied());
        self.rows.sort_unstable();
        for column in &mut self.columns {
            let mut cells: Vec<Option<OwnedCell>> = std::mem::take(column).into_iter().map(Some).collect();
            *column = order.iter().map(|index| cells.get_mut(*index).and_then(Option::take).unwrap_or(OwnedCell::Empty)).collect();
        }
    }
}

fn retain<T>(items: &mut Vec<T>, keep: &[bool]) {
    let mut flags = keep.iter();
    items.retain(|_| flags.next().copied().unwrap_or(true));
}

fn first_cell(cell: Cell) -> String {
    written(cell).chars().take(FIRST_CELL).collect()
}

/// A cell in words, for headers and for rows left out.
fn written(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Error(text) => text.to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Date(seconds) => chrono::DateTime::from_timestamp(seconds, 0).map(|at| at.date_naive().to_string()).unwrap_or_default(),
    }
}
