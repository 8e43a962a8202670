//! The delivery of the period day by day, by source and campaign, and what was wrong with it.

use crate::casebook::Casebook;
use crate::metrics::cohort::Cohort;
use crate::metrics::column::{Column, Keys, Mask};
use crate::metrics::measure::Range;
use crate::metrics::spec::Need;
use crate::metrics::world::{Reads, World};
use crate::model::moment::{Instant, Moment};
use crate::model::words::{Category, Metric, Milestone, Standing};
use crate::model::zone::Day;

use super::forecast::forecast;
use super::judged::Judged;
use super::tables::{Delivery, DeliveryDay, DeliveryGroup, FieldCount, Weekday};

/// The leads delivered and what became of each.
struct Handed<'a> {
    cohort: Cohort<'a>,
    day: Column<Day>,
    is_accepted: Mask,
    is_rejected: Mask,
    /// Of the rejected those that count against the acceptance, as its promise says.
    is_against: Mask,
    is_deducted: Mask,
    is_complete: Mask,
}

/// The delivery that the first `leads-delivered` commitment speaks of (all leads without one).
pub fn delivery(world: World, book: Casebook, commitments: &[Judged]) -> Delivery {
    let own = commitments.iter().position(|judged| judged.metric == Metric::LeadsDelivered);
    let judged = own.and_then(|own| commitments.get(own));
    let cut_off = book.horizons().deliveries;
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off)
        .among(judged.map_or(&[], |judged| &judged.conditions));
    let handed = handed(book, cohort, judged.is_none_or(|judged| judged.net));
    let kept: Vec<Instant> =
        handed.cohort.at.filter(&handed.is_deducted.not()).map(Moment::at).into_iter().collect();
    // As the promise about it is judged; without one the files alone tell.
    let shows = |world: World, metric, need| {
        let is_of_all = |own: &&Judged| own.metric == metric && own.conditions.is_empty();
        let own = commitments.iter().find(is_of_all);
        own.map_or_else(|| world.sees(need), |own| own.evidence.unseen.is_none())
    };
    let covered = world.covered(Reads::Delivery);
    let is_fixed = judged.is_none_or(|judged| judged.ends().is_none());
    let forecast = forecast(world.calendar, &covered, cut_off, &kept).filter(|_| is_fixed);
    Delivery {
        days: days(&handed, judged, forecast),
        forecast,
        sources: groups(&handed, "source"),
        campaigns: groups(&handed, "campaign"),
        rejections: rejections(&handed),
        fields: fields(&handed.cohort),
        weekdays: weekdays(&handed),
        shows_acceptance: shows(world, Metric::Acceptance, Need::Decisions),
        shows_handoff: world.data.sight.fed != 0
            && shows(world, Metric::HandoffComplete, Need::Required),
        commitment: own,
    }
}

fn handed<'a>(book: Casebook, cohort: Cohort<'a>, is_net: bool) -> Handed<'a> {
    let standing = cohort.lead.map(|lead| book.standing(lead as usize));
    let is_rejected = standing.is(Standing::Rejected);
    let takes_all = cohort.world.counts_all_rejections();
    let counts = cohort.reason().map(|reason| takes_all || reason == Some(Category::Marketing));
    Handed {
        day: cohort.day(&cohort.at),
        is_accepted: standing.is(Standing::Accepted),
        is_against: is_rejected.and(&counts),
        is_rejected,
        is_deducted: cohort.lead.map(|lead| is_net && book.is_deducted(lead as usize)),
        is_complete: cohort.read(&cohort.world.data.leads.incomplete).is(0_u32),
        cohort,
    }
}

fn days(handed: &Handed, judged: Option<&Judged>, forecast: Option<Range>) -> Vec<DeliveryDay> {
    let Cohort { world, cut_off, .. } = handed.cohort;
    let first = world.period.first;
    let all: Vec<Day> = (first.0..=world.period.last.0).map(Day).collect();
    let keys = Keys {
        of: handed.day.map(|day| u32::try_from(day.0 - first.0).unwrap_or(u32::MAX)),
        groups: all.len(),
    };
    let counts = [&handed.is_accepted, &handed.is_rejected, &handed.is_deducted]
        .map(|mask| keys.count(mask));
    let target = judged.and_then(|judged| judged.target);
    let covered = world.covered(Reads::Delivery);
    let expected = |at: Instant| {
        target.zip(world.calendar.share(&covered, at)).map(|(target, share)| target * share)
    };
    let carried = carried(handed, forecast);
    let is_running = !world.calendar.is_over(world.period, cut_off);
    let today = world.zone().day_of(cut_off.at());
    let mut total = 0;
    let day = |(number, (day, delivered)): (usize, (Day, u64))| {
        let [accepted, rejected, deducted] =
            counts.each_ref().map(|counts| counts.get(number).copied().unwrap_or(0));
        let (start, end) = (world.zone().start_of(day), world.zone().start_of(day.plus(1)) - 1);
        let is_past = cut_off.reaches(start);
        let is_today = day == today && is_running && !cut_off.reaches(end);
        total += delivered - deducted;
        DeliveryDay {
            day,
            target: expected(end).zip(expected(start)).map(|(end, start)| end - start),
            delivered: is_past.then_some(delivered),
            accepted: is_past.then_some(accepted),
            rejected: is_past.then_some(rejected),
            deducted: is_past.then_some(deducted),
            cumulated: is_past.then_some(total),
            expected: expected(if is_today { cut_off.at() } else { end }),
            expected_by_end: expected(end),
            forecast: carried
                .as_ref()
                .filter(|_| !cut_off.reaches(end))
                .and_then(|carried| carried(end)),
            is_today,
        }
    };
    let shown = all.into_iter().zip(keys.sizes()).enumerate();
    shown
        .filter(|(_, (day, delivered))| *delivered > 0 || world.calendar.is_working_day(*day))
        .map(day)
        .collect()
}

