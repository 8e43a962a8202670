//! Whether the files in use can answer for a commitment: the one place that everything which tells of a metric asks.
//!
//! Each metric names in its own file what must be seen. What cannot be seen is not judged: it has a reason, no status and no action, and no part in a
//! team's verdict. A table of which most rows found no lead shows nothing; nor do attempts of which most lie before the hand-off of their lead:
//! both mean that the files do not fit together, not that nobody worked.

use crate::model::agreement::{Commitment, Condition, Counting};
use crate::model::evidence::{Evidence, Join, Opening, Part, Trace, Unseen};
use crate::model::moment::Moment;
use crate::model::words::{Channel, Milestone, Table};

use super::column::{Column, Mask};
use super::lacking::lacking;
use super::measure::{Kind, Leeway, Measurement};
use super::scope::{self, conditions};
use super::spec::{Need, Spec};
use super::world::World;
use super::{revenue_won, stage_time, totals};

/// What was found on one need: nothing missing, or a part.
type Found = Result<Vec<Part>, Unseen>;

/// Whether the files in use show what these versions of a commitment need.
pub fn evidence(world: World, needs: &[Need], versions: &[&Commitment]) -> Evidence {
    let mut parts = Vec::new();
    for need in needs {
        match found(world, *need, versions) {
            Ok(own) => add_new(&mut parts, own),
            Err(unseen) => return Evidence { unseen: Some(unseen), parts: Vec::new() },
        }
    }
    Evidence { unseen: None, parts }
}

