//! The agreement's time zone: local days and times to instants and back (the only door to chrono-tz).

use std::cmp::Ordering;

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::Tz;

use super::moment::{Instant, Moment, Precision};

const DAY_SECONDS: i64 = 86_400;
const FIRST_YEAR: i32 = 2000;
const YEARS: usize = 60;

/// A local calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a calendar date.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - epoch().num_days_from_ce())
    }

    /// The day of year, month and day of month; `None` when there is no such date.
    pub fn ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::of)
    }

    /// The calendar date; days beyond what the calendar holds become its ends.
    pub fn date(self) -> NaiveDate {
        let days = Days::new(u64::from(self.0.unsigned_abs()));
        let moved = if self.0 < 0 {
            epoch().checked_sub_days(days)
        } else {
            epoch().checked_add_days(days)
        };
        moved.unwrap_or(if self.0 < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
    }

    /// The day `days` later (earlier when negative).
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

/// Date and time as a clock on a wall shows them, in whatever zone it hangs; a cell may mean a length of time by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WallTime(i64);

impl WallTime {
    /// What the clock shows so many seconds after it showed the beginning of 1970.
    pub const fn of(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The beginning of a day.
    pub fn start_of(day: Day) -> Self {
        Self(i64::from(day.0) * DAY_SECONDS)
    }

    /// Seconds since the clock showed the beginning of 1970.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Seconds since it showed the beginning of its day.
    pub fn time(self) -> i64 {
        self.0.rem_euclid(DAY_SECONDS)
    }

    /// Its day; nothing beyond what days can count.
    pub fn day(self) -> Option<Day> {
        i32::try_from(self.0.div_euclid(DAY_SECONDS)).ok().map(Day)
    }

    /// The same in the calendar, as far as that reaches.
    pub fn date_time(self) -> Option<NaiveDateTime> {
        DateTime::from_timestamp(self.0, 0).map(|at| at.naive_utc())
    }
}

fn epoch() -> NaiveDate {
    NaiveDate::default()
}

/// A time zone with the beginning of each local day looked up once.
///
/// A local time that does not exist is the first instant that does; an ambiguous one takes the earlier offset (`DEFINITIONS.md` §1).
#[derive(Clone, Debug)]
pub struct Zone {
    tz: Tz,
    first: Day,
    starts: Vec<Instant>,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.tz == other.tz
    }
}

impl Zone {
    /// The zone of an IANA name such as `America/Sao_Paulo`; `None` when there is none of that name.
    pub fn named(name: &str) -> Option<Self> {
        let tz: Tz = name.parse().ok()?;
        let first = Day::ymd(FIRST_YEAR, 1, 1)?;
        let days = i32::try_from(YEARS * 366).ok()?;
        let starts =
            (0..days).map(|i| instant(tz, first.plus(i).date().and_time(NaiveTime::MIN))).collect();
        Some(Self { tz, first, starts })
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.tz.name()
    }

    fn start_at(&self, index: i64) -> Option<Instant> {
        self.starts.get(usize::try_from(index).ok()?).copied()
    }

    /// The first instant of a local day.
    pub fn start_of(&self, day: Day) -> Instant {
        self.start_at(i64::from(day.0) - i64::from(self.first.0))
            .unwrap_or_else(|| instant(self.tz, day.date().and_time(NaiveTime::MIN)))
    }

    /// The local day an instant lies in.
    pub fn day_of(&self, at: Instant) -> Day {
        let Some(origin) = self.starts.first() else { return Day::of(self.local(at).date()) };
        let guess = (at - *origin).div_euclid(DAY_SECONDS);
        for index in [guess, guess + 1, guess - 1] {
            if let (Some(start), Some(next)) = (self.start_at(index), self.start_at(index + 1))
                && start <= at
                && at < next
            {
                return self.first.plus(i32::try_from(index).unwrap_or(0));
            }
        }
        Day::of(self.local(at).date())
    }

    /// The instant of a local date and time of day in seconds.
    pub fn instant(&self, day: Day, seconds: u32) -> Instant {
        let (start, next) = (self.start_of(day), self.start_of(day.plus(1)));
        if next - start == DAY_SECONDS {
            return start + i64::from(seconds);
        }
        let time = TimeDelta::seconds(i64::from(seconds));
        instant(
            self.tz,
            day.date()
                .and_time(NaiveTime::MIN)
                .checked_add_signed(time)
                .unwrap_or(NaiveDateTime::MAX),
        )
    }

    /// The wall-clock time of an instant.
    pub fn local(&self, at: Instant) -> NaiveDateTime {
        let utc = utc(at).naive_utc();
        self.tz.from_utc_datetime(&utc).naive_local()
    }

    /// An instant as RFC 3339 with the zone's offset, as the summary document writes it.
    pub fn rfc3339(&self, at: Instant) -> String {
        let mut text = String::with_capacity(25);
        self.write_rfc3339(at, &mut text);
        text
    }

    /// The same at the end of a text.
    pub fn write_rfc3339(&self, at: Instant, out: &mut String) {
        let day = self.day_of(at);
        let (start, next) = (self.start_of(day), self.start_of(day.plus(1)));
        let offset = i64::from(day.0) * DAY_SECONDS - start.unix();
        if next - start != DAY_SECONDS || offset % 60 != 0 {
            let local = utc(at).with_timezone(&self.tz);
            out.push_str(&local.to_rfc3339_opts(chrono::SecondsFormat::Secs, false));
            return;
        }
        stamp(day.date(), at - start, offset, out);
    }

    /// The local day of a moment.
    pub fn day(&self, moment: Moment) -> Day {
        self.day_of(moment.at())
    }

    /// Order of two moments at the coarser of their precisions; equal counts as *at or after*.
    pub fn order(&self, left: Moment, right: Moment) -> Ordering {
        let minute = |moment: Moment| moment.at().unix().div_euclid(60);
        match left.precision().max(right.precision()) {
            Precision::Second => left.at().cmp(&right.at()),
            Precision::Minute => minute(left).cmp(&minute(right)),
            Precision::Day => self.day(left).cmp(&self.day(right)),
        }
    }

    /// True when `left` comes before `right` as far as both are known.
    pub fn before(&self, left: Moment, right: Moment) -> bool {
        self.order(left, right) == Ordering::Less
    }

    /// The last second a moment can mean: its own, or the end of its minute's reading or day.
    pub fn latest(&self, moment: Moment) -> Instant {
        if moment.is_date_only() {
            self.start_of(self.day(moment).plus(1)) - 1
        } else {
            moment.at()
        }
    }
}

/// A date, seconds after its midnight and an offset as RFC 3339; a million of them are written for one file.
fn stamp(date: NaiveDate, seconds: i64, offset: i64, out: &mut String) {
    let two = |out: &mut String, value: i64, mark: char| {
        let digit = |value: i64| {
            char::from_digit(u32::try_from(value % 10).unwrap_or(0), 10).unwrap_or('0')
        };
        out.extend([digit(value / 10), digit(value), mark]);
    };
    let year = i64::from(date.year());
    two(out, year / 100, '-');
    out.pop();
    two(out, year % 100, '-');
    two(out, i64::from(date.month()), '-');
    two(out, i64::from(date.day()), 'T');
    two(out, seconds / 3_600, ':');
    two(out, seconds / 60 % 60, ':');
    two(out, seconds % 60, if offset < 0 { '-' } else { '+' });
    two(out, offset.abs() / 3_600, ':');
    two(out, offset.abs() / 60 % 60, ' ');
    out.pop();
}

fn utc(at: Instant) -> DateTime<Utc> {
    DateTime::from_timestamp(at.unix(), 0).unwrap_or_default()
}

fn instant(tz: Tz, local: NaiveDateTime) -> Instant {
    match tz.from_local_datetime(&local) {
        LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => Instant::of(t.timestamp()),
        LocalResult::None => after_gap(tz, local),
    }
}

/// The first instant after the gap that swallows `local`: the transition itself, found by halving.
fn after_gap(tz: Tz, local: NaiveDateTime) -> Instant {
    let near = Instant::of(local.and_utc().timestamp());
    let offset =
        |at: Instant| tz.offset_from_utc_datetime(&utc(at).naive_utc()).fix().local_minus_utc();
    let (mut low, mut high) = (near - 2 * DAY_SECONDS, near + 2 * DAY_SECONDS);
    let before = offset(low);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if offset(middle) == before { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_chrono_would() {
        for name in
            ["America/Sao_Paulo", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"]
        {
            let zone = Zone::named(name).unwrap();
            for at in (0..4_000).map(|step| 946_684_800 + step * 211_399) {
                let wanted = DateTime::from_timestamp(at, 0).unwrap().with_timezone(&zone.tz);
                assert_eq!(
                    zone.rfc3339(Instant::of(at)),
                    wanted.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
                    "{name} {at}"
                );
            }
        }
    }

    #[test]
    fn a_gap_goes_to_its_end_and_an_overlap_to_its_first_pass() {
        let zone = Zone::named("America/New_York").unwrap();
        let (spring, autumn) = (Day::ymd(2026, 3, 8).unwrap(), Day::ymd(2026, 11, 1).unwrap());
        assert_eq!(
            zone.rfc3339(zone.instant(spring, 2 * 3_600 + 1_800)),
            "2026-03-08T03:00:00-04:00"
        );
        assert_eq!(zone.rfc3339(zone.instant(autumn, 3_600 + 1_800)), "2026-11-01T01:30:00-04:00");
        let (before_2019, midnight) =
            (Zone::named("America/Sao_Paulo").unwrap(), Day::ymd(2018, 11, 4).unwrap());
        assert_eq!(
            before_2019.rfc3339(before_2019.start_of(midnight)),
            "2018-11-04T01:00:00-02:00"
        );
    }

    #[test]
    fn moments_compare_at_the_coarser_precision() {
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        let day = Day::ymd(2026, 11, 23).unwrap();
        let noon = Moment::new(zone.instant(day, 12 * 3_600), Precision::Second);
        let date = Moment::new(zone.start_of(day), Precision::Day);
        assert_eq!(zone.order(noon, date), Ordering::Equal);
        assert_eq!(
            zone.order(
                Moment::new(noon.at() + 20, Precision::Second),
                Moment::new(noon.at(), Precision::Minute)
            ),
            Ordering::Equal
        );
        assert!(zone.before(noon, Moment::new(noon.at() + 1, Precision::Second)));
    }
}
