//! A whole story for tests: the numbers of the look's example.

use std::path::{Path, PathBuf};

use super::super::Texts;
use super::super::story::Story;
use crate::calendar::progress::Progress;
use crate::calendar::{Calendar, Late, periods};
use crate::casebook::Casebook;
use crate::issue::Issue;
use crate::model::account::{FileAccount, Reason, SourceAccount};
use crate::model::agreement::{
    Agreement, Allowance, Clock, Condition, DurationUnit, InForce, Language, LeadsListed,
    LedgerSettings, MailSettings, NotifySettings, NumberLocale, Objective, OwnerNames, PeriodKind,
    PersonalData, ReportSettings, WorkingTime,
};
use crate::model::brand::Brand;
use crate::model::dataset::Dataset;
use crate::model::evidence::Evidence;
use crate::model::links::Links;
use crate::model::moment::{Horizon, Instant};
use crate::model::words::{Audience, Grouping, Metric, Milestone, Status, Table, Team};
use crate::model::zone::{Day, Zone};
use crate::scorecard::blind::Blind;
use crate::scorecard::card::{
    Action, ActionKind, Breaches, Cadence, Delivery, Diagnosis, Facts, Group, Judged, Kind,
    Numbers, Outcome, Previous, Range, Scorecard, Slice, Unit,
};

/// Thirteen of nineteen working days are gone.
const PROGRESS: Progress =
    Progress { share: Some(13.0 / 19.0), gone: 13.0, total: 19.0, left: 6.0, is_over: false };

/// What a [`Story`] borrows.
pub struct World {
    pub card: Scorecard,
    pub data: Dataset,
    pub agreement: Agreement,
    pub calendar: Calendar,
    pub texts: Texts,
    pub issues: Vec<Issue>,
}

impl World {
    pub fn story(&self) -> Story<'_> {
        Story {
            card: &self.card,
            book: Casebook::new(&self.data, &self.card.facts),
            agreement: &self.agreement,
            calendar: &self.calendar,
            texts: &self.texts,
            issues: &self.issues,
        }
    }
}

pub fn day(month: u32, day: u32) -> Day {
    Day::ymd(2026, month, day).unwrap()
}

pub fn world(language: Language) -> World {
    let zone = Zone::named("America/Sao_Paulo").unwrap();
    let hours = vec![(9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600)];
    let week = [hours.clone(), hours.clone(), hours.clone(), hours.clone(), hours, vec![], vec![]];
    let working = WorkingTime { week, holidays: vec!["br".into()], ..WorkingTime::default() };
    let calendar = Calendar::build(&zone, std::slice::from_ref(&working), Path::new(".")).unwrap();
    let cut_off = zone.instant(day(11, 23), 8 * 3600);
    let data = dataset(cut_off);
    let agreement = agreement(language, zone.clone(), working);
    World {
        card: card(&zone, cut_off),
        data,
        agreement,
        calendar,
        texts: Texts::of(language),
        issues: Vec::new(),
    }
}

fn dataset(cut_off: Instant) -> Dataset {
    let mut data = Dataset { cut_off: Horizon::new(cut_off), ..Dataset::default() };
    let file = |path: &str, minutes: i64, rows: u64, aside: u64| FileAccount {
        path: path.into(),
        modified: cut_off + minutes * 60,
        rows,
        used: rows - aside,
        set_aside: [(Reason::Test, aside)].into(),
        ..FileAccount::default()
    };
    let files = [
        ("/x/leads_rd.csv", 0, 3140, 70),
        ("/x/negocios_pipedrive.xlsx", 2, 1013, 3),
        ("C:\\x\\atividades_pipedrive.csv", 3, 10_800, 20),
    ];
    for (path, minutes, rows, aside) in files {
        let files = vec![file(path, minutes, rows, aside)];
        data.intake.push(SourceAccount {
            source: path.into(),
            table: Table::Leads,
            cut_off: Some(Horizon::new(cut_off)),
            files,
        });
    }
    let leads = [
        ("L-29637", "Ana Souza", "Farmácia Planalto"),
        ("L-29651", "Bia Reis", "Metalúrgica Vale Verde S.A."),
        ("L-29709", "Caio Luz", "Gráfica Mantiqueira & Filhos"),
        ("L-29749", "Davi Melo", "Hotel <b>Rio</b> Manso"),
    ];
    for (id, name, company) in leads {
        data.leads.id.push(Some(id));
        data.leads.name.push(Some(name));
        data.leads.company.push(Some(company));
        data.leads.person.push(0);
    }
    data
}

