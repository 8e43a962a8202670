//! The plan in words: its rows as `acordo plan` prints them, and the sentences the workbook shares with them.

use super::format;
use super::names::milestone_key;
use super::story::Story;
use crate::scorecard::card::{
    Plan, PlanPart, PlanStep, RatioSource, Reached, SaleRatio, Unplanned,
};
use crate::scorecard::plan::objective;

const ABSENT: &str = "–";

/// One row: a value and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// The value as shown; `–` when absent.
    pub value: String,
    /// What it is.
    pub label: String,
    /// Why it is absent.
    pub why: Option<String>,
}

impl PlanRow {
    /// What it is, and why it is absent.
    fn told(self) -> Self {
        let label =
            self.why.map_or_else(|| self.label.clone(), |why| format!("{}: {why}", self.label));
        Self { label, why: None, ..self }
    }
}

/// Rows that are absent for one reason as one, where the first of them stands.
fn gathered(rows: Vec<PlanRow>) -> Vec<PlanRow> {
    let mut out: Vec<PlanRow> = Vec::new();
    for row in rows {
        let same = out.iter_mut().find(|own| row.why.is_some() && own.why == row.why);
        match same {
            Some(own) => own.label = format!("{}; {}", own.label, row.label),
            None => out.push(row),
        }
    }
    out.into_iter().map(PlanRow::told).collect()
}