/// Adds the parts that are not there yet: of one need, too, two may be the same.
fn add_new(parts: &mut Vec<Part>, own: Vec<Part>) {
    for part in own {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
}

/// What a metric finds out, and whether the files could show it; where they could not, nothing was found.
pub fn measure(spec: &Spec, world: World, versions: &[&Commitment]) -> (Evidence, Measurement) {
    let mut evidence = evidence(world, spec.needs, versions);
    // Neither a file that could not be used, nor a sheet that nobody read, nor a file that begins after the period is a reason to say that
    // nothing happened in it.
    let refused = || world.misses_source(spec.reads).map(Unseen::Refused);
    // A register that could not be used may free any of those whose promises it speaks of.
    let may_free = spec.kind == Kind::Verdict && world.data.missing.contains(&Table::Exemptions);
    let unfreed = || may_free.then_some(Unseen::Refused(Table::Exemptions));
    let unread = || world.has_unread_sheets(spec.reads).map(Unseen::Unread);
    let lacking = lacking(world, spec, versions);
    let late = || world.begins_late(spec.reads).map(Unseen::Uncovered);
    // Without the leads, or a part of them, no other reason is one: rows of nobody are then no fault of the keys.
    let without_leads = world.data.missing.contains(&Table::Leads).then(refused).flatten();
    let is_nobodys = |own: &&Commitment| world.has_nobody(&own.conditions);
    let unscoped =
        || (!versions.is_empty() && versions.iter().all(is_nobodys)).then_some(Unseen::Scope);
    let (unfed, perhaps) = (world.unfed(versions), perhaps(versions));
    let other = || {
        evidence
            .unseen
            .or_else(refused)
            .or_else(unfreed)
            .or_else(unread)
            .or(lacking.err())
            .or_else(late)
            .or_else(unscoped)
            .or_else(|| unfed.fails().then_some(Unseen::Unfed(unfed)))
    };
    evidence.unseen = without_leads.or_else(other);
    let part = lacking.ok().flatten().filter(|_| evidence.unseen.is_none());
    add_new(&mut evidence.parts, part.into_iter().collect());
    let is_part = evidence.unseen.is_none() && unfed.leaks();
    evidence.parts.extend(is_part.then_some(Part::Unfed(unfed)));
    let mut measured = (spec.measure)(world, versions);
    if spec.per_delivery {
        // Each further delivery of the period may have kept the promise or not.
        let perhaps = world.perhaps_delivered(conditions(versions)).len();
        measured.leeway = measured.leeway.and(Leeway::either(perhaps));
    }
    let of_cohort = measured.part.filter(|_| evidence.unseen.is_none());
    add_new(&mut evidence.parts, of_cohort.into_iter().collect());
    let measurement = match evidence.unseen {
        Some(_) => Measurement { cut_off: measured.cut_off, ..Measurement::default() },
        None if unfed.lost > 0 => {
            let all = (spec.measure)(world, &perhaps.iter().collect::<Vec<_>>());
            totals::with_perhaps(spec.kind, measured, &all)
        }
        None => measured,
    };
    (evidence, measurement)
}

/// The versions with the leads that perhaps belong to their scopes: no file of theirs has the field.
fn perhaps(versions: &[&Commitment]) -> Vec<Commitment> {
    let mut perhaps: Vec<Commitment> = versions.iter().map(|own| (*own).clone()).collect();
    let conditions = perhaps.iter_mut().flat_map(|own| &mut own.conditions);
    conditions.for_each(|condition| condition.or_unfed = true);
    perhaps
}

impl World<'_> {
    /// Leads, and as lost ones those that perhaps belong to the scope of some version: no file of theirs has the field that it asks for.
    fn unfed(self, versions: &[&Commitment]) -> Join {
        let leads = &self.data.leads;
        let asks = |own: &&Commitment| {
            own.conditions.iter().any(|condition| leads.unfed.contains_key(&condition.field))
        };
        if !versions.iter().any(asks) {
            return Join::default();
        }
        let all: Column<u32> = (0..).take(leads.len()).collect();
        let speaks = |of: &[&Commitment]| {
            let masks = of.iter().map(|own| self.speaks_of(&own.conditions, &all));
            masks.reduce(|one, two| one.or(&two)).map_or(0, |mask| mask.count())
        };
        let perhaps = perhaps(versions);
        let more = speaks(&perhaps.iter().collect::<Vec<_>>()) - speaks(versions);
        Join { rows: leads.len() as u64, lost: more as u64 }
    }

    /// The files show this, for whatever tells of it outside a commitment.
    pub fn sees(self, need: Need) -> bool {
        self.unseen(need).is_none()
    }

    /// Why the files do not show this; nothing when they do.
    pub fn unseen(self, need: Need) -> Option<Unseen> {
        found(self, need, &[]).err()
    }

    /// Leads of a scope that were won on a day that nothing tells.
    pub fn undated_wins(self, conditions: &[Condition]) -> Column<u32> {
        let leads = &self.data.leads;
        if self.data.sight.undated(Milestone::Won) == 0 {
            return Column::default();
        }
        let is_undated = |lead: u32| {
            let lead = lead as usize;
            leads.has_passed(lead, Milestone::Won) && leads.date(lead, Milestone::Won).is_none()
        };
        let all = (0..).take(leads.len());
        self.in_scope(conditions, &all.filter(|lead| is_undated(*lead)).collect())
    }

    /// Leads of a scope that were delivered on a day that the files name and nobody can read: in whatever period it was.
    pub fn unread_deliveries(self, conditions: &[Condition]) -> Column<u32> {
        self.in_scope(conditions, &Column::of(&self.data.leads.unread_deliveries))
    }

    /// There are leads, and none of all files is within a scope: that none came, and that it is named otherwise today, look the same.
    fn has_nobody(self, conditions: &[Condition]) -> bool {
        let scope = scope::mask(self.data, conditions);
        self.data.leads.len() > 0 && scope.is_some_and(|scope| scope.count() == 0)
    }

    /// Those of some leads that a scope speaks of.
    pub fn in_scope(self, conditions: &[Condition], leads: &Column<u32>) -> Column<u32> {
        leads.filter(&self.speaks_of(conditions, leads))
    }

    /// Which of some leads a scope speaks of.
    pub fn speaks_of(self, conditions: &[Condition], leads: &Column<u32>) -> Mask {
        scope::mask(self.data, conditions).map_or_else(
            || Mask::repeat(true, leads.len()),
            |scope| leads.map(|lead| scope.get(lead as usize) == Some(&true)),
        )
    }
}

fn found(world: World, need: Need, versions: &[&Commitment]) -> Found {
    match need {
        Need::Milestone(milestone) => given(world, milestone),
        Need::Dates(milestone) => dated(world, milestone, versions),
        Need::Apart(from, to) => apart(world, from, to),
        Need::OneOf(milestones) => one_of(world, milestones),
        Need::Stages => stages(world, versions),
        Need::Times => times(world, versions),
        Need::Tries if world.data.sight.trace != Trace::Activities => Err(untried(world)),
        Need::FirstTry => first_try(world, versions),
        Need::Tries => room_for_tries(world, versions).and_then(|()| first_try(world, versions)),
        Need::Conversations => conversations(world, versions),
        Need::Required => required(world),
        Need::Requirements => {
            let is_known = world.data.leads.qualified.iter().any(Option::is_some);
            if is_known { Ok(Vec::new()) } else { Err(Unseen::Requirements) }
        }
        Need::Types if !world.data.leads.words.contains_key("type") => Err(Unseen::Field("type")),
        Need::Values => values(world, versions),
        Need::Refusals => refusals(world),
        Need::LossReasons if world.data.sight.hides_loss_reasons => Err(Unseen::LossReasons),
        Need::Closes if world.data.sight.hides_loss_reasons => Ok(vec![Part::LossReasons]),
        Need::Types | Need::LossReasons | Need::Closes => Ok(Vec::new()),
        Need::Rejections => Ok(rejections(world, versions)),
        Need::Decisions => decisions(world),
        Need::Reasons => reasons(world, versions).map_or(Ok(Vec::new()), Err),
        Need::DatedDecisions => dated_decisions(world),
    }
}

