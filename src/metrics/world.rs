//! What every metric looks at: the data and the agreement at one instant.

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::model::agreement::{Agreement, Clock, Condition};
use crate::model::dataset::Dataset;
use crate::model::evidence::Trace;
use crate::model::moment::{Horizon, Instant, Moment};
use crate::model::words::{Metric, Milestone, Table};
use crate::model::zone::{Day, Zone};

use super::column::{Mask, Moments};

/// The data and the agreement at one instant.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The contract.
    pub agreement: &'a Agreement,
    /// Its working time.
    pub calendar: &'a Calendar,
    /// The leads, activities and deals.
    pub data: &'a Dataset,
    /// The period judged.
    pub period: &'a Period,
    /// The run's time.
    pub now: Instant,
    /// What `leads-delivered` promises for the whole period, scope by scope.
    pub promised: &'a [Promised],
}

/// The tables that a number is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Those that give the delivery.
    Delivery,
    /// Leads and deals.
    Sales,
    /// Those that give the delivery, and activities.
    Cadence,
    /// Leads, deals and activities.
    Everything,
}

/// The deliveries promised for a period.
pub struct Promised {
    /// The leads they speak of.
    pub conditions: Vec<Condition>,
    /// How many.
    pub leads: f64,
}

impl<'a> World<'a> {
    /// The agreement's zone.
    pub fn zone(self) -> &'a Zone {
        &self.agreement.zone
    }

    /// The deliveries promised for the period in a scope; of all leads where nothing is promised for that scope alone.
    pub fn promised(self, conditions: &[Condition]) -> Option<f64> {
        let same = self.promised.iter().find(|promised| promised.conditions == conditions);
        same.or_else(|| self.promised.iter().find(|promised| promised.conditions.is_empty()))
            .map(|promised| promised.leads)
    }

    /// Rejections count against the acceptance whatever their reason, as the promise of all leads says that holds at the period's end.
    pub fn counts_all_rejections(self) -> bool {
        let promises = self.agreement.commitments.iter();
        let mut whole = promises.filter(|own| {
            own.metric == Metric::Acceptance
                && own.conditions.is_empty()
                && own.in_force.contains(self.period.last)
        });
        whole.next().is_some_and(|own| own.all_reasons)
    }

    /// The earliest instant up to which the sources of these tables reach, at most the run's time.
    pub fn cut_off(self, reads: Reads) -> Horizon {
        let tables = self.tables(reads);
        let own = self.data.cut_offs.iter().filter(|cut| tables.contains(&cut.table));
        own.filter_map(|cut| cut.at).fold(Horizon::new(self.now), Horizon::min)
    }

    /// The part of the period that the files of these tables cover: working time before the first of them
    /// begins (`covers-from`, else the day of the first row) is time that nobody saw, and in no denominator.
    pub fn covered(self, reads: Reads) -> Period {
        let begins = self.begins_at(reads).unwrap_or(Instant::EARLIEST);
        let start = begins.clamp(self.period.start, self.period.end);
        Period { start, first: self.zone().day_of(start), ..*self.period }
    }

    /// From when on the files of these tables tell of something: when the last of them begins; nothing where none says.
    pub fn begins_at(self, reads: Reads) -> Option<Instant> {
        self.tables(reads).iter().filter_map(|table| self.begins(*table)).max()
    }

    /// Of these tables the one whose files begin last.
    pub fn begins_last(self, reads: Reads) -> Option<Table> {
        self.tables(reads).iter().copied().max_by_key(|table| self.begins(*table))
    }

    /// The table, of those read, whose files begin after the period.
    pub fn begins_late(self, reads: Reads) -> Option<Table> {
        let is_late = |table: &Table| self.begins(*table).is_some_and(|at| at >= self.period.end);
        self.tables(reads).iter().copied().find(is_late)
    }

    /// The table, of those read, of which a workbook has sheets of the same columns that nothing reads.
    pub fn has_unread_sheets(self, reads: Reads) -> Option<Table> {
        let tables = self.tables(reads);
        let mut own = self.data.intake.iter().filter(|source| tables.contains(&source.table));
        own.find(|source| source.has_unread_sheets()).map(|source| source.table)
    }

    /// The tries that the files have room for of one lead, where all of them stand in columns beside their lead (`1ª ligação`, `2ª ligação` …):
    /// of two sources both. Nothing where some file gives each try a row of its own.
    pub fn most_tries(self) -> Option<u32> {
        let sources =
            self.data.intake.iter().filter(|source| source.table == Table::Activities).map(|own| {
                let columns: Option<Vec<u32>> =
                    own.files.iter().map(|file| file.try_columns).collect();
                columns.and_then(|columns| columns.into_iter().max())
            });
        let most: Option<Vec<u32>> = sources.collect();
        most.filter(|most| !most.is_empty()).map(|most| most.into_iter().sum())
    }

    /// The table, of those read, of which some source could not be used.
    pub fn misses_source(self, reads: Reads) -> Option<Table> {
        self.tables(reads).iter().copied().find(|table| self.data.missing.contains(table))
    }

    /// When the files of a table begin: as agreed, else on the day of the first row.
    fn begins(self, table: Table) -> Option<Instant> {
        let own = self.data.cut_offs.iter().filter(|cut| cut.table == table);
        own.filter_map(|cut| cut.covers_from.or(cut.begins)).min()
    }

    /// The tables that `reads` stands for. A delivery is read from leads, and from deals too where a deal's creation is the hand-off or no
    /// source fills the table of leads; the cadence, where deals tell the first contact, from them.
    pub fn tables(self, reads: Reads) -> &'static [Table] {
        let by_deal = self.data.delivered_by == Some(Milestone::Opportunity)
            || !self.data.tables.contains(&Table::Leads);
        let first_by_deal = self.data.sight.trace == Trace::FirstContact(Table::Deals);
        match reads {
            Reads::Delivery if !by_deal => &[Table::Leads],
            Reads::Cadence if !by_deal && !first_by_deal => &[Table::Leads, Table::Activities],
            Reads::Delivery | Reads::Sales => &[Table::Leads, Table::Deals],
            Reads::Cadence | Reads::Everything => &[Table::Leads, Table::Deals, Table::Activities],
        }
    }

    /// True when a moment lies in the period, up to the cut-off.
    pub fn is_in_period(self, at: Moment, cut_off: Horizon) -> bool {
        self.period.start <= at.at() && at.at() < self.period.end && cut_off.includes(at)
    }

    /// What had happened by a day may have happened in the period.
    pub fn may_be_own(self, by: Option<Day>) -> bool {
        by.is_none_or(|by| by >= self.period.first)
    }

    /// The rows whose moment lies in the period, up to the cut-off.
    pub fn in_period(self, moments: &Moments, cut_off: Horizon) -> Mask {
        moments.map(|at| at.is_some_and(|at| self.is_in_period(at, cut_off)))
    }

    /// Seconds between two moments with a time of day, by the clock of the promise they are measured for.
    pub fn waited(self, start: Moment, end: Moment, clock: Clock) -> Option<i64> {
        let until = end.at().max(start.at());
        (!start.is_date_only() && !end.is_date_only()).then(|| match clock {
            Clock::Working => self.calendar.elapsed(start.at(), until),
            Clock::Elapsed => until - start.at(),
        })
    }

    /// From when on the activities are known: the latest of their sources'
    /// beginnings, since a gap in one hides tries. The smallest number where none says.
    pub fn activities_from(self) -> Instant {
        let own = self.data.cut_offs.iter().filter(|cut| cut.table == Table::Activities);
        own.filter_map(|cut| cut.covers_from).max().unwrap_or(Instant::EARLIEST)
    }
}
