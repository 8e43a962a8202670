//! Workbooks as `.xls`: records in a stream, the stream in a compound file.

use super::{FORMATS, Made};

const SECTOR: usize = 512;
/// Streams below this would stand in another part of the compound file.
const LEAST_STREAM: usize = 4096;
const END: u32 = 0xFFFF_FFFE;

/// A workbook of one sheet whose stream has a name.
pub fn book(stream: &str, table: &[Vec<Made>]) -> Vec<u8> {
    compound(stream, &records(&[], table))
}

/// The same in a stream as short as it is, which lies in sectors of its own, as `LibreOffice` writes it.
pub fn short(table: &[Vec<Made>]) -> Vec<u8> {
    let stream = records(&[], table);
    assert!(stream.len() < LEAST_STREAM, "a stream for sectors of its own");
    compound_of_short(&stream)
}

/// A workbook of one sheet with merged cells: first and last row, first and last column of each, from 0.
pub fn merged(table: &[Vec<Made>], merged: &[[u16; 4]]) -> Vec<u8> {
    let count = u16::try_from(merged.len()).unwrap();
    let data: Vec<u8> = std::iter::once(count)
        .chain(merged.iter().flatten().copied())
        .flat_map(u16::to_le_bytes)
        .collect();
    let cells = [cells(table, false), record(0x00E5, &data)].concat();
    compound("Workbook", &sheet_after(&[], &cells))
}

/// A workbook behind a password of the old kind.
pub fn locked(table: &[Vec<Made>]) -> Vec<u8> {
    compound("Workbook", &records(&[record(0x002F, &[1, 0, 1, 0, 1, 0])], table))
}

