//! `acordo plan`: from the objective back to the hour, as agreed or as asked.

use std::path::Path;

use crate::model::agreement::LeadsPerSale;
use crate::scorecard::plan;
use crate::texts::format;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::open;

/// What-if values of the command line.
pub struct Asked<'a> {
    /// Sales wanted.
    pub sales: Option<f64>,
    /// `6` or `6:1`.
    pub leads_per_sale: &'a Option<String>,
    /// Period.
    pub period: &'a Option<String>,
    /// Instant.
    pub as_of: &'a Option<String>,
}

/// Prints the plan.
pub fn plan(console: Console, config: Option<&Path>, asked: &Asked, now: i64) -> Result<Exit, Failure> {
    let mut opened = open::agreement(config)?;
    let at = asked.as_of.as_deref().map_or(Ok(now), |text| open::instant(&opened, text))?;
    let period = open::period(&opened, asked.period.as_deref(), at)?;
    let ratio = asked.leads_per_sale.as_deref().map(|text| ratio(&opened, text)).transpose()?;
    for objective in &mut opened.agreement.objectives {
        objective.sales = asked.sales.or(objective.sales);
        objective.leads_per_sale = ratio.or(objective.leads_per_sale);
    }
    let texts = &opened.texts;
    let Some(plan) = plan::plan(&opened.agreement, &opened.calendar, &period) else {
        return Err(Failure::new(Exit::Agreement, texts.word("app.no-objective")));
    };
    let days = (format::date(period.first), format::date(period.last));
    console.answer(&texts.phrase("app.plan-title", &[("name", &opened.agreement.name), ("from", &days.0), ("to", &days.1)]));
    let rows = [
        ("sales", plan.sales, 0),
        ("leads-per-sale", plan.leads_per_sale, 1),
        ("leads-needed", plan.leads_needed, 0),
        ("to-deliver", plan.to_deliver, 0),
        ("working-days", Some(plan.working_days), usize::from(plan.working_days.fract() > 0.0)),
        ("working-hours", Some(plan.working_hours), usize::from(plan.working_hours.fract() > 0.0)),
        ("per-day", plan.per_day, 1),
        ("per-hour", plan.per_hour, 2),
        ("per-hour-rounded", plan.per_hour_rounded, 0),
    ];
    for (key, value, decimals) in rows {
        let shown = value.map_or_else(|| "–".to_owned(), |value| format::number(texts.language, value, decimals));
        let label = texts.word(&format!("app.plan-{key}")).to_owned();
        console.answer(&format!("{shown:>10}  {label}"));
    }
    Ok(Exit::Done)
}

fn ratio(opened: &open::Opened, text: &str) -> Result<LeadsPerSale, Failure> {
    let (leads, sales) = text.split_once(':').unwrap_or((text, "1"));
    match (leads.trim().parse::<f64>(), sales.trim().parse::<f64>()) {
        (Ok(leads), Ok(sales)) if leads > 0.0 && sales > 0.0 => Ok(LeadsPerSale::Ratio(leads, sales)),
        _ => {
            let values = [("option", "--leads-per-sale"), ("found", text), ("allowed", "6 · 6:1")];
            Err(Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values)))
        }
    }
}
