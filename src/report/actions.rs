//! The list of what must be done, as the table other sheets count on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::{Cell, Value};
use super::recount::{Rows, Tallied};
use super::style::{Align, Colour, Face, Number, Style};
use super::written::{company, contact, lead_id, serial, word};
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
    /// Working hours past the due.
    Overdue,
    /// Not in the last report.
    New,
    /// Its kind in a word: for counting.
    Kind,
    /// 1 when the due has passed: for counting.
    IsOverdue,
}

/// Actions listed: more than any team does in a day.
const MOST_LISTED: usize = 5_000;

/// Columns: field, key of its head, look.
pub const COLUMNS: [(ActionField, &str, Style); 12] = [
    (ActionField::Team, "team", Style::TEXT.ink(Colour::Sub)),
    (ActionField::Owner, "owner", Style::TEXT),
    (ActionField::What, "what", Style::TEXT),
    (ActionField::Lead, "lead", Style::TEXT),
    (ActionField::Contact, "contact", Style::TEXT),
    (ActionField::Company, "company", Style::TEXT),
    (ActionField::Source, "source", Style::NOTE),
    (ActionField::Due, "due", Style::date(Number::ShortInstant)),
    (ActionField::Overdue, "overdue-hours", Style::number(Number::One)),
    (ActionField::New, "new", Style::TEXT.ink(Colour::Good).align(Align::Indented)),
    (ActionField::Kind, "kind", Style::SUPPORT.align(Align::Indented)),
    (ActionField::IsOverdue, "is-overdue", Style::SUPPORT),
];

/// The table of actions.
pub struct ActionTable {
    /// Its name in the book.
    pub table: String,
    /// Heads of its columns.
    pub heads: Vec<String>,
    /// Its rows: owners as in the table above, each with the most urgent first.
    pub rows: Arc<Vec<Vec<Cell>>>,
    tallied: Tallied,
    /// Some actions are not listed: nothing can be recounted.
    pub is_cut: bool,
}

impl ActionTable {
    /// The list of actions, in the order of its sheet, cut at the most that a sheet shows.
    pub fn of(story: &Story) -> Self {
        let heads = COLUMNS.iter().map(|(_, key, _)| word(story, &format!("head-{key}"))).collect();
        let in_order = loads(story).into_iter().flat_map(|load| load.actions);
        let rows = Arc::new(in_order.take(MOST_LISTED).map(|action| row(story, action)).collect());
        let is_cut = story.card.actions.len() > MOST_LISTED;
        Self {
            is_cut,
            table: word(story, "table-actions"),
            heads,
            tallied: Tallied::of(&rows),
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

/// What one owner has to do.
pub struct Load<'a> {
    /// Who owes it.
    pub team: Team,
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
            .min_by_key(|action| (action.due.unwrap_or(i64::MAX), action.lead))
    }
}

/// Sales first, then who is overdue most, then who has most to do.
pub fn loads<'a>(story: &Story<'a>) -> Vec<Load<'a>> {
    let mut by_owner: BTreeMap<(Team, Option<&str>), Vec<&Action>> = BTreeMap::new();
    for action in &story.card.actions {
        by_owner.entry((action.team, action.owner.as_deref())).or_default().push(action);
    }
    let mut loads: Vec<Load> =
        by_owner.into_iter().map(|((team, _), actions)| Load { team, actions }).collect();
    loads.sort_by_key(|load| {
        (load.team != Team::Sales, std::cmp::Reverse((load.of(Due::Overdue), load.actions.len())))
    });
    loads
}

/// The owner's name as the list shows it.
pub fn owner(story: &Story, action: &Action) -> String {
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
    let overdue = if action.is_overdue {
        Value::Number(action.overdue_seconds as f64 / 3_600.0)
    } else {
        Value::Empty
    };
    vec![
        Value::text(team(story, action)).into(),
        Value::text(owner(story, action)).into(),
        Cell::styled(Value::text(story.action(action)), late(Style::TEXT)),
        Value::Text(lead_id(story, action.lead)).into(),
        contact(story, action.lead).map_or(Value::Empty, Value::text).into(),
        company(story, action.lead).map_or(Value::Empty, Value::text).into(),
        Value::maybe_text(book.word("source", action.lead)).into(),
        Cell::styled(due, due_style),
        overdue.into(),
        if action.is_new == Some(true) { Value::text(word(story, "new")) } else { Value::Empty }
            .into(),
        Value::text(kind(story, action)).into(),
        Value::number(u8::from(action.is_overdue)).into(),
    ]
}
