//! Tables, or why there is none, on its way from one process to another: CSV records, one a row, each cell with its kind.

use std::io::{Read, Write};

use super::trouble::{Fault, Limit, Trouble};
use super::unplaced;
use crate::model::account::Reason;
use crate::model::table::{Cell, Cells, Dressed, Lines, RawColumn, RawTable};
use crate::model::zone::WallTime;

const TABLE: &str = "table";
/// Days count from 1904.
const LATE: &str = "1904";
/// One of several sheets that are read.
const MANY: &str = "many";
const FAULT: &str = "fault";
const SHEETS: &str = "sheets";
const ALIKE: &str = "alike";
const HIDDEN: &str = "hidden";
const HIDDEN_ALIKE: &str = "hidden-alike";
const HEADERS: &str = "headers";
const ROW: &str = "row";
const HIDDEN_ROWS: &str = "hidden-rows";
const MERGED: &str = "merged";
const FORMAT: &str = "format";
const LEFT_OUT: &str = "left-out";
const TROUBLES: [Trouble; 8] = [
    Trouble::NoData,
    Trouble::Truncated,
    Trouble::Encrypted,
    Trouble::SheetMissing,
    Trouble::HeaderMissing,
    Trouble::Corrupt,
    Trouble::Hole,
    Trouble::Torn,
];

/// Writes an answer.
pub(super) fn send(answer: &Answer, to: impl Write) -> csv::Result<()> {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(to);
    match answer {
        Ok(tables) => tables.iter().try_for_each(|table| send_table(table, &mut out))?,
        Err(Fault { trouble, found }) => {
            out.write_record([FAULT, trouble.code().word(), found])?;
        }
    }
    Ok(out.flush()?)
}

fn send_table(table: &RawTable, out: &mut csv::Writer<impl Write>) -> csv::Result<()> {
    out.write_record([
        TABLE,
        table.sheet.as_deref().unwrap_or_default(),
        &table.header_row.to_string(),
        if table.is_late { LATE } else { "" },
        if table.is_one_of_many { MANY } else { "" },
        &table.hidden_alike_rows.to_string(),
    ])?;
    for (kind, names) in [
        (SHEETS, &table.other_sheets),
        (ALIKE, &table.alike_sheets),
        (HIDDEN, &table.hidden_sheets),
        (HIDDEN_ALIKE, &table.hidden_alike),
        (HEADERS, &table.headers),
    ] {
        out.write_record([kind].into_iter().chain(names.iter().map(String::as_str)))?;
    }
    for (row, why, first) in &table.left_out {
        out.write_record([LEFT_OUT, &row.to_string(), why.word(), first])?;
    }
    let written_lines = |lines: &Lines| [lines.count.to_string(), lines.first.to_string()];
    let [count, first] = written_lines(&table.look.hidden);
    out.write_record([HIDDEN_ROWS, &count, &first])?;
    for (column, lines) in &table.look.merged {
        let [count, first] = written_lines(lines);
        out.write_record([MERGED, &column.to_string(), &count, &first])?;
    }
    for (column, runs) in &table.look.formats {
        for Dressed { rows, format } in runs {
            let [column, first, last] =
                [column.to_string(), rows.0.to_string(), rows.1.to_string()];
            out.write_record([FORMAT, &column, &first, &last, format])?;
        }
    }
    let mut columns: Vec<_> = table.columns.iter().map(RawColumn::iter).collect();
    for number in &table.rows {
        out.write_field(ROW)?;
        out.write_field(number.to_string())?;
        for column in &mut columns {
            out.write_field(written(column.next().unwrap_or(Cell::Empty)))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

/// A sign for the kind of cell, then its content; numbers by their bits.
fn written(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => format!("t{text}"),
        Cell::Number(number) => format!("n{}", number.to_bits()),
        Cell::Date(local) => format!("d{}", local.seconds()),
        Cell::Bool(value) => format!("b{}", u8::from(value)),
        Cell::Error(word) => format!("e{word}"),
    }
}

fn cell(text: &str) -> Option<Cell<'_>> {
    let Some(rest) = text.get(1..) else { return text.is_empty().then_some(Cell::Empty) };
    match text.as_bytes().first()? {
        b't' => Some(Cell::Text(rest)),
        b'n' => rest.parse().ok().map(f64::from_bits).map(Cell::Number),
        b'd' => rest.parse().ok().map(WallTime::of).map(Cell::Date),
        b'b' => Some(Cell::Bool(rest == "1")),
        b'e' => Some(Cell::Error(rest)),
        _ => None,
    }
}

/// Reads an answer; nothing when it is no whole one.
pub(super) fn receive(from: impl Read, format: &'static str) -> Option<Answer> {
    let mut tables: Vec<(RawTable, Vec<Cells>)> = Vec::new();
    let mut records = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(from);
    for record in records.records() {
        let record = record.ok()?;
        let mut fields = record.iter();
        let texts = || record.iter().skip(1).map(str::to_owned).collect();
        let kind = fields.next()?;
        if kind == FAULT {
            return fault(&record).map(Err);
        }
        if kind == TABLE {
            tables.push((unplaced(format), Vec::new()));
        }
        let (table, columns) = tables.last_mut()?;
        match kind {
            TABLE => {
                table.sheet = fields.next().map(str::to_owned);
                table.header_row = fields.next()?.parse().ok()?;
                table.is_late = fields.next()? == LATE;
                table.is_one_of_many = fields.next()? == MANY;
                table.hidden_alike_rows = fields.next()?.parse().ok()?;
            }
            ALIKE => table.alike_sheets = texts(),
            SHEETS => table.other_sheets = texts(),
            HIDDEN => table.hidden_sheets = texts(),
            HIDDEN_ALIKE => table.hidden_alike = texts(),
            HEADERS => {
                table.headers = texts();
                *columns = vec![Cells::default(); table.headers.len()];
            }
            LEFT_OUT => {
                let row = fields.next()?.parse().ok()?;
                let code = fields.next()?;
                let why = Reason::of(code)?;
                table.left_out.push((row, why, fields.next()?.to_owned()));
            }
            HIDDEN_ROWS => table.look.hidden = lines(&mut fields)?,
            MERGED => {
                let column = fields.next()?.parse().ok()?;
                table.look.merged.insert(column, lines(&mut fields)?);
            }
            FORMAT => {
                let column = fields.next()?.parse().ok()?;
                let rows = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
                let run = Dressed { rows, format: fields.next()?.into() };
                table.look.formats.entry(column).or_default().push(run);
            }
            ROW => {
                table.rows.push(fields.next()?.parse().ok()?);
                for column in columns {
                    column.push(cell(fields.next()?)?);
                }
            }
            _ => return None,
        }
    }
    let whole = |(table, columns): (RawTable, Vec<Cells>)| {
        let columns = columns.into_iter().map(RawColumn::Cells).collect();
        (!table.headers.is_empty()).then_some(RawTable { columns, ..table })
    };
    let tables: Vec<RawTable> = tables.into_iter().map(whole).collect::<Option<_>>()?;
    (!tables.is_empty()).then_some(Ok(tables))
}

fn lines<'a>(fields: &mut impl Iterator<Item = &'a str>) -> Option<Lines> {
    let count = fields.next()?.parse().ok()?;
    Some(Lines::of(count, fields.next()?.parse().ok()?))
}

