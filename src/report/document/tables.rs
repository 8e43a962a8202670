//! Delivery, cadence, conversion and traffic in the summary document: every rate with its cases and its 95 % interval.

use serde_json::{Map, Value, json};

use crate::scorecard::card::wilson;
use crate::scorecard::card::{
    Band, ChannelRow, DeliveryDay, HourRow, LadderStep, Loss, MonthCohort, OwnerCadence, Range,
    Speed, SpeedBand, StageTime, Tally, TrafficRow, TryRow,
};
use crate::scorecard::conversion::AFTER;
use crate::texts::format::iso_date;
use crate::texts::story::Story;

use super::number;

/// The 95 % interval of a share; null without cases.
fn interval(hits: impl Into<Option<u64>>, cases: u64) -> Value {
    hits.into().and_then(|hits| wilson(hits as f64, cases as f64)).map_or(Value::Null, ends)
}

fn ends(range: Range) -> Value {
    json!({ "low": number(Some(range.low)), "high": number(Some(range.high)) })
}

/// The delivery table.
pub fn delivery(story: &Story) -> Value {
    let delivery = &story.card.delivery;
    let day = |day: &DeliveryDay| {
        json!({
            "day": iso_date(day.day), "target": number(day.target), "delivered": day.delivered, "accepted": day.accepted,
            "rejected": day.rejected, "deducted": day.deducted, "cumulated": day.cumulated, "expected": number(day.expected),
        })
    };
    let rejection = |(reason, category, leads): &(Option<String>, Option<&str>, u64)| json!({ "reason": reason, "category": category, "leads": leads });
    json!({
        "days": delivery.days.iter().map(day).collect::<Vec<_>>(),
        "rejections": delivery.rejections.iter().map(rejection).collect::<Vec<_>>(),
    })
}

/// The cadence of the period's deliveries; `speed` speaks of mature leads.
pub fn cadence(story: &Story) -> Value {
    let cadence = &story.card.cadence;
    let band = |band: &Band| {
        json!({
            "from_seconds": band.from, "to_seconds": band.to, "leads": band.leads, "connected": band.connected,
            "told": band.told, "interval": interval(band.connected, band.told),
        })
    };
    let tries = |row: &TryRow| {
        json!({
            "number": row.number, "or_more": row.or_more, "made": row.made, "connected": row.connected,
            "told": row.told, "interval": interval(row.connected, row.told),
        })
    };
    let channel = |row: &ChannelRow| {
        json!({
            "channel": row.channel.word(), "attempts": row.attempts, "connected": row.connected,
            "told": row.told, "interval": interval(row.connected, row.told),
        })
    };
    let hour = |row: &HourRow| {
        json!({
            "weekday": row.weekday, "hour": row.hour, "attempts": row.attempts, "connected": row.connected,
            "told": row.told, "interval": interval(row.connected, row.told),
        })
    };
    json!({
        "clock": cadence.clock.word(),
        "untried": (!cadence.bands.is_empty()).then_some(cadence.untried),
        "untimed": cadence.untimed,
        "spoke_first": cadence.spoke_first,
        "p50": cadence.median,
        "p90": cadence.p90,
        "bands": cadence.bands.iter().map(band).collect::<Vec<_>>(),
        "owners": cadence.owners.iter().map(owner).collect::<Vec<_>>(),
        "tries": cadence.tries.iter().map(tries).collect::<Vec<_>>(),
        "channels": cadence.channels.iter().map(channel).collect::<Vec<_>>(),
        "hours": cadence.hours.iter().map(hour).collect::<Vec<_>>(),
        "apart": cadence.apart.each().into_iter().map(|(reason, n)| (reason.replace('-', "_"), Value::from(n))).collect::<Map<_, _>>(),
        "speed": story.card.speed.as_ref().map(speed),
    })
}

