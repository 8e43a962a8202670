//! The way back from a lead to the rows of the exports, for those who ask where a date comes from.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::account::FileAccount;
use crate::model::dataset::{Dataset, Leads};
use crate::model::evidence::Trace;
use crate::model::fold::fold_words;
use crate::model::moment::Moment;
use crate::model::places::{Place, Places};
use crate::model::words::{Milestone, Table};

use super::assemble::Workings;
use super::fields::FIRST_CONTACT;
use super::frame::{Frame, Origin};
use super::keys;
use super::tables::Tables;

/// Everything that leads back to the files.
pub struct Trail<'a> {
    /// All rows.
    pub tables: &'a Tables,
    /// How they were put together.
    pub workings: &'a Workings,
    /// What they came to; its account of the files is complete.
    pub dataset: &'a Dataset,
}

/// The leads that someone asks for.
pub struct Asked<'a> {
    /// What they are called; nothing is looked for under an empty word.
    pub word: &'a str,
    /// Which they are, when these are the leads of which some row or deal is called so.
    pub leads: &'a dyn Fn(&Leads, &[usize]) -> Vec<usize>,
    /// Whether a row of any table is somebody's whose rows are asked for, used or not.
    pub rows: Option<&'a dyn Fn(&Called) -> bool>,
}

/// What a row calls whom it is about.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// The id of the lead.
    pub id: String,
    /// The name.
    pub name: String,
    /// Addresses, as keys.
    pub emails: Vec<String>,
    /// Phones, as keys.
    pub phones: Vec<String>,
}

impl Asked<'static> {
    /// Asks for no lead, so that no place is kept.
    pub const NOBODY: Self = Self { word: "", leads: &|_, _| Vec::new(), rows: None };
}

