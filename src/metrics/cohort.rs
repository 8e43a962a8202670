//! Some leads as columns: what puts each there, when its clock starts, which version it belongs to, and all that is known of it at the cut-off.

use crate::calendar::due::Due;
use crate::model::agreement::{Allowance, Clock, Commitment, Condition};
use crate::model::moment::{Horizon, Moment};
use crate::model::words::{Category, Milestone};
use crate::model::zone::Day;

use super::column::{Column, Mask, Moments};
use super::outside::Outside;
use super::scope::mask;
use super::world::World;

/// How a lead ends.
const EXITS: [Milestone; 4] =
    [Milestone::Lost, Milestone::Recycled, Milestone::Rejected, Milestone::Won];

/// Leads as columns, one row each.
#[derive(Clone)]
pub struct Cohort<'a> {
    /// Where they are.
    pub world: World<'a>,
    /// Nothing later than this is known.
    pub cut_off: Horizon,
    /// Row among all leads.
    pub lead: Column<u32>,
    /// What puts it into the cohort; its day is the one an exemption must contain.
    pub at: Column<Moment>,
    /// When its clock starts.
    pub start: Column<Moment>,
    /// The versions of the commitment that speaks of them.
    pub versions: &'a [&'a Commitment],
    /// The version each lead belongs to.
    pub version: Column<u16>,
    /// When each allowance ends; no rows before [`Self::allowed`].
    pub due: Column<Due>,
    /// Of all leads, why each is not here; nothing where only what a metric itself asks for is missing.
    pub outside: Column<Option<Outside>>,
}

impl<'a> Cohort<'a> {
    /// Leads, each with the moment that makes it one of the cohort, such as its delivery; clocks
    /// start there until `begun` says otherwise.
    pub fn new(world: World<'a>, cut_off: Horizon, lead: Column<u32>, at: Column<Moment>) -> Self {
        let (start, version) = (at.clone(), Column::repeat(0, lead.len()));
        let (due, outside) = (Column::default(), Column::default());
        Self { world, cut_off, lead, at, start, versions: &[], version, due, outside }
    }

    /// Every lead of the files.
    pub fn everyone(world: World<'a>, cut_off: Horizon) -> Self {
        Self::of_leads(world, cut_off, (0..).take(world.data.leads.len()).collect())
    }

    /// Leads with no moment and so no clock: to ask what is known of them, not to judge them.
    pub fn of_leads(world: World<'a>, cut_off: Horizon, leads: Column<u32>) -> Self {
        Self::new(world, cut_off, leads, Column::default())
    }

    /// Leads that reached a milestone up to the cut-off, at a moment that is asked for.
    pub fn reached(
        world: World<'a>,
        milestone: Milestone,
        cut_off: Horizon,
        is_asked: impl Fn(Moment) -> bool,
    ) -> Self {
        let dates = world.data.leads.dates(milestone);
        let why = |at: &Option<Moment>| match *at {
            None => Some(Outside::NotReached(milestone)),
            Some(at) if !cut_off.includes(at) => Some(Outside::NotYet(milestone)),
            Some(at) => (!is_asked(at)).then_some(Outside::OtherDays),
        };
        let outside: Column<Option<Outside>> = dates.iter().map(why).collect();
        let lead = outside.is(None).rows();
        let at = lead.map(|lead| dates.get(lead as usize).copied().flatten()).values();
        Self { outside, ..Self::new(world, cut_off, lead, at) }
    }

    /// The same without a word on the others: to count leads, not to tell of each.
    pub fn only_reached(
        world: World<'a>,
        milestone: Milestone,
        cut_off: Horizon,
        is_asked: impl Fn(Moment) -> bool,
    ) -> Self {
        let dates = (0..).zip(world.data.leads.dates(milestone));
        let asked = |at: &Moment| cut_off.includes(*at) && is_asked(*at);
        let own = dates.filter_map(|(lead, at)| Some((lead, at.filter(asked)?)));
        let (lead, at): (Vec<u32>, Vec<Moment>) = own.unzip();
        Self::new(world, cut_off, lead.into(), at.into())
    }

    /// Leads that reached a milestone in the period, up to the cut-off.
    pub fn of_period(world: World<'a>, milestone: Milestone, cut_off: Horizon) -> Self {
        Self::reached(world, milestone, cut_off, |at| world.is_in_period(at, cut_off))
    }

