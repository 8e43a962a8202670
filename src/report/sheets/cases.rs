//! The cases of a commitment, all or a part of them, as counts over the Leads table where its columns tell them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::moment::Horizon;
use crate::model::words::{Category, Metric, Standing};
use crate::report::book::Value;
use crate::report::desk::{Desk, serial};
use crate::report::detail::Field;
use crate::report::recount::{Rows, Test};
use crate::scorecard::card::Judged;

/// Reasons that a formula counts one by one; more would make it too long for a spreadsheet.
const MOST_REASONS: usize = 20;

/// Conditions that a lead meets to be counted.
type Part = Vec<Test<Field>>;

/// What makes a lead one of those judged, kept, not kept, and waiting for the end of an allowance or for a decision.
struct Parts {
    judged: Vec<Part>,
    kept: Vec<Part>,
    breached: Vec<Part>,
    pending: Vec<Part>,
}

/// How a commitment's leads are counted in the Leads table; nothing where it does not tell them.
pub struct Cases<'a> {
    desk: &'a Desk<'a>,
    parts: Option<Parts>,
}

impl<'a> Cases<'a> {
    /// Finds which rows of the list of leads a commitment's numbers count; none where the list does
    /// not show what they rest on, as with a scope. `place` is the commitment's among the
    /// scorecard's.
    pub fn of(desk: &'a Desk<'a>, judged: &Judged, place: usize) -> Self {
        let has_verdicts = desk.card().verdicts_of(place).is_some();
        let parts = match judged.metric {
            _ if has_verdicts => Some(by_verdict(desk, judged, place)),
            _ if !is_of_all(desk, judged) => None,
            Metric::HandoffComplete => Some(by_completeness(desk, judged)),
            Metric::Acceptance => by_decision(desk, judged),
            _ => None,
        };
        Self { desk, parts }
    }

    /// Leads that kept the promise, of those that pass `whose`: a formula over the list with
    /// `shown` as its result.
    pub fn kept(&self, shown: u64, whose: &[Test<Field>]) -> Value {
        self.count(shown, |parts| &parts.kept, whose)
    }

    /// Leads with a final verdict, of those that pass `whose`.
    pub fn judged(&self, shown: u64, whose: &[Test<Field>]) -> Value {
        self.count(shown, |parts| &parts.judged, whose)
    }

    /// Leads that broke the promise, of those that pass `whose`.
    pub fn breached(&self, shown: u64, whose: &[Test<Field>]) -> Value {
        self.count(shown, |parts| &parts.breached, whose)
    }

    /// Those whose allowance is not over, or that nobody has decided on.
    pub fn pending(&self, shown: u64) -> Value {
        self.count(shown, |parts| &parts.pending, &[])
    }

    fn count(&self, shown: u64, of: fn(&Parts) -> &Vec<Part>, whose: &[Test<Field>]) -> Value {
        let own = self.parts.iter().flat_map(of);
        let own: Vec<Part> = own.map(|part| [part.as_slice(), whose].concat()).collect();
        let own: Vec<&[Test<Field>]> = own.iter().map(Vec::as_slice).collect();
        if own.is_empty() {
            return Value::count(shown);
        }
        self.desk.detail.counted().summed(shown, &own)
    }
}

/// One version of a promise, without a scope, speaks of the whole period: its leads are all that the list shows of it.
pub fn is_of_all(desk: &Desk, judged: &Judged) -> bool {
    let (period, version) = (&desk.card().period, judged.version);
    judged.conditions.is_empty()
        && judged.channels.is_empty()
        && version.contains(period.first)
        && version.contains(period.last)
}

/// Deliveries of the period as far as they were known at an instant: a commitment that also reads older files knows fewer.
pub fn delivered(desk: &Desk, cut_off: Horizon) -> Part {
    let knows_less = cut_off < desk.story.book.horizons().deliveries;
    let until = knows_less.then(|| up_to(desk, Field::Delivered, cut_off));
    std::iter::once(Test::Flag(Field::InPeriod)).chain(until).collect()
}

