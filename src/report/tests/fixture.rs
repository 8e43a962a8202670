//! A month of made-up leads for tests: about two hundred, with attempts, decisions and everything a sheet can show.

use crate::issue::{Code, Issue};
use crate::model::account::{ColumnAccount, CutOff, FileAccount, Reason, SetAside, SourceAccount};
use crate::model::agreement::{
    Agreement, Allowance, ChainStep, Clock, Commitment, Condition, Counting, Definition,
    DurationUnit, InForce, Language, LeadsPerSale, Role, Target,
};
use crate::model::column::Coded;
use crate::model::dataset::{Activities, Contact, Dataset, Leads};
use crate::model::evidence::{Sight, Trace};
use crate::model::moment::{Horizon, Instant, Moment, Precision};
use crate::model::words::{Category, Channel, Metric, Milestone, Outcome, Table, Team};
use crate::model::zone::Day;
use crate::scorecard;
use crate::texts::tests::fixture::{World, day, world};

const OWNERS: [&str; 6] = [
    "Rafael Moura",
    "Patrícia Yamada",
    "Bruno Carvalho",
    "Diego Farias",
    "Camila Nogueira",
    "Ana Beatriz Lopes",
];
const SOURCES: [(&str, &str); 5] = [
    ("Google Ads", "Pesquisa marca"),
    ("Google Ads", "Pesquisa categoria"),
    ("LinkedIn Ads", "Diretores SP"),
    ("Busca orgânica", "Blog"),
    ("Indicação", "Clientes"),
];
const NAMES: [&str; 6] = [
    "Natália Nogueira",
    "Gustavo Dias",
    "Helena Ortiz",
    "=HYPERLINK(\"http://x\")",
    "Márcio Dutra",
    "Aline de Souza",
];
const COMPANIES: [&str; 5] = [
    "Autopeças Tietê ME",
    "Clínica Cerrado",
    "Móveis Litoral Ltda.",
    "@SUM(A1:A9)",
    "Colégio Rio Manso & Filhos",
];
const REASONS: [&str; 3] = ["Fora do perfil", "Número inválido", "Duplicado"];

/// Numbers that only look random.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Computes the scorecard of a world anew.
pub fn judge(world: &mut World) {
    let period = world.card.period;
    let cut_off = world.card.cut_off;
    world.card = scorecard::judge_all(
        &world.agreement,
        &world.calendar,
        &world.data,
        &period,
        cut_off.at(),
        None,
    );
}

/// The world of `texts`, with leads and the scorecard computed from them.
pub fn month(language: Language, count: usize) -> World {
    let mut world = world(language);
    commit(&mut world.agreement);
    world.data = dataset(&world, count);
    judge(&mut world);
    world.card.actions.iter_mut().step_by(5).for_each(|action| action.is_new = Some(true));
    world.issues = vec![
        Issue::warning(
            Code::Orphans,
            vec![("source", "atividades".into()), ("n", "64".into()), ("share", "0.006".into())],
        ),
        Issue::warning(
            Code::AmbiguousDates,
            vec![
                ("source", "leads".into()),
                ("column", "Data de passagem".into()),
                ("setting", "dmy".into()),
            ],
        ),
    ];
    world
}

/// A month before anything happened.
pub fn empty(language: Language) -> World {
    let mut world = month(language, 0);
    world.issues.clear();
    world.data.intake.clear();
    world.data.set_aside.clear();
    world
}

