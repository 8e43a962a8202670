//! The past: what each period came to by today's data, beside what its last report said.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::amendments::Amended;
use super::ended::account;
use super::judge;
use super::judged::Judged;
use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::metrics::observed::SaleRatio;
use crate::metrics::world::World;
use crate::model::agreement::Agreement;
use crate::model::dataset::Dataset;
use crate::model::moment::{Horizon, Instant};
use crate::model::words::Status;

/// What a report said of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// Its cut-off; of a sealed statement, when it was sealed.
    pub cut_off: Horizon,
    /// A sealed statement said it.
    pub is_sealed: bool,
    /// Actual value and status by commitment id.
    pub actuals: BTreeMap<String, (Option<f64>, Status)>,
}

/// One period of the past, or the one that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// The period or week it speaks of.
    pub period: Period,
    /// It is over at the cut-off.
    pub is_over: bool,
    /// By today's data; empty where they show nothing of it.
    pub now: Vec<Judged>,
    /// By its last report; nothing where there was none.
    pub reported: Option<Reported>,
}

impl Past {
    /// How a commitment stood: as reported once the period was over, else by today's data.
    pub fn status(&self, id: &str) -> Option<Status> {
        let reported = self
            .reported
            .as_ref()
            .and_then(|reported| reported.actuals.get(id))
            .map(|(_, status)| *status);
        let is_final = |status: &Status| matches!(status, Status::Met | Status::Missed);
        reported
            .filter(is_final)
            .or_else(|| self.now.iter().find(|judged| judged.id == id).map(|judged| judged.status))
    }
}

/// The past of an agreement, oldest first: periods before the one judged, and weeks of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Periods of the agreement's kind.
    pub periods: Vec<Past>,
    /// Weeks up to the cut-off: counts are of the week, targets of rates apply.
    pub weeks: Vec<Past>,
    /// Every change of the agreement's text, oldest first.
    pub amended: Vec<Amended>,
}

impl History {
    /// Closed periods in a row, up to the newest, in which a commitment was kept.
    pub fn streak(&self, id: &str) -> usize {
        let judged = self
            .periods
            .iter()
            .rev()
            .filter(|past| past.is_over)
            .filter_map(|past| past.status(id));
        judged.take_while(|status| *status == Status::Met).count()
    }
}

/// A period of the past with what it is judged by.
pub struct Span<'a> {
    /// The period.
    pub period: Period,
    /// The agreement that was in force, and its working time.
    pub terms: (&'a Agreement, &'a Calendar),
    /// The data, read by the rules of that agreement.
    pub data: &'a Dataset,
    /// The ratio its report rested on.
    pub frozen: Option<SaleRatio>,
    /// What its last report said.
    pub reported: Option<Reported>,
}

/// Judges periods by today's data and the text that was in force.
pub fn recomputed(spans: Vec<Span>, now: Instant) -> Vec<Past> {
    let past = |span: Span| {
        let Span { period, terms: (agreement, calendar), data, frozen, reported } = span;
        let world = World { agreement, calendar, data, period: &period, now, promised: &[] };
        let found = account(world, frozen.as_ref(), judge::judge);
        let is_over = calendar.is_over(&period, data.cut_off);
        Past {
            period,
            is_over,
            now: found.map(|found| found.commitments).unwrap_or_default(),
            reported,
        }
    };
    let all: Vec<Past> = spans.into_par_iter().map(past).collect();
    let is_known = |past: &Past| !past.now.is_empty() || past.reported.is_some();
    all.into_iter().skip_while(|past| !is_known(past)).collect()
}
