//! Which days are holidays: the named lists, the optional ones and the company's own files.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use csv::StringRecord;

use super::lists::{List, add_named, known_lists};
use super::{CalendarError, Holiday, Holidays};
use crate::model::agreement::{Hours, WorkingTime};
use crate::model::plain;
use crate::model::weekday::is_name as is_weekday;
use crate::model::zone::Day;

const OPTIONAL: &str = include_str!("../../templates/holidays/optional.toml");

/// The names an agreement may write under `optional-holidays`.
pub fn known_optional() -> Vec<String> {
    optional_lists().into_keys().collect()
}

fn optional_lists() -> BTreeMap<String, List> {
    toml::from_str(OPTIONAL).unwrap_or_default()
}

/// The holidays of each version, in the versions' order; where two name a day the later one of the agreement's list wins.
pub fn of_versions(
    versions: &[WorkingTime],
    base: &Path,
) -> Result<Vec<Holidays>, Vec<CalendarError>> {
    let mut errors = Vec::new();
    let all = versions.iter().map(|version| of_version(version, base, &mut errors)).collect();
    let mut distinct = Vec::new();
    for error in errors {
        if !distinct.contains(&error) {
            distinct.push(error);
        }
    }
    if distinct.is_empty() { Ok(all) } else { Err(distinct) }
}

/// Optional holidays come first, so that a company's file may give one of them hours.
fn of_version(version: &WorkingTime, base: &Path, errors: &mut Vec<CalendarError>) -> Holidays {
    let mut holidays = Holidays::new();
    let optional =
        if version.optional_holidays.is_empty() { BTreeMap::new() } else { optional_lists() };
    for name in &version.optional_holidays {
        match optional.get(name) {
            Some(list) => list.add_to(&mut holidays, &[]),
            None => {
                errors.push(unknown(
                    "unknown-optional-holiday",
                    name,
                    &known_optional().join(", "),
                ));
            }
        }
    }
    for name in &version.holidays {
        if is_file(name) {
            holidays.extend(read(base, name, errors));
        } else if !add_named(name, &mut holidays) {
            errors.push(unknown("unknown-holiday-list", name, &known_lists().join(", ")));
        }
    }
    holidays
}

fn is_file(name: &str) -> bool {
    name.contains(['.', '/', '\\'])
}

fn unknown(code: &'static str, name: &str, known: &str) -> CalendarError {
    CalendarError { code, values: vec![("name", name.to_owned()), ("known", known.to_owned())] }
}