fn mail() -> MailSettings {
    MailSettings {
        from: Some("Acordo São Paulo <acordo@empresa.com.br>".into()),
        reply_to: Some("revops@empresa.com.br".into()),
        audiences: [
            (Audience::Marketing, vec!["mkt@empresa.com.br".into()]),
            (Audience::Sales, vec!["Vendas é nós <vendas@empresa.com.br>".into()]),
            (Audience::Both, vec!["a@empresa.com.br".into(), "b@empresa.com.br".into()]),
        ]
        .into(),
        ..MailSettings::default()
    }
}

fn agreement(language: Language, zone: Zone, working: WorkingTime) -> Agreement {
    let from = InForce { from: Some(day(11, 1)), until: None };
    let objective = Objective {
        period: PeriodKind::Month,
        sales: Some(100.0),
        revenue: None,
        conditions: vec![],
        leads_per_sale: None,
        observed_over: 180,
        conversion_within: 60,
        acceptance: None,
        chain: vec![],
        people: None,
        tries_per_person_hour: None,
        in_force: from,
    };
    Agreement {
        folder: PathBuf::from("/x"),
        file: PathBuf::from("/x/acordo.toml"),
        lead_values: Vec::new(),
        name: "Smarketing 2026".into(),
        language,
        zone,
        currency: "BRL".into(),
        numbers: NumberLocale::PtBr,
        match_keys: vec![],
        re_entry: None,
        ignore: vec![],
        shared_addresses: vec![],
        delivered_by: None,
        own_handoffs: false,
        burst: 900,
        objectives: vec![objective],
        working_time: vec![working],
        definitions: vec![],
        required: vec!["email".into(), "phone".into(), "company".into()],
        rejection_window: Allowance { count: 3, unit: DurationUnit::Days },
        reasons: vec![],
        roles: vec![],
        commitments: vec![],
        sources: vec![],
        report: ReportSettings {
            folder: PathBuf::new(),
            personal_data: PersonalData::Masked,
            owners: OwnerNames::Names,
            detail_limit: 50_000,
            leads: LeadsListed::Period,
            links: Links::default(),
            brand: Brand::default(),
        },
        mail: mail(),
        notify: NotifySettings::default(),
        bases: Vec::new(),
        undecided: Vec::new(),
        ledger: LedgerSettings { file: PathBuf::new(), keep_detail: 400, keep_mail: 30 },
        text: String::new(),
        hash: String::new(),
    }
}

pub fn judged(id: &str, team: Team, metric: Metric, kind: Kind, status: Status) -> Judged {
    Judged {
        id: id.into(),
        team,
        metric,
        kind,
        unit: Unit::Leads,
        lower_is_better: false,
        target: None,
        agreed: None,
        expected: None,
        numbers: Numbers::default(),
        possible: None,
        carried_over: None,
        undelivered: None,
        gap: None,
        pace: None,
        needed_per_day: None,
        status,
        forecast: None,
        within: None,
        clock: Clock::Working,
        attempts: None,
        conditions: vec![],
        channels: vec![],
        from_stage: None,
        to_stage: None,
        net: false,
        version: InForce::default(),
        cohort: None,
        cut_off: Horizon::new(Instant::of(0)),
        covered: periods::containing(
            &Zone::named("America/Sao_Paulo").unwrap(),
            PeriodKind::Month,
            Instant::of(0),
        ),
        progress: PROGRESS,
        evidence: Evidence::default(),
        why_not: None,
        is_measured: false,
        is_few: false,
        past: vec![],
        proposal: None,
    }
}

fn rated(mut judged: Judged, target: f64, kept: f64, all: f64) -> Judged {
    judged.target = Some(target);
    judged.expected = Some(target);
    judged.numbers = Numbers {
        actual: Some(kept / all),
        numerator: Some(kept),
        denominator: Some(all),
        ..Numbers::default()
    };
    judged.gap = Some(kept / all - target);
    judged
}

fn paced(mut judged: Judged, target: f64, expected: f64, actual: f64) -> Judged {
    (judged.target, judged.expected, judged.gap) =
        (Some(target), Some(expected), Some(actual - expected));
    judged.numbers.actual = Some(actual);
    judged.needed_per_day = Some((target - actual) / 6.0);
    judged
}

