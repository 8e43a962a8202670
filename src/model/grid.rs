//! The cells of a text file where they stand in it: a few bytes tell where each ends, and no text is copied.

use std::sync::Arc;

/// Marks the place of a row whose cells are written anew beside the text.
const OWN: u32 = 1 << 31;
const QUOTE: u8 = b'"';

/// The rows of a text file, every one as wide as its table.
#[derive(Debug, Default)]
pub struct Grid {
    text: String,
    width: usize,
    pieces: Vec<Piece>,
}

/// Rows that follow one another in one part of the text.
#[derive(Debug, Default)]
pub struct Piece {
    /// The first byte of the part; the places of its rows are counted from here.
    base: usize,
    /// Where the first cell of each row begins: in the text, or with the mark [`OWN`] in the texts written anew.
    starts: Vec<u32>,
    /// Where each cell ends, row after row, counted from its row's beginning; one sign stands between two cells.
    ends: Ends,
    /// Cells that the text has not as they are read, such as those with quotes in quotes.
    own: String,
}

/// Most rows are shorter than 64 KB: two bytes a cell, four in a piece with a longer row.
#[derive(Debug)]
enum Ends {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Default for Ends {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl Ends {
    fn get(&self, at: usize) -> Option<usize> {
        match self {
            Self::Short(ends) => ends.get(at).map(|end| usize::from(*end)),
            Self::Long(ends) => ends.get(at).map(|end| *end as usize),
        }
    }

    fn push(&mut self, end: usize) {
        match self {
            Self::Short(ends) => {
                if let Ok(end) = u16::try_from(end) {
                    ends.push(end);
                } else {
                    *self = Self::Long(ends.iter().copied().map(u32::from).collect());
                    self.push(end);
                }
            }
            Self::Long(ends) => ends.push(u32::try_from(end).unwrap_or(u32::MAX)),
        }
    }

    fn truncate(&mut self, length: usize) {
        match self {
            Self::Short(ends) => ends.truncate(length),
            Self::Long(ends) => ends.truncate(length),
        }
    }

    fn retain(&mut self, mut keeps: impl FnMut() -> bool) {
        match self {
            Self::Short(ends) => ends.retain(|_| keeps()),
            Self::Long(ends) => ends.retain(|_| keeps()),
        }
    }
}

impl Piece {
    /// No row yet, of the part of the text that begins here; there is room for so many rows and cells.
    pub fn at(base: usize, rows: usize, cells: usize) -> Self {
        let ends = Ends::Short(Vec::with_capacity(cells));
        Self { base, starts: Vec::with_capacity(rows), ends, own: String::new() }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Notes where the next cell of the row under way ends, counted from the row's beginning.
    pub fn end_cell(&mut self, end: usize) {
        self.ends.push(end);
    }

    /// Ends the row under way, which begins here in the text.
    pub fn end_row(&mut self, start: usize) {
        self.starts.push(place(start.saturating_sub(self.base)));
    }

    /// Forgets the cells of the row under way; rows have so many.
    pub fn drop_row(&mut self, width: usize) {
        self.ends.truncate(self.starts.len() * width);
    }

    /// Adds a row whose cells the text has not as they are read.
    pub fn add_own<'a>(&mut self, cells: impl Iterator<Item = impl AsRef<str> + 'a>) {
        let start = self.own.len();
        for cell in cells {
            self.own.push_str(cell.as_ref());
            self.ends.push(self.own.len() - start);
            self.own.push('\n');
        }
        self.starts.push(place(start) | OWN);
    }

    /// Keeps the rows whose flag is set; rows have so many cells.
    pub fn retain(&mut self, width: usize, flags: &[bool]) {
        let mut cells = flags.iter().flat_map(|flag| std::iter::repeat_n(*flag, width));
        self.ends.retain(|| cells.next().unwrap_or(true));
        let mut rows = flags.iter();
        self.starts.retain(|_| rows.next().copied().unwrap_or(true));
    }

    /// Moves the part to where the text stands in a longer one.
    pub fn shift(&mut self, by: usize) {
        self.base += by;
    }

    /// Where a cell begins and ends, counted from its row's beginning.
    fn span(&self, row: usize, column: usize, width: usize) -> Option<(usize, usize)> {
        let at = row * width + column;
        let from = match column {
            0 => 0,
            _ => self.ends.get(at - 1)? + 1,
        };
        Some((from, self.ends.get(at)?))
    }

