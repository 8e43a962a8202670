//! The parts of an agreement that change what is judged, each as keys with their values.

use std::collections::BTreeMap;
use std::path::Path;

use crate::metrics::{self, measure::Kind, spec::Unit};
use crate::model::agreement::{
    Agreement, Allowance, Column, Commitment, Condition, Counting, CutOffRule, Definition,
    DurationUnit, InForce, LeadsPerSale, Objective, PeriodKind, Source, Take, Target, WorkingTime,
    YearRule,
};
use crate::model::words::{Metric, Milestone};

use super::{Key, Said, Thing};

/// Shares are written in several ways; what differs below is rounding.
const EXACT: f64 = 1e9;

/// One version of one part.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Which part.
    pub of: Thing,
    /// When it is in force.
    pub in_force: InForce,
    /// What it says.
    pub terms: BTreeMap<Key, Said>,
}

impl Piece {
    /// What is told of a part of the agreement that came or went as a whole.
    pub fn in_short(&self) -> Said {
        let first = ["target", "category", "value", "files", "text"];
        let named = first.into_iter().find_map(|key| self.terms.get(&Key::Term(key)));
        named.cloned().unwrap_or(Said::Texts(Vec::new()))
    }
}

/// The agreement in parts that can be compared one by one, in the order of the file.
pub fn pieces(agreement: &Agreement) -> Vec<Piece> {
    let objectives = agreement.objectives.iter().map(objective);
    let promises = agreement.commitments.iter().map(commitment);
    let hours = agreement.working_time.iter().map(working_time);
    let definitions = agreement.definitions.iter().map(definition);
    let sources = agreement.sources.iter().map(|source| of_source(agreement, source));
    objectives
        .chain(promises)
        .chain(hours)
        .chain(definitions)
        .chain([handoff(agreement)])
        .chain(words(agreement))
        .chain([rules(agreement)])
        .chain(sources)
        .collect()
}

