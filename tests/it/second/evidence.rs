//! Whether the exports of a world can answer a commitment at all: what must be seen, looked for row by row.

use super::activities::{
    OUTCOMES, channel_of, contacts, has_blank_contacts, nature, outcome_of, told_by,
};
use super::calendar::{Precision, Stamp};
use super::episodes::{Episode, State, all_dates, category, dates};
use super::levels::qualified;
use super::metrics::{Asked, is_unvalued, tables};
use super::openings::{Opening, has_stage, tells_acceptance};
use super::persons::is_test;
use super::world::{Export, Promise, World, cell};

fn has(export: &Export, field: &str) -> bool {
    export.columns.iter().any(|column| column == field)
}

fn deals_have(world: &World, field: &str) -> bool {
    world.deals.as_ref().is_some_and(|deals| has(deals, field))
}

/// Some row that becomes a lead holds something of the field.
pub fn feeds(world: &World, field: &str) -> bool {
    let fills = |export: &Export| export.rows.iter().any(|row| !cell(row, field).is_empty());
    fills(&world.leads) || (world.terms.creates_leads && world.deals.as_ref().is_some_and(fills))
}

fn most(lost: usize, all: usize) -> bool {
    lost * 2 > all
}

/// Why a commitment cannot be judged, as the run knows the world, and of what its own cut-off knows of sales; nothing when it can.
pub fn unseen(
    world: &World,
    (state, run): (&State, &State),
    versions: &[&Promise],
) -> Option<&'static str> {
    let begin = world.begin(tables(world, versions[0].metric));
    let is_late = begin.is_some_and(|begin| begin > world.terms.period.1);
    let own = Asked { world, state, versions: versions.to_vec(), member: &|_| true };
    let unvalued =
        || (versions[0].metric == "revenue-won" && is_unvalued(&own)).then_some("no-values");
    let of_all = Asked { world, state: run, versions: versions.to_vec(), member: &|_| true };
    let is_nobodys = !run.episodes.is_empty() && of_all.leads().is_empty();
    let unbounded = || {
        let is_time = versions[0].metric == "stage-time";
        is_time.then(|| super::levels::unbounded(&own)).flatten()
    };
    missing(world, run, versions)
        .or_else(unbounded)
        .or_else(unvalued)
        .or_else(|| is_late.then_some("not-covered"))
        .or_else(|| is_nobodys.then_some("scope-empty"))
        .or_else(|| {
            let wide: Vec<Promise> = versions.iter().map(|own| wide(own)).collect();
            let all = Asked { versions: wide.iter().collect(), ..of_all };
            let unfed = all.leads().len() - of_all.leads().len();
            most(unfed, run.episodes.len()).then_some("scope-unfed")
        })
}

/// The word of a scope for leads of whose files none has its field.
pub const UNFED: &str = "=unfed";

/// A promise that speaks of these, too.
pub fn wide(promise: &Promise) -> Promise {
    let mut wide = promise.clone();
    wide.place.iter_mut().for_each(|(_, words)| words.push(UNFED.to_owned()));
    wide
}

/// No file of a lead has a field: neither that of its rows nor that of its deals.
pub fn is_unfed(world: &World, state: &State, episode: &Episode, field: &str) -> bool {
    let is_fed = |row: &usize| {
        let is_made = state.leads.rows[*row].contains_key(super::deals::MADE);
        if is_made { deals_have(world, field) } else { has(&world.leads, field) }
    };
    let by_deal = !episode.deals.is_empty() && deals_have(world, field);
    !by_deal && !episode.rows.iter().any(is_fed)
}

/// Some file has a column of reasons of losses.
pub fn tells_losses(world: &World) -> bool {
    has(&world.leads, "lost-reason") || deals_have(world, "lost-reason")
}

/// Leads were lost and no file has a column of reasons.
fn hides_reasons(world: &World, run: &State) -> bool {
    !tells_losses(world) && run.episodes.iter().any(|episode| episode.date("lost").is_some())
}

/// The files tell of each lead whether it was tried.
pub fn shows_tries(world: &World, run: &State) -> bool {
    Seen { world, run }.tried(&[]).is_none()
}

