//! The episodes as columns: what the first row, the latest row and the deals of each say, stand-ins and inference.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::issue::{Code, Issue};
use crate::model::agreement::Agreement;
use crate::model::column::{Coded, TextColumn, WordColumn};
use crate::model::dataset::Leads;
use crate::model::evidence::Opening;
use crate::model::moment::Moment;
use crate::model::money::Money;
use crate::model::words::{Category, Milestone, Table};

use super::episodes::Episodes;
use super::frame::{self, Frame};
use super::reasons::{self, categories};
use super::tables::{self, DealBook, LeadDeals, Tables};
use super::{openings, stages};

mod someday;

/// Words that the latest row of an episode decides; the first row decides the others.
const LATEST: [&str; 3] = ["owner", "team", "stage"];

/// Words of who works the lead: a deal's come before those of the leads' source, whose owner may
/// be the one who handed it over.
const OF_WORK: [&str; 2] = ["owner", "team"];

/// Ends that all deals of a lead tell together: the word of one, in a row made from it, is no word of the lead.
const ENDS_OF_DEALS: [Milestone; 2] = [Milestone::Won, Milestone::Lost];

/// Reasons and the milestone whose date each explains: both come from the same row.
const REASONS: [(&str, Milestone); 2] =
    [("rejection-reason", Milestone::Rejected), ("lost-reason", Milestone::Lost)];

/// Builds the columns, and tells what the opening of a deal says of its lead; the rows of `tables.leads` in `made` were made from deals, later ones only
/// deliver and say nothing else.
pub fn build(
    agreement: &Agreement,
    tables: &Tables,
    episodes: &Episodes,
    book: &DealBook,
    made: Range<usize>,
    issues: &mut Vec<Issue>,
) -> (Leads, Opening) {
    let words = openings::Words::of(agreement, tables, Table::Deals);
    let mut view =
        View { opening: Opening::Step, tables, frame: &tables.leads, episodes, book, made };
    let mut leads = Leads {
        id: view.text("id"),
        name: view.text("name"),
        email: view.first_key("email"),
        phone: view.text("phone-shown"),
        company: view.text("company"),
        person: episodes.person.clone(),
        value: view.values(),
        incomplete: view.incomplete(),
        qualified: view.qualified(),
        ..Leads::default()
    };
    let links = &agreement.report.links;
    leads.own_id = links.lead.as_ref().map(|_| view.own_ids()).unwrap_or_default();
    leads.deal_id = links.deal.as_ref().map(|_| view.deal_ids()).unwrap_or_default();
    for field in view.word_fields() {
        leads.words.insert(field.clone(), view.words(&field));
    }
    view.opening = view.opened(agreement, &words);
    let opening = view.opening;
    for milestone in Milestone::ALL {
        if let Some(slot) = leads.milestones.get_mut(milestone.index()) {
            *slot = view.dates(*milestone);
        }
    }
    leads.observed = view.observed(&leads.milestones);
    leads.seen_by = view.seen_by();
    leads.contacted = stages::contacted(tables, episodes, book);
    leads.rejection = categories(agreement, (&leads, "rejection-reason"), issues);
    leads.loss = categories(agreement, (&leads, "lost-reason"), issues);
    stand_in(&view, &mut leads, issues);
    let known = mapped(agreement, tables, Some(Milestone::Delivered), opening);
    let denied = infer(agreement, &view, &known, &mut leads);
    issues.extend(Issue::of(Code::WonButDealsLost, denied));
    (leads, opening)
}

/// Every milestone some source gives, stand-ins included.
pub fn mapped(
    agreement: &Agreement,
    tables: &Tables,
    delivered_by: Option<Milestone>,
    opening: Opening,
) -> Vec<Milestone> {
    let has = |table: Table, field: &str| tables.mapped.contains(&(table, field.to_owned()));
    let mut known: BTreeSet<Milestone> =
        Milestone::ALL.iter().copied().filter(|m| has(Table::Leads, m.word())).collect();
    known.extend(frame::members(&tables.leads, "stage", Milestone::of).into_iter().flatten());
    known.extend(delivered_by.map(|_| Milestone::Delivered));
    known.extend(tables::STEPS.iter().filter(|step| has(Table::Deals, step.word())));
    if has(Table::Deals, "created") && opening == Opening::Step {
        known.insert(Milestone::Opportunity);
    }
    if has(Table::Leads, "status") {
        known.extend([Milestone::Won, Milestone::Lost]);
    }
    if has(Table::Deals, "won") || has(Table::Deals, "status") {
        known.insert(Milestone::Won);
    }
    if has(Table::Deals, "lost") || has(Table::Deals, "status") {
        known.insert(Milestone::Lost);
    }
    let is_later = |step: &Milestone| known.contains(step);
    match opening {
        Opening::Handoff if !tells_acceptance(agreement, tables) => {
            known.remove(&Milestone::Accepted);
        }
        _ if [Milestone::Sql, Milestone::Opportunity, Milestone::Won].iter().any(is_later) => {
            known.insert(Milestone::Accepted);
        }
        _ => {}
    }
    if known.contains(&Milestone::Lost) {
        known.insert(Milestone::Rejected);
    }
    known.into_iter().collect()
}

