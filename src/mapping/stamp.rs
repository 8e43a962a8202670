//! One date text taken apart, before its column has decided which number is the day.

/// The parts of a date text; which of day and month comes first is the column's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The date's numbers.
    pub date: DateParts,
    /// Seconds after midnight, when a time of day was given.
    pub seconds: Option<u32>,
    /// The time had seconds.
    pub has_seconds: bool,
    /// Seconds ahead of UTC, when a zone was given.
    pub offset: Option<i32>,
}

/// The date's numbers in the order written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateParts {
    /// Year, month, day: no doubt.
    Known(i32, u32, u32),
    /// Two numbers and a year: day and month in either order.
    Either(u32, u32, i32),
    /// A day number as workbooks count (whole days).
    Serial(i64),
}

/// Zones that tools write by name, with their hours ahead of UTC. Names that several countries use are not among them.
const ZONES: [(&str, i32); 17] = [
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("BRT", -3),
    ("BRST", -2),
    ("ART", -3),
    ("WET", 0),
    ("WEST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("PST", -8),
    ("PDT", -7),
];

const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "janeiro"],
    &["feb", "fev", "february", "fevereiro"],
    &["mar", "march", "março", "marco"],
    &["apr", "abr", "april", "abril"],
    &["may", "mai", "maio"],
    &["jun", "june", "junho"],
    &["jul", "july", "julho"],
    &["aug", "ago", "august", "agosto"],
    &["sep", "set", "sept", "september", "setembro"],
    &["oct", "out", "october", "outubro"],
    &["nov", "november", "novembro"],
    &["dec", "dez", "december", "dezembro"],
];

/// Stands for the year of a date that has none.
pub const YEARLESS: i32 = i32::MIN;

/// The day workbooks count from (1899-12-30), in days before 1970-01-01.
pub const SERIAL_EPOCH: i64 = 25_569;

impl Stamp {
    /// Midnight, or no time of day at all.
    pub fn is_midnight(&self) -> bool {
        self.seconds.unwrap_or(0) == 0
    }
}

/// `13/11/2026 14:05`, `2026-11-13T14:05:09` and their like, as most exports write: ten times as fast as by scanning.
pub(super) fn plain(text: &str) -> Option<Stamp> {
    let bytes = text.as_bytes();
    let number = |from: usize, digits: usize| {
        bytes.get(from..from + digits)?.iter().try_fold(0_u32, |value, digit| {
            digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
        })
    };
    let is = |at: usize, marks: &[u8]| bytes.get(at).is_some_and(|mark| marks.contains(mark));
    let parts = |one: usize, other: usize| is(one, b"/-.") && bytes.get(one) == bytes.get(other);
    let date = match () {
        () if parts(2, 5) => {
            DateParts::Either(number(0, 2)?, number(3, 2)?, year(number(6, 4)?, 4)?)
        }
        () if parts(4, 7) => known(number(0, 4)?, number(5, 2)?, number(8, 2)?)?,
        () => return None,
    };
    let has_seconds = match bytes.len() {
        10 => return Some(Stamp { date, seconds: None, has_seconds: false, offset: None }),
        16 => false,
        19 if is(16, b":") => true,
        _ => return None,
    };
    let (hour, minute) = (number(11, 2)?, number(14, 2)?);
    let second = if has_seconds { number(17, 2)? } else { 0 };
    let is_time = is(10, b" T") && is(13, b":") && hour < 24 && minute < 60 && second < 61;
    let seconds = Some((hour * 3_600 + minute * 60 + second).min(86_399));
    is_time.then_some(Stamp { date, seconds, has_seconds, offset: None })
}

/// Digits with at most one decimal point, in the range of the years 1954 to 2119.
pub(super) fn serial(text: &str) -> Option<Stamp> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    if whole.len() != 5 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let days: i64 = whole.parse().ok().filter(|days| (20_000..80_000).contains(days))?;
    let part: f64 = format!("0.{fraction}").parse().ok()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 ≤ part < 1
    let seconds = ((part * 86_400.0).round() as u32).min(86_399);
    Some(Stamp {
        date: DateParts::Serial(days - SERIAL_EPOCH),
        seconds: (seconds > 0).then_some(seconds),
        has_seconds: true,
        offset: None,
    })
}