fn allowed(mut judged: Judged, count: u32, unit: DurationUnit) -> Judged {
    judged.within = Some(Allowance { count, unit });
    judged
}

#[allow(clippy::too_many_lines, reason = "a table, one row after the other")]
pub fn commitments() -> Vec<Judged> {
    use DurationUnit::{Days, Hours, Minutes};
    use Status::{AtRisk, NotAssessed, OffTrack, OnTrack};
    let mut delivered = paced(
        judged("leads", Team::Marketing, Metric::LeadsDelivered, Kind::Count, OnTrack),
        600.0,
        410.5,
        398.0,
    );
    delivered.net = true;
    delivered.forecast = Some(Range { low: 559.0, mid: Some(579.0), high: 599.0 });
    let handoff = rated(
        judged("handoff", Team::Marketing, Metric::HandoffComplete, Kind::Share, OnTrack),
        0.9,
        381.0,
        420.0,
    );
    let acceptance = rated(
        judged("acceptance", Team::Marketing, Metric::Acceptance, Kind::Conversion, OnTrack),
        0.85,
        344.0,
        383.0,
    );
    let mut steady = rated(
        judged("steady", Team::Marketing, Metric::SteadyDelivery, Kind::Share, OnTrack),
        0.12,
        9.5,
        100.0,
    );
    steady.lower_is_better = true;
    let first = rated(
        allowed(
            judged("first", Team::Sales, Metric::FirstAttempt, Kind::Verdict, OffTrack),
            1,
            Hours,
        ),
        0.9,
        346.0,
        410.0,
    );
    let mut hot = rated(
        allowed(
            judged("hot", Team::Sales, Metric::FirstAttempt, Kind::Verdict, AtRisk),
            15,
            Minutes,
        ),
        0.75,
        85.0,
        121.0,
    );
    hot.conditions = vec![Condition {
        field: "source".into(),
        any_of: vec!["Google Ads".into()],
        or_unfed: false,
    }];
    let mut tries = rated(
        allowed(judged("tries", Team::Sales, Metric::Attempts, Kind::Verdict, AtRisk), 10, Days),
        0.95,
        149.0,
        157.0,
    );
    tries.attempts = Some(6);
    let decision = rated(
        allowed(
            judged("decision", Team::Sales, Metric::Decision, Kind::Verdict, OnTrack),
            10,
            Days,
        ),
        0.7,
        350.0,
        390.0,
    );
    let routing = rated(
        allowed(
            judged("routing", Team::Sales, Metric::Routing, Kind::Verdict, NotAssessed),
            1,
            Days,
        ),
        0.9,
        2.0,
        2.0,
    );
    let mut conversion = rated(
        allowed(
            judged("conversion", Team::Both, Metric::Conversion, Kind::Conversion, AtRisk),
            60,
            Days,
        ),
        1.0 / 6.0,
        55.0,
        417.0,
    );
    (conversion.from_stage, conversion.to_stage) =
        (Some(Milestone::Delivered), Some(Milestone::Won));
    conversion.numbers.interval = Some(Range { low: 0.103, mid: None, high: 0.168 });
    let mut sales = paced(
        judged("sales", Team::Both, Metric::SalesWon, Kind::Count, AtRisk),
        100.0,
        68.4,
        61.0,
    );
    sales.forecast = Some(Range { low: 76.0, mid: Some(89.0), high: 102.0 });
    vec![
        delivered, handoff, acceptance, steady, first, hot, tries, decision, routing, conversion,
        sales,
    ]
}

fn action(
    zone: &Zone,
    team: Team,
    kind: ActionKind,
    owner: Option<&str>,
    due: (u32, u32, u32),
    lead: usize,
) -> Action {
    let due = zone.instant(day(due.0, due.1), due.2 * 3600);
    let late = due < zone.instant(day(11, 23), 8 * 3600);
    Action {
        team,
        kind,
        lead,
        owner: owner.map(Into::into),
        is_earlier: false,
        due: Some(due),
        overdue_seconds: i64::from(late) * 3600,
        is_overdue: late,
        is_due_today: !late && zone.day_of(due) == day(11, 23),
        is_near: false,
        late: late.then_some(Late { days: 2, seconds: 3 * 3_600 }),
        tries: (kind == ActionKind::Cadence).then_some((4, 6)),
        missing: if kind == ActionKind::Handoff {
            vec!["phone".into(), "email".into()]
        } else {
            vec![]
        },
        is_new: Some(true),
        commitment: None,
    }
}