impl Story<'_> {
    /// Every row of the plan, from the objective to the hour; `is_asked` when the ratio comes from the command line.
    pub fn plan_rows(&self, plan: &Plan, is_asked: bool) -> Vec<PlanRow> {
        let days = |count: f64| usize::from(count.fract() > 0.0);
        let mut rows = vec![self.row(plan, PlanPart::Sales, plan.sales, 0)];
        rows.extend(
            plan.revenue.map(|revenue| self.plan_row(self.money(revenue), "plan.revenue", &[])),
        );
        rows.extend(self.ratio_rows(plan, is_asked));
        rows.push(self.row(plan, PlanPart::LeadsNeeded, plan.leads_needed, 0));
        rows.push(self.row(plan, PlanPart::ToDeliver, plan.to_deliver, 0));
        rows.extend(plan.chain.iter().map(|step| self.chain_row(plan, step)));
        let number = |value| format::number(self.texts.language, value, days(value));
        rows.push(self.plan_row(number(plan.working_days), "plan.working-days", &[]));
        rows.push(self.plan_row(number(plan.working_hours), "plan.working-hours", &[]));
        rows.push(self.row(plan, PlanPart::PerDay, plan.per_day, 1));
        rows.push(self.row(plan, PlanPart::PerHour, plan.per_hour, 2));
        rows.push(self.row(plan, PlanPart::PerHourRounded, plan.per_hour_rounded, 0));
        rows.push(self.tries_row(plan));
        rows.push(self.people_row(plan));
        gathered(rows)
    }

    /// `37 vendas entre 230 leads entregues de 07/03/2026 a 02/09/2026, cada um seguido por 60 dias`.
    pub fn cohort_words(&self, ratio: &SaleRatio) -> String {
        let days = objective(self.agreement, &self.card.period)
            .map_or(0, |objective| objective.conversion_within);
        let count = |count: u64| format::whole(self.texts.language, count);
        let values = [
            ("leads", count(ratio.leads)),
            ("first", format::date(self.texts.language, ratio.first)),
            ("last", format::date(self.texts.language, ratio.last)),
            ("days", count(u64::from(days))),
        ];
        let given: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.texts.count("plan.cohort", ratio.sales, &given)
    }

    /// `5,12 a 7,94`; `5,12 ou mais` where nothing bounds it; nothing without leads.
    pub fn ratio_range(&self, ratio: &SaleRatio) -> Option<String> {
        let low = self.ratio_end(ratio.low?);
        Some(match ratio.high.map(|high| self.ratio_end(high)) {
            Some(high) => self.texts.phrase("plan.range", &[("low", &low), ("high", &high)]),
            None => self.texts.phrase("plan.range-open", &[("low", &low)]),
        })
    }

    /// An end of the interval of leads per sale, exact enough to tell whether the plan's number lies in it.
    pub fn ratio_end(&self, end: f64) -> String {
        format::number(self.texts.language, end, 2)
    }

    /// `33,3%` and `SQL` of a step of the chain.
    pub fn chain_step(&self, step: &PlanStep) -> (String, &str) {
        (
            format::short_share(self.texts.language, step.rate),
            self.texts.word(milestone_key(step.to)),
        )
    }

    /// Leads per sale: the ratio with its source, its interval and what today's data say.
    fn ratio_rows(&self, plan: &Plan, is_asked: bool) -> Vec<PlanRow> {
        let source = match (plan.ratio_source, is_asked) {
            (Some(RatioSource::Observed), _) => "ratio-observed",
            (_, true) => "ratio-asked",
            _ => "ratio-agreed",
        };
        let from = |ratio: Option<SaleRatio>| {
            ratio
                .filter(|ratio| ratio.sales > 0)
                .map(|ratio| format!(": {}", self.cohort_words(&ratio)))
        };
        let label = |key: &str| self.texts.word(&format!("plan.{key}")).to_owned();
        let own = format!("{}{}", label(source), from(plan.observed).unwrap_or_default());
        let ratio = |value: f64| format::short(self.texts.language, value);
        let interval = plan.observed.as_ref().and_then(|observed| self.ratio_range(observed));
        let no_interval = if plan.ratio_source == Some(RatioSource::Observed) {
            plan.why_not(PlanPart::LeadsPerSale).unwrap_or(Unplanned::NoMatureLead)
        } else {
            Unplanned::Agreed
        };
        let today =
            plan.drift.as_ref().and_then(|drift| Some((drift.value()?, self.ratio_range(drift)?)));
        let no_drift = match &plan.drift {
            None => Unplanned::NoMilestone,
            Some(SaleRatio { leads: 0, .. }) => Unplanned::NoMatureLead,
            Some(ratio) if ratio.is_open() => Unplanned::UndatedSales,
            Some(_) => Unplanned::NoSale,
        };
        let drift = today.map(|(value, range)| {
            let values =
                [("range", range.as_str()), ("cohort", &from(plan.drift).unwrap_or_default())];
            self.plan_row(ratio(value), "plan.drift", &values)
        });
        vec![
            self.shown_or(
                plan.leads_per_sale.map(ratio),
                own,
                plan.why_not(PlanPart::LeadsPerSale),
                plan.observed.as_ref(),
            ),
            self.shown_or(interval, label("interval"), Some(no_interval), plan.observed.as_ref()),
            drift.unwrap_or_else(|| {
                self.shown_or(None, label("drift-none"), Some(no_drift), plan.drift.as_ref())
            }),
        ]
    }

    fn chain_row(&self, plan: &Plan, step: &PlanStep) -> PlanRow {
        let (rate, stage) = self.chain_step(step);
        let label = self.texts.phrase("plan.chain", &[("stage", stage), ("rate", &rate)]);
        let count = step.count.map(|count| format::number(self.texts.language, count, 0));
        self.shown_or(count, label, plan.why_not(PlanPart::LeadsNeeded), plan.observed.as_ref())
    }

    fn tries_row(&self, plan: &Plan) -> PlanRow {
        let (Some(tries), Some(seen)) = (plan.tries_per_hour, plan.connecting) else {
            return self.row(plan, PlanPart::TriesPerHour, None, 1);
        };
        let language = self.texts.language;
        let share =
            format::short_share(language, seen.connections as f64 / seen.tries.max(1) as f64);
        let attempts = u64::from(plan.attempts.unwrap_or(0));
        let values = [
            ("share", share.as_str()),
            ("tries", &format::whole(language, seen.tries)),
            ("attempts", &attempts.to_string()),
        ];
        self.plan_row(format::number(language, tries, 1), "plan.tries-seen", &values)
    }

    fn people_row(&self, plan: &Plan) -> PlanRow {
        let Some(people) = plan.people else { return self.row(plan, PlanPart::People, None, 1) };
        let whole = format::number(self.texts.language, people.ceil(), 0);
        let value = format::number(self.texts.language, people, 2);
        match plan.people_agreed {
            Some(agreed) => {
                let agreed = format::short(self.texts.language, agreed);
                self.plan_row(value, "plan.people-of", &[("n", &whole), ("agreed", &agreed)])
            }
            None => self.plan_row(value, "plan.people-rounded", &[("n", &whole)]),
        }
    }

    fn row(&self, plan: &Plan, part: PlanPart, value: Option<f64>, decimals: usize) -> PlanRow {
        let label = format!("plan.{}", part.word().replace('_', "-"));
        let shown = value.map(|value| format::number(self.texts.language, value, decimals));
        let label = self.texts.word(&label).to_owned();
        self.shown_or(shown, label, plan.why_not(part), plan.observed.as_ref())
    }

    fn plan_row(&self, value: String, key: &str, values: &[(&str, &str)]) -> PlanRow {
        PlanRow { value, label: self.texts.phrase(key, values), why: None }
    }

    /// The value, or `–` and the reason.
    fn shown_or(
        &self,
        value: Option<String>,
        label: String,
        why: Option<Unplanned>,
        ratio: Option<&SaleRatio>,
    ) -> PlanRow {
        let why = why.filter(|_| value.is_none()).map(|why| self.unplanned(why, ratio));
        PlanRow { value: value.unwrap_or_else(|| ABSENT.to_owned()), label, why }
    }

    /// Why a row of the plan is absent, in words.
    pub fn unplanned(&self, why: Unplanned, ratio: Option<&SaleRatio>) -> String {
        match why {
            Unplanned::NoSale => {
                let leads = ratio.map_or(0, |ratio| ratio.leads);
                self.texts.count("plan.why-no-sale", leads, &[])
            }
            Unplanned::UndatedSales => {
                let (undated, all) = ratio.map_or((0, 0), |ratio| (ratio.undated, ratio.sales));
                let range = ratio.and_then(|ratio| self.ratio_range(ratio)).unwrap_or_default();
                let all = format::whole(self.texts.language, all);
                let values = [("of", all.as_str()), ("range", range.as_str())];
                self.texts.count("plan.why-undated-sales", undated, &values)
            }
            Unplanned::NoMilestone if let Some(unseen) = self.card.blind.sale() => {
                self.unseen(unseen)
            }
            why => self.texts.word(&format!("plan.why-{}", why.word())).to_owned(),
        }
    }

    /// What became of each want of the objective, as a statement seals it: its name, and what was wanted, found and reached.
    pub fn objective_outcome(&self) -> Vec<(String, String)> {
        let word = |key: &str| self.texts.word(&format!("workbook.{key}")).to_owned();
        let outcome = self.card.outcome;
        let sold = outcome.sales.map(|sales| sales as f64);
        let count = |value: f64| format::short(self.texts.language, value);
        let lines = self.card.plan.as_ref().into_iter().flat_map(|plan| {
            let sales = plan.sales.map(|wanted| {
                let told = self.became(wanted, sold, outcome.sales_reach(plan), &count);
                (word("statement-sales"), told)
            });
            let revenue = plan.revenue.map(|wanted| {
                let reached = outcome.revenue_reaches(plan);
                let told = self.became(wanted, outcome.revenue, reached, &|own| self.money(own));
                (word("statement-revenue"), told)
            });
            [sales, revenue]
        });
        let lines: Vec<_> = lines.flatten().collect();
        let none = || vec![(word("statement-sales"), word("objective-none"))];
        if lines.is_empty() { none() } else { lines }
    }

    fn became(
        &self,
        wanted: f64,
        found: Option<f64>,
        reached: Option<Reached>,
        shown: &dyn Fn(f64) -> String,
    ) -> String {
        let (whole, covered) = (shown(wanted), shown(wanted * self.card.outcome.covered));
        let key = match (reached, covered == whole) {
            (None, _) => "workbook.statement-unknown",
            (Some(Reached::Yes), true) => "workbook.statement-reached",
            (Some(Reached::No), true) => "workbook.statement-not-reached",
            (Some(Reached::Perhaps), true) => "workbook.statement-open",
            (Some(Reached::Yes), false) => "workbook.statement-reached-covered",
            (Some(Reached::No), false) => "workbook.statement-not-reached-covered",
            (Some(Reached::Perhaps), false) => "workbook.statement-open-covered",
        };
        let found = found.map_or_else(|| ABSENT.to_owned(), shown);
        let values = [("wanted", &*whole), ("agreed", &whole), ("target", &covered)];
        self.texts.phrase(key, &[values.as_slice(), &[("found", &*found)]].concat())
    }

    /// Why there are no leads to plan with: which of the sales wanted and the leads for each is missing, or that nothing shows that any were
    /// agreed on in the period.
    pub fn no_plan(&self) -> String {
        let rows = [PlanPart::Sales, PlanPart::LeadsPerSale];
        let lacks =
            |row: PlanPart| self.card.plan.as_ref().is_none_or(|plan| plan.why_not(row).is_some());
        if self.is_unshown() && rows.into_iter().all(lacks) {
            return self.texts.word("plan.why-unshown").to_owned();
        }
        let Some(plan) = &self.card.plan else {
            return self.texts.word("plan.why-no-objective").to_owned();
        };
        let whys = rows.into_iter().filter_map(|row| plan.why_not(row));
        let said: Vec<String> =
            whys.map(|why| self.unplanned(why, plan.observed.as_ref())).collect();
        said.join("; ")
    }
}
