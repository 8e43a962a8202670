//! A company's own holidays: a text table of date, name, and opening hours or nothing.

use std::io::ErrorKind;
use std::path::Path;

use csv::StringRecord;

use super::CalendarError;
use super::holidays::{Holiday, Holidays};
use crate::model::agreement::Hours;
use crate::model::zone::Day;

/// The holidays of a file named relative to `base`; every bad row becomes an error, the good ones are kept.
pub fn read(base: &Path, name: &str, errors: &mut Vec<CalendarError>) -> Holidays {
    match std::fs::read(base.join(name)) {
        Ok(bytes) => parse(name, &text(&bytes), errors),
        Err(error) => {
            errors.push(unreadable(name, &error));
            Holidays::new()
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> CalendarError {
    let file = ("file", name.to_owned());
    if error.kind() == ErrorKind::NotFound {
        return CalendarError { code: "holiday-file-missing", values: vec![file] };
    }
    CalendarError {
        code: "holiday-file-unreadable",
        values: vec![file, ("reason", error.to_string())],
    }
}

/// UTF-8 with or without its mark, else what a Brazilian Excel writes.
fn text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Line by line, because a record reader does not say on which line it found a record after blank ones.
fn parse(file: &str, text: &str, errors: &mut Vec<CalendarError>) -> Holidays {
    let delimiter = delimiter(text);
    let rows = text.lines().zip(1_u32..).map(|(line, row)| (row, fields(line, delimiter)));
    let filled = rows.filter(|(_, fields)| !fields.iter().all(str::is_empty)).enumerate();
    let mut holidays = Holidays::new();
    for (index, (row, fields)) in filled {
        match holiday(&fields) {
            Ok((day, holiday)) => drop(holidays.insert(day, holiday)),
            Err(_) if index == 0 && is_header(&fields) => {}
            Err((code, found)) => errors.push(bad_row(code, file, row, found)),
        }
    }
    holidays
}

fn fields(line: &str, delimiter: u8) -> StringRecord {
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(delimiter).trim(csv::Trim::All);
    reader.from_reader(line.as_bytes()).into_records().find_map(Result::ok).unwrap_or_default()
}

/// The first of the possible delimiters in the text: no date and no header word contains one.
fn delimiter(text: &str) -> u8 {
    text.bytes().find(|byte| matches!(byte, b',' | b';' | b'\t')).unwrap_or(b';')
}

fn is_header(row: &StringRecord) -> bool {
    row.get(0).is_some_and(|cell| !cell.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Hours may themselves be separated by the delimiter, so every field from the third on belongs to them.
fn holiday(row: &StringRecord) -> Result<(Day, Holiday), (&'static str, String)> {
    let written = row.get(0).unwrap_or_default();
    let day = date(written).ok_or_else(|| ("holiday-file-date", written.to_owned()))?;
    let open = row.iter().skip(2).collect::<Vec<_>>().join(" ");
    let hours = hours(&open).ok_or_else(|| ("holiday-file-hours", open.trim().to_owned()))?;
    Ok((day, Holiday { name: row.get(1).unwrap_or_default().to_owned(), hours }))
}

fn bad_row(code: &'static str, file: &str, row: u32, found: String) -> CalendarError {
    CalendarError {
        code,
        values: vec![("file", file.to_owned()), ("row", row.to_string()), ("found", found)],
    }
}

/// `2026-11-20` or `20/11/2026`.
fn date(written: &str) -> Option<Day> {
    let separator = if written.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = written.split(separator).collect();
    let (('-', [year, month, day]) | ('/', [day, month, year])) = (separator, parts.as_slice())
    else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    Day::ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Intervals such as `09:00-12:00; 13:00-18:00`, ascending and apart; nothing written is no hours.
fn hours(written: &str) -> Option<Hours> {
    let intervals = written.split([';', ',', ' ']).filter(|part| !part.is_empty());
    let hours = intervals.map(interval).collect::<Option<Hours>>()?;
    let apart =
        hours.windows(2).all(|pair| matches!(pair, [(_, close), (open, _)] if close <= open));
    apart.then_some(hours)
}

fn interval(written: &str) -> Option<(u32, u32)> {
    let (open, close) = written.split_once(['-', '–'])?;
    let (open, close) = (time(open)?, time(close)?);
    (open < close).then_some((open, close))
}

fn time(written: &str) -> Option<u32> {
    let (hour, minute) = written.split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let in_day = hour < 24 && minute < 60 || (hour, minute) == (24, 0);
    in_day.then(|| hour * 3_600 + minute * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Vec<(Day, String, Hours)>, Vec<CalendarError>) {
        let mut errors = Vec::new();
        let holidays = parse("feriados.csv", text, &mut errors);
        (
            holidays.into_iter().map(|(day, holiday)| (day, holiday.name, holiday.hours)).collect(),
            errors,
        )
    }

    #[test]
    fn either_delimiter_and_date_form() {
        let morning = vec![(32_400, 46_800)];
        let both = vec![(32_400, 43_200), (46_800, 61_200)];
        let eve = Day::ymd(2026, 12, 24).unwrap();
        let day = Day::ymd(2026, 1, 25).unwrap();
        let expected =
            vec![(day, "Aniversário".to_owned(), vec![]), (eve, "Véspera".to_owned(), both)];
        let semicolons = "data;nome;horário\n25/01/2026;Aniversário;\n;;\n\n24/12/2026;Véspera;09:00-12:00;13:00-17:00\n";
        assert_eq!(parsed(semicolons), (expected.clone(), vec![]));
        let commas = "2026-01-25,Aniversário\r\n2026-12-24,\"Véspera\",9:00-12:00; 13:00-17:00\r\n";
        assert_eq!(parsed(commas), (expected, vec![]));
        assert_eq!(
            parsed("2026-12-24,Véspera,09:00–13:00").0,
            vec![(eve, "Véspera".to_owned(), morning)]
        );
    }

    #[test]
    fn bad_rows_are_named_by_their_line() {
        let (kept, errors) = parsed(
            "data;nome\n31/02/2026;X\n25/12/2026;Natal;13:00-09:00\n\n26/12/2026;Y;09:00-13:00;12:00-14:00\n01/01/2027;Z\n",
        );
        assert_eq!(kept.len(), 1);
        let brief: Vec<_> = errors
            .iter()
            .map(|error| (error.code, error.values[1].1.as_str(), error.values[2].1.as_str()))
            .collect();
        let overlap = ("holiday-file-hours", "5", "09:00-13:00 12:00-14:00");
        assert!(
            hours("99999999:00-24:00").is_none()
                && hours("22:00-24:00").is_some()
                && hours("22:00-24:01").is_none()
        );
        assert_eq!(
            brief,
            [
                ("holiday-file-date", "2", "31/02/2026"),
                ("holiday-file-hours", "3", "13:00-09:00"),
                overlap
            ]
        );
    }

    #[test]
    fn a_file_that_is_not_there_and_the_excel_encoding() {
        let folder = tempfile::tempdir().unwrap();
        let mut errors = Vec::new();
        assert!(read(folder.path(), "none.csv", &mut errors).is_empty());
        assert_eq!(errors[0].code, "holiday-file-missing");
        std::fs::write(folder.path().join("f.csv"), b"25/01/2026;Anivers\xE1rio").unwrap();
        let holidays = read(folder.path(), "f.csv", &mut errors);
        assert_eq!(holidays.values().next().unwrap().name, "Aniversário");
    }
}