/// Something besides the opening of a deal tells that sales took a lead up.
fn tells_acceptance(agreement: &Agreement, tables: &Tables) -> bool {
    let has = |table: Table, step: &Milestone| tables.maps(table, step.word());
    tables::STEPS.iter().any(|step| has(Table::Leads, step) || has(Table::Deals, step))
        || openings::Words::of(agreement, tables, Table::Leads).tell_steps()
}

/// The dates of a milestone are those of others.
pub fn is_stand_in(tables: &Tables, opening: Opening, milestone: Milestone) -> bool {
    let is_of_deals = milestone == Milestone::Accepted
        && (opening == Opening::Stages || tables.maps(Table::Deals, milestone.word()));
    !is_of_deals && !tables.maps(Table::Leads, milestone.word())
}

struct View<'a> {
    /// What the opening of a deal tells.
    opening: Opening,
    tables: &'a Tables,
    frame: &'a Frame,
    episodes: &'a Episodes,
    book: &'a DealBook,
    made: Range<usize>,
}

impl View<'_> {
    /// The rows of an episode that say more than a date, in order of time.
    fn rows(&self, episode: usize) -> impl DoubleEndedIterator<Item = usize> {
        self.episodes
            .rows_of(episode)
            .iter()
            .map(|row| *row as usize)
            .filter(|row| *row < self.made.end)
    }

    fn deals(&self, episode: usize) -> Option<&LeadDeals> {
        if self.book.of_lead.is_empty() {
            return None;
        }
        self.book.of_lead.get(&u32::try_from(episode).ok()?)
    }

    fn text(&self, field: &str) -> TextColumn {
        let (own, by_deal) = (self.frame.texts.get(field), self.tables.deals.texts.get(field));
        let mut out = own.map(TextColumn::alike).unwrap_or_default();
        for episode in 0..self.episodes.len() {
            let own = own.and_then(|own| self.rows(episode).find_map(|row| own.get(row)));
            let by_deal = || {
                self.deals(episode).and_then(|deals| deals.newest).and_then(|row| by_deal?.get(row))
            };
            out.push(own.or_else(|| if field == "id" { None } else { by_deal() }));
        }
        out
    }

    /// The ids that the tool of leads gave the episodes: no deal's.
    fn own_ids(&self) -> TextColumn {
        let own = |row: usize| own_id(self.frame, row).filter(|_| !self.made.contains(&row));
        self.of_each(|episode| self.rows(episode).find_map(own))
    }

    /// The ids that the tool of deals gave the newest deal of each episode.
    fn deal_ids(&self) -> TextColumn {
        self.of_each(|episode| own_id(&self.tables.deals, self.deals(episode)?.newest?))
    }

    fn of_each<'b>(&self, text: impl Fn(usize) -> Option<&'b str>) -> TextColumn {
        let mut out = TextColumn::default();
        (0..self.episodes.len()).for_each(|episode| out.push(text(episode)));
        out
    }

    fn first_key(&self, field: &str) -> TextColumn {
        let mut out = self.frame.texts.get(field).map(TextColumn::alike).unwrap_or_default();
        let keys = self.frame.keys_of(field);
        (0..self.episodes.len()).for_each(|episode| {
            out.push(self.rows(episode).find_map(|row| keys.of_row(row).next()));
        });
        out
    }

    fn word_fields(&self) -> BTreeSet<String> {
        let names = self.frame.words.keys().chain(self.tables.deals.words.keys());
        let hidden = |name: &&String| name.starts_with('=') || *name == "status";
        names
            .filter(|name| !hidden(name))
            .cloned()
            .chain(["owner", "source", "campaign", "team"].map(str::to_owned))
            .collect()
    }

    fn words(&self, field: &str) -> Coded {
        let own = self.frame.words.get(field);
        let by_deals = self.tables.deals.words.get(field);
        match (own, by_deals) {
            (None, None) => Coded::absent(self.episodes.len()),
            (Some(own), None) if field != "lost-reason" => own.pick(
                (0..self.episodes.len()).map(|episode| self.speaking_row(own, field, episode)),
            ),
            (own, by_deals) => self.words_of_both(own, by_deals, field),
        }
    }

    /// The row whose word counts: of a reason the row whose date counts, of other words the latest or
    /// the first row that has one.
    fn speaking_row(&self, column: &WordColumn, field: &str, episode: usize) -> Option<usize> {
        let has_word = |row: &usize| column.codes().get(*row).is_some_and(|code| *code > 0);
        if let Some((_, milestone)) = REASONS.iter().find(|(reason, _)| *reason == field)
            && let Some(date) = self.own_date(episode, *milestone)
        {
            let dated = |row: &usize| self.frame.date(milestone.word(), *row) == Some(date);
            return self.rows(episode).filter(dated).find(has_word);
        }
        if LATEST.contains(&field) || REASONS.iter().any(|(reason, _)| *reason == field) {
            self.rows(episode).rev().find(has_word)
        } else {
            self.rows(episode).find(has_word)
        }
    }

    fn words_of_both(
        &self,
        own: Option<&WordColumn>,
        by_deals: Option<&WordColumn>,
        field: &str,
    ) -> Coded {
        let mut out = WordColumn::default();
        for episode in 0..self.episodes.len() {
            let word = own.and_then(|own| own.word(self.speaking_row(own, field, episode)?));
            if field == "lost-reason" {
                out.push(self.loss_reason(episode, word, by_deals));
                continue;
            }
            let newest = self.deals(episode).and_then(|deals| deals.newest);
            let of_deal = || newest.and_then(|row| by_deals?.word(row));
            let said =
                if OF_WORK.contains(&field) { of_deal().or(word) } else { word.or_else(of_deal) };
            out.push(said);
        }
        out.coded()
    }

    /// The reason of the loss whose date counts. Where that is a deal's and the deal gives none, the
    /// lead's own reason serves if no row of the lead dates a loss of its own, which it would explain.
    fn loss_reason<'a>(
        &self,
        episode: usize,
        own: Option<&'a str>,
        by_deals: Option<&'a WordColumn>,
    ) -> Option<&'a str> {
        let lost = self.deals(episode).filter(|deals| !deals.is_alive);
        let of_deal = lost.and_then(|deals| deals.lost_row).and_then(|row| by_deals?.word(row));
        if lost.is_some_and(|deals| deals.lost.is_some()) {
            let is_free = self.own_date(episode, Milestone::Lost).is_none();
            of_deal.or(own.filter(|_| is_free))
        } else {
            own.or(of_deal)
        }
    }

    fn values(&self) -> Vec<Option<Money>> {
        let own = |episode: usize| {
            self.rows(episode)
                .rev()
                .find_map(|row| self.frame.number("value", row))
                .and_then(Money::of)
        };
        (0..self.episodes.len())
            .map(|episode| {
                self.deals(episode).and_then(|deals| deals.value).or_else(|| own(episode))
            })
            .collect()
    }

    fn incomplete(&self) -> Vec<u32> {
        let first = |episode: usize| {
            self.rows(episode).next().and_then(|row| self.frame.incomplete.get(row)).copied()
        };
        (0..self.episodes.len()).map(|episode| first(episode).unwrap_or(0)).collect()
    }

    /// Whether each lead met the agreed definition when it was handed over, so by its episode's
    /// first row.
    fn qualified(&self) -> Vec<Option<bool>> {
        let first = |episode: usize| {
            self.rows(episode)
                .next()
                .and_then(|row| self.frame.qualified.get(row))
                .copied()
                .flatten()
        };
        (0..self.episodes.len()).map(first).collect()
    }

    /// When an episode's deals reached a milestone; it is lost only when none of its deals is
    /// alive.
    fn of_deals(&self, episode: usize, milestone: Milestone) -> Option<Moment> {
        let deals = self.deals(episode)?;
        let [accepted, sql, opportunity] = deals.steps;
        match milestone {
            Milestone::Accepted => accepted,
            Milestone::Sql => sql,
            Milestone::Opportunity if self.opening == Opening::Step => deals.opportunity,
            Milestone::Opportunity => opportunity,
            Milestone::Won => deals.won,
            Milestone::Lost => deals.lost.filter(|_| !deals.is_alive),
            _ => None,
        }
    }

    /// Bit per milestone whose date is the day a row or deal was first seen in that stage.
    fn observed(&self, milestones: &[Vec<Option<Moment>>; 10]) -> Vec<u16> {
        let date = |lead: usize, milestone: Milestone| {
            milestones.get(milestone.index()).and_then(|dates| dates.get(lead)).copied().flatten()
        };
        let mut bits = vec![0_u16; self.episodes.len()];
        let mut note = |frame: &Frame, row: usize, lead: usize| {
            let is_own = |m: &&Milestone| {
                frame.is_observed(row, **m) && frame.date(m.word(), row) == date(lead, **m)
            };
            let own =
                Milestone::ALL.iter().filter(is_own).fold(0, |bits, m| bits | 1_u16 << m.index());
            bits.iter_mut().skip(lead).take(1).for_each(|bits| *bits |= own);
        };
        for lead in 0..self.episodes.len() {
            self.rows(lead).for_each(|row| note(self.frame, row, lead));
        }
        for (row, lead) in self.book.rows.iter().zip(&self.book.lead) {
            lead.iter().for_each(|lead| note(&self.tables.deals, *row, *lead as usize));
        }
        bits
    }

    /// Dates of acceptance: their own where some source has them, else the first of the later steps. Where the opening of deals is none of these, a
    /// sale tells that the lead was accepted, and not when.
    fn acceptances(&self, leads: &Leads) -> Vec<Option<Moment>> {
        use Milestone::{Accepted, Opportunity, Sql, Won};
        let is_dated = self.dates_acceptances();
        let first = |lead: usize| {
            let steps: &[Milestone] = match self.opening {
                _ if is_dated => &[Accepted],
                Opening::Step if self.is_taken_up_someday(lead) => &[Sql, Opportunity],
                Opening::Step => &[Sql, Opportunity, Won],
                Opening::Stages | Opening::Handoff => &[Accepted, Sql, Opportunity],
            };
            earliest(steps.iter().filter_map(|step| leads.date(lead, *step)))
        };
        (0..leads.len()).map(first).collect()
    }

    /// Some file has a column of the day on which sales accepted a lead.
    fn dates_acceptances(&self) -> bool {
        let maps = |table: Table| self.tables.maps(table, Milestone::Accepted.word());
        maps(Table::Leads) || (maps(Table::Deals) && self.opening != Opening::Stages)
    }

    /// What the opening of these deals tells, by the stages that they have and by when it came.
    fn opened(&self, agreement: &Agreement, words: &openings::Words) -> Opening {
        let mut pace = openings::Pace::default();
        for (lead, delivered) in self.dates(Milestone::Delivered).into_iter().enumerate() {
            let opened = self.deals(lead).and_then(|deals| deals.opportunity);
            pace.pairs.extend(delivered.zip(opened));
            let has_ended = || {
                let ends = [Milestone::Rejected, Milestone::Lost];
                ends.iter().any(|end| self.own_date(lead, *end).is_some())
            };
            let is_refused = delivered.is_some() && self.deals(lead).is_none() && has_ended();
            pace.refused += u64::from(is_refused);
        }
        words.opening(agreement, &pace)
    }

    /// All deals of an episode are lost, on whatever days.
    fn has_only_lost_deals(&self, episode: usize) -> bool {
        self.deals(episode).is_some_and(|deals| !deals.is_alive)
    }

    /// All deals of an episode are lost, the last on a day that nothing tells.
    fn lost_someday(&self, episode: usize) -> Option<Milestone> {
        let deals = self.deals(episode)?;
        (!deals.is_alive && deals.lost.is_none()).then_some(Milestone::Lost)
    }

    /// The milestones for which a row of an episode names a day that nobody can read.
    fn unread(&self, episode: usize) -> impl Iterator<Item = Milestone> {
        let is_any = !self.frame.unread.is_empty();
        let rows: Vec<usize> = if is_any { self.rows(episode).collect() } else { Vec::new() };
        let is_own = move |milestone: &Milestone| {
            rows.iter().any(|row| self.frame.is_unread(*row, *milestone))
        };
        Milestone::ALL.iter().copied().filter(is_own)
    }

    /// The step that the deals of an episode stand in, where their stages tell it.
    fn step_of_deals(&self, episode: usize) -> Option<Milestone> {
        let stage = self.deals(episode)?.stage?;
        (self.opening == Opening::Stages && tables::STEPS.contains(&stage)).then_some(stage)
    }

    /// The earliest date of a milestone among an episode's rows.
    fn own_date(&self, episode: usize, milestone: Milestone) -> Option<Moment> {
        self.earliest_of(episode, self.frame.dates.get(milestone.word())?)
    }

    /// The earliest date of a column among an episode's rows.
    fn earliest_of(&self, episode: usize, column: &[Option<Moment>]) -> Option<Moment> {
        let of_row = |row: &u32| column.get(*row as usize).copied().flatten();
        earliest(self.episodes.rows_of(episode).iter().filter_map(of_row))
    }

    /// The earliest date of a milestone among an episode's rows and deals; a lead whose deals are all lost was lost with the last of them.
    fn dates(&self, milestone: Milestone) -> Vec<Option<Moment>> {
        let column = self.frame.dates.get(milestone.word());
        let date = |episode: usize| {
            let own = column.and_then(|column| self.earliest_of(episode, column));
            let of_deals = self.of_deals(episode, milestone);
            match milestone {
                Milestone::Lost => of_deals.or(own),
                _ => earliest(own.into_iter().chain(of_deals)),
            }
        };
        (0..self.episodes.len()).map(date).collect()
    }
}

