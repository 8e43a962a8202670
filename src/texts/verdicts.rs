//! How each side stands, in one sentence and one of detail.

use super::format;
use super::names::{Exactness, scope, shortened};
use super::person::initials;
use super::story::Story;
use crate::model::agreement::{InForce, OwnerNames};
use crate::model::decimal;
use crate::model::evidence::WhyNot;
use crate::model::words::{Grouping, Metric, Status, Team};
use crate::scorecard::card::{Action, Judged, Kind, Range};
pub use crate::scorecard::order::severity;
use crate::scorecard::order::worse_first;
use crate::scorecard::register::{Asked, Due};

const LONGEST_HEADLINE: usize = 100;
const LONGEST_SCOPE: usize = 24;
/// Below so many cases a rate moves by more than five points with each of them.
const FEW: f64 = 20.0;

/// One side's verdict in a sentence. `Team::Both` speaks of the objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideVerdict {
    /// Whose.
    pub team: Team,
    /// How it stands: the worst of its commitments that are assessed; not-assessed when none is.
    pub status: Status,
    /// That, in a word.
    pub word: String,
    /// One sentence, at most 100 characters.
    pub headline: String,
    /// A second sentence with what is left to do; may be empty.
    pub detail: String,
    /// The worst other promise of the side, where there is room for it.
    pub watch: Option<String>,
}