fn missing(world: &World, run: &State, versions: &[&Promise]) -> Option<&'static str> {
    let seen = Seen { world, run };
    let delivered = || seen.dated("delivered");
    let conversations = || seen.conversations(versions);
    let stages = || {
        versions
            .iter()
            .filter_map(|version| version.stages)
            .find_map(|(from, to)| seen.dated(from).or_else(|| seen.dated(to)))
            .or_else(|| {
                let mut pairs = versions.iter().filter_map(|version| version.stages);
                pairs.find_map(|(from, to)| seen.one_column(from, to))
            })
    };
    match versions[0].metric {
        "leads-delivered" | "steady-delivery" => delivered(),
        "value-delivered" => {
            delivered().or_else(|| (!has(&world.leads, "type")).then_some("no-field"))
        }
        "handoff-complete" => delivered().or_else(|| {
            world
                .terms
                .required
                .iter()
                .all(|field| !feeds(world, field))
                .then_some("no-required-fields")
        }),
        "qualified" => delivered().or_else(|| {
            let is_known = |episode: &Episode| qualified(world, run, episode).is_some();
            (!run.episodes.iter().any(is_known)).then_some("no-definition-fields")
        }),
        "handoff-time" => delivered()
            .or_else(|| seen.dated("mql"))
            .or_else(|| seen.one_column("mql", "delivered")),
        "acceptance" => delivered().or_else(|| seen.decisions()).or_else(|| {
            let only_marketing = versions.iter().any(|version| !version.all_reasons);
            let rejected = || run.episodes.iter().filter(|it| it.date("rejected").is_some());
            let is_dumb = |it: &&Episode| category(world, &it.reject_reason).is_none();
            (only_marketing && most(rejected().filter(is_dumb).count(), rejected().count()))
                .then_some("rejections-without-reason")
        }),
        "decision" => delivered().or_else(|| seen.decisions()).or_else(|| {
            let decided = |episode: &&Episode| {
                let mut ways = ["accepted", "rejected"].iter();
                episode.someday
                    || ways.any(|way| episode.date(way).is_some() || episode.inferred.contains(way))
            };
            let all: Vec<&Episode> = run.episodes.iter().filter(decided).collect();
            let has_no_day = |episode: &&&Episode| {
                episode.someday || episode.date("accepted").or(episode.date("rejected")).is_none()
            };
            let lost = all.iter().filter(has_no_day).count();
            most(lost, all.len()).then_some("undated-decisions")
        }),
        "first-attempt" | "leads-per-hour" => delivered().or_else(|| seen.tried(versions)),
        "first-connection" => delivered().or_else(conversations),
        "attempts" | "attempts-per-day" => {
            delivered().or_else(|| seen.every_try(versions)).or_else(conversations)
        }
        "give-up" => delivered()
            .or_else(|| seen.every_try(versions))
            .or_else(conversations)
            .or_else(|| seen.given("lost").filter(|_| seen.given("recycled").is_some()))
            .or_else(|| hides_reasons(world, run).then_some("no-loss-reasons")),
        "routing" => delivered().or_else(|| seen.given("recycled")).or_else(|| {
            let reasons = has(&world.leads, "lost-reason") || has(&world.leads, "rejection-reason");
            let has_reasons = reasons || deals_have(world, "lost-reason");
            (!has_reasons && seen.conversations(&[]).is_some()).then_some("no-refusals")
        }),
        "sales-won" => seen.dated("won"),
        "revenue-won" => seen.dated("won").or_else(|| {
            let export = world.deals.as_ref().unwrap_or(&world.leads);
            let joined = || world.deals.as_ref().and_then(|_| seen.deals_joined());
            (!has(export, "value")).then_some("no-field").or_else(joined)
        }),
        "leads-per-sale" => delivered().or_else(|| seen.dated("won")),
        "stage-time" => stages().or_else(|| untimed(run, versions)),
        _ => stages(),
    }
}

/// Sales are told by deals alone.
pub fn sales_are_of_deals(world: &World, run: &State) -> bool {
    let seen = Seen { world, run };
    world.deals.is_some() && !seen.is_of_leads("won")
}

