//! `acordo plan`: from the objective back to the hour, as agreed or as asked.

use std::path::Path;

use crate::casebook::Casebook;
use crate::mapping::{self, Mapped};
use crate::model::agreement::LeadsPerSale;
use crate::model::moment::Instant;
use crate::report::document;
use crate::scorecard::card::RatioSource;
use crate::texts::format;
use crate::texts::story::Story;
use crate::{config, scorecard};

use super::command::PlanArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open::{self, Opened};
use super::{asked, memory, past, ratio};

/// Prints the plan. The sources are read for what is observed; without them the rest stands.
pub fn plan(
    console: Console,
    config: Option<&Path>,
    asked: &PlanArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let mut opened = open::agreement(config)?;
    let at = asked.as_of.as_deref().map_or(Ok(now), |text| asked::instant(&opened, text))?;
    let period = asked::period(&opened, asked.period.as_deref(), at)?;
    apply(&mut opened, asked)?;
    let frozen = opened.recorded(ratio::peek(&opened.agreement, &period))?;
    let mapped = mapping::map(&opened.agreement, &memory::peek(&opened, now)?, at);
    let mut card = scorecard::judge_all(
        &opened.agreement,
        &opened.calendar,
        &mapped.dataset,
        &period,
        at,
        frozen.as_ref(),
    );
    past::recall(&opened, &mapped.dataset, &mut card, (now, at))?;
    let texts = &opened.texts;
    let story = Story {
        card: &card,
        book: Casebook::new(&mapped.dataset, &card.facts),
        agreement: &opened.agreement,
        calendar: &opened.calendar,
        texts,
        issues: &mapped.issues,
    };
    let Some(plan) = &card.plan else {
        return Err(Failure::new(Exit::Agreement, texts.word("app.no-objective")));
    };
    if asked.json {
        let failed = |reason: String| {
            Failure::new(Exit::Other, texts.phrase("app.report-failed", &[("reason", &reason)]))
        };
        let told = document::plan(&story, plan);
        console.answer(
            &serde_json::to_string_pretty(&told).map_err(|error| failed(error.to_string()))?,
        );
    } else {
        let days =
            (format::date(texts.language, period.first), format::date(texts.language, period.last));
        console.answer(&texts.phrase(
            "plan.title",
            &[("name", &opened.agreement.name), ("from", &days.0), ("to", &days.1)],
        ));
        let rows = story.plan_rows(plan, asked.leads_per_sale.is_some());
        rows.iter().for_each(|row| console.answer(&format!("{:>12}  {}", row.value, row.label)));
        story.measured().iter().for_each(|line| console.answer(line));
    }
    Ok(unread(console, &story, &mapped, plan.ratio_source == Some(RatioSource::Observed)))
}

/// A source that cannot be used is told when the plan rests on the sources.
fn unread(console: Console, story: &Story, mapped: &Mapped, is_observed: bool) -> Exit {
    if !is_observed || mapped.refused.is_empty() {
        return Exit::Done;
    }
    mapped
        .issues
        .iter()
        .filter(|issue| issue.serious)
        .for_each(|issue| console.note(&format!("! {}", story.issue(issue))));
    Exit::Data
}

/// Puts what is asked in the place of what is agreed.
fn apply(opened: &mut Opened, asked: &PlanArgs) -> Result<(), Failure> {
    let sales = asked.sales.as_deref().map(|text| sales_of(opened, text)).transpose()?;
    let ratio = asked.leads_per_sale.as_deref().map(|text| ratio_of(opened, text)).transpose()?;
    for objective in &mut opened.agreement.objectives {
        objective.sales = sales.or(objective.sales);
        objective.leads_per_sale = ratio.or(objective.leads_per_sale);
    }
    Ok(())
}

/// Sales wanted: above zero.
fn sales_of(opened: &Opened, text: &str) -> Result<f64, Failure> {
    if config::has_thousands_point(text) {
        return Err(thousands(opened, "--sales", text));
    }
    let sales = config::number(text).filter(|sales| *sales > 0.0);
    sales.ok_or_else(|| bad_option(opened, "--sales", text, "100"))
}

/// Leads that make a sale: at least one, since every sale was a lead.
fn ratio_of(opened: &Opened, text: &str) -> Result<LeadsPerSale, Failure> {
    if config::means(text, "observed") {
        return Ok(LeadsPerSale::Observed);
    }
    if config::has_thousands_point(text) || config::has_thousands_part(text) {
        return Err(thousands(opened, "--leads-per-sale", text));
    }
    let (leads, sales) = text.split_once(':').unwrap_or((text, "1"));
    match (config::number(leads), config::number(sales)) {
        (Some(leads), Some(sales)) if leads >= sales && sales > 0.0 => {
            Ok(LeadsPerSale::Ratio(leads, sales))
        }
        _ => Err(bad_option(opened, "--leads-per-sale", text, "6 · 6:1 · observed")),
    }
}

/// `1.000` is one and three decimals to some, a thousand to others.
fn thousands(opened: &Opened, option: &str, found: &str) -> Failure {
    let meant = found.replace(['.', ','], "");
    let values = [("option", option), ("found", found), ("meant", &meant)];
    Failure::new(Exit::Usage, opened.texts.phrase("app.thousands-point", &values))
}

fn bad_option(opened: &Opened, option: &str, found: &str, allowed: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        opened.texts.phrase(
            "app.bad-option",
            &[("option", option), ("found", found), ("allowed", allowed)],
        ),
    )
}
