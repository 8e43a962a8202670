//! `acordo-leads.csv`: one row an episode, with everything needed to recount the verdicts.

use std::io;

use rayon::prelude::*;

use crate::casebook::{Finding, Findings, Origin};
use crate::model::agreement::LeadsListed;
use crate::model::moment::{Instant, Moment, Precision};
use crate::model::runnable::{marked, plainly_marked};
use crate::model::words::Milestone;
use crate::report::listed;
use crate::texts::story::Story;

/// Rows written by one worker at a time.
const BLOCK: usize = 4_096;
/// Blocks that wait in memory for those before them.
const WAITING: usize = 16;
/// Fields whose words are written.
const WORDS: [&str; 3] = ["source", "campaign", "owner"];

/// Writes the file (UTF-8, commas): blocks of rows are made side by side and written in their order.
pub fn write(story: &Story, to: &mut dyn io::Write) -> io::Result<()> {
    let leads = of(story);
    let rows = Rows::new(story);
    to.write_all(&written(|out| out.write_record(header(story)))?)?;
    for blocks in leads.chunks(BLOCK * WAITING) {
        let blocks: io::Result<Vec<Vec<u8>>> =
            blocks.par_chunks(BLOCK).map(|block| rows.block(block)).collect();
        blocks?.iter().try_for_each(|block| to.write_all(block))?;
    }
    to.flush()
}

/// The leads of the list, in the order of the data.
pub fn of(story: &Story) -> Vec<usize> {
    let all = 0..story.book.len();
    match story.agreement.report.leads {
        LeadsListed::All => all.collect(),
        LeadsListed::Period => {
            let concerned = listed::concerned(story);
            let won = |lead: &usize| story.book.date(*lead, Milestone::Won).map(Moment::at);
            let period = &story.card.period;
            let is_won = |lead: &usize| won(lead).is_some_and(|at| period.contains(at));
            all.filter(|lead| concerned.get(*lead) == Some(&true) || is_won(lead)).collect()
        }
    }
}

fn written(
    write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    write(&mut out)?;
    out.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn header(story: &Story) -> Vec<String> {
    let mut names: Vec<String> =
        ["id", "person"].into_iter().chain(WORDS).map(str::to_owned).collect();
    for milestone in Milestone::ALL {
        names.extend([
            milestone.word().to_owned(),
            format!("{}_precision", milestone.word()),
            format!("{}_origin", milestone.word()),
        ]);
    }
    names.extend(["tries", "first_attempt", "first_connection"].map(str::to_owned));
    for (commitment, _) in story.card.verdicts() {
        let id = story.card.commitments.get(commitment).map_or("", |judged| judged.id.as_str());
        names.extend(
            ["due", "verdict", "reason"].map(|part| marked(&format!("{id}_{part}")).into_owned()),
        );
    }
    names
}

/// What the rows share.
struct Rows<'a> {
    story: &'a Story<'a>,
    verdicts: Vec<&'a Findings>,
}

impl<'a> Rows<'a> {
    fn new(story: &'a Story<'a>) -> Self {
        Self { story, verdicts: story.card.verdicts().map(|(_, found)| found).collect() }
    }

    fn block(&self, leads: &[usize]) -> io::Result<Vec<u8>> {
        written(|out| {
            let mut row = Row { story: self.story, out, text: String::new() };
            leads.iter().try_for_each(|lead| row.write(*lead, &self.verdicts))
        })
    }
}

/// A row that is written; numbers and instants are spelt in one text that is used again.
struct Row<'a, 'b> {
    story: &'a Story<'a>,
    out: &'b mut csv::Writer<Vec<u8>>,
    text: String,
}

impl Row<'_, '_> {
    fn write(&mut self, lead: usize, verdicts: &[&Findings]) -> csv::Result<()> {
        let book = self.story.book;
        let id = book.id(lead).map(|id| self.story.lead(id)).unwrap_or_default();
        self.out.write_field(plainly_marked(&id).as_ref())?;
        self.number(book.person(lead))?;
        for field in WORDS {
            self.out
                .write_field(plainly_marked(book.word(field, lead).unwrap_or_default()).as_ref())?;
        }
        for milestone in Milestone::ALL {
            let date = book.date(lead, *milestone);
            self.instant(date.map(Moment::at))?;
            self.out.write_field(precision(date))?;
            self.out.write_field(book.origin(lead, *milestone).map_or("", Origin::word))?;
        }
        self.number(book.tries(lead))?;
        self.instant(book.first_attempt(lead).map(Moment::at))?;
        self.instant(book.first_connection(lead).map(Moment::at))?;
        verdicts.iter().try_for_each(|found| self.verdict(found.get(lead)))?;
        self.out.write_record(None::<&[u8]>)
    }

    fn verdict(&mut self, found: Option<Finding>) -> csv::Result<()> {
        self.instant(found.and_then(|found| found.due))?;
        self.out.write_field(found.map_or("", |found| found.verdict.word()))?;
        self.out.write_field(found.map_or("", |found| found.why().word()))
    }

    fn number(&mut self, number: Option<u32>) -> csv::Result<()> {
        use std::fmt::Write;
        self.text.clear();
        if let Some(number) = number {
            let _ = write!(self.text, "{number}");
        }
        self.out.write_field(&self.text)
    }

    fn instant(&mut self, at: Option<Instant>) -> csv::Result<()> {
        self.text.clear();
        if let Some(at) = at {
            self.story.agreement.zone.write_rfc3339(at, &mut self.text);
        }
        self.out.write_field(&self.text)
    }
}

fn precision(moment: Option<Moment>) -> &'static str {
    match moment.map(Moment::precision) {
        Some(Precision::Second) => "second",
        Some(Precision::Minute) => "minute",
        Some(Precision::Day) => "day",
        None => "",
    }
}