/// A text in one of the ways in which tools write an instant.
pub fn dated(text: &str) -> Option<Stamp> {
    let mut rest = Scanner { bytes: text.as_bytes(), text };
    let date = rest.date()?;
    let mut stamp = Stamp { date, seconds: None, has_seconds: false, offset: None };
    rest.skip_glue();
    if rest.bytes.is_empty() {
        return Some(stamp);
    }
    if rest.peek_digit() {
        let is_packed = text.bytes().take(8).all(|byte| byte.is_ascii_digit());
        let (seconds, has_seconds) = rest.time(is_packed)?;
        stamp.seconds = Some(seconds);
        stamp.has_seconds = has_seconds;
    }
    stamp.offset = rest.zone()?;
    Some(stamp)
}

/// True for what names a zone by itself: `BRT`, `GMT-3`, `-03:00`.
pub fn is_zone(text: &str) -> bool {
    !text.is_empty() && Scanner { bytes: text.as_bytes(), text }.zone().is_some()
}

/// What is left of a date text.
struct Scanner<'a> {
    bytes: &'a [u8],
    text: &'a str,
}

impl Scanner<'_> {
    fn advance(&mut self, count: usize) {
        self.bytes = self.bytes.get(count..).unwrap_or_default();
        self.text = self.text.get(self.text.len() - self.bytes.len()..).unwrap_or_default();
    }

    fn peek_digit(&self) -> bool {
        self.bytes.first().is_some_and(u8::is_ascii_digit)
    }

    /// A number of at most `most` digits and how many digits it had.
    fn number(&mut self, most: usize) -> Option<(u32, usize)> {
        let digits = self.bytes.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        let value =
            self.bytes.iter().take(digits).fold(0_u32, |value, b| value * 10 + u32::from(b - b'0'));
        self.advance(digits);
        (digits > 0).then_some((value, digits))
    }

    fn eat(&mut self, wanted: &[u8]) -> Option<u8> {
        let byte = *self.bytes.first().filter(|byte| wanted.contains(byte))?;
        self.advance(1);
        Some(byte)
    }

    fn word(&mut self) -> &str {
        let end = self.text.find(|c: char| !c.is_alphabetic()).unwrap_or(self.text.len());
        let (word, _) = self.text.split_at(end);
        self.bytes = self.bytes.get(end..).unwrap_or_default();
        self.text = self.text.get(end..).unwrap_or_default();
        word
    }

    fn skip_blanks(&mut self) {
        while self.eat(b" ,.").is_some() {}
    }

    /// What stands between a date and its time: blanks, a comma, `T`, `às`, `at`, a dash.
    fn skip_glue(&mut self) {
        while let Some(glue) = [" - ", ",", " ", "T", "t", "às", "as ", "at ", "\u{a0}"]
            .into_iter()
            .find(|glue| self.text.starts_with(glue))
        {
            self.advance(glue.len());
        }
    }

    fn date(&mut self) -> Option<DateParts> {
        if self.peek_digit() { self.numbers_first() } else { self.month_first() }
    }

    fn numbers_first(&mut self) -> Option<DateParts> {
        let (first, digits) = self.number(8)?;
        if digits == 8 {
            return known(first / 10_000, first / 100 % 100, first % 100);
        }
        let mark = self.eat(b"/-.");
        let Some(mark) = mark.filter(|_| self.peek_digit()) else {
            return if digits == 4 { self.month_day(first) } else { self.named_month(first) };
        };
        let (second, _) = self.number(2)?;
        self.eat(&[mark])?;
        let (third, last_digits) = self.number(4)?;
        match (digits, last_digits) {
            (4, 1..=2) => known(first, second, third),
            (1..=2, 2 | 4) => Some(DateParts::Either(first, second, year(third, last_digits)?)),
            _ => None,
        }
    }

    /// `15 Apr, 2021`, `15 de abril de 2021`, `15-abr-21`.
    fn named_month(&mut self, day: u32) -> Option<DateParts> {
        self.skip_joint();
        let month = month(self.word())?;
        self.skip_joint();
        let (value, digits) = self.number(4)?;
        known(u32::try_from(year(value, digits)?).ok()?, month, day)
    }

    /// `2021-Apr-15`.
    fn month_day(&mut self, year: u32) -> Option<DateParts> {
        self.skip_joint();
        let month = month(self.word())?;
        self.skip_joint();
        known(year, month, self.number(2)?.0)
    }

    /// `Apr 15, 2021`.
    fn month_first(&mut self) -> Option<DateParts> {
        let month = month(self.word())?;
        self.skip_blanks();
        let (day, _) = self.number(2).filter(|_| !self.peek_digit())?;
        self.skip_blanks();
        let (value, digits) = self.number(4)?;
        known(u32::try_from(year(value, digits)?).ok()?, month, day)
    }

    fn skip_joint(&mut self) {
        while self.eat(b" ,.-/").is_some() {}
        if self.text.starts_with("de ") {
            self.advance(3);
        }
    }

    /// `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fff`, `14h05`, `14h`, `14h05min`, `2 PM`, `140500`, with AM or PM behind.
    /// A time without marks stands only behind a date without marks (`20261123T140500`).
    fn time(&mut self, may_be_packed: bool) -> Option<(u32, bool)> {
        let is_packed = may_be_packed && self.bytes.iter().take(4).all(u8::is_ascii_digit);
        let (hour, _) = self.number(2)?;
        let mark = self.eat(b":hH");
        let minute = self.number(2).map(|(minute, _)| minute);
        let colon = self.eat(b":").is_some();
        let packed = if is_packed && !colon { self.number(2) } else { None };
        let second = if colon { Some(self.number(2)?) } else { packed }.map(|(second, _)| second);
        if second.is_some() && self.eat(b".,").is_some() {
            self.number(9)?;
        }
        self.skip_unit(if mark == Some(b':') { "h" } else { "min" });
        self.skip_blanks();
        let half = self.half();
        let is_whole = match mark {
            Some(b':') => minute.is_some(),
            Some(_) => true,
            None => is_packed || (minute.is_none() && half.is_some()),
        };
        let hour = match half {
            Some(half) if hour <= 12 => hour % 12 + half,
            _ => hour,
        };
        let (minute, seconds) = (minute.unwrap_or(0), second.unwrap_or(0));
        (is_whole && hour < 24 && minute < 60 && seconds < 61)
            .then_some(((hour * 3_600 + minute * 60 + seconds).min(86_399), second.is_some()))
    }

    /// Reads `am` or `pm`, or a last `a` or `p`, as the hours to add: 0 or 12.
    fn half(&mut self) -> Option<u32> {
        let length = self.text.len().min(2);
        let half = match self.text.get(..length).map(str::to_ascii_lowercase).as_deref() {
            Some("pm" | "p") => 12,
            Some("am" | "a") => 0,
            _ => return None,
        };
        self.advance(length);
        Some(half)
    }

    fn skip_unit(&mut self, unit: &str) {
        if self.text.get(..unit.len()).is_some_and(|text| text.eq_ignore_ascii_case(unit)) {
            self.advance(unit.len());
        }
    }

    /// Nothing, `Z`, `UTC`, `BRT`, `-0300`, `+00:00`, `GMT-3`, `+0000 UTC`. Outer `None`: something that is no zone.
    #[allow(clippy::option_option)] // no zone and no date are different things
    fn zone(&mut self) -> Option<Option<i32>> {
        self.skip_blanks();
        if self.bytes.is_empty() {
            return Some(None);
        }
        let named = self.zone_name();
        self.skip_blanks();
        if let (Some(hours), true) = (named, self.bytes.is_empty()) {
            return Some(Some(hours * 3_600));
        }
        // Only the zones that others are counted from have hours behind them.
        if named.is_some_and(|hours| hours != 0) {
            return None;
        }
        let sign = if self.eat(b"+-")? == b'-' { -1 } else { 1 };
        let (hours, digits) = self.number(4)?;
        let colon = self.eat(b":").and_then(|_| self.number(2)).map_or(0, |(minutes, _)| minutes);
        let (hours, minutes) = if digits > 2 { (hours / 100, hours % 100) } else { (hours, colon) };
        let offset = i32::try_from(hours * 3_600 + minutes * 60).ok()?;
        self.skip_blanks();
        let is_whole = self.bytes.is_empty() || (named.is_none() && self.zone_name().is_some());
        (is_whole && self.bytes.is_empty() && hours < 15 && minutes < 60)
            .then_some(Some(sign * offset))
    }

    /// The hours ahead of UTC of the zone named next.
    fn zone_name(&mut self) -> Option<i32> {
        let length = self.bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = self.text.get(..length)?;
        let (_, hours) = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))?;
        self.advance(length);
        Some(*hours)
    }
}