impl Trail<'_> {
    /// The leads of which some row has this id, e-mail or phone, or some deal this id or title: also rows that were merged into others.
    pub fn called(&self, word: &str) -> Vec<usize> {
        if word.is_empty() {
            return Vec::new();
        }
        let Workings { episodes, book, lead_rows, .. } = self.workings;
        let (leads, deals) = (&self.tables.leads, &self.tables.deals);
        let keys =
            [("email", keys::email(word).map(Cow::into_owned)), ("phone", keys::phone(word))];
        let has_key = |frame: &Frame, row: usize| {
            keys.iter().any(|(field, key)| {
                key.as_deref().is_some_and(|key| frame.keys(field, row).any(|own| own == key))
            })
        };
        let is_called = |row: &usize| leads.text("id", *row) == Some(word) || has_key(leads, *row);
        let titled = fold_words(word);
        let is_titled =
            |row: usize| deals.text("title", row).is_some_and(|own| fold_words(own) == titled);
        let by_rows =
            (0..*lead_rows).filter(is_called).filter_map(|row| episodes.of_row.get(row).copied());
        let by_deals = book
            .rows
            .iter()
            .zip(&book.lead)
            .filter(|(row, _)| {
                deals.text("id", **row) == Some(word) || is_titled(**row) || has_key(deals, **row)
            })
            .filter_map(|(_, of)| *of);
        let found: BTreeSet<u32> =
            by_rows.chain(by_deals).filter(|lead| *lead != u32::MAX).collect();
        found.into_iter().map(|lead| lead as usize).collect()
    }

    /// Rows of any table that are somebody's, also those that were set aside, with what they call them.
    pub fn rows(&self, are_asked_for: &dyn Fn(&Called) -> bool) -> Vec<(Place, Called)> {
        let Tables { leads, deals, activities, .. } = self.tables;
        let mut found = Vec::new();
        for (frame, id) in [(leads, "id"), (deals, "lead"), (activities, "lead")] {
            for row in 0..frame.len() {
                let text = |field: &str| frame.text(field, row).unwrap_or_default().to_owned();
                let keys = |field: &str| frame.keys(field, row).map(str::to_owned).collect();
                let called = Called {
                    id: text(id),
                    name: text("name"),
                    emails: keys("email"),
                    phones: keys("phone"),
                };
                if are_asked_for(&called) {
                    found.extend(self.place(frame, row, None).map(|place| (place, called)));
                }
            }
        }
        found
    }

    /// Where everything known of a lead stands.
    pub fn of(&self, lead: usize) -> Places {
        let frame = &self.tables.leads;
        let rows = || self.lead_rows(lead).filter(|row| *row < self.workings.lead_rows);
        let name = |row| Some((frame.text("name", row)?.to_owned(), self.place(frame, row, None)?));
        let id = |row: usize| {
            frame.text("id", row).filter(|_| frame.has_made_id.get(row) != Some(&true))
        };
        Places {
            rows: rows().filter_map(|row| self.place(frame, row, None)).collect(),
            names: rows().filter_map(name).collect(),
            ids: rows().filter_map(id).map(str::to_owned).collect(),
            milestones: Milestone::ALL
                .iter()
                .filter_map(|milestone| Some((*milestone, self.date(lead, *milestone)?)))
                .collect(),
            activities: self.dataset.leads.activities(lead).map(|row| self.activity(row)).collect(),
            unused_handoffs: rows().filter_map(|row| self.unused_handoff(row)).collect(),
            through: self
                .dataset
                .leads
                .activities(lead)
                .enumerate()
                .filter_map(|(number, row)| Some((number, self.through(row)?)))
                .collect(),
        }
    }

    fn lead_rows(&self, lead: usize) -> impl Iterator<Item = usize> {
        self.workings.episodes.rows_of(lead).iter().map(|row| *row as usize)
    }

    /// The first row that gives the lead this date of the milestone: one of its own, else one of its deals.
    fn date(&self, lead: usize, milestone: Milestone) -> Option<Place> {
        let leads = &self.dataset.leads;
        let date = leads.date(lead, milestone).filter(|_| !leads.is_observed(lead, milestone))?;
        self.own_date(lead, milestone, date).or_else(|| self.deal_date(lead, milestone, date))
    }

    fn own_date(&self, lead: usize, milestone: Milestone, date: Moment) -> Option<Place> {
        let frame = &self.tables.leads;
        let row =
            self.lead_rows(lead).find(|row| frame.date(milestone.word(), *row) == Some(date))?;
        let stands_for = self
            .dataset
            .delivered_by
            .filter(|_| milestone == Milestone::Delivered)
            .unwrap_or(milestone);
        let field = match self.table(frame, row) {
            Some(Table::Deals) => "created",
            // A row of a file of leads that keeps a date beside those of deals keeps its own.
            _ if stands_for == Milestone::Opportunity => milestone.word(),
            _ => stands_for.word(),
        };
        self.place(frame, row, Some(field))
    }

    fn deal_date(&self, lead: usize, milestone: Milestone, date: Moment) -> Option<Place> {
        let field = match milestone {
            Milestone::Opportunity => "created",
            Milestone::Won | Milestone::Lost => milestone.word(),
            _ => return None,
        };
        let (deals, book) = (&self.tables.deals, &self.workings.book);
        let own = book
            .rows
            .iter()
            .zip(&book.lead)
            .filter(|(_, of)| of.is_some_and(|of| of as usize == lead));
        let row = own.map(|(row, _)| *row).find(|row| deals.date(field, *row) == Some(date))?;
        self.place(deals, row, Some(field))
    }

    /// Where an activity stands: its row, or without a file of activities the lead or deal whose first contact it is.
    fn activity(&self, row: usize) -> Option<Place> {
        let (frame, field) = match self.dataset.sight.trace {
            Trace::FirstContact(Table::Leads) => (&self.tables.leads, Some(FIRST_CONTACT)),
            Trace::FirstContact(_) => (&self.tables.deals, Some(FIRST_CONTACT)),
            Trace::Activities | Trace::Nothing => (&self.tables.activities, None),
        };
        self.place(frame, *self.workings.activity_rows.get(row)? as usize, field)
    }

    fn unused_handoff(&self, row: usize) -> Option<(Moment, Place)> {
        let at = self.tables.unused_handoffs.get(&u32::try_from(row).ok()?)?;
        let place = self.place(&self.tables.leads, row, Some(Milestone::Delivered.word()))?;
        Some((*at, place))
    }

    /// The deal through whose key an activity found its lead.
    fn through(&self, row: usize) -> Option<Place> {
        if self.dataset.sight.trace != Trace::Activities {
            return None;
        }
        let deal = self.tables.through_deals.get(self.workings.activity_rows.get(row)?)?;
        self.place(&self.tables.deals, *deal as usize, None)
    }

    fn table(&self, frame: &Frame, row: usize) -> Option<Table> {
        self.dataset
            .intake
            .get(usize::from(frame.origin.get(row)?.source))
            .map(|source| source.table)
    }

    fn place(&self, frame: &Frame, row: usize, field: Option<&str>) -> Option<Place> {
        let origin = frame.origin.get(row)?;
        let file = self.file(*origin)?;
        let header = |field: &str| {
            file.columns
                .iter()
                .find(|column| column.field == field)
                .map(|column| column.header.clone())
        };
        Some(Place { file: file.path.clone(), row: origin.row, column: field.and_then(header) })
    }

    fn file(&self, origin: Origin) -> Option<&FileAccount> {
        self.dataset.intake.get(usize::from(origin.source))?.files.get(usize::from(origin.file))
    }
}
