//! The numbers of a commitment, for all leads or a group.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::activities::{attempts, told_by};
use super::calendar::Stamp;
use super::episodes::{Episode, MILESTONES, State, category};
use super::evidence::{UNFED, is_unfed, wide};
use super::strays::{orphans, perhaps_converted, perhaps_won, strays_back};
use super::verdicts::{start, verdict};
use super::world::{Promise, World, cell, fold, items};

/// Name of a field of the summary document → its number.
pub type Numbers = BTreeMap<&'static str, Option<f64>>;

const WORDS: [&str; 6] =
    ["met", "breached", "pending", "indeterminate", "exempt", "not-assessable"];

/// The tables that decide how far a metric can see.
pub fn tables(world: &World, metric: &str) -> &'static [&'static str] {
    match metric {
        "leads-delivered" | "value-delivered" | "handoff-complete" | "qualified"
        | "handoff-time" | "steady-delivery" => &["leads"],
        "acceptance" | "decision" | "sales-won" | "revenue-won" | "conversion" | "period-ratio"
        | "leads-per-sale" | "stage-time" => &["leads", "deals"],
        "routing" => &["leads", "activities", "deals"],
        _ if told_by(world) == Some("deals") => &["leads", "activities", "deals"],
        _ => &["leads", "activities"],
    }
}

/// An amount in cents.
pub fn cents(text: &str) -> Option<i64> {
    let plain = text.trim().trim_start_matches("R$").trim();
    let plain = if plain.contains(',') {
        plain.replace('.', "").replace(',', ".")
    } else {
        plain.to_owned()
    };
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let part: i64 = format!("{part:0<2}").get(..2)?.parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + part)
}

/// What a commitment is measured on.
pub struct Asked<'a> {
    pub world: &'a World,
    pub state: &'a State,
    pub versions: Vec<&'a Promise>,
    pub member: &'a dyn Fn(&Episode) -> bool,
}

impl Asked<'_> {
    pub fn promise(&self) -> &Promise {
        self.versions[0]
    }

    /// In the period, on a day on which some version holds.
    fn inside(&self, stamp: &Stamp) -> bool {
        self.within(stamp) && self.version(stamp.day()).is_some()
    }

    pub fn within(&self, stamp: &Stamp) -> bool {
        let (from, to) = self.world.terms.period;
        (from..=to).contains(&stamp.day())
    }

    /// The leads this is about, whatever their dates.
    pub fn leads(&self) -> Vec<&Episode> {
        let fits = |episode: &&Episode| {
            let value = |field: &str| fold(episode.text.get(field).map_or("", String::as_str));
            self.promise().place.iter().all(|(field, wanted)| {
                wanted.iter().any(|word| fold(word) == value(field))
                    || (wanted.iter().any(|word| word == UNFED)
                        && is_unfed(self.world, self.state, episode, field))
            })
        };
        self.state.episodes.iter().filter(fits).filter(|episode| (self.member)(episode)).collect()
    }

    pub fn version(&self, day: NaiveDate) -> Option<&Promise> {
        self.versions.iter().copied().find(|promise| {
            promise.from.is_none_or(|from| day >= from)
                && promise.until.is_none_or(|until| day < until)
        })
    }

    /// Leads delivered in the period.
    pub fn delivered(&self) -> Vec<&Episode> {
        self.leads()
            .into_iter()
            .filter(|episode| episode.delivered().is_some_and(|at| self.inside(&at)))
            .collect()
    }

    /// The days of the period that every file read shows.
    pub fn covered(&self) -> (NaiveDate, NaiveDate) {
        let (from, to) = self.world.terms.period;
        let begin = self.world.begin(tables(self.world, self.promise().metric));
        (begin.map_or(from, |begin| begin.max(from)), to)
    }

    /// In the part of the period that every file read shows.
    fn seen(&self, stamp: &Stamp) -> bool {
        let (from, to) = self.covered();
        (from..=to).contains(&stamp.day())
    }

    /// Working hours gone of the days that every file read shows.
    fn hours(&self) -> f64 {
        let calendar = &self.world.terms.calendar;
        let (from, to) = self.covered();
        let end = self.state.until.min(calendar.last_second(to) + 1);
        calendar.worked(calendar.midnight(from), end) as f64 / 3600.0
    }
}