fn known(year: u32, month: u32, day: u32) -> Option<DateParts> {
    let year = i32::try_from(year).ok().filter(|year| (1900..=2200).contains(year))?;
    chrono::NaiveDate::from_ymd_opt(year, month, day).map(|_| DateParts::Known(year, month, day))
}

/// A year of four digits, or of two: 00–68 is this century, 69–99 the last (POSIX).
fn year(value: u32, digits: usize) -> Option<i32> {
    let value = i32::try_from(value).ok()?;
    match digits {
        4 => (1900..=2200).contains(&value).then_some(value),
        2 => Some(if value < 69 { 2000 + value } else { 1900 + value }),
        _ => None,
    }
}

/// True for the name of a month, or its usual beginning.
pub fn is_month(word: &str) -> bool {
    month(word).is_some()
}

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let position = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    u32::try_from(position + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_exports_write_a_date() {
        let known = |y, m, d, s: Option<u32>, sec, off| Stamp {
            date: DateParts::Known(y, m, d),
            seconds: s,
            has_seconds: sec,
            offset: off,
        };
        let cases = [
            ("2026-11-23", known(2026, 11, 23, None, false, None)),
            ("2026-11-23 14:05:09", known(2026, 11, 23, Some(50_709), true, None)),
            ("2026-11-23T14:05:09Z", known(2026, 11, 23, Some(50_709), true, Some(0))),
            (
                "2026-11-23T14:05:09.123-03:00",
                known(2026, 11, 23, Some(50_709), true, Some(-10_800)),
            ),
            ("2026-11-23 14:05:09 -0300", known(2026, 11, 23, Some(50_709), true, Some(-10_800))),
            ("2026-11-23 14:05:09 UTC", known(2026, 11, 23, Some(50_709), true, Some(0))),
            ("15 Apr, 2021 00:03:00", known(2021, 4, 15, Some(180), true, None)),
            ("15 de abril de 2021 às 14h05", known(2021, 4, 15, Some(50_700), false, None)),
            ("Apr 15, 2021", known(2021, 4, 15, None, false, None)),
        ];
        for (text, wanted) in cases {
            assert_eq!(Stamp::read(text), Some(wanted), "{text}");
        }
        let either = Stamp::read("3/15/2024 2:30 PM").unwrap();
        assert_eq!((either.date, either.seconds), (DateParts::Either(3, 15, 2024), Some(52_200)));
        for (text, seconds) in [
            ("11/2/26 9:05a", 32_700),
            ("11/2/26 2:15p", 51_300),
            ("11/2/2026 12:10P", 43_800),
            ("Nov 2, 2026 12:10 a", 600),
            ("11/2/26 4:50:30p", 60_630),
        ] {
            assert_eq!(Stamp::read(text).and_then(|own| own.seconds), Some(seconds), "{text}");
        }
        assert_eq!(Stamp::read("11/2/26 13:05x"), None);
        assert_eq!(Stamp::read("12:00 AM"), None);
        assert_eq!(Stamp::read("46349").unwrap().date, DateParts::Serial(46_349 - SERIAL_EPOCH));
    }

    #[test]
    fn the_plain_ways_are_read_as_by_scanning() {
        let dates = [
            "13/11/2026",
            "31/02/2026",
            "99/99/2026",
            "13-11-2026",
            "13.11.2026",
            "13/11-2026",
            "2026-11-13",
            "2026/11/13",
            "2026-13-11",
            "1899-11-13",
            "13/11/2201",
            "13/11/20a6",
            "1/11/2026",
            "13/11/26",
        ];
        let times = [
            "",
            " 00:00",
            " 14:05",
            "T14:05",
            " 23:59:60",
            " 23:59:61",
            " 24:00",
            " 14:60",
            " 14:05:09",
            "T14:05:09",
            " 1:05",
            " 14:05:9",
            " 14:05:09Z",
            " 14h05",
            " 14:05 PM",
            "x14:05",
            " ",
        ];
        let mut same = 0;
        for text in dates.iter().flat_map(|date| times.map(|time| format!("{date}{time}"))) {
            let Some(stamp) = plain(&text) else { continue };
            assert_eq!(dated(&text), Some(stamp), "{text}");
            same += 1;
        }
        assert_eq!(same, 7 * 7, "the others are left to the scanner");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "-",
            "n/a",
            "hoje",
            "2026-13-01",
            "31/31",
            "99999",
            "1234",
            "11 98765-4321",
            "2026-11-23 25:00",
            "2026-11-23 x",
        ] {
            assert_eq!(Stamp::read(text), None, "{text}");
        }
    }
}
