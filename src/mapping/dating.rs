//! The dates of a file: their order, what cannot be read, and what that means for the rows.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::issue::{Code, Issue};
use crate::model::account::Reason;
use crate::model::agreement::{Commitment, DurationUnit, YearRule};
use crate::model::memory::DateReading;
use crate::model::moment::{Instant, Moment};
use crate::model::words::{Milestone, Table};

use super::cells;
use super::dates::{self, DateRules, Dates, Year};
use super::fields::{self, FIRST_CONTACT, FieldKind, Need};
use super::frame::Fate;
use super::order::{Place, Proof};
use super::read::{FileRows, MOST_LISTED, Reader};
use super::stamp::Stamp;

/// Unreadable cells from which a column that holds mostly such is no column of dates, however few its filled cells.
const FEW: u64 = 3;

type Refused = Vec<Issue>;

/// So many seconds before most dates of its column a date is hardly one of them: thirty years.
const OLD: i64 = 30 * 365 * 86_400;

/// Rows whose date lies that long before the middle one of the column: a century mistyped, or a day that stands for none (`01/01/1900`).
fn old(moments: &[Option<Moment>]) -> Vec<usize> {
    let at = || moments.iter().flatten().map(|moment| moment.at());
    if at().min().zip(at().max()).is_none_or(|(first, last)| last - first <= OLD) {
        return Vec::new();
    }
    let mut all: Vec<Instant> = at().collect();
    let middle = all.len() / 2;
    let (_, middle, _) = all.select_nth_unstable(middle);
    let limit = *middle - OLD;
    let is_old = |moment: &Option<Moment>| moment.is_some_and(|moment| moment.at() < limit);
    (0..).zip(moments).filter(|(_, moment)| is_old(moment)).map(|(row, _)| row).collect()
}

/// How many of them have no time of day.
fn days(moments: &[Option<Moment>]) -> usize {
    moments.iter().flatten().filter(|at| at.is_date_only()).count()
}

