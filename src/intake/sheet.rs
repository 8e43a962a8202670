//! The table within a sheet, from rows that come one after the other, whatever library reads them.

use std::collections::{BTreeMap, BTreeSet};

use super::footer::{self, TAIL, TAIL_LOOK};
use super::header::{self, LOOK, Wanted};
use super::limits::{CELLS, COLUMNS};
use super::seen::Seen;
use super::shape::{Copied, Shape};
use super::strays::{self, Head};
use super::trouble::{Fault, Limit, Trouble};
use crate::model::account::Reason;
use crate::model::agreement::ReadOptions;
use crate::model::fold::fold;
use crate::model::table::{Cell, Cells, Lines, SheetLook};

const FIRST_CELL: usize = 120;

/// The non-empty cells of one row, from the first column to the last.
#[derive(Clone, Debug, Default)]
pub(super) struct GridRow {
    /// Row number in the sheet, from 1.
    pub(super) number: u32,
    /// Column of each cell, from 0.
    places: Vec<u32>,
    cells: Cells,
}

impl GridRow {
    /// Begins a row anew; its room stays.
    pub(super) fn begin(&mut self, number: u32) {
        self.number = number;
        self.places.clear();
        self.cells.clear();
    }

    /// Adds a cell. Columns may come in any order; of a place filled twice the last content stays.
    pub(super) fn push(&mut self, column: u32, cell: Cell<'_>) {
        let is_next = self.places.last().is_none_or(|last| *last < column);
        self.places.push(column);
        self.cells.push(cell);
        if !is_next {
            self.sort();
        }
    }

    /// Whether a column of it has a cell.
    pub(super) fn holds(&self, column: u32) -> bool {
        let is_behind = self.places.last().is_some_and(|last| *last >= column);
        is_behind && self.places.binary_search(&column).is_ok()
    }

    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by_key(|index| self.places.get(*index));
        let column = |index: &usize| self.places.get(*index).copied();
        let last_of_each =
            order.chunk_by(|a, b| column(a) == column(b)).filter_map(|same| same.last().copied());
        let order: Vec<usize> = last_of_each.collect();
        self.places = order.iter().filter_map(column).collect();
        self.cells.reorder(&order);
    }

    /// Of two rows of a head, the upper one names what the lower one leaves empty: a column with cells below and a text above.
    fn take_names(&mut self, above: &Self, below: &[Self]) {
        let is_filled = |row: &Self, column: u32| row.places.contains(&column);
        for (column, cell) in above.iter() {
            let has_rows = below.iter().any(|row| is_filled(row, column));
            if matches!(cell, Cell::Text(_)) && has_rows && !is_filled(self, column) {
                self.push(column, cell);
            }
        }
    }

    /// Column and content of each cell.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Cell<'_>)> {
        self.places.iter().copied().zip(self.cells.iter())
    }

    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn dense(&self) -> Vec<Seen<'_>> {
        let width = self.places.last().map_or(0, |last| last.saturating_add(1)).min(COLUMNS);
        let mut row = vec![Seen::Empty; width as usize];
        for (column, cell) in self.iter() {
            if let Some(place) = row.get_mut(column as usize) {
                *place = Seen::cell(cell);
            }
        }
        row
    }
}

/// Rows that come one after the other, whatever library reads them; those without content do not appear.
pub(super) trait Rows {
    /// Reads the next row in the place of the one before; false at the end.
    fn next(&mut self, row: &mut GridRow) -> Result<bool, Fault>;

    /// How many rows there are at most, as far as is known; 0 where it is not.
    fn most(&self) -> usize {
        0
    }
}

impl Rows for std::vec::IntoIter<GridRow> {
    fn next(&mut self, row: &mut GridRow) -> Result<bool, Fault> {
        let next = Iterator::next(self);
        Ok(next.map(|next| *row = next).is_some())
    }
}

/// A sheet's table by columns.
pub(super) struct Grid {
    pub(super) header_row: u32,
    pub(super) headers: Vec<String>,
    pub(super) columns: Vec<Cells>,
    pub(super) rows: Vec<u32>,
    pub(super) left_out: Vec<(u32, Reason, String)>,
    pub(super) look: SheetLook,
}

/// What a sheet's first rows promise.
pub(super) struct Promise {
    /// Wanted headers that they hold.
    pub(super) matches: usize,
    /// There are rows below.
    pub(super) has_rows: bool,
    /// The header's names, folded.
    names: BTreeSet<String>,
}

/// Share of the names of two headers that both have when their sheets are of one kind.
const ALIKE: f64 = 0.6;