fn given(world: World, milestone: Milestone) -> Found {
    if !world.data.mapped.contains(&milestone) {
        return Err(match world.data.sight.opening {
            Opening::Handoff if is_opening(milestone) => Unseen::Opening,
            _ => Unseen::Milestone(milestone),
        });
    }
    if world.data.sight.is_of_deals(milestone) {
        joined(world, Table::Deals)
    } else {
        Ok(Vec::new())
    }
}

/// A step that the opening of a deal would tell, if it did not come with the hand-off.
fn is_opening(milestone: Milestone) -> bool {
    matches!(milestone, Milestone::Accepted | Milestone::Opportunity)
}

fn joined(world: World, table: Table) -> Found {
    let join = world.data.sight.join(table);
    if world.data.leads.len() == 0 {
        return Err(Unseen::Leads);
    }
    if join.fails() {
        return Err(Unseen::Unjoined(table, join));
    }
    Ok(join.leaks().then_some(Part::Orphans(table, join)).into_iter().collect())
}

/// Whether the files tell when leads reached a milestone. Leads that passed it, none with a date,
/// tell nothing of when; a delivery without any date is another column's.
fn dated(world: World, milestone: Milestone, versions: &[&Commitment]) -> Found {
    let mut parts = given(world, milestone)?;
    let sight = &world.data.sight;
    let undated = sight.undated(milestone);
    if sight.unsettled > 0 && matches!(milestone, Milestone::Won | Milestone::Lost) {
        if !sight.is_dated(milestone) && undated == 0 {
            return Err(Unseen::Unsettled(sight.unsettled));
        }
        parts.push(Part::Unsettled(sight.unsettled));
    }
    // Whoever was handed over had qualified before: without a date of either nobody is judged.
    let must_be = matches!(milestone, Milestone::Delivered | Milestone::Mql);
    let is_expected = (undated > 0 && !sight.is_watched) || must_be;
    if !sight.is_dated(milestone) && is_expected {
        return Err(Unseen::Undated(milestone, undated));
    }
    if milestone == Milestone::Won {
        let wins = world.undated_wins(conditions(versions)).len() as u64;
        parts.extend((wins > 0).then_some(Part::UndatedWins(wins)));
    }
    if milestone == Milestone::Delivered {
        let unread = world.unread_deliveries(conditions(versions)).len() as u64;
        parts.extend((unread > 0).then_some(Part::UnreadDeliveries(unread)));
        let window = (world.period.first, world.period.last);
        let undated = world.undated_deliveries(conditions(versions), window).len() as u64;
        parts.extend((undated > 0).then_some(Part::UndatedDeliveries(undated)));
    }
    Ok(parts)
}

fn one_of(world: World, milestones: &[Milestone]) -> Found {
    let mut all = milestones.iter().map(|milestone| given(world, *milestone));
    let first = all.next().unwrap_or(Ok(Vec::new()));
    all.fold(first, |found, next| found.or_else(|why| next.map_err(|_| why)))
}

/// Acceptances and rejections: where stages of deals tell them, only of deals whose stage somebody explained.
fn decisions(world: World) -> Found {
    let mut parts = given(world, Milestone::Accepted)?;
    parts.extend(given(world, Milestone::Rejected)?);
    let stages = world.data.sight.stages;
    if stages.fails() {
        return Err(Unseen::Stages(stages));
    }
    parts.extend(stages.leaks().then_some(Part::Stages(stages)));
    Ok(parts)
}

/// Where only rejections for a reason of marketing count, those of an unknown reason may have been such: most of them tell nothing. Which of the
/// cohort these are, the metric says itself.
fn reasons(world: World, versions: &[&Commitment]) -> Option<Unseen> {
    let reasons = world.data.sight.reasons;
    let takes_all = versions.iter().all(|version| version.all_reasons);
    (!takes_all && reasons.fails()).then_some(Unseen::Reasons(reasons))
}

