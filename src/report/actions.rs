//! The list of what must be done, as the table other sheets count on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::{Cell, Value};
use super::recount::{Rows, Tallied};
use super::style::{Align, Colour, Face, Number, Style};
use super::written::{company, contact, lead_cell, serial, word};
use crate::calendar::Late;
use crate::model::moment::Instant;
use crate::model::words::Team;
use crate::scorecard::card::Action;
use crate::scorecard::register::{Asked, Due};
use crate::texts::story::Story;

/// What a column of the list tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionField {
    /// Who owes it.
    Team,
    /// The lead's owner.
    Owner,
    /// What is asked for.
    What,
    /// The lead.
    Lead,
    /// Its contact.
    Contact,
    /// Its company.
    Company,
    /// Its source.
    Source,
    /// When it is due.
    Due,
    /// How long past the due, in words.
    Overdue,
    /// Not in the last report.
    New,
    /// Its kind in a word: for counting.
    Kind,
    /// 1 when the due has passed: for counting.
    IsOverdue,
    /// 1 when it passed more than ten working days ago: for counting.
    IsOld,
}

/// Actions listed: more than any team does in a day.
const MOST_LISTED: usize = 5_000;

/// Columns: field, key of its head, look.
pub const COLUMNS: [(ActionField, &str, Style); 13] = [
    (ActionField::Team, "team", Style::TEXT.ink(Colour::Sub)),
    (ActionField::Owner, "owner", Style::TEXT),
    (ActionField::What, "what", Style::TEXT),
    (ActionField::Lead, "lead", Style::TEXT),
    (ActionField::Contact, "contact", Style::TEXT),
    (ActionField::Company, "company", Style::TEXT),
    (ActionField::Source, "source", Style::NOTE),
    (ActionField::Due, "due", Style::date(Number::ShortInstant)),
    (ActionField::Overdue, "delay", Style::TEXT.align(Align::Right)),
    (ActionField::New, "new", Style::TEXT.ink(Colour::Good).align(Align::Indented)),
    (ActionField::Kind, "kind", Style::SUPPORT.align(Align::Indented)),
    (ActionField::IsOverdue, "is-overdue", Style::SUPPORT),
    (ActionField::IsOld, "is-old", Style::SUPPORT),
];

/// The table of actions.
pub struct ActionTable {
    /// Its name in the book.
    pub table: String,
    /// Heads of its columns.
    pub heads: Vec<String>,
    /// Its rows by usefulness: what falls due, what has just become overdue, what has no due, and last the old debt.
    pub rows: Arc<Vec<Vec<Cell>>>,
    /// Rows before the old debt.
    pub fresh: usize,
    tallied: Tallied,
    /// Some actions are not listed: nothing can be recounted.
    pub is_cut: bool,
}

impl ActionTable {
    /// The list of actions, in the order of its sheet, cut at the most that a sheet shows.
    pub fn of(story: &Story) -> Self {
        let heads = COLUMNS.iter().map(|(_, key, _)| word(story, &format!("head-{key}"))).collect();
        let mut in_order: Vec<&Action> = story.card.actions.iter().collect();
        // Stable: within a turn the card's order by team, owner and id stays.
        in_order.sort_by_key(|action| turn(action));
        in_order.truncate(MOST_LISTED);
        let fresh = in_order.partition_point(|action| !action.is_old());
        let rows = Arc::new(in_order.into_iter().map(|action| row(story, action)).collect());
        let is_cut = story.card.actions.len() > MOST_LISTED;
        Self {
            is_cut,
            table: word(story, "table-actions"),
            heads,
            tallied: Tallied::of(&rows),
            fresh,
            rows,
        }
    }

    /// The list as what formulas count on; where it was cut they would count too few, so numbers
    /// stay plain.
    pub fn counted(&self) -> Rows<'_, ActionField> {
        let columns = COLUMNS
            .iter()
            .zip(&self.heads)
            .map(|((field, _, _), head)| (*field, head.as_str()))
            .collect();
        Rows { table: &self.table, columns, listed: (!self.is_cut).then_some(&self.tallied) }
    }
}