impl Promise {
    /// True for a sheet with rows whose header is nearly this one.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        let shared = self.names.intersection(&other.names).count();
        let most = self.names.len().max(other.names.len());
        other.has_rows && shared > 1 && shared as f64 >= ALIKE * most as f64
    }
}

/// Looks at a sheet's first rows.
pub(super) fn promise(rows: &mut dyn Rows, wanted: &Wanted) -> Result<Promise, Fault> {
    let rows = first(rows)?;
    let seen: Vec<Vec<Seen>> = rows.iter().map(GridRow::dense).collect();
    let head = header::find(&seen, wanted).and_then(|at| seen.get(at));
    let names = head.into_iter().flatten().filter_map(Seen::as_text).map(fold).collect();
    Ok(Promise { matches: wanted.best(&seen), has_rows: rows.len() > 1, names })
}

/// Reads the first rows of a sheet, among which the header is looked for.
fn first(rows: &mut dyn Rows) -> Result<Vec<GridRow>, Fault> {
    let mut first = Vec::new();
    let mut row = GridRow::default();
    while first.len() < LOOK && rows.next(&mut row)? {
        first.push(std::mem::take(&mut row));
    }
    Ok(first)
}

/// Reads the rows of a sheet: header found, columns within its span kept.
pub(super) fn gather(
    rows: &mut dyn Rows,
    options: &ReadOptions,
    wanted: &Wanted,
) -> Result<Table, Fault> {
    let (head, early) = find_header(rows, options, wanted)?;
    let mut table = Table::under(&head)?;
    table.make_room(rows.most());
    early.iter().try_for_each(|row| table.push(row))?;
    let mut row = GridRow::default();
    while rows.next(&mut row)? {
        table.push(&row)?;
    }
    Ok(table)
}

/// The header row and the rows already read below it.
fn find_header(
    rows: &mut dyn Rows,
    options: &ReadOptions,
    wanted: &Wanted,
) -> Result<(GridRow, Vec<GridRow>), Fault> {
    if let Some(number) = options.header_row {
        let mut row = GridRow::default();
        while rows.next(&mut row)? && row.number < number {}
        return if row.number == number {
            Ok((row, Vec::new()))
        } else {
            Err(Fault::new(Trouble::HeaderMissing, number))
        };
    }
    let mut first = first(rows)?;
    // Rows may be stored in any order: what stands above the header is told by its number.
    first.sort_by_key(|row| row.number);
    let seen: Vec<Vec<Seen>> = first.iter().map(GridRow::dense).collect();
    let index = header::find(&seen, wanted).ok_or(Trouble::NoData)?;
    let below = first.split_off(index + 1);
    let mut head = first.pop().ok_or(Trouble::NoData)?;
    if let Some(above) = first.last().filter(|above| above.number + 1 == head.number) {
        head.take_names(above, &below);
    }
    Ok((head, below))
}

/// Cells that room is made for on a sheet's word.
const MOST_ROOM: usize = 8_000_000;

/// A sheet's rows under their header, as they are read.
pub(super) struct Table {
    header_row: u32,
    first: u32,
    headers: Vec<String>,
    named: Vec<bool>,
    columns: Vec<Cells>,
    rows: Vec<u32>,
    suspects: Vec<usize>,
    /// Rows that may be the header once more or the head of a group.
    odd: Vec<usize>,
    /// Rows below an empty one.
    gaps: Vec<usize>,
    head: Head,
    left_out: Vec<(u32, Reason, String)>,
    cells: u64,
}

impl Table {
    fn under(head: &GridRow) -> Result<Self, Fault> {
        let filled = || head.iter().map(|(column, _)| column);
        let (Some(first), Some(last)) = (filled().min(), filled().max()) else {
            return Err(Fault::new(Trouble::HeaderMissing, head.number));
        };
        let mut texts = vec![String::new(); (last - first + 1) as usize];
        for (column, cell) in head.iter() {
            if let Some(place) =
                column.checked_sub(first).and_then(|index| texts.get_mut(index as usize))
            {
                *place = written(cell);
            }
        }
        Ok(Self {
            header_row: head.number,
            first,
            headers: header::names(texts.iter().map(String::as_str), first as usize + 1),
            named: texts.iter().map(|text| !text.trim().is_empty()).collect(),
            columns: vec![Cells::default(); texts.len()],
            rows: Vec::new(),
            suspects: Vec::new(),
            odd: Vec::new(),
            gaps: Vec::new(),
            head: Head::of(texts.iter().map(String::as_str)),
            left_out: Vec::new(),
            cells: 0,
        })
    }