/// Terms that some key gives; a key without a value says nothing.
fn piece(
    of: Thing,
    in_force: InForce,
    terms: impl IntoIterator<Item = (&'static str, Option<Said>)>,
) -> Piece {
    let terms = terms.into_iter().filter_map(|(key, said)| Some((Key::Term(key), said?)));
    Piece { of, in_force, terms: terms.collect() }
}

fn commitment(own: &Commitment) -> Piece {
    let clock = match (own.metric, own.clock) {
        (Metric::Conversion, _) => "calendar",
        (_, clock) => clock.word(),
    };
    let count = |n: Option<u32>| n.map(|n| Said::Number(f64::from(n)));
    let stage = |milestone: Option<Milestone>| {
        milestone.map(|milestone| word("milestone", milestone.word()))
    };
    let channels: Vec<String> =
        own.channels.iter().map(|channel| format!("channel.{}", channel.word())).collect();
    let counting = match own.counting {
        Counting::Net => "net",
        Counting::Gross => "gross",
    };
    piece(
        Thing::Promise(own.id.clone(), own.metric),
        own.in_force,
        [
            ("team", Some(word("team", own.team.word()))),
            ("target", Some(target(own))),
            ("within", own.within.map(|within| Said::Time(within, clock))),
            ("where", Some(conditions(&own.conditions))),
            ("channels", Some(Said::Words(sorted(channels)))),
            ("tolerance", Some(share(own.tolerance))),
            ("min-sample", Some(Said::Number(own.min_sample as f64))),
            ("attempts", count(own.attempts)),
            ("days", count(own.days)),
            ("max-attempts", count(own.max_attempts)),
            ("counting", Some(word("amended", &format!("said-{counting}")))),
            ("all-reasons", Some(yes(own.all_reasons))),
            ("per-person", Some(yes(own.per_person))),
            ("from-stage", stage(own.from_stage)),
            ("to-stage", stage(own.to_stage)),
            ("percentile", Some(Said::Number(f64::from(own.percentile)))),
            ("destination", own.destination.clone().map(Said::Text)),
        ],
    )
}

fn target(own: &Commitment) -> Said {
    let of = metrics::spec(own.metric).map(|spec| (spec.kind, spec.unit));
    match own.target {
        Target::Number(value) if matches!(of, Some((Kind::Amount, _))) => Said::Amount(value),
        Target::Number(value) if matches!(of, Some((_, Unit::Ratio))) => share(value),
        Target::Number(value) => Said::Number(value),
        Target::Share(value) => share(value),
        Target::Time(time) => Said::Time(time, own.clock.word()),
        Target::Plan => word("amended", "said-plan"),
        Target::Open => word("amended", "said-measured"),
    }
}

fn objective(own: &Objective) -> Piece {
    let number = |value: Option<f64>| value.map(Said::Number);
    let ratio = own.leads_per_sale.map(|ratio| match ratio {
        LeadsPerSale::Ratio(leads, sales) => Said::Number(exact(leads / sales)),
        LeadsPerSale::Observed => word("amended", "said-observed"),
    });
    let chain = own.chain.iter().map(|step| (format!("milestone.{}", step.to.word()), step.rate));
    let days = |count: u32| Some(Said::Time(days(count), "calendar"));
    piece(
        Thing::Objective,
        own.in_force,
        [
            ("period", Some(period(own.period))),
            ("sales", number(own.sales)),
            ("revenue", own.revenue.map(Said::Amount)),
            ("where", Some(conditions(&own.conditions))),
            ("leads-per-sale", ratio),
            ("observed-over", days(own.observed_over)),
            ("conversion-within", days(own.conversion_within)),
            ("acceptance", own.acceptance.map(share)),
            ("chain", Some(Said::Chain(chain.map(|(to, rate)| (to, exact(rate))).collect()))),
            ("people", number(own.people)),
            ("tries-per-person-hour", number(own.tries_per_person_hour)),
        ],
    )
}

fn period(kind: PeriodKind) -> Said {
    word(
        "amended",
        match kind {
            PeriodKind::Week => "said-week",
            PeriodKind::Month => "said-month",
            PeriodKind::Quarter => "said-quarter",
            PeriodKind::HalfYear => "said-half-year",
            PeriodKind::Year => "said-year",
            PeriodKind::Fixed(first, last) => {
                let days = [first, last].map(|day| day.date().format("%d/%m/%Y").to_string());
                return Said::Text(days.join("–"));
            }
        },
    )
}

fn working_time(own: &WorkingTime) -> Piece {
    let holidays = own.holidays.iter().map(|name| file_name(name)).collect();
    let mut piece = piece(
        Thing::WorkingTime,
        own.in_force,
        [
            ("week", Some(Said::Week(own.week.clone()))),
            ("holidays", Some(Said::Texts(sorted(holidays)))),
            ("optional-holidays", Some(Said::Texts(sorted(own.optional_holidays.clone())))),
        ],
    );
    let special = own.special.iter();
    piece
        .terms
        .extend(special.map(|(day, hours)| (Key::Special(*day), Said::Hours(hours.clone()))));
    piece
}

fn definition(own: &Definition) -> Piece {
    piece(
        Thing::Definition(own.stage.clone()),
        InForce::default(),
        [
            ("text", Some(Said::Text(own.text.clone()))),
            ("require", Some(Said::Require(own.require.clone()))),
        ],
    )
}

fn handoff(agreement: &Agreement) -> Piece {
    let fields = agreement.required.iter().map(|field| format!("field.{field}")).collect();
    piece(
        Thing::Handoff,
        InForce::default(),
        [
            ("required", Some(Said::Words(sorted(fields)))),
            ("rejection-window", Some(Said::Time(agreement.rejection_window, "working"))),
        ],
    )
}

/// The categories of reasons and the values of types of leads.
fn words(agreement: &Agreement) -> Vec<Piece> {
    let reasons = agreement.reasons.iter().map(|(reason, category)| {
        let category = word("category", category.word());
        piece(Thing::Reason(reason.clone()), InForce::default(), [("category", Some(category))])
    });
    let values = agreement.lead_values.iter().map(|(kind, value)| {
        let value = Said::Amount(value.units());
        piece(Thing::LeadValue(kind.clone()), InForce::default(), [("value", Some(value))])
    });
    reasons.chain(values).collect()
}

/// The rules by which rows become persons, episodes and tries: keys, re-entry, burst, what counts
/// as delivered.
fn rules(agreement: &Agreement) -> Piece {
    let texts = |all: &[String]| Some(Said::Texts(sorted(all.to_vec())));
    let keys = agreement.match_keys.iter().map(|key| format!("field.{key}")).collect();
    let re_entry = agreement.re_entry.map_or_else(
        || word("amended", "said-forever"),
        |seconds| Said::Time(days(u32::try_from(seconds / 86_400).unwrap_or(u32::MAX)), "calendar"),
    );
    let burst = Allowance {
        count: u32::try_from(agreement.burst / 60).unwrap_or(u32::MAX),
        unit: DurationUnit::Minutes,
    };
    let handed = match agreement.delivered_by {
        Some(by) => format!("said-by-{}", by.word()),
        None if agreement.own_handoffs => "said-by-each-source".to_owned(),
        None => "said-first-mapped".to_owned(),
    };
    piece(
        Thing::Rules,
        InForce::default(),
        [
            ("match", Some(Said::Words(sorted(keys)))),
            ("re-entry", Some(re_entry)),
            ("ignore", texts(&agreement.ignore)),
            ("shared-addresses", texts(&agreement.shared_addresses)),
            ("delivered-by", Some(word("amended", &handed))),
            ("burst", Some(Said::Time(burst, "calendar"))),
            ("currency", Some(Said::Text(agreement.currency.clone()))),
            ("timezone", Some(Said::Text(agreement.zone.name().to_owned()))),
            ("numbers", Some(Said::Text(format!("{:?}", agreement.numbers)))),
        ],
    )
}

fn of_source(agreement: &Agreement, own: &Source) -> Piece {
    let files = own.files.iter().map(|file| relative(&agreement.folder, file)).collect();
    // Of its words the first alone is told: a later one may be a key.
    let fetch = own.fetch.as_ref().and_then(|fetch| fetch.command.first());
    let take = match own.take {
        Take::Newest => "said-newest",
        Take::All => "said-all",
    };
    let cut_off = match own.cut_off {
        CutOffRule::FileTime => "file-time",
        CutOffRule::NewestRow => "newest-row",
        CutOffRule::None => "none",
    };
    let mut piece = piece(
        Thing::Source(own.name.clone()),
        InForce::default(),
        [
            ("table", Some(Said::Text(own.table.word().to_owned()))),
            ("files", Some(Said::Texts(sorted(files)))),
            ("fetch", fetch.map(|program| Said::Text(file_name(program)))),
            ("take", Some(word("amended", take))),
            ("preset", own.preset.as_deref().map(|preset| Said::Text(file_name(preset)))),
            ("cut-off", Some(Said::Text(cut_off.to_owned()))),
            ("covers-from", own.covers_from.map(Said::Day)),
            ("timezone", own.timezone.as_ref().map(|zone| Said::Text(zone.name().to_owned()))),
            ("creates-leads", Some(yes(own.creates_leads))),
            ("shared-ids", Some(yes(own.shared_ids))),
            ("max-set-aside", Some(share(own.max_set_aside))),
            ("read", read(own)),
        ],
    );
    let columns = own.columns.iter();
    piece.terms.extend(columns.map(|(field, column)| (Key::Column(field.clone()), said(column))));
    for (field, words) in &own.values {
        let key = |word: &String| Key::Value(field.clone(), word.clone());
        let own = words.iter().map(|(word, meaning)| (key(word), meant(field, meaning)));
        piece.terms.extend(own);
    }
    piece
}

/// What a word of the files stands for, by the section of the catalogue that has it.
fn meant(field: &str, meaning: &str) -> Said {
    let section = match field {
        "stage" | "status" | "lead-status" => "milestone",
        "channel" => "channel",
        _ => "meaning",
    };
    Said::Word(format!("{section}.{meaning}"))
}

fn said(column: &Column) -> Said {
    Said::Text(column.headers().join(" + "))
}

/// How a source is read, where the agreement says so instead of leaving it to the file, in one
/// line.
fn read(own: &Source) -> Option<Said> {
    let read = &own.read;
    let parts = [
        Some(read.sheets.join(", ")).filter(|sheets| !sheets.is_empty()),
        read.header_row.map(|row| row.to_string()),
        read.delimiter.map(String::from),
        read.encoding.clone(),
        read.decimal.map(String::from),
        read.dates.map(|dates| dates.word().to_owned()),
        read.year.map(|year| match year {
            YearRule::Of(year) => year.to_string(),
            YearRule::Newest => "newest".to_owned(),
        }),
        read.currency.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| Said::Text(parts.join(" · ")))
}

/// Conditions in an order of their own: how they are written changes nothing.
fn conditions(own: &[Condition]) -> Said {
    let mut all: Vec<Condition> = own
        .iter()
        .map(|one| Condition { any_of: sorted(one.any_of.clone()), ..one.clone() })
        .collect();
    all.sort_by(|one, other| one.field.cmp(&other.field));
    Said::Where(all)
}

fn word(section: &str, word: &str) -> Said {
    Said::Word(format!("{section}.{word}"))
}

fn yes(is: bool) -> Said {
    word("amended", if is { "said-yes" } else { "said-no" })
}

fn share(value: f64) -> Said {
    Said::Share(exact(value))
}

fn exact(value: f64) -> f64 {
    (value * EXACT).round() / EXACT
}

fn days(count: u32) -> Allowance {
    Allowance { count, unit: DurationUnit::Days }
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words
}

fn relative(folder: &Path, file: &str) -> String {
    let path = Path::new(file);
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
}

fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}