/// A row's id, as its file has it.
fn own_id(frame: &Frame, row: usize) -> Option<&str> {
    frame.text("id", row).filter(|_| frame.has_made_id.get(row) != Some(&true))
}

fn earliest(dates: impl Iterator<Item = Moment>) -> Option<Moment> {
    dates.min_by_key(|at| (at.at(), at.precision()))
}

/// Where no source gives a date of acceptance, the first of SQL, opportunity and won stands in for
/// it; for a rejection the loss for a reason that is marketing's (`DEFINITIONS.md` §2, *Other
/// stand-ins*). The first decision is the earlier of the two.
fn stand_in(view: &View, leads: &mut Leads, issues: &mut Vec<Issue>) {
    let opening = view.opening;
    let accepted = view.acceptances(leads);
    if is_stand_in(view.tables, opening, Milestone::Accepted) {
        note_stand_in(Milestone::Accepted, opening.stands_in(), &accepted, issues);
    }
    leads.taken_up_someday = view.taken_up_someday(&accepted);
    set(leads, Milestone::Accepted, accepted);
    if is_stand_in(view.tables, opening, Milestone::Rejected) {
        let is_rejection = |lead: usize| leads.loss.get(lead) == Some(&Some(Category::Marketing));
        let rejected: Vec<Option<Moment>> = (0..leads.len())
            .map(|lead| leads.date(lead, Milestone::Lost).filter(|_| is_rejection(lead)))
            .collect();
        note_stand_in(Milestone::Rejected, "lost", &rejected, issues);
        // Of a lead that only its word calls rejected the reason is its own, else that of its loss.
        let own = rejected.iter().zip(&leads.rejection).zip(&leads.loss);
        let category =
            own.map(|((date, own), loss)| date.map(|_| Category::Marketing).or(*own).or(*loss));
        leads.rejection = category.collect();
        reasons::explain(leads, &rejected);
        set(leads, Milestone::Rejected, rejected);
    }
    let decisions = leads.dates(Milestone::Accepted).iter().zip(leads.dates(Milestone::Rejected));
    leads.decision = decisions
        .map(|(a, r)| a.iter().chain(r).copied().min_by_key(|at| (at.at(), at.precision())))
        .collect();
}