/// A workbook whose texts stand in the list of strings, broken into the middle of a text by a further record.
pub fn with_shared_strings(table: &[Vec<Made>]) -> Vec<u8> {
    let texts: Vec<&str> = table
        .iter()
        .flatten()
        .filter_map(|made| if let Made::Text(text) = made { Some(*text) } else { None })
        .collect();
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let mut list: Vec<u8> = [count, count].concat();
    let (broken, others) = texts.split_last().unwrap();
    others.iter().for_each(|text| list.extend(string(text)));
    let (head, tail) = broken.split_at(broken.char_indices().nth(3).unwrap().0);
    let whole = u16::try_from(broken.encode_utf16().count()).unwrap();
    list.extend(whole.to_le_bytes());
    list.push(1);
    list.extend(head.encode_utf16().flat_map(u16::to_le_bytes));
    let rest: Vec<u8> =
        [1_u8].into_iter().chain(tail.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let globals = [record(0x00FC, &list), record(0x003C, &rest)];
    compound("Workbook", &sheet_after(&globals, &cells(table, true)))
}

fn records(globals: &[Vec<u8>], table: &[Vec<Made>]) -> Vec<u8> {
    sheet_after(globals, &cells(table, false))
}

/// A style of cells with a number format.
fn xf(format: u8) -> Vec<u8> {
    record(0x00E0, &[0, 0, format, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

/// The number of the first of `FORMATS`: those below come with every program.
const FIRST_FORMAT: u8 = 164;

fn formats() -> Vec<u8> {
    let one = |(number, (code, _)): (u8, &(&str, Option<&str>))| {
        record(0x041E, &[u16::from(number).to_le_bytes().to_vec(), string(code)].concat())
    };
    (FIRST_FORMAT..).zip(&FORMATS).flat_map(one).collect()
}

fn shown() -> Vec<u8> {
    (FIRST_FORMAT..).zip(&FORMATS).flat_map(|(number, _)| xf(number)).collect()
}

fn sheet_after(globals: &[Vec<u8>], cells: &[u8]) -> Vec<u8> {
    let mut head = [
        begin(5),
        record(0x0042, &1200_u16.to_le_bytes()),
        formats(),
        xf(0),
        xf(14),
        shown(),
        globals.concat(),
    ]
    .concat();
    let name: Vec<u8> = [5_u8, 0].into_iter().chain(*b"Plan1").collect();
    let end = record(0x000A, &[]);
    let start = u32::try_from(head.len() + 4 + 6 + name.len() + end.len()).unwrap();
    head.extend(record(0x0085, &[start.to_le_bytes().as_slice(), &[0, 0], &name].concat()));
    [head, end.clone(), begin(0x10), cells.to_vec(), end].concat()
}

fn cells(table: &[Vec<Made>], is_shared: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut shared = 0_u32;
    for (row, cells) in (0_u16..).zip(table) {
        for (column, made) in (0_u16..).zip(cells) {
            let place = |style: u16| {
                [row.to_le_bytes(), column.to_le_bytes(), style.to_le_bytes()].concat()
            };
            out.extend(match made {
                Made::Text(_) if is_shared => {
                    shared += 1;
                    record(0x00FD, &[place(0), (shared - 1).to_le_bytes().to_vec()].concat())
                }
                Made::Text(text) => record(0x0204, &[place(0), string(text)].concat()),
                Made::Number(value) => {
                    record(0x0203, &[place(0), value.to_le_bytes().to_vec()].concat())
                }
                Made::Shown(value, format) => {
                    let style = 2 + u16::from(*format);
                    record(0x0203, &[place(style), value.to_le_bytes().to_vec()].concat())
                }
                Made::Day(day) => record(0x0203, &[place(1), day.to_le_bytes().to_vec()].concat()),
            });
        }
    }
    out
}

fn begin(kind: u8) -> Vec<u8> {
    record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [kind.to_le_bytes().as_slice(), &u16::try_from(data.len()).unwrap().to_le_bytes(), data]
        .concat()
}

fn string(text: &str) -> Vec<u8> {
    let wide: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(wide.len()).unwrap().to_le_bytes();
    length.into_iter().chain([1]).chain(wide.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// A compound file of one stream.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(LEAST_STREAM).next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
    assert!(sectors < 126, "one sector of the table of sectors is all there is");
    let mut head = vec![0_u8; SECTOR];
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1_u32.to_le_bytes());
    put(48, &1_u32.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &END.to_le_bytes());
    put(68, &END.to_le_bytes());
    put(76, &0_u32.to_le_bytes());
    put(80, &[0xFF; SECTOR - 80]);
    let chain = [0xFFFF_FFFD, END].into_iter().chain(3..2 + sectors).chain([END]);
    let table: Vec<u8> = chain
        .chain(std::iter::repeat(u32::MAX))
        .take(SECTOR / 4)
        .flat_map(u32::to_le_bytes)
        .collect();
    let length = u32::try_from(stream.len()).unwrap();
    let folder = [entry("Root Entry", 5, END, 0), entry(name, 2, 2, length), vec![0; 256]].concat();
    [head, table, folder, stream].concat()
}

/// Bytes of a sector of short streams.
const SHORT: usize = 64;

/// A compound file of one short stream: table of sectors, directory, table of short sectors, and the short sectors.
fn compound_of_short(stream: &[u8]) -> Vec<u8> {
    let count = stream.len().div_ceil(SHORT);
    let mut all = stream.to_vec();
    all.resize((count * SHORT).next_multiple_of(SECTOR), 0);
    let whole = u32::try_from(all.len() / SECTOR).unwrap();
    let mut head = compound("Workbook", &[])[..SECTOR].to_vec();
    head[60..64].copy_from_slice(&2_u32.to_le_bytes());
    head[64..68].copy_from_slice(&1_u32.to_le_bytes());
    let sector = |chain: Vec<u32>| -> Vec<u8> {
        let rest = std::iter::repeat(u32::MAX);
        chain.into_iter().chain(rest).take(SECTOR / 4).flat_map(u32::to_le_bytes).collect()
    };
    let table = [0xFFFF_FFFD, END, END].into_iter().chain(4..3 + whole).chain([END]).collect();
    let shorts = (1..u32::try_from(count).unwrap()).chain([END]).collect();
    let [all_length, length] = [count * SHORT, stream.len()].map(|n| u32::try_from(n).unwrap());
    let root = entry("Root Entry", 5, 3, all_length);
    let folder = [root, entry("Workbook", 2, 0, length), vec![0; 256]].concat();
    [head, sector(table), folder, sector(shorts), all].concat()
}

/// One entry of a compound file's directory.
fn entry(name: &str, kind: u8, start: u32, length: u32) -> Vec<u8> {
    let mut bytes = vec![0_u8; 128];
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes[..wide.len()].copy_from_slice(&wide);
    bytes[64] = u8::try_from(wide.len() + 2).unwrap();
    bytes[66] = kind;
    bytes[67] = 1;
    bytes[68..80].fill(0xFF);
    if kind == 5 {
        bytes[76..80].copy_from_slice(&1_u32.to_le_bytes());
    }
    bytes[116..120].copy_from_slice(&start.to_le_bytes());
    bytes[120..124].copy_from_slice(&length.to_le_bytes());
    bytes
}
