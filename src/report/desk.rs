//! What every sheet is written from: the story, the leads in detail, and the words and values they need.

use super::actions::ActionTable;
use super::book::{Sheet, Value};
use super::detail::Detail;
use super::style::Colour;
pub use super::written::{day_serial, moment_serial, serial, word};
use crate::model::agreement::Commitment;
use crate::model::evidence::Unseen;
use crate::model::moment::Instant;
use crate::model::words::Team;
use crate::scorecard::card::{Judged, Scorecard};
use crate::texts::format;
pub use crate::texts::format::capitalised;
use crate::texts::story::Story;

/// The material of a workbook.
pub struct Desk<'a> {
    /// What there is to tell.
    pub story: &'a Story<'a>,
    /// The rows of the Leads sheet.
    pub detail: Detail,
    /// The rows of the list of actions.
    pub actions: ActionTable,
}

impl<'a> Desk<'a> {
    /// The desk of a story.
    pub fn new(story: &'a Story<'a>) -> Self {
        Self { story, detail: Detail::of(story), actions: ActionTable::of(story) }
    }

    /// The numbers.
    pub fn card(&self) -> &'a Scorecard {
        self.story.card
    }

    /// The words of a key of the workbook.
    pub fn word(&self, key: &str) -> String {
        word(self.story, key)
    }

    /// The words of a key that may not exist.
    pub fn known_word(&self, key: &str) -> Option<String> {
        let key = format!("workbook.{key}");
        self.story.texts.has(&key).then(|| self.story.texts.word(&key).to_owned())
    }

    /// Why a table is empty: the files do not show its matter, else the words of a key.
    pub fn absent(&self, unseen: Option<Unseen>, key: &str) -> String {
        let why = |unseen| format!("{}.", capitalised(&self.story.unseen(unseen)));
        unseen.map_or_else(|| self.word(key), why)
    }

    /// A phrase of the workbook.
    pub fn phrase(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.story.texts.phrase(&format!("workbook.{key}"), values)
    }

    /// A phrase that agrees with a number.
    pub fn count(&self, key: &str, n: u64, values: &[(&str, &str)]) -> String {
        self.story.texts.count(&format!("workbook.{key}"), n, values)
    }

    /// What a chart shows, with every value: the words of a key, then each value beside its name.
    pub fn alt(&self, key: &str, values: impl IntoIterator<Item = String>) -> String {
        let values: Vec<String> = values.into_iter().collect();
        let words = self.word(key);
        if values.is_empty() { words } else { format!("{words} {}.", values.join("; ")) }
    }

    /// A whole number as words write it.
    pub fn whole(&self, number: u64) -> String {
        format::whole(self.story.texts.language, number)
    }

    /// A number with at most one decimal.
    pub fn short(&self, number: f64) -> String {
        format::short(self.story.texts.language, number)
    }

    /// A share as words write it.
    pub fn share(&self, fraction: f64, decimals: usize) -> String {
        format::share(self.story.texts.language, fraction, decimals)
    }

    /// The words of a key of any section of the catalogue.
    pub fn said(&self, key: &str) -> String {
        self.story.texts.word(key).to_owned()
    }

    /// A team's name; the word for both is not that of the objective.
    pub fn team(&self, team: Team) -> String {
        if team == Team::Both { self.word("team-both") } else { self.story.team(team).to_owned() }
    }

    /// A weekday's name, 0 = Monday.
    pub fn weekday(&self, weekday: u8) -> String {
        self.story.weekday(weekday)
    }

    /// An instant as a serial number of local time.
    pub fn instant(&self, at: Instant) -> Value {
        Value::Number(serial(self.story, at))
    }

    /// An instant; nothing when absent.
    pub fn maybe_instant(&self, at: Option<Instant>) -> Value {
        at.map_or(Value::Empty, |at| self.instant(at))
    }

    /// The commitment judged, in the version in force.
    pub fn commitment(&self, judged: &Judged) -> Option<&Commitment> {
        self.story.version_of(judged)
    }

    /// A judged commitment by its place.
    pub fn judged(&self, place: Option<usize>) -> Option<&'a Judged> {
        self.card().commitments.get(place?)
    }

    /// A new sheet: name by its key, colour, widths, footer.
    pub fn sheet(&self, key: &str, tab: Colour, widths: &[u32]) -> Sheet {
        let mut sheet = Sheet::new(&self.word(&format!("sheet-{key}")), tab, widths);
        let brand = self.story.agreement.report.brand.name.iter().cloned();
        let agreement = brand.chain([self.agreement_mark()]).collect::<Vec<_>>().join(" · ");
        let cut_off = format::instant(
            self.story.texts.language,
            self.story.calendar.zone(),
            self.card().cut_off.at(),
        );
        sheet.print.footer = [agreement, self.phrase("footer-data", &[("cut-off", &cut_off)])];
        sheet.print.page_words = [self.word("footer-page"), self.word("footer-of")];
        sheet
    }

    /// The agreement's name and the mark of its text.
    pub fn agreement_mark(&self) -> String {
        let mark: String = self.story.agreement.hash.chars().take(8).collect();
        self.phrase("agreement-mark", &[("name", &self.story.agreement.name), ("mark", &mark)])
    }
}