/// What sales decided, where the day counts: leads decided on an unknown day are left out, and the others would tell of the slow ones alone were these most.
fn dated_decisions(world: World) -> Found {
    let mut parts = decisions(world)?;
    let dates = world.data.sight.decisions;
    if dates.fails() {
        return Err(Unseen::UndatedDecisions(dates));
    }
    parts.extend(dates.leaks().then_some(Part::UndatedDecisions(dates)));
    Ok(parts)
}

fn stages(world: World, versions: &[&Commitment]) -> Found {
    let mut parts = Vec::new();
    let named = versions.iter().flat_map(|version| [version.from_stage, version.to_stage]);
    for stage in named.flatten() {
        parts.extend(dated(world, stage, versions)?);
    }
    let pairs = versions.iter().filter_map(|version| version.from_stage.zip(version.to_stage));
    for (from, to) in pairs {
        parts.extend(apart(world, from, to)?);
    }
    Ok(parts)
}

/// Whether two milestones have dates of their own: not where one column, or one stand-in, gives both.
fn apart(world: World, from: Milestone, to: Milestone) -> Found {
    let is_pair = |one, two| (from, to) == (one, two) || (from, to) == (two, one);
    let by = world.data.delivered_by.unwrap_or(Milestone::Delivered);
    let is_made = !world.data.tables.contains(&Table::Leads);
    let is_stand_in = by != Milestone::Delivered && is_pair(by, Milestone::Delivered)
        || is_made && is_pair(Milestone::Created, Milestone::Delivered);
    // The column of the hand-off is of no weight where another date stands for it.
    let has_own = ![from, to].contains(&Milestone::Delivered) || by == Milestone::Delivered;
    if is_stand_in || (has_own && shares_column(world, from, to)) {
        return Err(Unseen::OneColumn(from, to));
    }
    Ok(Vec::new())
}

/// In every file of leads that has both dates they stand in one column.
fn shares_column(world: World, from: Milestone, to: Milestone) -> bool {
    let sources = world.data.intake.iter().filter(|source| source.table == Table::Leads);
    let shares = sources.flat_map(|source| &source.files).filter_map(|file| {
        let header = |milestone: Milestone| {
            let own = file.columns.iter().find(|column| column.field == milestone.word())?;
            Some(&own.header)
        };
        Some(header(from)? == header(to)?)
    });
    let shares: Vec<bool> = shares.collect();
    !shares.is_empty() && shares.into_iter().all(|own| own)
}

/// Between a day and a moment no time can be told: where every lead has one of each, waiting brings none either.
fn times(world: World, versions: &[&Commitment]) -> Found {
    let Some((from, to)) = versions.last().and_then(|own| own.from_stage.zip(own.to_stage)) else {
        return Ok(Vec::new());
    };
    let leads = &world.data.leads;
    let both = leads.dates(from).iter().zip(leads.dates(to));
    let mut pairs = both.filter_map(|(from, to)| (*from).zip(*to)).peekable();
    let has_pairs = pairs.peek().is_some();
    let is_alike = |(from, to): (Moment, Moment)| from.is_date_only() == to.is_date_only();
    if has_pairs && !pairs.any(is_alike) {
        return Err(Unseen::Untimed(from, to));
    }
    stage_time::unbounded(world, versions)
        .map_or(Ok(Vec::new()), |join| Err(Unseen::UndatedArrivals(join)))
}

/// Whether the files tell of each lead if it was tried. Leads that no key names are not counted as
/// breaches: while they are few the others are judged.
fn first_try(world: World, versions: &[&Commitment]) -> Found {
    let (sight, reach) = (&world.data.sight, world.data.sight.reach);
    let mut parts = match sight.trace {
        Trace::Nothing => return Err(untried(world)),
        // Deals are opened for the leads that somebody works on: those without one are no chance part of all.
        Trace::FirstContact(Table::Leads) => Vec::new(),
        Trace::FirstContact(_) if reach.leaks() => return Err(Unseen::WithoutDeal(reach)),
        Trace::FirstContact(_) => joined(world, Table::Deals)?,
        Trace::Activities if !asked(versions).all(|channels| sight.records(channels)) => {
            return Err(Unseen::Tries);
        }
        Trace::Activities => joined(world, Table::Activities)?,
    };
    if reach.fails() {
        return Err(match sight.trace {
            Trace::FirstContact(_) => Unseen::WithoutColumn(reach),
            _ => Unseen::WithoutKey(reach),
        });
    }
    parts.extend(reach.leaks().then_some(Part::Unreached(sight.trace, reach)));
    if sight.lacks_handoffs() {
        return Err(Unseen::Unhanded(sight.unhanded));
    }
    if sight.attempts.fails() {
        return Err(Unseen::BeforeHandoff(sight.attempts));
    }
    parts.extend(sight.attempts.leaks().then_some(Part::BeforeHandoff(sight.attempts)));
    Ok(parts)
}