    /// The cohort with only those of its rows that the mask keeps.
    pub fn filter(&self, mask: &Mask) -> Self {
        Self {
            lead: self.lead.filter(mask),
            at: self.at.filter(mask),
            start: self.start.filter(mask),
            version: self.version.filter(mask),
            due: self.due.filter(mask),
            outside: self.outside.clone(),
            ..*self
        }
    }

    /// For each lead the position of the version in force on the local day its clock starts; else
    /// whether none is in force then, or the lead does not meet that version's `where`.
    pub fn bound_by(&self, versions: &[&Commitment]) -> Column<Result<u16, Outside>> {
        let scopes: Vec<Option<Mask>> =
            versions.iter().map(|version| mask(self.world.data, &version.conditions)).collect();
        self.day(&self.start).with(&self.lead, |day, lead| {
            let number = versions.iter().position(|version| version.in_force.contains(day));
            let number = number.ok_or(Outside::NoVersion)?;
            let is_in_scope = scopes
                .get(number)
                .and_then(Option::as_ref)
                .is_none_or(|scope| scope.get(lead as usize) == Some(&true));
            let number = u16::try_from(number).map_err(|_| Outside::NoVersion);
            if is_in_scope { number } else { Err(Outside::OutOfScope) }
        })
    }

    /// Keeps the leads that some version is about, each bound to that version.
    pub fn under(&self, versions: &'a [&'a Commitment]) -> Self {
        let bound = self.bound_by(versions);
        let (version, why) = (bound.map(Result::ok), bound.map(Result::err));
        let outside = self.outside.put(&self.lead, &why);
        Self { versions, version: version.values(), outside, ..self.filter(&version.is_some()) }
    }

    /// The leads that meet every condition of a scope.
    pub fn among(&self, conditions: &[Condition]) -> Self {
        self.filter(&self.passing(conditions))
    }

    /// Which leads meet every condition of a scope; all where it has none.
    pub fn passing(&self, conditions: &[Condition]) -> Mask {
        mask(self.world.data, conditions)
            .map_or_else(|| Mask::repeat(true, self.lead.len()), |mask| self.read(&mask))
    }

    /// Keeps the leads that have this moment. It becomes what puts each into the cohort and starts
    /// its clock.
    pub fn begun(&self, at: &Moments) -> Self {
        Self { at: at.values(), start: at.values(), ..self.filter(&at.is_some()) }
    }

    /// The same leads with their due: the start of the clock plus the `within` of the version.
    /// Where a version agrees no `within`, the due is the start itself.
    pub fn allowed(&self) -> Self {
        let within = self.agreed(|version| version.within.map(|within| (within, version.clock)));
        Self { due: self.world.calendar.dues(&self.start, &within).into(), ..self.clone() }
    }

    /// The same leads with their due, all by one allowance and one clock.
    pub fn allowed_all(&self, within: Allowance, clock: Clock) -> Self {
        let within = vec![Some((within, clock)); self.lead.len()];
        Self { due: self.world.calendar.dues(&self.start, &within).into(), ..self.clone() }
    }

    /// For each lead what its own version of the commitment says, such as the number of tries
    /// promised.
    pub fn agreed<T: Copy + Default>(&self, says: impl Fn(&Commitment) -> T) -> Column<T> {
        let said: Vec<T> = self.versions.iter().map(|version| says(version)).collect();
        self.version.map(|version| said.get(usize::from(version)).copied().unwrap_or_default())
    }

    /// For each lead of the cohort its value in a column of all leads.
    pub fn read<T: Copy + Default>(&self, values: &[T]) -> Column<T> {
        self.lead.map(|lead| values.get(lead as usize).copied().unwrap_or_default())
    }

    /// The codes of the words of a column of all leads; none (0) where there is no such column.
    pub fn codes(&self, field: &str) -> Column<u32> {
        self.read(self.world.data.leads.words.get(field).map_or(&[][..], |words| &words.codes))
    }

    /// For each lead of the cohort its word in a field of the files; nothing where the field is
    /// unknown.
    pub fn words(&self, field: &str) -> Column<Option<&'a str>> {
        let words = self.world.data.leads.words.get(field);
        self.lead.map(|lead| words.and_then(|words| words.word(lead as usize)))
    }

    /// The calendar day of each moment, in the agreement's zone.
    pub fn day(&self, at: &Column<Moment>) -> Column<Day> {
        at.map(|at| self.world.zone().day(at))
    }

    /// When each lead reached a milestone, as far as it was known at the cut-off.
    pub fn date(&self, milestone: Milestone) -> Moments {
        self.known(self.world.data.leads.dates(milestone))
    }

    /// When each lead was first decided on, accepted or rejected, as far as it was known at the
    /// cut-off.
    pub fn decision(&self) -> Moments {
        self.known(&self.world.data.leads.decision)
    }

    /// For each lead of the cohort its date in a column of all leads; a date after the cut-off is
    /// not known yet.
    pub fn known(&self, dates: &[Option<Moment>]) -> Moments {
        self.read(dates).map(|at| at.filter(|at| self.cut_off.includes(*at)))
    }

    /// Leads that had passed a milestone at the cut-off on no known day: they reached a later one.
    /// Where all later ones lie after the cut-off, nothing shows that it was passed by then.
    pub fn inferred(&self, milestone: Milestone) -> Mask {
        let leads = &self.world.data.leads;
        self.lead.map(|lead| leads.is_inferred(lead as usize, milestone, self.cut_off))
    }

    /// Leads that passed a milestone, dated or inferred, at whatever time.
    pub fn passed(&self, milestone: Milestone) -> Mask {
        let leads = &self.world.data.leads;
        self.lead.map(|lead| leads.has_passed(lead as usize, milestone))
    }

    /// Leads whose dates contradict each other.
    pub fn disordered(&self) -> Mask {
        self.read(&self.world.data.leads.out_of_order)
    }

    /// Rejections that still stand: the later of accepted and rejected counts.
    pub fn rejection(&self) -> Moments {
        let (rejected, accepted) = (self.date(Milestone::Rejected), self.date(Milestone::Accepted));
        rejected.only(&rejected.before(&accepted, self.world.zone()).not())
    }

    /// Why each lead was rejected, by category; nothing where no reason has one.
    pub fn reason(&self) -> Column<Option<Category>> {
        self.read(&self.world.data.leads.rejection)
    }

    /// Leads whose rejection stands: the later one, or what their word says now, of whatever day.
    pub fn rejected(&self) -> Mask {
        self.rejection().is_some().or(&self.ended_someday(Milestone::Rejected))
    }

    /// Leads whose word says now that they ended so, on a day that nothing tells.
    pub fn ended_someday(&self, exit: Milestone) -> Mask {
        self.date(exit).is(None).and(&self.inferred(exit))
    }

    /// Leads accepted, with a date or without, and not rejected since.
    pub fn accepted(&self) -> Mask {
        let is_passed =
            self.date(Milestone::Accepted).is_some().or(&self.inferred(Milestone::Accepted));
        is_passed.and(&self.rejected().not())
    }

    /// Leads to which perhaps nothing was owed any more at their due: rejected, or lost for a reason that is not of sales, on a day that nothing tells.
    pub fn may_have_ended(&self) -> Mask {
        let is_spared =
            |category| matches!(category, Some(Category::Marketing | Category::Neutral));
        let spared = self.read(&self.world.data.leads.loss).map(is_spared);
        let lost = self.ended_someday(Milestone::Lost).and(&spared);
        self.ended_someday(Milestone::Rejected).or(&lost)
    }

    /// Leads on which sales have worked, as a stage or a later step of theirs tells, a deal among them: whether or not any activity does.
    pub fn worked_on(&self) -> Mask {
        const LATER: [Milestone; 3] = [Milestone::Sql, Milestone::Opportunity, Milestone::Won];
        let leads = &self.world.data.leads;
        let is_later = |lead: usize| LATER.iter().any(|own| leads.has_passed(lead, *own));
        self.lead.map(|lead| {
            leads.contacted.get(lead as usize) == Some(&true) || is_later(lead as usize)
        })
    }

    /// Leads to which nobody owes anything any more: lost, recycled, rejected or won, on whatever day.
    pub fn closed(&self) -> Mask {
        let leads = &self.world.data.leads;
        let is_closed = |lead: usize, exit: Milestone| {
            leads
                .date(lead, exit)
                .map_or_else(|| leads.has_passed(lead, exit), |at| self.cut_off.includes(at))
        };
        self.lead.map(|lead| EXITS.into_iter().any(|exit| is_closed(lead as usize, exit)))
    }
}
