//! The columns of the Leads sheet: what each tells, how wide it is, and whether it is folded away.

use std::collections::BTreeSet;

use crate::model::agreement::PersonalData;
use crate::model::words::Milestone;
use crate::report::book::PAPER_PX;
use crate::report::style::{Align, Colour, Number, Style};
use crate::report::written::word;
use crate::texts::format::capitalised;
use crate::texts::names::milestone_key;
use crate::texts::story::Story;

/// What a column tells of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its id.
    Id,
    /// Its contact.
    Contact,
    /// Its company.
    Company,
    /// Its source.
    Source,
    /// Its campaign.
    Campaign,
    /// Its owner.
    Owner,
    /// When it was delivered.
    Delivered,
    /// 1 when delivered in the period.
    InPeriod,
    /// The local day it was delivered on.
    Day,
    /// 1 when the hand-off was complete.
    Complete,
    /// First attempt.
    FirstAttempt,
    /// Working hours until then.
    Hours,
    /// Tries.
    Tries,
    /// First connection.
    FirstConnection,
    /// Accepted, rejected or undecided.
    Decision,
    /// When it was first decided.
    DecidedAt,
    /// Why it was rejected.
    Reason,
    /// 1 when net counting takes it off.
    Deducted,
    /// Verdict on a commitment, by its place among the scorecard's.
    Verdict(usize),
    /// When that commitment's allowance ends.
    Due(usize),
    /// How far it got.
    State,
    /// A milestone's date.
    Date(Milestone),
}

/// Columns that belong together, under one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Who it is.
    Who,
    /// The hand-off.
    Delivery,
    /// Contact.
    Contact,
    /// The decision.
    Decision,
    /// Verdicts.
    Verdicts,
    /// How it ended.
    End,
}

impl Band {
    /// Key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Who => "band-who",
            Self::Delivery => "band-delivery",
            Self::Contact => "band-contact",
            Self::Decision => "band-decision",
            Self::Verdicts => "band-verdicts",
            Self::End => "band-end",
        }
    }
}

/// One column.
#[derive(Clone, Debug)]
pub struct DetailColumn {
    /// What it tells.
    pub field: Field,
    /// Its head, unique in the table and safe in formulas.
    pub head: String,
    /// Under which word.
    pub band: Band,
    /// Pixels.
    pub px: u32,
    /// Folded away.
    pub is_folded: bool,
    /// The look of its cells.
    pub style: Style,
}

/// Pixels of a company of which two letters are shown.
const MASKED_PX: u32 = 66;
/// Pixels left of the first column.
const GUTTER: u32 = 14;

const INSTANT: Style = Style::date(Number::LeadInstant);
const ASIDE: Style = Style::TEXT.align(Align::Indented);