/// The list as what the tables of the delivery can be counted on: not where these speak of some leads only.
pub fn deliveries<'a>(desk: &'a Desk<'a>) -> Rows<'a, Field> {
    let rows = desk.detail.counted();
    let own = desk.judged(desk.card().delivery.commitment);
    let is_of_all = own.is_none_or(|judged| judged.conditions.is_empty());
    Rows { listed: rows.listed.filter(|_| is_of_all), ..rows }
}

/// Deliveries that net counting takes off: where the promise counts gross, nobody asks the list.
pub fn taken_off(desk: &Desk, rows: &Rows<Field>, shown: u64, whose: Part) -> Value {
    let own = desk.judged(desk.card().delivery.commitment);
    if own.is_some_and(|judged| !judged.net) {
        return Value::count(shown);
    }
    rows.counted(shown, &[whose, vec![Test::Flag(Field::Deducted)]].concat())
}

fn up_to(desk: &Desk, field: Field, cut_off: Horizon) -> Test<Field> {
    let (serial, name) = named(desk, cut_off);
    Test::UpTo(field, serial, name)
}

/// An instant as the sheets hold it, and what a formula calls it.
fn named(desk: &Desk, cut_off: Horizon) -> (f64, String) {
    let serial = serial(desk.story, cut_off.at());
    let is_the_reports = cut_off == desk.card().cut_off;
    (serial, if is_the_reports { desk.word("name-cut-off") } else { serial.to_string() })
}

/// Of verdicts those kept and broken whose allowance is over.
fn by_verdict(desk: &Desk, judged: &Judged, place: usize) -> Parts {
    let is = |word: &str| {
        let word = desk.said(&format!("lead-verdict.{word}"));
        Test::Is(Field::Verdict(place), word.into())
    };
    let (serial, name) = named(desk, judged.cut_off);
    let is_over = Test::Before(Field::Due(place), serial, name);
    let over = |word| vec![is(word), is_over.clone()];
    Parts {
        judged: vec![over("met"), over("breached")],
        kept: vec![over("met")],
        breached: vec![over("breached")],
        pending: vec![vec![is("pending")]],
    }
}

fn by_completeness(desk: &Desk, judged: &Judged) -> Parts {
    let all = delivered(desk, judged.cut_off);
    let with = |test| vec![[all.as_slice(), &[test]].concat()];
    Parts {
        kept: with(Test::Flag(Field::Complete)),
        breached: with(Test::NoFlag(Field::Complete)),
        pending: Vec::new(),
        judged: vec![all],
    }
}

fn by_decision(desk: &Desk, judged: &Judged) -> Option<Parts> {
    let decided = |word: &str| {
        let word = desk.word(&format!("decision-{word}"));
        [delivered(desk, judged.cut_off), vec![Test::Is(Field::Decision, word.into())]].concat()
    };
    let breached = match against(desk, judged) {
        None => vec![decided("rejected")],
        Some(reasons) if reasons.len() > MOST_REASONS => return None,
        Some(reasons) => {
            let for_reason =
                |reason| [decided("rejected"), vec![Test::Is(Field::Reason, reason)]].concat();
            reasons.into_iter().map(for_reason).collect()
        }
    };
    let kept = vec![decided("accepted")];
    let judged = [kept.as_slice(), breached.as_slice()].concat();
    Some(Parts { judged, kept, breached, pending: vec![decided("undecided")] })
}

/// The reasons of the period's rejections that count against marketing; nothing where every rejection does.
fn against(desk: &Desk, judged: &Judged) -> Option<Vec<Arc<str>>> {
    let book = desk.story.book;
    let rejected = (0..book.len())
        .filter(|lead| book.is_in_period(*lead) && book.standing(*lead) == Standing::Rejected);
    let (own, others): (Vec<usize>, Vec<usize>) =
        rejected.partition(|lead| book.rejected_for(*lead) == Some(Category::Marketing));
    let counts_all = desk.commitment(judged).is_none_or(|version| version.all_reasons);
    if counts_all || others.is_empty() {
        return None;
    }
    let reason = |lead: usize| book.word(book.rejection_field(), lead);
    let words = own.into_iter().filter_map(reason).map(|word| (word.to_lowercase(), word.into()));
    Some(words.collect::<BTreeMap<String, Arc<str>>>().into_values().collect())
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