pub fn measure(asked: &Asked<'_>) -> Numbers {
    match asked.promise().metric {
        "leads-delivered" => leads_delivered(asked),
        "value-delivered" => value_delivered(asked),
        "handoff-complete" => {
            share(asked.delivered().iter().map(|episode| Some(is_complete(asked, episode))))
        }
        "qualified" => share(
            asked
                .delivered()
                .iter()
                .map(|episode| super::levels::qualified(asked.world, asked.state, episode)),
        ),
        "acceptance" => acceptance(asked),
        "steady-delivery" => super::levels::steady(asked, &asked.delivered()),
        "leads-per-hour" => leads_per_hour(asked),
        "sales-won" => counted(
            asked
                .leads()
                .iter()
                .filter(|episode| episode.date("won").is_some_and(|at| asked.inside(&at)))
                .count() as f64,
        ),
        "revenue-won" => revenue(asked),
        "conversion" => conversion(asked),
        "period-ratio" => period_ratio(asked),
        "leads-per-sale" => super::levels::leads_per_sale(&conversion(asked)),
        "stage-time" => super::levels::stage_time(asked, &asked.leads()),
        "attempts-per-day" => {
            super::levels::per_day(asked, &asked.leads(), &|day| asked.version(day))
        }
        _ => verdicts(asked),
    }
}

/// What may come to the numerator and the denominator at the low end and at the high one, of cases that nobody can tell.
pub fn leeway(asked: &Asked<'_>, found: &Numbers) -> [(f64, f64); 2] {
    let own = known_leeway(asked, found);
    let wide: Vec<Promise> = asked.versions.iter().map(|promise| wide(promise)).collect();
    let all = Asked { versions: wide.iter().collect(), ..*asked };
    let is_sum = asked.promise().metric != "steady-delivery";
    if !is_sum || all.leads().len() == asked.leads().len() {
        return own;
    }
    // Leads of whose files none has the field of the scope are in it or not.
    let wider = measure(&all);
    let more = |name: &str| {
        let value = |of: &Numbers| of.get(name).copied().flatten().unwrap_or(0.0);
        value(&wider) - value(found)
    };
    let (adds, counts) = (more("numerator"), more("denominator"));
    let further = if found.contains_key("denominator") {
        [(0.0, counts - adds), (adds, adds)]
    } else {
        [(adds.min(0.0), 0.0), (adds.max(0.0), 0.0)]
    };
    let its = known_leeway(&all, &wider);
    [0, 1].map(|end| (its[end].0 + further[end].0, its[end].1 + further[end].1))
}

fn known_leeway(asked: &Asked<'_>, found: &Numbers) -> [(f64, f64); 2] {
    let less = |cases: usize| [(-(cases as f64), 0.0), (0.0, 0.0)];
    match asked.promise().metric {
        "leads-delivered" if !asked.promise().gross => {
            let back = perhaps_back(asked);
            let left = found["numerator"].unwrap() - back as f64;
            [(-(back as f64 + (strays_back(asked) as f64).min(left)), 0.0), (0.0, 0.0)]
        }
        "conversion" => {
            let missed = found["denominator"].unwrap() - found["numerator"].unwrap();
            let more = (perhaps_converted(asked) as f64).min(missed);
            [(-(conversions(asked).1 as f64), 0.0), (more, 0.0)]
        }
        "sales-won" => [(0.0, 0.0), (perhaps_won(asked) as f64, 0.0)],
        "leads-per-hour" => perhaps_first(asked),
        "acceptance" => {
            let is_dumb = |it: &&&Episode| {
                is_accepted(it) == Some(false) && category(asked.world, &it.reject_reason).is_none()
            };
            let dumb = asked.delivered().iter().filter(is_dumb).count();
            let dumb = if asked.promise().all_reasons { 0 } else { dumb };
            let (accepted, other) = perhaps_rejected(asked);
            let dark = super::openings::dark(asked.world, asked.state);
            let is_dark = |it: &&&Episode| is_accepted(it).is_none() && dark.contains(&it.id);
            let dark = asked.delivered().iter().filter(is_dark).count() as f64;
            [(-(accepted as f64), (dumb + other) as f64 + dark), (dark, dark)]
        }
        "revenue-won" => {
            let all = [undated_revenue(asked), further_revenue(asked), orphans(asked)].concat();
            let of = |is: fn(&i64) -> bool| {
                all.iter().flatten().filter(|own| is(own)).sum::<i64>() as f64 / 100.0
            };
            [(of(|cents| *cents < 0), 0.0), (of(|cents| *cents > 0), 0.0)]
        }
        _ if found.contains_key("indeterminate") => {
            let is_over = |due: &Option<super::calendar::Due>| {
                due.is_none_or(|due| due.latest < asked.state.until)
            };
            let unclear = cohort(asked)
                .iter()
                .filter(|(_, own)| own.word == "indeterminate" && is_over(&own.due))
                .count() as f64;
            [(0.0, unclear), (unclear, unclear)]
        }
        _ => less(0),
    }
}