fn commit(agreement: &mut Agreement) {
    use DurationUnit::{Days, Hours, Minutes};
    agreement.hash = "9f2c41ab77".into();
    agreement.match_keys = vec!["email".into(), "phone".into()];
    agreement.re_entry = Some(90 * 86_400);
    agreement.definitions = vec![
        Definition {
            stage: "mql".into(),
            text: "Perfil A ou B e pelo menos 50 pontos".into(),
            require: Vec::new(),
        },
        Definition {
            stage: "sql".into(),
            text: "Tem orçamento, prazo e quem decide".into(),
            require: Vec::new(),
        },
    ];
    agreement.reasons =
        REASONS.iter().map(|reason| ((*reason).to_owned(), Category::Marketing)).collect();
    agreement.roles = vec![Role {
        team: Team::Sales,
        name: "Vendedor".into(),
        does: "Tenta contato em 1 hora útil, seis vezes em 10 dias úteis, e decide".into(),
    }];
    if let Some(objective) = agreement.objectives.first_mut() {
        objective.leads_per_sale = Some(LeadsPerSale::Ratio(6.0, 1.0));
        objective.sales = Some(50.0);
        objective.chain = vec![ChainStep { to: Milestone::Won, rate: 1.0 / 6.0 }];
    }
    let hot =
        Condition { field: "source".into(), any_of: vec!["Google Ads".into()], or_unfed: false };
    agreement.commitments = vec![
        promise("leads", Team::Marketing, Metric::LeadsDelivered, Target::Plan),
        promise("handoff", Team::Marketing, Metric::HandoffComplete, Target::Share(0.95)),
        Commitment {
            within: Some(allowed(1, Hours)),
            ..promise("first", Team::Sales, Metric::FirstAttempt, Target::Share(0.9))
        },
        Commitment {
            within: Some(allowed(15, Minutes)),
            conditions: vec![hot],
            ..promise("hot", Team::Sales, Metric::FirstAttempt, Target::Share(0.75))
        },
        Commitment {
            within: Some(allowed(10, Days)),
            attempts: Some(6),
            ..promise("tries", Team::Sales, Metric::Attempts, Target::Share(0.95))
        },
        Commitment {
            within: Some(allowed(60, Days)),
            from_stage: Some(Milestone::Delivered),
            to_stage: Some(Milestone::Won),
            ..promise("conversion", Team::Both, Metric::Conversion, Target::Share(1.0 / 6.0))
        },
        promise("sales", Team::Both, Metric::SalesWon, Target::Plan),
    ];
}

fn allowed(count: u32, unit: DurationUnit) -> Allowance {
    Allowance { count, unit }
}

fn promise(id: &str, team: Team, metric: Metric, target: Target) -> Commitment {
    Commitment {
        id: id.into(),
        team,
        metric,
        target,
        within: None,
        clock: Clock::Working,
        conditions: vec![],
        channels: vec![],
        in_force: InForce { from: Some(day(7, 1)), until: None },
        tolerance: 0.05,
        min_sample: 10,
        attempts: None,
        days: None,
        max_attempts: None,
        counting: Counting::Net,
        all_reasons: false,
        per_person: false,
        from_stage: None,
        to_stage: None,
        percentile: 50,
        destination: None,
    }
}

