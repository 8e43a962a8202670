//! Workbooks as `.xlsb`: the parts of an `.xlsx`, each a run of records.

use super::{FORMATS, Made, zipped};

/// A sheet: name, state (0 visible, 1 hidden, 2 very hidden), folder and rows.
pub type Sheet<'a> = (&'a str, u32, &'a str, &'a [Vec<Made>]);

/// A workbook of sheets.
pub fn book(sheets: &[Sheet]) -> Vec<u8> {
    let relation = |(at, (_, _, folder, _)): (usize, &Sheet)| {
        format!(
            "<Relationship Id=\"rId{0}\" Type=\"worksheet\" Target=\"{folder}/sheet{0}.bin\"/>",
            at + 1
        )
    };
    let relations: String = sheets.iter().enumerate().map(relation).collect();
    let bundle = |(at, (name, state, ..)): (usize, &Sheet)| {
        let id = u32::try_from(at + 1).unwrap();
        record(
            0x9C,
            &[
                state.to_le_bytes().to_vec(),
                id.to_le_bytes().to_vec(),
                wide(&format!("rId{id}")),
                wide(name),
            ]
            .concat(),
        )
    };
    let bundles: Vec<u8> = sheets.iter().enumerate().flat_map(bundle).collect();
    let workbook =
        [record(0x83, &[]), record(0x8F, &[]), bundles, record(0x90, &[]), record(0x84, &[])]
            .concat();
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        ("xl/workbook.bin".to_owned(), workbook),
        (
            "xl/_rels/workbook.bin.rels".to_owned(),
            format!("<Relationships>{relations}</Relationships>").into_bytes(),
        ),
        ("xl/styles.bin".to_owned(), styles()),
    ];
    for (at, (_, _, folder, rows)) in sheets.iter().enumerate() {
        parts.push((format!("xl/{folder}/sheet{}.bin", at + 1), sheet(rows)));
    }
    zipped(&parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect::<Vec<_>>())
}

/// A workbook of one sheet with merged cells (first and last row, first and last column of each, from 0) and hidden rows.
pub fn shaped(rows: &[Vec<Made>], merged: &[[u32; 4]], hidden: &[usize]) -> Vec<u8> {
    let plain = book(&[("Plan1", 0, "worksheets", rows)]);
    let parts = super::mutate::unpacked(&plain).into_iter().map(|(name, bytes)| {
        let is_sheet = name.ends_with("sheet1.bin");
        (name, if is_sheet { sheet_with(rows, merged, hidden) } else { bytes })
    });
    let parts: Vec<(String, Vec<u8>)> = parts.collect();
    zipped(&parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect::<Vec<_>>())
}

/// The formats of cells: general, a date, then `FORMATS`.
fn styles() -> Vec<u8> {
    let format = |id: u8| record(0x2F, &[0, 0, id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let code = |(id, (code, _)): (u16, &(&str, Option<&str>))| {
        record(0x2C, &[id.to_le_bytes().to_vec(), wide(code)].concat())
    };
    let codes: Vec<u8> = (166_u16..).zip(&FORMATS).flat_map(code).collect();
    let count = u32::try_from(FORMATS.len()).unwrap();
    let own: Vec<u8> = (166_u8..).zip(&FORMATS).flat_map(|(id, _)| format(id)).collect();
    [
        record(0x116, &[]),
        record(0x267, &count.to_le_bytes()),
        codes,
        record(0x268, &[]),
        record(0x269, &(2 + count).to_le_bytes()),
        format(0),
        format(14),
        own,
        record(0x26A, &[]),
    ]
    .concat()
}

fn sheet(rows: &[Vec<Made>]) -> Vec<u8> {
    sheet_with(rows, &[], &[])
}

fn sheet_with(rows: &[Vec<Made>], merged: &[[u32; 4]], hidden: &[usize]) -> Vec<u8> {
    let last = [u32::try_from(rows.len()).unwrap(), 2];
    let size = [0, last[0], 0, last[1]].map(u32::to_le_bytes).concat();
    let mut out = [record(0x81, &[]), record(0x94, &size), record(0x91, &[])].concat();
    for (number, cells) in (0_u32..).zip(rows) {
        let mut look = [0; 21];
        look[7] = if hidden.contains(&(number as usize)) { 0x10 } else { 0 };
        out.extend(record(0, &[number.to_le_bytes().as_slice(), &look].concat()));
        for (column, made) in (0_u32..).zip(cells) {
            let head = |style: u32| [column.to_le_bytes(), style.to_le_bytes()].concat();
            out.extend(match made {
                Made::Text(text) => record(6, &[head(0), wide(text)].concat()),
                Made::Number(value) => record(5, &[head(0), value.to_le_bytes().to_vec()].concat()),
                Made::Shown(value, format) => {
                    let head = head(2 + u32::from(*format));
                    record(5, &[head, value.to_le_bytes().to_vec()].concat())
                }
                Made::Day(day) => record(5, &[head(1), day.to_le_bytes().to_vec()].concat()),
            });
        }
    }
    let merged: Vec<u8> = merged
        .iter()
        .flat_map(|region| record(0xB0, &region.map(u32::to_le_bytes).concat()))
        .collect();
    [out, record(0x92, &[]), record(0xB1, &[0; 4]), merged, record(0xB2, &[]), record(0x82, &[])]
        .concat()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    u32::try_from(units.len())
        .unwrap()
        .to_le_bytes()
        .into_iter()
        .chain(units.into_iter().flat_map(u16::to_le_bytes))
        .collect()
}

/// Kind and length of a record are written seven bits a byte.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let kind = if kind < 0x80 {
        vec![u8::try_from(kind).unwrap()]
    } else {
        vec![u8::try_from(kind & 0x7F).unwrap() | 0x80, u8::try_from(kind >> 7).unwrap()]
    };
    let mut length = Vec::new();
    let mut rest = data.len();
    loop {
        let seven = u8::try_from(rest & 0x7F).unwrap();
        rest >>= 7;
        length.push(if rest > 0 { seven | 0x80 } else { seven });
        if rest == 0 {
            break;
        }
    }
    [kind, length, data.to_vec()].concat()
}
