//! A column of workbook cells: a small slot for each, their texts one after the other in a few strings.

use super::table::{Cell, text_cell};

/// Bytes of the first string of texts and of the longest: none is moved when more come.
const LEAST: usize = 64;
const MOST: usize = 1 << 20;

/// Cells in order. A text is kept without the blanks around it; a blank one is an empty cell.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    slots: Vec<Slot>,
    texts: Vec<String>,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    string: u32,
    start: u32,
    length: u32,
}

#[derive(Clone, Copy, Debug)]
enum Slot {
    Empty,
    Text(Place),
    Error(Place),
    Number(f64),
    Date(i64),
    Bool(bool),
}

impl Cells {
    /// Adds a cell at the end.
    pub fn push(&mut self, cell: Cell<'_>) {
        let slot = match cell {
            Cell::Empty => Slot::Empty,
            Cell::Text(text) => match text_cell(text) {
                Cell::Text(text) => Slot::Text(self.keep(text)),
                _ => Slot::Empty,
            },
            Cell::Error(word) => Slot::Error(self.keep(word)),
            Cell::Number(number) => Slot::Number(number),
            Cell::Date(seconds) => Slot::Date(seconds),
            Cell::Bool(value) => Slot::Bool(value),
        };
        self.slots.push(slot);
    }

    fn keep(&mut self, text: &str) -> Place {
        let room = self.texts.last().map_or(0, |last| last.capacity() - last.len());
        if room < text.len() {
            let next =
                self.texts.last().map_or(LEAST, |last| last.capacity().saturating_mul(2).min(MOST));
            self.texts.push(String::with_capacity(next.max(text.len())));
        }
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let string = number(self.texts.len().saturating_sub(1));
        let start = self.texts.last_mut().map_or(0, |last| {
            last.push_str(text);
            last.len() - text.len()
        });
        Place { string, start: number(start), length: number(text.len()) }
    }

    fn text(&self, place: Place) -> &str {
        let (start, end) = (place.start as usize, place.start as usize + place.length as usize);
        self.texts
            .get(place.string as usize)
            .and_then(|text| text.get(start..end))
            .unwrap_or_default()
    }

    fn view(&self, slot: Slot) -> Cell<'_> {
        match slot {
            Slot::Empty => Cell::Empty,
            Slot::Text(place) => Cell::Text(self.text(place)),
            Slot::Error(place) => Cell::Error(self.text(place)),
            Slot::Number(number) => Cell::Number(number),
            Slot::Date(seconds) => Cell::Date(seconds),
            Slot::Bool(value) => Cell::Bool(value),
        }
    }

    /// The cell of a row; beyond the end it is empty.
    pub fn get(&self, row: usize) -> Cell<'_> {
        self.slots.get(row).map_or(Cell::Empty, |slot| self.view(*slot))
    }

    /// All cells in order.
    pub fn iter(&self) -> impl Iterator<Item = Cell<'_>> {
        self.slots.iter().map(|slot| self.view(*slot))
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Takes every cell away; the room stays.
    pub fn clear(&mut self) {
        self.slots.clear();
        // The last string is the longest.
        let last = self.texts.pop();
        self.texts.clear();
        self.texts.extend(last);
        self.texts.iter_mut().for_each(String::clear);
    }

    /// Makes room for more cells: growing a column moves it.
    pub fn reserve(&mut self, cells: usize) {
        self.slots.reserve_exact(cells);
    }

    /// Makes the column this long: with empty cells at the end, or cut off.
    pub fn resize(&mut self, length: usize) {
        self.slots.resize(length, Slot::Empty);
    }

    /// Writes a row's cell into another row.
    pub fn repeat(&mut self, from: usize, into: usize) {
        let slot = self.slots.get(from).copied();
        if let (Some(slot), Some(place)) = (slot, self.slots.get_mut(into)) {
            *place = slot;
        }
    }

    /// Keeps the cells whose flag is set.
    pub fn retain(&mut self, flags: &[bool]) {
        let mut flags = flags.iter();
        self.slots.retain(|_| flags.next().copied().unwrap_or(true));
    }

    /// Puts the cells into the order of these rows.
    pub fn reorder(&mut self, rows: &[usize]) {
        self.slots =
            rows.iter().map(|row| self.slots.get(*row).copied().unwrap_or(Slot::Empty)).collect();
    }
}

impl<'a> FromIterator<Cell<'a>> for Cells {
    fn from_iter<I: IntoIterator<Item = Cell<'a>>>(cells: I) -> Self {
        let mut column = Self::default();
        cells.into_iter().for_each(|cell| column.push(cell));
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let cells = [
            Cell::Text("ação"),
            Cell::Empty,
            Cell::Number(0.5),
            Cell::Date(-5),
            Cell::Bool(true),
            Cell::Error("#REF!"),
        ];
        let mut column: Cells = cells.into_iter().collect();
        column.push(Cell::Text(" \u{a0}x y\u{feff} "));
        column.push(Cell::Text(" \u{200b}"));
        let all: Vec<Cell> = cells.into_iter().chain([Cell::Text("x y"), Cell::Empty]).collect();
        assert_eq!(column.iter().collect::<Vec<_>>(), all);
        column.retain(&[true, false, true, true, false, false, true, true]);
        column.reorder(&[3, 0, 1]);
        column.resize(4);
        assert_eq!(
            column.iter().collect::<Vec<_>>(),
            [Cell::Text("x y"), Cell::Text("ação"), Cell::Number(0.5), Cell::Empty]
        );
        assert_eq!(
            (column.len(), column.get(0), column.get(9)),
            (4, Cell::Text("x y"), Cell::Empty)
        );
    }
}
