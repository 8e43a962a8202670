//! Text files: everything is read as text, nothing is inferred.

use std::borrow::Cow;

use super::decode::{Content, Decoded};
use super::delimited::{Layout, layout};
use super::header::Wanted;
use super::mend;
use super::trouble::{Fault, Trouble};
use super::unplaced;
use crate::model::account::Reason;
use crate::model::agreement::ReadOptions;
use crate::model::grid::Grid;
use crate::model::table::{Lines, OddLines, RawColumn, RawTable};

/// Where the table of a text stands.
pub(super) struct Plan {
    layout: Layout,
    encoding: &'static str,
    odd: OddLines,
    /// The text where it is not the file's own bytes.
    own: Option<String>,
}

/// Finds delimiter, header, rows and cells of a text.
pub(super) fn plan(
    decoded: Decoded,
    options: &ReadOptions,
    wanted: &[String],
) -> Result<Plan, Fault> {
    let decoded = match mend::unwrapped(decoded.text.as_bytes()) {
        Some(bytes) => {
            Decoded { text: String::from_utf8_lossy(&bytes).into_owned().into(), ..decoded }
        }
        None => decoded,
    };
    let wanted = Wanted::new(wanted);
    let (mut layout, decoded) =
        joined(layout(decoded.text.as_bytes(), options, &wanted)?, decoded, options, &wanted);
    if let Some(line) = layout.misfits().next().filter(|_| decoded.had_zeros) {
        return Err(Fault::new(Trouble::Hole, line));
    }
    let own = if let Cow::Owned(text) = decoded.text {
        Some(text)
    } else {
        layout.pieces.iter_mut().for_each(|piece| piece.shift(decoded.start));
        None
    };
    let [open, bare] = [layout.open, layout.bare]
        .map(|line| line.map_or_else(Lines::default, |line| Lines::of(1, line)));
    let odd = OddLines { open, bare, wide: layout.wide, ..decoded.odd };
    Ok(Plan { layout, encoding: decoded.encoding, odd, own })
}

/// Two texts with line ends of two kinds, joined: what follows a carriage return alone is read as rows where more rows fit then.
fn joined<'a>(
    first: Layout,
    decoded: Decoded<'a>,
    options: &ReadOptions,
    wanted: &Wanted,
) -> (Layout, Decoded<'a>) {
    let long = first.left_out.iter().filter(|row| row.1 == Reason::LongRow).map(|row| row.0);
    let Some(text) = mend::parted(&decoded.text, long) else { return (first, decoded) };
    match layout(text.as_bytes(), options, wanted) {
        Ok(second) if second.misfits().count() < first.misfits().count() => {
            (second, Decoded { text: text.into(), ..decoded })
        }
        _ => (first, decoded),
    }
}

impl Plan {
    /// The table; `content` is the file's, in which its cells stay where they stand.
    pub(super) fn table(self, content: Content) -> RawTable {
        let Self { layout, encoding, odd, own } = self;
        let text = own.unwrap_or_else(|| content.into_text());
        let grid = Grid::new(text, layout.headers.len(), layout.pieces);
        RawTable {
            encoding: Some(encoding),
            odd_lines: odd,
            delimiter: layout.delimiter,
            header_row: layout.header_row,
            headers: layout.headers,
            columns: grid.columns().into_iter().map(RawColumn::Text).collect(),
            rows: layout.rows,
            left_out: layout.left_out,
            ..unplaced("csv")
        }
    }
}