/// Why nothing tells of tries.
fn untried(world: World) -> Unseen {
    if world.data.sight.blank_contacts { Unseen::BlankContacts } else { Unseen::Tries }
}

/// Where tries stand in columns beside their lead, no lead can show more than there are columns: more tries than these are not judged.
fn room_for_tries(world: World, versions: &[&Commitment]) -> Result<(), Unseen> {
    let promised = versions.iter().filter_map(|version| version.attempts).max().unwrap_or(0);
    match world.most_tries() {
        Some(columns) if columns < promised => Err(Unseen::TryColumns { columns, promised }),
        _ => Ok(()),
    }
}

/// The channels that count for each version; without a version all do.
fn asked<'a>(versions: &[&'a Commitment]) -> impl Iterator<Item = &'a [Channel]> {
    let every = versions.is_empty().then_some(&[][..]);
    every.into_iter().chain(versions.iter().map(|version| version.channels.as_slice()))
}

fn conversations(world: World, versions: &[&Commitment]) -> Found {
    if matches!(world.data.sight.trace, Trace::FirstContact(_)) {
        return Err(Unseen::Conversations);
    }
    let mut parts = first_try(world, versions)?;
    let sight = &world.data.sight;
    for channels in asked(versions) {
        let silent = sight.silent(channels);
        if !sight.tells(channels) {
            return Err(Unseen::Conversations);
        }
        if silent.fails() {
            return Err(Unseen::Silent(silent));
        }
        parts.extend(silent.leaks().then_some(Part::Silent(silent)));
    }
    Ok(parts)
}

fn required(world: World) -> Found {
    let count = world.agreement.required.len().min(32);
    let all = (0..count).fold(0_u32, |bits, number| bits | 1 << number);
    match (world.data.sight.fed & all, all & !world.data.sight.fed) {
        (_, 0) => Ok(Vec::new()),
        (0, _) => Err(Unseen::Required),
        (_, unfed) => Ok(vec![Part::Required(unfed)]),
    }
}

/// Whether the files tell what sales are worth. Where there are deals only they have a worth:
/// theirs is the join, and deals won without a date are told, also of a lead that has another sale.
fn values(world: World, versions: &[&Commitment]) -> Found {
    if !world.data.sight.values {
        return Err(Unseen::Field("value"));
    }
    let undated = Column::of(&world.data.deals.undated_lead);
    let wins = world.in_scope(conditions(versions), &undated).len() as u64;
    let undated = (wins > 0).then_some(Part::UndatedWins(wins));
    let has_deals = world.data.tables.contains(&Table::Deals);
    let joined = if has_deals { joined(world, Table::Deals)? } else { Vec::new() };
    let unvalued = revenue_won::unvalued(world, versions);
    if unvalued.fails() {
        return Err(Unseen::Values(unvalued));
    }
    let unvalued = unvalued.leaks().then_some(Part::Unvalued(unvalued));
    let further = revenue_won::further_rows(world, versions).len() as u64;
    let further = (further > 0).then_some(Part::FurtherRows(further));
    Ok(joined.into_iter().chain(undated).chain(unvalued).chain(further).collect())
}

fn refusals(world: World) -> Found {
    let has = |field: &str| world.data.leads.words.contains_key(field);
    let has_reasons = has("lost-reason") || has("rejection-reason");
    match (conversations(world, &[]), has_reasons) {
        (Ok(parts), true) => Ok(parts),
        (Ok(parts), false) => Ok(parts.into_iter().chain([Part::Reasons]).collect()),
        (Err(_), true) => Ok(vec![Part::Outcomes]),
        (Err(_), false) => Err(Unseen::Refusals),
    }
}

/// What takes deliveries off, where net is counted.
fn rejections(world: World, versions: &[&Commitment]) -> Vec<Part> {
    if versions.iter().all(|version| version.counting != Counting::Net) {
        return Vec::new();
    }
    let unsettled = world.data.sight.unsettled;
    let is_open = unsettled > 0 && !world.data.tells_rejections();
    let parts = given(world, Milestone::Rejected).unwrap_or_else(|_| vec![Part::Rejections]);
    parts.into_iter().chain(is_open.then_some(Part::Unsettled(unsettled))).collect()
}