    /// A cell's text; `text` is the file's from the piece's first byte on.
    fn cell<'a>(&'a self, text: &'a str, row: usize, column: usize, width: usize) -> &'a str {
        let found = || {
            let (from, to) = self.span(row, column, width)?;
            let start = *self.starts.get(row)?;
            if start & OWN != 0 {
                let start = (start & !OWN) as usize;
                return self.own.get(start + from..start + to);
            }
            let raw = text.get(start as usize + from..start as usize + to)?;
            // A byte is compared at once, where a sign is looked for by a call.
            if raw.as_bytes().first() != Some(&QUOTE) {
                return Some(raw);
            }
            let inner = raw.get(1..)?;
            Some(inner.strip_suffix('"').unwrap_or(inner))
        };
        found().unwrap_or_default()
    }
}

/// A place of four bytes; a part of the text that is longer has none.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX) & !OWN
}

impl Grid {
    /// The rows of all pieces, every one of so many cells, in this text.
    pub fn new(text: String, width: usize, pieces: Vec<Piece>) -> Self {
        Self { text, width, pieces }
    }

    /// The columns, each of which shares the text with the others.
    pub fn columns(self) -> Vec<TextCells> {
        let width = self.width;
        let grid = Arc::new(self);
        (0..width).map(|column| TextCells { grid: Arc::clone(&grid), column }).collect()
    }
}

/// One column of a text file.
#[derive(Clone, Debug)]
pub struct TextCells {
    grid: Arc<Grid>,
    column: usize,
}

impl TextCells {
    /// Rows in the column.
    pub fn len(&self) -> usize {
        self.grid.pieces.iter().map(Piece::len).sum()
    }

    /// How many parts it is read in: [`Self::each_of`] shows the rows of one.
    pub fn parts(&self) -> usize {
        self.grid.pieces.len()
    }

    /// Shows the texts of a part from its first row to its last.
    pub fn each_of<'a>(&'a self, part: usize, mut visit: impl FnMut(&'a str)) {
        let Some(piece) = self.grid.pieces.get(part) else { return };
        let text = self.grid.text.get(piece.base..).unwrap_or_default();
        for row in 0..piece.len() {
            visit(piece.cell(text, row, self.column, self.grid.width));
        }
    }

    /// Shows the texts from the first row to the last.
    pub fn each<'a>(&'a self, mut visit: impl FnMut(&'a str)) {
        (0..self.parts()).for_each(|part| self.each_of(part, &mut visit));
    }

    /// The texts from the first row to the last.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.grid.pieces.iter().flat_map(move |piece| {
            let text = self.grid.text.get(piece.base..).unwrap_or_default();
            (0..piece.len()).map(move |row| piece.cell(text, row, self.column, self.grid.width))
        })
    }

    /// Bytes of its texts together.
    pub fn bytes(&self) -> usize {
        let of_piece = |piece: &Piece| {
            let spans =
                (0..piece.len()).filter_map(|row| piece.span(row, self.column, self.grid.width));
            spans.map(|(from, to)| to - from).sum::<usize>()
        };
        self.grid.pieces.iter().map(of_piece).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_the_text_or_beside_it() {
        let text = "skipped\n1;\"a;b\";x\n2;\"\";yy\n".to_owned();
        let mut first = Piece::at(8, 2, 6);
        [1, 7, 9].into_iter().for_each(|end| first.end_cell(end));
        first.end_row(8);
        first.end_cell(1);
        first.drop_row(3);
        [1, 4, 7].into_iter().for_each(|end| first.end_cell(end));
        first.end_row(18);
        let mut second = Piece::at(26, 1, 3);
        second.add_own(["\"Q\"", "", "e\nf"].into_iter());
        second.add_own(["gone", "", ""].into_iter());
        second.retain(3, &[true, false]);
        let columns = Grid::new(text, 3, vec![first, second]).columns();
        let texts = |column: usize| columns[column].iter().collect::<Vec<_>>();
        assert_eq!(texts(0), ["1", "2", "\"Q\""]);
        assert_eq!(texts(1), ["a;b", "", ""]);
        assert_eq!(texts(2), ["x", "yy", "e\nf"]);
        let mut each = Vec::new();
        columns[2].each(|text| each.push(text));
        assert_eq!((each, columns[2].len(), columns[0].bytes()), (texts(2), 3, 5));
    }

    #[test]
    fn a_long_row_has_wide_places() {
        let long = "x".repeat(70_000);
        let mut piece = Piece::at(0, 1, 2);
        piece.end_cell(3);
        piece.end_cell(long.len());
        piece.end_row(0);
        let columns = Grid::new(long, 2, vec![piece]).columns();
        assert_eq!(columns[1].iter().map(str::len).collect::<Vec<_>>(), [70_000 - 4]);
    }
}
