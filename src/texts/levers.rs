//! Where each team should begin, with the arithmetic, and what asks for another strategy: the words of sheet, letter and chat.

use super::format;
use super::names::{Exactness, shortened};
use super::person::initials;
use super::story::{Story, long_weekday_key};
use crate::model::agreement::OwnerNames;
use crate::model::decimal;
use crate::model::words::{Grouping, Team};
use crate::model::zone::Day;
use crate::scorecard::card::{Breaches, Judged, Lever, Review, Slice};

/// 1970-01-01 was a Thursday.
const MONDAY: i32 = 3;
const LONGEST_NAME: usize = 40;

/// A lever in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldLever {
    /// Whose.
    pub team: Team,
    /// The promise by its own name: `1ª tentativa em 1 h útil: começar pelos leads de Rafael Moura`
    pub begin: String,
    /// Why there: `16 de 31 falhas: 52% das falhas com 18% dos casos.`
    pub why: String,
    /// What it would bring, or what is missing; may be empty.
    pub effect: String,
}

impl Story<'_> {
    /// A lever with its arithmetic, owners shown as asked.
    pub fn lever(&self, lever: &Lever, owners: OwnerNames) -> Option<ToldLever> {
        let judged = self.card.commitments.get(lever.commitment)?;
        let found =
            self.card.diagnosis.breaches.iter().find(|own| own.commitment == lever.commitment);
        let name = self.commitment(judged);
        let told = |begin, why, effect| Some(ToldLever { team: lever.team, begin, why, effect });
        if let (Some(slice), Some(found)) = (&lever.slice, found) {
            let values = [("name", name.as_str()), ("who", &self.who(slice, owners))];
            let begin = self.texts.phrase(&format!("lever.{}", slice.by.word()), &values);
            return told(begin, self.shares(found, slice), self.without(judged, lever));
        }
        let key = match judged.kind.is_paced() {
            true if judged.progress.is_over => "lever.over",
            true => "lever.pace",
            false if lever.is_of_cases => "lever.all",
            false => "lever.level",
        };
        told(
            self.texts.phrase(key, &[("name", &name)]),
            self.stands(judged),
            self.missing(judged, lever),
        )
    }

    /// The part of the cases to begin with, as a sentence names it.
    fn who(&self, slice: &Slice, owners: OwnerNames) -> String {
        let number = slice.value.as_deref().and_then(|value| value.parse::<u8>().ok());
        let name = || shortened(slice.value.as_deref().unwrap_or_default(), LONGEST_NAME);
        match (slice.by, number, owners) {
            (Grouping::Weekday, Some(day), _) => self.weekday(day),
            (Grouping::Hour, Some(hour), _) => self.hours("lever.hours", hour),
            (Grouping::Owner, _, OwnerNames::None) => self.texts.word("lever.someone").to_owned(),
            (Grouping::Owner, _, OwnerNames::Initials) => {
                initials(slice.value.as_deref().unwrap_or_default())
            }
            _ => name(),
        }
    }

    /// A part of the cases as a table names it: a name, `entrega: segunda`, `entrega das 16 às 17 h`.
    pub fn part(&self, slice: &Slice) -> String {
        let number = slice.value.as_deref().and_then(|value| value.parse::<u8>().ok());
        match (slice.by, number, &slice.value) {
            (Grouping::Weekday, Some(day), _) => {
                self.texts.phrase("lever.part-weekday", &[("weekday", &self.weekday(day))])
            }
            (Grouping::Hour, Some(hour), _) => self.hours("lever.part-hour", hour),
            (_, _, Some(name)) => name.clone(),
            (Grouping::Owner, ..) => self.texts.word("workbook.no-owner").to_owned(),
            _ => self.texts.word("workbook.no-source").to_owned(),
        }
    }

    /// A weekday's name, 0 = Monday.
    pub fn weekday(&self, weekday: u8) -> String {
        self.texts.word(long_weekday_key(Day(i32::from(weekday) - MONDAY))).to_owned()
    }

    fn hours(&self, key: &str, hour: u8) -> String {
        self.texts.phrase(key, &[("from", &hour.to_string()), ("to", &(hour + 1).to_string())])
    }

    /// `31 das 64 falhas: 48% das falhas com 18% dos casos.`
    fn shares(&self, all: &Breaches, slice: &Slice) -> String {
        let language = self.texts.language;
        let (part, whole) =
            (format::short(language, slice.breaches), format::short(language, all.broken));
        let broken = format::share(language, slice.breaches / all.broken, 0);
        let cases = format::share(language, slice.cases / all.cases, 0);
        self.texts.phrase(
            "lever.shares",
            &[("part", &part), ("all", &whole), ("broken", &broken), ("cases", &cases)],
        )
    }

    /// `Com a taxa dos demais, iria de 84,4% para 90,3% (acordo 90%): fecha toda a falta.`
    fn without(&self, judged: &Judged, lever: &Lever) -> String {
        let without = lever
            .without
            .map_or_else(String::new, |share| self.value(judged, share, Exactness::Counted));
        let share = lever.closes.unwrap_or(0.0);
        let closes = if share < 1.0 {
            let share = format::share(self.texts.language, share, 0);
            self.texts.phrase("lever.closes-part", &[("share", &share)])
        } else {
            self.texts.word("lever.closes-all").to_owned()
        };
        let values = [
            ("actual", self.actual(judged)),
            ("without", without),
            ("target", self.target(judged)),
            ("closes", closes),
        ];
        self.texts.phrase(
            "lever.without",
            &values.each_ref().map(|(name, value)| (*name, value.as_str())),
        )
    }

    fn stands(&self, judged: &Judged) -> String {
        if judged.kind.is_paced() {
            return format::capitalised(
                &self.texts.phrase("lever.progress", &[("what", &self.progress(judged))]),
            );
        }
        self.texts.phrase(
            "lever.stands",
            &[("actual", &self.actual(judged)), ("target", &self.judged_by(judged))],
        )
    }

    fn missing(&self, judged: &Judged, lever: &Lever) -> String {
        let missing = lever
            .missing
            .filter(|missing| *missing >= 1.0)
            .and_then(|missing| decimal::digits(missing, 0).parse::<u64>().ok());
        let cases = missing.map(|n| self.texts.count("lever.missing", n, &[]));
        cases
            .or_else(|| self.still_to_go(judged).filter(|_| judged.kind.is_paced()))
            .unwrap_or_default()
    }

    /// A reason to review the strategy, as a sentence.
    pub fn review(&self, review: &Review) -> String {
        match review {
            Review::OffTrack { commitment, days, .. } => {
                let name = self
                    .card
                    .commitments
                    .get(*commitment)
                    .map_or_else(String::new, |judged| self.commitment(judged));
                let days =
                    self.texts.count("unit.working-days", u64::try_from(*days).unwrap_or(0), &[]);
                self.texts
                    .phrase("lever.review-off-track", &[("commitment", &name), ("days", &days)])
            }
            Review::Ratio { planned, low, high } => {
                let planned = format::short(self.texts.language, *planned);
                let low = self.ratio_end(*low);
                let high = high.map_or_else(String::new, |high| self.ratio_end(high));
                let key =
                    if high.is_empty() { "lever.review-ratio-open" } else { "lever.review-ratio" };
                self.texts.phrase(key, &[("planned", &planned), ("low", &low), ("high", &high)])
            }
        }
    }
}
