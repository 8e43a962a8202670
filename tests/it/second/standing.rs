//! What a promise asks, how far it is and how it stands (`DEFINITIONS.md` §4 *Versions*, §7), counted day by day.

use chrono::NaiveDate;

use super::metrics::{Asked, Numbers, leeway, measure};
use super::world::Promise;

const COUNTS: [&str; 4] = ["leads-delivered", "value-delivered", "sales-won", "revenue-won"];
const LEVELS: [&str; 4] = ["leads-per-hour", "period-ratio", "leads-per-sale", "stage-time"];
const LOWER: [&str; 1] = ["steady-delivery"];

/// What was found about a promise besides its count; the status is nothing where it is not worked out here.
pub struct Standing {
    pub numbers: Numbers,
    pub status: Option<&'static str>,
}

/// How a promise stands, of which these numbers were counted.
pub fn standing(asked: &Asked<'_>, found: &Numbers) -> Standing {
    let metric = asked.versions[0].metric;
    let actual = found["actual"];
    // What nobody can tell of a number may lie at either end of it: a verdict stands only where it is the same at both.
    let ends = leeway(asked, found);
    if COUNTS.contains(&metric) {
        let (target, expected) = (paced(asked, i64::MAX), paced(asked, asked.state.until));
        let own = counted(asked, actual.unwrap(), target, expected);
        let at =
            |(more, _): (f64, f64)| counted(asked, actual.unwrap() + more, target, expected).status;
        let status = settled(asked, own.status, ends.map(at));
        // Nothing follows from a sum whose ends lie apart.
        let mut numbers = own.numbers;
        if ends[0].0 < ends[1].0 {
            for follows in ["gap", "pace", "needed_per_day"] {
                numbers.insert(follows, None);
            }
        }
        return Standing { numbers, status };
    }
    let of = |(more, cases): (f64, f64)| {
        let above = found["numerator"]? + more;
        of_share(asked, above, found["denominator"]? + cases)
    };
    let status = (!LEVELS.contains(&metric)).then(|| settled(asked, of((0.0, 0.0)), ends.map(of)));
    Standing { numbers: Numbers::new(), status: status.flatten() }
}

fn settled(
    asked: &Asked<'_>,
    own: Option<&'static str>,
    ends: [Option<&'static str>; 2],
) -> Option<&'static str> {
    let good = |status: Option<&str>| matches!(status, Some("met" | "on-track"));
    let is_turned =
        ends.iter().any(|end| good(*end) != good(own) || (is_over(asked) && *end != own));
    if own != Some("not-assessed") && is_turned { own.map(|_| "not-assessed") } else { own }
}

fn counted(asked: &Asked<'_>, actual: f64, target: Option<f64>, expected: Option<f64>) -> Standing {
    let (Some(target), Some(expected)) = (target, expected) else {
        return Standing { numbers: Numbers::new(), status: None };
    };
    let (missing, left) = ((target - actual).max(0.0), days_left(asked));
    let needed = if missing > 0.0 { (left > 1e-9).then(|| missing / left) } else { Some(0.0) };
    // Where no version holds to the period's end, its rest brings nothing.
    let last = asked.world.terms.period.1;
    let goes_on = asked.versions.iter().any(|own| own.until.is_none_or(|until| until > last));
    let needed = needed.filter(|_| goes_on);
    let pace = (expected > 0.0).then(|| actual / expected);
    let numbers = Numbers::from([
        ("target", Some(target)),
        ("expected", Some(expected)),
        ("gap", Some(actual - expected)),
        ("pace", pace),
        ("needed_per_day", needed),
    ]);
    let is_money =
        asked.versions[0].metric.contains("value") || asked.versions[0].metric.contains("revenue");
    let status = match pace {
        _ if is_over(asked) => {
            if actual >= target - 1e-9 {
                "met"
            } else {
                "missed"
            }
        }
        _ if target > 0.0 && actual >= target - 1e-9 => "on-track",
        // What nothing was expected of yet has no pace at all.
        None => "not-assessed",
        _ if !is_money && expected < 5.0 - 1e-9 => "not-assessed",
        _ if is_money && !has_complete_day(asked) => "not-assessed",
        Some(pace) if pace >= 0.95 - 1e-9 => "on-track",
        Some(pace) if pace >= 0.80 - 1e-9 => "at-risk",
        _ => "off-track",
    };
    Standing { numbers, status: Some(status) }
}

/// Working seconds of the period's days that are seen, between two instants.
fn worked(asked: &Asked<'_>, from: i64, until: i64) -> f64 {
    let calendar = &asked.world.terms.calendar;
    let (first, last) = asked.covered();
    let (from, until) =
        (from.max(calendar.midnight(first)), until.min(calendar.last_second(last) + 1));
    calendar.worked(from, until.max(from)) as f64
}