/// Field, key of the head, band, width, folded, look: the columns before and after the verdicts.
type Plan = (Field, &'static str, Band, u32, bool, Style);

const BEFORE: [Plan; 18] = [
    (Field::Id, "lead", Band::Who, 76, false, Style::TEXT),
    (Field::Contact, "contact", Band::Who, 92, false, Style::TEXT),
    (Field::Company, "company", Band::Who, 170, false, Style::TEXT),
    (Field::Source, "source", Band::Who, 96, false, Style::TEXT),
    (Field::Owner, "owner", Band::Who, 116, false, Style::TEXT),
    (Field::Campaign, "campaign", Band::Who, 140, true, Style::TEXT),
    (Field::Delivered, "delivered-at", Band::Delivery, 92, false, INSTANT),
    (Field::InPeriod, "in-period", Band::Delivery, 66, true, Style::number(Number::Flag)),
    (
        Field::Day,
        "day",
        Band::Delivery,
        70,
        true,
        Style::date(Number::LeadDate).align(Align::Indented),
    ),
    (Field::Complete, "complete", Band::Delivery, 70, true, Style::number(Number::Flag)),
    (
        Field::FirstAttempt,
        "first-attempt",
        Band::Contact,
        100,
        false,
        INSTANT.align(Align::Indented),
    ),
    (Field::Hours, "working-hours", Band::Contact, 54, false, Style::number(Number::Two)),
    (Field::Tries, "tries", Band::Contact, 62, false, Style::number(Number::Dotted)),
    (
        Field::FirstConnection,
        "first-connection",
        Band::Contact,
        100,
        true,
        INSTANT.align(Align::Indented),
    ),
    (Field::Decision, "decision", Band::Decision, 74, false, ASIDE),
    (Field::DecidedAt, "decided-at", Band::Decision, 98, true, INSTANT),
    (Field::Reason, "reason", Band::Decision, 150, true, Style::TEXT),
    (Field::Deducted, "discounted", Band::Decision, 70, true, Style::number(Number::Flag)),
];

/// The columns of a story's leads.
pub fn of(story: &Story) -> Vec<DetailColumn> {
    let mut heads = Heads::default();
    let is_told = |plan: &&Plan| plan.0 != Field::Complete || story.book.tells_handoff();
    let mut columns: Vec<DetailColumn> = BEFORE
        .iter()
        .filter(is_told)
        .map(|plan| heads.column(*plan, &word(story, &format!("head-{}", plan.1))))
        .collect();
    for (place, _) in story.card.verdicts() {
        let Some(judged) = story.card.commitments.get(place) else { continue };
        let name = story.commitment(judged);
        let due = format!("{} {name}", word(story, "head-due-of"));
        columns.push(
            heads.column((Field::Verdict(place), "", Band::Verdicts, 84, false, ASIDE), &name),
        );
        columns
            .push(heads.column((Field::Due(place), "", Band::Verdicts, 98, true, INSTANT), &due));
    }
    columns.push(
        heads.column((Field::State, "", Band::End, 90, false, ASIDE), &word(story, "head-state")),
    );
    for milestone in
        story.book.milestones().iter().filter(|milestone| **milestone != Milestone::Delivered)
    {
        let name = capitalised(story.texts.word(milestone_key(*milestone)));
        columns
            .push(heads.column((Field::Date(*milestone), "", Band::End, 98, true, INSTANT), &name));
    }
    fitted(story, columns)
}

/// The columns made to fit a page: a company that is masked takes little room, and of too many promises those of some leads only are folded away.
fn fitted(story: &Story, mut columns: Vec<DetailColumn>) -> Vec<DetailColumn> {
    if story.agreement.report.personal_data != PersonalData::Full {
        let company = columns.iter_mut().find(|column| column.field == Field::Company);
        company.into_iter().for_each(|column| column.px = MASKED_PX);
    }
    let first = columns.iter().position(|column| matches!(column.field, Field::Verdict(_)));
    let is_of_some = |field: Field| {
        let Field::Verdict(place) = field else { return false };
        story.card.commitments.get(place).is_some_and(|judged| !judged.conditions.is_empty())
    };
    for place in (0..columns.len()).rev().filter(|place| Some(*place) != first) {
        let across: u32 =
            columns.iter().filter(|column| !column.is_folded).map(|column| column.px).sum();
        if across + GUTTER <= PAPER_PX {
            break;
        }
        let column = columns.get_mut(place).filter(|column| is_of_some(column.field));
        column.into_iter().for_each(|column| column.is_folded = true);
    }
    columns
}

/// Heads given so far.
#[derive(Default)]
struct Heads {
    taken: BTreeSet<String>,
}

impl Heads {
    fn column(&mut self, plan: Plan, words: &str) -> DetailColumn {
        let (field, _, band, px, is_folded, style) = plan;
        DetailColumn {
            field,
            head: self.unique(words),
            band,
            px,
            is_folded,
            style: style.ink(Colour::Ink),
        }
    }

    fn unique(&mut self, words: &str) -> String {
        let plain = plain_head(words);
        let numbered = (2..).map(|n| format!("{plain} {n}"));
        let head = std::iter::once(plain.clone())
            .chain(numbered)
            .find(|head| !self.taken.contains(&head.to_lowercase()));
        let head = head.unwrap_or(plain);
        self.taken.insert(head.to_lowercase());
        head
    }
}

/// Letters, digits and single blanks: what a formula may name without quoting.
fn plain_head(words: &str) -> String {
    let kept: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let short: String =
        kept.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    let short = short.trim();
    if short.is_empty() { "–".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_unique_and_safe_in_formulas() {
        let mut heads = Heads::default();
        assert_eq!(
            heads.unique("Google Ads: 1ª tentativa em 15 min"),
            "Google Ads 1ª tentativa em 15 min"
        );
        assert_eq!(heads.unique("Lead [x] 'y' #@"), "Lead x y");
        assert_eq!(heads.unique("LEAD x y"), "LEAD x y 2");
        assert_eq!(heads.unique("lead x y"), "lead x y 3");
    }
}
