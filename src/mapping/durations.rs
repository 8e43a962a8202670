//! A column of lengths of time, in seconds.

use crate::model::fold::fold;
use crate::model::table::{Cell, RawColumn};
use crate::model::zone::WallTime;

const DAY: i64 = 86_400;
/// A duration cell counts from 0; beyond this it is a date.
const LONGEST: i64 = 10_000 * DAY;
/// What 1899-12-31 is in seconds before 1970: a workbook without a format for durations counts days from there.
const FIRST_DAY: i64 = 25_568 * DAY;
/// Days of such a cell that are still a length of time.
const FEW_DAYS: i64 = 59 * DAY;

/// A column of lengths of time as understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Durations {
    /// Seconds, one a row.
    pub seconds: Vec<Option<f64>>,
    /// Filled cells that are no length of time.
    pub bad_count: u64,
    /// The first of them.
    pub example: String,
}

/// Reads a column: a bare number is in the unit that the heading names (`Tempo (min)`), else in seconds; `h:mm:ss` (beyond 24 h too), `mm:ss`,
/// `1h 5min`, `1 day, 2:03:04` and duration cells say their own.
pub fn read(column: &RawColumn, heading: &str) -> Durations {
    let unit = unit_of(heading);
    let mut durations = Durations::default();
    for cell in column.iter() {
        let seconds = match cell {
            Cell::Empty | Cell::Error(_) | Cell::Text("-" | "–") => {
                durations.seconds.push(None);
                continue;
            }
            Cell::Number(number) => Some(number * unit),
            Cell::Date(local) => Some(of_cell(local) as f64),
            Cell::Text(text) => of_text(text, unit),
            Cell::Bool(_) => None,
        };
        if seconds.is_none() {
            durations.bad_count += 1;
            if let (Cell::Text(text), true) = (cell, durations.example.is_empty()) {
                text.clone_into(&mut durations.example);
            }
        }
        durations.seconds.push(seconds);
    }
    durations
}

/// A duration cell as it is, one shown as a date of 1900 by its days and time, any other date by its time of day.
fn of_cell(local: WallTime) -> i64 {
    let local = local.seconds();
    let since_first = local.saturating_add(FIRST_DAY);
    match () {
        () if (0..LONGEST).contains(&local) => local,
        () if (0..FEW_DAYS).contains(&since_first) => since_first,
        () => local.rem_euclid(DAY),
    }
}

/// Seconds of the unit that a heading names: of the smallest, where it shows how its cells are written (`h:mm:ss`).
fn unit_of(heading: &str) -> f64 {
    let words = heading.split(|c: char| !c.is_alphabetic()).map(fold);
    let units = words.filter(|word| !word.is_empty()).filter_map(|word| match word.as_str() {
        "ss" => Some(1.0),
        "mm" => Some(60.0),
        word => of_unit(word),
    });
    units.reduce(f64::min).unwrap_or(1.0)
}

fn of_text(text: &str, unit: f64) -> Option<f64> {
    let text = with_points(text.trim());
    if let Ok(number) = text.parse::<f64>() {
        return Some(number * unit).filter(|seconds| seconds.is_finite());
    }
    let (mut rest, mut total) = (text.as_str(), 0.0);
    while !rest.is_empty() {
        let (number, after) = split(rest, |c| c.is_ascii_digit() || matches!(c, ':' | '.'));
        let (unit, left) = split(after.trim_start(), char::is_alphabetic);
        total += if number.contains(':') && unit.is_empty() {
            of_clock(number)?
        } else {
            number.parse::<f64>().ok()? * of_unit(unit)?
        };
        rest = left.trim_start_matches([' ', ',', '.']);
    }
    Some(total)
}

/// A comma between digits marks decimals: `0,75`.
fn with_points(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let is_digit =
        |at: Option<usize>| at.and_then(|at| signs.get(at)).is_some_and(char::is_ascii_digit);
    let sign = |(at, sign): (usize, &char)| match sign {
        ',' if is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1)) => '.',
        sign => *sign,
    };
    signs.iter().enumerate().map(sign).collect()
}

fn split(text: &str, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

fn of_clock(text: &str) -> Option<f64> {
    let parts: Vec<f64> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    (parts.len() <= 3).then(|| parts.iter().fold(0.0, |total, part| total * 60.0 + part))
}

fn of_unit(unit: &str) -> Option<f64> {
    match unit.to_lowercase().as_str() {
        "" | "s" | "seg" | "segs" | "sec" | "secs" | "segundo" | "segundos" | "second"
        | "seconds" => Some(1.0),
        "m" | "min" | "mins" | "minuto" | "minutos" | "minute" | "minutes" => Some(60.0),
        "h" | "hr" | "hrs" | "hora" | "horas" | "hour" | "hours" => Some(3_600.0),
        "d" | "dia" | "dias" | "day" | "days" => Some(86_400.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under(heading: &str, cell: Cell) -> Option<f64> {
        read(&RawColumn::Cells([cell].into_iter().collect()), heading).seconds[0]
    }

    fn one(cell: Cell) -> Option<f64> {
        under("Duração", cell)
    }

    #[test]
    fn a_bare_number_is_in_the_unit_that_the_heading_names() {
        for (heading, unit) in [
            ("Duração", 1.0),
            ("Dur.", 1.0),
            ("Talk time", 1.0),
            ("Duração (s)", 1.0),
            ("Duration (seconds)", 1.0),
            ("Call time (h:mm:ss)", 1.0),
            ("Mins", 60.0),
            ("Duration (min)", 60.0),
            ("Tempo (min)", 60.0),
            ("duracao_minutos", 60.0),
            ("Minutos", 60.0),
            ("Length (hrs)", 3600.0),
            ("Horas", 3600.0),
        ] {
            let cells = [Cell::Number(1.5), Cell::Text("1.5"), Cell::Text("1,5")];
            for cell in cells {
                assert_eq!(under(heading, cell), Some(1.5 * unit), "{heading} {cell:?}");
            }
            assert_eq!(under(heading, Cell::Text("2m30s")), Some(150.0), "{heading}");
            assert_eq!(under(heading, Cell::Text("0:30")), Some(30.0), "{heading}");
            assert_eq!(under(heading, Cell::Text("0")), Some(0.0), "{heading}");
        }
    }

    #[test]
    fn every_way_exports_write_a_length_of_time() {
        let texts = [
            ("90", 90.0),
            ("01:30", 90.0),
            ("36:05:01", 129_901.0),
            ("1h 5min", 3_900.0),
            ("2m30s", 150.0),
            ("1 day, 2:03:04", 93_784.0),
            ("0 days 00:05:00.500", 300.5),
            ("3 minutos", 180.0),
        ];
        for (text, seconds) in texts {
            assert_eq!(one(Cell::Text(text)), Some(seconds), "{text}");
        }
        assert_eq!(one(Cell::Date(WallTime::of(129_901))), Some(129_901.0));
        assert_eq!(one(Cell::Date(WallTime::of(DAY / 2 - 25_567 * DAY))), Some(129_600.0));
        assert_eq!(one(Cell::Date(WallTime::of(1_795_430_705))), Some(38_705.0));
    }

    #[test]
    fn what_is_none_is_counted() {
        let cells = ["ontem", "", "-", "1:2:3:4"].map(Cell::Text);
        let read = read(&RawColumn::Cells(cells.into_iter().collect()), "");
        assert_eq!(
            (read.bad_count, read.example.as_str(), read.seconds),
            (2, "ontem", vec![None; 4])
        );
    }
}