fn actions(zone: &Zone) -> Vec<Action> {
    use ActionKind::{Cadence as Tries, Decision, FirstAttempt, Handoff, NoOwner};
    let mut all = Vec::new();
    let mut add = |n: usize, team, kind, owner, due| {
        (0..n).for_each(|i| all.push(action(zone, team, kind, owner, due, i % 4)));
    };
    add(7, Team::Sales, FirstAttempt, Some("Rafael Moura"), (11, 16, 10));
    add(9, Team::Sales, Tries, Some("Rafael Moura"), (11, 19, 18));
    add(5, Team::Sales, FirstAttempt, Some("Rafael Moura"), (11, 23, 10));
    add(2, Team::Sales, FirstAttempt, Some("Diego Farias"), (11, 17, 9));
    add(3, Team::Sales, Decision, Some("Diego Farias"), (11, 18, 18));
    add(1, Team::Sales, FirstAttempt, Some("Bruno Carvalho"), (11, 17, 12));
    add(2, Team::Sales, Tries, Some("Bruno Carvalho"), (11, 23, 18));
    add(1, Team::Sales, FirstAttempt, Some("Camila Nogueira"), (11, 18, 12));
    add(1, Team::Sales, FirstAttempt, Some("Patrícia Yamada"), (11, 19, 12));
    add(3, Team::Sales, Tries, Some("Zilda Reis"), (11, 23, 18));
    add(1, Team::Sales, NoOwner, None, (11, 23, 18));
    add(3, Team::Marketing, Handoff, Some("Júlia Prado"), (11, 19, 18));
    all.push(action(zone, Team::Marketing, Handoff, Some("Júlia Prado"), (11, 23, 18), 3));
    all
}

/// What the report of 19/11 said.
fn previous() -> Previous {
    let actuals = [
        ("leads", (Some(392.0), Status::OnTrack)),
        ("first", (Some(0.852), Status::AtRisk)),
        ("sales", (Some(61.0), Status::AtRisk)),
    ];
    Previous { day: day(11, 19), actuals: actuals.map(|(id, was)| (id.to_owned(), was)).into() }
}

fn card(zone: &Zone, cut_off: Instant) -> Scorecard {
    let numbers = |kept: f64, all: f64| Numbers {
        numerator: Some(kept),
        denominator: Some(all),
        ..Numbers::default()
    };
    let group = |value: &str, kept, all| Group {
        commitment: 4,
        by: Grouping::Owner,
        value: Some(value.into()),
        size: 0,
        numbers: numbers(kept, all),
    };
    let slice = |owner: &str, cases, breaches, beyond| Slice {
        by: Grouping::Owner,
        value: Some(owner.to_owned()),
        cases,
        breaches,
        beyond,
    };
    Scorecard {
        issues: Vec::new(),
        ended: None,
        stale: Vec::new(),
        amended: None,
        previous: Some(previous()),
        history: crate::scorecard::card::History::default(),
        period: periods::containing(zone, PeriodKind::Month, cut_off),
        progress: PROGRESS,
        cut_off: Horizon::new(cut_off),
        today: zone.day_of(cut_off),
        plan: None,
        exempted: vec![],
        commitments: commitments(),
        groups: vec![group("Rafael Moura", 43.0, 74.0), group("Diego Farias", 303.0, 336.0)],
        other_groups: vec![],
        facts: Facts::default(),
        outcome: Outcome::default(),
        findings: vec![],
        delivery: Delivery::default(),
        cadence: Cadence::default(),
        funnel: vec![],
        conversion: None,
        diagnosis: Diagnosis {
            breaches: vec![Breaches {
                commitment: 4,
                cases: 410.0,
                broken: 64.0,
                slices: vec![
                    slice("Rafael Moura", 74.0, 31.0, 19.4),
                    slice("Diego Farias", 336.0, 33.0, -19.4),
                ],
            }],
            ..Diagnosis::default()
        },
        decisions: Vec::new(),
        speed: None,
        blind: Blind::default(),
        traffic: None,
        actions: actions(zone),
    }
}