/// Deliveries that a rejection of an unknown day or reason would perhaps take off; without rejections of their own a loss of an unknown reason does.
fn perhaps_back(asked: &Asked<'_>) -> usize {
    let calendar = &asked.world.terms.calendar;
    let window = super::calendar::Allowance(asked.world.terms.window, 'd');
    let has_own = asked.state.leads.columns.iter().any(|column| column == "rejected");
    let is_open = |episode: &Episode, way: &'static str, reason: &str| {
        let due = calendar.due(&episode.delivered().unwrap(), window, false);
        let known = category(asked.world, reason);
        let in_time =
            episode.date(way).is_some_and(|date| calendar.complies(&date, &due) == Some(true));
        let someday = episode.date(way).is_none() && episode.inferred.contains(&way);
        (in_time && known.is_none()) || (someday && known.is_none_or(|own| own == "marketing"))
    };
    let is_it = |episode: &&&Episode| {
        is_open(episode, "rejected", &episode.reject_reason)
            || (!has_own && is_open(episode, "lost", &episode.lost_reason))
    };
    asked.delivered().iter().filter(is_it).count()
}

/// Where losses alone tell of rejections: leads lost for a reason of no category after they were accepted, and those of them that never were.
fn perhaps_rejected(asked: &Asked<'_>) -> (usize, usize) {
    if asked.state.leads.columns.iter().any(|column| column == "rejected") {
        return (0, 0);
    }
    let is_last = |episode: &Episode| {
        let lost = episode.date("lost");
        lost.is_some_and(|lost| episode.date("accepted").is_none_or(|own| !lost.before(&own)))
    };
    let is_open = |episode: &&&Episode| {
        is_last(episode)
            && category(asked.world, &episode.lost_reason).is_none()
            && is_accepted(episode) != Some(false)
    };
    let delivered = asked.delivered();
    let open: Vec<_> = delivered.iter().filter(is_open).collect();
    let accepted = open.iter().filter(|episode| is_accepted(episode) == Some(true)).count();
    (accepted, open.len() - accepted)
}

fn quotient(above: f64, below: f64) -> Numbers {
    let actual = (below > 0.0).then(|| above / below);
    Numbers::from([("numerator", Some(above)), ("denominator", Some(below)), ("actual", actual)])
}

pub fn counted(count: f64) -> Numbers {
    Numbers::from([("actual", Some(count)), ("numerator", Some(count))])
}

/// Yes ÷ (yes + no); what is neither is left out.
pub fn share(values: impl Iterator<Item = Option<bool>>) -> Numbers {
    let known: Vec<bool> = values.flatten().collect();
    quotient(known.iter().filter(|value| **value).count() as f64, known.len() as f64)
}

/// The leads of a verdict with their version and verdict.
pub fn cohort<'a>(asked: &'a Asked<'a>) -> Vec<(&'a Episode, super::verdicts::Verdict)> {
    let mut found = Vec::new();
    for episode in asked.leads().into_iter().filter(|episode| episode.delivered().is_some()) {
        let Some(at) = start(asked.world, asked.state, asked.promise(), episode) else { continue };
        let clock = match asked.promise().metric {
            "handoff-time" => episode.date("mql"),
            _ => episode.delivered(),
        };
        let version = asked.version(clock.or(episode.delivered()).unwrap().day());
        if let (true, Some(promise)) = (asked.within(&at), version) {
            found.push((episode, verdict(asked.world, asked.state, promise, episode)));
        }
    }
    found
}