/// A target of so much a period, of each version for the days that it is in force and seen.
pub fn paced(asked: &Asked<'_>, until: i64) -> Option<f64> {
    let calendar = &asked.world.terms.calendar;
    let (first, last) = asked.world.terms.period;
    let whole = calendar.worked(calendar.midnight(first), calendar.last_second(last) + 1) as f64;
    let midnight =
        |day: Option<NaiveDate>, open: i64| day.map_or(open, |day| calendar.midnight(day));
    let held = |promise: &Promise, until: i64| {
        let end = midnight(promise.until, i64::MAX).min(until);
        worked(asked, midnight(promise.from, i64::MIN), end)
    };
    let part = |promise: &&Promise| {
        let own: f64 = promise.target.parse().ok()?;
        Some(own * held(promise, until) / whole)
    };
    // Of time that nobody sees, or on which no version holds, nothing is asked.
    let is_seen = asked.versions.iter().any(|promise| held(promise, i64::MAX) > 0.0);
    is_seen.then(|| asked.versions.iter().map(part).sum::<Option<f64>>()).flatten()
}

fn is_over(asked: &Asked<'_>) -> bool {
    let calendar = &asked.world.terms.calendar;
    let whole = worked(asked, i64::MIN, i64::MAX);
    let end = calendar.last_second(asked.world.terms.period.1) + 1;
    if whole > 0.0 {
        worked(asked, i64::MIN, asked.state.until) >= whole
    } else {
        asked.state.until >= end
    }
}

/// Some working day that is seen is over.
fn has_complete_day(asked: &Asked<'_>) -> bool {
    let calendar = &asked.world.terms.calendar;
    let (first, last) = asked.covered();
    let is_over = |day: NaiveDate| {
        let (from, end) = (calendar.midnight(day), calendar.last_second(day) + 1);
        let open = calendar.worked(from, end);
        open > 0 && calendar.worked(from, asked.state.until.clamp(from, end)) >= open
    };
    first.iter_days().take_while(|day| *day <= last).any(is_over)
}

/// Working days left, the present one by what is left of it, a short one by its part of a usual one.
fn days_left(asked: &Asked<'_>) -> f64 {
    let calendar = &asked.world.terms.calendar;
    let (first, last) = asked.covered();
    let part = |day: NaiveDate| {
        let (from, end) = (calendar.midnight(day), calendar.last_second(day) + 1);
        let open = calendar.worked(from, end) as f64;
        let left = calendar.worked(asked.state.until.clamp(from, end), end) as f64;
        if open > 0.0 { calendar.part_of_usual(day) * left / open } else { 0.0 }
    };
    first.iter_days().take_while(|day| *day <= last).map(part).sum()
}

/// How a rate stands: enough cases, near its target or not, by its interval where it is a conversion.
fn of_share(asked: &Asked<'_>, above: f64, cases: f64) -> Option<&'static str> {
    let metric = asked.versions[0].metric;
    let is_conversion = ["conversion", "acceptance"].contains(&metric);
    if cases < if is_conversion { 20.0 } else { 10.0 } {
        return Some("not-assessed");
    }
    let actual = above / cases;
    let target = rate(asked)?;
    let lower = LOWER.contains(&metric);
    let reaches =
        |target: f64| if lower { actual <= target + 1e-9 } else { actual >= target - 1e-9 };
    let is_near = if is_conversion {
        target <= upper(actual * cases, cases)
    } else {
        reaches(if lower { target + 0.05 } else { target - 0.05 })
    };
    Some(match (reaches(target), is_over(asked)) {
        (true, true) => "met",
        (true, false) => "on-track",
        (false, true) if is_conversion && is_near => "at-risk",
        (false, true) => "missed",
        (false, false) if is_near => "at-risk",
        (false, false) => "off-track",
    })
}

/// The upper end of Wilson's interval.
fn upper(hits: f64, all: f64) -> f64 {
    let z2 = 1.959_963_984_540_054_f64.powi(2);
    let p = hits / all;
    let root = (z2 * (p * (1.0 - p) / all + z2 / (4.0 * all * all))).sqrt();
    ((p + z2 / (2.0 * all) + root) / (1.0 + z2 / all)).min(1.0)
}

/// The target of a rate: the mean of its versions', weighted by what was judged by each.
fn rate(asked: &Asked<'_>) -> Option<f64> {
    let share = |promise: &Promise| {
        promise.target.trim_matches(['"', '%']).parse::<f64>().ok().map(|own| own / 100.0)
    };
    if let [only] = asked.versions[..] {
        return share(only);
    }
    let judged = |promise: &&Promise| {
        let own = Asked { versions: vec![promise], member: asked.member, ..*asked };
        Some((share(promise)?, measure(&own)["denominator"].unwrap()))
    };
    let all: Vec<(f64, f64)> = asked.versions.iter().map(judged).collect::<Option<_>>()?;
    let weight: f64 = all.iter().map(|(_, judged)| judged).sum();
    (weight > 0.0).then(|| all.iter().map(|(target, judged)| target * judged).sum::<f64>() / weight)
}