    /// Room for the rows a sheet says it has, where that is a sensible number: growing a column moves it.
    fn make_room(&mut self, rows: usize) {
        if rows.saturating_mul(self.columns.len()) <= MOST_ROOM {
            self.columns.iter_mut().for_each(|column| column.reserve(rows));
            self.rows.reserve_exact(rows);
        }
    }

    fn push(&mut self, row: &GridRow) -> Result<(), Fault> {
        if row.number < self.header_row {
            return Ok(());
        }
        let width = self.columns.len();
        let place = |column: u32| {
            column
                .checked_sub(self.first)
                .map(|index| index as usize)
                .filter(|index| *index < width)
        };
        let Some((_, label)) = row.iter().find(|(column, _)| place(*column).is_some()) else {
            // Beside the table: a note, with no cell under any header.
            let note = row.iter().next().map(|(_, cell)| first_cell(cell)).unwrap_or_default();
            self.left_out.push((row.number, Reason::TotalRow, note));
            return Ok(());
        };
        let mut placed = row.iter().filter(|(column, _)| place(*column).is_some());
        if let Some(text) = placed.find_map(|(_, cell)| worded(cell))
            && footer::may_start(strays::from_letter(text.as_bytes()))
        {
            self.suspects.push(self.rows.len());
        }
        let index = self.rows.len();
        if let Cell::Text(text) = label
            && (row.len() == 1 || self.head.may_be(strays::from_letter(text.as_bytes())))
        {
            self.odd.push(index);
        }
        if self.rows.last().is_some_and(|above| row.number > above.saturating_add(1)) {
            self.gaps.push(index);
        }
        self.rows.push(row.number);
        self.cells += row.len() as u64;
        for (column, cell) in row.iter() {
            let Some(column) = place(column).and_then(|place| self.columns.get_mut(place)) else {
                continue;
            };
            column.resize(index);
            column.push(cell);
        }
        if self.cells > CELLS {
            Err(Fault::new(Trouble::Beyond(Limit::Cells), self.cells))
        } else {
            Ok(())
        }
    }

    /// Leaves totals, footers and other strays out, and lets merged cells count for each of their rows.
    pub(super) fn finish(mut self, shape: &Shape) -> Result<Grid, Fault> {
        let mut places: Vec<u32> = (self.first..).take(self.columns.len()).collect();
        self.drop_unnamed_blanks(&mut places);
        let size = self.columns.len() as u64 * self.rows.len() as u64;
        if size > CELLS {
            return Err(Fault::new(Trouble::Beyond(Limit::Cells), size));
        }
        let height = self.rows.len();
        self.columns.iter_mut().for_each(|column| column.resize(height));
        self.leave_out_footers();
        self.sort_rows();
        if self.rows.is_empty() {
            return Err(Trouble::NoData.into());
        }
        let formats =
            (0..).zip(&places).filter_map(|(at, column)| Some((at, shape.formats(*column)?)));
        let look = SheetLook {
            hidden: self.hidden(shape),
            formats: formats.collect(),
            merged: self.fill(shape, &places)?,
        };
        let Self { header_row, headers, columns, rows, mut left_out, .. } = self;
        left_out.sort_by_key(|row| row.0);
        Ok(Grid { header_row, headers, columns, rows, left_out, look })
    }

    /// Which rows of the table lie in rows that the sheet hides.
    fn hidden(&self, shape: &Shape) -> Lines {
        let mut hidden = Lines::default();
        for (first, last) in &shape.hidden {
            let from = self.rows.partition_point(|row| row < first);
            let rows = self.rows.iter().skip(from).take_while(|row| *row <= last);
            rows.for_each(|row| hidden.add(*row));
        }
        hidden
    }

    /// Writes a cell that is merged over rows below the header into each of them; `places` are the columns' own in the sheet.
    fn fill(&mut self, shape: &Shape, places: &[u32]) -> Result<BTreeMap<usize, Lines>, Fault> {
        let (mut filled, mut copied) = (BTreeMap::<usize, Lines>::new(), Copied::default());
        for region in shape.regions.iter().filter(|region| region.rows.0 > self.header_row) {
            let from = self.rows.partition_point(|row| *row < region.rows.0);
            let to = self.rows.partition_point(|row| *row <= region.rows.1);
            let is_there = self.rows.get(from) == Some(&region.rows.0);
            let Some(at) = places.binary_search(&region.column).ok().filter(|_| is_there) else {
                continue;
            };
            let Some(column) = self.columns.get_mut(at) else { continue };
            if column.get(from) == Cell::Empty {
                continue;
            }
            copied.add(to - from)?;
            for (row, number) in self.rows.iter().enumerate().take(to).skip(from + 1) {
                column.repeat(from, row);
                filled.entry(at).or_default().add(*number);
            }
        }
        Ok(filled)
    }