/// The deliveries that stay, carried on to an instant after the cut-off: the forecast's middle by the share of the time left.
fn carried(handed: &Handed, forecast: Option<Range>) -> Option<impl Fn(Instant) -> Option<f64>> {
    let Cohort { world, cut_off, .. } = handed.cohort;
    let done = handed.is_deducted.not().count() as f64;
    let to_come = forecast?.mid? - done;
    let covered = world.covered(Reads::Delivery);
    let gone = world.calendar.share(&covered, cut_off.at())?;
    Some(move |at| {
        Some(done + to_come * (world.calendar.share(&covered, at)? - gone) / (1.0 - gone))
    })
}

fn groups(handed: &Handed, field: &str) -> Vec<DeliveryGroup> {
    let Some(words) = handed.cohort.world.data.leads.words.get(field) else { return Vec::new() };
    let keys = Keys::by(words, &handed.cohort.lead);
    let group = |(code, delivered): (u32, u64)| DeliveryGroup {
        value: words.name(code).map(str::to_owned),
        delivered,
        accepted: 0,
        rejected: 0,
        against: 0,
        deducted: 0,
        complete: 0,
    };
    let mut groups: Vec<DeliveryGroup> = (0..).zip(keys.sizes()).map(group).collect();
    keys.reduce(&handed.is_accepted, &mut groups, |group, is| group.accepted += u64::from(is));
    keys.reduce(&handed.is_rejected, &mut groups, |group, is| group.rejected += u64::from(is));
    keys.reduce(&handed.is_against, &mut groups, |group, is| group.against += u64::from(is));
    keys.reduce(&handed.is_deducted, &mut groups, |group, is| group.deducted += u64::from(is));
    keys.reduce(&handed.is_complete, &mut groups, |group, is| group.complete += u64::from(is));
    groups.retain(|group| group.delivered > 0);
    groups.sort_by_key(|group| std::cmp::Reverse(group.delivered));
    groups
}

fn rejections(handed: &Handed) -> Vec<(Option<String>, Option<&'static str>, u64)> {
    let rejected = handed.cohort.filter(&handed.is_rejected);
    let reason = rejected.words(rejected.world.data.rejection_field());
    let category = rejected
        .read(&rejected.world.data.leads.rejection)
        .map(|category| category.map(Category::word));
    let counts = reason.with(&category, |reason, category| (reason, category)).counts();
    let row = |((reason, category), count): ((Option<&str>, _), _)| {
        (reason.map(str::to_owned), category, count)
    };
    let mut rows: Vec<_> = counts.into_iter().map(row).collect();
    rows.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    rows
}

/// The agreed fields of the hand-off that some file has: of others nothing can be counted.
fn fields(cohort: &Cohort) -> Vec<FieldCount> {
    let bits = cohort.read(&cohort.world.data.leads.incomplete);
    let wrong = |bit: usize| bits.map(|bits| bits >> bit & 1 == 1).count() as u64;
    let fed = cohort.world.data.sight.fed;
    let fields = cohort.world.agreement.required.iter().take(32).enumerate();
    fields
        .filter(|(bit, _)| fed >> bit & 1 == 1)
        .map(|(bit, field)| FieldCount {
            field: field.clone(),
            leads: bits.len() as u64,
            wrong: wrong(bit),
        })
        .collect()
}

/// Deliveries by weekday over the calendar days of the period that are over, working days or not: leads and days of one
/// kind, so that their quotient is what such a day brings.
fn weekdays(handed: &Handed) -> Vec<Weekday> {
    let Cohort { world, cut_off, .. } = handed.cohort;
    let weekday = |day: Day| (i64::from(day.0) + 3).rem_euclid(7);
    let is_over = |day: Day| cut_off.reaches(world.zone().start_of(day.plus(1)) - 1);
    let gone: Vec<Day> =
        (world.period.first.0..=world.period.last.0).map(Day).filter(|day| is_over(*day)).collect();
    let whole = handed.day.filter(&handed.day.map(is_over));
    let delivered = whole.map(weekday).counts();
    let rows = (0_u8..7).map(|number| Weekday {
        number,
        leads: delivered.get(&i64::from(number)).copied().unwrap_or(0),
        days: gone.iter().filter(|day| weekday(**day) == i64::from(number)).count() as u64,
    });
    rows.filter(|row| row.days > 0).collect()
}
