//! Pieces of the XML of a workbook: tags with their attributes, cells and areas.

/// Every opening tag of this name, without its brackets.
pub fn tags<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let begins = |rest: &&str| rest.starts_with([' ', '>', '/']);
    xml.split(&format!("<{name}"))
        .skip(1)
        .filter(begins)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(tag, _)| tag)
        .collect()
}

/// What stands between quotes after a name in a tag.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag
        .find(&format!(" {name}=\""))
        .map(|at| at + name.len() + 3)
        .or_else(|| tag.starts_with(&format!("{name}=\"")).then(|| name.len() + 2))?;
    tag.get(at..)?.split_once('"').map(|(value, _)| value)
}

/// The text from one mark to the next.
pub fn text_between<'a>(xml: &'a str, from: &str, to: &str) -> Option<&'a str> {
    Some(xml.split_once(from)?.1.split_once(to)?.0)
}

/// Row and column of each cell named in `A1:B2`, from 1; empty when it names none.
pub fn rows_and_columns(text: &str) -> Vec<(u32, u32)> {
    let cell = |name: &str| {
        let digits = name.find(|c: char| c.is_ascii_digit())?;
        let (letters, row) = name.split_at(digits);
        let is_plain =
            (1..=3).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_uppercase());
        let column =
            letters.bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
        is_plain.then_some(()).and_then(|()| Some((row.parse().ok()?, column)))
    };
    text.split(':').map(cell).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// `B6`, from row and column counted from 1.
pub fn named(row: u32, column: u32) -> String {
    let (mut rest, mut letters) = (column, String::new());
    while rest > 0 {
        letters.insert(0, char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap()));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{row}")
}

/// Cells from one corner to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Row and column of the first.
    pub first: (u32, u32),
    /// Of the last.
    pub last: (u32, u32),
}

impl Area {
    /// `A1:B2` or `A1`; what is neither is no legal area.
    pub fn of(text: &str) -> Self {
        let cells = rows_and_columns(text);
        let corner = |cell: Option<&(u32, u32)>| cell.copied().unwrap_or((0, 0));
        Self { first: corner(cells.first()), last: corner(cells.last()) }
    }

    /// Both corners exist, in order.
    pub fn is_legal(&self) -> bool {
        let is_there = |(row, column): (u32, u32)| {
            (1..=1_048_576).contains(&row) && (1..=16_384).contains(&column)
        };
        is_there(self.first)
            && is_there(self.last)
            && self.first.0 <= self.last.0
            && self.first.1 <= self.last.1
    }

    /// They have a cell in common.
    pub fn meets(&self, other: &Self) -> bool {
        let overlap = |a: (u32, u32), b: (u32, u32)| a.0 <= b.1 && b.0 <= a.1;
        overlap((self.first.0, self.last.0), (other.first.0, other.last.0))
            && overlap((self.first.1, self.last.1), (other.first.1, other.last.1))
    }
}