    /// A stray header far to the right must not make thousands of columns of nothing.
    fn drop_unnamed_blanks(&mut self, places: &mut Vec<u32>) {
        let keep: Vec<bool> = self
            .named
            .iter()
            .zip(&self.columns)
            .map(|(named, column)| *named || !column.is_empty())
            .collect();
        retain(&mut self.headers, &keep);
        retain(&mut self.columns, &keep);
        retain(places, &keep);
    }

    fn leave_out_footers(&mut self) {
        let tail = self.rows.len().saturating_sub(TAIL_LOOK);
        let mut footers = vec![false; self.rows.len()];
        let early: Vec<usize> =
            self.suspects.iter().copied().take_while(|index| *index < tail).collect();
        let mut below = 0;
        let places = (tail..self.rows.len()).rev().chain(early);
        for index in places {
            let near_end = index >= tail && below < TAIL;
            let footer = self.is_footer(index, near_end);
            below += usize::from(!footer);
            if let Some(place) = footers.get_mut(index) {
                *place = footer;
            }
        }
        footer::end_table(footers.get_mut(tail..).unwrap_or_default(), |at| {
            footer::is_alone(&self.seen(tail + at))
        });
        let mut why: Vec<Option<Reason>> =
            footers.into_iter().map(|footer| footer.then_some(Reason::TotalRow)).collect();
        self.mark_strays(&mut why);
        let keep: Vec<bool> = why.iter().map(Option::is_none).collect();
        if keep.iter().all(|keep| *keep) {
            return;
        }
        let marked = self.rows.iter().zip(&why).enumerate();
        for (index, number, why) in
            marked.filter_map(|(index, (number, why))| Some((index, number, (*why)?)))
        {
            // Of a total its words, of which a count may stand before.
            let words = self.row(index).find(|cell| worded(*cell).is_some());
            let words = words.filter(|_| why == Reason::TotalRow);
            let first = words.or_else(|| self.row(index).find(|cell| *cell != Cell::Empty));
            let first = first.map(first_cell).unwrap_or_default();
            self.left_out.push((*number, why, first));
        }
        retain(&mut self.rows, &keep);
        self.columns.iter_mut().for_each(|column| column.retain(&keep));
    }

    /// Marks rows within the table that are none of its rows.
    fn mark_strays(&self, why: &mut [Option<Reason>]) {
        for index in &self.odd {
            let cells = self.seen(*index);
            let found = match () {
                () if self.head.is_again(&cells) => Reason::HeaderRow,
                () if strays::is_group_head(&cells) => Reason::GroupRow,
                () if footer::is_whole_row(&cells) => Reason::OneCell,
                () => continue,
            };
            if let Some(place) = why.get_mut(*index) {
                place.get_or_insert(found);
            }
        }
        for (from, to) in strays::other_tables(&self.gaps, self.rows.len(), |at| self.seen(at)) {
            let marked = why.get_mut(from..to).unwrap_or_default();
            marked.iter_mut().for_each(|place| *place = Some(Reason::OtherTable));
        }
    }

    fn row(&self, index: usize) -> impl Iterator<Item = Cell<'_>> {
        self.columns.iter().map(move |column| column.get(index))
    }

    fn is_footer(&self, index: usize, near_end: bool) -> bool {
        footer::is_footer(&self.seen(index), near_end)
    }

    fn seen(&self, index: usize) -> Vec<Seen<'_>> {
        self.row(index).map(Seen::cell).collect()
    }

    /// Rows may be stored in any order; they are read from top to bottom.
    fn sort_rows(&mut self) {
        if self.rows.is_sorted() {
            return;
        }
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|index| self.rows.get(*index).copied());
        self.rows.sort_unstable();
        self.columns.iter_mut().for_each(|column| column.reorder(&order));
    }
}

fn retain<T>(items: &mut Vec<T>, keep: &[bool]) {
    let mut flags = keep.iter();
    items.retain(|_| flags.next().copied().unwrap_or(true));
}

/// A text with a letter: neither a count nor a day that is written as a text.
fn worded(cell: Cell<'_>) -> Option<&str> {
    let Cell::Text(text) = cell else { return None };
    text.bytes().any(|byte| byte.is_ascii_alphabetic()).then_some(text)
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
        Cell::Date(local) => local.date_time().map(|at| at.date().to_string()).unwrap_or_default(),
    }
}