fn fault(record: &csv::StringRecord) -> Option<Fault> {
    let (code, found) = (record.get(1)?, record.get(2)?);
    let trouble = TROUBLES
        .into_iter()
        .chain(Limit::ALL.map(Trouble::Beyond))
        .find(|trouble| trouble.code().word() == code)?;
    Some(Fault::new(trouble, found))
}

/// A workbook's tables, one a sheet that is read, or why there is none.
pub(super) type Answer = Result<Vec<RawTable>, Fault>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::SheetLook;

    fn round(answer: &Answer) -> Answer {
        let mut bytes = Vec::new();
        send(answer, &mut bytes).unwrap();
        receive(bytes.as_slice(), "xls").unwrap()
    }

    #[test]
    fn a_table_arrives_as_it_left() {
        let first = [Cell::Text("a;\"b\"\n,c"), Cell::Empty, Cell::Number(0.1 + 0.2)];
        let second = [Cell::Date(WallTime::of(-5)), Cell::Bool(true), Cell::Error("#REF!")];
        let dollars = Dressed { rows: (4, 9), format: "\"US$\" #,##0.00".into() };
        let table = RawTable {
            sheet: Some("S".into()),
            other_sheets: vec!["Notas".into(), "x,y".into()],
            alike_sheets: vec!["x,y".into()],
            is_one_of_many: true,
            hidden_sheets: vec!["Oculta".into()],
            header_row: 3,
            is_late: true,
            headers: vec!["Nome".into(), "n".into()],
            columns: [first, second]
                .map(|cells| RawColumn::Cells(cells.into_iter().collect()))
                .into(),
            rows: vec![4, 5, 9],
            left_out: vec![(10, Reason::TotalRow, "Total".into())],
            look: SheetLook {
                hidden: Lines::of(2, 5),
                merged: [(1, Lines::of(3, 4))].into_iter().collect(),
                formats: [(1, vec![dollars.clone()])].into_iter().collect(),
            },
            ..unplaced("xls")
        };
        let other = RawTable { headers: vec!["a".into()], ..unplaced("xls") };
        let mut tables = round(&Ok(vec![table, other])).unwrap();
        assert_eq!((tables.len(), tables[1].headers.join("|")), (2, "a".to_owned()));
        let back = tables.swap_remove(0);
        assert!(back.is_one_of_many && back.alike_sheets == ["x,y"]);
        assert_eq!(
            (back.sheet.as_deref(), back.header_row, back.rows, back.is_late),
            (Some("S"), 3, vec![4, 5, 9], true)
        );
        assert_eq!(
            (back.headers.join("|"), back.other_sheets.join("|")),
            ("Nome|n".to_owned(), "Notas|x,y".to_owned())
        );
        assert_eq!(back.hidden_sheets, ["Oculta"]);
        assert_eq!(
            (back.look.hidden, back.look.merged.get(&1)),
            (Lines::of(2, 5), Some(&Lines::of(3, 4)))
        );
        assert_eq!(back.look.formats.get(&1), Some(&vec![dollars]));
        assert_eq!(back.left_out, [(10, Reason::TotalRow, "Total".to_owned())]);
        let cells: Vec<Vec<Cell>> =
            back.columns.iter().map(|column| column.iter().collect()).collect();
        assert_eq!(cells, [first, second]);
    }

    #[test]
    fn so_does_trouble_and_half_an_answer_is_none() {
        for fault in [
            Fault::new(Trouble::SheetMissing, "A, \"B\""),
            Fault::new(Trouble::Beyond(Limit::Memory), "x"),
            Trouble::Encrypted.into(),
            Fault::new(Trouble::Hole, 4),
            Fault::new(Trouble::Torn, "</sheetData><row>"),
        ] {
            assert_eq!(round(&Err(fault.clone())).err(), Some(fault));
        }
        assert!(receive(&b""[..], "xls").is_none());
        assert!(receive(&b"table,S,1,,\nheaders,a,b\nrow,2,t1\n"[..], "xls").is_none());
    }
}