fn verdicts(asked: &Asked<'_>) -> Numbers {
    let cohort = cohort(asked);
    let is_over =
        |due: &Option<super::calendar::Due>| due.is_none_or(|due| due.latest < asked.state.until);
    let count = |word: &str, over: Option<bool>| {
        cohort
            .iter()
            .filter(|(_, verdict)| {
                verdict.word == word && over.is_none_or(|over| over == is_over(&verdict.due))
            })
            .count() as f64
    };
    let met = count("met", Some(true));
    let mut numbers = quotient(met, met + count("breached", Some(true)));
    for (name, word) in ["met", "breached", "pending", "indeterminate", "exempt", "not_assessable"]
        .into_iter()
        .zip(WORDS)
    {
        numbers.insert(name, Some(count(word, None)));
    }
    numbers.insert("early", Some(count("met", Some(false))));
    numbers.insert("size", Some(cohort.len() as f64));
    numbers
}

fn is_accepted(episode: &Episode) -> Option<bool> {
    let accepted = episode.date("accepted");
    match (accepted, episode.date("rejected")) {
        (Some(accepted), Some(rejected)) => Some(rejected.before(&accepted)),
        (None, Some(_)) => Some(false),
        (Some(_), None) => Some(true),
        (None, None) => episode.inferred.contains(&"accepted").then_some(true),
    }
}

fn leads_delivered(asked: &Asked<'_>) -> Numbers {
    let calendar = &asked.world.terms.calendar;
    let delivered = asked.delivered();
    if asked.promise().gross {
        return counted(delivered.len() as f64);
    }
    let (mut back, mut open) = (0, 0);
    for episode in &delivered {
        let at = episode.delivered().unwrap();
        let due =
            calendar.due(&at, super::calendar::Allowance(asked.world.terms.window, 'd'), false);
        let rejected = episode.date("rejected").filter(|_| is_accepted(episode) == Some(false));
        let is_marketing = category(asked.world, &episode.reject_reason) == Some("marketing");
        let is_back = rejected
            .is_some_and(|date| is_marketing && calendar.complies(&date, &due) == Some(true));
        back += usize::from(is_back);
        open += usize::from(!is_back && asked.state.until <= due.latest);
    }
    let mut numbers = counted((delivered.len() - back) as f64);
    numbers.insert("provisional", Some(open as f64));
    numbers
}

fn value_delivered(asked: &Asked<'_>) -> Numbers {
    let value = |episode: &&Episode| {
        asked
            .world
            .terms
            .values
            .get(&fold(episode.text.get("type").map_or("", String::as_str)))
            .copied()
    };
    counted(asked.delivered().iter().filter_map(value).sum::<i64>() as f64 / 100.0)
}

fn is_complete(asked: &Asked<'_>, episode: &Episode) -> bool {
    let row = &asked.state.leads.rows[episode.rows[0]];
    // What no export feeds is asked of nobody.
    let required = asked.world.terms.required.iter();
    let mut fed = required.filter(|field| super::evidence::feeds(asked.world, field));
    fed.all(|field| is_well_formed(row, field))
}

fn is_well_formed(row: &super::world::Row, field: &str) -> bool {
    const EMPTY: [&str; 11] =
        ["–", "-", ".", "x", "n/a", "na", "null", "none", "teste", "test", "nao informado"];
    let is_word = |text: &str| {
        !text.is_empty()
            && !EMPTY.contains(&fold(text).as_str())
            && !["sem", "select"].contains(&fold(text).as_str())
    };
    match field {
        "email" => {
            let is_real = |text: &String| is_word(text) && is_email(text);
            items(row, field).iter().any(|text| is_real(text) && !text.starts_with("naotem"))
        }
        "phone" => !super::persons::phones(row).is_empty(),
        _ => is_word(cell(row, field)),
    }
}

fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let plain =
        |part: &str| !part.is_empty() && !part.contains('@') && !part.contains(char::is_whitespace);
    let ends = host.match_indices('.').any(|(at, _)| at > 0 && host[at + 1..].chars().count() >= 2);
    plain(user) && plain(host) && ends
}

