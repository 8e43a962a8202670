//! Delivery day by day, cadence and actions in the summary document.

use serde_json::{Value, json};

use crate::scorecard::card::{Action, Band, ChannelRow, DeliveryDay, LadderStep, Loss, MonthCohort, OwnerCadence, Tally, TryRow};
use crate::scorecard::conversion::AFTER;
use crate::texts::format::iso_date;
use crate::texts::person;
use crate::texts::story::Story;

use super::number;

/// The delivery table.
pub fn delivery(story: &Story) -> Value {
    let day = |day: &DeliveryDay| {
        json!({
            "day": iso_date(day.day), "target": number(day.target), "delivered": day.delivered, "accepted": day.accepted,
            "rejected": day.rejected, "deducted": day.deducted, "cumulated": day.cumulated, "expected": number(day.expected),
        })
    };
    json!({ "days": story.card.delivery.days.iter().map(day).collect::<Vec<_>>() })
}

/// The cadence of the period's deliveries.
pub fn cadence(story: &Story) -> Value {
    let cadence = &story.card.cadence;
    let band = |band: &Band| json!({ "from_seconds": band.from, "to_seconds": band.to, "leads": band.leads, "connected": band.connected });
    let tries = |row: &TryRow| json!({ "number": row.number, "or_more": row.or_more, "made": row.made, "connected": row.connected });
    let channel = |row: &ChannelRow| json!({ "channel": row.channel.word(), "attempts": row.attempts, "connected": row.connected });
    json!({
        "untried": cadence.untried,
        "p50": cadence.median,
        "p90": cadence.p90,
        "bands": cadence.bands.iter().map(band).collect::<Vec<_>>(),
        "owners": cadence.owners.iter().map(owner).collect::<Vec<_>>(),
        "tries": cadence.tries.iter().map(tries).collect::<Vec<_>>(),
        "channels": cadence.channels.iter().map(channel).collect::<Vec<_>>(),
    })
}

fn owner(owner: &OwnerCadence) -> Value {
    let tally: Option<Tally> = owner.tally;
    json!({
        "owner": owner.owner, "leads": owner.leads, "met": tally.map(|tally| tally.met), "breached": tally.map(|tally| tally.breached),
        "rate": number(owner.rate), "p50": owner.median, "p90": owner.p90, "connected": owner.connected, "tries": owner.tries,
    })
}

/// Every action; `new` is unknown until an earlier report can be compared.
pub fn actions(story: &Story) -> Value {
    let one = |action: &Action| {
        json!({
            "team": action.team.word(),
            "kind": action.kind.word(),
            "lead": story.data.leads.id.get(action.lead).map(|id| person::lead_code(story.agreement.report.personal_data, id)),
            "owner": action.owner,
            "due": action.due.map(|due| story.agreement.zone.rfc3339(due)),
            "overdue_seconds": action.overdue_seconds,
            "new": action.is_new,
        })
    };
    story.card.actions.iter().map(one).collect()
}

/// How far leads get; absent where no source gives the delivery.
pub fn conversion(story: &Story) -> Value {
    let Some(found) = &story.card.conversion else { return Value::Null };
    let step =
        |step: &LadderStep| json!({ "step": step.step, "leads": step.leads, "maturing": step.maturing, "median_days": step.median_days });
    let won = |month: &MonthCohort| AFTER.iter().zip(month.won).map(|(days, won)| json!({ "days": days, "won": won })).collect::<Vec<_>>();
    let month = |month: &MonthCohort| json!({ "month": iso_date(month.month), "leads": month.leads, "won": won(month) });
    let loss = |loss: &Loss| json!({ "reason": loss.reason, "category": loss.category, "leads": loss.leads });
    json!({
        "from": iso_date(found.first), "to": iso_date(found.last), "days": found.days, "leads": found.leads, "maturing": found.maturing,
        "steps": found.steps.iter().map(step).collect::<Vec<_>>(),
        "months": found.months.iter().map(month).collect::<Vec<_>>(),
        "losses": found.losses.iter().map(loss).collect::<Vec<_>>(),
    })
}