impl Reader<'_> {
    /// Which of day and month comes first in the file, and whether any of its dates leaves that open.
    pub(super) fn reading(
        &self,
        known: Option<DateReading>,
    ) -> Result<(DateReading, bool), Refused> {
        let (said, usual) = (self.source.read.dates, dates::usual(self.agreement.numbers));
        let proof = self.proof();
        if said.is_none() {
            if let (Some(day), Some(month)) = (&proof.day_first, &proof.month_first) {
                return Err(vec![self.order_issue(Code::DatesContradictory, month, day)]);
            }
            let turned = known.filter(|known| proof.order().is_some_and(|own| own != known.order));
            if let (Some(known), Some(place)) =
                (turned, proof.order().and_then(|own| proof.place(own)))
            {
                let mut issue = self.order_issue(Code::DatesTurned, place, place);
                issue.values.push(("style", known.order.word().to_owned()));
                return Err(vec![issue]);
            }
        }
        Ok((proof.reading(said, known, usual), proof.is_open))
    }

    /// What all date columns of the file prove together.
    fn proof(&self) -> Proof {
        let columns = self.layout.columns.iter();
        let positions: BTreeSet<usize> = columns
            .filter(|(field, _)| fields::kind(self.source.table, field) == FieldKind::Date)
            .flat_map(|(field, own)| {
                let is_split = self.layout.split_times.contains(field);
                own.iter().take(if is_split { 1 } else { own.len() }).copied()
            })
            .collect();
        let positions: Vec<usize> = positions.into_iter().collect();
        let has_yearless = self.source.read.year.is_some();
        let proofs: Vec<Proof> = positions
            .par_iter()
            .filter_map(|at| {
                self.table.columns.get(*at).map(|column| Proof::of(*at, column, has_yearless))
            })
            .collect();
        proofs.into_iter().fold(Proof::default(), Proof::and)
    }

    fn order_issue(&self, code: Code, place: &Place, other: &Place) -> Issue {
        let mut issue = self.date_issue(
            code,
            "",
            self.header(&[place.column]),
            (self.number(place.row), place.text.clone()),
        );
        issue.values.push(("other-column", self.header(&[other.column])));
        issue.values.push(("other-row", self.number(other.row).to_string()));
        issue.values.push(("other-value", other.text.clone()));
        issue
    }

    /// The year of dates without one, as the source says it.
    fn year(&self) -> Option<Year> {
        self.source.read.year.map(|rule| match rule {
            YearRule::Of(year) => Year::Of(year),
            YearRule::Newest => Year::UpTo(self.agreement.zone.day_of(self.table.modified)),
        })
    }

    /// The number in the file of a row of the table.
    fn number(&self, row: usize) -> u32 {
        self.table.rows.get(row).copied().unwrap_or(0)
    }

    pub(super) fn date(
        &self,
        field: &str,
        positions: &[usize],
        file: &mut FileRows,
    ) -> Result<(String, u64), Refused> {
        let columns = self.columns(positions);
        let Some(date) = columns.first() else { return Ok((String::new(), 0)) };
        let is_split = self.layout.split_times.iter().any(|split| split == field);
        let time = if is_split { columns.get(1).copied() } else { None };
        let zone = &self.agreement.zone;
        let rules = DateRules {
            zone,
            file_zone: self.source.timezone.as_ref().unwrap_or(zone),
            reading: self.reading,
            is_late: self.table.is_late,
            year: self.year(),
        };
        let filled = if columns.len() > 1 && time.is_none() {
            Some(cells::first_filled(&columns))
        } else {
            None
        };
        let read = dates::read(filled.as_ref().unwrap_or(date), time, rules);
        self.refuse_dates(field, positions, &read)?;
        self.note_dates(field, positions, &read, file);
        file.issues.extend(self.untimed(field, positions, &read));
        match fields::need(self.source.table, field) {
            Need::Needed => self.set_undated_aside(&read, positions, file, |_| true),
            Need::Readable => {
                let bad: BTreeSet<usize> = read.bad.iter().map(|(row, _)| *row).collect();
                self.set_undated_aside(&read, positions, file, |row| bad.contains(&row));
            }
            Need::Optional => self.list_unread(&read, positions, file),
        }
        file.frame.note_unread(&read.some_day, field);
        file.frame.dates.insert(field.to_owned(), read.moments);
        Ok((read.style, read.filled))
    }

    /// Lists the unreadable cells of an optional date column for a reader to look at, as many as are listed of a file; the rows stay in
    /// use. `positions` are the columns of the field.
    fn list_unread(&self, read: &Dates, positions: &[usize], file: &mut FileRows) {
        let header = self.header(positions);
        let room = MOST_LISTED.saturating_sub(file.unkeyed.len());
        let cells = read.bad.iter().take(room);
        let aside = |(row, value): &(usize, String)| {
            self.aside(self.number(*row), Some(&header), value.clone(), Reason::UnreadDate)
        };
        file.unkeyed.extend(cells.map(aside));
    }

    /// A column that is none of dates, one with more unreadable rows than agreed, or one that a program has turned round.
    fn refuse_dates(&self, field: &str, positions: &[usize], read: &Dates) -> Result<(), Refused> {
        let refused = |code, row: usize, value: String| {
            self.date_issue(code, field, self.header(positions), (self.number(row), value))
        };
        if let Some((real, text)) = read.half_converted {
            let shown = |row: usize| {
                let texts = cells::first_texts(&self.columns(positions));
                texts.get(row).unwrap_or_default().to_owned()
            };
            let mut issue = refused(Code::DatesHalfConverted, text, shown(text));
            issue.values.push(("other-row", self.number(real).to_string()));
            issue.values.push(("other-value", shown(real).chars().take(10).collect()));
            return Err(vec![issue]);
        }
        let most = self.source.max_set_aside;
        let is_beyond = |of: u64| read.bad_count as f64 > most * of as f64;
        let is_none = read.bad_count >= FEW && read.bad_count * 2 > read.filled;
        if is_beyond(read.filled) && (is_none || is_beyond(self.table.rows.len() as u64)) {
            let (row, value) = read.bad.first().cloned().unwrap_or_default();
            let lacks_years = read.yearless * 2 > read.bad_count;
            let code = if lacks_years { Code::DatesNoYear } else { Code::DatesUnreadable };
            let mut issue = refused(code, row, value);
            issue.values.push(("n", read.bad_count.to_string()));
            issue.values.push(("of", read.filled.to_string()));
            return Err(vec![issue]);
        }
        Ok(())
    }

    /// Says what is open or cannot be read in a column that is used all the same.
    fn note_dates(&self, field: &str, positions: &[usize], read: &Dates, file: &mut FileRows) {
        if read.is_ambiguous {
            let mut issue = self.date_issue(
                Code::AmbiguousDates,
                field,
                self.header(positions),
                (0, String::new()),
            );
            issue.serious = false;
            issue.values.push(("style", read.style.clone()));
            file.issues.push(issue);
        }
        let relative = read.first_relative.as_ref();
        let yearless = read.first_yearless.as_ref();
        let other = read.bad.iter().find(|bad| relative != Some(*bad) && yearless != Some(*bad));
        let others = read.bad_count - read.relative - read.yearless;
        let mut note = |code, count: u64, first: Option<&(usize, String)>| {
            let Some((row, value)) = first.filter(|_| count > 0) else { return };
            let mut issue = self.date_issue(
                code,
                field,
                self.header(positions),
                (self.number(*row), value.clone()),
            );
            issue.serious = false;
            issue.values.push(("n", count.to_string()));
            issue.values.push(("of", read.filled.to_string()));
            file.issues.push(issue);
        };
        note(Code::RelativeDates, read.relative, relative);
        note(Code::DatesNoYear, read.yearless, yearless);
        note(Code::BadDates, others, other);
        note(Code::BadTimes, read.lost_times, read.first_lost_time.as_ref());
        let old = old(&read.moments);
        let cell = |row: &usize| {
            let texts = cells::first_texts(&self.columns(positions));
            (*row, texts.get(*row).unwrap_or_default().to_owned())
        };
        note(Code::OldDates, old.len() as u64, old.first().map(cell).as_ref());
    }

    /// Dates without a time where promises in hours go by them, as more than single cells are; and the column of the file that has times, if another one
    /// has.
    fn untimed(&self, field: &str, positions: &[usize], read: &Dates) -> Option<Issue> {
        let asked = self.agreement.delivered_by.map(Milestone::word);
        let is_clock = match self.source.table {
            Table::Leads => [Some("delivered"), Some(FIRST_CONTACT), asked].contains(&Some(field)),
            Table::Deals => field == FIRST_CONTACT,
            Table::Activities => field == "at",
            _ => false,
        };
        let by_hours =
            |own: &Commitment| own.within.is_some_and(|within| within.unit != DurationUnit::Days);
        let (all, days) = (read.moments.iter().flatten().count(), days(&read.moments));
        if !is_clock || days * 20 <= all || !self.agreement.commitments.iter().any(by_hours) {
            return None;
        }
        let other = self.timed_column();
        let code = if other.is_some() { Code::DatesUntimedBeside } else { Code::DatesUntimed };
        let values = self.about([
            ("field", field.to_owned()),
            ("column", self.header(positions)),
            ("n", days.to_string()),
            ("of", all.to_string()),
        ]);
        let beside = other.map(|other| ("other-column", other));
        Some(Issue::warning(code, values.into_iter().chain(beside).collect()))
    }

    /// The header of a column that no field is read from, in which most rows have a date with a time; of several the fullest.
    fn timed_column(&self) -> Option<String> {
        let read: BTreeSet<usize> = self.layout.columns.values().flatten().copied().collect();
        let free = self.table.columns.iter().enumerate().filter(|(at, _)| !read.contains(at));
        let timed = free.filter_map(|(at, column)| {
            let (zone, locale) = (&self.agreement.zone, self.agreement.numbers);
            let moments = dates::read_alone(column, zone, locale, None).moments;
            let timed = moments.iter().flatten().count() - days(&moments);
            (timed * 2 > moments.len()).then_some((timed, std::cmp::Reverse(at)))
        });
        let (_, std::cmp::Reverse(at)) = timed.max()?;
        Some(self.header(&[at]))
    }

    fn date_issue(
        &self,
        code: Code,
        field: &str,
        column: String,
        (row, value): (u32, String),
    ) -> Issue {
        let values = self.about([
            ("sheet", self.table.sheet.clone().unwrap_or_default()),
            ("field", field.to_owned()),
            ("column", column),
            ("row", row.to_string()),
            ("value", value),
            ("setting", "read.dates".to_owned()),
        ]);
        Issue::serious(code, values)
    }

    /// A row without the date that says what it means cannot be used at all.
    fn set_undated_aside(
        &self,
        read: &Dates,
        positions: &[usize],
        file: &mut FileRows,
        is_lost: impl Fn(usize) -> bool,
    ) {
        let header = self.header(positions);
        let bad: BTreeMap<usize, &str> =
            read.bad.iter().map(|(row, text)| (*row, text.as_str())).collect();
        let undated = read
            .moments
            .iter()
            .enumerate()
            .filter(|(_, moment)| moment.is_none())
            .map(|(row, _)| row);
        for row in undated
            .filter(|row| is_lost(*row) && file.frame.fate.get(*row) == Some(&Fate::Used))
            .collect::<Vec<_>>()
        {
            let value = bad.get(&row).copied().unwrap_or_default();
            let reason = match bad.get(&row) {
                Some(text) if Stamp::without_year(text).is_some() => Reason::NoYear,
                Some(_) => Reason::BadDate,
                None => Reason::NoDate,
            };
            file.frame.mark(row, Fate::SetAside(reason));
            if file.left_out.len() < MOST_LISTED {
                let number = self.number(row);
                file.left_out.push(self.aside(number, Some(&header), value.to_owned(), reason));
            }
        }
    }
}