fn owner(owner: &OwnerCadence) -> Value {
    let tally: Option<Tally> = owner.tally;
    json!({
        "owner": owner.owner, "leads": owner.leads, "cases": tally.map(|tally| tally.size()), "met": tally.map(|tally| tally.met),
        "early": tally.map(|tally| tally.early), "breached": tally.map(|tally| tally.breached), "pending": tally.map(|tally| tally.pending),
        "indeterminate": tally.map(|tally| tally.indeterminate), "exempt": tally.map(|tally| tally.exempt),
        "not_assessable": tally.map(|tally| tally.not_assessable),
        "rate": number(owner.rate), "p50": owner.median, "p90": owner.p90, "connected": owner.connected, "told": owner.told, "tries": owner.tries,
    })
}

fn speed(speed: &Speed) -> Value {
    let group = |group: &SpeedBand| {
        json!({
            "leads": group.leads, "connected": group.connected, "told": group.told, "connected_interval": interval(group.connected, group.told),
            "won": speed.has_sales.then_some(group.won),
            "won_interval": interval(speed.has_sales.then_some(group.won), group.leads),
        })
    };
    let band = |band: &SpeedBand| json!({ "from_seconds": band.from, "to_seconds": band.to, "group": group(band) });
    json!({
        "from": iso_date(speed.first), "to": iso_date(speed.last), "days": speed.days, "clock": speed.clock.word(),
        "bands": speed.bands.iter().map(band).collect::<Vec<_>>(),
        "untried": group(&speed.untried),
        "untimed": speed.untimed,
        "within_seconds": speed.within,
        "fast": group(&speed.fast),
        "slow": group(&speed.slow),
        "difference": number(speed.difference.and_then(|range| range.mid)),
        "interval": speed.difference.map(ends),
    })
}

/// How far leads get; absent where no source gives the delivery.
pub fn conversion(story: &Story) -> Value {
    let Some(found) = &story.card.conversion else { return Value::Null };
    let step = |step: &LadderStep| {
        json!({
            "step": step.step.word(), "leads": step.leads, "undated": step.undated, "maturing": step.maturing, "interval": interval(step.leads, found.leads),
            "median_days": step.median_days, "p90_days": step.p90_days,
        })
    };
    let won = |month: &MonthCohort| {
        let after = |(days, won): (&i32, Option<u64>)| json!({ "days": days, "won": won, "interval": won.map_or(Value::Null, |won| interval(won, month.leads)) });
        AFTER.iter().zip(month.won).map(after).collect::<Vec<_>>()
    };
    let month = |month: &MonthCohort| json!({ "month": iso_date(month.month), "leads": month.leads, "won": won(month) });
    let loss = |loss: &Loss| json!({ "reason": loss.reason, "category": loss.category, "leads": loss.leads });
    let time = |time: &StageTime| json!({ "from": time.from, "to": time.to, "leads": time.leads, "p50_seconds": time.median, "p90_seconds": time.p90 });
    json!({
        "from": iso_date(found.first), "to": iso_date(found.last), "days": found.days, "leads": found.leads, "maturing": found.maturing,
        "steps": found.steps.iter().map(step).collect::<Vec<_>>(),
        "months": found.months.iter().map(month).collect::<Vec<_>>(),
        "times": found.times.iter().map(time).collect::<Vec<_>>(),
        "losses": found.losses.iter().map(loss).collect::<Vec<_>>(),
    })
}

/// Visits, leads and cost of the same days; absent where no source gives visits of the period.
pub fn traffic(story: &Story) -> Value {
    let Some(found) = &story.card.traffic else { return Value::Null };
    json!({
        "from": iso_date(found.first), "to": iso_date(found.last), "leads_by": found.leads_by.word(),
        "sources": found.sources.iter().map(visits).collect::<Vec<_>>(),
        "campaigns": found.campaigns.iter().map(visits).collect::<Vec<_>>(),
        "total": visits(&found.total),
        "unmatched": found.unmatched,
    })
}

fn visits(row: &TrafficRow) -> Value {
    json!({
        "source": row.source, "campaign": row.campaign, "visits": number(row.visits), "cost": number(row.cost), "leads": row.leads,
        "mqls": row.mqls, "sales": row.sales, "rate": number(row.rate()), "cost_per_lead": number(row.cost_per(row.leads)),
        "cost_per_mql": number(row.cost_per(row.mqls)), "cost_per_sale": number(row.cost_per(row.sales)),
    })
}
