//! Feasts that move with the moon: Easter, from which the Brazilian calendar counts its own.

use crate::model::zone::Day;

/// Easter Sunday of a Gregorian year (Meeus, *Astronomical Algorithms*, ch. 8); `None` outside the calendar's years.
pub fn easter(year: i32) -> Option<Day> {
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * to_sunday) / 451;
    let of_march = moon + to_sunday - 7 * late + 21;
    Some(Day::ymd(year, 3, 1)?.plus(of_march))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        let known = [
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2019, 4, 21),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2038, 4, 25),
            (2049, 4, 18),
        ];
        for (year, month, day) in known {
            assert_eq!(easter(year), Day::ymd(year, month, day), "{year}");
        }
    }
}