/// The holidays of a file named relative to `base`; every bad row becomes an error, the good ones are kept. A file without a line is one that a sync
/// has not written yet, not a year without holidays.
pub fn read(base: &Path, name: &str, errors: &mut Vec<CalendarError>) -> Holidays {
    match plain::read(&base.join(name)) {
        Ok(bytes) if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) => {
            errors.push(of_file("holiday-file-empty", name));
            Holidays::new()
        }
        Ok(bytes) if bytes.starts_with(b"PK") => {
            errors.push(of_file("holiday-file-workbook", name));
            Holidays::new()
        }
        Ok(bytes) => parse(name, &text(&bytes), errors),
        Err(error) => {
            errors.push(unreadable(name, &error));
            Holidays::new()
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> CalendarError {
    if error.kind() == ErrorKind::NotFound {
        return of_file("holiday-file-missing", name);
    }
    CalendarError {
        code: "holiday-file-unreadable",
        values: vec![("file", name.to_owned()), ("reason", error.to_string())],
    }
}

fn of_file(code: &'static str, name: &str) -> CalendarError {
    CalendarError { code, values: vec![("file", name.to_owned())] }
}

/// What its first bytes say it is written in, else UTF-8, else what a Brazilian Excel writes.
fn text(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0.into_owned();
    }
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

/// A line without a digit: a day or hours that cannot be read stand in no header.
fn is_header(row: &StringRecord) -> bool {
    !row.iter().any(|cell| cell.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Hours may themselves be separated by the delimiter, so every field behind the name belongs to them. Some lists have the day of the week before it.
fn holiday(row: &StringRecord) -> Result<(Day, Holiday), (&'static str, String)> {
    let written = row.get(0).unwrap_or_default();
    let day = date(written).ok_or_else(|| ("holiday-file-date", written.to_owned()))?;
    let name = 1 + usize::from(row.len() > 2 && row.get(1).is_some_and(is_weekday));
    let open = row.iter().skip(name + 1).collect::<Vec<_>>().join(" ");
    let hours = hours(&open).ok_or_else(|| ("holiday-file-hours", open.trim().to_owned()))?;
    Ok((day, Holiday { name: row.get(name).unwrap_or_default().to_owned(), hours }))
}

fn bad_row(code: &'static str, file: &str, row: u32, found: String) -> CalendarError {
    CalendarError {
        code,
        values: vec![("file", file.to_owned()), ("row", row.to_string()), ("found", found)],
    }
}

/// `2026-11-20`, `20/11/2026` or `20/11/26`.
fn date(written: &str) -> Option<Day> {
    let separator = if written.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = written.split(separator).collect();
    let (('-', [year, month, day]) | ('/', [day, month, year])) = (separator, parts.as_slice())
    else {
        return None;
    };
    let year: i32 = match year.len() {
        4 => year.parse().ok()?,
        2 if separator == '/' => 2_000 + year.parse::<i32>().ok()?,
        _ => return None,
    };
    Day::ymd(year, month.parse().ok()?, day.parse().ok()?)
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

    #[test]
    fn unknown_names_are_reported_together_and_once() {
        let version = WorkingTime {
            holidays: vec!["br-xx".into(), "br".into()],
            optional_holidays: vec!["carnival".into()],
            ..WorkingTime::default()
        };
        let errors = of_versions(&[version.clone(), version], Path::new(".")).unwrap_err();
        assert_eq!(
            errors.iter().map(|error| error.code).collect::<Vec<_>>(),
            ["unknown-optional-holiday", "unknown-holiday-list"]
        );
        let known = |index: usize| errors[index].values[1].1.clone();
        assert!(
            known(0).starts_with("carnaval, corpus-christi, quarta-de-cinzas")
                && known(1).contains("br, br-ac")
        );
    }

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
    fn lists_as_others_keep_them() {
        let codes = |text: &str| parsed(text).1.iter().map(|error| error.code).collect::<Vec<_>>();
        // A first line with a figure is no header: a day that stands elsewhere is said.
        for text in ["Natal;25/12/2026\n26/12/2026;Y\n", "dia 6;Festa\n26/12/2026;Y\n"] {
            assert_eq!(codes(text), ["holiday-file-date"], "{text:?}");
        }
        let listed = "25/12/26;Natal\n01/01/2027;sexta-feira;Confraternização\n06/09/2027;Monday;Labor Day;09:00-12:00\n";
        let (days, errors) = parsed(listed);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(
            days.iter().map(|day| day.1.as_str()).collect::<Vec<_>>(),
            ["Natal", "Confraternização", "Labor Day"]
        );
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("25/12/2026\tNatal\n".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(text(&wide), "25/12/2026\tNatal\n");
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
    fn a_first_line_with_a_day_is_no_header() {
        for first in [
            "Aniversário;06/11/2026",
            "Aniversário;2026-11-06",
            "sexta;06/11/2026;Aniversário",
            "dia seis;Aniversário;09:00-13:00",
            "6 de novembro;Aniversário",
        ] {
            let (found, errors) = parsed(&format!("{first}\n20/11/2026;Consciência Negra"));
            assert_eq!((found.len(), errors.len()), (1, 1), "{first}");
            assert_eq!(errors[0].code, "holiday-file-date", "{first}");
        }
        for head in ["data;nome", "Data;Nome;Horário", "dia;feriado", "Feriado"] {
            let (found, errors) = parsed(&format!("{head}\n20/11/2026;Consciência Negra"));
            assert_eq!((found.len(), errors.len()), (1, 0), "{head}");
        }
    }

    #[test]
    fn an_empty_file_is_no_year_without_holidays() {
        let folder = tempfile::tempdir().unwrap();
        for (bytes, is_empty) in [
            (&b""[..], true),
            (b"\r\n\n", true),
            (&[0; 4_096], true),
            (b"  \t", true),
            (b"data;nome\n", false),
            (b"20/11/2026;Dia", false),
        ] {
            std::fs::write(folder.path().join("f.csv"), bytes).unwrap();
            let mut errors = Vec::new();
            read(folder.path(), "f.csv", &mut errors);
            let codes: Vec<&str> = errors.iter().map(|error| error.code).collect();
            assert_eq!(codes == ["holiday-file-empty"], is_empty, "{bytes:?} {codes:?}");
        }
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