fn acceptance(asked: &Asked<'_>) -> Numbers {
    let delivered = asked.delivered();
    let decided: Vec<(&&Episode, bool)> =
        delivered.iter().filter_map(|episode| Some((episode, is_accepted(episode)?))).collect();
    let accepted = decided.iter().filter(|(_, yes)| *yes).count();
    let counts = |episode: &Episode| {
        asked.promise().all_reasons
            || category(asked.world, &episode.reject_reason) == Some("marketing")
    };
    let rejected = decided.iter().filter(|(episode, yes)| !yes && counts(episode)).count();
    let mut numbers = quotient(accepted as f64, (accepted + rejected) as f64);
    numbers.insert("undecided", Some((delivered.len() - decided.len()) as f64));
    numbers.insert("size", Some(delivered.len() as f64));
    numbers
}

fn leads_per_hour(asked: &Asked<'_>) -> Numbers {
    let first = |episode: &&&Episode| {
        attempts(episode, &asked.promise().channels)
            .first()
            .is_some_and(|touch| asked.seen(&touch.at))
    };
    // A lead is of the version in force at its delivery.
    let is_held = |episode: &&&Episode| {
        episode.delivered().is_some_and(|at| asked.version(at.day()).is_some())
    };
    let tried = asked.leads().iter().filter(is_held).filter(first).count() as f64;
    let people = if asked.promise().per_person { super::levels::people(asked) } else { 1.0 };
    let mut numbers = quotient(tried, asked.hours() * people);
    numbers.insert("size", Some(tried));
    numbers
}

/// Attempts of nobody known: those of the period may be the first of leads that seem untried in it, earlier ones that of leads of before that count.
fn perhaps_first(asked: &Asked<'_>) -> [(f64, f64); 2] {
    let channels: Vec<&[&str]> =
        asked.versions.iter().map(|version| version.channels.as_slice()).collect();
    let strays = super::activities::strays(asked.world, asked.state, &channels);
    let (begin, end) = asked.covered();
    let (mut untried, mut carried) = (0, 0);
    for episode in asked.leads() {
        let Some(at) = episode.delivered().filter(|at| at.day() <= end) else { continue };
        let Some(version) = asked.version(at.day()) else { continue };
        let first = attempts(episode, &version.channels).first().map(|touch| touch.at);
        let (is_own, is_new) = (first.is_some_and(|at| asked.seen(&at)), at.day() >= begin);
        let was_open = is_new || first.is_none_or(|first| first.day() >= begin);
        let is_seen = first.is_some() || !episode.unseen_by(asked.state.until);
        untried += usize::from(was_open && is_seen && !is_own);
        carried += usize::from(is_own && !is_new);
    }
    let inside = strays.iter().filter(|at| asked.seen(at)).count();
    let earlier = strays.iter().filter(|at| at.day() < begin).count();
    [(-(earlier.min(carried) as f64), 0.0), (inside.min(untried) as f64, 0.0)]
}

fn revenue(asked: &Asked<'_>) -> Numbers {
    counted(sold(asked).into_iter().flatten().sum::<i64>() as f64 / 100.0)
}

/// What each sale of the period brought; nothing where nothing says it.
fn sold(asked: &Asked<'_>) -> Vec<Option<i64>> {
    let won_in = |stamp: Option<Stamp>| stamp.is_some_and(|at| asked.inside(&at));
    if asked.world.deals.is_none() {
        let won = asked.leads().into_iter().filter(|episode| won_in(episode.date("won")));
        return won.map(|episode| cents(episode.text.get("value")?)).collect();
    }
    let deals = super::deals::deals(asked.world, asked.state.until);
    let mine: BTreeSet<usize> =
        asked.leads().iter().flat_map(|episode| episode.deals.iter().copied()).collect();
    let won = deals.iter().filter(|(index, deal)| mine.contains(index) && won_in(deal.won));
    won.map(|(_, deal)| deal.cents).collect()
}

/// Of most sales, those of an unknown day among them, nothing says what they brought.
pub fn is_unvalued(asked: &Asked<'_>) -> bool {
    let all: Vec<Option<i64>> = sold(asked).into_iter().chain(undated_revenue(asked)).collect();
    all.iter().filter(|value| value.is_none()).count() * 2 > all.len()
}