/// When an action's turn is: the soonest due first, then the lead that has waited least past its due, then what nobody dated; old debt last.
fn turn(action: &Action) -> (u8, Late, Instant) {
    match action.late {
        None if action.due.is_some() => (0, Late::default(), action.due.unwrap_or_default()),
        Some(late) if !action.is_old() => (1, late, Instant::default()),
        None => (2, Late::default(), Instant::default()),
        Some(late) => (3, late, Instant::default()),
    }
}

/// What one owner has to do; of marketing, which owns no leads, what is to do in place of who.
pub struct Load<'a> {
    /// Who owes it.
    pub team: Team,
    /// The owner, or what is to do.
    pub name: String,
    /// What.
    pub actions: Vec<&'a Action>,
}

impl Load<'_> {
    /// How many of this person's actions are overdue, still coming, or without a due.
    pub fn of(&self, due: Due) -> u64 {
        self.actions.iter().filter(|action| Asked::All(due).counts(action)).count() as u64
    }

    /// Of the overdue actions the one whose due lies furthest back.
    pub fn oldest(&self) -> Option<&Action> {
        self.actions
            .iter()
            .copied()
            .filter(|action| action.is_overdue)
            .min_by_key(|action| (action.due.unwrap_or(Instant::LATEST), action.lead))
    }
}

/// Sales first, then who has most to do in time, then who is overdue most.
pub fn loads<'a>(story: &Story<'a>) -> Vec<Load<'a>> {
    let mut by_name: BTreeMap<(Team, String), Vec<&Action>> = BTreeMap::new();
    for action in &story.card.actions {
        let name = if action.team == Team::Marketing {
            story.action(action)
        } else {
            owner(story, action)
        };
        by_name.entry((action.team, name)).or_default().push(action);
    }
    let mut loads: Vec<Load> =
        by_name.into_iter().map(|((team, name), actions)| Load { team, name, actions }).collect();
    loads.sort_by_key(|load| {
        let pressing = load.of(Due::Coming) + load.of(Due::Recent);
        (load.team != Team::Sales, std::cmp::Reverse((pressing, load.actions.len())))
    });
    loads
}

/// The owner's name as the list shows it; what marketing owes is not its owner's, who is of sales.
pub fn owner(story: &Story, action: &Action) -> String {
    if action.team == Team::Marketing {
        return team(story, action);
    }
    action.owner.clone().unwrap_or_else(|| word(story, "no-owner"))
}

/// The word of an action's kind.
pub fn kind(story: &Story, action: &Action) -> String {
    word(story, &format!("kind-{}", action.kind.word()))
}

/// A team's word in the list.
pub fn team(story: &Story, action: &Action) -> String {
    story.team(action.team).to_owned()
}

fn row(story: &Story, action: &Action) -> Vec<Cell> {
    let book = story.book;
    let late = |style: Style| if action.is_overdue { style.face(Face::Strong) } else { style };
    let due = action.due.map_or(Value::Empty, |at| Value::Number(serial(story, at)));
    let due_style = if action.is_overdue {
        Style::date(Number::ShortInstant).strong().ink(Colour::Bad)
    } else {
        Style::date(Number::ShortInstant)
    };
    let overdue = action.late.map_or(Value::Empty, |late| Value::text(story.delay(late)));
    vec![
        Value::text(team(story, action)).into(),
        Value::text(owner(story, action)).into(),
        Cell::styled(Value::text(story.action(action)), late(Style::TEXT)),
        lead_cell(story, action.lead, true).into(),
        contact(story, action.lead).map_or(Value::Empty, Value::text).into(),
        company(story, action.lead).map_or(Value::Empty, Value::text).into(),
        Value::maybe_text(book.word("source", action.lead)).into(),
        Cell::styled(due, due_style),
        overdue.into(),
        if action.is_new == Some(true) { Value::text(word(story, "new")) } else { Value::Empty }
            .into(),
        Value::text(kind(story, action)).into(),
        Value::number(u8::from(action.is_overdue)).into(),
        Value::number(u8::from(action.is_old())).into(),
    ]
}
