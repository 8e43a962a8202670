//! Why something cannot be seen in the files, and what of a commitment cannot: in words.

use crate::model::evidence::{Asked, Evidence, Join, Part, Unseen, WhyNot};
use crate::model::words::Milestone;
use crate::scorecard::card::{Judged, Range};

use super::format;
use super::names::Exactness;
use super::story::Story;

impl Story<'_> {
    /// `95% das atividades não encontraram o seu lead`
    pub fn unseen(&self, unseen: Unseen) -> String {
        let key = format!("evidence.{}", unseen.word());
        match unseen {
            Unseen::Milestone(milestone) => {
                self.said(&key, &[("milestone", self.milestone(milestone))])
            }
            Unseen::Undated(milestone, n) => {
                self.said(&key, &[("milestone", self.milestone(milestone)), ("n", self.whole(n))])
            }
            Unseen::Untimed(from, to) | Unseen::OneColumn(from, to) => {
                self.said(&key, &[("from", self.milestone(from)), ("to", self.milestone(to))])
            }
            Unseen::Silent(join) => self.said("evidence.most-silent", &self.of_join(join)),
            Unseen::Unsettled(n) | Unseen::Unhanded(n) => self.texts.count(&key, n, &[]),
            Unseen::Lacking(asked, join) => self.said(&key, &self.of_field(asked, join)),
            Unseen::Field(field) => self.said(&key, &[("field", self.field(field))]),
            Unseen::Required => self.said(&key, &[("fields", self.required(u32::MAX))]),
            Unseen::Unjoined(_, join)
            | Unseen::Stages(join)
            | Unseen::Reasons(join)
            | Unseen::Values(join)
            | Unseen::UndatedDecisions(join)
            | Unseen::UndatedArrivals(join)
            | Unseen::WithoutDeal(join)
            | Unseen::WithoutColumn(join)
            | Unseen::WithoutKey(join)
            | Unseen::Unfed(join)
            | Unseen::BeforeHandoff(join) => self.said(&key, &self.of_join(join)),
            Unseen::TryColumns { columns, promised } => {
                let values = [("n", columns), ("promised", promised)];
                self.said(&key, &values.map(|(name, n)| (name, self.whole(u64::from(n)))))
            }
            Unseen::Uncovered(table) | Unseen::Unread(table) | Unseen::Refused(table) => {
                self.said(&format!("{key}-{}", table.word()), &[])
            }
            Unseen::Tries
            | Unseen::BlankContacts
            | Unseen::Scope
            | Unseen::Leads
            | Unseen::Opening
            | Unseen::Conversations
            | Unseen::Requirements
            | Unseen::Refusals
            | Unseen::LossReasons => self.said(&key, &[]),
        }
    }

    /// `2 vendas sem data não contam`
    pub fn unseen_part(&self, part: Part) -> String {
        let key = format!("evidence.part-{}", part.word());
        match part {
            Part::Required(bits) => self.said(&key, &[("fields", self.required(bits))]),
            Part::UndatedWins(n)
            | Part::UnreadDeliveries(n)
            | Part::UndatedDeliveries(n)
            | Part::Unsettled(n)
            | Part::FurtherRows(n) => self.texts.count(&key, n, &[]),
            Part::Lacking(asked, join) => self.said(&key, &self.of_field(asked, join)),
            Part::Orphans(_, join)
            | Part::Silent(join)
            | Part::BeforeHandoff(join)
            | Part::Unvalued(join)
            | Part::Unfed(join)
            | Part::Stages(join)
            | Part::UndatedDecisions(join)
            | Part::Unreasoned(_, join)
            | Part::Undeducted(_, join)
            | Part::Unreached(_, join) => self.said(&key, &self.of_join(join)),
            Part::Outcomes | Part::Reasons | Part::LossReasons | Part::Rejections => {
                self.said(&key, &[])
            }
        }
    }

    /// Why a commitment has no status; nothing when it has one.
    pub fn why_not(&self, judged: &Judged) -> Option<String> {
        Some(match judged.why_not? {
            WhyNot::Unseen(unseen) => self.unseen(unseen),
            WhyNot::Open => self.between("why.open", judged, judged.possible?),
            other => self.texts.word(&format!("why.{}", other.word())).to_owned(),
        })
    }

    /// What of a judged commitment cannot be seen, or why nothing of it: the words of [`Judged::seen`]; nothing when all can.
    pub fn unseen_of(&self, judged: &Judged) -> Option<String> {
        let why = judged.evidence.unseen.map(|unseen| self.unseen(unseen));
        why.or_else(|| self.in_part_or_open(judged))
    }

    /// What of a commitment cannot be seen, or why nothing of it; nothing when all can.
    fn limits(&self, evidence: &Evidence) -> Option<String> {
        let parts = || evidence.parts.iter().map(|part| self.unseen_part(*part));
        let said =
            evidence.unseen.map_or_else(|| parts().collect(), |unseen| vec![self.unseen(unseen)]);
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// What of a judged commitment cannot be seen, and between which ends its number lies, where that is not said as why it is open.
    pub fn in_part(&self, judged: &Judged) -> Option<String> {
        if judged.evidence.unseen.is_some() {
            return None;
        }
        let is_told = judged.why_not != Some(WhyNot::Open) && judged.numbers.actual.is_some();
        let key = if judged.kind.is_paced() { "evidence.between" } else { "evidence.lies" };
        let between = judged.ends().filter(|_| is_told).map(|ends| {
            let open = judged.numbers.tally.map_or(0, |tally| tally.indeterminate);
            let n = [("n", self.whole(open))];
            let told = (open > 0).then(|| self.said("evidence.open-cases", &n) + ": ");
            told.unwrap_or_default() + &self.between(key, judged, ends)
        });
        let said: Vec<String> = self.limits(&judged.evidence).into_iter().chain(between).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// Both ends of a number.
    pub fn between(&self, key: &str, judged: &Judged, ends: Range) -> String {
        let value = |at: f64| self.value(judged, at, Exactness::Counted);
        self.said(key, &[("low", value(ends.low)), ("high", value(ends.high))])
    }

    /// Between which ends a number lies whose open cases could turn the verdict; nothing of any other.
    pub fn open(&self, judged: &Judged) -> Option<String> {
        self.why_not(judged).filter(|_| judged.why_not == Some(WhyNot::Open))
    }

    /// The same, and what cannot be seen.
    fn in_part_or_open(&self, judged: &Judged) -> Option<String> {
        let said: Vec<String> = self.open(judged).into_iter().chain(self.in_part(judged)).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// The commitments of which a part cannot be seen, and which part: beside their numbers, for whoever reads them. Those of which
    /// the same is unseen share a line.
    pub fn partly(&self) -> Vec<String> {
        let mut lines: Vec<(&str, String, Vec<String>)> = Vec::new();
        for judged in &self.card.commitments {
            let Some(why) = self.in_part_or_open(judged) else { continue };
            let is_open = judged.why_not == Some(WhyNot::Open);
            let key = if is_open { "evidence.open" } else { "evidence.partly" };
            let name = self.commitment(judged);
            match lines.iter_mut().find(|line| (line.0, &line.1) == (key, &why)) {
                Some((_, _, names)) => names.push(name),
                None => lines.push((key, why, vec![name])),
            }
        }
        let line = |(key, why, names): (&str, String, Vec<String>)| {
            self.said(key, &[("commitment", names.join(" · ")), ("why", why)])
        };
        lines.into_iter().map(line).chain(self.covered_shares()).collect()
    }

    /// The promises of which the files cover a part, each with the share that it is judged by.
    fn covered_shares(&self) -> impl Iterator<Item = String> {
        let own = self.card.commitments.iter().filter(|judged| judged.agreed.is_some());
        own.map(|judged| {
            let values = [("commitment", self.commitment(judged)), ("target", self.target(judged))];
            self.said("evidence.covered-share", &values)
        })
    }

    /// The first commitment that cannot be judged because files do not meet, of those picked.
    pub fn unjoined<'a>(&self, mut of: impl Iterator<Item = &'a Judged>) -> Option<Unseen> {
        of.find_map(|judged| judged.evidence.unseen.filter(|unseen| unseen.is_of_joins()))
    }

    /// The phrase of a key with values that the caller owns.
    pub(super) fn said(&self, key: &str, values: &[(&str, String)]) -> String {
        let given: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.texts.phrase(key, &given)
    }

    fn milestone(&self, milestone: Milestone) -> String {
        self.texts.word(&format!("milestone.{}", milestone.word())).to_owned()
    }

    fn whole(&self, n: u64) -> String {
        format::whole(self.texts.language, n)
    }

    fn of_field(&self, asked: Asked, join: Join) -> [(&'static str, String); 3] {
        let [n, share] = self.of_join(join);
        [n, share, ("field", self.field(asked.name(self.agreement)))]
    }

    fn of_join(&self, join: Join) -> [(&'static str, String); 2] {
        [
            ("n", self.whole(join.lost)),
            ("share", format::short_share(self.texts.language, join.share())),
        ]
    }

    /// The required fields of these bits, as people call them.
    fn required(&self, bits: u32) -> String {
        let all = self.agreement.required.iter().enumerate().take(32);
        let named: Vec<String> = all
            .filter(|(number, _)| bits >> number & 1 == 1)
            .map(|(_, field)| self.field(field))
            .collect();
        self.list(&named)
    }
}