/// What sales of an unknown day brought, one amount a sale.
fn undated_revenue(asked: &Asked<'_>) -> Vec<Option<i64>> {
    let leads = asked.leads();
    let Some(export) = &asked.world.deals else {
        let undated = leads.iter().filter(|it| it.inferred.contains(&"won"));
        return undated.map(|it| cents(it.text.get("value")?)).collect();
    };
    let mine: BTreeSet<usize> = leads.iter().flat_map(|it| it.deals.iter().copied()).collect();
    let deals = super::deals::deals(asked.world, asked.world.as_of);
    // A date that is still to come is one all the same.
    let written = super::episodes::all_dates(asked.world, export, "won");
    let is_it = |(index, deal): &(&usize, &super::deals::Deal)| {
        mine.contains(index) && cell(&deal.row, "status") == "won" && written[**index].is_none()
    };
    deals.iter().filter(is_it).map(|(_, deal)| deal.cents).collect()
}

/// What further rows of the period's sales would add.
fn further_revenue(asked: &Asked<'_>) -> Vec<Option<i64>> {
    let leads = asked.leads();
    let deals = super::deals::deals(asked.world, asked.state.until);
    let of_deals = leads.iter().flat_map(|it| &it.deals).filter_map(|index| deals.get(index));
    let of_deals = of_deals.filter(|deal| deal.won.is_some()).flat_map(|deal| &deal.further);
    let of_leads = leads.iter().flat_map(|it| &it.further).map(|(at, cents)| (Some(*at), *cents));
    let all = of_deals.copied().chain(of_leads);
    all.filter(|(at, _)| at.is_some_and(|at| asked.inside(&at))).map(|own| Some(own.1)).collect()
}

/// The date by which a milestone had been passed: its own, or that of the first later one.
fn reached(episode: &Episode, milestone: &str) -> Option<Stamp> {
    let own = episode.date(milestone);
    let rung = MILESTONES.iter().position(|name| *name == milestone).unwrap();
    let later = || {
        MILESTONES[rung..7]
            .iter()
            .filter_map(|name| episode.date(name))
            .min_by_key(|stamp| stamp.at)
    };
    own.or_else(|| episode.inferred.contains(&milestone).then(later).flatten())
}

fn conversion(asked: &Asked<'_>) -> Numbers {
    conversions(asked).0
}

/// The same, and how many count whose day in time nothing proves.
fn conversions(asked: &Asked<'_>) -> (Numbers, usize) {
    let promise = asked.promise();
    let (from, to) = promise.stages.unwrap_or(("delivered", "won"));
    let (first, last) = asked.world.terms.period;
    let (mut judged, mut young, mut unproven) = (Vec::new(), 0, 0);
    for episode in asked.leads() {
        let Some(start) = episode.date(from) else { continue };
        let Some(version) = asked.version(start.day()) else { continue };
        let n = version
            .within
            .map_or(asked.world.terms.conversion_within, |within| within.0.unsigned_abs());
        if !(first - Days::new(n)..=last - Days::new(n)).contains(&start.day()) {
            continue;
        }
        let end = start.day() + Days::new(n);
        if asked.world.terms.calendar.last_second(end) > asked.state.until {
            young += 1;
        } else {
            let is_passed = episode.inferred.contains(&to);
            let is_proven = reached(episode, to).is_some_and(|at| at.day() <= end);
            unproven += usize::from(is_passed && !is_proven);
            judged.push(Some(is_passed || reached(episode, to).is_some_and(|at| at.day() <= end)));
        }
    }
    let size = judged.len() + young;
    let mut numbers = share(judged.into_iter());
    numbers.insert("maturing", Some(young as f64));
    numbers.insert("size", Some(size as f64));
    (numbers, unproven)
}

fn period_ratio(asked: &Asked<'_>) -> Numbers {
    let (from, to) = asked.promise().stages.unwrap();
    let events = |milestone: &str| {
        asked
            .leads()
            .iter()
            .filter(|episode| {
                episode
                    .date(milestone)
                    .is_some_and(|at| asked.seen(&at) && asked.version(at.day()).is_some())
            })
            .count() as f64
    };
    quotient(events(to), events(from))
}