/// Of every lead one of the two stages has a day and the other a moment.
fn untimed(run: &State, versions: &[&Promise]) -> Option<&'static str> {
    let (from, to) = versions.last().and_then(|version| version.stages)?;
    let both = |it: &Episode| Some((it.date(from)?, it.date(to)?));
    let pairs: Vec<_> = run.episodes.iter().filter_map(both).collect();
    let is_day = |at: &Stamp| at.precision == Precision::Day;
    let are_apart = pairs.iter().all(|(from, to)| is_day(from) != is_day(to));
    (!pairs.is_empty() && are_apart).then_some("untimed-stages")
}

/// More than one activity in twenty found no lead.
pub fn loses_activities(world: &World, run: &State) -> bool {
    let (rows, lost) = Seen { world, run }.joined();
    lost * 20 > rows
}

/// More than one attempt in twenty lies before the hand-off of its lead: hand-offs may be dated late.
pub fn hands_over_late(world: &World, run: &State) -> bool {
    let (early, all) = Seen { world, run }.early();
    early * 20 > all
}

struct Seen<'a> {
    world: &'a World,
    run: &'a State,
}

impl Seen<'_> {
    /// Why a milestone is given by nothing that can be used.
    fn given(&self, milestone: &str) -> Option<&'static str> {
        if milestone == "delivered" || self.is_of_leads(milestone) {
            return None;
        }
        let steps = ["sql", "opportunity", "won"];
        let opening = self.run.opening;
        let by_stage = opening == Opening::Stages && has_stage(self.world, milestone);
        match milestone {
            "rejected" => self.given("lost"),
            "accepted" if !tells_acceptance(self.world, opening) => {
                Some(if opening == Opening::Handoff { "opened-at-handoff" } else { "no-milestone" })
            }
            "sql" if by_stage => self.deals_joined(),
            "opportunity" if opening == Opening::Handoff => Some("opened-at-handoff"),
            "opportunity" if opening == Opening::Stages && !by_stage => Some("no-milestone"),
            "accepted" if steps.iter().any(|step| self.is_of_leads(step)) => None,
            "opportunity" | "won" | "lost" | "accepted" => self.deals_joined(),
            _ => Some("no-milestone"),
        }
    }

    /// A column of the leads tells it.
    fn is_of_leads(&self, milestone: &str) -> bool {
        has(&self.world.leads, milestone) && !self.is_empty(milestone)
    }

    /// The column of sales is empty at the leads and not in the deals.
    fn is_empty(&self, milestone: &str) -> bool {
        let dated = |export: &Export| {
            let dates = dates(self.world, export, "won", self.world.as_of);
            let own = export.rows.iter().zip(dates);
            own.filter(|(row, date)| date.is_some() && !is_test(row, &self.world.terms)).count()
        };
        let of_deals = self.world.deals.as_ref().map_or(0, dated);
        milestone == "won" && dated(&self.world.leads) == 0 && of_deals > 0
    }

    /// Why nobody can tell what sales decided.
    fn decisions(&self) -> Option<&'static str> {
        let (all, dumb) = super::openings::staged(self.world, self.run);
        self.given("accepted")
            .or_else(|| self.given("rejected"))
            .or_else(|| most(dumb, all).then_some("unknown-stages"))
    }

    fn deals_joined(&self) -> Option<&'static str> {
        if self.world.deals.is_none() {
            return Some("no-milestone");
        }
        let all = super::deals::deals(self.world, self.world.as_of);
        let lost = all.keys().filter(|deal| !self.run.deal_of.contains_key(deal)).count();
        most(lost, all.len()).then_some("unjoined-deals")
    }

    /// Why no date of a milestone can be trusted to be one: leads passed it and none has a date.
    fn dated(&self, milestone: &str) -> Option<&'static str> {
        self.given(milestone).or_else(|| {
            let has_one = self.run.episodes.iter().any(|episode| episode.date(milestone).is_some());
            let is_passed = |episode: &Episode| episode.inferred.contains(&milestone);
            let passed = ["delivered", "mql"].contains(&milestone)
                || self.run.episodes.iter().any(is_passed)
                || (milestone == "won" && self.wins_without_a_date());
            (!has_one && passed).then_some("no-dates")
        })
    }

    /// One date stands for both stages.
    fn one_column(&self, from: &str, to: &str) -> Option<&'static str> {
        let by = self.world.terms.delivered_by;
        let is_one =
            by != "delivered" && [from, to].contains(&by) && [from, to].contains(&"delivered");
        (is_one && from != to).then_some("one-column")
    }

    /// Deals of known leads that were won on a day that no column has.
    fn wins_without_a_date(&self) -> bool {
        let Some(deals) = self.world.deals.as_ref().filter(|deals| !has(deals, "won")) else {
            return false;
        };
        self.run.deal_of.keys().any(|deal| cell(&deals.rows[*deal], "status") == "won")
    }

    fn every_try(&self, versions: &[&Promise]) -> Option<&'static str> {
        if self.world.activities.is_none() { Some(self.untried()) } else { self.tried(versions) }
    }

    /// Nothing tells of tries.
    fn untried(&self) -> &'static str {
        if has_blank_contacts(self.world) { "blank-contacts" } else { "no-activities" }
    }

    /// Why the first try of a lead cannot be told.
    fn tried(&self, versions: &[&Promise]) -> Option<&'static str> {
        let Some(activities) = &self.world.activities else { return self.first_contacts() };
        // An export without a row is no source in use, and no reason to believe the deals instead.
        if activities.rows.is_empty() {
            return Some("no-activities");
        }
        let mut channels = Vec::new();
        self.each(|place, _, _, channel, _| channels.extend(place.map(|_| channel)));
        let (rows, lost) = self.joined();
        let (early, attempts) = self.early();
        // Where known leads have activities and none is of a channel that counts, no try could be seen.
        let counts = |asked: &[&str]| {
            let is_asked = |own: &&str| asked.is_empty() || asked.contains(own);
            channels.iter().any(|own| *own != "task" && is_asked(own))
        };
        let asked = versions.iter().map(|version| version.channels.as_slice());
        let any = versions.is_empty().then_some(&[][..]);
        let is_blind = !channels.is_empty() && !asked.chain(any).all(counts);
        let (unnamed, all) = self.unnamed();
        match () {
            () if is_blind => Some("no-activities"),
            () if most(lost, rows) => Some("unjoined-activities"),
            () if most(unnamed, all) => Some("leads-without-key"),
            () if attempts == 0 && self.unhanded() => Some("attempts-without-handoff"),
            () if most(early, attempts) => Some("before-handoff"),
            () => None,
        }
    }

    /// Activities and those of them that found no lead: of tries, and of tasks, which are of the join where there is nothing else.
    fn joined(&self) -> (usize, usize) {
        let mut joins = [(0, 0); 2];
        self.each(|place, _, is_young, channel, _| {
            let joined = &mut joins[usize::from(channel == "task")];
            joined.0 += usize::from(is_young);
            joined.1 += usize::from(is_young && place.is_none());
        });
        if joins[0].0 > 0 { joins[0] } else { joins[1] }
    }

    /// Leads delivered that nothing which tells of tries can name, and all of them.
    fn unnamed(&self) -> (usize, usize) {
        let delivered = || self.run.episodes.iter().filter(|episode| episode.delivered().is_some());
        (delivered().filter(|episode| !episode.has_key).count(), delivered().count())
    }

    fn first_contacts(&self) -> Option<&'static str> {
        let Some(table) = told_by(self.world) else { return Some(self.untried()) };
        let (unnamed, all) = self.unnamed();
        if table == "deals" && unnamed * 20 > all {
            return Some("leads-without-deal");
        }
        let (early, contacts) = self.early();
        let joined = if table == "deals" { self.deals_joined() } else { None };
        let is_nowhere = contacts == 0 && self.unhanded();
        joined
            .or_else(|| is_nowhere.then_some("attempts-without-handoff"))
            .or_else(|| most(early, contacts).then_some("before-handoff"))
    }

    /// Every attempt on a known lead: whether it was after the hand-off; nothing where the lead has no date of one.
    fn attempts(&self) -> Vec<Option<bool>> {
        let delivered = |episode: usize| self.run.episodes[episode].delivered();
        let mut found = Vec::new();
        match &self.world.activities {
            Some(activities) if activities.rows.is_empty() => {}
            Some(_) => self.each(|place, real_attempt, _, _, _| {
                let own = place.filter(|_| real_attempt);
                found.extend(own.map(|(lead, is_open)| delivered(lead).map(|_| is_open)));
            }),
            None => {
                let told = contacts(self.world, self.run, self.world.as_of);
                let is_open = |at: &Stamp, lead| delivered(lead).map(|own| at.at_or_after(&own));
                found.extend(told.iter().map(|(at, lead, _)| is_open(at, *lead)));
            }
        }
        found
    }

    /// Attempts before the hand-off of their lead, and all attempts on leads that have a date of one.
    fn early(&self) -> (usize, usize) {
        let dated: Vec<bool> = self.attempts().into_iter().flatten().collect();
        (dated.iter().filter(|is_open| !**is_open).count(), dated.len())
    }

    /// Some attempt is on a lead without a date of hand-off.
    fn unhanded(&self) -> bool {
        self.attempts().contains(&None)
    }

    /// Every activity: the lead it found and whether it was after the hand-off, whether it is an attempt, whether leads were known by then, its channel
    /// and what came of it.
    fn each(
        &self,
        mut look: impl FnMut(Option<(usize, bool)>, bool, bool, &'static str, &'static str),
    ) {
        let export = self.world.activities.as_ref().unwrap();
        let first = ["created", self.world.terms.delivered_by]
            .iter()
            .flat_map(|field| all_dates(self.world, &self.world.leads, field))
            .flatten()
            .filter(|stamp| stamp.at <= self.world.as_of)
            .chain(self.run.episodes.iter().filter_map(Episode::delivered))
            .map(|stamp| stamp.at)
            .min();
        let stamps = dates(self.world, export, "at", self.world.as_of);
        for ((row, at), home) in export.rows.iter().zip(stamps).zip(&self.run.homes) {
            let Some(at) = at.filter(|_| !is_test(row, &self.world.terms)) else { continue };
            let channel = channel_of(export, row);
            let outcome = outcome_of(row);
            let (attempt, _) = nature(row, channel, outcome);
            look(*home, attempt, first.is_some_and(|first| at.at >= first), channel, outcome);
        }
    }

    /// Why nobody can tell who was reached through the channels that count.
    fn conversations(&self, versions: &[&Promise]) -> Option<&'static str> {
        if self.world.activities.is_none() {
            let is_told = told_by(self.world).is_some();
            return Some(if is_told { "no-conversations" } else { self.untried() });
        }
        self.tried(versions).or_else(|| {
            let (told, any) = (self.told(true), self.told(false));
            let written = super::activities::told_channels(self.world, self.run);
            let is_dumb = |channels: &[&str]| {
                let asked = |channel: &str| channels.is_empty() || channels.contains(&channel);
                let (mut made, mut mute) = (0, 0);
                self.each(|place, attempt, _, channel, outcome| {
                    let counts =
                        place.is_some_and(|(_, is_open)| is_open) && attempt && asked(channel);
                    let is_untold = outcome.is_empty() && written.contains(&channel);
                    made += usize::from(counts);
                    mute += usize::from(counts && (is_untold || !told.contains(&channel)));
                });
                !any.iter().any(|channel| asked(channel)) || most(mute, made)
            };
            let every = versions.is_empty() && is_dumb(&[]);
            (every || versions.iter().any(|version| is_dumb(&version.channels)))
                .then_some("no-conversations")
        })
    }

    /// Channels in which something says whether two people spoke: what came of an attempt, or a message that came in.
    /// Where not only attempts are asked about, also a call that a lead made.
    fn told(&self, of_attempts: bool) -> Vec<&'static str> {
        let export = self.world.activities.as_ref().unwrap();
        let stamps = dates(self.world, export, "at", self.world.as_of);
        let tells = |row: &super::world::Row, is_known: bool| {
            let (channel, outcome) = (channel_of(export, row), outcome_of(row));
            let is_message = ["email", "whatsapp", "sms", "social"].contains(&channel);
            let said = match nature(row, channel, outcome) {
                (true, _) => OUTCOMES.contains(&outcome),
                (false, connection) => connection && (is_message || !of_attempts),
            };
            (said && is_known).then_some(channel)
        };
        let rows = export.rows.iter().zip(&stamps).zip(&self.run.homes);
        rows.filter(|((row, at), _)| at.is_some() && !is_test(row, &self.world.terms))
            .filter_map(|((row, _), home)| tells(row, home.is_some()))
            .collect()
    }
}
