//! How a check ends: what was found, how the files meet, what they cover, which promises they answer, what is still to decide, and what comes next.

use serde_json::{Value, json};

use crate::model::agreement::Undecided;
use crate::model::dataset::Dataset;
use crate::model::evidence::{Join, Seen, WhyNot};
use crate::model::words::Table;
use crate::model::zone::{Day, Zone};
use crate::report::document;
use crate::scorecard::card::Judged;
use crate::scorecard::sealing::first_event;
use crate::texts::format::{self, iso_date};
use crate::texts::story::Story;

/// What a check came to.
pub struct Conclusion<'a> {
    story: &'a Story<'a>,
    leads: usize,
    in_period: usize,
    deals: Option<Join>,
    activities: Option<Join>,
    span: Option<(Day, Day)>,
    undecided: &'a [Undecided],
    is_usable: bool,
    lacks_leads: bool,
}

impl<'a> Conclusion<'a> {
    /// Draws it; `is_usable`: a run would write a report of all the sources.
    pub fn of(
        story: &'a Story<'a>,
        data: &Dataset,
        undecided: &'a [Undecided],
        is_usable: bool,
    ) -> Self {
        let joined = |table: Table| {
            let is_there = data.tables.contains(&table);
            let is_told = is_there && !data.lacks_leads();
            is_told.then(|| data.sight.join(table)).filter(|join| join.rows > 0)
        };
        Self {
            story,
            leads: story.book.len(),
            in_period: story.book.delivered_in_period(),
            deals: joined(Table::Deals),
            activities: joined(Table::Activities),
            lacks_leads: data.lacks_leads(),
            span: span(data, &story.agreement.zone),
            undecided,
            is_usable,
        }
    }

    /// The verdict of `check` as lines of text: leads found, joins, days covered, answers, then
    /// each promise, what is still to decide, and the next command.
    pub fn lines(&self) -> Vec<String> {
        let promises = self.story.card.commitments.iter().map(|judged| self.promise(judged));
        let mut lines = vec![String::new()];
        lines.extend(self.sight());
        lines.push(self.answered());
        lines.extend(promises);
        lines.extend(self.decide());
        lines.push(self.next());
        lines
    }

    /// What the files hold: leads, how many rows found theirs, the days covered.
    pub fn sight(&self) -> Vec<String> {
        vec![self.found(), self.joins(), self.covered()]
    }

    fn found(&self) -> String {
        let count = |n: usize| format::whole(self.story.texts.language, n as u64);
        self.story.texts.phrase(
            "check.leads",
            &[
                ("n", &count(self.leads)),
                ("own", &count(self.in_period)),
                ("period", &self.story.period()),
            ],
        )
    }

    fn joins(&self) -> String {
        let (texts, language) = (self.story.texts, self.story.texts.language);
        if self.lacks_leads {
            return texts.word("check.join-without-leads").to_owned();
        }
        let share = |join: Join| format::share(language, 1.0 - join.share(), 0);
        let both = [("check.join-deals", self.deals), ("check.join-activities", self.activities)];
        let said: Vec<String> = both
            .into_iter()
            .filter_map(|(key, join)| Some(texts.phrase(key, &[("share", &share(join?))])))
            .collect();
        if said.is_empty() {
            return texts.word("check.join-nothing").to_owned();
        }
        texts.phrase("check.joins", &[("tables", &self.story.list(&said))])
    }

    fn covered(&self) -> String {
        let texts = self.story.texts;
        self.span.map_or_else(
            || texts.word("check.span-nothing").to_owned(),
            |(first, last)| {
                let (first, last) =
                    (format::date(texts.language, first), format::date(texts.language, last));
                texts.phrase("check.span", &[("first", &first), ("last", &last)])
            },
        )
    }

    fn answered(&self) -> String {
        let count = |seen: Seen| {
            let own = self.story.card.commitments.iter();
            own.filter(|judged| answer(judged) == seen).count().to_string()
        };
        let [all, partly, not] = [Seen::Whole, Seen::Partly, Seen::Nothing].map(count);
        let values = [("all", all.as_str()), ("partly", &partly), ("not", &not)];
        self.story.texts.phrase("check.promises", &values)
    }

    fn promise(&self, judged: &Judged) -> String {
        let why = self.story.unseen_of(judged).unwrap_or_default();
        let values = [
            ("commitment", self.story.commitment(judged)),
            ("id", judged.id.clone()),
            ("why", why),
        ];
        let given: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.story.texts.phrase(&format!("check.promise-{}", answer(judged).word()), &given)
    }

    fn decide(&self) -> Vec<String> {
        let texts = self.story.texts;
        let head = match self.undecided.len() as u64 {
            0 => texts.word("check.decide-nothing").to_owned(),
            n => texts.count("check.decide", n, &[]),
        };
        let each = self.undecided.iter().map(|own| format!("  {}", texts.undecided(own)));
        std::iter::once(head).chain(each).collect()
    }

    fn next(&self) -> String {
        self.story.texts.word(&format!("check.next-{}", self.next_command())).to_owned()
    }

    /// What to do next: the first thing that stands in the way of a report that says what is meant.
    fn next_command(&self) -> &'static str {
        match (self.is_usable, self.undecided.is_empty()) {
            (false, _) => "files",
            (_, false) => "decide",
            _ => "run",
        }
    }

    /// The same verdict as JSON, for `check --json`.
    pub fn document(&self) -> Value {
        let promise = |judged: &Judged| {
            json!({
                "id": judged.id,
                "name": self.story.commitment(judged),
                "team": judged.team.word(),
                "metric": judged.metric.word(),
                "evidence": document::evidence(judged),
                "says": self.story.unseen_of(judged),
            })
        };
        let join = |join: Option<Join>| {
            join.map(|join| json!({ "rows": join.rows, "found": join.rows - join.lost }))
        };
        json!({
            "schema": 1,
            "leads": { "found": self.leads, "in_period": self.in_period },
            "joins": { "deals": join(self.deals), "activities": join(self.activities) },
            "span": self.span.map(|(first, last)| json!({ "from": iso_date(first), "to": iso_date(last) })),
            "promises": self.story.card.commitments.iter().map(promise).collect::<Vec<_>>(),
            "undecided": self.undecided.iter().map(|own| json!({ "cell": own.cell, "says": self.story.texts.undecided(own) })).collect::<Vec<_>>(),
            "next": self.next_command(),
            "warnings": self.story.issues.iter().map(|issue| json!({ "code": issue.code.word(), "says": self.story.issue(issue) })).collect::<Vec<_>>(),
        })
    }
}

/// First and last local day of what the files tell of, up to the instant they speak of.
fn span(data: &Dataset, zone: &Zone) -> Option<(Day, Day)> {
    let leads = data.leads.milestones.iter().flatten();
    let last = leads.chain(&data.activities.at).flatten().map(|at| zone.day(*at)).max()?;
    Some((zone.day_of(first_event(data)?), last))
}

/// How far the files answer a promise: not at all where what they leave open would turn its verdict.
fn answer(judged: &Judged) -> Seen {
    if judged.why_not == Some(WhyNot::Open) { Seen::Nothing } else { judged.seen() }
}