impl SideVerdict {
    /// All that follows the headline; where the other promises are listed beside it, `detail` is enough.
    pub fn told(&self) -> String {
        let parts = [Some(self.detail.as_str()), self.watch.as_deref()];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl Story<'_> {
    /// The verdict sentences: marketing, sales, objective (in that order; a side without commitments is left out).
    pub fn verdicts(&self) -> Vec<SideVerdict> {
        Team::ALL.iter().filter_map(|team| self.verdict(*team, OwnerNames::Names)).collect()
    }

    /// The verdict on one side: that of its worst assessed commitment, else that none is assessed, with the reason of the first that has
    /// a target. Nothing where the agreement has no commitment of that side. `owners` says how people are named in the detail; the headline names nobody.
    pub fn verdict(&self, team: Team, owners: OwnerNames) -> Option<SideVerdict> {
        let asked = self.of(team).find(|judged| !judged.is_measured);
        let first = asked.or_else(|| self.of(team).next())?;
        let Some(worst) = self.headline_of(team) else {
            let headline = self.not_assessed(team, first);
            return Some(SideVerdict {
                team,
                status: Status::NotAssessed,
                word: self.standing(first).to_owned(),
                headline,
                detail: String::new(),
                watch: None,
            });
        };
        let sentences = self.detail(worst, owners);
        Some(SideVerdict {
            team,
            status: worst.status,
            word: self.standing(worst).to_owned(),
            headline: self.headline(worst),
            watch: if sentences.len() < 2 { self.watch(worst) } else { None },
            detail: sentences.join(" "),
        })
    }

    fn of(&self, team: Team) -> impl Iterator<Item = &Judged> {
        self.card.commitments.iter().filter(move |judged| judged.team == team)
    }

    /// The commitment a side is judged by: the worst status, then the furthest below its target, then the agreement's order.
    /// Of the objective's, what is paced comes first: the sales wanted are the objective.
    pub fn headline_of(&self, team: Team) -> Option<&Judged> {
        let assessed = self.of(team).filter(|judged| judged.status != Status::NotAssessed);
        assessed.min_by(|a, b| worse_first(a, b))
    }

    /// Why nothing of a side is judged: that its files do not meet before all else.
    fn not_assessed(&self, team: Team, first: &Judged) -> String {
        let name = self.team(team);
        let unseen =
            self.unjoined(self.of(team)).or_else(|| first.why_not.and_then(WhyNot::unseen));
        if let Some(unseen) = unseen {
            let values = [("team", name), ("why", &self.unseen(unseen))];
            let sentence = self.texts.phrase("verdict.not-assessed-unseen", &values);
            return shortened(&sentence, LONGEST_HEADLINE);
        }
        let why = first.why_not.map_or("too-early", WhyNot::word);
        self.texts.phrase(&format!("verdict.not-assessed-{why}"), &[("team", name)])
    }

    /// A side's name: `Marketing`, `Vendas`, `Objetivo`.
    pub fn team(&self, team: Team) -> &str {
        self.texts.word(match team {
            Team::Marketing => "team.marketing",
            Team::Sales => "team.sales",
            Team::Both => "team.both",
        })
    }

    fn headline(&self, judged: &Judged) -> String {
        let status = judged.status.word();
        let team = self.team(judged.team);
        let short = || {
            self.texts
                .phrase("verdict.short", &[("team", team), ("what", &self.plain_measure(judged))])
        };
        let sentence = match (judged.team, judged.kind.is_paced()) {
            (Team::Both, true) => self.texts.phrase(
                &format!("verdict.objective-{status}"),
                &[("what", &self.progress(judged))],
            ),
            (Team::Both, false) if severity(judged.status) > 1 && self.has_reached_the_goal() => {
                self.texts.phrase("verdict.reached-but", &[("what", &self.plain_measure(judged))])
            }
            (Team::Both, false) => self.texts.phrase(
                &format!("verdict.joint-{status}"),
                &[("what", &self.plain_measure(judged))],
            ),
            (_, true) => self.texts.phrase(
                &format!("verdict.paced-{status}"),
                &[("team", &self.scoped(team, judged)), ("what", &self.progress(judged))],
            ),
            (_, false) => self.rate_headline(judged),
        };
        shortened(
            &if sentence.chars().count() > LONGEST_HEADLINE { short() } else { sentence },
            LONGEST_HEADLINE,
        )
    }

    /// Whatever the objective counts has reached its target, at the low end too where the files leave it open.
    fn has_reached_the_goal(&self) -> bool {
        let mut counted = self.of(Team::Both).filter(|judged| judged.kind.is_paced()).peekable();
        let has_reached = |judged: &Judged| {
            let least = judged.ends().map(|ends| ends.low).or(judged.numbers.actual);
            least.zip(judged.target).is_some_and(|(least, target)| least >= target)
        };
        counted.peek().is_some() && counted.all(has_reached)
    }

    fn rate_headline(&self, judged: &Judged) -> String {
        let metric = judged.metric.word();
        let subject = self.scoped(self.texts.word(&format!("subject.{metric}")), judged);
        let kept = self.measure("kept", judged);
        let measure = self.measure("measure", judged);
        let values = [
            ("team", self.team(judged.team)),
            ("subject", &subject),
            ("kept", &kept),
            ("measure", &measure),
            ("target", &self.judged_by(judged)),
        ];
        self.texts.phrase(&format!("verdict.rate-{}", judged.status.word()), &values)
    }

    /// A word with the leads that the promise is about, where it is not about all: `Marketing (Google Ads)`.
    pub fn scoped(&self, word: &str, judged: &Judged) -> String {
        let scope = scope(self.agreement.report.personal_data, &judged.conditions);
        let scope = shortened(&scope, LONGEST_SCOPE);
        if scope.is_empty() { word.to_owned() } else { format!("{word} ({scope})") }
    }

    fn measure(&self, section: &str, judged: &Judged) -> String {
        let key = format!("{section}.{}", judged.metric.word());
        let (actual, within) = (self.actual(judged), self.each_within(judged));
        let within = within.iter().map(|within| ("within", within.as_str()));
        let values: Vec<(&str, &str)> = within.chain([("actual", actual.as_str())]).collect();
        self.filled(&key, judged, &values) + &self.few_cases(judged)
    }

    /// `1 h útil ou 4 h úteis`: of a number that versions with different allowances make together each allowance; nothing of any other.
    fn each_within(&self, judged: &Judged) -> Option<String> {
        let period = &self.card.period;
        let days = InForce { from: Some(period.first), until: Some(period.last.plus(1)) };
        let own = self.agreement.commitments.iter().filter(|version| {
            version.id == judged.id && version.in_force.overlaps(days) && version.is_asked()
        });
        let mut all: Vec<String> = Vec::new();
        for within in own.filter_map(|version| version.within) {
            let words = self.within(judged, within);
            if !all.contains(&words) {
                all.push(words);
            }
        }
        let last = all.pop().filter(|_| !all.is_empty())?;
        let values = [("first", all.join(", ")), ("last", last)];
        Some(self.said("story.either", &values))
    }

    /// ` (7 de 10)` behind a rate of few cases, which says little without them; else nothing.
    fn few_cases(&self, judged: &Judged) -> String {
        let few = self.few(judged).filter(|_| judged.status != Status::NotAssessed);
        few.map_or_else(String::new, |few| format!(" ({few})"))
    }

    /// `7 de 10` where a rate rests on fewer than [`FEW`] cases.
    pub fn few(&self, judged: &Judged) -> Option<String> {
        let (part, all) = judged.numbers.numerator.zip(judged.numbers.denominator)?;
        let shown = |count: f64| format::short(self.texts.language, count);
        let values = [("part", shown(part)), ("all", shown(all))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        (judged.kind.is_share() && all > 0.0 && all < FEW)
            .then(|| self.texts.phrase("story.few", &values))
    }

    /// `conversão 13,2%, acordo 16,7%`
    fn plain_measure(&self, judged: &Judged) -> String {
        let noun = self.texts.word(&format!("noun.{}", judged.metric.word())).to_owned();
        self.texts.phrase(
            "verdict.measured",
            &[
                ("noun", &noun),
                ("actual", &(self.actual(judged) + &self.few_cases(judged))),
                ("target", &self.judged_by(judged)),
            ],
        )
    }

    /// `398 leads de 410,5 esperados (97%)`; once over, against the target itself.
    pub fn progress(&self, judged: &Judged) -> String {
        let over = matches!(judged.status, Status::Met | Status::Missed);
        let is_target = over && judged.kind != Kind::Level;
        let aim = if is_target { judged.target } else { judged.expected }.unwrap_or(0.0);
        let actual = judged.numbers.actual.unwrap_or(0.0);
        let pace = self.reached(judged, aim).unwrap_or_else(|| String::from("–"));
        let shown = |value: f64| self.value(judged, decimal::whole(value), Exactness::Agreed);
        let actual = judged.ends().map_or_else(
            || shown(actual),
            |ends| match (shown(ends.low), shown(ends.high)) {
                (low, high) if low == high => low,
                (low, high) => format!("{low}–{high}"),
            },
        );
        // What was due to date is no whole number: rounded, it would not make the share beside it.
        let wanted = if over && judged.agreed.is_some() {
            self.target(judged)
        } else if over || judged.kind == Kind::Amount {
            shown(aim)
        } else {
            format::short(self.texts.language, aim)
        };
        let key =
            format!("verdict.progress-{}{}", counted(judged), if over { "-over" } else { "" });
        self.texts.phrase(&key, &[("actual", &actual), ("expected", &wanted), ("pace", &pace)])
    }

    /// How much of an aim is reached: `97%`, `95%–97%` where the files leave it open; nothing without an aim.
    pub fn reached(&self, judged: &Judged, aim: f64) -> Option<String> {
        let share = |value: f64| format::share(self.texts.language, value / aim, 0);
        let actual = judged.numbers.actual.filter(|_| aim > 0.0)?;
        let (low, high) = judged.ends().map_or((actual, actual), |ends| (ends.low, ends.high));
        let (low, high) = (share(low), share(high));
        Some(if low == high { low } else { format!("{low}–{high}") })
    }

    fn detail(&self, headline: &Judged, owners: OwnerNames) -> Vec<String> {
        let team = headline.team;
        let paced = self.of(team).find(|judged| judged.kind.is_paced());
        let mut sentences: Vec<String> = Vec::new();
        sentences.extend(
            self.unjoined(self.of(team)).map(|unseen| {
                self.texts.phrase("verdict.unjoined", &[("why", &self.unseen(unseen))])
            }),
        );
        if team == Team::Sales {
            sentences.extend(self.untried());
            sentences.extend(self.concentration(headline, owners));
        }
        if team == Team::Both {
            sentences.extend(paced.and_then(|judged| self.forecast(judged)));
            sentences.extend(self.weighs().filter(|_| severity(headline.status) > 1));
        } else {
            sentences.extend(paced.and_then(|judged| self.beside(headline, judged)));
        }
        sentences.truncate(2);
        sentences
    }

    /// `12 leads seguem vencidos e sem tentativa, 5 deles entregues antes deste período.`
    fn untried(&self) -> Option<String> {
        let asked = Asked::FirstAttempts(Due::Overdue);
        let late = self.card.asked(asked);
        let is_older = |action: &&Action| asked.counts(action) && action.is_earlier;
        let older = self.card.actions.iter().filter(is_older).count();
        let older = format::whole(self.texts.language, older as u64);
        let key = if older == "0" { "verdict.untried" } else { "verdict.untried-older" };
        let untried = (late > 0).then(|| self.texts.count(key, late, &[("older", &older)]))?;
        Some(match self.card.asked(Asked::Unlogged(Due::Overdue)) {
            0 => untried,
            n => self.texts.count("verdict.worked", n, &[("untried", &untried)]),
        })
    }

    /// What is still to go, beside a headline that may speak of another promise: that a target is reached is then said of its own.
    fn beside(&self, headline: &Judged, judged: &Judged) -> Option<String> {
        let said = self.still_to_go(judged)?;
        let is_other = headline.id != judged.id && said == self.texts.word("verdict.reached");
        let named = || {
            let name = self.commitment(judged);
            self.texts.phrase("verdict.reached-other", &[("commitment", &name)])
        };
        Some(if is_other { named() } else { said })
    }

    /// `Faltam 202 leads em 6 dias úteis: 33,7 por dia.`
    pub fn still_to_go(&self, judged: &Judged) -> Option<String> {
        let (target, actual) = (judged.target?, judged.numbers.actual?);
        if judged.progress.is_over {
            return None;
        }
        if actual >= target {
            return Some(self.texts.word("verdict.reached").to_owned());
        }
        let needed = judged.needed_per_day?;
        let days = self.days_left(judged);
        let needed = if judged.kind == Kind::Amount {
            self.money(needed)
        } else {
            format::number(self.texts.language, needed, 1)
        };
        let left = self.value(judged, target - actual, Exactness::Agreed);
        // Of less than a day nobody can ask more than what is left.
        let last = if judged.progress.left < 1.0 { "-last" } else { "" };
        let key = format!("verdict.to-go-{}{last}", counted(judged));
        Some(self.texts.phrase(&key, &[("left", &left), ("days", &days), ("needed", &needed)]))
    }

    /// `6 dias úteis`, `5,5 dias úteis`.
    fn days_left(&self, judged: &Judged) -> String {
        let left = judged.progress.left;
        let plural = if (left - 1.0).abs() < 0.05 { "one" } else { "other" };
        self.texts.phrase(
            &format!("unit.working-days-{plural}"),
            &[("n", &format::short(self.texts.language, left))],
        )
    }

    /// Where the count will stand on the period's last day, with its 80 % range, in whole sales, leads or money as the commitment
    /// counts: `Previsão para 30/11: 89 vendas, entre 76 e 102.` Nothing where there is no forecast, or the period is over.
    pub fn forecast(&self, judged: &Judged) -> Option<String> {
        let Range { low, mid, high } = judged.forecast.filter(|_| !judged.progress.is_over)?;
        let shown = |value: f64| self.value(judged, decimal::whole(value), Exactness::Agreed);
        let date = format::short_date(self.texts.language, self.card.period.last);
        let key = format!("verdict.forecast-{}", counted(judged));
        let middle = mid.unwrap_or(f64::midpoint(low, high));
        Some(self.texts.phrase(
            &key,
            &[
                ("date", &date),
                ("mid", &shown(middle)),
                ("low", &shown(low)),
                ("high", &shown(high)),
            ],
        ))
    }

    /// `Pesa mais: entregue → aceito (−11,5 vendas).`
    fn weighs(&self) -> Option<String> {
        let factor = self.card.diagnosis.split.as_ref().ok()?.lever()?;
        let effect = format::signed(self.texts.language, factor.effect, 1);
        Some(
            self.texts
                .phrase("verdict.weighs", &[("step", &self.factor(factor)), ("effect", &effect)]),
        )
    }

    /// The worst other commitment of the side that is not on track.
    fn watch(&self, headline: &Judged) -> Option<String> {
        let troubled = self
            .of(headline.team)
            .filter(|judged| judged.id != headline.id && severity(judged.status) > 1);
        let next = troubled.min_by(|a, b| worse_first(a, b))?;
        let what = if next.kind.is_paced() {
            self.progress(next)
        } else {
            let measure = if next.team == Team::Both {
                return Some(self.watched(&self.plain_measure(next)));
            } else {
                self.measure("kept", next)
            };
            self.texts.phrase(
                "verdict.against",
                &[("measure", &measure), ("target", &self.judged_by(next))],
            )
        };
        Some(self.watched(&what))
    }

    fn watched(&self, what: &str) -> String {
        self.texts.phrase("verdict.watch", &[("what", what)])
    }

    /// The person, else the source, that the diagnosis names: more of the breaches than of the cases, and enough to matter.
    fn concentration(&self, judged: &Judged, owners: OwnerNames) -> Option<String> {
        if severity(judged.status) < 2 || judged.kind != Kind::Verdict {
            return None;
        }
        let place = self.card.commitments.iter().position(|other| std::ptr::eq(other, judged))?;
        let all = self.card.diagnosis.breaches.iter().find(|own| own.commitment == place)?;
        let named =
            |by: Grouping| all.named(judged.target?, |own| own.by == by && own.value.is_some());
        let person = (owners != OwnerNames::None).then(|| named(Grouping::Owner)).flatten();
        let slice = person.or_else(|| named(Grouping::Source))?;
        let name = slice.value.as_deref()?;
        let who = if slice.by == Grouping::Owner && owners == OwnerNames::Initials {
            initials(name)
        } else {
            name.to_owned()
        };
        let language = self.texts.language;
        let values = [
            ("part", format::short(language, slice.breaches)),
            ("all", format::short(language, all.broken)),
            ("share", format::share(language, slice.cases / all.cases, 0)),
            ("who", who),
        ];
        let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
        Some(self.texts.phrase("verdict.concentrated", &values))
    }
}

/// What a paced commitment counts, as the end of a text's key: `leads`, `sales` or `money`.
fn counted(judged: &Judged) -> &'static str {
    match (judged.kind, judged.metric) {
        (Kind::Amount, _) => "money",
        (_, Metric::SalesWon) => "sales",
        _ => "leads",
    }
}
