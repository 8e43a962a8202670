//! The cases of a commitment, all or a part of them, as counts over the Leads table where they can be recounted.

use crate::model::words::Metric;
use crate::report::book::Value;
use crate::report::desk::{Desk, serial};
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::scorecard::card::Judged;

/// How a commitment's leads are counted in the Leads table.
pub struct Cases<'a> {
    desk: &'a Desk<'a>,
    /// Its place among the scorecard's, where it judges lead by lead.
    verdicts: Option<usize>,
    /// Its cut-off as a number and as a formula names it.
    cut_off: (f64, String),
    /// What is counted when it has no verdicts.
    share: Option<Metric>,
    words: [String; 6],
}

/// Conditions of a part.
type Part<'a> = Vec<Test<'a, Field>>;

impl<'a> Cases<'a> {
    /// Those of a commitment, by its place among the scorecard's.
    pub fn of(desk: &'a Desk<'a>, judged: &Judged, offset: usize) -> Self {
        let serial = serial(desk.story, judged.cut_off);
        let name = if judged.cut_off == desk.card().cut_off {
            desk.word("name-cut-off")
        } else {
            serial.to_string()
        };
        let verdict = |word: &str| desk.said(&format!("lead-verdict.{word}"));
        let decision = |word: &str| desk.word(&format!("decision-{word}"));
        let [met, breached, pending] = ["met", "breached", "pending"].map(verdict);
        let [accepted, rejected, undecided] = ["accepted", "rejected", "undecided"].map(decision);
        let words = [met, breached, pending, accepted, rejected, undecided];
        let is_whole = judged.conditions.is_empty() && judged.channels.is_empty();
        let share = Some(judged.metric).filter(|metric| {
            is_whole && matches!(metric, Metric::Acceptance | Metric::HandoffComplete)
        });
        let verdicts = desk.card().verdicts_of(offset).map(|_| offset);
        Self { desk, verdicts, cut_off: (serial, name), share, words }
    }

    /// Those kept, of the leads that pass `whose`.
    pub fn kept(&self, shown: u64, whose: &[Test<Field>]) -> Value {
        let [met, _, _, accepted, ..] = &self.words;
        match (self.verdicts, self.share) {
            (Some(place), _) => self.count(shown, vec![self.due(place, met)], whose),
            (None, Some(Metric::HandoffComplete)) => self.count(
                shown,
                vec![vec![Test::Flag(Field::InPeriod), Test::Flag(Field::Complete)]],
                whose,
            ),
            (None, Some(_)) => self.count(shown, vec![decided(accepted)], whose),
            (None, None) => Value::count(shown),
        }
    }

    /// Those judged.
    pub fn judged(&self, shown: u64, whose: &[Test<Field>]) -> Value {
        let [met, breached, _, accepted, rejected, _] = &self.words;
        match (self.verdicts, self.share) {
            (Some(place), _) => {
                self.count(shown, vec![self.due(place, met), self.due(place, breached)], whose)
            }
            (None, Some(Metric::HandoffComplete)) => {
                self.count(shown, vec![vec![Test::Flag(Field::InPeriod)]], whose)
            }
            (None, Some(_)) => self.count(shown, vec![decided(accepted), decided(rejected)], whose),
            (None, None) => Value::count(shown),
        }
    }

    /// Those not kept.
    pub fn breached(&self, shown: u64, whose: &[Test<Field>]) -> Value {
        let [_, breached, _, _, rejected, _] = &self.words;
        match (self.verdicts, self.share) {
            (Some(place), _) => self.count(shown, vec![self.due(place, breached)], whose),
            (None, Some(Metric::HandoffComplete)) => self.count(
                shown,
                vec![vec![Test::Flag(Field::InPeriod), Test::NoFlag(Field::Complete)]],
                whose,
            ),
            (None, Some(_)) => self.count(shown, vec![decided(rejected)], whose),
            (None, None) => Value::count(shown),
        }
    }

    /// Those whose allowance is not over, or that nobody has decided on.
    pub fn pending(&self, shown: u64) -> Value {
        let [_, _, pending, _, _, undecided] = &self.words;
        match (self.verdicts, self.share) {
            (Some(place), _) => {
                self.count(shown, vec![vec![Test::Is(Field::Verdict(place), pending)]], &[])
            }
            (None, Some(Metric::Acceptance)) => self.count(shown, vec![decided(undecided)], &[]),
            (None, _) => Value::count(shown),
        }
    }

    /// Leads with a verdict whose allowance is over.
    fn due<'b>(&self, place: usize, word: &'b str) -> Part<'b> {
        vec![
            Test::Is(Field::Verdict(place), word),
            Test::UpTo(Field::Due(place), self.cut_off.0, self.cut_off.1.clone()),
        ]
    }

    fn count<'b>(&self, shown: u64, parts: Vec<Part<'b>>, whose: &[Test<'b, Field>]) -> Value {
        let own: Vec<Part> = parts
            .into_iter()
            .map(|part| part.into_iter().chain(whose.iter().cloned()).collect())
            .collect();
        let parts: Vec<&[Test<Field>]> = own.iter().map(Vec::as_slice).collect();
        self.desk.detail.counted().summed(shown, &parts)
    }
}

fn decided(word: &str) -> Part<'_> {
    vec![Test::Flag(Field::InPeriod), Test::Is(Field::Decision, word)]
}

/// A count that is shown as it can be recounted; nothing when absent.
pub fn counted(number: Option<f64>, recounted: impl Fn(u64) -> Value) -> Value {
    let Some(number) = number else { return Value::Empty };
    let is_whole = (0.0..1e12).contains(&number) && (number - number.round()).abs() < 1e-9;
    if is_whole {
        recounted(format!("{number:.0}").parse().unwrap_or(0))
    } else {
        Value::Number(number)
    }
}