/// One lead while it is made up.
#[derive(Default)]
struct Draft {
    delivered: Instant,
    owner: Option<&'static str>,
    source: (&'static str, &'static str),
    touches: Vec<(Instant, bool)>,
    accepted: Option<Instant>,
    rejected: Option<(Instant, &'static str)>,
    won: Option<Instant>,
    incomplete: u32,
}

fn dataset(world: &World, count: usize) -> Dataset {
    let mut dice = Dice(7);
    let mut drafts: Vec<Draft> = (0..count).map(|_| draft(world, &mut dice)).collect();
    drafts.sort_by_key(|draft| draft.delivered);
    let cut_off = world.card.cut_off;
    let cut = |table, source: &str, file: &str| CutOff {
        table,
        source: source.into(),
        file: file.into(),
        at: Some(cut_off),
        covers_from: None,
        begins: None,
    };
    let cut_offs = vec![
        cut(Table::Leads, "marketing", "leads_rd.csv"),
        cut(Table::Activities, "vendas", "atividades.csv"),
    ];
    Dataset {
        cut_off,
        cut_off_by: cut_offs.first().cloned(),
        cut_offs,
        leads: leads(&drafts),
        activities: activities(&drafts),
        mapped: [
            Milestone::Created,
            Milestone::Delivered,
            Milestone::Accepted,
            Milestone::Opportunity,
            Milestone::Won,
            Milestone::Rejected,
        ]
        .into(),
        delivered_by: Some(Milestone::Delivered),
        tables: vec![Table::Leads, Table::Activities, Table::Deals],
        intake: intake(cut_off.at(), count as u64),
        set_aside: set_aside(),
        sight: Sight {
            fed: u32::MAX,
            dated: u16::MAX,
            trace: Trace::Activities,
            told: u16::MAX,
            values: true,
            ..Sight::default()
        },
        ..Dataset::default()
    }
}

fn draft(world: &World, dice: &mut Dice) -> Draft {
    let zone = world.calendar.zone();
    let (first, last) = (world.card.period.first.0 - 20, zone.day_of(world.card.cut_off.at()).0);
    let mut local =
        Day(first + i32::try_from(dice.roll(u64::try_from(last - first).unwrap())).unwrap());
    if !world.calendar.is_working_day(local) && dice.roll(8) > 0 {
        local = world.calendar.next_working_day(local).filter(|day| day.0 < last).unwrap_or(local);
    }
    let mut draft = Draft {
        delivered: zone.instant(local, 30_600 + u32::try_from(dice.roll(32_000)).unwrap()),
        ..Draft::default()
    };
    draft.owner = (dice.roll(40) > 0).then(|| OWNERS[usize::try_from(dice.roll(6)).unwrap()]);
    draft.source = SOURCES[usize::try_from(dice.roll(5)).unwrap()];
    draft.incomplete = if dice.roll(12) == 0 { 1 << dice.roll(3) } else { 0 };
    let slow = if draft.owner == Some("Rafael Moura") { 20_000 } else { 4_000 };
    let mut at = draft.delivered + 120 + i64::try_from(dice.roll(slow)).unwrap();
    for _ in 0..=dice.roll(8) {
        let local = zone.local(at);
        let is_answered = dice.roll(4) == 0;
        draft.touches.push((at, is_answered));
        at = at + 5_000 + i64::try_from(dice.roll(90_000)).unwrap();
        if is_answered || local.and_utc().timestamp() % 97 == 0 {
            break;
        }
    }
    draft.touches.retain(|(at, _)| *at <= world.card.cut_off.at());
    decide(&mut draft, world.card.cut_off.at(), dice);
    draft
}

fn decide(draft: &mut Draft, cut_off: Instant, dice: &mut Dice) {
    let Some((at, true)) = draft.touches.last().copied() else { return };
    let when = at + 3_600 + i64::try_from(dice.roll(200_000)).unwrap();
    match dice.roll(10) {
        _ if when > cut_off => {}
        0 | 1 => draft.rejected = Some((when, REASONS[usize::try_from(dice.roll(3)).unwrap()])),
        2..=7 => {
            draft.accepted = Some(when);
            draft.won = Some(when + 400_000).filter(|won| *won <= cut_off && dice.roll(3) == 0);
        }
        _ => {}
    }
}

fn exact(at: Instant) -> Moment {
    Moment::new(at, Precision::Second)
}

fn leads(drafts: &[Draft]) -> Leads {
    let mut leads = Leads::default();
    let mut first = 0_u32;
    for (number, draft) in drafts.iter().enumerate() {
        leads.id.push(Some(&format!("L-{}", 29_000 + number)));
        leads.person.push(u32::try_from(number).unwrap());
        leads.name.push(NAMES.get(number % NAMES.len()).copied());
        leads.email.push(Some("a@x.com.br"));
        leads.phone.push(None);
        leads.company.push(COMPANIES.get(number % COMPANIES.len()).copied());
        leads.value.push(None);
        leads.out_of_order.push(false);
        leads.rejection.push(draft.rejected.map(|_| Category::Marketing));
        leads.loss.push(None);
        leads.incomplete.push(draft.incomplete);
        leads.qualified.push(Some(draft.incomplete == 0));
        leads.first_activity.push(first);
        first += u32::try_from(draft.touches.len()).unwrap();
        dates(&mut leads, draft);
    }
    leads.first_activity.push(first);
    let word = |of: fn(&Draft) -> Option<&'static str>| Coded::of(drafts.iter().map(of));
    leads.words.insert("source".into(), word(|draft| Some(draft.source.0)));
    leads.words.insert("campaign".into(), word(|draft| Some(draft.source.1)));
    leads.words.insert("owner".into(), word(|draft| draft.owner));
    leads
        .words
        .insert("rejection-reason".into(), word(|draft| draft.rejected.map(|(_, reason)| reason)));
    leads
}

fn dates(leads: &mut Leads, draft: &Draft) {
    let mut passed = 0;
    for milestone in Milestone::ALL {
        let at = match milestone {
            Milestone::Created => Some(draft.delivered - 600),
            Milestone::Delivered => Some(draft.delivered),
            Milestone::Accepted => draft.accepted,
            Milestone::Opportunity => draft.accepted.filter(|at| at.unix() % 3 > 0),
            Milestone::Won => draft.won,
            Milestone::Rejected => draft.rejected.map(|(at, _)| at),
            _ => None,
        };
        passed |= u16::from(at.is_some()) << milestone.index();
        leads.milestones[milestone.index()].push(at.map(exact));
    }
    leads.passed.push(passed);
    leads.decision.push(draft.accepted.or(draft.rejected.map(|(at, _)| at)).map(exact));
}

fn activities(drafts: &[Draft]) -> Activities {
    let mut activities = Activities::default();
    let mut owners = Vec::new();
    for (lead, draft) in drafts.iter().enumerate() {
        for (number, (at, is_answered)) in draft.touches.iter().enumerate() {
            activities.lead.push(u32::try_from(lead).unwrap());
            activities.at.push(Some(exact(*at)));
            activities.channel.push([Channel::Call, Channel::Whatsapp, Channel::Email][number % 3]);
            activities.outcome.push(Some(if *is_answered {
                Outcome::Connected
            } else {
                Outcome::NoAnswer
            }));
            activities.contact.push(if *is_answered {
                Contact::ConnectedAttempt
            } else {
                Contact::Attempt
            });
            activities.before_delivery.push(false);
            activities.try_number.push(u32::try_from(number + 1).unwrap());
            owners.push(draft.owner);
        }
    }
    activities.owner = Coded::of(owners.into_iter());
    activities
}

fn intake(cut_off: Instant, count: u64) -> Vec<SourceAccount> {
    let column = |field: &str, header: &str, style: &str, filled| ColumnAccount {
        field: field.into(),
        header: header.into(),
        style: style.into(),
        filled,
    };
    let leads = FileAccount {
        path: "exports/leads_rd.csv".into(),
        sha256: "9f2c41ab".repeat(8),
        modified: cut_off,
        newest_row: Some(cut_off - 3_600),
        format: "csv".into(),
        encoding: Some("UTF-8".into()),
        delimiter: Some(';'),
        header_row: 1,
        columns: vec![
            column("delivered", "Data de passagem", "dmy hh:mm", count + 15),
            column("phone", "Celular", "text", count),
        ],
        rows: count + 18,
        used: count,
        merged: 6,
        set_aside: [(Reason::Test, 9), (Reason::BadDate, 3)].into(),
        ..FileAccount::default()
    };
    let activities = FileAccount {
        path: "exports/atividades.xlsx".into(),
        sha256: "e4a15570".repeat(8),
        modified: cut_off + 180,
        format: "xlsx".into(),
        sheet: Some("Atividades".into()),
        header_row: 3,
        rows: 500,
        used: 490,
        superseded: 10,
        ..FileAccount::default()
    };
    let source = |source: &str, table, file| SourceAccount {
        source: source.into(),
        table,
        cut_off: Some(Horizon::new(cut_off)),
        files: vec![file],
    };
    vec![source("marketing", Table::Leads, leads), source("vendas", Table::Activities, activities)]
}

fn set_aside() -> Vec<SetAside> {
    let row = |row, column: &str, value: &str, reason: Reason| SetAside {
        source: "marketing".into(),
        file: "leads_rd.csv".into(),
        sheet: None,
        row,
        column: Some(column.into()),
        value: value.into(),
        reason,
    };
    vec![
        row(212, "E-mail", "teste@minhaempresa.com.br", Reason::Test),
        row(388, "Data de passagem", "31/02/2026", Reason::BadDate),
    ]
}