fn note_stand_in(
    milestone: Milestone,
    by: &str,
    dates: &[Option<Moment>],
    issues: &mut Vec<Issue>,
) {
    if dates.iter().any(Option::is_some) {
        issues.push(Issue::warning(
            Code::StandIn,
            vec![("milestone", milestone.word().to_owned()), ("by", by.to_owned())],
        ));
    }
}

fn set(leads: &mut Leads, milestone: Milestone, dates: Vec<Option<Moment>>) {
    if let Some(slot) = leads.milestones.get_mut(milestone.index()) {
        *slot = dates;
    }
}

/// Milestones passed, dated or inferred from a later one or from the stage, and dates that contradict the ladder. Answers how many
/// leads a word without a date calls won whose deals are all lost: how a sale ended is told where it is made.
fn infer(agreement: &Agreement, view: &View, known: &[Milestone], leads: &mut Leads) -> usize {
    let stages = frame::members(view.frame, "stage", Milestone::of);
    let word = |row: usize| stages.get(row).copied().flatten();
    let is_own = |row: usize, own: Milestone| {
        let is_end_of_deal = view.made.contains(&row) && ENDS_OF_DEALS.contains(&own);
        !is_end_of_deal && !is_to_come(view.frame, own, row)
    };
    let stage = |episode: usize| {
        let mut rows = view.rows(episode).rev();
        rows.find_map(|row| word(row).filter(|own| is_own(row, *own)))
    };
    let steps_of_made = |episode: usize| {
        let made = view.rows(episode).filter(|row| view.made.contains(row));
        made.filter_map(word).filter(|own| tables::STEPS.contains(own))
    };
    let deal_won = |episode: usize| {
        view.deals(episode).is_some_and(|deals| deals.is_won).then_some(Milestone::Won)
    };
    let by_losses = is_stand_in(view.tables, view.opening, Milestone::Rejected);
    let mut handed = Vec::new();
    let mut passed = Vec::with_capacity(leads.len());
    let mut disordered = Vec::with_capacity(leads.len());
    let mut denied = 0;
    for lead in 0..leads.len() {
        let is_denied = |own: &Milestone| {
            let is_undated = leads.date(lead, Milestone::Won).is_none();
            *own == Milestone::Won && is_undated && view.has_only_lost_deals(lead)
        };
        let is_to_come = |own: &Milestone| {
            let end = u32::try_from(lead).map(|lead| (lead, *own));
            leads.date(lead, *own).is_none()
                && end.is_ok_and(|end| view.book.to_come.contains(&end))
        };
        let own = stage(lead).filter(|own| !is_to_come(own));
        let stage = own.filter(|own| !is_denied(own));
        handed.extend(
            u32::try_from(lead).ok().filter(|_| stage.is_some_and(someday::is_handed_over)),
        );
        denied += usize::from(own != stage);
        let dated = Milestone::ALL.iter().filter(|m| leads.date(lead, **m).is_some()).copied();
        let of_deals = deal_won(lead).into_iter().chain(view.step_of_deals(lead));
        let of_deals = of_deals.chain(steps_of_made(lead));
        let unread = view.unread(lead).filter(|own| !is_denied(own));
        let said = dated.chain(stage).chain(of_deals).chain(view.lost_someday(lead)).chain(unread);
        let bit = |step: Milestone| 1_u16 << step.index();
        let mut reached = said.fold(0, |bits, step| bits | bit(step));
        let is_rejection = by_losses && leads.loss.get(lead) == Some(&Some(Category::Marketing));
        if is_rejection && reached & bit(Milestone::Lost) != 0 {
            reached |= bit(Milestone::Rejected);
        }
        let furthest = Milestone::LADDER.iter().rposition(|step| reached & bit(*step) != 0);
        let implied = Milestone::LADDER.iter().take(furthest.unwrap_or(0));
        let implied = implied.filter(|step| known.contains(step));
        passed.push(implied.fold(reached, |bits, step| bits | bit(*step)));
        disordered.push(contradicts(agreement, leads, lead));
    }
    leads.passed = passed;
    leads.out_of_order = disordered;
    leads.unread_deliveries = someday::unread_deliveries(view, leads);
    leads.undated_deliveries = someday::undated_deliveries(leads, handed);
    denied
}

/// The stage is of the export's day and its date, after the run's time, was dropped: it has not happened either.
fn is_to_come(leads: &Frame, stage: Milestone, row: usize) -> bool {
    leads.is_future.get(row) == Some(&true) && leads.date(stage.word(), row).is_none()
}

fn contradicts(agreement: &Agreement, leads: &Leads, lead: usize) -> bool {
    let dates = Milestone::LADDER.iter().filter_map(|step| leads.date(lead, *step));
    let later = dates.clone().skip(1);
    dates.zip(later).any(|(date, later)| agreement.zone.before(later, date))
}
